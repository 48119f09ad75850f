"""Answers that were asked for before, given again before the app goes through anything else.

The answer to a query depends on the request and on the snapshot. What the app marked by `keep` is kept whole with the
name of its snapshot, and is given again to an equal request for as long as that snapshot is the newest.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

from flask import request

from parley.errors import StoreError
from parley.recent import Recent
from parley.store.disk.snapshots import Snapshot
from parley.store.service.workers import QueryService
from parley.web.http import access
from parley.web.http.metrics import Metrics

_MARK = "parley.repeatable"
_PATH = "/sparql"
_GOOD = "200 OK"
_LONGEST = 65_536  # bytes of a body that is looked at
_SHARE = 4  # of the memory for answers
# What these ask for is no whole answer.
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
# Of a request, all that answers to queries depend on.
_PARTS = (
    "REQUEST_METHOD",
    "QUERY_STRING",
    "CONTENT_TYPE",
    "HTTP_CONTENT_ENCODING",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_HOST",
    "SCRIPT_NAME",
    "wsgi.url_scheme",
)

Environ: TypeAlias = MutableMapping[str, Any]
StartResponse: TypeAlias = Callable[..., Callable[[bytes], object]]
Application: TypeAlias = Callable[[Any, Any], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A whole good answer, without what belongs to the one request."""

    headers: tuple[tuple[str, str], ...]
    body: bytes


def keep(snapshot: Snapshot) -> None:
    """Let the answer to the current request be given again while `snapshot` is the newest."""
    request.environ[_MARK] = snapshot.name


class Repeated:
    """The WSGI application `app` with a memory; it takes a share of PARLEY_CACHE_MB."""

    def __init__(self, app: Application, *, queries: QueryService, metrics: Metrics) -> None:
        self._app = app
        self._queries = queries
        self._metrics = metrics
        self._kept: Recent[_Kept] = Recent((queries.settings.cache_mb << 20) // _SHARE)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request (PEP 3333)."""
        began = time.perf_counter()
        key = _key(environ)
        if key is None:
            return self._app(environ, start_response)
        newest = self._newest()
        kept = self._kept.get((newest, key))
        if kept is not None:
            return self._again(kept, newest, environ, start_response, began)
        return self._first(key, environ, start_response)

    def _newest(self) -> str:
        try:
            return self._queries.snapshots.current().name
        except StoreError:
            return "none"

    def _again(
        self, kept: _Kept, snapshot: str, environ: Environ, start_response: StartResponse, began: float
    ) -> Iterable[bytes]:
        request_id = access.identifier(environ.get("HTTP_X_REQUEST_ID", ""))
        self._queries.answered_again()
        took_s = time.perf_counter() - began
        method = environ["REQUEST_METHOD"]
        self._metrics.count(method=method, route=_PATH, status=HTTPStatus.OK, took_s=took_s)
        access.note(
            method=method,
            route=_PATH,
            path=_PATH,
            status=HTTPStatus.OK,
            size=len(kept.body),
            took_s=took_s,
            snapshot=snapshot,
            client=environ.get("REMOTE_ADDR") or "unknown",
            request_id=request_id,
        )
        start_response(_GOOD, [*kept.headers, (access.REQUEST_ID, request_id)])
        return [kept.body]

    def _first(self, key: tuple[object, ...], environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            begun.append((status, headers))
            return start_response(status, headers, exc_info) if exc_info else start_response(status, headers)

        answer = self._app(environ, start)
        snapshot = environ.get(_MARK)
        if snapshot is None or len(begun) != 1 or begun[0][0] != _GOOD:
            return answer
        try:
            body = b"".join(answer)
        finally:
            if close := getattr(answer, "close", None):
                close()
        lasting = tuple(header for header in begun[0][1] if header[0] != access.REQUEST_ID)
        size = len(body) + len(repr(key)) + 2048
        self._kept.put((snapshot, key), _Kept(lasting, body), size=size)
        return [body]


def _key(environ: Environ) -> tuple[object, ...] | None:
    """Return what the answer to a request depends on, None where it is to be made anew."""
    method = environ["REQUEST_METHOD"]
    if environ.get("PATH_INFO") != _PATH or method not in ("GET", "POST") or any(n in environ for n in _CONDITIONS):
        return None
    body = b""
    if method == "POST":
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isascii() or not length.isdigit() or int(length) > _LONGEST:
            return None
        body = environ["wsgi.input"].read(int(length))
        environ["wsgi.input"] = io.BytesIO(body)
    return (body, *map(environ.get, _PARTS))
