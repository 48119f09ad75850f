"""The tests of the W3C for the SPARQL 1.1 Protocol and for Service Description, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from rdflib import RDF, RDFS, Graph, Literal, Namespace, URIRef

from w3c import MF, UT, Case, Service, parameters, serving, triples_in
from w3c_requests import requests_of

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = {
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


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("protocol")) as service:
        yield service


@pytest.mark.parametrize("case", parameters("protocol"))
def test_the_protocol_is_kept(case: Case, service: Service) -> None:
    data = [
        *case.manifest.objects(case.node, UT.graphData),
        *case.manifest.objects(case.value(MF.action), UT.graphData),
    ]
    service.load(
        [],
        {str(case.manifest.value(each, RDFS.label)): triples_in(case.manifest.value(each, UT.graph)) for each in data},
    )
    for request in requests_of(case):
        changes = "update" in case.name and "sparql-query" not in request.headers.get("content-type", "")
        endpoint = "/admin/update" if changes else "/sparql"
        reply = service.ask(
            request.method, request.path.replace("/sparql/", endpoint, 1), request.body, request.headers, token=changes
        )
        assert str(reply.status)[0] in {status[0] for status in request.statuses}, reply.body
        if reply.status >= 400:
            assert reply.status not in (401, 403, 404)
            assert reply.media_type == "application/problem+json"
        if request.format:
            assert reply.media_type in FORMATS[request.format]
        if request.boolean is not None:
            assert json.loads(reply.body)["boolean"] is request.boolean
        if changes:
            service.loaded = None


@pytest.fixture(scope="module")
def description(service: Service) -> Graph:
    """What GET on the endpoint, without a query and without an Accept header, gives."""
    reply = service.ask("GET", "/sparql", token=False)
    assert reply.status == 200
    assert reply.media_type == "text/turtle"
    return Graph().parse(data=reply.body, format="turtle")


@pytest.mark.parametrize("case", parameters("service-description"))
def test_the_service_describes_itself(case: Case, service: Service, description: Graph) -> None:
    {
        "returns-rdf": _returns_rdf,
        "has-endpoint-triple": _has_endpoint_triple,
        "conforms-to-schema": _conforms_to_schema,
    }[case.name](description, service)


def _returns_rdf(description: Graph, service: Service) -> None:
    assert len(description)


def _has_endpoint_triple(description: Graph, service: Service) -> None:
    endpoint = URIRef(f"http://127.0.0.1:{service.port}/sparql")
    assert list(description.subjects(SD.endpoint, endpoint))


def _conforms_to_schema(description: Graph, service: Service) -> None:
    """Hold it against section 3 of SPARQL 1.1 Service Description: classes, domains and ranges of what it uses."""
    classes = {"Service", "Feature", "Language", "Function", "Aggregate", "EntailmentRegime", "EntailmentProfile",
               "GraphCollection", "Dataset", "Graph", "NamedGraph"}  # fmt: skip
    ranges = {
        "endpoint": ("Service", None), "feature": ("Service", "Feature"), "defaultEntailmentRegime": ("Service", None),
        "entailmentRegime": ("NamedGraph", None), "extensionFunction": ("Service", "Function"),
        "extensionAggregate": ("Service", "Aggregate"), "languageExtension": ("Service", "Feature"),
        "supportedLanguage": ("Service", "Language"), "propertyFeature": ("Service", "Feature"),
        "resultFormat": ("Service", None), "inputFormat": ("Service", None),
        "defaultDataset": ("Service", "Dataset"), "availableGraphs": ("Service", "GraphCollection"),
        "defaultGraph": ("Dataset", "Graph"), "namedGraph": ("GraphCollection", "NamedGraph"),
        "name": ("NamedGraph", None), "graph": ("NamedGraph", "Graph"),
    }  # fmt: skip
    known = {
        "feature": {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"},
        "supportedLanguage": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
    }
    above = {"Dataset": {"GraphCollection"}}

    def is_a(node: object, name: str) -> bool:
        found = {str(each).removeprefix(str(SD)) for each in description.objects(node, RDF.type)}  # type: ignore[arg-type]
        return name in found | {wider for each in found for wider in above.get(each, ())}

    for each in description.objects(None, RDF.type):
        if str(each).startswith(str(SD)):
            assert str(each).removeprefix(str(SD)) in classes
    services = list(description.subjects(RDF.type, SD.Service))
    assert len(services) == 1
    assert list(description.objects(services[0], SD.endpoint))
    for subject, predicate, value in description:
        if not str(predicate).startswith(str(SD)):
            continue
        name = str(predicate).removeprefix(str(SD))
        domain, target = ranges[name]
        assert is_a(subject, domain), (subject, name)
        assert not isinstance(value, Literal)
        if name in known:
            assert str(value).removeprefix(str(SD)) in known[name]
        elif target is not None:
            assert is_a(value, target), (name, value)


def test_the_requests_of_the_suite_are_all_read() -> None:
    cases = [parameter.values[0] for parameter in parameters("protocol")]
    if cases == [None]:
        pytest.skip("the suite is not there")
    assert len(cases) == 34
    assert sum(len(list(requests_of(case))) for case in cases) == 39
    assert all(urlsplit(request.path).path == "/sparql/" for case in cases for request in requests_of(case))
