"""Keep the codebooks in the warehouse as they were when it was last filled."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl

from warehouse import sql

#: What the codebook writes for yes.
_YES = ("1", "true", "yes")

GOLDSTEIN_TABLES = ("gdelt", "icews", "phoenix", "plover")


def load_codebooks(db: duckdb.DuckDBPyConnection, tables: Mapping[str, pl.DataFrame]) -> list[str]:
    """Replace the codebook tables that differ from the given ones, all or none.

    Args:
        db: a warehouse open for writing.
        tables: `transforms.codebook.tables()`: text columns, "" where there is nothing.

    Returns:
        The names of the tables of the warehouse that changed.
    """
    with sql.transaction(db):
        return replace_codebooks(db, tables)


def replace_codebooks(
    db: duckdb.DuckDBPyConnection, tables: Mapping[str, pl.DataFrame]
) -> list[str]:
    """Do what `load_codebooks` does within a transaction of the caller's."""
    changed: list[str] = []
    for name, rows in codebook_frames(tables).items():
        with sql.lent(db, codebook_rows=rows):
            if _differs(db, name):
                db.execute(f"delete from {name}")
                db.execute(f"insert into {name} by name select * from codebook_rows")
                changed.append(name)
    return changed


def codebook_frames(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the rows of each codebook table of the warehouse, in a settled order."""
    frames = {
        "cameo_codes": _cameo_codes(tables["actions"]),
        "goldstein_tables": _goldstein_tables(tables["actions"]),
        "actors": _actors(tables),
        "countries": _countries(tables["countries"]),
        "country_numbers": _country_numbers(tables["country_numbers"]),
        "outlets": _outlets(tables["outlets"]),
    }
    return {name: frame.unique().sort(frame.columns[:2]) for name, frame in frames.items()}


def _cameo_codes(actions: pl.DataFrame) -> pl.DataFrame:
    return actions.select(
        "code",
        "name",
        _text("parent"),
        "root",
        pl.col("quad_class").cast(pl.Int8),
        _text("plover_event"),
        _text("plover_mode"),
    )


def _goldstein_tables(actions: pl.DataFrame) -> pl.DataFrame:
    return pl.concat(
        actions.select(
            pl.lit(table).alias("table_name"),
            "code",
            _text(f"goldstein_{table}").cast(pl.Decimal(4, 1)).alias("goldstein"),
        ).drop_nulls("goldstein")
        for table in GOLDSTEIN_TABLES
    )


def _actors(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    nothing = pl.lit(None, pl.String)
    return pl.concat(
        [
            tables["countries"].select(
                actor_id="country-" + pl.col("iso3").str.to_lowercase(),
                kind=pl.lit("country"),
                name="name",
                code="iso3",
                agent=nothing,
                office=nothing,
                aliases=pl.lit([], pl.List(pl.String)),
                from_day=_day("from"),
                to_day=_day("to"),
            ),
            tables["organisations"].select(
                actor_id="actor_id",
                kind=pl.lit("organisation"),
                name="name",
                code=_text("code"),
                agent=nothing,
                office=nothing,
                aliases=_list("aliases"),
                from_day=_day("from"),
                to_day=_day("to"),
            ),
            tables["persons"].select(
                actor_id="actor_id",
                kind=pl.lit("person"),
                name="name",
                code=_text("country"),
                agent=_text("agent"),
                office=_text("office"),
                aliases=_list("aliases"),
                from_day=_day("from"),
                to_day=_day("to"),
            ),
            tables["groups"].select(
                actor_id="actor_id",
                kind=pl.lit("group"),
                name="name",
                code=_text("country"),
                agent=_text("agent"),
                office=nothing,
                aliases=_list("aliases"),
                from_day=_day("from"),
                to_day=_day("to"),
            ),
        ]
    )


def _countries(countries: pl.DataFrame) -> pl.DataFrame:
    return countries.select(
        "iso3",
        "name",
        _text("official_name"),
        _text("entity_type"),
        _day("from").alias("from_day"),
        _day("to").alias("to_day"),
        _text("successor"),
        _text("region"),
        _text("fips"),
        _text("cameo"),
    )


def _country_numbers(numbers: pl.DataFrame) -> pl.DataFrame:
    return numbers.select(
        "iso3",
        "system",
        pl.col("number").cast(pl.Int32),
        _day("from").alias("from_day"),
        _day("to").alias("to_day"),
    )


def _outlets(outlets: pl.DataFrame) -> pl.DataFrame:
    return outlets.select(
        "outlet_id",
        "name",
        _list("aliases"),
        _list("domains"),
        _text("country"),
        _text("kind"),
        _text("state_owned").str.to_lowercase().is_in(_YES).alias("state_owned"),
    )


def _text(name: str) -> pl.Expr:
    """A text column, null where the cell is empty."""
    return pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)


def _day(name: str) -> pl.Expr:
    """A day column, null where the cell is empty (open on that side)."""
    return _text(name).str.to_date("%Y-%m-%d")


def _list(name: str) -> pl.Expr:
    """The parts of a cell between semicolons, in order."""
    return (
        pl.col(name).str.split(";").list.eval(pl.element().filter(pl.element() != "")).alias(name)
    )


def _differs(db: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether a table holds other rows than `codebook_rows`."""
    names = ", ".join(name for (name, *_) in db.execute("describe codebook_rows").fetchall())
    given, held = f"select {names} from codebook_rows", f"select {names} from {table}"
    found = db.execute(
        f"select exists ({given} except all {held}) or exists ({held} except all {given})"
    ).fetchone()
    return bool(found and found[0])
