"""What the coder saw in a text, in plain words: names, acts, and why others were dropped."""

from __future__ import annotations

from datetime import date

import polars as pl

from transforms.codebook import table
from transforms.coding import Coder
from transforms.records import ARTICLE

_MODES = {
    "actual": "it happened",
    "intent": "stated intent; the statement is the event",
    "historical": "background",
    "hypothetical": "not asserted to have happened",
    "negated": "said not to have happened",
    "disputed": "alleged and denied",
}


def article_frame(text: str, on: date) -> pl.DataFrame:
    """Wrap a bare text as a frame of one article published on a day."""
    row = {"article_id": "text", "source_id": "text", "text": text, "published_on": on}
    return pl.DataFrame([row], schema=ARTICLE)


def explain(coder: Coder, text: str, on: date) -> str:
    """Explain how a text published on a day is coded.

    Names the actors found, each event with its words, rule, mode, day and confidence, then what
    was seen but dropped, and why.
    """
    coded = coder.code(article_frame(text, on))
    lines = ["Actors"]
    for mention in coder.names(coder.view(text), on):
        entry = mention.entry
        if not mention.code:
            continue
        role = f" {entry.agent}" if entry.agent else ""
        office = f", {entry.office}" if entry.office else ""
        lines.append(
            f'  "{mention.text}" is {mention.code}{role} ({entry.name}{office}; {entry.kind})'
        )
    if len(lines) == 1:
        lines.append("  none that the dictionary knows")
    reason = coded.articles["dropped_because"][0]
    if reason:
        lines += ["", f"The article is left out as a whole: it reads as {reason}."]
    lines += ["", *describe(coded.mentions)]
    if not coded.near_misses.is_empty():
        lines += ["", "Near misses"]
        for row in coded.near_misses.iter_rows(named=True):
            lines.append(f'  "{row["trigger"]}": {row["reason"]} ({row["method"]})')
    return "\n".join(lines)


def describe(mentions: pl.DataFrame) -> list[str]:
    """Describe mentions, kept ones first, as lines of text."""
    labels = dict(table("actions").select("code", "name").iter_rows())
    kept = mentions.filter(pl.col("dropped_because").is_null())
    dropped = mentions.filter(pl.col("dropped_because").is_not_null())
    lines = ["Events"]
    for row in kept.iter_rows(named=True):
        lines += [
            f"  {_actor(row, 'source')} > {_actor(row, 'target')}  {row['cameo_code']}"
            f" {labels[row['cameo_code']]}",
            f'    sentence    "{row["sentence"]}"',
            f'    words       "{row["source_text"]}" | "{row["trigger"]}" | "{row["target_text"]}"',
            f"    rule        {row['method']}",
            f"    mode        {row['mode']}: {_MODES[row['mode']]}",
            f"    day         {row['event_date']} ({row['date_precision']}; {row['date_basis']})",
            f"    speaker     {row['speaker'] or 'the article'}",
            f"    confidence  {row['confidence']:.2f}",
        ]
    if kept.is_empty():
        lines.append("  none")
    if not dropped.is_empty():
        lines += ["", "Dropped"]
        for row in dropped.iter_rows(named=True):
            lines.append(
                f"  {_actor(row, 'source')} > {_actor(row, 'target')}  {row['cameo_code']}"
                f' "{row["trigger"]}": {row["dropped_because"]} ({row["method"]})'
            )
    return lines


def _actor(row: dict[str, object], side: str) -> str:
    agent = row[f"{side}_agent"]
    return f"{row[side]} {agent}" if agent else str(row[side])
