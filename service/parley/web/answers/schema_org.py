"""Events and articles in the terms of schema.org, for the pages: what search engines and feed readers take in.

Pure: the rows of `event.rq` and `article.rq` in, JSON-LD out. Only what took place, is under way, planned, postponed or
cancelled is an Event there: schema.org has no word for what is denied, refused or only wished for, and an Event without
one would assert it. Speech and measures are no gatherings one could attend, so only contacts are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from parley.vocab import NS, notation_of
from parley.web.answers.rows import Row
from parley.wording import safe_address

STATUS = {
    "occurred": "EventScheduled",  # "is taking place or has taken place on the startDate as scheduled"
    "ongoing": "EventScheduled",
    "planned": "EventScheduled",
    "postponed": "EventPostponed",
    "cancelled": "EventCancelled",
}
_MODE = {
    "in_person": "OfflineEventAttendanceMode",
    "phone": "OnlineEventAttendanceMode",
    "video": "OnlineEventAttendanceMode",
}
_KINDS = {"Person": "Person", "Country": "Country", "Organisation": "Organization", "Group": "Organization"}
_SCHEMA = "https://schema.org/"


def event_data(rows: Sequence[Row]) -> dict[str, Any] | None:
    """Return an event as a schema.org Event; None for what is not said to take place, and for what is no contact."""
    facts = next((row for row in rows if row["part"].value == "event"), None)
    types = {row["type"].value for row in rows if row["part"].value == "type"}
    if facts is None or str(NS.Contact) not in types:
        return None
    status = notation_of(facts["status"].value)
    if status not in STATUS or _said(facts, "disputed") == "true":
        return None
    medium = notation_of(facts["medium"].value) if "medium" in facts else ""
    precise = "precision" in facts and notation_of(facts["precision"].value) == "day"
    return _known(
        {
            "@context": _SCHEMA,
            "@type": "Event",
            "@id": facts["event"].value,
            "url": facts["event"].value,
            "name": facts["label"].value,
            "eventStatus": f"{_SCHEMA}{STATUS[status]}",
            # A span of days within which it lay is no start and end of it.
            "startDate": _said(facts, "start") if precise else None,
            "endDate": _said(facts, "end") if precise else None,
            "eventAttendanceMode": f"{_SCHEMA}{_MODE[medium]}" if medium in _MODE else None,
            "location": [_place(row) for row in _of(rows, "place")],
            "attendee": _attendees(_of(rows, "participant")),
            "about": sorted({row["topic"].value for row in _of(rows, "topic")}),
            "superEvent": {"@type": "Event", "@id": facts["whole"].value} if "whole" in facts else None,
            "subjectOf": _articles(_of(rows, "claim")),
        }
    )


def article_data(rows: Sequence[Row]) -> dict[str, Any] | None:
    """Return an article as a schema.org NewsArticle, with the events that it tells of."""
    facts = next(iter(_of(rows, "article")), None)
    if facts is None:
        return None
    told = {row["event"].value: row for row in _of(rows, "event")}
    about = [
        {"@type": "Event", "@id": iri, "name": row["label"].value}
        for iri, row in sorted(told.items())
        if notation_of(row["status"].value) in STATUS
    ]
    return _known({"@context": _SCHEMA, **_article(facts), "about": about, "inLanguage": _said(facts, "language")})


def _article(row: Row) -> dict[str, Any]:
    publisher = _said(row, "publisher")
    return {
        "@type": "NewsArticle",
        "@id": row["article"].value,
        "headline": _said(row, "title"),
        "url": safe_address(_said(row, "url")),
        "datePublished": _said(row, "published"),
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
    }


def _articles(rows: Iterable[Row]) -> list[dict[str, Any]]:
    articles = {row["article"].value: row for row in rows if "title" in row or "url" in row}
    return [_known(_article(row)) for _, row in sorted(articles.items())]


def _place(row: Row) -> dict[str, Any]:
    land = _said(row, "landLabel")
    address = {"@type": "PostalAddress", "addressCountry": land} if land else None
    return _known({"@type": "Place", "@id": row["place"].value, "name": _said(row, "placeLabel"), "address": address})


def _attendees(rows: Iterable[Row]) -> list[dict[str, Any]]:
    present = {row["actor"].value: row for row in rows if notation_of(row["role"].value) != "absent"}
    return [
        {
            "@type": _KINDS.get(row["kind"].value.rpartition("#")[2], "Organization") if "kind" in row else "Person",
            "@id": iri,
            "name": row["actorLabel"].value,
        }
        for iri, row in sorted(present.items())
        if "actorLabel" in row
    ]


def _of(rows: Iterable[Row], part: str) -> list[Row]:
    return [row for row in rows if row["part"].value == part]


def _said(row: Row, name: str) -> str | None:
    return row[name].value if name in row and row[name].value else None


def _known(data: dict[str, Any]) -> dict[str, Any]:
    """Return what is known: without None and without empty lists."""
    return {key: value for key, value in data.items() if value not in (None, [])}
