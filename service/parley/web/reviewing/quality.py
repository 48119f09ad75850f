"""The quality report of the ontology, made in a process of its own, once for each state of ontology and shapes."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from parley.errors import StoreError
from parley.questions import Question
from parley.review import Report, check
from parley.store.processes.lifeline import lifeline, tie
from parley.store.processes.pool import forking
from parley.web.reviewing.ontology import Served, reviewed_from

_Texts = tuple[str, str]  # ontology and shapes


class Quality:
    """The report on what is served; `close` ends what is being made."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[_Texts, Report] | None = None
        self._making: tuple[_Texts, BaseProcess, Connection] | None = None

    def report(self, served: Served, *, wait_s: float) -> Report | None:
        """Return the report; None while it is being made, after `wait_s` seconds. Raises StoreError."""
        with self._lock:
            if self._kept is not None and self._kept[0] == served.texts:
                return self._kept[1]
            if self._making is None or self._making[0] != served.texts:
                self._end()
                self._making = _begin(served)
            texts, process, receiving = self._making
            if not receiving.poll(wait_s):
                return None
            self._making = None
            try:
                self._kept = texts, receiving.recv()
            except EOFError:
                process.join()
                raise StoreError(
                    f"the quality report could not be made: exit code {process.exitcode}",
                    remedy="`parley ontology check` says more",
                ) from None
            return self._kept[1]

    def close(self) -> None:
        """End what is being made."""
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._making is not None:
            _, process, receiving = self._making
            process.kill()
            process.join()
            receiving.close()
            self._making = None


def _begin(served: Served) -> tuple[_Texts, BaseProcess, Connection]:
    context = forking()
    receiving, sending = context.Pipe(duplex=False)
    arguments = (lifeline(), sending, served.texts, dict(served.reviewed.questions))
    process = context.Process(target=_make, args=arguments, daemon=True)
    process.start()
    sending.close()
    return served.texts, process, receiving


def _make(line: Connection, sending: Connection, texts: _Texts, questions: Mapping[str, Question]) -> None:
    tie(line)
    os.nice(10)  # whoever waits for an answer goes first
    sending.send(check(reviewed_from(texts, questions)))
    sending.close()
