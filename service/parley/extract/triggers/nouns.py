"""Contacts told by nouns: "talks between A and B", "held a meeting with C", "the visit of D to E"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parley.extract.circumstances.timing import when_of
from parley.extract.cues import cues
from parley.extract.frames.apart import apart
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.making import make_frames
from parley.extract.frames.noun_sides import is_paid, noun_sides, with_hosts
from parley.extract.frames.sides import possessors_of, sides_of
from parley.extract.journeys.visits import (
    VISIT,
    adjectival_places,
    attendance,
    compound_places,
    destinations,
    ended,
    places_there,
    visits_by,
)
from parley.extract.journeys.visits_aside import visits_in, visits_to
from parley.extract.language.carriers import carrier_of
from parley.extract.language.counts import count_of_noun
from parley.extract.language.governing_nouns import is_definite
from parley.extract.language.tree import case_of, cases_of, dep_in, measured, obliques, subject, verb_of
from parley.extract.triggers.letters import message_sides
from parley.model import ActorKind, Document, Medium, Precision, Role, When

_CONTACTS = cues("contacts")
_NOUNS: dict[str, Any] = _CONTACTS["noun"]
_MOTION: dict[str, frozenset[str]] = _CONTACTS["motion"]
_STOPS = frozenset({"stop", "stopover", "leg"})
_LIGHT: dict[str, frozenset[str]] = _CONTACTS["light"]
_MODIFIER: dict[str, frozenset[str]] = _CONTACTS["modifier"]
_SETTINGS: frozenset[str] = _CONTACTS["settings"]
_PHASES: frozenset[str] = _CONTACTS["phases"]
_WORDED: frozenset[str] = _CONTACTS["worded"]
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_STRETCHES: frozenset[str] = _CONTACTS["stretches"]
_SERIAL: frozenset[str] = _CONTACTS["serial"]
_MEMBERS: frozenset[str] = _CONTACTS["members"]
_IN_ROUNDS = frozenset({"round"})  # in which talks are held that are a negotiation
_AT = frozenset({"at", "during", "on"})
_MET = frozenset(_KINDS[kind] for kind in ("meeting", "contact", "call", "negotiation"))
_SEPARATE = frozenset({"separate", "individual"})
_DEMANDING: frozenset[str] = _CONTACTS["demanding"]
_REMEDIES: frozenset[str] = _CONTACTS["remedies"]
_ANY = frozenset({"a", "an", "any"})
_RANKS: frozenset[str] = _CONTACTS["ordinals"] | _CONTACTS["ranks"]
_BEGINNING = frozenset({"begin", "start", "open"})
_ENDING = frozenset(cues("dates")["stay"]["ending"])


def noun_frames(context: Context, i: int, lemma: str) -> Iterator[Frame]:
    """Yield the contacts that the event noun at token `i` tells."""
    doc = context.doc
    entry = _NOUNS[lemma]
    token = doc.tokens[i]
    if token.dep == "compound" or (entry.get("copular") and doc.child(i, "cop") is None):
        return
    modifiers = _modifiers(doc, i)
    if entry["type"] == "none" or modifiers & _MODIFIER["none"] or is_demand(doc, i):
        return
    if "sort" in entry and modifiers.isdisjoint(entry["sort"].split()):
        return  # "a note"
    if entry.get("plural") and token.lower == lemma and not modifiers & (_MODIFIER["call"] | _WORDED):
        return  # "a talk" is a lecture, "a phone talk" is not
    kind = _KINDS["meeting"] if is_paid(doc, i) else kind_of_noun(doc, i)
    if kind == VISIT:
        yield from visit_noun_frames(context, i)
        return
    if any(_NOUNS.get(doc.tokens[j].lemma.lower(), {}).get("carried") == lemma for _, j in obliques(doc, i)):
        return  # "letters of credence" are handed over when one meets
    if kind == _KINDS["message"]:
        yield from make_frames(context, i, kind, message_sides(context, i), confidence=0.8)
        return
    above = context.cast.at(token.head)
    if kind == _KINDS["conference"] and dep_in(token, "nmod") and case_of(doc, i) == "of" and above is not None:
        return  # "the leaders of the forum" are not at it
    if kind == _KINDS["conference"] and _is_setting(context, i):
        return  # "at the summit A met B": who else was at it is not told
    outer, inner = noun_sides(context, i)
    governor = doc.tokens[token.head]
    apart_from_host = any(c == "between" for c, _ in obliques(doc, i)) or _of_several_states(context, i)
    hosting = dep_in(token, "obj") and governor.lemma in _LIGHT["give"] and apart_from_host
    if hosting and (subj := subject(doc, token.head)) is not None:
        outer = sides_of(context, context.cast.all_at(subj), Role.HOST)  # "hosted talks between A and B"
    between = any(c == "between" for node in (i, measured(doc, i, _STRETCHES)) for c, _ in obliques(doc, node))
    if kind == _KINDS["mediation"] and between and (carrier := carrier_of(doc, i)) is not None:
        going = subject(doc, carrier)  # "has completed a phase of mediation between A and B"
        outer = (*outer, *sides_of(context, context.cast.all_at(going), Role.MEDIATOR)) if going is not None else outer
    if entry.get("own") and not inner:
        return  # to whom is not told
    if (modifiers & _SEPARATE or entry.get("own")) and len(inner) == 1 < len(outer):
        outer, inner = inner, outer  # "A and B held separate meetings with C"
    count = count_of_noun(doc, i)
    plural = token.lower != lemma or "carried" in entry  # each has a letter of credence of his own
    single = bool(entry.get("single")) or measured(doc, i, _SERIAL) != i
    several = single and plural and count in (1, len(inner))
    # A conference that is only the setting of something else tells no contact of its own.
    people = [k for case, j in obliques(doc, i) if case in ("of", "among", "between") for k in context.cast.all_at(j)]
    among = kind == _KINDS["meeting"] and any(context.cast.mentions[k].plural for k in people)
    # "African Union leaders held an emergency session" is one of several states.
    members = kind == _KINDS["meeting"] and any(_are_members(context, side) for side in outer)
    gathering = (kind == _KINDS["conference"] or among or members) and governor.lemma not in _SETTINGS | _PHASES
    attended = kind == _KINDS["conference"] and governor.lemma in _MOTION["attend"]
    each = list(apart(context, i, outer, inner, several=several, courtesy=is_paid(doc, i)))
    for ours, places, when in each:
        for frame in make_frames(context, i, kind, ours, reciprocal=gathering, places=places, confidence=0.85):
            attended = False
            # Talks at a place are a meeting, and one side meets the other there in negotiations.
            there = bool(frame.places) and frame.medium is Medium.UNKNOWN
            met = kind == _KINDS["contact"] and there
            yield replace(
                frame,
                sides=with_hosts(context, i, frame.sides),
                anchor=ours[-1].first if len(each) > 1 else frame.anchor,
                count=1 if len(each) > 1 else count,
                when=when or frame.when,
                type=_KINDS["meeting"] if met else frame.type,
                medium=Medium.IN_PERSON if met or (there and kind == _KINDS["negotiation"]) else frame.medium,
            )
    if attended and outer and (held := compound_places(context, i)):
        # "took part in the Astana forum"
        yield from make_frames(context, i, kind, outer, places=tuple(held), one_sided=True, confidence=0.75)
    elif attended:
        yield from attendance(context, token.head, i)  # a conference whose others are not told
    if dep_in(token, "obj") and governor.lemma in _LIGHT["broker"] and (subj := subject(doc, token.head)) is not None:
        mediators = sides_of(context, context.cast.all_at(subj), Role.MEDIATOR)
        yield from make_frames(context, token.head, _KINDS["mediation"], (*mediators, *outer, *inner), confidence=0.8)


def is_demand(doc: Document, i: int) -> bool:
    """Say whether noun `i` tells what ought to be: "their call for a truce", "dialogue is the only way out"."""
    token = doc.tokens[i]
    called = dep_in(token, "nsubj") and doc.tokens[token.head].lemma in _REMEDIES and not cases_of(doc, token.head)
    if called and doc.child(token.head, "cop", "aux") is not None and not is_definite(doc, i):
        return True
    return token.lemma.lower() == "call" and dep_in(token, "obj") and doc.tokens[token.head].lemma in _DEMANDING


def _is_setting(context: Context, i: int) -> bool:
    """Say whether noun `i` only tells where one met another: "at the summit she will hold talks with B"."""
    doc, token = context.doc, context.doc.tokens[i]
    if not dep_in(token, "obl") or case_of(doc, i) not in _AT:
        return False
    verb = doc.tokens[token.head]
    held = doc.child(verb.i, "obj")
    if held is not None and doc.tokens[held].lemma.lower() in _NOUNS:
        return kind_of_noun(doc, held) in _MET and verb.lemma in _LIGHT["hold"]
    others = [held, *(j for case, j in obliques(doc, verb.i) if case == "with")]
    meets = (_CONTACTS["verb"].get(verb.lemma) or {}).get("type") in _MET
    return meets and any(j is not None and context.cast.at(j) is not None for j in others)


def _are_members(context: Context, side: Side) -> bool:
    """Say whether a side is those who speak for the states of an organisation: "NATO foreign ministers"."""
    mention = context.cast.mentions[k] if (k := context.cast.at(side.first)) is not None else None
    return mention is not None and mention.plural and context.doc.tokens[mention.head].lemma.lower() in _MEMBERS


def _of_several_states(context: Context, i: int) -> bool:
    """Say whether noun `i` names the states whose contact it is: "talks of the two countries"."""
    cast = context.cast
    named = [k for case, j in obliques(context.doc, i) if case in ("of", "among") for k in cast.all_at(j)]
    entities = {e for k in named for e in cast.entities_of(k)}
    return len({cast.party_of(e) for e in entities}) > 1


def with_hyphened(doc: Document) -> Document:
    """Return the document with event nouns as nouns that are written with hyphens ("one-on-one"), or like adjectives.

    The tree takes "a bilateral with" for an adjective.
    """
    tokens = [
        replace(t, pos="NOUN")
        if t.pos == "ADJ" and t.lemma.lower() in _NOUNS and dep_in(t, "nsubj", "obj", "obl")
        else t
        for t in doc.tokens
    ]
    for at in [t.i for t in doc.tokens if t.text == "-"]:
        if 0 < at < len(tokens) - 1 and tokens[at - 1].lower == "co" and tokens[at - 1].pos == "VERB":
            tokens[at - 1] = replace(tokens[at - 1], lemma=f"co-{tokens[at + 1].lemma}")
        if 0 < at < len(tokens) - 1 and tokens[at - 1].lower == "re" and tokens[at - 1].pos == "VERB":
            tokens[at - 1] = replace(tokens[at - 1], lemma=f"re{tokens[at + 1].lemma}")  # "was re-scheduled"
        first = last = at
        while first > 0 and doc.tokens[first - 1].end == doc.tokens[first].start:
            first -= 1
        while last + 1 < len(tokens) and doc.tokens[last].end == doc.tokens[last + 1].start:
            last += 1
        lemma = doc.span(first, last + 1).lower().strip(".,;:’'”\"")
        if lemma in _NOUNS:
            head = next((i for i in range(first, last + 1) if not first <= doc.tokens[i].head <= last), None)
            if head is not None and dep_in(doc.tokens[head], "obj", "obl", "nsubj", "nmod", "conj", "root"):
                tokens[head] = replace(tokens[head], lemma=lemma, pos="NOUN")
    return replace(doc, tokens=tuple(tokens)) if tokens != list(doc.tokens) else doc


def kind_of_noun(doc: Document, i: int) -> str:
    """Return the type of the event noun at token `i` with its modifiers: "peace talks", "a video meeting"."""
    kind: str = _NOUNS[doc.tokens[i].lemma.lower()]["type"]
    modifiers = _modifiers(doc, i)
    in_rounds = doc.tokens[i].lemma.lower() == "talk" and measured(doc, i, _IN_ROUNDS) != i
    if (in_rounds or modifiers & _MODIFIER["negotiation"]) and kind == _KINDS["contact"]:
        kind = _KINDS["negotiation"]
    return _KINDS["call"] if modifiers & _MODIFIER["call"] else kind


def _modifiers(doc: Document, i: int) -> set[str]:
    return {doc.tokens[j].lower for j in doc.children[i] if dep_in(doc.tokens[j], "amod", "compound")}


def visit_noun_frames(context: Context, i: int) -> Iterator[Frame]:
    """Yield the visits that the noun at token `i` tells: whose, by whom, to where."""
    doc, cast = context.doc, context.cast
    visitors: list[int] = list(possessors_of(context, i))
    goals: list[tuple[int, int]] = []
    hosts: list[int] = []
    for case, j in obliques(doc, i):
        actor = cast.at(j)
        place = actor is not None and cast.mentions[actor].kind in (ActorKind.COUNTRY, ActorKind.ORGANISATION)
        if case == "of" and place and doc.tokens[i].lemma == "tour":
            goals.extend(destinations(context, j))
        elif case == "by" and (k := ranked_visitor(context, i, j)) is not None:
            visitors.append(k)
        elif case == "by" or (case == "of" and actor is not None and not visitors):
            visitors.extend(cast.all_at(j))
        elif case in ("to", "in"):
            goals.extend(destinations(context, j))
            hosts.extend(
                k for k in (cast.all_at(j) if case == "to" else ()) if cast.mentions[k].kind is ActorKind.PERSON
            )
        elif case == "with":
            hosts.extend(k for k in cast.all_at(j) if cast.mentions[k].kind is ActorKind.PERSON)  # "her visit with A"
        if case in ("by", "of"):
            # "visit by A to B": the tree may hang B on A.
            goals.extend(span for inner, k in obliques(doc, j) if inner == "to" for span in destinations(context, k))
    own = subject(doc, i) if doc.child(i, "nsubj") is not None else None
    if own is not None:
        visitors.extend(cast.all_at(own))  # "is on a two-day visit to"
    token = doc.tokens[i]
    visitors.extend([] if visitors else _same_visitors(context, i))
    told = bool(visitors)
    governor = carrier_of(doc, i)
    if governor is not None and doc.tokens[governor].lemma in _LIGHT["get"] and dep_in(token, "obj"):
        guests = [k for node in (i, governor) for c, j in obliques(doc, node) if c == "from" for k in cast.all_at(j)]
        if guests and (subj := subject(doc, governor)) is not None:
            yield from visits_to(context, i, guests, cast.all_at(subj))  # "received a visit from B"
            return
    whole = doc.tokens[measured(doc, i, _MOTION["ends"])]  # "left at the end of a visit"
    if governor is None and dep_in(whole, "obl", "obj") and doc.tokens[whole.head].pos == "VERB":
        lemma = doc.tokens[whole.head].lemma
        if lemma in _MOTION["to"] | _MOTION["in"] | _MOTION["for"] | {"depart", "embark", "leave", "return"}:
            governor = whole.head
        elif case_of(doc, i) in ("on", "during", "with", "including") and not visitors:
            governor = token.head  # "on a visit to Astana, A praised"
    if governor is not None:
        if not visitors:
            subj = subject(doc, governor)
            # "the envoy's office announced": whose it is
            visitors.extend((cast.all_at(subj) or possessors_of(context, subj)) if subj is not None else ())
        if not goals:
            for case, j in obliques(doc, governor):
                left = case == "from" and doc.tokens[governor].lemma in ("return", "depart", "leave", "come")
                if case in ("to", "in", "for") or left:
                    goals.extend(destinations(context, j))
    made = doc.tokens[token.head]
    if made.lemma == "make" and not goals and dep_in(token, "xcomp", "obj", "obl", "appos", "advcl"):
        goals = destinations(context, doc.child(made.i, "obj"))  # "made Tallinn her first stop"
    if not goals and token.dep == "nsubj" and token.lemma in _STOPS and doc.child(made.i, "cop") is not None:
        goals = destinations(context, made.i)  # "her next stop is Tallinn"
    if doc.tokens[i].pos == "NOUN" and not goals:
        goals = compound_places(context, i) or adjectival_places(context, i, visitors)
        goals = goals or places_there(context, i, visitors)
    if governor is not None and not goals and not hosts and dep_in(token, "obj"):
        met = [k for case, j in obliques(doc, governor) if case == "to" for k in cast.all_at(j)]
        hosts = [k for k in met if cast.mentions[k].kind is ActorKind.PERSON]
    if hosts and not goals:
        # "paid a visit to the king"
        sides = (*sides_of(context, tuple(visitors), Role.VISITOR), *sides_of(context, tuple(hosts), Role.HOST))
        yield from make_frames(context, i, _KINDS["meeting"], sides, confidence=0.8)
        return
    if visitors and not goals and (inviting := _host_of_visit(context, i)) is not None:
        yield from visits_to(context, i, visitors, cast.all_at(inviting))
        return
    if not goals and _NOUNS[doc.tokens[i].lemma.lower()].get("placed"):
        return  # "their late arrival"
    if told and not goals and cast.issuer is not None:
        yield from visits_in(context, i, visitors, cast.issuer)  # "the visit of B" is to whose office tells of it
        return
    visits = visits_by(context, i, goals, tuple(dict.fromkeys(visitors)), confidence=0.8)
    over = dep_in(token, "obj", "nsubj") and doc.tokens[token.head].lemma in _ENDING
    for visit in visits:
        yield replace(visit, when=_over(context, i, visit.when)) if over and visit.status.took_place else visit


def ranked_visitor(context: Context, i: int, j: int) -> int | None:
    """Return whom "the first visit by a Greek king" means at token `j`: who has such an office and is named before.

    In one sentence it is whoever is of the same state: "the king made the first visit by a Greek leader".
    """
    doc, cast = context.doc, context.cast
    k = cast.at(j)
    ranked = not _RANKS.isdisjoint(_modifiers(doc, i)) and any(doc.tokens[c].lower in _ANY for c in doc.children[j])
    if not ranked or k is None or cast.mentions[k].name or not cast.mentions[k].office or not cast.entities_of(k):
        return None
    meant = cast.entities[cast.entities_of(k)[0]]
    named = [n for n, m in enumerate(cast.mentions) if m.kind is ActorKind.PERSON and m.name and m.head < i]
    for n in reversed(named):
        entity = cast.entities[cast.entities_of(n)[0]]
        alike = entity.office and meant.office and entity.office.lower().split()[-1] == meant.office.lower().split()[-1]
        beside = doc.tokens[cast.mentions[n].head].sentence == doc.tokens[i].sentence
        if (alike or beside) and cast.party_of(cast.entities_of(n)[0]) == cast.party_of(cast.entities_of(k)[0]):
            return n
    return None


def _over(context: Context, i: int, when: When) -> When:
    """Return the days of a visit that is over by the day of `when`, unless it began on it: "ended a visit begun on"."""
    doc = context.doc
    begun = any(doc.tokens[j].lemma in _BEGINNING for j in doc.children[i] if dep_in(doc.tokens[j], "acl"))
    last = when_of(doc, doc.tokens[i].head, context.times).end if begun else None
    if not begun or when.start is None:
        return ended(when)
    return replace(when, end=last, precision=Precision.RANGE) if last and last > when.start else when


def _host_of_visit(context: Context, i: int) -> int | None:
    """Return who receives visit `i` or calls it off: "Algiers cancelled a visit by B", "prepares for the visit"."""
    doc, token = context.doc, context.doc.tokens[i]
    subj = subject(doc, token.head) if dep_in(token, "obj") or case_of(doc, i) == "for" else None
    awaited = verb_of(doc, token.head) in _LIGHT["cancel"] | _LIGHT["await"]
    return subj if awaited else None


def _same_visitors(context: Context, i: int) -> list[int]:
    """Return whose journey another follows: "her visit to A follows a trip to B"."""
    doc = context.doc
    head = doc.tokens[i].head
    subj = doc.child(head, "nsubj") if doc.tokens[head].lemma in _MOTION["after"] else None
    journey = subj is not None and subj != i and _NOUNS.get(doc.tokens[subj].lemma, {}).get("type") == VISIT
    return possessors_of(context, subj) if journey and subj is not None else []
