"""The dyad panels: stored counts, recounted where events changed, and series read from them."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

import duckdb
import polars as pl

from transforms.errors import UsageError
from warehouse import sql

Frequency = Literal["day", "week", "month", "quarter", "year"]
FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)


def refresh(db: duckdb.DuckDBPyConnection) -> None:
    """Recount the cells of all panels that the days in `touched_days` fall into."""
    sql.run(db, "panels/cells_of.sql")
    for frequency in FREQUENCIES:
        sql.run(db, f"panels/dyad_{frequency}.sql")


def panel(
    db: duckdb.DuckDBPyConnection,
    source: str | None = None,
    target: str | None = None,
    freq: str = "month",
    from_: date | None = None,
    to: date | None = None,
    *,
    directed: bool = True,
    coder_version: str | None = None,
) -> pl.DataFrame:
    """Return a series, zero-filled over the calendar from the first to the last day covered.

    One row per dyad and period. Counts and scores are null, not 0, outside the corpus's scope
    and in periods in which no article was read.

    Args:
        db: an open warehouse.
        source: actor code of who acts; None for any.
        target: actor code of who is acted upon; None for any.
        freq: day, week (ISO), month, quarter or year.
        from_: leave out periods that end before this day.
        to: leave out periods that begin after this day.
        directed: False adds up both directions of a dyad.
        coder_version: only what this version of the coder coded; None adds all versions up
            and names them in `coder_version`.

    Raises:
        UsageError: `freq` is no frequency.
    """
    if freq not in FREQUENCIES:
        raise UsageError(
            f"no such frequency: {freq!r}", where="--freq", fix=f"one of {', '.join(FREQUENCIES)}"
        )
    return sql.frame(
        db,
        f"queries/series_{'directed' if directed else 'undirected'}.sql",
        {
            "source": source,
            "target": target,
            "freq": freq,
            "from": from_,
            "to": to,
            "coder": coder_version,
        },
    )
