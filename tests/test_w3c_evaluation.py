"""The tests of the W3C for SPARQL 1.1 Query, Update and result formats, over HTTP.

What fails is listed in `cases/w3c_failures.tsv` with its reason, and must fail: either the engine by itself fails just
so, which is tried as well, or we refuse what the test wants.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import pyoxigraph as ox
import pytest
from rdflib import RDFS, Graph, Node
from rdflib.compare import isomorphic

from w3c import (
    MF,
    QT,
    SUITE,
    UT,
    Case,
    Reply,
    Service,
    cases_of,
    failures,
    file_of,
    parameters,
    serving,
    to_graph,
    triples_in,
)
from w3c_results import Outcome, accept_for, outcome_in, outcome_of, same, solutions_of

QUERIES = (
    "aggregates", "bind", "bindings", "cast", "construct", "exists", "functions", "grouping", "negation",
    "project-expression", "property-path", "subquery", "syntax-query",
)  # fmt: skip
UPDATES = (
    "add", "basic-update", "clear", "copy", "delete", "delete-data", "delete-insert", "delete-where", "drop", "move",
    "syntax-update-1", "syntax-update-2", "update-silent",
)  # fmt: skip
RESULTS = ("csv-tsv-res", "json-res")
KNOWN = failures()

pytestmark = pytest.mark.w3c


class Rejected(Exception):
    """A text was taken for no SPARQL."""


class Refused(Exception):
    """A text was not carried out for another reason."""


class Endpoint(Protocol):
    """What a test needs of whoever answers it."""

    def load(self, default: list[ox.Triple], named: dict[str, list[ox.Triple]]) -> None:
        """Make these graphs all that there is."""

    def query(self, text: str, *, accept: str) -> Outcome:
        """Return the answer to a query; raises Rejected and Refused."""

    def update(self, text: str) -> None:
        """Carry an update out; raises Rejected and Refused."""

    def graph(self, name: str | None) -> Graph:
        """Return a graph, None for the default graph."""

    def graph_names(self) -> set[str]:
        """Return the names of the graphs that are there."""


@dataclass(frozen=True)
class OverHttp:
    """The service."""

    service: Service

    def load(self, default: list[ox.Triple], named: dict[str, list[ox.Triple]]) -> None:
        self.service.load(default, named)

    def query(self, text: str, *, accept: str) -> Outcome:
        reply = _answered(self.service.query(text, accept=accept))
        assert reply.status == 200
        return outcome_of(reply.body, reply.media_type)

    def update(self, text: str) -> None:
        assert _answered(self.service.update(text)).status == 204

    def graph(self, name: str | None) -> Graph:
        return self.service.graph(name)

    def graph_names(self) -> set[str]:
        return self.service.graph_names()


def _answered(reply: Reply) -> Reply:
    if reply.status == 400:
        raise Rejected(reply.body.decode())
    if reply.status != 200 and reply.status != 204:
        assert reply.status in (403, 409), reply.body
        raise Refused(reply.body.decode())
    return reply


@dataclass
class Engine:
    """The engine itself, in this process."""

    store: ox.Store = field(default_factory=ox.Store)

    def load(self, default: list[ox.Triple], named: dict[str, list[ox.Triple]]) -> None:
        self.store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in default)
        for name, graph in named.items():
            self.store.add_graph(ox.NamedNode(name))
            self.store.extend(ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name)) for t in graph)

    def query(self, text: str, *, accept: str) -> Outcome:
        try:
            found = self.store.query(text)
        except SyntaxError as error:
            raise Rejected(str(error)) from error
        except RuntimeError as error:
            raise Refused(str(error)) from error
        if isinstance(found, ox.QueryTriples):
            return to_graph(list(found))
        if accept == "text/csv":
            return outcome_of(found.serialize(format=ox.QueryResultsFormat.CSV) or b"", accept)  # type: ignore[arg-type]
        return bool(found) if isinstance(found, ox.QueryBoolean) else solutions_of(found)

    def update(self, text: str) -> None:
        try:
            self.store.update(text)
        except SyntaxError as error:
            raise Rejected(str(error)) from error
        except RuntimeError as error:
            raise Refused(str(error)) from error

    def graph(self, name: str | None) -> Graph:
        node = ox.DefaultGraph() if name is None else ox.NamedNode(name)
        return to_graph([quad.triple for quad in self.store.quads_for_pattern(None, None, None, node)])

    def graph_names(self) -> set[str]:
        return {name.value for name in self.store.named_graphs()}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(tmp_path_factory.mktemp("evaluation")) as service:
        yield service


@pytest.mark.parametrize("case", parameters(*QUERIES, *UPDATES, *RESULTS))
def test_sparql_is_evaluated_as_the_standard_says(case: Case, service: Service) -> None:
    if case.id not in KNOWN:
        hold(case, OverHttp(service))
        return
    by, reason = KNOWN[case.id]
    if by == "refused":
        with pytest.raises(Refused, match="LOAD is not allowed"):
            hold(case, OverHttp(service))
    else:
        with pytest.raises((AssertionError, Rejected, Refused)):
            hold(case, OverHttp(service))
        with pytest.raises((AssertionError, Rejected, Refused)):
            hold(case, Engine())
    pytest.xfail(reason)


def hold(case: Case, endpoint: Endpoint) -> None:
    """Hold an endpoint against a test."""
    if case.kind == "NegativeSyntaxTest11" and case.folder in UPDATES:
        _is_no_update(case, endpoint)
    else:
        RUNS[case.kind](case, endpoint)


def _evaluates(case: Case, endpoint: Endpoint) -> None:
    action, result = case.value(MF.action), case.value(MF.result)
    named = {str(iri): triples_in(iri) for iri in case.manifest.objects(action, QT.graphData)}
    default = [triple for iri in case.manifest.objects(action, QT.data) for triple in triples_in(iri)]
    endpoint.load(default, named)
    found = endpoint.query(_text(case.value(MF.action, QT.query)), accept=accept_for(file_of(result)))
    lax = case.value(MF.resultCardinality) == MF.LaxCardinality
    assert same(found, outcome_in(result), lax=lax), found


def _updates(case: Case, endpoint: Endpoint) -> None:
    endpoint.load(*_dataset(case, case.value(MF.action)))
    endpoint.update(_text(case.value(MF.action, UT.request)))
    default, named = _dataset(case, case.value(MF.result))
    assert isomorphic(endpoint.graph(None), to_graph(default))
    for name in endpoint.graph_names() | named.keys():
        assert isomorphic(endpoint.graph(name), to_graph(named.get(name, []))), name


def _dataset(case: Case, node: Node | None) -> tuple[list[ox.Triple], dict[str, list[ox.Triple]]]:
    default = [triple for iri in case.manifest.objects(node, UT.data) for triple in triples_in(iri)]
    named = {
        str(case.manifest.value(each, RDFS.label)): triples_in(case.manifest.value(each, UT.graph))
        for each in case.manifest.objects(node, UT.graphData)
    }
    return default, named


def _is_query(case: Case, endpoint: Endpoint) -> None:
    endpoint.query(_text(case.value(MF.action)), accept="*/*")


def _is_no_query(case: Case, endpoint: Endpoint) -> None:
    try:
        endpoint.query(_text(case.value(MF.action)), accept="*/*")
    except Rejected:
        return
    raise AssertionError("it was taken for a query")


def _is_update(case: Case, endpoint: Endpoint) -> None:
    endpoint.load([], {})
    try:
        endpoint.update(_text(case.value(MF.action)))
    except Refused as error:
        if "exist" not in str(error):  # a graph that is to be there, or not
            raise


def _is_no_update(case: Case, endpoint: Endpoint) -> None:
    try:
        endpoint.update(_text(case.value(MF.action)))
    except Rejected:
        return
    raise AssertionError("it was taken for an update")


def _text(iri: Node) -> str:
    """Return the text of a file, with its own address as the base of its IRIs."""
    return f"BASE <{iri}>\n{file_of(iri).read_text(encoding='utf-8')}"


RUNS = {
    "QueryEvaluationTest": _evaluates,
    "CSVResultFormatTest": _evaluates,
    "PositiveSyntaxTest11": _is_query,
    "NegativeSyntaxTest11": _is_no_query,
    "UpdateEvaluationTest": _updates,
    "PositiveUpdateSyntaxTest11": _is_update,
    "NegativeUpdateSyntaxTest11": _is_no_update,
}


@pytest.mark.skipif(not SUITE.is_dir(), reason="the suite is not there")
def test_no_test_of_the_suites_is_left_out() -> None:
    counts = [sum(1 for folder in folders for _ in cases_of(folder)) for folders in (QUERIES, UPDATES, RESULTS)]
    assert counts == [328, 157, 10]


@pytest.mark.skipif(not SUITE.is_dir(), reason="the suite is not there")
def test_every_known_failure_is_a_test() -> None:
    ids = {case.id for folder in (*QUERIES, *UPDATES, *RESULTS) for case in cases_of(folder)}
    assert set(KNOWN) <= ids
    assert {by for by, _ in KNOWN.values()} <= {"engine", "refused"}
