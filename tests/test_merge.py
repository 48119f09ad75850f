from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.iris import Iris, mint_claim
from parley.merge import ArticleInfo, merge_claims, merge_tellings, voice_of
from parley.merge.rules import RULES
from parley.model import (
    IRI,
    UNDATED,
    Actor,
    ActorKind,
    Claim,
    DateBasis,
    Event,
    Evidence,
    Medium,
    Participant,
    Place,
    Precision,
    PublishedBasis,
    Role,
    Source,
    SourceKind,
    Span,
    Status,
    When,
)
from parley.voices import fingerprint_of

BASE = "http://127.0.0.1:8000/"
IRIS = Iris(BASE)


class Types:
    families: ClassVar = {"statement": "speech_act", "warning": "speech_act", "agreement": "measure"}

    def family(self, notation: str) -> str:
        return self.families.get(notation, "contact")

    def label(self, notation: str) -> str:
        return notation.capitalize()

    def is_contact(self, notation: str) -> bool:
        return self.family(notation) == "contact"

    def is_a(self, notation: str, other: str) -> bool:
        return other in (notation, self.family(notation))


def nobody(actor: IRI, day: dt.date) -> None:
    return None


# --- builders ------------------------------------------------------------------------------------------------------

COUNTRIES = {
    name: Actor(iri=IRIS.actor(name), label=name, kind=ActorKind.COUNTRY)
    for name in ("China", "Russia", "Ukraine", "United States", "Germany", "France", "Italy")
}
PERSONS = {
    "Xi": ("Xi Jinping", "China"),
    "Wang": ("Wang Yi", "China"),
    "Putin": ("Vladimir Putin", "Russia"),
    "Lavrov": ("Sergey Lavrov", "Russia"),
    "Zelenskyy": ("Volodymyr Zelenskyy", "Ukraine"),
    "Kuleba": ("Dmytro Kuleba", "Ukraine"),
    "Biden": ("Joe Biden", "United States"),
    "Blinken": ("Antony Blinken", "United States"),
    "Scholz": ("Olaf Scholz", "Germany"),
    "Macron": ("Emmanuel Macron", "France"),
    "Meloni": ("Giorgia Meloni", "Italy"),
}


def part(who: str, role: Role = Role.PARTICIPANT, *, start: int = 0, text: str | None = None, **more) -> Participant:
    if who in PERSONS:
        name, country = PERSONS[who]
        actor = Actor(iri=IRIS.actor(name), label=name, kind=ActorKind.PERSON)
        party = COUNTRIES[country]
    elif who in COUNTRIES:
        actor, party = COUNTRIES[who], None
    else:  # "Chinese officials of China"
        country = COUNTRIES[who.rpartition(" of ")[2]]
        actor = Actor(iri=IRIS.actor(who), label=who, kind=ActorKind.GROUP, party=country.iri)
        party = None
    text = text or actor.label
    return Participant(text=text, start=start, end=start + len(text), role=role, actor=actor, party=party, **more)


def on(day: str, end: str | None = None, *, basis: DateBasis = DateBasis.STATED) -> When:
    first = dt.date.fromisoformat(day)
    last = dt.date.fromisoformat(end) if end else first
    return When(start=first, end=last, precision=Precision.DAY, text=day, basis=basis)


def within(first: str | None, last: str | None, precision: Precision = Precision.RANGE) -> When:
    return When(
        start=dt.date.fromisoformat(first) if first else None,
        end=dt.date.fromisoformat(last) if last else None,
        precision=precision,
        text="then",
        basis=DateBasis.RELATIVE,
    )


MARCH = within("2023-03-01", "2023-03-31", Precision.MONTH)


def city(name: str, country: str) -> Place:
    return Place(
        iri=IRIS.place(name, country),
        label=name,
        kind="city",
        country=COUNTRIES[country].iri,
        country_label=country,
    )


def land(country: str) -> Place:
    return Place(iri=IRIS.place(country), label=country, kind="country", country=COUNTRIES[country].iri)


MOSCOW = city("Moscow", "Russia")
MUNICH = city("Munich", "Germany")


def claim(
    type_: str,
    *who: str | Participant,
    article: str = "a",
    at: int = 0,
    when: When = UNDATED,
    status: Status = Status.OCCURRED,
    medium: Medium = Medium.UNKNOWN,
    places: tuple[Place, ...] = (),
    quote: str | None = None,
    **more,
) -> Claim:
    iri = IRI(f"{BASE}article/{article}")
    exact = quote or f"{type_} told at {at} in {article}"
    return Claim(
        iri=mint_claim(iri, at),
        article=iri,
        type=type_,
        status=status,
        medium=medium,
        participants=tuple(part(w, start=at + i) if isinstance(w, str) else w for i, w in enumerate(who)),
        when=when,
        trigger=Span(start=at, end=at + 4),
        evidence=(Evidence(start=at, end=at + len(exact), exact=exact),),
        places=places,
        **more,
    )


def article(name: str, published: str | None = None, publisher: str | None = None, text: str | None = None):
    return ArticleInfo(
        iri=IRI(f"{BASE}article/{name}"),
        publisher=publisher,
        published=dt.date.fromisoformat(published) if published else None,
        published_basis=PublishedBasis.STATED if published else PublishedBasis.UNKNOWN,
        fingerprint=fingerprint_of(text) if text else None,
    )


def events(*claims: Claim, told: tuple[ArticleInfo, ...] = (), offices=nobody, **more) -> tuple[Event, ...]:
    infos = {info.iri: info for info in told}
    return merge_claims(claims, articles=infos, types=Types(), iris=IRIS, offices=offices, **more)


def names(holder: Claim | Event) -> set[str]:
    if isinstance(holder, Claim):
        return {p.actor.label for p in holder.participants}
    return {str(p.actor).rpartition("/")[2] for p in holder.participations}


# --- within one article --------------------------------------------------------------------------------------------


def test_five_tellings_of_one_call_are_one_claim():
    day = on("2023-04-26")
    merged = merge_tellings(
        [
            claim("contact", "China", "Ukraine", at=0),
            claim("call", "Xi", "Zelenskyy", at=200, when=day),
            claim("contact", "Xi", "Zelenskyy", at=330, medium=Medium.UNKNOWN),
            claim("call", "Xi", "Zelenskyy", at=900, medium=Medium.PHONE),
            claim("call", at=1400),
        ]
    )
    assert len(merged) == 1
    assert (merged[0].type, merged[0].when, merged[0].medium) == ("call", day, Medium.PHONE)
    assert len(merged[0].evidence) == 5


def test_what_is_told_without_end_is_quoted_a_hundred_times():
    told = [claim("call", "Xi", "Zelenskyy", at=200 * n) for n in range(150)]
    (merged,) = merge_tellings(told)
    assert merged.evidence == tuple(c.evidence[0] for c in told[:100])


def test_the_claim_has_the_iri_of_its_earliest_trigger():
    merged = merge_tellings([claim("call", "Xi", "Putin", at=300), claim("contact", "Xi", "Putin", at=12)])
    assert [(c.iri, c.trigger.start) for c in merged] == [(f"{BASE}article/a#claim-12", 12)]


def test_the_representatives_take_the_place_of_the_countries():
    merged = merge_tellings([claim("call", "China", "Ukraine"), claim("call", "Xi", "Zelenskyy", at=90)])
    assert [names(c) for c in merged] == [{"Xi Jinping", "Volodymyr Zelenskyy"}]


def test_unnamed_diplomats_nearby_are_those_named():
    saturday = on("2023-02-18", basis=DateBasis.RELATIVE)
    merged = merge_tellings(
        [
            claim("meeting", "Top diplomats of China", "Top diplomats of United States", at=10, when=saturday),
            claim("contact", "Blinken", "Wang", at=300),
            claim("meeting", at=1500, places=(MUNICH,)),
        ]
    )
    assert len(merged) == 1
    assert names(merged[0]) == {"Antony Blinken", "Wang Yi"}
    assert (merged[0].type, merged[0].when, merged[0].places) == ("meeting", saturday, (MUNICH,))


def test_unnamed_officials_far_away_stay_apart_from_those_named():
    merged = merge_tellings(
        [
            claim("meeting", "officials of China", "officials of United States", at=0),
            claim("meeting", "Blinken", "Wang", at=5000, when=on("2023-02-18")),
        ]
    )
    assert len(merged) == 2


def test_meetings_of_one_pair_on_two_days_stay_apart():
    merged = merge_tellings(
        [
            claim("meeting", "Xi", "Putin", when=on("2023-03-21")),
            claim("meeting", "Xi", "Putin", at=500, when=on("2022-09-15")),
        ]
    )
    assert len(merged) == 2


def test_last_month_and_today_stay_apart():
    merged = merge_tellings(
        [
            claim("call", "Xi", "Putin", when=on("2023-04-26")),
            claim("call", "Xi", "Putin", at=500, when=MARCH),
        ]
    )
    assert len(merged) == 2


def test_last_month_takes_its_day_from_the_caption():
    merged = merge_tellings(
        [
            claim("meeting", "Xi", "Putin", at=100, when=MARCH, places=(MOSCOW,)),
            claim("meeting", "Xi", "Putin", when=on("2023-03-20"), places=(MOSCOW,)),
        ]
    )
    assert [c.when for c in merged] == [on("2023-03-20")]


def test_six_meetings_and_one_of_them_stay_apart():
    six = claim("meeting", "officials of United States", "officials of China", count=6)
    one = claim("meeting", "officials of United States", "officials of China", at=200)
    assert [c.count for c in merge_tellings([six, one])] == [6, 1]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pair
        for pair in itertools.combinations(
            (Status.OCCURRED, Status.REQUESTED, Status.NOT_HELD, Status.DENIED, Status.REFUSED, Status.PLANNED), 2
        )
        if pair != (Status.NOT_HELD, Status.REFUSED)  # what somebody refused was not held
    ],
)
def test_undated_contacts_of_different_status_stay_apart(first, second):
    merged = merge_tellings(
        [claim("contact", "Xi", "Biden", status=first), claim("contact", "Xi", "Biden", at=100, status=second)]
    )
    assert {c.status for c in merged} == {first, second}


def test_a_request_and_a_silence_since_march_are_two_claims():
    since = within("2023-03-01", None, Precision.AFTER)
    merged = merge_tellings(
        [
            claim("contact", "Biden", "Xi", status=Status.REQUESTED),
            claim("contact", "Biden", "Xi", at=100, status=Status.NOT_HELD, when=since),
        ]
    )
    assert [c.status for c in merged] == [Status.REQUESTED, Status.NOT_HELD]


def test_a_planned_trip_that_was_cancelled_is_one_claim():
    merged = merge_tellings(
        [
            claim("visit", "Blinken", status=Status.PLANNED, places=(land("China"),)),
            claim("visit", "Blinken", at=60, status=Status.CANCELLED, places=(land("China"),)),
        ]
    )
    assert [c.status for c in merged] == [Status.CANCELLED]


def test_a_plan_and_what_came_of_it_that_day_are_one_claim():
    merged = merge_tellings(
        [
            claim("meeting", "Xi", "Biden", status=Status.PLANNED, when=on("2023-11-15")),
            claim("meeting", "Xi", "Biden", at=80, when=on("2023-11-15")),
        ]
    )
    assert [c.status for c in merged] == [Status.OCCURRED]


def test_a_plan_to_meet_again_is_another_claim():
    merged = merge_tellings(
        [
            claim("meeting", "Xi", "Biden", when=on("2023-11-15")),
            claim("meeting", "Xi", "Biden", at=80, status=Status.PLANNED),
        ]
    )
    assert len(merged) == 2


def test_a_refused_request_of_one_sentence_is_refused():
    merged = merge_tellings(
        [
            claim("meeting", "Biden", "Xi", at=5, status=Status.REQUESTED, quote="Xi rejected a request to meet Biden"),
            claim("meeting", "Biden", "Xi", at=6, status=Status.REFUSED, quote="Xi rejected a request to meet Biden"),
        ]
    )
    assert [c.status for c in merged] == [Status.REFUSED]


def test_a_contact_that_would_help_is_the_one_asked_for():
    merged = merge_tellings(
        [
            claim("contact", "Zelenskyy", "Xi", status=Status.REQUESTED),
            claim("contact", "Zelenskyy", "Xi", at=300, status=Status.HYPOTHETICAL),
        ]
    )
    assert [c.status for c in merged] == [Status.REQUESTED]


def test_macron_scholz_and_meloni_each_met_xi():
    merged = merge_tellings([claim("meeting", who, "Xi", at=40) for who in ("Macron", "Scholz", "Meloni")])
    assert [sorted(names(c)) for c in merged] == [
        ["Emmanuel Macron", "Xi Jinping"],
        ["Giorgia Meloni", "Xi Jinping"],
        ["Olaf Scholz", "Xi Jinping"],
    ]


def test_claims_of_one_trigger_have_iris_of_their_own():
    merged = merge_tellings([claim("meeting", who, "Xi", at=40) for who in ("Macron", "Scholz", "Meloni")])
    assert len({c.iri for c in merged}) == 3
    assert merged[0].iri.endswith("#claim-40")


def test_a_vague_date_that_fits_two_claims_joins_neither():
    merged = merge_tellings(
        [
            claim("call", "Xi", "Putin", when=on("2023-03-02")),
            claim("call", "Xi", "Putin", at=200, when=on("2023-03-20")),
            claim("call", "Xi", "Putin", at=400, when=MARCH),
        ]
    )
    assert len(merged) == 3


def test_a_bare_telling_joins_the_claim_that_it_follows():
    merged = merge_tellings(
        [
            claim("meeting", "Xi", "Putin", at=0, when=on("2023-03-21")),
            claim("contact", "Xi", "Putin", at=1150),
            claim("meeting", "Xi", "Putin", at=1000, when=on("2022-09-15")),
        ]
    )
    assert [len(c.evidence) for c in merged] == [1, 2]


def test_a_bare_telling_far_from_both_claims_joins_neither():
    merged = merge_tellings(
        [
            claim("meeting", "Xi", "Putin", at=0, when=on("2023-03-21")),
            claim("meeting", "Xi", "Putin", at=1000, when=on("2022-09-15")),
            claim("contact", "Xi", "Putin", at=9000),
        ]
    )
    assert len(merged) == 3


def test_undated_news_does_not_take_the_date_of_its_background():
    news = claim("meeting", "Xi", "Biden", at=0)
    old = claim("meeting", "Xi", "Biden", at=1500, when=on("2022-11-14"))
    assert len(merge_tellings([news, old], published=dt.date(2023, 11, 16))) == 2


def test_what_follows_the_background_closely_belongs_to_it():
    old = claim("meeting", "Xi", "Biden", at=1500, when=on("2022-11-14"))
    more = claim("contact", "Xi", "Biden", at=1600)
    assert len(merge_tellings([old, more], published=dt.date(2023, 11, 16))) == 1


def test_a_call_and_a_meeting_stay_apart():
    merged = merge_tellings([claim("call", "Xi", "Biden"), claim("meeting", "Xi", "Biden", at=50)])
    assert [c.type for c in merged] == ["call", "meeting"]


def test_a_call_by_phone_and_talks_in_person_stay_apart():
    merged = merge_tellings(
        [claim("call", "Xi", "Biden"), claim("negotiation", "Xi", "Biden", at=50, medium=Medium.IN_PERSON)]
    )
    assert len(merged) == 1  # the call does not say by what means
    merged = merge_tellings(
        [
            claim("call", "Xi", "Biden", medium=Medium.PHONE),
            claim("negotiation", "Xi", "Biden", at=50, medium=Medium.IN_PERSON),
        ]
    )
    assert len(merged) == 2


def test_the_meeting_after_a_video_summit_is_the_video_call():
    merged = merge_tellings([claim("call", "Xi", "Biden", medium=Medium.VIDEO), claim("meeting", "Xi", "Biden", at=50)])
    assert [(c.type, c.medium) for c in merged] == [("call", Medium.VIDEO)]


def test_a_conference_and_a_meeting_of_two_of_its_guests_stay_apart():
    merged = merge_tellings([claim("conference", "Xi", "Biden", "Scholz"), claim("meeting", "Xi", "Biden", at=5000)])
    assert [c.type for c in merged] == ["conference", "meeting"]


def test_two_cities_keep_meetings_apart():
    merged = merge_tellings(
        [
            claim("meeting", "Wang", "Blinken", places=(MUNICH,)),
            claim("meeting", "Wang", "Blinken", at=100, places=(city("Berlin", "Germany"),)),
        ]
    )
    assert len(merged) == 2


def test_a_visit_there_and_a_visit_back_stay_apart():
    merged = merge_tellings(
        [
            claim("visit", part("Xi", Role.VISITOR), part("Putin", Role.HOST)),
            claim("visit", part("Putin", Role.VISITOR), part("Xi", Role.HOST), at=100),
        ]
    )
    assert len(merged) == 2


def test_somebody_absent_here_is_not_taken_for_present_there():
    merged = merge_tellings(
        [
            claim("conference", "Biden", "Scholz", part("Xi", Role.ABSENT)),
            claim("conference", "Biden", "Scholz", "Xi", at=100),
        ]
    )
    assert len(merged) == 2


def test_a_country_between_two_of_its_persons_is_not_both():
    merged = merge_tellings(
        [
            claim("call", "Xi", "Putin", at=0),
            claim("call", "Wang", "Lavrov", at=3000),
            claim("call", "China", "Lavrov", at=6000),
        ]
    )
    assert [sorted(names(c)) for c in merged] == [
        ["Vladimir Putin", "Xi Jinping"],
        ["Sergey Lavrov", "Wang Yi"],
    ]


def test_statements_with_different_content_stay_apart():
    merged = merge_tellings(
        [
            claim("statement", part("Wang", Role.SPEAKER), topic="the price of gas"),
            claim("statement", part("Wang", Role.SPEAKER), at=90, topic="a visit of the pope"),
        ]
    )
    assert len(merged) == 2


def test_one_statement_told_twice_is_one_claim():
    merged = merge_tellings(
        [
            claim("statement", part("Wang", Role.SPEAKER), topic="the price of Russian gas"),
            claim("statement", part("Wang", Role.SPEAKER), at=90, topic="gas from Russian fields"),
        ]
    )
    assert len(merged) == 1


def test_a_warning_and_the_warning_back_stay_apart():
    merged = merge_tellings(
        [
            claim("warning", part("Blinken", Role.SPEAKER), part("Wang", Role.ADDRESSEE), topic="Taiwan"),
            claim("warning", part("Wang", Role.SPEAKER), part("Blinken", Role.ADDRESSEE), at=90, topic="Taiwan"),
        ]
    )
    assert len(merged) == 2


def test_participants_get_the_most_specific_role_and_their_office():
    merged = merge_tellings(
        [
            claim("call", part("Xi", office="President", start=10), "Putin", at=10),
            claim("call", part("Xi", Role.INITIATOR, start=90, text="Xi"), "Putin", at=90),
        ]
    )
    xi = merged[0].participants[0]
    assert (xi.role, xi.office, xi.start) == (Role.INITIATOR, "President", 10)


def test_a_pronoun_gives_way_to_the_name():
    merged = merge_tellings(
        [
            claim("call", part("Xi", text="he", start=1), part("Putin", start=2), when=on("2022-02-25")),
            claim("call", part("Xi", start=90), part("Putin", start=120), at=90),
        ]
    )
    assert merged[0].participants[0].text == "Xi Jinping"


def test_a_stated_day_is_taken_before_a_relative_one():
    merged = merge_tellings(
        [
            claim("call", "Xi", "Putin", when=on("2022-02-25", basis=DateBasis.RELATIVE)),
            claim("call", "Xi", "Putin", at=90, when=on("2022-02-25")),
        ]
    )
    assert merged[0].when.basis is DateBasis.STATED


def test_quotations_inside_others_are_left_out():
    merged = merge_tellings(
        [
            claim("call", "Xi", "Putin", at=5, quote="phone call"),
            claim("call", "Xi", "Putin", at=0, quote="In a phone call Putin told Xi"),
        ]
    )
    assert [e.exact for e in merged[0].evidence] == ["In a phone call Putin told Xi"]


def test_further_tellings_raise_confidence_a_little():
    one = claim("call", "Xi", "Putin", confidence=0.8)
    merged = merge_tellings([one, replace(one, trigger=Span(start=50, end=54), confidence=0.5)])
    assert merged[0].confidence == pytest.approx(0.82)


def test_confidence_never_passes_its_limit_by_repetition():
    tellings = [claim("call", "Xi", "Putin", at=i * 10, confidence=0.99) for i in range(9)]
    assert merge_tellings(tellings)[0].confidence == 0.99


def test_a_paper_cited_in_the_lead_is_cited_for_the_claim():
    post = Source(label="The Washington Post", kind=SourceKind.MEDIA)
    merged = merge_tellings(
        [
            claim("meeting", "officials of China", "officials of United States", said_by=post),
            claim("meeting", "Blinken", "Wang", at=200, said_by=Source(label="narrator", kind=SourceKind.NARRATOR)),
        ]
    )
    assert [c.said_by for c in merged] == [post]


def test_the_topic_is_that_of_the_first_telling_with_one():
    merged = merge_tellings(
        [
            claim("call", "Xi", "Putin", at=0),
            claim("call", "Xi", "Putin", at=50, topic="gas"),
            claim("call", "Xi", "Putin", at=90, topic="Ukraine"),
        ]
    )
    assert merged[0].topic == "gas"


def test_a_country_gives_way_to_the_city_in_it():
    merged = merge_tellings(
        [
            claim("visit", part("Xi", Role.VISITOR), places=(land("Russia"),)),
            claim("visit", part("Xi", Role.VISITOR), at=50, places=(MOSCOW,)),
        ]
    )
    assert [c.places for c in merged] == [(MOSCOW,)]


def test_a_meeting_during_a_visit_is_part_of_it():
    visit = claim("visit", part("Xi", Role.VISITOR), at=0, when=on("2023-03-20", "2023-03-22"), places=(MOSCOW,))
    talks = claim("meeting", "Xi", "Putin", at=60, when=on("2023-03-21"))
    merged = merge_tellings([talks, visit])
    assert [(c.type, c.part_of) for c in merged] == [("visit", None), ("meeting", visit.iri)]


def test_a_meeting_on_the_sidelines_is_part_of_the_conference():
    conference = claim("conference", "Blinken", "Wang", "Scholz", at=0, places=(MUNICH,))
    talks = claim("meeting", "Blinken", "Wang", at=4000, places=(MUNICH,))
    assert merge_tellings([conference, talks])[1].part_of == conference.iri


@pytest.mark.parametrize(
    "other",
    [
        claim("call", "Xi", "Putin", at=60, medium=Medium.PHONE),
        claim("meeting", "Xi", "Putin", at=60, when=on("2023-04-21")),
        claim("meeting", "Xi", "Putin", at=60, places=(MUNICH,)),
        claim("meeting", "Xi", "Putin", at=60, status=Status.PLANNED),
        claim("meeting", "Wang", "Putin", at=60),
        claim("meeting", "Xi", "Putin", at=9000),
    ],
    ids=["call", "other day", "other place", "not yet", "visitor not there", "far away"],
)
def test_what_is_not_of_a_visit_is_no_part_of_it(other):
    visit = claim("visit", part("Xi", Role.VISITOR), when=on("2023-03-20", "2023-03-22"), places=(MOSCOW,))
    if other.trigger.start == 9000:
        visit = replace(visit, when=UNDATED, places=())
    assert merge_tellings([visit, other])[1].part_of is None


def test_an_agreement_is_part_of_the_meeting_that_made_it():
    talks = claim("meeting", "Xi", "Putin", when=on("2023-03-21"))
    signed = claim("agreement", "Xi", "Putin", at=90, when=on("2023-03-21"))
    merged = merge_tellings([talks, signed])
    assert [(c.type, c.part_of) for c in merged][-1] == ("agreement", talks.iri)


def test_a_given_link_follows_the_claim_that_it_names():
    early = claim("visit", part("Xi", Role.VISITOR), at=0, places=(MOSCOW,))
    late = claim("visit", part("Xi", Role.VISITOR), at=400, places=(MOSCOW,), when=on("2023-03-20"))
    talks = claim("meeting", "Lavrov", "Wang", at=900, part_of=late.iri)
    assert merge_tellings([early, late, talks])[-1].part_of == early.iri


TELLINGS = [
    claim("contact", "China", "Ukraine", at=0),
    claim("call", "Xi", "Zelenskyy", at=100, when=on("2023-04-26")),
    claim("contact", "Xi", "Zelenskyy", at=300),
    claim("meeting", "Xi", "Putin", at=900, when=MARCH, places=(MOSCOW,)),
    claim("meeting", "Xi", "Putin", at=700, when=on("2023-03-20")),
    claim("visit", part("Xi", Role.VISITOR), at=910, when=MARCH, places=(MOSCOW,)),
    claim("contact", "Xi", "Putin", at=990),
    claim("meeting", "Macron", "Xi", at=1200),
    claim("meeting", "Scholz", "Xi", at=1200),
    claim("visit", "officials of China", at=1400, status=Status.PLANNED, places=(land("Ukraine"),)),
]


@given(st.permutations(TELLINGS))
def test_the_order_of_tellings_does_not_matter(shuffled):
    assert merge_tellings(shuffled) == merge_tellings(TELLINGS)


def test_the_tellings_of_an_article_keep_its_happenings_apart():
    assert [(c.type, sorted(names(c))) for c in merge_tellings(TELLINGS)] == [
        ("call", ["Volodymyr Zelenskyy", "Xi Jinping"]),
        ("meeting", ["Vladimir Putin", "Xi Jinping"]),
        ("visit", ["Xi Jinping"]),
        ("meeting", ["Emmanuel Macron", "Xi Jinping"]),
        ("meeting", ["Olaf Scholz", "Xi Jinping"]),
        ("visit", ["officials of China"]),
    ]


def test_merging_tellings_twice_changes_nothing_but_confidence():
    once = merge_tellings(TELLINGS)
    assert merge_tellings(once) == once


def test_claims_of_two_articles_are_merged_each_by_itself():
    merged = merge_tellings([claim("call", "Xi", "Putin"), claim("call", "Xi", "Putin", article="b")])
    assert len(merged) == 2


# --- across articles -----------------------------------------------------------------------------------------------


def pair(*who: str, a: str = "call", b: str = "call", first: When, second: When, **both) -> tuple[Claim, Claim]:
    who = who or ("Xi", "Putin")
    return claim(a, *who, article="a", when=first, **both), claim(b, *who, article="b", when=second, **both)


def test_the_call_that_two_articles_tell_is_one_event_of_one_voice():
    call = claim("call", "Putin", "Xi", article="a", when=on("2022-02-25"))
    contact = claim("contact", "Xi", "Putin", article="b", when=within("2022-02-24", "2022-03-03"))
    told = (article("a", "2022-02-26"), article("b", "2022-08-04", "Time"))
    (event,) = events(call, contact, told=told)
    assert (event.type, event.when, event.claims, event.source_count) == ("call", call.when, (call.iri, contact.iri), 1)
    assert event.label == "Call of Vladimir Putin and Xi Jinping, 25 February 2022"
    assert event.iri == IRIS.event(call.iri)
    assert [(r.claim, r.other) for r in event.reasons] == [(contact.iri, call.iri)]
    assert event.reasons[0].reason == (
        "Both name the same two participants; one says, less exactly, some time in 24 February – 3 March 2022, "
        "the other 25 February 2022; one calls it “contact”, the other “call”."
    )


def test_the_same_day_and_pair_is_one_event_and_says_why():
    (event,) = events(*pair(first=on("2022-02-25"), second=on("2022-02-25")))
    assert [r.reason for r in event.reasons] == [
        "Both name the same two participants; both say 25 February 2022; both call it “call”."
    ]


def unlisted(name: str, iri: str, country: str | None) -> Participant:
    actor = Actor(iri=IRIS.actor(iri), label=name, kind=ActorKind.PERSON)
    party = COUNTRIES[country] if country else None
    return Participant(text=name, start=0, end=len(name), role=Role.PARTICIPANT, actor=actor, party=party)


@pytest.mark.parametrize(
    ("name", "iri", "country"),
    [
        ("Ratu Petelo Vunidilo", "petelo-vunidilo-of-somewhere", None),  # no article-wide state, an honorific
        ("VUNIDILO Petelo", "vunidilo-petelo-france", "France"),  # another order
        ("Peteelo Wunidillo", "peteelo-wunidillo-france", "France"),  # another spelling
    ],
)
def test_people_unknown_to_the_reference_are_the_same_by_their_full_name(name: str, iri: str, country: str | None):
    first = claim("call", "Xi", unlisted("Petelo Vunidilo", "petelo-vunidilo-france", "France"), when=on("2022-06-02"))
    second = claim("call", "Xi", unlisted(name, iri, country), article="b", when=on("2022-06-02"))
    (event,) = events(first, second)
    assert [p.actor for p in event.participations] == [IRIS.actor("Xi Jinping"), IRIS.actor("petelo-vunidilo-france")]


def test_two_of_one_name_but_of_two_states_are_two_people():
    of_france = unlisted("Petelo Vunidilo", "petelo-vunidilo-france", "France")
    of_italy = unlisted("Petelo Vunidilo", "petelo-vunidilo-italy", "Italy")
    told = [
        claim("call", "Xi", who, article=a, when=on("2022-06-02")) for who, a in ((of_france, "a"), (of_italy, "b"))
    ]
    assert len(events(*told)) == 2


def test_two_calls_of_one_pair_in_one_month_are_two_events():
    assert len(events(*pair(first=on("2022-06-02"), second=on("2022-06-15")))) == 2


def test_a_vague_claim_that_fits_two_events_joins_neither():
    vague = claim("call", "Xi", "Putin", article="c", when=within("2022-06-01", "2022-06-30", Precision.MONTH))
    found = events(*pair(first=on("2022-06-02"), second=on("2022-06-15")), vague)
    assert sorted(len(e.claims) for e in found) == [1, 1, 1]


def test_vague_claims_that_fit_two_events_do_not_join_one_another():
    june = within("2022-06-01", "2022-06-30", Precision.MONTH)
    vague = [claim("call", "Xi", "Putin", article=name, when=june) for name in "cd"]
    assert len(events(*pair(first=on("2022-06-02"), second=on("2022-06-15")), *vague)) == 4


def test_two_claims_of_one_month_are_one_event_when_nothing_speaks_for_two():
    assert len(events(*pair(first=MARCH, second=MARCH))) == 1


def test_a_year_is_too_wide_to_merge():
    year = within("2022-01-01", "2022-12-31", Precision.YEAR)
    assert len(events(*pair(first=on("2022-02-25"), second=year))) == 2


def test_since_a_day_is_too_wide_to_merge():
    assert len(events(*pair(first=on("2022-03-25"), second=within("2022-02-24", None, Precision.AFTER)))) == 2


def test_undated_happenings_stay_apart():
    assert len(events(*pair(first=UNDATED, second=UNDATED))) == 2


def test_an_undated_happening_joins_no_dated_one():
    assert len(events(*pair(first=on("2022-02-25"), second=UNDATED))) == 2


WORDS = "Wang Yi and Dmytro Kuleba have met several times since then, officials said."


def test_undated_happenings_told_in_the_same_sentence_are_one_event():
    (event,) = events(*pair("Wang", "Kuleba", a="meeting", b="meeting", first=UNDATED, second=UNDATED, quote=WORDS))
    assert event.reasons[0].reason == "Both tell it in the very same words."


def test_the_same_sentence_of_two_years_is_two_events():
    claims = pair("Wang", "Kuleba", a="meeting", b="meeting", first=UNDATED, second=UNDATED, quote=WORDS)
    assert len(events(*claims, told=(article("a", "2022-05-01"), article("b", "2023-05-01")))) == 2


@pytest.mark.parametrize(
    ("a", "b", "together"),
    [
        ("call", "meeting", False),
        ("call", "visit", False),
        ("meeting", "visit", False),
        ("message", "call", False),
        ("contact", "visit", False),
        ("contact", "call", True),
        ("contact", "meeting", True),
        ("meeting", "negotiation", True),
        ("meeting", "conference", True),
        ("statement", "call", False),
        ("agreement", "meeting", False),
    ],
)
def test_forms_go_together_as_the_table_says(a, b, together):
    found = events(*pair(a=a, b=b, first=on("2022-02-25"), second=on("2022-02-25")))
    assert len(found) == (1 if together else 2)


def test_a_call_by_video_and_a_call_are_one_event():
    phone, video = pair(first=on("2022-02-25"), second=on("2022-02-25"))
    (event,) = events(replace(phone, medium=Medium.PHONE), replace(video, medium=Medium.VIDEO))
    assert event.medium is Medium.VIDEO


def test_an_untold_form_does_not_glue_a_call_to_a_meeting():
    day = on("2022-02-25")
    call, meeting = pair(a="call", b="meeting", first=day, second=day)
    untold = claim("contact", "Xi", "Putin", article="c", when=day)
    assert sorted(len(e.claims) for e in events(call, meeting, untold)) == [1, 1, 1]


def test_a_visit_and_its_talks_stay_two_events():
    visit = claim("visit", part("Xi", Role.VISITOR), "Putin", when=on("2023-03-20", "2023-03-22"))
    talks = claim("meeting", "Xi", "Putin", article="b", when=on("2023-03-21"))
    assert len(events(visit, talks)) == 2


def test_a_visit_told_by_its_visitor_alone_is_known_by_its_place():
    visit = claim("visit", part("Xi", Role.VISITOR), when=on("2023-03-20", "2023-03-22"), places=(MOSCOW,))
    month = claim("visit", part("Xi", Role.VISITOR), article="b", when=MARCH, places=(land("Russia"),))
    (event,) = events(visit, month)
    assert (event.when, event.places) == (visit.when, (MOSCOW,))
    assert event.label == "Visit of Xi Jinping to Moscow, 20–22 March 2023"


def test_visits_of_one_person_to_two_countries_are_two_events():
    there = claim("visit", part("Xi", Role.VISITOR), when=MARCH, places=(MOSCOW,))
    elsewhere = claim("visit", part("Xi", Role.VISITOR), article="b", when=MARCH, places=(MUNICH,))
    assert len(events(there, elsewhere)) == 2


def test_two_visits_to_one_host_stay_apart():
    xi = claim("visit", part("Xi", Role.VISITOR), part("Putin", Role.HOST), when=on("2023-03-21"), places=(MOSCOW,))
    wang = claim(
        "visit",
        part("Wang", Role.VISITOR),
        part("Putin", Role.HOST),
        article="b",
        when=on("2023-03-21"),
        places=(MOSCOW,),
    )
    host = claim("visit", part("Putin", Role.HOST), article="c", when=on("2023-03-21"), places=(MOSCOW,))
    assert len(events(xi, wang, host)) == 3


def test_a_meeting_told_to_have_been_in_two_places_is_one_event_told_differently():
    one, other = pair(a="meeting", b="meeting", first=on("2023-02-18"), second=on("2023-02-18"))
    (event,) = events(replace(one, places=(MUNICH,)), replace(other, places=(MOSCOW,)))
    assert event.told_differently
    assert set(event.places) == {MUNICH, MOSCOW}
    assert [r.reason for r in event.reasons] == [
        "Both name the same two participants; both say 18 February 2023; though they name different places; "
        "both call it “meeting”."
    ]


@pytest.mark.parametrize(
    ("who", "also", "form", "days"),
    [
        (("Xi", "Putin"), (), "meeting", ("2023-02-18", "2023-02-19")),
        (("Xi", "Putin"), ("Scholz",), "meeting", ("2023-02-18",)),
        (("Xi", "Russia"), (), "meeting", ("2023-02-18",)),
        ((part("Xi", Role.VISITOR), part("Putin", Role.HOST)), (), "visit", ("2023-02-18",)),
    ],
    ids=["two days", "one more was there", "a country", "a visit"],
)
def test_other_cities_keep_events_apart(who, also, form, days):
    one = claim(form, *who, article="a", when=on(*days), places=(MUNICH,))
    other = claim(form, *who, *also, article="b", when=on(*days), places=(MOSCOW,))
    assert len(events(one, other)) == 2


def test_whoever_tells_of_two_meetings_on_one_day_has_each_told_by_others_as_well():
    day = on("2023-02-18")
    first = claim("meeting", "Xi", "Putin", article="a", when=day, places=(MUNICH,))
    second = claim("meeting", "Xi", "Putin", article="a", at=900, when=day, places=(MOSCOW,))
    there = claim("meeting", "Xi", "Putin", article="b", when=day, places=(MOSCOW,))
    nowhere = claim("meeting", "Xi", "Putin", article="c", when=day)
    found = {frozenset(event.claims) for event in events(first, second, there, nowhere)}
    assert found == {frozenset({first.iri}), frozenset({second.iri, there.iri}), frozenset({nowhere.iri})}


def test_where_the_callers_were_does_not_keep_a_call_apart():
    one, other = pair(first=on("2023-02-18"), second=on("2023-02-18"))
    assert len(events(replace(one, places=(MUNICH,)), replace(other, places=(MOSCOW,)))) == 1


def test_a_country_stands_for_its_representative_on_the_very_day():
    one = claim("call", "Xi", "Zelenskyy", when=on("2023-04-26"))
    other = claim("call", "China", "Zelenskyy", article="b", when=on("2023-04-26"))
    (event,) = events(one, other)
    assert names(event) == {"xi-jinping", "volodymyr-zelenskyy"}


def test_two_countries_on_one_day_are_one_event():
    assert len(events(*pair("China", "Ukraine", first=on("2022-01-03"), second=on("2022-01-03")))) == 1


def test_other_persons_of_the_same_countries_are_another_event():
    day = on("2022-01-03")
    assert (
        len(events(claim("call", "Xi", "Putin", when=day), claim("call", "Wang", "Lavrov", article="b", when=day))) == 2
    )


def test_a_third_participant_told_by_one_paper_only_belongs_to_the_event():
    day = on("2022-01-03")
    one = claim("meeting", "Xi", "Putin", "Macron", when=day)
    (event,) = events(one, claim("meeting", "Xi", "Putin", article="b", when=day))
    assert len(event.participations) == 3


def test_lists_that_each_name_somebody_else_are_two_meetings():
    day = on("2022-01-03")
    one = claim("meeting", "Xi", "Putin", "Macron", when=day)
    assert len(events(one, claim("meeting", "Xi", "Putin", "Scholz", article="b", when=day))) == 2


def test_lists_of_guests_of_a_conference_may_differ():
    day = on("2022-01-03")
    one = claim("conference", "Xi", "Putin", "Macron", when=day)
    (event,) = events(one, claim("conference", "Xi", "Putin", "Scholz", article="b", when=day))
    assert len(event.participations) == 4


def test_claims_of_one_article_are_never_one_event():
    day = on("2022-01-03")
    assert len(events(claim("call", "Xi", "Putin", when=day), claim("call", "Xi", "Putin", at=90, when=day))) == 2


def test_a_vague_claim_is_not_the_event_that_its_own_article_tells_apart():
    june = within("2022-06-01", "2022-06-30", Precision.MONTH)
    first, second = pair(first=on("2022-06-02"), second=on("2022-06-15"))
    background = claim("call", "Xi", "Putin", article="b", at=700, when=june)
    assert sorted(len(e.claims) for e in events(first, second, background)) == [1, 2]


def test_different_counts_are_different_events():
    one, six = pair("Wang", "Lavrov", a="meeting", b="meeting", first=MARCH, second=MARCH)
    assert sorted(e.count for e in events(one, replace(six, count=6))) == [1, 6]


def test_statements_of_one_day_are_one_with_one_topic():
    speaker, day = part("Wang", Role.SPEAKER), on("2022-01-03")
    gas = claim("statement", speaker, when=day, topic="the price of gas")
    same = claim("statement", speaker, article="b", when=day, topic="gas price")
    other = claim("statement", speaker, article="c", when=day, topic="chess")
    assert sorted(len(e.claims) for e in events(gas, same, other)) == [1, 2]


def test_a_letter_and_its_answer_are_two_events():
    day = on("2022-01-03")
    letter = claim("message", part("Xi", Role.INITIATOR), part("Putin", Role.ADDRESSEE), when=day)
    answer = claim("message", part("Putin", Role.INITIATOR), part("Xi", Role.ADDRESSEE), article="b", when=day)
    assert len(events(letter, answer)) == 2


# --- status across articles ----------------------------------------------------------------------------------------


def trip(name: str, status: Status, when: When = UNDATED) -> Claim:
    return claim(
        "visit", part("Blinken", Role.VISITOR), article=name, status=status, when=when, places=(land("China"),)
    )


def test_plan_postponement_and_visit_are_one_event_with_its_history():
    claims = (
        trip("a", Status.PLANNED, on("2023-02-05")),
        trip("b", Status.POSTPONED),
        trip("c", Status.PLANNED, on("2023-06-18")),
        trip("d", Status.OCCURRED, on("2023-06-18", "2023-06-19")),
    )
    told = (
        article("a", "2023-01-20"),
        article("b", "2023-02-03"),
        article("c", "2023-06-10"),
        article("d", "2023-06-20"),
    )
    (event,) = events(*claims, told=told)
    assert event.status is Status.OCCURRED
    assert event.when == claims[3].when
    assert [step.status for step in event.history] == [
        Status.PLANNED,
        Status.POSTPONED,
        Status.PLANNED,
        Status.OCCURRED,
    ]
    assert [step.as_of for step in event.history] == [info.published for info in told]
    assert (event.first_reported, event.last_reported) == (dt.date(2023, 1, 20), dt.date(2023, 6, 20))
    assert event.iri == IRIS.event(claims[0].iri)
    assert not event.disputed


def test_a_postponed_visit_is_the_one_that_follows():
    told = (article("a", "2023-02-03"), article("b", "2023-06-20"))
    (event,) = events(trip("a", Status.POSTPONED), trip("b", Status.OCCURRED, on("2023-06-18")), told=told)
    assert event.reasons[0].reason.startswith(
        "One tells of the plan, the other of what came of it. Both name the same participant"
    )


def test_reasons_say_the_days_of_the_two_claims_also_where_the_plan_was_moved():
    claims = (
        trip("a", Status.PLANNED, on("2023-03-12")),
        trip("b", Status.POSTPONED, on("2023-03-20")),
        trip("c", Status.OCCURRED, on("2023-03-20")),
    )
    (event,) = events(
        *claims, told=(article("a", "2023-02-10"), article("b", "2023-03-05"), article("c", "2023-03-21"))
    )
    reasons = {(r.claim, r.other): r.reason for r in event.reasons}
    assert "one says 20 March 2023, the other 12 March 2023" in reasons[claims[1].iri, claims[0].iri]
    assert "one says 12 March 2023, the other 20 March 2023" in reasons[claims[0].iri, claims[2].iri]


def test_a_postponed_visit_is_not_the_one_before():
    told = (article("a", "2023-02-03"), article("b", "2023-02-03"))
    assert len(events(trip("a", Status.POSTPONED), trip("b", Status.OCCURRED, on("2022-10-18")), told=told)) == 2


def test_a_postponement_leaves_no_date_but_its_own():
    claims = (trip("a", Status.PLANNED, on("2023-02-05")), trip("b", Status.POSTPONED))
    (event,) = events(*claims, told=(article("a", "2023-01-20"), article("b", "2023-02-03")))
    assert (event.status, event.when) == (Status.POSTPONED, UNDATED)
    assert event.label == "Visit of Antony Blinken to China (postponed)"


def test_a_cancelled_visit_keeps_the_days_it_was_planned_for():
    claims = (trip("a", Status.PLANNED, on("2023-02-05")), trip("b", Status.CANCELLED))
    (event,) = events(*claims, told=(article("a", "2023-01-20"), article("b", "2023-02-03")))
    assert (event.status, event.when) == (Status.CANCELLED, on("2023-02-05"))


def test_plans_for_other_days_are_other_plans():
    claims = (trip("a", Status.PLANNED, on("2023-02-05")), trip("b", Status.PLANNED, on("2023-06-18")))
    assert len(events(*claims, told=(article("a", "2023-01-20"), article("b", "2023-02-03")))) == 2


def test_an_undated_plan_joins_the_plan_published_weeks_ago():
    claims = (trip("a", Status.PLANNED, on("2023-02-25")), trip("b", Status.PLANNED))
    (event,) = events(*claims, told=(article("a", "2023-01-20"), article("b", "2023-02-03")))
    assert event.when == on("2023-02-25")


@pytest.mark.parametrize("published", ["2023-06-03", "2023-02-20"])
def test_an_undated_plan_joins_no_old_or_past_plan(published):
    claims = (trip("a", Status.PLANNED, on("2023-02-05")), trip("b", Status.PLANNED))
    assert len(events(*claims, told=(article("a", "2023-01-20"), article("b", published)))) == 2


def test_an_undated_plan_came_true_at_the_same_place_weeks_later():
    claims = (trip("a", Status.PLANNED), trip("b", Status.OCCURRED, on("2023-06-18")))
    assert len(events(*claims, told=(article("a", "2023-06-10"), article("b", "2023-06-19")))) == 1


def test_an_undated_plan_to_meet_is_not_the_next_meeting():
    plan = claim("meeting", "Xi", "Biden", status=Status.PLANNED)
    met = claim("meeting", "Xi", "Biden", article="b", when=on("2023-06-18"))
    assert len(events(plan, met, told=(article("a", "2023-06-10"), article("b", "2023-06-19")))) == 2


def test_a_plan_that_fits_two_happenings_joins_neither():
    plan = trip("a", Status.PLANNED, within("2023-06-01", "2023-06-30", Precision.MONTH))
    done = (trip("b", Status.OCCURRED, on("2023-06-02")), trip("c", Status.OCCURRED, on("2023-06-18")))
    assert len(events(plan, *done)) == 3


def test_the_latest_publication_tells_what_became_of_it():
    day = on("2023-06-18")
    claims = (trip("a", Status.CANCELLED, day), trip("b", Status.PLANNED, day))
    (event,) = events(*claims, told=(article("a", "2023-06-01"), article("b", "2023-06-09")))
    assert event.status is Status.PLANNED
    (event,) = events(*claims, told=(article("a", "2023-06-09"), article("b", "2023-06-01")))
    assert event.status is Status.CANCELLED


def test_a_cancellation_after_the_report_of_it_is_disputed():
    day = on("2023-06-18")
    claims = (trip("a", Status.OCCURRED, day), trip("b", Status.CANCELLED, day))
    (event,) = events(*claims, told=(article("a", "2023-06-18"), article("b", "2023-06-19")))
    assert (event.status, event.disputed) == (Status.CANCELLED, True)


@pytest.mark.parametrize("negative", [Status.DENIED, Status.NOT_HELD])
def test_a_denial_of_that_day_disputes_what_occurred(negative):
    one, other = pair(first=on("2023-06-18"), second=on("2023-06-18"))
    (event,) = events(one, replace(other, status=negative))
    assert (event.status, event.disputed, len(event.history)) == (Status.OCCURRED, True, 2)
    assert event.reasons[0].reason == (
        "One denies what the other tells. Both name the same two participants; both say 18 June 2023; "
        "both call it “call”."
    )


def test_a_planned_meeting_that_was_not_held_was_not_held():
    plan, negative = pair(first=on("2023-06-18"), second=on("2023-06-18"), status=Status.PLANNED)
    told = (article("a", "2023-06-10"), article("b", "2023-06-19"))
    (event,) = events(plan, replace(negative, status=Status.NOT_HELD), told=told)
    assert (event.status, event.disputed) == (Status.NOT_HELD, False)


def test_a_denial_of_another_day_stays_apart():
    one, other = pair(first=on("2023-06-18"), second=on("2023-06-19"))
    assert [e.disputed for e in events(one, replace(other, status=Status.DENIED))] == [False, False]


def test_an_event_is_told_differently_where_claims_of_it_do_not_go_together():
    day, later = on("2023-06-18"), on("2023-06-19")
    vague = within("2023-06-01", "2023-06-30", Precision.MONTH)
    square = replace(MOSCOW, iri=IRIS.place("Red Square", "Russia"), label="Red Square", kind="venue")
    told, again = pair("Xi", "Putin", a="meeting", b="meeting", first=day, second=day)
    moved = (trip("a", Status.PLANNED, day), trip("b", Status.POSTPONED), trip("c", Status.PLANNED, later))
    published = (article("a", "2023-01-20"), article("b", "2023-02-03"), article("c", "2023-06-10"))
    cases = (
        (False, (told, again)),
        (False, (told, replace(again, when=vague))),
        (False, (replace(told, places=(MOSCOW,)), again)),
        (False, (replace(told, places=(MOSCOW, square)), replace(again, places=(MOSCOW,)))),
        (True, (replace(told, places=(square,)), replace(again, places=(MOSCOW,)))),
        (True, (told, replace(again, status=Status.DENIED))),
        (True, moved),
        (False, moved[:2]),
    )
    for differently, claims in cases:
        (event,) = events(*claims, told=published)
        assert event.told_differently == differently, claims


def test_what_took_place_without_a_last_day_did_so_by_the_day_after_it_was_first_told():
    stated, later = article("a", "2023-06-10"), article("b", "2023-06-20")
    estimated, undated = replace(stated, published_basis=PublishedBasis.ESTIMATED), article("a")
    since, after = within("2023-06-01", None, Precision.AFTER), within("2023-07-01", None, Precision.AFTER)
    held, again = pair("Wang", "Kuleba", a="meeting", b="meeting", first=UNDATED, second=UNDATED, quote=WORDS)
    cases = (
        ("2023-06-11", (held,), (stated,)),
        ("2023-06-11", (replace(held, when=since),), (stated,)),
        (None, (replace(held, when=on("2023-06-08")),), (stated,)),
        (None, (replace(held, when=after),), (stated,)),
        (None, (replace(held, status=Status.PLANNED),), (stated,)),
        (None, (replace(held, status=Status.ONGOING),), (stated,)),
        ("2024-06-10", (held,), (estimated,)),
        (None, (held,), (undated,)),
        ("2023-06-11", (held, again), (stated, later)),
        ("2023-06-21", (held, again), (estimated, later)),
    )
    for day, claims, told in cases:
        (event,) = events(*claims, told=told)
        assert event.took_place_by == (dt.date.fromisoformat(day) if day else None), (claims, told)


def test_a_silence_since_the_invasion_disputes_no_later_call():
    silence = claim(
        "contact",
        "Xi",
        "Zelenskyy",
        status=Status.NOT_HELD,
        when=within("2022-02-24", None, Precision.AFTER),
    )
    call = claim("call", "Xi", "Zelenskyy", article="b", when=on("2023-04-26"))
    found = events(silence, call, told=(article("a", "2023-03-22"), article("b", "2023-04-28")))
    assert {(e.status, e.disputed) for e in found} == {(Status.NOT_HELD, False), (Status.OCCURRED, False)}


def test_two_papers_tell_of_one_silence():
    since = within("2022-02-24", None, Precision.AFTER)
    assert len(events(*pair(first=since, second=since, status=Status.NOT_HELD))) == 1


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.REFUSED, Status.HYPOTHETICAL, Status.NOT_HELD])
def test_undated_wishes_of_the_same_weeks_are_one_event(status):
    claims = pair(first=UNDATED, second=UNDATED, status=status)
    assert len(events(*claims, told=(article("a", "2023-03-20"), article("b", "2023-03-25")))) == 1
    assert len(events(*claims, told=(article("a", "2023-03-20"), article("b", "2023-08-25")))) == 2
    assert len(events(*claims)) == 2


def test_wishes_and_refusals_stay_apart_from_what_happened():
    day = on("2023-03-20")
    claims = [
        claim("call", "Xi", "Biden", article=status.value, when=day, status=status)
        for status in (Status.OCCURRED, Status.REQUESTED, Status.REFUSED, Status.HYPOTHETICAL)
    ]
    assert len(events(*claims)) == 4


# --- what the event says -------------------------------------------------------------------------------------------


def test_a_stated_date_is_taken_before_a_relative_one():
    stated = claim(
        "visit", part("Xi", Role.VISITOR), article="b", when=on("2023-03-20", "2023-03-22"), places=(MOSCOW,)
    )
    relative = replace(
        stated,
        iri=IRI(f"{BASE}article/a#claim-0"),
        article=IRI(f"{BASE}article/a"),
        when=on("2023-03-22", basis=DateBasis.RELATIVE),
    )
    (event,) = events(stated, relative)
    assert event.when == stated.when


def test_of_equal_dates_the_one_with_more_voices_is_taken():
    claims = [
        claim("visit", part("Xi", Role.VISITOR), article=name, when=when, places=(MOSCOW,))
        for name, when in (
            ("a", on("2023-03-20", "2023-03-21")),
            ("b", on("2023-03-20", "2023-03-22")),
            ("c", on("2023-03-20", "2023-03-22")),
        )
    ]
    told = (article("a", "2023-03-20", "A"), article("b", "2023-03-22", "B"), article("c", "2023-03-22", "C"))
    (event,) = events(*claims, told=told)
    assert event.when == claims[1].when
    assert len(event.history) == 2


def test_the_earliest_published_claim_names_the_event():
    claims = pair(first=on("2022-02-25"), second=on("2022-02-25"))
    (event,) = events(*claims, told=(article("a", "2022-03-01"), article("b", "2022-02-26")))
    assert event.iri == IRIS.event(claims[1].iri)


def test_a_claim_without_a_publication_date_names_an_event_last():
    claims = pair(first=on("2022-02-25"), second=on("2022-02-25"))
    (event,) = events(*claims, told=(article("a"), article("b", "2022-02-26")))
    assert event.iri == IRIS.event(claims[1].iri)


def test_the_role_told_most_often_is_the_role():
    day = on("2022-02-25")
    claims = [
        claim("call", part("Xi", role), "Putin", article=name, when=day)
        for name, role in (("a", Role.PARTICIPANT), ("b", Role.ADDRESSEE), ("c", Role.ADDRESSEE), ("d", Role.INITIATOR))
    ]
    (event,) = events(*claims)
    assert {p.role for p in event.participations} == {Role.ADDRESSEE, Role.PARTICIPANT}


def test_somebody_absent_stays_absent_and_out_of_the_label():
    claims = pair(
        part("Macron"),
        part("Scholz"),
        part("Xi", Role.ABSENT),
        a="conference",
        b="conference",
        first=MARCH,
        second=MARCH,
    )
    (event,) = events(*claims)
    assert [p.role for p in event.participations] == [Role.PARTICIPANT, Role.PARTICIPANT, Role.ABSENT]
    assert event.label == "Conference of Emmanuel Macron and Olaf Scholz, March 2023"


def test_the_office_held_that_day_stands_beside_the_one_claimed():
    def offices(actor: IRI, day: dt.date) -> tuple[IRI, str] | None:
        return (IRIS.office("CHN.president"), "head_of_state") if actor.endswith("xi-jinping") else None

    (event,) = events(claim("call", part("Xi", office="premier"), "Putin", when=on("2022-02-25")), offices=offices)
    xi, putin = event.participations
    assert (xi.office, xi.office_level, xi.offices_claimed) == (
        IRIS.office("CHN.president"),
        "head_of_state",
        ("premier",),
    )
    assert (putin.office, putin.offices_claimed, putin.parties) == (None, (), (IRIS.actor("Russia"),))


def test_where_no_office_is_known_the_level_is_that_of_those_told():
    asked = []

    def levels(told):
        asked.append(told)
        return "minister" if told else None

    (event,) = events(claim("call", part("Xi", office="premier"), "Putin", when=on("2022-02-25")), levels=levels)
    assert {("premier", IRIS.actor("China"))} in asked
    assert {(p.office, p.office_level) for p in event.participations} == {(None, "minister"), (None, None)}


def test_an_office_that_changed_within_the_days_is_not_told():
    def offices(actor: IRI, day: dt.date) -> tuple[IRI, str]:
        return IRIS.office(f"CHN.{day:%d}"), "minister"

    (event,) = events(claim("call", "Xi", "Putin", when=MARCH), offices=offices)
    assert {p.office for p in event.participations} == {None}


def test_an_undated_event_tells_no_office():
    (event,) = events(claim("call", "Xi", "Putin"), offices=lambda actor, day: pytest.fail("asked without a day"))
    assert {p.office for p in event.participations} == {None}


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (on("2023-04-26"), ", 26 April 2023"),
        (on("2023-03-30", "2023-04-02"), ", 30 March – 2 April 2023"),
        (on("2022-12-30", "2023-01-02"), ", 30 December 2022 – 2 January 2023"),
        (MARCH, ", March 2023"),
        (within("2023-01-01", "2023-12-31", Precision.YEAR), ", 2023"),
        (within("2023-03-01", "2023-05-31", Precision.SEASON), ", March–May 2023"),
        (within("2023-03-03", "2023-03-09"), ", some time in 3–9 March 2023"),
        (within("2023-03-03", None, Precision.AFTER), ", after 3 March 2023"),
        (within(None, "2023-03-03", Precision.BEFORE), ", before 3 March 2023"),
        (UNDATED, ""),
    ],
)
def test_the_label_tells_the_date_as_exactly_as_it_is_known(when, text):
    (event,) = events(claim("call", "Xi", "Putin", when=when))
    assert event.label == "Call of Xi Jinping and Vladimir Putin" + text


def test_the_label_counts_those_beyond_three():
    (event,) = events(claim("meeting", "Xi", "Putin", "Macron", "Scholz", "Meloni"))
    assert event.label == "Meeting of Xi Jinping, Vladimir Putin, Emmanuel Macron and 2 others"


def test_the_label_tells_who_warns_whom():
    (event,) = events(claim("warning", part("Blinken", Role.SPEAKER), part("Wang", Role.ADDRESSEE)))
    assert event.label == "Warning by Antony Blinken towards Wang Yi"


def test_the_label_of_a_visit_without_a_place_tells_the_host():
    (event,) = events(claim("visit", part("Xi", Role.VISITOR), part("Putin", Role.HOST), status=Status.NOT_HELD))
    assert event.label == "Visit of Xi Jinping to Vladimir Putin (not held)"


def test_at_most_five_different_topics_are_kept():
    day = on("2022-02-25")
    topics = ("gas", "Gas", "oil", "war", "peace", "trade", "tea")
    claims = [claim("call", "Xi", "Putin", article=f"x{i}", when=day, topic=t) for i, t in enumerate(topics)]
    (event,) = events(*claims)
    assert event.topics == ("gas", "oil", "war", "peace", "trade")


def test_a_meeting_is_part_of_the_event_that_holds_its_visit():
    visit = trip("a", Status.OCCURRED, on("2023-06-18"))
    same = trip("b", Status.OCCURRED, on("2023-06-18"))
    talks = claim("meeting", "Blinken", "Wang", article="b", at=50, when=on("2023-06-18"), part_of=same.iri)
    found = {e.type: e for e in events(visit, same, talks)}
    assert found["meeting"].part_of == found["visit"].iri == IRIS.event(visit.iri)


def test_events_are_never_part_of_one_another_in_a_circle():
    visit = trip("a", Status.OCCURRED, on("2023-06-18"))
    talks = claim("conference", "Blinken", "Wang", at=50, part_of=visit.iri)
    found = events(replace(visit, part_of=talks.iri), talks)
    assert [e.part_of is None for e in found] == [False, True]


# --- voices --------------------------------------------------------------------------------------------------------

DAY = on("2022-02-25")


def told_by(*publishers: str | None, texts: tuple[str, ...] = (), cited: tuple[str | None, ...] = ()) -> int:
    claims, infos = [], []
    for i, publisher in enumerate(publishers):
        source = Source(label=cited[i], kind=SourceKind.MEDIA) if i < len(cited) and cited[i] else None
        claims.append(claim("call", "Xi", "Putin", article=f"x{i}", when=DAY, said_by=source))
        infos.append(article(f"x{i}", None, publisher, texts[i] if i < len(texts) else None))
    (event,) = events(*claims, told=tuple(infos))
    return event.source_count


def test_each_publisher_is_one_voice():
    assert told_by("Time", "Reuters", "the Time") == 2


def test_an_article_without_a_publisher_adds_no_voice():
    assert told_by(None, "Time") == 1
    assert told_by(None) == 0


def test_a_paper_that_cites_another_is_the_others_voice():
    assert told_by("GlobalPost", "Washington Post", cited=("the Washington Post",)) == 1
    assert told_by("GlobalPost", "Le Monde", cited=("the Washington Post",)) == 2


def test_the_post_is_the_one_publisher_of_that_name():
    assert told_by("GlobalPost", "Washington Post", cited=("the Post",)) == 1
    assert told_by("GlobalPost", "Washington Post", "South China Morning Post", cited=("the Post",)) == 3


def test_a_cited_paper_is_a_voice_where_the_publisher_is_unknown():
    assert told_by(None, cited=("The New York Times",)) == 1


def test_a_medium_without_a_name_is_nobodys_voice():
    assert told_by(None, cited=("Chinese state news media",)) == 0


@pytest.mark.parametrize("label", ["the official IRNA news agency", "IRNA news agency", "IRNA"])
def test_a_medium_is_the_same_voice_whatever_is_said_of_it(label):
    assert told_by("Tehran Times", "IRNA", cited=(label,)) == 1


@pytest.mark.parametrize("label", ["an Omani newspaper", "the state news agency", "Omani media reports", "state TV"])
def test_a_medium_told_by_its_kind_has_no_name(label):
    assert told_by(None, cited=(label,)) == 0


def test_near_identical_texts_are_one_voice():
    text = " ".join(f"word{i}" for i in range(300))
    assert told_by("Reuters", "Daily News", texts=(text, text + " and more")) == 1
    assert told_by("Reuters", "Daily News", texts=(text, text[::-1])) == 2


def test_a_copy_that_two_papers_share_joins_their_voices():
    text = " ".join(f"word{i}" for i in range(300))
    assert told_by("A", "B", "C", "D", texts=(text, text, text, "something else altogether")) == 2


def test_the_voice_is_the_cited_medium_or_else_the_publisher():
    info = article("a", None, "The  Guardian")
    told = claim("call", "Xi", "Putin")
    assert voice_of(told, info) == "guardian"
    assert voice_of(replace(told, said_by=Source(label="AP", kind=SourceKind.MEDIA)), info) == "associated press"
    assert voice_of(replace(told, said_by=Source(label="AP", kind=SourceKind.OTHER)), info) == "guardian"
    assert voice_of(told, article("a")) is None


# --- undoing, order, rules -----------------------------------------------------------------------------------------


def test_a_forbidden_pair_is_kept_apart():
    one, other = pair(first=DAY, second=DAY)
    third = claim("call", "Xi", "Putin", article="c", when=DAY)
    assert len(events(one, other, third)) == 1
    found = events(one, other, third, forbidden=frozenset({frozenset({one.iri, other.iri})}))
    assert sorted(len(e.claims) for e in found) == [1, 2]
    assert not any({one.iri, other.iri} <= set(e.claims) for e in found)


def test_one_article_that_tells_a_call_twice_does_not_drive_the_others_apart():
    twice = (claim("call", "Xi", "Putin", when=DAY), claim("call", "Xi", "Putin", at=90, when=DAY))
    others = [claim("call", "Xi", "Putin", article=name, when=DAY) for name in "bcd"]
    assert sorted(len(e.claims) for e in events(*twice, *others)) == [1, 4]


def test_a_plan_is_kept_from_the_visit_by_a_forbidden_pair():
    plan, done = trip("a", Status.PLANNED, on("2023-06-18")), trip("b", Status.OCCURRED, on("2023-06-18"))
    assert len(events(plan, done)) == 1
    assert len(events(plan, done, forbidden=frozenset({frozenset({plan.iri, done.iri})}))) == 2


WHENS = [on("2022-06-02"), on("2022-06-15"), within("2022-06-01", "2022-06-30", Precision.MONTH), UNDATED, DAY]


@st.composite
def corpora(draw) -> list[Claim]:
    claims = []
    for number in range(draw(st.integers(2, 14))):
        told = IRI(f"{BASE}article/n{number % 6}")
        who = draw(
            st.lists(
                st.sampled_from(["Xi", "Putin", "China", "Wang", "officials of China"]),
                min_size=1,
                max_size=3,
                unique=True,
            )
        )
        claims.append(
            claim(
                draw(st.sampled_from(["call", "contact", "meeting", "visit"])),
                *who,
                article=f"n{number % 6}",
                at=number * 10,
                when=draw(st.sampled_from(WHENS)),
                status=draw(st.sampled_from([Status.OCCURRED, Status.OCCURRED, *Status])),
                places=draw(st.sampled_from([(), (MOSCOW,), (land("Russia"),)])),
                contradicts=draw(st.sampled_from([None, None, *(c.iri for c in claims if c.article == told)])),
            )
        )
    return claims


TOLD = tuple(article(f"n{i}", None if i == 5 else f"2022-0{6 + i % 3}-0{i + 1}", f"P{i % 4}") for i in range(6))


@settings(deadline=None)
@given(corpora(), st.randoms())
def test_the_order_of_claims_does_not_matter(claims, random):
    shuffled = random.sample(claims, len(claims))
    assert events(*shuffled, told=TOLD) == events(*claims, told=TOLD)


@settings(deadline=None)
@given(corpora())
def test_every_claim_is_in_exactly_one_event_with_a_reason_for_each_merge(claims):
    found = events(*claims, told=TOLD)
    assert sorted(c for e in found for c in e.claims) == sorted(c.iri for c in claims)
    against = {c.iri for c in claims if c.contradicts}
    moved = {c.iri for c in claims if c.status is Status.POSTPONED}  # its article may tell the new day in another claim
    for event in found:
        agreeing = [str(c).partition("#")[0] for c in event.claims if c not in against | moved]
        assert len(event.reasons) == len(event.claims) - 1
        if not against & set(event.claims):
            assert len(set(agreeing)) == len(agreeing)


@settings(deadline=None)
@given(corpora())
def test_any_merge_can_be_undone(claims):
    links = [frozenset({r.claim, r.other}) for e in events(*claims, told=TOLD) for r in e.reasons]
    for link in links[:2]:
        found = events(*claims, told=TOLD, forbidden=frozenset({link}))
        assert not any(link <= set(e.claims) for e in found)


@settings(deadline=None)
@given(corpora(), st.randoms())
def test_the_order_of_any_tellings_does_not_matter(tellings, random):
    text = [replace(c, article=IRI(f"{BASE}article/a")) for c in tellings]
    merged = merge_tellings(text, published=dt.date(2022, 8, 1))
    assert merge_tellings(random.sample(text, len(text)), published=dt.date(2022, 8, 1)) == merged
    assert len({c.iri for c in merged}) == len(merged)
    assert {e for c in text for e in c.evidence} == {e for c in merged for e in c.evidence}


def test_no_claims_are_no_events():
    assert events() == ()


def test_the_table_joins_each_type_with_itself():
    assert RULES.condition("visit", "visit") == ""
    assert RULES.condition("visit", "call") is None
