"""Answers the views of a selection of events: how many there are, which, and what narrows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

from parley.model import Answer
from parley.selection import FILTERS, Selection, narrowed, these
from parley.store.workers import QueryService
from parley.vocab import EventTypes
from parley.web.cards import EventCard, event_cards
from parley.web.charts.network import network
from parley.web.charts.strip import MOST as MOST_MARKS
from parley.web.charts.strip import Strip, strip
from parley.web.charts.timeline import LEGEND, Timeline, timeline
from parley.web.charts.world import Spot, spots
from parley.web.facets import Facet, chips, facet, query_of
from parley.web.names import Names
from parley.web.prepared import PAGE_SIZE, Queries, Shown

DRAWINGS = {"timeline": "timeline-of-days", "network": "pairs", "map": "places"}
"""Views that draw events, each with its query."""
VIEWS = {"list": "List", "timeline": "Timeline", "network": "Network", "map": "Map"}
MOST_DRAWN = 1000  # events of an answer
_FEW_DAYS = dt.timedelta(days=120)
_NAMED = ("actor", "place")  # types of filters whose values have a name


@dataclass(frozen=True, slots=True, kw_only=True)
class Explorer:
    """Answers the views of a selection."""

    base: str
    service: QueryService
    queries: Queries
    names: Names
    types: EventTypes

    def selection(self, parameters: Iterable[tuple[str, str]]) -> Selection:
        """Return the selection of these parameters; raises QuestionError."""
        return Selection.read(parameters, base=self.base, types=self.types)

    def view(self, name: str, selection: Selection) -> tuple[Answer, Shown]:
        """Answer the query of that name for the events of a selection, and return it for the reader."""
        text = selection.into(self.queries.text(name), base=self.base, types=self.types)
        return self.service.query(text), Shown(text=text)

    def over_time(self, selection: Selection) -> tuple[Timeline | Strip, Shown]:
        """Return the timeline of a selection, and its query: a mark for each of a few events, else bars.

        The bars are days for a few months, else calendar months or years.
        """
        answer, shown = self.view("timeline-of-events", selection)
        if (marks := self._marks(answer)) is not None:
            return marks, shown
        first, last = selection.of("from"), selection.of("to")
        short = first and last and dt.date.fromisoformat(last[0]) - dt.date.fromisoformat(first[0]) < _FEW_DAYS
        answer, shown = self.view("timeline-of-days" if short else "timeline", selection)
        return timeline(answer.solutions), shown

    def _marks(self, answer: Answer) -> Strip | None:
        """Return a drawing with a mark for each event of the answer; None where there are too many, or none."""
        events = [row["event"].value for row in answer.solutions]
        if not events or len(events) > MOST_MARKS:
            return None
        plans = self.service.query(narrowed(self.queries.text("plans"), these(events)))
        return strip(answer.solutions, plans.solutions)

    def count(self, selection: Selection) -> int:
        """Return how many events are selected."""
        answer = self.service.query(selection.count(base=self.base, types=self.types))
        return int(answer.solutions[0]["events"].value)

    def listing(
        self, selection: Selection, *, page: int = 1, size: int = PAGE_SIZE, newest_first: bool = True
    ) -> tuple[tuple[EventCard, ...], Shown]:
        """Return one page of the selected events, and its query for the reader."""
        text = selection.listing(
            base=self.base, types=self.types, limit=size, offset=(page - 1) * size, newest_first=newest_first
        )
        return self.listed_in(self.service.query(text)), Shown(text=text)

    def listed_in(self, answer: Answer) -> tuple[EventCard, ...]:
        """Return the events that an answer lists."""
        return self.details(solution["event"].value for solution in answer.solutions)

    def details(self, events: Iterable[str]) -> tuple[EventCard, ...]:
        """Return the events of these IRIs, each from a query of its own."""
        answers = (self.queries.run("event", event=event) for event in events)
        return tuple(card for answer in answers for card in event_cards(answer.solutions, self.base))

    def events_in(self, answer: Answer) -> tuple[str, ...]:
        """Return the IRIs of the events that stand in the rows of an answer, each once."""
        start = f"{self.base}event/"
        values = (term.value for row in answer.solutions for term in row.values() if term.type == "uri")
        return tuple(dict.fromkeys(iri for iri in values if iri.startswith(start) and "#" not in iri))

    def drawing(self, view: str, events: Sequence[str]) -> dict[str, Any]:
        """Return what the template of a drawing needs for these events, the first `MOST_DRAWN` of them."""
        chosen = these(events[:MOST_DRAWN])
        if view == "timeline":
            marks = self._marks(self.service.query(narrowed(self.queries.text("timeline-of-events"), chosen)))
            if marks is not None:
                return {"drawn": marks, "legend": LEGEND, "unbound": ""}
        rows = self.service.query(narrowed(self.queries.text(DRAWINGS[view]), chosen)).solutions
        if view == "timeline":
            return {"drawn": timeline(rows), "legend": LEGEND, "unbound": ""}
        if view == "network":
            return {"drawn": network(rows)}

        def query_of_place(spot: Spot) -> str:
            return query_of(self.selection([("place", spot.place)]))

        return {"drawn": spots(rows), "query_of_place": query_of_place}

    def facets(
        self, selection: Selection, names: Sequence[str], *, most: int, keep: tuple[tuple[str, str], ...] = ()
    ) -> list[Facet]:
        """Return these facets as far as they have something to choose, each from a query of its own, some at a time."""

        def found(name: str) -> Facet:
            query = selection.facet(name, base=self.base, types=self.types, limit=most + 2)
            rows = self.service.query(query).solutions
            return facet(name, rows, selection, base=self.base, types=self.types, most=most, keep=keep)

        # In the context of the request, so that its client is held to its budget.
        contexts = [copy_context() for _ in names]
        with ThreadPoolExecutor(max_workers=4) as threads:
            all_found = threads.map(lambda context, name: context.run(found, name), contexts, names)
            return [each for each in all_found if each.values]

    def labels(self, selection: Selection) -> dict[str, str]:
        """Return the names of the actors and places of a selection by their IRIs without the base."""
        index = self.names.index()
        named = {value for name, value in selection.values if FILTERS[name].type in _NAMED}
        return {value: label for value in named if (label := index.label(self.base + value)) is not None}

    def instead(self, selection: Selection) -> list[tuple[str, str, int]]:
        """Return (what is left out, query string, events) for each chosen value without which something is found."""
        found = []
        for chip, (name, value) in zip(chips(selection, self.labels(selection)), selection.values, strict=True):
            events = self.count(selection.lacking(name, value))
            if events:
                found.append((f"{chip.label.lower()}: {chip.value}", chip.query, events))
        return found
