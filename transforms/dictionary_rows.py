"""The CSV files of a user's dictionary as rows, each with the file and line it stands in.

What spreadsheets do to CSV is put up with: a byte order mark, CRLF, semicolons or tabs between
the cells, columns in another order or left out. What could change a meaning is a fault.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from transforms.codebook import toml

#: What spreadsheets save by default, and what is no table of text.
SPREADSHEETS = (".xls", ".xlsx", ".xlsm", ".ods", ".numbers")
_SAVE = "save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8)"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a dictionary, where it stands, and how to mend it."""

    file: str
    line: int  # of the file, the header is line 1; 0: the file as a whole
    column: str
    what: str
    fix: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(filter(None, [place, self.column, f"{self.what}; {self.fix}"]))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of one table, every column of the table there, text, trimmed."""

    table: str
    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    @property
    def key(self) -> tuple[str, ...]:
        """What makes the row one and the same row."""
        return tuple(self.cells[column] for column in shapes()[self.table]["key"])

    def fault(self, column: str, what: str, fix: str) -> Fault:
        """Return a fault of this row."""
        return Fault(self.file, self.line, column, what, fix)


def shapes() -> dict[str, dict[str, Any]]:
    """Return the tables that a dictionary may hold: `codebook/dictionary.toml`."""
    return toml("dictionary")


def templates() -> dict[str, str]:
    """Return an empty file for each table: its name and its line of columns."""
    return {f"{name}.csv": ",".join(shape["columns"]) + "\n" for name, shape in shapes().items()}


def parse(files: Mapping[str, bytes]) -> tuple[list[Row], list[Fault]]:
    """Read a dictionary's files.

    Args:
        files: content by file name; what is neither CSV nor a spreadsheet is passed over.

    Returns:
        The rows that could be read, in order of file and line, and what is wrong.
    """
    rows: list[Row] = []
    faults: list[Fault] = []
    tables = ", ".join(templates())
    for name, raw in sorted(files.items()):
        stem, _, ending = name.lower().rpartition(".")
        if f".{ending}" in SPREADSHEETS:
            faults.append(Fault(name, 0, "", "a spreadsheet is not read", _SAVE))
        elif ending == "csv" and stem not in shapes():
            what, fix = "no table has this name", f"name it after its table: {tables}"
            faults.append(Fault(name, 0, "", what, fix))
        elif ending == "csv":
            for item in _table(stem, name, raw):
                if isinstance(item, Fault):
                    faults.append(item)
                else:
                    rows.append(item)
    if not rows and not faults:
        what, fix = "there is no row in it", f"write rows into one of {tables}"
        faults.append(Fault("the folder", 0, "", what, fix))
    return rows, faults


def _table(table: str, name: str, raw: bytes) -> Iterator[Row | Fault]:
    """Yield the rows of one file and what is wrong with its header and with single lines."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        yield Fault(name, line, "", "not in UTF-8", _SAVE)
        return
    separator = _separator(text)
    if separator is None:
        yield Fault(name, 1, "", "commas and semicolons in the line of columns", "use one of them")
        return
    # newline="": a line break inside a quoted cell stays one cell
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] | None = None
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            cells = [unicodedata.normalize("NFC", cell).strip() for cell in cells]
            if not any(cells):
                continue
            if header is None:
                header = [cell.lower() for cell in cells]
                wrong = list(_header_faults(table, name, line, header))
                yield from wrong
                if wrong:
                    return
                continue
            yield _row(table, name, line, header, cells)
    except csv.Error as error:
        fix = 'put a cell with quotes in quotes and double those inside: "the ""Blue"" House"'
        yield Fault(name, before + 1, "", f"the line cannot be read ({error})", fix)
    if header is None:
        fix = f"write the columns in the first line: {templates()[f'{table}.csv'].strip()}"
        yield Fault(name, 0, "", "the file is empty", fix)


def _separator(text: str) -> str | None:
    """Return what stands between the cells of the first line; None if nobody can tell."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    used = [mark for mark in (",", ";", "\t") if mark in first]
    if len(used) > 1:
        return None
    return used[0] if used else ","


def _header_faults(table: str, name: str, line: int, header: list[str]) -> Iterator[Fault]:
    shape = shapes()[table]
    known = list(shape["columns"])
    for at, column in enumerate(header):
        if column not in known:
            near = difflib.get_close_matches(column, known, n=1)
            fix = f"did you mean {near[0]!r}?" if near else f"the columns are {', '.join(known)}"
            yield Fault(name, line, column, "no such column", fix)
        elif column in header[:at]:
            yield Fault(name, line, column, "the column is there twice", "leave one of them out")
    for column in shape["required"]:
        if column not in header:
            yield Fault(name, line, column, "the column is missing", "add it; it may not be empty")


def _row(table: str, name: str, line: int, header: list[str], cells: list[str]) -> Row | Fault:
    """Return a line as a row, empty cells filled with what they mean."""
    if any(cells[len(header) :]):
        what = f"{len(cells)} cells, and {len(header)} columns"
        return Fault(name, line, "", what, "put a cell that holds the separator in quotes")
    given = dict(zip(header, cells, strict=False))
    columns: dict[str, str] = shapes()[table]["columns"]
    whole = {column: given.get(column) or default for column, default in columns.items()}
    for column in ("aliases", "short", "members"):
        if column in whole:
            parts = [part.strip() for part in whole[column].split(";")]
            whole[column] = ";".join(dict.fromkeys(filter(None, parts)))
    if table == "agents":
        whole["noun"], whole["plural"] = whole["noun"].lower(), whole["plural"].lower()
    if "actor_id" in whole and not whole["actor_id"]:
        whole["actor_id"] = _actor_id(table, whole)
    return Row(table, name, line, whole)


def _actor_id(table: str, cells: Mapping[str, str]) -> str:
    """Return the id of an actor that the user gives none: led by code and kind, as built in."""
    plain = unicodedata.normalize("NFKD", cells["name"]).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or cells["name"]
    if table == "organisations":
        return f"org-{slug}"
    lead = "" if table == "persons" else "grp-"
    return f"{lead}{cells['country'].lower()}-{slug}"
