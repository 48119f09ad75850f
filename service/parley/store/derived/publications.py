"""Dumps and counts of a snapshot, made once, kept beside it and removed with it.

dumps/<snapshot>/
    index.json              the files with their sizes and checksums, the canonical hash, the counts
    dataset.nq.gz           canonical N-Quads
    dataset.trig.gz         the same, graph by graph
    graph/<name>.ttl.gz     one graph each; those of single articles are small, many, and made when asked for
dumps/.counts-<snapshot>/
    parts.json              the counts by themselves, which are there long before the dumps of a large store

They are what `parley export` writes, compressed. Texts stay behind; quotations are in them.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import json
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from parley.errors import StoreError
from parley.store.derived.statistics import PartCount, count_parts
from parley.store.disk.dumps import write_dataset, write_graph
from parley.store.disk.engine import ENGINE_ERRORS, open_snapshot
from parley.store.disk.snapshots import Snapshot, Snapshots
from parley.store.disk.texts import write_whole
from parley.store.processes.lifeline import lifeline, tie
from parley.store.processes.pool import forking

log = logging.getLogger(__name__)

MEDIA_TYPES = {"nq": "application/n-quads", "trig": "application/trig", "ttl": "text/turtle"}
_MANY = ("article/", "report/")  # graphs that there is one of for each article


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpFile:
    """A compressed file: its name below the folder, what it holds, its size and SHA-256, and those of its content."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    content_bytes: int
    content_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What was made of a snapshot. `canonical_hash` is the SHA-256 of its canonical N-Quads (RDFC-1.0)."""

    snapshot: str
    quads: int
    subjects: int
    entities: int  # subjects below the base of the deployment
    canonical_hash: str
    files: tuple[DumpFile, ...]
    parts: dict[str, PartCount]

    def to_json(self) -> dict[str, Any]:
        """Return the index as what JSON can hold."""
        return {
            "snapshot": self.snapshot,
            "quads": self.quads,
            "subjects": self.subjects,
            "entities": self.entities,
            "canonical_hash": self.canonical_hash,
            "files": [asdict(file) for file in self.files],
            "parts": {kind: part.to_json() for kind, part in self.parts.items()},
        }

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Index:
        """Return the index that `to_json` wrote."""
        return cls(
            snapshot=content["snapshot"],
            quads=content["quads"],
            subjects=content["subjects"],
            entities=content["entities"],
            canonical_hash=content["canonical_hash"],
            files=tuple(DumpFile(**file) for file in content["files"]),
            parts={kind: PartCount.from_json(part) for kind, part in content["parts"].items()},
        )


class Publications:
    """The dumps of the snapshots of the store in the folder `store`; `close` ends what is being made."""

    def __init__(self, store: Path, base_iri: str) -> None:
        self.snapshots = Snapshots(store)
        self.base_iri = base_iri
        self._lock = threading.Lock()
        self._making: dict[tuple[str, str], BaseProcess] = {}  # by what and for which snapshot

    def folder(self, snapshot: Snapshot) -> Path:
        """Return the folder of the dumps of a snapshot."""
        return self.snapshots.path / "dumps" / snapshot.name

    def index(self, snapshot: Snapshot, *, wait_s: float = 0.0) -> Index | None:
        """Return what was made of a snapshot; None while that is still being made, after `wait_s` seconds.

        It is made in a process of its own, so that neither queries nor pages wait for it. Raises StoreError.
        """
        if (found := self._read(snapshot)) is not None:
            return found
        exit_code = self._made("dumps", snapshot, wait_s)
        if exit_code is None:
            return None
        if (found := self._read(snapshot)) is None:
            raise StoreError(
                f"the dumps of the snapshot {snapshot.name} could not be made: exit code {exit_code}",
                where=str(self.snapshots.path / "dumps"),
                remedy="see that the disk has space; `parley dumps` says more",
            )
        return found

    def counts(self, snapshot: Snapshot, *, wait_s: float = 0.0) -> dict[str, PartCount] | None:
        """Return the counts of a snapshot by kind of graph; None while they are being made, after `wait_s` seconds.

        They are made in one pass over the snapshot, in a process of its own, and kept. Raises StoreError.
        """
        if (found := self._read_counts(snapshot)) is not None:
            return found
        exit_code = self._made("counts", snapshot, wait_s)
        if exit_code is None:
            return None
        if (found := self._read_counts(snapshot)) is None:
            raise StoreError(
                f"the snapshot {snapshot.name} could not be counted: exit code {exit_code}",
                where=str(self.snapshots.path / "dumps"),
                remedy="see that the disk has space",
            )
        return found

    def count(self, snapshot: Snapshot) -> dict[str, PartCount]:
        """Count a snapshot, unless that was done; raises StoreError."""
        if (found := self._read_counts(snapshot)) is not None:
            return found
        with self.snapshots.hold(snapshot):
            parts = count_parts(open_snapshot(snapshot.path), self.base_iri)
        target = self._counts_file(snapshot)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            content = {kind: part.to_json() for kind, part in parts.items()}
            write_whole(target, json.dumps(content, indent=1).encode() + b"\n")
        except OSError as error:
            raise StoreError(
                f"the counts cannot be kept: {error.strerror}", where=str(target), remedy="allow writing there"
            ) from error
        self.snapshots.prune_dumps()
        return parts

    def make(self, snapshot: Snapshot | None = None) -> Index:
        """Make the dumps of a snapshot, by default the newest, unless they are there; raises StoreError."""
        snapshot = snapshot or self.snapshots.current()
        with self.snapshots.hold(snapshot), self._alone(snapshot):
            if (found := self._read(snapshot)) is not None:
                return found
            target = self.folder(snapshot)
            unfinished = target.with_name(f".new-{snapshot.name}")
            began = time.monotonic()
            try:
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir(parents=True)
                parts = self.count(snapshot)
                index = _write_all(open_snapshot(snapshot.path), self.base_iri, snapshot.name, unfinished, parts)
                write_whole(unfinished / "index.json", json.dumps(index.to_json(), indent=1).encode() + b"\n")
                shutil.rmtree(target, ignore_errors=True)
                unfinished.rename(target)
            except ENGINE_ERRORS as error:
                shutil.rmtree(unfinished, ignore_errors=True)
                raise StoreError(
                    f"the dumps cannot be made: {error}",
                    where=str(unfinished),
                    remedy="see that the folder may be written and that the disk has space",
                ) from error
            log.info("dumps=%s quads=%s took_s=%.1f", snapshot.name, index.quads, time.monotonic() - began)
            self.snapshots.prune_dumps()
            return index

    def close(self) -> None:
        """End what is being made."""
        with self._lock:
            for process in self._making.values():
                process.kill()
                process.join()
            self._making.clear()

    def _read(self, snapshot: Snapshot) -> Index | None:
        try:
            return Index.from_json(json.loads((self.folder(snapshot) / "index.json").read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("dumps=%s reason=%s", snapshot.name, error)
            return None  # made anew

    def _made(self, what: str, snapshot: Snapshot, wait_s: float) -> int | None:
        """Have something made of a snapshot in a process of its own; None while that goes on, else its exit code."""
        key = what, snapshot.name
        with self._lock:
            process = self._making.get(key)
            if process is None:
                arguments = (lifeline(), self.snapshots.path, self.base_iri, snapshot.name, what)
                process = forking().Process(target=_make, args=arguments, daemon=True)
                self._making[key] = process
                process.start()
        process.join(wait_s)
        if process.exitcode is None:
            return None
        with self._lock:
            self._making.pop(key, None)
        return process.exitcode

    def _counts_file(self, snapshot: Snapshot) -> Path:
        return self.snapshots.path / "dumps" / f".counts-{snapshot.name}" / "parts.json"

    def _read_counts(self, snapshot: Snapshot) -> dict[str, PartCount] | None:
        try:
            content = json.loads(self._counts_file(snapshot).read_bytes())
            return {kind: PartCount.from_json(part) for kind, part in content.items()}
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("counts=%s reason=%s", snapshot.name, error)
            return None  # made anew

    @contextmanager
    def _alone(self, snapshot: Snapshot) -> Iterator[None]:
        """Wait until no other process makes dumps here."""
        folder = self.snapshots.path / "dumps"
        try:
            folder.mkdir(exist_ok=True)
            handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(
                f"the dumps cannot be written: {error.strerror}", where=str(folder), remedy="allow writing there"
            ) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def _make(line: Connection, store: Path, base_iri: str, snapshot: str, what: str) -> None:
    tie(line)
    os.nice(10)  # whoever waits for an answer goes first
    publications = Publications(store, base_iri)
    named = publications.snapshots.named(snapshot)
    if what == "counts":
        publications.count(named)
    else:
        publications.make(named)


def _write_all(store: ox.Store, base_iri: str, snapshot: str, folder: Path, parts: dict[str, PartCount]) -> Index:
    counted = _Subjects(base_iri)

    def write_nquads(output: IO[bytes]) -> None:
        write_dataset(store, counted.passing(output), format="nquads")

    files = [
        _compressed(folder, "dataset.nq", write_nquads),
        _compressed(folder, "dataset.trig", lambda output: write_dataset(store, output, format="trig")),
    ]
    prefix = f"{base_iri}graph/"
    for node in sorted((n for n in store.named_graphs() if isinstance(n, ox.NamedNode)), key=lambda n: n.value):
        name = node.value.removeprefix(prefix)
        if node.value.startswith(prefix) and not name.startswith(_MANY):
            files.append(_compressed(folder, f"graph/{name}.ttl", lambda o, n=node: write_graph(store, n, o)))
    return Index(
        snapshot=snapshot,
        quads=sum(part.triples for part in parts.values()),
        subjects=counted.subjects,
        entities=counted.entities,
        canonical_hash=files[0].content_sha256,
        files=tuple(files),
        parts=parts,
    )


def _compressed(folder: Path, name: str, write: Any) -> DumpFile:
    file = folder / f"{name}.gz"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as raw:
        outer = _Measured(raw)
        # Without name and time, so that the same content is the same file.
        with gzip.GzipFile(filename="", mode="wb", fileobj=outer, mtime=0) as packed:
            inner = _Measured(packed)
            write(inner)
        raw.flush()
        os.fsync(raw.fileno())
    return DumpFile(
        name=f"{name}.gz",
        media_type=MEDIA_TYPES[name.rpartition(".")[2]],
        bytes=outer.size,
        sha256=outer.hash.hexdigest(),
        content_bytes=inner.size,
        content_sha256=inner.hash.hexdigest(),
    )


class _Subjects:
    """Counts the subjects of canonical N-Quads, which stand one after the other, as the lines pass."""

    def __init__(self, base_iri: str) -> None:
        self._below = b"<" + base_iri.encode()
        self._last = b""
        self._target: IO[bytes] | None = None
        self.subjects = 0
        self.entities = 0

    def passing(self, target: IO[bytes]) -> IO[bytes]:
        """Return a file to write lines to, which go on to `target`."""
        self._target = target
        return self  # type: ignore[return-value]

    def write(self, line: bytes) -> int:
        subject = line[: line.index(b" ")]
        if subject != self._last:
            self._last = subject
            self.subjects += 1
            self.entities += subject.startswith(self._below)
        return self._target.write(line) if self._target else 0


class _Measured:
    """A file to write to that counts and hashes what passes."""

    def __init__(self, target: IO[bytes] | gzip.GzipFile) -> None:
        self._target = target
        self.size = 0
        self.hash = hashlib.sha256()

    def write(self, part: bytes) -> int:
        self.size += len(part)
        self.hash.update(part)
        return self._target.write(part)

    def flush(self) -> None:
        self._target.flush()
