"""Errors as `application/problem+json` (RFC 9457): one table from error class to status."""

from __future__ import annotations

import json
import logging
import re
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.exceptions import NotFound as UnknownAddress

from parley.errors import (
    ArticleError,
    DatasetError,
    Gone,
    NotAcceptable,
    NotConforming,
    NotFound,
    NothingIngested,
    OverBudget,
    Overloaded,
    ParleyError,
    PreconditionFailed,
    QueryCancelled,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QuestionError,
    RdfSyntaxError,
    StoreError,
    UpdateFailed,
    WriteRefused,
)

log = logging.getLogger(__name__)

TYPES = "https://w3id.org/parley/problem#"
STATUS: dict[type[ParleyError], tuple[int, str]] = {
    QuerySyntaxError: (400, "The query is not SPARQL"),
    QuestionError: (400, "What was asked for was not understood"),
    RdfSyntaxError: (400, "The body is not RDF"),
    DatasetError: (400, "The dataset cannot be used"),
    QueryRefused: (403, "The query is not allowed here"),
    WriteRefused: (403, "The graph is not written to from outside"),
    NotFound: (404, "There is no such thing"),
    NotAcceptable: (406, "No acceptable format"),
    UpdateFailed: (409, "The update cannot be carried out"),
    Gone: (410, "It is no longer here"),
    PreconditionFailed: (412, "It has changed meanwhile"),
    ArticleError: (422, "The article cannot be read"),
    NotConforming: (422, "It breaks the shapes"),
    OverBudget: (429, "The client used up its budget"),
    QueryCancelled: (503, "The query was cancelled"),
    QueryTimeout: (503, "The query used up its budget"),
    Overloaded: (503, "The service is busy"),
    NothingIngested: (503, "There is nothing to answer from yet"),
    StoreError: (503, "The store cannot answer now"),
}

_LONGEST = 200  # characters of an address that are told
_FACTS = ("line", "column", "excerpt", "found", "expected", "remedy", "nearest", "results")


def register(app: Flask) -> None:
    """Let `app` answer every error as a problem."""
    app.register_error_handler(ParleyError, from_parley)
    app.register_error_handler(HTTPException, from_http)
    app.register_error_handler(Exception, from_unexpected)


def from_parley(error: ParleyError) -> Response:
    """Return the problem of one of our errors; what lies on the server's disk is logged and not told."""
    status, title = next((STATUS[c] for c in type(error).__mro__ if c in STATUS), (500, "The service failed"))
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", type(error).__name__).lower()
    facts: dict[str, Any] = {"type": TYPES + name, "title": title, "status": status}
    if isinstance(error, NothingIngested):
        facts |= {"detail": error.message, "remedy": error.remedy}
    elif isinstance(error, StoreError) or status == 500:
        log.error("error=%s detail=%s", type(error).__name__, error)
        facts["detail"] = "The reason is in the log of the service."
    else:
        facts["detail"] = str(error)
        extra = {k: getattr(error, k, None) for k in _FACTS}
        facts |= {key: value for key, value in extra.items() if value}
    response = problem(facts)
    if isinstance(error, Overloaded | OverBudget):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def from_http(error: HTTPException) -> Response:
    """Return the problem of an HTTP error such as 404 or 405, with its headers."""
    given = error.get_response()
    if given.status_code < 400:  # a redirect is no problem
        return Response(given.get_data(), given.status_code, given.headers)
    nowhere = error.description == UnknownAddress.description
    response = problem(
        {
            "type": "about:blank",
            "title": "There is no such page" if nowhere else error.name,
            "status": given.status_code,
            "detail": f"Nothing is at {request.path[:_LONGEST]}" if nowhere else _detail(error),
        }
    )
    for key, value in given.headers:
        if key.lower() not in ("content-type", "content-length"):
            response.headers[key] = value
    return response


def _detail(error: HTTPException) -> str:
    if isinstance(error, MethodNotAllowed):
        return f"{request.method[:40]} is not allowed here; {', '.join(sorted(error.valid_methods or ()))} are."
    return error.description or error.name


def from_unexpected(error: Exception) -> Response:
    """Return a problem that tells nothing of the inside, and log the whole error."""
    log.error("error=unexpected", exc_info=error)
    return problem(
        {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "detail": "The service failed in a way that was not foreseen. The reason is in its log.",
        }
    )


def plain_problem(status: int, title: str, detail: str) -> tuple[bytes, list[tuple[str, str]]]:
    """Return body and headers of a problem for a request that does not reach the app."""
    response = problem({"type": "about:blank", "title": title, "status": status, "detail": detail})
    return response.get_data(), [(n, v) for n, v in response.headers if n.lower() != "content-length"]


def problem(facts: dict[str, Any]) -> Response:
    """Return a response of these facts; `status` is among them."""
    body = json.dumps(facts, ensure_ascii=False, indent=1) + "\n"
    response = Response(body, facts["status"], content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response
