"""Who took part, told in a sentence of its own: "On the line were A and B", "C took part in the call"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from parley.extract.circumstances.status import read_status
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.making import make_frames
from parley.extract.frames.noun_sides import noun_sides
from parley.extract.frames.sides import sides_of
from parley.extract.frames.standing import is_of_region
from parley.extract.frames.verb_sides import arguments
from parley.extract.journeys.visits import VISIT
from parley.extract.language.tree import case_of, dep_in, obliques, subject
from parley.extract.triggers.nouns import kind_of_noun
from parley.extract.triggers.verbs import verb_entry
from parley.model import ActorKind, Document, Role, Sentence, Status

_CONTACTS = cues("contacts")
_NOUNS = _CONTACTS["noun"]
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_ATTENDING: dict[str, frozenset[str]] = _CONTACTS["attending"]
_PARTAKING = _ATTENDING["having"] | _ATTENDING["verbs"] | _ATTENDING["with"] | {"take"}
_BULLETS: frozenset[str] = cues("titles")["bullets"]
_TYPES = frozenset(_KINDS[kind] for kind in ("meeting", "call", "contact", "negotiation", "conference"))
_OPENING = 8  # words before the verb of "Also taking part in the call were"
_REACH = 3  # sentences in which the contact was told before
_NEXT = 1  # the same where no noun names it: "A chaired it"
_CONFIDENCE = 0.75


@dataclass(frozen=True, slots=True)
class _Attendance:
    """A clause that says who took part: where its sentence begins, its event noun if it has one, and who they were.

    It may be one that is to come, and one of a gathering that was told just before by a noun.
    """

    sentence: int
    noun: int | None
    sides: tuple[Side, ...]
    planned: bool | None = False  # None where it may be either
    gathering: bool = False


def attended(context: Context, found: Sequence[Frame]) -> list[Frame]:
    """Return the frames, contacts told before with those who are told later to have taken part."""
    frames = [_with_company(context, f) for f in found if not _is_known(context, f, found)]
    for told in _attendances(context):
        near = [f for f in frames if _may_be(context, f.trigger, f.type, told) and _is_as_sure(f, told)]
        before = max(near, key=lambda f: f.trigger, default=None)
        made = _completed(context, told, frames, before)
        if made is None:
            continue
        listed = {s.entity for s in told.sides}
        frames = [f for f in frames if f is not before and not _repeats(context, f, told, listed)]
        frames.append(made)
    return frames


def _is_as_sure(frame: Frame, told: _Attendance) -> bool:
    """Say whether a contact took place as its attendance did, or is to come as that is."""
    to_come = frame.status is Status.PLANNED
    return (to_come and told.planned is not False) or (frame.status.took_place and not told.planned)


def _with_company(context: Context, frame: Frame) -> Frame:
    """Return a frame with those in whose company its sides are told to be: "A, accompanied by B, met C"."""
    doc, cast = context.doc, context.cast
    found: list[Side] = []
    for side in frame.sides:
        k = cast.at(side.first)
        span = range(cast.mentions[k].first, cast.mentions[k].last) if k is not None else ()
        told = (j for i in span for j in doc.children[i] if dep_in(doc.tokens[j], "acl"))
        for j in told:
            company = _company(context, j, side.entity) if doc.tokens[j].lemma in _ATTENDING["with"] else ()
            found.extend(sides_of(context, tuple(n for i in company for n in cast.all_at(i)), side.role))
    known = {side.entity for side in frame.sides}
    return replace(frame, sides=(*frame.sides, *(s for s in found if s.entity not in known))) if found else frame


def _company(context: Context, verb: int, owner: int) -> tuple[int, ...]:
    """Return the tokens of those named whom a verb tells to accompany somebody, for whose state they act."""
    cast = context.cast
    heads = [j for case, j in obliques(context.doc, verb) if case == "by"]
    named = {j: [k for k in cast.all_at(j) if cast.mentions[k].name] for j in heads}
    for e in (e for people in named.values() for k in people for e in cast.entities_of(k)):
        if cast.party_of(e) is None and (party := cast.party_of(owner)) is not None:
            cast.lend(e, party)
    return tuple(j for j, people in named.items() if people)


def _completed(context: Context, told: _Attendance, frames: Sequence[Frame], before: Frame | None) -> Frame | None:
    """Return the contact that an attendance speaks of with those it names: of one host, or the one told before."""
    here = context.doc.tokens[before.trigger].sentence if before is not None else -1
    plain = not (told.planned or told.gathering)
    if plain and (opened := _opened(context, told, frames, after=here)) is not None:
        return opened
    if before is None:
        return None
    cast = context.cast
    nameless = [s for s in before.sides if cast.party_of(s.entity) is None and not is_of_region(context, s)]
    kept = tuple(s for s in before.sides if s not in nameless)
    own = (f for f in frames if f.type == VISIT and context.doc.tokens[f.trigger].sentence == told.sentence)
    gone = {e for f in own for e in f.visitors}  # whose own journey the clause goes on with is not placed by it
    fresh = tuple(s for s in told.sides if s.entity not in {k.entity for k in kept} | gone)
    if not fresh:
        return None
    sentences = tuple(dict.fromkeys((*before.sentences, told.sentence)))
    return replace(before, sides=(*kept, *fresh), sentences=sentences)


def _opened(context: Context, told: _Attendance, frames: Sequence[Frame], *, after: int) -> Frame | None:
    """Return the contact of which only a host is told before: "held a video conference with friends of the plan"."""
    doc = context.doc
    taken = {f.trigger for f in frames if f.sentences}
    for token in reversed(doc.tokens[: doc.sentences[told.sentence].first]):
        if token.sentence <= after or told.sentence - token.sentence > _REACH:
            return None
        kind = _kind(context, token.i)
        if kind is None or token.i in taken or not _may_be(context, token.i, kind, told):
            continue
        hosts = _hosts(context, token.i)
        if {s.entity for s in hosts} & {s.entity for s in told.sides}:
            continue
        for frame in (
            make_frames(context, token.i, kind, (*hosts, *told.sides), confidence=_CONFIDENCE) if hosts else ()
        ):
            if frame.status.took_place:
                return replace(frame, sentences=(*frame.sentences, told.sentence))
    return None


def _kind(context: Context, i: int) -> str | None:
    """Return the type of contact that a noun or verb tells, None where it tells none that people take part in."""
    token = context.doc.tokens[i]
    lemma = token.lemma.lower()
    kind: str | None = None
    if token.pos == "NOUN" and lemma in _NOUNS:
        kind = kind_of_noun(context.doc, i)
    elif token.pos == "VERB" and (entry := verb_entry(context, i)) is not None and not _has_thing(context, i):
        kind = entry["type"]
    return kind if kind in _TYPES else None


def _has_thing(context: Context, i: int) -> bool:
    """Say whether a verb has an object that is nobody and no event: "received the paper"."""
    obj = context.doc.child(i, "obj")
    return obj is not None and context.cast.at(obj) is None and context.doc.tokens[obj].lemma.lower() not in _NOUNS


def _hosts(context: Context, i: int) -> tuple[Side, ...]:
    """Return those of a known state who hold the contact told at token `i`."""
    token = context.doc.tokens[i]
    if token.pos == "NOUN":
        sides = tuple(s for group in noun_sides(context, i) for s in group)
    else:
        entry = verb_entry(context, i)
        subjects, _, passive = arguments(context, i, entry) if entry is not None else ((), (), True)
        sides = () if passive else sides_of(context, subjects, Role.PARTICIPANT)
    return tuple(s for s in sides if context.cast.party_of(s.entity) is not None)


def _may_be(context: Context, trigger: int, kind: str, told: _Attendance) -> bool:
    """Say whether an attendance may speak of the contact told at a trigger, by its distance and its noun."""
    sentence = context.doc.tokens[trigger].sentence
    pronoun = told.gathering and told.planned is not None
    if kind == VISIT or not 0 < told.sentence - sentence <= (_NEXT if pronoun else _REACH):
        return False
    noun = kind_of_noun(context.doc, told.noun) if told.noun is not None else None
    if told.gathering:
        noun_told = pronoun and kind == _KINDS["meeting"] and context.doc.tokens[trigger].pos == "NOUN"
        return kind == _KINDS["conference"] or noun_told
    if told.planned:
        return noun == kind
    return (
        noun in (None, kind, _KINDS["contact"])
        or kind == _KINDS["contact"]
        or {noun, kind} <= _TYPES - {_KINDS["call"]}
    )


def _repeats(context: Context, frame: Frame, told: _Attendance, listed: set[int]) -> bool:
    """Say whether a frame takes an attendance for a contact among those whom it names."""
    same = frame.trigger == told.noun or (frame.type != VISIT and {s.entity for s in frame.sides} <= listed)
    return same and context.doc.tokens[frame.trigger].sentence == told.sentence


def _is_known(context: Context, frame: Frame, found: Sequence[Frame]) -> bool:
    """Say whether "the meeting" of people of one state is that with another, told before: "At the meeting, his aides".

    It is where one of them met people of another state.
    """
    doc = context.doc
    sides, parties = _sides_and_parties(context, frame)
    definite = any(doc.tokens[j].lower in ("the", "this") for j in doc.children[frame.trigger])
    event = frame.type in _TYPES and doc.tokens[frame.trigger].pos == "NOUN" and definite
    if not event or len(parties) > 1 or not frame.status.took_place:
        return False
    number = doc.tokens[frame.trigger].sentence
    for other in found:
        if other.type == VISIT or not 0 < number - doc.tokens[other.trigger].sentence <= _REACH:
            continue
        theirs, states = _sides_and_parties(context, other)
        if other.status.took_place and len(states) > 1 and sides & theirs:
            return True
    return False


def _sides_and_parties(context: Context, frame: Frame) -> tuple[set[int], set[str | None]]:
    entities = {s.entity for s in frame.sides}
    return entities, {context.cast.party_of(e) for e in entities} - {None}


def _attendances(context: Context) -> Iterator[_Attendance]:
    for number, sentence in enumerate(context.doc.sentences):
        noun, people = _inverted(context, number, sentence)
        told = (_Attendance(number, noun, _acting(context, people)), *_in_clauses(context, number, sentence))
        yield from (attendance for attendance in told if attendance.sides)


def _acting(context: Context, mentions: Iterable[int]) -> tuple[Side, ...]:
    """Return those among mentions who act for a known party, without organisations as such."""
    people = tuple(k for k in mentions if context.cast.mentions[k].kind is not ActorKind.ORGANISATION)
    sides = sides_of(context, people, Role.PARTICIPANT)
    return tuple(s for s in sides if context.cast.party_of(s.entity) is not None)


def _inverted(context: Context, number: int, sentence: Sentence) -> tuple[int | None, tuple[int, ...]]:
    """Return the event and the people of "Also taking part in the call were A and B", with those in bullets below."""
    doc = context.doc
    opening = range(sentence.first, min(sentence.first + _OPENING, sentence.last))
    at = next((i for i in opening if doc.tokens[i].lower in _ATTENDING["being"]), None)
    words = [doc.tokens[i].lower for i in range(sentence.first, at or sentence.first)]
    events = [i for i in range(sentence.first, at or sentence.first) if doc.tokens[i].lemma.lower() in _NOUNS]
    known = _ATTENDING["heads"] | _ATTENDING["around"] | {doc.tokens[i].lower for i in events}
    if at is None or not words or not set(words) <= known or _ATTENDING["heads"].isdisjoint(words):
        return None, ()
    last = at + 1
    while last < sentence.last and (doc.tokens[last].pos not in ("VERB", "AUX") or context.cast.at(last) is not None):
        last += 1
    spans = [range(at + 1, last)]
    for line in doc.sentences[number + 1 :] if last == sentence.last else ():
        if doc.tokens[line.first].text not in _BULLETS:
            break
        spans.append(range(line.first, line.last))
    found = dict.fromkeys(k for span in spans for i in span if (k := context.cast.at(i)) is not None)
    firsts = [context.cast.mentions[k].first for k in found][:1]
    if not firsts or any(doc.tokens[i].pos in ("NOUN", "PROPN") for i in range(at + 1, firsts[0])):
        return None, ()  # "On the line were jobs in France"
    people = (k for k in found if doc.tokens[context.cast.mentions[k].head].dep != "nmod:poss")
    return events[-1] if events else None, tuple(people)


def _in_clauses(context: Context, number: int, sentence: Sentence) -> Iterator[_Attendance]:
    """Yield who took part by "A took part in the call", "the meeting included A", "A was on the call", "A chaired it".

    What was not attended is none of them, what is to be attended is.
    """
    for i in range(sentence.first, sentence.last):
        leads = _leads(context, i)
        told = leads or _in_clause(context, i)
        status = read_status(context.doc, i) if told is not None else None
        if told is not None and status is not None and (status.took_place or status is Status.PLANNED):
            sides = _acting(context, (k for j in told[1] for k in context.cast.all_at(j)))
            planned = status is Status.PLANNED if context.doc.tokens[i].pos == "VERB" else None
            bare = leads is not None and told[0] is None
            yield _Attendance(number, told[0], sides, planned=planned if leads else bool(planned), gathering=bare)


def _leads(context: Context, i: int) -> tuple[int | None, tuple[int, ...]] | None:
    """Return the event and who leads it: "A chaired it", "it was opened by A", "the host, A"."""
    doc, token = context.doc, context.doc.tokens[i]
    if token.pos == "NOUN" and token.lemma in _ATTENDING["hosts"]:
        named = [j for j in doc.children[i] if doc.tokens[j].dep == "appos" and j > i]
        bare = all(doc.tokens[j].lower == "the" or j > i for j in doc.children[i])
        alone = named and bare and doc.child(i, "det") is not None and doc.child(i, "conj") is None
        return (None, (i,)) if alone else None
    if token.pos != "VERB" or token.lemma not in _ATTENDING["leading"]:
        return None
    passive = doc.child(i, "aux:pass") is not None
    led, subj = (doc.child(i, "nsubj:pass"), None) if passive else (doc.child(i, "obj"), subject(doc, i))
    agents = [j for case, j in obliques(doc, i) if case == "by"] if passive else [j for j in (subj,) if j is not None]
    if led is None or not agents:
        return None
    if doc.tokens[led].lower == "it":
        return None, tuple(agents)
    return (led, tuple(agents)) if _is_event(doc, led) else None


def _in_clause(context: Context, i: int) -> tuple[int | None, tuple[int, ...]] | None:
    """Return the tokens of the event and of its people where the verb or noun at `i` says that they took part."""
    doc = context.doc
    token = doc.tokens[i]
    if token.dep == "acl" and token.lemma in _ATTENDING["verbs"] and _is_event(doc, token.head):
        return token.head, tuple(j for case, j in obliques(doc, i) if case == "by")  # "the talks, attended by A,"
    there = token.pos == "ADJ" and token.lemma in _ATTENDING["heads"]
    if token.pos not in ("VERB", "NOUN") and not there:
        return None
    being = doc.child(i, "cop") is not None
    subj = subject(doc, i) if being or token.lemma in _PARTAKING else None
    if subj is None:
        return None
    if _takes_part(doc, i):
        below = [j for j in doc.children[i] if dep_in(doc.tokens[j], "obj", "obl") and doc.tokens[j].lemma != "part"]
        events = [j for j in below if _is_event(doc, j)]  # "A also took part", "A took part in the talks"
        return (next(iter(events), None), (subj,)) if events or not below else None
    if there:
        where = [j for _, j in obliques(doc, i)]
        where = [j for j in where if doc.tokens[j].lemma not in _ATTENDING["occasions"]]  # "on the occasion"
        events = [j for j in where if _is_event(doc, j)]  # "A was also present", "A was present at the meeting"
        return (next(iter(events), None), (subj,)) if events or not where else None
    if token.lemma in _ATTENDING["with"] and doc.child(i, "aux:pass") is not None:
        owner = _person_at(context, subj)  # "he was accompanied by A"
        return (None, _company(context, i, owner)) if owner is not None else None
    if token.lemma in _ATTENDING["having"] and _is_event(doc, subj) and (obj := doc.child(i, "obj")) is not None:
        return subj, (obj,)
    if token.lemma in _ATTENDING["verbs"] and _is_event(doc, subj) and doc.child(i, "aux:pass") is not None:
        return subj, tuple(j for case, j in obliques(doc, i) if case == "by")
    if being and _is_event(doc, i) and case_of(doc, i) in ("on", "in", "at"):
        return i, (subj,)
    return None


def _person_at(context: Context, i: int) -> int | None:
    """Return the one person that token `i` stands for, by a pronoun or otherwise."""
    k = context.cast.at(i)
    meant = context.cast.entities_of(k) if k is not None else ()
    return meant[0] if len(meant) == 1 and context.cast.entities[meant[0]].kind is ActorKind.PERSON else None


def _takes_part(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    part = token.lemma == "take" and any(doc.tokens[j].lemma == "part" for j in doc.children[i])
    return token.pos == "VERB" and (part or token.lemma in _ATTENDING["verbs"]) and doc.child(i, "aux:pass") is None


def _is_event(doc: Document, i: int) -> bool:
    """Say whether a noun names a contact told before, and nobody: "the call"."""
    token = doc.tokens[i]
    if token.pos != "NOUN" or token.lemma.lower() not in _NOUNS or kind_of_noun(doc, i) not in _TYPES:
        return False
    below = [doc.tokens[j] for j in doc.children[i]]
    named = any(dep_in(t, "nmod") and case_of(doc, t.i) in ("of", "with", "between", "among") for t in below)
    return any(t.lower in ("the", "this") for t in below) and not named
