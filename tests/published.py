"""Makes small published stores for the tests of the store, the workers and the endpoint."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
from rdflib import Graph

from parley.config import Settings
from parley.model import IRI
from parley.store import open_store

BASE = "http://127.0.0.1:8000/"
DATASET = Path(__file__).parent / "cases" / "dataset.trig"


def named_graphs(trig: str) -> dict[IRI, Graph]:
    """Return the named graphs of a TriG text."""
    graphs: dict[IRI, Graph] = {}
    names: dict[IRI, list[ox.Triple]] = {}
    for quad in ox.parse(trig, format=ox.RdfFormat.TRIG):
        names.setdefault(IRI(quad.graph_name.value), []).append(quad.triple)
    for name, triples in names.items():
        lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
        graphs[name] = Graph().parse(data=lines, format="nt")
    return graphs


def publish(path: Path, graphs: dict[IRI, Graph] | None = None, *, kept: int = 3) -> str:
    """Publish the graphs, by default those of the dataset file, in the store at `path` and name the snapshot."""
    with open_store(path, base_iri=BASE, write=True, snapshots_kept=kept) as store:
        store.replace(graphs if graphs is not None else named_graphs(DATASET.read_text(encoding="utf-8")))
        return store.publish().name


def settings_for(path: Path, **changes: object) -> Settings:
    """Return settings for tests: two workers, little time, the store at `path`."""
    values = {"query_workers": 2, "query_timeout_s": 2.0, "base_iri": BASE, **changes}
    return Settings(store=path, **values)  # type: ignore[arg-type]
