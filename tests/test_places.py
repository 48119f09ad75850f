from __future__ import annotations

from functools import cache

import pytest

from parley.actors import KnownActors
from parley.errors import NotFound
from parley.iris import Iris
from parley.places import City, Gazetteer
from parley.resources import load_gazetteer, load_reference

IRIS = Iris("http://127.0.0.1:8000/")


@cache
def known() -> KnownActors:
    return KnownActors(load_reference(), IRIS)


@cache
def gazetteer() -> Gazetteer:
    return load_gazetteer(known())


def slug_of(iri: str) -> str:
    return iri.rpartition("/")[2]


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Beijing", "beijing-china"),
        ("Peking", "beijing-china"),
        ("Munich", "munich-germany"),
        ("Kiev", "kyiv-ukraine"),
        ("Kyiv", "kyiv-ukraine"),
        ("Geneva", "geneva-switzerland"),
        ("Paris", "paris-france"),
        ("Washington", "washington-united-states"),
        ("Washington, D.C.", "washington-united-states"),
        ("New Delhi", "new-delhi-india"),
        ("New York", "new-york-united-states"),
        ("The Hague", "the-hague-netherlands"),
        ("Sanaa", "sanaa-yemen"),
        ("Malé", "male-maldives"),
        ("St. Petersburg", "saint-petersburg-russia"),
        ("Sharm el-Sheikh", "sharm-el-sheikh-egypt"),
        ("Vienna", "vienna-austria"),
        ("Georgetown", "georgetown-guyana"),
        ("Davos", "davos-switzerland"),
        ("Bali", "bali-indonesia"),
        ("Camp David", "camp-david-united-states"),
    ],
)
def test_the_likeliest_city_of_a_name_comes_first(name: str, place: str):
    assert slug_of(gazetteer().city(name)[0].iri) == place


def test_a_city_nearby_comes_before_a_capital():
    assert slug_of(gazetteer().city("Paris", near="USA")[0].iri) == "paris-united-states"
    assert slug_of(gazetteer().city("London", near="CAN")[0].iri) == "london-canada"
    assert slug_of(gazetteer().city("Berlin", near="CHN")[0].iri) == "berlin-germany"


@pytest.mark.parametrize("name", ["", "beijing", "Of", "Zzyzx", "Minister"])
def test_a_word_that_names_no_city_finds_none(name: str):
    assert gazetteer().city(name) == ()


def test_a_city_has_its_country_and_coordinates():
    [beijing] = gazetteer().city("Beijing")
    assert (beijing.kind, beijing.label, beijing.country_label) == ("city", "Beijing", "China")
    assert beijing.country == IRIS.actor("China")
    assert beijing.latitude == pytest.approx(39.9, abs=0.1)
    assert beijing.longitude == pytest.approx(116.4, abs=0.1)


def test_nearly_every_country_has_its_capital():
    without = {c.key for c in known().reference.countries if c.capital and gazetteer().capital(c.key) is None}
    assert without == {"ESH", "IOT", "PLW"}
    assert gazetteer().capital("XYZ") is None
    capital = gazetteer().capital("FRA")
    assert capital is not None
    assert capital.label == "Paris"


def test_a_building_stands_in_its_city():
    house, city = gazetteer().venue("the White House"), gazetteer().venue_city("White House")
    assert house is not None
    assert city is not None
    assert slug_of(house.iri) == "white-house-washington-united-states"
    assert (house.kind, house.latitude) == ("venue", city.latitude)
    assert slug_of(city.iri) == "washington-united-states"
    kremlin = gazetteer().venue_city("the Kremlin")
    assert kremlin is not None
    assert kremlin.label == "Moscow"


def test_a_ministry_without_a_city_is_no_venue():
    assert gazetteer().venue("Amiri Diwan") is None
    assert gazetteer().venue_city("Beijing") is None


def test_every_building_of_the_tables_has_coordinates():
    buildings = [m.surface for m in known().reference.metonyms if m.city]
    assert buildings
    assert [b for b in buildings if gazetteer().venue(b) is None] == []


def test_a_country_is_a_place_and_an_actor():
    germany = gazetteer().country("DEU")
    assert (slug_of(germany.iri), germany.kind, germany.country) == ("germany", "country", IRIS.actor("Germany"))
    with pytest.raises(NotFound, match="'DE' is no known country"):
        gazetteer().country("DE")


def test_cities_of_one_name_keep_different_iris():
    cities = [
        City(name="Springfield", iso2="US", latitude=1.0, longitude=1.0, population=50, region="IL"),
        City(name="Springfield", iso2="US", latitude=2.0, longitude=2.0, population=90, region="MO"),
        City(name="Springfield", iso2="US", latitude=3.0, longitude=3.0, population=40, region="IL"),
        City(name="Springfield", iso2="ZZ", latitude=4.0, longitude=4.0, population=10, region=""),
    ]
    found = Gazetteer(known(), cities).city("Springfield")
    assert [(slug_of(p.iri), p.latitude) for p in found] == [
        ("springfield-united-states", 2.0),
        ("springfield-il-united-states", 1.0),
        ("springfield-il-1-united-states", 3.0),
    ]
    assert Gazetteer(known(), reversed(cities)).city("Springfield") == found


def test_other_names_of_small_towns_are_not_used():
    cities = [
        City(
            name="Alpha",
            iso2="US",
            latitude=1.0,
            longitude=1.0,
            population=900_000,
            alternates=("Betaville", "betagrad", "Бета"),
        ),
        City(name="Gamma", iso2="US", latitude=2.0, longitude=2.0, population=900, alternates=("Deltaville",)),
    ]
    small = Gazetteer(known(), cities)
    assert [p.label for p in small.city("Betaville")] == ["Alpha"]
    assert small.city("Deltaville") == small.city("Betagrad") == ()


def test_a_part_of_a_federation_is_told_by_its_country() -> None:
    cities = [
        City(name="Florida", iso2="CU", latitude=21.5, longitude=-78.2, population=40_000),
        City(name="Brest", iso2="US", latitude=44.0, longitude=-86.0, population=900_000),
    ]
    gazetteer = Gazetteer(known(), cities, parts={"Florida": "US", "Brest": "US"})
    assert [place.label for place in gazetteer.city("Florida")] == ["United States"]
    assert [place.label for place in gazetteer.city("Florida", near="CUB")] == ["Florida"]
    assert [place.label for place in gazetteer.city("Brest")] == ["Brest"]  # a large city is called so as well
