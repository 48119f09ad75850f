"""The named graphs as data: what each is, where it can be had as a whole. The triples are in the dump."""

from __future__ import annotations

from parley.config import Settings
from parley.model import IRI
from parley.web.sources import Written

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
_TURTLE = """@base <{base}> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix void: <http://rdfs.org/ns/void#> .

<graph/{name}> a sd:Graph, void:Dataset ;
    rdfs:label "{label}"@en ;
    rdfs:comment "{comment}"@en ;
    dcterms:isPartOf <void#dataset> ;
    dcterms:license <{licence}> ;
    void:sparqlEndpoint <sparql> ;
    void:dataDump <dump/graph/{name}.ttl{packed}> .
<graph/{name}.ttl> a foaf:Document ; foaf:primaryTopic <graph/{name}> ; void:inDataset <void#dataset> ;
    dcterms:license <{licence}> .
"""


def about_graph(name: str) -> tuple[str, str]:
    """Return label and comment of the graph `graph/<name>`."""
    kind, slash, _ = name.partition("/")
    return _ABOUT.get(kind + slash) or ("Graph", "A named graph of the dataset.")


def graph_data(name: str, settings: Settings) -> Written:
    """Return the description of the graph `graph/<name>`."""
    label, comment = about_graph(name)
    packed = "" if name.startswith(("article/", "report/")) else ".gz"
    turtle = _TURTLE.format(
        base=settings.base_iri, name=name, packed=packed, label=label, comment=comment, licence=settings.licence
    )
    if name.startswith(("article/", "report/")):
        turtle += f"<graph/{name}> foaf:topic <article/{name.partition('/')[2]}> .\n"
    return Written(IRI(f"{settings.base_iri}graph/{name}"), turtle)
