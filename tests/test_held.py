"""What plans were held as: the links of the events graph are those of the definition, on events drawn by lot."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyoxigraph as ox
import pytest

from happenings import Lots
from parley.graph import events_to_graph
from parley.knowledge import Knowledge
from parley.merge import link_plans
from parley.model import IRI, Coverage, Event, Medium, Participation, Precision, Role, Status, When

# The definition, event by event, as the ontology has it in words.
NAIVE = """
PREFIX : <https://w3id.org/parley/ontology#>
SELECT DISTINCT ?plan ?held
WHERE {
  ?plan a :Contact ; :status ?ahead ; :end ?planEnd ; :participant ?someone .
  FILTER(?ahead IN (:status-planned, :status-postponed))
  OPTIONAL { ?plan :start ?planStart }
  ?held :participant ?someone ; :status ?done ; :start ?heldStart ; :end ?heldEnd .
  FILTER(?done IN (:status-occurred, :status-ongoing))
  FILTER(?heldStart <= ?planEnd && COALESCE(?heldEnd >= ?planStart, true))
  FILTER NOT EXISTS { ?plan :participant ?other . FILTER NOT EXISTS { ?held :participant ?other } }
  FILTER NOT EXISTS { ?plan a ?type . FILTER NOT EXISTS { ?held a ?type } }
}
"""
LINKS = "PREFIX : <https://w3id.org/parley/ontology#> SELECT ?plan ?held { ?plan :heldAs ?held }"


@pytest.mark.parametrize("seed", range(4))
def test_plans_lead_to_what_the_definition_says(knowledge: Knowledge, seed: int) -> None:
    graph = Lots(knowledge, 800, seed=seed).corpus().default
    store = ox.Store()
    store.load(graph.serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    found = {(row["plan"].value, row["held"].value) for row in store.query(LINKS)}
    assert found == {(row["plan"].value, row["held"].value) for row in store.query(NAIVE)}
    assert len(found) > 10
    assert len({plan for plan, _ in found}) < len(found)  # some may have been held as several


def event(name: str, **values: object) -> Event:
    told = Event(
        iri=IRI(f"http://127.0.0.1:8000/event/{name}"),
        label=name,
        type="meeting",
        status=Status.OCCURRED,
        medium=Medium.UNKNOWN,
        when=days("2023-05-10", "2023-05-12"),
        participations=who("a", "b"),
        claims=(),
        source_count=1,
    )
    return replace(told, **values)


def days(start: str | None, end: str | None) -> When:
    first, last = (dt.date.fromisoformat(day) if day else None for day in (start, end))
    return When(start=first, end=last, precision=Precision.DAY)


def who(*names: str, absent: str = "") -> tuple[Participation, ...]:
    roles = {name: Role.ABSENT if name in absent else Role.PARTICIPANT for name in (*names, *absent)}
    return tuple(Participation(actor=IRI(f"http://127.0.0.1:8000/actor/{name}"), role=roles[name]) for name in roles)


@pytest.mark.parametrize(
    ("plan", "held", "fitting"),
    [
        ({}, {}, True),
        ({"status": Status.POSTPONED}, {"status": Status.ONGOING}, True),
        ({"status": Status.REQUESTED}, {}, False),
        ({}, {"status": Status.DENIED}, False),
        ({"when": days("2023-05-12", "2023-06-01")}, {}, True),
        ({"when": days("2023-05-13", "2023-06-01")}, {}, False),
        ({"when": days("2023-05-01", "2023-05-10")}, {}, True),
        ({"when": days("2023-05-01", "2023-05-09")}, {}, False),
        ({"when": days(None, "2023-06-01")}, {}, True),
        ({"when": days("2023-05-01", None)}, {}, False),
        ({}, {"when": days("2023-05-10", None)}, False),
        ({}, {"when": days(None, "2023-05-10")}, False),
        ({}, {"participations": who("a", "b", "c")}, True),
        ({"participations": who("a", "b", "c")}, {}, False),
        ({"participations": who("a", "b", absent="c")}, {}, True),
        ({}, {"participations": who("a", absent="b")}, False),
        ({"participations": who("a")}, {}, True),
        ({"participations": who(absent="a")}, {}, False),
        ({"type": "contact"}, {"type": "visit"}, True),
        ({"type": "visit"}, {"type": "contact"}, False),
        ({"type": "visit"}, {"type": "call"}, False),
        ({"type": "agreement"}, {"type": "agreement"}, False),
    ],
)
def test_a_plan_leads_to_a_contact_of_its_kind_and_days_with_all_who_were_to_be_there(
    knowledge: Knowledge, plan: dict[str, object], held: dict[str, object], fitting: bool
) -> None:
    events = [event("plan", **{"status": Status.PLANNED} | plan), event("held", **held)]
    linked = {each.label: each.held_as for each in link_plans(events, knowledge.types)}
    assert linked == {"plan": (events[1].iri,) if fitting else (), "held": ()}


def test_what_a_plan_was_held_as_is_written(knowledge: Knowledge) -> None:
    events = link_plans([event("plan", status=Status.PLANNED), event("held")], knowledge.types)
    graph = events_to_graph(events, types=knowledge.types, iris=knowledge.iris, actors={}, coverage=Coverage())
    assert "event/plan> :heldAs <http://127.0.0.1:8000/event/held>" in graph.serialize(format="turtle").replace(
        "parley:", ":"
    ) or [str(o) for o in graph.objects(None, None) if str(o).endswith("event/held")]
