"""Read the dateline that opens a wire story: `BEIJING, Dec. 3 (Xinhua) --`.

Agencies and the words in capitals that are no place (`UPDATE:`) are rows of
`codebook/boilerplate.toml`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

#: A dateline is no longer than this.
LONGEST = 160

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:[Jj]an(?:uary)?|[Ff]eb(?:ruary)?|[Mm]ar(?:ch)?|[Aa]pr(?:il)?|[Mm]ay|[Jj]une?|[Jj]uly?"
    r"|[Aa]ug(?:ust)?|[Ss]ept?(?:ember)?|[Oo]ct(?:ober)?|[Nn]ov(?:ember)?|[Dd]ec(?:ember)?"
    r"|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?"
    r"|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)"
)
_CAPS = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’\-]{0,25}(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'’\-]{0,25}+(?![a-zß-ÿ])){0,4}"
_MIXED = r"[A-ZÀ-Þ][\w.'’\-]{1,25}(?:[ /](?:[A-ZÀ-Þ][\w.'’\-]{0,25}|al|de|el|es|la|of)){0,4}"


@dataclass(frozen=True, slots=True)
class Dateline:
    """The opening of a wire story.

    `place` is as written; agency, month, day and year are None where the line has none.
    `text[start:end]` is the whole of it, dash included.
    """

    place: str
    agency: str | None
    month: int | None
    day: int | None
    year: int | None
    start: int
    end: int


@cache
def boilerplate() -> dict[str, Any]:
    """Return the tables of `codebook/boilerplate.toml`."""
    raw = files("transforms.codebook").joinpath("boilerplate.toml").read_text("utf-8")
    return tomllib.loads(raw)


@cache
def agencies() -> str:
    """Return a pattern for the names of news agencies, longest first."""
    return "|".join(sorted(map(re.escape, boilerplate()["agencies"]), key=len, reverse=True))


def _compiled(place: str) -> re.Pattern[str]:
    known = agencies()
    return re.compile(
        rf"""(?P<place>{place})
        (?:,\ (?!{_MONTH}\b|(?:{known})\b)
             (?P<region>[A-Z][\w.'’\-]{{0,25}}(?:\ [A-Z][\w.'’\-]{{0,25}}){{0,3}})
          |\ \[[A-Z][\w\ ]{{1,30}}\])?
        (?P<date>,?\ (?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\ )?
          (?:(?P<month>{_MONTH})\.?\ (?P<day>\d{{1,2}})(?:st|nd|rd|th)?
             |(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\ (?P<month2>{_MONTH})\b\.?)
          (?:,?\ (?P<year>(?:19|20)\d\d))?)?
        (?:,?\s?\((?P<paren>[A-Z][\w.&/'’\ \-]{{0,40}}|{known})\)
          |\.?\s?/(?P<slash>[A-Z][\w.\ \-]{{1,20}})/\.?
          |,?\s?[-–—]{{0,2}}\s?(?P<bare>{known})\b)?
        (?P<separator>\s*(?:--+|[—–―]|_+|:(?!//)|(?<=[\s)/\d])-(?!\w)|(?<=\w)-(?=\s))|\.(?=\s))?""",
        re.VERBOSE,
    )


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return _compiled(_CAPS), _compiled(_MIXED)


def dateline_at(
    text: str, start: int, end: int, *, loose: bool = True, colon: bool = True
) -> Dateline | None:
    """Return the dateline that begins at `start`, or None.

    Args:
        text: the article.
        start: where a paragraph begins, or what follows a caption or a byline.
        end: where the paragraph ends.
        loose: take a place in capitals and a dash alone for one (`BEIJING --`).
        colon: a loose one may end in a colon (`NEW DELHI:`); not so in transcripts,
            where names of speakers look the same.
    """
    caps, mixed = _patterns()
    stop = min(end, start + LONGEST)
    found = caps.match(text, start, stop)
    if found and _holds(text, found, end, capitals=True, loose=loose, colon=colon):
        return _built(found)
    found = mixed.match(text, start, stop)
    if found and _holds(text, found, end, capitals=False, loose=False, colon=colon):
        return _built(found)
    return None


def _agency(found: re.Match[str]) -> str | None:
    return found["paren"] or found["slash"] or found["bare"]


def _holds(
    text: str, found: re.Match[str], end: int, *, capitals: bool, loose: bool, colon: bool
) -> bool:
    """Say whether what matched is a dateline and not the beginning of a sentence."""
    place, separator = found["place"], (found["separator"] or "").strip()
    if sum(map(str.isalpha, place)) < 3 or place.rstrip(" .") in boilerplate()["not_places"]:
        return False
    agency = _agency(found)
    known = agency in boilerplate()["agencies"] or bool(found["slash"])
    dash = separator not in {"", "."}
    if agency and known:
        closes = dash or found.end() >= end or bool(found["slash"])
        return closes or (bool(found["date"]) and bool(found["paren"] or separator))
    if not dash:
        return False
    if agency and capitals:
        return True
    if found["date"]:
        return capitals or found["date"].startswith(",")
    return loose and (colon or separator != ":") and _report_follows(text, found.end(), end)


def _report_follows(text: str, at: int, end: int) -> bool:
    """Say whether ordinary prose goes on after a place and a dash."""
    after = text[at : min(end, at + 60)].strip().lstrip("\"'“‘`")
    return after[:1].isupper() and any(character.islower() for character in after)


def _built(found: re.Match[str]) -> Dateline:
    month = found["month"] or found["month2"]
    day = found["day"] or found["day2"]
    place = found["place"].strip()
    bare_point = (found["separator"] or "") == "." and not found["slash"] and not found["bare"]
    return Dateline(
        place=place.rstrip(".") if place.count(".") == 1 else place,  # not "WASHINGTON, D.C."
        agency=_agency(found),
        month=_MONTHS.index(month[:3].lower()) + 1 if month else None,
        day=int(day) if day and 1 <= int(day) <= 31 else None,
        year=int(found["year"]) if found["year"] else None,
        start=found.start(),
        end=found.end() - (1 if bare_point else 0),
    )
