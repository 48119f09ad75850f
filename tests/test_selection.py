"""Selections of events: what addresses say, and what the queries made of them find in the sample articles."""

from __future__ import annotations

import pytest

from parley.errors import QuestionError
from parley.knowledge import Knowledge
from parley.selection import FACETS, FILTERS, Selection
from parley.store.service.workers import QueryService

BASE = "http://127.0.0.1:8000/"


@pytest.fixture
def select(knowledge: Knowledge):
    def read(*values: tuple[str, str]) -> Selection:
        return Selection.read(values, base=BASE, types=knowledge.types)

    return read


@pytest.fixture
def found(seed_queries: QueryService, knowledge: Knowledge, select):
    """Return the labels of the events that these values select, undated ones last."""

    def labels(*values: tuple[str, str]) -> list[str]:
        query = select(*values).listing(base=BASE, types=knowledge.types, limit=100)
        events = [row["event"].value for row in seed_queries.query(query).solutions]
        names = seed_queries.query("SELECT ?e ?l { ?e <http://www.w3.org/2000/01/rdf-schema#label> ?l }").solutions
        label = {row["e"].value: row["l"].value for row in names}
        return [label[event] for event in events]

    return labels


# Every filter with a value that lets some of the sample events through, but not all.
NARROWING = [
    ("actor", "actor/xi-jinping"),
    ("party", "actor/ukraine"),
    ("type", "call"),
    ("status", "planned"),
    ("medium", "phone"),
    ("place", "actor/russia"),
    ("about", "peace"),
    ("level", "minister"),
    ("sides", "bilateral"),
    ("publisher", "Time"),
    ("source", "media"),
    ("voices", "1"),
    ("from", "2023-01-01"),
    ("to", "2022-12-31"),
    ("dated", "no"),
    ("since", "2023-01-01"),
]


@pytest.mark.parametrize(("name", "value"), NARROWING)
def test_a_filter_lets_some_events_through(name: str, value: str, found) -> None:
    assert 0 < len(found((name, value))) < len(found())


def test_the_listing_and_the_count_agree(found, select, seed_queries: QueryService, knowledge: Knowledge) -> None:
    for values in ([], [("actor", "actor/xi-jinping"), ("status", "occurred"), ("status", "planned")]):
        query = select(*values).count(base=BASE, types=knowledge.types)
        assert seed_queries.query(query).solutions[0]["events"].value == str(len(found(*values)))


def test_of_several_actors_all_took_part(found) -> None:
    both = found(("actor", "actor/xi-jinping"), ("actor", "actor/volodymyr-zelenskyy"), ("since", "2023-04-01"))
    assert "Call of Xi Jinping and Volodymyr Zelenskyy, 26 April 2023" in both
    second = found(("actor", "actor/volodymyr-zelenskyy"), ("since", "2023-04-01"))
    assert set(both) == {*found(("actor", "actor/xi-jinping"))} & {*second}


def test_of_several_statuses_any_will_do(found) -> None:
    one, other = found(("status", "planned")), found(("status", "denied"))
    assert sorted(found(("status", "planned"), ("status", "denied"))) == sorted([*one, *other])


def test_a_country_takes_in_those_who_acted_for_it(found) -> None:
    assert set(found(("actor", "actor/xi-jinping"), ("status", "occurred"))) < set(found(("actor", "actor/china")))


def test_a_period_leaves_out_what_nobody_dates(found) -> None:
    dated = found(("from", "0001-01-01"))
    assert dated
    assert sorted([*dated, *found(("dated", "no"))]) == sorted(found())
    assert found(("from", "2023-04-26"), ("to", "2023-04-26"), ("type", "call")) == [
        "Call of Xi Jinping and Volodymyr Zelenskyy, 26 April 2023"
    ]


def test_sides_tell_bilateral_from_multilateral(found) -> None:
    bilateral, multilateral = found(("sides", "bilateral")), found(("sides", "multilateral"))
    assert bilateral
    assert multilateral
    assert not {*bilateral} & {*multilateral}


def test_a_plan_is_overdue_once_its_latest_day_has_passed(found) -> None:
    assert all("planned" in label or "postponed" in label for label in found(("overdue", "2030-01-01")))
    assert found(("overdue", "1990-01-01")) == []


@pytest.mark.parametrize("name", FACETS)
def test_a_facet_counts_what_choosing_its_value_would_leave(
    name: str, select, seed_queries: QueryService, knowledge: Knowledge, found
) -> None:
    query = select(("status", "occurred")).facet(name, base=BASE, types=knowledge.types)
    counted = {row["value"].value: int(row["events"].value) for row in seed_queries.query(query).solutions}
    assert counted
    for value, events in list(counted.items())[:4]:
        local = value.removeprefix(BASE)
        if FILTERS[name].type == "type":
            if value.endswith("#Event"):  # every event is one; it is no kind to choose
                continue
            local = next(name for name, iri in knowledge.types.classes.items() if str(iri) == value)
        elif FILTERS[name].choices and FILTERS[name].type != "text":
            local = value.rpartition("-")[2]
        left = [("status", "occurred")] if name != "status" else []
        assert len(found(*left, (name, local))) == events


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("status", "happened", "occurred"),
        ("type", "dinner", "meeting"),
        ("from", "2023-13-45", "2023-04-26"),
        ("voices", "many", "whole number"),
        ("actor", "actor/<script>", "actor/"),
        ("sides", "two", "bilateral"),
    ],
)
def test_a_wrong_value_is_told_with_what_is_accepted(name: str, value: str, accepted: str, select) -> None:
    with pytest.raises(QuestionError, match=name) as error:
        select((name, value))
    assert accepted in str(error.value)


def test_a_value_cannot_break_out_of_its_query(found) -> None:
    assert found(("publisher", 'X" } SERVICE <http://127.0.0.1/> { ?s ?p "')) == []
    assert found(("topic", "a\\\n\"' ?x {}")) == []


def test_an_address_is_read_once_whatever_its_order(select) -> None:
    one = select(("status", "planned"), ("actor", f"{BASE}actor/xi-jinping"), ("page", "2"), ("topic", " "))
    other = select(("actor", "actor/xi-jinping"), ("status", "planned"), ("status", "planned"))
    assert one == other
    assert one.values == (("actor", "actor/xi-jinping"), ("status", "planned"))
    assert one.lacking("status").having("status", "planned") == one
