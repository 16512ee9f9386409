"""Role nouns and titles: "foreign minister", "troops", "embassy", and their CAMEO roles."""

from __future__ import annotations

from functools import cache

from transforms.codebook import table

#: CAMEO role and kind (person, body, collective, asset, national) by noun in lower case.
Roles = dict[str, tuple[str, str]]


@cache
def built_in() -> Roles:
    """Return the role nouns of `codebook/agents.csv`, singular and plural."""
    roles: Roles = {}
    for row in table("agents").iter_rows(named=True):
        for noun in (row["noun"], row["plural"]):
            if noun:
                roles.setdefault(noun.casefold(), (row["code"], row["kind"]))
    return roles
