from __future__ import annotations

import datetime as dt
import logging
import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import OWL, Literal, URIRef

from parley import pipeline
from parley.corpus import coverage_of, rebuild_events, stored_claims
from parley.errors import ActorsError, ArticleError, NotFound
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.model import IRI, Article, Claim, Report, Status, Violation
from parley.pipeline import claims_of, ingest, map_article
from parley.reader import sections
from parley.store import Store, open_store
from reading import article_of, params

SENTENCES = [param.values[0]["sentence"] for name in ("contacts.tsv", "status.tsv") for param in params(name)]
RUTO = "Kenyan President William Ruto met Ethiopian Prime Minister Abiy Ahmed in Nairobi on Monday."
KISHIDA = "Japanese Prime Minister Fumio Kishida visited Ghana last week and met President Nana Akufo-Addo."
KREMLIN = "The Kremlin said Russian President Vladimir Putin would meet Serbian President Aleksandar Vucic in June."


def assert_sound(article: Article, claims: tuple[Claim, ...], knowledge: Knowledge) -> None:
    """Hold claims to what the graph, the store and the reader of a quotation rely on."""
    assert len({claim.iri for claim in claims}) == len(claims)
    for claim in claims:
        assert claim.article == article.iri
        assert claim.iri.startswith(f"{article.iri}#claim-")
        assert claim.type in knowledge.types.notations
        assert claim.evidence
        assert all(e.exact == article.text[e.start : e.end] and e.exact for e in claim.evidence)
        assert any(e.start <= claim.trigger.start < claim.trigger.end <= e.end for e in claim.evidence)
        assert claim.participants
        for p in claim.participants:
            assert p.text == article.text[p.start : p.end]
            assert any(e.start <= p.start < p.end <= e.end for e in claim.evidence)
        assert len({(p.actor.iri, p.role) for p in claim.participants}) == len(claim.participants)
        assert 0 <= claim.confidence <= 1
        assert claim.count >= 1
        assert claim.when.start is None or claim.when.end is None or claim.when.start <= claim.when.end
        assert claim.part_of is None or claim.part_of in {other.iri for other in claims} - {claim.iri}


# --- claims ------------------------------------------------------------------------------------------------------


@pytest.mark.whole
@pytest.mark.parametrize("first", range(0, len(SENTENCES) - 14, 60))
def test_evidence_of_long_articles_is_exact_and_holds_trigger_and_participants(
    first: int, knowledge: Knowledge
) -> None:
    article = article_of("\n\n".join(SENTENCES[first : first + 15]), knowledge)
    claims = claims_of(article, knowledge)
    assert len(claims) >= 5
    assert_sound(article, claims, knowledge)


@pytest.mark.parametrize("end", ["\r\n", "\n", " "])
def test_offsets_survive_odd_characters_and_line_ends(end: str, knowledge: Knowledge) -> None:
    text = (
        f"\ufeff🤝🇰🇪 NAIROBI, May 9 (Wire) —{end}{RUTO}{end}{end}“{KREMLIN}”{end}\u200f{KISHIDA}\u2028 <br>&nbsp;{end}"
    )
    article = article_of(text, knowledge)
    claims = claims_of(article, knowledge)
    assert claims
    assert_sound(article, claims, knowledge)


@pytest.mark.parametrize("text", ["", " \n ", "Rain.", "met met met", "“", "President President of of the", "🤝" * 50])
def test_a_text_that_tells_nothing_makes_no_claim(text: str, knowledge: Knowledge) -> None:
    assert claims_of(article_of(text, knowledge), knowledge) == ()


def test_the_same_article_makes_the_same_claims(knowledge: Knowledge) -> None:
    article = article_of(f"{RUTO} {KREMLIN}\n\n{KISHIDA}", knowledge)
    assert claims_of(article, knowledge) == claims_of(article, knowledge)


def test_a_claim_does_not_depend_on_the_paragraphs_before_it(knowledge: Knowledge) -> None:
    (alone,) = claims_of(article_of(RUTO, knowledge), knowledge)
    before = "Heavy rain closed the harbour for a third day.\n\n"
    (amid,) = claims_of(article_of(before + RUTO, knowledge), knowledge)
    assert (amid.type, amid.status, amid.when, amid.places) == (alone.type, alone.status, alone.when, alone.places)
    assert [p.actor for p in amid.participants] == [p.actor for p in alone.participants]
    assert amid.trigger.start == alone.trigger.start + len(before)


def test_a_book_is_read_section_by_section_to_its_end(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["parley.reader.segment"], "_SECTION", 1000)
    text = "Heavy rain closed the harbour for a third day.\n\n" * 50 + RUTO
    assert len(sections(text)) > 1
    article = article_of(text, knowledge)
    (claim,) = claims_of(article, knowledge)
    assert claim.trigger.start > text.index(RUTO)
    assert_sound(article, (claim,), knowledge)


def test_a_book_says_on_the_way_how_much_of_it_is_read(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "parley.pipeline")
    monkeypatch.setattr(sys.modules["parley.reader.segment"], "_SECTION", 1000)
    article = article_of("Heavy rain closed the harbour for a third day.\n\n" * 50, knowledge)
    claims_of(article, knowledge)
    assert caplog.messages == []  # it does not take long
    monkeypatch.setattr(pipeline, "_SILENT_S", 0.0)
    claims_of(article, knowledge)
    read = [int(message.partition(" read=")[2].removesuffix("%")) for message in caplog.messages]
    assert len(read) > 1
    assert read == sorted(set(read))
    assert 0 < read[0] < read[-1] < 100


@pytest.mark.parametrize("mark", ["\n\n", "\n", ". ", " ", ""])
def test_sections_cover_the_text_and_end_at_the_best_mark_there_is(mark: str) -> None:
    text = ("x" * 70 + mark) * 3000
    bounds = sections(text)
    assert len(bounds) > 1
    assert "".join(text[start:end] for start, end in bounds) == text
    assert all(text[start:end].endswith(mark) for start, end in bounds)


def test_an_article_is_one_section() -> None:
    assert sections(RUTO) == [(0, len(RUTO))]
    assert sections("") == [(0, 0)]


def test_without_a_day_of_publication_words_like_monday_give_no_date(knowledge: Knowledge) -> None:
    (claim,) = claims_of(article_of(RUTO, knowledge, published=None), knowledge)
    assert (claim.when.start, claim.when.end) == (None, None)


def test_words_like_monday_count_from_the_day_of_publication(knowledge: Knowledge) -> None:
    (claim,) = claims_of(article_of(RUTO, knowledge, published=dt.date(2022, 8, 4)), knowledge)
    assert (claim.when.start, claim.when.end) == (dt.date(2022, 8, 1), dt.date(2022, 8, 1))


def test_what_was_only_planned_is_not_told_as_having_happened(knowledge: Knowledge) -> None:
    claims = claims_of(article_of(KREMLIN, knowledge), knowledge)
    assert {claim.status for claim in claims if knowledge.types.is_contact(claim.type)} == {Status.PLANNED}


def test_a_mapped_article_conforms_and_keeps_all_its_claims(knowledge: Knowledge) -> None:
    article = article_of(f"{RUTO} {KREMLIN}\n\n{KISHIDA}", knowledge)
    mapped = map_article(article, knowledge)
    assert mapped.report.conforms, mapped.report.results
    assert mapped.report.refused == ()
    assert {str(s) for s in mapped.graph.subjects()} >= {claim.iri for claim in mapped.claims}


def test_knowledge_goes_to_another_process_as_what_it_is_loaded_from(knowledge: Knowledge) -> None:
    sent = pickle.dumps(knowledge)
    assert len(sent) < 2000
    assert pickle.loads(sent).iris == knowledge.iris


# --- into the store ----------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge) -> Iterator[Store]:
    """A store without the reference graphs: they take seconds to write and no test here asks for them."""
    monkeypatch.setattr(pipeline, "keep_reference", lambda store, knowledge: None)
    with open_store(tmp_path / "store", base_iri=knowledge.iris.base, write=True) as opened:
        yield opened


@pytest.fixture
def articles(knowledge: Knowledge) -> list[Article]:
    texts = (RUTO, KREMLIN, KISHIDA)
    return [article_of(text, knowledge, file=f"{number}.txt") for number, text in enumerate(texts)]


def test_one_broken_article_never_stops_the_others(
    store: Store, articles: list[Article], knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def claims_unless_broken(article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
        if article.file == "1.txt":
            raise ZeroDivisionError("not my day")
        return claims_of(article, knowledge)

    logging.disable(logging.CRITICAL)
    monkeypatch.setattr(pipeline, "claims_of", claims_unless_broken)
    lines: list[str] = []
    try:
        done = ingest(articles, store, knowledge, told=lines.append)
    finally:
        logging.disable(logging.NOTSET)
    assert done.articles == 2
    (refused,) = done.refused_articles
    assert refused.where == "1.txt"
    assert "ZeroDivisionError" in str(refused)
    assert "not my day" in str(refused)
    assert [line.split()[:2] for line in lines] == [
        ["read", "0.txt"],
        ["refused", lines[1].split()[1]],
        ["read", "2.txt"],
    ]
    assert len(store.graph_names(knowledge.iris.graph("article/"))) == 2
    assert done.snapshot is not None


def test_an_article_that_could_not_be_read_is_told_and_the_others_go_on(
    store: Store, articles: list[Article], knowledge: Knowledge
) -> None:
    unreadable = ArticleError("no text", where="x.txt")
    done = ingest([unreadable, *articles[:1]], store, knowledge)
    assert (done.articles, done.refused_articles) == (1, [unreadable])


def test_the_same_text_in_two_files_is_taken_once(store: Store, articles: list[Article], knowledge: Knowledge) -> None:
    lines: list[str] = []
    done = ingest([articles[0], replace(articles[0], file="copy.txt")], store, knowledge, told=lines.append)
    assert done.articles == 1
    assert "skipped copy.txt: the same article as 0.txt" in lines


def test_nothing_to_read_is_no_fault(store: Store, knowledge: Knowledge) -> None:
    done = ingest([], store, knowledge)
    assert (done.articles, done.claims, done.events, done.refused_articles) == (0, 0, 0, [])


def test_reading_again_changes_nothing(store: Store, articles: list[Article], knowledge: Knowledge) -> None:
    first = ingest(articles, store, knowledge)
    events = set(store.graph(knowledge.iris.graph("events")))
    again = ingest(articles, store, knowledge)
    assert (again.articles, again.unchanged, again.events) == (first.articles, first.articles, first.events)
    assert set(store.graph(knowledge.iris.graph("events"))) == events


def test_the_order_of_the_articles_changes_nothing(
    store: Store, articles: list[Article], knowledge: Knowledge, tmp_path: Path
) -> None:
    ingest(articles, store, knowledge)
    with open_store(tmp_path / "other", base_iri=knowledge.iris.base, write=True) as other:
        for article in reversed(articles):
            ingest([article], other, knowledge)
        for name in store.graph_names(knowledge.iris.graph("")):
            assert set(store.graph(name)) == set(other.graph(name)), name


def test_stored_claims_are_those_that_were_made(store: Store, articles: list[Article], knowledge: Knowledge) -> None:
    ingest(articles, store, knowledge)
    claims, told_of = stored_claims(store, knowledge)
    made = {claim.iri: claim for article in articles for claim in claims_of(article, knowledge)}
    assert {claim.iri for claim in claims} == set(made)
    assert set(told_of) == {article.iri for article in articles}
    for claim in claims:
        mine = made[claim.iri]
        assert (claim.type, claim.status, claim.when, claim.trigger) == (
            mine.type,
            mine.status,
            mine.when,
            mine.trigger,
        )
        assert {p.actor.iri for p in claim.participants} == {p.actor.iri for p in mine.participants}


def test_coverage_counts_what_was_searched(store: Store, articles: list[Article], knowledge: Knowledge) -> None:
    undated = article_of(f"{RUTO} It rained.", knowledge, published=None, publisher="The Daily Post")
    dated = [replace(article, publisher="Daily Post") for article in articles]
    ingest([*dated, undated], store, knowledge)
    claims, told_of = stored_claims(store, knowledge)
    coverage = coverage_of(claims, told_of, rebuild_events(store, knowledge))
    assert (coverage.articles, coverage.voices, coverage.undated_articles) == (4, 1, 1)
    assert coverage.claims == len(claims)
    assert coverage.published_from == coverage.published_to == dt.date(2023, 5, 10)


def test_a_withdrawn_article_leaves_no_claim_and_is_remembered(
    store: Store, articles: list[Article], knowledge: Knowledge
) -> None:
    ingest(articles, store, knowledge)
    pipeline.withdraw(articles[0].iri, store, knowledge)
    claims, told_of = stored_claims(store, knowledge)
    assert articles[0].iri not in told_of
    assert all(claim.article != articles[0].iri for claim in claims)
    gone = store.graph(knowledge.iris.graph("withdrawn"))
    version = knowledge.iris.version(articles[0].text)
    assert {(URIRef(iri), OWL.deprecated, Literal(True)) for iri in (articles[0].iri, version)} == set(gone)
    with pytest.raises(NotFound, match="the first ones are"):
        pipeline.withdraw(articles[0].iri, store, knowledge)


def test_own_actors_that_break_a_shape_are_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Violation(
        focus_node=IRI("http://x/actor/y"),
        severity="Violation",
        shape=IRI("http://x/s"),
        message="A person has a label.",
    )
    monkeypatch.setattr(pipeline, "validate_actors", lambda knowledge: Report(conforms=False, results=(wrong,)))
    knowledge = Knowledge(iris=Iris("http://127.0.0.1:8000/"), extra_actors=tmp_path / "own.csv")
    knowledge.__dict__["digest"] = "of own actors"
    with open_store(tmp_path / "store", base_iri="http://127.0.0.1:8000/", write=True) as store:
        with pytest.raises(ActorsError, match=r"own\.csv.*A person has a label.*parley validate"):
            pipeline.keep_reference(store, knowledge)
        assert store.graph_names() == []
