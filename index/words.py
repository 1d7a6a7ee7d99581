"""The words of a library in a database, as each machine keeps them beside it: segments of postings, mapped from the disk.

    words-NAME/FIRST-LAST-PASSAGES/     a segment (index.segment): the articles with the numbers FIRST to LAST that were there

They are a cache. Numbers only grow, so what is not in a segment yet has a number above the last one's; an article that is gone is
passed over, until enough are gone for the segment to be made anew without them. Small segments stay in memory, and are joined
when they become many.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from index.entry import Entry
from index.lexical import Lexical
from index.segment import Alive, Segment
from index.types import Span

MOST, LEAST = 2**17, 2**12
"""Passages in a segment at most; and those that the last must have to be put on the disk: fewer are read anew in no time."""
GONE = 1 / 8
"""Share of a segment's articles that may be gone."""

Numbers = NDArray[np.int64]
Read = Callable[[int, int], Iterable[tuple[int, Entry]]]
"""The articles with numbers above the first and up to the second, with their numbers, in order."""


@dataclass(frozen=True)
class Part:
    """A segment, the numbers of its articles, and the first and the last of those that it stands for."""

    first: int
    last: int
    numbers: Numbers
    segment: Segment
    saved: bool = False

    @property
    def size(self) -> int:
        """How many passages it has."""
        return len(self.segment.article)

    def alive(self, numbers: Numbers) -> Alive | None:
        """Which of its articles are among these (in order); None where all are."""
        places = np.searchsorted(numbers, self.numbers)
        found: Alive = numbers[np.minimum(places, len(numbers) - 1)] == self.numbers if len(numbers) else self.numbers < 0
        return None if found.all() else found

    def shares(self, numbers: Numbers) -> bool:
        """Whether enough of its articles are among these for it to stay as it is."""
        alive = self.alive(numbers)
        return alive is None or alive.mean() >= 1 - GONE


class Words:
    """The words of the articles that `read` gives, kept in `folder` where that can be written to."""

    def __init__(self, folder: Path, read: Read) -> None:
        self._folder = folder
        self._read = read
        self._parts = list(_saved(folder))

    def of(self, numbers: Numbers) -> Lexical:
        """Of the articles with these numbers, which are in order: all that there are now."""
        last = self._parts[-1].last if self._parts else 0
        if len(numbers) and numbers[-1] > last:
            for part in _cut(last, self._read(last, int(numbers[-1]))):
                self._parts.append(self._kept(part))
                self._join(numbers)
        for place, part in enumerate(self._parts):
            if not part.shares(numbers):
                self._replace(place, place + 1, numbers)
        return Lexical([(part.segment, part.alive(numbers)) for part in self._parts])

    def clear(self) -> None:
        """Forgets them all; they are read anew when next they are needed."""
        self._parts = []
        shutil.rmtree(self._folder, ignore_errors=True)

    def _join(self, numbers: Numbers) -> None:
        """Joins the last segments for as long as one is not twice the next: there are few then, and each is seldom joined."""
        while len(self._parts) > 1:
            before, last = self._parts[-2:]
            if before.size >= 2 * last.size:
                return
            if before.size + last.size > MOST:
                self._parts[-2] = self._kept(before, always=True)
                return
            self._replace(len(self._parts) - 2, len(self._parts), numbers)

    def _replace(self, start: int, stop: int, numbers: Numbers) -> None:
        """Makes one segment of some that stand side by side, without the articles that are gone."""
        old = self._parts[start:stop]
        alive = [part.alive(numbers) for part in old]
        merged = Segment.merged([(part.segment, mask) for part, mask in zip(old, alive, strict=True)])
        kept = [part.numbers if mask is None else part.numbers[mask] for part, mask in zip(old, alive, strict=True)]
        self._parts[start:stop] = [self._kept(Part(old[0].first, old[-1].last, np.concatenate(kept), merged))]
        for part in old:
            shutil.rmtree(self._place(part), ignore_errors=True)

    def _kept(self, part: Part, always: bool = False) -> Part:
        """The segment, on the disk where it is large enough; without room there it stays in memory."""
        if part.saved or (part.size < LEAST and not always):
            return part
        beside = self._folder / f"writing-{uuid4().hex}"
        try:
            part.segment.save(beside)
            np.save(beside / "numbers.npy", part.numbers, allow_pickle=False)
            for path in beside.iterdir():
                with path.open("rb+") as file:
                    os.fsync(file.fileno())
            with suppress(OSError):  # another process has just made the same
                beside.rename(self._place(part))
            return _loaded(self._place(part))
        except (OSError, ValueError):
            return part
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def _place(self, part: Part) -> Path:
        return self._folder / f"{part.first}-{part.last}-{part.size}"


def _cut(last: int, entries: Iterable[tuple[int, Entry]]) -> Iterator[Part]:
    """Segments of articles in their order, with the numbers after `last`."""
    passages: list[Span] = []
    numbers: list[int] = []
    first = number = last + 1
    for number, entry in entries:
        if passages and len(passages) + entry.size > MOST:
            yield _part(first, number - 1, numbers, passages)
            first, numbers, passages = number, [], []
        passages += entry.passages
        numbers += [number] if entry.size else []
    if passages:
        yield _part(first, number, numbers, passages)


def _part(first: int, last: int, numbers: Sequence[int], passages: Sequence[Span]) -> Part:
    return Part(first, last, np.array(numbers, np.int64), Segment.of(passages))


def _saved(folder: Path) -> Iterator[Part]:
    """The segments on the disk that follow one another from the first article on; of several the longest, then the smallest."""
    names = [tuple(map(int, path.name.split("-"))) for path in folder.glob("*-*-*") if re.fullmatch(r"\d+-\d+-\d+", path.name)]
    last = 0
    while following := sorted((name for name in names if name[0] == last + 1), key=lambda name: (-name[1], name[2])):
        path = folder / "-".join(map(str, following[0]))
        try:
            yield _loaded(path)
        except (OSError, ValueError):
            shutil.rmtree(path, ignore_errors=True)
            names.remove(following[0])
            continue
        last = following[0][1]


def _loaded(path: Path) -> Part:
    """Raises OSError or ValueError when there is no whole segment."""
    first, last, size = map(int, path.name.split("-"))
    part = Part(first, last, np.load(path / "numbers.npy", allow_pickle=False), Segment.load(path), True)
    if part.size != size or len(part.numbers) != len(part.segment.ids):
        raise ValueError(f'"{path}" is not whole')
    return part
