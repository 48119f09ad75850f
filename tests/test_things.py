"""What the pages of single things say: how the news of an event changed, and where pairs have their page."""

from __future__ import annotations

import pytest

from parley.model import Term
from parley.vocab import scheme_iri
from parley.web.answers.rows import Link, Row
from parley.web.answers.things import EventPage, event_page, pair_link

BASE = "http://127.0.0.1:8000/"
EVENT = f"{BASE}event/a-1"
DAYS = {"start": "2024-03-12", "end": "2024-03-12", "precision": str(scheme_iri("precision", "day"))}


def row(part: str, **values: str) -> Row:
    terms = {"part": part, "event": EVENT, **values}
    return {key: Term(type="uri" if "//" in value else "literal", value=value) for key, value in terms.items()}


def told(*steps: tuple[str, str]) -> list[tuple[str, str | None]]:
    """Return the status and the day before of each step, of which `steps` has the status and the day."""
    rows = [row("event", label="Meeting", status=str(scheme_iri("status", "occurred")), start="2024-03-20")]
    for number, (status, day) in enumerate(steps):
        days = {"plannedStart": day[:10], "plannedEnd": day[-10:]} if day else {}
        rows.append(row("change", change=f"{EVENT}#s{number}", step=str(scheme_iri("status", status)), **days))
    page = event_page(rows, [], BASE)
    assert page is not None
    return [(change.status.word, change.moved_from.text if change.moved_from else None) for change in page.history]


def test_a_plan_for_another_day_was_moved_and_so_was_what_took_place_on_another() -> None:
    assert told(("planned", "2024-03-12"), ("postponed", "2024-03-18"), ("occurred", "2024-03-20")) == [
        ("planned", None),
        ("postponed", "12 March 2024"),
        ("occurred", "18 March 2024"),
    ]


def test_a_day_within_the_month_that_was_planned_is_no_other_day() -> None:
    assert told(("planned", "2024-03-01 2024-03-31"), ("planned", "2024-03-12"))[1] == ("planned", None)


def test_two_days_told_for_what_took_place_are_no_move() -> None:
    assert told(("occurred", "2024-03-20"), ("occurred", "2024-03-21"))[1] == ("occurred", None)


def test_a_plan_is_kept_in_mind_where_a_step_tells_no_day() -> None:
    assert told(("planned", "2024-03-12"), ("postponed", ""), ("occurred", "2024-03-20"))[2] == (
        "occurred",
        "12 March 2024",
    )


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([("postponed", "")], ["postponed, no new date told"]),
        ([("planned", "2024-03-12"), ("postponed", "")], ["planned", "postponed, no new date told"]),
        ([("planned", "2024-03-12"), ("postponed", "2024-03-12")], ["planned", "postponed, no new date told"]),
        (
            [("planned", "2024-03-12"), ("postponed", "2024-03-01 2024-03-31")],
            ["planned", "postponed, no new date told"],
        ),
        ([("planned", "2024-03-12"), ("postponed", "2024-03-20")], ["planned", "postponed"]),
        (
            [("planned", "2024-03-12"), ("postponed", ""), ("planned", "2024-05-02")],
            ["planned", "postponed, no new date told", "planned"],
        ),
    ],
)
def test_a_postponement_without_a_day_but_the_one_planned_has_no_new_date(
    steps: list[tuple[str, str]], words: list[str]
) -> None:
    assert [word for word, _ in told(*steps)] == words


def test_an_event_that_was_put_off_says_so_beside_the_day_that_was_planned() -> None:
    rows = [row("event", label="Meeting", status=str(scheme_iri("status", "postponed")), **DAYS)]
    for number, status in enumerate(("planned", "postponed")):
        change = {"change": f"{EVENT}#s{number}", "step": str(scheme_iri("status", status))}
        rows.append(row("change", **change, plannedStart="2024-03-12", plannedEnd="2024-03-12"))
    page = event_page(rows, [], BASE)
    assert page is not None
    assert (page.card.status.notation, page.card.status.word) == ("postponed", "postponed, no new date told")
    assert page.card.when.text == "was planned for 12 March 2024"
    assert page.exactness is None


def claimed(status: str, *told: str) -> EventPage:
    """Return an event on 20 March of this status with claims that tell these statuses, all of them of that day."""
    notation = str(scheme_iri("status", status))
    rows = [row("event", label="Meeting", status=notation, start="2024-03-20", end="2024-03-20")]
    for number, each in enumerate(told):
        claim = f"{BASE}article/a#claim-{number}"
        days = {"earliest": "2024-03-20", "latest": "2024-03-20", "dateText": "20 March"}
        rows.append(row("claim", claim=claim, quote=each, told=str(scheme_iri("status", each)), **days))
    page = event_page(rows, [], BASE)
    assert page is not None
    return page


def test_what_dated_an_event_is_a_claim_that_tells_its_status() -> None:
    page = claimed("occurred", "postponed", "denied", "occurred")
    assert page.dated_by is not None
    assert page.dated_by.status.notation == "occurred"


@pytest.mark.parametrize(
    ("status", "told", "quoted"),
    [
        (
            "occurred",
            ["planned", "occurred", "denied", "occurred", "occurred"],
            "occurred occurred denied",
        ),
        ("occurred", ["planned", "postponed", "occurred"], "occurred planned"),
        ("denied", ["occurred", "denied"], "denied occurred"),
        ("planned", ["postponed", "cancelled", "planned", "planned"], "planned planned"),
    ],
)
def test_a_list_quotes_those_who_tell_the_status_and_who_contradicts_it(
    status: str, told: list[str], quoted: str
) -> None:
    assert [each.quotes[0] for each in claimed(status, *told).card.quoted] == quoted.split()


@pytest.mark.parametrize(
    ("a", "b", "path"),
    [
        ("/actor/russia", "/actor/china", "/pair/china/russia"),
        ("/actor/china", "/actor/russia", "/pair/china/russia"),
        ("/actor/china", "/actor/china", None),
        ("/actor/china", None, None),
        ("/actor/china", "/place/moscow", None),
    ],
)
def test_two_actors_have_one_page_and_what_is_no_pair_has_none(a: str | None, b: str | None, path: str | None) -> None:
    found = pair_link(Link(text="A", path=a), Link(text="B", path=b))
    assert (found.path if found else None) == path
