"""The dyad panels: stored counts, recounted where events changed, and series read from them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, get_args

import duckdb
import polars as pl

from transforms.errors import UsageError
from warehouse import sql
from warehouse.codebooks import GOLDSTEIN_TABLES

Frequency = Literal["day", "week", "month", "quarter", "year"]
FREQUENCIES: tuple[Frequency, ...] = get_args(Frequency)
ACTOR_SCOPES = ("all", "gov_any", "gov_gov")
NUMBERINGS = ("cow", "gw")
#: Events whose cells are counted at a time, so that their groups stay in memory.
EVENTS_AT_A_TIME = 1_000_000
#: Views of events of which each weighs one, so that counts are whole.
WHOLE = ("every_event", "one_a_day", "lead_events", "by_successor")


def refresh(db: duckdb.DuckDBPyConnection) -> None:
    """Bring the cells of all panels up to date with the events in `changed_events`."""
    sql.run(db, "panels/refresh.sql")


def rebuild(db: duckdb.DuckDBPyConnection, frequencies: Sequence[str] = FREQUENCIES) -> None:
    """Count all cells of some panels from the events, a range of sources at a time."""
    ranges = source_ranges(db)
    for frequency in frequencies:
        db.execute("delete from dyad_cells where frequency = ?", [frequency])
        db.execute("delete from actor_cells where frequency = ?", [frequency])
        for first, last in ranges:
            values = {"frequency": frequency, "first": first, "last": last}
            sql.run(db, "panels/rebuild.sql", values)
        sql.run(db, "panels/rebuild_totals.sql", {"frequency": frequency})


def source_ranges(db: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Return the first and last source of each range of about `EVENTS_AT_A_TIME` events."""
    counted = db.execute("select source, count(*) as n from events group by all").pl()
    ranges = (
        counted.sort("source")
        .with_columns(part=pl.col("n").cum_sum() // EVENTS_AT_A_TIME)
        .group_by("part", maintain_order=True)
        .agg(first=pl.col("source").min(), last=pl.col("source").max())
    )
    return list(ranges.select("first", "last").iter_rows())


def panel(
    db: duckdb.DuckDBPyConnection,
    source: str | None = None,
    target: str | None = None,
    freq: str = "month",
    from_: date | None = None,
    to: date | None = None,
    *,
    directed: bool = True,
    actors: str = "all",
    events_from: str = "every_event",
    valued_by: str = "gdelt",
    numbering: str | None = None,
    filled: bool = True,
    coder_version: str | None = None,
) -> pl.DataFrame:
    """Return a series, zero-filled over the calendar from the first to the last day covered.

    One row per dyad and period. Counts and scores are null, not 0, outside the corpus's scope,
    in periods in which no article was read, and where a state did not exist.

    Args:
        db: an open warehouse.
        source: actor code of who acts; None for any.
        target: actor code of who is acted upon; None for any.
        freq: day, week (ISO), month, quarter or year.
        from_: leave out periods that end before this day.
        to: leave out periods that begin after this day.
        directed: False adds up both directions of a dyad.
        actors: all events, those with a government on one side at least (gov_any), or on both
            (gov_gov).
        events_from: every_event, one_a_day, lead_events, by_successor (the Soviet Union as Russia),
            shared_events (events of one sentence with several parties weigh one together: counts
            are fractions), or a view of one's own.
        valued_by: the table of Goldstein values: gdelt, icews, phoenix or plover.
        numbering: cow or gw: all pairs of the members of that system of states, while they were.
        filled: False keeps only rows with an event.
        coder_version: what this version of the coder coded; None: the one that read last.

    Raises:
        UsageError: an argument that is none of the above, an actor that the warehouse does not
            know, days in the wrong order, or a state that did not exist between them.
    """
    check_request(
        db,
        source,
        target,
        freq,
        from_,
        to,
        actors=actors,
        events_from=events_from,
        valued_by=valued_by,
        numbering=numbering,
        coder_version=coder_version,
    )
    kind = "whole" if events_from in WHOLE else "weighted"
    return sql.frame(
        db,
        f"queries/series_{kind}.sql",
        {
            "source": source,
            "target": target,
            "freq": freq,
            "from": from_,
            "to": to,
            "coder": coder_version,
            "actors": actors,
            "events_from": events_from,
            "directed": directed,
            "valued_by": valued_by,
            "numbering": numbering,
            "filled": filled,
        },
    )


def check_request(
    db: duckdb.DuckDBPyConnection,
    source: str | None,
    target: str | None,
    freq: str,
    from_: date | None = None,
    to: date | None = None,
    *,
    actors: str = "all",
    events_from: str = "every_event",
    valued_by: str = "gdelt",
    numbering: str | None = None,
    coder_version: str | None = None,
) -> None:
    """Refuse what no series can be made of; arguments as in `panel`.

    Raises:
        UsageError: as `panel`.
    """
    _refuse_other("--freq", freq, FREQUENCIES)
    _refuse_other("--actors", actors, ACTOR_SCOPES)
    _refuse_other("--goldstein", valued_by, GOLDSTEIN_TABLES)
    if numbering is not None:
        _refuse_other("--system", numbering, NUMBERINGS)
    _refuse_other("--events", events_from, event_views(db))
    if from_ and to and from_ > to:
        raise UsageError(
            f"{from_} is after {to}", where="--from, --to", fix="exchange the two days"
        )
    if source is not None and source == target:
        raise UsageError(f"a dyad has two actors: {source}", where="the dyad", fix="name another")
    versions = coder_versions(db)["coder_version"].to_list()
    if coder_version is not None:
        _refuse_other("--coder-version", coder_version, versions)
    for actor in (source, target):
        if actor is not None:
            if events_from != "by_successor":
                _refuse_unknown(db, actor, from_, to)
            if numbering is not None:
                _refuse_stranger(db, actor, numbering)


def coder_versions(db: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return which coder versions read how many articles: `coder_version`, `n_articles`, `asked`.

    `asked` marks the version of a series for which none is named; most articles first.
    """
    return sql.frame(db, "queries/coder_versions.sql")


def event_views(db: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of the views that a series can be made of: those with a weight."""
    found = db.execute(
        "select view_name from duckdb_views() join duckdb_columns() on table_name = view_name "
        "where not duckdb_views.internal and column_name = 'weight' order by view_name"
    )
    return [str(name) for (name,) in found.fetchall()]


def _refuse_other(option: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        raise UsageError(
            f"no such value: {given!r}", where=option, fix=f"one of {', '.join(known)}"
        )


def _refuse_unknown(
    db: duckdb.DuckDBPyConnection, actor: str, from_: date | None, to: date | None
) -> None:
    """Refuse a code that means nothing here, and a state that did not exist in the days asked."""
    known = sql.frame(db, "queries/actor_known.sql", {"actor": actor}).row(0, named=True)
    if not (known["is_country"] or known["is_actor"] or known["has_events"]):
        raise UsageError(
            f"no actor has the code {actor!r}",
            where="the dyad asked for",
            fix="use a code of ISO 3166 alpha-3 (CHN), or `bilateral actors lookup NAME`",
        )
    first, last = known["from_day"], known["to_day"]
    if (to and first and to < first) or (from_ and last and from_ > last):
        span = f"from {first or '...'} to {last or 'today'}"
        heir = f"; its successor is {known['successor']}" if known["successor"] else ""
        raise UsageError(
            f"{known['name']} ({actor}) did not exist in the days asked for",
            where="--from, --to",
            fix=f"it existed {span}{heir}",
        )


def _refuse_stranger(db: duckdb.DuckDBPyConnection, actor: str, numbering: str) -> None:
    """Refuse an actor that never was a member of a system of states."""
    found = db.execute(
        "select 1 from country_numbers where iso3 = ? and system = ?", [actor, numbering]
    ).fetchone()
    if found is None:
        raise UsageError(
            f"{actor} was never a member of the system of states {numbering}",
            where="--system",
            fix="leave out --system, or ask for a member",
        )
