"""Queries beside each other: budgets of clients, cancellation, and what a query that is ended costs the others."""

from __future__ import annotations

import json
import os
import signal
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from parley.errors import OverBudget, Overloaded, QueryCancelled, QueryRefused, QueryTimeout
from parley.model import Answer
from parley.store.processes.evaluation import Outcome
from parley.store.processes.pool import Worker
from parley.store.processes.rows import TRUNCATED
from parley.store.service.runs import Caller
from parley.store.service.workers import QueryService
from parley.web import close_app, create_app
from published import publish, settings_for
from recipes import rows
from test_workers import HONEST, SLOW, large_dataset

pytestmark = pytest.mark.whole

DOUBLING = next(row[-1] for row in rows("hostile.tsv") if row[0] == "a doubling string")
ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("store")
    publish(path, large_dataset())
    return path


@pytest.fixture
def others() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as executor:
        yield executor


def asks(service: QueryService, client: str, query: str, gone: Callable[[], bool] = lambda: False) -> Answer:
    with service.asked_by(Caller(client=client, gone=gone)):
        return service.query(query)


def slow(number: int) -> str:
    """A slow query that no other one equals."""
    return SLOW.replace("?o }", f"?o FILTER(?n1 != {number}) }}")


def until(condition: Callable[[], object]) -> None:
    limit = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.005)


def test_a_client_with_too_many_queries_at_once_is_refused_and_others_are_not(
    folder: Path, others: ThreadPoolExecutor
) -> None:
    with QueryService(settings_for(folder, client_queries=2, query_timeout_s=3)) as service:
        busy = [others.submit(asks, service, "a", slow(n)) for n in range(2)]
        until(lambda: len(service.running()) == 2)
        with pytest.raises(OverBudget, match="2 queries at once") as caught:
            asks(service, "a", HONEST)
        assert asks(service, "b", HONEST).solutions
        assert [type(each.exception()) for each in busy] == [QueryTimeout, QueryTimeout]
        assert 1 <= caught.value.retry_after_s <= 40
        assert asks(service, "a", HONEST + " LIMIT 2").solutions


def test_a_client_that_has_used_its_seconds_is_told_when_they_are_back(folder: Path) -> None:
    with QueryService(settings_for(folder, client_seconds=30, query_timeout_s=0.5)) as service:
        asks(service, "a", HONEST)
        service._runs._budgets._accounts["a"].left = 0.1
        with pytest.raises(QueryTimeout):
            asks(service, "a", SLOW)
        with pytest.raises(OverBudget, match="30 seconds of query time a minute") as caught:
            asks(service, "a", HONEST + " LIMIT 2")
        assert caught.value.retry_after_s == 1
        assert asks(service, "b", HONEST + " LIMIT 2").solutions
        assert asks(service, "a", HONEST).solutions, "what is cached costs nothing"
        time.sleep(caught.value.retry_after_s)
        assert asks(service, "a", HONEST + " LIMIT 3").solutions


def test_what_the_service_itself_asks_is_nobodys_budget(folder: Path) -> None:
    with QueryService(settings_for(folder, client_queries=1, client_seconds=1, query_timeout_s=0.3)) as service:
        for n in range(3):
            with pytest.raises(QueryTimeout):
                service.query(slow(n))
        assert len(service._runs._budgets) == 0


def test_queries_under_way_are_listed_and_can_be_cancelled(folder: Path, others: ThreadPoolExecutor) -> None:
    with QueryService(settings_for(folder, query_workers=1, query_timeout_s=20)) as service:
        asked = [others.submit(asks, service, "a", slow(n)) for n in range(3)]
        until(lambda: sum(each.state == "running" for each in service.running()) == 2)
        listed = service.running()
        assert [each.client for each in listed] == ["a"] * 3
        assert sorted(each.text for each in listed) == sorted(slow(n) for n in range(3))
        assert sum(each.state == "queued" for each in listed) == 1
        assert all(each.budget_s == 20 and 0 < each.age_s < 20 for each in listed)
        began = time.monotonic()
        assert all(service.cancel(each.id) for each in listed)
        for each in asked:
            with pytest.raises(QueryCancelled, match="by the operator"):
                each.result()
        assert time.monotonic() - began < 3
        assert service.running() == []
        assert not service.cancel(listed[0].id)
        assert service.query(HONEST).solutions


def test_a_query_that_nobody_waits_for_is_ended(folder: Path) -> None:
    with QueryService(settings_for(folder, query_timeout_s=20)) as service:
        began = time.monotonic()
        with pytest.raises(QueryCancelled, match="hung up"):
            asks(service, "a", SLOW, gone=lambda: time.monotonic() - began > 0.5)
        assert time.monotonic() - began < 5
        assert service.running() == []


def test_one_clients_queue_does_not_keep_others_waiting(folder: Path, others: ThreadPoolExecutor) -> None:
    with QueryService(settings_for(folder, query_workers=1, query_timeout_s=4, query_queue=4)) as service:
        service.query("ASK {}")
        greedy = [others.submit(asks, service, "greedy", slow(n)) for n in range(6)]
        until(lambda: len(service.running()) >= 5)
        began = time.monotonic()
        assert asks(service, "modest", HONEST).solutions
        # It waits at most for the one place of quick queries, which a long one has to leave after a second.
        assert time.monotonic() - began < 3
        for each in service.running():
            service.cancel(each.id)
        assert all(isinstance(each.exception(), QueryCancelled | Overloaded | QueryTimeout) for each in greedy)


def test_a_query_known_to_be_long_never_takes_the_place_of_quick_ones(folder: Path, others: ThreadPoolExecutor) -> None:
    with QueryService(settings_for(folder, query_workers=1, query_timeout_s=1.5)) as service:
        service.query("ASK {}")
        with pytest.raises(QueryTimeout):
            service.query(SLOW)
        busy = [others.submit(service.query, SLOW) for _ in range(3)]
        until(lambda: len(service.running()) == 3)
        times = []
        for n in range(20):
            began = time.monotonic()
            service.query(f"{HONEST} LIMIT {n + 1}")
            times.append(time.monotonic() - began)
        assert statistics.median(times) < 0.5
        assert not any(each.done() for each in busy[1:])
        assert all(isinstance(each.exception(), QueryTimeout) for each in busy)


def test_queries_that_are_ended_leave_the_others_latency_alone(folder: Path, others: ThreadPoolExecutor) -> None:
    with QueryService(settings_for(folder, query_workers=2, query_timeout_s=0.5, query_memory_mb=256)) as service:
        numbers = iter(range(1_000_000))

        def latencies(count: int) -> list[float]:
            times = []
            for _ in range(count):
                began = time.monotonic()
                assert asks(service, "honest", f"{HONEST} LIMIT {next(numbers) + 1}").solutions
                times.append(time.monotonic() - began)
            return sorted(times)

        latencies(20)
        quiet = latencies(200)
        stop = time.monotonic() + 6

        def attack() -> int:
            ended = 0
            while time.monotonic() < stop:
                with pytest.raises((QueryTimeout, Overloaded)):
                    service.query(DOUBLING if ended % 2 else SLOW)
                ended += 1
            return ended

        attackers = [others.submit(attack) for _ in range(2)]
        beside = []
        while time.monotonic() < stop - 0.5:
            beside += latencies(20)
        beside.sort()
        assert sum(each.result() for each in attackers) >= 10
        assert beside[len(beside) // 2] < 20 * quiet[len(quiet) // 2] + 0.05
        assert beside[len(beside) * 95 // 100] < 1


def test_a_worker_that_dies_in_the_middle_of_an_answer_gives_an_error_and_no_part_of_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with QueryService(settings_for(folder, query_workers=1, result_max_mb=64, query_timeout_s=60)) as service:
        service.query("ASK {}")
        receive = Worker.receive

        def late(worker: Worker, timeout_s: float) -> Outcome | None:
            if not worker._pipe.poll(timeout_s):
                return None
            # The pipe holds some hundred kB: a worker whose answer is megabytes stands still until it is read.
            if worker in service._runs._pool._busy:
                os.kill(worker._process.pid or 0, signal.SIGKILL)
            return receive(worker, timeout_s)

        monkeypatch.setattr(Worker, "receive", late)
        with pytest.raises(QueryTimeout, match="broke the engine"):
            service.query("SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 200000", format="json")
        monkeypatch.undo()
        assert service.query(HONEST).solutions


def test_a_row_cap_is_said_in_the_body(folder: Path) -> None:
    with QueryService(settings_for(folder, result_max_rows=3)) as service:
        whole = service.query(ALL)
        assert len(whole.solutions) > 3, "the cap is for the endpoint, whose answers can say it"
        answer = service.query(ALL, format="json")
        content = json.loads(answer.body)
        assert answer.cut
        assert content["head"] == {"vars": ["s", "p", "o"], "link": [TRUNCATED], "truncated": True}
        assert len(content["results"]["bindings"]) == 3
        root = ElementTree.fromstring(service.query(ALL, format="xml").body)
        names = {"r": "http://www.w3.org/2005/sparql-results#"}
        assert [link.get("href") for link in root.findall("r:head/r:link", names)] == [TRUNCATED]
        assert len(root.findall("r:results/r:result", names)) == 3


@pytest.mark.parametrize(
    ("query", "format"),
    [
        (ALL, "csv"),
        (ALL, "tsv"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "turtle"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "jsonld"),
    ],
)
def test_a_format_that_cannot_say_that_rows_are_missing_is_refused(folder: Path, query: str, format: str) -> None:  # noqa: A002
    with (
        QueryService(settings_for(folder, result_max_rows=3)) as service,
        pytest.raises(QueryRefused, match="more than 3 rows"),
    ):
        service.query(query, format=format)


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_a_result_within_the_row_cap_is_the_same_as_without_one(folder: Path, format: str) -> None:  # noqa: A002
    query = "SELECT ?s ?p ?o ?none { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 300"
    with (
        QueryService(settings_for(folder, result_max_rows=300)) as capped,
        QueryService(settings_for(folder)) as plain,
    ):
        answer = capped.query(query, format=format)
        assert not answer.cut
        assert answer.body == plain.query(query, format=format).body


@pytest.fixture
def client(folder: Path) -> Iterator[FlaskClient]:
    app = create_app(settings_for(folder, client_queries=1, result_max_rows=2, query_timeout_s=3))
    yield app.test_client()
    close_app(app)


def test_a_cut_result_is_said_in_a_header(client: FlaskClient) -> None:
    cut = client.get("/sparql", query_string={"query": ALL})
    assert cut.headers["X-Parley-Truncated"] == "rows=2"
    assert "X-Parley-Truncated" in cut.headers["Access-Control-Expose-Headers"]
    assert "X-Parley-Truncated" not in client.get("/sparql", query_string={"query": ALL + " LIMIT 2"}).headers
    assert client.get("/sparql", query_string={"query": ALL, "format": "csv"}).status_code == 403


@pytest.mark.parametrize("path", ["/event/a1-12.ttl", "/graph/events.nt", "/dump/graph/article/a1.ttl"])
def test_a_row_cap_is_for_queries_and_leaves_documents_whole(client: FlaskClient, path: str) -> None:
    assert client.get(path, follow_redirects=True).status_code == 200


def test_a_client_over_its_budget_gets_429_by_its_address(client: FlaskClient, others: ThreadPoolExecutor) -> None:
    def get(address: str, query: str) -> tuple[int, int]:
        at = {"REMOTE_ADDR": address}
        response = client.application.test_client().get("/sparql", query_string={"query": query}, environ_overrides=at)
        return response.status_code, int(response.headers.get("Retry-After", 0))

    busy = others.submit(get, "2001:db8::1", SLOW)
    service: QueryService = client.application.extensions["parley.queries"]
    until(service.running)
    status, retry_after = get("2001:db8::ffff", HONEST)
    assert status == 429
    assert retry_after >= 1
    assert get("2001:db8:0:1::1", HONEST)[0] == 200
    assert busy.result()[0] == 503
