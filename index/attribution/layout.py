"""Where a place of an article lies: in which paragraph, sentence and quotation."""

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from index.attribution.quotes import Quotation, quotations
from index.split import sentences
from index.types import Article


class Layout:
    """An article's text with its paragraphs (the headline among them), sentences and quotations, in order."""

    def __init__(self, article: Article) -> None:
        self.text = article.text
        self.paragraphs = sorted(block for block in (article.headline, *article.paragraphs) if block[0] < block[1])
        self.sentences = [(span.start, span.end) for span in sentences(article)]

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """The outermost quotations."""
        return quotations(self.text, self.paragraphs)

    def paragraph(self, place: int) -> int:
        """The number of the paragraph that a place is in, or of the last before it."""
        return last(self._paragraph_starts, place)

    def sentence(self, place: int) -> int:
        """The number of the sentence that a place is in, or of the last before it."""
        return last(self._sentence_starts, place)

    def quotation(self, place: int) -> Quotation | None:
        """The quotation that a place is in."""
        if not self.quotations:
            return None
        found = self.quotations[last(self._quotation_starts, place)]
        return found if found.start <= place < found.end else None

    def before(self, number: int) -> int | None:
        """The sentence before one, in the same paragraph."""
        if number and self.paragraph(self.sentences[number - 1][0]) == self.paragraph(self.sentences[number][0]):
            return number - 1
        return None

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [start for start, _ in self.paragraphs]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def _quotation_starts(self) -> list[int]:
        return [found.start for found in self.quotations]


def last(starts: Sequence[int], place: int) -> int:
    """The number of the last that starts at or before `place`; the first where none does."""
    return max(0, bisect_right(starts, place) - 1)
