"""What is told in place of what was asked: denials, plans and cancellations, and what lies nearest in time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from parley.ask import Reading
from parley.selection import Selection
from parley.web.answers.cards import EventCard
from parley.web.selecting.explorer import Explorer
from parley.web.selecting.facets import query_of

_FEW = 5
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldInstead:
    """Events of those who were asked about: in the period asked for, and the nearest before and after it.

    `query` selects all of them.
    """

    within: tuple[EventCard, ...]
    before: EventCard | None
    after: EventCard | None
    query: str

    @property
    def anything(self) -> bool:
        """Say whether there is any."""
        return bool(self.within or self.before or self.after)


def about(reading: Reading, base: str) -> Selection | None:
    """Return all events of those whom a question names, at the place that it names; None where it names none."""
    chosen = Selection()
    for slot in reading.slots:
        kind = reading.question.parameter(slot.name).type
        if kind == "destination":  # a place, or whoever is host there
            kind = "place" if slot.chosen.kind in ("country", "place") else "actor"
        if kind in ("actor", "place"):
            chosen = chosen.having(kind, slot.chosen.iri.removeprefix(base))
    return chosen if chosen.values else None


def told_instead(reading: Reading, explorer: Explorer) -> ToldInstead | None:
    """Return what is told of those whom a question without an answer names; None where it names nobody."""
    chosen = about(reading, explorer.base)
    if chosen is None:
        return None
    contacts = chosen.having("type", "contact")
    start, end = (reading.period.start, reading.period.end) if reading.period else (None, None)
    asked = _between(contacts, start, end)
    within = explorer.listing(asked, size=_FEW)[0] or explorer.listing(_between(chosen, start, end), size=_FEW)[0]
    held = contacts.having("status", "occurred").having("status", "ongoing")
    earlier = explorer.listing(_between(held, None, start - _DAY), size=1)[0] if start else ()
    later = explorer.listing(_between(held, end + _DAY, None), size=1, newest_first=False)[0] if end else ()
    known = {card.link for card in within}
    before, after = (next((each for each in cards if each.link not in known), None) for cards in (earlier, later))
    return ToldInstead(within=within, before=before, after=after, query=query_of(chosen))


def _between(selection: Selection, start: dt.date | None, end: dt.date | None) -> Selection:
    for name, day in (("from", start), ("to", end)):
        selection = selection.having(name, day.isoformat()) if day else selection
    return selection
