"""The tests of the W3C for the SPARQL 1.1 Graph Store HTTP Protocol, over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from w3c import Case, Service, parameters, serving
from w3c_requests import requests_of

FOLDER = "graph-store-protocol"
INDIRECT = parameters(FOLDER, manifest="manifest-indirect.ttl")
DIRECT = parameters(FOLDER, manifest="manifest-direct.ttl")

pytestmark = pytest.mark.w3c


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("graphs")) as service:
        yield service


@pytest.mark.parametrize("case", [*INDIRECT, *DIRECT])
def test_the_graph_store_protocol_is_kept(case: Case, service: Service) -> None:
    service.load([], {})
    service.loaded = None
    location: str | None = None
    for request in requests_of(case):
        path = request.path.replace("/gsp", "/admin/graph-store", 1)
        if location is not None:
            path = path.replace("$LOCATION$", location)
        reply = service.ask(request.method, path, request.body, request.headers)
        assert str(reply.status) in request.statuses, reply.body
        for name, value in request.reply_headers.items():
            assert reply.headers[name] == value
        if request.location is not None:
            assert request.location == "$LOCATION$"
            location = reply.headers["location"]
        if request.method == "HEAD":
            assert reply.body == b""
        if request.reply_body is not None:
            expected = Graph().parse(data=request.reply_body, format="turtle")
            assert isomorphic(Graph().parse(data=reply.body, format="turtle"), expected)


def test_the_requests_of_the_suite_are_all_read() -> None:
    counts = []
    for cases in (INDIRECT, DIRECT):
        if cases[0].values == (None,):
            pytest.skip("the suite is not there")
        counts.append((len(cases), sum(len(list(requests_of(case.values[0]))) for case in cases)))
    assert counts == [(9, 25), (4, 14)]
