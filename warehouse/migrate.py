"""Bring a warehouse file to the schema of this code.

Numbered migrations run once, in order, each in a transaction with its row in `migrations`.
Views and macros hold no data: their files run again whenever they changed; where the panels are
counted by them, all are counted anew. So does the rule by which tellings join events: it then
decides anew for all that is held.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files

import duckdb

from transforms.errors import UsageError
from warehouse import load, panels, sql

#: Views and macros, in the order in which they need each other.
REPEATABLE = (
    "panels/measures.sql",
    "panels/states.sql",
    "panels/event_views.sql",
    "panels/cells_of.sql",
    "panels/stored.sql",
    "panels/cells_asked.sql",
    "panels/periods_read.sql",
    "panels/dyad_filled.sql",
    "panels/series.sql",
    "panels/dyad.sql",
    "panels/country.sql",
    "panels/scores.sql",
    "panels/questions.sql",
    "panels/article_outlets.sql",
    "panels/press.sql",
    "panels/imported.sql",
)

#: Those of them by which the stored panels are counted.
COUNTING = ("panels/measures.sql", "panels/event_views.sql", "panels/cells_of.sql")

_NUMBERED = re.compile(r"(\d{4})_\w+\.sql")


@cache
def numbered() -> dict[int, str]:
    """Return the package's migrations, path by number, in order."""
    names = sorted(entry.name for entry in files("warehouse").joinpath("migrations").iterdir())
    return {
        int(match[1]): f"migrations/{match[0]}"
        for match in map(_NUMBERED.fullmatch, names)
        if match is not None
    }


def code_version() -> int:
    """Return the schema version this code writes: the number of its last migration."""
    return max(numbered())


def checksum(path: str) -> str:
    """Return the SHA-256 of a SQL file, as `migrations.checksum` holds it."""
    return hashlib.sha256(sql.text(path).encode()).hexdigest()


def file_version(db: duckdb.DuckDBPyConnection) -> int:
    """Return the schema version of an open file; 0 for a file without tables.

    Raises:
        UsageError: the file is a database of something else.
    """
    tables = {
        str(name) for (name,) in db.execute("select table_name from duckdb_tables()").fetchall()
    }
    if "migrations" in tables:
        row = db.execute("select coalesce(max(version), 0) from migrations").fetchone()
        return int(row[0]) if row else 0
    if tables:
        raise UsageError(
            "this DuckDB file is not a warehouse of bilateral",
            where=f"tables {', '.join(sorted(tables)[:5])}",
            fix="name another file with --db; it is made if it does not exist",
        )
    return 0


def recorded(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return what ran in a file: checksum by path of the SQL file."""
    return dict(db.execute("select name, checksum from migrations order by name").fetchall())


def is_behind(db: duckdb.DuckDBPyConnection) -> bool:
    """Whether a file lacks a migration, or has a view or macro in another form."""
    if file_version(db) < code_version():
        return True
    ran = recorded(db)
    return any(ran.get(path) != checksum(path) for path in (*REPEATABLE, load.JOINS))


def migrate(db: duckdb.DuckDBPyConnection) -> None:
    """Run what is missing; a file that is up to date is not written to.

    Each step goes straight into the file, past the write-ahead log: of a killed process DuckDB
    could not replay an `alter table` where a check of the table calls a function.
    """
    db.execute("set wal_autocheckpoint = '0B'")
    try:
        _run_missing(db)
    finally:
        db.execute("reset wal_autocheckpoint")


def _run_missing(db: duckdb.DuckDBPyConnection) -> None:
    version = file_version(db)
    if version == 0:
        db.execute(
            "create table if not exists migrations "
            "(name varchar primary key, version integer unique, checksum varchar not null)"
        )
    for number, path in numbered().items():
        if number > version:
            _apply(db, path, number)
    ran = recorded(db)
    changed = [path for path in REPEATABLE if ran.get(path) != checksum(path)]
    with sql.transaction(db):  # all or nothing: a killed recount must run again
        for path in changed:
            sql.run(db, path)
            _write_down(db, path, None)
        if not set(COUNTING).isdisjoint(changed):
            panels.rebuild(db)
    if ran.get(load.JOINS) != checksum(load.JOINS):
        with sql.transaction(db):
            load.join_anew(db)
            _write_down(db, load.JOINS, None)


def _apply(db: duckdb.DuckDBPyConnection, path: str, number: int) -> None:
    """Run one migration and write it down, both or neither."""
    with sql.transaction(db):
        sql.run(db, path)
        _write_down(db, path, number)


def _write_down(db: duckdb.DuckDBPyConnection, path: str, number: int | None) -> None:
    db.execute("delete from migrations where name = ?", [path])
    db.execute("insert into migrations values (?, ?, ?)", [path, number, checksum(path)])
