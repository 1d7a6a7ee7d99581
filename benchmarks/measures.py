"""Measures: of rankings (Manning et al. 2008, chapter 8), of yes and no, and of probabilities."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


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


def balanced_accuracy(found: Sequence[bool], gold: Sequence[bool]) -> float:
    """The mean of the shares of positives found and of negatives left; 0.5 is what guessing gives.

    >>> balanced_accuracy([True, True, False], [True, False, False])
    0.75
    """
    shares = [[f == g for f, g in zip(found, gold, strict=True) if g is kind] for kind in (True, False)]
    return sum(sum(hits) / len(hits) if hits else 0.0 for hits in shares) / 2


def best_threshold(scores: Sequence[float], gold: Sequence[bool]) -> float:
    """The score from which to say yes with the best balanced accuracy, halfway between two scores.

    >>> best_threshold([0.9, 0.6, 0.2], [True, True, False])
    0.4
    """
    ordered = sorted(set(scores))
    between = [(low + high) / 2 for low, high in pairwise(ordered)] or ordered
    return max(between, key=lambda threshold: balanced_accuracy([score > threshold for score in scores], gold))


def calibration_error(confidence: Sequence[float], right: Sequence[bool], bins: int = 15) -> float:
    """How far confidence is from the share of right ones, in bins of equal width, weighted (Guo et al. 2017).

    >>> calibration_error([1.0, 1.0], [True, False])
    0.5
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for sure, hit in zip(confidence, right, strict=True):
        groups.setdefault(min(bins - 1, int(sure * bins)), []).append((sure, hit))
    return sum(abs(sum(sure - hit for sure, hit in group)) for group in groups.values()) / max(1, len(confidence))


def platt(chances: Sequence[float], gold: Sequence[bool]) -> tuple[float, float]:
    """Temperature and shift of a probability's log odds with the least log loss (Platt 1999), both to a twentieth.

    >>> platt([0.5, 0.5, 0.1, 0.1], [True, True, False, False])[1] > 0
    True
    """
    scores, sign = log_odds(np.array(chances)), np.where(gold, 1.0, -1.0)

    def loss(setting: tuple[float, float]) -> float:
        return float(np.logaddexp(0, -sign * (scores / setting[0] + setting[1])).mean())

    return min(((t / 20, s / 20) for t in range(10, 81) for s in range(-80, 81)), key=loss)


def log_odds(chances: Floats) -> Floats:
    """The log odds of probabilities, which are kept a millionth from 0 and 1."""
    clipped = np.clip(chances, 1e-6, 1 - 1e-6)
    return np.log(clipped / (1 - clipped))
