"""Find the day a report was published: from a field, an address, a dateline.

Nothing is guessed: a date that can be read two ways (03/04/2024) or lacks its year is no
date, and today never enters except as the bound that a report cannot lie beyond.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from transforms.cleaning import dateline
from transforms.errors import InputError

#: Newspapers of the telegraph age are in; anything older is a mistyped year.
FIRST_YEAR = 1900
#: A clock east of ours may already have tomorrow's date.
AHEAD = timedelta(days=1)
#: A caption's date belongs to the dateline's when at most this far from it.
NEAR = timedelta(days=3)
#: Lines at the top among which a line may be the date of the report.
TOP_LINES = 8

#: A line that is a date may name a place or a weekday of this many letters besides.
PLACE_LETTERS = 14

_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ISO = re.compile(r"(?<!\d)(\d{4})\s?([-/.年])\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)(\d\d)(\d\d)(?:T?\d{4,6}Z?)?(?!\d)")
_MONTH_DAY = re.compile(
    rf"(?<![a-z])(?P<m>{_MONTH})\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})(?!\d)", re.I
)
_DAY_MONTH = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of\s+)?(?P<m>{_MONTH}),?[\s-]+(?P<y>\d{{4}})(?!\d)",
    re.I,
)
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)")
_URL = (
    re.compile(r"(?<!\d)((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)[/-](\d\d)(\d\d)(?!\d)"),
    re.compile(r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)"),
)
_URL_YEAR = re.compile(r"[/_-]((?:19|20)\d\d)(?=[/_-])")
_URL_MONTH = re.compile(
    r"(?<!\d)((?:19|20)\d\d)/(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*/(\d{1,2})(?!\d)",
    re.I,
)
_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\s{0,3}(?:\(c\)\s{0,2}|©\s{0,2})?((?:19|20)\d\d)\b", re.I
)
_POSTED = re.compile(
    r"(?:^|[|(])\s*(?:last |first )?(?:published|updated|posted|date|created)\b[^\n]{0,80}", re.I
)


def parse(value: object) -> date | None:
    """Return the day that a value names beyond doubt, else None.

    Takes dates, datetimes, seconds or milliseconds since 1970, and text in the usual forms
    of feeds, archives and newspapers. A time of day and its zone are ignored: the day as
    written is the outlet's own.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _from_number(value)
    return _from_text(str(value).strip()[:200])


def checked(day: date | None, *, today: date, where: str, given: object = None) -> date:
    """Return the day, or raise InputError: no_date, date_in_future, date_before_1900."""
    if day is None:
        said = f"the date {str(given)[:60]!r} cannot be read" if given else "no date was found"
        raise InputError(
            "no_date",
            said,
            where=where,
            fix="give the date as YYYY-MM-DD: a `date` field, or a line `date 2024-12-03` on top",
        )
    if day > today + AHEAD:
        raise InputError(
            "date_in_future",
            f"{day} has not come yet (today is {today})",
            where=where,
            fix="correct the date",
        )
    if day.year < FIRST_YEAR:
        raise InputError(
            "date_before_1900", f"{day} is before {FIRST_YEAR}", where=where, fix="correct the date"
        )
    return day


def from_address(address: str | None) -> date | None:
    """Return the day that a web address or file name holds (/2024/12/03/, 20241203)."""
    if not address:
        return None
    if found := _URL_MONTH.search(address):
        return _day(int(found[1]), _NAMES.index(found[2].lower()) + 1, int(found[3]))
    for pattern in _URL:
        for found in pattern.finditer(address):
            day = _day(int(found[1]), int(found[2]), int(found[3]))
            if day and day.year >= FIRST_YEAR:
                return day
    return None


def from_top(text: str) -> date | None:
    """Return the day of a line at the top that is nothing but the report's own date."""
    for line in text[:4_000].splitlines()[:TOP_LINES]:
        stripped = line.strip()
        posted = _POSTED.search(stripped)
        if posted and (day := _from_text(posted.group())):
            return day
        if len(stripped) <= 40 and (day := _from_text(stripped)) and _is_only_a_date(stripped):
            return day
    return None


def _is_only_a_date(line: str) -> bool:
    """Say whether a line has little in it besides a date (a place, an outlet)."""
    rest = re.sub(_MONTH, "", line, flags=re.IGNORECASE)
    return sum(map(str.isalpha, rest)) <= PLACE_LETTERS


def from_dateline(text: str, address: str | None = None) -> date | None:
    """Return the day of the dateline when something else in the file tells its year.

    `BEIJING, Dec. 3 (Xinhua)` lacks a year. A full date near it in a caption, the year in
    the address or in the line of copyright gives it; without one there is no date.
    """
    line = dateline(text)
    if line is None or line.month is None or line.day is None:
        return None
    if line.year:
        return _day(line.year, line.month, line.day)
    for day in _full_dates(text):
        guess = _day(day.year, line.month, line.day)
        if guess and abs(guess - day) <= NEAR:
            return guess
    years = {int(year) for year in _URL_YEAR.findall(address or "")}
    years |= {int(year) for year in _RIGHTS.findall(text[:2_000] + "\n" + text[-2_000:])}
    if len(years) == 1:
        return _day(years.pop(), line.month, line.day)
    return None


def _full_dates(text: str) -> list[date]:
    """Return the full dates in the text, in the order they stand."""
    head = text[:200_000]
    found = [*_MONTH_DAY.finditer(head), *_DAY_MONTH.finditer(head), *_ISO.finditer(head)]
    days = (_from_text(match.group()) for match in sorted(found, key=lambda match: match.start()))
    return [day for day in days if day]


def _from_number(value: float) -> date | None:
    if 19_000_101 <= value <= 21_001_231 and value == int(value):
        return _from_text(str(int(value)))
    seconds = value / 1000 if value > 1e11 else value
    if not 1e8 <= seconds <= 1e11:  # 1973 at the earliest: smaller numbers are no instants
        return None
    return datetime.fromtimestamp(seconds, UTC).date()


def _from_text(text: str) -> date | None:
    if found := _ISO.search(text):
        return _day(int(found[1]), int(found[3]), int(found[4]))
    for pattern in (_MONTH_DAY, _DAY_MONTH):
        if found := pattern.search(text):
            month = _NAMES.index(found["m"][:3].lower()) + 1
            return _day(int(found["y"]), month, int(found["d"]))
    if found := _COMPACT.search(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMERIC.search(text):
        return _from_numeric(int(found[1]), int(found[2]), int(found[3]))
    if re.fullmatch(r"\d{10}|\d{13}", text):
        return _from_number(int(text))
    return None


def _from_numeric(first: int, second: int, year: int) -> date | None:
    """Read 25/12/2024 or 12/25/2024; 03/04/2024 could be either and is none."""
    readings = {_day(year, second, first), _day(year, first, second)} - {None}
    return readings.pop() if len(readings) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
