"""Are the four packages ours alone? Two wheels with a `transforms` overwrite each other.

The full answer (`packages_distributions`, a quarter of a second) is asked for only when
something looks odd, and by `bilateral doctor`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

from transforms.errors import BilateralError

PROJECT = "bilateral"
PACKAGES = ("transforms", "expectations", "warehouse", "flows")
#: A module of each package that no other project's package of that name would have.
LANDMARKS = {
    "transforms": "records.py",
    "expectations": "thresholds.toml",
    "warehouse": "migrations/0001_tables.sql",
    "flows": "default.toml",
}


def check() -> None:
    """Refuse to start when another distribution shares one of our package names.

    Raises:
        BilateralError: naming the packages and the distributions that claim them.
    """
    if looks_odd(PACKAGES) and (found := strangers(packages_distributions())):
        raise BilateralError(
            "; ".join(f"the package {name} belongs to {who}" for name, who in found.items()),
            where=", ".join(sorted({str(place) for place in map(_place, PACKAGES) if place})),
            fix="install bilateral into an environment of its own: "
            "python3.11 -m venv .venv && .venv/bin/pip install bilateral",
        )


def looks_odd(packages: tuple[str, ...]) -> bool:
    """Whether the packages lie in different places, or lack what ours have."""
    places = [_place(name) for name in packages]
    if None in places or len({place.parent for place in places if place}) > 1:
        return True
    return not all((place / LANDMARKS[place.name]).exists() for place in places if place)


def strangers(claims: Mapping[str, list[str]] | None = None) -> dict[str, str]:
    """Return our package names that others claim as well or instead, and who they are.

    Args:
        claims: distributions by package, as `packages_distributions` gives them.
    """
    claims = packages_distributions() if claims is None else claims
    return {
        name: ", ".join(sorted(set(owners)))
        for name in PACKAGES
        if (owners := [who for who in claims.get(name, []) if who.lower() != PROJECT])
    }


def _place(package: str) -> Path | None:
    """Return the folder a package is imported from, without importing what is in it."""
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None
