"""Parley: news articles to a validated diplomatic knowledge graph, with the evidence for every fact."""

__version__ = "0.1.0"
