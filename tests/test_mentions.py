from __future__ import annotations

from itertools import pairwise

import pytest

from parley.extract.names.mentions import find_mentions
from parley.extract.names.parties import find_parties
from parley.knowledge import Knowledge
from parley.model import ActorKind, Mention
from parley.reader import read
from reading import params


def mentions_in(text: str, knowledge: Knowledge) -> tuple[Mention, ...]:
    doc, known = read(text), knowledge.world.known
    return find_mentions(doc, known, find_parties(doc, known))


def person(mention: Mention) -> str:
    """Return name/office/party; a counterpart's office is the other's and said nowhere."""
    office = (mention.office or "").replace("-", " ")
    office = "" if "counterpart" in office else office
    return f"{mention.name}/{office}/{mention.parties[0] if mention.parties else ''}".lower()


@pytest.mark.parametrize("case", params("mentions.tsv"))
def test_people_are_named_with_their_office_and_party(case: dict[str, str], knowledge: Knowledge) -> None:
    found = {
        person(m) for m in mentions_in(case["sentence"], knowledge) if m.kind is ActorKind.PERSON and m.name is not None
    }
    # A hyphen inside an office says no more than a space.
    wanted = {"/".join((name, office.replace("-", " "), party)) for name, office, party in _cells(case["people"])}
    assert found == {entry.lower() for entry in wanted}


def _cells(people: str) -> list[list[str]]:
    return [entry.split("/") for entry in people.split("; ") if entry]


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Japan agreed.", "JPN"),
        ("The United Arab Emirates agreed.", "ARE"),
        ("Tokyo agreed to the plan.", "JPN"),
        ("The White House agreed.", "USA"),
        ("The African Union agreed.", "AU"),
        ("Ivory Coast agreed.", "CIV"),
        ("North Korea agreed.", "PRK"),
        ("The Republic of the Congo agreed.", "COG"),
        ("The Democratic Republic of the Congo agreed.", "COD"),
        ("Türkiye agreed.", "TUR"),
        ("Niger agreed.", "NER"),
        ("Nigeria agreed.", "NGA"),
        ("Papua New Guinea agreed.", "PNG"),
        ("The EU agreed.", "EU"),
    ],
)
def test_countries_and_organisations_are_known_by_all_their_names(text: str, party: str, knowledge: Knowledge) -> None:
    assert party in {key for m in mentions_in(text, knowledge) for key in m.parties}


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("He turned to eat turkey and rice from the china plate.", "TUR"),
        ("He turned to eat turkey and rice from the china plate.", "CHN"),
        ("Georgia Meloni and Jordan Pickford were born in spring.", "JOR"),
        ("A chad of paper fell to the floor.", "TCD"),
        ("She wore jersey and polish on her nails.", "POL"),
    ],
)
def test_words_that_only_look_like_a_country_are_none(text: str, party: str, knowledge: Knowledge) -> None:
    assert party not in {key for m in mentions_in(text, knowledge) if m.kind is ActorKind.COUNTRY for key in m.parties}


def test_offsets_of_mentions_are_exact(knowledge: Knowledge) -> None:
    text = "🤝 Türkiye’s President Recep Tayyip Erdoğan met “his” Iranian counterpart, Ebrahim Raisi, in Tehran."
    doc = read(text)
    for m in mentions_in(text, knowledge):
        assert m.text == text[doc.tokens[m.first].start : doc.tokens[m.last - 1].end]
        assert m.first <= m.head < m.last


def test_a_former_office_is_marked(knowledge: Knowledge) -> None:
    text = "Former Japanese prime minister Yasuo Fukuda met the ex-president of Chile, Michelle Bachelet."
    former = {m.name for m in mentions_in(text, knowledge) if m.former}
    assert former == {"Yasuo Fukuda", "Michelle Bachelet"}


def test_groups_and_unnamed_officials_carry_their_country(knowledge: Knowledge) -> None:
    text = "Kenyan officials met a Somali delegation and the foreign ministers of Uganda and Rwanda."
    unnamed = [m for m in mentions_in(text, knowledge) if m.name is None and not m.pronoun]
    assert {key for m in unnamed for key in m.parties} >= {"KEN", "SOM", "UGA", "RWA"}


def test_mentions_come_in_text_order(knowledge: Knowledge) -> None:
    text = "Kenya and Somalia told the United Nations that President William Ruto would meet Hassan Sheikh Mohamud."
    assert all(a.first <= b.first for a, b in pairwise(mentions_in(text, knowledge)))
