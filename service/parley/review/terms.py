"""The terms of the ontology as values: what each is, means and is not, where it stands, and what it corresponds to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from parley.model import IRI
from parley.vocab import ONTOLOGY

NEGATIVE = "Negative example: "
_DEFINED = URIRef(ONTOLOGY)
_ALIGNING = (
    SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch, OWL.equivalentClass,
    OWL.equivalentProperty, OWL.sameAs, RDFS.seeAlso,
)  # fmt: skip
_HIERARCHY = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.broader)
# What has a place of its own in a term; everything else that is said of it is a further statement.
_PLACED = frozenset({
    RDF.type, RDFS.label, RDFS.isDefinedBy, RDFS.domain, RDFS.range, SKOS.definition, SKOS.scopeNote, SKOS.example,
    SKOS.hiddenLabel, SKOS.notation, SKOS.inScheme, SKOS.topConceptOf, SKOS.hasTopConcept, DCTERMS.description,
    DCTERMS.isReplacedBy, OWL.deprecated, OWL.inverseOf, *_ALIGNING, *_HIERARCHY,
})  # fmt: skip


class Kind(StrEnum):
    """What a term is, in words."""

    CLASS = "class"
    OBJECT_PROPERTY = "object property"
    DATATYPE_PROPERTY = "datatype property"
    SCHEME = "concept scheme"
    CONCEPT = "concept"


_KINDS = {
    OWL.Class: Kind.CLASS,
    OWL.ObjectProperty: Kind.OBJECT_PROPERTY,
    OWL.DatatypeProperty: Kind.DATATYPE_PROPERTY,
    SKOS.ConceptScheme: Kind.SCHEME,
    SKOS.Concept: Kind.CONCEPT,
}
PROPERTIES = (Kind.OBJECT_PROPERTY, Kind.DATATYPE_PROPERTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """What a term of another vocabulary is to ours: `relation` leads to `target`, with what is known of that."""

    relation: IRI
    target: IRI
    label: str | None = None
    notation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedTerm:
    """One term. `above` and `below` are its neighbours in the hierarchy of classes, properties or concepts.

    `scheme` is that of a concept. `own` is False for the codes of other vocabularies. `others` are statements that have
    no field: the IRI of the property, and the value.
    """

    iri: IRI
    kind: Kind
    label: str
    own: bool
    definition: str | None = None
    scope_note: str | None = None
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    notation: str | None = None
    triggers: tuple[str, ...] = ()
    above: tuple[IRI, ...] = ()
    below: tuple[IRI, ...] = ()
    scheme: IRI | None = None
    domain: IRI | None = None
    range: IRI | None = None
    inverses: tuple[IRI, ...] = ()
    disjoint: tuple[IRI, ...] = ()
    deprecated: bool = False
    replaced_by: tuple[IRI, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    others: tuple[tuple[IRI, str], ...] = ()

    @property
    def name(self) -> str:
        """Return the local name, "Meeting"; of a code with its scheme, "cameo#040"."""
        local = self.iri.removeprefix(f"{ONTOLOGY}#")
        return local if local != self.iri else self.iri.removeprefix(f"{ONTOLOGY}/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What the ontology says of itself."""

    title: str
    description: str
    version: str
    version_iri: IRI | None
    licence: IRI | None
    creators: tuple[str, ...]
    prefix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ontology:
    """All terms by IRI, sorted by kind and label, and what the ontology says of itself."""

    header: Header
    terms: Mapping[IRI, ReviewedTerm]

    def of(self, *kinds: Kind, own: bool = True) -> tuple[ReviewedTerm, ...]:
        """Return the terms of these kinds: our own, or those of the schemes of others."""
        return tuple(term for term in self.terms.values() if term.kind in kinds and term.own is own)

    def roots(self, *kinds: Kind) -> tuple[ReviewedTerm, ...]:
        """Return our terms of these kinds that have none of our terms above them."""
        return tuple(term for term in self.of(*kinds) if not any(iri in self.terms for iri in term.above))

    def children(self, term: ReviewedTerm) -> tuple[ReviewedTerm, ...]:
        """Return the terms right below a term."""
        return tuple(self.terms[iri] for iri in term.below)

    def ancestors(self, term: ReviewedTerm) -> tuple[ReviewedTerm, ...]:
        """Return the terms above a term, the nearest first."""
        found: dict[IRI, ReviewedTerm] = {}
        waiting = list(term.above)
        while waiting:
            iri = waiting.pop(0)
            if iri in self.terms and iri not in found and iri != term.iri:
                found[iri] = self.terms[iri]
                waiting.extend(self.terms[iri].above)
        return tuple(found.values())

    def concepts(self, scheme: ReviewedTerm) -> tuple[ReviewedTerm, ...]:
        """Return the concepts of a scheme."""
        return tuple(term for term in self.terms.values() if term.scheme == scheme.iri)

    def properties_of(self, term: ReviewedTerm) -> tuple[ReviewedTerm, ...]:
        """Return the properties whose domain a class is."""
        return tuple(each for each in self.of(*PROPERTIES) if each.domain == term.iri)

    def leading_to(self, term: ReviewedTerm) -> tuple[ReviewedTerm, ...]:
        """Return the properties whose range a class is."""
        return tuple(each for each in self.of(*PROPERTIES) if each.range == term.iri)


def read_ontology(graph: Graph) -> Ontology:
    """Return the terms of the graph of an ontology: those that it defines, and the codes that it matches them to."""
    found: list[ReviewedTerm] = []
    for kind, word in _KINDS.items():
        nodes = [node for node in graph.subjects(RDF.type, kind) if isinstance(node, URIRef)]
        found.extend(_term(graph, node, word) for node in nodes if node.startswith(ONTOLOGY))
    order = list(Kind)
    found.sort(key=lambda t: (order.index(t.kind), not t.own, t.scheme or "", t.notation if not t.own else "", t.label))
    return Ontology(header=_header(graph), terms={term.iri: term for term in found})


def _term(graph: Graph, node: URIRef, kind: Kind) -> ReviewedTerm:
    examples = sorted(str(each) for each in graph.objects(node, SKOS.example))
    above = {each for link in _HIERARCHY for each in graph.objects(node, link)}
    aligned = [*_alignments(graph, node)]
    return ReviewedTerm(
        iri=IRI(str(node)),
        kind=kind,
        own=(node, RDFS.isDefinedBy, _DEFINED) in graph,
        label=_said(graph, node, RDFS.label) or str(node).rpartition("#")[2],
        definition=_said(graph, node, SKOS.definition) or _said(graph, node, DCTERMS.description),
        scope_note=_said(graph, node, SKOS.scopeNote),
        examples=tuple(each for each in examples if not each.startswith(NEGATIVE)),
        counter_examples=tuple(each.removeprefix(NEGATIVE) for each in examples if each.startswith(NEGATIVE)),
        notation=_said(graph, node, SKOS.notation),
        triggers=tuple(sorted(str(each) for each in graph.objects(node, SKOS.hiddenLabel))),
        above=_ours(above),
        below=_ours(each for link in _HIERARCHY for each in graph.subjects(link, node)),
        scheme=_one(graph, node, SKOS.inScheme),
        domain=_one(graph, node, RDFS.domain),
        range=_one(graph, node, RDFS.range),
        inverses=_ours({*graph.objects(node, OWL.inverseOf), *graph.subjects(OWL.inverseOf, node)}),
        disjoint=_ours({*graph.objects(node, OWL.disjointWith), *graph.subjects(OWL.disjointWith, node)}),
        deprecated=any(str(each) in ("true", "1") for each in graph.objects(node, OWL.deprecated)),
        replaced_by=tuple(sorted(IRI(str(each)) for each in graph.objects(node, DCTERMS.isReplacedBy))),
        alignments=tuple(sorted(aligned, key=lambda a: (a.relation, a.target))),
        others=tuple(sorted((IRI(str(p)), str(o)) for p, o in graph.predicate_objects(node) if _further(p))),
    )


def _further(predicate: Node) -> bool:
    return predicate not in _PLACED and predicate != OWL.disjointWith


def _alignments(graph: Graph, node: URIRef) -> Iterator[Alignment]:
    for relation, target in graph.predicate_objects(node):
        elsewhere = isinstance(target, URIRef) and not str(target).startswith(f"{ONTOLOGY}#")
        if elsewhere and (relation in _ALIGNING or relation in _HIERARCHY):
            yield Alignment(
                relation=IRI(str(relation)),
                target=IRI(str(target)),
                label=_said(graph, target, RDFS.label),
                notation=_said(graph, target, SKOS.notation),
            )


def _ours(nodes: Iterable[Node]) -> tuple[IRI, ...]:
    return tuple(sorted({IRI(str(each)) for each in nodes if str(each).startswith(f"{ONTOLOGY}#")}))


def _one(graph: Graph, node: Node, predicate: URIRef) -> IRI | None:
    return min((IRI(str(each)) for each in graph.objects(node, predicate) if isinstance(each, URIRef)), default=None)


def _said(graph: Graph, node: Node, predicate: URIRef) -> str | None:
    """Return what a property says in words, the first of several."""
    return min((str(each) for each in graph.objects(node, predicate) if isinstance(each, Literal)), default=None)


def _header(graph: Graph) -> Header:
    vann = "http://purl.org/vocab/vann/preferredNamespacePrefix"
    return Header(
        title=_said(graph, _DEFINED, DCTERMS.title) or "The ontology",
        description=_said(graph, _DEFINED, DCTERMS.description) or "",
        version=_said(graph, _DEFINED, OWL.versionInfo) or "",
        version_iri=_one(graph, _DEFINED, OWL.versionIRI),
        licence=_one(graph, _DEFINED, DCTERMS.license),
        creators=tuple(sorted(str(each) for each in graph.objects(_DEFINED, DCTERMS.creator))),
        prefix=_said(graph, _DEFINED, URIRef(vann)) or "",
    )
