"""What changed against the previous release, and why: changes.csv and CHANGES.md."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from transforms.errors import UsageError
from warehouse import sql
from warehouse.release import pages
from warehouse.release.folder import SUMS, digest, verify
from warehouse.release.tables import facts, parquet_path

MANIFEST = "manifest.json"
#: Tables of the previous release that are compared.
COMPARED = ("articles", "events", "mentions", "coverage")
#: What happened to articles, in words; `changes.sql` makes the names.
ARTICLES = {
    "new": "new, of outlets or days that were not read before",
    "late": "late, of days that had been read",
    "withdrawn": "withdrawn",
    "missing": "no longer in the warehouse",
    "read by another coder": "read again by another version of the coder",
    "read with another codebook": "read again with another version of the codebook",
}


@dataclass(frozen=True, slots=True)
class Previous:
    """A release that another is compared with."""

    version: str
    sums_sha256: str
    coders: tuple[str, ...]


def read_previous(folder: Path) -> Previous:
    """Return what an older release says of itself; its files are checked first.

    Raises:
        UsageError: there is no such folder, it is no release, or its files have changed.
    """
    if not folder.is_dir():
        raise UsageError(
            f"there is no folder {folder}",
            where=str(folder),
            fix="name the folder of the release before this one with --previous",
        )
    verify(folder, [MANIFEST, *(parquet_path(name) for name in COMPARED)])
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Previous(
            version=str(told["release"]),
            sums_sha256=digest(folder / SUMS),
            coders=tuple(str(row["coder_version"]) for row in told["coders"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(folder, error) from error


def compare(db: duckdb.DuckDBPyConnection, previous: Path | None) -> None:
    """Make the temporary tables `changes` and `article_changes`.

    Raises:
        UsageError: the previous release has not the columns that are compared.
    """
    if previous is None:
        sql.run(db, "release/no_previous.sql")
        return
    paths = {name: str(previous / parquet_path(name)) for name in COMPARED}
    try:
        sql.run(db, "release/previous.sql", paths)
    except (duckdb.BinderException, duckdb.InvalidInputException) as error:
        raise _unreadable(previous, error) from error
    sql.run(db, "release/changes.sql")


def page(
    db: duckdb.DuckDBPyConnection, version: str, previous: Previous | None, coders: list[str]
) -> list[pages.Block]:
    """Return CHANGES.md; wants the tables that `compare` makes."""
    blocks: list[pages.Block] = [pages.Heading(1, f"Changes of release {version}")]
    if previous is None:
        blocks.append(
            pages.Text(
                "The first release, or one made without `--previous`: nothing to compare with."
            )
        )
        return blocks
    blocks.append(
        pages.Text(
            f"Against release {previous.version}. Every event that was added, removed or recoded "
            "is a row of `changes.csv`."
        )
    )
    before, now = ", ".join(previous.coders), ", ".join(coders)
    same = "the same as before" if before == now else f"before: {before}"
    blocks.append(pages.Items([f"coder: {now} ({same})", *_articles(db)]))
    blocks += [pages.Heading(2, "Events by CAMEO root"), _by_root(db)]
    retold, other = _as_before(db)
    blocks.append(
        pages.Text(
            f"Events coded as before and told by another number of articles: {retold:,}; by the "
            "same number, but with another confidence, version of the coder, number of mentions or "
            f"outlets, first article, group, or words for day or place: {other:,}. They are in no "
            "other count here."
        )
    )
    return [*blocks, pages.Heading(2, "Events by reason"), _by_reason(db)]


def counts(db: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Return how many events were added, removed and recoded."""
    rows = db.execute("select change, count(*) from changes group by change").fetchall()
    return {name: dict(rows).get(name, 0) for name in ("added", "removed", "recoded")}


def _articles(db: duckdb.DuckDBPyConnection) -> list[str]:
    held = dict(db.execute("from article_changes").fetchall())
    return [f"articles {words}: {held.get(name, 0):,}" for name, words in ARTICLES.items()]


def _by_root(db: duckdb.DuckDBPyConnection) -> pages.Grid:
    rows = sql.run(db, "release/changes_by_root.sql").fetchall()
    totals = [sum(row[at] for row in rows) for at in range(2, 9)]
    return pages.Grid(
        (
            "root",
            "name",
            "before",
            "added",
            "removed",
            "recoded into it",
            "recoded out of it",
            "recoded within it",
            "now",
        ),
        [*rows, ("all", "", *totals)],
    )


def _by_reason(db: duckdb.DuckDBPyConnection) -> pages.Grid:
    reasons = facts()["reasons"]
    held = {row[0]: row[1:] for row in sql.run(db, "release/changes_by_reason.sql").fetchall()}
    return pages.Grid(
        ("reason", "meaning", "added", "removed", "recoded"),
        [(name, words, *held.get(name, (0, 0, 0))) for name, words in reasons.items()],
    )


def _as_before(db: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    row = sql.run(db, "release/retold.sql").fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _unreadable(folder: Path, error: Exception) -> UsageError:
    return UsageError(
        "the previous release was made by a version of bilateral that this one cannot read",
        where=f"{folder}: {str(error).splitlines()[0]}",
        fix="make it again from its warehouse with this version, or leave --previous out",
    )
