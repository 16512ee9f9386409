"""A warehouse in memory, migrated once and emptied for each test."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from tests.warehouse.frames import empty
from warehouse.migrate import migrate


@pytest.fixture(scope="session")
def _memory() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as db:
        db.execute("set threads = 1")  # small statements: starting threads costs more than it gives
        migrate(db)
        yield db


@pytest.fixture
def db(_memory: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    empty(_memory)
    return _memory
