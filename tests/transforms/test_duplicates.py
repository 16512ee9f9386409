"""Copies and updates of a story are found, whatever the order they come in."""

import random
from datetime import date, timedelta
from time import perf_counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.duplicates import mark_duplicates, new_sentences, signatures

DAY = date(2024, 1, 9)
WORDS = [
    "fish",
    "cod",
    "quota",
    "envoy",
    "harbour",
    "treaty",
    "minister",
    "coast",
    "spring",
    "border",
    "vessel",
    "island",
    "north",
    "talks",
    "trade",
    "crew",
    "accord",
    "winter",
    "haddock",
    "patrol",
    "fleet",
    "market",
    "licence",
    "sea",
    "port",
    "council",
    "deal",
    "visit",
]


def story(seed: int, sentences: int = 12) -> list[str]:
    """Return the sentences of a made-up report, the same for the same seed."""
    draw = random.Random(seed)
    return [f"The {' '.join(draw.choices(WORDS, k=14))}." for _ in range(sentences)]


def told(*sentences: str) -> str:
    return " ".join(sentences)


FIRST, SECOND = story(1), story(2)
#: One word of the last sentence differs.
EDITED = [*FIRST[:-1], FIRST[-1].replace("The ", "That ", 1)]
#: The same story, half as long again.
LONGER = [*FIRST, *story(3, 6)]


def articles(*rows: tuple[str, str] | tuple[str, str, int]) -> pl.DataFrame:
    """Return articles from (id, text, days after DAY)."""
    padded = [(*row, 0)[:3] for row in rows]
    return pl.DataFrame(
        [(name, None, text, DAY + timedelta(days=days)) for name, text, days in padded],
        schema={"article_id": pl.String, "title": pl.String, "text": pl.String,
                "published_on": pl.Date}, orient="row",
    )  # fmt: skip


def held(*rows: tuple[str, str] | tuple[str, str, int]) -> pl.DataFrame:
    """Return stories as the warehouse has them."""
    some = articles(*rows)
    return some.join(signatures(some), on="article_id").select(
        "article_id", "published_on", "n_words", "signature"
    )


def copies(fresh: pl.DataFrame, known: pl.DataFrame | None = None) -> dict[str, tuple[str, str]]:
    """Return (story, kind) of each article that repeats one."""
    known = held() if known is None else known
    found = mark_duplicates(fresh, signatures(fresh), known)
    assert found["article_id"].to_list() == fresh["article_id"].to_list()
    return {
        row["article_id"]: (row["duplicate_of"], row["duplicate_kind"])
        for row in found.iter_rows(named=True)
        if row["duplicate_of"]
    }


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        pytest.param(told(*FIRST), told(*FIRST), "exact", id="word for word"),
        pytest.param(told(*FIRST), told(*FIRST).upper(), "exact", id="in other capitals"),
        pytest.param(
            f"OSLO, Jan. 9 (AP) -- {told(*FIRST)}",
            f"By Ann Lee\n\nOSLO (Reuters) - {told(*FIRST)} (Reporting by Ann Lee)",
            "exact", id="datelines, bylines and credits do not count",
        ),
        pytest.param(told(*FIRST), told(*EDITED), "near", id="a word edited"),
        pytest.param(told(*FIRST), told(*FIRST[:-1]), "near", id="the last sentence cut"),
        pytest.param(told(*FIRST), told(*LONGER), "update", id="the story and more"),
        pytest.param(told(*FIRST), told(*SECOND), None, id="another story"),
        pytest.param(told(*FIRST), told(*FIRST[:2], *SECOND), None, id="two sentences in common"),
    ],
)  # fmt: skip
def test_the_later_of_two_articles_is_a_copy_by_its_kind(first, second, kind):
    found = copies(articles(("a", first), ("b", second, 1)))
    assert found == ({"b": ("a", kind)} if kind else {})


@pytest.mark.parametrize(
    ("days", "is_copy"),
    [
        pytest.param(0, True, id="the same day"),
        pytest.param(7, True, id="a week later"),
        pytest.param(8, False, id="after a week it is told anew"),
        pytest.param(366, False, id="an anniversary"),
    ],
)
def test_copies_lie_within_a_week(days, is_copy):
    fresh = articles(("a", told(*FIRST)), ("b", told(*FIRST), days))
    assert bool(copies(fresh)) is is_copy
    late = articles(("b", told(*FIRST), days))
    assert bool(copies(late, held(("a", told(*FIRST))))) is is_copy


def test_the_story_of_a_copy_is_the_earliest_ties_by_id():
    fresh = articles(("c", told(*FIRST)), ("b", told(*FIRST)), ("a", told(*FIRST), 1))
    assert copies(fresh) == {"a": ("b", "exact"), "c": ("b", "exact")}


def test_a_held_story_goes_before_an_earlier_one_of_the_batch():
    fresh = articles(("a", told(*FIRST)), ("b", told(*FIRST), 1))
    known = held(("z", told(*FIRST), 3))
    assert copies(fresh, known) == {"a": ("z", "exact"), "b": ("z", "exact")}


def test_an_article_that_is_held_already_is_no_copy_of_itself():
    fresh = articles(("a", told(*FIRST)))
    assert copies(fresh, held(("a", told(*FIRST)))) == {}


def test_a_copy_never_points_at_a_copy():
    chain = [told(*FIRST[i:], *SECOND[:i]) for i in range(0, 12, 2)]
    fresh = articles(*((f"{i:02}", text, i) for i, text in enumerate(chain)))
    found = copies(fresh)
    assert found
    assert not {story for story, _ in found.values()} & set(found)


def test_a_short_text_has_a_signature_too():
    fresh = articles(("a", "Oslo agreed."), ("b", "Oslo agreed."), ("c", ""), ("d", "(AP)"))
    assert signatures(fresh)["n_words"].to_list()[:3] == [2, 2, 0]
    assert copies(fresh)["b"] == ("a", "exact")


def test_no_articles_are_no_copies():
    assert copies(articles()) == {}
    assert mark_duplicates(articles(), signatures(articles()), held(("z", "x"))).is_empty()


TELLINGS = [
    (f"{name}{copy}", told(*text), copy)
    for name, text in (("a", FIRST), ("b", EDITED), ("c", LONGER), ("d", SECOND), ("e", story(5)))
    for copy in range(3)
]


@settings(max_examples=20, deadline=None)
@given(st.permutations(TELLINGS))
def test_the_order_of_rows_does_not_matter(rows):
    expected = copies(articles(*TELLINGS))
    assert {kind for _, kind in expected.values()} == {"exact", "near", "update"}
    assert copies(articles(*rows)) == expected


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(1, 14), st.integers(0, 12)), max_size=12),
    st.integers(0, 4),
)
def test_every_copy_points_at_a_story_within_its_week(drawn, n_held):
    rows = [(f"{i:02}", told(*story(seed, size)), day) for i, (seed, size, day) in enumerate(drawn)]
    fresh, known = articles(*rows[n_held:]), held(*rows[:n_held])
    found = copies(fresh, known)
    days = {identity: day for identity, _, day in rows}
    for copy, (of, kind) in found.items():
        assert of not in found
        assert of != copy
        assert abs(days[copy] - days[of]) <= 7
        assert kind in {"exact", "near", "update"}


def seconds_of_marking(texts: list[str]) -> float:
    """Return how long it takes to find the copies among some texts of one day."""
    fresh = articles(*((f"{number:05}", text) for number, text in enumerate(texts)))
    signed, known = signatures(fresh), held()
    start = perf_counter()
    found = mark_duplicates(fresh, signed, known)
    assert found["duplicate_of"].null_count() == 1
    return perf_counter() - start


@pytest.mark.parametrize(
    "tail", [pytest.param("", id="word for word"), pytest.param(" Copy {}.", id="all but a word")]
)
def test_many_copies_of_one_text_take_time_in_proportion(tail):
    texts = [told(*FIRST) + tail.format(number) for number in range(4_000)]
    seconds_of_marking(texts[:10])  # warm
    few, many = seconds_of_marking(texts[:1_000]), seconds_of_marking(texts)
    assert many <= 4 * 2.5 * few


def updates(text: str, original: str) -> list[str]:
    """Return the new sentences of a text."""
    frame = pl.DataFrame(
        {"article_id": ["u"], "title": [None], "text": [text], "original_title": [None],
         "original_text": [original]},
        schema_overrides={"title": pl.String, "original_title": pl.String},
    )  # fmt: skip
    return [text[start:end] for start, end in new_sentences(frame).get("u", [])]


@pytest.mark.parametrize(
    ("text", "original", "new"),
    [
        pytest.param("Oslo agreed. Rome waited.", "Oslo agreed.", ["Rome waited."], id="one more"),
        pytest.param("Rome waited. Oslo agreed.", "Oslo agreed.", ["Rome waited."], id="on top"),
        pytest.param("Oslo agreed.", "Oslo agreed. Rome waited.", [], id="one less"),
        pytest.param("OSLO, agreed!", "Oslo agreed.", [], id="marks and capitals do not count"),
        pytest.param("Oslo agreed on fish.", "Oslo agreed.", ["Oslo agreed on fish."], id="edited"),
        pytest.param(
            "ROME, Jan. 9 (AP) -- Oslo agreed. (Reporting by Bo Li)", "Oslo agreed.", [],
            id="what is not coded is not new",
        ),
    ],
)  # fmt: skip
def test_only_the_new_sentences_of_an_update_are_told(text, original, new):
    assert updates(text, original) == new
