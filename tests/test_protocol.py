"""What a form says is what the standard library reads in it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from parley.web.protocols.protocol import _pairs

ENCODED = st.lists(
    st.sampled_from(("%C3%A9", "%0D", "%0A", "%", "%4", "%zz", "=", "&", "+", " ", "_", "a", "\n", "\r"))
)


def read(text: str) -> list[tuple[str, str]] | None:
    try:
        return _pairs(text.encode(), "The body")
    except BadRequest:
        return None


def expected(text: str) -> list[tuple[str, str]] | None:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=1000)
    except ValueError:
        return None


@hypothesis_settings(max_examples=300, deadline=None)
@given(ENCODED.map("".join))
def test_anything_is_read_as_the_standard_library_does(text: str) -> None:
    assert read(text) == expected(text)


@hypothesis_settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_what_was_encoded_comes_back(pairs: list[tuple[str, str]]) -> None:
    assert read(urlencode(pairs, errors="surrogatepass")) == expected(urlencode(pairs, errors="surrogatepass"))


@pytest.mark.parametrize("text", ["a=%FF", "a=%C3", "a=%ED%A0%80", "%FF=a", "&".join(["a=b"] * 1001), "&" * 1000])
def test_what_is_no_utf_8_or_has_no_end_is_refused(text: str) -> None:
    assert read(text) is expected(text) is None
