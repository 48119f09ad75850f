"""The pages that show a selection of the sample articles' events: list, timeline, network, map, values of a filter."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from parley.store.service.workers import QueryService
from parley.vocab import ONTOLOGY
from parley.web import create_app
from parley.web.answers.cards import event_cards
from parley.web.answers.prepared import Queries

BASE = "http://127.0.0.1:8000/"
VIEWS = ("/events", "/events/timeline", "/events/network", "/events/map")


@pytest.fixture(scope="module")
def client(seed_queries: QueryService) -> FlaskClient:
    return create_app(seed_queries.settings, queries=seed_queries).test_client()


def page(client: FlaskClient, path: str, status: int = 200) -> str:
    response = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    assert response.status_code == status, response.text
    return html.unescape(response.text)


def count(text: str) -> int:
    return int(re.search(r"<h1>([\d,]+) events?</h1>", text)[1].replace(",", ""))


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_shows_the_same_selection_with_what_was_searched_and_its_query(
    path: str, client: FlaskClient
) -> None:
    text = page(client, f"{path}?actor=actor/xi-jinping&status=occurred")
    assert count(text) == count(page(client, "/events?actor=actor/xi-jinping&status=occurred"))
    assert "Xi Jinping" in re.search(r'<ul class="chips".*?</ul>', text, re.DOTALL)[0]
    assert "Searched: 5 articles" in text
    assert "actor/xi-jinping> ." in re.search(r"<pre.*?</pre>", text, re.DOTALL)[0]
    for other in VIEWS:
        assert f'href="{other}?actor=actor%2Fxi-jinping&status=occurred"' in text


def test_following_a_value_shows_as_many_events_as_it_said(client: FlaskClient) -> None:
    text = page(client, "/events?status=occurred")
    values = re.findall(r'<li><a href="(\?[^"]+)" rel="nofollow">([^<]+)</a> <span class="about">(\d+)</span>', text)
    assert len(values) > 20
    for query, label, events in [value for value in values if value[0].count("status=") == 1][::7]:
        assert count(page(client, f"/events{query}")) == int(events), label


def test_a_chosen_value_can_be_taken_out_again(client: FlaskClient) -> None:
    text = page(client, "/events?status=planned&type=visit")
    ways = re.findall(r'<li><span class="about">([^<]+)</span> ([^<]+) <a href="\?([^"]*)"', text)
    assert ways == [("Kind of event", "visit", "status=planned"), ("Status", "planned", "type=visit")]


def test_a_name_is_looked_up_and_becomes_part_of_the_address(client: FlaskClient) -> None:
    response = client.get("/events/map?actor-name=zelensky&status=occurred")
    assert response.status_code == 303
    assert urlsplit(response.location).path == "/events/map"
    assert urlsplit(response.location).query == "actor=actor%2Fvolodymyr-zelenskyy&status=occurred"


def test_a_name_that_nobody_has_leads_to_names_like_it_and_keeps_what_was_chosen(client: FlaskClient) -> None:
    told = page(client, "/events/map?actor-name=Zelenskzz&status=occurred", status=404)
    assert "Nobody here is called “Zelenskzz”" in told
    ways = re.findall(r'<li><a href="(/events/map\?[^"]+)">([^<]+)</a> <span class="about">(\d+) events?</span>', told)
    way, events = next((way, events) for way, label, events in ways if label == "Volodymyr Zelenskyy")
    assert way == "/events/map?actor=actor%2Fvolodymyr-zelenskyy&status=occurred"
    assert count(page(client, way)) == int(events) > 0
    assert 'href="/events/map?status=occurred"' in told


def test_all_names_that_were_typed_are_looked_up(client: FlaskClient) -> None:
    response = client.get("/events?actor-name=xi&place-name=moscow&status=occurred")
    assert response.status_code == 303
    assert urlsplit(response.location).query == "actor=actor%2Fxi-jinping&status=occurred&place=place%2Fmoscow-russia"


def test_a_name_that_nobody_has_keeps_the_other_names_that_were_typed(client: FlaskClient) -> None:
    told = page(client, "/events?actor-name=Zelenskzz&place-name=moscow", status=404)
    assert 'href="/events?actor=actor%2Fvolodymyr-zelenskyy&place=place%2Fmoscow-russia"' in told
    told = page(client, "/events?actor-name=Zelenskzz&place-name=Moscowe", status=404)
    way = re.search(r'href="(/events\?actor=actor%2Fvolodymyr[^"]+)"', told)[1]
    assert "Nowhere here is called “Moscowe”" in page(client, way, status=404)


def test_a_value_that_is_nobodys_is_taken_for_a_name(client: FlaskClient) -> None:
    assert "Nobody here is called “Zelenskzz”" in page(client, "/events?actor=Zelenskzz", status=404)
    response = client.get("/events?place=Moscow&type=visit")
    assert response.status_code == 303
    assert urlsplit(response.location).query == "type=visit&place=place%2Fmoscow-russia"


def test_words_that_are_no_whole_topic_find_the_topics_that_have_them(client: FlaskClient) -> None:
    response = client.get("/events?topic=balloon&status=occurred")
    assert response.status_code == 303
    assert dict(parse_qsl(urlsplit(response.location).query)) == {"about": "balloon", "status": "occurred"}
    told = page(client, "/events?about=Balloon")
    assert count(told) > 0
    assert "decision to shoot down the balloon" in told
    assert count(page(client, "/events?about=alloon")) == 0


def test_a_parameter_that_is_no_filter_is_told(client: FlaskClient) -> None:
    told = page(client, "/events?where=Moscow&type=visit")
    assert "There is no filter “where”" in told
    assert 'href="?type=visit&place=Moscow"' in told
    assert "There is no filter" not in page(client, "/events?type=visit&order=old&page=1")


def test_a_period_that_ends_before_it_begins_is_told(client: FlaskClient) -> None:
    assert "day is from 2023-04-01 to 2023-03-01" in page(client, "/events?from=2023-04-01&to=2023-03-01", status=400)


def test_a_wrong_value_of_a_filter_leads_to_the_right_ones_and_keeps_the_others(client: FlaskClient) -> None:
    told = page(client, "/events/map?type=meeting&status=ocurred&actor=actor/xi-jinping", status=400)
    assert "ocurred" in told
    ways = dict(re.findall(r'<li><a href="(/events/map\?[^"]+)">([^<]+)</a></li>', told))
    way = next(way for way, words in ways.items() if words == "occurred")
    assert dict(parse_qsl(urlsplit(way).query)) == {
        "type": "meeting",
        "actor": "actor/xi-jinping",
        "status": "occurred",
    }
    assert count(page(client, way.replace("&amp;", "&"))) > 0
    kinds = page(client, "/events?type=metting", status=400)
    assert 'href="/events?type=meeting">meeting</a>' in kinds


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("from=2023", "from=2023-01-01"),
        ("to=2023", "to=2023-12-31"),
        ("from=2024-02", "from=2024-02-01"),
        ("to=2024-02", "to=2024-02-29"),
        ("from=2023/4/6", "from=2023-04-06"),
        ("to=20230406", "to=2023-04-06"),
        ("from=2023-13", None),
        ("from=April", None),
    ],
)
def test_a_year_or_month_leads_to_the_day_that_it_begins_or_ends_on(
    client: FlaskClient, given: str, meant: str | None
) -> None:
    answer = client.get(f"/events?type=call&{given}")
    assert answer.status_code == 400
    assert re.findall(r'href="(/events\?type=call[^"]*)"', html.unescape(answer.text)) == (
        [f"/events?type=call&{meant}"] if meant else []
    )


def test_a_list_of_values_that_there_is_not_leads_to_those_that_there_are(client: FlaskClient) -> None:
    told = page(client, "/events/by/city-name", status=404)
    assert '<a href="/events/by/city">City</a>' in told


def test_a_capital_where_nothing_is_told_to_have_been_is_not_taken_for_its_country(client: FlaskClient) -> None:
    told = page(client, "/events?place-name=Berlin", status=404)
    assert "No event here is told to have been in “Berlin”" in told
    way, events = re.search(r'<a href="([^"]+)">Germany</a> <span class="about">(\d+) event', told).groups()
    assert count(page(client, way)) == int(events) > 0


def test_a_country_is_narrowed_to_its_cities(client: FlaskClient) -> None:
    country = page(client, "/events?place=actor/russia")
    cities = re.search(r'<section class="facet" aria-labelledby="facet-city">.*?</section>', country, re.DOTALL)[0]
    way, events = re.search(r'<a href="(\?[^"]+)"[^>]*>Moscow</a> <span class="about">(\d+)</span>', cities).groups()
    moscow = page(client, f"/events{way}")
    assert count(moscow) == int(events) < count(country)
    assert re.findall(r'<li><span class="about">([^<]+)</span> ([^<]+) <a', moscow) == [
        ("Where", "Russia"),
        ("City", "Moscow"),
    ]


def test_events_told_by_an_article_without_a_publisher_can_be_chosen(client: FlaskClient) -> None:
    text = page(client, "/events?type=contact")
    publishers = re.search(r'aria-labelledby="facet-publisher">.*?</section>', text, re.DOTALL)[0]
    way, events = re.search(r'<a href="(\?[^"]+)"[^>]*>not known</a> <span class="about">(\d+)', publishers).groups()
    assert count(page(client, f"/events{way}")) == int(events) > 0


def test_a_country_has_a_mark_of_its_own_on_the_map_for_events_of_which_no_more_is_told(client: FlaskClient) -> None:
    text = page(client, "/events/map")
    marks = re.findall(r'<a href="([^"]+)" aria-label="([^"]+), the country only: (\d+) events?"', text)
    assert [label for _, label, _ in marks] == ["Russia", "Ukraine"]
    assert len(re.findall('<rect class="land" x="[^-]', text)) >= len(marks)
    for way, _, events in marks:
        assert count(page(client, way)) == int(events) > 0
    assert "only the country is known</li>" in text
    assert re.search(r">Russia</a> <span class=\"about\">only the country is known</span></th>", text)
    missing, of = map(int, re.search(r"(\d+) of (\d+) events are not on the map", text).groups())
    assert of == count(page(client, "/events"))
    assert missing == count(page(client, "/events?located=not_at_all"))


def test_a_period_says_how_many_undated_events_it_leaves_out(client: FlaskClient) -> None:
    text = page(client, "/events?from=2023-01-01&to=2023-12-31")
    way, events = re.search(
        r'<a href="(/events\?[^"]+)">(\d+) more events</a> of this selection are undated', text
    ).groups()
    assert count(page(client, way)) == int(events) > 0


def test_an_empty_selection_says_what_was_searched_and_what_would_find_something(client: FlaskClient) -> None:
    text = page(client, "/events?actor=actor/xi-jinping&medium=letter")
    assert count(text) == 0
    assert "Searched: 5 articles" in text
    assert "does not mean that nothing happened" in text
    assert re.search(r'<a href="\?actor=actor%2Fxi-jinping">\d+ events</a> without “medium: in writing”', text)


def test_the_order_and_the_pages_are_kept_together(client: FlaskClient) -> None:
    first, oldest = page(client, "/events"), page(client, "/events?order=old")
    assert re.search(r'href="\?order=old"', first)
    assert re.search(r"<h2>.*?</h2>", first)[0] != re.search(r"<h2>.*?</h2>", oldest)[0]
    second = re.search(r'rel="next" href="([^"]+)"', oldest)[1]
    assert "order=old" in second
    assert "Events 21 to 40" in page(client, second)


def test_a_network_begins_with_bilateral_contacts_and_takes_in_others_on_request(client: FlaskClient) -> None:
    text = page(client, "/events/network")
    way = re.search(r'<a href="\?([^"]*)">take in multilateral', text)[1]
    drawn, wider = (
        len(re.findall('<line class="target"', each)) for each in (text, page(client, f"/events/network?{way}"))
    )
    assert 0 < drawn <= wider
    pairs = re.findall(r'<td><a href="([^"]+)" aria-label="The \d+ contacts? of [^"]*">(\d+)</a>', text)
    assert pairs
    assert [count(page(client, way)) for way, _ in pairs] == [int(events) for _, events in pairs]


def test_a_network_says_how_many_events_are_in_no_pair(client: FlaskClient) -> None:
    text = page(client, "/events/network")
    left, number = map(int, re.search(r"(\d+) of (\d+) events are not drawn: they are no contacts", text).groups())
    assert number == count(text)
    assert 0 < number - left == count(page(client, "/events?type=contact&sides=bilateral"))
    wider = re.search(r"(\d+) of \d+ events are not drawn: [^.]*", page(client, "/events/network?sides="))
    assert int(wider[1]) <= left
    assert "more than two sides" not in wider[0]


def test_a_network_says_how_many_pairs_it_does_not_list(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = page(client, "/events/network")
    listed = len(re.findall('<tr><th scope="row">', whole))
    assert "pairs with most contacts" not in whole
    monkeypatch.setattr("parley.web.selecting.views._MOST_PAIRS", 2)
    text = page(client, "/events/network")
    assert f"the 2 pairs with most contacts of {listed}." in text
    counts = r"<strong>(\d+)</strong> <span class=\"about\">(\d+) contact"
    assert re.findall(counts, text) == re.findall(counts, whole) != []


def test_a_bar_leads_to_the_events_that_it_counts(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.web.selecting.explorer.MOST_MARKS", 0)  # as if they were too many for a mark each
    text = page(client, "/events/timeline?status=occurred")
    way, events = re.findall(r'<a href="([^"]+)" aria-label="[^"]*: (\d+) events?">', text)[-1]
    assert count(page(client, way)) >= int(events)


def test_a_spot_leads_to_the_events_at_its_place(client: FlaskClient) -> None:
    text = page(client, "/events/map")
    for way, events in re.findall(r'<a href="([^"]+)" aria-label="[^"]+: (\d+) events?">', text):
        assert count(page(client, way)) == int(events)


def test_all_values_of_a_filter_have_a_page(client: FlaskClient) -> None:
    text = page(client, "/events/by/actor?status=occurred")
    assert len(re.findall("<li><a href", text)) > 8


@pytest.mark.parametrize(
    "query", ["status=happened", "from=yesterday", "order=random", "page=0", "page=99", "actor=%3Cx"]
)
def test_a_wrong_address_is_told_as_a_page(query: str, client: FlaskClient) -> None:
    response = client.get(f"/events?{query}", headers={"Accept": "text/html"})
    assert response.status_code in (400, 404)
    assert response.mimetype == "text/html"


def test_asking_about_many_events_at_once_tells_the_same_of_each(seed_queries: QueryService) -> None:
    queries = Queries.load(seed_queries)
    found = seed_queries.query(f"SELECT ?event {{ ?event a <{ONTOLOGY}#Event> }} ORDER BY ?event").solutions
    events = [row["event"].value for row in found][:20]
    alone = [queries.run("event", event=event).solutions for event in events]
    at_once = queries.run_each("event", "event", events)
    assert [event_cards(rows, BASE) for rows in at_once] == [event_cards(rows, BASE) for rows in alone]
    for one, other in zip(at_once, alone, strict=True):  # rows of one place in the order may be swapped
        assert sorted(map(repr, map(sorted, map(dict.items, one)))) == sorted(
            map(repr, map(sorted, map(dict.items, other)))
        )
    assert queries.run_each("event", "event", []) == []


LEFT_OUT = r"(\d+) of (\d+) (?:events|contacts) are not (?:drawn|on the map): (?:they have|\d+ (?:is|are|has|have)) "
ASKED = "/?q=Who+met+Xi+Jinping%3F"


@pytest.mark.parametrize("path", ["/events/timeline", f"{ASKED}&view=timeline", "/actor/xi-jinping"])
def test_a_timeline_says_how_many_events_have_no_mark(path: str, client: FlaskClient) -> None:
    text = page(client, path)
    drawn = len(re.findall(r'<a class="status-\w+" href="/event/', text))
    left, number = map(int, re.search(LEFT_OUT, text).groups())
    assert 0 < drawn == number - left
    heading = re.search(r"(?:<h1>|<h2[^>]*>)(\d+) events", text)
    assert heading is None or int(heading[1]) == number


def test_a_timeline_of_bars_says_how_many_events_are_in_none(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parley.web.selecting.explorer.MOST_MARKS", 0)  # as if they were too many for a mark each
    text = page(client, "/events/timeline")
    drawn = sum(map(int, re.findall(r'aria-label="[^"]*: (\d+) events?"', text)))
    assert re.search(LEFT_OUT, text).groups() == (str(count(text) - drawn), str(count(text)))


@pytest.mark.parametrize(("path", "events"), [("/events/map", "?event a :Event ."), (f"{ASKED}&view=map", "VALUES")])
def test_a_map_says_how_many_events_it_has_not(path: str, events: str, client: FlaskClient) -> None:
    text = page(client, path)
    if events == "VALUES":
        named = dict.fromkeys(re.findall(r'href="/(event/[\w-]+)"', page(client, ASKED)))
        events = f"VALUES ?event {{ {' '.join(f'<{BASE}{name}>' for name in named)} }}"
    query = f"PREFIX : <{ONTOLOGY}#> SELECT DISTINCT ?event {{ {events} ?event :place?/:country [ :iso2 ?code ] }}"
    placed = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"}).text.split()[1:]
    left, number = map(int, re.search(LEFT_OUT, text).groups())
    assert 0 < len(placed) == number - left


@pytest.mark.parametrize(("path", "status"), [("/ontology", 200), ("/query", 200), ("/nowhere", 404)])
def test_a_page_without_articles_does_not_say_that_its_lines_come_from_some(
    path: str, status: int, client: FlaskClient
) -> None:
    said = "Every line here comes from an article"
    assert said in page(client, "/events")
    assert said not in page(client, path, status)
