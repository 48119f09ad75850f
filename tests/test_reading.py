"""Articles with their evidence marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from parley.web.answers.reading import Piece, Span, paragraphs, sentences_of

TEXT = "Leaders met.\n\nThey spoke on Monday. Nobody said why.\n"


def spanned(*spans: tuple[int, int, str]) -> list[Span]:
    return [Span(start=s, end=e, anchor=anchor, fragment=f"char={s},{e}") for s, e, anchor in spans]


def marked(text: str, *spans: tuple[int, int, str]) -> list[list[tuple[str, tuple[str, ...]]]]:
    found = paragraphs(text, spanned(*spans))
    return [[(piece.text, piece.anchors) for piece in pieces] for pieces in found]


def pieces(text: str, *spans: tuple[int, int, str]) -> dict[str, Piece]:
    """The pieces on which claims rest, by their text."""
    return {piece.text: piece for found in paragraphs(text, spanned(*spans)) for piece in found if piece.anchors}


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


def test_the_fragment_of_a_claim_leads_to_its_first_sentence_and_that_of_evidence_to_its_own() -> None:
    told = pieces(TEXT, (36, 52, "a"), (0, 12, "a"), (36, 52, "b"))
    assert told["Leaders met."].targets == ("a", "char=0,12")
    assert told["Nobody said why."].targets == ("b", "char=36,52")
    assert sentences_of(spanned((36, 52, "a"), (0, 12, "a"), (36, 52, "b"))) == {"a": ["a", "char=36,52"], "b": ["b"]}


def test_a_sentence_that_is_cut_names_its_claim_at_its_end() -> None:
    told = pieces(TEXT, (14, 35, "a"), (25, 52, "b"))
    assert [piece.ended for piece in told.values()] == [(), ("a",), ("b",)]
    assert [piece.targets for piece in told.values()] == [("a", "char=14,35"), ("b", "char=25,52"), ()]


@given(
    st.text(alphabet="ab \n\u202e😀", max_size=60),
    st.lists(st.tuples(st.integers(0, 70), st.integers(0, 70)), max_size=6),
)
def test_no_word_is_lost_or_told_twice(text: str, ends: list[tuple[int, int]]) -> None:
    spans = [(min(pair), max(pair), str(i)) for i, pair in enumerate(ends)]
    joined = "".join(piece for pieces in marked(text, *spans) for piece, _ in pieces)
    assert joined.replace(" ", "") == text.replace("\n", "").replace(" ", "")
