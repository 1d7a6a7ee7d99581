"""Statements inside statements: Ann said that Bob had said so. The tagger reads a text flat, so contents are read once more."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.attribution.cues import acts
from index.attribution.layout import Layout
from index.attribution.link import Attribution, attributions
from index.attribution.mend import mended
from index.attribution.tag import Tagger
from index.types import Range

_CLAUSE = re.compile(r"\W*(?:that|whether|if|why|how|what|who|when|where)\b|[“„«\"‘']", re.IGNORECASE)
_TOLD = re.compile(r"\b(?:that|whether|if|why|how|what|this)\b", re.IGNORECASE)
_REPORTING = ("say", "ask", "deny", "reject")


def unfolded(found: Sequence[Attribution], layout: Layout, tagger: Tagger) -> tuple[Attribution, ...]:
    """The attributions and those inside their contents that have a clause of their own, in the order of the text.

    What else was read inside the content of another is left out.
    """
    outer = {part: one for one in found for part in one.contents if _may_tell(part, layout)}
    inner = [
        replace(one, via=outer[part].source if reports(outer[part], layout) else None)
        for part, one in _read_again(sorted(outer), layout, tagger)
    ]
    together = sorted([*found, *inner], key=lambda one: one.cue)
    parts: dict[int, list[tuple[Range, Attribution]]] = {}
    for one in together:
        for part in one.contents:
            parts.setdefault(layout.sentence(part[0]), []).append((part, one))
    return tuple(one for one in together if _stands(one, parts.get(layout.sentence(one.cue[0]), ()), layout))


def _may_tell(part: Range, layout: Layout) -> bool:
    """Whether the part's words may hold an attribution; quotations are left as they are."""
    text = layout.text[slice(*part)]
    return not layout.quotation(part[0]) and bool(_TOLD.search(text)) and any(act in _REPORTING for _, act in acts(text))


def _read_again(parts: Sequence[Range], layout: Layout, tagger: Tagger) -> Iterator[tuple[Range, Attribution]]:
    """What the tagger finds in each part, read alone."""
    for part in parts:
        for one in mended(attributions(tagger.tag(layout.text, [part]), layout), layout):
            if one.source and one.contents != (part,) and _has_clause(one, layout):
                yield part, one


def _stands(one: Attribution, parts: Sequence[tuple[Range, Attribution]], layout: Layout) -> bool:
    """Whether it is in nobody's words, or has a clause of its own there."""
    inside = any(start <= one.cue[0] < end and other is not one for (start, end), other in parts)
    return not inside or _has_clause(one, layout)


def _has_clause(one: Attribution, layout: Layout) -> bool:
    """Whether the content is a clause or a quotation, or stands in another sentence."""
    start = one.contents[0][0]
    return bool(_CLAUSE.match(layout.text, start)) or layout.sentence(start) != layout.sentence(one.cue[0])


def reports(one: Attribution, layout: Layout) -> bool:
    """Whether the cue reports speech."""
    cue = layout.text[slice(*one.cue)]
    return cue.lower() == "according to" or any(act in _REPORTING for _, act in acts(cue))
