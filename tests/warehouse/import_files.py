"""Event files written by hand in the layout of each data set: invented rows, no copied data."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO

from warehouse.imports import ImportFile
from warehouse.imports.layouts import layout

ICEWS = {
    "event_id": "1001",
    "event_date": "2017-01-05",
    "source_name": "Foreign Ministry (China)",
    "source_sectors": "Government,Executive,Foreign Ministry",
    "source_country": "China",
    "event_text": "Consult",
    "cameo_code": "040",
    "intensity": "1.0",
    "target_name": "Cambodia",
    "target_country": "Cambodia",
    "story_id": "77",
    "sentence_number": "2",
    "publisher": "Some Paper",
    "city": "Phnom Penh",
    "country": "Cambodia",
    "latitude": "11.56",
    "longitude": "104.92",
}
GDELT = {
    "globaleventid": "500001",
    "sqldate": "20170105",
    "actor1code": "CHNGOV",
    "actor1name": "BEIJING",
    "actor1countrycode": "CHN",
    "actor1type1code": "GOV",
    "actor2code": "KHM",
    "actor2name": "CAMBODIA",
    "actor2countrycode": "KHM",
    "isrootevent": "1",
    "eventcode": "040",
    "eventbasecode": "040",
    "eventrootcode": "04",
    "quadclass": "1",
    "goldsteinscale": "1.0",
    "nummentions": "6",
    "numsources": "2",
    "numarticles": "5",
    "actiongeo_type": "4",
    "actiongeo_fullname": "Phnom Penh, Phnum Penh, Cambodia",
    "actiongeo_countrycode": "CB",
    "actiongeo_lat": "11.55",
    "actiongeo_long": "104.917",
    "dateadded": "20170105",
}
PHOENIX = {
    "eventid": "12_v0.3.1",
    "date": "20170105",
    "sourceactorfull": "CHNGOVMIL",
    "sourceactorentity": "CHN",
    "sourceactorrole": "GOV",
    "sourceactorattribute": "MIL",
    "targetactorfull": "KHM",
    "targetactorentity": "KHM",
    "eventcode": "040",
    "eventrootcode": "04",
    "pentaclass": "1",
    "goldsteinscore": "1.0",
    "lat": "11.56",
    "lon": "104.92",
    "locationname": "Phnom Penh",
    "countrycode": "KHM",
    "sentenceid": "a_1;b_3",
    "urls": "http://a;http://b",
    "newssources": "paper;paper",
}
HISTORICAL = {
    "eid": "NYT-9",
    "story_date": "1/5/1984",
    "source": "CHNGOV",
    "target": "KHM",
    "code": "40",
    "root_code": "4",
    "quad_class": "1",
    "goldstein": "1",
    "placename": '"Phnom Penh, Cambodia"',
    "countryname": "Cambodia",
}
POLECAT = {
    "event_id": "P-1",
    "event_date": "2023-04-05",
    "event_type": "CONSULT",
    "event_mode": "visit",
    "intensity": "2.0",
    "quad_code": "VERBAL COOPERATION",
    "contexts": "economic; diplomatic",
    "actor_name": "Foreign Ministry of China",
    "actor_country": "CHN",
    "primary_actor_sector": "GOV",
    "recipient_name": "Cambodia",
    "recipient_country": "KHM",
    "placename": "Phnom Penh",
    "country": "KHM",
    "latitude": "11.56",
    "longitude": "104.92",
    "geonames_id": "1821306",
    "source": "Some Paper",
}
DEFAULTS = {
    "icews": ICEWS,
    "gdelt1": GDELT,
    "gdelt2": GDELT,
    "phoenix": PHOENIX,
    "phoenix_historical": HISTORICAL,
    "polecat": POLECAT,
}


def header(form: str) -> str:
    """The header line of a layout, with its columns as the files write them."""
    names = layout(form).columns
    if form == "phoenix_historical":
        return ",".join(names)
    return "\t".join(name.replace("_", " ").title() for name in names)


def line(form: str, values: Mapping[str, str] | None = None, **given: str) -> str:
    """A line of a layout: its defaults, with other cells where they are given."""
    cells = {**DEFAULTS[form], **(values or {}), **given}
    return layout(form).separator.join(cells.get(name, "") for name in layout(form).columns)


def text(form: str, *lines: str) -> str:
    """A file of these lines, with a header where the layout has one."""
    head = [header(form)] if layout(form).header else []
    return "".join(f"{one}\n" for one in [*head, *lines])


def file(name: str, content: str | bytes) -> ImportFile:
    """A file in memory."""
    raw = content.encode() if isinstance(content, str) else content

    @contextmanager
    def opened() -> Iterator[BinaryIO]:
        yield io.BytesIO(raw)

    return ImportFile(name, opened)
