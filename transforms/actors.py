"""Who a name means on a day: one pass over the article finds every name of the dictionary.

A name and a day alone decide here; what needs the sentence's grammar is in `parties`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from typing import Any

import ahocorasick_rs
import polars as pl

from transforms.codebook import table, toml, words

#: Kinds of a mention. `person` needs a full mention before its short form counts unless `solo`.
PLACE_KINDS = frozenset({"city", "region"})
SEAT_KINDS = frozenset({"capital", "metonym"})
COUNTRY_KINDS = frozenset({"name", "official", "abbreviation"})
PEOPLE_KINDS = frozenset({"demonym", "demonym_singular"})

FIRST_DAY, LAST_DAY = date(1800, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Entry:
    """One meaning of one surface form, valid from `start` to `end` (both included)."""

    surface: str
    code: str  # ISO3, an organisation's code, or "" for names that only mask others (outlets)
    agent: str
    kind: str
    actor_id: str
    name: str
    start: date
    end: date
    ambiguous: bool = False
    short: bool = False  # a surname: counts only where the full name is in the article
    fold: bool = False
    office: str = ""


@dataclass(frozen=True, slots=True)
class ActorMention:
    """A name found in a text: characters [start, end) and what it means on the day."""

    start: int
    end: int
    text: str
    entry: Entry

    @property
    def code(self) -> str:
        """ISO3 or organisation code; "" for a mask."""
        return self.entry.code


def _day(text: str, default: date) -> date:
    return date.fromisoformat(text) if text else default


#: The tables that names come from.
NAMED_IN = (
    "countries", "country_names", "persons", "organisations", "groups", "outlets", "masks",
)  # fmt: skip
Tables = Mapping[str, pl.DataFrame]


def _country_entries(tables: Tables) -> Iterable[Entry]:
    names = dict(tables["countries"].select("iso3", "name").iter_rows())
    for row in tables["country_names"].iter_rows(named=True):
        yield Entry(
            surface=row["surface"],
            code=row["iso3"],
            agent="GOV" if row["kind"] == "metonym" else "",
            kind=row["kind"],
            actor_id=row["iso3"].lower(),
            name=names.get(row["iso3"], row["iso3"]),
            start=_day(row["from"], FIRST_DAY),
            end=_day(row["to"], LAST_DAY),
            ambiguous=row["ambiguous"] == "1",
            fold=row["case"] == "fold",
        )


_ARTICLE = re.compile(r"\b([AaEe]l)[- ](?=[A-Z])")


def _spellings(name: str) -> list[str]:
    """Return the ways news write an Arabic article: al-Sisi, Al-Sisi, Al Sisi; Abdel-Fattah."""
    forms = [name]
    if _ARTICLE.search(name):
        forms += [_ARTICLE.sub(shape, name) for shape in ("al-", "Al-", "Al ")]
        forms += [_ARTICLE.sub(shape, name) for shape in ("el-", "El-", "El ")]
    return [s for form in forms for s in (form, form.replace("Abdel ", "Abdel-"))]


#: Where a given name of two syllables is written in one, two or with a hyphen.
_HYPHENATING = frozenset({"KOR", "PRK", "TWN"})
_TWO_SYLLABLES = re.compile(r"([A-Z][a-z]+) ([A-Z][a-z]+)[ -]([A-Za-z][a-z]+)")


def _given_names(name: str) -> list[str]:
    """Return Yoon Suk Yeol, Yoon Suk-yeol and Yoon Suk-Yeol for one of them."""
    found = _TWO_SYLLABLES.fullmatch(name)
    if found is None:
        return [name]
    family, first, second = found.groups()
    forms = [f"{first} {second.title()}", f"{first}-{second.lower()}", f"{first}-{second.title()}"]
    return list(dict.fromkeys([name, *(f"{family} {form}" for form in forms)]))


def _person_entries(tables: Tables) -> Iterable[Entry]:
    for row in tables["persons"].iter_rows(named=True):
        solo = row["solo"] == "1"
        long_forms = [row["name"], *filter(None, row["aliases"].split(";"))]
        short_forms = [form for form in row["short"].split(";") if form]
        if row["country"] in _HYPHENATING:
            long_forms = [s for form in long_forms for s in _given_names(form)]
        long_spellings = {s for form in long_forms for s in _spellings(form)}
        forms = [spelling for form in [*long_forms, *short_forms] for spelling in _spellings(form)]
        for surface in dict.fromkeys(forms):
            short = surface not in long_spellings
            yield Entry(
                surface=surface,
                code=row["country"],
                agent=row["agent"],
                kind="person",
                actor_id=row["actor_id"],
                name=row["name"],
                start=_day(row["from"], FIRST_DAY),
                end=_day(row["to"], LAST_DAY),
                short=short and not solo,
                ambiguous=short,
                office=row["office"],
            )


def _group_entries(tables: Tables) -> Iterable[Entry]:
    for row in tables["organisations"].iter_rows(named=True):
        for surface in [row["name"], *filter(None, row["aliases"].split(";"))]:
            yield Entry(
                surface=surface,
                code=row["code"],
                agent="",
                kind="organisation",
                actor_id=row["actor_id"],
                name=row["name"],
                start=_day(row["from"], FIRST_DAY),
                end=_day(row["to"], LAST_DAY),
                fold=row["case"] == "fold",
            )
    for row in tables["groups"].iter_rows(named=True):
        for surface in [row["name"], *filter(None, row["aliases"].split(";"))]:
            yield Entry(
                surface=surface,
                code=row["country"],
                agent=row["agent"],
                kind=row["kind"],
                actor_id=row["actor_id"],
                name=row["name"],
                start=_day(row["from"], FIRST_DAY),
                end=_day(row["to"], LAST_DAY),
                fold=row["case"] == "fold",
            )


def _outlet_entries(tables: Tables) -> Iterable[Entry]:
    """Names of news media mask the country names inside them (`Tehran Times`)."""
    for row in tables["outlets"].iter_rows(named=True):
        for surface in [row["name"], *filter(None, row["aliases"].split(";"))]:
            if " " in surface:
                yield Entry(
                    surface, "", "", "outlet", row["outlet_id"], row["name"], FIRST_DAY, LAST_DAY
                )


def _mask_entries(tables: Tables) -> Iterable[Entry]:
    """Phrases with a country's name in them that name no country (`South China Sea`)."""
    for row in tables["masks"].iter_rows(named=True):
        yield Entry(
            row["surface"], "", "", "mask", row["surface"], row["surface"], FIRST_DAY, LAST_DAY
        )


def entries(tables: Tables) -> list[Entry]:
    """Return the names of some tables (`NAMED_IN`), in the codebook's columns."""
    return [
        *_country_entries(tables),
        *_person_entries(tables),
        *_group_entries(tables),
        *_outlet_entries(tables),
        *_mask_entries(tables),
    ]


def built_in() -> list[Entry]:
    """Return the dictionary that the project ships."""
    return entries({name: table(name) for name in NAMED_IN})


# A person keeps the country after leaving office; before the first term nobody knows the name.
_PERSON_EARLY_DAYS = 365 * 8
_WORD = re.compile(r"[\w'’-]+", re.UNICODE)
_NAME_WORD = re.compile(r"[A-Z][\w'’-]+")
# Words before an ambiguous place name that leave it a place.
_DIRECTIONS = words("before_places")


def lower(text: str) -> str:
    """Return a text in lower case, character for character (`İ` keeps its length)."""
    plain = text.lower()
    if len(plain) == len(text):
        return plain
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _office_titles(office: str) -> tuple[str, ...]:
    """Return the titles that the holder of an office is called by."""
    return {
        "head of state": ("president", "king", "queen", "emperor"),
        "head of government": ("prime minister", "premier", "chancellor"),
        "prime minister": ("prime minister", "premier"),
        "premier": ("premier", "prime minister"),
        "secretary of state": ("secretary of state", "secretary"),
    }.get(office, (office,) if office else ())


@cache
def _seats() -> dict[str, str]:
    """Return which organisation sits in a city."""
    return dict(table("seats").select("surface", "code").iter_rows())


def _precedence(entry: Entry) -> tuple[bool, bool, bool, date, int, str]:
    """Rank meanings that hold on one day.

    A full name before a surname, a state before a town, an office of state before one of a
    party; the latest start settles the rest.
    """
    place, party = entry.kind in PLACE_KINDS, entry.agent.endswith("PTY")
    order = entry.start, -entry.end.toordinal(), entry.actor_id
    return not entry.short, not place, not party, *order


def _days_off(entry: Entry, on: date) -> int:
    """Return how many days a day lies outside an entry's span."""
    return min(
        abs(on.toordinal() - entry.start.toordinal()), abs(on.toordinal() - entry.end.toordinal())
    )


class _Automaton:
    """Finds whole words out of a set of names in one pass."""

    def __init__(self, names: dict[str, list[Entry]]) -> None:
        self.names, self.keys = names, list(names)
        self.automaton = ahocorasick_rs.AhoCorasick(self.keys) if names else None

    def spans(self, text: str) -> Iterator[tuple[int, int, list[Entry]]]:
        """Yield (start, end, meanings) of each name that stands as whole words."""
        if self.automaton is None:
            return
        for index, start, end in self.automaton.find_matches_as_indexes(text, overlapping=True):
            inside = start and (text[start - 1].isalnum() or text[start - 1] == "_")
            whole = text[end - 1] == "$"  # US$500: a currency ends in no letter
            if inside or (
                end < len(text) and not whole and (text[end].isalnum() or text[end] == "_")
            ):
                continue
            yield start, end, self.names[self.keys[index]]


class ActorDictionary:
    """All names of the dictionary in one automaton."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        by_surface: dict[str, list[Entry]] = defaultdict(list)
        by_lower: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            if len(entry.surface) >= 2:
                key = lower(entry.surface) if entry.fold else entry.surface
                (by_lower if entry.fold else by_surface)[key].append(entry)
        self.by_surface, self.by_lower = dict(by_surface), dict(by_lower)
        self._exact = _Automaton(self.by_surface)
        self._folded = _Automaton(self.by_lower)

    @cached_property
    def _by_folded(self) -> dict[str, list[Entry]]:
        folded: dict[str, list[Entry]] = defaultdict(list)
        for names in (self.by_surface, self.by_lower):
            for surface, entries in names.items():
                folded[surface.casefold()].extend(entries)
        return dict(folded)

    def resolve(self, entries: Sequence[Entry], on: date) -> Entry | None:
        """Choose the meaning of a surface on a day; None when nobody of that name was around.

        Terms and life spans that cover the day win, the latest start first; else the nearest
        span (a person keeps the country after leaving office; "the Soviet Union" stays one).
        """
        if not entries:
            return None
        valid = [e for e in entries if e.start <= on <= e.end]
        if valid:
            # a dated office before an undated name; the latest start settles ties
            return max(valid, key=_precedence)
        # a person out of office, or soon in it; a state or group that is no more; a house that
        # is the seat of power no more is a house
        known = [
            e
            for e in entries
            if (e.start <= on and e.kind != "metonym")
            or (e.kind == "person" and on.toordinal() >= e.start.toordinal() - _PERSON_EARLY_DAYS)
        ]
        return min(known, key=lambda e: (_days_off(e, on), e.actor_id, e.start), default=None)

    def find(self, text: str, on: date) -> list[ActorMention]:
        """Find the names in an article, longest match first, without overlaps, in text order.

        Short forms of persons count only where the article has the full name (or the row says
        `solo`); ambiguous names are dropped where the words around them say otherwise.
        """
        spans = [
            *self._exact.spans(text),
            *((s, e, found) for s, e, found in self._folded.spans(lower(text))),
        ]
        spans.sort(key=lambda s: (s[0], -(s[1])))
        chosen: list[tuple[int, int, list[Entry]]] = []
        last = -1
        for start, end, entries in spans:
            if start >= last:
                chosen.append((start, end, entries))
                last = end
        found: list[ActorMention] = []
        for start, end, entries in chosen:
            entry = self.resolve(entries, on)
            if entry is not None and not _means_something_else(text, start, end, entry):
                found.append(ActorMention(start, end, text[start:end], entry))
        found = self._seated(self._told_apart(_with_halves(text, found)))
        named = {m.code for m in found if not _is_generic(m.entry)}
        found = [m for m in found if not _is_generic(m.entry) or m.code in named]
        introduced = {
            m.entry.actor_id for m in found if m.entry.kind == "person" and not m.entry.short
        }
        kept = []
        for mention in found:
            if mention.entry.short:
                candidates = [e for e in self.by_surface[mention.text] if e.actor_id in introduced]
                entry = self.resolve(candidates, on) or self._titled(text, mention, on)
                if entry is None:
                    continue
                mention = ActorMention(mention.start, mention.end, mention.text, entry)
            kept.append(mention)
        return kept

    def _titled(self, text: str, mention: ActorMention, on: date) -> Entry | None:
        """Return whom title and surname mean on a day: "President Clinton", "Premier Li"."""
        before = lower(text[max(0, mention.start - 30) : mention.start]).rstrip(". ")
        holders = [
            e
            for e in self.by_surface[mention.text]
            if e.start <= on <= e.end
            and any(before.endswith(title) for title in _office_titles(e.office))
        ]
        return holders[0] if len({e.code for e in holders}) == 1 else None

    def _told_apart(self, found: list[ActorMention]) -> list[ActorMention]:
        """Let a word of two countries (Congolese) mean the one that the article names otherwise."""
        sure = {m.code for m in found if m.text not in _TWO_COUNTRIES}
        out = []
        for mention in found:
            codes = _TWO_COUNTRIES.get(mention.text, ())
            wanted = next((code for code in codes if code in sure), codes[0] if codes else "")
            if wanted and wanted != mention.code:
                entries = [e for e in self.by_surface.get(mention.text, ()) if e.code == wanted]
                other = entries[0] if entries else replace(mention.entry, code=wanted)
                mention = ActorMention(mention.start, mention.end, mention.text, other)
            out.append(mention)
        return out

    def _seated(self, found: list[ActorMention]) -> list[ActorMention]:
        """Let a city mean the organisation that sits there, where the article names it too."""
        seats = _seats()
        named = {m.code: m.entry for m in found if m.entry.kind == "organisation"}
        return [
            ActorMention(m.start, m.end, m.text, named[seats[m.text]])
            if seats.get(m.text) in named
            else m
            for m in found
        ]

    def lookup(self, name: str, on: date) -> list[Entry]:
        """Return every meaning of a name, the one that holds on the day first."""
        entries = self.by_surface.get(name) or self._by_folded.get(name.casefold(), [])
        best = self.resolve(entries, on)
        rest = sorted(
            (e for e in entries if e is not best), key=lambda e: (e.start, e.code, e.actor_id)
        )
        return ([best] if best else []) + rest


_HALF = re.compile(
    r"\b[Tt]he (North|South)(?:['’]s)?(?= [a-z(]|[.,;:'’)])(?! (?:of|and [Ss]outh|to the)\b)"
)


def _with_halves(text: str, found: list[ActorMention]) -> list[ActorMention]:
    """Add "the North" and "the South" where an article names both Koreas."""
    koreas: dict[str, Entry] = {}
    for mention in found:
        if mention.code in _HALVES.values() and mention.entry.kind in COUNTRY_KINDS:
            koreas.setdefault(mention.code, mention.entry)
    if len(koreas) < len(_HALVES):
        return found
    taken = [(m.start, m.end) for m in found]
    more = []
    for half in _HALF.finditer(text):
        start, end = half.span(1)
        if not any(a < end and start < b for a, b in taken):
            more.append(ActorMention(start, end, half.group(1), koreas[_HALVES[half.group(1)]]))
    return sorted([*found, *more], key=lambda mention: mention.start)


def _is_generic(entry: Entry) -> bool:
    """Say whether a body's name is also a common role (`Foreign Office`): it needs its country."""
    return entry.kind in {"ministry", "agency", "court", "legislature", "army"} and (
        entry.surface.casefold() in _ROLES
    )


_ROLES = frozenset(row["noun"] for row in table("agents").iter_rows(named=True))
#: Kinds of names that people and towns elsewhere bear too.
_NAMESAKE_KINDS = frozenset({"name", "capital", "city"})
_AFTER_NOT_A_PLACE = re.compile(
    r"\s+(?:Jr|Sr|Post|Times|Herald|Star|Bulls|University|Square|Street)\b"
)


#: The halves of Korea, in an article about both.
_HALVES = {"North": "PRK", "South": "KOR"}
#: Words for two countries, the one more often meant first.
_TWO_COUNTRIES = {
    "Congolese": ("COD", "COG"),
    "Congo": ("COD", "COG"),
    "Guinean": ("GIN", "GNQ", "GNB", "PNG"),
}
#: Organs that states have too: the National Security Council, the Turkmen Red Crescent.
_OWN_COUNCILS = frozenset({"Security Council", "Red Cross", "Red Crescent", "General Assembly"})
_ITS_OWNERS = frozenset({"U.N.", "UN", "Nations", "International", "The", "Council"})
_WORD_BEFORE = re.compile(r"\b([A-Z][\w.]*(?:[’']s)?)\s+$")
_SURNAME = re.compile(r"\b[A-Z][\w’']+ (?:de|da|do|dos|di|del|della|van|von)\s+$")
#: Kinds of names that are also surnames: Senator Santiago, Mr London.
_PLACES_LIKE_PERSONS = frozenset({"name", "city", "capital"})
_PERSONS_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Senator|Sen|Congressman|Congresswoman|Rep|Judge|Justice|General|Gen|Colonel"
    r"|Col|Captain|Capt|Sgt|Professor|Prof|Sir|Madame|Sheikh|Father|Sister)\.?\s+$"
)


def _means_something_else(text: str, start: int, end: int, entry: Entry) -> bool:
    """Say whether the words around a name make it something else (Michael Jordan, Georgia Tech)."""
    if entry.kind in _NAMESAKE_KINDS and _is_namesake(text, start, end, entry):
        return True
    if entry.kind in _PLACES_LIKE_PERSONS and _SURNAME.search(text, max(0, start - 30), start):
        return True  # Leila de Lima
    if entry.kind == "organisation" and entry.surface in _OWN_COUNCILS:
        owner = _WORD_BEFORE.search(text, max(0, start - 40), start)
        return owner is not None and owner.group(1) not in _ITS_OWNERS
    if entry.kind in _PLACES_LIKE_PERSONS and _PERSONS_TITLE.search(
        text, max(0, start - 12), start
    ):
        return True
    if not entry.ambiguous or " " in entry.surface or not entry.surface[:1].isupper():
        return False
    before = text[max(0, start - 40) : start]
    after = text[end : end + 30]
    if _AFTER_NOT_A_PLACE.match(after):
        return True
    previous = re.search(r"(^|[.!?\"”]\s+|\n\s*)?([\w'’.-]+)\s+$", before)
    first = previous is not None and previous.group(1) is not None  # capital of the sentence
    starts_sentence = not previous or first or previous.group(2)[-1] in ".!?"
    if entry.kind == "person":
        # another first name before the surname: a namesake
        if previous and not starts_sentence and _NAME_WORD.fullmatch(previous.group(2)):
            word = previous.group(2)
            return word.casefold() not in _TITLES and not word.endswith(("'s", "’s"))
        return False
    if previous and not starts_sentence and _NAME_WORD.fullmatch(previous.group(2)):
        word = previous.group(2).casefold()
        if word not in _DIRECTIONS and word not in _TITLES and not word.endswith(("'s", "’s")):
            return True
    following = re.match(r"\s+([A-Z][a-z]+)", after)
    if following and entry.kind in {"name", "city", "capital"}:
        word = following.group(1).casefold()
        if word not in _TITLES and word not in _DIRECTIONS:
            return True
    state_words = (
        r"\b(?:Atlanta|Savannah|U\.S\. state|Governor|Gov\.|Senator|county|Republican|Democrat)\b"
    )
    return entry.surface == "Georgia" and re.search(state_words, text) is not None


@cache
def _namesakes() -> dict[str, Any]:
    """Return `namesakes.toml`: first names, surnames, and states by country."""
    return toml("namesakes")


@cache
def _other_states(code: str) -> re.Pattern[str]:
    """Return what a state or province of another country looks like after a town's name."""
    others = (
        name for iso3, names in _namesakes()["states"].items() if iso3 != code for name in names
    )
    return re.compile(rf",\s+(?:{'|'.join(map(re.escape, others))})(?=[,.;:)]|\s*$)")


def _is_namesake(text: str, start: int, end: int, entry: Entry) -> bool:
    """Say whether a place's name is a person's (Jim Jordan, Israel Smith) or a town's of its name.

    "Moscow, Idaho," is in America; "China, California officials said" has no comma after it.
    """
    before = re.search(r"([A-Z][a-z]+)\s$", text[max(0, start - 20) : start])
    after = re.match(r"\s([A-Z][a-z]+)\b", text[end : end + 20])
    return (
        (before is not None and before.group(1) in _namesakes()["first_names"])
        or (after is not None and after.group(1) in _namesakes()["surnames"])
        or _other_states(entry.code).match(text[end : end + 30]) is not None
    )


_TITLES = frozenset(
    word
    for row in table("agents").iter_rows(named=True)
    if row["kind"] == "person"
    for word in row["noun"].split()
) | frozenset(
    [
        "president",
        "pm",
        "fm",
        "mr",
        "mrs",
        "ms",
        "dr",
        "gen",
        "general",
        "col",
        "colonel",
        "adm",
        "admiral",
        "sen",
        "senator",
        "rep",
        "secretary",
        "minister",
        "chancellor",
        "premier",
        "king",
        "queen",
        "prince",
        "princess",
        "emir",
        "sultan",
        "sheikh",
        "ayatollah",
        "samdech",
        "techo",
        "marshal",
        "comrade",
        "sir",
        "lord",
        "lady",
        "leader",
        "chief",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "ambassador",
        "envoy",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ]
)
