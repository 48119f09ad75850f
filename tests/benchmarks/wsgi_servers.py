"""Compares WSGI servers under the service, side by side: `python tests/benchmarks/wsgi_servers.py [SECONDS] [ROUNDS]`.

Each server runs in one process with eight threads and two query workers. Per round every server is started anew and
asked by 1, 8 and 32 clients that keep their connections; the medians over the rounds are printed. Then come the things
that tell servers apart: slow clients beside an honest one, SIGTERM while a query runs, and requests that a strict
server must not take. Needs gunicorn and granian beside what the service needs. It measures and asserts nothing.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from rdflib import Literal, URIRef

sys.path.insert(0, str(Path(__file__).parents[1]))

from parley.config import Settings
from parley.web import close_app, create_app, serve
from published import BASE, DATASET, named_graphs, publish

SERVERS = ("waitress", "gunicorn", "granian")
THREADS = 8
CLIENTS = (1, 8, 32)
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
BIG = "SELECT * { ?s <http://e/p> ?o . ?t <http://e/p> ?v }"  # 1000 x 1000 rows cut by LIMIT
HONEST = "/sparql?query=" + quote("SELECT ?label { ?e a <https://w3id.org/parley/ontology#Call> }")


# --- the servers ---------------------------------------------------------------------------------------------------


def settings(folder: Path, port: int) -> Settings:
    return Settings(store=folder, base_iri=BASE, port=port, query_workers=2, log_level="WARNING", query_timeout_s=4)


def run_server(name: str, folder: Path, port: int) -> None:
    chosen = settings(folder, port)
    if name == "waitress":
        serve(create_app(chosen), chosen)
    elif name == "gunicorn":
        from gunicorn.app.base import BaseApplication

        class Application(BaseApplication):  # type: ignore[misc]
            def load_config(self) -> None:
                options = {
                    "bind": f"127.0.0.1:{port}", "workers": 1, "worker_class": "gthread", "threads": THREADS,
                    "limit_request_line": 0, "graceful_timeout": 10, "loglevel": "error",
                    "worker_exit": lambda server, worker: close_app(self.app),
                }  # fmt: skip
                for key, value in options.items():
                    self.cfg.set(key, value)

            def load(self) -> object:
                self.app = create_app(chosen)
                return self.app

        Application().run()
    else:
        from granian import Granian

        os.environ |= {"SERVERS_FOLDER": str(folder), "SERVERS_PORT": str(port)}
        sys.path.insert(0, str(Path(__file__).parent))
        Granian(
            "wsgi_servers:granian_app", address="127.0.0.1", port=port, interface="wsgi", workers=1, factory=True,
            blocking_threads=THREADS, log_enabled=False, workers_kill_timeout=10,
        ).serve()  # fmt: skip


def granian_app() -> object:
    return create_app(settings(Path(os.environ["SERVERS_FOLDER"]), int(os.environ["SERVERS_PORT"])))


@contextmanager
def running(name: str, folder: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, __file__, "--serve", name, str(folder), str(port)])
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                if b" 200 " in exchange(port, request(HONEST), timeout=10).split(b"\r\n")[0]:
                    break
            except OSError:
                time.sleep(0.1)
        yield port, process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


# --- asking ----------------------------------------------------------------------------------------------------------


def request(path: str, *, close: bool = True) -> bytes:
    ending = "Connection: close\r\n" if close else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n{ending}\r\n".encode()


def exchange(port: int, sent: bytes, *, timeout: float = 30) -> bytes:
    """Return what comes back until the connection ends; when nothing more comes in time, it ends with `open`."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=timeout)) as connection:
        connection.sendall(sent)
        received = b""
        try:
            while part := connection.recv(1 << 16):
                received += part
        except TimeoutError:
            return received + b"\r\nopen"
        except ConnectionResetError:
            pass
        return received


async def client(port: int, paths: Iterator[str], ends: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < ends:
        began = time.perf_counter()
        writer.write(request(next(paths), close=False))
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        await reader.readexactly(length)
        took.append(time.perf_counter() - began)
    writer.close()


def load(port: int, make: Callable[[], Iterator[str]], clients: int, seconds: float) -> tuple[float, float, float]:
    """Return requests per second and milliseconds at p50 and p99."""
    took: list[float] = []

    async def all_clients() -> None:
        ends = time.perf_counter() + seconds
        await asyncio.gather(*(client(port, make(), ends, took) for _ in range(clients)))

    asyncio.run(all_clients())
    took.sort()
    return len(took) / seconds, 1000 * took[len(took) // 2], 1000 * took[len(took) * 99 // 100]


def repeated() -> Iterator[str]:
    while True:
        yield HONEST


_number = iter(range(10**9))


def new() -> Iterator[str]:
    for number in _number:
        yield HONEST + quote(f" #{number}")


# --- what tells servers apart ----------------------------------------------------------------------------------------


def honest_beside(port: int, attackers: list[socket.socket], drip: bytes = b"") -> str:
    """Return how an honest request fares while the connections of attackers are open."""
    took = []
    for _ in range(5):
        for attacker in attackers:
            try:
                attacker.send(drip)
            except OSError:
                continue
        began = time.perf_counter()
        try:
            answer = exchange(port, request(HONEST), timeout=5)
        except OSError:
            answer = b""
        fine = b" 200 " in answer[:20]
        took.append(f"{1000 * (time.perf_counter() - began):.0f} ms" if fine else f"{answer[9:12].decode() or 'none'}")
        time.sleep(0.2)
    return ", ".join(took)


POST, CHUNKED = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n", b"Transfer-Encoding: chunked\r\n"
BODY = POST + b"Content-Type: application/sparql-query\r\nContent-Length: 1000\r\n\r\nASK"


def slow_senders(port: int, begins: bytes, drip: bytes) -> str:
    attackers = [socket.create_connection(("127.0.0.1", port)) for _ in range(64)]
    for attacker in attackers:
        attacker.send(begins)
    time.sleep(0.5)
    try:
        return honest_beside(port, attackers, drip)
    finally:
        for attacker in attackers:
            attacker.close()


def slow_readers(port: int) -> str:
    attackers = []
    for _ in range(16):
        attacker = socket.socket()
        attacker.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        attacker.connect(("127.0.0.1", port))
        attacker.send(request("/sparql?query=" + quote(BIG + " LIMIT 60000")))
        attackers.append(attacker)
    time.sleep(4)
    try:
        return honest_beside(port, attackers)
    finally:
        for attacker in attackers:
            attacker.close()


def stopping(port: int, process: subprocess.Popen[bytes]) -> str:
    with closing(socket.create_connection(("127.0.0.1", port), timeout=30)) as connection:
        connection.sendall(request("/sparql?query=" + quote(SLOW)))  # 503 after 4 s
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        began = time.perf_counter()
        try:
            first = connection.recv(1 << 16).split(b"\r\n")[0].decode() or "closed without an answer"
        except OSError as error:
            first = str(error)
        answered = time.perf_counter() - began
        try:
            code: object = process.wait(30)
        except subprocess.TimeoutExpired:
            code = "still running"
        return f"{first!r} after {answered:.1f} s; exit {code} after {time.perf_counter() - began:.1f} s"


STRICT = {
    "Content-Length and Transfer-Encoding": POST + b"Content-Length: 4\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
    "two Content-Length": POST + b"Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd",
    "space before the colon": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length : 0\r\n\r\n",
    "folded header": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n",
    "bare LF": b"GET /healthz HTTP/1.1\nHost: localhost\n\n",
    "signed length": POST + b"Content-Length: +4\r\n\r\nabcd",
    "bad chunk size": POST + CHUNKED + b"\r\n0x4\r\nabcd\r\n0\r\n\r\n",
    "unknown coding": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "no Host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "NUL in a header": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n",
    "1 MB of header": b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * (1 << 20) + b"\r\n\r\n",
}  # fmt: skip


def strictness(port: int) -> Iterator[str]:
    for name, sent in STRICT.items():
        try:
            answer = exchange(port, sent + (b"" if len(sent) > 9999 else request("/healthz")), timeout=3)
        except OSError:
            answer = b""  # reset while it was sent
        lines = [line for line in answer.split(b"\r\n") if line.startswith((b"HTTP/1.", b"open"))]
        said = [line.split()[1].decode() if b" " in line else "left open" for line in lines]
        yield f"{name}: {' then '.join(said) or 'closed'}"


def main() -> None:
    if sys.argv[1:2] == ["--serve"]:
        run_server(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
        return
    seconds, rounds = (float(word) for word in (*sys.argv[1:3], *("2", "3")[len(sys.argv) - 1 :]))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        graphs = named_graphs(DATASET.read_text(encoding="utf-8"))
        actors = next(graph for name, graph in graphs.items() if name.endswith("/actors"))
        for n in range(1000):
            actors.add((URIRef(f"{BASE}actor/x{n}"), URIRef("http://e/p"), Literal(f"value {n} " + "x" * 150)))
        publish(folder, graphs)
        compare(folder, seconds, int(rounds))


def compare(folder: Path, seconds: float, rounds: int) -> None:
    found: dict[tuple[str, str, int], list[tuple[float, float, float]]] = {}
    for _ in range(rounds):
        for server in SERVERS:
            with running(server, folder) as (port, _):
                for kind, make in (("repeated", repeated), ("new", new)):
                    for clients in CLIENTS:
                        figures = load(port, make, clients, seconds)
                        found.setdefault((kind, server, clients), []).append(figures)
    print(f"{'query':<10}{'server':<10}{'clients':>8}{'per second':>12}{'p50 ms':>9}{'p99 ms':>9}")
    for (kind, server, clients), each in sorted(found.items(), key=lambda item: (item[0][0], item[0][2])):
        rate, p50, p99 = (statistics.median(values) for values in zip(*each, strict=True))
        print(f"{kind:<10}{server:<10}{clients:>8}{rate:>12.0f}{p50:>9.2f}{p99:>9.2f}", flush=True)
    for server in SERVERS:
        with running(server, folder) as (port, process):
            print(f"\n{server}")
            headers = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
            print(f"  honest beside 64 slow headers: {slow_senders(port, headers, b'X: 1')}", flush=True)
            print(f"  honest beside 64 slow bodies: {slow_senders(port, BODY, b' ')}", flush=True)
            print(f"  honest beside 16 slow readers of 20 MB: {slow_readers(port)}", flush=True)
            for line in strictness(port):
                print(f"  {line}", flush=True)
        with running(server, folder) as (port, process):
            print(f"  SIGTERM while a query runs: {stopping(port, process)}", flush=True)


if __name__ == "__main__":
    main()
