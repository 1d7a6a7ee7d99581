"""What `Store` and `MemoryStore` do alike."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hashing import HashingEmbedder

from index.errors import ArticleError
from index.index import read
from index.load import from_text
from index.memory import MemoryStore
from index.store import Store

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


@pytest.fixture(params=["on disk", "in memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store | MemoryStore]:
    """An empty store of either kind."""
    made = Store(tmp_path / "library", HashingEmbedder.name, create=True) if request.param == "on disk" else MemoryStore()
    yield made
    made.close()


def test_nothing_is_nearest_when_the_store_is_empty(store: Store | MemoryStore) -> None:
    assert store.nearest(QUERY, 5) == []
    assert store.entries == {}


def test_articles_added_are_there(store: Store | MemoryStore) -> None:
    store.add(ENTRIES, ROWS)
    assert store.entries == {entry.article.id: entry for entry in ENTRIES}
    assert all(store.get(entry.article.id) == entry for entry in ENTRIES)


def test_get_is_refused_when_there_is_no_such_article(store: Store | MemoryStore) -> None:
    with pytest.raises(ArticleError, match='there is no article "none"'):
        store.get("none")


@pytest.mark.parametrize("chosen", [(), (0,), (1, 2), (2, 0)])
def test_nearest_are_those_by_cosine(chosen: tuple[int, ...], store: Store | MemoryStore) -> None:
    store.add(ENTRIES, ROWS)
    wanted = [ENTRIES[i].article.id for i in chosen]
    places = [(entry.article.id, p.start, p.end) for entry in ENTRIES for p in entry.passages]
    cosines = {place: float(row @ QUERY) for place, row in zip(places, ROWS, strict=True) if not wanted or place[0] in wanted}
    found = store.nearest(QUERY, 3, wanted)
    assert [score for _, score in found] == pytest.approx(sorted(cosines.values(), reverse=True)[:3], abs=1e-5)
    assert dict(found) == pytest.approx({place: cosines[place] for place, _ in found}, abs=1e-5)


def test_nothing_changes_when_articles_are_added_twice(store: Store | MemoryStore) -> None:
    store.add(ENTRIES, ROWS)
    before = store.nearest(QUERY, 100)
    store.add(ENTRIES, ROWS)
    assert dict(store.nearest(QUERY, 100)) == pytest.approx(dict(before))
    assert store.entries == {entry.article.id: entry for entry in ENTRIES}


def test_articles_are_all_there_when_they_are_added_one_by_one(store: Store | MemoryStore) -> None:
    start = 0
    for entry in ENTRIES:
        store.add([entry], ROWS[start : start + len(entry.passages)])
        start += len(entry.passages)
    assert len(store.nearest(QUERY, 100)) == len(np.asarray(ROWS))


def test_embedder_is_the_right_one_when_it_made_the_store(store: Store | MemoryStore) -> None:
    store.check_embedder(HashingEmbedder.name)
