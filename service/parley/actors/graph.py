"""Reference actors to RDF and back.

    <actor/china> a :Country, :Actor ; rdfs:label "China"@en ; :iso3 "CHN" ; :demonym "Chinese"@en ;
        :metonym "Beijing"@en ; owl:sameAs wd:Q148 ; :verified true ; :sourceNote "…" .
    <office/chn-head_of_state> a :Office ; rdfs:label "President of China"@en ; skos:notation "CHN.head_of_state" ;
        dcterms:type "head_of_state" ; :officeOf <actor/china> ; :officeLevel :officeLevel-head_of_state .
    <tenure/…> a :Tenure ; :holder <actor/xi-jinping> ; :heldOffice <office/chn-head_of_state> ;
        :tenureStart "2013-03-14"^^xsd:date ; :knownUntil "2026-01"^^xsd:gYearMonth .

A `skos:hiddenLabel` is a name that also means something else. Only verified Wikidata items become `owl:sameAs`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef
from rdflib.term import Node

from parley.actors.rows import Row, reference_from_rows
from parley.actors.tables import ReferenceActors
from parley.actors.titles import labelled
from parley.errors import ActorsError
from parley.iris import Iris
from parley.vocab import PARLEY, new_graph, notation_of, scheme_iri

_WIKIDATA = "http://www.wikidata.org/entity/"
_GEONAMES = "https://sws.geonames.org/"
_SECOND = "; second source: "
_LEADER = "leader of "
_DATATYPES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
_TRUE, _FALSE = Literal(True), Literal(False)
_KIND_OF_LEVEL = {
    "head_of_state": "head_of_state",
    "head_of_government": "head_of_government",
    "vice": "vice_president",
    "minister": "minister",
    "organisation_head": "head_of_organisation",
    "envoy": "envoy",
    "official": "official",
}
"""The kind of an office whose graph gives a level only."""

_Statement = tuple[URIRef, URIRef, Node]


def reference_to_graph(reference: ReferenceActors, iris: Iris) -> Graph:
    """Return all reference actors, offices and tenures as one graph without blank nodes."""
    graph = new_graph()
    for statement in reference_statements(reference, iris):
        graph.add(statement)
    return graph


def reference_statements(reference: ReferenceActors, iris: Iris) -> Iterator[_Statement]:
    """Yield what `reference_to_graph` returns."""
    labels = {c.key: c.name for c in reference.countries} | {o.key: o.name for o in reference.organisations}
    parties = {key: URIRef(iris.actor(name)) for key, name in labels.items()}
    offices = {o.key: URIRef(iris.office(o.key)) for o in reference.offices}
    persons = {p.key: URIRef(iris.actor(p.key)) for p in reference.persons}
    for c in reference.countries:
        node = parties[c.key]
        yield from _typed(node, PARLEY.Country, PARLEY.Actor)
        yield from _english(node, RDFS.label, c.name)
        yield from _english(node, SKOS.altLabel, c.official_name, *c.aliases)
        yield from _english(node, SKOS.hiddenLabel, *c.ambiguous)
        yield from _english(node, PARLEY.demonym, *c.demonyms)
        yield from _english(node, PARLEY.capital, c.capital)
        yield from _english(node, SKOS.note, c.note)
        yield node, PARLEY.iso3, Literal(c.key)
        if c.iso2:
            yield node, PARLEY.iso2, Literal(c.iso2)
        if c.geonames:
            yield node, RDFS.seeAlso, URIRef(f"{_GEONAMES}{c.geonames}/")
        yield from _provenance(node, c.wikidata, verified=c.verified, source=c.source)
    for o in reference.organisations:
        node = parties[o.key]
        yield from _typed(node, PARLEY.Organisation, PARLEY.Actor)
        yield node, SKOS.notation, Literal(o.key)
        yield from _english(node, RDFS.label, o.name)
        yield from _english(node, SKOS.altLabel, *o.aliases)
        yield from _english(node, SKOS.hiddenLabel, *o.ambiguous)
        if o.acronym:
            yield node, PARLEY.acronym, Literal(o.acronym)
        if o.kind:
            yield node, DCTERMS.type, Literal(o.kind)
        if o.part_of:
            yield node, PARLEY.memberOfParty, parties[o.part_of]
        yield from _provenance(node, o.wikidata, verified=o.verified, source=o.source)
    for m in reference.metonyms:
        yield from _english(parties[m.party], PARLEY.metonym, m.surface)
        if m.ambiguous:
            yield from _english(parties[m.party], SKOS.hiddenLabel, m.surface)
    for p in reference.persons:
        node = persons[p.key]
        yield from _typed(node, PARLEY.Person, PARLEY.Actor)
        yield from _english(node, RDFS.label, p.name)
        yield from _english(node, SKOS.altLabel, *p.aliases)
        if p.party:
            yield node, PARLEY.memberOfParty, parties[p.party]
        yield from _provenance(node, p.wikidata, verified=p.verified, source=p.source)
    for f in reference.offices:
        node = offices[f.key]
        yield from _typed(node, PARLEY.Office)
        yield node, SKOS.notation, Literal(f.key)
        yield from _english(node, RDFS.label, labelled(f, labels[f.party]))
        yield from _english(node, SKOS.prefLabel, f.title)
        yield from _english(node, SKOS.altLabel, *f.aliases)
        if f.leads:
            yield from _english(node, SKOS.altLabel, _LEADER + labels[f.party])
        yield node, DCTERMS.type, Literal(f.kind)
        yield node, PARLEY.officeOf, parties[f.party]
        yield node, PARLEY.officeLevel, scheme_iri("officeLevel", f.level)
        yield node, PARLEY.concurrent, _TRUE if f.concurrent else _FALSE
        yield from _provenance(node, f.wikidata, verified=f.verified, source=f.source)
    for t in reference.tenures:
        node = URIRef(iris.tenure(t.office, t.person, t.start))
        yield from _typed(node, PARLEY.Tenure)
        yield node, PARLEY.holder, persons[t.person]
        yield node, PARLEY.heldOffice, offices[t.office]
        yield node, PARLEY.tenureStart, _date(t.start)
        if t.end:
            yield node, PARLEY.tenureEnd, _date(t.end)
        if t.known_until:
            yield node, PARLEY.knownUntil, _date(t.known_until)
        source = t.source + (_SECOND + t.second_source if t.second_source else "")
        yield from _provenance(node, "", verified=t.verified, source=source)


def _typed(node: URIRef, *types: URIRef) -> Iterator[_Statement]:
    return ((node, RDF.type, each) for each in types)


def _english(node: URIRef, predicate: URIRef, *words: str) -> Iterator[_Statement]:
    return ((node, predicate, _literal(each)) for each in words if each)


@lru_cache(maxsize=1 << 14)  # the same few states, people and offices are asked for with every article
def _literal(words: str) -> Literal:
    return Literal(words, lang="en")


def _provenance(node: URIRef, wikidata: str, *, verified: bool, source: str) -> Iterator[_Statement]:
    if wikidata and verified:
        yield node, OWL.sameAs, URIRef(_WIKIDATA + wikidata)
    yield node, PARLEY.verified, _TRUE if verified else _FALSE
    if source:
        yield node, PARLEY.sourceNote, Literal(source)


@lru_cache(maxsize=1 << 14)
def _date(date: str) -> Literal:
    return Literal(date, datatype=_DATATYPES[len(date)], normalize=False)


def reference_from_graph(
    graph: Graph, iris: Iris, *, base: ReferenceActors | None = None, where: str = "graph"
) -> ReferenceActors:
    """Return the reference actors that `graph` describes; offices and tenures may also refer to those of `base`.

    The kinds of metonyms and items of Wikidata that are not verified are not in RDF: a metonym comes back as capital
    or seat. Raises ActorsError where a value is missing or wrong, or an IRI is not the one that the name gives.
    """
    return reference_from_rows(_GraphRows(graph, iris, base or ReferenceActors(), where).tables(), base=base)


class _GraphRows:
    """The rows that a graph amounts to."""

    def __init__(self, graph: Graph, iris: Iris, base: ReferenceActors, where: str) -> None:
        self.graph = graph
        self.iris = iris
        self.file = where
        self.parties: dict[str, str] = {str(iris.actor(c.name)): c.key for c in base.countries}
        self.parties |= {str(iris.actor(o.name)): o.key for o in base.organisations}
        self.offices: dict[str, str] = {str(iris.office(o.key)): o.key for o in base.offices}
        for node in self.nodes(PARLEY.Country):
            self.parties[str(node)] = self.text(node, PARLEY.iso3)
        for node in self.nodes(PARLEY.Organisation):
            self.parties[str(node)] = self.organisation_key(node)
        for node in self.nodes(PARLEY.Office):
            self.offices[str(node)] = self.text(node, SKOS.notation) or node.rpartition("/")[2]

    def tables(self) -> Mapping[str, list[Row]]:
        return {
            "countries": [self.country(n) for n in self.nodes(PARLEY.Country)],
            "organisations": [self.organisation(n) for n in self.nodes(PARLEY.Organisation)],
            "metonyms": list(self.metonyms()),
            "offices": [self.office(n) for n in self.nodes(PARLEY.Office)],
            "persons": [self.person(n) for n in self.nodes(PARLEY.Person)],
            "tenures": [self.tenure(n) for n in self.nodes(PARLEY.Tenure)],
        }

    def country(self, node: URIRef) -> Row:
        self.named_by(node, self.iris.actor(self.text(node, RDFS.label)))
        seen = self.text(node, RDFS.seeAlso)
        return self.row(
            node,
            country=self.parties[str(node)],
            iso2=self.text(node, PARLEY.iso2),
            name=self.text(node, RDFS.label),
            aliases=self.listed(node, SKOS.altLabel),
            demonyms=self.listed(node, PARLEY.demonym),
            capital=self.text(node, PARLEY.capital),
            ambiguous=self.ambiguous_names(node),
            note=self.text(node, SKOS.note),
            geonames=seen.removeprefix(_GEONAMES).strip("/") if seen.startswith(_GEONAMES) else "",
            **self.provenance(node),
        )

    def organisation(self, node: URIRef) -> Row:
        self.named_by(node, self.iris.actor(self.text(node, RDFS.label)))
        return self.row(
            node,
            organisation=self.parties[str(node)],
            name=self.text(node, RDFS.label),
            acronym=self.text(node, PARLEY.acronym),
            aliases=self.listed(node, SKOS.altLabel),
            kind=self.text(node, DCTERMS.type),
            part_of=self.party(node, PARLEY.memberOfParty),
            ambiguous=self.ambiguous_names(node),
            **self.provenance(node),
        )

    def metonyms(self) -> Iterator[Row]:
        for node, key in sorted(self.parties.items()):
            subject = URIRef(node)
            capital, hidden = self.text(subject, PARLEY.capital), self.texts(subject, SKOS.hiddenLabel)
            for surface in self.texts(subject, PARLEY.metonym):
                yield self.row(
                    subject,
                    surface=surface,
                    party=key,
                    kind="capital" if surface == capital else "seat",
                    ambiguous="yes" if surface in hidden else "no",
                )

    def person(self, node: URIRef) -> Row:
        key = node.rpartition("/")[2]
        self.named_by(node, self.iris.actor(key))
        return self.row(
            node,
            person=key,
            name=self.text(node, RDFS.label),
            aliases=self.listed(node, SKOS.altLabel),
            party=self.party(node, PARLEY.memberOfParty),
            **self.provenance(node),
        )

    def office(self, node: URIRef) -> Row:
        self.named_by(node, self.iris.office(self.offices[str(node)]))
        level = notation_of(self.text(node, PARLEY.officeLevel))
        aliases = self.texts(node, SKOS.altLabel)
        return self.row(
            node,
            office=self.offices[str(node)],
            party=self.party(node, PARLEY.officeOf),
            title=self.text(node, SKOS.prefLabel) or self.text(node, RDFS.label),
            kind=self.text(node, DCTERMS.type) or _KIND_OF_LEVEL.get(level, level),
            leads=_yes_no(any(a.startswith(_LEADER) for a in aliases)),
            concurrent=_yes_no(self.text(node, PARLEY.concurrent) == "true"),
            aliases="|".join(a for a in aliases if not a.startswith(_LEADER)),
            **self.provenance(node),
        )

    def tenure(self, node: URIRef) -> Row:
        held, holder = self.text(node, PARLEY.heldOffice), self.text(node, PARLEY.holder)
        said = self.provenance(node)
        source, _, second = said["source"].partition(_SECOND)
        return self.row(
            node,
            office=self.offices.get(held, held),
            person=holder.removeprefix(self.iris.base + "actor/"),
            start=self.text(node, PARLEY.tenureStart),
            end=self.text(node, PARLEY.tenureEnd),
            known_until=self.text(node, PARLEY.knownUntil),
            verified=said["verified"],
            second_source=second,
            source=source,
        )

    def row(self, node: URIRef, **values: str) -> Row:
        return Row(where=f"{self.file}: <{node}>", values=values)

    def nodes(self, kind: URIRef) -> list[URIRef]:
        return sorted(n for n in self.graph.subjects(RDF.type, kind, unique=True) if isinstance(n, URIRef))

    def texts(self, node: URIRef, predicate: URIRef) -> list[str]:
        return sorted(str(o) for o in self.graph.objects(node, predicate))

    def text(self, node: URIRef, predicate: URIRef) -> str:
        found = self.texts(node, predicate)
        if len(found) > 1:
            raise ActorsError(
                f"has {len(found)} values of {_short(predicate)}: {', '.join(found)}",
                where=f"{self.file}: <{node}>",
                remedy="keep one",
            )
        return found[0] if found else ""

    def listed(self, node: URIRef, predicate: URIRef) -> str:
        return "|".join(self.texts(node, predicate))

    def ambiguous_names(self, node: URIRef) -> str:
        metonyms = set(self.texts(node, PARLEY.metonym))
        names = {*self.texts(node, SKOS.altLabel), *self.texts(node, RDFS.label), *self.texts(node, PARLEY.demonym),
                 *self.texts(node, PARLEY.acronym)}  # fmt: skip
        return "|".join(t for t in self.texts(node, SKOS.hiddenLabel) if t in names or t not in metonyms)

    def party(self, node: URIRef, predicate: URIRef) -> str:
        iri = self.text(node, predicate)
        return self.parties.get(iri, iri)

    def organisation_key(self, node: URIRef) -> str:
        return self.text(node, SKOS.notation) or self.text(node, PARLEY.acronym) or self.text(node, RDFS.label)

    def provenance(self, node: URIRef) -> dict[str, str]:
        items = [i.removeprefix(_WIKIDATA) for i in self.texts(node, OWL.sameAs) if i.startswith(_WIKIDATA)]
        return {
            "wikidata": items[0] if items else "",
            "verified": _yes_no(self.text(node, PARLEY.verified) == "true"),
            "source": self.text(node, PARLEY.sourceNote),
        }

    def named_by(self, node: URIRef, expected: str) -> None:
        if str(node) != expected:
            raise ActorsError(
                "the IRI is not the one that its name gives",
                where=f"{self.file}: <{node}>",
                remedy=f"name it <{expected}>, or change its label or notation",
            )


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _short(predicate: URIRef) -> str:
    return predicate.rpartition("#")[2].rpartition("/")[2]
