"""Dates in requests that no calendar has, which must be ignored (RFC 9110, section 13.1.3)."""

from __future__ import annotations

from flask import Flask, request
from werkzeug.http import parse_date

_HEADERS = ("If-Modified-Since", "If-Unmodified-Since", "If-Range")


def register(app: Flask) -> None:
    """Let no request of `app` have a date that cannot be read."""
    app.before_request(_drop)


def _drop() -> None:
    for name in _HEADERS:
        try:
            parse_date(request.headers.get(name))
        except OverflowError:  # of a zone or year beyond all integers; other nonsense is None to Werkzeug
            del request.environ["HTTP_" + name.upper().replace("-", "_")]
