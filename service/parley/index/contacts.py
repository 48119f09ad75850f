"""Which pairs were in contact in an event, and which plans nothing is told to have come of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from parley.index.relation import Mask, Numbers, Relation


@dataclass(frozen=True, slots=True)
class Presence:
    """Somebody who was there, and for whom: `sides` are the countries and organisations represented."""

    actor: str
    sides: frozenset[str]


def actor_pairs(there: Sequence[Presence]) -> Iterator[tuple[str, str]]:
    """Yield each two actors who acted for different sides and neither of whom stands for the other.

    The rule is that of the query `pairs`: somebody who acts for nobody is in no pair.
    """
    for one, other in combinations(there, 2):
        if one.actor != other.actor and _apart(one, other):
            yield min(one.actor, other.actor), max(one.actor, other.actor)


def _apart(one: Presence, other: Presence) -> bool:
    own, others = one.sides - {other.actor}, other.sides - {one.actor}
    return bool(own and others) and (len(own | others) > 1)


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who was there, or who was represented by `own`, with somebody else who was.

    They were `beside` each other where both were there for one side among others.
    """

    subject: str
    own: Presence
    other: Presence
    beside: bool

    @property
    def across(self) -> bool:
        """Say whether both were there for no side in common, as the question on the most frequent counterparts asks."""
        return self.own.sides.isdisjoint(self.other.sides)


def contacts(there: Sequence[Presence], parties: Collection[str]) -> Iterator[Contact]:
    """Yield who was in contact with whom in an event of these parties.

    The rule is that of the competency questions on contacts: nobody is with who acts for it or whom it acts for.
    """
    for own, other in permutations(there, 2):
        if other.actor in own.sides:
            continue
        beside = any(party != side for side in own.sides & other.sides for party in parties)
        for subject in {own.actor, *own.sides} - {other.actor} - other.sides:
            yield Contact(subject, own, other, beside)


def side_pairs(parties: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each two countries or organisations that were there."""
    yield from combinations(sorted(parties), 2)


def unheld(
    plans: Mask, held: Mask, *, classes: Relation, participants: Relation, sizes: Numbers, start: Numbers, end: Numbers
) -> Mask:
    """Return those of the plans that no held event can be: one of all their kinds, within their days, with all of them.

    The rule is that of the filter `overdue`; days that are not known are 0, and `sizes` counts the participants.
    """
    kinds = _sets(classes)
    who = dict(participants.by_event())
    found = plans.copy()
    for plan in np.flatnonzero(plans).tolist():
        if plan not in who or len(who[plan]) != sizes[plan]:
            continue
        common: Numbers | None = None
        for actor in who[plan]:
            theirs = participants.having(actor)
            common = theirs if common is None else np.intersect1d(common, theirs, assume_unique=True)
        if common is None:
            continue
        fits = held[common] & (start[common] != 0) & (end[common] != 0)
        fits &= (start[common] <= end[plan]) & (end[common] >= start[plan])
        if any(kinds[plan] <= kinds.get(event, frozenset()) for event in common[fits].tolist()):
            found[plan] = False
    return found


def _sets(classes: Relation) -> Mapping[int, frozenset[str]]:
    known: dict[tuple[str, ...], frozenset[str]] = {}
    return {event: known.setdefault(tuple(each), frozenset(each)) for event, each in classes.by_event()}
