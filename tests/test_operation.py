from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.robotparser import RobotFileParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from parley.errors import OverBudget, Overloaded, QueryCancelled, QueryRefused, QueryTimeout, StoreError
from parley.store.service.runs import RunningQuery
from parley.store.service.workers import QueryService
from parley.web import close_app, create_app
from parley.web.http.operation import stop_answering
from published import BASE, publish, settings_for

CALLS = "SELECT ?e { ?e a <https://w3id.org/parley/ontology#Call> }"
ASKED = "/sparql?query=" + quote(CALLS)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    path = tmp_path_factory.mktemp("store")
    publish(path)
    app = create_app(settings_for(path, query_max_bytes=20_000))
    yield app
    close_app(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def queries(app: Flask) -> QueryService:
    service: QueryService = app.extensions["parley.queries"]
    return service


def failing(error: Exception) -> Any:
    def run(*args: object, **options: object) -> None:
        raise error

    return run


# --- whether it lives, whether it can answer ---------------------------------------------------------------------


def test_a_service_that_cannot_answer_still_lives(
    client: FlaskClient, queries: QueryService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "query", failing(KeyError("not asked")))
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_ready_service_names_the_snapshot_it_answers_from(client: FlaskClient, queries: QueryService) -> None:
    answer = client.get("/readyz")
    assert answer.get_json() == {"status": "ready", "snapshot": queries.snapshots.current().name}
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("error", "status"),
    [(Overloaded("busy", retry_after_s=7), "busy"), (QueryTimeout("ended"), "failing")],
    ids=["busy", "failing"],
)
def test_a_service_that_cannot_answer_says_why_and_when_to_come_back(
    client: FlaskClient, queries: QueryService, monkeypatch: pytest.MonkeyPatch, error: Exception, status: str
) -> None:
    monkeypatch.setattr(queries, "query", failing(error))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, status)
    assert int(answer.headers["Retry-After"]) > 0


def test_readiness_asks_a_worker_unless_workers_are_at_work(
    client: FlaskClient, queries: QueryService, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries.query("ASK {}")
    monkeypatch.setattr(queries._runs, "run", failing(StoreError("no worker starts")))
    assert client.get("/readyz").get_json()["status"] == "failing"
    run = RunningQuery(id="1", text="ASK {}", client=None, state="running", age_s=1, budget_s=9)
    monkeypatch.setattr(queries, "running", lambda: [run])
    assert client.get("/readyz").get_json()["status"] == "ready"
    waiting = [replace(run, id=str(n), state="queued") for n in range(queries.settings.query_queue)]
    monkeypatch.setattr(queries, "running", lambda: waiting)
    assert client.get("/readyz").get_json()["status"] == "busy"


def test_a_service_becomes_ready_when_the_first_snapshot_is_published_and_not_when_it_ends(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path / "store"))
    client = app.test_client()
    try:
        empty = client.get("/readyz")
        assert (empty.status_code, empty.get_json()["status"]) == (503, "empty")
        assert client.get("/healthz").status_code == 200
        publish(tmp_path / "store")
        assert client.get("/readyz").status_code == 200
        stop_answering(app)
        stopping = client.get("/readyz")
        assert (stopping.status_code, stopping.get_json()["status"]) == (503, "stopping")
        assert client.get(ASKED).status_code == 200
    finally:
        close_app(app)


def test_a_store_that_is_made_later_with_another_base_is_not_answered_from(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path / "store", base_iri="https://parley.example.org/"))
    try:
        publish(tmp_path / "store")
        assert app.test_client().get(ASKED).status_code == 503
        assert app.test_client().get("/readyz").get_json()["status"] == "failing"
    finally:
        close_app(app)


# --- security headers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ASKED, "/sparql?query=ASK", "/healthz", "/readyz", "/nothing-here", "/"])
def test_security_headers_are_on_everything(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert not any("unsafe" in value or "*" in value for value in policy.values())
    assert "Strict-Transport-Security" not in headers


def test_a_service_under_https_asks_for_https_only(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path, base_iri="https://parley.example.org/"))
    try:
        assert app.test_client().get("/healthz").headers["Strict-Transport-Security"].startswith("max-age=")
    finally:
        close_app(app)


def test_public_data_may_be_read_by_any_page_but_without_credentials(client: FlaskClient) -> None:
    data = client.get(ASKED, headers={"Origin": "https://elsewhere.example"}).headers
    assert data["Access-Control-Allow-Origin"] == "*"
    assert data["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in data
    page = client.get("/", headers={"Origin": "https://elsewhere.example"}).headers
    assert "Access-Control-Allow-Origin" not in page
    assert page["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(("base", "status"), [(BASE, 400), ("https://parley.example.org/", 200)])
def test_a_service_for_one_machine_goes_by_no_name_of_others(tmp_path: Path, base: str, status: int) -> None:
    app = create_app(settings_for(tmp_path, base_iri=base))
    try:
        answer = app.test_client().get("/healthz", headers={"Host": "rebound.example"})
        assert answer.status_code == status
        assert app.test_client().get("/healthz", headers={"Host": "[::1]:8000"}).status_code == 200
    finally:
        close_app(app)


def test_robots_are_kept_from_what_has_no_end_and_not_from_things(client: FlaskClient) -> None:
    rules = RobotFileParser()
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    rules.parse(answer.text.splitlines())
    for path in ("/", "/actor/xi-jinping", "/event/a1-1.ttl", "/ontology/Call", "/void.html", "/pair/china/russia"):
        assert rules.can_fetch("any", path)
    for path in (
        "/?q=who",
        "/events?type=call",
        "/events/map",
        "/sparql?query=x",
        "/query?query=x",
        "/export/events.csv",
    ):
        assert not rules.can_fetch("any", path)


@pytest.mark.parametrize(
    ("path", "leads"),
    [
        ("/events/", "/events"),
        ("/events/?type=call&from=2023-01-01", "/events?type=call&from=2023-01-01"),
        ("/actor/xi-jinping/", "/actor/xi-jinping"),
        ("/healthz//", "/healthz"),
        ("/nothing/", None),
        ("/static/", None),
        ("/admin/update/", None),
    ],
)
def test_a_slash_too_many_leads_to_the_address_without_it(client: FlaskClient, path: str, leads: str | None) -> None:
    answer = client.get(path)
    assert answer.status_code == (308 if leads else 404)
    assert answer.headers.get("Location") == leads


# --- behind a proxy ------------------------------------------------------------------------------------------------

FORWARDED = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}


@pytest.mark.parametrize(("trusted", "client"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_what_a_proxy_says_counts_only_when_it_is_trusted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, trusted: int, client: str
) -> None:
    app = create_app(settings_for(tmp_path, trusted_proxies=trusted))
    try:
        with caplog.at_level(logging.INFO, "parley.web.http.access"):
            app.test_client().get("/healthz", headers=FORWARDED)
    finally:
        close_app(app)
    assert f"client={client} " in caplog.messages[-1]


def test_a_client_cannot_put_itself_before_the_trusted_proxy(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(settings_for(tmp_path, trusted_proxies=1))
    try:
        with caplog.at_level(logging.INFO, "parley.web.http.access"):
            app.test_client().get("/healthz", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    finally:
        close_app(app)
    assert "client=203.0.113.9 " in caplog.messages[-1]


# --- the log -------------------------------------------------------------------------------------------------------


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


def test_a_request_is_one_line_without_the_query(client: FlaskClient, logged: pytest.LogCaptureFixture) -> None:
    answer = client.get(ASKED, headers={"X-Request-Id": "trace-1"})
    [line] = [line for line in logged.messages if line.startswith("method=")]
    assert re.fullmatch(
        rf"method=GET route=/sparql path=/sparql status=200 bytes={len(answer.data)} took_ms=\d+\.\d "
        r"snapshot=1-[0-9a-f]{8} client=127\.0\.0\.1 id=trace-1",
        line,
    )
    assert answer.headers["X-Request-Id"] == "trace-1"
    assert not [line for line in logged.messages if "Call" in line]


def test_a_posted_query_and_a_failing_one_are_not_logged(client: FlaskClient, logged: pytest.LogCaptureFixture) -> None:
    client.post("/sparql", data={"query": CALLS})
    client.get("/sparql?query=SELECT%20secret")
    client.get("/ask?q=who+met+secret")
    assert not [line for line in logged.messages if "Call" in line or "secret" in line]


def test_a_path_cannot_forge_a_line(client: FlaskClient, logged: pytest.LogCaptureFixture) -> None:
    client.get("/a%0Amethod=GET%20status=200%22%E2%80%A8" + "x" * 500)
    [line] = [line for line in logged.messages if line.startswith("method=")]
    assert len(line) < 500
    assert line.isascii()
    assert "\n" not in line
    assert r'route=none path="/a\nmethod=GET status=200\"\u2028xx' in line


@pytest.mark.parametrize("given", ["", "a b", "x" * 129, 'a"b', "é"])
def test_a_request_without_a_proper_identifier_gets_one(client: FlaskClient, given: str) -> None:
    first, second = (client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] for _ in range(2))
    assert re.fullmatch("[0-9a-f]{16}", first)
    assert first != second


def test_base_iri_is_that_of_the_settings_whatever_the_host_says(client: FlaskClient) -> None:
    answer = client.get(ASKED, headers={"Host": "localhost:9", "X-Forwarded-Host": "evil.example"})
    assert BASE.encode() in answer.data
    assert b"evil" not in answer.data
    assert "evil" not in str(answer.headers)


# --- figures -------------------------------------------------------------------------------------------------------


def figures(client: FlaskClient, **headers: str) -> dict[str, float]:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_figures_tell_requests_queries_and_the_corpus(client: FlaskClient, queries: QueryService) -> None:
    before = figures(client)
    for path in (
        ASKED + "%20%23new",
        ASKED + "%20%23new",
        "/sparql?query=SELECT",
        "/event/x%0A1",
        "/event/y",
        "/no/such",
    ):
        client.get(path)
    client.open("/healthz", method="BREW")
    after = figures(client)

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more('parley_http_requests_total{method="GET",route="/sparql",status="200"}') == 2
    assert more('parley_http_requests_total{method="GET",route="/sparql",status="400"}') == 1
    assert more('parley_http_request_seconds_count{route="/sparql"}') == 3
    assert more('parley_queries_total{outcome="syntax"}') == 1
    assert more('parley_queries_total{outcome="ok"}') >= 1  # what the service asks for itself counts as well
    assert more('parley_queries_total{outcome="cached"}') >= 1
    assert after["parley_snapshot_number"] == queries.snapshots.current().number
    assert (after["parley_articles"], after["parley_claims"], after["parley_events"]) == (5, 17, 9)
    assert after["parley_queries_running"] == after["parley_queries_queued"] == 0
    assert after["parley_http_requests_under_way"] == 1
    assert any(name.startswith("parley_build_info{") for name in after)


def test_labels_are_routes_and_known_methods_only(client: FlaskClient) -> None:
    for number in range(5):
        client.get(f"/actor/nobody-{number}")
        client.get(f"/nothing/{number}")
        client.open("/healthz", method=f"BREW{number}")
    routes = {name for name in figures(client) if name.startswith("parley_http_requests_total")}
    assert not [name for name in routes if "nobody" in name or "nothing/" in name or "BREW" in name]


def test_a_query_that_fails_is_counted_as_what_it_is(
    client: FlaskClient, queries: QueryService, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {
        "timeout": QueryTimeout("t"), "memory": QueryTimeout("m", budget="memory"), "failed": StoreError("s"),
        "overloaded": Overloaded("o", retry_after_s=1), "throttled": OverBudget("b", retry_after_s=1),
        "refused": QueryRefused("r"), "cancelled": QueryCancelled("c"),
    }  # fmt: skip
    before = queries.outcomes()
    for number, error in enumerate(wanted.values()):
        monkeypatch.setattr(queries._runs, "run", failing(error))
        client.get(ASKED + f"%20%23failing{number}")
    after = queries.outcomes()
    assert {name: after[name] - before[name] for name in wanted} == dict.fromkeys(wanted, 1)


def test_figures_come_as_open_metrics_too(client: FlaskClient) -> None:
    answer = client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.content_type.startswith("application/openmetrics-text")
    assert answer.text.endswith("# EOF\n")


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 401),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 401),  # a proxy on this machine
        ("192.0.2.7", {"Authorization": "Bearer wrong-wrong-wrong-wrong"}, 401),
        ("192.0.2.7", {"Authorization": "Bearer right-right-right-right"}, 200),
    ],
)
def test_figures_are_told_here_or_to_the_token(
    tmp_path: Path, address: str, headers: dict[str, str], status: int
) -> None:
    app = create_app(settings_for(tmp_path, admin_token="right-right-right-right"))
    try:
        answer = app.test_client().get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
    finally:
        close_app(app)
    assert answer.status_code == status
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)


def test_without_a_token_figures_are_told_here_only(client: FlaskClient) -> None:
    answer = client.get("/metrics", environ_overrides={"REMOTE_ADDR": "192.0.2.7"})
    assert answer.status_code == 403
    assert "PARLEY_ADMIN_TOKEN" in answer.get_json()["detail"]


@pytest.mark.parametrize("path", ["/", "/events", "/actor/xi-jinping.html"])
def test_a_new_store_says_that_nothing_was_ingested_and_how_to(path: str, tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path / "store"))
    response = app.test_client().get(path, headers={"Accept": "text/html"})
    close_app(app)
    assert response.status_code == 503
    assert "Nothing has been ingested yet" in response.text
    assert "<code>parley ingest PATH</code>" in response.text
    assert str(tmp_path) not in response.text
