"""What the stores do alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from hashing import HashingEmbedder

from index.database import DatabaseStore
from index.errors import ArticleError
from index.index import read
from index.load import from_text
from index.memory import MemoryStore
from index.store import Store
from index.stores import AnyStore

ENTRIES = [
    read(from_text(text))
    for text in (
        "Talks fail\n\nThe talks failed on Monday.\n\n" + "Nobody was surprised by it at all. " * 40,
        "Marmalade\n\nQuixotic marmalade is made in Seville.",
        "Zebras\n\nA zebra has stripes.",
    )
]
ROWS = HashingEmbedder().encode([passage.text for entry in ENTRIES for passage in entry.passages])
QUERY = HashingEmbedder().encode(["marmalade from Seville on Monday"])[0]


def in_database(request: pytest.FixtureRequest, folder: Path, url: str = "") -> DatabaseStore:
    return DatabaseStore(folder, request.getfixturevalue("chroma"), HashingEmbedder.name, url, create=True)


KINDS: dict[str, Callable[[pytest.FixtureRequest, Path], AnyStore]] = {
    "on disk": lambda _, folder: Store(folder, HashingEmbedder.name, create=True),
    "in memory": lambda *_: MemoryStore(),
    "in SQLite": in_database,
    "in PostgreSQL": lambda request, folder: in_database(request, folder, request.getfixturevalue("postgresql")),
}


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AnyStore]:
    """An empty store of each kind."""
    made = KINDS[request.param](request, tmp_path / "library")
    yield made
    made.close()


def test_nothing_is_nearest_when_the_store_is_empty(store: AnyStore) -> None:
    assert store.nearest(QUERY, 5) == []
    assert list(store.each()) == []
    assert (store.count, store.size, list(store.ids())) == (0, 0, [])


def test_articles_added_are_there(store: AnyStore) -> None:
    store.add(ENTRIES, ROWS)
    assert list(store.each()) == sorted(ENTRIES, key=lambda entry: entry.id)
    assert (store.count, store.size) == (len(ENTRIES), len(ROWS))
    assert list(store.ids()) == sorted(entry.id for entry in ENTRIES)
    assert all(store.get(entry.article.id) == entry for entry in ENTRIES)


def test_get_is_refused_when_there_is_no_such_article(store: AnyStore) -> None:
    with pytest.raises(ArticleError, match='there is no article "none"'):
        store.get("none")


@pytest.mark.parametrize("chosen", [(), (0,), (1, 2), (2, 0)])
def test_nearest_are_those_by_cosine(chosen: tuple[int, ...], store: AnyStore) -> None:
    store.add(ENTRIES, ROWS)
    wanted = [ENTRIES[i].article.id for i in chosen]
    places = [(entry.article.id, p.start, p.end) for entry in ENTRIES for p in entry.passages]
    cosines = {place: float(row @ QUERY) for place, row in zip(places, ROWS, strict=True) if not wanted or place[0] in wanted}
    found = store.nearest(QUERY, 3, wanted)
    assert [score for _, score in found] == pytest.approx(sorted(cosines.values(), reverse=True)[:3], abs=1e-5)
    assert dict(found) == pytest.approx({place: cosines[place] for place, _ in found}, abs=1e-5)


def test_nothing_changes_when_articles_are_added_twice(store: AnyStore) -> None:
    store.add(ENTRIES, ROWS)
    before = store.nearest(QUERY, 100)
    store.add(ENTRIES, ROWS)
    assert dict(store.nearest(QUERY, 100)) == pytest.approx(dict(before))
    assert list(store.each()) == sorted(ENTRIES, key=lambda entry: entry.id)
    assert (store.count, store.size) == (len(ENTRIES), len(ROWS))
    assert list(store.ids()) == sorted(entry.id for entry in ENTRIES)


def test_articles_are_all_there_when_they_are_added_one_by_one(store: AnyStore) -> None:
    start = 0
    for entry in ENTRIES:
        store.add([entry], ROWS[start : start + len(entry.passages)])
        start += len(entry.passages)
    assert len(store.nearest(QUERY, 100)) == len(np.asarray(ROWS))


def test_embedder_is_the_right_one_when_it_made_the_store(store: AnyStore) -> None:
    store.check_embedder(HashingEmbedder.name)
