"""Which snapshot an answer is from, and what caches may do with it.

Validators and conditional requests are those of RFC 9110 (sections 8.8 and 13), `Cache-Control` that of RFC 9111. An
answer as of a snapshot that was asked for by name or number is a memento (RFC 7089); it does not change any more.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, request
from werkzeug.http import http_date

from parley import __version__
from parley.config import Settings
from parley.errors import Gone, PreconditionFailed
from parley.store.disk.snapshots import Snapshot, Snapshots
from parley.store.service.workers import QueryService
from parley.web.http.mounted import here
from parley.web.http.origins import share

PARAMETER = "snapshot"
_FIXED_S = 3600  # no longer: what is withdrawn is to leave the caches as well
_SECOND = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The snapshot that a request is answered from; `asked` says whether it was asked for, not just the newest."""

    snapshot: Snapshot
    asked: bool


def version_of(snapshots: Snapshots, text: str | None) -> Version:
    """Return the version that the parameter `snapshot` of a request asks for, the newest when there is none.

    Raises NotFound and Gone that list the snapshots that are kept, and StoreError when there are none at all.
    """
    if text is None:
        return Version(snapshot=snapshots.current(), asked=False)
    return Version(snapshot=snapshots.named(text), asked=True)


def unchanged(version: Version, *key: object) -> Response | None:
    """Return the 304 for the current request when its client has this version already, else None.

    `key` is whatever else the answer depends on: the query, the format, the name of the page. Raises PreconditionFailed
    where the client asks for another version only.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    tag, published = _tag(version, key), version.snapshot.published.replace(microsecond=0)
    if request.if_match:
        expected = request.if_match.contains(tag)
    else:
        expected = request.if_unmodified_since is None or published <= request.if_unmodified_since
    if not expected:
        raise other_version()
    if request.if_none_match:
        same = request.if_none_match.contains_weak(tag)
    else:
        since = request.if_modified_since
        same = since is not None and published <= since
    return mark(Response(status=304), version, *key) if same else None


def other_version() -> PreconditionFailed:
    """Return the error for a request that was to be for another version only."""
    return PreconditionFailed("this is no longer what the request was to be for", remedy="ask without a condition")


def mark(response: Response, version: Version, *key: object, volatile: bool = False) -> Response:
    """Give a response the validators of its version, say what caches may do, and return it.

    What is `volatile` changes while the data do not, and is not to be kept.
    """
    published = version.snapshot.published
    response.headers["X-Parley-Snapshot"] = version.snapshot.name
    response.headers.add("Link", f'<{here("/snapshots")}>; rel="version-history"; type="application/json"')
    response.vary.add("Accept")
    if volatile:
        response.headers["Cache-Control"] = "no-store"
        return response
    response.set_etag(_tag(version, key))
    if dt.datetime.now(dt.UTC) >= published.replace(microsecond=0) + _SECOND:
        # Within that second another snapshot may follow, and the two could not be told apart by their time.
        response.last_modified = published
    if version.asked:
        response.headers["Cache-Control"] = f"public, max-age={_FIXED_S}"
        response.headers["Memento-Datetime"] = http_date(published)
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


def _tag(version: Version, key: tuple[object, ...]) -> str:
    parts = repr((__version__, version.snapshot.name, request.script_root, key))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:32]


def blueprint(settings: Settings, queries: QueryService) -> Blueprint:
    """Return the route that lists the snapshots."""
    routes = Blueprint("versions", __name__)

    @routes.get("/snapshots")
    def snapshots() -> Response:
        version = version_of(queries.snapshots, None)
        kept = queries.snapshots.kept()
        key = ("snapshots", settings.snapshots_kept, *(snapshot.name for snapshot in kept))
        if response := unchanged(version, *key):
            return response
        listed = [_described(queries, snapshot, newest=version.snapshot) for snapshot in reversed(kept)]
        response = jsonify(kept=settings.snapshots_kept, snapshots=[facts for facts in listed if facts])
        return mark(response, version, *key)

    routes.after_request(share)
    return routes


def _described(queries: QueryService, snapshot: Snapshot, *, newest: Snapshot) -> dict[str, object] | None:
    """Return what is said of a snapshot in the list, None when it was deleted meanwhile."""
    try:
        coverage = queries.query("ASK {}", snapshot=snapshot).coverage
        published = snapshot.published
    except Gone:
        return None
    return {
        "name": snapshot.name,
        "number": snapshot.number,
        "published": published.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "newest": snapshot == newest,
        "articles": coverage.articles,
        "claims": coverage.claims,
        "events": coverage.events,
        "sparql": f"{queries.settings.base_iri}sparql?{PARAMETER}={snapshot.number}",
    }
