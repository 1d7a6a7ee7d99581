"""A worker's end of the models: the same rows go to the process that has them, and the same outputs come back."""

import select
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from index.allowance import Allowance, current
from index.errors import BusyError
from index.session import BATCH_PIECES, Outputs, Row, Runner, Source
from index.turns import GLANCE, Counts
from serve import wire
from serve.models import TOLD, source_out

LONGEST = 86_400.0
"""Seconds that work may take for which no time was set."""
PATIENCE = 20.0
"""Seconds that a worker waits for models that are being started."""
AGAIN = 5
"""Seconds after which a client should try again when the models have ended under its request."""
STARTING = "the models are being started anew"


class Remote:
    """The models behind a socket, for all threads of a worker.

    Raises OverdueError where the thread's allowance ends, BusyError where the process of the models ends under the request.
    """

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._idle: list[socket.socket] = []
        self._lock = Lock()

    def close(self) -> None:
        """Hangs up."""
        while peer := self._taken():
            peer.close()

    def opened(self, source: Source) -> Runner:
        """What runs a graph there."""
        return _Graph(self, source)

    def counts(self) -> list[Counts]:
        """What the models have done; nothing where they do not answer."""
        try:
            said, _ = self.ask({"count": True}, b"", Allowance(1.0))
        except BusyError:
            return []
        return [Counts(**one) for one in said["counts"]]

    def ask(self, said: dict[str, Any], numbers: bytes, allowance: Allowance) -> tuple[dict[str, Any], bytes]:
        """The reply to a message. Raises OverdueError, BusyError."""
        peer = self._connected(allowance)
        try:
            wire.send(peer, said, numbers)
            while not select.select([peer], [], [], GLANCE)[0]:
                allowance.check()
            reply = wire.receive(peer)
        except OSError as error:
            peer.close()
            raise BusyError(AGAIN, f"the models ended under this request; {STARTING}") from error
        except BaseException:
            peer.close()  # by which the models know that nobody waits
            raise
        with self._lock:
            self._idle.append(peer)
        return reply

    def _connected(self, allowance: Allowance) -> socket.socket:
        """A connection that is not in use; waits a while where the models are being started."""
        while peer := self._taken():
            if not wire.gone(peer):
                return peer
            peer.close()
        until = time.monotonic() + min(PATIENCE, allowance.left)
        while True:
            peer = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                peer.connect(self._path)
            except OSError as error:
                peer.close()
                if time.monotonic() > until:
                    raise BusyError(AGAIN, STARTING) from error
                allowance.check()
                time.sleep(GLANCE)
            else:
                return peer

    def _taken(self) -> socket.socket | None:
        with self._lock:
            return self._idle.pop() if self._idle else None


class _Graph:
    """A graph there."""

    merges = False  # it is merged there, where it may be

    def __init__(self, remote: Remote, source: Source) -> None:
        self._remote, self._source = remote, source_out(source)

    def run(self, rows: Sequence[Row], limit: int = BATCH_PIECES) -> list[Outputs]:
        """The graph's outputs for each row, in the order given, without the padding."""
        if not rows:
            return []
        allowance = current()
        allowance.check()
        lengths, numbers = wire.rows_out(rows)
        left = min(LONGEST, allowance.left)
        said, found = self._remote.ask(
            {"source": self._source, "lengths": lengths, "limit": limit, "seconds": left}, numbers, allowance
        )
        if "error" in said:
            raise self._error(said["kind"], said["error"])
        return wire.outputs_in(said["outputs"], found)

    def _error(self, kind: str, message: str) -> Exception:
        known: Callable[[str], Exception] | None = TOLD.get(kind)
        return known(message) if known else RuntimeError(f"{kind} in the models: {message}")
