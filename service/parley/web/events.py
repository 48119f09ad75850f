"""The events of the corpus under a selection: as a list, over time, as a network, on the map; and what narrows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from parley.ask import Candidate
from parley.errors import NotFound, ParleyError
from parley.model import Answer, Term
from parley.selection import FACETS, FILTERS, Selection
from parley.vocab import EventTypes
from parley.web import problems
from parley.web.cards import path_of
from parley.web.charts.network import network
from parley.web.charts.timeline import GROUPS, timeline
from parley.web.charts.world import spots
from parley.web.facets import Facet, chips, facet, query_of
from parley.web.pages import PAGE_SIZE, Pages, Shown, as_page, pager_of, revalidated
from parley.wording import coverage_in_words

VIEWS = {"list": "List", "timeline": "Timeline", "network": "Network", "map": "Map"}
ORDERS = {"new": "newest first", "old": "oldest first"}
BETWEEN = {"sides": "countries and organisations", "people": "people and countries"}
_BESIDE, _ALL = 8, 200  # values of a facet: beside a view, and on a page of their own
_NAMED = ("actor", "place")  # filters that take a name, which is looked up


@dataclass(frozen=True, slots=True)
class Explorer:
    """Answers the views of a selection."""

    pages: Pages

    @property
    def types(self) -> EventTypes:
        """Return the event types."""
        return self.pages.types

    def selection(self) -> Selection:
        """Return the selection of the current request; raises QuestionError."""
        return Selection.read(request.args.items(multi=True), base=self.pages.base, types=self.types)

    def run(self, query: str) -> Answer:
        """Answer a query of a selection."""
        return self.pages.service.query(query)

    def view(self, name: str, selection: Selection) -> tuple[Answer, Shown]:
        """Answer the query of that name for the events of a selection, and return it for the reader."""
        text = selection.into(self.pages.queries.text(name), base=self.pages.base, types=self.types)
        return self.run(text), Shown(text=text)

    def count(self, selection: Selection) -> int:
        """Return how many events are selected."""
        answer = self.run(selection.count(base=self.pages.base, types=self.types))
        return int(answer.solutions[0]["events"].value)

    def facets(self, selection: Selection, names: Sequence[str], *, most: int) -> list[Facet]:
        """Return these facets as far as they have something to choose, each from a query of its own, some at a time."""
        base, types, keep = self.pages.base, self.types, _kept()

        def found(name: str) -> Facet:
            rows = self.run(selection.facet(name, base=base, types=types, limit=most + 2)).solutions
            return facet(name, rows, selection, base=base, types=types, most=most, keep=keep)

        # In the context of the request, so that its client is held to its budget.
        contexts = [copy_context() for _ in names]
        with ThreadPoolExecutor(max_workers=4) as threads:
            all_found = threads.map(lambda context, name: context.run(found, name), contexts, names)
            return [each for each in all_found if each.values]

    def labels(self, selection: Selection) -> dict[str, str]:
        """Return the names of the actors and places of a selection by their IRIs without the base."""
        base, index = self.pages.base, self.pages.names.index()
        named = {value for name, value in selection.values if FILTERS[name].type in _NAMED}
        return {value: label for value in named if (label := index.label(base + value)) is not None}

    def instead(self, selection: Selection) -> list[tuple[str, str, int]]:
        """Return (what is left out, query string, events) for each chosen value without which something is found."""
        found = []
        for chip, (name, value) in zip(chips(selection, self.labels(selection)), selection.values, strict=True):
            events = self.count(selection.lacking(name, value))
            if events:
                found.append((f"{chip.label.lower()}: {chip.value}", chip.query, events))
        return found


def blueprint(pages: Pages) -> Blueprint:
    """Return the routes of the events."""
    routes = Blueprint("events", __name__)
    explorer = Explorer(pages)

    @routes.get("/events", defaults={"view": "list"})
    @routes.get("/events/<any(timeline, network, map):view>")
    def events(view: str) -> str | AnyResponse:
        if (instead := _with_name(explorer)) is not None:
            return redirect(url_for(".events", view=view) + "?" + instead, 303)
        selection = explorer.selection()
        show = {"list": _list, "timeline": _timeline, "network": _network, "map": _map}[view]
        number = explorer.count(selection)
        facts = show(explorer, selection, number)
        undated, anytime = 0, selection.lacking("from").lacking("to").lacking("dated")
        if selection.of("from") or selection.of("to"):
            undated = explorer.count(anytime.having("dated", "no"))
        today = dt.datetime.now(dt.UTC).date().isoformat()
        return render_template(
            f"events/{view}.html",
            view=view,
            views=VIEWS,
            selection=selection,
            chips=chips(selection, explorer.labels(selection), keep=_kept()),
            facets=explorer.facets(selection, FACETS, most=_BESIDE),
            number=number,
            undated=undated,
            instead=explorer.instead(selection) if not number else [],
            query=query_of(selection, *_kept()),
            query_undated=query_of(anytime.having("dated", "no"), *_kept()),
            query_overdue=query_of(selection.having("overdue", today), *_kept()),
            coverage=coverage_in_words(pages.service.coverage()),
            **facts,
        )

    @routes.get("/events/by/<name>")
    def values(name: str) -> str:
        if name not in FACETS:
            raise NotFound(f"there is no list of {name[:40]!r}", remedy=f"there are {', '.join(FACETS)}")
        selection = explorer.selection()
        return render_template(
            "events/values.html",
            facets=explorer.facets(selection, [name], most=_ALL),
            chips=chips(selection, explorer.labels(selection)),
            query=query_of(selection),
            coverage=coverage_in_words(pages.service.coverage()),
            shown=Shown(text=selection.facet(name, base=pages.base, types=pages.types, limit=_ALL)),
        )

    @routes.after_request
    def revalidate(response: Response) -> AnyResponse:
        return revalidated(response)

    routes.register_error_handler(ParleyError, lambda error: as_page(problems.from_parley(error)))
    routes.register_error_handler(HTTPException, lambda error: as_page(problems.from_http(error)))
    routes.register_error_handler(Exception, lambda error: as_page(problems.from_unexpected(error)))
    routes.add_app_template_filter(lambda iri: path_of(iri, pages.base), "path_of")
    return routes


def _list(explorer: Explorer, selection: Selection, number: int) -> Mapping[str, object]:
    order = request.args.get("order", "new")
    if order not in ORDERS:
        raise NotFound(f"there is no order {order[:40]!r}", remedy=f"there are {', '.join(ORDERS)}")
    pager = pager_of(number, "events")
    text = selection.listing(
        base=explorer.pages.base,
        types=explorer.types,
        limit=PAGE_SIZE,
        offset=(pager.page - 1) * PAGE_SIZE,
        newest_first=order == "new",
    )
    cards = explorer.pages.listed_in(explorer.run(text))
    ways = {name: query_of(selection, ("order", name)) for name in ORDERS}
    shown = Shown(text=text)
    return {"cards": cards, "pager": pager, "shown": shown, "order": order, "orders": ORDERS, "query_order": ways}


def _timeline(explorer: Explorer, selection: Selection, number: int) -> Mapping[str, object]:
    answer, shown = explorer.view("timeline", selection)
    unbound = selection.lacking("from").lacking("to")
    return {
        "drawn": timeline(answer.solutions),
        "groups": {name: words for name, (words, _) in GROUPS.items()},
        "unbound": query_of(unbound),
        "shown": shown,
    }


def _network(explorer: Explorer, selection: Selection, number: int) -> Mapping[str, object]:
    between = request.args.get("between", "sides")
    if between not in BETWEEN:
        raise NotFound(f"there is no network of {between[:40]!r}", remedy=f"there are {', '.join(BETWEEN)}")
    sides = request.args.get("sides")
    # Networks begin with bilateral contacts: a summit of twenty would join each with each.
    bilateral = selection if sides is not None else selection.having("sides", "bilateral")
    query = "pairs" if between == "people" else "pairs-of-sides"
    answer, shown = explorer.view(query, bilateral)
    return {
        "drawn": network(answer.solutions),
        "rows": answer.solutions,
        "between": between,
        "kinds": BETWEEN,
        "query_between": {name: query_of(selection, ("between", name)) for name in BETWEEN},
        "query_all_sides": query_of(selection, *_kept(), ("sides", "")) if sides is None else None,
        "query_of_pair": lambda row: query_of(_with_pair(bilateral, row, explorer.pages.base)),
        "shown": shown,
    }


def _with_pair(selection: Selection, row: Mapping[str, Term], base: str) -> Selection:
    for name in ("a", "b"):
        selection = selection.having("actor", row[name].value.removeprefix(base))
    return selection


def _map(explorer: Explorer, selection: Selection, number: int) -> Mapping[str, object]:
    answer, shown = explorer.view("places", selection)
    base = explorer.pages.base
    return {
        "drawn": spots(answer.solutions),
        "query_of_place": lambda spot: query_of(selection.having("place", spot.place.removeprefix(base))),
        "shown": shown,
    }


def _kept() -> tuple[tuple[str, str], ...]:
    """Return the parameters besides the selection that links of a view keep."""
    return tuple((name, request.args[name]) for name in ("order", "between") if name in request.args)


def _with_name(explorer: Explorer) -> str | None:
    """Return the query string in which a name that somebody typed is the actor or place that it means.

    None when nothing was typed. Raises NotFound with names that look like it.
    """
    for name in _NAMED:
        typed = request.args.get(f"{name}-name", "").strip()
        if typed:
            found = [each for each in explorer.pages.names.index().find(typed) if _fits(name, each)]
            if not found:
                near = ", ".join(explorer.pages.names.index().near(typed)) or "nothing like it"
                raise NotFound(f"nobody and nowhere here is called {typed[:60]!r}", remedy=f"there is {near}")
            chosen = found[0].iri.removeprefix(explorer.pages.base)
            return query_of(explorer.selection().having(name, chosen), *_kept())
    return None


def _fits(name: str, candidate: Candidate) -> bool:
    return (candidate.kind in ("place", "country")) if name == "place" else candidate.kind != "place"
