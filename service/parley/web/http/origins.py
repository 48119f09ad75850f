"""Public data for the pages of every origin: the CORS protocol of the Fetch standard, without credentials."""

from __future__ import annotations

from flask import Response, request

_EXPOSED = (
    "Content-Location, ETag, Last-Modified, Link, Memento-Datetime, Retry-After, X-Parley-Snapshot, X-Parley-Articles, "
    "X-Parley-Voices, X-Parley-Dates, X-Parley-Truncated, X-Parley-Warning"
)
_TAKEN = "Accept, Content-Type, If-None-Match, If-Modified-Since, Range"
_DAY_S = 86_400


def share(response: Response) -> Response:
    """Let pages of other origins read a response, and ask for it where this is what the request is about."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET, HEAD, OPTIONS")
        response.headers["Access-Control-Allow-Headers"] = _TAKEN
        response.headers["Access-Control-Max-Age"] = str(_DAY_S)
    return response
