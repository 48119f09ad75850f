"""Who of one telling is surely whom of another, though it names him otherwise: more names of one, or an office alone.

Surely, because both act for the same state or organisation, and either all of one full name lies in the other, or both
have the one office that a single person of that state holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from parley.merge.facts import Facts
from parley.merge.rules import RULES
from parley.model import ActorKind

_FULL = 2  # words of a name that tells somebody
_MOST_WORDS = 4  # of a name whose shorter forms are looked for


def under_one_name(a: Facts, b: Facts, *, by_office: bool) -> tuple[Facts, Facts]:
    """Return both with everybody who is surely one under one name, that of a person before an office alone.

    With `by_office` the one who holds an office is told by it as well as by a name.
    """
    mine = [iri for iri in a.present if iri not in b.present and iri in a.party]
    theirs = [iri for iri in b.present if iri not in a.present and iri in b.party]
    pairs = [(one, other) for one in mine for other in theirs if _is_one(one, a, other, b, by_office=by_office)]
    in_a: dict[str, str] = {}
    in_b: dict[str, str] = {}
    for one, other in pairs:
        if any((one == x) != (other == y) for x, y in pairs):
            continue  # it may be one of two
        if a.present[one] is ActorKind.PERSON:
            in_b[other] = one
        else:
            in_a[one] = other
    return _renamed(a, in_a, b), _renamed(b, in_b, a)


def _is_one(one: str, a: Facts, other: str, b: Facts, *, by_office: bool) -> bool:
    if a.party[one] != b.party[other]:
        return False
    if a.present[one] is b.present[other] is ActorKind.PERSON:
        return _is_shorter(one, other) and _titles_fit(one, a, other, b)
    return by_office and bool(held := sole_office(one, a)) and held == sole_office(other, b)


def _is_shorter(one: str, other: str) -> bool:
    """Say whether all of one full name is in the other: "Hernan Zambrano" and "Hernan Zambrano Ponce"."""
    shorter, longer = sorted((_words(one), _words(other)), key=len)
    return len(shorter) >= _FULL and shorter < longer


def _words(name: str) -> frozenset[str]:
    return frozenset(name.split(" "))


def _titles_fit(one: str, a: Facts, other: str, b: Facts) -> bool:
    mine, theirs = a.titles.get(one), b.titles.get(other)
    return mine is None or theirs is None or mine <= theirs or theirs <= mine


def sole_office(iri: str, facts: Facts) -> frozenset[str]:
    """Return the words of the office that somebody holds alone in his state; none where others may hold the like."""
    words = facts.titles.get(iri, frozenset())
    alone = words & RULES.single_offices and not words & RULES.shared_offices
    told = words in RULES.single_titles or (alone and (len(words) > 1 or words <= RULES.leaders))
    return words if told else frozenset()


def shorter_names(iri: str, facts: Facts) -> Iterator[str]:
    """Yield the names of two words that somebody of more names may go by elsewhere."""
    words = iri.split(" ")
    if facts.present[iri] is ActorKind.PERSON and iri in facts.party and _FULL < len(words) <= _MOST_WORDS:
        yield from (" ".join(pair) for pair in combinations(words, _FULL))


def _renamed(facts: Facts, names: dict[str, str], other: Facts) -> Facts:
    """Return the facts with some under the names, and of the kinds, that `other` has for them."""
    if not names:
        return facts

    def of(iri: str) -> str:
        return names.get(iri, iri)

    present = {of(iri): other.present[names[iri]] if iri in names else kind for iri, kind in facts.present.items()}
    return replace(
        facts,
        present=present,
        named={iri for iri, kind in present.items() if kind is not ActorKind.GROUP},
        party={of(iri): party for iri, party in facts.party.items()},
        states={of(iri): state for iri, state in facts.states.items()},
        absent={of(iri) for iri in facts.absent},
        doers={of(iri) for iri in facts.doers},
        receivers={of(iri) for iri in facts.receivers},
        offices={of(iri): words for iri, words in facts.offices.items()},
        titles={of(iri): words for iri, words in facts.titles.items()},
    )
