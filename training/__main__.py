"""Make the model: `python -m training [--into FOLDER]`, as `make train` calls it.

exemplars -> checked -> split by families -> fine-tuned, averaged -> ONNX in 8 bits
-> shifted to what is common in news -> scored
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import polars as pl
import torch

from training import checks, exemplars
from training.commonness import shifts
from training.encoder import pretrained
from training.export import export, quantise, write_card, write_labels
from training.fit import Recipe, trained
from training.scoring import figures, temperatures, told
from transforms import meaning


def main() -> None:
    """Train, write the model's folder, print its figures."""
    options = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    options.add_argument("--into", type=Path, default=meaning.FOLDER, help="the folder to write")
    options.add_argument("--share", type=float, default=1.0, help="of the families, for a curve")
    options.add_argument("--keep", type=Path, help="a folder for the networks on the way")
    seeds = Recipe().seeds
    options.add_argument(
        "--seeds", type=int, choices=range(1, len(seeds) + 1), default=len(seeds), help="how many"
    )
    chosen = options.parse_args()
    torch.use_deterministic_algorithms(True)
    began = time.monotonic()
    frame = exemplars.read()
    problems = checks.problems(frame)
    if problems:
        sys.exit("\n".join(["the exemplars are not in order:", *problems]))
    kept_back = exemplars.is_checked(frame["family"])
    learned = exemplars.share(frame.filter(~kept_back), chosen.share)
    check = frame.filter(kept_back)
    say(f"{learned.height:,} exemplars to learn from, {check.height:,} to check by")
    recipe = replace(Recipe(), seeds=seeds[: chosen.seeds])
    with tempfile.TemporaryDirectory() as scratch:
        first, full, made = (Path(scratch) / name for name in ("first", "full.onnx", "made"))
        made.mkdir()
        pretrained(first)
        export(trained(learned, recipe, first), full)
        quantise(full, made / meaning.NETWORK)
        shutil.copyfile(first / meaning.TOKENS, made / meaning.TOKENS)
        write_labels(made, dict.fromkeys(("type", "code", "mode"), 1.0), {})
        plain = check.filter(pl.col("style") == exemplars.PLAIN)
        write_labels(made, temperatures(meaning.Model(made), plain), shifts(learned))
        model = meaning.Model(made)
        scored = {
            style: figures(model, check.filter(pl.col("style") == style))
            for style in (exemplars.PLAIN, exemplars.SCENE)
        }
        write_card(made, learned, recipe, scored)
        shutil.copytree(made, chosen.into, dirs_exist_ok=True)
        if chosen.keep:
            shutil.copytree(first, chosen.keep, dirs_exist_ok=True)
            shutil.copy(full, chosen.keep)
    for name, found in scored.items():
        say(f"{name}: {told(found)}")
    say(f"{(time.monotonic() - began) / 60:.0f} minutes; written to {chosen.into}")


def say(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)


if __name__ == "__main__":
    main()
