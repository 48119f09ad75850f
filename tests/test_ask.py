"""Questions in plain words: which competency question they ask, with which values, and how that is told."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley import terminal
from parley.ask import (
    Candidate,
    NameIndex,
    Reading,
    ask,
    examples,
    labels_query,
    mentioned_query,
    render_answer,
    render_reading,
)
from parley.ask.grammar import Form, Slot, wording
from parley.ask.periods import find_period
from parley.errors import QuestionError
from parley.model import IRI, Answer, Coverage, Term
from parley.questions import read_questions
from parley.store.sparql.gate import check

ROOT = Path(__file__).parents[1]
BASE = "http://127.0.0.1:8000/"
TODAY = dt.date(2023, 7, 15)
QUESTIONS = read_questions(ROOT / "ontology" / "questions")
DEFAULT_GRAPHS = [ox.NamedNode(f"{BASE}graph/{name}") for name in ("events", "actors", "ontology")]


@cache
def small() -> ox.Store:
    store = ox.Store()
    store.load(path=str(ROOT / "tests" / "data" / "small.trig"))
    return store


def solutions(sparql: str, bindings: dict[str, Term] | None = None) -> tuple[tuple[str, ...], list[dict[str, Term]]]:
    found = small().query(
        sparql,
        substitutions={ox.Variable(name): engine_term(term) for name, term in (bindings or {}).items()},
        default_graph=DEFAULT_GRAPHS,
    )
    assert isinstance(found, ox.QuerySolutions)
    names = tuple(variable.value for variable in found.variables)
    return names, [{name: term_of(s[name]) for name in names if s[name] is not None} for s in found]


def engine_term(term: Term) -> ox.NamedNode | ox.Literal:
    return (
        ox.NamedNode(term.value) if term.type == "uri" else ox.Literal(term.value, datatype=ox.NamedNode(term.datatype))
    )


def term_of(term: object) -> Term:
    if isinstance(term, ox.NamedNode):
        return Term(type="uri", value=term.value)
    assert isinstance(term, ox.Literal)
    return Term(type="literal", value=term.value, datatype=term.datatype.value)


@cache
def known(order: Callable[[list[dict[str, Term]]], Iterable[dict[str, Term]]] = iter) -> NameIndex:
    counted = solutions(mentioned_query())[1]
    events = {row["iri"].value: int(row["events"].value) for row in counted}
    return NameIndex(order(solutions(labels_query())[1]), events)


def read(question: str) -> Reading:
    return ask(question, known=known(), today=TODAY, questions=QUESTIONS)


def answer(reading: Reading) -> Answer:
    variables, found = solutions(reading.question.sparql, dict(reading.bindings))
    coverage = Coverage(
        articles=5,
        voices=3,
        claims=28,
        events=23,
        published_from=dt.date(2023, 2, 20),
        published_to=dt.date(2023, 6, 10),
        undated_articles=1,
    )
    return Answer(form="SELECT", snapshot="1", variables=variables, solutions=tuple(found), coverage=coverage)


# --- phrasings ------------------------------------------------------------------------------------------------


def cases() -> list[dict[str, str]]:
    with (ROOT / "tests" / "cases" / "questions.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", [c for c in cases() if c["key"] != "!"], ids=lambda case: case["question"])
def test_a_question_is_read_as_a_competency_question_with_its_values(case: dict[str, str]) -> None:
    reading = read(case["question"])
    expected = dict(part.split("=", 1) for part in case["values"].split("; ") if part)
    assert reading.question.key == case["key"]
    assert {name: value.removeprefix(BASE) for name, value in reading.values.items()} == expected
    assert reading.values.items() <= {name: term.value for name, term in reading.bindings.items()}.items()


@pytest.mark.parametrize("case", [c for c in cases() if c["key"] == "!"], ids=lambda case: case["question"])
def test_what_is_not_understood_is_told(case: dict[str, str]) -> None:
    with pytest.raises(QuestionError) as caught:
        read(case["question"])
    assert caught.value.message == case["values"]
    assert caught.value.remedy


def test_every_competency_question_can_be_asked_in_words() -> None:
    assert {form.question for form in wording().forms} == set(QUESTIONS)


class Everybody:
    """Knows somebody and some place of every name that is written with capitals."""

    def find(self, words: str) -> tuple[Candidate, ...]:
        if not all(word[0].isupper() for word in words.split()):
            return ()
        name = words.replace(" ", "-")
        return tuple(
            Candidate(iri=IRI(f"{BASE}{part}/{name}"), label=words, kind=kind, name=words, via="label")
            for part, kind in (("actor", "person"), ("place", "place"))
        )

    def near(self, words: str) -> tuple[str, ...]:
        return ()


@pytest.mark.parametrize("form", wording().forms, ids=lambda form: form.example)
def test_the_example_of_a_form_is_understood_as_that_form(form: Form) -> None:
    reading = ask(form.example, known=Everybody(), today=TODAY, questions=QUESTIONS)
    assert (reading.question.key, reading.example) == (form.question, form.example)


@pytest.mark.parametrize("form", wording().forms, ids=lambda form: form.example)
def test_a_form_speaks_of_parameters_that_its_question_has(form: Form) -> None:
    question = QUESTIONS[form.question]
    for pattern in form.patterns:
        waiting = list(wording().compiled(form, pattern))
        while waiting:
            element = waiting.pop()
            waiting += getattr(element, "elements", ())
            assert not isinstance(element, Slot) or question.parameter(element.name)
            assert getattr(element, "any_of", True), pattern
    if form.verbs and form.binds_form:
        assert set(form.verbs) <= set(question.parameter("form").choices)
    question.bind(form.values | {p.name: "x" for p in question.parameters if p.required}, base=BASE)


@pytest.mark.parametrize("question", ["", "  ?", "please"])
def test_an_empty_question_is_answered_with_examples(question: str) -> None:
    with pytest.raises(QuestionError, match="nothing was asked") as caught:
        read(question)
    assert set(caught.value.nearest) <= set(examples())


@pytest.mark.parametrize(
    ("question", "unheeded"),
    [
        ("which presidents met Adler?", ["presidents"]),
        ("Adler's last call", ["last"]),
        ("when did Adler and Blanc last meet?", []),
        ("which calls were requested but not held?", ["calls"]),
        ("who met both Adler and Blanc?", ["met"]),
        ("which calls are planned?", []),
        ("which visits took place?", []),
        ("which people met Adler?", []),
    ],
)
def test_words_that_would_leave_out_more_than_the_answer_does_are_told(question: str, unheeded: list[str]) -> None:
    reading = read(question)
    assert list(reading.unheeded) == unheeded
    assert ("not applied" in render_reading(reading, base=BASE)) == bool(unheeded)


# --- names ----------------------------------------------------------------------------------------------------


def test_a_misspelt_name_is_answered_with_a_question_that_can_be_asked() -> None:
    with pytest.raises(QuestionError, match="did you mean Anna Adler") as caught:
        read("who met Ana Adler in March 2023?")
    assert caught.value.nearest == ("Who met Anna Adler in March 2023?",)


@pytest.mark.parametrize(
    "question",
    [
        *(case["question"] for case in cases() if case["key"] == "!"),
        "who met Anna Adlr in Berln?",
        "Adler's frist call",
        "the flargle of Adler",
        "who met Anna Adlr in Fooville?",
        "hello world",
        "please",
    ],
)
def test_every_question_that_is_suggested_is_understood(question: str) -> None:
    with pytest.raises(QuestionError) as caught:
        read(question)
    assert caught.value.nearest
    for suggested in caught.value.nearest:
        assert read(suggested)


def test_a_question_about_somebody_is_answered_with_questions_about_them_or_nobody() -> None:
    with pytest.raises(QuestionError) as caught:
        read("the flargle of Adler")
    assert caught.value.nearest[0] == "Contacts of Anna Adler"
    assert {slot.chosen.label for each in caught.value.nearest for slot in read(each).slots} == {"Anna Adler"}


def test_all_names_that_are_misspelt_are_put_right() -> None:
    with pytest.raises(QuestionError) as caught:
        read("did Anna Adlr meet Bruno Blnc?")
    assert caught.value.nearest == ("Did Anna Adler meet Bruno Blanc?",)


def test_a_city_is_a_place_where_one_is_asked_for_and_else_its_government() -> None:
    assert read("who met Chiba in Berlin?").values["place"] == BASE + "place/berlin-germany"
    assert read("who met Berlin?").values["actor"] == BASE + "actor/germany"


def test_a_capital_where_nothing_is_told_to_have_been_is_not_widened_to_its_country() -> None:
    with pytest.raises(QuestionError, match="no event in the store is told to have been in “Tokyo”") as caught:
        read("who met Chiba in Tokyo?")
    assert caught.value.nearest == ("Who met Chiba in Japan?",)


def test_a_name_with_and_in_it_is_one_name() -> None:
    reading = read("what is planned between Bosnia and Herzegovina and Japan?")
    assert [slot.chosen.label for slot in reading.slots] == ["Bosnia and Herzegovina", "Japan"]


def name(iri: str, label: str, *, kind: str = "person", via: str = "label") -> dict[str, Term]:
    row = {"iri": f"{BASE}actor/{iri}", "label": label, "name": label, "kind": kind, "via": via}
    return {key: Term(type="literal", value=value) for key, value in row.items()}


def test_a_surname_means_who_is_told_of_most_and_the_others_are_told() -> None:
    told = {f"{BASE}actor/b": 3, f"{BASE}actor/c": 1}
    two = NameIndex([name("a", "Anna Kim"), name("b", "Bo Kim"), name("c", "Kim", kind="group")], told)
    assert [each.label for each in two.find("kim")] == ["Kim", "Bo Kim", "Anna Kim"]
    reading = ask("who met Bo Kim?", known=two, today=TODAY, questions=QUESTIONS)
    assert reading.slots[0].runners_up == ()
    others = NameIndex([name("a", "Anna Kim"), name("b", "Bo Kim")], told)
    reading = ask("who met Kim?", known=others, today=TODAY, questions=QUESTIONS)
    assert reading.slots[0].chosen.label == "Bo Kim"
    assert "could also be Anna Kim" in render_reading(reading, base=BASE)


@pytest.mark.parametrize(
    "words", ["zoe müller", "Zoë Müller", "ZOE MULLER", "Müller", "President Müller", "the Zoë Müller"]
)
def test_accents_capitals_titles_and_first_names_may_be_left_out(words: str) -> None:
    index = NameIndex([name("z", "Zoë Müller")])
    assert ask(f"who met {words}?", known=index, today=TODAY, questions=QUESTIONS).slots[0].chosen.label == "Zoë Müller"


@pytest.mark.parametrize("words", ["Haddad", "al-Haddad", "Al Haddad", "Haddaad", "al haddaad"])
def test_a_surname_is_known_without_its_article_and_in_every_spelling_told(words: str) -> None:
    index = NameIndex([name("h", "Sami Nur al-Haddad"), name("h", "Sami Nur al-Haddad") | told_as("Sami al-Haddaad")])
    assert [each.label for each in index.find(words)] == ["Sami Nur al-Haddad"]
    assert [each.label for each in index.complete("hadda")] == ["Sami Nur al-Haddad"]


def told_as(alias: str) -> dict[str, Term]:
    return {"name": Term(type="literal", value=alias), "via": Term(type="literal", value="alias")}


def test_a_person_in_no_event_comes_after_those_in_some() -> None:
    index = NameIndex([name("a", "Boro"), name("b", "Ann Boro")], {f"{BASE}actor/b": 1})
    assert [each.label for each in index.find("boro")] == ["Ann Boro", "Boro"]
    assert index.near("boroo") == ("Ann Boro",)


def test_a_surname_is_meant_before_a_first_name() -> None:
    index = NameIndex([name("a", "Bashir Abel"), name("z", "Omar al-Bashir")])
    assert [each.label for each in index.find("bashir")] == ["Omar al-Bashir", "Bashir Abel"]


@pytest.mark.parametrize("words", ["US", "U.S.", "the U.S.", "u.s"])
def test_dots_in_an_abbreviation_may_be_left_out(words: str) -> None:
    index = NameIndex([name("us", "US", kind="country")])
    assert ask(f"who met {words}?", known=index, today=TODAY, questions=QUESTIONS).slots[0].chosen.label == "US"


def offices() -> NameIndex:
    """Return an index in which Anna Kim, Bo Kim and Cy Kim were foreign minister of Japan one after the other."""
    held = {"a": ("2016", "2019-09-01"), "b": ("2019-09-01", "2022-03"), "c": ("2022-03-10", None)}
    rows = [{"office": "jpn", "name": words} for words in ("Japanese foreign minister", "Foreign Minister of Japan")]
    rows += [
        {"office": "jpn", "iri": f"{BASE}actor/{iri}", "label": f"{iri.title()} Kim", "from": since}
        | ({"to": until} if until else {})
        for iri, (since, until) in held.items()
    ]
    terms = [{key: Term(type="literal", value=value) for key, value in row.items()} for row in rows]
    return NameIndex([name("g", "Gil")], {f"{BASE}actor/a": 1, f"{BASE}actor/b": 5}, offices=terms)


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("who met the foreign minister of Japan in 2018?", ["A Kim", "B Kim", "C Kim"]),
        ("who met the Japanese foreign minister in 2021?", ["B Kim", "A Kim", "C Kim"]),
        ("who met the Japanese foreign minister since April 2022?", ["C Kim", "B Kim", "A Kim"]),
        ("who met the Japanese foreign minister before 2017?", ["A Kim", "B Kim", "C Kim"]),
        ("who met the Japanese foreign minister?", ["B Kim", "A Kim", "C Kim"]),  # C stands in no event
    ],
)
def test_an_office_means_who_held_it_in_the_period_asked_for(question: str, meant: list[str]) -> None:
    (slot,) = ask(question, known=offices(), today=TODAY, questions=QUESTIONS).slots
    assert [slot.chosen.label, *(each.label for each in slot.runners_up)] == meant


def test_it_is_told_when_somebody_held_the_office_that_was_asked_about() -> None:
    reading = ask(
        "did Gil meet the foreign minister of Japan in 2021?", known=offices(), today=TODAY, questions=QUESTIONS
    )
    assert "B Kim (actor/b, for “the foreign minister of Japan”, in office 2019-09-01 to 2022-03;" in render_reading(
        reading, base=BASE
    )


def test_the_order_of_the_names_does_not_matter() -> None:
    backwards = known(reversed)
    for words in ("Adler", "Kenya", "Nairobi", "Chiba", "UN"):
        assert backwards.find(words) == known().find(words)


# --- periods --------------------------------------------------------------------------------------------------


@given(st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2099, 12, 31)), st.sampled_from(range(5)))
def test_a_day_is_understood_however_it_is_written(day: dt.date, way: int) -> None:
    month = f"{day:%B}".lower()
    written = [
        f"on {day.day} {month} {day.year}",
        f"on the {day.day}th of {month} {day.year}",
        f"on {month} {day.day} , {day.year}",
        f"{day.day} {month[:3]} {day.year}",
        day.isoformat(),
    ][way].split()
    found = find_period(["who", "met", "x", *written], today=TODAY)
    assert found is not None
    assert (found.period.start, found.period.end) == (day, day)
    assert (found.first, found.last) == (3, 3 + len(written))


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("in the last three months", "2023-04-15", "2023-07-15"),
        ("in the next 10 days", "2023-07-15", "2023-07-25"),
        ("next month", "2023-08-01", "2023-08-31"),
        ("last may", "2023-05-01", "2023-05-31"),
        ("in winter 2022", "2022-12-01", "2023-02-28"),
        ("in the second quarter of 2022", "2022-04-01", "2022-06-30"),
        ("since last week", "2023-07-03", ""),
        ("before 2023", "", "2022-12-31"),
        ("in 2022-05", "2022-05-01", "2022-05-31"),
        ("from 1 to 5 march 2023", None, None),
        ("in 2024-13", None, None),
        ("between march 2023 and may 2022", None, None),
    ],
)
def test_periods(words: str, start: str | None, end: str | None) -> None:
    found = find_period(words.split(), today=TODAY)
    period = found.period if found and found.last - found.first == len(words.split()) else None
    if start is None:
        assert period is None
    else:
        assert period is not None
        assert (str(period.start or ""), str(period.end or "")) == (start, end)


@pytest.mark.parametrize("words", ["who met may", "did march call june", "who met x for good", "march"])
def test_a_month_alone_is_no_period(words: str) -> None:
    assert find_period(words.split(), today=TODAY) is None


# --- as text --------------------------------------------------------------------------------------------------


def test_the_text_tells_how_the_question_was_read_and_what_was_searched() -> None:
    reading = read("who met Adler in March 2023?")
    text = render_answer(reading, answer(reading), base=BASE)
    assert "Read as: Contacts of a person, country or organisation" in text
    assert "actor: Anna Adler (actor/anna-adler, for “Adler”)" in text
    assert "period: 2023-03-01 to 2023-03-31 (“in March 2023”)" in text
    searched = "searched 5 articles of 3 known voices, published 2023-02-20 to 2023-06-10, 1 without a date"
    assert searched in " ".join(text.split())


def test_certain_possible_and_undated_answers_stand_apart() -> None:
    reading = read("who met whom between 10 April and 5 June 2023?")
    text = render_answer(reading, answer(reading), base=BASE)
    places = [
        text.index(words)
        for words in ("Fatima Faye brought Blanc", "Possible:", "visited Kenya", "Undated:", "met twice")
    ]
    assert places == sorted(places)


def test_an_answer_without_events_says_what_was_searched() -> None:
    reading = read("did Adler and Faye meet?")
    text = render_answer(reading, answer(reading), base=BASE)
    assert "No article that was read says so." in text
    assert "searched 5 articles" in text


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("did Adler and Blanc meet?", "Yes."),
        ("did Adler and Blanc meet in 2021?", "No article that was read says so."),
        ("did Adler meet Dako in March 2023?", "Yes, but no article says when."),
        ("did Blanc visit Kenya from 20 April to 3 May 2023?", "Possibly."),
        ("will Adler meet Chiba?", "It is told as planned and postponed."),
    ],
)
def test_whether_something_took_place_is_answered_first(question: str, says: str) -> None:
    reading = read(question)
    parts = render_answer(reading, answer(reading), base=BASE).split("\n\n")
    assert parts[1] == says


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("who criticised Dako?", {"Criticism of David Dako by Anna Adler, 6 June 2023"}),
        ("who criticised Kenya?", {"Criticism of David Dako by Anna Adler, 6 June 2023"}),  # Dako acts for it
        ("who criticised Adler?", set[str]()),  # who is there, as the one who speaks
        ("what was denied?", {"Denied call of Chie Chiba and Fatima Faye"}),
        ("which calls were cancelled?", set[str]()),
        ("which visits were cancelled?", {"Cancelled visit of David Dako to France, May 2023"}),
        ("which visits are planned?", {"Postponed visit of Chie Chiba to Germany, September 2023"}),
        ("which calls are planned?", set[str]()),
        (
            "which visits were postponed in September 2023?",
            {"Postponed visit of Chie Chiba to Germany, September 2023"},
        ),
        ("which visits were postponed in 2022?", set[str]()),
    ],
)
def test_an_answer_has_nothing_but_what_was_asked(question: str, told: set[str]) -> None:
    assert {row["label"].value for row in answer(read(question)).solutions} == told


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("how many meetings were there?", "6 events are certain, besides 1 undated."),
        ("how many times did Adler and Blanc meet?", "3 events are certain."),
        ("how many times did Adler and Blanc meet in 1999?", "No event is told."),
    ],
)
def test_how_many_is_answered_with_the_number_first(question: str, says: str) -> None:
    reading = read(question)
    parts = render_answer(reading, answer(reading), base=BASE).split("\n\n")
    assert parts[1] == says


def test_the_query_is_shown_on_demand_and_can_be_run_as_shown() -> None:
    reading = read("who met Adler in 2023?")
    found = answer(reading)
    assert "SELECT" not in render_answer(reading, found, base=BASE)
    assert render_answer(reading, found, base=BASE, sparql=True).endswith(reading.sparql.rstrip("\n"))
    assert check(reading.sparql).form == "SELECT"
    assert solutions(reading.sparql)[1] == list(found.solutions)


def test_the_day_of_asking_is_shown_where_it_matters() -> None:
    assert "today: 2023-07-15" in render_reading(read("which plans are overdue?"), base=BASE)


def test_events_are_told_newest_first() -> None:
    reading = read("what happened?")
    text = render_answer(reading, answer(reading), base=BASE).partition("Undated")[0]
    days = re.findall(r"^(\d{4}-\d{2}-\d{2})  ", text, re.MULTILINE)
    assert len(days) > 4
    assert days == sorted(days, reverse=True)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Meeting of President of Norland and A. Blanc", "meeting"),
        ("Criticism by Norland towards Ambassador of Sudland", "criticism"),
        ("Statement by Ministry of Fisheries", "statement"),
    ],
)
def test_how_says_the_kind_of_an_event_without_who_took_part(label: str, kind: str) -> None:
    row = {
        "event": Term(type="uri", value=f"{BASE}event/e"),
        "label": Term(type="literal", value=label),
        "placeLabel": Term(type="literal", value="Strelsau"),
        "quote": Term(type="literal", value="So it was told."),
    }
    told = terminal.render_answer(
        Answer(form="SELECT", snapshot="1-0", variables=tuple(row), solutions=(row,)), base=BASE
    )
    assert f"  {kind}, Strelsau  " in told
