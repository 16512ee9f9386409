"""From a network to the files that are shipped: ONNX in 8 bits, tokens, labels and temperatures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.encoder import Network, codes, type_names
from training.exemplars import MODES
from transforms.meaning import CARD, NETWORK, TOKENS, checksum

INPUTS, OUTPUTS = ["ids", "source", "target"], ["type", "code", "mode"]
OPSET = 17


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
        quantize_dynamic(str(prepared), str(small), per_channel=True, weight_type=QuantType.QInt8)


def write_card(folder: Path, temperatures: Mapping[str, float], made: Mapping[str, str]) -> None:
    """Write labels, temperatures, what the model was made of, and the files' checksums."""
    card = {
        "types": type_names(),
        "codes": codes(),
        "modes": list(MODES),
        "temperatures": {head: round(value, 3) for head, value in temperatures.items()},
        "made": {"onnxruntime": onnxruntime.__version__, "torch": torch.__version__, **made},
        "checksums": {name: checksum(folder / name) for name in (NETWORK, TOKENS)},
    }
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", "utf-8")
