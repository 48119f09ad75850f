"""The default graph is honest: what it counts is there once, and FROM makes what the standard says."""

from __future__ import annotations

import datetime as dt
import random
import shutil
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from rdflib import Graph

from conftest import BASE, Seeds
from parley.iris import mint_claim
from parley.knowledge import Knowledge
from parley.model import (
    IRI,
    Actor,
    ActorKind,
    Article,
    Claim,
    DateBasis,
    Evidence,
    Medium,
    Participant,
    Place,
    Precision,
    Role,
    Span,
    Status,
    When,
)
from parley.pipeline import ingest
from parley.store import open_store
from parley.store.disk.asking import to_graph_nodes
from parley.store.disk.engine import default_graph_names, open_snapshot
from parley.store.processes.dataset import dataset_of, merged
from parley.store.service.workers import QueryService
from parley.store.sparql.gate import check
from published import publish, settings_for

EVENTS, ACTORS, ONTOLOGY = default_graph_names(BASE)
FIRST, SECOND = IRI("http://e/first"), IRI("http://e/second")


pytestmark = pytest.mark.whole


class Generated:
    """Articles with random claims of known and unknown actors at known and unknown places, told again and again."""

    def __init__(self, knowledge: Knowledge, seeds: Seeds) -> None:
        self.random = random.Random(7)
        self.knowledge = knowledge
        self.claims: dict[IRI, tuple[Claim, ...]] = {}
        told = [claim for mapped in seeds.mapped.values() for claim in mapped.claims]
        self.actors = [p.actor for claim in told for p in claim.participants]
        self.parties = [p.party for claim in told for p in claim.participants if p.party]
        self.places = [place for claim in told for place in claim.places]
        for n in range(6):
            mint, name = knowledge.iris, f"Nova Tessel {n}"
            self.actors.append(Actor(iri=mint.actor(name), label=name, kind=ActorKind.PERSON))
            self.actors.append(Actor(iri=mint.actor(f"{name} Board"), label=f"{name} Board", kind=ActorKind.GROUP))
            self.places.append(Place(iri=mint.place(f"Tessel {n}"), label=f"Tessel {n}", kind="city"))

    def article(self, number: int) -> Article:
        iri = IRI(f"{BASE}article/{number:016x}")
        text, claims = "", []
        for _ in range(self.random.randint(1, 5)):
            claims.append(self._claim(iri, len(text)))
            text += claims[-1].evidence[0].exact + " "
        self.claims[iri] = tuple(claims)
        return Article(iri=iri, text=text, title=f"Report {number}", publisher=f"Paper {number % 5}", published=DAY)

    def _claim(self, article: IRI, at: int) -> Claim:
        people = list(
            {actor.iri: actor for actor in self.random.choices(self.actors, k=self.random.randint(2, 3))}.values()
        )
        sentence, participants = "", []
        for actor in people:
            start = at + len(sentence)
            participants.append(
                Participant(
                    text=actor.label, start=start, end=start + len(actor.label), role=Role.PARTICIPANT, actor=actor,
                    party=self.random.choice([None, *self.parties]) if actor.kind is ActorKind.PERSON else None,
                )
            )  # fmt: skip
            sentence += actor.label + " "
        trigger = Span(start=at + len(sentence), end=at + len(sentence) + 3)
        sentence += "met."
        day = DAY - dt.timedelta(days=self.random.randint(1, 3))
        return Claim(
            iri=mint_claim(article, trigger.start),
            article=article,
            type="meeting",
            status=Status.OCCURRED,
            medium=Medium.IN_PERSON,
            participants=tuple(participants),
            when=When(start=day, end=day, precision=Precision.DAY, text=None, basis=DateBasis.STATED),
            trigger=trigger,
            evidence=(Evidence(start=at, end=at + len(sentence), exact=sentence),),
            places=tuple(self.random.sample(self.places, k=self.random.randint(0, 1))),
            confidence=0.9,
        )


DAY = dt.date(2024, 5, 6)


@pytest.fixture(scope="module")
def generated_store(seeds: Seeds, knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a generated corpus."""
    generated = Generated(knowledge, seeds)
    articles = [generated.article(number) for number in range(40)]
    path = tmp_path_factory.mktemp("generated") / "store"
    with pytest.MonkeyPatch.context() as patch, open_store(path, base_iri=BASE, write=True) as store:
        patch.setattr("parley.pipeline.claims_of", lambda article, knowledge: generated.claims[article.iri])
        done = ingest(articles, store, knowledge)
    assert done.claims > 60
    assert done.events > 20
    return path


@pytest.fixture(params=["seed_store", pytest.param("generated_store", marks=pytest.mark.whole)])
def corpus(request: pytest.FixtureRequest) -> Path:
    """The sample articles, then a generated corpus."""
    path: Path = request.getfixturevalue(request.param)
    return path


def triples(path: Path) -> dict[IRI, set[ox.Triple]]:
    """Return the triples of each graph of the default graph."""
    with open_store(path, base_iri=BASE, write=False) as store:
        snapshot = open_snapshot(store.snapshots.current().path)
    nodes = zip((EVENTS, ACTORS, ONTOLOGY), to_graph_nodes((EVENTS, ACTORS, ONTOLOGY)), strict=True)
    return {name: {q.triple for q in snapshot.quads_for_pattern(None, None, None, node)} for name, node in nodes}


def test_events_actors_and_ontology_never_share_a_triple(corpus: Path) -> None:
    graphs = triples(corpus)
    assert all(graphs.values())
    for one, other in combinations(graphs, 2):
        assert not graphs[one] & graphs[other]


def test_no_pattern_counts_a_triple_twice(corpus: Path) -> None:
    whole = set().union(*triples(corpus).values())
    with QueryService(settings_for(corpus, query_timeout_s=60.0), workers=1) as queries:
        found = queries.query("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p").solutions
        counted = {row["p"].value: int(row["n"].value) for row in found}
        subjects = queries.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?s a ?type }").solutions
    distinct: dict[str, int] = {}
    types: dict[str, int] = {}
    for triple in whole:
        distinct[triple.predicate.value] = distinct.get(triple.predicate.value, 0) + 1
        if triple.predicate.value.endswith("#type"):
            types[str(triple.subject)] = types.get(str(triple.subject), 0) + 1
    assert counted == distinct
    assert int(subjects[0]["n"].value) == sum(types.get(str(triple.subject), 0) for triple in whole)


@pytest.mark.parametrize(
    ("clauses", "default", "named"),
    [
        ("FROM <http://e/a> FROM <http://e/b>", ["http://e/a", "http://e/b"], []),
        ("FROM <http://e/a> FROM NAMED <http://e/a> FROM <http://e/a>", ["http://e/a"], ["http://e/a"]),
        ("FROM ex:a from named ex:b", ["http://ex/a"], ["http://ex/b"]),
        ("FROM <a> FROM NAMED <../b>", [BASE + "dir/a"], [BASE + "b"]),
        ("FROM <urn:x:y> FROM <http://e/a/../b#>", ["urn:x:y", "http://e/a/../b#"], []),
        ("", [], []),
    ],
)
def test_the_graphs_that_a_query_names_are_known(clauses: str, default: list[str], named: list[str]) -> None:
    query = f"BASE <dir/> PREFIX ex: <http://ex/> SELECT * {clauses} {{ ?from ?p <http://e/x> }}"
    assert dataset_of(check(query), base_iri=BASE) == (tuple(default), tuple(named))


_TRIPLES = st.lists(st.tuples(*[st.sampled_from("abc")] * 3), max_size=6)


@given(st.tuples(_TRIPLES, _TRIPLES, _TRIPLES))
@hypothesis_settings(max_examples=100, deadline=None)
def test_the_default_graph_of_several_from_is_their_merge(graphs: tuple[list[tuple[str, str, str]], ...]) -> None:
    store, names = ox.Store(), [IRI(f"http://e/g{n}") for n in range(3)]
    node = {letter: ox.NamedNode(f"http://e/{letter}") for letter in "abc"}
    for name, content in zip(names, graphs, strict=True):
        for s, p, o in content:
            store.add(ox.Quad(node[s], node[p], node[o], ox.NamedNode(name)))
    asked, default, named = merged(store, names[:2], names[2:], base_iri=BASE)

    def found(query: str) -> list[tuple[str, ...]]:
        solutions = asked.query(query, default_graph=default, named_graphs=named)
        assert isinstance(solutions, ox.QuerySolutions)
        return sorted(tuple(row[name].value[-1] for name in "spo") for row in solutions)  # type: ignore[union-attr]

    assert found("SELECT * { ?s ?p ?o }") == sorted({*graphs[0], *graphs[1]})
    assert found("SELECT * { GRAPH ?g { ?s ?p ?o } }") == sorted(set(graphs[2]))


@pytest.fixture(scope="module")
def overlapping(tmp_path_factory: pytest.TempPathFactory) -> Iterator[QueryService]:
    from rdflib import Graph

    path = tmp_path_factory.mktemp("overlapping")
    shared = "<http://e/s> <http://e/p> 1 ."
    turtle = {
        FIRST: shared + "<http://e/s> <http://e/p> 2 .",
        SECOND: shared + "<http://e/s> <http://e/p> 3 .",
        EVENTS: shared,
    }
    publish(path, {name: Graph().parse(data=text, format="turtle") for name, text in turtle.items()})
    with QueryService(settings_for(path), workers=1) as queries:
        yield queries


COUNT = "SELECT (COUNT(*) AS ?n) (SUM(?o) AS ?sum) %s { ?s <http://e/p> ?o }"


@pytest.mark.parametrize(
    ("clauses", "default", "named", "count", "total"),
    [
        ("", None, None, 1, 1),
        (f"FROM <{FIRST}>", None, None, 2, 3),
        (f"FROM <{FIRST}> FROM <{FIRST}>", None, None, 2, 3),
        (f"FROM <{FIRST}> FROM <{SECOND}>", None, None, 3, 6),
        (f"FROM <{EVENTS}> FROM <{SECOND}> FROM NAMED <{FIRST}>", None, None, 2, 4),
        (f"FROM NAMED <{FIRST}>", None, None, 0, 0),
        ("", [FIRST, SECOND], None, 3, 6),
        ("", [FIRST, FIRST], None, 2, 3),
        (f"FROM <{SECOND}>", [FIRST], None, 2, 3),
        ("", None, [FIRST], 0, 0),
        ("FROM <http://e/none> FROM <http://e/nothing>", None, None, 0, 0),
    ],
)
def test_a_triple_of_several_graphs_is_in_the_default_graph_once(
    overlapping: QueryService,
    clauses: str,
    default: list[IRI] | None,
    named: list[IRI] | None,
    count: int,
    total: int,
) -> None:
    (row,) = overlapping.query(COUNT % clauses, default_graphs=default, named_graphs=named).solutions
    assert (int(row["n"].value), int(row["sum"].value)) == (count, total)


@pytest.mark.parametrize(
    ("clauses", "default", "named", "graphs"),
    [
        ("", None, None, {FIRST, SECOND, EVENTS}),
        (f"FROM NAMED <{FIRST}> FROM NAMED <{SECOND}>", None, None, {FIRST, SECOND}),
        (f"FROM <{FIRST}> FROM <{SECOND}>", None, None, set()),
        (f"FROM <{FIRST}> FROM <{SECOND}> FROM NAMED <{EVENTS}>", None, None, {EVENTS}),
        ("", [FIRST, SECOND], [SECOND], {SECOND}),
        (f"FROM NAMED <{FIRST}>", [FIRST], None, set()),
    ],
)
def test_named_graphs_are_those_that_the_dataset_names(
    overlapping: QueryService, clauses: str, default: list[IRI] | None, named: list[IRI] | None, graphs: set[IRI]
) -> None:
    query = f"SELECT DISTINCT ?g {clauses} {{ GRAPH ?g {{ ?s ?p ?o }} }}"
    found = overlapping.query(query, default_graphs=default, named_graphs=named).solutions
    assert {row["g"].value for row in found} == graphs


# --- as it is kept -----------------------------------------------------------------------------------------------


def kept(store: ox.Store, name: ox.NamedNode | ox.DefaultGraph) -> set[ox.Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, name)}


def test_a_store_keeps_events_actors_and_ontology_as_its_default_graph(seeds: Seeds) -> None:
    with open_store(seeds.path, base_iri=BASE, write=False) as store:
        opened = open_snapshot(store.snapshots.current().path)
        wanted = set.union(*(kept(opened, ox.NamedNode(name)) for name in (EVENTS, ACTORS, ONTOLOGY)))
        assert kept(opened, ox.DefaultGraph()) == wanted
        assert b"_:" not in store.canonical_nquads()
        assert all(line.count(b"> .") or line.endswith(b" .\n") for line in store.canonical_nquads().splitlines(True))
        assert store.canonical_nquads() == store.canonical_nquads(store.graph_names())  # nothing of it in a dump


def test_what_is_taken_out_of_one_of_them_leaves_the_default_graph(tmp_path: Path) -> None:
    one, other = (Graph().parse(data=f"<urn:{n}> <urn:p> <urn:o> .", format="nt") for n in "ab")
    with open_store(tmp_path / "store", base_iri=BASE, write=True) as store:
        store.replace({EVENTS: one, ACTORS: other})
        store.change(EVENTS, removed=list(one), added=[])
        store.replace({IRI("http://e/own"): one})
        assert [row["s"].value for row in store.solutions("SELECT ?s { ?s ?p ?o }")] == ["urn:b"]
        store.replace({ACTORS: None})
        assert store.solutions("SELECT ?s { ?s ?p ?o }") == []


def test_a_store_that_kept_none_gets_it_from_its_next_writer_and_answers_before(tmp_path: Path) -> None:
    publish(tmp_path)
    live = ox.Store(str(tmp_path / "live"))
    wanted = kept(live, ox.DefaultGraph())
    live.clear_graph(ox.DefaultGraph())
    live.flush()
    del live
    former = ox.Store(str(tmp_path / "live"))
    for snapshot in (tmp_path / "snapshots").iterdir():
        shutil.rmtree(snapshot)
        former.backup(str(snapshot))
    del former
    with QueryService(settings_for(tmp_path)) as service:
        assert service.query("ASK { ?event <https://w3id.org/parley/ontology#claim> ?claim }").boolean
    with open_store(tmp_path, base_iri=BASE, write=True):
        pass
    assert kept(ox.Store(str(tmp_path / "live")), ox.DefaultGraph()) == wanted
