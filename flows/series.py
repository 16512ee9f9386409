"""A panel on its way out: which dyad was asked for, what fits a terminal, which file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from transforms.errors import UsageError
from warehouse.exports.stata import labels_of, write_dta

if TYPE_CHECKING:
    import duckdb

#: Columns of a panel that fit a terminal; the rest is in the files and with --json.
NARROW = (
    "source",
    "target",
    "period_start",
    "n_articles_read",
    "n_events",
    "n_vc",
    "n_mc",
    "n_vx",
    "n_mx",
    "net",
    "goldstein_sum",
    "goldstein_mean",
)

#: Columns of the scores that fit a terminal.
SCORES = (
    "period_start",
    "n_events",
    "goldstein_mean",
    "relation_score",
    "relation_speed",
    "relation_band",
    "stock_goldstein_h6",
    "mean_goldstein_12",
    "state",
    "lower",
    "upper",
)

FORMATS = (".csv", ".parquet", ".dta", ".json")


def parse_dyad(text: str | None) -> tuple[str | None, str | None]:
    """Return source and target of a dyad such as `CHN-KHM`; `CHN-` and `-KHM` leave one open.

    Raises:
        UsageError: the text is no dyad.
    """
    if text is None:
        return None, None
    source, dash, target = text.upper().partition("-")
    known = all(not code or (code.isascii() and code.isalnum()) for code in (source, target))
    if not dash or not known or not (source or target):
        raise UsageError(
            f"{text!r} is no dyad",
            where="bilateral panel",
            fix="write source-target with their codes: CHN-KHM (China to Cambodia)",
        )
    return source or None, target or None


def parse_pair(text: str) -> tuple[str, str]:
    """Return both actors of a dyad such as `CHN-KHM`.

    Raises:
        UsageError: the text is no dyad, or leaves a side open.
    """
    source, target = parse_dyad(text)
    if source is None or target is None:
        raise UsageError(
            f"{text!r} leaves a side open", where="the dyad", fix="name both actors: CHN-KHM"
        )
    return source, target


def for_screen(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the columns of a panel that fit a terminal."""
    return rows.select(name for name in NARROW if name in rows.columns)


def other_versions(versions: pl.DataFrame) -> str:
    """Say which coder versions a series leaves out, given `coder_versions`."""
    asked = versions.filter("asked")["coder_version"].to_list()
    others = versions.filter(~pl.col("asked"))
    told = ", ".join(
        f"{name} ({n:,} articles)"
        for name, n in others.select("coder_version", "n_articles").rows()
    )
    return (
        f"coder version {', '.join(asked)} only, versions never mix; others that read: {told}; "
        "ask for one with --coder-version, or read all articles again into a new file"
    )


def write(rows: pl.DataFrame, path: Path) -> None:
    """Write a panel as csv, parquet, dta or json, by the ending of the file's name.

    It is written beside and then moved into its place: whole or not at all.

    Raises:
        UsageError: another ending, or a folder that does not exist.
    """
    if path.suffix.lower() not in FORMATS:
        raise UsageError(
            f"no format is called {path.suffix!r}", where=str(path), fix=f"one of {FORMATS}"
        )
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}", where=str(path), fix="make it first")
    place = path.resolve()  # a symbolic link stays one
    part = place.with_name(f".{place.stem}.{os.getpid()}{path.suffix}")
    try:
        _write(rows, part)
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def _write(rows: pl.DataFrame, path: Path) -> None:
    if path.suffix.lower() == ".csv":
        rows.write_csv(path)
    elif path.suffix.lower() == ".parquet":
        rows.write_parquet(path)
    elif path.suffix.lower() == ".json":
        rows.write_json(path)
    else:
        write_dta(rows, path, labels_of("dyad", rows.columns))


@dataclass(frozen=True, slots=True)
class Scores:
    """A dyad's scores, its levels and what made them; `too_short` says why there are none."""

    rows: pl.DataFrame
    levels: pl.DataFrame | None
    events: pl.DataFrame | None
    too_short: str = ""


def scores(
    db: duckdb.DuckDBPyConnection,
    source: str,
    target: str,
    freq: str,
    *,
    value: str,
    gain: float | None,
    half_life: float | None,
    directed: bool,
    actors: str,
    valued_by: str,
    coder_version: str | None,
) -> Scores:
    """Return the scores of a dyad (`warehouse.scores`); a short series has no state and no levels.

    Raises:
        UsageError: an argument that is none, as `warehouse.panels.panel`.
    """
    from warehouse import scores as scoring
    from warehouse.panels import check_request

    check_request(
        db,
        source,
        target,
        freq,
        actors=actors,
        valued_by=valued_by,
        coder_version=coder_version,
    )
    if value not in scoring.VALUES:
        raise UsageError(
            f"no such value: {value!r}", where="--value", fix=f"one of {', '.join(scoring.VALUES)}"
        )
    rows = scoring.series_scores(
        db,
        source,
        target,
        freq,
        gain=gain,
        half_life=half_life,
        directed=directed,
        actors=actors,
        valued_by=valued_by,
        coder_version=coder_version,
    )
    try:
        state = scoring.latent_state(rows, value).drop("observed")
        levels = scoring.change_points(rows, value)
    except UsageError as error:
        return Scores(rows, None, None, str(error.what))
    if value != "goldstein_mean":  # of other values an event has no side
        return Scores(rows.join(state, on="period_start", how="left"), levels, None)
    behind = scoring.events_behind(
        db,
        source,
        target,
        levels,
        freq,
        directed=directed,
        actors=actors,
        valued_by=valued_by,
        coder_version=coder_version,
    )
    return Scores(rows.join(state, on="period_start", how="left"), levels, behind)


def show_scores(found: Scores, *, as_json: bool, quiet: bool) -> None:
    """Print scores by period, then each level of the series with the events behind its change."""
    from flows import screen

    if not quiet:
        wide = (
            found.rows
            if as_json
            else found.rows.select(name for name in SCORES if name in found.rows.columns)
        )
        screen.frame(wide, as_json=as_json, empty="nothing was read")
    if as_json:
        return
    if found.levels is None:
        screen.warn(f"no smoothed state and no breaks: {found.too_short}")
        return
    screen.frame(found.levels, title="levels")
    if found.events is not None and found.events.height:
        screen.frame(
            found.events.select(
                "from_period", "event_date", "source", "target", "action", "sentence"
            ),
            title="what happened when they changed",
        )
