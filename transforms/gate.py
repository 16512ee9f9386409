"""What is worth parsing: articles that are about relations, sentences with two candidate actors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from transforms.actors import PLACE_KINDS, ActorMention
from transforms.codebook import toml


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of article that tells of no events, and the words that give it away."""

    name: str
    words: re.Pattern[str]
    at_least: int  # different words
    share: float  # of all words
    state: int  # more different words of state than these keep the article in
    acts: int  # so do more words of state and of their acts together
    keep: re.Pattern[str] | None  # words of which one is enough
    fresh: bool  # only in an article with a day of this year do they


@dataclass(frozen=True, slots=True)
class _Topics:
    """The topics, and the words that make an article news whatever else it is about."""

    kinds: tuple[Topic, ...]
    state: re.Pattern[str]
    acts: re.Pattern[str]
    unless: re.Pattern[str]


#: So many different words of war and diplomacy make a story about a match a story about a war.
MATTERS = 4
#: Words of state for one of the topic; fewer are lost in a long report of a match.
DILUTED = 8

#: A day of this week or year.
_DAY = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r" \d\d?(?!\d|\w*,? \d{4}))\b"
)


#: "Kuwait lent", "Latvia condemned": a name and what states do; two make news of any report.
_DEED = re.compile(
    r"\b(?!He |She |It |They |We |I |Who )[A-Z]\w+ (?:has |have |had )?"
    r"(accepted|accused|agreed|apologi[sz]ed|asked|banned|blamed|called|cancelled|closed|"
    r"condemned|critici[sz]ed|declared|delivered|demanded|denied|expelled|flew|handed|imposed|lent|lifted|"
    r"lifted|offered|opened|ordered|pledged|protested|refused|rejected|released|rescued|returned|"
    r"said|sent|shut|signed|stopped|summoned|suspended|thanked|told|urged|vetoed|warned|welcomed)\b"
)
DEEDS = 2


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"(?:\b|^)(?:" + "|".join(words) + r")(?!\w)", re.IGNORECASE | re.MULTILINE)


@cache
def topics() -> _Topics:
    """Return the topics of `codebook/topics.toml`."""
    raw = toml("topics")
    state, acts, unless = (_any_of(raw.pop(name)["words"]) for name in ("state", "acts", "unless"))
    kinds = tuple(
        Topic(
            name,
            _any_of(topic["words"]),
            topic["at_least"],
            topic["share"],
            topic["state"],
            topic["acts"],
            _any_of(topic["keep"]) if "keep" in topic else None,
            topic.get("fresh", False),
        )
        for name, topic in sorted(raw.items())
    )
    return _Topics(kinds, state, acts, unless)


def _found(words: re.Pattern[str], text: str) -> list[str]:
    return [match.group(0).casefold() for match in words.finditer(text)]


def off_topic(text: str, title: str | None) -> str | None:
    """Return the topic that keeps an article out of coding (sport, obituary, ...), or None."""
    whole = f"{title or ''}\n{text}"
    n_words = max(whole.count(" "), 1)
    known = topics()
    for topic in known.kinds:
        found = _found(topic.words, whole)
        if len(set(found)) < topic.at_least or len(found) / n_words < topic.share:
            continue
        if not _is_news(topic, len(found), whole):
            return topic.name
    return None


def _is_news(topic: Topic, n_found: int, text: str) -> bool:
    """Say whether an article with the words of a topic tells what states do."""
    known = topics()
    if topic.keep and topic.keep.search(text):
        return True
    if topic.fresh and not _DAY.search(text):
        return False
    state = _found(known.state, text)
    done = _DEED.findall(text)
    if (state or done) and n_found >= DILUTED * (len(state) + len(done)):
        return False
    deeds = len(set(done))
    if deeds >= DEEDS or (deeds and state and not topic.keep):
        return True
    if not topic.keep and len(set(_found(known.unless, text))) >= MATTERS:
        return True
    both = set(state) | set(_found(known.acts, text))
    return len(set(state)) > topic.state or (bool(state) and len(both) > topic.acts)


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
