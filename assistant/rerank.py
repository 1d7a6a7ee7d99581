"""Judges how probably each sentence answers a question. A new reranker is one class with `rerank` and one line in `RERANKERS`."""

import math
from collections.abc import Callable, Sequence
from typing import Protocol

from assistant.question import parse
from index.types import Span


class Reranker(Protocol):
    """A question and sentences of articles to probabilities; 0.5 is where an answer begins."""

    def rerank(self, question: str, sentences: Sequence[Span], neighbours: Sequence[str]) -> tuple[float, ...]:
        """The probability that each sentence answers; `neighbours` are the words around each."""


WEIGHTS = {
    "coverage": 1.5,
    "coverage_around": 0.3,
    "topic_missing": -0.8,
    "rarest_missing": -0.2,
    "names": 0.2,
    "names_around": 0.3,
    "pairs": 0.3,
    "answer": 0.4,
    "answer_precise": 0.4,
    "answer_missing": -1.0,
    "near": 0.5,
    "counted": 0.3,
    "counted_missing": -0.3,
    "unnamed": -1.0,
    "doing_missing": -0.7,
    "speaks": 0.5,
    "speaks_missing": -0.4,
    "headline": -0.3,
}
"""What each feature is worth."""
THRESHOLD, SLOPE = 1.1, 3.0


class Features:
    """A weighted sum of what the sentence shows (`assistant.features`), as a probability.

    No model: it stands in until one that reads question and sentence together is there.
    """

    def rerank(self, question: str, sentences: Sequence[Span], neighbours: Sequence[str]) -> tuple[float, ...]:
        """The probability that each sentence answers."""
        from assistant.features import NAMES, features

        weights = [WEIGHTS.get(name, 0.0) for name in NAMES]
        scores = features(parse(question), sentences, neighbours) @ weights
        return tuple(1 / (1 + math.exp(-SLOPE * (score - THRESHOLD))) for score in scores)


RERANKERS: dict[str, Callable[[], Reranker]] = {"features": Features}
