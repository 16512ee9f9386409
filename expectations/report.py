"""The quality report: one HTML page that needs no network and no server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

import polars as pl

from expectations.thresholds import Limits

#: Columns of `loads` in the report, and how they are called there.
COUNTS = {
    "n_in": "articles in",
    "n_loaded": "loaded",
    "n_duplicate": "duplicate",
    "n_quarantined": "quarantined",
    "n_mentions": "mentions",
    "n_events": "events",
}

#: What each outcome of a run means to the reader.
OUTCOMES = {
    "done": '<span class="good">The last run is loaded.</span>',
    "held_back": '<span class="bad">The gate held the last run back; nothing of the failing '
    "batch is in the warehouse.</span>",
    "nothing_loaded": '<span class="warn">The last run loaded nothing.</span>',
    "failed": '<span class="bad">The last run failed.</span>',
    "interrupted": '<span class="warn">The last run was interrupted; run it again.</span>',
    "running": '<span class="warn">The last run has not ended, or was killed; run it again.</span>',
}


def page(
    *,
    title: str,
    loads: pl.DataFrame,
    results: pl.DataFrame,
    quarantine: pl.DataFrame,
    limits: Mapping[str, Limits],
) -> str:
    """Return the report as HTML.

    Args:
        title: heading, such as the warehouse's name.
        loads: the warehouse's `loads`, latest first.
        results: `quality_results` of the latest load: `suite`, `expectation`, `column_name`,
            `severity`, `observed`, `threshold`, `success`; one row a batch and expectation.
        quarantine: `stage`, `reason`, `rows`: what is open in the queue.
        limits: for the reason behind each expectation.
    """
    last = loads.row(0, named=True) if loads.height else {}
    pooled = pool(results)
    return Template((files("expectations") / "report.html").read_text("utf-8")).substitute(
        title=escape(title),
        state=OUTCOMES.get(str(last.get("outcome")), "There has been no run yet."),
        counts=_table(list(COUNTS.values()), [[last.get(name) for name in COUNTS]] if last else []),
        failed=_expectations(pooled.filter(~pl.col("success")), limits),
        quarantine=_table(["stage", "reason", "rows"], quarantine.rows()),
        results=_expectations(pooled, limits),
        history=_table(
            ["run", "started", "outcome", *COUNTS.values()],
            [
                [run["load_id"], run["started_at"], run["outcome"], *(run[name] for name in COUNTS)]
                for run in loads.iter_rows(named=True)
            ],
        ),
    )


def pool(results: pl.DataFrame) -> pl.DataFrame:
    """Return one row an expectation: failing rows added up, the worst figure of any batch."""
    rows = pl.col("suite") != "batch"
    return results.group_by(
        "suite", "expectation", "column_name", "severity", "threshold", maintain_order=True
    ).agg(
        success=pl.col("success").all(),
        observed=pl.when(rows.first())
        .then(pl.col("observed").sum())
        .otherwise(pl.col("observed").sort_by("success", "observed").first()),
    )


def _expectations(results: pl.DataFrame, limits: Mapping[str, Limits]) -> str:
    if results.is_empty():
        return '<p class="good">Nothing.</p>'
    head = ["suite", "expectation", "observed", "limit", "", "why"]
    body = [
        [
            row["suite"],
            row["expectation"],
            row["observed"],
            row["threshold"],
            _mark(row["success"], row["severity"]),
            _reason(limits, row["suite"], row["expectation"]),
        ]
        for row in results.iter_rows(named=True)
    ]
    return _table(head, body)


def _reason(limits: Mapping[str, Limits], suite: str, expectation: str) -> _Markup:
    limit = limits.get(suite, {}).get(expectation)
    return _Markup(f'<span class="why">{escape(limit.why if limit else "")}</span>')


class _Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def _mark(success: bool, severity: str) -> _Markup:
    """Return how an expectation went, as a coloured word."""
    if success:
        return _Markup('<span class="good">passes</span>')
    style = {"critical": "bad", "warning": "warn"}.get(severity, "")
    return _Markup(f'<span class="{style}">{escape(severity)}</span>')


def _table(head: Sequence[str], body: Sequence[Sequence[Any]]) -> str:
    """Return a table; numbers stand to the right, and what is not markup is escaped."""
    if not body:
        return '<p class="good">Nothing.</p>'
    numeric = [
        all(row[i] is None or isinstance(row[i], int | float) for row in body)
        for i in range(len(head))
    ]
    styles = [' class="n"' if number else "" for number in numeric]
    lines = [_row("th", head, styles), *(_row("td", row, styles) for row in body)]
    return f"<table>{''.join(lines)}</table>"


def _row(tag: str, cells: Sequence[Any], styles: Sequence[str]) -> str:
    inner = (
        f"<{tag}{style}>{_cell(cell)}</{tag}>" for cell, style in zip(cells, styles, strict=True)
    )
    return f"<tr>{''.join(inner)}</tr>"


def _cell(value: Any) -> str:
    if isinstance(value, _Markup):
        return value
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "" if value is None else escape(str(value))
