"""The query behind a page, as a text that runs anywhere: what was bound is written into it as VALUES."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from parley.model import Term

_BODY = re.compile(r"\bWHERE\s*\{", re.IGNORECASE)
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A query to read, and the addresses that run it."""

    text: str

    def path(self, format: str) -> str:  # noqa: A002 - the field's word
        """Return the address at which the query is answered in a format: json, csv."""
        return f"/sparql?format={format}&query={quote(self.text, safe='')}"


def shown_query(text: str, bindings: Mapping[str, Term] | None = None) -> Shown:
    """Return a query of the project with its bindings at the head of its pattern.

    This is for reading and running by hand; the pages themselves bind the values as substitutions.
    """
    if not bindings:
        return Shown(text=text.strip() + "\n")
    names = " ".join(f"?{name}" for name in bindings)
    values = " ".join(_written(term) for term in bindings.values())
    line = f"\n  VALUES ({names}) {{ ({values}) }}"
    return Shown(text=_BODY.sub(lambda match: match[0] + line, text, count=1).strip() + "\n")


def _written(term: Term) -> str:
    """Return a term in SPARQL's syntax; characters that could end it are escaped."""
    if term.type == "uri":
        return f"<{_NOT_IN_IRI.sub(lambda match: quote(match[0]), term.value)}>"
    text = '"' + "".join(_ESCAPES.get(c, c) for c in term.value) + '"'
    if term.language:
        return f"{text}@{term.language}"
    if term.datatype and not term.datatype.endswith("#string"):
        return f"{text}^^<{_NOT_IN_IRI.sub(lambda match: quote(match[0]), term.datatype)}>"
    return text
