"""Exports: written, read back by readers that know the layouts only, and compared."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyreadstat
import pytest

from tests.warehouse import layouts
from tests.warehouse.frames import article, fresh, load, mention
from transforms.codebook import table, tables
from transforms.errors import BilateralError, UsageError
from warehouse import sql
from warehouse.codebooks import codebook_frames
from warehouse.connection import read_warehouse
from warehouse.exports import FORMATS, export, reviewed
from warehouse.exports.stata import QUAD_CLASSES, labels_of

ROOT = Path(__file__).parents[2]
BEIJING = {
    "place_name": "Beijing",
    "place_country": "CHN",
    "place_lat": 39.9075,
    "place_lon": 116.3972,
    "place_geonames_id": 1816670,
    "place_precision": "city",
    "place_basis": "name:in Beijing",
}


def country(iso3: str, name: str) -> dict[str, Any]:
    return {"place_name": name, "place_country": iso3, "place_precision": "country"}


def told(name: str, source: str, target: str, code: str = "040", **given: Any) -> dict[str, Any]:
    """A telling in the article of that name."""
    return mention(name, code, source=source, target=target, **given)


ARTICLES = [
    article(
        "first",
        outlet='Xinhua\t"News"\nAgency',
        url="https://www.xinhua.example/a;b",
        text="Lead of the story.\n\nChina met Cambodia.",
    ),
    article("second", outlet="Reuters", published_on=date(2024, 12, 4)),
    article("third", outlet=None),
]
MENTIONS = [
    told(
        "first",
        "CHN",
        "KHM",
        "046",
        source_agent="GOV",
        target_agent="GOVMIL",
        source_text="Foreign\tMinister\nWang",
        plover_mode="visit",
        contexts=["diplomatic", "military"],
        **BEIJING,
    ),
    told("second", "CHN", "KHM", "046", sentence_index=3, confidence=0.34, method="model:CONSULT"),
    told("third", "DEU", "SRB", "010", sentence_index=2, **country("DEU", "Germany")),
    told("third", "SRB", "DEU", "0211", sentence_index=2, **country("SRB", "Serbia")),
    told("third", "IGOEUU", "RUS", "0871", plover_event="RETREAT"),
    told("third", "NAT", "RUS", "16", plover_event="SANCTION"),
    told("third", "ASN", "ROU", "092", target_agent="OPPPTY", plover_event="ACCUSE"),
    told("third", "XKX", "TLS", "190", source_agent="COP", plover_event="ASSAULT"),
    told("third", "IGOQUA", "IGOUNO", "111", plover_event="ACCUSE", target_agent="MIL"),
    told("third", "YEM", "VNM", "1724", event_date=date(1989, 5, 1), plover_event="COERCE"),
    told("third", "YEM", "SUN", "042", event_date=date(1991, 5, 1), plover_event="CONSULT"),
    told("third", "IRN", "IRQ", event_date=date(2024, 11, 1), date_precision="month"),
    told("third", "IRN", "SYR", event_date=date(2024, 10, 28), date_precision="week"),
    told("third", "IRN", "TUR", event_date=date(2023, 1, 1), date_precision="year"),
]
N_EVENTS = len(MENTIONS) - 1  # the first two tell of one
#: States of the dyad-years here; all of them take seconds.
STATES = "CAN CHN DDR DEU FRA KHM ROU RUS SRB SUN TLS USA VNM XKX YEM"


#: Tables of the codebook that the exports read.
KNOWN = ("cameo_codes", "countries", "country_numbers", "goldstein_tables")


def keep_few(db: duckdb.DuckDBPyConnection) -> None:
    db.execute(f"delete from country_numbers where not contains('{STATES}', iso3)")


@pytest.fixture
def few(db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """A warehouse without articles, in which few states have numbers."""
    keep_few(db)
    return db


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a warehouse that has been filled and is left alone."""
    folder = tmp_path_factory.mktemp("exports")
    with fresh(folder) as db, sql.lent(db, **{f"{name}_rows": codebook(name) for name in KNOWN}):
        for name in KNOWN:
            db.execute(f"insert into {name} by name from {name}_rows")
        keep_few(db)
        load(db, ARTICLES, MENTIONS)
    return folder / "w.duckdb"


@cache
def codebook(name: str) -> pl.DataFrame:
    return codebook_frames(tables())[name]


@pytest.fixture(scope="module")
def full(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """That warehouse, open for reading only, as the command has it."""
    with read_warehouse(warehouse) as db:
        yield db


def events(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """The events in the order of a layout."""
    return db.execute("from events order by event_date, event_id").pl().to_dicts()


def only(rows: list[layouts.Row], **wanted: str) -> layouts.Row:
    """The row that has these values (spaces of names as __)."""
    found = [
        row
        for row in rows
        if all(row[name.replace("__", " ")] == value for name, value in wanted.items())
    ]
    assert len(found) == 1, wanted
    return found[0]


def rows_of(db: duckdb.DuckDBPyConnection, format_: str, folder: Path) -> list[layouts.Row]:
    """Export a layout and read its events back."""
    written = export(db, format_, folder)
    columns, header = {
        "gdelt1": (layouts.GDELT1, False),
        "gdelt2": (layouts.GDELT2, False),
        "icews": (layouts.ICEWS, True),
        "phoenix": (layouts.PHOENIX, False),
        "polecat": (layouts.POLECAT, True),
    }[format_]
    rows = layouts.tabbed(written[0].path, columns, header=header)
    assert len(rows) == written[0].rows
    return rows


@pytest.fixture(scope="module")
def read(
    full: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], list[layouts.Row]]:
    """What a layout of that warehouse reads back as; each is exported once."""

    @cache
    def rows(format_: str) -> list[layouts.Row]:
        return rows_of(full, format_, tmp_path_factory.mktemp(format_))

    return rows


# -- every layout: rows and codes as they are in the warehouse ---------------------------------


@pytest.mark.parametrize(
    ("format_", "column"),
    [
        ("gdelt1", "EventCode"),
        ("gdelt2", "EventCode"),
        ("icews", "CAMEO Code"),
        ("phoenix", "EventCode"),
    ],
)
def test_every_event_is_a_row_and_codes_keep_their_zeros(full, read, format_, column):
    rows = read(format_)
    assert [row[column] for row in rows] == [event["cameo_code"] for event in events(full)]
    assert {"010", "0211", "046", "16"} <= {row[column] for row in rows}


def test_polecat_has_every_event_by_its_own_id(full, read):
    rows = read("polecat")
    assert [row["Event ID"] for row in rows] == [event["event_id"] for event in events(full)]


@pytest.mark.parametrize(
    ("format_", "column"), [("gdelt1", "GLOBALEVENTID"), ("icews", "Event ID")]
)
def test_numbers_of_events_are_distinct_whole_and_the_same_every_time(
    full, read, tmp_path, format_, column
):
    numbers = [row[column] for row in read(format_)]
    assert len(set(numbers)) == N_EVENTS
    assert all(0 < int(number) < 2**63 for number in numbers)
    assert numbers == [str(int(event["event_id"][:15], 16)) for event in events(full)]
    assert numbers == [row[column] for row in rows_of(full, format_, tmp_path)]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_second_export_gives_the_same_files(full, tmp_path, format_):
    first = {w.path: (w.rows, w.path.read_bytes()) for w in export(full, format_, tmp_path)}
    again = {w.path: (w.rows, w.path.read_bytes()) for w in export(full, format_, tmp_path)}
    if format_ == "stata":  # a .dta holds the minute it was written
        assert {path: rows for path, (rows, _) in first.items()} == {
            path: rows for path, (rows, _) in again.items()
        }
    else:
        assert first == again
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == set(first)


def test_an_export_leaves_nothing_in_the_warehouse(full, tmp_path):
    held = "select count(*) from (from duckdb_views() union all by name from duckdb_tables())"
    before = full.execute(held).fetchone()
    export(full, "gdelt2", tmp_path)
    export(full, "csv", tmp_path)
    assert full.execute(held).fetchone() == before


# -- GDELT ----------------------------------------------------------------------------------------


def test_gdelt_row_of_a_meeting(read):
    row = only(read("gdelt2"), Actor1Code="CHNGOV")
    wanted = {
        "SQLDATE": "20241203",
        "MonthYear": "202412",
        "Year": "2024",
        "FractionDate": "2024.9123",  # (11 * 30 + 3) / 365
        "Actor1Name": "CHINA",
        "Actor1CountryCode": "CHN",
        "Actor1KnownGroupCode": "",
        "Actor1Type1Code": "GOV",
        "Actor1Type2Code": "",
        "Actor2Code": "KHMGOVMIL",
        "Actor2Type1Code": "GOV",
        "Actor2Type2Code": "MIL",
        "IsRootEvent": "1",
        "EventBaseCode": "046",
        "EventRootCode": "04",
        "QuadClass": "1",
        "NumMentions": "2",
        "NumSources": "2",
        "NumArticles": "2",
        "AvgTone": "",
        "ActionGeo_Type": "4",
        "ActionGeo_FullName": "Beijing, China",
        "ActionGeo_CountryCode": "CH",
        "ActionGeo_Lat": "39.9075",
        "ActionGeo_Long": "116.3972",
        "ActionGeo_FeatureID": "",
        "DATEADDED": "",
        "SOURCEURL": "https://www.xinhua.example/a;b",
    }
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("code", "place", "fips"), [("DEU", "Germany", "GM"), ("SRB", "Serbia", "RI")]
)
def test_places_of_gdelt_have_fips_codes_and_actors_have_not(read, code, place, fips):
    row = only(read("gdelt1"), Actor1CountryCode=code)
    assert row["ActionGeo_Type"] == "1"
    assert row["ActionGeo_FullName"] == place
    assert row["ActionGeo_CountryCode"] == fips
    assert row["ActionGeo_Lat"] == ""


@pytest.mark.parametrize(
    ("code", "country_code", "group", "types"),
    [
        pytest.param("IGOEUREEC", "EUR", "EEC", ["IGO", "", ""], id="European Union"),
        pytest.param("IGOWSTNAT", "WST", "NAT", ["IGO", "", ""], id="NATO"),
        pytest.param("IGOSEAASN", "SEA", "ASN", ["IGO", "", ""], id="ASEAN"),
        pytest.param("IGO", "", "", ["IGO", "", ""], id="no chain is known: never another's"),
        pytest.param("XKXCOP", None, None, None, id="never our code of Kosovo"),
        pytest.param("KSVCOP", "KSV", "", ["COP", "", ""], id="Kosovo"),
    ],
)
def test_actors_of_gdelt_are_chains_of_blocks(read, code, country_code, group, types):
    rows = read("gdelt2")
    if types is None:
        assert code not in {row["Actor1Code"] for row in rows}
        return
    row = only(rows, Actor1Code=code)
    assert row["Actor1CountryCode"] == country_code
    assert row["Actor1KnownGroupCode"] == group
    assert [row[f"Actor1Type{n}Code"] for n in (1, 2, 3)] == types


@pytest.mark.parametrize(
    ("where", "longitude", "fips"),
    [
        pytest.param("Gaza", 34.47, "GZ", id="west of 34.7 degrees is Gaza"),
        pytest.param("Ramallah", 35.2, "WE", id="east is the West Bank"),
        pytest.param("Palestine", None, "", id="no coordinates, no code"),
    ],
)
def test_palestine_has_the_fips_code_of_its_half(few, tmp_path, where, longitude, fips):
    place = {**BEIJING, "place_name": where, "place_country": "PSE", "place_lon": longitude}
    load(few, ARTICLES, [told("first", "CHN", "KHM", **place)])
    (row,) = rows_of(few, "gdelt2", tmp_path)
    assert row["ActionGeo_CountryCode"] == fips


def test_roles_of_an_organisation_come_after_its_kind(read):
    row = only(read("gdelt2"), Actor2Code="IGOUNOMIL")
    assert [row[f"Actor2Type{n}Code"] for n in (1, 2, 3)] == ["IGO", "MIL", ""]
    assert row["Actor2KnownGroupCode"] == "UNO"


@pytest.mark.parametrize(
    ("target", "sqldate", "month", "year"),
    [
        pytest.param("IRQ", "", "202411", "2024", id="of a month no day"),
        pytest.param("SYR", "", "", "2024", id="of a week in two months the year"),
        pytest.param("TUR", "", "", "2023", id="of a year no month"),
    ],
)
def test_what_is_not_known_of_a_date_stays_empty(read, target, sqldate, month, year):
    row = only(read("gdelt2"), Actor1Code="IRN", Actor2Code=target)
    assert (row["SQLDATE"], row["MonthYear"], row["Year"]) == (sqldate, month, year)
    assert row["FractionDate"] == ""


def test_the_day_of_the_load_is_when_its_run_began(few, tmp_path):
    load(few, ARTICLES, MENTIONS)
    few.execute(
        "insert into loads (load_id, attempt, inputs, coder_version, codebook_version, "
        "schema_version, started_at, outcome) values "
        "('load-1', 1, [], '1', 'x', 1, timestamp '2025-02-01 10:20:30', 'done')"
    )
    assert {row["DATEADDED"] for row in rows_of(few, "gdelt2", tmp_path)} == {"20250201102030"}
    assert {row["DATEADDED"] for row in rows_of(few, "gdelt1", tmp_path)} == {"20250201"}


def test_gdelt_without_addresses_has_57_columns(full, tmp_path):
    written = export(full, "gdelt1", tmp_path, source_url=False)
    rows = layouts.tabbed(written[0].path, layouts.GDELT1[:-1], header=False)
    assert len(rows) == N_EVENTS


def test_mentions_of_gdelt_point_into_the_articles(full, tmp_path):
    _, written = export(full, "gdelt2", tmp_path)
    rows = layouts.tabbed(written.path, layouts.MENTIONS, header=False)
    assert len(rows) == written.rows == len(MENTIONS)
    web = only(rows, MentionType="1")
    assert web["MentionSourceName"] == "xinhua.example"
    assert web["MentionIdentifier"] == "https://www.xinhua.example/a;b"
    assert (web["SentenceID"], web["Confidence"]) == ("1", "80")
    text = ARTICLES[0]["text"]
    assert int(web["MentionDocLen"]) == len(text)
    cited = only(rows, MentionSourceName="Reuters")
    assert (cited["MentionType"], cited["SentenceID"], cited["Confidence"]) == ("2", "4", "30")
    assert cited["GLOBALEVENTID"] == web["GLOBALEVENTID"]
    assert {row["MentionDocTone"] for row in rows} == {""}
    assert {row["InRawText"] for row in rows} == {""}


# -- ICEWS ----------------------------------------------------------------------------------------


def test_icews_row_of_a_meeting(read):
    row = only(read("icews"), Source__Name="Government (China)")
    wanted = {
        "Event Date": "2024-12-03",
        "Source Sectors": "Government",
        "Source Country": "China",
        "Event Text": table("actions").filter(pl.col("code") == "046")["name"].item(),
        "CAMEO Code": "046",
        "Intensity": "7.0",
        "Target Name": "Defense / Security Ministry (Cambodia)",
        "Target Sectors": "Government,Executive,Defense / Security Ministry",
        "Target Country": "Cambodia",
        "Sentence Number": "1",
        "Publisher": 'Xinhua "News" Agency',
        "City": "Beijing",
        "District": "",
        "Province": "",
        "Country": "China",
        "Latitude": "39.9075",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_icews_writes_countries_by_its_own_names(read):
    rows = read("icews")
    row = only(rows, Source__Name="European Union")
    assert row["Source Country"] == ""
    assert row["Source Sectors"] == "International Government Organization"
    assert row["Target Country"] == "Russian Federation"
    assert row["Target Sectors"] == ""


# -- Phoenix --------------------------------------------------------------------------------------


def test_phoenix_row_of_a_meeting(read):
    row = only(read("phoenix"), SourceActorFull="CHNGOV")
    wanted = {
        "Date": "20241203",
        "Year": "2024",
        "Month": "12",
        "Day": "03",
        "SourceActorEntity": "CHN",
        "SourceActorRole": "GOV",
        "SourceActorAttribute": "",
        "TargetActorFull": "KHMGOVMIL",
        "TargetActorAttribute": "MIL",
        "Issues": "",
        "LocationName": "Beijing",
        "CountryCode": "CHN",
        "SentenceID": "first_1;second_4",
        "URLs": "https://www.xinhua.example/a%3Bb;",
        "NewsSources": 'Xinhua "News" Agency;Reuters',
    }
    assert {name: row[name] for name in wanted} == wanted
    assert re.fullmatch(r"\d+_v1", row["EventID"])


@pytest.mark.parametrize(
    ("root", "penta", "quad"),
    [
        pytest.param("01", "0", "1", id="a statement is neutral"),
        pytest.param("02", "0", "1", id="so is an appeal"),
        pytest.param("04", "1", "1", id="consulting cooperates in words"),
        pytest.param("08", "2", "2", id="yielding cooperates in deeds"),
        pytest.param("09", "3", "2", id="investigating is conflict in words"),
        pytest.param("11", "3", "3", id="disapproval as well"),
        pytest.param("16", "3", "4", id="reduced relations are words too"),
        pytest.param("17", "4", "4", id="coercion is conflict in deeds"),
        pytest.param("19", "4", "4", id="fighting too"),
    ],
)
def test_penta_class_has_another_membership_than_quad_class(read, root, penta, quad):
    phoenix = [row for row in read("phoenix") if row["EventRootCode"] == root]
    gdelt = [row for row in read("gdelt2") if row["EventRootCode"] == root]
    assert {row["PentaClass"] for row in phoenix} == {penta}
    assert {row["QuadClass"] for row in gdelt} == {quad}


@pytest.mark.parametrize(
    ("full_code", "entity", "role", "attribute"),
    [
        pytest.param("IGOEUREEC", "IGO", "", "EUR;EEC", id="region and name are attributes"),
        pytest.param("KSVCOP", "KSV", "COP", "", id="Kosovo as the dictionaries have it"),
        pytest.param("YEM", "YEM", "", "", id="a country as a whole"),
    ],
)
def test_phoenix_takes_actors_apart(read, full_code, entity, role, attribute):
    rows = read("phoenix")
    found = {
        tuple(row[f"SourceActor{part}"] for part in ("Entity", "Role", "Attribute"))
        for row in rows
        if row["SourceActorFull"] == full_code
    }
    assert found == {(entity, role, attribute)}


def test_old_and_new_spellings_of_countries(read):
    phoenix = read("phoenix")
    gdelt = read("gdelt2")
    assert only(phoenix, SourceActorFull="IGOSEAASN")["TargetActorEntity"] == "ROU"
    assert only(gdelt, Actor1Code="IGOSEAASN")["Actor2CountryCode"] == "ROM"
    assert only(gdelt, Actor1Code="KSVCOP")["Actor2Code"] == "TMP"


# -- POLECAT --------------------------------------------------------------------------------------


def test_polecat_row_of_a_meeting(read):
    row = only(read("polecat"), Actor__Name="China")
    wanted = {
        "Event Date": "2024-12-03",
        "Event Type": "CONSULT",
        "Event Mode": "visit",
        "Quad Code": "VERBAL COOPERATION",
        "Contexts": "diplomatic; military",
        "Actor Country": "CHN",
        "Actor COW": "710",
        "Primary Actor Sector": "GOV",
        "Actor Title": "None",
        "Actor Name Raw": "Foreign Minister Wang",
        "Recipient COW": "811",
        "Primary Recipient Sector": "GOV",
        "Recipient Sectors": "GOV; MIL",
        "Placename": "Beijing",
        "GeoNames ID": "1816670",
        "Source": 'Xinhua "News" Agency',
        "Publication Date": "2024-12-03",
        "Language": "en",
        "Version": "1",
    }
    assert {name: row[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("day", "country_code", "cow", "other"),
    [
        pytest.param("1989-05-01", "YEM", "678", "816", id="North Yemen, Vietnam"),
        pytest.param("1991-05-01", "YEM", "679", "365", id="Yemen, Soviet Union"),
    ],
)
def test_cow_numbers_of_polecat_go_by_the_day(read, day, country_code, cow, other):
    row = only(read("polecat"), Event__Date=day)
    assert (row["Actor Country"], row["Actor COW"], row["Recipient COW"]) == (
        country_code,
        cow,
        other,
    )


@pytest.mark.parametrize(
    ("code", "kind", "quad"),
    [("16", "SANCTION", "MATERIAL CONFLICT"), ("0871", "RETREAT", "MATERIAL COOPERATION")],
)
def test_quad_code_of_polecat_goes_by_the_type(full, read, code, kind, quad):
    wanted = next(event for event in events(full) if event["cameo_code"] == code)
    row = only(read("polecat"), Event__ID=wanted["event_id"])
    assert (row["Event Type"], row["Quad Code"]) == (kind, quad)


def test_organisations_of_polecat_have_no_country(read):
    row = only(read("polecat"), Actor__Name="European Union")
    assert (row["Actor Country"], row["Actor COW"]) == ("None", "None")
    assert row["Primary Actor Sector"] == "IGO"


# -- Goldstein ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format_", "code_column", "column", "values"),
    [
        ("gdelt2", "EventCode", "GoldsteinScale", "gdelt"),
        ("icews", "CAMEO Code", "Intensity", "icews"),
        ("phoenix", "EventCode", "GoldsteinScore", "phoenix"),
    ],
)
def test_every_layout_has_the_values_of_its_own_table(
    db, tmp_path, format_, code_column, column, values
):
    codes = ["016", "022", "124", "163", "164", "165", "166", "1214"]
    pairs = [f"A{n}" for n in range(len(codes))]
    load(db, [article("a")], [told("a", p, "CHN", c) for p, c in zip(pairs, codes, strict=True)])
    actions = table("actions")
    wanted = {
        code: actions.filter(pl.col("code") == code)[f"goldstein_{values}"].item() for code in codes
    }
    rows = rows_of(db, format_, tmp_path)
    assert {row[code_column]: row[column] for row in rows} == wanted
    assert wanted["1214"] == ""


@pytest.mark.parametrize(
    ("code", "mode", "value"),
    [
        pytest.param("0231", "assist", "0.5", id="an appeal is worth what a demand is"),
        pytest.param("1031", "assist", "0.5", id="a demand"),
        pytest.param("1031", None, "0.0", id="the mode decides, not the code"),
        pytest.param("1031", "visit", "None", id="a mode that the type has not"),
    ],
)
def test_intensity_of_polecat_goes_by_type_and_mode(few, tmp_path, code, mode, value):
    load(
        few, ARTICLES, [told("first", "CHN", "KHM", code, plover_event="REQUEST", plover_mode=mode)]
    )
    (row,) = rows_of(few, "polecat", tmp_path)
    assert row["Intensity"] == value


# -- tables ---------------------------------------------------------------------------------------


def test_csv_has_events_and_mentions_without_sentences(full, tmp_path):
    written = {
        w.path.relative_to(tmp_path).as_posix(): w.rows for w in export(full, "csv", tmp_path)
    }
    rows = layouts.commas(tmp_path / "events.csv")
    assert len(rows) == written["events.csv"] == N_EVENTS
    assert [row["cameo_code"] for row in rows] == [event["cameo_code"] for event in events(full)]
    told_of = layouts.commas(tmp_path / "mentions.csv")
    assert len(told_of) == written["mentions.csv"] == len(MENTIONS)
    assert "sentence" not in told_of[0]
    assert {"sentence_start", "sentence_end", "article_id"} <= set(told_of[0])
    assert set(written) == {
        "events.csv",
        "mentions.csv",
        *(f"panels/dyad_{freq}.csv" for freq in ("day", "week", "month", "quarter", "year")),
        "dyad_years_cow.csv",
        "dyad_years_gw.csv",
    }


def test_parquet_has_the_columns_of_the_warehouse(full, tmp_path):
    export(full, "parquet", tmp_path)
    found = pl.read_parquet(tmp_path / "events.parquet")
    assert found.columns == [name for (name, *_) in full.execute("describe events").fetchall()]
    assert found["cameo_code"].to_list() == [event["cameo_code"] for event in events(full)]
    panel = pl.read_parquet(tmp_path / "panels" / "dyad_month.parquet")
    assert panel.equals(full.execute("from dyad_month order by all").pl())


def test_stata_is_read_back_by_another_library(full, read, tmp_path):
    export(full, "stata", tmp_path)
    with pd.read_stata(tmp_path / "events.dta", iterator=True, convert_categoricals=False) as file:
        labels, values = file.variable_labels(), file.value_labels()
        rows = file.read()
    assert list(rows["cameo_code"]) == [event["cameo_code"] for event in events(full)]
    assert list(rows["quad_class"]) == [event["quad_class"] for event in events(full)]
    assert rows["event_date"].dt.date.tolist() == [event["event_date"] for event in events(full)]
    assert labels["target"] == "who is acted upon"
    assert all(labels.values())
    assert list(values.values()) == [QUAD_CLASSES]
    _, meta = pyreadstat.read_dta(tmp_path / "dyad_years_cow.dta", metadataonly=True)
    assert meta.column_names[:3] == ["ccode1", "ccode2", "year"]
    assert all(meta.column_labels)


def test_every_column_of_a_table_has_a_label(full, tmp_path):
    for written in export(full, "parquet", tmp_path):
        columns = list(pl.read_parquet_schema(written.path))
        assert set(labels_of(written.path.stem, columns)) == set(columns), written.path.name


# -- dyad-years -----------------------------------------------------------------------------------


def years(db: duckdb.DuckDBPyConnection, folder: Path, numbering: str) -> pl.DataFrame:
    export(db, "parquet", folder)
    return pl.read_parquet(folder / f"dyad_years_{numbering}.parquet")


def test_dyad_years_are_all_ordered_pairs_with_zeros(full, tmp_path):
    rows = years(full, tmp_path, "cow").filter(pl.col("year") == 2024)
    members = full.execute(
        "select count(distinct number) from country_numbers where system = 'cow' "
        "and coalesce(from_day, '0001-01-01') <= '2024-12-31' "
        "and coalesce(to_day, '9999-01-01') >= '2024-01-01'"
    ).fetchone()[0]
    assert rows.height == members * (members - 1)
    assert rows.select("ccode1", "ccode2", "year").is_unique().all()
    assert rows["n_events"].null_count() == 0
    assert rows.schema["n_events"] == pl.Int64
    assert rows.filter(pl.col("ccode1") == 710, pl.col("ccode2") == 811)["n_events"].item() == 1
    assert rows.filter(pl.col("ccode1") == 811, pl.col("ccode2") == 710)["n_events"].item() == 0


def test_a_state_of_two_numbers_in_a_year_has_rows_for_both(few, tmp_path):
    days = (date(1990, 10, 1), date(1990, 10, 5))
    load(
        few,
        [article("a", published_on=days[1]), article("b", published_on=days[0])],
        [told("a", "DEU", "FRA", event_date=day) for day in days],
    )
    rows = years(few, tmp_path, "cow").filter(pl.col("ccode2") == 220, pl.col("year") == 1990)
    counted = dict(rows.select("ccode1", "n_events").rows())
    assert (counted[260], counted[255], counted[265]) == (1, 1, 0)
    gw = pl.read_parquet(tmp_path / "dyad_years_gw.parquet")
    both = gw.filter(pl.col("gwcode1") == 260, pl.col("gwcode2") == 220, pl.col("year") == 1990)
    assert both["n_events"].item() == 2


def test_silence_is_not_zero_where_nothing_was_read(full, tmp_path):
    rows = years(full, tmp_path, "cow").filter(pl.col("year") == 1989)
    assert rows.filter(pl.col("ccode1") == 2, pl.col("ccode2") == 20).is_empty()
    told_later = rows.filter(pl.col("ccode1") == 678, pl.col("ccode2") == 816)
    assert (told_later["n_events"].item(), told_later["is_partial"].item()) == (1, True)


# -- what is refused, and what a failure leaves ---------------------------------------------------


def test_an_unknown_format_is_refused(full, tmp_path):
    with pytest.raises(UsageError, match="gdelt2, icews"):
        export(full, "acled", tmp_path)


def test_a_warehouse_without_events_is_refused(db, tmp_path):
    with pytest.raises(UsageError, match="no events"):
        export(db, "icews", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_a_folder_that_is_a_file_is_refused(full, tmp_path, place):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be used"):
        export(full, "icews", tmp_path / place)


def test_a_folder_is_made(full, tmp_path):
    (written,) = export(full, "icews", tmp_path / "a" / "b")
    assert written.path == tmp_path / "a" / "b" / "icews.events.tab"


def test_a_folder_in_the_way_of_a_file_changes_no_file(full, tmp_path):
    (tmp_path / "gdelt2.export.CSV").write_text("of before")
    (tmp_path / "gdelt2.mentions.CSV").mkdir()
    with pytest.raises(UsageError, match="a folder stands where") as caught:
        export(full, "gdelt2", tmp_path)
    assert caught.value.where == str(tmp_path / "gdelt2.mentions.CSV")
    assert (tmp_path / "gdelt2.export.CSV").read_text() == "of before"
    assert len(list(tmp_path.iterdir())) == 2


@contextmanager
def small_files() -> Iterator[None]:
    """No file may grow beyond 500 bytes; the system answers as a full disk does.

    Around as little as possible: pytest's own report may be such a file.
    """
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    kept = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, kept)


@pytest.mark.parametrize("format_", FORMATS)
def test_a_full_disk_changes_no_file(full, tmp_path, format_):
    for name in ("icews.events.tab", "gdelt2.export.CSV", "events.csv"):
        (tmp_path / name).write_text("of before")
    before = {path: path.read_text() for path in tmp_path.rglob("*")}
    with pytest.raises(BilateralError, match="could not be written"), small_files():
        export(full, format_, tmp_path)
    assert {path: path.read_text() for path in tmp_path.rglob("*")} == before


def test_a_killed_export_leaves_no_file_and_the_next_one_tidies_up(warehouse, full, tmp_path):
    held = shutil.copy(warehouse, tmp_path)
    out = tmp_path / "out"
    code = (
        "import sys; from pathlib import Path; from warehouse.connection import read_warehouse; "
        "from warehouse.exports import export; "
        "export(read_warehouse(Path(sys.argv[1])), 'csv', Path(sys.argv[2]))"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(held), str(out)], cwd=ROOT)
    deadline = time.monotonic() + 60
    while not list(out.glob(".export-*/events.csv")) and time.monotonic() < deadline:
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert [path.name[:8] for path in out.iterdir()] == [".export-"]
    export(full, "icews", out)
    assert [path.name for path in out.iterdir()] == ["icews.events.tab"]


# -- the reviewed tables --------------------------------------------------------------------------


KEYS = {
    "blocks": ["block"],
    "classes": ["layout", "key"],
    "countries": ["iso3"],
    "organisations": ["code"],
    "sectors": ["roles"],
}


@pytest.mark.parametrize(("name", "key"), KEYS.items(), ids=KEYS)
def test_reviewed_tables_are_sorted_by_their_key(name, key):
    rows = reviewed(name)
    assert rows.select(key).rows() == sorted(set(rows.select(key).rows()))


def test_reviewed_tables_know_what_the_codebook_has():
    organisations = reviewed("organisations")
    assert set(organisations["code"]) == set(table("organisations")["code"])
    assert organisations["name"].null_count() == 0
    chains = [chain for chain in organisations["cameo"] if chain]
    assert len(set(chains)) == len(chains)
    assert all(re.fullmatch(r"(?:IGO|NGO|NGM)(?:[A-Z]{3})+", chain) for chain in chains)
    assert set(reviewed("countries")["iso3"]) <= set(table("countries")["iso3"])
    roles = set(table("roles")["code"])
    for row in reviewed("sectors").iter_rows(named=True):
        blocks = re.findall("...", row["roles"])
        assert set(blocks) <= roles | {"IGO", "NGO", "IMG"}, row["roles"]
    classes = reviewed("classes")
    assert set(classes.filter(pl.col("layout") == "phoenix")["key"]) == set(
        table("actions")["root"]
    )
    assert set(classes.filter(pl.col("layout") == "polecat")["key"]) == set(
        table("actions")["plover_event"]
    )
