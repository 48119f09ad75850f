"""Contacts told by verbs: "met", "spoke with", "called", "received"; the lexicon is data (cues/contacts.toml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from parley.extract.circumstances import timing
from parley.extract.circumstances.dated_status import is_present
from parley.extract.circumstances.status import read_status
from parley.extract.circumstances.where import places_of
from parley.extract.cues import cues
from parley.extract.frames.apart import apart
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.making import make_frames
from parley.extract.frames.offers import offer_of
from parley.extract.frames.sides import is_body, joint_body, sides_of
from parley.extract.frames.standing import FOREIGN, is_surely_abroad
from parley.extract.frames.verb_sides import arguments, by_wire, is_set, organ_of, under_case, wire_before
from parley.extract.journeys.guests import post_of
from parley.extract.journeys.visits import VISIT, country_at, destinations, place_before, visits_by
from parley.extract.journeys.visits_aside import visits_to
from parley.extract.language.counts import count_of_verb
from parley.extract.language.tense import of_verb
from parley.extract.language.tree import SUBJECTS, case_of, dep_in, marks, obliques, particle, subject, verb_of
from parley.model import NEGATIVE, UNDATED, ActorKind, Document, Medium, Precision, Role, Status, Token

_CONTACTS = cues("contacts")
_VERBS: dict[str, dict[str, Any]] = _CONTACTS["verb"]
_NOUNS: dict[str, Any] = _CONTACTS["noun"]
_VAGUE: frozenset[str] = _CONTACTS["vague"]
_TOPICAL: frozenset[str] = _CONTACTS["topical"]
_BODIES: frozenset[str] = _CONTACTS["bodies"]
_SPORTING: frozenset[str] = cues("titles")["sporting"]
_MEETING: str = _CONTACTS["kinds"]["meeting"]
_CALL: str = _CONTACTS["kinds"]["call"]
_CONTACT: str = _CONTACTS["kinds"]["contact"]
_CONFERENCE: str = _CONTACTS["kinds"]["conference"]
_PHONE: frozenset[str] = _CONTACTS["medium"]["phone"]
_CONVERSING: frozenset[str] = _CONTACTS["conversing"]
_ERRANDS: frozenset[str] = _CONTACTS["errands"]
_APART_FROM_MEETINGS = (_CONTACTS["kinds"]["call"], _CONTACTS["kinds"]["message"])
_HOMEWARD = frozenset({"home", "back"})
_REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves", "myself", "ourselves"})
_NEEDS = ("case", "particle", "noun")
# The plainest entry of each verb.
VERBS = {name.partition("_")[0]: entry for name, entry in reversed(_VERBS.items())}
# The entries of a verb, those that ask for most first.
_ENTRIES = {
    lemma: sorted(
        (entry for name, entry in _VERBS.items() if name.partition("_")[0] == lemma),
        key=lambda entry: -sum(need in entry for need in _NEEDS),
    )
    for lemma in VERBS
}


def verb_frames(context: Context, i: int, lemma: str) -> Iterator[Frame]:
    """Yield the contacts that the verb at token `i` tells."""
    entry = verb_entry(context, i)
    if entry is None:
        return
    if "place" in entry["sides"]:
        yield from _visited(context, i)
        return
    if entry.get("subject") == "mediator" and _tells_of_noun(context, i):
        return  # "talks mediated by B": the noun tells them
    if entry.get("subject") == "mediator" and (offered := offer_of(context, i, role=Role.MEDIATOR)) is not None:
        yield from make_frames(context, i, entry["type"], (*offered[0], *offered[1]))
        return
    subjects, others, passive = arguments(context, i, entry)
    if not _verb_fits(context, i, lemma, entry, subjects if passive else others):
        return
    if entry.get("home") and _gives_home(context, i, subjects):
        return
    inviting = entry["type"] == VISIT
    if entry.get("visit") and (inviting or not passive) and (span := _invited_to(context, i)) is not None:
        # "will welcome X to the White House", "was invited to Rome by X": X's visit, with its host.
        guests, inviters = (subjects, others) if passive else (others, subjects)
        hosts = sides_of(context, inviters, Role.HOST)
        found = list(visits_by(context, i, [span], guests, hosts=hosts))
        if inviting:
            yield from (replace(f, status=Status.REQUESTED) for f in found if hosts or passive)
        else:
            yield from found
        if found:
            return
    if entry["type"] == VISIT:
        if not passive and _is_bare_invitation(context, i):
            yield from (replace(f, status=Status.REQUESTED) for f in visits_to(context, i, others, subjects))
        return
    if "case" in entry and _carries(context, i):
        return  # "convened a call with B": the noun tells it
    kind = entry["unset"] if "unset" in entry and not is_set(context, i) else entry["type"]
    kind = _noun_above(context, i) or kind
    states = [k for k in (*subjects, *others) if _is_state(context, k)]
    plain = [k for k in states if not is_body(context, k)]
    if entry.get("persons") and plain and len(plain) == len((*subjects, *others)):
        return  # states that "meet" play football
    if lemma in _VAGUE and states and not _is_at_home(context, i, states):
        return
    if lemma in _TOPICAL and context.doc.child(i, "obj") is not None and read_status(context.doc, i) in NEGATIVE:
        return
    if not others and entry["type"] == _CONFERENCE and context.doc.child(i, "obj") is not None:
        return  # "the talks, which the union convened"
    if not others and entry.get("persons") and _has_object(context.doc, i) and not _each_other(context, i):
        return  # "met the press", "met the deadline", "met with scorn"
    body = _joint_body(context, i) if not others else ()
    if not others and (subjects or body) and ("together" in entry["sides"] or _each_other(context, i)):
        sides = body or sides_of(context, subjects, Role.PARTICIPANT)
        yield from (_met(context, frame) for frame in make_frames(context, i, kind, sides, reciprocal=True))
        return
    first_role = Role(entry.get("subject", "participant"))
    second_role = Role(entry.get("object", "participant"))
    if passive and "object" in entry:
        first_role, second_role = second_role, first_role
    theirs = sides_of(context, others, second_role)
    if passive and not theirs and entry.get("hosted"):
        theirs = _host_by_place(context, i) or _host_by_post(context, i)
    ours = sides_of(context, subjects, first_role)
    alone = passive or bool(entry.get("joined"))
    several = entry["type"] == _CALL or by_wire(context, i, _PHONE)
    courtesy = bool(entry.get("courtesy"))
    if theirs:
        yield from _between(context, i, kind, ours, theirs, alone=alone, several=several, courtesy=courtesy)


def _tells_of_noun(context: Context, i: int) -> bool:
    """Say whether verb `i` is a participle that only tells more of an event noun, by an agent."""
    token = context.doc.tokens[i]
    told = token.dep == "acl" and context.doc.tokens[token.head].lemma.lower() in _NOUNS
    return told and any(case == "by" for case, _ in obliques(context.doc, i))


def _is_bare_invitation(context: Context, i: int) -> bool:
    """Say whether verb `i` invites to nothing but a visit: "has invited him", "invited B for a visit", "B to visit"."""
    doc = context.doc
    asked = [j for j in doc.children[i] if dep_in(doc.tokens[j], "obl", "xcomp", "ccomp", "advcl")]
    asked = [j for j in asked if doc.child(j, "aux:pass") is None]  # "for a visit at a time to be agreed"
    lemmas = {doc.tokens[j].lemma for j in asked if case_of(doc, j) in ("for", "to")}
    visits = all((_NOUNS.get(lemma) or VERBS.get(lemma) or {}).get("type") == VISIT for lemma in lemmas)
    return visits and of_verb(doc, i) is Status.OCCURRED


def _gives_home(context: Context, i: int, subjects: tuple[int, ...]) -> bool:
    """Say whether a state is only said to keep people: "Qatar, which hosts leaders of the movement"."""
    doc = context.doc
    undated = timing.when_of(doc, i, context.times) == UNDATED and not any(c == "for" for c, _ in obliques(doc, i))
    lasting = is_present(doc, i) and not doc.in_heading(i)
    return lasting and undated and bool(subjects) and all(_is_state(context, k) for k in subjects)


def _carries(context: Context, i: int) -> bool:
    """Say whether the object of verb `i` is itself a contact."""
    obj = context.doc.child(i, "obj")
    return obj is not None and context.doc.tokens[obj].lemma.lower() in _NOUNS


def _visited(context: Context, i: int) -> Iterator[Frame]:
    """Yield the visits to places that verb `i` tells, and the meeting where somebody is visited."""
    doc, cast = context.doc, context.cast
    obj, subj = doc.child(i, "obj"), subject(doc, i)
    if (visited := doc.child(i, "nsubj:pass")) is not None:
        obj, subj = visited, doc.child(i, "obl:agent")  # "was visited by B"
    goals = destinations(context, obj)
    if obj is None and is_surely_abroad(doc, i, domestic=FOREIGN):
        goals = place_before(context, i)  # "is expected in Rome on Monday. He last visited in May"
    yield from visits_by(context, i, goals)
    people = cast.all_at(obj) if obj is not None and not goals else ()
    kinds = {cast.mentions[k].kind for k in people}
    if subj is not None and kinds and kinds <= {ActorKind.PERSON, ActorKind.GROUP}:
        guests = sides_of(context, cast.all_at(subj), Role.VISITOR)
        yield from make_frames(context, i, _MEETING, (*guests, *sides_of(context, people, Role.HOST)), confidence=0.8)


def _between(
    context: Context,
    i: int,
    kind: str,
    ours: tuple[Side, ...],
    theirs: tuple[Side, ...],
    *,
    alone: bool,
    several: bool,
    courtesy: bool,
) -> Iterator[Frame]:
    """Yield the contacts of one side with the other, one each where they were held apart.

    `alone` says that the other side tells a contact by itself; else nobody knows whom they met. `several` says that
    each is one of its own, as who phones two phones twice, and `courtesy` that it is paid to one at a time.
    """
    wires = {side: medium for side in theirs if (medium := wire_before(context, side.first)) is not None}
    if len({side.first for side in wires}) == len(theirs) > 1:
        for side, medium in wires.items():  # "by video link with A, and by phone with B"
            for frame in make_frames(context, i, _CALL, (*ours, side)):
                yield replace(frame, anchor=side.first, medium=medium)
        return
    groups = _distributed(context, i, ours)
    for group in groups if ours or alone or len(groups) > 1 else ():
        for sides, places, when in apart(context, i, group, theirs, several=several, courtesy=courtesy):
            one_of_many = len(sides) < len(group) + len(theirs)
            anchor = group[0].first if len(groups) > 1 else sides[-1].first if one_of_many else i
            for frame in make_frames(context, i, kind, sides, places=places):
                yield replace(_met(context, frame), anchor=anchor, when=when or frame.when)


def _met(context: Context, frame: Frame) -> Frame:
    """Return as many contacts as are told, and talks at a place as a meeting: "conferred with B in Oslo"."""
    frame = replace(frame, count=count_of_verb(context.doc, frame.trigger))
    talked = frame.type == _CONTACT and verb_of(context.doc, frame.trigger) in _CONVERSING
    if not talked or not frame.places or frame.medium is not Medium.UNKNOWN:
        return frame
    return replace(frame, type=_MEETING, medium=Medium.IN_PERSON)


def _has_object(doc: Document, i: int) -> bool:
    return doc.child(i, "obj") is not None or any(case == "with" for case, _ in obliques(doc, i))


def _each_other(context: Context, i: int) -> bool:
    """Say whether verb `i` is reciprocal by its object: "saw each other"."""
    doc = context.doc
    words = [[t.lower for t in doc.tokens[j - 1 : j + 2]] for j in doc.children[i]]
    return any(pair in (w[:2], w[1:]) for w in words for pair in (["each", "other"], ["one", "another"]))


def _host_by_place(context: Context, i: int) -> tuple[Side, ...]:
    """Return the state in "was summoned to the ministry in Jakarta", by the place."""
    for span in places_of(context.doc, i, context.known):
        if (key := country_at(context, span)) is not None:
            return (Side(entity=context.cast.state(key), role=Role.HOST, first=span[0], last=span[1]),)
    return ()


def _host_by_post(context: Context, i: int) -> tuple[Side, ...]:
    """Return the state to which the subject of verb `i` is posted: "the envoy in Cairo was summoned"."""
    subj = subject(context.doc, i)
    number = context.cast.at(subj) if subj is not None else None
    homeward = any(context.doc.tokens[j].lower in _HOMEWARD for j in context.doc.children[i])
    if number is None or homeward:
        return ()
    mention = context.cast.mentions[number]
    posts = (post_of(context, entity) for entity in context.cast.entities_of(number))
    return tuple(
        Side(entity=context.cast.state(key), role=Role.HOST, first=mention.first, last=mention.last)
        for key in dict.fromkeys(posts)
        if key is not None
    )


def verb_entry(context: Context, i: int) -> dict[str, Any] | None:
    """Return the entry of verb `i`: what stands with it may make another verb of it ("called on the ambassador").

    Without that some are no verbs of contact: "took up the case with B", but "took place".
    """
    doc = context.doc
    entries = _ENTRIES.get(doc.tokens[i].lemma.lower())
    if entries is None:
        return None
    around = [doc.tokens[j] for j in doc.children[i]] + list(doc.tokens[i + 1 : i + 2])
    for entry in entries:
        if entry.get("remote") and not by_wire(context, i):
            continue  # "urged the king to yield"
        asked = [need for need in _NEEDS if need in entry]
        if not asked and particle(doc, i) is not None:
            continue
        if "particle" in entry and entry["particle"] not in (token.lower for token in around):
            continue
        if entry.get("still") and any(case == "to" and destinations(context, j) for case, j in obliques(doc, i)):
            continue  # "came to Rome together"
        if "noun" in entry and _lemmas_beside(doc, around).isdisjoint(entry["noun"].split()):
            continue
        if "case" in entry and not any(context.cast.at(j) is not None for j in under_case(context, i, entry["case"])):
            continue
        return entry
    return None


def _lemmas_beside(doc: Document, around: Sequence[Token]) -> set[str]:
    """Return what is done and to whom, of the words around a verb, with "spent a quarter of an hour with"."""
    beside = [token for token in around if dep_in(token, "obj", "obl", "advmod", "nsubj:pass")]
    parts = [j for token in beside if token.dep == "obj" for case, j in obliques(doc, token.i) if case == "of"]
    return {token.lemma.lower() for token in beside} | {doc.tokens[j].lemma.lower() for j in parts}


def _is_at_home(context: Context, i: int, states: list[int]) -> bool:
    """Say whether states did something at a place of one of them on a day: "Paris and Rome discussed it in Nice"."""
    parties = {context.cast.party_of(e) for k in states for e in context.cast.entities_of(k)}
    hosts = [country_at(context, span) for span in places_of(context.doc, i, context.known)]
    dated = timing.when_of(context.doc, i, context.times).precision is Precision.DAY
    return dated and len(parties) > 1 and bool(hosts) and all(host in parties for host in hosts)


def _is_state(context: Context, k: int) -> bool:
    return any(context.cast.entities[e].kind is ActorKind.COUNTRY for e in context.cast.entities_of(k))


def _invited_to(context: Context, i: int) -> tuple[int, int] | None:
    """Return the place in "welcomed X to Berlin"."""
    doc = context.doc
    names = (j for j in doc.children[i] if doc.tokens[j].dep == "xcomp" and doc.tokens[j].pos == "PROPN")
    for j in (*(j for _, j in obliques(doc, i)), *names):  # a name parsed as a complement
        if case_of(doc, j) == "to" and (spans := destinations(context, j)):
            return spans[0]
    return None


def _joint_body(context: Context, i: int) -> tuple[Side, ...]:
    """Return the states in "the U.S.-EU Task Force met", not those whose teams meet on a pitch."""
    subj = subject(context.doc, i)
    if subj is None or context.doc.tokens[subj].lemma.lower() not in _BODIES - _SPORTING:
        return ()
    return joint_body(context, subj)


def _noun_above(context: Context, i: int) -> str | None:
    """Return the type of the call or letter in "spoke in a call", "told B in a letter"."""
    for case, j in obliques(context.doc, i):
        lemma = context.doc.tokens[j].lemma.lower()
        kind = str(_NOUNS[lemma]["type"]) if lemma in _NOUNS else None
        if case in ("on", "in", "by", "via", "during", "over", "through") and kind in _APART_FROM_MEETINGS:
            return kind
    return None


def _verb_fits(context: Context, i: int, lemma: str, entry: dict[str, Any], objects: tuple[int, ...]) -> bool:
    """Keep out other senses: "called him a liar", "called on X to", "welcomed the decision"."""
    doc, cast = context.doc, context.cast
    organs = {k for j in doc.children[i] if dep_in(doc.tokens[j], "obj", "nsubj") for k in organ_of(context, j)}
    if (
        entry.get("person")
        and not (entry.get("plain") and _each_other(context, i))  # two may greet each other from afar
        and not any(
            cast.mentions[k].kind in (ActorKind.PERSON, ActorKind.GROUP) or cast.mentions[k].pronoun or k in organs
            for k in objects
        )
    ):
        return False
    if is_plea(context, i, entry):
        return False
    if lemma == "call" and "obj" in entry["sides"]:
        return not is_naming(doc, i) and not any(c in ("for", "upon") for c, _ in obliques(doc, i))
    if lemma in ("receive", "host", "welcome", "brief"):
        return bool(objects)
    return True


def is_plea(context: Context, i: int, entry: Mapping[str, Any]) -> bool:
    """Say whether a verb of meeting only wants or sees something done: "called on him to resign", "saw her leave".

    Or only sees somebody as something: "see each other as rivals".
    """
    taken_as = any(case == "as" for case, _ in obliques(context.doc, i))
    return bool(entry.get("plain")) and (taken_as or any(_asks_more(context, i, j) for j in context.doc.children[i]))


def _asks_more(context: Context, i: int, j: int) -> bool:
    """Say whether clause `j` tells what verb `i` wants or sees done: no part of a name, of an aside, nor an errand."""
    doc = context.doc
    token = doc.tokens[j]
    if token.dep in ("xcomp", "ccomp"):
        return context.cast.at(j) is None or token.pos not in ("PROPN", "NOUN")
    if not dep_in(token, "advcl") or "to" not in marks(doc, j) or doc.child(j, *SUBJECTS) is not None:
        return False
    aside = any(doc.tokens[k].dep == "acl:relcl" for k in range(i, j)) and doc.tokens[j - 2].text != ","
    return not aside and token.lemma not in _ERRANDS  # "called on the minister to present a letter"


def is_naming(doc: Document, i: int) -> bool:
    """Say whether "call" at token `i` says what somebody is called: "calls himself a friend of the king"."""
    own = any(dep_in(doc.tokens[j], "obj") and doc.tokens[j].lower in _REFLEXIVE for j in doc.children[i])
    extra = {doc.tokens[j].dep for j in doc.children[i] if doc.tokens[j].pos != "PROPN"}
    return doc.tokens[i].lemma == "call" and (own or bool(extra & {"xcomp", "ccomp"}))


def _distributed(context: Context, i: int, ours: tuple[Side, ...]) -> list[tuple[Side, ...]]:
    """Give "X, Y and Z are among the leaders who have met W" each its own meeting."""
    doc = context.doc
    token = doc.tokens[i]
    if token.dep != "acl:relcl":
        return [ours]
    antecedent = doc.tokens[token.head]
    among = "among" in [doc.tokens[j].lower for j in doc.children[antecedent.i]]
    above = doc.child(antecedent.i, "nsubj")
    if not among:
        parent = doc.tokens[antecedent.head]
        if any(doc.tokens[j].lower == "among" for j in doc.children[parent.i]):
            above = doc.child(parent.i, "nsubj")
            among = True
    if above is None or not among:
        return [ours]
    named = sides_of(context, context.cast.all_at(above), ours[0].role if ours else Role.PARTICIPANT)
    return [(side,) for side in named] or [ours]
