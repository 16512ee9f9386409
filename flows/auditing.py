"""Hand checks of the coder: the sample to judge, a terminal to judge it in, scores, corrections."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import polars as pl

from flows.series import parse_dyad
from transforms.cleaning import mark
from transforms.duplicates import new_sentences
from transforms.errors import UsageError
from transforms.sentences import split
from warehouse.audit import adjusting, sampling, scoring, sheet
from warehouse.panels import panel

if TYPE_CHECKING:
    import duckdb

#: Keys and the verdicts they write.
VERDICTS = {
    "r": "right",
    "c": "wrong_code",
    "s": "wrong_source",
    "t": "wrong_target",
    "n": "no_event",
}
EVENT_KEYS = (
    "r right  c wrong code  s wrong source  t wrong target  n no event  m add missed events"
)
SENTENCE_KEYS = "n no event  m missed events"
OTHER_KEYS = "o note  k skip  u undo  ? help  q quit"
HELP = """\
Judge by the sentence; the ones around it tell who "he" is. The first that holds is the verdict:
  n  there is no such event: nobody did this to anybody, it is denied, imagined or long past,
     one country did it to itself; or parties or code are wrong, and the right event (same parties,
     same root) is found already
  s  another did it                     t  it was done to another
  c  who did it to whom is right, the code is not: you are asked for the right one (046)
  r  all is right, to the last digit of the code that the words allow
  m  events of this sentence that were not found: CHN;KHM;046 | KHM;CHN;043 (Enter: none)
  o  a note    k  later    u  undo the last one    q  quit; everything judged is in the file"""
#: What ends a line that is typed on a raw terminal; what takes a character back; end of input.
ENTER, BACK, END = ("\n", "\r"), ("\x7f", "\b"), ("", "\x04")
ESCAPE = "\x1b"


def sample(
    db: duckdb.DuckDBPyConnection,
    output: Path,
    *,
    per_root: int = 30,
    sentences: int = 200,
    sizes: Sequence[str] = (),
    seed: int = 1,
    coder_version: str | None = None,
) -> list[dict[str, Any]]:
    """Draw a sample for a hand check into a file (columns: `warehouse.audit.sheet`).

    Args:
        db: an open warehouse.
        output: the CSV file to write; one that exists is never written over.
        per_root: tellings of each CAMEO root, fewer where there are not so many.
        sentences: sentences without an event, in all.
        sizes: another number for single roots: `04=100`.
        seed: the same warehouse and seed give the same sample.
        coder_version: what this version coded; None: the one that read last.

    Returns:
        What was drawn: `stratum`, `population`, `drawn`, `weight`.

    Raises:
        UsageError: the file exists, a size is none, or there is nothing to draw from.
    """
    if output.exists():
        raise UsageError(
            "the file exists, and may hold hours of somebody's work",
            where=str(output),
            fix="name another file, or remove this one yourself",
        )
    asked = sampling.Sizes(per_root, sentences, _sizes(sizes))
    if per_root < 0 or sentences < 0:
        raise UsageError("a size is below 0", where="audit sample", fix="write 0 for none")
    drawn = sampling.events(db, asked, seed=seed, coder_version=coder_version)
    rows = sampling.event_rows(drawn, [_sentences(row) for row in drawn])
    if sentences:
        draw = sampling.SentenceDraw(sentences, seed=seed)
        for article in sampling.articles(db, coder_version=coder_version):
            spans = _sentences(article)
            draw.add(article, spans, _coded(article, spans))
        rows += draw.rows()
    if not rows:
        raise UsageError(
            "there is nothing to draw from",
            where="the warehouse",
            fix="fill it with `bilateral run PATH...`, ask for another --coder-version or sizes",
        )
    sheet.write(output, sheet.COLUMNS, sampling.in_order(rows, seed=seed))
    return _drawn(rows)


def _drawn(rows: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Count the rows of a sample by stratum."""
    found: dict[str, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda row: (row["kind"], row["stratum"])):
        one = found.setdefault(
            row["stratum"],
            {"stratum": row["stratum"], "population": int(row["population"]), "drawn": 0},
        )
        one["drawn"] += 1
    return [{**one, "weight": one["population"] / one["drawn"]} for one in found.values()]


def _sizes(given: Sequence[str]) -> dict[str, int]:
    """Return sizes by root of `04=100`."""
    found = {}
    for text in given:
        root, _, number = text.partition("=")
        if root not in sheet.quads() or not number.isdecimal():
            raise UsageError(
                f"{text!r} is no size of a root", where="--size", fix="write it 04=100"
            )
        found[root] = int(number)
    return found


def _sentences(article: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Return [start, end) of the sentences of an article, as the coder cuts it."""
    text = article["text"] or ""
    return [(s.start, s.end) for s in split(text, mark(text, article["title"]))]


def _coded(article: Mapping[str, Any], spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Say of each sentence whether it was coded: of an update only what its original lacks."""
    if article["duplicate_of"] is None:
        return [True] * len(spans)
    columns = ["article_id", "title", "text", "original_title", "original_text"]
    update = pl.DataFrame(
        [{name: article[name] for name in columns}], schema=dict.fromkeys(columns, pl.String)
    )
    new = set(new_sentences(update).get(article["article_id"], []))
    return [span in new for span in spans]


def score(files: Sequence[Path], *, seed: int = 1) -> scoring.Scores:
    """Score the coder by files that were filled, one or more coders' (see `scoring.score`).

    Raises:
        UsageError: a file or row that cannot be used.
    """
    return scoring.score(sheet.judgements(files), seed=seed)


def adjust(
    db: duckdb.DuckDBPyConnection,
    dyad: str,
    files: Sequence[Path],
    *,
    by: str = "quad",
    freq: str = "month",
    from_: date | None = None,
    to: date | None = None,
    both: bool = False,
    actors: str = "all",
    coder_version: str | None = None,
    level: float = 0.95,
    draws: int = adjusting.DRAWS,
    seed: int = 1,
) -> adjusting.Corrected:
    """Correct a dyad's series for the errors that hand checks found (see `adjusting`).

    Args:
        db: an open warehouse.
        dyad: source and target, `CHN-KHM`.
        files: filled files of `sample`, of the same coder version as the series.
        by: quad or root.
        freq: day, week, month, quarter or year.
        from_: leave out periods that end before this day.
        to: leave out periods that begin after this day.
        both: both directions added up.
        actors: all, gov_any or gov_gov.
        coder_version: what this version coded; None: the one that read last.
        level: of the intervals.
        draws: of the bootstrap.
        seed: for the bootstrap.

    Raises:
        UsageError: no such dyad, a file that cannot be used or is of another coder version than
            the series, an option out of range.
    """
    source, target = parse_dyad(dyad)
    if source is None or target is None:
        raise UsageError(
            f"{dyad!r} is no single dyad", where="audit adjust", fix="name both sides: CHN-KHM"
        )
    judgements = sheet.judgements(files)
    rows = panel(
        db,
        source,
        target,
        freq,
        from_,
        to,
        directed=not both,
        actors=actors,
        coder_version=coder_version,
    )
    return adjusting.correct(rows, judgements, by=by, seed=seed, draws=draws, level=level)


def judge(
    path: Path,
    *,
    coder: str,
    keys: TextIO | None = None,
    say: Callable[[str], None] | None = None,
) -> int:
    """Judge the rows of a sample that are not done, with single keys; stop and go on at any time.

    Each verdict is in the file before the next row is shown: whatever ends the session, nothing is
    lost. On a terminal a key acts at once; from a pipe keys are read one by one, line ends and
    blanks passed over, and what is typed (codes, events, notes) ends with its line.

    Args:
        path: a file of `sample`.
        coder: the name to write beside each verdict.
        keys: where keys come from; None: standard input.
        say: prints a line; None: on standard output.

    Returns:
        How many rows are still to be judged.

    Raises:
        UsageError: a file that cannot be used, or that another program changed meanwhile.
    """
    source = sys.stdin if keys is None else keys
    session = _Session(path, coder, say or partial(print, flush=True))
    with _raw(source):
        session.run(_Keys(source, echo=source.isatty()))
    return session.n_left


class _Keys:
    """Single keys and typed lines from a terminal or a pipe."""

    def __init__(self, source: TextIO, *, echo: bool) -> None:
        self.source, self.echo = source, echo

    def key(self) -> str | None:
        """Return the next key, lower case; None at the end of the input."""
        while True:
            read = self.source.read(1)
            if read == ESCAPE and (read := self.source.read(1)) in ("[", "O"):
                while self.source.read(1).isdecimal():  # an arrow, say: up to its last character
                    pass
                continue
            if read in END:
                return None
            if not read.isspace():
                return read.lower()

    def line(self, prompt: str) -> str | None:
        """Return a typed line; None if the input ends before it does."""
        if self.echo:
            print(prompt, end="", flush=True)
        typed = ""
        while (read := self.source.read(1)) not in ENTER:
            if read in END:
                return None
            if read in BACK:
                typed = typed[:-1]
                if self.echo:
                    print("\b \b", end="", flush=True)
                continue
            typed += read
            if self.echo:
                print(read, end="", flush=True)
        if self.echo:
            print()
        return typed.strip()


@contextmanager
def _raw(source: TextIO) -> Iterator[None]:
    """Let a terminal hand over keys one by one, unechoed, until the block ends."""
    if not source.isatty():
        yield
        return
    import termios
    import tty

    number = source.fileno()
    before = termios.tcgetattr(number)
    try:
        tty.setcbreak(number)
        yield
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


class _Session:
    """One coder at work on one file."""

    def __init__(self, path: Path, coder: str, say: Callable[[str], None]) -> None:
        self.path, self.stamp = path, _stamp(path)
        sheet.judgements([path])  # refuses a file that could not be scored
        self.sheet = sheet.read(path)
        self.coder, self.say = coder, say
        self.waiting = [at for at, row in enumerate(self.sheet.rows) if not sheet.is_done(row)]
        self.undoing: list[tuple[int, dict[str, str]]] = []

    @property
    def n_left(self) -> int:
        """How many rows are not judged."""
        return len(self.waiting)

    def run(self, keys: _Keys) -> None:
        """Show rows and take keys until there are no more of either."""
        skipped = 0
        while True:
            if skipped < len(self.waiting):
                at = self.waiting[skipped]
                self._show(at)
                answer = self._answer(at, keys)
            else:
                answer = self._last(keys)
            if answer == "quit":
                break
            if answer == "undo":
                undone = self._undo()
                skipped = self.waiting.index(undone)
            elif answer == "skip":
                skipped += 1
        total = len(self.sheet.rows)
        self.say(f"{total - self.n_left:,} of {total:,} rows judged, {self.n_left:,} to go")

    def _answer(self, at: int, keys: _Keys) -> str:
        """Take keys until a row is done, skipped or undone, or the session ends."""
        row = dict(self.sheet.rows[at])
        is_event = row["kind"] == "event"
        while (key := keys.key()) not in (None, "q"):
            if key == "k":
                return "skip"
            if key == "u" and self.undoing:
                return "undo"
            if key == "o" and (note := keys.line("note: ")) is not None:
                row["note"] = note
                self._keep(at, {**self.sheet.rows[at], "note": note})
            elif key == "m" and (typed := keys.line("missed: ")) is not None:
                row["missed"] = typed
                if is_event:
                    self._keep_if_sound(at, {**self.sheet.rows[at], "missed": typed})
                elif typed and self._finish(at, {**row, "verdict": "missed"}):
                    return "done"
            elif key in VERDICTS and (is_event or key == "n"):
                if key == "c" and (code := keys.line("right code: ")) is not None:
                    row["right_code"] = code
                if self._finish(at, {**self.sheet.rows[at], **_only(row, key)}):
                    return "done"
            elif key == "?":
                self.say(HELP)
            else:
                self.say(f"{key}? {EVENT_KEYS if is_event else SENTENCE_KEYS}  {OTHER_KEYS}")
        return "quit"

    def _last(self, keys: _Keys) -> str:
        """Say whether the last verdict is to be undone, now that no row is left to show."""
        if not self.undoing:
            return "quit"
        self.say("no more rows  u undo the last one  q quit")
        while (key := keys.key()) not in (None, "q"):
            if key == "u":
                return "undo"
        return "quit"

    def _finish(self, at: int, row: dict[str, str]) -> bool:
        """Write a verdict if it is sound, or say what is wrong with it."""
        before = self.sheet.rows[at]
        if not self._keep_if_sound(at, {**row, "coder": self.coder}):
            return False
        self.undoing.append((at, before))
        self.waiting.remove(at)
        return True

    def _keep_if_sound(self, at: int, row: dict[str, str]) -> bool:
        try:
            sheet.judged({**row, "verdict": row["verdict"] or "no_event"}, self.sheet.where(at))
        except UsageError as error:
            self.say(f"not kept: {error.what}; {error.fix}")
            return False
        self._keep(at, row)
        return True

    def _keep(self, at: int, row: dict[str, str]) -> None:
        """Put a row into the file, unless it is no longer as this session left it."""
        if _stamp(self.path) != self.stamp:
            raise UsageError(
                "the file was changed by another program",
                where=str(self.path),
                fix="close it there, look whether your verdicts are in it, and start again",
            )
        self.sheet.rows[at] = row
        sheet.write(self.path, self.sheet.header, self.sheet.rows)
        self.stamp = _stamp(self.path)

    def _undo(self) -> int:
        """Take the last verdict of this session back; return whose it was."""
        at, before = self.undoing.pop()
        self._keep(at, before)
        self.waiting = sorted([*self.waiting, at])
        return at

    def _show(self, at: int) -> None:
        """Print a row: where one is, the sentence between its neighbours, what was found."""
        row, total = self.sheet.rows[at], len(self.sheet.rows)
        self.say(f"\n[{total - self.n_left + 1:,} of {total:,}] {row.get('published_on', '')}")
        for name in ("before", "sentence", "after"):
            if row.get(name):
                self.say(f"{'>>> ' if name == 'sentence' else '    '}{row[name]}")
        if row["kind"] == "event":
            source, target = (
                f"{row.get(side, '')} ({row.get(f'{side}_text', '')})"
                for side in ("source", "target")
            )
            self.say(f"{source} -> {target}: {row['code']} {row.get('code_name', '')}")
        for name in ("found_here", "found_in_article"):
            if row[name]:
                self.say(f"{name.replace('_', ' ')}: {row[name]}")
        self.say(f"{EVENT_KEYS if row['kind'] == 'event' else SENTENCE_KEYS}  {OTHER_KEYS}")


def _stamp(path: Path) -> int | None:
    """Return when a file was last written (ns); None: there is none."""
    return path.stat().st_mtime_ns if path.exists() else None


def _only(row: Mapping[str, str], key: str) -> dict[str, str]:
    """Return what a verdict's key writes: a right code goes with a wrong one only."""
    return {"verdict": VERDICTS[key], "right_code": row["right_code"] if key == "c" else ""}
