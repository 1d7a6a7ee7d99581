"""Bad weather: a full disk, one that can only be read, damaged files, clocks that jump, too many open files.

Each is told with what to do, loses nothing, and is over when it is over.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hashing import FirstWords, HashingEmbedder
from weather import fill, read_only, small_disk

import index.index
import page.record
from assistant import Assistant, Settings
from assistant.cli import main
from benchmarks.restless import quick_models
from index import backup
from index.doctor import QUARANTINE, examine, put_aside
from index.errors import RefusedError, StoreError, UserError
from index.index import Index
from index.language import language  # noqa: F401  # for the processes that import this file
from index.load import from_text
from index.types import Article, Imprint
from page.desk import Desk
from page.record import Exchange, Talk
from page.sessions import Sessions, fresh_id
from page.sight import Sight

ROOT = Path(__file__).parents[1]
FULL = r"\(No space left on device\): make room on the disk and try again; nothing is lost"
SEALED = r"\(Read-only file system\): check its permissions, or name another folder"


def article(number: int, paragraphs: int = 3) -> Article:
    body = "\n\n".join(f"Paragraph {n} of {number} says so{' and' * 100} {n * number}." for n in range(paragraphs))
    return from_text(f"Article {number}\n\n{body}")


def opened(folder: Path, create: bool = False) -> Index:
    return Index.open(folder, HashingEmbedder.name, HashingEmbedder, create, FirstWords)


def grown(folder: Path, articles: int, paragraphs: int = 3) -> Path:
    with opened(folder, create=True) as index:
        index.add(article(number, paragraphs) for number in range(articles))
    return folder


def best_opened(folder: Path) -> object:
    with opened(folder) as index:
        return best(index)


def best(index: Index) -> list[float]:
    """The cosines of the passages nearest to a question; which of equals come first does not matter."""
    return sorted(round(hit.score, 4) for hit in index.dense("Paragraph 2 of 1 says so 2", 5))


CHANGES: dict[str, Callable[[Index], object]] = {
    "add": lambda index: index.add([article(99)]),
    "remove": lambda index: index.remove(article(0).id),
    "reindex": lambda index: index.reindex(),
    "restore": lambda index: index.restore(replace(entry, article=article(98)) for entry in index.entries[:1]),
}


# A full disk


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_on_a_full_disk_is_told_and_changes_nothing(change: str, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "20m") as disk:
        grown(disk / "library", 3)
        filler = fill(disk)
        with opened(disk / "library") as index:
            before = index.articles
            with pytest.raises(RefusedError, match=FULL):
                CHANGES[change](index)
            assert index.articles == before
        filler.unlink()
        assert examine(disk / "library").findings == ()
        with opened(disk / "library") as index:
            CHANGES[change](index)


def test_a_disk_that_fills_up_while_articles_come_in_keeps_those_that_were_in(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        with opened(disk / "library", create=True) as index:
            done = 0
            with pytest.raises(RefusedError, match=FULL):  # noqa: PT012 - Chroma says "Error in compaction", not that the disk is full
                for number in range(60):
                    index.add([article(number, 150)])
                    done += 1
            assert len(index.articles) == done > 1
        subprocess.run(["mount", "-o", "remount,size=60m", str(disk)], check=True)
        health = examine(disk / "library")
        assert (health.articles, health.findings) == (done, ())


def test_a_full_disk_is_no_damage_to_the_doctor_and_is_over_when_there_is_room(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "20m") as disk:
        grown(disk / "library", 3)
        with opened(disk / "library") as index:
            expected = best(index)
        filler = fill(disk)
        for look in (partial(examine, disk / "library"), partial(best_opened, disk / "library")):
            try:
                look()
            except RefusedError as error:
                assert "make room on the disk" in str(error)  # noqa: PT017 - or it can be read all the same
        filler.unlink()
        with opened(disk / "library") as index:
            assert best(index) == expected  # and not: 'RustBindingsAPI' object has no attribute 'bindings'


def test_a_backup_on_a_full_disk_leaves_the_old_one(tmp_path: Path) -> None:
    with opened(grown(tmp_path / "library", 3)) as index, small_disk(tmp_path / "disk", "1m") as disk:
        backup.save(index.entries, disk / "news.zip")
        before = (disk / "news.zip").read_bytes()
        fill(disk)
        with pytest.raises(StoreError, match=r"No space left on device\): name a file where there is room"):
            backup.save([*index.entries] * 50, disk / "news.zip")
        assert (disk / "news.zip").read_bytes() == before
        assert sorted(path.name for path in disk.iterdir()) == ["filler", "news.zip"]


def test_results_that_find_no_room_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = grown(tmp_path / "library", 1)
    with small_disk(tmp_path / "disk", "64k") as disk, quick_models(wanted=True):
        fill(disk)
        code = main(["who", "--library", str(library), "--embedder", "hashing", "--output", str(disk / "out.txt")])
    assert code == 1
    assert "No space left on device" in capsys.readouterr().err


def asked(desk: Desk, question: str, talk: str) -> list[dict[str, object]]:
    return list(desk.ask(Sight(talk=talk), {"question": question}, "me"))


def test_a_conversation_goes_on_when_the_disk_is_full_and_that_is_told(library: Index, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "64k") as disk:
        desk, talk = Desk(Assistant(library, Settings()), Sessions(disk)), fresh_id()
        asked(desk, "What did John Kirby say?", talk)
        filler = fill(disk)
        panes = asked(desk, "Who denies an arms deal?", talk)
        assert "No space left on device" in str(panes[-1]["notice"])
        assert "make room" in str(panes[-1]["notice"])
        assert [e.state for e in desk.sessions.get("me", talk).exchanges] == ["done", "done"]
        assert [e.state for e in Sessions(disk).get("me", talk).exchanges] == ["done"]  # as before, and whole
        filler.unlink()
        asked(desk, "How many drones were shot down?", talk)
        assert len(Sessions(disk).get("me", talk).exchanges) == 3


def test_a_file_may_not_grow_beyond_a_limit_of_the_system(tmp_path: Path) -> None:
    library = grown(tmp_path / "library", 3)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))"
    done = child(f"from test_weather import *; {limit}; told(Path(sys.argv[1]))", library)
    assert "ModelError cannot load what tells languages" in done.stdout
    done = child(f"from test_weather import *; article(1), language('warm'); {limit}; told(Path(sys.argv[1]))", library)
    assert done.returncode == 0, done.stderr
    assert "RefusedError" in done.stdout
    assert "File too large): make room on the disk" in done.stdout
    assert examine(library).findings == ()
    assert len(opened(library).articles) == 3


CHILD = "from test_weather import *; told(Path(sys.argv[1]))"


def told(library: Path) -> None:
    """Adds an article, in a process of its own; prints what is said."""
    try:
        with opened(library) as index:
            index.add([article(50, 400)])
            sys.stdout.write("added\n")
    except UserError as error:
        sys.stdout.write(f"{type(error).__name__} {error}\n")


def child(code: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    command = [sys.executable, "-c", f"import sys; {code}", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, check=False)


# A folder that can only be read


def test_a_folder_that_can_only_be_read_is_told_by_every_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library = grown(tmp_path / "library", 2)
    (tmp_path / "a.txt").write_text(article(7).text)
    before = {path: path.read_bytes() for path in library.rglob("*") if path.is_file()}
    with read_only(library), quick_models(wanted=True):
        for words in (["add", str(tmp_path / "a.txt")], ["articles"], ["reindex"], ["doctor"], ["doctor", "--mend"], ["who"]):
            assert main([*words, "--library", str(library), "--embedder", "hashing"]) == 1
            assert (
                "(Read-only file system): check its permissions, or name another folder with --library" in capsys.readouterr().err
            )
    assert {path: path.read_bytes() for path in library.rglob("*") if path.is_file()} == before
    assert examine(library).findings == ()


def test_a_backup_and_a_conversation_in_a_folder_that_can_only_be_read_are_told(library: Index, tmp_path: Path) -> None:
    folder = tmp_path / "sealed"
    sessions = Sessions(folder)
    sessions.save("me", Talk("0" * 32, exchanges=(Exchange("Who?", "answer", state="done"),)))
    with read_only(folder):
        with pytest.raises(StoreError, match="Read-only file system"):
            backup.save(library.entries, folder / "news.zip")
        with pytest.raises(RefusedError, match=SEALED):
            sessions.remove("me", "0" * 32)
        panes = Desk(Assistant(library, Settings()), sessions).delete(Sight(), {"talk": "0" * 32}, "me")
        assert "Read-only" in panes["notice"]
        assert [talk.id for talk in sessions.talks("me")] == ["0" * 32]


# Damaged files


def flipped(content: bytes, drawn: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(20 if changed else 0):
        changed[drawn.randrange(len(changed))] ^= 1 << drawn.randrange(8)
    return bytes(changed)


def one_flipped(content: bytes, drawn: random.Random) -> bytes:
    place = drawn.randrange(len(content)) if content else 0
    return content[:place] + bytes([content[place] ^ 1 << drawn.randrange(8)]) + content[place + 1 :] if content else b""


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "a bit flipped": one_flipped,
    "bits flipped": flipped,
    "cut": lambda content, _: content[: len(content) // 2],
    "garbage": lambda content, drawn: drawn.randbytes(len(content)),
}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library so large that Chroma has written its index files."""
    return grown(tmp_path_factory.mktemp("large") / "library", 3, 500)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return grown(tmp_path_factory.mktemp("small") / "library", 3)


def files(library: Path) -> list[Path]:
    return sorted(path.relative_to(library) for path in library.rglob("*") if path.is_file())


def test_damage_to_any_file_is_told_or_harmless_and_is_mended(small: Path, tmp_path: Path) -> None:
    for name in files(small):
        for kind in DAMAGES:
            damaged(small, name, kind, tmp_path / "library")


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_to_the_index_files_ends_no_process(kind: str, large: Path, tmp_path: Path) -> None:
    """Chroma would die of a segmentation fault over some of these, and this test with it."""
    written = [name for name in files(large) if name.suffix in (".bin", ".pickle")]
    assert len(written) == 5
    for name in written:
        damaged(large, name, kind, tmp_path / "library")


def damaged(library: Path, name: Path, kind: str, copy: Path) -> None:
    """One file damaged: searching is as before or told; the doctor finds it if searching does, and mends it."""
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(library, copy)
    with opened(library) as index:
        expected, every = best(index), len(index.articles)
    path = copy / name
    path.write_bytes(DAMAGES[kind](path.read_bytes(), random.Random(f"{name} {kind}")))
    is_told = False
    try:
        with opened(copy) as index:
            assert best(index) == expected, (name, kind)
    except StoreError as error:
        is_told = "onrecord doctor --mend" in str(error) or "onrecord reindex" in str(error)
        assert is_told
    findings = examine(copy).findings
    assert findings or not is_told, (name, kind)
    aside = put_aside(copy, findings)
    assert all(moved.parent.name == QUARANTINE and moved.with_suffix(".txt").read_text().strip() for moved in aside)
    with opened(copy, create=True) as index:
        if findings:
            index.reindex()
        lost = sum(moved.name.startswith("article-") for moved in aside)
        assert len(index.articles) == every - lost
        assert lost == (name.parts[0] == "articles" and bool(findings))
        assert lost or best(index) == expected
    assert examine(copy).findings == ()


def test_a_letter_that_the_disk_has_changed_is_found(small: Path, tmp_path: Path) -> None:
    library = Path(shutil.copytree(small, tmp_path / "library"))
    path = library / "articles" / f"{article(1).id}.json"
    path.write_text(path.read_text().replace("says", "sais", 1))
    (finding,) = [found for found in examine(library).findings if found.path]
    assert "its checksum is another" in finding.what
    with pytest.raises(StoreError, match="its checksum is another"):
        opened(library)


def test_a_damaged_journal_is_found_and_put_aside(small: Path, tmp_path: Path) -> None:
    library = Path(shutil.copytree(small, tmp_path / "library"))
    (library / "pending.json").write_text('{"vectors": 3')
    with pytest.raises(StoreError, match=r"pending.json.*onrecord doctor --mend"):
        opened(library)
    moved = put_aside(library, examine(library).findings)
    assert [path.name for path in moved] == ["pending.json"]
    with opened(library) as index:
        assert len(index.articles) == 3
    assert examine(library).findings == ()


def test_what_was_cut_short_is_no_damage_to_the_doctor(small: Path, tmp_path: Path) -> None:
    library = Path(shutil.copytree(small, tmp_path / "library"))
    with opened(library) as index:
        here = index.folder
        entry = index.entries[0]
    from index.entry import to_json
    from index.files import write_json

    assert here
    late = replace(entry, article=replace(entry.article, id="late-1"))
    write_json(library / "articles" / "late-1.json", to_json(late))
    write_json(library / "pending.json", {"vectors": "vectors-99", "added": ["late-1"], "removed": []})
    assert examine(library).findings == ()
    with opened(library) as index:
        assert "late-1" not in [kept.id for kept in index.articles]


def test_an_emptied_library_is_sound(tmp_path: Path) -> None:
    with opened(grown(tmp_path / "library", 1)) as index:
        index.remove(index.articles[0].id)
    assert examine(tmp_path / "library").findings == ()


def test_a_damaged_conversation_is_put_aside_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    library, name = grown(tmp_path / "library", 1), fresh_id()
    sessions = Sessions(library / "sessions")
    for talk in (name, fresh_id()):
        sessions.save("me", Talk(talk, exchanges=(Exchange("Who?", "answer", state="done"),)))
    path = next(library.glob(f"sessions/*/{name}.json"))
    path.write_bytes(path.read_bytes()[:-9])
    assert main(["doctor", "--library", str(library)]) == 1
    assert name in capsys.readouterr().err
    assert main(["doctor", "--library", str(library), "--mend"]) == 0
    assert (library / QUARANTINE / path.name).with_suffix(".txt").read_text().strip()
    assert main(["doctor", "--library", str(library)]) == 0
    assert len(Sessions(library / "sessions").talks("me")) == 1


def test_a_conversation_that_a_crash_cut_short_is_stopped_and_tells_the_model_nothing(tmp_path: Path) -> None:
    talk = Talk(fresh_id(), exchanges=(Exchange("Who?", "answer"), Exchange("And why?", "answer", state="done")))
    Sessions(tmp_path).save("me", talk)
    (found,) = Sessions(tmp_path).talks("me")
    assert [exchange.state for exchange in found.exchanges] == ["stopped", "done"]
    assert [question for question, _ in found.history(2)] == ["And why?"]


# Clocks that jump


@contextmanager
def clock(patch: pytest.MonkeyPatch, text: str) -> Iterator[None]:
    with patch.context() as patched:
        patched.setattr(index.index, "now", lambda: text)
        patched.setattr(page.record, "now", lambda: text)
        yield


def version(text: str) -> Article:
    made = from_text(text)
    return replace(made, imprint=Imprint(address="https://daily.example/talks"))


def test_the_version_read_last_counts_when_the_clock_was_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = ["2026-11-25T17:00:00.000000+00:00", "2031-01-01T00:00:00.000000+00:00", "1999-12-31T23:59:59.000000+00:00"]
    with opened(tmp_path / "library", create=True) as found:
        for number, when in enumerate(times):
            with clock(monkeypatch, when):
                found.add([version(f"Talks {number}\n\nThe talks failed {number} times.")])
        kept = found.articles
        current = [one.title for one in kept if one.id not in found.families.hidden]
    assert current == ["Talks 2"]
    with opened(tmp_path / "library") as found, clock(monkeypatch, times[2]):
        found.add([version("Talks 0\n\nThe talks failed 0 times.")])  # and the first again
        assert [one.title for one in found.articles if one.id not in found.families.hidden] == ["Talks 0"]


def test_the_conversation_used_last_stands_first_when_the_clock_was_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = Sessions(tmp_path)
    names = [fresh_id() for _ in range(3)]
    for name, when in zip(
        names, ["2026-11-25T17:00:00+00:00", "2031-01-01T00:00:00+00:00", "1999-12-31T23:59:59+00:00"], strict=True
    ):
        with clock(monkeypatch, when):
            sessions.save("me", Talk(name).put(0, Exchange("Who?", "answer", state="done")))
        assert sessions.talks("me")[0].id == name
    assert Sessions(tmp_path).talks("me")[-1].id == names[0]


@pytest.mark.parametrize("when", [0.0, 315_532_799.0, 4_400_000_000.0], ids=["1970", "1979", "2109"])
def test_a_backup_needs_no_clock_that_is_right(when: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(grown(tmp_path / "library", 2)) as found:
        backup.save(found.entries, tmp_path / "now.zip")
        monkeypatch.setattr(time, "time", lambda: when)
        backup.save(found.entries, tmp_path / "then.zip")
        assert (tmp_path / "then.zip").read_bytes() == (tmp_path / "now.zip").read_bytes()
        assert tuple(backup.read(tmp_path / "then.zip")) == found.entries


def test_the_rate_of_requests_does_not_look_at_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    from serve.guard import Guard, Limits

    guard = Guard(None, Limits(rate=2))  # type: ignore[arg-type]
    assert [guard._wait("a") > 0 for _ in range(3)] == [False, False, True]
    monkeypatch.setattr(time, "time", lambda: 4e9)
    assert guard._wait("a") > 0


# Too many open files


@pytest.mark.parametrize("free", [0, 2, 6, 12, 20])
def test_too_many_open_files_are_told_and_lose_nothing(free: int, tmp_path: Path) -> None:
    library = grown(tmp_path / "library", 3)
    code = (
        "from test_weather import *; import os, resource, chromadb; language('warm'); "
        f"limit = max(map(int, os.listdir('/proc/self/fd'))) + 1 + {free}; "
        "resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)); told(Path(sys.argv[1]))"
    )
    done = child(code, library)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == "added\n" or ("RefusedError" in done.stdout and "ulimit -n" in done.stdout), done.stdout
    assert examine(library).findings == ()
    with opened(library) as found:
        assert len(found.articles) == (4 if done.stdout == "added\n" else 3)


def test_the_doctor_puts_nothing_aside_when_it_cannot_open_files(tmp_path: Path) -> None:
    library = grown(tmp_path / "library", 3)
    code = (
        "from test_weather import *; import os, resource, chromadb\n"
        "limit = max(map(int, os.listdir('/proc/self/fd'))) + 2\n"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))\n"
        "code = main(['doctor', '--mend', '--library', sys.argv[1]])\n"
        "print('ended with', code)"
    )
    done = child(code, library)
    assert "ended with 1" in done.stdout, done.stderr[-2000:]
    assert "ulimit -n" in done.stderr
    assert not (library / QUARANTINE).exists()
    assert examine(library).findings == ()


# Kills


def test_nothing_is_lost_when_processes_are_killed(tmp_path: Path) -> None:
    from benchmarks.kills import one

    for number in (1, 2, 3, 4, 8):
        one(tmp_path, number, seed=int(os.environ.get("ONRECORD_SEED", "5")))


def test_ctrl_c_and_a_request_to_end_are_no_traceback(tmp_path: Path) -> None:
    library = grown(tmp_path / "library", 2)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    code = f"import sys; {CHILD.replace('told', 'waiting')}"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(library)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    process.send_signal(signal.SIGINT)
    _, wrong = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in wrong
    assert examine(library).findings == ()


def waiting(library: Path) -> None:
    """Holds the library until it is interrupted; also where the tests run in the background, whose children would not be."""
    from unittest.mock import patch

    signal.signal(signal.SIGINT, signal.default_int_handler)

    def held(*_: object) -> int:
        with opened(library):
            sys.stdout.write("held\n")
            sys.stdout.flush()
            time.sleep(60)
        return 0

    with patch("assistant.cli.articles", held):
        held.__name__ = "articles"
        sys.exit(main(["articles", "--library", str(library)]))
