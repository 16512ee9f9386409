"""Stories told again: exact copies, near copies, and updates of a wire story.

Signatures are MinHash over runs of five words (Broder 1997, "On the resemblance and containment
of documents"); candidates come from equal bands, so that a batch is compared with a week's
stories without comparing each with each. Only articles within a week of each other are copies:
the same words a year later are an anniversary, told anew.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from transforms.cleaning import mark
from transforms.sentences import split

#: Words of a run. Shorter runs find paraphrase, longer ones miss edited copies.
RUN = 5
HASHES = 128
SEED = 42
#: Hashes of a band: two stories are compared when all the hashes of a band agree. Of pairs at
#: similarity .5 a share of 1-(1-.5^3)^42 = .996 is compared, at .2 .29.
BAND = 3
#: Above this share of common runs two texts are one story.
NEAR = 0.7
#: A story that holds this share of another's runs, and is longer, is its update.
CONTAINED = 0.6
#: How much longer an update is at least.
LONGER = 1.1
#: Days between copies of one story.
WEEK = 7

_SIGNATURES: dict[str, pl.DataType | type[pl.DataType]] = {
    "article_id": pl.String,
    "n_words": pl.Int32,
    "signature": pl.List(pl.UInt32),
}
SIGNATURES = pl.Schema(_SIGNATURES)
_WORD = re.compile(r"\w+")


def signatures(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the MinHash signature of each article's own words.

    Takes `article_id`, `title` and `text`; returns `SIGNATURES`, a row an article, in order.
    Captions, datelines and credits do not count: they differ between outlets.
    """
    from rensa import RMinHash

    words = [
        _words(text or "", title) for title, text in articles.select("title", "text").iter_rows()
    ]
    runs = [_runs(some) for some in words]
    digests = RMinHash.digests_from_token_sets(runs, num_perm=HASHES, seed=SEED) if runs else []
    return pl.DataFrame(
        {
            "article_id": articles["article_id"],
            "n_words": [len(some) for some in words],
            "signature": [list(digest) for digest in digests],
        },
        schema=SIGNATURES,
    )


def _words(text: str, title: str | None) -> list[str]:
    """Return the words that are coded, in lower case."""
    pieces: list[str] = []
    at = 0
    for marked in mark(text, title):
        pieces += _WORD.findall(text[at : marked.start].lower())
        at = marked.end
    return pieces + _WORD.findall(text[at:].lower())


def _runs(words: list[str]) -> list[str]:
    if len(words) < RUN:
        return [" ".join(words)]
    return sorted({" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1)})


def mark_duplicates(
    articles: pl.DataFrame, signed: pl.DataFrame, held: pl.DataFrame
) -> pl.DataFrame:
    """Return the articles with the story each repeats.

    Args:
        articles: `article_id`, `published_on` and more; returned as they are, in order.
        signed: `signatures(articles)`.
        held: stories already known: `article_id, published_on, n_words, signature`.

    Returns:
        The articles with `n_words`, `signature`, `duplicate_of` (null: a story of its own),
        `duplicate_kind` (exact | near | update) and `similarity`. The story of a copy is a held
        one first, else the earliest, ties by id; a copy never points at a copy.
    """
    fresh = articles.join(signed, on="article_id", how="left", maintain_order="left")
    found = _stories(fresh, held)
    kinds = pl.DataFrame(
        [(identity, *story) for identity, story in found.items()],
        schema={
            "article_id": pl.String,
            "duplicate_of": pl.String,
            "duplicate_kind": pl.String,
            "similarity": pl.Float64,
        },
        orient="row",
    )
    return fresh.join(kinds, on="article_id", how="left", maintain_order="left")


def _stories(fresh: pl.DataFrame, held: pl.DataFrame) -> dict[str, tuple[str, str, float]]:
    """Return (story, kind, similarity) of each article that repeats one."""
    columns = ["article_id", "published_on", "n_words", "signature"]
    queue = fresh.select(columns).sort("published_on", "article_id")
    known = held.select(columns).filter(~pl.col("article_id").is_in(queue["article_id"].implode()))
    everyone = pl.concat(
        [
            known.sort("published_on", "article_id").with_columns(fresh=pl.lit(value=False)),
            queue.with_columns(fresh=pl.lit(value=True)),
        ],
        how="vertical_relaxed",
    ).with_row_index("rank")
    found: dict[str, tuple[str, str, float]] = {}
    for row in _pairs(everyone).iter_rows(named=True):
        later, earlier = row["article_id"], row["article_id_right"]
        if later in found or earlier in found:
            continue  # settled by a nearer story, or the other one is a copy itself
        kind = _kind(row)
        if kind is not None:
            found[later] = (earlier, kind, row["similarity"])
    return found


def _pairs(everyone: pl.DataFrame) -> pl.DataFrame:
    """Return pairs of a fresh article and an earlier one that may be one story.

    Sorted so that an article is settled before it can be another's story, nearest first.
    """
    bands = (
        everyone.lazy()
        .select("rank", "fresh", "signature")
        .explode("signature", empty_as_null=False)
        .with_columns(band=pl.int_range(pl.len()).over("rank") // BAND)
        .group_by("rank", "fresh", "band", maintain_order=True)
        .agg(key=pl.col("signature").hash().sum(), size=pl.len())
        .filter(pl.col("size") == BAND)
    )
    later = bands.filter(pl.col("fresh"))
    candidates = (
        later.join(bands, on=["band", "key"], how="inner")
        .filter(pl.col("rank_right") < pl.col("rank"))
        .select("rank", "rank_right")
        .unique()
        .collect()
    )
    right = everyone.rename({name: f"{name}_right" for name in everyone.columns})
    equal = pl.col("signature").list.eval(pl.element())
    paired = candidates.join(everyone, on="rank").join(right, on="rank_right")
    agree = (
        paired.select("rank", "rank_right", equal, "signature_right")
        .explode("signature", "signature_right", empty_as_null=False)
        .group_by("rank", "rank_right")
        .agg(similarity=(pl.col("signature") == pl.col("signature_right")).mean())
    )
    apart = (pl.col("published_on") - pl.col("published_on_right")).dt.total_days().abs()
    return (
        paired.drop("signature", "signature_right")
        .join(agree, on=["rank", "rank_right"])
        .filter(apart <= WEEK)
        .sort("rank", pl.col("similarity"), "rank_right", descending=[False, True, False])
    )


def _kind(row: Mapping[str, Any]) -> str | None:
    """Say what a pair is, from its similarity and lengths."""
    similarity, here, there = row["similarity"], row["n_words"], row["n_words_right"]
    if similarity == 1.0 and here == there:
        return "exact"
    common = similarity / (1 + similarity) * (here + there)
    contained = common / max(min(here, there), 1)
    if here >= LONGER * there and contained >= CONTAINED:
        return "update"
    return "near" if similarity >= NEAR else None


def new_sentences(updates: pl.DataFrame) -> dict[str, list[tuple[int, int]]]:
    """Return the sentences of updates that the original does not have.

    Takes `article_id, title, text, original_title, original_text`; returns [start, end)
    characters of `text` by article id; articles without a new sentence are not in it.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for row in updates.iter_rows(named=True):
        old = {
            _key(row["original_text"][s.start : s.end])
            for s in split(row["original_text"], mark(row["original_text"], row["original_title"]))
        }
        text = row["text"]
        spans = [
            (s.start, s.end)
            for s in split(text, mark(text, row["title"]))
            if _key(text[s.start : s.end]) not in old
        ]
        if spans:
            found[row["article_id"]] = spans
    return found


def _key(sentence: str) -> str:
    return " ".join(_WORD.findall(sentence.lower()))
