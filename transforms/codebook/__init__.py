"""The reviewed tables: CAMEO actions, countries, persons, organisations, groups, agents, outlets.

Every cell is text (`010` is not 10; an empty cell is ""); readers convert what they need.
"""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl

#: Tables that the warehouse keeps as loaded.
NAMES = (
    "actions",
    "agents",
    "countries",
    "country_names",
    "country_numbers",
    "groups",
    "organisations",
    "outlets",
    "persons",
)


@cache
def table(name: str) -> pl.DataFrame:
    """Return one table by file name without `.csv`; sub-folders with a slash (`verbs/04_consult`).

    All columns are text; empty cells are "".
    """
    raw = files("transforms.codebook").joinpath(f"{name}.csv").read_bytes()
    return pl.read_csv(raw, infer_schema=False).fill_null("")


@cache
def verb_rows() -> pl.DataFrame:
    """Return the rows of all verb tables, with the CAMEO root of their file as `root`."""
    folder = files("transforms.codebook").joinpath("verbs")
    names = sorted(p.name.removesuffix(".csv") for p in folder.iterdir() if p.name.endswith(".csv"))
    return pl.concat(
        table(f"verbs/{name}").with_columns(root=pl.lit(name.partition("_")[0])) for name in names
    )


def tables() -> dict[str, pl.DataFrame]:
    """Return all the tables that the warehouse keeps, by name."""
    return {name: table(name) for name in NAMES}


@cache
def version() -> str:
    """Return the first 12 hex digits of the SHA-256 over all codebook files, by name."""
    digest = hashlib.sha256()
    root = files("transforms.codebook")
    entries = [(p.name, p) for p in root.iterdir()] + [
        (f"verbs/{p.name}", p) for p in root.joinpath("verbs").iterdir()
    ]
    for name, path in sorted(entries, key=lambda entry: entry[0]):
        if name.endswith((".csv", ".toml")):
            digest.update(name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@cache
def toml(name: str) -> dict[str, Any]:
    """Return one of the TOML tables by file name without `.toml`."""
    return tomllib.loads(files("transforms.codebook").joinpath(f"{name}.toml").read_text("utf-8"))


def words(name: str) -> frozenset[str]:
    """Return one of the closed lists of `grammar.toml`."""
    return frozenset(toml("grammar")[name])
