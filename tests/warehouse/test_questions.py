"""What commands ask of a warehouse."""

from __future__ import annotations

from datetime import date

from tests.warehouse.frames import DAY, article, load, mention
from warehouse.questions import commonest_dyads, counts, events_of_dyad, tellings_of_event


def fill(db):
    load(
        db,
        [
            article("a"),
            article("b", outlet="AP", published_on=date(2024, 12, 4)),
            article("c", duplicate_of="a", duplicate_kind="near"),
        ],
        [
            mention("a", "040", sentence="They met."),
            mention("b", "046", sentence="They held talks.", event_date=DAY),
            mention("b", "111", source="KHM", target="CHN", event_date=date(2024, 12, 4)),
            mention("b", "190", mode="negated"),
        ],
    )


def test_events_come_with_the_words_of_the_surest_telling_of_their_code(db):
    fill(db)
    events = events_of_dyad(db, "CHN", "KHM")
    assert events.select("cameo_code", "sentence", "outlet", "n_articles").rows() == [
        ("046", "They held talks.", "AP", 3)
    ]


def test_either_direction_latest_first_and_limits(db):
    fill(db)
    assert events_of_dyad(db, "CHN", "KHM", either=True)["cameo_code"].to_list() == ["111", "046"]
    assert events_of_dyad(db, "CHN", either=True).height == 2
    assert events_of_dyad(db).height == 2
    assert events_of_dyad(db, from_=date(2024, 12, 4))["cameo_code"].to_list() == ["111"]
    assert events_of_dyad(db, limit=1).height == 1


def test_tellings_are_in_order_of_publication(db):
    fill(db)
    event_id = events_of_dyad(db, "CHN", "KHM")["event_id"][0]
    assert tellings_of_event(db, event_id)["article_id"].to_list() == ["a", "b"]
    assert tellings_of_event(db, "nothing").height == 0


def test_counts_and_commonest_dyads(db):
    fill(db)
    assert dict(counts(db).rows()) == {
        "articles": 3,
        "of them duplicates": 1,
        "withdrawn": 0,
        "mentions": 4,
        "of them tellings of events": 3,
        "events": 2,
        "dyads": 2,
        "in quarantine": 0,
    }
    assert commonest_dyads(db, limit=1).select("source", "target", "n_mentions").rows() == [
        ("CHN", "KHM", 2)
    ]
