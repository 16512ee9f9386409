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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from tests.gold.score import SETS, Text, code, compare, country
from transforms import coding
from transforms.codebook import toml
from transforms.confidence import GROUNDS, HIGHEST, LOWERING, LOWEST, probability, weights
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
CUTS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


@dataclass(frozen=True)
class Unit:
    """A kept event unit of the gold: what it rests on and whether it is right."""

    set: str
    text: str
    grounds: frozenset[str]
    right: bool


def units() -> tuple[list[Unit], dict[str, int]]:
    """Code the gold; return its units and how many required events each set has."""
    found: list[Unit] = []
    required: dict[str, int] = {}
    for name, read in SETS.items():
        texts = list(read())
        rows, grounds = coded(texts)
        required[name] = 0
        for text in texts:
            mine = rows.get(text.id, [])
            total, _ = compare(text, mine)
            required[name] += total["tp"] + total["fn"]
            found += [
                Unit(name, text.id, grounds[row["mention_id"]], right)
                for row, right in labelled(text, mine)
            ]
    return found, required


def coded(texts: list[Text]) -> tuple[dict[str, list[dict[str, Any]]], dict[str, frozenset[str]]]:
    """Code texts; return the kept rows by text, and the grounds of each mention."""
    grounds: dict[str, frozenset[str]] = {}
    fill: Callable[..., dict[str, Any]] = coding._row

    def noting(*args: Any) -> dict[str, Any]:
        row = fill(*args)
        act = next(arg for arg in args if isinstance(arg, Act))
        grounds.setdefault(row["mention_id"], act.all_grounds)
        return row

    with patch.object(coding, "_row", noting):
        return code(texts), grounds


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


def fit(x: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return base and weights by Newton's method, `LOWERING` held at zero or below; no offset."""
    pull = np.diag([0.0, *[RIDGE] * len(GROUNDS), 0.0])
    bound = np.array([False, *(g in LOWERING for g in GROUNDS), False])
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


def written(w: np.ndarray, found: Sequence[Unit]) -> str:
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
    if args.update:
        text = written(fit(matrix(found), truth(found)), found)
        TOML.write_text(text, "utf-8")
        weights.cache_clear()
        toml.cache_clear()


if __name__ == "__main__":
    main()
