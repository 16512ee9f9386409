"""Plain text: a few header lines (`date 2024-12-03`), blank lines, the report."""

from __future__ import annotations

import re

from transforms.reading.rows import Fields

#: A header has no more lines than this.
HEADER_LINES = 12

_KEYS = {
    "date": "date",
    "published": "date",
    "title": "title",
    "headline": "title",
    "outlet": "outlet",
    "source": "outlet",
    "publisher": "outlet",
    "url": "url",
    "link": "url",
    "id": "id",
}
_LINE = re.compile(
    rf"[ \t]*(?P<key>{'|'.join(_KEYS)})(?P<sign>[ \t]*[:=][ \t]*|[ \t]+)(?P<value>\S.*?)\s*", re.I
)


def fields(text: str, *, source_id: str | None = None) -> Fields:
    """Return the header's fields and the text that follows it, stripped.

    Lines without a colon (`date 2024-12-03`) are a header only when one of them gives a
    date, so that a report which opens with the word "Title" keeps its first line.
    """
    header, rest = _split(text)
    return Fields(
        text=rest.strip(),
        date=header.get("date"),
        basis="header",
        source_id=header.get("id", source_id),
        title=header.get("title"),
        outlet=header.get("outlet"),
        url=header.get("url"),
    )


def _split(text: str) -> tuple[dict[str, str], str]:
    """Cut a text into its header and the rest."""
    header: dict[str, str] = {}
    signed = after_blank = False
    at = 0
    for number, line in enumerate(text.splitlines(keepends=True)[: HEADER_LINES * 2]):
        found = _LINE.fullmatch(line)
        if found and after_blank and header and not found["sign"].strip():
            break  # the report's own first words: "Source close to the talks said"
        after_blank = not line.strip()
        if not found or number > HEADER_LINES:
            if line.strip() and line.strip() != "---":
                break
        else:
            signed = signed or bool(found["sign"].strip())
            header.setdefault(_KEYS[found["key"].lower()], found["value"])
        at += len(line)
    dated = any(character.isdigit() for character in header.get("date", ""))
    return (header, text[at:]) if dated or signed else ({}, text)
