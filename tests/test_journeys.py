"""What analysts do, in a real browser, wide and on a phone; and no accessibility violation on any page.

Journeys that begin with a question stand in `test_journeys_asking.py`.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
import zipfile

import networkx as nx
import pyarrow.parquet as pq
import pytest
from playwright.sync_api import Browser, Page, expect

from browsing import is_accessible_and_fits, taken

pytestmark = pytest.mark.browser

KAZAN = "/event/f073bd12bf1b0740-34.html"  # planned, moved, held and denied
SHARING = "/article/47e331f10a0c6886.html"  # of the seeds: some sentences tell several claims, some claims have several
SHIFTED = """new Promise(done => {
  let sum = 0
  new PerformanceObserver(list => list.getEntries().forEach(each => { sum += each.value }))
    .observe({ type: "layout-shift", buffered: true })
  setTimeout(() => done(sum), 300)
})"""
PAGES = {
    "ask": "/",
    "answer": "/?q=Who+met+Xi+Jinping+in+March+2023%3F",
    "answer-table": "/?q=Who+met+Xi+Jinping%3F&view=table",
    "answer-network": "/?q=Who+met+Xi+Jinping%3F&view=network",
    "not-understood": "/?q=How+is+the+weather%3F",
    "list": "/events",
    "nothing": "/events?actor=actor/xi-jinping&medium=letter",
    "unnamed": "/events?actor-name=Zelenskzz&status=occurred",
    "timeline": "/events/timeline",
    "network": "/events/network",
    "map": "/events/map",
    "values": "/events/by/actor",
    "article": f"{SHARING}#claim-2631",
    "actor": "/actor/xi-jinping.html",
    "query": "/query",
    "wrong-query": "/query?query=SELECT+*+%7B+%3Fs+rdf:type+%3Fo",
    "questions": "/questions",
    "ontology": "/ontology",
    "ontology-search": "/ontology?q=summit&kind=class",
    "term": "/ontology/Meeting",
    "property": "/ontology/participant",
    "concept": "/ontology/status-planned",
    "scheme": "/ontology/StatusScheme",
    "whole-ontology": "/review/whole",
    "quality": "/review/quality",
    "changes": "/review/changes",
    "missing": "/event/none",
    "brief": "/export/brief.html?status=occurred",
}


PRESS_PAGES = {
    "event": KAZAN,
    "event-of-two-media": "/event/2d91b7fe377865c4-40.html",
    "pair": "/pair/china/russia",
    "pair-of-nothing": "/pair/france/india",
    "no-pair": "/pair/russia/vladimir-putin",
    "map-of-countries": "/events/map",
    "put-off": "/events/timeline?status=postponed",
    "moved": "/events/timeline?from=2024-01-01&to=2024-12-31",
    "year-of-a-network": "/events/network?from=2024-01-01&to=2024-12-31&between=people",
    "actor-with-contacts": "/actor/xi-jinping.html",
    "country": "/actor/russia.html",
    "told-instead": "/?q=Did+Biden+and+Putin+speak+in+June+2024%3F",
    "answer-table": "/?q=Who+met+Xi+Jinping%3F&view=table",
    "answer-timeline": "/?q=Who+met+Xi+Jinping%3F&view=timeline",
    "query-table": "/query?query=SELECT+*+%7B+%3Fs+a+%3Chttps://w3id.org/parley/ontology%23Call%3E+%7D",
}
"""Pages of the invented articles, which disagree."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_accessibility_violation_and_fits_its_width(name: str, page: Page) -> None:
    page.goto(PAGES[name])
    is_accessible_and_fits(page)


@pytest.mark.parametrize("name", PRESS_PAGES)
def test_a_page_of_disagreeing_articles_is_accessible_and_fits_its_width(name: str, press: Page) -> None:
    press.goto(PRESS_PAGES[name])
    is_accessible_and_fits(press)


def test_somebody_asks_with_names_completed_and_checks_the_sentence(page: Page) -> None:
    page.goto("/")
    box = page.get_by_label("Ask a question")
    box.press_sequentially("When did Putin and xi ji")
    option = page.get_by_role("option", name="Xi Jinping")
    expect(option).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value("When did Putin and Xi Jinping")
    box.press_sequentially(" last speak?")
    box.press("Enter")
    expect(page.get_by_text("How this was read")).to_be_visible()
    page.get_by_role(
        "link", name=re.compile("^Meeting of Xi Jinping and Vladimir Putin|^Call of|^Visit of")
    ).first.click()
    expect(page.get_by_role("heading", name="Who says so")).to_be_visible()
    expect(page.locator("blockquote").first).to_be_visible()


def test_somebody_narrows_the_events_and_looks_at_them_in_every_view(page: Page) -> None:
    page.goto("/events")
    if page.viewport_size["width"] < 600:
        page.get_by_role("link", name="Narrow the selection").click()
    page.get_by_role("combobox", name="Who", exact=True).press_sequentially("zelen")
    page.get_by_role("option", name="Volodymyr Zelenskyy").click()
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("list", name="Chosen")).to_contain_text("Volodymyr Zelenskyy")
    heading = page.get_by_role("heading", level=1).inner_text()
    for view in ("Timeline", "Network", "Map", "List"):
        page.get_by_role("navigation", name="Views of these events").get_by_role("link", name=view).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.get_by_role("link", name="Without who: Volodymyr Zelenskyy").click()
    expect(page.get_by_role("list", name="Chosen")).to_have_count(0)


def test_somebody_goes_from_an_event_to_the_sentence_in_its_article_and_to_what_it_tells(page: Page) -> None:
    page.goto("/events?actor=actor/xi-jinping&actor=actor/volodymyr-zelenskyy&type=call&status=occurred")
    page.locator(".event h2 a").first.click()
    source = page.locator("figure.telling").first
    quote, claim = source.locator("blockquote p").first.inner_text(), source.locator("figcaption a").first
    anchor = (claim.get_attribute("href") or "").partition("#")[2]
    claim.click()
    meant = page.locator(".evidence :target")
    expect(meant).to_have_attribute("id", anchor)
    expect(meant).to_have_text(quote)
    expect(meant).to_be_in_viewport(ratio=1)
    expect(page.locator(".evidence.meant").first).not_to_have_css("box-shadow", "none")
    number = page.locator(f".notes a[href='#told-{anchor}']")
    number.first.click()
    told = page.locator(".claim:target")
    expect(told).to_have_attribute("id", f"told-{anchor}")
    expect(told.get_by_role("heading")).to_be_in_viewport()
    told.get_by_role("link", name=re.compile("in the text$")).click()
    expect(page.locator(".evidence :target")).to_be_in_viewport(ratio=1)


def test_a_sentence_leads_to_all_its_claims_and_each_claim_to_all_its_sentences(page: Page) -> None:
    page.goto(SHARING)
    numbers = page.locator(".evidence + .notes:has(a + a)").first.locator("a")
    hrefs = [number.get_attribute("href") or "" for number in numbers.all()]
    assert len(hrefs) > 1
    for number, href in zip(numbers.all(), hrefs, strict=True):
        number.click()
        claim, marked = page.locator(".claim:target"), page.locator(".evidence.meant")
        expect(claim).to_have_attribute("id", href[1:])
        leads = [link.get_attribute("href") or "" for link in claim.locator(".leads a").all()]
        assert leads[0] == href.replace("told-", "")
        expect(marked).to_have_count(len(leads))
        for place, lead in enumerate(leads):
            expect(marked.nth(place).locator(f"[id='{lead[1:]}']")).to_have_count(1)
            expect(marked.nth(place)).not_to_have_css("box-shadow", "none")


def test_somebody_writes_a_query_with_the_keyboard_and_draws_its_result(page: Page) -> None:
    page.goto("/query")
    editor = page.locator(".editor .CodeMirror")
    expect(editor).to_be_visible()
    editor.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("PREFIX : <https://w3id.org/parley/ontology#>\nSELECT ?event { ?event a :Call }")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name=re.compile(r"^\d+ rows$"))).to_be_visible()
    page.get_by_role("navigation", name="Views of the result").get_by_role("link", name="Network").click()
    expect(page.locator("svg .knot:visible").first).to_be_visible()


def test_somebody_finds_a_term_reads_what_it_is_not_and_sees_where_the_data_use_it(page: Page) -> None:
    page.goto("/ontology")
    expect(page.get_by_role("group", name=re.compile("classes at the core"))).to_be_visible()
    page.get_by_label("Find a term").press_sequentially("press conf")
    expect(page.get_by_text(re.compile(r"^\d+ terms?$"))).to_be_visible()
    classes = page.get_by_role("region", name="Classes", exact=True)
    expect(classes.get_by_role("link", name="Sanction", exact=True)).to_be_hidden()
    expect(classes.get_by_role("link", name="Contact", exact=True)).to_be_visible()
    classes.get_by_role("link", name="Meeting", exact=True).click()
    expect(page.get_by_text("The company met its profit target.")).to_be_visible()
    page.get_by_text("on what it is a kind of").click()
    expect(page.get_by_text("An event has exactly one status from the status scheme.")).to_be_visible()
    page.locator(".instances a").first.click()
    expect(page.get_by_role("heading", name="Who says so")).to_be_visible()


def test_somebody_sees_every_competency_question_answered(page: Page) -> None:
    page.goto("/questions")
    expect(page.get_by_role("status")).to_have_text("All 29 have the answer that is expected.", timeout=60_000)
    expect(page.locator(".outcome.good")).to_have_count(29)
    page.locator(".outcome summary").first.click()
    expect(page.get_by_role("region", name="Result").first).to_be_visible()


def test_somebody_reads_how_well_the_ontology_is_made_and_prints_all_of_it(page: Page) -> None:
    page.goto("/review/quality")
    expect(page.get_by_role("heading", name="Pitfalls of modelling")).to_be_visible(timeout=120_000)
    expect(page.locator(".tally .state-error")).to_contain_text("0 errors")
    page.get_by_role("link", name="All on one page").click()
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="planned", exact=True).click()
    expect(page.locator("#status-planned")).to_be_in_viewport()
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Pages of the ontology")).to_be_hidden()


def test_somebody_completes_an_actor_and_a_status_in_a_query(press: Page) -> None:
    press.goto("/query")
    editor = press.locator(".editor .CodeMirror")
    expect(editor).to_be_visible()
    editor.click()
    press.keyboard.press("Control+A")
    press.keyboard.insert_text(
        "PREFIX : <https://w3id.org/parley/ontology#>\nSELECT ?event { ?event :participant zelen"
    )
    press.keyboard.press("Control+Space")
    expect(press.locator(".CodeMirror-hint").first).to_have_text("Volodymyr Zelenskyy (person)")
    press.keyboard.press("Enter")
    press.keyboard.insert_text(" ; :status occ")
    press.keyboard.press("Control+Space")
    expect(press.locator(".CodeMirror-hint").first).to_have_text(":status-occurred")
    press.keyboard.press("Enter")
    press.keyboard.insert_text(" }")
    press.keyboard.press("Control+Enter")
    expect(press.get_by_role("heading", name=re.compile(r"^\d+ rows$"))).to_be_visible()


def test_somebody_completes_a_class_and_a_property_in_a_query(press: Page) -> None:
    press.goto("/query")
    press.locator(".editor .CodeMirror").click()
    press.keyboard.press("Control+A")
    press.keyboard.insert_text("PREFIX : <https://w3id.org/parley/ontology#>\nSELECT ?event { ?event a :mee")
    press.keyboard.press("Control+Space")
    expect(press.locator(".CodeMirror-hint")).to_have_text([":Meeting"])
    press.keyboard.press("Enter")
    press.keyboard.insert_text(" ; :tookP")
    press.keyboard.press("Control+Space")
    expect(press.locator(".CodeMirror-hint")).to_have_text([":tookPlaceBy"])
    press.keyboard.press("Enter")
    press.keyboard.insert_text(" ?day }")
    press.keyboard.press("Control+Enter")
    expect(press.get_by_role("heading", name=re.compile(r"^(No|\d+) rows?$"))).to_be_visible()


def test_somebody_goes_from_two_countries_to_a_meeting_that_was_moved_and_denied(press: Page) -> None:
    press.goto("/pair/china/russia")
    press.get_by_role("link", name=re.compile("^20 March 2024: Meeting.*planned before for 12 March 2024$")).focus()
    press.keyboard.press("Enter")
    expect(press.get_by_role("heading", name="How the news of it changed")).to_be_visible()
    expect(press.locator(".track .moved")).to_contain_text("20 March 2024")
    press.get_by_role("link", name="sources disagree").click()
    sides = press.locator(".sides").first.locator(".side")
    expect(sides).to_have_count(2)
    expect(sides.nth(1)).to_contain_text("It did not: denied")
    press.get_by_role("link", name="Vladimir Putin and Xi Jinping", exact=True).click()
    expect(press.get_by_role("heading", level=1)).to_have_text("Vladimir Putin and Xi Jinping")


def test_somebody_looks_at_a_network_in_one_year_and_follows_a_line(press: Page) -> None:
    press.goto("/events/network")
    press.get_by_role("navigation", name="Over time").get_by_role("link", name="2024").click()
    expect(press.get_by_role("list", name="Chosen")).to_contain_text("1 January 2024")
    line = press.get_by_role("link", name=re.compile("^China and Russia: "))
    expect(line).to_have_count(1)  # once the page has its style: the drawing of another width is hidden then
    line.focus()
    press.keyboard.press("Enter")
    expect(press.get_by_role("heading", level=1)).to_have_text("China and Russia")


def chosen(page: Page) -> str:
    """Return what was chosen, as its list tells it, on a page whose view has as many events as it says."""
    return " ".join(page.get_by_role("list", name="Chosen").inner_text().split())


def events_on(page: Page) -> int:
    """Return how many events the page says it has."""
    return int(page.get_by_role("heading", level=1).inner_text().split()[0].replace(",", ""))


def test_somebody_narrows_by_days_by_first_report_and_by_status(press: Page) -> None:
    press.goto("/events")
    everything = events_on(press)
    press.get_by_label("From").fill("2024-03-01")
    press.get_by_label("To", exact=True).fill("2024-06-30")
    press.get_by_label("First reported since").fill("2024-03-15")
    press.get_by_role("button", name="Apply").click()
    for words in ("From 1 March 2024", "To 30 June 2024", "First reported since 15 March 2024"):
        assert words in chosen(press)
    within = events_on(press)
    assert 0 < within < everything
    for time in press.locator(".event .date time").all():
        assert "2024-03" <= (time.get_attribute("datetime") or "")[:7] <= "2024-06"
    status = press.get_by_role("region", name="Status", exact=True)
    number = int(status.get_by_role("listitem").first.locator(".about").inner_text())
    status.get_by_role("link").first.click()
    assert events_on(press) == number < within
    press.get_by_role("link", name="Without first reported since: 15 March 2024").click()
    assert "First reported since" not in chosen(press)
    assert events_on(press) >= number


def test_somebody_looks_for_overdue_plans(press: Page) -> None:
    press.goto("/events?type=contact")
    press.get_by_role("link", name="Overdue plans").click()
    assert "Overdue on" in chosen(press)
    assert events_on(press) > 0
    for status in press.locator(".event .status").all_inner_texts():
        assert status.strip().startswith(("planned", "postponed"))


def test_somebody_narrows_a_country_to_a_city_of_it(page: Page) -> None:
    page.goto("/events")
    page.get_by_role("region", name="Where").get_by_role("link", name="Russia").click()
    russia = events_on(page)
    page.get_by_role("region", name="City").get_by_role("link", name="Moscow").click()
    assert chosen(page).startswith("Where Russia × City Moscow ×")
    assert 0 < events_on(page) < russia
    page.get_by_role("link", name="Without city: Moscow").click()
    assert events_on(page) == russia


def test_somebody_who_mistypes_a_name_follows_one_like_it(page: Page) -> None:
    page.goto("/events/timeline?status=occurred")
    page.get_by_role("combobox", name="Who", exact=True).fill("Zelenskzz")
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("link", name="Volodymyr Zelenskyy").click()
    assert "Volodymyr Zelenskyy" in chosen(page)
    assert "Status occurred" in chosen(page)
    expect(page.get_by_role("navigation", name="Views of these events").locator("[aria-current]")).to_have_text(
        "Timeline"
    )


def test_somebody_follows_the_mark_of_a_country_on_the_map(page: Page) -> None:
    page.goto("/events/map")
    expect(page.get_by_text("only the country is known").first).to_be_visible()
    mark = page.get_by_role("link", name=re.compile("^Ukraine, the country only: "))
    number = int((mark.get_attribute("aria-label") or "").rpartition(": ")[2].split()[0])
    box, city = mark.locator("rect").bounding_box(), page.locator("circle.spot").first.bounding_box()
    assert box is not None
    assert city is not None
    assert min(box["width"], city["width"]) > 3
    mark.focus()
    page.keyboard.press("Enter")
    assert events_on(page) == number
    assert "Place known the country only" in chosen(page)


READABLE = """svg => {
  const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
  const whole = svg.getBoundingClientRect()
  return [...svg.querySelectorAll("text")].map(text => {
    const box = text.getBoundingClientRect()
    return {
      size: parseFloat(getComputedStyle(text).fontSize) * scale,
      within: box.left >= whole.left - 1 && box.right <= whole.right + 1,
      box: [box.left, box.top + box.height * 0.2, box.right, box.bottom - box.height * 0.2],
    }
  })
}"""


@pytest.mark.parametrize("between", ["sides", "people"])
def test_the_names_of_a_network_can_be_read(between: str, press: Page) -> None:
    press.goto(f"/events/network?sides=&between={between}")
    names = press.locator(".network svg[role=group]:visible").evaluate(READABLE)
    assert len(names) > 5
    assert min(name["size"] for name in names) >= 11
    assert all(name["within"] for name in names)
    boxes = [name["box"] for name in names]
    assert not any(
        a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in itertools.combinations(boxes, 2)
    )
    assert press.get_by_role("region", name="Pairs").get_by_role("row").count() > 5


def test_somebody_reads_that_talks_were_put_off_without_a_new_date(press: Page) -> None:
    press.goto("/events?status=postponed&actor=actor/chile")
    expect(press.locator(".event .status")).to_have_text("postponed, no new date told")
    press.goto("/events/timeline?status=postponed&actor=actor/chile")
    press.get_by_text("The marks as a table").click()
    row = press.get_by_role("region", name="Events over time, as a table").get_by_role("row").nth(1)
    expect(row).to_contain_text("postponed, no new date told")
    row.get_by_role("link").click()
    expect(press.locator(".track li").last).to_contain_text("postponed, no new date told; before: 12 August 2024")
    expect(press.locator(".lead")).to_contain_text("was planned for 12 August 2024")


def test_somebody_takes_the_tables_of_a_selection_away(page: Page) -> None:
    page.goto("/events?type=contact&status=occurred")
    number = events_on(page)
    events = list(csv.DictReader(io.StringIO(taken(page, "Events as CSV").decode("utf-8-sig"), newline="")))
    assert len(events) == number > 0
    assert {row["status"] for row in events} == {"occurred"}
    for name in ("Participants", "Claims", "Dyads"):
        rows = list(csv.DictReader(io.StringIO(taken(page, f"{name} as CSV").decode("utf-8-sig"), newline="")))
        assert {row["event"] for row in rows} <= {row["event"] for row in events}
        assert pq.read_table(io.BytesIO(taken(page, f"{name} as Parquet"))).num_rows == len(rows) > 0
    assert pq.read_table(io.BytesIO(taken(page, "Events as Parquet"))).num_rows == number
    with zipfile.ZipFile(io.BytesIO(taken(page, "all tables with their codebook"))) as archive:
        assert archive.testzip() is None
        (codebook,) = (archive.read(each).decode() for each in archive.namelist() if each.endswith("codebook.md"))
        assert "Selection: Kind of event: contact; Status: occurred" in codebook
    graph = nx.parse_graphml(taken(page, "the network as GraphML").decode())
    assert graph.number_of_edges() > 0


def test_somebody_makes_a_brief_of_a_selection(page: Page) -> None:
    page.goto("/events?actor=actor/xi-jinping&status=occurred")
    number = events_on(page)
    markdown = taken(page, "in Markdown").decode()
    assert "# Chronology of diplomatic events" in markdown
    assert "[^1]:" in markdown
    document = taken(page, "for Word")
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        assert "word/document.xml" in archive.namelist()
        assert "word/footnotes.xml" in archive.namelist()
    page.get_by_role("navigation", name="Downloads of this selection").get_by_role(
        "link", name="a brief to print"
    ).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Chronology of diplomatic events")
    expect(page.locator("a.when")).to_have_count(number)
    page.emulate_media(media="print")
    expect(page.get_by_text("Xi Jinping").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_somebody_who_asks_for_what_was_denied_is_shown_the_denial(press: Page) -> None:
    press.goto("/")
    press.get_by_label("Ask a question").fill("Did Biden and Putin speak in June 2024?")
    press.get_by_label("Ask a question").press("Enter")
    expect(press.get_by_role("heading", name="Told instead")).to_be_visible()
    expect(press.locator(".event .status").first).to_have_text("denied")


def test_a_printed_page_has_what_is_said_and_not_what_leads_on(press: Page) -> None:
    press.goto(KAZAN)
    press.emulate_media(media="print")
    expect(press.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(press.locator(".sparql")).to_be_hidden()
    expect(press.locator(".side blockquote").first).to_be_visible()


def test_the_pages_work_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=address)
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Ask a question").fill("Who met Xi Jinping?")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_text("How this was read")).to_be_visible()
    page.goto("/events")
    page.get_by_role("textbox", name="Who", exact=True).fill("Wang Yi")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("list", name="Chosen")).to_contain_text("Wang Yi")
    page.goto(SHARING)
    page.locator(".notes a").last.click()
    page.locator(".claim:target").get_by_role("link", name=re.compile("in the text$")).click()
    expect(page.locator(".evidence :target")).to_be_in_viewport(ratio=1)
    expect(page.locator(".evidence :target")).not_to_have_css("box-shadow", "none")
    page.goto("/query")
    page.get_by_label("SPARQL").fill("ASK {}")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("heading", name="Yes")).to_be_visible()
    page.goto("/ontology")
    page.get_by_label("Find a term").fill("summit")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="with “summit”")).to_be_visible()
    page.goto("/questions")
    if page.get_by_role("link", name="Ask it now").count():
        page.get_by_role("link", name="Ask it now").first.click()
    expect(page.locator(".outcome.good").first).to_be_visible()
    context.close()


def test_a_page_shows_something_at_once_and_sends_little_script(page: Page) -> None:
    sent: dict[str, int] = {}
    page.on("response", lambda r: sent.update({r.url: len(r.body())}) if r.url.endswith(".js") else None)
    page.goto("/events")
    page.wait_for_load_state("networkidle")
    assert sum(sent.values()) < 250_000
    shift = page.evaluate(SHIFTED)
    assert shift < 0.05
