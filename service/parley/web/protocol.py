"""What a request of the SPARQL 1.1 Protocol asks, read from URL, form and body."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.http import parse_options_header

from parley.config import Settings
from parley.errors import QueryRefused
from parley.model import IRI

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRequest:
    """What a request asks: a query, its dataset (None where it gives none), a format by name, a snapshot, evidence."""

    query: str | None
    default_graphs: tuple[IRI, ...] | None
    named_graphs: tuple[IRI, ...] | None
    format: str | None
    snapshot: str | None
    evidence: bool


def read_query_request(settings: Settings) -> QueryRequest:
    """Return what the current request asks; the parameters of the URL and of a form count alike."""
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
    last = dict(parameters)
    return QueryRequest(
        query=texts[0] if texts else None,
        default_graphs=_graphs(parameters, "default-graph-uri") if dataset else None,
        named_graphs=_graphs(parameters, "named-graph-uri") if dataset else None,
        format=last.get("format"),
        snapshot=last.get("snapshot"),
        evidence=_switch("evidence", last.get("evidence")),
    )


def _switch(name: str, value: str | None) -> bool:
    switches = {None: False, "0": False, "false": False, "1": True, "true": True}
    if value not in switches:
        raise BadRequest(f"The parameter `{name}` is 1 or 0, not {value!r}.")
    return switches[value]


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
