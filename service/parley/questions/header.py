"""Files of competency questions: SPARQL of which the first lines say what is asked, with which parameters, and more.

    #+ title: Contacts of a person, country or organisation
    #+ description: With whom someone was in contact,
    #+   in a period or at any time.
    #+ parameters:
    #+   - actor | actor | required | Whose contacts
    #+   - form | text(contact,met) | default contact | The form of contact
    #+   - from | date | optional | First day of the period
    #+ example:
    #+   - actor = actor/xi-jinping
    #+   - from = 2023-03-01
    #+ expect:
    #+   - rows >= 1
    #+   - bound = event, quote
    #+ columns:
    #+   - mediator | Mediator
    #+ explore:
    #+   - actor = ?actor
    #+   - status = occurred

    PREFIX : <https://w3id.org/parley/ontology#>
    SELECT …

A line that is indented further goes on with the one before. Types are actor, place and event (IRIs, which may be given
without the base of the deployment), date, integer and text; text may list what it accepts. A parameter is a variable of
the query, bound as a substitution and therefore projected; `default VALUE` says what holds when it is left out (`today`
is the day of asking). What is optional is written with COALESCE in the query: the engine takes BOUND of a substituted
variable for false. A required one is bound first with `BIND(COALESCE(?actor, rdf:nil) AS ?subject)`, which makes the
engine start there; without a value such a query has no answer.

What is expected holds for every answer, whatever the articles say: how many rows it has (=, >= or <=), and which
variables each row binds. That it is an answer in time goes without saying.

Columns are the variables of the question's own with the headings that people read; those that many questions share
have theirs in `headings.toml`. Explore has the filters that select the events which an answer, or a row of it, is
about: each with a value, or with the variable or parameter that has it. An `order: soonest first` is for plans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from parley.errors import QuestionError
from parley.questions.question import ORDERS, TYPES, Expectation, Parameter, Question

_HEADER = "#+"
_KEYS = ("title", "description", "parameters", "example", "expect", "columns", "explore", "order")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TYPE = re.compile(r"(?P<type>[a-z]+)(?:\((?P<choices>[^()]+)\))?")
_ROWS = re.compile(r"rows\s*(?P<how>=|>=|<=)\s*(?P<number>\d{1,6})")
_BOUND = re.compile(r"bound\s*=\s*(?P<names>\w+(?:\s*,\s*\w+)*)")


def parse_question(text: str, *, key: str, where: str | None = None) -> Question:
    """Return the question that the text of a file asks; raises QuestionError with the line where something is wrong."""
    lines = text.split("\n")
    count = next((i for i, line in enumerate(lines) if not line.startswith(_HEADER)), len(lines))
    header = _Header(where=where or key)
    for number, line in enumerate(lines[:count], 1):
        header.read(line.removeprefix(_HEADER), number)
    sparql = "\n".join(lines[count:]).strip("\n") + "\n"
    for name in ("title", "description"):
        if not header.fields.get(name):
            raise QuestionError(
                f"has no {name}", where=f"{header.where}:1", remedy=f"begin the file with lines such as '#+ {name}: …'"
            )
    if not sparql.strip():
        raise QuestionError("has no query", where=f"{header.where}:{count}", remedy="write it below the header")
    _check_variables(header, sparql)
    return Question(
        key=key,
        title=header.fields["title"],
        description=header.fields["description"],
        sparql=sparql,
        parameters=tuple(header.parameters.values()),
        example=tuple(header.example.items()),
        expected=header.expected,
        columns=tuple(header.columns.items()),
        explore=tuple(header.explore),
        order=header.fields.get("order", ORDERS[0]),
    )


class _Header:
    """The lines at the beginning of a question, taken in one after the other."""

    def __init__(self, *, where: str) -> None:
        self.where = where
        self.fields: dict[str, str] = {}
        self.parameters: dict[str, Parameter] = {}
        self.lines: dict[str, int] = {}  # of each parameter and variable expected
        self.example: dict[str, str] = {}
        self.expected = Expectation()
        self.columns: dict[str, str] = {}
        self.explore: list[tuple[str, str]] = []
        self.current: str | None = None

    def read(self, line: str, number: int) -> None:
        """Take in one line without its `#+`."""
        words = line.strip()
        if not words:
            return
        if line.startswith("   "):
            self._go_on(words, number)
            return
        name, colon, value = words.partition(":")
        if not colon or name not in _KEYS:
            raise self._error(f"{words!r} is no field", number, f"there are {', '.join(_KEYS)}, each with a colon")
        if name in self.fields:
            raise self._error(f"{name!r} is there twice", number, "delete one")
        if name == "order" and value.strip() not in ORDERS:
            raise self._error(f"{value.strip()!r} is no order", number, f"there are {', '.join(ORDERS)}")
        self.fields[name] = value.strip()
        self.current = name

    def _go_on(self, words: str, number: int) -> None:
        if self.current in ("title", "description"):
            self.fields[self.current] = f"{self.fields[self.current]} {words}".strip()
        elif self.current == "parameters":
            self._read_parameter(words, number)
        elif self.current == "example":
            self._read_example(words, number)
        elif self.current == "expect":
            self._read_expectation(words, number)
        elif self.current == "columns":
            self._read_column(words, number)
        elif self.current == "explore":
            self._read_filter(words, number)
        else:
            raise self._error("an indented line goes on with nothing", number, "begin with '#+ title: …'")

    def _read_parameter(self, words: str, number: int) -> None:
        parts = [part.strip() for part in words.removeprefix("-").split("|")]
        if not words.startswith("-") or len(parts) != 4 or not all(parts):
            raise self._error(
                f"{words!r} is no parameter", number, "write '- name | type | required, optional or default … | label'"
            )
        name, type_, need, label = parts
        typed = _TYPE.fullmatch(type_)
        if not _NAME.fullmatch(name) or name in self.parameters:
            raise self._error(f"{name!r} cannot name a parameter", number, "each needs a name of its own, in letters")
        if not typed or typed["type"] not in TYPES or (typed["choices"] and typed["type"] != "text"):
            raise self._error(f"{type_!r} is no type", number, f"there are {', '.join(TYPES)} and text(one,other)")
        word, _, default = need.partition(" ")
        if word not in ("required", "optional", "default") or (word == "default") != bool(default.strip()):
            raise self._error(f"{need!r} says not whether a value is needed", number, "required, optional or default …")
        choices = tuple(each.strip() for each in typed["choices"].split(",")) if typed["choices"] else ()
        parameter = Parameter(
            name=name,
            type=typed["type"],
            label=label,
            required=word == "required",
            default=default.strip() or None,
            choices=choices,
        )
        self._accepts(parameter, parameter.default, number)
        self.parameters[name] = parameter
        self.lines[name] = number

    def _read_example(self, words: str, number: int) -> None:
        name, equals, value = (part.strip() for part in words.removeprefix("-").partition("="))
        if not words.startswith("-") or not equals or not value:
            raise self._error(f"{words!r} is no value of the example", number, "write '- name = value'")
        if name not in self.parameters:
            raise self._error(
                f"the example gives {name!r}, which is no parameter",
                number,
                f"there are {', '.join(self.parameters) or 'none'}",
            )
        self._accepts(self.parameters[name], value, number)
        self.example[name] = value

    def _read_expectation(self, words: str, number: int) -> None:
        said = words.removeprefix("-").strip()
        if rows := _ROWS.fullmatch(said):
            count, how = int(rows["number"]), rows["how"]
            least = self.expected.least if how == "<=" else count
            self.expected = replace(self.expected, least=least, most=self.expected.most if how == ">=" else count)
        elif bound := _BOUND.fullmatch(said):
            self.expected = replace(self.expected, bound=tuple(re.split(r"\s*,\s*", bound["names"])))
            self.lines |= dict.fromkeys(self.expected.bound, number)
        else:
            raise self._error(
                f"{words!r} is no expectation", number, "write '- rows = 1', '- rows >= 1' or '- bound = event, quote'"
            )

    def _read_column(self, words: str, number: int) -> None:
        name, bar, heading = (part.strip() for part in words.removeprefix("-").partition("|"))
        if not words.startswith("-") or not bar or not _NAME.fullmatch(name) or not heading:
            raise self._error(f"{words!r} is no column", number, "write '- variable | Heading'")
        self.columns[name] = heading
        self.lines[name] = number

    def _read_filter(self, words: str, number: int) -> None:
        name, equals, value = (part.strip() for part in words.removeprefix("-").partition("="))
        if not words.startswith("-") or not equals or not _NAME.fullmatch(name) or not value:
            raise self._error(f"{words!r} is no filter", number, "write '- filter = value' or '- filter = ?variable'")
        self.explore.append((name, value))
        if value.startswith("?"):
            self.lines.setdefault(value[1:], number)

    def _accepts(self, parameter: Parameter, value: str | None, number: int) -> None:
        if value is None or (parameter.type == "date" and value == "today"):
            return
        try:
            parameter.term(value, base="http://127.0.0.1:8000/")
        except QuestionError as error:
            raise self._error(error.message, number, error.remedy or "") from error

    def _error(self, message: str, number: int, remedy: str) -> QuestionError:
        return QuestionError(message, where=f"{self.where}:{number}", remedy=remedy)


def _check_variables(header: _Header, sparql: str) -> None:
    """See that the query projects every parameter, which binding it as a substitution needs, and what is expected."""
    selected = re.search(r"\bSELECT\b(.*?)\bWHERE\b", sparql, re.DOTALL)
    projected = set(re.findall(r"\?(\w+)", selected[1])) if selected else set()
    for name, number in header.lines.items():
        if name not in projected:
            raise QuestionError(
                f"the query does not project ?{name}, so it cannot be bound",
                where=f"{header.where}:{number}",
                remedy="list it after SELECT",
            )


def read_questions(folder: Path) -> dict[str, Question]:
    """Return the questions of a folder by key, in the order of their file names; raises QuestionError.

    A key is the name of a file without `.rq`, such as `02-contacts-of`.
    """
    return {question.key: question for question in _read(sorted(folder.glob("*.rq")))}


def _read(files: Iterable[Path]) -> Iterator[Question]:
    for file in files:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise QuestionError(f"cannot be read: {error}", where=str(file), remedy="save it as UTF-8") from error
        yield parse_question(text, key=file.stem, where=str(file))
