"""What the corpus is about, so that silence on anything else is not read as peace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import polars as pl

from transforms.errors import UsageError
from warehouse import sql


@dataclass(frozen=True, slots=True)
class Scope:
    """A country or organisation that the corpus is about, and the days for which it is.

    None leaves that side open.
    """

    country: str
    from_day: date | None = None
    to_day: date | None = None


def declare_scope(db: duckdb.DuckDBPyConnection, scope: Sequence[Scope]) -> None:
    """Replace the declared scope; an empty one puts everything in scope.

    Several countries: dyads among them are in scope. One country: its dyads with everyone.

    Raises:
        UsageError: a scope that ends before it begins.
    """
    for part in scope:
        if part.from_day and part.to_day and part.from_day > part.to_day:
            raise UsageError(
                f"the scope of {part.country} ends before it begins",
                where=f"{part.from_day} to {part.to_day}",
                fix="exchange the two days",
            )
    rows = (
        pl.DataFrame(
            [(part.country, part.from_day, part.to_day) for part in scope],
            schema={"country": pl.String, "from_day": pl.Date, "to_day": pl.Date},
            orient="row",
        )
        .unique()
        .sort("country", "from_day", "to_day")
    )
    if rows.equals(declared_scope(db)):
        return
    with sql.transaction(db), sql.lent(db, scope_rows=rows):
        db.execute("delete from scope")
        db.execute("insert into scope by name select * from scope_rows")


def declared_scope(db: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the declared scope: `country`, `from_day`, `to_day`."""
    return db.execute("from scope").pl().sort("country", "from_day", "to_day")
