"""Open the files of other data sets for `bilateral import-events`, and say what became of them."""

from __future__ import annotations

import gzip
import json
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import duckdb

from flows import screen, sources
from transforms import codebook
from transforms.errors import UsageError
from warehouse.imports import Imported, ImportFile, load, refuse_unknown

#: What was put right, as told at the end.
_MENDED = {
    "n_zeros_restored": "codes given their leading zero back",
    "n_dates_turned": "days written m/d/yyyy",
    "n_tabs_dropped": "tabs too many at the end of a line",
    "n_not_utf8": "bytes read as ISO-8859-1",
}


def import_events(
    db: duckdb.DuckDBPyConnection, dataset: str, paths: Sequence[str], *, skip_broken: bool = False
) -> list[Imported]:
    """Import files, folders and patterns, packed or not; all of them or nothing.

    Codebooks are brought up to date with them; a refused import writes nothing.

    Raises:
        UsageError: as `warehouse.imports.load`; also a path that does not exist, a file that
            cannot be read or unpacked.
    """
    refuse_unknown(dataset)
    files = [file for item in sources.expand(paths) for file in _files(item.path)]
    try:
        return load(db, dataset, files, codebooks=codebook.tables(), skip_broken=skip_broken)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise UsageError(
            f"a file cannot be read ({error}); nothing was imported",
            where=", ".join(file.name for file in files[:5]),
            fix="check its permissions, and whether it is whole",
        ) from error


def _files(path: Path | None) -> Iterator[ImportFile]:
    """Yield the files that a path holds: itself, or those in an archive."""
    if path is None:
        raise UsageError(
            "standard input cannot be imported: a file is read twice",
            where="-",
            fix="write it to a file first",
        )
    if not zipfile.is_zipfile(path):
        yield ImportFile(str(path), _opener(path))
        return
    with zipfile.ZipFile(path) as archive:
        members = [info.filename for info in archive.infolist() if not info.is_dir()]
    for member in sorted(m for m in members if not Path(m).name.startswith((".", "__"))):
        yield ImportFile(f"{path}/{member}", _opener(path, member))


def _opener(
    path: Path, member: str | None = None
) -> Callable[[], AbstractContextManager[BinaryIO]]:
    return lambda: _open(path, member)


@contextmanager
def _open(path: Path, member: str | None) -> Iterator[BinaryIO]:
    if member is not None:
        with zipfile.ZipFile(path) as archive, archive.open(member) as inner:
            yield cast(BinaryIO, inner)
        return
    with path.open("rb") as file:
        head = file.peek(6)[:6]
        if head.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield cast(BinaryIO, unpacked)
        elif head.startswith(b"\xfd7zXZ"):
            with lzma.LZMAFile(file) as plain:
                yield cast(BinaryIO, plain)
        else:
            yield file


def show(done: Sequence[Imported], *, as_json: bool = False) -> None:
    """Print what became of each file: counts that add up, reasons with file and line."""
    if as_json:
        rows = [
            {**one.counts, "already": one.already, "reasons": one.reasons.to_dicts()}
            for one in done
        ]
        print(json.dumps(rows, default=screen.plain, ensure_ascii=False, indent=1))
        return
    for one in done:
        _show(one)


def _show(one: Imported) -> None:
    counts = one.counts
    screen.say(f"{counts['origin']}  ({counts['dataset']})")
    if one.already:
        screen.say("  this content is held already; nothing was done. It gave:")
    _line(counts["n_read"], "read")
    span = f", {counts['first_day']} to {counts['last_day']}" if counts["first_day"] else ""
    _line(counts["n_loaded"], f"loaded{span}", sign="=")
    _line(counts["n_doubled"], "doubled (same id and day)", sign="+")
    _line(counts["n_set_aside"], "set aside", sign="+")
    for reason, n, example, detail in one.reasons.rows():
        told = f": {detail}" if detail else ""
        screen.say(f"               {n:>9,}  {reason}, first at {example}{told}")
    for name, what in _MENDED.items():
        if counts[name]:
            _line(counts[name], what)


def _line(number: object, what: str, *, sign: str = " ") -> None:
    screen.say(f"  {sign} {number:>11,}  {what}")
