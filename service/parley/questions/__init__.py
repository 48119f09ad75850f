"""The competency questions: their files, their parameters, and what people read in their answers."""

from parley.questions.header import parse_question, read_questions
from parley.questions.question import (
    IRI_TYPES,
    TYPES,
    XSD,
    Expectation,
    Parameter,
    Question,
    headings,
    words,
    written,
)

__all__ = [
    "IRI_TYPES", "TYPES", "XSD", "Expectation", "Parameter", "Question", "headings", "parse_question",
    "read_questions", "words", "written",
]  # fmt: skip
