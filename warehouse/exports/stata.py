"""Stata files: the one place that writes .dta, with labels from the data dictionary."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import polars as pl

from transforms.errors import BilateralError
from warehouse import sql

#: Stata cuts a label of a variable off here.
LABEL_LENGTH = 80
QUAD_CLASSES = {
    1: "verbal cooperation",
    2: "material cooperation",
    3: "verbal conflict",
    4: "material conflict",
}
#: Columns of the dyad-years that no table of the warehouse has.
_LABELS = {
    "ccode1": "Correlates of War number of who acts",
    "ccode2": "Correlates of War number of who is acted upon",
    "gwcode1": "Gleditsch-Ward number of who acts",
    "gwcode2": "Gleditsch-Ward number of who is acted upon",
    "year": "calendar year",
}
_COLUMN = re.compile(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)


def write_dta(rows: pl.DataFrame, path: Path, labels: Mapping[str, str] | None = None) -> None:
    """Write a Stata file: decimals as doubles, yes and no as 1 and 0, lists joined by a semicolon.

    Args:
        rows: any frame; `quad_class` gets value labels.
        path: the file.
        labels: what a column means, by name.

    Raises:
        BilateralError: the file could not be written.
    """
    import pyreadstat

    plain = rows.with_columns(
        pl.col(pl.Decimal).cast(pl.Float64),
        pl.col(pl.Boolean).cast(pl.Int8),
        pl.col(pl.List(pl.String)).list.join(";"),
    )
    try:
        pyreadstat.write_dta(
            plain,
            str(path),
            column_labels={
                name: textwrap.shorten(text, LABEL_LENGTH, placeholder=" ...")
                for name, text in (labels or {}).items()
            },
            variable_value_labels=(
                {"quad_class": QUAD_CLASSES} if "quad_class" in rows.columns else {}
            ),
        )
    except pyreadstat.ReadstatError as error:
        raise BilateralError(
            "the Stata file could not be written",
            where=f"{path}: {error}",
            fix="make room on the disk or name another folder, then write it again",
        ) from error


def labels_of(table: str, columns: Iterable[str]) -> dict[str, str]:
    """Return what columns mean: as DATA.md says of that table, else of the first that has them."""
    pages = _dictionary()
    anywhere = {name: text for page in reversed(pages.values()) for name, text in page.items()}
    known = {**anywhere, **_LABELS, **pages.get(table, {})}
    return {name: known[name] for name in columns if name in known}


@cache
def _dictionary() -> dict[str, dict[str, str]]:
    """Return the columns and meanings of DATA.md by table, view or macro, in its order."""
    parts = re.split(r"^## ", sql.text("DATA.md"), flags=re.MULTILINE)[1:]
    return {
        name.partition("(")[0].strip(): dict(_COLUMN.findall(body))
        for title, _, body in (part.partition("\n") for part in parts)
        for name in ([title] if "(" in title else title.split(","))
    }
