"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from transforms.errors import BilateralError, UsageError

#: Unfinished files stand in a folder of this name, the process's number and a random end.
UNFINISHED = ".export-"


@contextmanager
def placed(folder: Path) -> Iterator[Path]:
    """Yield an empty folder beside the final one; at the end its files take their final names.

    Nothing has its final name before everything is written and on the disk. A process that is
    killed leaves a hidden folder, which the next export takes away.

    Raises:
        UsageError: the folder cannot be made or written to, or a folder in it has a file's name.
        BilateralError: writing failed, say on a full disk.
    """
    beside = _beside(folder)
    try:
        yield beside
        found = sorted(path for path in beside.rglob("*") if path.is_file())
        for path in found:
            _flush(path)
            (folder / path.relative_to(beside)).parent.mkdir(exist_ok=True)
        _refuse_in_the_way(folder / path.relative_to(beside) for path in found)
        for path in found:
            path.replace(folder / path.relative_to(beside))
    except (OSError, duckdb.IOException) as error:
        raise _unwritten(folder, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _beside(folder: Path) -> Path:
    """Make a folder and an empty one within it, after taking away what dead processes left."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob(f"{UNFINISHED}*"):
            if not _is_running(left.name.removeprefix(UNFINISHED).partition("-")[0]):
                shutil.rmtree(left, ignore_errors=True)
        return Path(tempfile.mkdtemp(prefix=f"{UNFINISHED}{os.getpid()}-", dir=folder))
    except OSError as error:
        raise UsageError(
            f"the folder {folder} cannot be used: {error.strerror}",
            where=str(folder),
            fix="name a folder that you may write to, which is made if it does not exist",
        ) from error


def _is_running(process: str) -> bool:
    """Whether a process of this number runs; a name that is no number is left alone."""
    if not process.isdigit():
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _refuse_in_the_way(places: Iterable[Path]) -> None:
    for place in places:
        if place.is_dir():
            raise UsageError(
                "a folder stands where a file of the export belongs; no file was changed",
                where=str(place),
                fix="move it away, or name another folder with -o",
            )


def _flush(path: Path) -> None:
    """Wait until a file is on the disk; some file systems tell of a full one only then."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _unwritten(folder: Path, error: Exception) -> BilateralError:
    told = str(error).splitlines()[0] if str(error) else type(error).__name__
    return BilateralError(
        "the export could not be written; no file was changed",
        where=f"{folder}: {told}",
        fix="make room on the disk or name another folder with -o, then export again",
    )
