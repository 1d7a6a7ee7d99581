"""Ranks passages by the words they share with a query: BM25 over stems.

Not by a library: bm25s, which did it before, keeps scores that hold for one collection, so that an article more means all of
them anew, and sorts a million of them for each question.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.segment import Alive, Postings, Segment, key
from index.stems import STOPWORDS, stems, words
from index.types import Span
from index.vectors import Place

__all__ = ["ARTICLE", "STOPWORDS", "Lexical", "stems", "words"]

Scores = NDArray[np.float32]

ARTICLE = 0.5
"""What the whole article's BM25 adds to its passages' (benchmarks/retrieval.py)."""
K1, B = 1.5, 0.75
"""How soon a further occurrence counts less, and how much long texts do (Robertson and Zaragoza 2009)."""
BLOCK = 128
"""Scores of which the highest stands for all when the best are looked for."""


class Lexical:
    """BM25 over passages: of a passage under its article's headline, and, at `ARTICLE`, of the whole article.

    A passage seldom repeats what its article is about, and questions name it. Given as segments, each with which of its
    articles count (None: all); the scores are those that an index of the articles that count would give.
    """

    def __init__(self, segments: Sequence[tuple[Segment, Alive | None]]) -> None:
        self.segments = tuple(segments)
        rows = [None if alive is None else alive[segment.article] for segment, alive in segments]
        self._passages = Ranking([(s.passages, mask) for (s, _), mask in zip(segments, rows, strict=True)])
        self._articles = Ranking([(segment.articles, alive) for segment, alive in segments])

    @classmethod
    def of(cls, passages: Iterable[Span]) -> "Lexical":
        """Over these passages; those of an article must stand together."""
        return cls([(Segment.of(passages), None)])

    def scores(self, query: str) -> Scores:
        """float32 [passages of all segments]; 0 for a passage whose article shares no word with the query, or does not count."""
        asked = Counter(map(key, stems(query)))
        found = (self._scores(number, asked) for number in range(len(self.segments)))
        return np.concatenate([np.zeros(0, np.float32), *found])

    def among(self, article_ids: Iterable[str]) -> list[Alive]:
        """Of each segment, which of its articles are these."""
        wanted = [article_id.encode() for article_id in article_ids]
        masks = [np.zeros(len(segment.ids), np.bool_) for segment, _ in self.segments]
        for mask, (segment, _) in zip(masks, self.segments, strict=True):
            mask[segment.numbers(wanted)] = True
        return masks

    def best(self, query: str, count: int, wanted: Sequence[Alive] | None = None) -> list[tuple[Place, float]]:
        """The places that fit best with their scores above 0, best first, ties by place; only in `wanted` (see `among`)."""
        asked = Counter(map(key, stems(query)))
        found: list[tuple[float, Place]] = []
        for number, (segment, _) in enumerate(self.segments):
            if wanted is not None and not wanted[number].any():
                continue
            scores = self._scores(number, asked, None if wanted is None else wanted[number])
            found += [(-float(scores[row]), _place(segment, row)) for row in highest(scores, count)]
        return [(place, -score) for score, place in sorted(found)[:count]]

    def _scores(self, number: int, asked: Counter[int], wanted: Alive | None = None) -> Scores:
        segment, alive = self.segments[number]
        articles = np.float32(ARTICLE) * self._articles.scores(number, asked)
        scores = self._passages.scores(number, asked) + articles[segment.article]
        for mask in (alive, wanted):
            if mask is not None:
                scores *= mask[segment.article]
        return scores


@dataclass(frozen=True)
class Ranking:
    """BM25 (Lucene's form) over the texts of several postings, each with which of its texts count (None: all)."""

    parts: Sequence[tuple[Postings, Alive | None]]

    def scores(self, number: int, asked: Counter[int]) -> Scores:
        """float32 [texts of the part of that number]; `asked` are keys of words, and how often each is asked for."""
        part, _ = self.parts[number]
        scores = np.zeros(len(part.lengths), np.float32)
        for word, times in asked.items():
            rows = part.of_word(word)
            if rows.stop > rows.start:
                texts, counts = part.texts[rows], part.counts[rows].astype(np.float32)
                scores[texts] += np.float32(times * self._rarity(word)) * counts / (counts + self._weights[number][texts])
        return scores

    def _rarity(self, word: int) -> float:
        """The inverse document frequency."""
        if word not in self._rarities:
            if len(self._rarities) >= 10_000:
                self._rarities.clear()
            having = sum(_having(part, alive, word) for part, alive in self.parts)
            self._rarities[word] = math.log(1 + (self._count - having + 0.5) / (having + 0.5))
        return self._rarities[word]

    @cached_property
    def _rarities(self) -> dict[int, float]:
        return {}

    @cached_property
    def _count(self) -> int:
        return sum(len(part.lengths) if alive is None else int(alive.sum()) for part, alive in self.parts)

    @cached_property
    def _weights(self) -> list[Scores]:
        """Of each part, what the length of each of its texts makes of K1."""
        total = sum(int(part.lengths.sum() if alive is None else part.lengths[alive].sum()) for part, alive in self.parts)
        mean = total / self._count if total else 1.0
        return [(K1 * (1 - B + B * part.lengths / mean)).astype(np.float32) for part, _ in self.parts]


def highest(scores: Scores, count: int) -> NDArray[np.intp]:
    """The rows of the `count` highest scores above 0, and of those that equal the last of them; in order.

    The scores are first compared by blocks, whose maxima give a bound that few scores reach: nothing long is sorted.

    >>> highest(np.array([1, 0, 3, 2, 2], np.float32), 2).tolist()
    [2, 3, 4]
    """
    whole = len(scores) // BLOCK
    tops = scores[: whole * BLOCK].reshape(whole, BLOCK).max(axis=1)
    least = np.partition(tops, whole - count)[whole - count] if whole > count else np.float32(0)
    rows = np.flatnonzero((scores >= least) & (scores > 0))
    if len(rows) <= count:
        return rows
    last = np.partition(scores[rows], len(rows) - count)[len(rows) - count]
    kept: NDArray[np.intp] = rows[scores[rows] >= last]
    return kept


def _having(part: Postings, alive: Alive | None, word: int) -> int:
    rows = part.of_word(word)
    return rows.stop - rows.start if alive is None else int(alive[part.texts[rows]].sum())


def _place(segment: Segment, row: int) -> Place:
    return segment.ids[segment.article[row]].decode(), int(segment.start[row]), int(segment.end[row])
