"""Role nouns and titles: "foreign minister", "troops", "embassy", and their CAMEO roles."""

from __future__ import annotations

from functools import cache

import polars as pl

from transforms.codebook import table

#: CAMEO role and kind (person, body, collective, asset, national) by noun in lower case.
Roles = dict[str, tuple[str, str]]


def roles(agents: pl.DataFrame) -> Roles:
    """Return the role nouns of some rows in the columns of `codebook/agents.csv`."""
    found: Roles = {}
    for row in agents.iter_rows(named=True):
        for noun in (row["noun"], row["plural"]):
            if noun:
                found.setdefault(noun.casefold(), (row["code"], row["kind"]))
    return found


@cache
def built_in() -> Roles:
    """Return the role nouns of `codebook/agents.csv`, singular and plural."""
    return roles(table("agents"))
