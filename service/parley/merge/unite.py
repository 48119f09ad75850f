"""One claim from several tellings: who, when, where and in what words, the fullest telling first.

Confidence is that of the surest telling; each further one, three at most, takes away a tenth of the remaining doubt,
since the tellings of one article are no independent witnesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from parley.merge.facts import days_of, facts_of
from parley.merge.rules import RULES
from parley.model import (
    UNDATED,
    ActorKind,
    Claim,
    DateBasis,
    Evidence,
    Medium,
    Participant,
    Place,
    Role,
    Source,
    SourceKind,
    Status,
    When,
)

BASES = (DateBasis.STATED, DateBasis.RELATIVE, DateBasis.ANCHORED, DateBasis.INFERRED, DateBasis.UNKNOWN)
ROLES = (  # what says most first
    Role.VISITOR,
    Role.HOST,
    Role.MEDIATOR,
    Role.CHAIR,
    Role.SPEAKER,
    Role.TARGET,
    Role.INITIATOR,
    Role.ADDRESSEE,
    Role.PARTICIPANT,
    Role.ABSENT,
)
# Of two statuses told of one happening the earlier in this list stands; each has what follows behind it.
_OUTCOME = (
    Status.OCCURRED,
    Status.ONGOING,
    Status.DENIED,
    Status.REFUSED,
    Status.CANCELLED,
    Status.POSTPONED,
    Status.NOT_HELD,
    Status.PLANNED,
    Status.REQUESTED,
    Status.HYPOTHETICAL,
)
_KINDS = ("venue", "city", "country")
_SURER = 0.9
_MORE_TELLINGS = 3
_MOST_QUOTED = 100  # tellings; a text that tells the same thousands of times is quoted no more often
_MOST_CONFIDENT = 0.99


def rank_of_telling(claim: Claim) -> tuple[object, ...]:
    """Return a sort key: the fullest telling first, then in the order of the text."""
    present = [p for p in claim.participants if p.role is not Role.ABSENT]
    persons = sum(p.actor.kind is ActorKind.PERSON for p in present)
    named = sum(p.actor.kind is not ActorKind.GROUP for p in present)
    return (
        -persons,
        -named,
        -len(present),
        *rank_of_date(claim.when),
        -RULES.tells.get(claim.type, 1),
        -len(claim.places),
        claim.trigger.start,
        claim.trigger.end,
        claim.iri,
        claim.type,
        claim.status,
        tuple(f"{p.start} {p.actor.iri} {p.role} {p.office}" for p in claim.participants),
        claim.medium,
        claim.count,
        (str(claim.when.start), str(claim.when.end), claim.when.text or "", claim.topic or "", claim.occasion or ""),
        claim.evidence,
        tuple(place.iri for place in claim.places),
        claim.said_by.label if claim.said_by else "",
        claim.certainty,
        claim.confidence,
    )


def rank_of_date(when: When) -> tuple[int, int, int]:
    """Return a sort key: whole days before narrow stretches before wide ones, then stated before relative."""
    days = days_of(when)
    width = 0 if days.whole else days.width
    return (0 if days.whole else 2 if not days.told else 1, width, BASES.index(when.basis))


def unite(tellings: Sequence[Claim]) -> Claim:
    """Return one claim with all that `tellings` say; its IRI is still that of the fullest telling."""
    ordered = sorted(tellings, key=rank_of_telling)
    base = ordered[0]
    in_text = sorted(ordered, key=lambda c: c.trigger)
    return replace(
        base,
        type=RULES.most_telling(c.type for c in in_text),
        status=_status(in_text),
        medium=most_specific_medium(c.medium for c in in_text),
        participants=_participants(ordered),
        when=min((c.when for c in in_text), key=rank_of_date),
        likely=next((c.likely for c in in_text if c.likely != UNDATED), UNDATED),
        trigger=in_text[0].trigger,
        evidence=_evidence([in_text[0], *ordered[:_MOST_QUOTED]]),
        places=unite_places(place for c in ordered for place in c.places),
        topic=next((c.topic for c in in_text if c.topic), None),
        occasion=next((c.occasion for c in in_text if c.occasion), None),
        said_by=_said_by(base, in_text),
        confidence=_confidence([c.confidence for c in tellings]),
        part_of=next((c.part_of for c in in_text if c.part_of), None),
    )


def _status(tellings: Sequence[Claim]) -> Status:
    """Return the status that stands: what is denied is only said to have happened; else what happened comes first."""
    told = [c.status for c in tellings]
    if Status.DENIED in told:
        return Status.DENIED
    return max(set(told), key=lambda s: (s.took_place, told.count(s) if s.took_place else 0, -_OUTCOME.index(s)))


def most_specific_medium(media: Iterable[Medium]) -> Medium:
    """Return the most frequent medium told; a plain call gives way to video, the first told wins a tie."""
    told = [m for m in media if m is not Medium.UNKNOWN]
    if not told:
        return Medium.UNKNOWN
    if Medium.VIDEO in told:
        told = [m for m in told if m is not Medium.PHONE]
    return max(told, key=lambda m: (told.count(m), -told.index(m)))


def unite_places(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return each place once, narrowest first, without the countries that a narrower one lies in."""
    once = {place.iri: place for place in places}
    narrower = [p for p in once.values() if p.kind != "country"]
    kept = [p for p in once.values() if p.kind != "country" or not any(_lies_in(n, p) for n in narrower)]
    return tuple(sorted(kept, key=lambda p: (_KINDS.index(p.kind) if p.kind in _KINDS else 0, p.iri)))


def _lies_in(place: Place, country: Place) -> bool:
    return (place.country is not None and place.country == country.country) or place.country_label == country.label


def _participants(ordered: Sequence[Claim]) -> tuple[Participant, ...]:
    """Return each actor once: all of the fullest telling, of the others whoever is represented by nobody yet."""
    facts = facts_of(ordered[0])
    for telling in ordered[1:]:
        facts.absorb(facts_of(telling))
    kept = facts.present.keys() | facts.absent
    mentions: dict[str, list[Participant]] = {}
    for telling in ordered:
        for participant in telling.participants:
            if participant.actor.iri in kept:
                mentions.setdefault(participant.actor.iri, []).append(participant)
    return tuple(_one_participant(same) for same in mentions.values())


def _one_participant(mentions: list[Participant]) -> Participant:
    """Return the mention that names the actor best, with the most specific role, an office and a party."""

    def rank(p: Participant) -> tuple[bool, bool, int]:
        surname = p.actor.label.split()[-1:] or [""]
        return surname[0].casefold() not in p.text.casefold(), p.office is None, p.start

    ranked = sorted(mentions, key=rank)
    best = ranked[0]
    return replace(
        best,
        role=min((p.role for p in mentions), key=ROLES.index),
        office=next((p.office for p in ranked if p.office), None),
        party=next((p.party for p in ranked if p.party), None),
    )


def _evidence(tellings: Sequence[Claim]) -> tuple[Evidence, ...]:
    """Return the quotations in the order of the text, without those that lie inside another."""
    kept: list[Evidence] = []
    for quote in sorted({e for c in tellings for e in c.evidence}, key=lambda e: (e.start, -e.end)):
        if not kept or quote.end > kept[-1].end:
            kept.append(quote)
    return tuple(kept)


def _said_by(base: Claim, tellings: Sequence[Claim]) -> Source | None:
    """Return whom the fullest telling cites; where that is the narrator, a medium that one of the like cites.

    A medium that is cited for a plan is none for what came of it.
    """
    if base.said_by is not None and base.said_by.kind is not SourceKind.NARRATOR:
        return base.said_by
    alike = (c for c in tellings if c.status.took_place is base.status.took_place)
    cited = (c.said_by for c in alike if c.said_by is not None and c.said_by.kind is SourceKind.MEDIA)
    return next(cited, base.said_by)


def _confidence(told: Sequence[float]) -> float:
    more = min(len(told) - 1, _MORE_TELLINGS)
    return round(max(max(told), min(_MOST_CONFIDENT, 1 - (1 - max(told)) * _SURER**more)), 4)
