"""The library on disk. Articles as JSON are the truth; the vectors in Chroma are a cache that can be rebuilt from them.

    library.json        format, embedder, and which folder holds the vectors
    articles/ID.json    an article with its sentences and passages
    vectors-N/          Chroma
    pending.json        the articles whose vectors are being written or deleted just now
    lock, owner         one process at a time

An article is in the library when its JSON is. Adding writes pending.json, vectors, JSON; removing pending.json, then
takes away JSON and vectors. Whatever is killed in between, opening again deletes the vectors of pending articles that have
no JSON, so the library is as before or as after.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index.embed import Vectors
from index.errors import ArticleError, StoreError
from index.types import Article, Range, Span
from index.vectors import ChromaVectors, Place

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An article as the library keeps it: with its sentences and passages."""

    article: Article
    sentences: tuple[Span, ...] = field(repr=False)
    passages: tuple[Span, ...] = field(repr=False)


class Store:
    """The library in `folder`, held until `close`.

    `create`: make it when it is not there. Raises StoreError when there is none, it cannot be opened, another process has
    it, or another embedder made it.
    """

    def __init__(self, folder: Path, embedder_name: str, create: bool = False) -> None:
        self.folder = folder
        if not create and not (folder / "library.json").exists():
            raise StoreError(f'there is no library at "{folder}" yet: add an article first with: onrecord add FILE')
        with _refusals_told(folder):
            (folder / "articles").mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder)
        try:
            self._settings = self._opened(embedder_name)
            self.entries = {entry.article.id: entry for entry in self._read_entries()}
            self._recover()
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Lets another process have the library."""
        if "vectors" in self.__dict__:
            self.vectors.close()
        self._lock.release()

    @cached_property
    def vectors(self) -> ChromaVectors:
        """The vectors; opened when first needed, since that takes a second."""
        return ChromaVectors(self.folder / self._settings["vectors"])

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Keeps the articles; `vectors` are those of all their passages, in order."""
        with self._pending([entry.article.id for entry in entries]):
            self.vectors.write([passage for entry in entries for passage in entry.passages], vectors)
            for entry in entries:
                _write_json(self._path(entry.article.id), _to_json(entry))
                self.entries[entry.article.id] = entry

    def remove(self, article_id: str) -> None:
        """Forgets an article and its vectors. Raises ArticleError when the library has none of that id."""
        self.get(article_id)
        with self._pending([article_id]):
            self._path(article_id).unlink()
            del self.entries[article_id]
            self.vectors.delete([article_id])

    def get(self, article_id: str) -> Entry:
        """The article of that id. Raises ArticleError when there is none."""
        try:
            return self.entries[article_id]
        except KeyError:
            raise ArticleError(f'there is no article "{article_id}" in the library: see them with: onrecord articles') from None

    def nearest(self, vector: Vectors, count: int, article_ids: Sequence[str] = ()) -> list[tuple[Place, float]]:
        """The nearest passages' places with their cosine similarity; raises StoreError when vectors are missing."""
        expected = sum(len(entry.passages) for entry in self.entries.values())
        if len(self.vectors) != expected:
            raise StoreError(
                f"the search index of the library is damaged ({len(self.vectors)} passages instead of {expected}):"
                " rebuild it with: onrecord reindex"
            )
        return self.vectors.nearest(vector, count, article_ids) if expected else []

    def rebuild(self, encode: Callable[[Sequence[Span]], Iterator[tuple[Sequence[Span], Vectors]]], embedder_name: str) -> None:
        """Makes the vectors anew from the articles, beside the old ones, which go on to count until the new are whole.

        `encode` yields runs of the passages that it is given, with their vectors.
        """
        old = self._settings["vectors"]
        number = 1 + max((int(path.name.split("-")[1]) for path in self.folder.glob("vectors-*")), default=0)
        fresh = ChromaVectors(self.folder / f"vectors-{number}")
        for passages, vectors in encode([p for entry in self.entries.values() for p in entry.passages]):
            fresh.write(passages, vectors)
        self._settings = {"format": FORMAT, "embedder": embedder_name, "vectors": f"vectors-{number}"}
        _write_json(self.folder / "library.json", self._settings)
        if "vectors" in self.__dict__:
            self.vectors.close()
        self.vectors = fresh
        shutil.rmtree(self.folder / old, ignore_errors=True)

    def check_embedder(self, embedder_name: str) -> None:
        """Raises StoreError when another embedder made the vectors."""
        if self._settings["embedder"] != embedder_name:
            raise StoreError(
                f'the library at "{self.folder}" was made by the embedder "{self._settings["embedder"]}", not'
                f' "{embedder_name}": choose that one with --embedder, or change over with: onrecord reindex'
            )

    def _opened(self, embedder_name: str) -> dict[str, Any]:
        path = self.folder / "library.json"
        if not path.exists():
            _write_json(path, {"format": FORMAT, "embedder": embedder_name, "vectors": "vectors-1"})
        settings = _read_json(path)
        if settings.get("format") != FORMAT:
            raise StoreError(
                f'the library at "{self.folder}" has format "{settings.get("format")}", and this onrecord reads {FORMAT}:'
                " use the onrecord that made it, or name another folder with --library"
            )
        return settings

    def _read_entries(self) -> Iterator[Entry]:
        for path in sorted((self.folder / "articles").glob("*.json")):
            try:
                yield _from_json(_read_json(path))
            except (KeyError, TypeError, ValueError) as error:
                raise _damaged(path, error) from error

    def _recover(self) -> None:
        """Finishes or takes back what a killed process left: see the module's first lines."""
        for path in self.folder.glob("vectors-*"):
            if path.name != self._settings["vectors"]:
                shutil.rmtree(path, ignore_errors=True)
        journal = self.folder / "pending.json"
        if journal.exists():
            self.vectors.delete([i for i in _read_json(journal)["articles"] if i not in self.entries])
            journal.unlink()

    @contextmanager
    def _pending(self, article_ids: list[str]) -> Iterator[None]:
        journal = self.folder / "pending.json"
        with _refusals_told(self.folder):
            _write_json(journal, {"articles": article_ids})
            try:
                yield
            except BaseException:
                with suppress(StoreError, OSError):
                    self._recover()
                raise
            journal.unlink()

    def _path(self, article_id: str) -> Path:
        return self.folder / "articles" / f"{article_id}.json"


def _locked(folder: Path) -> FileLock:
    lock = FileLock(folder / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        owner = (folder / "owner").read_text() if (folder / "owner").exists() else "?"
        raise StoreError(
            f'the library at "{folder}" is in use by another onrecord (process {owner}):'
            " close it, or name another folder with --library"
        ) from None
    (folder / "owner").write_text(str(os.getpid()))
    return lock


@contextmanager
def _refusals_told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f'cannot write to the library at "{folder}" ({error.strerror or error}):'
            " check its permissions and the free space, or name another folder with --library"
        ) from error


def _damaged(path: Path, error: Exception) -> StoreError:
    return StoreError(f'"{path}" is damaged ({error}): move it out of the library and add that article again')


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path, error) from error
    if not isinstance(content, dict):
        raise _damaged(path, ValueError("no JSON object"))
    return content


def _write_json(path: Path, content: dict[str, Any]) -> None:
    """Writes whole or not at all: to a file beside it, onto the disk, then in its place."""
    beside = path.with_suffix(".writing")
    with beside.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _to_json(entry: Entry) -> dict[str, Any]:
    article = entry.article
    return {
        "id": article.id,
        "origin": article.origin,
        "text": article.text,
        "headline": article.headline,
        "paragraphs": article.paragraphs,
        "sentences": [(span.start, span.end) for span in entry.sentences],
        "passages": [(span.start, span.end) for span in entry.passages],
    }


def _from_json(content: dict[str, Any]) -> Entry:
    ranges: Callable[[str], tuple[Range, ...]] = lambda key: tuple((int(s), int(e)) for s, e in content[key])
    start, end = content["headline"]
    article = Article(content["id"], content["text"], (start, end), ranges("paragraphs"), content["origin"])
    return Entry(
        article,
        tuple(article.span(*r) for r in ranges("sentences")),
        tuple(article.span(*r) for r in ranges("passages")),
    )
