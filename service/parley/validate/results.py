"""Results of validation: found in quotations, ordered, traced to the claims that caused them, written as RDF."""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import RDF, RDFS, SH, XSD, Graph, Literal, Namespace, URIRef

from parley.iris import mint_evidence, mint_part
from parley.model import IRI, Claim, Report, Violation
from parley.vocab import OA, PARLEY, new_graph, notation_of

SHAPES = Namespace("https://w3id.org/parley/shapes#")
VIOLATION = "Violation"
WARNING = "Warning"

# Links that do not make their subject depend on their object: a claim does not fall with the one that it is part of or
# contradicts, and an article that is at fault is no fault of its claims.
NO_DEPENDENCE = frozenset({PARLEY.inArticle, PARLEY.claimedPartOf, PARLEY.contradicts})


def local_name(node: object) -> str:
    """Return the local name of an IRI; "Violation" for the severity that a shape leaves out, as SHACL has it."""
    return VIOLATION if node is None else str(node).rpartition("#")[2]


def refuses(result: Violation) -> bool:
    """Say whether a result keeps its claim out of the store."""
    return result.severity == VIOLATION


def in_order(results: Iterable[Violation]) -> tuple[Violation, ...]:
    """Return the results without repetition, in an order that does not depend on how they were found."""

    def key(result: Violation) -> tuple[str, ...]:
        return (result.focus_node, result.shape, result.path or "", result.value or "", result.message, result.severity)

    return tuple(sorted(set(results), key=key))


def check_quotes(claims: Iterable[Claim], text: str) -> tuple[Violation, ...]:
    """Check that every quotation is exactly what stands at its offsets in `text`.

    Evidence that is not is a Violation; words that name a participant are a Warning, as reading may have tidied them.
    """
    results: list[Violation] = []
    for claim in claims:
        for evidence in claim.evidence:
            stands = text[max(0, evidence.start) : max(0, evidence.end)]
            if evidence.exact != stands:
                results.append(
                    Violation(
                        focus_node=mint_evidence(claim.article, evidence.start, evidence.end),
                        severity=VIOLATION,
                        shape=IRI(str(SHAPES["Evidence-exact"])),
                        message=f"The quotation is not what stands there, which is '{stands}'.",
                        path=IRI(str(OA.exact)),
                        value=evidence.exact,
                    )
                )
        for i, participant in enumerate(claim.participants):
            stands = text[max(0, participant.start) : max(0, participant.end)]
            if participant.text != stands:
                results.append(
                    Violation(
                        focus_node=mint_part(claim.iri, f"p{i}"),
                        severity=WARNING,
                        shape=IRI(str(SHAPES["ClaimedParticipation-mentionText"])),
                        message=f"The words are not what stands there, which is '{stands}'.",
                        path=IRI(str(PARLEY.mentionText)),
                        value=participant.text,
                    )
                )
    return in_order(results)


def claims_behind(graph: Graph, node: URIRef) -> set[URIRef]:
    """Return the claims that `node` is the fault of: itself, or those that lead to it, such as by a participation."""
    claims: set[URIRef] = set()
    seen, waiting = {node}, [node]
    while waiting:
        current = waiting.pop()
        if (current, RDF.type, PARLEY.Claim) in graph:
            claims.add(current)
            continue
        for subject, predicate in graph.subject_predicates(current):
            if isinstance(subject, URIRef) and subject not in seen and predicate not in NO_DEPENDENCE:
                seen.add(subject)
                waiting.append(subject)
    return claims


def report_to_graph(report: Report, *, article: IRI, refused_graph: Graph, part: str = "report") -> Graph:
    """Write a report on an article as RDF, with what was refused; `refused_graph` is the graph that was validated.

    `part` is what the IRI of the report ends with.

    `<article/a#report> a sh:ValidationReport ; sh:conforms false ; sh:result <article/a#report-r0> .`
    `<article/a#report-r0> a sh:ValidationResult ; sh:focusNode <…> ; sh:resultSeverity sh:Violation ;
    sh:sourceShape shp:Claim-evidence ; sh:resultMessage "…"@en .`
    `<article/a#claim-12> a :RefusedClaim ; rdfs:label "Meeting, occurred: X, Y"@en ; :refusedFrom <article/a> ;
    :refusedBecause <article/a#report-r0> ; oa:exact "…" .`
    `sh:conforms` speaks of the article as it was read, before claims were taken out; warnings leave it true.
    """
    graph = new_graph()
    node = URIRef(mint_part(article, part))
    faulty = not report.conforms or any(refuses(result) for result in report.results)
    graph.add((node, RDF.type, SH.ValidationReport))
    graph.add((node, SH.conforms, Literal("false" if faulty else "true", datatype=XSD.boolean)))
    graph.add((node, RDFS.seeAlso, URIRef(article)))
    because: dict[URIRef, list[URIRef]] = {}
    for i, result in enumerate(in_order(report.results)):
        item = URIRef(mint_part(IRI(str(node)), f"r{i}"))
        graph.add((node, SH.result, item))
        _write_result(graph, item, result)
        if refuses(result):
            for claim in claims_behind(refused_graph, URIRef(result.focus_node)):
                because.setdefault(claim, []).append(item)
    for refused in report.refused:
        claim = URIRef(refused)
        graph.add((claim, RDF.type, PARLEY.RefusedClaim))
        graph.add((claim, RDFS.label, Literal(_in_words(refused_graph, claim), lang="en")))
        graph.add((claim, PARLEY.refusedFrom, URIRef(article)))
        for item in because.get(claim, ()):
            graph.add((claim, PARLEY.refusedBecause, item))
        for evidence in refused_graph.objects(claim, PARLEY.evidence):
            for quote in refused_graph.objects(evidence, OA.exact):
                graph.add((claim, OA.exact, quote))
    return graph


def _write_result(graph: Graph, item: URIRef, result: Violation) -> None:
    graph.add((item, RDF.type, SH.ValidationResult))
    graph.add((item, SH.focusNode, URIRef(result.focus_node)))
    graph.add((item, SH.resultSeverity, SH[result.severity]))
    graph.add((item, SH.sourceShape, URIRef(result.shape)))
    graph.add((item, SH.resultMessage, Literal(result.message, lang="en")))
    if result.path is not None:
        graph.add((item, SH.resultPath, URIRef(result.path)))
    if result.value is not None:
        graph.add((item, SH.value, Literal(result.value)))


def _in_words(graph: Graph, claim: URIRef) -> str:
    """Return a refused claim in words: "Meeting, occurred: Wang Yi, Antony Blinken"."""
    what = sorted(local_name(each) for each in graph.objects(claim, PARLEY.claimedType))
    how = sorted(notation_of(str(each)) for each in graph.objects(claim, PARLEY.claimedStatus))
    parts = sorted(URIRef(str(part)) for part in graph.objects(claim, PARLEY.claimedParticipation))
    who = [str(words) for part in parts for words in graph.objects(part, PARLEY.mentionText)]
    return ", ".join(what + how) + (": " + ", ".join(who) if who else "")
