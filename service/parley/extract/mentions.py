"""Find the words that stand for actors: people, countries, organisations and unnamed groups.

Spans come from word order (titles before a name, "of China" after it), so that one wrong arc in the tree does not
lose a participant; the tree gives the head of each span.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from parley.actors import KnownActors
from parley.extract.cues import cues
from parley.extract.parties import DEMONYMS, Party, head_of, keys_in
from parley.extract.personal_names import extend_left, find_people, office_in, with_suffix
from parley.extract.titles import COUNTERPARTS, is_plural
from parley.iris import slug
from parley.model import ActorKind, Document, Mention, Token

_TITLES = cues("titles")
_OFFICES: frozenset[str] = _TITLES["offices"]
_GROUPS: frozenset[str] = _TITLES["groups"]
_SPORTING: frozenset[str] = _TITLES["sporting"]
_BODIES: frozenset[str] = _TITLES["bodies"]
_FORMER: frozenset[str] = _TITLES["former"]
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_BREAKS = frozenset({",", "(", ")", ";", ":", "–", "—", "“", "”", '"'})
_PRONOUNS: frozenset[str] = _TITLES["he"] | _TITLES["they"] | _TITLES["it"]


def find_mentions(doc: Document, known: KnownActors, parties: dict[int, Party]) -> tuple[Mention, ...]:
    """Return the mentions of `doc` in text order; mentions of one actor share their `entity`."""
    people = find_people(doc, known, parties)
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


def _roles(doc: Document, parties: dict[int, Party], taken: set[int]) -> Iterator[Mention]:
    """Yield "the Russian leader", "his Chinese counterpart", "US officials", "the foreign ministers of A and B"."""
    for token in doc.tokens:
        lemma = token.lemma.lower()
        if token.i in taken or token.pos not in ("NOUN", "PROPN") or token.i in parties:
            continue
        if not (lemma in _OFFICES or lemma in _GROUPS or lemma in COUNTERPARTS) or token.dep in (
            "compound",
            "nmod:desc",
        ):
            continue
        plural = is_plural(token)
        if plural and lemma in _SPORTING:
            continue
        if (
            not plural
            and lemma in _GROUPS
            and lemma not in _OFFICES
            and lemma not in _BODIES
            and lemma not in COUNTERPARTS
        ):
            continue
        sentence = doc.sentences[token.sentence]
        first = extend_left(doc, token.i, sentence.first, parties, coordinated=plural)
        if first < token.i and doc.tokens[first].pos != "DET":
            first = extend_left(doc, first, sentence.first, parties, coordinated=plural)
        last, after = _complement(doc, token.i, parties)
        keys = tuple(dict.fromkeys((*keys_in(parties, first, token.i), *after)))
        body = lemma in _BODIES or (plural and lemma in _GROUPS)
        yield Mention(
            first=first,
            last=last,
            head=token.i,
            kind=ActorKind.GROUP if body else ActorKind.PERSON,
            text=doc.span(first, last),
            office=office_in(doc, first, token.i + 1, parties) or token.lemma,
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
    return i >= len(doc.tokens) or doc.tokens[i].text in (",", ")", ".", "–", "—", ";")


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


def _entities(mentions: list[Mention], known: KnownActors) -> tuple[Mention, ...]:
    """Give each actor a number: names of one person, in full, short or variant form, share a number."""
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
