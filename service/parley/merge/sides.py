"""Whether two tellings are of the same sides, or of one gathering, where they name different participants.

A side is a country or organisation that somebody stands for. An article may tell of a side by name ("Seoul"), by an
unnamed holder of an office or a group ("the Korean minister", "Korean envoys"), or by whoever represents it.
"""

from __future__ import annotations

from parley.merge.facts import Facts, is_variant, offices_fit
from parley.merge.fits import Fit
from parley.merge.rules import RULES
from parley.model import IRI, ActorKind

_MOST_SIDES = 8


def sides_of(facts: Facts, other: Facts | None = None, *, least: int = 2) -> frozenset[IRI]:
    """Return the sides of all who are present; none where one is not known, or where there are fewer than `least`.

    Somebody whose side is not told stands for the side for which he stands in `other`.
    """
    sides = {facts.party.get(iri) or (other.party.get(iri) if other is not None else None) for iri in facts.present}
    known = frozenset(side for side in sides if side is not None)
    return known if None not in sides and least <= len(known) <= _MOST_SIDES else frozenset()


def by_name(facts: Facts) -> bool:
    """Say whether all who are present are persons."""
    return all(kind is ActorKind.PERSON for kind in facts.present.values())


def same_sides(a: Facts, b: Facts) -> bool:
    """Say whether everybody is present in both, or is one side of the one told otherwise in the other.

    Beside a person in common an unnamed group is told too loosely: whoever meets "officials" met several of them. Where
    there is nobody but groups in both, they must be of one city. One side is enough of visits to one city.
    """
    least = 1 if (a.types | b.types) <= RULES.place_is_a_side and cities_of(a) & cities_of(b) else 2
    sides = sides_of(a, b, least=least)
    if not sides or sides != sides_of(b, a, least=least) or (a.types | b.types) & (RULES.by_topic | RULES.whole_sides):
        return False
    if not (a.named or b.named or cities_of(a) & cities_of(b)):
        return False
    common = any(kind is ActorKind.PERSON and iri in b.present for iri, kind in a.present.items())
    return _told_otherwise(a, b, common=common) and _told_otherwise(b, a, common=common)


def _told_otherwise(a: Facts, b: Facts, *, common: bool) -> bool:
    return all(
        any(_is_the_side_of(iri, a, other, b, common=common) for other in b.present)
        for iri in a.present
        if iri not in b.present
    )


def _is_the_side_of(iri: str, a: Facts, other: str, b: Facts, *, common: bool) -> bool:
    """Say whether two of one side may be the same, by kind, office and, of two people, parts of the name."""
    if a.party[iri] != b.party.get(other) or not offices_fit(iri, a, other, b):
        return False
    mine, theirs = a.present[iri], b.present[other]
    if mine is theirs is ActorKind.PERSON:
        return common and is_variant(iri, a, other, b)
    if theirs is not ActorKind.PERSON:
        return mine is not ActorKind.PERSON or _is_the_side_of(other, b, iri, a, common=common)
    if mine is not ActorKind.GROUP or iri in a.titles:
        return True
    return not common and RULES.leaders.isdisjoint(b.offices.get(other, ()))


def all_titled(facts: Facts) -> bool:
    """Say whether all who are present are persons, or unnamed ones whose office is told."""
    return all(kind is ActorKind.PERSON or iri in facts.titles for iri, kind in facts.present.items())


def gathers_alone(facts: Facts) -> bool:
    """Say whether an organisation is told to have met, with nobody else: its members gathered."""
    return facts.types <= RULES.gathering and list(facts.present.values()) == [ActorKind.ORGANISATION]


def same_gathering(a: Facts, b: Facts, *, dates: Fit, places: Fit, narrow: bool) -> bool:
    """Say whether two conferences are one, whoever is named as attending.

    That is so where they are of one organisation, or name none or the same ones and lasted through one day in one city;
    `narrow` says whether the days are known closely.
    """
    conferences = [facts.types <= RULES.open_list for facts in (a, b)]
    if not any(conferences) or not all(c or gathers_alone(f) for c, f in zip(conferences, (a, b), strict=True)):
        return False
    mine, theirs = (_organisations(facts) for facts in (a, b))
    if mine and theirs:
        known = places >= Fit.WITHIN or (places is Fit.UNTOLD and narrow)
        return bool(mine & theirs) and known and dates >= Fit.WITHIN
    return all(conferences) and dates is Fit.SAME and bool(cities_of(a) & cities_of(b))


def same_journey(a: Facts, b: Facts, *, dates: Fit, places: Fit) -> bool:
    """Say whether two tell of a journey of the same ones on the same days, where one does not tell where to."""
    return (
        (a.types | b.types) <= RULES.journey
        and dates is Fit.SAME
        and places is Fit.UNTOLD
        and not (a.receivers or b.receivers)
        and a.present.keys() == b.present.keys()
        and bool(a.named)
    )


def cities_of(facts: Facts) -> frozenset[IRI]:
    """Return the cities and venues told as places."""
    return frozenset(place.iri for place in facts.places if place.kind != "country")


def _organisations(facts: Facts) -> set[str]:
    return {iri for iri, kind in facts.present.items() if kind is ActorKind.ORGANISATION}
