"""Figures for monitoring in the formats of Prometheus: requests, queries, workers, the snapshot and what is in it.

Labels have few values: the pattern of a route, not a path; a known method; an outcome.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator

from flask import Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from parley import __version__
from parley.errors import ParleyError
from parley.model import Coverage
from parley.store.service.runs import Caller
from parley.store.service.workers import QueryService
from parley.web.http import access

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The figures of one service."""

    def __init__(self, queries: QueryService) -> None:
        self._registry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "parley_http_requests", "Requests by method, route and status.", ("method", "route", "status"),
            registry=self._registry,
        )  # fmt: skip
        self._seconds = Histogram(
            "parley_http_request_seconds", "Time until the answer was there to be sent.", ("route",),
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._under_way = Gauge("parley_http_requests_under_way", "Requests being handled.", registry=self._registry)
        self._registry.register(_Queries(queries))
        ProcessCollector(registry=self._registry)

    def register(self, app: Flask) -> None:
        """Count every request of `app`."""
        app.before_request(self._under_way.inc)
        app.teardown_request(lambda error: self._under_way.dec())
        app.after_request(self._count)

    def refused(self, status: int) -> None:
        """Count a request that did not reach the app."""
        self._requests.labels("other", "none", str(status)).inc()

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """Return the figures in the format that an Accept header asks for, and its media type."""
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def count(self, *, method: str, route: str, status: int, took_s: float) -> None:
        """Count a request that was answered."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(took_s)

    def _count(self, response: Response) -> Response:
        self.count(method=request.method, route=access.route(), status=response.status_code, took_s=access.took_s())
        return response


class _Queries(Collector):
    """What the query service tells of itself, read when the figures are."""

    def __init__(self, queries: QueryService) -> None:
        self._queries = queries
        self._covered: tuple[str, Coverage] = ("", Coverage())

    def collect(self) -> Iterator[Metric]:
        queries = self._queries
        yield InfoMetricFamily(
            "parley_build",
            "What is running.",
            {"version": __version__, "python": platform.python_version()},
        )
        outcomes = CounterMetricFamily("parley_queries", "Queries by how they ended.", labels=("outcome",))
        for outcome, count in queries.outcomes().items():
            outcomes.add_metric((outcome,), count)
        yield outcomes
        states = [run.state for run in queries.running()]
        yield GaugeMetricFamily("parley_queries_running", "Queries that have a worker.", states.count("running"))
        yield GaugeMetricFamily("parley_queries_queued", "Queries that wait for a worker.", states.count("queued"))
        yield CounterMetricFamily(
            "parley_workers_replaced", "Workers that were ended or died, each replaced.", queries.workers_replaced
        )
        yield from self._snapshot(idle=not states)

    def _snapshot(self, *, idle: bool) -> Iterator[Metric]:
        try:
            snapshot = self._queries.snapshots.current()
            published = snapshot.published.timestamp()
        except (ParleyError, OSError):
            return  # nothing published: no figure is the honest one
        yield GaugeMetricFamily("parley_snapshot_number", "Number of the newest snapshot.", snapshot.number)
        yield GaugeMetricFamily(
            "parley_snapshot_published_timestamp_seconds", "When the newest snapshot was published.", published
        )
        if self._covered[0] != snapshot.name and idle:  # not in the way of anybody's query
            try:
                with self._queries.asked_by(Caller()):  # on no client's budget
                    answer = self._queries.query("ASK {}")
                self._covered = (answer.snapshot, answer.coverage)
            except ParleyError:
                return
        name, coverage = self._covered
        if name == snapshot.name:
            yield GaugeMetricFamily("parley_articles", "Articles in the newest snapshot.", coverage.articles)
            yield GaugeMetricFamily("parley_claims", "Claims in the newest snapshot.", coverage.claims)
            yield GaugeMetricFamily("parley_events", "Events in the newest snapshot.", coverage.events)
