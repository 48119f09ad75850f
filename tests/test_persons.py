"""New people of several articles are one person where nothing tells them apart, with one page."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from pathlib import Path

import pytest

from parley.articles import read_article
from parley.config import Settings
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.merge import Named, same_persons
from parley.model import IRI
from parley.pipeline import ingest
from parley.store import open_store
from parley.store.service.workers import QueryService
from parley.web import create_app

BASE = "http://127.0.0.1:8000/"
KENYA, UGANDA = IRI(f"{BASE}actor/kenya"), IRI(f"{BASE}actor/uganda")


def named(iri: str, party: IRI | None = None, *offices: str, name: str = "njeri valimu") -> list[Named]:
    return [Named(name=name, iri=IRI(iri), party=party, office=office) for office in offices or ("",)]


def people(*told: list[Named]) -> set[frozenset[str]]:
    """Return who is one person with whom, whatever the order in which they are told."""
    every = [each for some in told for each in some]
    same = same_persons(every)
    random.Random(1).shuffle(every)
    assert same_persons(every) == same
    ends = {each.iri: same.get(each.iri, each.iri) for each in every}
    return {frozenset(iri for iri, end in ends.items() if end == one) for one in ends.values()}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (named("a-ken", KENYA), named("a-1")),
        (named("a-1"), named("a-2")),
        (named("a-ken", KENYA), named("b-ken", KENYA)),
        (named("a-ken", KENYA, "energy minister"), named("a-1", None, "minister")),
        (named("a-ken", KENYA, "energy minister", "foreign minister"), named("a-1", None, "foreign minister")),
    ],
)
def test_people_of_one_name_are_one_where_nothing_tells_them_apart(one, other):
    assert people(one, other) == {frozenset({one[0].iri, other[0].iri})}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (named("a-ken", KENYA), named("a-uga", UGANDA)),
        (named("a-ken", KENYA, "energy minister"), named("a-1", None, "ambassador")),
        (named("a-ken", KENYA, "governor"), named("b-ken", KENYA, "ambassador")),
        (named("a-ken", KENYA), named("a-1", name="njeri vanjiku")),
    ],
)
def test_states_offices_and_names_tell_people_apart(one, other):
    assert len(people(one, other)) == 2


def test_whoever_may_be_one_of_two_is_neither():
    both = named("a-ken", KENYA), named("a-uga", UGANDA)
    assert people(*both, named("a-1")) == {frozenset({iri}) for iri in ("a-ken", "a-uga", "a-1")}
    offices = named("a-ken", KENYA, "governor"), named("a-1", None, "ambassador")
    assert len(people(*offices, named("a-2"))) == 3
    again = named("a-2", None, "ambassador")
    assert people(*offices, again) == {frozenset({"a-ken"}), frozenset({"a-1", "a-2"})}


def test_the_iri_of_a_state_told_comes_first():
    assert same_persons([*named("a-0123456789abcdef"), *named("a-ken", KENYA)]) == {"a-0123456789abcdef": "a-ken"}


# --- in a store ----------------------------------------------------------------------------------------------------

TEXTS = (
    "Kenyan Energy Minister Njeri Wafulani met Ugandan Energy Minister Okot Ssebanja in Kampala on 3 May 2011.",
    "Kenya and Tanzania will build a power line, Energy Minister Njeri Wafulani said after talks with her Tanzanian "
    "colleague Rashid Mbegu in Arusha on 9 June 2011.",
)


@pytest.mark.parametrize("order", list(itertools.permutations(range(len(TEXTS)))))
def test_a_person_of_two_articles_has_one_page_whatever_came_first(
    order: tuple[int, ...], knowledge: Knowledge, few_actors: None, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    articles = []
    for number, text in enumerate(TEXTS):
        file = folder / f"{number}.txt"
        file.write_text(text)
        articles.append(read_article(file, iris=Iris(BASE), published=dt.date(2011, 6, 10)))
    with open_store(tmp_path / "store", base_iri=BASE, write=True) as store:
        for number in order:
            ingest([articles[number]], store, knowledge)
    with QueryService(Settings(store=tmp_path / "store", base_iri=BASE, query_workers=1)) as queries:
        client = create_app(queries.settings, queries=queries).test_client()
        page = client.get("/actor/njeri-wafulani-ken.html")
        assert page.status_code == 200
        assert "Rashid Mbegu" in page.text
        assert "Okot Ssebanja" in page.text
        alone = f"/actor/njeri-wafulani-{articles[1].iri.rpartition('/')[2]}"
        assert client.get(f"{alone}.html").headers["Location"].endswith("/actor/njeri-wafulani-ken.html")
        assert client.get(alone).headers["Location"].endswith("/actor/njeri-wafulani-ken")
