"""Patterns and model together: second opinions, acts that no pattern knows, marked pairs."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from transforms import coding, weighing
from transforms.coding import Coder
from transforms.explain import article_frame
from transforms.pairs import code_pairs
from transforms.weighing import CODERS

DAY = date(2024, 6, 12)
LIMITS = weighing.limits()


@pytest.fixture(scope="module")
def coders() -> dict[str, Coder]:
    return {by: Coder(by=by) for by in CODERS}


def kept(coder, text):
    """Return the kept mentions of a text."""
    mentions = coder.code(article_frame(text, DAY)).mentions
    return mentions.filter(mentions["dropped_because"].is_null())


def test_who_codes_is_part_of_the_version(coders):
    assert len({coder.version for coder in coders.values()}) == len(CODERS)


def test_what_the_model_reads_stands_beside_the_pattern_unless_that_is_sure(coders, monkeypatch):
    text = "Poland accused Belarus of sending migrants across the border on Tuesday."
    alone, both = (kept(coders[by], text) for by in ("patterns", "both"))
    assert both["method"].to_list() == alone["method"].to_list()
    ask = replace(weighing.limits(), settled=1.0)
    monkeypatch.setattr(weighing, "limits", lambda: ask)
    asked = kept(coders["both"], text)
    assert asked["method"][0] == f"{alone['method'][0]}+model:ACCUSE"
    assert asked["cameo_code"].to_list() == ["112"]


def test_an_act_told_both_ways_is_read_once_for_both(coders, monkeypatch):
    ask = replace(weighing.limits(), settled=1.0)
    monkeypatch.setattr(weighing, "limits", lambda: ask)
    told = kept(coders["both"], "France and Chad held talks in Paris on Monday.")
    assert told.height == 2
    assert set(told["method"].str.extract(r"\+model:(\w+)")) == {"CONSULT"}


def test_long_lists_are_not_read(coders, monkeypatch):
    countries = "France, Chad, Niger, Mali, Ghana, Togo, Benin, Kenya, Peru and Chile"
    monkeypatch.setattr(weighing, "limits", lambda: replace(LIMITS, settled=1.0))
    coded = coders["both"].code(article_frame(f"{countries} held talks on Monday.", DAY)).mentions
    assert not coded["method"].str.contains("model:").any()


AIRLIFT = "Kenya airlifted stranded Ugandan students out of the flooded town on Monday."
CROWD = "Kenya airlifted stranded Ugandan students, as Chad, Niger and Mali did with their own."


def test_the_model_finds_what_no_pattern_knows_and_says_so(coders):
    assert kept(coders["patterns"], AIRLIFT).is_empty()
    found = kept(coders["both"], AIRLIFT)
    assert found["method"].to_list() == ["model:AID"]
    assert found["cameo_root"].to_list() == ["07"]


def test_in_a_crowd_the_model_does_not_look_by_itself(coders, monkeypatch):
    of_model = pl.col("method").str.starts_with("model")
    assert kept(coders["both"], CROWD).filter(of_model).is_empty()
    wide = replace(weighing.limits(), codes=9, tell=0.05)
    monkeypatch.setattr(weighing, "limits", lambda: wide)
    assert not kept(coders["both"], CROWD).filter(of_model).is_empty()


def test_an_act_of_which_a_pattern_knows_the_parties_is_not_told_of_others(coders, monkeypatch):
    calls = []

    def noting(*given):
        calls.append(given)
        return weighing.weigh(*given)

    monkeypatch.setattr(coding, "weigh", noting)
    for text in (AIRLIFT, "Norway sent food to Malawi.", "Norway accused Malawi of fraud."):
        kept(coders["both"], text)
    (_, *rest), (aid, *_), (accusation, *_) = calls
    assert not any(act.by_model for act in weighing.weigh(aid, *rest))
    assert any(act.by_model for act in weighing.weigh(accusation, *rest))


@pytest.mark.parametrize(
    "text",
    [
        "Ethiopian negotiators resumed the talks on Tuesday in Doha.",
        "A dozen Tibetan exiles scaled the fence in New Delhi and unfurled banners.",
        "A spokesman reached in Beirut accused the Iranian side of selling his people.",
        "Senegal, current chairman of the African Union, is sending an envoy to the two capitals.",
        "President Macky Sall of Senegal, the chairman of the African Union, phoned both leaders.",
    ],
)
def test_where_something_goes_on_and_what_somebody_chairs_are_no_parties(coders, monkeypatch, text):
    everything = replace(weighing.limits(), tell=0.05)
    monkeypatch.setattr(weighing, "limits", lambda: everything)
    assert kept(coders["both"], text).is_empty()


def test_what_both_think_unlikely_is_dropped_with_the_reason(coders, monkeypatch):
    strict = replace(weighing.limits(), keep=0.995, settled=1.0)
    monkeypatch.setattr(weighing, "limits", lambda: strict)
    text = "Poland accused Belarus of sending migrants across the border on Tuesday."
    mentions = coders["both"].code(article_frame(text, DAY)).mentions
    assert mentions["dropped_because"].to_list() == [weighing.UNLIKELY]


def test_an_article_codes_alike_whatever_is_coded_with_it(coders):
    frames = [article_frame(text, DAY) for text in (AIRLIFT, CROWD)]
    frames = [f.with_columns(article_id=pl.lit(f"a{n}")) for n, f in enumerate(frames)]
    alone = pl.concat([coders["both"].code(frame).mentions for frame in frames])
    together = coders["both"].code(pl.concat(frames)).mentions
    reverse = coders["both"].code(pl.concat(frames[::-1])).mentions
    assert together.equals(alone)
    assert reverse.sort("article_id", maintain_order=True).equals(alone)


def test_a_coder_nobody_knows_is_named():
    with pytest.raises(ValueError, match="no coder 'oracle'"):
        weighing.deciders("oracle")


PAIR = {"id": 7, "text": "Chad attacked Niger.", "source": (0, 4), "target": (14, 19)}


@pytest.mark.parametrize("by", CODERS)
def test_each_pair_gets_a_line_in_order_and_always_a_code(by):
    rows = [
        PAIR | {"source": [0, 4]},
        PAIR | {"id": 8, "text": "", "source": None, "target": None},
        PAIR | {"id": 9},
    ]
    lines = list(code_pairs(rows, by))
    assert [line["id"] for line in lines] == [7, 8, 9]
    assert all(len(line["code"]) >= 2 and line["plover"] for line in lines)
    assert lines[0]["plover"] == lines[2]["plover"] == "ASSAULT"
