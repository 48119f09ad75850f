"""The rows of answers for people: headings, days and sources in words, and two sides beside each other."""

from __future__ import annotations

import csv
import io

import pytest

from parley.model import Term
from parley.questions import Question, parse_question
from parley.tables.csv_files import to_sheet
from parley.vocab import ONTOLOGY
from parley.web.answers.answer_rows import AnswerRows, answer_rows, own_facts

BASE = "http://127.0.0.1:8000/"
DATE = "http://www.w3.org/2001/XMLSchema#date"
QUESTION = """\
#+ title: Who denied what
#+ description: A question.
#+ columns:
#+   - who | Who denied it
#+ explore:
#+   - actor = ?who
SELECT ?who ?whoLabel ?match ?event ?label ?start ?end ?precision ?basis ?status ?quote ?claim ?publisher ?published
       ?events
WHERE {
}
"""
MONTHLY = """\
#+ title: Contacts per month
#+ description: A question.
#+ columns:
#+   - month | Month
SELECT ?match ?month ?events
WHERE {
}
"""
COMPARING = """\
#+ title: Where they differ
#+ description: A question.
#+ columns:
#+   - about | On
#+   - saysA | It says
#+   - saysB | It says
SELECT ?event ?label ?about ?saysA ?saysB ?quoteA ?claimA ?publisherA ?publishedA ?quoteB ?claimB ?publisherB
WHERE {
}
"""


def term(value: str, name: str) -> Term:
    if value.startswith((BASE, ONTOLOGY)):
        return Term(type="uri", value=value)
    return Term(
        type="literal", value=value, datatype=DATE if name in ("start", "end", "published", "publishedA") else None
    )


def row(**values: str) -> dict[str, Term]:
    return {name: term(value, name) for name, value in values.items()}


def rows(question: Question, *found: dict[str, Term], own: bool = False, **more: object) -> AnswerRows:
    variables = question.sparql.partition("WHERE")[0].replace("?", "").split()[1:]
    return answer_rows(question, variables, found, BASE, own=own, **more)  # type: ignore[arg-type]


DENIED = row(
    who=f"{BASE}actor/wang-yi",
    whoLabel="Wang Yi",
    match="certain",
    event=f"{BASE}event/a-1",
    label="Meeting of two",
    start="2023-03-21",
    end="2023-03-22",
    precision=f"{ONTOLOGY}#precision-day",
    basis=f"{ONTOLOGY}#dateBasis-stated",
    status=f"{ONTOLOGY}#status-not_held",
    quote="They did not meet.",
    claim=f"{BASE}article/a#claim-1",
    publisher="The Post",
    published="2023-03-23",
    events="1204",
)


@pytest.fixture
def question() -> Question:
    return parse_question(QUESTION, key="x")


def test_columns_have_the_headings_of_the_question_and_those_that_all_share(question: Question) -> None:
    found = rows(question, DENIED)
    assert [column.heading for column in found.columns] == [
        "Who denied it", "Event", "When", "Status", "Events", "Sentence",
    ]  # fmt: skip


def test_cells_say_days_statuses_and_numbers_in_words_and_lead_to_pages(question: Question) -> None:
    who, event, when, status, events, sentence = rows(question, DENIED, leads=lambda _: "/events?actor=x").rows[0]
    assert (who.text, who.path) == ("Wang Yi", "/actor/wang-yi")
    assert (event.text, event.path) == ("Meeting of two", "/event/a-1")
    assert when.text == "21 to 22 March 2023"
    assert status.status is not None
    assert status.status.word == "not held"
    assert (events.text, events.path) == ("1,204", "/events?actor=x")
    said = sentence.sentence
    assert said is not None
    assert said.published is not None
    assert (said.quote, said.publisher, said.published.text) == ("They did not meet.", "The Post", "23 March 2023")
    assert said.path == "/article/a#claim-1"


def test_a_date_that_no_words_give_is_told_as_inferred(question: Question) -> None:
    found = rows(question, {**DENIED, "basis": term(f"{ONTOLOGY}#dateBasis-inferred", "basis")})
    when = next(i for i, column in enumerate(found.columns) if column.heading == "When")
    assert found.rows[0][when].text == "21 to 22 March 2023, inferred"
    assert found.rows[0][when].plain == ("2023-03-21", "2023-03-22", "inferred")


def test_how_sure_an_answer_is_has_a_column_only_where_some_is_not_certain(question: Question) -> None:
    found = rows(question, DENIED, {**DENIED, "match": term("possible", "match")})
    assert found.columns[1].heading == "How sure"
    assert [each[1].text for each in found.rows] == ["certain", "possible: not dated exactly enough"]


def test_an_event_is_told_with_what_is_of_the_question_alone_each_once(question: Question) -> None:
    variables = question.sparql.partition("WHERE")[0].replace("?", "").split()[1:]
    found = own_facts(question, variables, [DENIED, {**DENIED, "quote": term("Nor did they speak.", "quote")}], BASE)
    assert [column.heading for column in found.columns] == ["Who denied it"]
    assert [cell.text for cells in found.rows for cell in cells] == ["Wang Yi"]


def test_a_spreadsheet_gets_exact_days_numbers_and_the_address_of_the_sentence(question: Question) -> None:
    (told,) = csv.DictReader(io.StringIO(to_sheet(rows(question, DENIED).plain()).decode("utf-8-sig"), newline=""))
    assert (told["When: first day"], told["When: last day"]) == ("2023-03-21", "2023-03-22")
    assert told["When: how known"] == "stated"
    assert (told["Events"], told["Status"], told["Published"]) == ("1204", "not held", "2023-03-23")
    assert told["Address"] == f"{BASE}article/a#claim-1"


def test_nothing_in_a_sheet_is_a_formula(question: Question) -> None:
    quote = term("=HYPERLINK(A1)", "quote")
    (told,) = csv.DictReader(
        io.StringIO(to_sheet(rows(question, {**DENIED, "quote": quote}).plain()).decode("utf-8-sig"))
    )
    assert told["Sentence"] == "'=HYPERLINK(A1)"


def disagreement(says: str, quote: str, against: str, other: str) -> dict[str, Term]:
    return row(
        event=f"{BASE}event/a-1", label="Meeting of two", about="status",
        saysA=says, quoteA=quote, claimA=f"{BASE}article/a#claim-1", publisherA="The Post", publishedA="2023-03-23",
        saysB=against, quoteB=other, claimB=f"{BASE}article/b#claim-2", publisherB="The News",
    )  # fmt: skip


def test_rows_about_one_thing_are_one_comparison_with_each_side_once() -> None:
    found = rows(
        parse_question(COMPARING, key="x"),
        disagreement("occurred", "They met.", "denied", "They did not."),
        disagreement("occurred", "They sat down.", "denied", "They did not."),
    )
    assert found.has_sides
    (compared,) = found.compared()
    assert [(heading, cell.text) for heading, cell in compared.shared] == [
        ("Event", "Meeting of two"), ("On", "whether it took place"),
    ]  # fmt: skip
    assert [side.says.text for side in compared.sides] == ["occurred", "denied"]
    assert [[cell.text for cells in side.more for cell in cells] for side in compared.sides] == [
        ["They met.", "They sat down."], ["They did not."],
    ]  # fmt: skip


def test_three_days_that_are_told_are_three_sides() -> None:
    first, second, third = "2023-03-01/2023-03-01", "2023-03-05/2023-03-05", "2023-03-09/2023-03-12"
    (compared,) = rows(
        parse_question(COMPARING, key="x"),
        disagreement(first, "One.", second, "Two."),
        disagreement(first, "One.", third, "Three."),
        disagreement(second, "Two.", third, "Three."),
    ).compared()
    assert [side.says.text for side in compared.sides] == [
        "1 March 2023", "5 March 2023", "between 9 March 2023 and 12 March 2023",
    ]  # fmt: skip


def test_each_side_has_a_column_of_its_own_in_a_sheet() -> None:
    found = rows(parse_question(COMPARING, key="x"), disagreement("occurred", "They met.", "denied", "They did not."))
    assert list(next(found.plain())) == [
        "Event", "On", "It says A", "Sentence A", "Publisher A", "Published A", "Citing A", "Address A",
        "It says B", "Sentence B", "Publisher B", "Published B", "Citing B", "Address B",
    ]  # fmt: skip


def test_the_rows_of_a_comparison_are_those_that_it_was_made_of() -> None:
    other = {**disagreement("occurred", "A.", "denied", "B."), "event": term(f"{BASE}event/b-1", "event")}
    found = rows(parse_question(COMPARING, key="x"), disagreement("occurred", "They met.", "denied", "Not so."), other)
    first, _ = found.compared()
    assert found.of([first]).rows == found.rows[:1]


def test_what_cannot_be_put_in_one_month_is_told_so() -> None:
    counted = parse_question(MONTHLY, key="x")
    found = rows(counted, row(match="certain", month="2023-02", events="1"), row(match="certain", events="1"))
    assert [cells[0].text for cells in found.rows] == ["February 2023", "in no single month"]
    assert [cells[0].plain for cells in found.rows] == [("2023-02",), ("",)]
