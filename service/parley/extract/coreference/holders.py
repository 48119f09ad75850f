"""Which actor of an article an office can mean: by the office stated, held on the day, or held once."""

from __future__ import annotations

import re

from parley.extract.coreference.bindings import Bindings
from parley.extract.coreference.entity import Entity
from parley.extract.cues import cues
from parley.extract.language.titles import COUNTERPARTS
from parley.model import ActorKind, Mention

_TITLES = cues("titles")
_LEADERS: frozenset[str] = _TITLES["leaders"]
_GRADES: frozenset[str] = _TITLES["grades"]
_HEADS: dict[str, frozenset[str]] = {
    "head of state": frozenset("president king queen emperor emir amir sultan".split()),
    "head of government": frozenset("prime premier chancellor taoiseach".split()),
    "premier": frozenset({"premier", "prime"}),
    "monarch": frozenset("king queen emperor emir amir sultan".split()),
    "ruler": frozenset("king queen emperor emir amir sultan sheikh".split()),
    "pontiff": frozenset({"pope"}),
    "envoy": frozenset("ambassador envoy commissioner chargé emissary representative".split()),
    "diplomat": frozenset("ambassador envoy commissioner chargé consul".split()),
    "head of diplomacy": frozenset({"foreign"}),
    "top diplomat": frozenset({"foreign", "state"}),  # "Secretary of State"
    "chief diplomat": frozenset({"foreign", "state"}),
}
_SERVED = re.compile(r" (?:of|in) office of | to ")  # behind it is told whom somebody serves
_FILLING = frozenset({"of", "for", "the", "affairs"})
_SINGLE: frozenset[str] = _TITLES["sorts"]["single"]


def office_today(b: Bindings, entity: Entity) -> str | None:
    """Return the office that an actor is known to hold on the day of the article."""
    persons = b.known.persons_named(entity.name or "")
    if persons and b.day:
        office = b.known.office_held(persons[0].key, b.day, likely=True)
        return office.title if office else None
    return None


def is_in_office(b: Bindings, entity: Entity) -> bool:
    """Say whether the article or the reference data give an actor an office."""
    return bool(entity.office or office_today(b, entity))


def kinds_of_office(b: Bindings, entity: Entity) -> frozenset[str]:
    """Return the kinds of office (foreign minister, head of government) of an entity, as stated or known."""
    stated = b.known.offices_titled(entity.office, entity.party) if entity.office and entity.party else ()
    if stated:
        return frozenset(stated[0].kind.split("|"))
    persons = b.known.persons_named(entity.name or "")
    held = b.known.office_held(persons[0].key, b.day, likely=True) if persons and b.day else None
    return frozenset(held.kind.split("|")) if held else frozenset()


def fits(b: Bindings, entity: Entity, office: str | None, lemma: str) -> bool:
    """Say whether words for an office can mean an actor: its office is called so, or is one of a minister."""
    return is_so_called(b, entity, office, lemma) or _is_minister(b, entity, office, lemma)


def is_so_called(b: Bindings, entity: Entity, office: str | None, lemma: str) -> bool:
    """Say whether the office of an actor is called so: one that the article states, else that held on the day."""
    stated: tuple[str | None, ...] = (entity.office, *entity.besides) if entity.office else ()
    if all(theirs == "leader" for theirs in stated):
        stated = (*stated, office_today(b, entity))
    return any(_describes(theirs or "", office, lemma) for theirs in stated)


def _is_minister(b: Bindings, entity: Entity, office: str | None, lemma: str) -> bool:
    """Say whether an actor is a minister by the office of a secretary, as a Foreign Secretary is."""
    stated = (entity.office or (office_today(b, entity) if lemma == "minister" else None) or "").lower()
    if lemma != "minister" or "secretary" not in stated or " for " in stated:
        return False  # "the secretary of state for Europe" is one of several
    kind = (office or lemma).lower().replace(" ", "_")
    return any(held == kind or held.endswith(f"_{kind}") for held in kinds_of_office(b, entity))


def _describes(theirs: str, office: str | None, lemma: str) -> bool:
    theirs = _SERVED.split(theirs.lower())[0]
    if ("opposition" in (office or "").lower()) != ("opposition" in theirs):
        return False
    if not theirs:
        return lemma in ("leader", *COUNTERPARTS)
    if lemma == "leader":
        return bool(_LEADERS & set(theirs.split()))
    if office is None:
        return True
    ours = office.lower()
    if ours in _HEADS:
        return bool(_HEADS[ours] & set(theirs.split()))  # "the Head of State"
    if lemma in COUNTERPARTS:
        same = _core(ours) == _core(theirs)
        return same or (bool(_LEADERS & set(ours.split())) and bool(_LEADERS & set(theirs.split())))
    own, their = set(ours.replace("-", " ").split()), set(theirs.replace("-", " ").split())
    if own & _GRADES != their & _GRADES:
        return False
    return own <= their or (lemma in their and their <= own | {"the"})


def _core(office: str) -> set[str]:
    """Return the words of an office that tell it: those of "minister of foreign affairs" are of "foreign minister"."""
    return set(office.split()) - _FILLING


def is_vaguer(entity: Entity, office: str | None) -> bool:
    """Say whether an actor is told less of an office than a description tells: "the minister" of "defence minister"."""
    theirs, ours = set((entity.office or "").lower().split()), set((office or "").lower().split())
    return bool(theirs) and theirs < ours


def held_once(b: Bindings, office: str, party: str) -> int | None:
    """Return the one person named in the article who is known to have held an office once."""
    titled = {o.key for o in b.known.offices_titled(office, party)}
    fitting = [
        e.number
        for e in b.entities
        if e.kind is ActorKind.PERSON
        and e.name
        and any(o.key in titled for p in b.known.persons_named(e.name) for o in b.known.offices_ever(p.key))
    ]
    return fitting[0] if len(fitting) == 1 else None


def named_holder(b: Bindings, k: int, lemma: str, party: str, title: str | None) -> int | None:
    """Return the one named person of `party` whom "the leaders of A and B" can mean here."""
    fitting = {
        m.entity
        for m in b.mentions
        if m.kind is ActorKind.PERSON
        and m.entity >= 0
        and b.entities[m.entity].party == party
        and fits(b, b.entities[m.entity], title or lemma, lemma)
    }
    return next(iter(fitting)) if len(fitting) == 1 else None


def single_title(b: Bindings, mention: Mention, lemma: str, *, several: bool = False) -> str | None:
    """Return the office of each of "the foreign ministers of A and B", None for offices with many holders."""
    if not mention.plural or not (several or len(mention.parties) > 1) or lemma not in _SINGLE:
        return None
    title = singular(mention.office or "")
    return title if " " in title or lemma not in ("minister", "secretary") else None


def singular(office: str) -> str:
    """Return an office in the plural ("foreign ministers") in the singular."""
    words = office.split()
    if words and words[-1].lower().endswith("s"):
        words[-1] = words[-1][:-1] if not words[-1].lower().endswith("ies") else words[-1][:-3] + "y"
    elif words and words[-1].lower().endswith("men"):
        words[-1] = words[-1][:-2] + "an"
    return " ".join(words)
