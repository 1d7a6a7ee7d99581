"""Entailment from premises longer than a passage: read in windows of sentences, and one judgement made of theirs."""

from collections.abc import Iterator, Sequence

from assistant.entail import Entailer, Entailment
from index.load import from_text
from index.split import sentences

WINDOW = 700
"""Characters of a window, as of a passage; premises up to here are read whole."""


def entail(entailer: Entailer, pairs: Sequence[tuple[str, str]]) -> tuple[Entailment, ...]:
    """One for each (premise, hypothesis), however long the premise; all windows in one batch."""
    cut = [tuple(windows(premise)) for premise, _ in pairs]
    found = iter(entailer.entail([(window, pair[1]) for pair, own in zip(pairs, cut, strict=True) for window in own]))
    return tuple(together([next(found) for _ in own]) for own in cut)


def windows(premise: str, longest: int = WINDOW) -> Iterator[str]:
    """The premise, or, where it is longer than `longest` characters, the longest runs of its sentences that are not.

    Each window begins in the middle of the one before, so that neighbouring sentences are read together somewhere.
    """
    if len(premise) <= longest or not premise.strip():
        yield premise
        return
    spans = sentences(from_text(premise))
    first = 0
    while first < len(spans):
        end = first + 1
        while end < len(spans) and spans[end].end - spans[first].start <= longest:
            end += 1
        yield spans[first].article.text[spans[first].start : spans[end - 1].end]
        if end == len(spans):
            return
        first = max(first + 1, (first + end + 1) // 2)


def together(found: Sequence[Entailment]) -> Entailment:
    """The judgement of the whole premise: that of the window which says most clearly one or the other."""
    return max(found, key=lambda one: max(one.supports, one.refutes))
