from __future__ import annotations

import pytest

from parley.knowledge import Knowledge
from parley.model import Certainty, SourceKind
from parley.pipeline import claims_of
from reading import article_of, contacts_in, params


@pytest.mark.parametrize("case", params("attribution.tsv"))
def test_a_claim_names_who_says_so(case: dict[str, str], knowledge: Knowledge) -> None:
    contacts = contacts_in(case["sentence"], knowledge)
    assert contacts
    for claim in contacts:
        assert claim.said_by is not None
        assert claim.said_by.kind in case["kind"].split("|"), claim.said_by
        if case["label"]:
            assert claim.said_by.label.lower().removeprefix("the ").removeprefix("a ") in case["label"].lower().split(
                "|"
            )


def test_the_cue_stands_inside_the_evidence(knowledge: Knowledge) -> None:
    text = "Some news. The Kremlin said Russian President Vladimir Putin met Serbian President Aleksandar Vucic."
    (claim,) = contacts_in(text, knowledge)
    source = claim.said_by
    assert source is not None
    assert source.start is not None
    assert source.end is not None
    assert "Kremlin" in text[source.start : source.end]
    assert any(e.start <= source.start <= source.end <= e.end for e in claim.evidence)


def test_what_the_article_says_itself_is_the_narrators_with_the_publisher_as_label(knowledge: Knowledge) -> None:
    text = "Kenyan President William Ruto met Ethiopian Prime Minister Abiy Ahmed in Nairobi."
    (claim,) = claims_of(article_of(text, knowledge, publisher="The Daily Post"), knowledge)
    assert claim.said_by is not None
    assert (claim.said_by.kind, claim.said_by.label) == (SourceKind.NARRATOR, "The Daily Post")
    assert claim.said_by.start is None


@pytest.mark.parametrize(
    "text",
    [
        "A spokesman for the Foreign Ministry said Kenyan President William Ruto met Premier Abiy Ahmed.",
        "On Monday a spokesman for the Foreign Ministry said Kenyan President William Ruto met Premier Abiy Ahmed.",
    ],
)
def test_whom_a_sentence_begins_with_is_called_as_within_one(text: str, knowledge: Knowledge) -> None:
    (claim,) = contacts_in(text, knowledge)
    assert claim.said_by is not None
    assert claim.said_by.label == "a spokesman for the Foreign Ministry"


def test_two_sources_of_one_article_are_kept_apart(knowledge: Knowledge) -> None:
    text = (
        "The Kremlin said Russian President Vladimir Putin met Serbian President Aleksandar Vucic. "
        "Kenyan President William Ruto met Ethiopian Prime Minister Abiy Ahmed, according to two diplomats."
    )
    kinds = [claim.said_by.kind for claim in contacts_in(text, knowledge) if claim.said_by]
    assert kinds == [SourceKind.PARTICIPANT_SIDE, SourceKind.ANONYMOUS]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Kenyan President William Ruto met Ethiopian Prime Minister Abiy Ahmed.", Certainty.CERTAIN),
        ("Kenyan President William Ruto reportedly met Ethiopian Prime Minister Abiy Ahmed.", Certainty.PROBABLE),
        ("Kenyan President William Ruto allegedly met Ethiopian Prime Minister Abiy Ahmed.", Certainty.PROBABLE),
        ("Kenyan President William Ruto apparently met Ethiopian Prime Minister Abiy Ahmed.", Certainty.PROBABLE),
        ("Kenyan President William Ruto is said to have met Ethiopian Prime Minister Abiy Ahmed.", Certainty.PROBABLE),
        ("Kenyan President William Ruto is believed to have met the Ethiopian prime minister.", Certainty.PROBABLE),
        ("Kenyan President William Ruto appears to have met Ethiopian Prime Minister Abiy Ahmed.", Certainty.PROBABLE),
        ("It is believed that Kenyan President William Ruto met the Ethiopian prime minister.", Certainty.PROBABLE),
        ("Kenyan President William Ruto is likely to meet Ethiopian Prime Minister Abiy Ahmed.", Certainty.PROBABLE),
        ("Kenyan President William Ruto may have met Ethiopian Prime Minister Abiy Ahmed.", Certainty.POSSIBLE),
        ("Unconfirmed reports said Kenyan President William Ruto met the Ethiopian leader.", Certainty.POSSIBLE),
        ("Kenyan President William Ruto perhaps met Ethiopian Prime Minister Abiy Ahmed.", Certainty.POSSIBLE),
        ("Kenyan President William Ruto possibly met Ethiopian Prime Minister Abiy Ahmed.", Certainty.POSSIBLE),
    ],
)
def test_hedged_wording_lowers_the_certainty(text: str, certainty: Certainty, knowledge: Knowledge) -> None:
    contacts = contacts_in(text, knowledge)
    assert contacts
    assert {claim.certainty for claim in contacts} == {certainty}
