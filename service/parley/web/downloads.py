"""What can be taken away of a selection: tables, the network, a brief. The filters stand in the address.

/export/events.csv, /export/events.parquet … one table     /export/tables.zip   all as CSV, with their codebook
/export/network.graphml     /export/codebook.md            /export/brief.md, .docx, .html (for printing)

A file is made whole before its first byte is sent, so that a download is complete or an error.
"""

from __future__ import annotations

import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask import Blueprint, Response, render_template, request, send_file

from parley import exports
from parley.brief.markdown import details
from parley.errors import NotFound, Overloaded
from parley.store.snapshots import Snapshot
from parley.store.workers import QueryService
from parley.tables import TABLES
from parley.tables.codebook import codebook
from parley.web.dumps import publications
from parley.web.pages import Pages
from parley.web.versions import PARAMETER, mark, unchanged, version_of

_AT_ONCE = 2  # exports; each keeps a worker busy
_RETRY_S = 10
_WAIT_S = 20.0  # for the hash of a snapshot, which is worked out once
_SPOOLED_BYTES = 8 << 20
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
    "graphml": "application/graphml+xml",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}

_Write = Callable[[exports.Selected, Snapshot, IO[bytes]], None]


def blueprint(pages: Pages) -> Blueprint:
    """Return the routes of the downloads."""
    routes = Blueprint("downloads", __name__)
    service, explorer = pages.service, pages.explorer
    places = threading.BoundedSemaphore(_AT_ONCE)

    def selected(snapshot: Snapshot) -> exports.Selected:
        selection = explorer.selection(request.args.items(multi=True))
        return exports.Selected(
            selection=selection,
            ask=_asking(service, snapshot),
            base=explorer.base,
            types=explorer.types,
            events=explorer.events(selection) if snapshot == explorer.snapshot else None,
        )

    @contextmanager
    def one_of_few() -> Iterator[None]:
        if not places.acquire(blocking=False):
            raise Overloaded(
                f"{_AT_ONCE} downloads are being made", retry_after_s=_RETRY_S, remedy=f"try again in {_RETRY_S} s"
            )
        try:
            yield
        finally:
            places.release()

    @routes.get("/export/<name>.<ending>")
    def export(name: str, ending: str) -> Response:
        write = _FILES.get((name, ending))
        if write is None:
            listed = ", ".join(f"{each}.{of}" for each, of in _FILES)
            raise NotFound(f"there is no download {name[:40]}.{ending[:20]}", remedy=f"there are {listed}")
        version = version_of(service.snapshots, request.args.get(PARAMETER))
        chosen = selected(version.snapshot)
        key = ("export", name, ending, chosen.selection)
        if response := unchanged(version, *key):
            return response
        file = tempfile.SpooledTemporaryFile(max_size=_SPOOLED_BYTES)  # noqa: SIM115 - sent and closed by the server
        try:
            with one_of_few(), service.snapshots.hold(version.snapshot):
                write(chosen, version.snapshot, file)
        except BaseException:
            file.close()
            raise
        length = file.tell()
        file.seek(0)
        response = send_file(
            file,
            mimetype=_MEDIA_TYPES[ending],
            as_attachment=ending != "html",
            download_name=f"parley-{name}-{version.snapshot.number}.{ending}",
            etag=False,
        )
        response.content_length = length
        response.headers["Content-Type"] = _MEDIA_TYPES[ending]
        return mark(response, version, *key)

    return routes


def _asking(service: QueryService, snapshot: Snapshot) -> Callable[[str], list[list[str]]]:
    """Return what answers the queries of the tables from one snapshot, within the budgets of all queries."""

    def ask(text: str) -> list[list[str]]:
        answer = service.query(text, snapshot=snapshot)
        return [[row[name].value if name in row else "" for name in answer.variables] for row in answer.solutions]

    return ask


def _table(name: str, ending: str) -> _Write:
    def write(chosen: exports.Selected, snapshot: Snapshot, file: IO[bytes]) -> None:
        origin = chosen.origin(snapshot=snapshot.name, sha256=None)
        exports.write_table(name, chosen.subset(), file, format=ending, origin=origin)

    return write


def _network(chosen: exports.Selected, snapshot: Snapshot, file: IO[bytes]) -> None:
    exports.write_network(chosen.subset(), file, origin=chosen.origin(snapshot=snapshot.name, sha256=None))


def _all(chosen: exports.Selected, snapshot: Snapshot, file: IO[bytes]) -> None:
    origin = chosen.origin(snapshot=snapshot.name, sha256=_hash(snapshot))
    with tempfile.TemporaryDirectory() as folder:
        exports.write_folder(chosen.subset(), Path(folder), format="csv", origin=origin)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(Path(folder).iterdir()):
                archive.write(path, f"parley-tables-{snapshot.number}/{path.name}")


def _codebook(chosen: exports.Selected, snapshot: Snapshot, file: IO[bytes]) -> None:
    file.write(codebook(chosen.origin(snapshot=snapshot.name, sha256=_hash(snapshot))).encode())


def _brief(ending: str) -> _Write:
    def write(chosen: exports.Selected, snapshot: Snapshot, file: IO[bytes]) -> None:
        if ending == "html":
            brief = exports.brief_in(chosen, snapshot=snapshot)
            file.write(render_template("brief.html", brief=brief, details=details).encode())
        else:
            file.write(exports.write_brief(chosen, format=ending, snapshot=snapshot))

    return write


def _hash(snapshot: Snapshot) -> str:
    """Return the hash of the dataset, as its dumps tell it; raises Overloaded while these are being made."""
    index = publications().index(snapshot, wait_s=_WAIT_S)
    if index is None:
        raise Overloaded(
            f"the hash of the snapshot {snapshot.name} is being worked out",
            retry_after_s=_RETRY_S,
            remedy=f"try again in {_RETRY_S} s",
        )
    return index.canonical_hash


_FILES: dict[tuple[str, str], _Write] = {
    **{(name, ending): _table(name, ending) for name in TABLES for ending in exports.TABLE_FORMATS},
    ("tables", "zip"): _all,
    ("network", "graphml"): _network,
    ("codebook", "md"): _codebook,
    **{("brief", ending): _brief(ending) for ending in (*exports.BRIEF_FORMATS, "html")},
}
