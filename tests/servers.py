"""Real `parley serve` processes for tests, and ways to ask them that no HTTP library would let one."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import quote

import pytest

from published import BASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A service in a process group of its own; what it logs is in the file `log`."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def get(self, path: str, **headers: str) -> tuple[int, Message, bytes]:
        """Return status, headers and body of the answer to a GET; a header is named with _ for -."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            with connection.getresponse() as answer:
                return answer.status, answer.headers, answer.read()

    def ask(self, query: str) -> tuple[int, bytes]:
        """Return status and body of the answer to a query."""
        status, _, body = self.get("/sparql?query=" + quote(query))
        return status, body

    def connect(self, begins: bytes = b"") -> socket.socket:
        """Return a connection on which these bytes were sent."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.sendall(begins)
        return connection

    def raw(self, sent: bytes) -> bytes:
        """Return all that comes back for these bytes until the connection ends."""
        with closing(self.connect(sent)) as connection:
            received = b""
            while part := connection.recv(1 << 16):
                received += part
            return received

    def wait_until_ready(self) -> None:
        """Return once queries are answered."""
        deadline = time.monotonic() + 60
        while True:
            try:
                if self.get("/readyz")[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def members(self) -> set[int]:
        """Return the processes of the service that are alive."""
        return {pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _is_member(pid, self.process.pid)}

    def wait_until_gone(self) -> None:
        """Return once no process of the service is left; fails when one stays."""
        deadline = time.monotonic() + 30
        while left := self.members():
            assert time.monotonic() < deadline, left
            time.sleep(0.05)


def _is_member(pid: int, group: int) -> bool:
    try:
        return os.getpgid(pid) == group and Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except (OSError, IndexError):
        return False


@contextmanager
def serving(store: Path, folder: Path, *, ready: bool = True, **settings: object) -> Iterator[Serving]:
    """Run `parley serve` on a store; `settings` are those of Parley in small letters. All of it is gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    values = {"store": store, "port": port, "base_iri": BASE, "query_workers": 2, **settings}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
    environment |= {f"PARLEY_{name.upper()}": str(value) for name, value in values.items()}
    log = folder / f"serve-{port}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "parley", "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=file,
            start_new_session=True,
        )  # fmt: skip
    served = Serving(process=process, port=port, log=log)
    try:
        if ready:
            served.wait_until_ready()
        yield served
    finally:
        for pid in served.members():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.wait()


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
