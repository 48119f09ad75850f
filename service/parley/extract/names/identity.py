"""Which names of an article are of one person: full, short and variant forms share a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from parley.actors import KnownActors
from parley.actors.names import PARTICLES, name_words
from parley.actors.spellings import is_spelling
from parley.extract.cues import cues
from parley.extract.language.titles import COUNTERPARTS
from parley.iris import slug
from parley.model import ActorKind, Mention

_GENERATIONS = frozenset({"jr", "sr", "ii", "iii", "iv"})  # what tells a son from his father
_SONS = frozenset({"bin", "ibn", "ben", "bint"})
_LINKS = PARTICLES | _SONS | {"al", "el"}  # between the names of which a name is made
_LADY = "first lady"
_SPOUSES = frozenset({_LADY, "first", "lady"})
_PAIR = 2  # a given name and a surname
_BORN: frozenset[str] = cues("titles")["rulers"]
_VAGUE: frozenset[str] = COUNTERPARTS | cues("titles")["leaders"] - {"president", "premier", "chancellor"}
_RULERS: frozenset[str] = cues("titles")["highest"]  # who go by one name: "King Hassan" is of more than one state


def numbered(
    mentions: Sequence[Mention], known: KnownActors, by_names: Mapping[str, str] | None = None
) -> tuple[Mention, ...]:
    """Give each actor a number: names of one person, in full, short or variant form, share a number.

    `by_names` are the full names of those who go by another as well.
    """
    by_names = by_names or {}
    people: list[list[int]] = []
    others: dict[tuple[str, str], int] = {}
    numbers: dict[int, int] = {}
    order = sorted(
        (k for k, m in enumerate(mentions) if m.kind is ActorKind.PERSON and m.name),
        key=lambda k: (-len((mentions[k].name or "").split()), k),
    )
    for k in order:
        fitting = (
            e for e, own in enumerate(people) if _is_one(mentions[k], [mentions[o] for o in own], known, by_names)
        )
        at = max(fitting, key=lambda e: _likeness(mentions, k, people[e]), default=None)
        if at is None:
            people.append([])
            at = len(people) - 1
        people[at].append(k)
        numbers[k] = at
    count = len(people)
    for k, m in enumerate(mentions):
        if m.kind in (ActorKind.COUNTRY, ActorKind.ORGANISATION) and m.name:
            numbers[k] = count + others.setdefault((m.kind, m.name), len(others))
    return tuple(replace(m, entity=numbers[k]) if k in numbers else m for k, m in enumerate(mentions))


def _likeness(mentions: Sequence[Mention], k: int, own: Sequence[int]) -> tuple[bool, bool, bool, int]:
    """Return how well a name fits a person: by office, whole or as a surname, and by who was told of just before.

    A bare surname is rather of who is in office than of a spouse.
    """
    name, full = (slug(mentions[j].name or "").split("-") for j in (k, own[0]))
    while len(full) > 1 and full[-1] in _GENERATIONS:
        full = full[:-1]
    surname = name == full or (name[-1] == full[-1] and len(name) <= len(full))
    office = mentions[k].office
    same = office is not None and any(mentions[j].office == office for j in own)
    acts = any((mentions[j].office or _LADY).lower() not in _SPOUSES for j in own)
    return same, surname, acts, -min(k - j if j < k else len(mentions) + j for j in own)


def _is_one(mention: Mention, others: Sequence[Mention], known: KnownActors, by_names: Mapping[str, str]) -> bool:
    """Say whether a mention is of the person of the others: a like name, and not the same office of another state."""
    name = mention.name or ""
    names = {other.name or "" for other in others}
    if by_names.get(name) not in names and not any(same_person(name, full, known) for full in names):
        return False
    if " " not in name and any(_is_apart(mention, other) or _is_apart(other, mention) for other in others):
        return False
    states = {p for p in mention.parties if known.country(p)}
    ruler = (mention.office or "").lower() in _RULERS
    return not any(
        states
        and (" " in name or ruler)
        and mention.office
        and mention.office == other.office
        and (theirs := {p for p in other.parties if known.country(p)})
        and not states & theirs
        for other in others
    )


def _is_apart(one: Mention, other: Mention) -> bool:
    """Say whether one rules and another is in an office below: "King Hassan" is no "Foreign Minister Sheikh Hassan"."""
    if not one.office or not other.office:
        return False
    return one.office.lower().split()[-1] in _BORN and other.office.lower().split()[-1] not in _BORN | _VAGUE


def same_person(name: str, full: str, known: KnownActors) -> bool:
    """Say whether `name` can be a shorter or variant form of `full`."""
    a, b = slug(name).split("-"), slug(full).split("-")
    if a == b:
        return True
    if len(a) > 1 and len(b) > 1:
        if _is_fathers(a, b) or _is_fathers(b, a):
            return False
        one_of, other_of = Counter(a), Counter(b)  # a family's name may be a given name as well: "Sabah Al-Sabah"
        if one_of <= other_of or other_of <= one_of:
            return True
        if alike(a[-1], b[-1]) and (alike(a[0], b[0]) or a[0][0] == b[0] or b[0][0] == a[0]):
            return _may_share(a[1:-1], b[1:-1])
        one, other = known.persons_named(name), known.persons_named(full)
        return bool({p.key for p in one} & {p.key for p in other}) or is_spelling(name_words(name), name_words(full))
    short, long = (a, b) if len(a) == 1 else (b, a)
    if len(long) > _PAIR and long[-1] in _GENERATIONS:
        long = long[:-1]  # "Ramon Diaz III", not "Abdullah II"
    if len(long) == 1:
        return alike(short[0], long[0])
    return any(alike(short[0], part) for part in (long[0], long[-1])) or short == long[1:]


def _may_share(some: list[str], others: list[str]) -> bool:
    """Say whether what stands between given name and surname can be of one person: not "bin Salman" and "bin Nayef"."""
    ours, theirs = ([word for word in words if word not in _LINKS] for words in (some, others))
    fits = (alike(a, b) or (1 in (len(a), len(b)) and a[0] == b[0]) for a in ours for b in theirs)
    return not (ours and theirs) or any(fits)


def _is_fathers(a: list[str], b: list[str]) -> bool:
    """Say whether `a` is the name of the father told in `b`: "Faisal bin Saad" and "Khalid bin Faisal bin Saad"."""
    return any(b[i] in _SONS and b[i + 1 : i + 1 + len(a)] == a for i in range(1, len(b) - len(a)))


def alike(a: str, b: str) -> bool:
    """Say whether two words are spellings of one name: equal, or long and one or two letters apart at the end."""
    if a == b:
        return True
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 2:
        return False
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= max(len(a), len(b)) - 2
