"""The only place that opens files: paths in, batches of articles and of rejected inputs out.

A file is read by its kind: text and HTML pages are an article each; JSONL, CSV and Parquet hold
many and are read piece by piece, so that memory does not grow with their length.
"""

from __future__ import annotations

import codecs
import csv
import glob
import gzip
import io
import json
import os
import re
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

import polars as pl

from transforms.errors import InputError, UsageError
from transforms.reading import html, text
from transforms.reading.decode import decode, western, whole
from transforms.reading.rows import (
    ALIASES,
    LIMIT,
    Fields,
    article,
    from_row,
    missing,
    quarantined,
    resolve,
    too_large,
)
from transforms.records import ARTICLE, QUARANTINE

Kind = Literal["text", "html", "jsonl", "json", "csv", "parquet"]

#: Kinds by the end of the name, `.gz` taken off.
KINDS: Mapping[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "csv",
    ".tab": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
#: Rows of a Parquet file held at once.
PARQUET_ROWS = 2_000
#: A JSON document is read whole; a longer one wants to be JSON lines.
DOCUMENT = 200_000_000
#: A batch is handed on when its texts have this many characters, however few they are.
BATCH_CHARACTERS = 50_000_000
#: Bytes looked at to tell what a file without a telling name is.
SAMPLE = 4_096


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read, or standard input (`path` is None). `size` in bytes, None if unknown."""

    path: Path | None
    size: int | None

    @property
    def name(self) -> str:
        """The path as given, or `-`."""
        return "-" if self.path is None else whole(str(self.path))


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """Some articles (`records.ARTICLE`) and what could not be read (`records.QUARANTINE`)."""

    articles: pl.DataFrame
    quarantine: pl.DataFrame


def expand(paths: Sequence[str]) -> list[Input]:
    """Return the files that paths mean: files, folders (whole trees), globs, `-`; sorted by path.

    Hidden files are passed over in folders. A file named twice is read once.

    Raises:
        UsageError: a path that does not exist, a folder or glob with nothing in it.
    """
    found: dict[str, Input] = {}
    for given in paths:
        if given == "-":
            found.setdefault("-", Input(None, None))
            continue
        for path in _files(given):
            found.setdefault(str(path), Input(path, _size(path)))
    return list(found.values())


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:  # a link to nowhere, say; opening it will tell
        return None


def _files(given: str) -> list[Path]:
    path = Path(given)
    if path.is_dir():
        files = _tree(path)
    elif path.exists():
        return [path]
    else:
        files = [Path(p) for p in glob.glob(given, recursive=True)]  # noqa: PTH207 (whole patterns)
        files = [p for p in files if p.is_file()]
    if not files:
        what = f"there is nothing in {given}" if path.is_dir() else f"there is no {given}"
        raise UsageError(what, where="PATH", fix="name a file, a folder or a pattern")
    return sorted(files)


def _tree(folder: Path) -> list[Path]:
    """Return the files of a folder and of its folders.

    Links to nowhere and folders that may not be looked into are among them, so that they are
    counted and not passed over; pipes and devices are not.
    """
    found: list[Path] = []
    closed: list[OSError] = []
    for here, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(here) / name for name in names if not name.startswith("."))
        found += [path for path in paths if path.is_file() or not path.exists()]
    return found + [Path(error.filename) for error in closed]


def read(
    inputs: Sequence[Input],
    *,
    columns: Mapping[str, str] | None = None,
    batch_size: int = 500,
    today: date,
    mending: bool = True,
) -> Iterator[ReadBatch]:
    """Yield the articles of some inputs in batches, in order.

    Args:
        inputs: from `expand`.
        columns: the user's names for our columns: `{"text": "body"}`.
        batch_size: articles and rejected inputs of a batch, together.
        today: an article published after tomorrow is rejected.
        mending: put mojibake of rows right (not when offsets must fit the text as sent).
    """
    reader = _Reader(dict(columns or {}), today, mending)
    articles: list[dict[str, Any]] = []
    rejected: list[dict[str, str]] = []
    characters = 0
    for good, bad in (pair for item in inputs for pair in reader.read(item)):
        articles += [good] if good else []
        rejected += [bad] if bad else []
        characters += len(good["text"]) if good else 0
        if len(articles) + len(rejected) >= batch_size or characters >= BATCH_CHARACTERS:
            yield _batch(articles, rejected)
            articles, rejected, characters = [], [], 0
    if articles or rejected:
        yield _batch(articles, rejected)


def _batch(articles: list[dict[str, Any]], rejected: list[dict[str, str]]) -> ReadBatch:
    return ReadBatch(
        pl.DataFrame(articles, schema=ARTICLE), pl.DataFrame(rejected, schema=QUARANTINE)
    )


#: An article or a rejected input; the other one is None.
Found = tuple[dict[str, Any] | None, dict[str, str] | None]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one input after the other; a bad one never stops the rest."""

    columns: Mapping[str, str]
    today: date
    mending: bool

    def read(self, item: Input) -> Iterator[Found]:
        """Yield what is in an input: articles and rejected ones, at least one of them."""
        found = False
        try:
            for pair in self._found(item):
                found = True
                yield pair
            if not found:
                raise _empty(item)
        except InputError as error:
            yield None, quarantined(error, origin=item.name, content="")
        except (OSError, EOFError, zlib.error) as error:
            unreadable = InputError(
                "unreadable",
                f"it cannot be read ({error})",
                where=item.name,
                fix="check its permissions, and whether it is whole",
            )
            yield None, quarantined(unreadable, origin=item.name, content="")

    def _found(self, item: Input) -> Iterator[Found]:
        with _opened(item) as file:
            kind = _kind(item, file)
            if kind in {"text", "html"}:
                yield self._whole(item, file, kind)
            elif kind == "parquet":
                yield from self._parquet(item, file)
            elif kind == "json":
                yield from self._json(item, file)
            else:
                reader = self._csv if kind == "csv" else self._lines
                yield from reader(item, _as_utf8(file))

    def _row(
        self, fields: Fields, origin: str, *, mending: bool, address: str | None, content: object
    ) -> Found:
        try:
            row = article(fields, origin=origin, today=self.today, address=address, mending=mending)
        except InputError as error:
            return None, quarantined(error, origin=origin, content=content)
        return row, None

    def _whole(self, item: Input, file: io.BufferedReader, kind: Kind) -> Found:
        """Read a file that is one article."""
        raw = b""
        try:
            raw = file.read(LIMIT + 1)
            if len(raw) > LIMIT:
                raise too_large(max(item.size or 0, len(raw)), where=item.name)
            body = decode(raw, where=item.name)
            stem = None if item.path is None else _stem(item.path)
            fields = (html if kind == "html" else text).fields(body, source_id=stem)
        except InputError as error:
            shown = raw[:LIMIT].decode("utf-8", "replace")
            return None, quarantined(error, origin=item.name, content=shown)
        return self._row(fields, item.name, mending=False, address=item.name, content=body)

    def _lines(self, item: Input, file: io.BufferedReader) -> Iterator[Found]:
        """Read JSON lines; a line is an article."""
        for number, raw in enumerate(_capped_lines(file), start=1):
            origin = f"{item.name}:{number}"
            if not raw.strip(b" \t\r\n\xef\xbb\xbf"):
                continue
            try:
                row = _json_line(raw, origin)
            except InputError as error:
                shown = raw[:LIMIT].decode("utf-8", "replace")
                yield None, quarantined(error, origin=origin, content=shown)
                continue
            yield self._object(row, origin)

    def _json(self, item: Input, file: io.BufferedReader) -> Iterator[Found]:
        """Read a JSON document: a list of articles, or one article over several lines."""
        raw = file.read(DOCUMENT + 1)
        if len(raw) > DOCUMENT:
            raise InputError(
                "too_large",
                f"a JSON document of more than {DOCUMENT:,} bytes is not read whole",
                where=item.name,
                fix="write it as JSON lines, an article a line",
            )
        document = _parsed(decode(raw, where=item.name), item.name)
        rows = document if isinstance(document, list) else [document]
        for number, row in enumerate(rows, start=1):
            yield self._object(row, f"{item.name}:{number}")

    def _object(self, row: object, origin: str) -> Found:
        """Read a JSON value that should be an article."""
        try:
            record = _record(row, origin)
            held = resolve(list(record), self.columns, where=origin)
        except InputError as error:
            return None, quarantined(error, origin=origin, content=row)
        return self._table_row(record, held, origin)

    def _csv(self, item: Input, file: io.BufferedReader) -> Iterator[Found]:
        """Read a table of text with a header line; commas, semicolons or tabs."""
        lines = _Lines(_capped_lines(file))
        head = next(lines, "")
        if not head.strip():
            raise _empty(item)
        separator = max(",;\t", key=head.count)
        try:
            names = next(csv.reader([head], delimiter=separator))
        except csv.Error as error:
            raise _csv_error(error, lines, f"{item.name}:1") from error
        held = self._held(names, item.name)
        csv.field_size_limit(LIMIT + 1)
        # Strict: a quote out of place would otherwise swallow the rows that follow it.
        rows = csv.reader(lines, delimiter=separator, strict=True)
        while True:
            lines.taken.clear()
            origin = f"{item.name}:{lines.number + 1}"
            try:
                cells = next(rows, None)
                if cells is None:
                    return
                if not cells:
                    continue
                row = _table_cells(cells, names, origin)
            except csv.Error as error:
                bad = _csv_error(error, lines, origin)
                yield None, quarantined(bad, origin=origin, content="".join(lines.taken))
            except InputError as error:
                yield None, quarantined(error, origin=origin, content=cells)
            else:
                yield self._table_row(row, held, origin)

    def _parquet(self, item: Input, file: io.BufferedReader) -> Iterator[Found]:
        """Read a Parquet file, some thousand rows at a time."""
        from pyarrow import lib, parquet

        if not file.peek(1):
            raise _empty(item)
        try:
            table = parquet.ParquetFile(file if file.seekable() else io.BytesIO(file.read()))
            names = table.schema_arrow.names
            held = self._held(names, item.name)
            number = 0
            wanted = sorted(set(held.values()))
            for some in table.iter_batches(batch_size=PARQUET_ROWS, columns=wanted):
                for row in some.to_pylist():
                    number += 1
                    yield self._table_row(row, held, f"{item.name}:{number}")
        except (lib.ArrowException, OSError) as error:  # damage shows when its place is reached
            raise InputError(
                "malformed_row", f"no Parquet file ({error})", where=item.name, fix="write it again"
            ) from error

    def _held(self, names: Sequence[str], where: str) -> dict[str, str]:
        """Return which column holds what; a table without a text column is rejected whole."""
        held = resolve(names, self.columns, where=where)
        for needed in ("text", "date"):
            if needed not in held:
                raise missing(ALIASES[needed][0], names, where=where)
        return held

    def _table_row(self, row: dict[str, Any], held: Mapping[str, str], origin: str) -> Found:
        try:
            fields = from_row(row, held, where=origin)
        except InputError as error:
            return None, quarantined(error, origin=origin, content=row)
        return self._row(fields, origin, mending=self.mending, address=fields.url, content=row)


def _opened(item: Input) -> io.BufferedReader:
    """Open an input for reading bytes, unpacked."""
    stdin = cast(io.BufferedReader, sys.stdin.buffer)
    file = stdin if item.path is None else item.path.open("rb")
    if file.peek(2)[:2] == b"\x1f\x8b":
        return io.BufferedReader(gzip.GzipFile(fileobj=file))
    return file


def _kind(item: Input, file: io.BufferedReader) -> Kind:
    """Tell what an input is by its name, else by its first bytes.

    `.txt` and `.json` are not believed where the bytes say better: pages are saved as text,
    JSON lines called JSON.
    """
    named = _kind_by_name(item)
    if named is not None and named not in {"text", "json"}:
        return named
    head = file.peek(SAMPLE)[:SAMPLE].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"{", b"[{")) or named == "json":
        return "json" if _is_document(head) else "jsonl"
    lowered = head[:1_000].lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<?xml")) or b"<body" in lowered:
        return "html"
    return named or ("csv" if _is_table(head) else "text")


def _kind_by_name(item: Input) -> Kind | None:
    if item.path is None:
        return None
    endings = [ending.lower() for ending in item.path.suffixes if ending.lower() != ".gz"]
    return KINDS.get(endings[-1]) if endings else None


def _is_document(head: bytes) -> bool:
    """Say whether JSON is one document: a list, or an object that its first line only opens."""
    first, line_break, _ = head.partition(b"\n")
    return head.startswith(b"[") or (bool(line_break) and first.strip() == b"{")


def _is_table(head: bytes) -> bool:
    """Say whether the first line names columns of ours."""
    first = head.partition(b"\n")[0].decode("utf-8", "replace").lower()
    cells = {cell.strip(' "\r') for cell in re.split("[,;\t]", first)}
    return bool(cells & set(ALIASES["text"])) and bool(cells & set(ALIASES["date"]))


def _stem(path: Path) -> str:
    name = path.name
    for ending in (".gz", *KINDS):
        name = name.removesuffix(ending)
    return whole(name)


def _empty(item: Input) -> InputError:
    return InputError("empty", "there is nothing in it", where=item.name, fix="leave it out")


def _capped_lines(file: io.BufferedReader) -> Iterator[bytes]:
    """Yield lines; of one longer than an article may be only the beginning is kept."""
    while line := file.readline(LIMIT + 2):
        yield line
        while len(line) >= LIMIT + 2 and not line.endswith(b"\n"):
            line = file.readline(LIMIT + 2)  # the rest of it is passed over


def _json_line(raw: bytes, where: str) -> object:
    """Return what a line holds.

    Raises:
        InputError: too_large, nul_bytes, encoding, malformed_json.
    """
    if len(raw) > LIMIT:
        raise too_large(len(raw), where=where)
    if b"\0" in raw:
        raise InputError(
            "nul_bytes", "there are NUL bytes in it", where=where, fix="write the line again"
        )
    return _parsed(western(raw, where=where), where)


def _parsed(json_text: str, where: str) -> object:
    try:
        return cast(object, json.loads(json_text))
    except (ValueError, RecursionError) as error:
        raise InputError(
            "malformed_json", f"this is no JSON ({error})", where=where, fix="mend it there"
        ) from error


def _record(row: object, where: str) -> dict[str, Any]:
    if not isinstance(row, dict):
        raise InputError(
            "malformed_json",
            f"this is a {type(row).__name__}, not an object",
            where=where,
            fix='write {"id": ..., "text": ..., "date": ...}',
        )
    return row


class _Lines(Iterator[str]):
    """The lines of a table as text; remembers those that the row at hand has taken."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        self.number = 0
        self.taken: list[str] = []

    def __next__(self) -> str:
        raw = next(self._lines)
        line = _plain(raw.removeprefix(codecs.BOM_UTF8) if self.number == 0 else raw)
        self.number += 1
        self.taken.append(line)
        return line


def _table_cells(cells: Sequence[str], names: Sequence[str], where: str) -> dict[str, Any]:
    if len(cells) != len(names):
        raise InputError(
            "malformed_row",
            f"{len(cells)} cells where the header has {len(names)}",
            where=where,
            fix="quote cells that hold separators or line breaks",
        )
    return dict(zip(names, cells, strict=True))


def _csv_error(error: csv.Error, lines: _Lines, where: str) -> InputError:
    if "field larger" in str(error):
        return too_large(LIMIT + 1, where=where)
    return InputError(
        "malformed_row",
        f"{error} (lines up to {lines.number} are lost with it)",
        where=where,
        fix="double the quotes inside a cell, and close the cell",
    )


class _Utf8(io.RawIOBase):
    """A stream of UTF-16, as Excel writes its tables, read as one of UTF-8."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            raw = self._file.read(len(buffer))
            self._left = self._decoder.decode(raw, final=not raw).encode("utf-8", "replace")
            if not raw:
                break
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _as_utf8(file: io.BufferedReader) -> io.BufferedReader:
    if file.peek(2)[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return io.BufferedReader(_Utf8(file))
    return file


def _plain(raw: bytes) -> str:
    """Return a line of a table as text: bytes that were no UTF-8 are read as Windows-1252.

    A line that may have been cut becomes a cell beyond `LIMIT`, which the reader refuses.
    """
    if len(raw) >= LIMIT + 2:
        return "x" * (LIMIT + 2)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        escaped = raw.decode("utf-8", "surrogateescape")
    return "".join(
        bytes([ord(c) - 0xDC00]).decode("cp1252", "replace") if 0xDC80 <= ord(c) <= 0xDCFF else c
        for c in escaped
    )
