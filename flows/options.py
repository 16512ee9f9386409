"""What commands share: options, how a warehouse is opened, days given as text."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from transforms.errors import UsageError

if TYPE_CHECKING:
    from contextlib import closing

    import duckdb

    from flows.settings import Settings

Db = Annotated[
    Path | None,
    typer.Option("--db", help="The warehouse, a DuckDB file (default: bilateral.duckdb)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Wait = Annotated[
    float | None, typer.Option("--wait", help="Seconds to wait for a file another process holds.")
]
Out = Annotated[Path, typer.Option("-o", "--output", help="The file to write.")]
Day = Annotated[str | None, typer.Option("--date", help="A day, YYYY-MM-DD.")]
Actors = Annotated[
    list[Path] | None,
    typer.Option("--actors", help="A PETRARCH actor dictionary, instead of the built-in names."),
]
Agents = Annotated[
    list[Path] | None,
    typer.Option("--agents", help="A PETRARCH agent dictionary, instead of the built-in roles."),
]

Dictionary = Annotated[
    str | None,
    typer.Option("--dictionary", help="A folder with names of your own, over the built-in ones."),
]
By = Annotated[
    str | None,
    typer.Option("--coder", help="Who decides: patterns, model or both (default: both)."),
]


def example(*lines: str) -> str:
    """Return examples as the end of a command's help, a line each."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def settings_of(*, beside: Path | None = None, **flags: object) -> Settings:
    """Return the settings under some flags; `beside` is the warehouse if no flag names one."""
    from flows import settings

    given = {name: value for name, value in flags.items() if value is not None}
    return settings.load(flags={"db": beside, **given})


def reading(db: Path | None, wait: float | None) -> closing[duckdb.DuckDBPyConnection]:
    """Open the warehouse for reading."""
    from contextlib import closing

    from warehouse.connection import read_warehouse

    return closing(read_warehouse(settings_of(db=db).db, wait_seconds=wait or 0.0))


def writing(db: Path | None, wait: float | None) -> closing[duckdb.DuckDBPyConnection]:
    """Open a warehouse that exists for writing."""
    from contextlib import closing

    from warehouse.connection import open_warehouse, read_warehouse

    path, seconds = settings_of(db=db).db, wait or 0.0
    if not path.exists():
        read_warehouse(path)  # refuses, and says how to make one
    return closing(open_warehouse(path, wait_seconds=seconds))


def parse_day(text: str | None, where: str) -> date | None:
    """Return a day given as text."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no day", where=where, fix="write it 2024-12-03") from error
