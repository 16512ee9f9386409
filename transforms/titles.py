"""Titles before names: "Vietnamese Prime Minister Pham Minh Chinh" is one person of one country.

A known person takes the title and the adjective before the name into its mention, which also
leaves the parser a single word. A person whom no dictionary knows gets the country of the
adjective and the role of the title, here and wherever the article names that person again.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    taken = {m.start for m in mentions}
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
        if name is None or name.start() in taken or name.start("name") in taken:
            continue
        words = name.group("name").split(" ")
        if any(m.start < name.end() and name.start() < m.end for m in mentions):
            continue
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
    kept = [
        m for m in mentions if not any(s.start <= m.start and m.end <= s.end for s in strangers)
    ]
    occupied = [(m.start, m.end) for m in [*kept, *strangers]]
    for stranger in strangers:
        words = stranger.entry.name.split(" ")
        names = [stranger.entry.name]
        surname = words[0] if stranger.code in FAMILY_NAME_FIRST else words[-1]
        if len(words) > 1 and len(surname) > 1:
            names.append(surname)
        for name in names:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                if any(a < match.end() and match.start() < b for a, b in occupied):
                    continue
                kept.append(ActorMention(match.start(), match.end(), match.group(), stranger.entry))
                occupied.append(match.span())
    return kept
