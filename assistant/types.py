"""What is asked and what is answered: frozen, slotted, standard library only."""

from dataclasses import dataclass
from typing import Literal

from index.types import Hit, Span

Turn = tuple[str, str]
"""An earlier question and its answer."""

Support = Literal["supported", "partial", "unsupported"]

ABSTENTION = "The articles do not say."


@dataclass(frozen=True, slots=True)
class Request:
    """A question, the articles to ask (none named: all), and the turns before it."""

    question: str
    article_ids: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, and the probability that it does."""

    sentence: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, with the places it stands on.

    `speaker` is where the cited sentence itself names whose words it reports; None where it shows nobody.
    """

    text: str
    citations: tuple[Span, ...]
    support: Support
    speaker: Span | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: its sentences, none when the articles do not say; and the passages nearest to the question.

    Answers add up, so that a stream of them, a sentence each, is the whole.
    """

    question: str
    sentences: tuple[Sentence, ...] = ()
    nearest: tuple[Hit, ...] = ()

    @property
    def found(self) -> bool:
        """Whether the articles answer."""
        return bool(self.sentences)

    @property
    def text(self) -> str:
        """The sentences as one text, or the abstention."""
        return " ".join(sentence.text for sentence in self.sentences) or ABSTENTION

    def __add__(self, more: "Answer") -> "Answer":
        return Answer(self.question, self.sentences + more.sentences, self.nearest or more.nearest)
