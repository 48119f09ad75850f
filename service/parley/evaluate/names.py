"""When two namings are of one actor: spelling, titles, surnames, countries that stand for their representatives."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from parley.model import ActorKind, Role

_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "’": "'", "ʻ": "'", "ʼ": "'"}
)
_PARTICLES = frozenset("al el bin ibn von van der den de da dos di la le the of and y zu".split())
_TITLES = frozenset(
    "mr mrs ms dr prof sir dame lord sheikh king queen prince princess emir sultan general gen col lt jr sr ii iii his "
    "her their our highness excellency majesty president vice prime minister premier chancellor foreign secretary "
    "state senator ambassador envoy special leader dictator former acting counterpart deputy chairman chief".split()
)
_PRONOUNS = frozenset("he she they it his her their its him them who we us both".split())
# What stands for an office or a group, and for nobody by name.
_OFFICES = frozenset(
    "minister ambassador president secretary chancellor premier envoy adviser advisor leader spokesperson "
    "representative consul commissioner chairman general".split()
)
_GROUPS = frozenset(
    "officials official delegation leaders ministers representatives team diplomats government counterparts members "
    "participants envoys negotiators authorities lawmakers delegates experts administration allies side party".split()
)
_PARTIES = {
    "us": "united states", "usa": "united states", "united states america": "united states",
    "america": "united states", "american": "united states", "white house": "united states",
    "uk": "united kingdom", "britain": "united kingdom", "great britain": "united kingdom",
    "british": "united kingdom", "uae": "united arab emirates", "emirates": "united arab emirates",
    "eu": "european union", "un": "united nations", "dprk": "north korea", "rok": "south korea",
    "republic korea": "south korea", "drc": "democratic republic congo", "dr congo": "democratic republic congo",
    "turkiye": "turkey", "czechia": "czech republic", "cote d ivoire": "ivory coast", "cabo verde": "cape verde",
    "timor leste": "east timor", "burma": "myanmar", "eswatini": "swaziland", "macedonia": "north macedonia",
    "russian federation": "russia", "people s republic china": "china", "kremlin": "russia",
    "north atlantic treaty organization": "nato", "group seven": "g7", "g 7": "g7", "group twenty": "g20",
    "g 20": "g20", "association southeast asian nations": "asean", "asia pacific economic cooperation": "apec",
    "caribbean community": "caricom", "international organization for migration": "iom",
    "international atomic energy agency": "iaea", "african union": "au", "un high commissioner for refugees": "unhcr",
    "united nations high commissioner for refugees": "unhcr", "quadrilateral security dialogue": "quad",
    "un educational scientific cultural organization": "unesco", "league arab states": "arab league",
    "palestinian authority": "palestine", "state palestine": "palestine", "un security council": "united nations",
}  # fmt: skip
_PLACES = {
    "white house": "washington", "washington d c": "washington", "washington dc": "washington", "kiev": "kyiv",
    "ulan bator": "ulaanbaatar", "rangoon": "yangon", "cebu city": "cebu", "new york city": "new york",
}  # fmt: skip


@functools.lru_cache(maxsize=20_000)
def split_words(text: str) -> tuple[str, ...]:
    """Return the words of `text`, case and diacritics folded, possessives and stops of initials taken off."""
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"\b(?:[a-z]\.){2,}", lambda match: match[0].replace(".", ""), plain)
    plain = re.sub(r"'s\b|s'(?=\s)", lambda match: match[0].replace("'s", "").replace("s'", "s"), plain)
    return tuple(re.findall(r"[^\W_]+", plain))


def plain_key(name: str) -> str:
    """Return the folded words of the name of a country or organisation without the smallest ones."""
    return " ".join(word for word in split_words(name) if word not in ("the", "of", "and"))


def party_key(name: str | None, aliases: Mapping[str, str]) -> str | None:
    """Return the form under which a country or organisation is compared."""
    if not name:
        return None
    key = plain_key(name)
    key = aliases.get(key, key)
    return _PARTIES.get(key, key) or None


def _name_words(text: str | None) -> tuple[str, ...]:
    """Return the words of a person's name without titles and particles."""
    return tuple(word for word in split_words(text or "") if word not in _TITLES and word not in _PARTICLES)


def _own_words(name: str, state: str | None) -> tuple[str, ...]:
    """Return the words of a name without the state that tells rulers of one name apart: "Hassan of Morocco"."""
    own, _, of = name.partition(" of ")
    return _name_words(own if state and split_words(of) == split_words(state) else name)


@functools.lru_cache(maxsize=50_000)
def _alike(a: str, b: str) -> bool:
    """Say whether two words of names are one, spelt by different rules of transliteration."""
    if a == b:
        return True
    return min(len(a), len(b)) > 4 and a[0] == b[0] and SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.8


def same_place(a: str | None, b: str | None) -> bool:
    """Say whether two names are of one city or building, as far as their spelling tells."""
    ours, theirs = _place_words(a), _place_words(b)
    return len(ours) == len(theirs) > 0 and all(map(_alike, ours, theirs))


def _place_words(name: str | None) -> list[str]:
    words = [word for word in split_words(name or "") if word != "the"]
    return _PLACES.get(" ".join(words), " ".join(words)).split()


def _within(few: Sequence[str], many: Sequence[str]) -> bool:
    """Say whether each word of `few` is one of `many` or its initial, at least one of them in full."""
    left, full = list(many), False
    for word in few:
        other = next((w for w in left if _alike(word, w)), None)
        if other:
            full |= len(other) > 1
        else:
            other = next((w for w in left if min(len(w), len(word)) == 1 and w[0] == word[0]), None)
            if not other:
                return False
        left.remove(other)
    return full


def _same_person(a: Sequence[str], b: Sequence[str], *, other_party: bool) -> bool:
    """Say whether two names are of one person: one contained in the other, or the same surname and a like first name.

    A surname alone is not enough where the two are known to act for different parties.
    """
    if not a or not b:
        return False
    few, many = sorted((a, b), key=len)
    if _within(few, many):
        return len(few) > 1 or len(many) == 1 or not other_party
    return min(len(a), len(b)) > 1 and _alike(a[-1], b[-1]) and a[0][:2] == b[0][:2] and not other_party


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """One participant, of the gold or predicted. `kind` is group for everyone who goes without a name of their own."""

    kind: ActorKind
    names: tuple[tuple[str, ...], ...]
    keys: frozenset[str]
    party: str | None
    text: tuple[str, ...]
    role: str
    office: bool = False


def _is_office(name: str) -> bool:
    """Say whether `name` is that of an office: "Foreign Minister of Oman", not "President Volodymyr Zelenskyy"."""
    words = split_words(name)
    office = next((i for i, word in enumerate(words) if word in _OFFICES), None)
    if office is None:
        return False
    written_small = any(word in _OFFICES for word in re.findall(r"\b[a-z]+", name))
    return written_small or words[-1] in _OFFICES or bool({"of", "to", "for"}.intersection(words[office:]))


def _text_words(text: str | None) -> tuple[str, ...]:
    words = tuple(word for word in split_words(text or "") if word not in ("the", "a", "an"))
    return () if all(word in _PRONOUNS for word in words) else words


def gold_who(entry: Mapping[str, Any], aliases: Mapping[str, str]) -> Who:
    """Return a participant of the gold."""
    name, as_text = str(entry["name"]), entry.get("as_text")
    party, key = party_key(entry.get("on_behalf_of"), aliases), party_key(name, aliases)
    words = split_words(name)
    role = str(entry.get("role") or "").casefold()
    office = not _GROUPS.intersection(words) and _is_office(name)
    if role.startswith("host country") or (key and key == party):
        kind = ActorKind.COUNTRY
    elif office or _GROUPS.intersection(words):
        kind = ActorKind.GROUP
    else:
        kind = ActorKind.PERSON
    names = (_own_words(name, entry.get("on_behalf_of")), _name_words(as_text)) if kind is ActorKind.PERSON else ()
    keys = frozenset(k for k in (key, party_key(as_text, aliases)) if k)
    return Who(
        kind=kind, names=names, keys=keys, party=party, text=_text_words(as_text), role=role, office=office
    )  # fmt: skip


def told_who(entry: Mapping[str, Any], aliases: Mapping[str, str]) -> Who:
    """Return a participant of a predicted event."""
    label = str(entry.get("label") or entry.get("text") or "")
    kind = ActorKind(entry.get("kind") or ActorKind.PERSON)
    key, party = party_key(label, aliases), party_key(entry.get("for"), aliases)
    if kind is ActorKind.PERSON and (_is_office(label) or _GROUPS.intersection(split_words(label))):
        kind = ActorKind.GROUP
    if kind in (ActorKind.COUNTRY, ActorKind.ORGANISATION):
        party = party or key
    name, words = _name_words(label), _name_words(entry.get("text"))
    # A full name in the words of the text, of which a part is the actor's: "K.P. Oli" of Khadga Prasad Oli.
    own = len(words) > 1 and any(_alike(word, part) for word in words for part in name if len(part) > 2)
    return Who(
        kind=kind,
        names=(name, words) if own else (name,),
        keys=frozenset({key} if key else ()),
        party=party,
        text=_text_words(entry.get("text")),
        role=str(entry.get("role") or Role.PARTICIPANT.value),
    )


def same_actor(gold: Who, told: Who, evidence: frozenset[str]) -> bool:
    """Say whether a predicted participant is one of the gold; `evidence` are the words of the predicted event."""
    other_party = bool(gold.party and told.party and gold.party != told.party)
    if gold.kind is told.kind is ActorKind.PERSON:
        return any(_same_person(a, b, other_party=other_party) for a in gold.names for b in told.names)
    if told.kind is not ActorKind.PERSON and gold.keys & told.keys:
        return told.kind is not ActorKind.GROUP or not other_party
    if gold.text and gold.text == told.text and not other_party:
        return True
    stands_for = {told.party, *(told.keys if told.kind is not ActorKind.PERSON else ())} - {None}
    if gold.party not in stands_for:
        return False
    if gold.kind is ActorKind.COUNTRY:
        return True
    if gold.kind is ActorKind.GROUP:
        return told.kind is not ActorKind.PERSON or gold.office
    # A country stands for its representative as long as the sentence does not name the latter.
    return not any(word in evidence for word in gold.names[0])
