"""What a sentence shows of answering a question, as numbers: the input of the `features` reranker."""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.question import ANSWERS, WORD, Question
from index.lexical import stems
from index.types import Span

_ANSWERS = {
    kind: re.compile(pattern, re.IGNORECASE if kind not in ("name", "person", "named", "place") else 0)
    for kind, pattern in ANSWERS.items()
}
CUE = re.compile(
    r"\b(?:said|says|told|replied|answered|called|described|announced|claimed|denied|denies|deny|demanded|promised|asked|warned|"
    r"accused|explained|suggested|argued|stated|wrote|urged|assured|recommended|blamed|responded|admitted|confirmed|reported|"
    r"according to|added|insisted|tweeted)\b",
    re.IGNORECASE,
)
_PRECISE = ("age", "money", "calendar")
_NAMING = ("named", "name", "place", "person")
_INDEFINITE = re.compile(
    r"\b(?:an?|another|some|several|any|many|few|two|three|four|five|six|seven|eight|nine|ten|\d+)(?: [a-z]+){0,2} $", re.IGNORECASE
)
_NAMED = re.compile(r",? (?:called |named |were |was |are |is )?[A-Z]\w|:")
_PRONOUN = re.compile(r"\b(?:he|she|they|it|his|her|their|its)\b", re.IGNORECASE)
_STOOD_FOR = re.compile(r"\b(?:he|she|it|they|the [a-z]+) (?:also |later |had |has )?$")
STANDS_FOR = 0.7
"""What "he said" is worth where the name that is asked for stands beside the sentence."""
WINDOW = 70
"""Characters on either side of the possible answer in which the question's words count as near."""

NAMES = (
    "coverage",  # weight of the question's words that the sentence has
    "coverage_around",  # ... that it or its neighbours or the headline have
    "topic_missing",  # share of the question's words, other than names, that neither the sentence nor its neighbours have
    "rarest_missing",  # weight of the most telling word that the sentence lacks
    "rarest_missing_around",
    "names",  # share of the question's names in the sentence
    "names_around",
    "pairs",  # share of the question's neighbouring word pairs that stand near each other here
    "answer",  # words of the kind asked for that the question does not have
    "answer_precise",  # ... and are of a kind that seldom stands there by chance
    "answer_missing",  # ... are asked for and are not there
    "near",  # coverage near the best of those words
    "counted",  # the noun that is counted or chosen stands there, beside a number where one is asked for
    "counted_missing",
    "unnamed",  # that noun stands there without saying which: "a supplier", "five countries"
    "doing_missing",  # what somebody is asked for who does it is not told there
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
    return np.array([_row(question, span, around) for span, around in zip(sentences, neighbours, strict=True)]).reshape(
        -1, len(NAMES)
    )


def _row(question: Question, sentence: Span, around: str) -> list[float]:
    text = sentence.text
    speaks = _speaks(question, text, around) if question.asked_of else 0.0
    shown, beside = _stems(text), _stems(around)
    meant = (question.asked_of if speaks >= STANDS_FOR else frozenset()) | (
        question.names & beside if _PRONOUN.search(text) else frozenset()
    )
    here, nearby = shown | meant, shown | beside
    unnamed = bool(question.counted) and question.kind in _NAMING and _unnamed(question, text)
    answer, near = (0.0, 0.0) if unnamed else _answer(question, text)
    typed = question.kind in ANSWERS and question.kind != "named"
    counted = float(_counted(question, text)) if question.counted else 0.0
    return [
        _coverage(question, here),
        _coverage(question, nearby),
        _topic_missing(question, nearby),
        _rarest_missing(question, here),
        _rarest_missing(question, nearby),
        _share(question.names, here),
        _share(question.names, nearby),
        _pairs(question, text),
        answer if typed else 0.0,
        answer if question.kind in _PRECISE else 0.0,
        float(typed and not answer),
        near,
        counted,
        float(bool(question.counted) and not counted),
        float(unnamed),
        float(bool(question.doing) and question.doing not in here),
        speaks,
        float(bool(question.asked_of) and not speaks),
        min(len(text), 300) / 300,
        float(sentence.end == sentence.article.headline[1]),
        *(float(question.kind == kind) for kind in NAMES[-5:]),
    ]


def _coverage(question: Question, found: frozenset[str]) -> float:
    total = sum(question.weights.values())
    return sum(weight for stem, weight in question.weights.items() if stem in found) / total if total else 0.0


def _topic_missing(question: Question, found: frozenset[str]) -> float:
    topic = {stem: weight for stem, weight in question.weights.items() if stem not in question.names}
    missing = sum(weight for stem, weight in topic.items() if stem not in found)
    return missing / sum(topic.values()) if topic else 0.0


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
    close = sum(any(abs(i - j) <= 3 for i in place.get(one, ()) for j in place.get(other, ())) for one, other in pairwise(order))
    return close / (len(order) - 1)


def _answer(question: Question, text: str) -> tuple[float, float]:
    """Whether words of the kind asked for stand there that are not the question's, and the coverage near the best of them."""
    pattern = _ANSWERS.get(question.kind)
    if pattern is None:
        return 0.0, 0.0
    best, found = 0.0, 0.0
    for match in pattern.finditer(text):
        found_stems = _stems(match.group())
        if found_stems and found_stems <= question.weights.keys():
            continue
        found = 1.0
        window = text[max(0, match.start() - WINDOW) : match.end() + WINDOW]
        best = max(best, _coverage(question, _stems(window)))
    return found, best


def _counted(question: Question, text: str) -> bool:
    """Whether the noun that is counted or chosen stands in the text; for a number, with a number close by."""
    places = [match for match in WORD.finditer(text) if question.counted in _stems(match.group())]
    if question.kind != "number":
        return bool(places)
    return any(_ANSWERS["number"].search(text[max(0, place.start() - 40) : place.end() + 30]) for place in places)


def _unnamed(question: Question, text: str) -> bool:
    """Whether the noun stands there only as one of a kind ("a supplier", "two other hospitals") with no name beside it.

    Where the name itself is asked for, also when the noun stands there without a name, or not at all.
    """
    places = [match for match in WORD.finditer(text) if question.counted in _stems(match.group())]
    if any(_NAMED.match(text[place.end() :]) for place in places):
        return False
    return question.kind == "name" or any(_INDEFINITE.search(text[: place.start()]) for place in places)


def _speaks(question: Question, text: str, around: str) -> float:
    """Whether whoever's words are asked for speaks here.

    1 where they stand by a cue, 0.7 where "he said" or "the minister said" may be them, 0.5 where they are only mentioned.
    """
    lowered = text.lower()
    for cue in CUE.finditer(lowered):
        before, after = lowered[max(0, cue.start() - 60) : cue.start()], lowered[cue.end() : cue.end() + 45]
        if question.asked_of & (_stems(before) | _stems(after)):
            return 1.0
        if question.asked_of & _stems(around) and _STOOD_FOR.search(before):
            return STANDS_FOR
    return 0.5 if question.asked_of & _stems(text) else 0.0
