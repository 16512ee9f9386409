"""The Prefect server a flow talks to: the user's own, or one inside this process.

Prefect's own ephemeral server is a process beside ours: it takes 11 to 13 s on a fresh home
and stays behind when the run is killed. Ours is a thread with a data base in a temporary
folder, copied from a template so that Prefect's 100 migrations (7 s) run once a machine and
version: it starts in half a second after the imports, and dies with the process however that
ends. The user's Prefect home is not touched.
"""

from __future__ import annotations

import contextvars
import os
import shutil
import socket
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from transforms.errors import BilateralError

#: Temporary folders of servers, by process id: what a killed run leaves is found by the next.
FOLDER = "bilateral-prefect-"
#: Seconds a server may take to answer; a fresh data base takes 7 on a slow machine.
PATIENCE = 90.0


def quiet() -> None:
    """Turn Prefect's telemetry and chatter off, unless the user's environment says otherwise.

    Call it before Prefect is imported: it reads the environment once.
    """
    for name, value in {
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_SERVER_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
        "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
    }.items():
        os.environ.setdefault(name, value)
    if "PREFECT_HOME" not in os.environ and not (Path.home() / ".prefect").exists():
        # Importing Prefect makes its home; one that the user never made is not made for him.
        home = cache_folder() / "prefect"
        with suppress(OSError):
            home.mkdir(parents=True, exist_ok=True)
            os.environ["PREFECT_HOME"] = str(home)


def cache_folder() -> Path:
    """Return the folder for what can be made again (`$XDG_CACHE_HOME/bilateral`)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bilateral"


@contextmanager
def api(*, schedules: bool = False) -> Iterator[str]:
    """Give the flows inside the block a Prefect server; yield the address of its API.

    Args:
        schedules: also run the services that start scheduled flows, and the page.
    """
    quiet()
    from prefect.settings import PREFECT_API_URL, get_current_settings, temporary_settings

    if given := get_current_settings().api.url:
        yield str(given)
        return
    if schedules and (found := running()):
        with temporary_settings({PREFECT_API_URL: found}):
            yield found
        return
    with own(schedules=schedules) as url, temporary_settings({PREFECT_API_URL: url}):
        yield url


def running() -> str | None:
    """Return the API of a `prefect server start` on its usual port, None if there is none."""
    import httpx
    from prefect.settings import get_current_settings

    server = get_current_settings().server.api
    url = f"http://{server.host}:{server.port}/api"
    try:
        answer = httpx.get(f"{url}/health", timeout=2)
    except httpx.HTTPError:
        return None
    return url if answer.status_code == 200 and answer.json() is True else None


@contextmanager
def own(*, schedules: bool) -> Iterator[str]:
    """Run a server in a thread of this process for the length of the block."""
    import prefect
    from prefect.settings import temporary_settings

    remove_left_behind()
    template = cache_folder() / f"prefect-{prefect.__version__}.db"
    with ExitStack() as stack:
        home = Path(tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-"))
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        database = home / "server.db"
        with suppress(OSError):
            shutil.copyfile(template, database)
        stack.enter_context(temporary_settings(_settings(home, database, schedules)))
        url = stack.enter_context(_thread(schedules))
        if not template.exists():
            _keep_template(database, template)
        yield url


def _settings(home: Path, database: Path, schedules: bool) -> dict[Any, Any]:
    import prefect.settings as known

    return {
        known.PREFECT_HOME: home,
        known.PREFECT_API_DATABASE_CONNECTION_URL: f"sqlite+aiosqlite:///{database}",
        known.PREFECT_API_BLOCKS_REGISTER_ON_START: False,
        known.PREFECT_UI_ENABLED: schedules,
        known.PREFECT_UI_STATIC_DIRECTORY: str(home / "ui"),
        known.PREFECT_LOGGING_TO_API_ENABLED: schedules,
    }


@contextmanager
def _thread(schedules: bool) -> Iterator[str]:
    """Serve Prefect's application from a thread; yield its API's address."""
    import uvicorn
    from prefect.server.api.server import create_app

    app = create_app(ephemeral=not schedules, ignore_cache=True)
    config = uvicorn.Config(app, log_level="critical", access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        context = contextvars.copy_context()
        thread = threading.Thread(
            target=lambda: context.run(server.run, [listening]), name="prefect", daemon=True
        )
        thread.start()
        _wait(server, thread)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/api"
        finally:
            server.should_exit = True
            thread.join(10)


def _wait(server: Any, thread: threading.Thread) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + PATIENCE
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise BilateralError(
                "Prefect's server does not start",
                where=str(cache_folder()),
                fix="remove that folder (it is made again) and check that the disk has room",
            )
        time.sleep(0.02)


def _keep_template(database: Path, template: Path) -> None:
    """Keep a migrated, empty data base for the next start; the move is atomic."""
    with suppress(OSError, sqlite3.Error):
        template.parent.mkdir(parents=True, exist_ok=True)
        fresh = template.with_name(f"{template.name}.{os.getpid()}")
        with closing(sqlite3.connect(database)) as old, closing(sqlite3.connect(fresh)) as new:
            old.backup(new)
        fresh.replace(template)


def remove_left_behind() -> None:
    """Remove the temporary folders of processes that are gone."""
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        pid = folder.name.removeprefix(FOLDER).split("-")[0]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists():
            shutil.rmtree(folder, ignore_errors=True)
