"""What claims say differently stands side by side, and nothing else does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from parley.model import Term
from parley.vocab import scheme_iri
from parley.web.answers.cards import Telling
from parley.web.answers.disagreement import Disagreement, disagreements
from parley.web.answers.rows import Link, Row
from parley.wording import date_in_words, status_in_words

HARBOUR, KAZAN, RUSSIA = (f"http://example.org/place/{name}" for name in ("harbour", "kazan", "russia"))


def telling(
    name: str, *, status: str = "occurred", start: str | None = None, end: str | None = None, day: str = "2024-03-21"
) -> Telling:
    first, last = (dt.date.fromisoformat(each) if each else None for each in (start, end or start))
    return Telling(
        claim=f"http://example.org/article/{name}#claim-0",
        quotes=(f"So says {name}.",),
        article=Link(text=name),
        publisher=name,
        published=None,
        estimated=False,
        address=None,
        cited=None,
        cited_kind=None,
        certainty=None,
        status=status_in_words(status),
        day=dt.date.fromisoformat(day),
        start=first,
        end=last,
        when=date_in_words(first, last, "day") if first or last else None,
        date_text=None,
        date_basis=None,
    )


def row(name: str, part: str, **values: str) -> Row:
    terms: Mapping[str, str] = {"part": part, "claim": f"http://example.org/article/{name}#claim-0", **values}
    return {key: Term(type="uri" if "//" in value else "literal", value=value) for key, value in terms.items()}


def where(name: str, place: str, *around: str) -> list[Row]:
    return [row(name, "place", place=place, around=each) for each in around] or [row(name, "place", place=place)]


def who(name: str, actor: str, *, role: str = "participant", party: str | None = None) -> Row:
    more = {"party": f"http://example.org/actor/{party}"} if party else {}
    named = {"actor": f"http://example.org/actor/{actor}", "actorLabel": actor.capitalize()}
    return row(name, "participant", role=str(scheme_iri("role", role)), **named, **more)


def said(found: tuple[Disagreement, ...]) -> list[tuple[str, list[tuple[str, list[str | None]]]]]:
    return [(each.about, [(s.says, [t.publisher for t in s.tellings]) for s in each.sides]) for each in found]


def test_what_is_told_and_what_is_denied_stand_side_by_side() -> None:
    found = disagreements([telling("a"), telling("b"), telling("c", status="denied")], [])
    assert said(found) == [("Whether it took place", [("it did", ["a", "b"]), ("it did not: denied", ["c"])])]


def test_a_plan_that_was_moved_and_then_carried_out_is_no_disagreement() -> None:
    plan = telling("a", status="planned", start="2024-03-12", day="2024-02-10")
    moved = telling("b", status="postponed", start="2024-03-12", day="2024-03-05")
    assert disagreements([plan, moved, telling("c", start="2024-03-20")], []) == ()


def test_what_is_told_as_cancelled_after_it_took_place_is_a_disagreement() -> None:
    found = disagreements([telling("a"), telling("b", status="cancelled", day="2024-03-25")], [])
    assert [side.says for side in found[0].sides] == ["it did", "it did not: cancelled"]


def test_days_that_do_not_meet_are_a_disagreement_and_a_month_around_them_is_none() -> None:
    month = telling("c", start="2024-03-01", end="2024-03-31")
    found = disagreements([telling("a", start="2024-03-20"), telling("b", start="2024-03-21"), month], [])
    assert said(found) == [("When", [("20 March 2024", ["a"]), ("21 March 2024", ["b"])])]


def test_a_city_in_the_country_that_another_names_is_no_disagreement_and_another_city_is_one() -> None:
    tellings = [telling("a"), telling("b"), telling("c")]
    country = [*where("a", KAZAN, RUSSIA), *where("b", RUSSIA), *where("c", RUSSIA)]
    assert disagreements(tellings, country) == ()
    found = disagreements(tellings, [*where("a", KAZAN, RUSSIA), *where("b", HARBOUR, RUSSIA), *where("c", RUSSIA)])
    assert said(found) == [("Where", [("kazan", ["a"]), ("harbour", ["b"])])]


def test_two_media_are_a_disagreement_and_an_unknown_one_is_none() -> None:
    media = {"a": "phone", "b": "video", "c": "unknown"}
    rows = [row(name, "medium", medium=str(scheme_iri("medium", medium))) for name, medium in media.items()]
    found = disagreements([telling("a"), telling("b"), telling("c")], rows)
    assert said(found) == [("How", [("by phone", ["a"]), ("by video", ["b"])])]


def test_two_numbers_are_a_disagreement() -> None:
    rows = [row(name, "count", count=number) for name, number in (("a", "3"), ("b", "4"), ("c", "3"))]
    found = disagreements([telling("a"), telling("b"), telling("c")], rows)
    assert said(found) == [("How often", [("3 times", ["a", "c"]), ("4 times", ["b"])])]


def test_the_initiative_of_another_side_is_a_disagreement_and_of_who_acts_for_it_is_none() -> None:
    began = {name: who(name, actor, role="initiator", party=party) for name, actor, party in (
        ("a", "anna", "germany"), ("b", "germany", None), ("c", "chie", "japan"),
    )}  # fmt: skip
    assert _initiatives(began["a"], began["b"]) == []
    assert _initiatives(began["a"], began["c"]) == [("Anna", ["a"]), ("Chie", ["c"])]


def _initiatives(*rows: Row) -> list[tuple[str, list[str | None]]]:
    names = [each["claim"].value.split("/")[-1].partition("#")[0] for each in rows]
    found = said(disagreements([telling(name) for name in names], list(rows)))
    return [side for about, sides in found if about == "Whose initiative it was" for side in sides]


def test_whoever_only_some_name_is_told_apart_from_whoever_was_absent_to_others() -> None:
    rows = [who("a", "anna"), who("a", "bruno"), who("a", "chie"), who("b", "anna"), who("b", "bruno", role="absent")]
    absent, unnamed = disagreements([telling("a"), telling("b")], rows)
    assert (absent.about, absent.silence) == ("Whether Bruno took part", False)
    assert [side.says for side in absent.sides] == ["took part", "not there"]
    assert (unnamed.about, unnamed.silence) == ("Whether Chie took part", True)


def test_a_country_named_in_place_of_its_president_is_no_silence() -> None:
    rows = [who("a", "anna", party="germany"), who("a", "bruno"), who("b", "germany"), who("b", "bruno")]
    assert disagreements([telling("a"), telling("b")], rows) == ()


def test_one_claim_alone_disagrees_with_nobody() -> None:
    assert disagreements([telling("a", status="denied")], []) == ()
