"""Make the model: `python -m training [--into FOLDER]`, as `make train` calls it.

exemplars -> checked -> split by families -> fine-tuned, averaged -> ONNX in 8 bits -> scored
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

import torch

from training import checks, exemplars
from training.encoder import Network, pretrained
from training.export import export, quantise, write_card
from training.fit import Recipe, averaged, fine_tune
from training.scoring import figures, temperatures, told
from transforms import meaning

#: Fine-tuning uses so many threads, whatever the machine has: sums depend on it.
THREADS = 2


def main() -> None:
    """Train, write the model's folder, print its figures."""
    options = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    options.add_argument("--into", type=Path, default=meaning.FOLDER, help="the folder to write")
    options.add_argument("--epochs", type=int, default=Recipe.epochs)
    options.add_argument("--share", type=float, default=1.0, help="of the families, for a curve")
    chosen = options.parse_args()
    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    began = time.monotonic()
    frame = exemplars.read()
    problems = checks.problems(frame)
    if problems:
        sys.exit("\n".join(["the exemplars are not in order:", *problems]))
    kept_back = exemplars.is_checked(frame["family"])
    training = exemplars.share(frame.filter(~kept_back), chosen.share)
    check = frame.filter(kept_back)
    print(f"{training.height:,} exemplars to learn from, {check.height:,} to check by", flush=True)
    recipe = Recipe(epochs=chosen.epochs)
    with tempfile.TemporaryDirectory() as scratch:
        first = Path(scratch) / "first"
        pretrained(first)
        networks: list[Network] = [
            fine_tune(training, recipe, seed, first, lambda line: print(line, flush=True))
            for seed in recipe.seeds
        ]
        chosen.into.mkdir(parents=True, exist_ok=True)
        full = Path(scratch) / "full.onnx"
        export(averaged(networks), full)
        quantise(full, chosen.into / meaning.NETWORK)
        shutil.copyfile(first / meaning.TOKENS, chosen.into / meaning.TOKENS)
    made = {"exemplars": str(training.height), "recipe": str(recipe)}
    write_card(chosen.into, dict.fromkeys(("type", "code", "mode"), 1.0), made)
    write_card(chosen.into, temperatures(meaning.Model(chosen.into), check), made)
    print(told(figures(meaning.Model(chosen.into), check)))
    print(f"{(time.monotonic() - began) / 60:.0f} minutes; written to {chosen.into}")


if __name__ == "__main__":
    main()
