"""By what the speakers of each article may be called, read from the articles that are there."""

import json

import sqlalchemy as sa
from alembic import op

from index import speakers
from index.entry import from_json

revision = "0002"
down_revision = "0001"

BLOCK = 200
"""Articles read at once."""


def upgrade() -> None:
    """Makes the table and fills it; an article that is damaged is passed over: the doctor tells of it."""
    made = op.create_table(
        "speakers",
        sa.Column("key", sa.String().with_variant(sa.String(collation="C"), "postgresql"), primary_key=True),
        sa.Column(
            "article",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            sa.ForeignKey("articles.number", ondelete="CASCADE"),
            primary_key=True,
            index=True,
        ),
    )
    connection, last = op.get_bind(), 0
    articles = sa.table("articles", sa.column("number"), sa.column("id"), sa.column("content"))
    while True:
        query = sa.select(articles).where(articles.c.number > last).order_by(articles.c.number).limit(BLOCK)
        if not (block := connection.execute(query).all()):
            return
        last = block[-1].number
        if found := [{"key": key, "article": row.number} for row in block for key in _keys(row)]:
            connection.execute(sa.insert(made), found)


def _keys(row: sa.Row[tuple[int, str, bytes]]) -> frozenset[str]:
    try:
        return speakers.of(from_json(json.loads(row.content), row.id).statements)
    except (KeyError, TypeError, ValueError):
        return frozenset()
