"""Answers of SELECT queries in the format TSV of SPARQL 1.1, read without a term object for each value.

Pure. Of many rows this is the form that takes the engine and Python the least time.
"""

from __future__ import annotations

import re

_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def columns(answer: bytes, width: int) -> list[list[bytes]]:
    """Return the terms of each of the `width` variables as they stand in the answer, row after row."""
    terms = answer.rstrip(b"\n").replace(b"\n", b"\t").split(b"\t")  # either is escaped inside of a literal
    return [terms[width + i :: width] for i in range(width)]


def values(answer: bytes) -> list[list[str]]:
    """Return the values of each row: the IRI or the text of the literal, "" where a variable is unbound."""
    lines = answer.decode().split("\n")  # not splitlines(), which also parts at others that stand in literals
    return [[plain(term) for term in line.split("\t")] for line in lines[1:-1]]


def plain(term: str) -> str:
    """Return a term as its IRI or the text of its literal."""
    if term.startswith("<"):
        return term[1:-1]
    if term.startswith('"'):
        text = term[1 : term.rindex('"')]
        return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), text) if "\\" in text else text
    return term
