"""What the stages before the warehouse need to know of it, as plain frames and sets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import duckdb
import polars as pl

from warehouse import sql


def held(
    db: duckdb.DuckDBPyConnection, *, from_: date | None = None, to: date | None = None
) -> pl.DataFrame:
    """Return the stories held, for the duplicates stage to compare new articles with.

    One row per article that is neither a duplicate nor withdrawn: `article_id`,
    `published_on`, `n_words`, `signature`, in order of day and id.

    Args:
        db: an open warehouse.
        from_: only articles published on this day or later.
        to: only articles published on this day or earlier.
    """
    return sql.frame(db, "queries/held.sql", {"from": from_, "to": to})


def known_ids(db: duckdb.DuckDBPyConnection, article_ids: Collection[str]) -> set[str]:
    """Return those of some article ids that the warehouse holds, withdrawn ones included.

    A run passes over them before it looks for duplicates: they are held and counted, or
    were taken out and must not come back.
    """
    with sql.lent(
        db, asked=pl.DataFrame({"article_id": list(article_ids)}, {"article_id": pl.String})
    ):
        found = sql.run(db, "queries/known_ids.sql").fetchall()
    return {str(article_id) for (article_id,) in found}


def texts(db: duckdb.DuckDBPyConnection, article_ids: Collection[str]) -> pl.DataFrame:
    """Return `article_id`, `title` and `text` of those of some articles that are held."""
    asked = pl.DataFrame({"article_id": list(article_ids)}, {"article_id": pl.String})
    with sql.lent(db, asked=asked):
        return sql.frame(db, "queries/texts.sql")
