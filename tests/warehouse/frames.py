"""Small frames for the warehouse's tests, and a dump to compare warehouses by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from transforms.records import MENTION, QUARANTINE, content_id, event_id
from warehouse.connection import open_warehouse
from warehouse.load import STAGED_ARTICLE, Loaded, load_batch

DAY = date(2024, 12, 3)
GOLDSTEIN = {"04": "1.0", "040": "1.0", "046": "7.0", "043": "2.8", "111": "-2.0", "190": "-10.0"}
#: Codebook tables that a warehouse of the tests has.
CODEBOOKS = ("countries", "country_numbers", "cameo_codes", "goldstein_tables")
#: Differ between two warehouses filled from the same input.
NOT_COMPARED = ("loads", "quality_results", *CODEBOOKS)


def article(name: str, **given: Any) -> dict[str, Any]:
    """An article as staged; its id is its name."""
    text = given.pop("text", f"China met Cambodia, says {name}.")
    return {
        "article_id": name,
        "source_id": name,
        "outlet": "Xinhua",
        "url": None,
        "title": None,
        "text": text,
        "published_on": DAY,
        "published_basis": "field",
        "language": "en",
        "origin": f"{name}.txt",
        "duplicate_of": None,
        "duplicate_kind": None,
        "n_words": len(text.split()),
        "signature": [1, 2, 3],
        **given,
    }


def mention(article_id: str, code: str = "046", **given: Any) -> dict[str, Any]:
    """A telling of China meeting Cambodia in the first sentence of an article."""
    row: dict[str, Any] = {
        "article_id": article_id,
        "event_date": DAY,
        "date_precision": "day",
        "date_basis": "publication",
        "source": "CHN",
        "target": "KHM",
        "source_text": "China",
        "target_text": "Cambodia",
        "cameo_code": code,
        "cameo_root": code[:2],
        "quad_class": quad(code[:2]),
        "plover_event": "CONSULT",
        "contexts": ["diplomatic"],
        "goldstein": Decimal(GOLDSTEIN[code]) if code in GOLDSTEIN else None,
        "mode": "actual",
        "speaker": "Xinhua",
        "confidence": 0.8,
        "sentence": "China met Cambodia",
        "sentence_index": 0,
        "sentence_start": 0,
        "sentence_end": 18,
        "trigger": "met",
        "source_start": 0,
        "source_end": 5,
        "trigger_start": 6,
        "trigger_end": 9,
        "target_start": 10,
        "target_end": 18,
        "method": "pattern:04_consult.csv:meet",
        "n_dyads": 1,
        "coder_version": "1",
        **given,
    }
    row["event_id"] = event_id(
        row["event_date"], row["date_precision"], row["source"], row["target"], row["cameo_root"]
    )
    row.setdefault("mention_id", content_id("mention", *(row[name] for name in sorted(row))))
    return row


def quad(root: str) -> int:
    return 1 if root <= "05" else 2 if root <= "09" else 3 if root <= "14" else 4


def quarantined(name: str, **given: Any) -> dict[str, Any]:
    return {
        "quarantine_id": name,
        "stage": "read",
        "reason": "empty",
        "detail": f"{name} is empty",
        "origin": name,
        "row": "{}",
        **given,
    }


def articles_frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=STAGED_ARTICLE, orient="row")


def mentions_frame(*rows: dict[str, Any]) -> pl.DataFrame:
    full = [{name: row.get(name) for name in MENTION} for row in rows]
    return pl.DataFrame(full, schema=MENTION, orient="row")


def quarantine_frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=QUARANTINE, orient="row")


def load(
    db: duckdb.DuckDBPyConnection,
    articles: list[dict[str, Any]],
    mentions: list[dict[str, Any]] | None = None,
    *,
    load_id: str = "load-1",
    quarantine: list[dict[str, Any]] | None = None,
    coder_version: str = "1",
    recode: bool = False,
) -> Loaded:
    return load_batch(
        db,
        articles=articles_frame(*articles),
        mentions=mentions_frame(*(mentions or [])),
        quarantine=quarantine_frame(*(quarantine or [])),
        load_id=load_id,
        coder_version=coder_version,
        recode=recode,
    )


def dump(db: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    """Every table but those of runs, rows sorted."""
    tables = column(db, "select table_name from duckdb_tables() where not temporary")
    return {
        name: sorted(db.execute(f'from "{name}"').fetchall(), key=repr)
        for name in sorted(tables)
        if name not in NOT_COMPARED
    }


def column(db: duckdb.DuckDBPyConnection, query: str) -> list[Any]:
    return [row[0] for row in db.execute(query).fetchall()]


def fresh(folder: Path, name: str = "w.duckdb") -> duckdb.DuckDBPyConnection:
    return open_warehouse(folder / name)


def empty(db: duckdb.DuckDBPyConnection, *, codebooks: bool = False) -> None:
    """Delete every row but the record of migrations and, unless asked for, the codebooks."""
    kept = {"migrations", *(() if codebooks else CODEBOOKS)}
    for name in column(db, "select table_name from duckdb_tables() where not temporary"):
        if name not in kept:
            db.execute(f'delete from "{name}"')
