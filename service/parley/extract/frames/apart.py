"""Contacts of one telling that were held apart: "met A in Oslo and B in Bergen", "calls with A and B", "separately"."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from parley.extract.circumstances.where import place_span, places_of
from parley.extract.cues import cues
from parley.extract.dates.times import TimeExpression
from parley.extract.frames.frame import Context, Side
from parley.extract.language.nth_days import nth_days
from parley.extract.language.tree import conjuncts, dep_in, predicate
from parley.model import UNDATED, ActorKind, Role, When

_APART = frozenset({"separately", "individually", "separate", "respectively"})
_IN_TURN = ("one by one", "one after the other", "one after another", "in turn ")
_THEN = frozenset({"then", "later", "afterwards", "afterward", "subsequently"})
_WITH = frozenset({"with", "to", "by"})
_EACH = frozenset({"each", "either"})
_TOGETHER: frozenset[str] = cues("contacts")["at_once"]
_REACH = 8  # sentences after a gathering is named in which contacts beside it are told
_ASIDE = frozenset(cues("dates")["stay"]["aside"])
_NOUNS: dict[str, dict[str, object]] = cues("contacts")["noun"]
_CALL: str = cues("contacts")["kinds"]["call"]
_ONE_BY_ONE: frozenset[str] = cues("contacts")["one_by_one"]
_MANY = 3  # of as many states who are met by one, few sit together
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven")
_STATES = frozenset(cues("dates")["stay"]["states"])
_PRESS = frozenset({"press", "news"})  # conferences with those who ask
_JOINING = frozenset({"and", ",", ";"})
_LEADING = frozenset({"on", "in", "at", "later", "then", ","})
Apart = tuple[tuple[Side, ...], tuple[tuple[int, int], ...] | None, When | None]


def apart(
    context: Context,
    i: int,
    ours: tuple[Side, ...],
    theirs: tuple[Side, ...],
    *,
    several: bool = False,
    courtesy: bool = False,
) -> Iterator[Apart]:
    """Yield the sides of each contact that trigger `i` tells, with the place and day of those held apart.

    `several` says that the trigger is a plural that counts contacts, "calls with A and B"; `courtesy` that it is what
    is paid to one at a time.
    """
    acting = {side.entity for side in ours}
    theirs = tuple(side for side in theirs if side.entity not in acting) or theirs  # "his meetings with A and with B"
    legs = _legs(context, theirs) if ours else None
    turns = _in_turns(context, i, theirs) if ours else []
    if (twice := _again(context, i)) is not None:
        yield from (((*ours, *theirs), places, when) for places, when in twice)
    elif turns:
        yield from (((*ours, *group), places, when) for group, places, when in turns)
    elif legs is not None:
        yield from (((*ours, side), places, when) for side, places, when in legs)
    elif len(ours) > 1 and len(theirs) == 1 and (_are_apart(context, i) or (several and _by_wire(context, i, ours))):
        # "A and B are negotiating separately with C", "A and B held phone calls with C"
        yield from (((side, *theirs), None, None) for side in ours)
    elif (
        ours
        and len(theirs) > 1
        and (
            (several and _are_counted(context, theirs) and not _as_one(context, i, len(ours) + len(theirs)))
            or _told_apart(context, i, theirs)
            or _listed(context, theirs)
            or (courtesy and _are_named(context, theirs))
            or _one_by_one(context, i, ours, theirs)
        )
    ):
        yield from (((*ours, side), None, None) for side in theirs)
    else:
        yield (*ours, *theirs), None, None


def _by_wire(context: Context, i: int, ours: tuple[Side, ...]) -> bool:
    """Say whether noun `i` names calls of people of different states, who have a telephone each."""
    token = context.doc.tokens[i]
    called = token.pos == "NOUN" and _NOUNS.get(token.lemma.lower(), {}).get("type") == _CALL
    return called and _of_different(context, ours) and not _as_one(context, i, len(ours) + 1)


def _are_named(context: Context, theirs: tuple[Side, ...]) -> bool:
    """Say whether each side is a person named on his own."""
    people = all(context.cast.entities[side.entity].kind is ActorKind.PERSON for side in theirs)
    return people and len({side.first for side in theirs}) == len(theirs)


def _one_by_one(context: Context, i: int, ours: tuple[Side, ...], theirs: tuple[Side, ...]) -> bool:
    """Say whether one met several in turn, since each is of another state and nothing tells that they sat together.

    So it is beside a gathering, and with a long list of those who were met.
    """
    token = context.doc.tokens[i]
    if len(ours) > 1 or token.lemma.lower() not in _ONE_BY_ONE:
        return False
    if not _of_different(context, theirs) or _as_one(context, i, 1 + len(theirs)):
        return False
    named = _are_named(context, theirs)
    return _is_aside(context, i) or (named and (len(theirs) >= _MANY or _by_a_third(context, i, ours, theirs)))


def _by_a_third(context: Context, i: int, ours: tuple[Side, ...], theirs: tuple[Side, ...]) -> bool:
    """Say whether somebody of a third state, who hosts neither, saw two joined by "and", nobody says where.

    "Her Dutch and Belgian colleagues, A and B" are told as one, and so are "both A and B".
    """
    doc, cast = context.doc, context.cast
    states = {cast.party_of(s.entity) for s in (*ours, *theirs)}
    heads = sorted(cast.mentions[k].head for s in theirs if (k := cast.at(s.first)) is not None)
    joined = len(heads) == 2 and heads[1] in conjuncts(doc, heads[0]) and doc.child(heads[0], "cc:preconj") is None
    above = cast.at(doc.tokens[heads[0]].head) if joined else None
    as_one = above is not None and cast.mentions[above].plural and dep_in(doc.tokens[heads[0]], "appos")
    named = all(p and context.known.country(p) for p in states) and len(states) == 3
    return joined and named and not as_one and ours[0].role is not Role.HOST and not places_of(doc, i, context.known)


def _is_aside(context: Context, i: int) -> bool:
    """Say whether the sentence of token `i`, or one shortly before, tells of what was done beside a gathering."""
    sentence = context.doc.tokens[i].sentence
    first = context.doc.sentences[max(sentence - _REACH, 0)].first
    return any(t.lower in _ASIDE for t in context.doc.tokens[first : context.doc.sentences[sentence].last])


def _as_one(context: Context, i: int, count: int) -> bool:
    """Say whether words in the sentence of token `i`, or right behind it, tell that `count` people met at once."""
    doc = context.doc
    sentence = doc.tokens[i].sentence
    own = [t.lower for t in doc.tokens[doc.sentences[sentence].first : doc.sentences[sentence].last]]
    last = doc.sentences[min(sentence + 2, len(doc.sentences) - 1)].last
    behind = [t.lower for t in doc.tokens[doc.sentences[sentence].last : last]]
    number = _NUMBERS[count] if count < len(_NUMBERS) else None
    words = (*own, *behind, "")
    counted = (n for n, pair in enumerate(pairwise(words)) if pair == ("the", number))
    told = {word for before, word in pairwise(("", *own)) if before not in _PRESS}
    return not _TOGETHER.isdisjoint(told) or any(words[n + 2] not in _STATES for n in counted)


def _again(context: Context, i: int) -> list[tuple[tuple[tuple[int, int], ...], When | None]] | None:
    """Return the places and days of a contact and of the next: "met him in Oslo in May and again in Bergen"."""
    doc = context.doc
    end = doc.sentences[doc.tokens[i].sentence].last
    again = next((j for j in range(i + 1, end) if doc.tokens[j].lower == "again"), None)
    if again is None or doc.tokens[again - 1].lower not in ("and", "then"):
        return None
    if any(token.pos in ("VERB", "AUX") for token in doc.tokens[i + 1 : end]):
        return None
    found: list[tuple[tuple[tuple[int, int], ...], When | None]] = []
    for first, last in ((i + 1, again), (again, end)):
        when = next((t.when for t in context.times if t.may_date and first <= t.first < last), None)
        found.append((_places_between(context, first, last), when))
    places = [place for place, _ in found]
    return found if all(places) and places[0] != places[1] else None


def _are_counted(context: Context, theirs: tuple[Side, ...]) -> bool:
    """Say whether a plural counts contacts: with people of several states, or "meetings with A and with B"."""
    ordered = sorted(theirs, key=lambda side: side.first)
    between = ([t.lower for t in context.doc.tokens[a.last : b.first]] for a, b in pairwise(ordered))
    return _of_different(context, theirs) or all(words[-2:] == ["and", "with"] for words in between)


def _of_different(context: Context, theirs: tuple[Side, ...]) -> bool:
    """Say whether nobody acts for the same state as another: officials of one state may have been met together."""
    parties = [context.cast.party_of(side.entity) for side in theirs]
    return None not in parties and len(set(parties)) == len(parties)


def _listed(context: Context, theirs: tuple[Side, ...]) -> bool:
    """Say whether a list with semicolons names those met one after the other: "met A of Malta; B of Peru; and C"."""
    ordered = sorted(theirs, key=lambda side: side.first)
    between = (context.doc.tokens[a.last : b.first] for a, b in pairwise(ordered))
    return len(ordered) > 2 and all(any(t.text == ";" for t in words) for words in between)


def _told_apart(context: Context, i: int, theirs: tuple[Side, ...]) -> bool:
    """Say whether words tell that each of several was met alone: "separately", "saw each of them"."""
    doc = context.doc
    if _are_apart(context, i):
        return True
    if len({side.first for side in theirs}) > 1:
        return _one_after_another(context, theirs) or _on_days_of_their_own(context, theirs)
    first = doc.tokens[theirs[0].first]
    of_whom = doc.tokens[first.head] if first.dep == "nmod" else first  # "each of them"
    return not _EACH.isdisjoint((first.lower, of_whom.lower))


def _are_apart(context: Context, i: int) -> bool:
    doc = context.doc
    clause = predicate(doc, i)
    behind = (j for j in doc.children[clause] if clause < i < j)
    beside = (j for j in behind if dep_in(doc.tokens[j], "obl", "advmod", "dep"))
    words = [doc.tokens[j].lower for node in (i, *beside) for j in doc.subtree(node)]
    return not _APART.isdisjoint(words) or any(turn in " ".join(words) for turn in _IN_TURN)


def _one_after_another(context: Context, theirs: tuple[Side, ...]) -> bool:
    """Say whether those met are joined by "and then with", "and later with"."""
    ordered = sorted(theirs, key=lambda side: side.first)
    between = ([t.lower for t in context.doc.tokens[a.last : b.first]] for a, b in pairwise(ordered))
    return all(any(words[n] in _THEN and words[n + 1] in _WITH for n in range(len(words) - 1)) for words in between)


def _on_days_of_their_own(context: Context, theirs: tuple[Side, ...]) -> bool:
    """Say whether a numbered day is told behind each of those met: "A on the first day and B on the second"."""
    doc = context.doc
    sentence = doc.sentences[doc.tokens[theirs[0].first].sentence]
    days = [i for i, _ in nth_days(doc, sentence.first, sentence.last)]
    firsts = sorted(side.first for side in theirs)
    ends = (*firsts[1:], sentence.last)
    return len(days) > 1 and all(any(a < day < b for day in days) for a, b in zip(firsts, ends, strict=True))


def _in_turns(context: Context, i: int, theirs: tuple[Side, ...]) -> list[Apart]:
    """Return those met one after the other, as times told before them part them: "met A and, on the same day, B"."""
    ordered = sorted(theirs, key=lambda side: side.first)
    groups: list[tuple[list[Side], TimeExpression | None, int]] = [(ordered[:1], None, 0)] if ordered else []
    for before, side in pairwise(ordered):
        led = _led_in(context, before.last, side.first)
        if led is None:
            groups[-1][0].append(side)
        else:
            groups.append(([side], *led))
    if len(groups) < 2:
        return []
    sentence = context.doc.sentences[context.doc.tokens[i].sentence]
    leads = {time for _, time, _ in groups}
    fronted = [t for t in context.times if sentence.first <= t.first < i and t.governor == i]
    between = [t for t in context.times if i < t.first < groups[1][2]]
    own = next((t for t in (*between, *fronted) if t.may_date and t not in leads), None)
    ends = [start for _, _, start in groups[1:]] + [sentence.last]
    return [
        (
            tuple(group),
            _places_between(context, group[-1].last, end) or None,
            time.when if time is not None else (own.when if own is not None else UNDATED),
        )
        for (group, time, _), end in zip(groups, ends, strict=True)
    ]


def _led_in(context: Context, first: int, last: int) -> tuple[TimeExpression | None, int] | None:
    """Return the time that stands between two of those met right before the second, and where it begins.

    The time may be a mere "later"; None where nothing of the kind parts them.
    """
    tokens = context.doc.tokens
    end = last
    while end > first and tokens[end - 1].lower in _WITH | {",", "the"}:
        end -= 1
    time = next((t for t in context.times if first < t.first and t.last == end), None)
    start = time.first if time is not None else end
    later = start
    while later > first and tokens[later - 1].lower in _LEADING - {","}:
        later -= 1
    then = any(t.lower in _THEN for t in tokens[later:start])
    if (time is None and not then) or later == first or tokens[later - 1].lower not in _JOINING:
        return None
    return time, later


def _legs(
    context: Context, theirs: tuple[Side, ...]
) -> list[tuple[Side, tuple[tuple[int, int], ...] | None, When | None]] | None:
    """Return each side with the place and day named right behind it, None unless every one has its own of either."""
    doc = context.doc
    ordered = sorted(theirs, key=lambda side: side.first)
    if len({side.first for side in ordered}) < 2:
        return None
    found: list[tuple[Side, tuple[tuple[int, int], ...] | None, When | None]] = []
    for n, side in enumerate(ordered):
        end = doc.sentences[doc.tokens[side.first].sentence].last
        if n + 1 < len(ordered):
            end = min(end, ordered[n + 1].first)
        places = _places_between(context, side.last, end)
        times = [t for t in context.times if t.may_date and side.last <= t.first < end]
        found.append((side, places or None, times[0].when if times else None))
    for own in ([places for _, places, _ in found], [when for _, _, when in found]):
        if None not in own and len(set(own)) > 1:
            return found
    return None


def _places_between(context: Context, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """Return the place behind "in" or "at" between two tokens, before any further verb."""
    doc = context.doc
    for i in range(first, last - 1):
        token = doc.tokens[i]
        if token.pos in ("AUX", "SCONJ") or (token.pos == "VERB" and token.dep != "amod"):
            break
        if token.lower in ("in", "at"):
            for j in range(i + 1, min(i + 5, last)):  # "in the occupied territory"
                span = place_span(doc, j, context.known)
                if span is not None and span[1] <= last:
                    return (span,)
                if doc.tokens[j].pos != "DET" and not dep_in(doc.tokens[j], "amod"):
                    break
    return ()
