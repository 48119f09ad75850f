"""Texts of all kinds, most of them nonsense: reading never fails, offsets are exact, what is mapped conforms.

`PARLEY_FUZZ` names another number of examples, `PARLEY_LONG_TEXT` another number of words of the long text: 200,000
take some six minutes.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.knowledge import Knowledge
from parley.model import Article
from parley.pipeline import claims_of, map_article
from parley.reader import read
from reading import article_of

pytestmark = pytest.mark.whole

EXAMPLES = int(os.environ.get("PARLEY_FUZZ", "500"))
WORDS = int(os.environ.get("PARLEY_LONG_TEXT", "60000"))
NEWS = (
    "Kenyan President William Ruto met Ethiopian Prime Minister Abiy Ahmed in Nairobi on Monday.",
    "“We will meet,” said the spokesman, “when ‘he said “no”’ is over.”",
    "The Kremlin said Vladimir Putin would call Xi Jinping on 31 February 2023.",
    "Wang Yi and Antony Blinken spoke by phone on 00/13/9999, and again in the year 123456789.",
    "China's foreign minister has not visited Tokyo since 1572",
    "PARIS, May 9 (Wire) — ",
    "(AP) -- ",
)
PIECES = (
    *NEWS, *(word for line in NEWS for word in line.split()),
    "\n", "\n\n", "\r\n", "\t", " ", "\u00a0", "\u200b", "\u200f", "\u202e", "\ufeff", "\u2028",
    "\x00", "\x1b[31m", "\x7f",
    "<p>", "</div", "<a href='x", "&nbsp;", "&#x41;", "<!--", "]]>", "{{", "**", "# ", "| a | b |",
    "“", "”", "‘", "’", '"', "'",
    "«", "»", "((", "))", "[", "]", "--", "—", "...", "…", "?!", ";;", "::", "@", "$1.2bn", "%",
    "🤝", "👩‍👩‍👧‍👦", "🇰🇪", "e\u0301", "ﬁ", "Ω", "Ⅷ", "ß", "İ", "ǅ", "中国", "путин", "الرئيس", "שלום", "नेता", "한국",
    "U.S.", "U.N.", "Mr.", "Dr", "St.", "a.m.", "e.g.", "O'Neill", "al-Assad", "Jean-Claude", "X", "I", "II",
    "2023-04-26", "26/4/23", "April 31", "the 45th of May", "Monday", "9999999999999999999", "-1", "1e400", "½", "½st",
    "w" * 300, "Ab" * 500, "met " * 40, "and " * 40, "President " * 30, "(" * 60, "“" * 40,
)  # fmt: skip
ANYTHING = st.text(st.characters(codec="utf-8"), max_size=120)
TEXTS = st.lists(st.sampled_from(PIECES) | st.sampled_from(NEWS) | ANYTHING, max_size=14).flatmap(
    lambda parts: st.sampled_from((" ", "", "\n", ". ", ", ")).map(lambda between: between.join(parts))
)
DAYS = st.none() | st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31)) | st.just(dt.date(2023, 5, 10))


def assert_exact(article: Article, knowledge: Knowledge) -> None:
    """Hold tokens, evidence, triggers and participants to what stands at their offsets."""
    doc = read(article.text)
    assert doc.text == article.text
    end = 0
    for token in doc.tokens:
        assert token.start >= end
        assert article.text[token.start : token.end] == token.text != ""
        end = token.end
    for claim in claims_of(article, knowledge):
        assert claim.evidence
        assert all(article.text[e.start : e.end] == e.exact != "" for e in claim.evidence)
        assert any(e.start <= claim.trigger.start < claim.trigger.end <= e.end for e in claim.evidence)
        for p in claim.participants:
            assert article.text[p.start : p.end] == p.text != ""
            assert any(e.start <= p.start < p.end <= e.end for e in claim.evidence)
        assert claim.when.start is None or claim.when.end is None or claim.when.start <= claim.when.end


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, DAYS)
def test_any_text_is_read_with_exact_offsets(knowledge: Knowledge, text: str, published: dt.date | None) -> None:
    assert_exact(article_of(text, knowledge, published=published), knowledge)


@settings(max_examples=max(EXAMPLES // 10, 10), deadline=None, suppress_health_check=list(HealthCheck))
@given(TEXTS, st.none() | st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_any_text_is_mapped_to_a_graph_that_conforms(
    knowledge: Knowledge, text: str, published: dt.date | None
) -> None:
    mapped = map_article(article_of(text, knowledge, published=published), knowledge)
    assert mapped.report.conforms
    assert not any(result.shape.endswith("Evidence-exact") for result in mapped.report.results)


def test_a_very_long_text_is_read_in_time_and_memory(knowledge: Knowledge) -> None:
    lines = [line for line in NEWS for _ in range(3)]
    words = 0
    paragraphs: list[str] = []
    while words < WORDS:
        paragraph = " ".join(lines[(len(paragraphs) + i) % len(lines)] for i in range(5))
        paragraphs.append(paragraph)
        words += len(paragraph.split())
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    article = article_of("\n\n".join(paragraphs), knowledge)
    claims = claims_of(article, knowledge)
    assert claims
    assert all(article.text[e.start : e.end] == e.exact for claim in claims for e in claim.evidence)
    assert time.process_time() - began < 1800
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 3_000_000  # kB
