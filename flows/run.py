"""The main job as a Prefect flow: read -> compare -> code -> validate -> load, batch by batch.

A batch is a task a stage, and one transaction. Retries stand around reading, comparing and
loading, where the world can fail; coding is never tried again: it would say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from flows import quality, server, sources, stages
from flows.screen import progress
from flows.settings import Settings
from flows.stages import Batch, HeldBack, Job, Reading, Tally
from transforms.coding import Coder
from warehouse import runs

server.quiet()

from prefect import flow, task  # noqa: E402  (Prefect reads its environment when imported)
from prefect.cache_policies import NO_CACHE  # noqa: E402

#: Exit statuses of the contract, by outcome.
STATUS: dict[runs.Outcome, int] = {"done": 0, "nothing_loaded": 1, "held_back": 3}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended."""

    outcome: runs.Outcome
    tally: Tally
    db: Path
    report: Path
    load_id: str
    held_because: tuple[str, ...] = ()
    quarantined: tuple[tuple[str, str, int], ...] = ()  # stage, reason, how many

    @property
    def status(self) -> int:
        """The exit status."""
        return STATUS[self.outcome]

    def sentence(self) -> str:
        """Say in a line what happened."""
        tally = self.tally
        counts = (
            f"{tally.n_in} articles in, {tally.n_loaded} loaded, {tally.n_duplicate} duplicate, "
            f"{tally.n_quarantined} quarantined"
        )
        return f"{counts}; held back by the gate" if self.held_because else counts


def worldly(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a task failed because of disk, network or lock, so that trying again may help."""
    try:
        state.result()
    except (OSError, duckdb.IOException):
        return True
    except Exception:
        return False
    return False


#: No input is hashed and no result kept: what is done is known from the warehouse and staging.
plain = {"cache_policy": NO_CACHE, "persist_result": False, "log_prints": False}
read = task(name="read", retry_condition_fn=worldly, **plain)(Reading.next)
compare = task(name="compare", retry_condition_fn=worldly, **plain)(stages.compare)
code = task(name="code", **plain)(stages.code)
validate = task(name="validate", **plain)(stages.validate)
load = task(name="load", retry_condition_fn=worldly, **plain)(stages.load)


def run(
    paths: Sequence[str],
    settings: Settings,
    *,
    today: date | None = None,
    coder: Coder | None = None,
) -> Outcome:
    """Run the main job over some paths.

    Args:
        paths: files, folders, globs, or `-` for standard input.
        settings: see `settings.load`.
        today: the day of the run, UTC, if it is not the clock's.
        coder: one that is warm already.

    Raises:
        UsageError: a path that does not exist, a wrong setting.
        BilateralError: something keeps the run from going on; what was loaded stays.
    """
    job = Job(
        settings,
        sources.expand(paths),
        today=today or datetime.now(UTC).date(),
        coder=coder or Coder(),
    )
    with server.api():
        return articles_to_series(job)


@flow(name="bilateral", validate_parameters=False, persist_result=False)
def articles_to_series(job: Job) -> Outcome:
    """Take the articles of a run into the warehouse, batch by batch."""
    stages.begin(job)
    ended: runs.Outcome = "failed"
    because: tuple[str, ...] = ()
    try:
        with progress(sum(item.size or 0 for item in job.inputs)) as passed:
            for batch in batches(job):
                job.tally += one_batch(job, batch)
                passed(job.tally.n_in)
        ended = "done" if job.tally.n_loaded or job.tally.n_duplicate else "nothing_loaded"
    except HeldBack as held:
        ended, because = "held_back", held.because
    except KeyboardInterrupt:
        ended = "interrupted"
        raise
    finally:
        stages.finish(job, ended)
    return Outcome(
        outcome=ended,
        tally=job.tally,
        db=job.settings.db,
        report=quality.write(job.settings.db, job.limits),
        load_id=job.load_id,
        held_because=because,
        quarantined=tuple((*why, n) for why, n in sorted(job.reasons.items())),
    )


def batches(job: Job) -> Iterator[Batch]:
    """Yield the batches of a job as they are read."""
    reading = Reading(job)
    while (batch := read.with_options(**again(job))(reading)) is not None:
        yield batch


def one_batch(job: Job, batch: Batch) -> Tally:
    """Take one batch through the stages; return what became of it.

    Raises:
        HeldBack: a failing batch-level expectation; nothing of the batch is loaded.
    """
    compare.with_options(**again(job))(job, batch)
    code(job, batch)
    validate(job, batch)
    return load.with_options(**again(job))(job, batch)


def again(job: Job) -> dict[str, Any]:
    """Return how often, and after how long, a stage that met the world is tried again."""
    return {"retries": job.settings.retries, "retry_delay_seconds": job.settings.retry_seconds}
