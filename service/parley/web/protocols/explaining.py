"""Why a query has no answer, at `/sparql/explain`: the SPARQL Protocol's parameters, answered in JSON or as a page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.exceptions import BadRequest

from parley.config import Settings
from parley.store.service.explain import Culprit, Explanation, explain
from parley.store.service.hints import Hints
from parley.store.service.vocabulary import Vocabulary
from parley.store.service.workers import QueryService
from parley.store.sparql.gate import CheckedQuery
from parley.store.sparql.names import UnknownTerm, names_of
from parley.store.sparql.patterns import outline
from parley.store.sparql.positions import excerpt, position_of
from parley.store.sparql.syntax import Wrong, parse
from parley.web.http.negotiate import HTML
from parley.web.http.origins import share
from parley.web.http.versions import mark, unchanged, version_of
from parley.web.protocols.protocol import QueryRequest, read_query_request
from parley.web.protocols.within import Within


def blueprint(settings: Settings, queries: QueryService) -> Blueprint:
    """Return the route that explains queries."""
    routes = Blueprint("explaining", __name__)
    vocabulary = Vocabulary(queries)

    @routes.route("/sparql/explain", methods=["GET", "POST"])
    def explain_query() -> Response:
        asked = read_query_request(settings)
        if asked.query is None:
            raise BadRequest("There is no parameter `query`.")
        checked = queries.check(asked.query)
        version = version_of(queries.snapshots, asked.snapshot)
        page = asked.format is None and _is_for_people()
        key = ("explain", page, checked.text, asked.default_graphs, asked.named_graphs)
        if response := unchanged(version, *key):
            return response
        unknown = vocabulary.unknown(checked, version.snapshot)
        within = Within(queries, asked, version.snapshot)
        report: dict[str, Any] = {"snapshot": version.snapshot.name, "warnings": [_warning(term) for term in unknown]}
        report |= _report(checked, asked, within, unknown)
        response = Response(render_template("explained.html", query=asked.query, **report)) if page else jsonify(report)
        return mark(response, version, *key, volatile=checked.volatile or not within.finished)

    routes.after_request(share)
    return routes


def _is_for_people() -> bool:
    """Say whether a browser asks, which is to have a page."""
    return request.accept_mimetypes.best_match(("application/json", HTML.media_type)) == HTML.media_type


def _report(
    checked: CheckedQuery, asked: QueryRequest, within: Within, unknown: tuple[UnknownTerm, ...]
) -> dict[str, Any]:
    graph = checked.form in ("CONSTRUCT", "DESCRIBE")
    # What is no SPARQL ends here.
    answer = within.run(checked, format="ntriples" if graph else None, max_rows=None if graph else 1)
    empty = not (answer.boolean or answer.solutions or answer.body)
    tree = parse(checked.text, checked.tokens)
    if isinstance(tree, Wrong):
        line, column = position_of(checked.text, tree.offset)
        later = f"from line {line}, column {column}, on the query is of a later SPARQL than 1.1, or too long"
        return {"empty": empty, "matches": None, "culprits": [], "unexplored": [later], "complete": False}
    whole = outline(checked.text, tree)

    def ask(query: str) -> bool:
        return within.ask(whole.prologue + query)

    def anywhere(query: str) -> bool:
        return bool(within.run(whole.prologue + query, own_dataset=False).boolean)

    restricted = bool(whole.dataset) or asked.default_graphs is not None or asked.named_graphs is not None
    hints = Hints(
        ask=ask,
        rows=lambda query: within.rows(whole.prologue + query),
        anywhere=anywhere if restricted else None,
        dataset=whole.dataset,
        names=names_of(checked.text, checked.tokens),
        unknown=unknown,
    )
    explanation = explain(whole, checked.text, ask, hints)
    return {
        "empty": empty,
        "matches": explanation.matches,
        "why": _why(explanation, empty=empty),
        "culprits": [_culprit(checked.text, culprit) for culprit in explanation.culprits],
        "unexplored": explanation.unexplored,
        "complete": explanation.complete and within.finished,
    }


def _why(explanation: Explanation, *, empty: bool) -> str:
    culprits = explanation.culprits
    if explanation.matches and not empty:
        return "The query has an answer."
    if explanation.bare:
        return "The data say nothing of what is to be described."
    if explanation.matches:
        return "The patterns match; LIMIT, OFFSET, HAVING or the template leaves nothing of that."
    if not culprits:
        return "The patterns match nothing; which of them are to blame was not found."
    if culprits[0].alone:
        return "This matches nothing, whatever else is asked for." if len(culprits) == 1 else "Each matches nothing."
    return "This leaves nothing." if len(culprits) == 1 else "Together these match nothing; without any one they do."


def _culprit(text: str, culprit: Culprit) -> dict[str, Any]:
    line, column = position_of(text, culprit.part.start)
    return {
        "kind": culprit.part.kind,
        "text": culprit.part.text,
        "line": line,
        "column": column,
        "excerpt": excerpt(text, line, column),
        "alone": culprit.alone,
        "hints": list(culprit.hints),
    }


def _warning(term: UnknownTerm) -> dict[str, Any]:
    return {
        "message": str(term),
        "line": term.line,
        "column": term.column,
        "found": term.name,
        "nearest": list(term.nearest),
    }
