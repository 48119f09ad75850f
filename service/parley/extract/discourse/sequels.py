"""Contacts of those who were told of before, that name nobody themselves: "A second meeting is planned for May"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parley.extract.circumstances.status import read_status
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame
from parley.extract.frames.making import make_frames
from parley.extract.frames.noun_sides import is_spoken_for
from parley.extract.journeys.visits import VISIT
from parley.extract.language.tree import SUBJECTS, case_of, dep_in, obliques
from parley.model import UNDATED, ActorKind, Document, Status, Token, Trigger

_CONTACTS = cues("contacts")
_NOUNS = _CONTACTS["noun"]
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_SEQUEL: frozenset[str] = _CONTACTS["sequel"]
_ORDINALS: frozenset[str] = _CONTACTS["ordinals"]
_ROUNDS: frozenset[str] = _CONTACTS["rounds"]
_PARTS = _ROUNDS - _NOUNS.keys()
_STAGING: frozenset[str] = _CONTACTS["staging"]
_TYPES = frozenset(_KINDS[kind] for kind in ("meeting", "call", "contact", "negotiation"))
_TALKS = frozenset({_KINDS["contact"], _KINDS["negotiation"]})
_PARTIES = frozenset({"with", "between", "of", "among"})
_SURE, _LIKELY = 0.95, 0.5  # least probability that the network gives to a contact, and to one that is arranged
_DOMESTIC = 0.3  # most probability that it gives to one at home
_TO_COME = (Status.PLANNED, Status.CANCELLED, Status.POSTPONED, Status.REFUSED)
_REACH = 3  # sentences over which such a noun looks back
_CONFIDENCE = 0.7


def sequels(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield a frame for each event noun that tells one more contact of the two sides told of last."""
    taken = {f.trigger for f in found}
    yield from _numbered(context, found)
    yield from _resumed(context, found)
    for trigger in context.doc.triggers:
        if trigger.i in taken or trigger.probability < _LIKELY or trigger.domestic > _DOMESTIC:
            continue
        kind = _kind(context, trigger)
        settled = kind in _TALKS and _is_arranged(context, trigger.i)
        if kind is None or not (settled or (trigger.probability >= _SURE and _is_sequel(context, trigger.i))):
            continue
        before = _before(context, trigger.i, found, conference=kind == _KINDS["conference"])
        if before is not None and kind == _KINDS["conference"]:
            yield from make_frames(context, trigger.i, kind, before.sides, one_sided=True, confidence=_CONFIDENCE)
        elif before is not None and (before.status.took_place or not settled):
            made = make_frames(context, trigger.i, kind, before.sides, confidence=_CONFIDENCE)
            yield from (frame for frame in made if not _is_earlier(context.doc, frame, before))


def _is_earlier(doc: Document, frame: Frame, before: Frame) -> bool:
    """Say whether what is told beside a contact was before it: "reviewed what the ministers settled at the second"."""
    ours, theirs = frame.when.end, before.when.start
    follows = dep_in(doc.tokens[frame.trigger], *SUBJECTS)  # "The second session was in July last year"
    return not follows and frame.status.took_place and ours is not None and theirs is not None and ours < theirs


def _resumed(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield "The talks are due to resume on Friday", of those who held them, where the network sees no contact."""
    seen = {t.i for t in context.doc.triggers} | {f.trigger for f in found}
    for token in context.doc.tokens:
        kind = _NOUNS.get(token.lemma.lower(), {}).get("type") if token.pos == "NOUN" else None
        if kind not in _TALKS or token.i in seen or not _is_bare(context.doc, token):
            continue
        before = _before(context, token.i, found) if _is_arranged(context, token.i) else None
        if before is not None and before.status.took_place:
            yield from make_frames(context, token.i, kind, before.sides, confidence=_CONFIDENCE)


def _is_arranged(context: Context, i: int) -> bool:
    """Say whether talks that are known, of nobody else as far as told, are to take place: "The talks will open"."""
    doc, token = context.doc, context.doc.tokens[i]
    words = {doc.tokens[j].lower for j in doc.children[i]}
    to_come = "the" in words and dep_in(token, *SUBJECTS) and read_status(doc, i) is Status.PLANNED
    others = any(case in _PARTIES for case, _ in obliques(doc, i))  # "the wage talks with the unions"
    if not to_come or others or not _takes_place(context, token):
        return False
    first = next(s.first for s in doc.sentences[max(token.sentence - _REACH, 0) :])
    told = (t.i for t in doc.tokens[first:i] if t.lemma == token.lemma)
    return not any(context.cast.at(j) is not None for t in told for case, j in obliques(doc, t) if case in _PARTIES)


def _is_instead(doc: Document, token: Token) -> bool:
    """Say whether a contact takes the place of another: "a telephone call is being arranged instead"."""
    known = _NOUNS.get(token.lemma.lower(), {}).get("type") in _TYPES
    return known and any(doc.tokens[j].lower == "instead" for j in doc.children[token.head])


def _numbered(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield one more contact for each of which only its number and day or place are told: "A fourth is in May"."""
    doc = context.doc
    taken = {f.trigger for f in found} | {t.i for t in doc.triggers if t.domestic > _DOMESTIC}
    for token in doc.tokens:
        if not dep_in(token, *SUBJECTS) or token.i in taken or not _counts(doc, token):
            continue
        before = _before(context, token.i, found)
        instead = _is_instead(doc, token)
        if before is None or not (instead or _takes_place(context, token)):
            continue
        kind = str(_NOUNS[token.lemma.lower()]["type"]) if instead else before.type
        for frame in make_frames(context, token.i, kind, before.sides, confidence=_CONFIDENCE):
            if frame.when != UNDATED or frame.places or (instead and frame.status in _TO_COME):
                yield frame


def _counts(doc: Document, token: Token) -> bool:
    """Say whether a subject is no more than a number, or a part of talks with one: "the fifth", "the next round"."""
    below = [doc.tokens[j] for j in doc.children[token.i]]
    if any(dep_in(t, "nmod") and not _names_talks_alone(doc, t) for t in below):
        return False  # "the next session of parliament", "a third of the tickets"
    words = {t.lower for t in below if t.i < token.i}
    if _is_instead(doc, token):
        return "a" in words
    if token.lemma.lower() in _ORDINALS:
        return not words.isdisjoint(("a", "the"))
    return token.lemma.lower() in _ROUNDS and not words.isdisjoint(_SEQUEL | _ORDINALS)


def _names_talks_alone(doc: Document, token: Token) -> bool:
    """Say whether a noun behind "of" is that of a contact without parties: "the next round of the border talks"."""
    known = _NOUNS.get(token.lemma.lower(), {}).get("type") in _TYPES
    below = [doc.tokens[j] for j in doc.children[token.i]]
    return known and not any(t.pos == "PROPN" or dep_in(t, "nmod", "acl") for t in below)  # not "the Oslo talks"


def _takes_place(context: Context, token: Token) -> bool:
    """Say whether the clause of a subject tells only that it takes place, on a day or in a place."""
    doc = context.doc
    head = doc.tokens[token.head]
    if head.lemma in _STAGING:
        return True
    dated = any(t.first <= head.i < t.last for t in context.times)
    return dated and doc.child(head.i, "cop") is not None  # "the next session is on Friday"


def _kind(context: Context, trigger: Trigger) -> str | None:
    """Return the type of an event noun that names no party, None for anything else."""
    doc = context.doc
    token = doc.tokens[trigger.i]
    lemma = token.lemma.lower()
    if token.pos != "NOUN" or lemma not in _NOUNS or dep_in(token, "compound"):
        return None
    kind = str(_NOUNS[lemma]["type"])
    named = [i for i, role, probability in trigger.roles if probability >= 0.5 and role not in ("place", "date")]
    held = (
        j for j in doc.children[trigger.i] if dep_in(doc.tokens[j], "acl")
    )  # "a meeting to be held between A and B"
    nodes = (trigger.i, *held)
    parties = any(case in _PARTIES and context.cast.at(j) is not None for n in nodes for case, j in obliques(doc, n))
    told = any(context.cast.entities_of(k) for i in named if (k := context.cast.at(i)) is not None)
    told = told and not is_spoken_for(doc, trigger.i)
    known = kind in _TYPES or (kind == _KINDS["conference"] and _of_next_year(doc, trigger.i))
    return kind if known and not parties and not told else None


def _of_next_year(doc: Document, i: int) -> bool:
    """Say whether a gathering is one of a row: "next year's forum"."""
    owners = (j for j in doc.children[i] if doc.tokens[j].dep == "nmod:poss")
    return any(doc.tokens[k].lower in _SEQUEL for j in owners for k in doc.children[j])


def _is_sequel(context: Context, i: int) -> bool:
    """Say whether a noun tells of one more ("a second meeting"), or of one that has not taken place."""
    doc = context.doc
    nodes = [i]
    while case_of(doc, nodes[-1]) == "of" and doc.tokens[nodes[-1]].dep == "nmod":
        nodes.append(doc.tokens[nodes[-1]].head)  # "the next round of talks"
    words = {doc.tokens[j].lower for node in nodes for j in doc.children[node] if j < node}
    return bool(words & _SEQUEL) or _of_next_year(doc, i) or ("a" in words and read_status(doc, i) in _TO_COME)


def _before(context: Context, i: int, found: Sequence[Frame], *, conference: bool = False) -> Frame | None:
    """Return the contact between two sides, or the gathering, that was told last before token `i`."""
    sentence = context.doc.tokens[i].sentence
    cast = context.cast
    for frame in sorted(found, key=lambda f: -f.trigger):
        if conference and frame.type == _KINDS["conference"] and frame.trigger < i:
            return frame
        near = (
            not conference
            and 0 <= sentence - context.doc.tokens[frame.trigger].sentence <= _REACH
            and frame.trigger < i
        )
        people = all(cast.entities[s.entity].kind is not ActorKind.ORGANISATION for s in frame.sides)
        if near and frame.type != VISIT and people and len({cast.party_of(s.entity) for s in frame.sides}) > 1:
            return frame if not _is_part(context.doc, i) or _has_parts(context, frame, i) else None
    return None


def _is_part(doc: Document, i: int) -> bool:
    """Say whether a noun is a part of talks, or is what has that part: "the second round", "a round of talks"."""
    token = doc.tokens[i]
    whole = doc.tokens[token.head].lemma.lower() if case_of(doc, i) == "of" else ""
    return not _PARTS.isdisjoint((token.lemma.lower(), whole))


def _has_parts(context: Context, frame: Frame, i: int) -> bool:
    """Say whether the part of talks at token `i` can be one of what a frame tells.

    Talks have parts. A mere meeting has some only where they are told of right behind it, or "the talks" are, and
    nobody else is between.
    """
    doc, cast = context.doc, context.cast
    number = doc.tokens[frame.trigger].sentence
    told = doc.tokens[doc.sentences[number].first : doc.sentences[number].last]
    if frame.type == _KINDS["negotiation"] or any(_is_talks(token) for token in told):
        return True
    near = doc.tokens[i].sentence - number <= 1
    if not near and not any(_is_talks(token) and _is_bare(doc, token) for token in doc.tokens[frame.trigger : i]):
        return False
    sides = {s.entity for s in frame.sides}
    parties = {cast.party_of(e) for e in sides} - {None}
    between = (k for k in map(cast.at, range(frame.trigger, i)) if k is not None)
    people = {e for k in between for e in cast.entities_of(k) if cast.entities[e].kind is ActorKind.PERSON}
    return all(cast.party_of(e) in parties for e in people - sides)


def _is_bare(doc: Document, token: Token) -> bool:
    """Say whether a noun is "the talks" of before, and no others: not "the wage talks", nor "a round of talks"."""
    below = [doc.tokens[j] for j in doc.children[token.i] if doc.tokens[j].pos in ("DET", "ADJ", "NOUN", "PROPN")]
    return [t.lower for t in below if t.dep != "acl:relcl"] == ["the"]


def _is_talks(token: Token) -> bool:
    lemma = token.lemma.lower()
    return token.pos == "NOUN" and (lemma in _PARTS or _NOUNS.get(lemma, {}).get("type") in _TALKS)
