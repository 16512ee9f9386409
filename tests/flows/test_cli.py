"""The command line from end to end, as a user calls it."""

from __future__ import annotations

import csv
import json
import time

import pytest

from tests.flows.helpers import ARTICLES, article, bilateral, jsonl, rows

COMMANDS = [
    ["run"], ["code"], ["code-pairs"], ["explain"], ["actors", "lookup"],
    ["actors", "unknown"], ["panel"], ["withdraw"],
    ["dictionary", "check"], ["dictionary", "new"], ["dictionary", "counts"],
    ["quality"], ["quarantine", "list"], ["quarantine", "show"], ["quarantine", "release"],
    ["quarantine", "drop"], ["outlets"], ["doctor"], ["init"], ["serve"],
]  # fmt: skip


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A folder with a warehouse that a run has filled, and what the run printed."""
    folder = tmp_path_factory.mktemp("loaded")
    bad = article(9, "")
    wire = jsonl(folder / "wire.jsonl", [*ARTICLES, bad])
    result = bilateral("run", wire, "--db", "x.duckdb", "--scope", "CHN,KHM:2024-01-01", cwd=folder)
    return folder, result


def test_help_answers_within_a_second(tmp_path):
    started = time.monotonic()
    result = bilateral("--help", cwd=tmp_path)
    assert result.returncode == 0
    assert time.monotonic() - started < 1.0


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(tmp_path, command):
    result = bilateral(*command, "--help", cwd=tmp_path)
    assert result.returncode == 0
    assert "Example" in result.stdout
    assert f"bilateral {' '.join(command)}" in result.stdout


def test_a_run_says_what_became_of_each_article_and_where_things_are(loaded):
    folder, result = loaded
    assert (result.returncode, result.stderr) == (0, "")
    for words in ("4  in", "3  loaded", "0  duplicate", "1  quarantined", "read: empty"):
        assert words in result.stdout
    assert "x.duckdb" in result.stdout
    assert (folder / "x_quality.html").exists()


def test_a_run_can_be_read_by_programs_and_again_changes_nothing(loaded):
    folder, _ = loaded
    result = bilateral("run", "wire.jsonl", "--db", "x.duckdb", "--json", cwd=folder)
    told = json.loads(result.stdout)
    assert result.returncode == 0
    assert (told["n_in"], told["n_duplicate"], told["n_already_held"]) == (4, 3, 3)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        pytest.param(["run", "nowhere.jsonl"], "nowhere.jsonl", id="no such path"),
        pytest.param(["run"], "nothing to read", id="nothing to read"),
        pytest.param(["run", "--samples", "x.jsonl"], "not both", id="samples and a path"),
        pytest.param(["run", "wire.jsonl", "--column", "text"], "pair of columns", id="no pair"),
        pytest.param(["run", "wire.jsonl", "--scope", "China"], "no country", id="no scope"),
        pytest.param(["code", "nowhere.jsonl", "-o", "y.jsonl"], "nowhere.jsonl", id="no input"),
        pytest.param(["panel", "CHINA", "--db", "x.duckdb"], "no dyad", id="no dyad"),
        pytest.param(["panel", "CHN-KHM", "--db", "no.duckdb"], "no warehouse", id="no warehouse"),
        pytest.param(["panel", "--freq", "h", "--db", "x.duckdb"], "--freq", id="no frequency"),
        pytest.param(["panel", "--from", "may", "--db", "x.duckdb"], "no day", id="no day"),
        pytest.param(["explain", "0" * 20, "--db", "x.duckdb"], "no event", id="no event"),
        pytest.param(
            ["withdraw", "x", "--reason", "y", "--db", "x.duckdb"], "no article", id="no article"
        ),
        pytest.param(["quarantine", "show", "x", "--db", "x.duckdb"], "id 'x'", id="no such row"),
        pytest.param(["serve", "nowhere", "--every", "5"], "no folder", id="no folder"),
        pytest.param(["serve", "."], "say when to run", id="no schedule"),
        pytest.param(["explain", "x", "--coder", "oracle"], "no coder 'oracle'", id="no coder"),
        pytest.param(["export", "gdelt1"], "export", id="a command of a later version"),
    ],
)  # fmt: skip
def test_wrong_usage_is_a_sentence_and_status_2(loaded, arguments, says):
    folder, _ = loaded
    result = bilateral(*arguments, cwd=folder)
    assert result.returncode == 2, result.stderr
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_a_panel_is_printed_and_written(loaded):
    folder, _ = loaded
    shown = bilateral("panel", "CHN-KHM", "--db", "x.duckdb", cwd=folder)
    assert shown.returncode == 0
    assert "2024-12-01" in shown.stdout
    told = json.loads(
        bilateral(
            "panel", "CHN-KHM", "--freq", "year", "--db", "x.duckdb", "--json", cwd=folder
        ).stdout
    )
    assert {row["source"] for row in told} == {"CHN"}
    assert sum(row["n_events"] or 0 for row in told) > 0
    written = bilateral("panel", "CHN-KHM", "--db", "x.duckdb", "-o", "p.csv", cwd=folder)
    assert written.returncode == 0
    with (folder / "p.csv").open() as file:
        assert {row["target"] for row in csv.DictReader(file)} == {"KHM"}


def test_an_event_and_a_text_are_explained(loaded):
    folder, _ = loaded
    (event_id,) = rows(
        folder / "x.duckdb", "select min(event_id) from events where source = 'CHN'"
    )[0]
    told = bilateral("explain", event_id, "--db", "x.duckdb", cwd=folder)
    assert told.returncode == 0
    assert "Sentence" in told.stdout
    assert "pattern:" in told.stdout
    text = bilateral("explain", "China praised Cambodia.", "--date", "2024-12-03", cwd=folder)
    assert text.returncode == 0
    assert "KHM" in text.stdout


def test_the_doctor_finds_the_installation_and_the_warehouse_well(loaded):
    folder, _ = loaded
    result = bilateral("doctor", "--db", "x.duckdb", cwd=folder)
    assert result.returncode == 0, result.stdout
    assert "all is well" in result.stdout


def test_quality_and_quarantine_are_shown_and_decided(loaded):
    folder, _ = loaded
    measured = json.loads(bilateral("quality", "--db", "x.duckdb", "--json", cwd=folder).stdout)
    assert {row["suite"] for row in measured} == {"articles", "mentions", "batch"}
    listed = json.loads(
        bilateral("quarantine", "list", "--db", "x.duckdb", "--json", cwd=folder).stdout
    )
    assert [row["reason"] for row in listed] == ["empty"]
    name = listed[0]["quarantine_id"]
    assert "empty" in bilateral("quarantine", "show", name, "--db", "x.duckdb", cwd=folder).stdout
    released = bilateral(
        "quarantine", "release", name, "-o", "m.jsonl", "--db", "x.duckdb", cwd=folder
    )
    assert released.returncode == 0
    assert len((folder / "m.jsonl").read_text().splitlines()) == 1
    assert (
        json.loads(bilateral("quarantine", "list", "--db", "x.duckdb", "--json", cwd=folder).stdout)
        == []
    )


def test_names_and_outlets_are_looked_up(loaded):
    folder, _ = loaded
    meanings = json.loads(
        bilateral(
            "actors", "lookup", "Hun Sen", "--date", "2010-01-01", "--json", cwd=folder
        ).stdout
    )
    assert meanings[0]["code"] == "KHM"
    assert bilateral("outlets", "--db", "x.duckdb", cwd=folder).returncode == 0
    unknown = bilateral("actors", "unknown", "--db", "x.duckdb", "--json", cwd=folder)
    assert all(row["n_mentions"] for row in json.loads(unknown.stdout))


def test_articles_are_coded_without_a_warehouse_and_bad_lines_stop_nothing(tmp_path):
    wire = jsonl(tmp_path / "in.jsonl", [*ARTICLES, ARTICLES[0] | {"id": "again"}])
    with wire.open("a") as file:
        file.write('{"id": "cut", "text": "off\n')
    result = bilateral("code", "in.jsonl", "-o", "out.jsonl", cwd=tmp_path)
    assert result.returncode == 0
    assert "1 lines could not be used" in result.stderr
    texts = {row["id"]: row["text"] for row in ARTICLES} | {"again": ARTICLES[0]["text"]}
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert {line["article_id"] for line in lines} == set(texts)
    for line in lines:
        start, end = line["offsets"]["source"]
        assert texts[line["article_id"]][start:end] == line["source_text"]
    assert list(tmp_path.glob("*.duckdb")) == []


def test_a_dictionary_of_ones_own_replaces_the_names_built_in(tmp_path):
    jsonl(tmp_path / "in.jsonl", [article(1, "Freedonia praised Sylvania on Tuesday.")])
    (tmp_path / "a.txt").write_text("FREEDONIA_ [FRE]\nSYLVANIA_ [SYL]\n")
    result = bilateral("code", "in.jsonl", "-o", "o.jsonl", "--actors", "a.txt", cwd=tmp_path)
    assert result.returncode == 0
    (line,) = (tmp_path / "o.jsonl").read_text().splitlines()
    assert (json.loads(line)["source"], json.loads(line)["target"]) == ("FRE", "SYL")
    (tmp_path / "bad.txt").write_text("FREEDONIA_ [FRE\n")
    bad = bilateral("code", "in.jsonl", "-o", "o.jsonl", "--actors", "bad.txt", cwd=tmp_path)
    assert bad.returncode == 1
    assert "bad.txt:1" in bad.stderr


def test_pairs_get_a_line_each_in_order_whatever_they_are(tmp_path):
    text = "China praised Cambodia on Tuesday."
    wire = jsonl(
        tmp_path / "in.jsonl",
        [
            {"id": "a", "text": text, "source": [0, 5], "target": [14, 22]},
            {"id": "b", "text": text, "source": [0, 500], "target": None},
        ],
    )
    with wire.open("a") as file:
        file.write("no json\n")
    result = bilateral("code-pairs", "in.jsonl", "-o", "out.jsonl", cwd=tmp_path)
    assert result.returncode == 0
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["id"] for line in lines] == ["a", "b", None]
    assert lines[0]["root"] == "05"
    assert all(line["code"] for line in lines)
    assert "in.jsonl:3" in result.stderr
    for coder, method in (("patterns", "pattern:"), ("model", "model:")):
        bilateral("code-pairs", "in.jsonl", "-o", "out.jsonl", "--coder", coder, cwd=tmp_path)
        first = json.loads((tmp_path / "out.jsonl").read_text().splitlines()[0])
        assert first["method"].startswith(method)


def test_a_settings_file_is_written_once(tmp_path):
    assert bilateral("init", cwd=tmp_path).returncode == 0
    assert "batch_size" in (tmp_path / "bilateral.toml").read_text()
    assert bilateral("init", cwd=tmp_path).returncode == 2


def test_the_samples_show_a_newcomer_the_way(tmp_path):
    result = bilateral("run", "--samples", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    for words in ("loaded", "CHN > KHM", "events a month", "samples.duckdb", "try next"):
        assert words in result.stdout
    assert (tmp_path / "bilateral-out" / "samples_quality.html").exists()
