"""Every pattern row's example is coded as the row says; the tables are well formed."""

import re
from datetime import date

import polars as pl
import pytest

from transforms.codebook import table
from transforms.coding import Coder
from transforms.patterns import file_names, patterns

PUBLISHED = date(2024, 6, 12)
MARK = re.compile(r"[\[\]{}]")


def marked_rows():
    for name in file_names():
        for line, row in enumerate(table(f"verbs/{name}").iter_rows(named=True), start=2):
            if row["example"]:
                yield f"{name}:{line}", row["code"], row["flags"], row["example"]
    for line, row in enumerate(table("operators").iter_rows(named=True), start=2):
        if row["example"]:
            yield f"operators:{line}", row["code"], "", row["example"]


def spans(example: str) -> tuple[str, tuple[int, int], tuple[int, int]]:
    """Return the sentence without marks, and where source and target stand in it."""
    text, marks = "", {}
    for char in example:
        if char in "[]{}":
            marks[char] = len(text)
        else:
            text += char
    return text, (marks["["], marks["]"]), (marks["{"], marks["}"])


@pytest.fixture(scope="module")
def coded():
    rows = list(marked_rows())
    frame = pl.DataFrame(
        [(key, None, spans(example)[0], None, PUBLISHED) for key, _, _, example in rows],
        schema={
            "article_id": pl.String,
            "title": pl.String,
            "text": pl.String,
            "outlet": pl.String,
            "published_on": pl.Date,
        },
        orient="row",
    )
    mentions = Coder().code(frame).mentions
    return rows, mentions.partition_by("article_id", as_dict=True)


def test_each_example_gives_the_root_of_its_row_between_the_marked_parties(coded):
    rows, by_row = coded
    wrong = []
    for key, code, flags, example in rows:
        _, source, target = spans(example)
        found = by_row.get((key,))
        events = (
            []
            if found is None
            else found.filter(pl.col("dropped_because").is_null() | pl.lit("weak" in flags)).rows(
                named=True
            )
        )
        good = [
            e
            for e in events
            if e["cameo_root"] == code[:2]
            and e["source_start"] < source[1]
            and source[0] < e["source_end"]
            and e["target_start"] < target[1]
            and target[0] < e["target_end"]
        ]
        if not good:
            got = [(e["source"], e["target"], e["cameo_code"]) for e in events]
            wrong.append(f"{key} {code} {example} gave {got}")
    assert not wrong, f"{len(wrong)} of {len(rows)}:\n" + "\n".join(wrong)


def test_every_code_of_a_pattern_is_in_the_code_table():
    codes = set(table("actions")["code"])
    for rows in patterns().values():
        for row in rows:
            assert row.code in codes, f"{row.key}: {row.code}"


def test_each_file_holds_its_own_root():
    for name in file_names():
        for line, row in enumerate(table(f"verbs/{name}").iter_rows(named=True), start=2):
            assert row["code"][:2] == name[:2], f"{name}.csv:{line} {row['code']}"


def test_no_lemma_has_two_rows_with_the_same_conditions_and_different_codes():
    for (part, lemma), rows in patterns().items():
        seen = {}
        for row in rows:
            ahead = "intent" in row.flags  # such a row gives way to one for what is done
            frame = (ahead, row.particle, row.objects, row.preps, row.source, row.target)
            assert seen.setdefault(frame, row.code) == row.code, f"{part} {lemma}: {row.key}"
