"""Verdicts in the chat: what the articles say to a claim, who stands on which side, and the words that show it."""

from collections.abc import Sequence
from itertools import groupby

from assistant.explain import OWN_VOICE
from page.record import Finding, Witness
from page.voices import DOES
from page.words import attribute, counted, label, place, shown, title

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


def report(text: str, findings: Sequence[Finding]) -> str:
    """The card of a claim alone; of several, the text with each marked by its verdict, and the cards, which open on a click."""
    if len(findings) == 1:
        return card(findings[0])
    numbered = list(enumerate(findings, start=1))
    cards = "".join(
        f'<details class="judged" data-claim="{n}"><summary>{n}. {_badge(f)} <span dir="auto">{shown(f.claim)}</span></summary>'
        f"{card(f)}</details>"
        for n, f in numbered
    )
    return f'<p class="tally">{_tally(findings)}</p><div class="pasted" dir="auto">{_marked(text, findings)}</div>{cards}'


def _tally(findings: Sequence[Finding]) -> str:
    names = [NAMES[f.label].lower() for f in findings]
    counts = ", ".join(f"{names.count(name)} {name}" for name in dict.fromkeys(names))
    return f"{counted(len(findings), 'claim')}: {counts}. A claim in the text leads to its evidence."


def _marked(text: str, findings: Sequence[Finding]) -> str:
    """The text with a mark for each claim, without a character lost; claims made by the same words share theirs."""
    parts, reached = [], 0
    for (start, end), shared in groupby(enumerate(findings, start=1), key=lambda numbered: numbered[1].at):
        group = list(shared)
        if start == end:
            continue
        numbers = ", ".join(str(number) for number, _ in group)
        names = ", ".join(NAMES[finding.label] for _, finding in group)
        kind = group[0][1].label if len({finding.label for _, finding in group}) == 1 else "mixed"
        spoken = attribute(f"{text[start:end]}{numbers}: {names}", len(text) + 20 * len(group))
        parts.append(
            f'{shown(text[reached:start])}<span class="claimed {kind or "unjudged"}" role="button" tabindex="0"'
            f' data-claim="{numbers}" aria-label="{spoken}">{shown(text[start:end])}<sup>{numbers}</sup></span>'
        )
        reached = end
    return "".join([*parts, shown(text[reached:])])


def card(finding: Finding) -> str:
    """Label, explanation, the two sides as a picture, and the evidence, each place a button that leads to it."""
    name = NAMES[finding.label]
    why = finding.why.partition(": ")[2]
    evidence = "".join(map(_evidence, finding.evidence))
    listed = f'<ul class="evidence">{evidence}</ul>' if evidence else ""
    sure = f' <span class="sure">{finding.confidence:.0%} sure</span>' if finding.label else ""
    return (
        f'<section class="verdict {finding.label or "unjudged"}" aria-label="Verdict: {name}">'
        f'<p class="claim" dir="auto">{shown(finding.claim)}</p><p class="label"><strong>{name}</strong>{sure}</p>'
        f'<p class="why" dir="auto">{shown(why[:1].upper() + why[1:])}</p>{_roster(finding)}{listed}</section>'
    )


def _badge(finding: Finding) -> str:
    return f'<strong class="badge {finding.label or "unjudged"}">{NAMES[finding.label]}</strong>'


def _roster(finding: Finding) -> str:
    """Who says so and who denies it: as words, and as a picture; nothing where nobody does either."""
    if not (finding.asserted_by or finding.denied_by):
        return ""
    sides = (("Says so", finding.asserted_by), ("Denies it", finding.denied_by))
    rows = "".join(
        f"<dt>{side}</dt><dd>{', '.join(f'<bdi>{shown(name)}</bdi>' for name in names) or 'nobody'}</dd>" for side, names in sides
    )
    return f'{picture(finding.asserted_by, finding.denied_by)}<dl class="roster">{rows}</dl>'


def _evidence(found: Witness) -> str:
    whose = found.speaker or OWN_VOICE
    return (
        f'<li><button type="button" class="passage" {place(found.place, f"{whose} {DOES[found.stance]}")}>'
        f'<span class="whose"><bdi>{shown(whose)}</bdi> <span class="stance {found.stance}">{DOES[found.stance]}</span></span>'
        f'<span dir="auto">{shown(found.place.text)}</span>{title(found.place.title, 80)}</button></li>'
    )


def picture(asserted_by: Sequence[str], denied_by: Sequence[str]) -> str:
    """Who says so, on the left, and who denies it, on the right, tied to the claim in the middle."""
    height = ROW * max(len(asserted_by), len(denied_by)) + 8
    left = "".join(_side(name, "asserts", i, len(asserted_by), height) for i, name in enumerate(asserted_by))
    right = "".join(_side(name, "denies", i, len(denied_by), height) for i, name in enumerate(denied_by))
    middle = f'<circle class="claim" cx="{WIDTH // 2}" cy="{height // 2}" r="9"></circle>'
    return f'<svg class="sides" aria-hidden="true" viewBox="0 0 {WIDTH} {height}">{left}{right}{middle}</svg>'


def _side(name: str, stance: str, number: int, of: int, height: int) -> str:
    y = round(height * (number + 0.5) / of)
    x, anchor = (WIDTH * 0.4, "end") if stance == "asserts" else (WIDTH * 0.6, "start")
    text = x - 8 if anchor == "end" else x + 8
    return (
        f'<line class="{stance}" x1="{x:.0f}" y1="{y}" x2="{WIDTH // 2}" y2="{height // 2}"></line>'
        f'<text class="{stance}" x="{text:.0f}" y="{y + 4}" text-anchor="{anchor}">{shown(label(name, NAME))}</text>'
    )
