"""What a conversation keeps: messages and what came of them, as values that outlive the articles they speak of."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from assistant.explain import explanation
from assistant.judge import SHOWN
from assistant.mark import places
from assistant.types import ABSTENTION, Answer, Label, Matter, Report, Route, Sentence, Turn, Verdict
from index.types import Range, Span

TURNS = 6
"""Earlier exchanges that the assistant is told of."""


def now() -> str:
    """The time, to the second, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Place:
    """Words and where they stand: the record of a span."""

    article: str
    title: str
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, span: Span) -> "Place":
        """The record of the span."""
        return cls(span.article.id, span.article.title, span.start, span.end, span.text)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer, the places it stands on, and whose words it reports, if one person's."""

    text: str
    places: tuple[Place, ...]
    speaker: str | None = None

    @classmethod
    def of(cls, sentence: Sentence) -> "Said":
        """The record of the sentence."""
        return cls(sentence.text, tuple(map(Place.of, sentence.citations)), sentence.speaker)


@dataclass(frozen=True, slots=True)
class Witness:
    """A piece of evidence: the place, what is done there, and by whom (None: the article itself)."""

    place: Place
    stance: Literal["asserts", "denies"]
    speaker: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict; `at` is where its claim stands in the message."""

    claim: str
    label: Label | None
    matter: Matter
    confidence: float
    why: str
    evidence: tuple[Witness, ...]
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    at: Range

    @classmethod
    def of(cls, verdict: Verdict, at: Range) -> "Finding":
        """The record of the verdict."""
        evidence = tuple(Witness(Place.of(e.span), e.stance, e.speaker) for e in verdict.evidence[:SHOWN])
        claim = verdict.claim
        return cls(
            claim.text, verdict.label, claim.matter, verdict.confidence, explanation(verdict), evidence,
            verdict.asserted_by, verdict.denied_by, at,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exchange:
    """A message and what came of it so far; `scope` are the articles asked (none: all), `state` how far it went."""

    question: str
    route: Route
    scope: tuple[str, ...] = ()
    sentences: tuple[Said, ...] = ()
    nearest: tuple[Place, ...] = ()
    findings: tuple[Finding, ...] = ()
    left_out: tuple[tuple[str, tuple[str, ...]], ...] = ()
    notice: str = ""
    problem: str = ""
    state: Literal["asked", "done", "stopped"] = "asked"

    def plus(self, part: Answer | Report) -> "Exchange":
        """The exchange with what has been said since."""
        if isinstance(part, Report):
            stand = places(self.question, [verdict.claim for verdict in part.verdicts])
            return replace(self, findings=tuple(Finding.of(v, at) for v, at in zip(part.verdicts, stand, strict=True)))
        return replace(
            self,
            sentences=self.sentences + tuple(map(Said.of, part.sentences)),
            nearest=self.nearest or tuple(Place.of(hit.passage) for hit in part.nearest),
            left_out=self.left_out + tuple((dropped.text, dropped.reasons) for dropped in part.dropped),
            notice=self.notice or part.notice,
        )

    @property
    def turn(self) -> Turn:
        """The message and what was said to it, as the assistant takes its history."""
        told = [finding.why for finding in self.findings] or [sentence.text for sentence in self.sentences]
        return self.question, " ".join(told) or ABSTENTION

    @property
    def answered(self) -> bool:
        """Whether something was said to it, if only that the articles do not say; not where it was cut short before."""
        return not self.problem and bool(self.state == "done" or self.sentences or self.findings)

    @property
    def cited(self) -> tuple[Place, ...]:
        """The places that the answer stands on, each once; their numbers are their order."""
        return tuple(dict.fromkeys(place for sentence in self.sentences for place in sentence.places))


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation."""

    id: str
    title: str = ""
    changed: str = field(default_factory=now)
    exchanges: tuple[Exchange, ...] = ()

    @property
    def name(self) -> str:
        """The title it was given, or its first message."""
        return self.title or (self.exchanges[0].question if self.exchanges else "New conversation")

    def history(self, before: int) -> tuple[Turn, ...]:
        """The turns before an exchange."""
        return tuple(e.turn for e in self.exchanges[:before] if e.answered)[-TURNS:]

    def put(self, number: int, exchange: Exchange, cut: Callable[[int], bool] = lambda _: False) -> "Talk":
        """The conversation with an exchange at its place; those after it for whose number `cut` holds are gone."""
        after = tuple(e for n, e in enumerate(self.exchanges) if n > number and not cut(n))
        return replace(self, changed=now(), exchanges=(*self.exchanges[:number], exchange, *after))
