"""`bilateral explain`: a text as the coder reads it, or an event as it was coded."""

from __future__ import annotations

import re
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from flows import dictionary
from flows.settings import Settings
from transforms.errors import UsageError
from transforms.records import ID_LENGTH
from transforms.telling import one_line
from warehouse import questions
from warehouse.connection import read_warehouse

#: An event's id, as `records.event_id` makes it.
EVENT_ID = re.compile(rf"[0-9a-f]{{{ID_LENGTH}}}")


def explain(what: str, day: date | None, settings: Settings) -> str:
    """Return the explanation of a text, or of an event that a warehouse holds.

    Args:
        what: an event's id, or any other text.
        day: the day the text was published; today if nobody says.
        settings: the warehouse, read only for an event; the dictionary and coder, for a text.

    Raises:
        UsageError: no such event.
    """
    if EVENT_ID.fullmatch(what):
        return _event(what, settings.db)
    from transforms.explain import explain as explain_text

    coder = dictionary.coder(settings.dictionary, settings.coder)
    return explain_text(coder, what, day or datetime.now(UTC).date())


def _event(event_id: str, db: Path) -> str:
    """Return what an event is, and each telling of it with its words."""
    with closing(read_warehouse(db)) as warehouse:
        tellings = questions.tellings_of_event(warehouse, event_id)
        if tellings.is_empty():
            raise UsageError(
                f"the warehouse holds no event {event_id}",
                where=str(db),
                fix="`bilateral panel` and the table `events` show what it holds; or name another "
                "file with --db",
            )
    sure = tellings.filter(tellings["own_event_id"] == tellings["event_id"])
    first = sure.row(0, named=True)
    joined = "" if first["event_id"] == event_id else f", which {event_id} has joined"
    lines = [
        f"event {first['event_id']}{joined}",
        f"  {first['event_date']} ({first['date_precision']})  "
        f"{first['source']} > {first['target']}",
        f"  Tellings: {len(tellings)}; articles: {tellings['article_id'].n_unique()}.",
    ]
    for row in tellings.iter_rows(named=True):
        lines += ["", *_telling(row)]
    return "\n".join(lines)


def _telling(row: dict[str, object]) -> list[str]:
    """Return one telling as lines: where it stands, its sentence, then as a text is explained."""
    from transforms.explain import describe_event, wrapped

    where = f"article {row['article_id']}, {row['outlet'] or 'unknown outlet'}"
    title = f": {row['title']}" if row["title"] else ""
    return [
        *wrapped(f"{where}, {row['published_on']}{title}"),
        *wrapped(f'Sentence {row["sentence_index"]}: "{one_line(row["sentence"])}"', indent="  "),
        *("  " + line for line in describe_event([row])),
        f"  Coder {row['coder_version']}.",
    ]
