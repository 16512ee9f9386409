"""What is alleged and denied is kept apart: `tests/gold/disputed.csv`, written before it was coded.

A row's `expected`: `disputed`, `asserted` (the act is an event all the same), or `none` (neither).
"""

import csv
from collections import defaultdict
from datetime import date
from functools import cache

import polars as pl
import pytest

from tests.gold.score import HERE, country
from tests.transforms.coding_helpers import coder, events, mentions, reasons
from transforms.coding import distinct_events
from transforms.records import ARTICLE

#: Shares that must be right, as measured.
FLOORS = {"disputed": 0.95, "other": 1.0}
TWO_SENTENCES = "Russia attacked Ukraine. Moscow denied having attacked Ukraine."


@cache
def gold():
    with (HERE / "disputed.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def found():
    rows = [
        {
            "article_id": row["id"],
            "source_id": row["id"],
            "text": row["text"],
            "published_on": date.fromisoformat(row["date"]),
        }
        for row in gold()
    ]
    by_id = defaultdict(list)
    for mention in coder().code(pl.DataFrame(rows, schema=ARTICLE)).mentions.iter_rows(named=True):
        by_id[mention["article_id"]].append(mention)
    return by_id


def is_right(row):
    every = found()[row["id"]]
    own = [
        m
        for m in every
        if (country(m["source"]), country(m["target"])) == (row["source"], row["target"])
        and m["cameo_root"] in row["root"].split("|")
    ]
    kept = any(m["dropped_because"] is None for m in own)
    apart = any(m["mode"] == "disputed" for m in own)
    if row["expected"] == "disputed":
        return apart and not kept
    if row["expected"] == "asserted":
        return kept
    return not kept and not any(m["mode"] == "disputed" for m in every)


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_as_many_are_right_as_were(kind):
    rows = [r for r in gold() if (r["expected"] == "disputed") == (kind == "disputed")]
    wrong = [f"{r['id']} {r['text']}" for r in rows if not is_right(r)]
    share = 1 - len(wrong) / len(rows)
    assert share >= FLOORS[kind], f"{kind}: {share:.3f} right\n" + "\n".join(wrong)


def test_the_set_is_as_large_as_it_says():
    wanted = [row["expected"] for row in gold()]
    assert len({row["text"] for row in gold()}) == len(wanted) == 40
    assert wanted.count("disputed") == 25


def test_nothing_disputed_is_an_event():
    rows = [m for found_of_one in found().values() for m in found_of_one]
    disputed = [m for m in rows if m["mode"] == "disputed"]
    assert disputed
    assert all(m["dropped_because"].startswith("denied by ") for m in disputed)
    text = "Poland accused Belarus of attacking its border posts, which Minsk denies."
    assert set(distinct_events(mentions(text))["mode"]) == {"actual"}


def test_a_denial_does_not_erase_what_the_article_tells_as_fact():
    assert "RUS>UKR 19 actual" in events(TWO_SENTENCES)
    assert "denied by RUS" in reasons(TWO_SENTENCES)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("Moscow denied having attacked Estonia.", "denied by RUS", id="denied"),
        pytest.param("Moscow did not attack Estonia.", "negated", id="negated"),
        pytest.param("Estonia accused Moscow of attacking it.", "alleged only", id="alleged"),
    ],
)
def test_the_reason_tells_denied_from_negated_and_alleged(text, why):
    assert why in reasons(text)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        pytest.param(
            "An Estonian paper wrote of Russian airspace violations over Estonia.",
            "RUS>EST 15 actual",
            id="airspace",
        ),
        pytest.param(
            "Israeli ceasefire violations against Lebanon went on.", "ISR>LBN 19 actual", id="truce"
        ),
    ],
)
def test_a_deed_named_by_two_nouns_is_an_act(text, event):
    assert event in events(text)
