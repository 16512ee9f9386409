"""How often negation, mode and speaker are read right, on sentences written before they were coded.

The sets are `tests/gold/{negation,mode,attribution}.csv`; roots may be alternatives: `11|12`.
"""

import csv
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import polars as pl
import pytest

from tests.gold.score import HERE, country
from tests.transforms.coding_helpers import coder
from transforms.records import ARTICLE

#: Share of a set that must be right, as measured. The goal is .90 for each.
FLOORS = {"negation": 0.94, "mode": 0.91, "attribution": 0.88}
EXPECTED = {
    "negation": {"asserted", "negated"},
    "mode": {"actual", "intent", "hypothetical", "historical", "requested"},
}
EVENTS = {"actual", "intent"}
NO_SPEAKER = "none"


@dataclass(frozen=True)
class Outcome:
    """What was found of one row of a set."""

    row: dict[str, str]
    right: bool
    found: list[str]


@cache
def gold(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def coded(rows: list[dict[str, str]]) -> dict[str, list[dict[str, Any]]]:
    """Return the mentions of each row's source, target and root, dropped ones too."""
    frame = pl.DataFrame(
        [
            {
                "article_id": row["id"],
                "source_id": row["id"],
                "text": row["text"],
                "published_on": date.fromisoformat(row["date"]),
            }
            for row in rows
        ],
        schema=ARTICLE,
    )
    by_id = {row["id"]: row for row in rows}
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for mention in coder().code(frame).mentions.iter_rows(named=True):
        row = by_id[mention["article_id"]]
        dyad = country(mention["source"]), country(mention["target"])
        roots = row["root"].split("|")
        if dyad == (row["source"], row["target"]) and mention["cameo_root"] in roots:
            found[row["id"]].append(mention)
    return found


def told_as(row: dict[str, str], found: list[dict[str, Any]]) -> bool:
    """Say whether the act counts as an event exactly when the sentence tells it as one."""
    kept = {m["mode"] for m in found if m["dropped_because"] is None} & EVENTS
    if row["expected"] == "asserted":
        return bool(kept)
    return row["expected"] in kept if row["expected"] in EVENTS else not kept


def told_by(row: dict[str, str], found: list[dict[str, Any]]) -> bool:
    """Say whether the act was seen, kept or not, in the words of the expected speaker alone."""
    return {m["speaker"] or NO_SPEAKER for m in found} == {row["expected"]}


RULES: dict[str, Callable[[dict[str, str], list[dict[str, Any]]], bool]] = {
    "negation": told_as,
    "mode": told_as,
    "attribution": told_by,
}


@cache
def outcomes(name: str) -> list[Outcome]:
    rows = gold(name)
    found = coded(rows)
    result = []
    for row in rows:
        seen = found.get(row["id"], [])
        words = [
            f"{m['cameo_code']} {m['mode']} by {m['speaker'] or NO_SPEAKER}"
            f" [{m['trigger']}; {m['method']}; {m['dropped_because'] or 'kept'}]"
            for m in seen
        ]
        result.append(Outcome(row, RULES[name](row, seen), words))
    return result


def report(wrong: list[Outcome]) -> str:
    return "\n".join(
        f"{o.row['id']} {o.row['source']}>{o.row['target']} {o.row['root']} {o.row['expected']}"
        f" ({o.row['note']}): {'; '.join(o.found) or 'nothing'} | {o.row['text']}"
        for o in wrong
    )


@pytest.mark.parametrize("name", sorted(RULES))
def test_as_many_are_right_as_were(name):
    results = outcomes(name)
    wrong = [o for o in results if not o.right]
    share = 1 - len(wrong) / len(results)
    print(f"{name}: {share:.3f} of {len(results)} right\n{report(wrong)}")
    assert share >= FLOORS[name], f"{name}: {share:.3f} right\n{report(wrong)}"


@pytest.mark.parametrize("name", sorted(RULES))
def test_each_set_is_large_and_well_formed(name):
    rows = gold(name)
    assert len(rows) >= 100
    assert len({row["id"] for row in rows}) == len({row["text"] for row in rows}) == len(rows)
    for row in rows:
        assert all(row[key] for key in ("date", "source", "target", "root")), row["id"]
        assert row["expected"] in EXPECTED.get(name, {row["expected"]}), row["id"]
