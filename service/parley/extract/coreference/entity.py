"""One actor of an article, as all its mentions together tell."""

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
