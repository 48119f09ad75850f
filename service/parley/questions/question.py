"""Competency questions: what they ask, with which parameters, and how their answers are called and led on from."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from parley.errors import QuestionError
from parley.model import Term

IRI_TYPES = ("actor", "place", "destination", "event")  # a destination is a place or whoever is host there
TYPES = (*IRI_TYPES, "date", "integer", "text")
ORDERS = ("newest first", "soonest first")
XSD = "http://www.w3.org/2001/XMLSchema#"

_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY_LIKE = re.compile(
    r"(?P<year>[12][0-9]{3})(?:[-/.]?(?P<month>[0-9]{1,2})(?:[-/.]?(?P<day>[0-9]{1,2}))?)?", re.ASCII
)
_INTEGER = re.compile(r"[+-]?\d+")


def headings() -> Mapping[str, str]:
    """Return what variables that many questions share are called in answers."""
    found: dict[str, str] = _loaded()["headings"]
    return found


def words() -> Mapping[str, Mapping[str, str]]:
    """Return what values of variables are called in answers where they do not say it themselves, by variable."""
    found: dict[str, dict[str, str]] = _loaded()["words"]
    return found


@cache
def _loaded() -> dict[str, Any]:
    return tomllib.loads((files(__package__) / "headings.toml").read_text("utf-8"))


def _day_meant(text: str, *, last: bool) -> str | None:
    """Return the day of a text such as 2023/4/26, or the first or the last day of its year or month."""
    found = _DAY_LIKE.fullmatch(text)
    if found is None:
        return None
    year, month = int(found["year"]), int(found["month"] or (12 if last else 1))
    try:
        day = int(found["day"] or (calendar.monthrange(year, month)[1] if last else 1))
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value that a question takes; `choices` are all that a text may be, when they are limited."""

    name: str
    type: str
    label: str
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()

    def term(self, value: str, *, base: str) -> Term:
        """Return `value` as an RDF term; raises QuestionError that says what is accepted."""
        if self.type in IRI_TYPES:
            return self._iri(value, base=base)
        if self.type == "date":
            return Term(type="literal", value=self._day(value), datatype=XSD + "date")
        if self.type == "integer":
            if not _INTEGER.fullmatch(value):
                raise self._wrong(value, "a whole number")
            return Term(type="literal", value=str(int(value)), datatype=XSD + "integer")
        if self.choices and value not in self.choices:
            raise self._wrong(value, f"one of {', '.join(self.choices)}")
        return Term(type="literal", value=value, datatype=XSD + "string")

    def _iri(self, value: str, *, base: str) -> Term:
        iri = value if urlsplit(value).scheme else base + value
        if not value or _NOT_IN_IRI.search(iri):
            raise self._wrong(value, f"an IRI such as {base}{self.type}/…")
        return Term(type="uri", value=iri)

    def _day(self, value: str) -> str:
        try:
            return dt.date.fromisoformat(value if _DAY.fullmatch(value) else "").isoformat()
        except ValueError:
            meant = _day_meant(value, last=self.name == "to")
            nearest = (meant,) if meant else ()
            raise self._wrong(value, f"a day such as {meant or '2023-04-26'}", nearest=nearest) from None

    def _wrong(self, value: str, accepted: str, *, nearest: tuple[str, ...] = ()) -> QuestionError:
        return QuestionError(f"{value!r} is no value for {self.name!r}", nearest=nearest, remedy=f"give {accepted}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What holds for every answer to a question: the number of its rows, and the variables that each row binds."""

    least: int = 0
    most: int | None = None
    bound: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return the expectation as a sentence."""
        rows = {(1, 1): "exactly one row"}.get((self.least, self.most or 0)) or " and ".join(
            [f"at least {self.least}"] * bool(self.least) + [f"at most {self.most}"] * (self.most is not None)
        )
        rows += "" if not rows or rows.endswith("row") else " row" if rows == "at least 1" else " rows"
        each = f"a value for {', '.join(self.bound)} in each row" if self.bound else ""
        return "An answer in time" + "".join(f", {part}" for part in (rows, each) if part) + "."

    def unmet(self, rows: Sequence[Mapping[str, Term]]) -> tuple[str, ...]:
        """Return what an answer lacks, in words; nothing where it is as expected."""
        found = []
        if len(rows) < self.least:
            found.append(f"{len(rows)} rows, expected at least {self.least}")
        if self.most is not None and len(rows) > self.most:
            found.append(f"{len(rows)} rows, expected at most {self.most}")
        for name in self.bound:
            missing = sum(name not in row for row in rows)
            if missing:
                found.append(f"no value for {name} in {missing} of {len(rows)} rows")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A competency question: `key` is the name of its file without the ending, `sparql` the query below the header.

    `columns` are the variables of its own with their headings, which are told with each event of an answer. `explore`
    has filters with a value, or with a variable of the answer or a parameter as `?name`: they select the events that
    an answer, or a row of it, is about. `order` is one of `ORDERS`.
    """

    key: str
    title: str
    description: str
    sparql: str
    parameters: tuple[Parameter, ...] = ()
    example: tuple[tuple[str, str], ...] = ()
    expected: Expectation = Expectation()
    columns: tuple[tuple[str, str], ...] = ()
    explore: tuple[tuple[str, str], ...] = ()
    order: str = ORDERS[0]

    def heading(self, variable: str) -> str | None:
        """Return what people read above the values of a variable, None where it was given no heading.

        Of two sides, `saysA` and `saysB`, both are called what `says` is.
        """
        known = {**headings(), **dict(self.columns)}
        return known.get(variable) or (known.get(variable[:-1]) if variable[-1:] in ("A", "B") else None)

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of that name; raises QuestionError that lists those that there are."""
        for each in self.parameters:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in self.parameters) or "none"
        raise QuestionError(f"the question takes no {name!r}", where=self.key, remedy=f"its parameters are {known}")

    def bind(self, values: Mapping[str, str], *, base: str, today: dt.date | None = None) -> dict[str, Term]:
        """Return `values` as the bindings of the query, defaults filled in.

        IRIs may be given without `base`. Raises QuestionError for a parameter that the question does not take, a value
        that it does not accept, and a required one that is missing.
        """
        for name in values:
            self.parameter(name)
        bound: dict[str, Term] = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if value == "today" and parameter.type == "date":
                value = today.isoformat() if today else None
            if value is not None:
                bound[parameter.name] = parameter.term(value, base=base)
            elif parameter.required:
                raise QuestionError(
                    f"the question needs a value for {parameter.name!r}", where=self.key, remedy=parameter.label
                )
        return bound

    def filled(self, bindings: Mapping[str, Term]) -> str:
        """Return the query with the bindings written into it, for people to read, run elsewhere and change."""
        if not bindings:
            return self.sparql
        names = " ".join(f"?{name}" for name in bindings)
        values = " ".join(written(term) for term in bindings.values())
        return re.sub(
            r"^( *)WHERE \{$",
            lambda where: f"{where[0]}\n{where[1]}  VALUES ({names}) {{ ({values}) }}",
            self.sparql,
            flags=re.MULTILINE,
        )


def written(term: Term) -> str:
    """Return a term as it stands in a query, escaped."""
    if term.type == "uri":
        return f"<{term.value}>"
    escaped = term.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"' if term.datatype in (None, XSD + "string") else f'"{escaped}"^^<{term.datatype}>'
