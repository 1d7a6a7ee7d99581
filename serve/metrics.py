"""Counts and times of requests, of the line they stand in and of the models' batches, as Prometheus reads them."""

import time
from collections.abc import Iterator, MutableMapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from assistant.line import Line
from index.session import counts
from serve.guard import App, Message, Receive, Send

SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30)


class Metrics:
    """Of one server; its own registry, so that several may run in one process."""

    def __init__(self, line: Line) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("onrecord_requests", "Requests by path and status", ["path", "status"], registry=self._registry)
        self._seconds = Histogram("onrecord_seconds", "Seconds by path", ["path"], buckets=SECONDS, registry=self._registry)
        self._articles = Gauge("onrecord_articles", "Articles in the library", registry=self._registry)
        self._registry.register(Standing(line))
        self._registry.register(Batches())

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


class Standing(Collector):
    """How the line stands."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def collect(self) -> Iterator[Metric]:
        """Requests worked on and waiting, those begun, turned away, and the seconds that they waited."""
        found = self._line.counts
        yield GaugeMetricFamily("onrecord_working", "Requests worked on now", found.working)
        yield GaugeMetricFamily("onrecord_waiting", "Requests that wait their turn now", found.waiting)
        yield GaugeMetricFamily("onrecord_recent_seconds", "The recent time of a request without its wait", found.recent)
        yield CounterMetricFamily("onrecord_begun", "Requests whose turn came", found.begun)
        yield CounterMetricFamily("onrecord_busy", "Requests turned away because too many waited", found.refused)
        yield CounterMetricFamily("onrecord_waited_seconds", "Seconds that requests waited for their turn", found.waited)


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
