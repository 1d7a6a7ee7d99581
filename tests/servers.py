"""Servers that tests start on this machine and end again: Chroma's own, and PostgreSQL's where it is installed."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from index.server import Server


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def start_chroma(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    """`chroma run`, ready when this returns."""
    command = [Path(sys.executable).with_name("chroma"), "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=1).is_success:
                return process
        except httpx.HTTPError:
            time.sleep(0.1)
    process.kill()
    process.wait()
    raise AssertionError("chroma run does not answer")


@contextmanager
def chroma_server(folder: Path) -> Iterator[tuple[Server, "subprocess.Popen[bytes]"]]:
    """A Chroma server that keeps its files in the folder, with its process."""
    port = free_port()
    process = start_chroma(folder, port)
    try:
        yield Server(f"http://127.0.0.1:{port}", timeout=10), process
    finally:
        process.kill()
        process.wait()


def postgresql_programs() -> Path | None:
    """The folder of PostgreSQL's programs, or None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


@contextmanager
def postgresql_server(programs: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A PostgreSQL server: the URL of its database, and its process. It does not run as root: then the user postgres runs it."""
    user = "postgres" if os.geteuid() == 0 else getpass.getuser()
    port, folder = free_port(), Path(tempfile.mkdtemp(prefix="onrecord-postgresql-"))
    shutil.chown(folder, user)
    files, options = folder / "files", ["-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={folder}"]
    initial = [programs / "initdb", "-D", files, "-U", "onrecord", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    subprocess.run(initial, check=True, capture_output=True, cwd=folder, user=user)
    command = [programs / "postgres", "-D", files, "-p", str(port), *options]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, user=user)
    try:
        ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "onrecord"]
        for _ in range(300):
            if subprocess.run(ready, check=False, cwd=folder).returncode == 0:
                break
            time.sleep(0.1)
        yield f"postgresql://onrecord@127.0.0.1:{port}/postgres", process
    finally:
        process.send_signal(signal.SIGQUIT)  # without waiting for clients or the disk
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)
