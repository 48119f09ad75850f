"""The named graphs as data: what each is, where it can be had as a whole, and its triples unless they are too many."""

from __future__ import annotations

from dataclasses import dataclass

from parley.config import Settings
from parley.model import IRI
from parley.store.processes.evaluation import rewrite, rows_of
from parley.store.processes.formats import Format
from parley.store.service.workers import QueryService
from parley.web.answers.rows import Row
from parley.web.http.versions import Version

MOST_TRIPLES = 10_000
"""How many triples a graph may have to be sent at its own address; those of a larger one are in its dump."""

_ABOUT = {
    "events": ("Events", "What the corpus says: the claims of all articles merged to events. Derived."),
    "actors": ("Actors", "Reference data: countries, organisations, persons, offices and who held them when."),
    "ontology": ("Ontology", "The terms, the event types and their alignments."),
    "shapes": ("Shapes", "What a stored graph must look like (SHACL)."),
    "cross-checks": ("Cross-checks", "What checking claims against each other and the reference data has found."),
    "withdrawn": ("Withdrawn", "The articles that were taken out."),
    "reference": ("Reference", "The state of the ontology, shapes and reference data in the store."),
    "decisions": ("Decisions", "What reviewers decided."),
    "article/": ("Graph of an article", "What one article says: its claims with their evidence."),
    "report/": ("Report on an article", "What validating the claims of one article has found (SHACL)."),
}
_OF_ARTICLES = ("article", "report")
_PROLOGUE = """BASE <{base}>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>
PREFIX void: <http://rdfs.org/ns/void#>
"""
_ABOUT_GRAPH = """<graph/{name}> a sd:Graph, void:Dataset ;
    rdfs:label "{label}"@en ;
    rdfs:comment "{comment}"@en ;
    dcterms:isPartOf <void#dataset> ;
    dcterms:license <{licence}> ;
    void:sparqlEndpoint <sparql> ;
    void:dataDump <dump/graph/{name}.ttl{packed}> .
<graph/{name}.ttl> a foaf:Document ; foaf:primaryTopic <graph/{name}> ; void:inDataset <void#dataset> ;
    dcterms:license <{licence}> .
"""
_TOO_MANY = """<graph/{name}.ttl> rdfs:comment "The graph has more than {most:,} triples, which its dump has."@en ;
    rdfs:seeAlso <dump/graph/{name}.ttl{packed}> .
"""
_SIZE = "SELECT (COUNT(*) AS ?size) WHERE {{ SELECT ?s WHERE {{ GRAPH <{iri}> {{ ?s ?p ?o }} }} LIMIT {most:d} }}"


def about_graph(name: str) -> tuple[str, str]:
    """Return label and comment of the graph `graph/<name>`."""
    kind, slash, _ = name.partition("/")
    return _ABOUT.get(kind + slash) or ("Graph", "A named graph of the dataset.")


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """The graph `graph/<name>`: what it is, and its triples."""

    service: QueryService
    settings: Settings
    name: str

    @property
    def iri(self) -> IRI:
        """Return the name of the graph."""
        return IRI(f"{self.settings.base_iri}graph/{self.name}")

    @property
    def key(self) -> tuple[object, ...]:
        """Return what the description depends on but for the version of the store."""
        return (self._about(), MOST_TRIPLES)

    def rdf(self, form: Format, version: Version) -> bytes:
        """Return the triples of the graph with its description in a graph format, or where to find them.

        JSON-LD is no tree of the graph: little of what a graph has refers to it.
        """
        snapshot = version.snapshot if version.asked else None
        counting = _SIZE.format(iri=self.iri, most=MOST_TRIPLES + 1)
        (counted,) = self.service.query(counting, snapshot=snapshot).solutions
        if not 0 < int(counted["size"].value) <= MOST_TRIPLES:
            return rewrite(self._turtle() + self._filled(_TOO_MANY), form.name)
        whole = f"CONSTRUCT {{\n?s ?p ?o .\n{self._about()}}}\nWHERE {{ GRAPH <{self.iri}> {{ ?s ?p ?o }} }}"
        return self.service.query(self._filled(_PROLOGUE) + whole, format=form.name, snapshot=snapshot, own=True).body

    def rows(self) -> list[Row]:
        """Return the statements about the graph, without its own."""
        return list(rows_of(self._turtle()))

    def _turtle(self) -> str:
        return self._filled(_PROLOGUE) + self._about()

    def _about(self) -> str:
        kind, _, article = self.name.partition("/")
        of_article = f"<graph/{self.name}> foaf:topic <article/{article}> .\n" if kind in _OF_ARTICLES else ""
        return self._filled(_ABOUT_GRAPH) + of_article

    def _filled(self, text: str) -> str:
        label, comment = about_graph(self.name)
        return text.format(
            base=self.settings.base_iri,
            name=self.name,
            packed="" if self.name.partition("/")[0] in _OF_ARTICLES else ".gz",
            label=label,
            comment=comment,
            licence=self.settings.licence,
            most=MOST_TRIPLES,
        )
