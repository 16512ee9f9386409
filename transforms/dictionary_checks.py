"""What can be wrong with a user's rows once they are read: codes, days, keys, offices, names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import combinations

import polars as pl
from spacy.lang.en.stop_words import STOP_WORDS

from transforms.actors import FIRST_DAY, LAST_DAY
from transforms.codebook import table, verb_rows
from transforms.dictionary_rows import Fault, Row, shapes

#: Codes that stand for actors of no single country.
STATELESS = frozenset({"IMG"})
_ORGANISATION = re.compile(r"(?:IGO|NGO)[A-Z]{3}")
#: Letters that a name needs, and one that is compared without regard to capitals.
SHORTEST, SHORTEST_FOLDED = 2, 4
_SLASHED = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_WRITE_DAY = "write year-month-day: 2024-12-03"
_NO_END = "9999-12-31"


def faults(rows: Sequence[Row], kept: Mapping[str, pl.DataFrame]) -> list[Fault]:
    """Return everything wrong with a dictionary's rows, in order of file and line.

    Args:
        rows: the user's rows.
        kept: the built-in tables by name, less the rows that the user's stand in place of.
    """
    found = [fault for row in rows for fault in _cells(row)]
    known = _countries() | _organisations(rows)
    found += [fault for row in rows for fault in _codes(row, known)]
    found += [fault for row in rows for fault in _days(row)]
    found += [fault for row in rows for fault in _names(row)]
    found += _twice(rows)
    if not found:  # what compares days needs days
        found += [*_offices(rows, kept["persons"]), *_two_roles(rows), *_two_meanings(rows)]
    return sorted(set(found))


def _cells(row: Row) -> Iterator[Fault]:
    """Find empty cells that must be filled, and words that a column cannot hold."""
    shape = shapes()[row.table]
    for column in shape["required"]:
        if not row[column]:
            yield row.fault(column, "the cell is empty", "fill it")
    for column, allowed in shape["values"].items():
        if row[column] not in allowed:
            words = ", ".join(word or "nothing" for word in allowed)
            yield row.fault(column, f"{row[column]!r} is not known here", f"write one of: {words}")


@cache
def _countries() -> frozenset[str]:
    return frozenset(table("countries")["iso3"])


def _organisations(rows: Iterable[Row]) -> frozenset[str]:
    own = {row["code"] for row in rows if row.table == "organisations"}
    return frozenset(table("organisations")["code"]) | own


@cache
def _roles() -> frozenset[str]:
    return frozenset(table("roles")["code"])


def _codes(row: Row, known: frozenset[str]) -> Iterator[Fault]:
    """Find codes of nobody: countries, organisations, roles."""
    if row.table == "organisations":
        code = row["code"]
        if code and code not in set(table("organisations")["code"]) and not _new_code(code):
            fix = "write IGO or NGO and three capitals, IGOABC, or a code of the codebook's list"
            yield row.fault("code", f"{code!r} is no code of an organisation", fix)
        for member in filter(None, row["members"].split(";")):
            if member not in _countries():
                yield row.fault("members", f"{member!r} is no country", "write ISO 3166 alpha-3")
    for column in ("country", "iso3"):
        code = row.cells.get(column, "")
        allowed = _countries() | (known if row.table == "persons" else frozenset())
        allowed |= STATELESS if row.table == "groups" else frozenset()
        if code and code not in allowed:
            fix = "write three capitals of ISO 3166 (FRA), or of the codebook (XKX, SUN, DDR)"
            yield row.fault(column, f"{code!r} is no country", fix)
    column = "code" if row.table == "agents" else "agent"
    chain = row.cells.get(column, "")
    blocks = re.findall(r"...", chain)
    if len(chain) % 3 or not set(blocks) <= _roles():
        fix = f"write CAMEO roles one after another (GOVMIL): {' '.join(sorted(_roles()))}"
        yield row.fault(column, f"{chain!r} is no chain of roles", fix)


def _new_code(code: str) -> bool:
    return _ORGANISATION.fullmatch(code) is not None


def _days(row: Row) -> Iterator[Fault]:
    """Find what is no day, lies outside 1800-2100, or ends before it begins."""
    days: dict[str, date] = {}
    for column in ("from", "to"):
        text = row.cells.get(column, "")
        if not text:
            continue
        try:
            if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                raise ValueError(text)
            day = date.fromisoformat(text)
        except ValueError:
            yield row.fault(column, f"{text!r} is no day", _mend_day(text))
            continue
        if not FIRST_DAY <= day <= LAST_DAY:
            yield row.fault(column, f"{text} lies outside 1800-2100", "mend the year")
        days[column] = day
    if len(days) == 2 and days["from"] > days["to"]:
        yield row.fault("to", f"{days['to']} is before {days['from']}", "swap or mend the days")


def _mend_day(text: str) -> str:
    """Say how to write a day that is written in another way."""
    if _SLASHED.fullmatch(text):
        return f"{_WRITE_DAY} (in Excel: Format cells, Custom, yyyy-mm-dd; then save again)"
    if re.fullmatch(r"\d{4}", text):
        return f"{_WRITE_DAY}; of a year alone the first day, {text}-01-01, and precision year"
    if re.fullmatch(r"\d{5}", text):
        return f"{_WRITE_DAY} (a spreadsheet's day number: format the column as yyyy-mm-dd)"
    return _WRITE_DAY


def _names(row: Row) -> Iterator[Fault]:
    """Find names that would be found where nobody is named."""
    if row.table == "agents":
        if row["noun"] in STOP_WORDS or 0 < len(row["noun"]) < SHORTEST_FOLDED - 1:
            yield row.fault("noun", f"{row['noun']!r} is too common a word", "leave it out")
        return
    for column in shapes()[row.table]["names"]:
        for name in filter(None, row[column].split(";")):
            yield from _name(row, column, name)


def _name(row: Row, column: str, name: str) -> Iterator[Fault]:
    folded = row.cells.get("case") == "fold"
    shortest = SHORTEST_FOLDED if folded else SHORTEST
    if len(name) < shortest or not any(map(str.isalpha, name)):
        yield row.fault(column, f"{name!r} is too short for a name", f"{shortest} letters or more")
        return
    if row.table == "masks" or (column == "short" and row["solo"] == "0"):
        return  # a surname counts only after the full name: "Park", "May"
    written_apart = name.isupper() and not folded  # WHO, never "who"
    if not written_apart and name.casefold() in common_words():
        fix = "leave it out"
        if row.table == "persons":
            fix = "leave it out, or write it under `short` with solo 0 (counts after the full name)"
        yield row.fault(column, f"{name!r} is also a common word", fix)


@cache
def common_words() -> frozenset[str]:
    """Return single words that news use for other things than names.

    Stop words, days and months, role nouns, and every word of the verb tables.
    """
    calendar = {date(2024, month, 1).strftime("%B") for month in range(1, 13)}
    calendar |= {date(2024, 1, day).strftime("%A") for day in range(1, 8)}
    lemmas = {word for cell in verb_rows()["lemmas"] for word in cell.split("|")}
    nouns = set(table("agents")["noun"]) | set(table("agents")["plural"])
    return frozenset(w.casefold() for w in {*STOP_WORDS, *calendar, *lemmas, *nouns} if w)


def _twice(rows: Sequence[Row]) -> Iterator[Fault]:
    """Find two rows that say they are the same row."""
    first: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = (row.table, *row.key, row.cells.get("office", ""))
        seen = first.setdefault(key, row)
        if seen is not row:
            columns = " and ".join(shapes()[row.table]["key"])
            what = f"the same {columns} as in line {seen.line}"
            yield row.fault(shapes()[row.table]["key"][0], what, "leave one of the rows out")


def _last(row: Mapping[str, str] | Row) -> str:
    return row["to"] or _NO_END


def _offices(rows: Sequence[Row], kept: pl.DataFrame) -> Iterator[Fault]:
    """Find two holders of one office; the day of the handover belongs to both."""
    own = [row for row in rows if row.table == "persons" and row["office"]]
    wanted = {(row["country"], row["office"]) for row in own}
    held: dict[tuple[str, str], list[Mapping[str, str]]] = defaultdict(list)
    for cells in kept.iter_rows(named=True):
        if (cells["country"], cells["office"]) in wanted:
            held[cells["country"], cells["office"]].append(cells)
    mark = "or flag it joint or disputed"
    for row in own:
        if row["flag"]:
            continue
        for other in held[row["country"], row["office"]]:
            if other["actor_id"] != row["actor_id"] and _overlap(row, other):
                what = f"{other['name']} is {row['office']} from {other['from']} to " + (
                    other["to"] or "today"
                )
                fix = f"add the row {other['actor_id']}, {other['from']} with its `to`, {mark}"
                yield row.fault("from", what, fix)
    for one, two in _pairs(own, "country", "office"):
        if _overlap(one, two) and not (one["flag"] and two["flag"]):
            what = f"{one['name']} (line {one.line}) is {one['office']} on the same days"
            yield two.fault("from", what, f"mend the days, {mark} in both rows")


def _pairs(rows: Iterable[Row], *columns: str) -> Iterator[tuple[Row, Row]]:
    """Yield each two rows that have the same in some columns."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in columns)].append(row)
    for group in groups.values():
        yield from combinations(group, 2)


def _overlap(one: Mapping[str, str] | Row, two: Mapping[str, str] | Row) -> bool:
    return one["from"] < _last(two) and two["from"] < _last(one)


def _two_roles(rows: Sequence[Row]) -> Iterator[Fault]:
    """Find an organisation or group with two roles on one day."""
    own = [row for row in rows if row.table in {"organisations", "groups"}]
    for one, two in _pairs(own, "actor_id"):
        if one["from"] <= _last(two) and two["from"] <= _last(one):
            what = f"{two['actor_id']} has another row for the same days, line {one.line}"
            yield two.fault("from", what, "end the one before the other begins")


def _two_meanings(rows: Sequence[Row]) -> Iterator[Fault]:
    """Find a name that two rows give to two actors on one day."""
    meanings: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    for row in rows:
        for column in shapes()[row.table]["names"]:
            if column == "short" and row["solo"] == "0":
                continue
            for name in filter(None, row[column].split(";")):
                meanings[name.casefold()].append((row, column))
    for name, found in meanings.items():
        for (one, _), (two, column) in combinations(found, 2):
            if one is two or _code(one) == _code(two) or _both_marked(one, two):
                continue
            if _from(one) <= _until(two) and _from(two) <= _until(one):
                what = f"{name!r} means {_code(one) or 'nobody'} in {one.file}:{one.line}"
                fix = "a name means one thing on a day: give the rows other days, or leave one out"
                yield two.fault(column, what, fix)


def _code(row: Row) -> str:
    return "".join(row.cells.get(column, "") for column in ("code", "iso3", "country", "agent"))


def _both_marked(one: Row, two: Row) -> bool:
    return one.cells.get("ambiguous") == two.cells.get("ambiguous") == "1" or (
        one.table == two.table == "persons" and one["actor_id"] == two["actor_id"]
    )


def _from(row: Row) -> str:
    return row.cells.get("from", "")


def _until(row: Row) -> str:
    return row.cells.get("to", "") or _NO_END
