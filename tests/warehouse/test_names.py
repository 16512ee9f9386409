"""How many names no dictionary knew is kept beside each series."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tests.warehouse.frames import DAY, article, column, load, mention
from transforms.coding import Coder
from warehouse.doctor import examine
from warehouse.load import load_batch
from warehouse.panels import panel
from warehouse.withdraw import withdraw

OLD, NEW = date(1996, 5, 4), date(2024, 12, 3)


def counted(name: str, known: int, unknown: int, **given):
    return article(name, n_names_known=known, n_names_unknown=unknown, **given)


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("freq", ["day", "week", "month", "quarter", "year"])
def test_the_share_of_unknown_names_stands_beside_the_series(db, freq, both):
    load(
        db,
        [
            counted("a", 3, 1),
            counted("b", 0, 2, outlet="Reuters"),
            article("c", duplicate_of="a", duplicate_kind="near"),
            article("d", published_on=date(2022, 1, 1)),
        ],
        [mention("a")],
    )
    series = panel(db, "CHN", "KHM", freq, directed=not both)
    columns = ["n_names_known", "n_names_unknown", "share_names_unknown"]
    assert series.select(columns).row(-1) == (3, 3, 0.5)
    assert series.select(columns).row(0) == (None, None, None)
    assert [check for check in examine(db) if not check.ok] == []


def test_names_are_counted_anew_when_an_article_is_coded_again_or_withdrawn(db):
    load(db, [counted("a", 3, 1), article("b", duplicate_of="a", duplicate_kind="near")])
    load(db, [counted("a", 4, 0)], recode=True)
    reading = "select [n_names_known, n_names_unknown]::varchar from coverage"
    assert column(db, reading) == ["[4, 0]"]
    load(db, [counted("a", 9, 9)], load_id="ignored")
    assert column(db, reading) == ["[4, 0]"]
    withdraw(db, "a", reason="wrong", on=DAY)
    assert column(db, reading) == ["[4, 0]"], "the story goes on in its duplicate"
    withdraw(db, "b", reason="wrong", on=DAY)
    assert column(db, reading) == []
    assert [check for check in examine(db) if not check.ok] == []


def test_a_dictionary_of_recent_leaders_shows_in_the_share_of_its_years(db):
    told = [
        ("a", OLD, "Orlo Vastik met Temu Bralek in Beijing. China lent Cambodia $2 million."),
        ("b", OLD, "China praised Cambodia. Orlo Vastik thanked Ling Dravo for it."),
        ("c", NEW, "Xi Jinping met Hun Manet in Beijing. China lent Cambodia $2 million."),
        ("d", NEW, "China praised Cambodia. Xi Jinping thanked Hun Manet for it."),
    ]
    articles = pl.DataFrame(
        [article(name, published_on=day, text=text) for name, day, text in told],
        infer_schema_length=None,
    ).with_columns(pl.col("title", "url").cast(pl.String))
    coder = Coder()
    coded = coder.code(articles)
    articles = articles.join(coded.articles, on="article_id")
    load_batch(
        db,
        articles=articles,
        mentions=coded.mentions,
        load_id="one",
        coder_version=coder.version,
    )
    years = panel(db, "CHN", "KHM", "year").filter(pl.col("n_articles_read") > 0)
    assert years["share_names_unknown"].to_list() == [1.0, 0.0]
    assert years["n_events"].to_list()[0] < years["n_events"].to_list()[1]
