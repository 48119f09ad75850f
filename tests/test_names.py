"""Completing names: what the end of a text may go on as."""

from __future__ import annotations

import pytest

from parley.ask import NameIndex, kinds_of_event
from parley.ask.grammar import wording
from parley.model import Term
from parley.web.answers.names import Topics, complete

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


def test_names_of_events_come_before_kinds_of_event_and_topics_and_names_of_none_last(names: NameIndex) -> None:
    topics = Topics({"Côte d’Ivoire’s cocoa": 2, "Corn": 5, "corn exports": 7})
    found = complete("who spoke about co", names, words=("contact", "call"), topics=topics)
    assert [(item["label"], item["kind"]) for item in found.items] == [
        ("contact", "kind of event"),
        ("Côte d’Ivoire", "country"),
    ]
    found = complete("who spoke about cor", names, topics=topics)
    assert [(item["label"], item["kind"], item["events"]) for item in found.items] == [
        ("corn exports", "topic", 7),
        ("Corn", "topic", 5),
    ]


def test_every_kind_of_event_that_is_offered_is_understood_in_a_question() -> None:
    understood = " ".join(wording().vocabulary())
    assert {"meetings", "visited", "sanctions", "call"} <= set(kinds_of_event())
    assert all(word in understood for each in kinds_of_event() for word in each.split())


def test_a_filter_completes_names_of_its_kinds_only(names: NameIndex) -> None:
    found = complete("k", names, kinds=("place",)), complete("ky", names, kinds=("place",))
    assert [[item["label"] for item in each.items] for each in found] == [[], ["Kyiv"]]
    assert complete("ky", names, kinds=("person",)).items == ()


def test_a_capital_completes_to_no_country_where_a_place_is_wanted() -> None:
    def named(key: str, kind: str, label: str, name: str, via: str) -> dict[str, Term]:
        values = {"kind": kind, "label": label, "name": name, "via": via}
        iri = Term(type="uri", value=f"http://example.org/{key}")
        return {"iri": iri} | {key: Term(type="literal", value=value) for key, value in values.items()}

    names = NameIndex(
        [
            named("germany", "country", "Germany", "Germany", "label"),
            named("germany", "country", "Germany", "Berlin", "metonym"),
        ]
    )
    assert complete("Berl", names, kinds=("place", "country")).items == ()
    assert [item["label"] for item in complete("Berl", names, kinds=("country", "person")).items] == ["Germany"]
    assert [item["label"] for item in complete("Germ", names, kinds=("place", "country")).items] == ["Germany"]
