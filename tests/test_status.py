from __future__ import annotations

import pytest

from parley.extract.circumstances.status import read_status
from parley.knowledge import Knowledge
from parley.model import Document, Status
from parley.reader import read
from reading import contacts_in, params, told


@pytest.mark.parametrize("case", params("status.tsv"))
def test_a_contact_has_the_status_that_its_sentence_tells(case: dict[str, str], knowledge: Knowledge) -> None:
    contacts = contacts_in(case["sentence"], knowledge)
    meant = [claim for claim in contacts if case["type"] in ("any", claim.type)]
    assert meant, [told(claim) for claim in contacts]
    assert {claim.status for claim in meant} <= {Status(s) for s in case["status"].split("|")}


SCOPES = params("status_scope.tsv")


@pytest.fixture(scope="module")
def scopes() -> tuple[Document, dict[str, int]]:
    """All the sentences as one text, and where the word in brackets of each stands."""
    text, at = "", {}
    for param in SCOPES:
        sentence = param.values[0]["sentence"]
        at[sentence] = len(text) + sentence.index("[")
        text += sentence.replace("[", "").replace("]", "") + "\n\n"
    return read(text), at


@pytest.mark.whole
@pytest.mark.parametrize("case", SCOPES)
def test_everything_above_a_word_tells_its_status(
    case: dict[str, str], scopes: tuple[Document, dict[str, int]]
) -> None:
    doc, at = scopes
    (trigger,) = (token.i for token in doc.tokens if token.start == at[case["sentence"]])
    assert read_status(doc, trigger) in {Status(s) for s in case["status"].split("|")}


def test_the_cases_cover_every_status() -> None:
    covered = {status for param in params("status.tsv") for status in param.values[0]["status"].split("|")}
    assert covered == set(Status)


def test_only_what_occurred_or_goes_on_took_place() -> None:
    assert {status for status in Status if status.took_place} == {Status.OCCURRED, Status.ONGOING}
