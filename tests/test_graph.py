from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, URIRef

from parley.errors import ActorsError, NotFound, StoreError
from parley.graph import (
    article_from_graph,
    article_to_graph,
    claims_from_graph,
    coverage_from_graph,
    events_from_graph,
    events_to_graph,
)
from parley.iris import Iris, mint_claim
from parley.model import (
    IRI,
    Actor,
    ActorKind,
    Article,
    Certainty,
    Claim,
    Coverage,
    DateBasis,
    Event,
    Evidence,
    Medium,
    MergeReason,
    Participant,
    Participation,
    Place,
    Precision,
    PublishedBasis,
    Role,
    Source,
    SourceKind,
    Span,
    Status,
    StatusChange,
    When,
)
from parley.vocab import OA, PARLEY, EventTypes

BASE = "http://example.org/parley/"
IRIS = Iris(BASE)
ONTOLOGY = Path(__file__).parent.parent / "ontology"
NO_COVERAGE = Coverage()


@cache
def types() -> EventTypes:
    return EventTypes.from_graph(Graph().parse(ONTOLOGY / "parley.ttl").parse(ONTOLOGY / "event-types.ttl"))


# --- generated articles, claims and events -----------------------------------------------------------------------

WORDS = st.text(min_size=1, max_size=20)
DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31))
PARTIES = [
    Actor(iri=IRIS.actor("Freedonia"), label="Freedonia", kind=ActorKind.COUNTRY),
    Actor(iri=IRIS.actor("League"), label="The League", kind=ActorKind.ORGANISATION),
]
ACTORS = [
    *PARTIES,
    Actor(iri=IRIS.actor("Rufus Firefly"), label="Rufus Firefly", kind=ActorKind.PERSON, party=PARTIES[0].iri),
    Actor(iri=IRIS.actor("officials"), label="Freedonian “officials”", kind=ActorKind.GROUP, party=PARTIES[0].iri),
    Actor(iri=IRIS.actor("Trentino"), label="Trentino", kind=ActorKind.PERSON),
]
PLACES = [
    Place(iri=IRIS.place("Freedonia"), label="Freedonia", kind="country", country=PARTIES[0].iri),
    Place(
        iri=IRIS.place("Fredville", "Freedonia"),
        label="Fredville",
        kind="city",
        country=PARTIES[0].iri,
        country_label="Freedonia",
        latitude=-0.5,
        longitude=100.0,
    ),
    Place(iri=IRIS.place("Old Mill"), label="Old Mill", kind="venue"),
]


@st.composite
def articles(draw: st.DrawFn) -> Article:
    return Article(
        iri=IRI(f"{BASE}article/a1"),
        text=draw(st.text(min_size=2, max_size=200)),
        title=draw(st.none() | WORDS),
        url=draw(st.none() | st.just("https://news.example/a?b=ü")),
        publisher=draw(st.none() | WORDS),
        published=draw(st.none() | DAYS),
        published_basis=draw(st.sampled_from(PublishedBasis)),
        language=draw(st.sampled_from(["en", "fr", "zh-Hant"])),
    )


@st.composite
def spans(draw: st.DrawFn, length: int) -> Span:
    start = draw(st.integers(0, length - 1))
    return Span(start=start, end=draw(st.integers(start + 1, length)))


@st.composite
def participants(draw: st.DrawFn, text: str) -> Participant:
    span = draw(spans(len(text)))
    others = draw(st.lists(st.sampled_from(ACTORS), unique=True, max_size=2))
    return Participant(
        text=text[span.start : span.end],
        start=span.start,
        end=span.end,
        role=draw(st.sampled_from(Role)),
        actor=draw(st.sampled_from(ACTORS)),
        office=draw(st.none() | WORDS),
        party=draw(st.none() | st.sampled_from(PARTIES)),
        runners_up=tuple(sorted(others, key=lambda actor: actor.iri)),
    )


@st.composite
def claims(draw: st.DrawFn, article: Article, offset: int) -> Claim:
    evidence = draw(st.sets(spans(len(article.text)), min_size=1, max_size=3))
    places = draw(st.lists(st.sampled_from(PLACES), unique=True, max_size=2))
    kinds = st.builds(
        Source,
        label=st.text(max_size=10),
        kind=st.sampled_from(SourceKind),
        actor=st.none() | st.just(ACTORS[0].iri),
    )
    return Claim(
        iri=mint_claim(article.iri, offset),
        article=article.iri,
        type=draw(st.sampled_from(types().notations)),
        status=draw(st.sampled_from(Status)),
        medium=draw(st.sampled_from(Medium)),
        participants=tuple(draw(st.lists(participants(article.text), max_size=12))),
        when=When(
            start=draw(st.none() | DAYS),
            end=draw(st.none() | DAYS),
            precision=draw(st.sampled_from(Precision)),
            text=draw(st.none() | WORDS),
            basis=draw(st.sampled_from(DateBasis)),
        ),
        trigger=Span(start=offset, end=offset + draw(st.integers(1, 9))),
        evidence=tuple(
            Evidence(start=span.start, end=span.end, exact=article.text[span.start : span.end])
            for span in sorted(evidence)
        ),
        places=tuple(sorted(places, key=lambda place: place.iri)),
        topic=draw(st.none() | WORDS),
        count=draw(st.integers(1, 100)),
        said_by=draw(st.none() | kinds),
        certainty=draw(st.sampled_from(Certainty)),
        confidence=draw(st.integers(0, 10**6)) / 10**6,
        part_of=draw(st.none() | st.just(mint_claim(article.iri, 999))),
    )


@st.composite
def articles_with_claims(draw: st.DrawFn) -> tuple[Article, tuple[Claim, ...]]:
    article = draw(articles())
    offsets = draw(st.sets(st.integers(0, 500), max_size=3))
    return article, tuple(draw(claims(article, offset)) for offset in sorted(offsets))


CLAIM_IRIS = st.builds(mint_claim, st.just(IRI(f"{BASE}article/a1")), st.integers(0, 999))


def sorted_unique(strategy: st.SearchStrategy[str], *, least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(strategy, min_size=least, max_size=3).map(lambda found: tuple(sorted(found)))


PARTICIPATIONS = st.builds(
    Participation,
    actor=st.sampled_from([actor.iri for actor in ACTORS]),
    role=st.sampled_from(Role),
    parties=sorted_unique(st.sampled_from([party.iri for party in PARTIES])),
    office=st.none() | st.just(IRIS.office("FRD.president")),
    office_level=st.none() | st.sampled_from(["head_of_state", "minister"]),
    offices_claimed=sorted_unique(WORDS),
)


@st.composite
def events(draw: st.DrawFn, number: int) -> Event:
    return Event(
        iri=IRI(f"{BASE}event/a1-{number}"),
        label=draw(WORDS),
        type=draw(st.sampled_from(types().notations)),
        status=draw(st.sampled_from(Status)),
        medium=draw(st.sampled_from(Medium)),
        when=When(start=draw(st.none() | DAYS), end=draw(st.none() | DAYS), precision=draw(st.sampled_from(Precision))),
        participations=tuple(draw(st.lists(PARTICIPATIONS, max_size=12))),
        claims=draw(sorted_unique(CLAIM_IRIS, least=1)),
        source_count=draw(st.integers(0, 9)),
        places=tuple(sorted(draw(st.sets(st.sampled_from(PLACES))), key=lambda place: place.iri)),
        topics=draw(sorted_unique(WORDS)),
        count=draw(st.integers(1, 9)),
        disputed=draw(st.booleans()),
        told_differently=draw(st.booleans()),
        history=tuple(
            draw(
                st.lists(
                    st.builds(
                        StatusChange,
                        status=st.sampled_from(Status),
                        as_of=st.none() | DAYS,
                        start=st.none() | DAYS,
                        end=st.none() | DAYS,
                        claim=CLAIM_IRIS,
                    ),
                    max_size=11,
                )
            )
        ),
        part_of=draw(st.none() | st.just(IRI(f"{BASE}event/a1-1000"))),
        held_as=draw(st.just(()) | st.just((IRI(f"{BASE}event/a1-2000"), IRI(f"{BASE}event/a2-0")))),
        first_reported=draw(st.none() | DAYS),
        last_reported=draw(st.none() | DAYS),
        took_place_by=draw(st.none() | DAYS),
        reasons=tuple(
            draw(st.lists(st.builds(MergeReason, claim=CLAIM_IRIS, other=CLAIM_IRIS, reason=WORDS), max_size=3))
        ),
    )


def write(article: Article, said: tuple[Claim, ...], **options: object) -> Graph:
    return article_to_graph(article, said, types=types(), iris=IRIS, fingerprint="00000000deadbeef", **options)


def write_events(told: tuple[Event, ...], *, coverage: Coverage = NO_COVERAGE, **options: object) -> Graph:
    described = {actor.iri: actor for actor in ACTORS}
    return events_to_graph(told, types=types(), iris=IRIS, actors=described, coverage=coverage, **options)


# --- round trips -------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(articles_with_claims())
def test_an_article_and_its_claims_come_back_as_they_were_written(written: tuple[Article, tuple[Claim, ...]]):
    article, said = written
    graph = write(article, said)
    assert article_from_graph(graph, article.text) == article
    assert claims_from_graph(graph, types=types()) == said


@settings(max_examples=40, deadline=None)
@given(st.tuples(events(1), events(2)), st.builds(Coverage, articles=st.integers(0, 9), published_from=DAYS))
def test_events_and_coverage_come_back_as_they_were_written(told: tuple[Event, ...], coverage: Coverage):
    graph = write_events(told, coverage=coverage)
    assert events_from_graph(graph, types=types()) == told
    assert coverage_from_graph(graph, iris=IRIS) == coverage


@settings(max_examples=40, deadline=None)
@given(articles_with_claims(), events(3))
def test_a_store_gives_back_exactly_the_triples_that_were_written(
    written: tuple[Article, tuple[Claim, ...]], event: Event
):
    for graph in (write(*written), write_events((event,))):
        store = pyoxigraph.Store()
        store.load(graph.serialize(format="nt", encoding="utf-8"), pyoxigraph.RdfFormat.N_TRIPLES)
        dumped = store.dump(format=pyoxigraph.RdfFormat.N_TRIPLES, from_graph=pyoxigraph.DefaultGraph())
        assert set(Graph().parse(data=dumped, format="nt")) == set(graph)
        assert not any(isinstance(term, BNode) for triple in graph for term in triple)


@settings(max_examples=30, deadline=None)
@given(articles_with_claims(), st.randoms())
def test_the_order_of_claims_does_not_change_the_triples(written: tuple[Article, tuple[Claim, ...]], random: object):
    article, said = written
    mixed = list(said)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert set(write(article, tuple(mixed))) == set(write(article, said))


# --- one article by hand -----------------------------------------------------------------------------------------

TEXT = "Rufus phoned Trentino 🤝 on Wednesday."
ARTICLE = Article(
    iri=IRI(f"{BASE}article/a1"),
    text=TEXT,
    title="A call",
    published=dt.date(2023, 4, 28),
    published_basis=PublishedBasis.STATED,
)
RUFUS, TRENTINO, FREEDONIA = ACTORS[2], ACTORS[4], PARTIES[0]
CALL = Claim(
    iri=mint_claim(ARTICLE.iri, 6),
    article=ARTICLE.iri,
    type="call",
    status=Status.OCCURRED,
    medium=Medium.PHONE,
    participants=(
        Participant(
            text="Rufus", start=0, end=5, role=Role.INITIATOR, actor=RUFUS, office="President", party=FREEDONIA
        ),
        Participant(text="Trentino", start=13, end=21, role=Role.ADDRESSEE, actor=TRENTINO),
    ),
    when=When(start=dt.date(2023, 4, 26), end=dt.date(2023, 4, 26), precision=Precision.DAY, text="on Wednesday"),
    trigger=Span(start=6, end=12),
    evidence=(Evidence(start=0, end=len(TEXT), exact=TEXT),),
    places=(PLACES[1],),
    confidence=0.93,
)
CALL_NODE = URIRef(CALL.iri)


def test_a_claim_is_written_with_the_terms_of_the_ontology():
    graph = write(ARTICLE, (CALL,))
    assert (CALL_NODE, PARLEY.claimedType, types().iri("call")) in graph
    assert (CALL_NODE, PARLEY.claimedStatus, URIRef("https://w3id.org/parley/ontology#status-occurred")) in graph
    assert (CALL_NODE, PARLEY.confidence, Literal("0.93", datatype=XSD.decimal)) in graph
    assert (CALL_NODE, PARLEY.earliest, Literal("2023-04-26", datatype=XSD.date)) in graph
    assert (CALL_NODE, PARLEY.claimedParticipation, URIRef(f"{CALL.iri}-p1")) in graph
    assert set(graph.objects(CALL_NODE, RDF.type)) == {PARLEY.Claim}


def test_evidence_carries_the_text_around_it_in_code_points():
    quote = Evidence(start=13, end=23, exact=TEXT[13:23])
    graph = write(ARTICLE, (replace(CALL, evidence=(quote,)),))
    node = URIRef(f"{ARTICLE.iri}#char=13,23")
    assert graph.value(node, OA.exact) == Literal("Trentino 🤝")
    assert graph.value(node, OA.prefix) == Literal("Rufus phoned ")
    assert graph.value(node, OA.suffix) == Literal(" on Wednesday.")


@pytest.mark.parametrize(
    ("confidence", "lexical"), [(1.0, "1"), (0.0, "0"), (0.5, "0.5"), (1e-7, "0"), (-1e-9, "0"), (2 / 3, "0.666667")]
)
def test_decimals_have_one_lexical_form(confidence: float, lexical: str):
    graph = write(ARTICLE, (replace(CALL, confidence=confidence),))
    assert str(graph.value(CALL_NODE, PARLEY.confidence)) == lexical


def test_known_actors_and_places_are_not_described_again():
    known = {actor.iri: actor for actor in ACTORS}
    places = {place.iri: place for place in PLACES}
    graph = write(ARTICLE, (CALL,), known={*known, *places})
    assert not list(graph.triples((None, RDFS.label, None)))
    assert claims_from_graph(graph, types=types(), actors=known, places=places) == (CALL,)
    with pytest.raises(ActorsError, match="neither described here nor among the reference actors"):
        claims_from_graph(graph, types=types(), places=places)
    with pytest.raises(ActorsError, match="neither described here nor among the reference places"):
        claims_from_graph(graph, types=types(), actors=known)


def test_an_actor_with_two_labels_is_described_once_whatever_the_order():
    other = replace(CALL.participants[1], actor=replace(TRENTINO, label="Ambassador Trentino"))
    one = replace(CALL, participants=(*CALL.participants, other))
    two = replace(CALL, participants=(CALL.participants[0], other, CALL.participants[1]))
    for claim in (one, two):
        labels = set(write(ARTICLE, (claim,)).objects(URIRef(TRENTINO.iri), RDFS.label))
        assert labels == {Literal("Ambassador Trentino", lang="en")}


def test_an_unknown_event_type_is_an_error():
    with pytest.raises(NotFound, match="seance"):
        write(ARTICLE, (replace(CALL, type="seance"),))


def test_a_graph_without_an_article_is_an_error():
    with pytest.raises(StoreError, match="describes no article"):
        article_from_graph(Graph(), None)


def test_a_claim_that_lacks_something_says_what():
    graph = write(ARTICLE, (CALL,))
    graph.remove((CALL_NODE, PARLEY.claimedStatus, None))
    with pytest.raises(StoreError, match=r"#claim-6: has no claimedStatus"):
        claims_from_graph(graph, types=types())


# --- events by hand ----------------------------------------------------------------------------------------------

EVENT = Event(
    iri=IRIS.event(CALL.iri),
    label="Call of Rufus Firefly and Trentino, 26 April 2023",
    type="call",
    status=Status.OCCURRED,
    medium=Medium.PHONE,
    when=When(start=dt.date(2023, 4, 26), end=dt.date(2023, 4, 26), precision=Precision.DAY),
    participations=(
        Participation(actor=RUFUS.iri, role=Role.INITIATOR, parties=(FREEDONIA.iri,)),
        Participation(actor=TRENTINO.iri, role=Role.ADDRESSEE),
        Participation(actor=PARTIES[1].iri, role=Role.ABSENT, parties=(PARTIES[1].iri,)),
    ),
    claims=(CALL.iri,),
    source_count=1,
    places=(PLACES[1],),
)
EVENT_NODE = URIRef(EVENT.iri)


def test_an_event_is_an_instance_of_its_type_and_of_all_classes_above_it():
    graph = write_events((EVENT,))
    names = {str(each).rpartition("#")[2] for each in graph.objects(EVENT_NODE, RDF.type)}
    assert names == {"Call", "Contact", "Event"}


def test_an_absent_actor_is_neither_participant_nor_party():
    graph = write_events((EVENT,))
    assert set(graph.objects(EVENT_NODE, PARLEY.participant)) == {URIRef(RUFUS.iri), URIRef(TRENTINO.iri)}
    assert set(graph.objects(EVENT_NODE, PARLEY.party)) == {URIRef(FREEDONIA.iri)}
    assert graph.value(EVENT_NODE, PARLEY.participantCount) == Literal(2)


def test_an_event_lies_in_the_country_of_its_place():
    graph = write_events((EVENT,))
    assert graph.value(EVENT_NODE, PARLEY.country) == URIRef(FREEDONIA.iri)
    assert (URIRef(PLACES[1].iri), PARLEY.within, URIRef(PLACES[0].iri)) in graph
    assert graph.value(URIRef(PLACES[0].iri), RDFS.label) == Literal("Freedonia", lang="en")


def test_an_event_without_a_known_type_is_an_error():
    graph = write_events((EVENT,))
    graph.remove((EVENT_NODE, RDF.type, None))
    with pytest.raises(StoreError, match="no event type that the ontology knows"):
        events_from_graph(graph, types=types())


def test_the_party_of_an_actor_that_is_described_is_described_too():
    told = replace(EVENT, participations=(Participation(actor=ACTORS[3].iri, role=Role.SPEAKER),))
    graph = write_events((told,))
    assert graph.value(URIRef(FREEDONIA.iri), RDFS.label) == Literal("Freedonia", lang="en")
