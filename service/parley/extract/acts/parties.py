"""Who acts and on whom: the mentions around the trigger of an act."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Side
from parley.extract.frames.sides import sides_of
from parley.extract.language.tree import EXAMPLES, SUBJECTS, case_of, conjuncts, dep_in, marks, obliques, subject
from parley.model import ActorKind, Document, Role

_TARGETS = frozenset({"to", "on", "against", "at", "with", "towards", "toward", "upon", "for", "of", "from"})
_ABOUT = frozenset({"of", "on", "from"})
_DOING = frozenset({"by", "of", "from"})
_POSTS = frozenset({"in", "to", "from", "at"})
_ACTS = cues("acts")
_ENVOYS: frozenset[str] = _ACTS["envoys"]
_CARRIERS: frozenset[str] = _ACTS["carriers"]
_DOCUMENTS: frozenset[str] = _ACTS["documents"]
_GETTING: frozenset[str] = _ACTS["getting"]
_ANSWERS: frozenset[str] = _ACTS["answers"]
_VESSELS: frozenset[str] = _ACTS["vessels"]
_SUMMONING: frozenset[str] = _ACTS["summoning"]
# Types whose content may tell at whom they are aimed: "demanded that B leave", "threatened to expel envoys of B".
_BY_CONTENT = frozenset({"request", "warning", "criticism"})
_TOGETHER = frozenset({"agreement", "ceasefire"})
_DEEPEST = 3  # "her thanks for the help from the people of B"

# The mentions of who acts, and those at whom it is aimed.
Parties = tuple[tuple[int, ...], tuple[Side, ...]]


def verb_parties(context: Context, i: int, kind: str, role: Role) -> Parties:
    """Return who acts and at whom it is aimed, in `role`, by verb `i` that tells an act of a type.

    Where nobody is told to have done it, who is appointed is taken for who acts.
    """
    doc, cast = context.doc, context.cast
    subj = subject(doc, _summoning(context, i))
    if (sent := _sent(context, i)) is not None:
        return sent[0], sides_of(context, sent[1] or _subjects(context, i, subj), role)
    receivers = _subjects(context, i, subj)
    targets = _once(_heard_by(context, i, role) if kind == "statement" else _targets(context, i, kind, role))
    if doc.child(i, "aux:pass", "nsubj:pass") is not None or is_done_to(doc, i):
        agents = _agents(context, i, kind)
        done = tuple(_aimed_at(context, subj, role)) if subj is not None and kind != "relations_change" else ()
        if kind == "appointment" and not agents:
            return (cast.all_at(subj) if subj is not None else ()), ()
        return agents, _once((*done, *targets))
    return receivers, targets


def _targets(context: Context, i: int, kind: str, role: Role) -> Iterator[Side]:
    doc, cast = context.doc, context.cast
    if kind == "relations_change":
        yield from _tied_to(context, i, role)
        return
    objects = [j for j in doc.children[i] if dep_in(doc.tokens[j], "obj", "iobj")]
    blamed = kind == "criticism"
    found = [(j, side) for j in objects for side in _aimed_at(context, j, role, blamed=blamed)]
    found = [(j, side) for j, side in found if kind != "request" or _may_be_asked(context, j, side)]
    sides = [side for _, side in found]
    for case, j in obliques(doc, i) if kind != "appointment" else ():
        if kind == "criticism" and case == "with":
            continue  # nobody is criticised with somebody
        if case in _ABOUT:  # "warned of Russian moves" is not said to Russia
            sides += sides_of(context, cast.all_at(j), role)
        elif case in _TARGETS or (_passes_on(context, case, j) and (kind == "aid" or doc.tokens[j].lemma in _ANSWERS)):
            # "promised $2 million in aid to B", "in response to B's raid"
            sides += _meant(context, j, role)
    yield from sides or (_in_clause(context, i, role) if kind in _BY_CONTENT else ())


def noun_parties(context: Context, i: int, role: Role) -> Parties:
    """Return who acts and at whom it is aimed, in `role`, by noun `i`: "the condemnation of A by B"."""
    doc, cast = context.doc, context.cast
    owners = _possessors(context, i)
    owners += [k for case, j in _around(doc, i) if case in ("by", "between", "of") for k in cast.all_at(j)]
    others = [k for case, j in obliques(doc, i) if case in ("against", "on", "with", "to") for k in cast.all_at(j)]
    return tuple(dict.fromkeys(owners)), sides_of(context, tuple(others), role)


def _around(doc: Document, i: int) -> Iterator[tuple[str, int]]:
    """Yield what depends by prepositions on a noun and on what it is of: "the signing of a pact between A and B"."""
    for case, j in obliques(doc, i):
        yield case, j
        if case == "of" and doc.tokens[j].pos == "NOUN":
            yield from obliques(doc, j)


def is_done_to(doc: Document, i: int) -> bool:
    """Say whether verb `i` is a participle behind the noun of whom it is done to: "asked about", "backed by B"."""
    token = doc.tokens[i]
    reduced = dep_in(token, "acl", "advcl") and not token.dep.startswith(("acl:relcl", "advcl:relcl"))
    own = doc.child(i, "nsubj", "mark", "obj", "aux")
    return reduced and token.lower.endswith("ed") and own is None and case_of(doc, i) == ""


def nation_of(context: Context, i: int) -> str | None:
    """Return the state of a noun where token `i` is an adjective or name of it before that: "the French unions"."""
    party = context.cast.party_words(i) if dep_in(context.doc.tokens[i], "amod", "compound") else None
    return party.keys[0] if party is not None else None


def _summoning(context: Context, i: int) -> int:
    """Return the verb whose subject says what verb `i` tells: who summons somebody "to demand" does, not his guest."""
    token = context.doc.tokens[i]
    told = dep_in(token, "advcl", "xcomp") and context.doc.tokens[token.head].lemma in _SUMMONING
    return token.head if told else i


def _agents(context: Context, i: int, kind: str) -> tuple[int, ...]:
    """Return who does what passive verb `i` tells: "by B", "summoned to the ministry", "suspended from the Union"."""
    doc, cast = context.doc, context.cast
    subj = doc.child(i, "nsubj:pass")
    nodes = (i, subj) if subj is not None else (i,)
    cases = ("by", "between") if kind in _TOGETHER else ("by",)
    agents = tuple(k for node in nodes for case, j in obliques(doc, node) if case in cases for k in cast.all_at(j))
    where = "to" if doc.tokens[i].lemma in _SUMMONING else "from" if kind == "decision" else None
    return agents or tuple(k for case, j in obliques(doc, i) if case == where for k in cast.all_at(j))


def _subjects(context: Context, i: int, subj: int | None) -> tuple[int, ...]:
    """Return the mentions that the subject of verb `i` names; of one who alone is spoken of, not those beside him."""
    doc, cast = context.doc, context.cast
    if subj is None:
        return ()
    alone = doc.tokens[i].dep.startswith("acl:relcl") and any(
        doc.tokens[j].lower in ("has", "was", "is") for j in (i, *doc.children[i])
    )
    one = cast.at(subj)
    if alone and one is not None:
        return (one,)
    if doc.tokens[subj].lemma.lower() in _DOCUMENTS:
        named = (k for case, j in obliques(doc, subj) if case in ("by", "from", "of") for k in cast.all_at(j))
        return (*_possessors(context, subj), *named)  # "the statement by B called"
    # "other states such as A and B have recalled", "three states - A, B and C - were"
    return cast.all_at(subj) or tuple(
        k
        for j in doc.children[subj]
        if dep_in(doc.tokens[j], "appos") or case_of(doc, j) in EXAMPLES
        for k in cast.all_at(j)
    )


def _aimed_at(context: Context, j: int, role: Role, *, blamed: bool = False) -> Iterator[Side]:
    """Yield whom an act on object `j` is aimed at: the object, whose it is, or whom it has to do with.

    Who is `blamed` is whoever did what is condemned, and not whom it was done to: "condemned B's raid on C".
    """
    done = blamed and context.doc.tokens[j].lemma.lower() not in _VESSELS
    yield from _meant(context, j, role, done=done)
    # "condemned Russia's attack": the owner of what is condemned is meant.
    for case, c in obliques(context.doc, j):
        if _passes_on(context, case, c) and (not done or case in _DOING):
            yield from _meant(context, c, role, done=done)


def _may_be_asked(context: Context, j: int, side: Side) -> bool:
    """Say whether a side told with object `j` of a request may be who is asked: not whose freeing or return it is."""
    person = context.cast.entities[side.entity].kind is ActorKind.PERSON
    return not person or any(side.entity in context.cast.entities_of(k) for k in context.cast.all_at(j))


def _tied_to(context: Context, i: int, role: Role) -> Iterator[Side]:
    """Yield with whom ties are changed: where those sent away or back are posted, or whose they are."""
    doc = context.doc
    for j in doc.children[i]:
        if not dep_in(doc.tokens[j], "obj", "iobj", "nsubj:pass"):
            continue
        below = [c for c in doc.subtree(j) if dep_in(doc.tokens[c], "nmod") and case_of(doc, c) in _POSTS]
        posts = _states(context, (c for b in below for c in conjuncts(doc, b)), role)
        # "recalled its ambassador to B"
        owner = doc.child(j, "nmod:poss") if doc.tokens[j].lemma.lower() in _ENVOYS else None
        own = owner is not None and (bool(posts) or doc.tokens[owner].pos == "PRON")
        yield from posts
        if not own:  # "expelled the envoys of B"
            yield from _aimed_at(context, j, role)
    for case, j in obliques(doc, i):
        if case in _POSTS | _TARGETS:
            yield from (_states(context, conjuncts(doc, j), role) or _meant(context, j, role))


def _meant(context: Context, j: int, role: Role, depth: int = 0, *, done: bool = False) -> Iterator[Side]:
    """Yield who is meant by a noun: it, whose it is, or of whom what it has to do with is, or who has `done` it."""
    doc, cast = context.doc, context.cast
    if sides := sides_of(context, cast.all_at(j), role):
        yield from sides
        return
    for c in doc.children[j]:
        if doc.tokens[c].dep == "nmod:poss":
            yield from sides_of(context, cast.all_at(c), role)
        elif nation_of(context, c) is not None:
            yield from sides_of(context, cast.all_at(c), role) or _states(context, (c,), role)
    if depth < _DEEPEST:
        for case, c in obliques(doc, j):
            far = depth and case == "with"  # "a fire on the border with B"
            if _passes_on(context, case, c) and not far and (not done or case in _DOING):
                yield from _meant(context, c, role, depth + 1, done=done)


def _passes_on(context: Context, case: str, c: int) -> bool:
    """Say whether what stands behind a preposition may tell whom a noun has to do with; "in B" only tells where."""
    return case in _TARGETS or case == "by" or (case == "in" and not context.cast.all_at(c))


def _heard_by(context: Context, i: int, role: Role) -> Iterator[Side]:
    """Yield to whom a statement is made: who is told it, or whose words it answers; not whom it is about."""
    doc, cast = context.doc, context.cast
    for j in doc.children[i]:
        if dep_in(doc.tokens[j], "obj", "iobj"):
            answered = [k for case, c in obliques(doc, j) if case in ("of", "by") for k in cast.all_at(c)]
            yield from sides_of(context, cast.all_at(j) or (*_possessors(context, j), *answered), role)
        elif dep_in(doc.tokens[j], "obl") and case_of(doc, j) == "to":
            yield from sides_of(context, cast.all_at(j), role)


def _states(context: Context, tokens: Iterable[int], role: Role) -> tuple[Side, ...]:
    """Return the states that are named at tokens by themselves or as adjectives, within longer mentions too."""
    found: dict[int, Side] = {}
    for j in tokens:
        country = context.cast.country_at(j)
        key = country.keys[0] if country is not None else nation_of(context, j)
        if key is not None:
            entity = context.cast.state(key)
            found.setdefault(entity, Side(entity=entity, role=role, first=j, last=j + 1))
    return tuple(found.values())


def _in_clause(context: Context, i: int, role: Role) -> Iterator[Side]:
    """Yield who is to do, or does, what an act is about: "demanded that B leave", "warned that, if B went on"."""
    doc = context.doc
    nouns = [j for j in doc.children[i] if dep_in(doc.tokens[j], "obj") and doc.tokens[j].pos == "NOUN"]
    said = [c for j in nouns for c in doc.children[j] if "that" in marks(doc, c)]  # "voiced anger that B had left"
    for j in (*doc.children[i], *said):
        if (not dep_in(doc.tokens[j], "ccomp", "xcomp", "advcl") and j not in said) or j < i:
            continue
        suppositions = (c for c in doc.children[j] if not {"if", "unless"}.isdisjoint(marks(doc, c)))
        for clause in (*suppositions, j):
            subj = doc.child(clause, *SUBJECTS)
            if subj is not None:
                yield from sides_of(context, context.cast.all_at(subj), role)
        if dep_in(doc.tokens[j], "xcomp"):
            for c in doc.children[j]:  # "threatened to expel the envoys of B"
                if dep_in(doc.tokens[c], "obj") or (dep_in(doc.tokens[c], "obl") and case_of(doc, c) in _TARGETS):
                    yield from _meant(context, c, role)


def _sent(context: Context, i: int) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Return who speaks by a gerund that tells what a letter says, and to whom; None where there is no letter.

    "Received a letter from B, congratulating her", "sent B a message expressing condolences".
    """
    doc, cast = context.doc, context.cast
    token = doc.tokens[i]
    if not (dep_in(token, "advcl", "acl", "conj") and token.lower.endswith("ing")):
        return None
    if dep_in(token, "conj"):
        return _sent(context, token.head)
    head = token.head
    carrier = head if doc.tokens[head].lemma in _CARRIERS else doc.child(head, "obj", "nsubj:pass")
    if carrier is None or doc.tokens[carrier].lemma not in _CARRIERS:
        return None
    senders = [k for n in (carrier, head) for case, j in obliques(doc, n) if case == "from" for k in cast.all_at(j)]
    senders = senders or _possessors(context, carrier)
    verb = doc.tokens[carrier].head
    if senders or doc.tokens[verb].lemma in _GETTING or not dep_in(doc.tokens[carrier], "obj"):
        return (tuple(dict.fromkeys(senders)), ()) if senders else None
    to = [j for n in (verb, carrier) for case, j in obliques(doc, n) if case == "to"]
    to += [j for j in doc.children[verb] if dep_in(doc.tokens[j], "iobj")]
    return _subjects(context, verb, subject(doc, verb)), tuple(k for j in to for k in cast.all_at(j))


def _possessors(context: Context, noun: int) -> list[int]:
    doc = context.doc
    return [k for j in doc.children[noun] if doc.tokens[j].dep == "nmod:poss" for k in context.cast.all_at(j)]


def _once(sides: Iterable[Side]) -> tuple[Side, ...]:
    """Return each entity once, where it is named first."""
    found: dict[int, Side] = {}
    for side in sides:
        found.setdefault(side.entity, side)
    return tuple(found.values())
