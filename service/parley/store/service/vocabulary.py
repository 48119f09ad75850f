"""The terms of the ontology as the store has them, to tell a misspelt one in a query."""

from __future__ import annotations

from parley.iris import Iris
from parley.recent import Recent
from parley.store.disk.snapshots import Snapshot
from parley.store.service.workers import QueryService
from parley.store.sparql.gate import CheckedQuery
from parley.store.sparql.names import UnknownTerm, unknown_terms
from parley.store.sparql.prefixes import namespace_meant
from parley.vocab import ONTOLOGY

_TERMS = "SELECT DISTINCT ?term { ?term ?p ?o }"


class Vocabulary:
    """The terms of the ontology, as they stand in a snapshot."""

    def __init__(self, queries: QueryService) -> None:
        self._queries = queries
        self._graph = Iris(queries.settings.base_iri).graph("ontology")
        self._terms: Recent[frozenset[str]] = Recent(4)  # snapshots
        self._found: Recent[tuple[UnknownTerm, ...]] = Recent(1 << 20)

    def unknown(self, checked: CheckedQuery, snapshot: Snapshot) -> tuple[UnknownTerm, ...]:
        """Return the names in a query that look like terms of the ontology and are none."""
        if (former := checked.like) and not self.unknown(former, snapshot):
            other = ((old, new) for old, new in zip(former.values, checked.values, strict=True) if old != new)
            if not any(ONTOLOGY in value or namespace_meant(value[1:-1]) for pair in other for value in pair):
                return ()
        key = snapshot.name, checked.text
        found = self._found.get(key)
        if found is None:
            found = unknown_terms(checked, self._terms_of(snapshot))
            self._found.put(key, found, size=4 * len(checked.text) + 512 * len(found) + 256)
        return found

    def _terms_of(self, snapshot: Snapshot) -> frozenset[str]:
        terms = self._terms.get(snapshot.name)
        if terms is None:
            answer = self._queries.query(_TERMS, default_graphs=[self._graph], snapshot=snapshot)
            terms = frozenset(row["term"].value for row in answer.solutions)
            self._terms.put(snapshot.name, terms, size=1)
        return terms
