"""Counts and times of requests, as Prometheus reads them."""

import time
from collections.abc import MutableMapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from serve.guard import App, Message, Receive, Send

SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Metrics:
    """Of one server; its own registry, so that several may run in one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("onrecord_requests", "Requests by path and status", ["path", "status"], registry=self._registry)
        self._seconds = Histogram("onrecord_seconds", "Seconds by path", ["path"], buckets=SECONDS, registry=self._registry)
        self._articles = Gauge("onrecord_articles", "Articles in the library", registry=self._registry)

    def text(self, articles: int) -> bytes:
        """All of them in Prometheus' text format."""
        self._articles.set(articles)
        return generate_latest(self._registry)

    def measuring(self, app: App) -> App:
        """The app, measured."""

        async def measured(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            begun, status = time.perf_counter(), "500"

            async def noted(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = str(message["status"])
                await send(message)

            try:
                await app(scope, receive, noted)
            finally:
                route = getattr(scope.get("route"), "path", None) or ("/mcp" if scope["path"].startswith("/mcp") else "other")
                self._requests.labels(route, status).inc()
                self._seconds.labels(route).observe(time.perf_counter() - begun)

        return measured
