"""What an edit from outside must keep to: the shapes, as ingestion does, and the graphs that are derived.

| graph | may be written |
|---|---|
| `graph/article/…` | yes, when the whole of it conforms afterwards; events are made anew; emptied, it is withdrawn |
| any other name below the base IRI, and the default graph | no: Parley derives it |
| `graph/own/…`, `admin/graph-store/…` and names outside the base IRI | yes, when it conforms |
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rdflib import RDF, Graph, URIRef

from parley import resources
from parley.corpus import Told, told_in
from parley.errors import NotConforming, NotFound, StoreError
from parley.knowledge import Knowledge
from parley.model import IRI, Report, Violation
from parley.pipeline import keep_reference, merging, report_graph, take_out
from parley.store import Snapshot, Store, solutions_in
from parley.store.service.changes import Changes, GraphChange, Rules
from parley.validate import Validator, check_quotes, context_of, report_to_graph
from parley.vocab import OA, PARLEY
from parley.wording import number_in_words

_SHAPE_OF_ARTICLE = IRI("https://w3id.org/parley/shapes#Article")
_SHAPE_OF_QUOTE = IRI("https://w3id.org/parley/shapes#Evidence-exact")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edited:
    """An article as it will be stored."""

    graph: Graph
    told: Told
    report: Report


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """The policy of a store that ingestion feeds."""

    knowledge: Knowledge

    @property
    def rules(self) -> Rules:
        """Which graphs may be written at all, and what becomes of blank nodes."""
        base = self.knowledge.iris.base
        return Rules(
            reserved=base,
            open=(f"{base}graph/article/", f"{base}graph/own/", f"{base}admin/graph-store/"),
            genid=f"{base}.well-known/genid/",
        )

    def prepare(self, store: Store) -> Snapshot:
        """Publish what was stored and not published, or a new store with the reference data."""
        with merging(store, self.knowledge) as events:
            keep_reference(store, self.knowledge)
            events.finish()
            return store.publish()

    def keep(self, changes: Changes, store: Store) -> Snapshot:
        """Carry the changes out, bring what is derived from them up to date and publish it.

        Raises NotConforming, and then nothing is changed.
        """
        iris = self.knowledge.iris
        graphs: dict[IRI, Graph] = {}
        edited: dict[IRI, _Edited] = {}
        results: list[Violation] = []
        for change in changes.graphs:
            name = IRI(str(change.name))
            graph = graphs[name] = _changed(store.graph(name), change)
            if not len(graph):
                continue
            if name.startswith(iris.graph("article/")):
                found = self._article(name, graph, store)
                if isinstance(found, _Edited):
                    edited[name] = found
                else:
                    results += found.results
            else:
                results += self._own(graph, store).results
        faults = [result for result in results if result.severity == "Violation"]
        if faults:
            raise NotConforming(
                f"{number_in_words(len(faults), 'result')} against the shapes, the first: {faults[0].message}",
                results=tuple(_facts(result) for result in faults),
                remedy="nothing was changed",
            )
        emptied = [n for n, graph in graphs.items() if n.startswith(iris.graph("article/")) and not len(graph)]
        withdrawn = [IRI(f"{iris.base}article/{name.rpartition('/')[2]}") for name in emptied]
        with merging(store, self.knowledge) as events:
            reports = {
                report_graph(iris, each.told.info.iri): report_to_graph(
                    each.report, article=each.told.info.iri, refused_graph=each.graph
                )
                for each in edited.values()
            }
            if withdrawn:
                take_out(withdrawn, store, iris)
            store.replace({**graphs, **reports})
            for article in withdrawn:
                events.put(article, None)
            for each in edited.values():
                events.put(each.told.info.iri, each.graph)
                events.check(each.told.info.iri, each.told.claims, each.graph)
            events.finish()
            return store.publish()

    def _article(self, name: IRI, graph: Graph, store: Store) -> _Edited | Report:
        """Return an article with its report when it may be stored, else what is wrong with it."""
        nodes = [str(node) for node in graph.subjects(RDF.type, PARLEY.Article)]
        if [self.knowledge.iris.article_graph(IRI(node)) for node in nodes] != [name]:
            return _wrong(name, _SHAPE_OF_ARTICLE, "The graph must describe the one article that it is named after.")
        report = self.knowledge.validator.validate(graph, context=context_of(graph, self._reference(graph, store)))
        if not report.conforms:
            return report
        try:
            told = told_in(graph, self.knowledge)
        except (StoreError, ValueError, LookupError) as error:
            return _wrong(IRI(nodes[0]), _SHAPE_OF_ARTICLE, f"What the article says cannot be read: {error}")
        quotes = tuple(self._misquoted(told, graph, store.graph(name), store))
        report = Report(
            conforms=not any(quote.severity == "Violation" for quote in quotes), results=(*report.results, *quotes)
        )
        return _Edited(graph=graph, told=told, report=report) if report.conforms else report

    def _misquoted(self, told: Told, graph: Graph, stored: Graph, store: Store) -> Iterator[Violation]:
        """Yield what is not quoted as it stands; where the text is gone, every quotation that was not there before."""
        digest = next(graph.objects(None, PARLEY.sha256), "")
        try:
            yield from check_quotes(told.claims, store.texts.text(str(digest)))
        except NotFound as error:
            for quote in graph.subjects(RDF.type, PARLEY.Evidence):
                facts = [(quote, key, graph.value(quote, key)) for key in (OA.exact, OA.start, OA.end)]
                if any(fact not in stored for fact in facts):
                    yield _violation(IRI(str(quote)), _SHAPE_OF_QUOTE, f"It cannot be checked: {error.message}.")

    def _own(self, graph: Graph, store: Store) -> Report:
        """Return what is wrong with a graph of the user's own: what it says in our terms must conform."""
        return _every_shape(self.knowledge).validate(graph, context=context_of(graph, self._reference(graph, store)))

    def _reference(self, graph: Graph, store: Store) -> Graph:
        """Return what the derived graphs say of the nodes that a graph refers to."""
        nodes = {IRI(str(node)) for node in graph.objects() if isinstance(node, URIRef)}
        return sum(
            (store.about(self.knowledge.iris.graph(name), nodes) for name in ("actors", "ontology", "events")), Graph()
        )


@cache
def _validator(digest: str) -> Validator:
    shapes = resources.load_shapes("article", "event", "actor")
    return Validator(shapes, ontology=resources.load_ontology(), engine=solutions_in)


def _every_shape(knowledge: Knowledge) -> Validator:
    return _validator(knowledge.digest)


def _changed(graph: Graph, change: GraphChange) -> Graph:
    for triple in Graph().parse(data=change.removed, format="nt"):
        graph.remove(triple)
    for triple in Graph().parse(data=change.added, format="nt"):
        graph.add(triple)
    return graph


def _wrong(node: IRI, shape: IRI, message: str) -> Report:
    return Report(conforms=False, results=(_violation(node, shape, message),))


def _violation(node: IRI, shape: IRI, message: str) -> Violation:
    return Violation(focus_node=node, severity="Violation", shape=shape, message=message)


def _facts(result: Violation) -> dict[str, str]:
    facts = {
        "focusNode": result.focus_node,
        "severity": result.severity,
        "sourceShape": result.shape,
        "message": result.message,
        "resultPath": result.path,
        "value": result.value,
    }
    return {name: value for name, value in facts.items() if value is not None}
