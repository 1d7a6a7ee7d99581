"""onrecord serve --workers: several processes at one port, their models in another; each may die, and the rest go on."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from servers import free_port

from assistant import Settings
from assistant.cli import main
from index.errors import UserError
from index.server import Server
from serve.workers import check

TEXT = "Flood in Tarn\n\nMayor Ada Quell said on Monday that the dam had held. Tehran denies it."
LARGEST = 400
"""Megabytes of a worker."""


@dataclass
class Serving:
    """A running `onrecord serve --workers 2`, and what it writes."""

    process: "subprocess.Popen[str]"
    address: str
    complaints: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def children(self) -> dict[int, str]:
        """The processes it started, with their command lines."""
        found = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError, ValueError, IndexError):
                fields = path.read_text().rpartition(") ")[2].split()
                if int(fields[1]) == self.process.pid and fields[0] != "Z":
                    found[int(path.parent.name)] = (path.parent / "cmdline").read_text().replace("\0", " ")
        return found

    def those(self, module: str) -> list[int]:
        """The processes that run a module."""
        return sorted(pid for pid, line in self.children().items() if f"-m {module}" in line)

    def ask(self, **more: float) -> httpx.Response:
        """A question over a connection of its own."""
        return httpx.post(f"{self.address}/v1/verify", json={"claim": "The dam has held."}, timeout=more.get("timeout", 90))


def wait_for(true: Callable[[], object], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.1)


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory, chroma: Server) -> Iterator[Serving]:
    """Two workers over a library of one article."""
    port = free_port()
    options = ["--store", chroma.address, "--library", str(tmp_path_factory.mktemp("library")), "--port", str(port)]
    command = [sys.executable, "-m", "assistant", "serve", "--workers", "2", "--rate", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    assert process.stdout
    assert process.stderr
    assert "2 workers serve" in (process.stdout.readline() or process.stderr.read())
    made = Serving(process, f"http://127.0.0.1:{port}")
    threading.Thread(target=lambda: made.complaints.extend(process.stderr or ()), daemon=True).start()
    httpx.post(f"{made.address}/v1/articles", json={"text": TEXT}, timeout=120).raise_for_status()
    yield made
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    process.stdout.close()
    process.stderr.close()


def test_both_workers_answer_alike_and_are_light(serving: Serving) -> None:
    answers = [serving.ask() for _ in range(16)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    (models,) = serving.those("serve.models")
    workers = serving.those("serve.worker")
    assert len(workers) == 2
    for pid in workers:
        assert resident(pid) < LARGEST
        assert "onnx" not in " ".join(mapped(pid)).replace("onnxruntime", ""), "a worker has a model of its own"
    assert any(name.startswith("weights") for name in mapped(models)) or resident(models) > 150


def resident(pid: int) -> float:
    """Megabytes."""
    (kilobytes,) = re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(kilobytes) / 1024


def mapped(pid: int) -> set[str]:
    """The names of the files that a process has mapped."""
    return {line.rpartition("/")[2] for line in Path(f"/proc/{pid}/maps").read_text().splitlines() if "/" in line}


def test_numbers_of_all_workers_are_added_up(serving: Serving) -> None:
    def asked() -> float:
        text = httpx.get(f"{serving.address}/metrics").text
        return sum(map(float, re.findall(r'onrecord_requests_total\{path="/v1/verify",status="200"\} (\S+)', text)))

    before = asked()
    for _ in range(12):
        serving.ask()
    assert {asked() - before for _ in range(12)} == {12.0}  # whichever worker is asked
    text = httpx.get(f"{serving.address}/metrics").text
    assert re.search(r'onrecord_model_rows_total\{model="pairs"\} [1-9]', text)
    assert "onrecord_waiting 0.0" in text


def health(peer: socket.socket) -> bool:
    """Whether a connection is answered."""
    with peer, suppress(ConnectionError):
        peer.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        return bool(peer.recv(100))
    return False


def test_a_worker_that_dies_is_started_anew_and_its_requests_fail(serving: Serving) -> None:
    before = serving.those("serve.worker")
    held = [socket.create_connection(("127.0.0.1", serving.port), timeout=60) for _ in range(8)]
    os.kill(before[0], signal.SIGKILL)
    answered = [health(peer) for peer in held]
    assert any(answered)  # by the other worker; and those of the dead one did not hang
    wait_for(lambda: len(serving.those("serve.worker")) == 2)
    assert before[1] in serving.those("serve.worker")
    assert serving.ask().status_code == 200
    assert any(f"(process {before[0]}) ended with status -9 and is started anew" in line for line in serving.complaints)


def test_models_that_die_are_started_anew_and_nobody_hangs(serving: Serving) -> None:
    (before,) = serving.those("serve.models")
    told: list[httpx.Response] = []
    threads = [threading.Thread(target=lambda: told.append(serving.ask())) for _ in range(6)]
    for thread in threads:
        thread.start()
    time.sleep(0.3)
    os.kill(before, signal.SIGKILL)
    for thread in threads:
        thread.join()
    for answer in told:
        assert answer.status_code in (200, 503)
        assert answer.status_code == 200 or re.search(r"started anew, try again in \d+ s", answer.json()["error"])
    wait_for(lambda: serving.those("serve.models") not in ([], [before]))
    assert serving.ask().status_code == 200
    assert any(f"the process of the models (process {before}) ended" in line for line in serving.complaints)


def test_all_end_together(serving: Serving) -> None:
    children = serving.children()
    assert len(children) == 3
    serving.process.send_signal(signal.SIGTERM)
    assert serving.process.wait(60) == 0
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), 20)


def test_a_library_of_one_process_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--workers", "2", "--library", str(tmp_path / "library"), "--port", str(free_port())]) == 1
    assert "--store http://127.0.0.1:8911, or leave --workers out" in capsys.readouterr().err


@pytest.mark.parametrize("other", [{"embedder": "other"}, {"entailer": "other"}, {"writer": "local"}])
def test_models_that_workers_could_not_share_are_refused(other: dict[str, str]) -> None:
    with pytest.raises(UserError, match="share the models of this project only"):
        check(Settings(store="http://127.0.0.1:1", **other))


def test_a_port_that_is_taken_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        options = ["--store", "http://127.0.0.1:1", "--library", str(tmp_path / "library")]
        assert main(["serve", "--workers", "2", "--port", str(port), *options]) == 1
    assert f'"127.0.0.1:{port}"' in capsys.readouterr().err
