"""What functions say of a token, remembered with its document."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from parley.model import Document

T = TypeVar("T")


def remembered(function: Callable[[Document, int], T]) -> Callable[[Document, int], T]:
    """Work out what `function` says of a token once per document; many rules ask the same."""

    @wraps(function)
    def found(doc: Document, i: int) -> T:
        memory = doc.memory
        key = (function, i)
        result: T = memory.get(key, memory)
        if result is memory:
            result = memory[key] = function(doc, i)
        return result

    return found
