"""Cut the bytes of an event file into cells, and name the lines that are not as they should be.

Lines are read in pieces of some megabytes, so that memory does not grow with the file; a line is a
record in all these formats, and quotes mean nothing but in the Historical Phoenix (icews R package:
`quote = ""`). Bytes that are no UTF-8 are read as ISO-8859-1.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from transforms.errors import UsageError
from warehouse.imports.layouts import FORMATS, Layout, layout, names_of

#: Bytes read at a time; lines are never longer.
PIECE = 16_000_000
#: What stands for nothing in one format or another.
NOTHING = ("", "NULL", "None", "NaN", "nan", "NA", "<NA>", "\\N", "---")
#: A file is of another layout if fewer than this share of its first lines fit.
FITTING = 0.5
#: Lines looked at to tell.
PROBED = 1_000
#: A header that lacks more columns than these is of something else.
A_FEW = 3
#: What days look like in these formats.
_DAY = r"^\s*\"?(\d{8}|\d{4}-\d\d?-\d\d?|\d\d?/\d\d?/\d{4})"
#: A day that cannot be month/day/year.
_DAY_FIRST = r"^\s*\"?(1[3-9]|2\d|3[01])/\d\d?/\d{4}"
_OPEN_QUOTE = "a quote that is not closed"
_LATIN = "bilateral_latin1"
_DAMAGED = re.compile("[\udc80-\udcff]")


def _as_latin(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(_LATIN, _as_latin)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a file.

    `cells` has `line` and the columns that the SQL reads; `faults` has `line`, `reason`, `detail`.
    """

    layout: Layout
    cells: pl.DataFrame
    faults: pl.DataFrame
    n_tabs_dropped: int
    n_not_utf8: int


def read(file: BinaryIO, dataset: str, name: str) -> Iterator[Piece]:
    """Yield the lines of a file in pieces, in order.

    Args:
        file: its bytes, unpacked.
        dataset: one of `layouts.FORMATS`.
        name: what errors call it.

    Raises:
        UsageError: the file is empty, laid out otherwise or has days before months; the message
            names file and line.
    """
    form: Layout | None = None
    names: list[str] = []
    number = 1
    for raw in _whole_lines(file):
        text, n_not_utf8 = _decoded(raw)
        lines = pl.Series("text", [text]).str.split("\n").explode()
        frame = pl.DataFrame({"text": lines}).with_row_index("line", offset=number)
        number += frame.height - text.endswith("\n")
        frame = frame.with_columns(
            pl.col("line").cast(pl.Int64), pl.col("text").str.strip_chars_end("\r")
        ).filter(pl.col("text").str.strip_chars(" \t") != "")
        if form is None:
            if frame.is_empty():
                continue
            first_line, first = frame.row(0)
            form = _layout_of(first, dataset)
            names = names_of(first, form.separator) if form.header else list(form.columns)
            if form.header:
                _refuse_missing(form, names, f"{name}:{first_line}")
                frame = frame.slice(1)
            _refuse_other(form, names, frame.head(PROBED), name)
        piece = _piece(form, names, frame, n_not_utf8)
        _refuse_day_first(piece.cells, form.date, name)
        yield piece
    if form is None:
        raise UsageError(
            "there is nothing in the file", where=name, fix="name a file with events in it"
        )


def _whole_lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes of a file in pieces that end where a line ends."""
    rest = b""
    while block := file.read(PIECE):
        block = rest + block
        cut = block.rfind(b"\n") + 1
        rest = block[cut:]
        if cut:
            yield block[:cut]
    if rest:
        yield rest


def _decoded(raw: bytes) -> tuple[str, int]:
    """Return bytes as text, and how many of them were no UTF-8."""
    raw = raw.removeprefix(codecs.BOM_UTF8).replace(b"\x00", b"")
    try:
        return raw.decode("utf-8"), 0
    except UnicodeDecodeError:
        damaged = _DAMAGED.findall(raw.decode("utf-8", "surrogateescape"))
        return raw.decode("utf-8", _LATIN), len(damaged)


def _layout_of(first: str, dataset: str) -> Layout:
    """Return the layout of a format that a file's first line fits, else the format's own."""
    forms = [layout(name) for name in FORMATS[dataset]]
    for form in forms:
        if form.header and not form.missing(names_of(first, form.separator)):
            return form
    return forms[-1]


def _refuse_missing(form: Layout, names: list[str], where: str) -> None:
    missing = form.missing(names)
    if not missing:
        return
    told = ", ".join(repr(name.replace("_", " ")) for name in missing[:5])
    other = _other_format(names)
    if other or len(missing) > A_FEW:
        raise UsageError(
            f"the file is not laid out as {form.name}: its first line names no {told}",
            where=where,
            fix=f"import it as {other}" if other else f"one of {', '.join(FORMATS)}",
        )
    raise UsageError(
        f"the file has no column {told}",
        where=where,
        fix="get the file anew: some deposits were published without it; nothing was imported",
    )


def _other_format(names: list[str]) -> str:
    """Return the format that has a header of these names; "" if none has."""
    for dataset, forms in FORMATS.items():
        for form in map(layout, forms):
            if form.header and not form.missing(names):
                return dataset
    return ""


def _refuse_other(form: Layout, names: list[str], some: pl.DataFrame, name: str) -> None:
    """Refuse a file of which most of the first lines do not fit."""
    if some.is_empty():
        return
    cut = _cut(form, names, some)
    fits = cut["fits"] & cut[form.date].str.contains(_DAY).fill_null(True)
    if fits.mean() >= FITTING:  # type: ignore[operator]
        return
    first = cut.filter(~fits).row(0, named=True)
    line, n = first["line"], first["n"]
    expected = " or ".join(map(str, sorted(form.counts))) or str(len(names))
    others = [
        dataset
        for dataset, forms in FORMATS.items()
        if any(n in layout(other).counts for other in forms) and dataset != form.name
    ]
    told = (
        f"no day in column {form.date!r}"
        if cut["fits"].all()
        else _OPEN_QUOTE
        if first["open_quote"]
        else f"{n} columns where {form.name} has {expected}"
    )
    raise UsageError(
        f"the file is not laid out as {form.name}: {told}",
        where=f"{name}:{line}",
        fix=f"import it as {others[0]}" if others else f"one of {', '.join(FORMATS)}",
    )


def _refuse_day_first(cells: pl.DataFrame, column: str, name: str) -> None:
    """Refuse a file with a day such as 13/02/2017: its 3/2/2017 would be read as 2 March."""
    found = cells.filter(pl.col(column).str.contains(_DAY_FIRST))
    if found.is_empty():
        return
    row = found.row(0, named=True)
    raise UsageError(
        f"days are written before months: {row[column]!r}",
        where=f"{name}:{row['line']}",
        fix="write days as 2017-02-13 (or 2/13/2017, the month first); nothing was imported",
    )


def _piece(form: Layout, names: list[str], frame: pl.DataFrame, n_not_utf8: int) -> Piece:
    cut = _cut(form, names, frame)
    is_header = pl.col(form.id).str.to_lowercase().str.replace_all(" ", "_") == form.id
    expected = " or ".join(map(str, sorted(form.counts))) or str(len(names))
    faults = cut.filter(~pl.col("fits") | is_header.fill_null(False)).select(
        "line",
        pl.when(pl.col("fits"))
        .then(pl.lit("header"))
        .otherwise(pl.lit("broken_row"))
        .alias("reason"),
        pl.when(pl.col("open_quote"))
        .then(pl.lit(_OPEN_QUOTE))
        .when(~pl.col("fits"))
        .then(pl.format("{} columns, expected {}", "n", pl.lit(expected)))
        .alias("detail"),
    )
    good = cut.filter(pl.col("fits") & ~is_header.fill_null(False))
    return Piece(
        form,
        good.select("line", *form.used),
        faults,
        int(good["extra"].sum()),
        n_not_utf8,
    )


def _cut(form: Layout, names: list[str], frame: pl.DataFrame) -> pl.DataFrame:
    """Return lines as cells: `line`, `n` cells, whether that `fits`, `extra` tabs, used columns.

    Where quotes mean something, a line with an odd number of them does not fit: `open_quote`.
    Tabs at the end of a line, or of the header, are dropped where nothing stands between them.
    A stray name in the header that no line has a cell for is dropped (POLECAT's `Headline`).
    """
    own = [name for name in names if name in form.columns]
    wanted = {len(names), len("\t".join(names).rstrip("\t").split("\t"))}
    counts = set(form.counts) or (wanted if form.quoted else wanted | {len(own)})
    most = max(counts)
    n, text = pl.col("n"), pl.col("text")
    bare = text.str.replace_all('"[^"]*"', "") if form.quoted else text
    quotes = text.str.count_matches('"', literal=True) if form.quoted else pl.lit(0)
    tail = text.str.len_bytes() - text.str.strip_chars_end("\t").str.len_bytes()
    told = frame.with_columns(
        n=bare.str.count_matches(form.separator, literal=True).cast(pl.Int64) + 1,
        tail=tail.cast(pl.Int64),
        open_quote=quotes % 2 == 1,
    ).with_columns(
        extra=pl.when((n > most) & (n - pl.col("tail") <= most)).then(n - most).otherwise(0)
    )
    told = told.with_columns(fits=(n - pl.col("extra")).is_in(list(counts)) & ~pl.col("open_quote"))
    cells = _cells(form, _without_open_quotes(told), len(names))
    places = {name: index for index, name in enumerate(names)}
    # A header with a stray name: lines with fewer cells are those without it.
    short = {name: index for index, name in enumerate(own)} if len(own) not in wanted else places
    return told.hstack(cells).select(
        "line",
        "n",
        "fits",
        "open_quote",
        "extra",
        *(
            _cell(
                pl.when(n == len(own)).then(_at(short, name)).otherwise(_at(places, name))
                if short is not places
                else _at(places, name),
                quotes=form.header,
            ).alias(name)
            for name in form.used
        ),
    )


def _without_open_quotes(told: pl.DataFrame) -> pl.Series:
    """Return the lines without the quotes of those in which one is never closed.

    Such a quote swallows the lines after it, or stops the reader.
    """
    text = pl.col("text")
    bare = pl.when("open_quote").then(text.str.replace_all('"', "")).otherwise(text)
    return told.select(bare.alias("text"))["text"]


def _cells(form: Layout, lines: pl.Series, n: int) -> pl.DataFrame:
    """Return the first `n` cells of lines, as columns "0", "1", ...; null where a line ends.

    Lines that the reader stops at, or takes for another number of lines, are cut without quotes:
    those only, found by halves.
    """
    cells = _read_cells(form, lines, n)
    if cells is not None:
        return cells
    if lines.len() == 1:
        split = lines.str.replace_all('"', "").str.split(form.separator)
        return pl.DataFrame(
            {str(index): split.list.get(index, null_on_oob=True) for index in range(n)}
        )
    half = lines.len() // 2
    return pl.concat([_cells(form, part, n) for part in (lines[:half], lines[half:])])


def _read_cells(form: Layout, lines: pl.Series, n: int) -> pl.DataFrame | None:
    """Return the first `n` cells of lines; None if the reader cannot tell the lines apart."""
    schema = {str(index): pl.String for index in range(n)}
    full = form.separator * (n - 1)  # the reader takes the number of cells from the first line
    try:
        cells = pl.read_csv(
            io.BytesIO("\n".join([full, *lines]).encode()),
            separator=form.separator,
            has_header=False,
            quote_char='"' if form.quoted else None,
            schema=schema,
            truncate_ragged_lines=True,
        ).slice(1)
    except pl.exceptions.PolarsError:
        return None
    return cells if cells.height == lines.len() else None


def _at(places: Mapping[str, int], name: str) -> pl.Expr:
    return pl.col(str(places[name])) if name in places else pl.lit(None, pl.String)


def _cell(cell: pl.Expr, *, quotes: bool) -> pl.Expr:
    """A cell without blanks (and quotes) around it; null where it says that there is nothing."""
    bare = cell.str.strip_chars()
    if quotes:
        bare = bare.str.replace(r'^"(.*)"$', "$1").str.strip_chars()
    return pl.when(bare.is_in(NOTHING)).then(None).otherwise(bare)
