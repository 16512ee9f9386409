"""What an act is about: the table of words, how well it reads, and its way through the coder."""

import re

import polars as pl
import pytest

from tests.gold.score import HERE as GOLD
from tests.transforms.coding_helpers import coder, mentions
from transforms.coding import output_lines
from transforms.contexts import contexts, figures, table
from transforms.explain import article_frame

#: As the POLECAT data have them (source: head of contexts.toml).
NAMES = [
    "asylum",
    "cbrn",
    "corruption",
    "crime",
    "cyber",
    "diplomatic",
    "disasters",
    "economic",
    "election",
    "environment",
    "executive",
    "gender",
    "health",
    "human_rights",
    "human_security",
    "illegal_drugs",
    "inequality",
    "intelligence",
    "legal",
    "legislative",
    "lgbt",
    "migration",
    "military",
    "misinformation",
    "natural_resources",
    "peacekeeping",
    "political_institutions",
    "pro-autocracy",
    "pro-democracy",
    "religion_ethnicity",
    "reparations",
    "repression",
    "rights_freedoms",
    "technology",
    "territory",
    "terrorism",
    "trafficking",
]
LEAST_PRECISION, LEAST_RECALL = 0.97, 0.96


def gold() -> pl.DataFrame:
    frame = pl.read_csv(GOLD / "contexts.csv", infer_schema=False).fill_null("")
    return frame.with_columns(
        pl.col("contexts").str.split(";").list.filter(pl.element().str.len_chars() > 0)
    )


def test_the_table_has_the_contexts_of_polecat():
    assert [row.name for row in table()] == NAMES


@pytest.mark.parametrize("row", table(), ids=lambda row: row.name)
def test_words_are_in_lower_case_sorted_and_unique(row):
    for words in (row.words, row.exceptions):
        assert list(words) == sorted(set(words))
        for word in words:
            assert word == word.lower(), word
            assert re.fullmatch(r"[^\W_][\w' *]*", word.lstrip("'")), (
                f"{word!r}: hyphens are blanks"
            )
    assert all(word.isupper() for word in row.acronyms)
    assert not set(row.words) & set(row.exceptions)
    assert list(figures()) == sorted(set(figures()))


@pytest.mark.parametrize("row", table(), ids=lambda row: row.name)
def test_each_context_is_found_in_its_own_example(row):
    assert row.about
    assert row.name in contexts(row.example)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Iran bombed Iraq.", ["military"], id="a verb"),
        pytest.param("A SUICIDE BOMBING IN KABUL", ["terrorism"], id="an exception, in capitals"),
        pytest.param("The WHO praised Cuba.", ["health"], id="an acronym"),
        pytest.param("Cuba asked who had called.", [], id="the same letters, no acronym"),
        pytest.param("WHO CALLED CUBA", [], id="in capitals nothing is an acronym"),
        pytest.param("A pro-democracy group", ["pro-democracy"], id="a hyphen is a blank"),
        pytest.param(
            "France\u2019s girls\u2019 education plan", ["gender"], id="a curly apostrophe"
        ),
        pytest.param("Peru praised its tankard and the courtier.", [], id="whole words only"),
        pytest.param("Boko Haram", ["terrorism"], id="a name"),
        pytest.param("a virus of hate", [], id="a figure of speech"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_words_and_what_is_none(text, expected):
    assert contexts(text) == expected


def test_precision_and_recall_on_the_gold():
    scored = gold().with_columns(
        found=pl.col("text").map_elements(contexts, return_dtype=pl.List(pl.String))
    )
    both = pl.col("found").list.set_intersection("contexts").list.len().sum().alias("right")
    right, found, told = scored.select(
        both, pl.col("found").list.len().sum(), pl.col("contexts").list.len().sum().alias("told")
    ).row(0)
    assert right / found >= LEAST_PRECISION, f"precision {right / found:.3f}"
    assert right / told >= LEAST_RECALL, f"recall {right / told:.3f}"


def test_the_gold_is_well_formed():
    frame = gold()
    told = frame["contexts"].explode(empty_as_null=True).drop_nulls()
    assert frame["id"].is_unique().all()
    assert frame["text"].is_unique().all()
    assert set(told) == set(NAMES), "every context has gold"
    assert told.value_counts()["count"].min() >= 3
    assert frame["contexts"].list.len().max() <= 3
    assert set(frame["kind"]) == {"context", "none", "tricky"}
    assert frame.filter(pl.col("kind") == "none")["contexts"].list.len().max() == 0


SENTENCE = (
    "Japan on Tuesday summoned the Chinese ambassador over warships near the disputed islands."
)


def test_a_coded_mention_carries_the_contexts_of_its_sentence():
    kept = mentions(SENTENCE).filter(pl.col("dropped_because").is_null())
    assert kept["contexts"].to_list() == [["diplomatic", "military", "territory"]]


def test_contexts_are_of_the_sentence_not_of_the_article():
    text = f"{SENTENCE} China rejected the Japanese protest on Wednesday."
    by_sentence = dict(mentions(text).select("sentence_index", "contexts").iter_rows())
    assert by_sentence[1] == []


def test_a_line_of_output_has_the_contexts():
    articles = article_frame(SENTENCE, mentions(SENTENCE)["event_date"][0])
    coded = coder().code(articles)
    (line,) = output_lines(coded.mentions, articles)
    assert line["contexts"] == ["diplomatic", "military", "territory"]
