"""The objects that `parley extract` writes: their fields and values are a contract that other tools rely on."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from parley.knowledge import Knowledge
from parley.model import Article, PublishedBasis
from parley.pipeline import claims_of
from parley.records import article_record
from reading import article_of

ARTICLE = {"file", "title", "published", "published_basis", "publisher", "iri"}
EVENT = {
    "type", "status", "medium", "count", "participants", "start", "end", "precision", "date_text", "date_basis",
    "place", "topic", "said_by", "certainty", "confidence", "evidence",
}  # fmt: skip
PARTICIPANT = {"label", "iri", "kind", "text", "role", "office", "for"}
# What is told beyond the contract.
ALSO_EVENT, ALSO_PARTICIPANT = {"iri"}, {"runners_up"}
VALUES = {
    "type": "contact meeting call visit conference negotiation mediation message statement request refusal criticism "
    "warning support agreement sanction relations_change aid ceasefire decision appointment",
    "status": "occurred ongoing planned requested refused cancelled postponed denied not_held hypothetical",
    "medium": "in_person phone video letter unknown",
    "precision": "day range month season year before after unknown",
    "date_basis": "stated relative anchored inferred unknown",
    "certainty": "certain probable possible",
}
KINDS = {"person", "country", "organisation", "group"}
ROLES = set("participant host visitor initiator addressee mediator chair speaker target absent".split())
SOURCES = {"narrator", "participant_side", "government", "anonymous", "media", "document", "other"}
TEXT = (
    "GENEVA, May 10 (Wire) - Kenyan President William Ruto met Swiss President Alain Berset in Geneva on Monday.\n\n"
    "The Kremlin said Russian President Vladimir Putin may call Serbian President Aleksandar Vucic next week. "
    "Norway’s foreign minister, Anniken Huitfeldt, will visit Jordan in June.\n\n"
    "Iranian officials have not met Saudi officials since March. Finland condemned the attack on the port. "
    "Canada imposed sanctions on Haiti in 2022. The foreign ministers of Peru and Nepal held a video call."
)


@pytest.fixture(scope="module")
def record(knowledge: Knowledge) -> dict[str, Any]:
    article = article_of(TEXT, knowledge, title="Ruto in Geneva", publisher="The Daily Post", file="one.txt")
    return article_record(article, claims_of(article, knowledge))


@pytest.fixture(scope="module")
def events(record: dict[str, Any]) -> list[dict[str, Any]]:
    assert len(record["events"]) >= 6
    return list(record["events"])


def test_the_article_is_told_with_its_metadata(record: dict[str, Any]) -> None:
    assert set(record) == {"article", "events"}
    assert {key: record["article"][key] for key in ARTICLE - {"iri"}} == {
        "file": "one.txt",
        "title": "Ruto in Geneva",
        "published": "2023-05-10",
        "published_basis": "stated",
        "publisher": "The Daily Post",
    }
    assert set(record["article"]) == ARTICLE


def test_events_have_the_fields_of_the_contract(events: list[dict[str, Any]]) -> None:
    for event in events:
        assert set(event) == EVENT | ALSO_EVENT
        assert event["participants"]
        for participant in event["participants"]:
            assert set(participant) == PARTICIPANT | ALSO_PARTICIPANT


def test_values_are_those_of_the_contract(events: list[dict[str, Any]]) -> None:
    for event in events:
        for field, allowed in VALUES.items():
            assert event[field] in allowed.split()
        assert all(p["kind"] in KINDS and p["role"] in ROLES for p in event["participants"])
        assert set(event["said_by"]) == {"label", "kind"}
        assert event["said_by"]["kind"] in SOURCES
        assert isinstance(event["count"], int)
        assert event["count"] >= 1
        assert 0 <= event["confidence"] <= 1
        assert event["place"] is None or set(event["place"]) == {"label", "country"}


def test_the_values_are_all_that_the_model_knows(knowledge: Knowledge) -> None:
    assert set(knowledge.types.notations) == set(VALUES["type"].split())


def test_days_are_iso_or_null_and_in_order(events: list[dict[str, Any]]) -> None:
    dated = 0
    for event in events:
        days = [dt.date.fromisoformat(event[side]) for side in ("start", "end") if event[side] is not None]
        assert days == sorted(days)
        dated += bool(days)
        if event["precision"] == "unknown":
            assert days == []
    assert dated >= 3


def test_evidence_is_what_stands_in_the_text(events: list[dict[str, Any]]) -> None:
    for event in events:
        assert event["evidence"]
        for evidence in event["evidence"]:
            assert set(evidence) == {"exact", "start", "end"}
            assert TEXT[evidence["start"] : evidence["end"]] == evidence["exact"]
        assert all(any(p["text"] in e["exact"] for e in event["evidence"]) for p in event["participants"])


def test_what_is_told_is_what_the_sentence_says(events: list[dict[str, Any]]) -> None:
    first = next(event for event in events if event["type"] == "meeting" and event["status"] == "occurred")
    assert (first["start"], first["end"], first["precision"]) == ("2023-05-08", "2023-05-08", "day")
    assert (first["date_text"], first["date_basis"]) == ("Monday", "relative")
    assert first["place"] == {"label": "Geneva", "country": "Switzerland"}
    assert (first["medium"], first["count"], first["certainty"]) == ("in_person", 1, "certain")
    assert first["said_by"] == {"label": "The Daily Post", "kind": "narrator"}
    ruto = next(p for p in first["participants"] if p["label"] == "William Ruto")
    assert (ruto["kind"], ruto["role"], ruto["office"], ruto["for"]) == ("person", "participant", "President", "Kenya")
    assert ruto["text"] == "Kenyan President William Ruto"


def test_the_record_is_plain_json(record: dict[str, Any]) -> None:
    assert json.loads(json.dumps(record, ensure_ascii=False)) == record


def test_what_is_unknown_is_null(knowledge: Knowledge) -> None:
    text = "Kenya and Norway have been in contact."
    article = Article(iri=knowledge.iris.article(url=None, text=text), text=text)
    record = article_record(article, claims_of(article, knowledge))
    assert record["article"] == {
        "file": None,
        "title": None,
        "published": None,
        "published_basis": PublishedBasis.UNKNOWN.value,
        "publisher": None,
        "iri": article.iri,
    }
    (event,) = record["events"]
    assert {field: event[field] for field in ("start", "end", "date_text", "place", "topic")} == dict.fromkeys(
        ("start", "end", "date_text", "place", "topic")
    )
    assert (event["precision"], event["date_basis"], event["medium"]) == ("unknown", "unknown", "unknown")
    assert all(p["office"] is None for p in event["participants"])


def test_an_article_without_claims_has_no_events(knowledge: Knowledge) -> None:
    article = article_of("Rain fell on the harbour all day.", knowledge)
    assert article_record(article, claims_of(article, knowledge))["events"] == []
