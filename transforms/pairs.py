"""Classify what a marked source does to a marked target: `bilateral code-pairs`.

The caller asserts that there is an act, so the answer is always a code. The patterns give the act
found between the two, else the nearest word that a pattern knows, else the code of a plain
statement; the model gives the likeliest of PLOVER's types, none and statements left aside, and its
likeliest code; both together the type that is likeliest when what the patterns say is weighed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from typing import TYPE_CHECKING, Any

from transforms.actors import FIRST_DAY, LAST_DAY, ActorMention, Entry
from transforms.cleaning import parse_view
from transforms.codebook import toml
from transforms.coding import actions
from transforms.events import acts
from transforms.fitting import conditions_hold, part_of_speech, rows_of
from transforms.judging import Act
from transforms.meaning import NONE, STATEMENT, Marked, Reading, Span, types
from transforms.modality import operator_of, status
from transforms.parsing import Parsed, parse, sentence_view
from transforms.parties import Memory, Sentence
from transforms.patterns import derived
from transforms.records import BY_MODEL
from transforms.roles import built_in
from transforms.weighing import PATTERNS, deciders

if TYPE_CHECKING:
    from spacy.tokens import Token

SOURCE, TARGET = "SRC", "TGT"
#: What is left when no word of the sentence is known: a public statement.
LAST_RESORT = "010"


@dataclass(frozen=True, slots=True)
class Guess:
    """What the patterns make of a pair."""

    code: str
    method: str
    confidence: float
    how: str  # direct | swapped | nearest | none; a key of `pairs` in `codebook/weighing.toml`


def code_pairs(rows: Sequence[dict[str, Any]], by: str = PATTERNS) -> Iterator[dict[str, Any]]:
    """Yield a line for each row, in order: id, code, root, quad, plover, confidence, method.

    Args:
        rows: `text`, `source` and `target` as [start, end) characters or None, and an `id`.
        by: who decides: one of `weighing.CODERS`.
    """
    model, patterns = deciders(by)
    rows = [row | {side: _within(row, side) for side in ("source", "target")} for row in rows]
    guesses: list[Guess | None] = list(_guesses(rows)) if patterns else [None] * len(rows)
    readings: list[Reading | None] = [None] * len(rows)
    if model is not None:
        asked = [i for i, row in enumerate(rows) if row["text"].strip()]
        pairs = [Marked(*(rows[i][key] for key in ("text", "source", "target"))) for i in asked]
        for i, read in zip(asked, model.read(pairs), strict=True):
            readings[i] = read
    for row, guess, reading in zip(rows, guesses, readings, strict=True):
        code, method, confidence = _settled(guess, reading)
        action = actions()[code]
        kind = types()[code]
        yield {
            "id": row["id"],
            "code": code,
            "root": action["root"],
            "quad": int(action["quad_class"]),
            "plover": action["plover_event"] if reading is None or kind == "YIELD" else kind,
            "confidence": confidence,
            "method": method,
        }


def _within(row: Mapping[str, Any], side: str) -> Span | None:
    """Return the span of a side, kept within its text; None: not marked."""
    span = row.get(side)
    if not span:
        return None
    start, end = max(span[0], 0), min(span[1], len(row["text"]))
    return (start, end) if start < end else None


def _settled(guess: Guess | None, reading: Reading | None) -> tuple[str, str, float]:
    """Return code, method and confidence of a pair that was guessed at, read, or both."""
    if reading is None:
        guess = guess or Guess(LAST_RESORT, "none", 0.05, "none")
        return guess.code, guess.method, guess.confidence
    shares = {t: p for t, p in reading.types.items() if t not in {NONE, STATEMENT}}
    if guess is not None and types()[guess.code] in shares:
        shares[types()[guess.code]] *= exp(pair_weights()[guess.how])
    kind = max(shares, key=lambda t: shares[t])
    sure = round(shares[kind] / (sum(shares.values()) or 1.0), 2)
    if guess is not None and types()[guess.code] == kind:
        return guess.code, f"{guess.method}+{BY_MODEL}{kind}", sure
    return reading.code(c for c in reading.codes if types()[c] == kind), f"{BY_MODEL}{kind}", sure


@cache
def pair_weights() -> dict[str, float]:
    """Return by how much, in log odds, what the patterns say speaks for a type."""
    found: dict[str, float] = toml("weighing")["pairs"]
    return found


def _guesses(rows: Sequence[dict[str, Any]]) -> Iterator[Guess]:
    prepared = []
    for row in rows:
        view = parse_view(row["text"])
        mentions = list(_marks(row))
        prepared.append((sentence_view(view, 0, len(view), mentions), mentions))
    for parsed in parse(prepared):
        yield _decide(parsed)


def _marks(row: dict[str, Any]) -> Iterable[ActorMention]:
    marks = []
    for code, span in ((SOURCE, row["source"]), (TARGET, row["target"])):
        if span:
            start, end = span
            text = row["text"][start:end]
            entry = Entry(text, code, "", "name", code, text, FIRST_DAY, LAST_DAY)
            marks.append(ActorMention(start, end, text, entry))
    return sorted(marks, key=lambda mark: mark.start)


def _decide(parsed: Parsed) -> Guess:
    """Return what the patterns make of one parsed pair."""
    sentence = Sentence(parsed, Memory(), built_in())
    found, _ = acts(sentence)
    if found:
        best = max(found, key=_closeness)
        if _closeness(best)[0] > 0:
            how = "direct" if best.source.code == SOURCE else "swapped"
            return Guess(best.code, f"pattern:{best.method}", best.confidence, how)
    words = _words_near(sentence)
    for fitting in (True, False):
        for distance, token in words:
            guess = _code_of(token, fitting=fitting)
            if guess is not None:
                return Guess(guess, "nearest", max(0.1, 0.4 - 0.05 * distance), "nearest")
    return Guess(LAST_RESORT, "none", 0.05, "none")


def _closeness(act: Act) -> tuple[int, float, int]:
    """Rank acts: both marks in their places, then swapped, then one of them."""
    codes = (act.source.code, act.target.code)
    rank = {(SOURCE, TARGET): 4, (TARGET, SOURCE): 2}.get(codes, 0)
    return rank + (act.dropped_because is None and rank > 0), act.confidence, -act.trigger


def _words_near(sentence: Sentence) -> list[tuple[int, Token]]:
    """Return the sentence's words by their distance from the marks, along the parse first."""
    marked = [sentence.doc[i] for i in sentence.named]
    paths: dict[int, int] = {}
    for token in marked:
        for steps, above in enumerate([token, *token.ancestors]):
            paths[above.i] = min(paths.get(above.i, 99), steps)
    order = []
    for token in sentence.doc:
        if token.i in sentence.named:
            continue
        near = min((abs(token.i - mark.i) for mark in marked), default=token.i)
        on_path = token.i in paths
        order.append((0 if on_path else 1, paths.get(token.i, near), token.i, token))
    return [(distance, token) for _, distance, _, token in sorted(order, key=lambda x: x[:3])]


def _code_of(token: Token, *, fitting: bool) -> str | None:
    """Return the code a word has in its clause, or with `fitting` false what it has at best."""
    operator = operator_of(token)
    if operator is not None and operator["code"]:
        return operator["code"]
    part = part_of_speech(token)
    rows = rows_of(token, part) if part else []
    if fitting:
        rows = [row for row in rows if conditions_hold(row, token)]
    if not rows:
        return None
    code = rows[0].code if fitting else rows[-1].code
    if status(token).mode == "intent":
        return derived()[code[:2]]["intent"] or code
    return code
