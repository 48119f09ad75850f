"""Queries of strangers: worker processes on the newest snapshot, each query within time, memory and size.

A worker that runs out of time is killed, one that runs out of memory or crashes is replaced; an answer is complete
or an error. Once the `with` block or `close` ends, the processes are gone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from types import TracebackType

from parley import tsv
from parley.config import Settings
from parley.errors import DatasetError, Gone, NotAcceptable, QueryRefused, QueryTimeout, StoreError
from parley.model import IRI, Answer, Coverage, Term
from parley.recent import Recent
from parley.store.disk.engine import default_graph_names
from parley.store.disk.snapshots import Snapshot, Snapshots, held_identity
from parley.store.processes.dataset import dataset_of
from parley.store.processes.evaluation import Job, Outcome
from parley.store.processes.formats import named_format
from parley.store.service.runs import Caller, RunningQuery, Runs, asked_by
from parley.store.service.tally import Tally
from parley.store.sparql.diagnosis import diagnose
from parley.store.sparql.gate import CheckedQuery, Limits
from parley.store.sparql.templates import Templates


class QueryService:
    """Answers SPARQL queries on the newest snapshot of the store in `settings.store`; used in a `with` block.

    Without `derived_default`, the default graph of a query is that of the store, which ingestion leaves empty.
    """

    def __init__(self, settings: Settings, *, workers: int | None = None, derived_default: bool = True) -> None:
        self.settings = settings
        self._known_base = False
        self._check_base()
        self.snapshots = Snapshots(settings.store)
        self._derived_default = derived_default
        self._templates = Templates(limits=Limits(bytes=settings.query_max_bytes), memory=16 << 20)
        self._cache: Recent[Outcome] = Recent(settings.cache_mb << 20)
        self._tally = Tally()
        self._runs = Runs(settings, workers=workers or settings.query_workers)

    def __enter__(self) -> QueryService:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Have a worker ready before the first query comes."""
        self._runs.start()

    def close(self) -> None:
        """End the worker processes, whatever they do."""
        self._runs.close()

    def asked_by(self, caller: Caller) -> AbstractContextManager[None]:
        """Count what this thread asks inside the block for `caller`; outside of any block the service itself asks."""
        return asked_by(caller)

    def running(self) -> list[RunningQuery]:
        """Return the queries that wait for a worker or have one, the oldest first."""
        return self._runs.running()

    def outcomes(self) -> Mapping[str, int]:
        """Return how many queries came to each of the outcomes of `tally`, since this service began."""
        return self._tally.counts()

    def answered_again(self) -> None:
        """Count a query that was answered from a memory before it came here."""
        self._tally.add("cached")

    @property
    def workers_replaced(self) -> int:
        """Return how many workers were ended or died, each replaced by a new one."""
        return self._runs.replaced

    def cancel(self, id: str) -> bool:  # noqa: A002 - the field's word
        """End a query under way: whoever asked it gets QueryCancelled. Return False if there is none of this id."""
        return self._runs.cancel(id)

    def check(self, query: str) -> CheckedQuery:
        """Return what is known of a query that may be run; raises QuerySyntaxError and QueryRefused."""
        with self._tally.failures():
            return self._templates.check(query)

    def query(
        self,
        query: str | CheckedQuery,
        *,
        format: str | None = None,  # noqa: A002 - the field's word
        default_graphs: Iterable[IRI] | None = None,
        named_graphs: Iterable[IRI] | None = None,
        bindings: Mapping[str, Term] | None = None,
        timeout_s: float | None = None,
        max_rows: int | None = None,
        snapshot: Snapshot | None = None,
        frame: IRI | None = None,
        own: bool = False,
    ) -> Answer:
        """Return the complete answer to a query.

        With `format` (a short name or media type) the answer has a body; without, it has solutions, a boolean, or for
        graphs a Turtle body. Either graphs argument sets the whole dataset; without both the query's FROM decides,
        else the default graph is events, actors and ontology, with every named graph at hand. `bindings` give
        values to variables; in a SELECT such a variable must be projected. JSON-LD is a tree of the node `frame`.

        `max_rows`, and with a `format` PARLEY_RESULT_MAX_ROWS, cut the rows of a SELECT: `Answer.cut` and the body say
        so (see `processes/rows.py`). The latter does not hold for documents of our `own`.

        Raises QuerySyntaxError, QueryRefused, DatasetError, NotAcceptable, QueryTimeout, QueryCancelled, OverBudget,
        Overloaded, StoreError, and Gone for a given snapshot that was deleted.
        """
        began = time.monotonic()
        checked = query if isinstance(query, CheckedQuery) else self.check(query)
        graphs = checked.form in ("CONSTRUCT", "DESCRIBE")
        wanted = named_format(format or ("turtle" if graphs else "json"), checked.form)
        budget = min(timeout_s or self.settings.query_timeout_s, self.settings.query_timeout_s)
        caps = (max_rows, self.settings.result_max_rows if format and not own else None)
        job = replace(
            self._job(checked, snapshot, default_graphs, named_graphs),
            format=wanted.name,
            bindings=dict(bindings or {}),
            timeout_s=budget,
            result_max_rows=min((most for most in caps if most), default=0),
            frame=frame,
        )
        job, outcome = self._answered(job, checked, newest=snapshot is None, keep=not checked.volatile)
        answer = Answer(
            form="GRAPH" if graphs else checked.form,
            snapshot=job.snapshot.name,
            body=outcome.body,
            media_type=wanted.media_type,
            coverage=outcome.coverage,
            cut=outcome.cut,
            took_ms=(time.monotonic() - began) * 1000,
        )
        return answer if format or graphs else parsed(answer)

    def values(self, query: str, *, snapshot: Snapshot) -> list[list[str]]:
        """Return the values of each row of the answer to a SELECT query of the project's own, as `Store.values` does.

        The answer is not kept for whoever asks again. Raises what `query` raises.
        """
        checked = self.check(query)
        job = replace(self._job(checked, snapshot), format="tsv")
        _, outcome = self._answered(job, checked, newest=False, keep=False)
        return tsv.values(outcome.body)

    def coverage(self) -> Coverage:
        """Return what the newest snapshot was made from."""
        return self.query("ASK {}").coverage

    def _job(
        self,
        checked: CheckedQuery,
        snapshot: Snapshot | None,
        default_graphs: Iterable[IRI] | None = None,
        named_graphs: Iterable[IRI] | None = None,
    ) -> Job:
        """Return the job of a query, within the budgets of the settings."""
        self._check_base()
        defaults, named = self._dataset(checked, default_graphs, named_graphs)
        return Job(
            folder=self.settings.store,
            snapshot=snapshot or self.snapshots.current(),
            base_iri=self.settings.base_iri,
            text=checked.text,
            format="json",
            default_graphs=defaults,
            named_graphs=named,
            bindings={},
            timeout_s=self.settings.query_timeout_s,
            result_max_bytes=self.settings.result_max_mb << 20,
        )

    def _answered(self, job: Job, checked: CheckedQuery, *, newest: bool, keep: bool) -> tuple[Job, Outcome]:
        """Return a job and its answer; one on the newest snapshot moves on where that was deleted meanwhile."""
        with self._tally.failures():
            outcome, cached = self._outcome(job, keep=keep)
            if outcome.problem == "gone":
                if not newest:
                    raise Gone(f"the snapshot {job.snapshot.name} is no longer kept", remedy="ask for a newer one")
                job = replace(job, snapshot=self.snapshots.current())
                outcome, cached = self._outcome(job, keep=keep)
            self._raise(outcome, checked)
        self._tally.add("cached" if cached else "ok")
        return job, outcome

    def _check_base(self) -> None:
        """Raise StoreError when the store has another base; one that is made later is looked at then."""
        if self._known_base:
            return
        self._known_base = held_identity(self.settings.store, self.settings.base_iri) is not None

    def _dataset(
        self, checked: CheckedQuery, defaults: Iterable[IRI] | None, named: Iterable[IRI] | None
    ) -> tuple[tuple[IRI, ...] | None, tuple[IRI, ...] | None]:
        if defaults is not None or named is not None:
            return tuple(defaults or ()), tuple(named or ())
        if checked.has_dataset:
            own, own_named = dataset_of(checked, base_iri=self.settings.base_iri)
            if own:  # the engine merges several graphs with help only
                return own, own_named
        if checked.has_dataset or not self._derived_default:
            return None, None
        return tuple(default_graph_names(self.settings.base_iri)), None

    def _outcome(self, job: Job, *, keep: bool) -> tuple[Outcome, bool]:
        """Return what becomes of a job, and whether that was known already."""
        key = repr(replace(job, timeout_s=0.0))
        known = self._cache.get(key)
        if known is not None:
            return known, True
        outcome = self._runs.run(job)
        if keep and outcome.problem is None:
            self._cache.put(key, outcome, size=_weight(key, outcome))
        return outcome, False

    def _raise(self, outcome: Outcome, checked: CheckedQuery) -> None:
        if outcome.problem == "syntax":
            raise diagnose(checked, outcome.message)
        if outcome.problem == "iri":
            raise DatasetError(outcome.message, remedy="name graphs by absolute IRIs")
        if outcome.problem == "size":
            raise QueryRefused(
                f"the result is larger than {self.settings.result_max_mb} MB",
                remedy="ask for less with LIMIT, or raise PARLEY_RESULT_MAX_MB",
            )
        if outcome.problem == "rows":
            raise QueryRefused(
                f"the result has more than {self.settings.result_max_rows} rows, and its format cannot say that it "
                "was cut",
                remedy="ask with a LIMIT, or a SELECT for JSON or XML, which can say it",
            )
        if outcome.problem == "format":
            raise NotAcceptable(
                f"the result cannot be written in this format: {outcome.message}", remedy="ask for another one"
            )
        if outcome.problem == "memory":
            raise QueryTimeout(
                f"the query was ended: it used up its {self.settings.query_memory_mb} MB of memory",
                budget="memory",
                remedy="ask for less, or raise PARLEY_QUERY_MEMORY_MB",
            )
        if outcome.problem is not None:
            raise StoreError(
                f"the query could not be answered: {outcome.message}",
                where=str(self.settings.store),
                remedy="the log of the service says more",
            )


def _weight(key: str, outcome: Outcome) -> int:
    return len(key) + len(outcome.body) + 1024


def parsed(answer: Answer) -> Answer:
    """Return the answer with its JSON body as solutions or a boolean."""
    content = json.loads(answer.body)
    if answer.form == "ASK":
        return replace(answer, boolean=content["boolean"], body=b"", media_type=None)
    return replace(
        answer,
        variables=tuple(content["head"]["vars"]),
        solutions=tuple(
            {name: _term(binding) for name, binding in row.items()} for row in content["results"]["bindings"]
        ),
        body=b"",
        media_type=None,
    )


def _term(binding: dict[str, str]) -> Term:
    return Term(
        type=binding["type"],
        value=binding["value"] if isinstance(binding["value"], str) else json.dumps(binding["value"]),
        datatype=binding.get("datatype"),
        language=binding.get("xml:lang"),
    )
