"""The main job as a Prefect flow: read -> compare -> code -> validate -> load, batch by batch.

A batch is a task a stage, and one transaction. Retries stand around reading, comparing and
loading, where the world can fail; coding is never tried again: it would say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import duckdb

from flows import quality, server, sources, stages
from flows.screen import progress
from flows.settings import Settings
from flows.stages import Batch, HeldBack, Job, Reading, Tally
from transforms.coding import Coder
from warehouse import runs

server.quiet()

from prefect import Task, flow, task  # noqa: E402  (Prefect reads its environment when imported)
from prefect.cache_policies import NO_CACHE  # noqa: E402

P = ParamSpec("P")
R = TypeVar("R")

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
    n_held_back: int = 0  # articles of the batch that the gate held back
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
        return f"{counts}; {self.n_held_back} held back" if self.held_because else counts


def worldly(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a task failed because of disk, network or lock, so that trying again may help."""
    try:
        state.result()
    except (OSError, duckdb.IOException):
        return True
    except Exception:
        return False
    return False


# No input is hashed and no result kept (NO_CACHE): the warehouse and staging know what is done.


@task(name="read", cache_policy=NO_CACHE, retry_condition_fn=worldly)
def read(reading: Reading) -> Batch | None:
    """Read the next batch."""
    return reading.next()


@task(name="compare", cache_policy=NO_CACHE, retry_condition_fn=worldly)
def compare(job: Job, batch: Batch) -> None:
    """Compare a batch with the stories held."""
    stages.compare(job, batch)


@task(name="code", cache_policy=NO_CACHE)
def code(job: Job, batch: Batch) -> None:
    """Code what is new in a batch."""
    stages.code(job, batch)


@task(name="validate", cache_policy=NO_CACHE, retry_condition_fn=worldly)
def validate(job: Job, batch: Batch) -> None:
    """Put a batch through the gate."""
    stages.validate(job, batch)


@task(name="load", cache_policy=NO_CACHE, retry_condition_fn=worldly)
def load(job: Job, batch: Batch) -> Tally:
    """Load what passed, in one transaction."""
    return stages.load(job, batch)


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
        coder=coder,
    )
    with server.api():
        return articles_to_series(job)


@flow(name="bilateral", validate_parameters=False, persist_result=False)
def articles_to_series(job: Job) -> Outcome:
    """Take the articles of a run into the warehouse, batch by batch."""
    stages.begin(job)
    ended: runs.Outcome = "failed"
    held_back = HeldBack((), 0)
    try:
        with progress() as passed:
            for batch in batches(job):
                job.tally += one_batch(job, batch)
                passed(job.tally.n_in, stages.expected(job, batch))
        ended = "done" if job.tally.n_loaded or job.tally.n_duplicate else "nothing_loaded"
    except HeldBack as held:
        ended, held_back = "held_back", held
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
        held_because=held_back.because,
        n_held_back=held_back.n_articles,
        quarantined=tuple((*why, n) for why, n in sorted(job.reasons.items())),
    )


def batches(job: Job) -> Iterator[Batch]:
    """Yield the batches of a job as they are read."""
    reading = Reading(job)
    following = stubborn(read, job)
    while (batch := following(reading)) is not None:
        yield batch


def one_batch(job: Job, batch: Batch) -> Tally:
    """Take one batch through the stages; return what became of it.

    Raises:
        HeldBack: a failing batch-level expectation; nothing of the batch is loaded.
    """
    stubborn(compare, job)(job, batch)
    code(job, batch)
    stubborn(validate, job)(job, batch)
    return stubborn(load, job)(job, batch)


def stubborn(stage: Task[P, R], job: Job) -> Task[P, R]:
    """Return a stage that is tried again as the settings say when the world was in its way."""
    settings = job.settings
    return stage.with_options(retries=settings.retries, retry_delay_seconds=settings.retry_seconds)
