"""The SPARQL 1.1 Protocol for queries, read-only, at `/sparql`; and `/healthz`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest, MethodNotAllowed, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.http import parse_options_header

from parley.config import Settings
from parley.errors import Overloaded, ParleyError, QueryRefused
from parley.model import IRI, Coverage
from parley.store.evaluation import rewrite
from parley.store.formats import Format
from parley.store.gate import CheckedQuery
from parley.store.workers import QueryService
from parley.web.negotiate import negotiate

METHODS = ("GET", "HEAD", "POST", "OPTIONS")
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_EXPOSED = "ETag, Link, Retry-After, X-Parley-Snapshot, X-Parley-Articles, X-Parley-Voices, X-Parley-Dates"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRequest:
    """What a request asks: a query, its dataset (None where it gives none), and a format by name."""

    query: str | None
    default_graphs: tuple[IRI, ...] | None
    named_graphs: tuple[IRI, ...] | None
    format: str | None


def blueprint(settings: Settings, queries: QueryService) -> Blueprint:
    """Return the routes of the endpoint."""
    routes = Blueprint("sparql", __name__)

    @routes.route("/sparql", methods=[*METHODS, "PUT", "PATCH", "DELETE"], provide_automatic_options=False)
    def sparql() -> Response:
        if request.method == "OPTIONS":
            return _options()
        if request.method not in METHODS:
            raise MethodNotAllowed(valid_methods=METHODS)
        asked = _read(settings)
        if asked.query is None:
            return _description(settings, asked)
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

    @routes.get("/healthz")
    def healthz() -> tuple[Response, int]:
        try:
            snapshot = queries.query("ASK {}", timeout_s=5).snapshot
        except Overloaded:
            return jsonify(status="busy"), 200
        except ParleyError:
            return jsonify(status="failing"), 503
        return jsonify(status="ok", snapshot=snapshot), 200

    return routes


def _answer(queries: QueryService, checked: CheckedQuery, chosen: Format, asked: ProtocolRequest) -> Response:
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


def _tag(snapshot: str, checked: CheckedQuery, chosen: Format, asked: ProtocolRequest) -> str:
    key = repr((snapshot, checked.text, chosen.name, asked.default_graphs, asked.named_graphs))
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def describe(response: Response, snapshot: str, coverage: Coverage) -> None:
    """Say in the headers of an answer which snapshot it is from and what that was made of."""
    response.headers["X-Parley-Snapshot"] = snapshot
    response.headers["X-Parley-Articles"] = str(coverage.articles)
    response.headers["X-Parley-Voices"] = str(coverage.voices)
    response.headers["X-Parley-Dates"] = f"{coverage.published_from or ''}/{coverage.published_to or ''}"
    response.headers.add("Link", '</sparql>; rel="service-desc"; type="text/turtle"')


def _read(settings: Settings) -> ProtocolRequest:
    """Return what the request asks; the parameters of the URL and of a form count alike."""
    parameters = _pairs(request.query_string, "The URL")
    direct: str | None = None
    if request.method == "POST":
        kind, options = parse_options_header(request.headers.get("Content-Type", ""))
        if options.get("charset", "utf-8").lower().replace("_", "-") not in ("utf-8", "utf8"):
            raise UnsupportedMediaType("The body must be in UTF-8.")
        if kind == UPDATE:
            raise _read_only()
        if kind not in (FORM, QUERY):
            given = f"{kind!r} was given" if kind else "none was given"
            raise UnsupportedMediaType(f"The Content-Type must be {FORM} or {QUERY}; {given}.")
        if (request.content_length or 0) > 4 * settings.query_max_bytes:
            raise RequestEntityTooLarge(f"The body is longer than {4 * settings.query_max_bytes} bytes.")
        body = request.get_data(cache=False, parse_form_data=False)
        if kind == QUERY:
            direct = _decoded(body, "The body")
        else:
            parameters += _pairs(body, "The body")
    texts = [value for name, value in parameters if name == "query"] + ([direct] if direct is not None else [])
    names = {name for name, _ in parameters}
    if "update" in names:
        raise _read_only()
    if len(texts) > 1:
        raise BadRequest("There is more than one query.")
    if not texts and request.method == "POST":
        raise BadRequest("There is no parameter `query`.")
    dataset = {"default-graph-uri", "named-graph-uri"} & names
    formats = [value for name, value in parameters if name == "format"]
    return ProtocolRequest(
        query=texts[0] if texts else None,
        default_graphs=_graphs(parameters, "default-graph-uri") if dataset else None,
        named_graphs=_graphs(parameters, "named-graph-uri") if dataset else None,
        format=formats[-1] if formats else None,
    )


def _graphs(parameters: list[tuple[str, str]], name: str) -> tuple[IRI, ...]:
    return tuple(IRI(value) for key, value in parameters if key == name)


def _pairs(text: bytes, what: str) -> list[tuple[str, str]]:
    try:
        found = parse_qsl(text.decode(), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError as error:
        raise BadRequest(f"{what} has parameters that are not URL-encoded UTF-8.") from error
    return found


def _decoded(body: bytes, what: str) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"{what} is not UTF-8: byte {error.start}.") from error


def _read_only() -> QueryRefused:
    return QueryRefused("this endpoint is read-only", remedy="send a query; articles are added with `parley ingest`")


def _options() -> Response:
    response = Response(status=204)
    response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = ", ".join(METHODS)
    response.headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
    response.headers["Access-Control-Max-Age"] = "86400"
    response.headers["Accept-Post"] = f"{QUERY}, {FORM}"
    return response


_DESCRIPTION = """
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix format: <http://www.w3.org/ns/formats/> .

<sparql> a sd:Service ;
    rdfs:label "Parley SPARQL endpoint"@en ;
    rdfs:comment "{comment}"@en ;
    sd:endpoint <sparql> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:EmptyGraphs ;
    sd:resultFormat format:SPARQL_Results_JSON, format:SPARQL_Results_XML, format:SPARQL_Results_CSV,
        format:SPARQL_Results_TSV, format:Turtle, format:N-Triples, format:RDF_XML, format:JSON-LD ;
    sd:defaultDataset <sparql#dataset> .
<sparql#dataset> a sd:Dataset ;
    sd:defaultGraph <sparql#default-graph> .
<sparql#default-graph> a sd:Graph ;
    rdfs:comment "The graphs of events, actors and ontology together. Articles are reached with GRAPH."@en .
"""


def _description(settings: Settings, asked: ProtocolRequest) -> Response:
    """Return the service description (SPARQL 1.1 Service Description) in a format of graphs."""
    chosen = negotiate(request.headers.get("Accept"), "DESCRIBE", wanted=asked.format)
    comment = (
        f"Queries end after {settings.query_timeout_s:g} s, their text after {settings.query_max_bytes} bytes and "
        f"results after {settings.result_max_mb} MB. There are no updates and no SERVICE."
    )
    turtle = f"@base <{settings.base_iri}> .\n" + _filled(_DESCRIPTION, {"comment": comment})
    response = Response(rewrite(turtle, chosen.name), content_type=chosen.content_type)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _filled(template: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template
