"""What of a request must be ignored: dates that no calendar has, and ranges that are none (RFC 9110, 13.1.3 and 14.2).

A request for several ranges is answered with the whole, as it may be: nobody needs parts of our files in one answer.
"""

from __future__ import annotations

import re

from flask import Flask, request
from werkzeug.http import parse_date

_DATES = ("If-Modified-Since", "If-Unmodified-Since", "If-Range")
_RANGE = re.compile(r"bytes=[ \t]*(?:(\d{1,18})-(\d{0,18})|-\d{1,18})[ \t]*", re.ASCII)


def register(app: Flask) -> None:
    """Let no request of `app` have a date or a range that cannot be read."""
    app.before_request(_drop)


def _drop() -> None:
    for name in _DATES:
        try:
            parse_date(request.headers.get(name))
        except OverflowError:  # of a zone or year beyond all integers; other nonsense is None to Werkzeug
            del request.environ["HTTP_" + name.upper().replace("-", "_")]
    wanted = request.headers.get("Range")
    if wanted is not None and not _is_range(wanted):
        del request.environ["HTTP_RANGE"]


def _is_range(text: str) -> bool:
    found = _RANGE.fullmatch(text)
    return found is not None and not (found[2] and int(found[2]) < int(found[1]))
