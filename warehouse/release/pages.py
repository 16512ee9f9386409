"""A page told once and written twice: as Markdown and as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import Template

from warehouse import sql

_CODE = re.compile(r"`([^`]*)`")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the page's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; words between backticks are code."""

    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; None is an empty cell."""

    head: Sequence[str]
    rows: Sequence[Sequence[object]]


Block = Heading | Text | Items | Grid


def markdown(blocks: Sequence[Block]) -> str:
    """Return a page as Markdown."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def html(blocks: Sequence[Block]) -> str:
    """Return a page as one HTML file without anything from elsewhere."""
    titles = [block for block in blocks if isinstance(block, Heading)]
    contents = "\n".join(
        f'<li><a href="#{anchor(h.text)}">{_inline(h.text)}</a></li>'
        for h in titles
        if h.level == 2
    )
    return Template(sql.text("release/page.html")).substitute(
        title=escape(titles[0].text if titles else ""),
        contents=contents,
        body="\n".join(_html(block) for block in blocks),
    )


def anchor(heading: str) -> str:
    """Return a heading as the part of an address after the hash sign."""
    return re.sub(r"\W+", "-", heading.lower()).strip("-")


def _markdown(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {text}"
        case Text(text):
            return text
        case Items(items):
            return "\n".join(f"- {item}" for item in items)
        case Grid(head, rows):
            lines = [head, ["---"] * len(head), *rows]
            return "\n".join(f"| {' | '.join(map(_markdown_cell, line))} |" for line in lines)


def _markdown_cell(value: object) -> str:
    return _plain(value).replace("|", "\\|")


def _html(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f'<h{level} id="{anchor(text)}">{_inline(text)}</h{level}>'
        case Text(text):
            return f"<p>{_inline(text)}</p>"
        case Items(items):
            return "<ul>\n" + "\n".join(f"<li>{_inline(i)}</li>" for i in items) + "\n</ul>"
        case Grid(head, rows):
            first = "".join(f"<th>{_inline(cell)}</th>" for cell in head)
            rest = "\n".join(f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in rows)
            return f"<table>\n<thead><tr>{first}</tr></thead>\n<tbody>\n{rest}\n</tbody>\n</table>"


def _html_cell(value: object) -> str:
    side = ' class="number"' if isinstance(value, int | float) else ""
    return f"<td{side}>{_inline(_plain(value))}</td>"


def _plain(value: object) -> str:
    """A cell as text in one line: thousands with commas, nothing for None."""
    if isinstance(value, bool) or not isinstance(value, int):
        return "" if value is None else " ".join(str(value).split())
    return f"{value:,}"


def _inline(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text))
