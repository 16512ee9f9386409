"""What is worth parsing: articles that are about relations, sentences with two candidate actors."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from transforms.actors import PLACE_KINDS, ActorMention


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of article that tells of no events, and the words that give it away."""

    name: str
    words: re.Pattern[str]
    at_least: int  # different words
    share: float  # of all words
    unless: re.Pattern[str]  # words of war and diplomacy: with `MATTERS` of them it is news


#: So many different words of war and diplomacy make a story about a match a story about a war.
MATTERS = 4


@cache
def topics() -> tuple[Topic, ...]:
    """Return the topics of `codebook/topics.toml`."""
    raw = tomllib.loads(files("transforms.codebook").joinpath("topics.toml").read_text("utf-8"))
    return tuple(
        Topic(
            name,
            re.compile(r"\b(?:" + "|".join(topic["words"]) + r")\b", re.IGNORECASE),
            topic["at_least"],
            topic["share"],
            re.compile(r"\b(?:" + "|".join(raw["unless"]["words"]) + r")\b", re.IGNORECASE),
        )
        for name, topic in sorted(raw.items())
        if name != "unless"
    )


def off_topic(text: str, title: str | None) -> str | None:
    """Return the topic that keeps an article out of coding (sport, obituary, ...), or None."""
    whole = f"{title or ''}\n{text}"
    n_words = max(whole.count(" "), 1)
    for topic in topics():
        found = [match.group(0).casefold() for match in topic.words.finditer(whole)]
        if len(set(found)) >= topic.at_least and len(found) / n_words >= topic.share:
            grave = {match.group(0).casefold() for match in topic.unless.finditer(whole)}
            if len(grave) < MATTERS:
                return topic.name
    return None


_REFERENCES = re.compile(
    r"\b(?:he|she|him|her|his|it|its|they|their|them|we|our|us|I|both|two|the (?:ministry|minister|"
    r"president|government|king|premier|spokes\w+|ambassador|foreign|official|leader|general|"
    r"country|kingdom|embassy|army|military|diplomat|envoy|chancellor|statement|latter))\b",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")


def refers_back(text: str) -> bool:
    """Say whether a sentence speaks of a person named before it."""
    return _PERSON.search(text) is not None


_NAMES = re.compile(r"\b[A-Z][a-z]{2,}\b")


def worth_parsing(
    text: str, mentions: Sequence[ActorMention], *, learned: bool, between: bool
) -> bool:
    """Say whether a sentence can hold an act between two parties.

    Args:
        text: the sentence.
        mentions: the names in it.
        learned: whether the article may have explained a name that no dictionary knows.
        between: whether the article names two parties or more. Then a sentence needs one, or a
            word that may stand for one ("both leaders condemned the launch"); else two.
    """
    codes = {m.code for m in mentions if m.code}
    if len(codes) >= 2 or (between and codes):
        return True
    references = len({m.group(0).casefold() for m in _REFERENCES.finditer(text)})
    if learned and references == 0:
        references += _NAMES.search(text) is not None
    if between:
        return references > 0
    actors = {m.code for m in mentions if m.code and m.entry.kind not in PLACE_KINDS}
    return len(actors) + references >= 2
