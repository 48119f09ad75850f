"""Meetings told by who appears beside whom: "at a joint news conference with B", "opened the bridge together"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parley.extract.cues import cues
from parley.extract.frame import Context, Frame
from parley.extract.frames import make_frames
from parley.extract.sides import oblique_mentions, sides_of
from parley.extract.tree import dep_in, subject
from parley.model import ActorKind, Medium, Role

_CONTACTS = cues("contacts")
_MEETING: str = _CONTACTS["kinds"]["meeting"]
_PRESS: frozenset[str] = _CONTACTS["modifier"]["press"]
_JOINT: frozenset[str] = _CONTACTS["joint"]
_TOGETHER = frozenset({"together", "jointly"})
_BESIDE = frozenset({"alongside", "beside"})
_CONFIDENCE = 0.7


def appearances(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield a meeting for each appearance beside each other of those of whom no meeting is told."""
    doc, cast = context.doc, context.cast
    for token in doc.tokens:
        joint = token.pos == "VERB" and _is_joint(context, token.i)
        if joint:
            others, verb = [], token.i
        elif token.pos == "VERB":
            others, verb = oblique_mentions(context, token.i, _BESIDE), token.i
        elif token.lemma == "conference" and _is_for_press(context, token.i) and dep_in(token, "obl", "obj"):
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


def _is_joint(context: Context, i: int) -> bool:
    """Say whether a verb tells what its subjects do together in one place: "opened the bridge together"."""
    doc = context.doc
    return doc.tokens[i].lemma in _JOINT and any(doc.tokens[j].text.lower() in _TOGETHER for j in doc.children[i])


def _is_for_press(context: Context, i: int) -> bool:
    doc = context.doc
    return any(doc.tokens[j].text.lower() in _PRESS for j in doc.children[i])


def _told(entities: set[int], found: Sequence[Frame]) -> bool:
    """Say whether a contact in one place of these actors is told in other words."""
    return any(
        entities <= {s.entity for s in f.sides}
        for f in found
        if f.status.took_place and f.medium in (Medium.IN_PERSON, Medium.UNKNOWN)
    )
