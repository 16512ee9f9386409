"""Write the quality report of a warehouse: a page beside the file, and its numbers as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import duckdb
import polars as pl

from expectations import report
from expectations.thresholds import Limits
from flows.screen import plain
from warehouse import quarantine, questions
from warehouse.connection import read_warehouse

#: Runs shown in the history of the page.
RUNS = 50


def page_of(db: Path) -> Path:
    """Return where the quality page of a warehouse is."""
    return db.with_name(f"{db.stem}_quality.html")


def write(db: Path, limits: Mapping[str, Limits], *, wait_seconds: float = 0.0) -> Path:
    """Write the page and `<stem>_quality.json` of a warehouse; return the page's path."""
    with closing(read_warehouse(db, wait_seconds=wait_seconds)) as connection:
        loads = connection.table("loads").pl()
        last = loads.sort("started_at", "attempt", descending=True).head(RUNS)
        results = latest_results(connection, last)
        waiting = waiting_by_reason(connection)
    page = page_of(db)
    page.write_text(
        report.page(
            title=f"Quality of {db.name}",
            loads=last,
            results=results,
            quarantine=waiting,
            limits=limits,
        ),
        encoding="utf-8",
    )
    numbers = {"load": last.to_dicts()[:1], "results": results.to_dicts()}
    page.with_suffix(".json").write_text(
        json.dumps(numbers, default=plain, indent=1), encoding="utf-8"
    )
    return page


def latest_results(db: duckdb.DuckDBPyConnection, loads: pl.DataFrame) -> pl.DataFrame:
    """Return what the gate measured in the latest of some loads, every batch."""
    history = questions.quality_history(db)
    latest = loads.head(1).select("load_id", "attempt")
    return history.join(latest, on=["load_id", "attempt"], how="semi").sort("batch")


def waiting_by_reason(db: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return how much waits in quarantine, by stage and reason."""
    return (
        quarantine.list_quarantine(db)
        .group_by("stage", "reason")
        .agg(pl.len().alias("rows"))
        .sort("stage", "reason")
    )
