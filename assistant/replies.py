"""What short words refer back to: "nothing of the kind" denies, and "the opposite" reverses, what was said just before."""

import re
from collections.abc import Iterator, Sequence

from assistant.content import content, inside
from assistant.polarity import NEGATION
from index.attribution.cues import acts
from index.types import Span, Statement

ANSWERED = 2
"""Sentences before a flat denial ("nothing of the kind") in which what it denies is looked for."""

ALLEGED = re.compile(
    r"\b(?:accusation|allegation|claim|report|rumou?r|charge|suggestion)s? (?:that|of) (?P<what>[^.;:]+)", re.IGNORECASE
)
_DENIES_WHAT_WAS_SAID = re.compile(
    r"\b(?:no such|nothing (?:of the (?:kind|sort)|like (?:it|that))|anything like|not (?:a|one) (?:penny|word|cent)|not true|"
    r"untrue|that (?:sum|figure|amount|number)|(?:that|this|it) (?:is|was) (?:\w+ )?(?:false|wrong|nonsense|a lie|absurd|invented)|"
    r"(?:pure|complete|total) (?:invention|fabrication|nonsense|fiction)|"
    r"(?:the|these|those|such|this|all) (?:allegation|accusation|claim|report|charge|rumou?r|figure|number|estimate|finding)s?)\b",
    re.IGNORECASE,
)
_PLEA = re.compile(r"\W*not guilty\b", re.IGNORECASE)
"""It answers the charge, not what was said before it."""
NAMELESS = re.compile(
    r"\W*(?:(?:the|this|that|these|those|such|all|any|his|her|its|their)(?: of (?:the|these|those))? (?:[\w’'-]+ ){0,2}?)?"
    r"(?:criticism|offer|allegation|accusation|claim|report|charge|suggestion|complaint|rumou?r|proposal|request|demand|idea|notion|"
    r"figure|number|estimate|finding)s?\W*",
    re.IGNORECASE,
)
"""What names nothing that could be true or false: "the offer", "those claims"."""
_OPPOSITE = re.compile(r"\W*(?:just |quite |exactly )?the (?:opposite|contrary|reverse)\W*", re.IGNORECASE)


def answered(number: int, text: str, statements: Sequence[Statement], sentences: Sequence[Span]) -> Iterator[str]:
    """What a flat denial replies to: what is alleged, or what another said, in the sentences just before.

    "No such report had ever reached us" and "that is a lie" name nothing themselves; and who is quoted as flatly rejecting
    something ("No sale is planned") rejects what was said last.
    """
    denial = statements[number]
    refers = _DENIES_WHAT_WAS_SAID.search(text) or NAMELESS.fullmatch(text)
    if _PLEA.match(text) or not (refers or (denial.kind == "direct" and NEGATION.search(text))):
        return
    start = denial.content[0].start
    earlier = [s for s in sentences if s.end <= start][-ANSWERED:]
    since = earlier[0].start if earlier else start
    told = [s for s in statements if s is not denial and s.content and s.stance in ("asserts", "denies")]
    told = [s for s in told if s.speaker != denial.speaker or not any(inside(s, other) for other in told)]
    before = [s for s in told if since <= s.content[-1].end <= start]
    last = before[-1] if before else None
    if last and (last.stance == "denies" or (last.stance == "asserts" and last.speaker != denial.speaker)):
        yield content(last)
    if refers:
        yield from (found["what"] for sentence in earlier for found in ALLEGED.finditer(sentence.text))
        yield from (content(s) for s in before if s.cue and s.speaker != denial.speaker and _told_as(s.cue.text, refers.group()))


def _told_as(cue: str, reference: str) -> bool:
    """Whether "the report" can mean what somebody reported, "the claim" what somebody claimed."""
    return any(
        lemma in reference.lower() for lemma, act in acts(cue) if lemma in ("report", "claim", "allege", "accuse", "suggest")
    )


def meant(number: int, text: str, statements: Sequence[Statement], sentences: Sequence[Span]) -> str:
    """What a statement denies where its own words name nothing ("the accusation"): what it replies to; else ""."""
    if statements[number].stance != "denies" or not NAMELESS.fullmatch(text):
        return ""
    return next(answered(number, text, statements, sentences), "")


def opposite(number: int, statements: Sequence[Statement]) -> Iterator[tuple[str, bool]]:
    """What a statement says that is "the opposite" of another's: the words of the one before it, and whether they are denied."""
    statement = statements[number]
    if not _OPPOSITE.fullmatch(" ".join(span.text for span in statement.content)):
        return
    told = [s for s in statements if s.stance in ("asserts", "denies") and s.content and s.speaker != statement.speaker]
    before = [s for s in told if s.content[-1].end <= statement.content[0].start]
    if before:
        yield content(before[-1]), before[-1].stance == "asserts"
