"""What an act is about: the PLOVER contexts that the words of its sentence tell of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from transforms.actors import lower
from transforms.codebook import toml

#: The table of phrases in which no word stands for a context.
FIGURES = "figures"
_SAME_LENGTH = str.maketrans({"-": " ", "‐": " ", "‑": " ", "–": " ", "’": "'", "\n": " "})


@dataclass(frozen=True, slots=True)
class Context:
    """One context and the words that give it away, as `codebook/contexts.toml` has them."""

    name: str
    about: str
    example: str
    words: tuple[str, ...]
    acronyms: tuple[str, ...]
    exceptions: tuple[str, ...]  # phrases in which its words do not count


@dataclass(frozen=True, slots=True)
class _Keyword:
    """A keyword as it is looked for: its letters up to the first `*`, then the whole of it."""

    name: str  # of the context, or FIGURES
    start: str
    whole: re.Pattern[str]
    in_capitals: bool
    is_exception: bool


@cache
def _raw() -> dict[str, dict[str, list[str]]]:
    return toml("contexts")


@cache
def table() -> tuple[Context, ...]:
    """Return the contexts of `codebook/contexts.toml`, sorted by name."""
    return tuple(
        Context(
            name,
            str(row["about"]),
            str(row["example"]),
            tuple(row["words"]),
            tuple(row.get("acronyms", ())),
            tuple(row.get("not", ())),
        )
        for name, row in sorted(_raw().items())
        if name != FIGURES
    )


@cache
def figures() -> tuple[str, ...]:
    """Return the phrases in which no word stands for a context ("war of words")."""
    return tuple(_raw()[FIGURES]["words"])


def _keyword(name: str, word: str, *, in_capitals: bool, is_exception: bool) -> _Keyword:
    """Make a keyword; without a `*` at its end it stands for its plural in -s or -es too."""
    ending = "" if in_capitals or word.endswith("*") else "(?:e?s)?"
    whole = r"\w*".join(re.escape(part) for part in lower(word).split("*")) + ending + r"(?!\w)"
    start = lower(word).split("*")[0]
    return _Keyword(name, start, re.compile(whole), in_capitals, is_exception)


@cache
def _keywords() -> tuple[_Keyword, ...]:
    made = [_keyword(FIGURES, w, in_capitals=False, is_exception=True) for w in figures()]
    for row in table():
        for words, in_capitals, is_exception in (
            (row.words, False, False),
            (row.acronyms, True, False),
            (row.exceptions, False, True),
        ):
            made += [
                _keyword(row.name, word, in_capitals=in_capitals, is_exception=is_exception)
                for word in words
            ]
    return tuple(made)


@cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick([keyword.start for keyword in _keywords()])


def _found(text: str) -> Iterator[tuple[_Keyword, int, int]]:
    """Yield (keyword, start, end) of the keywords that stand as whole words in a text."""
    plain = lower(text).translate(_SAME_LENGTH)
    shouted = text.isupper()  # in a headline of capitals WHO is a word
    keywords = _keywords()
    for index, start, _ in _automaton().find_matches_as_indexes(plain, overlapping=True):
        keyword = keywords[index]
        if start and plain[start].isalnum() and plain[start - 1].isalnum():
            continue
        match = keyword.whole.match(plain, start)
        if match is None:
            continue
        if keyword.in_capitals and (shouted or not text[start : match.end()].isupper()):
            continue
        yield keyword, start, match.end()


def _is_excepted(name: str, start: int, end: int, spans: Sequence[tuple[str, int, int]]) -> bool:
    """Say whether a word lies inside a phrase in which it does not stand for the context."""
    return any(of in (name, FIGURES) and a <= start and end <= b for of, a, b in spans)


def contexts(text: str) -> list[str]:
    """Return the PLOVER contexts of a sentence, sorted; empty when no word tells of any.

    A word counts wherever it stands in the sentence, whether or not it is the act's own clause.
    """
    words: list[tuple[str, int, int]] = []
    exceptions: list[tuple[str, int, int]] = []
    for keyword, start, end in _found(text):
        (exceptions if keyword.is_exception else words).append((keyword.name, start, end))
    return sorted(
        {name for name, start, end in words if not _is_excepted(name, start, end, exceptions)}
    )
