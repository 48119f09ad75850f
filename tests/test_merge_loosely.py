"""Claims of several articles that are one happening though they name others, another day or none, or were told before.

Each rule stands beside what it must leave apart.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from parley.merge import ArticleInfo
from parley.merge.clusters import Cluster, item_of
from parley.merge.corpus import group
from parley.merge.decisions import Decisions
from parley.merge.increment import Keys, Placed, joined_to, regroup
from parley.model import (
    IRI,
    UNDATED,
    Actor,
    ActorKind,
    Claim,
    DateBasis,
    Event,
    Participant,
    Precision,
    Role,
    Status,
)
from test_merge import (
    COUNTRIES,
    IRIS,
    MOSCOW,
    MUNICH,
    Types,
    article,
    city,
    claim,
    events,
    land,
    names,
    on,
    part,
    within,
)

DAY = on("2023-04-26")
APRIL = within("2023-04-01", "2023-04-30", Precision.MONTH)
NATO = Actor(iri=IRIS.actor("NATO"), label="NATO", kind=ActorKind.ORGANISATION)
BODY = Actor(iri=IRIS.actor("Body"), label="Body", kind=ActorKind.ORGANISATION)


def body(actor: Actor) -> Participant:
    return Participant(text=actor.label, start=0, end=4, role=Role.PARTICIPANT, actor=actor)


def person(name: str, country: str, office: str | None = None) -> Participant:
    actor = Actor(iri=IRIS.actor(f"{name} of {country}"), label=name, kind=ActorKind.PERSON)
    return Participant(
        text=name, start=0, end=len(name), role=Role.PARTICIPANT, actor=actor, party=COUNTRIES[country], office=office
    )


def told(**published: str) -> tuple[ArticleInfo, ...]:
    return tuple(article(name, day) for name, day in published.items())


def sizes(*claims: Claim, published: tuple[ArticleInfo, ...] = (), **more) -> list[int]:
    return sorted(len(e.claims) for e in events(*claims, told=published, **more))


def one(*claims: Claim, published: tuple[ArticleInfo, ...] = ()) -> Event:
    (event,) = events(*claims, told=published)
    return event


# --- sides ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "others",
    [
        ("China", "Ukraine"),
        ("officials of China", "Ukraine"),
        ("officials of China", "officials of Ukraine"),
        (part("minister of China", office="minister"), "Kuleba"),
    ],
)
def test_sides_told_otherwise_are_those_who_met_that_day(others):
    who = (part("Wang", office="foreign minister"), part("Kuleba", office="foreign minister"))
    event = one(claim("meeting", *who, when=DAY), claim("meeting", *others, article="b", when=DAY))
    assert names(event) == {"wang-yi", "dmytro-kuleba"}
    (reason,) = event.reasons
    assert reason.reason.startswith("Both tell of the same sides, which they do not name by the same representatives")


@pytest.mark.parametrize(
    ("others", "when"),
    [
        (("officials of China", "Kuleba"), DAY),  # somebody who meets officials meets several of them
        (("officials of China", "officials of Ukraine"), on("2023-04-27")),
        (("China", "Ukraine"), APRIL),
        (("China", "Ukraine", "Russia"), DAY),
        ((part("president of China", office="president"), "Kuleba"), DAY),
    ],
)
def test_sides_are_not_enough_loosely_told(others, when):
    who = (part("Wang", office="foreign minister"), part("Kuleba", office="foreign minister"))
    assert sizes(claim("meeting", *who, when=DAY), claim("meeting", *others, article="b", when=when)) == [1, 1]


def test_unnamed_officials_are_no_presidents():
    leaders = (part("Xi", office="president"), part("Zelenskyy", office="president"))
    officials = claim("meeting", "officials of China", "officials of Ukraine", article="b", when=DAY)
    assert sizes(claim("meeting", *leaders, when=DAY), officials) == [1, 1]


def test_sides_that_met_twice_that_day_are_neither():
    ministers = claim("meeting", "Wang", "Kuleba", when=DAY)
    leaders = claim("meeting", "Xi", "Zelenskyy", article="b", when=DAY)
    assert sizes(ministers, leaders, claim("meeting", "China", "Ukraine", article="c", when=DAY)) == [1, 1, 1]


def test_whoever_is_named_comes_before_a_state():
    named = claim("meeting", "Wang", "Kuleba", when=DAY)
    again = claim("meeting", "Wang", "Kuleba", article="b", when=DAY)
    states = claim("meeting", "China", "Ukraine", article="c", when=DAY)
    assert len(one(states, named, again).claims) == 3


def test_the_holder_of_an_office_met_in_that_city_that_month():
    minister = part("minister of China", office="minister")
    named = claim("meeting", "Wang", "Kuleba", when=DAY, places=(MUNICH,))
    vague = claim("meeting", minister, "Kuleba", article="b", when=APRIL, places=(MUNICH,))
    assert sizes(named, vague) == [2]
    assert sizes(named, claim("meeting", minister, "Kuleba", article="b", when=APRIL)) == [1, 1]


def test_unnamed_groups_alone_need_a_city():
    who = ("officials of China", "officials of United States")
    assert sizes(claim("meeting", *who, when=DAY), claim("meeting", *who, article="b", when=DAY)) == [1, 1]
    here = [claim("meeting", *who, article=name, when=DAY, places=(MUNICH,)) for name in "ab"]
    assert sizes(*here) == [2]


@pytest.mark.parametrize(
    ("name", "office", "together"),
    [
        ("Angelino Alfino", "foreign minister", True),
        ("Angelino Bardales Alfano", None, True),
        ("Marco Alfano", "defence minister", False),
        ("Marco Alfano", None, False),
        ("Marco Bianchi", "foreign minister", False),
    ],
)
def test_a_name_spelt_otherwise_is_the_same_minister_where_all_else_is_the_same(name, office, together):
    first = claim("meeting", person("Angelino Alfano", "Italy", "foreign minister"), "Macron", when=DAY)
    second = claim("meeting", person(name, "Italy", office), "Macron", article="b", when=DAY)
    assert sizes(first, second) == ([2] if together else [1, 1])
    if together:
        assert len(one(first, second).participations) == 2


# --- gatherings ----------------------------------------------------------------------------------------------------


def test_a_gathering_of_one_organisation_is_one_whoever_is_named():
    first = claim("conference", body(NATO), "Macron", when=DAY, places=(MUNICH,))
    second = claim("conference", body(NATO), "Scholz", article="b", when=APRIL, places=(MUNICH,))
    alone = claim("meeting", body(NATO), article="c", when=DAY, places=(MUNICH,), status=Status.PLANNED)
    event = one(first, second, alone)
    assert event.type == "conference"
    assert names(event) == {"nato", "emmanuel-macron", "olaf-scholz"}
    assert any("one gathering" in each.reason for each in event.reasons)


def test_gatherings_in_one_city_on_one_day_are_one_unless_their_organisations_differ():
    first = claim("conference", "Macron", "Meloni", when=DAY, places=(MUNICH,))
    second = claim("conference", "Scholz", "Biden", article="b", when=DAY, places=(MUNICH,))
    assert sizes(first, second) == [2]
    ours = claim("conference", body(NATO), "Macron", when=DAY, places=(MUNICH,))
    theirs = claim("conference", body(BODY), "Scholz", article="b", when=DAY, places=(MUNICH,))
    assert sizes(ours, theirs) == [1, 1]
    elsewhere = claim("conference", "Scholz", "Biden", article="b", when=DAY, places=(land("Germany"),))
    assert sizes(first, elsewhere) == [1, 1]


# --- told before ---------------------------------------------------------------------------------------------------


def wish(status: Status, name: str = "a", **more) -> Claim:
    return claim("meeting", "Xi", "Zelenskyy", article=name, status=status, when=more.pop("when", APRIL), **more)


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.HYPOTHETICAL])
def test_a_wish_is_a_step_towards_what_was_planned_or_held_then(status):
    plan = wish(Status.PLANNED, "b", when=DAY)
    event = one(wish(status), plan, published=told(a="2023-04-10", b="2023-04-20"))
    assert (event.status, [step.status for step in event.history]) == (Status.PLANNED, [status, Status.PLANNED])
    held = wish(Status.OCCURRED, "b", when=DAY)
    event = one(wish(status), held, published=told(a="2023-04-10", b="2023-04-27"))
    assert (event.status, event.when.start) == (Status.OCCURRED, dt.date(2023, 4, 26))


def test_a_wish_told_later_or_for_other_days_is_another():
    held = wish(Status.OCCURRED, "b", when=DAY)
    assert sizes(wish(Status.REQUESTED), held, published=told(a="2023-04-28", b="2023-04-27")) == [1, 1]
    may = wish(Status.REQUESTED, when=within("2023-05-01", "2023-05-31"))
    assert sizes(may, held, published=told(a="2023-04-10", b="2023-04-27")) == [1, 1]


def test_a_planned_meeting_that_was_refused_is_refused():
    plan, refusal = wish(Status.PLANNED, when=DAY), wish(Status.REFUSED, "b", when=DAY)
    event = one(plan, refusal, published=told(a="2023-04-10", b="2023-04-25"))
    assert (event.status, event.disputed) == (Status.REFUSED, False)
    assert [step.status for step in event.history] == [Status.PLANNED, Status.REFUSED]
    assert sizes(plan, refusal, published=told(a="2023-04-10", b="2023-04-05")) == [1, 1]


def test_a_denial_and_a_report_that_it_was_not_held_are_one():
    event = one(wish(Status.DENIED, when=DAY), wish(Status.NOT_HELD, "b", when=DAY))
    assert "Both tell that it did not take place." in event.reasons[0].reason


# --- told without a day, or a day off -------------------------------------------------------------------------------


def met(name: str, when=UNDATED, **more) -> Claim:
    return claim("meeting", "Xi", "Macron", article=name, when=when, **more)


def test_what_is_told_without_a_day_soon_after_is_what_happened_then():
    event = one(met("a", DAY), met("b"), published=told(a="2023-04-27", b="2023-04-30"))
    assert event.when == DAY
    assert "gives no date and was published within days" in event.reasons[0].reason


@pytest.mark.parametrize(
    ("other", "published"),
    [
        (met("b"), "2023-05-20"),
        (met("b"), "2023-04-20"),
        (met("b", recalled=True), "2023-04-28"),
        (met("b", another=True), "2023-04-28"),
        (claim("call", "Xi", "Macron", article="b"), "2023-04-28"),
        (claim("contact", "Xi", "Macron", article="b"), "2023-04-28"),
    ],
)
def test_what_is_told_without_a_day_at_another_time_or_in_another_form_stays_apart(other, published):
    assert sizes(met("a", DAY), other, published=told(a="2023-04-27", b=published)) == [1, 1]


def test_what_is_told_without_a_day_is_neither_of_two():
    two = (met("a", DAY), met("c", on("2023-04-23")))
    assert sizes(*two, met("b"), published=told(a="2023-04-27", b="2023-04-28", c="2023-04-24")) == [1, 1, 1]


def test_what_is_told_without_a_day_took_place_as_it_was_planned():
    plan = met("a", DAY, status=Status.PLANNED)
    event = one(plan, met("b"), published=told(a="2023-04-20", b="2023-04-28"))
    assert (event.status, event.when.start) == (Status.OCCURRED, dt.date(2023, 4, 26))
    assert event.when.basis is DateBasis.INFERRED


def test_a_day_that_one_paper_has_off_is_one_event_told_differently():
    other = met("b", on("2023-04-27"))
    event = one(met("a", DAY), other, published=told(a="2023-04-27", b="2023-04-28"))
    assert event.told_differently
    assert event.reasons[0].reason == (
        "Both were published within days of it, and one is a day off. Both name the same two participants; "
        "one says 27 April 2023, the other 26 April 2023; both call it “meeting”."
    )


@pytest.mark.parametrize(
    ("others", "published"),
    [
        ([met("b", on("2023-04-28"))], {"b": "2023-04-28"}),
        ([met("b", on("2023-04-27"))], {"b": "2023-05-15"}),
        ([met("b", on("2023-04-27"), another=True)], {"b": "2023-04-28"}),
        ([met("b", on("2023-04-27"), places=(MOSCOW,))], {"b": "2023-04-28"}),
        ([claim("meeting", "Xi", "Macron", "Meloni", article="b", when=on("2023-04-27"))], {"b": "2023-04-28"}),
        ([met("b", on("2023-04-27")), met("c", on("2023-04-28"))], {"b": "2023-04-28", "c": "2023-04-29"}),
    ],
    ids=["two days", "told late", "again", "another place", "with another", "three days in a row"],
)
def test_two_days_are_two_meetings_where_anything_speaks_for_it(others, published):
    first = met("a", DAY, places=(MUNICH,))
    assert sizes(first, *others, published=told(a="2023-04-27", **published)) == [1] * (1 + len(others))


def test_whoever_tells_of_both_days_keeps_them_apart():
    both = (met("c", DAY), met("c", on("2023-04-27"), at=50))
    apart = (met("a", DAY), met("b", on("2023-04-27")))
    assert sizes(*both, *apart, published=told(a="2023-04-27", b="2023-04-28", c="2023-04-28")) == [2, 2]


# --- moved ---------------------------------------------------------------------------------------------------------

PARIS = city("Paris", "France")
FIRST_DAYS, NEW_DAYS = on("2023-04-25", "2023-04-26"), on("2023-05-02", "2023-05-03")


def trip(name: str, status: Status, when, **more) -> Claim:
    return claim("visit", part("Xi", Role.VISITOR), article=name, status=status, when=when, places=(PARIS,), **more)


def test_a_postponed_visit_is_the_one_that_the_same_article_plans_anew():
    claims = (
        trip("a", Status.PLANNED, FIRST_DAYS),
        trip("b", Status.POSTPONED, FIRST_DAYS),
        trip("b", Status.PLANNED, NEW_DAYS, at=50),
        trip("c", Status.OCCURRED, NEW_DAYS),
    )
    event = one(*claims, published=told(a="2023-04-20", b="2023-04-24", c="2023-05-04"))
    assert (event.status, event.when) == (Status.OCCURRED, NEW_DAYS)
    assert [step.status for step in event.history] == [
        Status.PLANNED,
        Status.POSTPONED,
        Status.PLANNED,
        Status.OCCURRED,
    ]
    plans = one(*claims[:3], published=told(a="2023-04-20", b="2023-04-24"))
    assert (plans.status, plans.when) == (Status.PLANNED, NEW_DAYS)


def test_a_meeting_moves_with_the_visit_that_it_is_part_of():
    visit = trip("a", Status.PLANNED, FIRST_DAYS)
    part_of_it = met("a", on("2023-04-26"), status=Status.PLANNED, at=50, part_of=visit.iri, places=(PARIS,))
    held = met("c", on("2023-05-03"), places=(PARIS,))
    published = told(a="2023-04-20", b="2023-04-24", c="2023-05-04")
    moved = (trip("b", Status.POSTPONED, FIRST_DAYS), trip("c", Status.OCCURRED, NEW_DAYS, at=50))
    assert sizes(visit, part_of_it, *moved, held, published=published) == [2, 3]
    assert sizes(visit, part_of_it, moved[1], held, published=published) == [1, 1, 1, 1]  # nobody tells of a move
    by_itself = met("a", on("2023-04-26"), status=Status.PLANNED, at=50, places=(PARIS,))
    assert sizes(visit, by_itself, *moved, held, published=published) == [1, 1, 3]


def test_whoever_tells_what_came_of_a_plan_tells_of_another_plan_besides():
    plan, held = met("a", DAY, status=Status.PLANNED), met("b", DAY)
    besides = met("b", within("2023-04-24", "2023-04-30"), status=Status.PLANNED, at=50)
    published = told(a="2023-04-20", b="2023-04-27")
    found = events(plan, held, besides, told=published)
    assert sorted((len(e.claims), e.status) for e in found) == [(1, Status.PLANNED), (2, Status.OCCURRED)]


# --- what changed, made anew ----------------------------------------------------------------------------------------


class Remembered:
    """The events of a corpus in memory."""

    def __init__(self) -> None:
        self.events: dict[IRI, tuple[list[Placed], Keys]] = {}
        self.rivals: set[tuple[IRI, IRI]] = set()
        self.articles: dict[IRI, ArticleInfo] = {}

    def home(self) -> dict[IRI, IRI]:
        return {each.claim.iri: event for event, (placed, _) in self.events.items() for each in placed}

    def events_of(self, claims):
        home = self.home()
        return {home[claim] for claim in claims if claim in home}

    def with_rivals(self, found):
        found, before = set(found), None
        while found != before:
            before = set(found)
            found |= {b for a, b in self.rivals if a in found} | {a for a, b in self.rivals if b in found}
        return found

    def near(self, *, sought, noted):
        return {e for e, (_, keys) in self.events.items() if keys.noted & set(sought) or keys.sought & set(noted)}

    def placed(self, found):
        return [placed for event in found for placed in self.events[event][0]]

    def infos(self, articles):
        return {each: self.articles[each] for each in articles}

    def change(self, added: list[Claim], removed: set[IRI]) -> None:
        found = regroup(added, removed=removed, memory=self, types=Types())
        self.rivals = {pair for pair in self.rivals if found.gone.isdisjoint(pair)}
        for event in found.gone:
            del self.events[event]
        for cluster, keys in zip(found.clusters, found.keys, strict=True):
            event = IRI(f"event of {min(cluster.claims)}")
            self.events[event] = ([Placed(claim=c, event=event, joined_to=to) for c, to in joined_to(cluster)], keys)
        home = self.home()
        self.rivals |= {(home[a], home[b]) for a, b in found.rivals}


def made(clusters: list[Cluster]) -> set[frozenset[IRI]]:
    return {frozenset(cluster.claims) for cluster in clusters}


SPELT = ("Wang Yi Ming", "Yi Ming", "Ming Wang")  # some of these are one, and some may be two


def drawn(who: str, office: str | None) -> Participant:
    """Return who takes part; of some names the state is told, or not."""
    if who not in SPELT:
        return part(who, office=office)
    known = person(who, "China", office)
    return known if office else replace(known, party=None)


def drawn_article(name: str, lot: random.Random) -> tuple[ArticleInfo, list[Claim]]:
    """Draw an article of few people and days, so that most of what it tells is told by others as well."""
    first = dt.date(2023, 4, 20)
    info = article(name, str(first + dt.timedelta(days=lot.randrange(16))) if lot.random() < 0.9 else None)
    claims: list[Claim] = []
    for number in range(lot.randrange(1, 5)):
        day = first + dt.timedelta(days=lot.randrange(12))
        near = day + dt.timedelta(days=lot.choice((1, 3, 9)))
        pool = ("Xi", "Putin", "Wang", "China", "Russia", "officials of China", "officials of Russia", *SPELT)
        offices = (None, None, "minister", "foreign minister")
        who = [drawn(w, lot.choice(offices)) for w in lot.sample(pool, lot.choice((1, 2, 2, 3)))]
        wholes = [c.iri for c in claims if c.type == "visit"]
        claims.append(
            claim(
                lot.choice(("meeting", "meeting", "visit", "call", "contact", "conference")),
                *who,
                article=name,
                at=number * 10,
                when=lot.choice(
                    (on(str(day)), on(str(day)), within(str(day), str(near)), within(None, str(day)), UNDATED)
                ),
                status=lot.choice([*[Status.OCCURRED, Status.PLANNED, Status.POSTPONED] * 3, *Status]),
                places=lot.choice(((), (MOSCOW,), (land("Russia"),))),
                part_of=lot.choice(wholes) if wholes else None,
            )
        )
    return info, claims


@pytest.mark.parametrize("seed", range(80))
def test_groups_made_from_what_changed_are_those_made_from_scratch_in_any_order(seed):
    lot = random.Random(seed)
    memory, corpus = Remembered(), {}
    for _ in range(5):
        removed, added = set(), []
        for name in lot.sample("abcdefgh", 2):
            removed |= {c.iri for c in corpus.pop(name, ())}
            if lot.random() < 0.85:
                info, corpus[name] = drawn_article(name, lot)
                memory.articles[info.iri] = info
                added += corpus[name]
        memory.change(added, removed)
        items = [
            item_of(c, memory.articles[c.article], Types(), frozenset()) for claims in corpus.values() for c in claims
        ]
        lot.shuffle(items)
        wanted = made(group(items, Decisions()))
        assert {frozenset(p.claim.iri for p in placed) for placed, _ in memory.events.values()} == wanted
