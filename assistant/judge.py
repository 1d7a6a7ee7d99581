"""Evidence to a verdict: the rules of the seven labels, in their order (docs/verdicts.md)."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.types import Claim, Evidence, Label, Verdict
from index.types import Span

SHOWN = 6
"""Places shown with a verdict."""
SOMETHING, NOTHING = (1.0, 0.0), (4.0, 0.3)
"""Temperature and shift of a confidence's log odds, where there is evidence and where there is none (benchmarks/confidence.py, even
rows of QAGS, CLIFF and WiCE). Where there is evidence the score itself is nearer to the truth on news."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found on a claim.

    `evidence` is on its content. Of a claim "X said p", `speakers` are the names that articles give X, and `saying` is evidence
    on whether X said it at all. `nearest` is how surely the nearest place that is no evidence asserts or denies it. `anybody`: who
    said it does not count, since the claim does not tell.
    """

    evidence: tuple[Evidence, ...] = ()
    speakers: frozenset[str] = frozenset()
    saying: tuple[Evidence, ...] = ()
    nearest: float = 0.0
    anybody: bool = False


def judge(claim: Claim, findings: Findings) -> Verdict:
    """The verdict on a claim from what was found."""
    held = _settled(findings.evidence)
    of_speaker = claim.speaker and not findings.anybody
    label = _said(claim, held, findings) if of_speaker else _plain(held)
    if of_speaker and label == "contested":
        held = _settled(findings.saying)
    shown = _shown(held) if label != "not_found" else ()
    return Verdict(claim, label, confidence(label, shown, findings.nearest), shown)


def _plain(evidence: Sequence[Evidence]) -> Label:
    """The label of a claim that names nobody."""
    asserts, denies = _of(evidence, "asserts"), _of(evidence, "denies")
    rules: tuple[tuple[Label, object], ...] = (
        ("contested", asserts and _told(denies)),
        ("refuted", _own(denies)),
        ("supported", _own(asserts)),
        ("denied", denies),
        ("attributed", asserts),
    )
    return next((label for label, holds in rules if holds), "not_found")


def _said(claim: Claim, evidence: Sequence[Evidence], findings: Findings) -> Label:
    """The label of a claim "X said p", or "X denied p"."""
    saying, unsaying = ("denies", "asserts") if claim.stance == "denies" else ("asserts", "denies")
    his = [e for e in evidence if e.speaker in findings.speakers]
    others = [e for e in _told(evidence) if e not in his and e.listed]
    claimed_by_others = [e for e in _told(_of(findings.saying, "asserts")) if e.speaker not in findings.speakers]
    disowned = [e for e in _of(findings.saying, "denies") if e.speaker in findings.speakers]
    rules: tuple[tuple[Label, object], ...] = (
        ("contested", claimed_by_others and disowned),
        ("refuted", _surest(_of(his, unsaying)) > _surest(_of(his, saying))),
        ("supported", _of(his, saying)),
        ("misattributed", _of(others, saying)),
    )
    return next((label for label, holds in rules if holds), "not_found")


def _shown(evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """The surest place of every voice and stance first, then the others, as many as are shown, each place once for a voice."""
    first: dict[tuple[str | None, str], Evidence] = {}
    places: dict[tuple[str | None, str, Span], Evidence] = {}
    for found in evidence:
        first.setdefault((found.speaker, found.stance), found)
        places.setdefault((found.speaker, found.stance, found.span), found)
    leading = list(first.values())
    return tuple([*leading, *(e for e in places.values() if e not in leading)][: max(SHOWN, len(leading))])


def confidence(label: Label, evidence: Sequence[Evidence], nearest: float) -> float:
    """How probably the label is right: by its weakest needed evidence, or, where nothing was found, how far off the nearest is."""
    if label == "not_found" or not evidence:
        return _calibrated(1.0 - nearest, NOTHING)
    if label == "contested":
        return _calibrated(min(_surest(_of(evidence, "asserts")), _surest(_of(evidence, "denies"))), SOMETHING)
    return _calibrated(_surest(evidence), SOMETHING)


def _calibrated(chance: float, setting: tuple[float, float]) -> float:
    temperature, shift = setting
    clipped = min(1 - 1e-6, max(1e-6, chance))
    return 1 / (1 + math.exp(-(math.log(clipped / (1 - clipped)) / temperature + shift)))


def _surest(evidence: Iterable[Evidence]) -> float:
    return max((e.score for e in evidence), default=0.0)


def _settled(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Of each voice only the stance it takes more surely: nobody is held to assert and deny the same."""
    best: dict[str | None, Evidence] = {}
    every = sorted(evidence, key=lambda e: -e.score)
    for found in every:
        best.setdefault(found.speaker, found)
    return tuple(e for e in every if e.stance == best[e.speaker].stance)


def _of(evidence: Iterable[Evidence], stance: str) -> tuple[Evidence, ...]:
    return tuple(e for e in evidence if e.stance == stance)


def _own(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(e for e in evidence if e.speaker is None)


def _told(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    return tuple(e for e in evidence if e.speaker is not None)
