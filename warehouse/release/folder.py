"""Build a folder beside its place and move it there whole, or leave nothing."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from transforms.errors import BilateralError, UsageError

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


@contextmanager
def built(place: Path) -> Iterator[Path]:
    """Give an empty folder beside `place`; move it there when the block ends well.

    The move is one rename. If the block fails the folder goes; if the process is killed it stays
    under another name (`.NAME.partial`), and the next attempt clears it away.

    Raises:
        UsageError: `place` exists, its folder may not be written to, or another process is
            building the same.
        BilateralError: the disk is full or does not write.
    """
    _refuse_taken(place)
    fresh = place.with_name(f".{place.name}.partial")
    lock = _held(fresh)
    try:
        _refuse_taken(place)
        _clear(fresh)
        try:
            yield fresh
            _settle(fresh)
            fresh.rename(place)
            _flush(place.parent)
        except (OSError, duckdb.IOException) as error:
            raise BilateralError(
                f"the release could not be written: {str(error).splitlines()[0]}",
                where=str(place.parent),
                fix="make room on that disk, or write to another with -o; nothing was left behind",
            ) from error
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    finally:
        os.close(lock)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_sums(folder: Path) -> None:
    """Write the checksums of all files of a folder, as `sha256sum --check` reads them."""
    names = sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    lines = [f"{digest(folder / name)}  {name}\n" for name in names if name != SUMS]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def verify(folder: Path, names: list[str]) -> None:
    """Make sure that files of a release are those it was published with.

    Raises:
        UsageError: the folder is no release, a file is missing or has changed.
    """
    if not (folder / SUMS).is_file():
        raise UsageError(
            f"{folder} is not a release of bilateral",
            where=str(folder / SUMS),
            fix="name the folder of a release, such as releases/bilateral-2024.11",
        )
    lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    sums = {m[2]: m[1] for m in map(_LINE.fullmatch, lines) if m is not None}
    for name in names:
        path = folder / name
        if not path.is_file() or digest(path) != sums.get(name):
            raise UsageError(
                f"the previous release is damaged: {name} is missing or not as published",
                where=str(path),
                fix=f"restore it from a copy; `sha256sum --check {SUMS}` tells which files changed",
            )


def _refuse_taken(place: Path) -> None:
    if os.path.lexists(place):
        raise UsageError(
            f"{place.name} exists already",
            where=str(place),
            fix="a release is never changed: choose another version, or another folder with -o",
        )


def _held(fresh: Path) -> int:
    """Make a folder and those above it, and hold it against others; the lock ends with us."""
    try:
        fresh.mkdir(parents=True, exist_ok=True)
        lock = os.open(fresh, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise UsageError(
            f"the folder cannot be written to: {error.strerror}",
            where=str(fresh.parent),
            fix="name another with -o, or change its permissions",
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise UsageError(
            "another process is writing this release",
            where=str(fresh),
            fix="wait until it is done, or choose another version or folder",
        ) from error
    return lock


def _clear(fresh: Path) -> None:
    """Remove what a killed process left."""
    for entry in list(fresh.iterdir()) if fresh.exists() else []:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    fresh.mkdir(exist_ok=True)


def _settle(folder: Path) -> None:
    """Bring every file and folder to the disk, so that the rename does not come before them."""
    for path in folder.rglob("*"):
        _flush(path)
    _flush(folder)


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
