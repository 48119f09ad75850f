from __future__ import annotations

import datetime as dt
import json
import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.articles import load_gold, read_article, read_articles
from parley.articles.text import clean
from parley.errors import ArticleError, GoldError
from parley.iris import Iris
from parley.model import Article, PublishedBasis

IRIS = Iris("http://parley.example/")
TODAY = dt.date(2024, 6, 1)
TEXT = "The foreign minister of Ruritania met his counterpart from Graustark in Strelsau on Monday, officials said.\n"
FRENCH = (
    "Le président de la Ruritanie a rencontré lundi son homologue du Graustark à Strelsau pour parler de la guerre, "
    "du commerce et de l’aide aux réfugiés, selon un porte-parole du ministère des Affaires étrangères.\n"
)
PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Ministers meet</title>
<meta charset="{charset}">
<meta property="og:site_name" content="Strelsau Post">
<meta property="article:published_time" content="{day}T10:00:00Z">
<link rel="canonical" href="https://post.example/ministers-meet">
</head><body><nav><a href="/">Home</a></nav><article><h1>Ministers meet</h1>
<p>The foreign minister of Ruritania met his counterpart from Graustark in Strelsau on Monday, officials said.</p>
<p>They talked about the café trade &amp; borders. It was a long and careful talk that lasted two hours in total.</p>
</article><footer>Imprint</footer></body></html>"""


def read(*paths: Path, **options: object) -> list[Article | ArticleError]:
    return list(read_articles(paths, iris=IRIS, today=TODAY, **options))  # type: ignore[arg-type]


def one(path: Path, **options: object) -> Article:
    return read_article(path, iris=IRIS, today=TODAY, **options)  # type: ignore[arg-type]


def refused(path: Path, **options: object) -> ArticleError:
    outcomes = read(path, **options)
    assert len(outcomes) == 1
    assert isinstance(outcomes[0], ArticleError), outcomes
    return outcomes[0]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# --- text --------------------------------------------------------------------------------------------------------


def test_text_is_kept_exactly(tmp_path: Path) -> None:
    text = "  Café\u0301 “quoted”\t—\n\n\nЗеленський  met\u00a0Xi. \U0001f54a \n"
    assert one(write(tmp_path, "a.txt", text)).text == text


def test_byte_order_mark_is_dropped_and_line_ends_are_made_lf(tmp_path: Path) -> None:
    assert one(write(tmp_path, "a.txt", b"\xef\xbb\xbfOne.\r\nTwo.\rThree.\n")).text == "One.\nTwo.\nThree.\n"


def test_control_characters_become_spaces_so_that_every_rdf_form_can_carry_the_text(tmp_path: Path) -> None:
    assert one(write(tmp_path, "a.txt", "One\x0cTwo\x1b\tThree.")).text == "One Two \tThree."


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    if not text.startswith("\ufeff\ufeff"):
        assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs"), exclude_characters="\ufeff\ufffe\uffff")))
def test_cleaning_leaves_text_without_control_characters_alone(text: str) -> None:
    assert clean(text) == text


def test_same_text_has_the_same_iri_wherever_it_lies(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert one(write(tmp_path, "a.txt", TEXT)).iri == one(write(other, "b.txt", TEXT)).iri


@pytest.mark.parametrize("content", [b"", b" \n\t\r\n \xc2\xa0 ", b"\xef\xbb\xbf"])
def test_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    error = refused(write(tmp_path, "a.txt", content))
    assert "empty" in error.message
    assert error.where == str(tmp_path / "a.txt")
    assert error.remedy


@pytest.mark.parametrize(
    ("text", "encoding", "byte"),
    [
        ("Le président a rencontré son homologue à Genève, où ils ont parlé des réfugiés. ", "cp1252", "5 is 0xE9"),
        ("It’s said that “the minister” came on Monday. ", "cp1252", "2 is 0x92"),
        ("Президент встретился с министром иностранных дел и обсудил торговлю. ", "cp1251", "0 is 0xCF"),
    ],
)
def test_non_utf8_names_the_byte_and_the_likely_encoding(tmp_path: Path, text: str, encoding: str, byte: str) -> None:
    error = refused(write(tmp_path, "a.txt", (text * 3).encode(encoding)))
    assert error.message == f"not UTF-8: byte {byte}; it looks like {encoding}"
    assert error.remedy == f"convert it to UTF-8: iconv -f {encoding} -t UTF-8"


def test_byte_offset_counts_the_byte_order_mark(tmp_path: Path) -> None:
    assert "byte 4 is 0xFF" in refused(write(tmp_path, "a.txt", b"\xef\xbb\xbfa\xff")).message


def test_utf16_is_named(tmp_path: Path) -> None:
    assert "UTF-16" in refused(write(tmp_path, "a.txt", TEXT.encode("utf-16"))).message


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"%PDF-1.7\n...", "PDF"), (b"PK\x03\x04rest", "ZIP"), (b"abc\0def", "binary")],
)
def test_binary_is_refused_by_kind(tmp_path: Path, content: bytes, kind: str) -> None:
    assert kind in refused(write(tmp_path, "a.txt", content)).message


def test_five_megabytes_of_text_are_refused_with_the_limit(tmp_path: Path) -> None:
    error = refused(write(tmp_path, "a.txt", (TEXT * 50_000)[:5_000_000]))
    assert "5,000,000 bytes" in error.message
    assert "2,000,000" in error.message


def test_limit_is_an_option(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", TEXT)
    assert isinstance(read(path, max_text_bytes=len(TEXT))[0], Article)
    assert f"{len(TEXT) - 1}" in refused(path, max_text_bytes=len(TEXT) - 1).message


@pytest.mark.parametrize("start", ["<!DOCTYPE html><html>", "  <html>\n", "<p>One</p>"])
def test_html_in_a_text_file_is_refused(tmp_path: Path, start: str) -> None:
    error = refused(write(tmp_path, "a.txt", f"{start}<p>{TEXT}</p>"))
    assert "HTML where text was expected" in error.message
    assert "name it .html" in str(error.remedy)


def test_a_text_that_mentions_a_tag_or_compares_numbers_is_text(tmp_path: Path) -> None:
    text = "He wrote <p> once, and 3 < 4 > 2; <Reuters> <sic> <unclear> said so.\n"
    assert one(write(tmp_path, "a.txt", text)).text == text


# --- language ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "French"),
        (
            "Президент Руритании встретился с министром иностранных дел Граустарка и обсудил с ним торговлю. " * 3,
            "Russian",
        ),
        ("习近平主席同乌克兰总统泽连斯基通电话双方就中乌关系和乌克兰危机交换了意见" * 4, "Chinese"),
    ],
)
def test_another_language_is_named_and_refused(tmp_path: Path, text: str, language: str) -> None:
    error = refused(write(tmp_path, "a.txt", text))
    assert f"looks like {language}" in error.message
    assert "English is read" in str(error.remedy)


def test_english_full_of_foreign_names_is_read(tmp_path: Path) -> None:
    text = (
        "Kwabena Adomako-Boateng, Tsogtbaatar Ganbold, Xhevdet Krasniqi, Nguyen Thi Bich Ngoc, Sheikh Hamdan bin "
        "Suroor Al Mazrui, Iñaki Etxeberria and Wanjiru Kamau met in Addis Ababa with Aigul Bekmukhambetova.\n"
    )
    assert one(write(tmp_path, "a.txt", text)).language == "en"


def test_a_few_words_are_believed_to_be_what_they_are_said_to_be(tmp_path: Path) -> None:
    short = "Macron à Moscou."
    assert one(write(tmp_path, "a.txt", short)).text == short
    assert "French" in refused(write(tmp_path, "b.txt", f"---\nlanguage: fr-FR\n---\n{short}")).message


# --- articles.csv ------------------------------------------------------------------------------------------------


def table(folder: Path, *rows: str, header: str = "file,title,publisher,published,published_basis,url") -> None:
    write(folder, "articles.csv", "\n".join((header, *rows)) + "\n")


def test_table_gives_the_metadata(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, 'a.txt,"Ministers meet, again",Strelsau Post,2023-04-26,,https://post.example/a?utm_source=x')
    (article,) = read(tmp_path)
    assert isinstance(article, Article)
    assert (article.file, article.title, article.publisher) == ("a.txt", "Ministers meet, again", "Strelsau Post")
    assert (article.published, article.published_basis) == (dt.date(2023, 4, 26), PublishedBasis.STATED)
    assert article.iri == IRIS.article(url="https://post.example/a", text="")


@pytest.mark.parametrize(
    ("day", "basis", "expected"),
    [
        ("2023-04-26", "estimated: after the call of the day before", PublishedBasis.ESTIMATED),
        ("2023-04-26", "Stated on the page", PublishedBasis.STATED),
        ("2023-04-26", "the interview that it reports came out that day", PublishedBasis.STATED),
        ("2023-04-26", "", PublishedBasis.STATED),
        ("", "estimated", PublishedBasis.UNKNOWN),
    ],
)
def test_basis_is_the_first_word_of_what_is_said(
    tmp_path: Path, day: str, basis: str, expected: PublishedBasis
) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, f'a.txt,,,{day},"{basis}",')
    assert one(tmp_path / "a.txt").published_basis is expected


def test_other_columns_are_ignored_and_a_spreadsheet_mark_is_no_matter(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, "x,a.txt,2023-04-26", header="\ufeffNote,File,Published")
    assert one(tmp_path / "a.txt").published == dt.date(2023, 4, 26)


def test_a_text_that_the_table_does_not_list_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    write(tmp_path, "b.txt", TEXT + "More.")
    table(tmp_path, "a.txt,Ministers meet,,,,")
    first, second = read(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.title, second.title, second.published_basis) == ("Ministers meet", None, PublishedBasis.UNKNOWN)


def test_a_row_for_a_missing_file_is_reported_and_stops_nothing(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, "a.txt,,,,,", '"gone.txt","a title\nover two lines",,,,', "../a.txt,,,,,", ",untitled,,,,")
    gone, outside, nameless, article = read(tmp_path)
    assert "'gone.txt'" in str(gone)
    assert str(gone).startswith(f"{tmp_path / 'articles.csv'}, line 3:")
    assert "'../a.txt'" in str(outside)
    assert "line 5" in str(outside)
    assert "without a file" in str(nameless)
    assert isinstance(article, Article)


def test_a_file_listed_twice_keeps_its_first_row(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, "a.txt,First,,,,", "a.txt,Second,,,,")
    error, article = read(tmp_path)
    assert isinstance(error, ArticleError)
    assert "second time, after line 2" in error.message
    assert "line 3" in str(error.where)
    assert isinstance(article, Article)
    assert article.title == "First"


def test_a_comma_outside_quotes_is_seen(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, "a.txt,Ministers meet, again,Strelsau Post,2023-04-26,,")
    error = refused(tmp_path)
    assert "7 cells" in error.message
    assert "double quotes" in str(error.remedy)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("title,published\nA,2023-04-26\n", "column 'file' is missing"),
        ("file;title\na.txt;A\n", "column 'file' is missing"),
        ("", "empty"),
        ("file,title\na.txt,Généva\n".encode("latin-1"), "not UTF-8"),
        ('file,title\na.txt,"never closed\n', "not a table"),
    ],
)
def test_a_table_that_cannot_be_used_keeps_its_articles_back(
    tmp_path: Path, content: str | bytes, message: str
) -> None:
    write(tmp_path, "a.txt", TEXT)
    write(tmp_path, "articles.csv", content)
    for path in (tmp_path, tmp_path / "a.txt"):
        error = refused(path)
        assert message in error.message
        assert "not read until it is mended" in error.message
        assert "articles.csv" in str(error.where)


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("2031-01-01", "2031-01-01 lies in the future (today is 2024-06-01)"),
        ("1066-10-14", "before 1900"),
        ("26.04.2023", "'26.04.2023' is not a publication date"),
        ("2023-13-45", "'2023-13-45' is not a publication date"),
        ("2023-04", "'2023-04' is not a publication date"),
    ],
)
def test_an_impossible_date_is_refused_with_line_and_form(tmp_path: Path, day: str, message: str) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, f"a.txt,,,{day},,")
    error = refused(tmp_path)
    assert message in error.message
    assert error.where == f"{tmp_path / 'articles.csv'}, line 2"
    assert "YYYY-MM-DD" in str(error.remedy)


def test_tomorrow_is_already_today_somewhere(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, "a.txt,,,2024-06-02,,")
    assert one(tmp_path / "a.txt").published == dt.date(2024, 6, 2)


def test_without_today_the_clock_is_asked(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, "a.txt,,,2999-01-01,,")
    (error,) = read_articles([tmp_path], iris=IRIS)
    assert isinstance(error, ArticleError)
    assert "future" in error.message


@pytest.mark.parametrize(
    "url", ["post.example/a", "ftp://post.example/a", "https://[::1/a", "https://post.example/a b"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, url: str) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, f'a.txt,,,,,"{url}"')
    assert "is not an address" in refused(tmp_path).message


def test_the_option_is_stronger_than_the_table(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, "a.txt,,,yesterday,estimated,")
    article = one(tmp_path / "a.txt", published=dt.date(2023, 1, 2))
    assert (article.published, article.published_basis) == (dt.date(2023, 1, 2), PublishedBasis.STATED)
    assert "--published" in str(refused(tmp_path, published=dt.date(2031, 1, 1)).where)


# --- front matter ------------------------------------------------------------------------------------------------


def test_front_matter_gives_the_metadata(tmp_path: Path) -> None:
    matter = "---\ntitle: Ministers meet\nsite: Strelsau Post\ndate: 2023-04-26\nurl: https://post.example/a\n---\n\n"
    article = one(write(tmp_path, "a.md", matter + TEXT))
    assert article.text == TEXT
    assert (article.title, article.publisher, article.url) == (
        "Ministers meet", "Strelsau Post", "https://post.example/a",
    )  # fmt: skip
    assert (article.published, article.published_basis) == (dt.date(2023, 4, 26), PublishedBasis.STATED)


def test_the_table_is_stronger_than_front_matter_and_takes_its_basis_with_it(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", f"---\ntitle: Own\ndate: 2020-01-01\npublished_basis: estimated\n---\n{TEXT}")
    table(tmp_path, "a.txt,,Post,2023-04-26,,")
    article = one(tmp_path / "a.txt")
    assert (article.title, article.publisher, article.published) == ("Own", "Post", dt.date(2023, 4, 26))
    assert article.published_basis is PublishedBasis.STATED


@pytest.mark.parametrize(
    "matter", ["title: [never closed", "date: 2023-13-45", "a: " + "[" * 5000, "x: !!python/name:os.system"]
)
def test_broken_front_matter_is_refused(tmp_path: Path, matter: str) -> None:
    assert "front matter is not YAML" in refused(write(tmp_path, "a.txt", f"---\n{matter}\n---\n{TEXT}")).message


@pytest.mark.parametrize("start", ["---\nA rule above.\n---\n", "--- a dash\n", "---\nNo second rule.\n"])
def test_a_text_that_begins_with_hyphens_is_whole(tmp_path: Path, start: str) -> None:
    assert one(write(tmp_path, "a.txt", start + TEXT)).text == start + TEXT


# --- pages -------------------------------------------------------------------------------------------------------


def test_a_page_gives_its_text_and_metadata(tmp_path: Path) -> None:
    article = one(write(tmp_path, "a.html", PAGE.format(charset="utf-8", day="2023-04-26")))
    assert "café trade & borders" in article.text
    assert "Home" not in article.text
    assert "Imprint" not in article.text
    assert (article.title, article.publisher) == ("Ministers meet", "Strelsau Post")
    assert (article.url, article.published) == ("https://post.example/ministers-meet", dt.date(2023, 4, 26))


def test_a_page_may_declare_its_encoding(tmp_path: Path) -> None:
    page = PAGE.format(charset="windows-1252", day="2023-04-26").encode("cp1252")
    assert "café" in one(write(tmp_path, "a.htm", page)).text
    lying = PAGE.format(charset="no-such-code", day="2023-04-26").encode("cp1252")
    assert "not UTF-8" in refused(write(tmp_path, "b.htm", lying)).message


def test_a_page_of_2031_is_refused(tmp_path: Path) -> None:
    error = refused(write(tmp_path, "a.html", PAGE.format(charset="utf-8", day="2031-04-26")))
    assert "future" in error.message


@pytest.mark.parametrize("page", ["<html><body></body></html>", "<!doctype html>", "<" * 2000, "\x01<html>"])
def test_a_page_without_an_article_is_refused_in_silence(
    tmp_path: Path, page: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        assert "no article text" in refused(write(tmp_path, "a.html", page)).message
    assert not [record for record in caplog.records if record.name.startswith(("trafilatura", "htmldate"))]


# --- JSON --------------------------------------------------------------------------------------------------------


def test_a_json_object_is_an_article(tmp_path: Path) -> None:
    record = {
        "headline": "Ministers meet", "articleBody": TEXT, "publisher": {"@type": "Organization", "name": "Post"},
        "datePublished": "2023-04-26T23:30:00+09:00", "url": "https://post.example/a", "inLanguage": "en",
    }  # fmt: skip
    article = one(write(tmp_path, "a.json", json.dumps(record)))
    assert (article.text, article.title, article.publisher, article.file) == (TEXT, "Ministers meet", "Post", "a.json")
    assert article.published == dt.date(2023, 4, 26)


def test_a_json_list_holds_articles_and_one_broken_stops_no_other(tmp_path: Path) -> None:
    records = [{"text": TEXT}, {"title": "no text"}, "text", {"text": FRENCH}, {"text": TEXT + "More."}]
    first, textless, string, french, last = read(write(tmp_path, "a.json", json.dumps(records)))
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert (first.file, last.file) == ("a.json:1", "a.json:5")
    assert "no text" in str(textless)
    assert "object 2" in str(textless)
    assert "str where an article was expected" in str(string)
    assert "French" in str(french)


def test_json_lines_are_read_one_by_one(tmp_path: Path) -> None:
    lines = [json.dumps({"body": TEXT, "source": "Post"}), "", '{"body": broken}', json.dumps({"content": TEXT + "2"})]
    first, broken, last = read(write(tmp_path, "a.jsonl", "\r\n".join(lines)))
    assert isinstance(first, Article)
    assert (first.file, first.publisher) == ("a.jsonl:1", "Post")
    assert "a.jsonl, line 3, column 10" in str(broken)
    assert isinstance(last, Article)
    assert last.file == "a.jsonl:4"


def test_an_overlong_json_line_does_not_stop_the_next(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", json.dumps({"text": TEXT * 50}) + "\n" + json.dumps({"text": "They met."}) + "\n")
    long, short = read(path, max_text_bytes=100)
    assert "a line of JSON, more than the 1,000" in str(long)
    assert isinstance(short, Article)
    assert short.file == "a.jsonl:2"


def test_the_table_fills_in_what_the_articles_of_one_file_share(tmp_path: Path) -> None:
    lines = [{"text": TEXT}, {"text": TEXT + "2", "date": "2022-02-02"}]
    write(tmp_path, "a.jsonl", "\n".join(map(json.dumps, lines)))
    table(tmp_path, "a.jsonl,One title,Post,2023-04-26,estimated,https://post.example/a")
    first, second = read(tmp_path)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.publisher, first.published, first.title, first.url) == ("Post", dt.date(2023, 4, 26), None, None)
    assert (second.published, second.published_basis) == (dt.date(2022, 2, 2), PublishedBasis.STATED)
    assert first.iri != second.iri


@pytest.mark.parametrize(
    ("content", "message", "where"),
    [
        ('{"text": "a",\n "title": }', "not JSON", "line 2, column 11"),
        ("[" * 100_000, "nested too deeply", "a.json"),
        ('{"text": 5}', "no text", "a.json"),
        ('{"text": "\\ud83d alone"}', "lone surrogate (U+D83D) at character 0", "a.json"),
        ("3", "int where an article was expected", "a.json"),
        ('[{"doc": "a.txt", "events": []}]', "without any article", "a.json"),
        ("", "not JSON", "line 1, column 1"),
    ],
)
def test_broken_json_is_refused(tmp_path: Path, content: str, message: str, where: str) -> None:
    error = refused(write(tmp_path, "a.json", content))
    assert message in error.message
    assert str(error.where).endswith(where)


def test_html_inside_json_is_read_as_a_page(tmp_path: Path) -> None:
    record = {"title": "Ministers meet", "content": f"<p>{TEXT}</p><p>It was a long and careful talk.</p>"}
    article = one(write(tmp_path, "a.json", json.dumps(record)))
    assert article.text.startswith("The foreign minister")
    assert "<p>" not in article.text
    assert article.title == "Ministers meet"


def test_an_empty_jsonl_is_refused(tmp_path: Path) -> None:
    assert "empty" in refused(write(tmp_path, "a.jsonl", "")).message


# --- paths -------------------------------------------------------------------------------------------------------


def test_a_folder_gives_its_articles_by_name_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "C.TXT", ".hidden.txt", "README.md", "LICENSE.txt", "gold.json", "photo.jpg"):
        write(tmp_path, name, TEXT + name)
    (tmp_path / "inside").mkdir()
    write(tmp_path / "inside", "d.txt", TEXT)
    (tmp_path / "folder.txt").mkdir()
    assert [outcome.file for outcome in read(tmp_path) if isinstance(outcome, Article)] == ["C.TXT", "a.md", "b.txt"]


def test_what_is_left_out_of_a_folder_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("a.txt", "README.md", ".hidden", "articles.csv", "talks.pdf", "photo.jpg"):
        write(tmp_path, name, TEXT if name != "articles.csv" else "file\na.txt\n")
    (tmp_path / "march").mkdir()
    assert len(read(tmp_path)) == 1
    (said,) = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]
    assert said.startswith("left_out=3 ")
    assert said.endswith("names=march/, photo.jpg, talks.pdf")


def test_a_folder_of_nothing_but_articles_is_read_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("a.txt", "b.html", "LICENSE"):
        write(tmp_path, name, TEXT)
    assert len(read(tmp_path)) == 2
    assert caplog.records == []


def test_a_broken_article_never_stops_the_others(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    write(tmp_path, "b.txt", b"\xff\xfe\xfd")
    write(tmp_path, "c.txt", "")
    write(tmp_path, "d.txt", TEXT + "More.")
    assert [type(outcome) for outcome in read(tmp_path)] == [Article, ArticleError, ArticleError, Article]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt", TEXT)
    assert len(read(path, tmp_path, tmp_path / ".." / tmp_path.name / "a.txt")) == 1


def test_excluded_files_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    other = write(tmp_path, "mine.json", "[]")
    assert len(read(tmp_path, exclude=[other])) == 1


def test_what_does_not_exist_is_said(tmp_path: Path) -> None:
    error = refused(tmp_path / "gone.txt")
    assert "no such file or folder" in error.message
    assert error.where == str(tmp_path / "gone.txt")


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    error = refused(tmp_path)
    assert "no article in this folder" in error.message
    assert ".jsonl" in str(error.remedy)


def test_an_unknown_ending_is_refused_when_asked_for_by_name(tmp_path: Path) -> None:
    error = refused(write(tmp_path, "a.pdf", "x"))
    assert ".pdf" in error.message
    assert ".html" in str(error.remedy)
    write(tmp_path, "articles.csv", "file\n")
    assert f"give its folder {tmp_path}" in str(refused(tmp_path / "articles.csv").remedy)


def test_the_table_of_a_single_file_speaks_of_that_file_only(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", TEXT)
    table(tmp_path, "a.txt,A,,,,", "gone.txt,B,,,,")
    (article,) = read(tmp_path / "a.txt")
    assert isinstance(article, Article)
    assert article.title == "A"


def test_read_article_raises(tmp_path: Path) -> None:
    with pytest.raises(ArticleError, match="empty"):
        one(write(tmp_path, "a.txt", ""))
    with pytest.raises(ArticleError, match="2 articles in this file"):
        one(write(tmp_path, "a.jsonl", json.dumps({"text": TEXT}) + "\n" + json.dumps({"text": TEXT + "2"})))
    with pytest.raises(ArticleError, match="a folder"):
        one(tmp_path)


def test_the_seed_articles_are_read() -> None:
    outcomes = read(Path(__file__).parent.parent / "seeds" / "articles")
    articles = [outcome for outcome in outcomes if isinstance(outcome, Article)]
    assert len(articles) == len(outcomes) == 5
    assert all(article.published and article.title for article in articles)
    assert [article.published_basis.value for article in articles].count("estimated") == 4
    assert articles[2].publisher == "Time"


# --- gold --------------------------------------------------------------------------------------------------------


def test_the_gold_of_the_seeds_quotes_the_seeds() -> None:
    root = Path(__file__).parent.parent
    for entry in load_gold(root / "tests" / "gold" / "seeds.json"):
        text = one(root / "seeds" / "articles" / entry["doc"]).text
        assert all(quote in text for event in entry["events"] for quote in event["evidence"])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"[{]", "line 1, column 3"),
        (b"\xff", "not UTF-8 at byte 0"),
        (b'{"doc": "a"}', "not a list"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_broken_gold_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(GoldError, match=message):
        load_gold(write(tmp_path, "gold.json", content))


def test_missing_gold_is_said(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"gone\.json: cannot be read"):
        load_gold(tmp_path / "gone.json")
