"""Runs the W3C SPARQL 1.1 Protocol tests from the folder that W3C_TESTS names.

The folder holds https://github.com/w3c/rdf-tests as `rdf-tests/`. Query tests must pass; update tests are expected to
be refused with a 4xx status, since the endpoint is read-only.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from rdflib import RDF, Graph, Namespace, Node, URIRef
from rdflib.collection import Collection

from parley.model import IRI
from parley.web import close_app, create_app
from published import publish, settings_for

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
RDFS_LABEL = URIRef("http://www.w3.org/2000/01/rdf-schema#label")
SUITE = Path(os.environ.get("W3C_TESTS", "/nonexistent")) / "rdf-tests/sparql/sparql11/protocol"
ENTAILED_BY_FORMAT = {
    "boolean": {"application/sparql-results+xml", "application/sparql-results+json"},
    "tabular": {
        "application/sparql-results+xml",
        "application/sparql-results+json",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"application/rdf+xml", "text/turtle", "application/n-triples"},
}

pytestmark = pytest.mark.w3c


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One HTTP request of a test and what is expected of the answer."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    statuses: frozenset[int]
    format: str | None
    boolean: bool | None

    @property
    def updates(self) -> bool:
        return "update" in urlsplit(self.path).query or b"update=" in self.body or "sparql-update" in str(self.headers)


def protocol_tests() -> list[Any]:
    if not SUITE.is_dir():
        reason = "set W3C_TESTS to a folder with https://github.com/w3c/rdf-tests in rdf-tests/"
        return [pytest.param(None, None, id="suite", marks=pytest.mark.skip(reason=reason))]
    manifest = Graph().parse(SUITE / "manifest.ttl")
    return [
        pytest.param(manifest, test, id=str(manifest.value(test, MF.name)))
        for test in sorted(manifest.subjects(RDF.type, MF.ProtocolTest), key=str)
    ]


def items(graph: Graph, node: Node | None) -> list[Node]:
    return list(Collection(graph, node)) if node is not None else []


def exchange_of(graph: Graph, request: Node) -> Exchange:
    headers = {
        str(graph.value(h, HT.fieldName)): str(graph.value(h, HT.fieldValue))
        for h in items(graph, graph.value(request, HT.headers))
    }
    body = graph.value(request, HT.body)
    chars = str(graph.value(body, CNT.chars)) if body is not None else ""
    encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8") if body is not None else "UTF-8"
    response = graph.value(request, HT.resp)
    classes = {str(status).rpartition("StatusCode")[2][0] for status in graph.objects(response, MF.expectedStatus)}
    expected = graph.value(response, MF.expectedFormat)
    boolean = graph.value(response, MF.expectedBoolean)
    return Exchange(
        method=str(graph.value(request, HT.methodName)),
        path=str(graph.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1),
        headers=headers,
        body=chars.encode(encoding),
        statuses=frozenset(n for n in range(200, 600) if str(n)[0] in classes),
        format=str(expected) if expected is not None else None,
        boolean=bool(boolean.toPython()) if boolean is not None else None,  # type: ignore[attr-defined]
    )


@pytest.mark.parametrize(("manifest", "test"), protocol_tests())
def test_the_protocol_is_kept(manifest: Graph, test: Node, tmp_path: Path) -> None:
    action = manifest.value(test, MF.action)
    data = {}
    for entry in [*manifest.objects(test, UT.graphData), *manifest.objects(action, UT.graphData)]:
        file = SUITE / str(manifest.value(entry, UT.graph)).rpartition("/")[2]
        data[IRI(str(manifest.value(entry, RDFS_LABEL)))] = Graph().parse(file, format="nt")
    publish(tmp_path, data or {IRI("http://example.org/none"): Graph()})
    app = create_app(settings_for(tmp_path, query_workers=1))
    try:
        for request in items(manifest, manifest.value(action, HT.requests)):
            exchange = exchange_of(manifest, request)
            headers = {k: v for k, v in exchange.headers.items() if k.lower() not in ("content-length", "host")}
            response = app.test_client().open(
                exchange.path, method=exchange.method, headers=headers, data=exchange.body or None
            )
            if exchange.updates:
                assert 400 <= response.status_code < 500
                return  # what follows would look at the effect of the update
            assert response.status_code in exchange.statuses, response.text
            if exchange.format:
                assert response.mimetype in ENTAILED_BY_FORMAT[exchange.format]
            if exchange.boolean is not None:
                assert json.loads(response.data)["boolean"] is exchange.boolean
    finally:
        close_app(app)
