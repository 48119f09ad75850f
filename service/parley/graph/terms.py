"""The terms that every graph is built from: canonical literals, single values, descriptions of actors and places."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from rdflib import DCTERMS, RDF, RDFS, XSD, Graph, Literal, URIRef

from parley.errors import ActorsError, StoreError
from parley.iris import Iris
from parley.model import IRI, Actor, ActorKind, Place
from parley.vocab import PARLEY, notation_of, scheme_iri

_KINDS = {
    ActorKind.PERSON: PARLEY.Person,
    ActorKind.COUNTRY: PARLEY.Country,
    ActorKind.ORGANISATION: PARLEY.Organisation,
    ActorKind.GROUP: PARLEY.Group,
}
_PLACE_KINDS = {"venue": PARLEY.Venue, "city": PARLEY.City}
_DECIMAL_PLACES = 6
_AGAIN = "validate the graph; ingest its article again"
_NUMBER_AT_END = re.compile(r"(\d+)$")

Member = TypeVar("Member", bound=StrEnum)
Value = str | int | bool | float | dt.date


class Node:
    """One subject in a graph, with short ways to say things of it; absent values say nothing."""

    __slots__ = ("graph", "iri")

    def __init__(self, graph: Graph, iri: str, *types: URIRef) -> None:
        self.graph = graph
        self.iri = term(iri)
        for each in types:
            graph.add((self.iri, RDF.type, each))

    def value(self, predicate: URIRef, value: Value | None, *, language: str | None = None) -> None:
        """Add a literal; None and "" add nothing."""
        if value is not None and value != "":
            self.graph.add((self.iri, predicate, literal(value, language=language)))

    def address(self, predicate: URIRef, url: str | None) -> None:
        """Add an address on the Web as a literal of type xsd:anyURI; None adds nothing."""
        if url:
            self.graph.add((self.iri, predicate, Literal(url, datatype=XSD.anyURI)))

    def link(self, predicate: URIRef, *iris: str | None) -> None:
        """Add links to other nodes; None adds nothing."""
        for each in iris:
            if each is not None:
                self.graph.add((self.iri, predicate, term(each)))

    def concept(self, predicate: URIRef, scheme: str, notation: str) -> None:
        """Add a link to the concept of `scheme` with this notation."""
        self.graph.add((self.iri, predicate, scheme_iri(scheme, notation)))


@lru_cache(maxsize=1 << 14)  # actors, places and periods come again and again, and are found faster as the same object
def term(iri: str) -> URIRef:
    """Return an IRI as a term."""
    return URIRef(iri)


def literal(value: Value, *, language: str | None = None) -> Literal:
    """Return `value` as a literal in canonical form; floats become decimals with at most six places."""
    return Literal(value, lang=language, normalize=False) if isinstance(value, str) else _typed(value)


@lru_cache(maxsize=1 << 14, typed=True)  # offsets, days and shares come again and again
def _typed(value: bool | int | float | dt.date) -> Literal:
    if isinstance(value, bool):
        return Literal(str(value).lower(), datatype=XSD.boolean)
    if isinstance(value, int):
        return Literal(str(value), datatype=XSD.integer)
    if isinstance(value, float):
        fixed = f"{value:.{_DECIMAL_PLACES}f}".rstrip("0").rstrip(".")
        return Literal("0" if fixed == "-0" else fixed, datatype=XSD.decimal)
    return Literal(value.isoformat(), datatype=XSD.date)


# --- reading ---------------------------------------------------------------------------------------------------


def text(graph: Graph, node: URIRef, predicate: URIRef) -> str | None:
    """Return the only value of `predicate` as text, None when there is none."""
    values = [*graph.objects(node, predicate)]
    if len(values) > 1:
        raise StoreError(f"has more than one {predicate.rpartition('#')[2]}", where=str(node), remedy=_AGAIN)
    return str(values[0]) if values else None


def iri(graph: Graph, node: URIRef, predicate: URIRef) -> IRI | None:
    """Return the only node that `predicate` leads to."""
    value = text(graph, node, predicate)
    return None if value is None else IRI(value)


def number(graph: Graph, node: URIRef, predicate: URIRef) -> float | None:
    """Return the only value of `predicate` as a number."""
    value = text(graph, node, predicate)
    return None if value is None else float(value)


def whole(graph: Graph, node: URIRef, predicate: URIRef) -> int:
    """Return the only value of `predicate` as an integer; StoreError when there is none."""
    return int(required(graph, node, predicate))


def day(graph: Graph, node: URIRef, predicate: URIRef) -> dt.date | None:
    """Return the only value of `predicate` as a day."""
    value = text(graph, node, predicate)
    return None if value is None else dt.date.fromisoformat(value)


def required(graph: Graph, node: URIRef, predicate: URIRef) -> str:
    """Return the only value of `predicate` as text; StoreError when there is none."""
    value = text(graph, node, predicate)
    if value is None:
        raise StoreError(f"has no {predicate.rpartition('#')[2]}", where=str(node), remedy=_AGAIN)
    return value


def concept(graph: Graph, node: URIRef, predicate: URIRef, values: Callable[[str], Member]) -> Member:
    """Return the member of an enumeration that the concept stands for."""
    return values(notation_of(required(graph, node, predicate)))


def linked(graph: Graph, node: URIRef, predicate: URIRef) -> tuple[IRI, ...]:
    """Return all nodes that `predicate` leads to, by IRI."""
    return tuple(sorted(IRI(str(each)) for each in graph.objects(node, predicate)))


def numbered(graph: Graph, node: URIRef, predicate: URIRef) -> tuple[URIRef, ...]:
    """Return the parts of a node in the order of the numbers that their IRIs end with."""
    return tuple(sorted((term(each) for each in linked(graph, node, predicate)), key=_number_at_end))


def _number_at_end(node: URIRef) -> tuple[int, str]:
    found = _NUMBER_AT_END.search(node)
    return (int(found.group()) if found else -1, str(node))


# --- actors and places -----------------------------------------------------------------------------------------


def describe_actors(graph: Graph, actors: Iterable[Actor], *, known: Collection[str]) -> None:
    """Describe the actors that are not known from elsewhere.

    `<actor/x> a :Person, :Actor ; rdfs:label "X"@en ; :memberOfParty <actor/y> .` An actor that comes with several
    labels keeps the first in alphabetical order, so the order of the claims does not matter.
    """
    chosen: dict[IRI, Actor] = {}
    for actor in sorted(actors, key=lambda a: (a.iri, a.label, a.kind, a.party or "")):
        chosen.setdefault(actor.iri, actor)
    for actor in chosen.values():
        if actor.iri not in known:
            node = Node(graph, actor.iri, _KINDS[actor.kind], PARLEY.Actor)
            node.value(RDFS.label, actor.label, language="en")
            node.link(PARLEY.memberOfParty, actor.party)


def write_persons(graph: Graph, persons: Mapping[IRI, IRI]) -> None:
    """Say of people by which other IRI they go.

    `<actor/x-4f> dcterms:isReplacedBy <actor/x-ken> .`
    """
    for iri, other in persons.items():
        graph.add((URIRef(iri), DCTERMS.isReplacedBy, URIRef(other)))


def describe_places(graph: Graph, places: Iterable[Place], *, iris: Iris, known: Collection[str]) -> None:
    """Describe the places that are not known from elsewhere, and the countries they lie in.

    `<place/kyiv-ukraine> a :City, :Place ; rdfs:label "Kyiv"@en ; :within <place/ukraine> ; :country <actor/ukraine> ;
    :latitude 50.45 ; :longitude 30.52 .` A country is a plain `:Place`.
    """
    chosen: dict[IRI, Place] = {}
    for place in sorted(places, key=_place_key):
        chosen.setdefault(place.iri, place)
    for place in list(chosen.values()):
        if place.kind != "country" and place.country_label and place.iri not in known:
            country = Place(
                iri=iris.place(place.country_label), label=place.country_label, kind="country", country=place.country
            )
            chosen.setdefault(country.iri, country)
    for place in chosen.values():
        if place.iri in known:
            continue
        types = (_PLACE_KINDS[place.kind], PARLEY.Place) if place.kind in _PLACE_KINDS else (PARLEY.Place,)
        node = Node(graph, place.iri, *types)
        node.value(RDFS.label, place.label, language="en")
        node.link(PARLEY.country, place.country)
        node.value(PARLEY.latitude, place.latitude)
        node.value(PARLEY.longitude, place.longitude)
        if place.kind != "country" and place.country_label:
            node.link(PARLEY.within, iris.place(place.country_label))


def _place_key(place: Place) -> tuple[str, ...]:
    return (
        place.iri,
        place.label,
        place.kind,
        *(str(part or "") for part in (place.country, place.country_label, place.latitude, place.longitude)),
    )


def read_actor(graph: Graph, node: str, *, known: Mapping[IRI, Actor]) -> Actor:
    """Return the actor as described in `graph`, else as known from elsewhere."""
    described = term(node)
    types = set(graph.objects(described, RDF.type))
    kind = next((kind for kind, cls in _KINDS.items() if cls in types), None)
    if kind is None:
        found = known.get(IRI(node))
        if found is None:
            raise ActorsError(
                "this actor is neither described here nor among the reference actors",
                where=node,
                remedy="load the reference actors that were in use, or ingest the articles again",
            )
        return found
    return Actor(
        iri=IRI(node),
        label=required(graph, described, RDFS.label),
        kind=kind,
        party=iri(graph, described, PARLEY.memberOfParty),
    )


def read_place(graph: Graph, node: str, *, known: Mapping[IRI, Place]) -> Place:
    """Return the place as described in `graph`, else as known from elsewhere."""
    described = term(node)
    types = set(graph.objects(described, RDF.type))
    if PARLEY.Place not in types:
        found = known.get(IRI(node))
        if found is None:
            raise ActorsError(
                "this place is neither described here nor among the reference places",
                where=node,
                remedy="load the reference data that were in use, or ingest the articles again",
            )
        return found
    within = iri(graph, described, PARLEY.within)
    return Place(
        iri=IRI(node),
        label=required(graph, described, RDFS.label),
        kind=next((kind for kind, cls in _PLACE_KINDS.items() if cls in types), "country"),
        country=iri(graph, described, PARLEY.country),
        country_label=None if within is None else read_place(graph, within, known=known).label,
        latitude=number(graph, described, PARLEY.latitude),
        longitude=number(graph, described, PARLEY.longitude),
    )
