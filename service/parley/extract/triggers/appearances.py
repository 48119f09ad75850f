"""Meetings told by who appears beside whom: "at a joint news conference with B", "opened the bridge together"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances.where import is_here, own_places, place_span, places_of
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.frames.making import make_frames
from parley.extract.frames.sides import oblique_mentions, sides_of
from parley.extract.language.tree import dep_in, marks, subject, verb_of
from parley.extract.names.parties import DEMONYMS
from parley.model import ActorKind, Medium, Role

_CONTACTS = cues("contacts")
_MEETING: str = _CONTACTS["kinds"]["meeting"]
_PRESS: frozenset[str] = _CONTACTS["modifier"]["press"]
_JOINT: frozenset[str] = _CONTACTS["joint"]
_SETTLING: frozenset[str] = _CONTACTS["settling"]
_ASSENT: frozenset[str] = _CONTACTS["assent"]
_AGAIN = frozenset({"last", "first", "again"})
_TOGETHER = frozenset({"together", "jointly"})
_WITH = frozenset({"with"})
_BESIDE = frozenset({"alongside", "beside"})
_CONFIDENCE = 0.7


def appearances(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield a meeting for each appearance beside each other of those of whom no meeting is told."""
    doc, cast = context.doc, context.cast
    yield from _together(context)
    yield from _settled(context, found)
    for token in doc.tokens:
        joint = token.pos == "VERB" and _is_joint(context, token.i)
        if joint:
            others, verb = [], token.i
        elif token.pos == "VERB":
            others, verb = oblique_mentions(context, token.i, _BESIDE), token.i
        elif token.lemma == "conference" and is_for_press(context, token.i) and dep_in(token, "obl", "obj"):
            others, verb = oblique_mentions(context, token.i, _BESIDE | {"with"}), token.head
            others += oblique_mentions(context, verb, _BESIDE | {"with"})
        else:
            continue
        subj = subject(doc, verb)
        if subj is None:
            continue
        ours = cast.all_at(subj)
        theirs = tuple(k for k in (others or ours) if cast.mentions[k].kind is ActorKind.PERSON)
        if not others and (len(theirs) < 2 or not joint):
            continue
        sides = (*sides_of(context, ours, Role.PARTICIPANT), *sides_of(context, theirs, Role.PARTICIPANT))
        if theirs and not _told({s.entity for s in sides}, found):
            yield from make_frames(context, token.i, _MEETING, sides, confidence=_CONFIDENCE)


def _together(context: Context) -> Iterator[Frame]:
    """Yield a meeting for each time that people were "together": "when the two were last together, in Piran"."""
    doc = context.doc
    for token in doc.tokens:
        if token.lower != "together":
            continue
        last = doc.tokens[token.i - 1]  # "were last together", of which the tree makes "last" the predicate
        state = last.i if last.lower in _AGAIN else token.i
        if doc.child(state, "cop") is None:
            continue
        subj = subject(doc, state)
        mentions = context.cast.all_at(subj) if subj is not None else ()
        people = all(context.cast.mentions[k].kind is ActorKind.PERSON or context.cast.is_pair(k) for k in mentions)
        aimed = any(t.pos == "VERB" for t in doc.tokens[token.i + 1 : token.i + 3])  # "together in opposing"
        if mentions and people and not aimed:
            sides = sides_of(context, mentions, Role.PARTICIPANT)
            place = _place_behind(context, token.i)
            times = [t for t in context.times if t.may_date and place and t.first == place[0][1]]
            for frame in make_frames(context, state, _MEETING, sides, confidence=_CONFIDENCE):
                yield replace(frame, places=frame.places or place, when=times[0].when if times else frame.when)


def _settled(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield a meeting for each thing that people of several states settle at one place: "signed it in Rome"."""
    doc, cast = context.doc, context.cast
    for token in doc.tokens:
        if token.pos != "VERB" or verb_of(doc, token.i) not in _SETTLING or not _is_placed(context, token.i):
            continue
        subj = subject(doc, token.i)
        others = oblique_mentions(context, token.i, _WITH)
        if others and token.lemma in _ASSENT and not any("to" in marks(doc, j) for j in doc.children[token.i]):
            continue  # "agreed with her that prices would fall"
        mentions = dict.fromkeys((*(cast.all_at(subj) if subj is not None else ()), *others))
        states = any(cast.mentions[k].kind is ActorKind.COUNTRY for k in mentions)
        sides = sides_of(context, tuple(mentions), Role.PARTICIPANT)
        if not states and len(sides) > 1 and not _told({s.entity for s in sides}, found):
            yield from make_frames(context, token.i, _MEETING, sides, confidence=_CONFIDENCE)


def _is_placed(context: Context, i: int) -> bool:
    """Say whether verb `i` or its object has a place: "settled it here", "signed a deal in Oslo"."""
    here = context.here is not None and is_here(context.doc, i)
    return (
        here
        or bool(own_places(context.doc, i, context.known))
        or any(_is_town(context, span) for span in places_of(context.doc, i, context.known))
    )


def _is_town(context: Context, span: tuple[int, int]) -> bool:
    return not any(surface.kind in ("name", *DEMONYMS) for surface in context.known.surface(context.doc.span(*span)))


def _place_behind(context: Context, i: int) -> tuple[tuple[int, int], ...]:
    """Return the place named right behind token `i`, also behind a comma: "together, in Wellington"."""
    doc = context.doc
    at = i + 2 if doc.tokens[i + 1 : i + 2] and doc.tokens[i + 1].text == "," else i + 1
    if at + 1 >= len(doc.tokens) or doc.tokens[at].lower not in ("in", "at"):
        return ()
    span = place_span(doc, at + 1, context.known)
    return (span,) if span is not None else ()


def _is_joint(context: Context, i: int) -> bool:
    """Say whether a verb tells what its subjects do together in one place: "opened the bridge together"."""
    doc = context.doc
    return doc.tokens[i].lemma in _JOINT and any(doc.tokens[j].lower in _TOGETHER for j in doc.children[i])


def is_for_press(context: Context, i: int) -> bool:
    """Say whether a conference is one with the press: "a joint news conference"."""
    doc = context.doc
    return any(doc.tokens[j].lower in _PRESS for j in doc.children[i])


def _told(entities: set[int], found: Sequence[Frame]) -> bool:
    """Say whether a contact in one place of these actors is told in other words."""
    return any(
        entities <= {s.entity for s in f.sides}
        for f in found
        if f.status.took_place and f.medium in (Medium.IN_PERSON, Medium.UNKNOWN)
    )
