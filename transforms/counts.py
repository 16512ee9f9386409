"""How much the tables hold: every number that is told about the dictionary is counted here."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.codebook import table, verb_rows

COUNTS = pl.Schema({"what": pl.String, "n": pl.Int64, "countries": pl.Int64})
#: Kinds of groups.csv that are counted, and what they are called.
KINDS = {
    "armed_group": "armed groups",
    "army": "armies",
    "ministry": "ministries",
    "agency": "agencies",
    "legislature": "legislatures",
    "court": "courts",
    "media": "state media",
    "firm": "firms",
}


def counts(own: Mapping[str, pl.DataFrame] | None = None) -> pl.DataFrame:
    """Count the tables.

    Args:
        own: tables that stand in place of built-in ones (a user's dictionary).

    Returns:
        `COUNTS` columns, a row a number; `countries` is of how many countries they are, empty
        where that says nothing. An actor with several rows counts once, a term is a row.
    """
    own = own or {}

    def rows_of(name: str) -> pl.DataFrame:
        return own.get(name, table(name))

    persons, groups, organisations = map(rows_of, ("persons", "groups", "organisations"))
    names = rows_of("country_names")
    parties = groups.filter(pl.col("kind") == "party")
    lines = [
        ("states and territories", rows_of("countries").height, None),
        ("names of them", *_distinct(names, ["iso3", "surface"], "iso3")),
        ("persons", *_distinct(persons, ["actor_id"], "country")),
        ("terms of persons", persons.height, None),
        ("offices", *_distinct(persons, ["country", "office"], "country")),
        ("organisations", organisations["actor_id"].n_unique(), None),
        ("codes of organisations", organisations["code"].n_unique(), None),
        ("parties", *_distinct(parties, ["actor_id"], "country")),
        ("ruling parties", *_in_role(parties, "GOV")),
        ("opposition parties", *_in_role(parties, "OPP")),
        *(
            (label, *_distinct(groups.filter(pl.col("kind") == kind), ["actor_id"], "country"))
            for kind, label in KINDS.items()
        ),
        ("names of organisations and groups", _surfaces(organisations, groups), None),
        ("role nouns", rows_of("agents").height, None),
        ("masks", rows_of("masks").height, None),
        ("news outlets", *_distinct(rows_of("outlets"), ["outlet_id"], "country")),
    ]
    return pl.DataFrame([*lines, *_verbs()], schema=COUNTS, orient="row")


def _distinct(rows: pl.DataFrame, key: list[str], country: str) -> tuple[int, int]:
    """Return how many keys there are, and of how many countries."""
    return rows.n_unique(key) if rows.height else 0, rows[country].n_unique()


def _in_role(parties: pl.DataFrame, role: str) -> tuple[int, int]:
    """Return how many parties ever had a role: a party that won and lost is in both counts."""
    return _distinct(parties.filter(pl.col("agent") == f"{role}PTY"), ["actor_id"], "country")


def _surfaces(*tables: pl.DataFrame) -> int:
    """Return how many different names there are in `name` and `aliases`."""
    cells = pl.concat([rows.select("name", "aliases") for rows in tables])
    aliases = cells["aliases"].str.split(";").explode()
    return pl.concat([cells["name"], aliases.filter(aliases != "")]).n_unique()


def _verbs() -> list[tuple[str, int, None]]:
    """Return verb rows and their entries, a lemma in a frame each, in all and by root."""
    by_root = (
        verb_rows()
        .group_by("root")
        .agg(pl.len(), entries=pl.col("lemmas").str.split("|").list.len().sum())
        .sort("root")
    )
    labels = dict(table("actions").select("code", "name").iter_rows())
    lines: list[tuple[str, int, None]] = [
        ("rows of verbs and nouns", int(by_root["len"].sum()), None),
        ("entries (a lemma in a frame)", int(by_root["entries"].sum()), None),
    ]
    for root, n_rows, n_entries in by_root.iter_rows():
        label = f"root {root}, {labels[root].lower()}"
        lines += [(f"{label}: rows", n_rows, None), (f"{label}: entries", n_entries, None)]
    return lines
