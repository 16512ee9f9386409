"""Take an article out of the warehouse, with what was coded from it.

The article stays as a tombstone: its text, the day and the reason. Its mentions go, events
that nothing else tells of go, and panels and coverage follow. No run brings it back, since
`load_batch` ignores what is held.

If other articles repeat its story, the story goes on: the earliest of them (day, then id)
takes its place as the original, and each mention whose sentence stands word for word in one
of them moves to the earliest such article, with its offsets. Mentions whose sentence stands in none
of them go. To take the whole story out, withdraw its duplicates as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from transforms.errors import UsageError
from warehouse import load, sql


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What a withdrawal changed."""

    article_id: str
    promoted: str | None  # the duplicate that takes the article's place
    duplicates: tuple[str, ...]  # those that go on telling the story, the promoted one first
    n_mentions_removed: int
    n_mentions_moved: int
    n_events_removed: int


def withdraw(db: duckdb.DuckDBPyConnection, article_id: str, *, reason: str, on: date) -> Withdrawn:
    """Withdraw one article, in one transaction. Withdrawing it again changes nothing.

    Args:
        db: a warehouse open for writing.
        article_id: of an article that is held.
        reason: why, in a sentence; kept on the tombstone.
        on: the day of the withdrawal.

    Raises:
        UsageError: no such article, or no reason.
    """
    if not reason.strip():
        raise UsageError("a withdrawal needs a reason", where=article_id, fix="add --reason TEXT")
    row = db.execute(
        "select withdrawn_on from articles where article_id = ?", [article_id]
    ).fetchone()
    if row is None:
        raise UsageError(
            f"the warehouse holds no article {article_id!r}",
            where="articles.article_id",
            fix="`bilateral explain EVENT_ID` shows the ids of the articles behind an event",
        )
    if row[0] is not None:
        return Withdrawn(article_id, None, (), 0, 0, 0)
    values = {"article_id": article_id, "reason": reason.strip(), "on": on}
    with sql.transaction(db):
        n_events = load.count(db.execute("select count(*) from events"))
        sql.run(db, "loading/withdraw.sql", values)
        load.settle_originals(db)
        load.refresh(db)
        duplicates = tuple(
            str(name)
            for (name,) in db.execute("select article_id from heirs order by rank").fetchall()
        )
        return Withdrawn(
            article_id=article_id,
            promoted=duplicates[0] if duplicates else None,
            duplicates=duplicates,
            n_mentions_removed=load.count(
                db.execute("select count(*) from withdrawn_mentions where article_id is null")
            ),
            n_mentions_moved=load.count(
                db.execute("select count(*) from withdrawn_mentions where article_id is not null")
            ),
            n_events_removed=n_events - load.count(db.execute("select count(*) from events")),
        )
