from __future__ import annotations

import gc
import json
import re
import signal
import socket
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

import pytest

from parley.errors import ConfigError
from parley.web import create_app, serve, spare_loaded
from parley.web.http import server
from published import publish, settings_for
from servers import Serving, needs_proc, serving

CALLS = "SELECT ?e { ?e a <https://w3id.org/parley/ontology#Call> }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"  # never ends by itself


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    folder = tmp_path_factory.mktemp("server")
    publish(folder / "store")
    with serving(folder / "store", folder, query_max_bytes=20_000) as served:
        yield served


def test_an_address_in_use_is_a_setting_to_change(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = settings_for(tmp_path, port=taken.getsockname()[1])
        begun: list[bool] = []
        with pytest.raises(ConfigError, match=r"PARLEY_PORT.*cannot listen"):
            serve(create_app(settings), settings, begun=lambda: begun.append(True))
        assert not begun  # nobody is told an address that answers for another service


def test_an_address_that_is_not_of_this_machine_is_told_as_such(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, host="192.0.2.1", port=_free_port())
    with pytest.raises(ConfigError, match=r"cannot listen on 192\.0\.2\.1.*an address of this machine"):
        server.listen(None, settings)


def test_what_is_loaded_is_not_searched_for_garbage_any_more_but_garbage_goes_before() -> None:
    class Ring:
        def __init__(self) -> None:
            self.itself = self

    lost = weakref.ref(Ring())
    loaded = [Ring()]
    try:
        spare_loaded()
        assert lost() is None
        assert not any(found is loaded for found in gc.get_objects())  # which are those that are searched
    finally:
        gc.unfreeze()


def test_an_answer_goes_out_in_one_piece_and_the_main_loop_does_not_turn_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[bytes, bool]] = []
    send = server._Channel.send

    def sending(channel: server._Channel, data: bytes, do_close: bool = True) -> int:
        sent.append((data, channel.writable()))
        return int(send(channel, data, do_close))

    def app(environ: dict[str, object], start: Callable[..., object]) -> list[bytes]:
        start("200 OK", [])
        return [b"body"]

    monkeypatch.setattr(server._Channel, "send", sending)
    with _listening(app, tmp_path) as port, socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: client.recv(4096), b""))
    assert answer.endswith(b"\r\n\r\nbody")
    assert sent == [(answer, False)]


@contextmanager
def _listening(app: object, folder: Path) -> Iterator[int]:
    """Serve an application and give its port."""
    settings = settings_for(folder, port=_free_port())
    listening = server.listen(app, settings)
    thread = threading.Thread(target=listening.run)
    thread.start()
    try:
        yield settings.port
    finally:
        listening.stop()
        thread.join()
        listening.drain(5)


# --- what is no request ------------------------------------------------------------------------------------------

REFUSED = {
    "two lengths": (400, b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd"),
    "length and chunks": (
        400,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    "chunks of chunks": (
        400,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    ),
    "signed length": (400, b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: +4\r\n\r\nabcd"),
    "space before the colon": (400, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX : a\r\n\r\n"),
    "bare line feeds": (400, b"GET /healthz HTTP/1.1\nHost: x\n\n\r\n\r\n"),
    "no host": (400, b"GET /healthz HTTP/1.1\r\n\r\n"),
    "two hosts": (400, b"GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
    "NUL in a header": (400, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"),
    "bad chunk size": (
        400,
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0x4\r\nabcd\r\n0\r\n\r\n",
    ),
    "unknown coding": (501, b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    "long header": (431, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 80_000 + b"\r\n\r\n"),
    "long body": (413, b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n"),
}


@pytest.mark.whole
@pytest.mark.parametrize("closes", ["", "close", "TE, Close"])
def test_an_answer_without_a_body_leaves_the_connection_open_unless_the_client_closes_it(
    service: Serving, closes: str
) -> None:
    connection = HTTPConnection("127.0.0.1", service.port, timeout=10)
    connection.request("GET", "/snapshots")
    first = connection.getresponse()
    assert first.read()
    unchanged = {"If-None-Match": first.headers["ETag"]} | ({"Connection": closes} if closes else {})
    for method, path, status in (("GET", "/snapshots", 304), ("OPTIONS", "/sparql", 204), ("GET", "/healthz", 200)):
        used = connection.sock
        connection.request(method, path, headers=unchanged)
        response = connection.getresponse()
        response.read()
        assert response.status == status
        assert (response.headers["Connection"] == "close") is bool(closes)
        assert (connection.sock is used is not None) is not bool(closes)
    connection.close()


@pytest.mark.parametrize(("status", "sent"), REFUSED.values(), ids=REFUSED)
def test_what_could_be_read_in_two_ways_is_refused_as_a_problem(service: Serving, status: int, sent: bytes) -> None:
    head, _, body = service.raw(sent).partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0].split()[1] == str(status).encode()
    assert json.loads(body)["status"] == status  # and nothing after it: the connection was closed
    for expected in (b"application/problem+json", b"nosniff", b"frame-ancestors", b"Server: parley"):
        assert expected in head


def test_a_body_that_would_be_refused_is_not_asked_for(service: Serving) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n"
    assert service.raw(head).startswith(b"HTTP/1.1 413 ")


@needs_proc
def test_a_client_that_hangs_up_is_missed_though_it_sent_more_requests(service: Serving) -> None:
    asked = b"".join(
        f"GET /sparql?query={quote(SLOW)}%23{n} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for n in range(200)
    )
    with service.connect(asked):
        _wait_for(lambda: _running(service) == 1)
    _wait_for(lambda: _running(service) == 0)


def _running(service: Serving) -> int:
    figures = service.get("/metrics")[2].decode()
    return int(float(re.findall(r"^parley_queries_running (\S+)$", figures, re.MULTILINE)[0]))


def _wait_for(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5  # half of the time of a query
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("version", "stays", "answer"),
    [
        ("1.1", True, b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"),  # which clients of 1.1 expect at any time
        ("1.0", True, b"HTTP/1.0 200 OK\r\n"),
        ("1.1", False, b""),
    ],
    ids=["waits", "waits, of an older version", "is gone"],
)
def test_a_client_that_ends_its_side_of_the_connection_is_answered_unless_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, stays: bool, answer: bytes
) -> None:
    seen: list[bool] = []

    def app(environ: dict[str, Callable[[], bool]], start: Callable[..., object]) -> list[bytes]:
        deadline = time.monotonic() + (0.5 if stays else 5)
        while not (gone := environ["waitress.client_disconnected"]()) and time.monotonic() < deadline:
            time.sleep(0.01)
        seen.append(gone)
        start("200 OK", [])
        return [b"body"]

    monkeypatch.setattr(server, "_SILENT_S", 0.1)
    with _listening(app, tmp_path) as port, socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(f"GET / HTTP/{version}\r\nHost: x\r\n\r\n".encode())
        if stays:
            client.shutdown(socket.SHUT_WR)
            received = b"".join(iter(lambda: client.recv(4096), b""))
            assert received.startswith(answer)
            assert received.endswith(b"\r\n\r\nbody")
        else:
            client.close()
        _wait_for(lambda: seen == [not stays])


def test_all_that_was_asked_before_a_client_ended_its_side_is_answered(service: Serving) -> None:
    asked = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with service.connect(20 * asked + asked[:20]) as connection:
        connection.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: connection.recv(1 << 16), b""))
    assert received.count(b"HTTP/1.1 200 OK") == 20


# --- slow clients ------------------------------------------------------------------------------------------------


@pytest.mark.whole
@pytest.mark.parametrize(
    "begins",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\nASK",
    ],
    ids=["headers", "bodies"],
)
def test_slow_senders_leave_the_others_alone(service: Serving, begins: bytes) -> None:
    connections = [service.connect(begins) for _ in range(100)]
    try:
        began = time.monotonic()
        assert service.ask(CALLS)[0] == 200
        assert time.monotonic() - began < 5
    finally:
        for connection in connections:
            connection.close()


@pytest.mark.whole
def test_slow_readers_leave_the_others_alone(service: Serving) -> None:
    rows = "SELECT * { " + " ".join(f"?s{n} ?p{n} ?o{n} ." for n in range(2)) + " } LIMIT 20000"
    asked = f"GET /sparql?query={rows.replace(' ', '%20')} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    connections = [service.connect(asked) for _ in range(20)]  # more than there are threads; nothing is read
    try:
        assert service.ask(CALLS)[0] == 200
    finally:
        for connection in connections:
            connection.close()


def test_the_time_of_a_slow_client_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from parley.web.http import server

    monkeypatch.setattr(server, "_REQUEST_S", 0.5)
    monkeypatch.setattr(server, "_IDLE_S", 0.5)
    settings = settings_for(tmp_path, port=_free_port())
    listening = server.listen(lambda environ, start_response: [], settings)
    listening.adj.cleanup_interval = 0.1
    with ThreadPoolExecutor(1) as other:
        running = other.submit(listening.run)
        try:
            with socket.create_connection(("127.0.0.1", settings.port), timeout=10) as idle:
                assert idle.recv(1) == b""
            with socket.create_connection(("127.0.0.1", settings.port), timeout=10) as slow:
                assert _seconds_of_dripping(slow, at_most=10) < 5
            for begun in (b"GET / HT", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nX"):
                with socket.create_connection(("127.0.0.1", settings.port), timeout=10) as halting:
                    halting.sendall(begun)
                    assert b" 408 Request Timeout\r\n" in halting.recv(1 << 16)
        finally:
            listening.stop()
            running.result(10)
            assert listening.drain(5)


def _seconds_of_dripping(connection: socket.socket, *, at_most: float) -> float:
    """Return for how long the other side lets one send a byte now and then: never idle, never done."""
    began = time.monotonic()
    while time.monotonic() - began < at_most:
        try:
            connection.sendall(b"X")
        except OSError:
            break
        time.sleep(0.05)
    return time.monotonic() - began


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


# --- the end -----------------------------------------------------------------------------------------------------


@pytest.mark.whole
@needs_proc
def test_a_running_query_is_answered_before_the_service_ends(tmp_path: Path) -> None:
    publish(tmp_path / "store")
    with (
        serving(tmp_path / "store", tmp_path, query_timeout_s=2) as service,
        ThreadPoolExecutor(1) as other,
        service.connect(),  # idle; it keeps nothing up
    ):
        slow = other.submit(service.ask, SLOW)
        time.sleep(0.7)
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(20) == 0
        status, body = slow.result()
        assert status == 503
        assert json.loads(body)["type"].endswith("timeout")
        service.wait_until_gone()
        assert "serving=ended" in service.log.read_text()


@pytest.mark.whole
@needs_proc
def test_what_does_not_end_in_time_is_cut(tmp_path: Path) -> None:
    publish(tmp_path / "store")
    with (
        serving(tmp_path / "store", tmp_path, query_timeout_s=60, stop_s=0.5) as service,
        ThreadPoolExecutor(1) as other,
    ):
        slow = other.submit(service.ask, SLOW)
        time.sleep(0.7)
        began = time.monotonic()
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(20) == 0
        assert time.monotonic() - began < 10
        assert isinstance(slow.exception(), OSError | HTTPException)
        service.wait_until_gone()


@pytest.mark.whole
@needs_proc
def test_a_second_signal_ends_the_service_at_once(tmp_path: Path) -> None:
    publish(tmp_path / "store")
    with (
        serving(tmp_path / "store", tmp_path, query_timeout_s=60, stop_s=60) as service,
        ThreadPoolExecutor(1) as other,
    ):
        other.submit(service.ask, SLOW)
        time.sleep(0.7)
        service.process.send_signal(signal.SIGINT)
        time.sleep(0.5)
        assert service.process.poll() is None
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(10) == 128 + signal.SIGTERM
        service.wait_until_gone()
