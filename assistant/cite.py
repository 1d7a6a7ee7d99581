"""Gives a written sentence its places: those it names, or the one of the given sentences whose words it shares most."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Candidate, Sentence
from index.lexical import stems

ENOUGH = 0.5
"""The share of a sentence's telling words that a place must have for it to be cited where the writer cites none."""


def cite(draft: Sentence, candidates: Sequence[Candidate]) -> Sentence:
    """The sentence with the candidate that has most of its words as its citation; as it was where none has half of them.

    >>> from index.types import Article
    >>> spans = [Article("a", text).span(0, len(text)) for text in ("It rained.", "The dam held on Monday.")]
    >>> draft = Sentence("On Monday the dam held.", (), "unsupported")
    >>> [span.text for span in cite(draft, [Candidate(span, 1.0) for span in spans]).citations]
    ['The dam held on Monday.']
    """
    wanted = set(stems(draft.text))
    shares = [len(wanted & set(stems(c.sentence.text))) / max(1, len(wanted)) for c in candidates]
    best = max(shares, default=0.0)
    return replace(draft, citations=(candidates[shares.index(best)].sentence,)) if best >= ENOUGH else draft
