"""What functions say of a document, or of a token of it, remembered with the document."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from parley.model import Document

A = TypeVar("A")
T = TypeVar("T")


def remembered(function: Callable[[Document, A], T]) -> Callable[[Document, A], T]:
    """Work out what `function` says of a token, or for a day, once per document; many rules ask the same."""

    @wraps(function)
    def found(doc: Document, of: A) -> T:
        memory = doc.memory
        key = (function, of)
        result: T = memory.get(key, memory)
        if result is memory:
            result = memory[key] = function(doc, of)
        return result

    return found


def remembered_whole(function: Callable[[Document], T]) -> Callable[[Document], T]:
    """Work out what `function` says of a document once."""

    @remembered
    def of_whole(doc: Document, _: None) -> T:
        return function(doc)

    @wraps(function)
    def found(doc: Document) -> T:
        return of_whole(doc, None)

    return found
