"""Which words stand where: the postings of a run of passages, which never change and can lie on the disk, mapped into memory.

They hold counts and lengths, nothing that depends on the other passages of a library, so that an article more is a segment
more and none is read anew. What a score needs of the whole library, `index.lexical` makes up when it is asked.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import blake2b
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.stems import stems
from index.types import Span

Alive = NDArray[np.bool_]
"""Of a segment's articles, which count."""
MOST = 2**16 - 1
"""Occurrences that are counted of a word in a text."""


def key(word: str) -> int:
    """64 bits of a word's hash, which stand for it: among a million words two share one with a chance of 3 in 10^8."""
    return int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


@dataclass(frozen=True)
class Postings:
    """The texts that have each word, and how often; `lengths` are the words of each text.

    The texts of the word `keys[i]` are `texts[offsets[i] : offsets[i + 1]]`, in order.
    """

    keys: NDArray[np.uint64]
    offsets: NDArray[np.int64]
    texts: NDArray[np.int32]
    counts: NDArray[np.uint16]
    lengths: NDArray[np.int32]

    @classmethod
    def of(cls, texts: Sequence[Sequence[str]]) -> "Postings":
        """Of texts given as their words."""
        lengths = np.fromiter(map(len, texts), np.int32, len(texts))
        numbers: dict[str, int] = {}
        words = np.fromiter((numbers.setdefault(w, len(numbers)) for text in texts for w in text), np.int64, int(lengths.sum()))
        keys = np.fromiter(map(key, numbers), np.uint64, len(numbers))
        pairs, counts = np.unique(words * len(texts) + np.repeat(np.arange(len(texts)), lengths), return_counts=True)
        word, text = np.divmod(pairs, max(1, len(texts)))
        return cls._sorted(keys[word], text, counts, lengths)

    @classmethod
    def merged(cls, parts: Sequence[tuple["Postings", Alive]]) -> "Postings":
        """Of several one after the other, without the texts that do not count."""
        keys, texts, counts, before = [], [], [], 0
        for part, alive in parts:
            kept = alive[part.texts]
            keys.append(np.repeat(part.keys, np.diff(part.offsets))[kept])
            texts.append((np.cumsum(alive) - 1 + before)[part.texts[kept]])
            counts.append(part.counts[kept])
            before += int(alive.sum())
        lengths = np.concatenate([part.lengths[alive] for part, alive in parts])
        return cls._sorted(np.concatenate(keys), np.concatenate(texts), np.concatenate(counts), lengths)

    @classmethod
    def _sorted(
        cls, keys: NDArray[np.uint64], texts: NDArray[np.int64], counts: NDArray[np.int64], lengths: NDArray[np.int32]
    ) -> "Postings":
        """From a key, a text and a count for each posting, those of one word in the order of the texts."""
        order = np.argsort(keys, kind="stable")
        unique, first = np.unique(keys[order], return_index=True)
        offsets = np.append(first, len(keys)).astype(np.int64)
        return cls(unique, offsets, texts[order].astype(np.int32), np.minimum(counts[order], MOST).astype(np.uint16), lengths)

    def of_word(self, word: int) -> slice:
        """Where the postings of a word (by its `key`) are."""
        place = int(np.searchsorted(self.keys, np.uint64(word)))
        if place == len(self.keys) or self.keys[place] != word:
            return slice(0, 0)
        return slice(int(self.offsets[place]), int(self.offsets[place + 1]))


@dataclass(frozen=True)
class Segment:
    """Passages and the words in them: each under its article's headline, and the articles whole.

    `ids` are the articles' (UTF-8); a passage is the characters `start` to `end` of the article with the number `article`.
    """

    ids: NDArray[np.bytes_]
    article: NDArray[np.int32]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    passages: Postings
    articles: Postings

    @classmethod
    def of(cls, passages: Iterable[Span]) -> "Segment":
        """Of these passages; those of an article must stand together in one segment."""
        under: list[list[str]] = []
        whole: list[list[str]] = []
        places: list[tuple[int, int, int]] = []
        ids: list[bytes] = []
        for number, (article, run) in enumerate(groupby(passages, key=lambda passage: passage.article)):
            headline = stems(article.span(*article.headline).text)
            ids.append(article.id.encode())
            whole.append([])
            for passage in run:
                own = stems(passage.text)
                under.append(own if passage.start <= article.headline[0] else headline + own)
                whole[-1] += own
                places.append((number, passage.start, passage.end))
        article_of, start, end = np.array(places, np.int32).reshape(-1, 3).T.copy()
        return cls(np.array(ids, np.bytes_), article_of, start, end, Postings.of(under), Postings.of(whole))

    @classmethod
    def merged(cls, parts: Sequence[tuple["Segment", Alive | None]]) -> "Segment":
        """Several in one, without the articles that do not count; from their postings alone."""
        alive = [np.ones(len(part.ids), np.bool_) if mask is None else mask for part, mask in parts]
        chosen = [mask[part.article] for (part, _), mask in zip(parts, alive, strict=True)]
        before = np.cumsum([0, *(mask.sum() for mask in alive)])[:-1]
        numbers = [(np.cumsum(mask) - 1 + first).astype(np.int32) for mask, first in zip(alive, before, strict=True)]
        return cls(
            np.concatenate([part.ids[mask] for (part, _), mask in zip(parts, alive, strict=True)]),
            np.concatenate([new[part.article[rows]] for (part, _), new, rows in zip(parts, numbers, chosen, strict=True)]),
            np.concatenate([part.start[rows] for (part, _), rows in zip(parts, chosen, strict=True)]),
            np.concatenate([part.end[rows] for (part, _), rows in zip(parts, chosen, strict=True)]),
            Postings.merged([(part.passages, rows) for (part, _), rows in zip(parts, chosen, strict=True)]),
            Postings.merged([(part.articles, mask) for (part, _), mask in zip(parts, alive, strict=True)]),
        )

    def save(self, folder: Path) -> None:
        """Writes it into a folder, a file for each array; the folder counts when this has returned, and not before."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in PLACES:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        for kind in ("passages", "articles"):
            for name in POSTINGS:
                np.save(folder / f"{kind}-{name}.npy", getattr(getattr(self, kind), name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> "Segment":
        """Maps what `save` wrote into memory: read from the disk when it is looked at. Raises OSError or ValueError."""
        passages, articles = (
            Postings(*(_mapped(folder / f"{kind}-{n}.npy") for n in POSTINGS)) for kind in ("passages", "articles")
        )
        ids, article, start, end = (_mapped(folder / f"{name}.npy") for name in PLACES)
        return cls(ids, article, start, end, passages, articles)

    def numbers(self, article_ids: Sequence[bytes]) -> NDArray[np.intp]:
        """The numbers of those of the articles that it has."""
        if not len(self.ids):
            return np.zeros(0, np.intp)
        wanted = np.array(article_ids, np.bytes_)
        places = np.searchsorted(self.ids, wanted, sorter=self._order)
        numbers: NDArray[np.intp] = self._order[np.minimum(places, len(self.ids) - 1)]
        return numbers[np.asarray(self.ids[numbers] == wanted, np.bool_)]

    @cached_property
    def _order(self) -> NDArray[np.intp]:
        """The numbers of the articles in the order of their ids."""
        return np.argsort(self.ids)


PLACES = ("ids", "article", "start", "end")
POSTINGS = tuple(field.name for field in fields(Postings))


def _mapped(path: Path) -> NDArray[Any]:
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
