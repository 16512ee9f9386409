"""DATA.md names every table, view, macro and column, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

PAGE = (Path(__file__).parents[2] / "warehouse" / "DATA.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
SECTIONS = [part.split("\n", 1) for part in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]]
#: Columns (name, type) by table, view or call of a table macro.
DESCRIBED = {
    name.split("(")[0].strip(): [(column, kind) for column, kind, _ in ROW.findall(body)]
    for title, body in SECTIONS
    for name in ([title] if "(" in title else title.split(","))
}
CALLS = {
    "dyad": "dyad('CHN', 'KHM', 'month')",
    "pair": "pair('CHN', 'KHM', 'month')",
    "dyad_filled": "dyad_filled('CHN', 'KHM', 'month')",
    "periods_read": "periods_read('month')",
}


def names(db: duckdb.DuckDBPyConnection, query: str) -> set[str]:
    return {name for (name,) in db.execute(query).fetchall()}


def test_every_table_view_and_table_macro_is_described(db):
    held = names(db, "select table_name from duckdb_tables() where not temporary")
    held |= names(db, "select view_name from duckdb_views() where not internal and not temporary")
    held |= set(CALLS)
    assert set(DESCRIBED) == held


def test_every_macro_is_described(db):
    macros = names(
        db,
        "select function_name from duckdb_functions() "
        "where not internal and function_type in ('macro', 'table_macro') "
        "and database_name <> 'temp'",
    )
    scalar = set(re.findall(r"^\| `(\w+)\(", PAGE, flags=re.MULTILINE))
    assert scalar | set(CALLS) == macros


@pytest.mark.parametrize("name", sorted(DESCRIBED))
def test_columns_and_types_are_those_of_the_schema(db, name):
    described = db.execute(f"describe from {CALLS.get(name, name)}").fetchall()
    assert DESCRIBED[name] == [(column, kind) for column, kind, *_ in described]


def test_every_column_has_a_meaning():
    assert all(meaning.strip() for _, _, meaning in ROW.findall(PAGE))
