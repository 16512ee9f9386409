"""The frames that rooms hand to each other: one schema each, named once.

An article has sentences; a sentence has mentions; mentions of one act are an event.
Codes are text everywhere (`010` and `10` differ). Days are calendar dates, instants UTC.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

import polars as pl

#: How the method of a mention begins that the model alone has found.
BY_MODEL = "model:"

#: An article as read, before cleaning. One row per article.
ARTICLE = pl.Schema(
    {
        "article_id": pl.String,  # content hash, see `article_id`
        "source_id": pl.String,  # the id the input gave, or the file's stem; may be null
        "outlet": pl.String,  # as given or found; null when unknown
        "url": pl.String,
        "title": pl.String,
        "text": pl.String,  # as given (after decoding); offsets count characters of this
        "published_on": pl.Date,
        "published_basis": pl.String,  # field | header | html_meta | url | dateline
        "language": pl.String,  # ISO 639-1
        "origin": pl.String,  # path, or path:line
    }
)

#: What reading, cleaning or the gate set aside. One row per rejected input, article or mention.
QUARANTINE = pl.Schema(
    {
        "quarantine_id": pl.String,  # content hash of stage, reason and content
        "stage": pl.String,  # read | clean | code | validate
        "reason": pl.String,  # a short word: empty, binary, no_date, ...
        "detail": pl.String,  # what, where and how to mend it
        "origin": pl.String,
        "row": pl.String,  # the input itself as JSON, shortened above 10,000 characters
    }
)

#: One telling of an act in one sentence. Superset of `bilateral code`'s output line.
_MENTION: dict[str, pl.DataType | type[pl.DataType]] = {
    "mention_id": pl.String,
    "event_id": pl.String,
    "article_id": pl.String,
    "event_date": pl.Date,
    "date_precision": pl.String,  # day | week | month | year
    "date_basis": pl.String,  # words or rule the date comes from
    "source": pl.String,
    "source_agent": pl.String,
    "target": pl.String,
    "target_agent": pl.String,
    "source_text": pl.String,
    "target_text": pl.String,
    "cameo_code": pl.String,
    "cameo_root": pl.String,
    "quad_class": pl.Int8,
    "plover_event": pl.String,
    "plover_mode": pl.String,
    "contexts": pl.List(pl.String),
    "goldstein": pl.Decimal(4, 1),
    "mode": pl.String,  # actual | intent | historical | hypothetical | negated | disputed
    "speaker": pl.String,
    "confidence": pl.Float64,
    "place_name": pl.String,
    "place_country": pl.String,
    "place_lat": pl.Float64,
    "place_lon": pl.Float64,
    "place_geonames_id": pl.Int64,
    "place_precision": pl.String,
    "place_basis": pl.String,
    "sentence": pl.String,
    "sentence_index": pl.Int32,
    "sentence_start": pl.Int32,
    "sentence_end": pl.Int32,
    "trigger": pl.String,
    "source_start": pl.Int32,
    "source_end": pl.Int32,
    "target_start": pl.Int32,
    "target_end": pl.Int32,
    "trigger_start": pl.Int32,
    "trigger_end": pl.Int32,
    "method": pl.String,  # pattern:<file>:<row key>, +model:<type it reads>; or model:<type>
    "group_id": pl.String,
    "n_dyads": pl.Int32,
    "coder_version": pl.String,
    "dropped_because": pl.String,  # null: this mention becomes (part of) an event
}
MENTION = pl.Schema(_MENTION)

#: Characters of a hash that serve as an id.
ID_LENGTH = 20


def content_id(*parts: object) -> str:
    """Return the id of some content: the first 20 hex digits of its SHA-256.

    Parts are joined by a character no text holds, so ("ab", "c") and ("a", "bc") differ.
    """
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def article_id(outlet: str | None, published_on: date | None, title: str | None, text: str) -> str:
    """Return an article's id: the same words by the same outlet on the same day are one article."""
    return content_id("article", outlet, published_on, title, text)


def event_id(event_date: date, precision: str, source: str, target: str, root: str) -> str:
    """Return the id of the act that mentions tell of.

    It holds only what all tellings of one act share (day, dyad, CAMEO root; coding rules:
    one event per source, target, root and day), so it does not depend on which telling
    came first, and survives a late one with a more specific code. Of a date vaguer than a day
    it holds the first day of that week (Monday), month or year: "last week" said on a Monday and
    on a Tuesday is one week.
    """
    return content_id("event", _first_day(event_date, precision), precision, source, target, root)


def _first_day(day: date, precision: str) -> date:
    """Return the first day of the week, month or year that a day lies in; of a day, the day."""
    if precision == "week":
        return day - timedelta(days=day.weekday())
    if precision == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if precision == "year" else day
