"""The events that tables are made of, asked for part by part, so that any number of them fits memory and budgets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from parley.tables.facts import Facts

Ask = Callable[[str], Iterable[Sequence[str]]]
"""Answers a query of this package, always from one snapshot: the values of each row, "" where a variable is unbound."""

EVERYTHING = "?event a :Event ."
"""The pattern that all events fit, and the line of a query that another pattern takes the place of."""

_MOST_EVENTS = 250
_MOST_CLAIMS = 1_000
_MOST_MEMBERS = 500
_MOST_NODES = 1_000
_STEPS = {
    "participations": (("events", ("participation",)),),
    "postponements": (("events", ("statusChange",)),),
    "actors": (("names", ("party", "actor", "onBehalfOf", "office")),),
    "places": (("names", ("place", "country")),),
    "claims": (
        ("told", ("claim",)),
        ("told-places", ("claim",)),
        ("told", ("evidence", "citedSource", "inArticle")),
        ("told", ("version",)),
    ),
}
"""By kind of what events lead to: the queries that tell of it, each with the properties that lead there."""
_UNDATED = dt.date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the events: the day it comes at, the event it is part of, and how many claims tell it."""

    event: str
    start: dt.date | None
    whole: str | None
    claims: int

    @property
    def order(self) -> tuple[dt.date, str]:
        """Return what events are sorted by: the first day, undated ones last, then the IRI."""
        return (self.start or _UNDATED, self.event)


@cache
def query_text(name: str) -> str:
    """Return a query of this package by the name of its file."""
    return resources.files("parley.tables").joinpath("queries").joinpath(f"{name}.rq").read_text("utf-8")


def query(name: str, pattern: str) -> str:
    """Return a query about the events that fit a group graph pattern, which binds ?event."""
    return query_text(name).replace(EVERYTHING, pattern)


def one_of(events: Iterable[str]) -> str:
    """Return the pattern that exactly these events fit; they are IRIs of the store."""
    return f"VALUES ?event {{ {_listed(events)} }}"


def names_of(nodes: Iterable[str], ask: Ask) -> Facts:
    """Return the names of actors and places; one that has none is unknown to the store."""
    return Facts(_of(nodes, "names", ask))


def _of(nodes: Iterable[str], name: str, ask: Ask) -> Iterator[Sequence[str]]:
    """Yield what the query of this name tells of some nodes."""
    wanted = list(nodes)
    for at in range(0, len(wanted), _MOST_NODES):
        listed = _listed(wanted[at : at + _MOST_NODES])
        yield from ask(query_text(name).replace("VALUES ?node { }", f"VALUES ?node {{ {listed} }}"))


def _listed(nodes: Iterable[str]) -> str:
    return " ".join(f"<{node}>" for node in nodes)


class Subset:
    """The events that fit a pattern, in the order of the tables: by first day, undated ones last, then by IRI.

    Where `events` tells which these are, they are asked about part by part.
    """

    def __init__(self, ask: Ask, pattern: str = EVERYTHING, *, events: Sequence[str] | None = None) -> None:
        self._ask = ask
        self._shared = Facts()
        self._known: set[str] = set()  # nodes that were asked for, whether anything is known of them or not
        found: dict[str, Member] = {}
        patterns = [pattern]
        if events is not None:
            patterns = [one_of(events[at : at + _MOST_MEMBERS]) for at in range(0, len(events), _MOST_MEMBERS)]
        for each in patterns:
            for event, start, whole, claims in ask(query("members", each)):
                day = dt.date.fromisoformat(start[:10]) if start else None
                found.setdefault(event, Member(event=event, start=day, whole=whole or None, claims=int(claims)))
        self.events = {each.event: each for each in sorted(found.values(), key=lambda each: each.order)}
        self.terms = Facts(ask(query_text("terms")))

    def facts(self, events: Iterable[str], *kinds: str) -> Facts:
        """Return what is known of some events, and of what they lead to of these kinds, each after those before it.

        Kinds are `participations`, `postponements`, `actors`, `places` and `claims`. What is told of actors and places
        is kept, as many events share them.
        """
        facts = Facts(self._of(events, "events"), shared=self._shared)
        for kind in kinds:
            for name, properties in _STEPS[kind]:
                nodes = facts.values(*properties)
                if name == "names":
                    self._learn(nodes)
                else:
                    facts.add(self._of(nodes, name))
        return facts

    def _learn(self, nodes: set[str]) -> None:
        """Ask what nodes are called, unless that was asked before, and what the places are called that they lie in."""
        if new := nodes - self._known:
            self._known |= new
            found = list(self._of(new, "names"))
            self._shared.add(found)
            self._learn(Facts(found).values("within"))

    def _of(self, nodes: Iterable[str], name: str) -> Iterator[Sequence[str]]:
        return _of(nodes, name, self._ask)

    def parts(self) -> Iterator[list[str]]:
        """Yield the events in parts small enough to be asked for at once."""
        part: list[str] = []
        claims = 0
        for each in self.events.values():
            if part and (len(part) == _MOST_EVENTS or claims + each.claims > _MOST_CLAIMS):
                yield part
                part, claims = [], 0
            part.append(each.event)
            claims += each.claims
        if part:
            yield part

    def wholes(self, event: str) -> tuple[str, ...]:
        """Return the selected events that an event is part of, the nearest first."""
        found: list[str] = []
        whole = self.events[event].whole
        while whole in self.events and whole not in found and whole != event:
            found.append(whole)
            whole = self.events[whole].whole
        return tuple(found)
