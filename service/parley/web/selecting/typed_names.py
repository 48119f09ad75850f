"""Names that somebody typed for filters: where they lead, all of them together."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from parley.ask import Candidate
from parley.selection import FILTERS, Selection
from parley.web.http.mounted import here
from parley.web.selecting.explorer import Explorer
from parley.web.selecting.facets import query_of
from parley.wording import coverage_in_words

_NAMED = tuple(name for name, each in FILTERS.items() if each.type in ("actor", "place"))


def led_by_names(explorer: Explorer, kept: tuple[tuple[str, str], ...]) -> AnyResponse | None:
    """Return where names that somebody typed lead: to the actors and places that they mean, else to others like them.

    Values of filters that are nobody's IRI are taken for names, too, and what is no topic for words of one. None when
    there are no names; `kept` are the parameters that links keep besides the selection.
    """
    given = explorer.selection(request.args.items(multi=True))
    typed = [(name, text.strip()) for name in _NAMED for text in request.args.getlist(f"{name}-name") if text.strip()]
    known = explorer.labels(given)
    for name, value in given.values:
        if name in _NAMED and value not in known:
            given = given.lacking(name, value)
            typed.append((name, value.rpartition("/")[2].replace("-", " ")))
    begun = [value for value in given.of("topic") if value not in explorer.names.topics()]
    if not typed and not begun:
        return None
    for value in begun:  # no topic as a whole, but words of some
        given = given.lacking("topic", value).having("about", value)
    chosen, unnamed = given, []
    for name, text in typed:
        means = next((each for each in explorer.names.index().find(text) if _fits(name, each)), None)
        if means is None:
            unnamed.append((name, text))
        else:
            chosen = chosen.having(name, means.iri.removeprefix(explorer.base))
    if unnamed:
        return _unnamed(explorer, chosen, unnamed, kept)
    return redirect(f"{here(request.path)}?{query_of(chosen, *kept)}", 303)


def _unnamed(
    explorer: Explorer, chosen: Selection, unnamed: list[tuple[str, str]], kept: tuple[tuple[str, str], ...]
) -> Response:
    """Return the page that leads from the first of these names to others like it, and from there to the next."""
    (name, typed), *rest = unnamed
    named = explorer.names.index().find(typed)
    # A capital where nothing was is no name of its country, but somebody may want that.
    near = [each for each in named if each.kind == "country"] or _near(explorer, name, typed)
    ways = [(each, chosen.having(name, each.iri.removeprefix(explorer.base))) for each in near]
    more = (*((f"{each}-name", text) for each, text in rest), *kept)
    page = render_template(
        "events/unnamed.html",
        what=FILTERS[name].type,
        typed=typed[:60],
        place=bool(named) and FILTERS[name].type == "place",
        near=[(each.label, query_of(way, *more), explorer.count(way)) for each, way in ways],
        query=query_of(chosen, *more),
        coverage=coverage_in_words(explorer.coverage()),
    )
    return Response(page, 404, content_type="text/html; charset=utf-8")


def _near(explorer: Explorer, name: str, typed: str) -> list[Candidate]:
    """Return whom or what somebody may have meant who typed a name that nobody has, the nearest first."""
    names = explorer.names.index()
    several = (next((c for c in names.find(label) if _fits(name, c)), None) for label in names.near(typed))
    return list({each.iri: each for each in several if each is not None}.values())


def _fits(name: str, candidate: Candidate) -> bool:
    return candidate.is_somewhere if FILTERS[name].type == "place" else candidate.kind != "place"


def unused(own: tuple[str, ...], *, typed: bool = True) -> list[tuple[str, str | None]]:
    """Return the parameters of the address that are neither filters nor a view's `own`, with what may be meant.

    What may be meant is a query string with the filter that is called so. With `typed`, names may stand as typed.
    """
    known = {*FILTERS, *own, *(f"{name}-name" for name in _NAMED if typed)}
    labels = {each.label.casefold(): each.name for each in FILTERS.values()}
    given = list(request.args.items(multi=True))
    found: list[tuple[str, str | None]] = []
    for number, (name, value) in enumerate(given):
        if name not in known:
            meant = labels.get(name.casefold())
            others = given[:number] + given[number + 1 :]
            found.append((name[:40], urlencode([*others, (meant, value)]) if meant else None))
    return found
