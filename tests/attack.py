"""Sends the hostile requests of `hostile/*.toml`, byte by byte as they are written there."""

from __future__ import annotations

import asyncio
import contextlib
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from recipes import query_of, rows

FOLDER = Path(__file__).parent / "hostile"
_TRAPPED = "127.0.0.1:9/"  # where the queries of cases/hostile.tsv point to
_LONGEST_S = 40.0  # after which a connection that should have been answered counts as open
_STATUS = {"QueryRefused": ["403", "413"], "QuerySyntaxError": ["400"], "QueryTimeout": ["503"]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """What is sent, how, and which outcomes are right: a status, a class such as 4xx, closed or open."""

    name: str
    expect: tuple[str, ...]
    head: str = ""
    body: str = ""
    query: str | None = None
    path: str = "/sparql"  # where a query is sent to
    by: str = "url"  # how a query is sent: url, form or direct
    repeat: int = 1  # connections at once
    answers: int = 1
    bare: bool = False  # line feeds alone
    unfinished: bool = False  # without the empty line that ends a head
    piece: int = 0  # bytes sent at a time, and the pause after them
    pause_s: float = 0.0
    slow_read: int = 0  # bytes taken of the answer every tenth of a second
    hang_s: float | None = None  # after which the client hangs up
    half_closes: bool = False  # the client ends its side of the connection when all is sent

    def sent(self, *, host: str, trap: int) -> bytes:
        """Return the bytes of the request."""
        if self.query is not None:
            return _request(self.query.replace("$TRAP", str(trap)), self.path, self.by, host)
        body = query_of(self.body.replace("$TRAP", str(trap))).encode("latin-1")
        head = query_of(self.head)
        for name, value in {"$HOST": host, "$TRAP": str(trap), "$LENGTH": str(len(body))}.items():
            head = head.replace(name, value)
        if head.endswith("\n") and not self.unfinished:
            head += "\n"
        return (head if self.bare else head.replace("\n", "\r\n")).encode("latin-1") + body

    @property
    def has_bodies(self) -> bool:
        """Say whether what is answered may have bodies: to HEAD there are none."""
        return not self.head.startswith("HEAD ")

    def is_right(self, outcome: str) -> bool:
        """Say whether an outcome is one of those expected."""
        return outcome in self.expect or f"{outcome[0]}xx" in self.expect


def attacks() -> list[Attack]:
    """Return all hostile requests: those of the files, and every query of cases/hostile.tsv by HTTP."""
    found = [
        Attack(**{**entry, "expect": tuple(entry["expect"]), **_query(entry)})
        for file in sorted(FOLDER.glob("*.toml"))
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["request"]
    ]
    names = {attack.name for attack in found}
    for name, error, query in rows("hostile.tsv"):
        if name in names:
            continue
        aimed = query.replace(_TRAPPED, "127.0.0.1:$TRAP/")
        found.append(Attack(name=f"{name}, by HTTP", expect=tuple(_STATUS[error]), query=aimed))
    return found


def _query(entry: dict[str, Any]) -> dict[str, str]:
    return {"query": query_of(entry["query"])} if "query" in entry else {}


def _request(query: str, path: str, by: str, host: str) -> bytes:
    content = query.encode("utf-8", "surrogatepass")
    encoded = quote(content)
    if by == "url" and len(encoded) < 60_000:
        mark = "&" if "?" in path else "?"
        return f"GET {path}{mark}query={encoded} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    kind = "application/sparql-query" if by == "direct" else "application/x-www-form-urlencoded"
    body = content if by == "direct" else b"query=" + encoded.encode()
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: {kind}\r\n"
    return head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body


async def run(attack: Attack, *, port: int, trap: int, source: str | None) -> Counter[str]:
    """Return how often each outcome came when the attack was carried out."""
    content = attack.sent(host=f"127.0.0.1:{port}", trap=trap)
    outcomes = await asyncio.gather(*(_one(attack, content, port, source) for _ in range(attack.repeat)))
    return Counter(outcome for each in outcomes for outcome in each)


async def _one(attack: Attack, content: bytes, port: int, source: str | None) -> list[str]:
    local = (source, 0) if source else None
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=local, limit=1 << 16)
    except OSError:
        return ["closed"]
    sending = asyncio.create_task(_send(attack, content, writer))
    received, ended = bytearray(), False
    try:
        async with asyncio.timeout(attack.hang_s or _LONGEST_S):
            while len(responses(bytes(received), ended=False, bodies=attack.has_bodies)) < attack.answers:
                part = await reader.read(attack.slow_read or 1 << 16)
                if not part:
                    ended = True
                    break
                received += part
                if attack.slow_read:
                    await asyncio.sleep(0.1)
    except TimeoutError:
        pass
    except OSError:
        ended = True
    sending.cancel()
    with contextlib.suppress(asyncio.CancelledError, OSError):
        await sending
    writer.transport.abort()
    return responses(bytes(received), ended=ended, bodies=attack.has_bodies) or (["closed"] if ended else ["open"])


async def _send(attack: Attack, content: bytes, writer: asyncio.StreamWriter) -> None:
    size = attack.piece or len(content) or 1
    for start in range(0, len(content), size):
        writer.write(content[start : start + size])
        await writer.drain()
        await asyncio.sleep(attack.pause_s)
    if attack.half_closes:
        writer.write_eof()


def responses(received: bytes, *, ended: bool, bodies: bool = True) -> list[str]:
    """Return the status of every whole response, and `cut` for one that ended before its Content-Length.

    Without `bodies` they are answers to HEAD.
    """
    found: list[str] = []
    while received:
        head, gap, rest = received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1."[: len(head)]):
            return [*found, "garbage"]
        if not gap:
            return [*found, "cut"] if ended else found
        status = head.split(maxsplit=2)[1].decode()
        length = _length(head, status) if bodies else 0
        if length is None:  # until the connection ends
            return [*found, status] if ended else found
        if len(rest) < length:
            return [*found, "cut"] if ended else found
        found.append(status)
        received = rest[length:]
    return found


def _length(head: bytes, status: str) -> int | None:
    if status[0] == "1" or status in ("204", "304"):
        return 0
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return None
