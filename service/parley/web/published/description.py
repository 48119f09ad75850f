"""What the service and the data say of themselves: service description, VoID, DCAT and PROV in one graph.

The endpoint gives the part about the service and the dataset as a whole; `/void` adds the counts of classes and
properties. Every node has a name, below `sparql#` or `void#`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from urllib.parse import urlsplit

from parley.config import Settings
from parley.model import IRI
from parley.store.derived.publications import DumpFile, Index
from parley.store.derived.statistics import PartCount
from parley.store.disk.snapshots import Snapshot
from parley.store.processes.evaluation import rewrite, rows_of
from parley.store.processes.formats import Format
from parley.store.sparql.prefixes import PREFIXES
from parley.web.answers.rows import Row
from parley.web.published.graphs import about_graph

IN_DEFAULT_GRAPH = ("events", "actors", "ontology")
_MEDIA = "https://www.iana.org/assignments/media-types/"
_LOCAL = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_HEAD = """@base <{base}> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix format: <http://www.w3.org/ns/formats/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
_SERVICE = """<sparql> a sd:Service, dcat:DataService ;
    rdfs:label "Parley SPARQL endpoint"@en ;
    dcterms:title "Parley SPARQL endpoint"@en ;
    rdfs:comment {policy}@en ;
    sd:endpoint <sparql> ;
    dcat:endpointURL <sparql> ;
    dcat:endpointDescription <void> ;
    dcat:servesDataset <void#dataset> ;
    dcterms:license <{licence}> ;
    rdfs:seeAlso <questions>, <void> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:EmptyGraphs ;
    sd:resultFormat format:SPARQL_Results_JSON, format:SPARQL_Results_XML, format:SPARQL_Results_CSV,
        format:SPARQL_Results_TSV, format:Turtle, format:N-Triples, format:RDF_XML, format:JSON-LD ;
    sd:defaultDataset <void#dataset> .
<sparql#default-graph> a sd:Graph, void:Dataset ;
    dcterms:title "The default graph"@en ;
    rdfs:comment "The graphs of events, actors and ontology together. Articles are reached with GRAPH."@en .
"""
_DATASET = """<void> a void:DatasetDescription, foaf:Document ;
    dcterms:title "What Parley knows, described"@en ;
    foaf:primaryTopic <void#dataset> ;
    foaf:topic <sparql> .
<void#catalog> a dcat:Catalog ;
    dcterms:title "Parley"@en ;
    dcat:dataset <void#dataset> ;
    dcat:service <sparql> .
<void#dataset> a void:Dataset, dcat:Dataset, sd:Dataset, prov:Entity ;
    dcterms:title "Parley: who met whom, when, where, on whose behalf, and who says so"@en ;
    dcterms:description {description}@en ;
    dcterms:license <{licence}> ;
    dcterms:rights "Quotations stay with the publishers of the articles that they are from."@en ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/ENG> ;
    dcterms:identifier "{snapshot}" ;
    owl:versionInfo "{snapshot}" ;
    dcterms:modified "{published}"^^xsd:dateTime ;
    prov:generatedAtTime "{published}"^^xsd:dateTime ;
    prov:wasDerivedFrom <corpus> ;
    prov:wasGeneratedBy <void#publication> ;
    foaf:homepage <.> ;
    dcat:landingPage <.> ;
    dcat:keyword "diplomacy"@en, "international relations"@en, "news"@en, "events"@en ;
    void:uriSpace "{base}" ;
    void:sparqlEndpoint <sparql> ;
    void:feature format:Turtle, format:N-Triples, format:RDF_XML, format:JSON-LD ;
    void:vocabulary <https://w3id.org/parley/ontology#>, rdfs:, owl:, prov:, dcterms:,
        <http://www.w3.org/2004/02/skos/core#>, <http://www.w3.org/ns/oa#>, <http://www.w3.org/ns/shacl#> ;
    void:rootResource <corpus> ;
    sd:defaultGraph <sparql#default-graph> .
<void#publication> a prov:Activity ;
    rdfs:label "The publication of snapshot {snapshot}"@en ;
    prov:endedAtTime "{published}"^^xsd:dateTime ;
    prov:used <corpus> ;
    prov:wasAssociatedWith <void#parley> .
<void#parley> a prov:SoftwareAgent ;
    rdfs:label "Parley"@en .
"""
_DESCRIPTION = (
    "Events of diplomacy as news articles tell them: each event with its participants, dates and places, and with the "
    "claims and the sentences that it comes from."
)


class SelfDescription:
    """The description of the service and of a snapshot; `index` has its counts and dumps, None while they are made."""

    def __init__(
        self,
        settings: Settings,
        snapshot: Snapshot,
        index: Index | None,
        *,
        examples: Iterable[str] = (),
        parts: bool = True,
    ) -> None:
        self.iri = IRI(f"{settings.base_iri}{'void#dataset' if parts else 'sparql'}")
        self._settings = settings
        self._snapshot = snapshot
        self._index = index
        self._examples = tuple(examples)
        self._parts = parts

    @cached_property
    def turtle(self) -> str:
        """Return it in Turtle."""
        return "".join(self._written())

    def rdf(self, form: Format) -> bytes:
        """Return it in a graph format."""
        return rewrite(self.turtle, form.name, frame=self.iri)

    def rows(self) -> list[Row]:
        """Return its statements."""
        return list(rows_of(self.turtle))

    def _written(self) -> Iterator[str]:
        values = {
            "base": self._settings.base_iri,
            "licence": self._settings.licence,
            "policy": _text(policy_in_words(self._settings)),
            "description": _text(_DESCRIPTION),
            "snapshot": self._snapshot.name,
            "published": self._snapshot.published.isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
        yield _HEAD.format(**values)
        yield _SERVICE.format(**values)
        yield _DATASET.format(**values)
        for example in self._examples:
            yield f"<void#dataset> void:exampleResource <{example}> .\n"
        if self._index is not None:
            yield from _counts(self._index, parts=self._parts)
            for file in self._index.files:
                yield _distribution(file, self._index.snapshot)
            yield _checksum("void#canonical", self._index.canonical_hash)
            yield (
                "<void#dataset> spdx:checksum <void#canonical> .\n"
                '<void#canonical> rdfs:comment "Of the canonical N-Quads of all graphs (RDFC-1.0)."@en .\n'
            )


def policy_in_words(settings: Settings) -> str:
    """Return what a query and a client may use."""
    rows = f", after {settings.result_max_rows:,} rows" if settings.result_max_rows else ""
    client = [
        f"{settings.client_queries} queries at once" if settings.client_queries else "",
        f"{settings.client_seconds:g} seconds of query time a minute" if settings.client_seconds else "",
    ]
    allowed = " and ".join(filter(None, client))
    return (
        f"Queries end after {settings.query_timeout_s:g} s, their text after {settings.query_max_bytes} bytes and "
        f"results after {settings.result_max_mb} MB{rows}. There are no updates and no SERVICE. An answer is complete, "
        "says that it is cut, or is an error, and names the snapshot that it is from."
        + (f" A client may have {allowed}; more is answered with 429 and the time to come back." if allowed else "")
    )


def _text(words: str) -> str:
    # What JSON escapes, Turtle escapes alike (RDF 1.1 Turtle, section 6.4).
    return json.dumps(words, ensure_ascii=False)


# --- counts -----------------------------------------------------------------------------------------------------


def _counts(index: Index, *, parts: bool) -> Iterator[str]:
    whole = _total(index.parts.values())
    yield _part("void#dataset", whole)
    yield f"<void#dataset> void:distinctSubjects {index.subjects} ; void:entities {index.entities} .\n"
    yield _part("sparql#default-graph", _total(p for kind, p in index.parts.items() if kind in IN_DEFAULT_GRAPH))
    for target, number in sorted(whole.same.items()):
        host = urlsplit(target).hostname or "elsewhere"
        yield (
            f"<void#links-{host}> a void:Linkset ; void:linkPredicate owl:sameAs ; void:triples {number} ;\n"
            f"    void:subjectsTarget <void#dataset> ; void:objectsTarget <void#target-{host}> .\n"
            f"<void#dataset> void:subset <void#links-{host}> .\n"
            f'<void#target-{host}> a void:Dataset ; void:uriSpace "{target}" ; foaf:homepage <https://{host}/> .\n'
        )
    for kind, part in index.parts.items():
        yield from _graphs(kind, part)
        if parts:
            yield from _partitions(f"void#{kind}", part)


def _graphs(kind: str, part: PartCount) -> Iterator[str]:
    label, comment = about_graph(f"{kind}/" if kind in ("article", "report") else kind)
    yield _part(f"void#{kind}", part)
    yield f"<void#dataset> void:subset <void#{kind}> .\n"
    if kind in IN_DEFAULT_GRAPH:
        yield f"<sparql#default-graph> void:subset <void#{kind}> .\n"
    if kind in ("article", "report"):
        yield (
            f'<void#{kind}> a void:Dataset ; dcterms:title "Graphs of articles: {kind}"@en ; rdfs:comment "{comment} '
            f'{part.graphs} graphs."@en ; void:uriRegexPattern "^.*/graph/{kind}/.*$" .\n'
        )
        return
    yield (
        f"<void#dataset> sd:namedGraph <void#{kind}-named> .\n"
        f"<void#{kind}-named> a sd:NamedGraph ; sd:name <graph/{kind}> ; sd:graph <void#{kind}> .\n"
        f'<void#{kind}> a sd:Graph, void:Dataset ; dcterms:title "{label}"@en ; rdfs:comment "{comment}"@en .\n'
    )


def _total(parts: Iterable[PartCount]) -> PartCount:
    """Return the sum of parts but for their subjects, which they may share."""
    total = PartCount()
    for part in parts:
        total.graphs += part.graphs
        total.triples += part.triples
        for counts, more in ((total.classes, part.classes), (total.properties, part.properties)):
            counts.update(more)
        total.same.update(part.same)
    return total


def _part(node: str, part: PartCount) -> str:
    subjects = f"void:distinctSubjects {part.subjects} ; void:entities {part.entities} ; " if part.graphs == 1 else ""
    return (
        f"<{node}> void:triples {part.triples} ; {subjects}"
        f"void:classes {len(part.classes)} ; void:properties {len(part.properties)} .\n"
    )


def _partitions(node: str, part: PartCount) -> Iterator[str]:
    used: dict[str, Counter[str]] = {}
    for (kind, predicate), number in part.uses.items():
        used.setdefault(kind, Counter())[predicate] = number
    for kind, number in sorted(part.classes.items()):
        name = f"{node}-class-{_name(kind)}"
        yield f"<{node}> void:classPartition <{name}> .\n<{name}> void:class <{kind}> ; void:entities {number} .\n"
        yield from _properties(name, used.get(kind, Counter()))
    yield from _properties(node, part.properties)


def _properties(node: str, counts: Counter[str]) -> Iterator[str]:
    for predicate, number in sorted(counts.items()):
        name = f"{node}-property-{_name(predicate)}"
        yield (
            f"<{node}> void:propertyPartition <{name}> .\n"
            f"<{name}> void:property <{predicate}> ; void:triples {number} .\n"
        )


def _name(iri: str) -> str:
    """Return a name for an IRI that may stand in a fragment: "parley-Meeting"."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and _LOCAL.fullmatch(local):
            return f"{prefix or 'parley'}-{local}"
    return hashlib.sha256(iri.encode()).hexdigest()[:12]


# --- dumps ------------------------------------------------------------------------------------------------------


def _distribution(file: DumpFile, snapshot: str) -> str:
    node, address = f"void#dump-{file.name.replace('/', '-')}", f"dump/{snapshot}/{file.name}"
    graph = file.name.removeprefix("graph/").removesuffix(".ttl.gz") if file.name.startswith("graph/") else None
    subject = f"void#{graph}" if graph else "void#dataset"
    return (
        f"<{subject}> void:dataDump <{address}> ; dcat:distribution <{node}> .\n"
        f'<{node}> a dcat:Distribution ; dcterms:title "{file.name}" ; dcat:accessURL <dump> ;\n'
        f"    dcat:downloadURL <{address}> ; dcat:mediaType <{_MEDIA}{file.media_type}> ;\n"
        f"    dcat:compressFormat <{_MEDIA}application/gzip> ; dcat:byteSize {file.bytes} ;\n"
        f"    spdx:checksum <{node}-sha256> .\n" + _checksum(f"{node}-sha256", file.sha256)
    )


def _checksum(node: str, value: str) -> str:
    return (
        f"<{node}> a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ; "
        f'spdx:checksumValue "{value}"^^xsd:hexBinary .\n'
    )
