"""The events of the corpus under a selection: as a list, over time, as a network, on the map; and what narrows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from parley.errors import NotFound, QuestionError
from parley.model import Term
from parley.selection import FACETS, FILTERS, Selection
from parley.web.answers.prepared import Shown, pager_of
from parley.web.answers.rows import path_of
from parley.web.charts.network import frames, network
from parley.web.charts.timeline import LEGEND, Timeline, spans
from parley.web.charts.world import spots
from parley.web.http import problems
from parley.web.http.mounted import here
from parley.web.selecting.explorer import VIEWS, Explorer
from parley.web.selecting.facets import chips, query_of, value_in_words
from parley.web.selecting.typed_names import led_by_names, unused
from parley.web.site.pages import Pages, as_page, serve_pages, today
from parley.wording import coverage_in_words

ORDERS = {"new": "newest first", "old": "oldest first"}
BETWEEN = {"sides": "countries and organisations", "people": "people and countries"}
_BESIDE, _ALL = 8, 200  # values of a facet: beside a view, and on a page of their own
_MOVED = 30  # events that were moved, below the bars of a timeline
_FRAMES = 12  # years or months of a network, beside one another
_OWN = ("order", "between", "page")  # parameters besides the selection


def blueprint(pages: Pages) -> Blueprint:
    """Return the routes of the events."""
    routes = Blueprint("events", __name__)
    explorer, base = pages.explorer, pages.base

    @routes.get("/events", defaults={"view": "list"})
    @routes.get("/events/<any(timeline, network, map):view>")
    def events(view: str) -> str | AnyResponse:
        if (instead := led_by_names(explorer, _kept())) is not None:
            return instead
        selection = explorer.selection(request.args.items(multi=True))
        show = {"list": _list, "timeline": _timeline, "network": _network, "map": _map}[view]
        number = explorer.count(selection)
        facts = show(explorer, selection, number)
        undated, anytime = 0, selection.lacking("from").lacking("to").lacking("dated")
        if selection.of("from") or selection.of("to"):
            undated = explorer.count(anytime.having("dated", "no"))
        return render_template(
            f"events/{view}.html",
            view=view,
            views=VIEWS,
            selection=selection,
            chips=chips(selection, explorer.labels(selection), keep=_kept()),
            unused=unused(_OWN),
            facets=explorer.facets(selection, FACETS, most=_BESIDE, keep=_kept()),
            number=number,
            undated=undated,
            instead=explorer.instead(selection) if not number else [],
            query=query_of(selection, *_kept()),
            query_undated=query_of(anytime.having("dated", "no"), *_kept()),
            query_overdue=query_of(selection.having("overdue", today().isoformat()), *_kept()),
            coverage=coverage_in_words(explorer.coverage()),
            **facts,
        )

    @routes.get("/events/by/<name>")
    def values(name: str) -> str | Response:
        if name not in FACETS:
            lists = [(FILTERS[each].label, url_for(".values", name=each)) for each in FACETS]
            return as_page(problems.from_parley(NotFound(f"there is no list of {name[:40]!r}")), instead=lists)
        selection = explorer.selection(request.args.items(multi=True))
        return render_template(
            "events/values.html",
            facets=explorer.facets(selection, [name], most=_ALL),
            query=query_of(selection),
            coverage=coverage_in_words(explorer.coverage()),
            shown=Shown(text=selection.facet(name, base=base, types=explorer.types, limit=_ALL)),
        )

    serve_pages(routes)
    routes.register_error_handler(QuestionError, _not_chosen)
    routes.add_app_template_filter(lambda iri: path_of(iri, base), "path_of")
    return routes


def _not_chosen(error: QuestionError) -> Response:
    """Return the page that leads from a wrong value of a filter to the right ones."""
    given = list(request.args.items(multi=True))
    wrong = next((n for n, (name, value) in enumerate(given) if repr(value.strip()) in error.message), None)
    if wrong is None:
        return as_page(problems.from_parley(error))
    name, others = given[wrong][0], given[:wrong] + given[wrong + 1 :]
    ways = [(value_in_words(name, e), f"{here(request.path)}?{urlencode([*others, (name, e)])}") for e in error.nearest]
    return as_page(problems.from_parley(error), instead=ways)


def _list(explorer: Explorer, selection: Selection, number: int) -> Mapping[str, object]:
    order = request.args.get("order", "new")
    if order not in ORDERS:
        raise NotFound(f"there is no order {order[:40]!r}", remedy=f"there are {', '.join(ORDERS)}")
    pager = pager_of(number, "events")
    cards, shown = explorer.listing(selection, page=pager.page, newest_first=order == "new")
    ways = {name: query_of(selection, ("order", name)) for name in ORDERS}
    return {"cards": cards, "pager": pager, "shown": shown, "order": order, "orders": ORDERS, "query_order": ways}


def _timeline(explorer: Explorer, selection: Selection, number: int) -> Mapping[str, object]:
    drawn, shown = explorer.over_time(selection)
    unbound = selection.lacking("from").lacking("to")
    # Where each event has a mark, an arrow shows it; bars cannot.
    moved, marks = explorer.moved(selection, most=_MOVED) if isinstance(drawn, Timeline) else (0, None)
    return {
        "drawn": drawn,
        "moved": moved,
        "moved_drawn": marks,
        "legend": LEGEND,
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
    anytime = bilateral.lacking("from").lacking("to")
    whole = network(explorer.view(query, anytime)[0].solutions)
    all_sides = (("sides", ""),) if sides == "" else ()

    def in_days(first: dt.date, last: dt.date) -> Selection:
        return anytime.having("from", first.isoformat()).having("to", last.isoformat())

    def query_of_days(*days: dt.date) -> str:
        chosen = selection.lacking("from").lacking("to")
        for name, day in zip(("from", "to"), days, strict=False):
            chosen = chosen.having(name, day.isoformat())
        return query_of(chosen, *_kept(), *all_sides)

    periods = spans(explorer.view("timeline", anytime.having("type", "contact"))[0].solutions, most=_FRAMES)
    pairs = [(line.a.actor, line.b.actor) for line in whole.lines]
    told = [explorer.contacts(query, in_days(first, last), pairs) for _, first, last in periods]
    over_time = [(*period, each.contacts, each.rows) for period, each in zip(periods, told, strict=True)]
    return {
        "drawn": network(answer.solutions, places=whole.places) if bilateral != anytime else whole,
        "frames": frames(whole, over_time) if len(periods) > 1 else [],
        "bounds": tuple(selection.of("from") + selection.of("to")),
        "rows": answer.solutions,
        "pairs": explorer.contacts(query, bilateral).pairs,
        "paired": explorer.paired(query, bilateral),
        "between": between,
        "kinds": BETWEEN,
        "query_between": {name: query_of(selection, *all_sides, ("between", name)) for name in BETWEEN},
        "query_all_sides": query_of(selection, *_kept(), ("sides", "")) if sides is None else None,
        "query_of_days": query_of_days,
        "query_of_pair": lambda row: query_of(_with_pair(bilateral, row, explorer.base)),
        "shown": shown,
    }


def _with_pair(selection: Selection, row: Mapping[str, Term], base: str) -> Selection:
    """Return the contacts of the pair of a row; a selection that has kinds of events keeps them."""
    if not selection.of("type"):
        selection = selection.having("type", "contact")
    for name in ("a", "b"):
        selection = selection.having("actor", row[name].value.removeprefix(base))
    return selection


def _map(explorer: Explorer, selection: Selection, number: int) -> Mapping[str, object]:
    answer, shown = explorer.view("places", selection)
    return {
        "drawn": spots(answer.solutions),
        "placed": explorer.placed(selection),
        "query_of_place": lambda spot: query_of(spot.within(selection, base=explorer.base)),
        "shown": shown,
    }


def _kept() -> tuple[tuple[str, str], ...]:
    """Return the parameters besides the selection that links of a view keep."""
    return tuple((name, request.args[name]) for name in ("order", "between") if name in request.args)
