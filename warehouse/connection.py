"""Open a warehouse file, for writing or for reading.

DuckDB lets one process write a file while no other has it open, not even for reading: open,
write, close. The functions here turn DuckDB's refusals into sentences with a way out.
"""

from __future__ import annotations

import re
import time
from pathlib import Path

import duckdb

from transforms.errors import BilateralError, UsageError
from warehouse.migrate import code_version, file_version, is_behind, migrate

#: Seconds between two attempts at a locked file.
RETRY_SECONDS = 0.2

_HOLDER = re.compile(r"lock is held in (?P<program>.*?) ?\(PID (?P<pid>\d+)\)", re.DOTALL)


def open_warehouse(path: Path, *, wait_seconds: float = 0.0) -> duckdb.DuckDBPyConnection:
    """Open a warehouse for writing; make it if the file does not exist, migrate it if it is old.

    Args:
        path: the DuckDB file.
        wait_seconds: how long to wait for another process to let go of the file.

    Raises:
        UsageError: the folder does not exist, the file is no warehouse, or a newer version
            of this program wrote it.
        BilateralError: another process holds the file.
    """
    if not path.parent.is_dir():
        raise UsageError(
            f"the folder {path.parent} does not exist",
            where=str(path),
            fix=f"make it with `mkdir -p {path.parent}`, or name another file with --db",
        )
    db = _connect(path, read_only=False, wait_seconds=wait_seconds)
    try:
        _refuse_newer(db, path)
        migrate(db)
    except BaseException:
        db.close()
        raise
    return db


def read_warehouse(path: Path, *, wait_seconds: float = 0.0) -> duckdb.DuckDBPyConnection:
    """Open a warehouse for reading only; an old one is first migrated.

    Raises:
        UsageError: there is no such file, it is no warehouse, or it is newer than this program.
        BilateralError: another process is writing to the file.
    """
    if not path.is_file():
        raise UsageError(
            f"there is no warehouse {path}",
            where=str(path),
            fix=f"fill one with `bilateral run PATH --db {path}`, or name another with --db",
        )
    db = _connect(path, read_only=True, wait_seconds=wait_seconds)
    try:
        _refuse_newer(db, path)
        behind = is_behind(db)
    except BaseException:
        db.close()
        raise
    if not behind:
        return db
    db.close()
    open_warehouse(path, wait_seconds=wait_seconds).close()
    return _connect(path, read_only=True, wait_seconds=wait_seconds)


def _connect(path: Path, *, read_only: bool, wait_seconds: float) -> duckdb.DuckDBPyConnection:
    """Connect, waiting for a lock to be let go of."""
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only)
        except duckdb.IOException as error:
            holder = _HOLDER.search(str(error))
            if holder is None:
                raise _unreadable(path, error) from error
            if time.monotonic() >= deadline:
                raise _locked(path, holder["program"], holder["pid"]) from error
        except duckdb.Error as error:
            raise _unreadable(path, error) from error
        time.sleep(RETRY_SECONDS)


def _locked(path: Path, program: str, pid: str) -> BilateralError:
    return BilateralError(
        f"the warehouse is in use by another process (PID {pid}, {program.strip()})",
        where=str(path),
        fix=f"wait until it is done, close it (a DuckDB shell, the explorer), or end it with "
        f"`kill {pid}`; --wait SECONDS waits for it",
    )


def _unreadable(path: Path, error: duckdb.Error) -> UsageError:
    return UsageError(
        "the file cannot be opened as a DuckDB database",
        where=f"{path}: {str(error).splitlines()[0]}",
        fix="name another file with --db, or restore this one from a copy",
    )


def _refuse_newer(db: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Leave a file alone that a newer version of this program has written."""
    version = file_version(db)
    if version > code_version():
        raise UsageError(
            f"the warehouse has schema version {version}, this program knows {code_version()}",
            where=str(path),
            fix="use the newer version of bilateral that wrote it, or another file with --db",
        )
