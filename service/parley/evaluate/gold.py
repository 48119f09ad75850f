"""The format of the gold: the names it may use, and the check that a file keeps to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from parley.errors import GoldError
from parley.model import Medium, Status

# The names of types are fixed here because gold files use them; a new contact type is passed in by the caller.
CONTACT_TYPES = ("contact", "meeting", "call", "visit", "conference", "negotiation", "mediation", "message")
OTHER_TYPES = (
    "statement", "request", "refusal", "criticism", "warning", "support", "agreement", "sanction",
    "relations_change", "aid", "ceasefire", "decision", "appointment",
)  # fmt: skip
TYPE_SYNONYMS = {
    "summit": "conference", "negotiation_round": "negotiation", "video_call": "call", "other_contact": "contact",
    "correspondence": "message", "accusation": "criticism", "request_or_urge": "request",
    "appointment_or_envoy": "appointment",
}  # fmt: skip
STATUS_SYNONYMS: dict[str, frozenset[str]] = {
    "denied_or_refused": frozenset({"refused", "denied", "not_held"}),
    "cancelled": frozenset({"cancelled", "postponed"}),
}


def check_gold(data: object, *, where: str, types: Collection[str] = ()) -> list[dict[str, Any]]:
    """Return `data` if it is gold in the documented format; raise GoldError that names the text and event if not.

    `types` are further names of event types to accept.
    """
    all_types = {*CONTACT_TYPES, *OTHER_TYPES, *TYPE_SYNONYMS, *types}
    statuses = {*(status.value for status in Status), *STATUS_SYNONYMS}
    media = {medium.value for medium in Medium}

    def need(good: bool, what: str, place: str, remedy: str) -> None:
        if not good:
            raise GoldError(what, where=f"{where}, {place}" if place else where, remedy=remedy)

    need(isinstance(data, list), "not a list", "", "gold is a list of objects with the members doc and events")
    assert isinstance(data, list)  # noqa: S101  (for the type checker)
    seen: set[str] = set()
    for number, entry in enumerate(data, 1):
        place = f"text {number}"
        need(isinstance(entry, dict) and isinstance(entry.get("doc"), str), "no 'doc'", place, "name the file there")
        place = entry["doc"]
        need(doc_name(place) not in seen, "a second entry for this text", place, "keep one entry for each text")
        seen.add(doc_name(place))
        events = entry.get("events")
        need(isinstance(events, list), "no list 'events'", place, "give a list, empty for a text without events")
        _names(entry, "complete_types", all_types, f"{where}, {place}")
        for i, event in enumerate(events, 1):
            at = f"{place}, event {i}"
            need(isinstance(event, dict), "not an object", at, "describe the event by its members")
            _name(event, "type", all_types, f"{where}, {at}")
            _name(event, "status", statuses, f"{where}, {at}")
            _names(event, "type_also_accept", all_types, f"{where}, {at}")
            _names(event, "status_also_accept", statuses, f"{where}, {at}")
            if event.get("medium") is not None:
                _name(event, "medium", media, f"{where}, {at}")
            who = event.get("participants")
            need(
                isinstance(who, list) and all(isinstance(p, dict) and isinstance(p.get("name"), str) for p in who),
                "participants without a 'name'",
                at,
                "give a list of objects with name, as_text, on_behalf_of",
            )
            for member in ("date", "place"):
                need(isinstance(event.get(member), dict | None), f"{member!r} is not an object", at, "see its members")
            date = event.get("date") or {}
            days = [date.get("start"), date.get("end"), *(event.get("date_also_accept") or ())]
            need(all(map(_is_day, days)), f"a date in {days} is not ISO", at, "write 2023, 2023-04, 2023-04-26 or null")
            quotes = event.get("evidence") or []
            need(
                isinstance(quotes, str)
                or (isinstance(quotes, list) and all(isinstance(quote, str) for quote in quotes)),
                "'evidence' is neither a string nor a list of strings",
                at,
                "quote the text exactly",
            )
    return data


def _is_day(value: object) -> bool:
    if value is None:
        return True
    match = re.fullmatch(r"\d{4}(?:-(\d\d)(?:-(\d\d))?)?", value) if isinstance(value, str) else None
    return bool(match) and 1 <= int(match[1] or 1) <= 12 and 1 <= int(match[2] or 1) <= 31  # type: ignore[index]


def _name(holder: Mapping[str, Any], member: str, known: Collection[str], where: str) -> None:
    if holder.get(member) not in known:
        raise GoldError(f"{member} {holder.get(member)!r}", where=where, remedy=f"known are {', '.join(sorted(known))}")


def _names(holder: Mapping[str, Any], member: str, known: Collection[str], where: str) -> None:
    for value in holder.get(member) or ():
        _name({member: value}, member, known, where)


def type_name(name: str) -> str:
    """Return the name of an event type in Parley's terms."""
    return TYPE_SYNONYMS.get(name, name)


def doc_name(name: str) -> str:
    """Return the file name of a text without the ending, the form under which texts are compared."""
    return re.sub(r"\.(txt|md|html?|json)$", "", name)
