"""Events and dropped mentions in plain English: one or two sentences each, and the bare facts.

The phrases are data (`codebook/phrases.toml`); names of countries, organisations, roles and codes
come from the codebook. A row is a mention as a dictionary, of a text or of a warehouse.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import polars as pl

from transforms.codebook import table, toml
from transforms.records import BY_MODEL

Row = Mapping[str, Any]
#: Words in the names of countries before which English has "the".
WITH_ARTICLE = re.compile(
    r"\b(?:United|Organi[sz]ation|Association|Committee|Court|League|Bank|Republic|Kingdom|Islands|Emirates|States|Union|Netherlands|Philippines|Bahamas"
    r"|Gambia|Maldives|Comoros|Seychelles|Territory|Territories)\b"
)
PRONOUNS = frozenset(
    {"it", "he", "she", "they", "him", "her", "them", "his", "its", "their", "we", "us", "our"}
)
MARKS = re.compile(r"[\[\]{}]")
DENIED = "denied by "
ROLE_LETTERS = 3
#: Kinds of organisations whose organs have their code.
WHOLES = ("un", "bloc", "alliance")


def told(row: Row) -> str:
    """Tell an event in a sentence: who did what to whom (in codes too), and when."""
    label = f"CAMEO {row['cameo_code']}, {labels()[str(row['cameo_code'])]}"
    goldstein = "" if row.get("goldstein") is None else f", Goldstein {float(row['goldstein']):g}"
    quad = f", quad {row['quad_class']}" if row.get("quad_class") else ""
    return f"{capital(party(row, 'source'))} {phrase(row)} ({label}{quad}{goldstein}) {when(row)}."


def grounds(row: Row) -> list[str]:
    """Tell what an event rests on: words, rule, day, mode, speaker, confidence; a line each."""
    return [
        f"The words: {quoted(row)}{_by_rule(str(row['method']))}.",
        f"{day_rule(row)} {mode(row)}",
        f"{spoken(row)} Confidence {row['confidence']:.2f}.",
    ]


def facts(row: Row) -> str:
    """Return the bare facts in a line: parties, code, mode, rule and where the words stand."""
    source, target = (_code(row, side) for side in ("source", "target"))
    parts = [f"{source} > {target}", row["cameo_code"], row["mode"], row["method"]]
    if row.get("trigger_start") is not None:
        spans = [f"{row[f'{p}_start']}-{row[f'{p}_end']}" for p in ("source", "trigger", "target")]
        parts.append("characters " + ", ".join(spans))
    return "[" + " | ".join(map(str, parts)) + "]"


def not_counted(row: Row) -> str:
    """Tell what was seen and dropped, and why, in a sentence."""
    label = f"CAMEO {row['cameo_code']}, {labels()[str(row['cameo_code'])]}"
    return (
        f'Not counted ("{one_line(row["trigger"])}"): that {party(row, "source")} {phrase(row)} '
        f"({label}). Why: {reason(str(row['dropped_because']))}."
    )


def reason(why: str) -> str:
    """Return the reason why something is dropped, as a clause."""
    reasons: dict[str, str] = phrases()["reasons"]
    if why.startswith(DENIED):
        who = and_list(code_name(code) for code in why.removeprefix(DENIED).split(" and "))
        return reasons["denied by"].format(who=who)
    return reasons.get(why, why)


def phrase(row: Row) -> str:
    """Return what was done, as a verb phrase with its target."""
    code, target = str(row["cameo_code"]), party(row, "target")
    acts: dict[str, str] = phrases()["acts"]
    people = target if row["target_agent"] else f"people of {target}"
    if code in acts:
        return acts[code].format(target=target, people=people)
    label = labels()[code]
    before, colon, rest = label.removesuffix(" (general)").partition(":")
    prefix = phrases()["labels"].get(before) if colon and rest.strip() else None
    if prefix:
        return str(prefix.format(target=target, rest=rest.strip()))
    above = next(code[:n] for n in range(len(code), 1, -1) if code[:n] in acts)
    return acts[above].format(target=target, people=people)


def party(row: Row, side: str) -> str:
    """Return who is on a side: "Russia", "the armed forces of Russia"."""
    name = code_name(str(row[side]))
    agent = str(row[f"{side}_agent"] or "")
    meanings = roles()
    chunks = [agent[i : i + ROLE_LETTERS] for i in range(0, len(agent), ROLE_LETTERS)]
    own = phrases()["roles"]
    what = [own.get(c, f"the {meanings[c]}") for c in chunks if c in meanings]
    if not what:
        return name
    return f"{and_list(what)} of {name}"


def when(row: Row) -> str:
    """Return when it happened, as exactly as is known."""
    day: date = row["event_date"]
    precision = row["date_precision"]
    if precision == "week":
        return f"in the week of {day.day} {day:%B %Y}"
    if precision == "month":
        return f"in {day:%B %Y}"
    return f"in {day.year}" if precision == "year" else f"on {day:%A} {day.day} {day:%B %Y}"


def day_rule(row: Row) -> str:
    """Say which words gave the day and how."""
    rule, _, words = str(row["date_basis"]).partition(":")
    days: dict[str, str] = phrases()["days"]
    return days.get(rule, days["other"]).format(words=words)


def mode(row: Row) -> str:
    """Say how the act stands."""
    return str(phrases()["modes"].get(row["mode"], f"Its mode is {row['mode']}."))


def spoken(row: Row) -> str:
    """Say whose words tell of it."""
    if not row["speaker"]:
        return "Nobody else's words tell of it."
    return f"It is told in the words of {code_name(str(row['speaker']))}."


def quoted(row: Row) -> str:
    """Return the words that tell of it, in the order of the text."""
    parts = [(row.get(f"{p}_start"), f"{p}_text") for p in ("source", "target")]
    parts.append((row.get("trigger_start"), "trigger"))
    if all(start is not None for start, _ in parts):
        parts.sort(key=lambda part: (part[0], part[1]))
    words = dict.fromkeys(one_line(row[key]) for _, key in parts)
    return '"' + " ... ".join(words) + '"'


def _by_rule(method: str) -> str:
    """Return the rule that decided, with the example that its row gives."""
    method, _, opinion = method.partition(f"+{BY_MODEL}")
    if method.startswith(BY_MODEL):
        return f"; no pattern knows them, the model reads {method.removeprefix(BY_MODEL)}"
    _, _, rule = method.partition(":")
    example = rule_example(rule)
    as_in = f', as in "{example}"' if example else ""
    as_in = f": {phrases()['rules'][rule]}" if rule in phrases()["rules"] else as_in
    read = f"; the model reads {opinion}" if opinion else ""
    return f"; rule {rule or method}{as_in}{read}"


@cache
def rule_example(rule: str) -> str:
    """Return the example of a rule's row without its marks, "" if there is none."""
    name, _, rest = rule.partition(":")
    if name == "operators":
        rows = [r for r in table("operators").iter_rows(named=True) if r["lemma"] == rest]
        example = next((r["example"] for r in rows if r["example"]), "")
    else:
        line = rest.partition(":")[0]
        if not re.match(r"\d\d_", name) or not line.isdigit():
            return ""
        row = int(line) - 2
        example = table(f"verbs/{name}")["example"][row]
    return MARKS.sub("", example).rstrip(".")


def code_name(code: str) -> str:
    """Return the name of a country or organisation by its code; an outlet stands for itself."""
    name = names().get(code, code)
    return f"the {name}" if WITH_ARTICLE.search(name) and name != code else name


@cache
def names() -> dict[str, str]:
    """Return the names of countries and organisations by code."""
    rows = table("organisations").sort(
        pl.col("kind").is_in(WHOLES) & ~pl.col("name").str.contains("Secretariat"),
        pl.col("to") == "",
        pl.col("aliases").str.count_matches(";"),
    )
    found = dict(rows.select("code", "name").iter_rows())  # the last of a code stays
    return found | dict(table("countries").select("iso3", "name").iter_rows())


@cache
def labels() -> dict[str, str]:
    """Return the CAMEO labels by code."""
    return dict(table("actions").select("code", "name").iter_rows())


@cache
def roles() -> dict[str, str]:
    """Return what the codes of roles mean."""
    return dict(table("roles").select("code", "meaning").iter_rows())


@cache
def phrases() -> dict[str, dict[str, str]]:
    """Return the phrases by kind of thing that they say."""
    return toml("phrases")


def _code(row: Row, side: str) -> str:
    agent = row[f"{side}_agent"]
    return f"{row[side]} {agent}" if agent else str(row[side])


def one_line(text: object) -> str:
    """Return text with its spaces and line breaks as single spaces."""
    return re.sub(r"\s+", " ", str(text))


def capital(text: str) -> str:
    """Return text with a capital first letter."""
    return text[:1].upper() + text[1:]


def and_list(items: Iterable[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    words: Sequence[str] = list(dict.fromkeys(items))
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1] if words else ""]))
