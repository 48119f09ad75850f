"""What is asked again is answered from memory, and nobody could tell but by the time it takes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from rdflib import Graph
from werkzeug.test import TestResponse

from parley.model import IRI
from parley.web import close_app, create_app
from published import BASE, publish, settings_for

CALLS = "PREFIX : <https://w3id.org/parley/ontology#> SELECT ?e { ?e a :Call }"
JSON, CSV = "application/sparql-results+json", "text/csv"


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    publish(tmp_path)
    app = create_app(settings_for(tmp_path, query_workers=1))
    yield app
    close_app(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def made(app: Flask) -> list[str]:
    """What went through the app rather than coming from memory."""
    seen: list[str] = []
    app.before_request_funcs.setdefault(None, []).append(lambda: seen.append(request.method))
    return seen


def ask(client: FlaskClient, query: str = CALLS, accept: str = JSON, **headers: str) -> TestResponse:
    return client.get("/sparql", query_string={"query": query}, headers={"Accept": accept, **headers})


def headers_of(response: TestResponse) -> list[tuple[str, str]]:
    return sorted(header for header in response.headers if header[0] not in ("X-Request-Id", "Date"))


@pytest.mark.parametrize(
    "asked",
    [
        lambda client: ask(client),
        lambda client: client.post("/sparql", data={"query": CALLS}),
        lambda client: client.post("/sparql", data=CALLS, content_type="application/sparql-query"),
        lambda client: ask(client, "SELECT * { ?s ?p ?o }", **{"Accept-Encoding": "gzip"}),
        lambda client: client.get("/sparql", query_string={"query": CALLS, "evidence": "1"}),
    ],
    ids=["url", "form", "body", "compressed", "evidence"],
)
def test_the_second_answer_is_the_first_one_without_its_work(
    client: FlaskClient, made: list[str], asked: Callable[[FlaskClient], TestResponse]
) -> None:
    first, second = asked(client), asked(client)
    assert first.status_code == 200
    assert len(made) == 1
    assert (second.status, second.data, headers_of(second)) == (first.status, first.data, headers_of(first))


def test_a_new_snapshot_is_answered_from_at_once(client: FlaskClient, tmp_path: Path) -> None:
    before = [ask(client) for _ in range(2)][-1]
    publish(tmp_path, {IRI(BASE + "graph/events"): Graph()})
    after = [ask(client) for _ in range(2)]
    assert len(before.get_json(force=True)["results"]["bindings"]) == 1
    assert [response.get_json(force=True)["results"]["bindings"] for response in after] == [[], []]
    assert before.headers["ETag"] != after[0].headers["ETag"] == after[1].headers["ETag"]


@pytest.mark.parametrize(
    "differently",
    [
        {"accept": CSV},
        {"Host": "localhost:8000"},
        {"Accept-Encoding": "gzip"},
        {"query": CALLS + " "},
        {"If-None-Match": '"x"'},
        {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"},
    ],
    ids=str,
)
def test_another_request_is_not_answered_with_what_is_kept(
    client: FlaskClient, made: list[str], differently: dict[str, Any]
) -> None:
    ask(client)
    ask(client, **differently)
    assert len(made) == 2


def test_what_the_client_has_already_is_not_sent_again(client: FlaskClient) -> None:
    tag = [ask(client) for _ in range(2)][-1].headers["ETag"]
    assert ask(client, **{"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("query", ["SELECT (NOW() AS ?now) {}", "SELECT (RAND() AS ?any) {}", "SELECT ?x {", "ASK"])
def test_what_changes_by_itself_and_errors_are_made_anew(client: FlaskClient, made: list[str], query: str) -> None:
    for _ in range(2):
        ask(client, query)
    assert len(made) == 2


def test_an_older_snapshot_is_asked_each_time_whether_it_is_still_kept(client: FlaskClient, made: list[str]) -> None:
    for _ in range(2):
        assert client.get("/sparql", query_string={"query": CALLS, "snapshot": "1"}).status_code == 200
    assert len(made) == 2


def test_without_memory_for_answers_nothing_is_kept(tmp_path: Path) -> None:
    publish(tmp_path)
    app = create_app(settings_for(tmp_path, query_workers=1, cache_mb=0))
    seen: list[str] = []
    app.before_request_funcs.setdefault(None, []).append(lambda: seen.append(request.method))
    for _ in range(2):
        assert ask(app.test_client()).status_code == 200
    close_app(app)
    assert len(seen) == 2


def test_each_answer_is_logged_and_counted_under_its_own_name(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="parley.web.http.access"):
        ids = [ask(client).headers["X-Request-Id"] for _ in range(2)]
        given = ask(client, **{"X-Request-Id": "mine-1"}).headers["X-Request-Id"]
    assert ids[0] != ids[1]
    assert given == "mine-1"
    lines = [record.getMessage() for record in caplog.records]
    assert [line.rpartition("id=")[2] for line in lines] == [*ids, given]
    assert len({line.split(" took_ms=")[0] for line in lines}) == 1
    figures = client.get("/metrics").text
    assert 'parley_http_requests_total{method="GET",route="/sparql",status="200"} 3.0' in figures
    assert 'parley_queries_total{outcome="cached"} 2.0' in figures
