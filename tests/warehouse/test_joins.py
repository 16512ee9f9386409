"""Tellings of a vague date join the event that knows the day, whatever came first."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.warehouse.frames import (
    article,
    column,
    dump,
    empty,
    fresh,
    load,
    mention,
    mentions_frame,
)
from transforms.coding import Coder
from transforms.records import event_id
from warehouse import sql
from warehouse.doctor import examine
from warehouse.load import load_batch
from warehouse.migrate import numbered
from warehouse.withdraw import withdraw

LOAN = "China granted Cambodia a loan of $40 million for the canal and two bridges near Kampot"
LOAN_RETOLD = "Last month China granted Cambodia a loan of $40 million for a canal and bridges"
RADIO = "China gave Cambodia 30 transmitters and a studio so that villages can hear the radio"
ROAD = "China paid for the repair of the northern road of Cambodia after the rains of October"
DECEMBER, YEAR = date(2024, 12, 1), date(2024, 1, 1)
THIRD, TENTH = date(2024, 12, 3), date(2024, 12, 10)


def aid(name: str, sentence: str, day: date, precision: str = "day", **given: Any) -> dict:
    """A telling that China gave Cambodia something; its article is named after it."""
    code = given.pop("code", "071")
    return mention(name, code, sentence=sentence, event_date=day, date_precision=precision, **given)


def day_id(day: date, precision: str = "day") -> str:
    return event_id(day, precision, "CHN", "KHM", "07")


def tell(db: duckdb.DuckDBPyConnection, *told: dict) -> None:
    """Load each telling with its article, in one batch."""
    load(
        db,
        [article(row["article_id"]) for row in told],
        list(told),
        load_id="one",
        coder_version="1",
    )


def told_in(db: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The event of each article's telling."""
    return dict(db.execute("select article_id, event_id from mentions").fetchall())


@pytest.mark.parametrize(
    ("vague", "joins"),
    [
        pytest.param(aid("v", LOAN_RETOLD, DECEMBER, "month"), True, id="the month it lies in"),
        pytest.param(aid("v", LOAN_RETOLD, THIRD, "week"), True, id="the week it lies in"),
        pytest.param(aid("v", LOAN_RETOLD, YEAR, "year"), True, id="the year it lies in"),
        pytest.param(aid("v", LOAN_RETOLD, DECEMBER, "month", code="07"), True, id="vaguer code"),
        pytest.param(aid("v", LOAN_RETOLD, DECEMBER, "month", code="072"), False, id="other code"),
        pytest.param(aid("v", LOAN_RETOLD, date(2024, 11, 1), "month"), False, id="other month"),
        pytest.param(aid("v", RADIO, DECEMBER, "month"), False, id="other words"),
        pytest.param(
            aid("v", LOAN_RETOLD, DECEMBER, "month", target="LAO"), False, id="another dyad"
        ),
        pytest.param(
            aid("v", LOAN_RETOLD, DECEMBER, "month", mode="historical"), False, id="background"
        ),
    ],
)
def test_a_vague_telling_joins_the_day_that_its_words_tell_of(db, vague, joins):
    tell(db, aid("d", LOAN, THIRD), vague)
    assert told_in(db)["d"] == day_id(THIRD)
    assert (told_in(db)["v"] == day_id(THIRD)) is joins
    assert column(db, "select own_event_id from mentions order by article_id") == [
        day_id(THIRD),
        vague["event_id"],
    ]


def test_two_days_that_could_be_meant_are_none(db):
    tell(db, aid("d", LOAN, THIRD), aid("v", LOAN_RETOLD, DECEMBER, "month"))
    assert column(db, "select count(*) from events") == [1]
    tell(db, aid("e", LOAN, TENTH))
    assert set(column(db, "select event_id from events")) == {
        day_id(THIRD),
        day_id(TENTH),
        day_id(DECEMBER, "month"),
    }


def test_a_year_joins_a_month_that_has_joined_a_day(db):
    tell(
        db,
        aid("y", "In 2024 a canal and bridges were built on a loan, studios opened", YEAR, "year"),
        aid("m", LOAN_RETOLD + " and studios to be built and opened", DECEMBER, "month"),
        aid("d", LOAN, THIRD),
    )
    assert set(told_in(db).values()) == {day_id(THIRD)}


def test_last_week_is_one_week_on_whatever_day_it_is_said(db):
    tell(db, aid("a", LOAN, date(2024, 12, 2), "week"), aid("b", RADIO, THIRD, "week"))
    assert db.execute("select event_date, n_mentions from events").fetchall() == [
        (date(2024, 12, 2), 2)
    ]


def test_an_event_keeps_its_day_and_id_and_panels_count_it_once(db):
    tell(db, aid("m", LOAN_RETOLD, DECEMBER, "month", date_basis="last month"))
    assert column(db, "select n_excluded from dyad_cells where frequency = 'day'") == [1]
    tell(db, aid("d", LOAN, THIRD, date_basis="on Tuesday"))
    assert db.execute(
        "select event_id, event_date, date_precision, date_basis, n_mentions, n_articles "
        "from events"
    ).fetchall() == [(day_id(THIRD), THIRD, "day", "on Tuesday", 2, 2)]
    assert db.execute("select n_events, n_excluded from dyad_cells").fetchall() == [(1, 0)] * 5
    assert [check for check in examine(db) if not check.ok] == []


def test_the_id_of_an_event_that_has_joined_another_still_finds_its_tellings(db):
    tell(db, aid("m", LOAN_RETOLD, DECEMBER, "month"))
    tell(db, aid("d", LOAN, THIRD))
    for asked in (day_id(THIRD), day_id(DECEMBER, "month")):
        found = sql.frame(db, "queries/tellings_of_event.sql", {"event_id": asked})
        assert sorted(found["article_id"]) == ["d", "m"]


def test_a_telling_whose_day_is_withdrawn_stands_for_itself_again(db):
    tell(db, aid("d", LOAN, THIRD), aid("m", LOAN_RETOLD, DECEMBER, "month"))
    withdraw(db, "d", reason="wrong", on=TENTH)
    assert column(db, "select event_id from events") == [day_id(DECEMBER, "month")]
    assert [check for check in examine(db) if not check.ok] == []


def test_coding_again_moves_the_tellings_that_had_joined(db):
    both = [aid("d", LOAN, THIRD), aid("m", LOAN_RETOLD, DECEMBER, "month")]
    tell(db, *both)
    load(db, [article("d")], [aid("d", RADIO, THIRD)], recode=True)
    assert told_in(db) == {"d": day_id(THIRD), "m": day_id(DECEMBER, "month")}
    load(db, [article("d"), article("m")], both, recode=True)
    assert set(told_in(db).values()) == {day_id(THIRD)}


GIFTS = (
    (LOAN, LOAN_RETOLD),
    (RADIO, "This year villages in Cambodia could hear the radio on transmitters China gave"),
    (ROAD, "China had paid last week for the repair of the northern road after the rains"),
    ("China sent rice and tents to flooded districts", "Rice and tents came to flooded districts"),
    ("China lent nurses and vaccines to clinics", "Clinics had nurses and vaccines, it was said"),
    ("China financed a stadium and its lights", "A stadium was financed, and its lights too"),
)


def corpus() -> tuple[list[dict], list[dict]]:
    """Forty articles of three months with a telling each: days, weeks, months and a year."""
    rng = random.Random(7)
    articles, told = [], []
    for n in range(40):
        published = date(2024, 11, 1) + timedelta(days=2 * n)
        day = published - timedelta(days=rng.choice([0, 0, 0, 1, 7]))
        precision = rng.choice(["day", "week", "month", "month", "year"])
        sentence = rng.choice(GIFTS)[precision != "day"]
        articles.append(article(f"a{n:02}", published_on=published))
        told.append(aid(f"a{n:02}", sentence, day, precision, confidence=n / 40))
    return articles, told


def load_in(db, batches: list[list[int]]) -> dict[str, list[tuple[Any, ...]]]:
    """The whole warehouse after loading the corpus in batches of the given articles."""
    empty(db)
    articles, told = corpus()
    for batch in batches:
        load(db, [articles[i] for i in batch], [told[i] for i in batch])
    return dump(db)


def test_ten_orders_and_day_by_day_give_the_same_events_and_membership(db):
    whole = load_in(db, [list(range(40))])
    assert column(db, "select count(*) from tellings where event_id <> own_event_id")[0] > 3
    assert column(db, "select count(*) from events where date_precision <> 'day'")[0] > 3
    assert column(db, "select sum(n_mentions)::int from events") == [40]
    assert column(
        db, "select sum(n_events + n_excluded)::int from dyad_year where actor_scope = 'all'"
    ) == [len(whole["events"])]
    assert [check for check in examine(db) if not check.ok] == []
    assert load_in(db, [[i] for i in range(40)]) == whole, "day by day"
    assert load_in(db, [list(range(40)), list(range(40))]) == whole, "loaded twice"
    for seed in range(10):
        order = list(range(40))
        random.Random(seed).shuffle(order)
        cuts = sorted(random.Random(seed).sample(range(1, 40), 4))
        bounds = zip([0, *cuts], [*cuts, 40], strict=True)
        assert load_in(db, [order[a:b] for a, b in bounds]) == whole, f"order {seed}"


def test_events_of_a_known_day_never_lose_their_id(db):
    articles, told = corpus()
    known: set[str] = set()
    for one, row in zip(articles, told, strict=True):
        load(db, [one], [row])
        days = set(column(db, "select event_id from events where date_precision = 'day'"))
        assert known <= days
        known = days


SAMPLES = Path(__file__).parents[2] / "flows" / "samples" / "asia_pacific.jsonl"


def test_the_samples_give_the_same_events_in_one_batch_and_day_by_day(db):
    articles = pl.read_ndjson(SAMPLES).select(
        article_id="id", title="title", text="text", outlet="outlet", published_on="date"
    )
    articles = articles.with_columns(pl.col("published_on").str.to_date())
    mentions = Coder().code(articles).mentions
    load_batch(db, articles=articles, mentions=mentions, load_id="one", coder_version="1")
    whole = dump(db)
    assert len(whole["events"]) > 50
    empty(db)
    rows = articles.sort("published_on", descending=True).rows(named=True)
    for _, day in groupby(rows, key=lambda row: row["published_on"]):
        some = pl.DataFrame(list(day), schema=articles.schema)
        theirs = mentions.join(some, on="article_id", how="semi")
        load_batch(db, articles=some, mentions=theirs, load_id="one", coder_version="1")
    assert dump(db) == whole


OLD = """
insert into articles by name
select article_id, sentence as text, event_date as published_on, 'one' as load_id from told;

insert into mentions by name select *, 'one' as load_id from told;

insert into events by name
select event_id, event_date, date_precision, source, target, cameo_code, cameo_root, quad_class,
    mode, confidence, n_dyads, coder_version,
    1 as n_mentions, 1 as n_articles, 1 as n_outlets, article_id as first_article_id
from told;
"""


def test_an_old_warehouse_is_joined_when_it_is_opened(tmp_path: Path):
    told = [aid("d", LOAN, THIRD), aid("m", LOAN_RETOLD, DECEMBER, "month")]
    rows = mentions_frame(*told)
    with duckdb.connect(str(tmp_path / "w.duckdb")) as old:
        old.execute("create table migrations (name varchar, version integer, checksum varchar)")
        for number, path in numbered().items():
            if number < 5:
                sql.run(old, path)
                old.execute("insert into migrations values (?, ?, 'x')", [path, number])
        with sql.lent(old, told=rows):
            old.execute(OLD)
    with fresh(tmp_path) as db:
        assert db.execute("select event_id, n_mentions from events").fetchall() == [
            (day_id(THIRD), 2)
        ]
        assert column(db, "select n_events from dyad_cells") == [1] * 5
        assert told_in(db) == {"d": day_id(THIRD), "m": day_id(THIRD)}
