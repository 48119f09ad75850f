from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from parley.config import Settings, settings_table, variable
from parley.errors import ConfigError


def test_without_variables_every_setting_has_its_default() -> None:
    settings = Settings.from_environment({"HOME": "/nowhere"})
    assert settings == Settings()
    assert settings.base_iri == "http://127.0.0.1:8000/"
    assert settings.store == Path("var/store")
    assert settings.query_workers >= 1


def test_variables_are_read_into_their_types() -> None:
    settings = Settings.from_environment(
        {"PARLEY_PORT": "9000", "PARLEY_STORE": "/data/s", "PARLEY_QUERY_TIMEOUT_S": "2.5", "PARLEY_LOG_LEVEL": "debug"}
    )
    assert (settings.port, settings.store, settings.query_timeout_s) == (9000, Path("/data/s"), 2.5)
    assert settings.log_level == "DEBUG"
    assert settings.base_iri == "http://127.0.0.1:9000/"


@pytest.mark.parametrize(
    ("host", "base"),
    [("0.0.0.0", "http://127.0.0.1:8000/"), ("[::1]", "http://[::1]:8000/"), ("kg.example", "http://kg.example:8000/")],
)
def test_the_base_follows_the_address(host: str, base: str) -> None:
    assert Settings.from_environment({"PARLEY_HOST": host}).base_iri == base


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("PARLEY_PORT", "http", "1 to 65535"),
        ("PARLEY_PORT", "70000", "1 to 65535"),
        ("PARLEY_BASE_IRI", "https://kg.example", "ends with a slash"),
        ("PARLEY_BASE_IRI", "ftp://kg.example/", "http or https"),
        ("PARLEY_BASE_IRI", "https://user@kg.example/", "http or https"),
        ("PARLEY_BASE_IRI", "https://kg.example:http/", "http or https"),
        ("PARLEY_BASE_IRI", "https://kg.example//news/", "http or https"),
        ("PARLEY_BASE_IRI", "https://kg.example/news/../", "http or https"),
        ("PARLEY_BASE_IRI", "https://kg.example/{news}/", "http or https"),
        ("PARLEY_QUERY_TIMEOUT_S", "nan", "0.1 to 3600"),
        ("PARLEY_QUERY_TIMEOUT_S", "-1", "0.1 to 3600"),
        ("PARLEY_SERVE_FULL_TEXTS", "maybe", "auto, yes, no"),
        ("PARLEY_LOG_LEVEL", "loud", "DEBUG"),
        ("PARLEY_HOST", "http://x/", "host name"),
    ],
)
def test_a_bad_value_is_named_with_what_is_accepted(name: str, value: str, accepted: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Settings.from_environment({name: value})
    assert name in str(caught.value)
    assert repr(value) in str(caught.value)
    assert accepted in str(caught.value)


def test_a_misspelt_variable_is_an_error_that_names_the_nearest() -> None:
    with pytest.raises(ConfigError, match=r"PARLEY_PROT.*did you mean PARLEY_PORT"):
        Settings.from_environment({"PARLEY_PROT": "1"})


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_environment({"PARLEY_PORT": " "}).port == 8000


@pytest.mark.parametrize(
    ("environ", "served"),
    [
        ({}, True),
        ({"PARLEY_HOST": "0.0.0.0"}, False),
        ({"PARLEY_BASE_IRI": "https://kg.example/"}, False),
        ({"PARLEY_HOST": "localhost"}, True),
        ({"PARLEY_HOST": "0.0.0.0", "PARLEY_SERVE_FULL_TEXTS": "yes"}, True),
        ({"PARLEY_SERVE_FULL_TEXTS": "no"}, False),
    ],
)
def test_full_texts_are_served_on_loopback_only_unless_switched(environ: dict[str, str], served: bool) -> None:
    assert Settings.from_environment(environ).full_texts is served


def test_the_table_has_one_row_per_field_with_a_help_text() -> None:
    rows = settings_table()
    assert [row[0] for row in rows] == [variable(f.name) for f in dataclasses.fields(Settings)]
    assert all(default and text.endswith(".") for _, default, text in rows)
