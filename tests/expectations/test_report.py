"""The quality report says what happened, needs no network, and escapes what it quotes."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from expectations.report import page, pool
from expectations.thresholds import shipped

LOADS = pl.DataFrame(
    [
        {
            "load_id": "l1",
            "started_at": datetime(2025, 6, 1, 12),
            "outcome": "held_back",
            "n_in": 1200,
            "n_loaded": 0,
            "n_duplicate": 0,
            "n_quarantined": 3,
            "n_mentions": None,
            "n_events": None,
        }
    ]
)
RESULTS = pl.DataFrame(
    [
        ("mentions", "day_is_given", "event_date", "critical", 2.0, 0.0, False),
        ("mentions", "day_is_given", "event_date", "critical", 1.0, 0.0, False),
        ("batch", "code_010_share", "code_010_share", "critical", None, 0.3, True),
        ("batch", "code_010_share", "code_010_share", "critical", 0.8, 0.3, False),
    ],
    schema=["suite", "expectation", "column_name", "severity", "observed", "threshold", "success"],
    orient="row",
)
QUARANTINE = pl.DataFrame(
    [("read", "<no_date>", 3)], schema=["stage", "reason", "rows"], orient="row"
)


def html() -> str:
    return page(
        title="x.duckdb", loads=LOADS, results=RESULTS, quarantine=QUARANTINE, limits=shipped()
    )


def test_batches_are_pooled_by_adding_rows_and_keeping_the_failing_figure():
    pooled = {row["expectation"]: row for row in pool(RESULTS).iter_rows(named=True)}
    assert pooled["day_is_given"]["observed"] == 3
    assert pooled["code_010_share"]["observed"] == 0.8
    assert not pooled["code_010_share"]["success"]


def test_the_page_says_that_the_run_was_held_back_and_why():
    text = html()
    assert "held the last run back" in text
    assert "1,200" in text
    assert shipped()["batch"]["code_010_share"].why.split("(")[0] in text


def test_the_page_asks_no_other_host_for_anything():
    text = html()
    assert "http" not in text.replace("http-equiv", "")
    assert "<script" not in text


def test_what_came_from_outside_is_escaped():
    assert "&lt;no_date&gt;" in html()


def test_a_warehouse_without_runs_has_a_page():
    text = page(
        title="x",
        loads=LOADS.clear(),
        results=RESULTS.clear(),
        quarantine=QUARANTINE.clear(),
        limits=shipped(),
    )
    assert "no run yet" in text
