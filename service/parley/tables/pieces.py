"""Files that are given out piece by piece while they are made."""

from __future__ import annotations

import io


class Pieces(io.RawIOBase):
    """A file that others write to its end; what was written is taken out of it from time to time."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, piece: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        """Take in the next bytes."""
        self._pieces.append(bytes(piece))
        self._size += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self._size

    def take(self) -> bytes:
        """Return what was written since the last time."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
