"""The network: a sentence encoder read at the marks and over the whole, with three heads."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from random import Random

import torch
from torch import nn
from transformers import BertModel

from training.exemplars import MODES
from transforms.codebook import table
from transforms.meaning import NONE, TOKENS, types

#: The package that holds the encoder's first weights, and the archive inside it.
PACKAGE, ARCHIVE = "all_minilm_l6_v2", "model.zip"
#: Label of what an exemplar does not say; the loss passes it over.
UNSAID = -100
#: Pairs of similar length are put together out of so many batches.
POOL = 16


@cache
def codes() -> tuple[str, ...]:
    """Return the three-digit codes, in order: what the head of codes tells apart."""
    return tuple(sorted(code for code in table("actions")["code"] if len(code) == 3))


@cache
def type_names() -> tuple[str, ...]:
    """Return the types, in order, `none` last."""
    return (*sorted(set(types().values()) - {NONE}), NONE)


@dataclass(frozen=True, slots=True)
class Example:
    """A pair as numbers: tokens, where the marks stand, and what there is to learn."""

    ids: list[int]
    source: int
    target: int
    type: int
    code: int
    mode: int


class Network(nn.Module):
    """Tokens and the places of two marks in; logits of type, code and mode out.

    The vector that is classified is the token before the source, the one before the target, and
    the mean of the sentence.
    """

    def __init__(self, encoder: BertModel, dropout: float) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(dropout)
        width = 3 * encoder.config.hidden_size
        labels = (type_names(), codes(), MODES)
        self.heads = nn.ModuleList(nn.Linear(width, len(names)) for names in labels)

    def forward(
        self,
        ids: torch.Tensor,
        source: torch.Tensor,
        target: torch.Tensor,
        attention: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, ...]:
        """Return the logits of the heads, a row a pair; without `attention` all tokens count."""
        read = self.encoder(ids, attention_mask=attention).last_hidden_state
        rows = torch.arange(ids.shape[0])
        if attention is None:
            mean = read.mean(1)
        else:
            mean = (read * attention[..., None]).sum(1) / attention.sum(1, keepdim=True)
        vector = self.dropout(torch.cat([read[rows, source], read[rows, target], mean], -1))
        return tuple(head(vector) for head in self.heads)


def pretrained(folder: Path) -> BertModel:
    """Unpack the encoder's first weights into a folder, unless they are there, and load them."""
    if not (folder / TOKENS).is_file():
        with resources.files(PACKAGE).joinpath(ARCHIVE).open("rb") as file:
            zipfile.ZipFile(file).extractall(folder)
    return BertModel.from_pretrained(
        folder,
        attn_implementation="eager",
        add_pooling_layer=False,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )


def batches(examples: Sequence[Example], size: int, draw: Random) -> Iterator[list[Example]]:
    """Yield batches of pairs of similar length, in an order drawn at random."""
    order = list(range(len(examples)))
    draw.shuffle(order)
    out = []
    for start in range(0, len(order), size * POOL):
        pool = sorted(order[start : start + size * POOL], key=lambda i: len(examples[i].ids))
        out += [pool[i : i + size] for i in range(0, len(pool), size)]
    draw.shuffle(out)
    for batch in out:
        yield [examples[i] for i in batch]


def tensors(batch: Sequence[Example]) -> dict[str, torch.Tensor]:
    """Return what the network takes for a batch, padded to its longest."""
    longest = max(len(example.ids) for example in batch)
    padded = [example.ids + [0] * (longest - len(example.ids)) for example in batch]
    there = [[1.0] * len(e.ids) + [0.0] * (longest - len(e.ids)) for e in batch]
    return {
        "ids": torch.tensor(padded),
        "source": torch.tensor([example.source for example in batch]),
        "target": torch.tensor([example.target for example in batch]),
        "attention": torch.tensor(there),
    }
