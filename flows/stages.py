"""What the tasks of a run do, without Prefect: each stage takes the job and a batch.

read -> compare (duplicates) -> code -> validate (the gate) -> load
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

import duckdb
import polars as pl

from expectations.batch import Counts
from expectations.thresholds import Limits, adjusted, shipped
from expectations.validate import Staged, Verdict, gate
from flows import dictionary, sources, staging
from flows.settings import Settings
from flows.sources import Input, ReadBatch
from transforms import codebook, duplicates
from transforms.coding import Coded, Coder
from transforms.errors import UsageError
from warehouse import codebooks, held, runs, scope
from warehouse.connection import open_warehouse, read_warehouse
from warehouse.load import load_batch


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the articles of a run, and what came of them.

    in = loaded + duplicate + quarantined. An article that the warehouse holds already counts
    as a duplicate, and in `n_already_held` besides.
    """

    n_in: int = 0
    n_loaded: int = 0
    n_duplicate: int = 0
    n_already_held: int = 0
    n_quarantined: int = 0
    n_sentences: int = 0
    n_sentences_coded: int = 0
    n_mentions: int = 0
    n_events: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Add up two batches."""
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def adds_up(self) -> bool:
        """Whether every article is accounted for."""
        return self.n_in == self.n_loaded + self.n_duplicate + self.n_quarantined


class HeldBack(Exception):  # noqa: N818 (an outcome, not an error)
    """A failing batch-level expectation holds the batch back."""

    def __init__(self, because: tuple[str, ...], n_articles: int) -> None:
        super().__init__("; ".join(because))
        self.because = because
        self.n_articles = n_articles


class Job:
    """What the stages of one run share.

    Not a dataclass: Prefect looks into those that it is handed, and this holds a parser.
    """

    def __init__(
        self, settings: Settings, inputs: Sequence[Input], *, today: date, coder: Coder | None
    ) -> None:
        self.settings = settings
        self.scope = parse_scope(settings.scope) if settings.scope else None
        self.inputs = inputs
        self.today = today
        self.limits = limits(settings)
        self.tables = dictionary.tables(settings.dictionary)
        # last: it takes seconds, and what is wrong is said before
        self.coder = coder or dictionary.coder(settings.dictionary, settings.coder)
        self.coder_version = self.coder.version
        self.load_id = ""
        self.attempt = 0
        self.n_events_before = 0
        self.tally = Tally()
        self.characters = 0  # bytes of text read so far
        self.reasons: Counter[tuple[str, str]] = Counter()

    def reading(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """Open the warehouse for reading."""
        return closing(read_warehouse(self.settings.db, wait_seconds=self.settings.wait_seconds))

    def writing(self) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        """Open the warehouse for writing, for no longer than needed: nobody else can read it."""
        return closing(open_warehouse(self.settings.db, wait_seconds=self.settings.wait_seconds))


class Batch:
    """A batch on its way through the stages; plain for the same reason as `Job`."""

    fresh: pl.DataFrame  # set by `compare`: what the warehouse does not hold, `duplicate_of` too
    coded: Coded  # set by `code`
    verdict: Verdict  # set by `validate`

    def __init__(self, number: int, read: ReadBatch) -> None:
        self.number = number
        self.articles = read.articles
        self.rejected = read.quarantine
        self.n_already_held = 0
        self.only: Mapping[str, list[tuple[int, int]]] = {}  # spans of updates to code
        self.place = Path()  # where it is staged


def limits(settings: Settings) -> Mapping[str, Limits]:
    """Return the gate's limits under some settings.

    Raises:
        UsageError: the settings name an expectation that the gate does not have.
    """
    try:
        return adjusted(shipped(), settings.gate)
    except KeyError as error:
        raise UsageError(
            f"the gate has no expectation {error.args[0]!r}",
            where="bilateral.toml, [gate]",
            fix="the names are in expectations/thresholds.toml",
        ) from error


def begin(job: Job) -> None:
    """Make or migrate the warehouse, declare the scope, write down that a run begins."""
    with job.writing() as db:
        codebooks.load_codebooks(db, job.tables)
        if job.scope is not None:
            scope.declare_scope(db, job.scope)
        job.load_id = runs.load_id(
            [digest(item) for item in job.inputs],
            coder_version=job.coder_version,
            codebook_version=codebook.version(),
        )
        job.attempt = runs.start_run(
            db,
            job.load_id,
            inputs=[item.name for item in job.inputs],
            coder_version=job.coder_version,
            codebook_version=codebook.version(),
            started_at=datetime.now(UTC),
        )
        job.n_events_before = n_events(db)


def n_events(db: duckdb.DuckDBPyConnection) -> int:
    """Return how many events a warehouse holds."""
    return len(db.table("events"))


def digest(item: Input) -> str:
    """Return a digest of an input's content; of the moment, where it can be read only once."""
    if item.path is None:
        return datetime.now(UTC).isoformat()
    with item.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def parse_scope(text: str) -> list[scope.Scope]:
    """Return the scope that a text declares, such as `CHN,KHM:2020-01-01`.

    Raises:
        UsageError: no country codes, or no day after the colon.
    """
    countries, _, first = text.partition(":")
    codes = [code.strip().upper() for code in countries.split(",") if code.strip()]
    fix = "write it as CHN,KHM or CHN,KHM:2020-01-01"
    for code in codes:
        if not (code.isalpha() and code.isascii() and len(code) % 3 == 0):
            raise UsageError(f"{code!r} is no country or organisation", where="--scope", fix=fix)
    try:
        from_day = date.fromisoformat(first) if first else None
    except ValueError as error:
        raise UsageError(f"{first!r} is no day", where="--scope", fix=fix) from error
    return [scope.Scope(code, from_day=from_day) for code in codes]


class Reading:
    """The batches of a run's inputs; can be asked again after an error of the disk."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._done = 0
        self._stream: Iterator[ReadBatch] | None = None

    def next(self) -> Batch | None:
        """Return the next batch, None after the last.

        Raises:
            OSError: the disk or network is in the way; asking again begins anew and passes
                over the batches already given.
        """
        if self._stream is None:
            self._stream = islice(self._open(), self._done, None)
        try:
            read = next(self._stream, None)
        except OSError:
            self._stream = None
            raise
        if read is None:
            return None
        self._done += 1
        return Batch(self._done, read)

    def _open(self) -> Iterator[ReadBatch]:
        settings = self._job.settings
        return sources.read(
            self._job.inputs,
            columns=settings.columns,
            batch_size=settings.batch_size,
            today=self._job.today,
        )


def expected(job: Job, batch: Batch) -> int | None:
    """Return how many articles the run will have read at its end, as far as one can tell.

    From the size of the inputs and the articles so far; None for a stream or packed files.
    """
    size = sum(item.size or 0 for item in job.inputs)
    job.characters += int(batch.articles["text"].str.len_bytes().sum())
    if not size or not job.characters:
        return None
    return max(int(job.tally.n_in * size / job.characters), job.tally.n_in)


def compare(job: Job, batch: Batch) -> None:
    """Set `fresh`: the articles the warehouse does not hold, with the story each repeats.

    Of an update only the sentences that its original lacks are coded (`only`).
    """
    once = batch.articles.unique("article_id", keep="first", maintain_order=True)
    with job.reading() as db:
        known = held.known_ids(db, once["article_id"].to_list())
        fresh = once.filter(~pl.col("article_id").is_in(known))
        stories = held.held(db, **_week_around(fresh))
        marked = duplicates.mark_duplicates(fresh, duplicates.signatures(fresh), stories)
        updates = marked.filter(pl.col("duplicate_kind") == "update")
        originals = held.texts(db, updates["duplicate_of"].to_list())
    batch.n_already_held = batch.articles.filter(pl.col("article_id").is_in(known)).height
    batch.fresh = marked
    batch.only = duplicates.new_sentences(_beside_originals(updates, originals, once))


def _week_around(articles: pl.DataFrame) -> dict[str, date]:
    """Return the first and last day on which a story could be one of these articles'."""
    first, last = articles["published_on"].min(), articles["published_on"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return {}
    week = timedelta(days=duplicates.WEEK)
    return {"from_": first - week, "to": last + week}


def _beside_originals(
    updates: pl.DataFrame, originals: pl.DataFrame, batch: pl.DataFrame
) -> pl.DataFrame:
    """Return updates with title and text of what each updates, held or of the same batch."""
    columns = ["article_id", "title", "text"]
    texts = pl.concat([originals.select(columns), batch.select(columns)]).unique("article_id")
    return updates.join(
        texts.select(duplicate_of="article_id", original_title="title", original_text="text"),
        on="duplicate_of",
        how="inner",
        maintain_order="left",
        validate="m:1",
    )


def code(job: Job, batch: Batch) -> None:
    """Set `coded`: what the new articles tell, from staging if a killed run had got so far."""
    stories = batch.fresh.filter(
        pl.col("duplicate_of").is_null() | pl.col("article_id").is_in(list(batch.only))
    )
    spans = sorted(batch.only.items())
    name = staging.batch_id(stories, [spans], job.coder_version)
    place = staging.folder(job.settings.db) / name
    staged = staging.held(place)
    batch.coded = staged or job.coder.code(stories, only=batch.only)
    if staged is None:
        staging.keep(place, batch.coded)
    batch.place = place


def validate(job: Job, batch: Batch) -> None:
    """Set `verdict`: what of the batch may be loaded.

    Raises:
        HeldBack: nothing of it may.
    """
    kept = batch.coded.mentions.filter(pl.col("dropped_because").is_null())
    staged = Staged(_counts(batch), batch.fresh, kept)
    batch.verdict = gate(
        staged, actions=codebook.table("actions"), today=job.today, limits=job.limits
    )
    with job.writing() as db:
        runs.record_quality(
            db,
            batch.verdict.results,
            load_id=job.load_id,
            attempt=job.attempt,
            batch=batch.number,
            checked_at=datetime.now(UTC),
        )
    if batch.verdict.held:
        raise HeldBack(batch.verdict.held_because, batch.articles.height)


def _counts(batch: Batch) -> Counts:
    """Return what happened to a batch before the gate."""
    new = batch.fresh.filter(pl.col("duplicate_of").is_null()).height
    return Counts(
        read=batch.articles.height + batch.rejected.height,
        new=new,
        duplicate=batch.articles.height - new,
        set_aside=batch.rejected.height,
        with_sentences=batch.coded.articles.filter(pl.col("n_sentences_coded") > 0).height,
    )


def load(job: Job, batch: Batch) -> Tally:
    """Load what passed, in one transaction; return what became of the batch."""
    verdict = batch.verdict
    dropped = batch.coded.mentions.filter(
        pl.col("dropped_because").is_not_null()
        & pl.col("article_id").is_in(verdict.articles["article_id"].to_list())
    )
    quarantine = pl.concat([batch.rejected, verdict.quarantine])
    with job.writing() as db:
        loaded = load_batch(
            db,
            articles=verdict.articles.join(
                # of what an older version has staged, names were not counted
                batch.coded.articles.select("article_id", "^n_names_.*$"),
                on="article_id",
                how="left",
                maintain_order="left",
                validate="1:1",
            ),
            mentions=pl.concat([verdict.mentions, dropped]),
            quarantine=quarantine,
            load_id=job.load_id,
            coder_version=job.coder_version,
        )
    if not job.settings.keep_staging:
        staging.remove(batch.place)
    job.reasons.update(quarantine.select("stage", "reason").rows())
    return _tally(batch, verdict, n_mentions=loaded.n_mentions)


def _tally(batch: Batch, verdict: Verdict, *, n_mentions: int) -> Tally:
    """Return what became of a batch that is loaded."""
    counts = _counts(batch)
    passed = verdict.articles
    n_loaded = passed.filter(pl.col("duplicate_of").is_null()).height
    set_aside = batch.fresh.height - passed.height
    return Tally(
        n_in=counts.read,
        n_loaded=n_loaded,
        n_duplicate=counts.read - n_loaded - set_aside - batch.rejected.height,
        n_already_held=batch.n_already_held,
        n_quarantined=batch.rejected.height + set_aside,
        n_sentences=int(batch.coded.articles["n_sentences"].sum()),
        n_sentences_coded=int(batch.coded.articles["n_sentences_coded"].sum()),
        n_mentions=n_mentions,
    )


def finish(job: Job, outcome: runs.Outcome) -> None:
    """Write down how the run ended."""
    with job.writing() as db:
        job.tally = replace(job.tally, n_events=max(n_events(db) - job.n_events_before, 0))
        runs.end_run(
            db,
            job.load_id,
            job.attempt,
            counts=asdict(job.tally),
            outcome=outcome,
            ended_at=datetime.now(UTC),
        )
    if outcome == "done" and not job.settings.keep_staging:
        staging.remove_all(job.settings.db)
