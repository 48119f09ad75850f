"""The closed namespaces that Parley writes. `ontology/parley.ttl` defines every term; a test holds the two together.

Event types are not listed here: they are blocks of `ontology/event-types.ttl`, read by `EventTypes`.
"""

from __future__ import annotations

from rdflib import URIRef
from rdflib.namespace import ClosedNamespace, Namespace

ONTOLOGY = "https://w3id.org/parley/ontology"
NS = Namespace(ONTOLOGY + "#")

PARLEY = ClosedNamespace(
    ONTOLOGY + "#",
    [
        # what is read
        "Article", "Version",
        "title", "publisher", "published", "publishedBasis", "language", "url", "version", "sha256", "fingerprint",
        # what one article says
        "Claim", "ClaimedParticipation", "CitedSource", "Evidence",
        "inArticle", "claimedType", "claimedStatus", "claimedMedium", "claimedParticipation", "claimedActor",
        "claimedRole", "claimedOffice", "claimedParty", "runnerUp", "mentionText", "mentionStart", "mentionEnd",
        "earliest", "latest", "claimedPrecision", "dateText", "dateBasis", "claimedPlace", "claimedTopic",
        "claimedCount", "citedSource", "sourceKind", "sourceActor", "sourceLabel", "certainty", "confidence",
        "evidence", "triggerStart", "triggerEnd", "claimedPartOf",
        # what the corpus says
        "Event", "Participation", "StatusChange", "MergeReason", "Corpus",
        "participant", "party", "start", "end", "datePrecision", "status", "place", "country", "medium", "topic",
        "count", "participantCount", "claimCount", "sourceCount", "participation", "claim", "partOf",
        "statusChange", "disputed", "firstReported", "lastReported", "mergeReason",
        "actor", "role", "office", "officeLevel", "officeClaimed", "onBehalfOf",
        "asOf", "plannedStart", "plannedEnd", "toldBy", "mergedClaim", "mergedWith", "reason",
        "articleCount", "voiceCount", "eventCount", "undatedArticleCount", "publishedFrom", "publishedTo",
        # who acts, and where
        "Actor", "Person", "Country", "Organisation", "Group", "Office", "Tenure", "Place", "Venue", "City",
        "iso2", "iso3", "demonym", "metonym", "capital", "acronym", "memberOfParty", "officeOf", "level",
        "holder", "heldOffice", "tenureStart", "tenureEnd", "knownUntil", "concurrent", "verified", "sourceNote",
        "within", "latitude", "longitude",
        # schemes
        "StatusScheme", "MediumScheme", "RoleScheme", "PrecisionScheme", "DateBasisScheme", "CertaintyScheme",
        "SourceKindScheme", "OfficeLevelScheme", "PublishedBasisScheme",
        # what validation kept out
        "RefusedClaim", "refusedFrom", "refusedBecause",
        # event types: what extraction and merging need to know of a type
        "family", "frame", "EventTypeFamily",
        # competency questions
        "CompetencyQuestion", "parameter",
    ],
)

OA = Namespace("http://www.w3.org/ns/oa#")


def scheme_iri(scheme: str, notation: str) -> URIRef:
    """Return the IRI of a concept: `scheme_iri("status", "not_held")` is `:status-not_held`."""
    return NS[f"{scheme}-{notation}"]


def notation_of(concept: URIRef | str) -> str:
    """Return the notation of a concept made by `scheme_iri`: "not_held" for `:status-not_held`."""
    return str(concept).rpartition("#")[2].partition("-")[2]
