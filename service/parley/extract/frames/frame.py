"""A frame: one telling of one happening between the actors of an article, before actors and places have IRIs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parley.actors import KnownActors
from parley.extract.circumstances.attribution import Cited
from parley.extract.coreference.entities import Cast
from parley.extract.cues import cues
from parley.extract.dates.times import TimeExpression
from parley.model import UNDATED, Certainty, DateBasis, Document, Medium, Role, Status, When
from parley.places import Gazetteer

_KINDS: dict[str, str] = cues("contacts")["kinds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One party to a frame: an entity, its part, and the tokens that name it here."""

    entity: int
    role: Role
    first: int
    last: int
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where something was by inference, without a name in the text: in a state, or in its capital."""

    state: str
    capital: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One telling of one happening, not yet resolved: entities are those of the article's cast."""

    type: str
    trigger: int
    anchor: int  # token whose offset identifies the claim: the trigger, or one of several parties met apart
    sides: tuple[Side, ...]
    status: Status
    medium: Medium
    when: When
    places: tuple[tuple[int, int], ...] = ()
    spot: Spot | None = None  # where no place is named
    likely: When = UNDATED  # the days that it most likely was on, where no words tell
    topic: str | None = None
    occasion: str | None = None  # the gathering that it was at, as named
    count: int = 1
    said_by: Cited | None = None
    certainty: Certainty = Certainty.CERTAIN
    confidence: float = 0.9
    sentences: tuple[int, ...] = field(default=())

    @property
    def visitors(self) -> frozenset[int]:
        """Return the entities that visit somebody or some place."""
        return frozenset(side.entity for side in self.sides if side.role is Role.VISITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A visitor's stay, told at token `trigger`: until another one, "officials" are those of `host`."""

    trigger: int
    visitors: frozenset[int]
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What finding frames in one article needs."""

    doc: Document
    cast: Cast
    known: KnownActors
    gazetteer: Gazetteer
    times: Sequence[TimeExpression]
    day: dt.date | None = None  # on which the article speaks
    here: tuple[int, int] | None = None  # the tokens of the place it was written in
    stays: tuple[Stay, ...] = ()
    told: list[Frame] = field(default_factory=list)  # the frames found so far


def anchored(when: When) -> When:
    """Return days that are told of a contact elsewhere in the text."""
    return when if when == UNDATED else replace(when, text=None, basis=DateBasis.ANCHORED)


def refers(told: str, noun: str) -> bool:
    """Say whether a noun of type `noun` can refer back to a happening of type `told`."""
    visit, contact = _KINDS["visit"], _KINDS["contact"]
    return told == noun or (contact in (told, noun) and visit not in (told, noun))
