"""Drawings: where their marks stand, and that they count what the rows count."""

from __future__ import annotations

import datetime as dt
from itertools import combinations, pairwise

import pytest

from parley.knowledge import Knowledge
from parley.model import Term
from parley.selection import Selection
from parley.vocab import scheme_iri
from parley.web.charts.axis import Tick, day_texts, ticks
from parley.web.charts.network import HEIGHT, MARGIN, NARROW, TALL, WIDTH, Knot, frames, network
from parley.web.charts.strip import MOST, SIZE, strip
from parley.web.charts.timeline import spans, timeline
from parley.web.charts.world import country_points, project, spots

XSD = "http://www.w3.org/2001/XMLSchema#"


def literal(value: object) -> Term:
    return Term(type="literal", value=str(value))


def counted(first: str | None, last: str | None, status: str = "occurred", events: int = 1) -> dict[str, Term]:
    row = {"status": Term(type="uri", value=str(scheme_iri("status", status))), "events": literal(events)}
    return row | {"first": literal(first or "0001-01-01"), "last": literal(last or "9999-12-31")}


def pair(a: str, b: str, events: int) -> dict[str, Term]:
    return {
        "a": Term(type="uri", value=f"http://example.org/{a}"),
        "aLabel": literal(a),
        "b": Term(type="uri", value=f"http://example.org/{b}"),
        "bLabel": literal(b),
        "events": literal(events),
    }


# Of the table in the paper on the projection: half the equator is 0.8707 π, a pole lies 1.4224 above the centre.
@pytest.mark.parametrize(
    ("latitude", "longitude", "x", "y"),
    [(0, 0, 275, 143), (0, 180, 275 + 273.5, 143), (90, 0, 275, 143 - 142.2), (-90, 0, 275, 143 + 142.2)],
)
def test_degrees_become_points_of_the_drawn_world(latitude: float, longitude: float, x: float, y: float) -> None:
    assert project(latitude, longitude) == pytest.approx((x, y), abs=0.1)


def test_the_area_of_a_spot_is_in_proportion_to_its_events() -> None:
    rows = [
        {
            "place": Term(type="uri", value=f"http://example.org/place/{name}"),
            "label": literal(name),
            "latitude": literal(10),
            "longitude": literal(20),
            "events": literal(events),
        }
        for name, events in (("small", 25), ("large", 100))
    ]
    large, small = spots(rows)
    assert (large.label, small.label) == ("large", "small")
    assert large.radius == pytest.approx(2 * small.radius, rel=0.02)


def test_events_of_which_only_the_country_is_told_have_a_mark_of_their_own_in_it() -> None:
    def row(name: str, **about: str) -> dict[str, Term]:
        node = Term(type="uri", value=f"http://example.org/{name}")
        return {
            "place": node,
            "label": literal(name),
            "events": literal(4),
            **{n: literal(v) for n, v in about.items()},
        }

    city, country, unknown = sorted(
        spots([row("Paris", latitude="48.9", longitude="2.3"), row("Atlantis", iso2="QQ"), row("France", iso2="FR")]),
        key=lambda spot: ("Paris", "France", "Atlantis").index(spot.label),
    )
    assert (city.country, country.country, unknown.country) == (False, True, True)
    assert unknown.point is None
    assert country.point is not None
    assert abs(country.x - city.x) < 5 > abs(country.y - city.y)
    assert country.side**2 == pytest.approx(3.1416 * city.radius**2, rel=0.02)
    assert country.within(Selection(), base="http://example.org/").values == (
        ("place", "France"),
        ("located", "country_only"),
    )
    assert city.within(Selection(), base="http://example.org/").values == (("place", "Paris"),)


def test_every_country_of_the_reference_data_has_a_point_within_the_drawn_world(knowledge: Knowledge) -> None:
    points = country_points()
    assert {country.iso2 for country in knowledge.reference.countries} <= points.keys()
    assert all(-90 < latitude < 90 and -180 <= longitude <= 180 for latitude, longitude in points.values())


def test_a_network_keeps_its_nodes_within_the_drawing_and_is_drawn_alike_each_time() -> None:
    rows = [
        pair("China", "Russia", 9),
        pair("China", "Ukraine", 2),
        pair("Cuba", "Mexico", 1),
        pair("Cuba", "China", 1),
    ]
    drawn = network(rows)
    assert drawn == network(reversed(rows))
    assert [knot.label for knot in drawn.knots] == ["China", "Russia", "Cuba", "Ukraine", "Mexico"]
    assert all(MARGIN <= knot.x <= WIDTH - MARGIN and MARGIN <= knot.y <= HEIGHT - MARGIN for knot in drawn.knots)
    assert [line.events for line in drawn.lines] == [9, 2, 1, 1]
    assert drawn.lines[0].width > drawn.lines[1].width >= drawn.lines[2].width


def test_a_network_for_narrow_windows_is_the_same_on_its_side_and_no_name_stands_on_another() -> None:
    rows = [pair("China", f"Country of a long name {n}", 30 - n) for n in range(24)]
    drawn = network(rows)
    narrow = drawn.upright
    assert (narrow.width, narrow.height) == (NARROW, TALL)
    assert [knot.label for knot in narrow.knots] == [knot.label for knot in drawn.knots]
    assert [(line.a.label, line.b.label) for line in narrow.lines] == [
        ("China", knot.label) for knot in drawn.knots[1:]
    ]
    assert all(0 < knot.x < NARROW and 0 < knot.y < TALL for knot in narrow.knots)
    assert {(line.a.x, line.a.y) for line in narrow.lines} == {(narrow.knots[0].x, narrow.knots[0].y)}
    boxes = [name_box(knot) for knot in narrow.knots if knot.name]
    assert len(boxes) > 5
    assert all(left >= 0 and right <= NARROW for left, _, right, _ in boxes)
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))


def name_box(knot: Knot) -> tuple[float, float, float, float]:
    """Return left, top, right and bottom of a name in letters of 17 px, which are 9.8 px wide in a wide font."""
    assert knot.name is not None
    long = 9.8 * len(knot.label)
    left = knot.name.x - {"start": 0, "middle": long / 2, "end": long}[knot.name.anchor]
    return left, knot.name.y - 12, left + long, knot.name.y + 3


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_a_network_says_how_many_pairs_it_leaves_out() -> None:
    drawn = network([pair("Hub", f"Spoke {i}", i + 1) for i in range(10)], most=4)
    assert (len(drawn.lines), drawn.left_out) == (4, 6)
    assert min(line.events for line in drawn.lines) == 7


def test_no_rows_give_an_empty_drawing() -> None:
    assert network([]).knots == ()
    assert timeline([]).bars == ()
    assert spots([]) == ()


def test_a_bar_stacks_what_took_place_and_what_did_not() -> None:
    drawn = timeline([
        counted("2023-03-20", "2023-03-20", events=3),
        counted("2023-03-20", "2023-03-20", "planned"),
        counted("2023-03-22", "2023-03-22", "cancelled"),
        counted("2023-03-22", "2023-03-22", "postponed"),
    ])  # fmt: skip
    assert drawn.unit == "day"
    assert [(bar.name, bar.events) for bar in drawn.bars] == [("20 March 2023", 4), ("22 March 2023", 2)]
    assert [(s.group, s.events) for s in drawn.bars[0].segments] == [("held", 3), ("open", 1)]
    assert [s.group for s in drawn.bars[1].segments] == ["moved", "off"]
    assert drawn.bars[0].segments[0].height == pytest.approx(3 * drawn.bars[0].segments[1].height, abs=0.2)


@pytest.mark.parametrize(
    ("first", "last", "unit", "bars"),
    [
        ("2023-01-01", "2023-03-01", "day", 2),
        ("2020-01-31", "2023-03-01", "month", 2),
        ("1990-01-31", "2023-03-01", "year", 2),
    ],
)
def test_the_bars_are_as_wide_as_the_time_is_long(first: str, last: str, unit: str, bars: int) -> None:
    drawn = timeline([counted(first, first), counted(last, last)])
    assert (drawn.unit, len(drawn.bars)) == (unit, bars)
    assert drawn.bars[0].first <= drawn.bars[0].last < drawn.bars[1].first
    assert len(drawn.along) <= 13


def test_what_is_dated_less_exactly_than_a_bar_is_counted_apart() -> None:
    drawn = timeline([
        counted("2023-03-20", "2023-03-20"),
        counted("2023-03-01", "2023-03-31", events=5),
        counted("2023-03-10", None, events=2),
        counted(None, None, events=9),  # undated
    ])  # fmt: skip
    assert (sum(bar.events for bar in drawn.bars), drawn.vague) == (1, 7)
    wider = timeline([counted("2019-03-20", "2019-03-20"), counted("2023-03-01", "2023-03-31", events=5)])
    assert (sum(bar.events for bar in wider.bars), wider.vague) == (6, 0)


@pytest.mark.parametrize("highest", [1, 4, 7, 23, 180, 4321])
def test_the_marks_beside_the_bars_stand_at_few_round_numbers(highest: int) -> None:
    marks = [
        int(tick.text.replace(",", "")) for tick in timeline([counted("2023-03-20", "2023-03-20", events=highest)]).up
    ]
    assert 2 <= len(marks) <= 5
    assert marks[0] == 0
    assert marks[-1] <= highest


def dated(event: str, start: str | None, end: str | None = None, *, status: str = "occurred") -> dict[str, Term]:
    row = {
        "event": Term(type="uri", value=f"http://example.org/event/{event}"),
        "label": literal(f"Meeting {event}"),
        "status": Term(type="uri", value=str(scheme_iri("status", status))),
        "precision": Term(type="uri", value=str(scheme_iri("precision", "day" if end is None else "range"))),
    }
    return row | {"start": literal(start), "end": literal(end or start)} if start else row


def planned(event: str, *days: str) -> list[dict[str, Term]]:
    iri = Term(type="uri", value=f"http://example.org/event/{event}")
    step = Term(type="uri", value=str(scheme_iri("status", "planned")))
    return [{"event": iri, "step": step, "first": literal(day), "last": literal(day)} for day in days]


def test_marks_stand_in_the_order_of_time_and_those_of_one_day_above_one_another() -> None:
    rows = [dated("b", "2024-03-20"), dated("c", "2024-06-01"), dated("a", "2024-03-20")]
    drawn = strip(rows)
    assert drawn is not None
    first, second, third = drawn.marks
    assert [mark.label for mark in drawn.marks] == ["Meeting a", "Meeting b", "Meeting c"]
    assert (first.x, first.y - SIZE) == (second.x, second.y)
    assert third.x > second.x


def test_an_event_that_was_moved_has_an_arrow_from_the_day_that_was_planned_first() -> None:
    (mark,) = strip([dated("a", "2024-06-20")], planned("a", "2024-03-12", "2024-04-12")).marks  # type: ignore[union-attr]
    assert mark.moved_from is not None
    assert mark.moved_from.text == "12 March 2024"
    assert mark.from_x is not None
    assert mark.from_x < mark.x
    assert mark.arrow.startswith(f"M{mark.from_x} ")


def test_two_days_too_near_for_the_drawing_still_have_an_arrow_between_them() -> None:
    mark = strip([dated("a", "2024-03-13"), dated("z", "2034-01-01")], planned("a", "2024-03-12")).marks[0]  # type: ignore[union-attr]
    assert mark.from_x == mark.x - SIZE


def test_an_event_that_took_place_as_planned_was_not_moved() -> None:
    (mark,) = strip([dated("a", "2024-03-12")], planned("a", "2024-03-12")).marks  # type: ignore[union-attr]
    assert mark.moved_from is None
    assert mark.arrow == ""


def test_what_was_put_off_without_a_new_day_stands_where_it_was_planned() -> None:
    drawn = strip([dated("a", None, status="postponed")], planned("a", "2024-03-12"))
    assert drawn is not None
    assert [(mark.when.text, mark.status) for mark in drawn.marks] == [("12 March 2024", "postponed")]


def test_a_mark_says_that_what_was_put_off_has_no_new_date() -> None:
    put_off = planned("a", "2024-03-12")[0] | {"step": Term(type="uri", value=str(scheme_iri("status", "postponed")))}
    drawn = strip([dated("a", "2024-03-12", status="postponed")], [*planned("a", "2024-03-12"), put_off])
    assert drawn is not None
    (mark,) = drawn.marks
    assert (mark.when.text, mark.told.word) == ("was planned for 12 March 2024", "postponed, no new date told")
    assert drawn.statuses == (("postponed, no new date told", "postponed"),)


def test_an_event_that_is_not_told_to_the_day_is_a_line_over_the_days_on_which_it_may_have_been() -> None:
    drawn = strip([dated("a", "2024-03-01", "2024-03-31"), dated("b", "2024-05-01")])
    assert drawn is not None
    month, day = drawn.marks
    assert month.first_x < month.x < month.last_x
    assert day.first_x == day.x == day.last_x
    assert drawn.spans


def test_too_many_events_and_none_at_all_have_no_marks() -> None:
    assert strip([]) is None
    assert strip(dated(f"{n:03}", f"{2000 + n % 20}-0{1 + n % 9}-01") for n in range(MOST + 1)) is None


@pytest.mark.parametrize(
    ("last", "fewest"), [("2024-03-03", 2), ("2024-12-31", 4), ("2030-01-01", 4), ("2300-01-01", 2)]
)
def test_the_axis_has_few_words_however_long_it_is(last: str, fewest: int) -> None:
    drawn = strip([dated("a", "2024-03-01"), dated("b", last)])
    assert drawn is not None
    assert fewest <= len(drawn.along) <= 12
    assert len({tick.text for tick in drawn.along}) == len(drawn.along)


@pytest.mark.parametrize("days", [1, 2, 5, 15, 16, 40, 60, 61, 75, 90, 130, 250, 300, 330, 700, 1500, 5000, 40_000])
@pytest.mark.parametrize("first", ["2020-12-20", "2021-01-01", "2021-02-28", "2021-09-02"])
def test_no_words_along_an_axis_touch_others_or_leave_the_drawing(first: str, days: int) -> None:
    last = dt.date.fromisoformat(first) + dt.timedelta(days)
    marks = strip([dated("a", first), dated("b", last.isoformat())])
    bars = timeline([counted(first, first), counted(last.isoformat(), last.isoformat())])
    assert marks is not None
    for along in (marks.along, bars.along):
        assert along
        assert all(tick.left >= 0 and tick.right <= WIDTH for tick in along)
        assert all(a.right < b.left for a, b in pairwise(along))
    if bars.unit == "day":
        assert str(dt.date.fromisoformat(first).year) in bars.along[0].text


def test_words_at_the_edge_give_way_to_their_neighbours() -> None:
    assert ticks([(14.0, "Jan 2021"), (90.0, "Apr 2021"), (400.0, "Jul 2021")]) == (
        Tick(position=90.0, text="Apr 2021"),
        Tick(position=400.0, text="Jul 2021"),
    )
    assert [tick.anchor for tick in ticks([(14.0, "2021"), (450.0, "2022"), (890.0, "2023")])] == [
        "start", "middle", "end",
    ]  # fmt: skip


def test_days_have_the_year_where_it_begins() -> None:
    days = [dt.date(2020, 12, 19), dt.date(2020, 12, 29), dt.date(2021, 1, 8), dt.date(2021, 1, 18)]
    assert day_texts(days) == ["19 Dec 2020", "29 Dec", "8 Jan 2021", "18 Jan"]


def test_parts_of_a_network_that_are_not_joined_stand_apart() -> None:
    drawn = network([pair("a", "b", 9), pair("b", "c", 5), pair("c", "a", 2), pair("x", "y", 7)])
    places = {knot.label: knot for knot in drawn.knots}
    assert max(places[name].x for name in "abc") < min(places[name].x for name in "xy")


def test_pairs_below_one_another_are_no_chain() -> None:
    hub = [pair("hub", f"spoke {n}", 9) for n in range(4)]
    drawn = network([*hub, *(pair(f"{n} a", f"{n} b", 1) for n in range(9))])
    pairs = [line for line in drawn.lines if line.a.label.endswith(" a")]
    columns: dict[float, list[tuple[float, float]]] = {}
    for line in pairs:
        columns.setdefault(line.a.x, []).append((min(line.a.y, line.b.y), max(line.a.y, line.b.y)))
    assert max(map(len, columns.values())) > 1
    for column in columns.values():
        for (top, bottom), (following, _) in pairwise(sorted(column)):
            assert following - bottom > bottom - top
    assert all(line.a.y < line.b.y for line in pairs)  # in the order of their names, in every process


def test_a_name_that_stands_away_from_its_node_is_led_to_it() -> None:
    crowd = [pair("hub", f"{name} of the middle", 40) for name in "abcdefgh"]
    ring = [pair(f"{a} of the middle", f"{b} of the middle", 40) for a, b in combinations("abcdefgh", 2)]
    drawn = network([*crowd, *ring, pair("h of the middle", "far away", 1)])
    led = [knot for knot in drawn.knots if knot.name and knot.name.lead is not None]
    assert led
    for knot in drawn.knots:
        if knot.name:
            assert (knot in led) == (abs(knot.name.y - knot.y) > knot.radius + 25)
    assert all(min(k.name.y, k.y) - 17 < k.name.lead < max(k.name.y, k.y) + 17 for k in led)


def test_an_actor_stands_where_it_stood_in_the_network_of_all_the_time() -> None:
    whole = network([pair("a", "b", 9), pair("b", "c", 5)])
    drawn = network([pair("b", "c", 1), pair("c", "d", 1)], places=whole.places)
    places = {knot.actor: (knot.x, knot.y) for knot in drawn.knots}
    assert {actor: place for actor, place in places.items() if actor in whole.places}.items() <= whole.places.items()
    (x, y) = places["http://example.org/d"]
    assert MARGIN <= x <= WIDTH - MARGIN
    assert MARGIN <= y <= HEIGHT - MARGIN


def test_frames_of_a_network_are_drawn_on_one_scale_and_count_all_contacts() -> None:
    whole = network([pair("a", "b", 9), pair("b", "c", 5)])
    years = [(f"{n}", dt.date(n, 1, 1), dt.date(n, 12, 31)) for n in (2022, 2023)]
    rows = [[pair("a", "b", 8), pair("x", "y", 3)], [pair("a", "b", 1), pair("b", "c", 5)]]
    first, second = frames(whole, [(*year, n, found) for year, n, found in zip(years, (11, 6), rows, strict=True)])
    assert (first.name, first.contacts, len(first.lines), len(first.knots)) == ("2022", 11, 1, 2)
    assert (second.name, second.contacts, len(second.lines), len(second.knots)) == ("2023", 6, 2, 3)
    assert first.lines[0].width > second.lines[1].width > second.lines[0].width


def test_spans_are_years_or_for_less_than_one_months_and_the_last_of_them() -> None:
    rows = [
        counted("2019-05-01", "2019-05-31"),
        counted("2021-01-01", "2022-12-31"),
        counted("2023-03-01", "2023-03-31"),
    ]
    assert spans(rows, most=9) == (
        ("2019", dt.date(2019, 1, 1), dt.date(2019, 12, 31)),
        ("2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
    )
    assert [name for name, _, _ in spans(rows, most=1)] == ["2023"]
    months = [counted("2023-03-01", "2023-03-31"), counted("2023-05-01", "2023-05-31"), counted(None, "2023-05-31")]
    assert [name for name, _, _ in spans(months, most=9)] == ["March 2023", "May 2023"]
    assert spans([counted(None, None)], most=9) == ()


def test_names_of_a_network_stand_beside_no_other_name_and_within_the_drawing() -> None:
    drawn = network([pair("hub of all", f"a long name {n}", 9 + n) for n in range(30)])
    named = [knot for knot in drawn.knots if knot.name]
    assert drawn.knots[0].name is not None  # the largest one first
    assert len(named) > 15
    boxes = []
    for knot in named:
        long = 9.8 * len(knot.label)
        left = knot.name.x - {"start": 0, "middle": long / 2, "end": long}[knot.name.anchor]
        boxes.append((left, knot.name.y - 12, left + long, knot.name.y + 3))
    assert all(box[0] >= 0 and box[2] <= WIDTH for box in boxes)
    assert not [
        (a, b) for i, a in enumerate(boxes) for b in boxes[:i]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]  # fmt: skip


def test_a_timeline_of_a_period_ends_with_it_however_long_some_events_may_have_taken() -> None:
    rows = [counted("2020-03-01", "2020-03-31", events=4), counted("2018-01-01", "2023-12-31", events=2)]
    drawn = timeline(rows, begin=dt.date(2020, 1, 1), end=dt.date(2020, 12, 31))
    assert drawn.unit == "month"
    assert drawn.along[0].text == "Jan 2020"
    assert [(bar.name, bar.events) for bar in drawn.bars] == [("March 2020", 4)]
    assert drawn.vague == 2


def test_marks_of_a_period_end_with_it() -> None:
    rows = [dated("a", "2020-03-01"), dated("b", "2018-01-01", "2023-12-31"), dated("c", "2020-10-01")]
    drawn = strip(rows, begin=dt.date(2020, 1, 1), end=dt.date(2020, 12, 31))
    assert drawn is not None
    assert drawn.along[0].text.endswith("2020")
    assert all(0 <= mark.first_x <= mark.last_x <= WIDTH for mark in drawn.marks)


def test_the_largest_nodes_of_a_crowded_network_have_their_names_in_wide_and_in_narrow_windows() -> None:
    names = [f"Republic {n}" for n in range(14)]
    drawn = network([pair(a, b, 40 - n - m) for n, a in enumerate(names) for m, b in enumerate(names) if a < b][:60])
    for drawing, width in ((drawn, 900), (drawn.upright, 460)):
        for knot in drawing.knots[:10]:
            assert knot.name is not None, knot.label
            left, _, right, _ = name_box(knot)
            assert -1 <= left <= right <= width + 1
        boxes = [name_box(knot) for knot in drawing.knots if knot.name]
        assert not any(a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] for a, b in combinations(boxes, 2))
