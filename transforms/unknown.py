"""Names that no dictionary knew, so that users can mend the dictionary."""

from __future__ import annotations

from collections import Counter, defaultdict

import polars as pl

from transforms.actors import FIRST_DAY
from transforms.cleaning import mark, parse_view
from transforms.coding import Coder
from transforms.sentences import split
from transforms.strangers import full_names

UNKNOWN = pl.Schema(
    {"name": pl.String, "n_mentions": pl.Int64, "n_articles": pl.Int64, "context": pl.String}
)


def unknown_names(coder: Coder, articles: pl.DataFrame) -> pl.DataFrame:
    """Count the names of several words that the dictionary does not know.

    Args:
        coder: whose dictionary is asked.
        articles: `article_id`, `title`, `text`, `published_on`.

    Returns:
        `UNKNOWN` columns, the commonest first, ties by name; `context` is the first sentence.
    """
    counts: Counter[str] = Counter()
    where: dict[str, set[str]] = defaultdict(set)
    contexts: dict[str, str] = {}
    columns = articles.select("article_id", "title", "text", "published_on")
    for identity, title, text, published in columns.iter_rows():
        view = parse_view(text or "")
        mentions = coder.names(view, published or FIRST_DAY)
        for sentence in split(text or "", mark(text or "", title)):
            for name, is_known in full_names(view, sentence.start, sentence.end, mentions):
                if is_known:
                    continue
                counts[name] += 1
                where[name].add(identity)
                contexts.setdefault(name, text[sentence.start : sentence.end])
    rows = [
        (name, count, len(where[name]), contexts[name])
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return pl.DataFrame(rows, schema=UNKNOWN, orient="row")
