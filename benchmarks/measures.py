"""How good a ranking is: measures over the relevance of what was ranked, best first (Manning et al. 2008, chapter 8)."""

import math
from collections.abc import Sequence


def average_precision(relevant: Sequence[bool], total: int) -> float:
    """Precision at each relevant one, averaged over the `total` relevant ones there are.

    >>> average_precision([True, False, True], total=2)
    0.8333333333333333
    """
    at = [sum(relevant[: rank + 1]) / (rank + 1) for rank, hit in enumerate(relevant) if hit]
    return sum(at) / total if total else 0.0


def reciprocal_rank(relevant: Sequence[bool]) -> float:
    """One over the rank of the first relevant one.

    >>> reciprocal_rank([False, True])
    0.5
    """
    return 1 / (1 + relevant.index(True)) if True in relevant else 0.0


def recall(relevant: Sequence[bool], total: int, depth: int) -> float:
    """Share of the `total` relevant ones that are among the first `depth`.

    >>> recall([True, False, True], total=4, depth=2)
    0.25
    """
    return sum(relevant[:depth]) / total if total else 0.0


def ndcg(relevant: Sequence[bool], total: int, depth: int) -> float:
    """Discounted gain of the first `depth`, over that of the best possible ranking.

    >>> ndcg([True, True], total=2, depth=10)
    1.0
    """
    gain = sum(1 / math.log2(rank + 2) for rank, hit in enumerate(relevant[:depth]) if hit)
    best = sum(1 / math.log2(rank + 2) for rank in range(min(total, depth)))
    return gain / best if best else 0.0
