"""The small parts of flows, without Prefect and without a warehouse."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from flows import guard, schedules, series, staging
from flows.stages import Tally, parse_scope
from transforms.coding import Coder
from transforms.errors import UsageError
from transforms.records import ARTICLE
from warehouse.scope import Scope


def test_a_stranger_who_claims_one_of_our_packages_is_named():
    claims = {"transforms": ["bilateral", "image-transforms"], "flows": ["bilateral"]}
    assert guard.strangers(claims) == {"transforms": "image-transforms"}


def test_an_installation_of_our_own_looks_as_it_should():
    assert not guard.looks_odd(guard.PACKAGES)
    assert guard.looks_odd(("flows", "no_such_package_here"))


@pytest.mark.parametrize(
    ("text", "dyad"),
    [("CHN-KHM", ("CHN", "KHM")), ("chn-khm", ("CHN", "KHM")), ("CHN-", ("CHN", None)),
     ("-KHM", (None, "KHM")), (None, (None, None))],
)  # fmt: skip
def test_a_dyad_is_source_and_target(text, dyad):
    assert series.parse_dyad(text) == dyad


@pytest.mark.parametrize("text", ["CHN", "-", "CHN-KHM-USA", "中-KHM"])
def test_what_is_no_dyad_is_refused(text):
    with pytest.raises(UsageError, match="no dyad"):
        series.parse_dyad(text)


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".dta", ".json"])
def test_a_series_is_written_as_its_ending_says(tmp_path, ending):
    rows = pl.DataFrame(
        {"source": ["CHN"], "day": [date(2024, 1, 1)], "sum": ["3.4"]}
    ).with_columns(pl.col("sum").cast(pl.Decimal(10, 1)), inside=pl.lit(True))
    series.write(rows, tmp_path / f"x{ending}")
    assert (tmp_path / f"x{ending}").stat().st_size > 0


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no format"):
        series.write(pl.DataFrame(), tmp_path / "x.xlsx")


def test_a_scope_names_countries_and_from_when():
    assert parse_scope("CHN, khm:2020-01-01") == [
        Scope("CHN", from_day=date(2020, 1, 1)),
        Scope("KHM", from_day=date(2020, 1, 1)),
    ]


@pytest.mark.parametrize("text", ["China", "CHN:lately"])
def test_what_is_no_scope_is_refused(text):
    with pytest.raises(UsageError):
        parse_scope(text)


def test_tallies_add_up():
    one = Tally(n_in=5, n_loaded=2, n_duplicate=2, n_quarantined=1)
    assert (one + one).n_in == 10
    assert (one + one).adds_up
    assert not (one + Tally(n_in=1)).adds_up


def test_a_staged_batch_comes_back_as_it_was_and_half_of_one_does_not(tmp_path):
    coded = Coder().code(ARTICLE.to_frame())
    place = tmp_path / "staging" / "b1"
    staging.keep(place, coded)
    found = staging.held(place)
    assert found is not None
    assert found.mentions.equals(coded.mentions)
    (place / "articles.parquet").write_bytes(b"half")
    assert staging.held(place) is None
    staging.remove(place)
    assert not place.parent.exists()


def test_what_changed_in_a_folder_is_new_again(tmp_path):
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / ".half.txt").write_text("unfinished")
    seen = schedules.listing(tmp_path)
    assert [*seen] == [str(tmp_path / "a.txt")]
    assert schedules.new_files(seen, seen) == []
    (tmp_path / "a.txt").write_text("one two")
    assert schedules.new_files(schedules.listing(tmp_path), seen) == [str(tmp_path / "a.txt")]


def test_what_was_seen_is_forgotten_with_the_warehouse(tmp_path):
    db = tmp_path / "x.duckdb"
    schedules.write_seen(db, {"a": (1, 2)})
    assert schedules.read_seen(db) == {}
    db.touch()
    assert schedules.read_seen(db) == {"a": (1, 2)}


@pytest.mark.parametrize(
    "given", [{}, {"cron": "0 * * * *", "every": 5}, {"cron": "hourly please"}, {"every": 0.1}]
)
def test_a_schedule_is_said_in_one_way_and_can_be_read(given):
    with pytest.raises(UsageError):
        schedules.Schedule(**given)
