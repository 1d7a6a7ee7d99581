"""A server on loopback that speaks as an OpenAI-compatible one does, from a list of recorded answers."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


@dataclass
class Wire:
    """The server's address, and the requests it got."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def streamed(text: str, *, broken: bool = False) -> dict[str, Any]:
    """A streamed answer, word by word; a broken one ends in the middle of a line, without an end."""
    return {"stream": text.split(" "), "broken": broken}


def message(content: str | None = None, tool: tuple[str, dict[str, Any]] | None = None) -> dict[str, Any]:
    """A whole answer, perhaps with a call of a tool."""
    made: dict[str, Any] = {"role": "assistant", "content": content}
    if tool:
        call = {"name": tool[0], "arguments": json.dumps(tool[1])}
        made["tool_calls"] = [{"id": "call_1", "type": "function", "function": call}]
    choice = {"index": 0, "message": made, "finish_reason": "tool_calls" if tool else "stop"}
    return {"json": {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": USAGE}}


def refused(status: int, **headers: str) -> dict[str, Any]:
    """An error of the server's."""
    return {"status": status, "headers": {k.replace("_", "-"): v for k, v in headers.items()}, "json": {"error": {"message": "no"}}}


class Handler(BaseHTTPRequestHandler):
    """Gives the next answer."""

    server: "Recorded"

    def do_POST(self) -> None:
        self.server.wire.requests.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.server.wire.keys.append(self.headers.get("authorization", ""))
        reply = self.server.replies.pop(0)
        if "stream" in reply:
            self._stream(reply)
            return
        body = json.dumps(reply["json"]).encode()
        self.send_response(reply.get("status", 200))
        for name, value in {"content-type": "application/json", "content-length": str(len(body))}.items():
            self.send_header(name, value)
        for name, value in reply.get("headers", {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", "1000000" if reply["broken"] else str(sum(map(len, self._lines(reply)))))
        self.end_headers()
        for line in self._lines(reply):
            self.wfile.write(line)
        self.wfile.flush()
        self.close_connection = True

    def _lines(self, reply: dict[str, Any]) -> list[bytes]:
        chunks = [{"choices": [{"index": 0, "delta": {"role": "assistant", "content": f"{w} "}}]} for w in reply["stream"]]
        end = (
            []
            if reply["broken"]
            else [{"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}, {"choices": [], "usage": USAGE}]
        )
        common = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        lines = [f"data: {json.dumps(common | chunk)}\n\n".encode() for chunk in (*chunks, *end)]
        return lines if reply["broken"] else [*lines, b"data: [DONE]\n\n"]

    def log_message(self, *_: Any) -> None:
        pass


class Recorded(ThreadingHTTPServer):
    """Answers in turn."""

    def __init__(self, replies: list[dict[str, Any]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.replies, self.wire = replies, Wire(f"http://127.0.0.1:{self.server_address[1]}/v1")


@contextmanager
def served(*replies: dict[str, Any]) -> Iterator[Wire]:
    """A server that gives these answers in turn."""
    server = Recorded(list(replies))
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server.wire
    finally:
        server.shutdown()
        server.server_close()
