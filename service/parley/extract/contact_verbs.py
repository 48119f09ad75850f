"""Contacts told by verbs: "met", "spoke with", "called", "received"; the lexicon is data (cues/contacts.toml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parley.extract.apart import apart
from parley.extract.counts import count_of_verb
from parley.extract.cues import cues
from parley.extract.frames import (
    Context,
    Frame,
    Side,
    joint_body,
    make_frames,
    mentions_at,
    oblique_mentions,
    recent_sides,
    sides_of,
)
from parley.extract.noun_sides import possessors_of
from parley.extract.tense import of_verb
from parley.extract.tree import case_of, dep_in, marks, obliques, particle, subject, visiting
from parley.extract.visits import VISIT, country_at, destinations, visits_by
from parley.extract.visits_aside import visits_to
from parley.extract.where import place_span, places_of
from parley.model import ActorKind, Medium, Role, Status

_CONTACTS = cues("contacts")
_VERBS: dict[str, dict[str, Any]] = _CONTACTS["verb"]
_NOUNS: dict[str, Any] = _CONTACTS["noun"]
_WIRES: frozenset[str] = _CONTACTS["medium"]["phone"] | _CONTACTS["medium"]["video"]
_VAGUE: frozenset[str] = _CONTACTS["vague"]
_BODIES: frozenset[str] = _CONTACTS["bodies"]
_MEETING: str = _CONTACTS["kinds"]["meeting"]
_CALL: str = _CONTACTS["kinds"]["call"]
_CONTACT: str = _CONTACTS["kinds"]["contact"]
_CONVERSING: frozenset[str] = _CONTACTS["conversing"]
_APART_FROM_MEETINGS = (_CONTACTS["kinds"]["call"], _CONTACTS["kinds"]["message"])
_NEEDS = ("case", "particle", "noun")
_OF = frozenset({"of"})
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
    entry = _entry(context, i, lemma)
    if entry is None:
        return
    if "place" in entry["sides"]:
        yield from _visited(context, i)
        return
    subjects, others, passive = _arguments(context, i, entry)
    if not _verb_fits(context, i, lemma, entry, subjects if passive else others):
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
    kind = _noun_above(context, i) or entry["type"]
    states = [k for k in (*subjects, *others) if _is_state(context, k)]
    if entry.get("persons") and len(states) == len((*subjects, *others)):
        return  # states that "meet" play football
    if lemma in _VAGUE and states:
        return
    if not others and subjects and ("together" in entry["sides"] or _each_other(context, i)):
        together = recent_sides(context, i, subjects) or _joint_body(context, i)
        sides = together or sides_of(context, subjects, Role.PARTICIPANT)
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
    both = any(context.doc.tokens[s.first].text.lower() == "both" for s in theirs)
    several = entry["type"] == _CALL or (both and _by_wire(context, i))
    if theirs:
        yield from _between(context, i, kind, ours, theirs, alone=alone, several=several)


def _is_bare_invitation(context: Context, i: int) -> bool:
    """Say whether verb `i` invites to nothing but a visit: "has invited him", "invited B for a visit", "B to visit"."""
    doc = context.doc
    asked = [j for j in doc.children[i] if dep_in(doc.tokens[j], "obl", "xcomp", "ccomp", "advcl")]
    asked = [j for j in asked if doc.child(j, "aux:pass") is None]  # "for a visit at a time to be agreed"
    lemmas = {doc.tokens[j].lemma for j in asked if case_of(doc, j) in ("for", "to")}
    visits = all((_NOUNS.get(lemma) or VERBS.get(lemma) or {}).get("type") == VISIT for lemma in lemmas)
    return visits and of_verb(doc, i) is Status.OCCURRED


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
    yield from visits_by(context, i, goals)
    people = cast.all_at(obj) if obj is not None and not goals else ()
    kinds = {cast.mentions[k].kind for k in people}
    if subj is not None and kinds and kinds <= {ActorKind.PERSON, ActorKind.GROUP}:
        guests = sides_of(context, cast.all_at(subj), Role.VISITOR)
        yield from make_frames(context, i, _MEETING, (*guests, *sides_of(context, people, Role.HOST)), confidence=0.8)


def _between(
    context: Context, i: int, kind: str, ours: tuple[Side, ...], theirs: tuple[Side, ...], *, alone: bool, several: bool
) -> Iterator[Frame]:
    """Yield the contacts of one side with the other, one each where they were held apart.

    `alone` says that the other side tells a contact by itself; else nobody knows whom they met. `several` says that
    each is one of its own, as who phones two phones twice.
    """
    groups = _distributed(context, i, ours)
    for group in groups if ours or alone or len(groups) > 1 else ():
        for sides, places, when in apart(context, i, group, theirs, several=several):
            one_of_many = len(sides) < len(group) + len(theirs)
            anchor = group[0].first if len(groups) > 1 else sides[-1].first if one_of_many else i
            for frame in make_frames(context, i, kind, sides, places=places):
                yield replace(_met(context, frame), anchor=anchor, when=when or frame.when)


def _met(context: Context, frame: Frame) -> Frame:
    """Return as many contacts as are told, and talks at a place as a meeting: "conferred with B in Oslo"."""
    frame = replace(frame, count=count_of_verb(context.doc, frame.trigger))
    talked = frame.type == _CONTACT and context.doc.tokens[frame.trigger].lemma in _CONVERSING
    if not talked or not frame.places or frame.medium is not Medium.UNKNOWN:
        return frame
    return replace(frame, type=_MEETING, medium=Medium.IN_PERSON)


def _each_other(context: Context, i: int) -> bool:
    """Say whether verb `i` is reciprocal by its object: "saw each other"."""
    doc = context.doc
    words = [[t.text.lower() for t in doc.tokens[j - 1 : j + 2]] for j in doc.children[i]]
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
    for case, j in obliques(context.doc, subj) if subj is not None else ():
        span = place_span(context.doc, j, context.known) if case in ("in", "to") else None
        if span is not None and (key := country_at(context, span)) is not None:
            return (Side(entity=context.cast.state(key), role=Role.HOST, first=span[0], last=span[1]),)
    return ()


def _entry(context: Context, i: int, lemma: str) -> dict[str, Any] | None:
    """Return the frame of verb `i`: what stands with it may make another verb of it ("called on the ambassador")."""
    doc = context.doc
    around = [doc.tokens[j] for j in doc.children[i]] + list(doc.tokens[i + 1 : i + 2])
    words = {token.text.lower() for token in around}
    lemmas = {token.lemma.lower() for token in around if dep_in(token, "obj", "obl", "advmod", "nsubj:pass")}
    for entry in _ENTRIES[lemma]:
        if entry.get("remote") and not _by_wire(context, i):
            continue  # "urged the king to yield"
        asked = [need for need in _NEEDS if need in entry]
        if not asked and particle(doc, i) is not None:
            continue
        if "particle" in entry and entry["particle"] not in words:
            continue
        if "noun" in entry and not lemmas & set(entry["noun"].split()):
            continue
        if "case" in entry and not any(context.cast.at(j) is not None for j in _under(context, i, entry["case"])):
            continue
        return entry
    return None


def _under(context: Context, i: int, case: str) -> list[int]:
    """Return what depends on verb `i` by a preposition, also where the tree takes it for a particle ("called on A").

    The tree may hang it on the object: "raised the detention with A".
    """
    doc = context.doc
    things = [j for j in doc.children[i] if doc.tokens[j].dep == "obj" and context.cast.at(j) is None]
    found = [j for node in (i, *things) for c, j in obliques(doc, node) if c == case]
    if found or i + 1 >= len(doc.tokens) or doc.tokens[i + 1].text.lower() != case:
        return found
    return [
        j for j in doc.children[i] if j > i and dep_in(doc.tokens[j], "obj", "obl", "xcomp") and not case_of(doc, j)
    ]


def _is_state(context: Context, k: int) -> bool:
    return any(context.cast.entities[e].kind is ActorKind.COUNTRY for e in context.cast.entities_of(k))


def _invited_to(context: Context, i: int) -> tuple[int, int] | None:
    """Return the place in "welcomed X to Berlin"."""
    for case, j in obliques(context.doc, i):
        if case in ("to", "in", "at"):
            spans = destinations(context, j)
            if spans and case == "to":
                return spans[0]
    return None


def _joint_body(context: Context, i: int) -> tuple[Side, ...]:
    """Return the states in "the U.S.-EU Task Force met"."""
    subj = subject(context.doc, i)
    if subj is None or context.doc.tokens[subj].lemma.lower() not in _BODIES:
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


def _arguments(context: Context, i: int, entry: dict[str, Any]) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """Return the mentions on either side of verb `i`, and whether it is passive."""
    doc, cast = context.doc, context.cast
    agent = any(case == "by" for case, _ in obliques(doc, i))
    turned = doc.child(i, "nsubj:pass") is not None and agent
    passive = turned or doc.child(i, "aux:pass") is not None or _agent(context, i)
    subj = subject(doc, i)
    subjects = cast.all_at(subj) if subj is not None else ()
    if subj is not None and not subjects:
        subjects = _through(context, subj)
    sides = entry["sides"]
    others: list[int] = []
    if "obj" in sides and not passive:
        for j in doc.children[i]:
            named = doc.tokens[j].dep == "xcomp" and doc.tokens[j].pos == "PROPN"  # a name parsed as a complement
            guest = visiting(doc, j)
            if doc.tokens[j].dep in ("obj", "iobj") or named or (guest != j and guest > i):
                others.extend(mentions_at(context, guest))
        if doc.tokens[doc.tokens[i].head].text.lower() == "whom":
            others.extend(mentions_at(context, doc.tokens[i].head))  # "whom she is due to meet", hung on "whom"
    cases = {s for s in sides if s not in ("obj", "together", "place")}
    if passive:
        cases.add("by")
    others.extend(oblique_mentions(context, i, frozenset(cases)))
    if "case" in entry and not others:
        others.extend(k for j in _under(context, i, entry["case"]) for k in mentions_at(context, j))
    if others and not passive:
        # "met A in Oslo on Monday and B in Bergen": the tree may hang B on the verb.
        others.extend(
            k
            for j in doc.children[i]
            if doc.tokens[j].dep == "conj" and doc.tokens[j].pos == "PROPN" and case_of(doc, j) in ("", *cases)
            for k in mentions_at(context, j)
        )
    if entry.get("set") and not (_set(context, i) or _by_wire(context, i)):
        others = []  # "joined the leaders for the summit" tells a contact, "joined the union" does not
    if "with" in sides and not others:
        # "spoke on a phone call with Y", "held talks with Y": the tree may hang the phrase on the noun.
        for j in doc.children[i]:
            # "came face to face with Y"
            if case_of(doc, j) == "about":
                continue  # "consulted about the call with Y"
            noun = doc.tokens[j].pos == "NOUN" or doc.tokens[j].text.lower() in entry.get("noun", "").split()
            if dep_in(doc.tokens[j], "obj", "obl", "xcomp") and noun and cast.at(j) is None:
                others.extend(oblique_mentions(context, j, frozenset({"with"})))
    if entry.get("owned") and not others:
        things = [j for j in doc.children[i] if doc.tokens[j].dep == "obj"]
        owners = (k for j in things for k in (*possessors_of(context, j), *oblique_mentions(context, j, _OF)))
        others = [k for k in owners if not cast.mentions[k].pronoun]
    others = [k for k in dict.fromkeys(others) if k not in subjects]
    if not others and not passive:
        others = [k for k in _by_order(context, i, frozenset(sides)) if k not in subjects]
    return subjects, tuple(others), passive


def _set(context: Context, i: int) -> bool:
    """Say whether verb `i` has an occasion or a place: "joined B for talks", "told B in Paris", "told visiting B"."""
    doc = context.doc
    if any(doc.tokens[j].text.lower() == "visiting" for j in doc.subtree(i) if i < j <= i + 3):
        return True
    # The tree may hang the place on the object or on the name in apposition to it.
    nodes = [i, *(j for j in doc.children[i] if dep_in(doc.tokens[j], "obj", "iobj"))]
    nodes += [j for node in nodes[1:] for j in doc.children[node] if doc.tokens[j].dep == "appos"]
    return any(
        (doc.tokens[j].lemma in _NOUNS and node == i)
        or (case in ("in", "at") and place_span(doc, j, context.known) is not None)
        for node in nodes
        for case, j in obliques(doc, node)
        if case in ("for", "in", "at", "during", "over")
    )


def _by_wire(context: Context, i: int) -> bool:
    """Say whether verb `i` is done from afar: "told B over the phone", "urged B by video link"."""
    doc = context.doc
    nodes = (i, *(j for j in doc.children[i] if dep_in(doc.tokens[j], "obj", "iobj")))
    return any(
        case in ("by", "over", "on", "via") and doc.tokens[j].lemma.lower() in _WIRES
        for node in nodes
        for case, j in obliques(doc, node)
    )


def _agent(context: Context, i: int) -> bool:
    """Say whether a participle without auxiliary has an agent: "met by B at the airport, A began"."""
    token = context.doc.tokens[i]
    agent = context.doc.child(i, "obl:agent") if dep_in(token, "advcl", "acl") else None
    return agent is not None and context.cast.at(agent) is not None


def _by_order(context: Context, i: int, sides: frozenset[str]) -> tuple[int, ...]:
    """Return the other side by word order ("met on Sunday with B"), where the tree has lost it."""
    doc = context.doc
    last = min(i + 14, doc.sentences[doc.tokens[i].sentence].last)
    direct = "obj" in sides and doc.child(i, "obj", "ccomp", "xcomp") is None
    if direct and i + 1 < last and (found := context.cast.starting_near(i + 1)):
        return found
    inserted = i + 1 < last and doc.tokens[i + 1].text == ","
    for j in range(i + 1, last):
        low = doc.tokens[j].text.lower()
        if doc.tokens[j].pos in ("VERB", "AUX", "SCONJ") or low in (";", ":", "and", "about"):
            return ()
        if low in sides & {"with", "to"}:
            return context.cast.starting_near(j + 1)
        # "received at his office on Sunday B", "met, for the first time, B"
        open_to = (
            doc.tokens[j - 1].text == "," if inserted else doc.tokens[j - 1].pos in ("PROPN", "NOUN", "NUM", "ADV")
        )
        k = context.cast.at(j)
        if direct and j > i + 1 and open_to and k is not None and context.cast.mentions[k].first == j:
            mention = context.cast.mentions[k]
            if mention.kind is ActorKind.PERSON and mention.name and mention.office:
                return context.cast.starting_near(j)
    return ()


def _through(context: Context, i: int) -> tuple[int, ...]:
    """Return the mentions that a noun without one of its own stands for ("leaders who", "one of the ministers")."""
    for case, j in obliques(context.doc, i):
        if case == "of" and (k := context.cast.at(j)) is not None:
            return (k,)
    return ()


def _verb_fits(context: Context, i: int, lemma: str, entry: dict[str, Any], objects: tuple[int, ...]) -> bool:
    """Keep out other senses: "called him a liar", "called on X to", "welcomed the decision"."""
    doc, cast = context.doc, context.cast
    if entry.get("person") and not any(
        cast.mentions[k].kind in (ActorKind.PERSON, ActorKind.GROUP) or cast.mentions[k].pronoun for k in objects
    ):
        return False
    if entry.get("plain") and any(
        doc.tokens[j].dep in ("xcomp", "ccomp") or (dep_in(doc.tokens[j], "advcl") and "to" in marks(doc, j))
        for j in doc.children[i]
    ):
        return False  # "called on him to resign", "saw her leave"
    if lemma == "call" and "obj" in entry["sides"]:
        extra = {doc.tokens[j].dep for j in doc.children[i] if doc.tokens[j].pos != "PROPN"}
        return not extra & {"xcomp", "ccomp"} and not any(c in ("for", "upon") for c, _ in obliques(doc, i))
    if lemma in ("receive", "host", "welcome", "brief"):
        return bool(objects)
    return True


def _distributed(context: Context, i: int, ours: tuple[Side, ...]) -> list[tuple[Side, ...]]:
    """Give "X, Y and Z are among the leaders who have met W" each its own meeting."""
    doc = context.doc
    token = doc.tokens[i]
    if token.dep != "acl:relcl":
        return [ours]
    antecedent = doc.tokens[token.head]
    among = "among" in [doc.tokens[j].text.lower() for j in doc.children[antecedent.i]]
    above = doc.child(antecedent.i, "nsubj")
    if not among:
        parent = doc.tokens[antecedent.head]
        if any(doc.tokens[j].text.lower() == "among" for j in doc.children[parent.i]):
            above = doc.child(parent.i, "nsubj")
            among = True
    if above is None or not among:
        return [ours]
    named = sides_of(context, context.cast.all_at(above), ours[0].role if ours else Role.PARTICIPANT)
    return [(side,) for side in named] or [ours]
