"""Connections to the database that holds a library's articles, and bringing its tables up to date."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from index.errors import StoreError
from index.tables import VERSION

PATIENCE = 30.0
"""Seconds that a database may be silent, and that one writer waits for another."""
_LOCK = 5_209_412
"""Any number: whoever makes tables or a library in a PostgreSQL database holds it."""
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """The database at a URL. What fails raises StoreError, and a transaction in which it fails changes nothing."""

    def __init__(self, url: str) -> None:
        self.url = _parsed(url)
        self.name = self.url.render_as_string(hide_password=True)
        self._engine = _engine(self.url, self.name)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that changes it when the block ends."""
        with self._told(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @cached_property
    def is_sqlite(self) -> bool:
        """Whether it is a file of this machine."""
        return self.url.get_backend_name() == "sqlite"

    def clock(self, connection: Connection) -> float:
        """Seconds by the database's clock, which is the same for all who use it."""
        if self.is_sqlite:
            return time.time()
        return float(connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())

    def alone(self, connection: Connection) -> None:
        """Waits until no other transaction makes tables or a library; one that writes to SQLite is alone anyhow."""
        if not self.is_sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))

    def is_made(self) -> bool:
        """Whether it holds the tables of a library."""
        with self.read() as connection:
            return inspect(connection).has_table("alembic_version")

    def update(self) -> None:
        """Makes the tables, or makes an older library's today's. Raises StoreError when a later onrecord made them."""
        with self.read() as connection:
            if _version(connection) == VERSION:
                return
        with self.write() as connection:
            self.alone(connection)
            _migrate(connection, self.name)

    def close(self) -> None:
        """Ends the connections."""
        self._engine.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            what = str(getattr(error, "orig", None) or error).strip().splitlines()
            raise StoreError(
                f'the database "{self.name}" refuses ({what[0] if what else type(error).__name__}):'
                " see that it runs, that --database names it and that there is room, then try again; what was reported done is kept"
            ) from error


def opened(folder: Path, url: str, create: bool) -> Database:
    """The database at the URL, or in the folder. Raises StoreError when there is no library in it, unless one is to be made."""
    missing = f'there is no library in "{url or folder}" yet: add an article first with: onrecord add FILE'
    try:
        if not url and not create and not (folder / "library.db").exists():
            raise StoreError(missing)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f'cannot write to the library at "{folder}" ({error.strerror or error}):'
            " check its permissions and the free space, or name another folder with --library"
        ) from error
    if not url and (folder / "library.json").exists():
        raise StoreError(
            f'the library at "{folder}" keeps its articles in files: move them with onrecord export-library,'
            " and with onrecord import-library into another folder, or leave out --store"
        )
    database = Database(url or f"sqlite:///{folder / 'library.db'}")
    try:
        if create or database.is_made():
            return database
        raise StoreError(missing.replace(url, database.name) if url else missing)
    except StoreError:
        database.close()
        raise


def _migrate(connection: Connection, name: str) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    found = _version(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise StoreError(
            f'the tables in "{name}" are of version "{found}", and this onrecord knows {VERSION}: use a later onrecord'
        )
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:  # not shown: it may hold a password
        raise StoreError("--database is no database URL: give one like postgresql://name@host/onrecord") from error
    if parsed.drivername == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _engine(url: URL, name: str) -> Engine:
    known = {"sqlite": _sqlite, "postgresql": _postgresql}
    try:
        return known[url.get_backend_name()](url)
    except (KeyError, NoSuchModuleError) as error:
        raise StoreError(
            f'"{name}" is no database that onrecord knows: give a URL that begins with postgresql: or sqlite:'
        ) from error
    except ModuleNotFoundError as error:
        raise StoreError(f"{error.name} is missing: install it with: pip install 'onrecord[postgresql]'") from error


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _: object) -> None:
        connection.isolation_level = None  # transactions begin below: Python's sqlite3 would begin them late
        connection.execute("PRAGMA journal_mode = WAL")  # readers and a writer at once
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: URL) -> Engine:
    import psycopg

    class Patient(psycopg.Connection[Any]):
        """Waits no longer than `PATIENCE` for any answer: PostgreSQL's own time-outs need a server that is alive."""

        def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return super().wait(gen, interval, PATIENCE if timeout is None else timeout)
            except psycopg.OperationalError:
                self.close()
                raise

    milliseconds = int(1000 * PATIENCE)
    options = f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds}"
    arguments: dict[str, Any] = {"connect_timeout": 5, "options": options, "tcp_user_timeout": milliseconds, "keepalives_idle": 10}
    engine = create_engine(url, pool_pre_ping=True)

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: Any, _: object, __: object, named: dict[str, Any]) -> Any:
        return Patient.connect(**(named | arguments))

    return engine
