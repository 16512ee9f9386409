"""What must hold of a batch of articles before any of them is loaded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from expectations.thresholds import Limits

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite

FIRST_DAY = date(1900, 1, 1)


def suite(limits: Limits, *, today: date) -> ExpectationSuite:
    """Return the suite over a frame of `records.ARTICLE`.

    Args:
        limits: the suite `articles` of `thresholds`.
        today: the day of the run, UTC.
    """
    import great_expectations as gx
    import great_expectations.expectations as gxe

    def label(name: str) -> dict[str, object]:
        return limits[name].label()

    latest = today + timedelta(days=limits["published_is_plausible"].bound)
    return gx.ExpectationSuite(
        name="articles",
        expectations=[
            gxe.ExpectColumnValuesToNotBeNull(column="article_id", **label("id_is_given")),
            gxe.ExpectColumnValuesToBeUnique(column="article_id", **label("id_is_unique")),
            gxe.ExpectColumnValuesToNotBeNull(column="text", **label("text_is_given")),
            gxe.ExpectColumnValuesToNotMatchRegex(
                column="text", regex="\x00", **label("text_has_no_nul")
            ),
            gxe.ExpectColumnValuesToNotBeNull(column="published_on", **label("published_is_given")),
            gxe.ExpectColumnValuesToBeBetween(
                column="published_on",
                min_value=FIRST_DAY,
                max_value=latest,
                **label("published_is_plausible"),
            ),
            gxe.ExpectColumnValuesToBeInSet(
                column="language", value_set=["en"], **label("language_is_english")
            ),
        ],
    )
