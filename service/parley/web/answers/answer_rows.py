"""The rows of an answer to a competency question, for people.

Headings are those that the question gives, days are in words, each sentence stands with its publisher and day, and
what two sides say stands beside each other.

Pure: rows of the answer in, frozen values out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from parley.iris import mint_evidence
from parley.model import IRI, Precision, Status
from parley.questions import Question, words
from parley.vocab import notation_of
from parley.web.answers.cards import Telling
from parley.web.answers.rows import Row, day_in, notation_in, path_of, text_in
from parley.web.answers.tables import in_words, label_of, value_of
from parley.wording import (
    DateInWords,
    StatusInWords,
    date_in_words,
    day_in_words,
    event_date_in_words,
    part_of_date,
    status_in_words,
    word_of,
)

SIDES = ("A", "B")
_SPANS = {"start": "end", "earliest": "latest", "plannedStart": "plannedEnd"}  # two days that are one date
_DATED = "start"  # the first of the days of an event, which may be inferred
_OF_SENTENCE = (
    "article", "claim", "title", "publisher", "published", "source", "sourceKind", "prefix", "suffix", "quoteStart",
    "quoteEnd", "told",
)  # fmt: skip
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})?/(\d{4}-\d{2}-\d{2})?")
_DAY_OR_MONTH = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_STATUSES = ("status", "step", "told")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """What an article says, and where it is from; `address` is the IRI of the claim, `path` leads to it."""

    quote: str
    publisher: str | None
    published: DateInWords | None
    day: dt.date | None
    cited: str | None
    path: str | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value: words that may lead somewhere, a status, or a sentence; `plain` is what a spreadsheet gets."""

    text: str = ""
    path: str | None = None
    status: StatusInWords | None = None
    sentence: Sentence | None = None
    plain: tuple[str, ...] = ("",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What cells have in common: their heading, in a spreadsheet one or more, and the side that they tell of."""

    variable: str
    heading: str
    plain: tuple[str, ...]
    side: str = ""

    @property
    def of_sentences(self) -> bool:
        """Say whether the cells are sentences."""
        return self.variable.startswith("quote")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One side of a comparison: what it says, and its further cells, once each."""

    says: Cell
    more: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What several rows set beside each other: what they share with its headings, and each side once."""

    shared: tuple[tuple[str, Cell], ...]
    sides: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRows:
    """An answer as columns and rows of cells."""

    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()

    @property
    def has_sides(self) -> bool:
        """Say whether each row sets two sides beside each other."""
        return {column.side for column in self.columns} >= set(SIDES)

    def compared(self) -> tuple[Compared, ...]:
        """Return the rows that share all that is of no side as one, with each side that they tell of."""
        shared = [i for i, column in enumerate(self.columns) if not column.side]
        of_side = [[i for i, column in enumerate(self.columns) if column.side == side] for side in SIDES]
        groups: dict[tuple[Cell, ...], dict[Cell, dict[tuple[Cell, ...], None]]] = {}
        for row in self.rows:
            sides = groups.setdefault(tuple(row[i] for i in shared), {})
            for first, *rest in of_side:
                sides.setdefault(row[first], {})[tuple(row[i] for i in rest)] = None
        headings = [self.columns[i].heading for i in shared]
        return tuple(
            Compared(
                shared=tuple(zip(headings, cells, strict=True)),
                sides=tuple(Told(says=says, more=tuple(more)) for says, more in sides.items()),
            )
            for cells, sides in groups.items()
        )

    def of(self, compared: Iterable[Compared]) -> AnswerRows:
        """Return the rows of some comparisons alone."""
        wanted = {tuple(cell for _, cell in each.shared) for each in compared}
        shared = [i for i, column in enumerate(self.columns) if not column.side]
        rows = tuple(row for row in self.rows if tuple(row[i] for i in shared) in wanted)
        return AnswerRows(columns=self.columns, rows=rows)

    def plain(self) -> Iterator[tuple[str, ...]]:
        """Yield the headings and each row as a spreadsheet has them."""
        yield tuple(heading for column in self.columns for heading in column.plain)
        for row in self.rows:
            yield tuple(value for cell in row for value in cell.plain)


Leads = Callable[[Row], str | None]
"""Returns the address of the events that a row counts."""


def answer_rows(
    question: Question,
    variables: Sequence[str],
    rows: Sequence[Row],
    base: str,
    *,
    hidden: Iterable[str] = (),
    sentences: Mapping[str, Sentence] = MappingProxyType({}),
    leads: Leads = lambda row: None,
    own: bool = False,
) -> AnswerRows:
    """Return an answer without the columns that are `hidden` or empty; with `own` only those of the question's own.

    An event that stands in a row without a sentence gets that of `sentences`; `leads` is where the number of events of
    a row leads to.
    """
    declared = {name for name, _ in question.columns}
    spoken = {label_of(name, variables) for name in variables} | _absorbed(variables, declared) | set(hidden)
    # How sure an answer is needs a column only where not all of it is certain.
    if {row["match"].value for row in rows if "match" in row} <= {"certain"}:
        spoken.add("match")
    shown = [name for name in variables if name not in spoken and any(name in row for row in rows)]
    shown = [name for name in shown if name in declared] if own else shown
    columns = [_column(question, name, variables) for name in shown]
    compared = any(f"event{side}" in variables or f"quote{side}" in variables for side in SIDES)
    columns += (
        _column(question, f"quote{side}", variables)
        for side in ("", *SIDES)
        if sentences and f"event{side}" in variables and f"quote{side}" not in variables
    )
    columns.sort(key=lambda column: (column.side, column.of_sentences))
    if not compared:
        columns = [Column(variable=c.variable, heading=c.heading, plain=c.plain) for c in columns]
    found = tuple(tuple(_cell(row, column, variables, base, sentences, leads) for column in columns) for row in rows)
    return AnswerRows(columns=tuple(columns), rows=found)


def own_facts(
    question: Question, variables: Sequence[str], rows: Iterable[Row], base: str, *, hidden: Iterable[str] = ()
) -> AnswerRows:
    """Return what an answer tells of one event besides what every event has: its rows, each once."""
    found = answer_rows(question, variables, tuple(rows), base, hidden=hidden, own=True)
    return AnswerRows(columns=found.columns, rows=tuple(dict.fromkeys(found.rows))) if found.columns else found


def _absorbed(variables: Sequence[str], declared: Collection[str]) -> set[str]:
    """Return the variables that are told together with another one."""
    found = set[str]()
    for side in ("", *SIDES):
        for first, last in _SPANS.items():
            if first + side in variables:
                found |= {last + side, f"precision{side}", f"basis{side}"}
        if f"quote{side}" in variables:
            found |= {name + side for name in _OF_SENTENCE}
    return found - set(declared)


def _side_of(name: str, variables: Collection[str]) -> str:
    """Return the side that a variable tells of, "" for one that tells of none or of both."""
    side, stem = name[-1], name[:-1]
    return side if side in SIDES and (stem == "quote" or all(stem + each in variables for each in SIDES)) else ""


def _column(question: Question, name: str, variables: Sequence[str]) -> Column:
    heading, side = question.heading(name) or in_words(name), _side_of(name, variables)
    stem = name.removesuffix(side)
    plain: tuple[str, ...] = (heading,)
    if stem == "quote":
        called = (question.heading(each) or in_words(each) for each in ("publisher", "published", "source"))
        plain = (heading, *called, "Address")
    elif stem in _SPANS:
        plain = (f"{heading}: first day", f"{heading}: last day")
        if stem == _DATED and f"basis{side}" in variables:
            plain += (f"{heading}: how known",)
    return Column(variable=name, heading=heading, plain=tuple(f"{each} {side}".strip() for each in plain), side=side)


def _cell(
    row: Row,
    column: Column,
    variables: Sequence[str],
    base: str,
    sentences: Mapping[str, Sentence],
    leads: Leads,
) -> Cell:
    name, side = column.variable, column.side
    stem = name.removesuffix(side)
    if column.of_sentences:
        return _sentence_cell(row, name.removeprefix("quote"), base, sentences)
    if stem in _SPANS:
        basis = f"basis{side}" if stem == _DATED and f"basis{side}" in variables else None
        return _date_cell(row, name, _SPANS[stem] + side, f"precision{side}", basis)
    if stem in _STATUSES and name in row:
        status = status_in_words(notation_of(row[name].value))
        return Cell(text=status.word, status=status, plain=(status.word,))
    if stem == "events" and name in row:
        text = row[name].value
        return Cell(text=f"{int(text):,}" if text.isdecimal() else text, path=leads(row), plain=(text,))
    if stem == "month" and name not in row:
        return Cell(text="in no single month", plain=("",))
    literal = name in row and row[name].type == "literal"
    if literal and (said := _said(row[name].value, stem)) is not None:
        return said
    link = value_of(row, name, label_of(name, variables), base)
    return Cell(text=link.text, path=link.path, plain=(_exact(row, name) or link.text,))


def _said(text: str, stem: str) -> Cell | None:
    """Return days, a notation or a value of a closed list in words, None for what says it itself."""
    if days := _DAYS.fullmatch(text):
        start, end = (dt.date.fromisoformat(day) if day else None for day in days.groups())
        said = date_in_words(start, end, Precision.RANGE).text
        return Cell(text=said, plain=(said,))
    if _DAY_OR_MONTH.fullmatch(text):
        return Cell(text=part_of_date(text).text, plain=(text,))
    word = words().get(stem, {}).get(text) or (status_in_words(text).word if text in set(Status) else None)
    return Cell(text=word, plain=(word,)) if word else None


def _exact(row: Row, name: str) -> str | None:
    """Return a day as a spreadsheet takes it."""
    day = day_in(row, name) if name in row and (row[name].datatype or "").endswith("#date") else None
    return day.isoformat() if day else None


def _date_cell(row: Row, first: str, last: str, precision: str, basis: str | None) -> Cell:
    start, end = day_in(row, first), day_in(row, last)
    status, known = notation_in(row, "status"), notation_in(row, basis) if basis else None
    said = event_date_in_words(start, end, notation_in(row, precision) or Precision.RANGE, status=status, basis=known)
    days = tuple(day.isoformat() if day else "" for day in (start, end))
    return Cell(
        text=said.text if start or end or first != "plannedStart" else "",
        plain=(*days, word_of(known or "")) if basis else days,
    )


def _sentence_cell(row: Row, side: str, base: str, sentences: Mapping[str, Sentence]) -> Cell:
    event = text_in(row, f"event{side}")
    sentence = _sentence(row, side, base) or (sentences.get(event) if event else None)
    if sentence is None:
        return Cell(plain=("",) * 5)
    return Cell(
        text=sentence.quote,
        path=sentence.path,
        sentence=sentence,
        plain=(
            sentence.quote,
            sentence.publisher or "",
            sentence.day.isoformat() if sentence.day else "",
            sentence.cited or "",
            sentence.address,
        ),
    )


def _sentence(row: Row, side: str, base: str) -> Sentence | None:
    quote = text_in(row, f"quote{side}")
    if quote is None:
        return None
    claim, article = text_in(row, f"claim{side}"), text_in(row, f"article{side}")
    if article and {"quoteStart", "quoteEnd"} <= set(row):
        claim = mint_evidence(IRI(article), int(row["quoteStart"].value), int(row["quoteEnd"].value))
    address = claim or article or ""
    publisher, source = text_in(row, f"publisher{side}"), text_in(row, f"source{side}")
    day = day_in(row, f"published{side}")
    return Sentence(
        quote=quote,
        publisher=publisher,
        published=day_in_words(day) if day else None,
        day=day,
        cited=source if source != publisher else None,  # who tells it himself cites nobody
        path=path_of(address, base),
        address=address,
    )


def sentence_of(telling: Telling) -> Sentence:
    """Return the first sentence of a telling."""
    return Sentence(
        quote=telling.quotes[0],
        publisher=telling.publisher,
        published=telling.published,
        day=telling.day,
        cited=telling.cited or telling.cited_kind,
        path=telling.article.path,
        address=telling.claim,
    )
