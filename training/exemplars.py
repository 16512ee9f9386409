"""The exemplars: sentences written for this project, with a marked source and target and a code.

One TSV file a root under `training/exemplars/`, and one for pairs without an act:
`family`, `style`, `code`, `mode`, `sentence`. A family is what was written together (a scene told
under several codes, a sentence with several pairs); it never straddles the split. Of two styles,
`scene` tells acts in unusual words, many to a scene, and `plain` as agencies write every day.
"""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from transforms.meaning import Marked, types
from transforms.records import content_id

FOLDER = Path(__file__).parent / "exemplars"
COLUMNS = ["family", "style", "code", "mode", "sentence"]
SCENE, PLAIN = "scene", "plain"
MODES = ("actual", "intent", "historical", "hypothetical", "negated", "disputed")
#: One family in so many is kept back to check by.
CHECKED_ONE_IN = 20
#: Words of a sentence, at least and at most.
SHORTEST, LONGEST = 6, 66
_SOURCE, _TARGET, _WORDS = r"\[[^\[\]{}]+\]", r"\{[^\[\]{}]+\}", r"[^\[\]{}]*"
_MARKED = re.compile(f"{_WORDS}(?:{_SOURCE}{_WORDS}{_TARGET}|{_TARGET}{_WORDS}{_SOURCE}){_WORDS}")


def read(folder: Path = FOLDER) -> pl.DataFrame:
    """Return all exemplars: `COLUMNS`, `file` and `type`, in the files' order."""
    frames = [
        pl.read_csv(
            path,
            separator="\t",
            quote_char=None,
            schema_overrides=dict.fromkeys(COLUMNS, pl.String),
        )
        .select(pl.col(COLUMNS).fill_null(""))
        .with_columns(file=pl.lit(path.name))
        for path in sorted(folder.glob("*.tsv"))
    ]
    return pl.concat(frames).with_columns(type=pl.col("code").replace_strict(types(), default=None))


def well_marked(sentence: str) -> bool:
    """Say whether a sentence has one source in [ ] and one target in { }, and no other bracket."""
    return _MARKED.fullmatch(sentence) is not None


def plain(sentence: str) -> str:
    """Return a sentence without its marks."""
    return marked(sentence).text


def marked(sentence: str) -> Marked:
    """Return a sentence `[source] ... {target}` as its plain text and where the two stand."""
    places: dict[str, int] = {}
    plain: list[str] = []
    for character in sentence:
        if character in "[]{}":
            places[character] = len(plain)
        else:
            plain.append(character)
    return Marked("".join(plain), (places["["], places["]"]), (places["{"], places["}"]))


def is_checked(families: pl.Series) -> pl.Series:
    """Say of each family whether it is kept back: by its name alone, so that new ones move none."""
    return families.map_elements(lambda name: _draw(name) % CHECKED_ONE_IN == 0, pl.Boolean)


def share(frame: pl.DataFrame, part: float) -> pl.DataFrame:
    """Return the exemplars of a share of the families, drawn by name: for a learning curve."""
    drawn = frame["family"].map_elements(lambda name: _draw(f"share {name}") % 1000, pl.Int64)
    return frame.filter(drawn < 1000 * part)


def _draw(name: str) -> int:
    return int(content_id(name), 16)
