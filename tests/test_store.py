import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hashing import FirstWords, HashingEmbedder
from hypothesis import given, settings
from hypothesis import strategies as st

import index.store
from index.entry import Entry
from index.errors import ArticleError, StoreError
from index.index import read
from index.load import from_text
from index.store import Store
from index.vectors import ChromaVectors

HERE = Path(__file__).parent
TALKS = read(from_text("Talks fail\n\nThe talks failed on Monday.\n\n" + "Nobody was surprised by it at all. " * 40), FirstWords())
MARMALADE = read(from_text("Marmalade\n\nQuixotic marmalade is made in Seville."))
ZEBRAS = read(from_text("Zebras\n\nA zebra has stripes."))


def vectors(*entries: Entry) -> np.ndarray:
    return HashingEmbedder().encode([passage.text for entry in entries for passage in entry.passages])


def add(store: Store, *entries: Entry) -> None:
    store.add(entries, vectors(*entries))


def reindex(store: Store, name: str = HashingEmbedder.name) -> None:
    store.rebuild(lambda places: iter([(places, HashingEmbedder().encode([p.text for p in places]))] if places else []), name)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `folder` is a copy of."""
    folder = tmp_path_factory.mktemp("made") / "library"
    with Store(folder, HashingEmbedder.name, create=True) as store:
        add(store, TALKS)
        add(store, MARMALADE)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A library of two articles, closed."""
    return Path(shutil.copytree(made, tmp_path / "library"))


def unsigned(path: Path) -> str:
    """The JSON in a file without its checksum, as an earlier version wrote it."""
    content = json.loads(path.read_text())
    assert len(content.pop("sha256")) == 64
    return json.dumps(content, ensure_ascii=False)


opened = partial(Store, embedder_name=HashingEmbedder.name)


def search(store: Store) -> None:
    store.nearest(vectors(TALKS)[0], 1)


def assert_whole(store: Store, *expected: Entry) -> None:
    """The library holds these articles, their vectors, and nothing else."""
    assert store.entries == {entry.article.id: entry for entry in expected}
    passages = [passage for entry in store.entries.values() for passage in entry.passages]
    if passages:
        rows = vectors(*store.entries.values())
        np.testing.assert_allclose(store.vectors.read(passages), rows, atol=1e-6)
        cosines = {(p.article.id, p.start, p.end): row @ rows[0] for p, row in zip(passages, rows, strict=True)}
        found = dict(store.nearest(rows[0], 9))
        assert found == pytest.approx({place: cosines[place] for place in found}, abs=1e-5)
        assert len(found) == min(9, len(passages))
    assert sorted(p.name for p in (store.folder / "articles").iterdir()) == sorted(f"{e.article.id}.json" for e in expected)
    rest = {path.name for path in store.folder.iterdir()} - {"articles", "library.json", "lock", "owner"}
    assert rest <= {json.loads((store.folder / "library.json").read_text())["vectors"]}


def test_articles_are_there_again_when_the_library_is_opened_again(folder: Path) -> None:
    with opened(folder) as store:
        assert_whole(store, TALKS, MARMALADE)
        assert store.get(TALKS.article.id) == TALKS


def test_entry_kept_before_statements_were_has_none(folder: Path) -> None:
    path = folder / "articles" / f"{TALKS.article.id}.json"
    content = json.loads(unsigned(path))
    assert len(content.pop("statements")) == len(TALKS.statements) > 0
    path.write_text(json.dumps(content))
    with opened(folder) as store:
        assert store.get(TALKS.article.id) == replace(TALKS, statements=())
        store.rewrite([TALKS])
    with opened(folder) as store:
        assert_whole(store, TALKS, MARMALADE)


@pytest.mark.parametrize("damage", [{"content": [[0, 10**6]]}, {"mention": 3}, {"cue": []}], ids=["outside", "number", "empty"])
def test_damaged_statement_is_told(folder: Path, damage: dict[str, object]) -> None:
    path = folder / "articles" / f"{TALKS.article.id}.json"
    content = json.loads(unsigned(path))
    content["statements"][0] |= damage
    path.write_text(json.dumps(content))
    with pytest.raises(StoreError, match="is damaged"):
        opened(folder)


def test_nothing_is_doubled_when_an_article_is_added_twice(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in (folder / "articles").iterdir()}
    with opened(folder) as store:
        add(store, TALKS)
        assert_whole(store, TALKS, MARMALADE)
    assert {path.name: path.read_bytes() for path in (folder / "articles").iterdir()} == before


def test_nothing_is_left_behind_when_an_article_is_removed(folder: Path) -> None:
    vector = vectors(MARMALADE)[0].tobytes()
    assert any(vector in path.read_bytes() for path in folder.rglob("*.sqlite3"))
    with opened(folder) as store:
        store.remove(MARMALADE.article.id)
        assert_whole(store, TALKS)
    # until Chroma first writes its index there, it fills these files with memory it has not cleared (SECURITY.md)
    uncleared = {"data_level0.bin", "length.bin"}
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() and path.name not in uncleared else b""
        assert b"armalade" not in content, path
        assert vector not in content, path


def test_library_is_empty_and_works_when_the_last_article_is_removed(folder: Path) -> None:
    with opened(folder) as store:
        store.remove(MARMALADE.article.id)
        store.remove(TALKS.article.id)
        assert_whole(store)
        assert store.nearest(vectors(TALKS)[0], 5) == []
        add(store, TALKS)
        assert_whole(store, TALKS)


def test_get_and_remove_say_so_when_there_is_no_such_article(folder: Path) -> None:
    with opened(folder) as store:
        for ask in (store.get, store.remove):
            with pytest.raises(ArticleError, match=r'there is no article "none" in the library: .* onrecord articles'):
                ask("none")
        assert_whole(store, TALKS, MARMALADE)


@settings(max_examples=12)
@given(st.lists(st.text(), min_size=1, max_size=3))
def test_entries_come_back_as_they_were_for_any_text(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    entries = {entry.article.id: entry for text in texts if text.strip() for entry in [read(from_text(text + " x"))]}
    folder = tmp_path_factory.mktemp("any") / "library"
    with opened(folder, create=True) as store:
        add(store, *entries.values())
    with opened(folder) as store:
        assert store.entries == entries
        assert [e.article.origin for e in store.entries.values()] == ["text"] * len(entries)


# Damage


def gone(path: Path) -> None:
    shutil.rmtree(path)


def a_file(path: Path) -> None:
    shutil.rmtree(path)
    path.write_text("garbage")


def without_database(path: Path) -> None:
    (path / "chroma.sqlite3").unlink()


def with_database(change: Callable[[bytes], bytes], path: Path) -> None:
    database = path / "chroma.sqlite3"
    database.write_bytes(change(database.read_bytes()))


DAMAGES = {
    "vectors gone": gone,
    "a file instead of the vectors": a_file,
    "database gone": without_database,
    "database empty": partial(with_database, lambda content: b""),
    "database cut": partial(with_database, lambda content: content[: len(content) // 2]),
    "database garbage": partial(with_database, lambda content: random.Random(0).randbytes(len(content))),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_search_names_reindex_and_that_mends_it_when_vectors_are_damaged(damage: str, folder: Path) -> None:
    DAMAGES[damage](next(folder.glob("vectors-*")))
    with opened(folder) as store:
        with pytest.raises(StoreError, match="rebuild it with: onrecord reindex"):
            search(store)
        reindex(store)
        assert_whole(store, TALKS, MARMALADE)
    with opened(folder) as store:
        assert_whole(store, TALKS, MARMALADE)


@pytest.fixture(scope="session")
def long(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library so large that Chroma has written its index files."""
    folder = Path(shutil.copytree(made, tmp_path_factory.mktemp("long") / "library"))
    with opened(folder) as store:
        add(store, read(from_text("\n\n".join(f"Paragraph {n} says{' so' * 220}." for n in range(1100)))))
    return folder


@pytest.mark.parametrize("left", ["half", "none"])
@pytest.mark.parametrize("file", ["data_level0.bin", "length.bin", "index_metadata.pickle"])
def test_search_names_reindex_when_the_index_files_are_cut_or_gone(file: str, left: str, long: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(long, tmp_path / "library"))
    path = next(folder.glob(f"vectors-*/*/{file}"))
    if left == "half":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        path.unlink()
    with opened(folder) as store:
        with pytest.raises(StoreError, match="rebuild it with: onrecord reindex"):
            search(store)
        if (file, left) == ("data_level0.bin", "half"):
            reindex(store)
            assert_whole(store, *store.entries.values())


def test_adding_names_reindex_and_adds_nothing_when_the_vectors_are_gone(folder: Path) -> None:
    gone(next(folder.glob("vectors-*")))
    with opened(folder) as store:
        with pytest.raises(StoreError, match="rebuild it with: onrecord reindex"):
            add(store, ZEBRAS)
        reindex(store)
        assert_whole(store, TALKS, MARMALADE)


def test_reindexed_library_equals_a_fresh_one(folder: Path, tmp_path: Path) -> None:
    with opened(folder) as store, opened(tmp_path / "fresh", create=True) as fresh:
        reindex(store)
        add(fresh, *store.entries.values())
        assert_whole(store, TALKS, MARMALADE)
        query = vectors(ZEBRAS)[0]
        assert dict(store.nearest(query, 10)) == pytest.approx(dict(fresh.nearest(query, 10)))


def test_embedder_is_refused_until_reindex_when_another_made_the_library(folder: Path) -> None:
    with Store(folder, "other") as store:
        with pytest.raises(StoreError, match=r'was made by the embedder "hashing", not "other": .*onrecord reindex'):
            store.check_embedder("other")
        reindex(store, "other")
        store.check_embedder("other")


@pytest.mark.parametrize(
    "change",
    [
        lambda content: "{",
        lambda content: "[]",
        lambda content: "\0",
        lambda content: content.replace('"text"', '"texts"'),
        lambda content: content.replace('"headline": [0, 9]', '"headline": [0, 99]'),
        lambda content: content.replace('"headline": [0, 9]', '"headline": [null, 9]'),
        lambda content: content.replace("marmalade-", "orangeade-"),
        lambda content: json.dumps({**json.loads(content), "text": ["M", "a"]}),
        lambda content: json.dumps({**json.loads(content), "passages": 5}),
    ],
    ids=["cut", "list", "NUL", "no text", "range outside", "range of null", "other id", "text a list", "passages a number"],
)
def test_opening_names_the_file_when_an_article_is_damaged(change: Callable[[str], str], folder: Path) -> None:
    path = folder / "articles" / f"{MARMALADE.article.id}.json"
    path.write_text(change(unsigned(path)))
    with pytest.raises(StoreError, match=rf'"{path}" is damaged .*: put it aside with: onrecord doctor --mend'):
        opened(folder)
    path.unlink()
    with opened(folder) as store:
        with pytest.raises(StoreError, match="onrecord reindex"):
            search(store)
        reindex(store)
        assert_whole(store, TALKS)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 1}'], ids=["empty", "cut", "list", "bare", "half"])
def test_opening_says_how_to_go_on_when_library_json_is_damaged(content: str, folder: Path) -> None:
    (folder / "library.json").write_text(content)
    with pytest.raises(StoreError, match=r"library.json\" is damaged .*: mend it with: onrecord doctor --mend|has format"):
        opened(folder)
    (folder / "library.json").unlink()
    with opened(folder) as store:
        with pytest.raises(StoreError, match="onrecord reindex"):
            search(store)
        reindex(store)
        assert_whole(store, TALKS, MARMALADE)


def test_library_is_refused_when_its_format_is_another(folder: Path) -> None:
    (folder / "library.json").write_text('{"format": 9, "embedder": "hashing", "vectors": "vectors-1"}')
    with pytest.raises(StoreError, match='has format "9", and this onrecord reads 1'):
        opened(folder)


# Refusals


def test_opening_says_to_add_first_when_there_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"there is no library at .* yet: add an article first"):
        opened(tmp_path / "library")
    assert list(tmp_path.iterdir()) == []


def test_opening_says_where_it_cannot_write_when_a_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "library").write_text("mine")
    with pytest.raises(StoreError, match=r'cannot write to the library at ".*library"'):
        opened(tmp_path / "library", create=True)
    with pytest.raises(StoreError, match=r'cannot write to the library at ".*below"'):
        opened(tmp_path / "library" / "below", create=True)
    assert (tmp_path / "library").read_text() == "mine"


@pytest.mark.parametrize("method", ["exists", "mkdir", "open"])
def test_opening_is_refused_when_the_folder_is_read_only(method: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(Path, method, refuse)
        with pytest.raises(StoreError, match=r"cannot write to the library at .* \(Permission denied\): check its permissions"):
            opened(tmp_path / "library", create=method != "exists")
    with opened(tmp_path / "library", create=True) as store:
        add(store, TALKS)


def test_adding_changes_nothing_when_the_disk_is_full(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with opened(folder) as store:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", refuse)
            with pytest.raises(StoreError, match=r"cannot write .* \(No space left on device\)"):
                add(store, ZEBRAS)
        assert_whole(store, TALKS, MARMALADE)
        add(store, ZEBRAS)
        assert_whole(store, TALKS, MARMALADE, ZEBRAS)


def test_second_owner_is_refused_in_the_same_process(folder: Path) -> None:
    with opened(folder), pytest.raises(StoreError, match=rf"in use by another onrecord \(process {os.getpid()}\)"):
        opened(folder)
    opened(folder).close()


def test_library_is_let_go_when_another_thread_closes_it(folder: Path) -> None:
    store = opened(folder)
    thread = threading.Thread(target=store.close)
    thread.start()
    thread.join()
    opened(folder).close()


def test_library_is_let_go_when_opening_fails(folder: Path) -> None:
    (folder / "pending.json").write_text("{")
    with pytest.raises(StoreError, match=r'pending.json" is damaged'):
        opened(folder)
    (folder / "pending.json").unlink()
    opened(folder).close()


# Interruptions


def started(folder: Path, seed: str) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE)])}
    command = [sys.executable, str(HERE / "restless.py"), str(folder), seed]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)


@pytest.fixture
def processes() -> Iterator[list["subprocess.Popen[str]"]]:
    """Processes that are ended with the test."""
    running: list[subprocess.Popen[str]] = []
    yield running
    for process in running:
        process.kill()
        process.communicate()


def test_second_process_is_refused_with_the_first_ones_number(folder: Path, processes: list["subprocess.Popen[str]"]) -> None:
    processes.append(started(folder, "hold"))
    assert processes[0].stdout
    assert processes[0].stdout.readline() == "held\n"
    with pytest.raises(StoreError, match=rf"in use by another onrecord \(process {processes[0].pid}\): close it"):
        opened(folder)
    processes[0].kill()
    processes[0].wait()
    with opened(folder) as store:
        assert_whole(store, TALKS, MARMALADE)


def test_library_is_as_before_or_after_when_a_process_is_killed(
    tmp_path: Path, processes: list["subprocess.Popen[str]"], pytestconfig: pytest.Config
) -> None:
    from restless import article

    known = {entry.article.id: entry for entry in map(read, map(article, range(8)))}
    for seed in range(int(os.environ.get("ONRECORD_KILLS", "6"))):
        process = started(tmp_path / "library", str(seed))
        processes.append(process)
        assert process.stdout
        line = process.stdout.readline()
        time.sleep(random.Random(seed).random())
        process.kill()
        lines = (line + process.communicate()[0]).splitlines(keepends=True)
        states = json.loads([line for line in lines if line.endswith("\n")][-1])
        with opened(tmp_path / "library") as store:
            assert list(store.entries) in states
            assert_whole(store, *(known[article_id] for article_id in store.entries))


class Killed(BaseException):
    """What no code survives."""


def stop_at(step: str, number: int, done: bool, error: type[BaseException], patch: pytest.MonkeyPatch) -> None:
    """Lets the step's call of that number fail, before it did its work or, with `done`, after it."""
    owner: object = index.store
    if "." in step:
        name, step = step.split(".")
        owner = {"ChromaVectors": ChromaVectors, "Store": Store}[name]
    work, calls = getattr(owner, step), iter(range(1000))

    def stopping(*given: object) -> object:
        last = next(calls) == number
        result = work(*given) if done or not last else None
        if last:
            raise error
        return result

    patch.setattr(owner, step, stopping)


CHANGES: dict[str, tuple[Callable[[Store], None], list[Entry]]] = {
    "add": (lambda store: add(store, ZEBRAS), [TALKS, MARMALADE, ZEBRAS]),
    "remove": (lambda store: store.remove(TALKS.article.id), [MARMALADE]),
    "reindex": (reindex, [TALKS, MARMALADE]),
}


STEPS = [
    ("add", "write_json", 3),
    ("add", "_copy_vectors", 1),
    *((change, step, 1) for change in CHANGES for step in ("ChromaVectors.write", "Store._recover")),
    ("remove", "write_json", 2),
    ("remove", "ChromaVectors.read", 1),
    ("reindex", "write_json", 2),
]
"""A change, a step of it, and how often that is taken."""


@pytest.mark.parametrize(("error", "done"), [(OSError, False), (Killed, True)], ids=["fails", "is the last"])
@pytest.mark.parametrize(
    ("change", "step", "number"), [(change, step, number) for change, step, times in STEPS for number in range(times)]
)
def test_library_is_as_before_or_after_when_a_step_fails(
    change: str,
    step: str,
    number: int,
    error: type[BaseException],
    done: bool,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make, after = CHANGES[change]
    with opened(folder) as store:
        with monkeypatch.context() as patch:
            stop_at(step, number, done, error, patch)
            if error is Killed:
                patch.setattr(Store, "_load", stop_at_once)  # and nothing is mended in that process
            with pytest.raises((StoreError, Killed)):
                make(store)
        if error is OSError:
            assert_whole(store, *(after if len(store.entries) == len(after) else [TALKS, MARMALADE]))
    with opened(folder) as store:
        assert_whole(store, *(after if len(store.entries) == len(after) else [TALKS, MARMALADE]))
        make(store) if len(store.entries) != len(after) or change == "reindex" else None
        assert_whole(store, *after)


def stop_at_once(_: Store) -> None:
    raise Killed
