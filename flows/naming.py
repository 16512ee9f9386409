"""`bilateral actors`: what a name means, and names that no dictionary knew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from flows import dictionary
from transforms.unknown import UNKNOWN, unknown_names
from warehouse.connection import read_warehouse

#: Articles looked through at a time.
AT_A_TIME = 2_000


def lookup(name: str, day: date, folder: str = "") -> list[dict[str, Any]]:
    """Return every meaning of a name, the one that holds on a day first.

    Args:
        name: as it stands in the text.
        day: the day asked for.
        folder: a user's dictionary; "" for none.
    """
    return [
        {
            "name": entry.surface,
            "code": entry.code or "nobody (keeps other names from being found in it)",
            "agent": entry.agent,
            "who": entry.name,
            "office": entry.office,
            "kind": entry.kind,
            "from": entry.start,
            "to": entry.end,
            "on_the_day": entry.start <= day <= entry.end,
        }
        for entry in dictionary.coder(folder, "patterns").dictionary.lookup(name, day)
    ]


def unknown(db: Path, *, limit: int, wait_seconds: float = 0.0, folder: str = "") -> pl.DataFrame:
    """Return the commonest names in a warehouse's articles that no dictionary knows.

    Args:
        db: the warehouse; duplicates and withdrawn articles do not count.
        limit: rows at most.
        wait_seconds: how long to wait for another process to let go of the file.
        folder: a user's dictionary; "" for none.
    """
    coder = dictionary.coder(folder, "patterns")
    found = [unknown_names(coder, some) for some in _articles(db, wait_seconds)]
    return (
        pl.concat([UNKNOWN.to_frame(), *found])
        .group_by("name", maintain_order=True)
        .agg(pl.col("n_mentions", "n_articles").sum(), pl.col("context").first())
        .sort("n_mentions", "name", descending=[True, False])
        .head(limit)
    )


def _articles(db: Path, wait_seconds: float) -> Iterator[pl.DataFrame]:
    """Yield a warehouse's stories, some at a time."""
    with closing(read_warehouse(db, wait_seconds=wait_seconds)) as warehouse:
        for batch in warehouse.table("articles").to_arrow_reader(AT_A_TIME):
            rows = pl.DataFrame(batch)
            yield rows.filter(pl.col("duplicate_of").is_null() & pl.col("withdrawn_on").is_null())
