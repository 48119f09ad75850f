"""Which plans came to something: a contact that took place may be the one that was planned, told by other claims.

Claims that surely tell of one happening are merged, a plan and its outcome included (`parley.merge.corpus`). Of the
plans that are left, a contact that took place can be what was planned where it is of the same kind or a narrower one,
on some of the days planned, and had everybody who was to be there. Both need to be dated: a plan by its last day, what
took place by its first and last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement

from parley.merge.inputs import TypeLookup
from parley.model import IRI, Event, Role, Status

_AHEAD = (Status.PLANNED, Status.POSTPONED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """Of a contact that is planned, or that took place on known days, what decides whether the two fit.

    Only a plan may lack its first day.
    """

    event: IRI
    planned: bool
    type: str
    participants: frozenset[IRI]
    first: dt.date | None
    last: dt.date


def outline_of(event: Event, types: TypeLookup) -> Outline | None:
    """Return the outline of an event; None of what is neither a plan nor can be what came of one."""
    planned, when = event.status in _AHEAD, event.when
    present = frozenset(each.actor for each in event.participations if each.role is not Role.ABSENT)
    if not (planned or event.status.took_place) or not present or not types.is_contact(event.type):
        return None
    if when.end is None or (when.start is None and not planned):
        return None
    return Outline(
        event=event.iri, planned=planned, type=event.type, participants=present, first=when.start, last=when.end
    )


def fits(plan: Outline, held: Outline, types: TypeLookup) -> bool:
    """Say whether what took place can be what was planned."""
    return (
        held.first is not None
        and held.first <= plan.last
        and (plan.first is None or held.last >= plan.first)
        and plan.participants <= held.participants
        and types.is_a(held.type, plan.type)
    )


def outline_keys(outline: Outline) -> Iterator[tuple[IRI, IRI]]:
    """Yield the keys under which an outline is found: a plan under one, as is all that can fit it, among others."""
    present = sorted(outline.participants)
    if outline.planned:
        yield present[0], present[-1]
    else:
        yield from combinations_with_replacement(present, 2)


def held_as(outlines: Collection[Outline], types: TypeLookup) -> dict[IRI, tuple[IRI, ...]]:
    """Return the plans that may have been held, each with the events as which it may have been, by IRI."""
    plans: dict[tuple[IRI, IRI], list[Outline]] = {}
    for plan in outlines:
        for key in outline_keys(plan) if plan.planned else ():
            plans.setdefault(key, []).append(plan)
    found: dict[IRI, list[IRI]] = {}
    for held in outlines:
        for key in () if held.planned else outline_keys(held):
            for plan in plans.get(key, ()):
                if fits(plan, held, types):
                    found.setdefault(plan.event, []).append(held.event)
    return {plan: tuple(sorted(events)) for plan, events in found.items()}


def link_plans(events: Collection[Event], types: TypeLookup) -> tuple[Event, ...]:
    """Return the events, each plan with what it may have been held as."""
    outlines = [outline for event in events if (outline := outline_of(event, types)) is not None]
    found = held_as(outlines, types)
    return tuple(replace(event, held_as=found.get(event.iri, ())) for event in events)
