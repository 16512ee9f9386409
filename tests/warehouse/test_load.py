"""Loading a batch: what is kept, what is ignored, what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest

from tests.warehouse.frames import (
    DAY,
    article,
    column,
    dump,
    empty,
    load,
    mention,
    mentions_frame,
    quarantined,
)
from warehouse.held import held, known_ids
from warehouse.load import load_mentions
from warehouse.withdraw import withdraw

TALKS = mention("a")["event_id"]


def one(db: duckdb.DuckDBPyConnection, columns: str) -> Any:
    """The given columns of the only event."""
    rows = db.execute(f"select {columns} from events").fetchall()
    assert len(rows) == 1
    return rows[0] if len(rows[0]) > 1 else rows[0][0]


def test_loading_twice_changes_nothing(db):
    batch = [article("a"), article("b", outlet="Reuters", duplicate_of="a", duplicate_kind="near")]
    first = load(db, batch, [mention("a")], quarantine=[quarantined("q")])
    before = dump(db)
    again = load(db, batch, [mention("a")], quarantine=[quarantined("q")], load_id="load-2")
    assert (first.n_articles, first.n_mentions, first.n_quarantined) == (2, 1, 1)
    assert (again.n_articles, again.n_already_held, again.n_quarantined) == (0, 2, 0)
    assert dump(db) == before


def test_forty_tellings_are_one_event(db):
    names = [f"a{i:02}" for i in range(40)]
    load(
        db,
        [article(name, outlet=f"paper {i % 4}") for i, name in enumerate(names)],
        [mention(name) for name in names],
    )
    assert one(db, "n_mentions, n_articles, n_outlets") == (40, 40, 4)
    assert column(db, "select count(*) from mentions") == [40]


def test_duplicates_count_as_articles_and_outlets_but_not_as_mentions(db):
    load(db, [article("a")], [mention("a")])
    load(db, [article("b", outlet="AP", duplicate_of="a", duplicate_kind="exact")])
    assert one(db, "n_mentions, n_articles, n_outlets") == (1, 2, 2)


def test_the_first_article_is_the_earliest_then_the_least_id(db):
    load(
        db,
        [article("b"), article("a"), article("c", published_on=date(2024, 12, 4))],
        [mention("a"), mention("b"), mention("c")],
    )
    assert one(db, "first_article_id") == "a"
    load(
        db,
        [article("z", duplicate_of="c", duplicate_kind="near", published_on=date(2024, 12, 2))],
        load_id="later",
    )
    assert one(db, "first_article_id") == "z"


def test_a_late_telling_with_an_exact_code_keeps_the_events_id(db):
    load(db, [article("a"), article("b")], [mention("a", "040"), mention("b", "040")])
    assert one(db, "event_id, cameo_code") == (TALKS, "040")
    load(db, [article("c")], [mention("c", "046")], load_id="late")
    assert one(db, "event_id, cameo_code, goldstein, n_mentions") == (TALKS, "046", 7, 3)


@pytest.mark.parametrize(
    ("codes", "chosen"),
    [
        pytest.param(["040", "040", "046"], "046", id="a general code gives way"),
        pytest.param(["04", "040"], "040", id="the root gives way to the general code"),
        pytest.param(["046", "046", "042"], "046", id="then the most frequent"),
        pytest.param(["042", "046"], "042", id="a tie goes to the lesser code"),
        pytest.param(["0231", "023", "023"], "0231", id="four digits before their parent"),
        pytest.param(["0231", "026", "026"], "026", id="not before another branch"),
        pytest.param(["0231", "026"], "0231", id="more digits settle a tie"),
        pytest.param(["100", "10"], "100", id="roots of two digits too"),
    ],
)
def test_the_code_of_an_event(db, codes, chosen):
    names = [f"a{i}" for i in range(len(codes))]
    load(
        db, [article(n) for n in names], [mention(n, c) for n, c in zip(names, codes, strict=True)]
    )
    assert one(db, "cameo_code") == chosen


def test_attributes_are_the_most_common_that_anyone_gives(db):
    told = [
        mention("a", source_agent=None, confidence=0.4, mode="intent"),
        mention("b", source_agent="GOVMIL", confidence=0.9, place_name="Beijing"),
        mention("c", source_agent="GOV", target_agent="GOV", place_name="Wuhan", place_lat=30.6),
        mention(
            "d", source_agent="GOV", place_name="Wuhan", place_lat=30.6, group_id="g", n_dyads=3
        ),
    ]
    load(db, [article(name) for name in "abcd"], told)
    assert one(db, "source_agent, target_agent, mode, confidence") == ("GOV", "GOV", "actual", 0.9)
    assert one(db, "place_name, place_lat, group_id, n_dyads") == ("Wuhan", 30.6, "g", 3)


@pytest.mark.parametrize("mode", ["historical", "hypothetical", "negated", "disputed"])
def test_what_is_not_asserted_stays_a_mention(db, mode):
    load(db, [article("a")], [mention("a", mode=mode)])
    assert column(db, "select mode from mentions") == [mode]
    assert column(db, "select count(*) from events") == [0]


def test_a_dropped_mention_is_kept_with_its_reason_and_is_no_event(db):
    load(db, [article("a")], [mention("a", dropped_because="same_country", target="CHN")])
    assert column(db, "select dropped_because from mentions") == ["same_country"]
    assert column(db, "select count(*) from events") == [0]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"target": "CHN"}, id="an actor acts on itself"),
        pytest.param({"cameo_code": "4x"}, id="a code that is none"),
        pytest.param({"confidence": 1.5}, id="confidence above one"),
        pytest.param({"quad_class": 5}, id="a fifth quad class"),
        pytest.param({"mode": "perhaps"}, id="an unknown mode"),
        pytest.param({"date_precision": None}, id="no precision"),
        pytest.param({"trigger_start": 9, "trigger_end": 6}, id="offsets the wrong way round"),
    ],
)
def test_the_tables_refuse_and_the_batch_leaves_no_trace(db, wrong):
    before = dump(db)
    with pytest.raises(duckdb.ConstraintException):
        load(db, [article("a"), article("b")], [mention("b"), {**mention("a"), **wrong}])
    assert dump(db) == before


def test_the_same_article_twice_in_a_batch_is_one(db):
    loaded = load(db, [article("a", origin="y"), article("a", origin="x")], [mention("a")])
    assert loaded.n_articles == 1
    assert column(db, "select origin from articles") == ["x"]


def test_a_duplicate_of_a_duplicate_names_the_original_in_any_order(db):
    chain = [
        article("a"),
        article("b", duplicate_of="a", duplicate_kind="near"),
        article("c", duplicate_of="b", duplicate_kind="near"),
    ]
    dumps = []
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        empty(db)
        for i in order:
            load(db, [chain[i]], [mention("a")] if i == 0 else [])
        dumps.append(dump(db))
        assert one(db, "n_articles") == 3
    assert dumps[0] == dumps[1] == dumps[2]
    assert column(
        db, "select distinct duplicate_of from articles where duplicate_of is not null"
    ) == ["a"]


def test_coding_again_replaces_the_mentions_of_held_articles(db):
    load(db, [article("a"), article("b")], [mention("a"), mention("b", "190")])
    load(db, [article("a")], [mention("a", "111", coder_version="2")], load_id="again", recode=True)
    assert column(db, "select cameo_code from events order by 1") == ["111", "190"]
    assert column(db, "select distinct coder_version from dyad_month order by 1") == ["1", "2"]
    load(db, [article("a")], [mention("a", "046", coder_version="3")], load_id="ignored")
    assert column(db, "select cameo_code from events order by 1") == ["111", "190"]


def test_a_released_mention_joins_its_held_article(db):
    load(db, [article("a")], [mention("a")])
    released = mentions_frame(mention("a", "111"), mention("nobody", "190"))
    assert load_mentions(db, released, load_id="released") == 1
    assert column(db, "select cameo_code from events order by 1") == ["046", "111"]
    assert column(db, "select n_events from dyad_month where actor_scope = 'all'") == [2]
    before = dump(db)
    assert load_mentions(db, released, load_id="again") == 0
    assert dump(db) == before
    withdraw(db, "a", reason="wrong", on=DAY)
    assert load_mentions(db, released, load_id="again") == 0
    assert column(db, "select count(*) from events") == [0]


def test_held_stories_are_the_originals_of_a_window(db):
    load(
        db,
        [
            article("a"),
            article("b", duplicate_of="a", duplicate_kind="near"),
            article("c", published_on=date(2024, 11, 1), signature=[7, 8]),
        ],
    )
    assert held(db)["article_id"].to_list() == ["c", "a"]
    assert held(db, to=date(2024, 11, 30)).rows() == [("c", date(2024, 11, 1), 5, [7, 8])]
    assert held(db, from_=DAY)["article_id"].to_list() == ["a"]
    assert known_ids(db, ["a", "b", "nobody"]) == {"a", "b"}
    assert known_ids(db, []) == set()


def test_coverage_counts_readings_by_outlet_and_day(db):
    load(
        db,
        [
            article("a"),
            article("b"),
            article("c", duplicate_of="a", duplicate_kind="near"),
            article("d", outlet=None),
        ],
    )
    assert db.execute("from coverage order by outlet").fetchall() == [
        ("(unknown)", DAY, "1", 1, 0, None, None),
        ("Xinhua", DAY, "1", 3, 1, None, None),
    ]
