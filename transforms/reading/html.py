"""A crawled page: its main text, title, day, outlet and address.

trafilatura finds the text. Title, day and outlet are read from what pages declare about
themselves (JSON-LD, `og:`, `article:`, `<time>`), because a guess is worse than a gap here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from transforms.errors import InputError
from transforms.reading import published
from transforms.reading.rows import Fields

#: A page whose text has fewer words than this has no article in it.
FEWEST_WORDS = 12

_ARTICLE_TYPES = re.compile(r"(article|report|posting|blogposting|newsarticle)$", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:comments?|share|advertisement|loading\.*|read more|print|related(?: \w+)?)", re.IGNORECASE
)
_TITLES = ("og:title", "twitter:title", "dc.title", "sailthru.title", "title")
_OUTLETS = ("og:site_name", "application-name", "dc.publisher", "publisher")
_DATES = (
    "article:published_time", "og:published_time", "datepublished", "article.published",
    "publishdate", "publish-date", "publish_date", "pubdate", "pub_date", "publication_date",
    "parsely-pub-date", "sailthru.date", "dc.date.issued", "dc.date", "dcterms.created",
    "dcterms.date", "cxenseparse:recs:publishtime", "sn-post-date", "firstcreatetime", "date",
    "og:article:published_time", "article:published", "displaydate", "original-publish-date",
)  # fmt: skip
_ADDRESSES = ("og:url", "twitter:url")


def fields(page: str, *, source_id: str | None = None) -> Fields:
    """Return what a page says.

    Raises:
        InputError: no_body, when there is no article on the page.
    """
    from lxml import html as lxml_html  # type: ignore[import-untyped]

    try:
        tree = lxml_html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", page))
    except Exception as error:  # lxml raises many kinds; all mean that this is no page
        raise _no_body(source_id, f"the page cannot be parsed ({type(error).__name__})") from error
    meta, data = _meta(tree), _json_ld(tree)
    title = _first(meta, _TITLES) or _text(data.get("headline")) or _heading(tree)
    body = _body(page, {title, _text(data.get("headline")), *_headings(tree)}) or _declared(data)
    if body is None:
        raise _no_body(source_id, "there is no article on the page")
    url = _canonical(tree) or _first(meta, _ADDRESSES) or _text(data.get("url"))
    day, basis = _day(tree, meta, data, url, body)
    return Fields(
        text=body,
        date=day,
        basis=basis,
        source_id=source_id,
        title=title,
        outlet=_first(meta, _OUTLETS) or _publisher(data) or _host(url),
        url=url,
    )


def _no_body(source_id: str | None, what: str) -> InputError:
    return InputError(
        "no_body",
        what,
        where=source_id or "page",
        fix="save the article's own page, complete; lists, videos and pay walls have no text",
    )


def _body(page: str, titles: set[str | None]) -> str | None:
    """Return the main text without the heading that repeats the title."""
    import trafilatura

    try:
        found = trafilatura.bare_extraction(
            page, include_comments=False, include_tables=False, with_metadata=False
        )
    except Exception:  # the page is the world's; whatever breaks the extractor is no article
        return None
    text = getattr(found, "text", None)
    if not text:
        return None
    keys = {_key(title) for title in titles if title}
    lines = [line.strip() for line in text.split("\n")]
    while lines and (not lines[0] or _key(lines[0]) in keys):
        lines.pop(0)
    while lines and (not lines[-1] or _FURNITURE.fullmatch(lines[-1])):
        lines.pop()
    return _enough("\n".join(lines))


def _declared(data: Mapping[str, Any]) -> str | None:
    """Return the text that a page declares in JSON-LD, where nothing else was found."""
    body = data.get("articleBody")
    if not isinstance(body, str):
        return None
    return _enough(re.sub(r"<[^<>]{1,200}>", " ", body).strip())


def _enough(text: str) -> str | None:
    """Return the text when there is a report in it: enough words, and a sentence."""
    has_sentence = re.search(r"\w+\W+\w+\W+\w+[^\n]*[.!?]['\"”’)]*(?:\s|\Z)", text)
    return text if has_sentence and len(text.split()) >= FEWEST_WORDS else None


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _meta(tree: Any) -> dict[str, str]:
    """Return the page's meta elements, names in lower case, the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.lower(), content)
    return found


def _json_ld(tree: Any) -> dict[str, Any]:
    """Return the JSON-LD object of the page that is an article, or an empty one."""
    for element in tree.iter("script"):
        if "ld+json" in (element.get("type") or ""):
            try:
                data = json.loads(element.text or "", strict=False)
            except (ValueError, RecursionError):
                continue
            for found in _objects(data):
                kinds = found.get("@type")
                names = kinds if isinstance(kinds, list) else [kinds]
                if any(_ARTICLE_TYPES.search(str(name)) for name in names):
                    return found
    return {}


def _objects(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON-LD document, those of its graph included."""
    if depth > 4:
        return
    if isinstance(data, list):
        for part in data:
            yield from _objects(part, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _objects(data.get("@graph"), depth + 1)
        yield from _objects(data.get("mainEntity"), depth + 1)


def _first(meta: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _headings(tree: Any) -> list[str]:
    return [" ".join(element.text_content().split()) for element in tree.iter("h1")]


def _heading(tree: Any) -> str | None:
    """Return the longest main heading, else the page's title without the name of the site."""
    if longest := max(_headings(tree), key=len, default=""):
        return longest
    title = _text(tree.findtext(".//title") or "")
    return re.split(r"\s+[|–—]\s+", title)[0] if title else None


def _canonical(tree: Any) -> str | None:
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "canonical":
            address = (element.get("href") or "").strip()
            return address if address.startswith("http") else None
    return None


def _publisher(data: Mapping[str, Any]) -> str | None:
    publisher = data.get("publisher")
    if isinstance(publisher, list):
        publisher = next(iter(publisher), None)
    return _text(publisher.get("name")) if isinstance(publisher, dict) else _text(publisher)


def _host(url: str | None) -> str | None:
    found = re.match(r"https?://(?:www\.)?([^/:?#]+)", url or "")
    return found[1] if found else None


def _day(
    tree: Any, meta: Mapping[str, str], data: Mapping[str, Any], url: str | None, body: str
) -> tuple[date | None, str]:
    """Return the day of publication and what it rests on."""
    declared = [data.get("datePublished"), *(meta[name] for name in _DATES if name in meta)]
    for value in [*declared, *_times(tree), data.get("dateCreated")]:
        if day := published.parse(value):
            return day, "html_meta"
    if day := published.from_address(url):
        return day, "url"
    if day := _visible(tree) or published.from_top(body):
        return day, "html_meta"
    rights = " ".join(tree.text_content()[-3_000:].split())
    return published.from_dateline(f"{body}\n\n{rights}", url), "dateline"


def _times(tree: Any) -> Iterator[str]:
    """Yield the dates of `<time>` elements, those that say they are the publication first."""
    elements = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [e for e in elements if e.get("pubdate") is not None or _says_published(e)]
    for element in [*marked, *elements]:
        yield element.get("datetime")


def _says_published(element: Any) -> bool:
    said = " ".join(
        filter(None, (element.get("itemprop"), element.get("class"), element.get("id")))
    )
    return re.search(r"publish|posted|entry-date|created", said, re.IGNORECASE) is not None


_DATE_CLASS = re.compile(
    r"\b(?:pub(?:lish|lished)?[-_]?(?:date|time|on)?|post(?:ed)?[-_]?(?:date|on)|entry-date|"
    r"article[-_]?(?:date|info|time|meta)|date(?:line|time|-published)?|time|timestamp|meta-date)\b",
    re.IGNORECASE,
)


def _visible(tree: Any) -> date | None:
    """Return the day that stands in an element whose class says that it is the date."""
    for element in tree.iter("span", "div", "p", "li", "abbr", "em", "small", "td", "time", "b"):
        said = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop"))
        if _DATE_CLASS.search(said):
            shown = " ".join(element.text_content()[:300].split())
            if len(shown) <= 120 and (day := published.parse(shown)):
                return day
    return None
