"""Measures SPARQL endpoints side by side: `python tests/benchmarks/endpoint.py FOLDER [EVENTS]` (see --help).

Every server has the same data (`generate.py` makes them in FOLDER if they are not there) and is asked the same queries,
the competency questions with their values written in. Parley has its store; the others load the N-Quads of all graphs,
and the triples of events, actors and ontology once more into their default graph, which is what Parley's default graph
is. That is why their answers can be compared: the rows of each question, whatever the order, must be the same, and a
server that answers otherwise is shown with the number of its wrong answers.

Peers: the native Oxigraph server (`pip install oxigraph`), rdflib-endpoint (`pip install "rdflib-endpoint[cli]"`) and
Virtuoso (`apt install virtuoso-opensource`, `virtuoso-t` on the path); those that are not installed are left out and
named. Kinds of queries that one of the servers does not answer within 20 s are left out for all, and named. Servers are
measured in turn, round by round, so that a noisy minute falls on all. "new" queries differ in their values, each asked
once; a "repeated" one is the same text again. Attacks come last, and each server stands them alone and newly started:
what it goes on with after its attackers have gone slows nobody else. Times are of whole responses, in milliseconds.
Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

sys.path.insert(0, str(Path(__file__).parent))
from generate import BASE, FIRST, generate

from parley.questions import Question, read_questions

ROOT = Path(__file__).parents[2]
CLIENTS = (1, 8, 32)
HOSTILE = (
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?c ?q ?d . FILTER(STR(?b) < STR(?d)) }",
    "SELECT ?a (GROUP_CONCAT(STR(?c)) AS ?all) WHERE { ?a ?b ?c . ?d ?e ?f } GROUP BY ?a",
    "SELECT * WHERE { ?a (<urn:p>|!<urn:q>)* ?b } ORDER BY ?b",
)
READY_S = 600
KINDS = 12  # of queries, see `Queries.one`
REST_S = 300
ANSWER_S = 20  # a kind of query that takes a server longer than that is left out, and said to be


@dataclass(frozen=True, slots=True)
class Server:
    """A running endpoint."""

    name: str
    port: int
    path: str
    process: subprocess.Popen[bytes]
    parameters: tuple[tuple[str, str], ...] = ()  # sent with each query


@dataclass(slots=True)
class Measured:
    """Seconds of each answer, and how many failed."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    wall: float = 0.0

    def add(self, other: Measured) -> None:
        """Take in what was measured in another round."""
        self.seconds += other.seconds
        self.failed += other.failed
        self.wall += other.wall

    def quantile(self, share: float) -> str:
        """Return the quantile in milliseconds."""
        if not self.seconds:
            return "–"
        return f"{1000 * sorted(self.seconds)[min(len(self.seconds) - 1, int(share * len(self.seconds)))]:.1f}"

    @property
    def rate(self) -> str:
        """Return answers per second."""
        return f"{len(self.seconds) / self.wall:.0f}" if self.wall else "–"


# --- servers -----------------------------------------------------------------------------------------------------


def _program(name: str) -> str | None:
    """Return where a program is installed: beside this Python, else on the path."""
    beside = Path(sys.executable).with_name(name)
    return str(beside) if beside.exists() else shutil.which(name)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def _process(command: list[str], log: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, **env})
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def wait_for(server: Server, *, at_most_s: float = READY_S) -> None:
    """Return as soon as a server answers; ends the program where it does not in time."""
    until = time.monotonic() + at_most_s
    while time.monotonic() < until:
        try:
            if Client(server).ask("ASK {}") is not None:
                return
        except OSError:
            pass
        if server.process.poll() is not None:
            raise SystemExit(f"{server.name} ended, see its log in the folder")
        time.sleep(0.3)
    raise SystemExit(f"{server.name} does not answer within {at_most_s} s")


def _peer_data(folder: Path) -> Path:
    """Return the N-Quads with the default graph filled as well."""
    target = folder / "peers.nq"
    if not target.exists():
        ours = tuple(f" <{BASE}graph/{name}> .\n" for name in ("events", "actors", "ontology"))
        with (folder / "data.nq").open(encoding="utf-8") as source, target.open("w", encoding="utf-8") as output:
            for line in source:
                output.write(line)
                for end in ours:
                    if line.endswith(end):
                        output.write(line.removesuffix(end) + " .\n")
    return target


@contextmanager
def parley(folder: Path) -> Iterator[Server]:
    """Serve the store with Parley, without limits on one client, which here stands for many."""
    port = _free_port()
    env = {
        "PARLEY_STORE": str(folder / "store"),
        "PARLEY_BASE_IRI": BASE,
        "PARLEY_PORT": str(port),
        "PARLEY_CLIENT_QUERIES": "1000",
        "PARLEY_CLIENT_SECONDS": "3600",
        "PARLEY_QUERY_QUEUE": "256",
    }
    command = [_program("parley") or "", "serve"]
    with _process(command, folder / "parley.log", **env) as process:
        yield Server("Parley", port, "/sparql", process)


@contextmanager
def oxigraph(folder: Path) -> Iterator[Server]:
    """Load the native Oxigraph server and serve."""
    program = _program("oxigraph") or ""
    location = folder / "oxigraph"
    if not location.exists():
        load = [program, "load", "--location", str(location), "--file", str(_peer_data(folder))]
        subprocess.run(load, check=True, capture_output=True)
    port = _free_port()
    command = [program, "serve-read-only", "--location", str(location), "--bind", f"127.0.0.1:{port}"]
    with _process(command, folder / "oxigraph.log") as process:
        yield Server("Oxigraph", port, "/query", process)


@contextmanager
def rdflib_endpoint(folder: Path) -> Iterator[Server]:
    """Serve the quads from the memory of rdflib."""
    port = _free_port()
    command = [
        _program("rdflib-endpoint") or "",
        "serve",
        str(_peer_data(folder)),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with _process(command, folder / "rdflib-endpoint.log") as process:
        yield Server("rdflib-endpoint", port, "/", process)


@contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    """Load Virtuoso and serve; its default graph is the union of all graphs, so each query names another one."""
    port, sql = _free_port(), _free_port()
    home = folder / "virtuoso"
    home.mkdir(exist_ok=True)
    (home / "virtuoso.ini").write_text(
        f"[Database]\nDatabaseFile = {home}/virtuoso.db\nTransactionFile = {home}/virtuoso.trx\n"
        f"ErrorLogFile = {home}/virtuoso.log\nxa_persistent_file = {home}/virtuoso.pxa\n"
        f"[TempDatabase]\nDatabaseFile = {home}/temp.db\nTransactionFile = {home}/temp.trx\n"
        f"[Parameters]\nServerPort = 127.0.0.1:{sql}\nNumberOfBuffers = 170000\nMaxDirtyBuffers = 130000\n"
        f"DirsAllowed = {folder}\nLiteMode = 0\n[HTTPServer]\nServerPort = 127.0.0.1:{port}\nServerThreads = 40\n"
        "[SPARQL]\nResultSetMaxRows = 1000000\n"
    )
    with _process(
        [_program("virtuoso-t") or "", "-f", "-c", str(home / "virtuoso.ini")], folder / "virtuoso.log"
    ) as process:
        default = f"{BASE}graph/default"
        server = Server("Virtuoso", port, "/sparql", process, parameters=(("default-graph-uri", default),))
        wait_for(server)
        if not (home / "loaded").exists():
            isql = shutil.which("isql-vt") or shutil.which("isql")
            data = _peer_data(folder)
            load = f"ld_dir('{folder}', '{data.name}', '{default}'); rdf_loader_run(); checkpoint;"
            subprocess.run([str(isql), str(sql), "dba", "dba", f"exec={load}"], check=True, capture_output=True)
            (home / "loaded").touch()
        yield server


SERVERS = {
    "parley": (parley, "parley"),
    "oxigraph": (oxigraph, "oxigraph"),
    "rdflib-endpoint": (rdflib_endpoint, "rdflib-endpoint"),
    "virtuoso": (virtuoso, "virtuoso-t"),
}


# --- asking ------------------------------------------------------------------------------------------------------


class Client:
    """One connection that is kept. It does as little as it can, as it shares the processors with the servers."""

    def __init__(self, server: Server, *, timeout_s: float = 60, address: str = "127.0.0.1") -> None:
        self._server = server
        self._timeout_s = timeout_s
        self._address = address
        self._socket: socket.socket | None = None
        self._answers: BinaryIO | None = None

    def ask(self, query: str) -> bytes | None:
        """Return the body of a good answer, None for another status; raises OSError."""
        return self.send(message(self._server, query))

    def send(self, request: bytes) -> bytes | None:
        """Send what `message` made and return as `ask` does."""
        try:
            if self._socket is None or self._answers is None:
                self._socket = socket.create_connection(
                    ("127.0.0.1", self._server.port), self._timeout_s, source_address=(self._address, 0)
                )
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._answers = self._socket.makefile("rb")
            self._socket.sendall(request)
            status, content, last = _answer(self._answers)
        except (OSError, ValueError, IndexError) as error:
            self.close()
            raise OSError(str(error)) from error
        if last:
            self.close()
        return content if status == 200 else None

    def close(self) -> None:
        """End the connection; the next query begins another one."""
        for each in (self._answers, self._socket):
            if each is not None:
                each.close()
        self._socket = self._answers = None


def message(server: Server, query: str) -> bytes:
    """Return the request that asks a query."""
    body = urllib.parse.urlencode([("query", query), *server.parameters]).encode()
    lines = (
        f"POST {server.path} HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Accept: application/sparql-results+json",
        "Accept-Encoding: identity",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def _answer(answers: BinaryIO) -> tuple[int, bytes, bool]:
    """Return status and body of an answer, and whether the connection ends with it; raises ValueError, IndexError."""
    status, headers = int(answers.readline().split()[1]), dict[bytes, bytes]()
    while line := answers.readline().rstrip():
        name, _, value = line.partition(b":")
        headers[name.lower()] = value.strip().lower()
    last = headers.get(b"connection") == b"close"
    if headers.get(b"transfer-encoding") == b"chunked":
        parts = []
        while size := int(answers.readline(), 16):
            parts.append(answers.read(size))
            answers.readline()
        answers.readline()
        return status, b"".join(parts), last
    if b"content-length" in headers:
        length = int(headers[b"content-length"])
        content = answers.read(length)
        if len(content) < length:
            raise ValueError("the answer is cut")
        return status, content, last
    return status, answers.read(), True


def rows_of(body: bytes) -> str:
    """Return a hash of the rows of an answer in JSON, whatever their order and the form of plain strings."""
    rows = []
    for row in json.loads(body)["results"]["bindings"]:
        cells = {name: (cell["value"], cell.get("datatype", "").rpartition("#")[2]) for name, cell in row.items()}
        rows.append(sorted((n, v, "" if d == "string" else d) for n, (v, d) in cells.items()))
    return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()


class Queries:
    """The competency questions with values, the same ones each time."""

    def __init__(self, folder: Path, questions: dict[str, Question]) -> None:
        self._chance = random.Random(7)
        self._questions = questions
        self._events, self._people = _told(folder)
        self.left_out: set[int] = set()  # kinds

    def new(self, number: int) -> list[str]:
        """Return so many queries, of all kinds in turn but those left out, that were not there before."""
        kinds = [kind for kind in range(KINDS) if kind not in self.left_out]
        return [self.one(kinds[turn % len(kinds)])[1] for turn in range(number)] if kinds else []

    def one(self, kind: int) -> tuple[str, str]:
        """Return the key of the question and a query of this kind that was not there before."""
        chance = self._chance
        who, other, event = chance.choice(self._people), chance.choice(self._people), chance.choice(self._events)
        day = FIRST.replace(year=chance.randint(2006, 2023), month=chance.randint(1, 12), day=chance.randint(1, 28))
        dates = {"from": day.isoformat(), "to": day.isoformat()}
        kinds: tuple[tuple[str, dict[str, str]], ...] = (
            ("02-contacts-of", {"actor": who}),
            ("02-contacts-of", {"actor": who, **dates}),
            ("03-who-called", {"caller": who}),
            ("04-who-visited", {"visitor": who}),
            ("17-evidence-of-event", {"event": event}),
            ("16-who-says-so", {"event": event}),
            ("22-most-frequent-counterparts", {"actor": who}),
            ("06-spoke-with-both", {"a": who, "b": other}),
            ("21-who-said-what", {"speaker": who}),
            ("25-measures", {"a": who}),
            ("11-planned", {"a": who}),
            ("26-who-acted-for", {"party": who}),
        )
        key, values = kinds[kind]
        question = self._questions[key]
        return key, question.filled(question.bind(values, base=BASE))


def _told(folder: Path) -> tuple[list[str], list[str]]:
    """Return events, and persons who are told of neither most often nor most seldom."""
    events: list[str] = []
    seen: dict[str, int] = {}
    with (folder / "data.nq").open(encoding="utf-8") as lines:
        for line in lines:
            subject, predicate, value = line.split(" ", 3)[:3]
            if predicate.endswith("#participant>"):
                seen[value[1:-1]] = seen.get(value[1:-1], 0) + 1
                events.append(subject[1:-1])
            if len(events) > 400_000:
                break
    ranked = sorted(seen, key=lambda person: (-seen[person], person))
    return sorted(set(events)), ranked[len(ranked) // 10 : len(ranked) // 2]


def measure(server: Server, queries: list[str], clients: int, seconds: float) -> Measured:
    """Ask the queries, each once, with so many clients at a time, for at most so many seconds."""
    made = {query: message(server, query) for query in dict.fromkeys(queries)}
    found, left, lock = Measured(), iter(queries), threading.Lock()
    until = time.monotonic() + seconds

    def work() -> None:
        client = Client(server)
        while time.monotonic() < until:
            with lock:
                query = next(left, None)
            if query is None:
                return
            began = time.perf_counter()
            try:
                answer = client.send(made[query])
            except OSError:
                answer = None
            took = time.perf_counter() - began
            with lock:
                if answer is None:
                    found.failed += 1
                else:
                    found.seconds.append(took)

    began = time.monotonic()
    threads = [threading.Thread(target=work) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.wall = time.monotonic() - began
    return found


@contextmanager
def attacked(server: Server) -> Iterator[None]:
    """Send hostile queries from another address while the block runs; how they fare does not matter."""
    over = threading.Event()

    def attack(offset: int) -> None:
        turn = offset
        while not over.is_set():
            try:
                Client(server, timeout_s=15, address="127.0.0.2").ask(HOSTILE[turn % len(HOSTILE)] + f" #{turn}")
            except OSError:
                time.sleep(0.2)
            turn += 1

    threads = [threading.Thread(target=attack, args=(i,), daemon=True) for i in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    try:
        yield
    finally:
        over.set()


def main() -> None:
    """Start the servers, ask, print."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path)
    words.add_argument("events", type=int, nargs="?", default=15_000)
    words.add_argument("--seconds", type=float, default=10, help="the longest time for one measurement")
    words.add_argument("--rounds", type=int, default=2)
    words.add_argument("--only", nargs="*", default=list(SERVERS), choices=list(SERVERS))
    given = words.parse_args()
    generate(given.folder, given.events)
    questions = read_questions(ROOT / "ontology" / "questions")
    queries = Queries(given.folder, questions)
    names = [name for name in given.only if _program(SERVERS[name][1])]
    for name in set(given.only) - set(names):
        print(f"{name} is not installed and left out")
    with ExitStack() as stack:
        servers = [stack.enter_context(SERVERS[name][0](given.folder)) for name in names]
        for server in servers:
            wait_for(server)
        _compare(servers, queries)
        if len(queries.left_out) == KINDS:
            return
        _report(servers, queries, rounds=given.rounds, seconds=given.seconds)
    _report_attacks(given.folder, names, queries, rounds=given.rounds, seconds=given.seconds)


def _compare(servers: list[Server], queries: Queries) -> None:
    """Print whether the answers are equal, and leave out the kinds of queries that one of the servers leaves open."""
    alike = dict.fromkeys((server.name for server in servers), 0)
    unlike = dict(alike)
    without: dict[str, list[str]] = {server.name: [] for server in servers}
    for kind in range(KINDS):
        for key, query in [queries.one(kind), queries.one(kind)]:
            answers: dict[str, str] = {}
            for server in servers:
                try:
                    body = Client(server, timeout_s=ANSWER_S).ask(query)
                except OSError:
                    body = None
                if body is None:
                    without[server.name].append(f"{key[:2]} ({kind})")
                    queries.left_out.add(kind)
                    wait_for(server, at_most_s=REST_S)  # it may go on with what nobody waits for any more
                else:
                    answers[server.name] = rows_of(body)
            first = next(iter(answers.values()), "")
            for name, rows in answers.items():
                (alike if rows == first else unlike)[name] += 1
            if kind in queries.left_out:
                break
    for name in alike:
        unanswered = f"; no answer within {ANSWER_S} s to questions {', '.join(without[name])}" if without[name] else ""
        print(f"{name}: {alike[name]} answers like those of the first, {unlike[name]} unlike them{unanswered}")
    print(f"{KINDS - len(queries.left_out)} of {KINDS} kinds of queries, those that all answer, are measured.\n")


def _report(servers: list[Server], queries: Queries, *, rounds: int, seconds: float) -> None:
    print("| server | clients | queries | p50 ms | p99 ms | per second | failed |\n|---|---|---|---|---|---|---|")
    for clients in CLIENTS:
        for what in ("new", "repeated"):
            total = {server.name: Measured() for server in servers}
            for _ in range(rounds):
                asked = queries.new(60 * clients if what == "new" else 12)
                for server in servers:
                    if what == "repeated":
                        measure(server, asked, 1, seconds)
                    repeats = 1 if what == "new" else 40 * clients
                    total[server.name].add(measure(server, asked * repeats, clients, seconds))
            for name, all_ in total.items():
                _print_row(name, clients, what, all_)


def _report_attacks(folder: Path, names: list[str], queries: Queries, *, rounds: int, seconds: float) -> None:
    clients = CLIENTS[1]
    for name in names:
        total = Measured()
        for _ in range(rounds):
            with SERVERS[name][0](folder) as server:
                wait_for(server)
                measure(server, queries.new(KINDS), 1, seconds)  # nothing is slow only because it is new
                with attacked(server):
                    total.add(measure(server, queries.new(60 * clients), clients, seconds))
        _print_row(server.name, clients, "under attack", total)


def _print_row(name: str, clients: int, what: str, found: Measured) -> None:
    cells = (name, clients, what, found.quantile(0.5), found.quantile(0.99), found.rate, found.failed)
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    main()
