"""The contacts of two: persons, countries or organisations, themselves or through those who act for them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as AnyResponse

from parley.errors import NotFound
from parley.selection import Selection
from parley.web.answers.cards import EventCard
from parley.web.answers.prepared import pager_of
from parley.web.answers.rows import Link, Row, path_of
from parley.web.answers.tally import Tally, tally
from parley.web.answers.things import SIDES, ActorPage, actor_page, pair_link
from parley.web.charts.strip import MOST, Strip
from parley.web.charts.timeline import LEGEND, Timeline, timeline
from parley.web.selecting.explorer import Explorer
from parley.web.selecting.facets import query_of
from parley.web.site.pages import Pages, serve_pages, today
from parley.wording import coverage_in_words

_NAME = re.compile(r"[A-Za-z0-9._~-]{1,400}")
_BESIDES = {"speech_act": "speech act", "measure": "measure"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two actors: their IRIs, their pages, and what is known of them."""

    iris: tuple[str, ...]
    links: tuple[Link, ...]
    actors: tuple[ActorPage, ...]

    @property
    def sides(self) -> bool:
        """Say whether both are countries or organisations, for which others act."""
        return all(actor.kind in SIDES for actor in self.actors)

    @property
    def filter(self) -> str:
        """Return the filter that finds their events: by whom they act for, which is quicker, where that is enough."""
        return "party" if self.sides else "actor"


def blueprint(pages: Pages) -> Blueprint:
    """Return the route of the pages of pairs."""
    routes = Blueprint("pairs", __name__)
    explorer = pages.explorer

    @routes.get("/pair/<a>/<b>")
    def pair(a: str, b: str) -> str | AnyResponse:
        if a > b:
            return redirect(url_for(".pair", a=b, b=a), 308)
        found = _find(pages, a, b)
        both = Selection(tuple((found.filter, f"actor/{name}") for name in (a, b)))
        contacts = both.having("type", "contact")
        held = contacts.having("status", "occurred").having("status", "ongoing")
        answer, _ = explorer.view("tally", contacts)
        counted = tally(answer.solutions, explorer.types)
        pager = pager_of(counted.all, "contacts")
        cards, shown = explorer.listing(contacts, page=pager.page)
        planned = contacts.having("status", "planned").having("from", today().isoformat())
        return render_template(
            "pair.html",
            links=found.links,
            same_side=_shared(found),
            tally=counted,
            drawn=_over_time(explorer, contacts, counted),
            legend=LEGEND,
            first=_one(explorer.listing(held, size=1, newest_first=False)),
            last=_one(explorer.listing(held, size=1)),
            following=_one(explorer.listing(planned, size=1, newest_first=False)),
            through=_representatives(pages, found, held),
            besides=[
                (number, words, query_of(both.having("type", family)))
                for family, words in _BESIDES.items()
                if (number := explorer.count(both.having("type", family)))
            ],
            cards=cards,
            pager=pager,
            query=query_of(contacts),
            query_held=query_of(held),
            query_with=lambda *more: query_of(contacts, *more),
            coverage=coverage_in_words(answer.coverage),
            shown=shown,
        )

    serve_pages(routes)
    routes.add_app_template_global(pair_link, "pair_link")
    routes.add_app_template_global(lambda a, b: _pair_path(a, b, pages.base), "pair_path")
    return routes


def _pair_path(a: str, b: str, base: str) -> str | None:
    """Return the path of the page of two actors by their IRIs, None where they have none."""
    found = pair_link(*(Link(text="", path=path_of(iri, base)) for iri in (a, b)))
    return found.path if found else None


def _over_time(explorer: Explorer, contacts: Selection, counted: Tally) -> Timeline | Strip:
    if counted.all <= MOST:
        return explorer.over_time(contacts)[0]
    return timeline(counted.contacts)  # of what was counted already


def _find(pages: Pages, *names: str) -> _Pair:
    """Return two actors that are not one side; raises NotFound."""
    iris = tuple(f"{pages.base}actor/{name}" for name in names)
    actors = tuple(_actor(pages, iri) for iri in iris)
    one, other = actors
    links = tuple(
        Link(text=actor.label, path=path_of(iri, pages.base)) for actor, iri in zip(actors, iris, strict=True)
    )
    if links[0] == links[1]:
        raise NotFound(f"{one.label} alone is no pair", remedy=f"{links[0].path} has all contacts")
    for member, whole in ((one, links[1]), (other, links[0])):
        if whole in member.parties:
            raise NotFound(f"{member.label} acts for {whole.text}: they are one side", remedy="a pair has two sides")
    return _Pair(iris=iris, links=links, actors=actors)


def _actor(pages: Pages, iri: str) -> ActorPage:
    name = iri.rpartition("/")[2]
    rows = pages.queries.run("actor", actor=iri).solutions if _NAME.fullmatch(name) else ()
    actor = actor_page(rows, pages.base)
    if actor is None:
        raise NotFound(f"there is no actor {name[:60]!r}", remedy="the pages of actors link to their counterparts")
    return actor


def _shared(pair: _Pair) -> str | None:
    """Return the country or organisation for which both act."""
    one, other = ({party.text for party in actor.parties} for actor in pair.actors)
    return next(iter(sorted(one & other)), None)


def _one(listing: tuple[tuple[EventCard, ...], object]) -> EventCard | None:
    """Return the event of a listing if it is dated; undated ones come last."""
    return next((card for card in listing[0] if card.dated), None)


def _representatives(pages: Pages, pair: _Pair, selection: Selection) -> list[tuple[Link, Link, Link | None, int]]:
    """Return who was there for two countries or organisations, with the page of each two; nothing for persons."""
    if not pair.sides:
        return []
    one, other = pair.iris
    rows = pages.explorer.representatives(one, other, selection)
    return [_met(row, pages.base) for row in rows if {row["a"].value, row["b"].value} != set(pair.iris)]


def _met(row: Row, base: str) -> tuple[Link, Link, Link | None, int]:
    a, b = (Link(text=row[f"{name}Label"].value, path=path_of(row[name].value, base)) for name in ("a", "b"))
    return a, b, pair_link(a, b), int(row["events"].value)
