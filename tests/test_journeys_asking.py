"""What analysts do who ask a question, in a real browser, wide and on a phone."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from browsing import is_accessible_and_fits, taken

pytestmark = pytest.mark.browser

ANSWERS = {
    "disagreements": "/?q=Where+do+sources+disagree%3F",
    "disagreements-table": "/?q=Where+do+sources+disagree%3F&view=table",
    "offices": "/?q=Which+offices+do+not+match%3F",
    "offices-table": "/?q=Which+offices+do+not+match%3F&view=table",
    "counts": "/?q=How+often+did+China+and+Russia+meet%3F",
    "both": "/?q=Who+spoke+with+both+Vladimir+Putin+and+Volodymyr+Zelenskyy%3F",
    "plans": "/?q=What+is+planned%3F",
    "changes": "/?q=Which+plans+changed%3F",
    "question": "/questions/01-who-met-whom",
    "brief": "/export/brief.html?q=Who+met+Xi+Jinping%3F",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_has_no_accessibility_violation_and_fits_its_width(name: str, press: Page) -> None:
    press.goto(ANSWERS[name])
    is_accessible_and_fits(press)


def ask(asked: Page, question: str) -> None:
    """Ask a question as somebody does who types it."""
    asked.goto("/")
    asked.get_by_label("Ask a question").fill(question)
    asked.get_by_role("button", name="Ask").click()
    expect(asked.get_by_text("How this was read")).to_be_visible()
    asked.wait_for_load_state()  # until the style is there, nothing stands where it belongs


def view(asked: Page, name: str) -> None:
    """Choose a view of the answer."""
    asked.get_by_role("navigation", name="Views of the answer").get_by_role("link", name=name).click()


def follow_to_the_sentence(asked: Page) -> None:
    """Go from the page of an event to a sentence in its article, which is marked there."""
    expect(asked.get_by_role("heading", name="Who says so")).to_be_visible()
    source = asked.locator(".claim figure.telling").first
    quote, claim = source.locator("blockquote p").first.inner_text(), source.locator("figcaption a").first
    claim.click()
    meant = asked.locator(".evidence :target")
    expect(meant).to_have_text(quote)
    expect(meant).to_be_in_viewport(ratio=1)


def test_somebody_asks_looks_at_the_timeline_and_checks_the_sentence(press: Page) -> None:
    ask(press, "Who met Xi Jinping in 2024?")
    view(press, "Timeline")
    press.get_by_role("link", name=re.compile("^20 March 2024: Meeting of")).first.focus()
    press.keyboard.press("Enter")
    expect(press.get_by_role("heading", level=1)).to_have_text("Meeting of Xi Jinping and Vladimir Putin")
    follow_to_the_sentence(press)


def test_somebody_asks_looks_at_the_network_and_checks_the_sentence(press: Page) -> None:
    ask(press, "Who met Xi Jinping in 2024?")
    view(press, "Network")
    # Until the style is there, the drawing for phones is beside the wide one.
    pair = press.get_by_role("link", name=re.compile("Vladimir Putin.*Xi Jinping: |Xi Jinping.*Vladimir Putin: "))
    expect(pair).to_have_count(1)
    pair.focus()
    press.keyboard.press("Enter")
    expect(press.get_by_role("heading", level=1)).to_have_text("Vladimir Putin and Xi Jinping")
    press.locator(".event h3 a, .event h2 a").first.click()
    follow_to_the_sentence(press)


def test_somebody_asks_looks_at_the_map_and_checks_the_sentence(press: Page) -> None:
    ask(press, "Who met Xi Jinping in 2024?")
    view(press, "Map")
    press.get_by_role("link", name=re.compile("^Kazan: ")).first.focus()
    press.keyboard.press("Enter")
    expect(press.get_by_role("list", name="Chosen")).to_contain_text("Kazan")
    press.locator(".event h2 a").first.click()
    follow_to_the_sentence(press)


def test_somebody_reads_an_answer_as_a_table_and_follows_a_row_to_its_sentence(press: Page) -> None:
    ask(press, "Who met Xi Jinping in 2024?")
    view(press, "Table")
    cell = press.locator("td[data-label=Sentence]").first
    quote = cell.locator("q").inner_text().strip("“”")
    cell.get_by_role("link").first.click()
    expect(press.locator(".evidence :target")).to_have_text(quote)


def test_somebody_compares_what_two_sources_say(press: Page) -> None:
    ask(press, "Where do sources disagree?")
    whole = press.locator(".differ", has_text="whether it took place")
    sides = whole.locator(".side")
    expect(sides).to_have_count(2)
    one, other = (sides.nth(n).bounding_box() for n in (0, 1))
    assert one is not None
    assert other is not None
    beside = one["y"] == other["y"] and one["x"] + one["width"] <= other["x"]
    below = one["x"] == other["x"] and one["y"] + one["height"] <= other["y"]
    assert beside if press.viewport_size["width"] > 600 else below
    quote = sides.nth(1).locator("blockquote p").first.inner_text()
    sides.nth(1).get_by_role("link").first.click()
    expect(press.locator(".evidence :target")).to_have_text(quote)


def test_somebody_makes_a_brief_of_an_answer(press: Page) -> None:
    ask(press, "Who met Xi Jinping in 2024?")
    number = press.locator(".event").count()
    markdown = taken(press, "in Markdown", of="answer").decode()
    assert "what answers “Who met Xi Jinping in 2024?”" in markdown
    assert "[^1]:" in markdown
    with zipfile.ZipFile(io.BytesIO(taken(press, "for Word", of="answer"))) as archive:
        assert "word/footnotes.xml" in archive.namelist()
    press.get_by_role("link", name="a brief to print").click()
    expect(press.get_by_role("heading", level=1)).to_have_text("Chronology of diplomatic events")
    expect(press.locator("a.when")).to_have_count(number)


def test_somebody_takes_an_answer_and_its_tables_away(press: Page) -> None:
    ask(press, "Who met Xi Jinping in 2024?")
    number = press.locator(".event").count()
    rows = list(csv.DictReader(io.StringIO(taken(press, "this answer as CSV", of="answer").decode("utf-8-sig"))))
    assert {"With whom", "Event", "Sentence", "Publisher"} <= set(rows[0])
    assert len({row["Event"] for row in rows}) == number
    events = csv.DictReader(io.StringIO(taken(press, "Events as CSV", of="answer").decode("utf-8-sig")))
    assert len(list(events)) == number
    assert taken(press, "the network as GraphML", of="answer").startswith(b"<?xml")
    assert taken(press, "Claims as Parquet", of="answer").startswith(b"PAR1")


def test_somebody_follows_a_count_to_what_it_counts(press: Page) -> None:
    ask(press, "How often did China and Russia meet?")
    count = press.locator("td[data-label=Events] a").first
    number = int(count.inner_text())
    count.click()
    expect(press.get_by_role("heading", level=1)).to_have_text(f"{number} event{'s' if number > 1 else ''}")
    expect(press.locator(".event blockquote").first).to_be_visible()


def test_somebody_goes_on_with_an_answer_in_explore(press: Page) -> None:
    ask(press, "Who met Xi Jinping in 2024?")
    first = press.locator(".event h4 a").first.inner_text()
    press.get_by_role("link", name="Open in Explore with these filters").click()
    expect(press.get_by_role("list", name="Chosen")).to_contain_text("Xi Jinping")
    expect(press.locator(".event h2 a").first).to_have_text(first)


def test_completions_and_proposed_questions_read_like_sentences(page: Page) -> None:
    page.goto("/")
    box = page.get_by_label("Ask a question")
    box.press_sequentially("meeti")
    option = page.get_by_role("option", name=re.compile("^Meeting"))
    expect(option.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(box).to_have_value(re.compile("^Meeting"))
    box.press("Enter")
    expect(page.get_by_text("How this was read")).to_be_visible()
    ask_again = page.get_by_label("Ask a question")
    ask_again.fill("why is the weather bad in China")
    ask_again.press("Enter")
    proposed = page.locator(".nearest a")
    expect(proposed.first).to_be_visible()
    assert all(text[0].isupper() for text in proposed.all_inner_texts())
