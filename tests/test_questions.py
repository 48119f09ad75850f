"""The competency questions: their headers, and their answers over a small corpus and over the sample articles."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from parley.errors import QuestionError
from parley.graph import Diary, period_of, write_diaries, write_periods
from parley.iris import Iris
from parley.model import IRI, Status, Term, When
from parley.questions import Expectation, Question, parse_question, read_questions
from parley.resources import load_event_types
from parley.selection import FILTERS, FORMS
from parley.store import open_store
from parley.store.sparql.gate import check
from parley.vocab import ONTOLOGY, new_graph
from parley.web.answers.tables import label_of

ROOT = Path(__file__).parents[1]
BASE = "http://127.0.0.1:8000/"
QUESTIONS = read_questions(ROOT / "ontology" / "questions")
SMALL = ROOT / "tests" / "data" / "small.trig"
SMALL_CASES = ROOT / "tests" / "cases" / "questions"
SEED_CASES = ROOT / "tests" / "questions"
DEFAULT_GRAPHS = [ox.NamedNode(f"{BASE}graph/{name}") for name in ("events", "actors", "ontology")]
XSD_DATE = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
Row = dict[str, str]
TERM = Term(type="literal", value="x")

# Questions about plans, refusals, disagreement and sources: their events need not have taken place.
NOT_ONLY_OCCURRED = {
    "10-planned-and-overdue", "11-planned", "12-sources-disagree", "13-declined-or-absent", "15-requested-not-held",
    "16-who-says-so", "17-evidence-of-event", "23-status-history", "24-not-held",
}  # fmt: skip
EXISTING = {
    "actor": "actor/david-dako",
    "place": "actor/kenya",
    "destination": "actor/kenya",
    "event": "event/a1-10",
    "date": "2023-04-15",
    "integer": "40",
    "text": "dako",
}


# --- running a question ---------------------------------------------------------------------------------------


@cache
def small() -> ox.Store:
    store = ox.Store()
    store.load(path=str(SMALL))
    return store


def engine_term(term: Term) -> ox.NamedNode | ox.Literal:
    if term.type == "uri":
        return ox.NamedNode(term.value)
    return ox.Literal(term.value, datatype=ox.NamedNode(term.datatype or "http://www.w3.org/2001/XMLSchema#string"))


def run(sparql: str, bindings: Mapping[str, Term] | None = None, *, store: ox.Store | None = None) -> list[Row]:
    solutions = (store or small()).query(
        sparql,
        substitutions={ox.Variable(name): engine_term(term) for name, term in (bindings or {}).items()},
        default_graph=DEFAULT_GRAPHS,
    )
    assert isinstance(solutions, ox.QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return [{name: short(solution[name].value if solution[name] else "") for name in names} for solution in solutions]


def short(value: str) -> str:
    return value.removeprefix(BASE).replace(f"{ONTOLOGY}#", ":")


def answers(question: Question, values: Mapping[str, str]) -> list[Row]:
    return run(question.sparql, question.bind(values, base=BASE, today=dt.date(2023, 7, 15)))


# --- cases as files -------------------------------------------------------------------------------------------


def read_case(file: Path) -> tuple[Question, dict[str, str] | None, list[str], list[Row]]:
    """Read a file of expected answers: `<key>.csv` or `<key>--<name>.csv`.

    A first line `# actor = actor/x ; form = met` gives the parameters; without it there are none (None). The columns
    are those that are compared; IRIs stand without base, terms of the ontology with a colon.
    """
    lines = file.read_text(encoding="utf-8").splitlines()
    values = None
    if lines[0].startswith("#"):
        given = (part.partition("=") for part in lines[0].removeprefix("#").split(";") if part.strip())
        values = {name.strip(): value.strip() for name, _, value in given}
        lines = lines[1:]
    rows = list(csv.reader(lines))
    columns = rows[0]
    return (
        QUESTIONS[file.stem.partition("--")[0]],
        values,
        columns,
        [dict(zip(columns, r, strict=True)) for r in rows[1:]],
    )


def only(rows: list[Row], columns: list[str]) -> list[Row]:
    return [{column: row[column] for column in columns} for row in rows]


@pytest.mark.parametrize("file", sorted(SMALL_CASES.glob("*.csv")), ids=lambda file: file.stem)
def test_a_question_has_the_expected_answer_over_the_small_corpus(file: Path) -> None:
    question, values, columns, expected = read_case(file)
    assert only(answers(question, values or {}), columns) == expected


@pytest.mark.parametrize("key", QUESTIONS)
def test_every_question_has_an_expected_answer_over_the_small_corpus(key: str) -> None:
    files = [SMALL_CASES / f"{key}.csv", *SMALL_CASES.glob(f"{key}--*.csv")]
    assert any(read_case(file)[3] for file in files)


@pytest.mark.whole
@pytest.mark.parametrize("file", sorted(SEED_CASES.glob("*.csv")), ids=lambda file: file.stem)
def test_a_question_has_the_expected_answer_over_the_sample_articles(file: Path, seed_store: Path) -> None:
    question, values, columns, expected = read_case(file)
    bindings = question.bind(dict(question.example) if values is None else values, base=BASE)
    with open_store(seed_store, base_iri=BASE, write=False) as store:
        found = store.solutions(question.sparql, bindings=bindings)
    rows = [{column: short(row[column].value) if column in row else "" for column in columns} for row in found]
    assert rows == expected


# --- what holds for all questions -----------------------------------------------------------------------------


def settings_of(question: Question) -> Iterator[dict[str, str]]:
    """Yield parameters: the required ones only, then each optional one added, then all of them."""
    value = {p.name: p.choices[0] if p.choices else EXISTING[p.type] for p in question.parameters}
    needed = {p.name: value[p.name] for p in question.parameters if p.required}
    if "b" in needed:
        needed["b"] = "actor/bruno-blanc"
    yield needed
    for parameter in question.parameters:
        yield needed | {parameter.name: needed.get(parameter.name, value[parameter.name])}
    yield value | needed


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.key)
def test_a_question_may_be_asked_at_the_endpoint(question: Question) -> None:
    assert check(question.sparql).form == "SELECT"
    assert check(question.filled(question.bind(dict(question.example), base=BASE))).form == "SELECT"


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.key)
def test_values_written_into_a_query_mean_the_same_as_values_bound(question: Question) -> None:
    for values in settings_of(question):
        bindings = question.bind(values, base=BASE, today=dt.date(2023, 7, 15))
        assert run(question.filled(bindings)) == run(question.sparql, bindings), values


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.key)
def test_an_optional_parameter_narrows_the_answer_or_changes_nothing(question: Question) -> None:
    needed = next(settings_of(question))
    all_rows = answers(question, needed)
    for parameter in question.parameters:
        if parameter.required or parameter.default:
            continue
        value = parameter.choices[0] if parameter.choices else EXISTING[parameter.type]
        narrower = answers(question, needed | {parameter.name: value})
        events = {row["event"] for row in all_rows if "event" in row}
        assert {row["event"] for row in narrower if "event" in row} <= events, parameter.name


@pytest.mark.parametrize(
    "question", [q for q in QUESTIONS.values() if q.key not in NOT_ONLY_OCCURRED], ids=lambda question: question.key
)
def test_what_was_not_said_to_have_occurred_is_never_an_answer(question: Question) -> None:
    took_place = {f":status-{status}" for status in Status if status.took_place}
    actors = [f"actor/{name}" for name in ("anna-adler", "chie-chiba", "david-dako", "germany", "japan", "fatima-faye")]
    happened = {row["e"] for row in run(EVENTS_THAT_TOOK_PLACE)}
    needed = [p.name for p in question.parameters if p.required]
    for one in actors:
        for other in actors if len(needed) > 1 else ["actor/kenya"]:
            values = dict(zip(needed, (one, other), strict=False))
            for row in answers(question, values):
                assert row.get("status", ":status-occurred") in took_place
                assert {row[name] for name in ("event", "eventA", "eventB") if name in row} <= happened


EVENTS_THAT_TOOK_PLACE = f"""
PREFIX : <{ONTOLOGY}#>
SELECT ?e WHERE {{ ?e a :Event ; :status ?s . FILTER(?s IN (:status-occurred, :status-ongoing)) }}
"""


def test_the_small_corpus_has_events_of_every_status() -> None:
    found = {
        row["s"] for row in run(f"SELECT DISTINCT ?s WHERE {{ ?e a <{ONTOLOGY}#Event> ; <{ONTOLOGY}#status> ?s }}")
    }
    assert found == {f":status-{status}" for status in Status}


def test_who_was_absent_was_not_in_contact() -> None:
    rows = answers(QUESTIONS["02-contacts-of"], {"actor": "actor/chie-chiba"})
    assert rows
    assert "event/a1-10" not in {row["event"] for row in rows}
    pairs = {(row["event"], row["a"], row["b"]) for row in answers(QUESTIONS["01-who-met-whom"], {})}
    assert not {pair for pair in pairs if pair[0] == "event/a1-10" and "actor/chie-chiba" in pair}


def test_an_event_of_three_is_one_event_seen_as_pairs() -> None:
    rows = [row for row in answers(QUESTIONS["01-who-met-whom"], {}) if row["event"] == "event/a4-440"]
    assert {(row["a"], row["b"]) for row in rows} == {
        ("actor/bruno-blanc", "actor/david-dako"),
        ("actor/bruno-blanc", "actor/fatima-faye"),
        ("actor/david-dako", "actor/fatima-faye"),
    }


def test_two_of_one_delegation_are_no_pair() -> None:
    rows = answers(QUESTIONS["01-who-met-whom"], {})
    assert not [row for row in rows if {row["a"], row["b"]} == {"actor/anna-adler", "actor/emil-ebert"}]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.key)
def test_every_term_of_a_question_is_in_the_vocabulary(question: Question) -> None:
    defined = "".join(f.read_text(encoding="utf-8") for f in (ROOT / "ontology").glob("*.ttl"))
    query = re.sub(r'"[^"]*"|#.*', "", question.sparql)
    for term in set(re.findall(r"(?<![\w:]):([A-Za-z][\w-]*)", query)):
        assert re.search(rf"^:{re.escape(term)}\b", defined, re.MULTILINE), term


# --- the header -----------------------------------------------------------------------------------------------

HEADER = """\
#+ title: Contacts of somebody
#+ description: With whom someone was in contact,
#+   in a period or at any time.
#+ parameters:
#+   - actor | actor | required | Whose contacts
#+   - form | text(contact,met) | default contact | The form of contact
#+   - from | date | optional | First day
#+   - days | integer | default 30 | How many
#+   - today | date | default today | The day of asking
#+ example:
#+   - actor = actor/xi-jinping
#+   - from = 2023-03-01
#+ expect:
#+   - rows >= 1
#+   - bound = actor, form
"""
QUERY = "\nSELECT ?actor ?form ?from ?days ?today WHERE { ?s ?p ?actor }\n"
XSD = "http://www.w3.org/2001/XMLSchema#"


def test_a_header_says_title_description_parameters_and_example() -> None:
    question = parse_question(HEADER + QUERY, key="02-contacts-of")
    assert question.title == "Contacts of somebody"
    assert question.description == "With whom someone was in contact, in a period or at any time."
    assert [p.name for p in question.parameters] == ["actor", "form", "from", "days", "today"]
    assert question.parameter("form").choices == ("contact", "met")
    assert question.parameter("actor").required
    assert dict(question.example) == {"actor": "actor/xi-jinping", "from": "2023-03-01"}
    assert question.sparql == QUERY.lstrip("\n")


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("#+ title: Contacts of somebody\n", "", 1, "has no title"),
        ("#+ title:", "#+ name:", 1, "is no field"),
        ("#+ parameters:", "#+ title: x", 4, "is there twice"),
        ("| actor | required |", "| actor |", 5, "is no parameter"),
        ("actor | actor |", "actor | person |", 5, "is no type"),
        ("text(contact,met)", "date(contact,met)", 6, "is no type"),
        ("- from |", "- actor |", 7, "cannot name a parameter"),
        ("| optional |", "| maybe |", 7, "says not whether"),
        ("default 30", "default", 8, "says not whether"),
        ("default 30", "default many", 8, "'many' is no value for 'days'"),
        ("default contact", "default seen", 6, "'seen' is no value for 'form'"),
        ("- from = 2023-03-01", "- from = 2023-13-01", 12, "'2023-13-01' is no value for 'from'"),
        ("- from = 2023-03-01", "- till = 2023-03-01", 12, "which is no parameter"),
        ("- from = 2023-03-01", "- from", 12, "is no value of the example"),
        ("- rows >= 1", "- rows > 1", 14, "is no expectation"),
        ("- bound = actor", "- bound = nobody", 15, "does not project ?nobody"),
    ],
)
def test_a_wrong_header_is_told_with_its_line(old: str, new: str, line: int, says: str) -> None:
    assert old in HEADER
    with pytest.raises(QuestionError, match=re.escape(says)) as caught:
        parse_question(HEADER.replace(old, new, 1) + QUERY, key="k", where="folder/k.rq")
    assert caught.value.where == f"folder/k.rq:{line}"
    assert caught.value.remedy


def test_a_header_says_what_is_expected_of_every_answer() -> None:
    expected = parse_question(HEADER + QUERY, key="k").expected
    assert (expected.least, expected.most, expected.bound) == (1, None, ("actor", "form"))
    assert expected.words == "An answer in time, at least 1 row, a value for actor, form in each row."


@pytest.mark.parametrize(
    ("expected", "rows", "says"),
    [
        (Expectation(), [], ()),
        (Expectation(least=1, most=1), [{}], ()),
        (Expectation(least=1), [], ("0 rows, expected at least 1",)),
        (Expectation(most=1), [{}, {}], ("2 rows, expected at most 1",)),
        (Expectation(bound=("a",)), [{"a": TERM}, {}], ("no value for a in 1 of 2 rows",)),
    ],
)
def test_an_answer_is_held_against_what_is_expected(
    expected: Expectation, rows: list[dict[str, Term]], says: tuple[str, ...]
) -> None:
    assert expected.unmet(rows) == says


@pytest.mark.parametrize("file", sorted(SMALL_CASES.glob("*.csv")), ids=lambda file: file.stem)
def test_the_answers_over_the_small_corpus_are_as_expected(file: Path) -> None:
    question, values, _, _ = read_case(file)
    rows = [{name: TERM for name, value in row.items() if value} for row in answers(question, values or {})]
    assert question.expected.unmet(rows) == ()
    assert question.expected.bound


def test_a_parameter_must_be_projected() -> None:
    with pytest.raises(QuestionError, match=r"does not project \?from") as caught:
        parse_question(HEADER + QUERY.replace("?from", ""), key="k")
    assert caught.value.where == "k:7"


def test_a_header_without_a_query_is_refused() -> None:
    with pytest.raises(QuestionError, match="has no query"):
        parse_question(HEADER, key="k")


def test_a_line_that_goes_on_with_nothing_is_refused() -> None:
    with pytest.raises(QuestionError, match="goes on with nothing"):
        parse_question("#+   more\n" + HEADER + QUERY, key="k")


def test_a_question_that_is_not_utf8_names_its_file(tmp_path: Path) -> None:
    file = tmp_path / "01-x.rq"
    file.write_bytes(b"#+ title: caf\xe9\n")
    with pytest.raises(QuestionError) as caught:
        read_questions(tmp_path)
    assert caught.value.where == str(file)


def test_questions_are_read_in_the_order_of_their_files(tmp_path: Path) -> None:
    for name in ("02-b", "01-a"):
        (tmp_path / f"{name}.rq").write_text(HEADER + QUERY, encoding="utf-8")
    assert list(read_questions(tmp_path)) == ["01-a", "02-b"]


# --- binding --------------------------------------------------------------------------------------------------


@pytest.fixture
def question() -> Question:
    return parse_question(HEADER + QUERY, key="02-contacts-of")


def test_values_become_terms_and_defaults_are_filled_in(question: Question) -> None:
    bound = question.bind({"actor": "actor/xi-jinping", "from": "2023-03-01"}, base=BASE, today=dt.date(2023, 7, 1))
    assert bound == {
        "actor": Term(type="uri", value=BASE + "actor/xi-jinping"),
        "form": Term(type="literal", value="contact", datatype=XSD + "string"),
        "from": Term(type="literal", value="2023-03-01", datatype=XSD + "date"),
        "days": Term(type="literal", value="30", datatype=XSD + "integer"),
        "today": Term(type="literal", value="2023-07-01", datatype=XSD + "date"),
    }


def test_a_full_iri_is_taken_as_it_is(question: Question) -> None:
    assert question.bind({"actor": "https://example.org/a"}, base=BASE)["actor"].value == "https://example.org/a"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({}, "needs a value for 'actor'"),
        ({"actor": "actor/x", "who": "x"}, "takes no 'who'"),
        ({"actor": "actor/x> . ?s ?p ?o"}, "is no value for 'actor'"),
        ({"actor": "actor/x", "from": "March 2023"}, "'March 2023' is no value for 'from'"),
        ({"actor": "actor/x", "from": "20230301"}, "'20230301' is no value for 'from'"),
        ({"actor": "actor/x", "days": "ten"}, "'ten' is no value for 'days'"),
        ({"actor": "actor/x", "form": "danced"}, "'danced' is no value for 'form'"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(question: Question, values: dict[str, str], says: str) -> None:
    with pytest.raises(QuestionError, match=re.escape(says)) as caught:
        question.bind(values, base=BASE)
    assert caught.value.remedy


def test_a_filled_query_escapes_what_it_writes() -> None:
    question = QUESTIONS["16-who-says-so"]
    nasty = 'x" } ?s ?p "\\\n'
    bindings = question.bind({"name": nasty}, base=BASE)
    assert run(question.filled(bindings)) == run(question.sparql, bindings) == []
    assert check(question.filled(bindings)).form == "SELECT"


# --- looking up by periods ------------------------------------------------------------------------------------

BLOCK = re.compile(r"^( *)\{\n *# Where to look: .*?\n\1\}\n", re.MULTILINE | re.DOTALL)
LOOKING_UP = [question for question in QUESTIONS.values() if BLOCK.search(question.sparql)]
NASTY = [
    tuple(day and dt.date.fromisoformat(day) for day in days)
    for days in (
        ("2023-03-31", "2023-03-31", None), ("2023-04-01", "2023-04-01", None), ("2024-02-29", "2024-02-29", None),
        ("2022-12-31", "2023-01-01", None), ("2022-12-01", "2023-02-28", None), ("2023-01-31", "2023-04-01", None),
        ("2014-03-01", "2023-04-02", None), ("2023-04-30", "2031-01-01", None), ("1900-01-01", "2100-12-31", None),
        ("2023-04-15", None, None), ("2023-12-31", None, None), (None, "2023-01-01", None), (None, "2023-04-01", None),
        ("2023-01-31", None, "2023-03-31"), (None, None, "2023-03-31"), (None, None, "2023-04-01"), (None, None, None),
    )
]  # fmt: skip
PERIODS = [
    {}, {"from": "2023-04-01", "to": "2023-04-01"}, {"from": "2023-03-31", "to": "2023-04-30"}, {"to": "2022-12-31"},
    {"from": "2024-01-01"}, {"from": "2024-02-29", "to": "2024-02-29"}, {"from": "2150-01-01", "to": "2150-01-02"},
    {"from": "1800-01-01", "to": "1899-12-31"}, {"from": "2023-05-01", "to": "2023-04-01"},
]  # fmt: skip


@cache
def nasty() -> ox.Store:
    """Return the small corpus with every event once more for each of the nasty dates: start, end, and done by when."""
    store = ox.Store()
    store.extend(small())
    events, terms = DEFAULT_GRAPHS[0], f"{ONTOLOGY}#"
    dated = {ox.NamedNode(terms + name) for name in ("start", "end", "during", "diary")}
    concerned = {ox.NamedNode(terms + name) for name in ("participant", "party", "country")}
    for event in {
        quad.subject for quad in small().quads_for_pattern(None, ox.NamedNode(terms + "claim"), None, events)
    }:
        said = [quad for quad in small().quads_for_pattern(event, None, None, events) if quad.predicate not in dated]
        actors = {IRI(quad.object.value) for quad in said if quad.predicate in concerned}  # type: ignore[union-attr]
        for number, (start, end, by) in enumerate(NASTY):
            copy = ox.NamedNode(f"{event.value}-{number}")  # type: ignore[union-attr]
            period = period_of(When(start=start, end=end))
            store.extend(ox.Quad(copy, quad.predicate, quad.object, events) for quad in said)
            days = (("start", start), ("end", end), ("tookPlaceBy", by))
            told = {name: ox.Literal(day.isoformat(), datatype=XSD_DATE) for name, day in days if day}
            told["during"] = ox.NamedNode(period.iri(Iris(BASE)))
            store.extend(ox.Quad(copy, ox.NamedNode(terms + name), value, events) for name, value in told.items())
            diaries = [Diary(actor=actor, period=period) for actor in actors]
            in_diary = ox.NamedNode(terms + "diary")
            store.extend(ox.Quad(copy, in_diary, ox.NamedNode(diary.iri(Iris(BASE))), events) for diary in diaries)
            graph = new_graph()
            write_periods(graph, [period], iris=Iris(BASE))
            write_diaries(graph, diaries, iris=Iris(BASE))
            store.load(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES, to_graph=events)
    return store


@pytest.mark.parametrize(
    ("days", "matches"),
    [
        (
            {"from": "2023-03-31", "to": "2023-04-30"},
            {"13": "possible", "14": "undated", "15": "undated", "16": "undated"},
        ),
        ({"from": "2023-04-01"}, {"15": "undated", "16": "undated"}),
        ({"from": "2023-04-02"}, {"16": "undated"}),
        (
            {"from": "2023-01-01", "to": "2023-03-31"},
            {"13": "certain", "14": "undated", "15": "undated", "16": "undated"},
        ),
        ({"dated": "yes", "from": "2023-03-31"}, {"13": "possible"}),
        ({"dated": "no", "from": "2023-04-01"}, {"15": "undated", "16": "undated"}),
    ],
)
def test_what_was_told_to_have_taken_place_is_in_no_later_period(days: dict[str, str], matches: dict[str, str]) -> None:
    for key, actor in (("01-who-met-whom", {}), ("02-contacts-of", {"actor": "actor/david-dako"})):
        rows = run(QUESTIONS[key].sparql, QUESTIONS[key].bind(days | actor, base=BASE), store=nasty())
        found = {row["event"].rpartition("-")[2]: row["match"] for row in rows}
        assert {number: match for number, match in found.items() if int(number) in range(13, 17)} == matches


def test_questions_look_events_up_by_their_periods() -> None:
    assert {question.key[:2] for question in LOOKING_UP} >= {"01", "02", "03", "04", "11", "15", "21", "24", "25"}


def test_questions_about_somebody_and_some_days_look_into_diaries() -> None:
    diaries = {question.key[:2] for question in LOOKING_UP if ":diary ?diary" in question.sparql}
    asking = {q.key for q in QUESTIONS.values() if {"from", "to"} <= {p.name for p in q.parameters}}
    about = {q.key for q in QUESTIONS.values() if any(p.type == "actor" for p in q.parameters)}
    few = {"19"}  # begins with what is part of something else, which little is
    assert diaries == {key[:2] for key in asking & about} - few


@pytest.mark.whole
@pytest.mark.parametrize("question", LOOKING_UP, ids=lambda question: question.key)
def test_looking_events_up_by_their_periods_gives_the_same_answer_as_comparing_all_days(question: Question) -> None:
    found, names = 0, {p.name for p in question.parameters}
    two = {"b": "actor/bruno-blanc"}
    needed = {p.name: two.get(p.name, "actor/david-dako") for p in question.parameters if p.required}
    actors = [p.name for p in question.parameters if p.type == "actor"]
    for days in PERIODS:
        for actor in (needed, *(needed | {name: "actor/david-dako"} for name in actors[:2])):
            given = days | actor | {"day": days.get("to", "2023-04-01")}
            values = {name: value for name, value in given.items() if name in names}
            bindings = question.bind(values, base=BASE)
            rows = run(question.sparql, bindings, store=nasty())
            assert rows == run(BLOCK.sub("", question.sparql), bindings, store=nasty())
            found += len(rows)
    assert found


def test_the_latest_contacts_are_the_newest_of_the_week_and_no_more_than_a_page() -> None:
    store, terms = ox.Store(), f"{ONTOLOGY}#"
    store.extend(small())
    days = {ox.NamedNode(terms + name) for name in ("start", "end")}
    pattern = small().quads_for_pattern(ox.NamedNode(f"{BASE}event/a4-640"), None, None, DEFAULT_GRAPHS[0])
    said = [quad for quad in pattern if quad.predicate not in days]
    began = {f"event/a4-640-{n}": dt.date(2023, 8, 1 + n // 4).isoformat() for n in range(40)}  # four a day
    for event, day in began.items():
        copy = ox.NamedNode(BASE + event)
        store.extend(ox.Quad(copy, quad.predicate, quad.object, quad.graph_name) for quad in said)
        store.extend(ox.Quad(copy, each, ox.Literal(day, datatype=XSD_DATE), DEFAULT_GRAPHS[0]) for each in days)
    question = QUESTIONS["29-latest-contacts"]
    for actor in ({}, {"actor": "actor/anna-adler"}, {"actor": "actor/germany"}):
        bindings = question.bind({"day": "2023-08-09"} | actor, base=BASE)
        found = {row["event"]: row["start"] for row in run(question.sparql, bindings, store=store)}
        week = sorted(day for day in began.values() if "2023-08-03" <= day <= "2023-08-09")
        assert list(found.values()) == sorted(week, reverse=True)[:25]
        assert found.items() <= began.items()
        assert run(BLOCK.sub("", question.sparql), bindings, store=store) == run(question.sparql, bindings, store=store)


# --- what people read and follow -------------------------------------------------------------------------------


def projected(question: Question) -> list[str]:
    """Return the variables of the answers, without parameters and without what only names another variable."""
    names = [variable.value for variable in small().query(question.sparql, default_graph=DEFAULT_GRAPHS).variables]
    given = {parameter.name for parameter in question.parameters}
    spoken = {label_of(name, names) for name in names}
    return [name for name in names if name not in given | spoken]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_variable_of_an_answer_has_a_heading_for_people(question: Question) -> None:
    assert [name for name in projected(question) if question.heading(name) is None] == []


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_headings_are_words_and_not_names_of_variables(question: Question) -> None:
    found = [question.heading(name) or "" for name in projected(question)]
    assert [each for each in found if not re.fullmatch(r"[A-Z][a-z]*( [a-z]+)*", each)] == []


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_what_leads_to_explore_are_filters_and_their_values(question: Question) -> None:
    given = {parameter.name for parameter in question.parameters}
    for name, value in question.explore:
        assert name in FILTERS
        if value.startswith("?"):
            assert value[1:] in given | set(projected(question))
        elif FILTERS[name].choices:
            assert value in FILTERS[name].choices


def test_the_forms_of_questions_are_kinds_of_event_that_can_be_chosen() -> None:
    forms = {
        form for question in QUESTIONS.values() for p in question.parameters if p.name == "form" for form in p.choices
    }
    assert forms == set(FORMS)
    classes = load_event_types().classes
    assert {kind for kinds in FORMS.values() for kind in kinds} <= set(classes)


HEADED = "#+ title: T\n#+ description: D\n{}SELECT ?x ?y\nWHERE {{\n}}\n"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("#+ columns:\n#+   - x = Heading\n", "is no column"),
        ("#+ columns:\n#+   - x |\n", "is no column"),
        ("#+ columns:\n#+   - z | Zed\n", "does not project [?]z"),
        ("#+ explore:\n#+   - actor\n", "is no filter"),
        ("#+ explore:\n#+   - actor = ?z\n", "does not project [?]z"),
        ("#+ order: by name\n", "is no order"),
    ],
)
def test_a_header_that_is_wrong_is_told_with_its_line(lines: str, message: str) -> None:
    with pytest.raises(QuestionError, match=message) as caught:
        parse_question(HEADED.format(lines), key="x", where="x.rq")
    assert re.fullmatch(r"x\.rq:[34]", str(caught.value.where))


def test_a_question_has_headings_of_its_own_for_one_and_for_both_sides() -> None:
    text = HEADED.format("#+ columns:\n#+   - x | The x\n#+ order: soonest first\n")
    question = parse_question(text, key="x")
    assert question.heading("x") == "The x"
    assert question.heading("eventA") == question.heading("eventB") == "Event"
    assert question.heading("y") is None
    assert question.order == "soonest first"
