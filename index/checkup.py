"""Is a library in a database sound: what `index.doctor` asks of a folder, asked of the database and of the Chroma server.

A broken article is put aside as files in the folder `quarantine` of the library's own folder: what was kept of it, and why.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from uuid import uuid4

from sqlalchemy import delete, select

from index import claims, rows
from index.database import DatabaseStore
from index.doctor import QUARANTINE, Health, free
from index.entry import Entry
from index.errors import StoreError
from index.tables import articles, pending
from index.types import Span

BLOCK = 100
"""Articles whose vectors are read at once."""


def examine(store: DatabaseStore) -> tuple[Health, tuple[str, ...]]:
    """Reads everything in a library, every vector too; changes nothing. Gives what is wrong, and the ids of broken articles."""
    broken: dict[str, str] = {}
    counted, wrong = [0, 0], list[str]()
    sound = _sound(store, broken)
    while block := list(islice(sound, BLOCK)):
        passages = [passage for entry in block for passage in entry.passages]
        counted = [counted[0] + len(block), counted[1] + len(passages)]
        if passages and not wrong:
            wrong += _missing(store, passages)
    wrong += [] if wrong or broken else _too_many(store, counted[1])
    return Health.of(counted[0], counted[1], [*broken.values(), *wrong]), tuple(broken)


def put_aside(store: DatabaseStore, broken: Sequence[str], findings: Sequence[str]) -> tuple[Path, ...]:
    """Moves broken articles out of the database into files, with why; gives where they are now."""
    moved = []
    for article_id in broken:
        why = next(what for what in findings if f'"{article_id}"' in what)
        with store.database.write() as connection:
            now = rows.locked(connection)
            row = connection.execute(rows.chosen(articles.c.id == article_id)).one()
            size = connection.execute(select(articles.c.passages).where(articles.c.id == article_id)).scalar_one()
            target = free(store.folder / QUARANTINE, f"{article_id}.json")
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(row.content)
            target.with_suffix(".txt").write_text(f"{why}\n", encoding="utf-8")
            claims.take(connection, [article_id], uuid4().hex, 0.0, going=True)  # whoever comes next deletes its vectors
            connection.execute(delete(articles).where(articles.c.id == article_id))
            rows.changed(connection, now, -1, -size)
        moved.append(target)
    return tuple(moved)


def _sound(store: DatabaseStore, broken: dict[str, str]) -> Iterator[Entry]:
    """The articles that can be read; why the others cannot is noted."""
    for row in store.rows():
        try:
            yield rows.entry(row)
        except StoreError as error:
            broken[row.id] = str(error)


def _missing(store: DatabaseStore, passages: Sequence[Span]) -> list[str]:
    try:
        store.vectors.read(passages)
    except StoreError as error:
        return [str(error)]
    return []


def _too_many(store: DatabaseStore, passages: int) -> list[str]:
    """Vectors of articles that do not count and that nobody has claimed."""
    with store.database.read() as connection:
        if connection.execute(select(pending.c.article).limit(1)).first() is not None:
            return []
    extra = store.vectors.count() - passages
    return [f"the server has {extra} vectors of no article: make them anew with: onrecord reindex"] if extra > 0 else []
