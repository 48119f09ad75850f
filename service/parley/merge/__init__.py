"""Claims of one happening brought together: within an article as one claim, across articles as one event."""

from parley.merge.corpus import merge_claims
from parley.merge.inputs import ArticleInfo, OfficeLookup, TypeLookup
from parley.merge.sources import voice_of
from parley.merge.tellings import merge_tellings

__all__ = ["ArticleInfo", "OfficeLookup", "TypeLookup", "merge_claims", "merge_tellings", "voice_of"]
