"""Who takes part in what a verb tells: its subject, its objects, and what stands behind its prepositions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parley.extract.circumstances.where import place_span
from parley.extract.cues import cues
from parley.extract.frames.frame import Context
from parley.extract.frames.sides import mentions_at, oblique_mentions, possessors_of, subjects_of
from parley.extract.language.carriers import AROUND
from parley.extract.language.tree import case_of, dep_in, marks, obliques, subject, visiting
from parley.model import ActorKind, Document, Medium

_CONTACTS = cues("contacts")
_NOUNS: dict[str, Any] = _CONTACTS["noun"]
_WIRES: frozenset[str] = _CONTACTS["medium"]["phone"] | _CONTACTS["medium"]["video"]
_ORGANS: frozenset[str] = _CONTACTS["organs"]
_OF = frozenset({"of"})
_WIRE_REACH = 4  # words of "phone call with"
# How what follows is told to be at another time.
_ELSEWHEN = frozenset(words.split()[0] for words in AROUND - {"during"})


def arguments(context: Context, i: int, entry: dict[str, Any]) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
    """Return the mentions on either side of verb `i` with its frame, and whether it is passive."""
    doc, cast = context.doc, context.cast
    agent = any(case == "by" for case, _ in obliques(doc, i))
    turned = doc.child(i, "nsubj:pass") is not None and agent
    passive = turned or doc.child(i, "aux:pass") is not None or _agent(context, i)
    subj = subject(doc, i)
    subjects = subjects_of(context, i)
    if subj is not None and not subjects:
        subjects = _through(context, subj) or organ_of(context, subj)
    sides = entry["sides"]
    others: list[int] = []
    if "obj" in sides and not passive:
        for j in doc.children[i]:
            named = doc.tokens[j].dep == "xcomp" and doc.tokens[j].pos == "PROPN"  # a name parsed as a complement
            guest = visiting(doc, j)
            if doc.tokens[j].dep in ("obj", "iobj") or named or (guest != j and guest > i):
                others.extend(mentions_at(context, guest))
        if doc.tokens[doc.tokens[i].head].lower == "whom":
            others.extend(mentions_at(context, doc.tokens[i].head))  # "whom she is due to meet", hung on "whom"
    cases = {s for s in sides if s not in ("obj", "together", "place")}
    if passive:
        cases.add("by")
    others.extend(oblique_mentions(context, i, frozenset(cases)))
    hung = entry.get("case") or ("by" if passive and "noun" in entry else None)  # "was given a welcome by B"
    if hung is not None and not others:
        others.extend(k for j in under_case(context, i, hung) for k in mentions_at(context, j))
    if others:
        # "met A in Oslo on Monday and B in Bergen", "seen by A on Monday and by B": the tree may hang B on it.
        joined = (j for j in doc.children[i] if doc.tokens[j].dep == "conj")
        listed = (
            j for j in joined
            if case_of(doc, j) in cases or (not passive and doc.tokens[j].pos == "PROPN" and not case_of(doc, j))
        )  # fmt: skip
        others.extend(k for j in listed for k in mentions_at(context, j))
    if not others:
        others.extend(k for j in _objects(doc, i, cases, "obj" in sides and not passive) for k in organ_of(context, j))
    others = [organ for k in others for organ in _with_organs(context, k)]
    if entry.get("set") and not is_set(context, i) and not (entry.get("unset") and _is_told(context, i, others)):
        others = []  # "joined the leaders for the summit" tells a contact, "joined the union" does not
    if "with" in sides and not others:
        # "spoke on a phone call with Y", "held talks with Y": the tree may hang the phrase on the noun.
        for j in doc.children[i]:
            # "came face to face with Y"
            if case_of(doc, j) == "about" or case_of(doc, j) in AROUND - {"during"}:
                continue  # "consulted about the call with Y", "spoke to reporters after the talks with Y"
            noun = doc.tokens[j].pos == "NOUN" or doc.tokens[j].lower in entry.get("noun", "").split()
            wire = doc.tokens[j].dep == "conj" and doc.tokens[j].lemma.lower() in _WIRES  # "by phone with Y"
            if (wire or dep_in(doc.tokens[j], "obj", "obl", "xcomp")) and noun and cast.at(j) is None:
                others.extend(oblique_mentions(context, j, frozenset({"with"})))
    if entry.get("owned") and not others:
        things = [j for j in doc.children[i] if doc.tokens[j].dep == "obj"]
        owners = (k for j in things for k in (*possessors_of(context, j), *oblique_mentions(context, j, _OF)))
        others = [k for k in owners if not cast.mentions[k].pronoun]
    others = [k for k in dict.fromkeys(others) if k not in subjects]
    if not others and not passive:
        others = [k for k in _by_order(context, i, frozenset(sides)) if k not in subjects]
    return subjects, tuple(others), passive


def _objects(doc: Document, i: int, cases: set[str], direct: bool) -> Iterator[int]:
    """Yield the nouns that stand where a verb has its other side."""
    for j in doc.children[i]:
        if (direct and doc.tokens[j].dep == "obj") or (dep_in(doc.tokens[j], "obl") and case_of(doc, j) in cases):
            yield j


def organ_of(context: Context, i: int) -> tuple[int, ...]:
    """Return the organisation whose organ token `i` names: "the Policy Council at the African Union"."""
    doc, cast = context.doc, context.cast
    if doc.tokens[i].lemma.lower() not in _ORGANS:
        return ()
    inside = set(doc.subtree(i))
    last = max(inside) + 1
    if doc.tokens[last : last + 1] and doc.tokens[last].lower == "at":
        inside |= {last + 1, last + 2}
    found = (k for j in sorted(inside) if j < len(doc.tokens) and (k := cast.at(j)) is not None)
    return tuple(k for k in found if _acts_for_organisation(context, k))[:1]


def _with_organs(context: Context, k: int) -> tuple[int, ...]:
    """Return a mention, or the organisation that it is an organ of where nobody knows it by itself."""
    mention = context.cast.mentions[k]
    known = any(context.cast.party_of(e) for e in context.cast.entities_of(k))
    organ = () if known or mention.kind is not ActorKind.ORGANISATION else organ_of(context, mention.head)
    return organ or (k,)


def _acts_for_organisation(context: Context, k: int) -> bool:
    parties = {context.cast.party_of(e) for e in context.cast.entities_of(k)}
    return any(p is not None and context.known.actor(p).kind is ActorKind.ORGANISATION for p in parties)


def under_case(context: Context, i: int, case: str) -> list[int]:
    """Return what depends on verb `i` by a preposition, also where the tree takes it for a particle ("called on A").

    The tree may hang it on the object: "raised the detention with A".
    """
    doc = context.doc
    things = [j for j in doc.children[i] if doc.tokens[j].dep == "obj" and context.cast.at(j) is None]
    found = [j for node in (i, *things) for c, j in obliques(doc, node) if c == case]
    if found or i + 1 >= len(doc.tokens) or doc.tokens[i + 1].lower != case:
        return found
    return [
        j for j in doc.children[i] if j > i and dep_in(doc.tokens[j], "obj", "obl", "xcomp") and not case_of(doc, j)
    ]


def _is_told(context: Context, i: int, others: list[int]) -> bool:
    """Say whether verb `i` tells an official of a state something: "told his counterpart, B, that"."""
    doc, cast = context.doc, context.cast
    content = any(dep_in(doc.tokens[j], "ccomp") and "to" not in marks(doc, j) for j in doc.children[i])
    people = [cast.mentions[k] for k in others]
    named = all(m.kind is ActorKind.PERSON and not m.pronoun and (m.name or m.office) for m in people)
    states = [cast.party_of(e) for k in others for e in cast.entities_of(k)]
    return content and bool(people) and named and all(p and context.known.country(p) for p in states)


def is_set(context: Context, i: int) -> bool:
    """Say whether verb `i` has an occasion, a place or a wire: "joined B for talks", "told B in Paris", "by phone"."""
    if by_wire(context, i):
        return True
    doc = context.doc
    if any(organ_of(context, j) for j in doc.children[i] if dep_in(doc.tokens[j], "obj", "nsubj")):
        return True
    if any(doc.tokens[j].lower == "where" for j in doc.children[i]):
        return True  # "begins in Aswan, where B is to join her"
    if any(doc.tokens[j].lower == "visiting" for j in doc.subtree(i) if i < j <= i + 3):
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


def by_wire(context: Context, i: int, wires: frozenset[str] = _WIRES) -> bool:
    """Say whether verb `i` is done from afar: "told B over the phone", "urged B by video link"."""
    doc = context.doc
    nodes = (i, *(j for j in doc.children[i] if dep_in(doc.tokens[j], "obj", "iobj")))
    lines = [j for node in nodes for case, j in obliques(doc, node) if case in ("by", "over", "on", "via")]
    words = (k for j in lines for k in (j, *doc.children[j]) if k == j or doc.tokens[k].dep == "compound")
    return any(doc.tokens[k].lemma.lower() in wires for k in words)  # "by video link"


def wire_before(context: Context, first: int) -> Medium | None:
    """Return the medium named right before who stands at token `first`: "by video link with B", "by phone with C"."""
    words = [t.lower for t in context.doc.tokens[max(first - _WIRE_REACH, 0) : first]]
    if words[-1:] != ["with"]:
        return None
    media = _CONTACTS["medium"]
    return next((m for m in (Medium.VIDEO, Medium.PHONE) if not media[m].isdisjoint(words)), None)


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
        low = doc.tokens[j].lower
        if doc.tokens[j].pos in ("VERB", "AUX", "SCONJ") or low in (";", ":", "and", "about") or low in _ELSEWHEN:
            return ()  # "spoke on Monday ahead of a summit with B"
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
