from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from parley.errors import QueryRefused, QuerySyntaxError
from parley.questions import read_questions
from parley.store.sparql.diagnosis import diagnose
from parley.store.sparql.gate import check
from parley.store.sparql.syntax import Node, Wrong, parse
from recipes import rows

WRONG = rows("wrong_queries.tsv")
ACCEPTED = [row[-1] for row in rows("accept.tsv")]
QUESTIONS = [q.sparql for q in read_questions(Path(__file__).parents[1] / "ontology" / "questions").values()]


def refusal(query: str) -> str:
    with pytest.raises(SyntaxError) as caught:
        ox.Store().query(query, base_iri="http://e/")
    return str(caught.value)


@pytest.mark.parametrize("row", WRONG, ids=[row[0] for row in WRONG])
def test_a_mistake_is_named_where_it_is_with_what_could_stand_there(row: list[str]) -> None:
    marked, said, expected = [*row, ""][:3]
    place = marked.replace("^^ ", "\0\0 ").index("^")
    query = marked[:place] + marked[place + 1 :]
    error = diagnose(check(query), refusal(query))
    assert (error.message, error.line, error.column) == (said, 1, place + 1)
    assert error.excerpt is not None
    assert error.excerpt.endswith("\n" + " " * place + "^")
    assert not expected or expected in error.expected


@pytest.mark.parametrize("query", [*QUESTIONS, *ACCEPTED])
def test_a_query_that_the_engine_takes_has_a_tree_of_all_its_tokens(query: str) -> None:
    checked = check(query)
    tree = parse(query, checked.tokens)
    if isinstance(tree, Wrong):
        assert not tree.known, tree  # of SPARQL 1.2
        return
    kept = "".join(leaf.text for leaf in tree.leaves())
    assert kept == "".join(query[start:end] for _, start, end in checked.tokens)


def test_what_the_tree_does_not_explain_is_told_in_the_words_of_the_engine() -> None:
    other = diagnose(check("ASK {}"), 'error at 1:3: expected one of Prefix not found, ["a"], ")", LIMIT, [_]')
    assert (other.line, other.column, other.message) == (1, 3, "Prefix not found")
    assert other.expected == (")", "LIMIT")
    signs = diagnose(check("ASK { ?s ?p 1 1 }"), "error at 1:15: expected one of")
    assert "expected one of “,”, “.”, " in str(signs)
    assert diagnose(check("ASK {}"), "something else").line is None


_PIECES = """{ } ( ) . ; , a ?x 1 'x' @en ^^ <http://e/p> SELECT ASK WHERE FILTER OPTIONAL UNION MINUS GRAPH BIND AS
    VALUES UNDEF DISTINCT * / | ^ ! + - = < && || IN NOT EXISTS COUNT STR REGEX COALESCE GROUP BY HAVING ORDER DESC
    LIMIT OFFSET FROM NAMED _:b [ ] true""".split()


@given(st.sampled_from([*QUESTIONS, *ACCEPTED]), st.data())
@hypothesis_settings(max_examples=300, deadline=None)
def test_no_query_that_the_engine_takes_is_called_wrong(query: str, data: st.DataObject) -> None:
    words = [query[start:end] for _, start, end in check(query).tokens]
    for _ in range(data.draw(st.integers(1, 2))):
        place = data.draw(st.integers(0, len(words)))
        if data.draw(st.booleans()):
            words.insert(place, data.draw(st.sampled_from(_PIECES)))
        elif words:
            del words[min(place, len(words) - 1)]
    changed = " ".join(words)
    try:
        checked = check(changed)
        ox.Store().query(changed, base_iri="http://e/")
    except (QueryRefused, QuerySyntaxError, SyntaxError, RuntimeError):
        return
    tree = parse(changed, checked.tokens)
    assert isinstance(tree, Node) or not tree.known, (changed, tree)
