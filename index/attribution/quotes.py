"""Where a text quotes: the ranges between quotation marks of any style, also where one is left open."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.types import Range

_OPENING = re.compile(r"[“„«]|(?<![\w.,?!…])\"(?=\S)|(?<![\w.,?!…])[‘'](?=[\w“\"…])")
_CLOSING = {mark: re.compile(end) for mark, end in {"“": '[”"]', "„": '[“”"]', "«": "»", '"': '["”]'}.items()}
_SINGLE_CLOSING = re.compile(r"(?<=\S)[’'](?!\w)")
LONGEST_SINGLE = 2000
"""Characters in which the end of a quotation between single marks is looked for: they are apostrophes too."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks; one that is not `closed` runs to the end of its paragraph."""

    start: int
    end: int
    closed: bool

    @property
    def inner(self) -> Range:
        """The words between the marks."""
        return self.start + 1, self.end - self.closed


def quotations(text: str, paragraphs: Sequence[Range]) -> tuple[Quotation, ...]:
    """The outermost quotations of the paragraphs, in order and disjoint.

    >>> [found.inner for found in quotations("‘No,’ said the workers’ “boss”.", [(0, 31)])]
    [(1, 4), (25, 29)]
    """
    following = [text[start : start + 1] for start, _ in paragraphs[1:]] + [""]
    return tuple(
        found for (start, end), mark in zip(paragraphs, following, strict=True) for found in _of_paragraph(text, start, end, mark)
    )


def _of_paragraph(text: str, start: int, end: int, following: str) -> Iterator[Quotation]:
    """`following` is the first character of the next paragraph: a single mark is left open only where another takes it up."""
    while opening := _OPENING.search(text, start, end):
        mark, after = opening.group(), opening.end()
        close = _single_end(text, after, end) if mark in "‘'" else _double_end(mark, text, after, end)
        if close is None and (mark not in "‘'" or mark == following):
            yield Quotation(opening.start(), end, False)
            return
        if close is not None:
            yield Quotation(opening.start(), close, True)
        start = close or after


def _double_end(mark: str, text: str, start: int, end: int) -> int | None:
    """The end of a quotation between double marks; before the next that opens, where one was forgotten between straight marks."""
    found = _CLOSING[mark].search(text, start, end)
    forgotten = (
        found and mark == '"' and _OPENING.match(text, found.start(), end) and not text[found.start() - 1 : found.start()].strip()
    )
    return (found.start() if forgotten else found.end()) if found else None


def _single_end(text: str, start: int, end: int) -> int | None:
    """The end of a quotation between single marks: rather after punctuation, and rather not after an s, than elsewhere."""
    opening = _OPENING.search(text, start, end)
    stop = min(end, start + LONGEST_SINGLE, opening.start() if opening and opening.group() in "‘'" else end)
    ends = [match.end() for match in _SINGLE_CLOSING.finditer(text, start, stop)]
    return next(iter(sorted(ends, key=lambda place: (text[place - 2] not in '.,?!…”"', text[place - 2] == "s", place))), None)
