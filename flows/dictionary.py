"""`bilateral dictionary`, and the coder that a user's dictionary makes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from flows import screen
from transforms import codebook
from transforms.dictionaries import UserDictionary, faults, read
from transforms.dictionary_rows import templates
from transforms.errors import UsageError

if TYPE_CHECKING:
    from transforms.coding import Coder

#: What editors and spreadsheets leave beside the files they have open.
NOT_OURS = (".", "~")


def files(folder: str) -> dict[str, bytes]:
    """Return a dictionary's files by name.

    Raises:
        UsageError: no such folder, or a file that cannot be read.
    """
    if not Path(folder).is_dir():
        raise UsageError(
            f"there is no folder {folder}",
            where="--dictionary",
            fix="name a folder with CSV files; `bilateral dictionary new DIR` makes one",
        )
    try:
        return {
            path.name: path.read_bytes()
            for path in sorted(Path(folder).iterdir())
            if path.is_file() and not path.name.startswith(NOT_OURS)
        }
    except OSError as error:
        raise UsageError(
            f"the dictionary cannot be read ({error})", where=folder, fix="check who may read it"
        ) from error


def load(folder: str) -> UserDictionary | None:
    """Return a user's dictionary; None for "".

    Raises:
        UsageError: no such folder, or faults in it.
    """
    return read(files(folder), folder) if folder else None


def coder(folder: str, by: str) -> Coder:
    """Return a coder with the names of a folder over the built-in ones; "" for those alone.

    Args:
        folder: a user's dictionary.
        by: who decides what is an act: patterns, model or both.

    Raises:
        UsageError: no such folder, or faults in it.
        ModelError: the model is asked for, and a file of it is missing or damaged.
    """
    from transforms.coding import Coder, user_coder

    mine = load(folder)
    return user_coder(mine, by) if mine is not None else Coder(by=by)


def tables(folder: str) -> Mapping[str, pl.DataFrame]:
    """Return the tables that the warehouse keeps, with a user's rows in them."""
    mine = load(folder)
    own = mine.tables if mine is not None else {}
    return {name: own.get(name, rows) for name, rows in codebook.tables().items()}


def check(folder: str, *, as_json: bool = False) -> bool:
    """Print everything wrong with a dictionary, or what it adds; return whether it is well."""
    content = files(folder)
    found = faults(content)
    if found:
        rows: list[dict[str, Any]] = [
            {
                "file": f.file,
                "line": f.line or None,
                "column": f.column,
                "what": f.what,
                "fix": f.fix,
            }
            for f in found
        ]
        if as_json:
            screen.table(rows, as_json=True)
        else:
            for fault in found:
                screen.say(str(fault))
            screen.warn(f"{len(found):,} to mend in {folder}")
        return False
    mine = read(content, folder)
    summary = {
        "rows": mine.n_rows,
        "added": mine.n_rows - mine.n_overriding,
        "overriding": mine.n_overriding,
        "names_changed": mine.n_names_changed,
        "version": mine.version,
    }
    if as_json:
        screen.table([summary], as_json=True)
    else:
        screen.say(
            f"{summary['rows']:,} rows: {summary['added']:,} added, {summary['overriding']:,} "
            f"overriding built-in rows; {summary['names_changed']:,} built-in names mean something "
            f"else now; version {mine.version}"
        )
    return True


def new(folder: Path) -> list[Path]:
    """Write an empty file for each table, with its line of columns; return their paths.

    Raises:
        UsageError: one of the files is there already; nothing is written.
    """
    wanted = {folder / name: text for name, text in templates().items()}
    there = [path for path in wanted if path.exists()]
    if there:
        raise UsageError(
            f"{there[0].name} is there already", where=str(folder), fix="name another folder"
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in wanted.items():
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"the folder cannot be written ({error})", where=str(folder), fix="name another"
        ) from error
    return list(wanted)
