"""What a server is started with, and a process that serves so: the only one, or one of several workers."""

import socket
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import uvicorn

from assistant.assistant import Assistant
from assistant.line import AT_ONCE, SECONDS, WAITING, Line
from assistant.settings import Settings, library
from assistant.users import assistant_of
from serve.app import build
from serve.desk import Desk, Desks
from serve.guard import Limits

CONNECTIONS = 800
"""Connections of a process, most of them idle: fewer than the files that a process may have open (1024 as a rule)."""


@dataclass(frozen=True, slots=True)
class Serving:
    """All of it; plain values, so that it can be handed to a worker as JSON."""

    library: str | None = None
    settings: dict[str, Any] = field(default_factory=lambda: asdict(Settings()))
    host: str = "127.0.0.1"
    port: int = 8000
    names: Sequence[str] = ("*",)
    tokens: Sequence[str] = ()
    rate: int = 120
    size: int = 5 * 2**20
    at_once: int = AT_ONCE
    waiting: int = WAITING
    seconds: float = SECONDS
    writable: bool = True
    allow_private: bool = False

    def line(self) -> Line:
        """The line that requests stand in."""
        return Line(self.at_once, self.waiting, self.seconds)


def desks(serving: Serving) -> Desks:
    """The desks over the library and over those of users. Raises UserError where it cannot be opened."""
    settings = Settings(**serving.settings)

    def desk(assistant: Assistant) -> Desk:
        return Desk(assistant, serving.writable, serving.allow_private)

    folder = library(serving.library)
    return Desks(desk(Assistant.open(folder, settings, create=True)), lambda user: desk(assistant_of(user, folder, settings)))


def run(serving: Serving, opened: Desks, listening: socket.socket | None = None, ready: Callable[[], Any] = lambda: None) -> None:
    """Serves until it is told to stop; `ready` is called when it answers."""
    limits = Limits(serving.rate, serving.size, tuple(serving.tokens))
    app = build(opened, limits, tuple(serving.names), serving.line())
    config = uvicorn.Config(
        app,
        host=serving.host,
        port=serving.port,
        log_level="warning",
        server_header=False,
        ws="none",
        limit_concurrency=CONNECTIONS,
    )
    server = Server(config, ready)
    server.run(sockets=[listening] if listening else None)


class Server(uvicorn.Server):
    """One that says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], Any]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to listen."""
        await super().startup(sockets)
        if self.started:
            self._ready()
