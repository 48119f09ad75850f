"""What operators ask of the service: whether it lives, whether it can answer, and how it does."""

from __future__ import annotations

import logging

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import Forbidden

from parley.config import Settings, is_loopback
from parley.errors import Overloaded, ParleyError
from parley.store.service.runs import Caller
from parley.store.service.workers import QueryService
from parley.web.http.metrics import Metrics
from parley.web.http.mounted import here
from parley.web.http.tokens import require_token

log = logging.getLogger(__name__)

_STOPPING = "parley.stopping"
_PROBE_S = 5.0  # time for the query that readiness asks
_NEW, _KNOWN = "ASK { FILTER(RAND() >= 0) }", "ASK {}"  # the latter comes from the cache, once it was answered
_RETRY_S = 2
_DAY_S = 86_400
# Robots (RFC 9309) are to follow the IRIs of things; of queries and selections there is no end.
_NOT_CRAWLED = ("/?q=", "/admin/", "/complete", "/events", "/export/", "/links", "/query", "/sparql?query=", "/sparql/")


def stop_answering(app: Flask) -> None:
    """Let readiness say from now on that the service is about to end."""
    app.extensions[_STOPPING] = True


def blueprint(settings: Settings, queries: QueryService) -> Blueprint:
    """Return the routes of operation."""
    routes = Blueprint("operation", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        # Nothing is asked of the store or the workers: a busy service lives, and a new start would not help it.
        return _uncached(jsonify(status="ok"))

    @routes.get("/readyz")
    def readyz() -> Response:
        if current_app.extensions.get(_STOPPING):
            return _not_ready("stopping", "The service is about to end.")
        return _readiness(queries)

    @routes.get("/metrics")
    def metrics() -> Response:
        if not _is_here():
            if not settings.admin_token:
                raise Forbidden("Figures are told on this machine only, or to the token of PARLEY_ADMIN_TOKEN.")
            require_token(settings.admin_token)
        figures: Metrics = current_app.extensions["parley.metrics"]
        body, content_type = figures.exposition(request.headers.get("Accept", ""))
        return _uncached(Response(body, content_type=content_type))

    @routes.get("/robots.txt")
    def robots() -> Response:
        lines = ("User-agent: *", *(f"Disallow: {here(path)}" for path in _NOT_CRAWLED))
        response = Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
        response.headers["Cache-Control"] = f"public, max-age={_DAY_S}"
        return response

    return routes


def _is_here() -> bool:
    """Say whether the request comes from this machine itself, and not through a proxy on it."""
    if any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")):
        return False
    return is_loopback(request.remote_addr or "")


def _readiness(queries: QueryService) -> Response:
    states = [run.state for run in queries.running()]
    if states.count("queued") >= max(1, queries.settings.query_queue):
        return _not_ready("busy", "All workers are busy and the queue is full.")
    # Where a worker is at work, workers do work; the probe does not queue behind it.
    probe = _KNOWN if states else _NEW
    try:
        with queries.asked_by(Caller()):  # on no client's budget
            snapshot = queries.query(probe, timeout_s=_PROBE_S).snapshot
    except Overloaded:
        return _not_ready("busy", "All workers are busy and the queue is full.")
    except ParleyError as error:
        if not queries.snapshots.kept():
            return _not_ready("empty", "Nothing has been published yet; `parley ingest` and `parley restore` do.")
        log.warning("ready=no detail=%s", error)
        return _not_ready("failing", "A query cannot be answered; the log says why.")
    return _uncached(jsonify(status="ready", snapshot=snapshot))


def _not_ready(status: str, detail: str) -> Response:
    response = _uncached(jsonify(status=status, detail=detail))
    response.status_code = 503
    response.headers["Retry-After"] = str(_RETRY_S)
    return response


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
