"""Which pairs were in contact in an event."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations


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
