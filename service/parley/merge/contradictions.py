"""Within one article: which claims tell of the very same happening what cannot all be true of it.

Each is told by a voice of its own, which the article cites or is, stands near the other, and names the same ones:

- one tells that it did not take place, and the other that it did: the former contradicts the latter, and takes its days
  and place from it where it names none;
- both cite somebody for what took place, and differ in one thing only, the day, the place, the number, who did it to
  whom, or on whose initiative: the one that stands behind contradicts the one before.

What is told as one more, or of another time, contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from parley.merge.facts import Days, Told, facts_of, initiators_of, told_by
from parley.merge.fits import (
    Fit,
    date_fit,
    forms_join,
    match,
    needs_more_than_form,
    place_fit,
    sides_agree,
    types_may_join,
)
from parley.merge.rules import RULES
from parley.model import NEGATIVE, UNDATED, Claim, DateBasis, SourceKind, When


def link_contradictions(claims: Iterable[Claim]) -> list[Claim]:
    """Return the claims of one article with `contradicts` filled in."""
    told = told_by(claims)
    return [_linked(each, told) for each in told]


def tell_one_differently(claims: Sequence[Claim]) -> bool:
    """Say whether each of some claims of an article is contradicted by another of them, or contradicts it."""
    told = told_by(claims)
    return len(told) > 1 and all(any(_at_odds(a, b) for b in told if b is not a) for a in told)


def differ_on_initiative(a: Claim, b: Claim) -> bool:
    """Say whether two cited voices tell that a contact was on the initiative of one side and of the other."""
    led = initiators_of(a), initiators_of(b)
    if not all(led) or not led[0].isdisjoint(led[1]) or not _are_cited(a, b):
        return False
    matched = match(facts_of(a), facts_of(b))
    return not (matched.only_a or matched.only_b)


def _linked(mine: Told, others: Sequence[Told]) -> Claim:
    claim = mine.claim
    negative = claim.status in NEGATIVE
    contradicted = [
        (_distance(claim, other.claim), other.claim.iri, other.claim)
        for other in others
        if other.claim.status.took_place and (negative or other.claim.trigger < claim.trigger) and _at_odds(mine, other)
    ]
    if not contradicted:
        return claim
    other = min(contradicted, key=lambda each: each[:2])[2]
    if not negative:
        return replace(claim, contradicts=other.iri)
    return replace(
        claim,
        contradicts=other.iri,
        when=claim.when if mine.facts.days.told else _anchored(other.when),
        places=claim.places or other.places,
    )


def _anchored(when: When) -> When:
    return UNDATED if when == UNDATED else replace(when, text=None, basis=DateBasis.ANCHORED)


def _at_odds(mine: Told, other: Told) -> bool:
    """Say whether two claims are of one happening and cannot both be right."""
    a, b = mine.claim, other.claim
    if a.another or b.another or _voice(a) == _voice(b) or not types_may_join(mine.facts, other.facts):
        return False
    matched = match(mine.facts, other.facts)
    if not mine.facts.present or matched.only_a or matched.only_b:
        return False
    if not (forms_join(mine.facts, other.facts, matched) and needs_more_than_form(mine.facts, other.facts, matched)):
        return False
    near = _distance(a, b) <= RULES.limits.near_chars
    places = place_fit(mine.facts.places, other.facts.places) is Fit.APART
    days = date_fit(mine.facts.days, other.facts.days)
    number, sides = a.count != b.count, differ_on_initiative(a, b) or not sides_agree(mine.facts, other.facts)
    took_place = a.status.took_place, b.status.took_place
    if any(took_place) and {a.status, b.status} & NEGATIVE:
        one_day = days is Fit.SAME or near
        return one_day and days is not Fit.APART and not (places or sides)
    if not (all(took_place) and near and _are_cited(a, b)):
        return False
    if number and 1 in (a.count, b.count):
        return False  # one of several, or some that nobody counts
    moved = days is Fit.APART and _days_between(mine.facts.days, other.facts.days) <= RULES.limits.disputed_days
    return (days is not Fit.APART or moved) and moved + places + number + sides == 1


def _voice(claim: Claim) -> tuple[str, str]:
    """Return who says so: whoever is cited, or the narrator."""
    said_by = claim.said_by
    if said_by is None or said_by.kind is SourceKind.NARRATOR:
        return SourceKind.NARRATOR, ""
    return SourceKind.OTHER, said_by.actor or said_by.label.casefold()


def _are_cited(a: Claim, b: Claim) -> bool:
    """Say whether each of two claims cites somebody else."""
    narrator = SourceKind.NARRATOR
    return narrator not in (_voice(a)[0], _voice(b)[0]) and _voice(a) != _voice(b)


def _distance(claim: Claim, other: Claim) -> int:
    """Return how far apart two claims are told; what stands behind counts twice as far."""
    starts = [quote.start for quote in other.evidence] or [other.trigger.start]
    gaps = (claim.trigger.start - start for start in (other.trigger.start, *starts))
    return min(gap if gap >= 0 else -2 * gap for gap in gaps)


def _days_between(a: Days, b: Days) -> int:
    return max(a.first - b.last, b.first - a.last)
