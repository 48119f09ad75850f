"""Every exception of the project.

Each keeps its facts as attributes and says what is wrong, with which value, where, and what would have been accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class ParleyError(Exception):
    """The base of every error that Parley raises on purpose."""

    def __init__(self, message: str, *, where: str | None = None, remedy: str | None = None) -> None:
        self.message = message
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __reduce__(self) -> tuple[Callable[[type[ParleyError], dict[str, Any]], ParleyError], tuple[Any, ...]]:
        return _restored, (type(self), vars(self))  # to another process goes what it says, not how it was made

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f" ({self.remedy})" if self.remedy else ""
        return f"{place}{self.message}{cure}"


def _restored(kind: type[ParleyError], facts: dict[str, Any]) -> ParleyError:
    error = kind.__new__(kind)
    vars(error).update(facts)
    return error


class ConfigError(ParleyError):
    """A setting has a value that Parley cannot work with."""


class ArticleError(ParleyError):
    """A file cannot be read as an article."""


class GoldError(ParleyError):
    """A file cannot be used as the gold of an evaluation."""


class ExtractionError(ParleyError):
    """An article was read, but no claims could be made from it."""


class ActorsError(ParleyError):
    """Reference actors cannot be read or do not conform."""


class ShapesError(ParleyError):
    """Shapes or ontology files cannot be used."""


class StoreError(ParleyError):
    """The store cannot be opened, written or published."""


class NothingIngested(StoreError):
    """The store is a new one: nothing was published in it yet."""


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class _QueryError(ParleyError):
    """Something is wrong at a place in a query: `line` and `column` count from 1 and are None where it is not known.

    `excerpt` is the line with a caret below the column; `found` and `expected` say what stands there and what could;
    `nearest` lists what may have been meant, ready to be used.
    """

    def __init__(
        self,
        message: str,
        *,
        line: int | None = None,
        column: int | None = None,
        excerpt: str | None = None,
        found: str | None = None,
        expected: tuple[str, ...] = (),
        nearest: tuple[str, ...] = (),
        where: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.line = line
        self.column = column
        self.excerpt = excerpt
        self.found = found
        self.expected = expected
        self.nearest = nearest
        super().__init__(message, where=where, remedy=remedy)


class QuerySyntaxError(_QueryError):
    """A query is not SPARQL."""


class QueryRefused(_QueryError):
    """A query is SPARQL, but asks for something this service does not do (SERVICE, LOAD, updates, absurd nesting)."""


class DatasetError(ParleyError):
    """The dataset in the parameters of a query or an update cannot be used."""


class RdfSyntaxError(_QueryError):
    """A body is not RDF in the syntax that it is said to have."""


class UpdateFailed(ParleyError):
    """An update cannot be carried out on what is stored, such as to create a graph that exists; nothing was changed."""


class WriteRefused(ParleyError):
    """A graph is not to be written to from outside, as it is derived from others."""


class PreconditionFailed(ParleyError):
    """A write was to be carried out on a certain state only, and the store is in another one; nothing was changed."""


class NotConforming(ParleyError):
    """What was to be stored breaks the shapes; `results` says where and why. Nothing was changed."""

    def __init__(
        self, message: str, *, results: tuple[dict[str, str], ...], where: str | None = None, remedy: str | None = None
    ) -> None:
        self.results = results
        super().__init__(message, where=where, remedy=remedy)


class QueryTimeout(ParleyError):
    """A query was ended because its budget was used up; `budget` is time or memory."""

    def __init__(
        self, message: str, *, budget: str = "time", where: str | None = None, remedy: str | None = None
    ) -> None:
        self.budget = budget
        super().__init__(message, where=where, remedy=remedy)


class QueryCancelled(ParleyError):
    """A query was ended before it was done, by the operator or because nobody waits for its answer any more."""


class _ComeBack(ParleyError):
    """Something can be asked later: `retry_after_s` says in how many seconds."""

    def __init__(
        self, message: str, *, retry_after_s: int, where: str | None = None, remedy: str | None = None
    ) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(message, where=where, remedy=remedy)


class Overloaded(_ComeBack):
    """The service has no free worker."""


class OverBudget(_ComeBack):
    """A client has used up what it may ask for at once or in a minute."""


class _Nearest(ParleyError):
    """Something is not known; `nearest` has what is known and may be meant."""

    def __init__(
        self,
        message: str,
        *,
        nearest: tuple[str, ...] = (),
        where: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.nearest = nearest
        super().__init__(message, where=where, remedy=remedy)


class QuestionError(_Nearest):
    """A question in words was not understood; `nearest` lists forms that are."""


class NotFound(_Nearest):
    """What was asked for by name does not exist; the message lists what does, `nearest` has what may be meant."""


class Gone(ParleyError):
    """What was asked for existed and is no longer kept; the message says what is."""


class NotAcceptable(ParleyError):
    """None of the media types in the Accept header can be produced; the message lists those that can."""
