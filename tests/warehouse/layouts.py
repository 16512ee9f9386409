"""Readers of the layouts, written from their descriptions; they share nothing with the exporter.

Each returns a row as a dictionary of strings by the column's name in the layout, and fails where
a line has another number of fields, a header is another, or a field holds what would break a line.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

Row = dict[str, str]


def _names(text: str, between: str = " ") -> list[str]:
    return text.split(between)


def _actor(n: int) -> list[str]:
    kinds = "Code Name CountryCode KnownGroupCode EthnicCode Religion1Code Religion2Code"
    return [f"Actor{n}{kind}" for kind in f"{kinds} Type1Code Type2Code Type3Code".split()]


def _geo(who: str, *, adm2: bool) -> list[str]:
    kinds = ["Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID"]
    return [f"{who}Geo_{kind}" for kind in kinds if adm2 or kind != "ADM2Code"]


def _gdelt(*, adm2: bool) -> list[str]:
    return [
        *_names("GLOBALEVENTID SQLDATE MonthYear Year FractionDate"),
        *_actor(1),
        *_actor(2),
        *_names("IsRootEvent EventCode EventBaseCode EventRootCode QuadClass GoldsteinScale"),
        *_names("NumMentions NumSources NumArticles AvgTone"),
        *_geo("Actor1", adm2=adm2),
        *_geo("Actor2", adm2=adm2),
        *_geo("Action", adm2=adm2),
        "DATEADDED",
        "SOURCEURL",
    ]


GDELT1 = _gdelt(adm2=False)
GDELT2 = _gdelt(adm2=True)
MENTIONS = _names(
    "GLOBALEVENTID EventTimeDate MentionTimeDate MentionType MentionSourceName MentionIdentifier "
    "SentenceID Actor1CharOffset Actor2CharOffset ActionCharOffset InRawText Confidence "
    "MentionDocLen MentionDocTone MentionDocTranslationInfo Extras"
)
PHOENIX = _names(
    "EventID Date Year Month Day SourceActorFull SourceActorEntity SourceActorRole "
    "SourceActorAttribute TargetActorFull TargetActorEntity TargetActorRole TargetActorAttribute "
    "EventCode EventRootCode PentaClass GoldsteinScore Issues Lat Lon LocationName StateName "
    "CountryCode SentenceID URLs NewsSources"
)
ICEWS = _names(
    "Event ID|Event Date|Source Name|Source Sectors|Source Country|Event Text|CAMEO Code|Intensity"
    "|Target Name|Target Sectors|Target Country|Story ID|Sentence Number|Publisher|City|District"
    "|Province|Country|Latitude|Longitude",
    "|",
)
POLECAT = _names(
    "Event ID|Event Date|Event Type|Event Mode|Intensity|Quad Code|Contexts|Actor Name"
    "|Actor Country|Actor COW|Primary Actor Sector|Actor Sectors|Actor Title|Actor Name Raw"
    "|Wikipedia Actor ID|Recipient Name|Recipient Country|Recipient COW|Primary Recipient Sector"
    "|Recipient Sectors|Recipient Title|Recipient Name Raw|Wikipedia Recipient ID|Placename|City"
    "|District|Province|Country|Latitude|Longitude|GeoNames ID|Raw Placename|Feature Type|Source"
    "|Publication Date|Story People|Story Organizations|Story Locations|Language|Version",
    "|",
)

assert [len(x) for x in (GDELT1, GDELT2, MENTIONS, PHOENIX, ICEWS, POLECAT)] == [
    58,
    61,
    16,
    26,
    20,
    40,
]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def tabbed(path: Path, columns: list[str], *, header: bool) -> list[Row]:
    """Rows of a file in tabs without quoting, lines ended by LF."""
    raw = path.read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    lines = raw.decode("utf-8").split("\n")
    assert lines.pop() == "", "the last line is ended too"
    rows = [line.split("\t") for line in lines]
    if header:
        assert rows.pop(0) == columns
    for number, row in enumerate(rows, start=1):
        assert len(row) == len(columns), f"row {number} has {len(row)} fields"
        assert not any(_CONTROL.search(field) for field in row), f"row {number}"
    return [dict(zip(columns, row, strict=True)) for row in rows]


def commas(path: Path) -> list[Row]:
    """Rows of a comma-separated file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    for row in rows:
        assert not any(_CONTROL.search(field) for field in row.values())
    return rows
