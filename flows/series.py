"""A panel on its way out: which dyad was asked for, what fits a terminal, which file."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from transforms.errors import UsageError

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

    Raises:
        UsageError: another ending, or a folder that does not exist.
    """
    if path.suffix.lower() not in FORMATS:
        raise UsageError(
            f"no format is called {path.suffix!r}", where=str(path), fix=f"one of {FORMATS}"
        )
    if not path.parent.is_dir():
        raise UsageError(f"there is no folder {path.parent}", where=str(path), fix="make it first")
    if path.suffix.lower() == ".csv":
        rows.write_csv(path)
    elif path.suffix.lower() == ".parquet":
        rows.write_parquet(path)
    elif path.suffix.lower() == ".json":
        rows.write_json(path)
    else:
        _write_dta(rows, path)


def _write_dta(rows: pl.DataFrame, path: Path) -> None:
    """Write a Stata file: decimals as doubles, yes and no as 1 and 0."""
    import pyreadstat

    plain = rows.with_columns(pl.col(pl.Decimal).cast(pl.Float64), pl.col(pl.Boolean).cast(pl.Int8))
    pyreadstat.write_dta(plain, str(path))
