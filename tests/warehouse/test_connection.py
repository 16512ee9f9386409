"""Opening warehouse files: made, migrated, refused, locked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.warehouse.frames import article, column, fresh, load, mention
from transforms.errors import BilateralError, UsageError
from warehouse.connection import open_warehouse, read_warehouse
from warehouse.migrate import checksum, code_version, file_version, numbered, recorded

HOLD = """
import sys, duckdb
db = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.readline()
"""


def test_a_new_file_is_made_and_migrated(tmp_path: Path):
    with fresh(tmp_path) as db:
        assert file_version(db) == code_version() == max(numbered())
        assert recorded(db)["migrations/0001_tables.sql"] == checksum("migrations/0001_tables.sql")


def test_opening_again_writes_nothing(tmp_path: Path):
    fresh(tmp_path).close()
    before = (tmp_path / "w.duckdb").read_bytes()
    fresh(tmp_path).close()
    assert (tmp_path / "w.duckdb").read_bytes() == before


def test_migrations_are_numbered_without_a_gap():
    assert list(numbered()) == list(range(1, len(numbered()) + 1))


def test_a_file_with_a_newer_schema_is_refused(tmp_path: Path):
    with fresh(tmp_path) as db:
        db.execute("insert into migrations values ('migrations/0999_later.sql', 999, 'x')")
    for opened in (open_warehouse, read_warehouse):
        with pytest.raises(UsageError, match="schema version 999"):
            opened(tmp_path / "w.duckdb")


def test_an_older_file_is_migrated_before_it_is_read(tmp_path: Path):
    with fresh(tmp_path) as db:
        db.execute("update migrations set checksum = 'old' where name = 'panels/dyad.sql'")
        db.execute("drop macro table dyad")
    with read_warehouse(tmp_path / "w.duckdb") as db:
        assert db.execute("from dyad('CHN', 'KHM', 'month')").fetchall() == []


def test_a_database_of_something_else_is_refused(tmp_path: Path):
    with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
        other.execute("create table birds (name varchar)")
    with pytest.raises(UsageError, match="not a warehouse"):
        open_warehouse(tmp_path / "other.duckdb")


def test_a_file_that_is_no_database_is_refused(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("not a database" * 1000)
    with pytest.raises(UsageError, match="cannot be opened"):
        open_warehouse(tmp_path / "notes.txt")


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path):
    with pytest.raises(UsageError, match="nowhere"):
        open_warehouse(tmp_path / "nowhere" / "w.duckdb")


def test_reading_does_not_make_a_file(tmp_path: Path):
    with pytest.raises(UsageError, match="no warehouse"):
        read_warehouse(tmp_path / "w.duckdb")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_cannot_write(tmp_path: Path):
    fresh(tmp_path).close()
    with (
        read_warehouse(tmp_path / "w.duckdb") as db,
        pytest.raises(duckdb.InvalidInputException),
    ):
        db.execute("delete from articles")


def test_a_file_in_use_names_the_process_and_can_be_waited_for(tmp_path: Path):
    path = tmp_path / "w.duckdb"
    fresh(tmp_path).close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "held\n"
        for opened in (open_warehouse, read_warehouse):
            with pytest.raises(BilateralError) as raised:
                opened(path)
            assert not isinstance(raised.value, UsageError)
            assert f"PID {holder.pid}" in raised.value.what
            assert f"kill {holder.pid}" in raised.value.fix
        holder.stdin.write("let go\n")
        holder.stdin.close()
        with open_warehouse(path, wait_seconds=10) as db:
            assert column(db, "select count(*) from articles") == [0]
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()


def test_a_recount_that_was_killed_runs_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with fresh(tmp_path) as db:
        load(db, [article("a")], [mention("a")])
        db.execute("delete from dyad_cells")
        db.execute("update migrations set checksum = 'old' where name = 'panels/cells_of.sql'")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("warehouse.panels.rebuild", killed)
        with pytest.raises(KeyboardInterrupt):
            fresh(tmp_path)
    with fresh(tmp_path) as db:
        assert column(db, "select sum(n_events) from dyad_cells") == [5]
