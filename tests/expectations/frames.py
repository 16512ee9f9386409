"""Small frames by hand: an article with one mention that meets every expectation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from transforms.records import ARTICLE, MENTION

TODAY = date(2025, 6, 1)
TEXT = "China praised Cambodia on Tuesday. Nothing else happened that day."
SENTENCE = "China praised Cambodia on Tuesday."

ARTICLE_ROW: dict[str, Any] = {
    "article_id": "a1",
    "outlet": "Gazette",
    "title": "A day",
    "text": TEXT,
    "published_on": date(2024, 12, 3),
    "published_basis": "field",
    "language": "en",
    "origin": "here.jsonl:1",
}

MENTION_ROW: dict[str, Any] = {
    "mention_id": "m1",
    "event_id": "e1",
    "article_id": "a1",
    "event_date": date(2024, 12, 3),
    "date_precision": "day",
    "date_basis": "Tuesday",
    "source": "CHN",
    "source_agent": "GOV",
    "target": "KHM",
    "source_text": "China",
    "target_text": "Cambodia",
    "cameo_code": "051",
    "cameo_root": "05",
    "quad_class": 1,
    "plover_event": "SUPPORT",
    "goldstein": Decimal("3.4"),
    "mode": "actual",
    "confidence": 0.9,
    "sentence": SENTENCE,
    "sentence_index": 0,
    "sentence_start": 0,
    "sentence_end": len(SENTENCE),
    "trigger": "praised",
    "source_start": 0,
    "source_end": 5,
    "target_start": 14,
    "target_end": 22,
    "trigger_start": 6,
    "trigger_end": 13,
    "method": "pattern:test:1",
    "group_id": "g1",
    "n_dyads": 1,
    "coder_version": "test",
}


def articles(*changes: dict[str, Any]) -> pl.DataFrame:
    """Return an article a change, each the good one with some fields replaced."""
    return pl.DataFrame([{**ARTICLE_ROW, **change} for change in changes or ({},)], schema=ARTICLE)


def mentions(*changes: dict[str, Any]) -> pl.DataFrame:
    """Return a mention a change, each the good one with some fields replaced."""
    return pl.DataFrame([{**MENTION_ROW, **change} for change in changes or ({},)], schema=MENTION)
