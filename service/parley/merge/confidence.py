"""How often a claim told like this is right: a logistic model fitted to gold, so that a threshold means something.

`confidence.toml` has its weights; `service/training/confidence.py` fits them. What only the words of a text could tell
is not looked at: a claim is judged by how sure the rules were, who its sides are, what dates and places it, and what
else the article claims of the same sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley.logistic import share_of, weights_in
from parley.model import ActorKind, Certainty, Claim, SourceKind

_PRONOUNS = frozenset("he she it they him her them his its their who whom we i us both".split())
_STATES = (ActorKind.COUNTRY, ActorKind.ORGANISATION)
_FAR = 150  # characters from the word that tells a contact to a side of it


def weights() -> dict[str, float]:
    """Return the weight of each feature, and of `intercept`."""
    return weights_in(__package__, "confidence")


def with_confidence(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    """Return the claims of one article, contacts with the share of claims told like them that are right."""
    known = weights()
    return tuple(
        replace(claim, confidence=round(share_of(features_of(claim, claims), known), 2))
        if f"type_{claim.type}" in known
        else claim
        for claim in claims
    )


def features_of(claim: Claim, claims: Sequence[Claim]) -> dict[str, float]:
    """Return what the model looks at in a claim among all `claims` of its article, by name."""
    who, when = claim.participants, claim.when
    kinds = [p.actor.kind for p in who]
    words = [p.text.lower() for p in who]
    sides = {p.party.iri if p.party else p.actor.iri for p in who}
    actors = {p.actor.iri for p in who}
    others = [c for c in claims if c is not claim and f"type_{c.type}" in weights()]
    again = [c for c in others if len(actors.intersection(p.actor.iri for p in c.participants)) > 1]
    between = [
        c
        for c in others
        if len(sides.intersection(p.party.iri if p.party else p.actor.iri for p in c.participants)) > 1
    ]
    farthest = max((abs(p.start - claim.trigger.start) for p in who), default=0)
    told = {
        f"type_{claim.type}": True,
        f"status_{claim.status.value}": True,
        f"medium_{claim.medium.value}": True,
        f"date_{when.basis.value}": True,
        f"precision_{when.precision.value}": True,
        "told_twice": len(claim.evidence) == 2,
        "told_often": len(claim.evidence) > 2,
        "one_side_named": len(who) == 1,
        "many_sides": len(who) > 3,
        "one_party": len(sides) < 2,
        "group": ActorKind.GROUP in kinds,
        "state": any(kind in _STATES for kind in kinds),
        "states_only": all(kind in _STATES for kind in kinds),
        "pronoun": any(word in _PRONOUNS for word in words),
        "described": any(p.text[:1].islower() and word not in _PRONOUNS for p, word in zip(who, words, strict=True)),
        "plural": any("two" in word.split() or word in ("they", "them", "both") for word in words),
        "no_party": any(p.party is None and p.actor.kind not in _STATES for p in who),
        "ambiguous": any(p.runners_up for p in who),
        "far": farthest > _FAR,
        "placed": bool(claim.places),
        "uncertain": claim.certainty is not Certainty.CERTAIN,
        "cited": claim.said_by is not None and claim.said_by.kind is not SourceKind.NARRATOR,
        "recalled": claim.recalled,
        "another": claim.another,
        "part": claim.part_of is not None,
        "several": claim.count > 1,
        "same_actors": bool(again),
        "same_actors_before": any(c.trigger < claim.trigger for c in again),
        "same_status": any(c.status is claim.status for c in again),
        "same_sides": bool(between),
        "same_sides_before": any(c.trigger < claim.trigger for c in between),
    }
    return {"sure": claim.confidence, **{name: float(value) for name, value in told.items() if value}}
