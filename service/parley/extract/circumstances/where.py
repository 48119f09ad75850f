"""Where: the places around a trigger."""

from __future__ import annotations

from collections.abc import Iterator

from parley.actors import KnownActors
from parley.extract.circumstances.other_times import ELSEWHERE
from parley.extract.circumstances.timing import GATHERINGS, clause_of, held, some_time_off, spells_out
from parley.extract.circumstances.topics import ABOUT
from parley.extract.cues import cues, nouns_of
from parley.extract.language.talked_of import is_talked_of, names_issue
from parley.extract.language.tree import SUBJECTS, cases_of, dep_in, name_at, obliques, predicate
from parley.extract.names.parties import DEMONYMS
from parley.model import Document

GROUNDS = frozenset(cues("dates")["belongs"]["grounds"])
PLACE_CASES = frozenset({"in", "at", "near", "outside"})
_CONTACTS = cues("contacts")
_WAYS = frozenset({"to", "through", "via", "from"})
_SETTINGS: frozenset[str] = _CONTACTS["settings"]
_VAGUE: frozenset[str] = _CONTACTS["vague"]
_VISITS = nouns_of(_CONTACTS["kinds"]["visit"])
TOWNS: frozenset[str] = cues("places")["towns"]
_LODGINGS: frozenset[str] = cues("places")["lodgings"]
_STATES = frozenset({"republic", "kingdom", "sultanate", "emirate", "nation"})
_MONTHS_AND_DAYS = frozenset(
    "January February March April May June July August September October November December Jan. Feb. Mar. Apr. Jun. "
    "Jul. Aug. Sept. Sep. Oct. Nov. Dec. Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)


def own_places(doc: Document, noun: int, known: KnownActors) -> tuple[tuple[int, int], ...]:
    """Return the places that hang on a noun."""
    return tuple(dict.fromkeys(_places_at(doc, noun, known)))


def places_of(doc: Document, trigger: int, known: KnownActors) -> tuple[tuple[int, int], ...]:
    """Return the token spans of the places at which the trigger's clause puts it, the narrowest first."""
    clause = clause_of(doc, trigger)
    found = dict.fromkeys(_places_at(doc, trigger, known))
    if clause != trigger and not found and not some_time_off(doc, trigger, clause):
        # A noun with a place of its own is not where the rest of its clause is.
        found.update(dict.fromkeys(_places_at(doc, clause, known)))
        being = place_span(doc, clause, known) if cases_of(doc, clause) & PLACE_CASES and not found else None
        found.update({being: None} if being is not None else {})  # "is due in Oslo for talks"
    # "in Oslo, where she met A and saw B"
    for j in (*doc.children[clause], *_where_above(doc, clause)):
        if doc.tokens[j].dep == "parataxis" and not found and spells_out(doc, j) and cases_of(doc, j) & PLACE_CASES:
            span = place_span(doc, j, known)
            found.update({span: None} if span is not None else {})
        if doc.tokens[j].lower == "where" and j > 1:
            span = place_span(doc, j - 2 if doc.tokens[j - 1].text in (",", "-", "–", "—") else j - 1, known)
            found.update({span: None} if span is not None else {})
    if not found:
        found.update(dict.fromkeys(_places_behind(doc, trigger, known)))
    if not found and _says(doc, trigger, "there"):
        found.update(dict.fromkeys(town_before(doc, trigger, known)))
    return tuple(found)


def _where_above(doc: Document, clause: int) -> tuple[int, ...]:
    """Return the "where" before the clauses with which a clause shares its subject."""
    found: list[int] = []
    while dep_in(doc.tokens[clause], "conj") and doc.child(clause, *SUBJECTS) is None:
        clause = doc.tokens[clause].head
        found.extend(j for j in doc.children[clause] if doc.tokens[j].lower == "where")
    return tuple(found)


def town_before(doc: Document, trigger: int, known: KnownActors) -> Iterator[tuple[int, int]]:
    """Yield the place that "there" or "the city" points back to: the last city or building before the trigger's clause.

    A state is too much said of ("the French denied a channel through Larnaca: they had met nobody there"), unless the
    sentence tells that somebody goes there: "flew to Fiji and met officials there".
    """
    here = doc.sentences[doc.tokens[trigger].sentence].first
    first = doc.sentences[max(doc.tokens[trigger].sentence - 1, 0)].first
    for i in range(trigger - 1, first - 1, -1):
        if not cases_of(doc, i) & (PLACE_CASES | _WAYS):
            continue
        span = place_span(doc, i, known)
        named = known.surface(doc.span(*span)) if span is not None else ()
        goal = i >= here and "to" in cases_of(doc, i)
        if span is not None and (goal or not any(n.kind in ("name", "acronym", *DEMONYMS) for n in named)):
            yield span
            return


def _places_at(doc: Document, node: int, known: KnownActors) -> Iterator[tuple[int, int]]:
    """Yield the places that hang on a verb or noun and on the nouns that set its scene."""
    settings = _settings(doc, (node,))
    for at in (node, *settings, *held(doc, node)):
        told = doc.child(at, "obj") if doc.tokens[at].lemma in _VAGUE else None
        if told is None and doc.tokens[at].lemma not in _SETTINGS:
            told = next((j for case, j in obliques(doc, at) if case in ABOUT and not _dated_or_set(doc, j)), None)
        cases = PLACE_CASES | ({"of"} if at in settings else set())
        cases |= {"to"} if at in settings and doc.tokens[at].lemma in _VISITS else set()
        placed = False
        party = next((j for case, j in obliques(doc, at) if case == "with"), None)
        for case, j in obliques(doc, at):
            span = place_span(doc, j, known) if case in cases else None
            if span is None and doc.tokens[j].lemma in GROUNDS and case in (*cases, "on"):
                span = _ground(doc, j, known)
            topical = told is not None and told < j and not (party is not None and told < party < j)
            if topical and not (span is not None and _behind_day(doc, span[1])):
                continue  # "discussed the crisis in Burma": where the topic lies; not "raised it with B in Burma"
            if span is not None and case == "of" and _is_body(doc, j, known):
                continue  # "a meeting of the Border Commission in Oslo"
            if span is not None:
                placed = True
                yield span
                beside = [k for inner, k in obliques(doc, j) if inner in ("", "in")]
                beside += [k for k in doc.children[j] if doc.tokens[k].dep == "appos" and doc.tokens[k].pos == "PROPN"]
                for k in beside:  # "in the north of Norway", "in Alta, Norway"
                    wider = place_span(doc, k, known)
                    if wider is not None:
                        yield wider
        if (at in settings or doc.tokens[at].lemma.lower() in GATHERINGS) and not placed:
            yield from _named_after(doc, at, known)


def _is_body(doc: Document, i: int, known: KnownActors) -> bool:
    """Say whether token `i` is in the name of a body that is no place: "the Border Commission", "the African Union"."""
    name = name_at(doc, i, "ORG")
    named = known.surface(doc.span(name.first, name.last)) if name is not None else ()
    return name is not None and not any(known.country(n.key) is not None for n in named)


def _ground(doc: Document, i: int, known: KnownActors) -> tuple[int, int] | None:
    """Return the place that tells where a building or piece of land is: "a hotel in Oslo", "the port of Bergen"."""
    cases = (*PLACE_CASES, "of")
    return next((span for case, j in obliques(doc, i) if case in cases and (span := place_span(doc, j, known))), None)


def _named_after(doc: Document, i: int, known: KnownActors) -> Iterator[tuple[int, int]]:
    """Yield the city that a gathering is named after: "the Vienna conference", "the Munich Security Conference"."""
    for name in doc.names:
        inside = name.first <= i < name.last or (doc.tokens[name.last - 1].head == i and name.last <= i)
        if not inside or name.label not in ("LOC", "ORG", "MISC"):
            continue
        if names_issue(doc, name.last, i):
            continue  # "the Gaza ceasefire talks" are about it
        words = doc.span(name.first, name.last).replace("-", " ").replace("–", " ").split()
        kinds = {n.kind for word in words for n in known.surface(word)}
        body = not kinds and bool(known.surface(" ".join(words)))
        if kinds <= {"capital", "city", "seat"} and not body:  # not "the EU-Japan summit", "the African Union summit"
            yield name.first, name.last


def _places_behind(doc: Document, trigger: int, known: KnownActors) -> Iterator[tuple[int, int]]:
    """Yield places by word order: "met X of Y at the White House", up to the next verb.

    Behind a topic it takes a day to tell that a place is not the topic's: "talks on the dam in Cairo on Monday".
    """
    sentence = doc.sentences[doc.tokens[trigger].sentence]
    topical = False
    for i in range(trigger + 1, sentence.last - 1):
        token = doc.tokens[i]
        low = token.lower
        if token.pos in ("VERB", "AUX") or doc.tokens[trigger].lemma in _VAGUE or low in (";", ":"):
            return
        if low in ELSEWHERE:
            return
        topical = topical or (low in ABOUT and not (low == "on" and _dated_or_set(doc, i + 1)))
        if low in ("in", "at"):
            first = i + 2 if doc.tokens[i + 1].lower == "the" and i + 2 < sentence.last else i + 1
            span = place_span(doc, first, known)
            named = span is not None and (low == "in" or known.surface(doc.span(*span)))
            if span is not None and named and (not topical or _behind_day(doc, span[1])):
                yield span


def _dated_or_set(doc: Document, i: int) -> bool:
    """Say whether "on" at `i` begins a day or a setting ("on Monday", "on the sidelines of"), not a topic."""
    words = doc.tokens[i : i + 3]
    return any(w.lemma in _SETTINGS or w.text in _MONTHS_AND_DAYS or w.text.isdigit() for w in words)


def _behind_day(doc: Document, i: int) -> bool:
    """Say whether a day stands at `i`: "in Seoul on Friday", "in Rome today"."""
    word = doc.tokens[i].lower if i < len(doc.tokens) else ""
    return word in ("today", "yesterday", "tomorrow", "last", "this") or (word == "on" and _dated_or_set(doc, i + 1))


def _settings(doc: Document, nodes: tuple[int, ...]) -> list[int]:
    """Return the nouns that set the scene, however deep: "on the sidelines of the summit of leaders in Bali"."""
    found: list[int] = []
    todo = list(nodes)
    while todo:
        for case, j in obliques(doc, todo.pop()):
            phase = case in ("on", "at", "in", "during") and any(
                of == "of" and doc.tokens[k].lemma.lower() in _SETTINGS for of, k in obliques(doc, j)
            )  # "on the first day of the summit in Bali"
            about = is_talked_of(doc, j) if case == "on" else case in ABOUT  # "talked about a visit to Lima"
            told = about or case in ELSEWHERE
            if (doc.tokens[j].lemma.lower() in _SETTINGS or phase) and j not in found and not told:
                found.append(j)
                todo.append(j)
    return found


def place_span(doc: Document, i: int, known: KnownActors) -> tuple[int, int] | None:
    """Return the token span of the place name at token `i`, None when no place is named there."""
    if i >= len(doc.tokens) or doc.tokens[i].pos not in ("PROPN", "NOUN", "ADJ", "DET"):
        return None
    if doc.tokens[i].lemma in _STATES and (named := next((k for case, k in obliques(doc, i) if case == "of"), None)):
        hit = known.longest_surface([t.text for t in doc.tokens[named : named + 8]], 0)
        if hit:
            return named, named + hit[0]  # "the ex-Soviet republic of Georgia"
    if doc.tokens[i].lemma in TOWNS and (inner := next((k for case, k in obliques(doc, i) if case == "of"), None)):
        # "the French city of Brest"
        span, adjective = place_span(doc, inner, known), doc.child(i, "amod")
        return (adjective, span[1]) if span is not None and adjective is not None else span
    if doc.tokens[i].lemma == "capital":
        adjective = doc.child(i, "amod", "compound", "nmod:poss")
        # "the Yemeni capital", "the North Korean capital"
        return (min(doc.subtree(adjective)), i + 1) if adjective is not None else None
    if (name := name_at(doc, i, "LOC")) is not None:
        last = name.last
        while (
            last < len(doc.tokens)
            and doc.tokens[last].dep == "flat"
            and doc.tokens[last].head in range(name.first, last)
        ):
            last += 1  # "Sharm el-" Sheikh
        return None if _is_lodging(doc, name.first, last, known) else (name.first, last)
    words = [t.text for t in doc.tokens[i : i + 6]]
    for at in (i, i - 1, i - 2, i - 3):
        if at < 0 or doc.tokens[at].sentence != doc.tokens[i].sentence:
            continue
        hit = known.longest_surface([t.text for t in doc.tokens[at : at + 8]], 0)
        if hit and at + hit[0] > i and hit[1][0].kind not in DEMONYMS:
            several = hit[1][0].kind == "government" and len(hit[1]) > 1
            return None if several else (at, at + hit[0])  # "the Foreign Office" is in one of several capitals
    if words and words[0][:1].isupper() and (name := name_at(doc, i, "ORG")) is not None:
        return None if _is_lodging(doc, name.first, name.last, known) else (name.first, name.last)
    return None


def _is_lodging(doc: Document, first: int, last: int, known: KnownActors) -> bool:
    """Say whether a name is that of a hotel, which is in no place of that name unless it has a capital's in it."""
    words = [t.text for t in doc.tokens[first : last + 1]]
    lodging = any(word.lower() in _LODGINGS and word[:1].isupper() for word in words)
    return lodging and not any(known.surface(word) for word in words)


def is_here(doc: Document, trigger: int) -> bool:
    """Say whether the trigger's clause says "here", where the article was written."""
    return _says(doc, trigger, "here")


def _says(doc: Document, trigger: int, adverb: str) -> bool:
    """Say whether an adverb hangs on a trigger or its clause."""
    clause = predicate(doc, trigger)
    return any(
        doc.tokens[j].lower == adverb and doc.tokens[j].dep == "advmod"
        for j in (*doc.children[trigger], *doc.children[clause])
    )
