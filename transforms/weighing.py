"""The model beside the patterns: a second opinion on each act, and acts that no pattern found.

Both read one sentence at a time. The second opinion raises or lowers the confidence of an act;
between two named parties of whom no pattern tells, the model may find an act by itself. What is
less probable than `codebook/weighing.toml` asks is dropped with that reason, or not told at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from transforms.actors import PLACE_KINDS, SEAT_KINDS
from transforms.clauses import verb_above
from transforms.codebook import toml
from transforms.confidence import is_crowd
from transforms.judging import MAX_PAIRS, Act, Opinion
from transforms.meaning import NONE, STATEMENT, Marked, Model, Reading, Span, built_in, types
from transforms.records import BY_MODEL
from transforms.slots import is_where

if TYPE_CHECKING:
    from spacy.tokens import Token

    from transforms.parties import Party, Sentence

#: Who may decide what is an act, and between whom.
PATTERNS, MODEL, BOTH = "patterns", "model", "both"
CODERS = (PATTERNS, MODEL, BOTH)
#: How the words below a verb hang on it that stand for those to whom something is done.
ACTED_UPON = frozenset({"dobj", "nsubjpass", "dative", "npadvmod", "ccomp"})
#: How the words hang on a name that say who it is.
DESCRIBING = frozenset({"appos", "poss", "compound", "nmod", "amod", "prep", "pobj"})
UNLIKELY = "patterns and model together make it unlikely"
#: Modes that are kept; the others stay among the dropped mentions.
KEPT_MODES = frozenset({"actual", "intent"})


def deciders(by: str) -> tuple[Model | None, bool]:
    """Return the model if it is asked, and whether the patterns are, for one of `CODERS`.

    Raises:
        ValueError: not one of them.
        ModelError: the model is asked for, and a file of it is missing or damaged.
    """
    if by not in CODERS:
        raise ValueError(f"there is no coder {by!r}")
    return None if by == PATTERNS else built_in(), by != MODEL


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read and what is kept (`codebook/weighing.toml`)."""

    keep: float  # how probable an act has to be that patterns found
    tell: float  # how probable one has to be that only the model finds
    settled: float  # how sure patterns have to be of an act for the model not to be asked
    codes: int  # how many parties a sentence may name for the model to look by itself
    idle: float  # how surely there has to be no act one way for the other way not to be read


@cache
def limits() -> Limits:
    """Return the limits."""
    return Limits(**toml("weighing")["articles"])


def weigh(
    found: Sequence[Act], sentence: Sentence, text: str, start: int, model: Model
) -> list[Act]:
    """Return a sentence's acts with the model's opinion, and those that it alone finds.

    Args:
        found: what the patterns told, kept and dropped, in order.
        sentence: the parsed sentence.
        text: the sentence as it is written.
        start: its first character in the article.
        model: the reader.
    """
    told: dict[tuple[int, str], list[Act]] = {}
    for act in found:
        if act.dropped_because is None:
            told.setdefault((act.trigger, act.code), []).append(act)
    asked = {
        word
        for word, some in told.items()
        if len(some) <= MAX_PAIRS and any(act.confidence < limits().settled for act in some)
    }
    read: dict[tuple[int, str, frozenset[Span | None]], Reading] = {}
    weighed = []
    for act in found:
        is_asked = act.dropped_because is None and (act.trigger, act.code) in asked
        weighed.append(_second(act, text, start, model, read) if is_asked else act)
    weighed += _alone(found, sentence, text, start, model)
    return sorted(weighed, key=lambda act: act.trigger)


def _second(
    act: Act,
    text: str,
    start: int,
    model: Model,
    read: dict[tuple[int, str, frozenset[Span | None]], Reading],
) -> Act:
    """Return an act with the model's opinion; of an act told both ways one way is read."""
    source, target = _span(act.source, text, start), _span(act.target, text, start)
    if source is None and target is None:
        return act
    told = (act.trigger, act.code, frozenset({source, target}))
    if told not in read:
        (read[told],) = model.read([Marked(text, source, target)])
    reading = read[told]
    act = replace(act, opinion=Opinion(reading.likeliest, reading.types[types()[act.code]]))
    unlikely = act.confidence < limits().keep
    return replace(act, dropped_because=UNLIKELY) if unlikely else act


def _span(party: Party, text: str, start: int) -> Span | None:
    """Return where a party stands in its sentence, None for one that goes without saying."""
    begin, end = party.start - start, party.end - start
    return (begin, end) if 0 <= begin < end <= len(text) else None


def _alone(
    found: Sequence[Act], sentence: Sentence, text: str, start: int, model: Model
) -> Iterator[Act]:
    """Yield what the model reads between parties of whom no pattern tells."""
    parties = _parties(sentence)
    if len(parties) > limits().codes:
        return
    told = {frozenset({act.source.code, act.target.code}) for act in found}
    # the words of an act of which a pattern knows the parties are not told of others too
    kinds = {types()[act.code] for act in found if act.dropped_because is None}
    for first, second in combinations(parties, 2):
        if frozenset({first.code, second.code}) in told:
            continue
        words = sentence.doc[first.token], sentence.doc[second.token]
        if _describes(*words) or _describes(*words[::-1]):
            continue
        read: list[tuple[Reading, Party, Party]] = []
        for source, target in ((first, second), (second, first)):
            if not _may_act(sentence.doc[source.token]):
                continue
            spans = _span(source, text, start), _span(target, text, start)
            (reading,) = model.read([Marked(text, *spans)])
            read.append((reading, source, target))
            if reading.types[NONE] > limits().idle:
                break
        if not read:
            continue
        reading, source, target = max(read, key=lambda one: _sure(one[0]))
        if reading.type in kinds or not _sure(reading):
            continue
        act = _act(reading, source, target, sentence)
        if act.confidence >= limits().tell:
            yield act


def _parties(sentence: Sentence) -> list[Party]:
    """Return the first party of each code that a sentence names, in order; no mere places."""
    found: dict[str, Party] = {}
    for at in sorted(sentence.named):
        for party in sentence.parties(sentence.doc[at], owner=False):
            if party.kind not in PLACE_KINDS and not _is_seat_as_place(party, sentence):
                found.setdefault(party.code, party)
    return list(found.values())


def _is_seat_as_place(party: Party, sentence: Sentence) -> bool:
    """Say whether a capital is where something is or goes on: "in Luxembourg", "Havana harbour"."""
    if party.kind not in SEAT_KINDS:
        return False
    word = sentence.doc[party.token]
    return word.dep_ == "compound" or is_where(word)


def _describes(word: Token, named: Token) -> bool:
    """Say whether a word says who another is: "Egypt, the chairman of the African Union"."""
    while word.i != named.i:
        if word.dep_ not in DESCRIBING or (word.dep_ == "prep" and word.lower_ != "of"):
            return False
        word = word.head
    return True


def _may_act(token: Token) -> bool:
    """Say whether a word stands where those stand who act: not as the object of its verb."""
    verb = verb_above(token)
    while token.head.i not in {verb.i, token.i}:
        token = token.head
    return token.dep_ not in ACTED_UPON


def _sure(reading: Reading) -> float:
    """Return the probability of the likeliest type, statements aside; 0 if none is likelier."""
    kind = reading.likeliest
    return 0.0 if kind in {NONE, STATEMENT} else reading.types[kind]


def _act(reading: Reading, source: Party, target: Party, sentence: Sentence) -> Act:
    code = reading.code(c for c in reading.codes if types()[c] == reading.type)
    kept = reading.mode in KEPT_MODES
    return Act(
        source=source,
        target=target,
        code=code,
        mode="intent" if code[:2] in {"03", "13"} and kept else reading.mode,
        trigger=verb_above(sentence.doc[source.token]).i,
        method=f"{BY_MODEL}{reading.type}",
        grounds=frozenset({"crowd"} if is_crowd(sentence.named) else ()),
        speaker=None,
        speech=-1,
        dropped_because=None if kept else f"the model reads it as {reading.mode}",
        opinion=Opinion(reading.type, reading.types[reading.type]),
    )
