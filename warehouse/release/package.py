"""datapackage.json: the files of a release as Frictionless reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from warehouse.release.folder import digest
from warehouse.release.tables import Table, csv_path, parquet_path

#: Table Schema's types by DuckDB's; decimals are numbers whatever their digits.
TYPES = {
    "VARCHAR": "string",
    "VARCHAR[]": "array",
    "DATE": "date",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"), "integer"),
}
#: Where columns come from that others have made.
SOURCES = [{"title": "GeoNames, CC BY 4.0 (place_* columns)", "path": "https://www.geonames.org"}]


def descriptor(
    folder: Path,
    *,
    name: str,
    version: str,
    description: str,
    tables: Sequence[Table],
    change_log: Table,
) -> dict[str, Any]:
    """Return the data package of a folder whose tables are written.

    CSV files have a schema; Parquet files have their own, and are listed with their checksums.
    """
    resources = [_csv(folder, table) for table in (*tables, change_log)]
    resources += [_parquet(folder, table) for table in tables]
    return {
        "profile": "data-package",
        "name": name,
        "title": f"bilateral {version}",
        "version": version,
        "description": description,
        "sources": SOURCES,
        "resources": resources,
    }


def field_type(kind: str) -> str:
    """Return the type in Table Schema of a column of DuckDB."""
    return "number" if kind.startswith("DECIMAL") else TYPES[kind]


def _csv(folder: Path, table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "profile": "tabular-data-resource",
        "path": csv_path(table.name),
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_measured(folder / csv_path(table.name)),
        "schema": _schema(table),
    }


def _parquet(folder: Path, table: Table) -> dict[str, Any]:
    return {
        "name": f"{table.name}-parquet",
        "type": "file",
        "path": parquet_path(table.name),
        "description": f"The rows of {table.name} as Parquet.",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        **_measured(folder / parquet_path(table.name)),
    }


def _measured(path: Path) -> Mapping[str, Any]:
    return {"bytes": path.stat().st_size, "hash": f"sha256:{digest(path)}"}


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [
            {
                "name": column.name,
                "type": field_type(column.kind),
                "description": column.meaning,
                **({"constraints": {"required": True}} if column.is_required else {}),
            }
            for column in table.columns
        ],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.foreign:
        schema["foreignKeys"] = [
            _foreign_key(table.name, column, to) for column, to in table.foreign.items()
        ]
    return schema


def _foreign_key(name: str, column: str, to: str) -> dict[str, Any]:
    other, _, there = to.partition(".")
    # "" is how a table refers to itself.
    resource = "" if other == name else other
    return {"fields": [column], "reference": {"resource": resource, "fields": [there]}}
