"""The command line: options and help here, the work elsewhere.

Imports that cost are inside the commands, so that `bilateral --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from flows import audit, data, guard
from flows.options import (
    Actors,
    Agents,
    By,
    Day,
    Db,
    Dictionary,
    Json,
    Out,
    Wait,
    example,
    parse_day,
    reading,
    settings_of,
    writing,
)
from transforms.errors import BilateralError, UsageError

#: Exit statuses; the contract's 3 (held back by the gate) comes from the run itself.
FAILED, USAGE, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="bilateral",
    help="News articles in, dyad series out: who did what to whom, with the words behind it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
actors_app = typer.Typer(
    help="What names mean, and names that no dictionary knew.", no_args_is_help=True
)
dictionary_app = typer.Typer(
    help="Names of your own, over the built-in ones.", no_args_is_help=True
)
quarantine_app = typer.Typer(help="What was set aside, and why.", no_args_is_help=True)
app.add_typer(actors_app, name="actors")
app.add_typer(dictionary_app, name="dictionary")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(data.app)
app.add_typer(audit.app, name="audit")


@app.command(
    epilog=example(
        "bilateral run articles/ --db china.duckdb --scope CHN,KHM:2020-01-01",
        "bilateral run wire.jsonl.gz --column text=body --column outlet=paper",
        "cat wire.jsonl | bilateral run -",
    )
)
def run(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Files, folders, globs; - is standard input.")
    ] = None,
    db: Db = None,
    scope: Annotated[
        str | None,
        typer.Option(help="What the corpus is about: CHN,KHM or CHN,KHM:2020-01-01 (from when)."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help="Your column's name for one of ours: text=body."),
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option("--batch-size", help="Articles coded and loaded at a time.")
    ] = None,
    dictionary: Dictionary = None,
    coder: By = None,
    samples: Annotated[
        bool, typer.Option("--samples", help="Code the sample articles that come with bilateral.")
    ] = False,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Read, clean, deduplicate, code, validate and load articles, and refresh the panels.

    Running the same input again changes nothing. Exit status: 0 done, bad inputs (if any) are
    in quarantine; 1 nothing could be loaded, or something failed; 2 wrong usage; 3 the quality
    gate held the batch back.
    """
    if samples == bool(paths):
        raise UsageError(
            "name what to read, or ask for the samples, not both" if samples else "nothing to read",
            where="bilateral run",
            fix="`bilateral run PATH...`, or `bilateral run --samples`",
        )
    from flows import tour
    from flows.run import run as run_job

    settings = settings_of(
        db=db,
        scope=scope,
        columns=_columns(column),
        batch_size=batch_size,
        wait_seconds=wait,
        dictionary=dictionary,
        coder=coder,
        beside=tour.SAMPLES_DB if samples else None,
    )
    if samples:
        raise typer.Exit(tour.show(settings, as_json=as_json))
    outcome = run_job(paths or [], settings)
    tour.summary(outcome, as_json=as_json)
    raise typer.Exit(outcome.status)


@app.command(
    epilog=example(
        "bilateral code wire.jsonl -o events.jsonl",
        "bilateral code wire.jsonl -o mentions.jsonl --mentions",
        "bilateral code wire.jsonl -o events.jsonl --actors mine.actors.txt",
    )
)
def code(
    articles: Annotated[str, typer.Argument(metavar="IN.jsonl", help="Articles, a line each.")],
    output: Out,
    actors: Actors = None,
    agents: Agents = None,
    dictionary: Dictionary = None,
    coder: By = None,
    mentions: Annotated[
        bool, typer.Option("--mentions", help="A line a mention, dropped ones included.")
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help="Your column's name for one of ours: text=body."),
    ] = None,
) -> None:
    """Code articles into events, without a warehouse.

    A line in is {"id", "text", "date", "title"?, "outlet"?, "url"?}; a line out is an event,
    with offsets into `text` as given. Lines that cannot be used are counted on standard error.
    """
    from flows import coding

    settings = settings_of(columns=_columns(column), dictionary=dictionary, coder=coder)
    made = coding.coder_with(actors or [], agents or [], settings)
    raise typer.Exit(coding.code_file(articles, output, made, settings, all_mentions=mentions))


@app.command("code-pairs", epilog=example("bilateral code-pairs pairs.jsonl -o codes.jsonl"))
def code_pairs(
    pairs: Annotated[str, typer.Argument(metavar="IN.jsonl", help="Sentences, a line each.")],
    output: Out,
    coder: By = None,
) -> None:
    """Classify what a marked source does to a marked target in a sentence.

    A line in is {"id", "text", "source": [a, b] | null, "target": [a, b] | null, "date"?}; a
    line out, for each in order, is {"id", "code", "root", "quad", "plover", "confidence",
    "method"}.
    """
    from flows import coding

    raise typer.Exit(coding.code_pairs_file(pairs, output, settings_of(coder=coder).coder))


@app.command(
    epilog=example(
        'bilateral explain "China praised Cambodia on Tuesday." --date 2024-12-03',
        "bilateral explain 3f9c0a1b2c3d4e5f6a7b --db china.duckdb",
    )
)
def explain(
    what: Annotated[str, typer.Argument(metavar="TEXT|EVENT_ID", help="A text, or an event's id.")],
    day: Day = None,
    dictionary: Dictionary = None,
    coder: By = None,
    db: Db = None,
) -> None:
    """Show the actors found, each event with its words and rule, and why near misses fell."""
    from flows import explaining

    settings = settings_of(db=db, dictionary=dictionary, coder=coder)
    print(explaining.explain(what, parse_day(day, "--date"), settings))


@actors_app.command("lookup", epilog=example('bilateral actors lookup "Hun Sen" --date 2010-01-01'))
def actors_lookup(
    name: Annotated[str, typer.Argument(help="A name as it stands in the text.")],
    day: Day = None,
    dictionary: Dictionary = None,
    as_json: Json = False,
) -> None:
    """Say what a name means: first what it means on the day (today if none is given)."""
    from flows import naming, screen

    folder = settings_of(dictionary=dictionary).dictionary
    rows = naming.lookup(name, parse_day(day, "--date") or _today(), folder)
    screen.table(rows, as_json=as_json, empty=f"no dictionary knows {name!r}")


@actors_app.command("unknown", epilog=example("bilateral actors unknown --db china.duckdb"))
def actors_unknown(
    db: Db = None,
    limit: Annotated[int, typer.Option(help="Rows at most.")] = 50,
    dictionary: Dictionary = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """List the commonest names that no dictionary knew, with counts and a sentence each."""
    from flows import naming, screen

    settings = settings_of(db=db, dictionary=dictionary)
    rows = naming.unknown(
        settings.db, limit=limit, wait_seconds=wait or 0.0, folder=settings.dictionary
    )
    screen.frame(rows, as_json=as_json, empty="every name is known")


@dictionary_app.command("check", epilog=example("bilateral dictionary check mynames/"))
def dictionary_check(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder with your CSV files.")],
    as_json: Json = False,
) -> None:
    """Show everything wrong with a dictionary: file, line, column, what, and how to mend it.

    Exit status 1 if anything is. Where nothing is, a line says what the dictionary changes.
    """
    from flows import dictionary

    raise typer.Exit(0 if dictionary.check(folder, as_json=as_json) else FAILED)


@dictionary_app.command("new", epilog=example("bilateral dictionary new mynames/"))
def dictionary_new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
) -> None:
    """Write an empty CSV file for each table, with its columns; fill what you need."""
    from flows import dictionary, screen

    for path in dictionary.new(folder):
        screen.say(f"wrote {path}")


@dictionary_app.command(
    "counts",
    epilog=example(
        "bilateral dictionary counts", "bilateral dictionary counts --dictionary mynames/"
    ),
)
def dictionary_counts(dictionary: Dictionary = None, as_json: Json = False) -> None:
    """Count the built-in tables, or those with your rows in them."""
    from flows import dictionary as dictionaries
    from flows import screen
    from transforms.counts import counts

    mine = dictionaries.load(settings_of(dictionary=dictionary).dictionary)
    screen.frame(counts(mine.tables if mine is not None else None), as_json=as_json)


@app.command(
    epilog=example('bilateral withdraw 5f1c0c7f5a3a0b1c2d3e --reason "retracted by the agency"')
)
def withdraw(
    article_id: Annotated[str, typer.Argument(help="The article's id; `explain` shows it.")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence.")],
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Take an article and what was coded from it out, leaving a tombstone."""
    from dataclasses import asdict

    from flows import screen
    from warehouse.withdraw import withdraw as take_out

    with writing(db, wait) as warehouse:
        gone = take_out(warehouse, article_id, reason=reason, on=_today())
    screen.table([asdict(gone)], as_json=as_json)


@app.command(epilog=example("bilateral quality --failed --db china.duckdb"))
def quality(
    db: Db = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only what failed.")] = False,
    limit: Annotated[int, typer.Option(help="Rows at most.")] = 100,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Show what the quality gate measured, latest run first."""
    from flows import screen
    from warehouse import questions

    with reading(db, wait) as warehouse:
        rows = questions.quality_history(warehouse, failed_only=failed, limit=limit)
    names = ["checked_at", "batch", "suite", "expectation", "column_name", "severity"]
    names += ["observed", "threshold", "success"]
    shown = rows if as_json else rows.select(names)
    screen.frame(shown, as_json=as_json, empty="nothing failed" if failed else "no run yet")


@quarantine_app.command(
    "list", epilog=example("bilateral quarantine list --reason no_date --db china.duckdb")
)
def quarantine_list(
    reason: Annotated[str | None, typer.Option(help="Only this reason.")] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also what was released or dropped.")
    ] = False,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """List what was set aside, by stage, reason and origin."""
    from flows import screen
    from warehouse.quarantine import list_quarantine

    with reading(db, wait) as warehouse:
        rows = list_quarantine(warehouse, status=None if every else "open", reason=reason)
    screen.frame(rows, as_json=as_json, empty="nothing is in quarantine")


@quarantine_app.command("show", epilog=example("bilateral quarantine show 06d567c85aa53a122ed9"))
def quarantine_show(
    quarantine_id: Annotated[str, typer.Argument(help="An id that `quarantine list` shows.")],
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Show one row that was set aside, with its content."""
    from flows import screen
    from warehouse.quarantine import show

    with reading(db, wait) as warehouse:
        row = show(warehouse, quarantine_id)
    if as_json:
        screen.table([row], as_json=True)
        return
    for name, value in row.items():
        screen.say(f"{name:>14}  {'' if value is None else value}")


Ids = Annotated[list[str], typer.Argument(help="Ids that `quarantine list` shows.")]
Note = Annotated[str | None, typer.Option(help="Why, for whoever asks later.")]


@quarantine_app.command(
    "release",
    epilog=example(
        "bilateral quarantine release 06d567c85aa53a122ed9 -o mended.jsonl",
        "bilateral run mended.jsonl   (after mending what was wrong)",
    ),
)
def quarantine_release(
    ids: Ids,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write their content here, a line each.")
    ] = None,
    note: Note = None,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Take rows off the queue, and hand out their content to be mended and run again."""
    from flows import screen
    from warehouse.quarantine import release

    with writing(db, wait) as warehouse:
        rows = release(warehouse, ids, note=note)
    if output is not None:
        output.write_text("".join(f"{row}\n" for row in rows["row"]), encoding="utf-8")
        screen.warn(f"{rows.height:,} rows in {output}: mend them, then bilateral run {output}")
    screen.frame(rows.drop("row"), as_json=as_json)


@quarantine_app.command(
    "drop", epilog=example('bilateral quarantine drop 06d567c85aa53a122ed9 --note "a test page"')
)
def quarantine_drop(
    ids: Ids,
    note: Note = None,
    db: Db = None,
    wait: Wait = None,
    as_json: Json = False,
) -> None:
    """Take rows off the queue for good; they stay known, so that they do not come again."""
    from flows import screen
    from warehouse.quarantine import drop

    with writing(db, wait) as warehouse:
        rows = drop(warehouse, ids, note=note)
    screen.frame(rows.drop("row"), as_json=as_json)


@app.command(epilog=example("bilateral outlets --db china.duckdb"))
def outlets(db: Db = None, wait: Wait = None, as_json: Json = False) -> None:
    """List the outlets known: country, agency or paper, state-owned or not."""
    from flows import screen

    with reading(db, wait) as warehouse:
        rows = warehouse.table("outlets").pl().sort("name")
    screen.frame(rows, as_json=as_json, empty="no outlet is known yet")


@app.command(epilog=example("bilateral doctor --db china.duckdb"))
def doctor(db: Db = None, wait: Wait = None, as_json: Json = False) -> None:
    """Check the installation and the warehouse, and say how to mend what is wrong."""
    from flows import checkup, screen

    checks = checkup.examine(settings_of(db=db).db, wait_seconds=wait or 0.0)
    if as_json:
        screen.table([check.row() for check in checks], as_json=True)
    else:
        checkup.show(checks)
    raise typer.Exit(FAILED if any(not check.ok for check in checks) else 0)


@app.command(epilog=example("bilateral init   (then edit bilateral.toml)"))
def init(
    folder: Annotated[Path, typer.Argument(help="Where to write bilateral.toml.")] = Path(),
) -> None:
    """Write a settings file with every setting, its default and what it does."""
    from flows import screen, settings

    path = folder / settings.FILE
    if path.exists():
        raise UsageError(
            f"{path} exists already", where=str(path), fix="edit it, or remove it first"
        )
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}", where=str(folder), fix="make it first")
    path.write_text(settings.defaults_text(), encoding="utf-8")
    screen.say(f"wrote {path}")


@app.command(
    epilog=example(
        'bilateral serve incoming/ --cron "0 * * * *" --db china.duckdb',
        "bilateral serve incoming/ --every 600",
    )
)
def serve(
    folder: Annotated[Path, typer.Argument(help="The folder that articles arrive in.")],
    cron: Annotated[
        str | None, typer.Option(help='When: minute hour day month weekday ("0 * * * *").')
    ] = None,
    every: Annotated[float | None, typer.Option(help="Or every so many seconds.")] = None,
    db: Db = None,
    scope: Annotated[str | None, typer.Option(help="What the corpus is about.")] = None,
    dictionary: Dictionary = None,
    coder: By = None,
) -> None:
    """Run the main job on what is new in a folder, on a schedule, until stopped (Ctrl-C).

    A run that is due while another is going waits its turn. Move files in whole: what begins
    with a dot is passed over.
    """
    from flows import schedules

    when = schedules.Schedule(cron=cron, every=every)
    settings = settings_of(db=db, scope=scope, dictionary=dictionary, coder=coder)
    schedules.serve(folder, when, settings)


def _columns(given: list[str] | None) -> dict[str, str] | None:
    """Return our column names and what the input calls them."""
    if not given:
        return None
    pairs = [pair.partition("=") for pair in given]
    for ours, equals, theirs in pairs:
        if not (ours and equals and theirs):
            raise UsageError(
                f"{ours + equals + theirs!r} is no pair of columns",
                where="--column",
                fix="write our name, an equals sign and yours: --column text=body",
            )
    return {ours: theirs for ours, _, theirs in pairs}


def _today() -> date:
    from datetime import UTC, datetime

    return datetime.now(UTC).date()


def main() -> None:
    """Run the command line: problems are sentences on standard error and an exit status."""
    try:
        guard.check()
        app()
    except UsageError as error:
        _fail(error, USAGE)
    except BilateralError as error:
        _fail(error, FAILED)
    except (KeyboardInterrupt, SystemExit) as ending:
        # typer turns Ctrl-C into an exit of its own, without a word.
        if isinstance(ending, SystemExit) and ending.code != INTERRUPTED:
            raise
        _fail("interrupted; what was loaded stays, run it again to go on", INTERRUPTED)
    except BrokenPipeError:
        # The reader (`| head`) has seen enough; nothing more can be written to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        _fail(
            f"{type(error).__name__}: {error}\n  where: a fault of bilateral, or of the machine\n"
            "  fix:   set BILATERAL_TRACEBACK=1 and send the traceback with what you ran",
            FAILED,
        )


def _fail(problem: object, status: int) -> None:
    """Say what is wrong on standard error, and end."""
    if os.environ.get("BILATERAL_TRACEBACK") and sys.exc_info()[0] is not None:
        import traceback

        traceback.print_exc()
    print(f"error: {problem}", file=sys.stderr)
    sys.exit(status)


if __name__ == "__main__":
    main()
