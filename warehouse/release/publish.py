"""Publish a release: everything into one folder, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from transforms.errors import UsageError
from warehouse import sql
from warehouse.release import changes, codebook, manifest, package, pages, tables
from warehouse.release.folder import built, write_sums

NAME = "bilateral"
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was published."""

    version: str
    path: Path
    rows: dict[str, int]  # by table
    changes: dict[str, int]  # added, removed, recoded; all 0 without a previous release
    previous: str | None  # version of the release that it was compared with


def publish(
    db: duckdb.DuckDBPyConnection,
    version: str,
    folder: Path,
    *,
    previous: Path | None = None,
    sentences: bool = True,
    authors: Sequence[str] = (),
) -> Release:
    """Write what a warehouse holds to `folder`/bilateral-`version`, as a data set to be cited.

    The same warehouse, previous release and versions of the programs give the same bytes; for
    which inputs the warehouse is the same, `same_inputs` in `release.toml` says.
    If anything fails, or the process is killed, there is no folder of that name.

    Args:
        db: an open warehouse; it is only read.
        version: of the release, such as 2024.12.
        folder: where the release's folder is made; made too if it is not there.
        previous: folder of an older release, for the change log.
        sentences: whether mentions have their sentence; without it they keep the words for the
            act and its parties, and all offsets.
        authors: whose data they are, for CITATION.cff; empty: the project's.

    Raises:
        UsageError: a version that is no name or exists, a folder that cannot be written to, an
            empty warehouse, a previous release that is none.
        BilateralError: the disk is full.
    """
    place = folder / f"{NAME}-{_checked(version)}"
    before = changes.read_previous(previous) if previous is not None else None
    if before is not None and before.version == version:
        raise UsageError(
            f"release {version} cannot be compared with itself",
            where=str(previous),
            fix="name the release before this one with --previous",
        )
    if manifest.corpus(db).n_articles == 0:
        raise UsageError(
            "the warehouse is empty: it holds no article",
            where="articles",
            fix="fill it with `bilateral run PATH...`",
        )
    with built(place) as fresh, _steadily(db):
        rows, changed = _fill(
            db,
            fresh,
            version,
            previous=previous,
            before=before,
            sentences=sentences,
            authors=authors,
        )
    return Release(version, place, rows, changed, before.version if before else None)


def _checked(version: str) -> str:
    if _VERSION.fullmatch(version) is None:
        raise UsageError(
            f"{version!r} is no version",
            where="VERSION",
            fix="letters, digits, dots, hyphens, at most 64, a letter or digit first: 2024.12",
        )
    return version


@contextmanager
def _steadily(db: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Read one state of the warehouse, on one thread: so the files are the same each time.

    Nothing stays: the temporary tables go with the transaction.
    """
    row = db.execute("select current_setting('threads')").fetchone()
    db.execute("set threads = 1")
    db.begin()
    try:
        yield
    finally:
        db.rollback()
        db.execute(f"set threads = {int(row[0]) if row else 1}")


def _fill(
    db: duckdb.DuckDBPyConnection,
    fresh: Path,
    version: str,
    *,
    previous: Path | None,
    before: changes.Previous | None,
    sentences: bool,
    authors: Sequence[str],
) -> tuple[dict[str, int], dict[str, int]]:
    """Write all files; return the number of rows by table and of changes by kind."""
    sql.run(db, "release/actor_codes.sql")
    changes.compare(db, previous)
    held, change_log = tables.tables(db, sentences=sentences), tables.changes_table()
    rows = {table.name: tables.write(db, table, fresh, parquet=True) for table in held}
    rows[change_log.name] = tables.write(db, change_log, fresh, parquet=False)
    about, changed = manifest.corpus(db), changes.counts(db)
    told: dict[str, Any] = {
        "release": version,
        "articles": asdict(about),
        "sentences": sentences,
        "versions": manifest.versions(),
        "coders": manifest.coders(db),
        "same_inputs": tables.facts()["same_inputs"],
        "inputs": manifest.inputs(db),
        "quarantine": manifest.set_aside(db),
        "quality": manifest.quality(db),
        "accuracy": manifest.accuracy(),
        "previous": before and {"release": before.version, "sha256sums": before.sums_sha256},
        "changes": changed,
        "rows": rows,
    }
    described = package.descriptor(
        fresh,
        name=f"{NAME}-{version}".lower(),
        version=version,
        description="CAMEO-coded bilateral events from news articles, with the words behind them; "
        "see codebook.md",
        tables=held,
        change_log=change_log,
    )
    coders = [row["coder_version"] for row in told["coders"]]
    book = codebook.page(db, version, held, change_log, rows)
    for name, text in {
        changes.MANIFEST: manifest.as_json(told),
        "datapackage.json": manifest.as_json(described),
        "CITATION.cff": manifest.citation(version, about, authors),
        "CHANGES.md": pages.markdown(changes.page(db, version, before, coders)),
        "codebook.md": pages.markdown(book),
        "codebook.html": pages.html(book),
    }.items():
        (fresh / name).write_text(text, encoding="utf-8", newline="\n")
    write_sums(fresh)
    return rows, changed
