"""Pairs made from news sentences: what reads alike and is not the same, and who said it.

From a sentence come a copy (supports) and changed copies: another number, weekday, month or negation (refutes), another
name or speaker (not supported), a hedge made certain (neutral), a quotation without its speaker (neutral: reporting a
statement is not asserting it). From "…, X said" come questions: who said it, and what X said.
"""

import random
import re
from collections.abc import Callable, Iterator

from training.pair_types import Answer, Pair

_SENTENCE = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")
_NUMBER = re.compile(r"(?<![\w.,$£€-])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?![\w,]|\.\d)")
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()  # noqa: SIM905
_MONTHS = "January February March April June July August September October November December".split()  # noqa: SIM905
_NAME = re.compile(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)+\b")
_AUXILIARY = re.compile(r"\b(is|are|was|were|has|have|had|will|would|can|could|should)\b(?! not|n[’'])")
_NEGATION = re.compile(r"\b(is|are|was|were|has|have|had|will|would|could|should) not ")
_HEDGE = re.compile(r"\b(may|might|could)\b(?= [a-z]+)")
_SAID = re.compile(
    r"^[“\"]?(?P<said>[A-Z][^“”\"]{25,240}?),[”\"]? (?:(?P<first>[A-Z][\w. ]{2,40}?) said|said (?P<second>[A-Z][\w. ]{2,40}?))\.$"
)

Change = Callable[[str, list[str], random.Random], tuple[str, str] | None]


def sentences(text: str) -> list[str]:
    """Sentences of 8 to 45 words, a rough cut (training does not need a good one).

    >>> sentences("It was a very long day in the old town. Yes.")
    ['It was a very long day in the old town.']
    """
    cut = (s.strip() for line in text.split("\n") for s in _SENTENCE.split(line))
    return [s for s in cut if 8 <= len(s.split()) <= 45 and not s.endswith("?")]


def news_pairs(text: str, rng: random.Random, share: float = 0.3) -> Iterator[Pair]:
    """Entailment pairs from a share of an article's sentences, each read with the sentences around it."""
    found = sentences(text)
    names = sorted(set(_NAME.findall(text)))
    for i, sentence in enumerate(found):
        if rng.random() < share:
            premise = " ".join(found[max(0, i - rng.randint(0, 1)) : i + 1 + rng.randint(0, 1)])
            changed = [c for change in CHANGES if (c := change(sentence, names, rng))]
            if changed:
                yield Pair(premise, *rng.choice(changed), origin="news")
                yield Pair(premise, sentence, "entailment", origin="news")


def news_questions(text: str, other: str, rng: random.Random) -> Iterator[Answer]:
    """Questions about quoted sentences; unanswerable ones are asked of another article's sentence."""
    found, strangers = sentences(text), sentences(other)
    for i, sentence in enumerate(found):
        match = _SAID.match(sentence)
        if not match or not strangers:
            continue
        speaker, said = _speaker(match), match["said"]
        question = rng.choice([f"Who said {_lower(said)}?", f"What did {speaker} say?", f"What did {speaker} say about it?"])
        context = " ".join(found[max(0, i - 1) : i] + found[i + 1 : i + 2])
        yield Answer(question, sentence, context, 1)
        yield Answer(question, rng.choice(strangers), "", 0)
        near = [s for s in found if speaker not in s] or strangers
        yield Answer(question, rng.choice(near), sentence if rng.random() < 0.5 else "", 0)


def _number(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    places = list(_NUMBER.finditer(sentence))
    if not places:
        return None
    place = rng.choice(places)
    value = float(place[0].replace(",", ""))
    if 1900 <= value <= 2030:
        other = str(int(value) + rng.choice([-3, -2, -1, 1, 2, 3]))
    else:
        new = value * rng.choice([0.4, 0.7, 1.5, 2.0, 3.0]) + rng.choice([1, 2])
        other = f"{new:,.1f}" if "." in place[0] else f"{round(new):,}"
    return sentence[: place.start()] + other + sentence[place.end() :], "contradiction"


def _calendar(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    for series in (_WEEKDAYS, _MONTHS):
        present = [word for word in series if re.search(rf"\b{word}\b", sentence)]
        if len(present) == 1:
            other = rng.choice([word for word in series if word != present[0]])
            return re.sub(rf"\b{present[0]}\b", other, sentence), "contradiction"
    return None


def _negation(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    if _NEGATION.search(sentence):
        return _NEGATION.sub(r"\1 ", sentence, count=1), "contradiction"
    places = list(_AUXILIARY.finditer(sentence))
    if len(places) != 1:
        return None
    end = places[0].end()
    return f"{sentence[:end]} not{sentence[end:]}", "contradiction"


def _hedge(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    changed = _HEDGE.sub("will", sentence, count=1)
    return (changed, "neutral") if changed != sentence else None


def _name(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    present = [name for name in names if name in sentence]
    absent = [name for name in names if name not in sentence]
    if not present or not absent:
        return None
    return sentence.replace(rng.choice(present), rng.choice(absent), 1), "not_entailment"


def _unattributed(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    match = _SAID.match(sentence)
    return (match["said"] + ".", "neutral") if match else None


def _reworded(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    match = _SAID.match(sentence)
    return (f"{_speaker(match)} said that {_lower(match['said'])}.", "entailment") if match else None


def _swapped(sentence: str, names: list[str], rng: random.Random) -> tuple[str, str] | None:
    match = _SAID.match(sentence)
    others = [name for name in names if match and name not in sentence]
    if not match or not others:
        return None
    return f"{rng.choice(others)} said that {_lower(match['said'])}.", "not_entailment"


CHANGES: tuple[Change, ...] = (_number, _calendar, _negation, _hedge, _name, _unattributed, _reworded, _swapped)


def _speaker(match: re.Match[str]) -> str:
    return match["first"] or match["second"]


def _lower(said: str) -> str:
    """The clause as it stands after "that": its first letter small, unless a name or "I" begins it."""
    first = said.split(maxsplit=1)[0]
    common = first in {"The", "A", "An", "It", "This", "That", "We", "They", "He", "She", "There", "In", "If", "You", "Our"}
    return said[0].lower() + said[1:] if common else said
