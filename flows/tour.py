"""What `bilateral run` shows at its end, and what a newcomer sees first (`run --samples`)."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import polars as pl

from flows import screen
from flows.run import Outcome, run
from flows.settings import Settings
from warehouse import questions
from warehouse.connection import read_warehouse
from warehouse.panels import panel

#: Where `run --samples` puts its warehouse, below the working directory.
SAMPLES_DB = Path("bilateral-out") / "samples.duckdb"
#: The dyad whose events and series a newcomer sees.
PAIR = ("CHN", "KHM")
#: Characters of a sentence shown in a table.
SENTENCE_WIDTH = 90


def summary(outcome: Outcome, *, as_json: bool = False) -> None:
    """Print what became of the articles of a run, and where things are."""
    if as_json:
        print(json.dumps(_as_json(outcome), default=screen.plain, indent=1))
        return
    tally = outcome.tally
    screen.say("articles")
    _line(tally.n_in, "in")
    _line(tally.n_loaded, "loaded", sign="=")
    held = f" (of them held already: {tally.n_already_held:,})" if tally.n_already_held else ""
    _line(tally.n_duplicate, f"duplicate{held}", sign="+")
    _line(tally.n_quarantined, "quarantined", sign="+")
    for stage, reason, number in outcome.quarantined:
        screen.say(f"               {number:>7,}  {stage}: {reason}")
    screen.say("what they tell")
    _line(tally.n_sentences, "sentences")
    _line(tally.n_sentences_coded, "sentences that name two actors, coded")
    _line(tally.n_mentions, "mentions, those that became no event included")
    _line(tally.n_events, "new events")
    if outcome.held_because:
        screen.say(
            f"the gate held a batch of {outcome.n_held_back:,} articles back: nothing of it is "
            "loaded, and nothing after it was read"
        )
    for why in outcome.held_because:
        screen.say(f"  {why}")
    screen.say(f"warehouse       {outcome.db}")
    screen.say(f"quality report  {outcome.report}")
    if outcome.quarantined:
        screen.say(f"what was set aside, and why: bilateral quarantine list --db {outcome.db}")


def _line(number: int, what: str, *, sign: str = " ") -> None:
    screen.say(f"  {sign} {number:>9,}  {what}")


def _as_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "outcome": outcome.outcome,
        **asdict(outcome.tally),
        "quarantined": [
            {"stage": stage, "reason": reason, "n": n} for stage, reason, n in outcome.quarantined
        ],
        "held_because": list(outcome.held_because),
        "n_held_back": outcome.n_held_back,
        "load_id": outcome.load_id,
        "warehouse": str(outcome.db),
        "quality_report": str(outcome.report),
    }


def show(settings: Settings, *, as_json: bool = False) -> int:
    """Code the samples and show a newcomer what came of it; return the exit status."""
    settings.db.parent.mkdir(parents=True, exist_ok=True)
    with as_file(files("flows") / "samples") as samples:
        outcome = run([str(samples)], settings)
    summary(outcome, as_json=as_json)
    if as_json or outcome.status != 0:
        return outcome.status
    with closing(read_warehouse(outcome.db)) as db:
        events = questions.events_of_dyad(db, *PAIR, either=True)
        series = {
            f"{source} to {target}": panel(db, source, target, "month")
            for source, target in (PAIR, PAIR[::-1])
        }
    screen.say()
    _events(events)
    screen.say()
    _series(series)
    _next(outcome.db, events)
    return outcome.status


def _events(events: pl.DataFrame) -> None:
    screen.say(f"What {PAIR[0]} and {PAIR[1]} did to each other, with the words it comes from:")
    rows = events.sort("event_date", "source", "cameo_code").select(
        pl.col("event_date").alias("day"),
        pl.concat_str("source", pl.lit(" > "), "target").alias("who"),
        pl.col("cameo_code").alias("code"),
        pl.col("action").str.replace(r" \(.*", "").alias("act"),
        shortened(pl.col("sentence")).alias("sentence"),
    )
    screen.frame(rows)


def shortened(text: pl.Expr) -> pl.Expr:
    """Return text in one line that fits a table, with a mark where it was cut."""
    line = text.str.replace_all(r"\s+", " ")
    cut = pl.concat_str(line.str.head(SENTENCE_WIDTH), pl.lit("..."))
    return pl.when(line.str.len_chars() > SENTENCE_WIDTH + 3).then(cut).otherwise(line)


def _series(series: dict[str, pl.DataFrame]) -> None:
    """Draw events a month, from the first month with an event to the last."""
    whole = pl.concat(series.values()).filter(pl.col("n_events") > 0)
    if whole.is_empty():
        return
    first, last = whole["period_start"].min(), whole["period_start"].max()
    cut = {
        name: rows.filter(pl.col("period_start").is_between(first, last)).sort("period_start")
        for name, rows in series.items()
    }
    months = next(iter(cut.values()))["period_start"].dt.strftime("%Y-%m").to_list()
    counts = {name: rows["n_events"].fill_null(0).to_list() for name, rows in cut.items()}
    screen.chart(counts, months, title="events a month")


def _next(db: Path, events: pl.DataFrame) -> None:
    screen.say("try next:")
    if events.height:
        screen.say(f"  bilateral explain {events['event_id'][0]} --db {db}")
    screen.say(f"  bilateral panel USA-CHN --freq year --db {db}")
    screen.say("  bilateral run YOUR_ARTICLES --db mine.duckdb")
