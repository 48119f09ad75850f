from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.voices import K, containment, fingerprint_of, similarity

WORDS = [f"word{i}" for i in range(4000)]


def text_of(seed: int, length: int) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def test_a_fingerprint_is_pinned_so_stored_ones_stay_comparable():
    assert fingerprint_of("Xi Jinping spoke by phone") == fingerprint_of("xi jinping SPOKE, by phone.")
    assert fingerprint_of("Xi Jinping spoke by phone") == "bbd405e55d2ef382"


def test_a_text_without_words_has_an_empty_fingerprint_and_resembles_nothing():
    assert fingerprint_of(" … — ") == ""
    assert similarity("", "") == 0.0
    assert containment("", fingerprint_of("some words stand here today")) == 0.0


def test_a_fingerprint_is_bounded_and_sorted():
    sketch = fingerprint_of(text_of(1, 5000))
    hashes = [sketch[i : i + 16] for i in range(0, len(sketch), 16)]
    assert len(hashes) == K
    assert hashes == sorted(set(hashes))


def test_a_copy_with_another_heading_and_layout_is_nearly_the_same():
    original = text_of(2, 900)
    copy = "AGENCY REPORT.\n\n" + original.replace(" ", "\n", 40).upper() + " (editing by someone)"
    assert similarity(fingerprint_of(original), fingerprint_of(copy)) > 0.95


def test_different_texts_have_nothing_in_common():
    assert similarity(fingerprint_of(text_of(3, 900)), fingerprint_of(text_of(4, 900))) == 0.0


def test_a_shortened_text_is_contained_though_not_similar():
    whole = text_of(5, 2000)
    part = " ".join(whole.split()[:500])
    a, b = fingerprint_of(part), fingerprint_of(whole)
    assert containment(a, b) == 1.0
    assert similarity(a, b) < 0.45
    assert containment(b, a) == pytest.approx(0.25, abs=0.12)


@given(st.integers(0, 10**6), st.integers(20, 1500), st.floats(0, 1))
def test_the_estimate_is_near_the_true_share(seed: int, length: int, kept: float):
    words = text_of(seed, length).split()
    other = words[: int(length * kept)] + text_of(seed + 1, length - int(length * kept)).split()

    def shingles(of: list[str]) -> set[str]:
        return {" ".join(of[i : i + 5]) for i in range(len(of) - 4)}

    one, two = shingles(words), shingles(other)
    true = len(one & two) / len(one | two)
    # a sample of 128 lies within 0.25 of the truth with near certainty (more than five standard deviations)
    assert abs(similarity(fingerprint_of(" ".join(words)), fingerprint_of(" ".join(other))) - true) < 0.25


@given(st.text(), st.text())
def test_similarity_is_symmetric_and_between_0_and_1(one: str, two: str):
    a, b = fingerprint_of(one), fingerprint_of(two)
    assert similarity(a, b) == similarity(b, a)
    assert 0.0 <= similarity(a, b) <= 1.0
    assert 0.0 <= containment(a, b) <= 1.0
    if a:
        assert similarity(a, a) == containment(a, a) == 1.0
