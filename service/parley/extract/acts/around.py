"""What is told around an act: another whose content it only is, and who issued the document that speaks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.frames.frame import Frame, Side
from parley.extract.language.governing_nouns import is_definite
from parley.extract.language.tense import is_nominal
from parley.extract.language.tree import SUBJECTS, dep_in, marks, obliques, subject
from parley.model import Document, Role

_UNPROVEN: frozenset[str] = cues("acts")["unproven"]
_DOCUMENTS: frozenset[str] = cues("acts")["documents"]
_MOVES: frozenset[str] = cues("acts")["moves"]
_ACTING = frozenset({Role.SPEAKER, Role.INITIATOR})
_ONLY_WANTED = frozenset({"request", "refusal", "warning"})
_LEADING = frozenset({"to", "of", "from", "against", "for", "that", "by"})
_NEAR = 3  # sentences over which "the statement" goes on with who spoke before


def is_content(doc: Document, i: int, told: Mapping[int, str]) -> bool:
    """Say whether what token `i` tells is no act of its own but the content of another of `told`, types by token.

    What is only wanted, refused, threatened or put down to somebody has not been done by that; what is said in the
    course of an act of the same type is that act: "summoned him to protest", "summoned him to express concern".
    """
    if is_nominal(doc.tokens[i]) and dep_in(doc.tokens[i], "obj") and doc.tokens[i].head in told:
        return True  # "conveyed her condemnation"
    j = i
    while doc.tokens[j].head != j:
        token = doc.tokens[j]
        above = told.get(token.head)
        in_course = (
            dep_in(token, "advcl", "xcomp") and doc.child(j, *SUBJECTS) is None and _LEADING.issuperset(marks(doc, j))
        )
        if in_course and above is not None and told[i] in (above, "statement"):
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
    known = subj is not None and doc.tokens[subj].lemma.lower() in _DOCUMENTS and is_definite(doc, subj)
    if not known or doc.tokens[i].dep.startswith("acl"):
        return None
    return next((f for f in _near(doc, i, before) if speakers(f)), None)


def answered(doc: Document, i: int, before: Sequence[Frame]) -> Frame | None:
    """Return the act that verb `i` tells an answer to: "condemned the move"."""
    nouns = (j for j in doc.children[i] if dep_in(doc.tokens[j], "obj") and doc.tokens[j].lemma.lower() in _MOVES)
    noun = next(
        (j for j in nouns if is_definite(doc, j) and doc.child(j, "nmod", "nmod:poss", "acl", "amod") is None), None
    )
    acts = (f for f in _near(doc, i, before) if any(s.role in _ACTING for s in f.sides))
    return next(acts, None) if noun is not None else None


def _near(doc: Document, i: int, before: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the frames of the sentences right before token `i`, the last first."""
    here = doc.tokens[i].sentence
    return (f for f in reversed(before) if here - f.sentences[-1] <= _NEAR)


def were_together(entities: Collection[int], doc: Document, i: int, before: Sequence[Frame]) -> bool:
    """Say whether those who are meant by "they" at verb `i` are the ones told right before to have done something."""
    here = doc.tokens[i].sentence
    doing = (s for f in before for s in [{x.entity for x in f.sides}] if 0 <= here - f.sentences[-1] <= 1)
    return any(set(entities) == some for some in doing)


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
