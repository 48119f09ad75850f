"""Answers the views of a selection of events: how many there are, which, and what narrows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import g

from parley.ask import Reading
from parley.index import Counted, Mask, contacts_asked
from parley.model import Answer, Coverage, Term
from parley.questions import written
from parley.selection import FILTERS, PREFIXES, Selection, narrowed, these
from parley.store.derived.indexes import Indexed, Indexes
from parley.store.disk.snapshots import Snapshot
from parley.store.service.workers import QueryService
from parley.vocab import EventTypes
from parley.web.answers.cards import EventCard, event_cards
from parley.web.answers.names import Names
from parley.web.answers.prepared import PAGE_SIZE, Queries, Shown
from parley.web.answers.rows import Row, short
from parley.web.charts.network import network
from parley.web.charts.strip import MOST as MOST_MARKS
from parley.web.charts.strip import Strip, strip
from parley.web.charts.timeline import LEGEND, Timeline, timeline
from parley.web.charts.world import Spot, spots
from parley.web.selecting.facets import Facet, chips, facet, query_of
from parley.web.selecting.views import ROWS, facet_rows, pair_rows, representative_rows

DRAWINGS = {"timeline": "timeline-of-days", "network": "pairs", "map": "places"}
"""Views that draw events, each with its query."""
VIEWS = {"list": "List", "timeline": "Timeline", "network": "Network", "map": "Map"}
MOST_DRAWN = 1000  # events of an answer
_FEW_DAYS = dt.timedelta(days=120)
_NAMED = ("actor", "place")  # types of filters whose values have a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacts:
    """All pairs of a network counted, and the rows of some of them as its query has them."""

    pairs: int
    contacts: int
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explorer:
    """Answers the views of a selection from the index of the events.

    What is answered is what the queries would answer that are shown for it, on the same snapshot for all of a request.
    """

    base: str
    service: QueryService
    indexes: Indexes
    queries: Queries
    names: Names
    types: EventTypes

    def prepare(self) -> None:
        """Ask what takes long and is the same for all pages of a snapshot, before anybody waits for it."""
        self.names.index()
        self.service.query(self.queries.text("moved"), snapshot=self.indexes.newest().snapshot)

    def selection(self, parameters: Iterable[tuple[str, str]]) -> Selection:
        """Return the selection of these parameters; raises QuestionError."""
        return Selection.read(parameters, base=self.base, types=self.types)

    @property
    def snapshot(self) -> Snapshot:
        """Return the snapshot that this request is answered from."""
        return self._indexed().snapshot

    def behind(self) -> dt.datetime | None:
        """Return when that snapshot was published where it is not the newest one, of which the index is being made."""
        if "indexed" not in g or g.indexed.snapshot == self.indexes.snapshots.current():
            return None
        return self.snapshot.published

    def coverage(self) -> Coverage:
        """Return what that snapshot was made from."""
        return self.service.query("ASK {}", snapshot=self.snapshot).coverage

    def view(self, name: str, selection: Selection) -> tuple[Answer, Shown]:
        """Answer the query of that name for the events of a selection, and return it for the reader."""
        text = selection.into(self.queries.text(name), base=self.base, types=self.types)
        if name not in ROWS:
            return self.service.query(text, snapshot=self.snapshot), Shown(text=text)
        rows = tuple(ROWS[name](self._indexed().index, self._chosen(selection)))
        return Answer(form="SELECT", snapshot=self.snapshot.name, solutions=rows, coverage=self.coverage()), Shown(
            text=text
        )

    def over_time(self, selection: Selection) -> tuple[Timeline | Strip, Shown]:
        """Return the timeline of a selection, and its query: a mark for each of a few events, else bars.

        The bars are days for a few months, else calendar months or years.
        """
        chosen = self._chosen(selection)
        begin = max(map(dt.date.fromisoformat, selection.of("from")), default=None)
        end = min(map(dt.date.fromisoformat, selection.of("to")), default=None)
        if chosen.sum() <= MOST_MARKS:
            few = these(self._indexed().index.page(chosen, size=MOST_MARKS))
            answer = self.service.query(narrowed(self.queries.text("timeline-of-events"), few), snapshot=self.snapshot)
            if (marks := self._marks(answer, self.snapshot, begin=begin, end=end)) is not None:
                text = selection.into(self.queries.text("timeline-of-events"), base=self.base, types=self.types)
                return marks, Shown(text=text)
        short = begin and end and end - begin < _FEW_DAYS
        answer, shown = self.view("timeline-of-days" if short else "timeline", selection)
        return timeline(answer.solutions, begin=begin, end=end), shown

    def moved(self, selection: Selection, *, most: int) -> tuple[int, Strip | None]:
        """Return how many of the selected events were moved to another day, and a drawing of the newest of them."""
        answer = self.service.query(self.queries.text("moved"), snapshot=self.snapshot)
        events = [row["event"].value for row in answer.solutions]
        found = self._indexed().index.among(events, self._chosen(selection)) if events else []
        if not found:
            return 0, None
        few = narrowed(self.queries.text("timeline-of-events"), these(found[:most]))
        return len(found), self._marks(self.service.query(few, snapshot=self.snapshot), self.snapshot)

    def _marks(
        self,
        answer: Answer,
        snapshot: Snapshot | None = None,
        *,
        begin: dt.date | None = None,
        end: dt.date | None = None,
    ) -> Strip | None:
        """Return a drawing with a mark for each event of the answer; None where there are too many, or none."""
        events = [row["event"].value for row in answer.solutions]
        if not events or len(events) > MOST_MARKS:
            return None
        plans = self.service.query(narrowed(self.queries.text("plans"), these(events)), snapshot=snapshot)
        return strip(answer.solutions, plans.solutions, begin=begin, end=end)

    def count(self, selection: Selection) -> int:
        """Return how many events are selected."""
        return int(self._chosen(selection).sum())

    def placed(self, selection: Selection) -> int:
        """Return how many of the selected events stand on the map."""
        return self._indexed().index.placed(self._chosen(selection))

    def paired(self, name: str, selection: Selection) -> int:
        """Return how many of the selected events stand in the network of that name."""
        return self._indexed().index.paired(name, self._chosen(selection))

    def events(self, selection: Selection) -> list[str]:
        """Return the IRIs of all selected events."""
        chosen = self._chosen(selection)
        return self._indexed().index.page(chosen, size=len(chosen))

    def listing(
        self, selection: Selection, *, page: int = 1, size: int = PAGE_SIZE, newest_first: bool = True
    ) -> tuple[tuple[EventCard, ...], Shown]:
        """Return one page of the selected events, and its query for the reader."""
        offset = (page - 1) * size
        text = selection.listing(base=self.base, types=self.types, limit=size, offset=offset, newest_first=newest_first)
        return self._page(self._chosen(selection), size, offset, newest_first=newest_first), Shown(text=text)

    def involving(self, actor: str) -> int:
        """Return in how many events an actor took part, was represented or stayed away."""
        return int(self._indexed().index.involving(actor).sum())

    def listing_of(self, actor: str, *, page: int) -> tuple[EventCard, ...]:
        """Return one page of the events that an actor took part in, was represented in or stayed away from."""
        return self._page(self._indexed().index.involving(actor), PAGE_SIZE, (page - 1) * PAGE_SIZE)

    def counterparts(self, actor: str, *, most: int) -> list[tuple[str, str, int]]:
        """Return those whom an actor was in contact with most: IRI, name, and in how many events."""
        index = self._indexed().index
        held = self._chosen(Selection((("type", "contact"), ("status", "occurred"), ("status", "ongoing"))))
        return self._called(index.counterparts(actor, held, most=most))

    def acting_for(self, side: str, *, most: int) -> list[tuple[str, str, int]]:
        """Return who was there for a country or organisation most: IRI, name, and in how many events."""
        return self._called(self._indexed().index.acting_for(side, most=most))

    def _called(self, found: Iterable[Counted]) -> list[tuple[str, str, int]]:
        labels = self._indexed().index.labels
        return [(iri, labels.get(iri, short(iri)), each.events) for each in found for iri in each.keys]

    def representatives(self, one: str, other: str, selection: Selection) -> list[Row]:
        """Return who was there for one side and who for the other, as the rows of the query of that name."""
        return list(representative_rows(self._indexed().index, self._chosen(selection), one, other))

    def contacts(self, name: str, selection: Selection, pairs: Sequence[tuple[str, str]] = ()) -> Contacts:
        """Return how many contacts there are in a network, and those of some pairs, however many others there are."""
        index = self._indexed().index
        found = index.together(name, self._chosen(selection), pairs)
        return Contacts(pairs=found.pairs, contacts=found.times, rows=pair_rows(index, found))

    def _indexed(self) -> Indexed:
        if "indexed" not in g:
            g.indexed = self.indexes.newest()
        indexed: Indexed = g.indexed
        return indexed

    def _chosen(self, selection: Selection) -> Mask:
        return self._indexed().index.selected(selection.terms(base=self.base, types=self.types))

    def _page(self, chosen: Mask, size: int, offset: int, *, newest_first: bool = True) -> tuple[EventCard, ...]:
        events = self._indexed().index.page(chosen, size=size, offset=offset, newest_first=newest_first)
        return self.details(events, snapshot=self.snapshot)

    def details(self, events: Iterable[str], *, snapshot: Snapshot | None = None) -> tuple[EventCard, ...]:
        """Return the events of these IRIs as they are in a snapshot, by default the newest."""
        found = self.queries.run_each("event", "event", tuple(events), snapshot=snapshot)
        return tuple(card for rows in found for card in event_cards(rows, self.base))

    def contacts_asked(self, reading: Reading) -> Answer | None:
        """Return the events that answer a question on contacts, without who says so; None for other questions."""
        index = self._indexed().index
        found = contacts_asked(index, reading.question.key, reading.bindings, types=self.types)
        if found is None:
            return None
        return Answer(
            form="SELECT",
            snapshot=self.snapshot.name,
            variables=("event", "match", "status"),
            solutions=tuple(
                {
                    "event": Term(type="uri", value=each.event),
                    "match": Term(type="literal", value=each.match),
                    "status": Term(type="uri", value=each.status),
                }
                for each in found
            ),
            coverage=self.coverage(),
        )

    def in_order(self, events: Sequence[str], *, newest_first: bool = True) -> tuple[str, ...]:
        """Return events by their IRIs in the order of all lists, or with what comes next first."""
        return tuple(self._indexed().index.in_order(events, newest_first=newest_first))

    def plans(self, events: Sequence[str], *, today: dt.date) -> dict[str, tuple[str, ...]]:
        """Return planned events apart: upcoming ones, the soonest first, then those whose day is past, then undated."""
        index = self._indexed().index
        named, dated, coming = index.named(events), index.dated(), index.latest() >= today.toordinal()
        size = len(events)
        found = {
            "upcoming": index.page(named & dated & coming, size=size, newest_first=False),
            "past": index.page(named & dated & ~coming, size=size),
            "undated": index.page(named & ~dated, size=size),
        }
        return {name: tuple(each) for name, each in found.items() if each}

    def by_date(self, events: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return events that have a date as certain, others as undated."""
        index = self._indexed().index
        named, dated = index.named(events), index.dated()
        found = {
            "certain": index.page(named & dated, size=len(events)),
            "undated": index.page(named & ~dated, size=len(events)),
        }
        return {name: tuple(each) for name, each in found.items() if each}

    def is_somewhere(self, iri: str) -> bool:
        """Say whether events took place there."""
        return bool(len(self._indexed().index.relations["place"].having(iri)))

    def events_in(self, rows: Iterable[Row]) -> tuple[str, ...]:
        """Return the IRIs of the events that stand in rows of an answer, each once."""
        start = f"{self.base}event/"
        values = (term.value for row in rows for term in row.values() if term.type == "uri")
        return tuple(dict.fromkeys(iri for iri in values if iri.startswith(start) and "#" not in iri))

    def names_in(self, rows: Iterable[Row]) -> dict[str, str]:
        """Return what the resources in these rows are called, as far as they have a label, by their IRIs."""
        iris = dict.fromkeys(term.value for row in rows for term in row.values() if term.type == "uri")
        listed = " ".join(written(Term(type="uri", value=iri)) for iri in iris)
        query = f"{PREFIXES}\nSELECT ?iri ?label\nWHERE {{ VALUES ?iri {{ {listed} }} ?iri rdfs:label ?label }}\n"
        return {row["iri"].value: row["label"].value for row in self.service.query(query).solutions} if iris else {}

    def drawing(self, view: str, events: Sequence[str]) -> dict[str, Any]:
        """Return what the template of a drawing needs for these events, the first `MOST_DRAWN` of them.

        `number` is how many they are, `placed` or `paired` how many of them a map or a network can show.
        """
        events = events[:MOST_DRAWN]
        chosen, index, facts = these(events), self._indexed().index, {"number": len(events)}
        if view == "timeline":
            marks = self._marks(self.service.query(narrowed(self.queries.text("timeline-of-events"), chosen)))
            if marks is not None:
                return facts | {"drawn": marks, "legend": LEGEND, "unbound": ""}
        rows = self.service.query(narrowed(self.queries.text(DRAWINGS[view]), chosen)).solutions
        if view == "timeline":
            return facts | {"drawn": timeline(rows), "legend": LEGEND, "unbound": ""}
        if view == "network":
            return facts | {"drawn": network(rows), "paired": index.paired(DRAWINGS[view], index.named(events))}

        def query_of_place(spot: Spot) -> str:
            return query_of(spot.within(Selection(), base=self.base))

        drawn = {"drawn": spots(rows), "query_of_place": query_of_place}
        return facts | drawn | {"placed": index.placed(index.named(events))}

    def facets(
        self, selection: Selection, names: Sequence[str], *, most: int, keep: tuple[tuple[str, str], ...] = ()
    ) -> list[Facet]:
        """Return these facets as far as they have something to choose."""
        index, found = self._indexed().index, []
        for name in names:
            rows = facet_rows(
                index,
                self._chosen(selection.around(name)),
                name,
                most=most + 2,
                text=FILTERS[name].type == "text",
            )
            found.append(facet(name, rows, selection, base=self.base, types=self.types, most=most, keep=keep))
        return [each for each in found if each.values]

    def labels(self, selection: Selection) -> dict[str, str]:
        """Return the names of the actors and places of a selection by their IRIs without the base."""
        known = self._indexed().index.labels
        named = {value for name, value in selection.values if FILTERS[name].type in _NAMED}
        labels = {value: known.get(self.base + value) or self.names.index().label(self.base + value) for value in named}
        return {value: label for value, label in labels.items() if label is not None}

    def instead(self, selection: Selection) -> list[tuple[str, str, int]]:
        """Return (what is left out, query string, events) for each chosen value without which something is found."""
        found = []
        for chip, (name, value) in zip(chips(selection, self.labels(selection)), selection.values, strict=True):
            events = self.count(selection.lacking(name, value))
            if events:
                found.append((f"{chip.label.lower()}: {chip.value}", chip.query, events))
        return found
