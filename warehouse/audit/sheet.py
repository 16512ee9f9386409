"""The file that a hand check fills: its columns, how it is written, what a row that is done says.

One row per drawn telling (`kind` event) or sentence without an event (`kind` sentence). Every cell
is text. What a coder fills in: `verdict`, `right_code`, `missed`, `coder`, `note`.
"""

from __future__ import annotations

import csv
import errno
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from transforms import codebook
from transforms.errors import UsageError

#: What is drawn.
DRAWN = (
    "id",  # e- (event) or s- (sentence) and a hash: the same in every sample of these articles
    "kind",  # event, sentence
    "stratum",  # root 04; sentences: dropped, beside, quiet (see `sampling.SENTENCE_STRATA`)
    "population",  # how many the warehouse has of this stratum
    "weight",  # population over number drawn
    "article_id",
    "published_on",
    "coder_version",  # what coded the article
    "before",  # the sentence before
    "sentence",
    "after",  # the sentence after
    "source",
    "target",
    "source_text",
    "target_text",
    "code",
    "code_name",
    "found_here",  # other events of this sentence, CHN;KHM;046 | ...
    "found_in_article",  # events of the article's other sentences
)
#: What a coder fills in.
FILLED = ("verdict", "right_code", "missed", "coder", "note")
COLUMNS = (*DRAWN, *FILLED)
#: Without these a row says nothing.
NEEDED = (
    "id",
    "kind",
    "stratum",
    "population",
    "coder_version",
    "source",
    "target",
    "code",
    "found_here",
    "found_in_article",
    *FILLED,
)

#: How the stratum of a telling is called: this and its CAMEO root.
ROOT = "root "

EVENT_VERDICTS = ("right", "wrong_code", "wrong_source", "wrong_target", "no_event")
SENTENCE_VERDICTS = ("no_event", "missed")

#: A row that is done, by one coder. `true_code` is the code of the event as it should be (null: no
#: event, or one coded wrong beside the right one), `parties_right` whether source and target are;
#: `missed` the codes of events of this sentence that were found nowhere in the article; `n_here`
#: how many drawable tellings share it.
_JUDGED: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.String,
    "kind": pl.String,
    "stratum": pl.String,
    "population": pl.Int64,
    "coder": pl.String,
    "code": pl.String,
    "verdict": pl.String,
    "true_code": pl.String,
    "parties_right": pl.Boolean,
    "missed": pl.List(pl.String),
    "n_here": pl.Int64,
    "origin": pl.String,  # file:line
}
JUDGED = pl.Schema(_JUDGED)

_EVENT = re.compile(r"^([A-Z0-9]{3,});([A-Z0-9]{3,});(\d{2,4})$")

#: What spreadsheets put between cells, by country.
SEPARATORS = (",", ";", "\t")
#: A disk that is full, a quota that is used up.
FULL = (errno.ENOSPC, errno.EDQUOT)
#: Lines that a warning names at most.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of rows: its columns in order, its rows, and the line each row ends on.

    `lost_zeros` says that a spreadsheet made numbers of codes (46 of 046): they are mended here.
    """

    path: Path
    header: list[str]
    rows: list[dict[str, str]]
    lines: list[int]
    lost_zeros: bool

    def where(self, row: int) -> str:
        """Return `file:line` of a row."""
        return f"{self.path}:{self.lines[row]}"


@dataclass(frozen=True, slots=True)
class Judgements:
    """What the files of one or more coders say: rows that are done, and how many are not."""

    rows: pl.DataFrame  # `JUDGED`, one row per row of the sample and coder
    n_empty: dict[str, int]  # by file
    populations: dict[str, int]  # how many the warehouse has of each stratum, judged or not
    coder_version: str | None  # whose events were judged; None: no row
    warnings: list[str]  # what a reader has to be told


@cache
def names() -> dict[str, str]:
    """Return what each CAMEO code means, by code."""
    return dict(codebook.table("actions").select("code", "name").iter_rows())


@cache
def quads() -> dict[str, int]:
    """Return the quad class of each CAMEO root."""
    roots = codebook.table("actions").filter(pl.col("code").str.len_chars() == 2)
    return {str(code): int(quad) for code, quad in roots.select("code", "quad_class").iter_rows()}


def write(path: Path, header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """Write a sheet whole or not at all: under a temporary name, then moved into its place.

    A symbolic link stays one. The byte order mark tells Excel that the file is UTF-8.

    Raises:
        UsageError: the folder does not exist or may not be written to, or the disk is full.
    """
    place = path.resolve()
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8-sig",
            newline="",
            dir=place.parent,
            prefix=f".{place.name}.",
            delete=False,
        ) as file:
            part = Path(file.name)
            try:
                writer = csv.DictWriter(file, header, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows)
                file.flush()
                os.fsync(file.fileno())
                part.chmod(place.stat().st_mode & 0o777 if place.exists() else 0o644)
                part.replace(place)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise UsageError(
            f"the file cannot be written: {error.strerror}",
            where=str(path),
            fix="make room on the disk"
            if error.errno in FULL
            else "make the folder, or name a place you may write to",
        ) from error


def read(path: Path) -> Sheet:
    """Return a sheet as it stands in a file, whatever of `SEPARATORS` its header has.

    Rows without any text are passed over; codes that lost their leading zero have it again.

    Raises:
        UsageError: no such file, not UTF-8, a column is missing, a row is too long or too short.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            separator = max(SEPARATORS, key=first.count)
            reader = csv.reader(file, delimiter=separator, strict=True)
            header = next(reader, [])
            _refuse_header(path, header)
            rows, lines, lost_zeros = [], [], False
            for cells in reader:
                if not any(map(str.strip, cells)):
                    continue
                if len(cells) != len(header):
                    raise UsageError(
                        f"{len(cells)} cells, where the header has {len(header)}",
                        where=f"{path}:{reader.line_num}",
                        fix="put the quotes of this row right, or take it from the sample again",
                    )
                row = dict(zip(header, cells, strict=True))
                if not _fits(row["code"], row) and _fits(f"0{row['code']}", row):
                    row["code"], lost_zeros = f"0{row['code']}", True
                rows.append(row)
                lines.append(reader.line_num)
    except OSError as error:
        raise UsageError(
            f"the file cannot be read: {error.strerror}",
            where=str(path),
            fix="name a file that `bilateral audit sample` wrote",
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(
            "the file is not UTF-8", where=str(path), fix="save it as CSV UTF-8"
        ) from error
    except csv.Error as error:
        raise UsageError(
            f"the file is no CSV: {error}",
            where=f"{path}:{reader.line_num}",
            fix="put the quotes of this row right",
        ) from error
    return Sheet(path, header, rows, lines, lost_zeros)


def _fits(code: str, row: Mapping[str, str]) -> bool:
    """Say whether a CAMEO code belongs to the stratum of an event."""
    return code in names() and row["stratum"] == f"{ROOT}{code[:2]}"


def _refuse_header(path: Path, header: Sequence[str]) -> None:
    if missing := [name for name in NEEDED if name not in header]:
        raise UsageError(
            f"missing column: {', '.join(missing)}",
            where=f"{path}:1",
            fix="fill a file of `bilateral audit sample`, its first line as it was",
        )
    if len(set(header)) < len(header):
        raise UsageError(
            "a column is there twice", where=f"{path}:1", fix="take one of the two out"
        )


def is_done(row: Mapping[str, str]) -> bool:
    """Say whether a row has been judged."""
    return bool(row["verdict"].strip() or (row["kind"] == "sentence" and row["missed"].strip()))


def event_list(cell: str) -> list[tuple[str, str, str]]:
    """Return the events of a cell such as `CHN;KHM;046 | KHM;CHN;043` (or with spaces only).

    Raises:
        ValueError: a part is no event, or its code no CAMEO code; the message says which.
    """
    found = []
    for part in re.sub(r"\s*;\s*", ";", cell).replace("|", " ").split():
        match = _EVENT.match(part.upper())
        if match is None:
            raise ValueError(f"{part!r} is no source;target;code")
        if match[3] not in names():
            raise ValueError(f"{match[3]!r} is no CAMEO code")
        found.append((match[1], match[2], match[3]))
    return found


def event_text(events: Iterable[tuple[str, str, str]]) -> str:
    """Return events as a cell holds them."""
    return " | ".join(";".join(event) for event in events)


def judgements(paths: Sequence[Path]) -> Judgements:
    """Return what some files say, every row checked.

    A coder is the name in `coder`, or the file's stem where that is empty.

    Raises:
        UsageError: a file or row that cannot be used (file and line in the message), a row judged
            twice by one coder, files of samples from different warehouses or coder versions.
    """
    found: list[dict[str, object]] = []
    n_empty: dict[str, int] = {}
    seen: dict[tuple[str, str], str] = {}
    populations: dict[str, tuple[int, str]] = {}
    versions: dict[str, str] = {}
    unsaid: list[str] = []
    for path in paths:
        sheet = read(path)
        n_empty[str(path)] = 0
        for number, row in enumerate(sheet.rows):
            where = sheet.where(number)
            _check_drawn(row, where)
            if sheet.lost_zeros:
                _refuse_doubtful(row, where)
            versions.setdefault(row["coder_version"], where)
            if len(versions) > 1:
                told = ", ".join(f"{name} ({place})" for name, place in versions.items())
                raise UsageError(
                    f"the files are of several coder versions: {told}",
                    where=where,
                    fix="score those of one version together, each other version by itself",
                )
            population = int(row["population"])
            known, first = populations.setdefault(row["stratum"], (population, where))
            if known != population:
                raise UsageError(
                    f"stratum {row['stratum']!r} has {population:,} here and {known:,} in {first}",
                    where=where,
                    fix="score files of one sample together, each other sample by itself",
                )
            if not is_done(row):
                n_empty[str(path)] += 1
                if row["kind"] == "event" and (row["right_code"] + row["missed"]).strip():
                    unsaid.append(where)
                continue
            coder = row["coder"].strip() or path.stem
            if (before := seen.setdefault((row["id"], coder), where)) != where:
                raise UsageError(
                    f"{coder} judged {row['id']} twice, first in {before}",
                    where=where,
                    fix="leave one of the two out, or write different names in `coder`",
                )
            found.append({**judged(row, where), "coder": coder})
    sizes = {name: size for name, (size, _) in populations.items()}
    return Judgements(
        rows=pl.DataFrame(found, schema=JUDGED),
        n_empty=n_empty,
        populations=sizes,
        coder_version=next(iter(versions), None),
        warnings=_unsaid(unsaid),
    )


def _unsaid(places: Sequence[str]) -> list[str]:
    """Say which event rows have a right code or missed events, and no verdict."""
    if not places:
        return []
    more = f" and {len(places) - NAMED:,} more" if len(places) > NAMED else ""
    return [
        f"right_code or missed is filled in, verdict is not, so the row does not count: "
        f"{', '.join(places[:NAMED])}{more}"
    ]


def _check_drawn(row: Mapping[str, str], where: str) -> None:
    """Refuse a row whose drawn cells are no longer as the sample had them."""
    again = "restore this row from the sample; in a spreadsheet import all columns as text"
    if row["kind"] not in ("event", "sentence"):
        raise UsageError(
            f"kind {row['kind']!r} is neither event nor sentence", where=where, fix=again
        )
    if not row["id"] or not row["stratum"]:
        raise UsageError("the row has no id or no stratum", where=where, fix=again)
    if not row["population"].isdecimal() or int(row["population"]) < 1:
        raise UsageError(f"population {row['population']!r} is no count", where=where, fix=again)
    if not row["coder_version"]:
        raise UsageError("the row has no coder version", where=where, fix=again)
    if row["kind"] == "event" and not _fits(row["code"], row):
        raise UsageError(
            f"code {row['code']!r} does not belong to stratum {row['stratum']!r}",
            where=where,
            fix=again,
        )


def _refuse_doubtful(row: Mapping[str, str], where: str) -> None:
    """Refuse a right code of two digits in a file in which codes lost their leading zero."""
    if (right_code := row["right_code"].strip()) in names() and f"0{right_code}" in names():
        raise UsageError(
            f"right_code {right_code!r} may be 0{right_code}: other codes of this file have lost "
            "their leading zero",
            where=where,
            fix=f"write 0{right_code}; if it is {right_code}, put the zeros back in `code` first",
        )


def judged(row: Mapping[str, str], where: str) -> dict[str, object]:
    """Return a row that is done as `JUDGED` has it, but for the coder.

    Raises:
        UsageError: a broken verdict, code or list of events.
    """
    is_event = row["kind"] == "event"
    allowed = EVENT_VERDICTS if is_event else SENTENCE_VERDICTS
    missed = _events(row, "missed", where)
    verdict = row["verdict"].strip().lower() or "missed"
    right_code = row["right_code"].strip()
    if verdict not in allowed:
        raise UsageError(
            f"verdict {row['verdict']!r} is unknown",
            where=where,
            fix=f"one of {', '.join(allowed)}",
        )
    if not is_event and (verdict == "missed") != bool(missed):
        raise UsageError(
            f"verdict {verdict!r} and {len(missed)} missed events contradict each other",
            where=where,
            fix="list the events in `missed` (CHN;KHM;046), or write no_event and leave it empty",
        )
    if right_code and right_code not in names():
        raise UsageError(
            f"right_code {right_code!r} is no CAMEO code",
            where=where,
            fix="write it with its leading zero: 046; `cameo_codes` in the warehouse has them all",
        )
    if verdict == "wrong_code" and right_code in ("", row["code"]):
        raise UsageError(
            f"the verdict is wrong_code, right_code is {right_code!r}",
            where=where,
            fix="write the code that is right into right_code",
        )
    if verdict in ("right", "no_event") and right_code not in ("", row["code"]):
        raise UsageError(
            f"the verdict is {verdict}, yet right_code is {right_code!r}",
            where=where,
            fix="empty right_code, or write wrong_code",
        )
    here = _events(row, "found_here", where)
    elsewhere = {(s, t, c[:2]) for s, t, c in [*here, *_events(row, "found_in_article", where)]}
    # Coded as another root beside the right one: an event too many, and none missed.
    is_extra = (
        verdict == "wrong_code"
        and right_code[:2] != row["code"][:2]
        and (row["source"], row["target"], right_code[:2]) in elsewhere
    )
    has_event = is_event and verdict != "no_event" and not is_extra
    return {
        "id": row["id"],
        "kind": row["kind"],
        "stratum": row["stratum"],
        "population": int(row["population"]),
        "code": row["code"] if is_event else None,
        "verdict": verdict,
        "true_code": (right_code or row["code"]) if has_event else None,
        "parties_right": verdict in ("right", "wrong_code"),
        "missed": [c for s, t, c in missed if (s, t, c[:2]) not in elsewhere],
        "n_here": 1 + len(here),
        "origin": where,
    }


def _events(row: Mapping[str, str], column: str, where: str) -> list[tuple[str, str, str]]:
    try:
        return event_list(row[column])
    except ValueError as error:
        raise UsageError(
            f"{column}: {error}",
            where=where,
            fix="write source;target;code and separate events by |: CHN;KHM;046 | KHM;CHN;043",
        ) from error
