"""A cap on the rows of a result that is never silent: the body itself says that it was cut.

SPARQL's JSON and XML formats let a result name documents about itself, `link` in the head (SPARQL 1.1 Query Results
JSON Format, section 3.1.2; XML Format, section 2.3.1): a cut one links to `#truncated` of the problems. JSON has
`"truncated": true` beside it. CSV and TSV have no place for it, nor has a graph, which is no longer what the query
constructs once a triple is missing: there a result with more rows than the cap is an error.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import Any, Protocol

import pyoxigraph as ox

TRUNCATED = "https://w3id.org/parley/problem#truncated"
SAYS_CUT = ("json", "xml")


class _Sink(Protocol):
    def write(self, part: bytes, /) -> int: ...


def capped(found: ox.QuerySolutions, most: int, output: _Sink) -> tuple[ox.QuerySolutions, bool]:
    """Return the first `most` solutions, and whether there were more; what passes through `output` is bounded by it."""
    names = [variable.value for variable in found.variables]
    text = io.BytesIO()

    def write(part: str) -> None:
        text.write(part.encode())
        output.write(part.encode())

    write(json.dumps({"head": {"vars": names}})[:-1] + ', "results": {"bindings": [')
    cut = False
    for number, solution in enumerate(found):
        if number >= most:
            cut = True
            break
        row = {name: _term(value) for name in names if (value := solution[name]) is not None}
        write(("," if number else "") + json.dumps(row))
    write("]}}")
    read = ox.parse_query_results(text.getvalue(), format=ox.QueryResultsFormat.JSON)
    if not isinstance(read, ox.QuerySolutions):
        raise TypeError(type(read).__name__)
    return read, cut


def write_csv(found: ox.QuerySolutions, output: _Sink) -> None:
    """Write solutions as CSV (SPARQL 1.1 Query Results CSV and TSV Formats, section 3).

    The engine's own writer leaves an IRI with a comma in it unquoted, which then reads as two columns.
    """
    rows = csv.writer(_Encoded(output), lineterminator="\r\n")
    rows.writerow(variable.value for variable in found.variables)
    rows.writerows([_plain(value) for value in solution] for solution in found)


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A text file that passes on bytes."""

    output: _Sink

    def write(self, text: str) -> int:
        return self.output.write(text.encode())


def _plain(term: Any) -> str:
    if term is None:
        return ""
    if isinstance(term, ox.BlankNode | ox.Triple):
        return str(term)
    return str(term.value)


def with_notice(body: bytes, name: str) -> bytes:
    """Return a JSON or XML result with the notice in its head that rows are missing."""
    if name == "json":
        content: dict[str, Any] = json.loads(body)
        content["head"] |= {"link": [TRUNCATED], "truncated": True}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return body.replace(b"</head>", f'<link href="{TRUNCATED}"/></head>'.encode(), 1)


def _term(term: Any) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}
    found: dict[str, Any] = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
        if term.direction:
            found["its:dir"] = str(term.direction).rpartition(".")[2].lower()
    elif term.datatype.value != "http://www.w3.org/2001/XMLSchema#string":
        found["datatype"] = term.datatype.value
    return found
