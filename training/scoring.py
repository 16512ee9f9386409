"""How well a model reads pairs that it has not learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from training.exemplars import marked
from transforms.meaning import NONE, Model, Reading, types

#: What is tried for a temperature: from half to three times.
TEMPERATURES = np.geomspace(0.5, 3.0, 60)
BINS = 10


def readings(model: Model, frame: pl.DataFrame) -> list[Reading]:
    """Return what a model reads in each exemplar."""
    return model.read([marked(sentence) for sentence in frame["sentence"]])


def temperatures(model: Model, frame: pl.DataFrame) -> dict[str, float]:
    """Return the temperature of each head that makes its probabilities likeliest on exemplars.

    Source: Guo et al. (2017), On calibration of modern neural networks.
    """
    read = readings(model, frame)
    return {
        head: _temperature([getattr(one, f"{head}s") for one in read], labels)
        for head, labels in (
            ("type", frame["type"].to_list()),
            ("code", [code[:3] for code in frame["code"]]),
            ("mode", frame["mode"].to_list()),
        )
    }


def _temperature(shares: Sequence[Mapping[str, float]], labels: Sequence[str]) -> float:
    known = [(share, label) for share, label in zip(shares, labels, strict=True) if label in share]
    logs = np.log(np.maximum([list(share.values()) for share, _ in known], 1e-12))
    at = np.array([list(share).index(label) for share, label in known])

    def surprise(warm: float) -> float:
        scaled = logs / warm
        scaled -= np.logaddexp.reduce(scaled, axis=1, keepdims=True)
        return float(-scaled[np.arange(len(at)), at].mean())

    return float(min(TEMPERATURES, key=surprise))


def figures(model: Model, frame: pl.DataFrame) -> dict[str, Any]:
    """Score a model on exemplars.

    Returns:
        `n`; macro F1 of types, given that there is an act (as `code-pairs` is asked) and over
        all with `none`; precision, recall and F1 of each type; the share of right codes given
        the right type, and of right modes; the calibration error of the likeliest type.
    """
    read = readings(model, frame)
    true, codes, modes = (frame[name].to_list() for name in ("type", "code", "mode"))
    overall = [one.likeliest for one in read]
    acts = [i for i, kind in enumerate(true) if kind != NONE]
    given = [read[i].type for i in acts]
    right_code = [
        read[i].code(code for code in read[i].codes if types()[code] == true[i]) == codes[i][:3]
        for i in acts
        if read[i].type == true[i]
    ]
    right_mode = [read[i].mode == modes[i] for i in acts]
    sure = np.array([one.types[kind] for one, kind in zip(read, overall, strict=True)])
    right = np.array([a == b for a, b in zip(true, overall, strict=True)])
    return {
        "n": len(true),
        "type_f1_given_act": _macro([true[i] for i in acts], given),
        "type_f1_with_none": _macro(true, overall),
        "by_type": {kind: _prf(true, overall, kind) for kind in sorted(set(true))},
        "code_given_type": float(np.mean(right_code)) if right_code else None,
        "mode": float(np.mean(right_mode)) if right_mode else None,
        "ece": _calibration_error(sure, right),
    }


def _prf(true: Sequence[str], told: Sequence[str], kind: str) -> dict[str, float]:
    """Return precision, recall, F1 and number of a type."""
    hits = sum(a == b == kind for a, b in zip(true, told, strict=True))
    n_true, n_told = true.count(kind), list(told).count(kind)
    precision, recall = hits / max(n_told, 1), hits / max(n_true, 1)
    f1 = 2 * hits / max(n_true + n_told, 1)
    return {"precision": precision, "recall": recall, "f1": f1, "n": n_true}


def _macro(true: Sequence[str], told: Sequence[str]) -> float:
    kinds = sorted(set(true))
    return sum(_prf(true, told, kind)["f1"] for kind in kinds) / len(kinds)


def _calibration_error(sure: np.ndarray, right: np.ndarray) -> float:
    """Return the expected calibration error over `BINS` equal bins."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    return float(
        sum(
            abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
            for b in range(BINS)
            if (bins == b).any()
        )
    )


def told(found: Mapping[str, Any]) -> str:
    """Tell figures as lines of text."""
    lines = [
        f"{found['n']:,} exemplars kept back: types given an act, macro F1 "
        f"{found['type_f1_given_act']:.3f}; with none {found['type_f1_with_none']:.3f}; code "
        f"given the type {found['code_given_type']:.3f}; mode {found['mode']:.3f}; "
        f"calibration error {found['ece']:.3f}",
        "type          n     P     R    F1",
    ]
    lines += [
        f"{kind:<11} {row['n']:4.0f}  {row['precision']:.2f}  {row['recall']:.2f}  {row['f1']:.2f}"
        for kind, row in found["by_type"].items()
    ]
    return "\n".join(lines)
