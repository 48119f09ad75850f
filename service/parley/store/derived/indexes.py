"""The index of the events of a snapshot: made once, by a process of its own, and kept in a file as long as it is.

indexes/<snapshot>.npz    the arrays of the index (`parley.index`)
"""

from __future__ import annotations

import logging
import os
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pyoxigraph as ox

from parley.errors import Overloaded, ParleyError, StoreError
from parley.index import EventIndex, build_index
from parley.store.disk.asking import to_graph_nodes
from parley.store.disk.engine import default_graph_names, has_default_graph, open_snapshot
from parley.store.disk.snapshots import Snapshot, Snapshots
from parley.store.processes.lifeline import lifeline, tie
from parley.store.processes.pool import forking
from parley.vocab import EventTypes

log = logging.getLogger(__name__)

SMALL = 3_000
"""Events of which the index is made so fast, in about two seconds, that one waits for it."""
_WAIT_S = 30.0
_LOOK_S = 1.0
_REST = 4  # times as long as the last index took, before that of a large corpus is made anew
_HELD = 2  # snapshots that are kept from being deleted: requests under way may read the former one


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """A snapshot and the index of its events."""

    snapshot: Snapshot
    index: EventIndex

    @property
    def large(self) -> bool:
        """Say whether making it took so long that a former one has to do meanwhile."""
        return len(self.index.events) > SMALL


class Indexes:
    """The indexes of the snapshots of the store in the folder `store`; `close` ends what is being made."""

    def __init__(self, store: Path, base_iri: str, types: EventTypes) -> None:
        self.snapshots = Snapshots(store)
        self._base_iri = base_iri
        self._types = types
        self._lock = threading.Lock()
        self._newest: Indexed | None = None
        self._making: tuple[Snapshot, Future[None]] | None = None
        self._resting_until = 0.0
        self._maker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parley-index")
        self._held: deque[int] = deque()
        self._own: tempfile.TemporaryDirectory[str] | None = None  # where the store may not be written
        self._closed = threading.Event()

    def start(self, then: Callable[[], object] = lambda: None) -> None:
        """Make the index of each snapshot from now on, before anybody asks for it, and call `then` after each."""
        threading.Thread(target=self._watch, args=(then,), name="parley-index-watch", daemon=True).start()

    def prepare(self) -> None:
        """Make the index of the newest snapshot now if the service would have none to begin with; raises StoreError."""
        with self._lock:
            self._newest = self._newest or self._former()
        if self._newest is None:
            self._make(self.snapshots.current())

    def close(self) -> None:
        """End what is being made."""
        self._closed.set()
        self._maker.shutdown(cancel_futures=True)
        while self._held:
            os.close(self._held.popleft())
        if self._own is not None:
            self._own.cleanup()

    def newest(self) -> Indexed:
        """Return the index of the newest snapshot; of many events, that of a former one until the newest has one.

        The former one may be of another process: it stays beside the store, and its snapshot with it.

        Raises StoreError, and Overloaded when there is none yet and making it takes long.
        """
        until = time.monotonic() + _WAIT_S
        while True:
            snapshot = self.snapshots.current()
            newest, making = self._look_for(snapshot)
            if newest is not None and (newest.snapshot == snapshot or newest.large):
                return newest
            try:
                making.result(max(0.0, until - time.monotonic()))
            except TimeoutError:
                raise Overloaded(
                    "the index of the events is being made", retry_after_s=5, remedy="try again in 5 s"
                ) from None
            except StoreError:
                if self.snapshots.current() == snapshot:  # else it was deleted meanwhile, and there is a newer one
                    raise

    def _look_for(self, snapshot: Snapshot) -> tuple[Indexed | None, Future[None]]:
        """Return the newest index there is, and what makes that of `snapshot`."""
        with self._lock:
            if self._making is None and self._newest is None:
                self._newest = self._former()
            if self._making is None or self._is_wanted(snapshot, *self._making):
                self._making = snapshot, self._maker.submit(self._make, snapshot)
            return self._newest, self._making[1]

    def _former(self) -> Indexed | None:
        """Return the newest index that somebody has made and left there."""
        for snapshot in reversed(self.snapshots.kept()):
            file = self._folder() / f"{snapshot.name}.npz"
            if file.is_file():
                with suppress(StoreError):  # deleted meanwhile, as there is a newer one
                    held = self.snapshots.acquire(snapshot)
                    if (found := _read(file)) is not None:
                        self._held.append(held)
                        return Indexed(snapshot=snapshot, index=found)
                    os.close(held)
        return None

    def _is_wanted(self, snapshot: Snapshot, last: Snapshot, making: Future[None]) -> bool:
        """Say whether that of `snapshot` has to be made now, where that of `last` was made or is being made."""
        newest = self._newest
        will_do = newest is not None and newest.large and newest.snapshot.number >= self.snapshots.oldest()
        if will_do and (time.monotonic() < self._resting_until or not making.done()):
            return False
        return snapshot != last or (making.done() and (newest is None or newest.snapshot != snapshot))

    def _watch(self, then: Callable[[], object]) -> None:
        told = None
        while not self._closed.wait(_LOOK_S):
            with suppress(ParleyError, RuntimeError):  # whoever asks is told; RuntimeError: it was closed meanwhile
                newest, _ = self._look_for(self.snapshots.current())
                if newest is not None and newest.snapshot != told:
                    then()
                    told = newest.snapshot

    def _make(self, snapshot: Snapshot) -> None:
        if self._newest is not None and (self._newest.snapshot == snapshot or self.snapshots.current() != snapshot):
            return  # it is there, or there is a newer one already
        held, began = self.snapshots.acquire(snapshot), time.monotonic()
        try:
            index = self._index(snapshot)
        except BaseException:
            os.close(held)
            raise
        with self._lock:
            self._newest = Indexed(snapshot=snapshot, index=index)
            self._resting_until = time.monotonic() + _REST * (time.monotonic() - began)
            self._held.append(held)
            while len(self._held) > _HELD:
                os.close(self._held.popleft())

    def _index(self, snapshot: Snapshot) -> EventIndex:
        file = self._folder() / f"{snapshot.name}.npz"
        if (found := _read(file)) is not None:
            return found
        began = time.monotonic()
        process = forking().Process(
            target=_build,
            args=(lifeline(), snapshot.path, self._base_iri, self._types, file, self._newest is not None),
            name="parley-index",
            daemon=True,
        )
        process.start()
        while process.exitcode is None:
            process.join(_LOOK_S)
            if self._closed.is_set():
                process.kill()
        if (found := _read(file)) is None:
            raise StoreError(
                f"the index of the snapshot {snapshot.name} could not be made: exit code {process.exitcode}",
                where=str(file),
                remedy="see that the disk has space; the log says more",
            )
        log.info("index=%s events=%d took_s=%.1f", snapshot.name, len(found.events), time.monotonic() - began)
        return found

    def _folder(self) -> Path:
        folder = self.snapshots.path / "indexes"
        with suppress(OSError):
            folder.mkdir(exist_ok=True)
        if _may_write(folder):
            return folder
        if self._own is None:
            self._own = tempfile.TemporaryDirectory(prefix="parley-index-")
        return Path(self._own.name)


def _may_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _read(file: Path) -> EventIndex | None:
    """Return the index that a file has, None where there is none or one that cannot be read."""
    try:
        with file.open("rb") as content, np.load(content, allow_pickle=False) as arrays:
            return EventIndex.from_arrays(dict(arrays))
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
        log.warning("index=%s reason=%s", file.name, error)
        return None  # made anew


def _build(line: Connection, snapshot: Path, base_iri: str, types: EventTypes, file: Path, patient: bool) -> None:
    tie(line)
    if patient:  # there is a former index meanwhile, so whoever waits for an answer goes first
        os.nice(10)
    store = open_snapshot(snapshot)
    graphs = None if has_default_graph(store) else to_graph_nodes(default_graph_names(base_iri))

    def ask(query: str) -> bytes:
        found = store.query(query, default_graph=graphs)
        return found.serialize(format=ox.QueryResultsFormat.TSV) or b""  # type: ignore[arg-type]

    unfinished = file.with_name(f".new-{file.name}")
    with unfinished.open("wb") as output:
        np.savez(output, **build_index(ask, types=types).arrays())  # type: ignore[arg-type]
    unfinished.rename(file)
