"""The names in a query as IRIs and back, and which of them the ontology does not have or other namespaces would."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from parley.store.sparql.gate import CheckedQuery, Token
from parley.store.sparql.positions import position_of
from parley.store.sparql.prefixes import namespace_meant, nearest_of
from parley.vocab import ONTOLOGY

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[\w.-]*[\w-])?")
_CODE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


@dataclass(frozen=True, slots=True)
class Names:
    """The prefixes that a query declares."""

    prefixes: dict[str, str]

    def iri(self, lexeme: str) -> str | None:
        """Return what `ex:name` or `<…>` stands for, None for anything else; a relative IRI is left as it is."""
        if lexeme.startswith("<"):
            return _unescaped(lexeme[1:-1])
        prefix, colon, local = lexeme.partition(":")
        if not colon or prefix not in self.prefixes:
            return None
        return self.prefixes[prefix] + (re.sub(r"\\(.)", r"\1", local) if "\\" in local else local)

    def shown(self, iri: str) -> str:
        """Return an IRI as the query would write it."""
        for prefix, namespace in self.prefixes.items():
            if namespace and iri.startswith(namespace) and _LOCAL.fullmatch(iri[len(namespace) :]):
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"


def names_of(text: str, tokens: Iterable[Token]) -> Names:
    """Return the names that a query declares, which it does before its first pattern."""
    return Names({prefix: namespace for prefix, namespace, _ in _declarations(text, tokens)})


def _declarations(text: str, tokens: Iterable[Token]) -> Iterator[tuple[str, str, int]]:
    """Yield each prefix that a query declares, with its namespace and where that stands."""
    before: tuple[str, str] = ("", "")
    for kind, start, end in tokens:
        lexeme = text[start:end]
        if lexeme == "{":
            return
        if kind == "iri" and before[0].upper() == "PREFIX" and before[1].endswith(":"):
            yield before[1][:-1], _unescaped(lexeme[1:-1]), start
        before = before[1], lexeme


def _unescaped(iri: str) -> str:
    return _CODE.sub(lambda m: chr(int(m[1] or m[2], 16)), iri) if "\\" in iri else iri


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownTerm:
    """A term that the ontology does not have, or a namespace that is nearly a known one; `nearest` may be meant."""

    name: str
    wrong: str
    offset: int
    line: int
    column: int
    nearest: tuple[str, ...]

    def __str__(self) -> str:
        meant = f"; did you mean {' or '.join(self.nearest)}?" if self.nearest else ""
        return f"line {self.line}, column {self.column}: {self.wrong}{meant}"


def unknown_terms(checked: CheckedQuery, known: Set[str]) -> tuple[UnknownTerm, ...]:
    """Return the names of the query that look like terms of the ontology and are none of `known`, each once.

    Before them stand namespaces that look like a known one and are none, unless a name written with them is known.
    Such a query is valid and has an answer, but hardly the one that was asked for.
    """
    if not known:
        return ()
    return (*_mistaken_namespaces(checked, known), *_unknown_names(checked, known))


def _mistaken_namespaces(checked: CheckedQuery, known: Set[str]) -> Iterator[UnknownTerm]:
    for prefix, namespace, start in _declarations(checked.text, checked.tokens):
        meant = namespace_meant(namespace)
        if meant is None or not known.isdisjoint(_written(checked, prefix, namespace)):
            continue
        line, column = position_of(checked.text, start)
        yield UnknownTerm(
            name=f"<{namespace}>",
            wrong=f"the prefix {prefix}: stands for <{namespace}>",
            offset=start,
            line=line,
            column=column,
            nearest=(f"<{meant}>",),
        )


def _written(checked: CheckedQuery, prefix: str, namespace: str) -> set[str | None]:
    """Return the IRIs that a query writes with a prefix."""
    names = Names({prefix: namespace})
    return {names.iri(checked.text[start:end]) for kind, start, end in checked.tokens if kind == "pname"}


def _unknown_names(checked: CheckedQuery, known: Set[str]) -> tuple[UnknownTerm, ...]:
    namespace = ONTOLOGY + "#"
    if ONTOLOGY not in checked.text and "\\" not in checked.text:
        return ()
    names = names_of(checked.text, checked.tokens)
    lexemes: dict[str, int] = {}
    for kind, start, end in checked.tokens:
        if kind in ("pname", "iri"):
            lexemes.setdefault(checked.text[start:end], start)
    found: dict[str, UnknownTerm] = {}
    for lexeme, start in lexemes.items():
        iri = names.iri(lexeme)
        if iri is None or iri in known or iri in found or not iri.startswith(namespace) or iri == namespace:
            continue
        line, column = position_of(checked.text, start)
        local = {term[len(namespace) :] for term in known if term.startswith(namespace)}
        near = tuple(names.shown(namespace + name) for name in nearest_of(iri[len(namespace) :], local))
        wrong = f"the ontology has no {lexeme}"
        found[iri] = UnknownTerm(name=lexeme, wrong=wrong, offset=start, line=line, column=column, nearest=near)
    return tuple(found.values())
