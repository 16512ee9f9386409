"""The queue of what was set aside."""

from __future__ import annotations

import pytest

from tests.warehouse.frames import column, load, quarantined
from transforms.errors import UsageError
from warehouse.quarantine import drop, list_quarantine, release, show


@pytest.fixture
def queue(db):
    rows = [quarantined("a"), quarantined("b", reason="no_date", row='{"text": "x"}')]
    load(db, [], quarantine=rows)
    return db


def test_the_open_rows_are_listed_by_reason(queue):
    assert list_quarantine(queue)["quarantine_id"].to_list() == ["a", "b"]
    assert list_quarantine(queue, reason="no_date")["quarantine_id"].to_list() == ["b"]


def test_a_row_is_shown_with_its_content(queue):
    assert show(queue, "b")["row"] == '{"text": "x"}'
    with pytest.raises(UsageError, match="'c'"):
        show(queue, "c")


def test_a_released_row_is_handed_back_and_not_set_aside_again(queue):
    assert release(queue, ["b"], note="date added")["row"].to_list() == ['{"text": "x"}']
    assert drop(queue, ["a"])["status"].to_list() == ["dropped"]
    assert list_quarantine(queue).height == 0
    load(queue, [], quarantine=[quarantined("a"), quarantined("b")], load_id="again")
    assert list_quarantine(queue).height == 0
    assert list_quarantine(queue, status=None).height == 2
    assert column(queue, "select note from quarantine order by 1") == ["date added", None]


def test_one_unknown_id_and_nothing_is_decided(queue):
    with pytest.raises(UsageError, match="'c'"):
        release(queue, ["a", "c"])
    assert column(queue, "select distinct status from quarantine") == ["open"]
