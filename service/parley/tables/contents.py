"""The tables that there are, with every column described: the one place to change."""

from __future__ import annotations

from collections.abc import Iterable

from parley.errors import NotFound
from parley.model import (
    ActorKind,
    Certainty,
    DateBasis,
    Medium,
    Precision,
    PublishedBasis,
    Role,
    SourceKind,
    Status,
)
from parley.tables.columns import Column, Kind, Table

FAMILIES = ("contact", "speech_act", "measure")
SIDES = ("one", "bilateral", "multilateral")


def _column(
    name: str,
    kind: Kind,
    about: str,
    *,
    term: str | None = None,
    values: Iterable[str] = (),
    required: bool = False,
) -> Column:
    return Column(name=name, kind=kind, about=about, term=term, values=tuple(values), required=required)


_EVENT = _column("event", Kind.IRI, "The event. Its page opens at this address.", term="Event", required=True)
_TYPE = _column("type", Kind.CODE, "The narrowest event type, such as meeting, call or visit.", required=True)
_STATUS = _column(
    "status",
    Kind.CODE,
    "Whether it took place, by the latest word. Only occurred and ongoing count as having taken place.",
    term="status",
    values=Status,
    required=True,
)
_DISPUTED = _column(
    "disputed",
    Kind.BOOLEAN,
    "true where some say that it took place and a party says that it did not.",
    term="disputed",
    required=True,
)
_START = _column("start", Kind.DATE, "The first day on which it can have been; empty where open.", term="start")
_END = _column("end", Kind.DATE, "The last day on which it can have been; empty where open.", term="end")
_PRECISION = _column(
    "precision",
    Kind.CODE,
    "How to read start and end. day: it lasted through those days. range, month, season, year: some time within them. "
    "before: no start is known. after: no end is known. unknown: nobody says when.",
    term="datePrecision",
    values=Precision,
    required=True,
)
_BASIS = _column(
    "date_basis",
    Kind.CODE,
    "How the days were found: stated in the words, relative to the publication, anchored to another event of the text, "
    "inferred, or unknown.",
    term="dateBasis",
    values=DateBasis,
    required=True,
)
_MEDIUM = _column("medium", Kind.CODE, "How the parties were in touch.", term="medium", values=Medium, required=True)
_WHERE = (
    _column("country_iso2", Kind.CODES, "ISO 3166-1 alpha-2 codes of the countries it happened in.", term="country"),
    _column("country_iso3", Kind.CODES, "ISO 3166-1 alpha-3 codes of the countries it happened in.", term="country"),
)
_COUNT = _column(
    "count", Kind.INTEGER, "How many happenings the row stands for, as in “met six times”; 1 as a rule.",
    term="count", required=True,
)  # fmt: skip
_VOICES = _column(
    "voices",
    Kind.INTEGER,
    "How many original voices tell it: copies of one text are one voice, a paper that cites another is the other's.",
    term="sourceCount",
    required=True,
)
_PART_OF = _column(
    "part_of",
    Kind.IRI,
    "The larger event that it belongs to: a meeting to its visit or conference, an agreement to its meeting.",
    term="partOf",
)

EVENTS = Table(
    name="events",
    title="Events",
    about="One row for each event: what all articles together say of one happening.",
    key=("event",),
    refers={"part_of": "events"},
    columns=(
        _EVENT,
        _column("label", Kind.TEXT, "A readable name with participants, date and status.", required=True),
        _TYPE,
        _column("family", Kind.CODE, "The class above the type.", values=FAMILIES, required=True),
        _column("contact", Kind.BOOLEAN, "true where the type is a contact, which brings parties in touch.",
                required=True),
        _column("cameo", Kind.CODES, "Codes of CAMEO that the type is a close match of, such as cameo:041. Without the "
                "prefix a spreadsheet would read numbers and drop the leading zero."),
        _column("plover", Kind.CODES, "Event classes and modes of PLOVER that the type is a close match of, such as "
                "plover:CONSULT-phone."),
        _STATUS,
        _DISPUTED,
        _START,
        _END,
        _PRECISION,
        _BASIS,
        _column("new_date", Kind.BOOLEAN, "Of what is postponed: true where a new date is told; false where none is, "
                "and start and end are then the days planned before. Empty for everything else.",
                term="statusChange"),
        _MEDIUM,
        _column("places", Kind.TEXTS, "Where it was, the narrowest places that are named.", term="place"),
        _column("cities", Kind.TEXTS, "Those of the places that are cities, or the cities they lie in.", term="place"),
        *_WHERE,
        _column("latitude", Kind.NUMBER, "Degrees of WGS 84, of the first place that has coordinates.",
                term="latitude"),
        _column("longitude", Kind.NUMBER, "Degrees of WGS 84, of the first place that has coordinates.",
                term="longitude"),
        _column("topics", Kind.TEXTS, "What it was about, in the words of the articles.", term="topic"),
        _column("occasions", Kind.TEXTS, "The gatherings that it was at or beside, as articles name them.",
                term="occasion"),
        _column("parties_iso3", Kind.CODES, "ISO 3166-1 alpha-3 codes of the countries that were represented.",
                term="party"),
        _column("parties", Kind.TEXTS, "The countries and organisations that were represented.", term="party"),
        _column("side_count", Kind.INTEGER, "How many countries and organisations were there; a participant who is "
                "told to act for nobody counts as one more.", term="sideCount", required=True),
        _column("sides", Kind.CODE, "The same as a code: one, bilateral (two) or multilateral (more).", values=SIDES),
        _column("participant_count", Kind.INTEGER, "How many actors took part; absent ones are left out.",
                term="participantCount", required=True),
        _COUNT,
        _column("claim_count", Kind.INTEGER, "How many claims tell it, copies included.", term="claimCount",
                required=True),
        _VOICES,
        _column("first_reported", Kind.DATE, "The first publication day of an article that tells it.",
                term="firstReported"),
        _column("last_reported", Kind.DATE, "The last publication day of an article that tells it.",
                term="lastReported"),
        _column("took_place_by", Kind.DATE, "The last day on which what occurred can have been where end is empty: "
                "the day after an article first told it as done, or a year after, where its date is estimated.",
                term="tookPlaceBy"),
        _PART_OF,
        _column("held_as", Kind.IRIS, "What took place and can be what was planned here: contacts of its kind, on days "
                "of the plan, with all its participants. A plan without any is overdue once its end has passed.",
                term="heldAs"),
    ),
)  # fmt: skip

PARTICIPANTS = Table(
    name="participants",
    title="Participants",
    about="One row for each part that an actor has in an event, those included that are said to have stayed away.",
    key=("participation",),
    refers={"event": "events"},
    columns=(
        _column("participation", Kind.IRI, "The part that the actor has.", term="participation", required=True),
        _EVENT,
        _column("actor", Kind.IRI, "The actor.", term="actor", required=True),
        _column("actor_label", Kind.TEXT, "The name of the actor.", required=True),
        _column("actor_kind", Kind.CODE, "What the actor is.", values=ActorKind, required=True),
        _column("actor_iso2", Kind.CODE, "ISO 3166-1 alpha-2 code, of countries.", term="iso2"),
        _column("actor_iso3", Kind.CODE, "ISO 3166-1 alpha-3 code, of countries.", term="iso3"),
        _column("actor_wikidata", Kind.CODE, "Item of Wikidata such as Q148, only where verified."),
        _column("role", Kind.CODE, "What the actor did in the event.", term="role", values=Role, required=True),
        _column("absent", Kind.BOOLEAN, "true where the actor is said not to have been there: no contact.",
                required=True),
        _column("office", Kind.IRI, "The office held on the day of the event, by the reference data.",
                term="office"),
        _column("office_label", Kind.TEXT, "The name of that office."),
        _column("office_level", Kind.CODE, "The level of that office, else of the highest claimed, such as minister.",
                term="officeLevel"),
        _column("office_rank", Kind.INTEGER, "The place of that level in the order of ranks, 1 the highest.",
                term="level"),
        _column("offices_claimed", Kind.TEXTS, "The office in the words of the articles.", term="officeClaimed"),
        _column("on_behalf_of", Kind.IRIS, "Countries and organisations that the actor represented; a country "
                "represents itself.", term="onBehalfOf"),
        _column("on_behalf_of_label", Kind.TEXTS, "Their names, in the same order."),
        _column("on_behalf_of_iso2", Kind.CODES, "ISO 3166-1 alpha-2 codes of the countries among them."),
        _column("on_behalf_of_iso3", Kind.CODES, "ISO 3166-1 alpha-3 codes of the countries among them."),
    ),
)  # fmt: skip

CLAIMS = Table(
    name="claims",
    title="Claims",
    about="One row for each claim: what one article says of one event, with its quotations.",
    key=("claim",),
    refers={"event": "events"},
    columns=(
        _column("claim", Kind.IRI, "The claim.", term="Claim", required=True),
        _EVENT,
        _column("article", Kind.IRI, "The article that makes it.", term="inArticle", required=True),
        _column("title", Kind.TEXT, "The title of the article.", term="title"),
        _column("publisher", Kind.TEXT, "The publisher of the article.", term="publisher"),
        _column("published", Kind.DATE, "The day of publication.", term="published"),
        _column("published_basis", Kind.CODE, "How that day is known.", term="publishedBasis",
                values=PublishedBasis, required=True),
        _column("language", Kind.CODE, "The language of the article, a BCP 47 tag.", term="language"),
        _column("address", Kind.IRI, "The address of the article on the Web, as given by who fed it in.", term="url"),
        _column("type", Kind.CODE, "The event type that the article tells.", term="claimedType", required=True),
        _column("status", Kind.CODE, "Whether it took place, by this article.", term="claimedStatus", values=Status,
                required=True),
        _column("medium", Kind.CODE, "How the parties were in touch, by this article.", term="claimedMedium",
                values=Medium, required=True),
        _column("count", Kind.INTEGER, "How many happenings the article tells of at once.", term="claimedCount",
                required=True),
        _column("start", Kind.DATE, "The first day on which it can have been, by this article.", term="earliest"),
        _column("end", Kind.DATE, "The last day on which it can have been, by this article.", term="latest"),
        _column("precision", Kind.CODE, "How to read start and end, as in events.", term="claimedPrecision",
                values=Precision, required=True),
        _column("date_words", Kind.TEXT, "The words that give the days.", term="dateText"),
        _BASIS,
        _column("places", Kind.TEXTS, "Where it was, by this article.", term="claimedPlace"),
        _column("topic", Kind.TEXT, "What it was about, in the words of the article.", term="claimedTopic"),
        _column("occasion", Kind.TEXT, "The gathering that it was at or beside, as the article names it.",
                term="claimedOccasion"),
        _column("contradicts", Kind.IRI, "The claim of the same article, by another voice, that cannot be true beside "
                "this one.", term="contradicts"),
        _column("source", Kind.TEXT, "Whom the article cites for it; empty where the narrator speaks.",
                term="sourceLabel"),
        _column("source_kind", Kind.CODE, "Which kind of source that is.", term="sourceKind", values=SourceKind,
                required=True),
        _column("source_actor", Kind.IRI, "The known actor that the source is or speaks for.", term="sourceActor"),
        _column("certainty", Kind.CODE, "How sure the wording is.", term="certainty", values=Certainty,
                required=True),
        _column("confidence", Kind.NUMBER, "How sure the extraction is that it read the text rightly, from 0 to 1. It "
                "says nothing of the truth.", term="confidence", required=True),
        _column("quotes", Kind.TEXTS, "The exact words of the article that tell it, in the order of the text.",
                term="evidence", required=True),
        _column("quote_starts", Kind.INTEGERS, "Where each quotation begins: code points from the start of the text.",
                required=True),
        _column("quote_ends", Kind.INTEGERS, "Where each quotation ends, exclusive.", required=True),
        _column("text_sha256", Kind.CODE, "SHA-256 of the exact text, in UTF-8, that the offsets refer to.",
                term="sha256"),
    ),
)  # fmt: skip


def _of_dyad() -> tuple[Column, ...]:
    return (
        _TYPE,
        _STATUS,
        _DISPUTED,
        _START,
        _END,
        _PRECISION,
        _BASIS,
        _MEDIUM,
        *_WHERE,
        _COUNT,
        _VOICES,
        _PART_OF,
        _column(
            "counted",
            Kind.INTEGER,
            "1, or 0 where the event is part of another one of the same table and dyad: a visit and the talks in its "
            "course are one contact. Sum this column to count contacts.",
            required=True,
        ),
    )


def _actor_side(side: str, other: str) -> tuple[Column, ...]:
    order = f" Its IRI comes {'before' if side == 'a' else 'after'} that of {other}; the order means nothing else."
    return (
        _column(side, Kind.IRI, f"One of the two actors.{order}", term="actor", required=True),
        _column(f"{side}_label", Kind.TEXT, f"The name of {side}.", required=True),
        _column(f"{side}_kind", Kind.CODE, f"What {side} is.", values=ActorKind, required=True),
        _column(f"{side}_wikidata", Kind.CODE, f"Item of Wikidata of {side}, only where verified."),
        _column(f"{side}_role", Kind.CODE, f"What {side} did in the event.", term="role", values=Role, required=True),
        _column(f"{side}_office", Kind.TEXT, f"The office that {side} held on the day, else as claimed."),
        _column(f"{side}_level", Kind.CODE, f"The level of the office that {side} held on the day."),
        _column(f"{side}_iso3", Kind.CODES, f"ISO 3166-1 alpha-3 codes of the countries that {side} represented."),
        _column(f"{side}_parties", Kind.TEXTS, f"Countries and organisations that {side} represented."),
    )


def _party_side(side: str, other: str) -> tuple[Column, ...]:
    order = f" Its IRI comes {'before' if side == 'a' else 'after'} that of {other}; the order means nothing else."
    return (
        _column(side, Kind.IRI, f"One of the two countries or organisations.{order}", term="party", required=True),
        _column(f"{side}_label", Kind.TEXT, f"The name of {side}.", required=True),
        _column(f"{side}_kind", Kind.CODE, f"What {side} is.", values=ActorKind, required=True),
        _column(f"{side}_iso2", Kind.CODE, f"ISO 3166-1 alpha-2 code of {side}."),
        _column(f"{side}_iso3", Kind.CODE, f"ISO 3166-1 alpha-3 code of {side}."),
        _column(f"{side}_wikidata", Kind.CODE, f"Item of Wikidata of {side}, only where verified."),
        _column(f"{side}_level", Kind.CODE, f"The highest level of office that stood for {side}."),
    )


DYADS = Table(
    name="dyads",
    title="Dyads of actors",
    about=(
        "One row for each contact that took place and each two of its participants who were there, do not stand for "
        "each other and are not of one delegation: two of one side count as a pair only where no other side was there. "
        "Plans, requests and denials are not here; they are in events and participants."
    ),
    key=("event", "a", "b"),
    refers={"event": "events"},
    columns=(_EVENT, *_actor_side("a", "b"), *_actor_side("b", "a"), *_of_dyad()),
)

PARTY_DYADS = Table(
    name="party_dyads",
    title="Dyads of countries and organisations",
    about=(
        "One row for each contact that took place and each two countries or organisations that were represented in it "
        "by different participants. Of those that one envoy stands for together there is no pair."
    ),
    key=("event", "a", "b"),
    refers={"event": "events"},
    columns=(_EVENT, *_party_side("a", "b"), *_party_side("b", "a"), *_of_dyad()),
)

NODES = Table(
    name="nodes",
    title="Nodes of the network",
    about="One node for each actor of the dyads, in network.graphml.",
    key=("id",),
    refers={},
    columns=(
        _column("id", Kind.IRI, "The actor.", term="Actor", required=True),
        _column("label", Kind.TEXT, "The name of the actor.", required=True),
        _column("kind", Kind.CODE, "What the actor is.", values=ActorKind, required=True),
        _column("iso2", Kind.CODE, "ISO 3166-1 alpha-2 code, of countries.", term="iso2"),
        _column("iso3", Kind.CODE, "ISO 3166-1 alpha-3 code, of countries.", term="iso3"),
        _column("represents", Kind.CODES, "ISO 3166-1 alpha-3 codes of the countries that the actor represented."),
        _column("wikidata", Kind.CODE, "Item of Wikidata, only where verified."),
        _column("events", Kind.INTEGER, "In how many contacts the actor was there with somebody else.", required=True),
    ),
)

EDGES = Table(
    name="edges",
    title="Edges of the network",
    about="One undirected edge for each two actors that were in contact, in network.graphml.",
    key=("source", "target"),
    refers={"source": "nodes", "target": "nodes"},
    columns=(
        _column("source", Kind.IRI, "One of the two actors.", required=True),
        _column("target", Kind.IRI, "The other.", required=True),
        _column("weight", Kind.INTEGER, "How many contacts they had: the sum of counted in dyads.", required=True),
        _column("first", Kind.DATE, "The first day of the earliest dated contact."),
        _column("last", Kind.DATE, "The last day of the latest dated contact."),
        _column("undated", Kind.INTEGER, "How many of the contacts have no date.", required=True),
    ),
)

TABLES: dict[str, Table] = {each.name: each for each in (EVENTS, PARTICIPANTS, CLAIMS, DYADS, PARTY_DYADS)}
"""The tables that are files of their own."""

NETWORK = (NODES, EDGES)
"""What the network is made of."""


def table_named(name: str) -> Table:
    """Return a table by its name; raises NotFound that lists those that there are."""
    if name not in TABLES:
        raise NotFound(f"there is no table {name[:60]!r}", remedy=f"there are {', '.join(TABLES)}")
    return TABLES[name]
