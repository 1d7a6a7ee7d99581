"""Joins what the dense and the lexical search find."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

CANDIDATES = 50
"""Passages that each search puts forward."""
DENSE = 0.6
"""What the cosine weighs; the lexical score, divided by the best one, weighs the rest (benchmarks/retrieval.py, questions.py)."""

Place = TypeVar("Place", bound=Hashable)


def fuse(dense: Sequence[tuple[Place, float]], lexical: Sequence[tuple[Place, float]]) -> list[tuple[Place, float]]:
    """The weighted sum of the two scores, best first, ties in order of appearance.

    Sums of scores and not of reciprocal ranks (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
    Retrieval", TOIS 2023): ranks forget that one search was sure and the other guessed. A passage that only one search
    found has the lowest cosine of the other, or no lexical score.

    >>> fuse([("a", 0.8), ("b", 0.4)], [("b", 7.0)])
    [('b', 0.64), ('a', 0.48)]
    """
    cosines, words = dict(dense), dict(lexical)
    farthest, best = min(cosines.values(), default=0.0), max(words.values(), default=1.0)

    def score(place: Place) -> float:
        return DENSE * cosines.get(place, farthest) + (1 - DENSE) * words.get(place, 0.0) / best

    return sorted(((place, score(place)) for place in {**cosines, **words}), key=lambda found: -found[1])
