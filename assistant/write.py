"""Turns the sentences that answer into an answer. A new writer is one class with `write` and one line in `WRITERS`."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from assistant.features import CUE
from assistant.types import Candidate, Sentence
from index.types import Span


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

_NAME = r"(?:[A-Z][\w’'.-]*|of|the|de|van|von|al|and|for)"
_TITLED = rf"(?:[Tt]he )?(?:[\w’'-]+ ){{0,4}}?[A-Z][\w’'-]+(?: {_NAME})*"
_BEFORE = re.compile(rf"(?:^|[,;.] |[\"”’] )({_TITLED})(?:, [^,]{{3,90}},| \([^)]*\))? (?:has |had |have |also |later |recently |is |was |then )*$")
_AFTER = re.compile(rf"^ ({_TITLED})")


def speaker(sentence: Span) -> Span | None:
    """Where the sentence itself names whose words it reports, by the form "NAME said", "said NAME" or "according to NAME".

    None where it shows nobody: then they may be anybody's, also the article's own.
    """
    for cue in CUE.finditer(sentence.text):
        for match in _named(sentence.text, cue):
            return sentence.article.span(sentence.start + match.start(1), sentence.start + match.end(1))
    return None


def _named(text: str, cue: re.Match[str]) -> Iterator[re.Match[str]]:
    before = _BEFORE.search(text[: cue.start()].rstrip() + " ")
    after = re.compile(_AFTER.pattern[1:]).match(text, cue.end())
    if cue.group().lower() == "according to":
        before = None
    if before:
        yield before
    if after:
        yield after
