"""The model beside the patterns: a second opinion on each act, and acts that no pattern found.

Both read one sentence at a time. The second opinion lowers or raises the confidence of an act and
takes out what the model is sure is none; between two named parties of whom no pattern tells, the
model may find an act by itself, if it is surer than `codebook/weighing.toml` asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from transforms.actors import PLACE_KINDS
from transforms.clauses import verb_above
from transforms.codebook import toml
from transforms.judging import Act
from transforms.meaning import NONE, STATEMENT, Marked, Model, Reading, types

if TYPE_CHECKING:
    from transforms.parties import Party, Sentence

#: How acts begin whose method is the model's.
BY_MODEL = "model:"
#: Modes that are kept; the others stay among the dropped mentions.
KEPT_MODES = frozenset({"actual", "intent"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How sure the model has to be, as probabilities (`codebook/weighing.toml`)."""

    no_act: float  # that there is none, to take out what a pattern found
    act: float  # of an act's type, to tell one that no pattern found
    pairs: int  # pairs of parties read in one sentence, at most


@cache
def limits() -> Limits:
    """Return the limits."""
    return Limits(**toml("weighing"))


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
    weighed = [_second(act, text, start, model) for act in found]
    return weighed + list(_alone(found, sentence, text, start, model))


def _second(act: Act, text: str, start: int, model: Model) -> Act:
    if act.dropped_because is not None:
        return act
    source, target = _span(act.source, text, start), _span(act.target, text, start)
    if source is None and target is None:
        return act
    (reading,) = model.read([Marked(text, source, target)])
    act = replace(act, read=reading.types[types()[act.code]])
    if source is not None and target is not None and reading.none >= limits().no_act:
        return replace(act, dropped_because="the model reads no act between the two")
    return act


def _span(party: Party, text: str, start: int) -> tuple[int, int] | None:
    """Return where a party stands in its sentence, None for one that goes without saying."""
    begin, end = party.start - start, party.end - start
    return (begin, end) if 0 <= begin < end <= len(text) else None


def _alone(
    found: Sequence[Act], sentence: Sentence, text: str, start: int, model: Model
) -> Iterator[Act]:
    """Yield what the model reads between parties of whom no pattern tells."""
    told = {frozenset({act.source.code, act.target.code}) for act in found}
    pairs = [
        (a, b)
        for a, b in combinations(_parties(sentence), 2)
        if a.code != b.code and frozenset({a.code, b.code}) not in told
    ]
    for first, second in pairs[: limits().pairs]:
        ways = [(first, second), (second, first)]
        spans = [(_span(a, text, start), _span(b, text, start)) for a, b in ways]
        readings = model.read([Marked(text, *both) for both in spans])
        reading, (source, target) = max(zip(readings, ways, strict=True), key=lambda r: _sure(r[0]))
        if _sure(reading) >= limits().act:
            yield _act(reading, source, target, sentence)


def _parties(sentence: Sentence) -> list[Party]:
    """Return the first party of each code that a sentence names, in order."""
    found: dict[str, Party] = {}
    for at in sorted(sentence.named):
        for party in sentence.parties(sentence.doc[at], owner=False):
            if party.kind not in PLACE_KINDS:
                found.setdefault(party.code, party)
    return list(found.values())


def _sure(reading: Reading) -> float:
    """Return the probability of the likeliest type, statements aside; 0 if none is likelier."""
    kind = max(reading.types, key=lambda t: reading.types[t])
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
        grounds=frozenset(),
        speaker=None,
        speech=-1,
        dropped_because=None if kept else f"the model reads it as {reading.mode}",
        read=reading.types[reading.type],
    )
