"""Contacts told by verbs, event nouns and verbs of motion: who met, called, visited or wrote to whom.

The lexicon is data (cues/contacts.toml). A frame is kept only when its sides act for different states or
organisations, or an official goes to another country; what stays inside one country is no diplomatic contact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from parley.actors import KnownActors
from parley.extract import circumstances
from parley.extract.attribution import Cited, certainty_of, cited_source
from parley.extract.cues import cues
from parley.extract.dates import TimeExpression
from parley.extract.entities import Cast
from parley.extract.status import read_status
from parley.extract.tree import (
    conjuncts,
    dep_in,
    first_conjunct,
    obliques,
    particle,
    subject,
)
from parley.model import ActorKind, Certainty, DateBasis, Document, Medium, Role, Status, When
from parley.places import Gazetteer

_CONTACTS = cues("contacts")
_VERBS: dict[str, Any] = _CONTACTS["verb"]
_NOUNS: dict[str, Any] = _CONTACTS["noun"]
_MOTION: dict[str, frozenset[str]] = _CONTACTS["motion"]
_LIGHT: dict[str, frozenset[str]] = _CONTACTS["light"]
_MODIFIER: dict[str, frozenset[str]] = _CONTACTS["modifier"]
_DOMESTIC: frozenset[str] = cues("titles")["domestic"]
_CARRIERS = _LIGHT["hold"] | _LIGHT["pay"] | _LIGHT["cancel"] | _LIGHT["want"] | _LIGHT["send"]
_DURING = frozenset({"in", "during", "at", "on", "after", "following", "through", "via", "by"})
_REACH = 8  # sentences over which "the meeting" refers back
_COMMUNICATION = frozenset(
    "tell speak discuss say ask urge meet talk inform warn agree stress express thank congratulate reiterate emphasize "
    "underscore affirm convey exchange review brief assure hold raise".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One party to a frame: an entity, its part, and the tokens that name it here."""

    entity: int
    role: Role
    first: int
    last: int
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One telling of one happening, not yet resolved: entities are those of the article's cast."""

    type: str
    trigger: int
    anchor: int  # token whose offset identifies the claim: the trigger, or one of several parties met apart
    sides: tuple[Side, ...]
    status: Status
    medium: Medium
    when: When
    places: tuple[tuple[int, int], ...] = ()
    topic: str | None = None
    count: int = 1
    said_by: Cited | None = None
    certainty: Certainty = Certainty.CERTAIN
    confidence: float = 0.9
    sentences: tuple[int, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What finding frames in one article needs."""

    doc: Document
    cast: Cast
    known: KnownActors
    gazetteer: Gazetteer
    times: Sequence[TimeExpression]


def find_contacts(context: Context) -> tuple[Frame, ...]:
    """Return the contacts that the article tells, one frame per telling, in text order."""
    found: list[Frame] = []
    for token in context.doc.tokens:
        lemma = token.lemma.lower()
        if token.pos == "VERB" or (
            token.pos == "NOUN" and token.dep == "root" and lemma in _VERBS and lemma not in _NOUNS
        ):
            found.extend(_verb_frames(context, token.i, lemma))
        elif token.pos in ("NOUN", "PROPN") and lemma in _NOUNS:
            found.extend(_noun_frames(context, token.i, lemma))
    found.extend(_captions(context))
    frames = _within_visits(list(_with_anaphora(context, found)))
    return tuple(sorted(frames, key=lambda f: (f.trigger, f.anchor)))


# --- verbs ------------------------------------------------------------------------------------------------------


def _verb_frames(context: Context, i: int, lemma: str) -> Iterator[Frame]:
    entry = _VERBS.get(lemma)
    if lemma in _MOTION["to"] | _MOTION["in"] | _MOTION["for"]:
        yield from _motion(context, i, lemma)
        return
    if entry is None or particle(context.doc, i) != entry.get("particle") or entry["type"] == "none":
        if lemma == "send":
            yield from _sending(context, i)
        return
    if "place" in entry["sides"]:
        yield from _visit(context, i, _destination(context, context.doc.child(i, "obj")))
        return
    subjects, others, passive = _arguments(context, i, entry)
    if not subjects and not others:
        return
    first_role = Role(entry.get("subject", "participant"))
    second_role = Role(entry.get("object", "participant"))
    if passive and "object" in entry:
        first_role, second_role = second_role, first_role
    if not _verb_fits(context, i, lemma, entry, others if not passive else subjects):
        return
    kind = _noun_above(context, i) or entry["type"]
    if not others and "together" in entry["sides"]:
        yield from _make(context, i, kind, _sides(context, subjects, Role.PARTICIPANT), reciprocal=True)
        return
    if not others:
        return
    theirs = _sides(context, others, second_role)
    groups = _distributed(context, i, _sides(context, subjects, first_role))
    for ours in groups:
        if _separately(context.doc, i):
            for one in theirs:
                yield from (replace(f, anchor=one.first) for f in _make(context, i, kind, (*ours, one)))
        else:
            frames = _make(context, i, kind, (*ours, *theirs))
            yield from (replace(f, anchor=ours[0].first) for f in frames) if len(groups) > 1 else frames


def _noun_above(context: Context, i: int) -> str | None:
    """Return "call" for "spoke on a phone call", "spoke by telephone"."""
    for case, j in obliques(context.doc, i):
        lemma = context.doc.tokens[j].lemma.lower()
        if case in ("on", "in", "by", "via", "during", "over", "through"):
            if lemma in ("phone", "telephone", "hotline", "videoconference", "teleconference", "video", "videolink"):
                return "call"
            if lemma == "call" and lemma in _NOUNS:
                return str(_NOUNS[lemma]["type"])
    if any(context.doc.tokens[j].text.lower() in ("virtually", "remotely") for j in context.doc.children[i]):
        return "call" if context.doc.tokens[i].lemma in ("meet", "speak", "talk") else None
    return None


def _arguments(context: Context, i: int, entry: dict[str, Any]) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """Return the mentions on either side of verb `i`, and whether it is passive."""
    doc, cast = context.doc, context.cast
    passive = doc.child(i, "aux:pass", "nsubj:pass") is not None
    subj = subject(doc, i)
    subjects = cast.all_at(subj) if subj is not None else ()
    if subj is not None and not subjects:
        subjects = _through(context, subj)
    sides = entry["sides"]
    others: list[int] = []
    if "obj" in sides and not passive:
        for j in doc.children[i]:
            if doc.tokens[j].dep in ("obj", "iobj"):
                others.extend(cast.all_at(j))
    cases = {s for s in sides if s in ("with", "to", "between", "from")}
    if passive:
        cases.add("by")
    others.extend(_oblique_mentions(context, i, frozenset(cases)))
    if "with" in sides and not others:
        # "spoke on a phone call with Y", "held talks with Y": the tree may hang the phrase on the noun.
        for j in doc.children[i]:
            if dep_in(doc.tokens[j], "obj", "obl") and doc.tokens[j].pos == "NOUN" and cast.at(j) is None:
                others.extend(_oblique_mentions(context, j, frozenset({"with"})))
    others = [k for k in dict.fromkeys(others) if k not in subjects]
    return subjects, tuple(others), passive


def _oblique_mentions(context: Context, i: int, cases: frozenset[str]) -> list[int]:
    found: list[int] = []
    for case, j in obliques(context.doc, i):
        if case in cases:
            found.extend(context.cast.all_at(j))
    return found


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
    if lemma == "call":
        extra = {doc.tokens[j].dep for j in doc.children[i]}
        return not extra & {"xcomp", "ccomp"} and not any(c in ("for", "upon") for c, _ in obliques(doc, i))
    if lemma in ("receive", "host", "welcome", "brief"):
        return bool(objects)
    return True


def _separately(doc: Document, i: int) -> bool:
    return any(doc.tokens[j].text.lower() in ("separately", "individually") for j in doc.subtree(i))


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
    named = _sides(context, context.cast.all_at(above), ours[0].role if ours else Role.PARTICIPANT)
    return [(side,) for side in named] or [ours]


# --- motion and visits ------------------------------------------------------------------------------------------


def _motion(context: Context, i: int, lemma: str) -> Iterator[Frame]:
    cases = {"to"} if lemma in _MOTION["to"] else set()
    cases |= {"in", "at"} if lemma in _MOTION["in"] else set()
    cases |= {"for"} if lemma in _MOTION["for"] else set()
    for case, j in obliques(context.doc, i):
        if case in cases:
            yield from _visit(context, i, _destination(context, j))


def _destination(context: Context, i: int | None) -> list[tuple[int, int]]:
    """Return the spans of the places coordinated at token `i`."""
    if i is None:
        return []
    spans = [circumstances.place_span(context.doc, j, context.known) for j in conjuncts(context.doc, i)]
    named = []
    for span in spans:
        if span is None or span in named:
            continue
        k = context.cast.at(span[0])
        if k is not None and context.cast.mentions[k].kind is ActorKind.PERSON:
            continue
        named.append(span)
    return named


def _visit(
    context: Context,
    i: int,
    destinations: list[tuple[int, int]],
    visitors: tuple[int, ...] | None = None,
    *,
    confidence: float = 0.85,
) -> Iterator[Frame]:
    """Make one visit per destination country that is not the visitor's own."""
    cast = context.cast
    if visitors is None:
        subj = subject(context.doc, i)
        visitors = cast.all_at(subj) if subj is not None else ()
        if context.doc.child(i, "nsubj:pass", "aux:pass") is not None:
            visitors = tuple(_oblique_mentions(context, i, frozenset({"by"})))
    sides = tuple(
        s
        for s in _sides(context, visitors, Role.VISITOR)
        if cast.entities[s.entity].kind in (ActorKind.PERSON, ActorKind.GROUP)
    )
    if not sides:
        return
    homes = {cast.party_of(s.entity) for s in sides}
    if homes == {None}:
        return
    for span in destinations:
        host = _country_at(context, span)
        if host is None or host in homes:
            continue
        places = (span, *(s for s in circumstances.places_of(context.doc, i, context.known) if s != span))
        same = tuple(p for p in places if p == span or _country_at(context, p) == host)
        frames = _make(context, i, "visit", sides, places=same, one_sided=True, confidence=confidence)
        yield from (replace(f, anchor=span[0]) for f in frames) if span != destinations[0] else frames


def _country_at(context: Context, span: tuple[int, int]) -> str | None:
    words = [t.text for t in context.doc.tokens[span[0] : span[1]]]
    names = context.known.surface(" ".join(words))
    if names:
        return names[0].key
    text = context.doc.span(*span)
    for city in context.gazetteer.city(text, near=None):
        if city.country is not None:
            return context.known.party_key(city.country)
    for at in range(span[0], span[1]):
        hit = context.known.longest_surface([t.text for t in context.doc.tokens[at : span[1]]], 0)
        if hit:
            return hit[1][0].key
    return None


def _sending(context: Context, i: int) -> Iterator[Frame]:
    """Read "send an envoy to Ukraine": a visit by somebody of the sender's."""
    doc, cast = context.doc, context.cast
    obj, subj = doc.child(i, "obj"), subject(doc, i)
    if obj is None or subj is None:
        return
    if doc.tokens[obj].lemma not in (
        "envoy",
        "delegation",
        "representative",
        "minister",
        "team",
        "diplomat",
        "emissary",
    ):
        return
    senders = [e for k in cast.all_at(subj) for e in cast.entities_of(k)]
    party = next((cast.party_of(e) for e in senders if cast.party_of(e)), None)
    if party is None:
        party = next(
            (p for j in doc.subtree(subj) if (k := cast.at(j)) is not None for p in cast.mentions[k].parties), None
        )
    if party is None:
        return
    for node in (i, obj):
        for case, j in obliques(doc, node):
            if case == "to":
                entity = cast.unnamed(doc.tokens[obj].lemma, party, doc.span(_left(doc, obj), obj + 1))
                side = Side(entity=entity, role=Role.VISITOR, first=_left(doc, obj), last=obj + 1)
                for span in _destination(context, j):
                    host = _country_at(context, span)
                    if host is not None and host != party:
                        yield from _make(context, i, "visit", (side,), places=(span,), one_sided=True, confidence=0.8)


def _left(doc: Document, i: int) -> int:
    return min([i, *(j for j in doc.children[i] if j < i and dep_in(doc.tokens[j], "det", "amod", "compound"))])


# --- event nouns ------------------------------------------------------------------------------------------------


def _noun_frames(context: Context, i: int, lemma: str) -> Iterator[Frame]:
    doc = context.doc
    entry = _NOUNS[lemma]
    token = doc.tokens[i]
    if token.dep == "compound" or (entry.get("plural") and token.text.lower() == lemma):
        return
    modifiers = {doc.tokens[j].text.lower() for j in doc.children[i] if dep_in(doc.tokens[j], "amod", "compound")}
    if entry["type"] == "none" or modifiers & _MODIFIER["none"]:
        return
    kind = entry["type"]
    if modifiers & _MODIFIER["negotiation"] and kind == "contact":
        kind = "negotiation"
    if kind == "meeting" and modifiers & {"virtual", "video", "online"}:
        kind = "call"
    if modifiers & {"video", "virtual", "online"} and kind == "conference":
        kind = "call"
    if modifiers & {"phone", "telephone"}:
        kind = "call"
    if kind == "visit":
        yield from _visit_noun(context, i)
        return
    sides = _noun_sides(context, i, kind)
    frames = list(_make(context, i, kind, sides, confidence=0.85))
    count = _count(doc, i)
    yield from (replace(f, count=count) for f in frames)


def _count(doc: Document, i: int) -> int:
    words = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
    for j in doc.children[i]:
        if doc.tokens[j].dep == "nummod":
            low = doc.tokens[j].text.lower()
            number = words.get(low) or (int(low) if low.isdecimal() and len(low) < 4 else 1)
            return max(1, number)
    return 1


def _noun_sides(context: Context, i: int, kind: str) -> tuple[Side, ...]:
    """Collect the parties of an event noun: between, with, of, by, possessor, compound, and those of its verb."""
    doc, cast = context.doc, context.cast
    inner: list[int] = []
    for case, j in obliques(doc, i):
        if case in ("between", "among", "with", "by", "involving", "of", "from"):
            inner.extend(cast.all_at(j))
        elif doc.tokens[j].text.lower() in ("those", "that", "one", "ones"):
            # "exchanges like those between A and B"
            inner.extend(_oblique_mentions(context, j, frozenset({"between", "with"})))
    own = set(inner)
    inner.extend(k for k in _possessors(context, i) if k not in own)
    between = any(case == "between" for case, _ in obliques(doc, i))
    outer: list[int] = []
    governor = _carrier(doc, i)
    if governor is not None:
        for case, j in obliques(doc, governor):
            if case in ("with", "between"):
                outer.extend(k for k in cast.all_at(j) if k not in inner)
        subj = subject(doc, governor)
        if subj is not None and not between and not (subj in conjuncts(doc, first_conjunct(doc, i))):
            outer = [*cast.all_at(subj), *outer]
        if doc.child(governor, "nsubj:pass") is not None:
            outer.extend(_oblique_mentions(context, governor, frozenset({"by"})))
        if not outer and not inner:
            outer.extend(_oblique_mentions(context, governor, frozenset({"to"})))
        if doc.tokens[governor].lemma in _COMMUNICATION and dep_in(doc.tokens[i], "obl"):
            obj = doc.child(governor, "iobj", "obj")
            if obj is not None:
                outer.extend(cast.all_at(obj))
            outer.extend(_oblique_mentions(context, governor, frozenset({"to", "with"})))
    compounds = [Side(entity=e, role=Role.PARTICIPANT, first=a, last=b) for e, a, b in cast.compound_at(i)]
    return (*_sides(context, tuple(dict.fromkeys((*outer, *inner))), Role.PARTICIPANT), *compounds)


def _carrier(doc: Document, i: int) -> int | None:
    """Return the verb whose subject takes part in the event that noun `i` names."""
    token = doc.tokens[i]
    head = token.head
    governor = doc.tokens[head]
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
        else:
            break
    if governor.pos != "VERB" or head == i:
        return None
    if dep_in(token, "obj", "nsubj") and governor.lemma in _CARRIERS:
        return head if not token.dep == "nsubj" else (head if governor.lemma not in _COMMUNICATION else None)
    if dep_in(token, "obl"):
        case = next((c for c, j in obliques(doc, head) if j == token.i), "")
        if case in _DURING and (governor.lemma in _COMMUNICATION | _CARRIERS):
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
        if case in ("in", "to", "on") and governor.lemma in ("engage", "participate", "agree", "part", "invite"):
            return head
    return None


def _possessors(context: Context, i: int) -> list[int]:
    """Return the mentions that own noun `i`: "Xi's visit", "his talks", wherever the tree hangs the possessor."""
    doc, cast = context.doc, context.cast
    found: list[int] = []
    for j in doc.children[i]:
        if doc.tokens[j].dep == "nmod:poss":
            found.extend(cast.all_at(j))
    j = i - 1
    while j > 0 and doc.tokens[j].pos in ("ADJ", "NOUN", "NUM", "VERB", "PUNCT", "ADV") and doc.tokens[j].text != ",":
        j -= 1
    if j > 0 and doc.tokens[j].text in ("'s", "’s", "'", "’") and (k := cast.at(j - 1)) is not None and k not in found:
        found.append(k)
    return found


def _visit_noun(context: Context, i: int) -> Iterator[Frame]:
    doc, cast = context.doc, context.cast
    visitors: list[int] = list(_possessors(context, i))
    destinations: list[tuple[int, int]] = []
    for case, j in obliques(doc, i):
        if case == "by" or (case == "of" and cast.at(j) is not None and not visitors):
            visitors.extend(cast.all_at(j))
        elif case in ("to", "in"):
            destinations.extend(_destination(context, j))
    governor = _carrier(doc, i)
    token = doc.tokens[i]
    if governor is None and dep_in(token, "obl", "obj") and doc.tokens[token.head].pos == "VERB":
        lemma = doc.tokens[token.head].lemma
        if lemma in _MOTION["to"] | _MOTION["in"] | _MOTION["for"] | {"depart", "embark", "leave", "return"}:
            governor = token.head
    if governor is not None:
        if not visitors:
            subj = subject(doc, governor)
            visitors.extend(cast.all_at(subj) if subj is not None else ())
        if not destinations:
            for case, j in obliques(doc, governor):
                if case in ("to", "in", "for"):
                    destinations.extend(_destination(context, j))
    if doc.tokens[i].pos == "NOUN" and not destinations:
        destinations = _compound_places(context, i)
    yield from _visit(context, i, destinations, tuple(dict.fromkeys(visitors)), confidence=0.8)


def _compound_places(context: Context, i: int) -> list[tuple[int, int]]:
    """Return the destination of "his Beijing trip", "the Moscow visit"."""
    for j in context.doc.children[i]:
        if context.doc.tokens[j].dep in ("compound", "nmod:poss") and context.doc.tokens[j].pos == "PROPN":
            span = circumstances.place_span(context.doc, j, context.known)
            if span is not None:
                return [span]
    return []


# --- captions ---------------------------------------------------------------------------------------------------


def _captions(context: Context) -> Iterator[Frame]:
    """Read a picture's caption: two people of different parties, joined by "and", with a place or a day and no verb."""
    doc, cast = context.doc, context.cast
    for n, sentence in enumerate(doc.sentences):
        tokens = doc.tokens[sentence.first : sentence.last]
        if len(tokens) > 40 or any(t.pos in ("VERB", "AUX") for t in tokens):
            continue
        people = [
            k
            for k in dict.fromkeys(cast.at(t.i) for t in tokens)
            if k is not None and cast.mentions[k].kind is ActorKind.PERSON and cast.mentions[k].name
        ]
        dated = [t for t in context.times if sentence.first <= t.first < sentence.last and t.may_date]
        if len(people) == 2 and dated:
            between = doc.tokens[cast.mentions[people[0]].last : cast.mentions[people[1]].first]
            if [t.text.lower() for t in between] in (["and"], ["with"], ["meets"]):
                trigger = cast.mentions[people[0]].head
                for frame in _make(
                    context, trigger, "meeting", _sides(context, tuple(people), Role.PARTICIPANT), confidence=0.6
                ):
                    places = circumstances.places_of(doc, cast.mentions[people[1]].last - 1, context.known)
                    yield replace(frame, when=dated[0].when, places=places or frame.places, sentences=(n,))


# --- from words to frames ---------------------------------------------------------------------------------------


def _sides(context: Context, mentions: tuple[int, ...], role: Role) -> tuple[Side, ...]:
    """Return a side per entity that the mentions refer to."""
    cast = context.cast
    sides: dict[int, Side] = {}
    for k in mentions:
        mention = cast.mentions[k]
        for entity in cast.entities_of(k):
            office = mention.office if mention.entity >= 0 or mention.kind is ActorKind.PERSON else None
            sides.setdefault(
                entity, Side(entity=entity, role=role, first=mention.first, last=mention.last, office=office)
            )
    return tuple(sides.values())


def _make(
    context: Context,
    trigger: int,
    kind: str,
    sides: tuple[Side, ...],
    *,
    reciprocal: bool = False,
    places: tuple[tuple[int, int], ...] | None = None,
    one_sided: bool = False,
    confidence: float = 0.9,
) -> Iterator[Frame]:
    """Yield the frame if its sides make a diplomatic contact."""
    cast, doc = context.cast, context.doc
    unique: dict[int, Side] = {}
    for side in sides:
        unique.setdefault(side.entity, side)
    kept = tuple(s for s in unique.values() if _acts(cast, s.entity))
    parties = {cast.party_of(s.entity) for s in kept} - {None}
    if not one_sided:
        # A state beside its own people adds nothing: the people stand for it.
        peopled = {cast.party_of(s.entity) for s in kept if cast.entities[s.entity].kind is not ActorKind.COUNTRY}
        kept = tuple(
            s
            for s in kept
            if not (cast.entities[s.entity].kind is ActorKind.COUNTRY and cast.party_of(s.entity) in peopled)
        )
        unknown = [s for s in kept if cast.party_of(s.entity) is None]
        if len(kept) < 2 or len(parties) + (1 if unknown and _official(cast, unknown) else 0) < 2:
            return
        if unknown and len(parties) < 2:
            confidence -= 0.2
    if any(cast.mentions[k].pronoun for s in kept if (k := cast.at(s.first)) is not None):
        confidence -= 0.1
    status = read_status(doc, trigger)
    yield Frame(
        type=kind,
        trigger=trigger,
        anchor=trigger,
        sides=kept,
        status=status,
        medium=circumstances.medium_of(doc, trigger, _NOUNS.get(doc.tokens[trigger].lemma, {}).get("medium"), kind),
        when=circumstances.when_of(doc, trigger, context.times),
        places=places if places is not None else circumstances.places_of(doc, trigger, context.known),
        topic=circumstances.topic_of(doc, trigger, context.times),
        said_by=cited_source(cast, trigger, frozenset(p for p in parties if p)),
        certainty=certainty_of(doc, trigger),
        confidence=round(confidence, 2),
        sentences=(doc.tokens[trigger].sentence,),
    )


def _acts(cast: Cast, number: int) -> bool:
    """Say whether an entity can be a side of a diplomatic contact."""
    entity = cast.entities[number]
    if entity.kind is ActorKind.ORGANISATION and entity.party is None:
        return False
    if entity.office and entity.office.lower().split()[-1] in _DOMESTIC and entity.party is None:
        return False
    return True


def _official(cast: Cast, sides: Sequence[Side]) -> bool:
    """Say whether a person of unknown party holds an office that makes contacts abroad."""
    words = {w for s in sides for w in (cast.entities[s.entity].office or "").lower().split()}
    return bool(words & {"foreign", "ambassador", "envoy", "president", "premier", "prime", "king", "chancellor"})


def _with_anaphora(context: Context, found: list[Frame]) -> Iterator[Frame]:
    """Let "the meeting", "the call" without parties add its sentence, day and place to the frame it refers to."""
    doc = context.doc
    frames = sorted(found, key=lambda f: f.trigger)
    taken = {f.trigger for f in frames}
    for token in doc.tokens:
        lemma = token.lemma.lower()
        if token.pos != "NOUN" or lemma not in _NOUNS or token.i in taken or token.dep == "compound":
            continue
        if not any(doc.tokens[j].text.lower() in ("the", "their", "this") for j in doc.children[token.i]):
            continue
        kind = _NOUNS[lemma]["type"]
        near = [
            n
            for n in range(len(frames) - 1, -1, -1)
            if frames[n].trigger < token.i and token.sentence - max(frames[n].sentences) <= _REACH
        ]
        same = [n for n in near if frames[n].type == kind]
        index = next(iter(same or [n for n in near if _refers(frames[n].type, kind)]), None)
        if index is None or read_status(doc, token.i) is not frames[index].status:
            continue
        frame = frames[index]
        when = circumstances.when_of(doc, token.i, context.times)
        places = circumstances.places_of(doc, token.i, context.known)
        frames[index] = replace(
            frame,
            when=when if frame.when.start is None and frame.when.end is None else frame.when,
            places=frame.places or places,
            topic=frame.topic or circumstances.topic_of(doc, token.i, context.times),
            sentences=tuple(dict.fromkeys((*frame.sentences, token.sentence))),
        )
    yield from frames


def _refers(told: str, noun: str) -> bool:
    """Say whether a noun of type `noun` can refer back to a happening of type `told`."""
    return told == noun or (noun == "contact" and told != "visit") or (told == "contact" and noun != "visit")


def _within_visits(frames: list[Frame]) -> Iterator[Frame]:
    """Date and place an undated contact by the visit that the same sentence tells of one of its sides."""
    for frame in frames:
        visit = next(
            (
                v
                for v in frames
                if v.type == "visit"
                and frame.type != "visit"
                and v.status is frame.status
                and set(v.sentences) & set(frame.sentences)
                and {s.entity for s in v.sides} & {s.entity for s in frame.sides}
            ),
            None,
        )
        if visit is None or frame.medium in (Medium.PHONE, Medium.VIDEO):
            yield frame
            continue
        undated = frame.when.start is None and frame.when.end is None
        dated = visit.when.start is not None or visit.when.end is not None
        yield replace(
            frame,
            when=replace(visit.when, basis=DateBasis.INFERRED) if undated and dated else frame.when,
            places=frame.places or visit.places,
        )
