"""Attachments that the tree gets wrong where the words around leave no doubt, set right for all who read the tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from parley.extract.cues import cues, nouns_of
from parley.extract.language.body_attachments import before_states, body_of_states, states_of_body
from parley.extract.language.event_attachments import (
    called_off,
    done_during,
    of_event_before,
    of_event_held_by,
    of_event_to_be,
    raised,
)
from parley.extract.language.person_attachments import (
    beside_office,
    beside_person,
    beyond_aside,
    listed_name,
    of_person,
    one_more,
    owner_of_person,
    past_aside,
)
from parley.extract.language.reports import beside_report, who_says
from parley.extract.language.titles import COUNTERPARTS, office_word
from parley.extract.language.tree import (
    EXAMPLES,
    INVITING,
    OBJECT_CONTROL,
    SUBJECTS,
    auxiliaries,
    case_of,
    dep_in,
    marks,
    obliques,
    predicate,
)
from parley.model import Document, Token, children_of

_UNCHANGED: frozenset[str] = cues("status")["unchanged"]
_DROPPED = frozenset().union(*(cues("status")["verb"][status] for status in ("cancelled", "postponed")))
_JOURNEYS = nouns_of("visit")
_EVENTS: frozenset[str] = frozenset(cues("contacts")["noun"])
_SAYING = frozenset(cues("dates")["belongs"]["own"])
# Verbs of what is done with somebody: "discussed it with B".
_TALKED = frozenset(
    name.partition("_")[0] for name, verb in cues("contacts")["verb"].items() if "with" in verb.get("sides", ())
)
_NAMING = frozenset({"call", "term", "dub", "label"})
_APART = frozenset({",", ";", ":", "(", "-", "–", "—", '"', "“", "”", "'", "‘", "’"})
_CONTACTS = cues("contacts")
_COMMUNICATION: frozenset[str] = _CONTACTS["communication"]
_SETTLING: frozenset[str] = _CONTACTS["settling"]
_TRAVEL: frozenset[str] = _CONTACTS["motion"]["to"]
_PROMISING = frozenset(cues("dates")["belongs"]["promising"])
_AT = frozenset({"in", "at", "during", "after", "following"})
_LATER = frozenset({"next", "later", "coming", "upcoming", "tomorrow", "planned"})
# A token, and the head and relation that it should have; None where the tree may be right.
Rule = Callable[[Document, Token], tuple[int, str] | None]


def reattached(doc: Document) -> Document:
    """Return the document with its tree set right; it stays a tree."""
    of_kind: dict[str, list[int]] = {}
    for token in doc.tokens:
        of_kind.setdefault(token.pos, []).append(token.i)
    for pos, rule in _RULES:
        moved = {i: found for i in of_kind.get(pos, ()) if (found := rule(doc, doc.tokens[i])) is not None}
        if not moved:
            continue
        tokens = list(doc.tokens)
        for i, (head, dep) in moved.items():
            if not _is_below(tokens, head, i):
                tokens[i] = replace(tokens[i], head=head, dep=dep)
        doc = replace(doc, tokens=tuple(tokens), children=children_of(tokens))
    return doc


def _is_below(tokens: list[Token], i: int, top: int) -> bool:
    """Say whether token `i` hangs below token `top`, which can then not be hung on it."""
    while i != top and tokens[i].head != i:
        i = tokens[i].head
    return i == top


def _behind_verb(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang what stands right behind a verb on it, not on a clause before it: "B, who is ill, said on Friday".

    Behind a comma or a quotation mark that clause may go on: "will fly, he said, to Rome". So may an infinitive.
    """
    if not dep_in(token, "obl", "advcl") or token.head > token.i or "to" in marks(doc, token.i):
        return None
    over = token.head
    while doc.tokens[over].head != over:
        over = doc.tokens[over].head
        if token.head < over < token.i and doc.tokens[over].pos == "VERB":
            first = min(doc.subtree(token.i))
            apart = any(t.text in _APART for t in doc.tokens[first - 1 : first + 1])
            return None if apart else (over, token.dep)
    return None


def _of_subject_before(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang an infinitive on the noun before it, not on who that is behind: "the first king to visit Peru was A"."""
    if not dep_in(token, "acl") or token.head < token.i or "to" not in marks(doc, token.i):
        return None
    subj = doc.child(token.head, *SUBJECTS) if doc.child(token.head, "cop") is not None else None
    return (subj, "acl") if subj is not None and subj < token.i else None


def _of_being(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang who is somewhere on where he is, not on the adverb before it: "was back in Juba"."""
    over = doc.tokens[token.head]
    placed = over.pos == "ADV" and dep_in(over, "advmod") and over.head > over.i
    if not placed or not dep_in(token, "nsubj", "obl") or doc.child(over.head, "cop") is None:
        return None
    return over.head, token.dep


def _beside_infinitive(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a bare verb on the infinitive before it, not on the verb around both: "flew in to open it and meet"."""
    over = doc.tokens[token.head]
    bare = token.lower == token.lemma and token.lemma not in _UNCHANGED
    if token.dep != "conj" or not bare or (over.pos == "VERB" and over.lower in (over.lemma, token.lemma)):
        return None
    if auxiliaries(doc, token.i) or marks(doc, token.i) or doc.child(token.i, *SUBJECTS) is not None:
        return None
    # "is, among other things, expected to hold talks, meet A": the infinitive hangs on what hangs on the noun.
    near = [over.i, *(j for j in doc.children[over.i] if over.i < j < token.i and over.pos != "VERB")]
    before = [j for i in near for j in doc.children[i] if over.i < j < token.i and "to" in marks(doc, j)]
    return (max(before), "conj") if before else None


def _beside_participle(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a participle on the one before it, not on the verb around: "will meet before leaving A and flying home"."""
    over = doc.tokens[token.head]
    ing = token.lower.endswith("ing") and not auxiliaries(doc, token.i) and not marks(doc, token.i)
    if token.dep != "conj" or not ing or over.lower.endswith("ing") or doc.child(token.i, *SUBJECTS) is not None:
        return None
    before = [j for j in doc.children[over.i] if over.i < j < token.i and dep_in(doc.tokens[j], "advcl")]
    joined = before and doc.tokens[before[-1]].lower.endswith("ing") and marks(doc, before[-1])
    return (before[-1], "conj") if joined else None


def _of_verb(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang an infinitive on a verb as what it wills, not as on a noun: "they plan to hold talks"."""
    willed = token.dep == "acl" and "to" in marks(doc, token.i) and doc.tokens[token.head].pos == "VERB"
    return (token.head, "xcomp") if willed else None


def _purpose_of_journey(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang an infinitive on the journey that it tells the purpose of: "discussed B's trip to Oslo to open a fair".

    It is whose the journey is that will do it, not who discusses it.
    """
    over = doc.tokens[token.head]
    if "to" not in marks(doc, token.i) or not dep_in(token, "advcl", "xcomp") or over.pos != "VERB":
        return None
    if over.lemma in OBJECT_CONTROL | _DROPPED or doc.child(token.i, "aux:pass") is not None:
        return None  # "wants B's trip to go ahead", "put off B's trip to attend a funeral"
    first = min(doc.subtree(token.i))
    for j in doc.children[over.i]:
        noun = doc.tokens[j]
        if noun.lemma not in _JOURNEYS or not dep_in(noun, "obj", "obl") or not over.i < j < first:
            continue
        owner = doc.child(j, "nmod:poss") is not None or any(case == "by" for case, _ in obliques(doc, j))
        between = doc.tokens[j + 1 : first]
        if owner and not any(t.pos in ("VERB", "AUX", "CCONJ", "SCONJ") or t.text in ",;:" for t in between):
            return j, "acl"
    return None


def _example(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang an example on what it is one of: "proposed steps, including a summit", "among other things talks"."""
    over = doc.tokens[token.head]
    if token.dep not in ("appos", "obj") and not dep_in(token, "obl"):
        return None
    first = min(doc.subtree(token.i))
    before = [t.lower for t in doc.tokens[max(first - 2, 0) : first]]
    if token.dep == "appos" and over.lemma == "thing" and case_of(doc, over.i) == "among":
        over = doc.tokens[over.head]
    elif not (
        (dep_in(token, "obl") and case_of(doc, token.i) in EXAMPLES)
        or (token.dep == "obj" and before[:1] in (["among"], ["amongst"]))  # "several steps, among them a summit"
    ):
        return None
    asked = [j for case, j in obliques(doc, over.i) if case == "for"]  # "called for steps, including a summit"
    nouns = (j for j in doc.children[over.i] if (doc.tokens[j].dep in ("obj", "nsubj:pass") or j in asked))
    noun = next((j for j in nouns if j < token.i and over.pos == "VERB" and doc.tokens[j].pos == "NOUN"), None)
    return (noun, "nmod") if noun is not None else None


def _of_invitation(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang an infinitive on the invitation, not on whose it is: "an invitation in the name of C for B to come"."""
    over = doc.tokens[token.head]
    if "to" not in marks(doc, token.i) or not dep_in(token, "acl") or over.lemma not in ("name", "behalf"):
        return None
    nodes = (over.head, doc.tokens[over.head].head)
    beside = (j for node in nodes for j in (node, *doc.children[node]) if j < over.i)
    invitation = next((j for j in beside if doc.tokens[j].lemma in INVITING), None)
    return (invitation, "acl") if invitation is not None else None


def _partner(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang "with B" on the verb of talk, not on a participle that has an agent: "discussed a song sung by C with B".

    What is itself done with somebody keeps him: "reviewed a draft negotiated by C with B". A counterpart is the
    partner in talks on what a state may do: "discussed the idea of Fiji opening an embassy with his counterpart".
    """
    participle = doc.tokens[token.head]
    if not (dep_in(token, "obl") and participle.dep == "acl") or participle.lemma in _TALKED:
        return None
    over = doc.tokens[predicate(doc, participle.head)]
    about = dep_in(doc.tokens[participle.head], "obj", "obl", "nmod") and over.i < participle.head
    if not about or over.lemma not in _TALKED:
        return None
    if case_of(doc, token.i) != "with":
        before = (j for case, j in obliques(doc, over.i) if case == "with")
        return (over.i, "obl") if any(participle.i < j < token.i for j in before) else None  # no branch over another
    agent = doc.child(participle.i, "obl:agent")
    done = agent is not None and agent < token.i
    peer = token.lemma.lower() in COUNTERPARTS and doc.child(participle.i, *SUBJECTS) is not None
    return (over.i, "obl") if done or peer else None


def _before_saying(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang ", after talks with B" on the verb of saying, not on what is said of a thing, which held none.

    An actor who is the subject of what is said may have held them: "said that A had given way, after talks with B".
    """
    after = token.lemma in _EVENTS and dep_in(token, "obl") and case_of(doc, token.i) in ("after", "following")
    if not after:
        return None
    first = min(doc.subtree(token.i))
    apart = any(t.text == "," for t in doc.tokens[max(first - 1, 0) : first + 1])
    if not apart or "with" not in {case for case, _ in obliques(doc, token.i)}:
        return None
    content = doc.tokens[token.head]
    while dep_in(content, "xcomp", "conj") and content.head < content.i:
        content = doc.tokens[content.head]  # "said that ships would be free to sail"
    over = doc.tokens[content.head]
    if content.dep != "ccomp" or over.lemma not in _SAYING or not over.i < content.i < first:
        return None
    subj = doc.child(content.i, *SUBJECTS)
    thing = subj is not None and doc.tokens[subj].pos == "NOUN" and office_word(doc.tokens[subj]) is None
    return (over.i, "obl") if thing else None


def _before_participle(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang "to B" on the noun before it, not on a participle behind a comma: "a trip by A to B, planned for Friday"."""
    participle = doc.tokens[token.head]
    noun = doc.tokens[participle.head]
    if not (dep_in(token, "obl") and participle.dep == "acl" and noun.i < token.i < participle.i):
        return None
    return (noun.i, "nmod") if any(t.text == "," for t in doc.tokens[token.i : participle.i]) else None


def _as_called(doc: Document, token: Token) -> tuple[int, str] | None:
    """Put an event where "what" stands that somebody only names so: "held what his office called talks with B"."""
    naming = doc.tokens[token.head]
    what = doc.tokens[naming.head]
    named = token.lemma in _EVENTS and dep_in(token, "xcomp", "obj") and naming.lemma in _NAMING
    inside = naming.dep == "acl:relcl" and what.lower == "what" and dep_in(what, "obj", *SUBJECTS)
    return (what.head, what.dep) if named and inside else None


def _of_one_event(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang "with B" beside "with A" of the same event: "holds talks with A on Monday and, on Friday, with B"."""
    event = doc.child(token.head, "obj") if dep_in(token, "obl") and case_of(doc, token.i) == "with" else None
    if event is None or doc.tokens[event].lemma not in _EVENTS:
        return None
    partner = next((j for case, j in obliques(doc, event) if case == "with" and j < token.i), None)
    joined = partner is not None and any(t.lower == "and" for t in doc.tokens[partner : token.i])
    return (partner, "conj") if partner is not None and joined else None


def _before_subject(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a phrase on the clause that it opens, not on the one before: "he was in Rome, Friday night he met B"."""
    opening = dep_in(token, "obl") and token.head < token.i
    inside = [j for j in doc.subtree(token.i) if doc.tokens[j].pos != "PUNCT"] if opening else []
    if not inside or doc.tokens[min(inside) - 1].lower not in (",", ";", "and", "but"):
        return None
    for j in doc.children[token.head]:
        subj = doc.child(j, *SUBJECTS) if j > token.i and dep_in(doc.tokens[j], "conj", "parataxis") else None
        if subj is not None and min(doc.subtree(subj)) == max(inside) + 1:
            return j, token.dep
    return None


def _following(doc: Document, token: Token) -> tuple[int, str] | None:
    """Take "following" before an event for the preposition that it is: "will open in May, following talks with B"."""
    event = next((t for t in doc.tokens[token.i + 1 : token.i + 5] if t.pos == "NOUN" and t.lemma in _EVENTS), None)
    if event is None or token.lower != "following" or not dep_in(token, "advcl", "acl"):
        return None
    between = all(dep_in(t, "det", "amod", "compound", "nmod:poss") for t in doc.tokens[token.i + 1 : event.i])
    beside = event.head in (token.i, token.head) or token.head == event.i
    return (event.i, "case") if between and beside else None


def _after_following(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang an event behind the preposition "following" on the verb that it follows."""
    lost = not dep_in(token, "obl", "nmod") and token.lemma in _EVENTS and case_of(doc, token.i) == "following"
    over = doc.tokens[token.head]
    return (predicate(doc, over.i), "obl") if lost and over.i != token.i else None


def _when_promised(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang talks at which something was promised on the promise: "offered to send engineers in talks with B".

    What is done with somebody, or told him, may itself be what is promised: "offered to sign it in talks with B".
    """
    act = doc.tokens[token.head]
    promise = doc.tokens[act.head]
    if not (dep_in(token, "obl") and token.lemma in _EVENTS and case_of(doc, token.i) in _AT):
        return None
    if act.dep != "xcomp" or "to" not in marks(doc, act.i) or promise.lemma not in _PROMISING:
        return None
    told = promise.lower != promise.lemma and not promise.lower.endswith("ing")
    together = act.lemma in _COMMUNICATION | _SETTLING | _TALKED | _TRAVEL
    to_come = any(doc.tokens[j].lower in _LATER for j in doc.subtree(token.i))
    with_whom = "with" in {case for case, _ in obliques(doc, token.i)}
    held = any(doc.tokens[j].lower == "held" and not marks(doc, j) for j in doc.children[token.i])
    held &= not any(auxiliaries(doc, j) for j in doc.children[token.i])  # not "a meeting to be held"
    return (promise.i, "obl") if told and (with_whom or held) and not together and not to_come else None


def _behind_talks(doc: Document, token: Token) -> tuple[int, str] | None:
    """Hang a day or place on the verb that the talks before it hang on: no branch reaches over another."""
    act = doc.tokens[token.head]
    over = doc.tokens[act.head]
    if act.dep != "xcomp" or not dep_in(token, "obl") or over.lemma not in _PROMISING:
        return None
    talks = (j for j in doc.children[over.i] if act.i < j < min(doc.subtree(token.i)) and dep_in(doc.tokens[j], "obl"))
    return (over.i, "obl") if any(doc.tokens[j].lemma in _EVENTS for j in talks) else None


_RULES: tuple[tuple[str, Rule], ...] = (
    ("PROPN", listed_name),
    ("PROPN", owner_of_person),
    ("PROPN", body_of_states),
    ("NOUN", body_of_states),
    ("DET", before_states),
    ("ADP", before_states),
    ("PROPN", states_of_body),
    ("NOUN", one_more),
    ("PROPN", one_more),
    ("PROPN", beside_person),
    ("VERB", of_person),
    ("PROPN", past_aside),
    ("PROPN", beyond_aside),
    ("NOUN", beyond_aside),
    ("NOUN", _as_called),
    ("NOUN", _of_one_event),
    ("PROPN", _of_one_event),
    ("NOUN", _before_subject),
    ("PROPN", _before_subject),
    ("NOUN", who_says),
    ("PROPN", who_says),
    ("VERB", _following),
    ("NOUN", _after_following),
    ("NOUN", _behind_verb),
    ("PROPN", _behind_verb),
    ("VERB", _behind_verb),
    ("VERB", _of_subject_before),
    ("NOUN", raised),
    ("NOUN", called_off),
    ("NOUN", done_during),
    ("NOUN", _of_being),
    ("PROPN", _of_being),
    ("PRON", _of_being),
    ("PROPN", of_event_before),
    ("NUM", of_event_before),
    ("VERB", of_event_to_be),
    ("VERB", of_event_held_by),
    ("NOUN", _when_promised),
    ("PROPN", _behind_talks),
    ("NOUN", _behind_talks),
    ("VERB", beside_report),
    ("VERB", _beside_infinitive),
    ("VERB", _beside_participle),
    ("VERB", _of_verb),
    ("VERB", _purpose_of_journey),
    ("VERB", _of_invitation),
    ("NOUN", _example),
    ("NOUN", beside_office),
    ("NOUN", _before_saying),
    ("NOUN", _partner),
    ("PROPN", _partner),
    ("NOUN", _partner),
    ("PROPN", _before_participle),
)
