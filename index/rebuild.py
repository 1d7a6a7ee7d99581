"""Making the vectors of a library in a database anew, while others go on to read and to write."""

from contextlib import suppress
from uuid import uuid4

from sqlalchemy import select, update

from index import claims, rows
from index.entry import Entry
from index.errors import StoreError
from index.server import ServerCollections
from index.sql import Database
from index.stores import Encode
from index.tables import articles, library

BLOCK = 200
"""Articles read at once."""


class Rebuilding:
    """Writes the next collection, block by block, and goes over to it in a transaction that finds no article missing there."""

    def __init__(self, database: Database, collections: ServerCollections) -> None:
        self._database = database
        self._collections = collections
        self._owner = uuid4().hex
        self._written: dict[int, str] = {}
        self._last = 0

    def run(self, encode: Encode, embedder_name: str) -> None:
        """Does it. Raises StoreError when another process is at it, or the server fails; the old vectors then go on to count."""
        following = self._begin()
        try:
            self._collections.delete(following)  # what one that was killed has left
            vectors, done = self._collections.open(following), False
            while not done:
                while entries := self._next():
                    for passages, made in encode([passage for entry in entries for passage in entry.passages]):
                        vectors.write(passages, made)
                        self._renew()
                done = self._turn_over(embedder_name)
        except BaseException:
            with suppress(StoreError):
                self._end()
                self._collections.delete(following)
            raise
        self._delete_earlier(following)

    def _begin(self) -> str:
        """Claims the next collection, and gives its name."""
        with self._database.write() as connection:
            now, time = rows.locked(connection), self._database.clock(connection)
            builder = connection.execute(select(library.c.builder, library.c.building)).one()
            if builder.builder and builder.building > time - claims.LEASE:
                raise StoreError("another onrecord is just making the search index anew: wait until it is done")
            connection.execute(update(library).values(builder=self._owner, building=time))
            return now.following(1)

    def _next(self) -> list[Entry]:
        """The next block of articles, in the order in which they came."""
        with self._database.read() as connection:
            after = rows.chosen(articles.c.number > self._last)
            block = connection.execute(after.order_by(articles.c.number).limit(BLOCK)).all()
        self._written.update((row.number, row.id) for row in block)
        self._last = block[-1].number if block else self._last
        return [rows.entry(row) for row in block]

    def _renew(self) -> None:
        with self._database.write() as connection:
            mine = update(library).where(library.c.builder == self._owner)
            if not connection.execute(mine.values(building=self._database.clock(connection))).rowcount:
                raise _overtaken()

    def _turn_over(self, embedder_name: str) -> bool:
        """Makes the next collection the one that counts, unless articles have come that it lacks."""
        with self._database.write() as connection:
            now = rows.locked(connection)
            if connection.execute(select(library.c.builder)).scalar() != self._owner:
                raise _overtaken()
            there = {row.number: row.id for row in connection.execute(select(articles.c.number, articles.c.id))}
            if there.keys() - self._written.keys():
                return False
            gone = {self._written[number] for number in self._written.keys() - there.keys()} - set(there.values())
            claims.leave(connection, gone)  # removed meanwhile: their new vectors are deleted next
            rows.changed(connection, now, collection=now.collection + 1, embedder=embedder_name, builder=None, building=None)
        return True

    def _end(self) -> None:
        with self._database.write() as connection:
            connection.execute(update(library).where(library.c.builder == self._owner).values(builder=None, building=None))

    def _delete_earlier(self, name: str) -> None:
        beginning, _, number = name.rpartition("-")
        for other in self._collections.names(f"{beginning}-"):
            if int(other.rpartition("-")[2]) < int(number):
                self._collections.delete(other)


def _overtaken() -> StoreError:
    return StoreError("another onrecord has begun to make the search index anew: see whether it is done with: onrecord doctor")
