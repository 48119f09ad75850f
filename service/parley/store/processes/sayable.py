"""What a format cannot say: a document that nobody could read, which the engine would write, is no answer."""

from __future__ import annotations

import re
from collections.abc import Collection

import pyoxigraph as ox

XML = frozenset(("xml", "rdfxml"))
# XML 1.0, section 2.2, has no such characters, however they are written.
_NO_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
# A property is written as an element, whose name is an NCName (Namespaces in XML 1.0, section 3).
_BEGINS_NAME = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
_NAMED = re.compile(rf"[{_BEGINS_NAME}][{_BEGINS_NAME}\-.0-9\u00B7\u0300-\u036F\u203F\u2040]*\Z")


class UnsayableError(Exception):
    """A result has something that its format cannot say; the message is a sentence on that."""


def well_formed(body: bytes) -> bytes:
    """Return an XML document whose carriage returns survive being read; raises UnsayableError."""
    wrong = _NO_CHARACTER.search(body)
    if wrong is not None:
        raise UnsayableError(f"XML has no character U+{ord(wrong.group().decode()):04X}")
    return body.replace(b"\r", b"&#xD;")  # else read as line feeds (section 2.11)


def check_triples(triples: Collection[ox.Triple], name: str) -> None:
    """Raise UnsayableError for what a graph format cannot say: properties that are no names, triples as terms."""
    if name == "jsonld" and any(isinstance(triple.object, ox.Triple) for triple in triples):
        raise UnsayableError("JSON-LD has no triples as terms")
    for iri in {triple.predicate.value for triple in triples} if name in XML else ():
        if not _NAMED.search(iri):
            raise UnsayableError(f"XML can call no element like the property <{iri[:200]}>")
