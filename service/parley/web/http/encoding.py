"""Content codings (RFC 9110, section 8.4.1): zstd (RFC 8878) and gzip for whoever takes them.

What has an ETag is compressed once and kept. The compressed form is equivalent to the plain one, not equal in its
bytes, so its ETag is a weak one of the same value.
"""

from __future__ import annotations

import gzip
from typing import Any

import zstandard
from flask import Flask, Response, request
from werkzeug.datastructures import Accept
from werkzeug.exceptions import UnsupportedMediaType

from parley.config import Settings
from parley.recent import Recent
from parley.web.http.negotiate import preferences

_LEAST = 1024  # bytes; below, a packet carries the plain form just as well
_LARGEST_FILE = 4 << 20
_COMPRESSIBLE = frozenset(("application/json", "application/n-triples", "application/n-quads", "image/svg+xml"))
_SUFFIXES = ("+json", "+xml", "/xml", "/javascript", "/trig")


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 4, mtime=0)  # half the time of level 6, a few per cent longer


def _zstd(body: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(body)


_CODINGS = {"zstd": _zstd, "gzip": _gzip}  # the one we prefer first


class _CodedBody(UnsupportedMediaType):
    """A body came compressed; RFC 9110, section 15.5.16, wants to be told which codings are taken."""

    description = "The body must come as it is, without a Content-Encoding."

    def get_headers(self, *args: Any, **options: Any) -> list[tuple[str, str]]:
        return [*super().get_headers(*args, **options), ("Accept-Encoding", "identity")]


def negotiate_coding(accept: str | None) -> str | None:
    """Return the content coding for an Accept-Encoding header (RFC 9110, section 12.5.3), None for the plain form.

    Equal qualities go to the coding that we prefer. A client that refuses everything gets the plain form.
    """
    qualities = {value.strip().lower(): quality for value, quality in preferences(accept, Accept)}
    if "x-gzip" in qualities:
        qualities.setdefault("gzip", qualities["x-gzip"])
    others = qualities.get("*", 0.0)
    offered = {name: qualities.get(name, others) for name in _CODINGS}
    best = max(offered, key=lambda name: offered[name])
    # Without being named, the plain form is the last choice.
    return best if offered[best] > 0 and offered[best] >= qualities.get("identity", 0.0) else None


def register(app: Flask, settings: Settings) -> None:
    """Let `app` compress what it answers, and refuse what comes compressed."""
    kept: Recent[bytes] = Recent((settings.cache_mb << 20) // 4)

    def compress(response: Response) -> Response:
        if response.status_code == 304:  # has the Vary of the answer that it stands for
            response.vary.add("Accept-Encoding")
            return response
        if response.status_code != 200 or response.content_encoding or not _compressible(response):
            return response
        if response.cache_control.no_transform:
            return response
        response.vary.add("Accept-Encoding")
        coding = negotiate_coding(request.headers.get("Accept-Encoding"))
        if coding is None:
            return response
        tag, _ = response.get_etag()
        response.direct_passthrough = False  # a file is read, and closed at the end
        body = kept.get((tag, coding)) if tag else None
        if body is None:
            body = _CODINGS[coding](response.get_data())
            if tag and response.cache_control.no_store is not True:
                kept.put((tag, coding), body, size=len(body) + 256)
        if close := getattr(response.response, "close", None):  # a file that nobody reads now
            response.call_on_close(close)
        response.set_data(body)
        response.content_encoding = coding
        if tag:
            response.set_etag(tag, weak=True)
        return response

    app.before_request(_refuse_coded)
    app.after_request(compress)


def _refuse_coded() -> None:
    if request.content_length and request.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise _CodedBody


def _compressible(response: Response) -> bool:
    kind = response.mimetype or ""
    if not (kind.startswith("text/") or kind in _COMPRESSIBLE or kind.endswith(_SUFFIXES)):
        return False
    if response.is_streamed and not response.direct_passthrough:
        return False
    size = response.content_length if response.direct_passthrough else len(response.get_data())
    return size is not None and size >= _LEAST and not (response.direct_passthrough and size > _LARGEST_FILE)
