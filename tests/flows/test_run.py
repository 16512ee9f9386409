"""The main job: counts add up, nothing is done twice, nothing is half done."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import time
from contextlib import closing
from dataclasses import replace
from datetime import date

import duckdb
import polars as pl
import pytest

from flows.run import articles_to_series, run
from flows.stages import Reading
from tests.flows.helpers import (
    ARTICLES,
    PRAISE,
    article,
    command,
    dump,
    environment,
    jsonl,
    rows,
    settings,
)
from transforms.coding import Coder
from warehouse import doctor
from warehouse.connection import read_warehouse

TODAY = date(2025, 6, 1)

pytestmark = pytest.mark.usefixtures("prefect")


def well(db):
    """Return what the doctor finds wrong with a warehouse."""
    with closing(read_warehouse(db)) as connection:
        return [(check.name, check.problem) for check in doctor.examine(connection) if not check.ok]


def test_a_run_loads_articles_and_their_events_and_its_counts_add_up(tmp_path, coder):
    wire = jsonl(tmp_path / "wire.jsonl", ARTICLES)
    outcome = run([str(wire)], settings(tmp_path), today=TODAY, coder=coder)
    tally = outcome.tally
    assert (outcome.status, tally.n_in, tally.n_loaded) == (0, 3, 3)
    assert tally.adds_up
    assert tally.n_events == rows(outcome.db, "select count(*) from events")[0][0] > 0
    dyads = rows(outcome.db, "select distinct source, target from events")
    assert {("CHN", "KHM"), ("KHM", "CHN"), ("USA", "IRN")} <= set(dyads)
    assert well(outcome.db) == []
    assert "loaded" in outcome.report.read_text()
    assert not list(tmp_path.glob("*_staging"))


def test_the_same_input_again_changes_nothing_and_is_no_failure(tmp_path, coder):
    wire = jsonl(tmp_path / "wire.jsonl", ARTICLES)
    first = run([str(wire)], settings(tmp_path), today=TODAY, coder=coder)
    before = dump(first.db)
    again = run([str(wire)], settings(tmp_path, batch_size=2), today=TODAY, coder=coder)
    assert dump(again.db) == before
    assert (again.status, again.tally.n_loaded, again.tally.n_already_held) == (0, 0, 3)
    assert again.tally.adds_up
    assert rows(again.db, "select attempt, outcome from loads order by 1") == [
        (1, "done"),
        (2, "done"),
    ]


def test_batches_of_any_size_give_the_same_warehouse(tmp_path, coder):
    wire = jsonl(tmp_path / "wire.jsonl", ARTICLES)
    for name, size in (("a", 1), ("b", 100)):
        (tmp_path / name).mkdir()
        run([str(wire)], settings(tmp_path / name, batch_size=size), today=TODAY, coder=coder)
    assert dump(tmp_path / "a" / "x.duckdb") == dump(tmp_path / "b" / "x.duckdb")


@pytest.fixture
def mess(tmp_path):
    """A folder with every kind of bad input, and three good articles."""
    folder = tmp_path / "mess"
    folder.mkdir()
    jsonl(folder / "good.jsonl", ARTICLES)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "no_date.txt").write_text("China praised Cambodia for its stable government.")
    (folder / "nul.txt").write_text(f" date 2024-12-03\n\n{PRAISE[:60]}\0{PRAISE[60:]}")
    (folder / "no_body.html").write_text("<html><head><title>x</title></head><body></body></html>")
    (folder / "huge.txt").write_bytes(
        b" date 2024-12-03\n\n" + b"China praised Cambodia. " * 2_200_000
    )
    french = "Le président chinois a rencontré le premier ministre du Cambodge mardi à Pékin. " * 4
    bad_lines = [
        json.dumps(article(11, PRAISE, "2031-01-01")),
        json.dumps(article(12, PRAISE, "1850-01-01")),
        json.dumps(article(13, french)),
        json.dumps({"id": "t14", "date": "2024-12-03"}),
        '{"id": "t15", "text": "cut off',
        "",
    ]
    (folder / "lines.jsonl").write_text("\n".join(bad_lines))
    (folder / "columns.csv").write_text("a,b\n1,2\n")
    with gzip.open(folder / "torn.jsonl.gz", "wb") as file:
        file.write(json.dumps(ARTICLES[0]).encode())
    torn = (folder / "torn.jsonl.gz").read_bytes()
    (folder / "torn.jsonl.gz").write_bytes(torn[: len(torn) // 2])
    return folder


def test_bad_inputs_are_set_aside_with_a_reason_and_the_rest_goes_on(tmp_path, mess, coder):
    outcome = run([str(mess)], settings(tmp_path), today=TODAY, coder=coder)
    tally = outcome.tally
    assert (outcome.status, tally.n_loaded, tally.n_duplicate) == (0, 3, 0)
    assert tally.n_quarantined == tally.n_in - 3 >= 12
    assert tally.adds_up
    found = rows(outcome.db, "select stage, reason, detail from quarantine")
    assert all(stage == "read" and reason and detail for stage, reason, detail in found)
    assert len({reason for _, reason, _ in found}) >= 9
    assert well(outcome.db) == []


def test_a_run_of_bad_input_alone_loads_nothing_and_says_so(tmp_path, coder):
    (tmp_path / "empty.txt").write_text("")
    outcome = run([str(tmp_path / "empty.txt")], settings(tmp_path), today=TODAY, coder=coder)
    assert (outcome.status, outcome.outcome) == (1, "nothing_loaded")
    assert outcome.tally.adds_up


class Broken(Coder):
    """A coder that says nothing of anything, or 010 of everything."""

    def __init__(self, code: str | None) -> None:
        super().__init__()
        self.said = code

    def code(self, articles, *, only=None):
        coded = super().code(articles, only=only)
        said = (
            coded.mentions.clear()
            if self.said is None
            else coded.mentions.with_columns(cameo_code=pl.lit("010"), cameo_root=pl.lit("04"))
        )
        return replace(coded, mentions=said)


def test_a_batch_that_the_gate_holds_back_leaves_the_warehouse_untouched(tmp_path, coder):
    wire = jsonl(tmp_path / "wire.jsonl", ARTICLES)
    run([str(wire)], settings(tmp_path), today=TODAY, coder=coder)
    before = dump(tmp_path / "x.duckdb")
    many = [article(n, f"{PRAISE} It was meeting number {n}.") for n in range(100, 230)]
    more = jsonl(tmp_path / "more.jsonl", many)
    # every story of its own, so that the gate sees a hundred articles and not one
    for n, row in enumerate(many):
        row["text"] = f"{PRAISE} " + " ".join(f"word{n}x{i}" for i in range(200))
    jsonl(more, many)
    held = run([str(more)], settings(tmp_path), today=TODAY, coder=Broken(None))
    assert held.status == 3
    assert "events_where_sentences" in held.held_because[0]
    assert dump(held.db) == before
    assert rows(held.db, "select outcome from loads order by started_at")[-1] == ("held_back",)
    failed = rows(held.db, "select expectation from quality_results where not success")
    assert ("events_where_sentences",) in failed


def test_mentions_that_fail_are_set_aside_and_the_article_is_loaded(tmp_path):
    wire = jsonl(tmp_path / "wire.jsonl", ARTICLES)
    outcome = run([str(wire)], settings(tmp_path), today=TODAY, coder=Broken("010"))
    assert (outcome.status, outcome.tally.n_loaded, outcome.tally.n_events) == (0, 3, 0)
    reasons = rows(outcome.db, "select distinct stage, reason from quarantine")
    assert reasons == [("validate", "root_is_of_code")]


def test_reading_goes_on_where_the_disk_failed(monkeypatch, tmp_path, coder):
    wire = jsonl(tmp_path / "wire.jsonl", ARTICLES)
    true_read, calls = Reading._open, []

    def flaky(self):
        calls.append(len(calls))
        for number, batch in enumerate(true_read(self)):
            if number == 1 and len(calls) == 1:
                raise OSError("the disk is away")
            yield batch

    monkeypatch.setattr(Reading, "_open", flaky)
    wanted = settings(tmp_path, batch_size=1, retries=2, retry_seconds=0.0)
    outcome = run([str(wire)], wanted, today=TODAY, coder=coder)
    assert (outcome.status, outcome.tally.n_loaded, len(calls)) == (0, 3, 2)


def test_a_fault_of_the_world_that_lasts_is_written_down(monkeypatch, tmp_path, coder):
    wire = jsonl(tmp_path / "wire.jsonl", ARTICLES)

    def away(self):
        raise OSError("the disk is away")

    monkeypatch.setattr(Reading, "_open", away)
    with pytest.raises(OSError, match="away"):
        run([str(wire)], settings(tmp_path), today=TODAY, coder=coder)
    assert rows(tmp_path / "x.duckdb", "select outcome from loads") == [("failed",)]


def test_a_killed_run_leaves_whole_batches_and_the_next_one_ends_it(tmp_path, coder):
    wire = jsonl(
        tmp_path / "wire.jsonl",
        [
            row | {"id": f"{row['id']}-{n}", "outlet": f"Paper {n}"}
            for n in range(20)
            for row in ARTICLES
        ],
    )
    undisturbed = tmp_path / "undisturbed"
    undisturbed.mkdir()
    run([str(wire)], settings(undisturbed, batch_size=5), today=TODAY, coder=coder)
    (tmp_path / "bilateral.toml").write_text("batch_size = 5\n")
    killed = subprocess.Popen(
        command("run", wire, "--db", "x.duckdb"),
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    n_before = wait_for_articles(tmp_path / "x.duckdb", killed)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    assert n_before % 5 == 0
    assert n_before < 60
    outcome = run([str(wire)], settings(tmp_path, batch_size=5), today=TODAY, coder=coder)
    assert outcome.status == 0
    assert dump(outcome.db) == dump(undisturbed / "x.duckdb")
    ends = rows(outcome.db, "select outcome from loads order by attempt")
    assert ends == [("interrupted",), ("done",)]


def wait_for_articles(db, process, seconds=90):
    """Return the number of articles loaded as soon as there are some."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            number = rows(db, "select count(*) from articles")[0][0]
        except duckdb.Error:
            number = 0
        if number:
            return number
        time.sleep(0.05)
    raise AssertionError("the run loaded nothing")


def test_the_flow_is_a_prefect_flow_of_tasks():
    assert articles_to_series.name == "bilateral"
