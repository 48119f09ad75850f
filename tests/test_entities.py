from __future__ import annotations

import datetime as dt

import pytest

from parley.knowledge import Knowledge
from parley.model import Claim
from parley.pipeline import claims_of
from reading import article_of, claims_in, contacts_in, told

FIRST = "Kenyan President William Ruto met Ethiopian Prime Minister Abiy Ahmed in Nairobi on Monday."
RUTO, ABIY, SAMIA = "William Ruto", "Abiy Ahmed Ali", "Samia Suluhu"


def labels(claim: Claim) -> set[str]:
    return {p.actor.label for p in claim.participants}


def contact_with(text: str, word: str, knowledge: Knowledge) -> Claim:
    """Return the contact whose trigger stands in the sentence that `word` begins."""
    at = text.index(word)
    found = [c for c in contacts_in(text, knowledge) if any(e.start <= at < e.end for e in c.evidence)]
    assert found, [told(c) for c in contacts_in(text, knowledge)]
    return found[-1]


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("He spoke by phone with Tanzanian President Samia Suluhu Hassan on Tuesday.", {RUTO, SAMIA}),
        ("Ruto spoke by phone with Tanzanian President Samia Suluhu Hassan.", {RUTO, SAMIA}),
        ("The Kenyan leader spoke by phone with Tanzanian President Samia Suluhu Hassan.", {RUTO, SAMIA}),
        ("The Ethiopian premier spoke by phone with the Kenyan leader on Friday.", {RUTO, ABIY}),
        ("Abiy spoke by phone with Ruto on Friday.", {RUTO, ABIY}),
        ("The two leaders spoke by phone on Friday.", {RUTO, ABIY}),
        ("They spoke by phone on Friday.", {RUTO, ABIY}),
        ("Ruto spoke by phone with his Ethiopian counterpart on Friday.", {RUTO, ABIY}),
        ("Both leaders spoke by phone on Friday.", {RUTO, ABIY}),
    ],
)
def test_words_in_a_later_sentence_mean_those_named_before(
    sentence: str, people: set[str], knowledge: Knowledge
) -> None:
    text = f"{FIRST} {sentence}"
    assert labels(contact_with(text, sentence, knowledge)) == people


def test_she_is_not_the_nearest_man_only_when_the_names_say_so(knowledge: Knowledge) -> None:
    text = (
        "New Zealand Foreign Minister Nanaia Mahuta landed in Suva on Monday. "
        "She met Fijian Prime Minister Sitiveni Rabuka the next day."
    )
    assert labels(contact_with(text, "She met", knowledge)) == {"Nanaia Mahuta", "Sitiveni Rabuka"}


def test_two_sides_are_the_two_countries(knowledge: Knowledge) -> None:
    text = "Sudan and Ethiopia broke off ties over a dam last year. The two sides held talks in Cairo on Sunday."
    assert labels(contact_with(text, "The two sides", knowledge)) == {"Sudan", "Ethiopia"}


def test_a_pronoun_without_anybody_before_it_means_nobody(knowledge: Knowledge) -> None:
    assert [told(c) for c in contacts_in("He met her in the rain. They spoke by phone.", knowledge)] == []


def test_a_short_name_in_front_of_the_full_one_is_the_same_person(knowledge: Knowledge) -> None:
    text = f"Ruto and Abiy meet over border\n\n{FIRST}"
    people = {p.actor.iri for c in contacts_in(text, knowledge) for p in c.participants}
    assert len(people) == 2


def test_one_person_spelled_in_two_ways_is_one(knowledge: Knowledge) -> None:
    text = (
        "Ukrainian President Volodymyr Zelenskyy met Polish President Andrzej Duda in Lviv. "
        "Zelensky spoke with Duda by phone a day earlier."
    )
    people = {p.actor.iri for c in contacts_in(text, knowledge) for p in c.participants}
    assert len(people) == 2


@pytest.mark.parametrize(
    ("day", "words", "label"),
    [
        (dt.date(2005, 6, 15), "the Russian president", "Vladimir Putin"),
        (dt.date(2010, 6, 15), "the Russian president", "Dmitry Medvedev"),
        (dt.date(2010, 6, 15), "the Russian prime minister", "Vladimir Putin"),
        (dt.date(2022, 6, 15), "the Russian leader", "Vladimir Putin"),
        (dt.date(2005, 6, 15), "the German chancellor", "Gerhard Schröder"),
        (dt.date(2015, 6, 15), "the German chancellor", "Angela Merkel"),
        (dt.date(2022, 6, 15), "the German chancellor", "Olaf Scholz"),
        (dt.date(2005, 6, 15), "the US president", "George W. Bush"),
        (dt.date(2015, 6, 15), "the US president", "Barack Obama"),
        (dt.date(2022, 6, 15), "the US president", "Joe Biden"),
        (dt.date(2010, 6, 15), "the Chinese president", "Hu Jintao"),
        (dt.date(2022, 6, 15), "the Chinese leader", "Xi Jinping"),
        (dt.date(2010, 6, 15), "the Brazilian president", "Luiz Inácio Lula da Silva"),
        (dt.date(2022, 6, 15), "the Brazilian president", "Jair Bolsonaro"),
    ],
)
def test_an_office_without_a_name_means_its_holder_on_that_day(
    day: dt.date, words: str, label: str, knowledge: Knowledge
) -> None:
    text = f"The king of Norway met {words} in Oslo on Monday."
    (claim,) = contacts_in(text, knowledge, published=day)
    assert label in labels(claim)


def test_an_office_without_a_name_and_without_a_day_means_no_one_person(knowledge: Knowledge) -> None:
    (claim,) = contacts_in("The king of Norway met the Russian president in Oslo.", knowledge, published=None)
    (russian,) = (p for p in claim.participants if p.party and p.party.label == "Russia")
    assert russian.actor.kind == "group"


def test_a_description_means_who_the_article_names_and_not_who_held_the_office(knowledge: Knowledge) -> None:
    text = (
        "Acting Malian foreign minister Oumar Sissoko landed in Accra. "
        "The Malian foreign minister met Ghanaian Foreign Minister Shirley Ayorkor Botchwey."
    )
    assert "Oumar Sissoko" in labels(contact_with(text, "The Malian foreign", knowledge))


def test_nobody_is_in_touch_with_himself(knowledge: Knowledge) -> None:
    for text in (FIRST, f"{FIRST} Ruto said he had met Abiy because Ruto wanted to meet him."):
        for claim in claims_in(text, knowledge):
            assert len({p.actor.iri for p in claim.participants}) == len(claim.participants), told(claim)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "The foreign ministers of Peru and Chile met in Lima on Monday.",
            {"Ana Cecilia Gervasi", "Alberto van Klaveren"},
        ),
        ("The Dutch and Belgian prime ministers met in Brussels on Monday.", {"Mark Rutte", "Alexander De Croo"}),
        (
            "Mali and Niger closed their border. The two foreign ministers met in Accra on Monday.",
            {"Abdoulaye Diop", "Hassoumi Massoudou"},
        ),
        ("The two Koreas held talks in Panmunjom on Tuesday.", {"North Korea", "South Korea"}),
        (
            "The prime ministers of Malta and Cyprus, Robert Abela and Nikos Mifsud, met in Valletta.",
            {"Robert Abela", "Nikos Mifsud"},
        ),
        ("Egypt’s Shoukry met Turkey’s Cavusoglu in Cairo.", {"Sameh Shoukry", "Mevlüt Çavuşoğlu"}),
        (
            "A Somali delegation led by Security Minister Abdi Warsame met Kenyan President William Ruto in Nairobi.",
            {"Abdi Warsame", RUTO},
        ),
        (
            "Kenyan Defence Minister Aden Duale received his counterparts: Ugandan Defence Minister Vincent Okot "
            "and Rwandan Defence Minister Albert Mugisha.",
            {"Aden Bare Duale", "Vincent Okot", "Albert Mugisha"},
        ),
    ],
)
def test_several_states_and_lists_give_one_actor_each(text: str, people: set[str], knowledge: Knowledge) -> None:
    (claim,) = contacts_in(text, knowledge)
    assert labels(claim) == people


@pytest.mark.parametrize(
    ("quote", "people"),
    [
        ("“I met President Duda in Warsaw on Monday,” {} told reporters.", {"Ingrida Vaitkus", "Andrzej Duda"}),
        ("“We spoke by phone with President Duda on Monday,” said {}.", {"Ingrida Vaitkus", "Andrzej Duda"}),
    ],
)
def test_the_first_person_of_a_quotation_is_its_speaker(quote: str, people: set[str], knowledge: Knowledge) -> None:
    text = quote.format("Lithuanian Foreign Minister Ingrida Vaitkus")
    assert labels(contact_with(text, "“", knowledge)) == people


def test_the_first_person_without_a_quotation_is_nobody_in_a_newspaper(knowledge: Knowledge) -> None:
    assert [told(c) for c in contacts_in("I met President Duda in Warsaw on Monday.", knowledge)] == []


@pytest.mark.parametrize(
    "text",
    [
        "RABAT (Wire) - Finance Minister Karim Bennis met IMF chief Kristalina Georgieva on Friday, the ministry said.",
        "RABAT, May 9 (Wire) - The foreign minister met Spanish Foreign Minister José Manuel Albares.",
    ],
)
def test_officials_without_a_state_are_those_of_the_dateline(text: str, knowledge: Knowledge) -> None:
    (claim,) = contacts_in(text, knowledge)
    assert "Morocco" in {p.party.label for p in claim.participants if p.party}


def test_what_an_article_says_of_its_own_state_stays_inside(knowledge: Knowledge) -> None:
    text = "RABAT (Wire) - Finance Minister Karim Bennis met Interior Minister Omar Alaoui on Friday, officials said."
    assert [told(c) for c in contacts_in(text, knowledge)] == []


@pytest.mark.parametrize(
    ("sentence", "people"),
    [
        ("The leaders discussed trade on Monday.", {"Justin Trudeau", "Giorgia Meloni"}),
        ("The trio spoke by phone on Monday.", {"Justin Trudeau", "Giorgia Meloni", "Ulf Kristersson"}),
        ("The foreign ministers of the two countries met in Milan.", {"Mélanie Joly", "Antonio Tajani"}),
        ("The two countries’ officials met in Milan.", {"officials of Canada", "officials of Italy"}),
        ("They met Swiss President Alain Berset in Geneva.", {"Justin Trudeau", "Giorgia Meloni", "Alain Berset"}),
    ],
)
def test_plurals_mean_those_told_of_before(sentence: str, people: set[str], knowledge: Knowledge) -> None:
    guests = " with Swedish Prime Minister Ulf Kristersson" if "trio" in sentence else ""
    both = "Canadian Prime Minister Justin Trudeau and Italian Prime Minister Giorgia Meloni"
    text = f"{both} met{guests} in Rome. {sentence}"
    assert labels(contact_with(text, sentence, knowledge)) == people


def test_those_met_abroad_without_a_state_are_of_the_state_visited(knowledge: Knowledge) -> None:
    text = (
        "OTTAWA (Wire) - Trade Minister Claire Rowe led a delegation to Rabat. "
        "They met with Interior Minister Omar Bennis on Monday."
    )
    claim = contact_with(text, "They met", knowledge)
    assert {(p.actor.label, p.party.label) for p in claim.participants if p.party} == {
        ("Claire Rowe", "Canada"),
        ("Omar Bennis", "Morocco"),
    }


def test_the_secretary_general_without_more_is_that_of_the_united_nations(knowledge: Knowledge) -> None:
    (claim,) = contacts_in("Sri Lankan Foreign Minister Ali Sabry met the Secretary-General on Monday.", knowledge)
    assert "António Guterres" in labels(claim)


@pytest.mark.parametrize(
    ("text", "label", "party"),
    [
        ("Oman received Israeli Defence Minister Ron Levi’s envoy in Muscat.", "Envoy of Israel", "Israel"),
        ("Kenyan President William Ruto spoke. His special envoy met Ugandan President Yoweri Museveni in Entebbe.",
         "Special envoy of Kenya", "Kenya"),
        ("A Chinese delegation led by Vice Chairman of the National People’s Congress Peng Hua met Kenyan officials.",
         "Peng Hua", "China"),
    ],
)  # fmt: skip
def test_envoys_leaders_and_ministries_act_for_their_state(
    text: str, label: str, party: str, knowledge: Knowledge
) -> None:
    people = {p.actor.label: p.party for claim in contacts_in(text, knowledge) for p in claim.participants}
    assert label in people, people
    assert people[label] is not None
    assert people[label].label == party


def test_the_first_person_of_a_release_is_the_office_that_issues_it(knowledge: Knowledge) -> None:
    text = (
        "Visit to Samoa and Tonga\n\n"
        "I will visit Samoa and Tonga from 15 to 18 May. My visit will show New Zealand’s commitment.\n\n"
        "In Nuku’alofa I will meet the Tongan Prime Minister, Siaosi Sovaleni."
    )
    article = article_of(text, knowledge, published=dt.date(2022, 5, 10), publisher="Minister for Foreign Affairs")
    claims = claims_of(article, knowledge)
    assert claims
    assert all("Nanaia Mahuta" in labels(claim) for claim in claims), [told(claim) for claim in claims]
