"""Denials that name nobody: "Algiers said no meeting had taken place", "his office called the report false".

Each is a telling of its own of the contact told before, with its sides, day and place, and with a source of its own.
What denies something else, of the contact or of another time, is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parley.extract.circumstances import timing
from parley.extract.circumstances.attribution import cited_source
from parley.extract.circumstances.status import read_status
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame, anchored, refers
from parley.extract.language.earlier import is_another
from parley.extract.language.governing_nouns import CLAIMS, TRUE
from parley.extract.language.tense import ADJECTIVE, HAPPEN, VERB, negated, of_verb
from parley.extract.language.tree import case_of, clause_heads, dep_in, predicate, subject
from parley.model import NEGATIVE, UNDATED, Document, Status, When

_NOUNS = cues("contacts")["noun"]
_THIS: frozenset[str] = cues("status")["this"]
_SUCH: frozenset[str] = cues("status")["such"]
_CONTENT = ("acl", "ccomp", "nmod")  # of a report, in its own words
_REPORTED, _NAMED = 1, 3  # sentences over which "the report", "no such meeting" look back
_CONFIDENCE = 0.7


def denials(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield a frame for each contact that was told to have taken place and is denied without naming anybody."""
    taken = {frame.trigger for frame in found}
    for token in context.doc.tokens:
        if token.i in taken:
            continue
        report = _is_report(context.doc, token.i)
        for frame in _reported(context, token.i, found) if report else _named(context, token.i, found):
            status = Status.DENIED if report else read_status(context.doc, token.i)
            status = Status.DENIED if status is Status.NOT_HELD else status  # by who is cited for it
            yield from _denied(context, token.i, frame, status)


def _denied(context: Context, i: int, frame: Frame, status: Status) -> Iterator[Frame]:
    """Yield the frame of a denial at token `i` of what `frame` tells, if somebody is cited for it."""
    parties = (context.cast.party_of(side.entity) for side in frame.sides)
    cited = cited_source(context.cast, i, frozenset(p for p in parties if p is not None))
    own = timing.when_of(context.doc, i, context.times)
    if cited is None or _are_apart(own, frame.when):
        return
    yield replace(
        frame,
        trigger=i,
        anchor=i,
        status=status,
        when=anchored(frame.when) if own == UNDATED else own,
        said_by=cited,
        confidence=_CONFIDENCE,
        sentences=(context.doc.tokens[i].sentence,),
    )


def _is_report(doc: Document, i: int) -> bool:
    """Say whether token `i` stands for what was told before and is denied: "denied it", "the report was false"."""
    token = doc.tokens[i]
    if token.pos == "PRON":
        return token.lower in _THIS and _is_called_untrue(doc, i)
    if token.lemma.lower() not in CLAIMS or not _is_known(doc, i):
        return False
    content = any(dep_in(doc.tokens[j], *_CONTENT) and doc.tokens[j].dep != "nmod:poss" for j in doc.children[i])
    return not content and read_status(doc, i) is Status.DENIED


def _is_called_untrue(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    governor = doc.tokens[token.head]
    if token.dep == "obj":
        active = doc.child(governor.i, "aux:pass", "nsubj:pass", "iobj", "xcomp") is None
        return active and governor.lemma in VERB["denied"] and of_verb(doc, governor.i).took_place
    if token.dep != "nsubj" or doc.child(governor.i, "ccomp", "csubj", "xcomp") is not None:
        return False
    word, untrue = governor.lower, negated(doc, governor.i)
    return word in TRUE if untrue else word in ADJECTIVE["denied"]


def _reported(context: Context, i: int, found: Sequence[Frame]) -> list[Frame]:
    """Return what the last words before token `i` told, where that was the point of them."""
    doc = context.doc
    near = _before(context, i, found, _REPORTED)
    last = max((doc.tokens[f.trigger].sentence for f in near), default=-1)
    told = [f for f in near if doc.tokens[f.trigger].sentence == last]
    main = [f for f in told if f.status.took_place and _is_the_point(doc, f.trigger, i)]
    return main if len({f.trigger for f in main}) == 1 else []


def _is_the_point(doc: Document, trigger: int, denial: int) -> bool:
    """Say whether a sentence tells just that contact: neither in passing nor beside something else."""
    clause = predicate(doc, trigger)
    if clause != trigger and not dep_in(doc.tokens[trigger], "obj", "nsubj", "root"):
        return False  # "at a meeting with the king, he promised arms"
    beside = (j for j in doc.children[clause] if doc.tokens[j].dep == "conj" and denial not in doc.subtree(j))
    above = (doc.tokens[j] for j in clause_heads(doc, clause))
    return not any(doc.tokens[j].pos == "VERB" for j in beside) and all(
        dep_in(token, "root", "ccomp", "parataxis") for token in above
    )


def _named(context: Context, i: int, found: Sequence[Frame]) -> list[Frame]:
    """Return the contact that the event noun at token `i` names and denies: "no such meeting took place"."""
    doc, token = context.doc, context.doc.tokens[i]
    lemma = token.lemma.lower() if token.pos == "NOUN" else ""
    if lemma not in _NOUNS or token.dep == "compound" or not _is_known(doc, i):
        return []
    if read_status(doc, i) not in NEGATIVE or not _is_about_happening(doc, i) or is_another(doc, i):
        return []
    told = [f for f in _before(context, i, found, _NAMED) if refers(f.type, _NOUNS[lemma]["type"])]
    last = max((f.trigger for f in told), default=-1)
    who = _holders(context, i)
    return [f for f in told if f.trigger == last and f.status.took_place and who <= {s.entity for s in f.sides}]


def _is_about_happening(doc: Document, i: int) -> bool:
    """Say whether it is denied that an event took place at all, rather than what was said or planned at it."""
    verb = predicate(doc, i)
    if any(dep_in(doc.tokens[j], "nmod", "acl") and case_of(doc, j) not in ("in", "at", "on") for j in doc.children[i]):
        return False  # "no meeting of minds"
    if doc.tokens[i].dep == "obj" and doc.tokens[verb].lemma in VERB["denied"]:
        return True
    held = doc.tokens[verb].lemma in HAPPEN or doc.tokens[verb].lemma == "be"
    return held and dep_in(doc.tokens[i], "nsubj", "obj") and of_verb(doc, verb) in (Status.OCCURRED, *NEGATIVE)


def _holders(context: Context, i: int) -> set[int]:
    """Return who is said not to have held an event: "the minister held no talks"."""
    verb = context.doc.tokens[i].head
    subj = subject(context.doc, verb) if context.doc.tokens[i].dep == "obj" else None
    if subj is None or context.doc.tokens[verb].lemma not in HAPPEN:
        return set()
    return {entity for k in context.cast.all_at(subj) for entity in context.cast.entities_of(k)}


def _before(context: Context, i: int, found: Iterable[Frame], reach: int) -> list[Frame]:
    here = context.doc.tokens[i].sentence
    return [f for f in found if f.trigger < i and here - context.doc.tokens[f.trigger].sentence <= reach]


def _is_known(doc: Document, i: int) -> bool:
    """Say whether a noun names what was told, or none of it: "the report", "Warsaw's account", "no such meeting"."""
    below = [doc.tokens[j] for j in doc.children[i]]
    return any(t.dep == "nmod:poss" or t.lower in _SUCH for t in below)


def _are_apart(a: When, b: When) -> bool:
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return False
    return a.end < b.start or b.end < a.start
