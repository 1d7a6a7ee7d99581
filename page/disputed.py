"""The pane "Claims": the map of the dispute, and under it each claim with who asserts and who denies it."""

from collections.abc import Sequence

from assistant.disputes import Dispute, Part, words
from index.types import Statement
from page.map import drawn
from page.record import Place
from page.voices import DOES
from page.words import attribute, place, shown

NONE = '<p class="hint">No claims of anybody by name were found here.</p>'
WAITING = '<p class="hint waiting">Drawing the map …</p>'


def claims(article_id: str, disputes: Sequence[Dispute], wide: bool, several: bool) -> str:
    """The map and the list; `wide`: of all articles that are asked, `several`: whether there are others than this one."""
    head = f'<div class="claims" data-of="{attribute(article_id)}">{_width(wide) if several else ""}'
    if not disputes:
        return f"{head}{NONE}</div>"
    listed = "".join(_dispute(dispute) for dispute in disputes)
    tools = '<p class="tools"><button type="button" data-save>Save the map as SVG</button></p>'
    return f'{head}<figure class="map">{drawn(disputes)}</figure>{tools}<ol class="disputes">{listed}</ol></div>'


def to_draw(article_id: str) -> str:
    """What stands there until the pane is looked at."""
    return f'<div class="claims todo" data-of="{attribute(article_id)}">{WAITING}</div>'


def _width(wide: bool) -> str:
    return f'<label class="wide"><input type="checkbox" data-wide{" checked" * wide}> of all articles that are asked</label>'


def _dispute(dispute: Dispute) -> str:
    rows = "".join(f"<li>{_part(part)}</li>" for part in dispute.parts)
    return (
        f'<li><p dir="auto"><strong>{shown(dispute.claim)}</strong></p><ul>{rows}</ul>'
        f'<button type="button" class="test" data-test="{attribute(dispute.claim, 1000)}">Test this claim</button></li>'
    )


def _part(part: Part) -> str:
    return (
        f'<button type="button" class="words" dir="auto" {spot(part.statement)}><bdi>{shown(part.speaker)}</bdi> '
        f'<span class="stance {part.stance}">{DOES[part.stance]}</span> {shown(words(part.statement))}</button>'
    )


def spot(statement: Statement) -> str:
    """The attributes of what leads to a statement's words."""
    whole = statement.content[0].article.span(statement.content[0].start, statement.content[-1].end)
    return place(Place.of(whole), f"{statement.speaker} {DOES[statement.stance]}")
