"""What pronouns and descriptions of an article refer to: "he", "they", "the two leaders", "his Chinese counterpart".

Only the article and the reference data are consulted: "the Russian leader" is the article's Russian president where
it names one, else the holder of that office on the day (resolve.py).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from parley.actors import KnownActors
from parley.extract.cues import cues
from parley.extract.entity import Entity
from parley.extract.home import own_state
from parley.extract.speakers import author_of, quoted_tokens, speaker_of
from parley.extract.titles import COUNTERPARTS, is_opposite, office_word
from parley.extract.tree import SUBJECTS, dep_in, first_conjunct
from parley.model import ActorKind, Document, Mention

_TITLES = cues("titles")
_HE: frozenset[str] = _TITLES["he"]
_THEY: frozenset[str] = _TITLES["they"]
_I: frozenset[str] = _TITLES["i"]
_LEADERS: frozenset[str] = _TITLES["leaders"]
_COUNTING: Mapping[str, str] = _TITLES["counting"]
_PEOPLE: frozenset[str] = _TITLES["sorts"]["people"]
_STATES: frozenset[str] = _TITLES["sorts"]["states"]
_SINGLE: frozenset[str] = _TITLES["sorts"]["single"]
_HOME_HEADS: frozenset[str] = _TITLES["sorts"]["domestic_heads"]
_HOME_BODIES: frozenset[str] = _TITLES["sorts"]["domestic_bodies"]
_POSTED_HEADS = frozenset({"ambassador", "envoy", "consul", "chargé"})
_DEFINITE = frozenset({"the", "his", "her", "their"})
_LED: frozenset[str] = _TITLES["led"]
_REACHES = (0, 1, 2, 4, 8, 1000)  # sentences looked back for two or more actors
_NEAR = 3  # sentences a pronoun looks back
_STATE_KINDS = (ActorKind.COUNTRY, ActorKind.ORGANISATION)


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
        self._doc = doc
        self._mentions = mentions
        self._entities = entities
        self._known = known
        self._day = day
        self._home = home
        self._publisher = publisher
        self._released = home is not None and publisher is not None
        self._quoted = quoted_tokens(doc)
        self._described: dict[tuple[str, str | None], int] = {}
        self._at: dict[int, int] = {}
        for k, m in enumerate(mentions):
            for i in range(m.first, m.last):
                # A name inside a longer mention keeps its own tokens.
                if i not in self._at or mentions[self._at[i]].last - mentions[self._at[i]].first > m.last - m.first:
                    self._at[i] = k
        self._bound: dict[int, tuple[int, ...]] = {}
        for k in range(len(mentions)):
            self._bound[k] = self._refer(k)

    def at(self, token: int) -> int | None:
        """Return the mention that token `token` belongs to."""
        return self._at.get(token)

    def of(self, mention: int) -> tuple[int, ...]:
        """Return the entities that a mention refers to; several for "the two leaders", none when unclear."""
        return self._bound[mention]

    def is_several(self, mention: Mention) -> bool:
        """Say whether a mention stands for several actors told of before: "they", "the two sides", "the leaders"."""
        if mention.pronoun:
            return mention.plural
        if self.count_of(mention) is not None:
            return self._lemma(mention) in _STATES or not self._names_states(mention)
        return self._is_definite_plural(mention, self._lemma(mention))

    def count_of(self, mention: Mention) -> int | None:
        """Return how many "the two leaders", "both sides", "the trio" are; None for what is no such group."""
        lemma = self._lemma(mention)
        counted = [
            int(_COUNTING[low])
            for i in range(mention.first, mention.last)
            if (low := self._doc.tokens[i].text.lower()) in _COUNTING
        ]
        if mention.parties:
            return None
        if lemma in _COUNTING:
            return int(_COUNTING[lemma])
        return counted[0] if counted and lemma in _PEOPLE | _STATES else None

    # --- one mention ---------------------------------------------------------------------------------------------

    def _lemma(self, mention: Mention) -> str:
        token = self._doc.tokens[mention.head]
        if is_opposite(self._doc, mention.head):
            return "counterpart"
        return office_word(token) or token.lemma.lower()

    def _refer(self, k: int) -> tuple[int, ...]:
        mention = self._mentions[k]
        if mention.entity >= 0:
            return (mention.entity,)
        if mention.kind is ActorKind.COUNTRY:
            return tuple(self._state(p) for p in mention.parties)  # "the two Koreas"
        lemma = self._lemma(mention)
        if mention.pronoun:
            low = mention.text.lower()
            if low in _I:
                return self._first_person(k)
            if (count := self.count_of(mention)) is not None:
                return self._several(k, count, states=False, lemma=None)
            return self._they(k) if low in _THEY else self._pronoun(k)
        if (count := self.count_of(mention)) is not None:
            if lemma not in _STATES and self._names_states(mention):
                return self._of_states(k, count, lemma)
            return self._several(k, count, states=lemma in _STATES, lemma=lemma)
        if mention.kind is ActorKind.PERSON and not mention.plural:
            return self._description(k, lemma)
        if self._is_definite_plural(mention, lemma):
            # "The leaders discussed trade": those told of just before.
            return self._several(k, 2, states=lemma in _STATES, lemma=lemma, reaches=(1, 2, 4))
        return self._group(k, lemma)

    def _is_definite_plural(self, mention: Mention, lemma: str) -> bool:
        token = self._doc.tokens[mention.first]
        bare = mention.plural and not mention.parties and mention.last - mention.first == 2
        return bare and token.text.lower() == "the" and (lemma in _SINGLE or lemma in ("leader", "side"))

    def _before(self, k: int, sentences: int) -> list[int]:
        """Return the earlier mentions within `sentences` sentences, nearest first."""
        here = self._doc.tokens[self._mentions[k].head].sentence
        return [
            j
            for j in range(k - 1, -1, -1)
            if here - self._doc.tokens[self._mentions[j].head].sentence <= sentences and self._bound.get(j)
        ]

    def _pronoun(self, k: int) -> tuple[int, ...]:
        mention = self._mentions[k]
        people = mention.text.lower() in _HE
        here = self._doc.tokens[mention.head]
        best: tuple[float, int] | None = None
        for j in self._before(k, _NEAR):
            other = self._mentions[j]
            if len(self._bound[j]) != 1 or other.plural or other.text.lower() in _I:
                continue
            entity = self._entities[self._bound[j][0]]
            if people != (entity.kind is ActorKind.PERSON):
                continue
            token = self._doc.tokens[other.head]
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
        return self._bound[best[1]] if best else ()

    def _first_person(self, k: int) -> tuple[int, ...]:
        """Bind "I" and "we" to the speaker of the quotation, else to the author of the text."""
        token = self._mentions[k].head
        if token in self._quoted:
            speaker = speaker_of(self._doc, self._mentions, self._quoted, token)
            if speaker is None:
                return ()
            return self._bound[speaker] if speaker in self._bound else self._refer(speaker)
        author = author_of(self._doc, self._mentions)
        if author is not None:
            return (self._mentions[author].entity,)
        return self._publishing_office()

    def _publishing_office(self) -> tuple[int, ...]:
        """Return who holds the office that publishes a text in the first person ("Ministry of Foreign Affairs")."""
        low = (self._publisher or "").lower()
        if "minist" not in low and "president" not in low:
            return ()
        party = self._home
        office = "Foreign Minister" if "foreign" in low else "Prime Minister" if "prime" in low else None
        office = office or ("President" if "president" in low else None)
        if office is None:
            return ()
        return (self._entity(ActorKind.PERSON, office, party, office, former=False),)

    # --- several -------------------------------------------------------------------------------------------------

    def _they(self, k: int) -> tuple[int, ...]:
        """Bind "they": with somebody else beside the verb the subjects told of before, else two parties."""
        if self._has_other_side(k) and (subjects := self._subjects_before(k)):
            return subjects
        return self._several(k, 2, states=False, lemma=None) or self._subjects_before(k)

    def _has_other_side(self, k: int) -> bool:
        """Say whether the verb of "they met with the minister" has another actor."""
        here = self._doc.tokens[self._mentions[k].head]
        if not dep_in(here, *SUBJECTS):
            return False
        others = [j for j in self._doc.children[here.head] if j > here.i and dep_in(self._doc.tokens[j], "obj", "obl")]
        kinds = [self._mentions[m].kind for j in others if (m := self._at.get(j)) is not None]
        return any(kind in (ActorKind.PERSON, ActorKind.GROUP) for kind in kinds)

    def _subjects_before(self, k: int) -> tuple[int, ...]:
        """Return the several subjects of the nearest earlier sentence that has them, or who leads its delegation."""
        here = self._doc.tokens[self._mentions[k].head].sentence
        for number in range(here - 1, here - 1 - _NEAR, -1):
            found: dict[int, None] = {}
            delegation = False
            for j in range(k - 1, -1, -1):
                mention = self._mentions[j]
                if self._doc.tokens[mention.head].sentence != number:
                    continue
                delegation |= self._lemma(mention) in _LED
                head = first_conjunct(self._doc, mention.head)
                if dep_in(self._doc.tokens[head], *SUBJECTS) and mention.kind is not ActorKind.COUNTRY:
                    found.update(dict.fromkeys(self._bound[j]))
            if len(found) > 1 or (found and delegation):
                return tuple(sorted(found))
            if any(self._entities[e].kind is ActorKind.GROUP for e in found):
                return tuple(found)
        return ()

    def _several(
        self, k: int, count: int, *, states: bool, lemma: str | None, reaches: tuple[int, ...] = _REACHES
    ) -> tuple[int, ...]:
        """Bind "the two leaders", "they", "both sides" to the nearest actors of as many different parties."""
        wanted = _STATE_KINDS if states else (ActorKind.PERSON,)
        for kinds in (wanted, (ActorKind.PERSON, ActorKind.GROUP)):
            for reach in reaches:
                found: dict[str, list[int]] = {}
                for j in self._before(k, reach):
                    for e in self._bound[j]:
                        entity = self._entities[e]
                        if entity.kind in kinds and entity.party and self._can_be(entity, states, lemma):
                            found.setdefault(entity.party, []).append(e)
                if len(found) >= count:
                    chosen = [max(dict.fromkeys(own), key=own.count) for own in list(found.values())[:count]]
                    return tuple(sorted(chosen))
        return () if states or lemma not in _SINGLE or reaches != _REACHES else self._officials_of_states(k, count)

    def _can_be(self, entity: Entity, states: bool, lemma: str | None) -> bool:
        return lemma is None or states or self._fits(entity, None if lemma == "official" else lemma, lemma)

    def _names_states(self, mention: Mention) -> bool:
        """Say whether a group is one "of the two countries", "from both sides"."""
        span = range(mention.first, mention.last)
        return any(i != mention.head and self._doc.tokens[i].lemma.lower() in _STATES for i in span)

    def _of_states(self, k: int, count: int, lemma: str) -> tuple[int, ...]:
        """Bind "the foreign ministers of the two countries" to one of each, "diplomats of both sides" to two groups."""
        mention = self._mentions[k]
        title = self._single_title(mention, lemma, several=True)
        states = self._states_before(k, 1)[:count]
        if len(states) == count - 1 and self._home is not None and self._home not in states:
            states.append(self._home)  # "the protocol with China, after talks between the two countries' officials"
        elif len(states) < count:
            states = self._states_before(k, 8)[:count]
        if len(states) < count:
            return ()
        found = []
        for party in sorted(states):
            named = self._named_holder(k, lemma, party, title) if title else None
            words = f"{self._doc.tokens[mention.head].text.lower()} of {self._known.actor(party).label}"
            kind = ActorKind.PERSON if title else ActorKind.GROUP
            found.append(
                named if named is not None else self._entity(kind, title or lemma, party, words, former=mention.former)
            )
        return tuple(found)

    def _states_before(self, k: int, sentences: int) -> list[str]:
        """Return the states whose people or who themselves were told of before, nearest first."""
        parties = (self._entities[e].party for j in self._before(k, sentences) for e in self._bound[j])
        return list(dict.fromkeys(p for p in parties if p and self._known.country(p)))

    def _officials_of_states(self, k: int, count: int) -> tuple[int, ...]:
        """Read "the two foreign ministers" of the states named last as one of each."""
        mention = self._mentions[k]
        title = _singular(mention.office or "")
        states = self._states_before(k, 4)
        if len(states) != count or not title:
            return ()
        return tuple(
            self._entity(ActorKind.PERSON, title, p, f"{title} of {self._known.actor(p).label}", former=False)
            for p in sorted(states)
        )

    # --- descriptions --------------------------------------------------------------------------------------------

    def _description(self, k: int, lemma: str) -> tuple[int, ...]:
        """Bind "the Russian leader", "his Chinese counterpart", "the minister"."""
        mention = self._mentions[k]
        party = mention.parties[0] if mention.parties else None
        office = mention.office
        kinds: frozenset[str] = frozenset()
        if lemma in COUNTERPARTS:
            peer = self._possessor(k)
            kinds = self._kinds_of_office(peer) if peer else frozenset()
            office = peer.office if peer else None
            if party is not None and kinds:
                office = next((o.title for o in self._known.offices_of(party) if o.kind in kinds), office)
        definite = self._doc.tokens[mention.first].text.lower() in _DEFINITE
        if party is None and lemma not in COUNTERPARTS:
            party = self._party_of_possessor(k)
        if definite or party is not None:
            found = self._described_before(k, office, lemma, party, kinds)
            if found is not None:
                return (found,)
        if mention.former and party is not None and (former := self._former(office or "", party)) is not None:
            return (former,)
        if party is None and definite and lemma in _POSTED_HEADS:
            # "the embassy said the ambassador had met"
            party = next((m.parties[0] for m in reversed(self._mentions[:k]) if m.parties and _is_embassy(m)), None)
        if party is None and definite and office:
            party = own_state(office)
        if party is None:
            return self._at_home(k, lemma, definite=definite)
        return (self._add(ActorKind.PERSON if office else ActorKind.GROUP, office, party, mention),)

    def _former(self, office: str, party: str) -> int | None:
        """Return the one person named in the article who is known to have held an office once."""
        titled = {o.key for o in self._known.offices_titled(office, party)}
        fitting = [
            e.number
            for e in self._entities
            if e.kind is ActorKind.PERSON
            and e.name
            and any(o.key in titled for p in self._known.persons_named(e.name) for o in self._known.offices_ever(p.key))
        ]
        return fitting[0] if len(fitting) == 1 else None

    def _at_home(self, k: int, lemma: str, *, definite: bool) -> tuple[int, ...]:
        """Bind "the foreign minister", "the Foreign Ministry" without a state to the state the article speaks from."""
        mention = self._mentions[k]
        person = lemma in _HOME_HEADS and mention.kind is ActorKind.PERSON
        capital = self._doc.tokens[mention.first].text[:1].isupper() and mention.first == mention.head
        if self._home is None or mention.former or not (definite or capital):
            return ()
        if person or lemma in _HOME_BODIES:
            office = mention.office if person else lemma
            return (self._add(mention.kind, office, self._home, mention, inferred=True),)
        return ()

    def _described_before(
        self, k: int, office: str | None, lemma: str, party: str | None, kinds: frozenset[str]
    ) -> int | None:
        """Return the person named in the article whom an office can mean: of a party anywhere, else one named before.

        Without a party the nearest counts, a subject more than others, and one of the state the article speaks from.
        """
        here = self._doc.tokens[self._mentions[k].head].sentence
        best: tuple[float, int] | None = None
        order = [*range(k - 1, -1, -1), *(range(k + 1, len(self._mentions)) if party is not None else ())]
        for j in order:
            other = self._mentions[j]
            if other.kind is not ActorKind.PERSON or other.entity < 0:
                continue
            entity = self._entities[other.entity]
            if party is not None and entity.party != party:
                continue
            if not (self._fits(entity, office, lemma) or (kinds and kinds & self._kinds_of_office(entity))):
                continue
            if party is not None:
                return entity.number
            token = self._doc.tokens[other.head]
            score = -2.0 * (here - token.sentence)
            if dep_in(token, *SUBJECTS):
                score += 1.5
            if self._released and entity.party == self._home:
                score += 20.0 if self._is_capital(k) else 2.0
            if best is None or score > best[0]:
                best = (score, entity.number)
        return best[1] if best is not None else None

    def _is_capital(self, k: int) -> bool:
        return self._doc.tokens[self._mentions[k].head].text[:1].isupper()

    def _party_of_possessor(self, k: int) -> str | None:
        """Return the party of whom an office serves ("Gantz's envoy", "her adviser")."""
        first = self._mentions[k].first
        if self._doc.tokens[first].text.lower() in _HE:
            owner = self._possessor(k)
            return owner.party if owner is not None else None
        if first < 2 or self._doc.tokens[first - 1].text not in ("'s", "’s", "'", "’"):
            return None
        j = self._at.get(first - 2)
        bound = self._bound.get(j, ()) if j is not None else ()
        return self._entities[bound[0]].party if len(bound) == 1 else None

    def _possessor(self, k: int) -> Entity | None:
        for i in range(self._mentions[k].first, self._mentions[k].head):
            j = self._at.get(i)
            low = self._doc.tokens[i].text.lower()
            if low in _HE or low in _THEY or low in _I:
                inner = next((n for n, m in enumerate(self._mentions) if m.first == i and m.pronoun), None)
                bound = self._bound.get(inner, ()) if inner is not None else ()
                if inner is not None and not bound and low in _I:
                    bound = self._first_person(inner)
                if not bound:
                    bound = self._nearest_person(k)
                return self._entities[bound[0]] if bound else None
            if j is not None and j != k and self._mentions[j].entity >= 0:
                return self._entities[self._mentions[j].entity]
        return None

    def _nearest_person(self, k: int) -> tuple[int, ...]:
        for j in self._before(k, 1):
            if self._entities[self._bound[j][0]].kind is ActorKind.PERSON and len(self._bound[j]) == 1:
                return self._bound[j]
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

    # --- groups --------------------------------------------------------------------------------------------------

    def _group(self, k: int, lemma: str) -> tuple[int, ...]:
        mention = self._mentions[k]
        if not mention.parties:
            possessor = self._possessor(k) if lemma not in COUNTERPARTS else None
            if possessor is None and self._doc.tokens[mention.first].text.lower() == "the":
                # "the delegation", told of before
                same = (j for j in self._before(k, _NEAR + 2) if self._lemma(self._mentions[j]) == lemma)
                told = next((self._bound[j] for j in same), ())
                return told or self._at_home(k, lemma, definite=not mention.plural)
            if possessor is None or possessor.party is None:
                return ()
            return (self._add(ActorKind.GROUP, lemma, possessor.party, mention),)
        peer = self._possessor(k) if lemma in COUNTERPARTS else None
        kinds = self._kinds_of_office(peer) if peer else frozenset()
        title = self._single_title(mention, lemma)
        found = []
        for party in mention.parties:
            equal = next((o.title for o in self._known.offices_of(party) if o.kind in kinds), None)
            if equal is None and lemma in COUNTERPARTS and peer is not None:
                equal = peer.office
            if equal is not None:
                # "his Kuwaiti and Bahraini counterparts"
                found.append(self._add(ActorKind.PERSON, equal, party, mention))
                continue
            named = self._named_holder(k, lemma, party, title) if mention.plural and len(mention.parties) > 1 else None
            if named is None:
                kind = ActorKind.PERSON if title else ActorKind.GROUP
                named = self._add(kind, title or lemma, party, mention)
            found.append(named)
        return tuple(found)

    def _single_title(self, mention: Mention, lemma: str, *, several: bool = False) -> str | None:
        """Return the office of each of "the foreign ministers of A and B", None for offices with many holders."""
        if not mention.plural or not (several or len(mention.parties) > 1) or lemma not in _SINGLE:
            return None
        title = _singular(mention.office or "")
        return title if " " in title or lemma not in ("minister", "secretary") else None

    def _named_holder(self, k: int, lemma: str, party: str, title: str | None) -> int | None:
        """Return the one named person of `party` whom "the leaders of A and B" can mean here."""
        fitting = {
            m.entity
            for m in self._mentions
            if m.kind is ActorKind.PERSON
            and m.entity >= 0
            and self._entities[m.entity].party == party
            and self._fits(self._entities[m.entity], title or lemma, lemma)
        }
        return next(iter(fitting)) if len(fitting) == 1 else None

    def _state(self, party: str) -> int:
        """Return the entity of a state or organisation, a new one where the article does not name it by itself."""
        for entity in self._entities:
            if entity.party == party and entity.kind in _STATE_KINDS and entity.name:
                return entity.number
        actor = self._known.actor(party)
        self._entities.append(
            Entity(
                number=len(self._entities),
                kind=actor.kind,
                name=actor.label,
                office=None,
                party=party,
                text=actor.label,
            )
        )
        return len(self._entities) - 1

    # --- entities that are only described ------------------------------------------------------------------------

    def _add(self, kind: ActorKind, office: str | None, party: str, mention: Mention, *, inferred: bool = False) -> int:
        several = len(mention.parties) > 1
        words = (
            f"{self._doc.tokens[mention.head].text.lower()} of {self._known.actor(party).label}"
            if several
            else mention.text
        )
        return self._entity(kind, office, party, words, former=mention.former, inferred=inferred)

    def state(self, party: str) -> int:
        """Return the entity of the state or organisation `party`."""
        return self._state(party)

    def unnamed(self, office: str, party: str, text: str) -> int:
        """Return the entity of an unnamed actor described only here ("an envoy" of China)."""
        return self._entity(ActorKind.GROUP, office, party, text, former=False)

    def _entity(
        self, kind: ActorKind, office: str | None, party: str | None, text: str, *, former: bool, inferred: bool = False
    ) -> int:
        key = (f"{kind}:{(office or text).lower()}", party)
        if key not in self._described:
            self._described[key] = len(self._entities)
            self._entities.append(
                Entity(
                    number=len(self._entities),
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


def _is_embassy(mention: Mention) -> bool:
    return mention.kind is ActorKind.GROUP and "embassy" in mention.text.lower()


def _singular(office: str) -> str:
    """Return an office in the plural ("foreign ministers") in the singular."""
    words = office.split()
    if words and words[-1].lower().endswith("s"):
        words[-1] = words[-1][:-1] if not words[-1].lower().endswith("ies") else words[-1][:-3] + "y"
    elif words and words[-1].lower().endswith("men"):
        words[-1] = words[-1][:-2] + "an"
    return " ".join(words)
