"""Find the words that stand for actors: people, countries, organisations and unnamed groups.

Spans come from word order (titles before a name, "of China" after it), so that one wrong arc in the tree does not
lose a participant; the tree gives the head of each span.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley.actors import KnownActors
from parley.extract.cues import cues
from parley.extract.language.titles import in_honorific, is_courtesy
from parley.extract.names.acting_bodies import find_bodies
from parley.extract.names.appositions import with_appositions
from parley.extract.names.identity import numbered
from parley.extract.names.letterheads import with_letterhead
from parley.extract.names.office_parts import before_bracket
from parley.extract.names.parties import Party, head_of
from parley.extract.names.personal_names import find_people, with_suffix
from parley.extract.names.roles import ARGUMENTS, find_roles
from parley.model import ActorKind, Document, Mention, Token

_TITLES = cues("titles")
_BREAKS = frozenset({",", "(", ")", ";", ":", "–", "—", "“", "”", '"'})
_AROUND_BY_NAME = frozenset({("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("(", ")")})
_I: frozenset[str] = _TITLES["i"]
_PRONOUNS: frozenset[str] = _TITLES["he"] | _TITLES["they"] | _TITLES["it"] | _I
_COUNTING = frozenset(_TITLES["counting"])
_OF_TWO: frozenset[str] = _TITLES["of_two"]


def find_mentions(doc: Document, known: KnownActors, parties: dict[int, Party]) -> tuple[Mention, ...]:
    """Return the mentions of `doc` in text order; mentions of one actor share their `entity`."""
    people = find_people(doc, known, parties)
    names = {i for m in people for i in range(m.first, m.last)}
    people, roles = with_appositions(doc, people, list(find_roles(doc, parties, names)), parties)
    people = [_with_style(doc, m) for m in with_letterhead(doc, people, roles)]
    taken = {i for m in people for i in range(m.first, m.last)}
    taken |= {i for m in roles for i in range(m.first, m.last)}
    bodies = [m for m in find_bodies(doc, known, parties, taken) if m.head not in taken]
    taken |= {i for m in bodies for i in range(m.first, m.last)}
    pronouns = [_pronoun(t) for t in doc.tokens if t.i not in taken and _is_pronoun(doc, t)]
    pronouns += _honorifics(doc, taken)
    found = sorted((*people, *roles, *bodies, *pronouns), key=lambda m: (m.first, m.last))
    return numbered(found, known, _by_names(doc, people))


def _with_style(doc: Document, mention: Mention) -> Mention:
    """Return a name with the honorific that a comma parts from it: "His Majesty, King Hamad"."""
    first = mention.first - 2
    if first < 1 or doc.tokens[first + 1].text != "," or not in_honorific(doc, first):
        return mention
    while first > 0 and in_honorific(doc, first - 1):
        first -= 1
    if doc.tokens[mention.head].dep != "appos" or not first <= doc.tokens[mention.head].head < mention.first:
        return mention  # "His Highness, President A and President B" are three
    return replace(mention, first=first, head=head_of(doc, first, mention.last), text=doc.span(first, mention.last))


def _by_names(doc: Document, people: Sequence[Mention]) -> dict[str, str]:
    """Return the full names behind which a by-name stands between quotation marks or in brackets: "A B “Tiger”"."""
    by_last = {m.last: m for m in people}
    found = {}
    for m in people:
        before, behind = doc.tokens[m.first - 1].text, doc.tokens[min(m.last, len(doc.tokens) - 1)].text
        owner = by_last.get(m.first - 1)
        if m.name and owner is not None and owner.name and (before, behind) in _AROUND_BY_NAME:
            found[m.name] = owner.name
    return found


def long_names(doc: Document, mentions: Sequence[Mention]) -> list[tuple[range, range]]:
    """Return the tokens of each name with its titles, and those that can stand for the whole: given name and surname.

    What stands in apposition ("Wang Yi (Foreign Minister)") is left where it is.
    """
    found = []
    for m in mentions:
        if m.kind is not ActorKind.PERSON or not m.name:
            if m.office and (first := _with_honorific(doc, m.first)) < m.first:
                found.append((range(first, m.last), range(m.first, m.last)))
            continue
        last = first = end = _surname(doc, m)
        while first > m.first:
            before = before_bracket(doc, first, m.first)
            if before == first and doc.tokens[first - 1].text in _BREAKS:
                break
            first = min(before, first - 1)
        while end + 1 < m.last and (doc.tokens[end + 1].text not in _BREAKS or with_suffix(doc, end + 1) > end + 1):
            end += 1
        given = last > first and doc.tokens[last - 1].text[:1].isupper() and doc.tokens[last - 1].pos == "PROPN"
        shown = range(last - 1 if given else last, last + 1)
        if len(shown) < end + 1 - first and doc.tokens[first].sentence == doc.tokens[end].sentence:
            found.append((range(_with_honorific(doc, first), end + 1), shown))
    return found


def _with_honorific(doc: Document, first: int) -> int:
    """Return where "His Highness the Emir" begins that goes on at token `first`; the tree sees two subjects in it."""
    start = first
    while start > 0 and doc.tokens[first].lower == "the" and in_honorific(doc, start - 1):
        start -= 1
    return start


def reheaded(doc: Document, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """Return the mentions with their heads in `doc`, parsed again since they were found."""
    heads = (head_of(doc, m.first, m.last) if m.name else m.head for m in mentions)
    return tuple(m if head == m.head else replace(m, head=head) for m, head in zip(mentions, heads, strict=True))


def _surname(doc: Document, mention: Mention) -> int:
    surname = (mention.name or "").split()[-1]
    backwards = range(mention.last - 1, mention.first - 1, -1)
    return next((i for i in backwards if surname.endswith(doc.tokens[i].text)), mention.last - 1)


def _is_pronoun(doc: Document, token: Token) -> bool:
    """Say whether a token stands for people told of elsewhere: a pronoun, "the two", "both", "the latter"."""
    low = token.lower
    if low in _COUNTING:
        before = doc.tokens[token.i - 1].lower if token.i else ""
        return (before == "the" or low == "both") and token.dep in ARGUMENTS
    if low in _OF_TWO:
        before = doc.tokens[token.i - 1].lower if token.i else ""
        return before == "the" and token.dep in (*ARGUMENTS, "nmod:poss")  # not "the former president"
    return low in _PRONOUNS and token.text != "US" and not is_courtesy(token) and not in_honorific(doc, token.i)


def _honorifics(doc: Document, taken: set[int]) -> list[Mention]:
    """Return the honorifics that stand for somebody named before: "His Highness met the king"."""
    found = []
    for token in doc.tokens:
        if token.lower not in ("his", "her") or not in_honorific(doc, token.i):
            continue
        last = token.i + 1
        while last < len(doc.tokens) and in_honorific(doc, last):
            last += 1
        alone = last < len(doc.tokens) and doc.tokens[last].pos not in ("PROPN", "NOUN") and last not in taken
        if alone and not {token.i, last - 1} & taken:  # not "His Highness the Emir"
            head = head_of(doc, token.i, last)
            found.append(replace(_pronoun(token), last=last, head=head, text=doc.span(token.i, last)))
    return found


def _pronoun(token: Token) -> Mention:
    low = token.lower
    return Mention(
        first=token.i,
        last=token.i + 1,
        head=token.i,
        kind=ActorKind.PERSON if low in _TITLES["he"] | _I | _OF_TWO else ActorKind.GROUP,
        text=token.text,
        plural=low in _TITLES["they"] or low in _COUNTING,
        pronoun=True,
    )
