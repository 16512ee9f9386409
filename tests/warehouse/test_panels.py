"""Series: where a cell is a number, where it is 0, and where it is NULL."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import polars as pl
import pytest

from tests.warehouse.frames import DAY, article, column, load, mention
from transforms.errors import UsageError
from warehouse.doctor import examine
from warehouse.panels import ACTOR_SCOPES, FREQUENCIES, coder_versions, panel
from warehouse.scope import Scope, declare_scope, declared_scope
from warehouse.withdraw import withdraw


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
    assert {row[name] for name in row if name.startswith(("n_root", "goldstein_sum"))} == {None}


def test_an_event_of_a_day_on_which_nothing_was_read_stays_and_marks_its_cell(db):
    load(db, [article("a")], [mention("a", event_date=date(2024, 11, 30)), mention("a")])
    assert counts(db) == {date(2024, 11, 1): 1, date(2024, 12, 1): 1}
    assert panel(db, "CHN", "KHM")["is_partial"].to_list() == [True, False]
    assert counts(db, "KHM", "CHN") == {date(2024, 12, 1): 0}, "no false zero before the first day"


def test_the_last_seven_days_are_provisional(db):
    read(db, date(2024, 11, 30), date(2024, 12, 9))
    days = panel(db, "CHN", "KHM", "day").filter("is_provisional")["period_start"].to_list()
    assert days == [date(2024, 12, day) for day in range(3, 10)]
    months = panel(db, "CHN", "KHM", "month")
    assert months["is_provisional"].to_list() == [False, True]


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
    assert list(counts(db).values()) == [None, 0, None, None], "of March only the 1st, not read"


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
        cell = db.execute(
            "select n_events, n_excluded, goldstein_sum from dyad_cells where frequency = ?", [freq]
        ).fetchall()
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


def test_a_series_between_days(db):
    read(db, *(date(2024, month, 15) for month in (1, 2, 3, 4)))
    within = counts(db, from_=date(2024, 2, 28), to=date(2024, 3, 1))
    assert list(within) == [date(2024, 2, 1), date(2024, 3, 1)]


def test_a_series_never_mixes_coder_versions_and_another_version_reading_is_no_zero(db):
    load(db, [article("a", published_on=date(2024, 11, 5))], [], coder_version="1")
    load(db, [article("b")], [mention("b", coder_version="2")], coder_version="2")
    assert counts(db) == {date(2024, 12, 1): 1}, "the version that read last"
    assert counts(db, coder_version="1") == {date(2024, 11, 1): 0}
    assert panel(db, "CHN", "KHM")["coder_version"].to_list() == ["2"]
    assert coder_versions(db).select("coder_version", "n_articles", "asked").rows() == [
        ("1", 1, False),
        ("2", 1, True),
    ]


@pytest.mark.parametrize(
    ("source_agent", "target_agent", "counted_in"),
    [
        pytest.param(None, None, {"gov_gov", "gov_any", "all"}, id="two states as a whole"),
        pytest.param("GOV", "MIL", {"gov_gov", "gov_any", "all"}, id="government and army"),
        pytest.param("GOVMIL", "SPY", {"gov_gov", "gov_any", "all"}, id="ministry and spies"),
        pytest.param("JUD", "BUS", {"gov_any", "all"}, id="court and company"),
        pytest.param("MILREB", None, {"gov_any", "all"}, id="a rebel army is no government"),
        pytest.param("LEGOPP", "OPP", {"all"}, id="the opposition is none"),
        pytest.param("CVL", "REB", {"all"}, id="citizens and rebels"),
        pytest.param("COP", "MED", {"all"}, id="police and press"),
    ],
)
def test_the_actor_scope_says_who_counts(db, source_agent, target_agent, counted_in):
    load(db, [article("a")], [mention("a", source_agent=source_agent, target_agent=target_agent)])
    for actors in ACTOR_SCOPES:
        assert list(counts(db, actors=actors).values()) == [int(actors in counted_in)], actors
    stored = column(db, "select actor_scope from dyad_month order by 1")
    assert stored == sorted(counted_in)


def test_an_organisation_of_no_states_is_no_government(db):
    told = [mention("a", target="NGOHRI"), mention("a", "190", target="IGOUNO")]
    load(db, [article("a")], told)
    assert list(counts(db, target="NGOHRI", actors="gov_gov").values()) == [0]
    assert list(counts(db, target="NGOHRI", actors="gov_any").values()) == [1]
    assert list(counts(db, target="IGOUNO", actors="gov_gov").values()) == [1]


@pytest.mark.parametrize(
    ("table", "value"),
    [("gdelt", -2.0), ("icews", -5.0), ("phoenix", 3.4), ("plover", None)],
)
def test_the_table_of_goldstein_values_is_named_and_they_disagree(db, table, value):
    load(db, [article("a")], [mention("a", "016", goldstein=Decimal("-2.0"))])
    row = panel(db, "CHN", "KHM", valued_by=table).row(0, named=True)
    assert (row["goldstein_table"], row["goldstein_mean"]) == (table, value)
    assert (row["n_events"], row["n_valued"]) == (1, 0 if value is None else 1)


def test_events_of_several_parties_weigh_one_together_if_asked(db):
    group = {"group_id": "g", "n_dyads": 4}
    load(db, [article("a")], [mention("a", **group), mention("a", "190")])
    weighted = panel(db, "CHN", "KHM", events_from="shared_events").row(0, named=True)
    assert (weighted["n_events"], weighted["n_vc"], weighted["n_mx"]) == (1.25, 0.25, 1.0)
    assert (weighted["goldstein_sum"], weighted["goldstein_mean"]) == (-8.25, -6.6)
    assert list(counts(db).values()) == [2]


def test_only_events_that_a_lead_tells_of(db):
    text = "China met Cambodia\n\nChina met Laos, later.\n\nChina met Peru."
    inside = {"sentence_start": 20, "sentence_end": 42, "sentence_index": 1}
    load(
        db,
        [article("a", text=text)],
        [mention("a"), mention("a", target="LAO", **inside)],
    )
    assert list(counts(db, events_from="lead_events").values()) == [1]
    assert list(counts(db, target="LAO", events_from="lead_events").values()) == [0]


def test_a_view_of_ones_own_makes_a_series(db):
    load(db, [article("a")], [mention("a", confidence=0.9), mention("a", "190", confidence=0.3)])
    db.execute("create view sure as from every_event where confidence > 0.5")
    try:
        assert list(counts(db, events_from="sure").values()) == [1]
    finally:
        db.execute("drop view sure")
    with pytest.raises(UsageError, match="sure"):
        panel(db, "CHN", "KHM", events_from="sure")


def test_shares_are_of_all_events_of_the_sources_and_of_the_targets(db):
    told = [
        mention("a"),
        mention("a", "190"),
        mention("a", target="LAO"),
        mention("a", source="USA"),
    ]
    load(db, [article("a")], told)
    row = panel(db, "CHN", "KHM").row(0, named=True)
    assert (row["share_all"], row["share_source"], row["share_target"]) == (2 / 4, 2 / 3, 2 / 3)
    assert row["per_1000_articles"] == 2000
    both = panel(db, "CHN", "KHM", directed=False).row(0, named=True)
    assert (both["share_all"], both["share_source"], both["share_target"]) == (2 / 4, 2 / 3, 2 / 3)
    lead = panel(db, "CHN", "KHM", events_from="lead_events").row(0, named=True)
    assert lead["share_all"] == 0.5, "of the events asked for, not of those stored"


def test_months_since_the_last_material_conflict(db):
    read(db, date(2024, 1, 15), date(2024, 6, 15))
    load(db, [article("a")], [mention("a", "190", event_date=date(2024, 3, 3))])
    series = panel(db, "CHN", "KHM", to=date(2024, 6, 30))
    assert series["months_since_mx"].to_list() == [None, None, 0, 1, 2, 3]


@pytest.mark.parametrize(
    ("iso3", "day", "cow", "gw"),
    [
        pytest.param("DEU", "1989-06-01", 260, 260, id="West Germany"),
        pytest.param("DEU", "1991-01-01", 255, 260, id="Germany since 1990"),
        pytest.param("DDR", "1989-06-01", 265, 265, id="East Germany"),
        pytest.param("YEM", "1989-06-01", 678, 678, id="North Yemen"),
        pytest.param("YMD", "1989-06-01", 680, 680, id="South Yemen"),
        pytest.param("YEM", "1991-06-01", 679, 678, id="Yemen"),
        pytest.param("SCG", "2006-06-04", 345, 345, id="Serbia and Montenegro"),
        pytest.param("SRB", "2006-06-05", 345, 340, id="Serbia"),
        pytest.param("MNE", "2006-06-10", None, 341, id="Montenegro, not yet in the UN"),
        pytest.param("VDR", "1974-06-01", 817, 817, id="South Vietnam"),
        pytest.param("VNM", "1974-06-01", 816, 816, id="North Vietnam"),
        pytest.param("VNM", "1976-06-01", 816, 816, id="Vietnam"),
        pytest.param("NRU", "2005-01-01", 970, 971, id="Nauru, COW's 970"),
        pytest.param("KIR", "2005-01-01", 946, 970, id="Kiribati, GW's 970"),
        pytest.param("XKX", "2008-02-18", None, 347, id="Kosovo on its second day"),
        pytest.param("XKX", "2009-01-01", 347, 347, id="Kosovo"),
        pytest.param("ROU", "2000-01-01", 360, 360, id="Romania"),
        pytest.param("TLS", "2002-06-01", None, 860, id="Timor-Leste before the UN"),
        pytest.param("SUN", "1991-06-01", 365, 365, id="the Soviet Union"),
        pytest.param("RUS", "1992-06-01", 365, 365, id="Russia"),
        pytest.param("BLR", "1991-09-01", None, 370, id="Belarus between the systems"),
        pytest.param("TWN", "2000-01-01", 713, 713, id="Taiwan"),
        pytest.param("PSE", "2000-01-01", None, None, id="Palestine has no number"),
        pytest.param("HKG", "2000-01-01", None, None, id="nor has Hong Kong"),
    ],
)
def test_numbers_of_states_are_those_of_the_day(db, iso3, day, cow, gw):
    read(db, date.fromisoformat(day))
    row = panel(db, iso3, "CHN", "day").row(0, named=True)
    assert (row["source_cow"], row["source_gw"]) == (cow, gw)
    assert (row["target_cow"], row["target_gw"]) == (710, 710)


@pytest.mark.parametrize(
    "of",
    [
        "dyad_month",
        "dyad_year",
        "dyad('DEU', 'CHN', 'month')",
        "weighted_dyad('DEU', 'CHN', 'month')",
        "dyad_by_press('DEU', 'CHN', 'month')",
        "relation_score('DEU', 'CHN', directed := true)",
        "stocks('DEU', 'CHN')",
        "moving_averages('DEU', 'CHN')",
    ],
)
def test_every_panel_has_the_numbers_of_its_last_day(db, of):
    load(
        db,
        [article("a", published_on=date(1990, 10, 9))],
        [mention("a", source="DEU", target="CHN", event_date=date(1990, 10, 2))],
    )
    numbers = f"select distinct source_cow, source_gw, target_cow, target_gw from {of}"
    assert db.execute(numbers).fetchall() == [(255, 260, 710, 710)]


def test_an_event_dated_too_coarsely_is_told_of_where_it_lies_also_in_a_cell_that_is_null(db):
    vague = mention("a", event_date=date(2024, 1, 1), date_precision="year")
    load(db, [article("a", published_on=date(2024, 3, 5))], [vague])
    months = panel(db, "CHN", "KHM").select("period_start", "n_events", "n_excluded").rows()
    assert months == [
        (date(2024, 1, 1), None, 1),
        (date(2024, 2, 1), None, None),
        (date(2024, 3, 1), 0, 0),
    ]
    assert list(counts(db, freq="year").values()) == [1]


def test_an_event_of_an_unread_month_is_partial_and_one_to_come_provisional(db):
    month = mention("a", event_date=date(2024, 10, 1), date_precision="month")
    to_come = mention("a", "190", event_date=date(2025, 2, 10))
    load(db, [article("a")], [month, to_come])
    rows = panel(db, "CHN", "KHM", filled=False)
    assert rows.select("period_start", "n_events", "is_partial", "is_provisional").rows() == [
        (date(2024, 10, 1), 1, True, False),
        (date(2025, 2, 1), 1, True, True),
    ]


def test_existence_scope_and_reading_have_to_meet_for_a_zero(db):
    read(db, date(2011, 7, 3))
    assert counts(db, "SSD", "SDN") == {date(2011, 7, 1): None}, "read before the 9th only"
    read(db, date(2011, 7, 20))
    assert counts(db, "SSD", "SDN") == {date(2011, 7, 1): 0}
    assert counts(db, "SCG", "SRB", freq="year") == {date(2011, 1, 1): None}
    declare_scope(db, [Scope("CHN", date(2011, 7, 25))])
    assert counts(db) == {date(2011, 7, 1): None}, "in scope after the last day read"


def test_a_duplicate_counts_as_read_by_the_version_that_read_its_story(db):
    load(db, [article("a")], [mention("a")], coder_version="1")
    again = article("b", duplicate_of="a", duplicate_kind="exact", outlet="Reuters")
    load(db, [again], [], coder_version="2")
    assert column(db, "select distinct coder_version from coverage") == ["1"]
    assert counts(db) == {date(2024, 12, 1): 1}
    withdraw(db, "a", reason="wrong", on=DAY)
    assert column(db, "select coder_version from coverage") == ["1"]
    assert [check for check in examine(db) if not check.ok] == []


def test_a_country_sends_and_receives(db):
    told = [mention("a"), mention("a", source="KHM", target="CHN"), mention("a", target="LAO")]
    load(db, [article("a")], told)
    row = db.execute("from country('CHN', 'month')").pl().row(0, named=True)
    assert (row["n_events"], row["n_sent"], row["n_received"]) == (3, 2, 1)
    assert (row["month_id"], row["cow"], row["gw"]) == (540, 710, 710)
    everyone = db.execute("select actor, n_events from country(null, 'month')").fetchall()
    assert everyone == [("CHN", 3), ("KHM", 2), ("LAO", 1)]
    declare_scope(db, [Scope("CHN"), Scope("KHM")])
    assert column(db, "select n_events from country('FRA', 'month')") == [None]


def test_a_dyad_by_whose_press_tells_of_it(db):
    db.execute(
        "insert into outlets values ('xinhua', 'Xinhua', [], [], 'CHN', 'agency', true), "
        "('afp', 'AFP', [], [], 'FRA', 'agency', false)"
    )
    update = article("u", duplicate_of="a", duplicate_kind="update", outlet="AFP")
    told = [mention("a"), mention("u", "190")]
    load(db, [article("a"), update, article("n", outlet="Nobody's")], told)
    rows = db.execute(
        "select press, n_articles_read, n_events from dyad_by_press('CHN', 'KHM', 'month')"
    ).fetchall()
    assert rows == [("foreign", 1, 2), ("source", 1, 1), ("target", 0, None), ("unknown", 1, 0)]
    declare_scope(db, [Scope("FRA"), Scope("DEU")])
    unknown = column(db, "select n_events from dyad_by_press('CHN', 'KHM', 'month')")
    assert unknown == [None] * 4


def test_before_a_state_existed_a_cell_is_null(db):
    read(db, date(2011, 6, 1), date(2011, 8, 1))
    months = panel(db, "SSD", "SDN")
    assert months["n_events"].to_list() == [None, None, 0], "nothing was read in July"
    assert months["both_existed"].to_list() == [False, True, True]


def test_all_pairs_of_the_members_of_a_system_while_they_were(db):
    read(db, date(1990, 9, 15), date(1990, 10, 15))
    september, october = (
        panel(db, "DEU", None, numbering="cow").filter(pl.col("period_start").dt.month() == month)
        for month in (9, 10)
    )
    assert "DDR" in september["target"].to_list()
    assert october.filter(target="DDR").height == 1, "two days of October"
    assert september["source_cow"].unique().to_list() == [260]
    assert october["source_cow"].unique().to_list() == [255]
    assert "PSE" not in october["target"].to_list()
    everyone = panel(db, numbering="gw", to=date(1990, 9, 30))
    states = everyone["source"].n_unique()
    assert everyone.height == states * (states - 1)
    pairs = panel(db, numbering="gw", to=date(1990, 9, 30), directed=False)
    assert pairs.height == states * (states - 1) / 2


@pytest.mark.parametrize(
    "asked",
    [
        "dyad('CHN', 'ZZZ', 'month')",
        "dyad('chn', 'KHM', 'month')",
        "dyad('CHN', 'CHN', 'month')",
        "dyad('CHN', 'KHM', 'months')",
        "dyad('CHN', 'KHM', 'month', actors := 'kings')",
        "dyad('CHN', 'KHM', 'month', valued_by := 'GDELT')",
        "dyad('CHN', 'KHM', 'month', numbering := 'COW')",
        "dyad('CHN', 'KHM', 'month', events_from := 'shared_events')",
        "relation_score('CHN', 'KHM', gain := -1)",
        "relation_score('CHN', 'KHM', half_life := 0)",
    ],
)
def test_sql_that_would_give_plausible_zeros_is_refused(db, asked):
    load(db, [article("a")], [mention("a", n_dyads=2, group_id="g")])
    with pytest.raises(duckdb.Error):
        db.execute(f"from {asked}").fetchall()


def test_a_series_runs_through_the_end_of_a_state_if_asked_by_successor(db):
    days = [date(1991, 11, 5), date(1991, 12, 5), date(1992, 1, 5)]
    told = [
        mention("old", source="SUN", target="USA", event_date=days[0]),
        mention("new", source="RUS", target="USA", event_date=days[2]),
        mention("old", source="DDR", target="DEU", event_date=days[0]),
    ]
    load(db, [article("old", published_on=days[0]), article("new", published_on=days[2])], told)
    read(db, days[1])
    assert list(counts(db, "RUS", "USA").values()) == [None, None, 1]
    rows = panel(db, "RUS", "USA", events_from="by_successor")
    assert rows["n_events"].to_list() == [1, 0, 1]
    assert rows["source_cow"].to_list() == [365, 365, 365]
    assert column(db, "select count(*) from by_successor") == [2], "Germany with itself is no dyad"


def test_what_was_told_later_of_members_stays_among_all_pairs(db):
    load(db, [article("a")], [mention("a", event_date=date(2024, 3, 3))])
    months = panel(db, "CHN", None, numbering="cow")
    assert months.filter(pl.col("n_events") > 0).select("target", "period_start").rows() == [
        ("KHM", date(2024, 3, 1))
    ]
    assert months["period_start"].n_unique() == 2


def test_rows_without_events_are_left_out_if_asked(db):
    load(db, [article("a")], [mention("a")])
    read(db, date(2024, 9, 30))
    assert list(counts(db, filled=False)) == [date(2024, 12, 1)]


@pytest.mark.parametrize(
    ("asked", "problem"),
    [
        ({"source": "ZZZ"}, "no actor has the code 'ZZZ'"),
        ({"source": "KHM"}, "a dyad has two actors"),
        ({"coder_version": "9"}, "'9'"),
        ({"target": "PSE", "numbering": "cow"}, "never a member"),
        ({"source": "SSD", "to": date(2010, 12, 31)}, "did not exist"),
        ({"target": "DDR", "from_": date(1995, 1, 1)}, "did not exist"),
        ({"from_": date(2025, 1, 1), "to": date(2024, 1, 1)}, "is after"),
        ({"freq": "fortnight"}, "fortnight"),
        ({"actors": "kings"}, "kings"),
        ({"valued_by": "own"}, "own"),
        ({"numbering": "iso"}, "iso"),
        ({"events_from": "articles"}, "articles"),
    ],
)
def test_what_cannot_be_asked_is_named(db, asked, problem):
    with pytest.raises(UsageError, match=problem):
        panel(db, **{"source": "CHN", "target": "KHM", **asked})


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
