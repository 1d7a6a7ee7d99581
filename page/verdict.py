"""A verdict in the chat: what the articles say to a claim, who stands on which side, and the words that show it."""

from collections.abc import Sequence

from assistant.explain import OWN_VOICE, explanation
from assistant.judge import SHOWN
from assistant.types import Evidence, Report, Verdict
from page.voices import DOES
from page.words import attribute, label, place, shown, title

NAMES = {
    "supported": "Supported",
    "refuted": "Refuted",
    "attributed": "Attributed",
    "denied": "Denied",
    "contested": "Contested",
    "misattributed": "Misattributed",
    "not_found": "Not found",
    None: "Not judged",
}
ROW, WIDTH, NAME = 26, 460, 24
"""Pixels of a row and of the whole picture; characters of a name in it."""


def cards(report: Report) -> str:
    """A card for each claim."""
    return "".join(map(card, report.verdicts))


def card(verdict: Verdict) -> str:
    """Label, explanation, the two sides as a picture, and the evidence, each place a button that leads to it."""
    name = NAMES[verdict.label]
    why = explanation(verdict).partition(": ")[2]
    sides = picture(verdict.asserted_by, verdict.denied_by)
    evidence = "".join(map(_evidence, verdict.evidence[:SHOWN]))
    listed = f'<ul class="evidence">{evidence}</ul>' if evidence else ""
    sure = f' <span class="sure">{verdict.confidence:.0%} sure</span>' if verdict.label else ""
    return (
        f'<section class="verdict {verdict.label or "unjudged"}" aria-label="Verdict: {name}">'
        f'<p class="claim" dir="auto">{shown(verdict.claim.text)}</p>'
        f'<p class="label"><strong>{name}</strong>{sure}</p>'
        f'<p class="why" dir="auto">{shown(why[:1].upper() + why[1:])}</p>{sides}{listed}</section>'
    )


def _evidence(found: Evidence) -> str:
    whose = shown(found.speaker or OWN_VOICE)
    return (
        f'<li><button type="button" class="passage" {place(found.span)}>'
        f'<span class="whose"><bdi>{whose}</bdi> <span class="stance {found.stance}">{DOES[found.stance]}</span></span>'
        f'<span dir="auto">{shown(found.span.text)}</span>{title(found.span.article, 80)}</button></li>'
    )


def picture(asserted_by: Sequence[str], denied_by: Sequence[str]) -> str:
    """Who says so, on the left, and who denies it, on the right, tied to the claim in the middle; "" when nobody does either."""
    rows = max(len(asserted_by), len(denied_by))
    if not rows:
        return ""
    height = ROW * rows + 8
    spoken = attribute(f"Says so: {', '.join(asserted_by) or 'nobody'}. Denies it: {', '.join(denied_by) or 'nobody'}.", 600)
    left = "".join(_side(name, "asserts", i, len(asserted_by), height) for i, name in enumerate(asserted_by))
    right = "".join(_side(name, "denies", i, len(denied_by), height) for i, name in enumerate(denied_by))
    middle = f'<circle class="claim" cx="{WIDTH // 2}" cy="{height // 2}" r="9"></circle>'
    return f'<svg class="sides" role="img" aria-label="{spoken}" viewBox="0 0 {WIDTH} {height}">{left}{right}{middle}</svg>'


def _side(name: str, stance: str, number: int, of: int, height: int) -> str:
    y = round(height * (number + 0.5) / of)
    x, anchor = (WIDTH * 0.4, "end") if stance == "asserts" else (WIDTH * 0.6, "start")
    text = x - 8 if anchor == "end" else x + 8
    return (
        f'<line class="{stance}" x1="{x:.0f}" y1="{y}" x2="{WIDTH // 2}" y2="{height // 2}"></line>'
        f'<text class="{stance}" x="{text:.0f}" y="{y + 4}" text-anchor="{anchor}">{shown(label(name, NAME))}</text>'
    )
