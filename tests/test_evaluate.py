from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.articles import load_gold
from parley.errors import GoldError
from parley.evaluate import ActsEvaluation, Evaluation, check_gold, evaluate, render_text
from parley.evaluate.matching import assign

PARTIES = {
    "Rudolf Rassendyll": "Ruritania", "Antoinette Mauban": "Graustark", "Michael Strelsau": "Ruritania",
    "Ruritania": "Ruritania", "Graustark": "Graustark", "Samavia": "Samavia", "Flavia Elphberg": "Samavia",
}  # fmt: skip
TWO = ("Rudolf Rassendyll", "Antoinette Mauban")


def wanted(*names: str, **members: Any) -> dict[str, Any]:
    """Return an event of the gold."""
    participants = [
        name if isinstance(name, dict) else {"name": name, "as_text": name, "on_behalf_of": PARTIES.get(name)}
        for name in names
    ]
    event = {
        "type": "meeting", "status": "occurred", "participants": participants, "evidence": [], "must": True,
        "date": {"start": None, "end": None}, "place": None,
    }  # fmt: skip
    return {**event, **members}


def who(label: str, kind: str = "person", party: str | None = None, **members: Any) -> dict[str, Any]:
    """Return a participant as `parley extract` writes it."""
    return {"label": label, "iri": None, "kind": kind, "text": label, "role": "participant", "office": None,
            "for": party or PARTIES.get(label), **members}  # fmt: skip


def told(*names: str | dict[str, Any], **members: Any) -> dict[str, Any]:
    """Return an event as `parley extract` writes it."""
    participants = [
        name if isinstance(name, dict) else who(name, "country" if PARTIES.get(name) == name else "person")
        for name in names
    ]
    event = {
        "type": "meeting", "status": "occurred", "medium": "unknown", "count": 1, "participants": participants,
        "start": None, "end": None, "precision": "unknown", "date_text": None, "date_basis": "unknown",
        "place": None, "topic": None, "said_by": None, "certainty": "certain", "confidence": 0.9, "evidence": [],
    }  # fmt: skip
    return {**event, **members}


def quoted(*quotes: str) -> list[dict[str, Any]]:
    return [{"exact": quote, "start": 0, "end": len(quote)} for quote in quotes]


def score(gold: list[dict[str, Any]], predicted: list[dict[str, Any]], **options: Any) -> Evaluation:
    return evaluate([{"doc": "a.txt", "events": gold}], {"a.txt": predicted}, **options)


def found(gold: dict[str, Any], predicted: dict[str, Any], **options: Any) -> bool:
    return score([gold], [predicted], **options).contacts.right == 1


def kinds(evaluation: Evaluation) -> list[str]:
    return [finding.kind for finding in evaluation.findings]


def right(gold: dict[str, Any], predicted: dict[str, Any], name: str) -> bool | None:
    """Say whether `name` was judged right, None where it was not judged, of an event that is found."""
    evaluation = score([gold], [predicted])
    assert evaluation.contacts.right == 1
    measure = evaluation.accuracy[name]
    assert (name in kinds(evaluation)) == (measure.total == 1 and measure.right == 0)
    return None if not measure.total else measure.right == 1


# --- found -------------------------------------------------------------------------------------------------------


def test_two_of_its_participants_find_an_event() -> None:
    gold = wanted(*TWO, "Flavia Elphberg")
    assert found(gold, told(*TWO))
    assert not found(gold, told("Rudolf Rassendyll"))
    assert not found(gold, told("Rudolf Rassendyll", "Michael Strelsau"))


def test_one_predicted_participant_is_one_of_the_gold() -> None:
    assert not found(wanted("Rudolf Rassendyll", "Michael Strelsau"), told(who("Ruritania", "country")))


def test_a_predicted_participant_is_given_to_the_one_that_needs_it() -> None:
    gold = wanted("Ruritania", {"name": "Ruritanian officials", "as_text": "officials", "on_behalf_of": "Ruritania"})
    assert found(gold, told(who("Ruritania", "country"), who("officials", "group", "Ruritania")))
    assert found(gold, told(who("officials", "group", "Ruritania"), who("Ruritania", "country")))


def test_who_was_absent_was_not_in_contact() -> None:
    assert not found(wanted(*TWO), told(who("Rudolf Rassendyll", role="absent"), who("Antoinette Mauban")))


def test_only_contacts_are_scored() -> None:
    evaluation = score(
        [wanted(*TWO, type="agreement"), wanted(*TWO, type="statement", must=True)], [told(*TWO, type="statement")]
    )
    assert evaluation.contacts.predicted == evaluation.contacts.gold == 0
    assert evaluation.contacts.precision is evaluation.contacts.recall is evaluation.contacts.f1 is None


def test_the_caller_may_say_which_types_are_contacts() -> None:
    gold = [{"doc": "a", "events": [wanted(*TWO, type="handshake")]}]
    assert evaluate(gold, {"a": []}, contact_types=("handshake",)).contacts.gold == 1
    assert evaluate(gold, {"a": []}).contacts.gold == 0


@pytest.mark.parametrize("kind", ["conference", "negotiation", "contact", "call"])
def test_another_contact_type_is_wrong_and_no_miss(kind: str) -> None:
    evaluation = score([wanted(*TWO)], [told(*TWO, type=kind)])
    assert evaluation.contacts.recall == 1.0
    assert kinds(evaluation) == ["type"]


# --- visits ------------------------------------------------------------------------------------------------------

VISIT = wanted("Rudolf Rassendyll", type="visit", place={"city": "Edelweiss", "country": "Graustark", "venue": None})
HOSTED = wanted(
    "Rudolf Rassendyll",
    {"name": "Graustark", "as_text": "the principality", "role": "host country", "on_behalf_of": "Graustark"},
    type="visit",
)


@pytest.mark.parametrize("gold", [VISIT, HOSTED], ids=["place", "host"])
@pytest.mark.parametrize(
    "predicted",
    [
        told("Rudolf Rassendyll", type="visit", place={"label": "Edelweiss", "country": "Graustark"}),
        told("Rudolf Rassendyll", type="visit", place={"label": "Graustark", "country": None}),
        told("Rudolf Rassendyll", who("Graustark", "country", role="host"), type="visit"),
        told("Rudolf Rassendyll", who("Antoinette Mauban", role="host"), type="visit"),
        told("Rassendyll", "Graustark", type="meeting"),
    ],
    ids=["city", "country", "host country", "host person", "meeting"],
)
def test_a_visit_is_found_by_visitor_and_country(gold: dict[str, Any], predicted: dict[str, Any]) -> None:
    assert found(gold, predicted)


@pytest.mark.parametrize("gold", [VISIT, HOSTED], ids=["place", "host"])
@pytest.mark.parametrize(
    "predicted",
    [
        told("Rudolf Rassendyll", type="visit"),
        told("Rudolf Rassendyll", type="visit", place={"label": "Samavia", "country": "Samavia"}),
        told("Graustark", type="visit", place={"label": "Edelweiss", "country": "Graustark"}),
    ],
    ids=["no country", "another country", "no visitor"],
)
def test_a_visit_without_visitor_or_country_is_not_found(gold: dict[str, Any], predicted: dict[str, Any]) -> None:
    assert not found(gold, predicted)


def test_a_tour_may_be_told_as_one_visit_for_each_country() -> None:
    stops = [
        told("Rudolf Rassendyll", type="visit", place={"label": country, "country": country})
        for country in ("Graustark", "Samavia")
    ]
    evaluation = score([wanted("Rudolf Rassendyll", type="visit")], stops)
    assert (evaluation.contacts.right, evaluation.contacts.predicted, evaluation.optional_found) == (1, 1, 1)
    assert score([wanted("Rudolf Rassendyll", type="visit")], [told("Rudolf Rassendyll")]).contacts.right == 0


def test_a_host_country_may_be_the_place_of_a_meeting() -> None:
    gold = wanted(
        "Rudolf Rassendyll",
        {"name": "Graustark", "as_text": "Graustark", "role": "host country", "on_behalf_of": "Graustark"},
    )
    assert found(gold, told("Rudolf Rassendyll", place={"label": "Edelweiss", "country": "Graustark"}))


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Volodymyr Zelenskyy", "Zelensky"),
        ("Volodymyr Zelenskyy", "President Volodymyr Zelensky"),
        ("Gitanas Nausėda", "Gitanas Nauseda"),
        ("Recep Tayyip Erdoğan", "ERDOGAN"),
        ("Lars Løkke Rasmussen", "Lars Lokke Rasmussen"),
        ("Abdel Fattah El-Sisi", "Sisi"),
        ("Abdullah bin Zayed Al Nahyan", "Sheikh Abdullah bin Zayed"),
        ("Ukhnaa Khurelsukh", "U.Khurelsukh"),
        ("Joseph R. Biden Jr.", "Joe Biden"),
        ("Fumio Kishida", "Kishida Fumio"),
        ("Xi Jinping", "Xi"),
        ("Ursula von der Leyen", "von der Leyen"),
        ("Valerii Zaluzhnyi", "Valery Zaluzhnyy"),
        ("Sergei Lavrov", "Russia’s Sergey Lavrov"),
    ],
)
def test_names_of_one_person_agree(name: str, label: str) -> None:
    assert found(wanted(name, "Antoinette Mauban"), told(who(label), "Antoinette Mauban"))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Jill Biden", "Joe Biden"),
        ("Volodymyr Zelenskyy", "Vladimir Putin"),
        ("Wang Yi", "Li Hui"),
        ("Joseph R. Biden Jr.", "R."),
        ("Xi Jinping", "President"),
        ("Park Jin", "Yoon Suk Yeol"),
    ],
)
def test_names_of_two_people_differ(name: str, label: str) -> None:
    assert not found(wanted(name, "Antoinette Mauban"), told(who(label), "Antoinette Mauban"))


def test_the_words_of_the_text_will_do() -> None:
    gold = wanted({"name": "Rudolf Rassendyll", "as_text": "the Red Elphberg", "on_behalf_of": None}, "Flavia Elphberg")
    assert found(gold, told(who("The Red Elphberg"), "Flavia Elphberg"))
    pronoun = wanted({"name": "Rudolf Rassendyll", "as_text": "He", "on_behalf_of": None}, "Flavia Elphberg")
    assert not found(pronoun, told(who("Michael", text="He"), "Flavia Elphberg"))


def test_a_surname_is_not_enough_across_parties() -> None:
    gold = wanted("Rudolf Rassendyll", "Antoinette Mauban")
    assert found(gold, told(who("Rassendyll"), "Antoinette Mauban"))
    assert found(gold, told(who("Rassendyll", party="Ruritania"), "Antoinette Mauban"))
    assert not found(gold, told(who("Rassendyll", party="Samavia"), "Antoinette Mauban"))


def test_the_same_words_resolved_to_another_person_are_wrong() -> None:
    leaders = [{"name": name, "as_text": "the two leaders", "on_behalf_of": PARTIES[name]} for name in TWO]
    assert not found(wanted(*leaders), told(who("Michael Strelsau", text="the two leaders"), "Antoinette Mauban"))


def test_a_country_stands_for_its_representative_unless_the_sentence_names_one() -> None:
    gold = wanted(*TWO)
    assert found(gold, told("Ruritania", "Graustark", evidence=quoted("Leaders of Ruritania and Graustark met.")))
    named = quoted("Rudolf Rassendyll met the leader of Graustark.")
    assert not found(gold, told("Ruritania", "Graustark", evidence=named))
    assert not found(gold, told("Ruritania", "Samavia"))


def test_a_person_or_group_stands_for_the_country_of_the_gold() -> None:
    gold = wanted("Ruritania", "Graustark")
    assert found(gold, told(*TWO))
    assert found(gold, told(who("officials", "group", "Ruritania"), who("diplomats", "group", "Graustark")))


def test_groups_are_compared_by_party() -> None:
    officials = {
        "name": "senior Elphberg administration officials",
        "as_text": "Officials",
        "on_behalf_of": "Ruritania",
    }
    gold = wanted(officials, "Antoinette Mauban")
    assert found(gold, told(who("Ruritanian officials", "group", "Ruritania"), "Antoinette Mauban"))
    assert found(gold, told("Ruritania", "Antoinette Mauban"))
    assert not found(gold, told(who("officials", "group", "Samavia"), "Antoinette Mauban"))
    assert not found(gold, told("Rudolf Rassendyll", "Antoinette Mauban"))


def test_an_office_without_a_name_is_its_holder() -> None:
    minister = {"name": "Foreign minister of Ruritania", "as_text": "his counterpart", "on_behalf_of": "Ruritania"}
    gold = wanted(minister, "Antoinette Mauban")
    assert found(gold, told("Rudolf Rassendyll", "Antoinette Mauban"))
    for label in ("Foreign Minister of Ruritania", "Ruritanian Foreign Minister", "Secretary General"):
        assert found(gold, told(who(label, party="Ruritania"), "Antoinette Mauban"))
    assert not found(gold, told("Flavia Elphberg", "Antoinette Mauban"))


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("United States", "U.S."),
        ("United Kingdom", "Britain"),
        ("Turkey", "Türkiye"),
        ("Democratic Republic of the Congo", "DRC"),
        ("Group of Seven", "G7"),
        ("NATO", "North Atlantic Treaty Organization"),
        ("European Union", "the EU"),
    ],
)
def test_countries_and_organisations_go_by_several_names(name: str, label: str) -> None:
    gold = wanted({"name": name, "as_text": "it", "on_behalf_of": name}, "Flavia Elphberg")
    assert found(gold, told(who(label, "organisation"), "Flavia Elphberg"))


def test_the_caller_may_give_further_names() -> None:
    predicted = told(who("the Ruritanian Kingdom", "country"), "Graustark")
    assert not found(wanted("Ruritania", "Graustark"), predicted)
    assert found(wanted("Ruritania", "Graustark"), predicted, aliases={"Ruritanian Kingdom": "Ruritania"})


# --- one to one --------------------------------------------------------------------------------------------------


def test_a_second_telling_is_false_and_said_to_be_one() -> None:
    evaluation = score([wanted(*TWO)], [told(*TWO), told(*TWO, start="2020-01-01"), told("Samavia", "Ruritania")])
    assert (evaluation.contacts.right, evaluation.contacts.predicted, evaluation.duplicates) == (1, 3, 1)
    assert kinds(evaluation) == ["false", "duplicate"]
    assert evaluation.findings[1].gold == "occurred meeting: Rudolf Rassendyll, Antoinette Mauban"


def test_pairs_of_one_large_meeting_find_it_once() -> None:
    names = ("Rudolf Rassendyll", "Antoinette Mauban", "Flavia Elphberg")
    evaluation = score([wanted(*names)], [told(*pair) for pair in itertools.combinations(names, 2)])
    assert (evaluation.contacts.right, evaluation.contacts.predicted, evaluation.duplicates) == (1, 3, 2)


def test_a_counted_event_may_be_told_as_often() -> None:
    gold = [wanted(*TWO, count=3)]
    assert score(gold, [told(*TWO, start=f"2023-01-0{i}") for i in (1, 2, 3)]).contacts.precision == 1.0
    assert score(gold, [told(*TWO, start=f"2023-01-0{i}") for i in (1, 2, 3, 4)]).contacts.predicted == 2


def test_pairs_that_agree_are_matched() -> None:
    gold = [wanted(*TWO, type="visit"), wanted(*TWO), wanted(*TWO, status="requested", type="call", medium=None)]
    predicted = [told(*TWO), told(*TWO, status="requested", type="call"), told(*TWO, type="visit")]
    for order in itertools.permutations(predicted):
        evaluation = score(gold, list(order))
        assert evaluation.contacts.f1 == 1.0
        assert kinds(evaluation) == []


def test_evidence_tells_two_like_events_apart() -> None:
    first, second = "They met in the old castle at noon.", "They met again in the new palace at night."
    gold = [wanted(*TWO, evidence=[first], status="planned"), wanted(*TWO, evidence=second, status="planned")]
    predicted = [told(*TWO, evidence=quoted(second), status="planned", start="2023-01-01")]
    (miss,) = (finding for finding in score(gold, predicted).findings if finding.kind == "miss")
    assert miss.evidence == first


def test_what_must_be_found_is_matched_before_what_may_be() -> None:
    gold = [wanted(*TWO, "Samavia", type="call", must=True), wanted(*TWO, must=False)]
    evaluation = score(gold, [told(*TWO)])
    assert (evaluation.contacts.right, evaluation.optional_found) == (1, 0)


def test_optional_events_are_neither_missed_nor_false() -> None:
    gold = [wanted(*TWO, must=False)]
    assert score(gold, []).contacts.gold == 0
    evaluation = score(gold, [told(*TWO)])
    assert (evaluation.contacts.predicted, evaluation.optional_found, kinds(evaluation)) == (0, 1, [])


def test_events_of_types_that_are_not_complete_are_optional() -> None:
    gold = [{"doc": "a", "complete_types": ["summit"], "events": [wanted(*TWO), wanted(*TWO, type="summit")]}]
    evaluation = evaluate(gold, {"a": [told(*TWO), told("Samavia", "Ruritania")]})
    assert (evaluation.contacts.gold, evaluation.contacts.predicted) == (1, 1)


@given(st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=0, max_size=4))
def test_the_assignment_is_the_best(weights: list[list[int]]) -> None:
    chosen = assign(weights)
    columns = [column for column in chosen if column is not None]
    assert len(set(columns)) == len(columns)
    total = sum(weights[row][column] for row, column in enumerate(chosen) if column is not None)
    every = (
        sum(weights[row][column] for row, column in enumerate(p))
        for p in itertools.permutations(range(4), len(weights))
    )
    assert total == max(every)


# --- what is said of an event ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gold", "predicted", "expected"),
    [
        ("denied_or_refused", "refused", True),
        ("denied_or_refused", "denied", True),
        ("denied_or_refused", "not_held", True),
        ("denied_or_refused", "cancelled", False),
        ("cancelled", "postponed", True),
        ("planned", "requested", False),
        ("postponed", "cancelled", False),
    ],
)
def test_status(gold: str, predicted: str, expected: bool) -> None:
    assert right(wanted(*TWO, status=gold), told(*TWO, status=predicted), "status") is expected


def test_other_statuses_may_be_as_good() -> None:
    gold = wanted(*TWO, status="planned", status_also_accept=["cancelled"])
    assert right(gold, told(*TWO, status="postponed"), "status") is True
    assert right(gold, told(*TWO, status="occurred"), "status") is False


@pytest.mark.parametrize(
    ("gold", "predicted", "medium", "expected"),
    [
        ("summit", "conference", "unknown", True),
        ("negotiation_round", "negotiation", "unknown", True),
        ("video_call", "call", "video", True),
        ("correspondence", "message", "letter", True),
        ("other_contact", "contact", "unknown", True),
        ("other_contact", "meeting", "unknown", True),
        ("other_contact", "call", "phone", False),
        ("other_contact", "visit", "unknown", False),
        ("meeting", "contact", "unknown", False),
    ],
)
def test_type(gold: str, predicted: str, medium: str, expected: bool) -> None:
    assert right(wanted(*TWO, type=gold), told(*TWO, type=predicted, medium=medium), "type") is expected


def test_other_types_may_be_as_good() -> None:
    gold = wanted(*TWO, type="call", type_also_accept=["summit"])
    assert right(gold, told(*TWO, type="conference"), "type") is True
    assert right(gold, told(*TWO, type="conference"), "medium") is None


@pytest.mark.parametrize(
    ("members", "medium", "expected"),
    [
        ({"type": "call"}, "phone", True),
        ({"type": "call"}, "video", False),
        ({"type": "call"}, "unknown", False),
        ({"type": "call", "medium": "video"}, "video", True),
        ({"type": "call", "medium": None}, "video", None),
        ({"type": "video_call"}, "video", True),
        ({"type": "message"}, "letter", True),
        ({"type": "meeting"}, "video", None),
        ({"type": "meeting", "medium": "in_person"}, "in_person", True),
    ],
)
def test_medium(members: dict[str, Any], medium: str, expected: bool | None) -> None:
    assert right(wanted(*TWO, **members), told(*TWO, medium=medium), "medium") is expected


@pytest.mark.parametrize(
    ("start", "end", "first", "last", "expected"),
    [
        (None, None, None, None, True),
        (None, None, "2023-04-26", "2023-04-26", False),
        (None, None, None, "2023-04-26", False),
        ("2023-04-26", None, "2023-04-26", "2023-04-26", True),
        ("2023-04-26", "2023-04-28", "2023-04-26", "2023-04-26", True),
        ("2023-04-26", "2023-04-28", "2023-04-27", "2023-04-28", False),
        ("2023-04-26", None, "2023-04-01", "2023-04-30", False),
        ("2023-04-26", None, None, None, False),
        ("2023-04", None, "2023-04-26", "2023-04-26", True),
        ("2023-04", None, "2023-05-01", "2023-05-31", False),
        ("2023-09", "2023-12", "2023-11-02", "2023-11-02", True),
        ("2023-09", "2023-12", "2024-01-01", "2024-01-01", False),
        ("2023", "2023", "2023-12-31", "2023-12-31", True),
        (None, "2023-03-22", None, "2023-03-22", True),
        (None, "2023-03-22", "2023-03-22", "2023-03-23", False),
    ],
)
def test_date(start: str | None, end: str | None, first: str | None, last: str | None, expected: bool) -> None:
    gold = wanted(*TWO, date={"start": start, "end": end})
    assert right(gold, told(*TWO, start=first, end=last), "date") is expected


def test_other_dates_may_be_as_good() -> None:
    gold = wanted(*TWO, date={"start": "2023-03-20", "end": "2023-03-22"}, date_also_accept=["2023-03-21", "2022"])
    assert right(gold, told(*TWO, start="2023-03-21"), "date") is True
    assert right(gold, told(*TWO, start="2022-12-31"), "date") is True
    assert right(gold, told(*TWO, start="2023-03-22"), "date") is False


@pytest.mark.parametrize(
    ("city", "country", "venue", "label", "in_country", "expected"),
    [
        ("Strelsau", "Ruritania", None, "Strelsau", "Ruritania", True),
        ("Strelsau", "Ruritania", None, "Ruritania", "Ruritania", True),
        ("Strelsau", "Ruritania", None, "Zenda", "Ruritania", False),
        ("Strelsau", "Ruritania", "the Castle", "Castle", "Ruritania", True),
        ("Strelsau", "Ruritania", None, "Strelsau", None, True),
        (None, "Ruritania", None, "Zenda", "Ruritania", True),
        (None, "Ruritania", None, "Graustark", "Graustark", False),
        ("Washington", "United States", None, "White House", "United States", True),
        ("Kyiv", "Ukraine", None, "Kiev", "Ukraine", True),
        ("Naypyitaw", "Myanmar", None, "Naypyidaw", "Myanmar", True),
        ("Vienna", "Ruritania", None, "Vientiane", "Ruritania", False),
        ("Dili", "East Timor", None, "Timor-Leste", "Timor-Leste", True),
        (None, None, None, "Zenda", "Ruritania", None),
    ],
)
def test_place(
    city: str | None, country: str | None, venue: str | None, label: str, in_country: str | None, expected: bool | None
) -> None:
    gold = wanted(*TWO, place={"city": city, "country": country, "venue": venue})
    predicted = told(*TWO, place={"label": label, "country": in_country})
    assert right(gold, predicted, "place") is expected


def test_no_place_is_wrong_where_the_gold_has_one() -> None:
    assert right(wanted(*TWO, place={"city": "Strelsau", "country": "Ruritania"}), told(*TWO), "place") is False


# --- whether it occurred -----------------------------------------------------------------------------------------


def test_ongoing_counts_as_occurred() -> None:
    evaluation = score([wanted(*TWO, status="ongoing")], [told(*TWO, status="occurred")])
    assert evaluation.occurred.f1 == 1.0
    assert kinds(evaluation) == ["status"]


def test_a_planned_contact_returned_as_occurred_is_counted_and_listed() -> None:
    evaluation = score([wanted(*TWO, status="planned")], [told(*TWO)])
    assert (evaluation.returned_as_occurred.right, evaluation.returned_as_occurred.total) == (1, 1)
    assert (evaluation.occurred.right, evaluation.occurred.predicted, evaluation.occurred.gold) == (0, 1, 0)
    assert kinds(evaluation) == ["occurred", "status"]


def test_a_second_telling_that_says_it_occurred_is_caught_by_its_evidence() -> None:
    quote = "Rassendyll hopes to meet Mauban in the spring."
    gold = [wanted(*TWO, status="hypothetical", evidence=[quote])]
    right_one = told(*TWO, status="hypothetical", evidence=quoted(quote))
    evaluation = score(gold, [right_one, told(*TWO, evidence=quoted(quote))])
    assert evaluation.returned_as_occurred.right == 1
    elsewhere = score(gold, [right_one, told(*TWO, evidence=quoted("They met last year, he said."))])
    assert elsewhere.returned_as_occurred.right == 0


def test_optional_contacts_that_did_not_occur_must_not_either() -> None:
    evaluation = score([wanted(*TWO, status="planned", must=False)], [told(*TWO)])
    assert evaluation.returned_as_occurred.right == 1
    assert (evaluation.occurred.predicted, evaluation.contacts.predicted) == (1, 0)


def test_an_accepted_answer_that_it_did_not_occur_is_no_missed_occurrence() -> None:
    gold = [wanted(*TWO, status="ongoing", status_also_accept=["planned"])]
    assert score(gold, [told(*TWO, status="planned")]).occurred.gold == 0
    assert score(gold, [told(*TWO, status="denied")]).occurred.recall == 0.0
    assert score(gold, []).occurred.recall == 0.0


def test_an_accepted_answer_that_it_occurred_is_none_returned_wrongly() -> None:
    evaluation = score([wanted(*TWO, status="planned", status_also_accept=["occurred"])], [told(*TWO)])
    assert evaluation.returned_as_occurred.total == 0
    assert evaluation.occurred.f1 == 1.0


# --- over the texts ----------------------------------------------------------------------------------------------


def test_texts_go_by_name_with_or_without_ending() -> None:
    gold = [{"doc": "a", "events": [wanted(*TWO)]}, {"doc": "b.txt", "events": [wanted(*TWO)]}]
    evaluation = evaluate(gold, {"a.txt": [told(*TWO)], "b.html": [told(*TWO)], "c.txt": []})
    assert evaluation.contacts.f1 == 1.0
    assert (evaluation.unread, evaluation.without_gold) == ((), ("c",))


def test_a_text_without_prediction_is_named_and_its_events_are_missed() -> None:
    evaluation = evaluate([{"doc": "a.txt", "events": [wanted(*TWO)]}], {})
    assert evaluation.unread == ("a",)
    assert evaluation.contacts.recall == 0.0
    assert "without a prediction: a" in render_text(evaluation)


def test_quiet_texts_are_counted_once_however_many_false_events_they_have() -> None:
    gold = [{"doc": name, "events": []} for name in "ab"] + [{"doc": "c", "events": [wanted(*TWO)]}]
    evaluation = evaluate(
        gold, {"a": [told(*TWO), told("Samavia", "Ruritania")], "b": [], "c": [told("Samavia", "Ruritania")]}
    )
    assert (evaluation.quiet_texts_with_false.right, evaluation.quiet_texts_with_false.total) == (1, 2)
    assert evaluation.contacts.predicted == 3


def test_confidence_is_tabled_by_tenths() -> None:
    gold = [wanted(*TWO), wanted("Samavia", "Ruritania")]
    predicted = [
        told(*TWO, confidence=1.0),
        told("Samavia", "Ruritania", confidence=0.92),
        told("Samavia", "Graustark", confidence=0.05),
    ]
    low, high = score(gold, predicted).reliability
    assert (low.low, low.count, low.right) == (0.0, 1, 0)
    assert (high.low, high.count, high.right, high.mean_confidence) == (0.9, 2, 2, pytest.approx(0.96))


def test_tellings_of_one_happening_are_measured_by_the_events_that_they_became() -> None:
    names = {"a": "visit", "b": "visit", "c": "visit", "d": "talks"}
    gold = [{"doc": doc, "events": [wanted(*TWO, event=event)]} for doc, event in names.items()]
    predicted = {doc: [told(*TWO, iri=doc)] for doc in names}
    evaluation = evaluate(gold, predicted, merged={"a": "one", "b": "one", "c": "two", "d": "two"})
    assert (evaluation.merging.right, evaluation.merging.predicted, evaluation.merging.gold) == (1, 2, 3)
    assert [(f.kind, f.doc) for f in evaluation.findings] == [("apart", "a, b, c"), ("together", "c, d")]
    assert "tellings of one event         1" in render_text(evaluation)
    assert "tellings of one event" not in render_text(evaluate(gold, predicted))


def test_what_is_told_twice_in_one_text_is_no_matter_of_merging() -> None:
    gold = [{"doc": "a", "events": [wanted(*TWO, event="x"), wanted(*TWO, event="x")]}]
    evaluation = evaluate(gold, {"a": [told(*TWO, iri="1"), told(*TWO, iri="2")]}, merged={"1": "one", "2": "two"})
    assert (evaluation.merging.gold, evaluation.findings) == (0, ())


def test_order_makes_no_difference() -> None:
    shuffle = random.Random(7)
    gold = [
        {"doc": name, "events": [wanted(*TWO), wanted(*TWO, type="visit"), wanted("Samavia", "Ruritania")]}
        for name in "abc"
    ]
    events = [told(*TWO), told(*TWO, start="2023-01-01"), told("Samavia", "Graustark"), told("Samavia", "Ruritania")]
    expected = evaluate(gold, dict.fromkeys("abc", events))
    for _ in range(5):
        shuffle.shuffle(gold)
        shuffle.shuffle(events)
        assert evaluate(gold, {name: list(events) for name in shuffle.sample("abc", 3)}) == expected


def test_the_gold_of_the_seeds_scores_itself_in_full() -> None:
    gold = load_gold(Path(__file__).parent / "gold" / "seeds.json")
    predicted = {}
    for entry in gold:
        events = []
        for event in entry["events"]:
            date, place = event["date"], event["place"] or {}
            start = date["start"] and date["start"] + "0000-01-01"[len(date["start"]) :]
            medium = event.get("medium") or {"call": "phone"}.get(event["type"], "unknown")
            names = [who(p["name"], text=p["as_text"], party=p["on_behalf_of"]) for p in event["participants"]]
            label = place.get("city") or place.get("country")
            events.append(told(
                *names, type=event["type"], status=event["status"], medium=medium, start=start, end=start,
                place={"label": label, "country": place.get("country")} if label else None,
                evidence=quoted(*event["evidence"]),
            ))  # fmt: skip
        predicted[entry["doc"]] = events
    evaluation = evaluate(gold, predicted)
    assert (evaluation.contacts.f1, evaluation.contacts.gold, evaluation.docs) == (1.0, 22, 5)
    assert evaluation.findings == ()


# --- giving it out -----------------------------------------------------------------------------------------------


def test_json_carries_everything() -> None:
    evaluation = score([wanted(*TWO), wanted("Samavia", "Ruritania")], [told(*TWO, status="planned")])
    data = json.loads(json.dumps(evaluation.to_json()))
    assert data["contacts"] == {"right": 1, "predicted": 1, "gold": 2, "precision": 1.0, "recall": 0.5, "f1": 2 / 3}
    assert data["accuracy"]["status"] == {"right": 0, "total": 1, "share": 0.0}
    assert data["accuracy"]["place"]["share"] is None
    assert data["found_by_type"]["meeting"] == {"right": 1, "total": 2, "share": 0.5}
    assert [finding["kind"] for finding in data["findings"]] == ["miss", "status"]


def test_text_shows_the_measures_and_the_details_when_asked() -> None:
    quote = "Rassendyll may meet Mauban."
    gold = [wanted(*TWO, status="planned", date={"start": "2023-05", "end": None}, evidence=[quote])]
    evaluation = score(gold, [told(*TWO, start="2023-04-26", end="2023-04-27", evidence=quoted(quote))])
    brief, full = render_text(evaluation), render_text(evaluation, details=True)
    lines = {line.split("  ")[0]: line.split() for line in brief.splitlines()}
    assert lines["contacts"][1:] == ["1", "1", "1", "100.0", "%", "100.0", "%", "100.0", "%"]
    assert lines["not occurred, returned as occurred"][-5:] == ["1", "of", "1", "100.0", "%"]
    assert quote not in brief
    assert full.startswith(brief.rstrip("\n"))
    assert "wrong date (1)" in full
    assert "gold       planned meeting: Rudolf Rassendyll, Antoinette Mauban; 2023-05" in full
    assert "predicted  occurred meeting: Rudolf Rassendyll, Antoinette Mauban; 2023-04-26/2023-04-27" in full
    assert f"evidence   {quote}" in full


def test_text_of_nothing_has_no_shares() -> None:
    assert "–" in render_text(evaluate([], {}))


# --- the format of the gold --------------------------------------------------------------------------------------


def test_gold_is_returned_as_it_is() -> None:
    data = [{"doc": "a.txt", "events": [wanted(*TWO, type="summit", status="denied_or_refused", evidence="They met.")]}]
    assert check_gold(data, where="gold.json") is data


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "gold.json: not a list"),
        ([3], "gold.json, text 1: no 'doc'"),
        ([{"doc": "a", "events": []}, {"doc": "a.txt", "events": []}], "gold.json, a.txt: a second entry"),
        ([{"doc": "a"}], "gold.json, a: no list 'events'"),
        ([{"doc": "a", "events": ["met"]}], "gold.json, a, event 1: not an object"),
        ([{"doc": "a", "events": [wanted(*TWO, type="meting")]}], "gold.json, a, event 1: type 'meting'"),
        ([{"doc": "a", "events": [wanted(*TWO, status="done")]}], "a, event 1: status 'done'"),
        ([{"doc": "a", "events": [wanted(*TWO, status_also_accept=["done"])]}], "status_also_accept 'done'"),
        ([{"doc": "a", "events": [wanted(*TWO, type_also_accept=["x"])]}], "type_also_accept 'x'"),
        ([{"doc": "a", "events": [wanted(*TWO, medium="fax")]}], "medium 'fax'"),
        ([{"doc": "a", "events": [wanted(*TWO, participants=["Rassendyll"])]}], "participants without a 'name'"),
        ([{"doc": "a", "events": [wanted(*TWO, date="2023")]}], "'date' is not an object"),
        ([{"doc": "a", "events": [wanted(*TWO, date={"start": "26 April"})]}], "is not ISO"),
        ([{"doc": "a", "events": [wanted(*TWO, date={"start": "2023-13"})]}], "is not ISO"),
        ([{"doc": "a", "events": [wanted(*TWO, place="Zenda")]}], "'place' is not an object"),
        ([{"doc": "a", "events": [wanted(*TWO, evidence=[3])]}], "'evidence' is neither"),
        ([{"doc": "a", "complete_types": ["x"], "events": []}], "complete_types 'x'"),
    ],
)
def test_gold_in_another_format_is_refused_with_its_place(data: object, message: str) -> None:
    with pytest.raises(GoldError) as raised:
        check_gold(data, where="gold.json")
    assert message in str(raised.value)
    assert raised.value.remedy


def test_further_types_are_accepted_when_named() -> None:
    data = [{"doc": "a", "events": [wanted(*TWO, type="handshake")]}]
    assert check_gold(data, where="gold.json", types=["handshake"]) == data


# --- speech acts and measures ------------------------------------------------------------------------------------

WARNED = "Ruritania warned Strelsau on Monday that the gates would be shut."


def act(kind: str, *participants: dict[str, Any], quote: str = WARNED, **members: Any) -> dict[str, Any]:
    return {
        "type": kind, "status": "occurred", "participants": list(participants), "topic": "the gates would be shut",
        "evidence": [quote], "date": {"start": "1894-03-05", "end": "1894-03-05"}, **members,
    }  # fmt: skip


def said(kind: str, *participants: dict[str, Any], quote: str = WARNED, **members: Any) -> dict[str, Any]:
    return {
        "type": kind, "status": "occurred", "participants": list(participants), "topic": "the gates would be shut",
        "evidence": [{"exact": quote}], "start": "1894-03-05", "end": "1894-03-05", "confidence": 0.7, **members,
    }  # fmt: skip


SPEAKER = {"name": "Ruritania", "on_behalf_of": "Ruritania", "role": "speaker"}
ADDRESSEE = {"name": "Strelsau", "on_behalf_of": "Strelsau", "role": "addressee"}
SPEAKING = {**who("Ruritania", "country"), "role": "speaker"}
ADDRESSED = {**who("Strelsau", "country"), "role": "addressee"}


def acts_of(
    gold: list[dict[str, Any]], predicted: list[dict[str, Any]], complete: tuple[str, ...] = ("warning", "request")
) -> ActsEvaluation:
    return evaluate([{"doc": "a", "complete_types": complete, "events": gold}], {"a": predicted}).acts


def test_an_act_is_found_by_who_acts_and_a_sentence_of_it() -> None:
    gold = [act("warning", SPEAKER, ADDRESSEE)]
    assert acts_of(gold, [said("warning", SPEAKING, ADDRESSED)]).score.f1 == 1
    for other in (
        said("warning", {**ADDRESSED, "role": "speaker"}, {**SPEAKING, "role": "addressee"}),
        said("warning", SPEAKING, ADDRESSED, quote="Ruritania closed its harbour for the winter."),
    ):
        result = acts_of(gold, [other])
        assert result.score.f1 == 0
        assert sorted(finding.kind for finding in result.findings) == ["false", "miss"]


@pytest.mark.parametrize(
    ("name", "predicted"),
    [
        ("type", said("request", SPEAKING, ADDRESSED)),
        ("status", said("warning", SPEAKING, ADDRESSED, status="planned")),
        ("addressee", said("warning", SPEAKING)),
        ("content", said("warning", SPEAKING, ADDRESSED, topic="the price of bread")),
        ("date", said("warning", SPEAKING, ADDRESSED, start=None, end=None)),
    ],
)
def test_what_is_wrong_of_an_act_that_is_found_is_told_by_name(name: str, predicted: dict[str, Any]) -> None:
    result = acts_of([act("warning", SPEAKER, ADDRESSEE)], [predicted])
    assert result.score.f1 == 1
    assert [finding.kind for finding in result.findings] == [name]
    assert {key for key, measure in result.accuracy.items() if measure.share != 1} == {name}


def test_acts_are_judged_only_where_the_gold_lists_all_of_their_type() -> None:
    predicted = [said("warning", SPEAKING, ADDRESSED)]
    assert acts_of([], predicted, complete=("meeting",)).docs == 0
    assert acts_of([], predicted, complete=("request",)).score.predicted == 0
    assert acts_of([], predicted).score.predicted == 1


def test_an_act_that_may_be_left_out_is_no_miss_and_not_false() -> None:
    gold = [act("warning", SPEAKER, ADDRESSEE, must=False)]
    for predicted in ([], [said("warning", SPEAKING, ADDRESSED)]):
        score = acts_of(gold, predicted).score
        assert (score.right, score.predicted, score.gold) == (0, 0, 0)


def test_acts_make_no_difference_to_contacts() -> None:
    meeting = wanted("Rudolf Rassendyll", "Michael Strelsau")
    both = [told("Rudolf Rassendyll", "Michael Strelsau"), said("warning", SPEAKING, ADDRESSED)]
    assert score([meeting, act("warning", SPEAKER, ADDRESSEE)], both).contacts.f1 == 1


def test_somebody_is_found_by_the_words_of_the_text_where_the_full_name_is_written_otherwise() -> None:
    gold = {"name": "R.K. Rassendyll", "as_text": "Dr RK Rassendyll", "on_behalf_of": "Ruritania"}
    told_so = who("Rudolf Karl Maria Rassendyll", party="Ruritania", text="RK Rassendyll")
    other = who("Rupert Hentzau", party="Ruritania", text="RK Hentzau")
    assert found(wanted(gold, "Antoinette Mauban"), told(told_so, "Antoinette Mauban"))
    assert not found(wanted(gold, "Antoinette Mauban"), told(other, "Antoinette Mauban"))
