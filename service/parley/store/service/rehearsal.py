"""Writes of others, tried before they are carried out: in a process with caps and no network, on a copy.

What comes back is what would change. Whatever a text makes of the engine, it costs that process and nothing else.
"""

from __future__ import annotations

import fcntl
import logging
import math
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path

from parley.config import Settings
from parley.errors import Overloaded, ParleyError, QueryTimeout, StoreError
from parley.store.disk.snapshots import Snapshot
from parley.store.processes.evaluation import prepare
from parley.store.processes.lifeline import lifeline
from parley.store.processes.pool import forking
from parley.store.service.changes import Changes, Rules, Trial, Write, find_changes

log = logging.getLogger(__name__)

_WAITING = 4  # writes that may wait for the one that is tried
_START_S = 30.0  # how long a process may take to start


class Rehearsal:
    """Finds out what writes would change, one after the other, each in a process of its own."""

    def __init__(self, settings: Settings, *, rules: Rules) -> None:
        self._settings = settings
        self._rules = rules
        self._copies = settings.store / "rehearsals"
        self._places = threading.BoundedSemaphore(_WAITING + 1)
        self._turn = threading.Lock()

    def changes(self, write: Write, snapshot: Snapshot) -> Changes:
        """Return what `write` would change in `snapshot`.

        Raises QuerySyntaxError, RdfSyntaxError, WriteRefused, UpdateFailed, QueryTimeout, Overloaded and StoreError.
        """
        if not self._places.acquire(blocking=False):
            seconds = max(1, math.ceil(self._settings.query_timeout_s / 2))
            raise Overloaded(
                "other writes are waiting already", retry_after_s=seconds, remedy=f"try again in {seconds} s"
            )
        try:
            with self._turn, _new_folder(self._copies) as folder:
                trial = Trial(
                    write=write,
                    folder=self._settings.store,
                    snapshot=snapshot,
                    copy=folder / "copy",
                    base_iri=self._settings.base_iri,
                    rules=self._rules,
                    timeout_s=self._settings.query_timeout_s,
                )
                found = self._tried(trial)
        finally:
            self._places.release()
        if isinstance(found, ParleyError):
            raise found
        return found

    def _tried(self, trial: Trial) -> Changes | ParleyError:
        context = forking()
        pipe, theirs = context.Pipe(duplex=False)
        memory_mb = self._settings.query_memory_mb
        process = context.Process(
            target=_try, args=(theirs, lifeline(), memory_mb, trial), name="parley-rehearsal", daemon=True
        )
        try:
            process.start()
            theirs.close()
            if not pipe.poll(_START_S):
                return StoreError(f"no write can be tried: no process after {_START_S:g} s", where=str(trial.folder))
            pipe.recv()
            if not pipe.poll(trial.timeout_s):
                log.warning("write=ended reason=time budget_s=%g", trial.timeout_s)
                return QueryTimeout(
                    f"the write was ended after {trial.timeout_s:g} s; nothing was changed",
                    remedy="write less at once, name the graphs, or raise PARLEY_QUERY_TIMEOUT_S",
                )
            found: Changes | ParleyError = pipe.recv()
            return found
        except EOFError:
            process.join(1.0)
            log.warning("write=ended reason=exit code=%s", process.exitcode)
            return QueryTimeout(
                f"the write was ended: it used up its {memory_mb} MB of memory or broke the engine",
                remedy="nothing was changed; write less at once, or raise PARLEY_QUERY_MEMORY_MB",
            )
        except OSError as error:
            return StoreError(f"no write can be tried: {error}", where=str(trial.folder))
        finally:
            if process.pid is not None:
                process.kill()
                process.join()
            pipe.close()


def _try(pipe: Connection, line: Connection, memory_mb: int, trial: Trial) -> None:
    """Send a sign of life, then what the write would change or why it cannot be tried."""
    prepare(memory_mb, line)
    pipe.send(None)
    try:
        pipe.send(find_changes(trial))
    except ParleyError as error:
        pipe.send(error)


@contextmanager
def _new_folder(parent: Path) -> Iterator[Path]:
    """Give a new folder in `parent` and delete it afterwards, with those that a crash has left there."""
    try:
        parent.mkdir(parents=True, exist_ok=True)
        guard = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(guard, fcntl.LOCK_EX)  # nobody sweeps between the making of a folder and its lock
            for leftover in parent.iterdir():
                _sweep(leftover)
            folder = Path(tempfile.mkdtemp(dir=parent))
            held = _locked(folder)
        finally:
            os.close(guard)
    except OSError as error:
        raise StoreError(f"no copy can be made: {error.strerror}", where=str(parent)) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held is not None:
            os.close(held)


def _sweep(folder: Path) -> None:
    held = _locked(folder)
    if held is not None:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _locked(folder: Path) -> int | None:
    """Return a file descriptor that marks a folder as in use until it is closed, None when it is so already."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
