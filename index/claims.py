"""Who writes or deletes the vectors of articles that do not count: a row each, so that a kill leaves none behind unknown.

An article's vectors are written under a claim, and the transaction that makes the article count takes the claim away. So does
one that finds the claim still its own: whoever finds one that is not begins anew. A claim that nobody has looked after for `LEASE`
seconds may be taken by anybody, who then deletes what vectors there are. While vectors are being deleted nobody writes them.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from index.tables import articles, pending

LEASE = 600.0
"""Seconds after which whoever claimed is taken for dead; longer than the longest write to a server that is waited for."""
AT_ONCE = 500
"""Ids named in one statement."""


def take(connection: Connection, ids: Collection[str], owner: str, now: float, going: bool = False) -> bool:
    """Claims articles: those on their way in from whoever has them, but none whose vectors are just being deleted."""
    found = {row.article: row for row in _rows(connection, pending, pending.c.article, ids)}
    if not going and any(row.going and row.since > now - LEASE for row in found.values()):
        return False
    claim = {"owner": owner, "since": now, "going": going}
    if found:
        for part in _parts(list(found)):
            connection.execute(update(pending).where(pending.c.article.in_(part)).values(claim))
    if new := [{"article": article_id, **claim} for article_id in ids if article_id not in found]:
        connection.execute(insert(pending), new)
    return True


def held(connection: Connection, ids: Collection[str], owner: str) -> bool:
    """Whether these articles are claimed by that owner."""
    found = {row.article for row in _rows(connection, pending, pending.c.article, ids) if row.owner == owner and not row.going}
    return found == set(ids)


def let_go(connection: Connection, owner: str) -> None:
    """Takes away the claims of an owner."""
    connection.execute(delete(pending).where(pending.c.owner == owner))


def abandon(connection: Connection, owner: str) -> None:
    """Leaves the claims of an owner to whoever comes next."""
    connection.execute(update(pending).where(pending.c.owner == owner).values(since=0.0, going=False))


def leave(connection: Connection, ids: Collection[str]) -> None:
    """Claims articles for whoever comes next: they do not count, and there are vectors of them."""
    take(connection, ids, "", 0.0, going=True)


def take_stale(connection: Connection, owner: str, now: float) -> list[str]:
    """Claims what nobody looks after, for deletion, and gives it; claims on articles that count are taken away."""
    stale = connection.execute(select(pending.c.article).where(pending.c.since < now - LEASE)).scalars().all()
    there = {row.id for row in _rows(connection, articles, articles.c.id, stale)}
    for part in _parts(sorted(there)):
        connection.execute(delete(pending).where(pending.c.article.in_(part)))
    gone = [article_id for article_id in stale if article_id not in there]
    take(connection, gone, owner, now, going=True)
    return gone


def existing(connection: Connection, ids: Collection[str]) -> set[str]:
    """Those of the articles that count."""
    return {row.id for row in _rows(connection, articles, articles.c.id, ids)}


def _rows(connection: Connection, table: Any, column: Any, ids: Collection[str]) -> list[Any]:
    columns = [articles.c.id] if table is articles else list(table.c)
    return [row for part in _parts(list(ids)) for row in connection.execute(select(*columns).where(column.in_(part)))]


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
