"""What everything that opens the engine has to know of it."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from parley.errors import StoreError
from parley.iris import Iris
from parley.model import IRI

# What pyoxigraph raises when the disk or the files fail it: OSError, and RuntimeError for corruption.
ENGINE_ERRORS = (OSError, RuntimeError)


def open_snapshot(path: Path) -> ox.Store:
    """Open the snapshot in the folder `path` for reading; raises StoreError."""
    try:
        return ox.Store.read_only(str(path))
    except ENGINE_ERRORS as error:
        raise StoreError(
            f"the snapshot cannot be opened: {error}",
            where=str(path),
            remedy="write the name of an older snapshot into the file `current`, or restore a backup",
        ) from error


def has_default_graph(store: ox.Store) -> bool:
    """Say whether anything is kept in the default graph."""
    return next(iter(store.quads_for_pattern(None, None, None, ox.DefaultGraph())), None) is not None


def default_graph_names(base_iri: str) -> list[IRI]:
    """Return the names of the graphs that make up the default graph of a query: events, actors and ontology.

    Writers keep their triples in the default graph of the store as well: the engine looks into one graph in a third
    of the time that three take.
    """
    mint = Iris(base_iri).graph
    return [mint("events"), mint("actors"), mint("ontology")]
