"""Joins what the dense and the lexical search find."""

from collections.abc import Sequence

from index.types import Hit, Span

CANDIDATES = 50
"""Passages that each search puts forward."""
DENSE = 0.6
"""What the cosine weighs; the lexical score, divided by the best one, weighs the rest (benchmarks/retrieval.py, questions.py)."""


def fuse(dense: Sequence[Hit], lexical: Sequence[Hit]) -> list[Hit]:
    """The weighted sum of the two scores, best first, ties in order of appearance.

    Sums of scores and not of reciprocal ranks (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
    Retrieval", TOIS 2023): ranks forget that one search was sure and the other guessed. A passage that only one search
    found has the lowest cosine of the other, or no lexical score.
    """
    cosines = {hit.passage: hit.score for hit in dense}
    words = {hit.passage: hit.score for hit in lexical}
    farthest, best = min(cosines.values(), default=0.0), max(words.values(), default=1.0)

    def score(passage: Span) -> float:
        return DENSE * cosines.get(passage, farthest) + (1 - DENSE) * words.get(passage, 0.0) / best

    return sorted((Hit(passage, score(passage)) for passage in {**cosines, **words}), key=lambda hit: -hit.score)
