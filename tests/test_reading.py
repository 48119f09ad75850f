"""Articles with their evidence marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parley.web.reading import Span, paragraphs

TEXT = "Leaders met.\n\nThey spoke on Monday. Nobody said why.\n"


def marked(text: str, *spans: tuple[int, int, str]) -> list[list[tuple[str, tuple[str, ...]]]]:
    found = paragraphs(text, [Span(start=start, end=end, anchor=anchor) for start, end, anchor in spans])
    return [[(piece.text, piece.anchors) for piece in pieces] for pieces in found]


def test_a_sentence_that_a_claim_rests_on_is_a_piece_of_its_own() -> None:
    assert marked(TEXT, (14, 35, "a")) == [
        [("Leaders met.", ())],
        [("They spoke on Monday.", ("a",)), (" Nobody said why.", ())],
    ]


def test_a_sentence_that_two_claims_share_names_both() -> None:
    assert marked(TEXT, (14, 35, "a"), (25, 52, "b"))[1] == [
        ("They spoke ", ("a",)),
        ("on Monday.", ("a", "b")),
        (" Nobody said why.", ("b",)),
    ]


def test_evidence_may_reach_over_paragraphs() -> None:
    assert marked(TEXT, (0, 24, "a")) == [
        [("Leaders met.", ("a",))],
        [("They spoke", ("a",)), (" on Monday. Nobody said why.", ())],
    ]


@given(
    st.text(alphabet="ab \n\u202e😀", max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=6),
)
def test_no_word_is_lost_or_told_twice(text: str, ends: list[tuple[int, int]]) -> None:
    spans = [(min(pair), max(pair), str(i)) for i, pair in enumerate(ends)]
    joined = "".join(piece for pieces in marked(text, *spans) for piece, _ in pieces)
    assert joined.replace(" ", "") == text.replace("\n", "").replace(" ", "")
