"""What the coder saw in a text, as a person would tell it: events, what was dropped, who is who."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl

from transforms.actors import ActorMention
from transforms.coding import Coder
from transforms.records import ARTICLE
from transforms.telling import (
    PRONOUNS,
    Row,
    and_list,
    capital,
    code_name,
    facts,
    grounds,
    not_counted,
    one_line,
    party,
    phrases,
    reason,
    told,
)

#: Where words stand, and the words.
Span = tuple[int, int, str]
WIDTH = 100
#: What two tellings of one act in both directions share.
SAME = ("sentence_index", "trigger_start", "cameo_code", "mode", "dropped_because")


def article_frame(text: str, on: date) -> pl.DataFrame:
    """Wrap a bare text as a frame of one article published on a day."""
    row = {"article_id": "text", "source_id": "text", "text": text, "published_on": on}
    return pl.DataFrame([row], schema=ARTICLE)


def explain(coder: Coder, text: str, on: date) -> str:
    """Explain how a text published on a day is coded.

    Tells each event and what it rests on, then what was seen and not counted, then who is who.
    """
    coded = coder.code(article_frame(text, on))
    known = [m for m in coder.names(coder.view(text), on) if m.code]
    lines: list[str] = []
    why = coded.articles["dropped_because"][0]
    if why:
        lines += [f"The article is left out as a whole: it reads as {why}.", ""]
    lines += describe(coded.mentions)
    seen = coded.mentions["trigger"].to_list()
    missed = list(near_misses(coded.near_misses.filter(~pl.col("trigger").is_in(seen))))
    lines += ["", *missed] if missed else []
    lines += ["", "Who is who", *bulleted(who_is_who(coded.mentions, known))]
    return "\n".join(lines)


def describe(mentions: pl.DataFrame) -> list[str]:
    """Describe mentions, kept ones first, as lines of text."""
    rows = mentions.sort("sentence_index", "trigger_start", maintain_order=True).rows(named=True)
    kept = [row for row in rows if row["dropped_because"] is None]
    dropped = [row for row in rows if row["dropped_because"] is not None]
    lines = [line for group in both_ways(kept) for line in [*describe_event(group), ""]]
    if not kept:
        lines += ["No event is found.", ""]
    for group in both_ways(dropped):
        also = _other_way(group)
        lines += wrapped(not_counted(group[0]) + also)
        lines += ["  " + facts(row) for row in group] + [""]
    return lines[:-1]


def describe_event(group: Sequence[Row]) -> list[str]:
    """Describe an event, told in one direction or in both, as lines of text."""
    lines = wrapped(told(group[0]) + _other_way(group))
    for line in grounds(group[0]):
        lines += wrapped(line, indent="  ")
    return lines + ["  " + facts(row) for row in group]


def _other_way(group: Sequence[Row]) -> str:
    if len(group) == 1:
        return ""
    first = group[0]
    back = f"from {party(first, 'target')} to {party(first, 'source')}"
    if first["dropped_because"] is not None:
        return f" The same goes for the other way, {back}."
    return f" The same counts the other way, {back}."


def both_ways(rows: Sequence[Row]) -> list[list[Row]]:
    """Join each row with the one of the same act in the other direction."""
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in rows:
        sides = frozenset((row[side], row[f"{side}_agent"]) for side in ("source", "target"))
        groups.setdefault((*(row[key] for key in SAME), sides), []).append(row)
    return list(groups.values())


def near_misses(frame: pl.DataFrame) -> Iterator[str]:
    """Yield sentences about words that would tell of an act if both sides were known."""
    for row in frame.unique(maintain_order=True).iter_rows(named=True):
        rule = row["method"].partition(":")[2]
        yield from wrapped(
            f'Near miss: "{row["trigger"]}" could tell of an act (rule {rule}), but '
            f"{reason(row['reason'])}."
        )


def who_is_who(mentions: pl.DataFrame, known: Sequence[ActorMention]) -> list[str]:
    """Tell what each name means, and whom the other words for parties stand for."""
    lines = list(dict.fromkeys(_named(mention) for mention in known))
    if not lines:
        lines.append("No name that the dictionary knows.")
    for row in mentions.iter_rows(named=True):
        lines += [
            line
            for side in ("source", "target")
            for described in [_described(mentions, row[side], row[f"{side}_agent"])]
            if (line := _resolved(row, side, known, described)) and line not in lines
        ]
    return lines


def _named(mention: ActorMention) -> str:
    entry = mention.entry
    kinds: dict[str, str] = phrases()["names"]
    kind = kinds.get(entry.kind, entry.kind)
    office = f", {entry.office}" if entry.office else ""
    full = (
        f": {entry.name}{office}" if entry.name not in {mention.text, code_name(entry.code)} else ""
    )
    role = f" (role {entry.agent})" if entry.agent else ""
    return f'"{mention.text}" is {code_name(entry.code)}{role}, {kind}{full}.'


def _described(mentions: pl.DataFrame, code: str, agent: str | None) -> list[Span]:
    """Return the words, no pronouns, that stand for a party somewhere in the text."""
    return [
        (row[f"{side}_start"], row[f"{side}_end"], one_line(row[f"{side}_text"]))
        for row in mentions.iter_rows(named=True)
        for side in ("source", "target")
        if (row[side], row[f"{side}_agent"]) == (code, agent)
        and row[f"{side}_text"].lower() not in PRONOUNS
    ]


def _resolved(row: Row, side: str, known: Sequence[ActorMention], described: Sequence[Span]) -> str:
    """Tell whom words stand for that are no name: a title, a pronoun, a thing, the other side."""
    words, start, end = one_line(row[f"{side}_text"]), row[f"{side}_start"], row[f"{side}_end"]
    if not words or words in {m.text for m in known}:
        return ""
    who = party(row, side)
    inside = [m for m in known if start <= m.start and m.end <= end]
    if any(m.code == row[side] for m in inside):
        of = and_list(f'"{m.text}"' for m in inside if m.code == row[side])
        return f'"{words}" is {who}, by the name {of} in it.'
    same = [m for m in known if m.code == row[side]]
    spans = [
        (m.start, m.end, m.text) for m in same if m.entry.agent == (row[f"{side}_agent"] or "")
    ]
    spans += [span for span in described if span[0] != start]
    spans = spans or [(m.start, m.end, m.text) for m in same]
    before = [text for _, last, text in sorted(spans) if last <= start]
    after = [text for first, _, text in sorted(spans) if first >= end]
    namer = before[-1] if before else after[0] if after else None
    if namer is None:
        return f'"{words}" is taken to mean {who}.'
    kind = "pronoun" if words.lower() in PRONOUNS else "description"
    where = "before" if before else "after"
    return f'"{words}" is {who}: the {kind} is taken to mean "{namer}", named {where} it.'


def bulleted(lines: Sequence[str]) -> list[str]:
    """Return lines as a list, each wrapped."""
    return [part for line in lines for part in wrapped(line, indent="  ")]


def wrapped(text: str, indent: str = "") -> list[str]:
    """Return a sentence as lines of bounded width."""
    return textwrap.wrap(
        capital(text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
