"""How common each type of act is in news: exemplars are written in even numbers, news is not.

`news.csv` holds the required events of the project's own gold articles by type.
"""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl

from training.exemplars import PLAIN
from transforms.meaning import NONE, STATEMENT

NEWS = Path(__file__).parent / "news.csv"
#: Added to the number of each type in news: seventeen of COOPERATE are few to count by.
ADDED = 10
#: Of the whole shift, what is added: the best of five steps on pairs of the own gold.
PART = 0.75


def shifts(learned: pl.DataFrame) -> dict[str, float]:
    """Return by type what its log odds gain from being commoner in news than among exemplars.

    Statements, and that there is no act, gain nothing. Source: Saerens, Latinne and Decaestecker
    (2002), Adjusting the outputs of a classifier to new a priori probabilities.

    Args:
        learned: `style`, `type`; the plain ones count, from which the last rounds learn.
    """
    is_act = (pl.col("style") == PLAIN) & ~pl.col("type").is_in([NONE, STATEMENT])
    exemplars = _shares(learned.filter(is_act)["type"].value_counts(name="n"))
    news = _shares(pl.read_csv(NEWS).with_columns(pl.col("n") + ADDED))
    return {kind: PART * math.log(news[kind] / share) for kind, share in exemplars.items()}


def _shares(counts: pl.DataFrame) -> dict[str, float]:
    """Return the share of each type."""
    shared = counts.select("type", pl.col("n") / pl.col("n").sum())
    return dict(shared.sort("type").rows())
