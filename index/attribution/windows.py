"""Text cut into words and the words into windows that a tagger reads in one go."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from index.types import Range

LONGEST_PART = 20_000
"""Characters tokenized at once: bounds the memory on texts without line breaks."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A paragraph, or as much of one as fits a window.

    `first` has the place of each word's first piece in `pieces`; `words` the words' character ranges in the whole text.
    """

    pieces: tuple[int, ...]
    first: tuple[int, ...]
    words: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Segments `start` to `end` (exclusive); the first `context` of them also end the window before."""

    start: int
    end: int
    context: int


def segments(text: str, paragraphs: Sequence[Range], tokenizer: Any, limit: int) -> Iterator[Segment]:
    """The paragraphs in order, tokenized.

    Those of more than `limit` pieces are cut between words, at a full stop where there is one in their second half.
    """
    for start, end in paragraphs:
        for part_start, part_end in _parts(text, start, end):
            encoding = tokenizer.encode(text[part_start:part_end], add_special_tokens=False)
            yield from _cut(encoding, part_start, text, limit)


def windows(sizes: Sequence[int], limit: int, overlap: int) -> Iterator[Window]:
    """Windows over segments of these sizes, of at most `limit` in sum, or one segment.

    A window begins with the last segment of the one before when that has at most `overlap`, so a segment is read with
    the one it follows.

    >>> list(windows([3, 3, 3, 9], 7, 3))
    [Window(start=0, end=2, context=0), Window(start=1, end=3, context=1), Window(start=3, end=4, context=0)]
    """
    done = 0
    while done < len(sizes):
        context = 1 if done and sizes[done - 1] <= overlap and sizes[done - 1] + sizes[done] <= limit else 0
        end, room = done, limit - (sizes[done - 1] if context else 0)
        while end < len(sizes) and (end == done or sizes[end] <= room):
            room -= sizes[end]
            end += 1
        yield Window(done - context, end, context)
        done = end


def _parts(text: str, start: int, end: int) -> Iterator[Range]:
    """Ranges of at most LONGEST_PART characters, cut after a space where there is one."""
    while end - start > LONGEST_PART:
        space = text.rfind(" ", start + LONGEST_PART // 2, start + LONGEST_PART)
        cut = space + 1 if space >= 0 else start + LONGEST_PART
        yield start, cut
        start = cut
    yield start, end


def _cut(encoding: Any, start: int, text: str, limit: int) -> Iterator[Segment]:
    ids: list[int] = encoding.ids
    numbers: list[int] = encoding.word_ids
    offsets: list[Range] = encoding.offsets
    first = [i for i in range(len(ids)) if i == 0 or numbers[i] != numbers[i - 1]]
    ends = [*first[1:], len(ids)][: len(first)]
    words = [(start + offsets[a][0], start + offsets[b - 1][1]) for a, b in zip(first, ends, strict=True)]
    stops = [text[s:e] in {".", "!", "?"} for s, e in words]
    begin = 0
    while begin < len(words):
        stop = begin + _fitting(ends[begin:], stops[begin:], first[begin] + limit)
        places = tuple(i - first[begin] for i in first[begin:stop])
        yield Segment(tuple(ids[first[begin] : ends[stop - 1]]), places, tuple(words[begin:stop]))
        begin = stop


def _fitting(ends: Sequence[int], stops: Sequence[bool], limit: int) -> int:
    """How many words to take: all whose pieces end by `limit`, or up to a full stop in the second half of those."""
    count = max(1, bisect_right(ends, limit))
    if count == len(ends):
        return count
    return next((i for i in range(count, count // 2, -1) if stops[i - 1]), count)
