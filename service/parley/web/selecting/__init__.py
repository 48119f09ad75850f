"""Selections of events: what narrows them, how a question in words becomes one, and what is told instead."""
