"""Personal names with their titles: "US Secretary of State Antony Blinken", "Wang Yi", "King Abdullah II of Jordan"."""

from __future__ import annotations

import calendar
from collections import Counter
from dataclasses import replace
from functools import partial

from parley.actors import KnownActors
from parley.extract.cues import cues
from parley.extract.language.titles import is_plural, is_style, is_title, office_word
from parley.extract.language.tree import POSSESSIVE
from parley.extract.names.office_parts import extend_left, title_in
from parley.extract.names.offices import Office, office_before
from parley.extract.names.parties import DEMONYMS, Party, head_of, keys_in
from parley.model import ActorKind, Document, Mention, Token

_TITLES = cues("titles")
_NEVER: frozenset[str] = _TITLES["never_names"]
_HOUSES: frozenset[str] = _TITLES["houses"]
_BARRED = _NEVER | _HOUSES
_GRADES: frozenset[str] = _TITLES["grades"] | {"senior", "principal", "chief", "acting"}
_FIELDS: frozenset[str] = _TITLES["fields"]
_BODIES: frozenset[str] = _TITLES["bodies"]
_PARTICLES: frozenset[str] = _TITLES["particles"]
_SONS = frozenset({"ibni", "binti"})
_DAYS = frozenset(calendar.day_name)
_QUOTES = frozenset('"“”')
_UNENCLOSED = str.maketrans("", "", '()"“”')
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii"})


def find_people(doc: Document, known: KnownActors, parties: dict[int, Party]) -> list[Mention]:
    """Return the people that the article names, each with title, office and parties as the words give them."""
    found: list[Mention] = []
    spans = sorted(_names(doc, known, parties))
    shared: Office | None = None  # "Presidents A and B": the office of both
    for number, (first, last) in enumerate(spans):
        if last - first == 1 and first in parties and parties[first].kind in DEMONYMS and _after_the(doc, first):
            continue  # "the Frenchman"
        if number and found and _is_father(doc, spans[number - 1][1], first):
            found[-1] = replace(found[-1], last=last, text=doc.span(found[-1].first, last))
            continue
        name = doc.span(first, last).translate(_UNENCLOSED)
        floor = max(doc.sentences[doc.tokens[first].sentence].first, spans[number - 1][1] if number else 0)
        title = office_before(doc, first, floor, parties, partial(_held, known, name))
        if title is None:
            title = _possessor(doc, first, parties) or _graded(doc, first, floor, parties)
        end, after = _of_party(doc, with_suffix(doc, last), parties)
        shared = _shared_before(doc, first, parties) or (shared if number and _joined(doc, found[-1], first) else None)
        start = title.first if title is not None else first
        keys = (*(title.keys if title is not None else ()), *after)
        office = title.title if title is not None else None
        if shared is not None and office is None:
            start, office = min(start, shared.first) if shared.last == start else start, shared.title
            keys = keys or shared.keys
        found.append(
            Mention(
                first=start,
                last=end,
                head=head_of(doc, first, last),
                kind=ActorKind.PERSON,
                text=doc.span(start, end),
                name=name,
                office=office,
                parties=tuple(dict.fromkeys(keys)),
                former=title is not None and title.former,
            )
        )
    return found


def _is_father(doc: Document, end: int, first: int) -> bool:
    """Say whether a name is that of the father of who is named up to token `end`: "A ibni Al-Marhum Sultan B"."""
    between = [t.lower for t in doc.tokens[end:first]]
    apart = doc.tokens[first].sentence != doc.tokens[end - 1].sentence
    return not apart and bool(_SONS & set(between)) and not {",", ".", "and"} & set(between)


def _after_the(doc: Document, i: int) -> bool:
    return i > 0 and doc.tokens[i - 1].lower == "the"


def _held(known: KnownActors, name: str, office: str, key: str | None) -> bool:
    """Say whether somebody of this name is known to have held an office ever."""
    titled = {o.key for o in known.offices_titled(office, key)}
    return any(o.key in titled for p in known.persons_named(name) for o in known.offices_ever(p.key))


def _possessor(doc: Document, first: int, parties: dict[int, Party]) -> Office | None:
    """Return the possessor without an office in "China's Xi Jinping", "the Chinese foreign ministry's Wang Yi"."""
    floor = doc.sentences[doc.tokens[first].sentence].first
    at = first - 2 if doc.tokens[first - 1].text in POSSESSIVE else floor - 1
    if at > floor and doc.tokens[at].lower in _BODIES:
        at -= 1
        while at > floor and at not in parties and doc.tokens[at].lower in _FIELDS:
            at -= 1
    owner = parties.get(at) if at >= floor else None
    if owner is None:
        return None
    return Office(first=owner.first, last=first, full=first, title=None, keys=owner.keys[:1])


def _graded(doc: Document, first: int, floor: int, parties: dict[int, Party]) -> Office | None:
    """Return the capitalised words before a name that begin with a grade of office: "Deputy Harbour Inspectorate A"."""
    start = first
    while start > floor and start - 1 not in parties and doc.tokens[start - 1].text.istitle():
        start -= 1
    graded = next((i for i in range(start, first - 1) if doc.tokens[i].lower in _GRADES), None)
    if graded is None:
        return None
    return Office(first=graded, last=first, full=first, title=doc.span(graded, first), keys=())


def _shared_before(doc: Document, first: int, parties: dict[int, Party]) -> Office | None:
    """Return the office in the plural right in front of a name ("Prime Ministers A of X and B of Y")."""
    i = first - 1
    floor = doc.sentences[doc.tokens[first].sentence].first
    if i < floor or office_word(doc.tokens[i]) is None or not is_plural(doc.tokens[i]):
        return None
    start = extend_left(doc, i, floor, parties, coordinated=True)
    words = (title_in(doc, start, i, parties), office_word(doc.tokens[i]))
    one = " ".join(w for w in words if w)
    title = one.title() if doc.tokens[i].text[:1].isupper() and doc.tokens[i].pos == "PROPN" else one
    keys = keys_in(parties, start, i)
    return Office(first=start, last=first, full=first, title=title, keys=keys if len(keys) == 1 else ())


def _joined(doc: Document, before: Mention, first: int) -> bool:
    """Say whether a name follows another in a list."""
    between = [t.lower for t in doc.tokens[before.last : first]]
    return bool(between) and set(between) <= {",", "and", "&"}


def with_suffix(doc: Document, last: int) -> int:
    """Take in ", Jr." and its closing comma."""
    i = last + 1 if last < len(doc.tokens) and doc.tokens[last].text == "," else last
    if i < len(doc.tokens) and doc.tokens[i].lower in _SUFFIXES:
        return i + 1
    return last


def _names(doc: Document, known: KnownActors, parties: dict[int, Party]) -> set[tuple[int, int]]:
    """Return the token spans of personal names."""
    spans: dict[int, int] = {}
    for name in doc.names:
        first, last = name.first, name.last
        if name.label == "PERSON" or (last - first > 1 and known.persons_named(doc.span(first, last))):
            inner = [j for j in range(first, last - 1) if is_title(doc.tokens[j])]
            first = inner[-1] + 1 if inner else first  # "US Defense Secretary Lloyd Austin"
            barred = [j for j in range(first, last) if doc.tokens[j].lower in _BARRED]
            first = barred[-1] + 1 if barred else first
            while first < last and (
                is_title(doc.tokens[first]) or _in_title(doc, first, parties) or is_style(doc, first)
            ):
                first += 1
            while last > first and _behind_name(doc.tokens[last - 1]):
                last -= 1
            whole = parties.get(first)
            is_party = whole is not None and whole.last >= last and not known.persons_named(doc.span(first, last))
            if first < last and doc.tokens[first].lower in _SUFFIXES:
                continue
            last = _name_end(doc, first, last, known)
            first = _with_given_name(doc, first, parties)
            if first and doc.tokens[first - 1].text == "(" and any(t.text == ")" for t in doc.tokens[first : last - 1]):
                first -= 1  # "Ambassador (Anna) Smith"
            named = first < last and all(_in_name(doc, j) for j in range(first, last))
            before_title = last < len(doc.tokens) and doc.tokens[last].text[:1].isupper() and is_title(doc.tokens[last])
            before_title |= last < len(doc.tokens) and _government(doc, last)
            article = first > 0 and first == name.first and doc.tokens[first - 1].lower == "the"
            if named and not article and not is_party and not before_title and not is_title(doc.tokens[last - 1]):
                spans[first] = last
    # A capitalised run after a title is a name, whatever the reader called it.
    for token in doc.tokens:
        if is_title(token) and not is_plural(token):
            first = _behind_house(doc, token.i + 1)
            while first < len(doc.tokens) and is_style(doc, first):
                first += 1
            last = first
            while last < len(doc.tokens) and _name_like(doc.tokens[last], token, parties):
                last += 1
            if any(doc.tokens[j].lower in _NEVER for j in range(first, last)) or _government(doc, last):
                continue
            if first < last and not any(a < last and first < b for a, b in spans.items()):
                spans[first] = _name_end(doc, first, last, known)
    # "Turkey's Çavuşoğlu": a possessor, and a surname of somebody known to act for it.
    for i, party in parties.items():
        after = party.last
        if i + 1 == after < len(doc.tokens) - 1 and doc.tokens[after].text in POSSESSIVE:
            token = doc.tokens[after + 1]
            if token.text[:1].isupper() and not any(a <= token.i < b for a, b in spans.items()):
                persons = known.persons_surnamed(token.text)
                if any(office.party == party.keys[0] for p in persons for office in known.offices_ever(p.key)):
                    spans[token.i] = token.i + 1
    for first in sorted(spans):
        # "Dev" + "Raj Rana": what the tree makes one name is one.
        end = spans.get(first)
        while end is not None and end in spans and doc.tokens[end].dep == "flat" and not is_title(doc.tokens[end]):
            spans[first] = spans.pop(end)
            end = spans[first]
    for first in sorted(spans):
        # "Ann “Tiger" + "Lee": the by-name stands between the names.
        end = spans.get(first, first)
        enclosed = any(t.text in _QUOTES for t in doc.tokens[first:end]) and end + 1 in spans
        if enclosed and doc.tokens[end].text in _QUOTES:
            spans[first] = spans.pop(end + 1)
    # What is a person's name once is one wherever it stands alone.
    surnames = {doc.tokens[b - 1].text for a, b in spans.items() if b - a > 1} | {
        doc.tokens[a].text for a, b in spans.items()
    }
    surnames = {s for s in surnames if s.lower() not in _SUFFIXES}
    first_names = Counter(doc.tokens[a].text for a, b in spans.items() if b - a > 1)
    families = {name for name in first_names if name not in surnames and len(name) > 1}  # "Hu" of "Hu Jintao"
    covered = {i for a, b in spans.items() for i in range(a, b)}
    for token in doc.tokens:
        if (
            (token.text in surnames or (token.text in families and token.pos == "PROPN"))
            and token.i not in covered
            and (token.i not in parties or _is_namesake(doc, token.i, parties))
            and token.pos in ("PROPN", "NOUN")
        ):
            neighbours = [doc.tokens[j] for j in (token.i - 1, token.i + 1) if 0 <= j < len(doc.tokens)]
            if not any(n.pos == "PROPN" and n.i not in covered and n.sentence == token.sentence for n in neighbours):
                spans[token.i] = token.i + 1
    united: list[tuple[int, int]] = []
    for a, b in sorted(spans.items()):
        if united and a < united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], b))  # two readings of one name
        else:
            united.append((a, b))
    return set(united)


def _is_namesake(doc: Document, i: int, parties: dict[int, Party]) -> bool:
    """Say whether a town that stands for a state is here a surname told in full elsewhere: "William Hague"."""
    towns = parties[i].kind in ("seat", "capital") and parties[i].ambiguous and parties[i].last == i + 1
    return towns and doc.tokens[i - 1].lower not in ("the", "in", "at", "to", "from")


def _behind_house(doc: Document, i: int) -> int:
    """Return where a name may begin behind an office and its house: "Speaker of the Milli Majlis A"; else `i`."""
    if doc.tokens[i : i + 1] and doc.tokens[i].lower == "of":
        for token in doc.tokens[i + 1 : i + 6]:
            if token.lower in _HOUSES:
                return token.i + 1
            if not token.text[:1].isupper() and token.lower != "the":
                break
    return i


def _with_given_name(doc: Document, first: int, parties: dict[int, Party]) -> int:
    """Take in a given name that the reader left before the surname ("Ambassador Ran" + "Levi", "Chad's Ali" + "Sy")."""
    sentence = doc.sentences[doc.tokens[first].sentence] if first < len(doc.tokens) else None
    if sentence is None or first - 2 < sentence.first:
        return first
    given, title = doc.tokens[first - 1], doc.tokens[first - 2]
    free = given.text[:1].isupper() and given.text.isalpha() and first - 1 not in parties
    free = free and not is_title(given) and not is_style(doc, first - 1)
    fits = given.lower not in _NEVER and given.pos not in ("ADP", "DET", "CCONJ")
    owned = title.text in POSSESSIVE and first - 3 in parties and given.pos == "PROPN"
    return first - 1 if free and fits and (owned or (title.text[:1].isupper() and is_title(title))) else first


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
        inside = inside and all(_in_name(doc, j) for j in range(last, longer))
        if inside and doc.tokens[longer - 1].text[:1].isupper() and known.persons_named(doc.span(first, longer)):
            return longer
    return last


def _government(doc: Document, i: int) -> bool:
    """Say whether token `i` makes a government of the name before it ("the Abe administration")."""
    return i < len(doc.tokens) and doc.tokens[i].lower in _BODIES and doc.tokens[i].pos in ("NOUN", "PROPN")


def _behind_name(token: Token) -> bool:
    """Say whether a word at the end of what the reader took for a name is none of it ("Ayman Haddad of")."""
    low = token.lower
    return low in POSSESSIVE or not low[0].isalpha() or low in ("of", "from", "and") or token.text in _DAYS


def _in_name(doc: Document, i: int) -> bool:
    """Say whether a word can stand in a personal name: capitalised, a particle ("bin", "von der"), or "-nam"."""
    word = doc.tokens[i].text
    hyphened = i > 0 and doc.tokens[i - 1].text == "-" and doc.tokens[i - 1].end == doc.tokens[i].start
    capital = word[:1].isupper() or not word[:1].isalpha()
    return capital or hyphened or word.lower() in _PARTICLES or word[:3].lower() in ("al-", "el-")


def _in_title(doc: Document, i: int, parties: dict[int, Party]) -> bool:
    """Say whether token `i`, which the reader took for part of a name, belongs to the title before it."""
    low = doc.tokens[i].lower
    if i > 0 and i in parties and doc.tokens[i - 1].lower in ("of", "from"):
        return True
    if low in ("of", "for"):
        return True
    if i in parties and parties[i].last <= i + 1 < len(doc.tokens) and is_title(doc.tokens[i + 1]):
        return True
    return i > 1 and doc.tokens[i - 1].lower in ("of", "for") and is_title(doc.tokens[i - 2])


def _name_like(token: Token, title: Token, parties: dict[int, Party]) -> bool:
    return (
        token.text[:1].isupper()
        and token.pos == "PROPN"
        and token.lower not in _SUFFIXES
        and token.sentence == title.sentence
        and token.i not in parties
        and token.text not in _DAYS  # "would see the king Sunday"
        and not is_title(token)
    )


def _of_party(doc: Document, last: int, parties: dict[int, Party]) -> tuple[int, tuple[str, ...]]:
    """Read "of China", "from Japan" right after a name."""
    i = last
    if i < len(doc.tokens) and doc.tokens[i].text == "," and i > last - 1:
        i += 1 if i + 1 < len(doc.tokens) and doc.tokens[i + 1].lower == "of" else 0
    if i < len(doc.tokens) and doc.tokens[i].lower in ("of", "from"):
        i += 1
        if i < len(doc.tokens) and doc.tokens[i].lower == "the":
            i += 1
        if i in parties and parties[i].kind in ("name", "alias", "acronym"):
            return parties[i].last, (parties[i].keys[0],)
        end = parties[i].last if i in parties else i
        while i in parties and end < len(doc.tokens) and doc.tokens[end].lower in _FIELDS - _BODIES:
            end += 1
        if i < end < len(doc.tokens) and doc.tokens[end].lower in _BODIES:
            return end + 1, parties[i].keys[:1]  # "A of the Chinese embassy"
    return last, ()
