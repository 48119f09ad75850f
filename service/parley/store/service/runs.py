"""The queries under way: who asked them, within which budgets, on which worker, and how each of them ends."""

from __future__ import annotations

import hashlib
import itertools
import logging
import math
import signal
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from parley.config import Settings
from parley.errors import OverBudget, Overloaded, QueryCancelled, QueryTimeout, StoreError
from parley.store.processes.evaluation import Job, Outcome
from parley.store.processes.pool import Pool, Worker, WorkerDied
from parley.store.service.admission import Admission, QueueFull, Turn
from parley.store.service.budgets import Budgets

log = logging.getLogger(__name__)

_LONG_S = 1.0  # a query that runs longer has to make way for quick ones
_LOOK_S = 0.25  # how often a query under way looks whether it is still wanted
_LONG_KNOWN = 4096  # queries that are remembered as long ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: the client that its budget is counted for (None: the service itself), and whether it has hung up."""

    client: str | None = None
    gone: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningQuery:
    """A query under way as the operator sees it: `state` is queued or running, `age_s` counts from its arrival."""

    id: str
    text: str
    client: str | None
    state: str
    age_s: float
    budget_s: float


_SERVICE = Caller()
_caller: ContextVar[Caller] = ContextVar("caller", default=_SERVICE)


@contextmanager
def asked_by(caller: Caller) -> Iterator[None]:
    """Count what this thread asks inside the block for `caller`; outside of any block the service itself asks."""
    token = _caller.set(caller)
    try:
        yield
    finally:
        _caller.reset(token)


@dataclass(slots=True, eq=False)
class _Run:
    """One query under way; `lock` guards `worker` and `cancelled`, so that nobody ends a worker that has moved on."""

    id: str
    job: Job
    caller: Caller
    turn: Turn
    began: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    worker: Worker | None = None
    cancelled: str | None = None  # by whom
    deadline: float = math.inf  # when the worker it has now is ended
    used_s: float = 0.0

    def cancel(self, by: str) -> None:
        with self.lock:
            self.cancelled = self.cancelled or by
            if self.worker is not None:
                self.worker.kill()


class Runs:
    """Runs jobs on `workers` places for quick queries and as many for long ones."""

    def __init__(self, settings: Settings, *, workers: int) -> None:
        self._settings = settings
        self._workers = workers
        self._wait_s = 15.0  # how long a query waits for a worker, starting ones included
        self._admission = Admission(places=workers, queue=settings.query_queue)
        self._budgets = Budgets(queries=settings.client_queries, seconds=settings.client_seconds)
        self._long: OrderedDict[bytes, None] = OrderedDict()
        self._lock = threading.Lock()  # guards the two above, and the list
        self._under_way: dict[str, _Run] = {}
        self._ids = itertools.count(1)
        arguments = (settings.store, settings.base_iri, settings.query_memory_mb)
        self._pool = Pool(places=2 * workers, spares=min(workers, 4), arguments=arguments)

    def start(self) -> None:
        """Have a worker ready before the first job comes."""
        self._pool.start()

    def close(self) -> None:
        """End the workers, whatever they do."""
        self._pool.close()

    def running(self) -> list[RunningQuery]:
        """Return the queries under way, the oldest first."""
        now = time.monotonic()
        with self._lock:
            runs = list(self._under_way.values())
        return [
            RunningQuery(
                id=run.id,
                text=run.job.text,
                client=run.caller.client,
                state="running" if run.turn.running else "queued",
                age_s=now - run.began,
                budget_s=run.job.timeout_s,
            )
            for run in runs
        ]

    @property
    def replaced(self) -> int:
        """Return how many workers were ended or died, each replaced by a new one."""
        return self._pool.replaced

    def cancel(self, id: str) -> bool:  # noqa: A002 - the field's word
        """End a query under way, and say whether there was one of this id."""
        with self._lock:
            run = self._under_way.get(id)
        if run is None:
            return False
        run.cancel("the operator")
        return True

    def run(self, job: Job) -> Outcome:
        """Return what becomes of a job; raises QueryTimeout, QueryCancelled, OverBudget, Overloaded and StoreError."""
        caller = _caller.get()
        with self._budget(caller, job) as spend:
            key = _key(job)
            try:
                turn = self._admission.enter(caller.client or "", long=key in self._long)
            except QueueFull:
                raise self._overloaded() from None
            run = _Run(id=str(next(self._ids)), job=job, caller=caller, turn=turn, began=time.monotonic())
            with self._lock:
                self._under_way[run.id] = run
            try:
                return self._in_turn(run)
            finally:
                self._admission.leave(turn)
                with self._lock:
                    del self._under_way[run.id]
                    self._remember(key, long=run.used_s > _long_s(job))
                spend(run.used_s)

    def _in_turn(self, run: _Run) -> Outcome:
        patience = run.began + self._wait_s
        while True:
            while not run.turn.wait(_LOOK_S):
                self._look(run)
                if time.monotonic() > patience:
                    raise self._overloaded()
            if run.turn.dropped:
                raise self._overloaded()
            worker = self._pool.take(max(0.0, patience - time.monotonic()))
            if worker is None:
                raise self._overloaded()
            whole = False
            began = time.monotonic()
            try:
                outcome = self._on(worker, run)
                whole = outcome is not None and not worker.slowed
            except WorkerDied as error:
                raise self._died(run, error) from error
            finally:
                with run.lock:
                    run.worker, run.deadline = None, math.inf
                    whole = whole and run.cancelled is None
                run.used_s += time.monotonic() - began
                self._pool.give(worker, whole=whole)
            if outcome is not None:
                return outcome
            patience = time.monotonic() + self._wait_s

    def _on(self, worker: Worker, run: _Run) -> Outcome | None:
        """Return the answer of the worker, or None where the query had to give its place to quick ones."""
        began = time.monotonic()
        with run.lock:
            run.worker, run.deadline = worker, began + run.job.timeout_s
        self._look(run)
        worker.send(run.job)
        while (left := run.deadline - time.monotonic()) > 0:
            if (outcome := worker.receive(min(left, _LOOK_S))) is not None:
                return outcome
            self._look(run)
            if not run.turn.long and time.monotonic() - began > _long_s(run.job):
                if self._admission.make_long(run.turn):
                    worker.slow_down()
                elif not run.turn.running:
                    return None
        log.warning("query=ended reason=time budget_s=%g", run.job.timeout_s)
        raise QueryTimeout(
            f"the query was ended after {run.job.timeout_s:g} s",
            remedy="ask for less, or raise PARLEY_QUERY_TIMEOUT_S",
        )

    def _look(self, run: _Run) -> None:
        if run.cancelled is None and run.caller.gone():
            run.cancel("the client, which hung up")
        if run.cancelled is not None:
            raise self._cancelled(run)

    @contextmanager
    def _budget(self, caller: Caller, job: Job) -> Iterator[Callable[[float], None]]:
        """Hold the client to its budget; the block calls what it gets with the seconds that were used."""
        if caller.client is None:
            yield lambda used_s: None
            return
        now, used = time.monotonic(), 0.0
        most_s = job.timeout_s + _LONG_S
        end = now + 2 * self._wait_s + most_s

        def spend(used_s: float) -> None:
            nonlocal used
            used = used_s

        with self._lock:
            wait_s, what = self._budgets.wait_s(caller.client, now)
            if wait_s > 0:
                raise _over_budget(wait_s, what)
            self._budgets.begin(caller.client, now, end=end, most_s=most_s)
        try:
            yield spend
        finally:
            with self._lock:
                self._budgets.finish(caller.client, time.monotonic(), end=end, most_s=most_s, used_s=used)

    def _remember(self, key: bytes, *, long: bool) -> None:
        if not long:
            self._long.pop(key, None)
            return
        self._long[key] = None
        self._long.move_to_end(key)
        if len(self._long) > _LONG_KNOWN:
            self._long.popitem(last=False)

    def _overloaded(self) -> Overloaded:
        with self._lock:
            ends = [run.deadline for run in self._under_way.values()]
        until = min((end for end in ends if end < math.inf), default=0.0) - time.monotonic()
        seconds = max(1, math.ceil(until))
        return Overloaded(
            f"all {self._workers} workers are busy", retry_after_s=seconds, remedy=f"try again in {seconds} s"
        )

    def _cancelled(self, run: _Run) -> QueryCancelled:
        log.warning("query=ended reason=cancelled by=%r id=%s", run.cancelled, run.id)
        return QueryCancelled(f"the query was cancelled by {run.cancelled}")

    def _died(self, run: _Run, error: WorkerDied) -> Exception:
        if run.cancelled is not None:
            return self._cancelled(run)
        if self._pool.closed:
            return StoreError("no query can be run: the workers are stopped", where=str(run.job.folder))
        log.warning("query=ended reason=exit code=%s", error.code)
        if error.code == -signal.SIGXCPU:
            return QueryTimeout("the query was ended: it used up its processor time", remedy="ask for less")
        return QueryTimeout(
            f"the query was ended: it used up its {self._settings.query_memory_mb} MB of memory or broke the engine",
            budget="memory",
            remedy="ask for less, or raise PARLEY_QUERY_MEMORY_MB",
        )


def _long_s(job: Job) -> float:
    return min(_LONG_S, job.timeout_s / 2)


def _over_budget(wait_s: float, what: str) -> OverBudget:
    seconds = math.ceil(wait_s)
    return OverBudget(
        f"this client has used up {what}", retry_after_s=seconds, remedy=f"try again in {seconds} s, or ask for less"
    )


def _key(job: Job) -> bytes:
    return hashlib.sha256(repr((job.text, job.default_graphs, job.named_graphs, job.bindings)).encode()).digest()
