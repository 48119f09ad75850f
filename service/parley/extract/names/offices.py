"""Offices as phrases: "Special Envoy of the Prime Minister of Japan for Africa", before a name or by themselves.

A phrase is what belongs in front (article, state, modifiers), the noun of office, and complements with prepositions.
Several may be joined ("Deputy Prime Minister and Minister of Finance"), and one may serve another ("Head of the Office
of the President"). Which states and organisations a phrase puts its holder with follows from the prepositions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from parley.extract.cues import cues
from parley.extract.language.titles import (
    COUNTERPARTS,
    in_honorific,
    is_courtesy,
    is_plural,
    is_rank,
    is_style,
    is_title,
    office_word,
)
from parley.extract.language.tree import POSSESSIVE
from parley.extract.names.office_parts import (
    BESIDE,
    before_bracket,
    complements,
    extend_left,
    institution_in,
    is_former,
    keys_of_office,
    of_states,
    past_bracket,
    past_tail,
    title_in,
    told_twice,
)
from parley.extract.names.parties import DEMONYMS, Party, keys_in
from parley.model import Document, Token

_TITLES = cues("titles")
_POSTED: frozenset[str] = _TITLES["posted"]
_SERVING: frozenset[str] = _TITLES["serving"]
_LEADING = frozenset({"prime minister", "premier", "chancellor"})
_HIGHEST: frozenset[str] = _TITLES["highest"]
_FIELDS: frozenset[str] = _TITLES["fields"]
_SEATED: frozenset[str] = _TITLES["seated"]
_COUNTING = frozenset(_TITLES["counting"])
_INSTITUTIONS: frozenset[str] = _TITLES["institutions"]
_GRADES: frozenset[str] = _TITLES["rank_grades"]
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow".split())
_PRINCES = frozenset({"prince", "princess"})
_LESSER = frozenset({"vice", "deputy", "party"})  # a president of whom is not the head of a state
_ARTICLES = frozenset({"the", "a", "an"})
_DETERMINERS = _ARTICLES | {"his", "her", "its", "their", "our"}
_PREPOSITIONS = frozenset({"of", "for", "to", "in", "at", "on", "with", "from", "under"})
_AT_POST = frozenset({"to", "in", "at", "on"})  # and where or with what one is charged
_REACH = 26  # tokens a title before a name may have

# Asks whether a person of the name behind is known to have held the office, with the party, that an inner title gives.
Holds = Callable[[str, str | None], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office phrase at tokens `first` to `last`; up to `full` with the post where it is exercised ("to Japan")."""

    first: int
    last: int
    full: int
    title: str | None
    keys: tuple[str, ...] = ()
    former: bool = False


# --- before a name -----------------------------------------------------------------------------------------------


def office_before(doc: Document, first: int, floor: int, parties: dict[int, Party], holds: Holds) -> Office | None:
    """Return the titles in front of the name at token `first`, from token `floor` on; None when it has none."""
    end = _before_ranks(doc, first, floor)
    end = before_bracket(doc, end, floor)
    core = _core(doc, end, floor, parties, holds)
    if _is_princely(doc, end, floor) and (before := _core(doc, end - 1, floor, parties, holds)) is not None:
        core, end = before, end - 1  # "Minister of Works Prince A", "envoy to Peru Prince B"
    if core is None:
        if end == first or doc.tokens[end].text == "(":
            return None
        start = extend_left(doc, end, floor, parties)
        return Office(
            first=start, last=first, full=first, title=title_in(doc, start, first, parties),
            keys=keys_in(parties, start, first), former=is_former(doc, start, first),
        )  # fmt: skip
    start, heads = core
    keys = tuple(dict.fromkeys(k for head, last in heads for k in keys_of_office(doc, start, head, last, parties)))
    return Office(
        first=start, last=first, full=first, title=title_in(doc, start, end, parties), keys=keys,
        former=is_former(doc, start, first),
    )  # fmt: skip


def _is_princely(doc: Document, end: int, floor: int) -> bool:
    """Say whether the title right before token `end` is that of a prince by birth, which is no office."""
    before = doc.tokens[end - 2].lower if end - 2 >= floor else ""
    return doc.tokens[end - 1].lower in _PRINCES and before not in ("", "crown", "-")


def _before_ranks(doc: Document, first: int, floor: int) -> int:
    """Return where courtesy titles and military ranks in front of a name begin."""
    j = first
    while j > floor:
        token = doc.tokens[j - 1]
        graded = j < first and is_rank(doc, j) and (token.lower in _GRADES or token.text == "-")
        if graded or is_courtesy(token) or is_rank(doc, j - 1) or in_honorific(doc, j - 1) or is_style(doc, j - 1):
            j -= 1
        elif j < first and token.text == "." and j - 2 >= floor and is_rank(doc, j - 2):
            j -= 2  # "Lt", "."
        elif token.text in ("'", "’") and j < first and is_style(doc, j):
            j -= 1  # "Dato", "'", "Seri"
        else:
            break
    return j


_Core = tuple[int, list[tuple[int, int]]]


def _core(doc: Document, end: int, floor: int, parties: dict[int, Party], holds: Holds) -> _Core | None:
    """Return the start of the office phrase that ends at token `end`, and each of its heads with its end."""
    head = _head_before(doc, end, floor, parties)
    if head is None:
        return None
    start = extend_left(doc, head, floor, parties)
    if told_twice(doc, start, head, floor, parties):
        start = extend_left(doc, start - 2, floor, parties)
    heads = [(head, end)]
    while start > floor:
        joint = doc.tokens[start - 1].lower
        if joint in ("and", "&", ",") and doc.tokens[start].lower not in _ARTICLES:
            left = _core(doc, start - 1, floor, parties, lambda title, key: False)
            if left is None or not _one_holder(doc, left, head, joint):
                break
            key = next(iter(keys_of_office(doc, start, head, end, parties)), None)
            own = title_in(doc, start, end, parties) or ""
            theirs = title_in(doc, left[0], start - 1, parties) or ""
            known = holds(own, key) and not holds(theirs, key)
            leads = office_word(doc.tokens[head]) in _HIGHEST or own.lower() in _LEADING
            if leads and joint != "," and _beside(doc, left[0], end, parties, known=known):
                break
            start, heads = left[0], [*left[1], *heads]
        elif joint in ("of", "for", "to") and doc.tokens[start].lower in _DETERMINERS:
            outer = _served(doc, start - 1, floor, parties)
            key = next(iter(keys_of_office(doc, start, head, end, parties)), None)
            if outer is None or holds(title_in(doc, start, end, parties) or "", key):
                break
            small = doc.tokens[outer].text[:1].islower() and doc.tokens[head].text[:1].isupper()
            if small:
                break  # "spokesman for the President of Kenya NAME"
            head = outer
            start = extend_left(doc, outer, floor, parties)
            heads[0] = (outer, heads[0][1])
        else:
            break
    return start, heads


def _one_holder(doc: Document, left: _Core, head: int, joint: str) -> bool:
    """Say whether the offices on both sides of "and" are of one person: both written alike, and not the highest."""
    one = doc.tokens[left[1][-1][0]]
    alike = one.text[:1].isupper() == doc.tokens[head].text[:1].isupper() or one.i == doc.sentences[one.sentence].first
    below = any(doc.tokens[j].lower in _LESSER for j in range(left[0], one.i))
    return alike and (below if joint == "," else below or office_word(one) not in _HIGHEST)


def _beside(doc: Document, first: int, end: int, parties: dict[int, Party], *, known: bool) -> bool:
    """Say whether "The A and B" before a name is somebody without a name and the one named, who is B.

    So it is where the state follows the name ("The Vice President and Prime Minister C of D"), or `known` says that
    the one named is known as B and not as A.
    """
    words = {doc.tokens[i].lower for i in range(first, end)}
    if doc.tokens[first].lower != "the" or "deputy" in words or any(i in parties for i in range(first, end)):
        return False
    for i in range(end, min(end + _REACH, len(doc.tokens) - 2)):
        token = doc.tokens[i]
        if token.lower == "of":
            return known or i + 1 in parties or i + 2 in parties
        if token.pos not in ("PROPN", "NOUN", "X") and token.text != "-":
            break
    return known


def _head_before(doc: Document, end: int, floor: int, parties: dict[int, Party]) -> int | None:
    """Return the noun of office whose phrase ends right before token `end`."""
    for j in range(end - 1, max(floor - 1, end - _REACH), -1):
        token = doc.tokens[j]
        low = token.lower
        if j == end - 1 and is_title(token) and not is_courtesy(token):
            return None if is_plural(token) else j
        tail = past_tail(doc, j, end) == end  # "charge d'affaires A"
        if is_title(token) and not is_courtesy(token) and (tail or _closed(doc, j, end, parties)):
            if not is_plural(token):
                return j
        elif not _may_complement(token, j, parties) or low in _DAYS:
            return None
    return None


def _served(doc: Document, preposition: int, floor: int, parties: dict[int, Party]) -> int | None:
    """Return the office that serves the one behind `preposition` ("Chief of Staff to", "Head of the Office of")."""
    for j in range(preposition - 1, max(floor - 1, preposition - _REACH), -1):
        token = doc.tokens[j]
        if office_word(token) is not None and not is_plural(token):
            if office_word(token) in _SERVING and (j == preposition - 1 or _closed(doc, j, preposition, parties)):
                return j
        elif not _may_complement(token, j, parties):
            return None
    return None


def _may_complement(token: Token, i: int, parties: dict[int, Party]) -> bool:
    """Say whether a token can stand in the complement of an office."""
    low = token.lower
    if i in parties or low in _PREPOSITIONS or low in ("and", "&", "-", "/", *POSSESSIVE):
        return True
    if token.pos in ("NOUN", "PROPN", "ADJ") or low in _DETERMINERS:
        return True
    return low == "," and token.pos == "PUNCT"


def _closed(doc: Document, head: int, end: int, parties: dict[int, Party]) -> bool:
    """Say whether tokens behind `head` up to `end` are its complement ("of State for Foreign Affairs")."""
    i = past_tail(doc, head, end)
    if i >= end or doc.tokens[i].lower not in _PREPOSITIONS or doc.tokens[i].sentence != doc.tokens[head].sentence:
        return False
    if doc.tokens[end - 1].lower in (*_PREPOSITIONS, *_DETERMINERS, "and", "&", ",", *POSSESSIVE):
        return False
    groups = list(complements(doc, i, end))
    for start, last in groups:
        first = doc.tokens[start].lower
        state = first == "in" and start > i and start + 1 in parties  # "leader of the opposition in Chad NAME"
        if first in ("in", "to", "at", "on", "with", "under") and not (
            state or office_word(doc.tokens[head]) in _POSTED | _SERVING or institution_in(doc, start, last)
        ):
            return False
        words = [doc.tokens[j] for j in range(start + 1, last)]
        if not words or (any(w.text == "," for w in words) and not any(w.lower == "and" for w in words)):
            return False
    return True


# --- by itself ---------------------------------------------------------------------------------------------------


def office_at(
    doc: Document, head: int, parties: dict[int, Party], names: set[int], *, plural: bool, coordinated: bool
) -> Office:
    """Return the office phrase around the noun at token `head`; `names` are the tokens of personal names."""
    floor = doc.sentences[doc.tokens[head].sentence].first
    floor = next((i + 1 for i in range(head - 1, floor - 1, -1) if i in names), floor)
    first = extend_left(doc, head, floor, parties, coordinated=coordinated)
    if first < head and doc.tokens[first].pos != "DET":
        first = extend_left(doc, first, floor, parties, coordinated=coordinated)
    ending = doc.sentences[doc.tokens[head].sentence].last
    full = last = past_tail(doc, head, ending)
    while full < ending and full == last:  # "the foreign ministers (FMs) of A and B"
        full = past_bracket(doc, full, ending)
        end = _complement_end(doc, full, ending, parties, names, plural=plural)
        if end is None:
            full = last
            break
        low = doc.tokens[full].lower
        post = low in _AT_POST and not institution_in(doc, full, end)
        # "Her counterparts in Chad and Niger" are theirs, "her counterpart in Chad" may be met there.
        peers = low == "in" and plural and doc.tokens[head].lemma.lower() in COUNTERPARTS
        peers = peers and len(keys_in(parties, full, end)) > 1
        if low in _AT_POST and not peers and office_word(doc.tokens[head]) not in _POSTED | _SERVING:
            full = last
            break
        post = post and not peers
        full = end
        last = last if post else end
    keys = keys_of_office(doc, first, head, last, parties)
    if not keys and last < ending and doc.tokens[last].lower == "in" and last + 1 in parties:
        word = office_word(doc.tokens[head]) or doc.tokens[head].lemma.lower()
        seat = parties[last + 1]
        sits = seat.kind == "capital" and not seat.ambiguous
        apposed = doc.tokens[min(seat.last, ending - 1)].text == "," and seat.last + 1 in names
        if sits and (word in _SEATED or (word in COUNTERPARTS and apposed)):
            keys = seat.keys[:1]
            full = max(full, seat.last) if word in COUNTERPARTS else full  # "her counterpart in Managua, A"
    return Office(
        first=first, last=last, full=full, title=title_in(doc, first, last, parties), keys=keys,
        former=is_former(doc, first, head),
    )  # fmt: skip


def _complement_end(
    doc: Document, i: int, ending: int, parties: dict[int, Party], names: set[int], *, plural: bool
) -> int | None:
    """Return the end of the prepositional group that starts at token `i`, None when it completes no office."""
    preposition = doc.tokens[i].lower
    if preposition not in ("of", "for", "from", *_AT_POST):
        return None
    j = i + 1
    if preposition == "to" and j < ending and doc.tokens[j].lower in ("his", "her", "their"):
        return None  # "a letter from the king to his counterpart"
    if j < ending and doc.tokens[j].lower in ("the", "both", "his", "her", "their"):
        j += 1
    last: int | None = None
    while j < ending:
        token = doc.tokens[j]
        low = token.lower
        if j in names:
            break
        if _is_ing(doc, j, ending):
            j += 1
        elif j in parties and not (parties[j].kind in DEMONYMS and not _describes(doc, parties[j].last, ending, names)):
            end = parties[j].last
            owned = end < ending and doc.tokens[end].text in POSSESSIVE
            if last is not None and owned and doc.tokens[j - 1].lower in ("and", ","):
                break  # "president of Kenya and Somalia's premier"
            if parties[j].kind not in DEMONYMS and not owned:
                last = end
            j = end
        elif (
            j - 1 in parties and parties[j - 1].kind not in DEMONYMS and not _completes(token) and token.text.isalpha()
        ):
            before = doc.tokens[j - 1]
            within = not plural and token.pos == "NOUN" and before.head >= j and before.dep in ("compound", "amod")
            return _noun_end(doc, j, ending) if within else last  # "head of the AU panel", "ambassador to Japan NAME"
        elif low in _COUNTING or low in BESIDE:
            j += 1
        elif of_states(token) and doc.tokens[j - 1].lower in _COUNTING:
            j += 1
            last = j  # "the presidents of the two countries"
        elif (
            low in _FIELDS
            or (token.pos in ("PROPN", "ADJ", "NOUN") and token.text[:1].isupper() and low not in _DAYS)
            or (office_word(token) is not None and token.pos in ("NOUN", "PROPN"))
        ):
            j += 1
            last = j
        elif low == "in" and last == j - 1 and {t.text for t in (doc.tokens[j - 1], doc.tokens[j + 1])} == {"-"}:
            last = j = min(j + 3, ending)  # "of the OSCE Chairperson-in-Office"
        elif token.text in POSSESSIVE or low in ("-", "&"):
            j += 1
        elif low in ("and", ",") and last == j and _goes_on(doc, j, ending, parties, names, plural=plural):
            j += 1
            while j < ending and doc.tokens[j].lower in ("and", "the"):
                j += 1
        elif j - 2 in parties and doc.tokens[j - 1].text in POSSESSIVE and (noun := _past_adjectives(doc, j, ending)):
            last = j = _noun_end(doc, noun, ending)  # "head of Japan's coast guard", "officials of Mali's ruling junta"
        elif low == "of" and last == j:
            inner = _complement_end(doc, j, ending, parties, names, plural=plural)
            return inner or last
        else:
            break
    return last


def _past_adjectives(doc: Document, i: int, ending: int) -> int | None:
    """Return the noun that follows adjectives from token `i` on, None where another word does."""
    noun = next((j for j in range(i, ending) if doc.tokens[j].dep != "amod"), ending)
    return noun if noun < ending and doc.tokens[noun].pos == "NOUN" else None


def _noun_end(doc: Document, i: int, ending: int) -> int:
    """Return where the nouns that begin at token `i` end."""
    return next((j for j in range(i, ending) if doc.tokens[j].pos != "NOUN"), ending)


def _completes(token: Token) -> bool:
    """Say whether a word behind the name of a state goes on with an office ("of the European Council president")."""
    low = token.lower
    return low in _FIELDS or low in _INSTITUTIONS or low in ("and", "of") or office_word(token) is not None


def _is_ing(doc: Document, i: int, ending: int) -> bool:
    """Say whether token `i` says what the body behind it does: "the ruling council", "the negotiating team"."""
    token = doc.tokens[i]
    behind = doc.tokens[i + 1].lower if i + 1 < ending else ""
    return token.text.endswith("ing") and token.text.islower() and behind in _INSTITUTIONS | _FIELDS


def _describes(doc: Document, i: int, ending: int, names: set[int]) -> bool:
    """Say whether a word of office or institution follows a demonym ("of the Iraqi cabinet")."""
    while i < ending and i not in names and (doc.tokens[i].pos in ("ADJ", "PROPN", "NOUN") or _is_ing(doc, i, ending)):
        low = doc.tokens[i].lower
        if low in _FIELDS or low in _INSTITUTIONS or office_word(doc.tokens[i]) is not None:
            return True
        i += 1
    return False


def _goes_on(doc: Document, i: int, ending: int, parties: dict[int, Party], names: set[int], *, plural: bool) -> bool:
    """Say whether the list inside a complement goes on behind "and" or a comma."""
    j = i + 1
    while j < ending and doc.tokens[j].lower in ("and", "the"):
        j += 1
    if j >= ending or j in names:
        return False
    token = doc.tokens[j]
    if j in parties:
        named = parties[j].kind not in DEMONYMS
        end = parties[j].last
        owned = end < ending and (doc.tokens[end].text in POSSESSIVE or is_title(doc.tokens[end]))
        return plural and named and not owned
    field = token.lower in _FIELDS or (token.text[:1].isupper() and token.pos in ("PROPN", "NOUN"))
    return i - 1 not in parties and field and office_word(token) is None
