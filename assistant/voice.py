"""Whose words a sentence reports."""

from collections.abc import Iterable

from index.types import Span, Statement


def whose(sentence: Span, statements: Iterable[Statement]) -> str | None:
    """The one speaker whose speech a sentence reports; None where it reports nobody's, or that of several.

    Who passes another's words on is the speaker of the whole; whom they quote is not.
    """
    inside = [s for s in statements if s.cue_class == "speech" and any(part.overlaps(sentence) for part in s.content)]
    outer = [s for s in inside if not (s.via and any(other.speaker == s.via for other in inside))]
    speakers = {statement.speaker for statement in outer}
    return speakers.pop() if len(speakers) == 1 else None
