"""Titles before names: "Vietnamese Prime Minister Pham Minh Chinh" is one person of one country.

A known person takes the title and the adjective before the name into its mention, which also
leaves the parser a single word. A person whom no dictionary knows gets the country of the
adjective and the role of the title, here and wherever the article names that person again.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter

import ahocorasick_rs

from transforms.actors import FIRST_DAY, LAST_DAY, ActorMention, Entry
from transforms.roles import Roles

BEFORE_TITLES = frozenset({"adjective", "name", "abbreviation", "official", "organisation"})
#: Longest title, in words: "deputy minister of foreign affairs and trade".
MAX_WORDS = 6
#: Where the family name stands first: Lee Sang-ock is Mr Lee.
FAMILY_NAME_FIRST = frozenset({"CHN", "HKG", "KOR", "MAC", "PRK", "TWN"})
_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Adm)\.? )?"
    r"(?P<name>[A-Z][\w’'-]+(?: (?:[A-Z]\.|al|el|bin|bint|ibn|von|van|de|da|der|del|la|ter|"
    r"[A-Z][\w’'-]+)){0,4})"
)
_EDGE = re.compile(r"\w")
_FOLLOWING = re.compile(r"(?:['’]s?)? (?=[\w])")


def absorb(text: str, mentions: Sequence[ActorMention], roles: Roles) -> list[ActorMention]:
    """Return the mentions of an article with titles taken in and titled strangers added."""
    grown = _grow(text, mentions, roles)
    strangers = _strangers(text, grown, roles)
    if not strangers:
        return grown
    again = _named_again(text, grown, strangers)
    return sorted([*again, *strangers], key=lambda m: m.start)


def _grow(text: str, mentions: Sequence[ActorMention], roles: Roles) -> list[ActorMention]:
    out: list[ActorMention] = []
    for mention in mentions:
        if mention.entry.kind != "person":
            out.append(mention)
            continue
        floor = out[-1].end if out else 0
        start = _title_start(text, mention.start, floor, roles)
        if start < mention.start or text[floor : mention.start] == " ":
            before = out[-1] if out else None
            joined = before is not None and text[before.end : start] in {" ", "'s ", "’s ", "' "}
            same = before is not None and before.code == mention.code
            if joined and same and before is not None and before.entry.kind in BEFORE_TITLES:
                start = before.start
                out.pop()
        out.append(ActorMention(start, mention.end, text[start : mention.end], mention.entry))
    return out


def _is_title(phrase: str, roles: Roles) -> bool:
    return phrase in roles and roles[phrase][1] == "person"


def _title_start(text: str, end: int, floor: int, roles: Roles) -> int:
    """Return where the longest title that ends before `end` starts (`end` if there is none)."""
    window = text[max(floor, end - 80) : end]
    words = [(m.start(), m.group()) for m in re.finditer(r"[\w’'.-]+", window)]
    base = max(floor, end - 80)
    for count in range(min(MAX_WORDS, len(words)), 0, -1):
        phrase = " ".join(word for _, word in words[-count:]).casefold()
        start = base + words[-count][0]
        if _is_title(phrase, roles) and text[start:end].casefold().rstrip() == phrase:
            return start
    return end


def _strangers(text: str, mentions: Sequence[ActorMention], roles: Roles) -> list[ActorMention]:
    """Find names after a country and a title that the dictionary does not know."""
    spans = [(m.start, m.end) for m in mentions]
    found = []
    for mention in mentions:
        if mention.entry.kind not in BEFORE_TITLES or not mention.code:
            continue
        gap = _FOLLOWING.match(text, mention.end)
        if gap is None:
            continue
        title_end, role = _title_after(text, gap.end(), roles)
        if role is None:
            continue
        name = _NAME.match(text, title_end)
        if name is None or _meets(spans, *name.span()):
            continue
        words = name.group("name").split(" ")
        if _is_title(words[0].casefold(), roles):
            continue
        person = Entry(
            surface=name.group("name"),
            code=mention.code,
            agent=role,
            kind="person",
            actor_id=f"text:{name.group('name')}",
            name=name.group("name"),
            start=FIRST_DAY,
            end=LAST_DAY,
        )
        found.append(
            ActorMention(mention.start, name.end(), text[mention.start : name.end()], person)
        )
    return found


def _title_after(text: str, start: int, roles: Roles) -> tuple[int, str | None]:
    """Return where the longest title from `start` ends (a space further) and its role."""
    words = list(re.finditer(r"[\w’'-]+", text[start : start + 90]))[:MAX_WORDS]
    for count in range(len(words), 0, -1):
        end = start + words[count - 1].end()
        phrase = text[start:end].casefold()
        if _is_title(phrase, roles) and text[end : end + 1] == " ":
            return end + 1, roles[phrase][0]
    return start, None


def _named_again(
    text: str, mentions: Sequence[ActorMention], strangers: Sequence[ActorMention]
) -> list[ActorMention]:
    """Return the mentions, less those now inside a stranger's, plus later uses of the names."""
    told = [(s.start, s.end) for s in strangers]
    kept = [m for m in mentions if not _meets(told, m.start, m.end)]
    persons: dict[str, Entry] = {}
    for stranger in strangers:
        for name in _short_and_long(stranger):
            persons.setdefault(name, stranger.entry)
    occupied = sorted([*told, *((m.start, m.end) for m in kept)])
    again = [
        ActorMention(start, end, text[start:end], persons[text[start:end]])
        for start, end in _whole_words(text, list(persons))
        if not _meets(occupied, start, end)
    ]
    return [*kept, *again]


def _short_and_long(stranger: ActorMention) -> list[str]:
    """Return what a stranger is called later: by the whole name, and by the family name."""
    words = stranger.entry.name.split(" ")
    surname = words[0] if stranger.code in FAMILY_NAME_FIRST else words[-1]
    short = [surname] if len(words) > 1 and len(surname) > 1 else []
    return [stranger.entry.name, *short]


def _whole_words(text: str, names: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where names stand as whole words, the longest first, none in another; one pass."""
    found = ahocorasick_rs.AhoCorasick(names).find_matches_as_indexes(text, overlapping=True)
    last = 0
    for start, minus_end in sorted((start, -end) for _, start, end in found):
        end = -minus_end
        if start >= last and not _EDGE.search(
            text[max(start - 1, 0) : start] + text[end : end + 1]
        ):
            yield start, end
            last = end


def _meets(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether [start, end) has a character in common with one of some sorted spans."""
    before = bisect_left(spans, end, key=itemgetter(0))
    return before > 0 and spans[before - 1][1] > start
