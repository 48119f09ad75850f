"""The folder of a store: its identity, the lock of its one writer, and its snapshots.

store.json      format and base IRI
write.lock      held by the writer, with its process id
live/           what the writer works on
unpublished     there while live/ is ahead of the newest snapshot
snapshots/N-X/  what queries read: never written again; N counts up, X is random, so that no name ever comes back
current         the name of the newest snapshot
oldest          the number of the oldest one that is given out; those before it have what was withdrawn since
texts/          article texts
doomed-texts    which of them are to be deleted with the next publication, as their articles were withdrawn
dumps/N-X/      files made of a snapshot, deleted with it (`publications`)
indexes/N-X.npz the index of its events, deleted with it (`indexes`)
.unfinished/    where a backup or restore builds the store, before it is moved to its place (see `copies`)

A process may be killed at any moment: files are written beside their place and renamed, `live/` has the log of the
engine, and whatever is left over is found by the next writer, which needs no help. What is published is on the disk
(fsync) before the pointer names it; what is only in `live/` survives the death of the process, not that of the machine.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from parley.errors import Gone, NotFound, NothingIngested, StoreError, StoreLocked
from parley.store.disk.texts import sync_folder, write_whole

FORMAT = 1
UNFINISHED = ".unfinished"
DOOMED = "doomed-texts"
_NAME = re.compile(r"(\d+)-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A published state of the store that never changes."""

    name: str
    path: Path

    @property
    def number(self) -> int:
        """Return the number that counts up with every publication."""
        return _number(self.name)

    @property
    def published(self) -> dt.datetime:
        """Return when it was written, in UTC; raises Gone when it is deleted."""
        try:
            # Nothing enters the folder after its making, and a backup keeps its time.
            return dt.datetime.fromtimestamp(self.path.stat().st_mtime, dt.UTC)
        except OSError as error:
            raise Gone(f"the snapshot {self.name} is no longer kept") from error


@lru_cache(64)
def _snapshot(store: Path, name: str) -> Snapshot | None:
    return Snapshot(name=name, path=store / "snapshots" / name) if _NAME.fullmatch(name) else None


@dataclass(frozen=True, slots=True)
class Snapshots:
    """The published states of the store in the folder `path`."""

    path: Path

    def current(self) -> Snapshot:
        """Return the newest snapshot; raises NothingIngested when nothing was published yet."""
        # This is asked for with every request, and objects for paths and text would take most of its time.
        pointer = f"{self.path}/current"
        try:
            with open(pointer, "rb", buffering=0) as file:
                name = file.read().decode("ascii").strip()
        except FileNotFoundError:
            raise NothingIngested(
                "nothing has been ingested yet, so that there are no articles",
                where=str(self.path),
                remedy="run `parley ingest PATH` with a folder of articles, and ask again",
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"the pointer cannot be read: {error}", where=pointer) from error
        snapshot = _snapshot(self.path, name)
        if snapshot is None or not os.path.isdir(snapshot.path):
            listed = ", ".join(s.name for s in self.kept()) or "none"
            raise StoreError(
                f"the pointer names {name!r}, which is no snapshot",
                where=pointer,
                remedy=f"write the name of one that is there into it: {listed}",
            )
        return snapshot

    def kept(self) -> list[Snapshot]:
        """Return the snapshots that are there to be read, oldest first."""
        oldest = self.oldest()
        return [snapshot for snapshot in self._there() if snapshot.number >= oldest]

    def oldest(self) -> int:
        """Return the number of the oldest snapshot that is given out; those before it have what was withdrawn since."""
        try:
            return int((self.path / "oldest").read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0

    def index_file(self, snapshot: Snapshot) -> Path:
        """Return the file of the index of a snapshot, which need not be there."""
        return self.path / "indexes" / f"{snapshot.name}.npz"

    def indexed(self) -> list[Snapshot]:
        """Return the snapshots that are there to be read and have the file of their index, oldest first."""
        return [snapshot for snapshot in self.kept() if self.index_file(snapshot).is_file()]

    def keep_current_only(self) -> None:
        """Give out no snapshot before the current one any more; they are deleted as soon as nobody reads them."""
        write_whole(self.path / "oldest", str(self.current().number).encode())
        self._prune(1)

    def _there(self) -> list[Snapshot]:
        folder = self.path / "snapshots"
        names = [p.name for p in folder.iterdir() if _NAME.fullmatch(p.name)] if folder.is_dir() else []
        return [Snapshot(name=name, path=folder / name) for name in sorted(names, key=_number)]

    def named(self, text: str) -> Snapshot:
        """Return the snapshot of this name or number; raises Gone when it is no longer kept, NotFound otherwise."""
        kept = self.kept()
        for snapshot in kept:
            if text in (snapshot.name, str(snapshot.number)):
                return snapshot
        listed = f"there are {', '.join(s.name for s in kept) or 'none'}"
        numbers = [s.number for s in kept]
        asked = re.fullmatch(r"([1-9]\d{0,17})(?:-[0-9a-f]{8})?", text)
        # Numbers count up without a gap, so a lower one that is not here was here once.
        if asked and numbers and int(asked[1]) < numbers[-1] and int(asked[1]) not in numbers:
            raise Gone(f"the snapshot {text} is no longer kept", remedy=listed)
        raise NotFound(f"there is no snapshot {text!r}", remedy=listed)

    def publish(self, copy: Callable[[Path], None], *, keep: int) -> Snapshot:
        """Let `copy` write a new snapshot, make it the current one and delete all but the newest `keep`.

        The newest that has an index stays, too.

        A crash at any point leaves the former snapshot current and whole.
        """
        folder = self.path / "snapshots"
        folder.mkdir(exist_ok=True)
        number = max((s.number for s in self._there()), default=0) + 1
        name = f"{number}-{secrets.token_hex(4)}"
        unfinished = folder / f".new-{name}"
        copy(unfinished)
        unfinished.rename(folder / name)
        sync_folder(folder)
        write_whole(self.path / "current", name.encode())
        snapshot = Snapshot(name=name, path=folder / name)
        self._prune(keep)
        return snapshot

    @contextmanager
    def hold(self, snapshot: Snapshot) -> Iterator[None]:
        """Keep `snapshot` from being deleted while it is read; raises StoreError when it is gone."""
        handle = self.acquire(snapshot)
        try:
            yield
        finally:
            os.close(handle)

    def acquire_current(self) -> tuple[Snapshot, int]:
        """Return the newest snapshot with a file descriptor as of `acquire`; raises StoreError when there is none."""
        while True:
            snapshot = self.current()
            try:
                return snapshot, self.acquire(snapshot)
            except StoreError:
                if snapshot.path.is_dir():
                    raise
                # Enough publications have come in between for it to be deleted.

    def acquire(self, snapshot: Snapshot) -> int:
        """Return a file descriptor that keeps `snapshot` from being deleted until it is closed."""
        gone = StoreError(f"the snapshot {snapshot.name} is gone", where=str(snapshot.path), remedy="ask again")
        try:
            handle = os.open(snapshot.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise gone from None
        except OSError as error:
            raise StoreError(f"the snapshot cannot be opened: {error.strerror}", where=str(snapshot.path)) from error
        fcntl.flock(handle, fcntl.LOCK_SH)
        if not snapshot.path.is_dir():
            os.close(handle)
            raise gone
        return handle

    def _prune(self, keep: int) -> None:
        folder = self.path / "snapshots"
        for leftover in folder.glob(".*-*"):
            shutil.rmtree(leftover, ignore_errors=True)
        # The last one with an index stays until a newer one has its own: pages are answered from it meanwhile.
        given_out = [*self.kept()[-keep:], *self.indexed()[-1:]]
        for snapshot in self._there():
            if snapshot in given_out:
                continue
            handle = os.open(snapshot.path, os.O_RDONLY | os.O_DIRECTORY)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue  # still read; the next publication tries again
            else:
                doomed = folder / f".old-{snapshot.name}"
                snapshot.path.rename(doomed)
                shutil.rmtree(doomed, ignore_errors=True)
            finally:
                os.close(handle)
        self.prune_dumps()
        there = {snapshot.name for snapshot in self.kept()}
        for file in (self.path / "indexes").glob("*-*.npz"):
            if file.stem.removeprefix(".new-") not in there:
                file.unlink(missing_ok=True)

    def prune_dumps(self) -> None:
        """Delete the dumps and counts of snapshots that are no longer there."""
        there = {snapshot.name for snapshot in self.kept()}
        for folder in (self.path / "dumps").glob("*-*"):
            if folder.name.removeprefix(".new-").removeprefix(".counts-") not in there:
                shutil.rmtree(folder, ignore_errors=True)


def no_store(path: Path) -> StoreError:
    """Return the error that says that there is no store in the folder `path`."""
    if (path / UNFINISHED).exists():
        return StoreError(
            "a backup or restore was not finished here", where=str(path), remedy="run it again, it begins anew"
        )
    return StoreError("there is no store here", where=str(path), remedy="run `parley ingest PATH` first")


def _number(name: str) -> int:
    return int(name.partition("-")[0])


def read_identity(path: Path) -> str | None:
    """Return the base IRI recorded in the store at `path`, None when there is no store; raises StoreError."""
    file = path / "store.json"
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        version, base = content["format"], content["base_iri"]
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"the store's description cannot be read: {error}", where=str(file), remedy="restore it from a backup"
        ) from error
    if version != FORMAT or not isinstance(base, str):
        raise StoreError(
            f"the store has format {version!r}, this Parley reads {FORMAT}",
            where=str(file),
            remedy="use the Parley that made it to export, and ingest the export here",
        )
    return base


def held_identity(path: Path, base_iri: str) -> str | None:
    """Return the base IRI recorded in the store at `path`, None when there is no store; StoreError for another."""
    recorded = read_identity(path)
    if recorded not in (None, base_iri):
        raise StoreError(
            f"the store was made for {recorded}, not for {base_iri}",
            where=str(path),
            remedy=f"leave PARLEY_BASE_IRI unset, or move the store with `parley export --base {base_iri}`",
        )
    return recorded


def write_identity(path: Path, base_iri: str) -> None:
    """Record the base IRI in a new store at `path`."""
    write_whole(path / "store.json", json.dumps({"format": FORMAT, "base_iri": base_iri}, indent=1).encode() + b"\n")


def lock_for_writing(path: Path, *, wait_s: float) -> int:
    """Return a file descriptor that makes this process the one writer of the store at `path` until it is closed.

    Waits up to `wait_s` seconds for another writer and then raises StoreError that names it.
    """
    file = path / "write.lock"
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            break
        except BlockingIOError:
            if time.monotonic() >= deadline:
                holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip() or "unknown"
                os.close(handle)
                raise StoreLocked(
                    f"another process is writing to this store (process {holder})",
                    where=str(file),
                    remedy="wait until it has ended, or end it; the lock goes with the process",
                ) from None
            time.sleep(0.05)
    with suppress(OSError):  # the number only serves the message above; a full disk must not stop here
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle
