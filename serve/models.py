"""The process that has the models, for several workers: a socket in a folder that only this user may enter.

`python -m serve.models SOCKET` serves until its standard input ends, which it does with the process that started it.
"""

import socket
import socketserver
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.allowance import Allowance, allowed
from index.errors import ModelError, OverdueError
from index.session import Runner, Session, Source
from index.turns import Turns
from serve import wire

TOLD = {"ModelError": ModelError, "OverdueError": OverdueError}
"""Errors that are raised again where the worker waits."""


class Models(socketserver.ThreadingUnixStreamServer):
    """Opens the graphs that workers name, each once, and runs what they send, in turns."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)  # of those before, which have ended
        super().__init__(str(path), _Worker)
        self._runners: dict[Source, Runner] = {}
        self._opening = threading.Lock()

    def runner(self, source: Source) -> Runner:
        """What runs a graph. Raises ModelError."""
        with self._opening:
            if source not in self._runners:
                self._runners[source] = Turns(source.name, Session(source))
            return self._runners[source]


class _Worker(socketserver.BaseRequestHandler):
    """A connection of a worker: request and reply, one after the other."""

    server: Models
    request: socket.socket

    def handle(self) -> None:
        """Replies until the worker hangs up."""
        try:
            while True:
                wire.send(self.request, *self._reply(*wire.receive(self.request)))
        except OSError:
            return

    def _reply(self, said: dict[str, Any], numbers: bytes) -> tuple[dict[str, Any], bytes]:
        if "count" in said:
            return {"counts": [asdict(found) for found in Turns.counted()]}, b""
        try:
            with allowed(Allowance(said["seconds"], lambda: wire.gone(self.request))):
                rows = wire.rows_in(said["lengths"], numbers)
                told, found = wire.outputs_out(self.server.runner(source_in(said["source"])).run(rows, said["limit"]))
            return {"outputs": told}, found
        except Exception as error:  # noqa: BLE001  # told to the worker, whose request it is; the others go on
            return {"error": str(error), "kind": type(error).__name__}, b""


def source_out(source: Source) -> dict[str, Any]:
    """A source as plain values."""
    weights = str(source.weights) if source.weights else None
    return {"name": source.name, "graph": str(source.graph), "padding": source.padding, "weights": weights}


def source_in(said: dict[str, Any]) -> Source:
    """The source again."""
    weights = Path(said["weights"]) if said["weights"] else None
    return Source(said["name"], Path(said["graph"]), said["padding"], weights)


def main(path: str) -> None:
    """Serves until standard input ends."""
    with Models(Path(path)) as models:
        threading.Thread(target=models.serve_forever, daemon=True).start()
        sys.stdout.write('{"ready": true}\n')
        sys.stdout.flush()
        sys.stdin.read()
        models.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
