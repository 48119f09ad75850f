"""What came of plans and invitations, told by a clause that does not name them: "was to meet B, but it was put off"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from parley.extract.circumstances.status import read_status
from parley.extract.cues import cues, nouns_of
from parley.extract.frames.frame import Context, Frame
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.governing_nouns import DROPPED, NOUN
from parley.extract.language.governors import cue_of
from parley.extract.language.tense import CONDITIONAL, HAPPEN, negated, of_verb
from parley.extract.language.tree import auxiliaries, case_of, clause_heads, dep_in, marks, predicate, ruling, subject
from parley.model import UNDATED, Document, Status

_DENYING = frozenset({"no", "not", "n't", "n’t", "nothing", "nobody", "none", "too"})
_POINTING = frozenset({"the", "this", "that"})
_IT = frozenset({"it", "this", "that"})
_ACCEPT: frozenset[str] = cues("status")["consent"]
_OPEN = (Status.PLANNED, Status.REQUESTED)
_UNMADE = (Status.PLANNED, Status.HYPOTHETICAL, Status.NOT_HELD)
_CALLED_OFF = (Status.CANCELLED, Status.POSTPONED)
_JOURNEYS = nouns_of(VISIT)
_FALL_REACH = 2  # sentences over which what was to be on a journey called off is told
_REACH = 1  # sentences over which "it" is the plan told last


def with_outcomes(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the frames, what was planned or asked for with what a later clause says came of it."""
    told = {n: (status, token) for token, status in _outcomes(context.doc) for n in _meant(context, frames, token)}
    for n, frame in enumerate(frames):
        if n not in told:
            yield frame
            continue
        status, token = told[n]
        sentences = dict.fromkeys((*frame.sentences, context.doc.tokens[token].sentence))
        yield replace(frame, status=status, sentences=tuple(sentences))


def falling(context: Context, frames: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the frames, those that a journey or talks called off were to bring with what became of them.

    "cancelled a trip to A. He was due to meet B on Friday", "would have met B on Friday".
    """
    meant = [f.status in _UNMADE and _was_meant(context.doc, f.trigger) for f in frames]
    dropped = list(_dropped(context, frames)) if any(meant) else []
    fallen = [_as_dropped(context, f, dropped) if m else f for f, m in zip(frames, meant, strict=True)]
    yield from (_as_purpose(context, f, fallen) if m else f for f, m in zip(fallen, meant, strict=True))


class _Dropped(NamedTuple):
    """What is told to have been called off: by whom, and where it would have gone."""

    event: int
    status: Status
    who: frozenset[int]
    states: frozenset[str]
    parties: frozenset[str | None] = frozenset()  # of whom talks were to be


def _as_dropped(context: Context, frame: Frame, dropped: Sequence[_Dropped]) -> Frame:
    """Return a frame with the status of what was called off right before, or in its sentence, by one of its sides."""
    doc = context.doc
    here = doc.tokens[frame.trigger].sentence
    sides = {s.entity for s in frame.sides}
    theirs = {state for span in frame.places if (state := country_at(context, span)) is not None}
    parties = {context.cast.party_of(e) for e in sides} if frame.type != VISIT else set()
    for one in dropped:
        away = here - doc.tokens[one.event].sentence
        apart = bool(theirs and one.states) and not theirs & one.states
        ours = sides & one.who or (parties and parties == one.parties)
        if one.event != frame.trigger and 0 <= away <= _FALL_REACH and ours and not apart:
            return replace(frame, status=one.status)
    return frame


def _as_purpose(context: Context, frame: Frame, frames: Sequence[Frame]) -> Frame:
    """Return a journey with the status of what it was for: "was to fly to A for talks with B", which are called off."""
    if frame.type != VISIT or frame.status is not Status.PLANNED:
        return frame
    clause = context.doc.subtree(predicate(context.doc, frame.trigger))
    aims = (f for f in frames if f.type != VISIT and f.trigger in clause and case_of(context.doc, f.trigger) == "for")
    fallen = next((f.status for f in aims if f.status in _CALLED_OFF), None)
    return frame if fallen is None else replace(frame, status=fallen)


def _dropped(context: Context, frames: Sequence[Frame]) -> Iterator[_Dropped]:
    """Yield the journeys that the text tells to have been called off, each with who made it, and talks of states."""
    doc, cast = context.doc, context.cast
    for frame in frames:
        if frame.type != VISIT and frame.status in _CALLED_OFF and frame.when == UNDATED:
            parties = frozenset(cast.party_of(s.entity) for s in frame.sides)
            yield _Dropped(frame.trigger, frame.status, frozenset(), frozenset(), parties)
    for token in doc.tokens:
        if token.pos != "NOUN" or token.lemma.lower() not in _JOURNEYS:
            continue
        status = read_status(doc, token.i)
        if status not in (*_CALLED_OFF, Status.NOT_HELD):
            continue
        owner = doc.child(token.i, "nmod:poss")
        heads = [owner] if owner is not None else []
        if (subj := subject(doc, predicate(doc, token.i))) is not None:
            heads.append(subj)
        who = {e for j in heads for k in cast.all_at(j) for e in cast.entities_of(k)}
        own = [f for f in frames if f.trigger == token.i]
        who |= {e for f in own for e in f.visitors}
        spans = [span for f in own for span in f.places]
        states = frozenset(s for span in spans if (s := country_at(context, span)) is not None)
        yield _Dropped(token.i, status, frozenset(who), states)


def _was_meant(doc: Document, trigger: int) -> bool:
    """Say whether the past tells of what was to be: "was due to meet", "had planned to meet", "would have met"."""
    clause = ruling(doc, predicate(doc, trigger))
    if any(not CONDITIONAL.isdisjoint(marks(doc, j)) for j in doc.children[clause]):
        return False  # "would have met her if"
    for verb in clause_heads(doc, clause):
        helpers = {*auxiliaries(doc, verb)}
        to_come = "to" in marks(doc, verb) or case_of(doc, verb).startswith("due") or cue_of(doc, verb) in _OPEN
        if {"would", "have"} <= helpers or (to_come and helpers & {"was", "were", "had"}):
            return True
        before = dep_in(doc.tokens[verb], "ccomp") and "had" in auxiliaries(doc, doc.tokens[verb].head)
        if before and "would" in helpers:
            return True  # "the embassy had said that he would meet B"
        if not dep_in(doc.tokens[verb], "xcomp", "conj"):
            return False
    return False


def _outcomes(doc: Document) -> Iterator[tuple[int, Status]]:
    """Yield the verbs that tell an outcome of something that they do not name, and the outcome."""
    for token in doc.tokens:
        if token.pos != "VERB":
            continue
        if _is_rebuffed(doc, token.i):
            yield token.i, Status.REFUSED
        status = of_verb(doc, token.i)
        if status is not Status.POSTPONED and not (_is_of_it(doc, token.i) or _goes_without(doc, token.i)):
            continue
        cue = cue_of(doc, token.i)
        if status is Status.OCCURRED and cue in DROPPED:
            yield token.i, cue
        elif status is Status.OCCURRED and token.lemma in _ACCEPT and not _is_of_it(doc, token.i):
            yield token.i, Status.PLANNED
        elif status is Status.POSTPONED and not _is_of_it(doc, token.i):
            yield token.i, status  # "had been expected but will not come before June"
        elif token.lemma in HAPPEN and _is_of_it(doc, token.i) and negated(doc, token.i):
            yield token.i, Status.NOT_HELD


def _is_of_it(doc: Document, i: int) -> bool:
    """Say whether "it" is what verb `i` is about: "it was cancelled", "the ministry cancelled it"."""
    passive = doc.child(i, "nsubj:pass")
    object_ = doc.child(i, "obj")
    about = passive if passive is not None else object_ if object_ is not None else doc.child(i, "nsubj")
    if about is None or doc.child(i, "ccomp", "csubj") is not None or doc.child(i, "xcomp") is not None:
        return False
    if object_ is not None and passive is None and doc.tokens[i].lemma in HAPPEN:
        about = doc.child(i, "nsubj")  # "it did not take place"
    return about is not None and (doc.tokens[about].lower in _IT or _is_wish(doc, about))


def _is_wish(doc: Document, i: int) -> bool:
    """Say whether noun `i` stands for what was asked for before: "turned the offer down"."""
    below = [doc.tokens[j] for j in doc.children[i]]
    pointed = any(t.lower in _POINTING for t in below)
    return pointed and doc.tokens[i].lemma in NOUN["requested"] and not any(dep_in(t, "nmod", "acl") for t in below)


def _is_rebuffed(doc: Document, i: int) -> bool:
    """Say whether verb `i` tells that who asked got a no: "asked to see B but was turned away"."""
    token = doc.tokens[i]
    if token.dep != "conj" or doc.child(i, "aux:pass") is None or of_verb(doc, i) is not Status.OCCURRED:
        return False
    if token.lemma == "tell":
        said = [j for j in doc.children[i] if dep_in(doc.tokens[j], "ccomp", "xcomp")]
        return any(doc.tokens[k].lower in _DENYING for j in said for k in doc.subtree(j))
    away = token.lemma == "turn" and any(doc.tokens[j].lower in ("away", "down") for j in doc.children[i])
    return away or cue_of(doc, i) is Status.REFUSED


def _goes_without(doc: Document, i: int) -> bool:
    """Say whether verb `i` leaves out what it is about: "was to meet B but pulled out", "was invited and accepted"."""
    token = doc.tokens[i]
    joined = token.dep in ("conj", "parataxis") or (token.dep == "ccomp" and "that" not in marks(doc, i))
    bare = doc.child(i, "obj", "ccomp", "xcomp", "nsubj:pass", "aux:pass") is None
    rest = (doc.tokens[j] for j in doc.children[i] if dep_in(doc.tokens[j], "obl", "advcl"))
    return joined and bare and not any(t.pos == "VERB" or t.i < i for t in rest) and "to" not in marks(doc, i)


def _meant(context: Context, frames: Sequence[Frame], verb: int) -> list[int]:
    """Return the frames of what was open that the clause of `verb` tells of: those of the sentence told last."""
    doc, cast = context.doc, context.cast
    here = doc.tokens[verb].sentence
    before = [n for n, f in enumerate(frames) if f.trigger < verb and here - doc.tokens[f.trigger].sentence <= _REACH]
    if not before:
        return []
    last = frames[max(before, key=lambda n: frames[n].trigger)]
    sides = {s.entity for s in last.sides}
    together = doc.tokens[last.trigger].sentence == here
    if _is_of_it(doc, verb):
        if not together and doc.tokens[verb].dep != "root":
            return []  # "a treaty was to be signed as well, but it was put off"
    else:
        subj = subject(doc, verb)
        who = {e for k in cast.all_at(subj) for e in cast.entities_of(k)} if subj is not None else set()
        above = set(clause_heads(doc, verb))
        # Who leaves out what he does says it in the sentence of the plan.
        if not (together and who & sides and above & set(clause_heads(doc, last.trigger))):
            return []
    if last.status not in _OPEN:
        return []
    same = [n for n in before if doc.tokens[frames[n].trigger].sentence == doc.tokens[last.trigger].sentence]
    return [n for n in same if frames[n].status in _OPEN and sides & {s.entity for s in frames[n].sides}]
