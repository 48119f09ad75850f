"""Who may be a side of a diplomatic contact: whom a party, an office or the network tells to act abroad."""

from __future__ import annotations

from collections.abc import Sequence

from parley.actors.titles import title_form
from parley.extract.coreference.entities import Cast
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Side
from parley.extract.frames.sides import stay_at
from parley.extract.language.titles import COUNTERPARTS
from parley.extract.language.tree import dep_in, first_conjunct
from parley.extract.names.regions import region_words
from parley.model import ActorKind, Document

_SURE, FOREIGN = 0.95, 0.05  # probabilities of a trigger by which a side of no known state is taken for foreign
_BEYOND_DOUBT = 0.004  # the second of them, from which an inferred state is taken back
_DOMESTIC: frozenset[str] = cues("titles")["domestic"]
_HOME_AFFAIRS: frozenset[str] = cues("titles")["home_affairs"]
_OUTWARD = frozenset("foreign ambassador envoy president premier prime king chancellor speaker".split())
_SENT: frozenset[str] = cues("titles")["sent"]
_SERVICE: frozenset[str] = cues("titles")["service"]
_PRIVATE: frozenset[str] = cues("titles")["private"]
_PEOPLE: frozenset[str] = cues("titles")["sorts"]["people"]
_ARMED: frozenset[str] = cues("titles")["armed"]
_HEADS: frozenset[str] = cues("titles")["sorts"]["domestic_heads"]
_GRADES: frozenset[str] = cues("titles")["grades"]
_ABROAD = COUNTERPARTS | {"visiting"}
_VISIT = cues("contacts")["kinds"]["visit"]
_PLACE = "place"
_LANDS = frozenset({"LOC", "MISC"})  # what names of places and peoples are labelled
_ARMED_NAMES: frozenset[str] = cues("titles")["armed_names"]


def lend_hosts(context: Context, trigger: int, sides: Sequence[Side]) -> None:
    """Take officials of no stated country for those of the state visited, when its visitor meets them there."""
    cast = context.cast
    stay = stay_at(context, trigger)
    guests = [s for s in sides if stay is not None and s.entity in stay.visitors]
    if stay is None or not guests:
        return
    homes = {cast.party_of(s.entity) for s in guests} - {None}
    told = {cast.party_of(s.entity) for s in sides if not cast.entities[s.entity].inferred} - homes - {None}
    several = len({cast.party_of(s.entity) for s in sides} - {None}) > 1
    if stay.host in homes or (several and told != {stay.host}):
        return
    ours = [s for s in sides if s not in guests and cast.party_of(s.entity) in homes]
    own = {_list_of(context, s) for s in ours if not cast.entities[s.entity].inferred}
    for side in sides:
        if _list_of(context, side) in own or (several and cast.party_of(side.entity) in homes):
            continue  # listed with people of the visitor's own state, or like him before one of the host's
        entity = cast.entities[side.entity]
        untold = (entity.inferred or entity.party is None) and not _is_sent(entity.office)
        titled = entity.office or entity.besides  # "his counterpart A"
        if side not in guests and untold and titled and entity.kind is ActorKind.PERSON and not entity.former:
            cast.lend(side.entity, stay.host)


def _list_of(context: Context, side: Side) -> int:
    """Return the token of the first that a side is listed with, its own where it stands alone."""
    number = context.cast.at(side.first)
    return first_conjunct(context.doc, side.first if number is None else context.cast.mentions[number].head)


def doubt_homes(context: Context, trigger: int, sides: Sequence[Side]) -> None:
    """Take back inferred states by which a contact that is surely one between states would stay inside one."""
    cast = context.cast
    inferred = [s.entity for s in sides if cast.entities[s.entity].inferred]
    one = len({cast.party_of(s.entity) for s in sides}) == 1
    if any(_serves_abroad(context, s) for s in sides) or (
        stay_at(context, trigger) is not None
        and any(cast.entities[s.entity].inferred and _is_sent(cast.entities[s.entity].office) for s in sides)
    ):
        return  # whoever travels meets the embassy and the troops of home
    counterparts = are_counterparts(context, sides)
    sure = counterparts or is_surely_abroad(context.doc, trigger, domestic=_BEYOND_DOUBT)
    if inferred and one and len(sides) > 1 and sure:
        for entity in inferred if len(inferred) < len(sides) else inferred[1:]:
            office = (cast.entities[entity].office or "").lower().split()
            if counterparts or _HOME_AFFAIRS.isdisjoint(office):
                cast.doubt(entity)


def _is_sent(office: str | None) -> bool:
    """Say whether an office is that of one whom a state keeps in another: "Ambassador", "High Commissioner"."""
    words = (office or "").lower().replace("-", " ").split()
    return not _SENT.isdisjoint(words) or words[-2:] == ["high", "commissioner"]


def _serves_abroad(context: Context, side: Side) -> bool:
    """Say whether a side is people of a state who serve or live abroad: "UK nurses", "the Dutch embassy's staff"."""
    doc, cast = context.doc, context.cast
    if cast.entities[side.entity].inferred or cast.entities[side.entity].kind is ActorKind.PERSON:
        return False
    words = {doc.tokens[i].lemma.lower() for i in range(side.first, side.last)}
    number = cast.at(side.first)
    head = doc.tokens[cast.mentions[number].head] if number is not None else None
    adjective = head is not None and dep_in(head, "compound", "amod") and head.head not in range(side.first, side.last)
    return adjective or not words.isdisjoint(_SERVICE)


def acts(cast: Cast, number: int) -> bool:
    """Say whether an entity can be a side of a diplomatic contact."""
    entity = cast.entities[number]
    if entity.kind is ActorKind.ORGANISATION and entity.party is None:
        return is_armed(cast, number)
    office = (entity.office or "").lower().split()
    domestic = bool(office) and (office[-1] in _DOMESTIC or office[0] == "opposition")
    return entity.party is not None or not domestic


def is_armed(cast: Cast, number: int) -> bool:
    """Say whether a body is called one that is up in arms: "the rebel Free Army", "guerrillas of the Front", "rebels".

    Such a one negotiates with states, whatever is known of it besides.
    """
    if cast.entities[number].kind not in (ActorKind.ORGANISATION, ActorKind.GROUP):
        return False
    return any(_called_armed(cast, k) for k in range(len(cast.mentions)) if number in cast.entities_of(k))


def _called_armed(cast: Cast, k: int) -> bool:
    doc, mention = cast.doc, cast.mentions[k]
    head = doc.tokens[mention.head]
    inside = range(mention.first, mention.last)
    if not _ARMED_NAMES.isdisjoint(doc.tokens[i].text for i in inside) and mention.last - mention.first > 1:
        return True
    around = {*inside, mention.first - 1, mention.last} & set(range(len(doc.tokens)))
    if dep_in(head, "nmod", "compound", "appos") and head.head not in inside:
        around.add(head.head)  # "rebels of the Front"
    around |= {j for j in doc.children[head.i] if dep_in(doc.tokens[j], "appos", "amod", "compound")}
    around |= {c for j in around for c in doc.children[j] if dep_in(doc.tokens[c], "amod", "compound")}
    return not _ARMED.isdisjoint(doc.tokens[j].lemma.lower() for j in around)


def is_private(context: Context, side: Side) -> bool:
    """Say whether a side is called a person of business and nobody knows of a party: "the chief executive of"."""
    return context.cast.party_of(side.entity) is None and not _PRIVATE.isdisjoint(_called(context, side))


def _called(context: Context, side: Side) -> set[str]:
    """Return the words that a side is called by, its own and those in apposition."""
    doc, cast = context.doc, context.cast
    number = cast.at(side.first)
    if number is None:
        return set()
    head = doc.tokens[cast.mentions[number].head]
    about = [head.i, *doc.children[head.i]]
    if head.dep == "appos":
        about += [head.head, *doc.children[head.head]]
    return {doc.tokens[j].lemma.lower() for j in about}


def is_specific(context: Context, side: Side) -> bool:
    """Say whether a side is more than some group of many states ("NATO allies")."""
    entity = context.cast.entities[side.entity]
    if entity.kind is not ActorKind.GROUP or entity.party is None:
        return True
    return context.known.actor(entity.party).kind is ActorKind.COUNTRY


def has_others(context: Context, sides: Sequence[Side]) -> bool:
    """Say whether a text speaks of other states or organisations than those of `sides`, or of a journey to theirs.

    Where it does not, somebody of whom no state is told is of the one that the text is about.
    """
    cast, doc, known = context.cast, context.doc, context.known
    parties: set[str | None] = {cast.party_of(s.entity) for s in sides} - {None}
    if any(not _ABROAD.isdisjoint(_called(context, s)) or is_of_region(context, s) for s in sides):
        return True  # "his visiting colleague", "Arab ministers"
    if are_counterparts(context, sides):
        return True
    goals = (i for t in doc.triggers if t.type == _VISIT for i, role, _ in t.roles if role == _PLACE)
    lands = (known.surface(doc.tokens[i].text) for i in goals)
    if context.stays or any(n.kind == "name" for names in lands for n in names):
        return True  # "visited Nepal", but not "visited State House in Nairobi"
    if any(party not in parties for mention in cast.mentions for party in mention.parties):
        return True
    for name in doc.names:
        words = doc.span(name.first, name.last)
        cities = context.gazetteer.city(words, near=None)
        keys: set[str | None] = {n.key for n in known.surface(words)}
        keys = keys or {known.party_key(c.country) for c in cities if c.country}
        if name.label in _LANDS and keys and keys.isdisjoint(parties):
            return True
    return False


def are_counterparts(context: Context, sides: Sequence[Side]) -> bool:
    """Say whether one of a known state holds the office of one of no stated state, and so is of another.

    "Energy Minister A met her Kenyan counterpart", "Energy Minister A met Kenyan Energy Minister B".
    """
    cast = context.cast
    untold = [s for s in sides if cast.party_of(s.entity) is None or cast.entities[s.entity].inferred]
    known = [s for s in sides if s not in untold]
    held = {_ministry(cast, s) for s in untold} - {None}
    called = any(not COUNTERPARTS.isdisjoint(_called(context, s)) for s in known)
    return bool(held) and (called or any(_ministry(cast, s) in held for s in known))


def _ministry(cast: Cast, side: Side) -> frozenset[str] | None:
    """Return the words of the office of a minister or another whom a state has once; None of others."""
    office = cast.entities[side.entity].office
    words = frozenset(title_form(office).split()) if office else frozenset()
    return words if len(words) > 1 and words & _HEADS and not words & _GRADES else None


def is_of_region(context: Context, side: Side) -> bool:
    """Say whether a side is officials of several states by the region that they are called after: "Arab leaders"."""
    number = context.cast.at(side.first)
    mention = context.cast.mentions[number] if number is not None else None
    return mention is not None and mention.plural and region_words(context.doc, mention.first, mention.head) is not None


def is_surely_abroad(doc: Document, i: int, *, domestic: float) -> bool:
    """Say whether the network is sure that token `i` tells a contact, and that it is not inside one state."""
    return any(t.i == i and t.probability >= _SURE and t.domestic <= domestic for t in doc.triggers)


def is_official(cast: Cast, sides: Sequence[Side]) -> bool:
    """Say whether a person of unknown party holds an office that makes contacts abroad."""
    words = {w for s in sides for w in (cast.entities[s.entity].office or "").lower().split()}
    return not words.isdisjoint(_OUTWARD)


def in_office(context: Context, sides: Sequence[Side]) -> bool:
    """Say whether sides act for two parties, or one of no known party is called an official or is no one person."""
    cast = context.cast
    if len({cast.party_of(s.entity) for s in sides} - {None}) > 1:
        return True
    unknown = [(s, e) for s in sides if (e := cast.entities[s.entity]).party is None and not e.former]
    return any(
        e.kind is not ActorKind.PERSON or e.office or not _PEOPLE.isdisjoint(_called(context, s)) for s, e in unknown
    )
