"""Later sources go over earlier ones, and what nobody knows is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.settings import load
from transforms.errors import UsageError


def test_without_anything_said_the_defaults_hold(tmp_path):
    settings = load(environment={}, folder=tmp_path)
    assert settings.db == Path("bilateral.duckdb")
    assert settings.batch_size == 500


def test_file_environment_and_flags_go_over_each_other_in_this_order(tmp_path):
    (tmp_path / "bilateral.toml").write_text('db = "f.duckdb"\nbatch_size = 1\nretries = 1\n')
    environment = {"BILATERAL_BATCH_SIZE": "2", "BILATERAL_RETRIES": "2", "HOME": "/"}
    settings = load(flags={"retries": 3, "db": None}, environment=environment, folder=tmp_path)
    assert (settings.db, settings.batch_size, settings.retries) == (Path("f.duckdb"), 2, 3)


def test_columns_are_added_to_those_of_the_file(tmp_path):
    (tmp_path / "bilateral.toml").write_text('[columns]\ntext = "body"\ndate = "day"\n')
    settings = load(flags={"columns": {"text": "story"}}, environment={}, folder=tmp_path)
    assert settings.columns == {"text": "story", "date": "day"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("batch_sise = 3", "no setting 'batch_sise'"),
        ('batch_size = "many"', "batch_size is 'many'"),
        ("batch_size = 0", "batch_size is 0"),
        ("retries = -1", "retries is -1"),
        ("keep_staging = 7", "keep_staging is 7"),
        ("db = 3", "db is 3"),
        ("columns = 3", "columns is 3"),
        ('coder = "oracle"', "no coder 'oracle'"),
        ("batch_size = = 3", "cannot be read"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_with_the_file(tmp_path, text, says):
    (tmp_path / "bilateral.toml").write_text(text)
    with pytest.raises(UsageError, match=says) as caught:
        load(environment={}, folder=tmp_path)
    assert "bilateral.toml" in caught.value.where


def test_a_variable_that_is_no_setting_is_refused(tmp_path):
    with pytest.raises(UsageError, match="no setting 'bd'"):
        load(environment={"BILATERAL_BD": "x"}, folder=tmp_path)
