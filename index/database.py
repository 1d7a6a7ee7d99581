"""The library in a database, with its vectors at a Chroma server: for several processes and machines at once.

The database is the truth. An article counts from the transaction that writes it, after its vectors are written; what is at the
server of articles that do not count is claimed (`index.claims`), so that it is found and deleted. Nobody waits for a lock: each
change locks one row for as long as its transaction lasts, and makes its number of changes grow, by which the others see it.
"""

import time
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Lock, RLock
from typing import Any
from uuid import uuid4

import numpy as np
from sqlalchemy import delete, insert, select, update

from index import claims, rows
from index.embed import Vectors
from index.entry import Entry
from index.errors import ArticleError, StoreError
from index.lexical import Lexical
from index.rebuild import Rebuilding
from index.relatives import Known, Relatives
from index.rows import State
from index.server import GoneError, Server, ServerCollections, ServerVectors
from index.speakers import keys
from index.sql import opened
from index.stores import Encode
from index.tables import articles, library, pending, speakers
from index.types import Span
from index.vectors import Place, damaged
from index.words import Words

KEPT = 256
"""Articles kept in memory, those used last."""
BLOCK = 200
"""Articles read at once."""
FEW = 400
"""Passages of given articles that are compared one by one: at 100,000 Chroma's filter takes 73 ms, and reading 6 vectors 3 ms,
176 vectors 16 ms, 1,784 vectors 144 ms (benchmarks/million.py)."""
SEVERAL = 10
"""Ids named when the beginning of an id fits many."""
ATTEMPTS, LONGEST_PAUSE = 12, 8.0
"""How often a change is begun anew that another process got in the way of, and seconds between, which double from 0.05."""


class DatabaseStore:
    """The library in a database; see the module's first lines.

    `folder` is for what is this machine's own, and for the database when no `url` names another. `create`: make the library when
    it is not there. Raises StoreError when there is none, or the database or the server cannot be used.
    """

    def __init__(self, folder: Path, server: Server, embedder_name: str, url: str = "", create: bool = False) -> None:
        self.folder = folder
        self._server = server
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._seen = -1
        self._turn, self._server_turn, self._words_turn = Lock(), RLock(), Lock()
        self._checked: dict[str, ServerVectors] = {}
        self.database = opened(folder, url, create)
        self._relatives = Relatives(self.database)
        try:
            self.database.update()
            if create:
                self._make(embedder_name)
            self._state()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "DatabaseStore":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connections."""
        if collections := self.__dict__.pop("_collections", None):
            collections.close()
        self.database.close()

    # reading

    def refresh(self) -> int:
        """Takes note of what others changed; gives the number of changes so far."""
        return self._state().changes

    @property
    def count(self) -> int:
        """How many articles there are."""
        return self._state().articles

    @property
    def size(self) -> int:
        """How many passages there are."""
        return self._state().passages

    def ids(self) -> Sequence[str]:
        """The ids of all articles, in order."""
        with self.database.read() as connection:
            return connection.execute(select(articles.c.id).order_by(articles.c.id)).scalars().all()

    def begun(self, beginning: str) -> Sequence[str]:
        """The ids that begin so, in order; a few when there are many."""
        if not _storable(beginning):
            return []
        within = (articles.c.id >= beginning) & (articles.c.id < beginning + chr(0x10FFFF))
        with self.database.read() as connection:
            return connection.execute(select(articles.c.id).where(within).order_by(articles.c.id).limit(SEVERAL)).scalars().all()

    def get(self, article_id: str) -> Entry:
        """The article of that id. Raises ArticleError when there is none."""
        if found := self.find([article_id]):
            return found[article_id]
        raise ArticleError(f'there is no article "{article_id}" in the library: see them with: onrecord articles')

    def find(self, article_ids: Iterable[str]) -> Mapping[str, Entry]:
        """Those of the articles that are there."""
        wanted = list(dict.fromkeys(article_ids))
        with self._turn:
            seen, found = self._seen, {key: self._entries[key] for key in wanted if key in self._entries}
        missing = [key for key in wanted if key not in found and _storable(key)]
        if missing:
            with self.database.read() as connection:
                for start in range(0, len(missing), claims.AT_ONCE):
                    wanted_now = articles.c.id.in_(missing[start : start + claims.AT_ONCE])
                    found.update((row.id, rows.entry(row)) for row in connection.execute(rows.chosen(wanted_now)))
        with self._turn:
            if seen == self._seen:
                self._keep(found)
        return found

    def each(self) -> Iterator[Entry]:
        """All articles by id, one after the other."""
        return map(rows.entry, self.rows())

    def rows(self) -> Iterator[Any]:
        """Number, id and content of all articles, by id."""
        last = ""
        while block := self._block(articles.c.id > last, articles.c.id):
            yield from block
            last = block[-1].id

    @property
    def vectors(self) -> ServerVectors:
        """The collection that counts, whatever is in it."""
        return self._collections.open(self._state().called)

    def kin(self) -> Iterable[Known]:
        """What families are told by, of every article."""
        return self._relatives.now().values()

    def words(self) -> Lexical:
        """The words of all passages as they are now."""
        with self._words_turn:
            return self._words.of(np.array(sorted(self._relatives.now()), np.int64))

    def speaking(self, name: str) -> Sequence[str]:
        """The ids of the articles in which somebody of that name may speak, in order; there may be others among them."""
        wanted = select(speakers.c.article).where(speakers.c.key.in_(sorted(filter(_storable, keys(name)))))
        with self.database.read() as connection:
            query = select(articles.c.id).where(articles.c.number.in_(wanted)).order_by(articles.c.id)
            return connection.execute(query).scalars().all()

    def nearest(self, vector: Vectors, count: int, article_ids: Sequence[str] = ()) -> list[tuple[Place, float]]:
        """The nearest passages' places with their cosine similarity; raises StoreError when vectors are missing."""
        for pause in _pauses():
            state = self._state()
            if not state.articles:
                return []
            try:
                return self._nearest(self._vectors(state), vector, count, article_ids)
            except GoneError:
                self._checked.pop(state.called, None)
                time.sleep(pause)
        raise damaged("the collection at the server is gone")

    def check_embedder(self, embedder_name: str) -> None:
        """Raises StoreError when another embedder made the vectors."""
        if (made_by := self._state().embedder) != embedder_name:
            raise StoreError(
                f'the library in "{self.database.name}" was made by the embedder "{made_by}", not "{embedder_name}":'
                " choose that one with --embedder, or change over with: onrecord reindex"
            )

    # changing

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Keeps the articles, all or none, those that are there already as they are; `vectors` are of all their passages."""
        starts = dict(zip((entry.id for entry in entries), _starts(entries), strict=True))
        with self._claiming() as owner:
            for pause in _pauses():
                with self.database.write() as connection:
                    state = rows.locked(connection)
                    there = claims.existing(connection, starts.keys())
                    new = [entry for entry in entries if entry.id not in there]
                    claimed = claims.take(connection, [e.id for e in new], owner, self.database.clock(connection))
                if claimed and self._write(state, new, [vectors[starts[e.id] : starts[e.id] + e.size] for e in new], owner):
                    return
                time.sleep(pause)
        raise StoreError("other processes go on changing the same articles: try again when they are done; nothing was added")

    def remove(self, article_id: str) -> None:
        """Forgets an article and its vectors. Raises ArticleError when the library has none of that id."""
        self.get(article_id)
        with self._claiming() as owner:
            with self.database.write() as connection:
                state = rows.locked(connection)
                row = connection.execute(select(articles.c.passages).where(articles.c.id == article_id)).one_or_none()
                if row is not None:
                    claims.take(connection, [article_id], owner, self.database.clock(connection), going=True)
                    connection.execute(delete(articles).where(articles.c.id == article_id))
                    rows.changed(connection, state, -1, -row.passages)
            self._delete([article_id], owner)

    def rewrite(self, entries: Sequence[Entry]) -> None:
        """Keeps what was read anew of articles that are there, each whole; further addresses noted meanwhile stay."""
        with self.database.write() as connection:
            state = rows.locked(connection)
            for entry in entries:
                row = connection.execute(rows.chosen(articles.c.id == entry.id)).one_or_none()
                if row is not None:
                    values = rows.row(rows.joined(entry, rows.entry(row)), state.changes + 1)
                    connection.execute(update(articles).where(articles.c.id == entry.id).values(values))
            rows.speak(connection, entries)
            rows.changed(connection, state)

    def rebuild(self, encode: Encode, embedder_name: str) -> None:
        """Makes the vectors anew from the articles, in the next collection, while the present one goes on to count."""
        Rebuilding(self.database, self._collections).run(encode, embedder_name)
        self.tidy()
        self._words.clear()

    # what is below the surface

    def _state(self) -> State:
        with self.database.read() as connection:
            state = rows.state(connection, self.database.name)
        with self._turn:
            if state.changes != self._seen:
                self._seen = state.changes
                self._entries.clear()
        return state

    @cached_property
    def _words(self) -> Words:
        return Words(self.folder / f"words-{self._state().name}", self._numbered)

    def _numbered(self, after: int, last: int) -> Iterator[tuple[int, Entry]]:
        """The articles with numbers above one and up to another, in order."""
        while block := self._block((articles.c.number > after) & (articles.c.number <= last), articles.c.number):
            yield from ((row.number, rows.entry(row)) for row in block)
            after = block[-1].number

    def _block(self, condition: Any, order: Any) -> Sequence[Any]:
        with self.database.read() as connection:
            return connection.execute(rows.chosen(condition).order_by(order).limit(BLOCK)).all()

    def _make(self, embedder_name: str) -> None:
        first = {"name": uuid4().hex, "embedder": embedder_name, "collection": 0, "changes": 0, "articles": 0, "passages": 0}
        with self.database.write() as connection:
            self.database.alone(connection)
            if connection.execute(select(library.c.id)).first() is None:
                connection.execute(insert(library).values(id=1, **first))

    def _keep(self, found: Mapping[str, Entry]) -> None:
        for key, entry in found.items():
            self._entries[key] = entry
            self._entries.move_to_end(key)
        while len(self._entries) > KEPT:
            self._entries.popitem(last=False)

    @cached_property
    def _collections(self) -> ServerCollections:
        """What is at the server; asked for when it is first needed, and then tidied up."""
        collections = ServerCollections(self._server)
        self.__dict__["_collections"] = collections
        self.tidy()
        return collections

    def _vectors(self, state: State) -> ServerVectors:
        """The collection that counts, opened. Raises StoreError when it has not all the vectors."""
        with self._server_turn:
            name = state.called
            if name not in self._checked:
                vectors = self._collections.open(name)
                if vectors.count() < state.passages and self._state() == state:
                    raise damaged(f"{vectors.count()} passages instead of {state.passages}")
                self._checked = {name: vectors}
            return self._checked[name]

    def _nearest(self, vectors: ServerVectors, vector: Vectors, count: int, ids: Sequence[str]) -> list[tuple[Place, float]]:
        passages = [passage for entry in self.find(ids).values() for passage in entry.passages]
        if passages and len(passages) <= FEW:
            with suppress(StoreError):  # an article has just gone: Chroma knows what is left
                similar = vectors.read(passages) @ vector
                order = similar.argsort()[::-1][:count]
                return [((passages[i].article.id, passages[i].start, passages[i].end), float(similar[i])) for i in order]
        asked = count
        while True:
            found = vectors.nearest(vector, asked, ids)
            there = self._there({article_id for (article_id, _, _), _ in found})
            counting = [hit for hit in found if hit[0][0] in there]
            if len(counting) >= count or len(found) < asked:
                return counting[:count]
            asked *= 2

    def _there(self, ids: Collection[str]) -> set[str]:
        with self.database.read() as connection:
            return claims.existing(connection, ids)

    @contextmanager
    def _claiming(self) -> Iterator[str]:
        """A name to claim by; where the block fails, the claims are left to whoever comes next."""
        owner = uuid4().hex
        try:
            yield owner
        except BaseException:
            with suppress(StoreError), self.database.write() as connection:
                claims.abandon(connection, owner)
            raise

    def _write(self, state: State, new: Sequence[Entry], parts: Sequence[Vectors], owner: str) -> bool:
        """Writes the vectors of claimed articles, then the articles. False when others got in the way."""
        passages: list[Span] = [passage for entry in new for passage in entry.passages]
        try:
            if passages:
                self._collections.open(state.called).write(passages, np.concatenate(parts))
        except GoneError:
            return False
        ids = [entry.id for entry in new]
        with self.database.write() as connection:
            now = rows.locked(connection)
            if now.collection != state.collection or not claims.held(connection, ids, owner):
                return False
            if new:
                connection.execute(insert(articles), [{"id": entry.id, **rows.row(entry, now.changes + 1)} for entry in new])
                rows.speak(connection, new)
                rows.changed(connection, now, len(new), len(passages))
            claims.let_go(connection, owner)
        return True

    def _delete(self, ids: Sequence[str], owner: str) -> None:
        """Deletes the vectors of articles that are claimed, and the claims."""
        try:
            self.vectors.remove(ids)
        except StoreError as error:
            raise StoreError(
                f"what was asked to be removed is removed, but its vectors are still at the server ({error}):"
                " they are deleted when the library is next used with that server"
            ) from error
        with self.database.write() as connection:
            claims.let_go(connection, owner)

    def tidy(self) -> None:
        """Deletes the vectors of articles that do not count and that nobody looks after."""
        with self._claiming() as owner:
            with self.database.read() as connection:
                if connection.execute(select(pending.c.article).limit(1)).first() is None:
                    return
            with self.database.write() as connection:
                rows.locked(connection)
                stale = claims.take_stale(connection, owner, self.database.clock(connection))
            for start in range(0, len(stale), claims.AT_ONCE):
                self._delete(stale[start : start + claims.AT_ONCE], owner)


def _starts(entries: Sequence[Entry]) -> Iterator[int]:
    start = 0
    for entry in entries:
        yield start
        start += entry.size


def _pauses() -> Iterator[float]:
    return (min(LONGEST_PAUSE, 0.05 * 2**number) for number in range(ATTEMPTS))


def _storable(article_id: str) -> bool:
    """Whether a database takes the text: whatever else it is, it is no article's id."""
    return "\0" not in article_id and not any("\ud800" <= c <= "\udfff" for c in article_id)
