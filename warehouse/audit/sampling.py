"""Draw what a hand check judges: tellings by CAMEO root, and sentences without an event.

Within a stratum every item has the same chance (simple random sampling without replacement,
Cochran 1977, Sampling Techniques, ch. 5): items are ordered by a hash of seed and id, and the first
are taken, so that a draw depends on what the warehouse holds and on the seed, and on nothing else.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import duckdb

from transforms.records import content_id
from warehouse import sql
from warehouse.audit import sheet

Stratum = Literal["dropped", "beside", "quiet"]
#: Sentences without an event: of which the coder dropped an act; in an article that gave an event
#: elsewhere; in an article that gave none. Where most is missed is not known before; these differ.
SENTENCE_STRATA: tuple[Stratum, ...] = get_args(Stratum)
#: Articles held at once.
FETCHED = 500
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many to draw: tellings a root (`by_root` for single ones), sentences in all."""

    per_root: int = 30
    sentences: int = 200
    by_root: Mapping[str, int] = field(default_factory=dict)


def events(
    db: duckdb.DuckDBPyConnection, sizes: Sizes, *, seed: int, coder_version: str | None = None
) -> list[dict[str, Any]]:
    """Return drawn tellings with their articles' texts (columns of `events.sql`)."""
    values = {
        "coder": coder_version,
        "seed": seed,
        "per_root": sizes.per_root,
        "sizes": dict(sizes.by_root) or {"none": 0},
    }
    return sql.frame(db, "audit/events.sql", values).to_dicts()


def articles(
    db: duckdb.DuckDBPyConnection, *, coder_version: str | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the coded articles with what was found in them (columns of `articles.sql`)."""
    answer = sql.run(db, "audit/articles.sql", {"coder": coder_version})
    names = [column[0] for column in answer.description or ()]
    while rows := answer.fetchmany(FETCHED):
        for row in rows:
            yield dict(zip(names, row, strict=True))


class SentenceDraw:
    """Draws sentences without an event while articles pass by; holds no more than it may need."""

    def __init__(self, size: int, *, seed: int) -> None:
        """Make a draw of so many sentences at most."""
        self.size, self.seed = size, seed
        self.population: dict[Stratum, int] = dict.fromkeys(SENTENCE_STRATA, 0)
        #: The `size` smallest hashes of each stratum, the greatest first (a heap of negatives).
        self._held: dict[Stratum, list[tuple[int, str, dict[str, Any]]]] = {
            name: [] for name in SENTENCE_STRATA
        }

    def add(
        self, article: Mapping[str, Any], sentences: Sequence[Span], coded: Sequence[bool]
    ) -> None:
        """Count and perhaps take the sentences of an article that no telling lies in.

        Args:
            article: a row of `articles.sql`.
            sentences: [start, end) of all its sentences, in order.
            coded: for each, whether it was coded (of an update only what is new).
        """
        told, dropped = _spans(article["told"]), _spans(article["dropped"])
        for number, (span, was_coded) in enumerate(zip(sentences, coded, strict=True)):
            if not was_coded or _touches(span, told):
                continue
            stratum: Stratum = (
                "dropped" if _touches(span, dropped) else "beside" if told else "quiet"
            )
            self.population[stratum] += 1
            name = content_id("sentence", article["article_id"], *span)
            self._offer(stratum, name, article, sentences, number)

    def _offer(
        self,
        stratum: Stratum,
        name: str,
        article: Mapping[str, Any],
        sentences: Sequence[Span],
        number: int,
    ) -> None:
        held = self._held[stratum]
        order = -_order(self.seed, name)
        if self.size < 1 or (len(held) >= self.size and order <= held[0][0]):
            return
        row = {
            "id": f"s-{name}",
            "kind": "sentence",
            "stratum": stratum,
            **_words(article, sentences, number),
            "found_in_article": sheet.event_text(dict.fromkeys(_events(article["told"]))),
        }
        if len(held) < self.size:
            heapq.heappush(held, (order, name, row))
        else:
            heapq.heapreplace(held, (order, name, row))

    def rows(self) -> list[dict[str, str]]:
        """Return the rows drawn, shared out over the strata, each with population and weight."""
        shares = allocate([self.population[name] for name in SENTENCE_STRATA], self.size)
        found = []
        for name, share in zip(SENTENCE_STRATA, shares, strict=True):
            first = sorted(self._held[name], key=lambda item: (-item[0], item[1]))[:share]
            found += [_weighted(row, self.population[name], share) for _, _, row in first]
        return found


def allocate(populations: Sequence[int], size: int) -> list[int]:
    """Share a sample out equally over strata; what a small one cannot take goes to the others.

    Args:
        populations: how many each stratum has.
        size: how many to draw in all.

    Returns:
        How many to draw of each, in order; their sum is `size` or all there are.
    """
    shares = [0] * len(populations)
    for turn, place in enumerate(sorted(range(len(populations)), key=lambda i: populations[i])):
        left = size - sum(shares)
        shares[place] = min(populations[place], left // (len(populations) - turn))
    return shares


def event_rows(
    drawn: Sequence[Mapping[str, Any]], sentences: Sequence[Sequence[Span]]
) -> list[dict[str, str]]:
    """Return drawn tellings as rows of a sheet.

    Args:
        drawn: the answer of `events`.
        sentences: for each, the sentences of its article.
    """
    number: dict[str, int] = {}
    for row in drawn:
        number[row["cameo_root"]] = number.get(row["cameo_root"], 0) + 1
    return [
        _weighted(_event_row(row, spans), row["population"], number[row["cameo_root"]])
        for row, spans in zip(drawn, sentences, strict=True)
    ]


def _event_row(row: Mapping[str, Any], spans: Sequence[Span]) -> dict[str, Any]:
    span = (row["sentence_start"], row["sentence_end"])
    around = [s for s in spans if s[1] <= span[0]], [s for s in spans if s[0] >= span[1]]
    near = [*around[0][-1:], span, *around[1][:1]]
    others = row["others"] or []
    here = [other for other in others if other["start"] == span[0]]
    elsewhere = [other for other in others if other["start"] != span[0]]
    return {
        "id": f"e-{row['mention_id']}",
        "kind": "event",
        "stratum": f"{sheet.ROOT}{row['cameo_root']}",
        **_words(row, near, near.index(span)),
        **{
            name: row[name]
            for name in ("source", "target", "source_text", "target_text", "code", "code_name")
        },
        "found_here": sheet.event_text(_events(here)),
        "found_in_article": sheet.event_text(dict.fromkeys(_events(elsewhere))),
    }


def in_order(rows: Sequence[dict[str, str]], *, seed: int) -> list[dict[str, str]]:
    """Return rows shuffled over strata: those done so far are a random part at any time."""
    return sorted(rows, key=lambda row: (_order(seed, "order", row["id"]), row["id"]))


def _words(article: Mapping[str, Any], sentences: Sequence[Span], number: int) -> dict[str, str]:
    """Return a sentence with its neighbours, white space made plain."""
    before = sentences[number - 1] if number else (0, 0)
    after = sentences[number + 1] if number + 1 < len(sentences) else (0, 0)
    around = {"before": before, "sentence": sentences[number], "after": after}
    text = article["text"]
    return {
        "article_id": article["article_id"],
        "published_on": str(article["published_on"]),
        "coder_version": article["coder_version"],
        **{name: " ".join(text[a:b].split()) for name, (a, b) in around.items()},
    }


def _weighted(row: Mapping[str, Any], population: int, drawn: int) -> dict[str, str]:
    """Return a row as text with all columns, and what it stands for."""
    full = {**row, "population": population, "weight": f"{population / drawn:.6g}"}
    return {name: "" if full.get(name) is None else str(full[name]) for name in sheet.COLUMNS}


def _events(found: Sequence[Mapping[str, str]]) -> list[tuple[str, str, str]]:
    return [(event["source"], event["target"], event["code"]) for event in found]


def _spans(found: Sequence[Mapping[str, int]]) -> list[Span]:
    return [(one["start"], one["end"]) for one in found]


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _order(seed: int, *parts: str) -> int:
    """Return a number in [0, 2^64) that a seed and a name have, uniform over names."""
    text = "\x1f".join((str(seed), *parts))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
