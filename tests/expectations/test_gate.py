"""One fault at a time: each expectation fails alone, and what fails goes where it belongs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from expectations import batch
from expectations.batch import Counts
from expectations.thresholds import adjusted, shipped
from expectations.validate import Staged, Verdict, check, gate
from tests.expectations.frames import SENTENCE, TEXT, TODAY, articles, mentions
from transforms.codebook import table

ACTIONS = table("actions")
ONE = Counts(read=1, new=1, duplicate=0, set_aside=0, with_sentences=1)


def judged(articles: pl.DataFrame, mentions: pl.DataFrame, counts: Counts = ONE) -> Verdict:
    return gate(Staged(counts, articles, mentions), actions=ACTIONS, today=TODAY)


def failing(verdict: Verdict) -> set[str]:
    rows = verdict.results.filter(~pl.col("success"))
    return set(rows.select(pl.concat_str("suite", "expectation", separator=".")).to_series())


def test_a_good_batch_passes_every_expectation():
    verdict = judged(articles(), mentions())
    assert failing(verdict) == set()
    assert verdict.articles.height == verdict.mentions.height == 1
    assert verdict.quarantine.is_empty()
    assert not verdict.held


def test_an_empty_batch_passes():
    empty = Counts(read=0, new=0, duplicate=0, set_aside=0, with_sentences=0)
    verdict = judged(articles().clear(), mentions().clear(), empty)
    assert failing(verdict) == set()


ARTICLE_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("text_is_given", {"text": None}),
    ("text_has_no_nul", {"text": "a\x00b"}),
    ("published_is_given", {"published_on": None}),
    ("published_is_plausible", {"published_on": date(1850, 1, 1)}),
    ("published_is_plausible", {"published_on": date(2025, 6, 3)}),
    ("language_is_english", {"language": "fr"}),
    ("id_is_given", {"article_id": None}),
]


@pytest.mark.parametrize(("name", "change"), ARTICLE_FAULTS, ids=lambda value: str(value))
def test_a_bad_article_fails_one_expectation_and_is_set_aside(name, change):
    verdict = judged(articles(change), mentions().clear())
    assert failing(verdict) == {f"articles.{name}"}
    assert verdict.articles.is_empty()
    assert verdict.quarantine["reason"].to_list() == [name]
    assert verdict.quarantine["stage"].to_list() == ["validate"]


MENTION_FAULTS: list[tuple[str, dict[str, Any]]] = [
    ("id_is_given", {"mention_id": None}),
    ("article_is_in_batch", {"article_id": "a2"}),
    ("code_is_in_codebook", {"cameo_code": "999"}),
    ("root_is_of_code", {"cameo_root": "04"}),
    ("quad_is_of_root", {"quad_class": 4}),
    ("goldstein_is_of_code", {"goldstein": Decimal("1.0")}),
    ("goldstein_is_of_code", {"goldstein": None}),
    ("goldstein_is_in_range", {"goldstein": Decimal("10.5"), "cameo_code": None}),
    ("source_is_given", {"source": None}),
    ("target_is_given", {"target": None}),
    ("actors_look_like_codes", {"source": "CHNA"}),
    ("actors_look_like_codes", {"target": "khm"}),
    ("dyad_is_not_a_loop", {"target": "CHN"}),
    ("day_is_given", {"event_date": None}),
    ("day_is_not_in_the_future", {"event_date": date(2024, 12, 5)}),
    ("day_is_not_before_1900", {"event_date": date(1899, 12, 31)}),
    ("precision_is_known", {"date_precision": "decade"}),
    ("mode_is_an_event", {"mode": "negated"}),
    ("confidence_is_a_share", {"confidence": 1.5}),
    ("offsets_are_in_text", {"target_end": len(TEXT) + 1}),
    ("offsets_are_in_text", {"source_start": -1}),
    ("offsets_are_in_text", {"trigger_start": 13}),
    ("offsets_are_in_text", {"trigger_start": None}),
    ("sentence_is_in_text", {"sentence": SENTENCE.upper()}),
]


@pytest.mark.parametrize(("name", "change"), MENTION_FAULTS, ids=lambda value: str(value))
def test_a_bad_mention_fails_one_expectation_and_is_set_aside(name, change):
    verdict = judged(articles(), mentions({"mention_id": "m0"}, change))
    beside = {"mentions.dated_near_publication"} if "1899" in str(change) else set()
    assert failing(verdict) - beside == {f"mentions.{name}"}
    assert verdict.mentions["mention_id"].to_list() == ["m0"]
    assert verdict.quarantine["reason"].to_list() == [name]
    assert not verdict.held


def test_an_old_day_is_measured_and_loaded():
    verdict = judged(articles(), mentions({"event_date": date(2024, 3, 1)}))
    assert failing(verdict) == {"mentions.dated_near_publication"}
    assert verdict.mentions.height == 1


def test_of_the_same_row_twice_one_stays():
    verdict = judged(articles({}, {}), mentions({}, {}), Counts(2, 2, 0, 0, 2))
    assert failing(verdict) == {"articles.id_is_unique", "mentions.id_is_unique"}
    assert verdict.articles.height == verdict.mentions.height == 1
    assert verdict.quarantine["reason"].to_list() == ["id_is_unique", "id_is_unique"]


def test_an_article_set_aside_takes_its_mentions_with_it():
    both = articles({}, {"article_id": "a2", "language": "fr"})
    verdict = judged(both, mentions({}, {"mention_id": "m2", "article_id": "a2"}))
    assert verdict.mentions["article_id"].to_list() == ["a1"]
    assert verdict.quarantine["reason"].to_list() == ["language_is_english"]


BATCH_FIGURES = {
    "articles_unaccounted": 0.0,
    "set_aside_share": 0.01,
    "articles_set_aside_share": 0.01,
    "events_where_sentences": 50.0,
    "code_010_share": 0.1,
    "top_code_share": 0.2,
    "top_dyad_share": 0.2,
    "top_outlet_share": 0.2,
}

BATCH_FAULTS = [
    ("articles_are_accounted_for", {"articles_unaccounted": 1.0}),
    ("articles_are_accounted_for", {"articles_unaccounted": -1.0}),
    ("set_aside_share", {"set_aside_share": 0.06}),
    ("articles_set_aside_share", {"articles_set_aside_share": 0.06}),
    ("events_where_sentences", {"events_where_sentences": 0.0}),
    ("code_010_share", {"code_010_share": 0.31}),
    ("top_code_share", {"top_code_share": 0.51}),
    ("top_dyad_share", {"top_dyad_share": 0.51}),
    ("top_outlet_share", {"top_outlet_share": 0.41}),
]


@pytest.mark.parametrize(("name", "change"), BATCH_FAULTS, ids=lambda value: str(value))
def test_a_bad_figure_fails_one_expectation(name, change):
    row = pl.DataFrame([{**BATCH_FIGURES, **change}])
    _, failures = check(row, batch.suite(shipped()["batch"]))
    assert failures["expectation"].to_list() == [name]


def test_every_expectation_has_a_fault_in_these_tests():
    tested = {
        "articles": {name for name, _ in ARTICLE_FAULTS} | {"id_is_unique"},
        "mentions": {name for name, _ in MENTION_FAULTS}
        | {"id_is_unique", "dated_near_publication"},
        "batch": {name for name, _ in BATCH_FAULTS},
    }
    assert {suite: set(rows) for suite, rows in shipped().items()} == tested


def test_many_articles_with_sentences_and_no_event_hold_the_batch():
    rows = articles(*({"article_id": f"a{i}"} for i in range(100)))
    verdict = judged(rows, mentions().clear(), Counts(100, 100, 0, 0, 100))
    assert verdict.held
    assert [why.split(":")[0] for why in verdict.held_because] == ["events_where_sentences"]


def test_a_small_batch_is_not_held_by_a_share_of_a_handful():
    verdict = judged(articles(), mentions({"source": None}))
    assert verdict.mentions.is_empty()
    assert not verdict.held


def test_a_lost_article_holds_the_batch():
    verdict = judged(articles(), mentions(), Counts(2, 1, 0, 0, 1))
    assert [why.split(":")[0] for why in verdict.held_because] == ["articles_are_accounted_for"]


def test_limits_can_be_set_by_name_and_a_wrong_name_is_refused():
    changed = adjusted(shipped(), {"batch": {"code_010_share": 0.5}})
    assert changed["batch"]["code_010_share"].bound == 0.5
    assert shipped()["batch"]["code_010_share"].bound == 0.3
    with pytest.raises(KeyError, match=r"batch\.code_020_share"):
        adjusted(shipped(), {"batch": {"code_020_share": 0.5}})
