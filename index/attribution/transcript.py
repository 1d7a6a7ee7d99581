"""Interviews and transcripts: paragraphs that begin with who speaks, as in "Haddad: I have heard that." or "Q: Why?"."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from index.attribution.layout import Layout
from index.attribution.link import Attribution
from index.types import Range

_LABEL = re.compile(r"((?:[A-Z][\w.’'-]*)(?: [A-Z][\w.’'-]*){0,3})(:)\s+(?=\S)")
_NOT_WHO = re.compile(
    r"(?:note|update|correction|read more|related|photo|source|sources|contact|tel|editor’?'?s note)$", re.IGNORECASE
)
LEAST = 3
"""Labelled paragraphs that make a transcript, with a label that comes back: one alone is a heading more often than a speaker."""


def with_turns(found: Sequence[Attribution], layout: Layout) -> tuple[Attribution, ...]:
    """The attributions with a transcript's turns, each given whole to its label; what has a turn's own colon is left out."""
    turns = list(_turns(layout))
    colons = {turn.cue for turn in turns}
    starts = {turn.source for turn in turns}
    kept = [one for one in found if one.cue not in colons and not (one.source in starts and _colon(one, layout))]
    return tuple(sorted([*kept, *turns], key=lambda one: one.cue))


def is_transcript(text: str, paragraphs: Sequence[Range]) -> bool:
    """Whether enough paragraphs begin with a label, and one label comes back."""
    labels = Counter(label for label, _, _ in _labels(text, paragraphs))
    return labels.total() >= LEAST and max(labels.values()) > 1


def _turns(layout: Layout) -> Iterator[Attribution]:
    if not is_transcript(layout.text, layout.paragraphs):
        return
    for _, match, end in _labels(layout.text, layout.paragraphs):
        yield Attribution(match.span(2), "speech", match.span(1), ((match.end(), end),))


def _labels(text: str, paragraphs: Sequence[Range]) -> Iterator[tuple[str, re.Match[str], int]]:
    """Every labelled paragraph: its label, where that stands, and where the paragraph ends."""
    for start, end in paragraphs:
        match = _LABEL.match(text, start, end)
        if match and not _NOT_WHO.match(match.group(1)):
            yield match.group(1), match, end


def _colon(one: Attribution, layout: Layout) -> bool:
    return layout.text[slice(*one.cue)].strip() == ":"
