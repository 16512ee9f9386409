"""Taking an article out: the tombstone, the events, the duplicates that go on telling."""

from __future__ import annotations

from datetime import date

import pytest

from tests.warehouse.frames import DAY, article, column, dump, load, mention
from transforms.errors import UsageError
from warehouse.held import held, known_ids
from warehouse.panels import panel
from warehouse.withdraw import withdraw

LATER = date(2025, 1, 7)
EVENT = mention("a")["event_id"]


def take_out(db, name: str):
    return withdraw(db, name, reason="retracted", on=LATER)


def test_the_article_stays_as_a_tombstone_and_what_was_coded_goes(db):
    load(db, [article("a"), article("b")], [mention("a"), mention("a", "111"), mention("b", "190")])
    done = take_out(db, "a")
    assert (done.n_mentions_removed, done.n_mentions_moved, done.n_events_removed) == (2, 0, 2)
    assert db.execute(
        "select withdrawn_on, withdrawn_reason, text <> '' from articles where article_id = 'a'"
    ).fetchall() == [(LATER, "retracted", True)]
    assert column(db, "select article_id from mentions") == ["b"]
    assert column(db, "select cameo_code from events") == ["190"]
    assert panel(db, "CHN", "KHM")["n_events"].to_list() == [1]
    assert column(db, "select n_articles from coverage") == [1]


def test_events_that_others_tell_stay_with_fewer_tellings(db):
    load(db, [article("a"), article("b", outlet="AP")], [mention("a", "046"), mention("b", "040")])
    take_out(db, "a")
    assert db.execute(
        "select event_id, cameo_code, n_mentions, n_articles, first_article_id from events"
    ).fetchall() == [(EVENT, "040", 1, 1, "b")]


def test_the_last_article_leaves_an_empty_warehouse(db):
    load(db, [article("a")], [mention("a")])
    take_out(db, "a")
    for table in ("mentions", "events", "dyad_day", "dyad_year", "coverage"):
        assert column(db, f"select count(*) from {table}") == [0], table


def test_running_the_same_input_again_does_not_bring_it_back(db):
    load(db, [article("a"), article("b")], [mention("a"), mention("b", "190")])
    take_out(db, "a")
    before = dump(db)
    for recode in (False, True):
        load(db, [article("a"), article("b")], [mention("a"), mention("b", "190")], recode=recode)
        assert dump(db) == before
    assert known_ids(db, ["a"]) == {"a"}
    assert held(db)["article_id"].to_list() == ["b"]


def test_the_earliest_duplicate_takes_the_place_with_the_words_it_repeats(db):
    text = "PHNOM PENH. China met Cambodia. More."
    load(
        db,
        [
            article("a"),
            article("late", duplicate_of="a", duplicate_kind="near", published_on=LATER),
            article("heir", duplicate_of="a", duplicate_kind="near", text=text, outlet="AP"),
        ],
        [mention("a"), mention("a", "111", sentence_start=0, sentence_end=27)],
    )
    done = take_out(db, "a")
    assert (done.promoted, done.duplicates) == ("heir", ("heir", "late"))
    assert (done.n_mentions_moved, done.n_mentions_removed, done.n_events_removed) == (1, 1, 1)
    assert db.execute(
        "select article_id, duplicate_of, duplicate_kind from articles order by 1"
    ).fetchall() == [("a", "heir", "replaced"), ("heir", None, None), ("late", "heir", "near")]
    start, end = db.execute("select source_start, trigger_end from mentions").fetchall()[0]
    assert text[start:end] == "China met"
    assert db.execute("select n_articles, first_article_id from events").fetchall() == [(2, "heir")]
    assert db.execute("select outlet, day, n_duplicates from coverage order by 1").fetchall() == [
        ("AP", DAY, 0),
        ("Xinhua", LATER, 1),
    ]


def test_a_new_duplicate_of_a_withdrawn_article_joins_its_heir(db):
    load(
        db,
        [article("a"), article("b", duplicate_of="a", duplicate_kind="near")],
        [mention("a")],
    )
    take_out(db, "a")
    load(db, [article("c", duplicate_of="a", duplicate_kind="near", outlet="AP")], load_id="later")
    assert column(db, "select duplicate_of from articles where article_id = 'c'") == ["b"]
    assert column(db, "select n_articles from events") == [1 + 1]


def test_withdrawing_a_whole_story_takes_its_events_out(db):
    load(
        db,
        [article("a"), article("b", duplicate_of="a", duplicate_kind="exact")],
        [mention("a")],
    )
    take_out(db, "a")
    assert column(db, "select n_articles from events") == [1]
    take_out(db, "b")
    assert column(db, "select count(*) from events") == [0]
    before = dump(db)
    load(db, [article("a"), article("b", duplicate_of="a")], [mention("a")])
    assert dump(db) == before


def test_withdrawing_a_duplicate_lowers_the_count(db):
    load(
        db,
        [article("a"), article("b", duplicate_of="a", duplicate_kind="near", outlet="AP")],
        [mention("a")],
    )
    done = take_out(db, "b")
    assert (done.promoted, done.n_events_removed) == (None, 0)
    assert db.execute("select n_articles, n_outlets from events").fetchall() == [(1, 1)]


def test_withdrawing_twice_keeps_the_first_tombstone(db):
    load(db, [article("a")], [mention("a")])
    take_out(db, "a")
    before = dump(db)
    withdraw(db, "a", reason="again", on=date(2026, 1, 1))
    assert dump(db) == before


def test_an_unknown_article_or_no_reason_is_a_usage_error(db):
    with pytest.raises(UsageError, match="nobody"):
        take_out(db, "nobody")
    load(db, [article("a")])
    with pytest.raises(UsageError, match="reason"):
        withdraw(db, "a", reason=" ", on=LATER)
