"""A user's dictionary: CSV files like the codebook's, whose rows add to it or go over it.

Twice over. A row with the key of a built-in row stands in its place. And on the days of a user's
row its names mean what the row says, whatever they meant built in; on other days they mean what
they did. A row of `masks.csv` takes a name away: it means nobody, and it is no role noun.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import polars as pl

from transforms.actors import FIRST_DAY, LAST_DAY, NAMED_IN, Entry, entries, lower
from transforms.codebook import table
from transforms.dictionary_checks import faults as faults_of_rows
from transforms.dictionary_rows import Fault, Row, parse, shapes
from transforms.errors import UsageError
from transforms.roles import Roles
from transforms.roles import roles as roles_of

#: Faults that an error names; the rest is counted.
NAMED = 20


@dataclass(frozen=True, slots=True)
class UserDictionary:
    """The codebook with a user's rows in it.

    `tables` are the codebook's with the user's rows over them, `entries` and `roles` what a coder
    takes; `version` is 12 hex digits that change with any cell and with nothing else.
    """

    tables: Mapping[str, pl.DataFrame]
    entries: Sequence[Entry]
    roles: Roles
    version: str
    n_rows: int
    n_overriding: int  # rows that stand in the place of a built-in row
    n_names_changed: int  # built-in names that mean something else, or less long, than before


def faults(files: Mapping[str, bytes]) -> list[Fault]:
    """Return everything wrong with a dictionary, in order of file and line."""
    rows, found = parse(files)
    return sorted([*found, *faults_of_rows(rows, _kept(rows))])


def read(files: Mapping[str, bytes], where: str) -> UserDictionary:
    """Return the codebook with a user's rows in it.

    Args:
        files: content by file name, `persons.csv` and the like.
        where: the folder, for messages.

    Raises:
        UsageError: anything is wrong with it, with file, line and column.
    """
    if found := faults(files):
        more = f"\n  and {len(found) - NAMED} more" if len(found) > NAMED else ""
        raise UsageError(
            "the dictionary has faults:\n" + "\n".join(f"  {f}" for f in found[:NAMED]) + more,
            where=where,
            fix="`bilateral dictionary check` shows them all; mend them first, nothing was coded",
        )
    rows, _ = parse(files)
    kept, own = _kept(rows), _frames(rows)
    built_in = entries({**{name: table(name) for name in NAMED_IN}, **kept})
    mine = entries({name: own.get(name, table(name).clear()) for name in NAMED_IN} | _countries())
    merged, changed = over(built_in, mine)
    return UserDictionary(
        tables={name: pl.concat([kept[name], own[name]]) for name in own},
        entries=merged,
        roles=_roles(rows, kept["agents"], own["agents"]),
        version=_version(rows),
        n_rows=len(rows),
        n_overriding=sum(row.key in _built_in_keys(row.table) for row in rows),
        n_names_changed=changed,
    )


def _countries() -> dict[str, pl.DataFrame]:
    return {"countries": table("countries")}


def _frames(rows: Iterable[Row]) -> dict[str, pl.DataFrame]:
    """Return the rows as frames in the columns of the codebook's tables."""
    cells: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in rows:
        cells[row.table].append(row.cells)
    return {name: pl.DataFrame(cells[name], schema=table(name).schema) for name in shapes()}


@cache
def _built_in_keys(name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(table(name).select(shapes()[name]["key"]).iter_rows())


def _kept(rows: Iterable[Row]) -> dict[str, pl.DataFrame]:
    """Return the built-in tables without the rows that the user's stand in place of."""
    own = _frames(rows)
    return {
        name: table(name).join(own[name], on=shape["key"], how="anti", maintain_order="left")
        for name, shape in shapes().items()
    }


def _roles(rows: Sequence[Row], kept: pl.DataFrame, own: pl.DataFrame) -> Roles:
    """Return the role nouns: the user's over those built in, less those masked."""
    masked = {row["surface"].casefold() for row in rows if row.table == "masks"}
    all_roles = {**roles_of(kept), **roles_of(own)}
    return {noun: role for noun, role in all_roles.items() if noun not in masked}


def _version(rows: Iterable[Row]) -> str:
    """Return a digest of the rows, whatever their order, separators and defaults."""
    lines = sorted("\x1f".join((row.table, *row.cells.values())) for row in rows)
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()[:12]


def over(built_in: Sequence[Entry], own: Sequence[Entry]) -> tuple[list[Entry], int]:
    """Put a user's names over the built-in ones.

    On the days of a user's entry its name means nothing else; before and after, what it meant.
    A surname that counts only after the full name takes nothing from other people's surnames.

    Returns:
        All the entries, and how many built-in names changed their meaning.
    """
    claims: dict[str, list[Entry]] = defaultdict(list)
    for entry in own:
        if not entry.short:
            claims[lower(entry.surface)].append(entry)
    merged: list[Entry] = []
    changed: set[str] = set()
    for entry in built_in:
        over_it = [
            claim
            for claim in claims.get(lower(entry.surface), [])
            if claim.fold or entry.fold or claim.surface == entry.surface
        ]
        if over_it:
            changed.add(entry.surface)
        merged += _under(entry, over_it)
    return list(dict.fromkeys([*merged, *own])), len(changed)


def _under(entry: Entry, claims: Sequence[Entry]) -> Iterator[Entry]:
    """Yield what is left of a built-in entry under a user's entries for its name.

    Names are looked for as written first, then without regard to capitals: where the two differ
    in this, a twin as written keeps both on their days.
    """
    same = [claim for claim in claims if claim.fold or not entry.fold]
    yield from _without(entry, same)
    for claim in claims:
        if claim.fold and not entry.fold:
            yield replace(claim, surface=entry.surface, fold=False)
        elif entry.fold and not claim.fold:
            twin = replace(entry, surface=claim.surface, fold=False)
            yield from _without(twin, [c for c in claims if c.fold or c.surface == claim.surface])


def _without(entry: Entry, claims: Sequence[Entry]) -> list[Entry]:
    """Return an entry on the days on which no claim holds: none, one or several pieces."""
    pieces = [(entry.start, entry.end)]
    for claim in claims:
        pieces = [piece for span in pieces for piece in _outside(span, claim)]
    return [replace(entry, start=start, end=end) for start, end in pieces]


def _outside(span: tuple[date, date], claim: Entry) -> Iterator[tuple[date, date]]:
    start, end = span
    if claim.end < start or end < claim.start:
        yield span
        return
    if start < claim.start and claim.start > FIRST_DAY:
        yield start, claim.start - timedelta(days=1)
    if claim.end < end and claim.end < LAST_DAY:
        yield claim.end + timedelta(days=1), end
