"""Which tables a release has, what their columns mean, and how they are written.

Columns, types and meanings are read from `DATA.md`, so that the page, the codebook of a release
and its data package cannot differ.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from warehouse import sql

#: One thread and fixed sizes, so that the same rows give the same bytes.
PARQUET = "format parquet, compression zstd, compression_level 3, row_group_size 122880"
CSV = "format csv, header true"

_SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)
_COLUMN = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column as DATA.md describes it; `is_required`: the warehouse allows no NULL there."""

    name: str
    kind: str  # type in DuckDB and Parquet
    meaning: str
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a release."""

    name: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    foreign: dict[str, str] = field(default_factory=dict)  # column: "table.column"


@cache
def facts() -> dict[str, Any]:
    """Return `release.toml`: the tables of a release, what changes, why."""
    return tomllib.loads(sql.text("release/release.toml"))


@cache
def sections() -> dict[str, tuple[str, tuple[Column, ...]]]:
    """Return what DATA.md says of each table and view: about it, and its columns."""
    _, *parts = _SECTION.split(sql.text("DATA.md"))
    told: dict[str, tuple[str, tuple[Column, ...]]] = {}
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        about = body.partition("| column |")[0].strip()
        columns = tuple(Column(*(part.strip() for part in row)) for row in _COLUMN.findall(body))
        for name in [title] if "(" in title else title.split(","):
            told[name.strip()] = (about, columns)
    return told


def conventions() -> list[str]:
    """Return what DATA.md says of all tables."""
    head = sql.text("DATA.md").partition("\n# ")[0]
    return [line.removeprefix("- ") for line in head.splitlines() if line.startswith("- ")]


def tables(db: duckdb.DuckDBPyConnection, *, sentences: bool) -> list[Table]:
    """Return the tables of a release, in the order of `release.toml`.

    Args:
        db: an open warehouse; its schema says which columns cannot be NULL.
        sentences: whether mentions have their sentence.
    """
    filled = _filled(db)
    found = []
    for fact in facts()["table"]:
        name = fact["name"]
        about, columns = sections()[fact.get("described_as", name)]
        gone = {*fact.get("without", ()), *(() if sentences else fact.get("texts", ()))}
        kept = fact.get("only", [column.name for column in columns])
        key = tuple(fact.get("key", ()))
        found.append(
            Table(
                name=name,
                about=fact.get("about", about),
                columns=tuple(
                    Column(c.name, c.kind, c.meaning, c.name in key or c.name in filled[name])
                    for c in columns
                    if c.name in kept and c.name not in gone
                ),
                key=key,
                foreign=fact.get("foreign", {}),
            )
        )
    return found


def changes_table() -> Table:
    """Return the change log as a table."""
    fact = facts()["changes"]
    return Table("changes", fact["about"], tuple(Column(**column) for column in fact["column"]))


def write(db: duckdb.DuckDBPyConnection, table: Table, folder: Path, *, parquet: bool) -> int:
    """Write a table as CSV and, if asked for, as Parquet; return the number of its rows.

    Lists are JSON in CSV. Wants one thread (`publish` sees to it).
    """
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    order = ", ".join(table.key) or "all"
    lists = [c.name for c in table.columns if c.kind.endswith("[]")]
    flat = ", ".join(f'to_json("{name}")::varchar as "{name}"' for name in lists)
    rows = f'select {names} from "{table.name}" order by {order}'
    flat_rows = f"select * replace ({flat}) from ({rows})" if lists else rows
    _copy(db, flat_rows, folder / csv_path(table.name), CSV)
    if parquet:
        _copy(db, rows, folder / parquet_path(table.name), PARQUET)
    row = db.execute(f'select count(*) from "{table.name}"').fetchone()
    return int(row[0]) if row else 0


def csv_path(name: str) -> str:
    """Return where a table stands as CSV; the change log lies on top."""
    return "changes.csv" if name == "changes" else f"csv/{name}.csv"


def parquet_path(name: str) -> str:
    """Return where a table stands as Parquet."""
    return f"parquet/{name}.parquet"


def _copy(db: duckdb.DuckDBPyConnection, rows: str, path: Path, options: str) -> None:
    path.parent.mkdir(exist_ok=True)
    db.execute(f"copy ({rows}) to $path ({options})", {"path": str(path)})


def _filled(db: duckdb.DuckDBPyConnection) -> dict[str, Sequence[str]]:
    """Return the columns without NULL by table; the panels have those of their cells."""
    rows = db.execute(
        "select table_name, list(column_name) from duckdb_columns() "
        "where not is_nullable and not internal group by all"
    ).fetchall()
    filled: dict[str, Sequence[str]] = dict(rows)
    return {
        fact["name"]: filled.get(
            "dyad_cells" if fact["name"].startswith("dyad_") else fact["name"], ()
        )
        for fact in facts()["table"]
    }
