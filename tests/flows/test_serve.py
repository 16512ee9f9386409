"""`bilateral serve`: two scheduled runs happen, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.flows.helpers import ARTICLES, command, environment, jsonl, rows


def processes_of(group: int) -> list[int]:
    """Return the processes of a process group or session that are alive."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if group in {int(fields[2]), int(fields[3])} and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


@pytest.mark.timeout(120)
def test_two_scheduled_runs_happen_and_nothing_stays_behind(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    jsonl(inbox / "first.jsonl", ARTICLES[:2])
    log = tmp_path / "serve.log"
    with log.open("w") as stderr:
        serving = subprocess.Popen(
            command("serve", inbox, "--every", "3", "--db", "x.duckdb"),
            cwd=tmp_path,
            env=environment(),
            stdout=stderr,
            stderr=stderr,
            start_new_session=True,
        )
        try:
            wait_for(log, "2 articles in, 2 loaded")
            jsonl(inbox / "second.jsonl", ARTICLES[2:])
            wait_for(log, "1 articles in, 1 loaded")
            serving.send_signal(signal.SIGTERM)
            assert serving.wait(30) == 0
        finally:
            if serving.poll() is None:
                os.killpg(serving.pid, signal.SIGKILL)
    assert rows(tmp_path / "x.duckdb", "select count(*) from articles") == [(3,)]
    assert rows(tmp_path / "x.duckdb", "select n_loaded from loads order by started_at") == [
        (2,),
        (1,),
    ]
    assert "Traceback" not in log.read_text()
    assert processes_of(serving.pid) == []
    assert not list(Path(tempfile.gettempdir()).glob(f"bilateral-prefect-{serving.pid}-*"))


def wait_for(log: Path, words: str, seconds: float = 60) -> None:
    """Wait until a log says something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if words in log.read_text():
            return
        time.sleep(0.2)
    raise AssertionError(f"not in the log: {words}\n{log.read_text()}")
