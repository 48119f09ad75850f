"""Meetings told by who was whose host or guest: "he and his host, B, agreed", "B, her host there, promised"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.frames.making import make_frames
from parley.extract.frames.noun_sides import subject_before
from parley.extract.frames.sides import sides_of, stay_at
from parley.extract.journeys.visits import VISIT
from parley.extract.language.titles import COMPANIONS
from parley.extract.language.tree import SUBJECTS, dep_in, first_conjunct
from parley.model import ActorKind, Role, Token

_MEETING: str = cues("contacts")["kinds"]["meeting"]
_CONFIDENCE = 0.7


def host_frames(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield a meeting for each who acts as somebody's host or guest, where no contact of the two is told."""
    doc, cast = context.doc, context.cast
    for token in doc.tokens:
        if token.pos != "NOUN" or token.lemma.lower() not in COMPANIONS:
            continue
        owner = next((j for j in doc.children[token.i] if doc.tokens[j].dep == "nmod:poss"), None)
        bearer = token.head if token.dep == "appos" else token.i
        who = cast.at(bearer)
        if owner is None or who is None or not _acts(context, bearer):
            continue
        own = _owner(context, token, owner, who)
        ours = sides_of(context, (own,) if own is not None else (), Role.PARTICIPANT)
        theirs = sides_of(context, (who,), Role.PARTICIPANT)
        pair = {s.entity for s in (*ours, *theirs)}
        if len(ours) != 1 or len(theirs) != 1 or len(pair) != 2 or cast.mentions[who].kind is not ActorKind.PERSON:
            continue
        stay = stay_at(context, token.i)
        if stay is not None and ours[0].entity in stay.visitors and cast.party_of(theirs[0].entity) is None:
            cast.lend(theirs[0].entity, stay.host)
        near = [f for f in found if f.type != VISIT and any(abs(n - token.sentence) <= 1 for n in f.sentences)]
        if not any(pair <= {s.entity for s in f.sides} for f in near):
            yield from make_frames(context, token.i, _MEETING, (*ours, *theirs), confidence=_CONFIDENCE)


def _owner(context: Context, token: Token, owner: int, who: int) -> int | None:
    """Return the mention of whose host or guest somebody is; a pronoun may be part of a longer mention."""
    cast = context.cast
    pronoun = next((k for k, m in enumerate(cast.mentions) if m.first == owner and m.pronoun), None)
    if pronoun is not None:
        return pronoun
    if (named := cast.at(owner)) not in (None, who) and cast.at(token.i) != named:
        return named  # "A's guest, B"
    if token.dep == "conj":
        return cast.at(first_conjunct(context.doc, token.i))  # "he and his host, B"
    before = subject_before(context, token.i)  # "A flew to Riga. B, his host there"
    return before[0] if len(before) == 1 else None


def _acts(context: Context, i: int) -> bool:
    """Say whether who stands at token `i` does something: "he and his host agreed"."""
    return dep_in(context.doc.tokens[first_conjunct(context.doc, i)], *SUBJECTS)
