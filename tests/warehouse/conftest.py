"""A warehouse in memory, migrated once and emptied for each test."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.warehouse.frames import CODEBOOKS, empty
from transforms import codebook
from warehouse.codebooks import load_codebooks
from warehouse.migrate import migrate


@pytest.fixture(scope="session")
def _memory() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as db:
        db.execute("set threads = 1")  # small statements: starting threads costs more than it gives
        migrate(db)
        load_codebooks(db, codebook.tables())
        for table in CODEBOOKS:
            db.execute(f"create temp table kept_{table} as from {table}")
        yield db


@pytest.fixture
def bare_db(_memory: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A warehouse without anything, codebooks included."""
    empty(_memory, codebooks=True)
    return _memory


@pytest.fixture
def db(bare_db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A warehouse that knows countries, their numbers and the values of codes."""
    for table in CODEBOOKS:
        bare_db.execute(f"insert into {table} from kept_{table}")
    return bare_db
