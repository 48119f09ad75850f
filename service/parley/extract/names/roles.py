"""Somebody described by office: "the Russian leader", "his Chinese counterpart", "US officials"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.language.titles import (
    COMPANIONS,
    COUNTERPARTS,
    SHORT,
    in_honorific,
    is_courtesy,
    is_opposite,
    is_plural,
    office_word,
)
from parley.extract.language.tree import case_of, obliques
from parley.extract.names.office_parts import past_in_office
from parley.extract.names.offices import Office, office_at
from parley.extract.names.parties import Party, namesakes
from parley.model import ActorKind, Document, Mention, Token

_TITLES = cues("titles")
_OFFICES: frozenset[str] = _TITLES["offices"]
_GROUPS: frozenset[str] = _TITLES["groups"]
_SPORTING: frozenset[str] = _TITLES["sporting"]
_BODIES: frozenset[str] = _TITLES["bodies"]
_QUALITIES: frozenset[str] = _TITLES["qualities"]
_ARMED: frozenset[str] = _TITLES["armed"]
_TEAMS: frozenset[str] = _TITLES["teams"]
_TEAM_SORTS: frozenset[str] = _TITLES["team_sorts"]
_TEAM_MEMBERS: frozenset[str] = _TITLES["team_members"]
_HIGHEST: frozenset[str] = _TITLES["highest"]
_COUNTING = frozenset(_TITLES["counting"])
_COUNTED: frozenset[str] = _TITLES["counted"]
_COUNTED_STATES: frozenset[str] = _TITLES["counted_states"]
_ENVOYS = frozenset({"diplomat"})
_COUNTABLE = _COUNTED | _COUNTED_STATES
_BODILY = _BODIES | _TEAMS
_SEVERAL = _GROUPS | _COUNTABLE
# Where a noun is an argument of its clause.
ARGUMENTS = ("nsubj", "nsubj:pass", "nsubj:outer", "obj", "iobj", "obl", "nmod", "root")
# A role, and where the words end that say where the office is exercised ("ambassador to Japan").
Role = tuple[Mention, int]


def find_roles(doc: Document, parties: dict[int, Party], names: set[int]) -> Iterator[Role]:
    """Yield "the Russian leader", "his Chinese counterpart", "US officials", "the foreign ministers of A and B"."""
    end = 0
    waiting: Role | None = None
    for token in doc.tokens:
        if token.i in names or token.i < end or token.pos not in ("NOUN", "PROPN") or token.i in parties:
            continue
        word = "counterpart" if is_opposite(doc, token.i) else office_word(token) or token.lemma.lower()
        if not _is_role(doc, token, word) or in_honorific(doc, token.i):
            continue
        plural = is_plural(token)
        phrase = office_at(doc, token.i, parties, names, plural=plural, coordinated=plural)
        end = phrase.last
        opens = [j for j in doc.children[token.i] if _counts(doc.tokens[j]) or doc.tokens[j].lower == "their"]
        # "the two neighbouring countries", "their negotiating teams"
        first = min((phrase.first, *opens)) if plural else phrase.first
        shared = _of_namesakes(doc, token.i) if plural and not phrase.keys else ()
        body = word in _BODILY or (plural and word in _SEVERAL)
        mention = Mention(
            first=first,
            last=phrase.last,
            head=token.i,
            kind=ActorKind.GROUP if body else ActorKind.PERSON,
            text=doc.span(first, phrase.last),
            office=None if word in COMPANIONS | _COUNTED_STATES else _office(doc, token, phrase, bare=bool(shared)),
            parties=phrase.keys or shared,
            plural=plural,
            former=phrase.former,
        )
        if waiting is not None and (joint := _joint(doc, waiting, mention)) is not None:
            mention = joint
        elif waiting is not None:
            yield waiting
        waiting = mention, phrase.full
    if waiting is not None:
        yield waiting


def _of_namesakes(doc: Document, noun: int) -> tuple[str, ...]:
    """Return the states of one name that people are of: "envoys from the two Koreas"."""
    told = (namesakes(doc.tokens[j].lower) for case, j in obliques(doc, noun) if case in ("of", "from"))
    return next(filter(None, told), ())


def _office(doc: Document, token: Token, phrase: Office, *, bare: bool) -> str:
    """Return the office that a phrase tells; the "top diplomat to Peru" is an envoy, the "top diplomat" a minister.

    `bare` is without what follows by "of", which tells the states and not the office.
    """
    posted = token.lemma in _ENVOYS and any(case_of(doc, c) == "to" for c in doc.children[token.i] if c > token.i)
    if posted:
        return token.lemma
    title = phrase.title or token.lemma
    return title.partition(" of ")[0] if bare else title


def _joint(doc: Document, role: Role, other: Mention) -> Mention | None:
    """Return two offices joined by "and" as one, when one person holds both ("prime minister and defence minister")."""
    first, full = role
    if full + 1 != other.first or doc.tokens[full].lower not in ("and", "&") or first.plural or other.plural:
        return None
    if ActorKind.GROUP in (first.kind, other.kind) or other.first == other.head == full:
        return None
    alike = doc.tokens[first.head].text[:1].isupper() == doc.tokens[other.head].text[:1].isupper()
    second = doc.tokens[other.first].lower
    if (
        not alike
        or second in ("the", "a", "an", "his", "her")
        or (first.parties and set(other.parties) - {*first.parties})
    ):
        return None
    if other.parties and not first.parties and other.first < other.head:
        return None  # "the monarch and Palestinian leader": the second is of a state of its own
    below = any(doc.tokens[i].lower in ("vice", "deputy") for i in range(first.first, first.head))
    if (office_word(doc.tokens[first.head]) in _HIGHEST and not below) or other.office is None:
        return None
    return replace(
        first,
        last=other.last,
        text=doc.span(first.first, other.last),
        office=f"{first.office} and {other.office}",
        parties=first.parties or other.parties,
    )


def _is_team(doc: Document, token: Token) -> bool:
    """Say whether a group is one of officials: "a parliamentary group", "a commission of experts"."""
    words = {doc.tokens[j].lower for j in doc.children[token.i]}
    members = {doc.tokens[j].lemma.lower() for j in doc.children[token.i] if doc.tokens[j].dep == "nmod"}
    official = not words.isdisjoint(_TEAM_SORTS) or not members.isdisjoint(_TEAM_MEMBERS)
    return official and token.pos == "NOUN" and token.text[:1].islower() and token.dep in ARGUMENTS


def _is_role(doc: Document, token: Token, word: str) -> bool:
    """Say whether a noun stands for somebody in office, or for a group or body that acts for a state."""
    if word in _COUNTABLE:
        counted = {doc.tokens[j].lower for j in doc.children[token.i] if _counts(doc.tokens[j])}
        told = word in _COUNTED or "both" in counted or _is_definite(doc, token)  # "two countries" are any
        return bool(counted) and token.dep in ARGUMENTS and is_plural(token) and told
    if (word in COMPANIONS and is_plural(token)) or (token.text in SHORT and doc.tokens[token.i - 1].pos == "NUM"):
        return False  # "the guests", "at 3 PM"
    if word in _TEAMS:
        return _is_team(doc, token)
    if word in _ARMED and _of_body(doc, token.i):
        return False  # "rebels of the Liberation Front": it is the body that acts
    if word not in _OFFICES and word not in _GROUPS and word not in COUNTERPARTS and word not in COMPANIONS:
        return False
    if word in _QUALITIES and any(doc.tokens[j].dep == "nmod:poss" for j in doc.children[token.i]):
        return False
    following = doc.tokens[token.i + 1] if token.i + 1 < len(doc.tokens) else None
    # Before a verb a noun describes nothing behind it, whatever the tree says.
    ends = following is None or following.pos in ("VERB", "AUX")
    first_lady = token.lemma.lower() == "lady" and token.i > 0 and doc.tokens[token.i - 1].lower == "first"
    if (is_courtesy(token) and not first_lady) or (token.dep in ("compound", "nmod:desc") and not ends):
        return False
    hyphened = following is not None and following.text == "-" and following.start == token.end
    if hyphened and past_in_office(doc, token.i + 1) == token.i + 1:
        return False  # "president-elect", "Secretary-General": the second word is the noun
    if is_plural(token):
        return word not in _SPORTING or _is_team(doc, token)
    return word in _OFFICES or word in _BODIES or word in COUNTERPARTS or word in COMPANIONS


def _of_body(doc: Document, i: int) -> bool:
    """Say whether the name of a body stands right behind "of" or "from" after noun `i`."""
    behind = [t.lower for t in doc.tokens[i + 1 : i + 3]]
    first = i + 3 if behind[1:] == ["the"] else i + 2
    named = any(name.label == "ORG" and name.first <= first < name.last for name in doc.names)
    return named and behind[0] in ("of", "from")


def _counts(token: Token) -> bool:
    """Say whether a word counts those behind it: not in "both the king and the queen"."""
    return token.lower in _COUNTING and token.dep != "cc:preconj"


def _is_definite(doc: Document, token: Token) -> bool:
    return any(doc.tokens[j].lower in ("the", "these", "our") for j in doc.children[token.i])
