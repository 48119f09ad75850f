"""What a write would change, found out by a process that may be killed: it has a snapshot, and a copy to write to.

An update is carried out on the copy, which is then compared with the snapshot, graph by graph. A body of RDF is parsed
whole before anything is compared, so that a broken one changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyoxigraph as ox

from parley.errors import QueryTimeout, RdfSyntaxError, StoreError, UpdateFailed, WriteRefused
from parley.iris import sha256
from parley.model import IRI
from parley.store.disk.engine import ENGINE_ERRORS, open_snapshot
from parley.store.disk.snapshots import Snapshot, Snapshots
from parley.store.processes.sandbox import cap_cpu
from parley.store.service.bodies import SYNTAXES, Body, check_body
from parley.store.sparql.diagnosis import diagnose
from parley.store.sparql.gate import CheckedQuery
from parley.store.sparql.positions import excerpt
from parley.store.sparql.updates import CheckedUpdate, graphs_of

_PLACE = re.compile(r"line (\d+) (?:between columns|column) (\d+)[^:]*: *(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What may be written.

    With `reserved`, neither the default graph nor one whose name begins so, unless it begins with one of `open`; an
    update must then name the graphs that it writes to, since to compare all of a large store takes minutes. With
    `genid`, blank nodes become IRIs that begin so (RDF 1.1 Concepts, section 3.5), and terms of RDF 1.2 are refused.
    """

    reserved: str | None = None
    open: tuple[str, ...] = ()
    genid: str | None = None

    def allow(self, name: IRI | None) -> bool:
        """Say whether a graph may be written to; None is the default graph."""
        if self.reserved is None:
            return True
        return name is not None and (not name.startswith(self.reserved) or name.startswith(self.open))


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphWrite:
    """Bodies that replace a graph, or are put into it; without bodies it is taken away. None is the default graph."""

    graph: IRI | None
    bodies: tuple[Body, ...]
    replaces: bool


Write = CheckedUpdate | GraphWrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A write to be tried on a snapshot; `copy` is a folder that is not there yet."""

    write: Write
    folder: Path
    snapshot: Snapshot
    copy: Path
    base_iri: str
    rules: Rules
    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphChange:
    """What becomes of a graph, as N-Triples, and whether it was and will be there."""

    name: IRI | None
    removed: bytes
    added: bytes
    existed: bool
    exists: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a write would change in a snapshot; `existed` says whether a graph that was to be written was there."""

    snapshot: str
    graphs: tuple[GraphChange, ...]
    existed: bool = False


def find_changes(trial: Trial) -> Changes:
    """Return what a write would change.

    Raises QuerySyntaxError, RdfSyntaxError, WriteRefused, UpdateFailed, QueryTimeout when the memory does not do, and
    StoreError.
    """
    cap_cpu(trial.timeout_s + 2)
    try:
        with Snapshots(trial.folder).hold(trial.snapshot):
            stored = open_snapshot(trial.snapshot.path)
            if isinstance(trial.write, CheckedUpdate):
                return _updated(trial.write, stored, trial)
            return _written(trial.write, stored, trial)
    except MemoryError as error:
        raise QueryTimeout("the write was ended: it used up its memory", remedy="write less at once") from error
    except ENGINE_ERRORS as error:
        raise StoreError(f"the write could not be tried: {error}", where=str(trial.folder)) from error


# --- updates -----------------------------------------------------------------------------------------------------


def _updated(update: CheckedUpdate, stored: ox.Store, trial: Trial) -> Changes:
    base = f"{trial.base_iri}sparql"
    named = graphs_of(update, base_iri=base)
    if update.anywhere and trial.rules.reserved is not None:
        raise WriteRefused(
            "the update does not name the graphs that it writes to",
            remedy="write GRAPH with an IRI in the templates, and clear or drop one graph after the other",
        )
    for name in (*([None] if update.default else ()), *sorted(named)):
        _must_allow(name, trial)
    stored.backup(str(trial.copy))
    copy = ox.Store(str(trial.copy))
    try:
        copy.update(update.text, base_iri=base)
    except SyntaxError as error:
        text = CheckedQuery(text=update.text, form="UPDATE", has_dataset=False, volatile=False)
        raise diagnose(text, str(error)) from error
    except RuntimeError as error:  # such as a graph that exists already
        raise UpdateFailed(str(error), remedy="nothing was changed; SILENT makes light of it") from error
    before, after = _names(stored), _names(copy)
    names = before | after if update.anywhere else set(named)
    changes = [
        GraphChange(
            name=name,
            removed=b"".join(sorted(old - new)),
            added=b"".join(sorted(new - old)),
            existed=name is None or name in before,
            exists=name is None or name in after,
        )
        for name in (*([None] if update.default else ()), *sorted(names))
        for old, new in [(_lines(stored, name), _lines(copy, name))]
        if old != new or (name in before) != (name in after)
    ]
    return _checked(changes, trial)


def _names(store: ox.Store) -> set[IRI]:
    return {IRI(name.value) for name in store.named_graphs() if isinstance(name, ox.NamedNode)}


def _lines(store: ox.Store, name: IRI | None) -> set[bytes]:
    """Return the triples of a graph as lines of N-Triples; blank nodes have the same labels in a store and its copy."""
    node = ox.DefaultGraph() if name is None else ox.NamedNode(name)
    text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=node) or b""
    return set(text.splitlines(keepends=True))


# --- graphs ------------------------------------------------------------------------------------------------------


def _written(write: GraphWrite, stored: ox.Store, trial: Trial) -> Changes:
    name = write.graph
    _must_allow(name, trial)
    triples = {triple for body in write.bodies for triple in _parsed(body, name, trial)}
    if write.replaces and trial.rules.genid is not None:
        triples = _canonical(triples)  # so that to put the same twice changes nothing
    old = _lines(stored, name)
    new = _as_lines(triples)
    existed = name is None or name in _names(stored)
    change = GraphChange(
        name=name,
        removed=b"".join(sorted(old - new)) if write.replaces else b"",
        added=b"".join(sorted(new - old)),
        existed=existed,
        exists=name is None or bool(write.bodies) or not write.replaces,
    )
    return replace(_checked([change], trial), existed=existed)


def _parsed(body: Body, name: IRI | None, trial: Trial) -> Iterator[ox.Triple]:
    check_body(body)
    base = name or f"{trial.base_iri}sparql"
    try:
        for quad in ox.parse(body.content, format=SYNTAXES[body.format], base_iri=base, rename_blank_nodes=True):
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                raise RdfSyntaxError("there is a named graph in the body", remedy="send one graph")
            yield quad.triple
    except SyntaxError as error:
        raise _not_rdf(body, error.msg) from error


def _not_rdf(body: Body, message: str) -> RdfSyntaxError:
    place = _PLACE.search(message)
    if place is None:
        return RdfSyntaxError(message)
    line, column = int(place[1]), int(place[2])
    return RdfSyntaxError(
        place[3],
        line=line,
        column=column,
        excerpt=excerpt(body.content.decode("utf-8-sig"), line, column),
        where=f"line {line}, column {column}",
    )


def _canonical(triples: set[ox.Triple]) -> set[ox.Triple]:
    dataset = ox.Dataset(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    found = {quad.triple for quad in dataset}
    digest = sha256("".join(sorted(map(str, found))))[:16]

    def labelled(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> object:
        return ox.BlankNode(f"{digest}-{term.value}") if isinstance(term, ox.BlankNode) else term

    return {ox.Triple(labelled(t.subject), t.predicate, labelled(t.object)) for t in found}  # type: ignore[arg-type]


def _as_lines(triples: set[ox.Triple]) -> set[bytes]:
    memory = ox.Store()  # which gives numbers their canonical form, as the stored ones have
    memory.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    return _lines(memory, None)


# --- both --------------------------------------------------------------------------------------------------------


def _checked(changes: list[GraphChange], trial: Trial) -> Changes:
    for change in changes:
        _must_allow(change.name, trial)
    genid = trial.rules.genid
    if genid is not None:
        changes = [replace(change, added=_named(change.added, genid)) for change in changes]
    return Changes(snapshot=trial.snapshot.name, graphs=tuple(changes))


def _must_allow(name: IRI | None, trial: Trial) -> None:
    if not trial.rules.allow(name):
        raise WriteRefused(
            f"{name or 'the default graph'} is not to be written to: Parley derives it",
            remedy="write to the graph of an article, or to a graph of your own",
        )


def _named(ntriples: bytes, genid: str) -> bytes:
    """Return triples with IRIs in place of blank nodes."""

    def named(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> ox.NamedNode | ox.Literal:
        if isinstance(term, ox.BlankNode):
            return ox.NamedNode(genid + term.value)
        if isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction is not None):
            raise WriteRefused(f"{term} is a term of RDF 1.2, which is not stored", remedy="say it with RDF 1.1")
        return term

    triples = (quad.triple for quad in ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES))
    renamed = [ox.Triple(named(t.subject), t.predicate, named(t.object)) for t in triples]  # type: ignore[arg-type]
    return ox.serialize(renamed, format=ox.RdfFormat.N_TRIPLES) or b""
