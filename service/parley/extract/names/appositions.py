"""Names and the offices in apposition to them: "Hayashi, the foreign minister of Japan," and lists of both."""

from __future__ import annotations

from dataclasses import replace

from parley.extract.cues import cues
from parley.extract.language.titles import COMPANIONS, COUNTERPARTS, is_opposite, office_word
from parley.extract.names.parties import Party
from parley.extract.names.roles import Role
from parley.model import ActorKind, Document, Mention

_VERBS = frozenset({"VERB", "AUX"})
_RANKS: frozenset[str] = cues("titles")["ranks"]


def with_appositions(
    doc: Document, people: list[Mention], roles: list[Role], parties: dict[int, Party]
) -> tuple[list[Mention], list[Mention]]:
    """Give a name the office that stands in apposition to it ("Hayashi, the foreign minister of Japan,")."""
    kept = []
    by_first = {m.first: k for k, m in enumerate(people)}
    by_last = {m.last: k for k, m in enumerate(people)}
    joined: set[int] = set()
    before_it: set[int] = set()  # the names whose office stands before them and a comma
    for role, full in roles:
        before = role.first - 1
        index, last = None, role.last
        apart = before > 0 and doc.tokens[before].text in (",", "(", "–", "—")
        second = _is_second(doc, role, by_last.get(before) in joined) and _named_next(doc, by_first, full) is None
        if (apart or second) and not role.plural:
            index = by_last.get(before)
            last = full if _closes(doc, full) else role.last
            if index is not None and not _closes(doc, last) and not _is_apposed(doc, people[index], role):
                index = None
            following = _named_next(doc, by_first, full)
            if index is not None and following is not None and _in_turn(doc, people, index, role, following, before_it):
                index, last = following, full
                before_it.add(following)
        if index is None and not role.plural:
            for last in dict.fromkeys((full, role.last)):
                index = _name_behind(doc, people, by_first, role, last)
                if index is not None:
                    break
        if index is None or people[index].kind is not ActorKind.PERSON:
            kept.append(role)
            if role.plural:
                _share_out(doc, people, by_first, role)
                kept[-1] = _share_in_turn(doc, people, by_first, role, parties)
                _share_for(doc, people, by_first, role, parties)
            continue
        person = people[index]
        once = kept.pop() if kept and _held_once(doc, kept[-1], role) else None
        first, last = min(person.first, role.first if once is None else once.first), max(person.last, last)
        people[index] = replace(
            person,
            first=first,
            last=last,
            text=doc.span(first, last),
            office=person.office if person.office and not _is_rank(person.office) else role.office,
            besides=role.office if person.office and not _is_rank(person.office) else person.besides,
            parties=tuple(dict.fromkeys((*person.parties, *role.parties))),
            former=person.former or role.former,
        )
        joined.add(index)
        by_last[last] = index  # a second office may follow
    return people, kept


def _in_turn(
    doc: Document, people: list[Mention], index: int, role: Mention, following: int, before_it: set[int]
) -> bool:
    """Say whether a role is of the name behind it in a list of offices and names: "Minister A, Envoy to Peru, B, left".

    So it is where the name before it has its own office before it, and the one behind it has none.
    """
    person, other = people[index], people[following]
    titled = index in before_it or (
        person.office is not None and not _is_rank(person.office) and not person.text.startswith(person.name or "")
    )
    bare = doc.tokens[role.first].pos not in ("DET", "PRON") and doc.tokens[role.first].text[:1].isupper()
    return titled and bare and (other.office is None or _is_rank(other.office))


def _share_out(doc: Document, people: list[Mention], by_first: dict[int, int], role: Mention) -> None:
    """Give the names listed behind "the prime ministers of A and B" the office and a state each, in their order."""
    parted = doc.tokens[role.last : role.last + 1]
    listed: list[int] = []
    at = by_first.get(role.last + 1 if parted and parted[0].text in (",", ":", "-", "--", "–", "—") else role.last)
    while at is not None:
        listed.append(at)
        i = people[at].last
        while i < len(doc.tokens) and doc.tokens[i].lower in (",", "and"):
            i += 1
        at = by_first.get(i) if i > people[at].last else None
    if len(listed) < 2 or (role.parties and len(role.parties) not in (1, len(listed))):
        return
    word = office_word(doc.tokens[role.head])
    plural = doc.tokens[role.head].text
    title = " ".join(word if w == plural and word else w for w in (role.office or "").split()) or None
    for n, index in enumerate(listed):
        person = people[index]
        keys = role.parties if len(role.parties) < 2 else role.parties[n : n + 1]
        people[index] = replace(person, office=person.office or title, parties=person.parties or keys)


def _share_in_turn(
    doc: Document, people: list[Mention], by_first: dict[int, int], role: Mention, parties: dict[int, Party]
) -> Mention:
    """Give each name the state before it: "the presidents of A, Ann Lee, and B, Bo Li"; return the role of them all."""
    keys, at = role.parties, role.last
    named: list[int] = []
    while len(keys) == len(named) + 1 and at + 1 < len(doc.tokens) and doc.tokens[at].text == ",":
        index = by_first.get(at + 1)
        if index is None:
            break
        named.append(index)
        at = people[index].last
        while at < len(doc.tokens) and doc.tokens[at].lower in (",", "and", "of"):
            at += 1
        party = parties.get(at)
        if party is None or party.first != at:
            break
        keys, at = (*keys, *party.keys[:1]), party.last
    if len(named) < 2 or len(named) != len(keys):
        return role
    title = office_word(doc.tokens[role.head])
    for index, key in zip(named, keys, strict=True):
        people[index] = replace(people[index], office=people[index].office or title, parties=(key,))
    return replace(role, parties=keys)


def _share_for(
    doc: Document, people: list[Mention], by_first: dict[int, int], role: Mention, parties: dict[int, Party]
) -> None:
    """Give each name the office, and the state behind it: "the negotiators, Ann Lee for A and Bo Li for B"."""
    title = office_word(doc.tokens[role.head])
    at = role.last + 1
    while (index := by_first.get(at)) is not None:
        behind = people[index].last
        words = [t.text for t in doc.tokens[behind : behind + 2]]
        at = behind + 2 if words == ["for", "the"] else behind + 1
        party = parties.get(at) if words[:1] == ["for"] else None
        if party is None:
            return
        people[index] = replace(people[index], office=people[index].office or title, parties=party.keys[:1])
        at = party.last
        while at < len(doc.tokens) and doc.tokens[at].lower in (",", "and"):
            at += 1


def _name_behind(
    doc: Document, people: list[Mention], by_first: dict[int, int], role: Mention, last: int
) -> int | None:
    """Return the name that follows a role and a comma in apposition ("the ambassador of Japan, Kenji Ito,")."""
    if is_opposite(doc, role.head) and last in by_first:
        return by_first[last]  # "his opposite number A"
    if last >= len(doc.tokens) or doc.tokens[last].text not in (",", "-", "–", "—"):
        return None
    index = by_first.get(last + 1)
    if index is None:
        return None
    person = people[index]
    apposed = doc.tokens[role.head].dep == "appos" or doc.tokens[role.head].lemma in COUNTERPARTS | COMPANIONS
    apposed |= is_opposite(doc, role.head)
    if apposed or _appositive(doc, person, role) or _is_enclosed(doc, person, role):
        return index
    if (person.parties and role.parties) or (person.office and not _is_rank(person.office)):
        return None  # a list: "the prime minister, Foreign Minister A and ..."
    last_listed = doc.tokens[max(role.first - 1, 0)].lower == "and"  # "A and the envoy of B, C, attended"
    if last_listed and person.last < len(doc.tokens) and doc.tokens[person.last].pos in ("VERB", "AUX"):
        return index
    told = bool(role.parties) or doc.tokens[role.first].lower in ("the", "his", "her", "their", "its")
    if not told or person.last >= len(doc.tokens):
        return None
    following = doc.tokens[person.last]
    return index if following.text in (",", "–", "—") or (_opens(doc, role) and following.pos in _VERBS) else None


def _is_enclosed(doc: Document, person: Mention, role: Mention) -> bool:
    """Say whether a name stands between commas before a verb: "the chair of A, President B of C, left" is no list."""
    behind = doc.tokens[person.last : person.last + 2]
    alone = doc.tokens[max(role.first - 1, 0)].lower not in ("and", ",")
    return alone and len(behind) > 1 and behind[0].text == "," and behind[1].pos in _VERBS


def _opens(doc: Document, role: Mention) -> bool:
    """Say whether a role without an article opens a sentence: "Envoy of Peru, A met"."""
    first = doc.tokens[role.first]
    return role.first == doc.sentences[first.sentence].first and first.pos not in ("DET", "PRON")


def _is_rank(office: str) -> bool:
    return all(word.lower() in _RANKS for word in office.split())


def _closes(doc: Document, i: int) -> bool:
    ended = i >= len(doc.tokens) or doc.tokens[i].sentence != doc.tokens[i - 1].sentence  # a line without a stop
    return ended or doc.tokens[i].text in (",", ")", ".", "–", "—", ";")


def _is_apposed(doc: Document, person: Mention, role: Mention) -> bool:
    """Say whether the tree puts a role behind a name in apposition to it: "A, envoy on fisheries, left".

    A heading joins two by a comma alone: "A, Greek counterpart agree".
    """
    head = doc.tokens[role.head]
    if doc.in_heading(role.head):
        return False
    named = role.last < len(doc.tokens) and doc.tokens[role.last].pos == "PROPN"  # "A, Minister B"
    return head.dep == "appos" and person.first <= head.head < person.last and not named


def _is_second(doc: Document, role: Mention, follows: bool) -> bool:
    """Say whether a role behind that of a name is his too: "A, spokesperson and adviser to the king", not "and the"."""
    before = doc.tokens[max(role.first - 1, 0)].lower
    return follows and before == "and" and doc.tokens[role.first].pos not in ("DET", "PRON")


def _held_once(doc: Document, other: Mention, role: Mention) -> bool:
    """Say whether a role is of one who held another before: "former president and AU envoy, A", not "and the"."""
    joined = other.last == role.first - 1 and doc.tokens[other.last].lower == "and"
    single = not (other.plural or role.plural) and doc.tokens[role.first].pos not in ("DET", "PRON")
    return joined and single and other.former and other.kind is ActorKind.PERSON


def _named_next(doc: Document, by_first: dict[int, int], i: int) -> int | None:
    """Return the name behind a comma at token `i`, whose an office before it may be: "and envoy of Peru, Dr A"."""
    return by_first.get(i + 1) if i < len(doc.tokens) and doc.tokens[i].text == "," else None


def _appositive(doc: Document, person: Mention, role: Mention) -> bool:
    # Any word of the name will do: one wrong arc makes another the head.
    own = (doc.tokens[i] for i in range(person.first, person.last))
    return any(t.dep == "appos" and role.first <= t.head < role.last for t in own)
