"""What a release was made of: manifest.json and CITATION.cff."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import PurePosixPath, PureWindowsPath
from string import Template
from typing import Any

import duckdb

from transforms import codebook
from warehouse import sql
from warehouse.migrate import code_version

#: Whose data they are where nobody else is named.
AUTHORS = ("The bilateral developers",)
#: The model's card, and the list of its labels with the checksums of its other files.
MODEL = ("README.md", "labels.json")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles of a release, in a few figures."""

    n_articles: int
    n_duplicates: int
    n_withdrawn: int
    ids_sha256: str | None
    first_day: date | None
    last_day: date | None
    n_outlets: int


def corpus(db: duckdb.DuckDBPyConnection) -> Corpus:
    """Return how many articles a warehouse holds, and of which days."""
    row = sql.run(db, "release/articles.sql").fetchone()
    return Corpus(*(row or (0, 0, 0, None, None, None, 0)))


def coders(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return the versions of the coder that read the articles, with counts."""
    return _rows(db, "release/coders.sql")


def versions() -> dict[str, Any]:
    """Return the versions of what makes the release; what the articles were read by may differ."""
    return {
        "bilateral": program_version(),
        "codebook": codebook.version(),
        "schema": code_version(),
        "model": _model(),
        "duckdb": duckdb.__version__,
    }


def program_version() -> str:
    """Return the version of the installed program."""
    try:
        return version("bilateral")
    except PackageNotFoundError:
        return "unknown"


def inputs(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return the runs that filled the warehouse.

    Sorted by `load_id`, a digest of the contents of the inputs and of the versions of coder and
    codebook. Of the inputs' names, which have no part in it, only the last part is kept.
    """
    rows = _rows(db, "release/runs.sql")
    return [{**row, "inputs": sorted({_last_part(n) for n in row["inputs"] or ()})} for row in rows]


def quality(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return what the gate measured, an expectation a row."""
    return _rows(db, "release/quality.sql")


def set_aside(db: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Return what is in quarantine, by stage, reason and status."""
    return _rows(db, "release/set_aside.sql")


def accuracy() -> dict[str, Any]:
    """Return how good the coder was on the project's own hand-coded texts."""
    told: dict[str, Any] = json.loads(sql.text("release/accuracy.json"))
    return told


def as_json(told: Mapping[str, Any]) -> str:
    """Return a mapping as JSON: keys as they come, days as text, a line feed at the end."""
    return json.dumps(told, indent=1, ensure_ascii=False, default=str) + "\n"


def citation(release: str, about: Corpus, authors: Sequence[str]) -> str:
    """Return CITATION.cff; its date is the last day of the articles, not that of today."""
    names = "\n".join(f"  - name: {json.dumps(name)}" for name in authors or AUTHORS)
    title = f"Bilateral events coded by bilateral, {about.first_day} to {about.last_day}"
    return Template(sql.text("release/citation.cff")).substitute(
        title=json.dumps(title),
        version=json.dumps(release),
        day=about.last_day,
        authors=names,
        program=json.dumps(program_version()),
    )


def _model() -> dict[str, Any] | None:
    """Return checksums of the model card and of the list that names the files' checksums."""
    folder = files("transforms").joinpath("model")
    if not all(folder.joinpath(name).is_file() for name in MODEL):
        return None
    sums = {name: hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() for name in MODEL}
    # As `transforms.meaning` counts versions, and as they stand in `coder_version`.
    return {"version": sums[MODEL[1]][:12], "sha256": sums}


def _last_part(name: str) -> str:
    return PurePosixPath(PureWindowsPath(name).name).name or name


def _rows(db: duckdb.DuckDBPyConnection, path: str) -> list[dict[str, Any]]:
    return sql.frame(db, path).to_dicts()
