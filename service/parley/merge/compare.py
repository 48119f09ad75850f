"""How well two tellings go together: who, where and in what form, and why in words; their days are compared before."""

from __future__ import annotations

from dataclasses import dataclass

from parley.merge.clusters import Cluster, Item
from parley.merge.decisions import Score
from parley.merge.facts import Days, Facts, are_namesakes
from parley.merge.fits import (
    Fit,
    Match,
    forms_join,
    match,
    media_join,
    needs_more_than_form,
    place_fit,
    sides_agree,
    types_may_join,
)
from parley.merge.people import under_one_name
from parley.merge.reasons import (
    SAME_GATHERING,
    SAME_JOURNEY,
    SAME_SIDES,
    dates_together,
    places_together,
    told_as,
    who_in_common,
)
from parley.merge.rules import RULES
from parley.merge.sides import all_titled, cities_of, same_gathering, same_journey, same_sides
from parley.model import ActorKind


@dataclass(frozen=True, slots=True)
class How:
    """In what two tellings go together; `who` says in words whom they have in common."""

    matched: Match
    places: Fit
    who: str


def compare(a: Facts, b: Facts, a_days: Days, b_days: Days, dates: Fit) -> tuple[Score, How] | None:
    """Return how well who, where and how go together, more is better, and in what; None when they do not.

    The score begins with 1 where the participants are the same by name, with 0 where they are so only loosely: such a
    fit counts only where there is no other.
    """
    places = place_fit(a.places, b.places)
    if not types_may_join(a, b) or are_namesakes(a, b):
        return None
    a, b = under_one_name(a, b, by_office=places >= Fit.WITHIN or dates is Fit.SAME)
    matched = match(a, b)
    if places is Fit.APART and not _only_places_differ(a, b, matched, a_days, b_days):
        return None
    if not media_join(a.media, b.media) or not sides_agree(a, b):
        return None
    same_day = dates is Fit.SAME and a_days == b_days
    loosely = ""
    if not forms_join(a, b, matched) or not _enough(a, b, matched, dates, places, same_day=same_day):
        if places is not Fit.APART:
            vagueness = max(days.width if days.vague else 0 for days in (a_days, b_days))
            loosely = _loosely(a, b, matched, dates, places, vagueness, same_day=same_day)
        if not loosely:
            return None
    elif not needs_more_than_form(a, b, matched):
        return None
    score = (
        int(not loosely),
        int(dates),
        int(a_days == b_days),
        matched.same,
        -matched.only_a - matched.only_b,
        int(a.types <= b.types),
        int(places),
    )
    return score, How(matched, places, loosely or who_in_common(matched))


def compare_to(item: Item, cluster: Cluster, dates: Fit) -> tuple[Score, str] | None:
    """Compare a claim with a cluster; the reason speaks of its core."""
    how = compare(item.facts, cluster.facts, item.days, cluster.days, dates)
    return (how[0], _in_words(how[1], item, cluster.core)) if how else None


def compare_clusters(a: Cluster, b: Cluster, dates: Fit) -> tuple[Score, str] | None:
    """Compare two clusters; the reason speaks of their cores."""
    if a.core.claim.count != b.core.claim.count:
        return None
    how = compare(a.facts, b.facts, a.days, b.days, dates)
    return (how[0], f"{_in_words(how[1], a.core, b.core)}; {told_as(a.core.label, b.core.label)}.") if how else None


def _in_words(how: How, one: Item, other: Item) -> str:
    """Return why two claims go together, each with its own days: when a plan is moved, its cluster has other days."""
    planned = not (one.claim.status.took_place and other.claim.status.took_place)
    told = (how.who, dates_together(one.days, other.days, planned=planned), places_together(how.places))
    return "; ".join(part for part in told if part)


def _loosely(a: Facts, b: Facts, matched: Match, dates: Fit, places: Fit, vagueness: int, *, same_day: bool) -> str:
    """Return in words in what two go together that do not name the same ones: their sides, the gathering; "" if not.

    A city in common makes up for days that are known less closely. Of an unnamed holder of an office one knows better
    who it was than of officials, or of a country.
    """
    near = same_day or (dates is Fit.WITHIN and vagueness <= RULES.limits.sides_days)
    if same_gathering(a, b, dates=dates, places=places, narrow=near):
        return SAME_GATHERING
    if not forms_join(a, b, matched):
        return ""
    if same_journey(a, b, dates=dates, places=places):
        return SAME_JOURNEY
    city = bool(cities_of(a) & cities_of(b))
    if matched.same > 1 and not (matched.only_a and matched.only_b) and dates is Fit.WITHIN and city:
        return who_in_common(matched)
    close = near or (city and (dates in (Fit.SAME, Fit.UNTOLD) or (all_titled(a) and all_titled(b))))
    return SAME_SIDES if close and same_sides(a, b) else ""


def _only_places_differ(a: Facts, b: Facts, matched: Match, a_days: Days, b_days: Days) -> bool:
    """Say whether two tellings name the same persons, form and very day, so that the two places are a disagreement.

    Whoever is on a journey is in several places on one day.
    """
    persons = [iri for iri, kind in a.present.items() if kind is ActorKind.PERSON]
    one_day = a_days == b_days and a_days.whole and a_days.width == 1
    return one_day and matched.equal and len(persons) > 1 and a.types == b.types and not a.types & RULES.journey


def _enough(a: Facts, b: Facts, matched: Match, dates: Fit, places: Fit, *, same_day: bool) -> bool:
    """Say whether the participants in common are enough to take two claims for one happening."""
    types = a.types | b.types
    if matched.only_a and matched.only_b:
        return matched.same > 1 and types <= RULES.open_list
    if matched.same > 1:
        return not (matched.only_a or matched.only_b) or dates is Fit.SAME or types <= RULES.open_list
    if matched.same < 1:
        return False
    if types <= RULES.place_is_a_side and places >= Fit.WITHIN:
        return bool((a.named & b.named) - a.receivers - b.receivers)
    if types & (RULES.by_topic | RULES.whole_sides):
        return dates is Fit.SAME
    return same_day and matched.stand_ins > 0 and not (matched.only_a or matched.only_b)


def narrow(days: Days) -> bool:
    """Say whether the days are known closely enough for a denial or a wish to be of what happened then."""
    return days.whole or days.width <= RULES.limits.widest_days


def narrow_plan(days: Days) -> bool:
    """Say whether the days are known closely enough for a plan to be of what happened then."""
    return days.whole or days.width <= RULES.limits.widest_plan_days


def days_between(a: int | None, b: int | None) -> int | None:
    """Return the number of days between two, None when one is not known."""
    return None if a is None or b is None else abs(a - b)
