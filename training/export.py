"""From a network to the files that are shipped: ONNX in 8 bits, tokens, labels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import onnxruntime
import polars as pl
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.encoder import Network, codes, type_names
from training.exemplars import MODES
from training.fit import Recipe
from transforms.meaning import CARD, NETWORK, TOKENS, checksum

INPUTS, OUTPUTS = ["ids", "source", "target"], ["type", "code", "mode"]
OPSET = 17
CARD_TEXT = Path(__file__).parent / "card.md"


def export(network: Network, path: Path) -> None:
    """Write a network as ONNX in 32 bits; batch and length are free."""
    pair = (
        torch.tensor([[101, 1, 2003, 2, 3, 2005, 4, 102]]),
        torch.tensor([1]),
        torch.tensor([4]),
    )
    torch.onnx.export(
        network.eval(),
        pair,
        str(path),
        input_names=INPUTS,
        output_names=OUTPUTS,
        dynamic_axes={
            "ids": {0: "pairs", 1: "tokens"},
            "source": {0: "pairs"},
            "target": {0: "pairs"},
        },
        opset_version=OPSET,
        dynamo=False,
    )


def quantise(full: Path, small: Path) -> None:
    """Write the weights of a network in 8 bits, each channel with a scale of its own."""
    with TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(full), str(prepared), skip_symbolic_shape=True)
        # reduced, because sums of full 8 bits run over on processors without VNNI
        quantize_dynamic(
            str(prepared),
            str(small),
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )


def write_labels(
    folder: Path, temperatures: Mapping[str, float], shifts: Mapping[str, float]
) -> None:
    """Write what the outputs mean, temperatures, shifts of the types, and the files' checksums."""
    card = {
        "types": type_names(),
        "codes": codes(),
        "modes": list(MODES),
        "temperatures": {head: round(value, 3) for head, value in temperatures.items()},
        "shifts": {kind: round(value, 3) for kind, value in shifts.items()},
        "checksums": {name: checksum(folder / name) for name in (NETWORK, TOKENS)},
    }
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")


def write_card(
    folder: Path,
    learned: pl.DataFrame,
    recipe: Recipe,
    scored: Mapping[str, Mapping[str, Any]],
) -> None:
    """Write the model card: what the model is for, made of, how good, and what it is not for.

    Args:
        folder: the model's.
        learned: the exemplars that it has learned from.
        recipe: how.
        scored: `scoring.figures` on exemplars kept back, by their style.
    """
    by_style = ", ".join(
        f"{n:,} {style}" for style, n in learned["style"].value_counts().sort("style").iter_rows()
    )
    heads = ["type given an act", "with none", "code given the type", "mode", "calibration error"]
    keys = ["type_f1_given_act", "type_f1_with_none", "code_given_type", "mode", "ece"]
    rows = [
        f"| {name} | {found['n']:,} | " + " | ".join(f"{found[key]:.3f}" for key in keys) + " |"
        for name, found in scored.items()
    ]
    types = [
        f"| {kind} | {row['n']} | {row['precision']:.2f} | {row['recall']:.2f} | {row['f1']:.2f} |"
        for kind, row in scored["plain"]["by_type"].items()
    ]
    checksums = [f"- `{name}`: `{checksum(folder / name)}`" for name in (NETWORK, TOKENS)]
    text = CARD_TEXT.read_text("utf-8").format(
        learned=f"{learned.height:,}",
        by_style=by_style,
        recipe=str(recipe),
        torch=torch.__version__,
        onnxruntime=onnxruntime.__version__,
        size=f"{(folder / NETWORK).stat().st_size / 1e6:.1f}",
        heads=" | ".join(heads),
        figures="\n".join(rows),
        types="\n".join(types),
        checksums="\n".join(checksums),
    )
    (folder / "README.md").write_text(text, "utf-8")
