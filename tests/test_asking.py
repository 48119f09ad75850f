"""Answers on the page of questions: under headings in words, each with its sentence, in one order, to take away."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from parley.ask import examples
from parley.store.service.workers import QueryService
from parley.web import create_app
from parley.web.site import explore

pytestmark = pytest.mark.whole

PLANS = "What is planned?"
EVENT = re.compile(r'<h4>\s*<a href="(/event/[^"]+)">')
DAY = re.compile(r'class="date"><time datetime="(\d{4}-\d{2}-\d{2})">[^<]*</time></p>')
EXPLORE = re.compile(r'<a href="/events\?([^"]*)">Open in Explore')


@pytest.fixture(scope="module")
def seed(seed_queries: QueryService) -> FlaskClient:
    return create_app(seed_queries.settings, queries=seed_queries).test_client()


@pytest.fixture(scope="module")
def press(press_queries: QueryService) -> FlaskClient:
    return create_app(press_queries.settings, queries=press_queries).test_client()


def page(client: FlaskClient, question: str, **more: str) -> str:
    response = client.get(f"/?{urlencode({'q': question, **more})}")
    assert response.status_code == 200, question
    return response.text


@pytest.mark.parametrize("wrong", ["view=cube", "page=none"])
def test_a_view_or_page_of_an_answer_that_there_is_not_is_told(wrong: str, seed: FlaskClient) -> None:
    name, _, value = wrong.partition("=")
    response = seed.get(f"/?q=Who+met+Xi+Jinping%3F&{wrong}")
    assert response.status_code == 404
    assert f"no {name} &#39;{value}&#39;" in response.text


def sheet(client: FlaskClient, question: str) -> list[dict[str, str]]:
    response = client.get(f"/export/answer.csv?{urlencode({'q': question})}", buffered=True)
    assert response.status_code == 200, question
    return list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"), newline=""), strict=True))


def events(html: str) -> list[str]:
    return EVENT.findall(html)


def bodies(html: str) -> Iterator[str]:
    """Yield each row of the tables of a page that have records."""
    for table in re.findall(r'<div class="table records".*?</div>\s*(?=<)', html, re.DOTALL):
        yield from re.findall(r"<tr>(.*?)</tr>", table.partition("</thead>")[2], re.DOTALL)


@pytest.mark.parametrize("question", examples())
def test_every_question_is_answered_under_headings_in_words(
    question: str, seed: FlaskClient, press: FlaskClient
) -> None:
    for client in (seed, press):
        for view in ("list", "table"):
            html = page(client, question, view=view)
            assert [
                each for each in re.findall(r'data-label="([^"]*)"', html) if not re.match("[A-Z][a-z]", each)
            ] == []
            assert all(
                " a</th>" not in each and " b</th>" not in each for each in re.findall("<thead>.*?</thead>", html)
            )


@pytest.mark.parametrize("question", examples())
def test_every_row_of_a_table_has_its_sentence_or_leads_to_its_events(
    question: str, seed: FlaskClient, press: FlaskClient
) -> None:
    for client in (seed, press):
        rows = list(bodies(page(client, question, view="table")))
        if question != "What is covered?":  # counts of the whole corpus
            assert all(re.search(r'<a href="/(article/[^"]*#|events\?)', row) for row in rows), question


@pytest.mark.parametrize("question", examples())
def test_every_answer_is_a_sheet_with_the_headings_of_its_page(question: str, seed: FlaskClient) -> None:
    found = sheet(seed, question)
    assert all(None not in row and set(map(type, row.values())) == {str} for row in found)
    if found and "<article" in page(seed, question):
        assert {"Sentence", "Publisher", "Published", "Address"} <= set(found[0])


def test_disagreements_stand_side_by_side_each_side_once(press: FlaskClient) -> None:
    html = page(press, "Where do sources disagree?")
    compared = re.findall(r'<article class="differ".*?</article>', html, re.DOTALL)
    (whole,) = (each for each in compared if "whether it took place" in each)
    sides = whole.split('<div class="side">')[1:]
    assert [re.sub("<[^>]+>", "", side.partition("</h4>")[0]).strip() for side in sides] == ["Occurred", "Denied"]
    assert [side.count("<blockquote>") for side in sides] == [2, 1]
    assert all(re.search(r'<a href="/article/[^"]+#claim-\d+">[^<]+, <time', side) for side in sides)


def test_an_office_that_does_not_match_is_told_with_the_one_that_was_held(press: FlaskClient) -> None:
    html = page(press, "Which offices do not match?")
    assert re.search("Office in the article:</span> Foreign Minister", html)
    assert re.search("Office held that day:</span> <a [^>]*>Director of the Office", html)


def test_what_was_said_is_told_once_with_each_statement(seed: FlaskClient) -> None:
    text = page(seed, "Who said what about Ukraine?")
    assert text.count("About:</span> it would send an envoy") == 1
    assert "<span>about that it would send an envoy" not in text


def test_a_count_leads_to_just_the_events_that_it_counts(press: FlaskClient) -> None:
    html = page(press, "How often did China and Russia meet?")
    found = re.findall(r'data-label="Events"><div><a href="(/events\?[^"]+)">(\d+)</a>', html)
    assert found
    for address, count in found:
        assert f"<h1>{count} event" in press.get(unescape(address)).text


@pytest.mark.parametrize(
    "question",
    [
        "Who met Xi Jinping?", "Who met whom?", "Who called whom?", "Contacts of China and Russia",
        "Which visits took place?", "What is overdue?", "Which contacts did not take place?",
    ],
)  # fmt: skip
def test_explore_has_what_an_answer_has_in_the_same_order(question: str, seed: FlaskClient, press: FlaskClient) -> None:
    told = 0
    for client in (seed, press):
        html = page(client, question)
        answered = [each for each in events(html) if each in events(html.partition('id="undated"')[0])]
        if not answered:
            continue
        (query,) = EXPLORE.findall(html)
        listed = re.findall(r'<h2><a href="(/event/[^"]+)">', client.get(f"/events?{unescape(query)}").text)
        if len(listed) < 20 and "possible" not in html.partition("<h3")[0]:
            assert [each for each in listed if each in answered] == answered
            told += len(answered)
    assert told


def test_plans_that_are_still_to_come_stand_first_the_soonest_first(
    press: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explore, "today", lambda: dt.date(2024, 1, 1))
    coming = page(press, PLANS)
    days = DAY.findall(coming.partition('id="undated"')[0])
    assert days == sorted(days)
    assert 'id="upcoming"' in coming
    assert 'id="past"' not in coming
    monkeypatch.setattr(explore, "today", lambda: dt.date(2034, 1, 1))
    gone = page(press, PLANS)
    days = DAY.findall(gone.partition('id="undated"')[0])
    assert days == sorted(days, reverse=True)
    assert 'id="past"' in gone


def test_a_brief_and_the_tables_of_an_answer_have_its_events(press: FlaskClient) -> None:
    question = "Who met Xi Jinping in March 2024?"
    answered = events(page(press, question))
    query = urlencode({"q": question})
    table = press.get(f"/export/events.csv?{query}", buffered=True).data.decode("utf-8-sig")
    found = {row["event"].partition(":8000")[2] for row in csv.DictReader(io.StringIO(table, newline=""))}
    assert answered
    assert found == set(answered)
    brief = press.get(f"/export/brief.md?{query}", buffered=True).text
    assert f"- Selected: what answers “{question}”" in brief
    assert brief.count("\n- **") == len(answered)
    for name in ("brief.docx", "brief.html", "claims.parquet", "network.graphml"):
        assert press.get(f"/export/{name}?{query}", buffered=True).status_code == 200


def test_a_brief_tells_what_is_possible_in_the_period_of_the_question_apart(seed: FlaskClient) -> None:
    brief = seed.get(f"/export/brief.md?{urlencode({'q': 'Who called Xi Jinping in 15 June 2022?'})}", buffered=True)
    assert "## Possibly in the period" in brief.text


def test_what_cannot_be_asked_cannot_be_taken_away(seed: FlaskClient) -> None:
    wrong = seed.get(f"/export/brief.md?{urlencode({'q': 'How is the weather?'})}")
    assert wrong.status_code == 400
    assert seed.get("/export/answer.csv").status_code == 404
    assert seed.get(f"/export/events.csv?{urlencode({'q': 'a' * 301})}").status_code == 400


def test_an_answer_taken_away_is_not_sent_again_on_the_same_day_only(
    seed: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/export/answer.csv?{urlencode({'q': 'Who met Xi Jinping last month?'})}"
    tag = seed.get(address, buffered=True).headers["ETag"]
    assert seed.get(address, headers={"If-None-Match": tag}).status_code == 304
    monkeypatch.setattr("parley.web.site.downloads.today", lambda: dt.date(2034, 1, 1))
    assert seed.get(address, headers={"If-None-Match": tag}, buffered=True).status_code == 200


@pytest.mark.parametrize("question", ["Who visited Russia in 1999?", "Who visited Wang Yi in 1999?"])
def test_where_nobody_is_told_to_have_been_is_answered_with_what_is_told(question: str, seed: FlaskClient) -> None:
    assert "Nothing was found" in page(seed, question)


def test_a_word_that_leaves_nothing_out_of_the_answer_is_told(seed: FlaskClient) -> None:
    assert "Not applied: “presidents”" in page(seed, "which presidents met Xi Jinping?")
    assert "Not applied" not in page(seed, "who met Xi Jinping?")


@pytest.mark.parametrize("question", ["how many meetings took place?", "how often did China and Russia meet?"])
def test_how_many_is_answered_at_once(question: str, seed: FlaskClient) -> None:
    heading = re.search(r'<h2 id="answer">([^<]*)</h2>', page(seed, question))
    assert heading is not None
    assert re.match(r"\d+ events? (is|are) certain", heading[1])


def test_a_publisher_that_tells_something_itself_cites_nobody(press: FlaskClient) -> None:
    text = press.get("/", query_string={"q": "Where do sources disagree?"}).text
    assert "Harbour Gazette, <time" in text
    assert "citing an anonymous diplomat" in text
    assert "citing Harbour Gazette" not in text
