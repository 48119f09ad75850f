from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import docx
import pytest

from conftest import BASE, Run
from parley.brief import Brief, Line, Period, brief_of, chronology, to_markdown
from parley.brief.markdown import escaped
from parley.brief.word import to_docx
from parley.errors import QuestionError
from parley.model import Coverage
from parley.store import Store, open_store
from parley.tables import EVERYTHING, Origin, Subset
from parley.wording import beside_name

ORIGIN = Origin(base=BASE, snapshot="1-0", coverage=Coverage(articles=2, voices=2, claims=2, events=1))
AS_OF = dt.date(2023, 5, 1)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EVENT: dict[str, Any] = {
    "event": f"{BASE}event/e", "label": "Meeting", "type": "meeting", "status": "occurred", "disputed": False,
    "new_date": None,
    "start": dt.date(2023, 3, 1), "end": dt.date(2023, 3, 1), "precision": "day", "date_basis": "relative",
    "medium": "in_person",
    "places": ("Oslo",), "cities": ("Oslo",), "count": 1, "part_of": None,
}  # fmt: skip
PERSON: dict[str, Any] = {
    "event": EVENT["event"], "actor_label": "Wang Yi", "role": "participant", "absent": False, "office_label": None,
    "offices_claimed": (), "on_behalf_of_label": (),
}  # fmt: skip
CLAIM: dict[str, Any] = {
    "event": EVENT["event"], "claim": f"{BASE}article/a#claim-0", "title": "A *report*", "publisher": "The Paper",
    "published": dt.date(2023, 3, 2), "published_basis": "stated", "address": None, "status": "occurred",
    "start": dt.date(2023, 3, 1), "end": dt.date(2023, 3, 1), "precision": "day", "places": ("Oslo",), "source": None,
    "source_kind": "narrator", "certainty": "certain", "quotes": ("They met.",),
}  # fmt: skip


@pytest.fixture(scope="module")
def store(seed_store: Path) -> Iterator[Store]:
    with open_store(seed_store, base_iri=BASE, write=False) as store:
        yield store


@pytest.fixture(scope="module")
def seed_brief(store: Store) -> Brief:
    return brief_of(Subset(store.values), ORIGIN, period=Period(), as_of=AS_OF)


def made(
    monkeypatch: pytest.MonkeyPatch,
    *,
    events: tuple[Mapping[str, Any], ...] = (EVENT,),
    people: tuple[Mapping[str, Any], ...] = (PERSON,),
    claims: tuple[Mapping[str, Any], ...] = (CLAIM,),
    period: Period = Period(),  # noqa: B008 - frozen
) -> Brief:
    """Make a brief of rows of the tables."""
    tables = {"events": events, "participants": people, "claims": claims}
    monkeypatch.setattr(chronology, "rows_of", lambda name, subset: tables[name])
    return brief_of(Subset(lambda text: []), ORIGIN, period=period, as_of=AS_OF)


def lines(brief: Brief) -> list[Line]:
    return [line for section in brief.sections for group in section.groups for line in group.lines]


# --- what a brief says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "held", "claimed", "parties", "said"),
    [
        ("Foreign Minister of Cuba", None, "foreign minister", ["Cuba"], (None, ())),
        ("Wang Yi", None, "foreign minister", ["China"], ("foreign minister", ("China",))),
        ("Xi Jinping", "President of China", "leader", ["China"], ("President of China", ())),
        ("China", None, None, ["China"], (None, ())),
    ],
)
def test_beside_a_name_stands_what_it_does_not_say(
    name: str, held: str | None, claimed: str | None, parties: list[str], said: object
) -> None:
    assert beside_name(name, held=held, claimed=claimed, parties=parties) == said


def test_every_event_has_its_line_and_every_claim_its_footnote(seed_brief: Brief, store: Store) -> None:
    subset = Subset(store.values)
    assert {line.event for line in lines(seed_brief)} == set(subset.events)
    claims = store.values("SELECT ?claim WHERE { ?event <https://w3id.org/parley/ontology#claim> ?claim }")
    numbers = list(range(1, len(claims) + 1))
    assert [note.number for note in seed_brief.notes] == numbers
    assert [number for line in lines(seed_brief) for number in line.notes] == numbers


def test_a_brief_says_what_was_selected_and_what_was_searched(seed_brief: Brief) -> None:
    assert seed_brief.selected == "all events"
    assert seed_brief.searched.startswith("Searched: 2 articles by 2 voices")
    assert seed_brief.origin == f"As of 1 May 2023, snapshot 1-0 of {BASE}"


def test_a_line_tells_date_kind_offices_medium_and_place(seed_brief: Brief) -> None:
    call = next(line for line in lines(seed_brief) if "Zelenskyy" in line.text and line.when == "26 April 2023")
    assert call.text == "Call: Xi Jinping (President of China) and Volodymyr Zelenskyy (President of Ukraine); by phone"
    assert call.mark is None


def test_lines_are_grouped_by_month_in_order(seed_brief: Brief) -> None:
    headings = [group.heading for group in seed_brief.sections[0].groups]
    assert headings.index("February 2022") < headings.index("March 2023") < headings.index("April 2023")
    assert len(headings) == len(set(headings))


def test_what_is_not_said_to_have_happened_is_marked(seed_brief: Brief) -> None:
    assert {line.mark for line in lines(seed_brief)} >= {None, "planned", "cancelled", "not held"}


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({}, "certain"),
        ({"start": dt.date(2023, 3, 1), "end": dt.date(2023, 3, 31), "precision": "month"}, "certain"),
        ({"start": dt.date(2023, 1, 1), "end": dt.date(2023, 12, 31), "precision": "year"}, "possible"),
        ({"start": None, "precision": "before"}, "possible"),
        ({"start": None, "end": None, "precision": "unknown"}, "undated"),
    ],
)
def test_certain_possible_and_undated_events_are_kept_apart(changes: dict[str, Any], match: str) -> None:
    march = Period(first=dt.date(2023, 3, 1), last=dt.date(2023, 3, 31))
    assert march.match({**EVENT, **changes}) == match


def test_those_who_stayed_away_are_told_apart_from_those_who_were_there(monkeypatch: pytest.MonkeyPatch) -> None:
    away = {**PERSON, "actor_label": "Sergey Lavrov", "role": "absent", "absent": True}
    assert lines(made(monkeypatch, people=(PERSON, away)))[0].text == "Meeting: Wang Yi; in Oslo; without Sergey Lavrov"


def test_a_disputed_event_tells_who_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    brief = made(monkeypatch, events=({**EVENT, "disputed": True},), claims=(CLAIM, {**CLAIM, "status": "denied"}))
    assert lines(brief)[0].remarks == ("disputed: occurred [1]; denied [2]",)
    assert [note.status for note in brief.notes] == [None, "denied"]


def test_a_plan_that_came_true_is_told_and_no_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = {**CLAIM, "status": "planned", "start": dt.date(2023, 2, 1), "end": dt.date(2023, 2, 1)}
    assert lines(made(monkeypatch, claims=(plan, CLAIM)))[0].remarks == ("told as planned [1]; occurred [2]",)


def test_sources_that_differ_on_the_day_are_set_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    other = {**CLAIM, "start": dt.date(2023, 3, 5), "end": dt.date(2023, 3, 5)}
    assert lines(made(monkeypatch, claims=(CLAIM, other)))[0].remarks == (
        "sources differ on the day: 1 March 2023 [1]; 5 March 2023 [2]",
    )


def test_a_month_and_a_day_within_it_do_not_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    month = {**CLAIM, "end": dt.date(2023, 3, 31), "precision": "month"}
    assert lines(made(monkeypatch, claims=(CLAIM, month)))[0].remarks == ()


def test_sources_that_differ_on_the_city_are_set_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    events = ({**EVENT, "cities": ("Bergen", "Oslo")},)
    brief = made(monkeypatch, events=events, claims=(CLAIM, {**CLAIM, "places": ("Bergen", "Norway")}))
    assert lines(brief)[0].remarks == ("sources differ on the place: Oslo [1]; Bergen [2]",)


def test_a_footnote_quotes_a_sentence_once_and_three_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    note = made(monkeypatch, claims=({**CLAIM, "quotes": ("a", "a", "b", "c", "d", "e")},)).notes[0]
    assert (note.quotes, note.more) == (("a", "b", "c"), 2)


def test_an_address_that_a_browser_must_not_follow_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    brief = made(monkeypatch, claims=({**CLAIM, "address": "javascript:alert(1)"},))
    assert brief.notes[0].address == CLAIM["claim"]


def test_more_events_than_anybody_reads_are_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chronology, "MOST_EVENTS", 10)
    subset = Subset(store.values, EVERYTHING)
    with pytest.raises(QuestionError, match=f"would have {len(subset.events)} events"):
        brief_of(subset, ORIGIN, period=Period(), as_of=AS_OF)


# --- Markdown ---------------------------------------------------------------------------------------------------


def test_markdown_has_a_line_an_anchor_and_a_note_for_each_claim(seed_brief: Brief) -> None:
    text = to_markdown(seed_brief)
    assert seed_brief.notes
    for number in (note.number for note in seed_brief.notes):
        assert text.count(f"[^{number}]") == 2
        assert text.count(f"\n[^{number}]: “") == 1
    assert "- **undated** **[cancelled]** Visit: Antony Blinken" in text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("*bold* _it_ `code`", r"\*bold\* \_it\_ \`code\`"),
        ("[a](javascript:x) <b>", r"\[a\](javascript:x) \<b\>"),
        ("&lt;script&gt; [^1]", r"\&lt;script\&gt; \[\^1\]"),
        ("1. a list\n# a heading", r"1\. a list \# a heading"),
        ("- a list", r"\- a list"),
        ("a - b 1. c", "a - b 1. c"),
    ],
)
def test_nothing_in_a_text_becomes_markup(text: str, written: str) -> None:
    assert escaped(text) == written


def test_nothing_found_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing was found." in to_markdown(made(monkeypatch, events=(), people=(), claims=()))


# --- Word -------------------------------------------------------------------------------------------------------


def test_a_word_document_opens_and_has_every_line(seed_brief: Brief) -> None:
    document = docx.Document(io.BytesIO(to_docx(seed_brief, made=AS_OF)))
    texts = [p.text for p in document.paragraphs if p.style and p.style.name == "List Bullet"]
    assert len(texts) == len(lines(seed_brief))
    assert all(line.text in text for line, text in zip(lines(seed_brief), texts, strict=True))
    assert document.core_properties.title == seed_brief.title


def test_a_word_document_has_real_footnotes(seed_brief: Brief) -> None:
    with zipfile.ZipFile(io.BytesIO(to_docx(seed_brief, made=AS_OF))) as package:
        notes = ElementTree.fromstring(package.read("word/footnotes.xml"))
        body = ElementTree.fromstring(package.read("word/document.xml"))
        types = package.read("[Content_Types].xml").decode()
    told = {note.get(f"{WORD}id"): "".join(note.itertext()) for note in notes}
    references = [each.get(f"{WORD}id") for each in body.iter(f"{WORD}footnoteReference")]
    assert references == [str(note.number) for note in seed_brief.notes]
    assert {"-1", "0", *references} == set(told)
    assert all(quote in told[str(note.number)] for note in seed_brief.notes for quote in note.quotes)
    assert "wordprocessingml.footnotes+xml" in types


def test_what_xml_cannot_hold_is_left_out_of_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    brief = made(monkeypatch, claims=({**CLAIM, "quotes": ("bell\x07 & <b>",)},))
    with zipfile.ZipFile(io.BytesIO(to_docx(brief, made=AS_OF))) as package:
        assert "“bell & <b>”" in "".join(ElementTree.fromstring(package.read("word/footnotes.xml")).itertext())


# --- the command ------------------------------------------------------------------------------------------------


def test_the_command_takes_names_and_a_period(parley: Run, seed_store: Path) -> None:
    told = parley("brief", "--actor", "Xi Jinping", "--with", "Volodymyr Zelenskyy", "--from", "2023-01-01",
                  store=seed_store)  # fmt: skip
    assert told.exit_code == 0, told.output
    assert "- Selected: Who: Volodymyr Zelenskyy; Who: Xi Jinping; From: 2023-01-01" in told.stdout
    assert "**26 April 2023** Call: Xi Jinping" in told.stdout


def test_the_command_writes_what_the_file_name_says(parley: Run, seed_store: Path, tmp_path: Path) -> None:
    file = tmp_path / "brief.docx"
    assert parley("brief", "--type", "call", "-o", file, store=seed_store).exit_code == 0
    assert docx.Document(str(file)).paragraphs[0].text == "Chronology of diplomatic events"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--actor", "Nobody Known"), "nothing is known of 'actor/nobody-known'"),
        (("--status", "gone"), "give one of occurred"),
        (("--where", "colour=red"), "names are actor"),
        (("-o", "brief.pdf"), "there are md, docx"),
    ],
)
def test_what_cannot_be_selected_is_told_with_what_can(
    words: tuple[str, ...], told: str, parley: Run, seed_store: Path
) -> None:
    result = parley("brief", *words, store=seed_store)
    assert result.exit_code == 2
    assert told in result.output


def test_a_date_that_no_words_give_is_told_as_inferred(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = lines(made(monkeypatch, events=({**EVENT, "date_basis": "inferred"},)))
    assert line.when == "1 March 2023, inferred"


def test_what_was_put_off_is_told_with_the_days_planned_before(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = lines(made(monkeypatch, events=({**EVENT, "status": "postponed", "new_date": False},)))
    assert (line.when, line.mark) == ("was planned for 1 March 2023", "postponed, no new date told")
