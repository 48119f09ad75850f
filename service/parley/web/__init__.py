"""The Flask service: the SPARQL endpoint, and the pages beside it."""

from __future__ import annotations

import logging
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

from flask import Blueprint, Flask, Response, g, request

from parley.config import Settings
from parley.errors import ConfigError
from parley.store.workers import QueryService
from parley.web import encoding, explore, operation, problems, sparql, versions

log = logging.getLogger(__name__)

# Each takes the settings and the queries and returns its routes.
_BLUEPRINTS: tuple[Callable[[Settings, QueryService], Blueprint], ...] = (
    sparql.blueprint,
    versions.blueprint,
    operation.blueprint,
    explore.blueprint,
)

_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


def create_app(settings: Settings, *, queries: QueryService | None = None) -> Flask:
    """Return the service for `settings`; without `queries` it starts its own, which `close_app` ends."""
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = 8 * settings.query_max_bytes
    service = queries or QueryService(settings)
    app.extensions["parley.queries"] = service
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint(settings, service))
    problems.register(app)
    app.before_request(_start)
    app.after_request(_finish)
    encoding.register(app, settings)  # the last one registered is the first to see a response
    return app


def close_app(app: Flask) -> None:
    """End the worker processes of `app`."""
    service: QueryService = app.extensions["parley.queries"]
    service.close()


def serve(app: Flask, settings: Settings) -> None:
    """Serve `app` until SIGTERM or SIGINT; running requests may end, then the workers are gone."""
    from waitress.server import create_server

    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=128)
    except OSError as error:
        close_app(app)
        raise ConfigError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}",
            where="PARLEY_HOST, PARLEY_PORT",
            remedy="end the other service or choose another port",
        ) from error
    server = create_server(
        app,
        sockets=[listener],
        threads=settings.threads,
        max_request_body_size=8 * settings.query_max_bytes,
        max_request_header_size=max(65_536, 4 * settings.query_max_bytes),
        ident="parley",
    )
    former = signal.signal(signal.SIGTERM, _stop)
    log.info("serving=http://%s:%s/ base=%s", settings.host, settings.port, settings.base_iri)
    try:
        server.run()  # ends on SystemExit and KeyboardInterrupt, after the running requests
    finally:
        signal.signal(signal.SIGTERM, former)
        server.close()
        close_app(app)
        log.info("serving=ended")


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _start() -> None:
    g.began = time.monotonic()


def _finish(response: Response) -> Response:
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)
    took_ms = (time.monotonic() - g.began) * 1000 if "began" in g else 0.0
    log.info("method=%s path=%r status=%s took_ms=%.1f", request.method, request.path, response.status_code, took_ms)
    return response
