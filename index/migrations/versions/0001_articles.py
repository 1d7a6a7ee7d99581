"""The library, its articles, and those on their way in or out."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "library",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("embedder", sa.String, nullable=False),
        sa.Column("collection", sa.Integer, nullable=False),
        sa.Column("changes", sa.BigInteger, nullable=False),
        sa.Column("articles", sa.BigInteger, nullable=False),
        sa.Column("passages", sa.BigInteger, nullable=False),
        sa.Column("builder", sa.String),
        sa.Column("building", sa.Float),
    )
    op.create_table(
        "articles",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("id", ID, nullable=False, unique=True),
        sa.Column("changed", sa.BigInteger, nullable=False, index=True),
        sa.Column("read_at", sa.String, nullable=False),
        sa.Column("addresses", sa.Text, nullable=False),
        sa.Column("signature", sa.LargeBinary, nullable=False),
        sa.Column("passages", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pending",
        sa.Column("article", ID, primary_key=True),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("since", sa.Float, nullable=False),
        sa.Column("going", sa.Boolean, nullable=False),
    )
