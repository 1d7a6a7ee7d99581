"""A worker: a process that serves beside others at the same port, and asks the models that all share.

`python -m serve.worker` is told in a line of JSON how to serve, and does until its standard input ends.
"""

import json
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from index import session
from index.errors import UserError
from serve.remote import Remote
from serve.running import Serving, desks, run


def listening(host: str, port: int) -> socket.socket:
    """A socket of our own at a port that several listen at: the system shares the connections out."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    made = socket.socket(found[0], socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(found[4])
    return made


def tell(said: dict[str, Any]) -> None:
    """Says something to the process that started this one."""
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> int:
    """Serves as told."""
    told = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    remote = Remote(Path(told["models"]))
    session.use(remote.opened, remote.counts)
    serving = Serving(**told["serving"])
    try:
        opened = desks(serving)
    except UserError as error:
        tell({"error": str(error)})
        return 1
    try:
        run(serving, opened, listening(serving.host, serving.port), lambda: tell({"ready": True}))
    finally:
        opened.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
