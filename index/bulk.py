"""Adds very many articles with many workers (`index.cluster`), and goes on where an earlier run was stopped."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.cluster import made
from index.embed import Vectors
from index.entry import Entry
from index.errors import ArticleError
from index.index import Index, Progress
from index.ingest import Place, Stamp, stamp
from index.types import Article

MANIFEST = "added.jsonl"
"""In the library's folder: the files that have been read to their end, a line each."""
Fail = Callable[[Place | Article, ArticleError], None]


class Manifest:
    """Which files have been read, and the ids of what was found in them.

    It only saves reading them again: a file counts as read while it is unchanged and the library has all of its articles,
    so that a lost line costs time, and one too many nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lines = dict(_lines(path)) if path and path.exists() else {}

    def ids(self, place: Place | Article, known: frozenset[str]) -> tuple[str, ...] | None:
        """The ids of what is in a file that has been read; None where it is to be read, or is no file."""
        if not isinstance(place, Path) or str(place.absolute()) not in self._lines:
            return None
        before, ids = self._lines[str(place.absolute())]
        return ids if before == stamp(place) and known.issuperset(ids) else None

    def note(self, read: Sequence[tuple[Path, Stamp, tuple[str, ...]]]) -> None:
        """Keeps that files, as they were at these stamps, have been read and written."""
        if not self._path or not read:
            return
        with self._path.open("a", encoding="utf-8") as file:
            for path, when, ids in read:
                file.write("\n" + json.dumps({"path": str(path.absolute()), "stamp": when, "ids": ids}))
            file.flush()
            os.fsync(file.fileno())


class Bulk:
    """One run over the given places, in their order, as `Index.add` would read them."""

    def __init__(self, index: Index, places: Sequence[Place | Article], fail: Fail) -> None:
        self._index, self._places, self._fail = index, places, fail
        self._known = frozenset(index.ids)
        self._manifest = Manifest(index.folder / MANIFEST if index.folder else None)
        read = [self._manifest.ids(place, self._known) for place in places]
        self._waiting = [number for number, ids in enumerate(read) if ids is None]
        self._found = [list(ids or ()) for ids in read]
        self._stamps = {n: when for n in self._waiting if (when := _stamp(places[n]))}
        self._coming = self._counted = self._at = self._noted = 0

    def run(self, workers: int, progress: Progress) -> list[str]:
        """Adds what is there; gives the ids of all articles found, in order. Raises UserError."""
        if self._waiting:
            self._index.take(self._articles(workers), lambda count: self._written(count, progress))
            self._note(len(self._waiting))
        return list(dict.fromkeys(key for ids in self._found for key in ids))

    def _articles(self, workers: int) -> Iterator[tuple[Entry, Vectors | None]]:
        index, waiting = self._index, self._waiting
        places = [self._places[number] for number in waiting]
        for one in made(places, self._known, index.make_embedder, index.make_attributor, workers):
            number, self._at = waiting[one.place], one.place
            if one.error:
                self._stamps.pop(number, None)  # told again next time
                self._fail(self._places[number], one.error)
            elif one.entry:
                self._found[number].append(one.entry.id)
                self._coming += 1
                yield one.entry, one.vectors

    def _written(self, count: int, progress: Progress) -> None:
        """Notes the files before the one that is being read whenever all that came has been written."""
        self._counted += count
        if self._counted == self._coming:
            self._note(self._at)
        progress(count)

    def _note(self, end: int) -> None:
        numbers = self._waiting[self._noted : end]
        self._noted = max(self._noted, end)
        read = ((self._places[n], self._stamps.get(n), tuple(self._found[n])) for n in numbers)
        self._manifest.note([(path, when, ids) for path, when, ids in read if isinstance(path, Path) and when])


def _stamp(place: Place | Article) -> Stamp | None:
    return stamp(place) if isinstance(place, Path) else None


def _lines(path: Path) -> Iterator[tuple[str, tuple[Stamp, tuple[str, ...]]]]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            row = json.loads(line)
            yield str(row["path"]), ((int(row["stamp"][0]), int(row["stamp"][1])), tuple(map(str, row["ids"])))
        except (ValueError, KeyError, TypeError, IndexError):
            continue  # the process was killed while it wrote this line: the file is read again
