"""Claims as the JSON objects that `parley extract` writes, one per article."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from parley.model import Actor, Article, Claim, Participant, Place


def article_record(article: Article, claims: Sequence[Claim]) -> dict[str, Any]:
    """Return the object of one article: what is known of it, and its claims as `events`."""
    return {
        "article": {
            "file": article.file,
            "title": article.title,
            "published": article.published.isoformat() if article.published else None,
            "published_basis": article.published_basis.value,
            "publisher": article.publisher,
            "iri": article.iri,
        },
        "events": [_event(claim) for claim in claims],
    }


def _event(claim: Claim) -> dict[str, Any]:
    when, source = claim.when, claim.said_by
    return {
        "iri": claim.iri,
        "type": claim.type,
        "status": claim.status.value,
        "medium": claim.medium.value,
        "count": claim.count,
        "participants": [_participant(p) for p in claim.participants],
        "start": when.start.isoformat() if when.start else None,
        "end": when.end.isoformat() if when.end else None,
        "precision": when.precision.value,
        "date_text": when.text,
        "date_basis": when.basis.value,
        "place": _place(claim.places),
        "topic": claim.topic,
        "said_by": {"label": source.label, "kind": source.kind.value} if source else None,
        "certainty": claim.certainty.value,
        "confidence": claim.confidence,
        "evidence": [{"exact": e.exact, "start": e.start, "end": e.end} for e in claim.evidence],
    }


def _participant(participant: Participant) -> dict[str, Any]:
    return {
        "label": participant.actor.label,
        "iri": participant.actor.iri,
        "kind": participant.actor.kind.value,
        "text": participant.text,
        "role": participant.role.value,
        "office": participant.office,
        "for": _party(participant.party),
        "runners_up": [actor.label for actor in participant.runners_up],
    }


def _party(party: Actor | None) -> str | None:
    return party.label if party is not None else None


def _place(places: Sequence[Place]) -> dict[str, Any] | None:
    if not places:
        return None
    narrowest = next((place for place in places if place.kind == "city"), places[0])
    return {"label": narrowest.label, "country": narrowest.country_label}
