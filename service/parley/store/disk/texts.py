"""Article texts as content-addressed files: `texts/<2 hex>/<sha256>.txt`, written whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from parley.errors import NotFound, StoreError


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one store; a text is known by the SHA-256 of its UTF-8 bytes in hex."""

    path: Path

    def keep(self, text: str) -> str:
        """Write `text` unless it is there already and return its hash."""
        content = text.encode()
        digest = hashlib.sha256(content).hexdigest()
        target = self._file(digest)
        if target.exists():
            return digest
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_whole(target, content, begun_in=self.path)
        except OSError as error:
            raise StoreError(
                f"the text cannot be written: {error.strerror}", where=str(target), remedy="free space or allow writing"
            ) from error
        return digest

    def text(self, digest: str) -> str:
        """Return the text with this hash; raises NotFound, or StoreError when the file no longer has it."""
        target = self._file(digest)
        try:
            content = target.read_bytes()
        except FileNotFoundError:
            raise NotFound(f"there is no text with the hash {digest}", where=str(self.path)) from None
        except OSError as error:
            raise StoreError(f"the text cannot be read: {error.strerror}", where=str(target)) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise StoreError("the text is damaged", where=str(target), remedy="ingest the article again")
        return content.decode()

    def forget(self, digest: str) -> None:
        """Delete the text with this hash, if it is there."""
        target = self._file(digest)
        try:
            target.unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(f"the text cannot be deleted: {error.strerror}", where=str(target)) from error

    def copy_to(self, target: Texts) -> None:
        """Copy every text to `target`; one that is forgotten meanwhile may be left out."""
        for digest in self.hashes():
            copy = target._file(digest)
            copy.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                copy_file(self._file(digest), copy)

    def hashes(self) -> Iterator[str]:
        """Yield the hash of every text, sorted."""
        yield from sorted(file.stem for file in self.path.glob("??/*.txt"))

    def _file(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise NotFound(f"{digest!r} is no SHA-256 in hex", where=str(self.path))
        return self.path / digest[:2] / f"{digest}.txt"


def write_whole(target: Path, content: bytes, *, begun_in: Path | None = None) -> None:
    """Write `content` to `target` so that a crash leaves either the old file or the whole new one.

    What a crash leaves behind is a file `.new-…` in the folder `begun_in`, by default that of the target.
    """
    handle, name = tempfile.mkstemp(dir=begun_in or target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def copy_file(source: Path | str, target: Path | str) -> None:
    """Copy a file so that the copy is on the disk when this returns; its name is with `sync_folder`."""
    shutil.copy2(source, target)
    with open(target, "rb") as file:
        os.fsync(file.fileno())


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder, which must not be there yet; all of it is on the disk when this returns. Raises OSError."""
    try:
        shutil.copytree(source, target, copy_function=copy_file)
    except shutil.Error as error:  # one reason for each file, mostly the same
        raise OSError(error.args[0][0][2]) from error
    sync_tree(target)


def sync_tree(folder: Path) -> None:
    """Make the names in `folder` and all folders in it durable."""
    for path, _, _ in os.walk(folder):
        sync_folder(Path(path))


def sync_folder(folder: Path) -> None:
    """Make the names in `folder` durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
