"""Which new people of different articles are one person: those of one full name whom nothing tells apart.

An article mints the IRI of somebody whom the reference does not know from his name and state, or, where it tells no
state, for itself alone. Of those whose names are spellings of one another, two fit each other unless their states or
their offices differ. Those who fit the very same others are one person, who goes by the first of their IRIs: whoever
fits two that do not fit each other stays alone. That depends on who is told of, not on the order of the articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from parley.actors.names import spelling_key
from parley.merge.facts import title_words
from parley.model import IRI, ActorKind, Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody as a claim names him: by a name in the form that its spellings share, with state and office as told."""

    name: str
    iri: IRI
    party: IRI | None
    office: str  # "" where none is told


def named_in(claims: Iterable[Claim], *, known: Callable[[IRI], bool]) -> Iterator[Named]:
    """Yield the people whom claims name in full and whom the reference does not know, once for each mention."""
    for claim in claims:
        for each in claim.participants:
            if each.actor.kind is not ActorKind.PERSON or known(each.actor.iri):
                continue
            if name := spelling_key(each.actor.label):
                office = " ".join(sorted(title_words(each.office))) if each.office else ""
                yield Named(name=name, iri=each.actor.iri, party=each.actor.party, office=office)


def same_persons(named: Iterable[Named]) -> dict[IRI, IRI]:
    """Return by which IRI each goes who is the same person as one with another IRI."""
    by_name: dict[str, set[Named]] = {}
    for each in named:
        by_name.setdefault(each.name, set()).add(each)
    found: dict[IRI, IRI] = {}
    for same in by_name.values():
        found |= _same_of(same)
    return found


def _same_of(named: set[Named]) -> dict[IRI, IRI]:
    tellings: dict[IRI, set[Named]] = {}
    for each in named:
        tellings.setdefault(each.iri, set()).add(each)
    if len(tellings) < 2:
        return {}
    alike: dict[frozenset[IRI], list[IRI]] = {}
    for iri, mine in tellings.items():
        fitting = frozenset(other for other, theirs in tellings.items() if other == iri or _fit(mine, theirs))
        alike.setdefault(fitting, []).append(iri)
    firsts = {iri: min(same, key=lambda each: (len(each), each)) for same in alike.values() for iri in same}
    return {iri: first for iri, first in firsts.items() if iri != first}


def _fit(some: set[Named], others: set[Named]) -> bool:
    """Say whether neither states nor offices tell two apart; of the offices one of each may tell the other exactly."""
    states = {each.party for each in some | others if each.party is not None}
    if len(states) > 1:
        return False
    ours, theirs = ([frozenset(each.office.split()) for each in told if each.office] for told in (some, others))
    return not (ours and theirs) or any(a <= b or b <= a for a in ours for b in theirs)
