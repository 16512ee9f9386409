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
    "weighted_dyad": "weighted_dyad('CHN', 'KHM', 'month')",
    "country": "country('CHN', 'month')",
    "dyad_by_press": "dyad_by_press('CHN', 'KHM', 'month')",
    "relation_score": "relation_score('CHN', 'KHM')",
    "stocks": "stocks('CHN', 'KHM')",
    "moving_averages": "moving_averages('CHN', 'KHM')",
    "relations": "relations('CHN')",
    "events_between": "events_between('CHN', 'KHM')",
    "dyad_filled": "dyad_filled('CHN', 'KHM', 'month')",
    "series": "series('CHN', 'KHM', 'month', null, 'all', 'every_event', 'gdelt', null, true)",
    "whole_series": (
        "whole_series('CHN', 'KHM', 'month', null, 'all', 'every_event', 'gdelt', null, true)"
    ),
    "imported_as": "imported_as('icews')",
    "cells_by_frequency": "cells_by_frequency('every_event')",
    "periods_read": "periods_read('month')",
    "cells_asked": "cells_asked('CHN', 'KHM', 'month', 'every_event', 'gdelt', true)",
    "totals_asked": "totals_asked('month', 'every_event')",
    "cells_of": "cells_of('every_event', 'month')",
    "stored_panel": "stored_panel('month')",
    "members": "members('cow', date '2000-01-01', date '2000-12-31')",
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
