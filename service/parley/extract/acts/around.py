"""What is told around an act: another whose content it only is, and who issued the document that speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.frames.frame import Frame, Side
from parley.extract.language.tense import is_nominal
from parley.extract.language.tree import SUBJECTS, dep_in, marks, obliques, subject
from parley.model import Document, Role

_UNPROVEN: frozenset[str] = cues("acts")["unproven"]
_DOCUMENTS: frozenset[str] = cues("acts")["documents"]
_ONLY_WANTED = frozenset({"request", "refusal", "warning"})
_LEADING = frozenset({"to", "of", "from", "against", "for", "that", "by"})
_NEAR = 3  # sentences over which "the statement" goes on with who spoke before


def is_content(doc: Document, i: int, kind: str, before: Sequence[Frame]) -> bool:
    """Say whether what token `i` tells is no act of its own, since one of the frames `before` has it for its content.

    What is only wanted, refused, threatened or put down to somebody has not been done by that; what is said in the
    course of an act of the same type is that act: "summoned him to protest", "summoned him to express concern".
    """
    told = {frame.trigger: frame.type for frame in before}
    if i in told or (is_nominal(doc.tokens[i]) and dep_in(doc.tokens[i], "obj") and doc.tokens[i].head in told):
        return True  # "conveyed her condemnation"
    j = i
    while doc.tokens[j].head != j:
        token = doc.tokens[j]
        above = told.get(token.head)
        in_course = (
            dep_in(token, "advcl", "xcomp") and doc.child(j, *SUBJECTS) is None and _LEADING.issuperset(marks(doc, j))
        )
        if in_course and above is not None and kind in (above, "statement"):
            return True
        if not _leads_up(doc, j):
            return False
        if not dep_in(token, "conj") and (doc.tokens[token.head].lemma.lower() in _UNPROVEN or above in _ONLY_WANTED):
            return True
        j = token.head
    return False


def _leads_up(doc: Document, j: int) -> bool:
    """Say whether token `j` stands in the content of what it hangs on, and not beside it."""
    token = doc.tokens[j]
    if dep_in(token, "conj", "xcomp", "ccomp"):
        return True
    if is_nominal(token):
        return dep_in(token, "obj", "obl", "nmod")
    infinite = not token.dep.startswith("acl:relcl") and not _LEADING.isdisjoint(marks(doc, j))
    return dep_in(token, "advcl", "acl") and infinite


def issued_by(doc: Document, i: int, before: Sequence[Frame]) -> Frame | None:
    """Return the frame of who spoke last where a document says what verb `i` tells: "the letter demanded"."""
    subj = subject(doc, i)
    if subj is None or doc.tokens[subj].lemma.lower() not in _DOCUMENTS:
        return None
    here = doc.tokens[i].sentence
    spoken = (f for f in reversed(before) if here - f.sentences[-1] <= _NEAR and speakers(f))
    return next(spoken, None)


def held_before(doc: Document, i: int, before: Sequence[Frame]) -> Frame | None:
    """Return the contact at which passive verb `i` tells something to have been signed or agreed by nobody named."""
    if doc.child(i, "aux:pass") is None or any(case == "by" for case, _ in obliques(doc, i)):
        return None
    here = doc.tokens[i].sentence
    near = [f for f in before if f.trigger < i and 0 <= here - max(f.sentences) <= 1 and f.status.took_place]
    return next((f for f in reversed(near) if len(as_participants(f)) > 1), None)


def as_participants(frame: Frame) -> tuple[Side, ...]:
    """Return who took part in a contact, as those who did something together there."""
    there = (s for s in frame.sides if s.role not in (Role.ABSENT, Role.SPEAKER, Role.ADDRESSEE, Role.TARGET))
    return tuple(replace(side, role=Role.PARTICIPANT) for side in there)


def speakers(frame: Frame) -> tuple[Side, ...]:
    """Return who speaks in a frame."""
    return tuple(side for side in frame.sides if side.role is Role.SPEAKER)
