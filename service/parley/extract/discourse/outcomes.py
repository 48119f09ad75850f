"""What came of plans and invitations, told by a clause that does not name them: "was to meet B, but it was put off"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.language.governing_nouns import DROPPED
from parley.extract.language.governors import cue_of
from parley.extract.language.tense import HAPPEN, negated, of_verb
from parley.extract.language.tree import clause_heads, dep_in, marks, subject
from parley.model import Document, Status

_IT = frozenset({"it", "this", "that"})
_ACCEPT: frozenset[str] = cues("status")["consent"]
_OPEN = (Status.PLANNED, Status.REQUESTED)
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


def _outcomes(doc: Document) -> Iterator[tuple[int, Status]]:
    """Yield the verbs that tell an outcome of something that they do not name, and the outcome."""
    for token in doc.tokens:
        if token.pos != "VERB" or not (_is_of_it(doc, token.i) or _goes_without(doc, token.i)):
            continue
        status = of_verb(doc, token.i)
        cue = cue_of(doc, token.i)
        if status is Status.OCCURRED and cue in DROPPED:
            yield token.i, cue
        elif status is Status.OCCURRED and token.lemma in _ACCEPT and not _is_of_it(doc, token.i):
            yield token.i, Status.PLANNED
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
    return about is not None and doc.tokens[about].text.lower() in _IT


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
