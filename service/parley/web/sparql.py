"""The SPARQL 1.1 Protocol for queries, read-only, at `/sparql`."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed, RequestEntityTooLarge

from parley.config import Settings
from parley.model import Coverage
from parley.store.formats import Format
from parley.store.gate import CheckedQuery
from parley.store.workers import QueryService
from parley.web.description import service_description
from parley.web.negotiate import negotiate
from parley.web.protocol import FORM, QUERY, QueryRequest, read_query_request

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_EXPOSED = "ETag, Link, Retry-After, X-Parley-Snapshot, X-Parley-Articles, X-Parley-Voices, X-Parley-Dates"


def blueprint(settings: Settings, queries: QueryService) -> Blueprint:
    """Return the routes of the endpoint."""
    routes = Blueprint("sparql", __name__)

    @routes.route("/sparql", methods=[*METHODS, "PUT", "PATCH", "DELETE"], provide_automatic_options=False)
    def sparql() -> Response:
        if request.method == "OPTIONS":
            return _options()
        if request.method not in METHODS:
            raise MethodNotAllowed(valid_methods=METHODS)
        asked = read_query_request(settings)
        if asked.query is None:
            return service_description(settings, format=asked.format)
        if len(asked.query.encode("utf-8", "replace")) > settings.query_max_bytes:
            raise RequestEntityTooLarge(f"The query is longer than {settings.query_max_bytes} bytes.")
        checked = queries.check(asked.query)
        chosen = negotiate(request.headers.get("Accept"), checked.form, wanted=asked.format)
        return _answer(queries, checked, chosen, asked)

    @routes.after_request
    def allow_all_origins(response: Response) -> Response:
        # Public data without credentials: any page may read them.
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        return response

    return routes


def _answer(queries: QueryService, checked: CheckedQuery, chosen: Format, asked: QueryRequest) -> Response:
    newest = queries.snapshots.current().name
    unchanged = (
        request.method in ("GET", "HEAD")
        and not checked.volatile
        and request.if_none_match.contains(_tag(newest, checked, chosen, asked))
    )
    if unchanged:
        response, snapshot = Response(status=304), newest
        describe(response, snapshot, queries.coverage())
    else:
        answer = queries.query(
            checked, format=chosen.name, default_graphs=asked.default_graphs, named_graphs=asked.named_graphs
        )
        response, snapshot = Response(answer.body, content_type=chosen.content_type), answer.snapshot
        describe(response, snapshot, answer.coverage)
    if checked.volatile:
        response.headers["Cache-Control"] = "no-store"
    else:
        response.set_etag(_tag(snapshot, checked, chosen, asked))
        response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


def _tag(snapshot: str, checked: CheckedQuery, chosen: Format, asked: QueryRequest) -> str:
    key = repr((snapshot, checked.text, chosen.name, asked.default_graphs, asked.named_graphs))
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def describe(response: Response, snapshot: str, coverage: Coverage) -> None:
    """Say in the headers of an answer which snapshot it is from and what that was made of."""
    response.headers["X-Parley-Snapshot"] = snapshot
    response.headers["X-Parley-Articles"] = str(coverage.articles)
    response.headers["X-Parley-Voices"] = str(coverage.voices)
    response.headers["X-Parley-Dates"] = f"{coverage.published_from or ''}/{coverage.published_to or ''}"
    response.headers.add("Link", '</sparql>; rel="service-desc"; type="text/turtle"')


def _options() -> Response:
    response = Response(status=204)
    response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["Accept-Post"] = f"{QUERY}, {FORM}"
    return response
