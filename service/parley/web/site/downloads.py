"""What can be taken away of a selection or an answer: tables, the network, a brief.

The filters stand in the address, or the question as `q`, in which case the events are those of its answer.

/export/events.csv, /export/events.parquet … one table     /export/tables.zip   all as CSV, with their codebook
/export/network.graphml     /export/codebook.md            /export/brief.md, .docx, .html (for printing)
/export/answer.csv?q=…      the rows of an answer, as its page shows them

A file that is made quickly is sent with its length. A longer one is sent while it is made, in chunks (RFC 9112,
section 7.1): where it cannot be finished the last one is missing, so that a download is complete or an error here too.
"""

from __future__ import annotations

import itertools
import logging
import math
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import HTTPException

from parley import exports
from parley.brief import Period
from parley.brief.markdown import details
from parley.errors import NotFound, Overloaded, ParleyError, QuestionError, StoreError
from parley.selection import FILTERS, Selection
from parley.store.derived.publications import Publications
from parley.store.disk.snapshots import Snapshot
from parley.store.service.workers import QueryService
from parley.tables import TABLES
from parley.tables.codebook import codebook
from parley.web.http import problems
from parley.web.http.versions import PARAMETER, Version, mark, unchanged, version_of
from parley.web.published.dumps import publications
from parley.web.selecting.asking import Asker
from parley.web.selecting.typed_names import unused
from parley.web.site.pages import Pages, today, told

log = logging.getLogger(__name__)

_OWN = ("q", PARAMETER, "order", "between", "page")  # parameters besides the selection, of the pages that lead here too
_AT_ONCE = 2  # exports; each keeps a worker busy
_WAITING = 8  # exports that may wait for a place, for as long as this
_PLACE_S = 5.0
_RETRY_S = 10
_WAIT_S = 10.0  # for the hash of a snapshot, which is worked out once
_HASHED = frozenset({("tables", "zip"), ("codebook", "md")})  # what tells it
_QUICK_S = 3.0
_MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "zip": "application/zip",
    "graphml": "application/graphml+xml",
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}

_Make = Callable[[exports.Selected, Snapshot], Iterator[bytes]]


def blueprint(pages: Pages) -> Blueprint:
    """Return the routes of the downloads."""
    routes = Blueprint("downloads", __name__)
    service, explorer = pages.service, pages.explorer
    asker = Asker(explorer, pages.questions)
    places, waiting = threading.BoundedSemaphore(_AT_ONCE), threading.BoundedSemaphore(_WAITING)

    def selected(selection: Selection, snapshot: Snapshot) -> exports.Selected:
        return exports.Selected(
            selection=selection,
            ask=_asking(service, snapshot),
            base=explorer.base,
            types=explorer.types,
            events=explorer.events(selection) if snapshot == explorer.snapshot else None,
        )

    def answering(question: str, snapshot: Snapshot) -> exports.Selected:
        reading = asker.read(question, today=today())
        answer = asker.answer(reading)
        days = reading.period
        return exports.Selected(
            selection=Selection(),
            ask=_asking(service, snapshot),
            base=explorer.base,
            types=explorer.types,
            events=explorer.events_in(answer.solutions),
            question=reading.text,
            asked=Period(first=days.start, last=days.end) if days else Period(),
        )

    @contextmanager
    def one_of_few(snapshot: Snapshot) -> Iterator[None]:
        if not (places.acquire(blocking=False) or _waited(places, waiting)):
            raise Overloaded(
                f"{_AT_ONCE} downloads are being made", retry_after_s=_RETRY_S, remedy=f"try again in {_RETRY_S} s"
            )
        try:
            with service.snapshots.hold(snapshot):
                yield
        finally:
            places.release()

    @routes.get("/export/<name>.<ending>")
    def export(name: str, ending: str) -> Response:
        make = _FILES.get((name, ending))
        question = " ".join(request.args.get("q", "").split())
        if make is None and not ((name, ending) == _ANSWER and question):
            listed = ", ".join(f"{each}.{of}" for each, of in _FILES)
            raise NotFound(f"there is no download {name[:40]}.{ending[:20]}", remedy=f"there are {listed}")
        _refuse_unknown_filters()
        asked = request.args.get(PARAMETER)
        # Questions are read with the names, and answered from the index, of one snapshot.
        here = Version(snapshot=explorer.snapshot, asked=False) if question and asked is None else None
        version = here or version_of(service.snapshots, asked)
        selection = explorer.selection(request.args.items(multi=True))
        # What is asked for "last month" is another answer tomorrow.
        key = ("export", name, ending, selection, question, today() if question else None)
        if response := unchanged(version, *key):
            return response
        if question and version.snapshot != explorer.snapshot:
            raise NotFound(f"questions are not answered from {asked!r}", remedy="leave the snapshot out")
        if make is None:
            files = iter([asker.sheet(question, today=today())])
        else:
            chosen = answering(question, version.snapshot) if question else selected(selection, version.snapshot)
            files = make(chosen, version.snapshot)
        pieces = _held(files, one_of_few(version.snapshot))
        # What is asked after the first seconds counts for no client: how many files are made at once is limited anyhow.
        first, done = _begun(pieces, patience_s=math.inf if _has_no_chunks() else _QUICK_S)
        response = Response(first if done else itertools.chain([first], pieces))
        response.call_on_close(pieces.close)
        response.headers["Content-Type"] = _MEDIA_TYPES[ending]
        where = "inline" if ending == "html" else "attachment"
        filename = f"parley-{name}-{version.snapshot.number}.{ending}"
        response.headers.set("Content-Disposition", where, filename=filename)
        # Without the hash it is another file than it will be.
        lacking = (name, ending) in _HASHED and _hash(publications(), version.snapshot, wait_s=0.0) is None
        return mark(response, version, *key, volatile=lacking)

    routes.register_error_handler(ParleyError, lambda error: told(problems.from_parley(error)))
    routes.register_error_handler(HTTPException, lambda error: told(problems.from_http(error)))
    return routes


def _waited(places: threading.Semaphore, waiting: threading.Semaphore) -> bool:
    """Wait for one of the places, if there is one for waiting, and say whether it was got; each takes a thread."""
    if not waiting.acquire(blocking=False):
        return False
    try:
        return places.acquire(timeout=_PLACE_S)
    finally:
        waiting.release()


def _refuse_unknown_filters() -> None:
    """Raise QuestionError for a parameter that selects nothing: a file could not say that it was passed over."""
    for name, meant in unused(_OWN, typed=False):
        remedy = f"ask with ?{meant}" if meant else f"give one of {', '.join(FILTERS)}"
        raise QuestionError(f"there is no filter {name!r}", remedy=remedy)


def _has_no_chunks() -> bool:
    """Say whether the client, or a proxy on the way, could not tell an answer of unknown length from a part of it."""
    return request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0"


def _held(pieces: Iterable[bytes], place: AbstractContextManager[None]) -> Generator[bytes, None, None]:
    """Yield the pieces while the place is held; once begun, it is given back at the end or when this is closed."""
    with place:
        yield from pieces


def _begun(pieces: Iterator[bytes], *, patience_s: float) -> tuple[bytes, bool]:
    """Return what there is after some seconds, one piece at least, and whether that is all."""
    until, found = time.monotonic() + patience_s, []
    for piece in pieces:
        found.append(piece)
        if time.monotonic() > until:
            return b"".join(found), False
    return b"".join(found), True


def _asking(service: QueryService, snapshot: Snapshot) -> Callable[[str], list[list[str]]]:
    """Return what answers the queries of the tables from one snapshot, within the budgets of all queries."""

    def ask(text: str) -> list[list[str]]:
        return service.values(text, snapshot=snapshot)

    return ask


def _table(name: str, ending: str) -> _Make:
    def make(chosen: exports.Selected, snapshot: Snapshot) -> Iterator[bytes]:
        origin = chosen.origin(snapshot=snapshot.name, sha256=None)
        yield from exports.table(name, chosen.subset(), format=ending, origin=origin)

    return make


def _network(chosen: exports.Selected, snapshot: Snapshot) -> Iterator[bytes]:
    yield from exports.network(chosen.subset(), origin=chosen.origin(snapshot=snapshot.name, sha256=None))


def _all(chosen: exports.Selected, snapshot: Snapshot) -> Iterator[bytes]:
    origin, find = chosen.origin(snapshot=snapshot.name, sha256=None), _finder(snapshot)
    tables = exports.Tables(chosen.subset(), format="csv", origin=origin, find_hash=find)
    yield from exports.archive(tables, f"parley-tables-{snapshot.number}")


def _codebook(chosen: exports.Selected, snapshot: Snapshot) -> Iterator[bytes]:
    yield codebook(chosen.origin(snapshot=snapshot.name, sha256=_finder(snapshot)())).encode()


def _brief(ending: str) -> _Make:
    def make(chosen: exports.Selected, snapshot: Snapshot) -> Iterator[bytes]:
        if ending == "html":
            brief = exports.brief_in(chosen, snapshot=snapshot)
            yield render_template("brief.html", brief=brief, details=details).encode()
        else:
            yield exports.write_brief(chosen, format=ending, snapshot=snapshot)

    return make


def _finder(snapshot: Snapshot) -> Callable[[], str | None]:
    """Return what waits for the hash of a snapshot; it is worked out from now on, beside the tables."""
    made = publications()
    _hash(made, snapshot, wait_s=0.0)
    return lambda: _hash(made, snapshot, wait_s=_WAIT_S)


def _hash(made: Publications, snapshot: Snapshot, *, wait_s: float) -> str | None:
    """Return the hash of the dataset, as its dumps tell it; None while they are being made, or where they cannot be."""
    try:
        index = made.index(snapshot, wait_s=wait_s)
    except StoreError as error:
        log.warning("hash=%s reason=%s", snapshot.name, error)
        return None
    return None if index is None else index.canonical_hash


_ANSWER = ("answer", "csv")
_FILES: dict[tuple[str, str], _Make] = {
    **{(name, ending): _table(name, ending) for name in TABLES for ending in exports.TABLE_FORMATS},
    ("tables", "zip"): _all,
    ("network", "graphml"): _network,
    ("codebook", "md"): _codebook,
    **{("brief", ending): _brief(ending) for ending in (*exports.BRIEF_FORMATS, "html")},
}
