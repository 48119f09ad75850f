"""When two spellings are of one name: transliterations, words joined, turned round or left out."""

from __future__ import annotations

from difflib import SequenceMatcher

from parley.actors.names import PARTICLES, Words, skeleton

_ALIKE = 0.7  # least share of like letters in two spellings of one word
_SURE = 0.88  # the same of whole names
_HEARD = 0.8  # the same of those whose words all sound alike
_LONG = 10  # letters from which on a name has few neighbours
_TOLD = 4  # letters of a word that tells somebody


def is_spelling(one: Words, other: Words) -> bool:
    """Say whether two full names are most likely one: "Abd Rabbu Mansour Hadi" and "Abdrabbuh Mansour Hadi"."""
    first, second = "".join(one), "".join(other)
    if min(len(one), len(other)) < 2 or min(len(first), len(second)) < _LONG:
        return False
    begin = _begin_alike(one[0], other[0]) and _begin_alike(one[-1], other[-1])
    heard = len(one) > 2 and list(map(skeleton, one)) == list(map(skeleton, other))  # "Mehmood", "Mahmud"
    return begin and _share(first, second) >= (_HEARD if heard else _SURE)


def may_be_spelling(one: Words, other: Words) -> bool:
    """Say whether a name may be that of who held the same office in another form.

    "Sarkisian" for "Sargsyan", "Thomas Thabane" for "Tom Thabane", "Meles" for "Meles Zenawi", and the same words in
    another order.
    """
    if len(one) == 1:
        return one[0] == other[0] or _alike(one[0], other[-1])
    if len(other) == 1:
        return one == other
    told = {w for w in one if w not in PARTICLES}
    if told <= set(other) and len(told) > 1:
        return True
    surname = any(_alike(one[-1], w) for w in other[1:] if len(w) >= _TOLD or w == one[-1])
    return (surname and _begin_alike(one[0], other[0])) or _share("".join(one), "".join(other)) >= _SURE


def _alike(one: str, other: str) -> bool:
    return _begin_alike(one, other) and _share(one, other) >= _ALIKE


def _begin_alike(one: str, other: str) -> bool:
    return skeleton(one)[0] == skeleton(other)[0]


def _share(one: str, other: str) -> float:
    matcher = SequenceMatcher(a=one, b=other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() >= _ALIKE else 0.0
