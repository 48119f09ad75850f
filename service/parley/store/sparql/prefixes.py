"""Prefixes: those that answers are written with, and those that a query may have forgotten to declare."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from parley.vocab import ONTOLOGY

PREFIXES = {
    "": ONTOLOGY + "#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "oa": "http://www.w3.org/ns/oa#",
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "sh": "http://www.w3.org/ns/shacl#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "void": "http://rdfs.org/ns/void#",
}
# Of documents that describe the service and its parts.
DESCRIBING = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "format": "http://www.w3.org/ns/formats/",
    "schema": "https://schema.org/",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "spdx": "http://spdx.org/rdf/terms#",
    "wd": "http://www.wikidata.org/entity/",
}
_OTHERS = {
    "parley": ONTOLOGY + "#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dct": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "org": "http://www.w3.org/ns/org#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
}


_KNOWN = PREFIXES | DESCRIBING | _OTHERS


def namespace_meant(namespace: str) -> str | None:
    """Return the known namespace that differs in no more than case, `http` or `https`, `www.` and its last sign."""
    if namespace in _NAMESPACES.values():
        return None
    return _NAMESPACES.get(_core(namespace))


def _core(namespace: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", namespace.casefold()).rstrip("#/")


_NAMESPACES = {_core(namespace): namespace for namespace in _KNOWN.values()}


def declarations_for(prefix: str, *, declared: Iterable[str]) -> tuple[str, ...]:
    """Return the `PREFIX` lines that may be meant by an undeclared prefix; none when a declared one is as near."""
    if prefix in _KNOWN:
        return (f"PREFIX {prefix}: <{_KNOWN[prefix]}>",)
    if nearest_of(prefix, declared):
        return ()
    return tuple(f"PREFIX {name}: <{_KNOWN[name]}>" for name in nearest_of(prefix, _KNOWN))


def nearest_of(name: str, names: Iterable[str]) -> list[str]:
    """Return the names that may be meant by a misspelt one, the nearest first, whatever their case."""
    folded = {each.casefold(): each for each in sorted(names)}
    return [folded[near] for near in difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.6)]
