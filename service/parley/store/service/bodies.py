"""RDF that was sent: what is seen at a glance to hurt or to be no text is refused before anything parses it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyoxigraph as ox

from parley.errors import RdfSyntaxError
from parley.store.sparql.positions import excerpt, position_of

SYNTAXES = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_NESTING = 256
# Whatever may hold brackets that open nothing, and the brackets.
_TURTLE = re.compile(
    r"""\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
    r"""|<[^<>"{}|^`\s]*>|\#[^\n]*|\\.|(?P<open><<|[\[({])|(?P<close>>>|[\])}])""",
    re.DOTALL,
)
_JSON = re.compile(r'"(?:[^"\\]|\\.)*"|(?P<open>[\[{])|(?P<close>[\]}])', re.DOTALL)
_XML = re.compile(
    r"""<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:"[^"]*"|'[^']*'|[^<>"'])*/>"""
    r"""|(?P<close></[^>]*>)|(?P<open><(?:"[^"]*"|'[^']*'|[^<>"'])*>)""",
    re.DOTALL,
)
_BRACKETS = {"turtle": _TURTLE, "ntriples": _TURTLE, "jsonld": _JSON, "rdfxml": _XML}
_ENCODING = re.compile(r"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """RDF as it was sent, in a format of `SYNTAXES`."""

    content: bytes
    format: str


def check_body(body: Body) -> None:
    """Raise RdfSyntaxError for what is not UTF-8, nested absurdly deep, or XML with a document type.

    A document type is where XML declares entities, of which a few lines can make gigabytes.
    """
    try:
        text = body.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RdfSyntaxError(f"the body is not UTF-8: byte {error.start}", remedy="send UTF-8") from error
    if body.format == "rdfxml":
        declared = _ENCODING.match(text)
        if declared and declared[1].lower() not in ("utf-8", "us-ascii"):
            raise RdfSyntaxError(f"the body says that it is in {declared[1]}", remedy="send UTF-8")
        for doctype in re.finditer(r"<!(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
            raise _wrong(text, "XML with a document type is not read", doctype.start(), "write namespaces, no entities")
    depth = 0
    for found in _BRACKETS[body.format].finditer(text):
        depth += 1 if found["open"] else -1 if found["close"] else 0
        if depth > _NESTING:
            raise _wrong(text, f"it is nested deeper than {_NESTING} levels", found.start(), "name the nodes")


def _wrong(text: str, message: str, offset: int, remedy: str) -> RdfSyntaxError:
    line, column = position_of(text, offset)
    return RdfSyntaxError(
        message,
        line=line,
        column=column,
        excerpt=excerpt(text, line, column),
        where=f"line {line}, column {column}",
        remedy=remedy,
    )
