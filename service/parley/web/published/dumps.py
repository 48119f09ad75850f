"""The dumps of the newest snapshot, and of those that are kept, for downloading: a list, files, checksums."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, redirect, send_file
from werkzeug.wrappers import Response as AnyResponse

from parley.config import Settings
from parley.errors import Gone, NotFound, Overloaded
from parley.model import Term
from parley.store.derived.publications import Index, Publications
from parley.store.disk.snapshots import Snapshot
from parley.store.service.workers import QueryService
from parley.web.http.mounted import here
from parley.web.http.versions import Version, mark, unchanged

EXTENSION = "parley.publications"
SUMS = "SHA256SUMS"
_WAIT_S = 5.0
_RETRY_S = 5
_FIXED_S = 3600  # no longer: what is withdrawn is to leave the caches as well
_SNAPSHOT = re.compile(r"[1-9][0-9]*-[0-9a-f]{8}")
_SMALL = re.compile(r"graph/(?P<graph>(?:article|report)/[A-Za-z0-9._~-]{1,120})\.ttl")
_OF_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?graph { ?s ?p ?o } }"


def publications() -> Publications:
    """Return the publications of the current application."""
    found: Publications = current_app.extensions[EXTENSION]
    return found


@dataclass(frozen=True, slots=True)
class Dumps:
    """Finds what an address below `/dump/` stands for."""

    settings: Settings
    service: QueryService

    def index(self, snapshot: Snapshot) -> Index:
        """Return what was made of a snapshot; raises Overloaded while it is being made."""
        found = publications().index(snapshot, wait_s=_WAIT_S)
        if found is None:
            raise Overloaded(
                f"the dumps of the snapshot {snapshot.name} are being made",
                retry_after_s=_RETRY_S,
                remedy=f"try again in {_RETRY_S} s",
            )
        return found

    def file(self, snapshot: Snapshot, name: str) -> AnyResponse:
        """Return a file of a snapshot; raises NotFound that lists what there is."""
        if small := _SMALL.fullmatch(name):
            return self._graph(snapshot, small["graph"])
        index = self.index(snapshot)
        if name == SUMS:
            lines = "".join(f"{file.sha256}  {file.name}\n" for file in index.files)
            return _fixed(Response(lines, content_type="text/plain; charset=utf-8"), snapshot)
        for file in index.files:
            if file.name == name:
                break
        else:
            listed = ", ".join(each.name for each in index.files)
            raise NotFound(f"there is no dump {name[:80]!r}", remedy=f"there are {SUMS}, {listed}")
        # Flask would look for a relative path beside its own code.
        path = (publications().folder(snapshot) / file.name).absolute()
        try:
            response = send_file(path, mimetype="application/gzip", conditional=True, etag=file.sha256)
        except FileNotFoundError:
            raise Gone(f"the snapshot {snapshot.name} is no longer kept") from None
        response.headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:"
        response.headers.add("Link", f'<{here("/void")}>; rel="describedby"')
        return _fixed(response, snapshot)

    def _graph(self, snapshot: Snapshot, name: str) -> AnyResponse:
        version = Version(snapshot=snapshot, asked=True)
        if response := unchanged(version, "dump", name):
            return response
        graph = Term(type="uri", value=f"{self.settings.base_iri}graph/{name}")
        asked = {"graph": graph}
        answer = self.service.query(_OF_GRAPH, format="turtle", bindings=asked, snapshot=snapshot, own=True)
        if b"\n<" not in answer.body:
            raise NotFound(f"there is no graph {name!r} in the snapshot {snapshot.name}")
        return mark(Response(answer.body, content_type="text/turtle; charset=utf-8"), version, "dump", name)


def _fixed(response: Response, snapshot: Snapshot) -> Response:
    response.headers["Cache-Control"] = f"public, max-age={_FIXED_S}"
    response.headers["X-Parley-Snapshot"] = snapshot.name
    return response


def add_routes(
    routes: Blueprint, settings: Settings, service: QueryService, listing: Callable[[], AnyResponse]
) -> None:
    """Add the addresses of the dumps to `routes`; `listing` makes the page that lists them."""
    dumps = Dumps(settings, service)

    @routes.get("/dump/")
    @routes.get("/dump")
    def dump_list() -> AnyResponse:
        return listing()

    @routes.get("/dump/<path:name>")
    def dump(name: str) -> AnyResponse:
        first, _, rest = name.partition("/")
        if _SNAPSHOT.fullmatch(first):
            return dumps.file(service.snapshots.named(first), rest)
        # What the newest snapshot has, at an address that goes on meaning this one.
        newest = service.snapshots.current()
        response = redirect(here(f"/dump/{newest.name}/{name}"), 302)
        response.headers["Cache-Control"] = "no-cache"
        return response
