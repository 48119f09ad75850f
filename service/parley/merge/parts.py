"""Within one article: which meeting belongs to which visit or conference, which agreement to which meeting.

A claim is part of another when the table says that its type can be, they have a named participant in common, dates
and places do not contradict each other, and something ties them: the same days, the same place or the same passage.
The whole that is tied most firmly wins; between equals the nearest in the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from parley.merge.facts import Told, told_by
from parley.merge.fits import Fit, date_fit, match, place_fit
from parley.merge.rules import RULES
from parley.model import IRI, Claim, Status

_AHEAD = frozenset({Status.PLANNED, Status.POSTPONED, Status.CANCELLED})


def link_parts(claims: list[Claim]) -> list[Claim]:
    """Return the claims of one article with `part_of` filled in; a link that is there already stays."""
    known = told_by(claims)
    wholes: dict[str, dict[IRI, Told]] = {}
    for each in known:
        if each.claim.type in RULES.part_of:
            for actor in each.facts.named:
                wholes.setdefault(actor, {})[each.claim.iri] = each
    linked: list[Claim] = []
    for each in known:
        near = {iri: whole for actor in each.facts.named for iri, whole in wholes.get(actor, {}).items()}
        whole = None if each.claim.part_of else _whole_of(each, near.values())
        linked.append(replace(each.claim, part_of=whole) if whole else each.claim)
    return linked


def _whole_of(part: Told, wholes: Iterable[Told]) -> IRI | None:
    ties = [(tie, whole.claim.iri) for whole in wholes if (tie := _tie(part, whole)) is not None]
    return max(ties)[1] if ties else None


def _tie(part: Told, whole: Told) -> tuple[int, int, int, int] | None:
    """Return how firmly `part` is tied to `whole`, more is firmer; None when it does not belong there."""
    mine, theirs = part.claim, whole.claim
    if mine.type not in RULES.part_of[theirs.type] or not _same_state(mine.status, theirs.status):
        return None
    in_person = theirs.type in RULES.place_is_a_side
    if in_person and mine.medium.is_remote:
        return None
    dates = date_fit(part.facts.days, whole.facts.days)
    places = place_fit(part.facts.places, whole.facts.places)
    shared = len(part.facts.named & whole.facts.named)
    if dates is Fit.APART or places is Fit.APART or not shared:
        return None
    if not in_person and (match(part.facts, whole.facts).only_a or len(part.facts.present) < 2):
        return None  # what one of them says alone may be said anywhere
    if in_person and whole.facts.doers and not part.facts.named & whole.facts.doers:
        return None
    distance = abs(mine.trigger.start - theirs.trigger.start)
    if dates is Fit.UNTOLD and places is Fit.UNTOLD and (distance > RULES.limits.near_chars or _elsewhere(part, whole)):
        return None
    return shared, int(dates), int(places), -distance


def _elsewhere(part: Told, whole: Told) -> bool:
    """Say whether the others in `part` are of other states than the one visited, so that nothing ties them to it."""
    hosts = {place.country for place in whole.claim.places if place.country}
    there = whole.facts.named | whole.facts.present.keys()
    others = [p for p in part.claim.participants if p.actor.iri not in there]
    parties = {p.party.iri if p.party else p.actor.iri for p in others}
    return bool(hosts and parties) and not hosts & parties


def _same_state(part: Status, whole: Status) -> bool:
    return part == whole or (part.took_place and whole.took_place) or {part, whole} <= _AHEAD
