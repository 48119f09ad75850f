"""Who wrote a letter, and to whom: "sent a letter to B", "a message from A, addressed to B"."""

from __future__ import annotations

from collections.abc import Sequence

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Side
from parley.extract.frames.sides import mentions_at, possessors_of, sides_of
from parley.extract.language.tree import case_of, dep_in, obliques, predicate, subject
from parley.model import ActorKind, Role

_LIGHT: dict[str, frozenset[str]] = cues("contacts")["light"]
_MEETING = frozenset(
    name.partition("_")[0] for name, verb in cues("contacts")["verb"].items() if verb["type"] == "meeting"
)
_ADDRESSED: frozenset[str] = cues("contacts")["addressed"]


def message_sides(context: Context, i: int) -> tuple[Side, ...]:
    """Return who wrote and to whom: "sent a letter to B", "a message from A to B"."""
    doc, cast = context.doc, context.cast
    governor = doc.tokens[i].head
    carried = dep_in(doc.tokens[i], "obj", "nsubj") and doc.tokens[governor].lemma in _LIGHT["send"]
    senders = list(possessors_of(context, i))
    addressees: list[int] = []
    taken = doc.tokens[governor].lemma in _LIGHT["get"]
    for node in (i, governor) if carried or taken else (i,):
        for case, j in obliques(doc, node):
            if case in ("from", "by"):
                senders.extend(cast.all_at(j))
            elif case in ("to", "with"):
                addressees.extend(cast.all_at(j))
    if meant := _addressed(context, i):
        # Who carries it and who is handed it stand for those who write and are written to.
        bearers = cast.all_at(subj) if carried and (subj := subject(doc, governor)) is not None else ()
        return (
            *sides_of(context, tuple(senders or bearers), Role.INITIATOR),
            *sides_of(context, tuple(meant), Role.ADDRESSEE),
        )
    if dep_in(doc.tokens[i], "obl") and case_of(doc, i) == "in" and doc.tokens[governor].pos == "VERB":
        # "in a letter to B, A offered", "A congratulated B in a letter"
        writer, told = subject(doc, governor), doc.child(governor, "obj", "iobj")
        senders = senders or list(cast.all_at(writer) if writer is not None else ())
        addressees = addressees or list(cast.all_at(told) if told is not None else ())
    turned = doc.child(governor, "nsubj:pass") if carried and dep_in(doc.tokens[i], "obj") else None
    given = doc.child(governor, "iobj") if carried and turned is None else turned  # "was handed a letter by A"
    if given is not None:
        addressees.extend(cast.all_at(given))  # "handed B a letter"
    if not addressees:
        addressees = list(_behind(context, i, "to"))
    if taken and not senders:
        senders = list(_behind(context, i, "from"))
    if carried and not addressees:
        addressees = _met_by_bearer(context, governor, senders)
    if (
        taken
        and dep_in(doc.tokens[i], "obj")
        and senders
        and not addressees
        and (subj := subject(doc, governor)) is not None
    ):
        addressees.extend(cast.all_at(subj))  # "received a letter from A"
    carriers: list[int] = []
    if carried and turned is None and (subj := subject(doc, governor)) is not None and subj != i:
        carriers.extend(cast.all_at(subj))
    for j in doc.children[i]:
        if doc.tokens[j].dep == "acl" and doc.tokens[j].lemma in _LIGHT["send"]:
            carriers.extend(k for case, by in obliques(doc, j) if case == "by" for k in cast.all_at(by))
    if not senders:
        senders, carriers = carriers, []  # who hands over a letter stands for its writer
    _lend_party(context, senders, carriers)
    named = (e for k in carriers for e in cast.entities_of(k) if cast.entities[e].name)
    people = {e for e in named if addressees and cast.entities[e].kind is ActorKind.PERSON}
    writing = sides_of(context, tuple(senders), Role.INITIATOR)
    reading = sides_of(context, tuple(addressees), Role.ADDRESSEE)
    known = {side.entity for side in (*writing, *reading)}
    carrying = (s for s in sides_of(context, tuple(carriers), Role.PARTICIPANT) if s.entity in people - known)
    return (*writing, *reading, *carrying)


def _lend_party(context: Context, senders: Sequence[int], bearers: Sequence[int]) -> None:
    """Let writers of no known state act for that of who carries their letter: "A's envoy brought one from B"."""
    cast = context.cast
    parties = {cast.party_of(e) for k in bearers for e in cast.entities_of(k)} - {None}
    for e in (e for k in senders for e in cast.entities_of(k)) if len(parties) == 1 else ():
        if cast.party_of(e) is None and cast.entities[e].kind is ActorKind.PERSON:
            cast.lend(e, next(iter(parties)) or "")


def _met_by_bearer(context: Context, verb: int, senders: list[int]) -> list[int]:
    """Return whom the bearer of a letter met: "received B, who delivered a letter from A", "met B and handed over"."""
    doc, cast = context.doc, context.cast
    token = doc.tokens[verb]
    joined = token.dep == "conj" or token.dep.endswith(":relcl")
    main = predicate(doc, token.head) if joined else verb
    if main == verb or doc.tokens[main].lemma not in _MEETING:
        return []
    heads = [j for j in (subject(doc, main), doc.child(main, "obj")) if j is not None]
    heads += [j for case, j in obliques(doc, main) if case == "with"]
    bearer = subject(doc, verb)
    bearers = cast.all_at(bearer) if bearer is not None and token.dep == "conj" else ()
    theirs = {cast.party_of(e) for k in (*senders, *bearers) for e in cast.entities_of(k)} - {None}
    met = [k for j in heads for k in cast.all_at(j) if k not in bearers]
    return [k for k in met if theirs.isdisjoint(cast.party_of(e) for e in cast.entities_of(k))]


def _addressed(context: Context, i: int) -> list[int]:
    """Return for whom letter `i` is by a participle: "a letter addressed to the king", "to his brother, B"."""
    doc = context.doc
    below = (i, *(j for _, j in obliques(doc, i)))  # the tree may hang it on who wrote
    clauses = [j for node in below for j in doc.children[node] if doc.tokens[j].dep == "acl"]
    clauses += [j for j in doc.children[doc.tokens[i].head] if j > i and doc.tokens[j].dep == "advcl"]
    heads = [
        j for c in clauses if doc.tokens[c].lemma in _ADDRESSED for case, j in obliques(doc, c) if case in ("to", "for")
    ]
    apposed = [k for j in heads for k in doc.children[j] if dep_in(doc.tokens[k], "appos")]
    return [k for j in (*heads, *apposed) for k in mentions_at(context, j)]


def _behind(context: Context, i: int, case: str) -> tuple[int, ...]:
    """Return who stands behind a preposition by word order, where the tree has lost them: "a message from A to B"."""
    doc = context.doc
    for j in range(i + 1, min(i + 16, doc.sentences[doc.tokens[i].sentence].last - 1)):
        if doc.tokens[j].pos in ("VERB", "AUX", "SCONJ"):
            break
        if doc.tokens[j].lower == case and doc.tokens[j + 1].pos != "VERB":
            return context.cast.starting_near(j + 1)
    return ()
