"""Turns the sentences that answer into an answer. A new writer is one class with `write` and one line in `WRITERS`."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from assistant.types import Candidate, Sentence


class Writer(Protocol):
    """A question and the sentences that answer it, best first, to the sentences of an answer."""

    def write(self, question: str, candidates: Sequence[Candidate]) -> Iterator[Sentence]:
        """The answer's sentences, each with the spans that it stands on."""


class Extractive:
    """The best sentences as they stand, with whose words they are."""

    at_most = 2
    share = 0.2
    """A further sentence is given when its odds of answering are at least this share of the best's."""

    def write(self, question: str, candidates: Sequence[Candidate]) -> Iterator[Sentence]:
        """The best candidate, and the next where it is nearly as good and says something else."""
        told = {candidate.sentence.text: candidate for candidate in reversed(candidates)}
        for candidate in [c for c in candidates if told[c.sentence.text] is c][: self.at_most]:
            if _odds(candidate) >= self.share * _odds(candidates[0]):
                span = candidate.sentence
                yield Sentence(span.text, (span,), "supported", candidate.speaker)


def _odds(candidate: Candidate) -> float:
    return candidate.probability / max(1 - candidate.probability, 1e-9)


WRITERS: dict[str, Callable[[], Writer]] = {"extractive": Extractive}
