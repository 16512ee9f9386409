"""The commands of hand checks: draw a sample, judge it, score it, correct a series by it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.options import Db, Json, Out, Wait, example, parse_day, reading

app = typer.Typer(help="Hand checks, and series corrected by them.", no_args_is_help=True)

Filled = Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files that were filled.")]
Seed = Annotated[int, typer.Option(help="The same seed gives the same answer.")]
Version = Annotated[
    str | None, typer.Option("--coder-version", help="One coder version (default: the last).")
]


@app.command(
    "sample",
    epilog=example(
        "bilateral audit sample -o ann.csv --db china.duckdb",
        "bilateral audit sample -o ann.csv --per-root 50 --size 04=100 --sentences 400",
    ),
)
def audit_sample(
    output: Out,
    per_root: Annotated[int, typer.Option("--per-root", help="Events of each CAMEO root.")] = 30,
    size: Annotated[
        list[str] | None, typer.Option("--size", help="Another number for one root: 04=100.")
    ] = None,
    sentences: Annotated[int, typer.Option(help="Sentences without an event, in all.")] = 200,
    seed: Seed = 1,
    version: Version = None,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Draw events (for precision) and sentences without one (for recall) into a CSV to fill.

    Fill `verdict` (right, wrong_code, wrong_source, wrong_target, no_event; of sentences: no_event,
    missed), `right_code` and `missed` (CHN;KHM;046 | ...) in any editor, or with single keys by
    `bilateral audit judge`. Give each coder a copy of the file.
    """
    from flows import auditing, screen

    with reading(db, wait) as warehouse:
        drawn = auditing.sample(
            warehouse,
            output,
            per_root=per_root,
            sentences=sentences,
            sizes=size or [],
            seed=seed,
            coder_version=version,
        )
    screen.table(drawn, as_json=as_json)
    screen.warn(f"{sum(row['drawn'] for row in drawn):,} rows in {output}")


@app.command("judge", epilog=example("bilateral audit judge ann.csv --as ann"))
def audit_judge(
    file: Annotated[Path, typer.Argument(help="A file of `audit sample`; it is filled in place.")],
    coder: Annotated[
        str | None, typer.Option("--as", help="Your name (default: the file's).")
    ] = None,
) -> None:
    """Judge the rows of a sample with single keys; every verdict is in the file at once."""
    from flows import auditing

    auditing.judge(file, coder=coder or file.stem)


@app.command("score", epilog=example("bilateral audit score ann.csv bob.csv"))
def audit_score(
    files: Filled,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A .csv, .parquet, .dta or .json file.")
    ] = None,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Precision and recall by root and quad with intervals, and how far the coders agree."""
    from flows import auditing, screen, series

    scores = auditing.score(files, seed=seed)
    for warning in scores.warnings:
        screen.warn(warning)
    if output is not None:
        series.write(scores.classes, output)
    if as_json:
        screen.table(
            [
                {
                    "classes": scores.classes.to_dicts(),
                    "agreement": scores.agreement.to_dicts(),
                    "n_judged": scores.n_judged,
                    "n_empty": scores.n_empty,
                }
            ],
            as_json=True,
        )
        return
    screen.frame(scores.classes, empty="nothing is judged yet")
    if scores.agreement.height:
        screen.frame(scores.agreement, title="Krippendorff's alpha")


@app.command("adjust", epilog=example("bilateral audit adjust CHN-KHM ann.csv bob.csv --freq year"))
def audit_adjust(
    dyad: Annotated[str, typer.Argument(metavar="CHN-KHM", help="Source-target.")],
    files: Filled,
    by: Annotated[str, typer.Option(help="quad or root.")] = "quad",
    freq: Annotated[str, typer.Option(help="day, week, month, quarter or year.")] = "month",
    start: Annotated[str | None, typer.Option("--from", help="From this day on.")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Up to this day.")] = None,
    both: Annotated[bool, typer.Option("--both", help="Both directions added up.")] = False,
    actors: Annotated[str, typer.Option(help="all, gov_any or gov_gov.")] = "all",
    version: Version = None,
    level: Annotated[float, typer.Option(help="Of the intervals.")] = 0.95,
    seed: Seed = 1,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A .csv, .parquet, .dta or .json file.")
    ] = None,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Correct a dyad's counts for what hand checks say is false, missed or of another class."""
    from flows import auditing, screen, series

    with reading(db, wait) as warehouse:
        found = auditing.adjust(
            warehouse,
            dyad,
            files,
            by=by,
            freq=freq,
            from_=parse_day(start, "--from"),
            to=parse_day(end, "--to"),
            both=both,
            actors=actors,
            coder_version=version,
            level=level,
            seed=seed,
        )
    for warning in found.warnings:
        screen.warn(warning)
    if output is not None:
        series.write(found.rows, output)
        screen.warn(f"{found.rows.height:,} rows in {output}")
        return
    screen.frame(found.rows, as_json=as_json, empty="no event of that dyad, and nothing was read")
