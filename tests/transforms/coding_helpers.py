"""Code a sentence in a test: text in, `CHN>KHM 040 actual` out."""

from datetime import date
from functools import cache

import polars as pl

from transforms.coding import Coder, distinct_events
from transforms.explain import article_frame

ON = date(2024, 6, 12)  # a Wednesday


@cache
def coder() -> Coder:
    return Coder()


def mentions(text: str, on: date = ON) -> pl.DataFrame:
    return coder().code(article_frame(text, on)).mentions


def events(text: str, on: date = ON) -> set[str]:
    """Return the events of a text as `source>target root mode`."""
    return {
        f"{row['source']}>{row['target']} {row['cameo_root']} {row['mode']}"
        for row in distinct_events(mentions(text, on)).iter_rows(named=True)
    }


def days(text: str, on: date = ON) -> set[str]:
    return {
        f"{row['event_date']} {row['date_precision']}"
        for row in mentions(text, on).iter_rows(named=True)
        if row["dropped_because"] is None
    }


def reasons(text: str, on: date = ON) -> set[str]:
    """Return why what was seen in a text was dropped."""
    return set(mentions(text, on)["dropped_because"].drop_nulls())
