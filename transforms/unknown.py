"""Names that no dictionary knew, so that users can mend the dictionary."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import polars as pl

from transforms.actors import FIRST_DAY
from transforms.cleaning import mark, parse_view
from transforms.coding import Coder
from transforms.sentences import split

UNKNOWN = pl.Schema(
    {"name": pl.String, "n_mentions": pl.Int64, "n_articles": pl.Int64, "context": pl.String}
)
#: Two to five capitalised words, particles allowed inside: "Ursula von der Leyen".
_NAME = re.compile(
    r"\b[A-Z][\w’'-]+(?: (?:(?:al|el|bin|ibn|von|van|de|der|del|da|of the|of) )?[A-Z][\w’'-]+){1,4}"
)
#: Words at the start of a sentence that are no part of a name.
_OPENERS = frozenset(
    ["The", "A", "An", "In", "On", "At", "But", "And", "For", "After", "Before", "Mr", "Mrs", "Ms"]
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
        known = [(m.start, m.end) for m in coder.names(view, published or FIRST_DAY)]
        for sentence in split(text or "", mark(text or "", title)):
            for match in _NAME.finditer(view, sentence.start, sentence.end):
                if any(start < match.end() and match.start() < end for start, end in known):
                    continue
                words = match.group().split(" ")
                if words[0] in _OPENERS:
                    words = words[1:]
                if len(words) < 2:
                    continue
                name = " ".join(words).removesuffix("'s").removesuffix("’s")
                counts[name] += 1
                where[name].add(identity)
                contexts.setdefault(name, text[sentence.start : sentence.end])
    rows = [
        (name, count, len(where[name]), contexts[name])
        for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return pl.DataFrame(rows, schema=UNKNOWN, orient="row")
