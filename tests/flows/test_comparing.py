"""Files opened for an import, series made by hand, and what the terminal shows."""

from __future__ import annotations

import gzip
import json
import zipfile
from datetime import date

import duckdb
import pytest

from flows import comparing, importing
from tests.warehouse.import_files import line, text
from tests.warehouse.test_compare import fill
from transforms import codebook
from transforms.errors import UsageError
from warehouse.codebooks import load_codebooks
from warehouse.compare import compare, compare_series
from warehouse.migrate import migrate

FILE = text("gdelt2", line("gdelt2"), line("gdelt2", globaleventid="2", actor2countrycode="CHN"))


@pytest.fixture
def db():
    with duckdb.connect(":memory:") as db:
        migrate(db)
        load_codebooks(db, codebook.tables())
        yield db


def test_files_are_read_packed_or_not_and_held_once(db, tmp_path):
    plain, packed, archive = tmp_path / "a.CSV", tmp_path / "b.CSV.gz", tmp_path / "c.zip"
    plain.write_text(FILE)
    packed.write_bytes(gzip.compress(FILE.encode()))
    with zipfile.ZipFile(archive, "w") as folder:
        folder.writestr("in/c.CSV", FILE)
        folder.writestr("in/d.CSV", FILE.replace("500001", "3"))
    done = importing.import_events(db, "gdelt2", [str(plain), str(packed), str(archive)])
    assert [one.already for one in done] == [False, True, True, False]
    assert done[3].counts["origin"] == f"{archive}/in/d.CSV"
    assert db.execute("select count(*) from imported_events").fetchone() == (2,)


def test_a_torn_file_is_an_error_and_nothing_is_written(db, tmp_path):
    good, torn = tmp_path / "a.CSV", tmp_path / "b.CSV.gz"
    good.write_text(FILE)
    torn.write_bytes(gzip.compress(FILE.encode())[:-12])
    with pytest.raises(UsageError, match="cannot be read"):
        importing.import_events(db, "gdelt2", [str(good), str(torn)])
    assert db.execute("select count(*) from imports").fetchone() == (0,)


def test_a_refused_import_writes_nothing_of_the_codebooks_either(tmp_path):
    good, other = tmp_path / "a.CSV", tmp_path / "b.CSV"
    good.write_text(FILE)
    other.write_text(text("gdelt1", line("gdelt1")))
    held = "select (select count(*) from cameo_codes), (select count(*) from imported_events)"
    with duckdb.connect(":memory:") as db:
        migrate(db)
        for dataset, paths in (("gdelt3", [good]), ("gdelt2", [good, other])):
            with pytest.raises(UsageError):
                importing.import_events(db, dataset, [str(path) for path in paths])
            assert db.execute(held).fetchone() == (0, 0)
        importing.import_events(db, "gdelt2", [str(good)])
        assert db.execute(held).fetchone() == (codebook.table("actions").height, 1)
        assert load_codebooks(db, codebook.tables()) == []


def test_codebooks_are_brought_up_to_date_with_an_import(db, tmp_path):
    path = tmp_path / "a.CSV"
    path.write_text(FILE)
    db.execute("update cameo_codes set name = 'old' where code = '040'")
    importing.import_events(db, "gdelt2", [str(path)])
    assert load_codebooks(db, codebook.tables()) == []


def test_the_format_is_looked_at_before_the_files(db, tmp_path):
    with pytest.raises(UsageError, match="no such format"):
        importing.import_events(db, "gdelt3", [str(tmp_path / "none.CSV")])


def test_every_reason_is_shown_with_its_first_line(db, tmp_path, capsys):
    path = tmp_path / "h.csv"
    lines = [
        line("phoenix_historical", eid="1"),
        line("phoenix_historical", eid="2", placename='"Siem'),
        line("phoenix_historical", eid="3", target="CHN"),
        line("phoenix_historical", eid="4", placename='"Reap'),
    ]
    path.write_text(text("phoenix_historical", *lines))
    importing.show(importing.import_events(db, "phoenix", [str(path)], skip_broken=True))
    shown = capsys.readouterr().out
    assert f"2  broken_row, first at {path}:3: a quote that is not closed" in shown
    assert f"1  same_actor, first at {path}:4: CHN" in shown


def test_what_became_of_a_file_is_shown_with_counts_that_add_up(db, tmp_path, capsys):
    path = tmp_path / "a.CSV"
    path.write_text(FILE)
    done = importing.import_events(db, "gdelt2", [str(path)])
    importing.show(done)
    shown = capsys.readouterr().out
    assert f"1  same_actor, first at {path}:2: CHN" in shown
    importing.show(done, as_json=True)
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["n_read"], row["n_loaded"], row["n_set_aside"]) == (2, 1, 1)
    assert row["reasons"][0]["reason"] == "same_actor"


@pytest.mark.parametrize(
    "written",
    [
        "month,value\n2024-03,1.5\n2024-04,\n",
        "date;value\n2024-03-01;1.5\n2024-04-30;\n",
        "Month\tValue\n202403\t1.5\n202404\t\n",
        "period,score\n3/2024,1.5\n4/2024,\n\n",
        "\ufeffmonth,value,note\n2024-4,,x\n2024-3, 1.5 ,y\n",
    ],
)
def test_a_series_is_read_in_each_way_it_is_written(tmp_path, written):
    path = tmp_path / "s.csv"
    path.write_text(written)
    found = comparing.read_series(path)
    assert found.rows() == [(date(2024, 3, 1), 1.5), (date(2024, 4, 1), None)]


@pytest.mark.parametrize(
    ("written", "what", "line_number"),
    [
        ("month,value\nMarch,1\n", "no month: 'March'", 2),
        ("month,value\n2024-01,1\n2024-13,1\n", "no month: '2024-13'", 3),
        ("month,value\n2024-01,good\n", "no number: 'good'", 2),
        ("month,value\n2024-01,1\n2024-01-15,2\n", "twice: '2024-01-15'", 3),
        ("when,value\n2024-01,1\n", "no column 'month'", 1),
        ("month,much\n2024-01,1\n", "no column 'value'", 1),
    ],
)
def test_a_series_that_cannot_be_read_is_named_with_its_line(tmp_path, written, what, line_number):
    path = tmp_path / "s.csv"
    path.write_text(written)
    with pytest.raises(UsageError, match=what) as caught:
        comparing.read_series(path)
    assert f"s.csv:{line_number}" in caught.value.where


def test_a_series_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(UsageError, match="there is no"):
        comparing.read_series(tmp_path / "none.csv")


def test_a_comparison_is_shown_with_a_picture(db, capsys):
    fill(db)
    comparing.show(compare(db, "CHN", "KHM"))
    shown = capsys.readouterr().out
    assert "CHN to KHM: one's own series beside icews" in shown
    assert "100% of the shares are the same" in shown
    assert "● own, ○ icews" in shown
    assert "2024-01" in shown.splitlines()[-1]
    assert "left out" not in shown


def test_months_known_in_part_are_noted(db, capsys):
    fill(db, own_part={1})
    comparing.show(compare(db, "CHN", "KHM"))
    assert "left out: 1 periods at the edges" in capsys.readouterr().out


def test_what_is_not_defined_is_a_dash_on_the_screen(db, capsys):
    fill(db, other=dict.fromkeys(range(1, 8), 0))
    comparing.show(compare(db, "CHN", "KHM"))
    shown = capsys.readouterr().out
    rows = {words[0]: words[1:] for words in map(str.split, shown.splitlines()) if words}
    assert rows["n_events"][:8] == ["7", "1", "0", "1.86", "0.00", "-", "6", "-"]
    assert rows["goldstein_mean"][:8] == ["0", "7", "0", "-", "-", "-", "0", "-"]
    assert rows["04"] == ["13", "100.0%", "0", "-", "-"]


def test_a_comparison_is_json_for_other_programs(db, capsys, tmp_path):
    fill(db)
    path = tmp_path / "s.csv"
    path.write_text("month,value\n" + "".join(f"2024-{m:02},{m / 2}\n" for m in range(1, 8)))
    comparison = compare_series(db, "CHN", "KHM", comparing.read_series(path), name="mine")
    comparing.show(comparison, as_json=True)
    found = json.loads(capsys.readouterr().out)
    assert [one["measure"] for one in found["agreements"]] == [
        "relation_score",
        "goldstein_mean",
        "net",
    ]
    assert found["other"] == "mine"
    comparing.show(comparison)
    assert "same band" in capsys.readouterr().out
