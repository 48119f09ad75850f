"""A question in words as a page shows it: how it was read, who else was meant, and what was found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from parley.ask import Candidate, Reading, SlotReading, ask, count_in_words, unheeded_in_words
from parley.errors import QuestionError
from parley.model import Answer
from parley.questions import Question
from parley.tables.csv_files import to_sheet
from parley.web.answers.answer_rows import AnswerRows, Compared, Sentence, answer_rows, own_facts, sentence_of
from parley.web.answers.cards import events_by_match
from parley.web.answers.rows import Link, Row, grouped, path_of
from parley.web.answers.things import pair_link
from parley.web.selecting.explored import explored, row_counts
from parley.web.selecting.explorer import MOST_DRAWN, Explorer
from parley.web.selecting.facets import query_of
from parley.wording import number_in_words, part_of_date, period_in_words, word_of

QUESTION_MAX = 300  # characters
_GROUPS = {
    "certain": "certain",
    "possible": "possible",
    "undated": "undated",
    "upcoming": "still to come",
    "past": "for a day that is past",
}
_NAMES = {
    "actor": "who",
    "a": "one side",
    "b": "the other side",
    "with": "with",
    "form": "kind",
    "party": "on behalf of",
    "name": "event named",
    "days": "days apart, at most",
    "target": "directed at",
    "outcome": "told as",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Who else a name could mean, and the question that asks about them."""

    label: str
    about: str | None
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLine:
    """What the words of one parameter were taken for."""

    name: str
    value: Link
    about: str | None = None
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLines:
    """How a question was read: the competency question and its parameters."""

    title: str
    key: str
    slots: tuple[SlotLine, ...]
    pair: Link | None = None  # where the question names two
    unheeded: str | None = None  # which words left nothing out


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of what answers a question, of `items` in all.

    These are IRIs of events by certainty, with what is `told` of each besides what every event has; or rows where the
    answer is none of events, which are `compared` where they set two sides beside each other.
    """

    items: int
    summary: str
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    told: Mapping[str, AnswerRows] = field(default_factory=dict)
    rows: AnswerRows | None = None
    compared: tuple[Compared, ...] = ()


class Asker:
    """Reads questions with the names of the newest snapshot."""

    def __init__(self, explorer: Explorer, questions: Mapping[str, Question]) -> None:
        self._explorer = explorer
        self._questions = questions

    def read(self, question: str, *, today: dt.date) -> Reading:
        """Return how the question is read; raises QuestionError that says what was not understood."""
        if len(question) > QUESTION_MAX:
            raise QuestionError(
                f"the question has {len(question):,} characters", remedy=f"ask in at most {QUESTION_MAX}"
            )
        return ask(question, known=self._explorer.names.index(), today=today, questions=self._questions)

    def answer(self, reading: Reading, *, whole: bool = False) -> Answer:
        """Return the answer to a question that was read: all of its rows, or its events, of which a page shows more."""
        return (None if whole else self._explorer.contacts_asked(reading)) or self._explorer.service.query(
            reading.question.sparql, bindings=reading.bindings, snapshot=self._explorer.snapshot
        )

    def found(self, answer: Answer, reading: Reading, *, first: int, size: int, today: dt.date) -> Found:
        """Return the answers from number `first` (counted from 0), at most `size` of them."""
        if not _has_events(answer):
            return self._rows(answer, reading, first, size)
        groups = self._groups(answer, reading, today)
        flat = [(match, event) for match, events in groups.items() for event in events]
        page = flat[first : first + size]
        shown = ((match, tuple(event for m, event in page if m == match)) for match in groups)
        counts = {match: len(events) for match, events in groups.items()}
        return Found(
            groups=tuple((match, events) for match, events in shown if events),
            told=self._told(answer, reading, {event for _, event in page}),
            items=len(flat),
            summary=_number(answer, reading) or _summary(len(flat), counts, "event"),
        )

    def _groups(self, answer: Answer, reading: Reading, today: dt.date) -> dict[str, tuple[str, ...]]:
        explorer, soonest = self._explorer, reading.question.order == "soonest first"
        if soonest and reading.period is None:
            return explorer.plans(explorer.events_in(answer.solutions), today=today)
        if not {"match", "start"} & set(answer.variables):
            return explorer.by_date(explorer.events_in(answer.solutions))
        groups = events_by_match(answer.solutions)
        match_of = {event: match for match, events in groups.items() for event in events}
        found: dict[str, list[str]] = {match: [] for match in groups}
        for event in explorer.in_order(tuple(match_of), newest_first=not soonest):
            found[match_of[event]].append(event)
        return {match: tuple(events) for match, events in found.items()}

    def _told(self, answer: Answer, reading: Reading, events: Collection[str]) -> dict[str, AnswerRows]:
        if not reading.question.columns:
            return {}
        rows = (row for row in answer.solutions if row["event"].value in events)
        return {
            group[0]["event"].value: own_facts(
                reading.question, answer.variables, group, self._explorer.base, hidden=reading.bindings
            )
            for group in grouped(rows, "event")
        }

    def _rows(self, answer: Answer, reading: Reading, first: int, size: int) -> Found:
        page, count = self.rows(answer, reading, answer.solutions[first : first + size]), len(answer.solutions)
        number = _number(answer, reading)
        if not page.has_sides:
            return Found(rows=page, items=count, summary=number or _summary(count, {}, "answer"))
        whole = self.rows(answer, reading, answer.solutions)
        compared = whole.compared()
        shown, count = compared[first : first + size], len(compared)
        return Found(rows=whole.of(shown), compared=shown, items=count, summary=_summary(count, {}, "answer"))

    def sheet(self, question: str, *, today: dt.date) -> bytes:
        """Return all rows of the answer to a question as CSV; raises QuestionError."""
        reading = self.read(question, today=today)
        answer = self.answer(reading, whole=True)
        return to_sheet(self.rows(answer, reading, answer.solutions).plain())

    def rows(self, answer: Answer, reading: Reading, rows: Sequence[Row]) -> AnswerRows:
        """Return rows of an answer, each with the sentence of its events, or with a link to those that it counts."""
        question, explorer = reading.question, self._explorer

        def leads(row: Row) -> str | None:
            chosen = explored(question, reading.bindings, explorer, row) if row_counts(question) else None
            return f"/events?{query_of(chosen)}" if chosen is not None else None

        return answer_rows(
            question,
            answer.variables,
            rows,
            explorer.base,
            hidden=reading.bindings,  # said above already
            sentences=self._sentences(answer, rows),
            leads=leads,
        )

    def _sentences(self, answer: Answer, rows: Sequence[Row]) -> dict[str, Sentence]:
        """Return the first sentence of each event of rows that have none themselves."""
        if any(name.startswith("quote") for name in answer.variables):
            return {}
        events = self._explorer.events_in(rows)[:MOST_DRAWN]
        cards = self._explorer.details(events, snapshot=self._explorer.snapshot)
        return {card.iri: sentence_of(card.tellings[0]) for card in cards if card.tellings}


def _has_events(answer: Answer) -> bool:
    return "event" in answer.variables and bool({"match", "quote"} & set(answer.variables))


def reading_lines(reading: Reading, base: str) -> ReadingLines:
    """Return how a question was read, in words, with a link for each one that it could also mean."""
    lines = [_slot_line(slot, reading, base) for slot in reading.slots]
    there = {slot.name for slot in reading.slots} | {"from", "to", "today"}
    lines += [
        SlotLine(name=_name_of(name, reading), value=Link(text=word_of(value)))
        for name, value in reading.values.items()
        if name not in there
    ]
    if reading.period:
        days = period_in_words(reading.period.start, reading.period.end).text
        lines.append(SlotLine(name="period", value=Link(text=days), about=f"for “{reading.period.text}”"))
    named = [slot.value for slot in lines if slot.value.path and slot.value.path.startswith("/actor/")]
    pair = pair_link(*named) if len(named) == 2 else None
    return ReadingLines(
        title=reading.question.title,
        key=reading.question.key,
        slots=tuple(lines),
        pair=pair,
        unheeded=unheeded_in_words(reading) if reading.unheeded else None,
    )


def _name_of(parameter: str, reading: Reading) -> str:
    """Return what a parameter is called beside its value."""
    label = reading.question.parameter(parameter).label
    return label.lower() if label.startswith("Whose") else _NAMES.get(parameter, parameter)


def _slot_line(slot: SlotReading, reading: Reading, base: str) -> SlotLine:
    chosen, same = slot.chosen, slot.words.casefold() == slot.chosen.label.casefold()
    return SlotLine(
        name=_name_of(slot.name, reading),
        value=Link(text=chosen.label, path=path_of(chosen.iri, base)),
        about=chosen.kind if same else f"{chosen.kind}, for “{slot.words}”{_in_office(chosen)}",
        others=tuple(
            Other(label=other.label, about=other.kind if other.kind != chosen.kind else None, question=asked)
            for other in slot.runners_up
            if (asked := _instead(reading.text, slot.words, other.label)) is not None
        ),
    )


def _in_office(candidate: Candidate) -> str:
    """Return since when and until when somebody held the office that was named, nothing for other names."""
    if candidate.since is None:
        return ""
    since = part_of_date(candidate.since).text
    if candidate.until is None:
        return f", in office from {since}"
    return f", in office from {since} to {part_of_date(candidate.until).text}"


def _instead(text: str, words: str, label: str) -> str | None:
    """Return the question with another name for these words, None where they do not stand in it as they are."""
    asked, count = re.subn(rf"\b{re.escape(words)}\b", lambda _: label, text, count=1, flags=re.IGNORECASE)
    return asked if count else None


def _number(answer: Answer, reading: Reading) -> str | None:
    """Return how many events there are where that was asked, as a heading."""
    number = count_in_words(answer) if reading.counts else None
    return number and number.removesuffix(".")


def _summary(count: int, groups: Mapping[str, int], what: str) -> str:
    if not count:
        return "Nothing was found"
    told = [f"{number:,} {_GROUPS[match]}" for match, number in groups.items()]
    if len(told) == 1:
        only = _GROUPS[next(iter(groups))]
        return (
            f"{number_in_words(count, what)}, {only}" if count == 1 else f"{number_in_words(count, what)}, all {only}"
        )
    return number_in_words(count, what) + (f": {', '.join(told)}" if told else "")
