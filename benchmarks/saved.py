"""Rows worked out one by one and kept as they come, so that a run that was ended goes on where it was."""

import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.jsonl import read

Row = dict[str, Any]
Item = TypeVar("Item")
EVERY = 20.0
"""Seconds between two lines of progress."""


class Saved:
    """What was worked out, by the name of a set and a key: a JSON line each in a file, or (no file) in memory alone."""

    def __init__(self, path: Path | None = None) -> None:
        """Read what the file has; a last line that was cut off is cut away, and its row worked out again."""
        self._path = path
        self._known: dict[tuple[str, str], Row] = {}
        if path and path.is_file():
            whole = path.read_text(encoding="utf-8").rpartition("\n")[0]
            path.write_text(f"{whole}\n" if whole else "", encoding="utf-8")
            self._known = {(row["set"], row["key"]): row for row in read(path)}

    def each(self, name: str, items: Sequence[tuple[str, Item]], work: Callable[[Item], Row]) -> list[Row]:
        """The row of each (key, item) of a set, with its set, key and seconds: the kept one, or what `work` makes of the item."""
        new = [key for key, _ in items if (name, key) not in self._known]
        if len(new) < len(items):
            tell(f"{name}: {len(items) - len(new)} of {len(items)} are in {self._path}")
        told = begin = time.monotonic()
        for key, item in items:
            if (name, key) in self._known:
                continue
            start = time.monotonic()
            self._keep({"set": name, "key": key, **work(item), "seconds": round(time.monotonic() - start, 2)})
            if time.monotonic() - told > EVERY:
                told = time.monotonic()
                tell(f"{name}: {sum((name, k) in self._known for k, _ in items)} of {len(items)}, {told - begin:.0f} s")
        return [self._known[name, key] for key, _ in items]

    def _keep(self, row: Row) -> None:
        self._known[row["set"], row["key"]] = row
        if self._path:
            with self._path.open("a", encoding="utf-8") as opened:
                opened.write(json.dumps(row) + "\n")


def numbered(items: Iterable[Item]) -> list[tuple[str, Item]]:
    """Items with their numbers as keys.

    >>> numbered("ab")
    [('0', 'a'), ('1', 'b')]
    """
    return [(str(number), item) for number, item in enumerate(items)]


def tell(progress: str) -> None:
    """Says how far it is, beside what is printed as the result."""
    sys.stderr.write(progress + "\n")
    sys.stderr.flush()
