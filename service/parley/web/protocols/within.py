"""Several queries for one request: all on one snapshot, and all together within the time that one query may take."""

from __future__ import annotations

import time
from collections.abc import Sequence

from parley.errors import QueryTimeout
from parley.model import IRI, Answer, Term
from parley.store.disk.snapshots import Snapshot
from parley.store.service.workers import QueryService
from parley.store.sparql.gate import CheckedQuery
from parley.web.protocols.protocol import QueryRequest


class Within:
    """Asks queries for a request; `finished` is False once one of them ran out of time."""

    def __init__(self, queries: QueryService, asked: QueryRequest, snapshot: Snapshot) -> None:
        self._queries = queries
        self._snapshot = snapshot
        self._asked = asked
        self._budget_s = queries.settings.query_timeout_s
        self._ends = time.monotonic() + self._budget_s
        self.finished = True

    def run(
        self,
        query: str | CheckedQuery,
        *,
        format: str | None = None,  # noqa: A002 - the field's word
        own_dataset: bool = True,
        max_rows: int | None = None,
    ) -> Answer:
        """Return the answer on the dataset of the request, else on that of a request that names none.

        Of a SELECT it has `max_rows` rows at most.

        Raises QueryTimeout when the time of the request is over, and what QueryService.query raises.
        """
        left_s = self._ends - time.monotonic()
        defaults: tuple[IRI, ...] | None = self._asked.default_graphs if own_dataset else None
        named: tuple[IRI, ...] | None = self._asked.named_graphs if own_dataset else None
        try:
            if left_s <= 0:
                raise QueryTimeout(f"the {self._budget_s:g} s of the query are used up", remedy="ask for less")
            return self._queries.query(
                query,
                format=format,
                default_graphs=defaults,
                named_graphs=named,
                timeout_s=max(left_s, 0.1),
                max_rows=max_rows,
                snapshot=self._snapshot,
            )
        except QueryTimeout:
            self.finished = False
            raise

    def ask(self, query: str) -> bool:
        """Return the answer to an ASK query."""
        return bool(self.run(query).boolean)

    def rows(self, query: str) -> Sequence[dict[str, Term]]:
        """Return the solutions of a SELECT query."""
        return self.run(query).solutions
