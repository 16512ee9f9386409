"""Random framing of exemplars at training time, drawn blind to their labels.

Real news put datelines, days and attributions around any act. An exemplar is written once and
framed anew in each round of training, so that the frame says nothing about the act.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

TOML = Path(__file__).parent / "framing.toml"
#: How often something is put before, put behind, or the full stop left off.
BEFORE, BEHIND, BARE = 0.25, 0.25, 0.05
#: How often the day of the week is left out: some acts are told with theirs more often than others.
DAYLESS = 0.6
_DAY = re.compile(
    r" on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"(?! (?:morning|afternoon|evening|night))"
)


@cache
def _frames() -> dict[str, Any]:
    return tomllib.loads(TOML.read_text("utf-8"))


def framed(sentence: str, draw: Random) -> str:
    """Put a random frame around a marked sentence; but for its day, its words and marks stay."""
    if draw.random() < DAYLESS:
        sentence = _DAY.sub("", sentence, count=1)
    if draw.random() < BEFORE:
        sentence = _filled(draw.choice(_frames()["before"]), draw) + sentence
    if not sentence.endswith("."):
        return sentence
    if draw.random() < BEHIND:
        return f"{sentence[:-1]}{_filled(draw.choice(_frames()['behind']), draw)}."
    return sentence[:-1] if draw.random() < BARE else sentence


def _filled(frame: str, draw: Random) -> str:
    words = {name: draw.choice(choices) for name, choices in _frames()["words"].items()}
    return frame.format(**words, number=draw.randint(1, 28), year=draw.randint(1961, 2026))
