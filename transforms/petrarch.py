"""Other people's dictionaries: actors and agents in the PETRARCH format.

    CAMBODIA_ [KHM]                     ; a name, words joined by _, a code, a comment
    +KHMER_REPUBLIC_ [KHM 701009-750417]; a synonym with dates of its own
    HUN_SEN_
        [KHMGOV >19850114]              ; dated codes may follow on lines of their own
        [KHMELI <850114]

Agents: `MINISTER_ {MINISTERS_} [~GOV]`, `{}` where there is no plural; sets
`!PERSON! = MAN_ {MEN_}, WOMAN_ {WOMEN_}`. Years have two or four digits; two-digit years up to 30
are of this century.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from transforms.actors import FIRST_DAY, LAST_DAY, Entry
from transforms.errors import CodebookError

#: Two-digit years up to this one belong to the 2000s, as in PETRARCH2's dictionaries.
CENTURY_TURNS = 30
#: First blocks that need a second one to name a party.
PREFIXES = ("IGO", "NGO", "MNC", "IMG", "NGM", "INT", "UIS")

_CODE = re.compile(r"\[\s*(?P<code>[^\s\]<>]*)\s*(?P<dates>[^\]]*)\]")
_PLURAL = re.compile(r"\{([^}]*)\}")
_SET = re.compile(r"^!(?P<name>\w+)!\s*=\s*(?P<words>.*)$")
_ACTOR_CODE = re.compile(r"^[A-Z]{3}(?:[A-Z]{3})*$|^---$")
_AGENT_CODE = re.compile(r"^~(?:[A-Z]{3})+$|^(?:[A-Z]{3})+~?$|^~$")


@dataclass(frozen=True, slots=True)
class Agent:
    """A role noun with its plural ("" where it has none) and CAMEO role."""

    noun: str
    plural: str
    code: str


def actors(text: str, where: str) -> list[Entry]:
    """Read an actor dictionary.

    Args:
        text: the file's content.
        where: its name, for messages.

    Raises:
        CodebookError: a line that cannot be read, with file and line.
    """
    entries: list[Entry] = []
    names: list[str] = []
    dated: list[tuple[str, date, date]] = []
    undated = ""
    primary = ""

    def flush() -> None:
        codes = [*dated, *([(undated, FIRST_DAY, LAST_DAY)] if undated else [])]
        for name in names:
            for code, start, end in codes:
                if code != "---":
                    entries.append(_entry(name, primary, code, start, end))

    own: list[tuple[str, str, date, date]] = []
    for line, content in _lines(text):
        place = f"{where}:{line}"
        head, codes = _codes(content, place)
        if not head:
            if not names:
                raise CodebookError("a code before any name", where=place, fix="NAME_ [CODE]")
            for code, start, end, has_dates in codes:
                if has_dates:
                    dated.append((code, start, end))
                else:
                    undated = code
            continue
        name = _surface(head.lstrip("+"))
        if head.startswith("+"):
            if not names:
                raise CodebookError("a synonym before any name", where=place, fix="drop the +")
            if codes:
                own += [(name, code, start, end) for code, start, end, _ in codes]
            else:
                names.append(name)
            continue
        flush()
        names, dated, undated, primary = [name], [], "", name
        for code, start, end, has_dates in codes:
            if has_dates:
                dated.append((code, start, end))
            else:
                undated = code
    flush()
    entries += [_entry(name, name, code, start, end) for name, code, start, end in own]
    if not entries:
        raise CodebookError("no actor in the dictionary", where=where, fix="NAME_ [CODE] a line")
    return entries


def agents(text: str, where: str) -> list[Agent]:
    """Read an agent dictionary, its sets multiplied out.

    Raises:
        CodebookError: a line that cannot be read, an unknown set; with file and line.
    """
    sets: dict[str, list[tuple[str, str]]] = {}
    found: list[Agent] = []
    for line, content in _lines(text):
        place = f"{where}:{line}"
        if content.count("{") != content.count("}"):
            raise CodebookError(
                f"unclosed brace in {content.strip()!r}", where=place, fix="NOUN_ {PLURAL_} [~GOV]"
            )
        definition = _SET.match(content.strip())
        if definition:
            words = definition["words"].split(",")
            sets[definition["name"]] = [_forms(word) for word in words if word.strip()]
            continue
        match = _CODE.search(content)
        if match is None or not _AGENT_CODE.match(match["code"]):
            raise CodebookError(
                f"no agent code in {content.strip()!r}", where=place, fix="NOUN_ {PLURAL_} [~GOV]"
            )
        code = match["code"].strip("~")
        words = _multiplied(content[: match.start()], sets, place)
        found += [Agent(*_forms(word), code) for word in words]
    if not found:
        raise CodebookError("no agent in the dictionary", where=where, fix="NOUN_ [~GOV] a line")
    return found


def _forms(word: str) -> tuple[str, str]:
    """Return singular and plural of `NOUN_`, `NOUN_ {PLURAL_}` or `NOUN_ {}` (has no plural)."""
    noun = _surface(_PLURAL.sub("", word))
    plural = _PLURAL.search(word)
    return noun, _plural(noun) if plural is None else _surface(plural.group(1))


def _multiplied(noun: str, sets: Mapping[str, list[tuple[str, str]]], where: str) -> list[str]:
    """Return a noun with each word of the sets in it: one or many, with their plurals."""
    used = re.search(r"!(\w+)!", noun)
    if used is None:
        return [noun]
    if used.group(1) not in sets:
        raise CodebookError(
            f"unknown set !{used.group(1)}!", where=where, fix="define it above its first use"
        )
    plain = _PLURAL.sub("", noun).strip()
    whole = [
        f"{plain.replace(used.group(), word)} {{{plain.replace(used.group(), plural)}}}"
        for word, plural in sets[used.group(1)]
    ]
    return [each for word in whole for each in _multiplied(word, sets, where)]


def _plural(noun: str) -> str:
    """Return the regular plural, in the capitals of the noun."""
    small = noun.casefold()
    if small.endswith("y") and small[-2:-1] not in "aeiou":
        ending, noun = "ies", noun[:-1]
    else:
        ending = "es" if small.endswith(("s", "x", "z", "ch", "sh")) else "s"
    return noun + (ending.upper() if noun.isupper() else ending)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line number, content) without comments and blank lines."""
    inside = False
    # not splitlines(): in Latin-1 and Windows text some of its breaks are characters
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")), start=1):
        line = raw
        if inside:
            if "-->" not in line:
                continue
            line, inside = line.split("-->", 1)[1], False
        if "<!--" in line:
            before, _, rest = line.partition("<!--")
            inside = "-->" not in rest
            line = before + ("" if inside else rest.split("-->", 1)[1])
        line = re.split(r"[;#]", line, maxsplit=1)[0].rstrip()
        if line.strip() and not line.startswith("<"):
            yield number, line


def _codes(content: str, where: str) -> tuple[str, list[tuple[str, date, date, bool]]]:
    """Split a line into its name and its codes with their dates."""
    head = content.split("[", 1)[0].strip()
    if content.count("[") != content.count("]"):
        raise CodebookError(f"unclosed bracket in {content.strip()!r}", where=where, fix="add ]")
    out = []
    for match in _CODE.finditer(content):
        code, dates = match["code"], match["dates"].strip()
        if code[:1].isdigit() or (not code and dates):
            code, dates = "---", f"{code} {dates}".strip()
        if not _ACTOR_CODE.match(code):
            raise CodebookError(
                f"{code!r} is no chain of three-letter codes", where=where, fix="[USAGOV]"
            )
        start, end = _dates(dates, where)
        out.append((code, start, end, bool(dates)))
    return head, out


def _dates(text: str, where: str) -> tuple[date, date]:
    """Read `<920305`, `>19990101`, `820701-821231`, or nothing."""
    if not text:
        return FIRST_DAY, LAST_DAY
    if text[0] == "<":
        return FIRST_DAY, _day(text[1:], where) - timedelta(days=1)
    if text[0] == ">":
        return _day(text[1:], where), LAST_DAY
    first, _, last = text.partition("-")
    if not last:
        raise CodebookError(f"date limit {text!r}", where=where, fix="<920305, >19990101 or a-b")
    start, end = _day(first, where), _day(last, where)
    if start > end:
        raise CodebookError(f"date limit {text!r} runs backwards", where=where, fix="swap the days")
    return start, end


def _day(text: str, where: str) -> date:
    digits = text.strip()
    try:
        if not digits.isdigit() or len(digits) not in {6, 8}:
            raise ValueError(digits)
        year, rest = (int(digits[:-4]), digits[-4:])
        if len(digits) == 6:
            year += 2000 if year <= CENTURY_TURNS else 1900
        found = date(year, int(rest[:2]), int(rest[2:]))
    except ValueError:
        raise CodebookError(f"{text!r} is no date", where=where, fix="YYMMDD or YYYYMMDD") from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise CodebookError(f"{found} lies outside 1800-2100", where=where, fix="mend the year")
    return found


def _surface(name: str) -> str:
    """Return the words of a name: `HUN_SEN_` is `HUN SEN`."""
    return re.sub(r"\s+", " ", name.replace("_", " ")).strip()


def _entry(name: str, primary: str, code: str, start: date, end: date) -> Entry:
    """Make an entry: the first block of a code is the party, the rest its role."""
    block = 6 if code.startswith(PREFIXES) else 3
    return Entry(
        surface=name,
        code=code[:block],
        agent=code[block:],
        kind="name",
        actor_id=primary,
        name=primary,
        start=start,
        end=end,
        fold=True,
    )


def roles(found: Sequence[Agent]) -> dict[str, tuple[str, str]]:
    """Return CAMEO role and kind by noun in lower case, singular and plural."""
    out: dict[str, tuple[str, str]] = {}
    for agent in found:
        for noun in filter(None, (agent.noun, agent.plural)):
            out.setdefault(noun.casefold(), (agent.code, "person"))
    return out
