"""The index of events: it answers what the queries answer that are shown for it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pyoxigraph as ox
import pytest
from rdflib import Graph

from happenings import Lots
from parley.index import EventIndex, build_index, contacts_asked
from parley.knowledge import Knowledge
from parley.model import Term
from parley.questions import read_questions
from parley.resources import data_folder
from parley.selection import FACETS, FILTERS, UNTOLD, Selection, narrowed
from parley.store.disk.asking import to_substitutions, to_term
from parley.web.answers import prepared
from parley.web.answers.cards import events_by_match
from parley.web.selecting.views import ROWS, facet_rows, representative_rows

BASE = "http://127.0.0.1:8000/"
EVENTS = 300
# Values for each filter that are there, and one that is not.
VALUES: dict[str, tuple[str, ...]] = {
    "actor": ("actor/china", "actor/person-1", "actor/person-2", "actor/nobody"),
    "party": ("actor/china", "actor/nato", "actor/nobody"),
    "type": ("contact", "call", "agreement", "speech_act", "warning"),
    "status": ("occurred", "planned", "denied"),
    "medium": ("phone", "unknown", "letter"),
    "place": ("actor/china", "place/city-1-http-127001-8000-actor-france", "place/nowhere"),
    "city": ("place/city-1-http-127001-8000-actor-france", "place/nowhere"),
    "located": ("exactly", "country_only", "not_at_all"),
    "topic": ("grain, oil", 'the "tariffs"', "a\\b", "peace\ttalks", "nothing"),
    "about": ("oil", "Tariff", "peace talks", "il", "a_B", "nothing"),
    "level": ("head_of_state", "minister", "envoy", UNTOLD),
    "sides": ("bilateral", "multilateral"),
    "publisher": ('The "Post"', UNTOLD, "Time, Inc.", "Nobody"),
    "source": ("anonymous", "media"),
    "voices": ("0", "2", "9"),
    "from": ("2020-06-01", "2021-05-05", "2030-01-01"),
    "to": ("2020-06-01", "2021-05-05", "1999-01-01"),
    "dated": ("yes", "no"),
    "since": ("2020-06-01", "2021-05-05", "2030-01-01"),
    "overdue": ("2020-09-01", "2021-05-05", "2030-01-01"),
}


class Sparql:
    """The corpus as the engine has it, asked by queries."""

    def __init__(self, knowledge: Knowledge, *, nameless: int = 1) -> None:
        self.types = knowledge.types
        corpus = Lots(knowledge, EVENTS, seed=11).corpus(nameless=nameless)
        self.store = ox.Store()
        self._load(corpus.default, ox.DefaultGraph())
        for name, graph in corpus.articles.items():
            self._load(graph, ox.NamedNode(name))

    def _load(self, graph: Graph, name: ox.NamedNode | ox.DefaultGraph) -> None:
        text = graph.serialize(format="nt")
        self.store.load(text.encode(), format=ox.RdfFormat.N_TRIPLES, to_graph=name)

    def tsv(self, query: str) -> bytes:
        return self.store.query(query).serialize(format=ox.QueryResultsFormat.TSV)

    def rows(self, query: str, **bindings: Term) -> list[dict[str, Term]]:
        found = self.store.query(query, substitutions=to_substitutions(bindings))
        names = [variable.value for variable in found.variables]
        return [{n: to_term(row[n]) for n in names if row[n] is not None} for row in found]


@pytest.fixture(scope="module")
def sparql(knowledge: Knowledge) -> Sparql:
    return Sparql(knowledge)


@pytest.fixture(scope="module")
def index(sparql: Sparql) -> EventIndex:
    built = build_index(sparql.tsv, types=sparql.types)
    return EventIndex.from_arrays(built.arrays())


def selections() -> list[tuple[tuple[str, str], ...]]:
    """Return nothing, every value alone, two of each filter, and some of several filters."""
    chance = random.Random(5)
    alone = [((name, value),) for name, values in VALUES.items() for value in values]
    twice = [((name, values[0]), (name, values[1])) for name, values in VALUES.items()]
    mixed = [
        tuple((name, chance.choice(VALUES[name])) for name in chance.sample(list(VALUES), chance.choice((2, 3))))
        for _ in range(40)
    ]
    return [(), *alone, *twice, *mixed]


@pytest.mark.parametrize("values", selections())
def test_a_selection_has_the_events_of_its_query_in_their_order(
    values: tuple[tuple[str, str], ...], index: EventIndex, sparql: Sparql
) -> None:
    selection = Selection.read(values, base=BASE, types=sparql.types)
    chosen = index.selected(selection.terms(base=BASE, types=sparql.types))
    for newest_first in (True, False):
        query = selection.listing(base=BASE, types=sparql.types, limit=EVENTS, newest_first=newest_first)
        listed = [row["event"].value for row in sparql.rows(query)]
        assert index.page(chosen, size=EVENTS, newest_first=newest_first) == listed
        assert index.page(chosen, size=3, offset=2, newest_first=newest_first) == listed[2:5]
    (counted,) = sparql.rows(selection.count(base=BASE, types=sparql.types))
    assert chosen.sum() == int(counted["events"].value) == len(listed)


def test_the_values_tried_leave_something_and_not_everything(index: EventIndex, sparql: Sparql) -> None:
    for name, values in VALUES.items():
        found = {
            int(index.selected(Selection(((name, value),)).terms(base=BASE, types=sparql.types)).sum())
            for value in values
        }
        assert found & set(range(1, EVENTS)), name
    assert set(VALUES) == set(FILTERS)


TERMS = "PREFIX : <https://w3id.org/parley/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
MAPPED = f"""{TERMS} SELECT ?event {{
  ?event a :Event .
  {{ ?event :place [ :latitude ?y ; rdfs:label ?name ] }} UNION {{
    ?event :country [ :iso2 ?code ; rdfs:label ?name ] FILTER NOT EXISTS {{ ?event :place/:latitude ?y }}
  }}
}}"""
OF_SIDES = f"{TERMS} SELECT ?event {{ ?event a :Event, :Contact ; :party ?a, ?b FILTER(!sameTerm(?a, ?b)) }}"
SOME: list[tuple[tuple[str, str], ...]] = [
    (),
    (("status", "occurred"),),
    (("actor", "actor/china"), ("type", "contact")),
    (("from", "2020-06-01"), ("to", "2021-05-05"), ("medium", "phone"), ("medium", "letter")),
    (("publisher", "Nobody"),),
    (("place", "actor/france"), ("publisher", "(unknown)"), ("publisher", "Le Monde"), ("publisher", "Time, Inc.")),
]


@pytest.mark.parametrize(("name", "values"), [*product(FACETS, SOME)])
def test_a_facet_has_the_rows_of_its_query(
    name: str, values: tuple[tuple[str, str], ...], index: EventIndex, sparql: Sparql
) -> None:
    selection = Selection.read(values, base=BASE, types=sparql.types)
    chosen = index.selected(selection.around(name).terms(base=BASE, types=sparql.types))
    rows = list(facet_rows(index, chosen, name, most=6, text=FILTERS[name].type == "text"))
    asked = sparql.rows(selection.facet(name, base=BASE, types=sparql.types, limit=6))
    assert plain(rows) == plain(asked)


@pytest.mark.parametrize(("name", "values"), [*product(ROWS, SOME)])
def test_a_view_has_the_rows_of_its_query(
    name: str, values: tuple[tuple[str, str], ...], index: EventIndex, sparql: Sparql
) -> None:
    selection = Selection.read(values, base=BASE, types=sparql.types)
    chosen = index.selected(selection.terms(base=BASE, types=sparql.types))
    text = prepared.query_texts()[name]
    asked = sparql.rows(selection.into(text, base=BASE, types=sparql.types))
    rows = plain(ROWS[name](index, chosen))
    if "ORDER BY" in text:
        assert rows == plain(asked)
    else:
        assert Counter(map(tuple, map(sorted, map(dict.items, rows)))) == Counter(
            map(tuple, map(sorted, map(dict.items, plain(asked))))
        )


def test_views_of_all_events_have_rows(index: EventIndex) -> None:
    everything = np.ones(EVENTS, np.bool_)
    assert all(list(rows(index, everything)) for rows in ROWS.values())


@pytest.mark.parametrize("values", SOME)
def test_as_many_events_stand_on_the_map_or_in_a_network_as_the_engine_finds(
    values: tuple[tuple[str, str], ...], index: EventIndex, sparql: Sparql
) -> None:
    selection = Selection.read(values, base=BASE, types=sparql.types)
    chosen = index.selected(selection.terms(base=BASE, types=sparql.types))
    placed = {row["event"].value for row in sparql.rows(MAPPED)}
    assert index.placed(chosen) == len(placed & set(index.page(chosen, size=EVENTS)))
    several = {row["event"].value for row in sparql.rows(OF_SIDES)}
    assert index.paired("pairs-of-sides", chosen) == len(several & set(index.page(chosen, size=EVENTS)))
    assert index.named(index.page(chosen, size=EVENTS)).tolist() == chosen.tolist()


def test_the_events_of_an_actor_are_those_of_the_query(index: EventIndex, sparql: Sparql) -> None:
    for name in ("china", "person-1", "nobody"):
        actor = f"{BASE}actor/{name}"
        text = prepared.query_texts()["actor-events"].replace("LIMIT 20", f"LIMIT {EVENTS}")
        asked = sparql.rows(text, actor=Term(type="uri", value=actor))
        listed = index.page(index.involving(actor), size=EVENTS)
        assert listed == [row["event"].value for row in asked]
        assert bool(listed) == (name != "nobody")


def test_all_events_are_listed_as_the_query_of_the_first_page_does(index: EventIndex, sparql: Sparql) -> None:
    asked = sparql.rows(prepared.query_texts()["events"].replace("LIMIT 20", f"LIMIT {EVENTS}"))
    assert index.page(np.ones(EVENTS, np.bool_), size=EVENTS) == [row["event"].value for row in asked]


def test_counterparts_are_those_of_the_competency_question(index: EventIndex, sparql: Sparql) -> None:
    question = read_questions(data_folder("ontology") / "questions")["22-most-frequent-counterparts"]
    held = Selection((("type", "contact"), ("status", "occurred"), ("status", "ongoing")))
    chosen = index.selected(held.terms(base=BASE, types=sparql.types))
    for name in ("china", "person-1", "person-2", "nobody"):
        actor = f"{BASE}actor/{name}"
        asked: Counter[str] = Counter()
        for row in sparql.rows(question.sparql, **question.bind({"actor": actor}, base=BASE)):
            asked[row["counterpart"].value] += int(row["events"].value)
        found = {key: each.events for each in index.counterparts(actor, chosen, most=99) for key in each.keys}
        named = {key: events for key, events in found.items() if key in index.labels}
        assert named == asked
        assert bool(named) == (name != "nobody")


@pytest.fixture(scope="module")
def named(knowledge: Knowledge) -> tuple[EventIndex, Sparql]:
    """Return a corpus in which all have names, which the questions ask for, and its index."""
    sparql = Sparql(knowledge, nameless=0)
    return build_index(sparql.tsv, types=sparql.types), sparql


def questions_on_contacts() -> list[tuple[str, dict[str, str]]]:
    """Return values for the parameters of the questions on contacts: none, each alone, and some together."""
    chance = random.Random(3)
    actors = ("actor/china", "actor/person-1", "actor/person-2", "actor/nobody")
    values = {
        "with": ("actor/france", "actor/person-3", "actor/nobody"),
        "form": ("contact", "spoke", "met", "called", "visited", "negotiated", "wrote"),
        "place": VALUES["place"],
        "topic": ("grain", "TARIFF", "a\\b", "nothing"),
        "dated": ("yes", "no"),
        "from": VALUES["from"],
        "to": VALUES["to"],
    }
    parameters = {"01-who-met-whom": ("form", "place", "topic", "dated", "from", "to"), "02-contacts-of": tuple(values)}
    values |= {"a": actors, "b": ("actor/france", "actor/person-3")}
    values["outcome"] = ("denied", "refused", "cancelled", "not_held")
    parameters["11-planned"] = ("a", "b", "form", "from", "to")
    parameters["24-not-held"] = ("a", "b", "form", "outcome", "from", "to")
    values["today"] = VALUES["overdue"]
    parameters["10-planned-and-overdue"] = ("actor", "today")
    values["actor"] = actors
    found = list[tuple[str, dict[str, str]]]()
    for key, names in parameters.items():
        theirs = {name: values[name] for name in names}
        some = [{}] + [{name: value} for name, each in theirs.items() for value in each]
        some += [
            {name: chance.choice(theirs[name]) for name in chance.sample(list(theirs), min(3, len(theirs)))}
            for _ in range(30)
        ]
        needed = {"02": {"actor": chance.choice(actors)}, "10": {"today": VALUES["overdue"][-1]}}.get(key[:2], {})
        found += [(key, needed | each) for each in some]
    return found


@pytest.mark.parametrize(("key", "values"), questions_on_contacts())
def test_a_question_on_contacts_has_the_events_of_its_query_in_their_order(
    key: str, values: dict[str, str], named: tuple[EventIndex, Sparql]
) -> None:
    index, sparql = named
    question = read_questions(data_folder("ontology") / "questions")[key]
    asked = question.bind(values, base=BASE)
    rows = sparql.rows(question.sparql, **asked)
    found = contacts_asked(index, key, asked, types=sparql.types)
    assert found is not None
    by_match: dict[str, tuple[str, ...]] = {}
    for each in found:
        by_match[each.match] = (*by_match.get(each.match, ()), each.event)
    assert by_match == events_by_match(rows)
    told = {row["event"].value: row["status"].value for row in rows}
    assert {each.event: each.status for each in found} == told


def test_questions_on_contacts_find_something_of_each_kind(named: tuple[EventIndex, Sparql]) -> None:
    index, sparql = named
    asked = {"from": Term(type="literal", value="2020-06-01"), "to": Term(type="literal", value="2021-05-05")}
    found = contacts_asked(index, "01-who-met-whom", asked, types=sparql.types)
    assert found is not None
    assert {each.match for each in found} == {"certain", "possible", "undated"}
    assert contacts_asked(index, "27-coverage", {}, types=sparql.types) is None


@pytest.mark.parametrize(("name", "values"), [*product(("pairs", "pairs-of-sides"), SOME)])
def test_pairs_are_counted_beyond_those_that_are_listed(
    name: str, values: tuple[tuple[str, str], ...], index: EventIndex, sparql: Sparql
) -> None:
    selection = Selection.read(values, base=BASE, types=sparql.types)
    chosen = index.selected(selection.terms(base=BASE, types=sparql.types))
    listed = index.counted(name, chosen, most=1000)
    wanted = [("http://nobody", "http://nobody"), *((each.keys[0], each.keys[1]) for each in listed[::2])]
    found = index.together(name, chosen, wanted)
    assert (found.pairs, found.times) == (len(listed), sum(each.events for each in listed))
    assert list(found.wanted) == listed[::2]


def test_representatives_are_those_of_the_query(index: EventIndex, sparql: Sparql) -> None:
    contacts = Selection((("type", "contact"),))
    chosen = index.selected(contacts.terms(base=BASE, types=sparql.types))
    pattern = contacts.pattern(base=BASE, types=sparql.types)
    for one, other in (("china", "france"), ("nato", "ghana"), ("nobody", "china")):
        sides = f"  VALUES (?ownSide ?otherSide) {{ (<{BASE}actor/{one}> <{BASE}actor/{other}>) }}"
        asked = sparql.rows(narrowed(prepared.query_texts()["representatives"], f"{pattern}\n{sides}"))
        rows = list(representative_rows(index, chosen, f"{BASE}actor/{one}", f"{BASE}actor/{other}"))
        assert plain(rows) == plain(asked)
        assert bool(rows) == (one != "nobody")


def test_a_store_without_events_has_an_index() -> None:
    from parley.resources import load_event_types

    types = load_event_types()
    index = build_index(lambda query: ox.Store().query(query).serialize(format=ox.QueryResultsFormat.TSV), types=types)
    index = EventIndex.from_arrays(index.arrays())
    chosen = index.selected(Selection((("actor", "actor/china"),)).terms(base=BASE, types=types))
    assert index.page(chosen, size=20) == []
    assert all(not list(rows(index, chosen)) for rows in ROWS.values())
    assert all(not list(facet_rows(index, chosen, name, most=5, text=False)) for name in FACETS)


def plain(rows: Any) -> list[Mapping[str, str]]:
    """Return rows without the kinds of their terms but whether they are IRIs; equal numbers are equal texts."""
    return [
        {name: f"<{term.value}>" if term.type == "uri" else str(term.value) for name, term in row.items()}
        for row in rows
    ]


def test_events_are_found_by_name_alike_whether_few_or_many(index: EventIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [*index.events.astype(str).tolist()[::3], "http://127.0.0.1:8000/event/none"]
    few = index.named(some)
    monkeypatch.setattr("parley.index.events._FEW", 1)
    assert few.sum() == len(some) - 1
    assert (index.named(some) == few).all()
    assert index.in_order(some[::-1]) == some[:-1]
