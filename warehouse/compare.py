"""Set one's own series beside another: of an imported data set, or one made by hand.

Measures and their names follow the calibration protocol (scores.md, section 10). A month that
either side does not know, or knows in part, is left out and counted, never read as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb
import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.errors import UsageError
from warehouse import sql
from warehouse.imports import DATASETS
from warehouse.panels import check_request

Values = NDArray[np.float64]

#: Fewer common periods, or pairs of changes, than this say nothing.
MIN_COMMON = 6
#: Periods that one series may lead the other by.
MAX_LAG = 6
#: Step of the hand-made scale (Yan and Zhou): smaller changes of the other series are no change.
STEP = 0.1
#: Upper bounds of the first five bands of three on [-9, 9]: confrontation, tension, discord,
#: ordinary, good; above the last: friendly. As in `relation_score` (warehouse/panels/scores.sql).
BANDS = (-6.0, -3.0, 0.0, 3.0, 6.0)
SCALE = 9.0
ROOTS = tuple(f"{number:02}" for number in range(1, 21))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How one measure agrees between two series.

    `n_common` periods have a value on both sides; `n_own_only` and `n_other_only` on one only.
    `sign_agreement` is of the `n_moves` periods in which the other series moved. A positive
    `best_lag` says that one's own series comes first. None: not defined (a series that never
    changes, too few pairs, no bands).
    """

    measure: str
    n_common: int
    n_own_only: int
    n_other_only: int
    own_mean: float
    other_mean: float
    r_levels: float | None
    r_changes: float | None
    n_changes: int
    sign_agreement: float | None
    n_moves: int
    best_lag: int | None
    r_best_lag: float | None
    band_agreement: float | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two series side by side.

    `periods` has `period_start` and, for each measure, `own_` and `other_` columns (NULL: not
    known). `roots` has a row a CAMEO root: counts, shares and r; None for a hand-made series.
    `root_overlap` is the part of the two distributions over roots that is the same, in [0, 1].
    `n_left_out` periods were known to both sides, but to one in part only: at an edge of its days.
    """

    source: str
    target: str
    other: str
    directed: bool
    agreements: list[Agreement]
    periods: pl.DataFrame
    roots: pl.DataFrame | None
    root_overlap: float | None
    n_left_out: int = 0


def compare(
    db: duckdb.DuckDBPyConnection,
    source: str,
    target: str,
    dataset: str | None = None,
    *,
    freq: str = "month",
    directed: bool = True,
    actors: str = "all",
    coder_version: str | None = None,
    from_: date | None = None,
    to: date | None = None,
) -> Comparison:
    """Compare one's own series of a dyad with that of an imported data set.

    Measures: number of events, mean Goldstein value (table gdelt on both sides), net cooperation.
    Where two tables of codes differ, so do the series: see `root_overlap`.

    Args:
        db: an open warehouse.
        source: actor code of who acts.
        target: actor code of who is acted upon.
        dataset: gdelt, gdelt1, gdelt2, icews, phoenix or polecat; None: the only one that is held.
        freq: month, quarter, year, week or day.
        directed: False adds up both directions, on both sides.
        actors: all, gov_any or gov_gov, on both sides.
        coder_version: of one's own events; None: the one that read last.
        from_: leave out periods that begin before this day.
        to: leave out periods that begin after this day.

    Raises:
        UsageError: as `panel` of an argument that is none of these; a data set that is not held,
            fewer than `MIN_COMMON` periods that both sides know in full, or no event of the dyad on
            either.
    """
    check_request(db, source, target, freq, from_, to, actors=actors, coder_version=coder_version)
    dataset = dataset or _only_dataset(db)
    parts = _parts(db, dataset)
    sides = sql.frame(
        db,
        "queries/compare_sides.sql",
        {
            "source": source,
            "target": target,
            "freq": freq,
            "coder": coder_version,
            "actors": actors,
            "directed": directed,
            "events_from": f"imported_{dataset}",
            "datasets": parts,
            "valued_by": "gdelt",
        },
    )
    names = [name for name in sides.columns if name not in ("side", "period_start", "is_whole")]
    known = _between(_beside(sides, names), from_, to)
    periods = _between(_beside(sides.filter("is_whole"), names), from_, to)
    common = periods.drop_nulls(["own_n_events", "other_n_events"])
    n_left_out = known.drop_nulls(["own_n_events", "other_n_events"]).height - common.height
    _refuse_too_few(common.height, f"{source}-{target}", "one's own", dataset, periods)
    if not any(float(common[f"{side}_n_events"].sum()) for side in ("own", "other")):
        raise UsageError(
            f"neither side has an event of {source}-{target} in the {common.height} common periods",
            where=f"one's own; {dataset}",
            fix="use codes such as CHN (`bilateral actors lookup NAME`), or add both directions up",
        )
    measures = ("n_events", "goldstein_mean", "net")
    spaced = _spaced(periods, freq)
    agreements = [agreement(name, *_pair(spaced, name), least=0.0) for name in measures]
    roots = _roots(common)
    return Comparison(
        source,
        target,
        dataset,
        directed,
        agreements,
        periods.select(
            "period_start", *(f"{side}_{name}" for name in measures for side in ("own", "other"))
        ),
        roots,
        overlap(roots["own_share"].to_numpy(), roots["other_share"].to_numpy()),
        n_left_out,
    )


def compare_series(
    db: duckdb.DuckDBPyConnection,
    a: str,
    b: str,
    series: pl.DataFrame,
    *,
    name: str = "series",
    directed: bool = False,
    actors: str = "all",
    coder_version: str | None = None,
    gain: float | None = 1.0,
    from_: date | None = None,
    to: date | None = None,
) -> Comparison:
    """Compare one's own scores of a dyad with a monthly series made by hand.

    The protocol is that of scores.md, section 10: relation_score, goldstein_mean and net, each
    against the same series; bands only for relation_score, and only where the series keeps to
    [-9, 9].

    Args:
        db: an open warehouse.
        a: actor code of one side.
        b: actor code of the other.
        series: `month` (first day), `value` (null: not known), one row a month.
        name: what the series is called.
        directed: True takes what `a` does to `b` only.
        actors: all, gov_any or gov_gov.
        coder_version: of one's own events; None: the one that read last.
        gain: of relation_score.
        from_: leave out months that begin before this day.
        to: leave out months that begin after this day.

    Raises:
        UsageError: as `panel` of an argument; fewer than `MIN_COMMON` months that both sides know
            in full.
    """
    check_request(db, a, b, "month", from_, to, actors=actors, coder_version=coder_version)
    scores = sql.frame(
        db,
        "queries/compare_scores.sql",
        {
            "source": a,
            "target": b,
            "directed": directed,
            "actors": actors,
            "coder": coder_version,
            "gain": gain,
        },
    )
    given = series.select(pl.col("month").alias("period_start"), pl.col("value"))
    measures = ("relation_score", "goldstein_mean", "net")
    known, periods = (
        _between(
            own.join(given, on="period_start", how="full", coalesce=True).select(
                "period_start",
                *(pl.col(measure).alias(f"own_{measure}") for measure in measures),
                *(pl.col("value").alias(f"other_{measure}") for measure in measures),
            ),
            from_,
            to,
        ).sort("period_start")
        for own in (scores, scores.filter("is_whole"))
    )
    both = ["own_relation_score", "other_relation_score"]
    n_common = periods.drop_nulls(both).height
    _refuse_too_few(n_common, f"{a}-{b}", "one's own", name, periods)
    on_scale = bool(given["value"].drop_nulls().abs().max() <= SCALE)  # type: ignore[operator]
    spaced = _spaced(periods, "month")
    agreements = [
        agreement(
            measure,
            *_pair(spaced, measure),
            least=STEP,
            bands=on_scale and measure == "relation_score",
        )
        for measure in measures
    ]
    n_left_out = known.drop_nulls(both).height - n_common
    return Comparison(a, b, name, directed, agreements, periods, None, None, n_left_out)


def agreement(
    measure: str, own: Values, other: Values, *, least: float, bands: bool = False
) -> Agreement:
    """Return how two series agree that have a value, or NaN, for each period of one calendar."""
    both = ~np.isnan(own) & ~np.isnan(other)
    changes, others = np.diff(own), np.diff(other)
    agreed, n_moves = sign_agreement(changes, others, least)
    lag, at_lag = best_lag(own, other)
    return Agreement(
        measure=measure,
        n_common=int(both.sum()),
        n_own_only=int((~np.isnan(own) & np.isnan(other)).sum()),
        n_other_only=int((np.isnan(own) & ~np.isnan(other)).sum()),
        own_mean=float(own[both].mean()) if both.any() else float("nan"),
        other_mean=float(other[both].mean()) if both.any() else float("nan"),
        r_levels=pearson(own, other, least=MIN_COMMON),
        r_changes=pearson(changes, others, least=MIN_COMMON),
        n_changes=int((~np.isnan(changes) & ~np.isnan(others)).sum()),
        sign_agreement=agreed,
        n_moves=n_moves,
        best_lag=lag,
        r_best_lag=at_lag,
        band_agreement=band_agreement(own, other) if bands else None,
    )


def pearson(x: Values, y: Values, *, least: int = 3) -> float | None:
    """Return Pearson's r over the pairs without NaN: cov(x, y) / (sd(x) sd(y)).

    None with fewer than `least` pairs, or where a side does not vary. In first differences it does
    not feed on a common trend (Granger and Newbold 1974, spurious regressions).
    """
    both = ~np.isnan(x) & ~np.isnan(y)
    if both.sum() < least:
        return None
    a, b = x[both] - x[both].mean(), y[both] - y[both].mean()
    spread = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / spread if spread > 1e-12 else None


def sign_agreement(own: Values, other: Values, least: float) -> tuple[float | None, int]:
    """Return the share of the other's moves that went the same way here, and how many there were.

    A move is a change of more than `least` (0.1 is the step of the hand-made scale, scores.md,
    section 10); of zero, any change. Where one's own series stood still it did not agree.
    """
    moved = ~np.isnan(own) & (np.abs(np.nan_to_num(other)) > least + 1e-9)
    if not moved.any():
        return None, 0
    same = np.sign(own[moved]) == np.sign(other[moved])
    return float(same.mean()), int(moved.sum())


def best_lag(own: Values, other: Values) -> tuple[int | None, float | None]:
    """Return the lag of the greatest cross-correlation, and r there (Box and Jenkins).

    r(lag) pairs own at t with other at t + lag, over at least `MIN_COMMON` pairs and at most
    `MAX_LAG` periods either way: above zero, one's own series comes first. Of equals the shortest.
    """
    found: list[tuple[float, int]] = []
    furthest = max(0, min(MAX_LAG, len(own) - MIN_COMMON))
    for lag in sorted(range(-furthest, furthest + 1), key=abs):
        first = own[: len(own) - lag] if lag >= 0 else own[-lag:]
        second = other[lag:] if lag >= 0 else other[: len(other) + lag]
        if (~np.isnan(first) & ~np.isnan(second)).sum() < MIN_COMMON:
            continue
        r = pearson(first, second)
        if r is not None and (not found or r > found[0][0] + 1e-9):
            found = [(r, lag)]
    return (found[0][1], found[0][0]) if found else (None, None)


def band_agreement(own: Values, other: Values) -> float | None:
    """Return the share of periods that both put into the same of six bands of three on [-9, 9].

    Bands as on the hand-made scale (Yan and Zhou 2004): a score on a bound is of the upper one.
    """
    both = ~np.isnan(own) & ~np.isnan(other)
    if not both.any():
        return None
    return float((np.digitize(own[both], BANDS) == np.digitize(other[both], BANDS)).mean())


def overlap(p: Values, q: Values) -> float | None:
    """Return how much of two distributions is the same: 1 - sum |p - q| / 2, in [0, 1].

    One less the total variation distance; None where a side has no events.
    """
    if np.isnan(p).any() or np.isnan(q).any():
        return None
    return float(1 - np.abs(p - q).sum() / 2)


def held_datasets(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Return which data sets have events in this warehouse."""
    found = db.execute("select distinct dataset from imported_events order by dataset").fetchall()
    return [str(name) for (name,) in found]


def _only_dataset(db: duckdb.DuckDBPyConnection) -> str:
    held = held_datasets(db)
    if set(held) == {"gdelt1", "gdelt2"}:
        return "gdelt"
    if len(held) == 1:
        return held[0]
    raise UsageError(
        "several data sets are imported" if held else "no other data set is imported",
        where="imported_events",
        fix=f"name one with --with: {', '.join(held)}"
        if held
        else "`bilateral import-events gdelt2 FILE...` (or gdelt1, icews, phoenix, polecat)",
    )


def _parts(db: duckdb.DuckDBPyConnection, dataset: str) -> list[str]:
    """Return the data sets that a name stands for: itself, or both versions of GDELT.

    Raises:
        UsageError: no such data set, or one of which nothing is held.
    """
    known = ("gdelt", *DATASETS)
    if dataset not in known:
        raise UsageError(
            f"no such value: {dataset!r}", where="--with", fix=f"one of {', '.join(known)}"
        )
    held = held_datasets(db)
    parts = ["gdelt1", "gdelt2"] if dataset == "gdelt" else [dataset]
    if not set(parts) & set(held):
        raise UsageError(
            f"no events of {dataset} are imported",
            where=f"--with; imported: {', '.join(held) or 'nothing'}",
            fix=f"`bilateral import-events {parts[-1]} FILE...`"
            + (f", or --with {held[0]}" if held else ""),
        )
    return parts


def _refuse_too_few(n: int, dyad: str, own: str, other: str, periods: pl.DataFrame) -> None:
    if n >= MIN_COMMON:
        return
    raise UsageError(
        f"only {n} periods of {dyad} are known in full to both sides; a comparison wants "
        f"{MIN_COMMON}",
        where=f"{own}: {_span(periods, 'own')}; {other}: {_span(periods, 'other')}",
        fix="read articles of the days that the other covers, or import files of yours",
    )


def _span(periods: pl.DataFrame, side: str) -> str:
    column = next(name for name in periods.columns if name.startswith(f"{side}_"))
    known = periods.filter(pl.col(column).is_not_null())["period_start"].sort()
    return f"{known[0]} to {known[-1]} ({known.len()})" if known.len() else "nothing"


def _beside(sides: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the two sides in one row a period: columns `own_...` and `other_...`."""
    own, other = (
        sides.filter(side=side).select(
            "period_start", *(pl.col(name).alias(f"{side}_{name}") for name in names)
        )
        for side in ("own", "other")
    )
    return own.join(other, on="period_start", how="full", coalesce=True).sort("period_start")


def _between(periods: pl.DataFrame, from_: date | None, to: date | None) -> pl.DataFrame:
    if from_ is not None:
        periods = periods.filter(pl.col("period_start") >= from_)
    if to is not None:
        periods = periods.filter(pl.col("period_start") <= to)
    return periods


def _spaced(periods: pl.DataFrame, freq: str) -> pl.DataFrame:
    """Put in the periods that neither side knows, so that changes are of neighbours only."""
    every = {"month": "1mo", "quarter": "3mo", "year": "1y", "week": "1w", "day": "1d"}[freq]
    return periods.sort("period_start").upsample("period_start", every=every)


def _pair(periods: pl.DataFrame, name: str) -> tuple[Values, Values]:
    own, other = (
        periods[f"{side}_{name}"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        for side in ("own", "other")
    )
    return own, other


def _roots(common: pl.DataFrame) -> pl.DataFrame:
    """Return counts, shares and r over the common periods: one row a CAMEO root that occurs."""
    counts = {
        side: [float(common[f"{side}_n_root_{root}"].sum()) for root in ROOTS]
        for side in ("own", "other")
    }
    r = [
        pearson(
            common[f"own_n_root_{root}"].cast(pl.Float64).to_numpy(),
            common[f"other_n_root_{root}"].cast(pl.Float64).to_numpy(),
        )
        for root in ROOTS
    ]
    frame = pl.DataFrame(
        {
            "root": ROOTS,
            "own_n": pl.Series(counts["own"]).cast(pl.Int64),
            "other_n": pl.Series(counts["other"]).cast(pl.Int64),
            "r": pl.Series(r, dtype=pl.Float64),
        }
    )
    return frame.select(
        "root",
        "own_n",
        (pl.col("own_n") / pl.col("own_n").sum()).alias("own_share"),
        "other_n",
        (pl.col("other_n") / pl.col("other_n").sum()).alias("other_share"),
        "r",
    )
