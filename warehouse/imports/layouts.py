"""How each format is laid out (`layouts.toml`), and whether a file is laid out so."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: Formats that `import-events` is asked for, and the layouts that their files may have.
FORMATS = {
    "gdelt1": ("gdelt1",),
    "gdelt2": ("gdelt2",),
    "icews": ("icews",),
    "phoenix": ("phoenix_historical", "phoenix"),
    "polecat": ("polecat",),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a format, in order; names as in the SQL: lower case, `_` for a blank."""

    name: str
    header: bool
    separator: str
    counts: frozenset[int]
    columns: tuple[str, ...]
    used: tuple[str, ...]
    optional: frozenset[str]
    id: str
    date: str

    @property
    def quoted(self) -> bool:
        """Whether cells may stand in quotes that a separator does not end."""
        return self.separator == ","

    @property
    def sql(self) -> str:
        """The SQL file that turns the cells into the columns of `resolve.sql`."""
        return f"imports/{'gdelt' if self.name in ('gdelt1', 'gdelt2') else self.name}.sql"

    def missing(self, names: Sequence[str]) -> list[str]:
        """Return the columns that a header lacks and that cannot be done without."""
        return [n for n in self.used if n not in names and n not in self.optional]


@cache
def layout(name: str) -> Layout:
    """Return one layout by name."""
    text = files("warehouse.imports").joinpath("layouts.toml").read_text("utf-8")
    table = tomllib.loads(text)[name]
    return Layout(
        name=name,
        header=table["header"],
        separator=table["separator"],
        counts=frozenset(table.get("counts", ())),
        columns=tuple(table["columns"].split()),
        used=tuple(table["used"].split()),
        optional=frozenset(table["optional"].split()),
        id=table["id"],
        date=table["date"],
    )


def names_of(header: str, separator: str) -> list[str]:
    """Return the columns that a header line names, as the SQL writes them; "" for none."""
    cells = header.strip("\ufeff\r\n").split(separator)
    return [cell.strip().strip('"').strip().lower().replace(" ", "_") for cell in cells]
