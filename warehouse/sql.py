"""Run the SQL files of this package; the only way SQL reaches DuckDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

import duckdb
import polars as pl


@cache
def text(path: str) -> str:
    """Return a SQL file of the package, such as `queries/counts.sql`."""
    return files("warehouse").joinpath(path).read_text(encoding="utf-8")


def run(
    db: duckdb.DuckDBPyConnection, path: str, values: Mapping[str, object] | None = None
) -> duckdb.DuckDBPyConnection:
    """Run every statement of a SQL file; each gets those of `values` that it names.

    Returns:
        The connection, holding the result of the last statement.
    """
    for statement in duckdb.extract_statements(text(path)):
        named = {name: (values or {})[name] for name in statement.named_parameters}
        db.execute(statement, named)
    return db


def frame(
    db: duckdb.DuckDBPyConnection, path: str, values: Mapping[str, object] | None = None
) -> pl.DataFrame:
    """Return the answer of a SQL file as a frame."""
    return run(db, path, values).pl()


@contextmanager
def transaction(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Do all of a block or none of it."""
    db.begin()
    try:
        yield
    except BaseException:
        db.rollback()
        raise
    db.commit()


@contextmanager
def lent(db: duckdb.DuckDBPyConnection, **frames: pl.DataFrame) -> Iterator[None]:
    """Let SQL read frames by name within a block."""
    for name, rows in frames.items():
        db.register(name, rows)
    try:
        yield
    finally:
        for name in frames:
            db.unregister(name)
