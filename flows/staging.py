"""Staged batches as Parquet beside the warehouse, for restart and inspection.

A batch is named by what is in it and by the coder that coded it, so that a run that was killed
finds what it had coded, and nothing coded by another coder is ever taken for it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import polars as pl

from transforms.coding import Coded
from transforms.records import content_id


def folder(db: Path) -> Path:
    """Return the folder of a warehouse's staged batches."""
    return db.with_name(f"{db.stem}_staging")


def batch_id(articles: pl.DataFrame, spans: Sequence[object], coder_version: str) -> str:
    """Return the name of a batch: of its articles in order, what of them is coded, and by whom."""
    return content_id("batch", coder_version, *articles["article_id"].to_list(), *spans)


def held(place: Path) -> Coded | None:
    """Return what is staged at a place, None if nothing whole is."""
    try:
        return Coded(
            **{part.name: pl.read_parquet(place / f"{part.name}.parquet") for part in fields(Coded)}
        )
    except (OSError, pl.exceptions.PolarsError):
        return None


def keep(place: Path, coded: Coded) -> None:
    """Stage a coded batch; the folder gets its name when all of it is written."""
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    fresh.mkdir(parents=True, exist_ok=True)
    for part in fields(Coded):
        getattr(coded, part.name).write_parquet(fresh / f"{part.name}.parquet")
    shutil.rmtree(place, ignore_errors=True)
    fresh.replace(place)


def remove(place: Path) -> None:
    """Forget a batch that is loaded, and the folder when it was the last."""
    shutil.rmtree(place, ignore_errors=True)
    if place.parent.is_dir() and not any(place.parent.iterdir()):
        place.parent.rmdir()


def remove_all(db: Path) -> None:
    """Forget what earlier runs, killed or held back, have left staged."""
    shutil.rmtree(folder(db), ignore_errors=True)
