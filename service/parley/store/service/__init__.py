"""Queries and writes of strangers: who may run what and when, and what is told about an answer."""
