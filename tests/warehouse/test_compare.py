"""Agreement of two series: the figures by hand, what is left out, and what is refused."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.warehouse.frames import article, load, mention
from tests.warehouse.import_files import file, line, text
from transforms.errors import UsageError
from warehouse import compare, imports

NAN = float("nan")


def values(*given):
    return np.array(given, dtype=float)


# figures by hand


@pytest.mark.parametrize(
    ("x", "y", "r"),
    [
        pytest.param([1, 2, 3], [2, 4, 6], 1.0, id="in step"),
        pytest.param([1, 2, 3], [3, 2, 1], -1.0, id="the other way"),
        pytest.param([1, 2, 3, 4], [1, 3, 2, 4], 0.8, id="four pairs, by hand"),
        pytest.param([1, 2, NAN, 3], [2, 4, 9, 6], 1.0, id="what is not known is left out"),
        pytest.param([1, 1, 1], [1, 2, 3], None, id="a side that never changes"),
        pytest.param([1, 2], [1, 2], None, id="two pairs say nothing"),
    ],
)
def test_r_is_pearsons(x, y, r):
    found = compare.pearson(values(*x), values(*y))
    assert found == (None if r is None else pytest.approx(r))


@pytest.mark.parametrize(
    ("own", "other", "least", "expected"),
    [
        pytest.param([1, -1, 2], [3, -2, -1], 0, (2 / 3, 3), id="two of three moves"),
        pytest.param([1, 1, 1], [0.1, 0.2, -0.1], 0.1, (1.0, 1), id="a move is above the step"),
        pytest.param([0, 1], [1, 1], 0, (0.5, 2), id="standing still does not agree"),
        pytest.param([NAN, 1], [1, NAN], 0, (None, 0), id="nothing to compare"),
    ],
)
def test_sign_agreement_is_of_the_others_moves(own, other, least, expected):
    assert compare.sign_agreement(values(*own), values(*other), least) == expected


@pytest.mark.parametrize("lag", [-3, 0, 2])
def test_the_best_lag_is_found_and_its_sign_says_who_comes_first(lag):
    wave = np.random.default_rng(7).normal(size=60)
    own, other = wave[10:50], wave[10 - lag : 50 - lag]
    assert compare.best_lag(own, other) == (lag, pytest.approx(1.0))


def test_bands_are_of_three_and_a_bound_is_of_the_upper_one():
    own = values(-9, -6, -3.1, 0, 3, 5.9, 9)
    other = values(-7, -5, -2, 2.9, 2.9, 3.1, 6)
    same = [True, True, False, True, False, True, True]
    assert compare.band_agreement(own, other) == pytest.approx(sum(same) / 7)


def test_overlap_is_one_less_the_total_variation():
    assert compare.overlap(values(0.5, 0.5, 0), values(0.5, 0.2, 0.3)) == pytest.approx(0.7)
    assert compare.overlap(values(NAN, NAN), values(1, 0)) is None


@pytest.mark.parametrize(
    ("n", "levels", "changes"),
    [(5, None, None), (6, pytest.approx(1.0), None), (7, pytest.approx(1.0), pytest.approx(1.0))],
)
def test_no_r_is_of_fewer_pairs_than_a_comparison_wants(n, levels, changes):
    wave = np.random.default_rng(7).normal(size=n)
    found = compare.agreement("n", wave, 2 * wave, least=0.0)
    assert (found.r_levels, found.r_changes, found.n_changes) == (levels, changes, n - 1)


def test_changes_are_of_neighbours_only():
    found = compare.agreement("n", values(1, 2, NAN, 9, 7), values(1, 2, 3, 1, 0), least=0.0)
    assert (found.n_common, found.n_other_only, found.n_changes) == (4, 1, 2)
    assert found.sign_agreement == 1.0


# one's own beside an imported series

OWN = {1: 1, 2: 2, 3: 3, 4: 1, 5: 0, 6: 4, 7: 2, 8: 3}
OTHER = {1: 2, 2: 4, 3: 6, 4: 2, 5: 0, 6: 8, 7: 4, 9: 3}


def days(month, part):
    """The first and the last day of a month of 2024; of a month known in part a day within."""
    ends = (9, 9) if month in part else (1, monthrange(2024, month)[1])
    return [date(2024, month, day) for day in ends]


def fill(db, own=OWN, other=OTHER, *, own_part=(), other_part=()):
    """Own events by month of 2024, and twice as many in ICEWS; months 8 and 9 of one side only."""
    articles, mentions = [], []
    for month, n in own.items():
        for end, day in zip("mn", days(month, own_part), strict=True):
            articles.append(article(f"{end}{month}", published_on=day))
        mentions += [
            mention(f"m{month}", event_date=date(2024, month, 10 + day)) for day in range(n)
        ]
    load(db, articles, mentions)
    lines = []
    for month, n in other.items():
        given = {"event_date": f"2024-{month:02}-09", "cameo_code": "046"}
        lines += [line("icews", given, event_id=f"{month}{i}") for i in range(n)]
        # a dyad of others: the data set covers the month
        lines += [
            line("icews", event_id=f"{end}{month}", source_country="Japan", event_date=f"{day}")
            for end, day in zip("xy", days(month, other_part), strict=True)
        ]
    imports.load(db, "icews", [file("f.tab", text("icews", *lines))])


def by_name(comparison):
    return {one.measure: one for one in comparison.agreements}


def test_common_months_are_compared_and_the_rest_counted(db):
    fill(db)
    found = compare.compare(db, "CHN", "KHM")
    events = by_name(found)["n_events"]
    assert found.other == "icews"
    assert (events.n_common, events.n_own_only, events.n_other_only) == (7, 1, 1)
    assert found.n_left_out == 0
    assert events.r_levels == pytest.approx(1.0)
    assert events.r_changes == pytest.approx(1.0)
    assert (events.sign_agreement, events.n_moves) == (1.0, 6)
    assert (events.own_mean, events.other_mean) == (pytest.approx(13 / 7), pytest.approx(26 / 7))
    assert events.best_lag == 0


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        pytest.param({"own_part": {1}}, (6, 1, 2, 1), id="reading began within the first month"),
        pytest.param({"other_part": {1}}, (6, 2, 1, 1), id="the import begins within it"),
        pytest.param({"own_part": {1}, "other_part": {1}}, (6, 1, 1, 1), id="both do"),
        pytest.param({"own_part": {8}}, (7, 0, 1, 0), id="of one side only, it is not common"),
        pytest.param({"own_part": {4}}, (7, 1, 1, 0), id="in between there are days without news"),
    ],
)
def test_a_month_known_in_part_is_left_out_and_counted(db, part, expected):
    fill(db, **part)
    found = compare.compare(db, "CHN", "KHM")
    events = by_name(found)["n_events"]
    counts = (events.n_common, events.n_own_only, events.n_other_only, found.n_left_out)
    assert counts == expected


def test_a_month_read_in_part_has_no_score_beside_one_made_by_hand(db):
    fill(db, own_part={1})
    given = series({month: float(month) for month in range(1, 9)})
    found = compare.compare_series(db, "CHN", "KHM", given)
    score = by_name(found)["relation_score"]
    assert (score.n_common, score.n_other_only, found.n_left_out) == (7, 1, 1)


def test_a_month_without_events_has_no_mean_value(db):
    fill(db)
    mean = by_name(compare.compare(db, "CHN", "KHM"))["goldstein_mean"]
    assert mean.n_common == 6
    assert mean.r_levels is None  # always 046


def test_roots_have_shares_and_overlap(db):
    fill(db)
    found = compare.compare(db, "CHN", "KHM")
    row = found.roots.filter(root="04").row(0, named=True)
    assert (row["own_n"], row["other_n"], row["own_share"], row["other_share"]) == (13, 26, 1, 1)
    assert row["r"] == pytest.approx(1.0)
    assert found.root_overlap == 1.0


def test_the_direction_counts_unless_both_are_added_up(db):
    fill(db)
    with pytest.raises(UsageError, match="neither side has an event of KHM-CHN"):
        compare.compare(db, "KHM", "CHN")
    both = by_name(compare.compare(db, "KHM", "CHN", directed=False))["n_events"]
    assert both.own_mean == pytest.approx(13 / 7)


def test_too_few_common_months_are_refused_with_what_there_is(db):
    fill(db, own={1: 1, 2: 1, 3: 2})
    with pytest.raises(UsageError, match="only 3 periods of CHN-KHM") as caught:
        compare.compare(db, "CHN", "KHM")
    assert "2024-01-01 to 2024-09-01 (8)" in caught.value.where


def test_nothing_imported_is_refused_with_the_way_to_import(db):
    with pytest.raises(UsageError, match="no other data set is imported"):
        compare.compare(db, "CHN", "KHM")


def test_of_several_data_sets_one_is_named(db):
    fill(db)
    imports.load(db, "polecat", [file("p.txt", text("polecat", line("polecat")))])
    with pytest.raises(UsageError, match="several data sets"):
        compare.compare(db, "CHN", "KHM")
    assert compare.compare(db, "CHN", "KHM", "icews").other == "icews"
    with pytest.raises(UsageError, match="no such value: 'acled'"):
        compare.compare(db, "CHN", "KHM", "acled")


@pytest.mark.parametrize("dataset", ["gdelt2", "gdelt"])
def test_a_data_set_that_is_not_held_is_refused_with_the_way_to_import(db, dataset):
    fill(db)
    with pytest.raises(UsageError, match=f"no events of {dataset} are imported") as caught:
        compare.compare(db, "CHN", "KHM", dataset)
    assert caught.value.where == "--with; imported: icews"
    assert "import-events gdelt2" in caught.value.fix


@pytest.mark.parametrize(
    "compared",
    [
        pytest.param(compare.compare, id="imported"),
        pytest.param(
            lambda db, a, b, **given: compare.compare_series(db, a, b, series({1: 1.0}), **given),
            id="by hand",
        ),
    ],
)
@pytest.mark.parametrize(
    ("source", "given", "what"),
    [
        pytest.param("QQQ", {}, "no actor has the code 'QQQ'", id="nobody's code"),
        pytest.param(
            "SUN", {"from_": date(2024, 1, 1)}, "did not exist", id="a state that has ended"
        ),
        pytest.param(
            "SSD", {"to": date(2010, 1, 1)}, "did not exist", id="a state that is not yet"
        ),
        pytest.param(
            "CHN",
            {"from_": date(2024, 5, 1), "to": date(2024, 1, 1)},
            "2024-05-01 is after 2024-01-01",
            id="days in the wrong order",
        ),
        pytest.param("CHN", {"actors": "kings"}, "no such value: 'kings'", id="no such actors"),
    ],
)
def test_what_no_series_can_be_made_of_is_refused(db, source, given, what, compared):
    fill(db)
    with pytest.raises(UsageError, match=what):
        compared(db, source, "KHM", **given)


# beside a series made by hand


def series(given):
    return pl.DataFrame(
        {"month": [date(2024, month, 1) for month in given], "value": list(given.values())},
        schema={"month": pl.Date, "value": pl.Float64},
    )


def test_scores_are_compared_with_a_series_made_by_hand(db):
    fill(db)
    scores = dict(
        db.execute(
            "select month(period_start), relation_score from relation_score('CHN', 'KHM')"
        ).fetchall()
    )
    found = compare.compare_series(db, "CHN", "KHM", series(scores))
    score = by_name(found)["relation_score"]
    assert set(by_name(found)) == {"relation_score", "goldstein_mean", "net"}
    assert (score.n_common, score.band_agreement) == (8, 1.0)
    assert score.r_levels == pytest.approx(1.0)
    assert by_name(found)["net"].band_agreement is None


def test_a_value_that_is_not_known_is_left_out_and_counted(db):
    fill(db)
    given = {month: float(month) for month in range(1, 9)} | {3: None, 9: 2.0}
    score = by_name(compare.compare_series(db, "CHN", "KHM", series(given)))["relation_score"]
    assert (score.n_common, score.n_own_only, score.n_other_only) == (7, 1, 1)


def test_a_series_of_another_scale_has_no_bands(db):
    fill(db)
    given = {month: 10.0 * month for month in range(1, 8)}
    score = by_name(compare.compare_series(db, "CHN", "KHM", series(given)))["relation_score"]
    assert score.band_agreement is None


def test_a_series_with_too_few_months_is_refused(db):
    fill(db)
    with pytest.raises(UsageError, match="only 2 periods of CHN-KHM"):
        compare.compare_series(db, "CHN", "KHM", series({1: 1.0, 2: 2.0}))
