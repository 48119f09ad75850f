"""Claims of one happening brought together: within an article as one claim, across articles as one event."""

from parley.merge.corpus import merge_claims
from parley.merge.describe import describe, link_events
from parley.merge.held import Outline, fits, held_as, link_plans, outline_keys, outline_of
from parley.merge.increment import Memory, Placed, joined_to, key_number, regroup
from parley.merge.inputs import ArticleInfo, LevelLookup, OfficeLookup, TypeLookup
from parley.merge.persons import Named, named_in, same_persons
from parley.merge.rules import rules_in_words
from parley.merge.sources import Voices, cited_voice, publisher_voice, voice_of
from parley.merge.tellings import merge_tellings

__all__ = [
    "ArticleInfo",
    "LevelLookup",
    "Memory",
    "Named",
    "OfficeLookup",
    "Outline",
    "Placed",
    "TypeLookup",
    "Voices",
    "cited_voice",
    "describe",
    "fits",
    "held_as",
    "joined_to",
    "key_number",
    "link_events",
    "link_plans",
    "merge_claims",
    "merge_tellings",
    "named_in",
    "outline_keys",
    "outline_of",
    "publisher_voice",
    "regroup",
    "rules_in_words",
    "same_persons",
    "voice_of",
]
