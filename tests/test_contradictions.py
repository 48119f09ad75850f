"""What voices of one article contradict each other on: claims of their own, linked, and one event that says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parley.iris import mint_claim
from parley.merge import merge_tellings
from parley.model import IRI, Claim, DateBasis, Medium, Source, SourceKind, Status
from test_merge import BASE, MOSCOW, MUNICH, article, claim, events, on

MONDAY, TUESDAY = on("2023-06-19"), on("2023-06-20")
KREMLIN = Source(label="the Kremlin", kind=SourceKind.PARTICIPANT_SIDE)
BEIJING = Source(label="Beijing", kind=SourceKind.PARTICIPANT_SIDE)
RADIO = Source(label="state radio", kind=SourceKind.MEDIA)
MET = claim("meeting", "Xi", "Putin", at=10, when=MONDAY, places=(MOSCOW,), said_by=KREMLIN)
DENIED = claim("contact", "Xi", "Putin", at=200, status=Status.DENIED, said_by=BEIJING)


def told(*claims: Claim) -> list[tuple[Status, bool]]:
    return [(c.status, c.contradicts is not None) for c in merge_tellings(claims)]


def test_a_denial_contradicts_what_it_denies_and_takes_its_day_and_place() -> None:
    met, denied = merge_tellings([MET, DENIED])
    assert (met.contradicts, denied.contradicts) == (None, met.iri)
    assert (denied.when.start, denied.when.basis) == (MONDAY.start, DateBasis.ANCHORED)
    assert (denied.places, denied.said_by, len(denied.evidence)) == ((MOSCOW,), BEIJING, 1)


def test_a_denial_that_comes_first_contradicts_what_follows() -> None:
    denied, met = merge_tellings([replace(DENIED, iri=mint_claim(MET.article, 0), trigger=MET.trigger), later(MET)])
    assert (denied.contradicts, met.contradicts) == (met.iri, None)


def later(told: Claim) -> Claim:
    moved = claim("meeting", "Xi", "Putin", at=300)
    return replace(told, iri=moved.iri, trigger=moved.trigger, evidence=moved.evidence)


@pytest.mark.parametrize(
    "other",
    [
        replace(DENIED, said_by=KREMLIN),
        replace(DENIED, when=on("2023-01-09")),
        replace(DENIED, another=True),
        replace(DENIED, medium=Medium.PHONE, type="call"),
        claim("contact", "Xi", "Zelenskyy", at=200, status=Status.DENIED, said_by=BEIJING),
        claim("contact", "Xi", "Putin", at=5000, status=Status.DENIED, said_by=BEIJING),
        replace(DENIED, status=Status.PLANNED),
    ],
    ids=["same voice", "another day", "another time", "another form", "another pair", "far away", "a plan"],
)
def test_what_speaks_of_something_else_contradicts_nothing(other: Claim) -> None:
    assert [against for _, against in told(MET, other)] == [False, False]


SECOND = replace(later(MET), said_by=BEIJING)


@pytest.mark.parametrize(
    ("second", "contradicts"),
    [
        (replace(SECOND, when=TUESDAY), True),
        (replace(SECOND, places=(MUNICH,)), True),
        (replace(SECOND, count=2), False),
        (replace(SECOND, when=TUESDAY, places=(MUNICH,)), False),
        (replace(SECOND, when=TUESDAY, another=True), False),
        (replace(SECOND, when=on("2023-05-02")), False),
        (replace(SECOND, when=TUESDAY, said_by=None), False),
        (replace(SECOND, when=TUESDAY, said_by=KREMLIN), False),
    ],
    ids=["day", "place", "one of two", "day and place", "another", "a month apart", "the narrator", "the same voice"],
)
def test_two_voices_contradict_each_other_where_they_differ_in_one_thing(second: Claim, *, contradicts: bool) -> None:
    assert told(MET, second) == [(Status.OCCURRED, False), (Status.OCCURRED, contradicts)]


def test_what_agrees_with_both_voices_joins_the_nearest() -> None:
    vague = claim("meeting", "Xi", "Putin", at=0, places=(MOSCOW,))
    merged = merge_tellings([vague, MET, replace(SECOND, when=TUESDAY)])
    assert [(c.when, len(c.evidence)) for c in merged] == [(MONDAY, 2), (TUESDAY, 1)]


@pytest.mark.parametrize(
    ("source", "status"),
    [
        (None, Status.OCCURRED),
        (KREMLIN, Status.OCCURRED),
        (Source(label="Russian officials", kind=SourceKind.ANONYMOUS, actor=IRI(f"{BASE}actor/rus")), Status.OCCURRED),
        (RADIO, Status.DENIED),
        (Source(label="officials", kind=SourceKind.ANONYMOUS), Status.DENIED),
    ],
    ids=["narrator", "a side", "officials of a state", "media", "officials"],
)
def test_the_event_is_disputed_and_as_a_side_says_where_only_hearsay_speaks_against_it(
    source: Source | None, status: Status
) -> None:
    (event,) = events(*merge_tellings([replace(MET, said_by=source), DENIED]))
    assert (event.status, event.disputed, event.told_differently, len(event.claims)) == (status, True, True, 2)


@pytest.mark.parametrize(
    ("first", "second"),
    [(MET, replace(SECOND, when=TUESDAY)), (replace(MET, count=2), replace(SECOND, count=3))],
    ids=["day", "number"],
)
def test_two_accounts_of_one_article_are_one_event_told_differently(first: Claim, second: Claim) -> None:
    (event,) = events(*merge_tellings([first, second]))
    assert (event.status, event.disputed, event.told_differently, len(event.claims)) == (
        Status.OCCURRED, False, True, 2,
    )  # fmt: skip


def test_what_others_tell_of_either_account_belongs_to_the_event() -> None:
    claims = merge_tellings([MET, replace(SECOND, when=TUESDAY), *(
        claim("meeting", "Xi", "Putin", article=name, when=when, places=(MOSCOW,))
        for name, when in (("b", MONDAY), ("c", TUESDAY))
    )])  # fmt: skip
    (event,) = events(*claims)
    assert len(event.claims) == 4


def test_a_reviewer_can_part_what_an_article_tells_twice() -> None:
    met, denied = merge_tellings([MET, DENIED])
    found = events(met, denied, forbidden=frozenset({frozenset({met.iri, denied.iri})}))
    assert [(e.status, e.disputed) for e in found] == [(Status.OCCURRED, False), (Status.DENIED, False)]


def test_the_reason_says_that_one_article_tells_both() -> None:
    met, denied = merge_tellings([MET, DENIED])
    (event,) = events(met, denied, told=(article("a", "2023-06-21"),))
    (reason,) = event.reasons
    assert (reason.claim, reason.other) == (denied.iri, met.iri)
    assert "One article tells both" in reason.reason
