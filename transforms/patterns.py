"""The event patterns: rows of `codebook/verbs/*.csv`, indexed by lemma.

A row says: this lemma, in this frame, is this CAMEO code. Columns are explained in
`codebook/README.md`; each row's example is run by the tests.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.codebook import table
from transforms.errors import CodebookError

PARTS = frozenset({"v", "n", "a"})
FLAGS = frozenset({"recip", "intent", "place", "weak", "refusal", "done"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """One lemma in one frame.

    objects: lemmas of which the object must be one; empty: any or none; {"-"}: must have none.
    preps: (preposition, lemmas) that must be there.
    source, target: where the parties stand, in order of preference: subj, obj, dat, mod (the
    noun's own modifiers), pair (both sides of the noun), or a preposition.
    """

    key: str
    lemma: str
    particle: str
    part: str
    objects: frozenset[str]
    preps: tuple[tuple[str, frozenset[str]], ...]
    source: tuple[str, ...]
    target: tuple[str, ...]
    code: str
    flags: frozenset[str]

    @property
    def conditions(self) -> int:
        """How specific the row is: the more conditions the earlier it is tried."""
        return bool(self.objects) * 2 + len(self.preps) * 2 + bool(self.particle)


@cache
def word_sets() -> dict[str, frozenset[str]]:
    """Return the named sets of nouns (`@agreement`) that rows refer to."""
    return {
        row["name"]: frozenset(row["lemmas"].split("|"))
        for row in table("word_sets").iter_rows(named=True)
    }


def _lemmas(cell: str, where: str) -> frozenset[str]:
    found: set[str] = set()
    for item in filter(None, cell.split("|")):
        if item.startswith("@"):
            if item not in word_sets():
                raise CodebookError(
                    f"unknown word set {item}", where=where, fix="add it to word_sets.csv"
                )
            found |= word_sets()[item]
        else:
            found.add(item)
    return frozenset(found)


def _preps(cell: str, where: str) -> tuple[tuple[str, frozenset[str]], ...]:
    out = []
    for item in filter(None, cell.split(";")):
        prep, _, lemmas = item.partition(":")
        out.append((prep, _lemmas(lemmas, where)))
    return tuple(out)


def file_names() -> list[str]:
    """Return the names of the pattern files, sorted."""
    folder = files("transforms.codebook").joinpath("verbs")
    return sorted(p.name[:-4] for p in folder.iterdir() if p.name.endswith(".csv"))


@cache
def patterns() -> dict[tuple[str, str], list[Pattern]]:
    """Return the rows by (part of speech, lemma), the most specific first."""
    index: dict[tuple[str, str], list[Pattern]] = defaultdict(list)
    for name in file_names():
        for line, row in enumerate(table(f"verbs/{name}").iter_rows(named=True), start=2):
            where = f"transforms/codebook/verbs/{name}.csv:{line}"
            if row["pos"] not in PARTS:
                raise CodebookError(f"part of speech {row['pos']!r}", where=where, fix="v, n or a")
            flags = frozenset(filter(None, row["flags"].split("|")))
            if flags - FLAGS:
                raise CodebookError(
                    f"unknown flag {sorted(flags - FLAGS)}",
                    where=where,
                    fix=f"one of {sorted(FLAGS)}",
                )
            for item in row["lemmas"].split("|"):
                lemma, _, particle = item.partition(" ")
                index[row["pos"], lemma].append(
                    Pattern(
                        key=f"{name}:{line}:{item}",
                        lemma=lemma,
                        particle=particle,
                        part=row["pos"],
                        objects=_lemmas(row["object"], where),
                        preps=_preps(row["prep"], where),
                        source=tuple(filter(None, row["source"].split("|"))),
                        target=tuple(filter(None, row["target"].split("|"))),
                        code=row["code"],
                        flags=flags,
                    )
                )
    for rows in index.values():
        rows.sort(key=lambda r: (-r.conditions, r.key))
    return dict(index)


@cache
def derived() -> dict[str, dict[str, str]]:
    """Return, by root of an act, the code of intending, threatening, asking for or refusing it."""
    return {row["root"]: row for row in table("derived").iter_rows(named=True)}
