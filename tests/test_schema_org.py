"""What the pages say in the terms of schema.org, and what they do not."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from parley.model import Status, Term
from parley.vocab import NS
from parley.web.answers.embedded import as_script
from parley.web.answers.rows import Row
from parley.web.answers.schema_org import STATUS, article_data, event_data

EVENT = "http://127.0.0.1:8000/event/x-1"


def row(part: str, **values: str) -> Row:
    known = {"part": part, "event": EVENT, **values}
    return {n: Term(type="uri" if re.match(r"https?:", v) else "literal", value=v) for n, v in known.items()}


def event(status: str, *, kind: str = "Contact", **facts: str) -> dict[str, Any] | None:
    day = {"precision": f"{NS}precision-day", "start": "2023-02-15", "end": "2023-02-16"}
    told = {"label": "Meeting of A and B", "status": f"{NS}status-{status}", "medium": f"{NS}medium-in_person"}
    host = {"actor": "http://127.0.0.1:8000/actor/a", "actorLabel": "A", "role": f"{NS}role-host"}
    absent = {"actor": "http://127.0.0.1:8000/actor/c", "actorLabel": "C", "role": f"{NS}role-absent"}
    article = {"article": "http://127.0.0.1:8000/article/1", "title": "They met", "url": "https://daily.example/1"}
    rows = [
        row("event", **told, **{**day, **facts}),
        row("type", type=f"{NS}{kind}"),
        row("place", place="http://127.0.0.1:8000/place/berlin", placeLabel="Berlin", landLabel="Germany"),
        row("participant", kind=f"{NS}Person", **host),
        row("participant", **absent),
        row("claim", publisher="Daily", published="2023-02-17", **article),
    ]
    return event_data(rows)


def test_an_event_says_when_where_who_and_which_articles_tell_of_it() -> None:
    said = event("occurred")
    assert said is not None
    assert (said["@type"], said["@id"], said["name"]) == ("Event", EVENT, "Meeting of A and B")
    assert (said["startDate"], said["endDate"]) == ("2023-02-15", "2023-02-16")
    assert said["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert said["location"][0]["address"] == {"@type": "PostalAddress", "addressCountry": "Germany"}
    assert [(a["@type"], a["name"]) for a in said["attendee"]] == [("Person", "A")]
    (article,) = said["subjectOf"]
    assert (article["@type"], article["headline"], article["publisher"]["name"]) == ("NewsArticle", "They met", "Daily")


@pytest.mark.parametrize("status", [str(each) for each in Status])
def test_only_what_takes_place_or_was_to_take_place_is_an_event(status: str) -> None:
    said = event(status)
    if status in ("occurred", "ongoing", "planned"):
        assert said is not None
        assert said["eventStatus"] == "https://schema.org/EventScheduled"
    elif status in ("postponed", "cancelled"):
        assert said is not None
        assert said["eventStatus"] == f"https://schema.org/Event{status.capitalize()}"
    else:
        assert said is None
        assert status not in STATUS


def test_what_somebody_denies_and_what_is_no_gathering_is_no_event() -> None:
    assert event("occurred", disputed="true") is None
    assert event("occurred", kind="Statement") is None


def test_a_period_within_which_it_lay_is_no_start_and_end() -> None:
    vague = event("occurred", precision=f"{NS}precision-month")
    assert vague is not None
    assert not {"startDate", "endDate"} & set(vague)


def test_an_article_is_about_the_events_that_it_asserts() -> None:
    rows = [
        row("article", article="http://127.0.0.1:8000/article/1", title="News", url="javascript:alert(1)"),
        row("event", label="A meeting", status=f"{NS}status-occurred"),
        row("event", label="No meeting", status=f"{NS}status-denied", event="http://e/2"),
    ]
    said = article_data(rows)
    assert said is not None
    assert [each["name"] for each in said["about"]] == ["A meeting"]
    assert "url" not in said
    assert article_data([]) is None


def test_nothing_in_the_data_can_leave_its_element() -> None:
    hostile = "</script><script>alert('x')</script> <!-- & \u2028 \" \\"
    block = str(as_script({"name": hostile}))
    assert re.match(r'<script type="application/ld\+json"[^>]*>', block)
    inner = block.partition(">")[2].removesuffix("</script>")
    assert not set("<>&\u2028\u2029") & set(inner)
    assert json.loads(inner) == {"name": hostile}
    assert str(as_script(None)) == ""
