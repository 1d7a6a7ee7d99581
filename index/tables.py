"""The tables that hold the articles of a library in a database. A change here is a migration in `index/migrations/versions`."""

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

VERSION = "0002"
"""The last migration, whose tables these are."""

metadata = MetaData()

_NUMBER = BigInteger().with_variant(Integer, "sqlite")
_ID = String().with_variant(String(collation="C"), "postgresql")
"""Ordered by code point, as Python does it."""

library = Table(
    "library",
    metadata,
    Column("id", Integer, primary_key=True),  # 1: there is one row, and who changes anything locks it first
    Column("name", String, nullable=False),  # what its collections at the Chroma server are called by
    Column("embedder", String, nullable=False),
    Column("collection", Integer, nullable=False),  # the number of the collection that counts
    Column("changes", BigInteger, nullable=False),  # grows by one with every change
    Column("articles", BigInteger, nullable=False),
    Column("passages", BigInteger, nullable=False),
    Column("builder", String),  # who makes the next collection, and since when (seconds)
    Column("building", Float),
)

articles = Table(
    "articles",
    metadata,
    Column("number", _NUMBER, primary_key=True),  # grows in the order in which articles came; none is used twice
    Column("id", _ID, nullable=False, unique=True),
    Column("changed", BigInteger, nullable=False, index=True),  # what `library.changes` became with its last change
    Column("read_at", String, nullable=False),
    Column("addresses", Text, nullable=False),  # JSON
    Column("signature", LargeBinary, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),  # JSON (index.entry) in UTF-8: PostgreSQL's own JSON takes no NUL
    sqlite_autoincrement=True,
)

speakers = Table(
    "speakers",  # what those who speak in an article may be called by (index.speakers)
    metadata,
    Column("key", _ID, primary_key=True),
    Column("article", _NUMBER, ForeignKey("articles.number", ondelete="CASCADE"), primary_key=True, index=True),
)

pending = Table(
    "pending",  # articles that do not count and of which there may be vectors: on their way in, or out
    metadata,
    Column("article", _ID, primary_key=True),
    Column("owner", String, nullable=False),  # who writes or deletes these vectors
    Column("since", Float, nullable=False),  # seconds
    Column("going", Boolean, nullable=False),
)
