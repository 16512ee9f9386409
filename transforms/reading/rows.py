"""One row of a table, or one line of JSON, to an article - and the checks all articles pass."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from transforms.errors import InputError
from transforms.reading import published
from transforms.reading.decode import is_lost, mend, whole
from transforms.reading.language import language
from transforms.records import article_id, content_id

#: An article longer than this (characters, or bytes before decoding) is a mistake: a whole
#: archive in one file, a dump. 20 MB is some thirty novels.
LIMIT = 20_000_000
#: How much of a rejected input quarantine keeps.
KEPT = 10_000

#: Other names under which our fields are known, in the order they are tried. Sources: the
#: exports of LexisNexis, Factiva, GDELT, newspaper3k, scrapy and feed readers.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "article_id", "source_id", "doc_id", "docid", "guid", "uuid", "_id"),
    "text": ("text", "body", "content", "article_text", "full_text", "fulltext", "maintext",
             "article", "story", "article_body", "articlebody", "body_text"),
    "date": ("date", "published", "published_at", "published_on", "publish_date",
             "publication_date", "date_published", "datepublished", "pubdate", "pub_date",
             "date_publish", "created", "created_at", "timestamp", "datetime", "day"),
    "title": ("title", "headline", "head", "heading"),
    "outlet": ("outlet", "source", "publisher", "publication", "newspaper", "media",
               "site_name", "sitename", "source_name", "feed", "domain"),
    "url": ("url", "link", "href", "source_url", "permalink", "canonical_url", "uri"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fields:
    """What a reader found of an article; `date` still as given."""

    text: str
    date: object = None
    basis: str = "field"
    source_id: str | None = None
    title: str | None = None
    outlet: str | None = None
    url: str | None = None


def resolve(names: Sequence[str], columns: Mapping[str, str], *, where: str) -> dict[str, str]:
    """Return which of a table's columns holds each of our fields.

    Args:
        names: the table's columns.
        columns: the user's own mapping, our name to theirs; it goes before the aliases.
        where: the table, for the message.

    Raises:
        InputError: missing_column, when the user names a column that is not there.
    """
    folded = {_folded(name): name for name in reversed(names)}
    held = {}
    for ours, aliases in ALIASES.items():
        if ours in columns:
            if columns[ours] not in names:
                raise missing(columns[ours], names, where=where)
            held[ours] = columns[ours]
            continue
        taken = set(held.values()) | set(columns.values())
        found = (folded[alias] for alias in aliases if alias in folded)
        if theirs := next((name for name in found if name not in taken), None):
            held[ours] = theirs
    return held


def missing(column: str, names: Sequence[str], *, where: str) -> InputError:
    """Return the error for a column that is not there."""
    there = ", ".join(str(name) for name in list(names)[:20]) or "none"
    return InputError(
        "missing_column",
        f"there is no column {column!r} (there are: {there})",
        where=where,
        fix="name your column with the option for columns, as in text=body",
    )


def from_row(row: Mapping[str, Any], held: Mapping[str, str], *, where: str) -> Fields:
    """Return the fields of one row.

    Args:
        row: the row as the table has it.
        held: which column holds which field, from `resolve`.
        where: file and line, for the message.

    Raises:
        InputError: missing_column, when the row has no text at all.
    """
    if "text" not in held:
        raise missing("text", list(row), where=where)
    given = {ours: row.get(theirs) for ours, theirs in held.items()}
    return Fields(
        text=_shown(row.get(held["text"])),
        date=given.get("date"),
        source_id=_short(given.get("id")),
        title=_short(given.get("title")),
        outlet=_short(given.get("outlet")),
        url=_short(given.get("url")),
    )


def _shown(value: object) -> str:
    """Return a text; Parquet also holds bytes, JSON anything."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, default=str)


def article(
    fields: Fields, *, origin: str, today: date, address: str | None = None, mending: bool = True
) -> dict[str, Any]:
    """Return the row of `records.ARTICLE` for what a reader found, checked.

    Args:
        fields: what the reader found.
        origin: file, or file:line.
        today: publication after tomorrow is an error.
        address: file name or address in which a date may stand.
        mending: put mojibake right (not when offsets must fit the text as sent).

    Raises:
        InputError: with the reason the input goes to quarantine for.
    """
    if len(fields.text) > LIMIT:
        raise too_large(len(fields.text), where=origin)
    text, title = _clean(fields.text, mending), _clean(fields.title or "", mending).strip()
    _check_text(text, origin)
    day, basis = _published(fields, text, address)
    day = published.checked(day, today=today, where=origin, given=fields.date)
    _check_language(text, origin)
    outlet = _clean(fields.outlet or "", mending).strip() or None
    return {
        "article_id": article_id(outlet, day, title or None, text),
        "source_id": fields.source_id,
        "outlet": outlet,
        "url": fields.url,
        "title": title or None,
        "text": text,
        "published_on": day,
        "published_basis": basis,
        "language": "en",
        "origin": origin,
    }


def too_large(size: int, *, where: str) -> InputError:
    """Return the error for an article beyond `LIMIT`."""
    return InputError(
        "too_large",
        f"{size:,} characters or bytes are more than an article has (limit {LIMIT:,})",
        where=where,
        fix="split it into articles",
    )


def quarantined(error: InputError, *, origin: str, content: object) -> dict[str, str]:
    """Return the row of `records.QUARANTINE` for a rejected input.

    The id follows from what was rejected, so the same input is one row however often it is
    read; an input without content (an empty file) is told by its name.
    """
    row = json.dumps(content, ensure_ascii=False, default=str)
    bare = content in ("", None, b"") or (
        isinstance(content, Mapping) and not any(content.values())
    )
    key = origin if bare else row
    return {
        "quarantine_id": content_id("quarantine", "read", error.reason, key),
        "stage": "read",
        "reason": error.reason,
        "detail": whole(str(error)),
        "origin": whole(origin),
        "row": whole(row) if len(row) <= KEPT else _shortened(row),
    }


def _shortened(row: str) -> str:
    return json.dumps({"shortened": whole(row[:KEPT]), "characters": len(row)}, ensure_ascii=False)


def _folded(name: str) -> str:
    return re.sub(r"[\s.-]+", "_", str(name).strip().lstrip("\ufeff").lower())


def _short(value: object) -> str | None:
    """Return a value of a small field as text, None when there is nothing in it."""
    if value is None or isinstance(value, dict | list):
        return None
    return whole(str(value)).replace("\0", "").strip()[:2_000] or None


def _clean(text: str, mending: bool) -> str:
    return whole(mend(text) if mending else text)


def _check_text(text: str, where: str) -> None:
    if not text.strip():
        raise InputError(
            "empty", "the article has no text", where=where, fix="leave it out, or give its text"
        )
    if "\0" in text:
        raise InputError(
            "nul_bytes",
            f"there is a NUL character at {text.index(chr(0)):,}",
            where=where,
            fix="the text was cut or mixed up on its way: fetch it again, or delete the character",
        )
    if is_lost(text):
        raise InputError(
            "encoding",
            "too many of its characters were lost on the way",
            where=where,
            fix="export it again as UTF-8",
        )


def _check_language(text: str, where: str) -> None:
    found = language(text)
    if found != "en":
        raise InputError(
            "not_english",
            f"its language looks like {found!r}",
            where=where,
            fix="only English is coded: give an English translation",
        )


def _published(fields: Fields, text: str, address: str | None) -> tuple[date | None, str]:
    """Return the day of publication and what it rests on, the best evidence first.

    A date that is given but cannot be read is not replaced by a guess from elsewhere.
    """
    if fields.date not in (None, ""):
        return published.parse(fields.date), fields.basis
    if day := published.from_address(fields.url):
        return day, "url"
    if day := published.from_top(text):
        return day, "header"
    if day := published.from_dateline(text, f"{fields.url or ''} {address or ''}"):
        return day, "dateline"
    return published.from_address(address), "url"
