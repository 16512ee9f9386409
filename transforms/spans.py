"""Where a text breaks: paragraphs and sentence ends, as offsets into the text as given.

Nothing here changes a character. Abbreviations and sentence starters are rows of
`codebook/abbreviations.toml`, so that a new one needs no code.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

Kind = Literal[
    "header",
    "caption",
    "credit",
    "dateline",
    "byline",
    "agency_tag",
    "boilerplate",
    "repeated",
    "title_repeat",
]

#: A line of a text wrapped by hand or by a teleprinter is no longer than this.
WRAP_WIDTH = 120
#: A wrapped line shorter than this ends its paragraph.
WRAP_SHORT = 40
#: How far back a word before a period is looked for; longer words are no abbreviations.
LOOK_BACK = 40

_BREAKS = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_LINE = re.compile(rf"[^{_BREAKS}]+")
_BLANK_LINE = re.compile(rf"(?>\r\n|[{_BREAKS}])[^\S{_BREAKS}]*[{_BREAKS}]")
_TERMINAL = re.compile(r"[.!?:…][\"'”’)\]»]*\s*\Z")
_END = re.compile(
    r"(?:(?<![.!?…。！？])[.!?…。！？]++(?:''|[\"'”’)\]»]|\s[”»](?=\s|\Z))*(?=\s|\Z))"
    r"|(?:(?<=[a-z]{2})[.!?](?=[A-Z][a-z]+[\s,]))"
)
# Who said it, after a quotation that ends in a period where a comma is usual: "..." Xi said.
_SAID = re.compile(
    r"(?:[A-Z][\w.'’\-]{0,20}\s){1,4}"
    r"(?:said|says|added|stated|noted|stressed|explained|warned|insisted|told [\w ]{1,30})"
    r"\s?(?:\.|\Z)"
)
_SPACE = re.compile(r"\s*")
_NEXT = re.compile(r"[\s`\"'“‘(\[«¿¡*•–—-]*(?P<word>[^\s,;:]*)")
_WORD = re.compile(r"[^\s\"'“”‘’()\[\]«»/—–]+\Z")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]\Z")


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of an article that is left out of coding: `text[start:end]`, and why."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article: `text[start:end]`; `index` counts from 0."""

    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Words:
    """Words after which a period may not end a sentence, lower case."""

    titles: frozenset[str]
    before_number: frozenset[str]
    ambiguous: frozenset[str]
    months: frozenset[str]
    starters: frozenset[str]
    names: tuple[str, ...]
    after_hour: frozenset[str]


@cache
def _words() -> _Words:
    raw = files("transforms.codebook").joinpath("abbreviations.toml").read_text("utf-8")
    table = tomllib.loads(raw)
    return _Words(
        titles=frozenset(table["titles"]),
        before_number=frozenset(table["before_number"]),
        ambiguous=frozenset(table["ambiguous"]),
        months=frozenset(table["months"]),
        starters=frozenset(table["starters"]),
        names=tuple(table["names_that_look_like_titles"]),
        after_hour=frozenset(table["after_hour"]),
    )


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without the white space at its ends (empty spans collapse)."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the paragraphs of a text as trimmed spans.

    A blank line always ends a paragraph. A single line break ends one too, as feeds and
    extracted pages put a paragraph on a line, unless the text is wrapped: lines of at most
    `WRAP_WIDTH` characters that break off in mid-sentence.
    """
    lines = [(m.start(), m.end()) for m in _LINE.finditer(text) if not m.group().isspace()]
    if not lines:
        return []
    blank_after = [
        _BLANK_LINE.search(text, before[1], after[0]) is not None
        for before, after in pairwise(lines)
    ]
    wrapped = _is_wrapped(text, lines, blank_after)
    found: list[tuple[int, int]] = []
    start = lines[0][0]
    for blank, (before, after) in zip(blank_after, pairwise(lines), strict=True):
        if blank or not _continues(text, before, after, wrapped=wrapped):
            found.append(trim(text, start, before[1]))
            start = after[0]
    found.append(trim(text, start, lines[-1][1]))
    return found


def _is_wrapped(text: str, lines: Sequence[tuple[int, int]], blank_after: Sequence[bool]) -> bool:
    """Say whether the lines of a text were broken to fit a width."""
    if max(end - start for start, end in lines) > WRAP_WIDTH:
        return False
    inner = [line for line, blank in zip(lines, blank_after, strict=False) if not blank]
    broken = sum(
        1 for start, end in inner if end - start >= WRAP_SHORT and not _ends(text, start, end)
    )
    return broken > 0 and 2 * broken >= len(inner)


def _continues(
    text: str, before: tuple[int, int], after: tuple[int, int], *, wrapped: bool
) -> bool:
    """Say whether the line `after` goes on with the paragraph of the line `before`."""
    indented = text[after[0]].isspace() and text[after[0] : after[0] + 2].isspace()
    if indented:
        return False
    if wrapped:
        return before[1] - before[0] >= WRAP_SHORT
    return text[after[0] : after[1]].lstrip()[:1].islower() and not _ends(text, *before)


def _ends(text: str, start: int, end: int) -> bool:
    """Say whether a line ends as a sentence does."""
    return _TERMINAL.search(text, max(start, end - 12), end) is not None


def sentence_ends(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the sentences of one paragraph end, the paragraph's own end last.

    Closing quotes and brackets after the period belong to the sentence. Time is linear in
    the length of the paragraph.
    """
    for found in _END.finditer(text, start, end):
        if found.end() < end and _splits(text, start, found.start(), found.end(), end):
            yield found.end()
    if end > start:
        yield end


def _splits(text: str, start: int, stop: int, after: int, end: int) -> bool:
    """Say whether the punctuation at `text[stop:after]` ends a sentence."""
    space = _SPACE.match(text, after, end)
    begin = space.end() if space else after
    # A bound on the match keeps a long word from being scanned again at each period.
    following = _NEXT.match(text, begin, min(end, begin + 2 * LOOK_BACK))
    word = following["word"] if following else ""
    if not word or word[0] in ".!?…":
        return False
    if word[0].islower() or (after == begin and _is_address(text, start, stop)):
        return False
    if text[after - 1] in "\"'”’»" and _SAID.match(text, begin, min(end, begin + 3 * LOOK_BACK)):
        return False
    if text[stop] != "." or text[stop : stop + 2] == "..":
        return True
    return _period_splits(text, start, stop, word)


def _is_address(text: str, start: int, stop: int) -> bool:
    """Say whether the word before a period is part of a web or mail address."""
    found = _WORD.search(text, max(start, stop - LOOK_BACK), stop)
    return found is None or any(character in found.group() for character in ".@_")


def _period_splits(text: str, start: int, stop: int, following: str) -> bool:
    """Say whether a period before a capital, a digit or a quotation ends a sentence."""
    words = _words()
    found = _WORD.search(text, max(start, stop - LOOK_BACK), stop)
    before = found.group() if found else ""
    lower, following_lower = before.lower(), following.lower().rstrip(".!?\"'”’)")
    starts = following_lower in words.starters
    if text[max(start, stop - LOOK_BACK) : stop].endswith(words.names):
        return True
    if lower in words.titles and before[:1].isupper():
        return False
    if lower in words.before_number and following[0].isdigit():
        return False
    if lower in words.months:
        return starts
    if lower in {"a.m", "p.m"}:
        return following_lower not in words.after_hour
    initial = len(before) == 1 and before.isalpha() and before.isupper()
    if initial or _ACRONYM.match(before) or (lower in words.ambiguous and before[:1].isupper()):
        return starts
    return True
