"""Fixtures that several test files share. Every library lies in the test's own tmp_path."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from servers import chroma_server, postgresql_programs, postgresql_server

import seeds
from assistant import build
from index.embed import MiniLM
from index.index import Index
from index.load import load
from index.server import Server
from index.types import Article

GOLDEN = Path(__file__).parent / "golden"

settings.register_profile("onrecord", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("onrecord")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """golden(name, text): the text equals tests/golden/name, or is written there with --update-golden."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no golden file {name}: make it with pytest --update-golden"
        assert text == path.read_text(encoding="utf-8")

    return compare


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    """The default embedder, loaded once."""
    return MiniLM()


@pytest.fixture(scope="session")
def seed() -> Article:
    """The article that ships with the program."""
    return load(Path(seeds.__file__).parent / "iran-ukraine-drone-talks.txt")


class Remembering:
    """The attributor of the product, which reads an article once in a session."""

    def __init__(self) -> None:
        self.statements = cache(build.attributor().statements)


@pytest.fixture(scope="session")
def attributor() -> Remembering:
    """What reads statements, loaded once."""
    return Remembering()


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A Chroma server on this machine; libraries have collections of their own there, so tests may share it."""
    with chroma_server(tmp_path_factory.mktemp("chroma")) as (server, _):
        yield server


@pytest.fixture(scope="session")
def postgresql_urls() -> Iterator[Callable[[], str]]:
    """Gives the URL of a new database in PostgreSQL each time that it is called."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with postgresql_server(programs) as (url, _):
        numbers = count(1)

        def made() -> str:
            name = f"library{next(numbers)}"
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}")
            return url.removesuffix("postgres") + name

        yield made


@pytest.fixture
def postgresql(postgresql_urls: Callable[[], str]) -> str:
    """The URL of an empty database in PostgreSQL."""
    return postgresql_urls()


@pytest.fixture
def library(tmp_path: Path, minilm: MiniLM, attributor: Remembering, seed: Article) -> Iterator[Index]:
    """A library on disk that holds the seed, and nothing else."""
    with Index.open(tmp_path / "library", minilm.name, lambda: minilm, create=True, make_attributor=lambda: attributor) as index:
        index.add([seed])
        yield index
