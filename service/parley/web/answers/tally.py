"""Contacts counted by kind and year, for the page of a pair.

Pure: rows of `tally.rq` in, frozen values out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parley.model import Term
from parley.vocab import ONTOLOGY, EventTypes, notation_of
from parley.web.charts.timeline import GROUPS

_CONTACT = f"{ONTOLOGY}#Contact"
_HELD = GROUPS["held"][1]
_OPEN = GROUPS["open"][1] | GROUPS["moved"][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What took place in one year, by kind, with what was open and what came to nothing; None for no known year."""

    year: int | None
    kinds: Mapping[str, int]
    held: int
    open: int
    off: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Contacts by kind and year, the last year first; `kinds` are those that there are, with their labels.

    `contacts` are the rows of all kinds together.
    """

    kinds: Mapping[str, str]
    years: tuple[Year, ...]
    held: int
    open: int
    off: int
    bilateral: int
    multilateral: int
    contacts: tuple[Mapping[str, Term], ...]

    @property
    def all(self) -> int:
        """Return how many contacts are told, whatever became of them."""
        return self.held + self.open + self.off


def tally(rows: Sequence[Mapping[str, Term]], types: EventTypes) -> Tally:
    """Return the contacts of the rows counted; bilateral and multilateral are those that took place."""
    notations = {str(types.iri(n)): n for n in types.notations if types.is_contact(n) and str(types.iri(n)) != _CONTACT}
    contacts = tuple(row for row in rows if row["kind"].value == _CONTACT)
    kinds: Counter[str] = Counter()
    by_kind: dict[int | None, Counter[str]] = {}
    for row in rows:
        kind = notations.get(row["kind"].value)
        if kind is not None and _status(row) in _HELD:
            kinds[kind] += _events(row)
            by_kind.setdefault(_year(row), Counter())[kind] += _events(row)
    shown = {kind: types.label(kind) for kind, _ in sorted(kinds.items(), key=lambda each: (-each[1], each[0]))}
    years = sorted({_year(row) for row in contacts}, key=lambda year: (year is None, -(year or 0)))
    held = [row for row in contacts if _status(row) in _HELD]
    return Tally(
        kinds=shown,
        years=tuple(
            _line(year, [row for row in contacts if _year(row) == year], by_kind.get(year, Counter())) for year in years
        ),
        held=_sum(held),
        open=_sum(row for row in contacts if _status(row) in _OPEN),
        off=_sum(row for row in contacts if _status(row) not in _HELD | _OPEN),
        bilateral=_sum(row for row in held if row["many"].value == "false"),
        multilateral=_sum(row for row in held if row["many"].value == "true"),
        contacts=contacts,
    )


def _line(year: int | None, rows: Sequence[Mapping[str, Term]], kinds: Mapping[str, int]) -> Year:
    return Year(
        year=year,
        kinds=kinds,
        held=_sum(row for row in rows if _status(row) in _HELD),
        open=_sum(row for row in rows if _status(row) in _OPEN),
        off=_sum(row for row in rows if _status(row) not in _HELD | _OPEN),
    )


def _year(row: Mapping[str, Term]) -> int | None:
    """Return the year of a period that lies within one, None for all others."""
    first, last = (dt.date.fromisoformat(row[name].value) for name in ("first", "last"))
    return first.year if first.year == last.year else None


def _status(row: Mapping[str, Term]) -> str:
    return notation_of(row["status"].value)


def _events(row: Mapping[str, Term]) -> int:
    return int(row["events"].value)


def _sum(rows: Iterable[Mapping[str, Term]]) -> int:
    return sum(_events(row) for row in rows)
