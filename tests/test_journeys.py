"""What analysts do, in a real browser, wide and on a phone; and no accessibility violation on any page.

Screenshots are kept in the folder `screenshots`. Needs the command `chromium` or the one that CHROMIUM names, and what
`make` bundles from `service/frontend`.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from parley.store.workers import QueryService
from parley.web import create_app

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "screenshots"
AXE = ROOT / "service" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
KAZAN = "/event/f073bd12bf1b0740-34.html"  # planned, moved, held and denied
SHARING = "/article/47e331f10a0c6886.html"  # of the seeds: some sentences tell several claims, some claims have several
LONG_MS = 120_000  # for the picture of a page of fifty thousand pixels
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


@contextmanager
def served(queries: QueryService) -> Iterator[str]:
    """Serve a store and yield the address."""
    server = make_server("127.0.0.1", 0, create_app(queries.settings, queries=queries), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def address(seed_queries: QueryService) -> Iterator[str]:
    with served(seed_queries) as found:
        yield found


@pytest.fixture(scope="module")
def press_address(press_queries: QueryService) -> Iterator[str]:
    with served(press_queries) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    command = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if command is None:
        pytest.fail("there is no chromium; install it, or name it in CHROMIUM")
    SCREENSHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=command, args=FLAGS)
        yield running
        running.close()


@contextmanager
def opened(browser: Browser, address: str, size: str, name: str) -> Iterator[Page]:
    """Yield a page of that size, on which nothing may go wrong and nothing may be asked of other hosts."""
    scheme = "light" if size == "wide" else "dark"
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, base_url=address, locale="en-GB")
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith((address, "data:")) else None)
    yield page
    page.screenshot(path=SCREENSHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name)}.png", full_page=True, timeout=LONG_MS)
    context.close()
    assert wrong == []


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page of the seeds at one of the sizes."""
    with opened(browser, address, request.param, request.node.name) as found:
        yield found


@pytest.fixture(params=list(SIZES))
def press(request: pytest.FixtureRequest, browser: Browser, press_address: str) -> Iterator[Page]:
    """A page of the invented articles at one of the sizes."""
    with opened(browser, press_address, request.param, request.node.name) as found:
        yield found


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_accessibility_violation_and_fits_its_width(name: str, page: Page) -> None:
    page.goto(PAGES[name])
    is_accessible_and_fits(page)


@pytest.mark.parametrize("name", PRESS_PAGES)
def test_a_page_of_disagreeing_articles_is_accessible_and_fits_its_width(name: str, press: Page) -> None:
    press.goto(PRESS_PAGES[name])
    is_accessible_and_fits(press)


def is_accessible_and_fits(page: Page) -> None:
    """Assert that axe finds nothing and that nothing is wider than the window."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    told = [f"{each['id']}: {node['html'][:200]} {node['failureSummary']}" for each in found for node in each["nodes"]]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


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
    expect(page.locator("svg .knot").first).to_be_visible()


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
    expect(page.get_by_role("status")).to_have_text("All 28 have the answer that is expected.", timeout=60_000)
    expect(page.locator(".outcome.good")).to_have_count(28)
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
    press.get_by_role("link", name=re.compile("^China and Russia: ")).focus()
    press.keyboard.press("Enter")
    expect(press.get_by_role("heading", level=1)).to_have_text("China and Russia")


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
