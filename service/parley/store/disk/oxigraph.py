"""The embedded store: Oxigraph on disk, written by one process, read from snapshots."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO

import pyoxigraph as ox
from rdflib import Graph
from rdflib.term import Node

from parley.errors import StoreError
from parley.model import IRI, Term
from parley.store.disk.asking import solutions_of, to_graph_nodes, to_substitutions, values_of
from parley.store.disk.difference import Difference
from parley.store.disk.dumps import moved, named_quads, sha256_of, write_dataset, write_nquads
from parley.store.disk.engine import ENGINE_ERRORS, default_graph_names, has_default_graph, open_snapshot
from parley.store.disk.ledger import Ledger
from parley.store.disk.snapshots import (
    DOOMED,
    UNFINISHED,
    Snapshot,
    Snapshots,
    held_identity,
    lock_for_writing,
    no_store,
    write_identity,
)
from parley.store.disk.terms import named_node, to_quads, to_rdflib
from parley.store.disk.texts import Texts, copy_folder, sync_folder, write_whole
from parley.vocab import PARLEY, Statement, new_graph


class OxigraphStore:
    """A store in the folder `path`: for writing on its live state, otherwise for reading the newest snapshot."""

    def __init__(
        self, path: Path, *, base_iri: str, write: bool, snapshots_kept: int = 3, lock_wait_s: float = 10.0
    ) -> None:
        self.path = path
        self.base_iri = base_iri
        self._apart = frozenset(default_graph_names(base_iri))
        self.snapshots = Snapshots(path)
        self.texts = Texts(path / "texts")
        self.ledger = Ledger(path / "ledger.sqlite")
        self._kept = snapshots_kept
        self._writing = write
        self._held = -1
        self._read: Snapshot | None = None
        self._waiting: Difference | None = None  # what is to be added together
        try:
            self._store = self._open_live(lock_wait_s) if write else self._open_current()
        except BaseException:
            self._release()
            raise

    def __enter__(self) -> OxigraphStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the store and its lock back; what was not published stays for the next writer."""
        self.ledger.close()
        if hasattr(self, "_store"):
            del self._store
        self._release()

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """Write what is added in this block at once at its end; until then it is not read, and each graph changes once.

        What takes something out is written right away. After an error nothing is added.
        """
        waiting = self._waiting = Difference()
        try:
            yield
        finally:
            self._waiting = None
        self._write(waiting)

    def replace(self, graphs: Mapping[IRI, Graph | None]) -> tuple[IRI, ...]:
        """Replace whole named graphs in one transaction and return the names of those that changed, sorted.

        None or an empty graph deletes. Raises StoreError, and then nothing is changed.
        """
        self._must_write()
        change = Difference()
        changed: list[IRI] = []
        for name in sorted(graphs):
            graph = graphs[name]
            node = named_node(name)
            stored = set(self._store.quads_for_pattern(None, None, None, node))
            # In the order of the graph: what is said of one node is written faster when it comes together.
            wanted = dict.fromkeys(to_quads(graph if graph is not None else (), node))
            if stored == wanted.keys():
                continue
            changed.append(name)
            out, into = stored - wanted.keys(), [quad for quad in wanted if quad not in stored]
            if wanted:
                change.add(node, out, into)
            else:
                change.dropped.append(node)
            self._repeat(change, name, out, into)
        self._write(change)
        return tuple(changed)

    def change(self, name: IRI, *, removed: Iterable[Statement], added: Iterable[Statement]) -> None:
        """Take triples out of a named graph, then put others in; raises StoreError.

        A crash may come in between: it is for graphs that are derived from others and made anew then.
        """
        self._must_write()
        node = named_node(name)
        old, new = dict.fromkeys(to_quads(removed, node)), dict.fromkeys(to_quads(added, node))
        out, into = [quad for quad in old if quad not in new], [quad for quad in new if quad not in old]
        for some in ((out, ()), ((), into)):  # an engine's update of both would take four times as long
            difference = Difference()
            difference.add(node, *some)
            self._repeat(difference, name, *some)
            self._write(difference)

    def _repeat(self, change: Difference, name: IRI, out: Iterable[ox.Quad], into: Iterable[ox.Quad]) -> None:
        """Repeat a change of a graph in the default graph, where it is a part of that."""
        if name in self._apart:
            out, into = ([ox.Quad(q.subject, q.predicate, q.object) for q in quads] for quads in (out, into))
            change.add(ox.DefaultGraph(), out, into)

    def _write(self, change: Difference) -> None:
        if self._waiting is not None and change.only_adds:
            self._waiting.into += change.into
        elif change:
            self._apply(change)

    def _apply(self, change: Difference) -> None:
        with self._telling("the graphs cannot be written"):
            self._mark()
            change.apply(self._store)

    def _mark(self) -> None:
        """Say on the disk that what is stored is ahead of the newest snapshot."""
        marker = self.path / "unpublished"
        if not marker.exists():
            marker.touch()
            sync_folder(self.path)

    def graph(self, name: IRI) -> Graph:
        """Return the named graph, empty when there is none of this name."""
        graph = new_graph(name=name)
        terms: dict[object, Node] = {}
        with self._telling("the graph cannot be read"):
            for quad in self._store.quads_for_pattern(None, None, None, named_node(name)):
                graph.add(tuple(to_rdflib(term, terms) for term in quad.triple))  # type: ignore[arg-type]
        return graph

    def about(self, name: IRI, nodes: Iterable[IRI], *, parts: bool = False) -> Graph:
        """Return what a named graph says of these nodes, with `parts` also of theirs: IRIs that begin with theirs."""
        graph = new_graph()
        terms: dict[object, Node] = {}
        where, waiting, seen = named_node(name), [named_node(node) for node in nodes], set[ox.NamedNode]()
        with self._telling("the graph cannot be read"):
            while waiting:
                node = waiting.pop()
                if node in seen:
                    continue
                seen.add(node)
                for quad in self._store.quads_for_pattern(node, None, None, where):
                    graph.add(tuple(to_rdflib(term, terms) for term in quad.triple))  # type: ignore[arg-type]
                    if parts and isinstance(quad.object, ox.NamedNode) and _is_part(quad.object.value, node.value):
                        waiting.append(quad.object)
        return graph

    def has_graph(self, name: IRI) -> bool:
        """Say whether a named graph is stored."""
        with self._telling("the graphs cannot be listed"):
            return self._store.contains_named_graph(named_node(name))

    @property
    def snapshot(self) -> Snapshot:
        """Return the snapshot that is read; raises StoreError for a writer, which reads none."""
        if self._read is None:
            raise StoreError("the store is open for writing, which reads no snapshot", where=str(self.path))
        return self._read

    @property
    def state(self) -> str | None:
        """Return the name of the newest snapshot when it is what is stored now, else None."""
        if (self.path / "unpublished").exists():
            return None
        with contextlib.suppress(StoreError):
            return self.snapshots.current().name
        return None

    def graph_names(self, prefix: str = "") -> list[IRI]:
        """Return the names of the stored graphs that begin with `prefix`, sorted."""
        with self._telling("the graphs cannot be listed"):
            return sorted(IRI(n.value) for n in self._store.named_graphs() if n.value.startswith(prefix))

    def solutions(
        self,
        query: str,
        *,
        default_graphs: Iterable[IRI] | None = None,
        bindings: Mapping[str, Term] | None = None,
    ) -> list[dict[str, Term]]:
        """Return the solutions of one of the project's own SELECT queries on what is stored now.

        There is no time budget: a query from outside goes to QueryService.
        """
        graphs = None if default_graphs is None else to_graph_nodes(default_graphs)
        with self._telling("the query failed"):
            found = self._store.query(
                query, base_iri=self.base_iri, default_graph=graphs, substitutions=to_substitutions(bindings)
            )
            return solutions_of(found, query)

    def values(self, query: str) -> list[list[str]]:
        """Return the values of one of the project's own SELECT queries, row by row; "" where a variable is unbound.

        What kind of term a value is, is not told; for many rows this takes a fraction of the time of `solutions`.
        """
        with self._telling("the query failed"):
            return values_of(self._store.query(query, base_iri=self.base_iri), query)

    def canonical_nquads(self, names: Iterable[IRI] | None = None) -> bytes:
        """Return these named graphs, or the whole dataset, as canonical N-Quads (RDFC-1.0).

        There are no blank nodes, so the canonical form is the sorted lines.
        """
        with self._telling("the dataset cannot be read"):
            if names is None:
                quads: Iterator[ox.Quad] = named_quads(self._store)
            else:
                nodes = [named_node(name) for name in sorted(set(names))]
                quads = (q for n in nodes for q in self._store.quads_for_pattern(None, None, None, n))
            output = io.BytesIO()
            write_nquads(quads, output)
        return output.getvalue()

    def dump(self, output: IO[bytes], *, format: str, new_base: str | None = None) -> None:  # noqa: A002
        """Write the whole dataset as canonical N-Quads or as TriG, with IRIs below `new_base` in place of its own."""
        with self._telling("the dataset cannot be read"):
            write_dataset(self._store, output, format=format, move=moved(self.base_iri, new_base))

    def sha256(self) -> str:
        """Return the SHA-256 of the whole dataset as canonical N-Quads, however large it is."""
        with self._telling("the dataset cannot be read"):
            return sha256_of(named_quads(self._store))

    def publish(self) -> Snapshot:
        """Make what is stored now the newest snapshot; when nothing changed since, return the newest as it is.

        Texts that were doomed and that no article has any more are deleted, and with them the former snapshots.
        """
        self._must_write()
        marker = self.path / "unpublished"
        with self._telling("the snapshot cannot be published; the former one stays"):
            snapshot = None
            if not marker.exists():
                with contextlib.suppress(StoreError):
                    snapshot = self.snapshots.current()
            if snapshot is None:
                self._store.flush()
                snapshot = self.snapshots.publish(lambda target: self._store.backup(str(target)), keep=self._kept)
                marker.unlink(missing_ok=True)
            self._forget_doomed()
            return snapshot

    def doom_texts(self, digests: Iterable[str]) -> None:
        """Have these texts deleted with the next publication, unless an article has them then; a crash delays it."""
        self._must_write()
        with self._telling("the texts cannot be given up"):
            listed = sorted({*self._doomed(), *digests})
            write_whole(self.path / DOOMED, "".join(f"{digest}\n" for digest in listed).encode())

    def _doomed(self) -> list[str]:
        file = self.path / DOOMED
        return file.read_text(encoding="ascii").split() if file.exists() else []

    def _forget_doomed(self) -> None:
        doomed = self._doomed()
        if doomed:
            self.snapshots.keep_current_only()  # the former ones have the articles
        for digest in doomed:
            holders = self._store.quads_for_pattern(None, ox.NamedNode(str(PARLEY.sha256)), ox.Literal(digest))
            if next(holders, None) is None:
                self.texts.forget(digest)
        (self.path / DOOMED).unlink(missing_ok=True)

    def _open_live(self, lock_wait_s: float) -> ox.Store:
        with self._telling("the store cannot be made"):
            self.path.mkdir(parents=True, exist_ok=True)
            self._held = lock_for_writing(self.path, wait_s=lock_wait_s)
            live = self.path / "live"
            if held_identity(self.path, self.base_iri) is None:
                if (self.path / UNFINISHED).exists():
                    raise no_store(self.path)
                if live.exists() or (self.path / "current").exists():
                    raise StoreError(
                        "the folder has a store without its description store.json",
                        where=str(self.path),
                        remedy="restore store.json from a backup",
                    )
                write_identity(self.path, self.base_iri)
            self._sweep()
            if not live.exists() and (self.path / "current").exists():
                unfinished = self.path / ".new-live"
                snapshot = self.snapshots.current()
                with self.snapshots.hold(snapshot):
                    copy_folder(snapshot.path, unfinished)
                unfinished.rename(live)
                sync_folder(self.path)
        with self._telling(
            "the live state cannot be opened",
            remedy="delete this folder: the next writer starts again from the newest snapshot",
            where=live,
        ):
            store = ox.Store(str(live))
            if not has_default_graph(store):  # made by a Parley that kept none
                for name in sorted(self._apart):
                    store.update(f"ADD SILENT <{name}> TO DEFAULT")
            return store

    def _sweep(self) -> None:
        """Delete the files that former writers had begun beside their place when they were killed."""
        shutil.rmtree(self.path / ".new-live", ignore_errors=True)
        engines = self.path.glob("live/bulk-*.sst")
        for leftover in (*self.path.glob(".new-*"), *self.texts.path.glob(".new-*"), *engines):
            leftover.unlink()

    def _open_current(self) -> ox.Store:
        if held_identity(self.path, self.base_iri) is None:
            raise no_store(self.path)
        self._read, self._held = self.snapshots.acquire_current()
        return open_snapshot(self._read.path)

    def _must_write(self) -> None:
        if not self._writing:
            raise StoreError("the store is open for reading only", where=str(self.path))

    def _release(self) -> None:
        if self._held >= 0:
            os.close(self._held)
            self._held = -1

    @contextlib.contextmanager
    def _telling(
        self,
        what: str,
        *,
        remedy: str = "see that the folder may be written and that the disk has space",
        where: Path | None = None,
    ) -> Iterator[None]:
        try:
            yield
        except ENGINE_ERRORS as error:
            raise StoreError(f"{what}: {error}", where=str(where or self.path), remedy=remedy) from error


def _is_part(node: str, whole: str) -> bool:
    return node.startswith(whole + ("-" if "#" in whole else "#"))
