"""What merging across articles is given besides the claims: articles, event types and offices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from parley.model import IRI, PublishedBasis


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleInfo:
    """What merging needs to know of an article; `fingerprint` is the sketch of its text."""

    iri: IRI
    publisher: str | None = None
    published: dt.date | None = None
    published_basis: PublishedBasis = PublishedBasis.UNKNOWN
    fingerprint: str | None = None


class TypeLookup(Protocol):
    """What merging needs to know of event types, by notation."""

    def family(self, notation: str) -> str:
        """Return the family: "contact", "speech_act" or "measure"."""

    def label(self, notation: str) -> str:
        """Return the label in English: "Call"."""

    def is_contact(self, notation: str) -> bool:
        """Say whether the type is of the contact family."""

    def is_a(self, notation: str, other: str) -> bool:
        """Say whether the type is the other one, or below it."""


class OfficeLookup(Protocol):
    """Tells which office somebody held."""

    def __call__(self, actor: IRI, day: dt.date) -> tuple[IRI, str | None] | None:
        """Return the office that `actor` held on `day` and the notation of its level; None when not known."""


class LevelLookup(Protocol):
    """Tells the level of offices by the titles that articles give them."""

    def __call__(self, told: Collection[tuple[str, IRI | None]]) -> str | None:
        """Return the notation of the highest level of offices of these titles and parties; None when not known."""


def no_level(told: Collection[tuple[str, IRI | None]]) -> str | None:
    """Return no level: titles are not compared with any offices."""
    return None
