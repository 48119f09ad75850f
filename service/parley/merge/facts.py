"""What merging needs of a claim, or of several taken together: who, in which part, when, where, in what form.

And who of one telling may be whom of another: somebody's state, the holder of an office, a name told otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from parley.actors.names import spelling_key
from parley.actors.titles import title_form
from parley.merge.rules import RULES
from parley.model import IRI, ActorKind, Claim, Medium, Participant, Place, Precision, Role, When

_FIRST, _LAST = 0, 10_000_000  # ordinals before and after any day
_DOERS = frozenset({Role.VISITOR, Role.INITIATOR, Role.SPEAKER})
_RECEIVERS = frozenset({Role.HOST, Role.ADDRESSEE, Role.TARGET})
_UNSURE = frozenset(" aeiouh")  # what spellings of one name have or have not
_MOST, _LONG = 0.8, 4  # least share of letters of two spellings, and letters of the word that both have
_WORD = re.compile(r"\w{3,}")


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
    def only_end(self) -> bool:
        """Say whether no more is told than the day by which it was over."""
        return self.first == _FIRST and self.last < _LAST

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
            and not is_stand_in(iri, other, self)
            and not any(is_variant(iri, other, mine, self) for mine in self.present)
        }
        self.party |= other.party
        self.states = other.states | self.states
        self.offices |= other.offices
        self.titles = other.titles | self.titles
        for iri in list(self.present):
            if iri not in other.present and is_stand_in(iri, self, other, among=new):
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
    titles = {each: title_words(p.office) for each, p in who if p.office}
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
        titles=titles,
        offices={each: words for each, words in titles.items() if not RULES.single_offices.isdisjoint(words)},
    )


def title_words(title: str) -> frozenset[str]:
    """Return the words that tell which office it is: those of "Minister for Foreign Affairs" are "foreign minister"."""
    return frozenset(title_form(title).split()) - RULES.small_words


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


def is_stand_in(iri: str, mine: Facts, theirs: Facts, *, among: Iterable[str] | None = None) -> bool:
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
