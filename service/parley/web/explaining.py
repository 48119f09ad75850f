"""Why a query has no answer, at `/sparql/explain`: the SPARQL Protocol's parameters, answered with a report in JSON."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import BadRequest

from parley.config import Settings
from parley.errors import QueryTimeout
from parley.model import Answer, Term
from parley.store.explain import Culprit, Explanation, explain
from parley.store.gate import CheckedQuery, excerpt, position_of
from parley.store.hints import Hints
from parley.store.names import UnknownTerm, names_of
from parley.store.patterns import Outline, outline
from parley.store.snapshots import Snapshot
from parley.store.syntax import Wrong, parse
from parley.store.workers import QueryService
from parley.web.protocol import QueryRequest, read_query_request
from parley.web.versions import mark, unchanged, version_of
from parley.web.vocabulary import Vocabulary


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
        key = ("explain", checked.text, asked.default_graphs, asked.named_graphs)
        if response := unchanged(version, *key):
            return response
        unknown = vocabulary.unknown(checked, version.snapshot)
        probes = _Probes(queries, checked, asked, version.snapshot)
        report = {"snapshot": version.snapshot.name, "warnings": [_warning(term) for term in unknown]}
        response = jsonify(report | _report(checked, asked, probes, unknown))
        return mark(response, version, *key, volatile=checked.volatile or not probes.finished)

    @routes.after_request
    def allow_all_origins(response: Response) -> Response:
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return routes


class _Probes:
    """Asks parts of one query, all of them together within the time that the query itself may take."""

    def __init__(self, queries: QueryService, checked: CheckedQuery, asked: QueryRequest, snapshot: Snapshot) -> None:
        self._queries = queries
        self._snapshot = snapshot
        self._dataset = (asked.default_graphs, asked.named_graphs)
        self._budget_s = queries.settings.query_timeout_s
        self._ends = time.monotonic() + self._budget_s
        self.checked = checked
        self.prologue = ""
        self.finished = True

    def run(self, query: str | CheckedQuery, *, anywhere: bool = False) -> Answer:
        left_s = self._ends - time.monotonic()
        if left_s <= 0:
            self.finished = False
            raise QueryTimeout(f"the {self._budget_s:g} s for explaining are used up")
        graph = isinstance(query, CheckedQuery) and query.form in ("CONSTRUCT", "DESCRIBE")
        defaults, named = (None, None) if anywhere else self._dataset
        try:
            return self._queries.query(
                query,
                format="ntriples" if graph else None,
                default_graphs=defaults,
                named_graphs=named,
                timeout_s=max(left_s, 0.1),
                snapshot=self._snapshot,
            )
        except QueryTimeout:
            self.finished = False
            raise

    def ask(self, query: str) -> bool:
        return bool(self.run(self.prologue + query).boolean)

    def rows(self, query: str) -> Sequence[dict[str, Term]]:
        return self.run(self.prologue + query).solutions

    def anywhere(self, query: str) -> bool:
        return bool(self.run(self.prologue + query, anywhere=True).boolean)


def _report(
    checked: CheckedQuery, asked: QueryRequest, probes: _Probes, unknown: tuple[UnknownTerm, ...]
) -> dict[str, Any]:
    answer = probes.run(checked)  # what is no SPARQL ends here
    empty = not (answer.boolean or answer.solutions or (answer.form == "GRAPH" and answer.body.strip()))
    tree = parse(checked.text, checked.tokens)
    if isinstance(tree, Wrong):
        line, column = position_of(checked.text, tree.offset)
        later = f"the query is of a later SPARQL than 1.1 from line {line}, column {column}, on"
        return {"empty": empty, "matches": None, "culprits": [], "unexplored": [later], "complete": False}
    whole = outline(checked.text, tree)
    probes.prologue = whole.prologue
    explanation = explain(whole, checked.text, probes.ask, _hints(checked, asked, probes, whole, unknown))
    return {
        "empty": empty,
        "matches": explanation.matches,
        "why": _why(explanation, empty=empty),
        "culprits": [_culprit(checked.text, culprit) for culprit in explanation.culprits],
        "unexplored": explanation.unexplored,
        "complete": explanation.complete and probes.finished,
    }


def _hints(
    checked: CheckedQuery, asked: QueryRequest, probes: _Probes, whole: Outline, unknown: tuple[UnknownTerm, ...]
) -> Hints:
    restricted = bool(whole.dataset) or asked.default_graphs is not None or asked.named_graphs is not None
    return Hints(
        ask=probes.ask,
        rows=probes.rows,
        anywhere=probes.anywhere if restricted else None,
        dataset=whole.dataset,
        names=names_of(checked.text, checked.tokens),
        unknown=unknown,
    )


def _why(explanation: Explanation, *, empty: bool) -> str:
    culprits = explanation.culprits
    if explanation.matches and not empty:
        return "The query has an answer."
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
