"""Examine a warehouse: each check says whether it holds, what is wrong, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse import sql
from warehouse.migrate import checksum, code_version, file_version, numbered, recorded

#: How many of the rows that fail are named.
NAMED = 3

#: Checks that are a query for the rows that fail: what must hold, its file, how to mend it.
_RECOUNT = "restore the file from a copy, or run the inputs again into a new file with --db"
QUERIES = (
    ("every mention has its article", "mentions_without_article", _RECOUNT),
    ("every event is as its mentions tell it", "events_not_as_told", _RECOUNT),
    ("every event stands once", "event_twice", _RECOUNT),
    ("every event has its first article", "first_article_missing", _RECOUNT),
    ("every panel adds up to the events", "panels_not_as_events", _RECOUNT),
    ("coverage counts the articles held", "coverage_not_as_articles", _RECOUNT),
    (
        "the counts of every run add up",
        "counts_that_do_not_add_up",
        "report it as a fault of bilateral, with the row of `loads`",
    ),
    (
        "every mention lies inside its article",
        "offsets_outside_text",
        "withdraw the articles and report it as a fault of bilateral, with the row of `mentions`",
    ),
    (
        "every run came to its end",
        "interrupted_runs",
        "run the same input again: `bilateral run` with the paths in loads.inputs",
    ),
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing examined; `problem` and `fix` are empty when it is as it should be."""

    name: str
    ok: bool
    problem: str = ""
    fix: str = ""


def examine(db: duckdb.DuckDBPyConnection) -> list[Check]:
    """Return all checks of an open warehouse, in the order in which to mend what they find."""
    return [
        _schema_version(db),
        _migrations(db),
        *(_query(db, name, file, fix) for name, file, fix in QUERIES),
    ]


def _schema_version(db: duckdb.DuckDBPyConnection) -> Check:
    name = "the schema is this program's"
    version = file_version(db)
    if version == code_version():
        return Check(name, ok=True)
    return Check(
        name,
        ok=False,
        problem=f"schema version {version}, this program writes {code_version()}",
        fix="any command that writes, such as `bilateral run`, migrates the file",
    )


def _migrations(db: duckdb.DuckDBPyConnection) -> Check:
    name = "the migrations that ran are those of this program"
    ran = recorded(db)
    changed = [path for path in numbered().values() if ran.get(path) not in {None, checksum(path)}]
    if not changed:
        return Check(name, ok=True)
    return Check(
        name,
        ok=False,
        problem=f"{', '.join(changed)} ran in another form",
        fix="install the version of bilateral that made the file, or fill a new one with --db",
    )


def _query(db: duckdb.DuckDBPyConnection, name: str, file: str, fix: str) -> Check:
    rows = sql.run(db, f"checks/{file}.sql").fetchall()
    if not rows:
        return Check(name, ok=True)
    shown = "; ".join(", ".join(map(str, row)) for row in rows[:NAMED])
    more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
    return Check(name, ok=False, problem=f"{len(rows)} not: {shown}{more}", fix=fix)
