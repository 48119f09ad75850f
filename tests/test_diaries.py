"""The diaries that events are looked up by: they hold all that concerns an actor in a period, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, URIRef

from parley.graph import Diary, diaries_of, period_of, write_diaries
from parley.iris import Iris
from parley.model import IRI, Event, Medium, Participation, Place, Role, Status, When
from parley.vocab import PARLEY, new_graph

IRIS = Iris("http://example.org/parley/")
ACTORS = [IRIS.actor(name) for name in ("Rufus Firefly", "Chicolini", "Freedonia", "Sylvania")]
DAYS = st.dates(dt.date(2021, 11, 1), dt.date(2023, 2, 28))


def event(participations: Sequence[Participation], when: When, places: Sequence[Place] = (), number: int = 7) -> Event:
    return Event(
        iri=IRI(f"{IRIS.base}event/a1-{number}"),
        label="Meeting of some",
        type="meeting",
        status=Status.OCCURRED,
        medium=Medium.IN_PERSON,
        when=when,
        participations=tuple(participations),
        places=tuple(places),
        claims=(IRI(f"{IRIS.base}article/a1#claim-{number}"),),
        source_count=1,
    )


@st.composite
def whens(draw: st.DrawFn) -> When:
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return When(start=end, end=start) if start and end and start > end else When(start=start, end=end)


@st.composite
def events(draw: st.DrawFn, number: int) -> Event:
    some = st.sampled_from(ACTORS)
    role = st.sampled_from((Role.PARTICIPANT, Role.HOST, Role.ABSENT))
    parts = [
        Participation(actor=draw(some), role=draw(role), parties=tuple(draw(st.sets(some, max_size=2))))
        for _ in range(draw(st.integers(0, 3)))
    ]
    countries = draw(st.lists(st.none() | some, max_size=2))
    places = [Place(iri=IRIS.place(f"Hall {i}"), label="Hall", kind="city", country=c) for i, c in enumerate(countries)]
    return event(parts, draw(whens()), places, number)


def test_an_event_stands_in_the_diary_of_everybody_whom_it_concerns() -> None:
    firefly, chicolini, freedonia, sylvania = ACTORS
    parts = [
        Participation(actor=firefly, role=Role.VISITOR, parties=(freedonia,)),
        Participation(actor=chicolini, role=Role.ABSENT, parties=(IRIS.actor("Klopstokia"),)),
    ]
    hall = Place(iri=IRIS.place("Hall", "Sylvania"), label="Hall", kind="venue", country=sylvania)
    told = event(parts, When(start=dt.date(2023, 3, 26), end=dt.date(2023, 3, 27)), [hall])
    assert {diary.actor for diary in diaries_of(told)} == {firefly, freedonia, sylvania}
    assert {diary.period.name for diary in diaries_of(told)} == {"2023-03"}


def test_a_diary_is_described_by_its_actor_and_its_period() -> None:
    graph = new_graph()
    diary = Diary(actor=ACTORS[2], period=period_of(When(start=dt.date(2023, 3, 26), end=dt.date(2023, 4, 2))))
    write_diaries(graph, [diary, diary], iris=IRIS)
    node = URIRef(f"{IRIS.base}diary/freedonia-2023-03--2023-04")
    assert set(graph) == {
        (node, RDF.type, PARLEY.Diary),
        (node, PARLEY.diaryOf, URIRef(ACTORS[2])),
        (node, PARLEY.covers, URIRef(IRIS.period("2023-03--2023-04"))),
    }


@given(st.tuples(*(events(n) for n in range(4))), st.sampled_from(ACTORS), DAYS, DAYS)
def test_the_diaries_that_overlap_some_days_hold_whatever_may_concern_an_actor_on_them(
    some: tuple[Event, ...], actor: IRI, first: dt.date, last: dt.date
) -> None:
    found = {
        each.iri
        for each in some
        for diary in diaries_of(each)
        if diary.actor == actor and diary.period.first <= last and diary.period.last >= first
    }
    for each in some:
        present = [part for part in each.participations if part.role is not Role.ABSENT]
        concerned = {one for part in present for one in (part.actor, *part.parties)}
        concerned |= {place.country for place in each.places if place.country}
        may_be = (each.when.start or dt.date.min) <= last and (each.when.end or dt.date.max) >= first
        assert each.iri in found or not (actor in concerned and may_be)
        assert each.iri not in found or actor in concerned


@given(events(1), events(2))
def test_diaries_of_one_iri_are_one(one: Event, other: Event) -> None:
    for a in diaries_of(one):
        for b in diaries_of(other):
            assert (a == b) == (a.iri(IRIS) == b.iri(IRIS))
