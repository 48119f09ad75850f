from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef

from parley.errors import (
    NotAcceptable,
    Overloaded,
    ParleyError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    StoreError,
)
from parley.model import IRI, Term
from parley.store.processes.evaluation import Job
from parley.store.service.workers import QueryService
from parley.store.sparql.gate import CheckedQuery
from published import BASE, DATASET, named_graphs, publish, settings_for
from recipes import rows

pytestmark = pytest.mark.whole

NAMES = "PREFIX : <https://w3id.org/parley/ontology#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
HONEST = NAMES + "SELECT ?label { ?e a :Call ; rdfs:label ?label }"
EVENTS, ACTORS, ARTICLE = (IRI(BASE + "graph/" + name) for name in ("events", "actors", "article/a1"))
# Enough terms that a product of three patterns is large; the engine has to be stopped, not to finish first.
MANY = 400
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"


def large_dataset() -> dict[IRI, Graph]:
    graphs = named_graphs(DATASET.read_text(encoding="utf-8"))
    for n in range(MANY):
        graphs[ACTORS].add((URIRef(f"{BASE}actor/x{n}"), URIRef("http://e/p"), Literal(f"value {n}")))
        graphs[ACTORS].add((URIRef(f"{BASE}actor/x{n}"), URIRef("http://e/q"), URIRef(f"{BASE}actor/x{n * 7 % MANY}")))
    return graphs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store")
    publish(path, large_dataset())
    return path


@pytest.fixture(scope="module")
def queries(folder: Path) -> Iterator[QueryService]:
    with QueryService(settings_for(folder, query_timeout_s=10.0, result_max_mb=1)) as service:
        yield service


@pytest.fixture(scope="module")
def strict(folder: Path) -> Iterator[QueryService]:
    with QueryService(settings_for(folder, query_timeout_s=1.0, query_memory_mb=256, result_max_mb=1)) as service:
        service.query("ASK {}")
        yield service


def test_select_gives_solutions_of_the_default_graph(queries: QueryService) -> None:
    answer = queries.query(HONEST)
    assert answer.form == "SELECT"
    assert answer.variables == ("label",)
    assert answer.solutions == (
        {
            "label": Term(
                type="literal", value="Call of Xi Jinping and Volodymyr Zelenskyy, 26 April 2023", language="en"
            )
        },
    )
    assert answer.snapshot == queries.snapshots.current().name
    assert answer.took_ms > 0


def test_ask_gives_a_boolean(queries: QueryService) -> None:
    assert queries.query(NAMES + "ASK { ?e a :Meeting }").boolean is False
    assert queries.query(NAMES + "ASK { :Call rdfs:subClassOf ?x }").boolean is True


def test_every_answer_says_what_was_searched(queries: QueryService) -> None:
    coverage = queries.query("SELECT * { ?s <http://e/none> ?o }").coverage
    assert (coverage.articles, coverage.voices, coverage.claims, coverage.events) == (5, 4, 17, 9)
    assert coverage.undated_articles == 1
    assert str(coverage.published_from) == "2022-02-25"
    assert str(coverage.published_to) == "2023-04-28"
    assert queries.coverage() == coverage


def test_articles_are_reached_by_graph_only(queries: QueryService) -> None:
    assert queries.query(NAMES + "ASK { ?x a :Article }").boolean is False
    assert queries.query(NAMES + "ASK { GRAPH ?g { ?x a :Article } }").boolean is True


@pytest.mark.parametrize(
    ("clause", "default", "named"),
    [
        (f"FROM <{ARTICLE}>", True, False),
        (f"FROM NAMED <{ARTICLE}>", False, True),
        (f"FROM <{EVENTS}>", False, False),
    ],
)
def test_a_querys_own_dataset_counts(queries: QueryService, clause: str, default: bool, named: bool) -> None:
    assert queries.query(NAMES + f"ASK {clause} {{ ?x a :Article }}").boolean is default
    assert queries.query(NAMES + f"ASK {clause} {{ GRAPH ?g {{ ?x a :Article }} }}").boolean is named


def test_a_given_dataset_beats_the_querys(queries: QueryService) -> None:
    query = NAMES + f"ASK FROM <{EVENTS}> {{ ?x a :Article }}"
    assert queries.query(query, default_graphs=[ARTICLE]).boolean is True
    assert queries.query(query, named_graphs=[ARTICLE]).boolean is False
    assert queries.query(NAMES + "ASK { GRAPH ?g { ?x a :Article } }", default_graphs=[ARTICLE]).boolean is False
    assert queries.query(NAMES + "ASK { GRAPH ?g { ?x a :Article } }", named_graphs=[ARTICLE]).boolean is True


def test_bindings_are_values_not_text(queries: QueryService) -> None:
    query = NAMES + "SELECT ?a ?label { ?a rdfs:label ?label }"
    china = Term(type="uri", value=BASE + "actor/china")
    answer = queries.query(query, bindings={"a": china})
    assert [row["label"].value for row in answer.solutions] == ["China"]
    label = Term(type="literal", value="China", language="en")
    assert [row["a"] for row in queries.query(query, bindings={"label": label}).solutions] == [china]
    evil = Term(type="literal", value='" } SERVICE <http://127.0.0.1:9/> { ?s ?p "')
    assert queries.query(query, bindings={"label": evil}).solutions == ()


@pytest.mark.parametrize(
    ("name", "media_type", "start"),
    [
        ("json", "application/sparql-results+json", b'{"head"'),
        ("xml", "application/sparql-results+xml", b"<?xml"),
        ("csv", "text/csv", b"label\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values", b"?label\n"),
    ],
)
def test_solutions_come_in_every_format(queries: QueryService, name: str, media_type: str, start: bytes) -> None:
    answer = queries.query(HONEST, format=name)
    assert answer.media_type == media_type
    assert answer.body.startswith(start)


@pytest.mark.parametrize(("name", "parser"), [("turtle", "turtle"), ("ntriples", "nt"), ("rdfxml", "xml")])
def test_graphs_come_in_every_format(queries: QueryService, name: str, parser: str) -> None:
    query = NAMES + "CONSTRUCT { ?e ?p ?o } { ?e a :Call ; ?p ?o }"
    answer = queries.query(query, format=name)
    assert answer.form == "GRAPH"
    found = Graph().parse(data=answer.body, format=parser)
    stored = named_graphs(DATASET.read_text(encoding="utf-8"))[EVENTS]
    assert set(found) == {t for t in stored if "event/" in str(t[0])}


def test_turtle_has_prefixes_and_one_block_per_subject(queries: QueryService) -> None:
    text = queries.query(NAMES + "CONSTRUCT { ?e ?p ?o } { ?e a :Call ; ?p ?o }").body.decode()
    assert "@prefix : <https://w3id.org/parley/ontology#> ." in text
    assert ":status :status-occurred" in text
    assert text.count("<http://127.0.0.1:8000/event/a1-12>") == 1


def test_json_ld_is_compact_with_our_own_context(queries: QueryService) -> None:
    body = json.loads(queries.query(NAMES + "DESCRIBE ?e { ?e a :Call }", format="jsonld").body)
    (event,) = body["@graph"]
    assert event["id"] == BASE + "event/a1-12"
    assert sorted(event["type"]) == ["Call", "Contact", "Event"]
    assert event["label"] == "Call of Xi Jinping and Volodymyr Zelenskyy, 26 April 2023"
    assert (event["status"], event["start"], event["count"], event["disputed"]) == (
        "status-occurred",
        "2023-04-26",
        1,
        True,
    )
    assert BASE + "actor/xi-jinping" in event["participant"]
    assert body["@context"]["@vocab"] == "https://w3id.org/parley/ontology#"


def test_json_ld_of_nothing_is_an_empty_graph(queries: QueryService) -> None:
    body = json.loads(queries.query("CONSTRUCT WHERE { ?s <http://e/none> ?o }", format="jsonld").body)
    assert body["@graph"] == []


def test_a_format_of_the_other_kind_is_not_acceptable(queries: QueryService) -> None:
    with pytest.raises(NotAcceptable, match=r"json.*tsv"):
        queries.query("ASK {}", format="turtle")
    with pytest.raises(NotAcceptable, match="turtle"):
        queries.query("DESCRIBE <http://e/x>", format="csv")


def test_syntax_errors_of_the_engine_have_a_place(queries: QueryService) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        queries.query("SELECT * {\n ?s ?p 1 1 }")
    assert caught.value.line == 2
    assert caught.value.excerpt is not None


def test_relative_iris_are_resolved_against_the_base(queries: QueryService) -> None:
    assert queries.query(NAMES + "ASK { <actor/china> a :Country }").boolean is True


HOSTILE = rows("hostile.tsv")


@pytest.mark.parametrize(("error", "query"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_a_hostile_query_ends_in_an_error_while_an_honest_one_is_answered(
    strict: QueryService, error: str, query: str
) -> None:
    with ThreadPoolExecutor(1) as other:
        hostile = other.submit(strict.query, query)
        honest = strict.query(CheckedQuery(text=HONEST, form="SELECT", has_dataset=False, volatile=True))
        assert len(honest.solutions) == 1
        raised = hostile.exception(timeout=30)
    assert isinstance(raised, ParleyError)
    assert type(raised).__name__ == error


def test_what_the_gate_would_miss_costs_one_worker(queries: QueryService) -> None:
    deep = "ASK {" + "FILTER NOT EXISTS {" * 2000 + "?s ?p ?o" + "}" * 2001
    with pytest.raises(QueryTimeout, match="broke the engine"):
        queries.query(CheckedQuery(text=deep, form="ASK", has_dataset=False, volatile=True))
    assert queries.query(HONEST + " LIMIT 1").solutions


@pytest.mark.skipif(sys.platform != "linux", reason="workers lose the network by a filter of Linux")
def test_a_worker_has_no_network_even_if_the_gate_failed(queries: QueryService) -> None:
    call = CheckedQuery(
        text="SELECT * { SERVICE <http://127.0.0.1:8123/> { ?s ?p ?o } }",
        form="SELECT",
        has_dataset=False,
        volatile=True,
    )
    with pytest.raises(StoreError, match="Permission denied"):
        queries.query(call)


def test_a_new_snapshot_is_used_without_restart_and_an_old_one_on_request(tmp_path: Path) -> None:
    publish(tmp_path)
    with QueryService(settings_for(tmp_path)) as service:
        old = service.snapshots.current()
        before = service.query(HONEST)
        assert len(before.solutions) == 1
        publish(tmp_path, {EVENTS: Graph()})
        after = service.query(HONEST)
        assert after.solutions == ()
        assert after.snapshot != before.snapshot
        assert service.query(HONEST, snapshot=old).solutions == before.solutions


def test_results_are_kept_unless_they_change_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path)
    with QueryService(settings_for(tmp_path)) as service:
        run: list[str] = []
        really = service._runs.run

        def counted(job: Job) -> Any:
            run.append(job.text)
            return really(job)

        monkeypatch.setattr(service._runs, "run", counted)
        for _ in range(2):
            service.query(HONEST)
            service.query(HONEST, format="csv")
            service.query("SELECT (UUID() AS ?x) {}")
        assert len(run) == 4


def test_the_cache_gives_up_what_was_used_longest_ago(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(tmp_path)
    with QueryService(settings_for(tmp_path, cache_mb=1)) as service:
        big = [f"SELECT ?x {{ VALUES ?x {{ '{'x' * 150_000}{n}' }} }}" for n in range(4)]
        for query in big:
            service.query(query)
        run: list[str] = []
        really = service._runs.run

        def counted(job: Job) -> Any:
            run.append(job.text)
            return really(job)

        monkeypatch.setattr(service._runs, "run", counted)
        service.query(big[3])
        assert run == []
        service.query(big[0])
        assert run == [big[0]]


def test_more_queries_than_may_wait_are_told_when_to_come_back(tmp_path: Path) -> None:
    publish(tmp_path, large_dataset())
    settings = settings_for(tmp_path, query_workers=1, query_queue=0, query_timeout_s=1.5)
    with QueryService(settings) as service, ThreadPoolExecutor(1) as other:
        service.query("ASK {}")
        busy = other.submit(service.query, SLOW)
        while not service.running():
            time.sleep(0.01)
        with pytest.raises(Overloaded) as caught:
            service.query(HONEST)
        assert caught.value.retry_after_s >= 1
        assert isinstance(busy.exception(), QueryTimeout)
        assert service.query(HONEST).solutions


def test_a_query_that_no_worker_takes_in_time_is_told_when_to_come_back(tmp_path: Path) -> None:
    publish(tmp_path, large_dataset())
    settings = settings_for(tmp_path, query_workers=1, query_queue=5, query_timeout_s=1.5)
    with QueryService(settings) as service, ThreadPoolExecutor(1) as other:
        service.query("ASK {}")
        service._runs._wait_s = 0.3
        busy = other.submit(service.query, SLOW)
        while not service.running():
            time.sleep(0.01)
        with pytest.raises(Overloaded):
            service.query(HONEST)
        assert isinstance(busy.exception(), QueryTimeout)


def test_a_store_without_a_snapshot_is_an_error(tmp_path: Path) -> None:
    with (
        QueryService(settings_for(tmp_path / "none")) as service,
        pytest.raises(StoreError, match="parley ingest"),
    ):
        service.query("ASK {}")


def test_a_damaged_snapshot_is_an_error_and_no_hang(tmp_path: Path) -> None:
    name = publish(tmp_path)
    for file in (tmp_path / "snapshots" / name).glob("MANIFEST-*"):
        file.unlink()
    with (
        QueryService(settings_for(tmp_path)) as service,
        pytest.raises(StoreError, match="snapshot cannot be opened"),
    ):
        service.query("ASK {}")


def test_a_closed_service_refuses_instead_of_hanging(tmp_path: Path) -> None:
    publish(tmp_path)
    service = QueryService(settings_for(tmp_path))
    service.close()
    with pytest.raises(StoreError, match="no query can be run"):
        service.query("ASK {}")


def test_a_worker_that_nobody_watches_ends_by_its_processor_time() -> None:
    script = "from parley.store.processes.sandbox import cap_cpu; cap_cpu(0.2)\nwhile True: pass"
    done = subprocess.run([sys.executable, "-c", script], check=False, timeout=60)
    assert done.returncode == -signal.SIGXCPU


def test_settings_bound_a_callers_time(tmp_path: Path) -> None:
    publish(tmp_path, large_dataset())
    settings = replace(settings_for(tmp_path), query_timeout_s=0.5)
    with QueryService(settings) as service, pytest.raises(QueryTimeout, match=r"after 0\.5 s"):
        service.query(SLOW, timeout_s=100)


def test_a_large_result_is_refused_and_never_cut(queries: QueryService) -> None:
    with pytest.raises(QueryRefused, match="larger than 1 MB"):
        queries.query("SELECT * { ?s ?p ?o . ?t ?q ?r } LIMIT 20000", format="csv")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("<http://example.org/a#char=0,12>", '"http://example.org/a#char=0,12"'),
        ('"one, two"', '"one, two"'),
        ('"a \\"quoted\\" word"', '"a ""quoted"" word"'),
        ('"two\\nlines"', '"two\nlines"'),
        ("7.5", "7.5"),
        ("UNDEF", '""'),
    ],
)
def test_a_cell_of_csv_is_quoted_where_it_must_be(queries: QueryService, value: str, cell: str) -> None:
    body = queries.query(f"SELECT ?x {{ VALUES ?x {{ {value} }} }}", format="csv").body
    assert body.decode() == f"x\r\n{cell}\r\n"
