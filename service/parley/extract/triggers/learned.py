"""Contacts that the reader's network sees: those that no rule finds, and what it says of those that rules found.

The network tells which words are triggers, of what type, and which words around them are arguments in which role. Who
the arguments are, whether they make a diplomatic contact, its status, when and where it was, is read as for any frame.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from parley.extract.circumstances import timing, where
from parley.extract.circumstances.other_times import ELSEWHERE
from parley.extract.cues import cues
from parley.extract.dates.times import TimeExpression
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.making import is_where_posted, make_frames, plausible
from parley.extract.frames.noun_sides import is_spoken_for
from parley.extract.frames.sides import sides_of
from parley.extract.frames.standing import in_office
from parley.extract.journeys.visits import VISIT, destinations, visits_by
from parley.extract.language.earlier import is_of_earlier
from parley.extract.language.governing_nouns import NEGATIVE
from parley.extract.language.governors import cue_of
from parley.extract.language.talked_of import is_talked_of, journey_of
from parley.extract.language.tense import HAPPEN, REPORT
from parley.extract.language.titles import office_word
from parley.extract.language.tree import (
    INVITING,
    JUDGING,
    SUBJECTS,
    case_of,
    cases_of,
    clause_heads,
    dep_in,
    first_conjunct,
    marks,
    obliques,
    predicate,
    subject,
)
from parley.extract.triggers.appearances import is_for_press
from parley.extract.triggers.bystanders import is_bystander
from parley.extract.triggers.nouns import is_demand, ranked_visitor
from parley.extract.triggers.verbs import VERBS, is_naming, is_plea, verb_entry
from parley.model import UNDATED, ActorKind, Document, Medium, Mention, Precision, Role, Status, Trigger, When

_CONTACTS = cues("contacts")
_KINDS: dict[str, str] = _CONTACTS["kinds"]
_NOUNS: dict[str, dict[str, str]] = _CONTACTS["noun"]
# Of what is done from afar the network does not say so: "thanked the king".
_PLAIN = {lemma: entry for lemma, entry in VERBS.items() if not entry.get("remote")}
_LEXICON = set(_PLAIN) | set(_NOUNS) | {word for words in _CONTACTS["motion"].values() for word in words}
_TRAVEL: frozenset[str] = _CONTACTS["motion"]["to"]
_RETINUE: frozenset[str] = cues("titles")["retinue"]
_GROUPS: frozenset[str] = cues("titles")["groups"]
_SURE = 0.95  # least probability of a trigger that makes a frame of its own
_UNKNOWN = 0.9  # the same for words that the lexicon of contacts does not have, on which no rule has refused
_CERTAIN = 0.98  # least probability of every word of one who is added to what rules found
_ROLE = 0.5  # least probability of a role
_REFERRING = 0.8  # the same for words that stand for several told before ("the two sides")
_DOMESTIC = 0.5
_BACK = 3  # sentences over which "the talk" is one told before
_CONFIRMED = 0.9  # probability from which the network agrees with a rule
_CLEAR = 0.8  # least probability of a date
_PLACE, _DATE = "place", "date"
_BOUNDS = (Precision.BEFORE, Precision.AFTER)
# Shares of right frames on tests/gold/first: of the network alone, of rules with it agreeing, unsure and against.
_ALONE, _AGREED, _UNSURE, _AGAINST = 0.74, 0.94, 0.88, 0.76


def learned_frames(context: Context, found: Sequence[Frame]) -> Iterator[Frame]:
    """Yield a frame per trigger of the network that `found` does not tell already."""
    for trigger in context.doc.triggers:
        lemma = context.doc.tokens[trigger.i].lemma.lower()
        known = not _LEXICON.isdisjoint((lemma, lemma.removesuffix("s")))  # "talks" that the reader takes for no noun
        if trigger.probability < (_SURE if known else _UNKNOWN) or trigger.domestic > _DOMESTIC:
            continue
        if is_for_press(context, trigger.i):
            continue  # who speaks to the press beside whom tells a meeting, not a conference
        if is_spoken_for(context.doc, trigger.i) or (lemma == "call" and not _is_call(context.doc, trigger.i)):
            continue
        if is_plea(context, trigger.i, verb_entry(context, trigger.i) or {}):
            continue
        if not known and cue_of(context.doc, trigger.i) in NEGATIVE:
            continue  # "brushed aside an offer of talks"
        if not known and any(context.doc.tokens[j].lemma in INVITING for j in context.doc.children[trigger.i]):
            continue  # who "extended an invitation" did not meet
        for frame in _frames(context, trigger):
            if not any(_same(context, frame, other) or _refers_back(context, frame, other) for other in found):
                yield frame


def _is_call(doc: Document, i: int) -> bool:
    """Say whether "call" at token `i` neither names nor asks: "calls himself a friend", "called on him to resign"."""
    aimed = any(case in ("on", "upon") for case, _ in obliques(doc, i))
    asks = any(dep_in(doc.tokens[j], "advcl", "xcomp", "acl") and "to" in marks(doc, j) for j in doc.subtree(i))
    return not (is_naming(doc, i) or is_demand(doc, i) or (aimed and asks))


def _frames(context: Context, trigger: Trigger) -> Iterator[Frame]:
    """Yield what the trigger and its arguments make."""
    mentions = _arguments(context, trigger)
    lemma = context.doc.tokens[trigger.i].lemma.lower()
    named = _NOUNS.get(lemma) if context.doc.tokens[trigger.i].pos != "VERB" else verb_entry(context, trigger.i)
    listed = (named or _NOUNS.get(lemma) or _PLAIN.get(lemma) or {}).get("type", _KINDS["contact"])
    kind = listed if listed != _KINDS["contact"] else trigger.type
    sides = tuple(side for k, role in mentions.items() for side in sides_of(context, (k,), role))
    states = all(context.cast.entities[side.entity].kind is ActorKind.COUNTRY for side in sides)
    if states and VERBS.get(lemma, {}).get("persons"):
        return  # states that "meet" play football
    if kind == VISIT:
        heads = {k: context.cast.mentions[k].head for k, r in mentions.items() if r in (Role.VISITOR, Role.PARTICIPANT)}
        visitors = tuple(
            k
            for k, head in heads.items()
            if not _in_clause(context.doc, head, trigger.i) and ranked_visitor(context, trigger.i, head) is None
        )
        places = (i for i in _words(trigger, _PLACE) if not _told_aside(context.doc, i, trigger.i))
        goals = [g for i in places for g in destinations(context, i)]
        made = visits_by(context, trigger.i, list(dict.fromkeys(goals)), visitors, confidence=_ALONE)
    else:
        made = make_frames(context, trigger.i, kind, sides, confidence=_ALONE)
    inviting = VERBS.get(lemma, {}).get("type") == VISIT and VERBS[lemma].get("visit")
    for frame in made:
        if kind != VISIT and len(frame.sides) > 1 and not in_office(context, frame.sides):
            continue  # the network alone does not tell that whoever is of no known state acts for another
        yield replace(
            frame,
            status=Status.REQUESTED if inviting and frame.status.took_place else frame.status,
            when=frame.when if frame.when != UNDATED else _day_for(context, frame, trigger),
            places=frame.places or _places(context, trigger),
        )


def _in_clause(doc: Document, i: int, verb: int) -> bool:
    """Say whether token `i` is of a clause that verb `verb` has: "instead of meeting A, B flew to Oslo"."""
    return any(dep_in(doc.tokens[j], "advcl") and doc.tokens[j].head == verb for j in clause_heads(doc, i))


def _told_aside(doc: Document, i: int, trigger: int) -> bool:
    """Say whether a place is told of somebody in a relative clause beside: "A, who was in Oslo, said B will travel"."""
    asides = (j for j in clause_heads(doc, i) if doc.tokens[j].dep == "acl:relcl")
    return any(trigger not in doc.subtree(j) for j in asides)


def _done_to_aside(doc: Document, i: int, trigger: int) -> bool:
    """Say whether token `i` is only what one who took part had done something to: "met the men who ousted A"."""
    token = doc.tokens[i]
    return dep_in(token, "obj") and doc.tokens[token.head].dep == "acl:relcl" and trigger not in doc.subtree(token.head)


def _words(trigger: Trigger, role: str, *, least: float = _ROLE) -> list[int]:
    return [i for i, told, probability in trigger.roles if told == role and probability >= least]


def _arguments(context: Context, trigger: Trigger) -> dict[int, Role]:
    """Return the mentions that are arguments, each with its likeliest role, in text order."""
    cast = context.cast
    votes: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for i, role, probability in trigger.roles:
        k = cast.at(i)
        if (
            k is not None
            and role not in (_PLACE, _DATE)
            and not _owns_other(context, k, trigger)
            and not _done_to_aside(context.doc, cast.mentions[k].head, trigger.i)
            and not is_of_earlier(context.doc, cast.mentions[k].head, trigger.i)
            and not _judges(context.doc, cast.mentions[k], trigger.i)
        ):
            votes[k][role] += probability
    chosen: dict[int, Role] = {}
    for k, roles in sorted(votes.items()):
        mention = cast.mentions[k]
        role = max(roles, key=lambda name: roles[name])
        least = _REFERRING if len(cast.entities_of(k)) > 1 else _ROLE
        if roles[role] >= least * (mention.last - mention.first) and _stands_by(context, trigger, mention):
            chosen[k] = Role(role)
    # "The presidents of X and Y, A and B": those who are named stand for the plural.
    spelled = {k: set(cast.all_at(cast.mentions[k].head)) for k in chosen}
    return {k: role for k, role in chosen.items() if k in spelled[k] or spelled[k].isdisjoint(chosen)}


def _owns_other(context: Context, k: int, trigger: Trigger) -> bool:
    """Say whether a mention only tells whose those are who take part: "their teams met", "the king's envoy came".

    So does one behind an office: "the envoy of the king came".
    """
    mention = context.cast.mentions[k]
    head = context.doc.tokens[mention.head]
    if dep_in(head, "nmod") and case_of(context.doc, head.i) in ("of", "to") and mention.kind is ActorKind.PERSON:
        served = context.cast.at(head.head)
        office = served != k and office_word(context.doc.tokens[head.head]) in _RETINUE
        if office and served is not None and context.cast.mentions[served].kind is ActorKind.PERSON:
            return True
    owned = context.doc.tokens[head.head]
    other = context.cast.at(owned.i) if head.dep == "nmod:poss" and owned.i not in (head.i, trigger.i) else None
    if other not in (None, k) and mention.kind is context.cast.mentions[other].kind is ActorKind.PERSON:
        return True
    acting = dep_in(owned, "nsubj", "obj", "iobj") or owned.lemma.lower() in _GROUPS  # not "during his stay"
    return mention.pronoun and head.dep == "nmod:poss" and owned.i != trigger.i and acting


def _judges(doc: Document, mention: Mention, trigger: int) -> bool:
    """Say whether a mention only thanks or blames another for what the trigger tells."""
    clause = predicate(doc, trigger)
    verb = doc.tokens[clause].head
    judged = doc.tokens[verb].lemma in JUDGING and {"for", "on"} & set(marks(doc, clause))
    return bool(judged) and subject(doc, verb) in range(mention.first, mention.last)


def _stands_by(context: Context, trigger: Trigger, mention: Mention) -> bool:
    """Say whether a mention is an argument by the tree as well; asked of states, which are named for much else."""
    if mention.kind is not ActorKind.COUNTRY:
        return True
    doc = context.doc
    head = doc.tokens[first_conjunct(doc, mention.head)].head
    return head in (trigger.i, predicate(doc, trigger.i), doc.tokens[trigger.i].head)


def _when(context: Context, trigger: Trigger) -> When:
    """Return the day that the network gives to the trigger; what only bounds it ("before October") is no day of it."""
    dates = set(_words(trigger, _DATE, least=_CLEAR))
    times = [
        t.when
        for t in context.times
        if t.may_date
        and dates & set(range(t.first, t.last))
        and t.when.precision not in _BOUNDS
        and journey_of(context.doc, t.head) in (None, trigger.i)
        and not _in_aside(context.doc, t, trigger.i)
        and not _of_report(context.doc, t, trigger.i)
        and not _of_decision(context.doc, t.governor, trigger.i)
        and not _beyond_aside(context.doc, t.head, trigger.i)
    ]
    return times[0] if times else UNDATED


def _day_for(context: Context, frame: Frame, trigger: Trigger) -> When:
    """Return the day that the network gives to a frame, none to come for what took place."""
    when = plausible(context, frame.trigger, _when(context, trigger))
    ahead = context.day is not None and when.start is not None and when.start > context.day
    return UNDATED if ahead and frame.status.took_place else when


def _of_report(doc: Document, time: TimeExpression, trigger: int) -> bool:
    """Say whether a time is that of who tells of the trigger: "A postponed the visit, B said in a note on Friday"."""
    verb, clause = predicate(doc, time.governor), predicate(doc, trigger)
    told = dep_in(doc.tokens[clause], "ccomp", "parataxis") and doc.tokens[clause].head == verb
    return told and doc.tokens[verb].lemma in REPORT


def _of_decision(doc: Document, i: int, trigger: int) -> bool:
    """Say whether token `i` is of the deciding of what the trigger tells: "agreed in Oslo to open talks"."""
    verb, clause = predicate(doc, i), predicate(doc, trigger)
    over = takewhile(lambda j: j != verb, clause_heads(doc, clause))
    to = "to" in marks(doc, clause) and all(dep_in(doc.tokens[j], "xcomp", "advcl", "conj") for j in over)
    return clause != verb and to and doc.tokens[verb].lemma in timing.DECIDING and verb in clause_heads(doc, clause)


def _in_aside(doc: Document, time: TimeExpression, trigger: int) -> bool:
    """Say whether a time closes a clause about a name below the trigger: "A, who met B last week, will visit C"."""
    i = time.governor
    while i not in (trigger, doc.tokens[i].head):
        head = doc.tokens[i].head
        where = doc.tokens[i].dep == "acl:relcl" and "where" in (doc.tokens[j].lower for j in doc.children[i])
        if where and doc.tokens[i].lemma not in HAPPEN:
            return True  # "met in the house where the king died in 1830", not "where talks were held on Friday"
        bare = doc.tokens[i].dep == "acl" and not dep_in(doc.tokens[head], *SUBJECTS)  # "met A, elected in May"
        if (bare or doc.tokens[i].dep == "acl:relcl") and doc.tokens[head].pos == "PROPN":
            return not any(token.text == "," for token in doc.tokens[i : time.first])
        i = head
    return False


def _beyond_aside(doc: Document, i: int, trigger: int) -> bool:
    """Say whether token `i` belongs to the clause around an aside that the trigger stands in, and follows it."""
    above = trigger
    while above != doc.tokens[above].head and doc.tokens[above].dep != "acl:relcl":
        above = doc.tokens[above].head
    name = doc.tokens[above].head
    if above == name or dep_in(doc.tokens[name], "obj", "obl") or i < above:
        return False  # "met A, who heads the council, on Thursday"
    return i not in doc.subtree(name)


def _places(context: Context, trigger: Trigger) -> tuple[tuple[int, int], ...]:
    doc = context.doc
    words = _words(trigger, _PLACE)
    located = (
        i for i in words
        if _is_location(doc, i) and not _beyond_aside(doc, i, trigger.i) and not _elsewhere(doc, i, trigger.i)
        and not _of_decision(doc, i, trigger.i)
        and not _of_other_day(context, i, trigger.i)
    )  # fmt: skip
    spans = (where.place_span(doc, i, context.known) for i in located)
    return tuple(dict.fromkeys(span for span in spans if span is not None))


def _elsewhere(doc: Document, i: int, trigger: int) -> bool:
    """Say whether a place is that of another event: "spoke ahead of a trip to Seoul", "discussed the forum in Oslo"."""
    path = tuple(takewhile(lambda j: j != trigger, clause_heads(doc, i)))
    topics = (j for j in path if doc.tokens[j].pos == "NOUN" and doc.tokens[j].lemma in _NOUNS)
    return any(case_of(doc, j) in ELSEWHERE for j in path) or any(is_talked_of(doc, j) for j in topics)


def _of_other_day(context: Context, i: int, trigger: int) -> bool:
    """Say whether a place is where somebody was on another day: "was in Rome on Monday and on Friday dined with B"."""
    verb = predicate(context.doc, trigger)
    days = [t.when for node in (i, verb) for t in context.times if t.governor == node and t.may_date]
    return i != verb and context.doc.child(i, "cop") is not None and len({w.start for w in days}) > 1


def _is_location(doc: Document, i: int) -> bool:
    """Say whether a word stands where places do: not in "spoke to Ukraine", "the invasion of Ukraine"."""
    cases = cases_of(doc, i)
    if not cases and dep_in(doc.tokens[i], "obj", "nsubj"):
        return False  # "discussed Ukraine"
    gone_to = "to" in cases and doc.tokens[doc.tokens[i].head].lemma in _TRAVEL
    return not cases or gone_to or bool(cases & where.PLACE_CASES)


def _same(context: Context, frame: Frame, other: Frame) -> bool:
    """Say whether two frames tell one contact: by one word, or in one sentence of the same sides."""
    if frame.trigger == other.trigger:
        return True
    ours, theirs = ({s.entity for s in f.sides} for f in (frame, other))
    if frame.type == _KINDS["contact"] and frame.status.took_place and other.status.took_place and ours <= theirs:
        return True  # what two who met talked about is another telling
    if not set(frame.sentences) & set(other.sentences):
        return False
    kinds = {frame.type, other.type}
    if other.type == VISIT and frame.status is other.status is Status.REQUESTED:
        return case_of(context.doc, frame.trigger) == "for" and not ours.isdisjoint(theirs)  # "to come for talks"
    if len(kinds) > 1 and _KINDS["contact"] not in kinds and VISIT in kinds:
        return False
    return len(ours & theirs) >= min(2, len(ours))


def _refers_back(context: Context, frame: Frame, other: Frame) -> bool:
    """Say whether a noun is that of a contact told just before, as "the talk" of a call is."""
    doc, token = context.doc, context.doc.tokens[frame.trigger]
    below = [doc.tokens[j] for j in doc.children[token.i] if not dep_in(doc.tokens[j], "case", "punct")]
    bare = token.pos == "NOUN" and [t.lower for t in below] == ["the"]
    near = 0 < token.sentence - doc.tokens[other.trigger].sentence <= _BACK
    sides = {s.entity for s in frame.sides} <= {s.entity for s in other.sides}
    return bare and near and sides and other.type != VISIT and frame.status.took_place and other.status.took_place


def advised(context: Context, frame: Frame) -> Frame:
    """Return a frame that rules made with what the network makes of it.

    It gives the day and the place where rules saw none, and a confidence by how far it agrees.
    """
    trigger = _trigger_of(context, frame)
    if trigger is None:
        return replace(frame, confidence=min(frame.confidence, _AGAINST))
    sure = trigger.probability >= _CONFIRMED
    if sure and trigger.i == frame.trigger == frame.anchor and frame.type != VISIT:
        frame = _completed(context, frame, trigger)
    phoned = frame.type == _KINDS["contact"] and trigger.type == _KINDS["call"]
    return replace(
        frame,
        type=trigger.type if phoned else frame.type,
        medium=Medium.PHONE if phoned and frame.medium is Medium.UNKNOWN else frame.medium,
        when=frame.when if frame.when != UNDATED else _day_for(context, frame, trigger),
        places=frame.places
        or tuple(p for p in _places(context, trigger) if not is_where_posted(context.doc, frame.type, frame.sides, p)),
        confidence=_AGREED if sure and frame.confidence >= _AGAINST else min(frame.confidence, _UNSURE),
    )


def _completed(context: Context, frame: Frame, trigger: Trigger) -> Frame:
    """Add the people whom the network is sure to take part and rules have missed: "A, along with B, met C"."""
    cast = context.cast
    roles = {i for i, role, probability in trigger.roles if probability >= _CERTAIN and role not in (_PLACE, _DATE)}
    told = {s.entity for s in frame.sides}
    found: list[Side] = []
    for k, role in _arguments(context, trigger).items():
        mention = cast.mentions[k]
        named = mention.kind is ActorKind.PERSON and mention.name and set(range(mention.first, mention.last)) <= roles
        owner = any(context.doc.tokens[i].dep == "nmod:poss" for i in range(mention.first, mention.last))
        ours = predicate(context.doc, mention.head) == predicate(context.doc, trigger.i)
        apart = is_bystander(context.doc, mention, trigger.i)
        if named and ours and not owner and not apart and role is not Role.ABSENT:
            found.extend(
                s for s in sides_of(context, (k,), role) if s.entity not in told and cast.party_of(s.entity) is not None
            )
    return replace(frame, sides=(*frame.sides, *found)) if found else frame


def _trigger_of(context: Context, frame: Frame) -> Trigger | None:
    """Return the network's trigger for what a frame tells: the same word, or one of its sentence with its sides."""
    sentence = context.doc.tokens[frame.trigger].sentence
    near = [t for t in context.doc.triggers if context.doc.tokens[t.i].sentence == sentence]
    same = next((t for t in near if t.i == frame.trigger), None)
    if same is not None:
        return same
    entities = {s.entity for s in frame.sides}
    fitting = [
        t
        for t in near
        if t.type == frame.type and entities <= {e for k in _arguments(context, t) for e in context.cast.entities_of(k)}
    ]
    return fitting[0] if len(fitting) == 1 else None
