"""Organisations, groups, agents and outlets hold together: shape, keys, codes, dates, names.

Reads the CSV files directly, so that it fails on the data and not on whoever reads it.
"""

import csv
import re
from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

CODEBOOK = Path(__file__).parents[2] / "transforms" / "codebook"
ALWAYS, FOREVER = "0000-00-00", "9999-12-31"
ROLES = set(
    re.findall("...", "COPGOVINSJUDMILOPPREBSEPSPYUAFAGRBUSCRMCVLDEVEDUELIENVHLHHRILABLEGMEDREFPTY")
)
COLUMNS = {
    "organisations": [
        "actor_id",
        "code",
        "name",
        "aliases",
        "case",
        "kind",
        "members",
        "from",
        "to",
        "source",
    ],
    "groups": [
        "actor_id",
        "country",
        "agent",
        "name",
        "aliases",
        "case",
        "kind",
        "from",
        "to",
        "source",
    ],
    "agents": ["noun", "plural", "code", "kind", "note"],
    "outlets": [
        "outlet_id",
        "name",
        "aliases",
        "domains",
        "country",
        "kind",
        "state_owned",
        "source",
    ],
}
KEYS = {
    "organisations": ("actor_id", "from"),
    "groups": ("actor_id", "from"),
    "agents": ("noun",),
    "outlets": ("outlet_id",),
}
GROUP_KINDS = {
    "party",
    "armed_group",
    "army",
    "ministry",
    "agency",
    "media",
    "firm",
    "court",
    "legislature",
}
AGENT_KINDS = {"person", "body", "collective", "asset", "national"}
OUTLET_KINDS = {"agency", "paper", "broadcaster", "online"}
# Organisations in the coding rules, whose codes others rely on.
FIXED_CODES = {
    "United Nations": "IGOUNO",
    "UN Security Council": "IGOUNO",
    "European Union": "IGOEUU",
    "NATO": "NAT",
    "ASEAN": "ASN",
    "Arab League": "ARL",
    "World Bank": "IGOWBK",
    "Asian Development Bank": "IGOADB",
    "Red Cross": "IGOCRC",
    "International Criminal Court": "IGOICC",
    "WTO": "IGOGAT",
    "GATT": "IGOGAT",
}

Row = dict[str, str]


def read(name: str) -> tuple[list[str], list[Row]]:
    with (CODEBOOK / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames is not None
    return list(reader.fieldnames), rows


def rows_of(name: str) -> list[Row]:
    return read(name)[1]


def cells(text: str) -> list[str]:
    return text.split(";") if text else []


def surfaces(row: Row) -> list[str]:
    return [row["name"], *cells(row["aliases"])]


def countries() -> set[str]:
    return {row["iso3"] for row in rows_of("countries")}


def regular_plural(noun: str) -> str:
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return noun + "es"
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + "s"


@pytest.mark.parametrize("name", COLUMNS)
def test_shape(name: str) -> None:
    columns, rows = read(name)
    assert columns == COLUMNS[name]
    for row in rows:
        assert None not in row, row
        assert None not in row.values(), row
        assert all(value == value.strip() for value in row.values()), row
    raw = (CODEBOOK / f"{name}.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")


@pytest.mark.parametrize("name", COLUMNS)
def test_sorted_with_unique_keys(name: str) -> None:
    keys = [tuple(row[column] for column in KEYS[name]) for row in rows_of(name)]
    assert all(all(key[:1]) for key in keys)
    assert keys == sorted(set(keys))


@pytest.mark.parametrize("name", ["organisations", "groups", "outlets"])
def test_lists_in_cells_are_sets(name: str) -> None:
    for row in rows_of(name):
        assert row["source"] == "recalled"
        for column in ("aliases", "members", "domains"):
            values = cells(row.get(column, ""))
            assert values == sorted(set(values)), row
            assert all(value and value == value.strip() for value in values), row
        assert row["name"] not in cells(row["aliases"]), row


@pytest.mark.parametrize("name", ["organisations", "groups"])
def test_dates(name: str) -> None:
    spans = defaultdict(list)
    for row in rows_of(name):
        for column in ("from", "to"):
            if row[column]:
                assert 1800 <= date.fromisoformat(row[column]).year <= 2100, row
        span = (row["from"] or ALWAYS, row["to"] or FOREVER)
        assert span[0] <= span[1], row
        spans[row["actor_id"]].append(span)
    for actor, found in spans.items():
        for one, two in combinations(found, 2):
            assert one[1] < two[0] or two[1] < one[0], actor


def test_organisations() -> None:
    rows = rows_of("organisations")
    known = countries()
    assert len({row["actor_id"] for row in rows}) >= 120
    for row in rows:
        assert row["code"] in {"NAT", "ASN", "ARL"} or re.fullmatch(
            r"(IGO|NGO)[A-Z]{3}", row["code"]
        ), row
        assert row["case"] in {"exact", "fold"}
        assert row["kind"]
        assert set(cells(row["members"])) <= known, row


def test_organisation_codes_that_others_rely_on() -> None:
    codes = {surface: row["code"] for row in rows_of("organisations") for surface in surfaces(row)}
    assert {name: codes.get(name) for name in FIXED_CODES} == FIXED_CODES


def test_groups() -> None:
    rows = rows_of("groups")
    known = countries() | {"IMG"}
    for row in rows:
        assert row["country"] in known, row
        assert row["kind"] in GROUP_KINDS, row
        assert row["case"] in {"exact", "fold"}
        assert row["agent"], row
        assert len(row["agent"]) % 3 == 0, row
        assert set(re.findall("...", row["agent"])) <= ROLES, row
    by_kind = defaultdict(set)
    for row in rows:
        by_kind[row["kind"]].add(row["actor_id"])
    assert set(by_kind) == GROUP_KINDS
    assert len(by_kind["armed_group"]) >= 120
    assert len({row["country"] for row in rows if row["kind"] == "party"}) >= 80


@pytest.mark.parametrize(
    ("name", "on", "code"),
    [
        ("Taliban", "1996-09-26", "AFGREB"),
        ("Taliban", "1998-08-20", "AFGGOV"),
        ("Taliban", "2010-01-01", "AFGREB"),
        ("Taliban", "2021-08-14", "AFGREB"),
        ("Taliban", "2021-08-15", "AFGGOV"),
        ("Hezbollah", "2006-07-12", "LBNREB"),
        ("Hamas", "2023-10-07", "PSEREB"),
        ("Houthis", "2015-03-26", "YEMREB"),
        ("PKK", "1999-02-15", "TURREB"),
        ("Khmer Rouge", "1978-12-25", "KHMGOV"),
        ("Khmer Rouge", "1985-01-01", "KHMREB"),
        ("KGB", "1985-01-01", "SUNSPY"),
        ("Tatmadaw", "2021-02-01", "MMRMIL"),
        ("Xinhua", "1999-05-08", "CHNMED"),
        ("Huawei", "2018-12-01", "CHNBUS"),
    ],
)
def test_group_on_a_day(name: str, on: str, code: str) -> None:
    found = {
        row["country"] + row["agent"]
        for row in rows_of("groups")
        if name in surfaces(row) and (row["from"] or ALWAYS) <= on <= (row["to"] or FOREVER)
    }
    assert found == {code}


def test_a_name_means_one_thing_on_a_day() -> None:
    meanings: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for name, code in (("organisations", "code"), ("groups", "country")):
        for row in rows_of(name):
            full = row[code] + row.get("agent", "")
            span = (row["from"] or ALWAYS, row["to"] or FOREVER)
            for surface in surfaces(row):
                meanings[surface.casefold()].append((full, *span))
    clashes = [
        (surface, one, two)
        for surface, found in meanings.items()
        for one, two in combinations(found, 2)
        if one[0] != two[0] and one[1] <= two[2] and two[1] <= one[2]
    ]
    assert clashes == []


def test_agents() -> None:
    rows = rows_of("agents")
    assert len(rows) >= 400
    for row in rows:
        assert row["kind"] in AGENT_KINDS, row
        assert row["noun"] == row["noun"].lower(), row
        assert len(row["code"]) % 3 == 0, row
        assert set(re.findall("...", row["code"])) <= ROLES, row
        assert row["code"] or row["kind"] in {"asset", "person"}, row
        assert row["plural"] or " " not in row["noun"], row
    assert {row["kind"] for row in rows} == AGENT_KINDS
    codes = {row["noun"]: row["code"] for row in rows}
    assert codes["foreign minister"] == "GOV"
    assert codes["defence minister"] == codes["defense ministry"] == "GOVMIL"
    assert codes["coast guard"] == "COP"
    assert codes["fisherman"] == "CVL"
    assert codes["journalist"] == "MED"


def test_a_form_belongs_to_one_noun() -> None:
    owner: dict[str, str] = {}
    for row in rows_of("agents"):
        for form in {row["noun"], row["plural"] or regular_plural(row["noun"])}:
            assert owner.setdefault(form, row["noun"]) == row["noun"], form


def test_outlets() -> None:
    rows = rows_of("outlets")
    known = countries()
    assert len(rows) >= 250
    for row in rows:
        assert row["country"] in known, row
        assert row["kind"] in OUTLET_KINDS, row
        assert row["state_owned"] in {"0", "1"}, row
        for domain in cells(row["domains"]):
            assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain), row


@pytest.mark.parametrize("column", ["name", "domains"])
def test_names_and_domains_of_outlets_are_not_shared(column: str) -> None:
    owner: dict[str, str] = {}
    for row in rows_of("outlets"):
        for value in surfaces(row) if column == "name" else cells(row["domains"]):
            seen = owner.setdefault(value.casefold(), row["outlet_id"])
            assert seen == row["outlet_id"], value
