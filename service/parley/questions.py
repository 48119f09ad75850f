"""Competency questions: SPARQL files whose first lines say what they ask, with which parameters, and one example.

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
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from parley.errors import QuestionError
from parley.model import Term

IRI_TYPES = ("actor", "place", "destination", "event")  # a destination is a place or whoever is host there
TYPES = (*IRI_TYPES, "date", "integer", "text")
XSD = "http://www.w3.org/2001/XMLSchema#"

_HEADER = "#+"
_KEYS = ("title", "description", "parameters", "example", "expect")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TYPE = re.compile(r"(?P<type>[a-z]+)(?:\((?P<choices>[^()]+)\))?")
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INTEGER = re.compile(r"[+-]?\d+")
_ROWS = re.compile(r"rows\s*(?P<how>=|>=|<=)\s*(?P<number>\d{1,6})")
_BOUND = re.compile(r"bound\s*=\s*(?P<names>\w+(?:\s*,\s*\w+)*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One value that a question takes; `choices` are all that a text may be, when they are limited."""

    name: str
    type: str
    label: str
    required: bool = False
    default: str | None = None
    choices: tuple[str, ...] = ()

    def term(self, value: str, *, base: str) -> Term:
        """Return `value` as an RDF term; raises QuestionError that says what is accepted."""
        if self.type in IRI_TYPES:
            return self._iri(value, base=base)
        if self.type == "date":
            return Term(type="literal", value=self._day(value), datatype=XSD + "date")
        if self.type == "integer":
            if not _INTEGER.fullmatch(value):
                raise self._wrong(value, "a whole number")
            return Term(type="literal", value=str(int(value)), datatype=XSD + "integer")
        if self.choices and value not in self.choices:
            raise self._wrong(value, f"one of {', '.join(self.choices)}")
        return Term(type="literal", value=value, datatype=XSD + "string")

    def _iri(self, value: str, *, base: str) -> Term:
        iri = value if urlsplit(value).scheme else base + value
        if not value or _NOT_IN_IRI.search(iri):
            raise self._wrong(value, f"an IRI such as {base}{self.type}/…")
        return Term(type="uri", value=iri)

    def _day(self, value: str) -> str:
        try:
            return dt.date.fromisoformat(value if _DAY.fullmatch(value) else "").isoformat()
        except ValueError:
            raise self._wrong(value, "a day such as 2023-04-26") from None

    def _wrong(self, value: str, accepted: str) -> QuestionError:
        return QuestionError(f"{value!r} is no value for {self.name!r}", remedy=f"give {accepted}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What holds for every answer to a question: the number of its rows, and the variables that each row binds."""

    least: int = 0
    most: int | None = None
    bound: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Return the expectation as a sentence."""
        rows = {(1, 1): "exactly one row"}.get((self.least, self.most or 0)) or " and ".join(
            [f"at least {self.least}"] * bool(self.least) + [f"at most {self.most}"] * (self.most is not None)
        )
        rows += "" if not rows or rows.endswith("row") else " row" if rows == "at least 1" else " rows"
        each = f"a value for {', '.join(self.bound)} in each row" if self.bound else ""
        return "An answer in time" + "".join(f", {part}" for part in (rows, each) if part) + "."

    def unmet(self, rows: Sequence[Mapping[str, Term]]) -> tuple[str, ...]:
        """Return what an answer lacks, in words; nothing where it is as expected."""
        found = []
        if len(rows) < self.least:
            found.append(f"{len(rows)} rows, expected at least {self.least}")
        if self.most is not None and len(rows) > self.most:
            found.append(f"{len(rows)} rows, expected at most {self.most}")
        for name in self.bound:
            missing = sum(name not in row for row in rows)
            if missing:
                found.append(f"no value for {name} in {missing} of {len(rows)} rows")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A competency question: `key` is the name of its file without the ending, `sparql` the query below the header."""

    key: str
    title: str
    description: str
    sparql: str
    parameters: tuple[Parameter, ...] = ()
    example: tuple[tuple[str, str], ...] = ()
    expected: Expectation = Expectation()

    def parameter(self, name: str) -> Parameter:
        """Return the parameter of that name; raises QuestionError that lists those that there are."""
        for each in self.parameters:
            if each.name == name:
                return each
        known = ", ".join(each.name for each in self.parameters) or "none"
        raise QuestionError(f"the question takes no {name!r}", where=self.key, remedy=f"its parameters are {known}")

    def bind(self, values: Mapping[str, str], *, base: str, today: dt.date | None = None) -> dict[str, Term]:
        """Return `values` as the bindings of the query, defaults filled in.

        IRIs may be given without `base`. Raises QuestionError for a parameter that the question does not take, a value
        that it does not accept, and a required one that is missing.
        """
        for name in values:
            self.parameter(name)
        bound: dict[str, Term] = {}
        for parameter in self.parameters:
            value = values.get(parameter.name, parameter.default)
            if value == "today" and parameter.type == "date":
                value = today.isoformat() if today else None
            if value is not None:
                bound[parameter.name] = parameter.term(value, base=base)
            elif parameter.required:
                raise QuestionError(
                    f"the question needs a value for {parameter.name!r}", where=self.key, remedy=parameter.label
                )
        return bound

    def filled(self, bindings: Mapping[str, Term]) -> str:
        """Return the query with the bindings written into it, for people to read, run elsewhere and change."""
        if not bindings:
            return self.sparql
        names = " ".join(f"?{name}" for name in bindings)
        values = " ".join(written(term) for term in bindings.values())
        return re.sub(
            r"^( *)WHERE \{$",
            lambda where: f"{where[0]}\n{where[1]}  VALUES ({names}) {{ ({values}) }}",
            self.sparql,
            flags=re.MULTILINE,
        )


def written(term: Term) -> str:
    """Return a term as it stands in a query, escaped."""
    if term.type == "uri":
        return f"<{term.value}>"
    escaped = term.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"' if term.datatype in (None, XSD + "string") else f'"{escaped}"^^<{term.datatype}>'


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
