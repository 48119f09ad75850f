"""The sides of a frame: the entities that mentions stand for."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from parley.extract.circumstances import where
from parley.extract.coreference.entities import Cast
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Side, Stay
from parley.extract.language.tree import POSSESSIVE, clause_heads, dep_in, marks, obliques, predicate, subject, visiting
from parley.extract.names.regions import names_world
from parley.model import ActorKind, Document, Mention, Role

_BODIES: frozenset[str] = cues("contacts")["bodies"]
_JOINTLY: frozenset[str] = cues("contacts")["jointly"]
_IN_PERSON = frozenset(
    name.partition("_")[0]
    for name, entry in cues("contacts")["verb"].items()
    if entry["type"] == cues("contacts")["kinds"]["meeting"]
)
_SEATED: frozenset[str] = cues("titles")["seated"]
_SEATS = frozenset({"name", "capital"})
_NEAR = 4  # sentences in which a visitor is still there
_SENT: frozenset[str] = cues("titles")["sorts"]["sent"]


def oblique_mentions(context: Context, i: int, cases: frozenset[str]) -> list[int]:
    """Return the mentions that depend on token `i` by one of the prepositions `cases`."""
    found: list[int] = []
    for case, j in obliques(context.doc, i):
        if case in cases:
            found.extend(mentions_at(context, j))
    for j in context.doc.children[i]:
        guest = visiting(context.doc, j)  # "talked with visiting B", parsed as a clause
        if guest != j and not cases.isdisjoint(marks(context.doc, j)):
            found.extend(mentions_at(context, guest))
    return found


def subjects_of(context: Context, i: int) -> tuple[int, ...]:
    """Return the mentions that are subjects of verb `i`; "A, who flew to Oslo, and B" tells of A alone."""
    subj = subject(context.doc, i)
    found = context.cast.all_at(subj) if subj is not None else ()
    aside = subj is not None and any(
        context.doc.tokens[j].dep == "acl:relcl" and context.doc.tokens[j].head == subj
        for j in clause_heads(context.doc, i)
    )
    return tuple(k for k in found if context.cast.mentions[k].head < i) if aside else found


def mentions_at(context: Context, i: int) -> tuple[int, ...]:
    """Return the mentions at token `i`; a relative pronoun stands for what it refers to ("whom he received")."""
    if context.doc.tokens[i].lower not in ("whom", "who"):
        return context.cast.all_at(i)
    clause = next((j for j in clause_heads(context.doc, i) if context.doc.tokens[j].dep == "acl:relcl"), None)
    meant = context.cast.all_at(context.doc.tokens[clause].head) if clause is not None else ()
    # Where the tree hangs the clause elsewhere, it is whoever is named last before: "A, with whom".
    behind = next((j for j in range(i - 1, max(i - 4, -1), -1) if context.doc.tokens[j].text == ","), i)
    return meant or (context.cast.all_at(behind - 1) if 0 < behind < i else ())


def possessors_of(context: Context, i: int) -> list[int]:
    """Return the mentions that own noun `i`: "Xi's visit", "his talks", wherever the tree hangs the possessor."""
    doc, cast = context.doc, context.cast
    found: list[int] = []
    for j in doc.children[i]:
        if doc.tokens[j].dep == "nmod:poss" and doc.tokens[j].lower == "whose":
            relative = next((c for c in clause_heads(doc, i) if dep_in(doc.tokens[c], "acl")), None)
            found.extend(cast.all_at(doc.tokens[relative].head) if relative is not None else ())
        elif doc.tokens[j].dep == "nmod:poss":
            found.extend(cast.all_at(j))
    j = i - 1
    while j > 0 and doc.tokens[j].pos in ("ADJ", "NOUN", "NUM", "VERB", "PUNCT", "ADV") and doc.tokens[j].text != ",":
        j -= 1
    if j > 0 and doc.tokens[j].text in POSSESSIVE and (k := cast.at(j - 1)) is not None and k not in found:
        found.append(k)
    return found


def sides_of(context: Context, mentions: tuple[int, ...], role: Role) -> tuple[Side, ...]:
    """Return a side per entity that the mentions refer to."""
    cast = context.cast
    sides: dict[int, Side] = {}
    for k in mentions:
        mention = cast.mentions[k]
        entities = cast.entities_of(k)
        if not entities and mention.pronoun and mention.plural and (stay := stay_at(context, mention.head)) is not None:
            entities = tuple(sorted(stay.visitors))  # "they met", of a delegation on a visit
        elif not entities and mention.kind is ActorKind.GROUP and mention.office and not mention.pronoun:
            # "met senior officials" on a visit: those of the state visited.
            foreign = names_world(context.doc, mention.first, mention.head)
            host = None if foreign else host_of_stay(context, mention.head) or _where_met(context, mention)
            entities = (cast.unnamed(mention.office.lower(), host, mention.text),) if host else ()
        for entity in entities:
            office = mention.office if mention.entity >= 0 or mention.kind is ActorKind.PERSON else None
            sides.setdefault(
                entity, Side(entity=entity, role=role, first=mention.first, last=mention.last, office=office)
            )
    return tuple(sides.values())


def _where_met(context: Context, mention: Mention) -> str | None:
    """Return the state of those of no stated one who are met: where they sit, or of those met right before."""
    doc = context.doc
    lemma, verb = doc.tokens[mention.head].lemma.lower(), predicate(doc, mention.head)
    subj = subject(doc, verb)
    actors = {e for k in (context.cast.all_at(subj) if subj is not None else ()) for e in context.cast.entities_of(k)}
    states = {context.cast.party_of(e) for e in actors}
    before = met_before(context, verb, states) if states else None
    if before is not None or not states or lemma not in _SEATED:
        return before
    places = where.places_of(doc, verb, context.known)
    return seat_at(context, places[0]) if places else None


def met_before(context: Context, verb: int, states: set[str | None]) -> str | None:
    """Return the state of those met in the clause before: "met Italy's premier and was received by the president"."""
    doc, cast = context.doc, context.cast
    first = doc.tokens[verb].head
    if doc.tokens[verb].dep != "conj" or not {doc.tokens[i].lemma for i in (verb, first)} <= _IN_PERSON:
        return None
    beside = (j for j in doc.children[first] if dep_in(doc.tokens[j], "obj", "obl"))
    people = (e for j in beside for k in cast.all_at(j) if not cast.mentions[k].pronoun for e in cast.entities_of(k))
    theirs = {cast.party_of(e) for e in people if cast.entities[e].kind is ActorKind.PERSON} - {None}
    return theirs.pop() if len(theirs) == 1 and theirs.isdisjoint(states) else None


def seat_at(context: Context, place: tuple[int, int]) -> str | None:
    """Return the state that a place tells without doubt: by its own name or that of its capital."""
    names = context.known.surface(context.doc.span(*place))
    return names[0].key if len({n.key for n in names}) == 1 and names[0].kind in _SEATS else None


def joint_body(context: Context, i: int) -> tuple[Side, ...]:
    """Return the states of a body named after them ("the U.S.-EU Task Force"), empty unless there are two."""
    cast = context.cast
    found = [Side(entity=e, role=Role.PARTICIPANT, first=a, last=b) for e, a, b in cast.compound_at(i)]
    named = [k for case, j in _of_name(context.doc, i) if case in ("of", "between") for k in cast.all_at(j)]
    states = tuple(k for k in named if _is_of_states(cast, k))
    found.extend(sides_of(context, states, Role.PARTICIPANT))
    return tuple(found) if len({cast.party_of(s.entity) for s in found}) > 1 else ()


def sits_jointly(doc: Document, i: int) -> bool:
    """Say whether event noun `i` is that of a body which states form: "the session of the Joint Commission"."""
    bodies = [j for case, j in obliques(doc, i) if case == "of" and doc.tokens[j].lemma.lower() in _BODIES]
    return any(doc.tokens[c].lower in _JOINTLY for j in bodies for c in doc.children[j])


def _of_name(doc: Document, i: int) -> Iterator[tuple[str, int]]:
    """Yield what depends by prepositions on a noun or on a word of its long name: "the Commission for Roads of"."""
    for case, j in obliques(doc, i):
        yield case, j
        if case in ("for", "on") or doc.tokens[j].pos == "PROPN":
            yield from _of_name(doc, j)
    for j in doc.children[i]:
        if dep_in(doc.tokens[j], "conj", "appos", "flat") and doc.tokens[j].pos == "PROPN":
            yield from _of_name(doc, j)


def is_body(context: Context, k: int) -> bool:
    """Say whether a mention that stands for states does so by those whom they send: "the two delegations"."""
    return context.doc.tokens[context.cast.mentions[k].head].lemma.lower() in _SENT


def _is_of_states(cast: Cast, k: int) -> bool:
    """Say whether a mention stands for states or organisations alone."""
    kinds = {cast.entities[e].kind for e in cast.entities_of(k)}
    return bool(kinds) and kinds <= {ActorKind.COUNTRY, ActorKind.ORGANISATION}


def stay_at(context: Context, i: int) -> Stay | None:
    """Return the visit during which the sentence of token `i` takes place, the last one told before."""
    sentence = context.doc.tokens[i].sentence
    near = [s for s in context.stays if 0 <= sentence - context.doc.tokens[s.trigger].sentence <= _NEAR]
    return max(near, key=lambda s: (s.trigger < i, s.trigger)) if near else None


def host_of_stay(context: Context, i: int, guests: Collection[int] = ()) -> str | None:
    """Return the state that a visitor told of before token `i` stays in.

    Where `guests` are given, it is one of them who visits, and is spoken of in each sentence since.
    """
    stay = stay_at(context, i)
    fits = stay is not None and stay.trigger < i and (not guests or _is_still_told(context, stay, i, guests))
    return stay.host if stay is not None and fits else None


def _is_still_told(context: Context, stay: Stay, i: int, guests: Collection[int]) -> bool:
    """Say whether a visitor who is one of `guests` is spoken of in each sentence from a stay to token `i`."""
    doc, cast = context.doc, context.cast
    visitors = stay.visitors.intersection(guests)
    own = (m for k, m in enumerate(cast.mentions) if visitors.intersection(cast.entities_of(k)))
    told = {doc.tokens[m.head].sentence for m in own}
    return bool(visitors) and told.issuperset(range(doc.tokens[stay.trigger].sentence, doc.tokens[i].sentence))
