"""The events of the corpus as one derived graph, flat enough to query with three triple patterns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType

from rdflib import RDF, RDFS, Graph, URIRef

from parley.errors import StoreError
from parley.graph.diaries import diaries_of, write_diaries
from parley.graph.periods import period_of, write_periods
from parley.graph.terms import (
    Node,
    concept,
    day,
    describe_actors,
    describe_places,
    iri,
    linked,
    numbered,
    read_place,
    required,
    text,
    whole,
)
from parley.iris import Iris, mint_part
from parley.model import (
    IRI,
    Actor,
    Coverage,
    DateBasis,
    Event,
    Medium,
    MergeReason,
    Participation,
    Place,
    Precision,
    Role,
    Status,
    StatusChange,
    When,
)
from parley.vocab import PARLEY, EventTypes, new_graph, notation_of

_NO_PLACES: Mapping[IRI, Place] = MappingProxyType({})
# `PARLEY.count` would be the string method of that name.
_COUNT = PARLEY["count"]


def events_to_graph(
    events: Collection[Event],
    *,
    types: EventTypes,
    iris: Iris,
    actors: Mapping[IRI, Actor],
    coverage: Coverage,
    places: Iterable[Place] = (),
    known: Collection[str] = (),
) -> Graph:
    """Write the events and what the corpus covers; actors and places that are not among `known` are described as well.

    Places are described as `places` has them, those that it has not as the events themselves do.

    `<event/x> a :Call, :Contact, :Event ; rdfs:label "…"@en ; :status :status-occurred ; :start "…"^^xsd:date ;
    :during <period/2023-04> ; :diary <diary/a-2023-04>, <diary/b-2023-04>, <diary/china-2023-04> ;
    :participant <actor/a>, <actor/b> ; :party <actor/china> ; :claim <article/a#claim-12> ;
    :participation <event/x#p0> ; :statusChange <event/x#s0> ; :mergeReason <event/x#m0> .`
    """
    graph = new_graph()
    used: set[IRI] = set()
    where: dict[IRI, list[Place]] = {}
    for place in places:
        where.setdefault(place.iri, []).append(place)
    used_places: dict[IRI, list[Place]] = {}
    for event in events:
        write_event(graph, event, types=types, iris=iris)
        for place in event.places:
            used_places[place.iri] = where.get(place.iri) or [*used_places.get(place.iri, ()), place]
        for participation in event.participations:
            used |= {participation.actor, *participation.parties}
    # a group or person described here drags in the party it belongs to
    used |= {party for each in used if each in actors and (party := actors[each].party) is not None}
    describe_actors(graph, (actors[each] for each in used if each in actors), known=known)
    describe_places(graph, (place for same in used_places.values() for place in same), iris=iris, known=known)
    write_periods(graph, {period_of(event.when) for event in events}, iris=iris)
    write_diaries(graph, {diary for event in events for diary in diaries_of(event)}, iris=iris)
    write_coverage(graph, coverage, corpus=iris.corpus())
    return graph


def write_event(graph: Graph, event: Event, *, types: EventTypes, iris: Iris) -> None:
    """Write one event without the actors, places, period and diaries that it names."""
    node = Node(graph, event.iri, *types.superclasses(event.type))
    present = [each for each in event.participations if each.role is not Role.ABSENT]
    participants = {each.actor for each in present}
    node.value(RDFS.label, event.label, language="en")
    node.concept(PARLEY.status, "status", event.status)
    node.concept(PARLEY.medium, "medium", event.medium)
    node.value(PARLEY.start, event.when.start)
    node.value(PARLEY.end, event.when.end)
    node.concept(PARLEY.datePrecision, "precision", event.when.precision)
    node.concept(PARLEY.dateBasis, "dateBasis", event.when.basis)
    node.link(PARLEY.during, period_of(event.when).iri(iris))
    node.link(PARLEY.diary, *(diary.iri(iris) for diary in diaries_of(event)))
    node.link(PARLEY.participant, *participants)
    node.link(PARLEY.party, *(party for each in present for party in each.parties))
    node.link(PARLEY.place, *(place.iri for place in event.places))
    node.link(PARLEY.country, *(place.country for place in event.places))
    for topic in event.topics:
        node.value(PARLEY.topic, topic)
    for occasion in event.occasions:
        node.value(PARLEY.occasion, occasion)
    node.value(_COUNT, event.count)
    node.value(PARLEY.participantCount, len(participants))
    # whoever is told to act for nobody is a side alone
    node.value(PARLEY.sideCount, len({side for each in present for side in each.parties or (each.actor,)}))
    node.value(PARLEY.claimCount, len(set(event.claims)))
    node.value(PARLEY.sourceCount, event.source_count)
    node.value(PARLEY.firstReported, event.first_reported)
    node.value(PARLEY.lastReported, event.last_reported)
    node.value(PARLEY.tookPlaceBy, event.took_place_by)
    if event.disputed:
        node.value(PARLEY.disputed, True)
    if event.told_differently:
        node.value(PARLEY.toldDifferently, True)
    node.link(PARLEY.partOf, event.part_of)
    node.link(PARLEY.heldAs, *event.held_as)
    node.link(PARLEY.claim, *event.claims)
    for i, participation in enumerate(event.participations):
        part = mint_part(event.iri, f"p{i}")
        node.link(PARLEY.participation, part)
        _write_participation(graph, part, participation)
    for i, change in enumerate(event.history):
        step = Node(graph, mint_part(event.iri, f"s{i}"), PARLEY.StatusChange)
        node.link(PARLEY.statusChange, step.iri)
        step.concept(PARLEY.status, "status", change.status)
        step.value(PARLEY.asOf, change.as_of)
        step.value(PARLEY.plannedStart, change.start)
        step.value(PARLEY.plannedEnd, change.end)
        step.link(PARLEY.toldBy, change.claim)
    for i, reason in enumerate(event.reasons):
        why = Node(graph, mint_part(event.iri, f"m{i}"), PARLEY.MergeReason)
        node.link(PARLEY.mergeReason, why.iri)
        why.link(PARLEY.mergedClaim, reason.claim)
        why.link(PARLEY.mergedWith, reason.other)
        why.value(PARLEY.reason, reason.reason)


def _write_participation(graph: Graph, part: IRI, participation: Participation) -> None:
    node = Node(graph, part, PARLEY.Participation)
    node.link(PARLEY.actor, participation.actor)
    node.concept(PARLEY.role, "role", participation.role)
    node.link(PARLEY.onBehalfOf, *participation.parties)
    node.link(PARLEY.office, participation.office)
    if participation.office_level is not None:
        node.concept(PARLEY.officeLevel, "officeLevel", participation.office_level)
    for office in participation.offices_claimed:
        node.value(PARLEY.officeClaimed, office)


def write_coverage(graph: Graph, coverage: Coverage, *, corpus: IRI) -> None:
    """Write what the corpus covers."""
    node = Node(graph, corpus, PARLEY.Corpus)
    node.value(PARLEY.articleCount, coverage.articles)
    node.value(PARLEY.voiceCount, coverage.voices)
    node.value(PARLEY.claimCount, coverage.claims)
    node.value(PARLEY.eventCount, coverage.events)
    node.value(PARLEY.undatedArticleCount, coverage.undated_articles)
    node.value(PARLEY.publishedFrom, coverage.published_from)
    node.value(PARLEY.publishedTo, coverage.published_to)


# --- and back --------------------------------------------------------------------------------------------------


def events_from_graph(
    graph: Graph, *, types: EventTypes, places: Mapping[IRI, Place] = _NO_PLACES
) -> tuple[Event, ...]:
    """Return the events of the derived graph by IRI.

    Places that the graph does not describe are taken from `places`. Sets (claims, topics, parties, places, offices
    claimed) come back in alphabetical order; the words of a date belong to the claims and are not kept here.
    """
    nodes = sorted({URIRef(str(node)) for node in graph.subjects(PARLEY.claim)})
    return tuple(_read_event(graph, node, types=types, places=places) for node in nodes)


def _read_event(graph: Graph, node: URIRef, *, types: EventTypes, places: Mapping[IRI, Place]) -> Event:
    return Event(
        iri=IRI(str(node)),
        label=required(graph, node, RDFS.label),
        type=_most_specific_type(graph, node, types=types),
        status=concept(graph, node, PARLEY.status, Status),
        medium=concept(graph, node, PARLEY.medium, Medium),
        when=When(
            start=day(graph, node, PARLEY.start),
            end=day(graph, node, PARLEY.end),
            precision=concept(graph, node, PARLEY.datePrecision, Precision),
            basis=concept(graph, node, PARLEY.dateBasis, DateBasis),
        ),
        participations=tuple(_read_participation(graph, part) for part in numbered(graph, node, PARLEY.participation)),
        claims=linked(graph, node, PARLEY.claim),
        source_count=whole(graph, node, PARLEY.sourceCount),
        places=tuple(read_place(graph, each, known=places) for each in linked(graph, node, PARLEY.place)),
        topics=tuple(sorted(str(topic) for topic in graph.objects(node, PARLEY.topic))),
        occasions=tuple(sorted(str(occasion) for occasion in graph.objects(node, PARLEY.occasion))),
        count=whole(graph, node, _COUNT),
        disputed=text(graph, node, PARLEY.disputed) == "true",
        told_differently=text(graph, node, PARLEY.toldDifferently) == "true",
        history=tuple(_read_change(graph, step) for step in numbered(graph, node, PARLEY.statusChange)),
        part_of=iri(graph, node, PARLEY.partOf),
        held_as=linked(graph, node, PARLEY.heldAs),
        first_reported=day(graph, node, PARLEY.firstReported),
        last_reported=day(graph, node, PARLEY.lastReported),
        took_place_by=day(graph, node, PARLEY.tookPlaceBy),
        reasons=tuple(_read_reason(graph, why) for why in numbered(graph, node, PARLEY.mergeReason)),
    )


def _most_specific_type(graph: Graph, node: URIRef, *, types: EventTypes) -> str:
    """Return the notation of the lowest class that the event is told to be an instance of, with all those above it."""
    told = set(graph.objects(node, RDF.type))
    fitting = [notation for notation in types.notations if told.issuperset(types.superclasses(notation))]
    if not fitting:
        raise StoreError(
            "has no event type that the ontology knows",
            where=str(node),
            remedy="load the ontology that was in use, or derive the events again",
        )
    return max(fitting, key=lambda notation: len(types.superclasses(notation)))


def _read_participation(graph: Graph, node: URIRef) -> Participation:
    level = text(graph, node, PARLEY.officeLevel)
    return Participation(
        actor=IRI(required(graph, node, PARLEY.actor)),
        role=concept(graph, node, PARLEY.role, Role),
        parties=linked(graph, node, PARLEY.onBehalfOf),
        office=iri(graph, node, PARLEY.office),
        office_level=None if level is None else notation_of(level),
        offices_claimed=tuple(sorted(str(each) for each in graph.objects(node, PARLEY.officeClaimed))),
    )


def _read_change(graph: Graph, node: URIRef) -> StatusChange:
    return StatusChange(
        status=concept(graph, node, PARLEY.status, Status),
        as_of=day(graph, node, PARLEY.asOf),
        start=day(graph, node, PARLEY.plannedStart),
        end=day(graph, node, PARLEY.plannedEnd),
        claim=IRI(required(graph, node, PARLEY.toldBy)),
    )


def _read_reason(graph: Graph, node: URIRef) -> MergeReason:
    return MergeReason(
        claim=IRI(required(graph, node, PARLEY.mergedClaim)),
        other=IRI(required(graph, node, PARLEY.mergedWith)),
        reason=required(graph, node, PARLEY.reason),
    )


def coverage_from_graph(graph: Graph, *, iris: Iris) -> Coverage:
    """Return what the corpus covers, as written into the derived graph."""
    node = URIRef(iris.corpus())
    return Coverage(
        articles=whole(graph, node, PARLEY.articleCount),
        voices=whole(graph, node, PARLEY.voiceCount),
        claims=whole(graph, node, PARLEY.claimCount),
        events=whole(graph, node, PARLEY.eventCount),
        undated_articles=whole(graph, node, PARLEY.undatedArticleCount),
        published_from=day(graph, node, PARLEY.publishedFrom),
        published_to=day(graph, node, PARLEY.publishedTo),
    )
