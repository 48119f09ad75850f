"""The rules of merging as data: `merge_rules.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from parley.errors import ConfigError

_FILE = "merge_rules.toml"
_ONLY = ("", "same_participants", "by_video")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How near, how long and how alike is enough; see the comments of the file."""

    near_chars: int
    disputed_days: int
    background_days: int
    journey_days: int
    widest_days_in_article: int
    widest_days: int
    widest_plan_days: int
    undated_window_days: int
    postponed_window_days: int
    sides_days: int
    untold_days: int
    fresh_days: int
    same_words_chars: int
    topic_share: float
    copy_similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Which types join, what they need to be told apart, and the limits."""

    joins: dict[frozenset[str], str]  # pair of types -> condition, "" for none
    tells: dict[str, int]
    placeless: frozenset[str]
    place_is_a_side: frozenset[str]
    journey: frozenset[str]
    open_list: frozenset[str]
    gathering: frozenset[str]
    directed: frozenset[str]
    by_topic: frozenset[str]
    whole_sides: frozenset[str]
    part_of: dict[str, tuple[str, ...]]  # whole -> its parts
    limits: Limits
    single_offices: frozenset[str]
    leaders: frozenset[str]
    single_titles: frozenset[frozenset[str]]
    shared_offices: frozenset[str]
    small_words: frozenset[str]
    aliases: dict[str, str]
    unnamed: frozenset[str]
    named_before: frozenset[str]

    def condition(self, a: str, b: str) -> str | None:
        """Return the condition under which types `a` and `b` join, "" for none, None when they never do."""
        return "" if a == b else self.joins.get(frozenset((a, b)))

    def most_telling(self, types: Iterable[str]) -> str:
        """Return the type that tells most about the form; of equal ones the most frequent, then the first."""
        told = list(types)
        return max(told, key=lambda t: (self.tells.get(t, 1), told.count(t), -told.index(t)))


def _read_rules() -> Rules:
    data = tomllib.loads(files("parley").joinpath(_FILE).read_text(encoding="utf-8"))
    joins = {frozenset(pair["types"]): pair.get("only", "") for pair in data["joins"]}
    unknown = sorted(set(joins.values()) - set(_ONLY))
    if unknown:
        raise ConfigError(f"unknown condition {unknown[0]!r}", where=_FILE, remedy=f"use one of {_ONLY[1:]}")
    form = data["form"]
    return Rules(
        joins=joins,
        tells=form["tells"],
        placeless=frozenset(form["placeless"]),
        place_is_a_side=frozenset(form["place_is_a_side"]),
        journey=frozenset(form["journey"]),
        open_list=frozenset(form["open_list"]),
        gathering=frozenset(form["gathering"]),
        directed=frozenset(form["directed"]),
        by_topic=frozenset(form["by_topic"]),
        whole_sides=frozenset(form["whole_sides"]),
        part_of={whole: tuple(parts) for whole, parts in data["part_of"].items()},
        limits=Limits(**data["limits"]),
        single_offices=frozenset(data["offices"]["single"]),
        leaders=frozenset(data["offices"]["leaders"]),
        single_titles=frozenset(frozenset(title.split()) for title in data["offices"]["single_titles"]),
        shared_offices=frozenset(data["offices"]["shared"]),
        small_words=frozenset(data["offices"]["small_words"]),
        aliases=data["voices"]["aliases"],
        unnamed=frozenset(data["voices"]["unnamed"]),
        named_before=frozenset(data["voices"]["named_before"]),
    )


RULES = _read_rules()


def rules_in_words() -> str:
    """Return the text of the rules, for telling whether they are those that events were made with."""
    return files("parley").joinpath(_FILE).read_text(encoding="utf-8")
