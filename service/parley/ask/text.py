"""How a question was read and what answers it, as lines of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from parley.ask.names import Candidate, plain
from parley.ask.periods import Period
from parley.ask.reading import Reading, SlotReading
from parley.model import Answer, Term
from parley.order import newest_first, soonest_first
from parley.terminal import render_answer as render_solutions


def render_reading(reading: Reading, *, base: str) -> str:
    """Return how a question was read, as lines of text; `base` is what instance IRIs start with."""
    lines = [f"Read as: {reading.question.title}"]
    slots = {slot.name: slot for slot in reading.slots}
    for parameter in reading.question.parameters:
        if parameter.name not in reading.bindings or parameter.name in ("from", "to"):
            continue
        if parameter.name not in reading.values and parameter.type == "text":
            continue  # nothing was said of it, so that there is no restriction
        slot = slots.get(parameter.name)
        said = _slot_text(slot, base) if slot else reading.bindings[parameter.name].value
        lines.append(f"  {parameter.name}: {said}")
    if reading.period:
        lines.append(f"  period: {_period_text(reading.period)}")
    if reading.unheeded:
        lines.append(f"  {unheeded_in_words(reading)}")
    return "\n".join(lines)


def unheeded_in_words(reading: Reading) -> str:
    """Return which words leave out nothing of the answer, though they were said to."""
    words = ", ".join(f"“{each}”" for each in reading.unheeded)
    return f"not applied: {words}, so that the answer may have more than was asked for"


def _slot_text(slot: SlotReading, base: str) -> str:
    said = f"{slot.chosen.label} ({slot.chosen.iri.removeprefix(base)}"
    if plain(slot.words) != plain(slot.chosen.label):
        said += f", for “{slot.words}”" + (f", in office {_office_text(slot.chosen)}" if slot.chosen.since else "")
    if slot.runners_up:
        said += f"; could also be {', '.join(each.label for each in slot.runners_up)}"
    return said + ")"


def _office_text(candidate: Candidate) -> str:
    return f"{candidate.since} to {candidate.until}" if candidate.until else f"from {candidate.since}"


def _period_text(period: Period) -> str:
    if period.start and period.end:
        days = f"{period.start}" if period.start == period.end else f"{period.start} to {period.end}"
    else:
        days = f"from {period.start} on" if period.start else f"until {period.end}"
    return f"{days} (“{period.text}”)"


def render_answer(reading: Reading, answer: Answer, *, base: str, width: int = 100, sparql: bool = False) -> str:
    """Return how the question was read, the answer with its sentences, and what was searched; with `sparql` the query.

    Certain, possible and undated answers stand apart.
    """
    parts = [render_reading(reading, base=base)]
    if reading.whether:
        parts.append(whether_in_words(answer))
    if reading.counts and (number := count_in_words(answer)):
        parts.append(number)
    parts.append(render_solutions(_in_order(reading, answer), base=base, width=width))
    if sparql:
        parts.append(reading.sparql.rstrip("\n"))
    return "\n\n".join(parts)


def _in_order(reading: Reading, answer: Answer) -> Answer:
    """Return an answer with its events in the order of all lists; one of no dated events as it is."""
    if not {"event", "start", "end"} <= set(answer.variables):
        return answer
    order = soonest_first if reading.question.order == "soonest first" else newest_first

    def place(row: Mapping[str, Term]) -> tuple[object, ...]:
        start, end = (dt.date.fromisoformat(row[n].value[:10]).toordinal() if n in row else 0 for n in ("start", "end"))
        return order(start, end, row["event"].value)

    return replace(answer, solutions=tuple(sorted(answer.solutions, key=place)))


def count_in_words(answer: Answer) -> str | None:
    """Return how many events are certain, then how many may be besides; None for answers that are none of events."""
    told: dict[str, int] = {}
    if {"event", "match"} <= set(answer.variables):
        for match, _ in {(row["match"].value, row["event"].value) for row in answer.solutions}:
            told[match] = told.get(match, 0) + 1
    elif {"events", "match"} <= set(answer.variables):
        for row in answer.solutions:
            told[row["match"].value] = told.get(row["match"].value, 0) + int(row["events"].value)
    else:
        return None
    certain = told.pop("certain", 0)
    besides = " and ".join(f"{told[match]:,} {match}" for match in ("possible", "undated") if told.get(match))
    if not certain and not besides:
        return "No event is told."
    events = "1 event is" if certain == 1 else f"{certain:,} events are" if certain else "No event is"
    return f"{events} certain{besides and f', besides {besides}'}."


def whether_in_words(answer: Answer) -> str:
    """Return yes, possibly, or what is told, for a question that asked for yes or no."""
    told = {solution["match"].value for solution in answer.solutions if "match" in solution}
    if not answer.solutions:
        return "No article that was read says so."
    statuses = {solution["status"].value.rpartition("-")[2] for solution in answer.solutions if "status" in solution}
    if not statuses <= {"occurred", "ongoing"}:
        return f"It is told as {' and '.join(sorted(statuses))}."
    if "certain" in told or not told:
        return "Yes."
    return "Possibly." if "possible" in told else "Yes, but no article says when."
