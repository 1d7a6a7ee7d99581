"""A real `onrecord serve` on the loopback, in a library of its own, and what memory its processes have."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
START = 240.0
"""Seconds that a server may take to start."""
MODULES = {"serve.models": "models", "serve.worker": "worker", "assistant": "server", "run": "chroma"}
"""What a process is called, by a word of its command line."""


@dataclass(frozen=True)
class Served:
    """The server's address and its process."""

    address: str
    process: "subprocess.Popen[bytes]"

    def memory(self) -> dict[str, float]:
        """Megabytes that are resident, of the server and each process it started; what several have mapped counts in each."""
        found = {"server": resident(self.process.pid)}
        for child in children(self.process.pid):
            name = next((name for word, name in MODULES.items() if word in words(child)), "other")
            found[f"{name} {sum(key.startswith(name) for key in found) + 1}"] = resident(child)
        return found


def resident(pid: int) -> float:
    """Megabytes of a process that are in memory; 0 where there is none."""
    try:
        (kilobytes,) = re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    except (OSError, ValueError):
        return 0.0
    return round(int(kilobytes) / 1024, 1)


def words(pid: int) -> list[str]:
    """The command line of a process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
    except OSError:
        return []


def children(parent: int) -> list[int]:
    """The processes that a process started."""
    try:
        return sorted(map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split()))
    except OSError:
        return []


@contextmanager
def serving(workers: int, *options: str) -> Iterator[Served]:
    """A server without limits of rate; with several workers the library is a database with a Chroma server beside it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-load-")))
        port = free_port()
        command = [sys.executable, "-m", "assistant", "serve", "--library", str(folder / "library"), "--port", str(port)]
        command += ["--rate", "0", "--workers", str(workers), *options]
        if workers > 1:
            command += ["--store", stack.enter_context(_chroma(folder / "chroma"))]
        process = stack.enter_context(_running(command, f"http://127.0.0.1:{port}/health"))
        yield Served(f"http://127.0.0.1:{port}", process)


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def _chroma(folder: Path) -> Iterator[str]:
    port = free_port()
    program = str(Path(sys.executable).with_name("chroma"))
    command = [program, "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with _running(command, f"http://127.0.0.1:{port}/api/v2/heartbeat"):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(command: list[str], address: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that answers at the address when this is entered, and has ended when it is left."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    try:
        until = time.monotonic() + START
        while not _answers(address):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{command[:4]} does not answer at {address}")
            time.sleep(0.2)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).is_success
    except httpx.HTTPError:
        return False
