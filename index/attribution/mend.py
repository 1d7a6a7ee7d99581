"""Contents made whole that the tagger leaves in parts: those carried over paragraphs, told afterwards, or interrupted."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.attribution.cues import acts
from index.attribution.layout import Layout
from index.attribution.link import Attribution
from index.attribution.quotes import Quotation
from index.types import Range

_ANAPHOR = re.compile(r"(?:this|that|so|it|as much)\W*", re.IGNORECASE)
_RESUMED = re.compile(
    r",\s+((?:has|had|have|is|was|were|are|will|would|could|can|may|might|should|must|did|does|do)\b[^.?!]*)[.?!]?\s*$"
)
_REST = re.compile(r",\s+([^,.?!]+)[.?!]?\s*$")
_PUT_TO = frozenset(["asked", "questioned", "pressed"])
_BY = re.compile(r"\s+by\s+")
SHORT = 3
"""Words of a content that is hardly a clause: what follows the attribution goes on with it."""

Attributions = tuple[Attribution, ...]


def mended(found: Sequence[Attribution], layout: Layout) -> Attributions:
    """The attributions with whole contents; those that have none even so are left out."""
    found = _of_sentence_before(_carried_over(found, layout), layout)
    found = [_asked(_interrupted(one, layout), layout) for one in found]
    return tuple(one for one in found if one.contents)


def _carried_over(found: Sequence[Attribution], layout: Layout) -> list[Attribution]:
    """A quotation left open at the end of a paragraph goes to whom its last part, in the next, is given; else its first.

    Not so where a part names its speaker inside its marks, as a transcript does.
    """
    mended, given = list(found), _given(found, layout)
    for chain in _chains(layout):
        owners = [place for part in reversed(chain) for place in given.get(part, ())]
        if owners and not any(layout.quotation(mended[place].cue[0]) in chain for place in owners):
            owner = owners[0]
            for place in set(owners):
                mended[place] = replace(mended[place], contents=_without(mended[place].contents, chain))
            whole = [*mended[owner].contents, *((part.start, part.end) for part in chain)]
            mended[owner] = replace(mended[owner], contents=ordered(whole))
    return mended


def _of_sentence_before(found: Sequence[Attribution], layout: Layout) -> list[Attribution]:
    """Gives X the sentence before where "X told reporters." or "X said this" follows it."""
    told: dict[int, list[Attribution]] = {}
    for one in found:
        if one.contents and not _points_back(one, layout):
            told.setdefault(layout.sentence(one.cue[0]), []).append(one)
    return [_with_sentence_before(one, told, layout) if _points_back(one, layout) else one for one in found]


def _points_back(one: Attribution, layout: Layout) -> bool:
    """Whether it says something without saying what: with no content, or only with a word for it."""
    says = any(act == "say" for _, act in acts(layout.text[slice(*one.cue)]))
    return says and one.source is not None and all(_ANAPHOR.fullmatch(layout.text[start:end]) for start, end in one.contents)


def _with_sentence_before(one: Attribution, told: dict[int, list[Attribution]], layout: Layout) -> Attribution:
    number = layout.sentence(one.cue[0])
    before = layout.before(number)
    silent = not one.contents and number in told
    if before is None or silent:
        return replace(one, contents=())
    passed_on = [other for other in told.get(before, ()) if layout.text[slice(*other.cue)].lower() == "according to"]
    contents = passed_on[0].contents if passed_on else (_trimmed_sentence(layout.sentences[before], layout),)
    says_so = [other for other in told.get(before, ()) if other not in passed_on and other.source and _is_said(other, layout)]
    return replace(one, contents=() if says_so and not one.contents else contents)


def _is_said(one: Attribution, layout: Layout) -> bool:
    return any(act in ("say", "ask", "deny") for _, act in acts(layout.text[slice(*one.cue)]))


def _asked(one: Attribution, layout: Layout) -> Attribution:
    """Who is asked, as in "Asked whether it was true, X said no", is not who asks: that is X in "asked by X", or nobody."""
    if layout.text[slice(*one.cue)].lower() not in _PUT_TO or one.cue[0] != layout.sentences[layout.sentence(one.cue[0])][0]:
        return one
    by = one.source and _BY.fullmatch(layout.text, one.cue[1], one.source[0])
    return one if by else replace(one, source=None)


def _interrupted(one: Attribution, layout: Layout) -> Attribution:
    """A clause that the attribution stands inside of, as in: No report, said X, had reached it."""
    if len(one.contents) != 1 or one.source is None or layout.quotation(one.contents[0][0]):
        return one
    (start, end), (cue, _), (source, last) = one.contents[0], one.cue, one.source
    resumed = _REST if len(layout.text[start:end].split()) <= SHORT else _RESUMED
    rest = resumed.match(layout.text, last, layout.sentences[layout.sentence(cue)][1])
    return replace(one, contents=((start, end), rest.span(1))) if end <= cue < source and rest else one


def ordered(parts: Iterable[Range]) -> tuple[Range, ...]:
    """The parts in order, without those that lie inside another.

    >>> ordered([(5, 9), (0, 3), (0, 3), (6, 8)])
    ((0, 3), (5, 9))
    """
    kept: list[Range] = []
    for start, end in sorted(set(parts), key=lambda part: (part[0], -part[1])):
        if not kept or end > kept[-1][1]:
            kept.append((start, end))
    return tuple(kept)


def _chains(layout: Layout) -> list[list[Quotation]]:
    """Quotations left open at the end of a paragraph, each with those that take them up at the beginning of the next."""
    chains: list[list[Quotation]] = []
    for quotation, following in zip(layout.quotations, layout.quotations[1:], strict=False):
        paragraph = layout.paragraph(following.start)
        goes_on = layout.paragraph(quotation.start) + 1 == paragraph and layout.paragraphs[paragraph][0] == following.start
        if not quotation.closed and goes_on and layout.text[quotation.start] == layout.text[following.start]:
            if chains and chains[-1][-1] == quotation:
                chains[-1].append(following)
            else:
                chains.append([quotation, following])
    return chains


def _given(found: Sequence[Attribution], layout: Layout) -> dict[Quotation, list[int]]:
    """Places of the attributions that have a part of each quotation as their content."""
    given: dict[Quotation, list[int]] = {}
    for place, one in enumerate(found):
        for start, _ in one.contents:
            if quotation := layout.quotation(start):
                given.setdefault(quotation, []).append(place)
    return given


def _without(parts: Iterable[Range], chain: Sequence[Quotation]) -> tuple[Range, ...]:
    return tuple(part for part in parts if not any(quotation.start <= part[0] < quotation.end for quotation in chain))


def _trimmed_sentence(sentence: Range, layout: Layout) -> Range:
    start, end = sentence
    return start, end - (layout.text[end - 1] in ".!")
