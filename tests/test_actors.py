from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import OWL, RDF, BNode, Graph, Literal, URIRef

from parley.actors import KnownActors, ReferenceActors, Row, Tenure, reference_from_rows
from parley.actors.graph import reference_from_graph, reference_to_graph
from parley.actors.names import name_words, surface_key
from parley.actors.tables import ACTING, earliest, latest
from parley.errors import ActorsError, NotFound
from parley.iris import Iris
from parley.model import ActorKind
from parley.resources import load_reference
from parley.validate import Validator
from parley.vocab import PARLEY

ROOT = Path(__file__).parent.parent
IRIS = Iris("http://127.0.0.1:8000/")
EXAMPLES = sorted((ROOT / "tests/shapes/actor").glob("*.ttl"))
EASTER = dt.date(2024, 3, 31)


@cache
def reference() -> ReferenceActors:
    return load_reference()


@cache
def known() -> KnownActors:
    return KnownActors(reference(), IRIS)


@cache
def actors_graph() -> Graph:
    return reference_to_graph(reference(), IRIS)


@cache
def validator() -> Validator:
    return Validator(Graph().parse(ROOT / "shapes/actor.ttl"))


def rows(**tables: list[dict[str, str]]) -> ReferenceActors:
    return reference_from_rows(
        {
            name: [Row(where=f"{name}.csv:{line}", values=v) for line, v in enumerate(values, 2)]
            for name, values in tables.items()
        }
    )


NORWAY = {"country": "NOR", "name": "Norway", "iso2": "NO", "demonyms": "Norwegian|Norwegians", "capital": "Oslo"}
ENVOY = {"office": "NOR.envoy", "party": "NOR", "title": "Special Envoy", "kind": "envoy"}
KARI = {"person": "kari-nordmann", "name": "Kari Nordmann"}


def norway(*tenures: dict[str, str], **office: str) -> KnownActors:
    whole = [{"office": "NOR.envoy", "person": "kari-nordmann", **t} for t in tenures]
    return KnownActors(rows(countries=[NORWAY], offices=[{**ENVOY, **office}], persons=[KARI], tenures=whole), IRIS)


# --- parties ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "key", "kind"),
    [
        ("China", "CHN", "name"),
        ("Chinese", "CHN", "demonym"),
        ("Russians", "RUS", "people"),
        ("Beijing", "CHN", "capital"),
        ("the Kremlin", "RUS", "residence"),
        ("Kremlin", "RUS", "residence"),
        ("U.S.", "USA", "acronym"),
        ("US", "USA", "acronym"),
        ("America", "USA", "alias"),
        ("Britain", "GBR", "alias"),
        ("UK", "GBR", "acronym"),
        ("the Emirates", "ARE", "alias"),
        ("Turkey", "TUR", "alias"),
        ("Türkiye", "TUR", "name"),
        ("Burma", "MMR", "alias"),
        ("Ivory Coast", "CIV", "alias"),
        ("Côte d’Ivoire", "CIV", "name"),
        ("Cote d'Ivoire", "CIV", "alias"),
        ("DPRK", "PRK", "acronym"),
        ("South Korea", "KOR", "name"),
        ("Czech Republic", "CZE", "name"),
        ("the Élysée", "FRA", "residence"),
        ("Elysee", "FRA", "residence"),
        ("Zhongnanhai", "CHN", "residence"),
        ("the EU", "EU", "acronym"),
        ("Nato", "NATO", "alias"),
        ("the Arab League", "LAS", "name"),
        ("China’s", "CHN", "name"),
        ("IRAN", "IRN", "name"),
        ("The White House", "USA", "residence"),
    ],
)
def test_a_surface_means_one_party(words: str, key: str, kind: str):
    [name] = known().surface(words)
    assert (name.key, name.kind, name.ambiguous) == (key, kind, False)


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("Georgia", {"GEO"}),
        ("Jordan", {"JOR"}),
        ("Chad", {"TCD"}),
        ("Congo", {"COD", "COG"}),
        ("Congolese", {"COD", "COG"}),
        ("Dominican", {"DMA", "DOM"}),
        ("Korean", {"KOR", "PRK"}),
        ("Washington", {"USA"}),
        ("Brussels", {"EU", "BEL", "NATO"}),
        ("Geneva", {"UN", "CHE"}),
        ("Vienna", {"AUT", "IAEA"}),
        ("The Hague", {"NLD", "ICC"}),
        ("the Commission", {"EC"}),
    ],
)
def test_an_ambiguous_surface_says_so(words: str, keys: set[str]):
    names = known().surface(words)
    assert {n.key for n in names} == keys
    assert all(n.ambiguous for n in names)


@pytest.mark.parametrize("words", ["us", "polish", "Male", "turkey", "no 10", "who", "", "Atlantis"])
def test_a_common_word_is_no_surface(words: str):
    assert known().surface(words) == ()


@pytest.mark.parametrize(
    ("text", "at", "tokens", "key"),
    [
        ("talks in Guinea - Bissau on Monday", 2, 3, "GNB"),
        ("Guinea on Monday", 0, 1, "GIN"),
        ("the United States of America said", 0, 5, "USA"),
        ("the U.S. President", 0, 2, "USA"),
        ("South Korea 's president", 0, 2, "KOR"),
        ("South Sudan and Sudan", 3, 1, "SDN"),
        ("the North Atlantic Treaty Organization", 0, 5, "NATO"),
        ("al - Qaeda", 0, 3, "AQ"),
        ("Qatar is mediating", 0, 1, "QAT"),
    ],
)
def test_the_longest_surface_is_found_however_it_is_split(text: str, at: int, tokens: int, key: str):
    count, names = known().longest_surface(text.split(), at) or (0, ())
    assert count == tokens
    assert [n.key for n in names] == [key]


@pytest.mark.parametrize("text", ["the South China Sea", ", said", "the", "- Guinea"])
def test_no_surface_begins_where_none_is(text: str):
    assert known().longest_surface(text.split(), 0) is None


def test_a_party_has_one_iri_both_ways():
    actor = known().actor("CHN")
    assert (actor.iri, actor.label, actor.kind) == (IRIS.actor("China"), "China", ActorKind.COUNTRY)
    assert known().party_key(actor.iri) == "CHN"
    assert known().actor("EU").kind is ActorKind.ORGANISATION
    assert known().party_key("http://127.0.0.1:8000/actor/xi-jinping") is None


def test_an_unknown_party_is_an_error_that_shows_what_keys_look_like():
    with pytest.raises(NotFound, match=r"'XYZ'.*CHN, EU"):
        known().actor("XYZ")


# --- persons ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Xi Jinping", "xi-jinping"),
        ("XI JINPING", "xi-jinping"),
        ("Volodymyr Zelensky", "volodymyr-zelenskyy"),
        ("Volodymyr Zelenskiy", "volodymyr-zelenskyy"),
        ("Kishida Fumio", "fumio-kishida"),
        ("Fumio Kishida", "fumio-kishida"),
        ("Orbán Viktor", "viktor-orban"),
        ("Viktor Orban", "viktor-orban"),
        ("Joseph R. Biden Jr.", "joe-biden"),
        ("Recep Tayyip Erdogan", "recep-tayyip-erdogan"),
        ("Mohamed bin Zayed", "mohammed-bin-zayed-al-nahyan"),
        ("Hossein Amir Abdollahian", "hossein-amir-abdollahian"),
        ("Abdel Fattah El-Sisi", "abdel-fattah-el-sisi"),
        ("Sergey Viktorovich Lavrov", "sergei-lavrov"),
        ("Yoon Suk Yeol", "yoon-suk-yeol"),
        ("King Charles III", "charles-iii"),
        ("Pope Francis", "pope-francis"),
        ("Krisjanis Karins", "krisjanis-karins"),
        ("Nicolas Maduro", "nicolas-maduro"),
        ("Nguyen Phu Trong", "nguyen-phu-trong"),
        ("Lula", "luiz-inacio-lula-da-silva"),
        ("Shinzo Abe", "shinzo-abe"),
    ],
)
def test_a_name_finds_its_person(name: str, key: str):
    assert [p.key for p in known().persons_named(name)] == [key]


@pytest.mark.parametrize(
    ("name", "party", "keys"),
    [
        ("Abed Rabbo Mansour Hadi", "YEM", ["abdrabbuh-mansour-hadi"]),
        ("Shiv Shankar Menon", "IND", ["shivshankar-menon"]),
        ("Abed Rabbo Mansour Hadi", "OMN", []),
        ("Gotabhaya Rajapakse", "LKA", ["gotabaya-rajapaksa"]),
        ("Namal Rajapaksa", "LKA", []),
        ("Xi Jingping", "CHN", []),  # of three syllables there are too many
        ("Jacque Chirac", None, ["jacques-chirac"]),
        ("Khurshid Mehmood Kasuri", None, ["khurshid-mahmud-kasuri"]),
        ("Bernard Chirac", None, []),
    ],
)
def test_a_full_name_may_be_spelt_another_way(name: str, party: str | None, keys: list[str]):
    assert [p.key for p in known().persons_spelt(name, party)] == keys


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("S. M. Krishna", ("s", "m", "krishna")),
        ("S.M. Krishna", ("s", "m", "krishna")),
        ("SM Krishna", ("s", "m", "krishna")),
        ("Leo IV of Oz", ("leo", "iv", "of", "oz")),
        ("Ann Lee QC", ("ann", "lee", "qc")),
        ("LI PENG", ("li", "peng")),
    ],
)
def test_initials_are_words_however_they_are_written(name: str, words: tuple[str, ...]):
    assert name_words(name) == words


def test_words_are_not_left_out_of_chinese_names():
    assert known().persons_named("Li Hui Min") == ()
    assert known().persons_named("Majed bin Mohamed al-Ansari") == ()


@pytest.mark.parametrize(
    ("surname", "key"),
    [
        ("Xi", "xi-jinping"),
        ("von der Leyen", "ursula-von-der-leyen"),
        ("Leyen", "ursula-von-der-leyen"),
        ("al-Assad", "bashar-al-assad"),
        ("Assad", "bashar-al-assad"),
        ("López Obrador", "andres-manuel-lopez-obrador"),
        ("bin Salman", "mohammed-bin-salman"),
        ("Zelensky", "volodymyr-zelenskyy"),
        ("Petro", "gustavo-petro"),
    ],
)
def test_a_surname_finds_its_bearers(surname: str, key: str):
    assert key in [p.key for p in known().persons_surnamed(surname)]


def test_a_given_name_in_front_is_no_surname():
    assert "xi-jinping" not in [p.key for p in known().persons_surnamed("Vladimir")]
    assert "vladimir-putin" not in [p.key for p in known().persons_surnamed("Vladimir")]
    assert "daniel-ortega" not in [p.key for p in known().persons_surnamed("Daniel")]  # by all his names José Daniel
    assert not known().persons_surnamed("Hans")  # "Hans-Adam II"
    assert "daniel-ortega" in [p.key for p in known().persons_surnamed("Ortega")]


def test_two_persons_of_one_name_stay_apart():
    found = known().persons_named("David Johnston")
    assert {p.key for p in found} == {"david-johnston-q41564", "david-johnston-q5235713"}


def test_one_person_in_several_offices_is_one_person():
    held = {t.office for t in reference().tenures if t.person == "vladimir-putin"}
    assert held == {"RUS.head_of_state", "RUS.head_of_government"}


def test_a_person_acts_for_the_party_of_the_day():
    assert known().party_of_person("josep-borrell", dt.date(2022, 1, 1)) == "EU"
    assert known().party_of_person("josep-borrell", dt.date(2019, 1, 1)) == "ESP"
    assert known().party_of_person("josep-borrell", None) is None
    assert known().party_of_person("xi-jinping", None) == "CHN"
    assert known().party_of_person("nobody", None) is None


def test_a_person_becomes_an_actor_of_its_party():
    person = known().person("http://127.0.0.1:8000/actor/xi-jinping")
    assert person is not None
    assert person == known().person("xi-jinping")
    actor = known().actor_of_person(person)
    assert (actor.iri, actor.kind, actor.party) == (IRIS.actor("Xi Jinping"), ActorKind.PERSON, IRIS.actor("China"))


# --- offices ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "party", "office"),
    [
        ("president", "CHN", "CHN.head_of_state"),
        ("foreign minister", "CHN", "CHN.foreign_minister"),
        ("Foreign Affairs Minister", "CHN", "CHN.foreign_minister"),
        ("Minister for Foreign Affairs", "JPN", "JPN.foreign_minister"),
        ("Secretary of State", "USA", "USA.foreign_minister"),
        ("top diplomat", "USA", "USA.foreign_minister"),
        ("defense secretary", "USA", "USA.defence_minister"),
        ("Defence Minister", "GBR", "GBR.defence_minister"),
        ("premier", "CHN", "CHN.head_of_government"),
        ("Prime Minister", "GBR", "GBR.head_of_government"),
        ("Federal Chancellor", "DEU", "DEU.head_of_government"),
        ("chancellor", "DEU", "DEU.head_of_government"),
        ("leader", "DEU", "DEU.head_of_government"),
        ("leader", "RUS", "RUS.head_of_state"),
        ("leader", "JPN", "JPN.head_of_government"),
        ("leader", "SAU", "SAU.head_of_state"),
        ("leader", "VNM", "VNM.cpv_general_secretary"),
        ("supreme leader", "IRN", "IRN.head_of_state"),
        ("king", "SAU", "SAU.head_of_state"),
        ("Crown Prince", "SAU", "SAU.crown_prince"),
        ("emperor", "JPN", "JPN.head_of_state"),
        ("vice-president", "USA", "USA.vice_president"),
        ("spokeswoman", "NATO", "NATO.spokesperson"),
        ("foreign ministry spokesman", "CHN", "CHN.mfa_spokesperson"),
        ("national security advisor", "USA", "USA.national_security_adviser"),
        ("ambassador to the United Nations", "USA", "USA.un_ambassador"),
        ("UN ambassador", "RUS", "RUS.un_ambassador"),
        ("State Councilor and Foreign Minister", "CHN", "CHN.foreign_minister"),
        ("president", "EC", "EU.commission_president"),
        ("foreign policy chief", "EU", "EU.high_representative"),
        ("Secretary General", "NATO", "NATO.secretary_general"),
        ("Chinese foreign minister", None, "CHN.foreign_minister"),
        ("Prime Minister of Italy", None, "ITA.head_of_government"),
        ("President of the European Commission", None, "EU.commission_president"),
        ("NATO Secretary-General", None, "NATO.secretary_general"),
        ("IAEA chief", None, "IAEA.director_general"),
        ("Russian leader", None, "RUS.head_of_state"),
        ("France’s foreign minister", None, "FRA.foreign_minister"),
    ],
)
def test_a_title_names_its_office_first(title: str, party: str | None, office: str):
    assert [o.key for o in known().offices_titled(title, party)][:1] == [office]


@pytest.mark.parametrize(
    "title", ["deputy foreign minister", "former president", "ambassador to China", "goalkeeper", ""]
)
def test_another_title_names_no_office(title: str):
    assert known().offices_titled(title, "RUS") == ()


def test_acting_tenures_come_last():
    assert [o.key for o in known().offices_titled("foreign minister", "JPN")] == [
        "JPN.foreign_minister",
        "JPN.foreign_minister_acting",
    ]


def test_the_offices_of_a_party_stand_highest_first():
    ranks = [o.rank for o in known().offices_of("UKR") if not o.key.endswith("_acting")]
    assert ranks == sorted(ranks)
    assert known().offices_of("UKR")[0].level == "head_of_state"
    assert known().offices_of("nobody") == ()


def test_every_party_has_at_most_one_leading_office_in_use():
    leading = defaultdict(list)
    for office in reference().offices:
        if office.leads:
            leading[office.party].append(office.key)
    assert {party: keys for party, keys in leading.items() if len(keys) > 1} == {
        "AFG": ["AFG.head_of_state", "AFG.supreme_leader"]
    }


@pytest.mark.parametrize(
    ("office", "label"),
    [
        ("USA.head_of_state", "President of the United States"),
        ("CHN.foreign_minister", "Minister of Foreign Affairs of China"),
        ("UN.secretary_general", "Secretary-General of the United Nations"),
        ("UN.envoy_syria", "Special Envoy for Syria (United Nations)"),
        ("GRC.head_of_government_acting", "Prime Minister of Greece (acting or overlapping)"),
    ],
)
def test_an_office_is_labelled_with_its_party(office: str, label: str):
    assert known().office_label(office) == label


def test_an_office_is_found_by_key_and_by_iri():
    office = known().office("CHN.head_of_state")
    assert office is not None
    assert office == known().office(IRIS.office("CHN.head_of_state"))
    assert known().office("CHN.dogcatcher") is None


# --- tenures ----------------------------------------------------------------------------------------------------


def test_the_holder_of_a_day_is_known():
    day = dt.date(2022, 2, 25)
    assert [p.key for p in known().holders("RUS.head_of_state", day, day)] == ["vladimir-putin"]
    assert known().tenure_known("RUS.head_of_state", day)


def test_without_days_nobody_is_a_holder():
    assert known().holders("RUS.head_of_state", None, EASTER) == ()
    assert known().holders("RUS.head_of_state", EASTER, None) == ()


@pytest.mark.parametrize(
    ("tenure", "day", "held", "sure"),
    [
        ({"start": "2020-05-20", "end": "2021-05-20"}, "2020-05-20", True, True),
        ({"start": "2020-05-20", "end": "2021-05-20"}, "2021-05-20", True, True),
        ({"start": "2020-05-20", "end": "2021-05-20"}, "2021-05-21", False, False),
        ({"start": "2020-05", "end": "2021"}, "2020-05-20", False, False),
        ({"start": "2020-05", "end": "2021"}, "2020-06-01", True, True),
        ({"start": "2020-05", "end": "2021"}, "2021-06-01", False, False),
        ({"start": "2020", "known_until": "2022-02"}, "2022-02-28", True, True),
        ({"start": "2020", "known_until": "2022-02"}, "2022-03-01", False, False),
        ({"start": "2020"}, "2030-01-01", True, True),
    ],
)
def test_a_tenure_counts_on_the_days_that_are_sure(tenure: dict[str, str], day: str, held: bool, sure: bool):
    on = dt.date.fromisoformat(day)
    actors = norway(tenure)
    assert bool(actors.holders("NOR.envoy", on, on)) is held
    assert bool(actors.tenures_of("kari-nordmann", on)) is held
    assert (actors.office_held("kari-nordmann", on) is not None) is held
    assert actors.tenure_known("NOR.envoy", on) is sure


@pytest.mark.parametrize(
    ("tenure", "day", "likely"),
    [
        ({"start": "2020", "known_until": "2022-02"}, "2024-02-28", True),
        ({"start": "2020", "known_until": "2022-02"}, "2024-02-29", False),
        ({"start": "2020", "end": "2022-02-28"}, "2022-03-01", False),
        ({"start": "2020-05", "known_until": "2022-02"}, "2020-05-20", False),
    ],
)
def test_whoever_was_last_known_in_office_is_likely_to_be_for_two_years(tenure: dict[str, str], day: str, likely: bool):
    on, actors = dt.date.fromisoformat(day), norway(tenure)
    assert bool(actors.tenures_of("kari-nordmann", on, likely=True)) is likely
    assert (actors.office_held("kari-nordmann", on, likely=True) is not None) is likely
    assert actors.party_of_person("kari-nordmann", on) == "NOR"


def test_a_tenure_near_an_inexact_date_leaves_the_holder_open():
    sure_and_possible = norway({"start": "2020-01-01", "end": "2021-03-01"}, {"start": "2021"})
    assert not sure_and_possible.tenure_known("NOR.envoy", dt.date(2021, 2, 1))
    assert sure_and_possible.tenure_known("NOR.envoy", dt.date(2020, 2, 1))


def test_who_holds_an_office_of_several_is_never_known_for_sure():
    assert not norway({"start": "2020"}, concurrent="yes").tenure_known("NOR.envoy", EASTER)
    assert not known().tenure_known("CHN.mfa_spokesperson", dt.date(2022, 2, 25))
    assert not known().tenure_known("nothing", EASTER)


def test_someone_acting_leaves_the_holder_open():
    tables = {
        "countries": [NORWAY],
        "offices": [
            ENVOY,
            {**ENVOY, "office": "NOR.envoy_acting", "title": ACTING + "Special Envoy", "concurrent": "yes"},
        ],
        "persons": [KARI, {"person": "ola-nordmann", "name": "Ola Nordmann"}],
        "tenures": [
            {"office": "NOR.envoy", "person": "kari-nordmann", "start": "2020-01-01"},
            {"office": "NOR.envoy_acting", "person": "ola-nordmann", "start": "2021-01-01", "end": "2021-01-31"},
        ],
    }
    actors = KnownActors(rows(**tables), IRIS)
    assert not actors.tenure_known("NOR.envoy", dt.date(2021, 1, 15))
    assert actors.tenure_known("NOR.envoy", dt.date(2021, 2, 15))


def test_the_highest_office_of_a_day_is_the_one_held():
    office = known().office_held("xi-jinping", dt.date(2023, 4, 26))
    assert office is not None
    assert office.key == "CHN.head_of_state"
    assert known().office_held("xi-jinping", None) is None


def test_incomplete_dates_span_what_they_may_mean():
    assert (earliest("2012"), latest("2012")) == (dt.date(2012, 1, 1), dt.date(2012, 12, 31))
    assert (earliest("2012-02"), latest("2012-02")) == (dt.date(2012, 2, 1), dt.date(2012, 2, 29))
    assert earliest("2012-02-03") == latest("2012-02-03") == dt.date(2012, 2, 3)


# --- one's own actors -------------------------------------------------------------------------------------------


def test_own_actors_come_on_top():
    own = rows(
        countries=[{**NORWAY, "name": "Kingdom of Norway"}],
        organisations=[{"organisation": "Peace Lab", "name": "Peace Lab", "part_of": "NOR"}],
        offices=[
            {
                "office": "Peace Lab.head",
                "party": "Peace Lab",
                "title": "Director",
                "kind": "head_of_organisation",
                "leads": "yes",
            }
        ],
        persons=[KARI],
        tenures=[{"office": "Peace Lab.head", "person": "kari-nordmann", "start": "2020"}],
    )
    actors = known().with_added(own)
    assert [n.key for n in actors.surface("the Peace Lab")] == ["Peace Lab"]
    assert actors.actor("NOR").label == "Kingdom of Norway"
    assert [o.key for o in actors.offices_titled("Peace Lab director", None)] == ["Peace Lab.head"]
    assert [o.key for o in actors.offices_titled("leader", "Peace Lab")] == ["Peace Lab.head"]
    assert [p.key for p in actors.holders("Peace Lab.head", EASTER, EASTER)] == ["kari-nordmann"]
    assert actors.surface("China") == known().surface("China")


# --- bad rows ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"countries": [{"country": "no", "name": "Norway"}]}, r"countries\.csv:2: column country: 'no'.*CHN"),
        ({"countries": [NORWAY, NORWAY]}, r"countries\.csv:3: 'NOR' is already in countries\.csv:2"),
        ({"countries": [{"country": "NOR", "name": ""}]}, r"countries\.csv:2: column name is empty"),
        ({"countries": [{**NORWAY, "wikidata": "20"}]}, r"column wikidata: '20'.*Q148"),
        ({"countries": [{**NORWAY, "verified": "maybe"}]}, r"column verified: 'maybe' \(accepted are yes, no"),
        (
            {"countries": [NORWAY], "organisations": [{"organisation": "NOR", "name": "Norsk"}]},
            "both a country and an organisation",
        ),
        (
            {"organisations": [{"organisation": "A", "name": "A", "part_of": "B"}]},
            r"organisations\.csv:2: column part_of: 'B'",
        ),
        (
            {"countries": [NORWAY], "offices": [{**ENVOY, "party": "NOT"}]},
            r"offices\.csv:2: column party: 'NOT'.*did you mean NOR",
        ),
        (
            {"countries": [NORWAY], "offices": [{**ENVOY, "kind": "boss"}]},
            r"column kind: 'boss' \(accepted are head_of_state,",
        ),
        (
            {"countries": [NORWAY], "metonyms": [{"surface": "Oslo", "party": "NOR", "kind": "town"}]},
            "accepted are capital, seat",
        ),
        (
            {"persons": [{"person": "Kari Nordmann", "name": "Kari"}]},
            r"persons\.csv:2: column person: 'Kari Nordmann'.*xi-jinping",
        ),
        ({"persons": [{**KARI, "party": "NOR"}]}, r"persons\.csv:2: column party: 'NOR' is no known"),
        (
            {
                "countries": [NORWAY],
                "towns": [{"town": "Voss", "country": "NOR", "latitude": "north", "longitude": "6"}],
            },
            r"-90 to 90",
        ),
        (
            {
                "countries": [NORWAY],
                "towns": [{"town": "Voss", "country": "NOR", "latitude": "60", "longitude": "200"}],
            },
            r"-180 to 180",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_remedy(tables: dict[str, list[dict[str, str]]], message: str):
    with pytest.raises(ActorsError, match=message):
        rows(**tables)


@pytest.mark.parametrize(
    ("tenure", "message"),
    [
        (
            {"start": "2020-02-30"},
            r"tenures\.csv:2: column start: '2020-02-30' is no date \(use YYYY-MM-DD, YYYY-MM or YYYY\)",
        ),
        ({"start": "May 2020"}, "column start: 'May 2020' is no date"),
        ({"start": ""}, "column start is empty"),
        ({"start": "2020-05-20", "end": "2020-04"}, "leaves NOR.envoy on 2020-04, before the start on 2020-05-20"),
        ({"start": "2020", "known_until": "2021"}, r"column known_until: '2021' is no month \(use YYYY-MM\)"),
        ({"start": "2020", "person": "ola-nordmann"}, "'ola-nordmann' is no known person.*kari-nordmann"),
        ({"start": "2020", "office": "NOR.king"}, "'NOR.king' is no known office"),
    ],
)
def test_a_bad_tenure_is_named_with_its_remedy(tenure: dict[str, str], message: str):
    with pytest.raises(ActorsError, match=message):
        norway(tenure)


def test_an_end_within_the_month_of_the_start_is_fine():
    assert norway({"start": "2020-05-20", "end": "2020-05"}).reference.tenures[0].end == "2020-05"


def test_other_names_are_those_that_mean_one_country_or_organisation_only():
    actors = rows(
        countries=[{**NORWAY, "aliases": "Norge"}],
        organisations=[
            {"organisation": "NC", "name": "Nordic Council", "acronym": "NC", "aliases": "the Council"},
            {"organisation": "CE", "name": "Council of Europe", "acronym": "CE", "aliases": "the Council"},
        ],
    )
    names = actors.other_names()
    assert (names["Norge"], names["NC"], names["CE"]) == ("Norway", "Nordic Council", "Council of Europe")
    assert "the Council" not in names


# --- RDF --------------------------------------------------------------------------------------------------------


def unordered(values: tuple[object, ...]) -> set[str]:
    return {repr(v) for v in values}


def test_what_is_written_as_rdf_is_read_back():
    before = rows(
        countries=[{**NORWAY, "aliases": "Norge", "ambiguous": "Norwegian", "note": "a note", "geonames": "3144096",
                    "wikidata": "Q20", "verified": "yes", "source": "an atlas"}],
        organisations=[
            {"organisation": "NC", "name": "Nordic Council", "acronym": "NC", "aliases": "the Council",
             "kind": "igo", "ambiguous": "the Council"},
            {"organisation": "Presidium", "name": "Presidium of the Nordic Council", "part_of": "NC"},
        ],
        metonyms=[
            {"surface": "Oslo", "party": "NOR", "kind": "capital"},
            {"surface": "Ved Stranden", "party": "NC", "kind": "seat", "ambiguous": "yes"},
        ],
        offices=[
            {**ENVOY, "aliases": "peace envoy", "concurrent": "yes"},
            {"office": "NOR.head_of_government", "party": "NOR", "title": "Prime Minister",
             "kind": "head_of_government", "leads": "yes"},
        ],
        persons=[{**KARI, "aliases": "K. Nordmann", "party": "NOR"}],
        tenures=[
            {"office": "NOR.envoy", "person": "kari-nordmann", "start": "2020", "end": "2021-02", "verified": "yes",
             "second_source": "a gazette", "source": "a list"},
            {"office": "NOR.envoy", "person": "kari-nordmann", "start": "2022-03-04", "known_until": "2025-01"},
        ],
    )  # fmt: skip
    after = reference_from_graph(reference_to_graph(before, IRIS), IRIS)
    for table in ("countries", "organisations", "metonyms", "offices", "persons", "tenures"):
        assert unordered(getattr(after, table)) == unordered(getattr(before, table)), table


@pytest.mark.whole
def test_the_whole_reference_comes_back_from_rdf():
    after = reference_from_graph(actors_graph(), IRIS)
    before = reference()
    assert {p.key for p in after.persons} == {p.key for p in before.persons}
    assert {(o.key, o.level, o.leads, o.title) for o in after.offices} == {
        (o.key, o.level, o.leads, o.title) for o in before.offices
    }
    assert unordered(after.tenures) == unordered(before.tenures)
    assert {(m.surface, m.party, m.ambiguous) for m in after.metonyms} >= {
        (m.surface, m.party, True) for m in before.metonyms if m.ambiguous
    }


def test_the_actors_graph_says_what_the_tables_say():
    graph, xi = actors_graph(), URIRef(IRIS.actor("xi-jinping"))
    assert (URIRef(IRIS.actor("China")), PARLEY.metonym, Literal("Beijing", lang="en")) in graph
    assert (xi, RDF.type, PARLEY.Person) in graph
    assert (xi, OWL.sameAs, URIRef("http://www.wikidata.org/entity/Q15031")) in graph
    tenure = URIRef(IRIS.tenure("CHN.head_of_state", "xi-jinping", "2013-03-14"))
    assert (tenure, PARLEY.holder, xi) in graph
    assert str(graph.value(tenure, PARLEY.tenureStart).n3()) == '"2013-03-14"^^<http://www.w3.org/2001/XMLSchema#date>'
    assert {str(o.datatype)[-10:] for o in graph.objects(None, PARLEY.knownUntil)} == {"gYearMonth"}
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)


def test_only_verified_items_are_the_same():
    same = set(actors_graph().subjects(OWL.sameAs))
    for organisation in reference().organisations:
        assert (URIRef(IRIS.actor(organisation.name)) in same) is (
            organisation.verified and bool(organisation.wikidata)
        )
    assert URIRef(IRIS.actor("Shanghai Cooperation Organisation")) not in same
    assert URIRef(IRIS.actor("Namibia")) not in same
    assert URIRef(IRIS.actor("United Nations")) in same


def test_a_users_turtle_may_use_relative_iris_and_levels_only():
    turtle = """
        PREFIX : <https://w3id.org/parley/ontology#>
        PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
        PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
        <actor/kari-nordmann> a :Person, :Actor ; rdfs:label "Kari Nordmann"@en .
        <office/norpeace-envoy> a :Office ; rdfs:label "Peace Envoy"@en ; :officeOf <actor/norway> ;
            :officeLevel :officeLevel-envoy .
        <tenure/t1> a :Tenure ; :holder <actor/kari-nordmann> ; :heldOffice <office/norpeace-envoy> ;
            :tenureStart "2020-05"^^xsd:gYearMonth .
    """
    graph = Graph().parse(data=turtle, format="turtle", publicID=IRIS.base)
    added = reference_from_graph(graph, IRIS, base=reference())
    assert added.offices[0].kind == "envoy"
    assert added.tenures == (Tenure(office="norpeace-envoy", person="kari-nordmann", start="2020-05"),)
    actors = known().with_added(added)
    assert [o.party for o in actors.offices_titled("peace envoy", "NOR")] == ["NOR"]


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ('<actor/norge> a :Country ; rdfs:label "Norway"@en ; :iso3 "NOR" .',
         r"actor/norge>: the IRI is not.*<http://127.0.0.1:8000/actor/norway>"),
        ('<actor/a> a :Person ; rdfs:label "A"@en, "B"@en .', r"has 2 values of label: A, B \(keep one\)"),
        ('<tenure/t> a :Tenure ; :holder <actor/x> ; :heldOffice <office/y> ; :tenureStart "2020"^^xsd:gYear .',
         "is no known office"),
    ],
)  # fmt: skip
def test_bad_turtle_is_named_with_its_remedy(statement: str, message: str):
    prefixes = "\n".join(
        f"PREFIX {p}: <{n}>"
        for p, n in (
            ("", "https://w3id.org/parley/ontology#"),
            ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
            ("xsd", "http://www.w3.org/2001/XMLSchema#"),
        )
    )
    graph = Graph().parse(data=f"{prefixes}\n{statement}", format="turtle", publicID=IRIS.base)
    with pytest.raises(ActorsError, match=message):
        reference_from_graph(graph, IRIS, where="own.ttl")


# --- the tables -------------------------------------------------------------------------------------------------


def test_every_iri_is_minted_once():
    ref = reference()
    minted = [
        *(IRIS.actor(c.name) for c in ref.countries),
        *(IRIS.actor(o.name) for o in ref.organisations),
        *(IRIS.actor(p.key) for p in ref.persons),
        *(IRIS.office(o.key) for o in ref.offices),
        *(IRIS.tenure(t.office, t.person, t.start) for t in ref.tenures),
    ]
    assert len(set(minted)) == len(minted)


def test_no_two_persons_hold_one_office_at_once():
    by_office = defaultdict(list)
    shared = {o.key for o in reference().offices if o.concurrent}
    for tenure in reference().tenures:
        if tenure.office not in shared:
            by_office[tenure.office].append(tenure)
    for office, held in by_office.items():
        held.sort(key=lambda t: (earliest(t.start), latest(t.end) if t.end else dt.date.max))
        for one, next_one in pairwise(held):
            assert one.end, f"{one.person} still holds {office} when {next_one.person} follows"
            assert earliest(one.end) <= latest(next_one.start), (
                f"{one.person} and {next_one.person} hold {office} at once"
            )


def test_every_open_tenure_is_known_until_a_month():
    assert all(t.end or re.fullmatch(r"\d{4}-\d\d", t.known_until) for t in reference().tenures)


def test_every_row_has_a_source():
    ref = reference()
    for table in (ref.countries, ref.organisations, ref.metonyms, ref.offices, ref.persons, ref.tenures, ref.towns):
        assert all(row.source for row in table)


def test_nothing_rests_on_a_share_alike_source():
    for file in (ROOT / "seeds/actors").glob("*.csv"):
        assert "world-leaders-current" not in file.read_text(encoding="utf-8"), file.name


def test_the_readme_counts_the_rows():
    text = (ROOT / "seeds/actors/README.md").read_text(encoding="utf-8")
    counted = dict(re.findall(r"^\| `(\w+)\.csv` \| (\d+) \|", text, flags=re.M))
    assert counted == {name: str(len(getattr(reference(), name))) for name in counted}
    assert set(counted) == {f.stem for f in (ROOT / "seeds/actors").glob("*.csv")}


@pytest.mark.parametrize("name", ["Xi Jinping", "Recep Tayyip Erdoğan", "Mohammed bin Salman", "X", "Łukasz Øvergård"])
def test_the_form_of_a_name_is_its_own_form(name: str):
    assert name_words(" ".join(name_words(name))) == name_words(name)
    assert surface_key(surface_key(name)) == surface_key(name)


# --- shapes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_causes_exactly_the_results_that_it_names(path: Path):
    expected = set(re.findall(r"^# expect: (\S+) (\S+)$", path.read_text(encoding="utf-8"), flags=re.M))
    assert bool(expected) is path.stem.startswith("invalid-")
    report = validator().validate(Graph().parse(path))
    assert {(r.shape.rpartition("#")[2], r.severity) for r in report.results} == expected
    assert report.conforms is not bool(expected)


def test_every_shape_is_broken_by_an_example():
    shapes = Graph().parse(ROOT / "shapes/actor.ttl")
    severities = {str(s).rpartition("#")[2] for s in shapes.subjects(URIRef("http://www.w3.org/ns/shacl#severity"))}
    named = {
        name
        for path in EXAMPLES
        for name in re.findall(r"^# expect: (\S+)", path.read_text(encoding="utf-8"), flags=re.M)
    }
    assert named == severities


@pytest.mark.whole
def test_all_reference_actors_conform():
    report = validator().validate(actors_graph())
    assert report.results == ()
