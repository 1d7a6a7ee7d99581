"""A server on the loopback that does what servers should not."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from documents import PAGE, archive

PATIENCE = 3.0
"""Seconds after which even the slowest handler ends."""


class Hostile(BaseHTTPRequestHandler):
    """Serves an article at /, and trouble elsewhere; `asked` lists the paths with their headers."""

    protocol_version = "HTTP/1.1"
    robots = b"User-agent: *\nDisallow: /secret\n"
    robots_status = 200

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        name = self.path.split("?")[0].strip("/").split("/")[0] or "article"
        getattr(self, f"serve_{name.replace('.', '_').replace('-', '_')}", self.serve_nothing)()

    def send(self, content: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def serve_article(self) -> None:
        self.send(PAGE.encode())

    serve_secret = serve_article

    def serve_latin(self) -> None:
        self.send(PAGE.replace("fail", "fail café").encode("cp1252", "replace"), "text/html; charset=windows-1252")

    def serve_robots_txt(self) -> None:
        self.send(self.server.robots, "text/plain", self.server.robots_status)

    def serve_nothing(self) -> None:
        self.send(b"<p>no</p>", status=404)

    def serve_moved(self) -> None:
        self.send(b"", status=302, Location="/")

    def serve_round(self) -> None:
        self.send(b"", status=302, Location="/round")

    def serve_to(self) -> None:
        self.send(b"", status=302, Location=self.path.split("?", 1)[1])

    def serve_slow(self) -> None:
        """A byte now and then, for ever."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.drip()

    def serve_slow_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        self.drip(b"X: ")

    def drip(self, piece: bytes = b" ") -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                self.wfile.write(piece)
            except OSError:
                break
            time.sleep(0.05)
        self.close_connection = True

    def serve_endless(self) -> None:
        """Megabytes without an end."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                self.wfile.write(b"a" * 65536)
            except OSError:
                break
        self.close_connection = True

    def serve_bomb(self) -> None:
        self.send(gzip.compress(b"a" * 5_000_000), Content_Encoding="gzip")

    def serve_packed(self) -> None:
        self.send(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def serve_brotli(self) -> None:
        self.send(b"\x0b\x02\x80", Content_Encoding="br")

    def serve_zip(self) -> None:
        self.send(archive({"a.txt": b"Talks fail"}), "application/octet-stream")

    def serve_typed_zip(self) -> None:
        self.send(archive({"a.txt": b"Talks fail"}), "application/zip")

    def serve_video(self) -> None:
        self.send(b"\0" * 100, "video/mp4")

    def serve_entities(self) -> None:
        laughs = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
        self.send(f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{laughs}]><rss>&l9;</rss>'.encode(), "application/rss+xml")

    def serve_long_head(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1_000_000)
        self.close_connection = True

    def serve_garbage(self) -> None:
        self.wfile.write(b"\0\1\2 no http \r\n\r\n")
        self.close_connection = True

    def serve_cut(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b"<p>short")
        self.close_connection = True

    def serve_feed(self) -> None:
        host = self.headers["Host"]
        links = "".join(f"<item><title>{p}</title><link>{p}</link></item>" for p in self.server.links)
        self.send(f'<rss version="2.0"><channel><title>{host}</title>{links}</channel></rss>'.encode(), "application/rss+xml")

    def log_message(self, *_: object) -> None:
        """Nothing."""


class Server(ThreadingHTTPServer):
    """What a test may set and look at."""

    daemon_threads = True
    robots = Hostile.robots
    robots_status = 200
    links: tuple[str, ...] = ("/", "/nothing", "http://10.0.0.1/private")

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hostile)
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what the tests want."""


@contextmanager
def serving() -> Iterator[Server]:
    """The server, running until the block ends."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
