"""Cut an article into sentences, leaving out what cleaning has marked.

Own rules, because a parser's sentence boundaries go wrong on exactly what wires are full
of ("Dec. 3", "Gen. Hun Manet", a caption glued to a dateline) and cost as much as parsing.
The rules for single marks are in `transforms.spans`, their words in
`codebook/abbreviations.toml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from transforms.spans import Marked, Sentence, paragraphs, sentence_ends, trim

__all__ = ["LONGEST", "Sentence", "split"]

#: Longest sentence in characters; a longer run (tables, lists, text without punctuation)
#: is cut at the last space before it, so that no parse is asked for the impossible.
LONGEST = 3_000


def split(text: str, marked: Sequence[Marked]) -> list[Sentence]:
    """Return the sentences of a text outside what is marked.

    Args:
        text: the article as given; the offsets count its characters.
        marked: what is left out, sorted and not overlapping (see `cleaning.mark`); a mark
            ends the sentence before it.

    Returns:
        Sentences in order, never overlapping, each with at least one letter or digit,
        without white space at its ends, no longer than `LONGEST`.
    """
    spans = (
        span for start, end in _runs(paragraphs(text), marked) for span in _in_run(text, start, end)
    )
    return [Sentence(index, start, end) for index, (start, end) in enumerate(spans)]


def _runs(blocks: Sequence[tuple[int, int]], marked: Sequence[Marked]) -> Iterator[tuple[int, int]]:
    """Yield what is left of each paragraph when the marked stretches are taken out."""
    next_mark = 0
    for start, end in blocks:
        while next_mark < len(marked) and marked[next_mark].end <= start:
            next_mark += 1
        at = next_mark
        while at < len(marked) and marked[at].start < end:
            if marked[at].start > start:
                yield start, marked[at].start
            start = max(start, marked[at].end)
            at += 1
        if start < end:
            yield start, end


def _in_run(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of one unmarked stretch of a paragraph."""
    at = start
    for stop in sentence_ends(text, start, end):
        for piece in _cut(text, *trim(text, at, stop)):
            if any(character.isalnum() for character in text[slice(*piece)]):
                yield piece
        at = stop


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield a span in pieces of at most `LONGEST` characters, cut at spaces where possible."""
    while end - start > LONGEST:
        space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        stop = space if space > 0 else start + LONGEST
        yield trim(text, start, stop)
        start, _ = trim(text, stop, end)
    if start < end:
        yield start, end
