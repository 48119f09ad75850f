"""What a request of the SPARQL 1.1 Protocol asks, a query or an update, read from URL, form and body."""

from __future__ import annotations

import codecs
import difflib
import re
from binascii import a2b_qp
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.http import parse_options_header

from parley.config import Settings
from parley.errors import QueryRefused
from parley.model import IRI

FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
_DATASET = ("default-graph-uri", "named-graph-uri")
_PARAMETERS = ("query", *_DATASET, "format", "snapshot", "evidence")  # of a query
_LIKE = 0.8  # how alike the name of a parameter must be to one that there is
_FIELDS = 1000  # of a form
_NO_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRequest:
    """What a request asks: a query, its dataset (None where it gives none), a format by name, a snapshot, evidence.

    `unheeded` are the parameters that mean nothing here, in words.
    """

    query: str | None
    default_graphs: tuple[IRI, ...] | None
    named_graphs: tuple[IRI, ...] | None
    format: str | None
    snapshot: str | None
    evidence: bool
    unheeded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRequest:
    """What a request asks: an update, and the dataset that its WHERE clauses look into; without graphs, all of it."""

    update: str
    default_graphs: tuple[IRI, ...]
    named_graphs: tuple[IRI, ...]


def read_query_request(settings: Settings) -> QueryRequest:
    """Return what the current request asks; the parameters of the URL and of a form count alike."""
    parameters = read_parameters()
    if request.method in ("POST", "QUERY"):
        parameters += _body_parameters("query", QUERY, settings)
    names = {name for name, _ in parameters}
    if "update" in names:
        raise _read_only()
    text = _only("query", parameters)
    if text is None and request.method in ("POST", "QUERY"):
        raise BadRequest("There is no parameter `query`.")
    dataset = set(_DATASET) & names
    return QueryRequest(
        query=text,
        default_graphs=_graphs(parameters, "default-graph-uri") if dataset else None,
        named_graphs=_graphs(parameters, "named-graph-uri") if dataset else None,
        format=_only("format", parameters),
        snapshot=_only("snapshot", parameters),
        evidence=_switch("evidence", _only("evidence", parameters)),
        unheeded=tuple(filter(None, map(_unheeded, dict.fromkeys(name for name, _ in parameters)))),
    )


def _unheeded(name: str) -> str:
    """Return words for a parameter that means nothing here, none for others.

    Clients send several by habit, which is no error; but one that was to name the dataset would get another answer.
    """
    if name in _PARAMETERS:
        return ""
    near = difflib.get_close_matches(name.replace("_", "-").lower(), _PARAMETERS, n=1, cutoff=_LIKE)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    if set(near) & set(_DATASET):
        raise BadRequest(f"There is no parameter `{name[:40]}`{hint}")
    return f"there is no parameter {name[:40]!r}: it was passed over{hint}"


def _switch(name: str, value: str | None) -> bool:
    switches = {None: False, "0": False, "false": False, "1": True, "true": True}
    if value not in switches:
        raise BadRequest(f"The parameter `{name}` is 1 or 0, not {value!r}.")
    return switches[value]


def read_update_request(settings: Settings) -> UpdateRequest:
    """Return what the current request, a POST, asks (SPARQL 1.1 Protocol, section 2.2)."""
    in_url = read_parameters()
    if "update" in dict(in_url):
        raise BadRequest("An update stands in the body, not in the URL.")
    parameters = in_url + _body_parameters("update", UPDATE, settings)
    text = _only("update", parameters)
    if text is None:
        raise BadRequest("There is no parameter `update`.")
    return UpdateRequest(
        update=text,
        default_graphs=_graphs(parameters, "using-graph-uri"),
        named_graphs=_graphs(parameters, "using-named-graph-uri"),
    )


def read_parameters() -> list[tuple[str, str]]:
    """Return the parameters of the URL of the current request, in their order."""
    return _pairs(request.query_string, "The URL")


def _body_parameters(name: str, direct: str, settings: Settings) -> list[tuple[str, str]]:
    """Return the parameters of a form, or a body that is itself the text as the parameter `name`."""
    given, options = parse_options_header(request.headers.get("Content-Type", ""))
    kind = given.lower()
    if options.get("charset", "utf-8").lower().replace("_", "-") not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("The body must be in UTF-8.")
    if kind == UPDATE and direct == QUERY:
        raise _read_only()
    if kind not in (FORM, direct):
        told = f"{given!r} was given" if given else "none was given"
        raise UnsupportedMediaType(f"The Content-Type must be {FORM} or {direct}; {told}.")
    if (request.content_length or 0) > 4 * settings.query_max_bytes:
        raise RequestEntityTooLarge(f"The body is longer than {4 * settings.query_max_bytes} bytes.")
    body = request.get_data(cache=False, parse_form_data=False)
    if kind == direct:
        return [(name, _decoded(body.removeprefix(codecs.BOM_UTF8), "The body"))]  # some editors write it into files
    return _pairs(body, "The body")


def _only(name: str, parameters: list[tuple[str, str]]) -> str | None:
    texts = [value for key, value in parameters if key == name]
    if len(texts) > 1:
        raise BadRequest(f"There is more than one parameter `{name}`.")
    return texts[0] if texts else None


def _graphs(parameters: list[tuple[str, str]], name: str) -> tuple[IRI, ...]:
    return tuple(IRI(value) for key, value in parameters if key == name)


def _pairs(text: bytes, what: str) -> list[tuple[str, str]]:
    """Return the names and values of application/x-www-form-urlencoded, as `urllib.parse.parse_qsl` would."""
    if text.count(b"&") >= _FIELDS:
        raise BadRequest(f"{what} has more than {_FIELDS} parameters.")
    try:
        halves = [field.partition(b"=") for field in text.replace(b"+", b" ").split(b"&") if field]
        return [(_unescaped(name).decode(), _unescaped(value).decode()) for name, _, value in halves]
    except ValueError as error:
        raise BadRequest(f"{what} has parameters that are not URL-encoded UTF-8.") from error


def _unescaped(text: bytes) -> bytes:
    if b"=" in text or _NO_ESCAPE.search(text):
        return unquote_to_bytes(text)
    # Quoted-printable escapes in the same way, by another sign; it is decoded in C, and a query has hundreds of them.
    return a2b_qp(text.replace(b"%", b"="))


def _decoded(body: bytes, what: str) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest(f"{what} is not UTF-8: byte {error.start}.") from error


def _read_only() -> QueryRefused:
    return QueryRefused("this endpoint is read-only", remedy="send a query; articles are added with `parley ingest`")
