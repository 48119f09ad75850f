from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.lang.en import English

from parley.extract.dates.times import (
    TimeExpression,
    TimeKind,
    dateline,
    find_times,
    parse_time,
    reference_day,
)
from parley.model import DateBasis, Document, Precision, Sentence, Token
from parley.reader import read
from reading import failing

CASES = Path(__file__).parent / "cases" / "dates.tsv"
THURSDAY = dt.date(2022, 8, 4)
BLANK = English()


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def untagged(text: str) -> Document:
    """Return a document with spaCy's blank tokens, no parts of speech and every token a root."""
    words = [t for t in BLANK(text) if not t.is_space]
    tokens = tuple(
        Token(
            i=i,
            text=t.text,
            start=t.idx,
            end=t.idx + len(t.text),
            lemma=t.lower_,
            pos="X",
            head=i,
            dep="root",
            sentence=0,
        )
        for i, t in enumerate(words)
    )
    sentence = Sentence(first=0, last=len(tokens), start=0, end=len(text), paragraph=0)
    return Document(
        text=text, tokens=tokens, sentences=(sentence,) if tokens else (), names=(), children=tuple(() for _ in tokens)
    )


def times(text: str, published: dt.date | None = THURSDAY) -> dict[str, TimeExpression]:
    return {t.text: t for t in find_times(read(text), published=published)}


def days(found: TimeExpression) -> tuple[str, str]:
    return str(found.when.start), str(found.when.end)


# --- the table ----------------------------------------------------------------------------------------------------


def test_the_table_has_at_least_300_different_cases() -> None:
    rows = cases()
    assert len(rows) >= 300
    assert len({(r["text"], r["published"], r["tense"]) for r in rows}) == len(rows)


@pytest.mark.parametrize("case", cases(), ids=lambda c: f"{c['text']} [{c['published']} {c['tense']}]")
def test_words_mean_the_days_of_the_table(case: dict[str, str]) -> None:
    when = parse_time(case["text"], published=day(case["published"]), tense=case["tense"])
    if case["precision"] == "none":
        assert when is None
    else:
        assert when is not None
        found = (when.start, when.end, when.precision.value, when.basis.value)
        assert found == (day(case["start"]), day(case["end"]), case["precision"], case["basis"])


# --- tense from the tree ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "start"),
    [
        ("The ministers met in Vienna on Tuesday.", "Tuesday", "2022-08-02"),
        ("The ministers will meet in Vienna on Tuesday.", "Tuesday", "2022-08-09"),
        ("The minister is due to visit Vienna on Tuesday.", "Tuesday", "2022-08-09"),
        ("The minister plans to visit Vienna on Tuesday.", "Tuesday", "2022-08-09"),
        ("The talks scheduled for Tuesday were called off.", "Tuesday", "2022-08-09"),
        ("The president is expected to arrive in Vienna on Tuesday.", "Tuesday", "2022-08-09"),
        ("The two men agreed on Tuesday to work together.", "Tuesday", "2022-08-02"),
        ("The ministry said on Tuesday that the two would meet.", "Tuesday", "2022-08-02"),
        ("Envoys gathered ahead of Tuesday's meeting.", "Tuesday", "2022-08-09"),
        ("The president has met the king on Tuesday.", "Tuesday", "2022-08-02"),
        ("The two sides are holding talks on Tuesday.", "Tuesday", "2022-08-09"),
        failing(
            "the tree hangs the day on the cancelling",
            "She canceled her trip to attend the summit on Tuesday.",
            "Tuesday",
            "2022-08-09",
        ),
        ("The minister called his counterpart on Tuesday.", "Tuesday", "2022-08-02"),
        ("He looks forward to welcoming the king on Tuesday.", "Tuesday", "2022-08-09"),
        ("The king received the envoy in July.", "July", "2022-07-01"),
        ("The king will receive the envoy in July.", "July", "2023-07-01"),
    ],
)
def test_the_governing_verb_says_past_or_future(text: str, words: str, start: str) -> None:
    assert str(times(text)[words].when.start) == start


def test_the_time_of_another_zone_tells_no_other_day() -> None:
    found = times("Japan summoned the ambassador at 2 a.m. (1.00 p.m. ET on Wednesday) to protest.")
    assert not any(time.may_date for time in found.values())
    assert times("Japan summoned the ambassador (the second on Wednesday) to protest.")


def test_two_verbs_of_one_sentence_each_rule_their_own_day() -> None:
    found = times("The minister said on Wednesday that he would visit Paris on Saturday.")
    assert days(found["Wednesday"])[0] == "2022-08-03"
    assert days(found["Saturday"])[0] == "2022-08-06"


def test_a_verb_of_saying_keeps_the_day_beside_it_from_the_verb_after_it() -> None:
    doc = read("Norland's president said on Tuesday Sudland will not send envoys.")
    (found,) = find_times(doc, published=THURSDAY)
    assert days(found) == ("2022-08-02", "2022-08-02")
    assert doc.tokens[found.governor].text == "said"


def test_without_a_tree_the_words_before_tell_the_tense() -> None:
    (met,) = find_times(untagged("The ministers met on Tuesday."), published=THURSDAY)
    (will,) = find_times(untagged("The ministers will meet on Tuesday."), published=THURSDAY)
    assert (str(met.when.start), str(will.when.start)) == ("2022-08-02", "2022-08-09")


# --- anchors ------------------------------------------------------------------------------------------------------


def test_a_distance_counts_from_the_happening_that_the_text_dates() -> None:
    found = times("Russia launched its invasion on Feb. 24. The two spoke three days before the invasion.")
    spoke = found["three days before the invasion"]
    assert days(spoke) == ("2022-02-21", "2022-02-21")
    assert spoke.when.basis is DateBasis.ANCHORED


def test_a_period_before_an_anchor_ends_at_it() -> None:
    text = "Troops crossed the border on Feb. 24, and the invasion on Feb. 24 shocked Europe. "
    text += "Officials met six times over a period of three months prior to the invasion."
    found = times(text)["over a period of three months prior to the invasion"]
    assert days(found) == ("2021-11-24", "2022-02-24")
    assert found.when.precision is Precision.RANGE


def test_a_day_in_apposition_dates_the_anchor_backwards() -> None:
    text = "In a call on Friday, July 15, one day after Norland began its attack, he spoke to the king. "
    text += "The envoys met two days before the attack."
    found = times(text)
    assert days(found["one day after Norland began its attack"]) == ("2022-07-15", "2022-07-15")
    assert days(found["two days before the attack"]) == ("2022-07-12", "2022-07-12")


def test_words_of_one_family_stand_for_each_other() -> None:
    found = times("Since the invasion on Feb. 24, aid has flowed. They spoke within days of the war's beginning.")
    assert days(found["within days of the war"]) == ("2022-02-24", "2022-03-06")


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("August that year", "2019-08-01", "2019-08-31"),
        ("May of the same year", "2019-05-01", "2019-05-31"),
        ("later that year", "2019-01-01", "2019-12-31"),
    ],
)
def test_that_year_is_the_one_told_last(words: str, start: str, end: str) -> None:
    found = times(f"They last met in 2019. The king came in {words}.")
    assert days(found[words]) == (start, end)


def test_a_day_is_not_counted_from_an_aside_where_the_text_has_another() -> None:
    text = "The envoy met the king on Wednesday. The envoy, who had flown in on Sunday, saw the queen a day earlier."
    assert days(times(text)["a day earlier"]) == ("2022-08-02", "2022-08-02")


def test_a_day_of_saying_ends_no_length_of_time() -> None:
    found = times("The premier has ended a two-day trip to Norland, television reported on Tuesday.")
    assert found["two-day"].when.start is None


def test_an_anchor_that_the_text_dates_twice_stays_open() -> None:
    text = "A meeting took place on May 3. A second meeting took place on June 7. He flew home a day after the meeting."
    found = times(text)["a day after the meeting"]
    assert found.when.start is None
    assert found.when.basis is DateBasis.UNKNOWN


def test_an_anchor_without_a_date_is_not_guessed() -> None:
    found = times("He flew home two days after the summit.")["two days after the summit"]
    assert (found.when.start, found.when.end, found.when.precision) == (None, None, Precision.UNKNOWN)
    assert not found.may_date


def test_meetings_in_general_are_no_anchor() -> None:
    text = "The king felt betrayed after holding secret meetings. One of the meetings took place in June."
    assert not [t for t in times(text).values() if t.kind is TimeKind.AFTER]


def test_several_happenings_are_no_anchor_where_one_of_them_is_dated() -> None:
    text = "A meeting took place on May 3. The envoy flew home after the meetings."
    assert not [t for t in times(text).values() if t.kind is TimeKind.AFTER]
    one = times(text.replace("the meetings", "the meeting"))["after the meeting"]
    assert (one.kind, days(one)) == (TimeKind.AFTER, ("2022-05-03", "None"))


@pytest.mark.parametrize(
    ("words", "start"),
    [("the previous day", "2022-05-09"), ("the following day", "2022-05-11"), ("two days later", "2022-05-12"),
     ("a day earlier", "2022-05-09"), ("the same day", "2022-05-10"), ("the next day", "2022-05-11")],
)  # fmt: skip
def test_a_story_goes_on_from_its_last_day(words: str, start: str) -> None:
    found = times(f"The envoy attended the ceremony on May 10. He met the minister {words}.")[words]
    assert days(found) == (start, start)
    assert found.when.basis is DateBasis.ANCHORED


def test_the_following_weekday_is_counted_from_the_story() -> None:
    found = times("The summit ended on May 10. Envoys met again the following Monday.")["the following Monday"]
    assert days(found) == ("2022-05-16", "2022-05-16")


def test_a_story_without_a_day_stays_open() -> None:
    assert times("He met the minister two days later.")["two days later"].when.start is None


# --- since, until, before, after ----------------------------------------------------------------------------------


def test_since_bounds_a_state_and_dates_no_happening() -> None:
    found = times("The two have not spoken since 2019.")["2019"]
    assert (found.kind, found.when.precision, days(found)) == (TimeKind.SINCE, Precision.AFTER, ("2019-01-01", "None"))
    assert not found.may_date


def test_a_date_inside_a_since_clause_dates_its_own_verb_only() -> None:
    text = "It was the first known conversation since the invasion of Ukraine started in February 2022."
    found = times(text, dt.date(2023, 4, 28))
    inner = found["February 2022"]
    assert (inner.kind, inner.may_date, inner.dates_governor_only) == (TimeKind.SINCE, False, True)
    assert days(inner) == ("2022-02-01", "2022-02-28")


def test_a_date_that_belongs_to_a_noun_is_not_bound_by_the_word_before_it() -> None:
    found = times("Following the July 25 NATO virtual summit, the leaders spoke.")["July 25"]
    assert (found.kind, days(found)) == (TimeKind.POINT, ("2022-07-25", "2022-07-25"))


def test_by_and_after_leave_a_side_open() -> None:
    found = times("The envoy will return by Friday. Talks will resume after August 20.")
    assert (found["Friday"].kind, days(found["Friday"])) == (TimeKind.BEFORE, ("None", "2022-08-05"))
    assert (found["August 20"].kind, days(found["August 20"])) == (TimeKind.AFTER, ("2022-08-21", "None"))


# --- durations and rhythms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("He departed on Wednesday after a two-day visit to Norland.", "two-day", ("2022-08-02", "2022-08-03")),
        ("He began a three-day visit to Norland on Monday.", "three-day", ("2022-08-01", "2022-08-03")),
        ("He paid a three-day visit that began on Monday.", "three-day", ("2022-08-01", "2022-08-03")),
        ("The three-day meeting concluded on Wednesday.", "three-day", ("2022-08-01", "2022-08-03")),
        ("He arrived on Sunday for a two-day visit.", "two-day", ("2022-07-31", "2022-08-01")),
        ("The king left on Monday for a week-long visit.", "week", ("None", "None")),
    ],
)
def test_a_length_is_dated_by_its_first_or_last_day(text: str, words: str, expected: tuple[str, str]) -> None:
    found = {t.text: t for t in find_times(read(text), published=THURSDAY)}
    if expected == ("None", "None"):
        assert words not in found
    else:
        assert (found[words].kind, days(found[words])) == (TimeKind.DURATION, expected)


def test_a_length_alone_keeps_its_size_and_has_no_days() -> None:
    found = times("The two leaders talked for two hours during a three-day summit.")
    assert (found["two hours"].length, found["two hours"].may_date) == (dt.timedelta(hours=2), False)
    assert (found["three-day"].length, found["three-day"].may_date) == (dt.timedelta(days=3), False)


def test_a_rhythm_dates_nothing() -> None:
    found = times("The commission meets every two years.")["every two years"]
    assert (found.kind, found.may_date) == (TimeKind.FREQUENCY, False)


# --- datelines and the day of the text ----------------------------------------------------------------------------

BODY = " The foreign ministers of Norland and Sudland agreed on Monday to reopen their embassies, officials said."


@pytest.mark.parametrize(
    ("line", "place", "agency", "when"),
    [
        ("SEOUL, May 9 (Reuters) —", "SEOUL", "Reuters", "2022-05-09"),
        ("ISLAMABAD:", "ISLAMABAD", None, None),
        ("July 21 (UPI) --", None, "UPI", "2022-07-21"),
        ("MOSCOW (Reuters) -", "MOSCOW", "Reuters", None),
        ("CAIRO - 24 July 2022:", "CAIRO", None, "2022-07-24"),
        ("WASHINGTON, D.C., Jan. 5 —", "WASHINGTON, D.C.", None, "2022-01-05"),
        ("BEIJING, May 9, 2019 (Xinhua) --", "BEIJING", "Xinhua", "2019-05-09"),
        ("BISHKEK, July 3, Steppe Wire -", "BISHKEK", "Steppe Wire", "2022-07-03"),
        ("New Delhi, Feb 20 (BNW)", "New Delhi", "BNW", "2022-02-20"),
        ("MINSK, May 16. /Volga/.", "MINSK", "Volga", "2022-05-16"),
        ("Muscat, 3 May, GNA.", "Muscat", "GNA", "2022-05-03"),
        ("QUITO\n\n", "QUITO", None, None),
        ("NEW DELHI, Dec 3 (IANS):", "NEW DELHI", "IANS", "2021-12-03"),
        ("Ulaanbaatar /MONTSAME/", "Ulaanbaatar", "MONTSAME", None),
        ("AMMAN —", "AMMAN", None, None),
        ("July 3, 2022 (TASHKENT) –", "TASHKENT", None, "2022-07-03"),
        ("MINSK, May 16. /VOLGA-TASS/.", "MINSK", "VOLGA-TASS", "2022-05-16"),
        ("Lomé :", "Lomé", None, None),
        ("Asmara, Eritrea:", "Asmara, Eritrea", None, None),
        ("Mbabane (Eswatini) (BNW) -", "Mbabane", "BNW", None),
        ("Quito. July 21, 2022.", "Quito", None, "2022-07-21"),
        ("LILONGWE, Malawi, Saturday.", "LILONGWE, Malawi", None, None),
        ("BNW, Lomé\n\n", "Lomé", None, None),
    ],
)
def test_a_dateline_gives_place_agency_and_day(line: str, place: str | None, agency: str | None, when: str) -> None:
    doc = read("Envoys agree\n\n" + line + BODY)
    found = dateline(doc, THURSDAY)
    assert found is not None
    assert (found.place, found.agency, found.day) == (place, agency, day(when or ""))
    assert doc.text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "line",
    [
        "Kremlin: the West is to blame",
        "READ MORE: Envoys agree on a plan for peace at last",
        "Rome, 3 May, when the king left, was quiet",
        "Togo, Benin: The road is open again at last",
        "July 21, 2022 (UPDATED)",
        "ECOWAS, Togo and Benin",
    ],
)
def test_a_headline_is_no_dateline(line: str) -> None:
    assert dateline(read(line + "\n\nThe ministers met." + BODY), THURSDAY) is None


def test_the_dateline_goes_before_the_publication_as_the_day_of_the_text() -> None:
    doc = read("SEOUL, Aug 3 (Reuters) - The ministers met on Wednesday and will meet again tomorrow." + BODY)
    assert reference_day(doc, THURSDAY) == dt.date(2022, 8, 3)
    found = {t.text: t for t in find_times(doc, published=THURSDAY)}
    assert days(found["tomorrow"]) == ("2022-08-04", "2022-08-04")
    assert "Aug 3" not in found


def test_an_old_dateline_does_not_move_the_day_of_the_text() -> None:
    doc = read("SEOUL, May 9 (Reuters) - The ministers met." + BODY)
    assert reference_day(doc, THURSDAY) == THURSDAY


@pytest.mark.parametrize("line", ["Press release, 3 August 2022", "Wednesday, August 3, 2022"])
def test_the_date_of_a_heading_goes_before_the_publication_as_the_day_of_the_text(line: str) -> None:
    doc = read(f"Ministry of Foreign Affairs\n\n{line}\n\nThe minister received the envoy today." + BODY)
    assert reference_day(doc, THURSDAY) == reference_day(doc, None) == dt.date(2022, 8, 3)


def test_a_date_in_a_headline_is_no_day_of_the_text() -> None:
    doc = read(
        "What the two ministers and their guests said of the truce of 3 August 2022\n\nThe minister met him." + BODY
    )
    assert reference_day(doc, THURSDAY) == THURSDAY


# --- no publication date ------------------------------------------------------------------------------------------


def test_without_a_publication_date_weekdays_stay_undated() -> None:
    doc = read("AMMAN — The king received the envoy on Monday. They last met in May.")
    assert reference_day(doc, None) is None
    for found in find_times(doc, published=None):
        assert (found.when.start, found.when.end) == (None, None)
        assert found.when.basis is DateBasis.UNKNOWN
        assert found.when.text == found.text


def test_a_stamp_in_the_text_stands_for_the_publication_date() -> None:
    doc = read("Envoys agree\n\nPublished: 4 August 2022\n\nThe king received the envoy on Monday.")
    assert reference_day(doc, None) == THURSDAY
    (found,) = find_times(doc, published=None)
    assert (days(found), found.when.basis) == (("2022-08-01", "2022-08-01"), DateBasis.INFERRED)


def test_a_dateline_with_a_year_stands_for_the_publication_date() -> None:
    doc = read("BEIJING, Aug. 4, 2022 (Xinhua) -- The king received the envoy on Monday." + BODY)
    assert reference_day(doc, None) == THURSDAY


def test_a_full_date_of_the_text_fixes_left_out_years_but_no_weekday() -> None:
    doc = read("The leaders spoke on April 26, 2023. They had met on March 20 and spoke again on Friday.")
    found = {t.text: t for t in find_times(doc, published=None)}
    assert (days(found["March 20"]), found["March 20"].when.basis) == (("2023-03-20", "2023-03-20"), DateBasis.INFERRED)
    assert found["Friday"].when.start is None


def test_weekday_and_date_fix_the_year_among_those_of_the_text() -> None:
    doc = read("Friday, February 25, saw a call. Relations had soured in 2022. An envoy came on March 3.")
    found = {t.text: t for t in find_times(doc, published=None)}
    assert days(found["Friday, February 25"]) == ("2022-02-25", "2022-02-25")
    assert days(found["March 3"]) == ("2022-03-03", "2022-03-03")
    assert found["March 3"].when.basis is DateBasis.INFERRED


def test_the_publication_date_never_passes_for_a_date_of_the_text() -> None:
    assert find_times(read("The president met the king and praised their friendship."), published=THURSDAY) == ()


# --- what is no time ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Copyright © 2014-2025 The Daily Norland",
        "Published: August 4, 2022",
        "Updated 4 August 2022, 10:30 GMT",
        "Join us today and pay only $32.95 for an annual subscription, or less than $3 a month.",
        "Theresa May met April Ryan.",
        "The embassy is open 24/7 at 1600 Pennsylvania Avenue.",
        "The 39-year-old envoy, who leads 2000 troops, spoke of the 1990s.",
        "See https://example.org/2022/08/04/envoys-agree for more.",
    ],
)
def test_boilerplate_ages_and_names_tell_no_time(text: str) -> None:
    assert [t.text for t in find_times(read(text), published=dt.date(2022, 8, 5)) if t.may_date] == []


def test_a_vague_time_is_never_a_day() -> None:
    text = "They spoke some five months ago, several weeks ago, in recent days, a few years ago and around a month ago."
    found = find_times(read(text), published=THURSDAY)
    assert len(found) == 5
    assert all(t.when.precision is not Precision.DAY for t in found)


# --- the tree -----------------------------------------------------------------------------------------------------


def test_an_expression_hangs_on_the_word_that_it_dates() -> None:
    doc = read("The ministers met in Vienna on April 26, 2023.")
    (found,) = find_times(doc, published=dt.date(2023, 4, 28))
    assert doc.tokens[found.governor].text == "met"
    assert found.first <= found.head < found.last
    assert doc.span(found.first, found.last) == "April 26, 2023"


# --- any text -----------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    "on in since until by before after Monday Friday May June Feb. 24 9-10 2022 2022-02-24 today last next this week "
    "month year ago three two-day visit the summit invasion a day later early end of summer weekend , . ( ) — ’s 31 "
    "\n \n\n 29 February 0 9999 every within days hundred from to and between SEOUL: (Reuters) https://a.b/2022/01/02".split(
        " "
    )
)
TEXTS = st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=120))
EDGES = [dt.date.min, dt.date(1, 12, 31), dt.date(9999, 1, 1), dt.date(9999, 6, 30), dt.date.max]
DATES = st.one_of(st.none(), st.dates(), st.sampled_from(EDGES))


@pytest.mark.parametrize("published", EDGES, ids=str)
def test_the_ends_of_the_calendar_break_nothing(published: dt.date) -> None:
    for case in cases():
        for tense in ("past", "present", "future"):
            when = parse_time(case["text"], published=published, tense=tense)
            if when is not None and when.start and when.end:
                assert when.start <= when.end


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=TEXTS, published=DATES)
def test_any_text_keeps_offsets_and_order(text: str, published: dt.date | None) -> None:
    doc = untagged(text)
    found = find_times(doc, published=published)
    assert list(found) == sorted(found, key=lambda t: (t.start, -t.end))
    for t in found:
        assert t.text == text[t.start : t.end] != ""
        assert t.first <= t.head < t.last
        assert doc.tokens[t.first].end > t.start
        assert doc.tokens[t.last - 1].start < t.end
        if t.when.start and t.when.end:
            assert t.when.start <= t.when.end
        known = t.when.start is not None or t.when.end is not None
        assert known == (t.when.basis is not DateBasis.UNKNOWN)
        assert known == (t.when.precision is not Precision.UNKNOWN)
    dateline(doc, published)


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, published=DATES, tense=st.sampled_from(["past", "present", "future"]))
def test_any_words_are_read_or_refused(text: str, published: dt.date | None, tense: str) -> None:
    when = parse_time(text, published=published, tense=tense)
    if when is not None and when.start and when.end:
        assert when.start <= when.end


def test_the_same_text_gives_the_same_times() -> None:
    doc = read("The ministers met on Monday, two days after the summit on May 9, and will meet in June.")
    assert find_times(doc, published=THURSDAY) == find_times(doc, published=THURSDAY)
