"""`loads` and `quality_results`: the only tables that grow when a run is repeated."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest

from tests.warehouse.frames import column
from transforms.errors import UsageError
from warehouse import runs
from warehouse.questions import quality_history

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
VERSIONS = {"coder_version": "1", "codebook_version": "2"}


def start(db, load_id="run"):
    return runs.start_run(db, load_id, inputs=["b.txt", "a.txt"], started_at=NOON, **VERSIONS)


def test_a_runs_id_depends_on_content_and_versions_only():
    one = runs.load_id(["x", "y"], **VERSIONS)
    assert one == runs.load_id(["y", "x"], **VERSIONS)
    assert one != runs.load_id(["x"], **VERSIONS)
    assert one != runs.load_id(["x", "y"], coder_version="2", codebook_version="2")


def test_a_killed_attempt_is_interrupted_when_the_run_is_repeated(db):
    assert start(db) == 1
    assert start(db, "another run") == 1
    assert start(db) == 2
    counts = {"n_in": 3, "n_loaded": 1, "n_duplicate": 1, "n_quarantined": 1, "n_already_held": 1}
    runs.end_run(db, "run", 2, counts=counts, outcome="done", ended_at=NOON)
    assert start(db) == 3
    assert db.execute(
        "select attempt, outcome, n_in from loads where load_id = 'run' order by attempt"
    ).fetchall() == [(1, "interrupted", None), (2, "done", 3), (3, "running", None)]
    assert column(db, "select outcome from loads where load_id = 'another run'") == ["running"]
    assert column(db, "select inputs from loads where attempt = 3") == [["b.txt", "a.txt"]]


def test_instants_are_stored_in_utc(db):
    start(db)
    cambodia = NOON.astimezone(timezone(timedelta(hours=7)))
    runs.end_run(db, "run", 1, counts={}, outcome="failed", ended_at=cambodia)
    assert column(db, "select ended_at = started_at from loads") == [True]


def test_an_unknown_count_or_outcome_is_named(db):
    start(db)
    with pytest.raises(UsageError, match="n_birds"):
        runs.end_run(db, "run", 1, counts={"n_birds": 1}, outcome="done", ended_at=NOON)
    with pytest.raises(UsageError, match="odd"):
        runs.end_run(db, "run", 1, counts={}, outcome="odd", ended_at=NOON)  # type: ignore[arg-type]


def test_what_the_gate_measured_is_kept_by_run_and_batch(db):
    start(db)
    results = pl.DataFrame(
        [
            ("events", "id_is_unique", "event_id", "critical", 0.0, 0.0, True),
            ("batch", "top_code_share", "top_code_share", "warning", 0.9, 0.5, False),
        ],
        schema=runs.QUALITY,
        orient="row",
    )
    runs.record_quality(db, results, load_id="run", attempt=1, batch=0, checked_at=NOON)
    assert quality_history(db).height == 2
    failed = quality_history(db, failed_only=True).row(0, named=True)
    assert (failed["expectation"], failed["observed"], failed["outcome"]) == (
        "top_code_share",
        0.9,
        "running",
    )
