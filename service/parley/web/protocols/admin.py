"""Writes over HTTP, for whoever has the token: updates by the SPARQL 1.1 Protocol, graphs by the Graph Store Protocol.

The mount is there only where PARLEY_ADMIN_TOKEN is set (RFC 6750: `Authorization: Bearer …`).
"""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.exceptions import MethodNotAllowed

from parley.administration import Administration
from parley.config import Settings
from parley.store.service.workers import QueryService
from parley.store.sparql.gate import Limits
from parley.store.sparql.updates import check_update
from parley.web.http.tokens import require_token
from parley.web.protocols import graph_store, running
from parley.web.protocols.protocol import FORM, UPDATE, read_update_request

_METHODS = ("POST", "OPTIONS")


def blueprint(settings: Settings, queries: QueryService, administration: Administration) -> Blueprint:
    """Return the routes of the administrative mount."""
    routes = Blueprint("admin", __name__, url_prefix="/admin")
    limits = Limits(bytes=settings.query_max_bytes)

    @routes.before_request
    def authenticate() -> None:
        require_token(settings.admin_token)

    @routes.after_request
    def keep_nothing(response: Response) -> Response:
        response.cache_control.no_store = True
        return response

    @routes.route(
        "/update", methods=[*_METHODS, "GET", "HEAD", "PUT", "PATCH", "DELETE"], provide_automatic_options=False
    )
    def update() -> Response:
        if request.method == "OPTIONS":
            response = graph_store.without_body(204)
            response.headers["Allow"] = ", ".join(_METHODS)
            response.headers["Accept-Post"] = f"{UPDATE}, {FORM}"
            return response
        if request.method != "POST":
            raise MethodNotAllowed(valid_methods=_METHODS)
        asked = read_update_request(settings)
        checked = check_update(asked.update, limits=limits, default=asked.default_graphs, named=asked.named_graphs)
        return graph_store.without_body(204, snapshot=administration.write(checked).snapshot)

    routes.register_blueprint(graph_store.blueprint(settings, queries, administration))
    routes.register_blueprint(running.blueprint(queries))
    return routes
