"""What Parley talks about: articles, documents, mentions, claims with their evidence, events, reports, answers.

Frozen values only, standard library only. Offsets are Unicode code points, half-open, into exactly the stored text
of the article. Dates are whole days; `start` and `end` are the earliest and latest day, both included.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NewType

IRI = NewType("IRI", str)


class Status(StrEnum):
    """Whether a happening took place, as told."""

    OCCURRED = "occurred"
    ONGOING = "ongoing"
    PLANNED = "planned"
    REQUESTED = "requested"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    DENIED = "denied"
    NOT_HELD = "not_held"
    HYPOTHETICAL = "hypothetical"

    @property
    def took_place(self) -> bool:
        """Say whether a contact of this status counts as one that happened."""
        return self in (Status.OCCURRED, Status.ONGOING)


TOOK_PLACE = frozenset(status for status in Status if status.took_place)
"""The statuses of what happened, as a set."""

NEGATIVE = frozenset({Status.DENIED, Status.NOT_HELD})
"""The statuses of what is said not to have happened."""


class Medium(StrEnum):
    """How the parties were in touch."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    VIDEO = "video"
    LETTER = "letter"
    UNKNOWN = "unknown"

    @property
    def is_remote(self) -> bool:
        """Say whether the parties were apart, each where it was."""
        return self in (Medium.PHONE, Medium.VIDEO, Medium.LETTER)


class Role(StrEnum):
    """The part that an actor has in a happening; an absent one was not in contact."""

    PARTICIPANT = "participant"
    HOST = "host"
    VISITOR = "visitor"
    INITIATOR = "initiator"
    ADDRESSEE = "addressee"
    MEDIATOR = "mediator"
    CHAIR = "chair"
    SPEAKER = "speaker"
    TARGET = "target"
    ABSENT = "absent"


class ActorKind(StrEnum):
    """What an actor is."""

    PERSON = "person"
    COUNTRY = "country"
    ORGANISATION = "organisation"
    GROUP = "group"


class Precision(StrEnum):
    """How exactly a date is known.

    `day` with start ≠ end lasted through those days; `range`, `month`, `season` and `year` lie some time within;
    `before` has no start, `after` has no end.
    """

    DAY = "day"
    RANGE = "range"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    BEFORE = "before"
    AFTER = "after"
    UNKNOWN = "unknown"


class DateBasis(StrEnum):
    """How a date was found."""

    STATED = "stated"
    RELATIVE = "relative"
    ANCHORED = "anchored"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class PublishedBasis(StrEnum):
    """How the publication date of an article is known."""

    STATED = "stated"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure the wording of the article is."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"


class SourceKind(StrEnum):
    """Who, in the article, says so."""

    NARRATOR = "narrator"
    PARTICIPANT_SIDE = "participant_side"
    GOVERNMENT = "government"
    ANONYMOUS = "anonymous"
    MEDIA = "media"
    DOCUMENT = "document"
    OTHER = "other"


# --- articles and documents -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article with exactly the text that offsets refer to."""

    iri: IRI
    text: str
    file: str | None = None
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: dt.date | None = None
    published_basis: PublishedBasis = PublishedBasis.UNKNOWN
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word or mark: `i`, `head` and `sentence` are indices in the document; a root is its own head."""

    i: int
    text: str
    start: int
    end: int
    lemma: str
    pos: str
    head: int
    dep: str
    sentence: int
    lower: str = field(init=False, repr=False, compare=False)  # the text in lower case, which most rules ask for

    def __post_init__(self) -> None:
        object.__setattr__(self, "lower", self.text.lower())


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A proper name that the reader saw: tokens `first` to `last` (exclusive), label PERSON, ORG or LOC."""

    first: int
    last: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Tokens `first` to `last` (exclusive) of one sentence; `heading` for titles, captions and other lone lines."""

    first: int
    last: int
    start: int
    end: int
    paragraph: int
    heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A word that the reader takes to tell a contact, with probabilities from 0 to 1.

    `domestic` is how likely the contact stays inside one country or is none of states. `roles` has, for each word that
    is likely part of an argument, the word, its role (of `Role`, or `place` or `date`) and how likely it is one at all.
    """

    i: int
    type: str
    probability: float
    domestic: float
    roles: tuple[tuple[int, str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An article as read: sentences, tokens with their tree, names, triggers of contacts."""

    text: str
    tokens: tuple[Token, ...]
    sentences: tuple[Sentence, ...]
    names: tuple[Name, ...]
    children: tuple[tuple[int, ...], ...]
    triggers: tuple[Trigger, ...] = ()
    memory: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)  # worked out of it

    def subtree(self, i: int) -> tuple[int, ...]:
        """Return the indices of token `i` and of all that depends on it, in text order."""
        found, stack = [], [i]
        while stack:
            j = stack.pop()
            found.append(j)
            stack.extend(self.children[j])
        return tuple(sorted(found))

    def child(self, i: int, *deps: str) -> int | None:
        """Return the first child of token `i` whose relation is one of `deps`."""
        for j in self.children[i]:  # asked so often that a generator would be half of it
            if self.tokens[j].dep in deps:
                return j
        return None

    def in_heading(self, i: int) -> bool:
        """Say whether token `i` stands in a title, a caption or another lone line."""
        return self.sentences[self.tokens[i].sentence].heading

    def span(self, first: int, last: int) -> str:
        """Return the text of tokens `first` to `last` (exclusive)."""
        return self.text[self.tokens[first].start : self.tokens[last - 1].end] if last > first else ""


def children_of(tokens: Sequence[Token]) -> tuple[tuple[int, ...], ...]:
    """Return for each token of a tree those that depend on it, in text order."""
    below: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.i:
            below[token.head].append(token.i)
    return tuple(tuple(b) for b in below)


# --- actors and places -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Someone or something that acts: a person, a country, an organisation or an unnamed group."""

    iri: IRI
    label: str
    kind: ActorKind
    party: IRI | None = None  # the country or organisation a group or an unlisted person belongs to


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A venue, city or country; coordinates in degrees (WGS 84)."""

    iri: IRI
    label: str
    kind: str  # venue, city or country
    country: IRI | None = None  # the actor IRI of the country it lies in
    country_label: str | None = None
    latitude: float | None = None
    longitude: float | None = None


# --- claims ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A stretch of the article's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Evidence:
    """An exact quotation: `exact` is what stands at `start` to `end` of the article's text."""

    start: int
    end: int
    exact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words of the article that stand for an actor.

    `first`, `last` and `head` are tokens, `last` exclusive. `entity` numbers the mentions of one actor within the
    document, -1 where the words alone do not tell ("he"). `name` is the name without titles, None when the mention
    has none ("the Russian leader"). `office` is the office as stated. `parties` are the keys (`CHN`, `EU`) of the
    countries or organisations that the words put the actor with.
    """

    first: int
    last: int
    head: int
    kind: ActorKind
    text: str
    entity: int = -1
    name: str | None = None
    office: str | None = None
    parties: tuple[str, ...] = ()
    plural: bool = False
    pronoun: bool = False
    former: bool = False
    besides: str | None = None  # another office that the words state ("the bloc's envoy, Foreign Minister A")


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """The days on which something happened, the words that say so and how they were read."""

    start: dt.date | None = None
    end: dt.date | None = None
    precision: Precision = Precision.UNKNOWN
    text: str | None = None
    basis: DateBasis = DateBasis.UNKNOWN


UNDATED = When()


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """One actor in a claim: the words that name it, its role, its office as stated, and on whose behalf it acts."""

    text: str
    start: int
    end: int
    role: Role
    actor: Actor
    office: str | None = None  # as stated: "President", "Foreign Minister"
    party: Actor | None = None  # country or organisation represented
    runners_up: tuple[Actor, ...] = ()  # other actors the words could mean, best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who the article cites for a claim."""

    label: str
    kind: SourceKind
    actor: IRI | None = None
    start: int | None = None  # where the cue stands, inside the evidence
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one article says about one happening, all its tellings in `evidence`.

    `type` is the notation of an event type of the ontology ("call"). `trigger` is the earliest word that tells it.
    """

    iri: IRI
    article: IRI
    type: str
    status: Status
    medium: Medium
    participants: tuple[Participant, ...]
    when: When
    trigger: Span
    evidence: tuple[Evidence, ...]
    places: tuple[Place, ...] = ()
    topic: str | None = None
    occasion: str | None = None  # the gathering at whose side or during which it was, as named
    count: int = 1
    said_by: Source | None = None
    certainty: Certainty = Certainty.CERTAIN
    confidence: float = 0.5
    part_of: IRI | None = None  # claim of the visit or conference it belongs to, in the same article
    contradicts: IRI | None = None  # claim of the same article that tells the same happening otherwise
    recalled: bool = False  # told as earlier than the news: "had met", "last met"
    another: bool = False  # told as one more or of another time: "met again", "had not met since May", "would meet"
    again: bool = False  # the same, by a word beside it: "met again"
    further: bool = False  # told as one with others than those before: "also met opposition leaders"
    apart: bool = False  # told as before or after the one told before, or as beside it: "separately, A met B"
    likely: When = UNDATED  # of a telling that no words date: the days that it most likely was on


# --- events ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """One actor in an event, with the offices that were claimed and the one held on that day."""

    actor: IRI
    role: Role
    parties: tuple[IRI, ...] = ()
    office: IRI | None = None  # held on the day of the event, from the reference data
    office_level: str | None = None  # notation of the level of that office, else of the highest one claimed
    offices_claimed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """One step of the status history: what was said, as of which publication, for which days, by which claim."""

    status: Status
    as_of: dt.date | None
    start: dt.date | None
    end: dt.date | None
    claim: IRI


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReason:
    """Why a claim stands with another in one event."""

    claim: IRI
    other: IRI
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What the corpus says about one happening."""

    iri: IRI
    label: str
    type: str
    status: Status
    medium: Medium
    when: When
    participations: tuple[Participation, ...]
    claims: tuple[IRI, ...]
    source_count: int
    places: tuple[Place, ...] = ()
    topics: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    count: int = 1
    disputed: bool = False
    told_differently: bool = False
    history: tuple[StatusChange, ...] = ()
    part_of: IRI | None = None
    held_as: tuple[IRI, ...] = ()  # of a plan: what took place and can be what was planned
    first_reported: dt.date | None = None
    last_reported: dt.date | None = None
    took_place_by: dt.date | None = None
    reasons: tuple[MergeReason, ...] = ()


# --- reports and answers ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One SHACL result."""

    focus_node: IRI
    severity: str  # Violation, Warning or Info
    shape: IRI
    message: str
    path: IRI | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A result with the name of its article and the words that it is about; either is empty where there is none."""

    result: Violation
    article: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of validation: `refused` are the claims kept out, each with the results that caused it."""

    conforms: bool
    results: tuple[Violation, ...] = ()
    refused: tuple[IRI, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What an answer was searched in."""

    articles: int = 0
    voices: int = 0
    claims: int = 0
    events: int = 0
    published_from: dt.date | None = None
    published_to: dt.date | None = None
    undated_articles: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """An RDF term of a solution, as in SPARQL results JSON: type is uri, literal or bnode."""

    type: str
    value: str
    datatype: str | None = None
    language: str | None = None


MATCHES = ("certain", "possible", "undated")
"""How surely what is found lies in the period asked for: the values of `match`, the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The complete result of a query: solutions, a boolean, or triples serialised in `body`."""

    form: str  # SELECT, ASK or GRAPH
    snapshot: str
    variables: tuple[str, ...] = ()
    solutions: tuple[dict[str, Term], ...] = ()
    boolean: bool | None = None
    body: bytes = b""
    media_type: str | None = None
    cut: bool = False  # the first rows only, up to the cap, which the body says too
    coverage: Coverage = field(default_factory=Coverage)
    took_ms: float = 0.0
