"""Hand checks as a user does them: draw, judge with single keys, go on after a kill, correct."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
import time
from datetime import date

import polars as pl
import pytest
from typer.testing import CliRunner

from flows import audit, auditing, series
from tests.flows.helpers import ROOT, environment
from tests.warehouse.frames import article, fresh, load, mention
from transforms.errors import UsageError
from warehouse.audit import sheet

FIRST = "China met Cambodia on Tuesday in Beijing."
OTHER = "Nothing else happened there all day."
LAST = "China aided Cambodia with rice and fuel."
TEXT = f"{FIRST} {OTHER} {LAST}"


def at(words):
    start = TEXT.index(words)
    return {"sentence": words, "sentence_start": start, "sentence_end": start + len(words)}


def filled(folder):
    """Open a warehouse of four articles and five tellings."""
    opened = fresh(folder)
    names = [f"a{number}" for number in range(4)]
    load(
        opened,
        [article(name, text=TEXT) for name in names],
        [mention(name, **at(FIRST)) for name in names] + [mention(names[0], "190", **at(LAST))],
    )
    return opened


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    with filled(tmp_path_factory.mktemp("warehouse")) as opened:
        yield opened


@pytest.fixture
def sample(db, tmp_path):
    """A sample of five tellings and seven sentences."""
    path = tmp_path / "ann.csv"
    auditing.sample(db, path, per_root=10, sentences=20)
    return path


def verdicts(path, column="verdict"):
    return [row[column] for row in sheet.read(path).rows]


def kinds(path):
    return [row["kind"] for row in sheet.read(path).rows]


def judge(path, keys, coder="ann"):
    said = []
    left = auditing.judge(path, coder=coder, keys=io.StringIO(keys), say=said.append)
    return left, "\n".join(said)


def all_keys(path, event="r"):
    return "".join(event if kind == "event" else "n" for kind in kinds(path))


def test_a_sample_has_what_the_warehouse_has(db, tmp_path):
    path = tmp_path / "ann.csv"
    drawn = auditing.sample(db, path, per_root=3, sizes=["19=1"], sentences=6, seed=4)
    assert [(row["stratum"], row["population"], row["drawn"]) for row in drawn] == [
        ("root 04", 4, 3),
        ("root 19", 1, 1),
        ("beside", 7, 6),
    ]
    rows = sheet.read(path).rows
    assert {row["sentence"] for row in rows if row["kind"] == "sentence"} <= {OTHER, LAST}
    (fight,) = [row for row in rows if row["code"] == "190"]
    assert (fight["before"], fight["sentence"], fight["after"]) == (OTHER, LAST, "")
    assert kinds(path) != sorted(kinds(path))  # shuffled, so that any first part is random


def test_the_same_seed_writes_the_same_file(db, tmp_path):
    paths = [tmp_path / name for name in ("one.csv", "two.csv", "three.csv")]
    for path, seed in zip(paths, (1, 1, 2), strict=True):
        auditing.sample(db, path, per_root=2, sentences=3, seed=seed)
    one, two, three = (path.read_bytes() for path in paths)
    assert one == two != three


def test_of_an_update_only_new_sentences_are_drawn(tmp_path):
    news = "A new sentence came in during the night."
    update = article(
        "u", text=f"{TEXT} {news}", duplicate_of="a0", duplicate_kind="update", outlet="Reuters"
    )
    path = tmp_path / "ann.csv"
    with filled(tmp_path) as db:
        load(db, [update], load_id="load-2")
        auditing.sample(db, path, per_root=0, sentences=50)
    of_update = [row["sentence"] for row in sheet.read(path).rows if row["article_id"] == "u"]
    assert of_update == [news]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        pytest.param({"sizes": ["4=3"]}, "'4=3'", id="no root"),
        pytest.param({"sizes": ["04=x"]}, "'04=x'", id="no number"),
        pytest.param({"per_root": -1}, "below 0", id="below 0"),
        pytest.param({"per_root": 0, "sentences": 0}, "nothing to draw", id="nothing asked"),
        pytest.param({"coder_version": "9"}, "nothing to draw", id="nothing by that coder"),
    ],
)
def test_a_sample_that_cannot_be_is_refused_and_nothing_written(db, tmp_path, given, says):
    with pytest.raises(UsageError, match=says):
        auditing.sample(db, tmp_path / "new.csv", **given)
    assert not (tmp_path / "new.csv").exists()


def test_somebodys_work_is_not_written_over(db, sample):
    before = sample.read_bytes()
    with pytest.raises(UsageError, match="somebody's work"):
        auditing.sample(db, sample)
    assert sample.read_bytes() == before


def test_keys_judge_rows_in_order(sample):
    left, said = judge(sample, all_keys(sample))
    assert left == 0
    wanted = ["right" if kind == "event" else "no_event" for kind in kinds(sample)]
    assert verdicts(sample) == wanted
    assert set(verdicts(sample, "coder")) == {"ann"}
    assert "12 of 12 rows judged, 0 to go" in said
    assert f">>> {FIRST}" in said


def only(path, kind):
    """Leave one row of a kind in a file."""
    found = sheet.read(path)
    row = next(row for row in found.rows if row["kind"] == kind)
    sheet.write(path, found.header, [row])


@pytest.mark.parametrize(
    ("kind", "keys", "cells"),
    [
        pytest.param("event", "r", {"verdict": "right"}, id="right"),
        pytest.param("event", "S", {"verdict": "wrong_source"}, id="capitals are the same"),
        pytest.param("event", " \n t\n", {"verdict": "wrong_target"}, id="blanks pass"),
        pytest.param("event", "xzr", {"verdict": "right"}, id="other keys do nothing"),
        pytest.param("event", "\x1b[C\x1b[Ar", {"verdict": "right"}, id="arrows do nothing"),
        pytest.param(
            "event", "c043\n", {"verdict": "wrong_code", "right_code": "043"}, id="wrong code"
        ),
        pytest.param(
            "event", "c99\nc04\x7f43\n", {"verdict": "wrong_code", "right_code": "043"},
            id="asked again for a code that is none",
        ),
        pytest.param("event", "c999\nn", {"verdict": "no_event", "right_code": ""}, id="then none"),
        pytest.param(
            "event", "mKHM;CHN;043\nr", {"verdict": "right", "missed": "KHM;CHN;043"},
            id="one missed beside it",
        ),
        pytest.param("event", "osee 3.2\nr", {"verdict": "right", "note": "see 3.2"}, id="note"),
        pytest.param("event", "k", {"verdict": "", "coder": ""}, id="skipped"),
        pytest.param("event", "q", {"verdict": "", "coder": ""}, id="quit"),
        pytest.param("event", "c04", {"verdict": "", "coder": ""}, id="input ends in a code"),
        pytest.param("sentence", "rn", {"verdict": "no_event"}, id="no verdict on a code"),
        pytest.param(
            "sentence", "mCHN;KHM;071\n", {"verdict": "missed", "missed": "CHN;KHM;071"},
            id="missed",
        ),
        pytest.param("sentence", "mCHN 071\nm\n", {"verdict": "", "missed": ""}, id="no event"),
    ],
)  # fmt: skip
def test_keys_fill_cells(sample, kind, keys, cells):
    only(sample, kind)
    judge(sample, keys)
    (row,) = sheet.read(sample).rows
    assert {name: row[name] for name in cells} == cells
    sheet.judgements([sample])  # can be scored at any time


def test_undo_takes_the_last_verdict_back(sample):
    keys = all_keys(sample)
    judge(sample, keys[:3] + "u" + "q")
    assert [bool(verdict) for verdict in verdicts(sample)][:4] == [True, True, False, False]
    left, _ = judge(sample, keys[2:])
    assert left == 0


def test_the_last_verdict_is_taken_back_after_the_last_row(sample):
    keys = all_keys(sample)
    left, said = judge(sample, keys + "xu" + keys[-1] + "u")
    assert left == 1
    assert [bool(verdict) for verdict in verdicts(sample)] == [True] * 11 + [False]
    assert said.count("no more rows") == 2
    assert "no more rows" not in judge(sample, "k")[1]  # nothing to take back


class Meddling(io.StringIO):
    """Keys, after some of which another program writes the file."""

    def __init__(self, keys, path, after):
        super().__init__(keys)
        self.path, self.after = path, after

    def read(self, size=-1):
        self.after -= 1
        if self.after == 0:
            self.path.write_bytes(self.path.read_bytes() + b"\n")
        return super().read(size)


@pytest.mark.parametrize("gone", [False, True], ids=["written", "removed"])
def test_a_file_that_another_program_changed_is_not_written_over(sample, monkeypatch, gone):
    keys = Meddling(all_keys(sample), sample, after=4)
    if gone:
        monkeypatch.setattr(type(sample), "write_bytes", lambda path, _: path.unlink())
    with pytest.raises(UsageError, match="changed by another program"):
        auditing.judge(sample, coder="ann", keys=keys, say=[].append)
    assert sample.exists() != gone
    if not gone:
        assert sample.read_bytes().endswith(b"\n\n")
        assert sum(map(bool, verdicts(sample))) == 3


def test_help_is_a_key(sample):
    said = judge(sample, "?q")[1]
    assert "The first that holds is the verdict" in said
    assert "is found already" in said


def test_another_session_goes_on_where_the_last_one_ended(sample):
    keys = all_keys(sample)
    assert judge(sample, keys[:5])[0] == 7
    assert judge(sample, keys[5:], coder="bob")[0] == 0
    assert verdicts(sample, "coder") == ["ann"] * 5 + ["bob"] * 7


def test_a_broken_file_is_not_opened_for_judging(sample):
    found = sheet.read(sample)
    sheet.write(sample, found.header, [row | {"verdict": "perhaps"} for row in found.rows])
    with pytest.raises(UsageError, match="'perhaps'"):
        judge(sample, "q")


PROGRAM = """
import sys
from pathlib import Path
from flows import auditing
auditing.judge(Path(sys.argv[1]), coder="ann")
"""


def session(path, **more):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path)], cwd=ROOT, env=environment(), **more
    )


def wait_for(path, n_done):
    end = time.monotonic() + 60
    while sum(map(bool, verdicts(path))) < n_done:
        assert time.monotonic() < end, "the session did not come so far"
        time.sleep(0.05)


def test_a_killed_session_loses_nothing(sample):
    keys = all_keys(sample)
    process = session(sample, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    process.stdin.write(keys[:4].encode())
    process.stdin.flush()
    wait_for(sample, 4)
    process.kill()
    process.communicate()
    assert sum(map(bool, verdicts(sample))) == 4
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(sample)], cwd=ROOT, env=environment(),
        input=keys[4:], text=True, capture_output=True, check=True,
    )  # fmt: skip
    assert "12 of 12 rows judged" in done.stdout
    assert [p.name for p in sample.parent.iterdir() if p.name.startswith(".ann")] == []


def test_on_a_terminal_a_key_acts_at_once(sample):
    ours, theirs = pty.openpty()
    process = session(sample, stdin=theirs, stdout=subprocess.PIPE, text=True)
    keys = all_keys(sample)
    try:
        for number in (1, 2):  # no line end is ever sent
            while "q quit" not in process.stdout.readline():
                pass
            os.write(ours, keys[number - 1].encode())
            wait_for(sample, number)
        os.write(ours, b"q")
        assert process.wait(timeout=30) == 0
    finally:
        process.kill()
        process.communicate()
        os.close(ours)
        os.close(theirs)


def test_scores_and_corrections_come_from_the_files(db, sample, tmp_path):
    judge(sample, all_keys(sample))
    second = tmp_path / "bob.csv"
    auditing.sample(db, second, per_root=10, sentences=20)
    judge(second, all_keys(second, "n"), coder="bob")
    scores = auditing.score([sample, second])
    root = scores.classes.filter(pl.col("level") == "root", pl.col("class") == "04")
    assert root["precision"].to_list() == [0.5]
    assert scores.agreement["question"].to_list()[0] == "verdict"
    found = auditing.adjust(db, "chn-khm", [sample, second], freq="year", draws=100)
    one = found.rows.filter(pl.col("class") == "1").row(0, named=True)
    assert (one["n_events"], one["period_start"]) == (1, date(2024, 1, 1))
    assert one["corrected"] == pytest.approx(0.5)
    assert found.warnings


def test_a_check_of_another_version_than_the_series_is_refused(sample, tmp_path):
    judge(sample, all_keys(sample))
    assert set(verdicts(sample, "coder_version")) == {"1"}
    with filled(tmp_path) as db:
        load(db, [article("later")], [mention("later")], load_id="load-2", coder_version="2")
        with pytest.raises(UsageError, match="of coder version 1, the series of 2"):
            auditing.adjust(db, "CHN-KHM", [sample], coder_version="2")
        auditing.adjust(db, "CHN-KHM", [sample], coder_version="1", draws=10)


@pytest.mark.parametrize(
    ("dyad", "given", "says"),
    [
        pytest.param("CHN", {}, "no dyad", id="no dyad"),
        pytest.param("CHN-", {}, "no single dyad", id="one side open"),
        pytest.param("CHN-KHM", {"freq": "hour"}, "'hour'", id="no frequency"),
        pytest.param("CHN-KHM", {"by": "code"}, "'code'", id="no class"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(db, sample, dyad, given, says):
    judge(sample, all_keys(sample))
    with pytest.raises(UsageError, match=says):
        auditing.adjust(db, dyad, [sample], **given)


@pytest.mark.parametrize("ending", ["csv", "parquet", "dta", "json"])
def test_a_corrected_series_is_written_whole(tmp_path, ending):
    rows = pl.DataFrame({"period_start": [date(2024, 1, 1)], "corrected": [1.5]})
    series.write(rows, tmp_path / f"x.{ending}")
    assert [path.name for path in tmp_path.iterdir()] == [f"x.{ending}"]


def test_a_series_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(UsageError, match=r"x\.doc"):
        series.write(pl.DataFrame({"a": [1]}), tmp_path / "x.doc")
    assert list(tmp_path.iterdir()) == []
    broken = pl.DataFrame({"a": [1], "nested": [{"b": 1}]})
    series.write(pl.DataFrame({"a": [1]}), tmp_path / "x.csv")
    (tmp_path / "link.csv").symlink_to("x.csv")
    with pytest.raises(pl.exceptions.ComputeError):
        series.write(broken, tmp_path / "link.csv")
    assert (tmp_path / "x.csv").read_text() == "a\n1\n"
    series.write(pl.DataFrame({"a": [2]}), tmp_path / "link.csv")
    assert (tmp_path / "x.csv").read_text() == "a\n2\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.csv", "x.csv"]


def run(*arguments, keys=None):
    """Call a command of `bilateral audit`."""
    return CliRunner().invoke(audit.app, [*map(str, arguments)], input=keys, catch_exceptions=False)


def test_the_commands_do_it_all(tmp_path):
    filled(tmp_path).close()
    db, file, out = tmp_path / "w.duckdb", tmp_path / "ann.csv", tmp_path / "x.dta"
    drawn = run("sample", "-o", file, "--db", db, "--per-root", 3, "--size", "04=4", "--json")
    assert [row["drawn"] for row in json.loads(drawn.stdout)] == [4, 1, 7]
    assert "12 of 12 rows judged" in run("judge", file, keys=all_keys(file)).stdout
    assert set(verdicts(file, "coder")) == {"ann"}
    (scores,) = json.loads(run("score", file, "--json").stdout)
    assert scores["n_empty"] == {str(file): 0}
    assert {"level": "root", "class": "04", "precision": 1.0}.items() <= scores["classes"][
        2
    ].items()
    assert "precision" in run("score", file).stdout
    adjusted = run("adjust", "CHN-KHM", file, "--db", db, "--freq", "year", "--from", "2024-01-01")
    assert "corrected" in adjusted.stdout
    assert "too small" in adjusted.stderr
    run("adjust", "CHN-KHM", file, "--db", db, "-o", out)
    assert out.stat().st_size
