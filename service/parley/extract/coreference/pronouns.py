"""What "he", "it" and the first person refer to."""

from __future__ import annotations

from itertools import takewhile

from parley.extract.coreference.bindings import Bindings
from parley.extract.coreference.identify import may_rule
from parley.extract.cues import cues, nouns_of
from parley.extract.language.speakers import speaker_of
from parley.extract.language.tree import (
    OBJECT_CONTROL,
    RELATIVES,
    SUBJECTS,
    case_of,
    conjuncts,
    dep_in,
    marks,
    obliques,
    predicate,
    subject,
    verb_of,
)
from parley.extract.names.interviews import interviewee_of
from parley.extract.names.letterheads import author_of
from parley.model import ActorKind, Mention, Token

_TITLES = cues("titles")
_HE: frozenset[str] = _TITLES["he"]
_I: frozenset[str] = _TITLES["i"]
_JOURNEYS = nouns_of("visit")
_PUTTING_OFF = frozenset().union(*(cues("status")["verb"][status] for status in ("cancelled", "postponed")))
# What a host does with a guest.
_RECEIVING = frozenset(name for name, entry in cues("contacts")["verb"].items() if entry.get("object") == "visitor")
_VOICES: frozenset[str] = _TITLES["voices"]
FEMALE = frozenset({"she", "her", "hers", "herself"})
MALE = frozenset({"he", "him", "his", "himself"})
_NEAR = 3  # sentences a pronoun looks back
_NEAR_TWO = 1  # and "the latter"
_SAME = 4
_OTHER = -6  # for one of the other sex by title, which some languages use of both
_QUOTED = -2  # for whom only a quotation names: who said it goes on
_RULES = 12
_WOMAN = 8  # sentences in which a woman told of is meant by "she"
_SHE, _HIM = (frozenset(_TITLES["sexes"][sex]) for sex in ("she", "he"))


def pronoun_of(b: Bindings, k: int) -> tuple[int, ...]:
    """Bind "he", "she", "it" to the nearest fitting actor, a subject before others."""
    mention = b.mentions[k]
    guests = (found for find in (_arrived_of, _asked_of, _travels) if (found := find(b, k)) is not None)
    guest = next(guests, None)
    if guest is not None and guest not in b.bound:
        return (b.mentions[guest].entity,)
    if guest is not None:
        return b.bound[guest]
    people = mention.text.lower().split()[0] in _HE  # "His Highness" too
    here = b.doc.tokens[mention.head]
    best: tuple[float, int] | None = None
    others = named_below(b, k) if people else frozenset()
    majesty = "majesty" in mention.text.lower()
    female = mention.text.lower() in FEMALE
    for j in b.before(k, _WOMAN if female else _NEAR):
        other = b.mentions[j]
        if len(b.bound[j]) != 1 or other.plural or other.text.lower() in _I:
            continue
        entity = b.entities[b.bound[j][0]]
        if people != (entity.kind is ActorKind.PERSON) or (people and _beside(b, k, j)) or entity.number in others:
            continue
        if majesty and not may_rule(entity.office):
            continue
        rules = majesty and entity.office is not None
        token = b.doc.tokens[other.head]
        woman = female and is_called(b, k, entity.number, FEMALE)
        back = here.sentence - token.sentence
        if back > _NEAR and not woman:
            continue
        score = -4.0 * min(back, 1 if woman else _NEAR) - (0.1 * back if woman else 0)
        if dep_in(token, *SUBJECTS):
            score += 3 if _is_main(b, other, token.head) else 2.5
            if here.sentence == token.sentence and dep_in(b.doc.tokens[token.head], "acl"):
                score -= 4  # who is only spoken of within a noun: "after an hour with A, during which B came, he left"
        if _owns_subject(b, j):
            thing = b.at(token.head) is None  # "A's plan failed after his meeting"
            score += 3.5 if thing and here.dep == "nmod:poss" and here.sentence == token.sentence else 0
        elif _is_of_other(token) or _is_of_other(_named_as(b, token)):
            score -= 1.5
        if people and _VOICES & set((entity.office or "").lower().split()):
            score += _OTHER  # who speaks for another speaks of him: "A's spokesman said he would come"
        if people and other.head in b.quoted and mention.head not in b.quoted:
            score += _QUOTED
        if people and _of_other_sex(b, mention.text.lower(), b.bound[j][0]):
            score += _OTHER
        if rules:
            score += _RULES  # "His Majesty" is rather a king than somebody whose office is not told
        if woman or (female and back == 1 and _is_new(b, j, entity.number)):
            score += _SAME  # few texts speak of two women, but for one who is told of first just before
        if people and not woman and is_called(b, k, entity.number, MALE if female else FEMALE):
            score += _OTHER
        score -= 0.01 * (k - j)
        if best is None or score > best[0]:
            best = (score, j)
    return b.bound[best[1]] if best else _ahead(b, k) if people else ()


def named_below(b: Bindings, k: int) -> frozenset[int]:
    """Return whom the clause of which a pronoun is the subject names behind it, who are others: "he will see A"."""
    here = b.doc.tokens[b.mentions[k].head]
    if not dep_in(here, *SUBJECTS):
        return frozenset()
    below = set(b.doc.subtree(here.head))
    behind = takewhile(lambda m: b.doc.tokens[m.head].sentence == here.sentence, b.mentions[k + 1 :])
    return frozenset(m.entity for m in behind if m.name and m.head in below)


def _is_of_other(token: Token) -> bool:
    return token.dep.startswith("nmod") or token.dep == "compound"


def _named_as(b: Bindings, token: Token) -> Token:
    """Return the head of the office that a name is in apposition to, else the name: "the murder of the chief, A"."""
    office = b.at(token.head) if token.dep == "appos" else None
    return b.doc.tokens[b.mentions[office].head] if office is not None else token


def _asked_of(b: Bindings, k: int) -> int | None:
    """Return who is asked to put off a journey of his own: "A asked him to defer his visit"."""
    here = b.doc.tokens[b.mentions[k].head]
    journey = b.doc.tokens[here.head]
    if here.dep != "nmod:poss" or journey.lemma not in _JOURNEYS or not dep_in(journey, "obj"):
        return None
    act = b.doc.tokens[journey.head]
    asking = b.doc.tokens[act.head]
    whom = b.doc.child(asking.i, "obj", "iobj")
    willed = act.lemma in _PUTTING_OFF and "to" in marks(b.doc, act.i) and asking.lemma in OBJECT_CONTROL
    j = b.at(whom) if willed and whom is not None else None
    return j if j is not None and len(b.bound.get(j, ())) == 1 else None


def _arrived_of(b: Bindings, k: int) -> int | None:
    """Return the guest whose arrival it is, not the host who is there: "A received B on his arrival"."""
    here = b.doc.tokens[b.mentions[k].head]
    arrival = b.doc.tokens[here.head]
    if here.dep != "nmod:poss" or arrival.lemma != "arrival" or case_of(b.doc, arrival.i) not in ("on", "upon"):
        return None
    act = predicate(b.doc, arrival.i)
    guest = b.doc.child(act, "obj") if verb_of(b.doc, act) in _RECEIVING else None
    j = b.at(guest) if guest is not None else None
    who = b.bound.get(j, ()) if j is not None else ()
    return j if len(who) == 1 and b.entities[who[0]].kind is ActorKind.PERSON else None


def _travels(b: Bindings, k: int) -> int | None:
    """Return who is named behind his journey, which opens the sentence: "During his visit to Rome, A will meet B".

    A host is at home there, or does something with him whose visit it is: "During his visit to Rome, A received him".
    """
    doc, here = b.doc, b.doc.tokens[b.mentions[k].head]
    journey = doc.tokens[here.head]
    if here.dep != "nmod:poss" or journey.lemma not in _JOURNEYS or case_of(doc, journey.i) not in ("during", "on"):
        return None
    act = predicate(doc, journey.i)
    subj = subject(doc, act)
    j = b.at(subj) if subj is not None and subj > journey.i else None
    if j is None or b.mentions[j].entity < 0 or b.mentions[j].kind is not ActorKind.PERSON:
        return None
    party = b.entities[b.mentions[j].entity].party
    at_home = any(n.key == party for _, i in obliques(doc, journey.i) for n in b.known.surface(doc.tokens[i].text))
    beside = any(t.lower in (FEMALE | MALE) for t in doc.tokens[subj : max(doc.subtree(act)) + 1])
    return None if at_home or beside or verb_of(doc, act) in _RECEIVING else j


def is_called(b: Bindings, k: int, number: int, words: frozenset[str]) -> bool:
    """Say whether an actor was referred to by one of `words`, as "she", before mention `k`."""
    return any(
        word in words and (b.bound.get(j) == (number,) if b.mentions[j].pronoun else _owner_of(b, j) == (number,))
        for j, word in takewhile(lambda pair: pair[0] < k, b.sexed)
    )


def _owner_of(b: Bindings, j: int) -> tuple[int, ...]:
    """Return the subject beside somebody told as another's: "A met his counterpart"."""
    subj = subject(b.doc, predicate(b.doc, b.mentions[j].head))
    owner = b.at(subj) if subj is not None else None
    return b.bound.get(owner, ()) if owner is not None and owner != j else ()


def _is_new(b: Bindings, j: int, number: int) -> bool:
    """Say whether mention `j` names an actor for the first time, as the only subject of its main clause."""
    token = b.doc.tokens[b.mentions[j].head]
    alone = dep_in(token, *SUBJECTS) and len(conjuncts(b.doc, token.i)) == 1
    main = b.doc.tokens[token.head].head == token.head
    return alone and main and not any(number in b.bound.get(i, ()) for i in range(j))


def _is_main(b: Bindings, mention: Mention, verb: int) -> bool:
    """Say whether the clause of a subject is none within another: a main subject is spoken of before one within."""
    relative = b.doc.tokens[mention.first].lower in RELATIVES
    return not relative and not dep_in(b.doc.tokens[verb], "acl", "advcl")


def _owns_subject(b: Bindings, j: int) -> bool:
    """Say whether a mention owns the subject of its clause: "A's last guest was B, whom he received"."""
    token = b.doc.tokens[b.mentions[j].head]
    return token.dep == "nmod:poss" and dep_in(b.doc.tokens[token.head], *SUBJECTS)


def _beside(b: Bindings, k: int, j: int) -> bool:
    """Say whether two mentions are arguments of one verb, and so two people: "A met him", "A hoped to meet him".

    Neither is "he" the guest in "the guest whom he received".
    """
    doc, own = b.doc, b.mentions[j]
    here = doc.tokens[b.mentions[k].head]
    if here.dep == "nmod:poss":
        return False
    token = doc.tokens[own.head]
    if token.head == here.head and token.sentence == here.sentence:
        return True
    does = doc.tokens[token.head]  # "after meeting A, he left": who left is who met A
    same = dep_in(does, "advcl") and does.head == here.head and doc.child(does.i, *SUBJECTS) is None
    if same and doc.child(does.i, "aux:pass") is None and dep_in(here, *SUBJECTS) and dep_in(token, "obj", "iobj"):
        return True
    verb = doc.tokens[predicate(doc, here.i)]
    agent = subject(doc, verb.i) if dep_in(here, "obj", "obl", "iobj", "nmod") else None  # "A gave a dinner for him"
    if agent is not None and any(own.first <= one < own.last for one in conjuncts(doc, agent)):
        return True  # "A and B met without him"
    acting = b.at(agent) if agent is not None and not b.mentions[k].text.lower().endswith("self") else None
    if acting is not None and acting != k and b.bound.get(acting) == b.bound[j]:
        return True  # "A had B arrested when she met him"
    if not verb.dep.startswith("acl:relcl") or not own.first <= verb.head < own.last:
        return False
    relative = [c for c in doc.children[verb.i] if doc.tokens[c].lower in RELATIVES]
    return any(dep_in(doc.tokens[c], "obj", "obl", "iobj") for c in relative)


def _of_other_sex(b: Bindings, word: str, number: int) -> bool:
    """Say whether the titles of an actor ("Mrs", "King") are those of the other sex than a pronoun's."""
    told = {
        b.doc.tokens[i].lower.rstrip(".")
        for m in b.mentions
        if m.entity == number and m.name
        for i in range(m.first, m.last - 1)
    }
    return bool(told & (_HIM if word in FEMALE else _SHE)) and not told & (_SHE if word in FEMALE else _HIM)


def _ahead(b: Bindings, k: int) -> tuple[int, ...]:
    """Bind a pronoun in what opens a sentence to the subject behind it: "After he met A, B said", "On her visit, B"."""
    here = b.doc.tokens[b.mentions[k].head]
    for mention in b.mentions[k + 1 :]:
        token = b.doc.tokens[mention.head]
        if token.sentence != here.sentence:
            return ()
        if (
            mention.entity >= 0
            and mention.kind is ActorKind.PERSON
            and token.dep == "nsubj"
            and token.head != here.head
        ):
            opens = here.i in b.doc.subtree(token.head)
            return (mention.entity,) if opens else ()
    return ()


def one_of_two(b: Bindings, k: int) -> tuple[int, ...]:
    """Bind "the latter" to the person named last and "the former" to the one named before."""
    people: dict[tuple[int, ...], None] = {}
    for j in b.before(k, _NEAR_TWO):
        if len(b.bound[j]) == 1 and b.entities[b.bound[j][0]].kind is ActorKind.PERSON and not b.mentions[j].pronoun:
            people.setdefault(b.bound[j])
    last, *others = people or [()]
    return last if b.mentions[k].text.lower() == "latter" else others[0] if others else ()


def first_person(b: Bindings, k: int) -> tuple[int, ...]:
    """Bind "I" and "we" to the speaker of the quotation, else to the author of the text or to who is interviewed."""
    token = b.mentions[k].head
    if token in b.quoted:
        speaker = speaker_of(b.doc, b.mentions, b.quoted, token)
        if speaker is None:
            return ()
        return b.bound[speaker] if speaker in b.bound else b.refer(speaker)
    author = interviewee_of(b.doc, b.mentions, b.quoted, token)
    author = author if author is not None else author_of(b.doc, b.mentions)
    if author is not None:
        return (b.mentions[author].entity,)
    return _publishing_office(b)


def _publishing_office(b: Bindings) -> tuple[int, ...]:
    """Return who holds the office that publishes a text in the first person ("Ministry of Foreign Affairs")."""
    low = (b.publisher or "").lower()
    if "minist" not in low and "president" not in low:
        return ()
    party = b.home
    office = "Foreign Minister" if "foreign" in low else "Prime Minister" if "prime" in low else None
    office = office or ("President" if "president" in low else None)
    if office is None:
        return ()
    return (b.described(ActorKind.PERSON, office, party, office, former=False),)
