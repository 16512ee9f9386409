"""What hand checks say of the coder: precision, recall, how far the coders agree.

Formulas:
- a share of a stratum: Wilson's interval (1927, JASA 22:209-212);
- over strata: the stratified estimate sum(W_h p_h), W_h = N_h / N, and its standard error
  sqrt(sum(W_h^2 s_h^2 / n_h)) (Cochran 1977, Sampling Techniques, 3rd ed., ch. 5). The finite
  population correction is left out: the question is how good the coder is, not these rows;
- its interval: Wilson's of each stratum, put together by the method of variance estimates recovery,
  p -+ sqrt(sum(W_h^2 (p_h - l_h)^2)) (Zou and Donner 2008, Statistics in Medicine 27:1693-1702), so
  that a stratum without an error still counts as uncertain; with one stratum it is Wilson's;
- recall: the ratio of two estimated totals, found / (found + missed) (Cochran ch. 6), its interval
  from those of both totals (MOVER-R: Donner and Zou 2012, Statistical Methods in Medical Research
  21:347-359);
- agreement: Krippendorff's alpha for nominal data (Hayes and Krippendorff 2007, Communication
  Methods and Measures 1:77-89), its interval by resampling units (Zapf, Castell, Morawietz and
  Karch 2016, BMC Medical Research Methodology 16:93).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from warehouse.audit.sheet import ROOT, Judgements, quads

Floats = npt.NDArray[np.float64]

#: Quantile of the normal distribution for intervals of 95 %.
Z95 = 1.959963984540054
#: Resamples of units for the interval of alpha.
RESAMPLES = 1_000
#: Krippendorff's bounds: from the first on good, from the second on for tentative conclusions.
GOOD, TENTATIVE = 0.8, 0.667

QUAD_NAMES = {
    "1": "verbal cooperation",
    "2": "material cooperation",
    "3": "verbal conflict",
    "4": "material conflict",
}

#: A row per class: `level` is what must be right beside source and target (code, root, quad).
SCORES = pl.Schema(
    {
        "level": pl.String,  # code, root, quad
        "class": pl.String,  # all, 01-20, 1-4
        "n_events": pl.Int64,  # tellings that the warehouse has of it
        "n_judged": pl.Int64,  # of them judged
        "precision": pl.Float64,  # null: none judged
        "precision_se": pl.Float64,  # a stratum with one judged row varies as the class
        "precision_low": pl.Float64,
        "precision_high": pl.Float64,
        "recall": pl.Float64,  # null: no sentence judged, or nothing to be found
        "recall_low": pl.Float64,
        "recall_high": pl.Float64,
        "n_missed": pl.Int64,  # missed events that coders listed
        "share_judged": pl.Float64,  # share of n_events in strata with a judged row
    }
)

#: A row per question and pair (or more) of coders.
AGREEMENT = pl.Schema(
    {
        "question": pl.String,
        "n_units": pl.Int64,  # rows that two coders at least have judged
        "alpha": pl.Float64,  # null: no such rows, or all judged alike
        "low": pl.Float64,  # 2.5 and 97.5 % of resamples of units
        "high": pl.Float64,
        "reading": pl.String,  # good, tentative, revise the codebook
    }
)


@dataclass(frozen=True, slots=True)
class Scores:
    """The answer of `score`."""

    classes: pl.DataFrame  # `SCORES`
    agreement: pl.DataFrame  # `AGREEMENT`, empty with one coder
    n_judged: int  # rows of the sample that at least one coder has judged
    n_empty: dict[str, int]  # rows still to be judged, by file
    warnings: list[str]  # what a reader has to be told


@dataclass(frozen=True, slots=True)
class Strata:
    """Sums over the judged rows of each stratum; H strata.

    A row that several coders judged counts once, each of them with an equal part; where they
    disagree, that adds to the variance.
    """

    names: list[str]
    population: Floats  # (H,) N_h
    size: Floats  # (H,) n_h: rows judged
    index: npt.NDArray[np.intp]  # (R,) stratum of each judgement
    weight: Floats  # (R,) part of its row, 1 over number of coders

    @classmethod
    def of(cls, rows: pl.DataFrame) -> Strata:
        """Group judgements (`JUDGED`) by stratum."""
        parts = rows.select(1 / pl.len().over("id")).to_series().to_numpy().astype(np.float64)
        found = rows.group_by("stratum").agg(pl.col("population").first(), pl.col("id").n_unique())
        found = found.sort("stratum")
        place = {name: at for at, name in enumerate(found["stratum"])}
        index = np.array([place[name] for name in rows["stratum"]], dtype=np.intp)
        return cls(
            found["stratum"].to_list(),
            found["population"].to_numpy().astype(np.float64),
            found["id"].to_numpy().astype(np.float64),
            index,
            parts,
        )

    def moments(self, values: Floats) -> tuple[Floats, Floats]:
        """Return mean and variance (divisor n_h - 1; n_h = 1: nan) of (R, K) values: (H, K)."""
        mean = self._sum(values) / self.size[:, None]
        square = self._sum(values**2) / self.size[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = (square - mean**2) * (self.size / (self.size - 1))[:, None]
        return mean, np.where(self.size[:, None] > 1, np.maximum(spread, 0), np.nan)

    def _sum(self, values: Floats) -> Floats:
        out = np.zeros((len(self.names), values.shape[1]))
        np.add.at(out, self.index, values * self.weight[:, None])
        return out


def wilson(share: Floats, n: Floats, z: float = Z95) -> tuple[Floats, Floats]:
    """Return Wilson's interval for shares of n trials (Wilson 1927).

    Shares and numbers broadcast; n = 0 gives 0 to 1.
    """
    n = np.asarray(n, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low = np.where(n > 0, np.where(share <= 0, 0.0, centre - half), 0.0)
    high = np.where(n > 0, np.where(share >= 1, 1.0, centre + half), 1.0)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)


def total_interval(
    mean: Floats, spread: Floats, size: Floats, population: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return estimated totals sum(N_h mean_h) and their intervals, by Wilson and MOVER.

    Args:
        mean: (H, K) means per row; of missed events a sentence they may be 1 and more, where
            Wilson's limits give way to mean -+ z sqrt(spread / n_h) if those are wider.
        spread: (H, K) variances; where a mean is no share, they make n_h smaller or not.
        size: (H,) n_h.
        population: (H, K) N_h, 0 where a stratum can have none of a class; or (H, 1).

    Returns:
        (K,) totals, lower and upper limits.
    """
    share = np.clip(mean, 0, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        design = spread * (1 - 1 / size)[:, None] / (share * (1 - share))
    n = size[:, None] / np.where(np.isfinite(design), np.maximum(design, 1), 1)
    low, high = wilson(share, n)
    # Of one row there is no spread: what exceeds a share varies as a Poisson count.
    known = np.where(np.isfinite(spread), spread, mean - share)
    half = np.where(mean >= 1, Z95 * np.sqrt(known / size[:, None]), 0)
    total = (population * mean).sum(axis=0)
    down = np.sqrt(((population * np.maximum(share - low, half)) ** 2).sum(axis=0))
    up = np.sqrt(((population * np.maximum(high - share, half)) ** 2).sum(axis=0))
    return total, np.maximum(total - down, 0), total + up


def ratio_interval(
    part: tuple[Floats, Floats, Floats], rest: tuple[Floats, Floats, Floats]
) -> tuple[Floats, Floats, Floats]:
    """Return part / (part + rest) with its interval, from both totals with theirs (MOVER-R).

    nan where both are 0.
    """
    (a, a_low, a_high), (m, m_low, m_high) = part, rest
    with np.errstate(divide="ignore", invalid="ignore"):
        share = a / (a + m)
        odds_low = _ratio_low(m, m_low, a, a_high)  # of missed to found
        odds_high = 1 / _ratio_low(a, a_low, m, m_high)
        low, high = 1 / (1 + odds_high), 1 / (1 + odds_low)
    nothing = a + m <= 0
    low = np.where(np.isnan(low), 0.0, low)
    high = np.where(np.isnan(high), 1.0, high)
    return share, np.where(nothing, np.nan, low), np.where(nothing, np.nan, high)


def _ratio_low(over: Floats, over_low: Floats, under: Floats, under_high: Floats) -> Floats:
    """Return the lower limit of over / under (Donner and Zou 2012, written without a difference).

    The upper limit of a ratio is one over the lower limit of its inverse.
    """
    known = over_low * (2 * over - over_low)
    root = (over * under) ** 2 - known * under_high * (2 * under - under_high)
    limit = known / (over * under + np.sqrt(np.maximum(root, 0)))
    return np.where(known <= 0, 0.0, limit)


def score(judgements: Judgements, *, seed: int = 0) -> Scores:
    """Score the coder, and the agreement of those who judged it.

    A judged event is right at a level if source and target are right and its true code is of the
    same code, root or quad class. Recall is of events that are in the articles' sentences: found
    right, over those, the ones coded wrong, and the missed ones; an event that was found elsewhere
    in the same article is not missed. A missed event beside found ones is seen through each of
    them, and counts for one over their number (multiplicity: Sirken 1970, JASA 65:257-266).

    Args:
        judgements: see `sheet.judgements`.
        seed: for the resamples of agreement.
    """
    rows = judgements.rows
    return Scores(
        classes=classes(rows, judgements.populations),
        agreement=agreement(rows, seed=seed),
        n_judged=rows["id"].n_unique(),
        n_empty=judgements.n_empty,
        warnings=unjudged(judgements),
    )


def unjudged(judgements: Judgements) -> list[str]:
    """Say what of a sample is not judged, and what that does to its figures."""
    found = list(judgements.warnings)
    if empty := sum(judgements.n_empty.values()):
        found.append(f"{empty:,} rows of the files are still empty")
    judged = set(judgements.rows["stratum"])
    sizes = judgements.populations
    roots = [name for name in sizes if name.startswith(ROOT)]
    if left := [name.removeprefix(ROOT) for name in roots if name not in judged]:
        events = sum(sizes[f"{ROOT}{name}"] for name in left) / sum(sizes[name] for name in roots)
        found.append(
            f"nothing was judged of root {', '.join(left)} ({events:.0%} of the events): figures "
            "are of the others, and recall is too low by as much"
        )
    sentences = {name for name in sizes if name not in roots}
    if not sentences & judged:
        found.append("no sentence without an event was judged: nothing is known of what was missed")
    elif left := sorted(sentences - judged):
        found.append(f"no sentence was judged of stratum {', '.join(left)}: recall is too high")
    return found


def classes(rows: pl.DataFrame, populations: Mapping[str, int]) -> pl.DataFrame:
    """Return precision and recall by class (`SCORES`).

    Args:
        rows: judgements (`sheet.JUDGED`).
        populations: of every stratum of the sample, judged or not. Estimates are of the judged
            ones; `share_judged` says how much of a class they are.
    """
    if rows.is_empty():
        return pl.DataFrame(schema=SCORES)
    roots = sorted(quads())
    labels = {
        "code": ["all"],
        "root": ["all", *roots],
        "quad": ["all", *map(str, sorted(set(quads().values())))],
    }
    frames = [_level(rows, populations, level, names) for level, names in labels.items()]
    found = pl.concat(frames)
    return found.filter(
        (pl.col("class") == "all") | (pl.col("n_events") > 0) | (pl.col("n_missed") > 0)
    )


def as_class(code: str | None, level: str) -> str:
    """Return the class of a code at a level; "" for none."""
    if not code:
        return ""
    return {"code": code, "root": code[:2], "quad": str(quads()[code[:2]])}[level]


def _level(
    rows: pl.DataFrame, populations: Mapping[str, int], level: str, names: Sequence[str]
) -> pl.DataFrame:
    """Return the rows of `SCORES` of one level; K classes."""
    strata = Strata.of(rows)
    coded = [as_class(code, level) for code in rows["code"]]
    true = [as_class(code, level) for code in rows["true_code"]]
    parties = rows["parties_right"].to_numpy().astype(bool)
    right = np.array([a == b != "" for a, b in zip(coded, true, strict=True)]) & parties
    is_coded = _member(coded, names)
    missed, n_missed = _missed(rows, level, names)
    hit = is_coded * right[:, None]
    miss = _member(true, names) * ~right[:, None] + missed

    own = np.zeros((len(strata.names), len(names)))  # whether a stratum is of a class
    np.maximum.at(own, strata.index, is_coded)
    covered = strata.population @ own
    mean, spread = strata.moments(hit)
    weights = np.divide(
        strata.population[:, None] * own, covered, out=np.zeros_like(own), where=covered > 0
    )
    precision = (weights * mean).sum(axis=0)
    low, high = wilson(mean, strata.size[:, None])
    precision_low = precision - np.sqrt((weights**2 * (mean - low) ** 2).sum(axis=0))
    precision_high = precision + np.sqrt((weights**2 * (high - mean) ** 2).sum(axis=0))
    usual = np.broadcast_to(precision * (1 - precision), spread.shape)
    known_spread = np.where(np.isfinite(spread), spread, usual)
    terms = np.where(own > 0, weights**2 * known_spread / strata.size[:, None], 0.0)
    error = np.sqrt(terms.sum(axis=0))

    population = strata.population[:, None]
    found = total_interval(mean, spread, strata.size, population * own)
    lost = total_interval(*strata.moments(miss), strata.size, population)
    recall, recall_low, recall_high = ratio_interval(found, lost)
    has_sentences = "sentence" in rows["kind"]
    judged = own.T @ strata.size
    drawn = [name for name in populations if name.startswith(ROOT)]
    everywhere = _member([as_class(name.removeprefix(ROOT), level) for name in drawn], names)
    n_events = np.array([populations[name] for name in drawn], dtype=np.float64) @ everywhere

    def known(values: Floats, there: npt.NDArray[np.bool_] | bool) -> list[float | None]:
        kept = np.isfinite(values) & there
        return [float(v) if k else None for v, k in zip(values, kept, strict=True)]

    return pl.DataFrame(
        {
            "level": [level] * len(names),
            "class": list(names),
            "n_events": n_events.astype(int),
            "n_judged": judged.astype(int),
            "precision": known(precision, judged > 0),
            "precision_se": known(error, judged > 0),
            "precision_low": known(np.clip(precision_low, 0, 1), judged > 0),
            "precision_high": known(np.clip(precision_high, 0, 1), judged > 0),
            "recall": known(recall, has_sentences),
            "recall_low": known(recall_low, has_sentences),
            "recall_high": known(recall_high, has_sentences),
            "n_missed": n_missed.astype(int),
            "share_judged": known(covered / np.maximum(n_events, 1), n_events > 0),
        },
        schema=SCORES,
    )


def _member(found: Sequence[str], names: Sequence[str]) -> Floats:
    """Return (R, K) 1 where a row is of a class; of "all" if it is of any."""
    return np.array(
        [[float(bool(one) and name in ("all", one)) for name in names] for one in found]
    ).reshape(len(found), len(names))


def _missed(rows: pl.DataFrame, level: str, names: Sequence[str]) -> tuple[Floats, Floats]:
    """Return (R, K) missed events a judgement stands for, and (K,) how many were listed."""
    out = np.zeros((rows.height, len(names)))
    for at, codes in enumerate(rows["missed"]):
        for code in codes:
            out[at] += _member([as_class(code, level)], names)[0]
    return out / rows["n_here"].to_numpy()[:, None], out.sum(axis=0)


def agreement(rows: pl.DataFrame, *, seed: int = 0) -> pl.DataFrame:
    """Return Krippendorff's alpha (`AGREEMENT`) of judgements by two coders or more.

    Questions: the verdict on events; source, target and root as they should be; whether a sentence
    without an event has one. `rows` are `JUDGED`.
    """
    if rows["coder"].n_unique() < 2:
        return pl.DataFrame(schema=AGREEMENT)
    on_events, on_sentences = (rows.filter(kind=kind) for kind in ("event", "sentence"))
    root = pl.when("parties_right").then(pl.col("true_code").str.slice(0, 2)).otherwise(pl.lit("-"))
    asked = {
        "verdict": on_events.select("id", answer="verdict"),
        "root, parties right": on_events.select("id", answer=root.fill_null("-")),
        "event missed": on_sentences.select("id", answer="verdict"),
    }
    found = [{"question": name, **_alpha(answers, seed)} for name, answers in asked.items()]
    return pl.DataFrame(found, schema=AGREEMENT)


def _alpha(answers: pl.DataFrame, seed: int) -> dict[str, Any]:
    """Return alpha of answers (`id`, `answer`; a row per coder) with its interval and reading."""
    shared = answers.filter(pl.len().over("id") > 1)
    counts = shared.group_by("id", "answer").len().pivot("answer", index="id", values="len")
    table = counts.sort("id").drop("id").fill_null(0).to_numpy().astype(np.int64)
    value = alpha(table)
    draws = np.random.default_rng(seed).integers(0, max(len(table), 1), (RESAMPLES, len(table)))
    again = [alpha(table[draw]) for draw in draws] if value is not None else []
    kept = [one for one in again if one is not None]
    low, high = np.quantile(kept, [0.025, 0.975]).tolist() if kept else (None, None)
    reading = (
        None
        if value is None
        else "good"
        if value >= GOOD
        else "tentative"
        if value >= TENTATIVE
        else "revise the codebook"
    )
    return {"n_units": len(table), "alpha": value, "low": low, "high": high, "reading": reading}


def alpha(counts: npt.NDArray[np.int64]) -> float | None:
    """Return Krippendorff's alpha of (units, answers) counts; None where it is not defined."""
    if len(counts) == 0 or (counts.sum(axis=0) > 0).sum() < 2:
        return None
    import krippendorff

    return float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))
