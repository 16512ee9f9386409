"""Load files of another data set into `imported_events`: all of them, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import BinaryIO

import duckdb
import polars as pl

from transforms import codebook
from transforms.errors import UsageError
from transforms.records import content_id
from warehouse import sql
from warehouse.codebooks import replace_codebooks
from warehouse.imports import reading, spellings
from warehouse.imports.layouts import FORMATS

DATASETS = tuple(FORMATS)
#: Bytes hashed at a time.
BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file to import: what it is called, and how to open its bytes, unpacked.

    It is opened twice: once to tell whether it is held already, once to be read.
    """

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file.

    `counts` is its row of `imports` (n_read = n_loaded + n_doubled + n_set_aside); `reasons` has
    `reason`, `n`, an `example` (file and line) and its `detail`. `already` means that the same
    content was imported before, under whatever name, and that nothing was done now.
    """

    counts: dict[str, object]
    reasons: pl.DataFrame
    already: bool


def load(
    db: duckdb.DuckDBPyConnection,
    dataset: str,
    files: Sequence[ImportFile],
    *,
    codebooks: Mapping[str, pl.DataFrame] | None = None,
    skip_broken: bool = False,
) -> list[Imported]:
    """Import files of one format, and return what became of each.

    Either all of them are written or, where one is laid out otherwise or has a broken row, nothing.
    Importing the same content again changes nothing.

    Args:
        db: a warehouse open for writing.
        dataset: gdelt1, gdelt2, icews, phoenix or polecat.
        files: in the order in which of doubled records the first is kept.
        codebooks: `transforms.codebook.tables()`, to bring the warehouse's own up to date with;
            None: it has them.
        skip_broken: set broken rows aside instead of refusing their file.

    Raises:
        UsageError: no such format, an empty file, a file of another layout, a missing column, a
            broken row, days written before months.
    """
    refuse_unknown(dataset)
    with sql.transaction(db):
        if codebooks is not None:
            replace_codebooks(db, codebooks)
        _require_codebooks(db)
        return [_load_file(db, dataset, file, skip_broken=skip_broken) for file in files]


def refuse_unknown(dataset: str) -> None:
    """Refuse a format that is none of `DATASETS`.

    Raises:
        UsageError: that it is none.
    """
    if dataset not in FORMATS:
        raise UsageError(
            f"no such format: {dataset!r}",
            where="bilateral import-events",
            fix=f"one of {', '.join(FORMATS)}",
        )


def _require_codebooks(db: duckdb.DuckDBPyConnection) -> None:
    held = db.execute("select count(*) from cameo_codes").fetchone()
    if not held or not held[0]:
        raise UsageError(
            "the warehouse holds no codebooks yet",
            where="cameo_codes",
            fix="load them first (`warehouse.codebooks.load_codebooks`; `bilateral run` does)",
        )


def _load_file(
    db: duckdb.DuckDBPyConnection, dataset: str, file: ImportFile, *, skip_broken: bool
) -> Imported:
    load_id = content_id("import", dataset, _digest(file))
    if _held(db, load_id):
        return _report(db, load_id, already=True)
    n_tabs_dropped = n_not_utf8 = 0
    sql.run(db, "imports/begin.sql")
    with file.open() as opened, sql.lent(db, **spellings.frames(dataset)):
        for piece in reading.read(opened, dataset, file.name):
            with sql.lent(db, import_cells=piece.cells, piece_faults=piece.faults):
                sql.run(db, piece.layout.sql)
                sql.run(db, "imports/stage.sql")
                db.execute("insert into import_faults by name from piece_faults")
            n_tabs_dropped += piece.n_tabs_dropped
            n_not_utf8 += piece.n_not_utf8
    if not skip_broken:
        _refuse_broken(db, file.name)
    values = {
        "dataset": dataset,
        "origin": file.name,
        "load_id": load_id,
        "codebook_version": codebook.version(),
        "n_tabs_dropped": n_tabs_dropped,
        "n_not_utf8": n_not_utf8,
    }
    with sql.lent(db, **spellings.frames(dataset)):
        sql.run(db, "imports/resolve.sql", values)
        sql.run(db, "imports/store.sql", values)
    return _report(db, load_id, already=False)


def _refuse_broken(db: duckdb.DuckDBPyConnection, name: str) -> None:
    """Refuse a file of which a row has other cells than its layout, naming the first."""
    found = db.execute(
        "select line, detail, count(*) over () from import_faults where reason = 'broken_row' "
        "order by line limit 1"
    ).fetchone()
    if found is None:
        return
    line, detail, n = found
    told = "a broken row" if n == 1 else f"{n:,} broken rows, the first"
    raise UsageError(
        f"{told}: {detail}; nothing was imported",
        where=f"{name}:{line}",
        fix="mend it, or set broken rows aside and import the others: --skip-broken",
    )


def _digest(file: ImportFile) -> str:
    digest = hashlib.sha256()
    with file.open() as opened:
        while block := opened.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _held(db: duckdb.DuckDBPyConnection, load_id: str) -> bool:
    found = db.execute("select 1 from imports where load_id = ?", [load_id]).fetchone()
    return found is not None


def _report(db: duckdb.DuckDBPyConnection, load_id: str, *, already: bool) -> Imported:
    counts = db.execute("from imports where load_id = ?", [load_id]).pl().row(0, named=True)
    reasons = sql.frame(db, "imports/reasons.sql", {"load_id": load_id})
    return Imported(counts, reasons, already)
