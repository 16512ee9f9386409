"""The exemplars: sentences written for this project, with a marked source and target and a code.

One TSV file a root under `training/exemplars/`, and one for pairs without an act:
`family`, `code`, `mode`, `sentence`. A family is what was written together (a scene told under
several codes, a sentence with several pairs); it never straddles the split.
"""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from transforms.meaning import Marked, types

FOLDER = Path(__file__).parent / "exemplars"
COLUMNS = ["family", "code", "mode", "sentence"]
MODES = ("actual", "intent", "historical", "hypothetical", "negated", "disputed")
#: Roots whose acts are announced, not done.
INTENT_ROOTS = ("03", "13")
#: One family in so many is kept back to check by.
CHECKED_ONE_IN = 8
#: Words of a sentence, at least and at most.
SHORTEST, LONGEST = 6, 66
_SOURCE, _TARGET, _WORDS = r"\[[^\[\]{}]+\]", r"\{[^\[\]{}]+\}", r"[^\[\]{}]*"
_MARKED = re.compile(f"{_WORDS}(?:{_SOURCE}{_WORDS}{_TARGET}|{_TARGET}{_WORDS}{_SOURCE}){_WORDS}")


def read(folder: Path = FOLDER) -> pl.DataFrame:
    """Return all exemplars: `family`, `code`, `mode`, `sentence`, `file`, in the files' order."""
    frames = [
        pl.read_csv(
            path,
            separator="\t",
            quote_char=None,
            schema_overrides=dict.fromkeys(COLUMNS, pl.String),
            missing_utf8_is_empty_string=True,
        )
        .select(COLUMNS)
        .with_columns(file=pl.lit(path.name))
        for path in sorted(folder.glob("*.tsv"))
    ]
    return pl.concat(frames).with_columns(type=pl.col("code").replace_strict(types()))


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
    return families.map_elements(
        lambda family: (
            int.from_bytes(family.encode()[-8:], "big") * 2654435761 % 2**32 * CHECKED_ONE_IN
            < 2**32
        ),
        pl.Boolean,
    )
