"""What changed from one version of the ontology to the next: found by comparing the two, never written by hand.

Semantic versions: a new term makes a minor one, other words a patch, what takes away or narrows (a removed or renamed
term, another domain, range or superclass) a major one. Before 1.0.0 what would be major makes a minor one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from rdflib import DCTERMS, OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from parley.model import IRI
from parley.vocab import NS, ONTOLOGY

_DEFINED = URIRef(ONTOLOGY)
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
# What decides about the data that a term may stand in; all else are words.
_LOGICAL = frozenset({
    RDF.type, RDFS.subClassOf, RDFS.subPropertyOf, RDFS.domain, RDFS.range, OWL.inverseOf, OWL.disjointWith,
    OWL.equivalentClass, OWL.equivalentProperty,
})  # fmt: skip


class Bump(StrEnum):
    """The part of a version number that a change has to raise."""

    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


class Made(StrEnum):
    """What became of a term."""

    ADDED = "added"
    CHANGED = "changed"
    DEPRECATED = "deprecated"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a property of a term no longer says, and what it says now."""

    property: IRI
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermChange:
    """What became of one term from one version to the next; `label` is its newest."""

    term: IRI
    label: str
    made: Made
    bump: Bump
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One version with what it changed; the first one that is known changed nothing, it has `terms` terms."""

    version: str
    issued: str | None
    note: str | None
    terms: int
    changes: tuple[TermChange, ...]

    def of(self, made: str) -> tuple[TermChange, ...]:
        """Return the changes of one kind."""
        return tuple(change for change in self.changes if change.made == made)

    def about(self, term: IRI) -> TermChange | None:
        """Return what became of one term."""
        return next((change for change in self.changes if change.term == term), None)


def version_of(graph: Graph) -> str:
    """Return the version that the header of an ontology gives, "" where it gives none."""
    return str(graph.value(_DEFINED, OWL.versionInfo) or "")


def history(kept: Mapping[str, Graph], current: Graph) -> tuple[Release, ...]:
    """Return all releases, the newest first: `current`, and the versions that were kept as they were."""
    versions = {version: graph for version, graph in kept.items() if version != version_of(current)}
    ordered = sorted(versions.items(), key=lambda each: numbers(each[0]))
    graphs = [*(graph for _, graph in ordered), current]
    releases = [_release(before, after) for before, after in zip([None, *graphs], graphs, strict=False)]
    return tuple(reversed(releases))


def compare(before: Graph, after: Graph) -> tuple[TermChange, ...]:
    """Return what became of each term of ours, sorted by what that is and by label."""
    old, new = _terms(before), _terms(after)
    found = [_change(before, after, term, term in old, term in new) for term in sorted(old | new)]
    order = list(Made)
    changes = [change for change in found if change is not None]
    return tuple(sorted(changes, key=lambda change: (order.index(change.made), change.label.casefold(), change.term)))


def needed(changes: tuple[TermChange, ...], *, since: str) -> str | None:
    """Return the lowest version number that may follow `since` with these changes, None without any."""
    if not changes:
        return None
    major, minor, patch = numbers(since)
    bumps = {change.bump for change in changes}
    if Bump.MAJOR in bumps and major:
        return f"{major + 1}.0.0"
    if bumps & {Bump.MAJOR, Bump.MINOR}:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"


def numbers(version: str) -> tuple[int, int, int]:
    """Return the three numbers of a version; (0, 0, 0) where it is none."""
    found = _VERSION.fullmatch(version)
    return (int(found[1]), int(found[2]), int(found[3])) if found else (0, 0, 0)


def _release(before: Graph | None, after: Graph) -> Release:
    issued, note = after.value(_DEFINED, DCTERMS.issued), after.value(_DEFINED, _NOTE)
    return Release(
        version=version_of(after),
        issued=str(issued) if issued is not None else None,
        note=str(note) if note is not None else None,
        terms=len(_terms(after)),
        changes=compare(before, after) if before is not None else (),
    )


_NOTE = URIRef("http://www.w3.org/2004/02/skos/core#changeNote")


def _terms(graph: Graph) -> set[URIRef]:
    return {
        term
        for term in graph.subjects(RDFS.isDefinedBy, _DEFINED)
        if isinstance(term, URIRef) and str(term).startswith(NS)
    }


def _change(before: Graph, after: Graph, term: URIRef, was: bool, is_there: bool) -> TermChange | None:
    newest = after if is_there else before
    label = str(newest.value(term, RDFS.label) or str(term).rpartition("#")[2])
    if not (was and is_there):
        made, bump = (Made.ADDED, Bump.MINOR) if is_there else (Made.REMOVED, Bump.MAJOR)
        return TermChange(term=IRI(str(term)), label=label, made=made, bump=bump)
    old, new = set(before.predicate_objects(term)), set(after.predicate_objects(term))
    if old == new:
        return None
    predicates = sorted({predicate for predicate, _ in old ^ new}, key=str)
    deprecated = any(p == OWL.deprecated for p, _ in new - old)
    return TermChange(
        term=IRI(str(term)),
        label=label,
        made=Made.DEPRECATED if deprecated else Made.CHANGED,
        bump=Bump.MAJOR if _narrows(old, new) else Bump.MINOR if deprecated else Bump.PATCH,
        said=tuple(
            Said(property=IRI(str(p)), before=_values(old - new, p), after=_values(new - old, p)) for p in predicates
        ),
    )


def _narrows(old: set[tuple[Node, Node]], new: set[tuple[Node, Node]]) -> bool:
    ours = {(p, o) for p, o in old ^ new if p in _LOGICAL}
    # To be said of another vocabulary is an alignment, which asks nothing of our data.
    return any(p not in (RDFS.subClassOf, RDFS.subPropertyOf) or str(o).startswith(NS) for p, o in ours)


def _values(said: set[tuple[Node, Node]], predicate: Node) -> tuple[str, ...]:
    return tuple(sorted(str(o) for p, o in said if p == predicate and isinstance(o, Literal | URIRef)))
