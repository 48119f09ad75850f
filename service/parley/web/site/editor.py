"""A page for queries: an editor, the competency questions as examples, and the result as table or drawing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request

from parley.errors import NotFound, ParleyError
from parley.model import Answer
from parley.store.service.vocabulary import Vocabulary
from parley.store.service.workers import QueryService
from parley.store.sparql.prefixes import PREFIXES
from parley.vocab import ONTOLOGY
from parley.web.answers.embedded import as_script
from parley.web.answers.prepared import PAGE_SIZE, Shown, page_number, pager_of
from parley.web.answers.tables import table_of
from parley.web.http import problems
from parley.web.selecting.explorer import DRAWINGS, MOST_DRAWN, VIEWS, Explorer
from parley.web.site.pages import Pages, serve_pages, today
from parley.wording import coverage_in_words

MOST_ROWS = 2_000  # of a result on a page; more of them would hold up everybody else while they are read
_LONGEST_GRAPH = 1 << 20  # bytes of Turtle on a page
_VIEWS = {"table": "Table"} | {name: VIEWS[name] for name in DRAWINGS}
_START = """PREFIX : <https://w3id.org/parley/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?event ?label ?start
WHERE {
  ?event a :Contact ; :status :status-occurred ; rdfs:label ?label ; :start ?start .
}
ORDER BY DESC(?start)
LIMIT 50
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a query gave: an answer with warnings, or a problem in its fields."""

    answer: Answer | None = None
    warnings: tuple[str, ...] = ()  # names that look like terms of the ontology and are none
    problem: Mapping[str, Any] | None = None
    status: int = 200


def blueprint(pages: Pages) -> Blueprint:
    """Return the route of the editor."""
    routes = Blueprint("editor", __name__)
    explorer = pages.explorer
    vocabulary = Vocabulary(explorer.service)

    @routes.get("/query")
    def editor() -> tuple[str, int]:
        text, view = request.args.get("query", ""), request.args.get("view", "table")
        if view not in _VIEWS:
            raise NotFound(f"there is no view {view[:40]!r}", remedy=f"there are {', '.join(_VIEWS)}")
        page_number()  # is known to be wrong before the query runs
        result = _run(explorer.service, vocabulary, text) if text.strip() else Result()
        facts: dict[str, Any] = {"events": 0}
        if result.answer is not None and result.answer.form == "SELECT":
            facts = _shown(explorer, result.answer, view)
        page = render_template(
            "editor.html",
            text=text or _START,
            view=view,
            views=_VIEWS,
            result=result,
            graph=_graph(result.answer),
            examples=_examples(pages),
            vocabulary=as_script(_vocabulary(pages), kind="application/json", id="vocabulary"),
            shown=Shown(text=text),
            coverage=coverage_in_words(result.answer.coverage) if result.answer else None,
            **facts,
        )
        return page, result.status

    serve_pages(routes)
    return routes


def _run(service: QueryService, vocabulary: Vocabulary, text: str) -> Result:
    try:
        checked = service.check(text)
        answer = service.query(checked, max_rows=MOST_ROWS if checked.form == "SELECT" else None)
        unknown = vocabulary.unknown(checked, service.snapshots.named(answer.snapshot))
        return Result(answer=answer, warnings=tuple(str(term) for term in unknown))
    except ParleyError as error:
        problem = problems.from_parley(error)
        return Result(problem=json.loads(problem.get_data()), status=problem.status_code)


def _graph(answer: Answer | None) -> str | None:
    """Return the Turtle of an answer; None where it has none, or more than a page can show."""
    return answer.body.decode() if answer and 0 < len(answer.body) <= _LONGEST_GRAPH else None


def _shown(explorer: Explorer, answer: Answer, view: str) -> dict[str, Any]:
    """Return what the view of a result shows; the drawings are of the events that stand in it."""
    events = explorer.events_in(answer.solutions)
    facts: dict[str, Any] = {"events": len(events), "most": MOST_DRAWN}
    if view in DRAWINGS and events:
        return facts | explorer.drawing(view, events)
    pager = pager_of(len(answer.solutions), "rows")
    rows = answer.solutions[(pager.page - 1) * PAGE_SIZE : pager.page * PAGE_SIZE]
    return facts | {
        "pager": pager,
        "table": table_of(answer.variables, rows, explorer.base, names=explorer.names_in(rows)),
    }


def _examples(pages: Pages) -> list[tuple[str, str]]:
    """Return (title, query) of the competency questions with the values of their examples."""
    day = today()
    return [
        (question.title, question.filled(question.bind(dict(question.example), base=pages.base, today=day)))
        for question in pages.questions.values()
    ]


def _vocabulary(pages: Pages) -> dict[str, Any]:
    """Return prefixes, classes, properties and concepts for completion."""
    kinds: dict[str, list[str]] = {"Class": [], "Property": [], "Concept": []}
    for row in pages.queries.run("vocabulary-terms", vocabulary=f"{pages.base}graph/ontology").solutions:
        for end, terms in kinds.items():
            if row["kind"].value.endswith(end) and row["term"].value.startswith(ONTOLOGY):
                terms.append(row["term"].value)
    named = {"classes": kinds["Class"], "properties": kinds["Property"], "concepts": kinds["Concept"]}
    return {"prefixes": PREFIXES, **named}
