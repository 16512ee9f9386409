"""Scores of a dyad that SQL does not give: a smoothed state with a band, and breaks with causes.

Relation score, stocks and trailing averages are macros (panels/scores.sql). statsmodels and
ruptures are imported where they are used: they cost a second.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import polars as pl

from transforms.errors import UsageError
from warehouse import sql

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Values of a series that may be smoothed or broken up, each with the number of events it is a
#: mean or a share of. Never raw counts: their breaks are those of the list of sources.
VALUES = {
    "goldstein_mean": "n_valued",
    "net": "n_events",
    "share_source": "n_events_source",
    "share_all": "n_events_all",
}
#: Periods with a value, at least, to say anything of a course.
FEWEST_PERIODS = 12
#: Two-sided 95 % of a normal distribution.
_Z = 1.959963984540054
#: Median absolute deviation of a normal distribution, in standard deviations.
_MAD = 0.6744897501960817


def series_scores(
    db: duckdb.DuckDBPyConnection,
    a: str,
    b: str,
    freq: str = "month",
    *,
    gain: float | None = 1.0,
    half_life: float | None = None,
    directed: bool = False,
    actors: str = "all",
    valued_by: str = "gdelt",
    coder_version: str | None = None,
) -> pl.DataFrame:
    """Return all scores of a dyad that are macros, side by side: one row per period.

    Args:
        db: an open warehouse.
        a: actor code; of a directed dyad the source.
        b: actor code; of a directed dyad the target.
        freq: day, week, month, quarter or year.
        gain: events a period that the relation score is scaled to; None: as many as there are.
        half_life: periods in which silence halves the relation score; None: never.
        directed: what `a` did to `b` only.
        actors: all, gov_any or gov_gov.
        valued_by: table of Goldstein values.
        coder_version: of one coder; None: the one that read last.

    Raises:
        UsageError: a gain or half-life that is not above 0.
    """
    for option, number in (("--gain", gain), ("--half-life", half_life)):
        if number is not None and number <= 0:
            raise UsageError(
                f"{number:g} is not above 0", where=option, fix="leave it out, or give more"
            )
    return sql.frame(
        db,
        "queries/scores.sql",
        {
            "a": a,
            "b": b,
            "freq": freq,
            "gain": gain,
            "half_life": half_life,
            "directed": directed,
            "actors": actors,
            "valued_by": valued_by,
            "coder": coder_version,
        },
    )


def latent_state(series: pl.DataFrame, value: str = "goldstein_mean") -> pl.DataFrame:
    """Return the smoothed state behind a noisy mean, with a 95 % band.

    The local level model (Durbin and Koopman 2012, Time Series Analysis by State Space Methods,
    ch. 2), where a period's mean of n events has the variance s / n: a month of two events moves
    the state less than one of forty, and a month without any only widens the band. Both variances
    are fitted by maximum likelihood; the state is smoothed, so it knows the future: for display,
    not for forecasts.

    Args:
        series: of one dyad, in order: `period_start`, the value and the number of its events.
        value: one of `VALUES`.

    Returns:
        `period_start`, `observed` (null where there is none), `state`, `lower`, `upper`.

    Raises:
        UsageError: no such value, or too few periods have one.
    """
    from statsmodels.tsa.statespace.mlemodel import MLEModel

    observed, n = _observed(series, value)

    class LocalLevel(MLEModel):  # type: ignore[misc]
        """A random walk, seen through noise that shrinks with the number of events."""

        def __init__(self, seen: NDArray[np.float64], sizes: NDArray[np.float64]) -> None:
            super().__init__(
                seen, k_states=1, initialization="approximate_diffuse", loglikelihood_burn=1
            )
            self["design"] = np.ones((1, 1))
            self["transition"] = np.ones((1, 1))
            self["selection"] = np.ones((1, 1))
            self.sizes = sizes

        @property
        def start_params(self) -> NDArray[np.float64]:
            spread = float(np.nanvar(self.endog)) or 1.0
            return np.array([spread * float(np.median(self.sizes)), spread / 10])

        def transform_params(self, unconstrained: NDArray[np.float64]) -> NDArray[np.float64]:
            return unconstrained**2

        def untransform_params(self, constrained: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.asarray(constrained**0.5)

        def update(self, params: NDArray[np.float64], **given: object) -> None:
            params = super().update(params, **given)
            self["obs_cov"] = (params[0] / self.sizes)[np.newaxis, np.newaxis, :]
            self["state_cov"] = np.array([[params[1]]])

    fitted = LocalLevel(observed, np.maximum(n, 1.0)).fit(disp=False)
    state = fitted.smoothed_state[0]
    half = _Z * np.sqrt(np.maximum(fitted.smoothed_state_cov[0, 0], 0.0))
    return series.select(
        "period_start",
        observed=pl.col(value),
        state=pl.Series(state),
        lower=pl.Series(state - half),
        upper=pl.Series(state + half),
    )


def change_points(
    series: pl.DataFrame, value: str = "goldstein_mean", *, fewest: int = 6
) -> pl.DataFrame:
    """Return the breaks of a mean or a share: where its level changed, from what to what.

    PELT (Killick, Fearnhead and Eckley 2012, JASA 107:1590) with squared error, where a mean of n
    events weighs n: months of few events are noisy and make no breaks. The penalty is
    2 s2 ln(periods) (Yao 1988, Statistics and Probability Letters 6:181); s2, the variance of one
    event, from the median absolute first difference, so that breaks do not inflate it. Periods
    without a value are left out.

    Args:
        series: of one dyad, in order: `period_start`, `period_end`, the value and its events.
        value: one of `VALUES`; never raw counts, whose breaks are those of the sources.
        fewest: periods with a value that a level lasts at least.

    Returns:
        One row per level: `level` (from 1), `from_period`, `to_period`, `n_periods`, `mean` (of
        periods, by their events), `before` (the mean before; null for the first), `change`.

    Raises:
        UsageError: no such value, or too few periods have one.
    """
    import ruptures

    _observed(series, value)
    known = series.filter(pl.col(value).is_not_null())
    observed = known[value].cast(pl.Float64).to_numpy()
    sizes = known[VALUES[value]].cast(pl.Float64).to_numpy()
    moves = np.diff(observed) / np.sqrt(1 / sizes[1:] + 1 / sizes[:-1])
    scale = float(np.median(np.abs(moves))) / _MAD or float(np.std(moves))
    penalty = max(2 * scale**2 * np.log(len(observed)), np.finfo(float).eps)
    root = np.sqrt(sizes)
    signal = np.column_stack([root * observed, root])  # a weighted mean, as a regression
    search = ruptures.Pelt(model="linear", min_size=fewest, jump=1).fit(signal)
    level = np.searchsorted(search.predict(pen=penalty), np.arange(len(observed)), side="right") + 1
    return (
        known.with_columns(level=pl.Series(level))
        .group_by("level")
        .agg(
            from_period=pl.col("period_start").min(),
            to_period=pl.col("period_end").max(),
            n_periods=pl.len(),
            mean=(pl.col(value).cast(pl.Float64) * pl.col(VALUES[value])).sum()
            / pl.col(VALUES[value]).sum(),
        )
        .sort("level")
        .with_columns(before=pl.col("mean").shift(1))
        .with_columns(change=pl.col("mean") - pl.col("before"))
    )


def events_behind(
    db: duckdb.DuckDBPyConnection,
    a: str,
    b: str,
    levels: pl.DataFrame,
    freq: str = "month",
    *,
    directed: bool = False,
    actors: str = "all",
    valued_by: str = "gdelt",
    coder_version: str | None = None,
    periods: int = 3,
    limit: int = 5,
) -> pl.DataFrame:
    """Return the events that made each change of a Goldstein mean: what pulled its way.

    Of the first periods of a level, the events whose value lies on the side of the mean before
    that the change went to; those farthest from it and most told come first.

    Args:
        db: an open warehouse.
        a: actor code; of a directed dyad the source.
        b: actor code; of a directed dyad the target.
        levels: `change_points` of their goldstein_mean.
        freq: of the series.
        directed: what `a` did to `b` only.
        actors: as the series.
        valued_by: as the series.
        coder_version: as the series.
        periods: how many from the first of the level.
        limit: events a change.

    Returns:
        One row per event: `from_period`, `change`, then as the macro events_between.
    """
    changes = levels.drop_nulls("change").select("from_period", "before", "change")
    values = {
        "a": a,
        "b": b,
        "freq": freq,
        "directed": directed,
        "actors": actors,
        "valued_by": valued_by,
        "coder": coder_version,
        "periods": periods,
        "limit": limit,
    }
    with sql.lent(db, changes=changes):
        return sql.frame(db, "queries/events_behind.sql", values)


def _observed(series: pl.DataFrame, value: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a value and the number of its events, with NaN and 0 where there is none."""
    if value not in VALUES:
        raise UsageError(
            f"no series of {value!r} is broken up or smoothed",
            where="scores",
            fix=f"one of {', '.join(VALUES)}: means and shares, which do not grow with coverage",
        )
    observed = series[value].cast(pl.Float64)
    known = observed.drop_nulls().len()
    if known < FEWEST_PERIODS:
        raise UsageError(
            f"only {known} periods have a {value}, {FEWEST_PERIODS} are needed",
            where=_span(series["period_start"].to_list()),
            fix="read more articles of this dyad, or take longer periods: --freq year",
        )
    sizes = series[VALUES[value]].cast(pl.Float64).fill_null(0.0)
    return observed.fill_null(float("nan")).to_numpy(), sizes.to_numpy()


def _span(days: list[date]) -> str:
    return f"{days[0]} to {days[-1]}" if days else "an empty series"
