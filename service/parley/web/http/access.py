"""One line in the log per request, in key=value; of a query neither the text nor its answer."""

from __future__ import annotations

import json
import logging
import re
import secrets
import time

from flask import Flask, Response, g, request

log = logging.getLogger(__name__)

REQUEST_ID = "X-Request-Id"
_ID = re.compile(r"[A-Za-z0-9._:/+=-]{1,128}")
_PLAIN = re.compile(r"[A-Za-z0-9._:/<>+*@-]+")
_LONGEST = 200  # characters of a value


def register(app: Flask) -> None:
    """Log every request of `app`, and give it an identifier: that of the client or proxy where it sends one."""
    app.before_request(_begin)
    app.after_request(_end)


def took_s() -> float:
    """Return the seconds since the current request began."""
    return time.perf_counter() - g.began if "began" in g else 0.0


def route() -> str:
    """Return the pattern of the current request's route, such as /event/<id>; `none` when there is none."""
    return request.url_rule.rule if request.url_rule is not None else "none"


def client() -> str:
    """Return the address of whoever sends the current request, as far as proxies are trusted to say it."""
    return request.remote_addr or "unknown"


def quoted(value: object) -> str:
    """Return a value for a log line: as it is when that is one plain word, else as a JSON string."""
    text = str(value)[:_LONGEST]
    return text if _PLAIN.fullmatch(text) else json.dumps(text)


def line(**facts: object) -> str:
    """Return a log line of these facts."""
    return " ".join(f"{key}={quoted(value)}" for key, value in facts.items())


def identifier(given: str) -> str:
    """Return the identifier of a request: the one that its client or proxy gave, if it is one, else a new one."""
    return given if _ID.fullmatch(given) else secrets.token_hex(8)


def note(
    *,
    method: str,
    route: str,
    path: str,
    status: int,
    size: int | None,
    took_s: float,
    snapshot: str,
    client: str,
    request_id: str,
) -> None:
    """Log that a request was answered."""
    if log.isEnabledFor(logging.INFO):
        log.info(
            line(
                method=method,
                route=route,
                path=path,
                status=status,
                bytes=size if size is not None else "unknown",
                took_ms=f"{1000 * took_s:.1f}",
                snapshot=snapshot,
                client=client,
                id=request_id,
            )
        )


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = identifier(request.headers.get(REQUEST_ID, ""))


def _end(response: Response) -> Response:
    if "request_id" not in g:  # refused before it began
        _begin()
    response.headers[REQUEST_ID] = g.request_id
    note(
        method=request.method,
        route=route(),
        path=request.path,
        status=response.status_code,
        size=response.content_length,
        took_s=took_s(),
        snapshot=response.headers.get("X-Parley-Snapshot", "none"),
        client=client(),
        request_id=g.request_id,
    )
    return response
