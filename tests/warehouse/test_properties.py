"""What holds of every corpus: order plays no part, panels are recounts, parts add up."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.frames import GOLDSTEIN, article, dump, empty, load, mention
from warehouse.doctor import examine
from warehouse.panels import ACTOR_SCOPES, FREQUENCIES
from warehouse.withdraw import withdraw

DAYS = st.integers(0, 45).map(lambda n: date(2024, 12, 1) + timedelta(days=n))
QUICK = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

SENTENCES = (
    "China met Cambodia",
    "China received the Cambodian premier for talks on the canal loan and border trade",
    "China and Cambodia held talks on the canal loan and the trade across the border last month",
    "China discussed fishing rights, visas and a common patrol with Cambodia",
)

telling = st.fixed_dictionaries(
    {
        "code": st.sampled_from(sorted(GOLDSTEIN)),
        "event_date": DAYS,
        "date_precision": st.sampled_from(["day", "day", "week", "month", "year"]),
        "dyad": st.sampled_from([("CHN", "KHM"), ("KHM", "CHN"), ("CHN", "IGOUNO")]),
        "source_agent": st.sampled_from([None, "GOV", "MIL", "REB"]),
        "target_agent": st.sampled_from([None, "REB"]),
        "mode": st.sampled_from(["actual", "actual", "intent", "historical", "negated"]),
        "confidence": st.sampled_from([0.1, 0.5, 0.9]),
        "place_name": st.sampled_from([None, "Beijing", "Wuhan"]),
        "sentence": st.sampled_from(SENTENCES),
        "dropped_because": st.sampled_from([None, None, None, "absorbed"]),
    }
)
story = st.fixed_dictionaries(
    {
        "outlet": st.sampled_from(["Xinhua", "Reuters", None]),
        "published_on": DAYS,
        "repeats": st.none() | st.integers(0, 5),
        "tellings": st.lists(telling, max_size=4),
    }
)
corpora = st.lists(story, min_size=1, max_size=8)


def made(corpus: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Articles and mentions of a corpus; a story that repeats a later one is an original."""
    articles, mentions = [], []
    for i, drawn in enumerate(corpus):
        repeats = (
            drawn["repeats"] if drawn["repeats"] is not None and drawn["repeats"] < i else None
        )
        articles.append(
            article(
                f"a{i}",
                outlet=drawn["outlet"],
                published_on=drawn["published_on"],
                duplicate_of=None if repeats is None else f"a{repeats}",
                duplicate_kind=None if repeats is None else "near",
            )
        )
        for index, told in enumerate(drawn["tellings"] if repeats is None else []):
            source, target = told["dyad"]
            rest = {name: value for name, value in told.items() if name not in {"code", "dyad"}}
            mentions.append(
                mention(
                    f"a{i}",
                    told["code"],
                    source=source,
                    target=target,
                    sentence_index=index,
                    **rest,
                )
            )
    return articles, mentions


def load_in(db, corpus, batches: list[list[int]]) -> None:
    """Load a corpus in batches of the given articles."""
    articles, mentions = made(corpus)
    for batch in batches:
        names = {f"a{i}" for i in batch}
        load(
            db,
            [articles[i] for i in batch],
            [row for row in mentions if row["article_id"] in names],
        )


def in_some_order(n: int, seed: int) -> list[list[int]]:
    """Articles 0 to n - 1 shuffled and cut into batches."""
    rng = random.Random(seed)
    order = list(range(n))
    rng.shuffle(order)
    size = rng.randint(max(1, n // 2), n)
    return [order[i : i + size] for i in range(0, n, size)]


@QUICK
@given(corpora)
def test_loading_again_changes_nothing(db, corpus):
    empty(db)
    load_in(db, corpus, [list(range(len(corpus)))])
    before = dump(db)
    load_in(db, corpus, in_some_order(len(corpus), 1))
    assert dump(db) == before


@settings(QUICK, max_examples=3)
@given(corpora)
def test_ten_orders_of_arrival_give_the_same_warehouse(db, corpus):
    dumps = []
    for seed in range(10):
        empty(db)
        load_in(db, corpus, in_some_order(len(corpus), seed))
        dumps.append(dump(db))
    assert all(one == dumps[0] for one in dumps)


@QUICK
@given(corpora, st.integers(0, 7), st.integers(0, 99))
def test_withdrawing_leaves_a_sound_warehouse_that_a_rerun_does_not_change(db, corpus, which, seed):
    empty(db)
    load_in(db, corpus, in_some_order(len(corpus), seed))
    gone = f"a{which % len(corpus)}"
    withdraw(db, gone, reason="wrong", on=date(2025, 2, 1))
    assert [check for check in examine(db) if not check.ok] == []
    before = dump(db)
    load_in(db, corpus, in_some_order(len(corpus), seed + 1))
    assert dump(db) == before


@QUICK
@given(corpora)
def test_panels_are_a_recount_of_events_and_their_parts_add_up(db, corpus):
    empty(db)
    load_in(db, corpus, in_some_order(len(corpus), 3))
    events = db.execute("from events").pl()
    for freq in FREQUENCIES:
        panel = db.execute(f"select columns(c -> c not similar to {NUMBERS}) from dyad_{freq}").pl()
        for actors in ACTOR_SCOPES:
            some = panel.filter(actor_scope=actors).drop("actor_scope")
            assert some.sort(KEYS).equals(recount(within(events, actors), freq, some.schema)), freq
        stored = panel.filter(actor_scope="all")
        quads = stored.select(pl.sum_horizontal("n_vc", "n_mc", "n_vx", "n_mx"))
        roots = stored.select(pl.sum_horizontal("^n_root_.*$"))
        assert quads.to_series().to_list() == stored["n_events"].to_list()
        assert roots.to_series().to_list() == stored["n_events"].to_list()
        assert (stored["goldstein_pos"] + stored["goldstein_neg"]).to_list() == stored[
            "goldstein_sum"
        ].to_list()
        assert stored["n_events"].sum() + stored["n_excluded"].sum() == events.height


def within(events: pl.DataFrame, actors: str) -> pl.DataFrame:
    """The events of an actor scope; the only agents of the corpora are none, GOV, MIL and REB."""
    n_governments = pl.sum_horizontal(
        pl.col(side).is_null() | pl.col(side).is_in(["GOV", "MIL"])
        for side in ("source_agent", "target_agent")
    )
    return events.filter(n_governments >= {"all": 0, "gov_any": 1, "gov_gov": 2}[actors])


KEYS = ["source", "target", "period_start", "coder_version"]
#: Columns that are no counts; test_panels has them.
NUMBERS = "'(source|target)_(cow|gw)'"
STEP = {"day": "1d", "week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
LENGTH = {"day": 1, "week": 2, "month": 3, "quarter": 4, "year": 5}


def recount(events: pl.DataFrame, freq: str, schema: pl.Schema) -> pl.DataFrame:
    """The panel as polars counts it."""
    fits = pl.col("date_precision").replace_strict(LENGTH, return_dtype=pl.Int8) <= LENGTH[freq]
    value = pl.col("goldstein").filter(fits)
    sums = {
        "n_events": fits.sum(),
        "n_mentions": pl.col("n_mentions").filter(fits).sum(),
        "n_articles": pl.col("n_articles").filter(fits).sum(),
        "n_outlets": pl.col("n_outlets").filter(fits).sum(),
        **{
            f"n_{name}": (fits & (pl.col("quad_class") == quad)).sum()
            for quad, name in enumerate(("vc", "mc", "vx", "mx"), start=1)
        },
        **{
            f"n_root_{root:02}": (fits & (pl.col("cameo_root") == f"{root:02}")).sum()
            for root in range(1, 21)
        },
        "goldstein_sum": value.sum(),
        "goldstein_pos": value.filter(value > 0).sum(),
        "goldstein_neg": value.filter(value < 0).sum(),
        "n_valued": value.count(),
        "n_excluded": (~fits).sum(),
    }
    return (
        events.with_columns(period_start=pl.col("event_date").dt.truncate(STEP[freq]))
        .group_by(KEYS)
        .agg(**sums)
        .select(pl.col(name).cast(dtype) for name, dtype in schema.items())
        .sort(KEYS)
    )
