"""A release to be killed or to run out of room: of one warehouse, into one folder."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from transforms.errors import BilateralError
from warehouse.release import publish


def main(warehouse: Path, folder: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as db:
        publish(db, "2024.12", folder)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except BilateralError as error:
        sys.exit(f"error: {error}")
