"""The only place that opens files: paths in, batches of articles and of rejected inputs out.

A file is read by its kind: text and HTML pages are an article each; JSONL, CSV and Parquet hold
many and are read piece by piece, so that memory does not grow with their length.
"""

from __future__ import annotations

import csv
import glob
import gzip
import io
import json
import sys
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast, overload

import polars as pl

from transforms.errors import InputError, UsageError
from transforms.reading import html, text
from transforms.reading.decode import decode
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

Kind = Literal["text", "html", "jsonl", "csv", "parquet"]

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
    ".json": "jsonl",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
#: Rows of a Parquet file held at once.
PARQUET_ROWS = 2_000
#: Bytes looked at to tell what a file without a telling name is.
SAMPLE = 4_096
#: The last character, or byte, of a line that is whole.
_LINE_ENDS = {"\n", "\r", ord("\n")}


@dataclass(frozen=True, slots=True)
class Input:
    """A file to read, or standard input (`path` is None). `size` in bytes, None if unknown."""

    path: Path | None
    size: int | None

    @property
    def name(self) -> str:
        """The path as given, or `-`."""
        return "-" if self.path is None else str(self.path)


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
            found.setdefault(str(path), Input(path, path.stat().st_size))
    return list(found.values())


def _files(given: str) -> list[Path]:
    path = Path(given)
    if path.is_dir():
        inside = (p for p in path.rglob("*") if p.is_file())
        files = [p for p in inside if not any(x[0] == "." for x in p.relative_to(path).parts)]
    elif path.exists():
        return [path]
    else:
        files = [Path(p) for p in glob.glob(given, recursive=True)]  # noqa: PTH207 (whole patterns)
        files = [p for p in files if p.is_file()]
    if not files:
        what = f"there is nothing in {given}" if path.is_dir() else f"there is no {given}"
        raise UsageError(what, where="PATH", fix="name a file, a folder or a pattern")
    return sorted(files)


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
    for good, bad in (pair for item in inputs for pair in reader.read(item)):
        articles += [good] if good else []
        rejected += [bad] if bad else []
        if len(articles) + len(rejected) >= batch_size:
            yield _batch(articles, rejected)
            articles, rejected = [], []
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
        """Yield what is in an input: articles and rejected ones."""
        try:
            with _opened(item) as file:
                kind = _kind(item, file)
                if kind in {"text", "html"}:
                    yield self._whole(item, file, kind)
                elif kind == "jsonl":
                    yield from self._lines(item, file)
                elif kind == "csv":
                    yield from self._csv(item, file)
                else:
                    yield from self._parquet(item, file)
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
        blank = True
        for number, raw in enumerate(_capped_lines(file), start=1):
            origin = f"{item.name}:{number}"
            if not raw.strip(b" \t\r\n\xef\xbb\xbf"):
                continue
            blank = False
            try:
                row = _json_row(raw, origin)
                held = resolve(list(row), self.columns, where=origin)
                fields = from_row(row, held, where=origin)
            except InputError as error:
                shown = raw[:LIMIT].decode("utf-8", "replace")
                yield None, quarantined(error, origin=origin, content=shown)
                continue
            yield self._row(fields, origin, mending=self.mending, address=fields.url, content=row)
        if blank:
            raise _empty(item)

    def _csv(self, item: Input, file: io.BufferedReader) -> Iterator[Found]:
        """Read a table of text with a header line; commas, semicolons or tabs."""
        stream = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
        head = stream.readline()
        if not head.strip():
            raise _empty(item)
        separator = max(",;\t", key=head.count)
        names = next(csv.reader([head], delimiter=separator))
        held = self._held(names, item.name)
        csv.field_size_limit(LIMIT + 1)
        rows = csv.reader(map(_plain, _capped_lines(stream)), delimiter=separator)
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                origin = f"{item.name}:{rows.line_num + 1}"
                bad = InputError("malformed_row", str(error), where=origin, fix="mend the row")
                if "larger than field limit" in str(error):
                    bad = too_large(LIMIT + 1, where=origin)
                yield None, quarantined(bad, origin=origin, content=origin)
                continue
            if not cells:
                continue
            origin = f"{item.name}:{rows.line_num + 1}"
            if len(cells) != len(names):
                bad = InputError(
                    "malformed_row",
                    f"{len(cells)} cells where the header has {len(names)}",
                    where=origin,
                    fix="quote cells that hold separators or line breaks",
                )
                yield None, quarantined(bad, origin=origin, content=cells)
                continue
            yield self._table_row(dict(zip(names, cells, strict=True)), held, origin)

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
    """Tell what an input is by its name, else by its first bytes."""
    if item.path is not None:
        names = [s.lower() for s in item.path.suffixes if s.lower() != ".gz"]
        if names and names[-1] in KINDS:
            return KINDS[names[-1]]
    head = file.peek(SAMPLE)[:SAMPLE].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"{"):
        return "jsonl"
    lowered = head[:1_000].lower()
    if lowered.startswith((b"<!doctype html", b"<html", b"<?xml")) or b"<body" in lowered:
        return "html"
    return "text"


def _stem(path: Path) -> str:
    name = path.name
    for ending in (".gz", *KINDS):
        name = name.removesuffix(ending)
    return name


def _empty(item: Input) -> InputError:
    return InputError("empty", "there is nothing in it", where=item.name, fix="leave it out")


@overload
def _capped_lines(file: io.BufferedReader) -> Iterator[bytes]: ...
@overload
def _capped_lines(file: io.TextIOWrapper) -> Iterator[str]: ...
def _capped_lines(file: io.BufferedReader | io.TextIOWrapper) -> Iterator[bytes] | Iterator[str]:
    """Yield lines; of one longer than an article may be only the beginning is kept."""
    while line := file.readline(LIMIT + 2):
        yield line
        while len(line) >= LIMIT + 2 and line[-1] not in _LINE_ENDS:
            line = file.readline(LIMIT + 2)  # the rest of it is passed over


def _json_row(raw: bytes, where: str) -> dict[str, Any]:
    """Return a line as an object.

    Raises:
        InputError: too_large, nul_bytes, encoding, malformed_json.
    """
    if len(raw) > LIMIT:
        raise too_large(len(raw), where=where)
    if b"\0" in raw:
        raise InputError(
            "nul_bytes", "there are NUL bytes in it", where=where, fix="write the line again"
        )
    try:
        row = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(
            "encoding", f"the line is not UTF-8 ({error.reason})", where=where, fix="use UTF-8"
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(
            "malformed_json", f"the line is no JSON ({error})", where=where, fix="mend the line"
        ) from error
    if not isinstance(row, dict):
        raise InputError(
            "malformed_json",
            f"the line is a {type(row).__name__}, not an object",
            where=where,
            fix='write {"id": ..., "text": ..., "date": ...}',
        )
    return row


def _plain(line: str) -> str:
    """Return a line of a table as text: bytes that were no UTF-8 are read as Windows-1252.

    A line that may have been cut becomes a cell beyond `LIMIT`, which the reader refuses.
    """
    if len(line) >= LIMIT + 2:
        return "x" * (LIMIT + 2)
    if line.isascii():
        return line
    return "".join(
        bytes([ord(c) - 0xDC00]).decode("cp1252", "replace") if 0xDC80 <= ord(c) <= 0xDCFF else c
        for c in line
    )
