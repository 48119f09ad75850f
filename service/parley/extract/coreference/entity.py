"""One actor of an article, as all its mentions together tell, and several told in one clause."""

from __future__ import annotations

from dataclasses import dataclass

from parley.model import ActorKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One actor of the article; `inferred` says that its state follows from where the article is written."""

    number: int
    kind: ActorKind
    name: str | None
    office: str | None
    party: str | None
    text: str  # words for one that has no name
    besides: tuple[str, ...] = ()  # what other offices the article gives it
    former: bool = False
    inferred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Several actors, by number, that one clause of a sentence tells together, and what that is worth."""

    members: tuple[int, ...]
    sentence: int
    worth: float
    acting: bool = False  # whether they are the subjects of the clause
    apart: bool = False  # whether one may have been with each of the others on their own
