"""Who acts and on whom: the mentions around the trigger of an act."""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.frames.frame import Context
from parley.extract.language.tree import case_of, dep_in, marks, obliques, subject
from parley.model import Document

_TARGETS = frozenset({"to", "on", "against", "at", "with", "towards", "toward", "upon", "for", "of", "from"})
_POSTS = frozenset({"in", "to", "from", "at"})
_ENVOYS: frozenset[str] = cues("acts")["envoys"]
_CARRIERS: frozenset[str] = cues("acts")["carriers"]

Parties = tuple[tuple[int, ...], tuple[int, ...]]


def verb_parties(context: Context, i: int, kind: str) -> Parties:
    """Return the mentions of who acts and of whom it is aimed at, by verb `i` that tells an act of a type.

    Where nobody is told to have done it, who is appointed is taken for who acts.
    """
    doc, cast = context.doc, context.cast
    subj = subject(doc, _summoning(context, i))
    done = _aimed_at(context, subj, kind) if subj is not None else ()
    targets = [k for j in doc.children[i] if dep_in(doc.tokens[j], "obj", "iobj") for k in _aimed_at(context, j, kind)]
    around = _TARGETS | _POSTS if kind == "relations_change" else _TARGETS
    if kind != "appointment":
        targets += [k for case, j in obliques(doc, i) if case in around for k in cast.all_at(j)]
    if kind == "request" and not targets:
        targets.extend(_asked_by_clause(context, i))
    if doc.child(i, "aux:pass", "nsubj:pass") is not None or is_done_to(doc, i):
        agents = tuple(k for case, j in obliques(doc, i) if case == "by" for k in cast.all_at(j))
        return (done, ()) if kind == "appointment" and not agents else (agents, tuple(dict.fromkeys((*done, *targets))))
    senders, receivers = _sender(context, i), _subjects(context, i, subj)
    if senders:
        return senders, receivers
    return receivers, tuple(dict.fromkeys(targets))


def _summoning(context: Context, i: int) -> int:
    """Return the verb whose subject says what verb `i` tells: who summons somebody "to demand" does, not his guest."""
    token = context.doc.tokens[i]
    told = dep_in(token, "advcl", "xcomp") and context.doc.tokens[token.head].lemma == "summon"
    return token.head if told else i


def noun_parties(context: Context, i: int) -> Parties:
    """Return the mentions of who acts and of whom it is aimed at, by noun `i`: "the condemnation of A by B"."""
    doc, cast = context.doc, context.cast
    owners = _possessors(context, i)
    owners += [k for case, j in obliques(doc, i) if case in ("by", "between", "of") for k in cast.all_at(j)]
    others = [k for case, j in obliques(doc, i) if case in ("against", "on", "with", "to") for k in cast.all_at(j)]
    return tuple(dict.fromkeys(owners)), tuple(dict.fromkeys(others))


def is_done_to(doc: Document, i: int) -> bool:
    """Say whether verb `i` is a participle behind the noun of whom it is done to: "asked about", "backed by B"."""
    token = doc.tokens[i]
    reduced = dep_in(token, "acl", "advcl") and not token.dep.startswith(("acl:relcl", "advcl:relcl"))
    own = doc.child(i, "nsubj", "mark", "obj", "aux")
    return reduced and token.text.lower().endswith("ed") and own is None and case_of(doc, i) == ""


def _subjects(context: Context, i: int, subj: int | None) -> tuple[int, ...]:
    """Return the mentions that the subject of verb `i` names; of one who alone is spoken of, not those beside him."""
    doc, cast = context.doc, context.cast
    if subj is None:
        return ()
    alone = doc.tokens[i].dep.startswith("acl:relcl") and any(
        doc.tokens[j].text.lower() in ("has", "was", "is") for j in (i, *doc.children[i])
    )
    one = cast.at(subj)
    return (one,) if alone and one is not None else cast.all_at(subj)


def _aimed_at(context: Context, j: int, kind: str) -> tuple[int, ...]:
    """Return whom an act on object `j` is aimed at: the object, whose it is, or whom it has to do with."""
    doc, cast = context.doc, context.cast
    owners = tuple(k for c in doc.children[j] if _owns(context, c) for k in cast.all_at(c))
    if kind == "relations_change" and doc.tokens[j].lemma.lower() in _ENVOYS and doc.child(j, "nmod:poss") is not None:
        # "recalled its ambassador to B"
        return tuple(k for case, c in obliques(doc, j) if case in _POSTS for k in cast.all_at(c))
    # "condemned Russia's attack": the owner of what is condemned is meant.
    within = tuple(k for case, c in obliques(doc, j) if case in _TARGETS | {"by"} for k in cast.all_at(c))
    return tuple(dict.fromkeys((*(cast.all_at(j) or owners), *within)))


def _owns(context: Context, i: int) -> bool:
    """Say whether token `i` tells whose a noun is: "Russia's attack", "the Russian attack", "the US position"."""
    return context.doc.tokens[i].dep == "nmod:poss" or nation_of(context, i) is not None


def nation_of(context: Context, i: int) -> str | None:
    """Return the state of a noun where token `i` is an adjective or name of it before that: "the French unions"."""
    party = context.cast.party_words(i) if dep_in(context.doc.tokens[i], "amod", "compound") else None
    return party.keys[0] if party is not None else None


def _asked_by_clause(context: Context, i: int) -> tuple[int, ...]:
    """Return who is to do what is demanded in a clause: "demanded that B leave"."""
    doc = context.doc
    clauses = (j for j in doc.children[i] if dep_in(doc.tokens[j], "ccomp") and "that" in marks(doc, j))
    return tuple(k for j in clauses if (s := subject(doc, j)) is not None for k in context.cast.all_at(s))


def _sender(context: Context, i: int) -> tuple[int, ...]:
    """Return who speaks by a gerund that tells what a letter says: "received a letter from B, congratulating her"."""
    doc, cast = context.doc, context.cast
    token = doc.tokens[i]
    if not (dep_in(token, "advcl", "acl") and token.text.lower().endswith("ing")):
        return ()
    head = token.head
    carrier = head if doc.tokens[head].lemma in _CARRIERS else doc.child(head, "obj", "nsubj:pass")
    if carrier is None or doc.tokens[carrier].lemma not in _CARRIERS:
        return ()
    senders = [k for n in (carrier, head) for case, j in obliques(doc, n) if case == "from" for k in cast.all_at(j)]
    return tuple(dict.fromkeys(senders or _possessors(context, carrier)))


def _possessors(context: Context, noun: int) -> list[int]:
    doc = context.doc
    return [k for j in doc.children[noun] if doc.tokens[j].dep == "nmod:poss" for k in context.cast.all_at(j)]
