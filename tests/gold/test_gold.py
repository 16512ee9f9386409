"""The coder is as good on the project's own gold as it was, and the gold is well formed."""

import json
from collections import Counter

import pytest

from tests.gold.score import BASELINE, SETS, TOLERANCE, articles, f1, score
from transforms.codebook import table


@pytest.mark.parametrize("name", sorted(SETS))
def test_f1_does_not_fall(name):
    total, _ = score(list(SETS[name]()))
    before = json.loads(BASELINE.read_text("utf-8"))[name]["f1"]
    now = f1(total)[2]
    assert now >= before - TOLERANCE, f"{name}: F1 {now:.3f}, was {before:.3f}; see `make gold`"


def test_reports_of_sport_and_anniversaries_give_no_event():
    quiet = [t for t in articles() if not any(g["required"] for g in t.gold)]
    total, errors = score(quiet)
    assert len(quiet) >= 4
    assert total["fp"] == 0, errors


@pytest.mark.parametrize("name", sorted(SETS))
def test_the_gold_uses_known_codes_and_one_id_a_text(name):
    texts = list(SETS[name]())
    codes = set(table("actions")["code"])
    assert max(Counter(t.id for t in texts).values()) == 1
    for text in texts:
        assert text.gold or name in {"sentences", "breadth"}, f"{text.id} has no gold row"
        for gold in text.gold:
            for root in gold["roots"]:
                assert gold["none"] or root in codes, f"{text.id}: root {root!r}"
