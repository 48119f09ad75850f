"""The parts of an office phrase: what belongs in front of its noun, whom its holder acts for, and its bare title."""

from __future__ import annotations

from parley.extract.cues import cues
from parley.extract.language.titles import (
    COUNTERPARTS,
    SHORT,
    in_honorific,
    is_courtesy,
    is_plural,
    is_title,
    office_word,
)
from parley.extract.language.tree import POSSESSIVE
from parley.extract.names.parties import DEMONYMS, Party, keys_in
from parley.model import Document, Token

_TITLES = cues("titles")
_TAILS: frozenset[str] = _TITLES["tails"]
_FORMER: frozenset[str] = _TITLES["former"]
_RELEASED: frozenset[str] = _TITLES["released"]
_FILLERS: frozenset[str] = _TITLES["fillers"]
_DOMESTIC: frozenset[str] = _TITLES["domestic"]
_SEATS: frozenset[str] = _TITLES["seats"]
_FIELDS: frozenset[str] = _TITLES["fields"]
_STATES: frozenset[str] = _TITLES["sorts"]["states"]
_COUNTING = frozenset(_TITLES["counting"])
BESIDE: frozenset[str] = _TITLES["beside"]
_INSTITUTIONS: frozenset[str] = _TITLES["institutions"]
_MINISTRIES = frozenset({"department", "ministry", "office", "bureau", "secretary"})
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow".split())
_ARTICLES = frozenset({"the", "a", "an"})
_PREPOSITIONS = frozenset({"of", "for", "to", "in", "at", "on", "with", "from", "under"})
_BRACKET = 7  # tokens that a bracket within a title may have


def complements(doc: Document, first: int, last: int) -> list[tuple[int, int]]:
    """Return the prepositional groups in tokens `first` to `last`."""
    starts = [i for i in range(first, last) if doc.tokens[i].lower in _PREPOSITIONS]
    return list(zip(starts, [*starts[1:], last], strict=False))


def before_bracket(doc: Document, end: int, floor: int) -> int:
    """Return where the short bracket begins that closes right before token `end`, else `end`: "Minister (Acting) A"."""
    if end <= floor or doc.tokens[end - 1].text != ")":
        return end
    opening = (i for i in range(end - 3, max(floor, end - _BRACKET), -1) if doc.tokens[i].text == "(")
    return next(opening, end)


def past_bracket(doc: Document, i: int, ending: int) -> int:
    """Return where an office goes on behind a short bracket at token `i`, else `i`: "directors (DGs) of A and B"."""
    if i >= ending or doc.tokens[i].text != "(":
        return i
    closing = next((j for j in range(i + 1, min(i + _BRACKET, ending - 1)) if doc.tokens[j].text == ")"), None)
    return closing + 1 if closing is not None and doc.tokens[closing + 1].lower in ("of", "for") else i


def past_tail(doc: Document, head: int, end: int) -> int:
    """Return the token behind an office and the words that end it: "chargé d'affaires", "ambassador extraordinary"."""
    last = past_in_office(doc, head + 1) if past_in_office(doc, head + 1) <= end else head + 1
    while last < end and (_is_tail(doc, last) or _links_tails(doc, last, end)):
        last += 1
    return last


def past_in_office(doc: Document, i: int) -> int:
    """Return the token behind "-in-Office" at token `i`, else `i`: "Chairman-in-Office A"."""
    return i + 4 if [t.lower for t in doc.tokens[i : i + 4]] == ["-", "in", "-", "office"] else i


def _is_tail(doc: Document, i: int) -> bool:
    token = doc.tokens[i]
    generals = token.text == "General" and is_plural(doc.tokens[i - 1]) and is_title(doc.tokens[i - 1])
    return generals or token.lower in _TAILS or token.lemma in _TAILS


def _links_tails(doc: Document, i: int, end: int) -> bool:
    between = [t.lower for t in doc.tokens[i - 1 : min(i + 2, end)]]
    return between[1:2] == ["and"] and between[0] in _TAILS and between[-1] in _TAILS


def told_twice(doc: Document, start: int, head: int, floor: int, parties: dict[int, Party]) -> bool:
    """Say whether the office at `head` is told with its state and again with the name: "Sultan of Brunei Sultan A"."""
    named = start in parties and parties[start].kind not in DEMONYMS and parties[start].last <= head
    again = named and start - 2 >= floor and doc.tokens[start - 1].lower == "of"
    return again and office_word(doc.tokens[start - 2]) == office_word(doc.tokens[head])


def institution_in(doc: Document, first: int, last: int) -> bool:
    """Say whether tokens `first` to `last` name an office or a body that has offices."""
    return any(
        doc.tokens[j].lower in _INSTITUTIONS or office_word(doc.tokens[j]) is not None for j in range(first, last)
    )


def keys_of_office(doc: Document, first: int, head: int, last: int, parties: dict[int, Party]) -> tuple[str, ...]:
    """Return whom the holder of an office acts for: what stands in front of its noun, then what "of" adds.

    Behind "for" and "to" only a state whose office or institution is named counts: the envoy *for* Syria is not
    Syria's, the spokesman for Syria's foreign ministry is.
    """
    office = office_word(doc.tokens[head])
    front = keys_in(parties, first, head)
    if office in _DOMESTIC:
        # "the New York governor" is not the United Nations'.
        front = tuple(
            dict.fromkeys(p.keys[0] for i in range(first, head) if (p := parties.get(i)) and p.kind != "seat")
        )
    if office == "ambassador":
        front = tuple(k for k in front if k not in _SEATS)
    found = list(front)
    if head + 1 < last:
        for a, b in complements(doc, head + 1, last):
            cases = ("of", "from", "in") if doc.tokens[head].lemma.lower() in COUNTERPARTS else ("of", "from")
            if doc.tokens[a].lower in cases or institution_in(doc, a, b):
                found.extend(keys_in(parties, a, b))
    return tuple(dict.fromkeys(found))


def is_age(doc: Document, i: int) -> bool:
    """Say whether token `i` is part of an age before a noun: "the 71-year-old monarch"."""
    words = [t.lower for t in doc.tokens[max(i - 4, 0) : i + 5]]
    at = min(i, 4)
    ages = (n for n in range(len(words) - 4) if words[n + 1 : n + 5] == ["-", "year", "-", "old"])
    return any(n <= at <= n + 4 for n in ages)


def is_former(doc: Document, first: int, last: int) -> bool:
    """Say whether tokens `first` to `last` say that an office is no longer held."""
    return any(doc.tokens[j].lower in _FORMER for j in range(first, last))


def extend_left(doc: Document, best: int, floor: int, parties: dict[int, Party], *, coordinated: bool = False) -> int:
    """Take in what belongs to a title that starts at `best`: determiner, possessor, nationality, modifiers."""
    start = best
    while start > floor:
        token = doc.tokens[start - 1]
        low = token.lower
        if low in _RELEASED and token.text[:1].isupper():
            break  # "PRESS STATEMENT MINISTER OF TRADE"
        if start - 1 in parties and _is_where(doc, parties[start - 1]):
            break  # "during his stay in Chad President A said"
        if start - 1 in parties or low in POSSESSIVE or low in _FORMER:
            start -= 1
        elif (
            token.pos in ("PROPN", "NOUN", "ADJ")
            and low[:1] != token.text[:1]
            and start - 1 > floor
            and low not in _DAYS
        ):
            start -= 1  # a capitalised word inside a sentence belongs to the capitalised title behind it
        elif token.text[:1].isupper() and low in _FILLERS and doc.tokens[start].text[:1].isupper():
            start -= 1  # "Managing Director", whatever it was taken for
        elif token.pos in ("ADJ", "PROPN", "NOUN") and (
            token.dep in ("amod", "compound", "nmod:desc", "flat")
            or (low in _FILLERS and token.pos != "ADV")
            or (is_title(token) and not is_courtesy(token))
            or (coordinated and token.pos == "ADJ")
        ):
            start -= 1
        elif low in _FILLERS and (token.dep == "amod" or (token.dep == "advmod" and start < best)):
            start -= 1  # "visiting", "newly elected"
        elif low == "visiting" and start - 1 > floor and doc.tokens[start - 2].lower in ("with", "between"):
            start -= 1  # whatever the tree makes of it: "talks with visiting Foreign Minister B"
        elif low == token.text and token.pos == "NOUN" and doc.tokens[start].text in POSSESSIVE:
            start -= 1  # "the two countries' foreign ministers", "the junta's spokesman"
        elif token.pos in ("DET", "PRON") and (low in _ARTICLES or token.dep == "nmod:poss" or low in ("both", "all")):
            return start - 1
        elif low == "-" and start - 2 >= floor:
            if start - 2 in parties and doc.tokens[start - 2].end < token.start:
                break  # "LOMÉ - Ghanaian President"
            start -= 1
        elif doc.tokens[start].text == "-" and token.end == doc.tokens[start].start and token.pos in ("NOUN", "PROPN"):
            start -= 1  # "co-chairs"
        elif low == ")" and start - 4 >= floor and doc.tokens[start - 3].text == "(" and start - 4 in parties:
            start -= 3  # "Republic of Korea (ROK) National Security Advisor"
        elif token.pos == "NUM" and (token.text.isalpha() or is_age(doc, start)):
            start -= 1
        elif low == "and" and start - 2 >= floor and _joint_field(doc, start):
            start -= 2  # "AU Peace and Security Commissioner"
        elif low == "of" and start - 2 >= floor and doc.tokens[start - 2].lower in _MINISTRIES:
            start -= 2  # "Department of State Acting Assistant Secretary"
        elif coordinated and low in ("and", ",") and start in parties and start - 2 in parties:
            start = parties[start - 2].first  # "China and Ukraine leaders"
        elif coordinated and low == "and" and start in parties and _ends_list(doc, start - 2, parties):
            start = parties[start - 3].first  # "the Malaysian, Thai, and Lao leaders"
        else:
            break
    while start < best and doc.tokens[start].lower in (*POSSESSIVE, "-"):
        start += 1
    return start


def _ends_list(doc: Document, i: int, parties: dict[int, Party]) -> bool:
    """Say whether token `i` is the comma behind the second or a later of several states: "Malaysian, Thai, and"."""
    if i < 3 or doc.tokens[i].text != "," or i - 1 not in parties:
        return False
    before = parties[i - 1].first - 1
    return before > 0 and doc.tokens[before].text == "," and before - 1 in parties


def _is_where(doc: Document, party: Party) -> bool:
    """Say whether a state is named as a place: "in Chad"."""
    return party.kind not in DEMONYMS and party.first > 0 and doc.tokens[party.first - 1].lower == "in"


def _joint_field(doc: Document, i: int) -> bool:
    """Say whether tokens around the "and" before token `i` are two fields of one office, both capitalised."""
    pair = (doc.tokens[i - 2], doc.tokens[i])
    return all(t.text[:1].isupper() and t.lower in _FIELDS and office_word(t) is None for t in pair)


def of_states(token: Token) -> bool:
    """Say whether a token is a word for states ("countries", "sides")."""
    return token.lemma.lower() in _STATES


def title_in(doc: Document, first: int, last: int, parties: dict[int, Party]) -> str | None:
    """Return the office as stated in tokens `first` to `last`, without party, article and fillers."""
    words: list[Token] = []
    aside = False
    for j in range(first, last):
        token = doc.tokens[j]
        low = token.lower
        aside = low == "(" or (aside and low != ")")
        if aside:
            continue
        if j in parties or low in POSSESSIVE or low in _FORMER or is_courtesy(token) or in_honorific(doc, j):
            continue
        if is_age(doc, j):
            continue
        if low in _FILLERS and not (low in ("top", "interim") or any(w.pos != "DET" for w in words)):
            continue
        owned = token.dep == "nmod:poss" and first <= token.head < last  # not in "the Prime Minister's visit"
        if low in _ARTICLES or owned or token.pos == "PUNCT" or low in _COUNTING or low == "all":
            continue
        if low in BESIDE:
            continue
        owner = doc.tokens[token.head]
        if owner.dep == "nmod:poss" and first <= owner.head < last:
            continue  # "the prime minister's chief of staff" is no prime chief
        if doc.tokens[j - 1].lower in _COUNTING and of_states(token):
            continue
        if low in (*_PREPOSITIONS, "and") and words and words[-1].lower in (*_PREPOSITIONS, "and"):
            words.pop()  # what stood between them was a state
        words.append(token)
    while words and words[-1].lower in (*_PREPOSITIONS, "and"):
        words.pop()
    while words and words[0].lower in (*_PREPOSITIONS, "and"):
        words.pop(0)
    stated = [" ".join(SHORT.get(w.text, [w.text])) for w in words]
    half = len(stated) // 2
    again = half > 0 and stated[:half] == stated[half + 1 :] and stated[half].lower() == "of"
    return " ".join(stated[:half] if again else stated) or None  # not "Sultan of Sultan"
