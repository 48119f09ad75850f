"""Personal names with their titles: "US Secretary of State Antony Blinken", "Wang Yi", "King Abdullah II of Jordan"."""

from __future__ import annotations

from parley.actors import KnownActors
from parley.extract.cues import cues
from parley.extract.parties import Party, head_of, keys_in
from parley.extract.titles import is_plural, is_title
from parley.model import ActorKind, Document, Mention, Token

_TITLES = cues("titles")
_COURTESY: frozenset[str] = _TITLES["courtesy"]
_FORMER: frozenset[str] = _TITLES["former"]
_FILLERS: frozenset[str] = _TITLES["fillers"]
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_MINISTRIES = frozenset({"department", "ministry", "office", "bureau", "secretary"})
_PARTICLES: frozenset[str] = _TITLES["particles"]
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow".split())
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii"})


def find_people(doc: Document, known: KnownActors, parties: dict[int, Party]) -> list[Mention]:
    """Return the people that the article names, each with title, office and parties as the words give them."""
    found: dict[int, Mention] = {}
    for first, last in sorted(_names(doc, known, parties)):
        start, office, keys, former = _title(doc, first, parties)
        end, after = _of_party(doc, with_suffix(doc, last), parties)
        keys = tuple(dict.fromkeys((*keys, *after)))
        name = doc.span(first, last)
        found[first] = Mention(
            first=start,
            last=end,
            head=head_of(doc, first, last),
            kind=ActorKind.PERSON,
            text=doc.span(start, end),
            name=name,
            office=office,
            parties=keys,
            former=former,
        )
    return list(found.values())


def with_suffix(doc: Document, last: int) -> int:
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
            inner = [j for j in range(first, last - 1) if is_title(doc.tokens[j])]
            first = inner[-1] + 1 if inner else first  # "US Defense Secretary Lloyd Austin"
            while first < last and (is_title(doc.tokens[first]) or _in_title(doc, first, parties)):
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
            before_title = last < len(doc.tokens) and doc.tokens[last].text[:1].isupper() and is_title(doc.tokens[last])
            if named and not is_party and not before_title and not is_title(doc.tokens[last - 1]):
                spans[first] = last
    # A capitalised run after a title is a name, whatever the reader called it.
    for token in doc.tokens:
        if is_title(token) and not is_plural(token):
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
    if low in ("of", "for") or (i in parties and parties[i].last <= i + 1 and is_title(doc.tokens[i + 1])):
        return True
    return i > 1 and doc.tokens[i - 1].text.lower() in ("of", "for") and is_title(doc.tokens[i - 2])


def _name_like(token: Token, title: Token, parties: dict[int, Party]) -> bool:
    return (
        token.text[:1].isupper()
        and token.pos == "PROPN"
        and token.text.lower() not in _SUFFIXES
        and token.sentence == title.sentence
        and token.i not in parties
        and not is_title(token)
    )


def _title(doc: Document, first: int, parties: dict[int, Party]) -> tuple[int, str | None, tuple[str, ...], bool]:
    """Read the title before the name at token `first`: its start, the office, the parties, whether it is past."""
    tokens = doc.tokens
    floor = doc.sentences[tokens[first].sentence].first
    start = _office_with_complement(doc, first, floor)
    if start is None:
        start = first
        while start > floor and (_singular_title(tokens[start - 1]) or tokens[start - 1].text.lower() in _FILLERS):
            start -= 1
        if not any(is_title(t) for t in tokens[start:first]):
            start = first
    if start == first:
        # "China's Xi Jinping": a possessor without an office.
        possessor = parties.get(first - 2) if tokens[first - 1].text in _POSSESSIVE and first - 2 >= floor else None
        return (possessor.first, None, possessor.keys[:1], False) if possessor else (first, None, (), False)
    start = extend_left(doc, start, floor, parties)
    if start - 2 >= floor and tokens[start - 1].text == "and" and _singular_title(tokens[start - 2]):
        # "Deputy Prime Minister and Finance Minister X": both offices are hers.
        start = extend_left(doc, start - 2, floor, parties)
    former = any(tokens[j].text.lower() in _FORMER for j in range(start, first))
    return start, office_in(doc, start, first, parties), keys_in(parties, start, first), former


def _singular_title(token: Token) -> bool:
    return is_title(token) and (not is_plural(token) or token.text.lower() in _COURTESY)


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
        if is_title(token) or (
            token.pos not in ("PROPN", "NOUN", "ADJ", "DET") and token.text not in ("and", "&", "-", "'s", "’s")
        ):
            return None
    return None


def extend_left(doc: Document, best: int, floor: int, parties: dict[int, Party], *, coordinated: bool = False) -> int:
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
            token.dep in ("amod", "compound", "nmod:desc", "flat")
            or low in _FILLERS
            or (coordinated and token.pos == "ADJ")
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


def office_in(doc: Document, first: int, last: int, parties: dict[int, Party]) -> str | None:
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
