"""Completing names: what the end of a text may go on as."""

from __future__ import annotations

import pytest

from parley.ask import NameIndex
from parley.model import Term
from parley.web.names import complete

PEOPLE = (
    ("xi-jinping", "person", "Xi Jinping", "Xi Jinping", "label", 30),
    ("xi-jinping", "person", "Xi Jinping", "President Xi", "alias", 30),
    ("xie-zhenhua", "person", "Xie Zhenhua", "Xie Zhenhua", "label", 2),
    ("volodymyr-zelenskyy", "person", "Volodymyr Zelenskyy", "Volodymyr Zelenskyy", "label", 12),
    ("ukraine", "country", "Ukraine", "Ukraine", "label", 20),
    ("united-kingdom", "country", "United Kingdom", "United Kingdom", "label", 5),
    ("united-kingdom", "country", "United Kingdom", "UK", "acronym", 5),
    ("cote-divoire", "country", "Côte d’Ivoire", "Côte d’Ivoire", "label", 0),
    ("kyiv", "place", "Kyiv", "Kyiv", "label", 3),
)


@pytest.fixture(scope="module")
def names() -> NameIndex:
    def literal(value: object) -> Term:
        return Term(type="literal", value=str(value))

    return NameIndex(
        (
            {
                "iri": Term(type="uri", value=f"http://example.org/{key}"),
                "kind": literal(kind),
                "label": literal(label),
                "name": literal(name),
                "via": literal(via),
            }
            for key, kind, label, name, via, _ in PEOPLE
        ),
        {f"http://example.org/{key}": events for key, *_, events in PEOPLE},
    )


@pytest.mark.parametrize(
    ("text", "start", "labels"),
    [
        ("xi", 0, ["Xi Jinping", "Xie Zhenhua"]),
        ("who met xi ji", 8, ["Xi Jinping"]),
        ("Who met Xi Jinping and zel", 23, ["Volodymyr Zelenskyy"]),
        ("president x", 0, ["Xi Jinping"]),
        ("between uk", 8, ["Ukraine", "United Kingdom"]),
        ("cote d", 0, ["Côte d’Ivoire"]),
        ("a mee", 2, ["meeting"]),
        ("x", 1, []),
        ("", 0, []),
        ("who met ", 8, []),
        ("qqq", 3, []),
    ],
)
def test_the_end_of_a_text_goes_on_as_a_name_or_a_kind_of_event(
    text: str, start: int, labels: list[str], names: NameIndex
) -> None:
    found = complete(text, names, words=("meeting", "call"))
    assert (found.start, [item["label"] for item in found.items]) == (start, labels)


def test_a_filter_completes_names_of_its_kinds_only(names: NameIndex) -> None:
    found = complete("k", names, kinds=("place",)), complete("ky", names, kinds=("place",))
    assert [[item["label"] for item in each.items] for each in found] == [[], ["Kyiv"]]
    assert complete("ky", names, kinds=("person",)).items == ()
