"""The questions that commands ask of a warehouse, each answered by a file in queries/."""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from warehouse import sql

#: Rows that a command shows when it is not told how many.
MANY = 2**31


def counts(db: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return how much the warehouse holds: `what`, `n`."""
    return sql.frame(db, "queries/counts.sql")


def commonest_dyads(db: duckdb.DuckDBPyConnection, *, limit: int = 20) -> pl.DataFrame:
    """Return the directed dyads with most events."""
    return sql.frame(db, "queries/commonest_dyads.sql", {"limit": limit})


def events_of_dyad(
    db: duckdb.DuckDBPyConnection,
    source: str | None = None,
    target: str | None = None,
    *,
    either: bool = False,
    from_: date | None = None,
    to: date | None = None,
    limit: int = MANY,
) -> pl.DataFrame:
    """Return events with the sentence each comes from, latest first.

    Args:
        db: an open warehouse.
        source: actor code of who acts; None for any.
        target: actor code of who is acted upon; None for any.
        either: both directions.
        from_: only events of this day or later.
        to: only events of this day or earlier.
        limit: at most so many rows.
    """
    values = {
        "source": source,
        "target": target,
        "either": either,
        "from": from_,
        "to": to,
        "limit": limit,
    }
    return sql.frame(db, "queries/events_of_dyad.sql", values)


def tellings_of_event(db: duckdb.DuckDBPyConnection, event_id: str) -> pl.DataFrame:
    """Return all mentions that tell of an event, with their articles; empty if none such."""
    return sql.frame(db, "queries/tellings_of_event.sql", {"event_id": event_id})


def quality_history(
    db: duckdb.DuckDBPyConnection, *, failed_only: bool = False, limit: int = MANY
) -> pl.DataFrame:
    """Return what the gate measured, latest run first."""
    return sql.frame(
        db, "queries/quality_history.sql", {"failed_only": failed_only, "limit": limit}
    )
