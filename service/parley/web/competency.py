"""The competency questions asked live, each with its example, one after the other; outcomes are kept by snapshot."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from parley.errors import ParleyError, QueryRefused, QuerySyntaxError, QueryTimeout, QuestionError, StoreError
from parley.questions import Question
from parley.store.recent import Recent
from parley.store.workers import QueryService
from parley.web.pages import today
from parley.web.tables import Table, table_of

_ROWS = 1000  # that are looked at
_SHOWN = 3  # rows
_KEPT = 1 << 20  # bytes, of all outcomes
# That a question fails, not that somebody has asked too much or that the service is busy.
_FAILURES = (QueryTimeout, QuerySyntaxError, QueryRefused, QuestionError, StoreError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a question: `wrong` says why it failed, or what its answer lacks; nothing where all is well.

    `cut` says that there are more rows than `rows`; `took_s` counts from asking to the answer.
    """

    question: Question
    wrong: tuple[str, ...]
    took_s: float
    rows: int = 0
    cut: bool = False
    table: Table | None = None

    @property
    def good(self) -> bool:
        """Return whether the question has the answer that is expected of it."""
        return not self.wrong


class Competency:
    """Asks the questions; safe between threads, which wait for each other."""

    def __init__(self, service: QueryService, questions: Mapping[str, Question]) -> None:
        self.questions = questions
        self._service = service
        self._kept: Recent[Outcome] = Recent(_KEPT)
        self._turn = threading.Lock()

    def known(self) -> dict[str, Outcome]:
        """Return the outcomes on the newest snapshot of the questions that were asked today, by their keys."""
        found = {key: self._kept.get(self._key(question)) for key, question in self.questions.items()}
        return {key: outcome for key, outcome in found.items() if outcome is not None}

    def ask(self, question: Question) -> Outcome:
        """Return the outcome of a question, asked unless it is known.

        Raises OverBudget, Overloaded and QueryCancelled, which say nothing of the question.
        """
        with self._turn:
            key = self._key(question)
            outcome = self._kept.get(key)
            if outcome is None:
                outcome = self._asked(question)
                self._kept.put(key, outcome, size=_size(outcome))
            return outcome

    def ask_rest(self, *, within_s: float) -> None:
        """Ask the questions that are not known, in their order, until the time is up."""
        end = time.monotonic() + within_s
        known = self.known()
        for key, question in self.questions.items():
            if key not in known and time.monotonic() < end:
                self.ask(question)

    def _key(self, question: Question) -> tuple[str, str, str]:
        return self._service.snapshots.current().name, question.key, today().isoformat()

    def _asked(self, question: Question) -> Outcome:
        base = self._service.settings.base_iri
        began = time.monotonic()
        try:
            bindings = question.bind(dict(question.example), base=base, today=today())
            # With a cap of its own, so that it is asked now, whoever has had the whole answer before.
            answer = self._service.query(question.sparql, bindings=bindings, max_rows=_ROWS)
        except _FAILURES as error:
            return Outcome(question=question, wrong=(_told(error),), took_s=time.monotonic() - began)
        hidden = [parameter.name for parameter in question.parameters]
        return Outcome(
            question=question,
            wrong=question.expected.unmet(answer.solutions),
            took_s=answer.took_ms / 1000,
            rows=len(answer.solutions),
            cut=answer.cut,
            table=table_of(answer.variables, answer.solutions[:_SHOWN], base, hidden=hidden),
        )


def _told(error: ParleyError) -> str:
    return f"{type(error).__name__}: {error.message}"


def _size(outcome: Outcome) -> int:
    cells = sum(len(cell.text) for row in outcome.table.rows for cell in row) if outcome.table is not None else 0
    return 4 * cells + 2048
