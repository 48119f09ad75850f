"""Meetings that a journey is for: "stops in Ankara to thank President B", "flew to Quito to pay her respects to B"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.frames.making import make_frames
from parley.extract.frames.sides import mentions_at, sides_of
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.tree import dep_in, marks, obliques
from parley.model import UNDATED, ActorKind, Role

_CONTACTS = cues("contacts")
_MEETING: str = _CONTACTS["kinds"]["meeting"]
_PURPOSES: dict[str, frozenset[str]] = _CONTACTS["purposes"]
_CONFIDENCE = 0.75


def purposes(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield a meeting for each visit by a verb that tells whom it was for, of another state than the visitor's."""
    doc, cast = context.doc, context.cast
    taken = {f.trigger for f in found}
    for visit in found:
        host = country_at(context, visit.places[0]) if visit.type == VISIT and visit.places else None
        going = doc.tokens[visit.trigger].pos == "VERB" or doc.child(visit.trigger, "cop") is not None
        if host is None or not going:
            continue
        # The tree may hang the purpose on the day: "next week to lobby the minister".
        nodes = (visit.trigger, *(j for j in doc.children[visit.trigger] if dep_in(doc.tokens[j], "obl")))
        for verb in (j for node in nodes for j in doc.children[node]):
            if verb in taken or doc.tokens[verb].pos != "VERB" or "to" not in marks(doc, verb):
                continue
            for k in _for_whom(context, verb):
                entity = next(iter(cast.entities_of(k)))
                if cast.party_of(entity) is None and cast.entities[entity].office:
                    cast.lend(entity, host)  # "went to Warsaw to win over President B"
                if cast.party_of(entity) not in (None, *(cast.party_of(s.entity) for s in visit.sides)):
                    sides = (*visit.sides, *sides_of(context, (k,), Role.HOST))
                    for frame in make_frames(
                        context, verb, _MEETING, sides, places=visit.places, confidence=_CONFIDENCE
                    ):
                        yield _as_visit(frame, visit)


def _as_visit(meeting: Frame, visit: Frame) -> Frame:
    """Return a meeting that a visit is for, as far done and on the days as the visit unless told otherwise."""
    return replace(
        meeting,
        status=visit.status if meeting.status.took_place else meeting.status,
        when=meeting.when if meeting.when != UNDATED else visit.when,
    )


def _for_whom(context: Context, verb: int) -> Iterator[int]:
    """Yield the single people at whom verb `verb` is directed: "to lobby the minister", "to plead with B"."""
    doc, cast = context.doc, context.cast
    lemma = doc.tokens[verb].lemma
    things = {doc.tokens[j].lemma for j in doc.children[verb] if dep_in(doc.tokens[j], "obj")}
    direct = [j for j in doc.children[verb] if dep_in(doc.tokens[j], "obj", "iobj")] if lemma in _PURPOSES[""] else []
    for case, j in obliques(doc, verb):
        if lemma in _PURPOSES.get(case, ()) and (lemma != "pay" or things & _PURPOSES["pay"]):
            direct.append(j)
    for j in direct:
        for k in mentions_at(context, j):
            mention = cast.mentions[k]
            if mention.kind is ActorKind.PERSON and not mention.plural and len(cast.entities_of(k)) == 1:
                yield k
