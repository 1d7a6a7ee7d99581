"""Joins what the dense and the lexical search find, by reciprocal rank."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import TypeVar

CANDIDATES = 50
"""Passages that each search puts forward."""
CONSTANT = 60
"""k of reciprocal rank fusion: Cormack, Clarke and Buettcher, SIGIR 2009."""

Key = TypeVar("Key", bound=Hashable)


def fuse(rankings: Sequence[Sequence[Key]]) -> list[tuple[Key, float]]:
    """Reciprocal rank fusion: each ranking gives a thing 1 / (k + its rank); best first, ties in order of appearance.

    >>> [key for key, score in fuse([["a", "b"], ["b", "c"]])]
    ['b', 'a', 'c']
    """
    scores: defaultdict[Key, float] = defaultdict(float)
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] += 1 / (CONSTANT + rank)
    return sorted(scores.items(), key=lambda item: -item[1])
