"""Writes over HTTP: who may, what they may touch, and what must follow from them."""

from __future__ import annotations

import logging
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from werkzeug.test import TestResponse

from conftest import BASE, Seeds
from parley.administration import Administration
from parley.config import Settings
from parley.corpus import rebuild_events
from parley.editing import Guarded
from parley.errors import ConfigError
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.model import IRI
from parley.store import copy_store, open_store
from parley.vocab import OA, PARLEY
from parley.web import close_app, create_app

TOKEN = "a-token-that-is-long-enough"
STORE = "/admin/graph-store"
OWN = "http://example.org/mine"
TURTLE = "text/turtle"
CODED = {"Content-Encoding": "gzip"}
UPDATE = "application/sparql-update"
IRIS = Iris(BASE)

pytestmark = pytest.mark.whole


class Here(Executor):
    """Runs what it is given at once, in this process, which has the knowledge already."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Admin:
    """A client with the token."""

    def __init__(self, client: FlaskClient, path: Path) -> None:
        self.client = client
        self.path = path

    def ask(
        self, method: str, url: str, data: str | bytes | dict[str, Any] | None = None, **options: Any
    ) -> TestResponse:
        headers = {"Authorization": f"Bearer {TOKEN}", **options.pop("headers", {})}
        return self.client.open(url, method=method, data=data, headers=headers, **options)

    def put(self, graph: str, turtle: str, **options: Any) -> TestResponse:
        return self.ask("PUT", STORE, turtle, query_string={"graph": graph}, content_type=TURTLE, **options)

    def update(self, text: str, **query: str) -> TestResponse:
        return self.ask("POST", "/admin/update", text, content_type=UPDATE, query_string=query)

    def graph(self, name: str) -> Graph:
        with open_store(self.path, base_iri=BASE, write=False) as store:
            return store.graph(IRI(name))

    def snapshot(self) -> str:
        with open_store(self.path, base_iri=BASE, write=False) as store:
            return str(store.state)


def settings_of(path: Path, **changes: Any) -> Settings:
    return Settings(store=path, base_iri=BASE, query_workers=1, admin_token=TOKEN, **changes)


@pytest.fixture(scope="module")
def shared(seeds: Seeds, knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Admin]:
    """The sample articles, for tests that write only to graphs of their own."""
    yield from _served(seeds, knowledge, tmp_path_factory.mktemp("admin"))


@pytest.fixture
def admin(seeds: Seeds, knowledge: Knowledge, tmp_path: Path) -> Iterator[Admin]:
    """The sample articles, for a test that changes them."""
    yield from _served(seeds, knowledge, tmp_path)


def _served(seeds: Seeds, knowledge: Knowledge, folder: Path) -> Iterator[Admin]:
    path = folder / "store"
    copy_store(seeds.path, path)
    settings = settings_of(path)
    administration = Administration(settings, policy=Guarded(knowledge=knowledge), writer=Here())
    app = create_app(settings, administration=administration)
    yield Admin(app.test_client(), path)
    close_app(app)


def article_graph(seeds: Seeds, number: str = "001") -> IRI:
    return IRIS.article_graph(seeds.mapped[number].article.iri)


# --- who may -----------------------------------------------------------------------------------------------------


def test_without_a_token_in_the_settings_there_is_no_mount(seed_store: Path) -> None:
    app = create_app(Settings(store=seed_store, base_iri=BASE, query_workers=1))
    try:
        for url in ("/admin/update", STORE, f"{STORE}/x", "/admin"):
            response = app.test_client().post(url, headers={"Authorization": "Bearer "})
            assert response.status_code == 404
    finally:
        close_app(app)


@pytest.mark.parametrize(
    "given", [None, "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", f"Basic {TOKEN}", "Bearer wrong-token"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_without_the_token_nothing_is_told(shared: Admin, given: str | None, method: str) -> None:
    headers = {} if given is None else {"Authorization": given}
    for url in ("/admin/update", STORE, f"{STORE}?graph={OWN}", f"{STORE}/x"):
        response = shared.client.open(url, method=method, headers=headers)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith('Bearer realm="')
        assert "Allow" not in response.headers


def test_a_token_is_told_nowhere(shared: Admin, caplog: pytest.LogCaptureFixture) -> None:
    wrong = "another-token-that-is-long-enough"
    with caplog.at_level(logging.DEBUG):
        shared.ask("GET", f"{STORE}?default")
        shared.ask("GET", f"{STORE}?default", headers={"Authorization": f"Bearer {wrong}"})
    assert TOKEN not in caplog.text
    assert wrong not in caplog.text
    assert TOKEN not in repr(settings_of(Path("x")))


@pytest.mark.parametrize("token", ["short", "fifteen-letters", "with spaces in between it", "ümlauts-ümlauts-ümlauts"])
def test_a_token_that_can_be_guessed_or_sent_wrongly_is_refused_and_not_told(token: str) -> None:
    with pytest.raises(ConfigError, match=r"PARLEY_ADMIN_TOKEN.*at least 16") as error:
        Settings.from_environment({"PARLEY_ADMIN_TOKEN": token})
    assert token not in str(error.value)


def test_the_public_endpoint_stays_read_only(shared: Admin) -> None:
    assert shared.ask("POST", "/sparql", "CLEAR ALL", content_type=UPDATE).status_code == 403
    assert shared.ask("POST", "/sparql", {"update": "CLEAR ALL"}).status_code == 403


# --- the graph store protocol ------------------------------------------------------------------------------------


def test_a_graph_of_ones_own_is_put_read_and_deleted(shared: Admin) -> None:
    name = f"{OWN}/1"
    created = shared.put(name, "<a> <b> <c>, 'd'@en .")
    assert created.status_code == 201
    assert created.headers["Location"] == f"{BASE}admin/graph-store?graph=http%3A%2F%2Fexample.org%2Fmine%2F1"
    read = shared.ask("GET", STORE, query_string={"graph": name}, headers={"Accept": "application/n-triples"})
    base = "http://example.org/mine/"
    expected = f'<{base}a> <{base}b> <{base}c> .\n<{base}a> <{base}b> "d"@en .\n'
    assert isomorphic(Graph().parse(data=read.data, format="nt"), Graph().parse(data=expected, format="nt"))
    assert read.headers["Cache-Control"] == "no-transform, no-store"
    assert shared.ask("HEAD", STORE, query_string={"graph": name}).data == b""
    assert shared.put(name, "<a> <b> 2 .").status_code == 204
    assert len(shared.graph(name)) == 1
    assert shared.ask("DELETE", STORE, query_string={"graph": name}).status_code == 204
    assert shared.ask("DELETE", STORE, query_string={"graph": name}).status_code == 404
    assert shared.ask("GET", STORE, query_string={"graph": name}).status_code == 404


def test_a_query_sees_what_was_written(shared: Admin) -> None:
    name = f"{OWN}/seen"
    shared.put(name, "<a> <b> 'seen' .")
    query = f"ASK {{ GRAPH <{name}> {{ ?s ?p 'seen' }} }}"
    assert shared.client.get("/sparql", query_string={"query": query}).get_json(force=True)["boolean"] is True


def test_blank_nodes_become_iris_and_to_put_the_same_again_changes_nothing(shared: Admin) -> None:
    name, turtle = f"{OWN}/nodes", "<a> <b> [ <c> 1 ; <d> [ <e> 2 ] ] ."
    first = shared.put(name, turtle).headers["X-Parley-Snapshot"]
    nodes = {str(node) for node in shared.graph(name).subjects()} - {"http://example.org/mine/a"}
    assert len(nodes) == 2
    assert all(node.startswith(f"{BASE}.well-known/genid/") for node in nodes)
    for node in nodes:
        described = shared.ask("GET", f"/{node.removeprefix(BASE)}", headers={"Accept": "application/n-triples"})
        assert described.status_code == 200
        assert f"<{node}>" in described.text
    assert shared.put(name, turtle).headers["X-Parley-Snapshot"] == first
    shared.ask("POST", STORE, turtle, query_string={"graph": name}, content_type=TURTLE)
    assert len(shared.graph(name)) == 8  # what is posted has nodes of its own


def test_what_is_below_the_mount_is_named_by_its_address(shared: Admin) -> None:
    created = shared.ask("PUT", f"{STORE}/a%20b/ü", "<x> <y> 1 .", content_type=TURTLE)
    assert created.status_code == 201
    assert created.headers["Location"] == f"{BASE}admin/graph-store/a%20b/%C3%BC"
    assert len(shared.graph(created.headers["Location"])) == 1


def test_a_graph_without_a_name_gets_one(shared: Admin) -> None:
    created = shared.ask("POST", STORE, "<x> <y> 1 .", content_type=TURTLE)
    assert created.status_code == 201
    assert len(shared.graph(created.headers["Location"])) == 1


@pytest.mark.parametrize(
    ("method", "url", "options", "status"),
    [
        ("DELETE", STORE, {}, 400),
        ("PUT", STORE, {"data": "", "content_type": TURTLE}, 400),
        ("GET", STORE, {}, 400),
        ("GET", f"{STORE}?graph=relative", {}, 400),
        ("GET", f"{STORE}?graph={OWN}&default", {}, 400),
        ("GET", f"{STORE}?graph={OWN}&graph={OWN}", {}, 400),
        ("GET", f"{STORE}?default=yes", {}, 400),
        ("POST", f"{STORE}?grahp={OWN}", {"data": "", "content_type": TURTLE}, 400),
        ("DELETE", f"{STORE}/x?graph={OWN}", {}, 400),
        ("GET", f"{STORE}?default", {"headers": {"Accept": "text/csv"}}, 406),
        ("PATCH", f"{STORE}?graph={OWN}", {}, 405),
        ("PUT", f"{STORE}?graph={OWN}", {"data": "<a> <b> 1 ."}, 415),
        ("PUT", f"{STORE}?graph={OWN}", {"data": "a", "content_type": "text/plain"}, 415),
        ("PUT", f"{STORE}?graph={OWN}", {"data": "a", "content_type": f"{TURTLE}; charset=utf-16"}, 415),
        ("PUT", f"{STORE}?graph={OWN}", {"data": "a", "content_type": TURTLE, "headers": CODED}, 415),
        ("PUT", f"{STORE}?graph={OWN}", {"data": b" " * 3_000_000, "content_type": TURTLE}, 413),
        ("GET", "/admin/update", {}, 405),
        ("POST", "/admin/update", {"data": "CLEAR ALL"}, 415),
        ("POST", "/admin/update", {"data": {"query": "ASK {}"}}, 400),
        ("POST", "/admin/update?update=CLEAR%20ALL", {"data": {}}, 400),
        ("POST", "/admin/update", {"data": "ASK {}", "content_type": UPDATE}, 400),
        ("POST", "/admin/update", {"data": b"\xff", "content_type": UPDATE}, 400),
        ("POST", "/admin/update", {"data": "CREATE GRAPH <x:a> ; DROP GRAPH <x:b>", "content_type": UPDATE}, 409),
    ],
)  # fmt: skip
def test_wrong_requests_get_the_status_that_says_so(
    shared: Admin, method: str, url: str, options: dict[str, Any], status: int
) -> None:
    before = shared.snapshot()
    response = shared.ask(method, url, **options)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert ("Allow" in response.headers) == (status == 405)
    assert shared.snapshot() == before


def test_options_tell_what_can_be_done(shared: Admin) -> None:
    for url, methods in ((STORE, "GET, HEAD, PUT, POST, DELETE, OPTIONS"), ("/admin/update", "POST, OPTIONS")):
        response = shared.ask("OPTIONS", url)
        assert (response.status_code, response.headers["Allow"]) == (204, methods)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (TURTLE, "<a> <b> <c> . <d>"),
        (TURTLE, "<a> <b> " + "[ <c> " * 5000 + "1" + "]" * 5000 + " ."),
        (TURTLE, "<a> <b> " + "<<( <a> <b> " * 5000 + "1" + ")>>" * 5000 + " ."),
        (TURTLE, b"<a> <b> '\xff' ."),
        ("application/ld+json", '{"http://a/":[' * 5000 + "1" + "]}" * 5000),
        ("application/ld+json", '{"@context": "http://127.0.0.1:1/context", "a": 1}'),
        ("application/rdf+xml", '<!DOCTYPE r [<!ENTITY a "aaa">]><r:RDF xmlns:r="http://x/">&a;</r:RDF>'),
        ("application/rdf+xml", "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>" + "<r:a>" * 5000),
        ("application/n-triples", "<http://a/> <http://b/> <c> ."),
    ],
)  # fmt: skip
def test_a_body_that_is_broken_or_hostile_loses_no_graph(shared: Admin, content_type: str, body: str | bytes) -> None:
    name = f"{OWN}/kept"
    shared.put(name, "<a> <b> 'kept' .")
    response = shared.ask("PUT", STORE, body, query_string={"graph": name}, content_type=content_type)
    assert response.status_code == 400
    assert len(shared.graph(name)) == 1


def test_several_files_of_a_form_are_put_together(shared: Admin) -> None:
    boundary = "x"
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="f"; filename="{i}.ttl"\r\nContent-Type: text/turtle\r\n\r\n'
        f"<a> <b> {i} .\r\n"
        for i in range(3)
    )
    name = f"{OWN}/form"
    shared.ask(
        "POST", STORE, parts + "--x--\r\n", query_string={"graph": name},
        content_type=f"multipart/form-data; boundary={boundary}",
    )  # fmt: skip
    assert len(shared.graph(name)) == 3


# --- updates -----------------------------------------------------------------------------------------------------


def test_an_update_writes_to_a_graph_of_ones_own(shared: Admin) -> None:
    name = f"{OWN}/updated"
    assert shared.update(f"INSERT DATA {{ GRAPH <{name}> {{ <x:a> <x:b> 1, 2 }} }}").status_code == 204
    assert shared.update(f"DELETE WHERE {{ GRAPH <{name}> {{ ?s ?p 1 }} }}").status_code == 204
    assert [value.toPython() for value in shared.graph(name).objects()] == [2]  # type: ignore[attr-defined]


def test_where_looks_into_the_graphs_of_the_parameters(shared: Admin) -> None:
    for i in (1, 2):
        shared.put(f"{OWN}/using{i}", f"<x:s> <x:p> {i} .")
    text = f"INSERT {{ GRAPH <{OWN}/found> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}"
    assert shared.update(text, **{"using-graph-uri": f"{OWN}/using2"}).status_code == 204
    assert [value.toPython() for value in shared.graph(f"{OWN}/found").objects()] == [2]  # type: ignore[attr-defined]


@pytest.mark.parametrize("clause", ["WITH <x:g>", "USING <x:g>"])
def test_a_dataset_in_the_text_and_in_the_parameters_is_too_much(shared: Admin, clause: str) -> None:
    with_ = clause if clause.startswith("WITH") else ""
    using = "" if with_ else clause
    response = shared.update(f"{with_} DELETE {{ ?s ?p ?o }} {using} WHERE {{ ?s ?p ?o }}", **{"using-graph-uri": OWN})
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("LOAD <http://127.0.0.1:1/>", 1),
        ("CLEAR DEFAULT ; LOAD SILENT <http://127.0.0.1:1/> INTO GRAPH <x:g>", 17),
        ("INSERT { <x:a> <x:b> ?x } WHERE { SERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }", 35),
        ("DELETE { ?x ?y ?z } WHERE { FILTER EXISTS { service silent <http://127.0.0.1:1/> { ?x ?y ?z } } }", 45),
    ],
)
def test_nothing_is_fetched_from_elsewhere(shared: Admin, text: str, column: int) -> None:
    response = shared.update(text)
    assert response.status_code == 403
    assert response.get_json(force=True)["column"] == column


# --- what is derived ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "events",
        "actors",
        "ontology",
        "shapes",
        "reference",
        "cross-checks",
        "withdrawn",
        "decisions",
        "report/x",
        "x",
        "",
    ],
)
def test_what_parley_derives_is_not_written_to(shared: Admin, name: str) -> None:
    graph, before = f"{BASE}graph/{name}", shared.snapshot()
    answers = [
        shared.put(graph, "<a> <b> 1 ."),
        shared.ask("POST", STORE, "<a> <b> 1 .", query_string={"graph": graph}, content_type=TURTLE),
        shared.ask("DELETE", STORE, query_string={"graph": graph}),
        shared.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <x:a> <x:b> 1 }} }}"),
        shared.update(f"PREFIX g: <{BASE}graph/> MOVE <{OWN}> TO <{graph}>"),
        shared.update(f"BASE <{BASE}> WITH <graph/{name}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert shared.snapshot() == before


@pytest.mark.parametrize(
    "text",
    [
        "DELETE { GRAPH ?g { ?e ?p ?n } } WHERE { GRAPH ?g { ?e ?p ?n } }",
        "DELETE WHERE { GRAPH <x:g> { ?e ?p ?n } GRAPH ?g { ?e ?p ?n } }",
        "DROP ALL",
        "CREATE GRAPH <x:g> ; CLEAR SILENT NAMED",
    ],
)
def test_an_update_must_name_the_graphs_that_it_writes_to(shared: Admin, text: str) -> None:
    response = shared.update(text)
    assert response.status_code == 403
    assert "does not name the graphs" in response.get_json(force=True)["detail"]


def test_the_default_graph_is_not_written_to(shared: Admin) -> None:
    for response in (
        shared.ask("PUT", f"{STORE}?default", "<a> <b> 1 .", content_type=TURTLE),
        shared.ask("DELETE", f"{STORE}?default"),
        shared.update("INSERT DATA { <x:a> <x:b> 1 }"),
        shared.update("DROP ALL"),
    ):
        assert response.status_code == 403


def test_terms_of_rdf_1_2_are_not_stored(shared: Admin) -> None:
    assert shared.put(f"{OWN}/12", "<a> <b> <<( <c> <d> <e> )>> .").status_code == 403


# --- articles ----------------------------------------------------------------------------------------------------


def test_an_article_that_breaks_a_shape_is_not_stored(admin: Admin, seeds: Seeds) -> None:
    name, before = article_graph(seeds), admin.snapshot()
    graph = admin.graph(name)
    graph.remove((None, PARLEY.claimedStatus, None))
    response = admin.put(name, graph.serialize(format="turtle"))
    facts = response.get_json(force=True)
    assert response.status_code == 422
    assert {result["resultPath"] for result in facts["results"]} == {str(PARLEY.claimedStatus)}
    assert all(result["severity"] == "Violation" and result["message"] for result in facts["results"])
    assert admin.snapshot() == before


def test_a_quotation_that_does_not_stand_in_the_text_is_not_stored(admin: Admin, seeds: Seeds) -> None:
    name, before = article_graph(seeds), admin.snapshot()
    text = f"""PREFIX oa: <{OA}> DELETE {{ GRAPH <{name}> {{ ?e oa:exact ?x }} }}
        INSERT {{ GRAPH <{name}> {{ ?e oa:exact ?y }} }}
        WHERE {{ GRAPH <{name}> {{ ?e oa:exact ?x }} BIND(REPLACE(?x, "e", "a") AS ?y) }}"""
    response = admin.update(text)
    assert response.status_code == 422
    assert "not what stands there" in response.get_json(force=True)["results"][0]["message"]
    assert admin.snapshot() == before


def test_a_graph_must_be_that_of_its_article(admin: Admin, seeds: Seeds) -> None:
    graph = admin.graph(article_graph(seeds)).serialize(format="turtle")
    assert admin.put(f"{BASE}graph/article/0123456789abcdef", graph).status_code == 422


def test_what_a_graph_of_ones_own_says_in_our_terms_must_conform(shared: Admin) -> None:
    response = shared.put(f"{OWN}/wrong", f"@prefix : <{PARLEY}> . <x:e> a :Event, :Meeting .")
    assert response.status_code == 422
    assert response.get_json(force=True)["results"]


def test_a_write_is_refused_when_the_graph_is_no_longer_what_its_writer_saw(admin: Admin) -> None:
    admin.put(OWN, "<http://e/a> <http://e/p> 1 .")
    seen = admin.ask("GET", STORE, query_string={"graph": OWN}).headers["ETag"]
    assert admin.put(OWN, "<http://e/a> <http://e/p> 2 .", headers={"If-Match": seen}).status_code == 204
    late = admin.put(OWN, "<http://e/a> <http://e/p> 3 .", headers={"If-Match": seen})
    assert (late.status_code, late.json["type"].rpartition("#")[2]) == (412, "precondition-failed")
    assert admin.ask("DELETE", STORE, query_string={"graph": OWN}, headers={"If-Match": seen}).status_code == 412
    assert admin.put(OWN, "<http://e/a> <http://e/p> 4 .", headers={"If-None-Match": "*"}).status_code == 412
    assert set(admin.graph(OWN).objects()) == {Literal(2)}


def test_a_write_may_ask_that_the_graph_is_new_or_there(admin: Admin) -> None:
    other = f"{OWN}/other"
    assert admin.put(other, "<http://e/a> <http://e/p> 1 .", headers={"If-Match": "*"}).status_code == 412
    assert admin.put(other, "<http://e/a> <http://e/p> 1 .", headers={"If-None-Match": "*"}).status_code == 201
    assert admin.put(other, "<http://e/a> <http://e/p> 2 .", headers={"If-Match": "*"}).status_code == 204
    now = {"If-None-Match": f'"{admin.snapshot()}"'}
    assert admin.put(other, "<http://e/a> <http://e/p> 3 .", headers=now).status_code == 412


def test_events_follow_from_an_article_that_was_changed(admin: Admin, seeds: Seeds, knowledge: Knowledge) -> None:
    name = article_graph(seeds)
    claim = sorted(str(node) for node in admin.graph(name).subjects(RDF.type, PARLEY.Claim))[0]
    before = admin.graph(f"{BASE}graph/events")
    assert (None, PARLEY.claim, URIRef(claim)) in before
    text = f"""PREFIX : <{PARLEY}>
        DELETE {{ GRAPH <{name}> {{ ?node ?p ?o . ?by ?link ?node }} }} WHERE {{ GRAPH <{name}> {{
          {{ BIND(<{claim}> AS ?node) }} UNION {{ <{claim}> :claimedParticipation|:citedSource ?node }}
          ?node ?p ?o . OPTIONAL {{ ?by ?link ?node }} }} }}"""
    assert admin.update(text).status_code == 204
    after = admin.graph(f"{BASE}graph/events")
    assert (None, PARLEY.claim, URIRef(claim)) not in after
    _is_made_from_scratch(admin, knowledge)
    second = text.replace(claim, sorted(str(n) for n in admin.graph(name).subjects(RDF.type, PARLEY.Claim))[0])
    assert admin.update(second).status_code == 204  # now with a ledger that knows of the first
    _is_made_from_scratch(admin, knowledge)


def test_an_article_that_is_emptied_is_withdrawn(admin: Admin, seeds: Seeds, knowledge: Knowledge) -> None:
    article = seeds.mapped["001"].article
    assert admin.ask("DELETE", STORE, query_string={"graph": article_graph(seeds)}).status_code == 204
    assert (URIRef(article.iri), None, Literal(True)) in admin.graph(f"{BASE}graph/withdrawn")
    claims = admin.graph(f"{BASE}graph/events").objects(None, PARLEY.claim)
    assert not [claim for claim in claims if str(claim).startswith(article.iri)]
    with open_store(admin.path, base_iri=BASE, write=False) as store:
        assert not [digest for digest in store.texts.hashes() if store.texts.text(digest) == article.text]
    _is_made_from_scratch(admin, knowledge)


def _is_made_from_scratch(admin: Admin, knowledge: Knowledge) -> None:
    with open_store(admin.path, base_iri=BASE, write=True) as store:
        made = set(store.graph(IRIS.graph("events")))
        rebuild_events(store, knowledge)
        assert set(store.graph(IRIS.graph("events"))) == made


# --- beside others -----------------------------------------------------------------------------------------------


def test_while_an_ingestion_writes_an_edit_has_to_come_again(
    seeds: Seeds, knowledge: Knowledge, tmp_path: Path
) -> None:
    path = tmp_path / "store"
    copy_store(seeds.path, path)
    settings = settings_of(path, lock_wait_s=0.0)
    app = create_app(
        settings, administration=Administration(settings, policy=Guarded(knowledge=knowledge), writer=Here())
    )
    try:
        with open_store(path, base_iri=BASE, write=True):
            response = Admin(app.test_client(), path).put(OWN, "<a> <b> 1 .")
        assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    finally:
        close_app(app)


def test_an_update_that_takes_too_long_is_ended_and_changes_nothing(
    seeds: Seeds, knowledge: Knowledge, tmp_path: Path
) -> None:
    path = tmp_path / "store"
    copy_store(seeds.path, path)
    settings = settings_of(path, query_timeout_s=1.0)
    administration = Administration(settings, policy=Guarded(knowledge=knowledge), writer=Here())
    app = create_app(settings, administration=administration)
    try:
        admin = Admin(app.test_client(), path)
        before = admin.snapshot()
        cross = "".join(f"GRAPH ?g{i} {{ ?s{i} ?p{i} ?o{i} }} " for i in range(4))
        response = admin.update(f"INSERT {{ GRAPH <{OWN}> {{ ?s0 ?p1 ?o2 }} }} WHERE {{ {cross} }}")
        assert response.status_code == 503
        assert admin.snapshot() == before
        assert not list((path / "rehearsals").iterdir())
        assert admin.put(OWN, "<a> <b> 1 .").status_code == 201
    finally:
        close_app(app)


def test_a_process_of_its_own_writes_and_ends_with_the_service(seed_store: Path, tmp_path: Path) -> None:
    copy_store(seed_store, tmp_path / "store")
    others = {process.pid for process in multiprocessing.active_children()}
    app = create_app(settings_of(tmp_path / "store"))
    try:
        admin = Admin(app.test_client(), tmp_path / "store")
        assert admin.put(OWN, f"@prefix : <{PARLEY}> . <x:e> a :Event .").status_code == 422
        assert admin.put(OWN, "<a> <b> 1 .").status_code == 201
        assert len(admin.graph(OWN)) == 1
    finally:
        close_app(app)
    assert {process.pid for process in multiprocessing.active_children()} <= others
