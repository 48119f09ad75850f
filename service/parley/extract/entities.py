"""Who the mentions of an article mean: one entity per actor, pronouns and descriptions bound to their antecedents.

Only the article and the reference data are consulted: "the Russian leader" is the article's Russian president where
it names one, else the holder of that office on the day (resolve.py).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, replace

from parley.actors import KnownActors
from parley.extract.cues import cues
from parley.extract.parties import Party
from parley.extract.titles import COUNTERPARTS
from parley.extract.tree import SUBJECTS, case_of, conjuncts, dep_in
from parley.model import ActorKind, Document, Mention

_TITLES = cues("titles")
_HE: frozenset[str] = _TITLES["he"]
_THEY: frozenset[str] = _TITLES["they"]
_LEADERS = frozenset(
    "leader president premier chancellor king emir prime sultan emperor dictator counterpart ruler strongman "
    "chief head".split()
)
_PAIR = frozenset({"two", "both", "three", "four"})
_PEOPLE = frozenset("leader president minister official counterpart diplomat chief head premier".split())
_STATES = frozenset("side party country nation state government neighbour neighbor capital".split())
_AIDES: frozenset[str] = _TITLES["aides"]
_QUANTITIES: frozenset[str] = _TITLES["quantities"]
_NEAR = 3  # sentences a pronoun looks back


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One actor of the article: what all its mentions together tell."""

    number: int
    kind: ActorKind
    name: str | None
    office: str | None
    party: str | None
    text: str  # words for one that has no name
    former: bool = False


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
        self._day = day
        self.entities: list[Entity] = _at_home(_named(mentions, known, day), mentions, _home_of(publisher, known))
        self._groups: dict[tuple[str, str | None], int] = {}
        self._refers: dict[int, tuple[int, ...]] = {}
        self._at: dict[int, int] = {}
        for k, m in enumerate(mentions):
            for i in range(m.first, m.last):
                # A name inside a longer mention keeps its own tokens.
                if i not in self._at or mentions[self._at[i]].last - mentions[self._at[i]].first > m.last - m.first:
                    self._at[i] = k
        for k in range(len(mentions)):
            self._refers[k] = self._refer(k)

    def at(self, token: int) -> int | None:
        """Return the mention that token `token` belongs to."""
        return self._at.get(token)

    def entities_of(self, mention: int) -> tuple[int, ...]:
        """Return the entities that a mention refers to; several for "the two leaders", none when unclear."""
        return self._refers[mention]

    def all_at(self, token: int) -> tuple[int, ...]:
        """Return the mentions at `token` and at everything coordinated with it, in text order."""
        found: dict[int, None] = {}
        for i in conjuncts(self.doc, token):
            k = self._at.get(i)
            if k is not None and self.mentions[k].name is None and self.mentions[k].plural:
                behind = self._spelled_out(k)
                if behind:
                    found.update(dict.fromkeys(behind))
                    continue
                apposed = [j for c in self.doc.children[i] if self.doc.tokens[c].dep == "appos" for j in self.all_at(c)]
                if any(self.mentions[j].name for j in apposed):
                    found.update(dict.fromkeys(apposed))
                    continue
            if k is not None:
                found.update(dict.fromkeys(self._leaders_of(k) or (k,)))
            elif self.doc.tokens[i].lemma.lower() in _AIDES and (named := self._behind(i)) is not None:
                found[named] = None  # "Special Assistant to the President and Senior Director for Europe A B"
            elif self.doc.tokens[i].lemma in _QUANTITIES:
                # "a range of officials", "members of the delegation"
                for c in self.doc.children[i]:
                    if dep_in(self.doc.tokens[c], "nmod") and case_of(self.doc, c) == "of":
                        found.update(dict.fromkeys(self.all_at(c)))
        for k in tuple(found)[-1:]:
            found.update(dict.fromkeys(self._listed(k)))
        return tuple(found)

    def _spelled_out(self, k: int) -> list[int]:
        """Return who a plural stands for: "his counterparts: A and B", "the chairs of the group -- A, B and C --"."""
        for i in range(self.mentions[k].last, min(self.mentions[k].last + 16, len(self.doc.tokens) - 1)):
            token = self.doc.tokens[i]
            if token.text in (":", "-", "--", "–", "—", "("):
                return [j for j in self.starting_near(i + 1) if self.mentions[j].name]
            if (
                token.pos in ("VERB", "AUX", "PUNCT")
                or token.sentence != self.doc.tokens[self.mentions[k].head].sentence
            ):
                break
        return []

    def _leaders_of(self, k: int) -> tuple[int, ...]:
        """Return who leads "a delegation led by A", empty when the mention says so itself or nobody does."""
        mention = self.mentions[k]
        if mention.kind is not ActorKind.GROUP or mention.parties:
            return ()
        for j in self.doc.children[mention.head]:
            if self.doc.tokens[j].dep == "acl" and self.doc.tokens[j].lemma in ("lead", "head"):
                for c in self.doc.children[j]:
                    if dep_in(self.doc.tokens[c], "obl") and case_of(self.doc, c) == "by":
                        return self.all_at(c)
        return ()

    def _behind(self, token: int) -> int | None:
        """Return the person named at the end of a long title that begins at `token`."""
        for i in range(token + 1, min(token + 18, len(self.doc.tokens))):
            if (
                self.doc.tokens[i].pos in ("VERB", "AUX")
                or self.doc.tokens[i].sentence != self.doc.tokens[token].sentence
            ):
                return None
            k = self._at.get(i)
            if k is not None and self.mentions[k].kind is ActorKind.PERSON and self.mentions[k].name:
                return k
        return None

    def starting_near(self, token: int) -> tuple[int, ...]:
        """Return the mention that starts at `token` or just behind it, and those listed with it."""
        for i in range(token, min(token + 3, len(self.doc.tokens))):
            k = self._at.get(i)
            if k is not None and self.mentions[k].first in (token, i):
                return tuple(dict.fromkeys((k, *self._listed(k))))
            if self.doc.tokens[i].pos not in ("DET", "ADJ"):
                break
        return ()

    def _listed(self, k: int) -> tuple[int, ...]:
        """Return the people listed after a person ("A of X, B of Y, and C"), whatever the tree makes of the list."""
        if self.mentions[k].kind is not ActorKind.PERSON or not self.mentions[k].name:
            return ()
        found, closed = [], False
        while True:
            i = self.mentions[k].last
            joined = False
            while i < len(self.doc.tokens) and self.doc.tokens[i].text.lower() in (",", "and", "as", "well", "&"):
                closed = closed or self.doc.tokens[i].text.lower() in ("and", "&")
                joined = True
                i += 1
            following = self._at.get(i)
            if not joined or following is None or self.mentions[following].first > i:
                break
            if self.mentions[following].kind is not ActorKind.PERSON or not self.mentions[following].name:
                break
            found.append(following)
            k = following
        end = self.mentions[k].last
        clause = end < len(self.doc.tokens) and self.doc.tokens[end].pos in ("VERB", "AUX")
        return tuple(found) if closed and not clause else ()

    def party_of(self, entity: int) -> str | None:
        """Return the country or organisation that an entity acts for."""
        return self.entities[entity].party

    def unnamed(self, office: str, party: str, text: str) -> int:
        """Return the entity of an unnamed actor described only here ("an envoy" of China)."""
        return self._entity(ActorKind.GROUP, office, party, text, former=False)

    def compound_at(self, token: int) -> list[tuple[int, int, int]]:
        """Return the actors in front of an event noun ("US-China talks", "Trump-Kim summit") with their tokens."""
        found: list[tuple[int, int, int]] = []
        i = token - 1
        while i >= 0 and self.doc.tokens[i].sentence == self.doc.tokens[token].sentence:
            word = self.doc.tokens[i]
            k, party = self._at.get(i), self._parties.get(i)
            if k is not None and self.mentions[k].kind is ActorKind.PERSON and len(self._refers[k]) == 1:
                found.insert(0, (self._refers[k][0], self.mentions[k].first, self.mentions[k].last))
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
        return found

    def party_words(self, token: int) -> Party | None:
        """Return the country or organisation that the mention at `token` names by name or adjective."""
        k = self._at.get(token)
        span = range(self.mentions[k].first, self.mentions[k].last) if k is not None else range(token, token + 1)
        return next((self._parties[i] for i in span if i in self._parties), None)

    def state(self, key: str) -> int:
        """Return the entity of a country or organisation, a new one where the article has none yet."""
        for entity in self.entities:
            if entity.party == key and entity.kind in (ActorKind.COUNTRY, ActorKind.ORGANISATION) and entity.name:
                return entity.number
        actor = self._known.actor(key)
        self.entities.append(
            Entity(
                number=len(self.entities),
                kind=actor.kind,
                name=actor.label,
                office=None,
                party=key,
                text=actor.label,
            )
        )
        return len(self.entities) - 1

    def is_pair(self, mention: int) -> bool:
        """Say whether a mention is "they", "the two leaders", "both sides"."""
        m = self.mentions[mention]
        return (m.pronoun and m.plural) or self._is_pair(m, self.doc.tokens[m.head].lemma.lower())

    # --- binding ------------------------------------------------------------------------------------------------

    def _refer(self, k: int) -> tuple[int, ...]:
        mention = self.mentions[k]
        if mention.entity >= 0:
            return (mention.entity,)
        if mention.pronoun:
            return self._pronoun(k)
        lemma = self.doc.tokens[mention.head].lemma.lower()
        if self._is_pair(mention, lemma):
            return self._pair(k, states=lemma in _STATES, lemma=lemma)
        if mention.kind is ActorKind.PERSON and not mention.plural:
            return self._description(k, lemma)
        return self._group(k, lemma)

    def _is_pair(self, mention: Mention, lemma: str) -> bool:
        words = {self.doc.tokens[i].text.lower() for i in range(mention.first, mention.last)}
        return not mention.parties and bool(words & _PAIR) and lemma in (_PEOPLE | _STATES)

    def _before(self, k: int, sentences: int) -> list[int]:
        """Return the earlier mentions within `sentences` sentences, nearest first."""
        here = self.doc.tokens[self.mentions[k].head].sentence
        return [
            j
            for j in range(k - 1, -1, -1)
            if here - self.doc.tokens[self.mentions[j].head].sentence <= sentences and self._refers.get(j)
        ]

    def _pronoun(self, k: int) -> tuple[int, ...]:
        mention = self.mentions[k]
        low = mention.text.lower()
        if low in _THEY:
            return self._pair(k, states=False, lemma=None)
        people = low in _HE
        here = self.doc.tokens[mention.head]
        best: tuple[float, int] | None = None
        for j in self._before(k, _NEAR):
            other = self.mentions[j]
            if len(self._refers[j]) != 1 or other.plural:
                continue
            entity = self.entities[self._refers[j][0]]
            if people != (entity.kind is ActorKind.PERSON):
                continue
            token = self.doc.tokens[other.head]
            score = -4.0 * (here.sentence - token.sentence)
            if dep_in(token, *SUBJECTS) or (other.pronoun and dep_in(token, "nsubj")):
                score += 3
            if token.dep.startswith("nmod") or token.dep == "compound":
                score -= 1.5
            if token.head == here.head and token.sentence == here.sentence and here.dep != "nmod:poss":
                score -= 6  # two arguments of one verb are two people
            score -= 0.01 * (k - j)
            if best is None or score > best[0]:
                best = (score, j)
        return self._refers[best[1]] if best else ()

    def _pair(self, k: int, *, states: bool, lemma: str | None) -> tuple[int, ...]:
        """Bind "the two leaders", "they", "both sides" to the nearest two actors of different parties."""
        wanted = (ActorKind.COUNTRY, ActorKind.ORGANISATION) if states else (ActorKind.PERSON,)
        for kinds in (wanted, (ActorKind.PERSON, ActorKind.GROUP)):
            for reach in (0, 1, 2, 4, 8, 1000):
                found: dict[int, str | None] = {}
                for j in self._before(k, reach):
                    for e in self._refers[j]:
                        entity = self.entities[e]
                        told = (
                            lemma is None or states or self._fits(entity, None if lemma == "official" else lemma, lemma)
                        )
                        if (
                            entity.kind in kinds
                            and e not in found
                            and entity.party not in (None, *found.values())
                            and told
                        ):
                            found[e] = entity.party
                    if len(found) == 2:
                        return tuple(sorted(found))
        return ()

    def _description(self, k: int, lemma: str) -> tuple[int, ...]:
        """Bind "the Russian leader", "his Chinese counterpart", "the minister"."""
        mention = self.mentions[k]
        party = mention.parties[0] if mention.parties else None
        office = mention.office
        kinds: frozenset[str] = frozenset()
        if lemma in COUNTERPARTS:
            peer = self._possessor(k)
            kinds = self._kinds_of_office(peer) if peer else frozenset()
            office = peer.office if peer else None
            if party is not None and kinds:
                office = next((o.title for o in self._known.offices_of(party) if o.kind in kinds), office)
        nearest = [*range(k - 1, -1, -1), *range(k + 1, len(self.mentions))]
        bound = self.doc.tokens[mention.first].text.lower() in ("the", "his", "her", "their") or party is not None
        if bound:
            for j in nearest:
                other = self.mentions[j]
                if other.kind is not ActorKind.PERSON or other.entity < 0:
                    continue
                entity = self.entities[other.entity]
                if party is not None and entity.party != party:
                    continue
                if party is None and j > k:
                    continue
                if self._fits(entity, office, lemma) or (kinds and kinds & self._kinds_of_office(entity)):
                    return (entity.number,)
        if party is None:
            return ()
        return (self._add(ActorKind.PERSON if office else ActorKind.GROUP, office, party, mention),)

    def _possessor(self, k: int) -> Entity | None:
        for i in range(self.mentions[k].first, self.mentions[k].head):
            j = self._at.get(i)
            low = self.doc.tokens[i].text.lower()
            if low in _HE or low in _THEY:
                inner = next((n for n, m in enumerate(self.mentions) if m.first == i and m.pronoun), None)
                bound = self._refers.get(inner, ()) if inner is not None else ()
                if not bound:
                    bound = self._nearest_person(k)
                return self.entities[bound[0]] if bound else None
            if j is not None and j != k and self.mentions[j].entity >= 0:
                return self.entities[self.mentions[j].entity]
        return None

    def _nearest_person(self, k: int) -> tuple[int, ...]:
        for j in self._before(k, 1):
            if self.entities[self._refers[j][0]].kind is ActorKind.PERSON and len(self._refers[j]) == 1:
                return self._refers[j]
        return ()

    def _office_today(self, entity: Entity) -> str | None:
        persons = self._known.persons_named(entity.name or "")
        if persons and self._day:
            office = self._known.office_held(persons[0].key, self._day)
            return office.title if office else None
        return None

    def _kinds_of_office(self, entity: Entity) -> frozenset[str]:
        """Return the kinds of office (foreign minister, head of government) of an entity, as stated or known."""
        stated = self._known.offices_titled(entity.office, entity.party) if entity.office and entity.party else ()
        if stated:
            return frozenset(stated[0].kind.split("|"))
        persons = self._known.persons_named(entity.name or "")
        held = self._known.office_held(persons[0].key, self._day) if persons and self._day else None
        return frozenset(held.kind.split("|")) if held else frozenset()

    def _fits(self, entity: Entity, office: str | None, lemma: str) -> bool:
        """Say whether an entity can be described by an office."""
        theirs = (entity.office or self._office_today(entity) or "").lower()
        if not theirs:
            return lemma in ("leader", *COUNTERPARTS)
        if lemma == "leader":
            return bool(_LEADERS & set(theirs.split()))
        if office is None:
            return True
        ours = office.lower()
        if lemma in COUNTERPARTS:
            return ours == theirs or (bool(_LEADERS & set(ours.split())) and bool(_LEADERS & set(theirs.split())))
        own, their = set(ours.replace("-", " ").split()), set(theirs.replace("-", " ").split())
        if ("vice" in own) != ("vice" in their) or ("deputy" in own) != ("deputy" in their):
            return False
        return own <= their or (lemma in their and their <= own | {"the"})

    def _group(self, k: int, lemma: str) -> tuple[int, ...]:
        mention = self.mentions[k]
        if not mention.parties:
            possessor = self._possessor(k) if lemma not in COUNTERPARTS else None
            if possessor is None and self.doc.tokens[mention.first].text.lower() == "the":
                # "the delegation", told of before
                same = (j for j in self._before(k, _NEAR + 2) if self.doc.tokens[self.mentions[j].head].lemma == lemma)
                return next((self._refers[j] for j in same), ())
            if possessor is None or possessor.party is None:
                return ()
            return (self._add(ActorKind.GROUP, lemma, possessor.party, mention),)
        found = []
        peer = self._possessor(k) if lemma in COUNTERPARTS else None
        kinds = self._kinds_of_office(peer) if peer else frozenset()
        for party in mention.parties:
            title = next((o.title for o in self._known.offices_of(party) if o.kind in kinds), None)
            if title is not None:
                # "his Kuwaiti and Bahraini counterparts"
                found.append(self._add(ActorKind.PERSON, title, party, mention))
                continue
            named = self._named_holder(k, lemma, party) if mention.plural and len(mention.parties) > 1 else None
            found.append(named if named is not None else self._add(ActorKind.GROUP, lemma, party, mention))
        return tuple(found)

    def _named_holder(self, k: int, lemma: str, party: str) -> int | None:
        """Return the one named person of `party` whom "the leaders of A and B" can mean here."""
        fitting = {
            m.entity
            for m in self.mentions
            if m.kind is ActorKind.PERSON
            and m.entity >= 0
            and self.entities[m.entity].party == party
            and self._fits(self.entities[m.entity], lemma, lemma)
        }
        return next(iter(fitting)) if len(fitting) == 1 else None

    def _add(self, kind: ActorKind, office: str | None, party: str, mention: Mention) -> int:
        several = len(mention.parties) > 1
        words = (
            f"{self.doc.tokens[mention.head].text.lower()} of {self._known.actor(party).label}"
            if several
            else mention.text
        )
        return self._entity(kind, office, party, words, former=mention.former)

    def _entity(self, kind: ActorKind, office: str | None, party: str, text: str, *, former: bool) -> int:
        key = (f"{kind}:{(office or text).lower()}", party)
        if key not in self._groups:
            self._groups[key] = len(self.entities)
            self.entities.append(
                Entity(
                    number=len(self.entities),
                    kind=kind,
                    name=None,
                    office=office,
                    party=party,
                    text=text,
                    former=former,
                )
            )
        return self._groups[key]


def _named(mentions: tuple[Mention, ...], known: KnownActors, day: dt.date | None) -> list[Entity]:
    """Return one entity per named actor, with what all its mentions tell."""
    count = max((m.entity for m in mentions), default=-1) + 1
    result: list[Entity] = []
    for number in range(count):
        own = [m for m in mentions if m.entity == number]
        name = max((m.name or "" for m in own), key=lambda n: (len(n.split()), len(n)), default="")
        office = next((m.office for m in own if m.office and not COUNTERPARTS & set(m.office.lower().split())), None)
        party = next((m.parties[0] for m in own if m.parties), None)
        entity = Entity(
            number=number,
            kind=own[0].kind,
            name=name,
            office=office,
            party=party,
            text=own[0].text,
            former=any(m.former for m in own),
        )
        if entity.kind is ActorKind.PERSON and party is None:
            entity = replace(entity, party=_known_party(name, office, known, day))
        result.append(entity)
    return result


def _home_of(publisher: str | None, known: KnownActors) -> str | None:
    """Return the state that a publisher is part of or named after ("The White House", "Times of Oman")."""
    if publisher is None:
        return None
    names = known.surface(publisher)
    words = publisher.split()
    for at in range(len(words)):
        hit = None if names else known.longest_surface(words, at)
        names = hit[1] if hit else names
    return names[0].key if len({n.key for n in names}) == 1 else None


def _at_home(entities: list[Entity], mentions: tuple[Mention, ...], home: str | None) -> list[Entity]:
    """Give officials named without a state the state whose officials the article names so.

    An article says "President Biden" or "the Foreign Minister" without a country of the country it is written in.
    """
    if home is None:
        titled = {m.entity for m in mentions if m.office and not m.parties and m.entity >= 0}
        stated = {m.entity for m in mentions if m.parties}
        votes = Counter(e.party for e in entities if e.party and e.number in titled - stated)
        best = votes.most_common(2)
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            return entities
        home = best[0][0]
    return [
        replace(e, party=home) if e.kind is ActorKind.PERSON and e.party is None and e.office and not e.former else e
        for e in entities
    ]


def _known_party(name: str, office: str | None, known: KnownActors, day: dt.date | None) -> str | None:
    persons = known.persons_named(name)
    if not persons and " " not in name.strip():
        # A bare surname tells only when one officeholder of that day bears it.
        persons = tuple(p for p in known.persons_surnamed(name) if day and known.office_held(p.key, day))
    parties = {known.party_of_person(p.key, day) or known.party_of_person(p.key, None) for p in persons} - {None}
    return next(iter(parties)) if len(parties) == 1 else None
