"""A Chroma server or a database that vanishes, hangs or answers wrongly: a clear error, in time, and nothing lost."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hashing import HashingEmbedder
from servers import chroma_server, free_port, postgresql_programs, postgresql_server, start_chroma

from index.database import DatabaseStore
from index.errors import StoreError
from index.index import Index
from index.load import from_text
from index.server import Server, ServerCollections
from index.types import Article

ARTICLES = [from_text(f"Story {n}\n\nAnna Bell said the bridge would open on {n} May. It was shut for years.") for n in range(1, 5)]


def opened(folder: Path, server: Server, url: str = "") -> Index:
    return Index(DatabaseStore(folder, server, HashingEmbedder.name, url, create=True), HashingEmbedder.name, HashingEmbedder)


def ids(*chosen: Article) -> tuple[str, ...]:
    return tuple(sorted(article.id for article in chosen))


def test_what_was_done_is_kept_when_the_server_is_killed_and_started_again(tmp_path: Path) -> None:
    files, port = tmp_path / "chroma", free_port()
    files.mkdir()
    process = start_chroma(files, port)
    index = opened(tmp_path / "library", Server(f"http://127.0.0.1:{port}", timeout=1))
    try:
        index.add(ARTICLES[:2])
        process.kill()
        process.wait()
        for attempt in (lambda: index.add(ARTICLES[2:]), lambda: index.search("bridge"), index.reindex):
            with pytest.raises(StoreError, match=r"does not answer \(ConnectError: .*what was reported done is kept"):
                attempt()
        with pytest.raises(StoreError, match="is removed, but its vectors are still at the server"):
            index.remove(ARTICLES[1].id)
        assert index.ids == ids(ARTICLES[0])
        process = start_chroma(files, port)
        index.add(ARTICLES[2:])
        with opened(tmp_path / "library", Server(f"http://127.0.0.1:{port}")) as again:
            assert again.ids == ids(ARTICLES[0], *ARTICLES[2:])
            assert {hit.passage.article.id for hit in again.search("bridge", 9)} == set(again.ids)
    finally:
        index.close()
        process.kill()
        process.wait()


def test_a_server_that_hangs_is_told_in_time_and_used_again_when_it_goes_on(tmp_path: Path) -> None:
    files = tmp_path / "chroma"
    files.mkdir()
    with chroma_server(files) as (server, process), opened(tmp_path / "library", Server(server.address, timeout=1)) as index:
        index.add(ARTICLES[:2])
        process.send_signal(signal.SIGSTOP)
        begun = time.monotonic()
        with pytest.raises(StoreError, match=r"does not answer \(ReadTimeout"):
            index.search("bridge")
        assert time.monotonic() - begun < 20
        with pytest.raises(StoreError, match="does not answer"):
            index.add(ARTICLES[2:])
        assert index.ids == ids(*ARTICLES[:2])
        process.send_signal(signal.SIGCONT)
        index.add(ARTICLES[2:])
        assert {hit.passage.article.id for hit in index.search("bridge", 9)} == set(ids(*ARTICLES))


class Answering(BaseHTTPRequestHandler):
    """Says the same to everything, or, with an int, that status so many times before it passes on to nothing."""

    said: tuple[int, bytes] = (200, b"")

    def do_GET(self) -> None:
        """Answers."""
        status, content = self.said
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_DELETE = do_GET

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def answering() -> Iterator[Callable[[int, bytes], Server]]:
    """A server that gives the same answer to everything."""
    servers: list[ThreadingHTTPServer] = []

    def made(status: int, content: bytes) -> Server:
        handler = type("Handler", (Answering,), {"said": (status, content)})
        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), handler))
        Thread(target=servers[-1].serve_forever, daemon=True).start()
        return Server(f"http://127.0.0.1:{servers[-1].server_port}", token="a-secret-token", timeout=1)

    yield made
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "content", "told"),
    [
        (200, b"<html>Welcome to nginx</html>", "does not answer as a Chroma server does"),
        (200, b"", "does not answer as a Chroma server does"),
        (200, b"[]", "does not answer as a Chroma server does"),
        (200, b'{"tenant": 5}', "does not answer as a Chroma server does"),
        (200, b"\xff\x00", "does not answer as a Chroma server does"),
        (404, b"not here", "does not answer as a Chroma server does"),
        (500, b'{"error": "Strange", "message": "?"}', "does not answer as a Chroma server does"),
        (503, b"busy", "does not answer as a Chroma server does"),
        (500, b'{"error": "InternalError", "message": "no room"}', 'says "no room"'),
        (401, b"{}", "give a token that it knows in ONRECORD_STORE_TOKEN"),
        (403, b"no", "give a token that it knows in ONRECORD_STORE_TOKEN"),
    ],
)
def test_nonsense_is_told_and_nothing_is_written(
    status: int, content: bytes, told: str, answering: Callable[[int, bytes], Server], tmp_path: Path
) -> None:
    with opened(tmp_path / "library", answering(status, content)) as index:
        for attempt in (lambda: index.add(ARTICLES[:1]), lambda: index.add(ARTICLES[:1])):
            with pytest.raises(StoreError, match=told) as raised:
                attempt()
            assert "a-secret-token" not in str(raised.value)
        assert index.ids == ()


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("localhost:8000", "is no Chroma server: give one like http://localhost:8000"),
        ("ftp://host", "is no Chroma server"),
        ("http://", "is no Chroma server"),
        ("http://host:99999", "is no Chroma server"),
        ("http://me:secret@host:8000", "holds a password: leave it out"),
    ],
)
def test_a_wrong_address_is_told(address: str, told: str) -> None:
    with pytest.raises(StoreError, match=told) as raised:
        Server(address)
    assert "secret" not in str(raised.value)


def test_a_token_is_sent_and_never_shown() -> None:
    assert Server("https://chroma.example", token="abc").headers == {"Authorization": "Bearer abc"}
    assert Server("https://api.trychroma.com", token="abc").headers == {"X-Chroma-Token": "abc"}
    assert "abc" not in repr(Server("https://api.trychroma.com", token="abc"))


def test_a_server_that_is_busy_for_a_moment_is_asked_again(chroma: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx

    collections, calls = ServerCollections(chroma), list[str]()
    real = httpx.Client.request

    def busy(client: httpx.Client, method: str, url: str, **rest: object) -> httpx.Response:
        calls.append(url)
        return httpx.Response(503, text="busy") if len(calls) < 3 else real(client, method, url, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(httpx.Client, "request", busy)
    assert collections.names("onrecord-nobody") == []
    assert len(calls) == 3
    collections.close()


@pytest.fixture
def own_postgresql() -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A PostgreSQL server that the test may stop and kill."""
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with postgresql_server(programs) as server:
        yield server


def test_a_database_that_hangs_or_ends_is_told_and_nothing_is_half_written(
    own_postgresql: tuple[str, "subprocess.Popen[bytes]"], chroma: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, process = own_postgresql
    with opened(tmp_path / "library", chroma, url) as index:
        index.add(ARTICLES[:2])
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        monkeypatch.setattr("index.sql.PATIENCE", 1.5)
        stopped = [process.pid, *map(int, children)]
        for number in stopped:
            subprocess.run(["kill", "-STOP", str(number)], check=True)
        begun = time.monotonic()
        with pytest.raises(StoreError, match=r"the database \".*\" refuses .*what was reported done is kept"):
            index.add(ARTICLES[2:])
        assert time.monotonic() - begun < 30
        for number in stopped:
            subprocess.run(["kill", "-CONT", str(number)], check=False)
        assert index.ids == ids(*ARTICLES[:2])
        index.add(ARTICLES[2:])
        assert {hit.passage.article.id for hit in index.search("bridge", 9)} == set(ids(*ARTICLES))
        process.send_signal(signal.SIGINT)
        process.wait()
        with pytest.raises(StoreError, match=r"the database \".*\" refuses"):
            index.search("bridge")
