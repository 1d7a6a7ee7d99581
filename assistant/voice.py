"""Whose words a sentence reports, and with which they stand."""

from collections.abc import Iterable, Sequence

from index.types import Span, Statement


def whose(sentence: Span, statements: Iterable[Statement]) -> str | None:
    """The one speaker whose speech a sentence reports; None where it reports nobody's, or that of several.

    Who passes another's words on is the speaker of the whole; whom they quote is not.
    """
    inside = [s for s in statements if s.cue_class == "speech" and any(part.overlaps(sentence) for part in s.content)]
    outer = [s for s in inside if not (s.via and any(other.speaker == s.via for other in inside))]
    speakers = {statement.speaker for statement in outer}
    return speakers.pop() if len(speakers) == 1 else None


def with_words(sentence: Span, statements: Iterable[Statement], sentences: Sequence[Span]) -> Span:
    """A sentence that only attributes ("Tarn said this in a letter") with the one before it, whose words it attributes.

    Any other sentence is what it is.
    """
    statements = tuple(statements)
    before = next((other for other in reversed(sentences) if other.end <= sentence.start), None)
    if not before or any(part.overlaps(sentence) for statement in statements for part in statement.content):
        return sentence
    attributed = [s for s in statements if s.cue and s.mention and sentence.covers(s.cue) and sentence.covers(s.mention)]
    if any(part.overlaps(before) for statement in attributed for part in statement.content):
        return sentence.article.span(before.start, sentence.end)
    return sentence
