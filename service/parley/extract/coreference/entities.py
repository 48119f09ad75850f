"""The cast of an article: its actors, and who stands at which token, in lists and in front of nouns too."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cached_property

from parley.actors import KnownActors
from parley.extract.coreference.entity import Entity
from parley.extract.coreference.home import as_accompanied, as_led, at_home, beside_own, home_of, is_issued, known_party
from parley.extract.coreference.references import References
from parley.extract.cues import cues
from parley.extract.language.talked_of import names_issue
from parley.extract.language.titles import COUNTERPARTS
from parley.extract.language.tree import EXAMPLES, case_of, conjuncts, dep_in
from parley.extract.names.parties import DEMONYMS, Party
from parley.model import ActorKind, Document, Mention

_TITLES = cues("titles")
_AIDES: frozenset[str] = _TITLES["aides"]
_LED: frozenset[str] = _TITLES["led"]
_NEW = frozenset({"a", "an", "another"})
_LEADING: frozenset[str] = _TITLES["leading"]
_BULLETS: frozenset[str] = _TITLES["bullets"]
_HONORIFICS: frozenset[str] = _TITLES["honorifics"]
_SEATS = frozenset({"capital", "seat", "residence"})  # how a place names a government
_BEHIND = 12  # tokens behind a group in which it is told who is of it
_JOINING = frozenset({",", ";", "and", "as", "well", "&"})  # what stands between those of a list
_QUANTITIES: frozenset[str] = _TITLES["quantities"]
_ARMED: frozenset[str] = _TITLES["armed"]
_OF_MANY = _QUANTITIES | _ARMED


class Cast:
    """The entities of an article, and what each mention refers to."""

    def __init__(
        self,
        doc: Document,
        mentions: tuple[Mention, ...],
        parties: dict[int, Party],
        known: KnownActors,
        day: dt.date | None,
        *,
        publisher: str | None = None,
    ) -> None:
        self.doc = doc
        self._parties = parties
        self.mentions = mentions
        self._known = known
        named = _named(mentions, known, day)
        home = home_of(doc, named, mentions, publisher, known)
        officials = at_home(named, home, known, day)
        self.issuer = home if is_issued(publisher) else None  # the state whose office publishes the text
        self.entities: list[Entity] = as_accompanied(
            doc, mentions, beside_own(doc, mentions, as_led(doc, mentions, officials))
        )
        self._references = References(doc, mentions, self.entities, known, day, home=home, publisher=publisher)

    def at(self, token: int) -> int | None:
        """Return the mention that token `token` belongs to."""
        return self._references.at(token)

    def entities_of(self, mention: int) -> tuple[int, ...]:
        """Return the entities that a mention refers to; several for "the two leaders", none when unclear."""
        return self._references.of(mention)

    def all_at(self, token: int) -> tuple[int, ...]:
        """Return the mentions at `token` and at everything coordinated with it, in text order."""
        found: dict[int, None] = {}
        for i in conjuncts(self.doc, token):
            k = self.at(i)
            if k is not None and self.mentions[k].name is None and self.mentions[k].plural:
                listed = self._spelled_out(k) or self._in_bullets(k)
                apposed = [j for c in self.doc.children[i] if self.doc.tokens[c].dep == "appos" for j in self.all_at(c)]
                listed = listed or tuple(j for j in apposed if any(self.mentions[n].name for n in apposed))
                included = self._included(k)
                found.update(dict.fromkeys(included if self.mentions[k].parties else ()))
                listed = listed or (() if self.mentions[k].parties else included)
                if listed and len(listed) >= (self.count_of(k) or 1):
                    found.update(dict.fromkeys(listed))
                    continue
                if examples := self._examples_of(i, k):
                    found.update(dict.fromkeys(examples))
                    continue
            if k is not None:
                found.update(dict.fromkeys(self._leaders_of(k) or (k,)))
            elif self.doc.tokens[i].lemma.lower() in _AIDES and (named := self._behind(i)) is not None:
                found[named] = None  # "Special Assistant to the President and Senior Director for Europe A B"
            elif self.doc.tokens[i].lower in _HONORIFICS:
                # "His Majesty the King and Prime Minister A"
                for c in self.doc.children[i]:
                    if dep_in(self.doc.tokens[c], "appos"):
                        found.update(dict.fromkeys(self.all_at(c)))
            elif self.doc.tokens[i].lemma in _OF_MANY:
                # "a range of officials", "members of the delegation", "rebels of the Front"
                for c in self.doc.children[i]:
                    if dep_in(self.doc.tokens[c], "nmod") and case_of(self.doc, c) == "of":
                        found.update(dict.fromkeys(self.all_at(c)))
        for k in (*tuple(found)[:1], *tuple(found)[-1:]):
            found.update(dict.fromkeys(self._listed(k)))
        return tuple(found)

    def _spelled_out(self, k: int) -> tuple[int, ...]:
        """Return who a plural stands for: "his counterparts: A", "the chairs of the group -- A, B and C --"."""
        last = self.mentions[k].last
        for i in range(last, min(last + 16, len(self.doc.tokens) - 1)):
            token = self.doc.tokens[i]
            if token.text in (":", "-", "--", "–", "—", "(") or (token.text == "," and i == last):
                named = [j for j in self.starting_near(i + 1) if self.mentions[j].name and self._is_person(j)]
                return tuple(named) if len(named) > 1 or token.text == ":" else ()
            if (
                token.pos in ("VERB", "AUX", "PUNCT")
                or token.sentence != self.doc.tokens[self.mentions[k].head].sentence
            ):
                break
        return ()

    def _examples_of(self, i: int, k: int) -> tuple[int, ...]:
        """Return who is named of a plural of no state: "African leaders, including A of Chad and B of Togo"."""
        if self.mentions[k].parties or self.mentions[k].pronoun:
            return ()
        beside = (*self.doc.children[i], *self.doc.children[self.doc.tokens[i].head])
        named = (j for j in beside if j > i and dep_in(self.doc.tokens[j], "nmod", "obl"))
        told = (j for j in named if case_of(self.doc, j) in EXAMPLES)
        examples = dict.fromkeys(n for j in told for n in self.all_at(j))
        people = (n for n in examples if self.mentions[n].kind in (ActorKind.PERSON, ActorKind.GROUP))
        return tuple(n for n in people if any(self.party_of(e) is not None for e in self.entities_of(n)))

    def _included(self, k: int) -> tuple[int, ...]:
        """Return who is told to be of a group: "officials of Oman in Muscat, including Minister A and B"."""
        mention = self.mentions[k]
        end = self.doc.sentences[self.doc.tokens[mention.head].sentence].last
        for i in range(mention.last, min(mention.last + _BEHIND, end - 1)):
            token, other = self.doc.tokens[i], self.at(i)
            if token.lower == "including":
                row = (j for n in self.starting_near(i + 1) for j in self._in_row(n))
                row = (j for j in row if self.doc.tokens[self.mentions[j].head].dep != "nmod:poss")  # "A's adviser"
                told = tuple(j for j in row if self.mentions[j].name or self.mentions[j].parties)
                return self._for_party(tuple(j for j in told if self._is_office(j)), mention.parties)
            if token.pos in ("VERB", "AUX", "SCONJ") or (other is not None and self._is_office(other)):
                break
        return ()

    def _is_office(self, k: int) -> bool:
        return self._is_person(k) and not self.mentions[k].pronoun

    def _in_row(self, k: int) -> tuple[int, ...]:
        """Return a mention and those that the tree joins to it."""
        rows = conjuncts(self.doc, self.mentions[k].head)
        return tuple(dict.fromkeys((k, *(j for i in rows if (j := self.at(i)) is not None))))

    def _leaders_of(self, k: int) -> tuple[int, ...]:
        """Return who leads "a delegation led by A", and "the delegation" told of next, empty when nobody does.

        A delegation of those for whom its leader does not act, as of a bloc, is a side beside him.
        """
        mention = self.mentions[k]
        lemma = self.doc.tokens[mention.head].lemma.lower()
        if mention.kind is not ActorKind.GROUP or mention.pronoun or (mention.parties and lemma not in _LED):
            return ()
        if led := self._led_by(k):
            return led if self._act_alike(led, mention.parties) else (k, *led)
        known = lemma in _LED and not any(self.doc.tokens[j].lower in _NEW for j in self.doc.children[mention.head])
        group = self.entities_of(k)
        if not known or not group:
            return ()
        same = (j for j in range(len(self.mentions)) if self.entities_of(j) == group)
        led = next((led for j in same if (led := self._led_by(j))), ())
        return led if self._act_alike(led, mention.parties) else ()

    def leads(self, person: int, group: int) -> bool:
        """Say whether the text tells that a person leads a group: the two are one side."""
        told = (k for k, m in enumerate(self.mentions) if m.kind is ActorKind.GROUP and group in self.entities_of(k))
        return any(person in self.entities_of(j) for k in told for j in self._led_by(k))

    def _act_alike(self, people: tuple[int, ...], keys: tuple[str, ...]) -> bool:
        """Say whether one of `people` acts for one of the states or bodies `keys`, or either is told of none."""
        parties = {party for k in people for e in self.entities_of(k) if (party := self.party_of(e)) is not None}
        return not keys or not parties or not parties.isdisjoint(keys)

    def _led_by(self, k: int) -> tuple[int, ...]:
        """Return those whom the words behind mention `k` call its leaders."""
        mention = self.mentions[k]
        for j in self.doc.children[mention.head]:
            if dep_in(self.doc.tokens[j], "acl") and self.doc.tokens[j].lemma in _LEADING:
                for c in self.doc.children[j]:
                    if dep_in(self.doc.tokens[c], "obl") and case_of(self.doc, c) == "by":
                        named = tuple(n for n in self.all_at(c) if self.entities_of(n))  # not "by a deputy minister"
                        return self._for_party(named, mention.parties)
        return ()

    def _for_party(self, mentions: tuple[int, ...], keys: tuple[str, ...]) -> tuple[int, ...]:
        """Let people without a party of their own act for that of the delegation they lead."""
        for k in mentions:
            for e in self.entities_of(k):
                led = self.entities[e]
                if keys and (led.party is None or led.inferred) and led.kind is ActorKind.PERSON:
                    self.lend(e, keys[0])
        return mentions

    def _in_bullets(self, k: int) -> tuple[int, ...]:
        """Return the people in the lines of a list that the sentence of a plural announces with its final colon."""
        here = self.doc.tokens[self.mentions[k].head].sentence
        last = self.doc.tokens[self.doc.sentences[here].last - 1].text
        found: list[int] = []
        for sentence in self.doc.sentences[here + 1 :] if last == ":" else ():
            if self.doc.tokens[sentence.first].text not in _BULLETS:
                break
            line = dict.fromkeys(self.at(i) for i in range(sentence.first, sentence.last))
            found.extend(j for j in line if j is not None and self.mentions[j].name and self._is_person(j))
        return tuple(found)

    def _is_person(self, k: int) -> bool:
        return self.mentions[k].kind is ActorKind.PERSON

    def _behind(self, token: int) -> int | None:
        """Return the person named at the end of a long title that begins at `token`."""
        for i in range(token + 1, min(token + 18, len(self.doc.tokens))):
            if (
                self.doc.tokens[i].pos in ("VERB", "AUX")
                or self.doc.tokens[i].sentence != self.doc.tokens[token].sentence
            ):
                return None
            k = self.at(i)
            if k is not None and self.mentions[k].kind is ActorKind.PERSON and self.mentions[k].name:
                return k
        return None

    def starting_near(self, token: int) -> tuple[int, ...]:
        """Return the mention that starts at `token` or just behind it, and those listed with it."""
        for i in range(token, min(token + 4, len(self.doc.tokens))):
            k = self.at(i)
            if k is not None and self.mentions[k].first in (token, i):
                return tuple(dict.fromkeys((k, *self._listed(k))))
            word = self.doc.tokens[i]
            if word.pos not in ("DET", "ADJ", "ADV") and word.dep != "amod":
                break  # "the newly elected president"
        return ()

    def _listed(self, k: int) -> tuple[int, ...]:
        """Return the people listed after a person ("A of X, B of Y, and C"), whatever the tree makes of the list."""
        if self.mentions[k].kind is not ActorKind.PERSON or not self.mentions[k].name:
            return ()
        found, closed = [], False
        while True:
            i = self.mentions[k].last
            joined = False
            while i < len(self.doc.tokens) and self.doc.tokens[i].lower in _JOINING:
                closed = closed or self.doc.tokens[i].lower in ("and", "&")
                joined = True
                i += 1
            following = self.at(i)
            if not joined or following is None or self.mentions[following].first > i:
                break
            if self.mentions[following].kind is not ActorKind.PERSON or not self.mentions[following].name:
                break
            found.append(following)
            k = following
        end = self.mentions[k].last
        clause = end < len(self.doc.tokens) and self.doc.tokens[end].pos in ("VERB", "AUX")
        if found:
            last = self.doc.tokens[self.mentions[found[-1]].head]
            clause |= dep_in(last, "nsubj") and self.doc.tokens[last.head].dep == "conj"  # ", and B said"
        return tuple(found) if closed and not clause else ()

    def party_of(self, entity: int) -> str | None:
        """Return the country or organisation that an entity acts for."""
        return self.entities[entity].party

    def lend(self, entity: int, party: str) -> None:
        """Take it that an actor whose state is not told acts for `party`."""
        self.entities[entity] = replace(self.entities[entity], party=party, inferred=False)

    def bind_in(self, mention: int, party: str) -> None:
        """Take an office without a state for that of the state `party`."""
        self._references.bind_in(mention, party)

    def doubt(self, entity: int) -> None:
        """Take back the state that was only inferred for an entity."""
        self.entities[entity] = replace(self.entities[entity], party=None, inferred=False)

    def unnamed(self, office: str, party: str, text: str) -> int:
        """Return the entity of an unnamed actor described only here ("an envoy" of China)."""
        return self._references.unnamed(office, party, text)

    def compound_at(self, token: int) -> list[tuple[int, int, int]]:
        """Return the actors in front of an event noun ("US-China talks", "Trump-Kim summit") with their tokens."""
        found: list[tuple[int, int, int]] = []
        i = token - 1
        while i >= 0 and self.doc.tokens[i].sentence == self.doc.tokens[token].sentence:
            word = self.doc.tokens[i]
            k, party = self.at(i), self._parties.get(i)
            if k is not None and self.mentions[k].kind is ActorKind.PERSON and len(self.entities_of(k)) == 1:
                found.insert(0, (self.entities_of(k)[0], self.mentions[k].first, self.mentions[k].last))
                i = self.mentions[k].first - 1
            elif party is not None:
                found.insert(0, (self.state(party.keys[0]), party.first, party.last))
                i = party.first - 1
            elif word.text in ("-", "–", "—", "/") or (word.text == "and" and found) or word.pos == "ADJ":
                i -= 1
            elif word.pos in ("PROPN", "NOUN") and word.dep in ("compound", "amod") and not found:
                i -= 1  # "U.S.-ASEAN Special Summit"
            else:
                break
        alone = self._parties.get(found[0][1]) if len(found) == 1 else None
        if alone is not None and names_issue(self.doc, alone.last, token):
            return []  # "the Gaza ceasefire talks" are about it
        # "the Vienna talks" are held there; "the Vienna-Moscow talks" are theirs.
        return [] if alone is not None and alone.kind in _SEATS else found

    def party_words(self, token: int) -> Party | None:
        """Return the country or organisation that the mention at `token` names by name or adjective."""
        k = self.at(token)
        span = range(self.mentions[k].first, self.mentions[k].last) if k is not None else range(token, token + 1)
        return next((self._parties[i] for i in span if i in self._parties), None)

    @cached_property
    def parties(self) -> frozenset[Party]:
        """The countries and organisations that the text names by name or adjective."""
        return frozenset(p for t in self.doc.tokens if (p := self.party_words(t.i)) is not None)

    def country_at(self, token: int) -> Party | None:
        """Return the country named at `token`, None for an adjective ("French") or anything else."""
        party = self._parties.get(token)
        if party is None or party.kind in DEMONYMS or self._known.actor(party.keys[0]).kind is not ActorKind.COUNTRY:
            return None
        return party

    def state(self, key: str) -> int:
        """Return the entity of a country or organisation, a new one where the article has none yet."""
        return self._references.state(key)

    def count_of(self, mention: int) -> int | None:
        """Return how many "the two leaders", "the trio" are; None for a mention that does not say."""
        return self._references.count_of(self.mentions[mention])

    def is_pair(self, mention: int) -> bool:
        """Say whether a mention is "they", "the two leaders", "both sides"."""
        return self._references.is_several(self.mentions[mention])


def _acts_for(own: list[Mention], known: KnownActors) -> str | None:
    """Return whom a named actor acts for as stated first, a body now rather than the state of an office once held."""
    told = [p for m in own for p in m.parties]
    once = next((m.former for m in own if m.parties), False)
    bodies = (p for p in told if known.country(p) is None)
    return next(bodies, told[0]) if once and told else next(iter(told), None)


def _named(mentions: tuple[Mention, ...], known: KnownActors, day: dt.date | None) -> list[Entity]:
    """Return one entity per named actor, with what all its mentions tell."""
    count = max((m.entity for m in mentions), default=-1) + 1
    result: list[Entity] = []
    told = {p for m in mentions for p in m.parties}
    for number in range(count):
        own = [m for m in mentions if m.entity == number]
        name = max((m.name or "" for m in own), key=lambda n: (len(n.split()), len(n)), default="")
        office = next((m.office for m in own if m.office and not COUNTERPARTS & set(m.office.lower().split())), None)
        party = _acts_for(own, known)
        entity = Entity(
            number=number,
            kind=own[0].kind,
            name=name,
            office=office,
            party=party,
            text=own[0].text,
            besides=tuple(dict.fromkeys(o for m in own for o in (m.office, m.besides) if o and o != office)),
            former=any(m.former for m in own),
        )
        if entity.kind is ActorKind.PERSON and party is None:
            entity = replace(entity, party=known_party(name, known, day, office, told))
        result.append(entity)
    return result
