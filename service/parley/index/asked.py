"""The events that answer the competency questions on contacts, by how surely they lie in the period asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from parley.index.events import UNKNOWN, EventIndex
from parley.index.relation import Mask, Numbers
from parley.model import MATCHES, Status, Term
from parley.selection import FORMS
from parley.vocab import EventTypes, scheme_iri

_WHO_MET_WHOM, _CONTACTS_OF = "01-who-met-whom", "02-contacts-of"
_OVERDUE, _PLANNED, _NOT_HELD = "10-planned-and-overdue", "11-planned", "24-not-held"
_STATUSES: Mapping[str, Collection[Status]] = {
    _WHO_MET_WHOM: (Status.OCCURRED, Status.ONGOING),
    _CONTACTS_OF: (Status.OCCURRED, Status.ONGOING),
    _OVERDUE: (Status.PLANNED, Status.POSTPONED),
    _PLANNED: (Status.PLANNED, Status.POSTPONED),
    _NOT_HELD: (Status.DENIED, Status.NOT_HELD, Status.REFUSED, Status.CANCELLED),
}
"""The competency questions that the index answers, with the statuses that they ask for."""
_EVER = dt.date.max.toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An event that answers a question: its IRI, how surely it does, and the IRI of its status."""

    event: str
    match: str
    status: str


def contacts_asked(
    index: EventIndex, question: str, asked: Mapping[str, Term], *, types: EventTypes
) -> list[Found] | None:
    """Return the events that answer a competency question; None where the index does not tell them.

    `question` is its key and `asked` has the values of its parameters. They are the events of its query, the certain
    ones first, in its order.
    """
    if question not in _STATUSES or (question == _OVERDUE and "today" not in asked):
        return None
    values = {name: term.value for name, term in asked.items()}
    relations = index.relations
    told = [values["outcome"]] if "outcome" in values else _STATUSES[question]
    statuses = [relations["status"].having(str(scheme_iri("status", each))) for each in told]
    chosen = index.mask(np.concatenate(statuses))
    if question == _WHO_MET_WHOM:
        chosen &= index.mask(relations["contact.any"].having("any"))
    elif question == _CONTACTS_OF:
        one, other = values["actor"], values.get("with")
        met = index.pairs["contacts"].having(one, other) if other else relations["contact"].having(one)
        chosen &= index.mask(met)
    elif question == _OVERDUE:
        return _overdue(index, chosen, values.get("actor"), asked["today"])
    else:
        chosen &= index.mask(relations["type"].having(str(types.classes["contact"])))
        for side in (values[name] for name in ("a", "b") if name in values):
            chosen &= index.mask(np.concatenate([relations[name].having(side) for name in ("actor", "listed.place")]))
    if place := values.get("place"):
        chosen &= index.mask(relations["place"].having(place))
    if topic := values.get("topic"):
        chosen &= _about(index, topic)
    if "dated" in asked:
        chosen &= index.selected({"dated": [asked["dated"]]})
    chosen &= _of_form(index, values.get("form", "contact"), types)
    first, last = (
        dt.date.fromisoformat(values[name]).toordinal() if name in values else None for name in ("from", "to")
    )
    return _by_match(index, chosen, first, last, newest_first=question == _WHO_MET_WHOM)


def _about(index: EventIndex, words: str) -> Mask:
    topics = index.relations["topic"]
    found = [topics.having(topic.decode()) for topic in topics.keys if words.lower() in topic.decode().lower()]
    return index.mask(np.concatenate(found) if found else np.zeros(0, np.int32))


def _of_form(index: EventIndex, form: str, types: EventTypes) -> Mask:
    def of(kinds: tuple[str, ...]) -> Mask:
        return index.mask(np.concatenate([index.relations["type"].having(str(types.classes[kind])) for kind in kinds]))

    if form == "contact":
        return np.ones(len(index.events), np.bool_)
    return ~of(FORMS["wrote"]) if form == "spoke" else of(FORMS[form])


def _by_match(
    index: EventIndex, chosen: Mask, first: int | None, last: int | None, *, newest_first: bool
) -> list[Found]:
    """Return the chosen events that may lie in a period by their first day, of which none is before any, and IRI."""
    start, end, latest = index.columns["start"], index.columns["end"], index.latest()
    earliest = np.where(start == UNKNOWN, dt.date.min.toordinal(), start)
    first, last = first or dt.date.min.toordinal(), last or _EVER
    chosen = chosen & (latest >= first) & (earliest <= last)
    undated = (start == UNKNOWN) & (end == UNKNOWN)
    exact = index.mask(index.relations["precision.day"].events)
    certain = ~undated & (exact | ((earliest >= first) & (latest <= last)))
    found = list[Found]()
    for match, fitting in zip(MATCHES, (certain, ~undated & ~certain, undated), strict=True):
        found += _found(index, chosen & fitting, match, -start if newest_first else start)
    return found


def _overdue(index: EventIndex, chosen: Mask, actor: str | None, today: Term) -> list[Found]:
    """Return those of the chosen events that are overdue on a day, and an actor's alone where one is given."""
    chosen = chosen & index.selected({"overdue": [today]})
    if actor:
        chosen &= index.mask(index.relations["actor"].having(actor))
    return list(_found(index, chosen, "certain", index.columns["end"]))


def _found(index: EventIndex, chosen: Mask, match: str, days: Numbers) -> Iterator[Found]:
    """Yield the chosen events by these days and IRI."""
    status = index.relations["status"]
    states = status.numbers(len(index.events))
    numbers = np.flatnonzero(chosen)
    for n in numbers[np.lexsort((index.events[numbers], days[numbers]))]:
        yield Found(event=index.events[n].decode(), match=match, status=status.keys[states[n]].decode())
