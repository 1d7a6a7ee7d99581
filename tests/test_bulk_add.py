"""Adding with many workers: the library is the one that a single process makes, whatever is killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hashing import FirstWords, HashingEmbedder
from many import kept

from assistant.cli import main
from index.bulk import MANIFEST, Manifest, stamp
from index.database import DatabaseStore
from index.errors import ArticleError
from index.index import Index
from index.ingest import found_at
from index.server import Server
from index.store import Store
from index.stores import AnyStore
from index.vectors import Searched

HERE = Path(__file__).parent


@pytest.fixture
def places(tmp_path: Path) -> list[Path]:
    """A file of 60 articles, 30 files of one, one of them again under another name, and one that cannot be read."""
    pytest.importorskip("ray", reason="ray is not installed: pip install 'onrecord[ray]'")
    folder = tmp_path / "news"
    folder.mkdir()
    rows = [{"title": f"Article {n}", "text": f"Kyiv says {n} drones came.\n\nNobody was hurt."} for n in range(60)]
    (folder / "many.jsonl").write_text("\n".join(map(json.dumps, rows)))
    for n in range(60, 90):
        (folder / f"{n}.txt").write_text(f"Article {n}\n\nTehran denies {n} deals{' and more' * 90}.\n\nIt goes on.")
    (folder / "again.txt").write_text((folder / "70.txt").read_text())
    (folder / "broken.pdf").write_bytes(b"no pdf")
    (tmp_path / "log").mkdir()
    return sorted(folder.iterdir())


@pytest.fixture
def running() -> Iterator[list["subprocess.Popen[str]"]]:
    """Processes whose whole sessions are ended with the test."""
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def started(running: list["subprocess.Popen[str]"], tmp_path: Path, places: list[Path]) -> "subprocess.Popen[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE)])}
    command = [sys.executable, str(HERE / "many.py"), str(tmp_path / "library"), str(tmp_path / "log"), *map(str, places)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, start_new_session=True)
    running.append(process)
    return process


def read_by_workers(tmp_path: Path) -> list[str]:
    """The ids of what the workers have read so far, which is forgotten."""
    notes = sorted((tmp_path / "log").glob("read-*"))
    ids = [line for note in notes for line in note.read_text().splitlines()]
    for note in notes:
        note.unlink()
    return ids


def assert_as_by_one_process(tmp_path: Path, places: list[Path]) -> None:
    """The library holds what the plain engine keeps of the same places: articles, statements, other addresses, vectors."""
    plain = Index.open(tmp_path / "plain", HashingEmbedder.name, HashingEmbedder, True, FirstWords)
    with plain, kept(tmp_path / "library") as many:
        plain.add(article for place in places for article in found_at(place) if not isinstance(article, ArticleError))
        assert many.entries == plain.entries
        assert [entry.also for entry in many.entries] == [entry.also for entry in plain.entries]
        assert [entry.also for entry in many.entries].count(()) == 89
        assert many.families == plain.families
        passages = [passage for entry in plain.entries for passage in entry.passages]
        np.testing.assert_array_equal(*(vectors(index._store).read(passages) for index in (many, plain)))


def vectors(store: AnyStore) -> Searched:
    if isinstance(store, DatabaseStore):
        return store._vectors(store._state())
    assert isinstance(store, Store)
    return store.vectors


def test_every_article_is_there_once_at_a_server_when_a_worker_is_killed(
    tmp_path: Path, places: list[Path], running: list["subprocess.Popen[str]"], chroma: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_STORE", chroma.address)
    (tmp_path / "log" / "kill").touch()
    process = started(running, tmp_path, places)
    printed = process.communicate(timeout=400)[0].splitlines()
    assert process.returncode == 0
    assert not (tmp_path / "log" / "kill").exists()
    assert "broken.pdf" in printed[0]
    assert len(printed) == 1 + 90
    assert_as_by_one_process(tmp_path, places)
    assert len(list((tmp_path / "log").glob("read-*"))) == 3


def test_every_article_is_there_once_when_the_process_is_killed_and_started_again(
    tmp_path: Path, places: list[Path], running: list["subprocess.Popen[str]"]
) -> None:
    (tmp_path / "log" / "pause").touch()
    process = started(running, tmp_path, places)
    assert process.stdout
    assert process.stdout.readline() == "written\n"
    process.kill()
    process.wait()
    (tmp_path / "log" / "pause").unlink()
    with Index.open(tmp_path / "library", HashingEmbedder.name, HashingEmbedder) as index:
        written = set(index.ids)
    assert 20 <= len(written) < 90
    in_manifest = (tmp_path / "library" / MANIFEST).read_text().count('"path"')
    read_by_workers(tmp_path)

    printed = started(running, tmp_path, places).communicate(timeout=400)[0].splitlines()
    assert len([line for line in printed if "broken.pdf" not in line]) == 90
    read = read_by_workers(tmp_path)
    assert sorted([*written, *set(read)]) == sorted(set(printed) & {*written, *read})
    assert_as_by_one_process(tmp_path, places)
    manifest = Manifest(tmp_path / "library" / MANIFEST)
    assert 0 < in_manifest < 32 == sum(manifest.ids(place, frozenset(printed)) is not None for place in places)


def test_a_file_counts_as_read_while_it_is_unchanged_and_its_articles_are_there(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Talks fail")
    when = stamp(path)
    assert when
    Manifest(tmp_path / MANIFEST).note([(path, when, ("talks",))])
    with (tmp_path / MANIFEST).open("a") as file:
        file.write('\n{"path": "/cut')
    Manifest(tmp_path / MANIFEST).note([(tmp_path / "b.txt", (1, 2), ())])
    manifest = Manifest(tmp_path / MANIFEST)
    assert manifest.ids(path, frozenset({"talks", "cake"})) == ("talks",)
    assert manifest.ids(path, frozenset({"cake"})) is None
    assert manifest.ids(tmp_path / "b.txt", frozenset()) is None
    path.write_text("Talks failed")
    assert manifest.ids(path, frozenset({"talks"})) is None


def test_the_command_says_what_is_missing_or_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    (tmp_path / "a.txt").write_text("Talks fail\n\nNobody came.")
    arguments = ["add", "--library", str(tmp_path / "library"), "--engine", "ray", str(tmp_path / "a.txt")]
    assert main(arguments) == 1
    assert "pip install 'onrecord[ray]'" in capsys.readouterr().err
    for wrong in (["--watch"], ["--workers", "0"]):
        with pytest.raises(SystemExit) as stopped:
            main([*arguments, *wrong])
        assert stopped.value.code == 2
