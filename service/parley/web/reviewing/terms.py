"""Terms of the ontology as pages show them: words, links, signatures, examples from the data, what shapes demand.

Pure: terms, rules and rows in, frozen values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parley.model import IRI
from parley.review import Kind, Ontology, ReviewedTerm, Rule, prefixed
from parley.review.changes import Said
from parley.review.terms import PROPERTIES
from parley.web.answers.rows import Link, Row, path_of, short
from parley.web.answers.tables import in_words
from parley.wording import safe_address

_LONGEST = 110  # characters of a text that stands for an instance
_RELATIONS = {
    "subClassOf": "is a kind of",
    "subPropertyOf": "is a kind of",
    "closeMatch": "close to",
    "exactMatch": "the same as",
    "broadMatch": "narrower than",
    "narrowMatch": "wider than",
    "relatedMatch": "related to",
    "equivalentClass": "the same as",
    "equivalentProperty": "the same as",
    "seeAlso": "see also",
}
_KINDS = {
    Kind.CLASS: "Classes",
    Kind.OBJECT_PROPERTY: "Properties that lead to things",
    Kind.DATATYPE_PROPERTY: "Properties that hold values",
    Kind.SCHEME: "Concept schemes",
    Kind.CONCEPT: "Concepts",
}
FILTERS = {"class": (Kind.CLASS,), "property": PROPERTIES, "concept": (Kind.SCHEME, Kind.CONCEPT)}


@dataclass(frozen=True, slots=True)
class Words:
    """What IRIs are called on these pages, and where they lead."""

    ontology: Ontology
    base: str

    def link(self, iri: str) -> Link:
        """Return an IRI as its label with the path of its page; IRIs of others are written with their prefix."""
        term = self.ontology.terms.get(IRI(iri))
        if term is not None:
            return Link(text=term.label, path=path_of(iri, self.base))
        return Link(text=prefixed(iri), path=path_of(iri, self.base))

    def links(self, iris: Iterable[str]) -> list[Link]:
        """Return several IRIs as links."""
        return [self.link(iri) for iri in iris]

    def said(self, value: str) -> Link:
        """Return a value of any kind: an IRI as a link, a literal as its words."""
        return self.link(value) if value.startswith(("http://", "https://")) else Link(text=value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A statement from the data: what it is about, and with which value; `whole` is what the subject is a part of."""

    subject: Link
    whole: Link | None
    property: Link | None = None
    value: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedTo:
    """A term of another vocabulary, by relation, name and address; a code of CAMEO or PLOVER has its notation."""

    relation: str
    name: str
    label: str | None
    address: str | None
    path: str | None


def examples_of(rows: Sequence[Row], words: Words) -> tuple[Example, ...]:
    """Return the statements of the rows of `instances.rq`, `uses.rq` or `value-of.rq`, each once."""
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        key = (row["s"].value, row["p"].value if "p" in row else "", row["o"].value if "o" in row else "")
        grouped.setdefault(key, []).append(row)
    return tuple(_example(found, words) for found in grouped.values())


def _example(rows: Sequence[Row], words: Words) -> Example:
    row = rows[0]
    iri = row["s"].value
    whole = row["whole"].value if "whole" in row and "wholeLabel" in row else None
    return Example(
        subject=Link(text=_words_for(iri, rows), path=path_of(iri, words.base)),
        whole=Link(text=row["wholeLabel"].value, path=path_of(whole, words.base)) if whole else None,
        property=words.link(row["p"].value) if "p" in row else None,
        value=_value(row, words) if "o" in row else None,
    )


def _words_for(iri: str, rows: Sequence[Row]) -> str:
    label = next((row["label"].value for row in rows if "label" in row), None)
    said = max((row["said"].value for row in rows if "said" in row), key=lambda each: (len(each), each), default=None)
    if label or not said:
        return label or in_words(short(iri)).replace("-", " ")
    return f"“{said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(' ', 1)[0] + ' …'}”"


def _value(row: Row, words: Words) -> Link:
    term = row["o"]
    if term.type != "uri":
        text = term.value if len(term.value) <= _LONGEST else term.value[:_LONGEST] + " …"
        return Link(text=text)
    if "oLabel" in row:
        return Link(text=row["oLabel"].value, path=path_of(term.value, words.base))
    link = words.link(term.value)
    return (
        link
        if link.path is None or term.value in words.ontology.terms
        else Link(text=in_words(short(term.value)).replace("-", " "), path=link.path)
    )


def aligned(term: ReviewedTerm, base: str) -> tuple[AlignedTo, ...]:
    """Return what a term corresponds to elsewhere."""
    return tuple(
        AlignedTo(
            relation=_RELATIONS.get(short(each.relation), in_words(short(each.relation)).lower()),
            name=prefixed(each.target),
            label=each.label,
            path=path_of(each.target, base),
            address=None if path_of(each.target, base) else safe_address(each.target),
        )
        for each in term.alignments
    )


def matching(ontology: Ontology, text: str, kinds: Sequence[Kind]) -> tuple[ReviewedTerm, ...]:
    """Return the terms of these kinds in which every word of `text` stands, those with it in the label first."""
    wanted = text.casefold().split()
    found = [term for term in ontology.of(*kinds) if all(word in searched(term) for word in wanted)]
    return tuple(sorted(found, key=lambda term: not all(word in term.label.casefold() for word in wanted)))


def searched(term: ReviewedTerm) -> str:
    """Return the text of a term that a search looks at, its name as queries write it among it."""
    parts = (term.label, f":{term.name}", term.definition, term.scope_note, term.notation, *term.triggers)
    return " ".join(part for part in parts if part).casefold()


def kind_heading(kind: Kind) -> str:
    """Return what several terms of a kind are called."""
    return _KINDS[kind]


def property_word(iri: str) -> str:
    """Return what the property of a change is called: "scope note"."""
    return in_words(short(iri)).lower()


def rule_where(rule: Rule, words: Words) -> list[tuple[str, Link]]:
    """Return what a rule looks at: "each instance of" with the class."""
    return [(target.words, words.link(target.iri)) for target in rule.targets]


def own_rules(term: ReviewedTerm, rules: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Return the rules that concern a term itself, and those that a class has from the classes above it."""
    if term.kind is not Kind.CLASS:
        return list(rules), []
    own = [rule for rule in rules if any(target.iri == term.iri for target in rule.targets)]
    return own, [rule for rule in rules if rule not in own]


def said_change(said: Said, words: Words) -> tuple[str, list[Link], list[Link]]:
    """Return a change of one property: its name, what it no longer says, what it says now."""
    return (
        property_word(said.property),
        [words.said(value) for value in said.before],
        [words.said(value) for value in said.after],
    )


def grouped_by_domain(ontology: Ontology) -> Mapping[str | None, tuple[ReviewedTerm, ...]]:
    """Return our properties by the class that they are of; those of several classes come last."""
    groups: dict[str | None, list[ReviewedTerm]] = {}
    for term in sorted(ontology.of(*PROPERTIES), key=lambda each: each.label.casefold()):
        groups.setdefault(term.domain, []).append(term)
    ordered = sorted(groups, key=lambda iri: (iri is None, ontology.terms[IRI(iri)].label if iri else ""))
    return {iri: tuple(groups[iri]) for iri in ordered}
