"""Mark what surrounds a report and is not the report, without moving a character.

Captions, credits, datelines, bylines, agency tags, page furniture, doubled paragraphs:
each is a span of the text as given, so that every mention can be shown where it stood.
The patterns are rows of `codebook/boilerplate.toml`; this module knows only how they are
applied: to a whole paragraph, to the end of the text, anywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import cast

from transforms.datelines import Dateline, agencies, boilerplate, dateline_at
from transforms.spans import Kind, Marked, paragraphs, sentence_ends, trim

__all__ = ["Dateline", "Kind", "Marked", "dateline", "mark", "parse_view"]

#: A paragraph longer than this is no furniture.
LONGEST_LINE = 600
#: A caption longer than this has swallowed text.
LONGEST_CAPTION = 700
#: How many sentences a caption may have.
CAPTION_SENTENCES = 3
#: How much of the end of the text the tail patterns look at.
TAIL = 300
#: How many tags one text may end with.
TAILS = 10
#: A dateline without an agency or a day counts only this many paragraphs into the text.
LOOSE_DATELINE_WITHIN = 8
#: A title is repeated, if at all, within this many paragraphs.
TITLE_WITHIN = 4
#: Shorter paragraphs may well be repeated on purpose ("Yes.").
SHORTEST_REPEATED = 40
#: A tweet is shown again at most this many paragraphs after it was quoted.
TWEET_WITHIN = 4

_KEY = r"(?:date|title|outlet|url|id|source|author|byline)\b"
# After a blank line only a key with its sign goes on: "Source close to the talks said" does not.
_HEADER = re.compile(
    rf"\s*{_KEY}[ \t:=]+[^\r\n]{{1,500}}"
    rf"(?:\r?\n[ \t]*{_KEY}[ \t:=]+[^\r\n]{{1,500}}"
    rf"|(?:[ \t]*\r?\n)++[ \t]*{_KEY}[ \t]*[:=][^\r\n]{{1,500}})*"
    r"(?:\r?\n|\Z)\s*",
    re.IGNORECASE,
)
_HEADER_DATE = re.compile(r"^\s*date\b[ \t:=]+[^\r\n]{0,30}\d", re.IGNORECASE | re.MULTILINE)
_TWEET = re.compile(r"[—–-]{1,2}\s?[^@\n—]{2,60}\(@\w{1,20}\)(?:[\s,]{1,2}[\w ,:•·.]{4,40})?\s*\Z")
_DATED = re.compile(
    r"\b[A-Z][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d\b|\b\d{1,2} [A-Z][a-z]{2,8} (?:19|20)\d\d\b"
)
_SENTENCE_OVER = ".!?…\"”’')]"
_SITE = re.compile(r"\s+[|–—-]\s+[^|–—]{2,40}\Z")


@dataclass(frozen=True, slots=True)
class _Rule:
    """One pattern of the table and what it marks."""

    kind: Kind
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Rules:
    """The tables of `boilerplate.toml`, compiled."""

    lines: tuple[_Rule, ...]
    tails: tuple[_Rule, ...]
    openers: tuple[_Rule, ...]
    credits: tuple[re.Pattern[str], ...]
    captions: tuple[re.Pattern[str], ...]


@cache
def _rules() -> _Rules:
    table, agency = boilerplate(), agencies()

    def compiled(heading: str, after: str = "", flags: int = 0) -> list[re.Pattern[str]]:
        return [
            re.compile(f"(?:{row['pattern'].replace('{agency}', agency)}){after}", flags)
            for row in table[heading]
        ]

    def ruled(heading: str, after: str, flags: int = 0) -> tuple[_Rule, ...]:
        patterns = zip(table[heading], compiled(heading, after, flags), strict=True)
        return tuple(_Rule(cast(Kind, row["kind"]), pattern) for row, pattern in patterns)

    return _Rules(
        lines=ruled("line", r"\Z", re.IGNORECASE | re.DOTALL),
        tails=ruled("tail", r"\Z"),
        openers=ruled("opener", ""),
        credits=tuple(compiled("credit")),
        captions=tuple(compiled("caption_start")),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What the first look at a text finds: where its paragraphs are and how they open."""

    header: list[Marked]
    blocks: list[tuple[int, int]]
    pictures: list[Marked]
    lines: list[Marked]
    openers: list[Marked]
    title: list[Marked]
    datelines: list[Dateline]


def mark(text: str, title: str | None = None) -> list[Marked]:
    """Return what is left out of coding, sorted and not overlapping.

    Args:
        text: the article as given; the offsets count its characters.
        title: its title, if known; a paragraph that repeats it is marked.
    """
    found = _look(text, title)
    datelines = [Marked("dateline", line.start, line.end) for line in found.datelines]
    settled = _settle(
        text,
        [
            *found.header,
            *datelines,
            *_captions_before(text, found.blocks, found.pictures, datelines),
            *_captions_above(text, found.blocks, found.pictures),
            *found.pictures,
            *found.title,
            *found.lines,
            *found.openers,
        ],
    )
    tails = _tails(text, found.blocks, settled)
    return _settle(text, [*settled, *tails, *_repeats(text, found.blocks)])


def dateline(text: str) -> Dateline | None:
    """Return the first dateline of an article, wherever captions and bylines have pushed it."""
    return next(iter(_look(text, None).datelines), None)


def _look(text: str, title: str | None) -> _Found:
    header = _header(text)
    blocks = [block for block in paragraphs(text) if not header or block[0] >= header[0].end]
    pictures = [found for block in blocks for found in _pictures(text, block)]
    lines, openers = _lines(text, blocks), _openers(text, blocks)
    repeats = _title_repeats(text, blocks, title)
    return _Found(
        header=header,
        blocks=blocks,
        pictures=pictures,
        lines=lines,
        openers=openers,
        title=repeats,
        datelines=_datelines(text, blocks, [*pictures, *lines, *openers, *repeats]),
    )


# What a parser trips over, one for one. Quotes first, then spaces, dashes, the unprintable.
_VIEW = {
    **dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛‹›′`´＇"), "'"),
    **dict.fromkeys(map(ord, "\u00a0\u1680\u180e\u202f\u205f\u3000\u2028\u2029\ufeff\u2060"), " "),
    **dict.fromkeys(range(0x2000, 0x2010), " "),
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " "),
    **dict.fromkeys(range(0xD800, 0xE000), "?"),
    **dict.fromkeys(map(ord, "\u00ad\u2010\u2011\u2012\u2212"), "-"),
}
_TEX_OPEN = re.compile(r"``")
_TEX_CLOSE = re.compile(r"''")
_AP_DASH = re.compile(r"(?<![^\s)])_(?!\S)|(?<=\))_")


def parse_view(text: str) -> str:
    """Return the text for a parser: the same length, odd characters replaced one for one.

    Curly and doubled quotes become straight ones, hard and other spaces and line breaks
    plain ones, the wire's lone underscore a dash. `parse_view(text)[a:b]` is where
    `text[a:b]` is.
    """
    view = _TEX_OPEN.sub(' "', text)
    view = _TEX_CLOSE.sub('" ', view)
    return _AP_DASH.sub("-", view.translate(_VIEW))


def _header(text: str) -> list[Marked]:
    """Find header lines left in the text (`date 2024-12-03`), at its start only."""
    found = _HEADER.match(text, 0, 3_000)
    if not found or not _HEADER_DATE.search(found.group()):
        return []
    return [Marked("header", *trim(text, found.start(), found.end()))]


def _lines(text: str, blocks: Sequence[tuple[int, int]]) -> list[Marked]:
    """Find the paragraphs that are furniture as a whole."""
    found = []
    for start, end in blocks:
        if end - start <= LONGEST_LINE:
            rule = next((r for r in _rules().lines if r.pattern.match(text, start, end)), None)
            if rule:
                found.append(Marked(rule.kind, start, end))
    return found


def _openers(text: str, blocks: Sequence[tuple[int, int]]) -> list[Marked]:
    """Find tags before the first sentence of a paragraph."""
    matches = (
        (rule.kind, rule.pattern.match(text, start, end))
        for start, end in blocks
        for rule in _rules().openers
    )
    return [Marked(kind, *trim(text, *match.span())) for kind, match in matches if match]


def _pictures(text: str, block: tuple[int, int]) -> Iterator[Marked]:
    """Find captions and credits in one paragraph.

    A caption is the sentence before a credit; where the paragraph says that it is one
    ("FILE PHOTO: ..."), all of it up to the credit.
    """
    start, end = block
    opens = any(pattern.match(text, start, end) for pattern in _rules().captions)
    at = start
    for credit_start, credit_end in _credits(text, start, end):
        if credit_start < at:
            continue
        sentences = list(_sentences(text, at, credit_start))
        whole = opens and at == start and len(sentences) <= CAPTION_SENTENCES
        if sentences:
            caption = Marked("caption", sentences[0 if whole else -1][0], sentences[-1][1])
            if caption.end - caption.start <= LONGEST_CAPTION:
                yield caption
        yield Marked("credit", credit_start, credit_end)
        at = credit_end
    if opens and at == start:
        yield Marked("caption", *next(_sentences(text, start, end)))


def _credits(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the credits of pictures stand in a paragraph, in order."""
    return sorted(
        found.span() for pattern in _rules().credits for found in pattern.finditer(text, start, end)
    )


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a stretch of text, trimmed."""
    for stop in sentence_ends(text, start, end):
        span = trim(text, start, stop)
        if span[0] < span[1]:
            yield span
        start = stop


def _datelines(
    text: str, blocks: Sequence[tuple[int, int]], marked: Sequence[Marked]
) -> list[Dateline]:
    """Find datelines at the start of paragraphs and after what stands before a report."""
    skip = {(found.start, found.end) for found in marked if found.kind in {"boilerplate", "byline"}}
    after = sorted(found.end for found in marked if found.kind != "caption")
    transcript = _is_transcript(text, blocks)
    found: list[Dateline] = []
    for number, (start, end) in enumerate(blocks):
        if (start, end) in skip:
            continue
        inside = after[bisect_right(after, start) : bisect_left(after, end)]
        for begin in [start, *(trim(text, stop, end)[0] for stop in inside)]:
            loose = number < LOOSE_DATELINE_WITHIN and not found
            line = dateline_at(text, begin, end, loose=loose, colon=not transcript)
            if line:
                found.append(line)
    return found


_TURN = re.compile(r"[A-Z][A-Z.'’ -]{2,40}:\s")
#: A transcript has at least this many paragraphs that begin with a name and a colon.
TRANSCRIPT_TURNS = 3


def _is_transcript(text: str, blocks: Sequence[tuple[int, int]]) -> bool:
    turns = sum(1 for start, end in blocks if _TURN.match(text, start, end))
    return turns >= TRANSCRIPT_TURNS


def _captions_before(
    text: str,
    blocks: Sequence[tuple[int, int]],
    pictures: Sequence[Marked],
    datelines: Sequence[Marked],
) -> list[Marked]:
    """Widen a caption of several sentences that a dateline shows to stand before the report."""
    opens = {found.start for found in datelines}
    widened = []
    for start, end in blocks:
        credits_here = [p for p in pictures if p.kind == "credit" and start <= p.start < end]
        if not credits_here or trim(text, credits_here[0].end, end)[0] not in opens:
            continue
        stop = credits_here[0].start
        if stop - start <= LONGEST_CAPTION and start not in opens:
            sentences = list(_sentences(text, start, stop))
            if 0 < len(sentences) <= CAPTION_SENTENCES:
                widened.append(Marked("caption", start, sentences[-1][1]))
    return widened


def _captions_above(
    text: str, blocks: Sequence[tuple[int, int]], pictures: Sequence[Marked]
) -> list[Marked]:
    """Find captions whose credit stands in a paragraph of its own below them.

    Only a single sentence with a full date, as captions of archives have, is taken for one.
    """
    lone = {(p.start, p.end) for p in pictures if p.kind == "credit"}
    return [
        Marked("caption", *above)
        for above, below in pairwise(blocks)
        if below in lone
        and above[1] - above[0] <= LONGEST_CAPTION
        and _DATED.search(text, *above)
        and len(list(_sentences(text, *above))) == 1
    ]


def _tails(text: str, blocks: Sequence[tuple[int, int]], marked: Sequence[Marked]) -> list[Marked]:
    """Find tags and credits at the very end of the text, one after another."""
    if not blocks:
        return []
    begins = {start for start, _ in blocks}
    marks = {found.end: found for found in marked}
    found: list[Marked] = []
    stop = blocks[-1][1]
    for _ in range(TAILS):
        if stop in marks:
            stop = trim(text, 0, marks[stop].start)[1]
            continue
        tail = _tail(text, stop, begins)
        if tail is None:
            break
        found.append(tail)
        stop = trim(text, 0, tail.start)[1]
    return found


def _tail(text: str, stop: int, begins: set[int]) -> Marked | None:
    """Find the tag that a text ends with; what stands before it must be a whole sentence."""
    for rule in _rules().tails:
        found = rule.pattern.search(text, max(0, stop - TAIL), stop)
        if found and found.start() < stop:
            start, end = trim(text, found.start(), stop)
            before = trim(text, max(0, start - 50), start)[1]
            over = before == 0 or text[before - 1] in _SENTENCE_OVER or start in begins
            if start < end and over and not text[start - 1 : start].isalnum():
                return Marked(rule.kind, start, end)
    return None


def _key(text: str) -> str:
    """Return the letters and digits of a text, for comparing."""
    return "".join(filter(str.isalnum, text)).casefold()


def _repeats(text: str, blocks: Sequence[tuple[int, int]]) -> list[Marked]:
    """Find paragraphs that stood before, tweets that were already quoted among them."""
    seen: set[str] = set()
    keys: list[str] = []
    found: list[Marked] = []
    for start, end in blocks:
        tweet = _TWEET.search(text, max(start, end - 150), end)
        key = _key(text[start : tweet.start() if tweet else end])
        long_enough = len(key) >= SHORTEST_REPEATED
        if long_enough and (
            key in seen or (tweet and any(key in other for other in keys[-TWEET_WITHIN:]))
        ):
            found.append(Marked("repeated", start, end))
        elif tweet:
            found.append(Marked("credit", *trim(text, tweet.start(), end)))
        seen.add(key)
        keys.append(key)
    return found


def _title_repeats(text: str, blocks: Sequence[tuple[int, int]], title: str | None) -> list[Marked]:
    """Find the title among the first paragraphs, alone or glued to a dateline."""
    wanted = {_key(title), _key(_SITE.sub("", title))} - {""} if title else set()
    found = [
        Marked("title_repeat", start, end)
        for start, end in blocks[:TITLE_WITHIN]
        if end - start <= LONGEST_LINE and _key(text[start:end]) in wanted
    ]
    if title and blocks and text.startswith(title, blocks[0][0]):
        stop = blocks[0][0] + len(title)
        begin = trim(text, stop, blocks[0][1])[0]
        if dateline_at(text, begin, blocks[0][1]):
            found.append(Marked("title_repeat", blocks[0][0], stop))
    return found


def _settle(text: str, found: Sequence[Marked]) -> list[Marked]:
    """Sort the marks and keep them apart: where two claim a stretch, the first listed has it."""
    kept: list[Marked] = []
    for claim in found:
        for start, end in _free(kept, claim.start, claim.end):
            span = trim(text, start, end)
            if span[0] < span[1]:
                insort(kept, Marked(claim.kind, *span), key=_start)
    return kept


def _start(found: Marked) -> int:
    return found.start


def _free(kept: Sequence[Marked], start: int, end: int) -> list[tuple[int, int]]:
    """Return the parts of a stretch that no mark has claimed yet."""
    at = max(0, bisect_right(kept, start, key=_start) - 1)
    gaps = []
    while at < len(kept) and kept[at].start < end and start < end:
        if kept[at].end > start:
            gaps.append((start, kept[at].start))
            start = kept[at].end
        at += 1
    return [gap for gap in [*gaps, (start, end)] if gap[0] < gap[1]]
