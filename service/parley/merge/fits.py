"""Whether two tellings can be of one happening: their days, places, forms and participants side by side.

Everything here looks at `Facts`, what merging needs of one claim or of several taken together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from parley.actors.names import spelling_key
from parley.merge.rules import RULES
from parley.model import IRI, ActorKind, Claim, Medium, Participant, Place, Precision, Role, When

_FIRST, _LAST = 0, 10_000_000  # ordinals before and after any day
_DOERS = frozenset({Role.VISITOR, Role.INITIATOR, Role.SPEAKER})
_RECEIVERS = frozenset({Role.HOST, Role.ADDRESSEE, Role.TARGET})
_UNSURE = frozenset(" aeiouh")  # what spellings of one name have or have not
_MOST, _LONG = 0.8, 4  # least share of letters of two spellings, and letters of the word that both have
_WORD = re.compile(r"\w{3,}")


class Fit(IntEnum):
    """How two dates or two places go together, worst first; UNTOLD when one side says nothing."""

    APART = 0
    UNTOLD = 1
    WITHIN = 2
    SAME = 3


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a `When` as ordinals; an open side reaches to before or after any day."""

    first: int
    last: int
    whole: bool  # precision day: it lasted through all of them

    @property
    def told(self) -> bool:
        """Say whether there is a date at all."""
        return self.first > _FIRST or self.last < _LAST

    @property
    def open(self) -> bool:
        """Say whether one side, or both, are not told."""
        return self.first == _FIRST or self.last == _LAST

    @property
    def width(self) -> int:
        """Return the number of days from the first to the last."""
        return self.last - self.first + 1

    @property
    def vague(self) -> bool:
        """Say whether it lies some time within the days rather than on them."""
        return not self.whole


def days_of(when: When) -> Days:
    """Return the days of `when`."""
    return Days(
        when.start.toordinal() if when.start else _FIRST,
        when.end.toordinal() if when.end else _LAST,
        when.precision is Precision.DAY and when.start is not None and when.end is not None,
    )


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


@dataclass(slots=True, kw_only=True)
class Facts:
    """What merging needs of a claim, or of claims taken together: who, in which part, when, where, in what form.

    Actors are known by their IRIs, across articles by what `identities_of` says.
    """

    present: dict[str, ActorKind]  # without those said to be absent
    party: dict[str, IRI]  # of each of them, as far as known; a country stands for itself
    states: dict[str, IRI]  # for which people act, organisations left out: two of one name may be told apart by them
    absent: set[str]
    doers: set[str]
    receivers: set[str]
    types: set[str]
    media: set[Medium]
    places: tuple[Place, ...]
    days: Days
    topic: frozenset[str]
    named: set[str]  # those present who are no unnamed group
    offices: dict[str, frozenset[str]]  # the words of offices that only one person holds
    titles: dict[str, frozenset[str]]  # the words of every office told: whoever has one is one person, named or not

    def absorb(self, other: Facts) -> None:
        """Take in what `other` adds; a country or group that stands for somebody named gives way."""
        new = {
            iri: kind
            for iri, kind in other.present.items()
            if iri not in self.present
            and not _is_stand_in(iri, other, self)
            and not any(is_variant(iri, other, mine, self) for mine in self.present)
        }
        self.party |= other.party
        self.states = other.states | self.states
        self.offices |= other.offices
        self.titles = other.titles | self.titles
        for iri in list(self.present):
            if iri not in other.present and _is_stand_in(iri, self, other, among=new):
                del self.present[iri]
        self.present |= new
        self.named = {iri for iri, kind in self.present.items() if kind is not ActorKind.GROUP}
        self.absent |= other.absent
        self.doers |= other.doers & self.present.keys()
        self.receivers |= other.receivers & self.present.keys()
        self.types |= other.types
        self.media |= other.media
        self.places += tuple(place for place in other.places if place not in self.places)
        self.topic |= other.topic


@dataclass(frozen=True, slots=True)
class Told:
    """A claim and its facts."""

    claim: Claim
    facts: Facts


def told_by(claims: Iterable[Claim]) -> list[Told]:
    """Return claims with their facts, in their order."""
    return [Told(claim, facts_of(claim)) for claim in claims]


def identities_of(claim: Claim) -> dict[IRI, str]:
    """Return by what each actor of a claim is known in all articles: people by a full name, however it is spelt.

    People who are no reference actors have other IRIs where an article does not tell their state, or spells them
    differently. All others, and namesakes in one claim, are known by their IRIs. Two of one name but of different
    states are still two (`are_namesakes`).
    """
    people = {p.actor.iri: p.actor.label for p in claim.participants if p.actor.kind is ActorKind.PERSON}
    names = {iri: spelling_key(label) for iri, label in people.items()}
    told = Counter(names.values())
    return {iri: name for iri, name in names.items() if name and told[name] == 1}


def facts_of(claim: Claim, identities: Mapping[IRI, str] = MappingProxyType({})) -> Facts:
    """Return the facts of one claim, its actors known by their IRIs where `identities` says nothing else."""
    who = [(identities.get(p.actor.iri, p.actor.iri), p) for p in claim.participants]
    present = {each: p.actor.kind for each, p in who if p.role is not Role.ABSENT}
    placeless = claim.type in RULES.placeless
    return Facts(
        present=present,
        party={each: party for each, p in who if (party := party_of(p)) is not None},
        states={
            each: p.party.iri
            for each, p in who
            if p.actor.kind is ActorKind.PERSON and p.party is not None and p.party.kind is ActorKind.COUNTRY
        },
        absent={each for each, p in who if p.role is Role.ABSENT},
        doers={each for each, p in who if p.role in _DOERS},
        receivers={each for each, p in who if p.role in _RECEIVERS},
        types={claim.type},
        media={claim.medium},
        places=() if placeless else claim.places,
        days=days_of(claim.when),
        topic=frozenset(_WORD.findall(claim.topic.casefold())) if claim.topic else frozenset(),
        named={each for each, kind in present.items() if kind is not ActorKind.GROUP},
        titles={each: frozenset(p.office.casefold().split()) for each, p in who if p.office},
        offices={
            each: words
            for each, p in who
            if p.office and not RULES.single_offices.isdisjoint(words := frozenset(p.office.casefold().split()))
        },
    )


def are_namesakes(a: Facts, b: Facts) -> bool:
    """Say whether somebody of the one and somebody of the other have a name in common and different states."""
    return any(b.states.get(each, state) != state for each, state in a.states.items())


def party_of(participant: Participant) -> IRI | None:
    """Return the country or organisation that a participant stands for; a country or organisation is its own."""
    if participant.actor.kind in (ActorKind.COUNTRY, ActorKind.ORGANISATION):
        return participant.actor.iri
    return participant.party.iri if participant.party else participant.actor.party


def initiators_of(claim: Claim) -> frozenset[IRI]:
    """Return on whose initiative a contact is told to have been, with those that they stand for."""
    theirs = [p for p in claim.participants if p.role is Role.INITIATOR]
    return frozenset({p.actor.iri for p in theirs} | {party for p in theirs if (party := party_of(p)) is not None})


def _is_stand_in(iri: str, mine: Facts, theirs: Facts, *, among: Iterable[str] | None = None) -> bool:
    """Say whether a country, organisation or group is represented by somebody more specific of the other side."""
    kind = mine.present[iri]
    if kind is ActorKind.PERSON or iri not in mine.party:
        return False
    return any(
        theirs.party.get(them) == mine.party[iri]
        and (theirs.present[them] is ActorKind.PERSON or kind is ActorKind.GROUP)
        and offices_fit(iri, mine, them, theirs)
        for them in (theirs.present if among is None else among)
        if them != iri
    )


def offices_fit(iri: str, mine: Facts, them: str, theirs: Facts) -> bool:
    """Say whether two may be one by their offices: "the minister" and "the finance minister", not "the president"."""
    ours, other = mine.offices.get(iri), theirs.offices.get(them)
    return ours is None or other is None or ours <= other or other <= ours


def is_variant(iri: str, a: Facts, other: str, b: Facts) -> bool:
    """Say whether two people of one state who are each in one telling only may be one, told by different names.

    One name must lie in the other, or be in part the same with the same office, or nearly the same in all letters. That
    is enough only where all others are the same: many officials of a state share a name.
    """
    if not a.present[iri] is b.present[other] is ActorKind.PERSON or iri in b.present or other in a.present:
        return False
    if iri not in a.party or a.party[iri] != b.party.get(other):
        return False
    mine, theirs = (frozenset(word for word in name.split() if len(word) > 1) for name in (iri, other))
    ours, others = a.titles.get(iri), b.titles.get(other)
    one_office = ours is not None and others is not None and (ours <= others or others <= ours)
    if not mine & theirs or not (one_office or ours is None or others is None):
        return False
    return one_office or mine <= theirs or theirs <= mine or _nearly_the_same(iri, other, mine & theirs)


def _nearly_the_same(one: str, other: str, shared: Iterable[str]) -> bool:
    """Say whether two names have their letters in common: "Hor Namhong" and "Hor Nam Hong", "Ceyhun" and "Jeyhun"."""
    mine, theirs = (Counter(letter for letter in name if letter not in _UNSURE) for name in (one, other))
    share = (mine & theirs).total() / max(mine.total(), theirs.total(), 1)
    return share == 1 or (share >= _MOST and any(len(word) >= _LONG for word in shared))


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
        only_a=sum(not _is_stand_in(iri, a, b) for iri in left),
        only_b=sum(not _is_stand_in(iri, b, a) for iri in right),
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
