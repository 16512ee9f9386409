"""What must hold of a batch of mentions before any of them becomes part of an event."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from expectations.thresholds import Limits

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

FIRST_DAY = date(1900, 1, 1)
PRECISIONS = ("day", "week", "month", "year")
EVENT_MODES = ("actual", "intent")
#: Groups of three capitals: a country or organisation, perhaps with role codes (dictionaries).
ACTOR = r"^(?:[A-Z]{3}){1,5}$"
#: Pairs of offset columns of a mention; null where the mention has no such words.
SPANS = ("sentence", "source", "target", "trigger")


def prepared(mentions: pl.DataFrame, articles: pl.DataFrame, actions: pl.DataFrame) -> pl.DataFrame:
    """Add to mentions what the suite compares them with; same rows in the same order.

    A value to compare with is null where another expectation already fails (no article, no
    such code), so that one fault is reported once.

    Args:
        mentions: `records.MENTION`, those that become events.
        articles: `article_id`, `text`, `published_on` of the batch, one row an article.
        actions: the codebook's codes: `code`, `root`, `quad_class`, `goldstein_gdelt`.
    """
    texts = articles.select(
        "article_id", "text", "published_on", article_known=pl.lit(True)
    ).unique("article_id", keep="first", maintain_order=True)
    codes = actions.select(
        cameo_code="code",
        root_of_code="root",
        goldstein_of_code=_score(pl.col("goldstein_gdelt")),
    )
    quads = actions.select(cameo_root="root", quad_of_root=pl.col("quad_class").cast(pl.Int64))
    return (
        mentions.join(texts, on="article_id", how="left", maintain_order="left", validate="m:1")
        .join(codes, on="cameo_code", how="left", maintain_order="left", validate="m:1")
        .join(
            quads.unique("cameo_root", keep="first", maintain_order=True),
            on="cameo_root",
            how="left",
            maintain_order="left",
            validate="m:1",
        )
        .with_columns(
            pl.col("article_known").fill_null(False),
            goldstein_text=_score(pl.col("goldstein")),
            goldstein=pl.col("goldstein").cast(pl.Float64),
            quad_class=pl.col("quad_class").cast(pl.Int64),
            days_after=(pl.col("event_date") - pl.col("published_on")).dt.total_days(),
            spans_fit=pl.all_horizontal(_fits(span) for span in SPANS),
        )
        .with_columns(
            days_before=-pl.col("days_after"),
            sentence_in_text=pl.when("spans_fit").then(
                pl.col("text").str.slice(
                    pl.col("sentence_start"),
                    (pl.col("sentence_end") - pl.col("sentence_start")).clip(lower_bound=0),
                )
            ),
        )
        .drop("text", "contexts")
    )


def _score(score: pl.Expr) -> pl.Expr:
    """Return a score as text with one decimal, `none` where the table has none."""
    return score.cast(pl.Float64, strict=False).round(1).cast(pl.String).fill_null("none")


def _fits(span: str) -> pl.Expr:
    """Return whether a span lies inside its text; true where there is nothing to compare."""
    start, end = pl.col(f"{span}_start"), pl.col(f"{span}_end")
    inside = (start >= 0) & (start < end) & (end <= pl.col("text").str.len_chars())
    return inside.fill_null(start.is_null() == end.is_null())


def suite(limits: Limits, *, codes: frozenset[str]) -> ExpectationSuite:
    """Return the suite over a frame that `prepared` made.

    Args:
        limits: the suite `mentions` of `thresholds`.
        codes: every CAMEO code of the codebook.
    """
    import great_expectations as gx
    import great_expectations.expectations as gxe

    def label(name: str) -> dict[str, object]:
        return limits[name].label()

    both = {"ignore_row_if": "either_value_is_missing"}
    return gx.ExpectationSuite(
        name="mentions",
        expectations=[
            gxe.ExpectColumnValuesToNotBeNull(column="mention_id", **label("id_is_given")),
            gxe.ExpectColumnValuesToBeUnique(column="mention_id", **label("id_is_unique")),
            gxe.ExpectColumnValuesToBeInSet(
                column="article_known", value_set=[True], **label("article_is_in_batch")
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="cameo_code", value_set=sorted(codes), **label("code_is_in_codebook")
            ),
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="cameo_root", column_B="root_of_code", **both, **label("root_is_of_code")
            ),
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="quad_class", column_B="quad_of_root", **both, **label("quad_is_of_root")
            ),
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="goldstein_text",
                column_B="goldstein_of_code",
                **both,
                **label("goldstein_is_of_code"),
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="goldstein",
                min_value=-limits["goldstein_is_in_range"].bound,
                max_value=limits["goldstein_is_in_range"].bound,
                **label("goldstein_is_in_range"),
            ),
            gxe.ExpectColumnValuesToNotBeNull(column="source", **label("source_is_given")),
            gxe.ExpectColumnValuesToNotBeNull(column="target", **label("target_is_given")),
            gxe.ExpectColumnValuesToMatchRegex(
                column="source", regex=ACTOR, **label("actors_look_like_codes")
            ),
            gxe.ExpectColumnValuesToMatchRegex(
                column="target", regex=ACTOR, **label("actors_look_like_codes")
            ),
            gxe.ExpectSelectColumnValuesToBeUniqueWithinRecord(
                column_list=["source", "target"],
                ignore_row_if="any_value_is_missing",
                **label("dyad_is_not_a_loop"),
            ),
            gxe.ExpectColumnValuesToNotBeNull(column="event_date", **label("day_is_given")),
            gxe.ExpectColumnValuesToBeBetween(
                column="days_after",
                max_value=limits["day_is_not_in_the_future"].bound,
                **label("day_is_not_in_the_future"),
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="event_date", min_value=FIRST_DAY, **label("day_is_not_before_1900")
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="date_precision", value_set=list(PRECISIONS), **label("precision_is_known")
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="mode", value_set=list(EVENT_MODES), **label("mode_is_an_event")
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="confidence", min_value=0, max_value=1, **label("confidence_is_a_share")
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="spans_fit", value_set=[True], **label("offsets_are_in_text")
            ),
            gxe.ExpectColumnPairValuesToBeEqual(
                column_A="sentence",
                column_B="sentence_in_text",
                **both,
                **label("sentence_is_in_text"),
            ),
            gxe.ExpectColumnValuesToBeBetween(
                column="days_before",
                max_value=limits["dated_near_publication"].bound,
                **label("dated_near_publication"),
            ),
        ],
    )
