"""Series: where a cell is a number, where it is 0, and where it is NULL."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.warehouse.frames import article, column, load, mention
from transforms.errors import UsageError
from warehouse.panels import FREQUENCIES, panel
from warehouse.scope import Scope, declare_scope, declared_scope


def counts(db, source="CHN", target="KHM", freq="month", **given):
    rows = panel(db, source, target, freq, **given)
    return dict(rows.select("period_start", "n_events").rows())


def read(db, *days: date) -> None:
    """Read an article that tells of nothing on each of some days."""
    load(db, [article(f"read {day}", published_on=day) for day in days])


def test_a_period_with_reading_and_no_event_is_zero_one_without_reading_is_null(db):
    load(db, [article("a")], [mention("a")])
    read(db, date(2024, 9, 30), date(2024, 10, 1))
    assert counts(db) == {
        date(2024, 9, 1): 0,
        date(2024, 10, 1): 0,
        date(2024, 11, 1): None,
        date(2024, 12, 1): 1,
    }
    row = panel(db, "CHN", "KHM").row(2, named=True)
    assert row["in_scope"]
    assert row["n_articles_read"] == 0
    assert {row[name] for name in row if name.startswith(("n_root", "goldstein"))} == {None}


def test_the_calendar_runs_from_the_first_to_the_last_day_read(db):
    load(db, [article("a")], [mention("a", event_date=date(2024, 11, 30))])
    assert counts(db) == {date(2024, 12, 1): 0}
    assert column(db, "select n_events from dyad_month") == [1]


def test_nothing_read_is_an_empty_series(db):
    assert counts(db) == {}


@pytest.mark.parametrize(
    ("declared", "dyad", "expected"),
    [
        pytest.param([], ("CHL", "ARG"), 0, id="nothing declared, everything in scope"),
        pytest.param(["CHN", "KHM"], ("KHM", "CHN"), 0, id="both declared"),
        pytest.param(["CHN", "KHM"], ("CHL", "ARG"), None, id="neither declared"),
        pytest.param(["CHN", "KHM"], ("CHN", "CHL"), None, id="China and Cambodia, not Chile"),
        pytest.param(["CHN"], ("CHN", "CHL"), 0, id="one country and everyone"),
        pytest.param(["CHN"], ("CHL", "CHN"), 0, id="everyone and one country"),
        pytest.param(["CHN"], ("CHL", "ARG"), None, id="others among themselves"),
    ],
)
def test_outside_the_declared_scope_silence_is_null(db, declared, dyad, expected):
    read(db, date(2024, 12, 3))
    declare_scope(db, [Scope(country) for country in declared])
    assert counts(db, *dyad) == {date(2024, 12, 1): expected}


def test_the_scope_has_days(db):
    read(db, *(date(2024, month, 15) for month in (1, 2, 3, 4)))
    declare_scope(db, [Scope("CHN", date(2024, 2, 10)), Scope("KHM", None, date(2024, 3, 1))])
    assert list(counts(db).values()) == [None, 0, 0, None]


def test_declaring_the_scope_again_replaces_it(db):
    declare_scope(db, [Scope("CHN"), Scope("KHM")])
    declare_scope(db, [Scope("CHN", date(2024, 1, 1)), Scope("CHN", date(2024, 1, 1))])
    assert declared_scope(db).rows() == [("CHN", date(2024, 1, 1), None)]
    with pytest.raises(UsageError, match="ends before"):
        declare_scope(db, [Scope("CHN", date(2024, 2, 1), date(2024, 1, 1))])


@pytest.mark.parametrize(
    ("precision", "counted_in"),
    [
        pytest.param("day", ["day", "week", "month", "quarter", "year"], id="a day, everywhere"),
        pytest.param("week", ["week", "month", "quarter", "year"], id="a week, from weeks on"),
        pytest.param("month", ["month", "quarter", "year"], id="a month, from months on"),
        pytest.param("year", ["year"], id="a year, in years only"),
    ],
)
def test_an_event_dated_too_coarsely_for_a_period_is_excluded(db, precision, counted_in):
    load(db, [article("a")], [mention("a", date_precision=precision)])
    for freq in FREQUENCIES:
        cell = db.execute(f"select n_events, n_excluded, goldstein_sum from dyad_{freq}").fetchall()
        expected = (1, 0, Decimal("7.0")) if freq in counted_in else (0, 1, Decimal("0.0"))
        assert cell == [expected], freq


def test_weeks_begin_on_monday_also_across_a_year(db):
    day = date(2025, 1, 1)
    load(db, [article("a", published_on=day)], [mention("a", event_date=day)])
    row = panel(db, "CHN", "KHM", "week").row(0, named=True)
    assert (row["period_start"], row["period_end"]) == (date(2024, 12, 30), date(2025, 1, 5))


def test_both_directions_are_added_up_when_undirected(db):
    load(
        db,
        [article("a")],
        [mention("a"), mention("a", "111", source="KHM", target="CHN")],
    )
    assert counts(db) == {date(2024, 12, 1): 1}
    for asked in (("CHN", "KHM"), ("KHM", "CHN"), (None, None), ("KHM", None)):
        rows = panel(db, *asked, directed=False)
        assert rows.height == 1, asked
        row = rows.row(0, named=True)
        assert (row["source"], row["target"], row["n_events"]) == ("CHN", "KHM", 2)
        assert (row["goldstein_sum"], row["goldstein_mean"]) == (Decimal("5.0"), 2.5)
        assert (row["net"], row["share_vc"], row["share_vx"]) == (0, 0.5, 0.5)


def test_any_partner_gives_the_dyads_that_have_events(db):
    load(db, [article("a")], [mention("a"), mention("a", target="LAO"), mention("a", source="USA")])
    pairs = panel(db, "CHN").select("source", "target").rows()
    assert pairs == [("CHN", "KHM"), ("CHN", "LAO")]
    assert panel(db).height == 3


def test_means_and_shares_are_null_where_there_is_nothing_to_divide_by(db):
    read(db, date(2024, 12, 3))
    row = panel(db, "CHN", "KHM").row(0, named=True)
    assert (row["n_events"], row["goldstein_sum"]) == (0, Decimal("0.0"))
    assert (row["goldstein_mean"], row["net"], row["share_vc"]) == (None, None, None)


def test_an_event_without_a_goldstein_value_is_counted_and_not_valued(db):
    load(db, [article("a")], [mention("a"), mention("a", "155")])
    row = panel(db, "CHN", "KHM").row(0, named=True)
    assert (row["n_events"], row["n_valued"], row["goldstein_mean"]) == (2, 1, 7.0)


def test_a_series_between_days_and_of_one_coder_version(db):
    read(db, *(date(2024, month, 15) for month in (1, 2, 3, 4)))
    load(db, [article("a")], [mention("a"), mention("a", "111", coder_version="2")])
    within = counts(db, from_=date(2024, 2, 28), to=date(2024, 3, 1))
    assert list(within) == [date(2024, 2, 1), date(2024, 3, 1)]
    assert list(counts(db, from_=date(2024, 12, 1)).values()) == [2]
    assert list(counts(db, from_=date(2024, 12, 1), coder_version="2").values()) == [1]
    versions = panel(db, "CHN", "KHM", from_=date(2024, 12, 1))["coder_version"].to_list()
    assert versions == ["1, 2"]


def test_a_frequency_that_is_none_is_named(db):
    with pytest.raises(UsageError, match="fortnight"):
        panel(db, "CHN", "KHM", "fortnight")


def test_an_outlet_is_found_by_name_alias_or_address(db):
    db.execute(
        "insert into outlets values "
        "('xinhua', 'Xinhua', ['Xinhua News Agency'], ['xinhuanet.com'], 'CHN', 'agency', true)"
    )
    load(
        db,
        [
            article("name", outlet="xinhua "),
            article("alias", outlet="XINHUA NEWS AGENCY"),
            article("address", outlet=None, url="https://english.xinhuanet.com:80/a?b"),
            article("none", outlet="Reuters", url="https://reuters.com/x"),
        ],
    )
    known = column(db, "select article_id from article_outlets where state_owned order by 1")
    assert known == ["address", "alias", "name"]
    assert column(db, "select count(*) from article_outlets") == [4]
