"""Claims of several articles that are one happening though they tell of the same ones by more names, or by an office.

And journeys told without where to or by their end alone, plans of a season, and what moves with a visit told elsewhere.
Each rule stands beside what it must leave apart.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from parley.model import DateBasis, Participant, Precision, Role, Status
from test_merge import MOSCOW, MUNICH, city, claim, land, names, on, part, within
from test_merge_loosely import APRIL, DAY, FIRST_DAYS, NEW_DAYS, PARIS, one, person, sizes, told, trip

SPRING = within("2023-03-01", "2023-05-31", Precision.SEASON)
HAMBURG = city("Hamburg", "Germany")


def visitor(name: str, country: str, office: str | None = None) -> Participant:
    return replace(person(name, country, office), role=Role.VISITOR)


def stateless(who: Participant, article: str) -> Participant:
    """Return somebody as an article has him that does not tell his state."""
    return replace(who, party=None, actor=replace(who.actor, iri=f"{who.actor.iri}-{article}"))


# --- more names, an office, no state -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "country", "office", "together"),
    [
        ("Rosa Quispe", "Italy", "vice president", True),
        ("Rosa Quispe", "Italy", None, True),
        ("Rosa Medina", "Italy", "vice president", True),
        ("Rosa Quispe", "France", "vice president", False),
        ("Rosa Quispe", "Italy", "finance minister", False),
        ("Quispe", "Italy", "vice president", False),
        ("Rosa Quispe Salas", "Italy", "vice president", False),
    ],
)
def test_a_shorter_full_name_is_the_same_person_of_one_state_and_office(name, country, office, together):
    full = visitor("Rosa Quispe Medina", "Italy", "vice president")
    first = claim("visit", full, when=FIRST_DAYS, status=Status.PLANNED, places=(PARIS,))
    other = visitor(name, country, office)
    then = claim("visit", other, article="b", when=FIRST_DAYS, status=Status.POSTPONED, places=(land("France"),))
    assert sizes(first, then, published=told(a="2023-04-20", b="2023-04-22")) == ([2] if together else [1, 1])


def test_news_without_a_day_tells_of_somebody_by_a_shorter_name():
    held = claim("meeting", person("Rosa Quispe Medina", "Italy"), "France", when=DAY, places=(PARIS,))
    news = claim("meeting", person("Rosa Quispe", "Italy"), "France", article="b", places=(land("France"),))
    assert sizes(held, news, published=told(a="2023-04-26", b="2023-04-28")) == [2]
    assert sizes(held, news, published=told(a="2023-04-26", b="2023-05-28")) == [1, 1]


def test_two_who_share_the_shorter_name_are_not_told_apart_by_it():
    both = (person("Rosa Quispe Medina", "Italy"), person("Rosa Quispe Salas", "Italy"), "Macron")
    short = claim("meeting", person("Rosa Quispe", "Italy"), "Macron", article="b", when=on("2023-04-27"))
    assert sizes(claim("meeting", *both, when=within("2023-04-20", "2023-04-30")), short) == [1, 1]


@pytest.mark.parametrize(
    ("office", "when", "places", "together"),
    [
        ("Minister of Foreign Affairs", APRIL, (MUNICH,), True),
        ("foreign minister", DAY, (), True),
        ("foreign minister", APRIL, (), False),  # he may have met him twice
        ("deputy foreign minister", APRIL, (land("Germany"),), False),
        ("finance minister", APRIL, (MUNICH,), False),
        ("minister", APRIL, (land("Germany"),), False),  # of whatever
    ],
)
def test_the_one_office_of_a_state_tells_who_it_was_at_that_place_or_that_day(office, when, places, together):
    held = claim("meeting", part("Wang", office="foreign minister"), "Scholz", when=DAY, places=(MUNICH,))
    unnamed = part(f"{office} of China", office=office)
    planned = claim("meeting", unnamed, "Scholz", article="b", when=when, status=Status.PLANNED, places=places)
    found = sizes(held, planned, published=told(a="2023-04-27", b="2023-04-01"))
    assert found == ([2] if together else [1, 1])


@pytest.mark.parametrize(
    ("office", "together"), [("foreign secretary", True), ("deputy foreign secretary", False), ("secretary", False)]
)
def test_some_offices_that_are_called_like_others_are_held_by_one(office, together):
    held = claim("meeting", part("Wang", office=office), "Scholz", when=DAY, places=(MUNICH,))
    unnamed = claim("meeting", part("China's man of China", office=office), "Scholz", article="b", when=APRIL)
    assert sizes(held, replace(unnamed, places=(land("Germany"),))) == ([2] if together else [1, 1])


def test_a_visit_of_an_unnamed_minister_is_that_of_the_minister_named_later():
    unnamed = part("energy minister of Italy", Role.VISITOR, office="energy minister")
    plan = claim("visit", unnamed, when=APRIL, status=Status.PLANNED, places=(land("France"),))
    named = visitor("Rosa Quispe", "Italy", "minister for energy")
    event = one(plan, claim("visit", named, article="b", when=DAY, places=(PARIS,)), published=told(a="2023-03-20"))
    assert names(event) == {"rosa-quispe-of-italy"}


def test_a_state_that_one_article_does_not_tell_is_the_one_that_another_tells():
    minister = person("Rosa Quispe", "Italy", "energy minister")
    both = claim("meeting", minister, "Lavrov", when=DAY)
    alone = claim("meeting", stateless(minister, "b"), "Russia", article="b", when=DAY)
    assert sizes(both, alone) == [2]
    assert sizes(both, replace(alone, participants=(alone.participants[0], part("China")))) == [1, 1]


# --- journeys ------------------------------------------------------------------------------------------------------


def test_a_journey_told_without_where_to_is_the_only_one_of_those_days():
    there = claim("visit", part("Lavrov", Role.VISITOR), when=FIRST_DAYS, places=(PARIS,))
    somewhere = claim("visit", part("Lavrov", Role.VISITOR), article="b", when=DAY)
    assert sizes(there, somewhere) == [2]
    further = claim("visit", part("Lavrov", Role.VISITOR), article="c", when=DAY, places=(land("Italy"),))
    assert sizes(there, somewhere, further) == [1, 1, 1]
    assert sizes(there, claim("visit", part("Wang", Role.VISITOR), article="b", when=DAY)) == [1, 1]
    assert sizes(there, replace(somewhere, when=APRIL)) == [1, 1]


def test_a_journey_told_by_its_end_is_the_one_of_the_days_before():
    ended = trip("b", Status.OCCURRED, within(None, "2023-04-26", Precision.BEFORE))
    published = told(a="2023-04-25", b="2023-04-27")
    event = one(trip("a", Status.OCCURRED, FIRST_DAYS), ended, published=published)
    assert event.when == FIRST_DAYS
    (reason,) = event.reasons
    assert reason.reason.startswith("One tells only by when it was over")
    assert sizes(trip("a", Status.OCCURRED, NEW_DAYS), ended, published=published) == [1, 1]
    assert sizes(trip("a", Status.OCCURRED, on("2023-04-10")), ended, published=published) == [1, 1]
    twice = (trip("a", Status.OCCURRED, on("2023-04-20")), trip("c", Status.OCCURRED, FIRST_DAYS))
    assert sizes(*twice, ended, published=published) == [1, 1, 1]


def test_a_journey_told_by_its_end_began_as_it_was_planned():
    ended = trip("b", Status.OCCURRED, within(None, "2023-04-27", Precision.BEFORE))
    plan = trip("a", Status.PLANNED, on("2023-04-25"))
    event = one(plan, ended, published=told(a="2023-04-20", b="2023-04-27"))
    assert (event.status, event.when.basis) == (Status.OCCURRED, DateBasis.INFERRED)
    assert (str(event.when.start), str(event.when.end)) == ("2023-04-25", "2023-04-27")


def test_what_ended_before_a_day_long_ago_is_no_news():
    ended = trip("b", Status.OCCURRED, within(None, "2023-04-26", Precision.BEFORE))
    published = told(a="2023-04-25", b="2023-06-01")
    assert sizes(trip("a", Status.OCCURRED, FIRST_DAYS), ended, published=published) == [1, 1]


def test_a_postponed_visit_is_the_one_told_by_its_end():
    claims = (
        trip("a", Status.PLANNED, FIRST_DAYS),
        trip("b", Status.POSTPONED, FIRST_DAYS),
        trip("c", Status.OCCURRED, within(None, "2023-05-10", Precision.BEFORE)),
    )
    assert sizes(*claims, published=told(a="2023-04-20", b="2023-04-24", c="2023-05-11")) == [3]


# --- plans ---------------------------------------------------------------------------------------------------------


def test_what_was_planned_for_a_season_is_the_only_one_that_came_after():
    plan = trip("a", Status.PLANNED, SPRING)
    came = trip("b", Status.OCCURRED, on("2023-05-20"))
    published = told(a="2023-03-10", b="2023-05-21", c="2023-04-13")
    assert sizes(plan, came, published=published) == [2]
    assert sizes(plan, came, trip("c", Status.OCCURRED, on("2023-04-12")), published=published) == [1, 1, 1]
    assert sizes(plan, trip("b", Status.OCCURRED, on("2023-03-04")), published=published) == [1, 1]
    year = within("2023-01-01", "2023-12-31", Precision.YEAR)
    assert sizes(trip("a", Status.PLANNED, year), came, published=published) == [1, 1]


def test_a_plan_of_a_season_is_told_more_exactly_later():
    plans = (trip("a", Status.PLANNED, SPRING), trip("b", Status.PLANNED, on("2023-05-20")))
    assert one(*plans, published=told(a="2023-03-10", b="2023-05-10")).when == on("2023-05-20")


def test_a_meeting_moves_with_the_visit_that_others_tell():
    planned = claim("meeting", "Xi", "Macron", article="a", when=DAY, status=Status.PLANNED, places=(PARIS,))
    visit = (trip("b", Status.PLANNED, FIRST_DAYS), trip("c", Status.POSTPONED, FIRST_DAYS))
    came = (
        trip("d", Status.OCCURRED, NEW_DAYS),
        claim("meeting", "Xi", "Macron", article="d", at=50, when=on("2023-05-03"), places=(PARIS,)),
    )
    published = told(a="2023-04-20", b="2023-04-20", c="2023-04-24", d="2023-05-04")
    assert sizes(planned, *visit, *came, published=published) == [2, 3]
    assert sizes(planned, visit[0], *came, published=published) == [1, 1, 1, 1]  # nobody tells of a move
    ended = replace(came[0], when=within(None, "2023-05-03", Precision.BEFORE))
    assert sizes(planned, *visit, ended, came[1], published=published) == [2, 3]
    long_before = replace(came[1], when=on("2023-04-22"))
    assert sizes(planned, *visit, ended, long_before, published=published) == [1, 1, 3]
    elsewhere = replace(planned, participants=(part("Xi"), part("Putin")), places=(MOSCOW,))
    met = replace(came[1], participants=(part("Xi"), part("Putin")))
    assert sizes(elsewhere, *visit, came[0], met, published=published) == [1, 1, 3]
