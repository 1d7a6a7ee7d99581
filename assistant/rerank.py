"""Judges how probably each sentence answers a question. A new reranker is one class with `rerank` and one line in `RERANKERS`."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from assistant.features import features
from assistant.pairs import PAIRS, reader
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
    "answer_precise_missing": -0.5,
    "near": 0.5,
    "counted": 0.3,
    "counted_missing": -0.3,
    "unnamed": -1.0,
    "doing_missing": -0.7,
    "speaks": 0.5,
    "speaks_missing": -0.4,
    "headline": -0.3,
}
"""What each feature is worth. Set by hand, with the reasons beside the features in `assistant.features`, on the questions of
benchmarks/gate_data and of a hand-annotated set (`python -m benchmarks.questions`)."""
THRESHOLD, SLOPE = 1.1, 3.0
"""Where an answer begins, on the scale of the weighted sum, and how fast the probability rises there: below 1.1, the same
questions have 19 of 27 unanswerable ones and 1 of 81 answerable ones."""


class Features:
    """A weighted sum of what the sentence shows (`assistant.features`), as a probability.

    No model: it stands in until one that reads question and sentence together is there.
    """

    def rerank(self, question: str, sentences: Sequence[Span], neighbours: Sequence[str]) -> tuple[float, ...]:
        """The probability that each sentence answers."""
        parsed = parse(question)
        return tuple(_probability(features(parsed, *place)) for place in zip(sentences, neighbours, strict=True))


def _probability(shown: dict[str, float]) -> float:
    score = sum(WEIGHTS[name] * value for name, value in shown.items())
    return 1 / (1 + math.exp(-SLOPE * (score - THRESHOLD)))


REACH = 400
"""Characters that the finder reads on each side of a sentence; what it is about often stands at the paragraph's beginning."""


class Finder:
    """The answer head of the pair model, which reads question, sentence and the text on both sides together (models/pairs)."""

    def __init__(self, folder: Path = PAIRS) -> None:
        """Open the model. Raises ModelError when its files are missing or damaged."""
        self._reader = reader(folder)

    def rerank(self, question: str, sentences: Sequence[Span], neighbours: Sequence[str]) -> tuple[float, ...]:
        """The probability that each sentence answers."""
        rows = [(question, s.text, surroundings(s.article.text, s.start, s.end, s.article.title)) for s in sentences]
        return tuple(map(float, self._reader.answer(rows)))


def surroundings(text: str, start: int, end: int, title: str = "") -> str:
    """The title, unless the text begins with it there, and the whole words up to REACH characters before and after a place.

    >>> surroundings("First words. A sentence. Last words.", 13, 24, "The title")
    'The title First words. Last words.'
    >>> surroundings("First words. A sentence.", 13, 24, "First words. A …")
    'First words.'
    """
    if start <= REACH and text.startswith(title.rstrip("… ")):
        title = ""
    before, after = text[max(0, start - REACH) : start], text[end : end + REACH]
    if start > REACH:
        before = before.partition(" ")[2]
    if end + REACH < len(text):
        after = after.rpartition(" ")[0]
    return " ".join(f"{title} {before} {after}".split())


READ = 8
"""Sentences that the finder reads: those that the features rank first."""
FEATURES_COUNT, FINDER_COUNTS, BEGIN = 0.13, 0.63, -0.40
"""What the log odds of both count, and what is added, so that 0.5 is where an answer begins (training/fit_reranker.py)."""


class Joint:
    """The features and the finder together: the finder reads what the features rank first, and their log odds are added up."""

    def __init__(self, folder: Path = PAIRS) -> None:
        """Open the model. Raises ModelError when its files are missing or damaged."""
        self._features, self._finder = Features(), Finder(folder)

    def rerank(self, question: str, sentences: Sequence[Span], neighbours: Sequence[str]) -> tuple[float, ...]:
        """The probability that each sentence answers; one that is not read counts as the least probable of those read."""
        shown = self._features.rerank(question, sentences, neighbours)
        first = sorted(range(len(shown)), key=lambda i: -shown[i])[:READ]
        read = self._finder.rerank(question, [sentences[i] for i in first], [neighbours[i] for i in first])
        found = dict(zip(first, read, strict=True))
        return tuple(joint(chance, found.get(i, min(read))) for i, chance in enumerate(shown))


def joint(features: float, finder: float) -> float:
    """One probability of the two.

    >>> joint(0.9, 0.9) > joint(0.9, 0.2) > joint(0.1, 0.2)
    True
    """
    return 1 / (1 + math.exp(-(FEATURES_COUNT * _odds(features) + FINDER_COUNTS * _odds(finder) + BEGIN)))


def _odds(chance: float) -> float:
    clipped = min(1 - 1e-6, max(1e-6, chance))
    return math.log(clipped / (1 - clipped))


RERANKERS: dict[str, Callable[[], Reranker]] = {"features": Features, "finder": Finder, "joint": Joint}
