"""The table of persons holds together: shape, dates, codes, no two holders of one office unsaid.

Reads the CSV file directly, so that it fails on the data and not on whoever reads it.
"""

import csv
import re
from collections import defaultdict
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

CODEBOOK = Path(__file__).parents[2] / "transforms" / "codebook"
COLUMNS = [
    "actor_id",
    "name",
    "aliases",
    "short",
    "solo",
    "country",
    "office",
    "agent",
    "from",
    "to",
    "precision",
    "flag",
    "source",
]
FOREVER = "9999-12-31"
PRECISIONS = {"day", "month", "year"}
FLAGS = {"", "joint", "disputed"}
SOURCES = {"recalled"}
AGENTS = {"GOV", "GOVMIL", "GOVPTY", "LEG", "MIL", "OPP", "PTY", "REB", "SPY"}
ORGANISATIONS = {
    "ARL",
    "ASN",
    "IGOAFU",
    "IGOEUU",
    "IGOGAT",
    "IGOIAE",
    "IGOIMF",
    "IGOOHR",
    "IGOUNO",
    "IGOWBK",
    "NAT",
}
# A person may serve a state and then the states that came out of it.
SUCCESSIONS = [
    {
        "SUN", "RUS", "UKR", "BLR", "MDA", "GEO", "ARM", "AZE",
        "KAZ", "KGZ", "TJK", "TKM", "UZB", "EST", "LVA", "LTU",
    },
    {"YUG", "SCG", "SRB", "MNE", "HRV", "SVN", "BIH", "MKD", "XKX"},
    {"CSK", "CZE", "SVK"},
    {"DDR", "DEU"},
    {"SDN", "SSD"},
]  # fmt: skip


def read(name):
    with (CODEBOOK / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@pytest.fixture(scope="module")
def persons():
    return read("persons.csv")


def last(row):
    return row["to"] or FOREVER


def surfaces(row):
    return [row["name"], *filter(None, row["aliases"].split(";"))]


def terms(persons, name, office=None):
    return [row for row in persons if row["name"] == name and office in {None, row["office"]}]


def test_columns_and_size(persons):
    with (CODEBOOK / "persons.csv").open(encoding="utf-8", newline="") as handle:
        lines = list(csv.reader(handle))
    assert lines[0] == COLUMNS
    assert all(len(line) == len(COLUMNS) for line in lines)
    assert len(persons) >= 1500


def test_line_ends_and_blanks(persons):
    assert b"\r" not in (CODEBOOK / "persons.csv").read_bytes()
    for row in persons:
        for column, value in row.items():
            assert value == value.strip(), (row["actor_id"], column)
            assert "  " not in value, (row["actor_id"], column)
        for column in ("aliases", "short"):
            parts = row[column].split(";")
            assert all(part == part.strip() for part in parts), (row["actor_id"], column)
            assert parts == [""] or all(parts), (row["actor_id"], column)


def test_sorted(persons):
    keys = [(row["country"], row["actor_id"], row["from"]) for row in persons]
    assert keys == sorted(keys)


def test_no_row_twice(persons):
    keys = [(row["actor_id"], row["country"], row["office"], row["from"]) for row in persons]
    assert len(keys) == len(set(keys))


def test_closed_columns(persons):
    for row in persons:
        assert row["solo"] in {"0", "1"}, row
        assert row["precision"] in PRECISIONS, row
        assert row["flag"] in FLAGS, row
        assert row["source"] in SOURCES, row
        for column in ("name", "short", "office"):
            assert row[column], row


def test_agent_is_empty_only_for_heads_of_organisations(persons):
    for row in persons:
        if row["agent"] == "":
            assert row["country"] in ORGANISATIONS, row
        else:
            assert row["agent"] in AGENTS, row


def test_actor_id_is_a_slug_led_by_a_code(persons):
    codes = {code.lower() for code in ORGANISATIONS}
    codes |= {row["iso3"].lower() for row in read("countries.csv")}
    for row in persons:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", row["actor_id"]), row
        assert row["actor_id"].split("-")[0] in codes, row


def test_countries_are_known(persons):
    states = {row["iso3"] for row in read("countries.csv")}
    codes = {row["code"] for row in read("organisations.csv")}
    assert codes >= ORGANISATIONS
    assert {row["country"] for row in persons} <= states | ORGANISATIONS


def test_dates(persons):
    for row in persons:
        start = date.fromisoformat(row["from"])
        assert 1800 <= start.year <= 2100, row
        if row["to"]:
            end = date.fromisoformat(row["to"])
            assert 1800 <= end.year <= 2100, row
            assert start <= end, row


def test_terms_under_states_that_ended_are_closed(persons):
    ended = {"SUN": "1991-12-26", "YUG": "2003-03-17", "SCG": "2006-06-05"}
    ended |= {"CSK": "1992-12-31", "DDR": "1990-10-03"}
    for row in persons:
        if row["country"] in ended:
            assert last(row) <= ended[row["country"]], row


def test_one_holder_of_an_office_unless_flagged(persons):
    offices = defaultdict(list)
    for row in persons:
        offices[row["country"], row["office"]].append(row)
    clashes = []
    for rows in offices.values():
        for one, other in combinations(rows, 2):
            # The day of the handover belongs to both.
            overlap = one["from"] < last(other) and other["from"] < last(one)
            if overlap and not (one["flag"] and other["flag"]):
                clashes.append((one["country"], one["office"], one["name"], other["name"]))
    assert clashes == []


def test_actor_id_stands_for_one_person(persons):
    names, countries, ways = defaultdict(set), defaultdict(set), defaultdict(set)
    for row in persons:
        names[row["actor_id"]].add(row["name"])
        countries[row["actor_id"]].add(row["country"])
        ways[row["actor_id"]].add((row["aliases"], row["short"], row["solo"]))
    assert {key: value for key, value in names.items() if len(value) > 1} == {}
    assert {key: value for key, value in ways.items() if len(value) > 1} == {}
    for key, value in countries.items():
        states = value - ORGANISATIONS
        assert len(states) < 2 or any(states <= group for group in SUCCESSIONS), (key, states)


def test_full_name_stands_for_one_actor(persons):
    """A surface may be shared by namesakes in different countries, never inside one."""
    seen = defaultdict(set)
    for row in persons:
        for surface in surfaces(row):
            seen[row["actor_id"][:3], surface.casefold()].add(row["actor_id"])
    assert {key: value for key, value in seen.items() if len(value) > 1} == {}


def test_aliases_do_not_repeat_the_name(persons):
    for row in persons:
        parts = surfaces(row)
        assert len(parts) == len(set(parts)), row["actor_id"]


def test_solo_short_forms_of_one_time_are_told_apart(persons):
    """Two persons of different countries in office at once never own the same solo short form."""
    solo = defaultdict(list)
    for row in persons:
        if row["solo"] == "1":
            for form in row["short"].split(";"):
                solo[form].append(row)
    for form, rows in solo.items():
        for one, other in combinations(rows, 2):
            if one["actor_id"] != other["actor_id"] and one["from"] < last(other):
                assert other["from"] >= last(one) or one["country"] == other["country"], form


@pytest.mark.parametrize("short", ["Kim", "Li", "Wang", "Khan", "Clinton", "Brown", "Park", "Lee"])
def test_common_surnames_need_a_full_mention(persons, short):
    rows = [row for row in persons if short in row["short"].split(";")]
    assert rows
    assert {row["solo"] for row in rows} == {"0"}


@pytest.mark.parametrize(
    "short",
    [
        "Putin",
        "Zelenskyy",
        "Zelenskiy",
        "Netanyahu",
        "Erdogan",
        "Modi",
        "Trump",
        "Biden",
        "Obama",
        "Macron",
        "Merkel",
        "Yeltsin",
        "Gorbachev",
        "Khamenei",
        "Sihanouk",
        "Arafat",
        "Hun Sen",
        "Xi",
    ],
)
def test_unmistakable_short_forms(persons, short):
    rows = [row for row in persons if short in row["short"].split(";")]
    assert rows
    assert {row["solo"] for row in rows} == {"1"}


def test_hun_sen(persons):
    assert {row["actor_id"] for row in terms(persons, "Hun Sen")} == {"khm-hun-sen"}
    [premier] = terms(persons, "Hun Sen", "prime minister")
    assert (premier["from"], premier["to"], premier["precision"]) == (
        "1985-01-14",
        "2023-08-21",
        "day",
    )
    assert (premier["agent"], premier["flag"]) == ("GOV", "joint")
    [senate] = terms(persons, "Hun Sen", "president of the Senate")
    assert (senate["agent"], senate["from"], senate["to"]) == ("LEG", "2024-04-03", "")
    [party] = terms(persons, "Hun Sen", "president of the Cambodian People's Party")
    assert (party["agent"], party["to"]) == ("GOVPTY", "")
    assert "Samdech Techo Hun Sen" in premier["aliases"].split(";")
    assert premier["short"].split(";")[0] == "Hun Sen"


def test_ranariddh_and_hun_manet(persons):
    [ranariddh] = terms(persons, "Norodom Ranariddh", "first prime minister")
    assert (ranariddh["from"][:4], ranariddh["to"][:4]) == ("1993", "1997")
    assert ranariddh["flag"] == "joint"
    [manet] = terms(persons, "Hun Manet", "prime minister")
    assert (manet["from"], manet["to"], manet["flag"]) == ("2023-08-22", "", "")


@pytest.mark.parametrize(
    ("name", "country", "office", "day"),
    [
        ("Mikhail Gorbachev", "SUN", "president", "1991-06-01"),
        ("Boris Yeltsin", "RUS", "president", "1993-10-01"),
        ("Donald Trump", "USA", "president", "2018-06-12"),
        ("Joe Biden", "USA", "president", "2022-02-24"),
        ("Donald Trump", "USA", "president", "2025-03-01"),
        ("Xi Jinping", "CHN", "president", "2020-01-01"),
        ("Wang Yi", "CHN", "foreign minister", "2024-01-01"),
        ("Qin Gang", "CHN", "foreign minister", "2023-03-01"),
        ("Volodymyr Zelenskyy", "UKR", "president", "2022-02-24"),
        ("Prak Sokhonn", "KHM", "foreign minister", "2020-01-01"),
        ("Sok Chenda Sophea", "KHM", "foreign minister", "2024-01-01"),
        ("Pol Pot", "KHM", "prime minister", "1977-01-01"),
        ("Helmut Kohl", "DEU", "chancellor", "1990-01-01"),
        ("Josip Broz Tito", "YUG", "president", "1970-01-01"),
        ("Antonio Guterres", "IGOUNO", "secretary-general of the United Nations", "2020-01-01"),
        ("Jens Stoltenberg", "NAT", "secretary-general of NATO", "2020-01-01"),
    ],
)
def test_who_held_the_office_on_a_day(persons, name, country, office, day):
    holders = {
        row["name"]
        for row in persons
        if row["country"] == country and row["office"] == office and row["from"] <= day <= last(row)
    }
    assert holders == {name}


def test_one_person_across_a_state_and_an_organisation(persons):
    for name in ("Antonio Guterres", "Jens Stoltenberg", "Mark Rutte", "Ursula von der Leyen"):
        rows = terms(persons, name)
        assert len({row["actor_id"] for row in rows}) == 1
        assert len({row["country"] for row in rows}) > 1
