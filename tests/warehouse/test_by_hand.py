"""Three months of China to Cambodia in the sample articles, read and counted by hand.

Each act once a day and CAMEO root, whoever tells of it:

- April 2024 (Xinhua, Khmer Times, both on Wang Yi's talks in Phnom Penh on the 22nd): he meets Hun
  Manet (04), says that China will support Cambodia and import its farm produce (03), calls on both
  countries to fight gambling and fraud (02).
- December 2024 (Hun Sen in Beijing on the 3rd): Xi meets him (04), is prepared to train officials
  and will go on supporting Cambodia (03), asks both sides to make the projects a success (02).
- October 2025: articles were read, and in none China does anything to Cambodia. (Xi praises Trump's
  part in Cambodia's peace: that is towards the United States.)
"""

from __future__ import annotations

from datetime import date

import polars as pl

from tests.gold.score import articles as sample_articles
from transforms.coding import Coder
from warehouse.load import load_batch
from warehouse.panels import panel

BY_HAND = {
    date(2024, 4, 1): {"02": 1, "03": 1, "04": 1},
    date(2024, 12, 1): {"02": 1, "03": 1, "04": 1},
    date(2025, 10, 1): {},
}


def test_three_months_counted_by_hand_are_those_of_the_panel(db):
    articles = pl.DataFrame(
        [
            (f"{n}", one.title, one.text, one.outlet, one.published)
            for n, one in enumerate(sample_articles())
        ],
        schema={
            "article_id": pl.String,
            "title": pl.String,
            "text": pl.String,
            "outlet": pl.String,
            "published_on": pl.Date,
        },
        orient="row",
    )
    coder = Coder()
    load_batch(
        db,
        articles=articles,
        mentions=coder.code(articles).mentions,
        load_id="samples",
        coder_version=coder.version,
    )
    series = panel(db, "CHN", "KHM")
    for month, counted in BY_HAND.items():
        row = series.row(by_predicate=pl.col("period_start") == month, named=True)
        found = {f"{root:02}": row[f"n_root_{root:02}"] for root in range(1, 21)}
        assert {root: n for root, n in found.items() if n} == counted, month
        assert row["n_events"] == row["n_vc"] == sum(counted.values()), month
        assert row["n_articles_read"] > 0, month
