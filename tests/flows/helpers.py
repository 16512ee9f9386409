"""Small inputs, and the command line as a user calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb

from flows.settings import Settings, load

ROOT = Path(__file__).parents[2]

#: Tables that grow with each run; everything else must not.
GROWING = {"loads", "quality_results"}

PRAISE = (
    "BEIJING, Dec. 3 (Xinhua) -- China praised Cambodia on Tuesday for its stable government. "
    "Chinese President Xi Jinping met with Cambodian Prime Minister Hun Manet in Beijing on "
    "Tuesday. Hun Manet thanked China for its support."
)
CRITICISM = (
    "The United States on Thursday condemned Iran for seizing a tanker in the Gulf. Washington "
    "called on Tehran to release the ship at once. Iran rejected the demand, its foreign "
    "ministry said."
)
VISIT = (
    "French President Emmanuel Macron arrived in India on Friday for a two-day visit. India and "
    "France signed an agreement on the purchase of fighter aircraft, both governments said."
)


def article(number: int, text: str, day: str = "2024-12-03", **more: Any) -> dict[str, Any]:
    """Return an input line."""
    return {"id": f"t{number}", "text": text, "date": day, "outlet": "Gazette", **more}


ARTICLES = [
    article(1, PRAISE),
    article(2, CRITICISM, "2023-04-27"),
    article(3, VISIT, "2024-01-26"),
]


def jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    """Write rows as JSON lines."""
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def settings(folder: Path, **flags: object) -> Settings:
    """Return settings for a warehouse in a folder, whatever the environment says."""
    flags = {"db": folder / "x.duckdb", "retries": 0, "wait_seconds": 5.0, **flags}
    return load(flags=flags, environment={}, folder=folder)


def bilateral(*arguments: object, cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run(
        command(*arguments), cwd=cwd, env=environment(), text=True, capture_output=True, **more
    )


def command(*arguments: object) -> list[str]:
    """Return the command line."""
    return [sys.executable, "-m", "flows.cli", *map(str, arguments)]


def environment() -> dict[str, str]:
    """Return the environment of a user without settings of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BILATERAL_")}
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths)}


def dump(db: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but those that grow with each run, sorted."""
    with duckdb.connect(str(db), read_only=True) as connection:
        tables = [
            name
            for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall()
            if name not in GROWING
        ]
        return {
            name: sorted(connection.execute(f"from {name}").fetchall(), key=repr)
            for name in sorted(tables)
        }


def rows(db: Path, query: str) -> list[tuple[Any, ...]]:
    """Return the answer to a query."""
    with duckdb.connect(str(db), read_only=True) as connection:
        return connection.execute(query).fetchall()
