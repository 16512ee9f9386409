"""Types are as common in news as the project's gold articles say, and log odds follow."""

import math
from collections import Counter

import polars as pl
import pytest

from tests.gold.score import ARTICLE_SETS, SETS
from training.commonness import ADDED, NEWS, PART, shifts
from transforms.meaning import NONE, STATEMENT, types


def test_the_numbers_are_those_of_the_gold_articles():
    required = [
        gold
        for name in ARTICLE_SETS
        for text in SETS[name]()
        for gold in text.gold
        if gold["required"]
    ]
    counted = Counter(types()[gold["code"]] for gold in required)
    assert dict(pl.read_csv(NEWS).rows()) == counted


def test_a_type_gains_what_it_is_commoner_in_news():
    news = dict(pl.read_csv(NEWS).with_columns(pl.col("n") + ADDED).rows())
    even = pl.DataFrame({"style": "plain", "type": list(news)})
    unread = pl.DataFrame({"style": ["plain", "plain", "scene"], "type": [NONE, STATEMENT, "AID"]})
    found = shifts(pl.concat([even, unread]))
    assert found["CONSULT"] > 0 > found["COOPERATE"]
    for kind, number in news.items():
        expected = PART * math.log(number / sum(news.values()) * len(news))
        assert found[kind] == pytest.approx(expected)
