"""Several workers at one port and the process of their models: started, watched, started anew when they end, and ended together."""

import json
import math
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from prometheus_client.multiprocess import mark_process_dead

from assistant.settings import Settings
from index.embed import EMBEDDERS
from index.errors import UserError
from index.onnx import MANIFEST
from serve.running import Serving
from serve.worker import listening

START = 120.0
"""Seconds that a process may take to start."""
GLANCE = 0.25
"""Seconds after which it is looked whether all still run."""
END = 15.0
"""Seconds in which a process that is told to end does."""
QUICK, LONGEST_PAUSE = 10.0, 30.0
"""A process that ends within so many seconds is started anew after a pause, from 1 s doubled to the second number."""

Tell = Callable[[str], object]


class Child:
    """A process of ours, which ends with this one: it reads its standard input to the end."""

    def __init__(self, name: str, module: str, arguments: Sequence[str] = (), told: dict[str, Any] | None = None) -> None:
        self.name = name
        self._command = [sys.executable, "-P", "-m", module, *arguments]
        self._told = (json.dumps(told) + "\n").encode() if told else b""
        self._process: subprocess.Popen[bytes] | None = None
        self._begun, self._pause, self._next = 0.0, 0.0, 0.0

    @property
    def pid(self) -> int:
        """Of the process that runs, or ran last."""
        return self._process.pid if self._process else 0

    def start(self, folder: Path) -> None:
        """Starts it; it need not answer yet."""
        here = str(Path(__file__).parents[1])
        paths = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
        environment = os.environ | {"PYTHONPATH": paths, "PROMETHEUS_MULTIPROC_DIR": str(folder)}
        self._begun = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603  # our own program
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, start_new_session=True
        )
        assert self._process.stdin
        self._process.stdin.write(self._told)
        self._process.stdin.flush()

    def wait(self) -> None:
        """Waits until it answers. Raises UserError, with what it says, where it does not."""
        assert self._process
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], START)[0]:
            raise UserError(f"{self.name} did not start within {START:g} seconds: look at the messages above and try again")
        said = json.loads(self._process.stdout.readline() or '{"error": "it ended"}')
        if "error" in said:
            raise UserError(f"{self.name} cannot start: {said['error']}")

    def mend(self, folder: Path, complain: Tell) -> None:
        """Starts it anew where it has ended, after a pause where it had not run for long."""
        if not self._process:
            return
        status, now = self._process.poll(), time.monotonic()
        if status is None:
            return
        if not self._next:
            quick = now - self._begun < QUICK
            self._pause = min(LONGEST_PAUSE, max(1.0, 2 * self._pause)) if quick else 0.0
            self._next = now + self._pause
            mark_process_dead(self.pid, str(folder))  # type: ignore[no-untyped-call]
            complain(f"{self.name} (process {self.pid}) ended with status {status} and is started anew")
        if now >= self._next:
            self._close()
            self.start(folder)
            self._next = 0.0

    def end(self) -> None:
        """Tells it to end."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)

    def ended(self) -> None:
        """Waits until it has ended; at last it is killed."""
        if self._process:
            try:
                self._process.wait(END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._close()

    def _close(self) -> None:
        assert self._process
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                stream.close()


def check(settings: Settings) -> None:
    """Raises UserError where workers could not share library and models."""
    if not settings.store:
        raise UserError(
            "several workers need a library that several processes may have: start a Chroma server"
            " (chroma run --path DIR --port 8911) and name it with --store http://127.0.0.1:8911, or leave --workers out"
        )
    own = settings.entailer == "onrecord" or (Path(settings.entailer) / MANIFEST).is_file()
    if settings.embedder not in EMBEDDERS or not own or settings.writer.partition(":")[0] == "local":
        raise UserError("several workers share the models of this project only: leave out --workers, or the other model")


def supervise(serving: Serving, count: int, tell: Tell, complain: Tell) -> None:
    """Serves with `count` workers until it is told to stop (SIGTERM, Ctrl+C). Raises UserError where it cannot begin.

    `tell` is given the line that names the address, `complain` what goes wrong.
    """
    check(Settings(**serving.settings))
    stop = threading.Event()
    with _signals(stop), _port(serving) as port, _folder() as folder:
        path = folder / "models"
        models = Child("the process of the models", "serve.models", [str(path)])
        share = _share(replace(serving, port=port), count)
        told = {"models": str(path), "serving": asdict(share)}
        workers = [Child(f"worker {number}", "serve.worker", told=told) for number in range(1, count + 1)]
        try:
            for child in (models, *workers):
                child.start(folder)
                child.wait()
            tell(f"{count} workers serve http://{serving.host}:{port}/openapi.json (MCP: /mcp/); stop with Ctrl+C")
            while not stop.wait(GLANCE):
                for child in (models, *workers):
                    child.mend(folder, complain)
        finally:
            for children in (workers, [models]):
                for child in children:
                    child.end()
                for child in children:
                    child.ended()


def _share(serving: Serving, count: int) -> Serving:
    """What one of the workers takes on."""
    return replace(serving, at_once=math.ceil(serving.at_once / count), waiting=math.ceil(serving.waiting / count))


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    before = {name: signal.signal(name, lambda *_: stop.set()) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


@contextmanager
def _port(serving: Serving) -> Iterator[int]:
    """The port, held as long as workers serve at it. Raises UserError where another program has it."""
    if not hasattr(socket, "SO_REUSEPORT"):
        raise UserError("this system lets no two processes listen at one port: leave --workers out")
    try:
        family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
        socket.create_server((serving.host, serving.port), family=family).close()  # alone: fails where anybody else listens
        held = listening(serving.host, serving.port)
    except OSError as error:
        raise UserError(f'cannot serve at "{serving.host}:{serving.port}" ({error.strerror}): name another with --port') from error
    with held:
        yield held.getsockname()[1]


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that only this user may enter, for the models' socket and the numbers of the metrics."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
