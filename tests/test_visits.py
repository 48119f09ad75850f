from __future__ import annotations

import pytest

from parley.knowledge import Knowledge
from parley.model import Claim, Role, Status
from reading import contacts_in, told


def visits(text: str, knowledge: Knowledge) -> list[Claim]:
    return [claim for claim in contacts_in(text, knowledge) if claim.type == "visit"]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Brazilian President Lula da Silva arrived in Shanghai on Wednesday.", "China"),
        ("Kenyan President William Ruto travelled to Kampala on Friday.", "Uganda"),
        ("Thai Prime Minister Srettha Thavisin visited Laos last week.", "Laos"),
        ("The Dutch foreign minister flew to Amman on Saturday.", "Jordan"),
        ("Turkish Foreign Minister Mevlut Cavusoglu paid a two-day visit to Latvia.", "Latvia"),
        ("Algerian President Abdelmadjid Tebboune's visit to Portugal ended on Tuesday.", "Portugal"),
    ],
)
def test_a_visit_leads_its_visitor_to_a_country(text: str, country: str, knowledge: Knowledge) -> None:
    (claim,) = visits(text, knowledge)
    assert [p.role for p in claim.participants if p.role is not Role.HOST] == [Role.VISITOR]
    assert country in {place.country_label or place.label for place in claim.places}


@pytest.mark.parametrize(
    "text",
    [
        "French President Emmanuel Macron visited Marseille on Monday.",
        "The Kenyan president travelled to Mombasa to open a port.",
        "Polish Foreign Minister Zbigniew Rau returned to Warsaw.",
        "Indian Prime Minister Narendra Modi arrived in Mumbai for an election rally.",
        "Goods from Vietnam travelled to Rotterdam by sea.",
        "The negotiations arrived at a dead end, Egypt said.",
        "Students from Ghana visited Berlin in the spring.",
        "Inflation in Turkey went to 60 percent.",
        "The prize went to Finland.",
        "Oil from Iraq flows to Ceyhan.",
    ],
)
def test_travel_at_home_and_what_does_not_travel_is_no_visit(text: str, knowledge: Knowledge) -> None:
    assert [told(claim) for claim in visits(text, knowledge)] == []


def test_a_tour_of_several_countries_names_them_all(knowledge: Knowledge) -> None:
    text = "Chinese Foreign Minister Qin Gang will visit Germany, France and Norway this week."
    found = visits(text, knowledge)
    countries = {place.country_label or place.label for claim in found for place in claim.places}
    assert {"Germany", "France", "Norway"} <= countries
    assert {claim.status for claim in found} == {Status.PLANNED}


def test_a_meeting_on_a_visit_is_part_of_it(knowledge: Knowledge) -> None:
    text = (
        "Japanese Prime Minister Fumio Kishida arrived in Accra on Monday for a two-day visit to Ghana. "
        "He met President Nana Akufo-Addo of Ghana on Tuesday."
    )
    claims = contacts_in(text, knowledge)
    (visit,) = (claim for claim in claims if claim.type == "visit")
    (meeting,) = (claim for claim in claims if claim.type == "meeting")
    assert {p.actor.label for p in meeting.participants} == {"Fumio Kishida", "Nana Akufo-Addo"}
    assert meeting.part_of in (visit.iri, None)


def test_the_visitor_is_who_travels_and_not_who_speaks_of_it(knowledge: Knowledge) -> None:
    text = "The Kremlin said Chinese Foreign Minister Qin Gang would travel to Moscow in June."
    (claim,) = visits(text, knowledge)
    assert [p.actor.label for p in claim.participants if p.role is Role.VISITOR] == ["Qin Gang"]
    assert claim.status is Status.PLANNED
