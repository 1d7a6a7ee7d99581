"""A library that an older onrecord made in a database is brought up to date when it is opened, with all that is in it."""

import json
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hashing import FirstWords, HashingEmbedder
from sqlalchemy import insert, select, text

import index.sql
from index import tables
from index.database import DatabaseStore
from index.entry import to_json
from index.index import Index, read
from index.load import from_text
from index.server import Server, ServerCollections
from index.sql import Database

ENTRIES = [
    read(from_text(f"Story {n}\n\n{who} said the bridge would open."), FirstWords()) for n, who in enumerate(("Kyiv", "Rome"))
]


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    return request.getfixturevalue("postgresql") if request.param == "PostgreSQL" else f"sqlite:///{tmp_path / 'library.db'}"


def made_by_the_first_version(url: str, server: Server) -> None:
    """A library with the tables of version 0001, as that wrote it."""
    database = Database(url)
    with database.write() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(index.sql._MIGRATIONS))
        command.upgrade(config, "0001")
        passages = [passage for entry in ENTRIES for passage in entry.passages]
        row = {"name": f"old{abs(hash(url))}", "embedder": "hashing", "collection": 0, "changes": 1, "articles": 2}
        connection.execute(insert(tables.library).values(id=1, passages=len(passages), **row))
        for entry in ENTRIES:
            kept = {"id": entry.id, "changed": 1, "read_at": entry.read_at, "addresses": "[]", "signature": entry.signature}
            content = json.dumps(to_json(entry), ensure_ascii=False).encode()
            connection.execute(insert(tables.articles).values(passages=entry.size, content=content, **kept))
    database.close()
    collections = ServerCollections(server)
    collections.open(f"onrecord-{row['name']}-0").write(passages, HashingEmbedder().encode([p.text for p in passages]))
    collections.close()


def test_an_older_library_is_brought_up_to_date_with_all_that_is_in_it(url: str, chroma: Server, tmp_path: Path) -> None:
    made_by_the_first_version(url, chroma)
    with Index(DatabaseStore(tmp_path / "one", chroma, "hashing", url), "hashing", HashingEmbedder) as opened:
        assert opened.entries == tuple(sorted(ENTRIES, key=lambda entry: entry.id))
        assert opened.speaking("Kyiv") == (ENTRIES[0].id,)
        assert opened.speaking("Oslo") == ()
        assert {hit.passage.article.id for hit in opened.search("bridge")} == {entry.id for entry in ENTRIES}
        opened.add([from_text("Talks\n\nOslo says nothing of it.")])
        assert opened.count == 3


def test_a_migration_that_fails_changes_nothing(url: str, chroma: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_by_the_first_version(url, chroma)

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("index.speakers.of", kill)
        with pytest.raises(Killed):
            DatabaseStore(tmp_path / "one", chroma, "hashing", url)
    database = Database(url)
    with database.read() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0001"
    database.close()
    with DatabaseStore(tmp_path / "one", chroma, "hashing", url) as store:
        assert list(store.speaking("Rome")) == [ENTRIES[1].id]


def test_the_migrations_make_the_tables(url: str) -> None:
    database = Database(url)
    database.update()
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []
        assert connection.execute(select(tables.articles)).all() == []
    database.close()


def test_the_last_migration_is_the_one_that_is_asked_for() -> None:
    config = Config()
    config.set_main_option("script_location", str(index.sql._MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_current_head() == tables.VERSION
