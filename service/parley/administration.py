"""Writes from outside: tried on a copy, held against a policy, then carried out by the one writer and published."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from parley.config import Settings
from parley.errors import Overloaded, PreconditionFailed, StoreError, StoreLocked
from parley.store import Snapshot, Snapshots, Store, open_store
from parley.store.processes.lifeline import lifeline, tie
from parley.store.service.changes import Changes, Rules, Write
from parley.store.service.rehearsal import Rehearsal

_TRIES = 3


class Policy(Protocol):
    """What may be written, and what follows from it. It goes to the process that writes."""

    @property
    def rules(self) -> Rules:
        """Which graphs may be written at all, and what becomes of blank nodes."""

    def prepare(self, store: Store) -> Snapshot:
        """Publish what was stored and not published, be it nothing yet."""

    def keep(self, changes: Changes, store: Store) -> Snapshot:
        """Carry changes out and publish them; raises a ParleyError, and then nothing is changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a write did: the snapshot that has it, and whether a graph that was to be written had been there."""

    snapshot: str
    existed: bool
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a write is carried out on only; None is no matter.

    `snapshot_in` and `snapshot_not_in` have names of snapshots, and `existed` says whether the graph is to be there.
    """

    snapshot_in: frozenset[str] | None = None
    snapshot_not_in: frozenset[str] | None = None
    existed: bool | None = None

    def check(self, changes: Changes) -> None:
        """Raise PreconditionFailed where the state that the changes were found on is another one."""
        if self.existed is not None and changes.existed != self.existed:
            raise PreconditionFailed("the graph is there" if changes.existed else "the graph is not there")
        chosen = self.snapshot_in is None or changes.snapshot in self.snapshot_in
        if not chosen or changes.snapshot in (self.snapshot_not_in or ()):
            raise PreconditionFailed(
                f"the newest snapshot is {changes.snapshot}", remedy="get the graph again, and change what it is now"
            )


_ANY = Condition()


class Administration:
    """Writes to the store in `settings.store` for whoever may.

    Without a `writer` that carries the writes out, a process of its own does, which starts with the first one.
    """

    def __init__(self, settings: Settings, *, policy: Policy, writer: Executor | None = None) -> None:
        self._settings = settings
        self._policy = policy
        self._rehearsal = Rehearsal(settings, rules=policy.rules)
        self._writer = writer
        self._starting = Lock()

    def close(self) -> None:
        """Let a write that is carried out end, then end its process."""
        if self._writer is not None:
            self._writer.shutdown(cancel_futures=True)

    def write(self, write: Write, condition: Condition = _ANY) -> Written:
        """Carry `write` out and publish it.

        What others publish while it is tried is not overwritten: it is tried again on that. Raises what
        `Rehearsal.changes`, policy and condition raise, Overloaded while another process writes, and StoreError.
        """
        for _ in range(_TRIES):
            snapshot = self._current()
            changes = self._rehearsal.changes(write, snapshot)
            condition.check(changes)
            if not changes.graphs:
                return Written(snapshot=snapshot.name, existed=changes.existed, changed=False)
            kept = self._carried_out(changes)
            if kept is not None:
                return Written(snapshot=kept, existed=changes.existed, changed=True)
        raise Overloaded("others write all the time", retry_after_s=5, remedy="try again in 5 s")

    def _current(self) -> Snapshot:
        snapshots = Snapshots(self._settings.store)
        if not (self._settings.store / "current").exists():
            self._carried_out(None)
        return snapshots.current()

    def _carried_out(self, changes: Changes | None) -> str | None:
        try:
            return self._pool().submit(_carry_out, self._settings, self._policy, changes).result()
        except StoreLocked as error:
            raise Overloaded(
                "an ingestion writes to the store at the moment", retry_after_s=10, remedy="try again when it has ended"
            ) from error
        except BrokenProcessPool as error:
            with self._starting:
                self._writer = None
            raise StoreError(f"the writer ended: {error}", where=str(self._settings.store)) from error

    def _pool(self) -> Executor:
        with self._starting:
            if self._writer is None:
                # spawn: this process has threads, which a fork would break
                spawn = multiprocessing.get_context("spawn")
                self._writer = ProcessPoolExecutor(1, mp_context=spawn, initializer=tie, initargs=(lifeline(),))
            return self._writer


def _carry_out(settings: Settings, policy: Policy, changes: Changes | None) -> str | None:
    """Carry changes out and return the name of the new snapshot, None when they were made for a former one."""
    with open_store(
        settings.store,
        base_iri=settings.base_iri,
        write=True,
        snapshots_kept=settings.snapshots_kept,
        lock_wait_s=settings.lock_wait_s,
    ) as store:
        if store.state is None:
            policy.prepare(store)
        if changes is None or store.state != changes.snapshot:
            return None
        return policy.keep(changes, store).name
