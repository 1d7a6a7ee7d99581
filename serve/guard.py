"""Who may ask, how often and how much: an ASGI middleware before everything else."""

import hashlib
import hmac
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException

from assistant.users import NAME

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

OPEN = frozenset(("/health",))
"""Paths that need no token, for what watches over the server."""
USER = "onrecord.user"
"""In the scope of a request: whose library is asked; "" for the one that all share."""
MOST_CLIENTS = 10_000
"""Clients whose rate is remembered, the latest ones."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests a minute of one client (0: any number), bytes of a request, and who may ask (no token: whoever reaches it).

    A token may be written as USER:TOKEN; what is asked with it is asked of that user's own library.
    """

    rate: int = 120
    size: int = 5 * 2**20
    tokens: tuple[str, ...] = ()


def named(line: str) -> tuple[str, str]:
    """The user and the token in a line of a file of tokens; the user is "" where it names none.

    >>> named("ada:0123456789abcdef"), named("0123456789abcdef")
    (('ada', '0123456789abcdef'), ('', '0123456789abcdef'))
    """
    user, colon, token = line.partition(":")
    return (user, token) if colon and NAME.fullmatch(user) else ("", line)


class TooLarge(HTTPException):
    """A body of more bytes than the limit."""


class Guard:
    """Refuses with 401, 413 or 429 what the limits do not allow."""

    def __init__(self, app: App, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._users = {_digest(token.encode()): user for user, token in map(named, limits.tokens)}
        self._free: OrderedDict[str, float] = OrderedDict()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] != "http" or scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        headers = {name.lower(): value for name, value in scope["headers"]}
        token = _bearer(headers.get(b"authorization", b""))
        scope[USER] = self._user(token)
        if scope[USER] is None:
            await refuse(
                send, 401, "a token is needed: send the header Authorization: Bearer TOKEN", ("WWW-Authenticate", "Bearer")
            )
            return
        wait = self._wait(_digest(token).hex() if self._users else (scope.get("client") or ("?",))[0])
        if wait > 0:
            told = f"more than {self._limits.rate} requests a minute: wait {wait:.0f} s"
            await refuse(send, 429, told, ("Retry-After", str(int(wait) + 1)))
            return
        await self._sized(scope, receive, send, headers.get(b"content-length", b"0"))

    async def _sized(self, scope: MutableMapping[str, Any], receive: Receive, send: Send, said: bytes) -> None:
        """Runs the app with a body that ends the request when it grows beyond the limit."""
        taken, begun = 0, False
        told = f"the request is larger than {self._limits.size} bytes: send less at once"

        async def bounded() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._limits.size:
                raise TooLarge(413, told)
            return message

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        if not said.isdigit() or int(said) > self._limits.size:
            await refuse(send, 413, told)
            return
        try:
            await self._app(scope, bounded, noted)
        except TooLarge:
            if not begun:
                await refuse(send, 413, told)

    def _user(self, token: bytes) -> str | None:
        """Whose token it is; None where it is nobody's. Every known token is compared, whichever it is."""
        if not self._users:
            return ""
        given = _digest(token)
        found = [user for known, user in self._users.items() if hmac.compare_digest(given, known)]
        return found[0] if found else None

    def _wait(self, client: str) -> float:
        """Seconds until the client may ask again; 0 and one request less to go where it may now (GCRA, ATM Forum 1996)."""
        if not self._limits.rate:
            return 0.0
        now, step = time.monotonic(), 60 / self._limits.rate
        due = max(self._free.pop(client, now), now)
        late = due - now > 60 - step
        self._free[client] = due if late else due + step
        while len(self._free) > MOST_CLIENTS:
            self._free.popitem(last=False)
        return due - now - 60 + step if late else 0.0


def _digest(token: bytes) -> bytes:
    return hashlib.sha256(token).digest()


def _bearer(header: bytes) -> bytes:
    kind, _, token = header.partition(b" ")
    return token.strip() if kind.lower() == b"bearer" else b""


async def refuse(send: Send, status: int, told: str, *headers: tuple[str, str]) -> None:
    """Answers with an error."""
    body = json.dumps({"error": told}).encode()
    said: Iterable[tuple[str, str]] = (("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers)
    await send({"type": "http.response.start", "status": status, "headers": [(k.encode(), v.encode()) for k, v in said]})
    await send({"type": "http.response.body", "body": body})
