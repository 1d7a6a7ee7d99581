"""Counts and times of requests, of the line they stand in and of the models' batches, as Prometheus reads them."""

import os
import time
from collections.abc import Iterator, MutableMapping
from threading import Lock
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from assistant.line import Line
from index.session import counts
from serve.guard import App, Message, Receive, Send

NOW = {"working": "Requests worked on now", "waiting": "Requests that wait their turn now"}
SINCE = {
    "begun": "Requests whose turn came",
    "refused": "Requests turned away because too many waited",
    "waited": "Seconds that requests waited for their turn",
}
"""Fields of `assistant.line.Counts`."""
SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Metrics:
    """Of one server; its own registry, so that several may run in one process.

    Of several workers the numbers are added up, whichever is asked (`PROMETHEUS_MULTIPROC_DIR`).
    """

    def __init__(self, line: Line) -> None:
        mine = self._registry = CollectorRegistry()
        self._requests = Counter("onrecord_requests", "Requests by path and status", ["path", "status"], registry=mine)
        self._seconds = Histogram("onrecord_seconds", "Seconds by path", ["path"], buckets=SECONDS, registry=mine)
        self._articles = Gauge("onrecord_articles", "Articles in the library", registry=mine, multiprocess_mode="max")
        self._line, self._before = line, line.counts
        self._now = {
            name: Gauge(f"onrecord_{name}", told, registry=mine, multiprocess_mode="livesum") for name, told in NOW.items()
        }
        self._recent = Gauge("onrecord_recent_seconds", "A request's recent time", registry=mine, multiprocess_mode="livemax")
        self._since = {name: Counter(f"onrecord_{name}", told, registry=mine) for name, told in SINCE.items()}
        self._turn = Lock()
        line.told = self.look

    def look(self) -> None:
        """Notes how the line stands."""
        with self._turn:
            counts = self._line.counts
            for name, gauge in self._now.items():
                gauge.set(getattr(counts, name))
            self._recent.set(counts.recent)
            for name, counter in self._since.items():
                counter.inc(getattr(counts, name) - getattr(self._before, name))
            self._before = counts

    def text(self, articles: int) -> bytes:
        """All of them in Prometheus' text format."""
        self._articles.set(articles)
        self.look()
        registry = self._registry
        if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        models = CollectorRegistry()
        models.register(Batches())
        return generate_latest(registry) + generate_latest(models)

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


class Batches(Collector):
    """What the models have done: rows a batch, and requests that shared one, are quotients of these."""

    def collect(self) -> Iterator[Metric]:
        """A sample a model and number."""
        found = counts()
        waiting = GaugeMetricFamily("onrecord_model_waiting", "Requests at a model now", labels=["model"])
        for one in found:
            waiting.add_metric([one.model], one.waiting)
        yield waiting
        for name, told in (
            ("batches", "Batches run"),
            ("rows", "Rows in the batches"),
            ("parts", "Requests with a part in the batches"),
            ("seconds", "Seconds of the batches"),
            ("waited", "Seconds that requests waited for a model"),
        ):
            family = CounterMetricFamily(f"onrecord_model_{name}", told, labels=["model"])
            for one in found:
                family.add_metric([one.model], getattr(one, name))
            yield family
