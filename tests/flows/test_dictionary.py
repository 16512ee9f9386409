"""`--dictionary` from end to end: names of one's own in code, run, explain and actors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows import dictionary
from flows.settings import load
from tests.flows.helpers import article, bilateral, jsonl, rows, settings
from transforms.coding import coder_version
from transforms.errors import UsageError
from transforms.meaning import built_in

CATS = "country,agent,name,kind\nFRA,REB,Blue Cats,armed_group\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dictionary")
    jsonl(folder / "in.jsonl", [article(1, "China condemned the Blue Cats on Tuesday.")])
    for name in ("mine", "bad"):
        (folder / name).mkdir()
    (folder / "mine" / "groups.csv").write_text(CATS)
    (folder / "bad" / "groups.csv").write_text(CATS.replace("REB", "REBEL"))
    return folder


def test_articles_are_coded_with_it(folder):
    result = bilateral("code", "in.jsonl", "-o", "o.jsonl", "--dictionary", "mine", cwd=folder)
    assert result.returncode == 0, result.stderr
    (line,) = (folder / "o.jsonl").read_text().splitlines()
    assert (json.loads(line)["target"], json.loads(line)["target_agent"]) == ("FRA", "REB")


def test_a_run_records_another_coder_version_and_keeps_the_names_it_used(folder):
    for db, more in (("with.duckdb", ["--dictionary", "mine"]), ("without.duckdb", [])):
        result = bilateral("run", "in.jsonl", "--db", db, *more, cwd=folder)
        assert result.returncode == 0, result.stderr
    (mentions,) = rows(folder / "with.duckdb", "select coder_version, target from mentions")
    (loads,) = rows(folder / "with.duckdb", "select coder_version from loads")
    assert mentions == (*loads, "FRA")
    assert loads[0].startswith(f"{coder_version()}+")
    assert rows(folder / "without.duckdb", "select coder_version from loads") == [
        (coder_version(model=built_in()),)
    ]
    named = "select count(*) from actors where name = 'Blue Cats'"
    assert rows(folder / "with.duckdb", named) == [(1,)]
    assert rows(folder / "without.duckdb", named) == [(0,)]


def test_names_are_looked_up_in_it(folder):
    asked = ["actors", "lookup", "Blue Cats", "--json"]
    known = bilateral(*asked, "--dictionary", "mine", cwd=folder)
    assert json.loads(known.stdout)[0]["agent"] == "REB"
    assert json.loads(bilateral(*asked, cwd=folder).stdout) == []
    told = bilateral(
        "explain", "China condemned the Blue Cats.", "--dictionary", "mine", cwd=folder
    )
    assert "CHN > FRA REB" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["--dictionary", "bad"], "groups.csv:2: agent: 'REBEL'", id="faults"),
        pytest.param(["--dictionary", "nowhere"], "no folder nowhere", id="no folder"),
        pytest.param(["--dictionary", "mine", "--actors", "x"], "replace", id="two kinds"),
    ],
)
def test_nothing_is_coded_with_a_dictionary_that_cannot_be_used(folder, arguments, says):
    result = bilateral("code", "in.jsonl", "-o", "none.jsonl", *arguments, cwd=folder)
    assert result.returncode == 2
    assert says in result.stderr
    assert not (folder / "none.jsonl").exists()


def test_nothing_is_run_with_a_dictionary_that_cannot_be_used(folder):
    result = bilateral("run", "in.jsonl", "--db", "n.duckdb", "--dictionary", "bad", cwd=folder)
    assert result.returncode == 2
    assert "groups.csv:2" in result.stderr
    assert not (folder / "n.duckdb").exists()


def test_faults_are_listed_with_status_1_and_a_sound_one_gets_a_line(folder):
    bad = bilateral("dictionary", "check", "bad", cwd=folder)
    assert bad.returncode == 1
    assert bad.stdout.startswith("groups.csv:2: agent: 'REBEL' is no chain of roles; ")
    (row,) = json.loads(bilateral("dictionary", "check", "bad", "--json", cwd=folder).stdout)
    assert (row["file"], row["line"], row["column"]) == ("groups.csv", 2, "agent")
    sound = bilateral("dictionary", "check", "mine", cwd=folder)
    assert sound.returncode == 0
    assert sound.stdout.startswith("1 rows: 1 added, 0 overriding")
    assert bilateral("dictionary", "check", "nowhere", cwd=folder).returncode == 2


def test_empty_files_are_written_once_and_never_over_others(tmp_path):
    written = bilateral("dictionary", "new", "fresh", cwd=tmp_path)
    assert written.returncode == 0
    assert (tmp_path / "fresh" / "persons.csv").read_text().startswith("actor_id,name,aliases")
    assert bilateral("dictionary", "new", "fresh", cwd=tmp_path).returncode == 2
    assert bilateral("dictionary", "check", "fresh", cwd=tmp_path).returncode == 1


def test_the_tables_are_counted_with_and_without_it(folder):
    def groups(*more: str) -> int:
        told = bilateral("dictionary", "counts", "--json", *more, cwd=folder)
        return next(row["n"] for row in json.loads(told.stdout) if row["what"] == "armed groups")

    assert groups("--dictionary", "mine") == groups() + 1


def test_settings_name_the_folder(tmp_path):
    (tmp_path / "bilateral.toml").write_text('dictionary = "from_file"\n')
    variable = {"BILATERAL_DICTIONARY": "from_environment"}
    assert load(environment={}, folder=tmp_path).dictionary == "from_file"
    assert load(environment=variable, folder=tmp_path).dictionary == "from_environment"
    assert settings(tmp_path).dictionary == "from_file"


def test_files_that_editors_leave_are_passed_over(tmp_path):
    (tmp_path / "groups.csv").write_text(CATS)
    for name in ("~$groups.xlsx", ".DS_Store", "notes.md"):
        (tmp_path / name).write_bytes(b"\xff")
    mine = dictionary.load(str(tmp_path))
    assert mine is not None
    assert mine.n_rows == 1
    assert dictionary.load("") is None
    with pytest.raises(UsageError):
        dictionary.load(str(tmp_path / "nowhere"))
