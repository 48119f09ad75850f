"""The competency questions asked live, each with its example, one after the other; outcomes are kept by snapshot."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from parley.errors import (
    Overloaded,
    ParleyError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QuestionError,
    StoreError,
)
from parley.questions import Question
from parley.store.service.workers import QueryService
from parley.web.answers.answer_rows import AnswerRows, answer_rows
from parley.web.site.pages import today

_ROWS = 1000  # that are looked at
_SHOWN = 3  # rows
_TURN_S = 2.0  # how long somebody waits while others are asked
_RETRY_S = 3
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
    table: AnswerRows | None = None

    @property
    def good(self) -> bool:
        """Return whether the question has the answer that is expected of it."""
        return not self.wrong


class Competency:
    """Asks the questions; safe between threads, which ask one after the other."""

    def __init__(self, service: QueryService, questions: Mapping[str, Question]) -> None:
        self.questions = questions
        self._service = service
        self._kept: tuple[tuple[str, str], dict[str, Outcome]] = (("", ""), {})  # of a snapshot and a day
        self._turn = threading.Lock()

    def known(self) -> dict[str, Outcome]:
        """Return the outcomes on the newest snapshot of the questions that were asked today, by their keys."""
        now, outcomes = self._kept
        return dict(outcomes) if now == self._now() else {}

    def ask(self, question: Question, *, again: bool = False) -> Outcome:
        """Return the outcome of a question, asked unless it is known, or `again` where it failed.

        Raises Overloaded while others are asked for long; OverBudget and QueryCancelled say nothing of the question.
        """
        known = self.known().get(question.key)
        if known is not None and (known.good or not again):
            return known
        if not self._turn.acquire(timeout=_TURN_S):
            raise Overloaded(
                "another competency question is being asked", retry_after_s=_RETRY_S, remedy="ask again in a moment"
            )
        try:
            known = self.known().get(question.key)
            if known is None or again:
                now = self._now()
                known = self._asked(question)
                # Put in place as a whole: others read it without waiting for their turn.
                self._kept = now, {**(self._kept[1] if self._kept[0] == now else {}), question.key: known}
            return known
        finally:
            self._turn.release()

    def ask_rest(self, *, within_s: float) -> None:
        """Ask the questions that are not known, in their order, until the time is up; raises what `ask` raises."""
        end = time.monotonic() + within_s
        known = self.known()
        for key, question in self.questions.items():
            if key not in known and time.monotonic() < end:
                self.ask(question)

    def _now(self) -> tuple[str, str]:
        return self._service.snapshots.current().name, today().isoformat()

    def _asked(self, question: Question) -> Outcome:
        base = self._service.settings.base_iri
        began = time.monotonic()
        try:
            bindings = question.bind(dict(question.example), base=base, today=today())
            # With a cap of its own, so that it is asked now, whoever has had the whole answer before.
            answer = self._service.query(question.sparql, bindings=bindings, max_rows=_ROWS)
        except _FAILURES as error:
            return Outcome(question=question, wrong=(_told(error),), took_s=time.monotonic() - began)
        return Outcome(
            question=question,
            wrong=question.expected.unmet(answer.solutions),
            took_s=answer.took_ms / 1000,
            rows=len(answer.solutions),
            cut=answer.cut,
            table=answer_rows(question, answer.variables, answer.solutions[:_SHOWN], base, hidden=bindings),
        )


def _told(error: ParleyError) -> str:
    return f"{type(error).__name__}: {error.message}"
