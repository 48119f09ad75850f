"""Frames of diplomatic contacts, with their circumstances.

A frame is made only when its sides act for different states or organisations, or an official goes to another country;
what stays inside one country is no diplomatic contact. Types are words of the lexicon (data).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parley.extract.circumstances import timing, where
from parley.extract.circumstances.asides import when_aside
from parley.extract.circumstances.attribution import certainty_of, cited_source
from parley.extract.circumstances.dated_status import dated_status, in_general, is_backshifted, is_present
from parley.extract.circumstances.media import medium_of
from parley.extract.circumstances.other_times import is_of_what_was_before
from parley.extract.circumstances.status import is_carried_on, is_lasting, read_status
from parley.extract.circumstances.topics import topic_of
from parley.extract.cues import cues
from parley.extract.frames.frame import Context, Frame, Side
from parley.extract.frames.periods import whole_period
from parley.extract.frames.sport import is_of_sport
from parley.extract.frames.standing import (
    FOREIGN,
    acts,
    are_counterparts,
    doubt_homes,
    has_others,
    is_armed,
    is_of_region,
    is_official,
    is_private,
    is_specific,
    is_surely_abroad,
    lend_hosts,
)
from parley.extract.language.tense import is_past, of_verb
from parley.extract.language.tree import case_of, predicate, ruling, subject
from parley.model import UNDATED, ActorKind, DateBasis, Document, Medium, Status, When

_NOUNS = cues("contacts")["noun"]
_KINDS: dict[str, str] = cues("contacts")["kinds"]
_MISSIONS = frozenset({"embassy", "consulate", "mission"})
_PAIR = 2  # sides of a contact between two
_SUMMONS = frozenset(cues("dates")["belongs"]["summons"])


def make_frames(
    context: Context,
    trigger: int,
    kind: str,
    sides: tuple[Side, ...],
    *,
    reciprocal: bool = False,
    places: tuple[tuple[int, int], ...] | None = None,
    one_sided: bool = False,
    confidence: float = 0.9,
) -> Iterator[Frame]:
    """Yield the frame if its sides make a diplomatic contact."""
    cast, doc = context.cast, context.doc
    if kind == "none":
        return  # by the lexicon the word tells no contact
    if in_general(doc, trigger) or is_lasting(doc, trigger):
        return
    unique: dict[int, Side] = {}
    for side in sides:
        unique.setdefault(side.entity, side)
    if reciprocal and len(unique) == 1 and not one_sided:
        yield from _gathering(context, trigger, kind, next(iter(unique.values())), confidence)
        return
    kept = tuple(s for s in unique.values() if acts(cast, s.entity) and not is_private(context, s))
    if is_of_sport(context, trigger, kept):
        return
    if not one_sided:
        lend_hosts(context, trigger, kept)
        doubt_homes(context, trigger, kept)
    parties = {cast.party_of(s.entity) for s in kept} - {None}
    if not one_sided:
        # A state beside its own people adds nothing: the people stand for it.
        peopled = {cast.party_of(s.entity) for s in kept if cast.entities[s.entity].kind is not ActorKind.COUNTRY}
        kept = tuple(
            s
            for s in kept
            if not (cast.entities[s.entity].kind is ActorKind.COUNTRY and cast.party_of(s.entity) in peopled)
        )
        unknown = [s for s in kept if cast.party_of(s.entity) is None]
        foreign = bool(unknown) and (
            is_official(cast, unknown)
            or are_counterparts(context, kept)
            or is_surely_abroad(doc, trigger, domestic=FOREIGN)
            or any(is_of_region(context, s) or is_armed(cast, s.entity) for s in unknown)
        )
        if len(kept) < 2 or len(parties) + foreign < 2 or _is_one_delegation(context, kept):
            return
        if len(parties) < 2 and not has_others(context, kept):
            return
        if kind == _KINDS["conference"] and any(is_of_region(context, s) for s in unknown):
            if len(parties) < 2:
                return  # who "African leaders" at a summit are, its name tells
            kept = tuple(s for s in kept if s not in unknown or not is_of_region(context, s))
        if len(parties) < 2 and not any(is_specific(context, s) for s in kept):
            return
        if unknown and len(parties) < 2:
            confidence -= 0.2
    if any(cast.mentions[k].pronoun for s in kept if (k := cast.at(s.first)) is not None):
        confidence -= 0.1
    if any(cast.entities[s.entity].inferred for s in kept):
        confidence -= 0.1  # a side's state follows only from where the article is written
    told = timing.when_of(doc, trigger, context.times)
    when = plausible(context, trigger, told if told != UNDATED else when_aside(doc, trigger, context.times))
    if (
        places is None
        and when == UNDATED
        and is_carried_on(doc, trigger)
        and not where.places_of(doc, trigger, context.known)
    ):
        return  # "agreed to speed up talks" makes no new ones
    status = dated_status(doc, trigger, read_status(doc, trigger), when, day=context.day, times=context.times)
    medium = medium_of(doc, trigger, _NOUNS.get(doc.tokens[trigger].lemma, {}).get("medium"), kind)
    if kind in (_KINDS["contact"], _KINDS["meeting"]) and medium in (Medium.PHONE, Medium.VIDEO):
        kind = _KINDS["call"]
    elif kind == _KINDS["contact"] and medium is Medium.IN_PERSON:
        kind = _KINDS["meeting"]
    yield Frame(
        type=kind,
        trigger=trigger,
        anchor=trigger,
        sides=kept,
        status=status,
        medium=medium,
        when=whole_period(context, trigger, status, when),
        places=places if places is not None else _places_of(context, trigger, kind, kept),
        topic=topic_of(doc, trigger, context.times),
        said_by=cited_source(cast, trigger, frozenset(p for p in parties if p)),
        certainty=certainty_of(doc, trigger),
        confidence=round(confidence, 2),
        sentences=(doc.tokens[trigger].sentence,),
    )


def _is_one_delegation(context: Context, sides: tuple[Side, ...]) -> bool:
    """Say whether two sides are a delegation and who leads it, who do not meet each other."""
    entities = [s.entity for s in sides]
    return len(entities) == _PAIR and (context.cast.leads(*entities) or context.cast.leads(*reversed(entities)))


def plausible(context: Context, trigger: int, when: When) -> When:
    """Return a time, none where it is that of something else: "discussed a visit next week" dates the visit."""
    verb = ruling(context.doc, predicate(context.doc, trigger))
    to_come = when.basis is DateBasis.RELATIVE and context.day and when.start and when.start > context.day
    told = verb == ruling(context.doc, trigger) and context.doc.tokens[verb].dep != "xcomp"
    told = told and is_past(context.doc, verb) and not is_backshifted(context.doc, verb)
    told = told and of_verb(context.doc, verb) is not Status.PLANNED  # "was to meet next week"
    over = when.end is not None and context.day is not None and when.end < context.day
    now = is_present(context.doc, trigger) and context.doc.tokens[trigger].dep in ("advcl", "conj")
    before = any(t.when == when and is_of_what_was_before(context.doc, t, trigger) for t in context.times)
    return UNDATED if (to_come and told) or (over and now) or before else when


def is_where_posted(doc: Document, kind: str, sides: Sequence[Side], span: tuple[int, int]) -> bool:
    """Say whether a place only tells where an embassy is that is a side: "was in touch with the embassy in Rome"."""
    over = doc.tokens[doc.tokens[span[0]].head]
    told = any(s.first <= over.i < s.last for s in sides) and over.lemma in _MISSIONS
    return told and kind == _KINDS["contact"]


def _places_of(context: Context, trigger: int, kind: str, sides: tuple[Side, ...]) -> tuple[tuple[int, int], ...]:
    """Return the places of a frame; what tells whose a side is ("her counterparts in Chad and Niger") is none."""
    told = where.places_of(context.doc, trigger, context.known)
    found = tuple(span for span in told if not any(s.first < span[0] < s.last for s in sides))
    found = tuple(span for span in found if not is_where_posted(context.doc, kind, sides, span))
    if not found and context.here is not None and where.is_here(context.doc, trigger):
        return (context.here,)
    if not found and context.doc.tokens[trigger].lemma in _SUMMONS:
        # An ambassador is summoned in the country that summons.
        subj = subject(context.doc, trigger)
        posted = subj is not None and context.doc.tokens[subj].dep == "nsubj:pass"  # "the ambassador to A was summoned"
        named = (
            where.place_span(context.doc, j, context.known)
            for j in context.doc.subtree(subj or trigger)
            if not posted or case_of(context.doc, j) in ("in", "to")
        )
        # "The Kyrgyz Ministry of Foreign Affairs" is no place, "the ministry in Bishkek" tells one.
        lying = (s for s in named if s is not None and (posted or context.known.surface(context.doc.span(*s))))
        return tuple(lying)[:1] if subj is not None else ()
    return found


def _gathering(context: Context, trigger: int, kind: str, side: Side, confidence: float) -> Iterator[Frame]:
    """Read "G7 foreign ministers are meeting", "Arab leaders met": people of several states, together."""
    number = context.cast.at(side.first)
    party = context.cast.party_of(side.entity)
    if number is None or _is_aside(context.doc, trigger):
        return
    mention = context.cast.mentions[number]
    whole = mention.plural or mention.kind is ActorKind.ORGANISATION
    if party is None:
        shared = is_of_region(context, side)
    else:
        several = not mention.pronoun or context.cast.entities[side.entity].kind is ActorKind.GROUP  # "they", ministers
        shared = context.known.actor(party).kind is ActorKind.ORGANISATION and whole and several
    met = kind != _KINDS["contact"] or medium_of(context.doc, trigger, None, kind) is not Medium.UNKNOWN
    if shared and (met or where.places_of(context.doc, trigger, context.known)):  # each may discuss a thing at home
        yield from make_frames(context, trigger, kind, (side,), one_sided=True, confidence=confidence - 0.1)


def _is_aside(doc: Document, i: int) -> bool:
    """Say whether a clause only says where or when something else was: "in Bonn, where the G7 meets", "as it met"."""
    words = {doc.tokens[j].lower for j in doc.children[i]}
    return doc.tokens[i].dep.startswith(("advcl", "acl:relcl")) and bool(words & {"as", "while", "where"})
