"""Writers: they turn what was found into the sentences of an answer. None of it goes out but through `assistant.compose`.

A new writer is one class with `begin` and one line in `WRITERS`; any other name is taken for a chat model's.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.types import Candidate, Sentence, Usage
from index.types import Hit

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

AT_MOST = 2
"""Sentences of an answer that is made of the article's own."""
SHARE = 0.2
"""A further sentence is given when its odds of answering are at least this share of the best's."""


@dataclass(frozen=True, slots=True)
class Material:
    """What an answer is made of: the passages found, the sentences that may answer, best first, and those that do as they are."""

    question: str
    hits: tuple[Hit, ...]
    candidates: tuple[Candidate, ...]
    own: tuple[Sentence, ...]


class Talk(Protocol):
    """One answer in the making; `usage` are the tokens it took, None where nobody counts them."""

    usage: Usage | None

    def write(self) -> Iterator[Sentence]:
        """The answer's sentences, each with the places that it stands on. Raises WriterFailed."""

    def repair(self, sentence: Sentence, reasons: Sequence[str]) -> Sentence | None:
        """Another sentence for one that did not pass, told why; None where there is none. Raises WriterFailed."""


class Writer(Protocol):
    """Writes answers."""

    @property
    def name(self) -> str:
        """What the settings call it."""

    def begin(self, material: Material, config: "RunnableConfig | None" = None) -> Talk:
        """Begins an answer; `config` are the callbacks of the chain it is in."""


@dataclass(slots=True)
class AsTheyStand:
    """An answer of the article's own sentences."""

    own: tuple[Sentence, ...]
    usage: Usage | None = None

    def write(self) -> Iterator[Sentence]:
        """The sentences."""
        yield from self.own

    def repair(self, sentence: Sentence, reasons: Sequence[str]) -> Sentence | None:
        """None: there is no other."""
        return None


class Extractive:
    """The best sentences as they stand, with whose words they are."""

    name = "extractive"

    def begin(self, material: Material, config: "RunnableConfig | None" = None) -> Talk:
        """The material's own sentences."""
        return AsTheyStand(material.own)


def best(candidates: Sequence[Candidate]) -> Iterator[Sentence]:
    """The best candidate as it stands, and the next where it is nearly as good and says something else."""
    told = {candidate.sentence.text: candidate for candidate in reversed(candidates)}
    for candidate in [c for c in candidates if told[c.sentence.text] is c][:AT_MOST]:
        if _odds(candidate) >= SHARE * _odds(candidates[0]):
            span = candidate.sentence
            yield Sentence(span.text, (span,), "supported", candidate.speaker)


def _odds(candidate: Candidate) -> float:
    return candidate.probability / max(1 - candidate.probability, 1e-9)


WRITERS: dict[str, Callable[[], Writer]] = {"extractive": Extractive}
