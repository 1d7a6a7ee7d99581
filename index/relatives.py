"""What the families of a library in a database are told by: columns, kept in memory and brought up to date by what has changed."""

import json
from threading import Lock
from typing import NamedTuple

from sqlalchemy import func, select

from index.sql import Database
from index.tables import articles


class Known(NamedTuple):
    """What families are told by (`index.family.Kin`)."""

    id: str
    read_at: str
    addresses: tuple[str, ...]
    signature: bytes
    size: int


class Relatives:
    """All articles by number, as far as their families go."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = Lock()
        self._known: dict[int, Known] = {}
        self._changes = 0

    def now(self) -> dict[int, Known]:
        """Those that there are now."""
        names = ("number", "id", "read_at", "addresses", "signature", "passages", "changed")
        changed = select(*(articles.c[name] for name in names)).where(articles.c.changed > self._changes)
        with self._turn, self._database.read() as connection:
            for row in connection.execute(changed):
                self._known[row.number] = Known(row.id, row.read_at, tuple(json.loads(row.addresses)), row.signature, row.passages)
                self._changes = max(self._changes, row.changed)
            if len(self._known) != connection.execute(select(func.count()).select_from(articles)).scalar():
                numbers = set(connection.execute(select(articles.c.number)).scalars())
                self._known = {number: known for number, known in self._known.items() if number in numbers}
            return self._known.copy()
