"""What the SQL of imports looks up: how parties, roles and codes are written elsewhere.

`actor_codes.csv` holds what neither the codebook nor the tables of the exports say (retired and
foreign spellings), `codes.csv` codes of other tables, `sectors.csv` words for roles,
`plover_types.csv` PLOVER types as CAMEO.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

from transforms import codebook
from warehouse.exports import reviewed

#: Ways to write a country that a data set may use in a column of countries.
_KINDS = ("name", "official", "abbreviation")


@cache
def table(name: str) -> pl.DataFrame:
    """Return one of the CSV files of this folder; all columns are text, empty cells are ""."""
    raw = files("warehouse.imports").joinpath(f"{name}.csv").read_bytes()
    return pl.read_csv(raw, infer_schema=False).fill_null("")


@cache
def frames(dataset: str) -> dict[str, pl.DataFrame]:
    """Return the frames that `resolve.sql` and `store.sql` want, by name."""
    sectors = table("sectors").filter(dataset=dataset)
    return {
        "import_spellings": _spellings(),
        "import_names": _names(),
        "import_sectors": sectors.select("sector", "agent", pl.col("rank").cast(pl.Int64)),
        "import_roles": codebook.table("roles").select("code"),
        "import_types": table("plover_types").select("plover_event", "plover_mode", "code"),
        "import_code_aliases": table("codes").filter(dataset=dataset).select("given", "code"),
        "import_heirs": _heirs(),
    }


def _pairs(frame: pl.DataFrame, given: pl.Expr, actor: str) -> pl.DataFrame:
    return frame.select(given.alias("spelling"), pl.col(actor).alias("actor"))


def _first(*parts: pl.DataFrame) -> pl.DataFrame:
    """Put parts below each other; of a spelling that comes twice the first counts."""
    return (
        pl.concat(parts)
        .filter(pl.col("spelling") != "")
        .unique("spelling", keep="first", maintain_order=True)
    )


def _spellings() -> pl.DataFrame:
    """Spelling and actor: codes, `group UNO`, `fips CH`, `name CHINA`. Reviewed rows come first.

    A chain of CAMEO (IGOWSTNAT) comes before the project's code, and so does the group it ends in:
    the group APE is the oil exporters of CAMEO, not our IGOAPE.
    """
    given, countries = table("actor_codes"), codebook.table("countries")
    codes = codebook.table("organisations").select("code").unique().sort("code")
    chains = reviewed("organisations").drop_nulls("cameo")
    code, chain = pl.col("code"), pl.col("cameo")
    return _first(
        _pairs(given.filter(dataset="any"), pl.col("given"), "actor"),
        _pairs(given.filter(dataset="group"), "group " + pl.col("given"), "actor"),
        _pairs(given.filter(dataset="fips"), "fips " + pl.col("given"), "actor"),
        _pairs(countries, pl.col("iso3"), "iso3"),
        _pairs(countries.filter(pl.col("cameo") != ""), pl.col("cameo"), "iso3"),
        _pairs(countries.filter(pl.col("fips") != ""), "fips " + pl.col("fips"), "iso3"),
        _pairs(chains, chain, "code"),
        _pairs(chains, "group " + chain.str.tail(3), "code"),
        _pairs(codes, code, "code"),
        _pairs(codes, "group " + code.str.tail(3), "code"),
        _pairs(_names(), "name " + pl.col("name"), "actor"),
    )


def _names() -> pl.DataFrame:
    """Name in capitals and actor: reviewed rows, then states, then organisations."""
    given, countries = table("actor_codes"), codebook.table("countries")
    surfaces = codebook.table("country_names").filter(pl.col("kind").is_in(_KINDS))
    bodies = codebook.table("organisations").filter(pl.col("to") == "")
    foreign = reviewed("countries").drop_nulls("icews")
    upper = pl.col("name").str.to_uppercase()
    aliases = bodies.select(pl.col("aliases").str.split(";"), "code").explode("aliases")
    found = _first(
        _pairs(given.filter(dataset="name"), pl.col("given"), "actor"),
        _pairs(foreign, pl.col("icews").str.to_uppercase(), "iso3"),
        _pairs(countries, upper, "iso3"),
        _pairs(countries, pl.col("official_name").str.to_uppercase(), "iso3"),
        _pairs(surfaces, pl.col("surface").str.to_uppercase(), "iso3"),
        _pairs(bodies, upper, "code"),
        _pairs(aliases, pl.col("aliases").str.to_uppercase(), "code"),
        # bodies that have ended, as our own exports write them
        _pairs(reviewed("organisations"), upper, "code"),
    )
    return found.rename({"spelling": "name"})


def _heirs() -> pl.DataFrame:
    """Which code a state has on which days, where the one given is of other days.

    A state that ended hands on to its successor (YUG after 2003 is SCG, after 2006 SRB); one that
    did not yet exist to the ended state of which it is the only successor (RUS before 1991-12-26
    is SUN). Columns: `given`, `actor`, `from_day`, `to_day`.
    """
    early, late = pl.date(1, 1, 1), pl.date(9999, 12, 31)
    states = codebook.table("countries").select(
        "iso3",
        "successor",
        pl.col("from").replace("", None).str.to_date().fill_null(early).alias("from_day"),
        pl.col("to").replace("", None).str.to_date().fill_null(late).alias("to_day"),
    )
    handed = pl.col("successor") != ""
    step = states.filter(handed).select(pl.col("iso3").alias("given"), "successor")
    days = states.drop("successor")
    later = (
        _chained(step)
        .join(days, left_on="successor", right_on="iso3")
        .join(days.select(given="iso3", ended="to_day"), on="given")
        .select(
            "given",
            actor="successor",
            from_day=pl.max_horizontal("from_day", pl.col("ended").dt.offset_by("1d")),
            to_day="to_day",
        )
    )
    earlier = (
        _chained(step.filter(pl.len().over("successor") == 1))
        .join(days, left_on="given", right_on="iso3")
        .join(days.select(successor="iso3", began="from_day"), on="successor")
        .filter(pl.col("from_day") < pl.col("began"))
        .select(
            given="successor",
            actor="given",
            from_day="from_day",
            to_day=pl.min_horizontal("to_day", pl.col("began").dt.offset_by("-1d")),
        )
    )
    return pl.concat([later, earlier]).filter(pl.col("from_day") <= pl.col("to_day"))


def _chained(step: pl.DataFrame) -> pl.DataFrame:
    """Return who succeeded whom, at however many removes: `given`, `successor`."""
    chain = [step]
    while (further := _further(chain[-1], step)).height:
        chain.append(further)
    return pl.concat(chain)


def _further(chain: pl.DataFrame, step: pl.DataFrame) -> pl.DataFrame:
    return chain.join(step, left_on="successor", right_on="given", suffix="_next").select(
        "given", successor="successor_next"
    )
