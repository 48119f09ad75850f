"""Reads a question in plain words as a competency question with its parameters, and tells how it was read."""

from parley.ask.names import Candidate, Known, NameIndex, plain
from parley.ask.periods import Period
from parley.ask.reading import Reading, SlotReading, labels_query, mentioned_query, offices_query
from parley.ask.suggesting import ask, examples, kinds_of_event
from parley.ask.text import count_in_words, render_answer, render_reading, unheeded_in_words, whether_in_words

__all__ = [
    "Candidate", "Known", "NameIndex", "Period", "Reading", "SlotReading", "ask", "count_in_words", "examples",
    "kinds_of_event", "labels_query", "mentioned_query", "offices_query", "plain", "render_answer", "render_reading",
    "unheeded_in_words", "whether_in_words",
]  # fmt: skip
