"""The recipe: several fine-tunings from different seeds, averaged into one network."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from random import Random

import polars as pl
import torch
from torch import nn

from training.encoder import (
    UNSAID,
    Example,
    Network,
    batches,
    codes,
    pretrained,
    tensors,
    type_names,
)
from training.exemplars import MODES, marked
from training.framing import framed
from transforms.meaning import NONE, Tokens

#: All fine-tunings start from the same heads: only then can they be averaged.
HEADS_SEED = 0


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the shipped model was made with; searches are told of in docs/decisions."""

    epochs: int = 8
    batch: int = 32
    encoder_rate: float = 8e-5
    head_rate: float = 1e-3
    decay: float = 0.01
    dropout: float = 0.1
    smoothing: float = 0.05
    warm_up: float = 0.06
    code_weight: float = 0.5
    mode_weight: float = 0.3
    seeds: tuple[int, ...] = (1, 2)


def example(sentence: str, code: str, kind: str, mode: str, tokens: Tokens) -> Example:
    """Turn an exemplar into numbers."""
    ids, source, target = tokens.encode(marked(sentence))
    return Example(
        ids,
        source,
        target,
        type_names().index(kind),
        UNSAID if code == NONE or len(code) < len("040") else codes().index(code[:3]),
        MODES.index(mode) if mode else UNSAID,
    )


def fine_tune(
    exemplars: pl.DataFrame, recipe: Recipe, seed: int, first: Path, say: Callable[[str], None]
) -> Network:
    """Fine-tune the encoder on exemplars, framed anew in each round.

    Args:
        exemplars: `sentence`, `code`, `type`, `mode`.
        recipe: rates and rounds.
        seed: of weights, order and frames.
        first: folder of the encoder's first weights.
        say: told of each round.
    """
    torch.manual_seed(HEADS_SEED)
    network = Network(pretrained(first), recipe.dropout)
    torch.manual_seed(seed)
    draw = Random(seed)
    network.encoder.embeddings.word_embeddings.requires_grad_(False)
    tokens = Tokens(first / "tokenizer.json")
    body = [p for p in network.encoder.parameters() if p.requires_grad]
    heads = list(network.heads.parameters())
    optimiser = torch.optim.AdamW(
        [
            {"params": body, "lr": recipe.encoder_rate},
            {"params": heads, "lr": recipe.head_rate},
        ],
        weight_decay=recipe.decay,
        fused=True,
    )
    steps = recipe.epochs * ceil(exemplars.height / recipe.batch)
    rising = recipe.warm_up * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / rising) * max(0.0, 1 - step / steps)
    )
    rows = exemplars.select("sentence", "code", "type", "mode").rows()
    began = time.monotonic()
    for epoch in range(recipe.epochs):
        examples = [example(framed(row[0], draw), *row[1:], tokens) for row in rows]
        network.train()
        total = 0.0
        for batch in batches(examples, recipe.batch, draw):
            loss = _loss(network, batch, recipe)
            loss.backward()
            nn.utils.clip_grad_norm_([*body, *heads], 1.0)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            total += loss.item() * len(batch)
        say(
            f"seed {seed}, round {epoch + 1} of {recipe.epochs}: loss {total / len(rows):.3f}, "
            f"{time.monotonic() - began:.0f} s"
        )
    return network.eval()


def _loss(network: Network, batch: Sequence[Example], recipe: Recipe) -> torch.Tensor:
    """Return the sum of the heads' losses; what an exemplar does not say is passed over."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = network(**tensors(batch))
    total = torch.zeros(())
    for head, out, weight in zip(
        ("type", "code", "mode"),
        logits,
        (1.0, recipe.code_weight, recipe.mode_weight),
        strict=True,
    ):
        labels = torch.tensor([getattr(one, head) for one in batch])
        if (labels != UNSAID).any():
            total = total + weight * nn.functional.cross_entropy(
                out.float(), labels, ignore_index=UNSAID, label_smoothing=recipe.smoothing
            )
    return total


def averaged(networks: Sequence[Network]) -> Network:
    """Return a network whose weights are the means of several of the same first weights."""
    first, *others = networks
    with torch.no_grad():
        for name, weights in first.state_dict().items():
            if weights.is_floating_point():
                same = [weights, *(other.state_dict()[name] for other in others)]
                weights.copy_(torch.stack(same).mean(0))
    return first
