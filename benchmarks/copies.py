"""The articles of a library of any size: real ones, read and embedded once, and then copies of them that are moved a little.

An article again, under another id, with `SWAPPED` of its words replaced by others of the same length drawn from the news (so that
every range in it holds, and words are as frequent as they were), and its vectors moved by `JITTER` of the difference between two
other vectors, drawn at random; signatures of copies are drawn at random too, as those of texts that share nothing.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path

import numpy as np

from assistant import build
from benchmarks.news import every
from index.embed import MiniLM, Vectors
from index.entry import Entry, from_json, to_json
from index.ingest import read
from index.types import Article, Span, Statement

TOGETHER = 32
"""Articles embedded and kept together."""
SWAPPED, JITTER = 0.3, 0.6
"""Share of words that are replaced in a copy, and length of what is added to its vectors of length one."""
WORD = re.compile(r"\b[a-z]{4,}\b")


@dataclass(frozen=True)
class Real:
    """Articles read from the news, with the vectors of their passages."""

    entries: Sequence[Entry]
    vectors: Sequence[Vectors]


def embed(news: Path, folder: Path) -> None:
    """Reads and embeds the news, a file for every `TOGETHER` articles; those that are there are passed over."""
    folder.mkdir(parents=True, exist_ok=True)
    embedder, attributor = MiniLM(), build.attributor()
    coming = every(news)
    for number in count():
        path, articles = folder / f"{number:05}.npy", list(islice(coming, TOGETHER))
        if not articles:
            return
        if path.exists():
            continue
        entries = [read(article, attributor) for article in articles]
        lines = "\n".join(json.dumps(to_json(entry)) for entry in entries)
        path.with_suffix(".jsonl").write_text(lines, encoding="utf-8")
        np.save(folder / "writing.npy", embedder.encode([passage.text for entry in entries for passage in entry.passages]))
        (folder / "writing.npy").replace(path)
        print(f"embedded {(number + 1) * TOGETHER} articles", flush=True)


def embedded(folder: Path) -> Real:
    """What has been embedded so far."""
    entries: list[Entry] = []
    vectors: list[Vectors] = []
    for path in sorted(folder.glob("[0-9]*.npy")):
        rows = map(json.loads, path.with_suffix(".jsonl").read_text(encoding="utf-8").split("\n"))
        new = [from_json(row, row["id"]) for row in rows]
        vectors += np.split(np.load(path), np.cumsum([entry.size for entry in new])[:-1])
        entries += new
    if not entries:
        sys.exit(f'nothing is embedded in "{folder}" yet: run --step embed')
    return Real(entries, vectors)


def library(real: Real) -> Iterator[tuple[Entry, Vectors]]:
    """The real articles, then copies of them without end; always the same."""
    yield from zip(real.entries, real.vectors, strict=True)
    pool, every_vector = words(real.entries), np.concatenate(real.vectors)
    for turn in count(1):
        for number, (entry, vectors) in enumerate(zip(real.entries, real.vectors, strict=True)):
            drawn = np.random.default_rng([turn, number])
            one, other = every_vector[drawn.integers(len(every_vector), size=(2, len(vectors)))]
            away = one - other
            away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
            moved = vectors + np.float32(JITTER) * away
            yield copy(entry, turn, pool, drawn), moved / np.linalg.norm(moved, axis=1, keepdims=True)


def words(entries: Sequence[Entry]) -> Mapping[int, Sequence[str]]:
    """The words of the articles by length, as often as they stand there."""
    pool: dict[int, list[str]] = defaultdict(list)
    for entry in entries:
        for word in WORD.findall(entry.article.text):
            pool[len(word)].append(word)
    return pool


def copy(entry: Entry, turn: int, pool: Mapping[int, Sequence[str]], drawn: np.random.Generator) -> Entry:
    """The article with other words, under another id; every range in it stays."""
    old = entry.article
    chances = iter(drawn.random(len(old.text)).tolist())

    def swap(found: re.Match[str]) -> str:
        chance = next(chances) / SWAPPED
        others = pool[len(found[0])]
        return others[int(chance * len(others))] if chance < 1 else found[0]

    article = replace(old, id=f"{old.id}-{turn}", text=WORD.sub(swap, old.text))
    here: Callable[[Span], Span] = lambda span: article.span(span.start, span.end)
    return replace(
        entry,
        article=article,
        sentences=tuple(map(here, entry.sentences)),
        passages=tuple(map(here, entry.passages)),
        statements=tuple(stated(statement, article) for statement in entry.statements),
        signature=drawn.bytes(len(entry.signature)),
    )


def stated(statement: Statement, article: Article) -> Statement:
    """The statement at the same places of a copy."""
    here: Callable[[Span | None], Span | None] = lambda span: span and article.span(span.start, span.end)
    content = tuple(article.span(span.start, span.end) for span in statement.content)
    return replace(statement, mention=here(statement.mention), cue=here(statement.cue), content=content)
