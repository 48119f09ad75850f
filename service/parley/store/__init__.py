"""Keeps validated graphs as named graphs, publishes them as snapshots and answers queries from these."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import IO, Protocol, Self

from rdflib import Graph

from parley.model import IRI, Term
from parley.store.disk.copies import building, copy_store
from parley.store.disk.ledger import Ledger
from parley.store.disk.snapshots import Snapshot, Snapshots, read_identity
from parley.store.disk.texts import Texts
from parley.vocab import Statement

__all__ = [
    "Ledger",
    "Snapshot",
    "Snapshots",
    "Store",
    "Texts",
    "building",
    "copy_store",
    "open_store",
    "recorded_base",
    "solutions_in",
]


class Store(Protocol):
    """What every store does; used in a `with` block."""

    path: Path
    base_iri: str
    snapshots: Snapshots
    texts: Texts
    ledger: Ledger

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def close(self) -> None:
        """Give the store and its lock back."""

    def together(self) -> AbstractContextManager[None]:
        """Write what is added in this block at once at its end; until then it is not read, and each graph changes once.

        What takes something out is written right away. After an error nothing is added.
        """

    def replace(self, graphs: Mapping[IRI, Graph | None]) -> tuple[IRI, ...]:
        """Replace whole named graphs at once (None deletes) and return the names of those that changed."""

    def change(self, name: IRI, *, removed: Iterable[Statement], added: Iterable[Statement]) -> None:
        """Take triples out of a named graph and put others in, at once."""

    def graph(self, name: IRI) -> Graph:
        """Return a named graph, empty when there is none."""

    def about(self, name: IRI, nodes: Iterable[IRI], *, parts: bool = False) -> Graph:
        """Return what a named graph says of these nodes, with `parts` also of theirs (`mint_part`)."""

    def has_graph(self, name: IRI) -> bool:
        """Say whether a named graph is stored."""

    @property
    def snapshot(self) -> Snapshot:
        """Return the snapshot that is read; raises StoreError for a writer."""

    @property
    def state(self) -> str | None:
        """Return the name of the newest snapshot when it is what is stored now, else None."""

    def graph_names(self, prefix: str = "") -> list[IRI]:
        """Return the names of the stored graphs that begin with `prefix`, sorted."""

    def solutions(
        self,
        query: str,
        *,
        default_graphs: Iterable[IRI] | None = None,
        bindings: Mapping[str, Term] | None = None,
    ) -> list[dict[str, Term]]:
        """Return the solutions of one of the project's own SELECT queries on what is stored now."""

    def values(self, query: str) -> list[list[str]]:
        """Return the values of one of the project's own SELECT queries, row by row; "" where a variable is unbound."""

    def canonical_nquads(self, names: Iterable[IRI] | None = None) -> bytes:
        """Return named graphs, or the whole dataset, as canonical N-Quads."""

    def sha256(self) -> str:
        """Return the SHA-256 of the whole dataset as canonical N-Quads."""

    def dump(self, output: IO[bytes], *, format: str, new_base: str | None = None) -> None:  # noqa: A002
        """Write the whole dataset as canonical N-Quads or as TriG, with IRIs below `new_base` in place of its own."""

    def doom_texts(self, digests: Iterable[str]) -> None:
        """Have these texts deleted with the next publication, unless an article has them then."""

    def publish(self) -> Snapshot:
        """Make what is stored now the newest snapshot."""


def open_store(path: Path, *, base_iri: str, write: bool, snapshots_kept: int = 3, lock_wait_s: float = 10.0) -> Store:
    """Open the store in the folder `path`: with `write` as its one writer, otherwise to read the newest snapshot.

    A writer makes a store that is not there. Raises StoreError that names the file and the remedy.
    """
    from parley.store.disk.oxigraph import OxigraphStore

    return OxigraphStore(path, base_iri=base_iri, write=write, snapshots_kept=snapshots_kept, lock_wait_s=lock_wait_s)


def solutions_in(
    triples: Iterable[Statement], *, named: Mapping[IRI, Iterable[Statement]] | None = None
) -> Callable[[str], list[dict[str, Term]]]:
    """Return what answers SELECT queries on triples in memory: a default graph and named ones."""
    from parley.store.disk import asking

    return asking.solutions_in(triples, named=named)


def recorded_base(path: Path) -> str | None:
    """Return the base IRI that the store in `path` was made with, None when there is no store."""
    return read_identity(path)
