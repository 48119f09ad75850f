"""What a worker process does with one query: open the snapshot, evaluate, serialise, all within its caps.

Result iterators are made and drained in one call, as the engine demands. What went wrong is returned as a value: an
exception of the engine would not survive the way back.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from parley.errors import StoreError
from parley.iris import Iris
from parley.model import IRI, Coverage, Term
from parley.store.disk.asking import to_graph_nodes, to_substitutions, to_term
from parley.store.disk.engine import default_graph_names, has_default_graph, open_snapshot
from parley.store.disk.snapshots import Snapshot, Snapshots
from parley.store.processes.dataset import merged
from parley.store.processes.lifeline import tie
from parley.store.processes.rows import SAYS_CUT, capped, with_notice, write_csv
from parley.store.processes.sandbox import cap_cpu, cap_memory, forbid_core_dumps, forbid_network
from parley.store.processes.sayable import XML, UnsayableError, check_triples, well_formed
from parley.store.sparql.prefixes import DESCRIBING, PREFIXES

_SHORT = 10_000  # triples of a document whose prefixes are looked through
_RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
_RDF = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One query for a worker. Graphs are None where the query, or the default, decides."""

    folder: Path
    snapshot: Snapshot
    base_iri: str
    text: str
    format: str
    default_graphs: tuple[IRI, ...] | None
    named_graphs: tuple[IRI, ...] | None
    bindings: dict[str, Term]
    timeout_s: float
    result_max_bytes: int
    result_max_rows: int = 0  # 0 is no limit
    frame: IRI | None = None  # what JSON-LD is a tree of


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a job; `message` says more.

    `problem` is None, or syntax, iri, size, rows, format, memory, gone, store.

    `cut` says that the body has the first rows only, and says so itself.
    """

    problem: str | None = None
    message: str = ""
    body: bytes = b""
    cut: bool = False
    coverage: Coverage = field(default_factory=Coverage)


@dataclass(slots=True)
class _Opened:
    """The snapshot that this process has open, and the descriptor that keeps it from being deleted."""

    store: ox.Store
    held: int
    coverage: Coverage
    whole: bool  # whether its default graph is kept as such


class _TooLargeError(Exception):
    """A result outgrew its limit."""


class _TooManyRowsError(Exception):
    """A result has more rows than its limit, in a format that could not say that it was cut."""


class _Bounded:
    """A file that refuses to grow beyond a limit."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._left -= len(part)
        if self._left < 0:
            raise _TooLargeError
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Do nothing: what is written is there."""

    def content(self) -> bytes:
        """Return all that was written."""
        return b"".join(self._parts)


_opened: dict[Snapshot, _Opened] = {}


def work(pipe: Connection, line: Connection, folder: Path, base_iri: str, memory_mb: int) -> None:
    """Answer the jobs that come through the pipe until it is closed, after a first message that says "ready"."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    prepare(memory_mb, line)
    with contextlib.suppress(StoreError, OSError, RuntimeError):  # the first job would say so
        _open(folder, Snapshots(folder).current(), base_iri)
    with contextlib.suppress(EOFError, BrokenPipeError):
        pipe.send(Outcome())
        while True:
            pipe.send(evaluate(pipe.recv()))


def prepare(memory_mb: int, line: Connection) -> None:
    """Make this process fit for queries of strangers; `line` is the lifeline of the one that started it."""
    tie(line)
    # The engine never returns to Python while it works, so a handler in Python would not end it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    cap_memory(memory_mb)
    forbid_core_dumps()
    forbid_network()


def evaluate(job: Job) -> Outcome:
    """Answer a job."""
    cap_cpu(job.timeout_s + 2)
    try:
        to_graph_nodes([*(job.default_graphs or ()), *(job.named_graphs or ())])
        substitutions = to_substitutions(job.bindings)
    except StoreError as error:
        return Outcome(problem="iri", message=error.message)
    try:
        opened = _open(job.folder, job.snapshot, job.base_iri)
        names = job.default_graphs
        if opened.whole and job.named_graphs is None and names == tuple(default_graph_names(job.base_iri)):
            names = None  # what the store keeps as its default graph
        store, defaults, named = merged(opened.store, names, job.named_graphs, base_iri=job.base_iri)
        found = store.query(
            job.text,
            base_iri=job.base_iri,
            default_graph=defaults,
            named_graphs=named,
            substitutions=substitutions,
        )
        body, cut = _body(found, job)
        return Outcome(body=body, coverage=opened.coverage, cut=cut)
    except FileNotFoundError as error:
        return Outcome(problem="gone", message=str(error))
    except SyntaxError as error:
        return Outcome(problem="syntax", message=str(error))
    except _TooLargeError:
        return Outcome(problem="size")
    except _TooManyRowsError:
        return Outcome(problem="rows")
    except UnsayableError as error:
        return Outcome(problem="format", message=str(error))
    except MemoryError:
        return Outcome(problem="memory")
    except StoreError as error:
        gone = not job.snapshot.path.is_dir()
        return Outcome(problem="gone" if gone else "store", message=str(error))
    except (OSError, RuntimeError, ValueError) as error:
        if str(error).startswith("The custom function"):  # a cast with more or less than its one argument
            return Outcome(problem="syntax", message=str(error))
        return Outcome(problem="store", message=f"{type(error).__name__}: {error}")


def _open(folder: Path, snapshot: Snapshot, base_iri: str) -> _Opened:
    if snapshot not in _opened:
        for former in list(_opened.values()):
            os.close(former.held)
        _opened.clear()
        held = Snapshots(folder).acquire(snapshot)
        try:
            store = open_snapshot(snapshot.path)
        except BaseException:
            os.close(held)
            raise
        _opened[snapshot] = _Opened(
            store=store, held=held, coverage=_coverage(store, base_iri), whole=has_default_graph(store)
        )
    return _opened[snapshot]


def rewrite(turtle: str, name: str, *, frame: IRI | None = None) -> bytes:
    """Return a Turtle text of the project's own in the graph format `name`, JSON-LD as a tree of the node `frame`."""
    triples = (quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE))
    return _serialise(triples, name, _Bounded(1 << 24), frame=frame)


def rows_of(turtle: str) -> Iterator[dict[str, Term]]:
    """Yield the statements of a Turtle text of the project's own as `s`, `p` and `o`."""
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE):
        yield {name: to_term(term) for name, term in zip("spo", quad.triple, strict=True)}


def _body(found: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, job: Job) -> tuple[bytes, bool]:
    output = _Bounded(job.result_max_bytes)
    if isinstance(found, ox.QueryTriples):
        triples = found if not job.result_max_rows else _counted(found, job.result_max_rows)
        return _serialise(triples, job.format, output, frame=job.frame), False
    cut = False
    if job.result_max_rows and isinstance(found, ox.QuerySolutions):
        found, cut = capped(found, job.result_max_rows, output)
        if cut and job.format not in SAYS_CUT:
            raise _TooManyRowsError
        output = _Bounded(job.result_max_bytes)
    if job.format == "csv" and isinstance(found, ox.QuerySolutions):
        write_csv(found, output)
    else:
        found.serialize(output, format=_RESULTS[job.format])  # type: ignore[arg-type]
    body = with_notice(output.content(), job.format) if cut else output.content()
    return (well_formed(body) if job.format in XML else body), cut


def _counted(triples: Iterable[ox.Triple], most: int) -> Iterator[ox.Triple]:
    for number, triple in enumerate(triples):
        if number >= most:
            raise _TooManyRowsError
        yield triple


def _serialise(triples: Iterable[ox.Triple], name: str, output: _Bounded, *, frame: IRI | None = None) -> bytes:
    # Sorted, so that Turtle groups by subject and equal results are equal bytes.
    ordered = sorted(set(triples), key=str)
    check_triples(ordered, name)
    prefixes = _used(ordered) if len(ordered) <= _SHORT else PREFIXES
    ox.serialize(ordered, output, format=_RDF[name], prefixes=prefixes)  # type: ignore[arg-type]
    body = output.content()
    if name in XML:
        return well_formed(body)
    return json_ld(body, frame=frame) if name == "jsonld" else body


def _used(triples: list[ox.Triple]) -> dict[str, str]:
    """Return the prefixes that a document needs, so that a short one does not begin with a page of others."""
    literals = {t.object.datatype.value for t in triples if isinstance(t.object, ox.Literal)}
    named = {term.value for t in triples for term in t if isinstance(term, ox.NamedNode)} | literals
    spaces = {iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in named}
    return {name: space for name, space in (PREFIXES | DESCRIBING).items() if space in spaces}


def context() -> dict[str, Any]:
    """Return the context of the project's JSON-LD."""
    content: dict[str, Any] = json.loads(
        resources.files("parley.store.processes").joinpath("context.json").read_bytes()
    )
    return content


def json_ld(expanded: bytes, *, frame: IRI | None = None) -> bytes:
    """Return expanded JSON-LD compacted with the project's context, with `frame` as a tree of that node.

    What the tree does not reach stands in `included`, so that a framed document says all that the other formats say.
    """
    from pyld import jsonld

    nodes, names = _native(json.loads(expanded)), context()
    options = {"documentLoader": _no_loading}
    if frame is None:
        document = jsonld.compact(nodes, names, {**options, "graph": True})
    else:
        tree, others = _tree(nodes, str(frame))
        document = jsonld.compact(tree, names, options)
        rest: dict[str, Any] = jsonld.compact(others, names, {**options, "graph": True})
        if rest.get("@graph"):
            document["included"] = rest["@graph"]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _tree(nodes: list[dict[str, Any]], root: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return `root` with what it leads to inside it, and the nodes that it does not lead to.

    A node stands where it is first met, but a mere name everywhere: framing (JSON-LD 1.1 Framing, 4.1.2) knows once or
    always for a whole document, and either hides the labels or repeats the claims. Terms of the ontology stay words.
    """
    known = {node["@id"]: node for node in nodes}
    met = {root}

    def grown(node: dict[str, Any]) -> dict[str, Any]:
        return {key: [branch(v) for v in value] if key[0] != "@" else value for key, value in node.items()}

    def branch(value: dict[str, Any]) -> dict[str, Any]:
        name = value.get("@id", "")
        node = known.get(name)
        if node is None or name.startswith(PREFIXES[""]):
            return value
        if set(node) == {"@id", PREFIXES["rdfs"] + "label"}:
            met.add(name)
            return node
        if name in met:
            return value
        met.add(name)
        return grown(node)

    tree = grown(known.get(root, {"@id": root}))
    return tree, [node for name, node in known.items() if name not in met]


def _native(node: Any) -> Any:
    """Return JSON-LD with types as @type, and canonical integers and booleans as JSON's own."""
    if isinstance(node, list):
        return [_native(item) for item in node]
    if not isinstance(node, dict):
        return node
    datatype, value = str(node.get("@type", "")), node.get("@value")
    if datatype == PREFIXES["xsd"] + "boolean" and value in ("true", "false"):
        return {"@value": value == "true"}
    if datatype == PREFIXES["xsd"] + "integer" and isinstance(value, str) and len(value) < 16:
        return {"@value": int(value)}
    native = {key: _native(item) for key, item in node.items()}
    types = native.pop(PREFIXES["rdf"] + "type", None)
    if types is not None:
        native["@type"] = [value["@id"] for value in types]
    return native


def _no_loading(url: str, options: object) -> dict[str, Any]:
    raise RuntimeError(f"nothing is loaded from elsewhere: {url}")


def _coverage(store: ox.Store, base_iri: str) -> Coverage:
    iris = Iris(base_iri)
    events = ox.NamedNode(default_graph_names(base_iri)[0])
    found = {
        quad.predicate.value.removeprefix(PREFIXES[""]): getattr(quad.object, "value", "")
        for quad in store.quads_for_pattern(ox.NamedNode(iris.corpus()), None, None, events)
    }

    def day(name: str) -> dt.date | None:
        return dt.date.fromisoformat(found[name]) if name in found else None

    return Coverage(
        articles=int(found.get("articleCount", 0)),
        voices=int(found.get("voiceCount", 0)),
        claims=int(found.get("claimCount", 0)),
        events=int(found.get("eventCount", 0)),
        undated_articles=int(found.get("undatedArticleCount", 0)),
        published_from=day("publishedFrom"),
        published_to=day("publishedTo"),
    )
