"""Run a suite over a frame, and part what passed from what is set aside and why.

This is the one door to pandas: frames go in as polars and come out as polars. Great
Expectations and pandas take seconds to import, so they are imported where they are used.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations import articles as article_suite
from expectations import batch as batch_suite
from expectations import mentions as mention_suite
from expectations.batch import Counts
from expectations.thresholds import Limits, shipped
from transforms.records import QUARANTINE, content_id

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

#: One expectation in one run, as `quality_results` stores it.
RESULT = pl.Schema(
    {
        "suite": pl.String,
        "expectation": pl.String,
        "column": pl.String,
        "severity": pl.String,
        "observed": pl.Float64,  # rows that fail (rows suites), or the figure (suite `batch`)
        "threshold": pl.Float64,  # rows that may fail, or the bound; null where nothing was asked
        "success": pl.Boolean,
    }
)

#: A failing row of a frame: its position, the expectation, its severity and reason.
FAILURE = pl.Schema(
    {"row": pl.Int64, "expectation": pl.String, "severity": pl.String, "why": pl.String}
)

#: Characters of a row kept in quarantine.
LONGEST_ROW = 10_000


@dataclass(frozen=True, slots=True)
class Staged:
    """A coded batch on its way to the warehouse.

    `articles` are `records.ARTICLE`, new ones only (duplicates were counted and are not
    coded again); `mentions` are `records.MENTION`, those that become events.
    """

    counts: Counts
    articles: pl.DataFrame
    mentions: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of a batch.

    `articles` and `mentions` are what may be loaded; `quarantine` is what was set aside;
    `results` is every expectation measured; `held_because` says why the whole batch must
    not be loaded, and is empty when it may.
    """

    articles: pl.DataFrame
    mentions: pl.DataFrame
    quarantine: pl.DataFrame
    results: pl.DataFrame
    held_because: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether a failing batch-level expectation holds the batch back."""
        return bool(self.held_because)


def gate(
    staged: Staged,
    *,
    actions: pl.DataFrame,
    today: date,
    limits: Mapping[str, Limits] | None = None,
) -> Verdict:
    """Validate a staged batch: rows first, then the figures of what is left.

    Args:
        staged: the batch as coded.
        actions: the codebook's table of CAMEO codes.
        today: the day of the run, UTC.
        limits: limits by suite; those that ship with the project if not given.
    """
    limits = limits or shipped()
    good_articles, bad_articles, about_articles = _part(
        staged.articles,
        staged.articles,
        article_suite.suite(limits["articles"], today=today),
        key="article_id",
    )
    gone = bad_articles.join(good_articles, on="article_id", how="anti")
    of_good = staged.mentions.join(gone, on="article_id", how="anti", maintain_order="left")
    good_mentions, bad_mentions, about_mentions = _part(
        of_good,
        mention_suite.prepared(of_good, staged.articles, actions),
        mention_suite.suite(limits["mentions"], codes=frozenset(actions["code"].to_list())),
        key="mention_id",
    )
    row = batch_suite.figures(
        staged.counts,
        staged.articles,
        good_mentions,
        articles_set_aside=bad_articles.height,
        mentions_set_aside=bad_mentions.height,
        limits=limits["batch"],
    )
    about_batch, failing = check(row, batch_suite.suite(limits["batch"]))
    results = pl.concat(
        [about_articles, about_mentions, _with_figures(about_batch, row, limits["batch"])]
    )
    return Verdict(
        articles=good_articles,
        mentions=good_mentions,
        quarantine=pl.concat(
            [
                set_aside(bad_articles, key="article_id"),
                set_aside(bad_mentions, key="mention_id"),
            ]
        ),
        results=results,
        held_because=tuple(
            f"{name}: {why}"
            for name, why in failing.filter(pl.col("severity") == "critical")
            .select("expectation", "why")
            .rows()
        ),
    )


def check(frame: pl.DataFrame, suite: ExpectationSuite) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Run a suite over a frame.

    Returns:
        `RESULT`, a row an expectation, and `FAILURE`, a row a failing row and expectation.

    Raises:
        RuntimeError: Great Expectations could not evaluate an expectation (a column is
            missing, a type does not compare): a fault of the suite, not of the data.
    """
    found = [_read(suite.name, result) for result in _validate(frame, suite)]
    results = pl.DataFrame([row for row, _ in found], schema=RESULT, orient="row")
    failures = pl.DataFrame(
        [fault for _, faults in found for fault in faults], schema=FAILURE, orient="row"
    )
    return results, failures


def _validate(frame: pl.DataFrame, suite: ExpectationSuite) -> Sequence[Any]:
    """Return Great Expectations' results with the positions of all failing rows."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx

    # It announces each temporary folder; its import sets levels, so ours comes after.
    for name in ("great_expectations", "great_expectations.data_context.types.base"):
        logging.getLogger(name).setLevel(logging.WARNING)

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("memory").add_dataframe_asset(suite.name)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(
        {"dataframe": frame.to_pandas(use_pyarrow_extension_array=True)}
    )
    # COMPLETE gives the positions of all failing rows; index columns would copy each row.
    wanted = {"result_format": "COMPLETE", "return_unexpected_index_query": False}
    results: Sequence[Any] = batch.validate(suite, result_format=wanted).results
    return results


def _read(suite: str, result: Any) -> tuple[tuple[object, ...], list[tuple[int, str, str, str]]]:
    """Return a result as a row of `RESULT` and the rows of `FAILURE` it holds."""
    config = result.expectation_config
    name, why = str(config.meta["name"]), str(config.meta["why"])
    if _raised(result.exception_info):
        raise RuntimeError(f"expectation {suite}.{name}: {result.exception_info}")
    severity = str(getattr(config.severity, "value", config.severity))
    positions = [int(row) for row in result.result.get("unexpected_index_list") or []]
    row = (suite, name, _column(config.kwargs), severity, float(len(positions)), 0.0)
    faults = [(position, name, severity, why) for position in positions]
    return (*row, bool(result.success)), faults


def _raised(info: Mapping[str, Any]) -> bool:
    """Whether evaluating an expectation failed; the info is flat or one entry a metric."""
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(bool(entry.get("raised_exception")) for entry in info.values())


def _column(kwargs: Mapping[str, Any]) -> str:
    """Return the column or columns an expectation looks at."""
    if "column" in kwargs:
        return str(kwargs["column"])
    if "column_list" in kwargs:
        return ", ".join(kwargs["column_list"])
    return f"{kwargs['column_A']}, {kwargs['column_B']}"


def _with_figures(results: pl.DataFrame, row: pl.DataFrame, limits: Limits) -> pl.DataFrame:
    """Put the figures themselves, and their bounds, into the results of the batch suite."""
    bounds = {name: limit.limit for name, limit in limits.items()}
    return results.with_columns(
        observed=pl.col("column").replace_strict(row.row(0, named=True), return_dtype=pl.Float64),
        threshold=pl.col("expectation").replace_strict(bounds, return_dtype=pl.Float64),
    )


def _part(
    frame: pl.DataFrame, looked_at: pl.DataFrame, suite: ExpectationSuite, *, key: str
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Part a frame into what passed and what is set aside; also the suite's results.

    Of rows with the same `key` the first stays and only the others are set aside: the same
    article or telling twice is one too many, not two.

    Args:
        frame: what is parted.
        looked_at: the same rows in the same order, with what the suite compares them with.
        suite: the expectations.
        key: the column that holds a row's id.
    """
    results, failures = check(looked_at, suite)
    first = frame.select(pl.col(key).is_first_distinct())[key].to_list()
    faults = failures.filter(
        (pl.col("severity") == "critical")
        & ~(
            (pl.col("expectation") == "id_is_unique")
            & pl.col("row").map_elements(lambda row: first[row], return_dtype=pl.Boolean)
        )
    ).unique("row", keep="first", maintain_order=True)
    numbered = frame.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    bad = numbered.join(faults, on="row", how="inner", maintain_order="left").drop("severity")
    good = numbered.join(faults, on="row", how="anti", maintain_order="left").drop("row")
    return good, bad.drop("row"), results


def set_aside(failing: pl.DataFrame, *, key: str) -> pl.DataFrame:
    """Return failing rows (with `expectation` and `why`) as rows of `records.QUARANTINE`."""
    rows = [_quarantined(row, key) for row in failing.iter_rows(named=True)]
    return pl.DataFrame(rows, schema=QUARANTINE, orient="row")


def _quarantined(row: dict[str, Any], key: str) -> dict[str, str | None]:
    reason, why = str(row.pop("expectation")), str(row.pop("why"))
    content = json.dumps(row, default=str, ensure_ascii=False, sort_keys=True)
    return {
        "quarantine_id": content_id("validate", reason, row[key] or content),
        "stage": "validate",
        "reason": reason,
        "detail": f"{key} {row[key]} fails the expectation {reason}. {why}",
        "origin": row.get("origin") or row.get("article_id"),
        "row": content if len(content) <= LONGEST_ROW else _shortened(content),
    }


def _shortened(content: str) -> str:
    """Return the beginning of a row too long to keep whole, still as JSON."""
    return json.dumps(
        {"shortened": content[:LONGEST_ROW], "characters": len(content)}, ensure_ascii=False
    )
