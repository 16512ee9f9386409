"""Scores: what they are by hand, what always holds, whether they find what was put in."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.frames import article, empty, load, mention
from transforms.errors import UsageError
from warehouse.scores import change_points, events_behind, latent_state, series_scores

MONTHS = [date(2023, month, 15) for month in range(1, 7)]


def told(db, months: dict[int, list[float]]) -> None:
    """Six months read; in some, events of China and Cambodia of the given values."""
    load(db, [article(f"read {day}", published_on=day) for day in MONTHS])
    rows = [
        mention(
            f"read {MONTHS[month]}",
            f"{1 + number:02}0",
            event_date=MONTHS[month],
            goldstein=Decimal(str(value)),
        )
        for month, values in months.items()
        for number, value in enumerate(values)
    ]
    names = sorted({row["article_id"] for row in rows})
    for row in rows:
        row["article_id"] = f"{row['article_id']} told"
    load(
        db,
        [article(f"{name} told", published_on=date.fromisoformat(name[5:])) for name in names],
        rows,
    )


def score(db, **given) -> list[float]:
    return series_scores(db, "CHN", "KHM", **given)["relation_score"].to_list()


def test_the_relation_score_is_that_of_the_formula(db):
    told(db, {1: [5.0, -10.0], 3: [4.0]})
    # month 2, scaled to one event: a = 0.9 * 5 / 2, b = 0.9 * 10 / 2
    a, b = 2.25, 4.5
    second = 9 * (a - b) / (a + b) * (1 - math.exp(-(a + b) / 9))
    fourth = 9 + (second - 9) * math.exp(-3.6 / 9)
    assert score(db) == pytest.approx([0, second, second, fourth, fourth, fourth])
    unscaled = 9 * (4.5 - 9) / 13.5 * (1 - math.exp(-13.5 / 9))
    assert score(db, gain=None)[1] == pytest.approx(unscaled)
    halved = 9 + (second * 2 ** (-2 / 1) - 9) * math.exp(-3.6 / 9)
    assert score(db, half_life=1)[3] == pytest.approx(halved)
    speed = series_scores(db, "CHN", "KHM")["relation_speed"].to_list()
    assert speed == pytest.approx([0, 1 - math.exp(-6.75 / 9), 0, 1 - math.exp(-3.6 / 9), 0, 0])


VALUES = st.lists(st.integers(-100, 100).map(lambda n: n / 10), max_size=5)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=VALUES, second=VALUES, k=st.integers(2, 4))
def test_the_score_stays_in_its_range_and_does_not_grow_with_coverage(db, first, second, k):
    empty(db)
    told(db, {1: first, 2: second})
    once = score(db)
    assert all(-9 <= value <= 9 for value in once)
    empty(db)
    told(db, {1: first * k, 2: second * k})
    assert score(db) == pytest.approx(once), "k times as many events, the same score"
    assert all(-9 <= value <= 9 for value in score(db, gain=None))


def test_stocks_halve_and_averages_trail(db):
    told(db, {0: [-5.0], 3: [4.0, 4.0]})
    rows = series_scores(db, "CHN", "KHM", directed=True)
    left = 2 ** (-1 / 6)
    goldstein = [-5.0 * left**n + (8.0 * left ** (n - 3) if n >= 3 else 0) for n in range(6)]
    assert rows["stock_goldstein_h6"].to_list() == pytest.approx(goldstein)
    assert rows["mean_events_3"].to_list() == pytest.approx([1, 0.5, 1 / 3, 2 / 3, 2 / 3, 2 / 3])
    assert rows["mean_goldstein_3"].to_list()[2:] == pytest.approx([-5.0, 4.0, 4.0, 4.0])


def course(values: np.ndarray, sizes: np.ndarray) -> pl.DataFrame:
    """A monthly series; NaN is a month without a value."""
    starts = pl.date_range(date(2000, 1, 1), date(2100, 1, 1), "1mo", eager=True)[: len(values)]
    return pl.DataFrame(
        {
            "period_start": starts,
            "goldstein_mean": pl.Series(values).fill_nan(None),
            "n_valued": sizes,
        }
    ).with_columns(period_end=pl.col("period_start").dt.month_end())


def test_the_smoothed_state_is_nearer_to_the_truth_and_its_band_holds_it():
    rng = np.random.default_rng(1)
    inside, raw, smooth = [], [], []
    for _ in range(20):
        truth = np.cumsum(rng.normal(0, 0.3, 120))
        sizes = rng.integers(1, 12, 120)
        seen = truth + rng.normal(0, 2, 120) / np.sqrt(sizes)
        seen[rng.random(120) < 0.2] = np.nan
        found = latent_state(course(seen, np.where(np.isnan(seen), 0, sizes)))
        state = found["state"].to_numpy()
        known = ~np.isnan(seen)
        raw.append(np.abs(seen - truth)[known].mean())
        smooth.append(np.abs(state - truth)[known].mean())
        lower, upper = found["lower"].to_numpy(), found["upper"].to_numpy()
        inside.append(((lower <= truth) & (truth <= upper)).mean())
        assert found["observed"].null_count() == (~known).sum()
    assert np.mean(smooth) < 0.7 * np.mean(raw)
    assert 0.9 < np.mean(inside) < 0.99


def test_breaks_are_found_where_they_are_and_volume_alone_makes_none():
    rng = np.random.default_rng(2)
    level = np.repeat([2.0, -3.0, 1.0], [40, 30, 50])
    seen = level + rng.normal(0, 1, 120) / np.sqrt(5)
    seen[::7] = np.nan
    found = change_points(course(seen, np.full(120, 5)))
    begins = found["from_period"].to_list()
    assert len(begins) == 3
    assert abs((begins[1] - date(2003, 5, 1)).days) < 62
    assert abs((begins[2] - date(2005, 11, 1)).days) < 62
    assert found["change"].to_list()[1:] == pytest.approx([-5, 4], abs=0.6)
    false = 0
    for _ in range(20):  # means of few events are noisy, and their number grows a hundredfold
        sizes = np.geomspace(1, 100, 120).round()
        false += change_points(course(rng.normal(0, 2, 120) / np.sqrt(sizes), sizes)).height - 1
    assert false <= 4
    flat = change_points(course(np.full(24, 3.0), np.full(24, 1)))
    assert flat.height == 1


def test_a_break_names_the_events_that_made_it(db):
    days = [date(2022 + month // 12, month % 12 + 1, 10) for month in range(24)]
    load(
        db,
        [article(f"a{i}", published_on=day) for i, day in enumerate(days)],
        [
            mention(
                f"a{i}",
                "046" if i < 12 else "190",
                event_date=day,
                goldstein=Decimal("7.0") if i < 12 else Decimal("-10.0"),
                sentence=f"month {i}",
            )
            for i, day in enumerate(days)
        ],
    )
    levels = change_points(series_scores(db, "CHN", "KHM"))
    assert levels["from_period"].to_list() == [date(2022, 1, 1), date(2023, 1, 1)]
    assert levels["change"].to_list() == [None, -17.0]
    behind = events_behind(db, "CHN", "KHM", levels)
    assert behind["sentence"].to_list() == ["month 12", "month 13", "month 14"]
    assert behind["cameo_code"].unique().to_list() == ["190"]


def test_counts_are_never_broken_up_and_short_series_are_refused():
    series = course(np.arange(30.0), np.full(30, 5))
    for function in (change_points, latent_state):
        with pytest.raises(UsageError, match="n_events"):
            function(series, "n_events")
        with pytest.raises(UsageError, match="12 are needed"):
            function(series.head(11))
