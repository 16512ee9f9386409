"""How the warehouse bears a hundred million events, as ratios against a plain scan in the same run.

    make bench-warehouse                    (100,000,000 events; some 18 minutes, 15 GB of disk)
    python -m tests.bench.bench_warehouse --events 5000000

200 x 199 directed dyads, 40 years, 4 GB of memory. Dyads and codes are uneven, as in news: half of
the events are of a tenth of the dyads. Figures and the machine: docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from tests.warehouse.frames import article, load, mention
from warehouse import panels, sql
from warehouse.connection import open_warehouse

#: An event in each cell that its day, dyad and code draw by hash: no state, so any range repeats.
SYNTHETIC = """
select
    md5(n::varchar)[:20]                                             as event_id,
    date '1985-01-01' + (hash(n, 'day') % 14600)::int                as event_date,
    'day'                                                            as date_precision,
    'C' || lpad(source::varchar, 3, '0')                            as source,
    case hash(n, 'agent') % 4 when 0 then 'GOV' when 1 then 'BUS' end    as source_agent,
    'C' || lpad(target::varchar, 3, '0')                            as target,
    code                                                             as cameo_code,
    code[:2]                                                         as cameo_root,
    case
        when code < '06' then 1 when code < '10' then 2 when code < '15' then 3 else 4
    end                                                              as quad_class,
    ((hash(n, 'value') % 201)::int - 100) / 10                       as goldstein,
    'actual'                                                         as mode,
    0.8                                                              as confidence,
    1                                                                as n_dyads,
    1 + hash(n, 'mentions') % 5                                      as n_mentions,
    1                                                                as n_articles,
    1                                                                as n_outlets,
    'a'                                                              as first_article_id,
    'bench'                                                          as coder_version

from (

    select
        n,
        -- half of the events among the first 63 actors
        (hash(n, 'source') % (case when hash(n, 'big') % 2 = 0 then 63 else 200 end))::int
                                                                     as source,
        (source + 1 + hash(n, 'target') % 199)::int % 200            as target,
        lpad((1 + hash(n, 'root') % 20)::varchar, 2, '0') || '0'     as code

    from range($first, $last) as t(n)

)
"""
#: The panel's columns, grouped as plainly as DuckDB can: what building it is measured against.
PLAIN = """
create table plain as

select
    source,
    target,
    date_trunc('month', event_date)::date                            as period_start,
    case when source_agent is null or source_agent[:3] = 'GOV' then 'gov_gov' else 'gov_one' end
                                                                     as actor_class,
    coder_version,
    count(*)                                                         as n_events,
    sum(n_mentions)                                                  as n_mentions,
    sum(n_articles)                                                  as n_articles,
    sum(n_outlets)                                                   as n_outlets,
    {quads},
    {roots},
    sum(goldstein)                                                   as goldstein_sum,
    sum(greatest(goldstein, 0))                                      as goldstein_pos,
    sum(least(goldstein, 0))                                         as goldstein_neg,
    count(goldstein)                                                 as n_valued,
    count(*) filter (where date_precision = 'year')                  as n_excluded

from events

group by all
""".format(
    quads=",\n    ".join(
        f"count(*) filter (where quad_class = {quad}) as n_{name}"
        for quad, name in enumerate(("vc", "mc", "vx", "mx"), start=1)
    ),
    roots=",\n    ".join(
        f"count(*) filter (where cameo_root = '{root:02}') as n_root_{root:02}"
        for root in range(1, 21)
    ),
)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def best(work: Callable[[], object], times: int = 3) -> float:
    return min(seconds(work) for _ in range(times))


def write_events(db: duckdb.DuckDBPyConnection, path: Path, events: int, step: int) -> None:
    """Write the events as Parquet in dyad-date order: by source, whose ranges fit the memory."""
    for first in range(0, events, step):
        db.execute(
            f"copy ({SYNTHETIC}) to '{path}/part_{first}.parquet'",
            {"first": first, "last": min(first + step, events)},
        )


def by_hundred_million(folder: Path, events: int, memory: str) -> None:
    """Print the ratios of loading, building, reading and updating a large panel."""
    parts = folder / "parts"
    parts.mkdir()
    with duckdb.connect() as scratch:
        scratch.execute(f"set memory_limit = '{memory}'; set temp_directory = '{folder}/spill'")
        write_events(scratch, parts, events, 5_000_000)
        for first in range(0, 200, 10):
            names = f"'C{first:03}' and 'C{first + 9:03}'"
            scratch.execute(
                f"copy (from '{parts}/*.parquet' where source between {names} "
                f"order by source, target, event_date) to '{folder}/sorted_{first:03}.parquet'"
            )
    with open_warehouse(folder / "bench.duckdb") as db:
        db.execute(f"set memory_limit = '{memory}'; set temp_directory = '{folder}/spill'")
        files = f"'{folder}/sorted_*.parquet'"
        load_seconds = seconds(
            lambda: db.execute(f"insert into events by name from read_parquet({files})")
        )
        rows = db.execute("select count(*) from events").fetchone()
        say(f"{rows[0] if rows else 0:,} events loaded from Parquet in {load_seconds:.1f} s")
        plain = seconds(lambda: db.execute(PLAIN))
        cells = db.execute("select count(*) from plain").fetchone()
        db.execute("drop table plain")
        built = seconds(lambda: panels.rebuild(db, ["month"]))
        say(
            f"dyad_month, {cells[0] if cells else 0:,} cells: plain scan and group {plain:.1f} s, "
            f"built {built:.1f} s, ratio {built / plain:.2f} (at most 2)"
        )
        db.execute("checkpoint")
        one = "source = 'C007' and target = 'C011'"
        scan = best(lambda: db.execute("select sum(n_events) from dyad_cells").fetchall())
        whole = best(
            lambda: db.execute(
                "select date_trunc('month', event_date) as m, count(*), avg(goldstein) from events "
                "group by m"
            ).fetchall()
        )
        series = best(
            lambda: db.execute(
                f"from dyad_cells where frequency = 'month' and {one} order by period_start"
            ).fetchall()
        )
        macro = best(lambda: db.execute("from dyad('C007', 'C011', 'month')").fetchall())
        say(
            f"one dyad's series: stored {series * 1000:.0f} ms (with shares and filling "
            f"{macro * 1000:.0f} ms), scan of the events {whole:.2f} s, "
            f"ratio 1/{whole / series:.0f} (at most 1/50); sum over the panel {scan:.2f} s"
        )
        increment(db, folder, events, built)
    say(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GB")


def increment(
    db: duckdb.DuckDBPyConnection, folder: Path, events: int, built: float, size: int = 100_000
) -> None:
    """Print what a day of events costs against building anew, and check that both agree."""
    values = {"first": events, "last": events + size}
    db.execute(f"create temp table today as {SYNTHETIC}", values)
    db.execute("update today set event_date = date '2024-12-03'")

    def update() -> None:
        with sql.transaction(db):
            db.execute(
                "create or replace temp table changed_events as "
                "select events.*, 1 as weight from events limit 0"
            )
            db.execute("insert into changed_events by name select *, 1 as weight from today")
            db.execute("insert into events by name from today")
            panels.refresh(db)

    # only the cells of the month are there to be compared with
    spent = seconds(update)
    db.execute("delete from dyad_cells where frequency <> 'month'")
    keys = "source, target, period_start, actor_class"
    stored = f"select {keys}, columns('^n_|^goldstein_') from dyad_cells where frequency = 'month'"
    sums = db.execute(f"select count(*), sum(hash(columns(*))) from ({stored})").fetchall()
    db.execute("delete from actor_cells")
    panels.rebuild(db, ["month"])
    again = db.execute(f"select count(*), sum(hash(columns(*))) from ({stored})").fetchall()
    say(
        f"{size:,} events of a day: {spent:.2f} s for all five frequencies, building dyad_month "
        f"anew {built:.1f} s, ratio 1/{built / spent:.0f} (at most 1/20); "
        f"same cells: {sums == again}"
    )


def loading_again(folder: Path, articles: int = 3_000) -> None:
    """Print what loading a batch costs that is there already."""
    days = pl.date_range(date(2024, 1, 1), date(2024, 12, 30), "1d", eager=True).to_list()
    told = [
        article(f"a{n}", published_on=days[n % len(days)], text=f"China met Cambodia {n}.")
        for n in range(articles)
    ]
    mentions = [
        mention(f"a{n}", code, event_date=days[n % len(days)])
        for n in range(articles)
        for code in ("046", "111", "190")
    ]
    with open_warehouse(folder / "again.duckdb") as db:
        new = seconds(lambda: load(db, told, mentions))
        held = min(seconds(lambda: load(db, told, mentions)) for _ in range(3))
    say(
        f"{articles:,} articles with {len(mentions):,} mentions: new {new:.2f} s, loaded again "
        f"{held:.2f} s, ratio {held / new:.2f} (at most 0.5)"
    )


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--events", type=int, default=100_000_000)
    parser.add_argument("--memory", default="3400MB", help="of DuckDB; Python takes more")
    parser.add_argument("--into", type=Path, default=None, help="where to put 15 GB for a while")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.into) as folder:
        loading_again(Path(folder))
        by_hundred_million(Path(folder), given.events, given.memory)


if __name__ == "__main__":
    main()
