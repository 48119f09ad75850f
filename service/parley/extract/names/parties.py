"""Countries and organisations as an article names them, by name, demonym, capital or seat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from parley.actors import KnownActors, PartyName
from parley.extract.cues import cues
from parley.extract.language.titles import is_courtesy, is_title
from parley.extract.language.tree import POSSESSIVE
from parley.extract.names.regions import is_region
from parley.model import ActorKind, Document

_GENERIC: frozenset[str] = cues("titles")["generic"]
_PREFIXES: dict[str, str] = cues("titles")["prefixes"]
_GOVERNMENTS: frozenset[str] = cues("titles")["governments"]
_ABROAD: frozenset[str] = cues("titles")["abroad"]
_HYPHENATED: frozenset[str] = cues("titles")["hyphenated"]
_NAMESAKES: dict[str, frozenset[str]] = cues("titles")["shared"]
_MEMBERS: frozenset[str] = cues("titles")["members"]
_KIN: frozenset[str] = cues("titles")["kin"]
_HEADED_BY: frozenset[str] = cues("titles")["headed_by"]
_HALVES: Sequence[dict[str, Any]] = cues("titles")["halves"]
_ROYAL: frozenset[str] = cues("titles")["royal"]
_CITIES = frozenset({"capital", "city", "seat"})
_SIDES = frozenset({"north", "south"})
_LEADING = 2  # rank of the offices that lead a state or its government
# How a surface that cannot act by itself names a state: "Chinese", "Russians".
_WATERS: frozenset[str] = cues("places")["waters"]
DEMONYMS = frozenset({"demonym", "people"})
_SHARED_NAMES = DEMONYMS | {"government"}
_ENVOYS: frozenset[str] = cues("places")["posted"]


@dataclass(frozen=True, slots=True)
class Party:
    """A country or organisation named at tokens `first` to `last`; `noun` when it can act by itself."""

    first: int
    last: int
    keys: tuple[str, ...]
    kind: str
    ambiguous: bool


def namesakes(word: str) -> tuple[str, ...]:
    """Return the keys of the states of one name that a word in small letters stands for: "the two Koreas"."""
    return tuple(sorted(_NAMESAKES.get(word, ())))


def find_parties(doc: Document, known: KnownActors) -> dict[int, Party]:
    """Return the named countries and organisations by each of their tokens."""
    words = [t.text for t in doc.tokens]
    inside = {i: n for n in doc.names if n.label == "PERSON" for i in range(n.first, n.last)}
    found: dict[int, Party] = {}
    i = 0
    while i < len(words):
        low = doc.tokens[i].lower
        if words[i] == low and low != "the" and low not in _PREFIXES:
            i += 1  # what is written small names nobody
            continue
        hit = known.longest_surface(words, i) if words[i][:1].isupper() or low == "the" else None
        hit = _elided(words, i, known) or hit
        if hit is None and len(words[i]) > 4 and words[i].istitle():
            # Some papers write acronyms as words: "Ecowas", "Unicef".
            acronyms = tuple(n for n in known.surface(words[i].upper()) if n.kind == "acronym")
            hit = (1, acronyms) if acronyms else None
        if hit is None:
            if (party := _prefix(doc, i, known) or _governed_by(doc, i, known)) is not None:
                found[i] = party
            i += 1
            continue
        length, names = hit
        last = i + length
        first = i + 1 if low == "the" and length > 1 else i
        if names[0].kind in DEMONYMS and is_region(words, first, last):
            i = last
            continue
        person = inside.get(first)
        # "Jordan" within a longer personal name is no country; alone, the reader's label may be wrong.
        part_of_name = (
            person is not None
            and last - first == 1
            and person.last - person.first > last - first
            and doc.tokens[person.first].text[:1].isupper()
            and not (person.last < len(doc.tokens) and is_title(doc.tokens[person.last]))
            and not (first > 0 and doc.tokens[first - 1].lower in ("of", "from"))  # "King Hassan of Jordan"
            and not any(is_title(doc.tokens[j]) for j in range(person.first, person.last))
        )
        # "Queen Sofia" is not Bulgaria, and "Mr Santiago" not Chile.
        part_of_name |= names[0].kind in _CITIES and first > 0 and _is_of_person(doc, first - 1)
        # "the Security Council" is the UN's, "the National Security Council" is not.
        longer = (
            any(n.ambiguous for n in names)
            and first > 0
            and doc.tokens[first - 1].pos in ("PROPN", "ADJ", "NOUN")
            and (
                doc.tokens[first - 1].text[:1].isupper()
                and (doc.tokens[first - 1].dep in ("compound", "amod", "flat") or _names_body(names, known))
                and first - 1 not in found
            )
        )
        # Somebody's congress ("the National People's Congress") is not the one that goes by the bare word.
        before = doc.tokens[first - 1] if first else None
        other = words[last - 1].lower() in _GENERIC and before is not None
        longer |= other and before is not None and (before.text[:1].isupper() or before.text in POSSESSIVE)
        # "Congress president A" leads a party, "Senate President B" a senate of another state.
        longer |= words[last - 1].lower() in _GENERIC and last < len(words) and words[last].lower() in _HEADED_BY
        # "the Council of Ministers" is some other council.
        of = last < len(words) and words[last].lower() == "of"
        longer |= of and any(n.ambiguous for n in names) and _names_body(names, known)
        stateless = names[0].kind in DEMONYMS and _is_abroad(words, last)
        if (
            not part_of_name
            and not longer
            and not stateless
            and doc.tokens[first].sentence == doc.tokens[last - 1].sentence
        ):
            keys = tuple(dict.fromkeys(n.key for n in names))
            first = _with_size(words, first)
            party = Party(first, last, keys, names[0].kind, any(n.ambiguous for n in names) or len(keys) > 1)
            for j in range(first, last):
                found[j] = party
        i = last
    return _by_what_is_named(doc, found | _halves(doc, found), known)


def _halves(doc: Document, parties: dict[int, Party]) -> dict[int, Party]:
    """Return "the North" and "the South" where the text names states of a divided land, of the one it names most."""
    words = [t for t in doc.tokens if t.lower in _SIDES and t.text.istitle() and t.i not in parties and t.i > 0]
    alone = [t for t in words if doc.tokens[t.i - 1].lower == "the" and not _is_continued(doc, t.i + 1)]
    if not alone:
        return {}
    named = Counter(party.keys[0] for party in set(parties.values()))
    told = [sum(named[key] for key in halves["telling"]) for halves in _HALVES]
    if not any(told):
        return {}
    land = _HALVES[told.index(max(told))]
    return {t.i: Party(t.i, t.i + 1, (land[t.lower],), "name", False) for t in alone}


def _is_continued(doc: Document, i: int) -> bool:
    """Say whether token `i` goes on with a name: "the South China Sea", "the North Atlantic", "the South-East"."""
    token = doc.tokens[i] if i < len(doc.tokens) else None
    return token is not None and (token.text[:1].isupper() or token.text in ("-", "–"))


def _is_of_person(doc: Document, i: int) -> bool:
    """Say whether token `i` is a title that only people have before a bare name: "Queen", "Princess", "Mr"."""
    token = doc.tokens[i]
    return token.text[:1].isupper() and (token.lower in _ROYAL or is_courtesy(token))


def _with_size(words: list[str], first: int) -> int:
    """Return where the name of a body at `first` begins with the number of its members: "the 15-member Community"."""
    if first < 3 or words[first - 1].lower() not in _MEMBERS or words[first - 2] != "-":
        return first
    return first - 3 if words[first - 3].isalnum() else first


def _elided(words: list[str], i: int, known: KnownActors) -> tuple[int, tuple[PartyName, ...]] | None:
    """Return what a word names with the end of the name behind "and": "North" of "North and South Korean"."""
    if i + 3 >= len(words) or not words[i][:1].isupper() or words[i + 1].lower() not in ("and", "or", ",", "/"):
        return None
    hit = known.longest_surface(words, i + 2)
    tail = words[i + 3 : i + 2 + hit[0]] if hit is not None else []
    names = known.surface(" ".join((words[i], *tail))) if tail else ()
    return (1, names) if names else None


def _names_body(names: Sequence[PartyName], known: KnownActors) -> bool:
    """Say whether names are those of organisations alone: "the Council", "the Commission"."""
    return _are_bodies([n.key for n in names], known)


def _are_bodies(keys: Sequence[str], known: KnownActors) -> bool:
    return all(known.actor(key).kind is ActorKind.ORGANISATION for key in keys)


def _by_what_is_named(doc: Document, parties: dict[int, Party], known: KnownActors) -> dict[int, Party]:
    """Return the parties, of those that one word may mean the one first that the text names most otherwise.

    "Congolese", "Dominican" and "Korean" are of two states each; Kinshasa, Santo Domingo and Pyongyang of one. "The
    Foreign Office" is of several, but never of the one whose envoy it sends for. "The bloc" is one that the text names,
    else nobody.
    """
    several = {p for p in parties.values() if len(p.keys) > 1}
    bodies = {p for p in several if p.kind not in _SHARED_NAMES and _are_bodies(p.keys, known)}
    shared = bodies | {p for p in several if p.kind in _SHARED_NAMES}
    if not shared:
        return parties
    single = [p for p in dict.fromkeys(parties.values()) if len(p.keys) == 1]
    named = Counter(p.keys[0] for p in single)
    acting = Counter(p.keys[0] for p in single if not _has_envoy(doc, p))
    return {
        i: replace(p, keys=tuple(sorted(p.keys, key=lambda key: -(acting if p.kind == "government" else named)[key])))
        if p in shared
        else p
        for i, p in parties.items()
        if p not in bodies or any(named[key] for key in p.keys)
    }


def _has_envoy(doc: Document, party: Party) -> bool:
    """Say whether a state is named for somebody it has sent: "the Russian ambassador", "envoy of Nepal"."""
    around = (*doc.tokens[party.last : party.last + 5], *doc.tokens[max(party.first - 3, 0) : party.first])
    return any(token.lemma.lower() in _ENVOYS for token in around)


def names_waters(words: list[str], last: int) -> bool:
    """Say whether the words before `last` are part of the name of a sea: "the Indian Ocean"."""
    return last < len(words) and words[last].lower() in _WATERS


def _is_abroad(words: list[str], last: int) -> bool:
    """Say whether the demonym that ends before `last` tells where people are from, not whose state they act for."""
    behind = [word.lower() for word in words[last : last + 3]]
    if names_waters(words, last):
        return True
    if behind[:1] and behind[0] in _ABROAD:
        return words[last] == behind[0] and words[last - 1] != "Cypriot"  # not "the European Community"
    return len(behind) == 3 and behind[0] in ("-", "–") and behind[1] in _HYPHENATED and behind[2] in _KIN


def _prefix(doc: Document, i: int, known: KnownActors) -> Party | None:
    """Return the state that token `i` stands for in front of a hyphen and another state's name ("Sino-Indian")."""
    key = _PREFIXES.get(doc.tokens[i].lower)
    if key is None or i + 2 >= len(doc.tokens) or doc.tokens[i + 1].text not in ("-", "–"):
        return None
    behind = known.longest_surface([t.text for t in doc.tokens[i + 2 : i + 6]], 0)
    return Party(i, i + 1, (key,), "demonym", False) if behind is not None else None


def _governed_by(doc: Document, i: int, known: KnownActors) -> Party | None:
    """Return the state in "Biden administration", "the Abe government", where its leaders of that name led one only."""
    name = doc.tokens[i].text
    if i + 1 >= len(doc.tokens) or doc.tokens[i + 1].lower not in _GOVERNMENTS or not name.istitle():
        return None
    led = {
        office.party
        for person in known.persons_surnamed(name)
        for office in known.offices_ever(person.key)
        if office.rank <= _LEADING
    }
    return Party(i, i + 1, (led.pop(),), "demonym", False) if len(led) == 1 else None


def keys_in(parties: dict[int, Party], first: int, last: int) -> tuple[str, ...]:
    """Return the keys of the parties named within tokens `first` to `last`, in text order."""
    return tuple(dict.fromkeys(parties[i].keys[0] for i in range(first, last) if i in parties))


def head_of(doc: Document, first: int, last: int) -> int:
    """Return the token of the span whose head lies outside it; of several, the last."""
    outside = [i for i in range(first, last) if not first <= doc.tokens[i].head < last or doc.tokens[i].head == i]
    return outside[-1] if outside else last - 1
