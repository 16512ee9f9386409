"""Write down each run: what went in, what came of it, what the gate measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal, get_args

import duckdb
import polars as pl

from transforms.errors import UsageError
from transforms.records import content_id
from warehouse import sql
from warehouse.migrate import code_version

Outcome = Literal["done", "held_back", "nothing_loaded", "failed", "interrupted"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

#: The counts of a run. n_in = n_loaded + n_duplicate + n_quarantined, in articles;
#: n_already_held are those of the duplicates that the warehouse held before, word for word.
COUNTS = (
    "n_in",
    "n_loaded",
    "n_duplicate",
    "n_already_held",
    "n_quarantined",
    "n_sentences",
    "n_sentences_coded",
    "n_mentions",
    "n_events",
)

#: `quality_results` as the gate hands it on; `column` is stored as column_name.
QUALITY = pl.Schema(
    {
        "suite": pl.String,
        "expectation": pl.String,
        "column": pl.String,
        "severity": pl.String,
        "observed": pl.Float64,
        "threshold": pl.Float64,
        "success": pl.Boolean,
    }
)


def load_id(inputs: Sequence[str], *, coder_version: str, codebook_version: str) -> str:
    """Return a run's id: the same for a killed and a repeated run over the same input.

    Args:
        inputs: digests of the inputs' content, in any order.
        coder_version: of the coder.
        codebook_version: `transforms.codebook.version()`.
    """
    return content_id("load", coder_version, codebook_version, *sorted(inputs))


def start_run(
    db: duckdb.DuckDBPyConnection,
    load_id: str,
    *,
    inputs: Sequence[str],
    coder_version: str,
    codebook_version: str,
    started_at: datetime,
) -> int:
    """Write down that a run begins; return the number of this attempt, from 1.

    Earlier attempts at the same run that never ended were killed: they become `interrupted`.
    """
    values = {
        "load_id": load_id,
        "inputs": list(inputs),
        "coder_version": coder_version,
        "codebook_version": codebook_version,
        "schema_version": code_version(),
        "started_at": _utc(started_at),
    }
    with sql.transaction(db):
        row = sql.run(db, "loading/start_run.sql", values).fetchone()
    return int(row[0]) if row else 1


def end_run(
    db: duckdb.DuckDBPyConnection,
    load_id: str,
    attempt: int,
    *,
    counts: Mapping[str, int],
    outcome: Outcome,
    ended_at: datetime,
) -> None:
    """Write down how a run ended, with its counts (`COUNTS`; those not given stay null).

    Raises:
        UsageError: a count or outcome that `loads` does not have.
    """
    if unknown := sorted(set(counts) - set(COUNTS)):
        raise UsageError(
            f"loads has no count {unknown[0]!r}", where="end_run", fix=f"one of {', '.join(COUNTS)}"
        )
    if outcome not in OUTCOMES:
        raise UsageError(
            f"no such outcome: {outcome!r}", where="end_run", fix=f"one of {', '.join(OUTCOMES)}"
        )
    values = {
        **{name: counts.get(name) for name in COUNTS},
        "load_id": load_id,
        "attempt": attempt,
        "outcome": outcome,
        "ended_at": _utc(ended_at),
    }
    sql.run(db, "loading/end_run.sql", values)


def record_quality(
    db: duckdb.DuckDBPyConnection,
    results: pl.DataFrame,
    *,
    load_id: str,
    attempt: int,
    batch: int,
    checked_at: datetime,
) -> None:
    """Append what the gate measured of one batch (`QUALITY`), for `bilateral quality`."""
    values = {
        "load_id": load_id,
        "attempt": attempt,
        "batch": batch,
        "checked_at": _utc(checked_at),
    }
    rows = results.select(pl.col(name).cast(dtype) for name, dtype in QUALITY.items())
    with sql.lent(db, quality_rows=rows):
        sql.run(db, "loading/quality.sql", values)


def _utc(instant: datetime) -> datetime:
    """An instant as the warehouse stores it: UTC, without a zone; one without a zone is UTC."""
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant
