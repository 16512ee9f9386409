"""A run to be killed: load some batches into a file, saying so before each."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.warehouse.frames import article, load, mention, quarantined
from warehouse import runs
from warehouse.connection import open_warehouse

BATCHES = 8
SIZE = 50
START = datetime(2025, 1, 1, tzinfo=UTC)
VERSIONS = {"coder_version": "1", "codebook_version": "2"}


def main(path: Path) -> None:
    load_id = runs.load_id(["input"], **VERSIONS)
    with open_warehouse(path) as db:
        attempt = runs.start_run(db, load_id, inputs=["input"], started_at=START, **VERSIONS)
        for batch in range(BATCHES):
            print(batch, flush=True)
            names = [f"{batch}-{i}" for i in range(SIZE)]
            load(
                db,
                [article(name, outlet=f"paper {batch % 3}") for name in names],
                [mention(name, "046" if batch % 2 else "040", source="CHN") for name in names],
                quarantine=[quarantined(f"q{batch}")],
                load_id=load_id,
            )
        counts = {"n_in": 408, "n_loaded": 400, "n_duplicate": 0, "n_quarantined": 8}
        runs.end_run(db, load_id, attempt, counts=counts, outcome="done", ended_at=START)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
