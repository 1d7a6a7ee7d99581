"""What is asked and what is answered: frozen, slotted, standard library only."""

from dataclasses import dataclass
from typing import Literal

from index.types import Hit, Span, Stance, Statement

Turn = tuple[str, str]
"""An earlier question and its answer."""

Support = Literal["supported", "partial", "unsupported"]

Route = Literal["answer", "verdict", "who"]
"""What a message gets: an answer, a verdict on what it claims, or the statements of whoever said it."""

ABSTENTION = "The articles do not say."


@dataclass(frozen=True, slots=True)
class Request:
    """A question, the articles to ask (none named: all), and the turns before it.

    `route` is "answer" or "who" where the asker chose it; else the question's form decides.
    """

    question: str
    article_ids: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    route: Route | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, the probability that it does, and whose words it reports, if one person's."""

    sentence: Span
    probability: float
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, with the places it stands on.

    `speaker` is whose words the cited sentence reports; None where it reports nobody's, or those of several.
    """

    text: str
    citations: tuple[Span, ...]
    support: Support
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence of the writer's that did not go out, as it was written, and which gates it did not pass."""

    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a chat model read and wrote, as it reports them.

    >>> Usage(100, 20) + Usage(50, 5)
    Usage(input_tokens=150, output_tokens=25)
    """

    input_tokens: int
    output_tokens: int

    def __add__(self, more: "Usage") -> "Usage":
        return Usage(self.input_tokens + more.input_tokens, self.output_tokens + more.output_tokens)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its sentences, none when the articles do not say; and the passages nearest to the question.

    `writer` wrote it; `dropped` are the sentences that did not pass the gates; `notice` says why the articles' own sentences
    stand in for the writer's, and is empty where they do not; `usage` is None where no model reports any.

    Answers add up, so that a stream of them, a sentence each, is the whole.
    """

    question: str
    sentences: tuple[Sentence, ...] = ()
    nearest: tuple[Hit, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    notice: str = ""
    writer: str = ""
    usage: Usage | None = None

    @property
    def found(self) -> bool:
        """Whether the articles answer."""
        return bool(self.sentences)

    @property
    def text(self) -> str:
        """The sentences as one text, or the abstention."""
        return " ".join(sentence.text for sentence in self.sentences) or ABSTENTION

    def _repr_html_(self) -> str:
        return _drawn(self)

    def __add__(self, more: "Answer") -> "Answer":
        return Answer(
            self.question,
            self.sentences + more.sentences,
            self.nearest or more.nearest,
            self.dropped + more.dropped,
            " ".join(filter(None, (self.notice, more.notice))),
            self.writer or more.writer,
            self.usage + more.usage if self.usage and more.usage else self.usage or more.usage,
        )


Label = Literal["supported", "refuted", "attributed", "denied", "contested", "misattributed", "not_found"]
Matter = Literal["fact", "opinion", "question", "nothing"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that is claimed.

    `text` is the claim as a sentence of its own, `content` what it is about: the same, or what somebody is said to have said.
    `speaker` is who is said to have said (`stance` "asserts") or denied it, or None; `via` who is said to pass their words on.
    Only a `fact` is judged.

    >>> Claim("Kirby denied it had sunk.", "It had sunk.", "Kirby", "denies").speaker
    'Kirby'
    """

    text: str
    content: str
    speaker: str | None = None
    stance: Stance = "asserts"
    via: str | None = None
    matter: Matter = "fact"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place that asserts or denies what a claim is about: in somebody's words, or (speaker None) the article's own.

    `score` (0 to 1) is how surely. Not `listed` in a roster: who only passes on what another said, and who has no name.
    """

    span: Span
    stance: Literal["asserts", "denies"]
    speaker: str | None
    score: float
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the articles say to a claim; `label` is None where the claim is nothing to judge.

    `evidence` holds the places, the surest first; `confidence` (0 to 1) is how probably the label is right.
    """

    claim: Claim
    label: Label | None
    confidence: float
    evidence: tuple[Evidence, ...] = ()

    def _repr_html_(self) -> str:
        return _drawn(Report(self.claim.text, (self,)))

    @property
    def asserted_by(self) -> tuple[str, ...]:
        """Who says so, by name."""
        return self._roster("asserts")

    @property
    def denied_by(self) -> tuple[str, ...]:
        """Who denies it, by name."""
        return self._roster("denies")

    def _roster(self, stance: str) -> tuple[str, ...]:
        found = (e.speaker for e in self.evidence if e.stance == stance and e.speaker and e.listed)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Report:
    """What was stated, and a verdict for each claim in it."""

    text: str
    verdicts: tuple[Verdict, ...]

    def _repr_html_(self) -> str:
        return _drawn(self)


class Statements(tuple[Statement, ...]):
    """Statements in their order; a tuple that a notebook can draw."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return _drawn(self)


def _drawn(result: "Answer | Report | Statements") -> str:
    """The result as HTML, as notebooks ask for it."""
    from assistant.export.page import fragment

    return fragment(result)
