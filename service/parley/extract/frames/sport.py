"""Sport: teams of two states that meet on a pitch make no contact between the states."""

from __future__ import annotations

from collections.abc import Sequence

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Side
from parley.extract.language.memory import remembered
from parley.extract.names.parties import DEMONYMS
from parley.model import ActorKind, Document

_GAMES: frozenset[str] = cues("contacts")["games"]
_PLAYERS: frozenset[str] = cues("titles")["players"]
_SQUADS: frozenset[str] = cues("titles")["squads"]
_MANY = 3  # different words of sport that make an article one on sport


def is_of_sport(context: Context, trigger: int, sides: Sequence[Side]) -> bool:
    """Say whether a text on sport tells something of teams: "his side meet Chile", "the coach spoke to A".

    Who holds an office of state may well do so at a match.
    """
    if not all(_may_play(context, side) for side in sides):
        return False
    first = context.doc.sentences[context.doc.tokens[trigger].sentence].first
    return bool(_games_in(context.doc, first)) or _is_on_sport(context.doc, 0)


def _may_play(context: Context, side: Side) -> bool:
    """Say whether a side is a state, a team or somebody of a team rather than one who acts for a state."""
    entity = context.cast.entities[side.entity]
    words = {word.removesuffix("s") for word in (entity.office or "").lower().split()}
    if entity.kind is ActorKind.PERSON:
        return not words.isdisjoint(_PLAYERS) or (not words and context.cast.party_of(side.entity) is None)
    if entity.kind is ActorKind.COUNTRY or not words or not words.isdisjoint(_SQUADS | _PLAYERS):
        return True
    told = [t.text for t in context.doc.tokens[side.first : side.last] if t.pos != "DET"]
    return any(name.kind in DEMONYMS for name in context.known.surface(" ".join(told)))  # "the Sri Lankans"


@remembered
def _games_in(doc: Document, first: int) -> frozenset[str]:
    """Return the words of sport in the sentence that begins at token `first`."""
    tokens = doc.tokens[first : doc.sentences[doc.tokens[first].sentence].last]
    hyphened = (doc.span(t.i - 1, t.i + 2).lower() for t in tokens[1:-1] if t.text == "-")
    return frozenset((*(t.lemma.lower() for t in tokens), *hyphened)) & _GAMES


@remembered
def _is_on_sport(doc: Document, _: int) -> bool:
    """Say whether a document speaks of sport all through."""
    return len({t.lemma.lower() for t in doc.tokens} & _GAMES) >= _MANY
