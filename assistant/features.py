"""What a sentence shows of answering a question, as numbers: the input of the `features` reranker."""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.question import ANSWERS, Question
from index.lexical import stems
from index.types import Span

_ANSWERS = {kind: re.compile(pattern, re.IGNORECASE if kind not in ("name", "person", "named", "place") else 0) for kind, pattern in ANSWERS.items()}
CUE = re.compile(
    r"\b(?:said|says|told|replied|answered|called|described|announced|claimed|denied|denies|demanded|promised|asked|warned|accused|explained|"
    r"suggested|argued|stated|wrote|urged|assured|recommended|blamed|responded|admitted|confirmed|reported|according to|added|insisted|tweeted)\b",
    re.IGNORECASE,
)
WINDOW = 70
"""Characters on either side of the possible answer in which the question's words count as near."""

NAMES = (
    "coverage",  # weight of the question's words that the sentence has
    "coverage_around",  # ... that it or its neighbours or the headline have
    "rarest_missing",  # weight of the most telling word that the sentence lacks
    "rarest_missing_around",
    "names",  # share of the question's names in the sentence
    "names_around",
    "pairs",  # share of the question's neighbouring word pairs that stand near each other here
    "answer",  # words of the kind asked for that the question does not have
    "answer_missing",  # ... are asked for and are not there
    "near",  # coverage near the best of those words
    "counted",  # the noun that is counted or chosen stands there
    "counted_missing",
    "speaks",  # whoever's words are asked for speaks here
    "speaks_missing",
    "length",
    "headline",
    "reason", "date", "number", "person", "other",  # the kind asked for
)  # fmt: skip


@lru_cache(maxsize=200_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def features(question: Question, sentences: Sequence[Span], neighbours: Sequence[str]) -> NDArray[np.float64]:
    """float64 [len(sentences), len(NAMES)]; `neighbours` are the words around each sentence."""
    return np.array([_row(question, span, around) for span, around in zip(sentences, neighbours, strict=True)]).reshape(-1, len(NAMES))


def _row(question: Question, sentence: Span, around: str) -> list[float]:
    text = sentence.text
    here = _stems(text)
    nearby = here | _stems(around)
    answer, near = _answer(question, text)
    typed = question.kind in ANSWERS and question.kind != "named"
    speaks = _speaks(question, text) if question.asked_of else 0.0
    counted = float(question.counted in here) if question.counted else 0.0
    return [
        _coverage(question, here),
        _coverage(question, nearby),
        _rarest_missing(question, here),
        _rarest_missing(question, nearby),
        _share(question.names, here),
        _share(question.names, nearby),
        _pairs(question, text),
        answer if typed else 0.0,
        float(typed and not answer),
        near,
        counted,
        float(bool(question.counted) and not counted),
        speaks,
        float(bool(question.asked_of) and not speaks),
        min(len(text), 300) / 300,
        float(sentence.end == sentence.article.headline[1]),
        *(float(question.kind == kind) for kind in NAMES[-5:]),
    ]


def _coverage(question: Question, found: frozenset[str]) -> float:
    total = sum(question.weights.values())
    return sum(weight for stem, weight in question.weights.items() if stem in found) / total if total else 0.0


def _rarest_missing(question: Question, found: frozenset[str]) -> float:
    return max((weight for stem, weight in question.weights.items() if stem not in found), default=0.0)


def _share(wanted: frozenset[str], found: frozenset[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 0.5


def _pairs(question: Question, text: str) -> float:
    """Share of the question's neighbouring words that stand within four words of each other in the text."""
    order = list(question.weights)
    if len(order) < 2:
        return 0.0
    place: dict[str, list[int]] = {}
    for position, stem in enumerate(stems(text)):
        place.setdefault(stem, []).append(position)
    close = sum(
        any(abs(i - j) <= 3 for i in place.get(one, ()) for j in place.get(other, ()))
        for one, other in zip(order, order[1:], strict=False)
    )
    return close / (len(order) - 1)


def _answer(question: Question, text: str) -> tuple[float, float]:
    """Whether words of the kind asked for stand there that are not the question's, and the coverage near the best of them."""
    pattern = _ANSWERS.get(question.kind)
    if pattern is None:
        return 0.0, 0.0
    best, found = 0.0, 0.0
    for match in pattern.finditer(text):
        if _stems(match.group()) <= question.weights.keys():
            continue
        found = 1.0
        window = text[max(0, match.start() - WINDOW) : match.end() + WINDOW]
        best = max(best, _coverage(question, _stems(window)))
    return found, best


def _speaks(question: Question, text: str) -> float:
    """1 where whoever's words are asked for stands by a cue, 0.5 where they are only mentioned, 0 where not."""
    lowered = text.lower()
    if not question.asked_of & _stems(text):
        return 0.0
    for cue in CUE.finditer(lowered):
        before, after = _stems(lowered[max(0, cue.start() - 60) : cue.start()]), _stems(lowered[cue.end() : cue.end() + 45])
        if question.asked_of & (before | after):
            return 1.0
    return 0.5
