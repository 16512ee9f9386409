"""transforms/codebook/actions.csv: the reviewed table of CAMEO codes."""

from __future__ import annotations

import csv
import re
from pathlib import Path

TABLE = Path(__file__).parents[2] / "transforms" / "codebook" / "actions.csv"
COLUMNS = [
    "code",
    "name",
    "parent",
    "root",
    "quad_class",
    "goldstein_gdelt",
    "goldstein_icews",
    "goldstein_phoenix",
    "goldstein_plover",
    "plover_event",
    "plover_mode",
]
PLOVER = {
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "CONCEDE",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "MOBILIZE",
    "SANCTION",
    "COERCE",
    "ASSAULT",
}


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def quad_as_gdelt(root: str) -> str:
    """01-05 verbal, 06-09 material cooperation; 10-14 verbal, 15-20 material conflict."""
    return "1" if root <= "05" else "2" if root <= "09" else "3" if root <= "14" else "4"


def test_columns_are_as_agreed():
    assert list(rows()[0]) == COLUMNS


def test_318_codes_sorted_and_each_once():
    codes = [row["code"] for row in rows()]
    assert len(codes) == 318
    assert codes == sorted(set(codes))
    assert [sum(len(code) == n for code in codes) for n in (2, 3, 4)] == [20, 149, 149]


def test_every_code_hangs_on_a_shorter_one():
    codes = {row["code"] for row in rows()}
    for line, row in enumerate(rows(), start=2):
        where = f"actions.csv:{line} {row['code']!r}"
        assert re.fullmatch(r"(0[1-9]|1[0-9]|20)\d{0,2}", row["code"]), where
        assert row["root"] == row["code"][:2], where
        if len(row["code"]) == 2:
            assert row["parent"] == "", where
        else:
            assert row["parent"] == row["code"][:-1], where
            assert row["parent"] in codes, where


def test_quad_classes_are_as_in_gdelt_data():
    for line, row in enumerate(rows(), start=2):
        assert row["quad_class"] == quad_as_gdelt(row["root"]), f"actions.csv:{line}"


def test_goldstein_values_have_one_decimal_within_ten():
    for line, row in enumerate(rows(), start=2):
        for table in (
            "goldstein_gdelt",
            "goldstein_icews",
            "goldstein_phoenix",
            "goldstein_plover",
        ):
            value = row[table]
            if value:
                assert re.fullmatch(r"-?\d+\.\d", value), f"actions.csv:{line} {table} {value!r}"
                assert abs(float(value)) <= 10, f"actions.csv:{line} {table} {value!r}"


def test_each_goldstein_table_has_the_codes_its_publisher_gave():
    counts = {
        table: sum(bool(row[f"goldstein_{table}"]) for row in rows())
        for table in ("gdelt", "icews", "phoenix", "plover")
    }
    assert counts == {"gdelt": 311, "icews": 312, "phoenix": 279, "plover": 273}


def test_every_code_has_a_plover_type_and_appeals_are_requests():
    for line, row in enumerate(rows(), start=2):
        assert row["plover_event"] in PLOVER, f"actions.csv:{line} {row['plover_event']!r}"
        if row["root"] in {"02", "10"}:
            assert row["plover_event"] == "REQUEST", f"actions.csv:{line}"
