"""What the service and the data say of themselves, and the dumps over HTTP."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import DCAT, DCTERMS, RDF, VOID, BNode, Graph, Literal, Namespace, URIRef

from parley.model import IRI
from parley.store.derived.publications import Index, Publications
from parley.vocab import PARLEY
from parley.web import close_app, create_app
from published import BASE, named_graphs, publish, settings_for

SMALL = Path(__file__).parent / "data" / "small.trig"
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
DATASET, SERVICE = URIRef(f"{BASE}void#dataset"), URIRef(f"{BASE}sparql")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Index]:
    path = tmp_path_factory.mktemp("described") / "store"
    publish(path, named_graphs(SMALL.read_text(encoding="utf-8")))
    return path, Publications(path, BASE).make()


@pytest.fixture(scope="module")
def app(index: tuple[Path, Index]) -> Iterator[Flask]:
    app = create_app(settings_for(index[0], query_workers=1, licence="https://licence.example/x"))
    yield app
    close_app(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def void(client: FlaskClient) -> Graph:
    return Graph().parse(data=client.get("/void").data, format="turtle")


def test_the_description_is_at_the_well_known_address_and_negotiated(client: FlaskClient) -> None:
    known = client.get("/.well-known/void")
    assert (known.status_code, known.mimetype) == (200, "text/turtle")
    assert known.headers["Content-Location"] == "/void.ttl"
    assert known.data == client.get("/void.ttl").data == client.get("/void").data
    assert client.get("/.well-known/void", headers={"Accept": "application/ld+json"}).mimetype == "application/ld+json"
    graphs = [
        set(Graph().parse(data=client.get(f"/void.{extension}").data, format=form))
        for extension, form in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"))
    ]
    assert graphs[0] == graphs[1] == graphs[2]
    assert json.loads(client.get("/void.jsonld").data)["id"] == str(DATASET)
    assert "Dumps" in client.get("/void.html").text


@pytest.mark.parametrize("path", ["/", "/events", "/query", "/questions", "/ontology", "/nothing"])
def test_every_page_leads_to_the_data_as_a_whole(client: FlaskClient, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True).text
    assert 'href="/dump"' in page.partition("<footer>")[2]
    whole = client.get("/dump").text
    for address in ("/snapshots", "/void.ttl", "/context.jsonld", "/sparql"):
        assert f'href="{address}"' in whole
        assert client.get(address).status_code == 200


def test_a_browser_that_comes_to_the_endpoint_is_led_to_the_editor(client: FlaskClient) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    led = client.get("/sparql", headers={"Accept": browser})
    assert (led.status_code, led.headers["Location"], led.headers["Vary"]) == (303, "/query", "Accept")
    assert client.get("/sparql?format=turtle", headers={"Accept": browser}).mimetype == "text/turtle"
    assert client.get("/sparql", headers={"Accept": "application/rdf+xml, text/html;q=0.5"}).status_code == 200
    assert client.get("/sparql", headers={"Accept": "image/png"}).status_code == 406


def test_nothing_in_the_description_is_a_blank_node(void: Graph, client: FlaskClient) -> None:
    service = Graph().parse(data=client.get("/sparql").data, format="turtle")
    assert not [node for graph in (void, service) for triple in graph for node in triple if isinstance(node, BNode)]


def test_the_service_description_says_endpoint_dataset_and_named_graphs(client: FlaskClient, void: Graph) -> None:
    service = Graph().parse(data=client.get("/sparql").data, format="turtle")
    for graph in (service, void):
        assert (SERVICE, RDF.type, SD.Service) in graph
        assert (SERVICE, SD.endpoint, SERVICE) in graph
        dataset = graph.value(SERVICE, SD.defaultDataset)
        assert dataset == DATASET
        assert (DATASET, RDF.type, SD.Dataset) in graph
        assert (graph.value(DATASET, SD.defaultGraph), RDF.type, SD.Graph) in graph
        names = {graph.value(named, SD.name) for named in graph.objects(DATASET, SD.namedGraph)}
        assert names == {URIRef(f"{BASE}graph/{name}") for name in ("events", "actors", "ontology")}
    assert "end after 2 s" in str(service.value(SERVICE, URIRef("http://www.w3.org/2000/01/rdf-schema#comment")))
    assert len(service) < len(void) / 3


def test_void_counts_triples_entities_classes_and_properties(void: Graph, index: tuple[Path, Index]) -> None:
    parts = index[1].parts
    assert void.value(DATASET, VOID.triples) == Literal(index[1].quads)
    assert void.value(DATASET, VOID.distinctSubjects) == Literal(index[1].subjects)
    events = URIRef(f"{BASE}void#events")
    assert (DATASET, VOID.subset, events) in void
    assert void.value(events, VOID.triples) == Literal(parts["events"].triples)
    counted = {
        void.value(part, VOID["class"]): int(void.value(part, VOID.entities))  # type: ignore[arg-type]
        for part in void.objects(events, VOID.classPartition)
    }
    assert counted[PARLEY.Event] == 23
    assert len(counted) == len(parts["events"].classes)
    used = {
        void.value(part, VOID.property): int(void.value(part, VOID.triples))  # type: ignore[arg-type]
        for part in void.objects(events, VOID.propertyPartition)
    }
    assert used == {URIRef(p): n for p, n in parts["events"].properties.items()}
    default = URIRef(f"{BASE}sparql#default-graph")
    in_default = sum(parts[kind].triples for kind in ("events", "actors", "ontology"))
    assert void.value(default, VOID.triples) == Literal(in_default)


def test_dcat_has_a_distribution_with_size_type_and_checksum_for_every_dump(
    void: Graph, index: tuple[Path, Index], client: FlaskClient
) -> None:
    found = {str(void.value(node, DCAT.downloadURL)): node for node in void.subjects(RDF.type, DCAT.Distribution)}
    assert len(found) == len(index[1].files)
    for file in index[1].files:
        node = found[f"{BASE}dump/{index[1].snapshot}/{file.name}"]
        assert void.value(node, DCAT.byteSize) == Literal(file.bytes)
        assert str(void.value(node, DCAT.mediaType)).endswith(file.media_type)
        checksum = void.value(node, SPDX.checksum)
        assert str(void.value(checksum, SPDX.checksumValue)) == file.sha256
        path = str(void.value(node, DCAT.downloadURL)).removeprefix(BASE.rstrip("/"))
        assert client.get(path, buffered=True).status_code == 200
    assert (DATASET, DCTERMS.license, URIRef("https://licence.example/x")) in void
    canonical = void.value(DATASET, SPDX.checksum)
    assert str(void.value(canonical, SPDX.checksumValue)) == index[1].canonical_hash
    assert str(void.value(DATASET, DCTERMS.identifier)) == index[1].snapshot


def test_the_examples_of_the_description_dereference(void: Graph, client: FlaskClient) -> None:
    examples = [str(example) for example in void.objects(DATASET, VOID.exampleResource)]
    assert len(examples) >= 4
    for example in examples:
        response = client.get(example.removeprefix(BASE.rstrip("/")), follow_redirects=True)
        assert (response.status_code, response.mimetype) == (200, "text/turtle")


def test_the_addresses_of_the_newest_dumps_lead_to_those_of_the_snapshot(
    client: FlaskClient, index: tuple[Path, Index]
) -> None:
    response = client.get("/dump/dataset.nq.gz")
    assert (response.status_code, response.headers["Location"]) == (302, f"/dump/{index[1].snapshot}/dataset.nq.gz")
    file = client.get(response.headers["Location"], buffered=True)
    assert file.mimetype == "application/gzip"
    assert "Content-Encoding" not in file.headers
    assert hashlib.sha256(gzip.decompress(file.data)).hexdigest() == index[1].canonical_hash
    assert file.headers["Repr-Digest"].startswith("sha-256=:")
    again = client.get(response.headers["Location"], headers={"If-None-Match": file.headers["ETag"]}, buffered=True)
    assert again.status_code == 304
    part = client.get(response.headers["Location"], headers={"Range": "bytes=0-9"}, buffered=True)
    assert (part.status_code, part.data) == (206, file.data[:10])


def test_dumps_of_a_store_that_is_named_from_the_working_folder_can_be_downloaded(
    index: tuple[Path, Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(index[0].parent)
    app = create_app(settings_for(Path(index[0].name), query_workers=1))
    try:
        response = app.test_client().get("/dump/dataset.nq.gz", follow_redirects=True, buffered=True)
        assert response.status_code == 200
        assert hashlib.sha256(gzip.decompress(response.data)).hexdigest() == index[1].canonical_hash
    finally:
        close_app(app)


def test_checksums_are_listed_as_tools_take_them(client: FlaskClient, index: tuple[Path, Index]) -> None:
    lines = client.get("/dump/SHA256SUMS", follow_redirects=True).text.splitlines()
    assert lines == [f"{file.sha256}  {file.name}" for file in index[1].files]


def test_the_graph_of_an_article_is_dumped_when_asked_for(client: FlaskClient, index: tuple[Path, Index]) -> None:
    response = client.get("/dump/graph/article/a1.ttl", follow_redirects=True)
    assert response.mimetype == "text/turtle"
    said = Graph().parse(data=response.data, format="turtle")
    graphs = named_graphs(SMALL.read_text(encoding="utf-8"))
    assert set(said) == set(graphs[IRI(f"{BASE}graph/article/a1")])
    described = Graph().parse(data=client.get("/graph/article/a1.ttl").data, format="turtle")
    dump = described.value(URIRef(f"{BASE}graph/article/a1"), VOID.dataDump)
    assert client.get(str(dump).removeprefix(BASE.rstrip("/")), follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/dump/nothing.gz", 404),
        ("/dump/9999-00000000/dataset.nq.gz", 404),
        ("/dump/9999-00000000", 404),
        ("/dump/graph/article/none.ttl", 404),
        ("/dump/../../store.json", 404),
        ("/dump/%2e%2e/%2e%2e/store.json", 404),
    ],
)
def test_what_is_no_dump_is_404(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path, follow_redirects=True)
    assert response.status_code == status
    assert "live" not in response.text


def test_dumps_that_are_being_made_are_503_and_the_description_goes_without_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path)
    app = create_app(settings_for(tmp_path, query_workers=1))
    try:
        monkeypatch.setattr(Publications, "index", lambda self, snapshot, wait_s=0.0: None)
        client = app.test_client()
        busy = client.get("/dump/dataset.nq.gz", follow_redirects=True)
        assert busy.status_code == 503
        assert int(busy.headers["Retry-After"]) > 0
        assert "being made" in client.get("/dump").text
        bare = client.get("/void")
        assert b"void:triples" not in bare.data
        assert b"sd:endpoint" in bare.data
        monkeypatch.undo()
        assert app.extensions["parley.publications"].index(Publications(tmp_path, BASE).snapshots.current(), wait_s=60)
        counted = client.get("/void", headers={"If-None-Match": bare.headers["ETag"]})
        assert counted.status_code == 200
        assert b"void:triples" in counted.data
    finally:
        close_app(app)


def test_every_fragment_of_the_description_is_described_in_it(void: Graph) -> None:
    own = {
        node for triple in void for node in triple if isinstance(node, URIRef) and re.match(rf"{BASE}void#", str(node))
    }
    assert len(own) > 50
    assert own == own & set(void.subjects())
