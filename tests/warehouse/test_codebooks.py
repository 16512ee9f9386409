"""The codebooks as loaded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from tests.warehouse.frames import column, dump
from transforms import codebook
from warehouse.codebooks import load_codebooks


def table(**columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(columns)


@pytest.fixture
def tables() -> dict[str, pl.DataFrame]:
    one = {"aliases": ["Kampuchea;Cambodge"], "from": ["1953-11-09"], "to": [""]}
    return {
        "actions": table(
            code=["04", "016"],
            name=["consult", "deny responsibility"],
            parent=["", "01"],
            root=["04", "01"],
            quad_class=["1", "1"],
            goldstein_gdelt=["1.0", "-2.0"],
            goldstein_icews=["1.0", "-5.0"],
            goldstein_phoenix=["1.0", ""],
            goldstein_plover=["2.5", ""],
            plover_event=["CONSULT", "REJECT"],
            plover_mode=["", ""],
        ),
        "countries": table(
            iso3=["KHM"],
            name=["Cambodia"],
            official_name=["Kingdom of Cambodia"],
            entity_type=["state"],
            successor=[""],
            region=["Asia"],
            fips=["CB"],
            cameo=[""],
            **{"from": ["1953-11-09"], "to": [""]},
        ),
        "country_numbers": table(
            iso3=["KHM"], system=["cow"], number=["811"], **{"from": ["1953-11-09"], "to": [""]}
        ),
        "outlets": table(
            outlet_id=["xinhua"],
            name=["Xinhua"],
            aliases=[""],
            domains=["xinhuanet.com;news.cn"],
            country=["CHN"],
            kind=["agency"],
            state_owned=["1"],
        ),
        "organisations": table(actor_id=["org-un"], code=["IGOUNO"], name=["UN"], **one),
        "persons": table(
            actor_id=["khm-hun-sen"],
            name=["Hun Sen"],
            country=["KHM"],
            agent=["GOV"],
            office=["prime minister"],
            **one,
        ),
        "groups": table(actor_id=["grp"], country=["KHM"], agent=["REB"], name=["Group"], **one),
    }


def test_loading_the_same_codebook_again_changes_nothing(bare_db, tables):
    changed = load_codebooks(bare_db, tables)
    assert sorted(changed) == sorted(
        ["cameo_codes", "goldstein_tables", "actors", "countries", "country_numbers", "outlets"]
    )
    before = dump(bare_db)
    assert load_codebooks(bare_db, tables) == []
    assert dump(bare_db) == before


def test_only_what_changed_is_replaced(bare_db, tables):
    load_codebooks(bare_db, tables)
    tables["outlets"] = tables["outlets"].with_columns(kind=pl.lit("paper"))
    assert load_codebooks(bare_db, tables) == ["outlets"]
    assert column(bare_db, "select kind from outlets") == ["paper"]


def test_cells_become_days_lists_numbers_and_nulls(bare_db, tables):
    load_codebooks(bare_db, tables)
    assert bare_db.execute("select domains, aliases, state_owned from outlets").fetchall() == [
        (["xinhuanet.com", "news.cn"], [], True)
    ]
    assert bare_db.execute(
        "select code, agent, office, aliases, from_day, to_day from actors where kind = 'person'"
    ).fetchall() == [
        ("KHM", "GOV", "prime minister", ["Kampuchea", "Cambodge"], date(1953, 11, 9), None)
    ]
    assert bare_db.execute(
        "select table_name, goldstein from goldstein_tables where code = '016' order by 1"
    ).fetchall() == [("gdelt", Decimal("-2.0")), ("icews", Decimal("-5.0"))]
    assert column(bare_db, "select actor_id from actors where kind = 'country'") == ["country-khm"]


def test_the_projects_own_codebook_loads(bare_db):
    load_codebooks(bare_db, codebook.tables())
    assert column(bare_db, "select count(*) from cameo_codes") == [318]
    assert column(bare_db, "select count(*) from goldstein_tables where table_name = 'gdelt'") == [
        311
    ]
    assert column(bare_db, "select count(*) > 200 from countries") == [True]
    assert load_codebooks(bare_db, codebook.tables()) == []
