"""`bilateral code` and `bilateral code-pairs`: from lines to lines, without a warehouse."""

from __future__ import annotations

import fileinput
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import polars as pl

from flows import dictionary, screen, sources
from flows.settings import Settings
from transforms.coding import Coder, output_lines, petrarch_coder
from transforms.errors import UsageError

#: Bad lines that are named one by one; the rest is counted.
NAMED = 10
#: Pairs parsed together.
PAIRS_AT_A_TIME = 500


def coder_with(actors: Sequence[Path], agents: Sequence[Path], settings: Settings) -> Coder:
    """Return a coder with PETRARCH dictionaries, or with a user's own, or with neither.

    Raises:
        UsageError: a file that cannot be read as text, faults in the user's dictionary, or both
            kinds at once.
        CodebookError: a line that cannot be read, with file and line.
    """
    if not actors and not agents:
        return dictionary.coder(settings.dictionary, settings.coder)
    if settings.dictionary:
        raise UsageError(
            "PETRARCH dictionaries replace the built-in names, and a dictionary adds to them",
            where="bilateral code",
            fix="give either --actors and --agents, or --dictionary (settings count too)",
        )
    names, roles = ([_text(path) for path in paths] for paths in (actors, agents))
    return petrarch_coder(names, roles, settings.coder)


def _text(path: Path) -> tuple[str, str]:
    """Return a dictionary's name and content; old ones are in Latin-1."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the dictionary cannot be read ({error})", where=str(path), fix="name a text file"
        ) from error
    try:
        return str(path), raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return str(path), raw.decode("latin-1")


def code_file(
    articles: str, output: Path, coder: Coder, settings: Settings, *, all_mentions: bool
) -> int:
    """Code a file of articles into a file of events; return the exit status.

    Args:
        articles: what `bilateral run` reads as well; text is taken as given, so that offsets
            count its characters.
        output: JSONL, a line an event (or a mention).
        coder: see `coder_with`.
        settings: batch size and names of columns.
        all_mentions: a line a mention, dropped ones included.
    """
    inputs = sources.expand([articles])
    rejected: Counter[str] = Counter()
    n_articles = n_lines = 0
    with writing(output) as file:
        for batch in sources.read(
            inputs,
            columns=settings.columns,
            batch_size=settings.batch_size,
            today=datetime.now(UTC).date(),
            mending=False,
        ):
            _report(batch.quarantine, rejected)
            each = _each_its_own(batch.articles, n_articles)
            lines = output_lines(coder.code(each).mentions, each, all_mentions=all_mentions)
            file.writelines(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
            n_articles += each.height
            n_lines += len(lines)
    kind = "mentions" if all_mentions else "events"
    screen.warn(f"{n_articles:,} articles coded, {n_lines:,} {kind} in {output}")
    if rejected:
        reasons = ", ".join(f"{reason} {n:,}" for reason, n in sorted(rejected.items()))
        screen.warn(f"{rejected.total():,} lines could not be used: {reasons}")
    return 0 if n_articles or not rejected else 1


def _each_its_own(articles: pl.DataFrame, before: int) -> pl.DataFrame:
    """Give each line an id of its own: the same words twice are two lines to code."""
    return (
        articles.with_row_index("line", offset=before)
        .with_columns(article_id=pl.col("line").cast(pl.String))
        .drop("line")
    )


def _report(quarantine: pl.DataFrame, rejected: Counter[str]) -> None:
    """Name the first lines that could not be used, and count all by reason."""
    for row in quarantine.iter_rows(named=True):
        if rejected.total() < NAMED:
            screen.warn(f"left out, {row['reason']}: {row['detail']}")
        elif rejected.total() == NAMED:
            screen.warn("more lines were left out; they are counted at the end")
        rejected[str(row["reason"])] += 1


@contextmanager
def writing(output: Path) -> Iterator[TextIO]:
    """Open a file that appears under its name only when it is whole.

    Raises:
        UsageError: the folder does not exist.
    """
    if not output.parent.is_dir():
        raise UsageError(
            f"there is no folder {output.parent}", where=str(output), fix="make it first"
        )
    if output.exists() and not output.is_file():  # /dev/stdout and its like
        with output.open("w", encoding="utf-8") as file:
            yield file
        return
    fresh = output.with_name(f".{output.name}.new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            yield file
        fresh.replace(output)
    finally:
        fresh.unlink(missing_ok=True)


def code_pairs_file(pairs: str, output: Path, by: str) -> int:
    """Classify a file of marked sentences: a line out for each line in, in order.

    A line that is no pair is named on standard error and answered like one without words, so
    that the lines of both files stay beside each other.

    Raises:
        UsageError: there is no such file.
    """
    from transforms.pairs import code_pairs

    if pairs != "-" and not Path(pairs).is_file():
        raise UsageError(
            f"there is no file {pairs}", where="bilateral code-pairs", fix="check its name"
        )
    with closing(fileinput.input(pairs, encoding="utf-8")) as lines, writing(output) as file:
        numbered = ((n, line) for n, line in enumerate(lines, start=1) if line.strip())
        while some := list(islice(numbered, PAIRS_AT_A_TIME)):
            rows = [_pair(line, where=f"{pairs}:{number}") for number, line in some]
            file.writelines(
                f"{json.dumps(row, ensure_ascii=False)}\n" for row in code_pairs(rows, by)
            )
    return 0


def _pair(line: str, *, where: str) -> dict[str, Any]:
    """Return a line as a pair: `id`, `text`, and `source` and `target` as spans or None."""
    try:
        row = json.loads(line)
    except ValueError as error:
        screen.warn(f"{where} is no JSON ({error}); answered without words")
        row = {}
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        screen.warn(f"{where} has no text; answered without words")
        row = {"id": row.get("id") if isinstance(row, dict) else None, "text": ""}
    return {
        "id": row.get("id"),
        "text": row["text"],
        "date": row.get("date"),
        "source": _span(row.get("source"), row["text"], where),
        "target": _span(row.get("target"), row["text"], where),
    }


def _span(value: object, text: str, where: str) -> tuple[int, int] | None:
    """Return a span that lies in its text, None for one that does not or is not given."""
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and all(type(end) is int for end in value):
        start, end = value
        if 0 <= start < end <= len(text):
            return start, end
    screen.warn(f"{where}: {value!r} is no [start, end) in its text; taken as not marked")
    return None
