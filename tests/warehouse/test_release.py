"""A release is whole, describes itself, and is the same bytes for the same data."""

from __future__ import annotations

import csv
import fcntl
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from frictionless import validate

from tests.gold.score import BASELINE, SETS, published
from tests.warehouse import releaser
from tests.warehouse.frames import DAY, article, column, fresh, load, mention, quarantined
from transforms import codebook
from transforms.errors import UsageError
from warehouse import runs, sql
from warehouse.codebooks import load_codebooks
from warehouse.release import manifest, publish, tables
from warehouse.release.folder import write_sums
from warehouse.scope import Scope, declare_scope
from warehouse.withdraw import withdraw

ROOT = Path(__file__).parents[2]
#: Words that must not leave the warehouse.
WHOLE_TEXT = "The rest of the article, which is the outlet's own."
VERSIONS = {"coder_version": "1", "codebook_version": "2"}
ODD = 'China, "the Dragon";\r\nmet\ta <b>|Cambodian|</b> \N{SNOWMAN} = envoy'
TODAY = date(2025, 1, 5)


def told(name: str, *, outlet: str = "Xinhua", on: date = DAY, **given: Any) -> dict[str, Any]:
    """An article whose origin and text must not be published."""
    text = f"China met Cambodia, says {name}. {WHOLE_TEXT}"
    origin = f"/home/somebody/{name}.txt"
    return article(name, outlet=outlet, published_on=on, origin=origin, text=text, **given)


BATCHES = {
    "north": (
        [told("a"), told("b", outlet="Reuters", duplicate_of="a", duplicate_kind="near")],
        [mention("a"), mention("a", "111", source="KHM", target="CHN", source_agent="GOVMIL")],
    ),
    "south": (
        [told("c", outlet='Khmer Times, "KT"', title="A | B", on=date(2024, 12, 5)), told("d")],
        [
            mention("c", "040", sentence=ODD, trigger="met\nagain", source_text=None),
            mention("c", "190", contexts=["military", "diplomatic"], target="NAT"),
            mention("d", "040", mode="negated", contexts=[]),
            mention("d", "03", dropped_because="weak", confidence=None, source=None),
        ],
    ),
}


def run(
    db: duckdb.DuckDBPyConnection,
    name: str,
    hour: int,
    *,
    file: str | None = None,
    observed: Sequence[float] = (0.0,),
) -> None:
    """One run as `bilateral run` makes it: written down, loaded, measured batch by batch."""
    articles, mentions = BATCHES[name]
    load_id = runs.load_id([name], **VERSIONS)
    at = datetime(2025, 1, 1, hour, tzinfo=UTC)
    inputs = [f"/home/somebody/{file or name}.jsonl"]
    attempt = runs.start_run(db, load_id, inputs=inputs, started_at=at, **VERSIONS)
    load(db, articles, mentions, load_id=load_id, quarantine=[quarantined("q")])
    for batch, figure in enumerate(observed):
        measured = {
            "suite": ["events"],
            "expectation": ["code_is_known"],
            "column": ["cameo_code"],
            "severity": ["critical"],
            "observed": [figure],
            "threshold": [0.0],
            "success": [True],
        }
        runs.record_quality(
            db, pl.DataFrame(measured), load_id=load_id, attempt=attempt, batch=batch, checked_at=at
        )
    runs.end_run(db, load_id, attempt, counts={"n_in": hour}, outcome="done", ended_at=at)


def fill(db: duckdb.DuckDBPyConnection, *names: str) -> None:
    declare_scope(db, [Scope("CHN"), Scope("KHM", from_day=date(1993, 9, 24))])
    for hour, name in enumerate(names):
        run(db, name, hour)


@pytest.fixture
def held(db: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    fill(db, "north", "south")
    return db


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all codebooks, of some hundred events."""
    folder = tmp_path_factory.mktemp("warehouse")
    with fresh(folder) as db:
        load_codebooks(db, codebook.tables())
        rng = random.Random(7)
        names = [f"n{i}" for i in range(300)]
        rows = [
            mention(n, rng.choice(["046", "111", "190"]), target=rng.choice(["KHM", "USA", "NAT"]))
            for n in names
        ]
        load(db, [told(n, outlet=f"paper {i % 9}") for i, n in enumerate(names)], rows)
    return folder / "w.duckdb"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# The same data, the same bytes


def test_two_warehouses_filled_in_another_order_give_the_same_bytes(tmp_path: Path):
    made = []
    for name, order in (("one", ["north", "south"]), ("two", ["south", "north", "south"])):
        folder = tmp_path / name
        folder.mkdir()
        with fresh(folder) as db:
            load_codebooks(db, codebook.tables())
            db.execute(f"set threads = {1 if name == 'one' else 4}")
            fill(db, *order)
            made.append(contents(publish(db, "2024.12", folder).path))
    assert made[0].keys() == made[1].keys()
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []


def test_batches_and_names_of_files_change_no_more_than_the_release_says(tmp_path: Path):
    made = []
    for name, given in (
        ("one", {"observed": [0.4]}),
        ("two", {"observed": [0.6, 0.2], "file": "renamed"}),
    ):
        folder = tmp_path / name
        folder.mkdir()
        with fresh(folder) as db:
            run(db, "north", 0, **given)
            made.append(contents(publish(db, "2024.12", folder).path))
    one, two = made
    assert {name for name in one if one[name] != two[name]} == {"manifest.json", "SHA256SUMS"}
    first, second = (json.loads(files["manifest.json"]) for files in made)
    assert {key for key in first if first[key] != second[key]} == {"inputs", "quality"}
    for words in ("`batch_size`", "`inputs`", "`quality`"):
        assert words in first["same_inputs"]
    assert first["same_inputs"] in one["codebook.md"].decode()


def test_nothing_of_the_clock_or_of_the_machine_is_in_it(held, tmp_path: Path):
    files = contents(publish(held, "2024.12", tmp_path).path)
    this_year = str(datetime.now(UTC).year).encode()
    for name, data in files.items():
        assert b"/home/somebody" not in data, name
        assert str(tmp_path).encode() not in data, name
        assert this_year not in data or this_year == b"2024" or name in {"SHA256SUMS"}, name


def test_the_warehouse_is_left_as_it_was(held, tmp_path: Path):
    before = column(held, "select table_name from duckdb_tables() order by all")
    publish(held, "2024.12", tmp_path)
    assert column(held, "select table_name from duckdb_tables() order by all") == before


# What is in it


def test_the_data_package_is_valid(held, tmp_path: Path):
    path = publish(held, "2024.12", tmp_path).path
    report = validate(str(path / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])


@pytest.mark.parametrize(
    ("name", "old", "new", "error"),
    [
        pytest.param("events", "KHM,", "ZZZ,", "foreign-key", id="an actor that is not listed"),
        pytest.param("articles", "a,", "c,", "primary-key", id="an id twice"),
        pytest.param("events", "2024-12-03", "03/12/2024", "type-error", id="another date"),
    ],
)
def test_the_data_package_finds_a_file_that_is_wrong(held, tmp_path, name, old, new, error):
    path = publish(held, "2024.12", tmp_path).path
    file = path / "csv" / f"{name}.csv"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    report = validate(str(path / "datapackage.json"))
    assert error in {kind for (kind,) in report.flatten(["type"])}


@pytest.mark.parametrize("name", [fact["name"] for fact in tables.facts()["table"]])
def test_csv_and_parquet_hold_the_rows_of_the_warehouse(held, tmp_path, name):
    path = publish(held, "2024.12", tmp_path).path
    sql.run(held, "release/actor_codes.sql")
    parquet = held.read_parquet(str(path / "parquet" / f"{name}.parquet"))
    names = ", ".join(parquet.columns)
    rows = held.sql(f"select {names} from {name}").fetchall()
    assert sorted(parquet.fetchall(), key=repr) == sorted(rows, key=repr)
    types = {n: str(t) for n, t in zip(parquet.columns, parquet.types, strict=True)}
    flat = held.sql(
        "from read_csv($file, columns = $types, header = true)",
        params={"file": str(path / "csv" / f"{name}.csv"), "types": types},
    )
    plain = [n for n in parquet.columns if n != "contexts"]
    assert flat.select(*plain).fetchall() == parquet.select(*plain).fetchall()


def test_lists_are_json_in_csv(held, tmp_path: Path):
    path = publish(held, "2024.12", tmp_path).path
    lists = {row["cameo_code"]: row["contexts"] for row in read_csv(path / "csv" / "events.csv")}
    assert json.loads(lists["190"]) == ["diplomatic", "military"]


def test_awkward_words_come_back_as_they_were(held, tmp_path: Path):
    path = publish(held, "2024.12", tmp_path).path
    rows = read_csv(path / "csv" / "mentions.csv")
    assert ODD in {row["sentence"] for row in rows}


def test_texts_of_articles_stay_at_home(held, tmp_path: Path):
    path = publish(held, "2024.12", tmp_path).path
    for name, data in contents(path).items():
        assert WHOLE_TEXT.encode() not in data, name
    held_columns = set(held.read_parquet(str(path / "parquet" / "articles.parquet")).columns)
    assert {"title", "url", "outlet", "published_on"} <= held_columns
    assert not {"text", "signature", "origin", "load_id"} & held_columns


@pytest.mark.parametrize("sentences", [True, False])
def test_sentences_are_in_it_unless_left_out(held, tmp_path, sentences):
    path = publish(held, "2024.12", tmp_path, sentences=sentences).path
    mentions = held.read_parquet(str(path / "parquet" / "mentions.parquet"))
    assert ("sentence" in mentions.columns) is sentences
    assert {"trigger", "trigger_start", "sentence_start", "sentence_end"} <= {*mentions.columns}
    assert validate(str(path / "datapackage.json")).valid


def test_checksums_are_those_of_all_files(held, tmp_path: Path):
    path = publish(held, "2024.12", tmp_path).path
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=path, capture_output=True).returncode == 0
    names = {line.split("  ")[1] for line in (path / "SHA256SUMS").read_text().splitlines()}
    assert names == contents(path).keys() - {"SHA256SUMS"}
    (path / "changes.csv").write_text("x")
    assert subprocess.run(check, cwd=path, capture_output=True).returncode == 1


def test_the_citation_has_the_version_and_the_last_day_of_the_data(held, tmp_path: Path):
    authors = ['Sok "S." Chan', "Institute: Peace"]
    path = publish(held, "2024.12", tmp_path, authors=authors).path
    yaml = pytest.importorskip("yaml")
    cited = yaml.safe_load((path / "CITATION.cff").read_text("utf-8"))
    assert (cited["cff-version"], cited["type"]) == ("1.2.0", "dataset")
    assert cited["version"] == "2024.12"
    assert cited["date-released"] == date(2024, 12, 5)
    assert [author["name"] for author in cited["authors"]] == authors
    assert cited["references"][0]["version"] == manifest.program_version()


def test_the_manifest_says_what_it_was_made_of(held, tmp_path: Path):
    path = publish(held, "2024.12", tmp_path).path
    made = json.loads((path / "manifest.json").read_text("utf-8"))
    assert made["release"] == "2024.12"
    assert made["versions"]["codebook"] == codebook.version()
    assert len(made["versions"]["model"]["sha256"]["README.md"]) == 64
    assert [row["coder_version"] for row in made["coders"]] == ["1"]
    assert {tuple(row["inputs"]) for row in made["inputs"]} == {("north.jsonl",), ("south.jsonl",)}
    assert [row["load_id"] for row in made["inputs"]] == sorted(
        runs.load_id([name], **VERSIONS) for name in BATCHES
    )
    assert [row["expectation"] for row in made["quality"]] == ["code_is_known"]
    assert made["quarantine"] == [{"stage": "read", "reason": "empty", "status": "open", "n": 1}]
    assert made["accuracy"] == manifest.accuracy()
    assert made["articles"]["n_articles"] == 4
    assert made["rows"]["events"] == len(held.table("events"))


def test_figures_of_accuracy_are_those_of_the_gold():
    """Whoever writes tests/gold/baseline.json anew writes warehouse/release/accuracy.json too."""
    baseline = json.loads(BASELINE.read_text("utf-8"))
    for name, figures in manifest.accuracy()["sets"].items():
        for figure in ("precision", "recall", "f1"):
            assert figures[figure] == pytest.approx(baseline[name][figure], abs=0.0006), name


def test_figures_of_accuracy_have_a_version_if_all_are_of_that_one():
    one = 1, Counter({"tp": 1, "tp:04": 1})
    told: dict[str, Any] = {"coder_version": None, "sets": {"blind": {"note": "by hand"}}}
    assert published(told, {"blind": one}, "1+model")["coder_version"] is None
    assert published(told, dict.fromkeys(SETS, one), "1+model")["coder_version"] == "1+model"
    assert published(told, {"blind": one}, "1+model")["coder_version"] == "1+model"
    assert published(told, {"blind": one}, "1+other")["coder_version"] is None


# The codebook


def test_the_codebook_has_every_column_of_every_file_with_its_meaning(held, tmp_path: Path):
    path = publish(held, "2024.12", tmp_path).path
    book = (path / "codebook.md").read_text("utf-8")
    package = json.loads((path / "datapackage.json").read_text("utf-8"))
    for resource in package["resources"]:
        if resource["format"] != "csv":
            continue
        section = book.split(f"\n## {resource['name']}\n")[1].split("\n## ")[0]
        header = (path / resource["path"]).read_text("utf-8").splitlines()[0].split(",")
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        for field in resource["schema"]["fields"]:
            assert field["description"]
            assert f"| `{field['name']}` |" in section
            assert field["description"] in section


def test_the_codebook_lists_codes_values_and_actors_in_use(held, tmp_path: Path):
    book = (publish(held, "2024.12", tmp_path).path / "codebook.md").read_text("utf-8")
    assert "| 4 | material conflict | 15 to 20 |" in book
    assert "| 190 | use conventional military force" in book.lower()
    assert "| events | contexts | military | 1 |" in book
    assert "| MIL | armed forces | 1 | 0 |" in book
    assert "| NAT |" in book
    assert "| mentions | dropped_because | weak | 1 |" in book
    assert "blind_fourth" in book


@pytest.mark.parametrize(
    ("version", "says", "others"),
    [
        pytest.param("1", "measured with coder version 1.", 0, id="the coder of all articles"),
        pytest.param("1+model2", "coder version 1+model2.", 4, id="another model"),
        pytest.param(None, "not all of one known version", 4, id="no version known"),
    ],
)
def test_the_codebook_says_of_which_coder_the_figures_are(
    held, tmp_path, monkeypatch, version, says, others
):
    told = {**manifest.accuracy(), "coder_version": version}
    monkeypatch.setattr(manifest, "accuracy", lambda: told)
    book = (publish(held, "2024.12", tmp_path).path / "codebook.md").read_text("utf-8")
    assert says in book
    assert f"of which they may not hold: {others}." in book


class Tags(HTMLParser):
    """Every tag that opens closes, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "td" in self.open:
            self.cells.append(data)


def test_the_codebook_is_a_page_too_and_escapes_what_it_shows(db, tmp_path: Path):
    odd = "<script>alert(1)</script> & | `x`"
    load(db, [told("a", outlet=odd)], [mention("a", plover_mode=odd)])
    path = publish(db, "2024.12", tmp_path).path
    page = (path / "codebook.html").read_text("utf-8")
    parser = Tags()
    parser.feed(page)
    assert parser.open == []
    assert "<script" not in page
    assert "verbal cooperation" in parser.cells
    assert "http" not in page.replace("https://", "http") or "src=" not in page
    assert "alert(1)</script> & \\| `x`" in (path / "codebook.md").read_text("utf-8")


# Changes

OLD, NEW_BOOK, NEW_RULES = "1.0+0123456789ab", "1.0+ba9876543210", "1.1+0123456789ab"
LATER = date(2024, 12, 9)


def act(article_id: str, code: str, target: str, **given: Any) -> dict[str, Any]:
    return mention(article_id, code, target=target, coder_version=OLD, **given)


def first(db: duckdb.DuckDBPyConnection) -> None:
    """What a first release is made of: an event with each of seven countries."""
    names = ("stays", "retold", "withdrawn", "book", "rules", "root", "gone")
    load(
        db,
        [told(name, on=LATER if name == "stays" else DAY) for name in names],
        [
            act("stays", "046", "KHM"),
            act("retold", "046", "VNM"),
            act("withdrawn", "111", "USA"),
            act("book", "046", "JPN"),
            act("rules", "043", "THA"),
            act("root", "040", "PHL"),
            act("gone", "190", "IND"),
        ],
        coder_version=OLD,
    )


def second(db: duckdb.DuckDBPyConnection) -> None:
    """What happened until the next release."""
    withdraw(db, "withdrawn", reason="made up", on=TODAY)
    again = {"recode": True, "load_id": "load-2"}
    load(
        db,
        [told("book")],
        [mention("book", "043", target="JPN", coder_version=NEW_BOOK)],
        coder_version=NEW_BOOK,
        **again,
    )
    load(
        db,
        [told("rules"), told("root"), told("gone")],
        [
            mention("rules", "043", target="THA", mode="intent", coder_version=NEW_RULES),
            mention("root", "111", target="PHL", coder_version=NEW_RULES),
        ],
        coder_version=NEW_RULES,
        **again,
    )
    load(
        db,
        [told("late"), told("after", on=date(2024, 12, 20)), told("other", outlet="Reuters")],
        [
            act("late", "111", "DEU"),
            act("late", "046", "VNM"),
            act("after", "046", "FRA", event_date=date(2024, 12, 20)),
            act("other", "190", "ITA"),
        ],
        load_id="load-3",
        coder_version=OLD,
    )


@pytest.fixture
def compared(db: duckdb.DuckDBPyConnection, tmp_path: Path) -> Path:
    """The second of two releases."""
    first(db)
    old = publish(db, "2024.11", tmp_path, sentences=False).path
    second(db)
    return publish(db, "2024.12", tmp_path, previous=old).path


def test_each_change_has_its_reason(compared: Path):
    rows = {row["target"]: row for row in read_csv(compared / "changes.csv")}
    assert {(target, row["change"], row["reason"]) for target, row in rows.items()} == {
        ("USA", "removed", "withdrawn_article"),
        ("IND", "removed", "coder"),
        ("JPN", "recoded", "codebook"),
        ("THA", "recoded", "coder"),
        ("PHL", "recoded", "coder"),
        ("DEU", "added", "late_article"),
        ("FRA", "added", "new_input"),
        ("ITA", "added", "new_input"),
    }
    assert (rows["PHL"]["previous_cameo_code"], rows["PHL"]["cameo_code"]) == ("040", "111")
    assert rows["PHL"]["previous_event_id"] != rows["PHL"]["event_id"]
    assert rows["JPN"]["previous_event_id"] == rows["JPN"]["event_id"]
    assert (rows["THA"]["previous_mode"], rows["THA"]["mode"]) == ("actual", "intent")


def test_changes_are_counted_by_root_and_add_up(compared: Path):
    page = (compared / "CHANGES.md").read_text("utf-8")
    counted = {
        cells[0]: [int(cell) for cell in cells[2:]]
        for line in page.split("## Events by CAMEO root")[1].split("\n\n")[1].splitlines()[2:]
        if (cells := [cell.strip() for cell in line.strip("|").split("|")])
    }
    for before, added, removed, into, out_of, _, now in counted.values():
        assert before + added - removed + into - out_of == now
    assert counted["04"] == [5, 1, 0, 0, 1, 2, 5]
    assert counted["11"] == [1, 1, 1, 1, 0, 0, 2]
    assert counted["all"] == [7, 3, 2, 1, 1, 2, 8]
    assert "told by another number of articles: 1;" in page
    assert "words for day or place: 0." in page
    assert "articles withdrawn: 1" in page
    assert "| coder | " in page
    assert "Against release 2024.11" in page


def test_the_change_log_is_part_of_the_data_package(compared: Path):
    report = validate(str(compared / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    made = json.loads((compared / "manifest.json").read_text("utf-8"))
    assert made["changes"] == {"added": 3, "removed": 2, "recoded": 3}
    assert made["previous"]["release"] == "2024.11"


def test_without_a_change_there_is_none(held, tmp_path: Path):
    old = publish(held, "2024.11", tmp_path).path
    made = publish(held, "2024.12", tmp_path, previous=old)
    assert made.changes == {"added": 0, "removed": 0, "recoded": 0}
    assert made.previous == "2024.11"
    assert read_csv(made.path / "changes.csv") == []


def test_each_event_whose_row_differs_is_counted(db, tmp_path: Path):
    hanoi = {"place_name": "Hanoi", "place_country": "VNM", "place_precision": "city"}
    week = {"target": "JPN", "date_precision": "week"}
    load(
        db,
        [told(name) for name in ("stays", "contexts", "place", "day", "surer")],
        [
            mention("stays", target="USA"),
            mention("contexts", target="KHM"),
            mention("place", target="VNM"),
            mention("day", event_date=date(2024, 12, 3), **week),
            mention("surer", target="THA", confidence=0.5),
        ],
    )
    old = publish(db, "2024.11", tmp_path).path
    load(
        db,
        [told(name) for name in ("contexts", "place", "day", "surer")],
        [
            mention("contexts", target="KHM", contexts=["military"], coder_version="2"),
            mention("place", target="VNM", coder_version="2", **hanoi),
            mention("day", event_date=date(2024, 12, 4), coder_version="2", **week),
            mention("surer", target="THA", confidence=0.7, coder_version="2"),
        ],
        load_id="load-2",
        coder_version="2",
        recode=True,
    )
    new = publish(db, "2024.12", tmp_path, previous=old).path
    before, now = (
        {row["event_id"]: row for row in read_csv(path / "csv" / "events.csv")}
        for path in (old, new)
    )
    assert before.keys() == now.keys()
    differ = {row["target"] for key, row in now.items() if row != before[key]}
    assert differ == {"KHM", "VNM", "JPN", "THA"}
    rows = read_csv(new / "changes.csv")
    assert {(row["target"], row["change"], row["reason"]) for row in rows} == {
        ("KHM", "recoded", "coder"),
        ("VNM", "recoded", "coder"),
        ("JPN", "recoded", "coder"),
    }
    page = (new / "CHANGES.md").read_text("utf-8")
    assert "told by another number of articles: 0;" in page
    assert "words for day or place: 1." in page


def test_what_is_in_no_input_any_more_is_missing(db, tmp_path: Path):
    load(db, [told("a"), told("b")], [mention("a"), mention("b", "111")])
    old = publish(db, "2024.11", tmp_path).path
    with fresh(tmp_path) as other:
        load(other, [told("a")], [mention("a")])
        made = publish(other, "2024.12", tmp_path, previous=old)
    (row,) = read_csv(made.path / "changes.csv")
    assert (row["change"], row["reason"]) == ("removed", "missing_article")


def test_a_first_release_says_so(held, tmp_path: Path):
    path = publish(held, "2024.12", tmp_path).path
    assert "first release" in (path / "CHANGES.md").read_text("utf-8")
    header = (path / "changes.csv").read_text("utf-8").splitlines()
    assert header == [",".join(c.name for c in tables.changes_table().columns)]


# Bad input


@pytest.mark.parametrize(
    "version", ["", " ", "2024 12", "2024/12", "../2024", ".", "..", "-o", "2024.12\n", "x" * 65]
)
def test_a_version_that_is_no_name_is_refused(held, tmp_path, version):
    with pytest.raises(UsageError, match="no version"):
        publish(held, version, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_release_is_never_written_over(held, tmp_path: Path):
    path = publish(held, "2024.12", tmp_path).path
    before = contents(path)
    with pytest.raises(UsageError, match="exists already"):
        publish(held, "2024.12", tmp_path)
    assert contents(path) == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_warehouse_is_refused(db, tmp_path: Path):
    with pytest.raises(UsageError, match="empty"):
        publish(db, "2024.12", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_warehouse_without_events_is_not_empty(db, tmp_path: Path):
    load(db, [told("a")])
    path = publish(db, "2024.12", tmp_path).path
    assert read_csv(path / "csv" / "events.csv") == []
    assert validate(str(path / "datapackage.json")).valid


def test_a_folder_that_is_not_there_is_made(held, tmp_path: Path):
    path = publish(held, "2024.12", tmp_path / "our" / "releases").path
    assert path == tmp_path / "our" / "releases" / "bilateral-2024.12"
    assert validate(str(path / "datapackage.json")).valid


def test_a_folder_that_is_a_file_is_refused(held, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="cannot be written to"):
        publish(held, "2024.12", tmp_path / "file" / "releases")
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        pytest.param(lambda p: shutil.rmtree(p), "no folder", id="not there"),
        pytest.param(lambda p: (p / "SHA256SUMS").unlink(), "not a release", id="no checksums"),
        pytest.param(
            lambda p: (p / "parquet/events.parquet").write_bytes(b"x"), "damaged", id="changed"
        ),
        pytest.param(lambda p: (p / "manifest.json").unlink(), "damaged", id="incomplete"),
    ],
)
def test_a_previous_release_has_to_be_one(held, tmp_path, spoil, says):
    old = publish(held, "2024.11", tmp_path).path
    spoil(old)
    with pytest.raises(UsageError, match=says):
        publish(held, "2024.12", tmp_path, previous=old)
    assert not (tmp_path / "bilateral-2024.12").exists()


def test_a_previous_release_without_what_is_compared_is_refused(held, tmp_path: Path):
    old = publish(held, "2024.11", tmp_path).path
    events = old / "parquet" / "events.parquet"
    pl.DataFrame({"event_id": ["x"]}).write_parquet(events)
    write_sums(old)
    with pytest.raises(UsageError, match="cannot read"):
        publish(held, "2024.12", tmp_path, previous=old)
    assert list(tmp_path.iterdir()) == [old]


def test_a_release_is_not_compared_with_itself(held, tmp_path: Path):
    old = publish(held, "2024.12", tmp_path).path
    (tmp_path / "there").mkdir()
    with pytest.raises(UsageError, match="with itself"):
        publish(held, "2024.12", tmp_path / "there", previous=old)
    assert list((tmp_path / "there").iterdir()) == []


def test_two_processes_do_not_write_the_same_release(held, tmp_path: Path):
    other = tmp_path / ".bilateral-2024.12.partial"
    other.mkdir()
    lock = os.open(other, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(UsageError, match="another process"):
        publish(held, "2024.12", tmp_path)
    os.close(lock)
    publish(held, "2024.12", tmp_path)
    assert not other.exists()


# A full disk, a kill


def command(warehouse: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "tests.warehouse.releaser", str(warehouse), str(folder)]


@pytest.mark.parametrize("kilobytes", [1, 8, 32])
def test_a_disk_that_takes_no_more_leaves_nothing(warehouse, tmp_path, kilobytes):
    limited = ["bash", "-c", f'ulimit -f {kilobytes}; exec "$@"', "-"]
    ended = subprocess.run(
        [*limited, *command(warehouse, tmp_path)], cwd=ROOT, capture_output=True, text=True
    )
    assert ended.returncode == 1
    assert "could not be written" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_killed_release_is_not_there_and_the_next_one_is_whole(warehouse, tmp_path: Path):
    place, partial = tmp_path / "bilateral-2024.12", tmp_path / ".bilateral-2024.12.partial"
    for reached in ("csv/events.csv", "csv/mentions.csv", "csv/cameo_codes.csv"):
        with subprocess.Popen(command(warehouse, tmp_path), cwd=ROOT) as process:
            while not (partial / reached).exists() and process.poll() is None:
                time.sleep(0.0005)
            process.kill()
        assert process.returncode == -9, "it was done before it could be killed"
        assert not place.exists()
        assert partial.exists()
    releaser.main(warehouse, tmp_path)
    (tmp_path / "undisturbed").mkdir()
    releaser.main(warehouse, tmp_path / "undisturbed")
    assert contents(place) == contents(tmp_path / "undisturbed" / place.name)
    assert sorted(path.name for path in tmp_path.iterdir()) == [place.name, "undisturbed"]
