"""What a sentence shows of answering a question, as numbers: what the `features` reranker weighs."""

import re
from functools import lru_cache
from itertools import pairwise

from assistant.question import ANSWERS, WORD, Question, coverage
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


@lru_cache(maxsize=200_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def features(question: Question, sentence: Span, around: str) -> dict[str, float]:
    """What the sentence shows, each from 0 to 1 (`rarest_missing` to 1.5); `around` are the words around it."""
    text = sentence.text
    speaks = _speaks(question, text, around) if question.asked_of else 0.0
    shown, beside = _stems(text), _stems(around)
    here, nearby = shown | _meant(question, text, beside, speaks), shown | beside
    unnamed = bool(question.counted) and question.kind in _NAMING and _unnamed(question, text)
    answer, near = (0.0, 0.0) if unnamed else _answer(question, text)
    typed = question.kind in ANSWERS and question.kind != "named"
    counted = bool(question.counted) and _counted(question, text)
    return {
        "coverage": coverage(question, here),  # weight of the question's words that the sentence has
        "coverage_around": coverage(question, nearby),  # ... that it or its neighbours or the headline have
        "topic_missing": _topic_missing(question, nearby),  # ... other than names, that none of them has
        "rarest_missing": _rarest_missing(question, here),  # the weight of the most telling word that the sentence lacks
        "names": _share(question.names, here),  # of the question's names
        "names_around": _share(question.names, nearby),
        "pairs": _pairs(question, text),
        "answer": answer if typed else 0.0,  # words of the kind asked for, which the question does not have
        "answer_precise": answer if question.kind in _PRECISE else 0.0,  # ... of a kind that seldom stands there by chance
        "answer_missing": float(typed and not answer),
        "answer_precise_missing": float(question.kind in _PRECISE and not answer),  # ... of a kind that is told by its form
        "near": near,  # coverage near the best of those words
        "counted": float(counted),  # the noun that is counted or chosen
        "counted_missing": float(bool(question.counted) and not counted),
        "unnamed": float(unnamed),  # that noun without saying which: "a supplier", "five countries"
        "doing_missing": float(bool(question.doing) and question.doing not in here),  # "who won": nobody wins there
        "speaks": speaks,
        "speaks_missing": float(bool(question.asked_of) and not speaks),
        "headline": float(sentence.in_headline),
    }


def _meant(question: Question, text: str, beside: frozenset[str], speaks: float) -> frozenset[str]:
    """Names of the question that the sentence stands for by a pronoun, going by the words around it."""
    asked = question.asked_of if speaks >= STANDS_FOR else frozenset()
    return asked | (question.names & beside if _PRONOUN.search(text) else frozenset())


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
        best = max(best, coverage(question, _stems(window)))
    return found, best


def _counted(question: Question, text: str) -> bool:
    """Whether the noun that is counted or chosen stands in the text; for a number, with a number close by."""
    if question.kind != "number":
        return question.counted in _stems(text)
    places = _places(question.counted, text)
    return any(_ANSWERS["number"].search(text[max(0, place.start() - 40) : place.end() + 30]) for place in places)


def _places(stem: str, text: str) -> list[re.Match[str]]:
    """Where words of that stem stand."""
    if stem not in _stems(text):
        return []
    return [match for match in WORD.finditer(text) if stem in _stems(match.group())]


def _unnamed(question: Question, text: str) -> bool:
    """Whether the noun stands there only as one of a kind ("a supplier", "two other hospitals") with no name beside it.

    Where the name itself is asked for, also when the noun stands there without a name, or not at all.
    """
    places = _places(question.counted, text)
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
