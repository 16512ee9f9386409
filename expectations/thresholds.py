"""The gate's limits as data: what is expected, how strictly, and why (`thresholds.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

Severity = Literal["critical", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Limit:
    """One expectation's strictness; see the head of `thresholds.toml` for the fields."""

    name: str
    severity: Severity
    why: str
    limit: float | None = None
    least: int = 0

    @property
    def bound(self) -> float:
        """The limit of an expectation that has one.

        Raises:
            ValueError: the table gives this expectation no `limit`.
        """
        if self.limit is None:
            raise ValueError(f"expectations/thresholds.toml: {self.name} has no limit")
        return self.limit

    def label(self) -> dict[str, Any]:
        """Return what every expectation is built with: severity, its name and reason."""
        meta = {"name": self.name, "why": self.why, "limit": self.limit}
        return {"severity": self.severity, "meta": meta}


Limits = Mapping[str, Limit]


@cache
def shipped() -> Mapping[str, Limits]:
    """Return the limits that ship with the project, by suite and expectation."""
    text = (files("expectations") / "thresholds.toml").read_text(encoding="utf-8")
    return parse(tomllib.loads(text))


def parse(tables: Mapping[str, Any]) -> Mapping[str, Limits]:
    """Return the limits of a parsed TOML document, by suite and expectation."""
    return {
        suite: {name: _limit(name, fields) for name, fields in rows.items()}
        for suite, rows in tables.items()
    }


def _limit(name: str, fields: Mapping[str, Any]) -> Limit:
    limit = fields.get("limit")
    return Limit(
        name=name,
        severity=cast(Severity, fields["severity"]),
        why=str(fields["why"]),
        limit=None if limit is None else float(limit),
        least=int(fields.get("least", 0)),
    )


def adjusted(
    limits: Mapping[str, Limits], bounds: Mapping[str, Mapping[str, float]]
) -> Mapping[str, Limits]:
    """Return limits with some bounds replaced (a user's settings, by suite and expectation).

    Raises:
        KeyError: there is no such suite or expectation; the message names it.
    """
    changed = {suite: dict(rows) for suite, rows in limits.items()}
    for suite, wanted in bounds.items():
        for name, bound in wanted.items():
            if name not in changed.get(suite, {}):
                raise KeyError(f"{suite}.{name}")
            changed[suite][name] = replace(changed[suite][name], limit=float(bound))
    return changed
