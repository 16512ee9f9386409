"""The commands about what a warehouse holds: series, scores, other people's events, releases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.options import Db, Json, Wait, example, parse_day, reading, writing
from transforms.errors import UsageError

app = typer.Typer()

Freq = Annotated[str, typer.Option(help="day, week, month, quarter or year.")]
Both = Annotated[bool, typer.Option("--both", help="Both directions added up.")]
ActorScope = Annotated[
    str, typer.Option("--actors", help="all; gov_any, gov_gov: governments on one or both sides.")
]
Goldstein = Annotated[
    str, typer.Option("--goldstein", help="Table of values: gdelt, icews, phoenix or plover.")
]
Version = Annotated[
    str | None, typer.Option("--coder-version", help="One coder version (default: the last).")
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="A .csv, .parquet, .dta or .json file.")
]


@app.command(
    epilog=example(
        "bilateral panel CHN-KHM --freq year --db china.duckdb",
        "bilateral panel CHN-KHM --from 2022-01-01 --to 2024-12-31 -o chn_khm.dta",
        "bilateral panel CHN- --actors gov_gov --system cow -o china_all.parquet",
    )
)
def panel(
    dyad: Annotated[
        str | None, typer.Argument(metavar="[CHN-KHM]", help="Source-target; all dyads if absent.")
    ] = None,
    freq: Freq = "month",
    start: Annotated[str | None, typer.Option("--from", help="From this day on.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Up to this day.")] = None,
    output: Output = None,
    both: Both = False,
    actors: ActorScope = "all",
    events: Annotated[
        str,
        typer.Option(
            help="every_event, one_a_day, lead_events, by_successor, shared_events, or your view."
        ),
    ] = "every_event",
    goldstein: Goldstein = "gdelt",
    system: Annotated[
        str | None, typer.Option(help="All pairs of the states of a system: cow or gw.")
    ] = None,
    unfilled: Annotated[bool, typer.Option("--unfilled", help="Only rows with an event.")] = False,
    version: Version = None,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Print a dyad's series, zero-filled; cells are empty where nothing was read."""
    from flows import screen, series
    from warehouse.panels import coder_versions
    from warehouse.panels import panel as read_panel

    source, target = series.parse_dyad(dyad)
    with reading(db, wait) as warehouse:
        rows = read_panel(
            warehouse,
            source,
            target,
            freq,
            parse_day(start, "--from"),
            parse_day(end, "--to"),
            directed=not both,
            actors=actors,
            events_from=events,
            valued_by=goldstein,
            numbering=system,
            filled=not unfilled,
            coder_version=version,
        )
        versions = coder_versions(warehouse)
    if versions.height > 1 and version is None:
        screen.warn(series.other_versions(versions))
    if output is not None:
        series.write(rows, output)
        screen.warn(f"{rows.height:,} rows in {output}")
        return
    shown = rows if as_json else series.for_screen(rows)
    screen.frame(shown, as_json=as_json, empty="no event of that dyad, and nothing was read")


@app.command(
    epilog=example(
        "bilateral scores CHN-USA --db china.duckdb",
        "bilateral scores CHN-USA --half-life 12 --value net -o chn_usa_scores.csv",
    )
)
def scores(
    dyad: Annotated[str, typer.Argument(metavar="CHN-USA", help="Two actors.")],
    freq: Freq = "month",
    directed: Annotated[
        bool, typer.Option("--directed", help="What the first did to the second only.")
    ] = False,
    value: Annotated[
        str,
        typer.Option(help="What is smoothed: goldstein_mean, net, share_source or share_all."),
    ] = "goldstein_mean",
    gain: Annotated[
        float, typer.Option(help="Events a period that the relation score is scaled to; 0: none.")
    ] = 1.0,
    half_life: Annotated[
        float | None, typer.Option(help="Periods in which silence halves the relation score.")
    ] = None,
    output: Output = None,
    actors: ActorScope = "all",
    goldstein: Goldstein = "gdelt",
    version: Version = None,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Print relation score, stocks, averages, smoothed state of a dyad, and where it broke."""
    from flows import screen, series

    source, target = series.parse_pair(dyad)
    with reading(db, wait) as warehouse:
        found = series.scores(
            warehouse,
            source,
            target,
            freq,
            value=value,
            gain=gain or None,
            half_life=half_life,
            directed=directed,
            actors=actors,
            valued_by=goldstein,
            coder_version=version,
        )
    if output is not None:
        series.write(found.rows, output)
        screen.warn(f"{found.rows.height:,} rows in {output}")
    series.show_scores(found, as_json=as_json, quiet=output is not None)


@app.command(
    epilog=example(
        "bilateral export gdelt2 -o gdelt/ --db china.duckdb",
        "bilateral export stata -o for_stata/ --db china.duckdb",
    )
)
def export(
    format_: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            help="gdelt1, gdelt2, icews, phoenix, polecat; or tables: parquet, csv, stata.",
        ),
    ],
    output: Annotated[Path, typer.Option("-o", "--output", help="A folder; made if need be.")],
    source_url: Annotated[
        bool,
        typer.Option(
            "--source-url/--no-source-url",
            help="gdelt1 with its 58th column, or with 57 as before April 2013.",
        ),
    ] = True,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Write events in another data set's layout, or all tables as Parquet, CSV or Stata files.

    What the warehouse does not know stays empty. Files appear when all of them are written.
    """
    from flows import screen
    from warehouse.exports import export as write

    with reading(db, wait) as warehouse:
        written = write(warehouse, format_, output, source_url=source_url)
    screen.table([{"file": str(one.path), "rows": one.rows} for one in written], as_json=as_json)


@app.command(
    epilog=example(
        "bilateral release 2024.12 -o releases/ --db china.duckdb",
        "bilateral release 2025.01 -o releases/ --previous releases/bilateral-2024.12",
    )
)
def release(
    version: Annotated[str, typer.Argument(help="Its name, such as 2024.12.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The folder to put it into.")],
    previous: Annotated[
        Path | None, typer.Option(help="The release before, for the change log.")
    ] = None,
    sentences: Annotated[
        bool, typer.Option("--sentences/--no-sentences", help="With the sentences, or without.")
    ] = True,
    author: Annotated[
        list[str] | None, typer.Option(help="Whom to cite; repeat for several.")
    ] = None,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Write a frozen data set: tables, codebook, checksums, versions, accuracy, change log.

    The same inputs and versions give the same bytes.
    """
    from flows import screen
    from warehouse.release import publish

    with reading(db, wait) as warehouse:
        made = publish(
            warehouse,
            version,
            output,
            previous=previous,
            sentences=sentences,
            authors=author or (),
        )
    rows = [{"table": name, "rows": n} for name, n in made.rows.items()]
    screen.table(rows, as_json=as_json)
    if not as_json:
        if made.previous is not None:
            told = ", ".join(f"{n:,} {kind}" for kind, n in made.changes.items())
            screen.say(f"since {made.previous}: {told}")
        screen.say(f"release {made.version}: {made.path}")


@app.command(
    "import-events",
    epilog=example(
        "bilateral import-events gdelt2 20241203*.export.CSV.zip --db china.duckdb",
        "bilateral import-events icews events.2016.tab --db china.duckdb",
    ),
)
def import_events(
    format_: Annotated[
        str, typer.Argument(metavar="FORMAT", help="gdelt1, gdelt2, icews, phoenix or polecat.")
    ],
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files, packed or not.")],
    skip_broken: Annotated[
        bool, typer.Option("--skip-broken", help="Set broken rows aside, import the others.")
    ] = False,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Load other people's events beside your own; importing the same file again changes nothing.

    Records that cannot be used are set aside, counted by reason with the first file and line of
    each, and listed in `imports_set_aside`. A file in another layout, with a broken row (another
    number of columns) or with days before months (13/2/2017) is named with its line, and nothing
    of the command is written.
    """
    from flows import importing

    with writing(db, wait) as warehouse:
        paths = [str(file) for file in files]
        done = importing.import_events(warehouse, format_, paths, skip_broken=skip_broken)
    importing.show(done, as_json=as_json)


@app.command(
    epilog=example(
        "bilateral compare CHN-KHM --with gdelt2 --db china.duckdb",
        "bilateral compare CHN-USA --series tsinghua.csv --db china.duckdb",
    )
)
def compare(
    dyad: Annotated[str, typer.Argument(metavar="CHN-KHM", help="Source-target.")],
    dataset: Annotated[
        str | None,
        typer.Option("--with", help="gdelt, gdelt1, gdelt2, icews, phoenix or polecat."),
    ] = None,
    series: Annotated[
        Path | None,
        typer.Option(help="A hand-made monthly series on a -9 to 9 scale: columns month, value."),
    ] = None,
    freq: Freq = "month",
    both: Both = False,
    gain: Annotated[
        float, typer.Option(help="With --series: events that the relation score is scaled to.")
    ] = 1.0,
    actors: ActorScope = "all",
    start: Annotated[str | None, typer.Option("--from", help="From this day on.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Up to this day.")] = None,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Hold a dyad's series against imported events, or a hand-made series of both directions."""
    from flows import comparing
    from flows import series as dyads
    from warehouse import compare as comparison

    if series is not None and (dataset is not None or both or freq != "month"):
        raise UsageError(
            "a hand-made series is monthly, of both directions, and compared by itself",
            where="--series",
            fix="leave out --with, --both and --freq",
        )
    source, target = dyads.parse_pair(dyad)
    first, last = parse_day(start, "--from"), parse_day(end, "--to")
    with reading(db, wait) as warehouse:
        found = (
            comparison.compare(
                warehouse,
                source,
                target,
                dataset,
                freq=freq,
                directed=not both,
                actors=actors,
                from_=first,
                to=last,
            )
            if series is None
            else comparison.compare_series(
                warehouse,
                source,
                target,
                comparing.read_series(series),
                name=str(series),
                actors=actors,
                gain=gain,
                from_=first,
                to=last,
            )
        )
    comparing.show(found, as_json=as_json)
