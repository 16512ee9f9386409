"""Show how one's own series agrees with another (`bilateral compare`), in numbers and a picture."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import polars as pl

from flows import screen
from transforms.errors import UsageError
from transforms.reading.decode import decode
from warehouse.compare import BANDS, MAX_LAG, MIN_COMMON, Agreement, Comparison

#: Names that the two columns of a hand-made series may have.
MONTHS, VALUES = ("month", "date", "period_start", "period"), ("value", "score")
#: Marks of one's own and of the other series in the picture.
MARKS = ("●", "○")
HEIGHT = 16
#: Ways to write a month.
_DASHED, _PLAIN, _AMERICAN = r"^\d{4}[-/.]\d\d?([-/.]\d\d?)?$", r"^\d{6}(\d\d)?$", r"^\d\d?/\d{4}$"


def read_series(path: Path) -> pl.DataFrame:
    """Return a monthly series from a CSV file with a column of months and one of values.

    Months are written 2024-03, 2024-03-01, 202403, 20240301 or 3/2024. An empty value is not
    known. Columns of the answer: `month` (its first day), `value`.

    Raises:
        UsageError: no such file or column; a month, value or line that cannot be read, a month
            twice; the message names file and line.
    """
    if not path.is_file():
        raise UsageError(f"there is no {path}", where="--series", fix="name a CSV file")
    text = decode(path.read_bytes(), where=str(path)).lstrip("\ufeff")
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    try:
        rows = pl.read_csv(
            text.encode(), separator=separator, infer_schema=False, truncate_ragged_lines=True
        )
    except pl.exceptions.PolarsError as error:
        raise UsageError(
            f"the series cannot be read ({str(error).splitlines()[0]})",
            where=str(path),
            fix="write a CSV file with the columns month,value",
        ) from error
    rows = rows.rename({name: name.strip().lower() for name in rows.columns})
    month, value = _column(rows, MONTHS, path), _column(rows, VALUES, path)
    told = rows.with_row_index("line", offset=2).select(
        "line",
        pl.col(month).str.strip_chars().alias("given_month"),
        pl.col(value).str.strip_chars().replace("", None).alias("given_value"),
    )
    told = told.filter(pl.col("given_month").fill_null("") != "").with_columns(
        month=_first_day(pl.col("given_month")),
        value=pl.col("given_value").cast(pl.Float64, strict=False),
    )
    _refuse(told.filter(pl.col("month").is_null()), "no month: {}", "given_month", path)
    unread = pl.col("value").is_null() | ~pl.col("value").is_finite()
    wrong = told.filter(pl.col("given_value").is_not_null() & unread.fill_null(True))
    _refuse(wrong, "no number: {}", "given_value", path)
    _refuse(told.filter(~pl.col("month").is_first_distinct()), "twice: {}", "given_month", path)
    return told.select("month", "value").sort("month")


def _column(rows: pl.DataFrame, names: tuple[str, ...], path: Path) -> str:
    found = [name for name in names if name in rows.columns]
    if not found:
        raise UsageError(
            f"the series has no column {names[0]!r}",
            where=f"{path}:1 ({', '.join(rows.columns)})",
            fix=f"call it {' or '.join(names)}",
        )
    return found[0]


def _first_day(month: pl.Expr) -> pl.Expr:
    digits = month.str.extract_all(r"\d+")
    dashed = pl.format("{}-{}-01", digits.list.get(0), digits.list.get(1, null_on_oob=True))
    plain = pl.format("{}-{}-01", month.str.slice(0, 4), month.str.slice(4, 2))
    american = pl.format("{}-{}-01", digits.list.get(1, null_on_oob=True), digits.list.get(0))
    return (
        pl.when(month.str.contains(_DASHED))
        .then(dashed)
        .when(month.str.contains(_PLAIN))
        .then(plain)
        .when(month.str.contains(_AMERICAN))
        .then(american)
        .str.to_date("%Y-%m-%d", strict=False)
    )


def _refuse(bad: pl.DataFrame, what: str, column: str, path: Path) -> None:
    if bad.is_empty():
        return
    row = bad.row(0, named=True)
    raise UsageError(
        what.format(repr(row[column])) + (f", and {bad.height - 1} more" if bad.height > 1 else ""),
        where=f"{path}:{row['line']}",
        fix="a line is a month (2024-03) and a number; leave the number empty if it is not known",
    )


def show(comparison: Comparison, *, as_json: bool = False) -> None:
    """Print a comparison: agreement by measure, by CAMEO root, and a picture of the first one."""
    if as_json:
        print(json.dumps(_as_json(comparison), default=screen.plain, indent=1, allow_nan=False))
        return
    arrow = "to" if comparison.directed else "and"
    screen.say(
        f"{comparison.source} {arrow} {comparison.target}: one's own series beside "
        f"{comparison.other}"
    )
    screen.say()
    screen.table([_row(one) for one in comparison.agreements])
    for line in _notes(comparison):
        screen.say(line)
    if comparison.roots is not None:
        screen.say()
        _show_roots(comparison.roots, comparison.root_overlap)
    screen.say()
    draw(comparison, comparison.agreements[0].measure)


def _row(one: Agreement) -> dict[str, object]:
    row: dict[str, object] = {
        "measure": one.measure,
        "common": one.n_common,
        "own only": one.n_own_only,
        "other only": one.n_other_only,
        "own mean": _two(one.own_mean),
        "other mean": _two(one.other_mean),
        "r levels": _two(one.r_levels),
        "changes": one.n_changes,
        "r changes": _two(one.r_changes),
        "same sign": "-"
        if one.sign_agreement is None
        else f"{one.sign_agreement:.0%} of {one.n_moves}",
        "best lag": "-"
        if one.best_lag is None
        else f"{one.best_lag:+d} (r {_two(one.r_best_lag)})",
    }
    if one.band_agreement is not None:
        row["same band"] = f"{one.band_agreement:.0%}"
    return row


def _two(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else f"{value:.2f}"


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.1%}"


def _notes(comparison: Comparison) -> Iterator[str]:
    yield (
        f"common: periods that both know, on which all else is counted; best lag: up to "
        f"{MAX_LAG} either way, above 0 one's own series comes first"
    )
    if comparison.n_left_out:
        yield (
            f"left out: {comparison.n_left_out} periods at the edges, of which one side knows a "
            "part of the days only"
        )
    yield (
        "changes: pairs of changes from one period to the next; r is of no fewer than "
        f"{MIN_COMMON} pairs, else -"
    )
    first = comparison.agreements[0]
    moved = "moves of the other series" + ("" if comparison.roots is not None else " above 0.1")
    yield f"same sign: of {moved}, those that one's own followed"
    if first.band_agreement is not None:
        bounds = ", ".join(f"{bound:g}" for bound in BANDS)
        yield f"same band: six bands of three on -9 to 9, bounds {bounds}"


def _show_roots(roots: pl.DataFrame, overlap: float | None) -> None:
    shown = roots.filter((pl.col("own_n") > 0) | (pl.col("other_n") > 0))
    rows = [
        {
            "root": row["root"],
            "own": row["own_n"],
            "own share": _share(row["own_share"]),
            "other": row["other_n"],
            "other share": _share(row["other_share"]),
            "r": _two(row["r"]),
        }
        for row in shown.iter_rows(named=True)
    ]
    same = "" if overlap is None else f": {overlap:.0%} of the shares are the same"
    screen.say(f"by CAMEO root, over the common periods{same}")
    screen.table(rows)


def draw(comparison: Comparison, measure: str) -> None:
    """Draw both series of a measure over the common span.

    Series of other units (counts) are standardised: each less its mean, over its deviation.
    """
    import plotext

    own, other = f"own_{measure}", f"other_{measure}"
    known = comparison.periods.filter(pl.any_horizontal(pl.col(own, other).is_not_null()))
    both = known.filter(pl.all_horizontal(pl.col(own, other).is_not_null()))["period_start"]
    shown = known.filter(pl.col("period_start").is_between(both.min(), both.max()))
    scaled = measure == "relation_score"
    width = min(screen.CHART_WIDTH, _width())
    figure = plotext.figure
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(width, HEIGHT)
    for column, mark in ((own, MARKS[0]), (other, MARKS[1])):
        values = shown[column].cast(pl.Float64)
        spread = values.std()
        if not scaled and isinstance(spread, float) and spread > 0:
            values = (values - values.mean()) / spread
        points = [(at, y) for at, y in enumerate(values) if y is not None]
        if points:
            at, ys = zip(*points, strict=True)
            figure.draw(figure.signal(list(at), list(ys), marker=mark))
    every = max(1, shown.height // 6)
    places = list(range(0, shown.height, every))
    labels = [f"{shown['period_start'][place]:%Y-%m}" for place in places]
    figure.ruler("x").ticks(places, labels)
    drawn = plotext.uncolorize(figure.build())
    unit = "" if scaled else ", each less its mean, over its standard deviation"
    screen.say(f"{measure}{unit}: {MARKS[0]} own, {MARKS[1]} {comparison.other}")
    screen.say("\n".join(line.rstrip() for line in drawn.splitlines()))


def _width() -> int:
    if not sys.stdout.isatty():
        return screen.PIPE_WIDTH
    import shutil

    return shutil.get_terminal_size().columns


def _as_json(comparison: Comparison) -> dict[str, object]:
    return {
        "source": comparison.source,
        "target": comparison.target,
        "other": comparison.other,
        "directed": comparison.directed,
        "agreements": [
            {
                name: None if isinstance(value, float) and math.isnan(value) else value
                for name, value in asdict(one).items()
            }
            for one in comparison.agreements
        ],
        "n_left_out": comparison.n_left_out,
        "root_overlap": comparison.root_overlap,
        "roots": None if comparison.roots is None else comparison.roots.fill_nan(None).to_dicts(),
        "periods": comparison.periods.fill_nan(None).to_dicts(),
    }
