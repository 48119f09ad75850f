"""The pages of pairs, of events that sources disagree on, and of questions without an answer: the invented articles."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from parley.store.service.workers import QueryService
from parley.web import create_app

pytestmark = pytest.mark.whole

KAZAN = "/event/f073bd12bf1b0740-34.html"


@pytest.fixture(scope="module")
def client(press_queries: QueryService) -> FlaskClient:
    return create_app(press_queries.settings, queries=press_queries).test_client()


def words_of(client: FlaskClient, path: str) -> str:
    response = client.get(path, headers={"Accept": "text/html"})
    assert response.status_code == 200, path
    text = re.sub(r"<details.*?</details>|<[^>]+>", " ", response.text, flags=re.DOTALL)
    return re.sub(r"\s+([,.:])", r"\1", html.unescape(" ".join(text.split())))


def links_of(client: FlaskClient, path: str) -> set[str]:
    return set(html.unescape(client.get(path, headers={"Accept": "text/html"}).text).split('"')[1::2])


def test_a_pair_of_countries_has_the_contacts_of_those_who_act_for_them(client: FlaskClient) -> None:
    words = words_of(client, "/pair/china/russia")
    assert "8 contacts took place, all bilateral" in words
    assert "First 8 February 2024 Call of Vladimir Putin and Xi Jinping" in words
    assert "Last 18 July 2024 Meeting of Sergei Lavrov and Wang Yi" in words
    assert "Next 9 December 2026 Call of Vladimir Putin and Xi Jinping" in words
    assert "Wang Yi and Sergei Lavrov 4 contacts" in words
    assert {"/pair/vladimir-putin/xi-jinping", KAZAN.removesuffix(".html")} <= links_of(client, "/pair/china/russia")


def test_a_pair_counts_its_contacts_by_kind_and_year(client: FlaskClient) -> None:
    words = words_of(client, "/pair/china/russia")
    assert "Year Took place Meeting Call Planned or asked for Came to nothing" in words
    assert "2026 · · · 1 · 2024 8 6 2 1 ·" in words


def test_a_pair_has_one_address(client: FlaskClient) -> None:
    response = client.get("/pair/russia/china")
    assert (response.status_code, response.headers["Location"]) == (308, "/pair/china/russia")


def test_multilateral_contacts_are_told_apart(client: FlaskClient) -> None:
    words = words_of(client, "/pair/france/ukraine")
    assert "4 contacts took place: 3 bilateral, 1 multilateral" in words


def test_two_who_never_met_have_a_page_that_says_so(client: FlaskClient) -> None:
    assert "No article that was searched tells of a contact of the two" in words_of(client, "/pair/france/india")


@pytest.mark.parametrize("path", ["/pair/russia/vladimir-putin", "/pair/china/nobody", "/pair/china/china"])
def test_what_is_no_pair_is_a_page_that_says_so(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_event_page_has_who_said_what_when_and_the_day_before_it_was_moved(client: FlaskClient) -> None:
    words = words_of(client, KAZAN)
    assert "planned, 12 March 2024 10 February 2024: Harbour Gazette, citing Dmitry Peskov" in words
    assert "postponed 12 March 2024 → 20 March 2024 5 March 2024: Northern Courier" in words
    assert "20 March 2024, known to the day from the words 20 March 2024, stated in Harbour Gazette" in words


def test_an_event_page_sets_the_sides_of_a_disagreement_beside_each_other(client: FlaskClient) -> None:
    words = words_of(client, KAZAN)
    assert "Where the sources differ Whether it took place It did 2 claims" in words
    assert "It did not: denied 1 claim A spokesman of the Chinese Foreign Ministry denied" in words


def test_an_event_page_says_that_the_place_depends_on_who_tells_it(client: FlaskClient) -> None:
    (event,) = {link for link in links_of(client, "/pair/fumio-kishida/narendra-modi") if link.startswith("/event/")}
    words = words_of(client, event + ".html")
    assert "New Delhi, India and Mumbai, India depending on who tells it" in words
    assert "known to the day from the words 5 April 2024, stated" in re.sub("[“”]", "", words)
    assert "Where the sources differ Where Mumbai 1 claim" in words


def test_an_event_page_leads_to_the_pairs_of_those_who_met(client: FlaskClient) -> None:
    assert {"/pair/china/russia", "/pair/vladimir-putin/xi-jinping"} <= links_of(client, KAZAN)


def test_an_event_page_tells_of_other_contacts_of_the_same_some_days_from_it(client: FlaskClient) -> None:
    assert "Within ten days of it, of the same two in March 2024 hypothetical Meeting" in words_of(client, KAZAN)


def test_a_question_without_an_answer_points_at_what_is_told_instead(client: FlaskClient) -> None:
    words = words_of(client, "/?q=Did+Biden+and+Putin+speak+in+June+2024?")
    assert "No article that was searched says so." in words
    assert "Told instead 10 June 2024 denied Call of Joe Biden and Vladimir Putin" in words


def test_a_period_without_an_answer_points_at_the_contacts_before_and_after_it(client: FlaskClient) -> None:
    words = words_of(client, "/?q=Did+Xi+meet+Putin+in+June+2024?")
    assert "Nearest before 16 May 2024 occurred Meeting of Xi Jinping and Vladimir Putin" in words
    assert "Nearest after 3 July 2024 occurred Meeting of Vladimir Putin and Xi Jinping" in words


def test_a_question_for_yes_or_no_is_answered_so(client: FlaskClient) -> None:
    assert "1 event, certain Yes." in words_of(client, "/?q=Did+Biden+meet+Macron+in+June+2024?")
    assert "Nothing was found" in words_of(client, "/?q=Did+Biden+meet+Modi?")


def test_an_answer_is_a_table_where_that_is_asked_for(client: FlaskClient) -> None:
    words = words_of(client, "/?q=Who+met+Xi+Jinping?&view=table")
    assert "When What Status Who Where Sentence 3 July 2024 Meeting of Vladimir Putin and Xi Jinping occurred" in words


def test_a_network_leads_to_its_years_and_to_the_pairs_behind_its_lines(client: FlaskClient) -> None:
    links = links_of(client, "/events/network")
    assert {"/pair/china/russia", "?from=2024-01-01&to=2024-12-31"} <= links
    one_year = client.get("/events/network?from=2024-01-01&to=2024-12-31").text
    assert re.search(r'<a href="\?from=2024-01-01&amp;to=2024-12-31" aria-current="true">', one_year)


def test_an_actor_page_leads_to_the_pairs_of_its_counterparts(client: FlaskClient) -> None:
    assert "/pair/vladimir-putin/xi-jinping" in links_of(client, "/actor/xi-jinping.html")


def test_a_country_has_those_who_act_for_it_and_the_sides_that_it_met(client: FlaskClient) -> None:
    words = words_of(client, "/actor/russia.html")
    assert "With which sides most China 8 contacts" in words
    assert "Who acted for it most Vladimir Putin 11 events Sergei Lavrov 5 events" in words
    assert "/pair/china/russia" in links_of(client, "/actor/russia.html")


def test_a_result_of_a_query_calls_events_by_their_names(client: FlaskClient) -> None:
    query = "SELECT ?event { ?event a <https://w3id.org/parley/ontology%23Call> } ORDER BY ?event"
    assert "Call of Olaf Scholz and Recep Tayyip Erdoğan, 13 May 2024" in words_of(client, f"/query?query={query}")


def test_a_question_about_two_leads_to_the_page_of_the_pair(client: FlaskClient) -> None:
    assert "/pair/vladimir-putin/xi-jinping" in links_of(client, "/?q=When+did+Putin+and+Xi+last+speak?")
    assert not [link for link in links_of(client, "/?q=Who+met+Xi?") if link.startswith("/pair/")]


def test_a_timeline_of_bars_shows_below_them_what_was_moved(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "parley.web.selecting.explorer.MOST_MARKS", 1
    )  # as if all but one event were too many for a mark each
    assert "Moved to another day: 1 event" in words_of(client, "/events/timeline")
    assert "Moved to another day" not in words_of(client, "/events/timeline?actor=actor/germany")
