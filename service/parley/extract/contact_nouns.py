"""Contacts told by nouns: "talks between A and B", "held a meeting with C", "the visit of D to E"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parley.extract.cues import cues
from parley.extract.frames import Context, Frame, Side, joint_body, make_frames, mentions_at, oblique_mentions, sides_of
from parley.extract.tree import case_of, clause_heads, conjuncts, dep_in, first_conjunct, obliques, subject, verb_of
from parley.extract.visits import VISIT, compound_places, destinations, visits_by
from parley.model import ActorKind, Document, Medium, Role

_CONTACTS = cues("contacts")
_NOUNS: dict[str, Any] = _CONTACTS["noun"]
_MOTION: dict[str, frozenset[str]] = _CONTACTS["motion"]
_LIGHT: dict[str, frozenset[str]] = _CONTACTS["light"]
_MODIFIER: dict[str, frozenset[str]] = _CONTACTS["modifier"]
_BODIES: frozenset[str] = _CONTACTS["bodies"]
_SETTINGS: frozenset[str] = _CONTACTS["settings"]
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_CARRIERS = _LIGHT["hold"] | _LIGHT["pay"] | _LIGHT["cancel"] | _LIGHT["want"] | _LIGHT["send"]
_AROUND = frozenset({"ahead of", "before", "after", "following", "prior to", "during"})
_DURING = frozenset({"in", "during", "at", "on", "after", "following", "through", "via", "by"})
_COMMUNICATION: frozenset[str] = _CONTACTS["communication"]


def noun_frames(context: Context, i: int, lemma: str) -> Iterator[Frame]:
    """Yield the contacts that the event noun at token `i` tells."""
    doc = context.doc
    entry = _NOUNS[lemma]
    token = doc.tokens[i]
    if token.dep == "compound" or (entry.get("plural") and token.text.lower() == lemma):
        return
    modifiers = {doc.tokens[j].text.lower() for j in doc.children[i] if dep_in(doc.tokens[j], "amod", "compound")}
    if entry["type"] == "none" or modifiers & _MODIFIER["none"]:
        return
    kind = entry["type"]
    if modifiers & _MODIFIER["negotiation"] and kind == _KINDS["contact"]:
        kind = _KINDS["negotiation"]
    if modifiers & _MODIFIER["call"]:
        kind = _KINDS["call"]
    if kind == VISIT:
        yield from visit_noun_frames(context, i)
        return
    if kind == _KINDS["message"]:
        yield from make_frames(context, i, kind, _message_sides(context, i), confidence=0.8)
        return
    sides = _noun_sides(context, i)
    count = _count(doc, i)
    # A conference that is only the setting of something else tells no contact of its own.
    gathering = kind == _KINDS["conference"] and doc.tokens[token.head].lemma not in _SETTINGS
    for frame in make_frames(context, i, kind, sides, reciprocal=gathering, confidence=0.85):
        # Talks at a place are a meeting.
        met = kind == _KINDS["contact"] and bool(frame.places) and frame.medium is Medium.UNKNOWN
        yield replace(
            frame,
            count=count,
            type=_KINDS["meeting"] if met else kind,
            medium=Medium.IN_PERSON if met else frame.medium,
        )
    governor = doc.tokens[token.head]
    if dep_in(token, "obj") and governor.lemma in _LIGHT["broker"] and (subj := subject(doc, token.head)) is not None:
        mediators = sides_of(context, context.cast.all_at(subj), Role.MEDIATOR)
        yield from make_frames(context, token.head, _KINDS["mediation"], (*mediators, *sides), confidence=0.8)


def _message_sides(context: Context, i: int) -> tuple[Side, ...]:
    """Return who wrote and to whom: "sent a letter to B", "a message from A to B"."""
    doc, cast = context.doc, context.cast
    governor = doc.tokens[i].head
    carried = dep_in(doc.tokens[i], "obj", "nsubj") and doc.tokens[governor].lemma in _LIGHT["send"]
    senders = list(possessors_of(context, i))
    addressees: list[int] = []
    for node in (i, governor) if carried else (i,):
        for case, j in obliques(doc, node):
            if case in ("from", "by"):
                senders.extend(cast.all_at(j))
            elif case in ("to", "with"):
                addressees.extend(cast.all_at(j))
    if carried and not senders and (subj := subject(doc, governor)) is not None and subj != i:
        senders.extend(cast.all_at(subj))
    return (
        *sides_of(context, tuple(senders), Role.INITIATOR),
        *sides_of(context, tuple(addressees), Role.ADDRESSEE),
    )


def _count(doc: Document, i: int) -> int:
    words = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
    for j in doc.children[i]:
        if doc.tokens[j].dep == "nummod":
            low = doc.tokens[j].text.lower()
            number = words.get(low) or (int(low) if low.isdecimal() and len(low) < 4 else 1)
            return max(1, number)
    return 1


def _noun_sides(context: Context, i: int) -> tuple[Side, ...]:
    """Collect the parties of an event noun: between, with, of, by, possessor, compound, and those of its verb."""
    doc, cast = context.doc, context.cast
    inner: list[int] = []
    bodies: list[Side] = []
    own_subject = doc.child(i, "nsubj")
    if own_subject is not None:
        inner.extend(cast.all_at(own_subject))  # "A has been in contact with B"
    named = cast.at(i)
    if named is not None and cast.mentions[named].kind is ActorKind.ORGANISATION:
        inner.append(named)  # "attended the Munich Security Conference"
    for case, j in obliques(doc, i):
        host = case == "for" and doc.tokens[doc.tokens[i].head].lemma in ("host", "give", "hold")
        if case in ("between", "among", "with", "by", "involving", "of", "from") or host:
            inner.extend(mentions_at(context, j))
        elif doc.tokens[j].text.lower() in ("those", "that", "one", "ones"):
            # "exchanges like those between A and B"
            inner.extend(oblique_mentions(context, j, frozenset({"between", "with"})))
        if case == "of" and doc.tokens[j].lemma.lower() in _BODIES:
            bodies.extend(joint_body(context, j))
    own = set(inner)
    inner.extend(k for k in possessors_of(context, i) if k not in own)
    between = any(case == "between" for case, _ in obliques(doc, i))
    outer: list[int] = []
    governor = carrier_of(doc, i)
    if governor is not None:
        for case, j in obliques(doc, governor):
            if case in ("with", "between"):
                outer.extend(k for k in cast.all_at(j) if k not in inner)
        subj = subject(doc, governor)
        if subj is not None and not between and subj not in conjuncts(doc, first_conjunct(doc, i)):
            outer = [*cast.all_at(subj), *outer]
        if doc.child(governor, "nsubj:pass") is not None:
            outer.extend(oblique_mentions(context, governor, frozenset({"by"})))
        if not outer and not inner:
            outer.extend(oblique_mentions(context, governor, frozenset({"to"})))
        inviting = doc.tokens[governor].lemma == "invite"
        if (inviting or doc.tokens[governor].lemma in _COMMUNICATION) and dep_in(doc.tokens[i], "obl"):
            obj = doc.child(governor, "iobj", "obj")
            if obj is not None:
                # "discussed Sudan with B in a call": what is discussed takes no part.
                outer.extend(k for k in cast.all_at(obj) if inviting or cast.mentions[k].kind is not ActorKind.COUNTRY)
            outer.extend(oblique_mentions(context, governor, frozenset({"to", "with"})))
    compounds = [Side(entity=e, role=Role.PARTICIPANT, first=a, last=b) for e, a, b in cast.compound_at(i)]
    return (*sides_of(context, tuple(dict.fromkeys((*outer, *inner))), Role.PARTICIPANT), *compounds, *bodies)


def carrier_of(doc: Document, i: int) -> int | None:
    """Return the verb whose subject takes part in the event that noun `i` names."""
    token = doc.tokens[i]
    head = token.head
    governor = doc.tokens[head]
    climbed = False
    for _ in range(3):
        if (
            governor.pos in ("NOUN", "PROPN")
            and dep_in(token, "nmod", "conj", "acl")
            and governor.lemma
            in (
                "series",
                "round",
                "number",
                "request",
                "proposal",
                "appeal",
                "invitation",
                "plan",
                "call",
                "set",
                "meeting",
                "talk",
                "visit",
                "intention",
                "possibility",
            )
        ):
            token, head = governor, governor.head
            governor = doc.tokens[head]
            climbed = True
        else:
            break
    if climbed and governor.pos == "VERB" and dep_in(token, "obj", "nsubj"):
        return head  # "announced plans for a meeting with"
    located = governor.pos == "PROPN" and doc.child(head, "nsubj") is not None and case_of(doc, head) == "in"
    if located and case_of(doc, token.i) == "for":
        return head  # "is in Beijing for talks with"
    if governor.pos != "VERB" or head == i:
        return None
    if dep_in(token, "obj", "nsubj", "xcomp") and (governor.lemma in _CARRIERS or verb_of(doc, head) in _CARRIERS):
        return head if token.dep != "nsubj" else (head if governor.lemma not in _COMMUNICATION else None)
    if dep_in(token, "obl"):
        case = next((c for c, j in obliques(doc, head) if j == token.i), "")
        together = any(c == "with" for c, _ in obliques(doc, token.i))
        if case in _AROUND and together:
            return head  # "said ahead of a meeting with B"
        if case in ("for", "to") and governor.lemma == "invite":
            return head
        if case in _DURING and (governor.lemma in _COMMUNICATION | _CARRIERS):
            return head
        if case == "for" and governor.lemma in _MOTION["to"] | _MOTION["in"]:
            return head
        if case == "for" and governor.lemma in (
            "ask",
            "call",
            "press",
            "appeal",
            "push",
            "host",
            "meet",
            "join",
            "receive",
        ):
            return head
        if case == "in" and governor.lemma == "take" and any(doc.tokens[j].lemma == "part" for j in doc.children[head]):
            return head
        if case in ("in", "to", "on") and governor.lemma in ("engage", "participate", "agree", "part", "invite"):
            return head
    return None


def possessors_of(context: Context, i: int) -> list[int]:
    """Return the mentions that own noun `i`: "Xi's visit", "his talks", wherever the tree hangs the possessor."""
    doc, cast = context.doc, context.cast
    found: list[int] = []
    for j in doc.children[i]:
        if doc.tokens[j].dep == "nmod:poss" and doc.tokens[j].text.lower() == "whose":
            relative = next((c for c in clause_heads(doc, i) if doc.tokens[c].dep == "acl:relcl"), None)
            found.extend(cast.all_at(doc.tokens[relative].head) if relative is not None else ())
        elif doc.tokens[j].dep == "nmod:poss":
            found.extend(cast.all_at(j))
    j = i - 1
    while j > 0 and doc.tokens[j].pos in ("ADJ", "NOUN", "NUM", "VERB", "PUNCT", "ADV") and doc.tokens[j].text != ",":
        j -= 1
    if j > 0 and doc.tokens[j].text in ("'s", "’s", "'", "’") and (k := cast.at(j - 1)) is not None and k not in found:
        found.append(k)
    return found


def visit_noun_frames(context: Context, i: int) -> Iterator[Frame]:
    """Yield the visits that the noun at token `i` tells: whose, by whom, to where."""
    doc, cast = context.doc, context.cast
    visitors: list[int] = list(possessors_of(context, i))
    goals: list[tuple[int, int]] = []
    for case, j in obliques(doc, i):
        actor = cast.at(j)
        place = actor is not None and cast.mentions[actor].kind in (ActorKind.COUNTRY, ActorKind.ORGANISATION)
        if case == "of" and place and doc.tokens[i].lemma == "tour":
            goals.extend(destinations(context, j))
        elif case == "by" or (case == "of" and actor is not None and not visitors):
            visitors.extend(cast.all_at(j))
        elif case in ("to", "in"):
            goals.extend(destinations(context, j))
        if case in ("by", "of"):
            # "visit by A to B": the tree may hang B on A.
            goals.extend(span for inner, k in obliques(doc, j) if inner == "to" for span in destinations(context, k))
    own = doc.child(i, "nsubj")
    if own is not None:
        visitors.extend(cast.all_at(own))  # "is on a two-day visit to"
    governor = carrier_of(doc, i)
    token = doc.tokens[i]
    if governor is None and dep_in(token, "obl", "obj") and doc.tokens[token.head].pos == "VERB":
        lemma = doc.tokens[token.head].lemma
        if lemma in _MOTION["to"] | _MOTION["in"] | _MOTION["for"] | {"depart", "embark", "leave", "return"}:
            governor = token.head
        elif case_of(doc, i) in ("on", "during") and not visitors:
            governor = token.head  # "on a visit to Astana, A praised"
    if governor is not None:
        if not visitors:
            subj = subject(doc, governor)
            visitors.extend(cast.all_at(subj) if subj is not None else ())
        if not goals:
            for case, j in obliques(doc, governor):
                left = case == "from" and doc.tokens[governor].lemma in ("return", "depart", "leave", "come")
                if case in ("to", "in", "for") or left:
                    goals.extend(destinations(context, j))
    if doc.tokens[i].pos == "NOUN" and not goals:
        goals = compound_places(context, i)
    yield from visits_by(context, i, goals, tuple(dict.fromkeys(visitors)), confidence=0.8)
