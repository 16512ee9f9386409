"""How fast the model is: 8 bits against 32, and an article coded with and without it.

    make bench

One process, one thread, one run. The network in 32 bits has the same layers with the weights it
starts from: speed does not depend on what they are.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime

from tests.bench.bench_coder import REPEAT, frame, seconds
from tests.gold.score import articles
from training import exemplars
from training.encoder import Network, pretrained
from training.export import export
from transforms import meaning
from transforms.coding import Coder

PAIRS = 600


def main() -> None:
    """Print pairs a second, and the ratios."""
    model = meaning.built_in()
    pairs = [exemplars.marked(text) for text in exemplars.read()["sentence"].sample(PAIRS, seed=1)]
    model.read(pairs[:1])
    small = seconds(lambda: model.read(pairs))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "full.onnx"
        export(Network(pretrained(Path(folder)), 0.0), path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        full = onnxruntime.InferenceSession(str(path), options)
        encoded = [model.inputs(pair) for pair in pairs]
        full.run(None, encoded[0])
        large = seconds(lambda: [full.run(None, one) for one in encoded])
    tokens = np.mean([one["ids"].shape[1] for one in encoded])
    sys.stdout.write(
        f"model, {PAIRS} pairs of {tokens:.0f} tokens, one thread: 8 bits {PAIRS / small:.0f} "
        f"pairs/s, 32 bits {PAIRS / large:.0f} pairs/s, ratio {large / small:.2f}\n"
    )
    batch = frame(list(articles()) * (REPEAT // 2))
    coders = {by: Coder(by=by) for by in ("patterns", "both")}
    for coder in coders.values():  # whoever comes first would pay for what both keep
        coder.code(batch.head(batch.height // (REPEAT // 2)))
    spent = {by: seconds(lambda coder=coder: coder.code(batch)) for by, coder in coders.items()}
    sys.stdout.write(
        f"articles on international relations: patterns {spent['patterns']:.1f} s, both "
        f"{spent['both']:.1f} s, ratio {spent['both'] / spent['patterns']:.2f}\n"
    )


if __name__ == "__main__":
    main()
