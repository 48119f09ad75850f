"""Offices of no stated state that are those of the host: "flew to Oslo, where she met the king and her counterpart"."""

from __future__ import annotations

from itertools import takewhile

from parley.extract.circumstances import where
from parley.extract.coreference.home import may_have, own_state
from parley.extract.cues import cues
from parley.extract.frames.frame import Context
from parley.extract.frames.sides import host_of_stay, met_before, seat_at
from parley.extract.journeys.visits import VISIT, country_at
from parley.extract.language.titles import COUNTERPARTS
from parley.extract.language.tree import case_of, clause_heads, dep_in, marks, obliques, predicate, subject
from parley.model import ActorKind, Mention

_TITLES = cues("titles")
_SENT: frozenset[str] = _TITLES["sent"]
# Words that tell a contact.
_MEETING = frozenset(
    name.partition("_")[0]
    for words in (cues("contacts")["verb"], cues("contacts")["noun"])
    for name, entry in words.items()
    if entry["type"] not in (VISIT, "none")
)
_KEPT = _SENT | {"commissioner", "mission"}  # whom and what a state or organisation keeps in another
_LOCAL: frozenset[str] = _TITLES["local"]
_LEAVING: frozenset[str] = cues("contacts")["motion"]["departing"]
_RETURNING: frozenset[str] = cues("contacts")["motion"]["homeward"]
_BEFORE = frozenset({"before", "ahead of", "prior"})
_AFTER = frozenset({"after", "on", "upon", "since"})


def bind_hosts(context: Context) -> None:
    """Take each office of no stated state, held by somebody whom a guest meets, for that of the host."""
    cast = context.cast
    for k, mention in enumerate(cast.mentions):
        if not _is_open(context, mention):
            continue
        host = _host_of(context, k, mention)
        known = {cast.party_of(e) for e in cast.entities_of(k)}
        if host is not None and host not in known and may_have(host, mention.office or "", context.known):
            cast.bind_in(k, host)


def _is_open(context: Context, mention: Mention) -> bool:
    """Say whether a mention is an office of which nobody tells the state: "the president", "his counterpart"."""
    if mention.kind is not ActorKind.PERSON or mention.entity >= 0 or mention.pronoun or mention.parties:
        return False
    office = (mention.office or "").lower()
    if not office or not _SENT.isdisjoint(office.split()) or own_state(office) is not None:
        return False
    peer = context.doc.tokens[mention.head].lemma.lower() in COUNTERPARTS  # "her adviser" is hers
    return context.doc.tokens[mention.first].lower in (_TITLES["he"] if peer else ("the",))


def _host_of(context: Context, k: int, mention: Mention) -> str | None:
    """Return the state in which somebody beside a mention is a guest, by the place told with it or by a stay.

    Who bears a name is left as bound, but for the guest, who does not meet himself.
    """
    doc, cast = context.doc, context.cast
    verb = predicate(doc, mention.head)
    around = [subject(doc, verb), *(j for j in doc.children[verb] if dep_in(doc.tokens[j], "obj", "iobj", "obl"))]
    mentions = {n for i in around if i is not None for n in cast.all_at(i)} - {k}
    guests = {e for n in mentions for e in cast.entities_of(n) if cast.entities[e].kind is not ActorKind.COUNTRY}
    states = {cast.party_of(e) for e in guests}
    named = [e for e in cast.entities_of(k) if cast.entities[e].name or not cast.entities[e].inferred]
    if None in states or not states or not guests.issuperset(named):
        return None
    if not _is_met(context, mention.head, verb) or _is_at_home(context, verb):
        return None
    stay = host_of_stay(context, mention.head, guests)
    place = next(iter(where.places_of(doc, mention.head, context.known)), None)
    if place is not None:
        host = stay if country_at(context, place) in (None, stay) else _host_at(context, mention, place)
        return host if states != {host} else None
    posts = (post for e in sorted(guests) if (post := post_of(context, e)) != cast.party_of(e))
    return stay or next(posts, None) or met_before(context, verb, states)


def _host_at(context: Context, mention: Mention, place: tuple[int, int]) -> str | None:
    """Return the state in whose capital an office is met, or in any town where it is one of a part of the state."""
    if (seat := seat_at(context, place)) is not None:
        return seat
    local = not _LOCAL.isdisjoint((mention.office or "").lower().split())
    return country_at(context, place) if local else None


def post_of(context: Context, entity: int) -> str | None:
    """Return the state in which somebody is posted by the text: "the ambassador to Chile", "the mission in Mali"."""
    doc, cast = context.doc, context.cast
    for k, mention in enumerate(cast.mentions):
        if mention.pronoun or not mention.office or entity not in cast.entities_of(k):
            continue
        posts = (i for i in range(mention.first, mention.last) if doc.tokens[i].lemma.lower() in _KEPT)
        # The tree may hang the post on the state that sends: "the high commissioner of A to B".
        told = [oblique for i in posts for oblique in obliques(doc, i)]
        told += [inner for case, j in told if case == "of" for inner in obliques(doc, j)]
        for case, j in told:
            span = where.place_span(doc, j, context.known) if case in ("to", "in") else None
            if span is not None and (key := country_at(context, span)) is not None:
                return key
    return None


def _is_at_home(context: Context, verb: int) -> bool:
    """Say whether what a verb tells is before a departure or after a return: "before she leaves, she will meet"."""
    doc = context.doc
    for j in doc.children[verb]:
        told, lemma = {case_of(doc, j), *marks(doc, j)}, doc.tokens[j].lemma
        if told & _BEFORE and lemma in _LEAVING and doc.child(j, "obj") is None:
            return True
        if told & _AFTER and lemma in _RETURNING:
            return True
    return False


def _is_met(context: Context, i: int, verb: int) -> bool:
    """Say whether a word of contact stands between token `i` and its verb: not "flew there with the minister"."""
    doc = context.doc
    above = takewhile(lambda j: j != verb, clause_heads(doc, i))
    words = (verb, *above, *(j for j in doc.children[verb] if dep_in(doc.tokens[j], "obj")))
    return any(doc.tokens[j].lemma.lower() in _MEETING for j in words)
