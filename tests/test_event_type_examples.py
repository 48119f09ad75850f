"""The examples of the event types are their tests: a positive one tells the type, a negative one does not."""

from __future__ import annotations

import pytest
from _pytest.mark.structures import ParameterSet

from parley import resources
from parley.knowledge import Knowledge
from reading import claims_in, told

TYPES = resources.load_event_types()

# Examples that are not read as they should be, with the reason.
KNOWN_FAILURES: dict[str, str] = {
    "Eritrea withdrew its troops from the border town.": "one side alone makes no joint measure",
    "The two armies declared a ceasefire on Friday.": "“the two armies” stand for nobody that is named",
}


def examples(*, negative: bool) -> list[ParameterSet]:
    found = []
    for notation in TYPES.notations:
        for text in TYPES.negative_examples(notation) if negative else TYPES.examples(notation):
            reason = KNOWN_FAILURES.get(text)
            marks = [pytest.mark.xfail(strict=True, raises=AssertionError, reason=reason)] if reason else []
            found.append(pytest.param(notation, text, id=f"{notation}: {text}", marks=marks))
    return found


def tells(notation: str, text: str, knowledge: Knowledge) -> tuple[bool, list[str]]:
    """Say whether `text` makes a claim of a type or one below it, with all its claims."""
    claims = claims_in(text, knowledge)
    above = TYPES.iri(notation)
    return any(above in TYPES.superclasses(claim.type) for claim in claims), [told(claim) for claim in claims]


@pytest.mark.parametrize(("notation", "text"), examples(negative=False))
def test_an_example_tells_its_type(notation: str, text: str, knowledge: Knowledge) -> None:
    found, claims = tells(notation, text, knowledge)
    assert found, claims


@pytest.mark.parametrize(("notation", "text"), examples(negative=True))
def test_a_negative_example_does_not_tell_its_type(notation: str, text: str, knowledge: Knowledge) -> None:
    found, claims = tells(notation, text, knowledge)
    assert not found, claims


def test_every_type_has_examples_of_both_kinds() -> None:
    for notation in TYPES.notations:
        assert TYPES.examples(notation), notation
        assert TYPES.negative_examples(notation), notation


def test_every_known_failure_is_an_example() -> None:
    told_of = {text for n in TYPES.notations for text in (*TYPES.examples(n), *TYPES.negative_examples(n))}
    assert set(KNOWN_FAILURES) <= told_of
