from __future__ import annotations

import datetime as dt

import pytest

from parley.actors import KnownActors
from parley.knowledge import Knowledge
from parley.model import ActorKind, Participant
from parley.pipeline import claims_of
from reading import article_of, contacts_in


@pytest.fixture(scope="module")
def known(knowledge: Knowledge) -> KnownActors:
    return knowledge.world.known


def participant(text: str, label: str, knowledge: Knowledge, published: dt.date | None = None) -> Participant:
    claims = contacts_in(text, knowledge, published=published or dt.date(2023, 5, 10))
    everybody = [p for claim in claims for p in claim.participants]
    found = [p for p in everybody if p.actor.label == label]
    assert found, [p.actor.label for p in everybody]
    return found[0]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Kyrgyz Foreign Minister Zheenbek Kulubayev", "Jeenbek Kulubaev"),
        ("Serbian President Aleksandar Vuçiq", "Aleksandar Vučić"),
        ("Turkish Foreign Minister Mevlut Cavushoglu", "Mevlüt Çavuşoğlu"),
    ],
)
def test_a_known_person_is_known_in_other_transliterations(words: str, label: str, knowledge: Knowledge) -> None:
    day = dt.date(2022, 11, 10)
    assert participant(f"{words} met Swiss President Ignazio Cassis in Geneva.", label, knowledge, day)


def test_a_known_person_may_act_for_a_body(knowledge: Knowledge, known: KnownActors) -> None:
    text = "The UN special envoy for the Great Lakes, Olusegun Obasanjo, met Rwandan President Paul Kagame in Kigali."
    found = participant(text, "Olusegun Obasanjo", knowledge, dt.date(2008, 11, 18))
    assert known.person(found.actor.iri) is not None
    assert found.party is not None
    assert found.party.label == "United Nations"


# --- people of the reference -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Russian President Vladimir Putin", "Vladimir Putin"),
        ("Russia’s Vladimir Putin", "Vladimir Putin"),
        ("Chinese leader Xi Jinping", "Xi Jinping"),
        ("French President Emmanuel Macron", "Emmanuel Macron"),
        ("European Commission President Ursula von der Leyen", "Ursula von der Leyen"),
        ("European Council President Charles Michel", "Charles Michel"),
        ("UN Secretary-General Antonio Guterres", "António Guterres"),
        ("Palestinian President Mahmoud Abbas", "Mahmoud Abbas"),
        ("NATO Secretary-General Jens Stoltenberg", "Jens Stoltenberg"),
        ("Britain’s King Charles", "Charles III"),
        ("Indian Foreign Minister S. Jaishankar", "Subrahmanyam Jaishankar"),
        ("Ukrainian President Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Turkish President Tayyip Erdogan", "Recep Tayyip Erdoğan"),
        ("Brazilian President Luiz Inacio Lula da Silva", "Luiz Inácio Lula da Silva"),
        ("Mexican President Andres Manuel Lopez Obrador", "Andrés Manuel López Obrador"),
        ("Vietnamese Prime Minister Pham Minh Chinh", "Phạm Minh Chính"),
        ("North Korean leader Kim Jong Un", "Kim Jong Un"),
        ("South Korean President Yoon Suk Yeol", "Yoon Suk-yeol"),
        ("Azerbaijani President Ilham Aliyev", "Ilham Aliyev"),
        ("Mexico’s López Obrador", "Andrés Manuel López Obrador"),
        ("Kazakh President Kassym-Jomart Tokayev", "Kassym-Jomart Tokayev"),
    ],
)
def test_a_known_person_is_the_one_of_the_reference(
    words: str, label: str, knowledge: Knowledge, known: KnownActors
) -> None:
    found = participant(f"{words} met Swiss President Alain Berset in Geneva.", label, knowledge)
    assert known.person(found.actor.iri) is not None, found.actor.iri
    assert found.actor.kind is ActorKind.PERSON


@pytest.mark.parametrize(
    ("words", "label", "party"),
    [
        ("French President Emmanuel Macron", "Emmanuel Macron", "France"),
        ("Kenyan President William Ruto", "William Ruto", "Kenya"),
        ("NATO Secretary-General Jens Stoltenberg", "Jens Stoltenberg", "NATO"),
        ("Britain’s King Charles", "Charles III", "United Kingdom"),
        ("Taliban foreign minister Amir Khan Muttaqi", "Amir Khan Muttaqi", "Taliban"),
    ],
)
def test_a_participant_acts_for_the_side_that_the_words_name(
    words: str, label: str, party: str, knowledge: Knowledge
) -> None:
    found = participant(f"{words} met Swiss President Alain Berset in Geneva.", label, knowledge)
    assert found.party is not None
    assert found.party.label in (party, "North Atlantic Treaty Organization")


@pytest.mark.parametrize(
    ("words", "published", "label"),
    [
        ("Lesotho's Prime Minister Thomas Thabane", "2018-03-02", "Tom Thabane"),
        ("Turkmen President Kurbanguly Berdimukhamedov", "2014-03-02", "Gurbanguly Berdimuhamedow"),
        ("Somali President Sheikh Ahmed Sharif", "2010-03-02", "Sharif Sheikh Ahmed"),
        ("Ethiopian Prime Minister Meles", "2009-03-02", "Meles Zenawi"),
        ("Saudi Arabia's King Abdullah", "2011-03-02", "Abdullah bin Abdulaziz Al Saud"),
        ("Armenian Foreign Minister Edvard Nalbandian", "2012-03-02", "Edward Nalbandyan"),
        ("Indian minister SM Krishna", "2010-03-02", "S. M. Krishna"),
        ("Indian minister S.M. Krishna", "2010-03-02", "S. M. Krishna"),
        ("Mongolian Prime Minister L.Oyun-Erdene", "2022-03-02", "Luvsannamsrain Oyun-Erdene"),
        ("Cambodian Prime Minister Samdech Techo Hun Sen", "2016-03-02", "Hun Sen"),
        ("Maldivian President HEP Ibrahim Mohamed Solih", "2021-03-02", "Ibrahim Mohamed Solih"),
        ("African Union mediator Olusegun Obasanjo", "2021-11-02", "Olusegun Obasanjo"),
        ("Robert Zoellick of the United States", "2006-03-02", "Robert Zoellick"),
        ("Saudi Arabia's King Abdullah bin Abdel-Aziz", "2011-03-02", "Abdullah bin Abdulaziz Al Saud"),
        ("Custodian of the Two Holy Mosques King Salman", "2018-03-02", "Salman bin Abdulaziz Al Saud"),
        ("Egyptian President Abdulfattah Al-Sisi", "2018-03-02", "Abdel Fattah el-Sisi"),
        ("Pakistan's Khurshid Mehmood Kasuri", "2005-03-02", "Khurshid Mahmud Kasuri"),
        ("Foreign Minister Mevlut Cavushoglu", "2018-03-02", "Mevlüt Çavuşoğlu"),
        ("Foreign Minister Sergie Lavrov", "2018-03-02", "Sergei Lavrov"),
        ("Houthi leader Abdul Malik al-Houthi", "2018-03-02", "Abdul-Malik al-Houthi"),
        ("Bahraini King Hamad", "2018-03-02", "Hamad II"),
        ("Queen Elizabeth", "2018-03-02", "Elizabeth II"),
        ("Saudi Foreign Minister Prince Faisal bin Farhan", "2021-03-02", "Faisal bin Farhan Al Saud"),
        ("President Rajapaksa of Sri Lanka", "2012-03-02", "Mahinda Rajapaksa"),
    ],
)
def test_a_name_in_another_form_is_of_the_one_of_the_reference(
    words: str, published: str, label: str, knowledge: Knowledge, known: KnownActors
) -> None:
    text = f"{words} met Swiss ambassador Urs Beerli in Geneva on Monday."
    found = participant(text, label, knowledge, dt.date.fromisoformat(published))
    assert known.person(found.actor.iri) is not None, found.actor.iri


@pytest.mark.parametrize(
    ("words", "published", "label"),
    [
        ("Polisario envoy Mohamed Abdelaziz", "2010-03-02", "Mohamed Abdelaziz"),  # years before the Libyan minister
        ("Chinese Vice Minister Wang Yu", "2015-03-02", "Wang Yu"),
        ("Sri Lankan Trade Minister Chandana Rajapaksa", "2021-03-02", "Chandana Rajapaksa"),
        ("Ethiopian Trade Minister Meles", "2009-03-02", "Meles"),
        ("Prince Abdul Malik of Brunei", "2018-03-02", "Abdul Malik"),  # given names alone
        ("British Farm Minister Johnson", "2021-03-02", "Johnson"),
        ("British Interior Minister Johnson", "2021-03-02", "Johnson"),
        ("British Ambassador Johnson", "2021-03-02", "Johnson"),
        ("Prince Arthur of Barbados", "2005-03-02", "Arthur"),
        ("Comorian Colonel Mohamed Bacar", "2015-03-02", "Mohamed Bacar"),  # who is no Mohamed Bacar Dossar
        ("Vietnam's Nguyen", "2009-03-02", "Nguyen"),  # the surname of three in office
    ],
)
def test_a_like_name_is_not_of_the_one_of_the_reference(
    words: str, published: str, label: str, knowledge: Knowledge, known: KnownActors
) -> None:
    text = f"{words} met Swiss ambassador Urs Beerli in Geneva on Monday."
    found = participant(text, label, knowledge, dt.date.fromisoformat(published))
    assert known.person(found.actor.iri) is None


def test_a_bare_name_is_of_whoever_has_it_for_a_surname_or_that_office(knowledge: Knowledge) -> None:
    text = (
        "Jamaican Foreign Minister Kamina Johnson Smith saw Peru's envoy Ana Paredes. Johnson Smith left. "
        "British Prime Minister Boris Johnson held talks with Rwandan President Paul Kagame. "
        "Johnson met Canadian Prime Minister Justin Trudeau on Saturday."
    )
    found = participant(text, "Justin Trudeau", knowledge, dt.date(2022, 6, 26))
    claims = contacts_in(text, knowledge, published=dt.date(2022, 6, 26))
    beside = {p.actor.label for c in claims if found in c.participants for p in c.participants}
    assert beside == {"Boris Johnson", "Justin Trudeau"}


def test_a_title_tells_two_of_one_surname_apart(knowledge: Knowledge) -> None:
    text = (
        "President Joe Biden will come to Bern with First Lady Jill Biden. "
        "President Biden met Swiss President Guy Parmelin in Bern on Monday."
    )
    (claim,) = (c for c in contacts_in(text, knowledge, published=dt.date(2021, 6, 16)) if len(c.participants) > 1)
    assert {p.actor.label for p in claim.participants} == {"Joe Biden", "Guy Parmelin"}


def test_a_king_and_a_minister_of_one_given_name_are_two(knowledge: Knowledge) -> None:
    text = (
        "The UAE's foreign minister, Sheikh Abdullah, opened the session on Sunday. "
        "Yemeni President Ali Abdullah Saleh rang Saudi Arabia's King Abdullah on Sunday."
    )
    (claim,) = (c for c in contacts_in(text, knowledge, published=dt.date(2011, 5, 2)) if len(c.participants) > 1)
    assert {p.actor.label for p in claim.participants} == {"Ali Abdullah Saleh", "Abdullah bin Abdulaziz Al Saud"}


def test_who_is_head_of_several_states_acts_for_his_own(knowledge: Knowledge, known: KnownActors) -> None:
    text = "Queen Elizabeth received Swiss President Alain Berset at the palace on Monday."
    assert participant(text, "Elizabeth II", knowledge, dt.date(2018, 3, 2)).party == known.actor("GBR")


def test_a_father_is_not_his_son(knowledge: Knowledge) -> None:
    text = (
        "On Monday Kuwaiti Foreign Minister Sabah Khaled saw Saudi King Salman bin Abdulaziz Al Saud in Riyadh. "
        "Khalid bin Salman bin Abdulaziz Al Saud, a deputy minister, joined the talks."
    )
    found = participant(text, "Salman bin Abdulaziz Al Saud", knowledge, dt.date(2019, 3, 2))
    assert found.text.startswith("Saudi King")


def test_the_possessive_takes_nothing_from_an_office(knowledge: Knowledge) -> None:
    text = "The draft programme shows the Danish prime minister's visit to Lima on Friday."
    found = participant(text, "Mette Frederiksen", knowledge, dt.date(2022, 3, 2))
    assert found.office == "prime minister"


def test_a_counterpart_has_the_office_of_whose_he_is(knowledge: Knowledge) -> None:
    text = (
        "Indian Foreign Secretary Sujatha Singh rang her Pakistani counterpart Imran Zafar Durrani on Monday. "
        "The foreign secretaries of the two countries will meet in Islamabad on Friday."
    )
    claims = contacts_in(text, knowledge, published=dt.date(2014, 3, 4))
    labels = {frozenset(p.actor.label for p in claim.participants) for claim in claims}
    assert labels == {frozenset({"Sujatha Singh", "Imran Zafar Durrani"})}


def test_the_office_is_the_one_stated(knowledge: Knowledge) -> None:
    found = participant("Kenyan President William Ruto met Swiss President Alain Berset.", "William Ruto", knowledge)
    assert found.office == "President"


def test_a_stated_office_is_kept_even_when_somebody_else_holds_it(knowledge: Knowledge) -> None:
    text = "Kenyan Foreign Minister William Ruto met Swiss President Alain Berset in Geneva."
    assert participant(text, "William Ruto", knowledge).office == "Foreign Minister"


def test_no_office_is_made_up(knowledge: Knowledge) -> None:
    text = "Kenya’s William Ruto met Swiss President Alain Berset in Geneva."
    assert participant(text, "William Ruto", knowledge).office is None


def test_a_former_president_is_not_taken_for_the_present_one(knowledge: Knowledge) -> None:
    text = "The former Kenyan president met Swiss President Alain Berset in Geneva."
    labels = {p.actor.label for claim in contacts_in(text, knowledge) for p in claim.participants}
    assert "William Ruto" not in labels


# --- people that nobody lists ------------------------------------------------------------------------------------

UNKNOWN = "Malawian Foreign Minister Thokozani Phirindo met Swiss President Alain Berset in Geneva."


def test_an_unknown_person_is_a_new_actor_with_an_iri_of_name_and_country(
    knowledge: Knowledge, known: KnownActors
) -> None:
    found = participant(UNKNOWN, "Thokozani Phirindo", knowledge)
    assert known.person(found.actor.iri) is None
    assert found.actor.kind is ActorKind.PERSON
    assert found.actor.party == known.iri("MWI")
    assert found.actor.iri.startswith(f"{knowledge.iris.base}actor/")


def test_an_unknown_person_has_one_iri_in_every_article_and_office(knowledge: Knowledge) -> None:
    again = "Thokozani Phirindo, the finance minister of Malawi, met Swiss President Alain Berset in Bern on Friday."
    one = participant(UNKNOWN, "Thokozani Phirindo", knowledge)
    other = participant(again, "Thokozani Phirindo", knowledge, dt.date(2024, 2, 1))
    assert one.actor.iri == other.actor.iri


def test_people_of_one_name_and_two_countries_are_two(knowledge: Knowledge) -> None:
    one = participant(UNKNOWN, "Thokozani Phirindo", knowledge)
    other = participant(UNKNOWN.replace("Malawian", "Zambian"), "Thokozani Phirindo", knowledge)
    assert one.actor.iri != other.actor.iri


def test_a_bare_unknown_surname_is_known_in_its_article_only(knowledge: Knowledge) -> None:
    text = "Malawi’s Phirindo met Swiss President Alain Berset in Geneva."
    one = participant(text, "Phirindo", knowledge)
    other = participant(text.replace("Geneva", "Bern"), "Phirindo", knowledge)
    assert one.actor.iri != other.actor.iri


def test_known_people_of_one_name_stay_two(known: KnownActors, knowledge: Knowledge) -> None:
    persons = known.persons_named("Chen Chien-jen")
    assert len({known.actor_of_person(p).iri for p in persons}) == len(persons) == 2


def test_a_namesake_from_another_country_is_not_the_known_person(knowledge: Knowledge, known: KnownActors) -> None:
    text = "Zambian Deputy Foreign Minister Joe Biden met Swiss President Alain Berset in Geneva."
    found = participant(text, "Joe Biden", knowledge)
    assert known.person(found.actor.iri) is None
    assert found.actor.party == known.iri("ZMB")


def test_namesakes_in_one_article_are_two(knowledge: Knowledge) -> None:
    text = "Foreign Minister John Bandawe of Malawi met Foreign Minister John Bandawe of Zambia in Lusaka."
    assert [len({p.actor.iri for p in claim.participants}) for claim in contacts_in(text, knowledge)] == [2]


# --- groups ------------------------------------------------------------------------------------------------------


def test_a_group_is_one_per_country_in_every_article(knowledge: Knowledge) -> None:
    def group(text: str, party: str) -> Participant:
        people = [p for claim in contacts_in(text, knowledge) for p in claim.participants]
        return next(p for p in people if p.party and p.party.label == party)

    one = group("Kenyan officials met Swiss President Alain Berset in Geneva.", "Kenya")
    again = group("Kenyan officials met Irish President Michael D. Higgins in Dublin.", "Kenya")
    other = group("Malawian officials met Swiss President Alain Berset in Geneva.", "Malawi")
    assert one.actor.kind is ActorKind.GROUP
    assert one.actor.iri == again.actor.iri
    assert one.actor.iri != other.actor.iri


def test_an_unnamed_office_is_never_a_person(knowledge: Knowledge) -> None:
    text = "A Kenyan deputy agriculture minister met Swiss President Alain Berset in Geneva."
    people = [p for claim in contacts_in(text, knowledge) for p in claim.participants]
    assert {p.actor.kind for p in people if p.party and p.party.label == "Kenya"} == {ActorKind.GROUP}


# --- places ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "label", "country"),
    [
        ("in Geneva", "Geneva", "Switzerland"),
        ("in Tbilisi", "Tbilisi", "Georgia"),
        ("in Addis Ababa", "Addis Ababa", "Ethiopia"),
        ("in Kenya", "Kenya", "Kenya"),
        ("in the French city of Brest", "Brest", "France"),
        ("in Brest, Belarus", "Brest", "Belarus"),
        ("at the White House", "White House", "United States"),
        ("in São Paulo", "São Paulo", "Brazil"),
    ],
)
def test_a_place_is_in_its_country(words: str, label: str, country: str, knowledge: Knowledge) -> None:
    (claim,) = contacts_in(f"The foreign ministers of Peru and Nepal met {words} on Monday.", knowledge)
    assert label in [place.label for place in claim.places]
    assert {place.country_label or place.label for place in claim.places} == {country}


@pytest.mark.parametrize(
    ("text", "label", "country"),
    [
        ("Kenyan President William Ruto met Ugandan President Yoweri Museveni in Loreto.", "Loreto", None),
        ("Mexican President Felipe Calderon met Ugandan President Yoweri Museveni in Loreto.", "Loreto", "Mexico"),
        (
            "Chilean President Ricardo Lagos met Bolivian President Carlos Mesa in Santa Cruz.",
            "Santa Cruz de la Sierra",
            "Bolivia",
        ),
        ("The foreign ministers of the United States and Nepal met in St. Petersburg.", "Saint Petersburg", "Russia"),
        ("The foreign ministers of the United States and Nepal met in Geneva.", "Geneva", "Switzerland"),
    ],
)
def test_a_little_town_has_the_country_that_the_article_tells_of(
    text: str, label: str, country: str | None, knowledge: Knowledge
) -> None:
    places = [place for claim in contacts_in(text, knowledge) for place in claim.places]
    assert [(place.label, place.country_label) for place in places] == [(label, country)]


def test_resolution_is_the_same_every_time(knowledge: Knowledge) -> None:
    article = article_of(f"{UNKNOWN} Kenyan officials met Malawian officials in Geneva.", knowledge)
    assert claims_of(article, knowledge) == claims_of(article, knowledge)
