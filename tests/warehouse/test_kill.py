"""A run killed at any point and run again leaves what an undisturbed run leaves."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.warehouse import loader
from tests.warehouse.frames import column, dump
from warehouse.connection import open_warehouse
from warehouse.doctor import examine

ROOT = Path(__file__).parents[2]
KILLS = 3


def killed_while_loading(path: Path, batch: int, seconds: float) -> None:
    """Kill a run some time after it began a batch."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.warehouse.loader", str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            if int(line) == batch:
                break
        time.sleep(seconds)
        run.kill()


def test_killed_runs_repeated_are_as_if_nothing_had_happened(tmp_path: Path):
    rng = random.Random(4)
    for kill in range(KILLS):
        batch = rng.randrange(kill, loader.BATCHES - 1)
        killed_while_loading(tmp_path / "killed.duckdb", batch, rng.random() * 0.1)
    loader.main(tmp_path / "killed.duckdb")
    loader.main(tmp_path / "whole.duckdb")
    with (
        open_warehouse(tmp_path / "killed.duckdb") as killed,
        open_warehouse(tmp_path / "whole.duckdb") as whole,
    ):
        assert dump(killed) == dump(whole)
        outcomes = column(killed, "select outcome from loads order by attempt")
        assert outcomes == ["interrupted"] * KILLS + ["done"]
        assert [check for check in examine(killed) if not check.ok] == []
