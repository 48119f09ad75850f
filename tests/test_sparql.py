from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Graph, URIRef
from werkzeug.test import TestResponse

from parley.errors import Overloaded, QueryTimeout, StoreError
from parley.store.service.workers import QueryService
from parley.web import close_app, create_app
from published import BASE, publish, settings_for

NAMES = "PREFIX : <https://w3id.org/parley/ontology#> "
CALLS = NAMES + "SELECT ?e { ?e a :Call }"
EVENTS, ARTICLE = BASE + "graph/events", BASE + "graph/article/a1"
CODED, ZIPPED = {"Content-Encoding": "gzip"}, gzip.compress(b"ASK{}")
FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"


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


def ask(client: FlaskClient, query: str = CALLS, **options: Any) -> TestResponse:
    return client.get("/sparql", query_string={"query": query}, **options)


def problem_of(response: TestResponse, status: int) -> dict[str, Any]:
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    facts: dict[str, Any] = response.get_json(force=True)
    assert facts["status"] == status
    assert facts["title"]
    assert facts["detail"]
    return facts


def test_the_three_ways_to_send_a_query_give_the_same_answer(client: FlaskClient) -> None:
    by_get = ask(client)
    by_form = client.post("/sparql", data={"query": CALLS})
    direct = client.post("/sparql", data=CALLS.encode(), content_type=DIRECT + "; charset=UTF-8")
    assert by_get.status_code == by_form.status_code == direct.status_code == 200
    assert by_get.get_json(force=True)["results"]["bindings"][0]["e"]["value"] == BASE + "event/a1-12"
    assert by_get.data == by_form.data == direct.data


@pytest.mark.parametrize("kind", [DIRECT.upper(), "Application/SPARQL-Query; Charset=utf-8"])
def test_a_media_type_is_written_in_letters_of_any_case_and_a_file_may_begin_with_a_mark(
    client: FlaskClient, kind: str
) -> None:
    assert client.post("/sparql", data="\ufeffASK {}".encode(), content_type=kind).get_json(force=True)["boolean"]


def test_a_parameter_that_means_nothing_is_told(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "ASK {}", "timeout": "abc", "evidense": "1"})
    assert response.headers.getlist("X-Parley-Warning") == [
        "there is no parameter 'timeout': it was passed over",
        "there is no parameter 'evidense': it was passed over; did you mean `evidence`?",
    ]
    assert "X-Parley-Warning" not in ask(client, "ASK {}").headers


def test_queries_may_hold_any_character(client: FlaskClient) -> None:
    query = "SELECT ('习近平 + Київ & 100% =#' AS ?x) {}"
    for response in (
        ask(client, query),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", data=query.encode(), content_type=DIRECT),
    ):
        assert response.get_json(force=True)["results"]["bindings"][0]["x"]["value"] == "习近平 + Київ & 100% =#"


@pytest.mark.parametrize(
    ("accept", "content_type", "start"),
    [
        (None, "application/sparql-results+json", b"{"),
        ("application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        ("text/csv", "text/csv; charset=utf-8", b"e\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values; charset=utf-8", b"?e\n"),
    ],
)
def test_solutions_are_negotiated(client: FlaskClient, accept: str | None, content_type: str, start: bytes) -> None:
    response = ask(client, headers={"Accept": accept} if accept else {})
    assert response.content_type == content_type
    assert response.data.startswith(start)
    assert "Accept" in response.vary


@pytest.mark.parametrize(
    ("accept", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")
def test_graphs_are_negotiated_and_equal(client: FlaskClient, accept: str, parser: str) -> None:
    query = NAMES + "CONSTRUCT { ?e ?p ?o } { ?e a :Call ; ?p ?o }"
    response = ask(client, query, headers={"Accept": accept})
    assert response.mimetype == accept
    reference = Graph().parse(data=ask(client, query, headers={"Accept": "application/n-triples"}).data, format="nt")
    assert set(Graph().parse(data=response.data, format=parser)) == set(reference)
    assert len(reference) > 10


def test_the_format_parameter_beats_the_header(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": CALLS, "format": "csv"}, headers={"Accept": "image/png"})
    assert response.mimetype == "text/csv"
    facts = problem_of(client.get("/sparql", query_string={"query": CALLS, "format": "pdf"}), 406)
    assert "csv" in facts["remedy"]


def test_an_unacceptable_type_is_406_with_what_there_is(client: FlaskClient) -> None:
    assert "text/csv" in problem_of(ask(client, headers={"Accept": "image/png"}), 406)["remedy"]


@pytest.mark.parametrize(
    ("query", "accept", "words"),
    [
        ("SELECT ('a\\u0001' AS ?x) {}", "application/sparql-results+xml", "no character U+0001"),
        ("SELECT ('a\\uFFFE' AS ?x) {}", "application/sparql-results+xml", "no character U+FFFE"),
        ("CONSTRUCT { <a:s> <a:p> '\\u0000' } WHERE {}", "application/rdf+xml", "no character U+0000"),
        ("CONSTRUCT { <a:s> <http://e/p/1> 1 } WHERE {}", "application/rdf+xml", "property <http://e/p/1>"),
        ("CONSTRUCT { <a:s> <a:p> <<( <a:s> <a:p> 1 )>> } WHERE {}", "application/ld+json", "no triples as terms"),
    ],
)
def test_what_a_format_cannot_say_is_an_error_and_no_broken_document(
    query: str, accept: str, words: str, client: FlaskClient
) -> None:
    assert words in problem_of(ask(client, query, headers={"Accept": accept}), 406)["detail"]
    assert ask(client, query).status_code == 200


def test_a_carriage_return_survives_xml(client: FlaskClient) -> None:
    found = ask(client, "SELECT ('a\\rb' AS ?x) {}", headers={"Accept": "application/sparql-results+xml"})
    assert "".join(ElementTree.fromstring(found.data).itertext()).strip() == "a\rb"


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    head = client.head("/sparql", query_string={"query": CALLS})
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["ETag"] == ask(client).headers["ETag"]


def test_every_answer_names_its_snapshot_and_what_was_searched(client: FlaskClient, app: Flask) -> None:
    headers = ask(client, "SELECT * { ?s <http://e/none> ?o }").headers
    queries: QueryService = app.extensions["parley.queries"]
    assert headers["X-Parley-Snapshot"] == queries.snapshots.current().name
    assert headers["X-Parley-Articles"] == "5"
    assert headers["X-Parley-Voices"] == "4"
    assert headers["X-Parley-Dates"] == "2022-02-25/2023-04-28"
    assert any('rel="service-desc"' in link for link in headers.getlist("Link"))


def test_an_unchanged_answer_is_304(client: FlaskClient) -> None:
    tag = ask(client).headers["ETag"]
    again = ask(client, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == tag
    assert ask(client, headers={"If-None-Match": tag, "Accept": "text/csv"}).status_code == 200
    assert ask(client, CALLS + " LIMIT 1", headers={"If-None-Match": tag}).status_code == 200


def test_the_etag_changes_with_the_snapshot(tmp_path: Path) -> None:
    publish(tmp_path)
    app = create_app(settings_for(tmp_path))
    try:
        client = app.test_client()
        tag = ask(client).headers["ETag"]
        publish(tmp_path, {EVENTS: Graph()})  # type: ignore[dict-item]
        assert ask(client, headers={"If-None-Match": tag}).status_code == 200
    finally:
        close_app(app)


def test_what_changes_by_itself_has_no_etag(client: FlaskClient) -> None:
    response = ask(client, "SELECT (NOW() AS ?t) {}")
    assert "ETag" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_the_dataset_of_the_protocol_beats_the_querys(client: FlaskClient) -> None:
    def boolean(query: str, **dataset: str) -> bool:
        response = client.get("/sparql", query_string={"query": NAMES + query, **dataset})
        return bool(response.get_json(force=True)["boolean"])

    default, named = {"default-graph-uri": ARTICLE}, {"named-graph-uri": ARTICLE}
    assert boolean(f"ASK FROM <{EVENTS}> {{ ?x a :Article }}", **default)
    assert not boolean("ASK { ?x a :Call }", **named)
    assert not boolean("ASK { GRAPH ?g { ?x a :Article } }", **default)
    assert boolean("ASK { GRAPH ?g { ?x a :Article } }", **named)
    assert not boolean("ASK { ?x ?p ?o }", **{"default-graph-uri": "http://e/unknown"})


def test_a_dataset_of_a_form_may_stand_in_the_url(client: FlaskClient) -> None:
    url = f"/sparql?default-graph-uri={quote(ARTICLE)}"
    response = client.post(url, data={"query": NAMES + "ASK { ?x a :Article }"})
    assert response.get_json(force=True)["boolean"] is True


@pytest.mark.parametrize(
    ("url", "options", "status", "said"),
    [
        ("?query=ASK{}&query=ASK{}", {}, 400, "more than one"),
        ("?query=%FF", {}, 400, "UTF-8"),
        ("?query=SELCT", {}, 400, "SELECT"),
        ("?query=ASK{}&default-graph-uri=no", {}, 400, "no absolute IRI"),
        ("?query=ASK{SERVICE<http://x/>{}}", {}, 403, "SERVICE"),
        ("?update=CLEAR%20ALL", {}, 403, "read-only"),
        ("?query=CLEAR%20ALL", {}, 403, "read-only"),
        ("", {"method": "POST", "data": {"update": "CLEAR ALL"}}, 403, "read-only"),
        ("", {"method": "POST", "data": b"CLEAR ALL", "content_type": "application/sparql-update"}, 403, "read-only"),
        ("", {"method": "POST", "data": {"x": "y"}}, 400, "no parameter"),
        ("?query=ASK{}", {"method": "POST", "data": b"ASK{}", "content_type": DIRECT}, 400, "more than one"),
        ("", {"method": "POST", "data": b"ASK{ # \xff\n}", "content_type": DIRECT}, 400, "byte 7"),
        ("", {"method": "POST", "data": b"query=%ff", "content_type": FORM}, 400, "UTF-8"),
        ("", {"method": "POST", "data": b"ASK{}"}, 415, DIRECT),
        ("", {"method": "POST", "data": b"ASK{}", "content_type": "text/plain"}, 415, "text/plain"),
        ("", {"method": "POST", "data": b"ASK{}", "content_type": DIRECT + "; charset=UTF-16"}, 415, "UTF-8"),
        ("", {"method": "POST", "data": b"#" * 30_000, "content_type": DIRECT}, 413, "20000"),
        ("", {"method": "POST", "data": b"#" * 90_000, "content_type": DIRECT}, 413, "80000"),
        ("?query=" + "%20" * 20_001, {}, 413, "20000"),
        ("?query=ASK{}&format=json&format=xml", {}, 400, "more than one parameter `format`"),
        ("?query=ASK{}&default_graph_uri=http://e/", {}, 400, "did you mean `default-graph-uri`?"),
        ("?query=ASK{}" + "&x=" * 1000, {}, 400, "more than 1000 parameters"),
        ("", {"method": "POST", "data": ZIPPED, "content_type": DIRECT, "headers": CODED}, 415, "Content-Encoding"),
        ("", {"method": "POST", "data": b"ASK{}", "content_type": DIRECT, "headers": CODED}, 415, "Content-Encoding"),
        ("", {"method": "PUT", "data": b"x"}, 405, "PUT is not allowed here; GET, HEAD, OPTIONS, POST, QUERY are."),
        ("", {"method": "DELETE"}, 405, ""),
        ("", {"method": "BREW"}, 405, ""),
    ],
)
def test_wrong_requests_get_the_status_that_says_so(
    client: FlaskClient, url: str, options: dict[str, Any], status: int, said: str
) -> None:
    facts = problem_of(client.open("/sparql" + url, **options), status)
    assert said in str(facts)


@pytest.mark.parametrize("method", ["PUT", "BREW"])
def test_405_says_what_is_allowed(client: FlaskClient, method: str) -> None:
    allowed = client.open("/sparql", method=method).headers["Allow"]
    assert {method.strip() for method in allowed.split(",")} == {"GET", "HEAD", "POST", "QUERY", "OPTIONS"}


def test_a_syntax_error_says_where(client: FlaskClient) -> None:
    facts = problem_of(ask(client, "SELECT * {\n ?s ?p 1 1 }"), 400)
    assert facts["type"].endswith("#query-syntax-error")
    assert facts["line"] == 2
    assert facts["excerpt"].splitlines()[0] == " ?s ?p 1 1 }"
    assert facts["excerpt"].splitlines()[1][facts["column"] - 1] == "^"


def test_a_browser_script_of_any_origin_may_ask_but_not_with_credentials(client: FlaskClient) -> None:
    response = ask(client, headers={"Origin": "https://other.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "ETag" in response.headers["Access-Control-Expose-Headers"]
    refused = ask(client, "SELCT", headers={"Origin": "https://other.example"})
    assert refused.headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options("/sparql", headers={"Access-Control-Request-Method": "POST"})
    assert preflight.status_code == 204
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


def test_without_a_query_the_service_describes_itself(client: FlaskClient) -> None:
    response = client.get("/sparql")
    assert response.mimetype == "text/turtle"
    graph = Graph().parse(data=response.data, format="turtle")
    endpoint = URIRef("http://www.w3.org/ns/sparql-service-description#endpoint")
    assert (URIRef(BASE + "sparql"), endpoint, URIRef(BASE + "sparql")) in graph
    assert client.get("/sparql", headers={"Accept": "application/rdf+xml"}).mimetype == "application/rdf+xml"


def test_errors_of_the_service_have_their_status(client: FlaskClient, app: Flask, monkeypatch: Any) -> None:
    # Not asked before: what is kept is answered without the service.
    new = CALLS + " # new"
    queries: QueryService = app.extensions["parley.queries"]

    def failing(error: Exception) -> Any:
        def run(*args: object, **options: object) -> None:
            raise error

        return run

    monkeypatch.setattr(queries, "query", failing(Overloaded("busy", retry_after_s=7)))
    busy = ask(client, new)
    assert problem_of(busy, 503)["type"].endswith("#overloaded")
    assert busy.headers["Retry-After"] == "7"
    monkeypatch.setattr(queries, "query", failing(QueryTimeout("ended after 2 s")))
    timeout = ask(client, new)
    assert "ended after 2 s" in problem_of(timeout, 503)["detail"]
    assert "Retry-After" not in timeout.headers
    monkeypatch.setattr(queries, "query", failing(StoreError("broken", where="/secret/path")))
    assert "secret" not in str(problem_of(ask(client, new), 503))
    monkeypatch.setattr(queries, "query", failing(KeyError("secret")))
    unexpected = ask(client, new)
    assert "secret" not in str(problem_of(unexpected, 500))
    assert unexpected.headers["X-Content-Type-Options"] == "nosniff"


def test_a_store_that_has_nothing_is_503(tmp_path: Path) -> None:
    app = create_app(settings_for(tmp_path / "none"))
    try:
        problem_of(ask(app.test_client()), 503)
    finally:
        close_app(app)


def test_an_unknown_path_is_a_404_problem(client: FlaskClient) -> None:
    for accept in (None, "*/*", "application/json", "text/turtle"):
        found = client.get("/nothing-here", headers={"Accept": accept} if accept else {})
        assert "/nothing-here" in problem_of(found, 404)["detail"]
