"""Tagged spans put together: who is given which words by which cue."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.attribution.layout import Layout
from index.attribution.tag import Link, Role, Tagged, Tagging
from index.types import CueClass, Range

CONTENT_LINK = 0.3
SOURCE_LINK = 0.2
"""Least scores of a link, chosen on every second article of PolNeAR dev; joint F1 hardly moves between 0.05 and 0.5."""
SAME_SENTENCE = 0.3
"""What a link inside a sentence has before one across; 0, 0.3 and 0.5 gave joint F1 79.3, 79.4 and 79.3 on PolNeAR dev."""

BESIDE = 2
"""Characters between a cue and a source beside it."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with the contents it introduces, in order, and its source where the text has one; all as ranges of the text.

    `via` is the source that relays it, where it stands inside the content of another.
    """

    cue: Range
    cue_class: CueClass
    source: Range | None
    contents: tuple[Range, ...]
    via: Range | None = None


def attributions(tagging: Tagging, layout: Layout) -> tuple[Attribution, ...]:
    """The attributions of a text, in the order of their cues; those of a cue without a content are given without one.

    A content belongs to the one cue it is most likely linked to, rather in its own sentence than in another, and rather to
    one there that has no other content than to one elsewhere. A cue has the source in its sentence most likely linked to
    it, else the one beside it.
    """
    nearby: dict[int, list[Tagged]] = {}
    for span in tagging.spans:
        nearby.setdefault(layout.sentence(span.start), []).append(span)
    told = _contents(tagging, layout, nearby)
    linked = _best(tagging.links, "source", layout)
    return tuple(
        Attribution(
            (cue.start, cue.end),
            cue.cue_class or "speech",
            _source(cue, linked.get(cue), nearby, layout),
            tuple((content.start, content.end) for content in told.get(cue, ())),
        )
        for cue in tagging.spans
        if cue.role == "cue"
    )


def _contents(tagging: Tagging, layout: Layout, nearby: Mapping[int, Sequence[Tagged]]) -> dict[Tagged, list[Tagged]]:
    contents = [span for span in tagging.spans if span.role == "content"]
    cue_of = {span: link.cue for span, link in _best(tagging.links, "content", layout).items()}
    busy = set(cue_of.values())
    for span in contents:
        if span not in cue_of or not _together(span, cue_of[span], layout):
            idle = [cue for cue in nearby[layout.sentence(span.start)] if cue.role == "cue" and cue not in busy]
            if idle:
                cue_of[span] = min(idle, key=lambda cue: _gap(span, cue))
    told: dict[Tagged, list[Tagged]] = {}
    for span in contents:
        if span in cue_of:
            told.setdefault(cue_of[span], []).append(span)
    return told


def _source(cue: Tagged, linked: Link | None, nearby: Mapping[int, Sequence[Tagged]], layout: Layout) -> Range | None:
    if linked and _together(linked.span, cue, layout):
        return linked.span.start, linked.span.end
    beside = [span for span in nearby[layout.sentence(cue.start)] if span.role == "source" and _gap(span, cue) <= BESIDE]
    return (beside[0].start, beside[0].end) if beside else None


def _best(links: Iterable[Link], role: Role, layout: Layout) -> dict[Tagged, Link]:
    """The likeliest link of every content, or of every cue to its source."""
    least = CONTENT_LINK if role == "content" else SOURCE_LINK
    best: dict[Tagged, tuple[float, Link]] = {}
    for link in links:
        score = link.score + SAME_SENTENCE * _together(link.span, link.cue, layout)
        key = link.span if role == "content" else link.cue
        if link.span.role == role and score >= least and score > best.get(key, (0.0, link))[0]:
            best[key] = (score, link)
    return {key: link for key, (_, link) in best.items()}


def _together(one: Tagged, other: Tagged, layout: Layout) -> bool:
    return layout.sentence(one.start) == layout.sentence(other.start)


def _gap(one: Tagged, other: Tagged) -> int:
    """Characters between two spans."""
    return max(one.start, other.start) - min(one.end, other.end)
