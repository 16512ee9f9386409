"""Stories told again: exact copies, near copies, and updates of a wire story.

Signatures are MinHash over runs of five words (Broder 1997, "On the resemblance and containment
of documents"); candidates come from equal bands, so that a batch is compared with a week's
stories without comparing each with each. Only articles within a week of each other are copies:
the same words a year later are an anniversary, told anew.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import eq
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
    """Return (story, kind, similarity) of each article that repeats one.

    Articles are settled one after another and each is compared with stories only, never with
    copies: three thousand copies of one text are three thousand comparisons, not millions.
    """
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
    shelves: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    found: dict[str, tuple[str, str, float]] = {}
    for row in _comparable(everyone).iter_rows(named=True):
        bands = list(zip(row["band"], row["key"], strict=True))
        story = _nearest(row, [shelves[band] for band in bands]) if row["fresh"] else None
        if story is not None:
            found[row["article_id"]] = story
            continue
        for band in bands:
            shelves[band].append(row)
    return found


def _comparable(everyone: pl.DataFrame) -> pl.DataFrame:
    """Return who shares a band of hashes with a fresh article, with those bands, by `rank`.

    Adds `band` (number) and `key` (of its hashes), lists of one length.
    """
    bands = (
        everyone.lazy()
        .filter(pl.col("published_on").is_not_null())
        .select("rank", "fresh", "signature")
        .explode("signature", empty_as_null=False)
        .with_columns(band=pl.int_range(pl.len()).over("rank") // BAND)
        .group_by("rank", "fresh", "band")
        .agg(key=pl.col("signature").hash().sum(), size=pl.len())
        .filter(pl.col("size") == BAND)
        .filter((pl.len() > 1).over("band", "key") & pl.col("fresh").any().over("band", "key"))
        .group_by("rank")
        .agg("band", "key")
        .collect()
    )
    return everyone.join(bands, on="rank", how="inner").sort("rank")


def _nearest(
    article: Mapping[str, Any], shelves: Sequence[list[dict[str, Any]]]
) -> tuple[str, str, float] | None:
    """Return (story, kind, similarity) of the story that is likest an article, ties by rank.

    Articles come by day, so stories that are too old for this one are taken off their shelves.
    """
    stories: dict[int, dict[str, Any]] = {}
    for shelf in shelves:
        shelf[:] = [story for story in shelf if _days_after(article, story) <= WEEK]
        stories.update((story["rank"], story) for story in shelf)
    pairs = [
        _pair(article, story) for story in stories.values() if _days_after(story, article) <= WEEK
    ]
    for pair in sorted(pairs, key=lambda pair: (-pair["similarity"], pair["rank_right"])):
        kind = _kind(pair)
        if kind is not None:
            return pair["article_id_right"], kind, pair["similarity"]
    return None


def _days_after(later: Mapping[str, Any], earlier: Mapping[str, Any]) -> int:
    days: int = (later["published_on"] - earlier["published_on"]).days
    return days


def _pair(article: Mapping[str, Any], story: Mapping[str, Any]) -> dict[str, Any]:
    """Return an article beside a story, with the share of hashes that agree."""
    agree = sum(map(eq, article["signature"], story["signature"]))
    return {
        "n_words": article["n_words"],
        "n_words_right": story["n_words"],
        "article_id_right": story["article_id"],
        "rank_right": story["rank"],
        "similarity": agree / HASHES,
    }


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
