"""An event is about what any of its tellings is about."""

from __future__ import annotations

import duckdb
import pytest

from tests.warehouse.frames import DAY, article, column, load, mention
from warehouse import sql
from warehouse.withdraw import withdraw


@pytest.fixture
def two_tellings(db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    told = [
        mention("a", contexts=["military", "economic"]),
        mention("b", contexts=["economic", "diplomatic"]),
        mention("c", contexts=[], target="VNM"),
    ]
    load(db, [article(name) for name in "abc"], told)
    return db


BOTH = [["diplomatic", "economic", "military"], []]
CONTEXTS = "select contexts from events order by target"


def test_an_event_has_the_contexts_of_all_its_tellings(two_tellings):
    assert column(two_tellings, CONTEXTS) == BOTH


def test_the_contexts_of_a_withdrawn_telling_go_with_it(two_tellings):
    withdraw(two_tellings, "a", reason="asked for", on=DAY)
    assert column(two_tellings, CONTEXTS)[0] == ["diplomatic", "economic"]


def test_the_migration_gives_what_a_load_gives(two_tellings):
    two_tellings.execute("alter table events drop column contexts")
    sql.run(two_tellings, "migrations/0006_contexts.sql")
    assert column(two_tellings, CONTEXTS) == BOTH
