"""Forms under which a name is looked up: no accents, no case, no titles, transliterations made alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

Words = tuple[str, ...]

_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
     "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ə": "a", "Ə": "A"}
)  # fmt: skip
_MARKS = re.compile(r"['’‘ʻʼ`´.\u00ad]")
_INITIALS = re.compile(r"(?<=[^\W\d_])\.(?=\w)")  # "S.M. Krishna", "L.Enebish"
_BARE_INITIALS = re.compile(r"(?<!\S)([^\W\d_])([^\W\d_])(?=\s)")  # "SM Krishna", not "Ann Lee QC"
_APOSTROPHES = re.compile(r"[’‘ʻʼ`´]")
_JOINERS = re.compile(r"[\s\u00a0\-‐‑‒–—/,&]+")

_REMEMBERED = 1 << 14  # an article asks for the same names again and again

_SAME = {
    "abdul": "abd", "abdel": "abd", "abdal": "abd",
    "mohammad": "mohammed", "muhammad": "mohammed", "mohamed": "mohammed", "mohamad": "mohammed",
    "muhammed": "mohammed", "mohamud": "mohammed", "ibn": "bin",
    "mahmud": "mahmoud", "mahmood": "mahmoud", "mehmood": "mahmoud", "mehmud": "mahmoud",
}  # fmt: skip
_SERVANT = "abd"  # opens a given name of two words: "Abdul Malik", "Abdelmalik"
_JOINED = re.compile(r"^abd[aeu]l(?!lah)(?=[^\W\d_]{3})")
_DROPPED = frozenset({"al", "el", "jr", "sr"})
_HONORIFICS = frozenset(
    "mr mrs ms md dr prof professor sir dame lord lady baroness sheikh sheikha shaikh sheik king queen pope prince "
    "princess emir sultan ayatollah sayyid seyed general gen col colonel hon excellency ratu adi datuk dato tun haji "
    "hajj hajjah lyonpo dasho chief engr eng amb ambassador rev bishop cardinal archbishop".split()
)
# What stands for one sound in different transliterations, the longest first.
_ALIKE = tuple(
    (re.compile(pattern), letter)
    for pattern, letter in (
        ("dzh|dj|zh", "j"), ("ph", "p"), ("ch", "@"), ("kh|q|c", "k"), ("@", "c"), ("x", "ks"), ("gh", "g"),
        ("sh", "s"), ("th", "t"), ("dh", "d"), ("w", "v"), ("^y(?=[aeou])", ""), ("y", "i"), ("ou|oo", "u"),
        ("ee", "i"), (r"(.)\1", r"\1"),
    )
)  # fmt: skip
_VOWELS = re.compile("[aeiouh]")
_SHORT = 4  # letters of a word that keeps its vowels
PARTICLES = frozenset("von van der den de di da das do dos del della la le du bin ben abu ter vel".split()) | {_SERVANT}
ROMAN = re.compile(r"^(?:ii|iii|iv|v|vi|vii|viii|ix|x|xi|xii|xiii|xiv|xv|xvi|xxiii)$")


def without_accents(text: str) -> str:
    """Return `text` with every letter in its plain ASCII form where it has one, case kept."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return decomposed if decomposed.isascii() else "".join(c for c in decomposed if not unicodedata.combining(c))


def _same_ending(word: str) -> str:
    if len(word) < 4 or not word.endswith(("y", "i")):
        return word
    stem = word.rstrip("yi")
    return stem + "i" if len(stem) > 1 else word


def _apart(initials: re.Match[str]) -> str:
    """Return two capitals as two initials, but for a numeral: "Leo IV of Oz"."""
    told = initials[0].isupper() and not ROMAN.match(initials[0].casefold())
    return f"{initials[1]} {initials[2]}" if told else initials[0]


@lru_cache(maxsize=_REMEMBERED)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of a person's name as looked up: plain letters, no initials, honorifics or articles.

    "Volodymyr Zelenskyy", "Volodymyr Zelensky" and "VOLODYMYR ZELENSKIY" give the same words.
    """
    spaced = _INITIALS.sub(". ", without_accents(name))
    if not spaced.isupper():
        spaced = _BARE_INITIALS.sub(_apart, spaced)
    plain = _MARKS.sub("", spaced).casefold()
    words = [part for w in _JOINERS.split(plain) for part in _JOINED.sub(f"{_SERVANT} ", w).split()]
    kept = [w for w in words if w not in _DROPPED] or words
    while len(kept) > 2 and kept[0] in _HONORIFICS:
        kept = kept[1:]
    if len(kept) > 2:
        full = [w for w in kept if len(w) > 1]
        kept = full if len(full) > 1 else kept
    return tuple(_same_ending(_SAME.get(w, w)) for w in kept)


@lru_cache(maxsize=_REMEMBERED)
def spelling_key(name: str) -> str:
    """Return a form that spellings and orders of one full name share: "Serzh Sargsyan", "SARKISIAN Serzh".

    Names of different people may share it as well. A name of one word, or of none in Latin letters, has the form "".
    """
    words = sorted(skeleton(word) for word in name_words(name) if word.isascii() and word.isalpha())
    return " ".join(words) if len(words) > 1 else ""


def skeleton(word: str) -> str:
    """Return a word with letters that transliterations confuse made alike, a long one without most vowels."""
    for pattern, letter in _ALIKE:
        word = pattern.sub(letter, word)
    return word[0] + _VOWELS.sub("", word[1:]) if len(word) > _SHORT else word


@lru_cache(maxsize=_REMEMBERED)
def surface_key(text: str) -> str:
    """Return `text` without blanks, hyphens, full stops and apostrophes, case and accents kept.

    Tokenizers differ in where they split "Guinea-Bissau", "U.S." or "Côte d’Ivoire"; the joined form does not.
    """
    return _MARKS.sub("", _JOINERS.sub("", unicodedata.normalize("NFC", text)))


def without_article(text: str) -> str:
    """Return `text` without a leading "the"."""
    return text[4:] if text[:4].casefold() == "the " else text


def without_possessive(text: str) -> str:
    """Return `text` without a trailing possessive mark: "China’s" gives "China"."""
    plain = _APOSTROPHES.sub("'", text)
    return text[:-2] if plain.endswith(("'s", "'S")) else text[:-1] if plain.endswith("s'") else text


def surnames(words: Words, *, first: bool) -> tuple[list[Words], list[Words]]:
    """Return the main surnames in `words` and the other words that may stand for the person."""
    if first:
        return [words[:1]], [words[-1:]]
    if ROMAN.match(words[-1]):
        return [words[:-1], words], []  # "John Paul II" is no John
    main = [words[-1:]]
    given = given_names(words)
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
        main.append(words[start:])
    main += [words[i:] for i in range(given, start) if words[i] not in PARTICLES or words[i + 1] not in PARTICLES]
    other = [words[i : i + 1] for i in range(given, len(words) - 1) if len(words[i]) > 2 and words[i] not in PARTICLES]
    return main, other


def given_names(words: Words) -> int:
    """Return of how many words the first given name in `words` is: two in "abd malik houthi"."""
    return 2 if words[0] == _SERVANT and len(words) > 1 else 1


def shortened(words: Words) -> list[Words]:
    """Return `words` with names left out: "luis lacalle pou" gives "luis lacalle" and "luis pou"."""
    given = given_names(words)
    if len(words) < given + 2:
        return []
    heads = [words[:n] for n in range(given + 1, len(words)) if words[n - 1] not in PARTICLES]
    pairs = [(*words[:given], w) for w in words[given + 1 :] if w not in PARTICLES and not ROMAN.match(w)]
    return [*heads, *pairs]
