"""Rows of the tables of events, participants and claims, made from what the queries tell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from parley.model import Role, SourceKind, Status
from parley.tables.columns import Row
from parley.tables.facts import Facts
from parley.tables.subset import Subset
from parley.vocab import ONTOLOGY, notation_of
from parley.wording import is_put_off

_KINDS = {"Person": "person", "Country": "country", "Organisation": "organisation", "Group": "group"}
_FAMILIES = {"Contact": "contact", "SpeechAct": "speech_act", "Measure": "measure"}


def event_rows(subset: Subset) -> Iterator[Row]:
    """Yield the rows of the table of events."""
    types = Types(subset.terms)
    for part in subset.parts():
        facts = subset.facts(part, "participations", "postponements", "actors", "places")
        yield from (event_row(event, facts, types) for event in part)


def event_row(event: str, facts: Facts, types: Types) -> Row:
    """Return the row of one event."""
    where = facts.all(event, "place")
    point = next((p for p in where if facts.number(p, "latitude") is not None), None)
    parties, sides = facts.all(event, "party"), facts.whole(event, "sideCount") or 0
    return {
        "event": event,
        "label": facts.label(event),
        **types.of(facts.classes(event)),
        **circumstances(event, facts),
        "new_date": _new_date(event, facts),
        "places": tuple(facts.label(place) for place in where),
        "cities": _cities(where, facts),
        "latitude": facts.number(point, "latitude"),
        "longitude": facts.number(point, "longitude"),
        "topics": facts.all(event, "topic"),
        "occasions": facts.all(event, "occasion"),
        "parties_iso3": codes(parties, "iso3", facts),
        "parties": tuple(facts.label(party) for party in parties),
        "side_count": sides,
        "sides": (None, "one", "bilateral", "multilateral")[min(sides, 3)],
        "participant_count": facts.whole(event, "participantCount") or 0,
        "claim_count": facts.whole(event, "claimCount") or 0,
        "first_reported": facts.day(event, "firstReported"),
        "last_reported": facts.day(event, "lastReported"),
        "took_place_by": facts.day(event, "tookPlaceBy"),
        "held_as": facts.all(event, "heldAs"),
    }


def _new_date(event: str, facts: Facts) -> bool | None:
    """Say whether something that is postponed has a new date; None of others."""
    if facts.notation(event, "status") != Status.POSTPONED:
        return None
    return not is_put_off([
        (facts.notation(node, "status") or "", facts.day(node, "plannedStart"), facts.day(node, "plannedEnd"))
        for node in facts.numbered(event, "statusChange")
    ])  # fmt: skip


def circumstances(event: str, facts: Facts) -> dict[str, Any]:
    """Return what the rows of an event and of its dyads have in common."""
    countries = facts.all(event, "country")
    return {
        "status": facts.notation(event, "status"),
        "disputed": facts.one(event, "disputed") == "true",
        "start": facts.day(event, "start"),
        "end": facts.day(event, "end"),
        "precision": facts.notation(event, "datePrecision") or "unknown",
        "date_basis": facts.notation(event, "dateBasis") or "unknown",
        "medium": facts.notation(event, "medium") or "unknown",
        "country_iso2": codes(countries, "iso2", facts),
        "country_iso3": codes(countries, "iso3", facts),
        "count": facts.whole(event, "count") or 1,
        "voices": facts.whole(event, "sourceCount") or 0,
        "part_of": facts.one(event, "partOf"),
    }


def _cities(places: tuple[str, ...], facts: Facts) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for place in places:
        at: str | None = place
        while at is not None and "City" not in facts.classes(at):
            at = facts.one(at, "within")
        if at is not None:
            found[facts.label(at)] = None
    return tuple(found)


def codes(nodes: tuple[str, ...], name: str, facts: Facts) -> tuple[str, ...]:
    """Return the codes of those nodes that have one."""
    return tuple(code for node in nodes if (code := facts.one(node, name)) is not None)


def kind_of(actor: str, facts: Facts) -> str:
    """Return what an actor is."""
    return next((kind for name, kind in _KINDS.items() if name in facts.classes(actor)), "group")


class Types:
    """The event types of the ontology, by the names of their classes."""

    def __init__(self, terms: Facts) -> None:
        self._terms = terms
        self.of = lru_cache(maxsize=None)(self._of)

    def _of(self, classes: frozenset[str]) -> dict[str, Any]:
        """Return type, family and codes of an event of these classes."""
        iris = [f"{ONTOLOGY}#{name}" for name in classes]
        above = {each for iri in iris for each in self._terms.all(iri, "subClassOf")}
        narrowest = min((iri for iri in iris if iri not in above), default=f"{ONTOLOGY}#Event")
        family = next((family for name, family in _FAMILIES.items() if name in classes), None)
        matches = self._terms.all(narrowest, "closeMatch")
        return {
            "type": self.notation(narrowest),
            "family": family,
            "contact": "Contact" in classes,
            "cameo": self._codes(matches, "cameo"),
            "plover": self._codes(matches, "plover"),
        }

    def notation(self, iri: str | None) -> str | None:
        """Return the notation of a class."""
        return self._terms.one(iri, "notation")

    def _codes(self, matches: tuple[str, ...], scheme: str) -> tuple[str, ...]:
        within = f"{ONTOLOGY}/{scheme}"
        found = (match for match in matches if within in self._terms.all(match, "inScheme"))
        return tuple(sorted(f"{scheme}:{code}" for match in found for code in self._terms.all(match, "notation")))


def participant_rows(subset: Subset) -> Iterator[Row]:
    """Yield the rows of the table of participants."""
    for part in subset.parts():
        facts = subset.facts(part, "participations", "actors")
        for event in part:
            yield from participants(event, facts, subset.terms)


def participants(event: str, facts: Facts, terms: Facts) -> Iterator[Row]:
    """Yield the rows of those who had a part in one event."""
    for node in facts.numbered(event, "participation"):
        actor = facts.one(node, "actor") or ""
        office, level = facts.one(node, "office"), facts.one(node, "officeLevel")
        parties = facts.all(node, "onBehalfOf")
        role = facts.notation(node, "role") or Role.PARTICIPANT.value
        yield {
            "participation": node,
            "event": event,
            "actor": actor,
            "actor_label": facts.label(actor),
            "actor_kind": kind_of(actor, facts),
            "actor_iso2": facts.one(actor, "iso2"),
            "actor_iso3": facts.one(actor, "iso3"),
            "actor_wikidata": facts.wikidata(actor),
            "role": role,
            "absent": role == Role.ABSENT,
            "office": office,
            "office_label": facts.label(office) if office else None,
            "office_level": notation_of(level) if level else None,
            "office_rank": terms.whole(level, "level"),
            "offices_claimed": facts.all(node, "officeClaimed"),
            "on_behalf_of": parties,
            "on_behalf_of_label": tuple(facts.label(party) for party in parties),
            "on_behalf_of_iso2": codes(parties, "iso2", facts),
            "on_behalf_of_iso3": codes(parties, "iso3", facts),
        }


def claim_rows(subset: Subset) -> Iterator[Row]:
    """Yield the rows of the table of claims."""
    types = Types(subset.terms)
    for part in subset.parts():
        facts = subset.facts(part, "claims")
        for event in part:
            yield from claims(event, facts, types)


def claims(event: str, facts: Facts, types: Types) -> list[Row]:
    """Return the rows of the claims of one event, in the order of their publication."""
    rows = [_claim(claim, event, facts, types) for claim in facts.all(event, "claim")]
    return sorted(rows, key=lambda row: (str(row["published"] or "~"), str(row["claim"])))


def _claim(claim: str, event: str, facts: Facts, types: Types) -> Row:
    article = facts.one(claim, "inArticle") or ""
    source = facts.one(claim, "citedSource")
    source_kind = facts.notation(source, "sourceKind") or SourceKind.NARRATOR.value
    quotes = sorted(
        (facts.whole(each, "start") or 0, facts.whole(each, "end") or 0, facts.one(each, "exact") or "")
        for each in facts.all(claim, "evidence")
    )
    return {
        "claim": claim,
        "event": event,
        "article": article,
        "title": facts.one(article, "title"),
        "publisher": facts.one(article, "publisher"),
        "published": facts.day(article, "published"),
        "published_basis": facts.notation(article, "publishedBasis") or "unknown",
        "language": facts.one(article, "language"),
        "address": facts.one(article, "url"),
        "type": types.notation(facts.one(claim, "claimedType")),
        "status": facts.notation(claim, "claimedStatus"),
        "medium": facts.notation(claim, "claimedMedium") or "unknown",
        "count": facts.whole(claim, "claimedCount") or 1,
        "start": facts.day(claim, "earliest"),
        "end": facts.day(claim, "latest"),
        "precision": facts.notation(claim, "claimedPrecision") or "unknown",
        "date_words": facts.one(claim, "dateText"),
        "date_basis": facts.notation(claim, "dateBasis") or "unknown",
        "places": tuple(facts.label(place) for place in facts.all(claim, "claimedPlace")),
        "topic": facts.one(claim, "claimedTopic"),
        "occasion": facts.one(claim, "claimedOccasion"),
        "contradicts": facts.one(claim, "contradicts"),
        "source": facts.one(source, "sourceLabel") if source_kind != SourceKind.NARRATOR else None,
        "source_kind": source_kind,
        "source_actor": facts.one(source, "sourceActor"),
        "certainty": facts.notation(claim, "certainty") or "certain",
        "confidence": facts.number(claim, "confidence") or 0.0,
        "quotes": tuple(exact for _, _, exact in quotes),
        "quote_starts": tuple(start for start, _, _ in quotes),
        "quote_ends": tuple(end for _, end, _ in quotes),
        "text_sha256": facts.one(facts.one(article, "version"), "sha256"),
    }
