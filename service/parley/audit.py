"""Validates again what a store holds: its graphs against the shapes, its quotations against the texts."""

from __future__ import annotations

from collections.abc import Iterator

from parley import resources
from parley.cross_checks import cross_check
from parley.errors import NotFound
from parley.knowledge import Knowledge
from parley.model import IRI, Report, Violation
from parley.store import Store
from parley.validate import Validator, context_of

_QUOTES = """
PREFIX : <https://w3id.org/parley/ontology#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?article ?sha256 ?evidence ?exact ?start ?end WHERE {
  GRAPH ?graph {
    ?article a :Article ; :version ?version .
    ?version :sha256 ?sha256 .
    ?evidence a :Evidence ; oa:exact ?exact ; oa:start ?start ; oa:end ?end .
  }
}
ORDER BY ?article ?start ?end
"""
_EXACT = IRI("https://w3id.org/parley/shapes#Evidence-exact")


def audit(store: Store, knowledge: Knowledge) -> Iterator[tuple[IRI, Report]]:
    """Yield the report on each article graph, on events, on actors, and on quotations and what is checked across.

    Each comes with the name of the graph, the last one with the IRI of the corpus.
    """
    iris = knowledge.iris
    actors = store.graph(iris.graph("actors"))
    for name in store.graph_names(iris.graph("article/")):
        graph = store.graph(name)
        yield name, knowledge.validator.validate(graph, context=context_of(graph, actors))
    for part, shapes in (("events", "event"), ("actors", "actor")):
        graph = store.graph(iris.graph(part))
        validator = Validator(resources.load_shapes(shapes), ontology=knowledge.ontology)
        yield iris.graph(part), validator.validate(graph, context=context_of(graph, actors + knowledge.ontology))
    quotes = tuple(_misquoted(store))
    faulty = any(quote.severity == "Violation" for quote in quotes)
    yield iris.corpus(), Report(conforms=not faulty, results=(*quotes, *cross_check(store, knowledge)))


def _misquoted(store: Store) -> Iterator[Violation]:
    """Yield the evidence that is not what stands at its offsets, and the articles whose text is gone."""
    texts: dict[str, str | None] = {}
    for row in store.solutions(_QUOTES):
        digest = row["sha256"].value
        if digest not in texts:
            try:
                texts[digest] = store.texts.text(digest)
            except NotFound as error:
                texts[digest] = None
                yield Violation(
                    focus_node=IRI(row["article"].value), severity="Warning", shape=_EXACT, message=error.message
                )
        text = texts[digest]
        if text is not None and text[int(row["start"].value) : int(row["end"].value)] != row["exact"].value:
            yield Violation(
                focus_node=IRI(row["evidence"].value),
                severity="Violation",
                shape=_EXACT,
                message="The quotation is not what stands there.",
                value=row["exact"].value,
            )
