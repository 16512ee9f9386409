"""The codebook of a release, from DATA.md and from what the release holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

import duckdb

from transforms import codebook
from warehouse import sql
from warehouse.release import manifest
from warehouse.release.package import field_type
from warehouse.release.pages import Block, Grid, Heading, Items, Text
from warehouse.release.tables import Table, conventions, csv_path, facts, parquet_path, sections

#: A quad class as DATA.md tells it: `1 verbal cooperation (01-05)`.
_QUAD = re.compile(r"(\d) ([a-z ]+) \((\d\d)-(\d\d)\)")


#: What is measured on a set of texts, as `accuracy.json` names it.
FIGURES = ("precision", "recall", "f1")


def page(
    db: duckdb.DuckDBPyConnection,
    version: str,
    tables: Sequence[Table],
    change_log: Table,
    rows: Mapping[str, int],
) -> list[Block]:
    """Return the codebook: the files, their columns, the codes, how good they are.

    Args:
        db: the warehouse of the release.
        version: of the release.
        tables: of the release.
        change_log: the table of changes.csv.
        rows: how many rows each of them has.
    """
    return [
        Heading(1, f"Codebook of release {version}"),
        *_opening(db),
        Heading(2, "Files"),
        _files([*tables, change_log], rows),
        Heading(2, "Conventions"),
        Items(
            [
                *conventions(),
                "In CSV (UTF-8, commas) an empty cell is NULL, and a list is JSON; "
                "`datapackage.json` has the types, keys and checksums.",
            ]
        ),
        *(block for table in (*tables, change_log) for block in _table(table)),
        *_codes(db),
        *_values(db),
        *_actors(db),
        *_accuracy(db),
    ]


def _opening(db: duckdb.DuckDBPyConnection) -> list[Block]:
    about = manifest.corpus(db)
    return [
        Text(
            f"{about.n_articles:,} articles of {about.n_outlets:,} outlets, {about.first_day} to "
            f"{about.last_day}; {about.n_duplicates:,} of them repeat a story, "
            f"{about.n_withdrawn:,} are withdrawn."
        ),
        Text(
            "How to cite: `CITATION.cff`. What changed: `CHANGES.md`. What it was made of: "
            "`manifest.json`. Whether the files are whole: `sha256sum --check SHA256SUMS`."
        ),
        Text(facts()["same_inputs"]),
        Grid(
            ("coder version", "articles read", "events"),
            [
                (row["coder_version"], row["n_articles"], row["n_events"])
                for row in manifest.coders(db)
            ],
        ),
        Text("What was read and coded, by year: the denominators without which counts mislead."),
        Grid(
            ("year", "articles", "outlets", "articles that repeat a story", "events"),
            [(str(row[0]), *row[1:]) for row in sql.run(db, "release/years.sql").fetchall()],
        ),
    ]


def _files(tables: Sequence[Table], rows: Mapping[str, int]) -> Grid:
    return Grid(
        ("table", "rows", "files", "what it holds"),
        [(f"`{t.name}`", rows[t.name], _paths(t.name), _first_sentence(t.about)) for t in tables],
    )


def _first_sentence(about: str) -> str:
    return about.partition("\n")[0].partition(". ")[0].rstrip(".")


def _paths(name: str) -> str:
    if name == "changes":
        return f"`{csv_path(name)}`"
    return f"`{csv_path(name)}`, `{parquet_path(name)}`"


def _table(table: Table) -> list[Block]:
    key = ", ".join(f"`{name}`" for name in table.key)
    lines = [f"Primary key: {key}."] if key else []
    lines += [f"`{column}` refers to `{to}`." for column, to in table.foreign.items()]
    return [
        Heading(2, table.name),
        *(Text(part.replace("\n", " ")) for part in table.about.split("\n\n")),
        *([Items(lines)] if lines else []),
        Grid(
            ("column", "type", "type in CSV", "meaning"),
            [(f"`{c.name}`", c.kind, field_type(c.kind), c.meaning) for c in table.columns],
        ),
    ]


def _codes(db: duckdb.DuckDBPyConnection) -> list[Block]:
    values: dict[str, dict[str, object]] = defaultdict(dict)
    for name, code, value in sql.run(db, "release/code_values.sql").fetchall():
        values[name][code] = value
    quads = quad_classes()
    codes = sql.run(db, "release/codes.sql").fetchall()
    return [
        Heading(2, "Quad classes"),
        Grid(
            ("class", "name", "roots"),
            [(number, name, roots) for number, (name, roots) in quads.items()],
        ),
        Heading(2, "CAMEO codes"),
        Text("With the Goldstein values of each table; tables are never mixed."),
        Grid(
            ("code", "name", "quad class", "PLOVER type", "PLOVER mode", *values, "events"),
            [
                (code, name, quad, event, mode, *(values[t].get(code) for t in values), n)
                for code, name, quad, event, mode, n in codes
            ],
        ),
    ]


def quad_classes() -> dict[int, tuple[str, str]]:
    """Return name and roots of each quad class, as DATA.md tells them."""
    _, columns = sections()["mentions"]
    (meaning,) = (column.meaning for column in columns if column.name == "quad_class")
    return {int(n): (name, f"{a} to {b}") for n, name, a, b in _QUAD.findall(meaning)}


def _values(db: duckdb.DuckDBPyConnection) -> list[Block]:
    meanings = dict(codebook.table("roles").select("code", "meaning").iter_rows())
    roles = sql.run(db, "release/roles.sql").fetchall()
    return [
        Heading(2, "Values in use"),
        Grid(("table", "column", "value", "rows"), sql.run(db, "release/values.sql").fetchall()),
        Heading(2, "Roles in use"),
        Text("In `source_agent` and `target_agent`, joined: GOVMIL is GOV and MIL."),
        Grid(
            ("role", "meaning", "events as source", "events as target"),
            [(role, meanings.get(role), *counts) for role, *counts in roles],
        ),
    ]


def _actors(db: duckdb.DuckDBPyConnection) -> list[Block]:
    return [
        Heading(2, "Actor codes in use"),
        Grid(
            ("code", "kind", "name", "events as source", "events as target"),
            sql.run(db, "release/actors.sql").fetchall(),
        ),
    ]


def _accuracy(db: duckdb.DuckDBPyConnection) -> list[Block]:
    told = manifest.accuracy()
    version = told["coder_version"]
    others = sum(
        row["n_articles"]
        for row in manifest.coders(db)
        if version is None or row["coder_version"] != version
    )
    measured = (
        "The figures are not all of one known version of the coder."
        if version is None
        else f"The figures were measured with coder version {version}."
    )
    return [
        Heading(2, "Accuracy"),
        Text(f"{told['about']} {told['unit']}"),
        Text(
            f"{measured} Articles of this release read by another version, of which they may not "
            f"hold: {others:,}."
        ),
        Grid(
            ("set", "texts", *FIGURES, "what it is"),
            [
                (name, s["texts"], *(_figure(s[f]) for f in FIGURES), s["note"])
                for name, s in told["sets"].items()
            ],
        ),
        Text(told["by_root_of"]),
        Grid(
            ("root", "precision", "recall", "required", "false"),
            [
                (root, _figure(r["precision"]), _figure(r["recall"]), r["required"], r["false"])
                for root, r in told["by_root"].items()
            ],
        ),
    ]


def _figure(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"
