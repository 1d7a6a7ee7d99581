"""A library's rows: its own, which says what counts, and an article's, to and from its entry."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, delete, insert, select, update

from index import speakers, tables
from index.entry import Entry, from_json, to_json
from index.errors import StoreError
from index.tables import articles, library


class State(NamedTuple):
    """The library's own row."""

    name: str
    embedder: str
    collection: int
    changes: int
    articles: int
    passages: int

    @property
    def called(self) -> str:
        """The name of the collection that counts."""
        return self.following(0)

    @property
    def beginning(self) -> str:
        """How the names of the library's collections begin."""
        return f"onrecord-{self.name}-"

    def following(self, number: int) -> str:
        """The name of the collection so many after the one that counts."""
        return f"{self.beginning}{self.collection + number}"


def state(connection: Connection, name: str) -> State:
    """The library's row. Raises StoreError when there is no library in the database of that name."""
    row = connection.execute(_state()).one_or_none()
    if row is None:
        raise StoreError(f'there is no library in "{name}" yet: add an article first with: onrecord add FILE')
    return State(*row)


def locked(connection: Connection) -> State:
    """The library's row, which nobody else may change until the transaction ends."""
    return State(*connection.execute(_state().with_for_update()).one())


def changed(connection: Connection, now: State, more_articles: int = 0, more_passages: int = 0, **values: Any) -> None:
    """Notes that something has changed; `now` is the row as locked."""
    counts = {"articles": now.articles + more_articles, "passages": now.passages + more_passages}
    connection.execute(update(library).values(changes=now.changes + 1, **counts, **values))


def row(entry: Entry, changes: int) -> dict[str, Any]:
    """The columns of an article, but its number and id."""
    return {
        "changed": changes,
        "read_at": entry.read_at,
        "addresses": json.dumps(entry.addresses),
        "signature": entry.signature,
        "passages": entry.size,
        "content": json.dumps(to_json(entry), ensure_ascii=False).encode(),
    }


def speak(connection: Connection, entries: Iterable[Entry]) -> None:
    """Notes anew who speaks in these articles, which are there."""
    spoken = {entry.id: speakers.of(entry.statements) for entry in entries}
    numbers = dict(connection.execute(select(articles.c.id, articles.c.number).where(articles.c.id.in_(spoken))).all())
    connection.execute(delete(tables.speakers).where(tables.speakers.c.article.in_(numbers.values())))
    if found := [{"key": key, "article": number} for article_id, number in numbers.items() for key in spoken[article_id]]:
        connection.execute(insert(tables.speakers), found)


def entry(found: Any) -> Entry:
    """The entry in a row of id and content. Raises StoreError when it is damaged."""
    try:
        return from_json(json.loads(found.content), found.id)
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f'the article "{found.id}" is damaged in the database ({type(error).__name__}: {error}):'
            " put it aside with: onrecord doctor --mend; then add that article again"
        ) from error


def joined(read: Entry, kept: Entry) -> Entry:
    """What was read anew of an article, with the further addresses and the time that others noted meanwhile."""
    return replace(read, also=tuple(dict.fromkeys((*kept.also, *read.also))), read_at=max(read.read_at, kept.read_at))


def chosen(condition: Any) -> "Select[Any]":
    """The query for the rows from which entries are made."""
    return select(articles.c.number, articles.c.id, articles.c.content).where(condition)


def _state() -> "Select[Any]":
    return select(*(library.c[field] for field in State._fields))
