"""Meetings of an organisation's organ: "the agency's board meets in Vienna", of the organisation told of before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.making import make_frames
from parley.extract.language.tree import subject
from parley.model import ActorKind, Role

_CONTACTS = cues("contacts")
_MEETING: str = _CONTACTS["kinds"]["meeting"]
_ORGANS: frozenset[str] = _CONTACTS["organs"]
_BODIES: frozenset[str] = _CONTACTS["organisations"]
_SITTING = frozenset({"meet", "convene", "gather", "sit", "reconvene"})
_REACH = 12  # sentences over which "the agency" refers back
_CONFIDENCE = 0.7


def organ_frames(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield a meeting for each organ of an organisation that is told to meet."""
    doc = context.doc
    taken = {f.trigger for f in found}
    for token in doc.tokens:
        subj = subject(doc, token.i) if token.pos == "VERB" and token.lemma in _SITTING else None
        if subj is None or token.i in taken or doc.tokens[subj].lemma not in _ORGANS:
            continue
        owner = doc.child(subj, "nmod:poss", "compound")
        key = _organisation(context, owner) if owner is not None else None
        if key is not None:
            side = Side(entity=context.cast.state(key), role=Role.PARTICIPANT, first=subj, last=subj + 1)
            yield from make_frames(context, token.i, _MEETING, (side,), one_sided=True, confidence=_CONFIDENCE)


def _organisation(context: Context, i: int) -> str | None:
    """Return the organisation that owns an organ: by its name, or as "the agency" the one told of last before."""
    doc, cast = context.doc, context.cast
    k = cast.at(i)
    if k is not None:
        return next((p for e in cast.entities_of(k) if (p := _body(context, cast.party_of(e)))), None)
    if doc.tokens[i].lemma not in _BODIES:
        return None
    here = doc.tokens[i].sentence
    before = [m for m in cast.mentions if m.head < i and here - doc.tokens[m.head].sentence <= _REACH]
    near = (m for m in reversed(before) if m.kind is not ActorKind.COUNTRY)  # a seat names no organisation
    return next((p for m in near for key in m.parties if (p := _body(context, key))), None)


def _body(context: Context, key: str | None) -> str | None:
    organisation = key is not None and context.known.actor(key).kind is ActorKind.ORGANISATION
    return key if organisation else None
