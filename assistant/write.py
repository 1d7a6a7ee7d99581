"""Turns the sentences that answer into an answer. A new writer is one class with `write` and one line in `WRITERS`."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from assistant.types import Candidate, Sentence
from assistant.voice import speaker


class Writer(Protocol):
    """A question and the sentences that answer it, best first, to the sentences of an answer."""

    def write(self, question: str, candidates: Sequence[Candidate]) -> Iterator[Sentence]:
        """The answer's sentences, each with the spans that it stands on."""


class Extractive:
    """The best sentences as they stand, with whose words they are where the sentence itself shows it."""

    at_most = 2
    margin = 0.12
    """A further sentence is given when its probability is at most this much below the best's."""

    def write(self, question: str, candidates: Sequence[Candidate]) -> Iterator[Sentence]:
        """The best candidate, and those nearly as good, in the order of the text where they share an article."""
        good = [c for c in candidates[: self.at_most] if c.probability >= candidates[0].probability - self.margin]
        for candidate in good:
            span = candidate.sentence
            yield Sentence(span.text, (span,), "supported", speaker(span))


WRITERS: dict[str, Callable[[], Writer]] = {"extractive": Extractive}
