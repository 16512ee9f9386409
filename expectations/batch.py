"""What must hold of a batch as a whole: its figures, and the suite that reads them.

A figure is null where it was not measured because the batch is too small for it; Great
Expectations passes over nulls, so a small batch is never held back by a share of a handful.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from expectations.thresholds import Limits

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite


@dataclass(frozen=True, slots=True)
class Counts:
    """What happened to a batch before the gate, in articles."""

    read: int
    new: int
    duplicate: int
    set_aside: int
    with_sentences: int  # new ones that had sentences worth coding (two candidate actors)


def figures(
    counts: Counts,
    articles: pl.DataFrame,
    mentions: pl.DataFrame,
    *,
    articles_set_aside: int,
    mentions_set_aside: int,
    limits: Limits,
) -> pl.DataFrame:
    """Return the one row of figures that the batch suite reads.

    Args:
        counts: articles by what became of them before the gate.
        articles: the batch's articles (`article_id`, `outlet`).
        mentions: `records.MENTION`, those that become events and passed the gate.
        articles_set_aside: articles the gate set aside.
        mentions_set_aside: mentions the gate set aside.
        limits: the suite `batch` of `thresholds`; `least` says when a figure is measured.
    """
    offered = mentions.height + mentions_set_aside
    outlets = mentions.join(
        articles.select("article_id", "outlet").unique("article_id"), on="article_id", how="left"
    )
    accounted = counts.new + counts.duplicate + counts.set_aside
    values = {
        "articles_unaccounted": (float(counts.read - accounted), counts.read),
        "set_aside_share": (_share(mentions_set_aside, offered), offered),
        "articles_set_aside_share": (_share(articles_set_aside, counts.new), counts.new),
        "events_where_sentences": (float(mentions.height), counts.with_sentences),
        "code_010_share": (
            _share(mentions.filter(pl.col("cameo_code") == "010").height, mentions.height),
            mentions.height,
        ),
        "top_code_share": (_top(mentions, "cameo_code"), mentions.height),
        "top_dyad_share": (_top(mentions, "source", "target"), mentions.height),
        "top_outlet_share": (_top(outlets.drop_nulls("outlet"), "outlet"), mentions.height),
    }
    measured = {
        name: value if size >= _least(limits, name) else None
        for name, (value, size) in values.items()
    }
    return pl.DataFrame([measured], schema=dict.fromkeys(values, pl.Float64))


#: The expectation that reads a figure, where their names differ.
_EXPECTATION = {"articles_unaccounted": "articles_are_accounted_for"}


def _least(limits: Limits, figure: str) -> int:
    return limits[_EXPECTATION.get(figure, figure)].least


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _top(frame: pl.DataFrame, *columns: str) -> float | None:
    """Return the share of rows that the commonest value of some columns has."""
    if frame.is_empty():
        return None
    largest = frame.group_by(columns).len()["len"].max()
    return float(str(largest)) / frame.height


def suite(limits: Limits) -> ExpectationSuite:
    """Return the suite over the row that `figures` made.

    Args:
        limits: the suite `batch` of `thresholds`.
    """
    import great_expectations as gx
    import great_expectations.expectations as gxe

    def at_most(name: str) -> gxe.ExpectColumnValuesToBeBetween:
        return gxe.ExpectColumnValuesToBeBetween(
            column=name, max_value=limits[name].bound, **limits[name].label()
        )

    accounted, events = limits["articles_are_accounted_for"], limits["events_where_sentences"]
    return gx.ExpectationSuite(
        name="batch",
        expectations=[
            gxe.ExpectColumnValuesToBeBetween(
                column="articles_unaccounted",
                min_value=-accounted.bound,
                max_value=accounted.bound,
                **accounted.label(),
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="events_where_sentences", min_value=events.bound, **events.label()
            ),
            at_most("set_aside_share"),
            at_most("articles_set_aside_share"),
            at_most("code_010_share"),
            at_most("top_code_share"),
            at_most("top_dyad_share"),
            at_most("top_outlet_share"),
        ],
    )
