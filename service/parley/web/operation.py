"""What operators ask of the service: whether it is well."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from parley.config import Settings
from parley.errors import Overloaded, ParleyError
from parley.store.workers import QueryService


def blueprint(settings: Settings, queries: QueryService) -> Blueprint:
    """Return the routes of operation."""
    routes = Blueprint("operation", __name__)

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
