"""Questions about who said what, answered with the statements themselves, grouped by speaker."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from assistant.replies import NAMELESS
from assistant.types import Answer, Request, Sentence
from assistant.who import ABOUT, by_speaker, nearest, said, scope
from index.index import Index
from index.types import Hit, Span, Stance, Statement

AT_MOST = 6
"""Statements in an answer."""
NEAREST = 3
"""Passages shown with an answer, and instead of one."""
SURE = 0.75
"""Least score (`who.nearest`) of the nearest statement where anybody may have said it; of the others `SHARE` of the nearest's."""
SHARE = 0.75

_SPEAK = r"say|said|says|saying|tell|told|state|stated|claim|claimed|report|reported|comment|mention|mentioned|reply|replied|answer"
_DENY = r"deny|denied|denies|denying|reject|rejected|rejects|dispute|disputed|disputes"
_OF_SPEAKER = re.compile(
    rf"\bwhat (?:else )?(?:did|does|do|has|have|had|is|was) (?P<speaker>.+?) (?:(?P<denies>{_DENY})|{_SPEAK})"
    r"(?: (?:about|on|of|to) (?P<about>[^()]+?))?[\s?.!]*(?:\(.+\))?$",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"^\W*(?:did|does|has|have) (?P<speaker>.+?) (?:ever )?"
    r"(?:mention|mentioned|talk about|speak about|say anything about|comment on) "
    r"(?P<about>.+?)\W*$",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"^\W*who (?:(?:has|have|had) )?"
    r"(?P<verb>said|says|say|claimed|claims|claim|stated|denied|denies|deny|rejected|rejects|reject|asked) "
    r"(?P<about>.+?)\W*$",
    re.IGNORECASE,
)
_HIMSELF = re.compile(r" (?:himself|herself|itself|themselves)$", re.IGNORECASE)
_STANCES: dict[str, Stance] = {"de": "denies", "re": "denies", "as": "asks"}


_BACK = re.compile(r"(?:that|this|it|them|him|her)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The statements that a question asks for."""

    speaker: str | None
    about: str | None
    stance: Stance | None = None


def wanted(question: str) -> Wanted | None:
    """What is asked for, where the question asks who said what; about "that" (or denies "the accusations") is about anything.

    >>> wanted("What did John Kirby say about drones?")
    Wanted(speaker='John Kirby', about='drones', stance=None)
    >>> wanted("And what does Kirby say to that? (drones Crimea)")
    Wanted(speaker='Kirby', about=None, stance=None)
    >>> wanted("Who denies an arms deal?")
    Wanted(speaker=None, about='an arms deal', stance='denies')
    >>> wanted("Who denies the accusations?")
    Wanted(speaker=None, about=None, stance='denies')
    >>> wanted("And what did Kirby deny?")
    Wanted(speaker='Kirby', about=None, stance='denies')
    >>> wanted("Who won?")
    """
    if found := _OF_SPEAKER.search(question):
        about = found["about"]
        topic = None if _BACK.fullmatch(about or "") else about
        return Wanted(_HIMSELF.sub("", found["speaker"]), topic, "denies" if found["denies"] else None)
    if found := _WHETHER.match(question):
        return Wanted(found["speaker"], found["about"])
    if found := _WHO.match(question):
        about, stance = re.sub(r"^that ", "", found["about"]), _STANCES.get(found["verb"][:2].lower(), "asserts")
        nothing_named = stance == "denies" and (NAMELESS.fullmatch(about) or _BACK.fullmatch(about))
        return Wanted(None, None if nothing_named else about, stance)
    return None


def told(index: Index, request: Request) -> tuple[Answer, ...] | None:
    """The statements that answer, a sentence each, grouped by speaker; None where the question is none about statements.

    Of one asked about by name who is not reported to have said anything, it is the nearest passages alone. Where what was
    said is not about what is asked, the question is left to the search. Where the asker chose statements, they are those
    nearest to the question, or none.
    """
    asked = wanted(request.question)
    if not asked and request.route != "who":
        return None
    asked = asked or Wanted(None, request.question)
    found = _found(index, asked, request.article_ids)
    if found:
        return tuple(_answers(index, request.question, found))
    if request.route == "who" or _silent(index, asked.speaker, request.article_ids):
        return _none(index, request)
    return None


def _silent(index: Index, name: str | None, article_ids: Sequence[str]) -> bool:
    """Whether it is a name, and nobody of that name is reported to have said anything."""
    if not name or not re.search(r"\b[A-Z]", name):
        return False
    return next(said(index, name, scope(index, name, None, article_ids)), None) is None


def _none(index: Index, request: Request) -> tuple[Answer, ...]:
    return (Answer(request.question, nearest=index.search(request.question, NEAREST, request.article_ids)),)


def _answers(index: Index, question: str, found: Iterable[Statement]) -> Iterator[Answer]:
    grouped = list(chain.from_iterable(group for _, group in by_speaker(found)))
    yield Answer(question, nearest=tuple(Hit(passage, 1.0) for passage in _passages(index, grouped)))
    speakers: dict[tuple[Span, ...], set[str | None]] = {}
    for statement in grouped:
        speakers.setdefault(_places(index, statement), set()).add(statement.speaker)
    for places, whose in speakers.items():
        if places:
            yield Answer(
                question, (Sentence(_joined(places), places, "supported", next(iter(whose)) if len(whose) == 1 else None),)
            )


def _found(index: Index, asked: Wanted, article_ids: Sequence[str]) -> Sequence[Statement]:
    within = scope(index, asked.speaker, asked.about, article_ids)
    found = said(index, asked.speaker, within, asked.stance)
    if not asked.about:
        return list(islice(found, AT_MOST))
    scored = nearest(index, asked.about, list(found), within)
    best = scored[0][1] if scored else 0.0
    least = ABOUT if asked.speaker else SURE
    return [s for s, score in scored if best >= least and score >= SHARE * best][:AT_MOST]


def _places(index: Index, statement: Statement) -> tuple[Span, ...]:
    """The sentences that a statement stands in, in order."""
    spans = [*statement.content, *([statement.cue] if statement.cue else [])]
    sentences = index.sentences(spans[0].article.id)
    return tuple(sentence for sentence in sentences if any(sentence.overlaps(span) for span in spans))


def _joined(places: Iterable[Span]) -> str:
    return " ".join(place.text for place in places)


def _passages(index: Index, statements: Iterable[Statement]) -> list[Span]:
    first = {statement.content[0]: None for statement in statements}
    return list(dict.fromkeys(p for span in first for p in index.passages(span.article.id) if p.overlaps(span)))[:NEAREST]
