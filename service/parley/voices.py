"""Fingerprints of texts, for finding copies of one article: bottom-k sketches of hashed word shingles.

A shingle is five words in a row, casefolded, marks left out. Each is hashed to 64 bits; the 128 smallest hashes are the
fingerprint, a fair sample of the shingles whatever the length of the text. Two fingerprints thus tell how much two
texts have in common without the texts (Broder, *On the resemblance and containment of documents*, 1997).
"""

from __future__ import annotations

import re
from hashlib import blake2b

K = 128
SHINGLE_WORDS = 5
_HEX_DIGITS = 16
_WORD = re.compile(r"\w+")


def fingerprint_of(text: str) -> str:
    """Return the sketch of `text`: at most 128 hashes of 16 hex digits, ascending; "" for a text without words."""
    words = _WORD.findall(text.casefold())
    width = min(SHINGLE_WORDS, len(words))
    shingles = {" ".join(words[i : i + width]) for i in range(len(words) - width + 1)} if words else set()
    hashes = {blake2b(shingle.encode(), digest_size=_HEX_DIGITS // 2).hexdigest() for shingle in shingles}
    return "".join(sorted(hashes)[:K])


def similarity(a: str, b: str) -> float:
    """Estimate the share of all shingles of two texts that both have (Jaccard), from their fingerprints.

    1.0 for the same words, 0.0 for nothing in common or for a text without words.
    """
    first, second = _hashes(a), _hashes(b)
    if not first or not second:
        return 0.0
    sample = sorted(first | second)[:K]
    return len(first & second & set(sample)) / len(sample)


def containment(part: str, whole: str) -> float:
    """Estimate the share of the shingles of `part` that also stand in `whole`, from their fingerprints.

    High where one text quotes or shortens the other, though their similarity is low. Only hashes that both sketches
    would have kept are compared, so the estimate is rough when `whole` is many times longer; 0.0 when there are none.
    """
    inner, outer = _hashes(part), _hashes(whole)
    limit = min((max(hashes) for hashes in (inner, outer) if len(hashes) == K), default=None)
    if limit is not None:
        inner = {h for h in inner if h <= limit}
    return len(inner & outer) / len(inner) if inner else 0.0


def _hashes(fingerprint: str) -> set[str]:
    return {fingerprint[i : i + _HEX_DIGITS] for i in range(0, len(fingerprint), _HEX_DIGITS)}
