from __future__ import annotations

import pytest

from parley.knowledge import Knowledge
from parley.model import Status
from reading import contacts_in, params, told


@pytest.mark.parametrize("case", params("status.tsv"))
def test_a_contact_has_the_status_that_its_sentence_tells(case: dict[str, str], knowledge: Knowledge) -> None:
    contacts = contacts_in(case["sentence"], knowledge)
    meant = [claim for claim in contacts if case["type"] in ("any", claim.type)]
    assert meant, [told(claim) for claim in contacts]
    assert {claim.status for claim in meant} <= {Status(s) for s in case["status"].split("|")}


def test_the_cases_cover_every_status() -> None:
    covered = {status for param in params("status.tsv") for status in param.values[0]["status"].split("|")}
    assert covered == set(Status)


def test_only_what_occurred_or_goes_on_took_place() -> None:
    assert {status for status in Status if status.took_place} == {Status.OCCURRED, Status.ONGOING}
