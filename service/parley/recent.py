"""The values used last, up to a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

V = TypeVar("V")


class Recent(Generic[V]):
    """Keeps values by key, up to `limit` bytes, and gives up those used longest ago; safe between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._items: OrderedDict[Hashable, tuple[V, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> V | None:
        """Return the value of a key, None when it is not kept."""
        with self._lock:
            if key not in self._items:
                return None
            self._items.move_to_end(key)
            return self._items[key][0]

    def put(self, key: Hashable, value: V, *, size: int) -> None:
        """Keep a value of `size` bytes, unless the key has one or it alone is over the limit."""
        with self._lock:
            if key in self._items or size > self._limit:
                return
            self._items[key] = value, size
            self._size += size
            while self._size > self._limit:
                self._size -= self._items.popitem(last=False)[1][1]
