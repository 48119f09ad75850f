"""An article with its claims, as the one named graph that is validated, stored and replaced whole."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from rdflib import RDF, Graph, URIRef

from parley.errors import StoreError
from parley.graph.terms import (
    Node,
    concept,
    day,
    describe_actors,
    describe_places,
    iri,
    linked,
    number,
    numbered,
    read_actor,
    read_place,
    required,
    term,
    text,
    whole,
)
from parley.iris import Iris, mint_evidence, mint_part, sha256
from parley.model import (
    IRI,
    Actor,
    Article,
    Certainty,
    Claim,
    DateBasis,
    Evidence,
    Medium,
    Participant,
    Place,
    Precision,
    PublishedBasis,
    Role,
    Source,
    SourceKind,
    Span,
    Status,
    When,
)
from parley.vocab import OA, PARLEY, EventTypes, new_graph

CONTEXT_CHARACTERS = 32  # of oa:prefix and oa:suffix, as Web Annotation clients write them
_NO_ACTORS: Mapping[IRI, Actor] = MappingProxyType({})
_NO_PLACES: Mapping[IRI, Place] = MappingProxyType({})


def article_to_graph(
    article: Article,
    claims: Sequence[Claim],
    *,
    types: EventTypes,
    iris: Iris,
    fingerprint: str,
    known: Collection[str] = (),
) -> Graph:
    """Write an article and what it says; actors and places whose IRI is not among `known` are described as well.

    `<article/a> a :Article ; :title "…" ; :published "2023-04-28"^^xsd:date ; :version <version/…> .`
    `<article/a#claim-12> a :Claim ; :inArticle <article/a> ; :claimedType :Call ; :claimedStatus :status-occurred ;
    :evidence <article/a#char=0,120> ; :claimedParticipation <article/a#claim-12-p0> .`
    """
    graph = new_graph()
    _write_article(graph, article, iris=iris, fingerprint=fingerprint)
    for claim in claims:
        _write_claim(graph, claim, types=types)
        for evidence in claim.evidence:
            _write_evidence(graph, evidence, article=article)
    describe_actors(graph, _actors(claims), known=known)
    describe_places(graph, (place for claim in claims for place in claim.places), iris=iris, known=known)
    return graph


def _write_article(graph: Graph, article: Article, *, iris: Iris, fingerprint: str) -> None:
    node = Node(graph, article.iri, PARLEY.Article)
    node.value(PARLEY.title, article.title)
    node.value(PARLEY.publisher, article.publisher)
    node.value(PARLEY.published, article.published)
    node.concept(PARLEY.publishedBasis, "publishedBasis", article.published_basis)
    node.value(PARLEY.language, article.language)
    node.address(PARLEY.url, article.url)
    version = Node(graph, iris.version(article.text), PARLEY.Version)
    version.value(PARLEY.sha256, sha256(article.text))
    version.value(PARLEY.fingerprint, fingerprint)
    node.link(PARLEY.version, version.iri)


def _write_claim(graph: Graph, claim: Claim, *, types: EventTypes) -> None:
    node = Node(graph, claim.iri, PARLEY.Claim)
    node.link(PARLEY.inArticle, claim.article)
    node.link(PARLEY.claimedType, types.iri(claim.type))
    node.concept(PARLEY.claimedStatus, "status", claim.status)
    node.concept(PARLEY.claimedMedium, "medium", claim.medium)
    node.value(PARLEY.claimedCount, claim.count)
    node.value(PARLEY.triggerStart, claim.trigger.start)
    node.value(PARLEY.triggerEnd, claim.trigger.end)
    node.value(PARLEY.earliest, claim.when.start)
    node.value(PARLEY.latest, claim.when.end)
    node.concept(PARLEY.claimedPrecision, "precision", claim.when.precision)
    node.value(PARLEY.dateText, claim.when.text)
    node.concept(PARLEY.dateBasis, "dateBasis", claim.when.basis)
    node.link(PARLEY.claimedPlace, *(place.iri for place in claim.places))
    node.value(PARLEY.claimedTopic, claim.topic)
    node.value(PARLEY.claimedOccasion, claim.occasion)
    node.concept(PARLEY.certainty, "certainty", claim.certainty)
    node.value(PARLEY.confidence, float(claim.confidence))
    node.link(PARLEY.claimedPartOf, claim.part_of)
    node.link(PARLEY.contradicts, claim.contradicts)
    node.link(PARLEY.evidence, *(mint_evidence(claim.article, e.start, e.end) for e in claim.evidence))
    for i, participant in enumerate(claim.participants):
        part = mint_part(claim.iri, f"p{i}")
        node.link(PARLEY.claimedParticipation, part)
        _write_participant(graph, part, participant)
    if claim.said_by is not None:
        cited = Node(graph, mint_part(claim.iri, "source"), PARLEY.CitedSource)
        cited.value(PARLEY.sourceLabel, claim.said_by.label)
        cited.concept(PARLEY.sourceKind, "sourceKind", claim.said_by.kind)
        cited.link(PARLEY.sourceActor, claim.said_by.actor)
        node.link(PARLEY.citedSource, cited.iri)


def _write_participant(graph: Graph, part: IRI, participant: Participant) -> None:
    node = Node(graph, part, PARLEY.ClaimedParticipation)
    node.link(PARLEY.claimedActor, participant.actor.iri)
    node.concept(PARLEY.claimedRole, "role", participant.role)
    node.value(PARLEY.claimedOffice, participant.office)
    node.link(PARLEY.claimedParty, participant.party.iri if participant.party else None)
    node.value(PARLEY.mentionText, participant.text)
    node.value(PARLEY.mentionStart, participant.start)
    node.value(PARLEY.mentionEnd, participant.end)
    node.link(PARLEY.runnerUp, *(actor.iri for actor in participant.runners_up))


def _write_evidence(graph: Graph, evidence: Evidence, *, article: Article) -> None:
    start, end = evidence.start, evidence.end
    node = Node(
        graph,
        mint_evidence(article.iri, start, end),
        PARLEY.Evidence,
        OA.TextQuoteSelector,
        OA.TextPositionSelector,
    )
    node.value(OA.exact, evidence.exact)
    node.value(OA.start, start)
    node.value(OA.end, end)
    node.value(OA.prefix, article.text[max(0, start - CONTEXT_CHARACTERS) : start])
    node.value(OA.suffix, article.text[end : end + CONTEXT_CHARACTERS])


def _actors(claims: Sequence[Claim]) -> list[Actor]:
    found: list[Actor] = []
    for claim in claims:
        for participant in claim.participants:
            found += [participant.actor, *participant.runners_up]
            if participant.party is not None:
                found.append(participant.party)
    return found


# --- and back --------------------------------------------------------------------------------------------------


def article_from_graph(graph: Graph, text_of_version: str | None) -> Article:
    """Return the article of its graph with the text of its version, "" for None; `file` is not kept in a graph."""
    node = graph.value(predicate=RDF.type, object=PARLEY.Article)
    if not isinstance(node, URIRef):
        raise StoreError("the graph describes no article", remedy="ingest the article again")
    return Article(
        iri=IRI(str(node)),
        text=text_of_version or "",
        title=text(graph, node, PARLEY.title),
        url=text(graph, node, PARLEY.url),
        publisher=text(graph, node, PARLEY.publisher),
        published=day(graph, node, PARLEY.published),
        published_basis=concept(graph, node, PARLEY.publishedBasis, PublishedBasis),
        language=required(graph, node, PARLEY.language),
    )


def claims_from_graph(
    graph: Graph,
    *,
    types: EventTypes,
    actors: Mapping[IRI, Actor] = _NO_ACTORS,
    places: Mapping[IRI, Place] = _NO_PLACES,
) -> tuple[Claim, ...]:
    """Return the claims of an article graph in the order of their triggers.

    Actors and places that the graph does not describe are taken from `actors` and `places`. Evidence comes back by
    position, places and runners-up by IRI; where the cue of the cited source stands is not kept.
    """
    nodes = (node for node in graph.subjects(RDF.type, PARLEY.Claim) if isinstance(node, URIRef))
    claims = (_read_claim(graph, node, types=types, actors=actors, places=places) for node in nodes)
    return tuple(sorted(claims, key=lambda claim: (claim.trigger, claim.iri)))


def _read_claim(
    graph: Graph, node: URIRef, *, types: EventTypes, actors: Mapping[IRI, Actor], places: Mapping[IRI, Place]
) -> Claim:
    cited = graph.value(node, PARLEY.citedSource, any=False)
    confidence = number(graph, node, PARLEY.confidence)
    return Claim(
        iri=IRI(str(node)),
        article=IRI(required(graph, node, PARLEY.inArticle)),
        type=types.notation(required(graph, node, PARLEY.claimedType)),
        status=concept(graph, node, PARLEY.claimedStatus, Status),
        medium=concept(graph, node, PARLEY.claimedMedium, Medium),
        participants=tuple(
            _read_participant(graph, part, actors=actors) for part in numbered(graph, node, PARLEY.claimedParticipation)
        ),
        when=When(
            start=day(graph, node, PARLEY.earliest),
            end=day(graph, node, PARLEY.latest),
            precision=concept(graph, node, PARLEY.claimedPrecision, Precision),
            text=text(graph, node, PARLEY.dateText),
            basis=concept(graph, node, PARLEY.dateBasis, DateBasis),
        ),
        trigger=Span(start=whole(graph, node, PARLEY.triggerStart), end=whole(graph, node, PARLEY.triggerEnd)),
        evidence=tuple(sorted(_read_evidence(graph, term(each)) for each in linked(graph, node, PARLEY.evidence))),
        places=tuple(read_place(graph, each, known=places) for each in linked(graph, node, PARLEY.claimedPlace)),
        topic=text(graph, node, PARLEY.claimedTopic),
        occasion=text(graph, node, PARLEY.claimedOccasion),
        count=whole(graph, node, PARLEY.claimedCount),
        said_by=_read_source(graph, cited) if isinstance(cited, URIRef) else None,
        certainty=concept(graph, node, PARLEY.certainty, Certainty),
        confidence=0.0 if confidence is None else confidence,
        part_of=iri(graph, node, PARLEY.claimedPartOf),
        contradicts=iri(graph, node, PARLEY.contradicts),
    )


def _read_participant(graph: Graph, node: URIRef, *, actors: Mapping[IRI, Actor]) -> Participant:
    party = iri(graph, node, PARLEY.claimedParty)
    return Participant(
        text=required(graph, node, PARLEY.mentionText),
        start=whole(graph, node, PARLEY.mentionStart),
        end=whole(graph, node, PARLEY.mentionEnd),
        role=concept(graph, node, PARLEY.claimedRole, Role),
        actor=read_actor(graph, required(graph, node, PARLEY.claimedActor), known=actors),
        office=text(graph, node, PARLEY.claimedOffice),
        party=None if party is None else read_actor(graph, party, known=actors),
        runners_up=tuple(read_actor(graph, each, known=actors) for each in linked(graph, node, PARLEY.runnerUp)),
    )


def _read_source(graph: Graph, node: URIRef) -> Source:
    return Source(
        label=text(graph, node, PARLEY.sourceLabel) or "",
        kind=concept(graph, node, PARLEY.sourceKind, SourceKind),
        actor=iri(graph, node, PARLEY.sourceActor),
    )


def _read_evidence(graph: Graph, node: URIRef) -> Evidence:
    return Evidence(
        start=whole(graph, node, OA.start), end=whole(graph, node, OA.end), exact=required(graph, node, OA.exact)
    )
