"""Load a batch: articles, mentions, quarantine, and what follows from them, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import polars as pl

from transforms.records import ARTICLE, MENTION, QUARANTINE
from warehouse import panels, sql

#: `records.ARTICLE` and what the duplicates stage and the coder add.
STAGED_ARTICLE = pl.Schema(
    {
        **ARTICLE,
        "duplicate_of": pl.String(),  # article_id of the story's first article; null: it is that
        "duplicate_kind": pl.String(),  # exact | near | update
        "n_words": pl.Int32(),
        "signature": pl.List(pl.UInt32),  # MinHash of the words, to find near duplicates later
        "n_names_known": pl.Int32(),  # full names in it that the dictionary knew; null: not coded
        "n_names_unknown": pl.Int32(),  # those that it did not
    }
)

#: Which tellings are part of which event; a file that ran in another form is joined anew.
JOINS = "loading/joins.sql"
#: Longest chain of duplicates of duplicates that is followed.
_LONGEST_CHAIN = 50


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a batch added to the warehouse."""

    n_articles: int  # new ones, duplicates included
    n_already_held: int  # distinct articles of the batch that were there before
    n_mentions: int
    n_quarantined: int
    n_events_touched: int


def load_batch(
    db: duckdb.DuckDBPyConnection,
    *,
    articles: pl.DataFrame,
    mentions: pl.DataFrame,
    quarantine: pl.DataFrame | None = None,
    load_id: str,
    coder_version: str,
    recode: bool = False,
) -> Loaded:
    """Load a batch in one transaction; loading it again changes nothing.

    What is held is kept: an article of the same id is ignored, and so are its mentions, so
    that a withdrawn article stays out and no article is coded by two versions of the coder.
    Events, panels and coverage are then counted again where the batch touched them.

    Args:
        db: a warehouse open for writing.
        articles: `STAGED_ARTICLE`, originals and duplicates; the columns that `ARTICLE` lacks
            may be absent.
        mentions: `records.MENTION`, dropped ones included; those of articles that are not in
            `articles` are ignored too.
        quarantine: `records.QUARANTINE`; a row held already keeps its status.
        load_id: the run's id, see `runs.load_id`.
        coder_version: of the coder that read the articles, also those in which it found nothing.
        recode: replace the mentions and counts of names of articles that are held by those of
            this batch.
    """
    values = {"load_id": load_id, "coder_version": coder_version, "recode": recode}
    with (
        sql.lent(
            db,
            batch_articles=conform(articles, STAGED_ARTICLE),
            batch_mentions=conform(mentions, MENTION),
            batch_quarantine=conform(
                QUARANTINE.to_frame() if quarantine is None else quarantine, QUARANTINE
            ),
        ),
        sql.transaction(db),
    ):
        sql.run(db, "loading/articles.sql", values)
        sql.run(db, "loading/mentions.sql", values)
        settle_originals(db)
        sql.run(db, "loading/touched.sql")
        refresh(db)
        n_quarantined = count(sql.run(db, "loading/quarantine.sql", values))
        n_new = count(db.execute("select count(*) from new_articles"))
        return Loaded(
            n_articles=n_new,
            n_already_held=articles["article_id"].n_unique() - n_new,
            n_mentions=count(db.execute("select count(*) from new_mentions")),
            n_quarantined=n_quarantined,
            n_events_touched=count(db.execute("select count(*) from touched_events")),
        )


def load_mentions(db: duckdb.DuckDBPyConnection, mentions: pl.DataFrame, *, load_id: str) -> int:
    """Add mentions to articles that are held: those released from quarantine.

    Mentions that are held, and those of articles that are not held or withdrawn, are ignored.

    Returns:
        How many were added.
    """
    with sql.lent(db, batch_mentions=conform(mentions, MENTION)), sql.transaction(db):
        sql.run(db, "loading/released.sql", {"load_id": load_id})
        refresh(db)
        return count(db.execute("select count(*) from new_mentions"))


def refresh(db: duckdb.DuckDBPyConnection) -> None:
    """Tell the touched events anew and count their panel cells and the touched reading again.

    Wants the temporary tables touched_events and touched_reading.
    """
    if count(db.execute("select count(*) from touched_events")):
        sql.run(db, JOINS)
        sql.run(db, "loading/events.sql")
        panels.refresh(db)
    sql.run(db, "loading/coverage.sql")


def join_anew(db: duckdb.DuckDBPyConnection) -> None:
    """Decide for all tellings which event they are part of, as a load does for those it touches."""
    db.execute("create or replace temp table touched_events as select event_id from events")
    db.execute("create or replace temp table touched_reading (outlet varchar, day date)")
    refresh(db)


def settle_originals(db: duckdb.DuckDBPyConnection) -> None:
    """Make every duplicate name the first article of its story."""
    for _ in range(_LONGEST_CHAIN):
        if count(sql.run(db, "loading/originals.sql")) == 0:
            return


def conform(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Return a frame with exactly the columns of a schema; absent ones are null, others go."""
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )


def count(result: duckdb.DuckDBPyConnection) -> int:
    """Return the one number that a statement answered with."""
    row = result.fetchone()
    return int(row[0]) if row else 0
