"""The library in a database, with its vectors at a Chroma server: what `tests/test_stores.py` does not ask of every store."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from hashing import FirstWords, HashingEmbedder
from servers import chroma_server
from sqlalchemy import select, text, update

from index import claims
from index.checkup import examine, put_aside
from index.database import DatabaseStore
from index.errors import ArticleError, StoreError
from index.index import Index
from index.ingest import read
from index.load import from_text
from index.server import Server, ServerVectors
from index.store import Store
from index.tables import articles, library, pending
from index.types import Article

STORIES = [
    from_text(
        f"Story {n}\n\n{who} said the {what} would open on {n} May.\n\n" + f"Nobody in {where} was surprised by the {what}. " * 30
    )
    for n, (who, what, where) in enumerate(
        [
            ("Anna Bell", "bridge", "Kyiv"),
            ("The mayor", "harbour", "Odesa"),
            ("A guest", "museum", "Lviv"),
            ("Bo Hall", "bridge", "Dnipro"),
        ]
        * 3,
        start=1,
    )
]
QUERIES = ("When does the bridge open?", "museum in Lviv", "nobody was surprised", "marmalade")


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    return request.getfixturevalue("postgresql") if request.param == "PostgreSQL" else f"sqlite:///{tmp_path / 'library.db'}"


@pytest.fixture
def open_index(chroma: Server, tmp_path: Path, url: str) -> Iterator[Callable[..., Index]]:
    """Opens the library in that database, as often as is wanted; each as another machine would."""
    made: list[Index] = []

    def opened(name: str = HashingEmbedder.name, server: Server = chroma) -> Index:
        store = DatabaseStore(tmp_path / f"machine {len(made)}", server, name, url, create=True)
        made.append(Index(store, name, HashingEmbedder, FirstWords))
        return made[-1]

    yield opened
    for index in made:
        index.close()


def store_of(index: Index) -> DatabaseStore:
    assert isinstance(index._store, DatabaseStore)
    return index._store


def vectors_of(index: Index) -> set[str]:
    """The articles of which there are vectors in the collection that counts."""
    store = store_of(index)
    got = store.vectors._collection.get(include=["metadatas"])
    return {str(metadata["article"]) for metadata in got["metadatas"] or ()}


def assert_sound(index: Index, *expected: Article) -> None:
    """The library holds these articles and their vectors, and no vectors of others."""
    assert [article.id for article in index.articles] == sorted(article.id for article in expected)
    store = store_of(index)
    assert vectors_of(index) == {article.id for article in expected}
    passages = [passage for entry in index.each() for passage in entry.passages]
    assert (store.count, store.size) == (len(expected), len(passages))
    store.vectors.check(passages)
    with store.database.read() as connection:
        assert connection.execute(select(pending)).all() == []


def found(index: Index, query: str, *article_ids: str) -> list[tuple[object, float]]:
    return [(hit.passage, pytest.approx(hit.score, abs=1e-5)) for hit in index.search(query, 10, article_ids)]


def test_a_search_finds_what_it_finds_in_a_folder(open_index: Callable[..., Index], tmp_path: Path) -> None:
    index = open_index()
    index.add(STORIES[:7])
    index.add(STORIES[7:])
    with Index.open(tmp_path / "folder", "hashing", HashingEmbedder, True, FirstWords) as beside:
        beside.add(STORIES)
        for query in QUERIES:
            assert found(index, query) == found(beside, query)
            assert found(index, query, STORIES[2].id) == found(beside, query, STORIES[2].id)
        assert index.statements() == beside.statements()
        assert index.families == beside.families
        assert index.entries == beside.entries
        index.remove(STORIES[0].id)
        beside.remove(STORIES[0].id)
        assert [found(index, query) for query in QUERIES] == [found(beside, query) for query in QUERIES]


def test_others_see_what_is_added_removed_and_noted_at_their_next_call(open_index: Callable[..., Index]) -> None:
    one, other = open_index(), open_index()
    assert other.search("bridge") == ()
    one.add(STORIES[:2])
    assert found(other, "bridge") == found(one, "bridge") != []
    assert other.ids == one.ids
    other.remove(STORIES[0].id)
    assert one.count == 1
    with pytest.raises(ArticleError, match="there is no article"):
        one.find(STORIES[0].id)
    assert found(other, "bridge") == found(one, "bridge")
    assert_sound(one, STORIES[1])


def test_nothing_is_lost_when_several_add_and_remove_at_once(open_index: Callable[..., Index]) -> None:
    indexes = [open_index() for _ in range(4)]
    errors: list[BaseException] = []

    def work(index: Index, mine: list[Article]) -> None:
        try:
            for article in mine:
                index.add([article])
            index.search("bridge")
            index.remove(mine[0].id)
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    shares = [STORIES[n::4] for n in range(4)]
    threads = [Thread(target=work, args=pair) for pair in zip(indexes, shares, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert_sound(indexes[0], *(article for share in shares for article in share[1:]))


def test_an_article_that_several_add_at_once_is_there_once(open_index: Callable[..., Index]) -> None:
    indexes, errors = [open_index() for _ in range(3)], list[BaseException]()

    def work(index: Index) -> None:
        try:
            index.add(STORIES[:5])
        except BaseException as error:  # noqa: BLE001
            errors.append(error)

    threads = [Thread(target=work, args=(index,)) for index in indexes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert_sound(indexes[0], *STORIES[:5])


# Kills


def claimed(index: Index, article_id: str) -> None:
    """As if whoever claimed it had been killed long ago."""
    with store_of(index).database.write() as connection:
        connection.execute(update(pending).where(pending.c.article == article_id).values(since=1.0))


@pytest.mark.parametrize("moment", ["before the vectors", "after the vectors", "before the claim goes"])
def test_an_article_does_not_count_and_its_vectors_go_when_adding_is_killed(
    moment: str, open_index: Callable[..., Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_index()
    index.add(STORIES[:1])

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    target = {
        "before the vectors": "index.server.ServerVectors.write",
        "after the vectors": "index.claims.held",
        "before the claim goes": "index.claims.let_go",
    }[moment]
    with monkeypatch.context() as patch:
        patch.setattr(target, kill)
        patch.setattr(claims, "abandon", kill)
        with pytest.raises(Killed):
            index.add(STORIES[1:3])
    assert index.ids == (STORIES[0].id,)
    assert {hit.passage.article for hit in index.search("nobody was surprised", 50)} == {STORIES[0]}
    for article in STORIES[1:3]:
        claimed(index, article.id)
    again = open_index()
    again.search("bridge")
    assert_sound(again, STORIES[0])
    again.add(STORIES[1:3])
    assert_sound(again, *STORIES[:3])


def test_a_killed_removal_is_completed_by_whoever_comes_next(
    open_index: Callable[..., Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    index = open_index()
    index.add(STORIES[:2])

    def refuse(*_: object) -> None:
        raise StoreError("the server is away")

    with monkeypatch.context() as patch:
        patch.setattr("index.server.ServerVectors.remove", refuse)
        with pytest.raises(StoreError, match=r"is removed, but its vectors are still at the server \(the server is away\)"):
            index.remove(STORIES[0].id)
    assert index.ids == (STORIES[1].id,)
    again = open_index()
    again.search("bridge")
    assert_sound(again, STORIES[1])


def when_quiet(index: Index) -> None:
    """Waits until the server is done with what a killed process asked for, as whoever takes a claim does by the claim's age."""
    count, same = -1, 0
    while same < 10:
        time.sleep(0.1)
        now = store_of(index).vectors.count()
        count, same = now, same + 1 if now == count else 0


def test_library_is_as_before_or_after_when_a_process_is_killed(
    open_index: Callable[..., Index], chroma: Server, url: str, tmp_path: Path
) -> None:
    here = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(here.parent), str(here)])}
    environment |= {"ONRECORD_STORE": chroma.address, "ONRECORD_DATABASE": url}
    for seed in range(int(os.environ.get("ONRECORD_KILLS", "3"))):
        command = [sys.executable, str(here / "restless.py"), str(tmp_path / "restless"), str(seed)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=here)
        assert process.stdout
        line = process.stdout.readline()
        time.sleep(2 * random.Random(seed).random())
        process.kill()
        lines = (line + process.communicate()[0]).splitlines(keepends=True)
        states = json.loads([line for line in lines if line.endswith("\n")][-1])
        index = open_index()
        assert list(index.ids) in states
        when_quiet(index)
        with store_of(index).database.write() as connection:
            connection.execute(update(pending).values(since=1.0))
        store_of(index).tidy()
        assert examine(store_of(index))[0].findings == ()
        assert vectors_of(index) == set(index.ids)
        index.close()


def test_who_finds_their_claim_taken_begins_anew(open_index: Callable[..., Index], monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = open_index(), open_index()
    one.add(STORIES[:1])
    other.search("bridge")
    write, calls = ServerVectors.write, list[int]()

    def overtaken(*given: object) -> None:
        write(*given)  # type: ignore[arg-type]
        calls.append(1)
        if len(calls) == 1:  # taken for dead: another deletes the vectors
            claimed(other, STORIES[1].id)
            store_of(other).tidy()
            assert vectors_of(other) == {STORIES[0].id}

    monkeypatch.setattr(ServerVectors, "write", overtaken)
    one.add([STORIES[1]])
    assert len(calls) == 2
    assert_sound(one, *STORIES[:2])


def test_nobody_writes_vectors_that_are_just_being_deleted(
    open_index: Callable[..., Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = open_index(), open_index()
    one.add(STORIES[:2])
    delete, done = ServerVectors.remove, list[str]()

    def slowly(*given: object) -> None:
        thread = Thread(target=lambda: (other.add(STORIES[:1]), done.append("added")))
        thread.start()
        thread.join(1)
        assert thread.is_alive()
        assert done == []
        delete(*given)  # type: ignore[arg-type]
        threads.append(thread)

    threads: list[Thread] = []
    monkeypatch.setattr(ServerVectors, "remove", slowly)
    one.remove(STORIES[0].id)
    threads[0].join()
    assert done == ["added"]
    assert_sound(one, *STORIES[:2])


# Making the vectors anew


def test_what_comes_and_goes_while_the_index_is_made_anew_is_in_it_or_not(open_index: Callable[..., Index]) -> None:
    one, other = open_index(), open_index()
    one.add(STORIES[:3])

    class Interrupting(HashingEmbedder):
        def __init__(self) -> None:
            self.calls = 0

        def encode(self, texts: object) -> np.ndarray:
            self.calls += 1
            if self.calls == 1:
                other.remove(STORIES[0].id)
                other.add(STORIES[3:5])
            return super().encode(texts)  # type: ignore[arg-type]

    one.embedder = Interrupting()
    before = store_of(one)._state()
    one.reindex()
    assert_sound(other, *STORIES[1:5])
    assert store_of(other)._state().collection == before.collection + 1
    assert store_of(one)._collections.names(before.beginning) == [before.following(1)]
    other.add(STORIES[5:6])
    assert found(one, "museum in Lviv") == found(other, "museum in Lviv") != []


def test_the_old_vectors_count_when_making_them_anew_fails(open_index: Callable[..., Index]) -> None:
    index, other = open_index(), open_index("other")
    index.add(STORIES[:3])
    before = [found(index, query) for query in QUERIES]

    class Broken(HashingEmbedder):
        def encode(self, texts: object) -> np.ndarray:
            raise StoreError("no room")

    other.embedder = Broken()
    with pytest.raises(StoreError, match="no room"):
        other.reindex()
    assert [found(index, query) for query in QUERIES] == before
    assert_sound(index, *STORIES[:3])
    with pytest.raises(StoreError, match=r'made by the embedder "hashing", not "other": .*onrecord reindex'):
        other.search("bridge")
    other.embedder = HashingEmbedder()
    other.reindex()
    assert [found(other, query) for query in QUERIES] == before


def test_only_one_makes_the_index_anew(open_index: Callable[..., Index]) -> None:
    one, other = open_index(), open_index()
    one.add(STORIES[:2])

    refused: list[bool] = []

    class Second(HashingEmbedder):
        def encode(self, texts: object) -> np.ndarray:
            with pytest.raises(StoreError, match="another onrecord is just making the search index anew"):
                store_of(other).rebuild(lambda places: iter([]), "hashing")
            refused.append(True)
            return super().encode(texts)  # type: ignore[arg-type]

    one.embedder = Second()
    one.reindex()
    assert refused
    assert_sound(one, *STORIES[:2])


# Refusals


def test_another_server_than_the_one_that_has_the_vectors_is_told(open_index: Callable[..., Index], tmp_path: Path) -> None:
    open_index().add(STORIES[:2])
    (tmp_path / "other").mkdir()
    with chroma_server(tmp_path / "other") as (server, _):
        index = open_index(server=server)
        with pytest.raises(StoreError, match=r"0 passages instead of \d+\): rebuild it with: onrecord reindex"):
            index.search("bridge")
        index.reindex()
        assert_sound(index, *STORIES[:2])


def test_a_damaged_article_is_told(open_index: Callable[..., Index]) -> None:
    index = open_index()
    index.add(STORIES[:2])
    with store_of(index).database.write() as connection:
        connection.execute(update(articles).where(articles.c.id == STORIES[0].id).values(content=b"{"))
        connection.execute(update(library).values(changes=library.c.changes + 1))
    with pytest.raises(StoreError, match=rf'the article "{STORIES[0].id}" is damaged in the database .*onrecord doctor --mend'):
        index.find(STORIES[0].id)


def test_a_library_of_a_later_version_is_refused(open_index: Callable[..., Index]) -> None:
    index = open_index()
    with store_of(index).database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r'of version "9999", and this onrecord knows \d+: use a later onrecord'):
        open_index()


def test_there_is_no_library_until_an_article_is_added(chroma: Server, tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match=r'there is no library in ".*" yet: add an article first with: onrecord add FILE'):
        DatabaseStore(tmp_path / "library", chroma, "hashing", url)
    with pytest.raises(StoreError, match="there is no library in"):
        DatabaseStore(tmp_path / "nowhere", chroma, "hashing")
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("nonsense", "--database is no database URL"),
        ("mysql://host/name", "begins with postgresql: or sqlite:"),
        ("postgresql://me:secret@127.0.0.1:1/x", r'the database ".*me:\*\*\*@127.0.0.1:1/x" refuses'),
    ],
)
def test_a_wrong_database_is_told_without_its_password(wrong: str, told: str, chroma: Server, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=told) as raised:
        DatabaseStore(tmp_path, chroma, "hashing", wrong, create=True)
    assert "secret" not in str(raised.value)


def test_a_library_in_files_is_not_hidden_by_one_in_a_database(chroma: Server, tmp_path: Path) -> None:
    Store(tmp_path, "hashing", create=True).close()
    with pytest.raises(StoreError, match=r"keeps its articles in files: move them with onrecord export-library"):
        DatabaseStore(tmp_path, chroma, "hashing", create=True)


# The doctor


def test_a_whole_library_is_sound(open_index: Callable[..., Index]) -> None:
    index = open_index()
    index.add(STORIES[:3])
    health, broken = examine(store_of(index))
    assert (health.articles, health.passages, health.findings, broken) == (3, index.size, (), ())


def test_damage_is_told_and_mended_and_nothing_is_deleted(open_index: Callable[..., Index]) -> None:
    index = open_index()
    index.add(STORIES[:3])
    store = store_of(index)
    with store.database.write() as connection:
        connection.execute(update(articles).where(articles.c.id == STORIES[0].id).values(content=b"{"))
    store.vectors.remove([STORIES[1].id])
    health, broken = examine(store)
    assert broken == (STORIES[0].id,)
    assert health.articles == 2
    assert any("rebuild it with: onrecord reindex" in finding.what for finding in health.findings)
    (path,) = put_aside(store, broken, [finding.what for finding in health.findings])
    assert path.read_bytes() == b"{"
    assert "is damaged in the database" in path.with_suffix(".txt").read_text()
    index.reindex()
    assert_sound(index, *STORIES[1:3])
    assert examine(store)[0].findings == ()


def test_vectors_of_no_article_are_told(open_index: Callable[..., Index]) -> None:
    index = open_index()
    index.add(STORIES[:1])
    passages = index.beside(STORIES[1:2]).passages(STORIES[1].id)
    store_of(index).vectors.write(passages, HashingEmbedder().encode([passage.text for passage in passages]))
    (finding,) = examine(store_of(index))[0].findings
    assert f"has {len(passages)} vectors of no article" in finding.what
    assert all(hit.passage.article == STORIES[0] for hit in index.search("nobody was surprised by the harbour", 9))


def test_in_given_articles_the_nearest_are_the_same_however_many_there_are(
    tmp_path: Path, chroma: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with DatabaseStore(tmp_path, chroma, HashingEmbedder.name, create=True) as store:
        entries = [read(from_text(f"Talks {n}\n\n" + f"Drone {n} came to Kyiv and Tehran {n + 1}. " * 60)) for n in range(4)]
        vectors = HashingEmbedder().encode([passage.text for entry in entries for passage in entry.passages])
        store.add(entries, vectors)
        ids = [entry.id for entry in entries[1:3]]
        compared = store.nearest(vectors[0], 9, ids)
        monkeypatch.setattr("index.database.FEW", 0)
        filtered = store.nearest(vectors[0], 9, ids)
        assert len(compared) == min(9, sum(entry.size for entry in entries[1:3]))
        assert [score for _, score in compared] == pytest.approx([score for _, score in filtered], abs=1e-5)
        assert {key for (key, _, _), _ in compared} == set(ids)
