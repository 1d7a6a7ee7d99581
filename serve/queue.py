"""Requests stand in line before anything is done for them: an ASGI middleware. Who hangs up leaves it."""

import asyncio
from collections.abc import Callable, MutableMapping
from typing import Any

from assistant.line import Line
from index.errors import BusyError
from serve.guard import App, Message, Receive, Send, refuse

NEVER_WAIT = ("/health", "/metrics", "/v1/schema", "/openapi.json", "/mcp")
"""What watches over the server, and the MCP server, whose tools stand in the line themselves."""


class Queue:
    """Lets a request through in its turn; with 503 and Retry-After it tells who comes when too many wait."""

    def __init__(self, app: App, line: Line) -> None:
        self._app = app
        self._line = line

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Passes a request on in its turn, or refuses it."""
        if scope["type"] != "http" or scope["path"].startswith(NEVER_WAIT):
            await self._app(scope, receive, send)
            return
        body = await _body(receive)
        if body is None:
            return
        whole = False

        async def noted(message: Message) -> None:
            nonlocal whole
            whole = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        hung_up = asyncio.ensure_future(_hung_up(receive))
        work = asyncio.ensure_future(self._in_turn(scope, body, noted, hung_up.done))
        try:
            await asyncio.wait({work, hung_up}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            hung_up.cancel()
            if not work.done() and not whole:
                work.cancel()
        await asyncio.wait({work})
        if not work.cancelled():
            work.result()

    async def _in_turn(self, scope: MutableMapping[str, Any], body: bytes, send: Send, gone: Callable[[], bool]) -> None:
        try:
            async with self._line.awaited(gone):
                await self._app(scope, _again(body), send)
        except BusyError as error:
            await refuse(send, 503, str(error), ("Retry-After", str(error.seconds)))


async def _body(receive: Receive) -> bytes | None:
    """The whole body, so that who sends it slowly holds nobody up; None where the client hangs up."""
    parts = []
    while (message := await receive())["type"] == "http.request":
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
    return None


async def _hung_up(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _again(body: bytes) -> Receive:
    """The body once more, as one message; what comes after it is waited for in vain."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await asyncio.Event().wait()
        raise AssertionError("nothing comes after the body")

    return receive
