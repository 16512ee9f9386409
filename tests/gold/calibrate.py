"""Fit and check the confidence: how often an act that rests on some grounds is right.

    python -m tests.gold.calibrate [--update]

Codes all gold sets, labels each kept unit right or false as `tests.gold.score` does (neutral ones
are left out), and fits a logistic regression on the grounds of `transforms.confidence`. Sentences
and the sample articles, which were mended most, get an offset that is thrown away: what is left
is the level of articles written without regard to the coder. The figures are cross-validated by
text: each unit's probability comes from weights that never saw its text.
`--update` writes `transforms/codebook/confidence.toml`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from tests.gold.score import SETS, Text, code, compare, country
from transforms import coding, weighing
from transforms.codebook import toml
from transforms.confidence import (
    GROUNDS,
    HIGHEST,
    LOWERING,
    LOWEST,
    log_odds,
    probability,
    weights,
)
from transforms.judging import Act
from transforms.records import content_id

TOML = Path(__file__).parents[2] / "transforms" / "codebook" / "confidence.toml"
#: Sets of whole articles; the others are single sentences, most of them easy.
ARTICLES = ("articles", "blind", "blind_second", "blind_third", "blind_fourth")
#: Sets whose level counts; the others only say which grounds matter.
LEVEL = ("blind", "blind_second", "blind_third", "blind_fourth")
#: The set whose errors nobody has read; weights fitted without it are tried on it.
UNREAD = "blind_fourth"
FOLDS = 5
BINS = 10
#: Strength of the pull of each weight towards zero (not of `base`).
RIDGE = 2.0
STEPS = 30
#: Limits of `weighing.toml` that are tried.
KEEPS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7)
CUTS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


@dataclass(frozen=True)
class Unit:
    """A kept event unit of the gold: what it rests on and whether it is right."""

    set: str
    text: str
    grounds: frozenset[str]
    right: bool
    share: float | None = None  # what the model gives to its type
    alone: bool = False  # found by the model alone


def units(by: str = "patterns") -> tuple[list[Unit], dict[str, int]]:
    """Code the gold; return its units and how many required events each set has.

    With the model, everything that is read is told, however improbable.
    """
    found: list[Unit] = []
    required: dict[str, int] = {}
    for name, read in SETS.items():
        texts = list(read())
        rows, acts = coded(texts, by)
        required[name] = 0
        for text in texts:
            mine = rows.get(text.id, [])
            total, _ = compare(text, mine)
            required[name] += total["tp"] + total["fn"]
            for row, right in labelled(text, mine):
                act = acts[row["mention_id"]]
                share = act.opinion.share if act.opinion else None
                grounds = act.grounds if act.by_model else act.all_grounds
                found.append(Unit(name, text.id, grounds, right, share, act.by_model))
    return found, required


def coded(texts: list[Text], by: str) -> tuple[dict[str, list[dict[str, Any]]], dict[str, Act]]:
    """Code texts; return the kept rows by text, and the act of each mention."""
    acts: dict[str, Act] = {}
    fill: Callable[..., dict[str, Any]] = coding._row

    def noting(*args: Any) -> dict[str, Any]:
        row = fill(*args)
        act = next(arg for arg in args if isinstance(arg, Act))
        acts.setdefault(row["mention_id"], act)
        return row

    everything = replace(weighing.limits(), keep=0.0, tell=0.0, settled=1.0)
    with (
        patch.object(coding, "_row", noting),
        patch.object(weighing, "limits", lambda: everything),
    ):
        return code(texts, by), acts


def labelled(text: Text, rows: Sequence[dict[str, Any]]) -> list[tuple[dict[str, Any], bool]]:
    """Return the most confident row of each unit that is right or false, and which it is.

    Units are shown to `compare` one after another: what each adds to its counts is its label.
    """
    best: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        unit = (country(row["source"]), country(row["target"]), row["cameo_root"])
        if unit not in best or row["confidence"] > best[unit]["confidence"]:
            best[unit] = row
    out, shown, before = [], [], compare(text, [])[0]
    for row in best.values():
        shown.append(row)
        now = compare(text, shown)[0]
        if now["tp"] > before["tp"] or now["fp"] > before["fp"]:
            out.append((row, now["tp"] > before["tp"]))
        before = now
    return out


def matrix(found: Sequence[Unit]) -> np.ndarray:
    """Return a row a unit: 1 for the base, 1 or 0 for each ground, 1 for the offset."""
    return np.array(
        [[1.0, *(float(g in u.grounds) for g in GROUNDS), float(u.set not in LEVEL)] for u in found]
    )


def opinions(found: Sequence[Unit], patterns: np.ndarray) -> np.ndarray:
    """Return a row a unit: 1, the grounds beside the model, its log odds, 1 for the offset.

    The grounds are the log odds by the patterns, or 1 in a crowd for what the model finds alone.
    """
    return np.array(
        [
            [
                1.0,
                float("crowd" in u.grounds) if u.alone else log_odds(p),
                log_odds(u.share or 0.0),
                float(u.set not in LEVEL),
            ]
            for u, p in zip(found, patterns, strict=True)
        ]
    ).reshape(len(found), 4)


def is_asked(found: Sequence[Unit], patterns: np.ndarray) -> np.ndarray:
    """Say of each unit that patterns find whether the model is asked about it."""
    settled = weighing.limits().settled
    return np.array(
        [
            not u.alone and u.share is not None and p < settled
            for u, p in zip(found, patterns, strict=True)
        ]
    )


def weights_of_opinions(
    found: Sequence[Unit], patterns: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of the model beside the patterns, and of what it finds alone."""
    x, right = opinions(found, patterns), truth(found)
    asked, alone = is_asked(found, patterns), np.array([u.alone for u in found])
    return fit(x[asked], right[asked], (), 0.0), fit(x[alone], right[alone], (), 0.0)


def with_opinions(
    found: Sequence[Unit], patterns: np.ndarray, second: np.ndarray, own: np.ndarray
) -> np.ndarray:
    """Return the probability of each unit with the model's opinion, where it is asked."""
    x, p = opinions(found, patterns), patterns.copy()
    asked, alone = is_asked(found, patterns), np.array([u.alone for u in found])
    p[asked], p[alone] = predict(x[asked], second), predict(x[alone], own)
    return p


def fit(
    x: np.ndarray, right: np.ndarray, held: Collection[str] = LOWERING, ridge: float = RIDGE
) -> np.ndarray:
    """Return base and weights by Newton's method, grounds `held` at zero or below; no offset."""
    n_weights = x.shape[1] - 2
    pull = np.diag([0.0, *[ridge] * n_weights, 0.0])
    names = GROUNDS if n_weights == len(GROUNDS) else [""] * n_weights
    bound = np.array([False, *(name in held for name in names), False])
    free = np.ones(x.shape[1], dtype=bool)
    while True:
        w = np.zeros(x.shape[1])
        for _ in range(STEPS):
            p = 1 / (1 + np.exp(-x @ w))
            slope = x.T @ (right - p) - pull @ w
            curve = (x.T * (p * (1 - p))) @ x + pull
            step = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
            w[free] += step
            if np.abs(step).max() < 1e-6:
                break
        wrong = bound & (w > 0)
        if not wrong.any():
            return w[:-1]
        free &= ~wrong


def predict(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Return probabilities within the bounds of `transforms.confidence`."""
    return np.clip(1 / (1 + np.exp(-x[:, :-1] @ w)), LOWEST, HIGHEST)


def cross_validated(found: Sequence[Unit]) -> np.ndarray:
    """Return each unit's probability from weights fitted without the texts of its fold."""
    x, right = matrix(found), truth(found)
    fold = np.array([int(content_id(u.set, u.text), 16) % FOLDS for u in found])
    p = np.empty(len(found))
    for number in range(FOLDS):
        inside = fold == number
        p[inside] = predict(x[inside], fit(x[~inside], right[~inside]))
    return p


def unread(found: Sequence[Unit]) -> tuple[np.ndarray, np.ndarray]:
    """Return probability and truth of the unread set by weights fitted on the other sets."""
    x, right = matrix(found), truth(found)
    inside = np.array([u.set == UNREAD for u in found])
    return predict(x[inside], fit(x[~inside], right[~inside])), right[inside]


def truth(found: Sequence[Unit]) -> np.ndarray:
    """Return 1 for each right unit, 0 for each false one."""
    return np.array([float(u.right) for u in found])


def bins(p: np.ndarray, right: np.ndarray, *, mass: bool) -> list[tuple[float, float, int]]:
    """Return mean probability, share right and size of each bin.

    Args:
        p: probabilities.
        right: 1 or 0 for each.
        mass: bins of equal size; otherwise of equal width.
    """
    if mass:
        parts = np.array_split(np.argsort(p, kind="stable"), BINS)
    else:
        at = np.minimum((p * BINS).astype(int), BINS - 1)
        parts = [np.flatnonzero(at == number) for number in range(BINS)]
    return [(p[i].mean(), right[i].mean(), len(i)) for i in parts if len(i)]


def ece(p: np.ndarray, right: np.ndarray, *, mass: bool = True) -> float:
    """Return the expected calibration error: what bins are off, weighted by their size."""
    return float(sum(abs(a - b) * n for a, b, n in bins(p, right, mass=mass)) / len(p))


def auc(p: np.ndarray, right: np.ndarray) -> float:
    """Return how often a right unit stands above a false one (ties count half)."""
    above = p[right == 1][:, None] - p[right == 0][None, :]
    return float((above > 0).mean() + (above == 0).mean() / 2)


def describe(name: str, p: np.ndarray, right: np.ndarray) -> str:
    """Return a line of figures."""
    return (
        f"{name}: {len(p)} units, right {right.mean():.3f}, mean confidence {p.mean():.3f},"
        f" ECE {ece(p, right):.3f} (equal mass) {ece(p, right, mass=False):.3f} (equal width),"
        f" Brier {((p - right) ** 2).mean():.3f}"
        f" (same for all: {right.mean() * (1 - right.mean()):.3f}), AUC {auc(p, right):.3f}\n"
    )


def curve(p: np.ndarray, right: np.ndarray, required: int) -> str:
    """Return precision, recall and the share of units kept at each cut."""
    lines = ["  cut    kept  precision  recall\n"]
    for cut in (0.0, *CUTS):
        kept = p >= cut
        precision = right[kept].mean() if kept.any() else float("nan")
        recall = right[kept].sum() / required
        lines.append(f"  {cut:.2f}  {kept.mean():6.3f}  {precision:9.3f}  {recall:6.3f}\n")
    return "".join(lines)


def weighed(found: Sequence[Unit], w: np.ndarray) -> str:
    """Return the weights of the model's opinion as tables of `confidence.toml`."""
    patterns = predict(matrix(found), w)
    second, own = weights_of_opinions(found, patterns)
    n_asked = int(is_asked(found, patterns).sum())
    right = [u.right for u in found if u.alone]
    lines = [
        "",
        f"# What the model reads, in log odds: beside the patterns ({n_asked} units of the gold),",
        f"# and alone ({len(right)} units, {sum(right)} of them right).",
        "[second]",
        *(f"{n} = {v:.2f}" for n, v in zip(("base", "patterns", "model"), second, strict=True)),
        "",
        "[alone]",
        *(f"{n} = {v:.2f}" for n, v in zip(("base", "crowd", "model"), own, strict=True)),
    ]
    return "\n".join(lines) + "\n"


def cross_validated_with_model(found: Sequence[Unit]) -> np.ndarray:
    """Return each unit's probability with the model, from weights fitted without its fold."""
    x, right = matrix(found), truth(found)
    own = np.array([not u.alone for u in found])
    fold = np.array([int(content_id(u.set, u.text), 16) % FOLDS for u in found])
    p = np.empty(len(found))
    for number in range(FOLDS):
        inside, outside = fold == number, fold != number
        patterns = predict(x, fit(x[outside & own], right[outside & own]))
        others = [u for u, out in zip(found, outside, strict=True) if out]
        fitted = weights_of_opinions(others, patterns[outside])
        p[inside] = with_opinions(found, patterns, *fitted)[inside]
    return p


def report_with_model(found: Sequence[Unit], required: dict[str, int]) -> None:
    """Print how good the confidence with the model is, cross-validated, and what limits keep."""
    p, right = cross_validated_with_model(found), truth(found)
    kept = p >= weighing.limits().keep
    out = sys.stdout.write
    out(describe("with the model, what is kept", p[kept], right[kept]))
    level = np.array([u.set in LEVEL for u in found])
    for name, at in (("all sets", np.ones(len(found), bool)), ("blind sets", level)):
        wanted = sum(n for key, n in required.items() if name == "all sets" or key in LEVEL)
        out(f"{name}: what a limit keeps\n  keep  precision  recall     F1\n")
        for cut in KEEPS:
            some = at & (p >= cut)
            precision, recall = right[some].mean(), right[some].sum() / wanted
            f1 = 2 * precision * recall / (precision + recall)
            out(f"  {cut:.2f}  {precision:9.3f}  {recall:6.3f}  {f1:.4f}\n")


def written(w: np.ndarray, found: Sequence[Unit], with_model: Sequence[Unit]) -> str:
    """Return the text of `confidence.toml`."""
    lines = [
        "# What each ground adds to the log odds that an act is right (transforms/confidence.py).",
        "# Written by `python -m tests.gold.calibrate --update`: logistic regression on",
        f"# {len(found)} units of the gold, {int(sum(not u.right for u in found))} of them false;",
        f"# ridge {RIDGE}, inferred parties held at 0 or below; level of the blind sets.",
        "# A ground of few cases stays near 0. Do not edit by hand.",
        "",
        f"base = {w[0]:.2f}",
        "",
        "[weights]",
    ]
    return (
        "\n".join([*lines, *(f"{g} = {v + 0.0:.2f}" for g, v in zip(GROUNDS, w[1:], strict=True))])
        + "\n"
        + weighed(with_model, w)
    )


def report(found: Sequence[Unit], required: dict[str, int]) -> None:
    """Print the figures by cross-validation, and the weights that many cases rest on."""
    p, right = cross_validated(found), truth(found)
    news = np.array([u.set in ARTICLES for u in found])
    out = sys.stdout.write
    out(describe("all sets", p, right))
    out(describe("articles", p[news], right[news]))
    out(describe("sentences", p[~news], right[~news]))
    level = np.array([u.set in LEVEL for u in found])
    out(describe("blind sets", p[level], right[level]))
    for name in ARTICLES:
        at = np.array([u.set == name for u in found])
        out(describe(f"  {name}", p[at], right[at]))
    out(describe(f"{UNREAD}, fitted on the others", *unread(found)))
    now = np.array([probability(u.grounds) for u in found])
    out(describe("weights in the codebook, articles", now[news], right[news]))
    out("reliability on articles, bins of equal mass: confidence, share right, units\n")
    out("".join(f"  {a:.3f}  {b:.3f}  {n}\n" for a, b, n in bins(p[news], right[news], mass=True)))
    out("articles\n" + curve(p[news], right[news], sum(required[name] for name in ARTICLES)))
    out("blind sets\n" + curve(p[level], right[level], sum(required[name] for name in LEVEL)))
    out("all sets\n" + curve(p, right, sum(required.values())))


def main() -> None:
    """Print the figures; with `--update` write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--update", action="store_true", help="write the weights anew")
    args = parser.parse_args()
    found, required = units()
    report(found, required)
    with_model, required = units("both")
    report_with_model(with_model, required)
    if args.update:
        text = written(fit(matrix(found), truth(found)), found, with_model)
        TOML.write_text(text, "utf-8")
        weights.cache_clear()
        toml.cache_clear()


if __name__ == "__main__":
    main()
