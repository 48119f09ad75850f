"""Serves a plain store, in which everything may be written, for the tests of the W3C suites.

TOKEN=… python tests/w3c_server.py FOLDER PORT
"""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox

from parley.administration import Administration
from parley.config import Settings
from parley.store import Snapshot, Store, open_store
from parley.store.service.changes import Changes, Rules
from parley.store.service.workers import QueryService
from parley.web import create_app, serve


@dataclass(frozen=True)
class Plain:
    """The policy that nothing follows from a write."""

    rules: Rules = field(default_factory=Rules)

    def prepare(self, store: Store) -> Snapshot:
        """Publish what is there."""
        return store.publish()

    def keep(self, changes: Changes, store: Store) -> Snapshot:
        """Carry the changes out, with blank nodes as they are, and publish them."""
        engine: ox.Store = store._store  # type: ignore[attr-defined]  # no store of Parley's takes blank nodes
        (store.path / "unpublished").touch()
        for change in changes.graphs:
            name = ox.DefaultGraph() if change.name is None else ox.NamedNode(change.name)
            for quad in ox.parse(change.removed, format=ox.RdfFormat.N_TRIPLES):
                engine.remove(ox.Quad(quad.subject, quad.predicate, quad.object, name))
            added = ox.parse(change.added, format=ox.RdfFormat.N_TRIPLES)
            engine.extend(ox.Quad(quad.subject, quad.predicate, quad.object, name) for quad in added)
            if change.name is not None:
                (engine.add_graph if change.exists else engine.remove_graph)(name)
        return store.publish()


def main(folder: Path, port: int) -> None:
    """Serve until SIGTERM."""
    settings = Settings(
        store=folder,
        port=port,
        query_workers=1,
        client_queries=100,
        client_seconds=0.0,
        admin_token=os.environ["TOKEN"],
    )
    with open_store(folder, base_iri=settings.base_iri, write=True) as store:
        store.publish()
    queries = QueryService(settings, derived_default=False)
    administration = Administration(settings, policy=Plain())
    serve(create_app(settings, queries=queries, administration=administration), settings)


if __name__ == "__main__":
    logging.basicConfig(level="WARNING")
    main(Path(sys.argv[1]), int(sys.argv[2]))
