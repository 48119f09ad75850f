"""Whether two tellings can be of one happening: their days, places, forms and participants side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from parley.merge.facts import Days, Facts, is_stand_in, offices_fit
from parley.merge.rules import RULES
from parley.model import ActorKind, Medium, Place


class Fit(IntEnum):
    """How two dates or two places go together, worst first; UNTOLD when one side says nothing."""

    APART = 0
    UNTOLD = 1
    WITHIN = 2
    SAME = 3


def date_fit(a: Days, b: Days) -> Fit:
    """Compare two dates: SAME shares a day that both lasted through, WITHIN overlaps where one is vague."""
    if not (a.told and b.told):
        return Fit.UNTOLD
    if a.first > b.last or b.first > a.last:
        return Fit.APART
    return Fit.SAME if a.whole and b.whole else Fit.WITHIN


def place_fit(some: Iterable[Place], others: Iterable[Place]) -> Fit:
    """Compare the places of two tellings: the best pair counts, one told on one side only is no conflict."""
    others = tuple(others)
    pairs = [_two_places(a, b) for a in some for b in others]
    return max(pairs, default=Fit.UNTOLD)


def _two_places(a: Place, b: Place) -> Fit:
    if a.iri == b.iri:
        return Fit.SAME
    here, there = _country_keys(a), _country_keys(b)
    if here and there and not here & there:
        return Fit.APART
    if a.kind == b.kind and a.kind != "venue":
        return Fit.SAME if a.kind == "country" and here & there else Fit.APART
    # a venue and a city of one country: nothing says that the one does not lie in the other
    return Fit.WITHIN if here & there else Fit.APART


def _country_keys(place: Place) -> frozenset[str]:
    label = place.country_label or (place.label if place.kind == "country" else None)
    return frozenset(key for key in (place.country, label.casefold() if label else None) if key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How two lists of participants go together."""

    same: int  # named on both sides
    stand_ins: int  # a country or organisation here, its representative there
    groups: int  # an unnamed group here, one of its party there
    only_a: int  # those that the other side has nobody for
    only_b: int

    @property
    def equal(self) -> bool:
        """Say whether both lists name exactly the same ones."""
        return not (self.only_a or self.only_b or self.stand_ins or self.groups)


def match(a: Facts, b: Facts) -> Match:
    """Lay the participants of `a` and `b` side by side, each used once."""
    common = a.present.keys() & b.present.keys()
    same = len(a.named & b.named)
    if len(common) == len(a.present) == len(b.present):
        return Match(same=same, stand_ins=0, groups=len(common) - same, only_a=0, only_b=0)
    left = [iri for iri in sorted(a.present) if iri not in common]
    right = [iri for iri in sorted(b.present) if iri not in common]
    stand_ins, groups = 0, len(common) - same
    for mine in tuple(left):
        for theirs in right:
            kinds = {a.present[mine], b.present[theirs]}
            if mine not in a.party or a.party[mine] != b.party.get(theirs) or kinds == {ActorKind.PERSON}:
                continue
            if _is_retinue(mine, a, b) or _is_retinue(theirs, b, a) or not offices_fit(mine, a, theirs, b):
                continue
            if ActorKind.GROUP in kinds:
                groups += 1
            else:
                stand_ins += 1
            left.remove(mine)
            right.remove(theirs)
            break
    return Match(
        same=same,
        stand_ins=stand_ins,
        groups=groups,
        only_a=sum(not is_stand_in(iri, a, b) for iri in left),
        only_b=sum(not is_stand_in(iri, b, a) for iri in right),
    )


def _is_retinue(iri: str, a: Facts, b: Facts) -> bool:
    """Say whether a group in `a` comes with somebody of its own whom `b` has not: "the president and his aides"."""
    return a.present[iri] is ActorKind.GROUP and any(
        kind is ActorKind.PERSON and a.party.get(other) == a.party[iri] and other not in b.present
        for other, kind in a.present.items()
    )


def types_may_join(a: Facts, b: Facts) -> bool:
    """Say, without looking at participants, whether the types told on both sides can be one happening at all."""
    return all(RULES.condition(x, y) is not None for x in a.types for y in b.types)


def forms_join(a: Facts, b: Facts, matched: Match) -> bool:
    """Say whether every type told on one side can be one happening with every type told on the other."""
    return media_join(a.media, b.media) and all(_types_join(x, y, a, b, matched) for x in a.types for y in b.types)


def _types_join(x: str, y: str, a: Facts, b: Facts, matched: Match) -> bool:
    condition = RULES.condition(x, y)
    if condition == "same_participants":
        return matched.equal
    if condition == "by_video":
        return Medium.VIDEO in a.media | b.media and not {Medium.IN_PERSON, Medium.PHONE} & (a.media | b.media)
    return condition is not None


def media_join(some: Iterable[Medium], others: Iterable[Medium]) -> bool:
    """Say whether two sets of media go together: a video call may be told as a plain call, untold fits all."""
    told = (set(some) | set(others)) - {Medium.UNKNOWN}
    return len(told) < 2 or told == {Medium.PHONE, Medium.VIDEO}


def sides_agree(a: Facts, b: Facts) -> bool:
    """Say whether nobody who does it in the one telling is the one it is done to in the other."""
    if not (a.types | b.types) & RULES.directed:
        return True
    return not (a.doers & b.receivers or a.receivers & b.doers or _opposed(a, b))


def _opposed(a: Facts, b: Facts) -> bool:
    return bool(a.doers and b.doers and not a.doers & b.doers and not _stands_for_doer(a, b))


def _stands_for_doer(a: Facts, b: Facts) -> bool:
    mine = {a.party.get(iri) for iri in a.doers} - {None}
    return bool(mine & {b.party.get(iri) for iri in b.doers})


def topics_shared(a: Facts, b: Facts) -> bool:
    """Say whether the shorter topic has enough of its words in the other; False when one is untold."""
    if not (a.topic and b.topic):
        return False
    return len(a.topic & b.topic) / min(len(a.topic), len(b.topic)) >= RULES.limits.topic_share


def needs_more_than_form(a: Facts, b: Facts, matched: Match) -> bool:
    """Say whether two speech acts or measures have what their types ask for beyond form, days and places."""
    types = a.types | b.types
    if types & RULES.by_topic:
        return bool(a.named & b.named) and not (matched.only_a and matched.only_b) and topics_shared(a, b)
    if types & RULES.whole_sides:
        return matched.same > 0 and matched.equal and (matched.same > 1 or topics_shared(a, b))
    return True
