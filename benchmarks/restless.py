"""Changes a library, or talks on the page, without end: `benchmarks/kills.py` starts it as a process of its own and kills it.

    python -m benchmarks.restless FOLDER library|page SEED [--real]

Every change is announced on standard output, in a line "@ {JSON}", before it begins and when it is reported done. The changes
of the library are the command line's own; without --real the models are quick ones that stand in for them.
"""

import contextlib
import io
import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from hashing import FirstWords, HashingEmbedder

from assistant import Assistant, build
from assistant.cli import main
from assistant.types import Answer, Report, Route, Sentence, Turn
from index import backup, embed
from index.files import read_settings
from index.ingest import read
from index.load import from_text
from index.types import Article
from page.desk import Desk
from page.sessions import Sessions
from page.sight import Sight

ARTICLES = 8
PARAGRAPHS = 180
"""A passage each: Chroma writes its index files when there are a thousand."""
SMALL = 6
"""Paragraphs where the real models read them."""


@cache
def article(number: int, real: bool) -> Article:
    """An article, always the same for the same number."""
    long = "" if real else f"{' and' * 150}"
    body = "\n\n".join(
        f"Paragraph {n} of {number} says that bridge {n * 7 + number} would open{long}."
        for n in range(SMALL if real else PARAGRAPHS)
    )
    return from_text(f"Article {number}\n\n{body}")


class Library:
    """The library's changes, each a run of the command line."""

    def __init__(self, folder: Path, random: Random, real: bool) -> None:
        self.folder, self.random = folder, random
        self.articles = {made.id: made for made in (article(n, real) for n in range(ARTICLES))}

    @property
    def kept(self) -> list[str]:
        """The ids in the library."""
        return sorted(path.stem for path in (self.folder / "articles").glob("*.json"))

    def change(self) -> None:
        """Does one of them."""
        before = self.kept
        missing = sorted(self.articles.keys() - set(before))
        able = ["reindex", "mend"] * bool(before) + ["add", "import_library"] * 2 * bool(missing) + ["remove"] * 3 * bool(before)
        getattr(self, self.random.choice(able))(before, missing)

    def add(self, before: list[str], missing: list[str]) -> None:
        """Adds one to three articles from files."""
        new = self._some(missing)
        files = self.folder.parent / "files"
        files.mkdir(exist_ok=True)
        for key in new:
            (files / f"{key}.txt").write_text(self.articles[key].text, encoding="utf-8")
        self._run("add", before, [*before, *new], [str(files / f"{key}.txt") for key in new])

    def remove(self, before: list[str], _: list[str]) -> None:
        """Removes one to three articles."""
        gone = self._some(before)
        self._run("remove", before, [key for key in before if key not in gone], gone)

    def reindex(self, before: list[str], _: list[str]) -> None:
        """Makes the vectors anew."""
        self._run("reindex", before, before, [])

    def import_library(self, before: list[str], missing: list[str]) -> None:
        """Reads back a backup of one to three articles that are not there and one that is."""
        new, file = self._some(missing), self.folder.parent / "backup.zip"
        backup.save([read(self.articles[key], build.attributor()) for key in [*new, *before[:1]]], file)
        self._run("import-library", before, [*before, *new], [str(file)])

    def mend(self, before: list[str], _: list[str]) -> None:
        """Breaks the vectors, or an article, or library.json, and mends that."""
        kind = self.random.choice(["vectors", "article", "settings"])
        broken = self.random.choice(before)
        lost = [broken] if kind == "article" else []
        announce(begin="damage", before=before, after=before, lost=lost)
        if kind == "vectors":
            shutil.rmtree(self.folder / read_settings(self.folder)["vectors"])
        elif kind == "article":
            (self.folder / "articles" / f"{broken}.json").write_text("{")
        else:
            (self.folder / "library.json").unlink()
        self._run("doctor", before, [key for key in before if key not in lost], ["--mend"], lost)

    def _some(self, ids: Sequence[str]) -> list[str]:
        return self.random.sample(list(ids), min(len(ids), self.random.randint(1, 3)))

    def _run(self, command: str, before: list[str], after: list[str], rest: list[str], lost: Sequence[str] = ()) -> None:
        announce(begin=command, before=before, after=sorted(after), lost=list(lost))
        told, wrong = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(told), contextlib.redirect_stderr(wrong):
            code = main([command, *rest, "--library", str(self.folder)])
        announce(done=command, code=code, told=told.getvalue() if code == 0 else wrong.getvalue())


class Quick(Assistant):
    """Answers with the first sentences that there are, slowly enough to be killed in the middle."""

    def route(self, message: str, history: Any = ()) -> Route:
        """An answer, always."""
        return "answer"

    def replies(
        self, message: str, articles: Sequence[str] = (), history: Any = (), route: Route | None = None
    ) -> Iterator[Answer | Report]:
        """Sentences of the articles, a part each."""
        turns: tuple[Turn, ...] = tuple(history)
        for kept in self.index.articles[:3]:
            time.sleep(0.02)
            span = self.index.sentences(kept.id)[min(len(turns), len(self.index.sentences(kept.id)) - 1)]
            yield Answer(message, (Sentence(span.text, (span,), "supported"),))


class Page:
    """Conversations on the page: what its controls do when they are used."""

    QUESTIONS = ("What opens?", "Which bridge would open?", "What does the paragraph say?", "Bridge 7 would open.")

    def __init__(self, folder: Path, random: Random, real: bool) -> None:
        self.random = random
        self.assistant = (Assistant if real else Quick).open(folder, create=True)
        self.assistant.index.add(article(n, real=True) for n in range(3))
        self.sessions = Sessions(folder / "sessions")
        self.desk = Desk(self.assistant, self.sessions)

    def change(self) -> None:
        """Asks, asks again, renames or deletes."""
        known = self.sessions.talks("me")
        if len(known) < 2 or (self.random.random() < 0.2 and len(known) < 6):
            return self._ask(Sight(talk=self.desk.pick(Sight(), {}, "me")["sight"].talk))
        talk = self.random.choice(known)
        able = [self._ask] * 5 + [self._again] * 2 + [self._rename] * 2 + [self._delete]
        self.random.choice(able)(Sight(talk=talk.id))
        return None

    def _ask(self, sight: Sight) -> None:
        question = f"{self.random.choice(self.QUESTIONS)} {self.random.randrange(10**6)}"
        self._told("ask", sight, lambda: list(self.desk.ask(sight, {"question": question}, "me")), question)

    def _again(self, sight: Sight) -> None:
        at = self.random.randrange(len(self.sessions.get("me", sight.talk).exchanges))
        question = f"{self.random.choice(self.QUESTIONS)} {self.random.randrange(10**6)}"
        self._told("edit", sight, lambda: list(self.desk.ask(sight, {"question": question, "at": at}, "me")), question, at)

    def _rename(self, sight: Sight) -> None:
        name = f"Bridges {self.random.randrange(10**6)}"
        self._told("rename", sight, lambda: self.desk.rename(sight, {"talk": sight.talk, "name": name}, "me"), name)

    def _delete(self, sight: Sight) -> None:
        self._told("delete", sight, lambda: self.desk.delete(sight, {"talk": sight.talk}, "me"), "")

    def _told(self, kind: str, sight: Sight, work: Any, text: str, at: int | None = None) -> None:
        announce(begin=kind, talk=sight.talk, text=text, at=at, before=self._state())
        work()
        announce(done=kind, state=self._state())

    def _state(self) -> dict[str, Any]:
        """Every conversation: its title, and its messages with what was said to each."""
        return {talk.id: state(talk) for talk in self.sessions.talks("me")}


def state(talk: Any) -> list[Any]:
    """A conversation in short."""
    return [talk.title, [[e.question, e.state, [said.text for said in e.sentences], len(e.findings)] for e in talk.exchanges]]


def announce(**what: Any) -> None:
    """Writes a line at once, to the standard output that the process was started with."""
    sys.__stdout__.write(f"@ {json.dumps(what)}\n")  # type: ignore[union-attr]
    sys.__stdout__.flush()  # type: ignore[union-attr]


@contextlib.contextmanager
def quick_models(wanted: bool) -> Iterator[None]:
    """Puts quick models in the place of the real ones."""
    if not wanted:
        yield
        return
    with patch.object(embed, "embedder", lambda _: HashingEmbedder()), patch.object(build, "attributor", cache(FirstWords)):
        yield


def run(folder: str, kind: str, seed: str, real: str = "") -> None:
    """Goes on until it is killed."""
    import chromadb  # noqa: F401 - so that the time until a kill is spent on changes

    with quick_models(not real):
        actor: Library | Page = (Library if kind == "library" else Page)(Path(folder), Random(seed), bool(real))
        announce(ready=True)
        while True:
            actor.change()


if __name__ == "__main__":
    run(*sys.argv[1:])
