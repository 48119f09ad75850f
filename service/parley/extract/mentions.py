"""Find the words that stand for actors: people, countries, organisations and unnamed groups.

Spans come from word order (titles before a name, "of China" after it), so that one wrong arc in the tree does not
lose a participant; the tree gives the head of each span.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.actors import KnownActors
from parley.extract.cues import cues
from parley.extract.identity import numbered
from parley.extract.offices import office_at
from parley.extract.parties import DEMONYMS, Party, head_of
from parley.extract.personal_names import find_people, with_suffix
from parley.extract.titles import (
    COMPANIONS,
    COUNTERPARTS,
    SHORT,
    in_honorific,
    is_courtesy,
    is_opposite,
    is_plural,
    office_word,
)
from parley.model import ActorKind, Document, Mention, Token

_TITLES = cues("titles")
_OFFICES: frozenset[str] = _TITLES["offices"]
_GROUPS: frozenset[str] = _TITLES["groups"]
_SPORTING: frozenset[str] = _TITLES["sporting"]
_BODIES: frozenset[str] = _TITLES["bodies"]
_HIGHEST: frozenset[str] = _TITLES["highest"]
_RANKS: frozenset[str] = _TITLES["ranks"]
_MANY = ("s", "ese", "sh", "ch", "men")  # endings of what names a nation's people together: "the French"
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_BREAKS = frozenset({",", "(", ")", ";", ":", "–", "—", "“", "”", '"'})
_I: frozenset[str] = _TITLES["i"]
_PRONOUNS: frozenset[str] = _TITLES["he"] | _TITLES["they"] | _TITLES["it"] | _I
_GENERIC: frozenset[str] = _TITLES["generic"]
_SHARED: dict[str, frozenset[str]] = _TITLES["shared"]
_COUNTING = frozenset(_TITLES["counting"])
_COUNTED: frozenset[str] = _TITLES["counted"]
_OF_TWO: frozenset[str] = _TITLES["of_two"]
_ARGUMENTS = ("nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "root")
# Somebody described by office, and where the words end that say where the office is exercised ("ambassador to Japan").
Role = tuple[Mention, int]


def find_mentions(doc: Document, known: KnownActors, parties: dict[int, Party]) -> tuple[Mention, ...]:
    """Return the mentions of `doc` in text order; mentions of one actor share their `entity`."""
    people = find_people(doc, known, parties)
    names = {i for m in people for i in range(m.first, m.last)}
    people, roles = _appositions(doc, people, list(_roles(doc, parties, names)), parties)
    taken = {i for m in people for i in range(m.first, m.last)}
    taken |= {i for m in roles for i in range(m.first, m.last)}
    bodies = [m for m in _bodies(doc, known, parties, taken) if m.head not in taken]
    taken |= {i for m in bodies for i in range(m.first, m.last)}
    pronouns = [_pronoun(t) for t in doc.tokens if t.i not in taken and _is_pronoun(doc, t)]
    pronouns += _honorifics(doc, taken)
    return numbered(sorted((*people, *roles, *bodies, *pronouns), key=lambda m: (m.first, m.last)), known)


def long_names(doc: Document, mentions: Sequence[Mention]) -> list[tuple[range, range]]:
    """Return the tokens of each name with its titles, and those that can stand for the whole: given name and surname.

    What stands in apposition ("Wang Yi (Foreign Minister)") is left where it is.
    """
    found = []
    for m in mentions:
        if m.kind is not ActorKind.PERSON or not m.name:
            continue
        last = first = end = _surname(doc, m)
        while first > m.first and doc.tokens[first - 1].text not in _BREAKS:
            first -= 1
        while end + 1 < m.last and (doc.tokens[end + 1].text not in _BREAKS or with_suffix(doc, end + 1) > end + 1):
            end += 1
        given = last > first and doc.tokens[last - 1].text[:1].isupper() and doc.tokens[last - 1].pos == "PROPN"
        shown = range(last - 1 if given else last, last + 1)
        if len(shown) < end + 1 - first and doc.tokens[first].sentence == doc.tokens[end].sentence:
            found.append((range(first, end + 1), shown))
    return found


def reheaded(doc: Document, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the mentions with their heads in `doc`, parsed again since they were found."""
    return tuple(replace(m, head=head_of(doc, m.first, m.last)) if m.name else m for m in mentions)


def _surname(doc: Document, mention: Mention) -> int:
    surname = (mention.name or "").split()[-1]
    backwards = range(mention.last - 1, mention.first - 1, -1)
    return next((i for i in backwards if surname.endswith(doc.tokens[i].text)), mention.last - 1)


def _bodies(doc: Document, known: KnownActors, parties: dict[int, Party], taken: set[int]) -> Iterator[Mention]:
    """Yield countries and organisations that stand for themselves, and organisations only the reader saw."""
    for party in dict.fromkeys(parties.values()):
        head = head_of(doc, party.first, party.last)
        token = doc.tokens[head]
        following = doc.tokens[party.last] if party.last < len(doc.tokens) else None
        if party.kind in DEMONYMS and not _acting_demonym(doc, party, head):
            continue
        if doc.span(party.first, party.last).lower() in _GENERIC:
            continue
        if following is not None and following.text == "-" and following.start == doc.tokens[party.last - 1].end:
            continue
        organisation = known.actor(party.keys[0]).kind is ActorKind.ORGANISATION
        kind = ActorKind.ORGANISATION if organisation else ActorKind.COUNTRY
        if party.kind in DEMONYMS:
            # "the Frenchman" is somebody told of before, "the French" are many.
            one = party.last - party.first == 1 and doc.tokens[party.first - 1].text.lower() == "the" and party.first
            kind = ActorKind.PERSON if one and not token.text.endswith(_MANY) else ActorKind.GROUP
        if token.dep == "compound" and kind is not ActorKind.GROUP and doc.tokens[token.head].pos == "PROPN":
            continue
        yield Mention(
            first=party.first,
            last=party.last,
            head=head,
            kind=kind,
            text=doc.span(party.first, party.last),
            name=None if kind in (ActorKind.GROUP, ActorKind.PERSON) else known.actor(party.keys[0]).label,
            parties=party.keys,
        )
    for token in doc.tokens:
        if (sharing := _SHARED.get(token.text.lower())) is not None and token.text[:1].isupper():
            first = token.i - 1 if token.i and doc.tokens[token.i - 1].text.lower() in ("two", "both") else token.i
            text = doc.span(first, token.i + 1)
            keys = tuple(sorted(sharing))
            yield Mention(
                first=first,
                last=token.i + 1,
                head=token.i,
                kind=ActorKind.COUNTRY,
                text=text,
                parties=keys,
                plural=True,
            )
    for name in doc.names:
        if name.label != "ORG" or any(i in parties or i in taken for i in range(name.first, name.last)):
            continue
        text = doc.span(name.first, name.last)
        if text[:1].isupper():
            yield Mention(
                first=name.first,
                last=name.last,
                head=head_of(doc, name.first, name.last),
                kind=ActorKind.ORGANISATION,
                text=text,
                name=text,
            )


def _acting_demonym(doc: Document, party: Party, head: int) -> bool:
    """Say whether a demonym is a noun of its own ("the Chinese said", "Russians")."""
    token = doc.tokens[head]
    if party.kind == "people" and (party.first == 0 or doc.tokens[party.first - 1].text.lower() != "the"):
        return False  # "local Slovaks" are citizens, "the Russians" may be their government
    if token.dep in ("amod", "compound") or token.pos == "ADJ":
        following = doc.tokens[head + 1] if head + 1 < len(doc.tokens) else None
        before = doc.tokens[party.first - 1].text.lower() if party.first else ""
        return before == "the" and (following is None or following.pos in ("VERB", "AUX", "PUNCT", "ADP"))
    return True


def _roles(doc: Document, parties: dict[int, Party], names: set[int]) -> Iterator[Role]:
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
        body = word in _BODIES or (plural and word in _GROUPS | _COUNTED)
        mention = Mention(
            first=phrase.first,
            last=phrase.last,
            head=token.i,
            kind=ActorKind.GROUP if body else ActorKind.PERSON,
            text=doc.span(phrase.first, phrase.last),
            office=None if word in COMPANIONS else phrase.title or token.lemma,
            parties=phrase.keys,
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


def _joint(doc: Document, role: Role, other: Mention) -> Mention | None:
    """Return two offices joined by "and" as one, when one person holds both ("prime minister and defence minister")."""
    first, full = role
    if full + 1 != other.first or doc.tokens[full].text.lower() not in ("and", "&") or first.plural or other.plural:
        return None
    if ActorKind.GROUP in (first.kind, other.kind) or other.first == other.head == full:
        return None
    alike = doc.tokens[first.head].text[:1].isupper() == doc.tokens[other.head].text[:1].isupper()
    second = doc.tokens[other.first].text.lower()
    if not alike or second in ("the", "a", "an", "his", "her") or (first.parties and other.parties):
        return None
    if other.parties and not first.parties and other.first < other.head:
        return None  # "the monarch and Palestinian leader": the second is of a state of its own
    if office_word(doc.tokens[first.head]) in _HIGHEST or other.office is None:
        return None
    return replace(
        first,
        last=other.last,
        text=doc.span(first.first, other.last),
        office=f"{first.office} and {other.office}",
        parties=first.parties or other.parties,
    )


def _is_role(doc: Document, token: Token, word: str) -> bool:
    """Say whether a noun stands for somebody in office, or for a group or body that acts for a state."""
    if word in _COUNTED:
        return any(doc.tokens[j].text.lower() in _COUNTING for j in doc.children[token.i]) and token.dep in _ARGUMENTS
    if (word in COMPANIONS and is_plural(token)) or (token.text in SHORT and doc.tokens[token.i - 1].pos == "NUM"):
        return False  # "the guests", "at 3 PM"
    if word not in _OFFICES and word not in _GROUPS and word not in COUNTERPARTS and word not in COMPANIONS:
        return False
    following = doc.tokens[token.i + 1] if token.i + 1 < len(doc.tokens) else None
    # Before a verb a noun describes nothing behind it, whatever the tree says.
    ends = following is None or following.pos in ("VERB", "AUX")
    first_lady = token.lemma.lower() == "lady" and token.i > 0 and doc.tokens[token.i - 1].text.lower() == "first"
    if (is_courtesy(token) and not first_lady) or (token.dep in ("compound", "nmod:desc") and not ends):
        return False
    if following is not None and following.text == "-" and following.start == token.end:
        return False  # "president-elect", "Secretary-General": the second word is the noun
    if is_plural(token):
        return word not in _SPORTING
    return word in _OFFICES or word in _BODIES or word in COUNTERPARTS or word in COMPANIONS


def _appositions(
    doc: Document, people: list[Mention], roles: list[Role], parties: dict[int, Party]
) -> tuple[list[Mention], list[Mention]]:
    """Give a name the office that stands in apposition to it ("Hayashi, the foreign minister of Japan,")."""
    kept = []
    by_first = {m.first: k for k, m in enumerate(people)}
    by_last = {m.last: k for k, m in enumerate(people)}
    for role, full in roles:
        before = role.first - 1
        index, last = None, role.last
        if before > 0 and doc.tokens[before].text in (",", "(", "–", "—") and not role.plural:
            index = by_last.get(before)
            last = full if _closes(doc, full) else role.last
            if index is not None and not _closes(doc, last):
                index = None
        if index is None and not role.plural:
            for last in dict.fromkeys((full, role.last)):
                index = _name_behind(doc, people, by_first, role, last)
                if index is not None:
                    break
        if index is None or people[index].kind is not ActorKind.PERSON:
            kept.append(role)
            if role.plural:
                _share_out(doc, people, by_first, role)
                kept[-1] = _share_in_turn(doc, people, by_first, role, parties)
            continue
        person = people[index]
        first, last = min(person.first, role.first), max(person.last, last)
        people[index] = replace(
            person,
            first=first,
            last=last,
            text=doc.span(first, last),
            office=person.office if person.office and not _is_rank(person.office) else role.office,
            besides=role.office if person.office and not _is_rank(person.office) else person.besides,
            parties=tuple(dict.fromkeys((*person.parties, *role.parties))),
            former=person.former or role.former,
        )
        by_last[last] = index  # a second office may follow
    return people, kept


def _share_out(doc: Document, people: list[Mention], by_first: dict[int, int], role: Mention) -> None:
    """Give the names listed behind "the prime ministers of A and B" the office and a state each, in their order."""
    if role.last >= len(doc.tokens) or doc.tokens[role.last].text not in (",", ":", "-", "--", "–", "—"):
        return
    listed: list[int] = []
    at = by_first.get(role.last + 1)
    while at is not None:
        listed.append(at)
        i = people[at].last
        while i < len(doc.tokens) and doc.tokens[i].text.lower() in (",", "and"):
            i += 1
        at = by_first.get(i) if i > people[at].last else None
    if len(listed) < 2 or (role.parties and len(role.parties) not in (1, len(listed))):
        return
    word = office_word(doc.tokens[role.head])
    plural = doc.tokens[role.head].text
    title = " ".join(word if w == plural and word else w for w in (role.office or "").split()) or None
    for n, index in enumerate(listed):
        person = people[index]
        keys = role.parties if len(role.parties) < 2 else role.parties[n : n + 1]
        people[index] = replace(person, office=person.office or title, parties=person.parties or keys)


def _share_in_turn(
    doc: Document, people: list[Mention], by_first: dict[int, int], role: Mention, parties: dict[int, Party]
) -> Mention:
    """Give each name the state before it: "the presidents of A, Ann Lee, and B, Bo Li"; return the role of them all."""
    keys, at = role.parties, role.last
    named: list[int] = []
    while len(keys) == len(named) + 1 and at + 1 < len(doc.tokens) and doc.tokens[at].text == ",":
        index = by_first.get(at + 1)
        if index is None:
            break
        named.append(index)
        at = people[index].last
        while at < len(doc.tokens) and doc.tokens[at].text.lower() in (",", "and", "of"):
            at += 1
        party = parties.get(at)
        if party is None or party.first != at:
            break
        keys, at = (*keys, *party.keys[:1]), party.last
    if len(named) < 2 or len(named) != len(keys):
        return role
    title = office_word(doc.tokens[role.head])
    for index, key in zip(named, keys, strict=True):
        people[index] = replace(people[index], office=people[index].office or title, parties=(key,))
    return replace(role, parties=keys)


def _name_behind(
    doc: Document, people: list[Mention], by_first: dict[int, int], role: Mention, last: int
) -> int | None:
    """Return the name that follows a role and a comma in apposition ("the ambassador of Japan, Kenji Ito,")."""
    if is_opposite(doc, role.head) and last in by_first:
        return by_first[last]  # "his opposite number A"
    if last >= len(doc.tokens) or doc.tokens[last].text not in (",", "-", "–", "—"):
        return None
    index = by_first.get(last + 1)
    if index is None:
        return None
    person = people[index]
    apposed = doc.tokens[role.head].dep == "appos" or doc.tokens[role.head].lemma in COUNTERPARTS | COMPANIONS
    apposed |= is_opposite(doc, role.head)
    if apposed or _appositive(doc, person, role):
        return index
    if (person.parties and role.parties) or (person.office and not _is_rank(person.office)):
        return None  # a list: "the prime minister, Foreign Minister A and ..."
    told = bool(role.parties) or doc.tokens[role.first].text.lower() in ("the", "his", "her", "their", "its")
    return index if told and person.last < len(doc.tokens) and doc.tokens[person.last].text in (",", "–", "—") else None


def _is_rank(office: str) -> bool:
    return all(word.lower() in _RANKS for word in office.split())


def _closes(doc: Document, i: int) -> bool:
    return i >= len(doc.tokens) or doc.tokens[i].text in (",", ")", ".", "–", "—", ";")


def _appositive(doc: Document, person: Mention, role: Mention) -> bool:
    # Any word of the name will do: one wrong arc makes another the head.
    own = (doc.tokens[i] for i in range(person.first, person.last))
    return any(t.dep == "appos" and role.first <= t.head < role.last for t in own)


def _is_pronoun(doc: Document, token: Token) -> bool:
    """Say whether a token stands for people told of elsewhere: a pronoun, "the two", "both", "the latter"."""
    low = token.text.lower()
    if low in _COUNTING:
        before = doc.tokens[token.i - 1].text.lower() if token.i else ""
        return (before == "the" or low == "both") and token.dep in _ARGUMENTS
    if low in _OF_TWO:
        before = doc.tokens[token.i - 1].text.lower() if token.i else ""
        return before == "the" and token.dep in (*_ARGUMENTS, "nmod:poss")  # not "the former president"
    return low in _PRONOUNS and token.text != "US" and not is_courtesy(token) and not in_honorific(doc, token.i)


def _honorifics(doc: Document, taken: set[int]) -> list[Mention]:
    """Return the honorifics that stand for somebody named before: "His Highness met the king"."""
    found = []
    for token in doc.tokens:
        if token.text.lower() not in ("his", "her") or not in_honorific(doc, token.i):
            continue
        last = token.i + 1
        while last < len(doc.tokens) and in_honorific(doc, last):
            last += 1
        alone = last < len(doc.tokens) and doc.tokens[last].pos not in ("PROPN", "NOUN") and last - 1 not in taken
        if alone and token.i not in taken:
            head = head_of(doc, token.i, last)
            found.append(replace(_pronoun(token), last=last, head=head, text=doc.span(token.i, last)))
    return found


def _pronoun(token: Token) -> Mention:
    low = token.text.lower()
    return Mention(
        first=token.i,
        last=token.i + 1,
        head=token.i,
        kind=ActorKind.PERSON if low in _TITLES["he"] | _I | _OF_TWO else ActorKind.GROUP,
        text=token.text,
        plural=low in _TITLES["they"] or low in _COUNTING,
        pronoun=True,
    )
