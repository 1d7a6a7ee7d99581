"""Articles that are one: earlier versions of the same address, and near copies of an agency's text in several outlets.

All are kept, and a citation goes on pointing at the one that it was made from. A search over the whole library looks at one of
each family alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from itertools import chain
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.types import Article

SHINGLE = 5
"""Words in a row that are compared as one."""
HASHES, ROWS = 128, 4
"""Hashes of a signature, whose standard error at 0.7 is then 0.04; and those of a band, of which copies share one or more."""
ALIKE = 0.7
"""Least share of common shingles (Jaccard) of copies (benchmarks/exchange.py)."""
SHORTEST = 50
"""Words. Shorter texts are never taken for copies: too little of them would have to be the same by chance."""
AT_ONCE = 4096
"""Shingles hashed at once, 4 MB for each step: 10 MB of text have 1.7 million."""


class Kin(Protocol):
    """What families are told by: an `Entry` has it, and a database gives it without the article."""

    @property
    def id(self) -> str:
        """The article's."""

    @property
    def read_at(self) -> str:
        """When it was last read."""

    @property
    def addresses(self) -> Sequence[str]:
        """Where its text was read."""

    @property
    def bands(self) -> bytes:
        """What near copies are found by: those of its signature."""

    @property
    def signature(self) -> bytes:
        """What near copies are compared by."""

    @property
    def size(self) -> int:
        """How many passages it has."""


@dataclass(frozen=True, slots=True)
class Families:
    """By an article's id: its near copies, and its earlier versions, the latest first. `hidden` are all of these."""

    copies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def hidden(self) -> frozenset[str]:
        """What a search over everything leaves out."""
        return frozenset(chain(chain.from_iterable(self.copies.values()), chain.from_iterable(self.versions.values())))


def families(entries: Iterable[Kin]) -> Families:
    """The families of a library: of one address the article read last counts, of copies the one read first."""
    kept = sorted(entries, key=lambda entry: (entry.read_at, entry.id))
    versions = dict(_versions(kept))
    earlier = set(chain.from_iterable(versions.values()))
    return Families(_copies([entry for entry in kept if entry.id not in earlier]), versions)


def signature(article: Article) -> bytes:
    """A MinHash (Broder 1997) of the body's shingles; empty where the text is too short to compare.

    A dozen lines here, since the kept library for it (datasketch) takes a second to import, and an article less to read.
    """
    words = re.findall(r"\w+", " ".join(article.text[start:end] for start, end in article.paragraphs).casefold())
    if len(words) < SHORTEST:
        return b""
    shingles = {" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1)}
    hashes = np.array([int.from_bytes(blake2b(s.encode(), digest_size=4).digest(), "little") for s in shingles], np.uint64)
    multiply, add = _permutations()
    blocks = (hashes[start : start + AT_ONCE, None] for start in range(0, len(hashes), AT_ONCE))
    least = [((block * multiply + add) >> np.uint64(32)).min(axis=0) for block in blocks]
    signed: NDArray[np.uint32] = np.min(least, axis=0).astype("<u4")
    return signed.tobytes()


def bands(signature: bytes) -> bytes:
    """32 bits for each `ROWS` hashes of a signature: near copies share one or more of them at the same place."""
    hashes = np.frombuffer(signature, "<u4").reshape(-1, ROWS).astype(np.uint64)
    return (hashes @ _permutations()[0][:ROWS] >> np.uint64(32)).astype("<u4").tobytes()


def alike(one: bytes, other: bytes) -> float:
    """The estimated share of common shingles of two signed articles.

    >>> alike(b"aaaabbbb", b"aaaacccc")
    0.5
    """
    return float((np.frombuffer(one, "<u4") == np.frombuffer(other, "<u4")).mean())


def _versions(kept: Sequence[Kin]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Of each address read more than once the last article, and those before it that no address has now, the latest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in kept:
        for address in entry.addresses:
            found[address].append(entry.id)
    current = {ids[-1] for ids in found.values()}
    for ids in found.values():
        if earlier := tuple(key for key in reversed(ids) if key not in current):
            yield ids[-1], earlier


def _copies(kept: Sequence[Kin]) -> dict[str, tuple[str, ...]]:
    """Of each article that has near copies, those."""
    leaders: dict[tuple[int, int], list[str]] = defaultdict(list)
    copies: dict[str, tuple[str, ...]] = {}
    signed: dict[str, bytes] = {}
    for entry, shared in _suspects(kept):
        if not (own := entry.signature):  # it has just gone
            continue
        leading = dict.fromkeys(leader for band in shared for leader in leaders.get(band, ()))
        near = {leader: alike(signed[leader], own) for leader in leading}
        best = max(near, key=near.__getitem__, default="")
        if best and near[best] >= ALIKE:
            copies[best] = (*copies.get(best, ()), entry.id)
        else:
            signed[entry.id] = own
            for band in shared:
                leaders[band].append(entry.id)
    return copies


def _suspects(kept: Sequence[Kin]) -> Iterator[tuple[Kin, list[tuple[int, int]]]]:
    """Those that share a band with another, in order, each with the places and values of these: of a library few."""
    banded = [(entry, own) for entry in kept if (own := entry.bands)]
    if not banded:
        return
    every = np.frombuffer(b"".join(own for _, own in banded), "<u4").reshape(len(banded), -1)
    shared = np.zeros(every.shape, bool)
    for place, band in enumerate(every.T):
        _, found, count = np.unique(band, return_inverse=True, return_counts=True)
        shared[:, place] = count[found] > 1
    for row in np.flatnonzero(shared.any(axis=1)):
        yield banded[row][0], [(int(place), int(every[row, place])) for place in np.flatnonzero(shared[row])]


@cache
def _permutations() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Multiplier and summand of each hash (multiply-shift: Dietzfelbinger et al. 1997), the same for ever."""
    drawn = np.random.Generator(np.random.PCG64(1)).integers(0, 2**63, (2, HASHES), np.uint64)
    return drawn[0] * np.uint64(2) + np.uint64(1), drawn[1]
