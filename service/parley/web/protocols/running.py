"""The queries under way, for the operator: `GET /admin/queries` lists them, `DELETE /admin/queries/ID` ends one."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, jsonify

from parley.errors import NotFound
from parley.store.service.workers import QueryService


def blueprint(queries: QueryService) -> Blueprint:
    """Return the routes; whoever registers them asks for the token."""
    routes = Blueprint("running", __name__)

    @routes.get("/queries")
    def running() -> Response:
        listed = [asdict(query) | {"age_s": round(query.age_s, 3)} for query in queries.running()]
        return jsonify(queries=listed)

    @routes.delete("/queries/<id>")
    def cancel(id: str) -> Response:  # noqa: A002 - the field's word
        if not queries.cancel(id):
            listed = ", ".join(query.id for query in queries.running()) or "none"
            raise NotFound(f"there is no query {id[:40]} under way", remedy=f"there are {listed}")
        return Response(status=204)

    return routes
