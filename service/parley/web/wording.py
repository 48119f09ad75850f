"""The words of the pages; they are those of `parley.wording`."""

from parley.wording import (
    DateInWords,
    Piece,
    StatusInWords,
    coverage_in_words,
    date_in_words,
    day_in_words,
    listed,
    number_in_words,
    part_of_date,
    period_in_words,
    safe_address,
    status_in_words,
    word_of,
)

__all__ = [
    "DateInWords",
    "Piece",
    "StatusInWords",
    "coverage_in_words",
    "date_in_words",
    "day_in_words",
    "listed",
    "number_in_words",
    "part_of_date",
    "period_in_words",
    "safe_address",
    "status_in_words",
    "word_of",
]
