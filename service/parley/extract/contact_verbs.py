"""Contacts told by verbs: "met", "spoke with", "called", "received"; the lexicon is data (cues/contacts.toml)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parley.extract.cues import cues
from parley.extract.frames import Context, Frame, Side, joint_body, make_frames, mentions_at, oblique_mentions, sides_of
from parley.extract.tree import dep_in, marks, obliques, particle, subject
from parley.extract.visits import destinations, visits_by
from parley.model import ActorKind, Document, Role

_CONTACTS = cues("contacts")
_VERBS: dict[str, Any] = _CONTACTS["verb"]
_NOUNS: dict[str, Any] = _CONTACTS["noun"]
_VAGUE: frozenset[str] = _CONTACTS["vague"]
_BODIES: frozenset[str] = _CONTACTS["bodies"]
_REACH = 8  # sentences over which "they" refers back to a contact


def verb_frames(context: Context, i: int, lemma: str) -> Iterator[Frame]:
    """Yield the contacts that the verb at token `i` tells."""
    entry = _entry(context, i, lemma)
    if entry is None or particle(context.doc, i) != entry.get("particle"):
        return
    if "place" in entry["sides"]:
        yield from visits_by(context, i, destinations(context, context.doc.child(i, "obj")))
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
    if entry.get("visit") and not passive and (span := _invited_to(context, i)) is not None:
        # "will welcome X to the White House": X's visit, with its host.
        hosts = sides_of(context, subjects, Role.HOST)
        frames = visits_by(context, i, [span], others, hosts=hosts)
        found = list(frames)
        if found:
            yield from found
            return
    kind = _noun_above(context, i) or entry["type"]
    states = [k for k in (*subjects, *others) if _is_state(context, k)]
    if entry.get("persons") and len(states) == len((*subjects, *others)):
        return  # states that "meet" play football
    if lemma in _VAGUE and any(_is_state(context, k) for k in (*subjects, *others)):
        return
    if not others and "together" in entry["sides"]:
        recent = _recent_sides(context, i, subjects)
        if recent:
            yield from make_frames(context, i, kind, recent, reciprocal=True)
            return
        joint = _joint_body(context, i)
        if joint:
            yield from make_frames(context, i, kind, joint, reciprocal=True)
            return
        yield from make_frames(context, i, kind, sides_of(context, subjects, Role.PARTICIPANT), reciprocal=True)
        return
    if not others:
        return
    theirs = sides_of(context, others, second_role)
    groups = _distributed(context, i, sides_of(context, subjects, first_role))
    for ours in groups:
        if _separately(context.doc, i):
            for one in theirs:
                yield from (replace(f, anchor=one.first) for f in make_frames(context, i, kind, (*ours, one)))
        else:
            frames = make_frames(context, i, kind, (*ours, *theirs))
            yield from (replace(f, anchor=ours[0].first) for f in frames) if len(groups) > 1 else frames


def _entry(context: Context, i: int, lemma: str) -> dict[str, Any] | None:
    """Return the frame of verb `i`; a preposition may make another verb of it ("called on the ambassador")."""
    doc = context.doc
    for case, j in obliques(doc, i):
        if f"{lemma}_{case}" in _VERBS and context.cast.at(j) is not None:
            return dict(_VERBS[f"{lemma}_{case}"])
    entry = _VERBS.get(lemma)
    noun = entry.get("object_noun") if entry else None
    if noun is not None and not any(doc.tokens[j].lemma == noun for j in doc.children[i]):
        return None
    return entry


def _is_state(context: Context, k: int) -> bool:
    return any(context.cast.entities[e].kind is ActorKind.COUNTRY for e in context.cast.entities_of(k))


def _recent_sides(context: Context, i: int, subjects: tuple[int, ...]) -> tuple[Side, ...]:
    """Bind "they", "the two leaders" to the sides of the contact told last, rather than to whoever was named last."""
    if len(subjects) != 1 or not context.cast.is_pair(subjects[0]):
        return ()
    mention = context.cast.mentions[subjects[0]]
    sentence = context.doc.tokens[i].sentence
    for frame in reversed(context.told):
        if sentence - max(frame.sentences) > _REACH:
            break
        people = [s for s in frame.sides if context.cast.entities[s.entity].kind is not ActorKind.COUNTRY]
        if len({context.cast.party_of(s.entity) for s in people}) > 1:
            return tuple(replace(s, first=mention.first, last=mention.last, office=None) for s in people)
    return ()


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
            named = doc.tokens[j].dep == "xcomp" and doc.tokens[j].pos == "PROPN"  # a name parsed as a complement
            if doc.tokens[j].dep in ("obj", "iobj") or named:
                others.extend(mentions_at(context, j))
    cases = {s for s in sides if s in ("with", "to", "between", "from", "on")}
    if passive:
        cases.add("by")
    others.extend(oblique_mentions(context, i, frozenset(cases)))
    if entry.get("for") and not any(c == "for" and doc.tokens[j].lemma in _NOUNS for c, j in obliques(doc, i)):
        others = []  # "joined the leaders for the summit" tells a contact, "joined the union" does not
    if "with" in sides and not others:
        # "spoke on a phone call with Y", "held talks with Y": the tree may hang the phrase on the noun.
        for j in doc.children[i]:
            if dep_in(doc.tokens[j], "obj", "obl") and doc.tokens[j].pos == "NOUN" and cast.at(j) is None:
                others.extend(oblique_mentions(context, j, frozenset({"with"})))
    others = [k for k in dict.fromkeys(others) if k not in subjects]
    if not others and not passive:
        others = [k for k in _by_order(context, i, frozenset(sides)) if k not in subjects]
    return subjects, tuple(others), passive


def _by_order(context: Context, i: int, sides: frozenset[str]) -> tuple[int, ...]:
    """Return the other side by word order ("met on Sunday with B"), where the tree has lost it."""
    doc = context.doc
    last = min(i + 14, doc.sentences[doc.tokens[i].sentence].last)
    direct = doc.child(i, "obj", "ccomp", "xcomp") is None
    if "obj" in sides and direct and i + 1 < last and (found := context.cast.starting_near(i + 1)):
        return found
    for j in range(i + 1, last):
        if doc.tokens[j].pos in ("VERB", "AUX", "SCONJ"):
            return ()
        if doc.tokens[j].text.lower() in sides & {"with", "to"}:
            return context.cast.starting_near(j + 1)
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
    named = sides_of(context, context.cast.all_at(above), ours[0].role if ours else Role.PARTICIPANT)
    return [(side,) for side in named] or [ours]
