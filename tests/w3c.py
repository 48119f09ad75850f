"""What the tests of the W3C suites share: their manifests, and a service with a plain store of its own.

The suites lie in the folder that W3C_TESTS names, https://github.com/w3c/rdf-tests in `rdf-tests/`. They run against a
real server process over HTTP, with nothing of a client library in between that adds headers.
"""

from __future__ import annotations

import csv
import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest
from rdflib import RDF, Graph, Namespace, Node, URIRef
from rdflib.collection import Collection

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SUITE = Path(os.environ.get("W3C_TESTS", "/nonexistent")) / "rdf-tests/sparql/sparql11"
BASE = "http://w3c.example/"  # where the files of the suite are said to lie
TESTS = Path(__file__).parent
FAILURES = TESTS / "cases" / "w3c_failures.tsv"
TOKEN = secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A test of a manifest: its folder and name, its kind, and the graph that describes it."""

    folder: str
    name: str
    kind: str
    node: Node
    manifest: Graph

    @property
    def id(self) -> str:
        """Return `folder/name`."""
        return f"{self.folder}/{self.name}"

    def value(self, *path: URIRef) -> Any:
        """Return what a path of properties leads to, None when it ends before."""
        node: Node | None = self.node
        for step in path:
            node = self.manifest.value(node, step) if node is not None else None
        return node

    def items(self, node: Node | None) -> list[Node]:
        """Return the members of a list."""
        return list(Collection(self.manifest, node)) if node is not None else []


def file_of(iri: Node) -> Path:
    """Return the file that an IRI of a manifest stands for."""
    return SUITE / str(iri).removeprefix(BASE)


def cases_of(folder: str, *, manifest: str = "manifest.ttl") -> Iterator[Case]:
    """Yield the tests of a folder of the suite in the order of its manifest."""
    graph = Graph().parse(SUITE / folder / manifest, format="turtle", publicID=f"{BASE}{folder}/{manifest}")
    head = graph.value(predicate=RDF.type, object=MF.Manifest)
    for node in Collection(graph, graph.value(head, MF.entries)):
        kinds = sorted(str(kind).rpartition("#")[2] for kind in graph.objects(node, RDF.type))
        yield Case(folder=folder, name=str(node).rpartition("#")[2], kind=kinds[0], node=node, manifest=graph)


def parameters(*folders: str, manifest: str = "manifest.ttl") -> list[Any]:
    """Return the tests of these folders for `parametrize`; one that is skipped where the suite is not there."""
    if not SUITE.is_dir():
        reason = "set W3C_TESTS to a folder with https://github.com/w3c/rdf-tests in rdf-tests/"
        return [pytest.param(None, id="suite", marks=pytest.mark.skip(reason=reason))]
    return [pytest.param(case, id=case.id) for folder in folders for case in cases_of(folder, manifest=manifest)]


def failures() -> dict[str, tuple[str, str]]:
    """Return what is known to fail: by test, whose doing it is (engine, or refused by us) and the reason."""
    with FAILURES.open(encoding="utf-8", newline="") as file:
        return {row["test"]: (row["by"], row["reason"]) for row in csv.DictReader(file, delimiter="\t")}


# --- the service -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """Return the media type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()


@dataclass(slots=True)
class Service:
    """A server with a plain store; `loaded` is the dataset that was put into it last, None when it changed since."""

    port: int
    loaded: str | None = field(default=None)

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        token: bool = True,
    ) -> Reply:
        """Send exactly these headers, those that HTTP demands, and the token."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            if token:
                connection.putheader("Authorization", f"Bearer {TOKEN}")
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Reply(status=response.status, headers=names, body=response.read())
        finally:
            connection.close()

    def update(self, text: str) -> Reply:
        """Send an update."""
        self.loaded = None
        return self.ask("POST", "/admin/update", text.encode(), {"Content-Type": "application/sparql-update"})

    def query(self, text: str, *, accept: str) -> Reply:
        """Send a query."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.ask("POST", "/sparql", text.encode(), headers, token=False)

    def graph(self, name: str | None) -> Graph:
        """Return a graph of the store, None for the default graph."""
        which = "default" if name is None else f"graph={quote(name, safe='')}"
        reply = self.ask("GET", f"/admin/graph-store?{which}", headers={"Accept": "application/n-triples"})
        assert reply.status in (200, 404), reply.body
        return Graph().parse(data=reply.body, format="nt") if reply.status == 200 else Graph()

    def graph_names(self) -> set[str]:
        """Return the names of the graphs of the store."""
        reply = self.query("SELECT ?g { GRAPH ?g {} }", accept="text/csv")
        assert reply.status == 200, reply.body
        return set(reply.body.decode().split()[1:])

    def load(self, default: list[ox.Triple], named: dict[str, list[ox.Triple]]) -> None:
        """Make these graphs all that the store has."""
        blocks = [_lines(default), *(f"GRAPH <{name}> {{\n{_lines(graph)}}}" for name, graph in named.items())]
        create = "".join(f"CREATE GRAPH <{name}> ; " for name in named)
        text = f"DROP ALL ; {create}INSERT DATA {{\n{''.join(blocks)}}}"
        if text != self.loaded:
            reply = self.update(text)
            assert reply.status == 204, reply.body
            self.loaded = text


def _lines(graph: list[ox.Triple]) -> str:
    return (ox.serialize(graph, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


@contextmanager
def serving(folder: Path) -> Iterator[Service]:
    """Run a server with an empty store in `folder`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
    words = [sys.executable, str(TESTS / "w3c_server.py"), str(folder / "store"), str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(words, env={**clean, "TOKEN": TOKEN}, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, "the server does not start"
                time.sleep(0.05)
        yield Service(port)
        assert process.poll() is None, (folder / "log").read_text()
    finally:
        process.terminate()
        process.wait(30)


# --- data --------------------------------------------------------------------------------------------------------


def triples_in(iri: Node) -> list[ox.Triple]:
    """Return the triples of a file of the suite."""
    file = file_of(iri)
    syntax = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}[file.suffix]
    return [quad.triple for quad in ox.parse(file.read_bytes(), format=syntax, base_iri=str(iri))]


def graph_in(iri: Node) -> Graph:
    """Return the graph of a file of the suite, with numbers as the engine writes them."""
    return to_graph(triples_in(iri))


def to_graph(triples: list[ox.Triple]) -> Graph:
    """Return a graph with numbers as the engine writes them."""
    memory = ox.Store()
    memory.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    lines = memory.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return Graph().parse(data=lines, format="nt")
