"""Write the warehouse out: in the layouts of other event data sets, or as tidy tables.

Layouts (`gdelt1`, `gdelt2`, `icews`, `phoenix`, `polecat`): one row per event, in the order, with
the separators, codes and values of that data set, so that a script written for it reads the file.
What the warehouse does not know stays empty; each layout's SQL file says what that is and what its
counts mean. All events are written, whichever coder version made them. Of an event that is known
to the week, month or year only, the day is empty.

Tables (`parquet`, `csv`, `stata`): events, mentions without their sentences, the stored panels,
and directed dyad-years of all pairs of states by Correlates of War and Gleditsch-Ward numbers.
Columns as in DATA.md.

A file appears under its name only when all files of the export are written: see `placing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl

from transforms.errors import UsageError
from warehouse import sql
from warehouse.exports.placing import placed
from warehouse.exports.stata import labels_of, write_dta


@dataclass(frozen=True, slots=True)
class Written:
    """A file of an export and how many rows (header aside) it has."""

    path: Path
    rows: int


@dataclass(frozen=True, slots=True)
class _Layout:
    """A file in tabs: its name, the SQL file it comes from, and how it is laid out."""

    name: str
    query: str
    header: bool = False
    missing: str = ""


_LAYOUTS: dict[str, tuple[_Layout, ...]] = {
    "gdelt1": (_Layout("gdelt1.export.CSV", "gdelt1"),),
    "gdelt2": (
        _Layout("gdelt2.export.CSV", "gdelt2"),
        _Layout("gdelt2.mentions.CSV", "gdelt2_mentions"),
    ),
    "icews": (_Layout("icews.events.tab", "icews", header=True),),
    "phoenix": (_Layout("phoenix.events.full.txt", "phoenix"),),
    "polecat": (_Layout("polecat.txt", "polecat", header=True, missing="None"),),
}
#: GDELT 1.0 as in its files up to March 2013, which have no address: 57 columns.
_GDELT1_BACK = (_Layout("gdelt1.export.CSV", "gdelt1_back"),)

#: Tables of a folder export: where, and the SQL file each comes from.
_TABLES = {
    "events": "events",
    "mentions": "mentions",
    "panels/dyad_day": "dyad_day",
    "panels/dyad_week": "dyad_week",
    "panels/dyad_month": "dyad_month",
    "panels/dyad_quarter": "dyad_quarter",
    "panels/dyad_year": "dyad_year",
}
#: Directed dyad-years by numbering.
_DYAD_YEARS = {"dyad_years_cow": "cow", "dyad_years_gw": "gw"}

_ENDINGS = {"parquet": ".parquet", "csv": ".csv", "stata": ".dta"}

FORMATS = (*_LAYOUTS, *_ENDINGS)

#: Reviewed tables of this folder, which the SQL files read as export_<name>.
REVIEWED = ("blocks", "classes", "countries", "organisations", "sectors")


def export(
    db: duckdb.DuckDBPyConnection, format_: str, folder: Path, *, source_url: bool = True
) -> list[Written]:
    """Write the warehouse into a folder, which is made if need be; earlier files are replaced.

    Args:
        db: an open warehouse, not in a transaction; reading is enough.
        format_: one of `FORMATS`.
        folder: where to.
        source_url: False leaves the address out of `gdelt1`: its 57 columns up to March 2013.

    Returns:
        The files, in the order in which they were written.

    Raises:
        UsageError: an unknown format, a warehouse without events, or a folder that cannot be used.
        BilateralError: the files could not be written (full disk); none has its name then.
    """
    if format_ not in FORMATS:
        raise UsageError(
            f"no format is called {format_!r}",
            where="bilateral export",
            fix=f"one of {', '.join(FORMATS)}",
        )
    _refuse_empty(db)
    layouts = _LAYOUTS.get(format_, ()) if source_url or format_ != "gdelt1" else _GDELT1_BACK
    with placed(folder) as beside, _prepared(db):
        if layouts:
            written = [_write_layout(db, layout, beside) for layout in layouts]
        else:
            written = _write_tables(db, format_, beside)
    return [Written(folder / one.path.relative_to(beside), one.rows) for one in written]


def reviewed(name: str) -> pl.DataFrame:
    """Return a reviewed table of this folder: all text, null where a cell is empty."""
    raw = files("warehouse.exports").joinpath(f"{name}.csv").read_bytes()
    return pl.read_csv(raw, infer_schema=False)


@contextmanager
def _prepared(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Have the views and tables that the queries share, all from one state of the warehouse.

    They are temporary, and gone with the transaction.
    """
    with ExitStack() as stack:
        db.begin()
        stack.callback(db.rollback)
        stack.enter_context(sql.lent(db, **{f"export_{name}": reviewed(name) for name in REVIEWED}))
        sql.run(db, "exports/prepare.sql")
        sql.run(db, "exports/gdelt.sql")
        yield


def _write_layout(db: duckdb.DuckDBPyConnection, layout: _Layout, folder: Path) -> Written:
    """Write a file in tabs, where nothing is quoted since no text holds a tab."""
    options = (
        f"format csv, delimiter '\t', quote '', escape '', "
        f"header {layout.header}, nullstr '{layout.missing}'"
    )
    return _copy(db, layout.query, folder / layout.name, options)


def _write_tables(db: duckdb.DuckDBPyConnection, format_: str, folder: Path) -> list[Written]:
    """Write the tables of a folder export."""
    write = _WRITERS[format_]
    (folder / "panels").mkdir()
    written = [
        write(db, query, folder / f"{place}{_ENDINGS[format_]}") for place, query in _TABLES.items()
    ]
    for place, numbering in _DYAD_YEARS.items():
        sql.run(db, "exports/dyad_years.sql", {"numbering": numbering})
        written.append(write(db, place, folder / f"{place}{_ENDINGS[format_]}"))
    return written


def _write_parquet(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> Written:
    return _copy(db, query, path, "format parquet, compression zstd")


def _write_csv(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> Written:
    return _copy(db, query, path, "format csv, header true")


def _write_stata(db: duckdb.DuckDBPyConnection, query: str, path: Path) -> Written:
    rows = sql.frame(db, f"exports/{query}.sql")
    write_dta(rows, path, labels_of(query, rows.columns))
    return Written(path, rows.height)


_WRITERS: dict[str, Callable[[duckdb.DuckDBPyConnection, str, Path], Written]] = {
    "parquet": _write_parquet,
    "csv": _write_csv,
    "stata": _write_stata,
}


def _copy(db: duckdb.DuckDBPyConnection, query: str, path: Path, options: str) -> Written:
    """Write the answer of a SQL file of this folder; DuckDB streams it."""
    asked = sql.text(f"exports/{query}.sql").rstrip().removesuffix(";")
    found = db.execute(f"copy (\n{asked}\n) to $path ({options})", {"path": str(path)}).fetchone()
    return Written(path, int(found[0]) if found else 0)


def _refuse_empty(db: duckdb.DuckDBPyConnection) -> None:
    if db.execute("from events limit 1").fetchone() is None:
        raise UsageError(
            "the warehouse holds no events",
            where="bilateral export",
            fix="fill it with `bilateral run PATH`, or name another with --db",
        )
