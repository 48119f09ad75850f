from __future__ import annotations

import itertools
import textwrap

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.model import Document
from parley.reader import read
from parley.reader.lemmas import lemma
from parley.reader.tree import best_tree

PIECES = st.sampled_from(
    [
        "The foreign minister of Chad met his Libyan counterpart.",
        "“He said: ‘We will “talk” again.’”",
        "🇰🇪🤝🇸🇴",
        "👩‍👩‍👧‍👦 met",
        "التقى وزير الخارجية نظيره",
        "שר החוץ נפגש",
        "<p>Talks &amp; <b>visits</b></p>",
        "习近平会见普京。",
        "e\u0301lan\u200b\u00a0x",
        "U.S.",
        "Mr.",
        "...",
        "“”",
        "(((",
        "\r\n",
        "\n\n",
        "\t",
        "\x0b\x1c\x85\u2028",
        "a" * 300,
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=12), max_size=8).map(" ".join)


def sentences(text: str) -> list[str]:
    doc = read(text)
    return [text[s.start : s.end] for s in doc.sentences]


def assert_sound(doc: Document, text: str) -> None:
    """Hold a document to what every other part relies on."""
    assert doc.text == text
    assert [t.i for t in doc.tokens] == list(range(len(doc.tokens)))
    assert all(t.text == text[t.start : t.end] and t.text for t in doc.tokens)
    assert all(a.end <= b.start for a, b in itertools.pairwise(doc.tokens))
    # Every visible character belongs to a word.
    covered = {k for t in doc.tokens for k in range(t.start, t.end)}
    assert not [text[k] for k in range(len(text)) if k not in covered and not text[k].isspace()]
    assert [i for s in doc.sentences for i in range(s.first, s.last)] == [t.i for t in doc.tokens]
    for number, s in enumerate(doc.sentences):
        assert s.first < s.last
        assert (s.start, s.end) == (doc.tokens[s.first].start, doc.tokens[s.last - 1].end)
        within = doc.tokens[s.first : s.last]
        roots = [t.i for t in within if t.head == t.i]
        assert len(roots) == 1
        assert all(t.sentence == number and s.first <= t.head < s.last for t in within)
        assert [t.i for t in within if t.dep == "root"] == roots
        assert doc.subtree(roots[0]) == tuple(range(s.first, s.last))
    assert all(n.first < n.last and doc.tokens[n.first].sentence == doc.tokens[n.last - 1].sentence for n in doc.names)


# --- offsets -----------------------------------------------------------------------------------------------------


@given(TEXTS)
@settings(max_examples=40, deadline=None)
def test_offsets_and_trees_are_sound_for_any_text(text: str) -> None:
    assert_sound(read(text), text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\t \r\n", "\u2028", "\u00a0"])
def test_a_text_without_words_is_an_empty_document(text: str) -> None:
    doc = read(text)
    assert (doc.tokens, doc.sentences, doc.names, doc.children) == ((), (), (), ())


@pytest.mark.parametrize("text", ["Talks", "🤝", ".", "“", "met", "x" * 4000])
def test_one_word_is_one_sentence(text: str) -> None:
    doc = read(text)
    assert_sound(doc, text)
    assert len(doc.sentences) == 1


def test_offsets_count_code_points_not_bytes() -> None:
    text = "🤝 Erdoğan’s visit"
    assert [(t.start, t.end) for t in read(text).tokens] == [(0, 1), (2, 9), (9, 11), (12, 17)]


def test_a_very_long_sentence_is_read_to_its_end() -> None:
    text = "The envoys of Chad, Mali and Niger met " + "and they talked with the envoys of Togo and Benin, " * 60 + "."
    doc = read(text)
    assert_sound(doc, text)
    assert doc.tokens[-1].end == len(text)


def test_a_long_sentence_without_any_mark_is_read_to_its_end() -> None:
    text = "minister " * 700
    assert_sound(read(text), text)


def test_words_of_many_pieces_beyond_what_the_network_holds_are_read() -> None:
    text = "Antananarivo-Ouagadougou-Thiruvananthapuram " * 100
    assert_sound(read(text), text)


def test_reading_twice_gives_the_same_document() -> None:
    text = (
        "DOHA, March 3 (Wire) - Qatar's emir met the king of Jordan. They spoke about Gaza.\n\n"
        "Both left “in good spirits,” an aide said."
    )
    assert read(text) == read(text)


def test_a_sentence_is_read_the_same_whatever_stands_around_it() -> None:
    sentence = "The foreign minister of Peru met his Bolivian counterpart in La Paz on Thursday."
    other = "Heavy rain fell on the harbour town for the third day in a row, and the market stayed closed."
    alone, amid = read(sentence), read(f"{other}\n\n{sentence}\n\n{other} {other}")
    offset = amid.sentences[1].first
    found = [(t.text, t.pos, t.dep, t.head - offset) for t in amid.tokens[offset : amid.sentences[1].last]]
    assert found == [(t.text, t.pos, t.dep, t.head) for t in alone.tokens]


# --- paragraphs and sentences ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts",
    [
        ["He flew to the U.S. on Monday.", "Mr. Diop met Gen. Burhan on Feb. 24."],
        ["The two met in the U.S.", "The talks went on."],
        ["Talks ended at 5 p.m. on Friday.", "They resume at 9 a.m. Saturday."],
        ["“We will talk,” he said.", "“When?", "Soon.”"],
        ["He asked: “Will you come?”", "She said yes."],
        ["He said it was “over.”", "She disagreed."],
        ["Prices rose 3.5 percent.", "The rupee fell to 80.2 to the dollar."],
        ["J. D. Banda met M. A. Diallo.", "A. B. Okello left."],
        ["Talks with the E.U. and the U.N. Security Council began.", "Nobody left."],
        ["The meeting ended...", "The ministers left."],
        ["The deal (see p. 4) was signed.", "[It was not read aloud.]", "He left."],
        ["The ministers met in Doha.", "2023 was a long year."],
        ["U.S.-China talks began.", "Sen. Reyes and Rep. Cruz watched."],
        ["Dr. Mensah vs. Prof. Addo: that was Jan. 5.", "It rained."],
    ],
    ids=lambda parts: parts[0],
)
def test_sentences_end_where_they_end(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "text", ["The envoy met Lt. Gen. Kim in Seoul.", "The prime minister, the Rt. Hon. Ada Clarke, flew to Rome."]
)
def test_a_rank_or_honorific_in_front_of_a_name_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="“No.” ends a sentence")
def test_the_word_in_front_of_a_number_ends_no_sentence() -> None:
    assert sentences("He left No. 10 at noon.") == ["He left No. 10 at noon."]


def test_a_missing_space_behind_a_full_stop_ends_a_sentence_all_the_same() -> None:
    assert sentences("The ministers met in Doha.The talks lasted.") == [
        "The ministers met in Doha.",
        "The talks lasted.",
    ]


@pytest.mark.parametrize("width", [60, 66, 72, 80, 100])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_of_hard_wrapped_text_are_joined(width: int, end: str) -> None:
    text = (
        "The foreign ministers of Kenya and Somalia met in Nairobi on Monday to discuss the border, officials said. "
        "They agreed to meet again next month, a spokesman for the Kenyan foreign ministry told reporters afterwards."
    )
    wrapped = textwrap.fill(text, width).replace("\n", end)
    doc = read(wrapped)
    assert [t.text for t in doc.tokens] == [t.text for t in read(text).tokens]
    assert {s.paragraph for s in doc.sentences} == {0}


def test_a_heading_right_above_a_longer_line_is_not_joined_to_it() -> None:
    heading = "Readout of the Foreign Minister's Meeting with the Foreign Minister of North Macedonia"
    body = "The foreign minister met today in Skopje with his colleague. They spoke of the roads and railways to come, "
    doc = read(f"{heading}\n{body}and of the accession talks.")
    assert [s.paragraph for s in doc.sentences] == [0, 1, 1]


def test_a_list_and_short_lines_are_not_joined() -> None:
    doc = read("Who met:\n- Kenya\n- Somalia\n\nThe ministers left.")
    assert [s.paragraph for s in doc.sentences] == [0, 1, 2, 3]


def test_sentences_tell_their_paragraph() -> None:
    doc = read("The ministers met. They talked.\n\nThen they left.\nNobody spoke.")
    assert [s.paragraph for s in doc.sentences] == [0, 0, 1, 2]


def test_a_lone_line_is_a_heading_and_a_sentence_is_none() -> None:
    doc = read("Ministers Meet in Seoul\n\nThe ministers met on Monday.")
    assert [s.heading for s in doc.sentences] == [True, False]


@pytest.mark.parametrize(
    "dateline",
    [
        "SEOUL, May 9 (Wire) -",
        "BEIJING (AP) —",
        "MOSCOW:",
        "KYIV, Ukraine (AP) —",
        "NEW DELHI, March 2 —",
        "UNITED NATIONS, Sept. 21 (Wire) --",
        "Ottawa, Ontario -",
        "Kathmandu, September 12, 2017:",
        "Dar es Salaam, 3 May (Wire):",
        "Maseru (Lesotho) (Wire) -",
        "3 May 2014 (MAPUTO) –",
        "Quito. July 21, 2022.",
    ],
)
def test_a_dateline_is_no_part_of_the_sentence_behind_it(dateline: str) -> None:
    text = f"{dateline} The two ministers met on Friday."
    assert sentences(text) == [dateline, "The two ministers met on Friday."]


@pytest.mark.parametrize(
    "text",
    [
        "Moscow said on Friday: “No.”",
        "Xi: we will talk",
        "NATO (the alliance) met in Oslo.",
        "On Monday, 3 May – The ministers met.",
        "The king of Togo (Kara) (left) met the envoys.",
    ],
)
def test_a_sentence_that_only_looks_like_a_dateline_is_left_whole(text: str) -> None:
    assert sentences(text) == [text]


# --- headlines ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headline", "verb"),
    [
        ("Kenyan President Meets Somali Leader Amid Border Dispute", "Meets"),
        ("KENYAN PRESIDENT MEETS SOMALI LEADER AFTER LONG DISPUTE", "MEETS"),
        ("Japan and India Hold Talks on Rare Earths in Tokyo", "Hold"),
    ],
)
def test_a_headline_is_read_as_body_text_would_write_it(headline: str, verb: str) -> None:
    doc = read(headline)
    token = next(t for t in doc.tokens if t.text == verb)
    assert (token.pos, token.dep) == ("VERB", "root")
    assert_sound(doc, headline)


def test_a_headline_keeps_the_capitals_of_names_that_the_text_has() -> None:
    text = "CHAD'S DEBY MEETS NIGER'S BAZOUM\n\nPresident Deby of Chad met President Bazoum of Niger on Monday."
    doc = read(text)
    heads = {t.text for t in doc.tokens[: doc.sentences[0].last] if t.pos == "PROPN"}
    assert {"CHAD", "DEBY", "NIGER", "BAZOUM"} <= heads


# --- lemmas ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "pos", "base"),
    [
        ("met meets meeting Meeting MET", "VERB", "meet"),
        ("held holds holding", "VERB", "hold"),
        ("flew flies flown flying", "VERB", "fly"),
        ("spoke spoken speaks", "VERB", "speak"),
        ("cancelled canceled cancelling canceling", "VERB", "cancel"),
        ("travelled traveled travelling traveling", "VERB", "travel"),
        ("sought seeks", "VERB", "seek"),
        ("left leaves leaving", "VERB", "leave"),
        ("telephoned telephoning", "VERB", "telephone"),
        ("postponed postpones", "VERB", "postpone"),
        ("put puts putting", "VERB", "put"),
        ("was is are were been being", "AUX", "be"),
        ("has had having", "AUX", "have"),
        ("meetings", "NOUN", "meeting"),
        ("talks", "NOUN", "talk"),
        ("countries", "NOUN", "country"),
        ("envoys", "NOUN", "envoy"),
        ("emissaries", "NOUN", "emissary"),
        ("spokesmen", "NOUN", "spokesman"),
        ("crises", "NOUN", "crisis"),
        ("Lavrov", "PROPN", "Lavrov"),
        ("’s", "PART", "'s"),
        ("2023", "NUM", "2023"),
    ],
)
def test_words_have_the_base_form_of_their_part_of_speech(words: str, pos: str, base: str) -> None:
    assert {word: lemma(word, pos) for word in words.split()} == dict.fromkeys(words.split(), base)


# --- trees -------------------------------------------------------------------------------------------------------


def is_tree(heads: tuple[int, ...]) -> bool:
    """Say whether `heads` (0 for the root, else 1-based) is a tree with exactly one root."""
    if heads.count(0) != 1 or any(h == k for k, h in enumerate(heads, start=1)):
        return False
    for node in range(1, len(heads) + 1):
        for _ in heads:
            node = heads[node - 1] if node else 0
        if node:
            return False
    return True


def total(scores: np.ndarray, heads: tuple[int, ...]) -> float:
    return float(sum(scores[k, h] for k, h in enumerate(heads)))


TREES = {n: [h for h in itertools.product(range(n + 1), repeat=n) if is_tree(h)] for n in range(1, 6)}


@pytest.mark.parametrize("ties", [False, True])
def test_no_tree_scores_higher_than_the_best(ties: bool) -> None:
    for n, seed in itertools.product(TREES, range(60)):
        random = np.random.default_rng(seed)
        scores = random.integers(-3, 4, (n, n + 1)) if ties else random.normal(0, 5, (n, n + 1))
        scores = scores.astype(np.float32)
        best = max(total(scores, heads) for heads in TREES[n])
        assert total(scores, tuple(int(h) for h in best_tree(scores))) == pytest.approx(best, abs=1e-3), (n, seed)


@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_any_scores_give_a_tree_with_one_root(n: int, seed: int) -> None:
    scores = np.random.default_rng(seed).normal(0, 20, (n, n + 1)).astype(np.float32)
    assert is_tree(tuple(int(h) for h in best_tree(scores)))


def test_equal_scores_everywhere_give_a_tree() -> None:
    assert is_tree(tuple(int(h) for h in best_tree(np.zeros((12, 13), dtype=np.float32))))


@pytest.mark.parametrize(
    "text",
    [
        "Norwegian Foreign Minister Ingrid Dahl and Turkish Foreign Minister Emre Kaya met in Ankara on Monday.",
        "The foreign ministers of Japan, Australia, India and the United States met in Tokyo on Monday.",
    ],
)
def test_what_has_a_subject_and_no_article_is_a_verb(text: str) -> None:
    met = next(token for token in read(text).tokens if token.text == "met")
    assert (met.pos, met.lemma) == ("VERB", "meet")
