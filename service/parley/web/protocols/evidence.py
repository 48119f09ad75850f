"""Evidence with every row, at `/sparql?evidence=1`: the JSON results with one more member, `evidence`."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from werkzeug.exceptions import BadRequest

from parley.errors import NotAcceptable
from parley.model import Answer
from parley.recent import Recent
from parley.store.disk.snapshots import Snapshot
from parley.store.processes.formats import Format
from parley.store.service.evidence import MOST_ROWS, evidence_for
from parley.store.service.workers import QueryService, parsed
from parley.store.sparql.gate import CheckedQuery
from parley.store.sparql.patterns import outline
from parley.store.sparql.syntax import Wrong, parse
from parley.store.sparql.widen import widen
from parley.web.protocols.protocol import QueryRequest
from parley.web.protocols.within import Within


class EvidenceService:
    """Adds to an answer the claims, articles and sentences behind each row; keeps what it made, as the answers are."""

    def __init__(self, queries: QueryService) -> None:
        self._queries = queries
        self._made: Recent[Answer] = Recent((queries.settings.cache_mb << 20) // 4)

    def answer(self, checked: CheckedQuery, chosen: Format, asked: QueryRequest, snapshot: Snapshot) -> Answer:
        """Return the answer as JSON with its evidence, whole or not at all.

        Raises BadRequest for a query without rows, NotAcceptable for another format, and what queries raise.
        """
        if checked.form != "SELECT":
            raise BadRequest(f"Evidence goes with the rows of a SELECT, and this is {checked.form}.")
        if chosen.name != "json":
            raise NotAcceptable(
                f"evidence cannot be given in {chosen.media_type}",
                remedy="accept application/sparql-results+json, or leave `evidence` out",
            )
        key = (snapshot.name, checked.text, asked.default_graphs, asked.named_graphs)
        answer = self._made.get(key)
        if answer is None:
            answer = self._make(checked, asked, snapshot)
            if not checked.volatile:
                self._made.put(key, answer, size=len(answer.body) + 4 * len(checked.text) + 1024)
        return answer

    def _make(self, checked: CheckedQuery, asked: QueryRequest, snapshot: Snapshot) -> Answer:
        within = Within(self._queries, asked, snapshot)
        answer = within.run(checked, format="json", max_rows=MOST_ROWS + 1)  # more are refused
        content: dict[str, Any] = json.loads(answer.body)
        tree = parse(checked.text, checked.tokens)
        base = self._queries.settings.base_iri
        wider = None if isinstance(tree, Wrong) else widen(outline(checked.text, tree), checked.text, base=base)
        solved = parsed(answer)
        evidence = evidence_for(
            solved.solutions,
            solved.variables,
            wider=wider,
            base=base,
            ask_own=within.rows,
            ask=lambda query: within.run(query, own_dataset=False).solutions,
        )
        content["evidence"] = {"of": "solutions" if wider else "rows", **evidence}
        return replace(answer, body=json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
