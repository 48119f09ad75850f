"""Countries and organisations that stand for themselves, and organisations that only the reader saw."""

from __future__ import annotations

from collections.abc import Iterator

from parley.actors import KnownActors
from parley.extract.cues import cues
from parley.extract.language.tree import POSSESSIVE
from parley.extract.names.parties import DEMONYMS, Party, head_of, namesakes
from parley.model import ActorKind, Document, Mention

_MANY = ("s", "ese", "sh", "ch", "men")  # endings of what names a nation's people together: "the French"
_GENERIC: frozenset[str] = cues("titles")["generic"]
_ARMED_NAMES: frozenset[str] = cues("titles")["armed_names"]
_ARMED_BODIES: frozenset[str] = cues("titles")["armed_bodies"]


def find_bodies(doc: Document, known: KnownActors, parties: dict[int, Party], taken: set[int]) -> Iterator[Mention]:
    """Yield countries and organisations that stand for themselves, and organisations only the reader saw."""
    for party in dict.fromkeys(parties.values()):
        head = head_of(doc, party.first, party.last)
        token = doc.tokens[head]
        following = doc.tokens[party.last] if party.last < len(doc.tokens) else None
        if party.kind in DEMONYMS and not _acting_demonym(doc, party, head):
            continue
        if doc.span(party.first, party.last).lower() in _GENERIC:
            continue
        if following is not None and following.text == ":" and party.first == doc.sentences[token.sentence].first:
            continue  # "Jakarta: The foreign minister" is where the text was written
        if following is not None and following.text == "-" and following.start == doc.tokens[party.last - 1].end:
            continue
        organisation = known.actor(party.keys[0]).kind is ActorKind.ORGANISATION
        kind = ActorKind.ORGANISATION if organisation else ActorKind.COUNTRY
        if party.kind in DEMONYMS:
            # "the Frenchman" is somebody told of before, "the French" are many.
            one = party.last - party.first == 1 and doc.tokens[party.first - 1].lower == "the" and party.first
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
        if token.text[:1].isupper() and (keys := namesakes(token.lower)):
            first = token.i - 1 if token.i and doc.tokens[token.i - 1].lower in ("two", "both") else token.i
            text = doc.span(first, token.i + 1)
            yield Mention(
                first=first,
                last=token.i + 1,
                head=token.i,
                kind=ActorKind.COUNTRY,
                text=text,
                parties=keys,
                plural=True,
            )
    armed = list(_armed_bodies(doc, parties, taken))
    for first, last in armed:
        yield _body(doc, first, last)
    for name in doc.names:
        if any(first < name.last and name.first < last for first, last in armed):
            continue
        if name.label != "ORG" or any(i in parties or i in taken for i in range(name.first, name.last)):
            continue
        if doc.tokens[name.first].text[:1].isupper():
            yield _body(doc, name.first, name.last)


def _body(doc: Document, first: int, last: int) -> Mention:
    """Return the mention of an organisation that goes by its name alone."""
    text = doc.span(first, last)
    head = head_of(doc, first, last)
    return Mention(first=first, last=last, head=head, kind=ActorKind.ORGANISATION, text=text, name=text)


def _armed_bodies(doc: Document, parties: dict[int, Party], taken: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the names that those up in arms give themselves, whatever the reader sees: "the Sudan Liberation Army"."""
    known = {i for party in parties.values() if party.last - party.first > 1 for i in range(party.first, party.last)}
    for token in doc.tokens:
        if token.text not in _ARMED_NAMES or token.i in known | taken:
            continue
        first, last = token.i, token.i + 1
        while first and _is_in_name(doc, first - 1) and doc.tokens[first - 1].sentence == token.sentence:
            first -= 1
        while last < len(doc.tokens) and doc.tokens[last].text in _ARMED_BODIES:
            last += 1
        if last > token.i + 1 and not known.intersection(range(first, last)) and taken.isdisjoint(range(first, last)):
            yield first, last


def _is_in_name(doc: Document, i: int) -> bool:
    """Say whether token `i` is a word inside a name: with a capital, or the "'s" behind one."""
    token = doc.tokens[i]
    owned = token.text in POSSESSIVE and doc.tokens[i - 1].text[:1].isupper()
    return owned or (token.text[:1].isupper() and token.lower not in ("the", "a") and token.text.isalpha())


def _acting_demonym(doc: Document, party: Party, head: int) -> bool:
    """Say whether a demonym is a noun of its own ("the Chinese said", "Russians")."""
    token = doc.tokens[head]
    if party.kind == "people" and (party.first == 0 or doc.tokens[party.first - 1].lower != "the"):
        return False  # "local Slovaks" are citizens, "the Russians" may be their government
    if token.dep in ("amod", "compound") or token.pos == "ADJ":
        following = doc.tokens[head + 1] if head + 1 < len(doc.tokens) else None
        before = doc.tokens[party.first - 1].lower if party.first else ""
        return before == "the" and (following is None or following.pos in ("VERB", "AUX", "PUNCT", "ADP"))
    return True
