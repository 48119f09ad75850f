"""Settings from PARLEY_* variables: one frozen value, every field with its default and a help text."""

from __future__ import annotations

import difflib
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from parley.errors import ConfigError

PREFIX = "PARLEY_"
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_SWITCH = ("auto", "yes", "no")


def _workers() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1  # while an answer is taken from one worker, another has work for its core


def _integer(low: int, high: int) -> tuple[Callable[[str], int], str]:
    def read(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError
        return value

    return read, f"a whole number from {low} to {high}"


def _seconds(low: float, high: float) -> tuple[Callable[[str], float], str]:
    def read(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError
        return value

    return read, f"a number from {low:g} to {high:g}"


def _one_of(choices: tuple[str, ...]) -> tuple[Callable[[str], str], str]:
    def read(text: str) -> str:
        folded = {choice.casefold(): choice for choice in choices}
        if text.casefold() not in folded:
            raise ValueError
        return folded[text.casefold()]

    return read, "one of " + ", ".join(choices)


def _path(text: str) -> Path:
    return Path(text).expanduser()


_NO_IRI = frozenset('<>"{}|\\^`') | {chr(code) for code in range(33)}


def _host(text: str) -> str:
    if not text or any(c in text for c in "/ @"):
        raise ValueError
    return text.strip("[]")


def _base(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or not text.endswith("/"):
        raise ValueError
    if (
        parts.port == 0
        or _NO_IRI & set(text)
        or set("?#") & set(text)
        or {"", ".", ".."} & set(parts.path.split("/")[1:-1])
    ):
        raise ValueError  # what clients would not ask for as it is written
    return text


def _licence(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or _NO_IRI & set(text):
        raise ValueError
    return text


def _token(text: str) -> str:
    # RFC 6750, section 2.1; what is shorter can be guessed.
    if not re.fullmatch(r"[A-Za-z0-9._~+/-]{16,512}=*", text):
        raise ValueError
    return text


def _about(read: tuple[Callable[[str], Any], str], help_text: str, shown: str | None = None) -> dict[str, Any]:
    """Return the metadata of a field: reader of its text, accepted values in words, help, default in words."""
    return {"read": read[0], "accepts": read[1], "help": help_text, "shown": shown}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be set from outside; the variable of a field is its name in capitals after PARLEY_."""

    host: str = field(
        default="127.0.0.1", metadata=_about((_host, "a host name or an IP address"), "Address the service listens on.")
    )
    port: int = field(default=8000, metadata=_about(_integer(1, 65535), "Port the service listens on."))
    base_iri: str = field(
        default="",
        metadata=_about(
            (_base, "an http or https IRI that ends with a slash"),
            "Start of every instance IRI. Recorded in the store when it is made; a store keeps its base.",
            "http://HOST:PORT/",
        ),
    )
    store: Path = field(
        default=Path("var/store"), metadata=_about((_path, "a path"), "Folder of the store; made by the first writer.")
    )
    actors: Path | None = field(
        default=None,
        metadata=_about(
            (_path, "a path to a CSV or Turtle file or a folder of them"),
            "Own actors, read beside the reference ones.",
            "none",
        ),
    )
    serve_full_texts: str = field(
        default="auto",
        metadata=_about(
            _one_of(_SWITCH),
            "Whether full article texts are served. auto: only while the host and the base IRI are loopback addresses.",
        ),
    )
    licence: str = field(
        default="https://creativecommons.org/licenses/by/4.0/",
        metadata=_about(
            (_licence, "an http or https IRI"),
            "Licence of the data, as dumps and descriptions name it. Quotations stay with their publishers.",
        ),
    )
    query_workers: int = field(
        default_factory=_workers,
        metadata=_about(
            _integer(1, 256),
            "Queries that run at the same time, each in a process; as many again that take more than a second.",
            "one more than there are cores",
        ),
    )
    query_timeout_s: float = field(
        default=10.0, metadata=_about(_seconds(0.1, 3600), "Seconds after which a running query is ended.")
    )
    query_memory_mb: int = field(
        default=512,
        metadata=_about(
            _integer(64, 1 << 20), "Memory of one query in MB, on top of 1024 MB that the engine maps for itself."
        ),
    )
    query_max_bytes: int = field(
        default=262144, metadata=_about(_integer(1024, 1 << 26), "Longest query text in bytes of UTF-8.")
    )
    query_queue: int = field(
        default=32,
        metadata=_about(
            _integer(0, 10000), "Queries that may wait for a worker; more are answered with 503 and Retry-After."
        ),
    )
    client_connections: int = field(
        default=256,
        metadata=_about(
            _integer(0, 10000),
            "Connections that one client may have open; behind a trusted proxy, which has them all, there is no limit. "
            "0: no limit.",
        ),
    )
    client_queries: int = field(
        default=32,
        metadata=_about(
            _integer(0, 10000),
            "Queries that one client (an IPv4 address or an IPv6 network of 64 bits) may have under way; more are "
            "answered with 429 and Retry-After. 0: no limit.",
        ),
    )
    client_seconds: float = field(
        default=-1.0,
        metadata=_about(
            _seconds(0, 1e6),
            "Seconds of query time that one client may use in a minute; answers from the cache are free. 0: no limit.",
            "60, or 0 while host and base IRI are loopback addresses",
        ),
    )
    result_max_mb: int = field(
        default=64, metadata=_about(_integer(1, 4096), "Largest result in MB; a larger one is refused, never cut.")
    )
    result_max_rows: int = field(
        default=0,
        metadata=_about(
            _integer(0, 1 << 31),
            "Most rows of a result; what is left out is said in the body and in a header, and CSV, TSV and graphs, "
            "which cannot say it, are refused. 0: no limit.",
        ),
    )
    cache_mb: int = field(
        default=64,
        metadata=_about(
            _integer(0, 1 << 16),
            "Memory for results that can be given again, in MB; compressed ones may take a quarter more.",
        ),
    )
    snapshots_kept: int = field(
        default=3,
        metadata=_about(
            _integer(1, 1000),
            "Newest snapshots of the store that are kept and can be asked for with `?snapshot=`, besides the last one "
            "that pages can be answered from at once.",
        ),
    )
    lock_wait_s: float = field(
        default=10.0, metadata=_about(_seconds(0, 3600), "Seconds that a writer waits for another writer to end.")
    )
    threads: int = field(
        default=0,
        metadata=_about(
            _integer(1, 4096),
            "Requests that are handled at the same time, each in a thread.",
            "all queries that may run or wait, and 16 more",
        ),
    )
    trusted_proxies: int = field(
        default=0,
        metadata=_about(
            _integer(0, 16),
            "Proxies in front of the service whose X-Forwarded-For, -Proto, -Host and -Prefix are believed.",
        ),
    )
    stop_s: float = field(
        default=15.0, metadata=_about(_seconds(0, 3600), "Seconds that running requests have to end after SIGTERM.")
    )
    admin_token: str = field(
        default="",
        repr=False,
        metadata=_about(
            (_token, "at least 16 letters, digits or . _ ~ + / -"),
            "Bearer token for writes over HTTP at `/admin`; without it there are none.",
            "none",
        ),
    )
    log_level: str = field(
        default="INFO", metadata=_about(_one_of(_LEVELS), "Least level of log lines that are written.")
    )

    def __post_init__(self) -> None:
        if not self.base_iri:
            host = self.host
            if host in ("0.0.0.0", "::", ""):  # noqa: S104 - a wildcard is not an address one can dereference
                host = "127.0.0.1"
            host = f"[{host}]" if ":" in host else host
            object.__setattr__(self, "base_iri", f"http://{host}:{self.port}/")
        if not self.threads:
            object.__setattr__(self, "threads", 2 * self.query_workers + self.query_queue + 16)
        if self.client_seconds < 0:
            object.__setattr__(self, "client_seconds", 0.0 if self.is_loopback else 60.0)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Return the settings of `environ`; an empty variable counts as unset.

        Raises ConfigError that names the variable, its value and what would have been accepted.
        """
        known = {variable(f.name): f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in environ.items():
            if not name.startswith(PREFIX) or not text.strip():
                continue
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                listed = f"did you mean {near[0]}?" if near else "known are " + ", ".join(sorted(known))
                raise ConfigError("there is no such setting", where=name, remedy=listed)
            setting = known[name]
            try:
                values[setting.name] = setting.metadata["read"](text.strip())
            except (ValueError, OverflowError) as error:
                shown = repr(text) if setting.repr else "given"  # a secret is not told
                raise ConfigError(
                    f"the value {shown} cannot be used", where=name, remedy=f"give {setting.metadata['accepts']}"
                ) from error
        return cls(**values)

    @property
    def full_texts(self) -> bool:
        """Say whether full article texts are served."""
        return self.is_loopback if self.serve_full_texts == "auto" else self.serve_full_texts == "yes"

    @property
    def is_loopback(self) -> bool:
        """Say whether the service is for this machine only."""
        return is_loopback(self.host) and is_loopback(urlsplit(self.base_iri).hostname or "")


def variable(name: str) -> str:
    """Return the environment variable of the field `name`."""
    return PREFIX + name.upper()


def settings_table() -> list[tuple[str, str, str]]:
    """Return (variable, default, help) of every setting, in the order of the class."""
    return [(variable(f.name), f.metadata["shown"] or str(f.default), f.metadata["help"]) for f in fields(Settings)]


def is_loopback(host: str) -> bool:
    """Say whether a host name or address is that of the machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
