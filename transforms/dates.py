"""When an act happened: the expression of time in its own clause, relative to publication."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal

from transforms.clauses import is_verbal
from transforms.codebook import toml

if TYPE_CHECKING:
    from spacy.tokens import Token

    from transforms.datelines import Dateline
    from transforms.parties import Sentence

Precision = Literal["day", "week", "month", "year"]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    {name.lower(): i for i, name in enumerate(calendar.month_name) if name}
    | {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
    | {"sept": 9}
)
#: An act told as older than this is background (coding rules: "older than about a month").
HISTORICAL_AFTER = timedelta(days=31)
_NUMBERS = {
    w: i
    for i, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
} | {"a": 1, "an": 1, "couple": 2, "several": 3, "few": 3}


@dataclass(frozen=True, slots=True)
class When:
    """A day, how exact it is, the words it came from and the characters they stand at."""

    day: date
    precision: Precision
    words: str
    rule: str
    start: int = -1
    end: int = -1


@cache
def _expressions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    raw = toml("times")
    out = []
    for name, pattern in raw["rules"].items():
        flags = 0 if "{month}" in pattern else re.IGNORECASE  # "may" and "march" are words too
        for part, alternatives in raw["parts"].items():
            pattern = pattern.replace("{" + part + "}", alternatives)
        out.append((name, re.compile(pattern, flags)))
    return tuple(out)


def expressions(
    text: str, published: date, *, future: bool = False, anchor: When | None = None
) -> Iterator[When]:
    """Yield the expressions of time in a text, resolved against the day of publication.

    Args:
        text: a sentence; offsets of the result count its characters.
        published: the article's publication day.
        future: whether bare weekdays and months lie ahead (in clauses about plans).
        anchor: the day told of before, from which "the next day" counts.
    """
    taken: list[tuple[int, int]] = []
    found: list[When] = []
    counted: list[re.Match[str]] = []  # from another day: "two days earlier"
    for rule, pattern in _expressions():
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            if rule == "following" or match.groupdict().get("way") in COUNTING:
                counted.append(match)
                continue
            when = _resolve(rule, match, published, future)
            if when is not None and anchor is not None and rule in {"month_day", "day_month"}:
                when = _in_story(when, anchor, published)
            if when is not None:
                found.append(when)
    yield from found
    for match in counted:
        said = [w for w in found if w.start < match.start() and w.precision == "day"]
        base = max(said, key=lambda w: w.start, default=anchor)
        if base is None and (match.groupdict().get("way") or "").lower() == "earlier":
            base = When(published, "day", "", "published")
        when = _counted(match, base) if base is not None else None
        if when is not None:
            yield when


#: "Earlier" and "later" than another day; "ago" is from the day of publication.
COUNTING = frozenset({"earlier", "later"})
#: Days of the units in which stories go on.
_DAYS = {"day": 1, "morning": 1, "afternoon": 1, "evening": 1, "night": 1, "week": 7, "month": 30}


def _in_story(when: When, anchor: When, published: date) -> When:
    """Give a day without a year the year of the story told: "in October 1962 ... on 27 October"."""
    recent = timedelta(0) <= published - when.day <= HISTORICAL_AFTER
    if recent or published - anchor.day < HISTORICAL_AFTER:
        return when
    try:
        day = when.day.replace(year=anchor.day.year)
    except ValueError:
        return when
    near = timedelta(0) <= day - anchor.day.replace(day=1) <= timedelta(days=92)
    return replace(when, day=day) if near else when


def _counted(match: re.Match[str], anchor: When) -> When | None:
    """Count from the day told of before: "the next day", "two weeks later", "a day earlier"."""
    groups = match.groupdict()
    unit = groups["unit"].lower()
    if groups.get("way"):
        word = groups["count"].lower().split()[0]
        count = int(word) if word.isdigit() else _NUMBERS.get(word, 3)
        count = -count if groups["way"].lower() == "earlier" else count
    else:
        count = int((groups["which"] or "").lower() in {"next", "following"})
    if unit in {"year", "decade"}:
        years = count * (10 if unit == "decade" else 1)
        if not 1800 <= anchor.day.year + years <= 2100:
            return None
        day = date(anchor.day.year + years, 1, 1)
        return When(day, "year", match.group(0), "following", match.start(), match.end())
    if abs(count) > 1000:
        return None
    day = anchor.day + timedelta(days=count * _DAYS[unit])
    exact = unit not in {"week", "month"} or count == 0
    precision = anchor.precision if exact else "month" if unit == "month" else "week"
    return When(day, precision, match.group(0), "following", match.start(), match.end())


#: What follows is not the news itself.
_BEFORE_THE_NEWS = re.compile(r"\b(?:after|since|days? (?:after|before)|who|which|when|where)\b")
#: A story is told within a week of what it is about.
STORY_WINDOW = timedelta(days=7)


def story_day(lead: str, published: date) -> When | None:
    """Return the day that the first sentences of a story give, for acts without a day of their own.

    The first day named within a week before publication, but not that of what came before the
    news ("protested after a jet flew over on Tuesday"); None when the lead names none.
    """
    found = [
        when
        for when in expressions(lead, published)
        if when.precision == "day"
        and timedelta(0) <= published - when.day <= STORY_WINDOW
        and not _BEFORE_THE_NEWS.search(lead, 0, when.start)
    ]
    return min(found, key=lambda when: when.start, default=None)


#: A dateline is no older than this when its story is printed.
FILED_WITHIN = 3


def filed_on(line: Dateline | None, published: date) -> date:
    """Return the day a story was filed, by its dateline; that of publication where it has none."""
    for days in range(FILED_WITHIN + 1 if line is not None else 0):
        day = published - timedelta(days=days)
        if line is not None and (line.month, line.day) == (day.month, day.day):
            return day
    return published


def last_weekday(word: str, published: date) -> date:
    """Resolve a bare weekday to the latest such day, publication day included."""
    wanted = WEEKDAYS.index(word.lower())
    return published - timedelta(days=(published.weekday() - wanted) % 7)


def _resolve(rule: str, match: re.Match[str], published: date, future: bool) -> When | None:
    groups = {
        name: value.lower() if value and name in {"which", "unit", "way", "count"} else value
        for name, value in match.groupdict().items()
    }
    try:
        found = _RULES[rule](groups, published, future)
    except ValueError:  # 31 June and the like
        return None
    if found is None:
        return None
    day, precision = found
    if not 1800 <= day.year <= 2100:
        return None
    return When(day, precision, match.group(0), rule, match.start(), match.end())


Found = tuple[date, Precision] | None
Groups = dict[str, str | None]


def _month_of(groups: Groups) -> int:
    return MONTHS[(groups["month"] or "").rstrip(".").lower()]


def _full(groups: Groups, published: date, future: bool) -> Found:
    month = int(groups["mm"] or 0) if groups.get("mm") else _month_of(groups)
    return date(int(groups["year"] or 0), month, int(groups["day"] or 0)), "day"


def _month_day(groups: Groups, published: date, future: bool) -> Found:
    month, day = _month_of(groups), int(groups["day"] or 0)
    candidates = [
        date(y, month, day)
        for y in (published.year - 1, published.year, published.year + 1)
        if not (month == 2 and day == 29 and not calendar.isleap(y))
    ]
    if not candidates:
        return None
    if future:
        ahead = [c for c in candidates if c >= published]
        return ahead[0], "day"
    # a date more than a month ahead is last year's
    past = [c for c in candidates if c <= published + timedelta(days=31)]
    return past[-1], "day"


def _month_year(groups: Groups, published: date, future: bool) -> Found:
    return date(int(groups["year"] or 0), _month_of(groups), 1), "month"


def _relative_month_name(groups: Groups, published: date, future: bool) -> Found:
    month = _month_of(groups)
    year = published.year
    ahead = groups["which"] == "next" or (
        future and groups["which"] in {"in", "this", "by", "early", "late"}
    )
    if ahead:
        year += month < published.month
    elif month > published.month or (groups["which"] == "last" and month == published.month):
        year -= 1
    return date(year, month, 1), "month"


def _relative_weekday(groups: Groups, published: date, future: bool) -> Found:
    day = last_weekday(groups["weekday"] or "", published)
    if groups["which"] in {"next", "coming"} or (groups["which"] == "this" and future):
        return day + timedelta(days=7), "day"
    again = day == published and groups["which"] == "last"
    return (day - timedelta(days=7) if again else day), "day"


def _weekday_week(groups: Groups, published: date, future: bool) -> Found:
    monday = published - timedelta(days=published.weekday())
    shift = 7 if groups["which"] == "next" else -7
    index = WEEKDAYS.index((groups["weekday"] or "").lower())
    return monday + timedelta(days=shift + index), "day"


def _weekday(groups: Groups, published: date, future: bool) -> Found:
    day = last_weekday(groups["weekday"] or "", published)
    return (day + timedelta(days=7) if future and day < published else day), "day"


def _ago(groups: Groups, published: date, future: bool) -> Found:
    if groups["way"] in {"later", "before"}:
        return None
    word = (groups["count"] or "1").split()[0]
    count = int(word) if word.isdigit() else _NUMBERS.get(word, 3)
    unit = groups["unit"]
    if unit == "day":
        return published - timedelta(days=count), "day"
    if unit == "week":
        return published - timedelta(days=7 * count), "week"
    if unit == "month":
        months = published.year * 12 + published.month - 1 - count
        return date(months // 12, months % 12 + 1, 1), "month"
    years = count * (10 if unit == "decade" else 1)
    return date(published.year - years, 1, 1), "year"


def _relative_unit(groups: Groups, published: date, future: bool) -> Found:
    unit, which = groups["unit"], groups["which"]
    back = which in {"last", "past", "previous"}
    ahead = which in {"next", "coming"}
    if which in {"that", "the same"}:
        return None
    if unit == "week":
        if which == "this":
            return (
                None
                if not groups.get("part")
                else (published - timedelta(days=published.weekday()), "week")
            )
        return published + timedelta(days=7 * (ahead - back)), "week"
    if unit == "weekend":
        saturday = published - timedelta(days=(published.weekday() - 5) % 7)
        return saturday + timedelta(days=7 * (ahead or (which == "this" and future))), "week"
    if unit == "month":
        months = published.year * 12 + published.month - 1 + ahead - back
        return date(months // 12, months % 12 + 1, 1), "month"
    return date(published.year + ahead - back, 1, 1), "year"


def _year(groups: Groups, published: date, future: bool) -> Found:
    return date(int(groups["year"] or 0), 1, 1), "year"


def _days(shift: int):  # type: ignore[no-untyped-def]
    def rule(groups: Groups, published: date, future: bool) -> Found:
        return published + timedelta(days=shift), "day"

    return rule


def _vague(groups: Groups, published: date, future: bool) -> Found:
    return date(published.year - 1, 1, 1), "year"


_RULES = {
    "month_day_year": _full,
    "day_month_year": _full,
    "iso": _full,
    "month_day": _month_day,
    "day_month": _month_day,
    "month_year": _month_year,
    "relative_month_name": _relative_month_name,
    "relative_weekday": _relative_weekday,
    "weekday_week": _weekday_week,
    "weekday": _weekday,
    "ago": _ago,
    "last_night": _days(-1),
    "today": _days(0),
    "tomorrow": _days(1),
    "relative_unit": _relative_unit,
    "vague_past": _vague,
    "in_year": _year,
    "bare_year": _year,
}


class Clock:
    """The expressions of time of one sentence, each owned by the clause it stands in."""

    def __init__(
        self,
        sentence: Sentence,
        text: str,
        start: int,
        published: date,
        anchor: When | None = None,
    ) -> None:
        self.sentence, self.published, self.start = sentence, published, start
        self.owned: dict[int, list[When]] = {}
        self.inside: dict[int, When] = {}  # expressions by the words in them
        for future in (False, True):
            for when in expressions(text, published, future=future, anchor=anchor):
                token = self._token_at(start + when.start, start + when.end)
                if token is None:
                    continue
                owner = _owner(token)
                self.inside.setdefault(token.i, when)
                if future == _is_ahead(owner):
                    self.inside[token.i] = when
                    self.owned.setdefault(owner.i, []).append(when)

    @property
    def told(self) -> When | None:
        """The first past day or month that the sentence names, for "the next day" after it."""
        past = [w for w in self.inside.values() if w.day <= self.published and w.start >= 0]
        return min(past, key=lambda w: w.start, default=None)

    def begins(self, token: Token) -> int:
        """Return the first character of a word in the article."""
        return self.sentence.spans[token.i][0]

    def _token_at(self, start: int, end: int) -> Token | None:
        """Return the topmost token of an expression."""
        inside = [
            t
            for t, (a, b) in zip(self.sentence.doc, self.sentence.spans, strict=True)
            if a >= start and b <= end
        ]
        for token in inside:
            if token.head not in inside or token.head.i == token.i:
                return token
        return inside[0] if inside else None

    def when(self, trigger: Token) -> When | None:
        """Return when an act happened, or None when its sentence does not say.

        The trigger's own expression first, then those of the verbs above it. For an act of
        speech `trigger` is the verb of speech: it has the day it was spoken.
        """
        token = trigger
        for _ in range(12):
            owned = [
                when
                for when in self.owned.get(token.i, ())
                # "over the years" behind a verb says what for, before it when
                if when.rule != "vague_past" or self.start + when.start < self.begins(token)
            ]
            if owned:
                return min(owned, key=lambda w: (w.precision != "day", w.start))
            if token.head.i == token.i:
                break
            if token.dep_ in {"relcl", "advcl"} and token.head.i in self.inside:
                return self.inside[token.head.i]  # "40 years ago, when tanks rolled in"
            if token.dep_ in {"relcl", "acl"} and token.i != trigger.i and is_verbal(token):
                break
            token = token.head
        return None


def _owner(token: Token) -> Token:
    """Return the verb or dated noun whose clause an expression of time stands in."""
    while token.head.i != token.i:
        head = token.head
        if token.dep_ == "poss" and head.pos_ in {"NOUN", "PROPN"}:
            return head
        if is_verbal(head):
            return head
        token = head
    return token


def _is_ahead(verb: Token) -> bool:
    words = {c.lower_ for c in verb.children if c.dep_ == "aux"}
    if words & {"will", "shall", "would"}:
        return True
    if any(c.tag_ == "TO" for c in verb.children) and verb.dep_ in {
        "xcomp",
        "ROOT",
        "acl",
        "relcl",
    }:
        return True
    return any(c.lower_ == "upcoming" for c in verb.children)
