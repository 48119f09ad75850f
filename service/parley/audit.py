"""Validates again what a store holds: every graph against its shapes, every quotation against its text."""

from __future__ import annotations

from collections.abc import Iterator

from parley import resources
from parley.actors.graph import reference_to_graph
from parley.errors import NotFound
from parley.model import IRI, Report, Violation
from parley.pipeline import Knowledge, cross_check
from parley.store import Store
from parley.validate import Validator, check_stored_quotes, context_of


def audit(store: Store, knowledge: Knowledge) -> Iterator[tuple[IRI, Report]]:
    """Yield the name of each article, events and actors graph with its report, the cross-checks under the corpus."""
    iris = knowledge.iris
    actors = store.graph(iris.graph("actors"))
    for name in store.graph_names(iris.graph("article/")):
        graph = store.graph(name)
        report = knowledge.validator.validate(graph, context=context_of(graph, actors))
