"""Addresses with a slash too many at their end, which lead to those without it."""

from __future__ import annotations

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response

from parley.web.http.mounted import here


def register(app: Flask) -> None:
    """Let `app` lead from an address that is none but for the slash at its end to the one that is meant."""
    app.before_request(_lead)


def _lead() -> Response | None:
    path = request.path.rstrip("/")
    if not isinstance(request.routing_exception, NotFound) or not path or path == request.path:
        return None
    try:
        current_app.url_map.bind("").match(path, method=request.method)
    except HTTPException:
        return None
    query = request.query_string.decode("latin-1")
    return redirect(here(f"{path}?{query}" if query else path), 308)
