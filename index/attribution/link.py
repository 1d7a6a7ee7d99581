"""Tagged spans put together: who is given which words by which cue."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from index.attribution.tag import Link, Role, Tagged, Tagging

CONTENT_LINK = 0.3
SOURCE_LINK = 0.2
"""Least scores of a link, chosen on every second article of PolNeAR dev; joint F1 hardly moves between 0.05 and 0.5."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue with the contents it introduces, in order and at least one, and its source where the text has one."""

    cue: Tagged
    source: Tagged | None
    contents: tuple[Tagged, ...]


def attributions(tagging: Tagging) -> tuple[Attribution, ...]:
    """The attributions of a text, in the order of their cues.

    A content belongs to the one cue it is most likely linked to; a cue has the source most likely linked to it, which
    may serve several cues. Cues without a content are left out.
    """
    contents = _best(tagging.links, "content", CONTENT_LINK, lambda link: link.span)
    sources = _best(tagging.links, "source", SOURCE_LINK, lambda link: link.cue)
    told: dict[Tagged, list[Tagged]] = {}
    for span in tagging.spans:
        if span in contents:
            told.setdefault(contents[span].cue, []).append(span)
    return tuple(
        Attribution(cue, sources[cue].span if cue in sources else None, tuple(told[cue])) for cue in tagging.spans if cue in told
    )


def _best(links: Iterable[Link], role: Role, least: float, key: Callable[[Link], Tagged]) -> dict[Tagged, Link]:
    """The likeliest link of a role for every key, of those that reach `least`."""
    best: dict[Tagged, Link] = {}
    for link in links:
        if link.span.role == role and link.score >= least:
            best[key(link)] = max(best.get(key(link), link), link, key=lambda candidate: candidate.score)
    return best
