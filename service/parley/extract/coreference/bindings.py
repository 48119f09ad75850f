"""What is known while the mentions of an article are bound to its actors, and the actors that are only described."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from parley.actors import KnownActors
from parley.extract.coreference.entity import Entity, Telling
from parley.extract.coreference.home import is_published_by
from parley.extract.cues import cues
from parley.extract.language.speakers import quoted_tokens
from parley.extract.language.titles import is_opposite, office_word
from parley.model import ActorKind, Document, Mention, Sentence

_HE: frozenset[str] = cues("titles")["he"]
_STATE_KINDS = (ActorKind.COUNTRY, ActorKind.ORGANISATION)


class Bindings:
    """The mentions of an article, what each refers to so far, and its entities, to which described ones are added."""

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
        refer: Callable[[int], tuple[int, ...]],
    ) -> None:
        self.doc = doc
        self.mentions = mentions
        self.entities = entities
        self.known = known
        self.day = day
        self.home = home
        self.publisher = publisher
        self.refer = refer  # binds a mention ahead of its turn
        self.released = home is not None and is_published_by(home, publisher, known)
        self.quoted = quoted_tokens(doc)
        self.together: dict[int, tuple[Telling, ...]] = {}  # whom each sentence tells together, once it is bound
        self.lead = next((n for n, s in enumerate(doc.sentences) if _is_told(doc, s)), 0)  # where the body begins
        self._described: dict[tuple[str, str | None], int] = {}
        self._at: dict[int, int] = {}
        for k, m in enumerate(mentions):
            for i in range(m.first, m.last):
                # A name inside a longer mention keeps its own tokens.
                if i not in self._at or mentions[self._at[i]].last - mentions[self._at[i]].first > m.last - m.first:
                    self._at[i] = k
        self.bound: dict[int, tuple[int, ...]] = {}
        # The mentions that open with a word that tells the sex of somebody: "she", "her counterpart".
        self.sexed = [(k, word) for k, m in enumerate(mentions) if (word := m.text.lower().split()[0]) in _HE]

    def at(self, token: int) -> int | None:
        """Return the mention that token `token` belongs to."""
        return self._at.get(token)

    def lemma(self, mention: Mention) -> str:
        """Return the office, or else the base form, of the noun of a mention; "opposite number" is a counterpart."""
        token = self.doc.tokens[mention.head]
        if is_opposite(self.doc, mention.head):
            return "counterpart"
        return office_word(token) or token.lemma.lower()

    def before(self, k: int, sentences: int) -> list[int]:
        """Return the earlier mentions within `sentences` sentences, nearest first."""
        here = self.doc.tokens[self.mentions[k].head].sentence
        return [
            j
            for j in range(k - 1, -1, -1)
            if here - self.doc.tokens[self.mentions[j].head].sentence <= sentences and self.bound.get(j)
        ]

    def add(self, kind: ActorKind, office: str | None, party: str, mention: Mention, *, inferred: bool = False) -> int:
        """Return the entity of an office or group as a mention describes it, for one of the states it names."""
        several = len(mention.parties) > 1
        words = f"{self.doc.tokens[mention.head].lower} of {self.known.actor(party).label}" if several else mention.text
        return self.described(kind, office, party, words, former=mention.former, inferred=inferred)

    def described(
        self, kind: ActorKind, office: str | None, party: str | None, text: str, *, former: bool, inferred: bool = False
    ) -> int:
        """Return the entity of one that is only described, the same for the same office and state."""
        key = (f"{kind}:{(office or text).lower()}", party)
        if key not in self._described:
            self._described[key] = len(self.entities)
            self.entities.append(
                Entity(
                    number=len(self.entities),
                    kind=kind,
                    name=None,
                    office=office,
                    party=party,
                    text=text,
                    former=former,
                    inferred=inferred,
                )
            )
        return self._described[key]

    def state(self, party: str) -> int:
        """Return the entity of a state or organisation, a new one where the article does not name it by itself."""
        for entity in self.entities:
            if entity.party == party and entity.kind in _STATE_KINDS and entity.name:
                return entity.number
        actor = self.known.actor(party)
        self.entities.append(
            Entity(
                number=len(self.entities),
                kind=actor.kind,
                name=actor.label,
                office=None,
                party=party,
                text=actor.label,
            )
        )
        return len(self.entities) - 1

    def unnamed(self, office: str, party: str, text: str) -> int:
        """Return the entity of an unnamed actor described only here ("an envoy" of China)."""
        return self.described(ActorKind.GROUP, office, party, text, former=False)


def _is_told(doc: Document, sentence: Sentence) -> bool:
    """Say whether a sentence is one of the body with a verb, neither a heading nor a dateline alone."""
    tokens = doc.tokens[sentence.first : sentence.last]
    return not doc.in_heading(sentence.first) and any(t.pos in ("VERB", "AUX") for t in tokens)
