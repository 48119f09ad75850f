"""Contacts that a list of engagements names: "The minister had these engagements: • Monday: a call with B"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.making import make_frames
from parley.extract.frames.sides import oblique_mentions, possessors_of, sides_of
from parley.extract.language.tense import is_past, of_verb
from parley.extract.language.tree import dep_in, subject
from parley.model import ActorKind, Document, Role, Status, Token, When

_CONTACTS = cues("contacts")
_NOUNS = _CONTACTS["noun"]
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_MODIFIER: dict[str, frozenset[str]] = _CONTACTS["modifier"]
_BULLETS: frozenset[str] = cues("titles")["bullets"]
_WITH = frozenset({"with"})
_REACH = 20  # sentences that a list may have
_CONFIDENCE = 0.75
_WEEK = dt.timedelta(days=7)


def with_diary(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield the frames, and a contact for each line of a list that names one by a noun, with whoever the list is of."""
    doc = context.doc
    lines = {token.i: announcing for token in doc.tokens if (announcing := _announcing(doc, token)) is not None}
    for frame in found:
        yield _listed(context, frame, lines.pop(frame.trigger)) if frame.trigger in lines else frame
    yield from _with_whom(context)
    for i, announcing in lines.items():
        others = sides_of(context, tuple(oblique_mentions(context, i, _WITH)), Role.PARTICIPANT)
        kind = _kind(doc, doc.tokens[i])
        if others and kind is not None:
            sides = (*_whose(context, announcing), *others)
            for frame in make_frames(context, i, kind, sides, confidence=_CONFIDENCE):
                yield _listed(context, frame, announcing)


def _with_whom(context: Context) -> Iterator[Frame]:
    """Yield a contact for each line that only tells with whom: "held these meetings: - with the king; - with B"."""
    doc = context.doc
    for sentence in doc.sentences:
        tokens = doc.tokens[sentence.first : sentence.first + 2]
        if [t.lower for t in tokens[1:]] != ["with"] or tokens[0].text not in _BULLETS:
            continue
        announcing = _above(doc, tokens[0].sentence)
        others = context.cast.starting_near(sentence.first + 2)
        nouns = [t for t in doc.tokens if announcing is not None and t.sentence == doc.tokens[announcing].sentence]
        told = next((t.i for t in reversed(nouns) if _kind(doc, t) is not None), None)
        if announcing is None or told is None or not others:
            continue
        sides = (*_whose(context, announcing), *sides_of(context, others, Role.PARTICIPANT))
        kind = _kind(doc, doc.tokens[told]) or _KINDS["meeting"]
        for frame in make_frames(context, told, kind, sides, confidence=_CONFIDENCE):
            first = context.cast.mentions[others[0]].first
            yield replace(frame, anchor=first, count=1, sentences=(*frame.sentences, tokens[0].sentence))


def _listed(context: Context, frame: Frame, announcing: int) -> Frame:
    """Return a contact of a list with whose it is, as far to come or gone by as the announcement tells it."""
    told = {side.entity for side in frame.sides}
    ours = tuple(side for side in _whose(context, announcing) if side.entity not in told)
    frame = replace(frame, sides=(*ours, *frame.sides))
    if is_past(context.doc, announcing):
        back = _weeks_back(frame.when, context.day)
        return replace(frame, when=back, status=Status.OCCURRED if frame.status is Status.PLANNED else frame.status)
    to_come = of_verb(context.doc, announcing) is Status.PLANNED and frame.status is Status.OCCURRED
    return replace(frame, status=Status.PLANNED) if to_come else frame


def _weeks_back(when: When, day: dt.date | None) -> When:
    """Return the day of a week gone by that a weekday alone was read as one to come."""
    if when.start is None or day is None or when.start <= day or when.start - day >= _WEEK:
        return when
    return replace(when, start=when.start - _WEEK, end=when.end - _WEEK if when.end else None)


def _kind(doc: Document, token: Token) -> str | None:
    """Return the type of contact that an event noun names, None for anything else."""
    kind = str(_NOUNS.get(token.lemma.lower(), {}).get("type", "none"))
    if token.pos not in ("NOUN", "PROPN") or kind not in (_KINDS["meeting"], _KINDS["call"], _KINDS["contact"]):
        return None
    around = {doc.tokens[j].lower for j in doc.children[token.i]}
    return _KINDS["call"] if around & _MODIFIER["call"] else kind


def _announcing(doc: Document, token: Token) -> int | None:
    """Return the verb of the sentence that announces the list in which a noun is all that its line tells.

    "The minister had these engagements: • Monday: telephone call with the king".
    """
    sentence = doc.sentences[token.sentence]
    if doc.tokens[sentence.first].text not in _BULLETS or _kind(doc, token) is None:
        return None
    leads = token.head == token.i or (dep_in(token, "appos", "parataxis") and doc.tokens[token.head].dep == "root")
    before = [t for t in doc.tokens[sentence.first : token.i] if not dep_in(t, "amod")]
    verbless = not any(t.pos in ("VERB", "AUX") for t in before)
    if not (leads and verbless):
        return None
    return _above(doc, token.sentence)


def _above(doc: Document, line: int) -> int | None:
    """Return the verb of the sentence that announces, with its colon, the list in which sentence `line` stands."""
    for earlier in reversed(doc.sentences[max(line - _REACH, 0) : line]):
        if doc.tokens[earlier.last - 1].text == ":" and doc.tokens[earlier.first].text not in _BULLETS:
            return next((i for i in range(earlier.first, earlier.last) if doc.tokens[i].head == i), None)
    return None


def _whose(context: Context, verb: int) -> tuple[Side, ...]:
    """Return whose engagements a list gives: the subject of its announcement, or whoever owns it."""
    subj = subject(context.doc, verb)
    if subj is None:
        return ()
    owners = context.cast.all_at(subj) or tuple(possessors_of(context, subj))
    people = tuple(k for k in owners if context.cast.mentions[k].kind is ActorKind.PERSON)
    return sides_of(context, people, Role.PARTICIPANT)
