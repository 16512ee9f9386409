"""The recipe: several fine-tunings from different seeds, averaged into one network."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from math import ceil
from multiprocessing import get_context
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
from training.exemplars import MODES, PLAIN, marked, share
from training.framing import framed
from transforms.meaning import NONE, TOKENS, Tokens

#: Threads of the broad rounds, and processes of the plain ones.
THREADS = 2
#: The file of what is learned in the broad rounds.
BROAD = "broad.pt"
#: All fine-tunings start from the same heads: only then can they be averaged.
HEADS_SEED = 0
#: Share of the exemplars of a round in which one of the two marks is left out.
UNMARKED = 0.04


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the shipped model was made with; searches are told of in docs/decisions."""

    broad_rounds: int = 2  # over all exemplars
    plain_rounds: int = 4  # over plain ones and those without an act
    mixed_rounds: int = 1  # over those and a part of the others, at half the rates
    mixed_part: float = 0.35  # of the families of the others
    batch: int = 32
    encoder_rate: float = 1e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    dropout: float = 0.1  # before the heads; none in the encoder
    smoothing: float = 0.05
    warm_up: float = 0.06
    code_weight: float = 0.5
    mode_weight: float = 0.3
    seeds: tuple[int, ...] = (1, 2)  # of the plain rounds, whose networks are averaged


def trained(exemplars: pl.DataFrame, recipe: Recipe, first: Path) -> Network:
    """Return the network that a recipe makes: broad rounds once, then the others from each seed.

    The broad rounds use `THREADS` threads, the others a process of one thread a seed: sums
    depend on the number of threads, so neither depends on the machine.

    Args:
        exemplars: `sentence`, `style`, `code`, `type`, `mode`.
        recipe: rounds, rates and weights.
        first: the folder of the encoder's first weights; what is learned is put beside them.
    """
    torch.set_num_threads(THREADS)
    torch.manual_seed(HEADS_SEED)
    network = Network(pretrained(first), recipe.dropout)
    fine_tune(network, exemplars, recipe.broad_rounds, recipe, HEADS_SEED, Tokens(first / TOKENS))
    torch.save(network.state_dict(), first / BROAD)
    is_plain = (pl.col("style") == PLAIN) | (pl.col("code") == NONE)
    plain = exemplars.filter(is_plain)
    mixed = pl.concat([plain, share(exemplars.filter(~is_plain), recipe.mixed_part)])
    with ProcessPoolExecutor(THREADS, mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(_from_seed, plain, mixed, recipe, first), recipe.seeds))
    networks = [_loaded(recipe, first, seed_file(seed)) for seed in recipe.seeds]
    return averaged(networks)


def seed_file(seed: int) -> str:
    """Return the name of the file of what is learned from a seed."""
    return f"seed{seed}.pt"


def _from_seed(
    plain: pl.DataFrame, mixed: pl.DataFrame, recipe: Recipe, first: Path, seed: int
) -> None:
    """Fine-tune the broad network on plain exemplars, then mixed ones, in a process of its own."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    network = _loaded(recipe, first, BROAD)
    tokens = Tokens(first / TOKENS)
    fine_tune(network, plain, recipe.plain_rounds, recipe, seed, tokens)
    gentle = replace(recipe, encoder_rate=recipe.encoder_rate / 2, head_rate=recipe.head_rate / 2)
    fine_tune(network, mixed, recipe.mixed_rounds, gentle, seed, tokens)
    torch.save(network.state_dict(), first / seed_file(seed))


def _loaded(recipe: Recipe, first: Path, name: str) -> Network:
    network = Network(pretrained(first), recipe.dropout)
    network.load_state_dict(torch.load(first / name))
    return network.eval()


def _example(
    sentence: str, code: str, kind: str, mode: str, tokens: Tokens, draw: Random
) -> Example:
    """Turn an exemplar into numbers, in a frame, now and then with one mark only."""
    pair = marked(framed(sentence, draw))
    if draw.random() < UNMARKED:
        side = draw.choice(("source", "target"))
        pair = replace(pair, **{side: None})  # type: ignore[arg-type]
    ids, source, target = tokens.encode(pair)
    return Example(
        ids,
        source,
        target,
        type_names().index(kind),
        UNSAID if code == NONE else codes().index(code[:3]),
        MODES.index(mode),
    )


def fine_tune(
    network: Network,
    exemplars: pl.DataFrame,
    rounds: int,
    recipe: Recipe,
    seed: int,
    tokens: Tokens,
) -> None:
    """Fine-tune a network on exemplars, framed anew in each round.

    Args:
        network: is changed.
        exemplars: `sentence`, `code`, `type`, `mode`.
        rounds: over all of them.
        recipe: rates and weights.
        seed: of order, frames and dropout.
        tokens: cuts the sentences.
    """
    torch.manual_seed(seed)
    draw = Random(seed)
    network.encoder.embeddings.word_embeddings.requires_grad_(False)
    body = [p for p in network.encoder.parameters() if p.requires_grad]
    heads = list(network.heads.parameters())
    optimiser = torch.optim.AdamW(
        [
            {"params": body, "lr": recipe.encoder_rate},
            {"params": heads, "lr": recipe.head_rate},
        ],
        weight_decay=recipe.decay,
    )
    steps = rounds * ceil(exemplars.height / recipe.batch)
    rising = recipe.warm_up * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / rising) * max(0.0, 1 - step / steps)
    )
    rows = exemplars.select("sentence", "code", "type", "mode").rows()
    began = time.monotonic()
    network.train()
    for number in range(rounds):
        examples = [
            _example(sentence, code, kind, mode, tokens, draw)
            for sentence, code, kind, mode in rows
        ]
        total = 0.0
        for batch in batches(examples, recipe.batch, draw):
            loss = _loss(network, batch, recipe)
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_([*body, *heads], 1.0)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
            total += loss.item() * len(batch)
        print(
            f"seed {seed}, round {number + 1} of {rounds} over {len(rows):,}: "
            f"loss {total / len(rows):.3f}, {time.monotonic() - began:.0f} s",
            flush=True,
        )
    network.eval()


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
