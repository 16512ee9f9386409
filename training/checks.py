"""What must hold of the exemplars before anything is trained on them.

Marks, codes and modes; no sentence twice, none nearly twice in two families; enough of each code
and root; the same style under every label, so that none is known by its length or framing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from training.exemplars import LONGEST, MODES, SHORTEST, plain, well_marked
from transforms.codebook import table
from transforms.meaning import NONE

#: So many exemplars at the least: in all, of each root, of each three-digit code, without an act.
LEAST, LEAST_ROOT, LEAST_CODE, LEAST_NONE = 12_000, 500, 30, 2_500
#: Two sentences of different families share less than this share of their runs of `RUN` words.
ALIKE, RUN = 0.5, 5
#: Of a type's sentences, by how much a share may differ from that of all types together.
STYLE = 0.21
#: By how many words the mean length of a type's sentences may differ from that of all.
LENGTH = 4.0
#: Most often used words of a type may open no more than this share of its sentences.
OPENINGS = 0.1
#: Distinct words of a root's sentences, as a share of the words of 5,000 running ones.
VARIETY, RUNNING = 0.3, 5_000
#: Signs of style that say nothing of an act; attribution is what stands behind a sentence, for to
#: say something is part of the act in promises and threats.
SIGNS = {
    "attribution": r"(?:, [^,]*\b(?:said|says|told|reported)\b[^,]*$|\baccording to\b)",
    "weekday": r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b",
    "year": r"\b(?:19|20)\d\d\b",
    "dateline": r"^[A-Z][A-Z' .]+(?: \(|,|:| -| —)",
    "subordinate": r"\b(?:who|whom|whose|which|after|before|while|when|as|since|because|where"
    r"|if|unless|until|although|though)\b",
    "quotes": r"[\"“]",
}


def problems(frame: pl.DataFrame) -> list[str]:
    """Return what is wrong with exemplars (`exemplars.read`), a line a fault; none if none."""
    faults = list(_of_rows(frame))
    return faults or [*_twice(frame), *_of_amounts(frame), *_of_style(frame)]


def _of_rows(frame: pl.DataFrame) -> Iterator[str]:
    known = {NONE, *(code for code in table("actions")["code"] if len(code) > 2)}
    for family, code, mode, sentence, file in frame.select(
        "family", "code", "mode", "sentence", "file"
    ).iter_rows():
        where = f"{file}, {family}: {sentence[:60]}"
        if not well_marked(sentence):
            yield f"not one [source] and one {{target}}: {where}"
        if code not in known:
            yield f"no such code, {code!r}: {where}"
        if mode not in MODES:
            yield f"no such mode, {mode!r}: {where}"
        if not SHORTEST <= len(sentence.split()) <= LONGEST:
            yield f"{len(sentence.split())} words: {where}"
        if file != f"{code[:2] if code != NONE else NONE}.tsv":
            yield f"in the wrong file: {where}"


def _twice(frame: pl.DataFrame) -> Iterator[str]:
    """Yield pairs marked twice alike, and sentences of two families that are nearly the same."""
    for sentence in frame.filter(frame["sentence"].is_duplicated())["sentence"].unique().sort():
        yield f"twice: {sentence[:80]}"
    holders: dict[tuple[str, ...], set[int]] = defaultdict(set)
    texts = frame.select("family", plain=pl.col("sentence").map_elements(plain, pl.String)).unique(
        maintain_order=True
    )
    families = texts["family"].to_list()
    runs = [_runs(text) for text in texts["plain"]]
    for number, some in enumerate(runs):
        for run in some:
            holders[run].add(number)
    seen = set()
    for number, some in enumerate(runs):
        shared: dict[int, int] = defaultdict(int)
        for run in some:
            for other in holders[run]:
                shared[other] += families[other] != families[number]
        for other, n in shared.items():
            pair = frozenset({number, other})
            if n >= ALIKE * max(len(some), 1) and pair not in seen:
                seen.add(pair)
                yield f"nearly the same: {families[number]} and {families[other]}"


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[\w']+", text.lower())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def _of_amounts(frame: pl.DataFrame) -> Iterator[str]:
    if frame.height < LEAST:
        yield f"{frame.height:,} exemplars, fewer than {LEAST:,}"
    digits = frame.group_by(
        pl.when(pl.col("code") == NONE).then(pl.lit(NONE)).otherwise(pl.col("code").str.slice(0, 3))
    ).len()
    by_code = dict(digits.iter_rows())
    by_root: dict[str, int] = defaultdict(int)
    for code, n in by_code.items():
        by_root[code[:2]] += n if code != NONE else 0
    for code in sorted(c for c in table("actions")["code"] if len(c) == 3):
        if by_code.get(code, 0) < LEAST_CODE:
            yield f"{by_code.get(code, 0)} exemplars of {code}, fewer than {LEAST_CODE}"
    for root in sorted(c for c in table("actions")["code"] if len(c) == 2):
        if by_root[root] < LEAST_ROOT:
            yield f"{by_root[root]} exemplars of {root}, fewer than {LEAST_ROOT}"
    if by_code.get(NONE, 0) < LEAST_NONE:
        yield f"{by_code.get(NONE, 0)} pairs without an act, fewer than {LEAST_NONE}"


def styles(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a row a type: its mean words, and the share of each sign."""
    text = pl.col("sentence").str.replace_all(r"[\[\]{}]", "")
    return (
        frame.with_columns(text=text)
        .group_by("type")
        .agg(
            pl.col("text").str.count_matches(r"\S+").mean().alias("words"),
            *(pl.col("text").str.contains(sign).mean().alias(name) for name, sign in SIGNS.items()),
        )
        .sort("type")
    )


def _of_style(frame: pl.DataFrame) -> Iterator[str]:
    found = styles(frame)
    every = styles(frame.with_columns(type=pl.lit("all"))).row(0, named=True)
    for row in found.iter_rows(named=True):
        if abs(row["words"] - every["words"]) > LENGTH:
            yield f"{row['type']}: {row['words']:.1f} words a sentence, {every['words']:.1f} in all"
        for sign in SIGNS:
            if abs(row[sign] - every[sign]) > STYLE:
                yield f"{row['type']}: {sign} in {row[sign]:.2f}, {every[sign]:.2f} in all"
    for (kind,), some in frame.group_by("type", maintain_order=True):
        words = " ".join(some["sentence"]).lower().split()[:RUNNING]
        variety = len(set(words)) / max(len(words), 1)
        if len(words) >= RUNNING and variety < VARIETY:
            yield f"{kind}: {variety:.2f} distinct words of {RUNNING:,}"
        first = some["sentence"].str.replace_all(r"[\[\]{}]", "").str.extract(r"^(\S+ \S+)")
        common = first.value_counts(sort=True).row(0)
        if common[1] > OPENINGS * some.height:
            yield f"{kind}: {common[1]} sentences open with {common[0]!r}"
