"""Who takes part in what an event noun names: by the phrases on the noun, its owner, and the verb that carries it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Side
from parley.extract.frames.offers import offer_of
from parley.extract.frames.sides import (
    joint_body,
    mentions_at,
    oblique_mentions,
    possessors_of,
    sides_of,
    sits_jointly,
    stay_at,
)
from parley.extract.frames.verb_sides import under_case
from parley.extract.language.carriers import AROUND, CARRIERS, DURING, carrier_of, is_by_wire
from parley.extract.language.governors import cue_of
from parley.extract.language.tense import HAPPEN
from parley.extract.language.tree import (
    RELATIVES,
    case_of,
    cases_of,
    conjuncts,
    dep_in,
    first_conjunct,
    marks,
    measured,
    obliques,
    subject,
    verb_of,
    visiting,
)
from parley.model import ActorKind, Document, Role

_CONTACTS = cues("contacts")
_NOUNS: dict[str, Any] = _CONTACTS["noun"]
_MOTION: dict[str, frozenset[str]] = _CONTACTS["motion"]
_LIGHT: dict[str, frozenset[str]] = _CONTACTS["light"]
_MODIFIER: dict[str, frozenset[str]] = _CONTACTS["modifier"]
_BROKERED: frozenset[str] = _CONTACTS["brokered"]
_BODIES: frozenset[str] = _CONTACTS["bodies"]
_STRETCHES: frozenset[str] = _CONTACTS["stretches"]
_WRITING = frozenset(verb for verb, entry in _CONTACTS["verb"].items() if entry["type"] == "message")
# Verbs that tell a meeting wherever they stand.
_MEETING = frozenset(
    verb for verb, entry in _CONTACTS["verb"].items() if entry["type"] == "meeting" and not entry.get("set")
)
_SPEAKING: frozenset[str] = _CONTACTS["speaking"]
_MEASURES: frozenset[str] = _CONTACTS["measures"]
_CALL_REACH = 3  # sentences over which "the call" is one that was paid
_COMMUNICATION: frozenset[str] = _CONTACTS["communication"]
_GIVING = frozenset({"give", "host", "offer", "tender"})
_SHARED = frozenset({"joint", "bilateral", "mixed", "intergovernmental"})
_MEDIATION: str = _CONTACTS["kinds"]["mediation"]
_WITH = frozenset({"with"})
_HANDED = frozenset({"to", "by"})
_ASKING = frozenset({"invite", "ask"})
_HELD_BY = frozenset({"between", "among", "with"})
_PARTIES = frozenset({"between", "among", "with", "by", "involving", "of", "from"})


def noun_sides(context: Context, i: int) -> tuple[tuple[Side, ...], tuple[Side, ...]]:
    """Return the sides of event noun `i`: those its clause gives it, and those the noun itself names."""
    cast = context.cast
    role = Role.MEDIATOR if _NOUNS[context.doc.tokens[i].lemma.lower()]["type"] == _MEDIATION else Role.PARTICIPANT
    if (offered := offer_of(context, i, role=role)) is not None:
        return offered
    inner, bodies = _inner(context, i)
    owners = [k for k in possessors_of(context, i) if k not in inner]
    told = _beside_owners(context, _outer(context, i, inner, owners), owners)
    known = {e for k in told for e in cast.entities_of(k)}
    # "The league held its summit": who owns it is told by the subject.
    owners = [k for k in owners if not (cast.mentions[k].pronoun and known.issuperset(cast.entities_of(k)))]
    outer = [*owners, *told]
    compounds = [Side(entity=e, role=Role.PARTICIPANT, first=a, last=b) for e, a, b in cast.compound_at(i)]
    if not inner and not owners and outer and (told := _by_protagonist(context, i)):
        inner, outer = outer, told
    ours = sides_of(context, tuple(dict.fromkeys(outer)), Role.PARTICIPANT)
    theirs = sides_of(context, tuple(dict.fromkeys(inner)), Role.PARTICIPANT)
    if not ours and not compounds and not bodies and _one_side(context, i):
        ours = _visitors(context, i, theirs) or _protagonists(context, i, theirs)
        return (ours, theirs) if ours else ((), ())  # "talks with A and B": of whom is not known
    return ours, (*theirs, *compounds, *bodies, *_brokers(context, i))


def _brokers(context: Context, i: int) -> list[Side]:
    """Return who brings the sides of event noun `i` together: "EU-brokered talks", "talks mediated by Egypt"."""
    doc, cast = context.doc, context.cast
    found: list[Side] = []
    for j in doc.children[i]:
        if doc.tokens[j].lower in _BROKERED and doc.tokens[j - 1].text == "-":
            found.extend(Side(entity=e, role=Role.MEDIATOR, first=a, last=b) for e, a, b in cast.compound_at(j))
        elif dep_in(doc.tokens[j], "acl") and doc.tokens[j].lemma in _LIGHT["broker"]:
            agents = (k for case, by in obliques(doc, j) if case == "by" for k in cast.all_at(by))
            found.extend(sides_of(context, tuple(agents), Role.MEDIATOR))
    return found


def _beside_owners(context: Context, told: list[int], owners: list[int]) -> list[int]:
    """Leave out who only speaks for one of those whose event it is: "the ministry said after their talks"."""
    cast = context.cast
    several = (e for k in owners if cast.mentions[k].pronoun for e in cast.entities_of(k))
    theirs = {cast.party_of(e) for e in several} - {None}
    return [k for k in told if len(theirs) < 2 or not theirs.issuperset(map(cast.party_of, cast.entities_of(k)))]


def _by_protagonist(context: Context, i: int) -> list[int]:
    """Return the subject of the sentence before "talks were also held with A", which has none of its own."""
    doc, cast = context.doc, context.cast
    verb = doc.tokens[i].head
    passive = dep_in(doc.tokens[i], "nsubj") and doc.child(verb, "aux:pass") is not None
    cases = {case for case, j in obliques(doc, verb) if cast.at(j) is not None}
    if not passive or "with" not in cases or cases & {"by", "between"}:
        return []
    return subject_before(context, i)


def _protagonists(context: Context, i: int, others: tuple[Side, ...]) -> tuple[Side, ...]:
    """Return the subject of the sentence before "a meeting with A took place", "talks with A are planned"."""
    doc, cast = context.doc, context.cast
    verb = doc.tokens[i].head
    comes = doc.tokens[verb].lemma in HAPPEN or doc.child(verb, "aux:pass") is not None
    if not dep_in(doc.tokens[i], "nsubj") or not comes or any(case == "by" for case, _ in obliques(doc, verb)):
        return ()
    told = subject_before(context, i) or _issuing(context, i)
    sides = sides_of(context, tuple(told), Role.PARTICIPANT)
    theirs = {cast.party_of(s.entity) for s in others}
    return tuple(s for s in sides if cast.party_of(s.entity) not in theirs | {None})


def _issuing(context: Context, i: int) -> list[int]:
    """Return the official of whom a release of their own office tells most before token `i`."""
    cast = context.cast
    if cast.issuer is None:
        return []
    before = [k for k, m in enumerate(cast.mentions) if m.head < i and m.kind is ActorKind.PERSON]
    ours = [k for k in before if {cast.party_of(e) for e in cast.entities_of(k)} == {cast.issuer}]
    told = Counter(cast.entities_of(k) for k in ours if cast.entities[cast.entities_of(k)[0]].name)
    most = next((entities for entities, _ in told.most_common(1)), None)
    return [k for k in ours if cast.entities_of(k) == most][-1:]


def subject_before(context: Context, i: int) -> list[int]:
    """Return the people who are the subject of the sentence before that of token `i`."""
    doc, cast = context.doc, context.cast
    if doc.tokens[i].sentence == 0:
        return []
    before = doc.sentences[doc.tokens[i].sentence - 1]
    root = next((j for j in range(before.first, before.last) if doc.tokens[j].head == j), None)
    subj = subject(doc, root) if root is not None else None
    found = cast.all_at(subj) if subj is not None else ()
    return [k for k in found if cast.mentions[k].kind is ActorKind.PERSON]


def _visitors(context: Context, i: int, hosts: tuple[Side, ...]) -> tuple[Side, ...]:
    """Return who stays in the state of those with whom it is: "flew to Oslo. Talks with the king are planned"."""
    stay = stay_at(context, i)
    if stay is None or stay.host not in {context.cast.party_of(s.entity) for s in hosts}:
        return ()
    before = [k for k, m in enumerate(context.cast.mentions) if m.head < i]
    named = [k for k in before if not stay.visitors.isdisjoint(context.cast.entities_of(k))]
    return sides_of(context, tuple(named[-1:]), Role.PARTICIPANT)


def _one_side(context: Context, i: int) -> bool:
    """Say whether noun `i` names only those with whom it was held."""
    doc, cast = context.doc, context.cast
    named = {case for case, j in obliques(doc, i) if cast.at(j) is not None}
    agents = any(doc.tokens[j].dep == "acl" for j in doc.children[i])
    if doc.child(i, "nsubj") is not None:
        return False  # "was in contact with B"
    with_whom = named & {"with", "to", *(("on",) if is_paid(doc, i) else ())}
    return bool(with_whom) and not named & (_PARTIES - {"with"}) and not agents and cast.at(i) is None


def _inner(context: Context, i: int) -> tuple[list[int], list[Side]]:
    """Return the mentions that hang on an event noun (between, with, of, attended by), and bodies of states."""
    doc, cast = context.doc, context.cast
    entry = _NOUNS[doc.tokens[i].lemma.lower()]
    inner: list[int] = []
    bodies: list[Side] = []
    own_subject = subject(doc, i) if doc.child(i, "nsubj") is not None else None
    if own_subject is not None and doc.tokens[own_subject].lower not in ("it", "this", "that"):
        inner.extend(cast.all_at(own_subject))  # "A has been in contact with B"
    elif own_subject is not None:
        inner.extend(possessors_of(context, own_subject))  # "her first engagement is lunch with B"
    named = cast.at(i)
    if named is not None and cast.mentions[named].kind is ActorKind.ORGANISATION:
        inner.append(named)  # "attended the Munich Security Conference"
    letter = entry.get("carried") == doc.tokens[doc.tokens[i].head].lemma  # "letters of credence of A"
    whole = measured(doc, i, _STRETCHES)
    rounds = (
        [(c, j) for c, j in obliques(doc, whole) if c in _HELD_BY] if whole != i else []
    )  # "a day of talks between"
    for case, j in (*obliques(doc, i), *rounds, *(obliques(doc, doc.tokens[i].head) if letter else ())):
        host = case == "for" and doc.tokens[doc.tokens[i].head].lemma in ("host", "give", "hold")
        if case in _PARTIES or host or (case == "on" and is_paid(doc, i)):
            inner.extend(mentions_at(context, j))
            if case == "of":
                inner.extend(oblique_mentions(context, j, frozenset({"with"})))  # "the meeting of A with B"
        elif case in entry.get("also", ()):
            inner.extend(k for k in mentions_at(context, j) if cast.mentions[k].kind is not ActorKind.COUNTRY)
        elif doc.tokens[j].lower in ("those", "that", "one", "ones"):
            # "exchanges like those between A and B"
            inner.extend(oblique_mentions(context, j, frozenset({"between", "with"})))
        if case == "of" and doc.tokens[j].lemma.lower() in _BODIES:
            bodies.extend(joint_body(context, j) or _shared_body(context, j))
    for j in doc.children[i]:
        token = doc.tokens[j]
        if (guest := visiting(doc, j)) != j and not _HELD_BY.isdisjoint(marks(doc, j)):
            inner.extend(mentions_at(context, guest))  # "talks with visiting B", parsed as a clause
        if token.dep == "acl" and token.lemma in ("involve", "include") and (obj := doc.child(j, "obj")) is not None:
            inner.extend(cast.all_at(obj))
        elif token.dep == "acl" and token.lemma in CARRIERS:
            inner.extend(oblique_mentions(context, j, frozenset({"by"})))  # "talks attended by"
        if token.dep == "acl:relcl" and token.lemma in CARRIERS | _ASKING and (holder := _holder(doc, j)) is not None:
            asked = doc.child(j, "obj") if token.lemma in _ASKING else None
            others = [*oblique_mentions(context, j, _WITH), *(cast.all_at(asked) if asked is not None else ())]
            held = (*cast.all_at(holder), *others) if others else ()  # not "the talks that A offered to host"
            inner.extend(k for k in held if k not in inner)  # "the talks that A had with B", "to which A invited B"
        if dep_in(token, "acl"):
            # "talks due to open on Monday between A and B", "a meeting that took place in Rome with A"
            verbs = (j, *(c for c in doc.children[j] if dep_in(doc.tokens[c], "xcomp")))
            if any(doc.tokens[v].lemma in HAPPEN or cue_of(doc, v) is not None for v in verbs):
                held_by = (o for v in verbs for _, o in obliques(doc, v) if cases_of(doc, o) & _HELD_BY)
                inner.extend(k for o in held_by for k in cast.all_at(o) if k not in inner)
    governor = carrier_of(doc, i)
    subj = subject(doc, governor) if governor is not None else None
    if subj is not None and doc.tokens[subj].lemma.lower() in _BODIES:
        bodies.extend(joint_body(context, subj))  # "the A-B commission held its first session"
    return inner, bodies


def _holder(doc: Document, verb: int) -> int | None:
    """Return who holds what a relative clause is about: "the talks A had", not "the talks that had an end"."""
    own = doc.child(verb, "nsubj")
    return own if own is not None and doc.tokens[own].lower not in RELATIVES else None


def _shared_body(context: Context, i: int) -> tuple[Side, ...]:
    """Return the state visited, with which a body is shared: "flies to Rabat to co-chair the joint commission"."""
    doc = context.doc
    shared = any(doc.tokens[j].lower in _SHARED for j in doc.children[i])
    stay = stay_at(context, i) if shared else None
    if stay is None or doc.tokens[stay.trigger].sentence != doc.tokens[i].sentence:
        return ()
    return (Side(entity=context.cast.state(stay.host), role=Role.PARTICIPANT, first=i, last=i + 1),)


def is_paid(doc: Document, i: int) -> bool:
    """Say whether a call is one that is paid in person: "a courtesy call", "paid a call on", "the call" after one."""
    token = doc.tokens[i]
    words = {doc.tokens[j].lower for j in doc.children[i]}
    if token.lemma != "call":
        return False
    if not words.isdisjoint(_MODIFIER["meeting"]) or doc.tokens[token.head].lemma == "pay":
        return True
    first = doc.sentences[max(token.sentence - _CALL_REACH, 0)].first
    told = next((t for t in reversed(doc.tokens[first:i]) if t.lemma == "call"), None)
    if told is None or "the" not in words or not words.isdisjoint(_MODIFIER["call"]):
        return False
    return is_paid(doc, told.i) if told.pos == "NOUN" else doc.tokens[told.i + 1].lower == "on"


def with_hosts(context: Context, i: int, sides: Iterable[Side]) -> tuple[Side, ...]:
    """Return the sides of event noun `i`: as hosts those on whom it is paid or by whom it is given, else guests."""
    doc, cast = context.doc, context.cast
    called = (i, doc.tokens[i].head) if is_paid(doc, i) else ()
    given = (j for j in doc.children[i] if dep_in(doc.tokens[j], "acl") and doc.tokens[j].lemma in _GIVING)
    named = [j for node in called for case, j in obliques(doc, node) if case in ("on", "upon")]
    named += [j for node in given for case, j in obliques(doc, node) if case == "by"]
    hosts = {e for j in named for k in cast.all_at(j) for e in cast.entities_of(k)}
    if hosts.isdisjoint(side.entity for side in sides):
        return tuple(sides)
    return tuple(replace(s, role=Role.HOST if s.entity in hosts else Role.VISITOR) for s in sides)


def _outer(context: Context, i: int, inner: list[int], owners: list[int]) -> list[int]:
    """Return the mentions that take part through the verb that carries noun `i`; whom it came from joins `inner`."""
    doc, cast = context.doc, context.cast
    between = any(case == "between" for case, _ in obliques(doc, i))
    outer: list[int] = []
    governor = carrier_of(doc, i)
    if governor is None and case_of(doc, i) in AROUND and doc.tokens[doc.tokens[i].head].lemma in _NOUNS:
        # "her talk with A, after a call with B"
        event = doc.tokens[i].head
        verb = carrier_of(doc, event)
        subj = subject(doc, verb) if verb is not None else None
        outer = possessors_of(context, event) or (list(cast.all_at(subj)) if subj is not None else [])
        return [k for k in outer if k not in inner]
    if governor is None:
        told = inner or owners or between or cast.compound_at(i)
        return outer if told else _shared_by_subjects(context, i)
    # What the first event has is its own, and what is done before or after it: "after a breakfast with B, A met C".
    around = case_of(doc, i) in AROUND - {"during"}
    apart = bool(inner) and (doc.tokens[i].dep == "conj" or around)
    apart = apart or (around and doc.tokens[governor].lemma in _MEETING)  # "after his engagements, A will meet B"
    for case, j in () if apart else obliques(doc, governor):
        if case == "with" and doc.tokens[j].lower == "whom":
            outer.extend(mentions_at(context, j))  # "B, with whom she had dinner"
        hosted = case == "for" and doc.tokens[governor].lemma in _LIGHT["give"]
        paid = case in ("on", "upon") and is_paid(doc, i)
        got = case == "from" and doc.tokens[governor].lemma in _LIGHT["get"]
        handed = case in _NOUNS[doc.tokens[i].lemma.lower()].get("also", ())
        held = case == "with" and dep_in(doc.tokens[i], "obj") and doc.child(governor, "nsubj") is not None
        if got or handed or held or paid or hosted:
            # "received calls from A and B", "presented her credentials to B", "held talks on Monday with B",
            # "hosted receptions in Oslo for A and B"
            inner.extend(k for k in cast.all_at(j) if k not in inner)
        elif case in ("with", "between"):
            outer.extend(k for k in cast.all_at(j) if k not in (*inner, *owners))
    subj = subject(doc, governor)
    if subj is not None and is_spoken_for(doc, i):
        # Who speaks for one of those who are not to meet is none of them: "an aide to A ruled out a meeting".
        principals = [k for _, j in obliques(doc, subj) for k in cast.all_at(j)] + possessors_of(context, subj)
        return [*outer, *principals] if inner else []
    if doc.tokens[governor].lemma in _MOTION["sending"] and case_of(doc, i) == "for":
        subj = doc.child(governor, "obj", "nsubj:pass")  # "sent B to Oslo for talks"
    if subj is not None and not between and subj not in conjuncts(doc, first_conjunct(doc, i)):
        outer = [*cast.all_at(subj), *outer]
        if doc.tokens[governor].lemma in _LIGHT["contain"] and cast.at(subj) is None:
            outer = [*possessors_of(context, subj), *outer]  # "his trip included talks with B"
    if doc.child(governor, "nsubj:pass") is not None:
        # "was chaired by A and attended by B", "the note was delivered to A by B during a meeting"
        cases = _HANDED if case_of(doc, i) in DURING else frozenset({"by"})
        for verb in conjuncts(doc, governor):
            if doc.tokens[verb].lemma in CARRIERS or (verb == governor and is_by_wire(doc, i)):
                outer.extend(oblique_mentions(context, verb, cases))
    if not outer and not inner and not owners:
        outer.extend(oblique_mentions(context, governor, frozenset({"to"})))
    if dep_in(doc.tokens[i], "obl") and is_by_wire(doc, i) and _WITH.isdisjoint(case for case, _ in obliques(doc, i)):
        # "explained the delay to B in a telephone call", not in one "with reporters"
        told_to = (k for j in under_case(context, governor, "to") for k in cast.all_at(j))
        inner.extend(k for k in told_to if k not in (*inner, *outer) and cast.mentions[k].kind is ActorKind.PERSON)
    if not inner and doc.tokens[governor].lemma in _LIGHT["want"] and dep_in(doc.tokens[governor], "advcl"):
        written = doc.tokens[governor].head  # "has written to B proposing talks"
        if doc.tokens[written].lemma in _WRITING:
            outer.extend(k for k in oblique_mentions(context, written, frozenset({"to"})) if k not in outer)
    inviting = doc.tokens[governor].lemma == "invite"
    if not apart and (inviting or doc.tokens[governor].lemma in _COMMUNICATION) and dep_in(doc.tokens[i], "obl"):
        obj = doc.child(governor, "iobj", "obj")
        if obj is not None:
            # "discussed Sudan with B in a call": what is discussed takes no part.
            told = [k for k in cast.all_at(obj) if inviting or cast.mentions[k].kind is not ActorKind.COUNTRY]
            (outer if inviting else inner).extend(k for k in told if k not in (*inner, *outer))
        outer.extend(oblique_mentions(context, governor, frozenset({"to", "with"})))
    return outer


def is_spoken_for(doc: Document, i: int) -> bool:
    """Say whether event noun `i` is called off by who only speaks for another: "a spokesman ruled out a meeting"."""
    governor = doc.tokens[i].head
    subj = subject(doc, governor) if dep_in(doc.tokens[i], "obj") else None
    return subj is not None and doc.tokens[subj].lemma in _SPEAKING and verb_of(doc, governor) in _LIGHT["cancel"]


def _shared_by_subjects(context: Context, i: int) -> list[int]:
    """Return the subjects of different states who do something in, at or after the event: "A and B agreed in talks"."""
    doc, cast = context.doc, context.cast
    node = i
    while doc.tokens[node].dep == "nmod" and doc.tokens[doc.tokens[node].head].lemma in _MEASURES:
        node = doc.tokens[node].head  # "in a series of phone calls"
    verb = doc.tokens[doc.tokens[node].head]
    beside = dep_in(doc.tokens[node], "obl", "obj") and verb.pos == "VERB" and case_of(doc, node) in DURING
    beside = beside and "to" not in marks(doc, verb.i)  # "their efforts to save the pact during the summit"
    subj = subject(doc, verb.i) if beside else None
    joint = sits_jointly(doc, i)  # in which states sit as such
    acting = cast.all_at(subj) if subj is not None else ()
    if beside and doc.tokens[subj or i].dep == "nsubj:pass":
        # "the note was handed to A by B during a meeting"
        acting = tuple(oblique_mentions(context, verb.i, _HANDED)) if doc.child(verb.i, "obl:agent") is not None else ()
    found = [k for k in acting if joint or cast.mentions[k].kind is not ActorKind.COUNTRY]
    return found if len({cast.party_of(e) for k in found for e in cast.entities_of(k)} - {None}) > 1 else []
