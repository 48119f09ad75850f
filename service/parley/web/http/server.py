"""Serves the app over HTTP with waitress, in this one process, until a signal ends it.

Waitress takes in the whole request before a thread sees it and takes over the whole answer, so that slow clients cost
memory and no thread; what it lacks is here: an end to clients that are slow without end, and a stop that lets running
requests finish. `tests/benchmarks/wsgi_servers.py` compares it with others.
"""

from __future__ import annotations

import contextlib
import errno
import logging
import re
import resource
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser, ParsingError
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import Error

from parley.config import Settings
from parley.errors import ConfigError
from parley.web.http.clients import client_of
from parley.web.http.problems import plain_problem

log = logging.getLogger(__name__)
logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a short queue of requests is no news

_CONNECTIONS = 2000  # as many as the system lets us have open, up to this
_FILES = 256  # descriptors for everything else
_IDLE_S = 75.0  # a connection may be idle
_REQUEST_S = 30.0  # a request may take to come in
_RATE = 4096.0  # bytes per second that a client must take of an answer, on average, beyond _IDLE_S
_LOOK_S = 0.5
_SILENT_S = 0.5  # after which a client that ended its side is tried
_CODINGS = re.compile(rb"^Transfer-Encoding:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_SHORT = 65_536  # bytes of a body that is sent in one piece with its head


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads a request, and refuses what another server on the way might read as something else."""

    def parse_header(self, header_plus: bytes) -> None:
        super().parse_header(header_plus)
        if self.chunked and "CONTENT_LENGTH" in self.headers:  # RFC 9112, section 6.1: ought to be an error
            raise ParsingError("There are both a Content-Length and a Transfer-Encoding")
        codings = b",".join(_CODINGS.findall(header_plus)).split(b",")
        if self.chunked and sum(bool(coding.strip()) for coding in codings) > 1:  # once (section 6.1)
            raise ParsingError("The Transfer-Encoding chunked is applied more than once")
        if self.version == "1.1" and "," in self.headers.get("HOST", ","):  # section 3.2: none, or more than one
            raise ParsingError("There must be one Host")
        if "close" in (option.strip().lower() for option in self.headers.get("CONNECTION", "").split(",")):
            self.headers["CONNECTION"] = "close"  # which Waitress knows alone only, and it is a list (section 9.6)


class _RequestTimeout(Error):  # type: ignore[misc]
    code = 408
    reason = "Request Timeout"


class _Refusal(ErrorTask):  # type: ignore[misc]
    """What is no HTTP request, or too large, is answered as every other error."""

    def execute(self) -> None:
        error = self.request.error
        self.status = f"{error.code} {error.reason}"
        body, headers = plain_problem(error.code, error.reason, error.body)
        self.response_headers.extend([*headers, *self.channel.server.refusal_headers])
        self.set_close_on_finish()
        self.content_length = len(body)
        self.channel.server.refused(error.code)
        log.info("refused=%s reason=%r client=%s", error.code, error.body[:80], self.channel.addr[0])
        self.write(body)


class _Task(WSGITask):  # type: ignore[misc]
    """Sends the head of an answer together with its body, if that is short: one packet, and the client wakes once."""

    def write(self, data: bytes) -> None:
        if self.wrote_header or len(data) > _SHORT:
            super().write(data)
        else:
            self.channel.write_together(super().write, data)

    def build_response_header(self) -> bytes:
        self.channel.answering = True
        return bytes(super().build_response_header())

    def set_close_on_finish(self) -> None:
        """Close the connection after this answer, unless what is missing is the length of a body that there is not.

        Waitress would close it after each 304 (RFC 9112, section 6.3: such an answer ends with its head).
        """
        asked = self.request.headers.get("CONNECTION", "").lower() == "close"
        if self.has_body or self.version != "1.1" or asked or self.wrote_header:
            super().set_close_on_finish()


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection that knows since when its client keeps us waiting, and whether the client still waits for us.

    A client may end its side of the connection and wait for the answer, or may have gone: both look alike until it is
    sent something. An answer that takes longer is therefore announced by a 100 (Continue), which means nothing to a
    client that did not ask for it (RFC 9110, section 15.2.1), and which the system of one that has gone refuses.
    """

    task_class = _Task
    error_task_class = _Refusal
    parser_class = _Parser
    request: Any  # that is coming in
    asked_at = 0.0  # when the first byte came of the request that is not all here
    answered_at = 0.0  # since when there is an answer to be taken
    answer_bytes = 0
    flushing = False
    answering = False  # the head of the answer to the first of the requests has been sent
    ended = False  # the client sends no more
    ended_at = 0.0  # when it was seen first, while this answer was made, that the client may have gone
    tried = False  # whether it has
    _parts: list[bytes] | None = None  # of what is to be written together

    def writable(self) -> bool:
        """Say whether the main loop is to send: what a thread is sending already would only keep it turning."""
        return bool(not self.flushing and super().writable())

    def _flush_some(self, do_close: bool = True) -> bool:
        self.flushing = True
        try:
            return bool(super()._flush_some(do_close=do_close))
        finally:
            self.flushing = False  # if anything is left, the thread wakes the main loop next

    def write_together(self, write: Callable[[bytes], None], data: bytes) -> None:
        """Send all that `write(data)` writes to this channel at once."""
        self._parts = []
        try:
            write(data)
            parts = b"".join(self._parts)
        finally:
            self._parts = None
        self.write_soon(parts)

    def write_soon(self, data: Any) -> int:
        if self._parts is None:
            return int(super().write_soon(data))
        self._parts.append(data)
        return len(data)

    def readable(self) -> bool:
        return bool(not self.ended and super().readable())

    def handle_read(self) -> None:
        """Take what the client sent; when it sends no more, the connection ends after what is to be answered."""
        try:
            data = self.socket.recv(self.adj.recv_bytes)
        except OSError:
            self.handle_close()
            return
        if data:
            self.last_activity = time.time()
            self.received(data)
            return
        with self.requests_lock:
            self.ended = True
            self.close_when_flushed = not self.requests

    def service(self) -> None:
        self.answering, self.ended_at, self.tried = False, 0.0, False
        super().service()
        with self.requests_lock:
            if self.ended and not self.requests:
                self.close_when_flushed = True
        if self.ended:
            self.server.pull_trigger()

    def check_client_disconnected(self) -> bool:
        """Say whether the client hung up, also where more of its requests wait and nothing is read from it."""
        if super().check_client_disconnected():
            return True
        gone, ended = _ends(self.socket)
        if ended and not gone and not self.tried:
            now = time.monotonic()
            self.ended_at = self.ended_at or now
            self.tried = now - self.ended_at >= _SILENT_S
            if self.tried and not self.answering and self.requests[0].version == "1.1":
                self.write_soon(_CONTINUE)
        return gone

    def send_continue(self) -> None:
        """Ask for the body, unless the head of the request is wrong: then its answer is the error, at once."""
        if self.request.error is None:
            super().send_continue()

    def expire(self) -> None:
        """Answer a request that does not come in with an error, which ends the connection."""
        with self.requests_lock:
            self.request.error = _RequestTimeout(f"The request was not here after {_REQUEST_S:g} s")
            self.request.completed = True
            self.requests.append(self.request)
            self.request = None
            self.server.add_task(self)

    def received(self, data: bytes) -> bool:
        if self.request is None:
            self.asked_at = time.time()
        return bool(super().received(data))

    @property
    def busy(self) -> bool:
        """Say whether there is a request to be read or run, or an answer to be taken."""
        return bool(self.requests or self.request is not None or self.total_outbufs_len)

    def is_too_slow(self, now: float) -> bool:
        """Say whether the client took more time than anybody needs."""
        waiting: int = self.total_outbufs_len
        if not waiting:
            self.answered_at = 0.0
            if self.requests:
                return False
            if self.request is not None:
                return bool(now - self.asked_at > _REQUEST_S)
            return bool(now - self.last_activity > _IDLE_S)
        if not self.answered_at or waiting > self.answer_bytes:
            self.answered_at, self.answer_bytes = now, waiting
        taken = self.answer_bytes - waiting
        return now - self.answered_at > _IDLE_S + taken / _RATE


class Server(TcpWSGIServer):  # type: ignore[misc]
    """One listening socket and its connections."""

    channel_class = _Channel
    refusal_headers: tuple[tuple[str, str], ...] = ()
    client_connections = 0  # 0 is no limit
    refused: Callable[[int], None] = staticmethod(lambda status: None)  # told of what did not reach the app
    stopping = False

    def accept(self) -> tuple[socket.socket, Any] | None:
        """Take the next connection of a client that has not enough of them: one client must leave some to others."""
        while accepted := super().accept():
            if not self._has_enough(client_of(accepted[1][0])):
                return accepted  # type: ignore[no-any-return]
            accepted[0].close()
        return None

    def _has_enough(self, client: str) -> bool:
        limit, channels = self.client_connections, self.active_channels
        if not limit or len(channels) < limit:
            return False
        return sum(client_of(channel.addr[0]) == client for channel in list(channels.values())) >= limit

    def maintenance(self, now: float) -> None:
        """Close the connections of clients that take too long."""
        for channel in list(self.active_channels.values()):
            if not channel.is_too_slow(now):
                continue
            if channel.request is not None and not channel.requests and not channel.total_outbufs_len:
                channel.expire()
            else:
                channel.will_close = True

    def run(self) -> None:
        """Serve until `stop`."""
        while not self.stopping:
            self._turn()

    def stop(self) -> None:
        """Let `run` return soon; may be called by a signal handler."""
        self.stopping = True
        self.pull_trigger()

    def drain(self, seconds: float) -> bool:
        """Take no more connections and let what runs finish; say whether all of it did within `seconds`."""
        self.accepting = False
        wasyncore.dispatcher.close(self)
        deadline = time.monotonic() + seconds
        while self.active_channels:
            for channel in list(self.active_channels.values()):
                if not channel.busy or time.monotonic() > deadline:
                    channel.handle_close()
            self._turn()
        self.task_dispatcher.shutdown(timeout=1)
        if self.task_dispatcher.threads:  # at work for a client that was cut off
            return False
        self.trigger.close()
        return True

    def _turn(self) -> None:
        wasyncore.loop(timeout=_LOOK_S, use_poll=True, map=self._map, count=1)


def listen(app: Any, settings: Settings, *, refusal_headers: tuple[tuple[str, str], ...] = ()) -> Server:
    """Return a server for `app` that listens; raises ConfigError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}",
            where="PARLEY_HOST, PARLEY_PORT",
            remedy="end the other service or choose another port"
            if error.errno == errno.EADDRINUSE
            else "give a name or an address of this machine, and a port that may be used",
        ) from error
    dispatcher = ThreadedTaskDispatcher()
    dispatcher.set_thread_count(settings.threads)
    server = Server(
        app,
        _sock=listener,
        dispatcher=dispatcher,
        sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
        bind_socket=False,
        connection_limit=_connections(),
        backlog=1024,
        cleanup_interval=5,
        outbuf_high_watermark=1 << 40,  # what a slow client does not take waits on the disk, and no thread with it
        channel_request_lookahead=1,  # so that a client that hangs up is noticed while its query runs
        max_request_body_size=8 * settings.query_max_bytes,
        max_request_header_size=max(65_536, 4 * settings.query_max_bytes),
        clear_untrusted_proxy_headers=False,  # the app looks at them only as far as PARLEY_TRUSTED_PROXIES says
        server_name=settings.host,
        ident="parley",
    )
    server.refusal_headers = refusal_headers
    server.client_connections = 0 if settings.trusted_proxies else settings.client_connections
    return server


def run(server: Server, *, stop_s: float, stopping: Callable[[], None]) -> None:
    """Serve until SIGTERM or SIGINT, then let running requests finish for up to `stop_s` seconds.

    `stopping` is called when the first signal comes. A second signal ends the process at once by SystemExit.
    """
    with _signals(server):
        server.run()
        stopping()
        log.info("serving=stopping connections=%d", len(server.active_channels))
        if not server.drain(stop_s):
            log.warning("serving=cut after_s=%g", stop_s)


@contextlib.contextmanager
def _signals(server: Server) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        if server.stopping:
            raise SystemExit(128 + number)
        server.stop()

    former = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def _ends(connection: socket.socket) -> tuple[bool, bool]:
    """Say whether a connection is at its end, and whether its other side ended what it sends."""
    ended = getattr(select, "POLLRDHUP", 0)  # Linux
    gone = select.POLLHUP | select.POLLERR | select.POLLNVAL
    found = select.poll()
    try:
        found.register(connection, ended)
        events = [event for _, event in found.poll(0)]
    except (OSError, ValueError):  # closed meanwhile
        return True, True
    return any(event & gone for event in events), any(event & ended for event in events)


def _connections() -> int:
    """Return how many connections there may be, after having asked the system for more descriptors."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS + _FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return _CONNECTIONS if soft == resource.RLIM_INFINITY else max(16, min(_CONNECTIONS, soft - _FILES))
