"""Backups and what is made from them: a new store in an empty folder, whole or not there at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from parley.errors import StoreError
from parley.store.disk.engine import open_snapshot
from parley.store.disk.snapshots import (
    UNFINISHED,
    Snapshot,
    Snapshots,
    lock_for_writing,
    no_store,
    read_identity,
    write_identity,
)
from parley.store.disk.texts import Texts, copy_folder, sync_folder, sync_tree

_LOCK = "write.lock"
_IDENTITY = "store.json"  # moved last: with it there is a store
_PARTS = ("texts", "snapshots", "indexes", "live", "ledger.sqlite", "unpublished", "current", _IDENTITY)


@contextmanager
def building(target: Path) -> Iterator[Path]:
    """Give a new folder to build a store in; after the block it is the store in `target`, which must be empty.

    Cut short at any moment, there is no store in `target`, and the next attempt begins anew. Raises StoreError.
    """
    try:
        target.mkdir(parents=True, exist_ok=True)
        held = lock_for_writing(target, wait_s=0)
        try:
            place = target / UNFINISHED
            _clear(target)
            place.mkdir()
            sync_folder(target)
            yield place
            sync_tree(place)
            for name in _PARTS:
                if (place / name).exists():
                    if name == _IDENTITY:
                        sync_folder(target)
                    (place / name).rename(target / name)
            sync_folder(target)
            shutil.rmtree(place, ignore_errors=True)
        finally:
            os.close(held)
    except OSError as error:
        raise StoreError(
            f"the store cannot be made: {error}",
            where=str(target),
            remedy="see that the disk has space and run it again, it begins anew",
        ) from error


def _clear(target: Path) -> None:
    """Delete what an attempt that was cut short has left; raises StoreError when there is anything else."""
    found = {path.name for path in target.iterdir()} - {_LOCK}
    if not found:
        return
    if UNFINISHED not in found or not found <= {UNFINISHED, *_PARTS} or _IDENTITY in found:
        raise StoreError("the target is not empty", where=str(target), remedy="give a folder that is new or empty")
    for name in found - {UNFINISHED}:
        path = target / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.rmtree(target / UNFINISHED)  # last, as it says whose the others were


def copy_store(source: Path, target: Path) -> Snapshot:
    """Copy the newest snapshot and the texts of the store in `source`, which may be written meanwhile, to `target`.

    This is both the backup and the restoring of one. Raises StoreError when `target` is not empty or lies in the store,
    and when the copy cannot be opened.
    """
    base = read_identity(source)
    if base is None:
        raise no_store(source)
    if target.resolve().is_relative_to(source.resolve()):
        raise StoreError("the target lies in the store", where=str(target), remedy="give a folder elsewhere")
    snapshot, held = Snapshots(source).acquire_current()
    try:
        with building(target) as place:
            copies = Snapshots(place)
            copy = copies.publish(lambda folder: copy_folder(snapshot.path, folder), keep=1)
            _check(copy, source)
            _copy_index(Snapshots(source).index_file(snapshot), copies.index_file(copy))
            Texts(source / "texts").copy_to(Texts(place / "texts"))
            write_identity(place, base)
    finally:
        os.close(held)
    return Snapshot(name=copy.name, path=target / "snapshots" / copy.name)


def _check(copy: Snapshot, source: Path) -> None:
    """Raise StoreError where a copied snapshot cannot be opened: a file of it is missing or cut short."""
    try:
        open_snapshot(copy.path)
    except StoreError as error:
        raise StoreError(f"it is damaged: {error.message}", where=str(source), remedy="use another backup") from error


def _copy_index(source: Path, target: Path) -> None:
    """Copy the index of a snapshot where there is one, so that pages need not wait for one to be made."""
    target.parent.mkdir()
    with suppress(FileNotFoundError):  # it has none yet
        shutil.copyfile(source, target)
