"""What the doctor finds: each fault by itself, with a way to mend it."""

from __future__ import annotations

import pytest

from tests.warehouse.frames import article, load, mention
from warehouse.doctor import examine

RUN = """insert into loads by name select 'run' as load_id, 1 as attempt, 4 as schema_version,
    timestamp '2025-01-01' as started_at, """


def test_a_sound_warehouse_passes_every_check(db):
    load(db, [article("a"), article("b", outlet=None)], [mention("a"), mention("b", "111")])
    assert [check for check in examine(db) if not check.ok] == []


@pytest.mark.parametrize(
    ("fault", "found"),
    [
        pytest.param(
            "delete from articles where article_id = 'b'",
            {
                "every mention has its article",
                "every event has its first article",
                "coverage counts the articles held",
            },
            id="an article lost",
        ),
        pytest.param(
            "delete from mentions where article_id = 'b'",
            {"every event is as its mentions tell it"},
            id="mentions lost",
        ),
        pytest.param(
            "insert into events from events where cameo_code = '111'",
            {"every event stands once", "every panel adds up to the events"},
            id="an event twice",
        ),
        pytest.param(
            "delete from dyad_cells where frequency = 'week'",
            {"every panel adds up to the events"},
            id="a panel lost",
        ),
        pytest.param(
            "update mentions set source_end = 999 where article_id = 'a'",
            {"every mention lies inside its article"},
            id="offsets outside the text",
        ),
        pytest.param(
            RUN
            + "'done' as outcome, 3 as n_in, 1 as n_loaded, 1 as n_duplicate, 0 as n_quarantined",
            {"the counts of every run add up"},
            id="an article unaccounted for",
        ),
        pytest.param(
            RUN + "'running' as outcome", {"every run came to its end"}, id="a run that was killed"
        ),
    ],
)
def test_a_fault_is_found_and_has_a_fix(db, fault, found):
    load(db, [article("a"), article("b")], [mention("a"), mention("b", "111")])
    db.execute(fault)
    failing = [check for check in examine(db) if not check.ok]
    assert {check.name for check in failing} == found
    assert all(check.problem and check.fix for check in failing)


def test_a_changed_migration_is_found(db):
    name = "migrations/0001_tables.sql"
    (before,) = db.execute("select checksum from migrations where name = ?", [name]).fetchone()
    try:
        db.execute("update migrations set checksum = 'x' where name = ?", [name])
        failing = [check for check in examine(db) if not check.ok]
    finally:
        db.execute("update migrations set checksum = ? where name = ?", [before, name])
    assert [check.name for check in failing] == [
        "the migrations that ran are those of this program"
    ]
    assert name in failing[0].problem
