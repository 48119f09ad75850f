"""Events made from what changed are those made from everything, triple by triple."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Seeds
from parley.corpus import _levels as levels_of
from parley.corpus import _named as named_by
from parley.corpus import _offices as offices_of
from parley.corpus import (
    derived_graph,
    rebuild_events,
    stored_claims,
    told_in,
    update_events,
)
from parley.cross_checks import Stored, cross_check, cross_check_articles
from parley.graph import article_to_graph
from parley.iris import Iris, mint_claim
from parley.knowledge import Knowledge
from parley.merge import merge_claims, same_persons
from parley.model import (
    IRI,
    NEGATIVE,
    UNDATED,
    Actor,
    ActorKind,
    Article,
    Claim,
    Evidence,
    Medium,
    Participant,
    Place,
    Precision,
    PublishedBasis,
    Role,
    Source,
    SourceKind,
    Span,
    Status,
    When,
)
from parley.store import Store, copy_store, open_store
from parley.voices import fingerprint_of

IRIS = Iris("http://127.0.0.1:8000/")
FIRST = dt.date(2023, 3, 20)


def actor(label: str, kind: ActorKind, party: str | None = None) -> Actor:
    return Actor(iri=IRIS.actor(label), label=label, kind=kind, party=IRIS.actor(party) if party else None)


def driftwood(name: str, party: str | None, mark: str = "") -> Actor:
    """Return a new person as an article has him that tells his state, or none."""
    iri = IRIS.actor(" ".join(filter(None, (name, "Driftwood", party, mark))))
    return Actor(iri=iri, label=f"{name} Driftwood", kind=ActorKind.PERSON, party=IRIS.actor(party) if party else None)


COUNTRIES = {name: actor(name, ActorKind.COUNTRY) for name in ("China", "Russia", "Freedonia")}
PEOPLE = (
    (actor("Xi Jinping", ActorKind.PERSON), "China"),
    (actor("Wang Yi", ActorKind.PERSON), "China"),
    (actor("Vladimir Putin", ActorKind.PERSON), "Russia"),
    (actor("Rufus Firefly", ActorKind.PERSON, "Freedonia"), "Freedonia"),
    (actor("RUFUS FIREFLY", ActorKind.PERSON), "Freedonia"),
    (actor("Chicolini", ActorKind.PERSON), None),
    *((driftwood(*told), told[1]) for told in (("Otis", "Freedonia"), ("Ottis", "Freedonia"), ("Otis", "Russia"))),
    *((driftwood("Otis", None, mark), None) for mark in ("1a", "2b", "3c")),
    (actor("officials of China", ActorKind.GROUP, "China"), None),
    (actor("officials of Freedonia", ActorKind.GROUP, "Sylvania"), None),
    *((country, None) for country in COUNTRIES.values()),
)
WHERE = (("Moscow", "Russia", "city"), ("Harpo", "Freedonia", "city"), ("the Hall", "Russia", "venue"))
PLACES = (
    *(
        Place(iri=IRIS.place(name, land), label=name, kind=kind, country=IRIS.actor(land), country_label=land)
        for name, land, kind in WHERE
    ),
    Place(iri=IRIS.place("Russia"), label="Russia", kind="country", country=IRIS.actor("Russia")),
)
SENTENCES = (
    "",
    "The two have met several times since then, officials of both said.",
    "They spoke again and again for long.",
)
KINDS = ("meeting", "meeting", "call", "contact", "visit", "conference", "negotiation", "statement", "agreement")
TEXTS = ("one two three four five six", "one two three four five six seven", "apples and pears")
PUBLISHERS = (None, "Post", "Kyiv Post", "The Washington Post", "Tass")
SOURCES = (None, *(Source(label=name, kind=SourceKind.MEDIA) for name in ("the Post", "Tass", "Kyiv Post")))


@st.composite
def whens(draw: st.DrawFn) -> When:
    kind = draw(st.sampled_from(("day", "day", "day", "days", "month", "after", "undated")))
    start = FIRST + dt.timedelta(days=draw(st.integers(0, 40)))
    if kind == "undated":
        return UNDATED
    if kind == "after":
        return When(start=start, precision=Precision.AFTER)
    if kind == "month":
        return When(start=start.replace(day=1), end=start.replace(day=28), precision=Precision.MONTH)
    end = start + dt.timedelta(days=draw(st.integers(1, 9)) if kind == "days" else 0)
    return When(start=start, end=end, precision=Precision.DAY)


@st.composite
def claims(
    draw: st.DrawFn,
    article: IRI,
    offset: int,
    people: Sequence[tuple[Actor, str | None]] = PEOPLE,
    kinds: Sequence[str] = KINDS,
) -> Claim:
    quote = draw(st.sampled_from(SENTENCES)) or f"Told at {offset} in {article}, as it were, by some."
    chosen = draw(st.lists(st.sampled_from(people), min_size=1, max_size=4, unique_by=lambda pair: pair[0].iri))
    role = st.sampled_from((Role.PARTICIPANT, Role.PARTICIPANT, Role.VISITOR, Role.HOST, Role.SPEAKER, Role.ABSENT))
    participants = tuple(
        Participant(
            text=who.label,
            start=offset + i,
            end=offset + i + len(who.label),
            role=draw(role),
            actor=who,
            party=COUNTRIES.get(party or ""),
            office=draw(st.sampled_from((None, "President", "Minister", "Foreign Minister"))),
        )
        for i, (who, party) in enumerate(chosen)
    )
    return Claim(
        iri=mint_claim(article, offset),
        article=article,
        type=draw(st.sampled_from(kinds)),
        status=draw(st.sampled_from((Status.OCCURRED, Status.PLANNED, *Status))),
        medium=draw(st.sampled_from((Medium.UNKNOWN, Medium.UNKNOWN, Medium.PHONE, Medium.VIDEO))),
        participants=participants,
        when=draw(whens()),
        trigger=Span(start=offset, end=offset + 4),
        evidence=(Evidence(start=offset, end=offset + len(quote), exact=quote),),
        places=tuple(draw(st.lists(st.sampled_from(PLACES), max_size=2, unique_by=lambda place: place.iri))),
        topic=draw(st.sampled_from((None, "grain exports", "grain exports by sea", "prisoners"))),
        count=draw(st.sampled_from((1, 1, 1, 2))),
        said_by=draw(st.sampled_from(SOURCES)),
    )


@st.composite
def plans_and_contacts(draw: st.DrawFn, article: IRI, offset: int) -> Claim:
    """Draw contacts of few people in few days, so that many a plan may have been held as another event."""
    days = st.integers(0, 9).map(lambda more: FIRST + dt.timedelta(days=more))
    start, end = sorted((draw(days), draw(days)))
    held = draw(st.booleans())
    when = When(start=start, end=end, precision=draw(st.sampled_from((Precision.DAY, Precision.RANGE))))
    return replace(
        draw(claims(article, offset, people=PEOPLE[:4], kinds=("meeting", "contact", "visit"))),
        status=draw(st.sampled_from((Status.OCCURRED, Status.ONGOING) if held else (Status.PLANNED, Status.POSTPONED))),
        when=when if held or draw(st.booleans()) else When(end=end, precision=Precision.BEFORE),
    )


def contradictable(claim: Claim, before: Sequence[Claim]) -> list[IRI]:
    """What a claim may contradict of what stands before it: what took place, if it tells that or the contrary."""
    if not (claim.status.took_place or claim.status in NEGATIVE):
        return []
    return [other.iri for other in before if other.status.took_place]


@st.composite
def told(
    draw: st.DrawFn, name: str, claim: Callable[[IRI, int], st.SearchStrategy[Claim]]
) -> tuple[Article, tuple[Claim, ...]]:
    iri = IRI(f"{IRIS.base}article/{name}")
    published = draw(st.none() | st.integers(0, 90).map(lambda days: FIRST + dt.timedelta(days=days)))
    article = Article(
        iri=iri,
        text=draw(
            st.sampled_from(("one two three four five six", "one two three four five six seven", "apples and pears"))
        ),
        publisher=draw(st.sampled_from(PUBLISHERS)),
        published=published,
        published_basis=PublishedBasis.STATED if published else PublishedBasis.UNKNOWN,
    )
    found = [draw(claim(iri, 1000 * i)) for i in range(draw(st.integers(0, 3)))]
    others = [None, *(claim.iri for claim in found)]
    wholes = [draw(st.sampled_from(others)) for _ in found]
    linked = [replace(c, part_of=whole if whole != c.iri else None) for c, whole in zip(found, wholes, strict=True)]
    against = [draw(st.sampled_from((None, None, *contradictable(c, linked[:n])))) for n, c in enumerate(linked)]
    return article, tuple(replace(c, contradicts=other) for c, other in zip(linked, against, strict=True))


Step = Sequence[tuple[str, tuple[Article, tuple[Claim, ...]] | None]]


def steps_of(claim: Callable[[IRI, int], st.SearchStrategy[Claim]]) -> st.SearchStrategy[list[Step]]:
    """Return steps of such claims: each article with what it tells, None where it is withdrawn."""

    def articles(name: str) -> st.SearchStrategy[tuple[str, tuple[Article, tuple[Claim, ...]] | None]]:
        return st.tuples(st.just(name), st.none() | told(name, claim) | told(name, claim))

    names = st.sampled_from("abcdefgh")
    batch = st.lists(names.flatmap(articles), min_size=1, max_size=4, unique_by=lambda pair: pair[0])
    return st.lists(batch, min_size=1, max_size=6)


def take(step: Step, store: Store, knowledge: Knowledge) -> None:
    """Put articles into the store, or take them out, and bring the events up to date."""
    graphs, changed = {}, {}
    for name, said in step:
        article = IRI(f"{IRIS.base}article/{name}")
        graph = None
        if said is not None:
            known = {a.iri for a, _ in PEOPLE if knowledge.world.known.person(a.iri)}
            known |= {a.iri for a in COUNTRIES.values() if knowledge.world.known.party_key(a.iri)}
            fingerprint = fingerprint_of(said[0].text)
            graph = article_to_graph(*said, types=knowledge.types, iris=IRIS, fingerprint=fingerprint, known=known)
        graphs[IRIS.article_graph(article)] = graph
        changed[article] = None if graph is None else told_in(graph, knowledge)
    store.replace(graphs)
    update_events(changed, store, knowledge)


def from_scratch(store: Store, knowledge: Knowledge) -> set[tuple[object, ...]]:
    """Return the triples of all events, made from all claims in the store by the rule for a whole corpus."""
    found, articles = stored_claims(store, knowledge)
    offices, levels = offices_of(knowledge.world.known, IRIS), levels_of(knowledge.world.known)
    merged = merge_claims(
        found,
        articles=articles,
        types=knowledge.types,
        iris=IRIS,
        offices=offices,
        levels=levels,
        persons=same_persons(named_by(found, knowledge)),
    )
    return set(derived_graph(merged, found, articles, knowledge))


def opened() -> Iterator[Store]:
    with TemporaryDirectory() as folder, open_store(Path(folder), base_iri=IRIS.base, write=True) as store:
        store.ledger.clear()
        yield store


def assert_updating_is_rebuilding(steps: Sequence[Step], knowledge: Knowledge) -> None:
    for store in opened():
        for step in steps:
            take(step, store, knowledge)
            assert set(store.graph(IRIS.graph("events"))) == from_scratch(store, knowledge)
        last = set(store.graph(IRIS.graph("events")))
        rebuild_events(store, knowledge)
        assert set(store.graph(IRIS.graph("events"))) == last


@pytest.mark.whole
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps_of(claims))
def test_updating_the_events_gives_what_rebuilding_gives(knowledge: Knowledge, steps: Sequence[Step]) -> None:
    assert_updating_is_rebuilding(steps, knowledge)


@pytest.mark.whole
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps_of(plans_and_contacts))
def test_updating_what_plans_were_held_as_gives_what_rebuilding_gives(
    knowledge: Knowledge, steps: Sequence[Step]
) -> None:
    assert_updating_is_rebuilding(steps, knowledge)


@pytest.mark.whole
def test_articles_checked_by_themselves_give_what_checking_the_whole_store_gives(
    seeds: Seeds, knowledge: Knowledge, tmp_path: Path
) -> None:
    iri = IRI(f"{IRIS.base}article/odd")
    (wang, _), china = PEOPLE[1], COUNTRIES["China"]
    participants = tuple(
        Participant(
            text=wang.label, start=at, end=at + 7, role=Role.PARTICIPANT, actor=wang, party=party, office=office
        )
        for at, party, office in ((0, china, "Foreign Minister"), (90, COUNTRIES["Russia"], None))
    )
    odd = Claim(
        iri=mint_claim(iri, 8),
        article=iri,
        type="meeting",
        status=Status.OCCURRED,
        medium=Medium.UNKNOWN,
        participants=participants,
        when=When(start=dt.date(2023, 2, 18), end=dt.date(2023, 2, 18), precision=Precision.DAY),
        trigger=Span(start=8, end=11),
        evidence=(Evidence(start=0, end=12, exact="Wang Yi met."),),
    )
    article = Article(iri=iri, text="Wang Yi met.", published=FIRST, published_basis=PublishedBasis.STATED)
    known = {wang.iri, china.iri, COUNTRIES["Russia"].iri}
    graph = article_to_graph(article, [odd], types=knowledge.types, iris=IRIS, fingerprint="", known=known)
    told = {each.article.iri: Stored(each.claims, each.graph) for each in seeds.mapped.values()}
    copy_store(seeds.path, tmp_path / "copy")
    with open_store(tmp_path / "copy", base_iri=IRIS.base, write=True) as store:
        store.replace({IRIS.article_graph(iri): graph})
        whole = cross_check(store, knowledge)
        assert len({result.shape for result in whole}) == 4
        assert set(cross_check_articles(told | {iri: Stored((odd,), graph)}, knowledge)) == set(whole)
