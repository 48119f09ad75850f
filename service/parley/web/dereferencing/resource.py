"""Any resource as a page for people: its statements with labels, its parts, and what refers to it.

Pure: the rows of a description in, frozen values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parley.model import Term
from parley.vocab import PARLEY
from parley.web.answers.rows import Link, Row, path_of, short
from parley.web.answers.tables import in_words
from parley.wording import safe_address

LABEL, TYPE = "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_FIRST = (TYPE, "http://www.w3.org/2004/02/skos/core#definition", "http://www.w3.org/2004/02/skos/core#scopeNote")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value: words, where they lead, whether that is elsewhere, and what kind of literal it is."""

    link: Link
    elsewhere: bool = False
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one property says; `meaning` is the definition of the property."""

    property: Link
    meaning: str | None
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What is said of one node; `anchor` is its fragment where it is a part of the resource."""

    heading: Link
    anchor: str | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourcePage:
    """A resource: what is said of it, its parts, and what belongs to it."""

    label: str
    kind: str | None
    own: Node
    parts: tuple[Node, ...]
    others: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What IRIs are called, what terms mean, and where IRIs have their pages."""

    base: str
    labels: Mapping[str, str]
    meanings: Mapping[str, str]

    def link(self, iri: str) -> Link:
        """Return an IRI as words with the path of its page."""
        return Link(text=self.labels.get(iri) or short(iri) or iri, path=path_of(iri, self.base))

    def property(self, iri: str) -> Link:
        """Return a property as words with the path of its page."""
        return Link(text=self.labels.get(iri) or in_words(short(iri)).lower(), path=path_of(iri, self.base))


def names_of(base: str, *, terms: Iterable[Row], rows: Sequence[Row] = ()) -> Names:
    """Return the names that the terms of the ontology and the rows of a description give."""
    labels: dict[str, str] = {}
    meanings: dict[str, str] = {}
    for row in terms:
        labels[row["term"].value] = row["label"].value
        if "definition" in row:
            meanings[row["term"].value] = row["definition"].value
    labels |= {row["s"].value: row["o"].value for row in rows if row["p"].value == LABEL}
    labels = _diaries(rows, labels) | labels
    return Names(base, labels, meanings)


def _diaries(rows: Sequence[Row], labels: Mapping[str, str]) -> dict[str, str]:
    """Return what diaries are called, which have no name of their own: whose they are, and of when."""
    whose, when = (
        {row["s"].value: labels.get(row["o"].value) for row in rows if row["p"].value == str(said)}
        for said in (PARLEY.diaryOf, PARLEY.covers)
    )
    return {diary: f"{name}, {when[diary]}" for diary, name in whose.items() if name and when.get(diary)}


def resource_page(iri: str, rows: Sequence[Row], names: Names) -> ResourcePage:
    """Return the page of `iri` from the statements of its description."""
    by_subject: dict[str, list[Row]] = {}
    for row in rows:
        by_subject.setdefault(row["s"].value, []).append(row)
    own = _node(iri, by_subject.get(iri, []), names)
    rest = [s for s, said in sorted(by_subject.items()) if s != iri and any(row["p"].value != LABEL for row in said)]
    whole = iri.partition("#")[0] + "#"
    parts = [s for s in rest if s.startswith(whole) and "#" not in iri]
    kinds = [names.link(row["o"].value).text for row in by_subject.get(iri, []) if row["p"].value == TYPE]
    return ResourcePage(
        label=own.heading.text,
        kind=" · ".join(sorted(kinds)) or None,
        own=own,
        parts=tuple(_node(s, by_subject[s], names, anchor=s.removeprefix(whole)) for s in parts),
        others=tuple(_node(s, by_subject[s], names) for s in rest if s not in parts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """A term in the list of its vocabulary: what it is and means, and which terms it stands below."""

    link: Link
    kind: str
    definition: str | None
    above: tuple[Link, ...]


def term_lines(rows: Sequence[Row], names: Names) -> tuple[TermLine, ...]:
    """Return the terms of the rows of `vocabulary-terms.rq`, in their order."""
    by_term: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        by_term.setdefault((row["kind"].value, row["term"].value), []).append(row)
    return tuple(
        TermLine(
            link=Link(text=_said(found, "label") or short(term), path=path_of(term, names.base)),
            kind=in_words(short(kind)),
            definition=_said(found, "definition"),
            above=tuple(names.link(iri) for iri in sorted({row["above"].value for row in found if "above" in row})),
        )
        for (kind, term), found in by_term.items()
    )


def _said(rows: Sequence[Row], name: str) -> str | None:
    return next((row[name].value for row in rows if name in row), None)


def _node(iri: str, rows: Sequence[Row], names: Names, *, anchor: str | None = None) -> Node:
    by_property: dict[str, list[Term]] = {}
    for row in rows:
        by_property.setdefault(row["p"].value, []).append(row["o"])
    ordered = sorted(by_property, key=lambda p: (p not in _FIRST, _FIRST.index(p) if p in _FIRST else 0, p))
    return Node(
        heading=names.link(iri),
        anchor=anchor,
        statements=tuple(
            Statement(
                property=names.property(p),
                meaning=names.meanings.get(p),
                values=tuple(_value(term, names) for term in sorted(by_property[p], key=lambda t: t.value)),
            )
            for p in ordered
        ),
    )


def _value(term: Term, names: Names) -> Value:
    if term.type != "uri":
        kind = term.language if term.language not in (None, "en") else short(term.datatype) if term.datatype else None
        address = safe_address(term.value) if kind == "anyURI" else None
        return Value(link=Link(text=term.value, path=address), elsewhere=address is not None, about=kind)
    link = names.link(term.value)
    if link.path is not None:
        return Value(link=link)
    said = link.text if term.value in names.labels else term.value
    return Value(link=Link(text=said, path=safe_address(term.value)), elsewhere=True)
