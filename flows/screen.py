"""What the terminal shows: tables, JSON, a series as a chart, progress."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import polars as pl

#: Width of what is written to a file or a pipe, where a terminal has none.
PIPE_WIDTH = 160
#: Columns and rows of a chart.
CHART_WIDTH, CHART_HEIGHT = 100, 12
#: What bars are drawn with, a series each.
SHADES = "█▒"


def table(
    rows: Sequence[Mapping[str, Any]], *, as_json: bool = False, title: str = "", empty: str = ""
) -> None:
    """Print rows as a table on standard output, or as JSON for other programs.

    Args:
        rows: one mapping a row, all with the same keys.
        as_json: print a JSON array instead.
        title: a line above the table.
        empty: what to say when there are no rows.
    """
    if as_json:
        print(json.dumps([dict(row) for row in rows], default=plain, ensure_ascii=False, indent=1))
        return
    if not rows:
        print(empty or "nothing")
        return
    from rich.table import Table

    grid = Table(title=title or None, title_justify="left", box=None, header_style="bold")
    for name, value in rows[0].items():
        numeric = isinstance(value, int | float | Decimal)
        grid.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        grid.add_row(*(_cell(value) for value in row.values()))
    _console().print(grid)


def frame(rows: pl.DataFrame, *, as_json: bool = False, title: str = "", empty: str = "") -> None:
    """Print a frame as `table` does."""
    table(rows.to_dicts(), as_json=as_json, title=title, empty=empty)


def plain(value: object) -> object:
    """Return a value as JSON has it: days and instants as ISO text, decimals as numbers."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return str(value)


def say(line: str = "") -> None:
    """Print a line for people on standard output, without markup."""
    print(line)


def warn(line: str) -> None:
    """Print a line for people on standard error."""
    print(line, file=sys.stderr)


def chart(series: Mapping[str, Sequence[float]], periods: Sequence[str], *, title: str) -> None:
    """Print counts by period as a small chart of stacked bars, a shade a series.

    Args:
        series: counts by name, each as long as `periods`; no more than there are `SHADES`.
        periods: labels of the periods in order.
        title: a line above the chart.
    """
    import plotext

    figure = plotext.figure
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(min(_console().width, CHART_WIDTH), CHART_HEIGHT)
    heights = [list(counts) for counts in series.values()]
    shades = list(SHADES[: len(heights)])
    figure.draw(figure.bar(list(periods), heights, marker=shades, lines=False, stacked=True))
    drawn = plotext.uncolorize(figure.build())
    legend = ", ".join(f"{shade} {name}" for shade, name in zip(shades, series, strict=True))
    print(f"{title}: {legend}")
    print("\n".join(line.rstrip() for line in drawn.splitlines()))


class Passed(Protocol):
    """Says how far a run is."""

    def __call__(self, done: int, expected: int | None, /) -> None:
        """Say that so many articles are done, of so many (None: nobody knows)."""


@contextmanager
def progress() -> Iterator[Passed]:
    """Show articles done, the rate and the time left on standard error, if it is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, expected: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.completed:,.0f} articles"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("articles", total=None, rate="")

        def passed(done: int, expected: int | None) -> None:
            seconds = bar.tasks[0].elapsed or 0.0
            rate = f"{done / seconds:,.0f} a second" if seconds else ""
            bar.update(task, completed=done, total=expected, rate=rate)

        yield passed


def _console() -> Any:
    from rich.console import Console

    return Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)
