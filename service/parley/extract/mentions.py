"""Find the words that stand for actors: people, countries, organisations and unnamed groups.

Spans come from word order (titles before a name, "of China" after it), so that one wrong arc in the tree does not
lose a participant; the tree gives the head of each span.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from parley.actors import KnownActors
from parley.extract.cues import cues
from parley.iris import slug
from parley.model import ActorKind, Document, Mention, Token

_TITLES = cues("titles")
_OFFICES: frozenset[str] = _TITLES["offices"]
_GROUPS: frozenset[str] = _TITLES["groups"]
_BODIES: frozenset[str] = _TITLES["bodies"]
_COURTESY: frozenset[str] = _TITLES["courtesy"]
_FORMER: frozenset[str] = _TITLES["former"]
_FILLERS: frozenset[str] = _TITLES["fillers"]
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_MINISTRIES = frozenset({"department", "ministry", "office", "bureau", "secretary"})
_PARTICLES: frozenset[str] = _TITLES["particles"]
_BREAKS = frozenset({",", "(", ")", ";", ":", "–", "—", "“", "”", '"'})
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow".split())
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii"})
COUNTERPARTS: frozenset[str] = _TITLES["counterparts"]
DEMONYMS = frozenset({"demonym", "people"})
_PRONOUNS: frozenset[str] = _TITLES["he"] | _TITLES["they"] | _TITLES["it"]
_PLURAL = re.compile(r"[^s]s$|men$|women$|people$")


@dataclass(frozen=True, slots=True)
class Party:
    """A country or organisation named at tokens `first` to `last`; `noun` when it can act by itself."""

    first: int
    last: int
    keys: tuple[str, ...]
    kind: str
    ambiguous: bool


def find_mentions(doc: Document, known: KnownActors, parties: dict[int, Party]) -> tuple[Mention, ...]:
    """Return the mentions of `doc` in text order; mentions of one actor share their `entity`."""
    people = _people(doc, known, parties)
    taken = {i for m in people for i in range(m.first, m.last)}
    roles = [m for m in _roles(doc, parties, taken) if m.head not in taken]
    people, roles = _appositions(doc, people, roles)
    taken |= {i for m in roles for i in range(m.first, m.last)}
    bodies = [m for m in _bodies(doc, known, parties, taken) if m.head not in taken]
    taken |= {i for m in bodies for i in range(m.first, m.last)}
    pronouns = [_pronoun(t) for t in doc.tokens if t.text.lower() in _PRONOUNS and t.i not in taken]
    return _entities(sorted((*people, *roles, *bodies, *pronouns), key=lambda m: (m.first, m.last)), known)


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
        while end + 1 < m.last and (doc.tokens[end + 1].text not in _BREAKS or _with_suffix(doc, end + 1) > end + 1):
            end += 1
        given = last > first and doc.tokens[last - 1].text[:1].isupper() and doc.tokens[last - 1].pos == "PROPN"
        shown = range(last - 1 if given else last, last + 1)
        if len(shown) < end + 1 - first and doc.tokens[first].sentence == doc.tokens[end].sentence:
            found.append((range(first, end + 1), shown))
    return found


def reheaded(doc: Document, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the mentions with their heads in `doc`, parsed again since they were found."""
    return tuple(replace(m, head=_head(doc, m.first, m.last)) if m.name else m for m in mentions)


def _surname(doc: Document, mention: Mention) -> int:
    surname = (mention.name or "").split()[-1]
    backwards = range(mention.last - 1, mention.first - 1, -1)
    return next((i for i in backwards if surname.endswith(doc.tokens[i].text)), mention.last - 1)


# --- countries and organisations --------------------------------------------------------------------------------


def find_parties(doc: Document, known: KnownActors) -> dict[int, Party]:
    """Return the named countries and organisations by each of their tokens."""
    words = [t.text for t in doc.tokens]
    inside = {i: n for n in doc.names if n.label == "PERSON" for i in range(n.first, n.last)}
    found: dict[int, Party] = {}
    i = 0
    while i < len(words):
        hit = known.longest_surface(words, i) if words[i][:1].isupper() or words[i].lower() == "the" else None
        if hit is None and len(words[i]) > 4 and words[i].istitle():
            # Some papers write acronyms as words: "Ecowas", "Unicef".
            acronyms = tuple(n for n in known.surface(words[i].upper()) if n.kind == "acronym")
            hit = (1, acronyms) if acronyms else None
        if hit is None:
            i += 1
            continue
        length, names = hit
        last = i + length
        first = i + 1 if words[i].lower() == "the" and length > 1 else i
        person = inside.get(first)
        # "Jordan" within a longer personal name is no country; alone, the reader's label may be wrong.
        part_of_name = (
            person is not None
            and person.last - person.first > last - first
            and doc.tokens[person.first].text[:1].isupper()
            and not (person.last < len(doc.tokens) and _is_title(doc.tokens[person.last]))
            and not (person.first == first and first > 0 and doc.tokens[first - 1].text.lower() in ("of", "from"))
            and not any(_is_title(doc.tokens[j]) for j in range(person.first, person.last))
        )
        # "the Security Council" is the UN's, "the National Security Council" is not.
        longer = (
            any(n.ambiguous for n in names)
            and first > 0
            and doc.tokens[first - 1].pos in ("PROPN", "ADJ")
            and (
                doc.tokens[first - 1].text[:1].isupper()
                and doc.tokens[first - 1].dep in ("compound", "amod", "flat")
                and first - 1 not in found
            )
        )
        if not part_of_name and not longer and doc.tokens[first].sentence == doc.tokens[last - 1].sentence:
            keys = tuple(dict.fromkeys(n.key for n in names))
            party = Party(first, last, keys, names[0].kind, any(n.ambiguous for n in names) or len(keys) > 1)
            for j in range(first, last):
                found[j] = party
        i = last
    return found


def _keys(parties: dict[int, Party], first: int, last: int) -> tuple[str, ...]:
    """Return the keys of the parties named within tokens `first` to `last`, in text order."""
    return tuple(dict.fromkeys(parties[i].keys[0] for i in range(first, last) if i in parties))


def _bodies(doc: Document, known: KnownActors, parties: dict[int, Party], taken: set[int]) -> Iterator[Mention]:
    """Yield countries and organisations that stand for themselves, and organisations only the reader saw."""
    for party in dict.fromkeys(parties.values()):
        head = _head(doc, party.first, party.last)
        token = doc.tokens[head]
        following = doc.tokens[party.last] if party.last < len(doc.tokens) else None
        if party.kind in DEMONYMS and not _acting_demonym(doc, party, head):
            continue
        if following is not None and following.text == "-" and following.start == doc.tokens[party.last - 1].end:
            continue
        organisation = known.actor(party.keys[0]).kind is ActorKind.ORGANISATION
        kind = ActorKind.ORGANISATION if organisation else ActorKind.COUNTRY
        if party.kind in DEMONYMS:
            kind = ActorKind.GROUP
        if token.dep == "compound" and kind is not ActorKind.GROUP and doc.tokens[token.head].pos == "PROPN":
            continue
        yield Mention(
            first=party.first,
            last=party.last,
            head=head,
            kind=kind,
            text=doc.span(party.first, party.last),
            name=None if kind is ActorKind.GROUP else known.actor(party.keys[0]).label,
            parties=party.keys,
        )
    for name in doc.names:
        if name.label != "ORG" or any(i in parties or i in taken for i in range(name.first, name.last)):
            continue
        text = doc.span(name.first, name.last)
        if text[:1].isupper():
            yield Mention(
                first=name.first,
                last=name.last,
                head=_head(doc, name.first, name.last),
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


def _head(doc: Document, first: int, last: int) -> int:
    """Return the token of the span whose head lies outside it; of several, the last."""
    outside = [i for i in range(first, last) if not first <= doc.tokens[i].head < last or doc.tokens[i].head == i]
    return outside[-1] if outside else last - 1


# --- people -----------------------------------------------------------------------------------------------------


def _people(doc: Document, known: KnownActors, parties: dict[int, Party]) -> list[Mention]:
    found: dict[int, Mention] = {}
    for first, last in sorted(_names(doc, known, parties)):
        start, office, keys, former = _title(doc, first, parties)
        end, after = _of_party(doc, _with_suffix(doc, last), parties)
        keys = tuple(dict.fromkeys((*keys, *after)))
        name = doc.span(first, last)
        found[first] = Mention(
            first=start,
            last=end,
            head=_head(doc, first, last),
            kind=ActorKind.PERSON,
            text=doc.span(start, end),
            name=name,
            office=office,
            parties=keys,
            former=former,
        )
    return list(found.values())


def _with_suffix(doc: Document, last: int) -> int:
    """Take in ", Jr." and its closing comma."""
    i = last + 1 if last < len(doc.tokens) and doc.tokens[last].text == "," else last
    if i < len(doc.tokens) and doc.tokens[i].text.lower() in _SUFFIXES:
        return i + 1
    return last


def _names(doc: Document, known: KnownActors, parties: dict[int, Party]) -> set[tuple[int, int]]:
    """Return the token spans of personal names."""
    spans: dict[int, int] = {}
    for name in doc.names:
        first, last = name.first, name.last
        if name.label == "PERSON":
            inner = [j for j in range(first, last - 1) if _is_title(doc.tokens[j])]
            first = inner[-1] + 1 if inner else first  # "US Defense Secretary Lloyd Austin"
            while first < last and (_is_title(doc.tokens[first]) or _in_title(doc, first, parties)):
                first += 1
            while last > first and (
                doc.tokens[last - 1].text in _POSSESSIVE or not doc.tokens[last - 1].text[0].isalpha()
            ):
                last -= 1
            whole = parties.get(first)
            is_party = whole is not None and whole.last >= last and not known.persons_named(doc.span(first, last))
            if first < last and doc.tokens[first].text.lower() in _SUFFIXES:
                continue
            last = _name_end(doc, first, last, known)
            named = first < last and all(_in_name(t) for t in doc.tokens[first:last])
            before_title = (
                last < len(doc.tokens) and doc.tokens[last].text[:1].isupper() and _is_title(doc.tokens[last])
            )
            if named and not is_party and not before_title and not _is_title(doc.tokens[last - 1]):
                spans[first] = last
    # A capitalised run after a title is a name, whatever the reader called it.
    for token in doc.tokens:
        if _is_title(token) and not _plural(token):
            first = token.i + 1
            last = first
            while last < len(doc.tokens) and _name_like(doc.tokens[last], token, parties):
                last += 1
            if first < last and not any(a < last and first < b for a, b in spans.items()):
                spans[first] = _name_end(doc, first, last, known)
    # What is a person's name once is one wherever it stands alone.
    surnames = {doc.tokens[b - 1].text for a, b in spans.items() if b - a > 1} | {
        doc.tokens[a].text for a, b in spans.items()
    }
    surnames = {s for s in surnames if s.lower() not in _SUFFIXES}
    covered = {i for a, b in spans.items() for i in range(a, b)}
    for token in doc.tokens:
        if (
            token.text in surnames
            and token.i not in covered
            and token.i not in parties
            and token.pos in ("PROPN", "NOUN")
        ):
            neighbours = [doc.tokens[j] for j in (token.i - 1, token.i + 1) if 0 <= j < len(doc.tokens)]
            if not any(n.pos == "PROPN" and n.i not in covered and n.sentence == token.sentence for n in neighbours):
                spans[token.i] = token.i + 1
    return set(spans.items())


def _name_end(doc: Document, first: int, last: int, known: KnownActors) -> int:
    """Take in what the reader cut off a name: "Suk" + "-yeol", and words that make it a known one."""
    while (
        last + 1 < len(doc.tokens)
        and doc.tokens[last].text == "-"
        and doc.tokens[last].start == doc.tokens[last - 1].end
    ):
        if doc.tokens[last + 1].start != doc.tokens[last].end:
            break
        last += 2
    for longer in (last + 2, last + 1):
        inside = longer <= len(doc.tokens) and doc.tokens[longer - 1].sentence == doc.tokens[first].sentence
        if inside and doc.tokens[longer - 1].text[:1].isupper() and known.persons_named(doc.span(first, longer)):
            return longer
    return last


def _in_name(token: Token) -> bool:
    """Say whether a word can stand in a personal name: capitalised, or a particle ("bin", "von der")."""
    word = token.text
    return (
        word[:1].isupper() or word.lower() in _PARTICLES or not word[:1].isalpha() or word[:3].lower() in ("al-", "el-")
    )


def _in_title(doc: Document, i: int, parties: dict[int, Party]) -> bool:
    """Say whether token `i`, which the reader took for part of a name, belongs to the title before it."""
    low = doc.tokens[i].text.lower()
    if i > 0 and i in parties and doc.tokens[i - 1].text.lower() in ("of", "from"):
        return True
    if low in ("of", "for") or (i in parties and parties[i].last <= i + 1 and _is_title(doc.tokens[i + 1])):
        return True
    return i > 1 and doc.tokens[i - 1].text.lower() in ("of", "for") and _is_title(doc.tokens[i - 2])


def _name_like(token: Token, title: Token, parties: dict[int, Party]) -> bool:
    return (
        token.text[:1].isupper()
        and token.pos == "PROPN"
        and token.text.lower() not in _SUFFIXES
        and token.sentence == title.sentence
        and token.i not in parties
        and not _is_title(token)
    )


def _is_title(token: Token) -> bool:
    low = token.text.lower()
    return low in _OFFICES or token.lemma.lower() in _OFFICES or low in _COURTESY or low in COUNTERPARTS


def _plural(token: Token) -> bool:
    return token.text.lower() != token.lemma.lower() and bool(_PLURAL.search(token.text.lower()))


def _title(doc: Document, first: int, parties: dict[int, Party]) -> tuple[int, str | None, tuple[str, ...], bool]:
    """Read the title before the name at token `first`: its start, the office, the parties, whether it is past."""
    tokens = doc.tokens
    floor = doc.sentences[tokens[first].sentence].first
    start = _office_with_complement(doc, first, floor)
    if start is None:
        start = first
        while start > floor and (_singular_title(tokens[start - 1]) or tokens[start - 1].text.lower() in _FILLERS):
            start -= 1
        if not any(_is_title(t) for t in tokens[start:first]):
            start = first
    if start == first:
        # "China's Xi Jinping": a possessor without an office.
        possessor = parties.get(first - 2) if tokens[first - 1].text in _POSSESSIVE and first - 2 >= floor else None
        return (possessor.first, None, possessor.keys[:1], False) if possessor else (first, None, (), False)
    start = _extend_left(doc, start, floor, parties)
    if start - 2 >= floor and tokens[start - 1].text == "and" and _singular_title(tokens[start - 2]):
        # "Deputy Prime Minister and Finance Minister X": both offices are hers.
        start = _extend_left(doc, start - 2, floor, parties)
    former = any(tokens[j].text.lower() in _FORMER for j in range(start, first))
    return start, _office(doc, start, first, parties), _keys(parties, start, first), former


def _singular_title(token: Token) -> bool:
    return _is_title(token) and (not _plural(token) or token.text.lower() in _COURTESY)


def _office_with_complement(doc: Document, first: int, floor: int) -> int | None:
    """Return the start of "Secretary of State", "President of the European Commission" right before token `first`."""
    for j in range(first - 1, max(floor, first - 16), -1):
        token = doc.tokens[j]
        if token.text.lower() in ("of", "for"):
            if j < first - 1 and _singular_title(doc.tokens[j - 1]):
                return j - 1
            if doc.tokens[j - 1].pos in ("PROPN", "NOUN"):
                continue  # "Head of the Department of the Administration of Azerbaijan"
            return None
        # Another office between belongs to somebody else: "spokesman for President Xi".
        if _is_title(token) or (
            token.pos not in ("PROPN", "NOUN", "ADJ", "DET") and token.text not in ("and", "&", "-", "'s", "’s")
        ):
            return None
    return None


def _extend_left(doc: Document, best: int, floor: int, parties: dict[int, Party], *, coordinated: bool = False) -> int:
    """Take in what belongs to a title that starts at `best`: determiner, possessor, nationality, modifiers."""
    start = best
    while start > floor:
        token = doc.tokens[start - 1]
        low = token.text.lower()
        if start - 1 in parties or low in _POSSESSIVE or low in _FORMER:
            start -= 1
        elif (
            token.pos in ("PROPN", "NOUN", "ADJ")
            and low[:1] != token.text[:1]
            and start - 1 > floor
            and low not in _DAYS
        ):
            start -= 1  # a capitalised word inside a sentence belongs to the capitalised title behind it
        elif token.pos in ("ADJ", "PROPN", "NOUN") and (
            token.dep in ("amod", "compound", "nmod:desc", "flat") or low in _FILLERS
        ):
            start -= 1
        elif token.pos in ("DET", "PRON") and (low in ("the", "a", "an") or token.dep == "nmod:poss"):
            return start - 1
        elif low == "-" and start - 2 >= floor:
            start -= 1
        elif low == ")" and start - 4 >= floor and doc.tokens[start - 3].text == "(" and start - 4 in parties:
            start -= 3  # "Republic of Korea (ROK) National Security Advisor"
        elif token.pos == "NUM" and token.text.isalpha():
            start -= 1
        elif low == "of" and start - 2 >= floor and doc.tokens[start - 2].text.lower() in _MINISTRIES:
            start -= 2  # "Department of State Acting Assistant Secretary"
        elif coordinated and low in ("and", ",") and start in parties and start - 2 in parties:
            start = parties[start - 2].first  # "China and Ukraine leaders"
        else:
            break
    while start < best and doc.tokens[start].text.lower() in (*_POSSESSIVE, "-"):
        start += 1
    return start


def _office(doc: Document, first: int, last: int, parties: dict[int, Party]) -> str | None:
    """Return the office as stated in tokens `first` to `last`, without party, article and fillers."""
    words = []
    for j in range(first, last):
        token = doc.tokens[j]
        low = token.text.lower()
        if j in parties or low in _POSSESSIVE or low in _FORMER or low in _FILLERS or low in _COURTESY:
            continue
        if low in ("the", "a", "an") or token.dep == "nmod:poss" or token.pos == "PUNCT":
            continue
        words.append(token)
    while words and words[-1].text.lower() in ("of", "for", "and", "to", "in", "at"):
        words.pop()
    while words and words[0].text.lower() in ("of", "for", "and", "to", "in", "at"):
        words.pop(0)
    return " ".join(w.text for w in words) or None


def _of_party(doc: Document, last: int, parties: dict[int, Party]) -> tuple[int, tuple[str, ...]]:
    """Read "of China", "from Japan" right after a name."""
    i = last
    if i < len(doc.tokens) and doc.tokens[i].text == "," and i > last - 1:
        i += 1 if i + 1 < len(doc.tokens) and doc.tokens[i + 1].text.lower() == "of" else 0
    if i < len(doc.tokens) and doc.tokens[i].text.lower() in ("of", "from"):
        i += 1
        if i < len(doc.tokens) and doc.tokens[i].text.lower() == "the":
            i += 1
        if i in parties and parties[i].kind in ("name", "alias", "acronym"):
            return parties[i].last, (parties[i].keys[0],)
    return last, ()


# --- unnamed people, groups, pronouns ---------------------------------------------------------------------------


def _roles(doc: Document, parties: dict[int, Party], taken: set[int]) -> Iterator[Mention]:
    """Yield "the Russian leader", "his Chinese counterpart", "senior US officials", "the foreign ministers of A and B"."""
    for token in doc.tokens:
        lemma = token.lemma.lower()
        if token.i in taken or token.pos not in ("NOUN", "PROPN") or token.i in parties:
            continue
        if not (lemma in _OFFICES or lemma in _GROUPS or lemma in COUNTERPARTS) or token.dep in (
            "compound",
            "nmod:desc",
        ):
            continue
        plural = _plural(token)
        if (
            not plural
            and lemma in _GROUPS
            and lemma not in _OFFICES
            and lemma not in _BODIES
            and lemma not in COUNTERPARTS
        ):
            continue
        sentence = doc.sentences[token.sentence]
        first = _extend_left(doc, token.i, sentence.first, parties, coordinated=plural)
        if first < token.i and doc.tokens[first].pos != "DET":
            first = _extend_left(doc, first, sentence.first, parties, coordinated=plural)
        last, after = _complement(doc, token.i, parties)
        keys = tuple(dict.fromkeys((*_keys(parties, first, token.i), *after)))
        body = lemma in _BODIES or (plural and lemma in _GROUPS)
        yield Mention(
            first=first,
            last=last,
            head=token.i,
            kind=ActorKind.GROUP if body else ActorKind.PERSON,
            text=doc.span(first, last),
            office=_office(doc, first, token.i + 1, parties) or token.lemma,
            parties=keys,
            plural=plural,
            former=any(doc.tokens[j].text.lower() in _FORMER for j in range(first, token.i)),
        )


def _complement(doc: Document, head: int, parties: dict[int, Party]) -> tuple[int, tuple[str, ...]]:
    """Read "of China and the US", "from Japan" after a role noun; an envoy *to* a country is not its own."""
    i = head + 1
    keys: list[str] = []
    last = i
    if i < len(doc.tokens) and doc.tokens[i].text.lower() in ("of", "from"):
        i += 1
        while i < len(doc.tokens) and doc.tokens[i].sentence == doc.tokens[head].sentence:
            low = doc.tokens[i].text.lower()
            if i in parties and parties[i].kind not in DEMONYMS:
                keys.append(parties[i].keys[0])
                i = last = parties[i].last
            elif low in ("the", ",", "and", "both") or low in _POSSESSIVE:
                i += 1
            else:
                break
    return last, tuple(keys)


def _appositions(doc: Document, people: list[Mention], roles: list[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Give a name the office that stands in apposition to it ("Hayashi, the foreign minister of Japan,")."""
    kept = []
    by_first = {m.first: k for k, m in enumerate(people)}
    by_last = {m.last: k for k, m in enumerate(people)}
    for role in roles:
        before, after = role.first - 1, role.last
        index = None
        if before > 0 and doc.tokens[before].text in (",", "(", "–", "—") and not role.plural:
            index = by_last.get(before)
            if index is not None and not _closes(doc, role.last):
                index = None
        if index is None and after < len(doc.tokens) and doc.tokens[after].text == "," and not role.plural:
            index = by_first.get(after + 1)
            apposed = doc.tokens[role.head].dep == "appos" or doc.tokens[role.head].lemma in COUNTERPARTS
            if index is not None and not apposed and not _appositive(doc, people[index], role):
                index = None
        if index is None or people[index].kind is not ActorKind.PERSON:
            kept.append(role)
            continue
        person = people[index]
        people[index] = replace(
            person,
            first=min(person.first, role.first),
            last=max(person.last, role.last),
            text=doc.span(min(person.first, role.first), max(person.last, role.last)),
            office=person.office or role.office,
            parties=tuple(dict.fromkeys((*person.parties, *role.parties))),
            former=person.former or role.former,
        )
    return people, kept


def _closes(doc: Document, i: int) -> bool:
    return (
        i >= len(doc.tokens)
        or doc.tokens[i].text in (",", ")", ".", "–", "—", ";")
        or doc.tokens[i].pos in ("VERB", "AUX")
    )


def _appositive(doc: Document, person: Mention, role: Mention) -> bool:
    tokens = doc.tokens
    return tokens[person.head].dep == "appos" and role.first <= tokens[person.head].head < role.last


def _pronoun(token: Token) -> Mention:
    low = token.text.lower()
    return Mention(
        first=token.i,
        last=token.i + 1,
        head=token.i,
        kind=ActorKind.PERSON if low in _TITLES["he"] else ActorKind.GROUP,
        text=token.text,
        plural=low in _TITLES["they"],
        pronoun=True,
    )


# --- mentions of one actor --------------------------------------------------------------------------------------


def _entities(mentions: list[Mention], known: KnownActors) -> tuple[Mention, ...]:
    """Number the actors: names of one person, in full, short or variant form, share a number."""
    people: list[list[int]] = []
    names: list[set[str]] = []
    others: dict[tuple[str, str], int] = {}
    numbers: dict[int, int] = {}
    order = sorted(
        (k for k, m in enumerate(mentions) if m.kind is ActorKind.PERSON and m.name),
        key=lambda k: (-len((mentions[k].name or "").split()), k),
    )
    for k in order:
        name = mentions[k].name or ""
        at = next((e for e, forms in enumerate(names) if any(same_person(name, form, known) for form in forms)), None)
        if at is None:
            people.append([])
            names.append(set())
            at = len(people) - 1
        people[at].append(k)
        names[at].add(name)
        numbers[k] = at
    count = len(people)
    for k, m in enumerate(mentions):
        if m.kind in (ActorKind.COUNTRY, ActorKind.ORGANISATION) and m.name:
            numbers[k] = count + others.setdefault((m.kind, m.name), len(others))
    return tuple(replace(m, entity=numbers.get(k, -1)) for k, m in enumerate(mentions))


def same_person(name: str, full: str, known: KnownActors) -> bool:
    """Say whether `name` can be a shorter or variant form of `full`."""
    a, b = slug(name).split("-"), slug(full).split("-")
    if a == b:
        return True
    if len(a) > 1 and len(b) > 1:
        if set(a) <= set(b) or set(b) <= set(a):
            return True
        if alike(a[-1], b[-1]) and (alike(a[0], b[0]) or a[0][0] == b[0] or b[0][0] == a[0]):
            return True
        one, other = known.persons_named(name), known.persons_named(full)
        return bool({p.key for p in one} & {p.key for p in other})
    short, long = (a, b) if len(a) == 1 else (b, a)
    if len(long) == 1:
        return alike(short[0], long[0])
    return any(alike(short[0], part) for part in (long[0], long[-1])) or short == long[1:]


def alike(a: str, b: str) -> bool:
    """Say whether two words are spellings of one name: equal, or long and one or two letters apart at the end."""
    if a == b:
        return True
    if min(len(a), len(b)) < 5 or abs(len(a) - len(b)) > 2:
        return False
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= max(len(a), len(b)) - 2
