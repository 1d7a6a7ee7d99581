"""What the families of a library in a database are told by: columns, kept in memory and brought up to date by what has changed."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from sqlalchemy import func, select

from index.family import bands
from index.sql import Database
from index.tables import articles


@dataclass(frozen=True, slots=True)
class Known:
    """What families are told by (`index.family.Kin`); the signature, which is longer, is read when asked for."""

    id: str
    read_at: str
    addresses: tuple[str, ...]
    bands: bytes
    size: int
    read: Callable[[str], bytes]

    @property
    def signature(self) -> bytes:
        """What near copies are compared by; empty where the article is gone."""
        return self.read(self.id)


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
        read = self._signature  # one for all: each time that it is named, Python makes another
        with self._turn, self._database.read() as connection:
            for row in connection.execute(changed):
                addresses = tuple(json.loads(row.addresses))
                self._known[row.number] = Known(row.id, row.read_at, addresses, bands(row.signature), row.passages, read)
                self._changes = max(self._changes, row.changed)
            if len(self._known) != connection.execute(select(func.count()).select_from(articles)).scalar():
                numbers = set(connection.execute(select(articles.c.number)).scalars())
                self._known = {number: known for number, known in self._known.items() if number in numbers}
            return self._known.copy()

    def _signature(self, article_id: str) -> bytes:
        with self._database.read() as connection:
            found: bytes | None = connection.execute(select(articles.c.signature).where(articles.c.id == article_id)).scalar()
        return found or b""
