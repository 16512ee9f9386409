"""The queue of what was set aside: look at it, let rows go on, or drop them for good.

A row set aside once is never set aside again: a repeated run meets it by its content and
leaves its status alone.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import duckdb
import polars as pl

from transforms.errors import UsageError
from warehouse import sql

Status = Literal["open", "released", "dropped"]


def list_quarantine(
    db: duckdb.DuckDBPyConnection, *, status: Status | None = "open", reason: str | None = None
) -> pl.DataFrame:
    """Return quarantined rows without their content, by stage, reason and origin.

    Args:
        db: an open warehouse.
        status: open, released or dropped; None for all.
        reason: only rows set aside for this reason.
    """
    return sql.frame(db, "queries/quarantine_list.sql", {"status": status, "reason": reason})


def show(db: duckdb.DuckDBPyConnection, quarantine_id: str) -> dict[str, object]:
    """Return one quarantined row with its content.

    Raises:
        UsageError: no such row.
    """
    _require(db, [quarantine_id])
    found = db.execute("from quarantine where quarantine_id = ?", [quarantine_id]).pl()
    return found.row(0, named=True)


def release(
    db: duckdb.DuckDBPyConnection, quarantine_ids: Collection[str], *, note: str | None = None
) -> pl.DataFrame:
    """Mark rows as released and return them, for the caller to put into its next run.

    Raises:
        UsageError: a row that does not exist; nothing is then released.
    """
    return _decide(db, quarantine_ids, "released", note)


def drop(
    db: duckdb.DuckDBPyConnection, quarantine_ids: Collection[str], *, note: str | None = None
) -> pl.DataFrame:
    """Mark rows as dropped for good and return them; they stay, so that they are known.

    Raises:
        UsageError: a row that does not exist; nothing is then dropped.
    """
    return _decide(db, quarantine_ids, "dropped", note)


def _decide(
    db: duckdb.DuckDBPyConnection, quarantine_ids: Collection[str], status: Status, note: str | None
) -> pl.DataFrame:
    """Give rows a status and return them as they then are."""
    _require(db, quarantine_ids)
    values = {"ids": sorted(quarantine_ids), "status": status, "note": note}
    with sql.transaction(db):
        return sql.frame(db, "queries/quarantine_decide.sql", values)


def _require(db: duckdb.DuckDBPyConnection, quarantine_ids: Collection[str]) -> None:
    rows = db.execute(
        "select quarantine_id from quarantine where quarantine_id in (select unnest(?::varchar[]))",
        [sorted(quarantine_ids)],
    ).fetchall()
    if missing := sorted(set(quarantine_ids) - {str(name) for (name,) in rows}):
        raise UsageError(
            f"nothing in quarantine has the id {missing[0]!r}",
            where="quarantine.quarantine_id",
            fix="`bilateral quarantine list` shows the ids",
        )
