"""`bilateral serve`: the same flow on what is new in a folder, on a schedule.

One Prefect server (found, or a thread of this process), one runner with room for one run: a
run that is due while another is going waits its turn. Nothing stays behind.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any

from flows import dictionary, server
from flows.settings import Settings
from transforms.errors import BilateralError, UsageError
from transforms.weighing import deciders

server.quiet()

from prefect import flow  # noqa: E402  (Prefect reads its environment when it is imported)

#: Files whose names begin so are somebody's unfinished copies.
UNFINISHED = (".", "~")
#: Seconds between two looks at the server for runs that are due.
LOOK_SECONDS = 10.0
#: What a run that went wrong returns.
FAILED = 1

#: Size and time of change of each file, by path: what a run has seen of a folder.
Seen = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When to run: a cron line, or every so many seconds."""

    cron: str | None = None
    every: float | None = None

    def __post_init__(self) -> None:
        if (self.cron is None) == (self.every is None):
            raise UsageError(
                "say when to run, in one way",
                where="bilateral serve",
                fix='--cron "0 * * * *" (on the hour), or --every 600 (seconds)',
            )
        if self.every is not None and self.every < 1:
            raise UsageError(
                f"{self.every:g} seconds is too often", where="--every", fix="1 second or more"
            )
        if self.cron is not None:
            _refuse_bad_cron(self.cron)


def _refuse_bad_cron(line: str) -> None:
    from prefect.client.schemas.schedules import CronSchedule

    try:
        CronSchedule(cron=line)
    except ValueError as error:
        raise UsageError(
            f"{line!r} is no cron line",
            where="--cron",
            fix='five fields: minute hour day month weekday, such as "0 * * * *"',
        ) from error


def listing(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of change of every file below a folder, by path, sorted."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        str(path): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in files
        if not path.name.startswith(UNFINISHED)
    }


def new_files(now: Seen, seen: Seen) -> list[str]:
    """Return the files that a run has not seen as they are now."""
    return [path for path, state in now.items() if tuple(seen.get(path, ())) != tuple(state)]


def read_seen(db: Path) -> dict[str, tuple[int, int]]:
    """Return what the last run saw; nothing if the warehouse is not there (any more)."""
    path = _memory(db)
    if not db.exists() or not path.exists():
        return {}
    try:
        return {name: (size, at) for name, (size, at) in json.loads(path.read_text()).items()}
    except (ValueError, TypeError, AttributeError):
        return {}  # a damaged memory costs time, not correctness: what is held is recognised


def write_seen(db: Path, seen: Seen) -> None:
    """Remember what a run has seen."""
    fresh = _memory(db).with_suffix(".new")
    fresh.write_text(json.dumps(dict(seen), indent=0))
    fresh.replace(_memory(db))


def _memory(db: Path) -> Path:
    return db.with_name(f"{db.stem}_serve.json")


@flow(name="bilateral-folder", validate_parameters=False)
def folder_run(folder: str, settings: dict[str, Any]) -> int:
    """Run the main job on what is new in a folder; return its exit status.

    The process that runs this is on its own: what goes wrong is said here, in a sentence.
    """
    try:
        return new_in(Path(folder), Settings(**{**settings, "db": Path(settings["db"])}))
    except BilateralError as error:
        _say(f"error: {error}")
    except Exception as error:
        _say(f"error: {type(error).__name__}: {error}")
    return FAILED


def new_in(folder: Path, settings: Settings) -> int:
    """Run the main job on what is new in a folder; return its exit status."""
    from flows.run import run

    now = listing(folder)
    new = new_files(now, read_seen(settings.db))
    if not new:
        _say(f"nothing new in {folder}")
        return 0
    outcome = run(new, settings)
    # What could not be read is in quarantine and need not be read again; a batch that was
    # held back is tried again with the next run.
    if outcome.outcome != "held_back":
        write_seen(settings.db, now)
    _say(f"{len(new)} new files: {outcome.sentence()}")
    return outcome.status


def _say(line: str) -> None:
    print(f"{datetime.now():%Y-%m-%d %H:%M:%S}  {line}", file=sys.stderr, flush=True)


def serve(folder: Path, schedule: Schedule, settings: Settings) -> None:
    """Run on a schedule until SIGINT or SIGTERM.

    Raises:
        UsageError: the folder does not exist.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", where="bilateral serve", fix="make it")
    # The runs are processes of their own, perhaps elsewhere: paths are made absolute.
    names = str(Path(settings.dictionary).absolute()) if settings.dictionary else ""
    wanted = replace(settings, db=settings.db.absolute(), dictionary=names)
    dictionary.load(names)  # faults are said now, not at the first run
    deciders(settings.coder)
    with server.api(schedules=True) as url:
        _say(f"serving {folder.absolute()} into {wanted.db}; page: {url.removesuffix('/api')}")
        asyncio.run(_serve(folder.absolute(), schedule, wanted))
    _say("stopped")


async def _serve(folder: Path, schedule: Schedule, settings: Settings) -> None:
    """Offer the flow to the server and run what is due, one at a time."""
    from prefect.runner import Runner
    from prefect.types.entrypoint import EntrypointType

    deployment = await folder_run.ato_deployment(
        name=folder.name,
        cron=schedule.cron,
        interval=schedule.every,
        parameters={"folder": str(folder), "settings": _plain(settings)},
        enforce_parameter_schema=False,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    runner = Runner(
        name=f"bilateral-{folder.name}",
        limit=1,
        query_seconds=min(LOOK_SECONDS, schedule.every or LOOK_SECONDS),
        pause_on_shutdown=True,
    )
    await runner.aadd_deployment(deployment)
    running = asyncio.ensure_future(runner.start())
    _stop_on_signals(running)
    try:
        await running
    except asyncio.CancelledError:
        _say("stopping")


def _stop_on_signals(running: asyncio.Future[None]) -> None:
    """Let SIGINT and SIGTERM end the runner as it should end, not the process under it."""
    loop = asyncio.get_running_loop()

    def stop(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(running.cancel)

    # Prefect puts its own handler on SIGTERM when it starts; ours comes after it.
    loop.call_later(1.0, lambda: [signal.signal(n, stop) for n in (signal.SIGINT, signal.SIGTERM)])
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)


def _plain(settings: Settings) -> dict[str, Any]:
    """Return settings as Prefect can keep them: as JSON."""
    names = Settings.__dataclass_fields__
    return {
        name: str(value) if isinstance(value, Path) else value
        for name in names
        for value in [getattr(settings, name)]
    }
