"""The SPARQL 1.1 Graph Store HTTP Protocol: named graphs as resources.

A write may be conditional (RFC 9110, section 13). The ETag of a graph changes with every snapshot, as it is that of all
that is stored: If-Match refuses a write rather once too often than once too seldom.

A graph is named by `?graph=` (indirect), by `?default`, or is the one that the path below the mount names (direct).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, MethodNotAllowed, UnsupportedMediaType
from werkzeug.http import parse_options_header

from parley.administration import Administration, Condition
from parley.config import Settings
from parley.errors import NotFound
from parley.model import IRI, Term
from parley.store.processes.formats import GRAPHS
from parley.store.service.bodies import Body
from parley.store.service.changes import GraphWrite
from parley.store.service.workers import QueryService
from parley.store.sparql.updates import absolute
from parley.web.http.negotiate import negotiate
from parley.web.protocols.protocol import read_parameters

_METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
_MULTIPART = "multipart/form-data"
_FORMATS = {each.media_type: each.name for each in GRAPHS}
_GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_THERE = "ASK { GRAPH ?graph {} }"


def blueprint(settings: Settings, queries: QueryService, administration: Administration) -> Blueprint:
    """Return the routes of the graph store; whoever registers them sees to who may."""
    routes = Blueprint("graph_store", __name__)
    mount = f"{settings.base_iri}admin/graph-store"

    @routes.route("/graph-store", methods=[*_METHODS, "PATCH"], provide_automatic_options=False)
    @routes.route("/graph-store/<path:below>", methods=[*_METHODS, "PATCH"], provide_automatic_options=False)
    def graph_store(below: str | None = None) -> Response:
        if request.method == "OPTIONS":
            return _options()
        if request.method not in _METHODS:
            raise MethodNotAllowed(valid_methods=_METHODS)
        named, graph = _graph_of_request(mount, below)
        if request.method in ("GET", "HEAD"):
            _must_name(named)
            return _shown(graph, queries)
        if request.method == "DELETE":
            _must_name(named)
            write = GraphWrite(graph=graph, bodies=(), replaces=True)
            written = administration.write(write, _condition())
            if not written.existed:
                raise NotFound(f"there is no graph {graph}")
            return without_body(204, snapshot=written.snapshot)
        if request.method == "PUT":
            _must_name(named)
        if not named:
            graph = IRI(f"{mount}/{uuid.uuid4().hex}")
        bodies = _bodies()
        write = GraphWrite(graph=graph, bodies=bodies, replaces=request.method == "PUT")
        written = administration.write(write, _condition())
        response = without_body(204 if written.existed else 201, snapshot=written.snapshot)
        if not written.existed and graph is not None:
            direct = graph.startswith(f"{mount}/")
            response.headers["Location"] = graph if direct else f"{mount}?graph={quote(graph, safe='')}"
        return response

    return routes


def _graph_of_request(mount: str, below: str | None) -> tuple[bool, IRI | None]:
    """Return whether the request names a graph, and which: None is the default graph."""
    parameters = read_parameters()
    unknown = sorted({name for name, _ in parameters} - {"graph", "default"})
    if unknown:
        raise BadRequest(f"There is no parameter `{unknown[0]}`; a graph is named by `graph` or `default`.")
    if len(parameters) > 1 or (parameters and below):
        raise BadRequest("More than one graph is named.")
    if below:
        return True, IRI(f"{mount}/{quote(below, safe='/:@!$&()*+,;=~')}")
    if not parameters:
        return False, None
    [(name, value)] = parameters
    if name == "default":
        if value:
            raise BadRequest("`default` takes no value.")
        return True, None
    return True, absolute(value)


def _must_name(named: bool) -> None:
    if not named:
        raise BadRequest("No graph is named: give `?graph=IRI` or `?default`, or a path below.")


def _condition() -> Condition:
    """Return what If-Match and If-None-Match of the request ask for."""
    match, none = request.if_match, request.if_none_match
    named = bool(match) and not match.star_tag
    return Condition(
        snapshot_in=_snapshots(match.as_set()) if named else None,
        snapshot_not_in=_snapshots(none.as_set(include_weak=True)) if none else None,
        existed=True if match else False if none.star_tag else None,
    )


def _snapshots(tags: Iterable[str]) -> frozenset[str]:
    return frozenset(tag.partition(".")[0] for tag in tags)


def _shown(graph: IRI | None, queries: QueryService) -> Response:
    chosen = negotiate(request.headers.get("Accept"), "CONSTRUCT")
    if graph is None:
        answer = queries.query(_GRAPH, format=chosen.name, own=True)
    else:
        if not queries.query(_THERE, bindings={"graph": Term(type="uri", value=graph)}).boolean:
            raise NotFound(f"there is no graph {graph}")
        answer = queries.query(_GRAPH, format=chosen.name, default_graphs=(graph,), named_graphs=(), own=True)
    response = Response(answer.body, content_type=chosen.content_type)
    response.headers["X-Parley-Snapshot"] = answer.snapshot
    response.set_etag(f"{answer.snapshot}.{chosen.name}")
    response.cache_control.no_transform = True  # compressed it would have a weak ETag, which If-Match refuses
    response.vary.add("Accept")
    return response


def _bodies() -> tuple[Body, ...]:
    """Return the RDF of the request, of which a form with files may hold several."""
    kind = parse_options_header(request.headers.get("Content-Type", ""))[0].lower()
    if kind != _MULTIPART:
        name = _format(request.headers.get("Content-Type", ""))
        return (Body(content=request.get_data(cache=False, parse_form_data=False), format=name),)
    if request.method == "PUT":
        raise UnsupportedMediaType(f"{_MULTIPART} can be posted only.")
    files = [file for _, file in request.files.items(multi=True)]
    if not files or request.form:
        raise BadRequest("Each part of the form must be a file with its Content-Type.")
    return tuple(Body(content=file.read(), format=_format(file.content_type or "")) for file in files)


def _format(content_type: str) -> str:
    given, options = parse_options_header(content_type)
    kind = given.lower()
    if kind not in _FORMATS:
        told = f"{given!r} was given" if given else "none was given"
        raise UnsupportedMediaType(f"The Content-Type must be one of {', '.join(_FORMATS)}; {told}.")
    if options.get("charset", "utf-8").lower().replace("_", "-") not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("The body must be in UTF-8.")
    return _FORMATS[kind]


def without_body(status: int, *, snapshot: str | None = None) -> Response:
    """Return a response of nothing but a status and headers; `snapshot` is the one that has what was written."""
    response = Response(status=status)
    del response.headers["Content-Type"]
    if snapshot is not None:
        response.headers["X-Parley-Snapshot"] = snapshot
    return response


def _options() -> Response:
    response = without_body(204)
    response.headers["Allow"] = ", ".join(_METHODS)
    response.headers["Accept-Post"] = ", ".join((*_FORMATS, _MULTIPART))
    return response
