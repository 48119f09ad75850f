"""Paragraphs, sentences and words of a text, and the case of headlines."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from parley.reader.lemmas import AFFAIRS, is_common_word

_END = frozenset({".", "!", "?", "…", "..", "...", "....", "?!", "!!"})
_CLOSERS = frozenset("\"'”’»)]}") | {"''", '"'}
_OPENERS = frozenset("\"'“‘«([{") | {"``"}
_STARTERS = frozenset(
    "the a an he she it they we i his her its their this that these those in on at but and after before while when as "
    "if however meanwhile according there both also during since under for from with by".split()
)
# Abbreviations after which a capital letter is no new sentence.
_TITLES = frozenset(
    "mr. mrs. ms. dr. prof. gen. col. lt. maj. capt. sgt. adm. sen. rep. gov. pres. rev. hon. st. amb. sec. "
    "jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. no. vs. jr. sr. e.g. i.e. cf. al. "
    "approx. dept. brig. eng. engr. cdr. cmdr. comdr. lieut. mme. mlle. ven. rt. cpl. insp. supt.".split()
)
# Those that the tokenizer parts from their full stop; in small letters they are words that end sentences.
_PARTED = frozenset(
    "Col Lt Maj Capt Sgt Pres Hon Amb Sec Sr Dept Brig Eng Engr Cdr Cmdr Comdr Lieut Mme Mlle Ven Rt Cpl Insp "
    "Supt".split()
)
_TERMINAL = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_SMALL = frozenset(
    "a an the and or but nor of in on at to for from with by as after before over under into amid among against "
    "between during despite about via than that is are was were be been has have had will would can could may might "
    "must not no up out off its his her their it he she they who".split()
)
_STATE = r"(?:\s?\[[A-Z][^\[\]\n]{2,30}\]|\s\([A-Z][^()\n]{2,30}\)(?=\s\())"  # "Suva [Fiji], May 3 (ANI):"
_DAY = (
    r"(?:(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8}\.?)(?:,?\s+(?:19|20)\d\d)?"
    r"|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)"
)
_PLACE = r"(?:[A-Z][A-Z'’.-]+(?:(?: |\s?/\s?)[A-Z][A-Z'’.-]+)*)"
_DATELINE = re.compile(
    rf"\s*{_PLACE}(?:{_STATE})?(?:,\s+(?:{_PLACE}|[A-Z][a-z]+\.?(?:\s+[A-Z][a-z]+)?))?"
    rf"(?:,?\s+{_DAY})?"
    r"\s*(?:\([^()]{2,60}\)\s*[-–—:]*|[-–—]+|:)(?:\s+|(?<=—))(?=[A-Z\"“‘'])"
)
_TOWN = r"[A-Z][\w.'’-]+(?:\s(?:es|de|do|la|el|[A-Z][\w.'’-]+)){0,3}"
# A town in small letters is a dateline with a day, an agency or a region: "Cairo, 3 May:", "Ottawa, Ontario –".
_TOWN_LINE = re.compile(
    rf"\s*(?!(?:On|In|At|By|From|Since|Until)\b){_TOWN}(?:(?:{_STATE}|,\s+{_TOWN})?\s*[,–—-]?\s*"
    rf"(?:{_DAY}\s*(?:\([^()]{{2,40}}\)\s*)?(?:[-–—]+|:)|"
    rf"\([A-Z][^()]{{1,39}}\)\s*[-–—:]+)|{_STATE}\s*(?:[-–—]+|:)|,\s+{_TOWN}\s+[-–—]+)(?:\s+|(?<=—))(?=[A-Z\"“‘'])"
)
# A town alone before a dash opens a line of text, not a heading: "Maputo - The president flew in on Thursday night."
_TOWN_ALONE = re.compile(
    rf"\s*(?:[A-Z][a-z'’]+(?:\s[A-Z][a-z'’]+)?\s+[-–—:]+|{_TOWN},\s{_TOWN}\s?:)\s+(?=[A-Z])(?=[^\n]{{60}})"
)
# "3 May 2014 (MAPUTO) - The president", "Maputo. 3 May 2014. The president"
_DAY_BESIDE = re.compile(rf"\s*(?:{_DAY}\s+\([A-Z][^()]{{1,39}}\)\s*[-–—:]+|{_TOWN}\.\s{_DAY}\.)\s+(?=[A-Z\"“‘'])")
_JOINED = re.compile(r"(?<=\.)(-)(?=[A-Z])")
_CHARGE = re.compile(rf"(?i)\bcharg[eé]s?[\s-]+({AFFAIRS.pattern.removeprefix('(?i)')})\b")  # one word, however spelled
_INITIALS = re.compile(r"((?:[A-Z]\.)+)([A-Z][^\W\d_]{2,})")  # of a given name
_INITIAL = re.compile(r"[A-Z][hs]|Y[au]")  # of two letters, that the tokenizer parts from its full stop
_SECTION = 30_000  # characters, some 5,000 words
_LONGEST = 110  # words; the network was trained on sentences up to this length


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One sentence: the offsets of its words in the text, the number of its paragraph, whether it is a lone line."""

    words: tuple[str, ...]
    offsets: tuple[tuple[int, int], ...]
    paragraph: int
    heading: bool


@cache
def _tokenizer() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spacy  # imported here because it takes a second

    return spacy.blank("en").tokenizer


def segment(text: str) -> list[Piece]:
    """Cut `text` into sentences, paragraph by paragraph; empty lines, indents and hard line breaks are survived."""
    pieces: list[Piece] = []
    for number, (start, end) in enumerate(paragraphs(text)):
        words = _words(text, start, end)
        if not words:
            continue
        cut = _after_dateline(text, start, end)
        if cut:
            head = [w for w in words if w[1] < cut]
            pieces.append(_piece(head, number, heading=True))
            words = [w for w in words if w[1] >= cut]
            if not words:
                continue
        lone = len(words) <= 30 and not _TERMINAL.search(text[start:end].rstrip())
        pieces.extend(_piece(words[first:last], number, heading=lone) for first, last in _sentences(words))
    return pieces


def _piece(words: list[tuple[str, int, int]], paragraph: int, *, heading: bool) -> Piece:
    return Piece(
        words=tuple(w for w, _, _ in words),
        offsets=tuple((a, b) for _, a, b in words),
        paragraph=paragraph,
        heading=heading,
    )


def _after_dateline(text: str, start: int, end: int) -> int | None:
    """Return where the text after "SEOUL, May 9 (Reuters) -" begins, None when the paragraph has no dateline.

    A dateline is no part of the sentence behind it; parsed together, the city becomes somebody's first name.
    """
    last = min(end, start + 120)
    lines = (_DATELINE, _TOWN_LINE, _DAY_BESIDE)
    found = next((m for line in lines if (m := line.match(text, start, last))), None)
    if found is None and _TERMINAL.search(text[start:end].rstrip()):
        found = _TOWN_ALONE.match(text, start, last)
    return found.end() if found else None


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the start and end of each paragraph; the lines of hard-wrapped text are one paragraph."""
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n\r]+", text)]
    lines = [(a, b) for a, b in lines if text[a:b].strip()]
    found: list[tuple[int, int]] = []
    for k, (a, b) in enumerate(lines):
        if found and k and _wrapped(text, lines[k - 1], (a, b)):
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return found


def sections(text: str) -> list[tuple[int, int]]:
    """Return the start and end of stretches not longer than a long article, cut between paragraphs where that goes.

    An article is one section. Books and collections are several: names far apart had better not be taken for one.
    """
    cuts = [0]
    while len(text) - cuts[-1] > _SECTION:
        first, last = cuts[-1] + _SECTION // 2, cuts[-1] + _SECTION
        ends = (text.rfind(mark, first, last) + len(mark) for mark in ("\n\n", "\n", ". ", " "))
        cuts.append(next((end for end in ends if end > first), last))
    return list(pairwise([*cuts, len(text)]))


def _wrapped(text: str, line: tuple[int, int], following: tuple[int, int]) -> bool:
    """Say whether the break after `line` is only where the column ended."""
    if text[line[1] : following[0]].count("\n") > 1:
        return False
    before, after = text[line[0] : line[1]].rstrip(), text[following[0] : following[1]].lstrip()
    if not 45 <= len(before) <= 120 or _TERMINAL.search(before) or after[:2] in ("- ", "* ", "• "):
        return False
    if after[:1].islower():
        return True
    # A column is full when the next word would not have fitted; a longer line shows that it would have.
    full = len(before) + len(after.split(" ", 1)[0])
    return full >= 66 and len(after.rstrip()) <= full


def _words(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    spelled = [m.span(1) for m in _CHARGE.finditer(text, start, end)]
    for token in _tokenizer()(text[start:end]):
        a = start + token.idx
        if token.is_space:
            continue
        if tail := next((span for span in spelled if span[0] <= a < span[1]), None):
            found.extend([("d'affaires", *tail)] if a == tail[0] else ())
            continue
        initial = bool(found) and _INITIAL.fullmatch(found[-1][0]) and text[a + 1 : a + 2].isupper()  # "Ts.Elbeg"
        if token.text == "." and found and found[-1][2] == a and (initial or found[-1][0] in _PARTED):
            found[-1] = (found[-1][0] + ".", found[-1][1], a + 1)  # "Lt. Col. A", "the Hon. B"
            continue
        # "U.S.-China", "J.Smith": the tokenizer keeps what stands behind a full stop.
        parts = _JOINED.split(token.text) if _JOINED.search(token.text) else (token.text,)
        initials = _INITIALS.fullmatch(token.text)
        for part in initials.groups() if initials else parts:
            found.append((part, a, a + len(part)))
            a += len(part)
    return found


def _sentences(words: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    first = 0
    for k in range(len(words)):
        if k + 1 == len(words) or (k >= first and _ends(words, k)) or k - first >= _LONGEST:
            yield from _halves(words, first, k + 1)
            first = k + 1


def _ends(words: list[tuple[str, int, int]], k: int) -> bool:
    """Say whether a sentence ends with word `k`."""
    following = words[k + 1][0]
    j = k
    while j > 0 and words[j][0] in _CLOSERS and words[j][1] == words[j - 1][2]:
        j -= 1
    mark = words[j][0]
    if following in _CLOSERS and words[k + 1][1] == words[k][2]:
        return False
    opens = following in _OPENERS or following[0] in "\"“‘'«(["
    capital = following[:1].isupper() or following[:1].isdigit()
    if mark in _END:
        return capital or opens or following in ("-", "–", "—", "•")
    if mark.endswith(".") and len(mark) > 1 and mark.lower() not in _TITLES:
        # "U.S.", "p.m.": a sentence ends there only when the next word can hardly go on with it.
        return following.lower() in _STARTERS and following[:1].isupper()
    return False


def _halves(words: list[tuple[str, int, int]], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Cut what is too long for the network at a mark near its middle."""
    while last - first > _LONGEST:
        middle = first + _LONGEST // 2
        marks = [k for k in range(first + 20, first + _LONGEST) if words[k][0] in {";", ",", ":", "–", "—", "-"}]
        cut = min(marks, key=lambda k: abs(k - middle)) + 1 if marks else first + _LONGEST
        yield first, cut
        first = cut
    if first < last:
        yield first, last


def truecased(pieces: list[Piece]) -> list[tuple[str, ...]]:
    """Return the words of each piece with headline capitals undone, as body text would write them."""
    inside = Counter(w for p in pieces if not _titled(p.words) for w in p.words[1:] if w[:1].isupper())
    upper = {w.upper(): w for w in sorted(inside, key=lambda w: inside[w]) if not w.isupper()}
    return [_undone(p.words, inside, upper) if _titled(p.words) else p.words for p in pieces]


def _titled(words: tuple[str, ...]) -> bool:
    """Say whether most words that body text writes small are capitalised here."""
    free = [w for w in words[1:] if w[:1].isalpha() and w.lower() not in _SMALL and len(w) > 2]
    if len(words) > 40 or len(free) < 3:
        return False
    return sum(w[0].isupper() for w in free) >= 0.7 * len(free)


def _undone(words: tuple[str, ...], inside: Counter[str], upper: dict[str, str]) -> tuple[str, ...]:
    shouting = sum(w.isupper() for w in words if w.isalpha() and len(w) > 3) > len(words) / 3
    result = []
    for word in words:
        if shouting and word.isupper() and len(word) > 3:
            word = upper.get(word, word.lower() if is_common_word(word) else word.capitalize())
        if (
            word[:1].isupper()
            and not inside[word]
            and (word.lower() in _SMALL or (not word.isupper() and is_common_word(word)))
        ):
            word = word.lower()
        result.append(word)
    return tuple(result)
