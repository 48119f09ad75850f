"""What pronouns and descriptions of an article refer to: "he", "they", "the two leaders", "his Chinese counterpart".

Only the article and the reference data are consulted: "the Russian leader" is the article's Russian president where
it names one, else the holder of that office on the day (resolve.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from parley.actors import KnownActors
from parley.extract.coreference.bindings import Bindings
from parley.extract.coreference.descriptions import description_of, holder_in
from parley.extract.coreference.entity import Entity
from parley.extract.coreference.introductions import announced, apposed, identified, introduce
from parley.extract.coreference.owners import serve_owner
from parley.extract.coreference.plurals import (
    count_of,
    group_of,
    is_definite_plural,
    is_head_of_state,
    is_several,
    names_states,
    of_states,
    several_of,
    theirs_of,
    they_of,
)
from parley.extract.coreference.pronouns import first_person, one_of_two, pronoun_of
from parley.extract.cues import cues
from parley.model import ActorKind, Document, Mention

_TITLES = cues("titles")
_THEY: frozenset[str] = _TITLES["they"]
_I: frozenset[str] = _TITLES["i"]
_OF_TWO: frozenset[str] = _TITLES["of_two"]
_COUNTED: frozenset[str] = _TITLES["counted"]
_PAIR = 2
_STATES: frozenset[str] = _TITLES["sorts"]["states"]
_STATES_PROPER: frozenset[str] = _TITLES["counted_states"] | {"government"}


class References:
    """Binds every mention to the entities it refers to, and adds those that are only described to `entities`."""

    def __init__(
        self,
        doc: Document,
        mentions: Sequence[Mention],
        entities: list[Entity],
        known: KnownActors,
        day: dt.date | None,
        *,
        home: str | None,
        publisher: str | None,
    ) -> None:
        self._bindings = Bindings(
            doc, mentions, entities, known, day, home=home, publisher=publisher, refer=self._refer
        )
        for k in range(len(mentions)):
            self._bindings.bound[k] = self._refer(k)

    def at(self, token: int) -> int | None:
        """Return the mention that token `token` belongs to."""
        return self._bindings.at(token)

    def of(self, mention: int) -> tuple[int, ...]:
        """Return the entities that a mention refers to; several for "the two leaders", none when unclear."""
        return self._bindings.bound[mention]

    def is_several(self, mention: Mention) -> bool:
        """Say whether a mention stands for several actors told of before: "they", "the two sides", "the leaders"."""
        return is_several(self._bindings, mention)

    def count_of(self, mention: Mention) -> int | None:
        """Return how many "the two leaders", "both sides", "the trio" are; None for what is no such group."""
        return count_of(self._bindings, mention)

    def state(self, party: str) -> int:
        """Return the entity of the state or organisation `party`."""
        return self._bindings.state(party)

    def bind_in(self, mention: int, party: str) -> None:
        """Take an office without a state for that of the state `party`."""
        self._bindings.bound[mention] = (holder_in(self._bindings, mention, party),)

    def unnamed(self, office: str, party: str, text: str) -> int:
        """Return the entity of an unnamed actor described only here ("an envoy" of China)."""
        return self._bindings.unnamed(office, party, text)

    def _refer(self, k: int) -> tuple[int, ...]:
        b = self._bindings
        mention = b.mentions[k]
        if mention.entity >= 0:
            serve_owner(b, k)
            introduce(b, k)
            return (mention.entity,)
        if mention.kind is ActorKind.COUNTRY:
            return tuple(b.state(p) for p in mention.parties)  # "the two Koreas"
        lemma = b.lemma(mention)
        if mention.pronoun:
            low = mention.text.lower()
            if low in _I:
                return first_person(b, k)
            if (count := count_of(b, mention)) is not None:
                return several_of(b, k, count, states=False, lemma=None)
            if low in _OF_TWO:
                return one_of_two(b, k)
            return they_of(b, k) if low in _THEY else pronoun_of(b, k)
        if (count := count_of(b, mention)) is not None:
            if lemma not in _STATES and names_states(b, mention):
                return of_states(b, k, count, lemma)
            lemma = "leader" if is_head_of_state(b, mention) else lemma
            told = (apposed(b, k, count) or announced(b, k, count)) if lemma not in _STATES else ()
            told = told or several_of(b, k, count, states=lemma in _STATES, lemma=None if lemma in _COUNTED else lemma)
            if lemma in _STATES_PROPER and all(b.entities[e].party for e in told):
                return tuple(sorted(b.state(b.entities[e].party or "") for e in told))  # none of their people
            pair = count == _PAIR and lemma not in _STATES | _COUNTED
            return told or (theirs_of(b, k, lemma) if pair else ())  # "the two leaders" of two states
        if mention.kind is ActorKind.PERSON and not mention.plural:
            return identified(b, k) or description_of(b, k, lemma)
        if is_definite_plural(b, mention, lemma):
            # "The leaders discussed trade": those told of just before.
            told = several_of(b, k, None, states=lemma in _STATES, lemma=lemma, reaches=(1, 2, 4))
            return told or (() if lemma in _STATES else theirs_of(b, k, lemma))
        if mention.plural and not mention.parties and b.doc.tokens[mention.first].lower in _THEY:
            return theirs_of(b, k, lemma) or group_of(b, k, lemma)
        return group_of(b, k, lemma)
