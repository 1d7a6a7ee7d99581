"""Where the claims of a text stand in it: claims are sentences of their own, with pronouns resolved, and no slices."""

from collections.abc import Sequence

from assistant.types import Claim
from index.lexical import stems
from index.load import from_text
from index.split import sentences
from index.types import Range, Span

FEWEST = 4
"""Words of a clause that are looked for in a sentence."""
RESOLVED = 3
"""One in so many words of a claim, at its beginning, may stand for a pronoun of the text."""


def places(text: str, claims: Sequence[Claim]) -> list[Range]:
    """A range for each claim, in order: its clause, or the sentence; where it is in none, an empty range.

    Ranges are disjoint or, of claims that the same words make ("Moscow and Tehran deny it"), the same.

    >>> from assistant.decompose import claims
    >>> text = "The dam broke on Monday, and the road was closed. Kirby denied it."
    >>> [text[slice(*place)] for place in places(text, claims(text))]
    ['The dam broke on Monday', 'the road was closed.', 'Kirby denied it.']
    """
    spans = sentences(from_text(text)) if text.strip() else ()
    reached, found, first = 0, list[Range](), 0
    for claim in claims:
        number = _sentence(claim, spans, first)
        if number is None:
            found.append((reached, reached))
            continue
        first, span = number, spans[number]
        start, end = _clause(claim, span)
        start = max(start, reached)
        found.append((start, end) if start < end else found[-1])
        reached = max(reached, end)
    return found


def _sentence(claim: Claim, spans: Sequence[Span], first: int) -> int | None:
    """The sentence that shares most with the claim, from the one of the claim before on; the earliest of equals."""
    wanted = set(stems(claim.text)) | set(stems(claim.content))
    shared = [len(wanted & set(stems(span.text))) / (1 + len(wanted ^ set(stems(span.text)))) for span in spans[first:]]
    return first + shared.index(max(shared)) if shared and max(shared) > 0 else None


def _clause(claim: Claim, span: Span) -> Range:
    """Where the claim's words stand in the sentence, found by their end, since a pronoun at their beginning was resolved."""
    folded = " ".join(span.text.split()).casefold()
    for words in (claim.text.rstrip(".!?").split(), claim.content.rstrip(".!?").split()):
        for begin in range(1 + len(words) // RESOLVED):
            tail = " ".join(words[begin:]).casefold()
            at = folded.find(tail)
            if at >= 0 and len(folded) == len(span.text) and len(words) - begin >= FEWEST:
                start, end = span.start + at, span.start + at + len(tail)
                return start, span.end if end + 1 >= span.end else end
    return span.start, span.end
