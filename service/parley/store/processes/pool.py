"""Worker processes, each behind a pipe of its own, with a warm one at hand to take the place of one that is ended.

Nothing is shared between workers: one that is killed in the middle of an answer leaves no lock held and no half
message in the way of the others.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import select
import sys
import threading
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext

from parley.errors import StoreError
from parley.store.processes.evaluation import Job, Outcome, work
from parley.store.processes.lifeline import lifeline

log = logging.getLogger(__name__)

_START_S = 30.0  # how long a worker may take to start
_ATTEMPTS = 3  # to start a worker, before queries are told that it cannot be done


class WorkerDied(Exception):
    """A worker has ended before its answer was whole; `code` is its exit code, negative for a signal."""

    def __init__(self, code: int | None) -> None:
        self.code = code
        super().__init__(f"exit code {code}")


class Worker:
    """One process, and the pipe to it."""

    def __init__(self, arguments: tuple[object, ...]) -> None:
        context = forking()
        self._pipe: Connection
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=work, args=(theirs, lifeline(), *arguments), name="parley-query", daemon=True
        )
        self._process.start()
        theirs.close()
        self._answers = select.poll()
        self._answers.register(self._pipe, select.POLLIN)
        self.slowed = False

    def send(self, job: Job) -> None:
        """Let the worker begin with a job; raises WorkerDied."""
        try:
            self._pipe.send(job)
        except OSError as error:
            raise self._died() from error

    def receive(self, timeout_s: float) -> Outcome | None:
        """Return the whole answer, or None if it is not there in time; raises WorkerDied."""
        try:
            if not self._answers.poll(1000 * timeout_s):
                return None
            outcome: Outcome = self._pipe.recv()
        except (EOFError, OSError) as error:
            raise self._died() from error
        return outcome

    def slow_down(self) -> None:
        """Let every other process go first from now on."""
        self.slowed = True
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid or 0, 10)

    def kill(self) -> None:
        """End the process at once; `receive` then raises WorkerDied."""
        self._process.kill()

    def bury(self) -> None:
        """End the process and give back what it holds here."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def _died(self) -> WorkerDied:
        self._process.join(1.0)
        return WorkerDied(self._process.exitcode)


def forking() -> ForkServerContext:
    """Return the context whose processes are forked from one that has loaded what they need and opened nothing."""
    # The engine asks for small pieces of memory and frees them again and again: with more of them kept at hand, a query
    # takes 6 % less time. Only what is started by exec reads this, and an operator's own choice stays.
    os.environ.setdefault("GLIBC_TUNABLES", "glibc.malloc.tcache_count=20000")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        [*_needed_by_main(), "parley.store.processes.evaluation", "parley.store.derived.indexes", "pyld.jsonld"]
    )
    return context


def _needed_by_main() -> list[str]:
    """Return modules that hold what the main module imports.

    A fork of a process that has loaded everything but opened nothing starts in a tenth of the time. Each worker runs
    the main module again, and preloading "__main__" itself does nothing in Python 3.11 (python/cpython#126631).
    """
    named = {getattr(value, "__module__", None) for value in vars(sys.modules["__main__"]).values()}
    parts = {name for name in sys.modules if name.startswith("parley.") and name.count(".") == 1}
    return sorted({name for name in named if isinstance(name, str) and name != "__main__"} | parts)


class Pool:
    """Workers for `places` queries at once, with up to `spares` more kept ready. They start with the first use."""

    def __init__(self, *, places: int, spares: int, arguments: tuple[object, ...]) -> None:
        self._limit = places + spares
        self._spares = spares
        self._arguments = arguments
        lock = threading.Lock()
        self._changed = threading.Condition(lock)  # for who waits for a worker
        self._wanted = threading.Condition(lock)  # for the keeper: it sleeps through queries that find a worker ready
        self._idle: list[Worker] = []
        self._busy: list[Worker] = []
        self._dead: list[Worker] = []
        self._waiting: list[object] = []  # who takes the next one, in the order of arrival
        self._failed: str | None = None  # why no worker can be started
        self._failures = 0  # in a row; one may be an accident
        self.closed = False
        self.replaced = 0  # workers that were ended or died
        self._keeper: threading.Thread | None = None

    def start(self) -> None:
        """Have workers ready before the first one is needed."""
        with self._changed:
            if self._keeper is None and not self.closed:
                self._keeper = threading.Thread(target=self._keep, name="parley-pool", daemon=True)
                self._keeper.start()

    def take(self, timeout_s: float) -> Worker | None:
        """Return a worker of one's own, or None if there is none in time; raises StoreError."""
        self.start()
        me = object()
        with self._changed:
            self._failed = None
            self._waiting.append(me)
            self._wake_keeper()
            try:
                self._changed.wait_for(lambda: self.closed or self._failed or self._is_next(me), timeout_s)
                if not self.closed and self._is_next(me):
                    worker = self._idle.pop()
                    self._busy.append(worker)
                    return worker
                if self.closed or self._failed:
                    raise StoreError(f"no query can be run: {self._failed or 'the workers are stopped'}")
                return None
            finally:
                self._waiting.remove(me)
                self._wake_keeper()
                if self._waiting:
                    self._changed.notify_all()

    def give(self, worker: Worker, *, whole: bool) -> None:
        """Give a worker back; one that is not `whole` is ended and replaced."""
        with self._changed:
            self._busy.remove(worker)
            closed = self.closed
            self.replaced += not whole
            if not closed:
                (self._idle if whole else self._dead).append(worker)
            self._wake_keeper()
            if self._waiting:
                self._changed.notify_all()
        if closed:
            worker.bury()
        elif not whole:
            worker.kill()

    def close(self) -> None:
        """End all workers, whatever they do."""
        with self._changed:
            self.closed = True
            for worker in (*self._idle, *self._busy):
                worker.kill()
            self._changed.notify_all()
            self._wanted.notify()
            keeper = self._keeper
        if keeper is not None:
            keeper.join()
        with self._changed:
            left = [*self._idle, *self._dead]
            self._idle.clear()
            self._dead.clear()
        for worker in left:
            worker.bury()

    def _is_next(self, waiting: object) -> bool:
        return bool(self._idle) and self._waiting[0] is waiting

    def _missing(self) -> bool:
        alive = len(self._idle) + len(self._busy)
        return len(self._idle) < self._spares and alive < self._limit and not self._failed

    def _needed(self) -> bool:
        return bool(self.closed or self._dead or self._missing())

    def _wake_keeper(self) -> None:
        if self._needed():
            self._wanted.notify()

    def _keep(self) -> None:
        # All processes are started and buried by this one thread: nobody waits for either.
        while True:
            with self._changed:
                self._wanted.wait_for(self._needed)
                if self.closed:
                    return
                dead, missing = self._dead[:], self._missing()
                self._dead.clear()
            if missing:
                self._add()
            for worker in dead:
                worker.bury()

    def _add(self) -> None:
        worker, failed = None, None
        began = time.monotonic()
        try:
            worker = Worker(self._arguments)
            if worker.receive(_START_S) is None:
                failed = f"a worker was not ready after {_START_S:g} s"
        except (OSError, EOFError, WorkerDied) as error:
            failed = f"a worker could not be started: {error}"
        with self._changed:
            if worker is not None:
                (self._dead if failed or self.closed else self._idle).append(worker)
            self._failures = self._failures + 1 if failed else 0
            self._failed = failed if self._failures >= _ATTEMPTS else None
            self._changed.notify_all()
        log.debug("worker=%s took_ms=%.0f", failed or "ready", (time.monotonic() - began) * 1000)
