"""A question in words as a page shows it: how it was read, who else was meant, and what was found."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from parley.ask import Candidate, Reading, SlotReading, ask
from parley.model import MATCHES, Answer
from parley.questions import Question
from parley.web.cards import events_by_match
from parley.web.explorer import Explorer
from parley.web.rows import Link, path_of
from parley.web.tables import Table, table_of
from parley.web.things import pair_link
from parley.wording import number_in_words, part_of_date, period_in_words, word_of

_NAMES = {"actor": "whose contacts", "a": "one side", "b": "the other side", "with": "with", "form": "kind of contact"}


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What answers a question: IRIs of events by certainty, or a table where the answer is none of events."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]
    table: Table | None
    items: int
    summary: str


class Asker:
    """Reads questions with the names of the newest snapshot."""

    def __init__(self, explorer: Explorer, questions: Mapping[str, Question]) -> None:
        self._explorer = explorer
        self._questions = questions

    def read(self, question: str, *, today: dt.date) -> Reading:
        """Return how the question is read; raises QuestionError that says what was not understood."""
        return ask(question, known=self._explorer.names.index(), today=today, questions=self._questions)

    def answer(self, reading: Reading) -> Answer:
        """Return the answer to a question that was read, of which a page shows the events."""
        return self._explorer.contacts_asked(reading) or self._explorer.service.query(
            reading.question.sparql, bindings=reading.bindings
        )


def reading_lines(reading: Reading, base: str) -> ReadingLines:
    """Return how a question was read, in words, with a link for each one that it could also mean."""
    lines = [_slot_line(slot, reading.text, base) for slot in reading.slots]
    there = {slot.name for slot in reading.slots} | {"from", "to", "today"}
    lines += [
        SlotLine(name=_NAMES.get(name, name), value=Link(text=word_of(value)))
        for name, value in reading.values.items()
        if name not in there
    ]
    if reading.period:
        days = period_in_words(reading.period.start, reading.period.end).text
        lines.append(SlotLine(name="period", value=Link(text=days), about=f"for “{reading.period.text}”"))
    named = [slot.value for slot in lines if slot.value.path and slot.value.path.startswith("/actor/")]
    pair = pair_link(*named) if len(named) == 2 else None
    return ReadingLines(title=reading.question.title, key=reading.question.key, slots=tuple(lines), pair=pair)


def _slot_line(slot: SlotReading, text: str, base: str) -> SlotLine:
    chosen, same = slot.chosen, slot.words.casefold() == slot.chosen.label.casefold()
    return SlotLine(
        name=_NAMES.get(slot.name, slot.name),
        value=Link(text=chosen.label, path=path_of(chosen.iri, base)),
        about=chosen.kind if same else f"{chosen.kind}, for “{slot.words}”{_in_office(chosen)}",
        others=tuple(
            Other(label=other.label, about=other.kind if other.kind != chosen.kind else None, question=asked)
            for other in slot.runners_up
            if (asked := _instead(text, slot.words, other.label)) is not None
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


def found(answer: Answer, reading: Reading, base: str, *, first: int, size: int) -> Found:
    """Return the answers from number `first` (counted from 0), at most `size` of them."""
    if "event" not in answer.variables or not {"match", "quote"} & set(answer.variables):
        hidden = reading.bindings  # said above already
        rows = answer.solutions
        table = table_of(answer.variables, rows[first : first + size], base, hidden=hidden)
        return Found(groups=(), table=table, items=len(rows), summary=_summary(len(rows), {}, "row"))
    groups = events_by_match(answer.solutions)
    flat = [(match, event) for match, events in groups.items() for event in events]
    page = flat[first : first + size]
    shown = ((match, tuple(event for m, event in page if m == match)) for match in groups)
    counts = {match: len(events) for match, events in groups.items()}
    return Found(
        groups=tuple((match, events) for match, events in shown if events),
        table=None,
        items=len(flat),
        summary=_summary(len(flat), counts, "event"),
    )


def _summary(count: int, groups: Mapping[str, int], what: str) -> str:
    if not count:
        return "Nothing was found"
    told = [f"{groups[match]:,} {match}" for match in MATCHES if match in groups]
    if len(told) == 1:
        only = next(iter(groups))
        return (
            f"{number_in_words(count, what)}, {only}" if count == 1 else f"{number_in_words(count, what)}, all {only}"
        )
    return number_in_words(count, what) + (f": {', '.join(told)}" if told else "")
