"""The closed namespaces that Parley writes. `ontology/parley.ttl` defines every term; a test holds the two together.

Event types are not listed here: they are blocks of `ontology/event-types.ttl`, read by `EventTypes`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, RDFS, SKOS, ClosedNamespace, Namespace
from rdflib.term import Node

from parley.errors import NotFound, ShapesError
from parley.triples import PlainGraph

ONTOLOGY = "https://w3id.org/parley/ontology"
SHAPES = "https://w3id.org/parley/shapes"
NS = Namespace(ONTOLOGY + "#")


def _closed(uri: str, terms: Sequence[str]) -> ClosedNamespace:
    """Return a closed namespace whose terms are found as fast as any attribute."""
    namespace = ClosedNamespace(uri, [*terms])
    vars(namespace).update({term: namespace[term] for term in terms})
    return namespace


PARLEY = _closed(
    ONTOLOGY + "#",
    [
        # what is read
        "Article",
        "Version",
        "title",
        "publisher",
        "published",
        "publishedBasis",
        "language",
        "url",
        "version",
        "sha256",
        "fingerprint",
        # what one article says
        "Claim",
        "ClaimedParticipation",
        "CitedSource",
        "Evidence",
        "inArticle",
        "claimedType",
        "claimedStatus",
        "claimedMedium",
        "claimedParticipation",
        "claimedActor",
        "claimedRole",
        "claimedOffice",
        "claimedParty",
        "runnerUp",
        "mentionText",
        "mentionStart",
        "mentionEnd",
        "earliest",
        "latest",
        "claimedPrecision",
        "dateText",
        "dateBasis",
        "claimedPlace",
        "claimedTopic",
        "claimedOccasion",
        "claimedCount",
        "citedSource",
        "sourceKind",
        "sourceActor",
        "sourceLabel",
        "certainty",
        "confidence",
        "evidence",
        "triggerStart",
        "triggerEnd",
        "claimedPartOf",
        "contradicts",
        # what the corpus says
        "Event",
        "Participation",
        "StatusChange",
        "MergeReason",
        "Corpus",
        "participant",
        "party",
        "start",
        "end",
        "datePrecision",
        "during",
        "Period",
        "firstDay",
        "lastDay",
        "diary",
        "Diary",
        "diaryOf",
        "covers",
        "status",
        "place",
        "country",
        "medium",
        "topic",
        "occasion",
        "count",
        "participantCount",
        "claimCount",
        "sourceCount",
        "sideCount",
        "participation",
        "claim",
        "partOf",
        "heldAs",
        "statusChange",
        "disputed",
        "toldDifferently",
        "firstReported",
        "lastReported",
        "tookPlaceBy",
        "mergeReason",
        "actor",
        "role",
        "office",
        "officeLevel",
        "officeClaimed",
        "onBehalfOf",
        "asOf",
        "plannedStart",
        "plannedEnd",
        "toldBy",
        "mergedClaim",
        "mergedWith",
        "reason",
        "articleCount",
        "voiceCount",
        "eventCount",
        "undatedArticleCount",
        "publishedFrom",
        "publishedTo",
        # who acts, and where
        "Actor",
        "Person",
        "Country",
        "Organisation",
        "Group",
        "Office",
        "Tenure",
        "Place",
        "Venue",
        "City",
        "iso2",
        "iso3",
        "demonym",
        "metonym",
        "capital",
        "acronym",
        "memberOfParty",
        "officeOf",
        "level",
        "holder",
        "heldOffice",
        "tenureStart",
        "tenureEnd",
        "knownUntil",
        "concurrent",
        "verified",
        "sourceNote",
        "within",
        "latitude",
        "longitude",
        # schemes
        "StatusScheme",
        "MediumScheme",
        "RoleScheme",
        "PrecisionScheme",
        "DateBasisScheme",
        "CertaintyScheme",
        "SourceKindScheme",
        "OfficeLevelScheme",
        "PublishedBasisScheme",
        # what validation kept out
        "RefusedClaim",
        "refusedFrom",
        "refusedBecause",
        # event types: what extraction needs to know of a type
        "frame",
        # competency questions
        "CompetencyQuestion",
        "parameter",
    ],
)

OA = _closed(
    "http://www.w3.org/ns/oa#",
    ["TextQuoteSelector", "TextPositionSelector", "exact", "prefix", "suffix", "start", "end"],
)


Statement = tuple[Node, Node, Node]

_SHARED: dict[Node, Node] = {
    term: term for terms in (PARLEY, OA) for term in vars(terms).values() if type(term) is URIRef
}
_SHARED |= {term: term for term in (RDF.type, RDFS.label, RDFS.subClassOf)}


def shared(statement: Statement) -> Statement:
    """Return a triple with the terms of the vocabularies as the very ones that graphs are written with.

    What is looked up under another object is compared letter by letter.
    """
    s, p, o = statement
    return shared_term(s), shared_term(p), shared_term(o)


def shared_term(term: Node) -> Node:
    """Return a term of the vocabularies as the very one that graphs are written with; any other as it is."""
    return _SHARED.get(term, term)


def new_graph(*, name: str | None = None) -> Graph:
    """Return an empty graph that is several times as fast as rdflib's own, for it knows no contexts."""
    return PlainGraph(identifier=None if name is None else URIRef(name))


@cache
def scheme_iri(scheme: str, notation: str) -> URIRef:
    """Return the IRI of a concept: `scheme_iri("status", "not_held")` is `:status-not_held`."""
    return NS[f"{scheme}-{notation}"]


def notation_of(concept: URIRef | str) -> str:
    """Return the notation of a concept made by `scheme_iri`: "not_held" for `:status-not_held`."""
    return str(concept).rpartition("#")[2].partition("-")[2]


NEGATIVE = "Negative example: "


@dataclass(frozen=True, slots=True, kw_only=True)
class _EventType:
    iri: URIRef
    label: str
    superclasses: tuple[URIRef, ...]
    frame: str | None
    triggers: tuple[str, ...]
    examples: tuple[str, ...]
    negative_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EventTypes:
    """The event types of an ontology graph, by notation ("call"); everything known of a type is told by its class.

    A type is a class below `:Event` with a `skos:notation`. An unknown notation raises NotFound.
    """

    _types: Mapping[str, _EventType]

    @classmethod
    def from_graph(cls, graph: Graph) -> EventTypes:
        """Read every event type of `graph`; one that lacks its label, or shares its notation, raises ShapesError."""
        types: dict[str, _EventType] = {}
        for node in sorted(n for n in graph.subjects(RDF.type, OWL.Class) if isinstance(n, URIRef)):
            notation = graph.value(node, SKOS.notation)
            if notation is None:
                continue
            superclasses = _superclasses(graph, node)
            if superclasses[-1] != PARLEY.Event:
                continue
            label = graph.value(node, RDFS.label)
            if label is None:
                raise ShapesError(f"the event type {node} has no rdfs:label", remedy="give it one in English")
            if str(notation) in types:
                other = types[str(notation)].iri
                raise ShapesError(f"{node} and {other} have the same skos:notation {str(notation)!r}")
            frame = graph.value(node, PARLEY.frame)
            told = sorted(str(example) for example in graph.objects(node, SKOS.example))
            types[str(notation)] = _EventType(
                iri=node,
                label=str(label),
                superclasses=superclasses,
                frame=None if frame is None else str(frame),
                triggers=tuple(sorted(str(trigger) for trigger in graph.objects(node, SKOS.hiddenLabel))),
                examples=tuple(example for example in told if not example.startswith(NEGATIVE)),
                negative_examples=tuple(
                    example.removeprefix(NEGATIVE) for example in told if example.startswith(NEGATIVE)
                ),
            )
        return cls(dict(sorted(types.items())))

    @property
    def notations(self) -> tuple[str, ...]:
        """Return the notations of all types in alphabetical order."""
        return tuple(self._types)

    @property
    def classes(self) -> dict[str, URIRef]:
        """Return every class that events can be asked for by, by notation: the families, then the types."""
        families = {self.family(notation): self.superclasses(notation)[-2] for notation in self._types}
        return families | {notation: self.iri(notation) for notation in self._types}

    def iri(self, notation: str) -> URIRef:
        """Return the class of a type."""
        return self._type(notation).iri

    def notation(self, iri: URIRef | str) -> str:
        """Return the notation of a class; an IRI that is no event type raises NotFound."""
        for notation, event_type in self._types.items():
            if str(event_type.iri) == str(iri):
                return notation
        raise NotFound(f"no event type has the IRI {iri}", remedy=f"there are {', '.join(self._iris())}")

    def label(self, notation: str) -> str:
        """Return the English label of a type."""
        return self._type(notation).label

    def family(self, notation: str) -> str:
        """Return the class right below `:Event` that a type belongs to: contact, speech_act or measure."""
        below_event = self._type(notation).superclasses[-2]
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", below_event.rpartition("#")[2]).lower()

    def is_contact(self, notation: str) -> bool:
        """Say whether events of a type bring their participants in touch."""
        return NS.Contact in self._type(notation).superclasses

    def is_a(self, notation: str, other: str) -> bool:
        """Say whether every event of a type is one of the other: it is the same type, or below it."""
        return self.iri(other) in self._type(notation).superclasses

    def superclasses(self, notation: str) -> tuple[URIRef, ...]:
        """Return the class of a type and those above it, up to `:Event`."""
        return self._type(notation).superclasses

    def frame(self, notation: str) -> str | None:
        """Return the name of the frame (speech, act_on, joint); None for types with a lexicon of their own."""
        return self._type(notation).frame

    def triggers(self, notation: str) -> tuple[str, ...]:
        """Return the words that tell a type, as lemmas.

        A verb ("condemn"), a verb with the noun it governs ("impose sanction"), a verb with its preposition or particle
        ("call on"), at most three words ("agree to truce"), or a noun that is itself the happening ("noun:summit").
        """
        return self._type(notation).triggers

    def examples(self, notation: str) -> tuple[str, ...]:
        """Return sentences that tell an event of a type."""
        return self._type(notation).examples

    def negative_examples(self, notation: str) -> tuple[str, ...]:
        """Return sentences that could be mistaken for telling an event of a type, without their mark."""
        return self._type(notation).negative_examples

    def _type(self, notation: str) -> _EventType:
        try:
            return self._types[notation]
        except KeyError:
            known = ", ".join(self._types)
            raise NotFound(f"no event type has the notation {notation!r}", remedy=f"there are {known}") from None

    def _iris(self) -> tuple[str, ...]:
        return tuple(str(event_type.iri) for event_type in self._types.values())


def _superclasses(graph: Graph, node: URIRef) -> tuple[URIRef, ...]:
    """Return `node` and the classes of our namespace above it; a second superclass or a cycle raises ShapesError."""
    chain = [node]
    while True:
        above = [c for c in graph.objects(chain[-1], RDFS.subClassOf) if isinstance(c, URIRef) and c in NS]
        if not above:
            return tuple(chain)
        if len(above) > 1 or above[0] in chain:
            raise ShapesError(
                f"the class {chain[-1]} is below {', '.join(sorted(above))}",
                remedy="a class has one superclass of the ontology, and none is below itself",
            )
        chain.append(above[0])
